"""``x[...]`` where the index differs from sample to sample: ``w[i]`` inside ``vmap`` with i among its arguments.

The number of the sample is then one more index in front: for a matrix w of each sample, ``w[i, j]`` of all samples is
``w[0..n, i, j]``.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.functional.creation import as_tensor
from autograd_lab.functional.movement import movedim, permute
from autograd_lab.functional.shapes import reshape
from autograd_lab.functional.subscript import as_parts
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import is_transformed
from autograd_lab.transforms.batched import Samples, batch, function_rule

ALL = slice(None)


class Picked:
    """The part of x that an index names, in two steps: ``part`` is the view that numbers and slices leave, from which
    the tensors in ``picks`` pick along ``dims``; their own dims come to stand at ``place``."""

    def __init__(self, x: Tensor, index: Any) -> None:
        parts = _filled_up(as_parts(index), x.ndim)
        self.part = x[tuple(ALL if _picks(part) else part for part in parts)]
        kept = [part for part in parts if _picks(part) or not isinstance(part, int)]
        self.dims = [d for d, part in enumerate(kept) if _picks(part)]
        self.picks = [_tensor(kept[d], x) for d in self.dims]
        self.rank = max((pick.ndim for pick in self.picks), default=0)
        together = self.dims == list(range(self.dims[0], self.dims[-1] + 1)) if self.dims else True
        self.place = self.dims[0] if together and self.dims else 0

    def understood(self) -> bool:
        """Whether it is an index of integers only: what a mask picks has a size that depends on its values."""
        return bool(self.picks) and all(pick.dtype.category == 1 and pick.dtype.name != "uint8" for pick in self.picks)

    def of_all(self, s: Samples) -> tuple[Tensor, tuple[Tensor, ...]]:
        """The samples' parts with the dims of the picks in front, and an index along these dims."""
        index = [self._spread(s, pick) for pick in self.picks]
        rest = [d for d in range(self.part.ndim) if d not in self.dims]
        if not s.among(self.part):
            return permute(self.part, (*self.dims, *rest)), tuple(index)
        inner = permute(s.of(self.part), (0, *(d + 1 for d in (*self.dims, *rest))))
        return inner, (s.counted(self.part, self.rank), *index)

    def _spread(self, s: Samples, pick: Tensor) -> Tensor:
        """A pick with samples in front, and as many dims as all the picks have together."""
        if not s.among(pick):
            return pick
        inner = s.of(pick)
        return reshape(inner, (inner.shape[0], *(1,) * (self.rank - pick.ndim), *inner.shape[1:]))


@function_rule("__getitem__")
def read(s: Samples, self: Tensor, index: Any) -> Any:
    picked = Picked(self, index)
    if any(s.among(pick) and pick.dtype.name in ("bool", "uint8") for pick in picked.picks):
        raise GraphError("vmap.by_values", function="x[mask]")
    if not picked.understood():
        return NotImplemented
    inner, places = picked.of_all(s)
    y = inner[places]
    dims = range(1, picked.rank + 1)
    return movedim(y, tuple(dims), tuple(d + picked.place for d in dims))


@function_rule("__setitem__")
def written(s: Samples, self: Tensor, index: Any, value: Any) -> Any:
    picked = Picked(self, index)
    if not picked.understood() or not s.among(self):
        return NotImplemented
    inner, places = picked.of_all(s)
    inner[places] = _in_front(s, picked, value)
    return None


@function_rule("index_put", "index_put_")
def put(s: Samples, input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Any:
    out_of_place = s.fn.__name__ == "index_put"
    target = batch(s.of(input).clone(), s.level) if out_of_place else input
    picked = Picked(target, tuple(indices))
    if not picked.understood() or not s.among(target):
        return NotImplemented
    inner, places = picked.of_all(s)
    inner.index_put_(places, _in_front(s, picked, values), accumulate)
    return s.of(target)


def _in_front(s: Samples, picked: Picked, value: Any) -> Any:
    """What is written, with the dims that the picks stand for behind the samples."""
    if not isinstance(value, Tensor) or not is_transformed(value):
        value = as_tensor(value, dtype=picked.part.dtype)
    behind = picked.part.ndim - len(picked.dims)
    inner = s.of(value.to(picked.part.dtype))
    missing = picked.rank + behind - value.ndim
    if missing > 0:
        inner = reshape(inner, (s.size, *(1,) * missing, *inner.shape[1:]))
    dims = range(1, picked.rank + 1)
    return movedim(inner, tuple(d + picked.place for d in dims), tuple(dims))


def _picks(part: Any) -> bool:
    return isinstance(part, (Tensor, list)) or hasattr(part, "dtype")


def _tensor(part: Any, x: Tensor) -> Tensor:
    return part if isinstance(part, Tensor) else as_tensor(part, device=x.device)


def _filled_up(parts: tuple[Any, ...], rank: int) -> tuple[Any, ...]:
    """The parts with slices in the place of an ellipsis, and of what is not named at all."""
    used = sum(part is not None and part is not Ellipsis and not isinstance(part, bool) for part in parts)
    parts = parts if any(part is Ellipsis for part in parts) else (*parts, Ellipsis)
    place = next(k for k, part in enumerate(parts) if part is Ellipsis)
    return (*parts[:place], *(ALL,) * (rank - used), *parts[place + 1 :])
