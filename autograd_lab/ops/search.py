"""Finding places: of what is not zero, of a value in a sorted line, of members. Places have no gradient."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc


class NonZero(Op):
    """The indices of the elements that are not zero, one row for each."""

    doc = OpDoc("≠ 0", r"x_{y_i} \ne 0", "x[..] -> y[n, ndim]", "Where something is.", "非零元素的下标。")
    widens = False

    @staticmethod
    def forward(xp, x):
        return xp.stack(xp.nonzero(x != 0), axis=-1), ()


class SearchSorted(Op):
    """Where in a sorted line each value would be inserted: before equal ones, or after them if ``right``.

    All values halve their range of candidates at once, log2(n) times. ``order`` (or None) says how to sort the line.
    """

    doc = OpDoc(
        "search",
        r"x_{y-1} < v \le x_y",
        "x[.., n], v[.., m] -> y[.., m]",
        "Find the place in a sorted line.",
        "在有序序列中查找插入位置。",
    )

    @staticmethod
    def forward(xp, x, v, order=None, *, right=False):
        n = x.shape[-1]
        low, high = xp.zeros(v.shape, "int64"), xp.full(v.shape, n, "int64")
        for _ in range(n.bit_length()):
            middle = (low + high) // 2
            met = pick(xp, x, order, xp.minimum(middle, n - 1))
            beyond = ~(met > v) if right else ~(met >= v)  # said so, nan counts as larger than every number
            looking = low < high
            low = xp.where(looking & beyond, middle + 1, low)
            high = xp.where(looking & ~beyond, middle, high)
        return low, ()


def pick(xp, x, order, k):
    """The elements k of each line of x, or of the one line that is for all, in the given order."""
    if order is not None:
        k = order[k] if order.ndim == 1 else xp.take_along_axis(order, k, -1)
    return x[k] if x.ndim == 1 else xp.take_along_axis(x, k, -1)


class IsIn(Op):
    """Whether each element is one of the members m, or is none of them if ``invert``."""

    doc = OpDoc("∈", r"y_i = [x_i \in m]", "x[..], m[..] -> y[..]", "Whether it is a member.", "判断元素是否属于集合。")

    @staticmethod
    def forward(xp, x, m, *, invert=False):
        return xp.isin(x, m, invert=invert), ()
