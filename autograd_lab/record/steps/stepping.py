"""From a result, or a function that computes one, to all moments of its forward and backward pass.

The backward pass is a real one, watched, on a graph that is retained; no ``.grad`` and no random number is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.graph.walk import below
from autograd_lab.nn import Module
from autograd_lab.record.graphs.flow import FlowWatcher
from autograd_lab.record.graphs.inputs import Inputs
from autograd_lab.record.graphs.running import untouched, wanted_by
from autograd_lab.record.names import Names
from autograd_lab.record.steps import step_texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.steps.grouping import by_module
from autograd_lab.record.steps.moments import StepState
from autograd_lab.record.steps.story import Story
from autograd_lab.record.values.recorder import Recorder
from autograd_lab.record.values.trace import Trace
from autograd_lab.tensor import Tensor
from autograd_lab.watch import watching

MOMENTS = 400
BOXES = 1000  # of a graph that is stepped through module by module
NEWEST = 150  # of one that is not


def step_through(
    loss: Tensor | Callable[[], Tensor],
    model: Any = None,
    variables: Mapping[str, Any] | None = None,
    modules: Mapping[str, Any] | None = None,
) -> StepState:
    """All moments of ``loss``; a function is called once.

    Names come from ``model`` and from the learner's ``variables`` and ``modules``, whose buffers are put back.
    """
    variables, modules = variables or {}, modules or {}
    recorder, inputs = None, Inputs()
    if not isinstance(loss, Tensor):
        loss, recorder, inputs = _called(loss, [*([] if model is None else [model]), *modules.values()])
    check(loss)
    trace = Trace.of(loss, recorder=recorder, variables=variables.values())

    def story(limit: int) -> StepState:
        return Story(loss, Names(model, variables, modules), variables, trace, inputs, limit).state()

    state = story(BOXES)
    if len(state.moments) > MOMENTS:
        grouped = by_module(state, MOMENTS)
        if len(grouped.moments) <= MOMENTS:
            return grouped
        state = story(NEWEST)
    return state


def _called(function: Any, modules: Iterable[Module]) -> tuple[Tensor, Recorder, Inputs]:
    """What ``function`` returns, and the values on the way. Random numbers that it draws are put back, and so are
    the buffers of ``modules``, such as running means."""
    if not callable(function):
        raise ArgTypeError("step.not_tensor", got=type(function).__name__)
    if wanted := wanted_by(function):
        name = getattr(function, "__name__", type(function).__name__)
        raise ArgTypeError("step.arguments", step=name, wanted=", ".join(wanted))
    recorder, watcher = Recorder(), FlowWatcher()
    with untouched(modules), watching(recorder), watching(watcher):
        result = function()
    if not isinstance(result, Tensor):
        raise ArgTypeError("step.not_returned", got=type(result).__name__)
    return result, recorder, watcher.inputs


def check(loss: Tensor) -> None:
    """RuntimeError, with the way out, where there is nothing to step through."""
    if loss.grad_fn is None:
        raise GraphError("step.leaf" if loss.requires_grad else "step.no_graph", shape=tuple(loss.shape))
    for node in below([loss.grad_fn]):
        if node.op is not None and node.saved is None:
            raise GraphError("step.freed", op=node.short_name())
