"""Reading and writing along one axis at places given by an index tensor k of as many dims: gather and scatter.

In every line along ``axis``, k says which element of x is meant; along the other axes element i of k belongs to
element i of x, and k may be shorter. The values v have the shape of k.
"""

from __future__ import annotations

from autograd_lab.backend.scatter import accumulate, assign, copied
from autograd_lab.ops.base import Op, OpDoc, gradient, run

ALONG = "x[.., n, ..], k[.., m, ..], v[.., m, ..] -> y[.., n, ..]"


def along(xp, shape, k, axis):
    """The positions, counted through a whole array of ``shape``, that k names along ``axis``."""
    where, step = 0, 1
    for d in reversed(range(len(shape))):
        at = k if d == axis % len(shape) else xp.arange(k.shape[d]).reshape((-1,) + (1,) * (k.ndim - 1 - d))
        where = where + at * step
        step *= shape[d]
    return xp.asarray(where)


class Gather(Op):
    """The elements of x at k. One that is read several times gets the sum of the gradients."""

    doc = OpDoc(
        "gather", r"y_j = x_{k_j}", "x[.., n, ..], k[.., m, ..] -> y[.., m, ..]", "Pick by index.", "按下标选取。"
    )
    widens = False

    @staticmethod
    def forward(xp, x, k, *, axis):
        return x.reshape(-1)[along(xp, x.shape, k, axis)], (x.shape, k)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{j: k_j = i} \bar y_j")
    def backward_x(xp, gy, x_shape, k, *, axis):
        return run(xp, AddAlong, gy, k, shape=x_shape, axis=axis)


class AddAlong(Op):
    """Zeros of ``shape`` with x added at k: the adjoint of gathering."""

    doc = OpDoc(
        "gatherᵀ",
        r"y_i = \textstyle\sum_{j: k_j = i} x_j",
        "x[.., m, ..], k[.., m, ..] -> y[.., n, ..]",
        "Add up what belongs to the same place.",
        "把属于同一位置的值累加起来。",
    )

    @staticmethod
    def forward(xp, x, k, *, shape, axis):
        y = xp.zeros(shape, dtype=x.dtype)
        accumulate(xp, "add", y.reshape(-1), along(xp, shape, k, axis).reshape(-1), x.reshape(-1))
        return y, (k,)

    @staticmethod
    @gradient(r"\bar x_j = \bar y_{k_j}")
    def backward_x(xp, gy, k, *, shape, axis):
        return run(xp, Gather, gy, k, axis=axis)


class CountAlong(Op):
    """How many of the marked values belong to each place: a whole number, so there is no gradient."""

    doc = OpDoc(
        "#",
        r"y_i = \textstyle\sum_{j: k_j = i} [c_j]",
        "c[.., m, ..], k[.., m, ..] -> y[.., n, ..]",
        "Count the marked values of each place.",
        "统计每个位置上被标记的值的个数。",
    )
    nondifferentiable = (0,)

    @staticmethod
    def forward(xp, c, k, *, shape, axis, dtype):
        return AddAlong.forward(xp, c.astype(dtype), k, shape=shape, axis=axis)[0], ()


class Scatter(Op):
    """A copy of x in which the elements at k are replaced by v. Of several values for one place the last stays."""

    doc = OpDoc("scatter", r"y_{k_j} = v_j", ALONG, "Put values at given places.", "把数值放到给定位置。")
    widens = False

    @staticmethod
    def forward(xp, x, k, v, *, axis):
        y = copied(xp, x)
        values = v.reshape(-1) if getattr(v, "shape", ()) else v
        assign(xp, y.reshape(-1), along(xp, x.shape, k, axis).reshape(-1), values)
        return y, (k,)

    @staticmethod
    @gradient(r"\bar x = \bar y,\; \bar x_{k_j} = 0")
    def backward_x(xp, gy, k, *, axis):
        return erase(xp, gy, k, axis)

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j}")
    def backward_v(xp, gy, k, *, axis):
        return run(xp, Gather, gy, k, axis=axis)


def erase(xp, g, k, axis):
    """g with zeros at k: what is overwritten gets no gradient."""
    return run(xp, Scatter, g, k, 0, axis=axis)


class ScatterSum(Op):
    """x plus all values of each place; ``include_self`` says whether x itself is one of the terms."""

    doc = OpDoc(
        "scatter +",
        r"y_i = x_i + \textstyle\sum_{j: k_j = i} v_j",
        ALONG,
        "Add values at given places.",
        "在给定位置上累加。",
    )
    node_name = "ScatterReduceBackward0"

    @staticmethod
    def forward(xp, x, k, v, *, axis, include_self=True):
        return joined(xp, "add", x, k, v, axis, None if include_self else 0), (k,)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, k, *, axis, include_self=True):
        return gy if include_self else erase(xp, gy, k, axis)

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j}")
    def backward_v(xp, gy, k, *, axis, include_self=True):
        return run(xp, Gather, gy, k, axis=axis)


def joined(xp, ufunc, x, k, v, axis, start):
    """A copy of x whose elements at k are joined with v by ``ufunc``, from x or from the number ``start`` on."""
    y = copied(xp, x)
    flat, where = y.reshape(-1), along(xp, x.shape, k, axis).reshape(-1)
    if start is not None:
        flat[where] = start
    accumulate(xp, ufunc, flat, where, v.reshape(-1))
    return y


class ScatterAdd(ScatterSum):
    """x plus all values of each place."""

    node_name = "ScatterAddBackward0"


class ScatterMean(Op):
    """The mean of all values of each place, x among them if ``include_self``; integers are rounded down."""

    doc = OpDoc(
        "scatter mean",
        r"y_i = \frac{1}{n_i} (x_i + \textstyle\sum_{j: k_j = i} v_j)",
        ALONG,
        "Average the values of each place.",
        "对每个位置上的值求平均。",
    )
    node_name = "ScatterReduceBackward0"

    @staticmethod
    def forward(xp, x, k, v, *, axis, include_self=True):
        total = joined(xp, "add", x, k, v, axis, None if include_self else 0)
        n = xp.full(x.shape, 1 if include_self else 0, "int32")
        accumulate(xp, "add", n.reshape(-1), along(xp, x.shape, k, axis).reshape(-1), xp.ones(k.size, "int32"))
        n = xp.maximum(n, 1).astype(x.dtype)
        return total // n if x.dtype.kind in "iu" else total / n, (k, n)

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i / n_i")
    def backward_x(xp, gy, k, n, *, axis, include_self=True):
        return gy / n if include_self else erase(xp, gy, k, axis)

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j} / n_{k_j}")
    def backward_v(xp, gy, k, n, *, axis, include_self=True):
        return run(xp, Gather, gy / n, k, axis=axis)


class ScatterProd(Op):
    """The product of all values of each place, x among them if ``include_self``."""

    doc = OpDoc(
        "scatter ×",
        r"y_i = x_i \textstyle\prod_{j: k_j = i} v_j",
        ALONG,
        "Multiply the values of each place.",
        "把每个位置上的值相乘。",
    )
    node_name = "ScatterReduceBackward0"

    @staticmethod
    def forward(xp, x, k, v, *, axis, include_self=True):
        y = joined(xp, "multiply", x, k, v, axis, None if include_self else 1)
        return y, (x, k, v, y, x.dtype)

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i \textstyle\prod_{j: k_j = i} v_j")
    def backward_x(xp, gy, x, k, v, y, dtype, *, axis, include_self=True):
        if not include_self:
            return erase(xp, gy, k, axis)
        filled = xp.where(x == 0, 1, x)  # y / x, but also where x is 0
        return gy * (run(xp, ScatterProd, filled, k, v, axis=axis) / filled)

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j}\, y_{k_j} / v_j")
    def backward_v(xp, gy, x, k, v, y, dtype, *, axis, include_self=True):
        zero = v == 0
        filled = xp.where(zero, 1, v)
        zeros = run(xp, Gather, run(xp, CountAlong, zero, k, shape=x.shape, axis=axis, dtype=dtype), k, axis=axis)
        # Where one value is 0, the others' product is its slope; where several are, every slope is 0.
        others = run(xp, ScatterProd, x, k, filled, axis=axis, include_self=include_self)
        at_zero = xp.where(zeros == 1, run(xp, Gather, gy * others, k, axis=axis), 0)
        return xp.where(zero, at_zero, run(xp, Gather, gy * y, k, axis=axis) / filled)


class ScatterAmax(Op):
    """The largest value of each place, x among them if ``include_self``; equal ones share the gradient evenly."""

    doc = OpDoc(
        "scatter max",
        r"y_i = \max(x_i, \max_{j: k_j = i} v_j)",
        ALONG,
        "The largest value of each place.",
        "每个位置上的最大值。",
    )
    node_name = "ScatterReduceBackward0"
    holomorphic = False
    largest = True

    @classmethod
    def forward(cls, xp, x, k, v, *, axis, include_self=True):
        start = None if include_self else lowest(xp, x.dtype, cls.largest)
        y = joined(xp, "maximum" if cls.largest else "minimum", x, k, v, axis, start)
        return y, (x, k, v, y, x.dtype)

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i\, [x_i = y_i] / n_i")
    def backward_x(xp, gy, x, k, v, y, dtype, *, axis, include_self=True):
        gx = shared(xp, gy, x, k, v, y, dtype, axis) * (x == y)
        return gx if include_self else erase(xp, gx, k, axis)

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j}\, [v_j = y_{k_j}] / n_{k_j}")
    def backward_v(xp, gy, x, k, v, y, dtype, *, axis, include_self=True):
        won = v == run(xp, Gather, y, k, axis=axis)
        return run(xp, Gather, shared(xp, gy, x, k, v, y, dtype, axis), k, axis=axis) * won


def lowest(xp, dtype, largest):
    """Where a search for the largest (or else the smallest) starts."""
    if dtype.kind == "b":
        return not largest
    if dtype.kind in "iu":
        return xp.iinfo(dtype).min if largest else xp.iinfo(dtype).max
    return -xp.inf if largest else xp.inf


def shared(xp, gy, x, k, v, y, dtype, axis):
    """The gradient of each place, over the number of values that are equal to the result there."""
    won = v == run(xp, Gather, y, k, axis=axis)
    return gy / ((x == y) + run(xp, CountAlong, won, k, shape=x.shape, axis=axis, dtype=dtype))


class ScatterAmin(ScatterAmax):
    """The smallest value of each place, x among them if ``include_self``; equal ones share the gradient evenly."""

    doc = OpDoc(
        "scatter min",
        r"y_i = \min(x_i, \min_{j: k_j = i} v_j)",
        ALONG,
        "The smallest value of each place.",
        "每个位置上的最小值。",
    )
    largest = False
