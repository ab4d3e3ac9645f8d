"""A module as a function of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_lab.errors import ArgumentError, GraphError
from autograd_lab.functional.joining import stack
from autograd_lab.tensor.tensor import Tensor


def functional_call(
    module: Any,
    parameter_and_buffer_dicts: Any,
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """``module(*args, **kwargs)`` with the given tensors, by name, in the places of its parameters and buffers.

    The module itself is as before afterwards. A name that is not given keeps the module's own tensor, unless
    ``strict``. With ``tie_weights`` a tensor that the module holds under several names is replaced under all of them.
    """
    dicts = [parameter_and_buffer_dicts] if isinstance(parameter_and_buffer_dicts, dict) else parameter_and_buffer_dicts
    given: dict[str, Tensor] = {}
    for one in dicts:
        if twice := given.keys() & one.keys():
            raise ArgumentError("func.given_twice", names=", ".join(sorted(twice)))
        given.update(one)
    with _swapped(module, given, tie_weights, strict):
        arguments = () if args is None else args if isinstance(args, tuple) else (args,)
        return module(*arguments, **(kwargs or {}))


@contextmanager
def _swapped(module: Any, given: dict[str, Tensor], tie_weights: bool, strict: bool) -> Iterator[None]:
    places: dict[str, tuple[dict[str, Any], str]] = {}
    for path, part in module.named_modules(remove_duplicate=False):
        for registry in (part._parameters, part._buffers):
            places |= {f"{path}.{name}" if path else name: (registry, name) for name in registry}
    unknown, missing = given.keys() - places.keys(), places.keys() - given.keys()
    if unknown or (strict and missing):
        raise GraphError("func.names", unknown=sorted(unknown), missing=sorted(missing) if strict else [])
    new = dict(given)
    if tie_weights:
        names = {id(registry[name]): path for path, (registry, name) in places.items() if path in given}
        for path, (registry, name) in places.items():
            twin = names.get(id(registry[name]))
            if path not in new and twin is not None and registry[name] is not None:
                new[path] = given[twin]
    before = {path: places[path][0][places[path][1]] for path in new}
    try:
        for path, tensor in new.items():
            registry, name = places[path]
            registry[name] = tensor
        yield
    finally:
        for path, tensor in before.items():
            registry, name = places[path]
            registry[name] = tensor


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The parameters and the buffers of several models of one class, each stacked along dim 0: for ``vmap`` over
    models. The stacked parameters are leaves that require grad."""
    models = list(models)
    if not models:
        raise GraphError("func.no_models")
    if any(type(model) is not type(models[0]) for model in models):
        raise GraphError("func.models_differ")
    if len({model.training for model in models}) > 1:
        raise GraphError("func.models_mode")
    params = {
        name: stack([dict(model.named_parameters())[name].detach() for model in models]).requires_grad_(p.requires_grad)
        for name, p in models[0].named_parameters()
    }
    buffers = {
        name: stack([dict(model.named_buffers())[name].detach() for model in models])
        for name, _ in models[0].named_buffers()
    }
    return params, buffers
