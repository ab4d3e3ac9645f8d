"""The function that ``compile`` gives back: it records, plans, and from then on replays."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from typing import Any

from autograd_lab.backend import capture
from autograd_lab.compiler.forms import Apart, form_of, news, surroundings
from autograd_lab.compiler.graphed import Graph, is_for, uses_gpu
from autograd_lab.compiler.guards import Change
from autograd_lab.compiler.known import Break
from autograd_lab.compiler.program import OPTIMIZER, WRITE
from autograd_lab.compiler.recording import Recording, watched
from autograd_lab.compiler.replay import Replay
from autograd_lab.errors import GraphError
from autograd_lab.graph.modes import modes
from autograd_lab.i18n import tr
from autograd_lab.nn import hooks as module_hooks
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import inside
from autograd_lab.watch.origin import place

log = logging.getLogger("autograd_lab.compiler")
LIMIT = 8  # forms of arguments that one function is recorded for, as in PyTorch


class _State(threading.local):
    recording = False  # whether this thread is inside of a call that is being recorded
    disabled = 0  # whether it is inside of a function that shall not be compiled


state = _State()


class Entry:
    """What is known of calls of one form: a recording, then a replay; or why there is none."""

    def __init__(self) -> None:
        self.first: Recording | None = None
        self.last: Recording | None = None
        self.replay: Replay | None = None
        self.graph: Graph | None = None  # in the place of a replay on a GPU
        self.why: Break | None = None
        self.forms: list[Any] = []  # (tensor, shape, dtype, requires_grad) of the tensors that it can see
        self.without: list[Tensor] = []  # those that had no gradient, if it reads gradients
        self.apart: Apart | None = None  # where the plan writes, and arguments must lie apart
        self.others: list[Entry] = []  # plans of the same form for other values of what the function reads


class Compiled:
    """A function that is replayed from a plan where that is possible, and called as it is where not.

    A form of arguments is recorded twice, in the first two calls: what the two did must be the same. From the third
    call on the plan is run.
    """

    def __init__(
        self, function: Callable[..., Any], fullgraph: bool = False, verbose: bool = False, keeps_whole: bool = False,
        graphs: bool = True,
    ) -> None:  # fmt: skip
        self.function, self.fullgraph, self.verbose = function, fullgraph, verbose
        self.keeps_whole, self.graphs = keeps_whole, graphs
        self.entries: dict[Any, Entry] = {}
        self.recorded = 0
        self._alive: list[Any] = []
        self._told: set[str] = set()
        everything.add(self)

    @property
    def name(self) -> str:
        """What the function is called."""
        return getattr(self.function, "__name__", type(self.function).__name__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        elsewhere = state.recording or state.disabled or modes.transform is not None or inside.no_backward
        if elsewhere or watched() or capture.current() is not None or module_hooks.everywhere.any():
            return self.function(*args, **kwargs)
        tensors: list[Tensor] = []
        alive: list[Any] = []
        form = (form_of(args, tensors, alive), form_of(kwargs, tensors, alive), *surroundings())
        try:
            entry = self.entries.get(form)
        except TypeError:  # an argument that is no key
            return self.function(*args, **kwargs)
        if any(t._hooks or t._followers for t in tensors):  # of an argument: Python that no plan runs
            return self._eagerly(Break("compile.hooks", name="tensor"), args, kwargs)
        if entry is None and self.recorded >= LIMIT:
            return self._eagerly(Break("compile.too_many", count=LIMIT), args, kwargs, tell=True)
        if entry is None:
            reason = news(form, list(self.entries), self.function) if self.entries else tr("compile.first")
            entry = self.entries[form] = Entry()
            self._alive += alive
            self._count(entry, reason)
        if entry.replay is not None or entry.graph is not None:
            change = self._stale(entry)
            if change is not None:
                entry = self.entries[form] = self._turned_to(entry, change)
        if entry.replay is not None:
            if entry.apart is not None and not entry.apart.holds(tensors):
                return self._eagerly(Break("compile.overlap"), args, kwargs)
            try:
                return entry.replay.run(tensors)
            except GraphError as error:
                if error.key != "compile.changed" or not entry.replay.plan.repeatable:
                    raise
                entry.why = Break("compile.sized", function=self.name)
                self._tell(entry.why)
            entry.first = entry.last = entry.replay = None
        if entry.why is not None:
            return self._eagerly(entry.why, args, kwargs)
        if entry.graph is not None:
            return self._launch(entry, entry.graph, tensors, args, kwargs)
        return self._record(entry, tensors, args, kwargs)

    def _turned_to(self, entry: Entry, change: Change) -> Entry:
        """What to go on with when ``entry`` does not fit any more: a plan that does, or a recording to be made.

        A plan for another number or string, as of ``model.training``, is kept: that may change back.
        """
        others, entry.others = entry.others, []
        if change.plain:
            others.append(entry)
        for other in others:
            if self._stale(other) is None:
                other.others = [one for one in others if one is not other]
                return other
        fresh = Entry()
        fresh.others = others
        self._count(fresh, change.said())
        return fresh

    # -- recording ------------------------------------------------------------------------------------------------

    def _count(self, entry: Entry, reason: str) -> None:
        """One recording more; too many, and the form is left alone."""
        self.recorded += 1
        if self.recorded > LIMIT:
            entry.why = Break("compile.too_many", count=LIMIT)
            self._tell(entry.why)
        else:
            self._say(logging.INFO, tr("compile.tracing", name=self.name, why=reason))

    # -- on a GPU -------------------------------------------------------------------------------------------------

    def _look(self, entry: Entry, graph: Graph, tensors: list[Tensor]) -> Any:
        """The first call of a form that may become a graph."""
        result, broken = graph.first(tensors)
        if broken is None and not self.graphs:
            broken = Break("compile.no_graphs")
        if broken is not None:
            entry.why = broken
            self._tell(broken)
        else:
            entry.graph = graph
        return result

    def _launch(self, entry: Entry, graph: Graph, tensors: list[Tensor], args: Any, kwargs: Any) -> Any:
        new = graph.graphed is None
        try:
            result = graph.run(tensors)
        except Break as broken:
            entry.why, entry.graph = broken, None
            self._tell(broken)
            return self.function(*args, **kwargs)
        if new:
            self._say(logging.INFO, tr("compile.graphed", name=self.name))
        return result

    # -- on the host ----------------------------------------------------------------------------------------------

    def _record(self, entry: Entry, tensors: list[Tensor], args: Any, kwargs: Any) -> Any:
        if entry.first is None:
            graph = Graph(self.function, args, kwargs, tensors)
            if is_for(tensors, graph.reach):
                return self._look(entry, graph, tensors)
            if uses_gpu(tensors, graph.reach):
                entry.why = Break("compile.device")
                self._tell(entry.why)
                return self.function(*args, **kwargs)
        first = entry.first
        change = None if first is None else first.reach.changed(attributes=False)
        if change is not None:  # between the two recordings: they cannot be compared
            first = entry.first = None
            self._count(entry, change.said())
            if entry.why is not None:
                return self._eagerly(entry.why, args, kwargs)
        state.recording = True
        try:
            recording = Recording(self.function, args, kwargs, tensors, first is not None and not self.keeps_whole)
        finally:
            state.recording = False
        broken = recording.broken
        if broken is None and first is not None:
            what = recording.difference(first)
            if what is not None:
                broken = Break("compile.differs", what=what)
        if broken is not None:
            entry.first = None
            if broken.key != "compile.overlap":  # the next arguments may lie otherwise
                entry.why = broken
            self._tell(broken)
            return recording.result
        if first is None:
            entry.first = recording
            recording.recorder.forget()
        else:
            entry.replay, entry.first, entry.last = recording.replay(), None, recording
            plan = entry.replay.plan
            entry.forms = [(t, *_form(t)) for t in recording.reach.tensors.values()]
            if plan.grads or "grad" in recording.reach.read:  # what it does hangs on which there are
                entry.without = [t for t in recording.reach.tensors.values() if t._grad is None]
            if any(step.kind in (WRITE, OPTIMIZER) for step in plan.steps):
                entry.apart = Apart([*plan.tensors.values()])
            self._say(logging.INFO, self._planned(entry))
            recording.recorder.forget()
        result, recording.result, recording.tensors = recording.result, None, ()
        return result

    def _planned(self, entry: Entry) -> str:
        assert entry.replay is not None
        plan = entry.replay.plan
        memory, eager = readable(plan.layout.needed), readable(plan.layout.without)
        counts = {"recorded": len(plan.records), "steps": len(plan.steps)}
        return tr("compile.planned", name=self.name, memory=memory, eager=eager, **counts)

    def _stale(self, entry: Entry) -> Change | None:
        """What is not as it was when the plan was made."""
        if entry.graph is not None:
            return entry.graph.stale()
        assert entry.last is not None and entry.replay is not None
        reach = entry.last.reach
        change = reach.changed()
        if change is not None:
            return change
        hooked = reach.hooked()
        if hooked is not None:
            return Change(hooked)
        for tensor, *form in entry.forms:
            if form != _form(tensor) or tensor._hooks or tensor._followers:
                return Change(reach.names.get(id(tensor), "tensor"))
        for leaf in entry.replay.plan.grads:
            if isinstance(leaf, Tensor) and leaf._grad is None:
                return Change(f"{reach.names.get(id(leaf), 'tensor')}.grad")
        for tensor in entry.without:
            if tensor._grad is not None:
                return Change(f"{reach.names.get(id(tensor), 'tensor')}.grad")
        return None

    # -- where there is no plan ---------------------------------------------------------------------------------

    def _eagerly(self, why: Break, args: Any, kwargs: Any, tell: bool = False) -> Any:
        if self.fullgraph or tell:
            self._tell(why)
        return self.function(*args, **kwargs)

    def _tell(self, broken: Break) -> None:
        """Say once why the function runs as it is. RuntimeError if it must not."""
        why = said(broken)
        if self.fullgraph:
            raise GraphError("compile.refused", name=self.name, why=why)
        text = tr("compile.eager", name=self.name, why=why)
        if text not in self._told:
            self._told.add(text)
            self._say(logging.WARNING, text)

    def _say(self, level: int, text: str) -> None:
        if self.verbose:
            print(text)
        else:
            log.log(level, text)

    def __reduce__(self) -> Any:
        """A copy of a module is not compiled in place, as in PyTorch: None is in the place of this."""
        return type(None), ()

    def reset(self) -> None:
        """Forget all that was recorded."""
        self.entries.clear()
        self._alive.clear()
        self.recorded = 0


everything: Any = weakref.WeakSet()  # of Compiled


def said(broken: Break) -> str:
    """Why no plan is made, in the current language."""
    line = tr("compile.at", place=place(broken.line)) if broken.line else ""
    return tr(broken.key, **{"line": line, **broken.values})


def _form(tensor: Tensor) -> list[Any]:
    return [tensor.array.shape, tensor.array.dtype, tensor._requires_grad, type(tensor.array)]


def readable(size: int) -> str:
    """Bytes as a learner reads them."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024  # type: ignore[assignment]
    return f"{size:.1f} GB"
