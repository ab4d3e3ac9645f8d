"""The loss of a sequence of labels whose timing is not known."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import ArgTypeError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.explain import explained
from autograd_lab.nn.functional.reductions import Reduction, reduction_of
from autograd_lab.ops.ctc import CtcLoss
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import make


@explained
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
             reduction: Reduction = "mean", zero_infinity: bool = False) -> Tensor:  # fmt: skip
    """Minus the log-probability of label sequences, summed over every way to place them in time.

    log_probs (T, N, C), or (T, C) for one sample, from ``log_softmax``; targets (N, S), or all labels in a row;
    lengths (N), as a tensor or a tuple. "mean" divides each loss by the number of its labels first. A sequence longer
    than its time allows costs inf, or with ``zero_infinity`` nothing. Source: Graves et al. 2006, Connectionist
    Temporal Classification.
    """
    reduction = reduction_of(None, None, reduction)
    if log_probs.ndim not in (2, 3):
        raise ShapeError("ctc.ndim", ndim=log_probs.ndim)
    batched = log_probs.ndim == 3
    x = log_probs if batched else log_probs.unsqueeze(1)
    times, samples, classes = x.array.shape
    if not x.array.size:
        raise ShapeError("ctc.empty")
    if not 0 <= blank < classes:
        raise ShapeError("ctc.blank", blank=blank, last=classes - 1)
    if x.array.dtype not in (np.float32, np.float64):
        raise NotWritten("layer.dtype", function="ctc_loss", dtype=x.dtype)
    lasting = _lengths(input_lengths, "input_lengths", samples)
    counts = _lengths(target_lengths, "target_lengths", samples)
    if lasting.max() > times:
        raise ShapeError("ctc.too_long", got=int(lasting.max()), times=times)
    labels = _labels(targets, counts, classes, samples if batched else 1)
    states, origin, final, skip = _states(labels, counts, blank)
    alive = (np.arange(times)[:, None] < lasting)[..., None]
    flags = [make(to_device(flag, x.device)) for flag in (origin, final, skip, alive)]
    emitted = (slice(None), *(to_device(a, x.device) for a in (np.arange(samples)[:, None], states)))
    losses = apply(CtcLoss, x, *flags, emitted=emitted, zero_infinity=zero_infinity)
    if reduction == "mean":
        least = np.maximum(counts, 1).astype(x.array.dtype)
        return (losses / make(to_device(least, x.device))).mean()
    return losses.sum() if reduction == "sum" else losses if batched else losses.squeeze(0)


def _lengths(given: Any, name: str, samples: int) -> Any:
    """One length per sample, on the host. RuntimeError for another number of them, or negative ones."""
    if isinstance(given, Tensor):
        lengths = np.atleast_1d(to_device(given.array, CPU))
        if lengths.dtype.kind not in "iu":
            raise DtypeError("ctc.integral", name=name, got=given.dtype)
    elif isinstance(given, (tuple, list)) and all(isinstance(n, (int, np.integer)) for n in given):
        lengths = np.array(given, np.int64)
    else:
        raise ArgTypeError("ctc.lengths_type", name=name, got=type(given).__name__)
    if lengths.shape != (samples,):
        raise ShapeError("ctc.lengths", name=name, samples=samples, got=lengths.size)
    if lengths.min() < 0:
        raise ShapeError("ctc.negative", name=name, got=int(lengths.min()))
    return lengths


def _labels(targets: Tensor, counts: Any, classes: int, samples: int) -> Any:
    """(n, longest) on the host. RuntimeError for labels that are missing or that are no classes."""
    given = to_device(targets.array, CPU).astype(np.int64)
    longest = int(counts.max())
    inside = np.arange(longest) < counts[:, None]
    if given.ndim == 1:
        expected = int(counts.sum())
        if given.size != expected and not (samples == 1 and given.size >= expected):
            raise ShapeError("ctc.targets", expected=expected, got=given.size)
        labels = np.zeros(inside.shape, np.int64)
        labels[inside] = given[:expected]
    else:
        if given.ndim != 2 or given.shape[0] != samples or given.shape[1] < longest:
            raise ShapeError("ctc.targets_shape", samples=samples, longest=longest, got=given.shape)
        labels = given[:, :longest]
    bad = labels[inside & ((labels < 0) | (labels >= classes))]
    if bad.size:
        raise ShapeError("ctc.label", got=int(bad[0]), last=classes - 1)
    return np.where(inside, labels, 0)


def _states(labels: Any, counts: Any, blank: int) -> tuple[Any, Any, Any, Any]:
    """The class of each state; and whether a path begins there, may end there, may come there past a blank."""
    samples, longest = labels.shape
    states = np.full((samples, 2 * longest + 1), blank)
    states[:, 1::2] = labels
    place, end = np.broadcast_to(np.arange(states.shape[1]), states.shape), 2 * counts[:, None]
    skip = np.zeros(states.shape, bool)
    skip[:, 3::2] = labels[:, 1:] != labels[:, :-1]
    return states, place == 0, (place == end) | (place == end - 1), skip
