"""A module as a function of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError
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

    The module itself is as before afterwards. A name that is not given keeps the module's own tensor, and one that the
    module has not is ignored; with ``strict`` both are a RuntimeError. With ``tie_weights`` a tensor that the module
    holds under several names is replaced under all of them; ValueError if it is given under two.

        params = dict(model.named_parameters())
        grads = grad(lambda p: loss(functional_call(model, p, (x,)), y))(params)
    """
    if not isinstance(parameter_and_buffer_dicts, (dict, list, tuple)):
        raise ArgumentError("func.not_dicts", got=type(parameter_and_buffer_dicts).__name__)
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
    if strict and (unknown or missing):
        raise GraphError("func.names", unknown=sorted(unknown), missing=sorted(missing))
    new = {path: tensor for path, tensor in given.items() if path in places}
    for tensor in new.values():
        if not isinstance(tensor, Tensor):
            raise ArgTypeError("func.not_tensor", got=type(tensor).__name__)
    if tie_weights:
        new |= _tied(places, new)
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


def _tied(places: dict[str, tuple[dict[str, Any], str]], given: dict[str, Tensor]) -> dict[str, Tensor]:
    """The other names of what is given, with the same tensors; ValueError if two names of one tensor are given."""
    names: dict[int, list[str]] = {}
    for path, (registry, name) in places.items():
        if registry[name] is not None:
            names.setdefault(id(registry[name]), []).append(path)
    found = {}
    for paths in names.values():
        told = [path for path in paths if path in given]
        if len(told) > 1:
            raise ArgumentError("func.given_twice", names=", ".join(told))
        if told:
            found |= dict.fromkeys(paths, given[told[0]])
    return found


def stack_module_state(models: Sequence[Any]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The parameters and the buffers of several models of one class, each stacked along dim 0: for ``vmap`` over
    models. The stacked parameters are leaves that require grad.

        params, buffers = stack_module_state(models)
        ys = vmap(lambda p, b: functional_call(models[0], (p, b), (x,)))(params, buffers)  # all models at once
    """
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


def replace_all_batch_norm_modules_(root: Any) -> Any:
    """Let every batch norm of ``root`` (itself included) forget its running statistics, in place; returns root.

    Inside ``vmap`` a layer may not update statistics that all samples share.
    """
    for module in root.modules():
        if type(module).__name__.startswith("BatchNorm") and hasattr(module, "running_mean"):
            module.running_mean = module.running_var = module.num_batches_tracked = None
            module.track_running_stats = False
    return root
