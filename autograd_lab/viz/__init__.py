"""Live views: ``lab.viz.graph(tensor)`` and ``lab.viz.live(model, optimizer)``. They work without a notebook too."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError
from autograd_lab.record.flow import measure
from autograd_lab.record.graph import LIMIT, snapshot_graph
from autograd_lab.record.names import Names, learner_variables
from autograd_lab.tensor import Tensor
from autograd_lab.ui.gate import TrainingStopped
from autograd_lab.ui.graph_view import GraphView
from autograd_lab.ui.live_panel import LivePanel
from autograd_lab.viz.pictures import Pictures, images

__all__ = ["GraphView", "LivePanel", "Pictures", "TrainingStopped", "graph", "images", "live"]


def graph(
    tensor: Tensor, *, model: Any = None, gradients: bool = False, limit: int = LIMIT, title: str = ""
) -> GraphView:
    """The graph that ``tensor`` was computed by.

    Leaves and constants bear the names of the caller's variables, parameters their path in ``model``. Gradient
    sizes are shown at the leaves after ``backward``; with ``gradients=True`` they are computed for the picture,
    on every arrow, without touching any ``.grad``. Of a large graph the newest ``limit`` nodes are shown.
    """
    if not isinstance(tensor, Tensor):
        raise ArgTypeError("view.not_tensor", got=type(tensor).__name__)
    variables = learner_variables()
    names = Names(model, variables)
    flow = measure(tensor) if gradients and tensor.grad_fn is not None else None
    return GraphView(snapshot_graph(tensor, names=names, flow=flow, limit=limit), title)


def live(model: Any, optimizer: Any, *, every: int | None = None, title: str | None = None) -> LivePanel:
    """A panel that shows ``model`` train, and lets you hold it: pause, single steps, stop, learning rate.

        panel = lab.viz.live(model, optimizer)
        for x, y in panel(loader):   # your own loop, as it was
            ...
        panel.log(val_loss=...)      # the training loss is found by itself

    ``panel(loader)`` may be left out; then stop raises ``TrainingStopped``, a KeyboardInterrupt. The panel looks
    at a step in detail about ten times a second, or at every ``every``-th step.
    """
    return LivePanel(model, optimizer, every=every, title=title)
