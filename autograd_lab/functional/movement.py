"""Dims and elements in another order."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DimError, ShapeError
from autograd_lab.functional.arguments import integer, listed, sizes, wrap_dim
from autograd_lab.functional.complex import conj
from autograd_lab.functional.registry import alias, both, both_sized
from autograd_lab.ops import movement
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both_sized
def permute(input: Tensor, dims: Any) -> Tensor:
    """The dims reordered: ``x.permute(2, 0, 1)``. A view."""
    order = sizes(dims, "permute")
    if len(order) != input.ndim:
        raise ShapeError("permute.count", dims=order, ndim=input.ndim)
    axes = tuple(wrap_dim(d, input.ndim) for d in order)
    if len(set(axes)) != len(axes):
        raise ShapeError("arg.dim_twice", dims=order)
    return apply(movement.Permute, input, axes=axes)


@both
def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dims swapped. A view."""
    a, b = wrap_dim(dim0, input.ndim), wrap_dim(dim1, input.ndim)
    axes = list(range(input.ndim))
    if axes:
        axes[a], axes[b] = axes[b], axes[a]
    return apply(movement.Transpose, input, axes=tuple(axes))


alias("swapaxes", transpose)
alias("swapdims", transpose)


@both
def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; vectors and numbers stay as they are."""
    if input.ndim > 2:
        raise ShapeError("t.ndim", ndim=input.ndim)
    return apply(movement.T, input, axes=tuple(range(input.ndim))[::-1])


@both
def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """The dims in ``source`` moved to the places in ``destination``; the others keep their order. A view."""
    froms, tos = _listed(source), _listed(destination)
    if len(froms) != len(tos):
        raise ShapeError("movedim.count", source=froms, destination=tos)
    moved = [tuple(wrap_dim(d, input.ndim) for d in dims) for dims in (froms, tos)]
    for axes, dims in zip(moved, (froms, tos), strict=True):
        if len(set(axes)) != len(axes):
            raise ShapeError("arg.dim_twice", dims=dims)
    left = [axis for axis in range(input.ndim) if axis not in moved[0]]
    for to, axis in sorted(zip(moved[1], moved[0], strict=True)):
        left.insert(to, axis)
    return apply(movement.Permute, input, axes=tuple(left[: input.ndim]))


alias("moveaxis", movedim)


def _listed(dims: Any) -> tuple[Any, ...]:
    return tuple(dims) if isinstance(dims, (tuple, list)) else (dims,)


def _reversed(self: Tensor) -> Tensor:
    """``x.T``: all dims in reverse order."""
    return apply(movement.Permute, self, axes=tuple(range(self.ndim))[::-1])


def _hermitian(self: Tensor) -> Tensor:
    """``x.H``: the conjugate transpose of a matrix."""
    if self.ndim not in (0, 2):
        raise ShapeError("transpose.matrix", name="H", ndim=self.ndim)
    return conj(transpose(self, 0, 1)) if self.ndim else conj(self)


def _matrices_transposed(self: Tensor, name: str = "mT") -> Tensor:
    """``x.mT``: the last two dims swapped."""
    if self.ndim == 1:
        raise ShapeError("transpose.matrices", name=name, ndim=self.ndim)
    return transpose(self, -2, -1) if self.ndim else self


@both
def adjoint(input: Tensor) -> Tensor:
    """The conjugate transpose of each matrix; also ``x.mH``."""
    return conj(_matrices_transposed(input, "adjoint()"))


Tensor.T = property(_reversed)
Tensor.H = property(_hermitian)
Tensor.mT = property(_matrices_transposed)
Tensor.mH = property(adjoint)


@both_sized
def flip(input: Tensor, dims: Any) -> Tensor:
    """The order along each of ``dims`` reversed. A copy, for tensors have no negative strides."""
    named = sizes(dims, "flip")
    axes = tuple(wrap_dim(d, input.ndim) for d in named)
    if len(set(axes)) != len(axes):
        raise ShapeError("arg.dim_twice", dims=named)
    return apply(movement.Flip, input, axis=axes if input.ndim else ())


@both
def fliplr(input: Tensor) -> Tensor:
    """Left and right exchanged: dim 1 reversed."""
    if input.ndim < 2:
        raise ShapeError("flip.ndim", function="fliplr", least=2, ndim=input.ndim)
    return flip(input, 1)


@both
def flipud(input: Tensor) -> Tensor:
    """Up and down exchanged: dim 0 reversed."""
    if input.ndim < 1:
        raise ShapeError("flip.ndim", function="flipud", least=1, ndim=input.ndim)
    return flip(input, 0)


@both
def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """The elements ``shifts`` places further along ``dims``, those that leave coming in again at the other end.

    Without ``dims`` the tensor is rolled as if it were flat.
    """
    steps = sizes((shifts,), "roll")
    axes = () if dims is None else sizes((dims,), "roll")
    if not axes:
        if len(steps) != 1:
            raise ShapeError("roll.count", shifts=steps, dims=axes)
        return apply(movement.Roll, input, shift=steps, axis=None)
    if len(steps) != len(axes):
        raise ShapeError("roll.count", shifts=steps, dims=axes)
    if not input.ndim:
        raise DimError("arg.dim_range", low=-1, high=0, dim=axes[0])
    return apply(movement.Roll, input, shift=steps, axis=tuple(wrap_dim(d, input.ndim) for d in axes))


@both
def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """A turn by 90 degrees, ``k`` times, in the plane of two dims, from the first towards the second."""
    plane = listed(dims, "rot90")
    if len(plane) != 2:
        raise ShapeError("rot90.dims", dims=plane)
    if input.ndim < 2:
        raise ShapeError("rot90.ndim", ndim=input.ndim)
    axes = tuple(wrap_dim(d, input.ndim) for d in plane)
    if axes[0] == axes[1]:
        raise ShapeError("rot90.same", dims=plane)
    return apply(movement.Rot90, input, k=integer(k, "rot90") % 4, axes=axes)
