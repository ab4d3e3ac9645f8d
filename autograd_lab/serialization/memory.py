"""Which tensors look at the same memory, and how that is written down: shared before, shared again.

A tensor alone is stored as it reads, row by row, and so are several that show the very same elements. Where tensors
overlap in other ways, or one overlaps itself (``expand``), the piece of memory under all of them is stored once, and
each says how it looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, NamedTuple

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import address, has_gaps, same_elements, strided
from autograd_lab.backend.device import CPU, device, to_device
from autograd_lab.errors import CheckpointError
from autograd_lab.serialization.safetensors import MOST_DIMS, acceptable
from autograd_lab.tensor.tensor import Tensor

DTYPES = {kind.name: kind for kind in dtypes.ALL}
Note = dict[str, Any]  # what the structure says of one tensor; filled in here


class Found(NamedTuple):
    """A tensor of the object to be saved, the name it would like to have, and its note."""

    tensor: Tensor
    name: str
    note: Note


# -- saving ------------------------------------------------------------------------------------------------------------


def place(found: list[Found]) -> dict[str, np.ndarray[Any, Any]]:
    """The arrays to be stored, by name; the notes say which of them is whose."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for group in _groups(found):
        first = group[0].tensor.array
        same = all(t.array.dtype == first.dtype and same_elements(t.array, first) for t, _, _ in group)
        if same and not _overlaps(first):
            name, array = free_name(group[0].name, arrays), first
            stride = _order(first)
            for _, _, note in group:
                note["in"] = name
                if stride is not None:
                    note["stride"] = stride
        else:
            name, array = _region(group, arrays)
        arrays[name] = real(to_device(array, CPU))
        for tensor, _, note in group:
            _describe(tensor, array.dtype, note)
    return arrays


def _describe(tensor: Tensor, stored: Any, note: Note) -> None:
    if tensor.array.dtype != stored or tensor.dtype is dtypes.complex128:
        note["dtype"] = tensor.dtype.name
    if tensor.device != CPU:
        note["device"] = str(tensor.device)
    if tensor.requires_grad:
        note["requires_grad"] = True


def _groups(found: list[Found]) -> Iterator[list[Found]]:
    """Those that share memory together, each group in the order in which it was found."""
    spans = sorted((*_span(item.tensor.array), i) for i, item in enumerate(found) if item.tensor.array.size)
    groups = [[i] for i, item in enumerate(found) if not item.tensor.array.size]
    until = 0
    for begin, end, i in spans:
        if begin < until:
            groups[-1].append(i)
        else:
            groups.append([i])
        until = max(until, end)
    for group in sorted(map(sorted, groups)):
        yield [found[i] for i in group]


def _span(array: Any) -> tuple[int, int]:
    """The addresses of its first byte and of the one after its last."""
    steps = sum((n - 1) * step for n, step in zip(array.shape, array.strides, strict=True))
    return address(array), address(array) + steps + array.itemsize


def _overlaps(array: Any) -> bool:
    """Whether some elements of an array may lie on each other."""
    reach = array.itemsize if array.size else 0
    for step, n in sorted(zip(array.strides, array.shape, strict=True)):
        if n > 1 and step < reach:
            return True
        reach += (n - 1) * step
    return False


def _order(array: Any) -> list[int] | None:
    """The strides of a tensor whose elements lie in another order than row by row, such as a transposed one."""
    if array.flags.c_contiguous or has_gaps(array):  # what has gaps is stored, and comes back, without them
        return None
    return [step // array.itemsize for step in array.strides]


def _region(group: list[Found], arrays: dict[str, Any]) -> tuple[str, Any]:
    """The memory under a whole group, as one line; in the shape of a member that is all of it, if there is one."""
    members = [item.tensor.array for item in group]
    begin, end = min(map(address, members)), max(_span(array)[1] for array in members)
    first = next(array for array in members if address(array) == begin)
    line = strided(strided(first, (1,), (1,), 0).view(np.uint8), (end - begin,), (1,), 0)
    kinds = {array.dtype for array in members}
    if len(kinds) == 1 and (end - begin) % first.itemsize == 0:
        line = line.view(first.dtype)
    whole = [f for f in group if f.tensor.array.flags.c_contiguous and f.tensor.array.nbytes == end - begin]
    whole = [f for f in whole if f.tensor.array.dtype == line.dtype]
    name = free_name((whole or group)[0].name, arrays)
    for tensor, _, note in group:
        note["in"] = name
        if not whole or not same_elements(tensor.array, whole[0].tensor.array):
            steps = [step // tensor.array.itemsize for step in tensor.array.strides]
            note["view"] = [address(tensor.array) - begin, list(tensor.array.shape), steps]
    return name, whole[0].tensor.array if whole else line


def free_name(wanted: str, taken: dict[str, Any]) -> str:
    """A name that a file may hold, as near to the wanted one as possible."""
    wanted = "".join(c if c.isprintable() and c not in "<>\\" else "_" for c in wanted)[:900] or "tensor"
    if not acceptable(wanted):
        wanted = wanted.replace("..", "__").replace("/", "_")
    name, number = wanted, 1
    while name in taken or name == "__metadata__":
        name, number = f"{wanted}.{number}", number + 1
    return name


def real(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The format has no complex128: its parts, along one more axis."""
    if array.dtype != np.complex128:
        return array
    return np.ascontiguousarray(array).reshape(-1).view(np.float64).reshape(*array.shape, 2)


# -- loading -----------------------------------------------------------------------------------------------------------


class Stored:
    """The arrays of a file, and the tensors that look at them."""

    def __init__(self, arrays: dict[str, np.ndarray[Any, Any]]) -> None:
        self.arrays = arrays
        self.used: set[str] = set()
        self._bases: dict[Any, Any] = {}  # what was made of an array for a device: shared by all that look at it

    def array(self, name: Any, kind: str | None = None) -> np.ndarray[Any, Any]:
        """The stored array, as complex128 if ``kind`` says so."""
        if not isinstance(name, str) or name not in self.arrays:
            raise CheckpointError("file.structure", why=f"no array {name!r}")
        self.used.add(name)
        array = self.arrays[name]
        if kind == "complex128" and array.dtype == np.float64 and array.ndim and array.shape[-1] == 2:
            return array.reshape(-1).view(np.complex128).reshape(array.shape[:-1])
        return array

    def view(self, note: Note, where: device) -> Any:
        """The array of the tensor that ``note`` describes, on the device ``where``."""
        name, kind = note.get("in"), note.get("dtype")
        if kind is not None and kind not in DTYPES:
            raise CheckpointError("file.structure", why=f"dtype {kind!r}")
        if "view" in note:
            base = self._base((name, None, None, where), self.array(name))
            dtype = base.dtype if kind is None else DTYPES[kind].numpy
            return _look(base, dtype, note["view"])
        array = self.array(name, kind)
        if kind is not None and array.dtype != DTYPES[kind].numpy:
            raise CheckpointError("file.structure", why=f"{name} is not of dtype {kind}")
        steps = note.get("stride")
        if steps is None or not array.ndim:
            return self._base((name, None, kind, where), array).view()
        if not _naturals(steps) or len(steps) != array.ndim:
            raise CheckpointError("file.structure", why=f"stride {steps!r}")
        return self._base((name, tuple(steps), kind, where), _laid_out(array, steps)).view()

    def _base(self, key: Any, array: np.ndarray[Any, Any]) -> Any:
        if key not in self._bases:
            self._bases[key] = to_device(array, key[-1])
        return self._bases[key]


def _naturals(values: Any) -> bool:
    return isinstance(values, list) and all(type(n) is int and 0 <= n < 2**60 for n in values)


def _laid_out(array: np.ndarray[Any, Any], steps: list[int]) -> np.ndarray[Any, Any]:
    """The same numbers, with the axes in memory in the order of ``steps``, the longest first."""
    axes = sorted(range(array.ndim), key=lambda axis: -steps[axis])
    return np.ascontiguousarray(array.transpose(axes)).transpose(np.argsort(axes))


def _look(base: Any, dtype: Any, view: Any) -> Any:
    """``base``'s memory seen through ``view``: first byte, shape, and steps in elements. Nothing outside is seen."""
    if not isinstance(view, list) or len(view) != 3 or not _naturals(view[:1]) or not all(map(_naturals, view[1:])):
        raise CheckpointError("file.structure", why=f"view {view!r}")
    start, shape, steps = view
    last = sum((n - 1) * step for n, step in zip(shape, steps, strict=False)) + 1
    fits = len(shape) == len(steps) <= MOST_DIMS and 0 not in shape and prod(shape) < 2**60
    if not fits or start + last * dtype.itemsize > base.nbytes:
        raise CheckpointError("file.structure", why=f"view {view!r}")
    line = base.reshape(-1).view(np.uint8)[start:]
    line = line[: line.size // dtype.itemsize * dtype.itemsize].view(dtype)
    return strided(line, shape, steps, 0)
