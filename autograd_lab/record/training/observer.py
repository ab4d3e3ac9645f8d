"""Watching a model train, from the learner's own loop: the loss of every step, and now and then everything.

Every step costs two small calls. At sampled steps the weights are copied before the step and compared after
it, and, more seldom, the graph of the step is drawn and the gradients measured as they pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from math import isfinite
from threading import get_ident
from time import perf_counter
from typing import Any
from weakref import finalize, ref

import numpy as np

from autograd_lab import watch
from autograd_lab.nn import Parameter
from autograd_lab.record.graphs.changes import compare, same_structure
from autograd_lab.record.graphs.flow import FlowWatcher
from autograd_lab.record.graphs.graph import GraphDraft
from autograd_lab.record.graphs.inputs import Inputs
from autograd_lab.record.names import Names, learner_variables
from autograd_lab.record.runs.run import History
from autograd_lab.record.sizes import norm
from autograd_lab.record.snapshot import GraphSnapshot, LayerFlow, both
from autograd_lab.record.training.activations import ActivationWatcher
from autograd_lab.record.training.budget import SHARE, Beat, Budget
from autograd_lab.record.training.layers import LayerSampler, trained_parameters, untrained_parameters
from autograd_lab.record.training.vitals import Vitals

TRAIN_LOSS = "train_loss"
GRAPH_LIMIT = 300  # boxes; the picture has to be drawn twice a second
RIVALS = 8  # parameters of another optimizer that tell whether it learns from another loss
MARKED = 32  # parameters whose .grad tells whether a backward pass was ours

Trace = tuple[Any, Any, int]  # a parameter, its .grad, and how often that was written to


class Observer:
    """``before_step`` and ``after_step`` are called around each step of ``optimizer``.

    Model and optimizer are held weakly: a panel that is still on the screen must not keep them in memory.
    """

    def __init__(self, model: Any, optimizer: Any, history: History, *, every: int | None = None) -> None:
        Names(model)  # refuses what is no model
        self._model = ref(model) if model is not None else lambda: None
        self._optimizer = ref(optimizer)
        self._history = history
        self.step = 0
        self.layers: list[LayerFlow] = []
        self.layers_step: int | None = None
        self.graph: GraphSnapshot | None = None
        self._drawn: GraphSnapshot | None = None  # the same without marks: what the next one is compared with
        self.vitals = Vitals(every)
        self.lap = self.vitals.stopwatch.lap  # what has passed since the last lap was spent on this part of a step
        self._eager = False
        self._alarmed = False  # the loss has just broken: look at this step in any case
        self.logs_loss = True  # until the learner logs the training loss himself
        self._sampler = LayerSampler()
        self._layer_budget = Budget(interval=0.1, share=2 * SHARE, every=every)
        self._graph_budget = Budget(interval=0.5, share=SHARE, every=every)
        self._beat = Beat(always=every is not None)
        self._layers_due = True
        self._looked = 0.0  # seconds that this step's look has taken so far
        self._losses: list[tuple[int, Any]] = []  # (step, loss of a backward pass) that are not in the history yet
        self._ear = _Ear(self)
        watch.add(self._ear, ops=False)
        self._forget = finalize(self, _fall_silent, self._ear)
        self._ear.look()
        self._ear.look_forward()

    def watch_closely(self, on: bool) -> None:
        """Look at every step, as long as somebody goes through them one by one."""
        self._eager = on
        if on:
            self._ear.look()
            self._ear.look_forward()

    def rest(self) -> None:
        """Nothing is being trained for now: write down what is not yet, and let all ops run at full speed."""
        self._log_losses()
        self._ear.look_away()

    def rewind(self, step: int, layers: list[LayerFlow], marks: dict[str, tuple[int, int]]) -> None:
        """The run is back at an earlier step, where it looked like this."""
        self.history.cut(step, marks)
        self.vitals.rewind(step)
        self.step, self.layers, self.layers_step = step, layers, step
        self._layers_due = self._layer_budget.allows(step)
        self._losses.clear()

    def close(self) -> None:
        """Stop listening for good."""
        self._forget()

    def pass_over(self) -> None:
        """The loop was held: that time belongs to no step."""
        self.vitals.stopwatch.skip()

    @property
    def history(self) -> History:
        """The curves, up to the last step that is done."""
        self._log_losses()
        return self._history

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
        if self._layers_due or self._eager or self._alarmed:
            model, optimizer = self._model(), self._optimizer()
            start = perf_counter()
            parameters = trained_parameters(model, optimizer)
            self._sampler.before(parameters)
            self._looked = perf_counter() - start
            self.vitals.look_at_parameters(parameters, self.step + 1)
            self.lap("panel")

    def after_step(self) -> bool:
        """Gives whether to look around now."""
        self.lap("optimizer")
        self.step += 1
        looked, self._alarmed = self._sampler.waiting, False
        if looked:
            start = perf_counter()
            self.layers, self.layers_step = self._sampler.after(), self.step
            model, optimizer = self._model(), self._optimizer()
            losses = self.history.curves.get(TRAIN_LOSS)
            self.vitals.look_at_layers(
                self.step, self.layers, losses, optimizer, untrained_parameters(model, optimizer)
            )
            self._ear.remember(self.gradients())
            self._layer_budget.spent(self._looked + perf_counter() - start)
        self.vitals.stopwatch.ended(counts=not (looked or self._ear.looked))
        self._ear.looked = False
        self._layers_due = False
        if not (self._eager or self._beat.due()):
            return False
        self._log_losses()
        self.vitals.stopwatch.turn()
        self._layers_due = self._layer_budget.allows(self.step)
        if self._eager or self._graph_budget.allows(self.step):
            self._ear.look()
        if self._eager or self.vitals.wants_forward(self.step):
            self._ear.look_forward()
        return True

    def _log_losses(self) -> None:
        """Write down the losses of all steps that are done; a GPU is waited for here, and not in every step."""
        # Gradients of several backward passes add up, so the step goes down the sum of their losses.
        sums: dict[int, float] = {}
        for step, loss in self._losses:
            if step <= self.step:
                sums[step] = sums.get(step, 0.0) + float(loss)
        self._losses = [entry for entry in self._losses if entry[0] > self.step]
        for step, loss in sums.items() if self.logs_loss else ():
            self._history.log(TRAIN_LOSS, step, loss)

    # -- called by the ear ------------------------------------------------------------------------------------

    def draft(self, root: Any, inputs: Inputs) -> GraphDraft:
        """The graph of this step, while backward has not freed it yet."""
        names = Names(self._model(), learner_variables())
        return GraphDraft(root, names=names, limit=GRAPH_LIMIT, inputs=inputs, result=both("graph.loss"))

    def activations(self, thread: int | None) -> ActivationWatcher:
        return self.vitals.watcher(self._model(), thread)

    def reached(self, root: Any, forward: ActivationWatcher | None) -> None:
        """A backward pass is about to begin; we do not know yet whether it is one of ours."""
        if forward is not None:
            self.vitals.look_at_forward(self.step + 1, forward, root)
        # Only where asking costs nothing: a GPU would have to finish first.
        if type(root.array) is np.ndarray and root.array.size == 1 and self.vitals.broken is None:
            if not isfinite(root.array.item()) and root.grad_fn is not None:
                self.vitals.loss_broke(root, self._model())
                self._alarmed = True

    @property
    def waits(self) -> bool:
        """Whether a backward pass of ours has come since the last step."""
        return bool(self._losses) and self._losses[-1][0] == self.step + 1

    def forget(self) -> None:
        """Its gradients were thrown away before any step was made with them."""
        self._losses = [entry for entry in self._losses if entry[0] <= self.step]

    def others(self, leaves: Iterable[Any]) -> list[Any]:
        """Weakly, some of these that are parameters but not the optimizer's."""
        optimizer = self._optimizer()
        groups = () if optimizer is None else optimizer.param_groups
        ours = {id(p) for group in groups for p in group["params"]}
        found = (p for p in leaves if isinstance(p, Parameter) and p.requires_grad and id(p) not in ours)
        return [ref(p) for p in islice(found, RIVALS)]

    def heard(self, root: Any, graph: GraphDraft | None, flows: FlowWatcher | None) -> None:
        """A backward pass has filled the gradients of our parameters."""
        loss = root.array
        if loss.size == 1:  # as a number at once, but on a GPU, which would have to finish first
            self._losses.append((self.step + 1, loss.item() if type(loss) is np.ndarray else loss))
        if graph is not None and flows is not None:
            earlier, self._drawn = self._drawn, graph.finish(flows.flow, self.step + 1)
            self.graph = self._drawn
            if earlier is not None and not same_structure(earlier, self._drawn):
                self.graph = compare(earlier, self._drawn)

    def looked(self, seconds: float) -> None:
        self._graph_budget.spent(seconds)

    def gradients(self) -> list[Trace]:
        """What tells a changed ``.grad`` from an old one; asked at every backward pass, so it goes around the
        properties that ask questions."""
        optimizer = self._optimizer()
        groups = () if optimizer is None else optimizer.param_groups
        return _traces(p for group in groups for p in group["params"])


class _Ear(watch.Watcher):
    """Hears every backward pass of the program; keeps those that reach our parameters."""

    def __init__(self, observer: Observer) -> None:
        self._observer = ref(observer)
        self.thread: int | None = None  # None hears all of them
        self._before: list[Trace] = []
        self._left: list[tuple[Any, int]] | None = None  # the gradients that the step before has left, weakly
        self._kept = False  # whether they were still there when this pass began
        self._others: list[Any] = []  # weakly, parameters of others on which our loss depends
        self._theirs: list[Trace] = []  # their gradients when this pass began
        self._flows: FlowWatcher | None = None
        self._forward: ActivationWatcher | None = None
        self._graph: GraphDraft | None = None
        self._seconds = 0.0
        self.looked = False  # whether ops of this step were watched

    def listen_to(self, thread: int) -> None:
        self.thread = thread
        for watcher in (self._flows, self._forward):
            if watcher is not None:
                watcher.thread = thread

    def look(self) -> None:
        """Watch the next step in detail."""
        if self._flows is None:
            self._flows = FlowWatcher(self.thread)
            watch.add(self._flows)
            self.looked = True

    def look_forward(self) -> None:
        """Watch the activations of the next step."""
        observer = self._observer()
        if self._forward is None and observer is not None:
            self._forward = observer.activations(self.thread)
            watch.add(self._forward)
            self.looked = True

    def look_away(self) -> None:
        for watcher in (self._flows, self._forward):
            if watcher is not None:
                watch.remove(watcher)
        self._flows = self._forward = self._graph = None

    def remember(self, gradients: list[Trace]) -> None:
        """A step is over that left these."""
        self._left = [(ref(grad), version) for _, grad, version in gradients if grad is not None]

    def backward_started(self, roots: Sequence[Any]) -> None:
        observer = self._observer()
        if observer is None or self.thread not in (None, get_ident()):
            return
        stopwatch = observer.vitals.stopwatch
        stopwatch.lap("forward")
        self._before = observer.gradients()
        self._kept = self._left is not None and _same(self._left, self._before)
        if observer.waits and _thrown_away(self._before):
            # It was another's, which learns through our parameters: our own is still to come.
            observer.forget()
            observer.vitals.accumulating = False
            observer.vitals.rivals |= bool(self._others)
        self._theirs = _traces(p for other in self._others if (p := other()) is not None)
        observer.reached(roots[0], self._forward)
        if self._forward is not None:
            watch.remove(self._forward)
            self._forward = None
        self._graph = None
        if self._flows is not None:
            start = perf_counter()
            self._flows.clear()
            self._graph = observer.draft(roots[0], self._flows.inputs)
            self._seconds = perf_counter() - start
        stopwatch.lap("panel")

    def backward_failed(self, roots: Sequence[Any], error: BaseException) -> None:
        if self.thread in (None, get_ident()):
            self._graph, self._before, self._theirs = None, [], []

    def backward_finished(self, roots: Sequence[Any]) -> None:
        if self.thread not in (None, get_ident()):
            return
        observer = self._observer()
        if observer is None:
            return
        stopwatch = observer.vitals.stopwatch
        stopwatch.lap("backward")
        if not _changed(self._before):
            observer.vitals.rivals |= _changed(self._theirs)
            self._graph, self._before, self._theirs = None, [], []
            return
        # Only now is it known that this pass was the model's: another's, as in a GAN, may come before zero_grad().
        if self._left is not None:
            observer.vitals.accumulating, self._left = self._kept, None
        self._before, self._theirs = [], []
        start = perf_counter()
        if self._graph is not None:
            self._others = observer.others(self._graph.leaves.values())
        observer.heard(roots[0], self._graph, self._flows)
        if self._flows is not None:
            seconds = self._seconds + self._flows.seconds + perf_counter() - start
            watch.remove(self._flows)
            self._flows = self._graph = None
            observer.looked(seconds)
        stopwatch.lap("panel")


def _traces(parameters: Iterable[Any]) -> list[Trace]:
    traces: list[Trace] = []
    for p in islice(parameters, MARKED):
        grad = p._grad
        traces.append((p, grad, 0 if grad is None else grad._writes[0]))
    return traces


def _thrown_away(now: list[Trace]) -> bool:
    """Whether no gradient is left, as after zero_grad()."""
    arrays = [grad.array for _, grad, _ in now if grad is not None]
    return all(type(array) is np.ndarray and not array.any() for array in arrays)


def _changed(before: list[Trace]) -> bool:
    """Whether a gradient is another than it was."""
    for p, grad, version in before:
        now = p._grad
        if now is not None and (now is not grad or now._writes[0] != version):
            return True
    return False


def _same(left: list[tuple[Any, int]], now: list[Trace]) -> bool:
    """Whether gradients are still there, untouched, and not zero."""
    known = {id(grad): version for _, grad, version in now if grad is not None}
    grads = [(grad(), version) for grad, version in left]
    kept = all(grad is not None and known.get(id(grad)) == version for grad, version in grads)
    return kept and any(norm(grad.array) > 0 for grad, _ in grads if grad is not None)


def _fall_silent(ear: _Ear) -> None:
    ear.look_away()
    watch.remove(ear)
