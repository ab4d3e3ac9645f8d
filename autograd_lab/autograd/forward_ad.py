"""Forward-mode AD: tangents that travel with the values. ``jvp`` in ``torch.func`` is built on the same.

with dual_level():
    x = make_dual(primal, tangent)
    y = f(x)
    value, change = unpack_dual(y)  # f(primal), and its derivative along tangent
"""

from __future__ import annotations

from collections import namedtuple
from contextlib import ExitStack
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError, ShapeError
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.dual import dual, forget, remember, split
from autograd_lab.transforms.levels import Level, entered

UnpackedDualTensor = namedtuple("UnpackedDualTensor", ["primal", "tangent"])

_open: list[tuple[Level, ExitStack]] = []  # at most one: levels do not nest here, as in PyTorch


def enter_dual_level() -> int:
    """Open a level, in which dual Tensors can be made; returns its number. RuntimeError if one is open already."""
    if _open:
        raise GraphError("dual.nested")
    stack = ExitStack()
    level = stack.enter_context(entered(backward=True))
    remember(level.number)
    _open.append((level, stack))
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """Close the level: every dual Tensor made in it is an ordinary one again, without its tangent."""
    if not _open or level not in (None, 0):
        raise GraphError("dual.exit")
    opened, stack = _open.pop()
    forget(opened.number)
    stack.close()


class dual_level:
    """``with dual_level():``, in which dual Tensors can be made."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *exc_info: object) -> None:
        exit_dual_level()


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """``tensor`` with ``tangent`` beside it, of the same shape.

    RuntimeError outside a level, or if the shapes differ; ValueError for integers.
    """
    if not _open:
        raise GraphError("dual.no_level")
    for x in (tensor, tangent):
        if not isinstance(x, Tensor):
            raise ArgTypeError("arg.need_tensor", function="make_dual", name="tangent", got=type(x).__name__)
        if not (x.is_floating_point() or x.is_complex()):
            raise ArgumentError("dual.dtype", dtype=x.dtype)
    if tensor.shape != tangent.shape:
        raise ShapeError("dual.shape", primal=tuple(tensor.shape), tangent=tuple(tangent.shape))
    opened = _open[-1][0].number
    if split(tensor, opened)[1] is not None:
        raise GraphError("dual.twice")
    return dual(tensor.view_as(tensor), tangent, opened)


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> Any:
    """``(primal, tangent)`` of a dual Tensor; an ordinary one has the tangent None."""
    if not _open:
        return UnpackedDualTensor(tensor, None)
    return UnpackedDualTensor(*split(tensor, _open[-1][0].number))
