"""The inline views of modules, of broadcasting, and of one tensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from autograd_lab.record.shapes import broadcasting, module_pictures, modules, pictures, tensors
from autograd_lab.ui.inline import InlineView


class ModuleView(InlineView):
    """What ``lab.viz.module`` returns. ``print`` it for an indented table."""

    entry = "modules"

    def __init__(self, module: Any, inputs: Sequence[Any], options: Mapping[str, Any], title: str = "") -> None:
        super().__init__(title)
        self.tree = modules.module_tree(module, inputs, options)

    def state(self) -> modules.ModuleTree:
        return self.tree

    def to_svg(self) -> str:
        return module_pictures.modules_svg(self.tree)

    def __str__(self) -> str:
        return module_pictures.modules_text(self.tree)

    def __repr__(self) -> str:
        return f"ModuleView({self.tree.rows[0].class_name}: {self.tree.rows[0].parameters} parameters)"


class BroadcastView(InlineView):
    """What ``lab.viz.broadcast`` returns. ``result`` is the shape, None where the shapes do not fit."""

    entry = "broadcast"

    def __init__(self, things: Sequence[Any], names: Sequence[str], title: str = "") -> None:
        super().__init__(title)
        self._seen = broadcasting.broadcasting(things, names)
        self.result = None if self._seen.result is None else tuple(self._seen.result)

    def state(self) -> broadcasting.Broadcasting:
        return self._seen

    def to_svg(self) -> str:
        return pictures.broadcast_svg(self._seen)

    def __str__(self) -> str:
        return pictures.broadcast_text(self._seen)

    def __repr__(self) -> str:
        return f"BroadcastView({pictures.verdict(self._seen)})"


class TensorView(InlineView):
    """What ``lab.viz.tensor`` returns: the tensor as it was when it was made."""

    entry = "tensor"
    questions: ClassVar = {"slice": "_slice"}

    def __init__(self, tensor: Any, name: str = "", title: str = "") -> None:
        super().__init__(title)
        self._picture = tensors.tensor_picture(tensor, name)
        self._tensor = tensor.detach()

    def state(self) -> tensors.TensorPicture:
        return self._picture

    def _slice(self, index: Sequence[int]) -> tensors.Slice:
        """Two dimensions of a tensor of more; of what it holds now."""
        return tensors.slice_of(self._tensor.array, [int(i) for i in index])

    def to_svg(self) -> str:
        return pictures.tensor_svg(self._picture)

    def __str__(self) -> str:
        return pictures.tensor_text(self._picture)

    def __repr__(self) -> str:
        return f"TensorView({pictures.tensor_text(self._picture)})"
