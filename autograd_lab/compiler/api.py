"""The public names: ``torch.compile``, ``torch.compiler.disable`` and their like."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograd_lab import watch
from autograd_lab.compiler.compiled import Compiled, everything, state
from autograd_lab.compiler.explanation import explain
from autograd_lab.compiler.known import Break
from autograd_lab.compiler.module import OptimizedModule
from autograd_lab.compiler.trace import Recorder
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError
from autograd_lab.nn.module import Module

WHOLE = ("eager", "aot_eager")  # plans whose ops run as they are, none of them taken apart
BACKENDS = ("inductor", *WHOLE)
MODES = ("default", "reduce-overhead", "max-autotune", "max-autotune-no-cudagraphs")


def compile(
    model: Callable[..., Any] | None = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: str = "inductor",
    mode: str | None = None,
    options: dict[str, Any] | None = None,
    disable: bool = False,
    verbose: bool = False,
) -> Any:
    """A function or Module that does the same from a plan: recorded in its first two calls, replayed from the third on.

    Whole training steps can be compiled too: ``zero_grad``, forward, ``backward`` and the optimizer's ``step``. What a
    plan cannot repeat (Python code that reads a tensor's numbers, hooks, sizes that depend on numbers) makes the whole
    function run as it is; a message says why, and with ``fullgraph`` it is a RuntimeError. For arguments of another
    shape, dtype or value, or when something changed that the function reads, it is recorded anew, eight times at most.
    ``verbose`` prints what happens; otherwise it goes to the logger ``autograd_lab.compiler``.

    On a GPU there is no plan: a whole training step, or a call without gradients, becomes one CUDA graph (see
    ``lab.cuda.graphed_step``), made in the second call, for which the function runs four times more, which is undone.
    ``mode="max-autotune-no-cudagraphs"`` leaves it as it is.

    A Module becomes an OptimizedModule. Used without ``model``, it is a decorator. ``backend="eager"`` or
    ``"aot_eager"`` keeps each op whole; other ``mode``s, ``options`` and ``dynamic`` change nothing here.
    ``lab.compile.explain(function, *args)`` shows what a plan looks like.

    Results are those of the uncompiled function, bit for bit; tensors that it returns have memory of their own.
    """
    if model is None:
        how = {"fullgraph": fullgraph, "dynamic": dynamic, "backend": backend, "mode": mode, "options": options,
               "disable": disable, "verbose": verbose}  # fmt: skip
        return functools.partial(compile, **how)
    if not callable(model):
        raise ArgTypeError("compile.not_callable", got=type(model).__name__)
    if mode is not None and options is not None:
        raise GraphError("compile.mode_and_options")
    if mode is not None and mode not in MODES:
        raise GraphError("compile.mode", got=mode, known=", ".join(MODES))
    if backend not in BACKENDS:
        raise ArgumentError("compile.backend", got=backend, known=", ".join(BACKENDS))
    if disable:
        return model
    how = {"fullgraph": fullgraph, "verbose": verbose, "keeps_whole": backend in WHOLE,
           "graphs": backend not in WHOLE and mode != "max-autotune-no-cudagraphs"}  # fmt: skip
    if isinstance(model, Module):
        return OptimizedModule(model._orig_mod if isinstance(model, OptimizedModule) else model, **how)
    compiled = Compiled(original(model), **how)

    @functools.wraps(compiled.function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return compiled(*args, **kwargs)

    call._torchdynamo_orig_callable, call._compiled = compiled.function, compiled  # type: ignore[attr-defined]
    return call


compile.explain = explain  # type: ignore[attr-defined]


def in_place(module: Module, *args: Any, **kwargs: Any) -> None:
    """``module.compile``: its calls are recorded and replayed from now on. Hooks run around them."""
    module.__dict__["_compiled_call"] = getattr(compile(module.forward, *args, **kwargs), "_compiled", None)


def original(function: Any) -> Any:
    """The function that a compiled one was made of; any other is itself."""
    return getattr(function, "_torchdynamo_orig_callable", function)


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None) -> Any:
    """A function that is never compiled, nor what calls it. Decorator with and without brackets."""
    if fn is None:
        return functools.partial(disable, recursive=recursive, reason=reason)
    if not callable(fn):
        raise ArgTypeError("compile.not_callable", got=type(fn).__name__)
    function = original(fn)

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        for watcher in watch.watchers:
            if isinstance(watcher, Recorder):
                watcher.give_up(Break("compile.disabled", name=getattr(function, "__name__", "?")))
        state.disabled += 1
        try:
            return function(*args, **kwargs)
        finally:
            state.disabled -= 1

    return run


def is_compiling() -> bool:
    """Whether this code is being recorded, so that a plan will repeat it."""
    return state.recording and not state.disabled


def reset() -> None:
    """Forget all plans: every compiled function is recorded anew."""
    for compiled in tuple(everything):
        compiled.reset()


def list_backends(exclude_tags: Any = ("debug", "experimental")) -> list[str]:
    """The names that ``backend`` may have."""
    return sorted(BACKENDS)
