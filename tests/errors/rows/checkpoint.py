"""Bad input to utils.checkpoint, and functions that are not the same the second time."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any

from tests.errors.case import Bad, World


def called(**keywords: Any) -> Callable[[Any, World], Any]:
    def call(t: Any, w: World) -> Any:
        return module(t).checkpoint(lambda x: x.sin(), w.leaf, **keywords)

    return call


def module(t: Any) -> Any:
    return importlib.import_module(f"{t.__name__}.utils.checkpoint")


def changing(*functions: Callable[[Any], Any], **keywords: Any) -> Callable[[Any, World], None]:
    """The second run is another function."""

    def call(t: Any, w: World) -> None:
        rest = iter(functions)
        h = w.leaf * 1
        module(t).checkpoint(lambda x: next(rest)(x), h, use_reentrant=False, **keywords).sum().backward()

    return call


def reentrant(end: Callable[[Any, World, Any], Any], inner: Callable[[Any], Any] = lambda x: x) -> Callable[..., Any]:
    """A checkpoint of the older form, and what is done with its sum."""

    def call(t: Any, w: World) -> None:
        end(t, w, module(t).checkpoint(lambda x: inner(x).sin(), w.leaf, use_reentrant=True).sum())

    return call


def hidden(t: Any, w: World) -> None:
    def fail(x: Any) -> None:
        raise KeyError("hidden")

    contexts = (suppress(KeyError), nullcontext())
    module(t).checkpoint(fail, w.leaf, use_reentrant=False, context_fn=lambda: contexts)


def overwritten(t: Any, w: World) -> None:
    h = w.leaf * 1
    y = module(t).checkpoint(lambda x: x.sin(), h, use_reentrant=False)
    h.add_(1)
    y.sum().backward()


def unpacked_twice(t: Any, w: World) -> None:
    def read_twice(x: Any) -> Any:
        y = x.sin()
        y.register_hook(lambda grad: (y.grad_fn._saved_self, y.grad_fn._saved_self) and None)
        return y * 1

    module(t).checkpoint(read_twice, w.leaf, use_reentrant=False).sum().backward()


def one(x: Any) -> Any:
    return x.sin()


def two(x: Any) -> Any:
    return x.sin().cos()


def wide(x: Any) -> Any:
    return x.double().sin()


BAD = [
    Bad("checkpoint.keywords", ValueError, called(use_reentrant=True, scale=3), ("scale",), ("scale",)),
    Bad("checkpoint.not_reentrant", ValueError, called(use_reentrant=True, debug=True), ("debug",), ("debug",)),
    Bad("checkpoint.debug_context", ValueError, called(use_reentrant=False, debug=True, context_fn=lambda: None), ("context_fn",), ("context_fn",)),
    Bad("checkpoint.determinism", ValueError, called(use_reentrant=False, determinism_check="some"), ("some", "'none'"), ("some", "'none'")),
    Bad("checkpoint.only_backward", RuntimeError, reentrant(lambda t, w, y: t.autograd.grad(y, w.leaf)), ("use_reentrant=False",), ("use_reentrant=False",)),
    Bad("checkpoint.nothing", RuntimeError, reentrant(lambda t, w, y: y.backward(), lambda x: x.detach()), ("requires_grad=True",), ("requires_grad=True",)),
    Bad("checkpoint.suppressed", RuntimeError, hidden, ("context_fn",), ("context_fn",)),
    Bad("checkpoint.modified", RuntimeError, overwritten, ("(2,)", "version 1", "clone()"), ("(2,)", "第 1 版", "clone()")),
    Bad("checkpoint.more", RuntimeError, changing(one, two, early_stop=False), ("saved 1", "debug=True"), ("1 个", "debug=True")),
    Bad("checkpoint.number", RuntimeError, changing(two, one), ("forward: 2", "recomputation: 1"), ("保存：2", "保存：1")),
    Bad("checkpoint.changed", RuntimeError, changing(one, wide), ("position 0", "float64"), ("第 0 个", "float64")),
    Bad("checkpoint.unpacked_twice", RuntimeError, unpacked_twice, ("once",), ("一次",)),
    Bad("checkpoint.debug", RuntimeError, changing(two, one, debug=True), ("CosBackward0", "forward: 2"), ("CosBackward0", "保存：2"), torch=False),
]  # fmt: skip
