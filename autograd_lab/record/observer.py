"""Watching a model train, from the learner's own loop: the loss of every step, and now and then everything.

Every step costs two small calls. At sampled steps the weights are copied before the step and compared after
it, and, more seldom, the graph of the step is drawn and the gradients measured as they pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import get_ident
from time import perf_counter
from typing import Any
from weakref import finalize, ref

from autograd_lab import watch
from autograd_lab.record.budget import Budget
from autograd_lab.record.changes import compare, same_structure
from autograd_lab.record.flow import FlowWatcher
from autograd_lab.record.graph import GraphDraft
from autograd_lab.record.inputs import Inputs
from autograd_lab.record.layers import LayerSampler, trained_parameters
from autograd_lab.record.names import Names, learner_variables
from autograd_lab.record.run import History
from autograd_lab.record.snapshot import GraphSnapshot, LayerFlow, both

TRAIN_LOSS = "train_loss"
GRAPH_LIMIT = 300  # boxes; the picture has to be drawn twice a second
MARKED = 32  # parameters whose .grad tells whether a backward pass was ours


class Observer:
    """``before_step`` and ``after_step`` are called around each step of ``optimizer``.

    Model and optimizer are held weakly: a panel that is still on the screen must not keep them in memory.
    """

    def __init__(self, model: Any, optimizer: Any, history: History, *, every: int | None = None) -> None:
        self._model = ref(model) if model is not None else lambda: None
        self._optimizer = ref(optimizer)
        self.history = history
        self.step = 0
        self.layers: list[LayerFlow] = []
        self.layers_step: int | None = None
        self.graph: GraphSnapshot | None = None
        self._drawn: GraphSnapshot | None = None  # the same without marks: what the next one is compared with
        self._eager = False
        self.logs_loss = True  # until the learner logs the training loss himself
        self._sampler = LayerSampler()
        self._layer_budget = Budget(interval=0.1, share=0.003, every=every)
        self._graph_budget = Budget(interval=0.5, share=0.003, every=every)
        self._looked = 0.0  # seconds that this step's look has taken so far
        self._losses: list[Any] = []
        self._ear = _Ear(self)
        watch.add(self._ear, ops=False)
        self._forget = finalize(self, _fall_silent, self._ear)
        self._ear.look()

    def watch_closely(self, on: bool) -> None:
        """Look at every step, as long as somebody goes through them one by one."""
        self._eager = on
        if on:
            self._ear.look()

    def rest(self) -> None:
        """Nothing is being trained for now: let all ops run at full speed."""
        self._ear.look_away()

    def rewind(self, step: int, layers: list[LayerFlow], marks: dict[str, tuple[int, int]]) -> None:
        """The run is back at an earlier step, where it looked like this."""
        self.history.cut(step, marks)
        self.step, self.layers, self.layers_step = step, layers, step
        self._losses.clear()

    def close(self) -> None:
        """Stop listening for good."""
        self._forget()

    @property
    def optimizer(self) -> Any:
        return self._optimizer()

    @property
    def model(self) -> Any:
        return self._model()

    def trains_here(self) -> None:
        """This is the thread that trains; others may train other models at the same time."""
        self._ear.listen_to(get_ident())

    def before_step(self) -> None:
        if self._eager or self._layer_budget.allows(self.step):
            start = perf_counter()
            self._sampler.before(trained_parameters(self._model(), self._optimizer()))
            self._looked = perf_counter() - start

    def after_step(self) -> None:
        self.step += 1
        if self._losses:
            self._log_loss()
        if self._sampler.waiting:
            start = perf_counter()
            self.layers, self.layers_step = self._sampler.after(), self.step
            self.history.log_layers(self.step, self.layers)
            self._layer_budget.spent(self._looked + perf_counter() - start)
        if self._eager or self._graph_budget.allows(self.step):
            self._ear.look()

    def _log_loss(self) -> None:
        # Gradients of several backward passes add up, so the step goes down the sum of their losses.
        loss = sum(float(array) for array in self._losses)
        self._losses.clear()
        if self.logs_loss:
            self.history.log(TRAIN_LOSS, self.step, loss)

    # -- called by the ear ------------------------------------------------------------------------------------

    def draft(self, root: Any, inputs: Inputs) -> GraphDraft:
        """The graph of this step, while backward has not freed it yet."""
        names = Names(self._model(), learner_variables())
        return GraphDraft(root, names=names, limit=GRAPH_LIMIT, inputs=inputs, result=both("graph.loss"))

    def heard(self, root: Any, graph: GraphDraft | None, flows: FlowWatcher) -> None:
        """A backward pass has filled the gradients of our parameters."""
        if root.array.size == 1:
            self._losses.append(root.array)
        if graph is not None:
            earlier, self._drawn = self._drawn, graph.finish(flows.flow, self.step + 1)
            self.graph = self._drawn
            if earlier is not None and not same_structure(earlier, self._drawn):
                self.graph = compare(earlier, self._drawn)

    def looked(self, seconds: float) -> None:
        self._graph_budget.spent(seconds)

    def gradients(self) -> list[Any]:
        """What tells a changed ``.grad`` from an old one: the Tensor and its version."""
        optimizer = self._optimizer()
        if optimizer is None:
            return []
        parameters = [p for group in optimizer.param_groups for p in group["params"]][:MARKED]
        return [(p.grad, p.grad._version) if p.grad is not None else None for p in parameters]


class _Ear(watch.Watcher):
    """Hears every backward pass of the program; keeps those that reach our parameters."""

    def __init__(self, observer: Observer) -> None:
        self._observer = ref(observer)
        self.thread: int | None = None  # None hears all of them
        self._before: list[Any] = []
        self._flows: FlowWatcher | None = None
        self._graph: GraphDraft | None = None
        self._seconds = 0.0

    def listen_to(self, thread: int) -> None:
        self.thread = thread
        if self._flows is not None:
            self._flows.thread = thread

    def look(self) -> None:
        """Watch the next step in detail."""
        if self._flows is None:
            self._flows = FlowWatcher(self.thread)
            watch.add(self._flows)

    def look_away(self) -> None:
        if self._flows is not None:
            watch.remove(self._flows)
        self._flows = self._graph = None

    def backward_started(self, roots: Sequence[Any]) -> None:
        observer = self._observer()
        if observer is None or self.thread not in (None, get_ident()):
            return
        self._before = observer.gradients()
        self._graph = None
        if self._flows is not None:
            start = perf_counter()
            self._flows.clear()
            self._graph = observer.draft(roots[0], self._flows.inputs)
            self._seconds = perf_counter() - start

    def backward_finished(self, roots: Sequence[Any]) -> None:
        if self.thread not in (None, get_ident()):
            return
        observer = self._observer()
        if observer is None or not self._ours(observer.gradients()):
            self._graph, self._before = None, []
            return
        self._before = []
        start = perf_counter()
        observer.heard(roots[0], self._graph, self._flows or FlowWatcher())
        if self._flows is not None:
            seconds = self._seconds + self._flows.seconds + perf_counter() - start
            self.look_away()
            observer.looked(seconds)

    def _ours(self, after: list[Any]) -> bool:
        return any(
            new is not None and (old is None or old[0] is not new[0] or old[1] != new[1])
            for old, new in zip(self._before, after, strict=False)
        )


def _fall_silent(ear: _Ear) -> None:
    ear.look_away()
    watch.remove(ear)
