"""Batches in pinned memory, and batches that are copied to a GPU while it still computes with the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograd_lab.backend.device import as_device, settled
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.utils.data.collate import mapping_like, sequence_like


def pin_memory(data: Any, device: Any = None) -> Any:
    """A batch with all its tensors in pinned memory. An object of a class with a method ``pin_memory`` is asked."""
    return mapped(data, lambda part: part.pin_memory() if hasattr(part, "pin_memory") else part)


def mapped(data: Any, change: Callable[[Any], Any]) -> Any:
    """A batch with ``change`` applied to what it is made of: tensors, and whatever is no collection."""
    if isinstance(data, (Tensor, str, bytes)) or hasattr(data, "pin_memory"):
        return change(data)
    if isinstance(data, Mapping):
        return mapping_like(data, {key: mapped(value, change) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*[mapped(value, change) for value in data])
    if isinstance(data, Sequence):
        parts = [mapped(value, change) for value in data]
        return tuple(parts) if isinstance(data, tuple) else sequence_like(data, parts)
    return change(data)


def prefetched(batches: Iterable[Any], device: Any = "cuda") -> Iterator[Any]:
    """The batches on a GPU, each copied while the loop computes with the one before.

        for x, y in prefetched(DataLoader(data, 64, shuffle=True, pin_memory=True)):
            ...

    The copies go through a stream of their own, and run beside the computation if they come from pinned memory. On the
    CPU batches come as they are. RuntimeError for a device that is not there.
    """
    place = settled(as_device(device))
    return (mapped(batch, _to(place)) for batch in batches) if place.type == "cpu" else _ahead(batches, place)


def _ahead(batches: Iterable[Any], place: Any) -> Iterator[Any]:
    from autograd_lab import cuda  # most programs need none of it

    side, ready = cuda.Stream(place), None
    for batch in batches:
        side.wait_stream(cuda.current_stream(place))  # memory that is free again may still be read by what is queued
        with side:
            following = mapped(batch, _to(place)), side.record_event()
        if ready is not None:
            yield _handed_over(ready, cuda.current_stream(place))
        ready = following
    if ready is not None:
        yield _handed_over(ready, cuda.current_stream(place))


def _handed_over(ready: tuple[Any, Any], stream: Any) -> Any:
    """A batch, whose copy the stream that computes waits for."""
    batch, copied = ready
    stream.wait_event(copied)
    return batch


def _to(place: Any) -> Callable[[Any], Any]:
    return lambda part: part.to(place, non_blocking=True) if hasattr(part, "to") else part
