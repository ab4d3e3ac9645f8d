"""Running results along one axis: each output is made of its input and all before it."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.scatter import AddAlong
from autograd_lab.ops.summation import wide

ALONG = "x[.., n, ..] -> y[.., n, ..]"


def part(ndim, axis, start, stop):
    """The index of ``start:stop`` along one axis."""
    return (slice(None),) * (axis % ndim) + (slice(start, stop),)


def doubling(xp, combine, x, axis):
    """Combine each element with all before it, in log2(n) steps: after k steps each holds its last 2^k.

    Source: Hillis & Steele 1986, Data parallel algorithms.
    """
    y, reach = x.copy(), 1
    while reach < x.shape[axis]:
        late, early = part(x.ndim, axis, reach, None), part(x.ndim, axis, None, -reach)
        y[late] = combine(y[early], y[late])
        reach *= 2
    return y


class Shift(Op):
    """Every element moves to the next place along one axis (to the one before if ``back``); ``fill`` comes in."""

    doc = OpDoc("shift", r"y_i = x_{i-1}", ALONG, "Move by one place.", "整体移动一位。")
    widens = False

    @staticmethod
    def forward(xp, x, *, axis, back=False, fill=0):
        y = xp.full(x.shape, fill, dtype=x.dtype)
        most, rest = part(x.ndim, axis, None, -1), part(x.ndim, axis, 1, None)
        source, target = (rest, most) if back else (most, rest)
        y[target] = x[source]
        return y, ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{i+1}")
    def backward_x(xp, gy, *, axis, back=False, **params):
        return run(xp, Shift, gy, axis=axis, back=not back)


class Recurrence(Op):
    """y_i = a_i y_(i-1) + b_i from the first place to the last, or backwards if ``reverse``.

    Running products and exponential sums have such a chain in their gradients; and so has the chain itself.
    """

    doc = OpDoc(
        "chain",
        r"y_i = a_i\, y_{i-1} + b_i",
        "a[.., n, ..], b[.., n, ..] -> y[.., n, ..]",
        "Each result is a multiple of the one before plus something new.",
        "线性递推：每一项等于前一项的倍数再加新的一项。",
        "Blelloch 1990, Prefix sums and their applications",
    )

    @staticmethod
    def forward(xp, a, b, *, axis, reverse=False):
        c, y, reach = a.copy(), b.copy(), 1
        while reach < a.shape[axis]:
            late, early = part(a.ndim, axis, reach, None), part(a.ndim, axis, None, -reach)
            if reverse:
                late, early = early, late
            y[late] += c[late] * y[early]  # now y looks twice as far back, and c is the product on that way
            c[late] = c[late] * c[early]
            reach *= 2
        return y, (a, y)

    @staticmethod
    @gradient(r"\bar b_i = \bar y_i + a_{i+1}\, \bar b_{i+1}, \quad \bar a_i = \bar b_i\, y_{i-1}")
    def backward(xp, gy, needs, a, y, *, axis, reverse=False):
        then = run(xp, Shift, a, axis=axis, back=not reverse)
        gb = run(xp, Recurrence, then, gy, axis=axis, reverse=not reverse)
        ga = gb * run(xp, Shift, y, axis=axis, back=reverse) if needs[0] else None
        return ga, gb


class CumSum(Op):
    """The sum of each element and all before it (after it if ``reverse``), added up in double precision."""

    doc = OpDoc("cumsum", r"y_i = \textstyle\sum_{j \le i} x_j", ALONG, "Add up along the way.", "逐项累加求和。")
    node_name = "CumsumBackward0"

    @staticmethod
    def forward(xp, x, *, axis, reverse=False):
        line = xp.flip(x, axis) if reverse else x
        y = xp.cumsum(line, axis=axis, dtype=wide(x.dtype)).astype(x.dtype, copy=False)
        return xp.flip(y, axis) if reverse else y, ()

    @staticmethod
    @gradient(r"\bar x_j = \textstyle\sum_{i \ge j} \bar y_i")
    def backward_x(xp, gy, *, axis, reverse=False):
        return run(xp, CumSum, gy, axis=axis, reverse=not reverse)


class CumMax(Op):
    """The largest element so far and where it stands, the latest where several tie; a nan stays."""

    doc = OpDoc(
        "cummax",
        r"y_i, k_i = \max_{j \le i} x_j",
        ALONG,
        "The largest so far.",
        "到目前为止的最大值及其下标。",
    )
    node_name = "CummaxBackward0"
    several = True
    nondifferentiable = (1,)
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axis):
        y = doubling(xp, xp.maximum, x, axis)
        return latest(xp, x, (x >= y) | (x != x), axis)

    @staticmethod
    @gradient(r"\bar x_j = \textstyle\sum_{k_i = j} \bar y_i")
    def backward_x(xp, gy, x_shape, k, *, axis):
        return run(xp, AddAlong, gy[0], k, shape=x_shape, axis=axis % len(x_shape))


class CumMin(CumMax):
    """The smallest element so far and where it stands, the latest where several tie; a nan stays."""

    doc = OpDoc(
        "cummin",
        r"y_i, k_i = \min_{j \le i} x_j",
        ALONG,
        "The smallest so far.",
        "到目前为止的最小值及其下标。",
    )
    node_name = "CumminBackward0"

    @staticmethod
    def forward(xp, x, *, axis):
        y = doubling(xp, xp.minimum, x, axis)
        return latest(xp, x, (x <= y) | (x != x), axis)


def places(xp, x, axis):
    """0, 1, 2, ... along one axis, in the shape of x."""
    line = xp.arange(x.shape[axis]).reshape((-1, *(1,) * (x.ndim - 1 - axis % x.ndim)))
    return xp.broadcast_to(line, x.shape)


def latest(xp, x, new, axis):
    """(elements, their index) where at each place the last element marked as ``new`` is taken; and what is saved."""
    k = doubling(xp, xp.maximum, xp.where(new, places(xp, x, axis), 0), axis)
    return (xp.take_along_axis(x, k, axis), k), (x.shape, k)


class LogCumSumExp(Op):
    """The logarithm of the sum of the exponentials so far."""

    doc = OpDoc(
        "ln cumsum exp",
        r"y_i = \ln \textstyle\sum_{j \le i} e^{x_j}",
        ALONG,
        "A smooth version of the largest element so far.",
        "到目前为止指数和的对数。",
    )
    node_name = "LogcumsumexpBackward0"

    @staticmethod
    def forward(xp, x, *, axis):
        y = log_add_complex(xp, x, axis) if x.dtype.kind == "c" else doubling(xp, xp.logaddexp, x, axis)
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_j = \textstyle\sum_{i \ge j} \bar y_i\, e^{x_j - y_i}")
    def backward_x(xp, gy, x, y, *, axis):
        # The sum as a chain: s_j = gy_j + e^(y_j - y_(j+1)) s_(j+1), in which no exponential overflows.
        then = run(xp, Shift, y, axis=axis, back=True)
        decay = xp.exp(xp.where(y - y == 0, y - then, 0))  # from infinity on the step is 0, not inf - inf
        return xp.exp(x - y) * run(xp, Recurrence, decay, gy, axis=axis, reverse=True)


def log_add_complex(xp, x, axis):
    """The same for complex numbers, one place after the other: the order decides which of the logarithm's values,
    2πi apart, comes out, and this is PyTorch's."""
    y = x.copy()
    for i in range(1, x.shape[axis]):
        before, here = part(x.ndim, axis, i - 1, i), part(x.ndim, axis, i, i + 1)
        a, b = y[before], y[here]
        high, low = xp.where(a.real >= b.real, a, b), xp.where(a.real >= b.real, b, a)
        y[here] = xp.where(xp.isinf(high.real), high, high + xp.log(1 + xp.exp(low - high)))
    return y
