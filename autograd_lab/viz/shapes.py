"""Looking at shapes: ``lab.viz.module(model, x)``, ``lab.viz.tensor(x)``, ``lab.viz.broadcast(a, b)``."""

from __future__ import annotations

from typing import Any

from autograd_lab.nn import Module
from autograd_lab.record.names import learner_variables
from autograd_lab.tensor import Tensor
from autograd_lab.ui.shape_views import BroadcastView, ModuleView, TensorView


def module(model: Module, *inputs: Any, title: str = "", **options: Any) -> ModuleView:
    """The tree of a model: its modules, the numbers in their parameters and, with inputs, the shapes that pass.

        lab.viz.module(model)      # what it is made of
        lab.viz.module(model, x)   # and the shape of every module's output

    With inputs the model runs once, without gradients and in the mode it is in; buffers and random numbers are put
    back. Modules in a row that are built alike stand as one, with their number. TypeError for what is no Module.
    """
    return ModuleView(model, inputs, options, title)


def tensor(x: Tensor, *, title: str = "") -> TensorView:
    """One tensor: its numbers as a heat map and a histogram, and how it lies in memory.

    Of more than two dimensions one slice at a time is shown, of a large slice every n-th number. The memory shows
    offset and strides, and for a view the memory of which it sees a part. TypeError for anything else.
    """
    return TensorView(x, _name(x), title)


def broadcast(*things: Any, title: str = "") -> BroadcastView:
    """How tensors or shapes are stretched to fit: aligned from the right, with 1 for what is missing.

        lab.viz.broadcast(images, mean)
        lab.viz.broadcast((64, 1, 28), (3, 1))

    Shapes that do not fit are no error: the view shows where they clash, and ``result`` is None. TypeError for
    other things, ValueError for more than six.
    """
    names = [_name(thing) or chr(ord("a") + i % 26) for i, thing in enumerate(things)]
    return BroadcastView(things, names, title)


def _name(thing: Any) -> str:
    """The learner's variable that holds it."""
    return next((name for name, value in learner_variables().items() if value is thing), "")
