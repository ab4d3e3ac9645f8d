"""A compiled model: a Module around the one that it was made of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from autograd_lab.compiler.compiled import Compiled
from autograd_lab.nn.module import Module


class OptimizedModule(Module):
    """What ``torch.compile(model)`` gives: calls are recorded and replayed, all else is the model's.

    The model is its child ``_orig_mod``, as in PyTorch: names in ``state_dict`` begin with ``_orig_mod.``. Attributes
    are read from the model and set on it.
    """

    _orig_mod: Module
    _compiled: Compiled

    _how: dict[str, Any]

    _mine = ("_orig_mod", "_compiled", "_how")

    def __init__(self, model: Module, **how: Any) -> None:
        super().__init__()
        self.__dict__["_compiled"], self.__dict__["_how"] = Compiled(model, **how), how
        self._modules["_orig_mod"] = model
        self.__dict__.pop("training")  # the model's counts

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self._compiled(*args, **kwargs)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            model = self.__dict__.get("_modules", {}).get("_orig_mod")
            if name == "_orig_mod" or model is None:
                return super().__getattr__(name)
            return getattr(model, name)

        def __setattr__(self, name: str, value: Any) -> None:
            if "_modules" not in self.__dict__ or "_orig_mod" not in self._modules or name in self._mine:
                super().__setattr__(name, value)
            else:
                setattr(self._orig_mod, name, value)

        def __delattr__(self, name: str) -> None:
            delattr(self._orig_mod, name)

    def __reduce__(self) -> Any:
        return partial(OptimizedModule, **self._how), (self._orig_mod,)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._orig_mod)})
