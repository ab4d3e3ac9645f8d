"""Live views: ``lab.viz.graph(model, x)`` and ``lab.viz.live(model, optimizer)``. They work without a notebook too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.compiler.explanation import Explanation
from autograd_lab.compiler.plan import Plan
from autograd_lab.errors import ArgTypeError
from autograd_lab.nn import Module
from autograd_lab.record.graphs.graph import LIMIT
from autograd_lab.record.graphs.planned import plan_graph, plan_of
from autograd_lab.record.graphs.running import graph_of
from autograd_lab.record.names import learner_modules, learner_variables
from autograd_lab.record.runs import runs as _runs
from autograd_lab.record.steps.stepping import step_through
from autograd_lab.record.values.keeper import Keeper
from autograd_lab.tensor import Tensor
from autograd_lab.ui.card_view import CardView
from autograd_lab.ui.gate import TrainingStopped
from autograd_lab.ui.graph_view import GraphView
from autograd_lab.ui.live_panel import LivePanel
from autograd_lab.ui.runs_view import RunsView
from autograd_lab.ui.step_view import StepView
from autograd_lab.viz.cards import attention, boundary, confusion, curve, feature_maps, heat, images, points
from autograd_lab.viz.play import all_reduce, classify, kernels, race
from autograd_lab.viz.shapes import broadcast, module, tensor

__all__ = [
    "CardView",
    "GraphView",
    "LivePanel",
    "RunsView",
    "StepView",
    "TrainingStopped",
    "all_reduce",
    "attention",
    "boundary",
    "broadcast",
    "classify",
    "confusion",
    "curve",
    "feature_maps",
    "graph",
    "heat",
    "images",
    "kernels",
    "live",
    "module",
    "points",
    "race",
    "runs",
    "step",
    "tensor",
]


def graph(
    thing: Tensor | Module | Callable[[], Any] | Plan | Explanation,
    *inputs: Any,
    model: Any = None,
    before: GraphView | None = None,
    gradients: bool = False,
    limit: int = LIMIT,
    title: str = "",
    **options: Any,
) -> GraphView:
    """The computation graph of a Tensor, of a module, or of a step.

        lab.viz.graph(loss)            # what the tensor was computed by
        lab.viz.graph(model, x)        # one forward pass, by modules
        lab.viz.graph(step)            # step() runs forward and backward; gradient sizes on every arrow
        lab.viz.graph(lab.compile.explain(step, x, y))  # the plan that compile would run, a box for each step

    A module runs once on ``inputs`` and ``options``, in the mode it is in; its buffers and the random numbers are
    put back, and every op is shown, under ``no_grad`` too. A step really runs: what it changes is changed. Of
    several backward passes the last is shown, of a step without one the Tensors it returns.

    Leaves and constants bear the names of your variables, parameters their path in ``model`` or below the variable
    that holds their module. Gradient sizes are shown at the leaves after ``backward``; with ``gradients=True`` they
    are computed for the picture, on every arrow, without touching any ``.grad``. ``before`` is an earlier view:
    what is new, gone or changed since is marked. Of a larger graph the newest ``limit`` nodes are shown.

    A click on a node shows its numbers, and lets you try what becomes of the result with others. For that the view
    keeps copies, of at most 64 MB, until it is gone.

    TypeError for anything else, and for a step that needs arguments. RuntimeError for what has no plan.
    """
    if before is not None and not isinstance(before, GraphView):
        raise ArgTypeError("view.not_view", got=type(before).__name__)
    drawn = plan_of(thing)
    if drawn is not None:
        view = GraphView(plan_graph(drawn), title)
        return view if before is None else view.since(before)
    keeper = Keeper()
    snapshot = graph_of(thing, inputs, options, model=model, gradients=gradients, limit=limit, keeper=keeper)
    view = GraphView(snapshot, title, keeper.trace)
    return view if before is None else view.since(before)


def live(model: Any, optimizer: Any, *, every: int | None = None, title: str | None = None) -> LivePanel:
    """A panel that shows ``model`` train, and lets you hold it: pause, single steps, speed, learning rate, rewind.

        panel = lab.viz.live(model, optimizer)
        for x, y in panel(loader):   # your own loop, as it was
            ...
        panel.log(val_loss=...)      # the training loss is found by itself

    ``panel.background(train)`` calls a function that trains in a thread of its own, and the notebook stays usable;
    ``panel.rewind(step)`` goes back to an earlier step. ``panel(loader)`` may be left out; then stop raises
    ``TrainingStopped``, a KeyboardInterrupt. The panel looks at a step in detail about ten times a second, or at every
    ``every``-th step. ``title`` also names the run beside others (``panel.run_name``), which is otherwise called after
    its hyperparameters.
    """
    return LivePanel(model, optimizer, every=every, title=title)


def runs(*, title: str = "") -> RunsView:
    """The runs of this kernel side by side: a table, best first, and their curves in one chart.

    A run is kept when its live panel comes to rest: its hyperparameters, its best and last values and its curves,
    thinned out. There are 20 at most; then the oldest goes.

        for lr in (0.01, 0.1, 1.0):
            ...                      # train with a panel
        lab.viz.runs()
    """
    _runs.BOOK.refresh()
    return RunsView(_runs.BOOK.runs(), title)


def step(loss: Tensor | Callable[[], Tensor], *, model: Any = None, title: str = "") -> StepView:
    """A forward and a backward pass, op by op: forwards, back again, and to any moment of it.

    ``loss`` is the Tensor at the end of a computation, or a function without arguments that computes and returns it:
    then the modules that ran are known, too. It is called once. Of a Tensor with several
    elements the gradient of their sum is shown. ``model`` gives parameters their path.

    The backward pass is a real one on a graph that is kept; no ``.grad`` and no buffer changes, no random number is
    used up. Hooks run as they do in ``backward``. Of a large graph whole modules are one moment, or the newest part
    is shown.

        a = lab.tensor(2.0, requires_grad=True)
        lab.viz.step(lambda: (a * a).tanh())

    RuntimeError if there is no graph or it has been freed, TypeError for what is no Tensor.
    """
    return StepView(step_through(loss, model, learner_variables(), learner_modules()), title)
