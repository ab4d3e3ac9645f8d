"""Finding places in sorted lines, and members of sets."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.constants import compared
from autograd_lab.functional.registry import function
from autograd_lab.ops import search
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number, result_type
from autograd_lab.tensor.tensor import Tensor


@function
def searchsorted(
    sorted_sequence: Tensor, input: Any, *, out_int32: bool = False, right: bool = False, side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Where in each sorted line the values of ``input`` would be inserted: before equal ones, or after if ``right``.

    ``sorted_sequence`` is one line for all, or has one for each line of ``input``; ``sorter`` are the indices that
    sort it, if it is not sorted itself.
    """
    if side not in (None, "left", "right"):
        raise ShapeError("search.side", side=side)
    if side == "left" and right:
        raise ShapeError("search.opposite")
    return _search("searchsorted", sorted_sequence, input, right or side == "right", out_int32, sorter)


@function
def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """The number of the bucket of each value: bucket i goes from ``boundaries[i - 1]`` to ``boundaries[i]``.

    A value on a boundary belongs to the bucket below it, or above it if ``right``.
    """
    if boundaries.ndim != 1:
        raise ShapeError("search.boundaries", ndim=boundaries.ndim)
    return _search("bucketize", boundaries, input, right, out_int32, None)


def _search(function: str, line: Tensor, values: Any, right: bool, out_int32: bool, sorter: Tensor | None) -> Tensor:
    if not isinstance(values, Tensor):
        if not is_number(values):
            raise ArgTypeError("arg.need_tensor_or_number", function=function, got=type(values).__name__)
        if line.ndim > 1:
            raise ShapeError("search.number", function=function, ndim=line.ndim)
    _check_lines(function, line, values, sorter)
    joint = result_type(line, values)
    if joint.category in (0, 3):
        raise NotWritten("order.dtype", function=function, dtype=joint)
    values = cast(values, joint) if isinstance(values, Tensor) else compared(values, line, joint)
    found = apply(search.SearchSorted, cast(line, joint).detach(), values.detach(), sorter, right=bool(right))
    return found.int() if out_int32 else found


def _check_lines(function: str, line: Tensor, values: Any, sorter: Tensor | None) -> None:
    shape = line.array.shape
    if not shape:
        raise ShapeError("search.zero_dim", function=function)
    if len(shape) > 1 and (values.ndim != len(shape) or values.array.shape[:-1] != shape[:-1]):
        raise ShapeError("search.shapes", function=function, line=shape, values=tuple(values.shape))
    if sorter is None:
        return
    if sorter.array.shape != shape:
        raise ShapeError("search.sorter_shape", line=shape, sorter=tuple(sorter.shape))
    if sorter.array.dtype != "int64":
        raise DtypeError("index.long", function=function, dtype=sorter.dtype)
    if sorter.array.size and not 0 <= int(sorter.array.min()) <= int(sorter.array.max()) < shape[-1]:
        raise ShapeError("search.sorter_range", size=shape[-1])


@function
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each of ``elements`` is one of ``test_elements``, or none of them if ``invert``; one may be a number."""
    one = elements if isinstance(elements, Tensor) else test_elements
    for value in (elements, test_elements):
        if not isinstance(value, Tensor) and not is_number(value):
            raise ArgTypeError("arg.need_tensor_or_number", function="isin", got=type(value).__name__)
    need_tensor(one, "elements", "isin")
    for value in (elements, test_elements):
        kind = value.dtype.category if isinstance(value, Tensor) else 0 if isinstance(value, bool) else 1
        if kind in (0, 3):
            raise DtypeError("order.dtype", function="isin", dtype=getattr(value, "dtype", "bool"))
    joint = result_type(elements, test_elements)
    x, m = (cast(v, joint) if isinstance(v, Tensor) else compared(v, one, joint) for v in (elements, test_elements))
    return apply(search.IsIn, x.detach(), m.detach(), invert=bool(invert))
