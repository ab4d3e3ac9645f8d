"""Connectionist temporal classification: the probability of a sequence of labels, over all ways to spread it in time.

Between, before and after the labels a blank may stand. So the states of a sequence are its labels with blanks around
each, and a path through time stays in its state, moves to the next, or skips a blank between two different labels.
Everything is a logarithm; what is not allowed is NEVER. Shapes: t times, n samples, c classes, s states.
"""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.extremes import Amax
from autograd_lab.ops.indexing import GetItem, ScatterItem
from autograd_lab.ops.joining import Stack
from autograd_lab.ops.padding import Pad

NEVER = -1e30  # the logarithm of an impossible path: finite, so that the difference of two is not nan
IMPOSSIBLE = NEVER / 2


class CtcLoss(Op):
    """Minus the log-probability of each sample's labels, x being log-probabilities of the classes at each time.

    origin, final, skip (n, s): whether a path begins in the state, may end there, may come there from two states
    before. alive (t, n, 1): whether the sample lasts that long. ``emitted`` reads from x what each state says at each
    time.
    """

    doc = OpDoc(
        "CTC",
        r"y = -\ln \textstyle\sum_{\pi} \prod_t p_{t, \pi_t}",
        "x[t, n, c] -> y[n]",
        "How surprised the model is by a sequence of labels whose timing is not known.",
        "模型对时间位置未知的标签序列的“意外程度”。",
        "Graves et al. 2006, Connectionist Temporal Classification",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, origin, final, skip, alive, *, emitted, zero_infinity):
        total = likelihood(xp, prefixes(xp, said(xp, x, emitted), origin, skip, alive)[-1], final)
        y = xp.where(total < IMPOSSIBLE, 0 if zero_infinity else xp.inf, -total)
        return y, (x, origin, final, skip, alive)

    @staticmethod
    @gradient(r"\bar x_{tc} = \bar y\, (e^{x_{tc}} - P(\pi_t = c))")
    def backward_x(xp, gy, x, origin, final, skip, alive, *, emitted, zero_infinity):
        # The derivative is -P alone. The first term, which PyTorch has too, makes the gradients at each time add up to
        # 0; log_softmax, from which x is supposed to come, makes the same of it with that term and without.
        logs = said(xp, x, emitted)
        before = prefixes(xp, logs, origin, skip, alive)
        total = likelihood(xp, before[-1], final)
        paths = [a + b for a, b in zip(before, suffixes(xp, logs, final, skip, alive), strict=True)]
        share = xp.exp(run(xp, Stack, *paths, axis=0) - total[:, None])
        slope = xp.exp(x) - run(xp, ScatterItem, share, shape=x.shape, index=emitted)
        instead = 0 if zero_infinity else float("nan")
        slope = xp.where((total < IMPOSSIBLE)[:, None], instead, slope)
        return xp.where(alive, slope * gy[:, None], 0)


def said(xp, x, emitted):
    """(t, n, s): the log-probability of what each state says."""
    logs = run(xp, GetItem, x, index=emitted)
    return xp.where(logs < NEVER, NEVER, logs)


def prefixes(xp, logs, origin, skip, alive):
    """For each time (n, s): all paths that are in the state then. After the end of a sample it stays as it was."""
    paths, now = [], xp.where(origin, logs[0] * 0, NEVER)
    for step, lasts in zip(logs, alive, strict=True):
        arrived = step + either(xp, now, shifted(xp, now, 1), xp.where(skip, shifted(xp, now, 2), NEVER))
        now = xp.where(lasts, arrived, now)
        paths.append(now)
    return paths


def suffixes(xp, logs, final, skip, alive):
    """For each time (n, s): all ways to go on from the state to the end."""
    ended = xp.where(final, logs[0] * 0, NEVER)
    ways, now = [ended], ended
    for t in range(len(logs) - 1, 0, -1):
        ahead = logs[t] + now
        skipping = shifted(xp, xp.where(skip, ahead, NEVER), -2)
        now = xp.where(alive[t], either(xp, ahead, shifted(xp, ahead, -1), skipping), ended)
        ways.append(now)
    return ways[::-1]


def likelihood(xp, paths, final):
    """(n,): the logarithm of the sum over the states in which a path may end."""
    ended = xp.where(final, paths, NEVER)
    top = run(xp, Amax, ended, axis=1, keepdims=True)
    return xp.log(xp.exp(ended - top).sum(axis=1)) + top[:, 0]


def either(xp, a, b, c):
    """The logarithm of e^a + e^b + e^c; the largest is taken out, so that nothing overflows."""
    top = xp.where(a > b, a, b)
    top = xp.where(top > c, top, c)
    return xp.log(xp.exp(a - top) + xp.exp(b - top) + xp.exp(c - top)) + top


def shifted(xp, x, by):
    """Each state's value at the state ``by`` later; NEVER comes in."""
    states = x.shape[1]
    if by > 0:
        return run(xp, Pad, x, width=((0, 0), (by, 0)), value=NEVER)[:, :states]
    return run(xp, Pad, x, width=((0, 0), (0, -by)), value=NEVER)[:, -by:]
