"""A copy of a tensor in which the part seen through one view is replaced: the view's counterpart for writing."""

from __future__ import annotations

from autograd_lab.ops.indexing import WriteView


class SelectScatter(WriteView):
    """One slice replaced."""

    node_name = "SelectScatterBackward0"
    once = False


class SliceScatter(WriteView):
    """A range of slices replaced."""

    node_name = "SliceScatterBackward0"
    once = False


class DiagonalScatter(WriteView):
    """A diagonal replaced."""

    node_name = "DiagonalScatterBackward0"
    once = False


class AsStridedScatter(WriteView):
    """The elements at some strides replaced."""

    node_name = "AsStridedScatterBackward0"
    once = False
