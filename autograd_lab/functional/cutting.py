"""Parts of a tensor along one dim: views of its memory, but for the unsafe functions and the copies."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DimError, ShapeError
from autograd_lab.functional.arguments import integer, listed, sizes, wrap_dim
from autograd_lab.functional.registry import both, both_listed
from autograd_lab.ops import cutting
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both
def split(tensor: Tensor, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut along ``dim`` into parts of one size (the last may be smaller) or of the listed sizes. Views."""
    if isinstance(split_size, (tuple, list)):
        return split_with_sizes(tensor, split_size, dim)
    if isinstance(split_size, Tensor) and split_size.ndim == 0:
        split_size = split_size.item()
    return split_evenly(tensor, split_size, dim)


def split_evenly(tensor: Tensor, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """``split`` into parts of one size."""
    return apply(cutting.Split, tensor, **_even(tensor, split_size, dim, "split"))


@both
def unsafe_split(tensor: Tensor, split_size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """``split`` into parts of one size with memory of their own."""
    return apply(cutting.UnsafeSplit, tensor, **_even(tensor, split_size, dim, "unsafe_split"))


def _even(x: Tensor, size: Any, dim: int, name: str) -> dict[str, Any]:
    """Parts of one size, the last one smaller."""
    size = integer(size, name)
    if x.ndim == 0:
        raise ShapeError("split.zero_dim", function=name)
    axis = wrap_dim(dim, x.ndim)
    n = x.array.shape[axis]
    if size < 0 or (size == 0 and n):
        raise ShapeError("split.size", size=size)
    parts = [size] * (n // size) + ([n % size] if n % size else []) if n else [0]
    return {"sizes": tuple(parts), "axis": axis}


@both
def split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut along ``dim`` into parts of the listed sizes. Views."""
    return apply(cutting.SplitWithSizes, input, **_listed(input, split_sizes, dim, "split_with_sizes"))


@both
def unsafe_split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """``split_with_sizes`` into parts with memory of their own."""
    return apply(cutting.UnsafeSplitWithSizes, input, **_listed(input, split_sizes, dim, "unsafe_split_with_sizes"))


def _listed(x: Tensor, given: Any, dim: int, name: str) -> dict[str, Any]:
    parts = listed(given, name)
    if x.ndim == 0:
        raise ShapeError("split.zero_dim", function=name)
    axis = wrap_dim(dim, x.ndim)
    n = x.array.shape[axis]
    if sum(parts) != n or any(p < 0 for p in parts):
        raise ShapeError("split.sections", sections=list(parts), size=n, dim=axis)
    return {"sizes": parts, "axis": axis}


@both
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """Cut along ``dim`` into at most ``chunks`` parts of equal size, the last smaller. Views."""
    size, parts = _chunks(input, chunks, dim, "chunk")
    return split_with_sizes(input, parts, dim) if size == 0 else split(input, size, dim)


@both
def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """``chunk`` into parts with memory of their own."""
    size, parts = _chunks(input, chunks, dim, "unsafe_chunk")
    return unsafe_split_with_sizes(input, parts, dim) if size == 0 else unsafe_split(input, size, dim)


def _chunks(x: Tensor, chunks: int, dim: int, name: str) -> tuple[int, list[int]]:
    """The size of a part, and all sizes for a dim of length 0, which is cut into as many parts as asked for."""
    if x.ndim == 0:
        raise ShapeError("split.zero_dim", function=name)
    if chunks <= 0:
        raise ShapeError("chunk.count", chunks=chunks)
    return -(-x.array.shape[wrap_dim(dim, x.ndim)] // chunks), [0] * chunks


@both
def tensor_split(input: Tensor, indices_or_sections: Any = None, dim: int = 0, *, indices: Any = None,
                 sections: Any = None) -> tuple[Tensor, ...]:  # fmt: skip
    """Cut along ``dim`` into so many parts, as equal as can be, or before each of the listed indices. Views."""
    where = _where((), indices, sections) if indices_or_sections is None else indices_or_sections
    if isinstance(where, Tensor):
        if where.ndim > 1 or where.array.dtype != "int64" or where.is_cuda:
            raise ShapeError("tensor_split.tensor", shape=tuple(where.shape), dtype=where.dtype)
        where = where.tolist()
    several = isinstance(where, (tuple, list))
    cuts, count = (sizes(where, "tensor_split"), 0) if several else ((), integer(where, "tensor_split"))
    if input.ndim == 0:
        raise ShapeError("split.zero_dim", function="tensor_split")
    axis = wrap_dim(dim, input.ndim)
    n = input.array.shape[axis]
    if several:
        ends = [*cuts, n]
    else:
        if count <= 0:
            raise ShapeError("tensor_split.count", sections=count)
        ends = [(n // count) * (i + 1) + min(i + 1, n % count) for i in range(count)]
    return tuple(
        apply(cutting.Slice, input, axis=axis, start=start, stop=stop)
        for start, stop in zip([0, *ends[:-1]], ends, strict=True)
    )


@both_listed
def hsplit(input: Tensor, *args: Any, indices: Any = None, sections: Any = None) -> tuple[Tensor, ...]:
    """Cut from left to right: along dim 1, a vector along its only dim."""
    return _equal(input, _where(args, indices, sections), 0 if input.ndim == 1 else 1, "hsplit", 1)


@both_listed
def vsplit(input: Tensor, *args: Any, indices: Any = None, sections: Any = None) -> tuple[Tensor, ...]:
    """Cut from top to bottom: along dim 0 of a tensor of two dims or more."""
    return _equal(input, _where(args, indices, sections), 0, "vsplit", 2)


@both_listed
def dsplit(input: Tensor, *args: Any, indices: Any = None, sections: Any = None) -> tuple[Tensor, ...]:
    """Cut in depth: along dim 2 of a tensor of three dims or more."""
    return _equal(input, _where(args, indices, sections), 2, "dsplit", 3)


def _where(args: Any, indices: Any, sections: Any) -> Any:
    """What was said, by position or by name: a number of parts, or the places of the cuts."""
    if args:
        return args[0] if len(args) == 1 else args
    return sections if indices is None else indices


def _equal(x: Tensor, where: Any, dim: int, name: str, least: int) -> tuple[Tensor, ...]:
    """``tensor_split`` that insists on parts of one size."""
    if isinstance(where, (tuple, list)):
        sizes(where, name)
    else:
        where = integer(where, name)
    if x.ndim < least:
        raise ShapeError("hsplit.ndim", function=name, least=least, ndim=x.ndim)
    if isinstance(where, int) and (where <= 0 or x.array.shape[dim] % where):
        raise ShapeError("hsplit.count", function=name, sections=where, size=x.array.shape[dim], dim=dim)
    return tensor_split(x, where, dim)


@both
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """A tuple of the slices along ``dim``. Views."""
    if input.ndim == 0:
        raise DimError("unbind.zero_dim")
    return apply(cutting.Unbind, input, axis=wrap_dim(dim, input.ndim))


@both
def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice at ``index`` along ``dim``, which is gone afterwards. A view."""
    if input.ndim == 0:
        raise DimError("select.zero_dim")
    axis, at = wrap_dim(dim, input.ndim), integer(index, "select")
    n = input.array.shape[axis]
    if not -n <= at < n:
        raise DimError("index.range", index=at, dim=axis, size=n)
    return apply(cutting.Select, input, axis=axis, index=at % n)


@both
def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """The ``length`` slices from ``start`` on along ``dim``. A view."""
    if input.ndim == 0:
        raise ShapeError("split.zero_dim", function="narrow")
    if isinstance(start, Tensor) and (start.ndim or start.array.dtype.kind != "i"):
        raise ShapeError("narrow.start", shape=tuple(start.shape), dtype=start.dtype)
    axis, first, count = wrap_dim(dim, input.ndim), integer(start, "narrow"), integer(length, "narrow")
    n = input.array.shape[axis]
    if count < 0:
        raise ShapeError("narrow.length", length=count)
    if not -n <= first <= n:
        raise DimError("narrow.range", start=first, dim=axis, size=n)
    first = first + n if first < 0 else first
    if first + count > n:
        raise ShapeError("narrow.end", start=first, length=count, dim=axis, size=n)
    return apply(cutting.Slice, input, axis=axis, start=first, stop=first + count)


def slice_along(input: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Tensor:
    """The slices ``start:end:step`` along ``dim``. A view; PyTorch has it only as ``slice_copy``."""
    if input.ndim == 0:
        raise DimError("arg.no_dims", dim=dim)
    if step <= 0:
        raise ShapeError("slice.step", step=step)
    return apply(cutting.Slice, input, axis=wrap_dim(dim, input.ndim), start=start, stop=end, step=step)
