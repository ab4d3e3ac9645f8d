"""The states of the views of modules, of broadcasting, and of one tensor."""

from __future__ import annotations

from autograd_lab.record.shapes.broadcasting import Broadcasting, Operand
from autograd_lab.record.shapes.modules import ModuleRow, ModuleTree, OwnTensor
from autograd_lab.record.shapes.tensors import Memory, Slice, TensorPicture

__all__ = [
    "Broadcasting",
    "Memory",
    "ModuleRow",
    "ModuleTree",
    "Operand",
    "OwnTensor",
    "Slice",
    "TensorPicture",
]
