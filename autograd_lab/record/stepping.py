"""From a result, or a function that computes one, to all moments of its forward and backward pass.

The backward pass is a real one, watched, on a graph that is retained; no ``.grad`` and no random number is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograd_lab.backend.random import default_generator
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.graph.walk import below
from autograd_lab.record import step_texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.flow import FlowWatcher
from autograd_lab.record.grouping import by_module
from autograd_lab.record.inputs import Inputs
from autograd_lab.record.moments import StepState
from autograd_lab.record.recorder import Recorder
from autograd_lab.record.story import Story
from autograd_lab.record.trace import Trace
from autograd_lab.tensor import Tensor
from autograd_lab.watch import watching

MOMENTS = 400
BOXES = 1000  # of a graph that is stepped through module by module
NEWEST = 150  # of one that is not


def step_through(loss: Tensor | Callable[[], Tensor], model: Any, variables: Mapping[str, Any]) -> StepState:
    """All moments of ``loss``; a function is called once. Names come from ``model`` and the learner's ``variables``."""
    recorder, inputs = None, Inputs()
    if not isinstance(loss, Tensor):
        loss, recorder, inputs = _called(loss)
    check(loss)
    trace = Trace.of(loss, recorder=recorder, variables=variables.values())
    state = Story(loss, model, variables, trace, inputs, BOXES).state()
    if len(state.moments) > MOMENTS:
        grouped = by_module(state, MOMENTS)
        if len(grouped.moments) <= MOMENTS:
            return grouped
        state = Story(loss, model, variables, trace, inputs, NEWEST).state()
    return state


def _called(function: Any) -> tuple[Tensor, Recorder, Inputs]:
    """What ``function`` returns, and the values on the way; random numbers that it draws are put back."""
    if not callable(function):
        raise ArgTypeError("step.not_tensor", got=type(function).__name__)
    before, recorder, watcher = default_generator.state_bytes(), Recorder(), FlowWatcher()
    try:
        with watching(recorder), watching(watcher):
            result = function()
    finally:
        default_generator.restore(before)
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
