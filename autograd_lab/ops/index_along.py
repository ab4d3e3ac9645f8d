"""Whole rows (or columns, ...) by their number: indexing along one axis, under the names that PyTorch prints.

The index that they get is the full one, ``(:, :, k)`` for axis 2.
"""

from __future__ import annotations

from autograd_lab.ops.base import OpDoc
from autograd_lab.ops.indexing import AddItem, GetItem, SetItem

ROWS = "x[.., n, ..], v[.., m, ..] -> y[.., n, ..]"


class IndexSelect(GetItem):
    """The rows named by k, in that order."""

    doc = OpDoc("rows", r"y_j = x_{k_j}", "x[.., n, ..] -> y[.., m, ..]", "Pick rows by number.", "按编号选取若干行。")
    node_name = "IndexSelectBackward0"


class IndexAdd(AddItem):
    """x with rows of v added to the rows named by k, as often as they are named."""

    doc = OpDoc("rows +=", r"y_i = x_i + \textstyle\sum_{j: k_j = i} v_j", ROWS, "Add to rows.", "累加到若干行。")
    node_name = "IndexAddBackward0"


class IndexCopy(SetItem):
    """x with the rows named by k replaced by those of v."""

    doc = OpDoc("rows =", r"y_{k_j} = v_j", ROWS, "Replace rows.", "替换若干行。")
    node_name = "IndexCopyBackward0"


class IndexFill(SetItem):
    """x with one value in all rows named by k."""

    doc = OpDoc("rows =", r"y_{k_j} = v", "x[.., n, ..], v[] -> y[.., n, ..]", "Fill rows.", "用同一个值填充若干行。")
    node_name = "IndexFillBackward0"
