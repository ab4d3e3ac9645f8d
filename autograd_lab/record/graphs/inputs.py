"""What ops were given that needs no gradient, such as the targets of a loss: nothing else remembers it.

A node has edges to what needs a gradient and the arrays that its rules use. Everything else is gone after the
call. So a watched step notes it here, weakly: a picture must not keep a batch in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import ref

from autograd_lab.tensor import Tensor

MOST = 4096  # notes; a learner may well compute for long before a backward pass comes


@dataclass(frozen=True)
class Gone:
    """What is left of a Tensor that has been freed."""

    shape: tuple[int, ...]
    dtype: Any
    device: str


class Inputs:
    """Notes on inputs, by the op's order and the place of the input."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._notes: dict[tuple[int, int], tuple[ref[Tensor], int, Gone]] = {}

    def note(self, node: Any, inputs: Sequence[Any]) -> None:
        """An op has just run on ``inputs``."""
        for index, (tensor, edge) in enumerate(zip(inputs, node.edges, strict=False)):
            if edge is None and isinstance(tensor, Tensor):
                gone = Gone(tuple(tensor.array.shape), tensor.array.dtype, str(tensor.device))
                self._notes[node.order, index] = ref(tensor), tensor._writes[0], gone
        while len(self._notes) > self._most:
            del self._notes[next(iter(self._notes))]

    def maker_of(self, order: int, index: int) -> tuple[Any, int] | None:
        """The op that made an input which needs no gradient, and which output it was; None where nobody knows."""
        return None

    def maker(self, tensor: Tensor) -> tuple[Any, int] | None:
        """The op that made a Tensor: recorded in its graph, or seen."""
        node = tensor.grad_fn
        return None if node is None else (node, tensor.output_nr)

    def tensor(self, order: int, index: int) -> Tensor | None:
        """The Tensor itself, if it still lives."""
        note = self._notes.get((order, index))
        return None if note is None else note[0]()

    def identity(self, order: int, index: int) -> int:
        """A number for the Tensor, the same wherever it went in; 0 where nothing is known of it."""
        note = self._notes.get((order, index))
        return 0 if note is None else id(note[0])  # Python keeps one weak reference per object

    def find(self, order: int, index: int) -> Any:
        """The array, if the Tensor still lives and has not been written to; else a ``Gone``, or None."""
        note = self._notes.get((order, index))
        if note is None:
            return None
        alive, version, gone = note
        tensor = alive()
        return gone if tensor is None or tensor._writes[0] != version else tensor.array
