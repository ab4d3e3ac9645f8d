"""Saved values that are kept elsewhere: a pair of hooks packs each one away and brings it back for the rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.backend.arrays import MODULES
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.graph.modes import no_grad
from autograd_lab.graph.node import Node
from autograd_lab.tensor.tensor import Tensor, make

# Where PyTorch's name of a saved value follows no rule: of the op's class, or one that it inherits, the name here;
# "" if it does not save that.
NAMES = {
    "Matmul": {"b": "mat2"},
    "Mm": {"b": "mat2"},
    "Addmm": {"a": "mat1", "b": "mat2"},
    "Mv": {"v": "vec"},
    "Dot": {"b": "tensor"},
    "Pow": {"b": "exponent"},
    "MaxDim": {"k": "indices"},
    "Sort": {"k": "indices"},
    "TopK": {"k": "indices"},
    "KthValue": {"at": "indices"},
    "Gather": {"k": "index"},
    "Where": {"c": "condition"},
    "MaskedFill": {"c": "mask"},
    "LayerNorm": {"x": "input", "w": "weight"},
    "MseLoss": {"t": "target"},
    "Cat": {"ends": ""},
}

Pack = Callable[[Tensor], Any]
Unpack = Callable[[Any], Tensor]


class Kept:
    """What ``pack`` made of one tensor, or of a number as a tensor, and the way back."""

    __slots__ = ("number", "packed", "unpack")

    def __init__(self, packed: Any, unpack: Unpack, number: bool = False) -> None:
        self.packed, self.unpack, self.number = packed, unpack, number

    def array(self) -> Any:
        tensor = self.unpack(self.packed)
        if not isinstance(tensor, Tensor):
            raise ArgTypeError("saved.unpacked", got=type(tensor).__name__)
        return tensor.array.item() if self.number else tensor.array


class Packed:
    """Stands for ``node.saved``, with Kept in the place of arrays. Their versions are no longer watched: only the
    hooks know where the numbers are now. They are asked for them in the order in which they got them."""

    __slots__ = ("order", "values")

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = list(values)
        self.order: list[int] = []  # places that were packed, first to last

    def pack(self, k: int, kept: Kept) -> None:
        self.values[k] = kept
        self.order.append(k)

    def unpack(self) -> tuple[Any, ...]:
        values = list(self.values)
        for k in self.order:
            values[k] = values[k].array()
        return tuple(values)

    def at(self, k: int) -> Any:
        value = self.values[k]
        return value.array() if type(value) is Kept else value

    def has_hooks(self, k: int) -> bool:
        return type(self.values[k]) is Kept


def saved_names(op: Any) -> dict[str, int]:
    """Of what the rules of ``op`` get: PyTorch's names, or our own where it has none; and where it stands in ``saved``.
    Shapes are left out."""
    own: tuple[str, ...] = op.saved_names()
    if not own:
        return {}  # also a custom Function: it saves by order
    special: dict[str, str] = {}
    for cls in reversed(op.__mro__):
        special |= NAMES.get(cls.__name__, {})
    inputs, outputs = dict(op.saved_inputs), dict(op.saved_outputs)
    names: dict[str, int] = {}
    for k, name in enumerate(own):
        if name in special:
            name = special[name]
        elif k in outputs:
            name = f"result{outputs[k] or ''}"
        elif k in inputs:
            name = "self" if inputs[k] == 0 else "other" if name == "b" else name
        if name and not name.endswith("_shape"):
            names[name] = k
    return names


def pack_saved(node: Node, inputs: Sequence[Any], outputs: Sequence[Tensor], pack: Pack, unpack: Unpack) -> None:
    """Hand every array that ``node`` saved to ``pack``: an input or output as the Tensor that it is.

    The order is PyTorch's: by the names that its nodes have for what they save, results last.
    """
    saved, op = node.saved, node.op
    if type(saved) is not tuple:
        return
    tensors = {k: inputs[i] for k, i in op.saved_inputs} | {k: outputs[j] for k, j in op.saved_outputs}
    tensors |= enumerate(getattr(node, "saved_tensors", ()))  # of a custom Function
    names = {k: name for name, k in saved_names(op).items()}
    arrays = [k for k, value in enumerate(saved) if type(value) in MODULES]
    for k in sorted(arrays, key=lambda k: (names.get(k, "").startswith("result"), names.get(k, ""))):
        tensor = tensors.get(k)
        pack_value(node, k, tensor if isinstance(tensor, Tensor) else make(saved[k]), pack, unpack)


def pack_value(node: Node, k: int, tensor: Any, pack: Pack, unpack: Unpack) -> None:
    """Keep ``tensor`` in the place of what ``node`` saved at ``k``. RuntimeError if ``pack`` writes into it."""
    before = tensor._version
    saved: Any = node.saved
    number = isinstance((saved.values if type(saved) is Packed else saved)[k], (int, float, complex))
    with no_grad():
        kept = Kept(pack(tensor), unpack, number)
    if tensor._version != before:
        raise GraphError("saved.pack_writes")
    if not isinstance(saved, Packed):
        assert isinstance(saved, tuple)
        node.saved = saved = Packed(saved)
    saved.pack(k, kept)
    node.guards = [guard for guard in node.guards if guard[0] is not tensor._writes]
