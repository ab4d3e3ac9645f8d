"""Modules without first numbers."""

from __future__ import annotations

import inspect
from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.functional.sampling import get_rng_state, set_rng_state
from autograd_lab.nn.module import Module


def skip_init(module_cls: type[Module], *args: Any, **kwargs: Any) -> Any:
    """``module_cls(*args, **kwargs)`` with parameters whose numbers are still to be set, as by ``load_state_dict``.

    Nothing is drawn from the default generator: what is drawn afterwards is the same with and without this module.
    RuntimeError if it is no Module or takes no ``device``.
    """
    if not (isinstance(module_cls, type) and issubclass(module_cls, Module)):
        raise GraphError("skip_init.module", got=module_cls)
    if "device" not in inspect.signature(module_cls).parameters:
        raise GraphError("skip_init.device", cls=module_cls.__name__)
    before = get_rng_state()
    try:
        return module_cls(*args, **kwargs)
    finally:
        set_rng_state(before)
