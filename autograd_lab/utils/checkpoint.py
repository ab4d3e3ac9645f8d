"""``torch.utils.checkpoint``: compute again in backward, instead of keeping what forward computed.

A long computation keeps every tensor that a gradient rule will need. A checkpointed part of it keeps its inputs only;
when backward asks for the first tensor of that part, the part runs once more, from the same random numbers, and hands
over all of them. Memory is paid for with a second forward.

The form with ``use_reentrant=False`` is a pair of saved-tensor hooks: packing drops the tensor and leaves a numbered
``Place``; unpacking runs the function again under other hooks, which count along and catch what they are given.
"""

from __future__ import annotations

import contextlib
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from autograd_lab.autograd.graph import innermost_hooks, saved_tensors_hooks
from autograd_lab.backend.random import get_states, kept_states, set_states
from autograd_lab.errors import ArgumentError, GraphError
from autograd_lab.functional.autocast import being
from autograd_lab.graph.modes import enable_grad, is_grad_enabled, modes, no_grad
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor, lift
from autograd_lab.tensor.autodiff import current_walk
from autograd_lab.tensor.packing import Kept
from autograd_lab.tensor.tensor import edge_of
from autograd_lab.utils.checkpoint_debug import OpLog

__all__ = [
    "CheckpointError",
    "checkpoint",
    "checkpoint_sequential",
    "noop_context_fn",
    "set_checkpoint_debug_enabled",
    "set_checkpoint_early_stop",
]

Context = contextlib.AbstractContextManager[Any]


class CheckpointError(GraphError):
    """What was computed again is not what was computed first."""


def noop_context_fn() -> tuple[Context, Context]:
    """Two contexts that do nothing: the default of ``context_fn``."""
    return contextlib.nullcontext(), contextlib.nullcontext()


class _Settings:
    early_stop: bool | None = None  # None: as each call says
    debug: bool | None = None


@contextlib.contextmanager
def set_checkpoint_early_stop(enable: bool) -> Iterator[None]:
    """Whether calls of ``checkpoint`` inside stop computing again as soon as all that was saved is there."""
    before, _Settings.early_stop = _Settings.early_stop, enable
    try:
        yield
    finally:
        _Settings.early_stop = before


@contextlib.contextmanager
def set_checkpoint_debug_enabled(enabled: bool | None) -> Iterator[None]:
    """Overrides ``debug`` of the calls of ``checkpoint`` inside; None leaves it to them."""
    before, _Settings.debug = _Settings.debug, enabled
    try:
        yield
    finally:
        _Settings.debug = before


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[Context, Context]] = noop_context_fn,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """``function(*args, **kwargs)``, of which only the inputs are kept; the rest is computed again in backward.

    ``use_reentrant=False`` is the form to use: it works with every way of calling backward. ``True`` records nothing
    in forward and runs a backward of its own inside backward; it is for ``backward()`` without ``inputs`` only, and
    an argument must require grad. ``preserve_rng_state=True`` gives the second run the same random numbers.
    ``context_fn`` returns two contexts, for the first run and the second. ``determinism_check="default"`` compares
    shape, dtype and device of what is computed again, ``"none"`` does not. With ``early_stop`` the second run ends at
    the last tensor that is needed. ``debug`` adds both runs' operations to the text of a CheckpointError.
    """
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant is None:
        warnings.warn(tr("checkpoint.say_reentrant"), UserWarning, stacklevel=2)
        use_reentrant = True
    if use_reentrant:
        if kwargs:
            raise ArgumentError("checkpoint.keywords", names=",".join(kwargs))
        if context_fn is not noop_context_fn or debug is not False:
            raise ArgumentError("checkpoint.not_reentrant")
        from autograd_lab.utils.checkpoint_reentrant import CheckpointFunction

        return CheckpointFunction.apply(function, preserve, *args)

    log = None
    if debug if _Settings.debug is None else _Settings.debug:
        if context_fn is not noop_context_fn:
            raise ArgumentError("checkpoint.debug_context")
        log = OpLog()
    if determinism_check not in ("default", "none"):
        raise ArgumentError("checkpoint.determinism", got=determinism_check)
    first, second = log.contexts() if log else context_fn()
    if not is_grad_enabled():
        return function(*args, **kwargs)

    region = Region(early_stop if _Settings.early_stop is None else _Settings.early_stop)
    region.checks, region.log = determinism_check == "default", log
    region.inputs = [Input(arg) if isinstance(arg, Tensor) else arg for arg in args]
    state, autocast = get_states() if preserve else None, modes.autocast

    def again(*inputs: Any) -> None:
        with rng_state(state), being(autocast), second:
            function(*inputs, **kwargs)

    region.again = again
    finished = False
    with saved_tensors_hooks(region.pack, region.unpack), first:
        result = function(*args, **kwargs)
        finished = True
    if not finished:
        raise GraphError("checkpoint.suppressed")
    region.complete = True
    return result


@contextlib.contextmanager
def rng_state(state: dict[Any, bytes] | None) -> Iterator[None]:
    """Inside, random numbers are those that followed ``state``; afterwards they go on as if nothing had been."""
    if state is None:
        yield
        return
    with kept_states():
        set_states(state)
        yield


class Input:
    """A tensor that the function takes. It is saved like any other, so an enclosing checkpoint computes it again."""

    def __init__(self, tensor: Tensor) -> None:
        hooks = innermost_hooks()
        self.tensor: Any = tensor if hooks is None else None
        self.version = tensor._version
        self.edge = edge_of(tensor) if tensor.requires_grad else None
        if hooks is not None:
            with no_grad():
                self.kept = Kept(hooks[0](tensor), hooks[1])

    def get(self) -> Tensor:
        """The tensor again; RuntimeError if it was written to in the meantime."""
        if self.tensor is None:
            return lift.hung(self.kept.array(), self.edge)
        if self.tensor._version != self.version:
            raise GraphError("checkpoint.modified", shape=tuple(self.tensor.shape), now=self.tensor._version,
                             expected=self.version)  # fmt: skip
        return self.tensor


class Place:
    """Stands in the graph for one tensor that was not kept."""

    __slots__ = ("__weakref__", "index")

    def __init__(self, index: int) -> None:
        self.index = index


class _Enough(BaseException):
    """All that was saved has been computed again. No Exception, so that the function does not catch it."""


class Region:
    """One checkpointed call: where its saved tensors stood, and what backward has computed again."""

    again: Callable[..., None]
    inputs: list[Any]
    log: OpLog | None = None
    checks = True  # whether shapes, dtypes and devices are compared
    complete = False  # whether forward is over: its own backward may ask for tensors before
    partial = False  # such a backward has seen more than forward had saved by then

    def __init__(self, early_stop: bool) -> None:
        self.early_stop = early_stop
        self.places: list[weakref.ref[Place]] = []  # dead ones belong to a graph that was freed
        self.forms: list[dict[str, Any]] = []  # of the tensors there
        self.found: weakref.WeakKeyDictionary[Any, dict[int, Tensor]] = weakref.WeakKeyDictionary()  # by backward

    def pack(self, tensor: Tensor) -> Place:
        """A place instead of the tensor."""
        place = Place(len(self.places))
        self.places.append(weakref.ref(place))
        self.forms.append(_form(tensor))
        return place

    def unpack(self, place: Place) -> Tensor:
        """The tensor that stood there, computed again with all others if this backward has not done so."""
        try:
            walk = current_walk() or Outside()
            found = self.found.get(walk)
            if found is None:
                found = self.found[walk] = self.run_again()
            if place.index not in found:
                raise CheckpointError("checkpoint.unpacked_twice")
            return found.pop(place.index)  # given away, it is freed as soon as its rule has run
        except CheckpointError as error:
            if self.log is None:
                raise
            raise CheckpointError("checkpoint.debug", error=error, **self.log.texts()) from error

    def run_again(self) -> dict[int, Tensor]:
        """Run the function once more and catch what it saves, by place."""
        found: dict[int, Tensor] = {}
        count = 0

        def catch(tensor: Tensor) -> Tensor:
            nonlocal count
            tensor = tensor.detach()
            count += 1
            if count > len(self.places):
                if self.complete:
                    raise CheckpointError("checkpoint.more", first=len(self.places))
                self.partial = True
            elif self.places[count - 1]() is not None:
                found[count - 1] = tensor
            if self.early_stop and count == len(self.places):
                raise _Enough
            return tensor

        inputs = [arg.get() if isinstance(arg, Input) else arg for arg in self.inputs]
        with saved_tensors_hooks(catch, lambda tensor: tensor), enable_grad(), contextlib.suppress(_Enough):
            self.again(*inputs)
        self.compare(found, count)
        return found

    def compare(self, found: dict[int, Tensor], count: int) -> None:
        """CheckpointError if another number of tensors was saved than at first, or tensors of another form."""
        if self.partial:
            return
        if count != len(self.places):
            raise CheckpointError("checkpoint.number", first=len(self.places), again=count)
        changed = [k for k, tensor in found.items() if self.checks and _form(tensor) != self.forms[k]]
        if changed:
            details = "\n".join(tr("checkpoint.changed_one", place=k, first=self.forms[k], again=_form(found[k]))
                                for k in changed)  # fmt: skip
            raise CheckpointError("checkpoint.changed", details=details)


class Outside:
    """Stands for a backward where a saved tensor is looked at outside of one."""


def _form(tensor: Tensor) -> dict[str, Any]:
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


def checkpoint_sequential(
    functions: Any, segments: int, input: Tensor, use_reentrant: bool | None = None, **kwargs: Any
) -> Tensor:
    """``functions`` (an ``nn.Sequential``, or a list), one after the other, in ``segments`` checkpointed parts; the
    last part is computed as usual, for backward begins there."""
    preserve = kwargs.pop("preserve_rng_state", True)
    if use_reentrant is None:
        warnings.warn(tr("checkpoint.say_reentrant"), UserWarning, stacklevel=2)
        use_reentrant = True
    if kwargs:
        raise ArgumentError("checkpoint.keywords", names=",".join(kwargs))
    functions = list(functions)
    size = len(functions) // segments

    def part(start: int, end: int | None) -> Callable[[Tensor], Tensor]:
        def run(x: Tensor) -> Tensor:
            for function in functions[start:end]:
                x = function(x)
            return x

        return run

    last = size * (segments - 1)
    for start in range(0, last, size):
        input = checkpoint(
            part(start, start + size), input, use_reentrant=use_reentrant, preserve_rng_state=preserve
        )  # fmt: skip
    return part(last, None)(input)
