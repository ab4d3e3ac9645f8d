"""Each value once: where it stood, and how often. What is picked depends on the values, so there is no gradient."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc


class Unique(Op):
    """The rows of x along ``axis`` in order, each once; for every row of x the number of its like; how often each is.

    With ``consecutive`` the rows are not sorted: only equal ones that follow each other become one.
    """

    doc = OpDoc("unique", r"\{x_i\}", "x[n, ..] -> y[m, ..], k[n], c[m]", "Each value once.", "去重后的值。")
    several = True
    nondifferentiable = (0, 1, 2)
    outputs = ("y", "inverse", "counts")
    widens = False

    @staticmethod
    def forward(xp, x, *, axis, consecutive=False):
        rows = xp.moveaxis(x, axis, 0)
        order = xp.arange(rows.shape[0]) if consecutive else in_order(xp, rows)
        rows = rows[order]
        new = first_of_run(xp, rows)
        inverse = xp.empty(order.shape, "int64")
        inverse[order] = xp.cumsum(new) - 1
        starts = xp.flatnonzero(new)
        counts = xp.concatenate([starts[1:], xp.full(min(order.size, 1), order.size)]) - starts
        return (xp.moveaxis(rows[new], 0, axis), inverse, counts), ()


def in_order(xp, rows):
    """How to sort the rows: by their first elements, where those are equal by the second, and so on."""
    keys = rows.reshape(rows.shape[0], prod(rows.shape[1:]))
    if keys.dtype.kind == "V":
        keys = keys.astype("float32")  # bfloat16 cannot be sorted
    return xp.argsort(keys[:, 0], kind="stable") if keys.shape[1] == 1 else xp.lexsort(keys.T[::-1])


def first_of_run(xp, rows):
    """True for each row that differs from the one before."""
    changed = (rows[1:] != rows[:-1]).any(axis=tuple(range(1, rows.ndim)))
    return xp.concatenate([xp.ones(min(rows.shape[0], 1), bool), changed])
