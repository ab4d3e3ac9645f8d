"""The views of this library as copies (``view_copy``, ...), and as changes of the tensor itself (``squeeze_``, ...)."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from autograd_lab import ops
from autograd_lab.backend.dtypes import dtype
from autograd_lab.functional import complex, cutting, diagonal, history, movement, shapes, strided
from autograd_lab.functional.arguments import listed
from autograd_lab.functional.registry import METHODS, PUBLIC, function, method, method_alias
from autograd_lab.ops.base import Op
from autograd_lab.ops.elementary import Clone
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import check_writable
from autograd_lab.tensor.tensor import Tensor, set_history


def _copied(view: Callable[..., Any], name: str | None = None) -> Callable[..., Any]:
    """The function ``<view>_copy``: what the view shows, in memory of its own."""

    @functools.wraps(inspect.unwrap(view))  # without its check of the arguments: that is added anew
    def copy(*args: Any, **kwargs: Any) -> Any:
        seen = view(*args, **kwargs)
        if isinstance(seen, tuple):
            return tuple(apply(Clone, part, order="C") for part in seen)
        return apply(Clone, seen, order="C")

    copy.__name__ = copy.__qualname__ = f"{name or view.__name__}_copy"
    copy.__doc__ = f"``{name or view.__name__}`` into memory of its own instead of a view."
    return function(copy)


for _view in (
    strided.as_strided, diagonal.diagonal, PUBLIC["permute"], movement.t, movement.transpose,
    PUBLIC["squeeze"], shapes.unsqueeze, strided.unfold, cutting.select,
    cutting.split_with_sizes, cutting.unbind, history.alias, history.detach, complex.view_as_real,
    complex.view_as_complex,
):  # fmt: skip
    _copied(_view)

narrow_copy = method(_copied(cutting.narrow))
_copied(cutting.slice_along, "slice")
_copied(cutting.split_evenly, "split")
_copied(PUBLIC["broadcast_to"], "expand")


@function
def view_copy(input: Tensor, size: Any) -> Tensor:
    """``view`` into memory of its own."""
    seen = shapes.view(input, size if isinstance(size, dtype) else listed(size, "view_copy"))
    return apply(Clone, seen, order="C")


def _in_place(view: Callable[..., Tensor], op: type[Op]) -> None:
    """The method ``<view>_``: the tensor itself gets the shape that the view of it would have. ``op`` is the view's
    op, under the name that its node has then."""

    @functools.wraps(inspect.unwrap(view))
    def change(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        check_writable(self, alike=True)  # no element changes
        seen = view(self, *args, **kwargs)
        self.array = seen.array
        self._writes[0] += 1
        if seen._node is not None:
            seen._node.op = op
            set_history(self, seen._node, seen._index)
            self._seen = self._writes[0]
        return self

    change.__name__ = change.__qualname__ = f"{view.__name__}_"
    change.__doc__ = f"In-place ``{view.__name__}``: this tensor itself gets that shape, on the same memory."
    method(change)


_in_place(movement.t, ops.movement.TInPlace)
_in_place(movement.transpose, ops.movement.TransposeInPlace)
_in_place(shapes.squeeze, ops.movement.SqueezeInPlace)
_in_place(shapes.unsqueeze, ops.movement.UnsqueezeInPlace)
_in_place(strided.as_strided, ops.strided.AsStridedInPlace)

PUBLIC["as_strided_"] = METHODS["as_strided_"]
PUBLIC["resize_as_"] = METHODS["resize_as_"]
method_alias("swapaxes_", METHODS["transpose_"])
method_alias("swapdims_", METHODS["transpose_"])
