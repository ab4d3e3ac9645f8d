"""What things are called: parameters by their path in the model, tensors by the learner's variable."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import ModuleType
from typing import Any

from autograd_lab.errors import ArgTypeError
from autograd_lab.nn import Module
from autograd_lab.tensor import Tensor

PACKAGE = str(Path(__file__).resolve().parents[1]) + os.sep
LONGEST = 80  # characters; names come from models and files of strangers
# Control characters and halves of characters, which no XML or UTF-8 may hold, and marks that turn text around.
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class Names:
    """Names of tensors, nodes and modules.

    ``model`` gives parameters and modules their path. ``variables`` are names that the learner chose for Tensors,
    ``modules`` those for modules: below a module that he calls ``net``, parameters are ``net.0.weight``. Objects
    are known by identity, so a Names must not outlive the objects it was made from.
    """

    def __init__(
        self,
        model: Any = None,
        variables: Mapping[str, Any] | None = None,
        modules: Mapping[str, Any] | None = None,
    ) -> None:
        self.parameters: dict[int, str] = {}
        self._paths: dict[int, str] = {}
        self._tensors: dict[int, str] = {}
        self._arrays: dict[int, str] = {}
        self._results: dict[tuple[int, int], tuple[str, Any]] = {}  # (order, output) -> name, array
        self._scopes: dict[tuple[Any, ...], str] = {}
        self._buffers: dict[int, str] = {}
        self.classes: dict[str, str] = {}  # module path -> class name, of the scopes that were asked for
        if model is not None:
            if not isinstance(model, Module):
                raise ArgTypeError("view.not_model", got=type(model).__name__)
            self.parameters = {id(p): shorten(name) for name, p in model.named_parameters()}
            self._buffers = {id(b): shorten(name) for name, b in model.named_buffers()}
            self._paths = {id(module): shorten(name) for name, module in model.named_modules()}
        for name, module in _outermost(modules or {}).items():
            for path, parameter in module.named_parameters():
                self.parameters.setdefault(id(parameter), shorten(f"{name}.{path}"))
            for path, inner in module.named_modules():
                self._paths.setdefault(id(inner), shorten(f"{name}.{path}".rstrip(".")))
        self.add(variables or {})

    def add(self, variables: Mapping[str, Any]) -> None:
        """Names for Tensors that have none yet."""
        for name, tensor in variables.items():
            self._tensors.setdefault(id(tensor), shorten(name))
            self._arrays.setdefault(id(tensor.array), shorten(name))
            if (node := tensor.grad_fn) is not None:
                self._results.setdefault((node.order, tensor.output_nr), (shorten(name), tensor.array))

    def of_parameter(self, tensor: Any, scope: tuple[Any, ...]) -> str:
        """The path of a parameter, by the model or by the module that was using it; "" for other tensors."""
        name = self.parameters.get(id(tensor))
        if name is None and scope:
            for own, parameter in scope[-1].named_parameters(recurse=False):
                if parameter is tensor:
                    name = f"{self.of_scope(scope)}.{shorten(own)}".lstrip(".")
        return name or ""

    def of_buffer(self, tensor: Any) -> str:
        """The path of a tensor that the model keeps and does not train."""
        return self._buffers.get(id(tensor), "")

    def of_variable(self, tensor: Any) -> str:
        return self._tensors.get(id(tensor), "")

    def of_array(self, array: Any) -> str:
        """The variable whose Tensor holds this very array: how the name of a constant is found."""
        return self._arrays.get(id(array), "")

    def of_result(self, order: int, index: int) -> str:
        return self._results.get((order, index), ("", None))[0]

    def value_of_result(self, order: int, index: int) -> Any:
        """The array of a result that has a name: it is there to be looked at, even if no rule saved it."""
        return self._results.get((order, index), ("", None))[1]

    def forget_result(self, order: int) -> None:
        self._results = {key: result for key, result in self._results.items() if key[0] != order}

    def of_scope(self, scope: tuple[Any, ...]) -> str:
        """The dotted path of the innermost module that was running."""
        if not scope:
            return ""
        path = self._scopes.get(scope)
        if path is None:
            path = self._scopes[scope] = self._walk(scope)
        return path

    def _walk(self, scope: tuple[Any, ...]) -> str:
        path = ""
        for depth, module in enumerate(scope):
            known = self._paths.get(id(module))
            if known is not None:
                path = known
            elif depth == 0:
                path = type(module).__name__  # a module beside the model, such as the loss
            else:
                path = f"{path}.{_child_name(scope[depth - 1], module)}".lstrip(".")
            self.classes[path] = shorten(type(module).__name__)
        return path


def _child_name(parent: Any, child: Any) -> str:
    for name, module in parent.named_children():
        if module is child:
            return shorten(name)
    return type(child).__name__


def shorten(name: Any) -> str:
    """Text of bounded length on one line, without what XML forbids and what would turn its surroundings around."""
    text = UNFIT.sub("\ufffd", " ".join(str(name)[: 4 * LONGEST].split()))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def learner_variables() -> dict[str, Any]:
    """The Tensors in the variables of the nearest caller outside this package, by name."""
    return {name: value for name, value in _visible().items() if isinstance(value, Tensor)}


def learner_modules() -> dict[str, Any]:
    """The modules in those variables, and in the attributes of what is no module itself, such as a trainer."""
    found: dict[str, Any] = {}
    for name, value in _visible().items():
        if isinstance(value, Module):
            found[name] = value
        elif type(value).__module__ != "builtins" and not isinstance(value, (type, ModuleType, Tensor)):
            inner = getattr(value, "__dict__", None)
            for own, one in inner.items() if type(inner) is dict else ():
                if isinstance(one, Module):
                    found[f"{name}.{own}"] = one
    return found


def _visible() -> dict[str, Any]:
    """The variables of the nearest caller outside this package; those that begin with "_" are not the learner's."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    if frame is None:
        return {}
    local = frame.f_locals
    variables = {**local, **{name: value for name, value in frame.f_globals.items() if name not in local}}
    if frame.f_code.co_flags & CO_OPTIMIZED and type(local) is dict:
        local.clear()  # in a function this is a copy, which Python before 3.13 keeps as long as the frame
    return {name: value for name, value in variables.items() if not name.startswith("_")}


def _outermost(modules: Mapping[str, Any]) -> dict[str, Any]:
    """Without those that are part of another: a layer that has a variable of its own is still a layer of its model."""
    inside = {id(part) for one in modules.values() for part in one.modules() if part is not one}
    return {name: one for name, one in modules.items() if id(one) not in inside}
