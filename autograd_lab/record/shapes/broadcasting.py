"""How shapes are stretched to fit each other, dimension by dimension from the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.backend.arrays import is_array
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import Real, real
from autograd_lab.tensor import Tensor

MOST = 6  # operands
DEEPEST = 8  # dimensions
CELLS = 400  # of an operand that is drawn cell by cell


@dataclass(frozen=True)
class Operand:
    """``shape`` as it is; ``aligned`` with 1 for the dimensions it lacks; ``stretched``: which ones are repeated.

    ``values`` in row-major order, empty when there are none or too many to draw.
    """

    name: str
    shape: list[int]
    aligned: list[int]
    stretched: list[bool]
    values: list[Real]


@dataclass(frozen=True)
class Broadcasting:
    """``result`` is None where the shapes do not fit, and ``clash`` the dimension, from the left of ``aligned``."""

    operands: list[Operand]
    result: list[int] | None
    clash: int | None


def broadcasting(things: Sequence[Any], names: Sequence[str]) -> Broadcasting:
    """What NumPy's rule makes of Tensors, arrays or shapes.

    ValueError for fewer than one or more than ``MOST`` of them, TypeError for other things.
    """
    if not 1 <= len(things) <= MOST:
        raise ArgumentError("broadcast.count", count=len(things), most=MOST)
    shapes = [_shape(thing) for thing in things]
    depth = max(map(len, shapes))
    aligned = [[1] * (depth - len(shape)) + shape for shape in shapes]
    sizes = [[sizes[d] for sizes in aligned] for d in range(depth)]
    result = [next((n for n in column if n != 1), 1) for column in sizes]
    # The rule works from the right, so the first clash is the rightmost.
    clash = next((d for d in reversed(range(depth)) if any(n not in (1, result[d]) for n in sizes[d])), None)
    operands = [
        Operand(
            name=shorten(name),
            shape=shape,
            aligned=sizes,
            stretched=[clash is None and sizes[d] == 1 != result[d] for d in range(depth)],
            values=_values(thing),
        )
        for thing, name, shape, sizes in zip(things, names, shapes, aligned, strict=True)
    ]
    return Broadcasting(operands, None if clash is not None else result, clash)


def _shape(thing: Any) -> list[int]:
    if isinstance(thing, Tensor) or is_array(thing):
        shape = [int(n) for n in thing.shape]
    elif isinstance(thing, (int, float, complex)):
        shape = []
    elif isinstance(thing, (tuple, list)) and all(isinstance(n, int) and n >= 0 for n in thing):
        shape = list(thing)
    else:
        raise ArgTypeError("broadcast.not_a_shape", got=type(thing).__name__)
    if len(shape) > DEEPEST:
        raise ShapeError("broadcast.deep", shape=tuple(shape), most=DEEPEST)
    return shape


def _values(thing: Any) -> list[Real]:
    if isinstance(thing, (int, float)):
        return [real(thing)]
    array = thing.array if isinstance(thing, Tensor) else thing if is_array(thing) else None
    if array is None or array.size > CELLS or array.dtype.kind not in "buif":
        return []
    return [real(value) for value in array.reshape(-1).tolist()]
