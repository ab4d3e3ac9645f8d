"""Graphs of what runs once for the picture: the forward of a module, or a step of training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from inspect import Parameter, signature
from typing import Any

from autograd_lab.backend.random import kept_states
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError
from autograd_lab.graph.modes import enable_grad
from autograd_lab.nn import Module
from autograd_lab.nn.parameter import is_lazy
from autograd_lab.record.graphs.flow import measure
from autograd_lab.record.graphs.graph import LIMIT, GraphDraft, snapshot_graph
from autograd_lab.record.graphs.tape import Tape
from autograd_lab.record.names import Names, learner_modules, learner_variables
from autograd_lab.record.snapshot import GraphSnapshot, both
from autograd_lab.record.values.keeper import Keeper
from autograd_lab.tensor import Tensor
from autograd_lab.transforms.tree import flatten
from autograd_lab.watch import watching


def graph_of(
    thing: Any,
    inputs: Sequence[Any] = (),
    options: Mapping[str, Any] | None = None,
    *,
    model: Any = None,
    gradients: bool = False,
    limit: int = LIMIT,
    keeper: Keeper | None = None,
) -> GraphSnapshot:
    """The graph of a Tensor, of a module called with ``inputs``, or of a step. ``keeper`` gets its values.

    TypeError for anything else, and for inputs where there is nothing to give them to.
    """
    if not isinstance(limit, int) or limit < 1:
        raise ArgumentError("view.limit", got=repr(limit))
    options = options or {}
    if isinstance(thing, Module):
        return _module_graph(thing, inputs, options, gradients=gradients, limit=limit, keeper=keeper)
    if not isinstance(thing, Tensor) and not callable(thing):
        raise ArgTypeError("view.not_tensor", got=type(thing).__name__)
    if inputs or options:
        kind = "Tensor" if isinstance(thing, Tensor) else getattr(thing, "__name__", type(thing).__name__)
        raise ArgTypeError("view.inputs", kind=kind, count=len(inputs) + len(options))
    if isinstance(thing, Tensor):
        names = Names(model, learner_variables(), learner_modules())
        flow = measure(thing) if gradients and thing.grad_fn is not None else None
        if keeper is not None:
            keeper.take([thing])
        return snapshot_graph(thing, names=names, flow=flow, limit=limit)
    if wanted := wanted_by(thing):
        name = getattr(thing, "__name__", type(thing).__name__)
        raise ArgTypeError("view.step_arguments", step=name, wanted=", ".join(wanted))
    return _step_graph(thing, model=model, limit=limit, keeper=keeper)


def wanted_by(step: Callable[..., Any]) -> list[str]:
    """The arguments that a call without any would miss."""
    try:
        parameters = signature(step).parameters.values()
    except (TypeError, ValueError):
        return []  # written in C: the call will tell
    free = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
    return [p.name for p in parameters if p.default is Parameter.empty and p.kind not in free]


def _module_graph(
    module: Module,
    inputs: Sequence[Any],
    options: Mapping[str, Any],
    *,
    gradients: bool,
    limit: int,
    keeper: Keeper | None,
) -> GraphSnapshot:
    """The graph of one call of ``module``, in the mode it is in.

    Every op is shown, under ``no_grad`` and in a frozen model too. Buffers, such as running means, and the stream
    of random numbers are put back afterwards.
    """
    if any(is_lazy(parameter) for parameter in module.parameters()):
        raise GraphError("view.lazy", module=type(module).__name__)
    tape = Tape()
    with untouched([module]), enable_grad(), watching(tape), _watched_by(keeper):
        result = module(*inputs, **options)
    roots = _tensors(result)
    if not roots:
        raise ArgTypeError("view.no_result", name=type(module).__name__, got=type(result).__name__)
    names = Names(module, learner_variables())
    names.add(_arguments(module, inputs, options))
    if keeper is not None:
        keeper.take(roots)
    draft = GraphDraft(roots, names=names, limit=limit, inputs=tape.inputs)
    flow = measure(roots[0]) if gradients and len(roots) == 1 and roots[0].grad_fn is not None else None
    return draft.finish(flow)


def _step_graph(step: Callable[[], Any], *, model: Any, limit: int, keeper: Keeper | None) -> GraphSnapshot:
    """The graph of the last backward pass that ``step()`` runs, with the sizes of its gradients; of a step without
    one, the graph of the Tensors it returns."""
    tape = _LastBackward(model, limit, keeper)
    with watching(tape), _watched_by(keeper):
        result = step()
    if tape.draft is not None:
        return tape.draft.finish(tape.flow)
    roots = _tensors(result)
    if not roots:
        name = getattr(step, "__name__", type(step).__name__)
        raise ArgTypeError("view.no_result", name=name, got=type(result).__name__)
    if keeper is not None:
        keeper.take(roots)
    names = Names(model, learner_variables(), learner_modules())
    return GraphDraft(roots, names=names, limit=limit, inputs=tape.inputs).finish()


class _LastBackward(Tape):
    """Drafts the graph of each backward pass before it is freed; the last one stays."""

    def __init__(self, model: Any, limit: int, keeper: Keeper | None) -> None:
        super().__init__()
        self._keeper = keeper
        self.draft: GraphDraft | None = None
        self._model = model
        self._limit = limit

    def backward_started(self, roots: Sequence[Any]) -> None:
        self.clear()
        if self._keeper is not None:
            self._keeper.take(roots)
        names = Names(self._model, learner_variables(), learner_modules())
        self.draft = GraphDraft(
            list(roots), names=names, limit=self._limit, inputs=self.inputs, result=both("graph.loss")
        )


def _arguments(module: Module, inputs: Sequence[Any], options: Mapping[str, Any]) -> dict[str, Tensor]:
    """What forward calls its inputs: the names of those that have no variable."""
    try:
        given = signature(module.forward).bind(*inputs, **options).arguments
    except (TypeError, ValueError):
        return {}
    return {name: value for name, value in given.items() if isinstance(value, Tensor)}


def _watched_by(keeper: Keeper | None) -> Any:
    return nullcontext() if keeper is None else watching(keeper)


@contextmanager
def untouched(modules: Iterable[Module]) -> Iterator[None]:
    """Put the buffers of these modules and the random numbers back as they were."""
    owners = {id(owner): owner for module in modules for owner in module.modules()}.values()
    kept = [(owner, dict(owner._buffers)) for owner in owners]
    values = [(buffer, buffer.array.copy()) for _, buffers in kept for buffer in buffers.values() if buffer is not None]
    try:
        with kept_states():
            yield
    finally:
        for owner, buffers in kept:
            owner._buffers.clear()
            owner._buffers.update(buffers)
        for buffer, array in values:
            buffer.array[...] = array


def _tensors(result: Any) -> list[Tensor]:
    """The Tensors in a result of any structure, each once."""
    leaves, _ = flatten(result)
    return list({id(leaf): leaf for leaf in leaves if isinstance(leaf, Tensor)}.values())
