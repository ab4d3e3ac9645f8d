"""Asking a model something in the middle of its training, without leaving a trace."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_lab.backend.random import kept_states
from autograd_lab.nn import Module


@contextmanager
def quietly(model: Any, *, evaluate: bool = False) -> Iterator[None]:
    """Afterwards each module of ``model`` is in its mode again, and random numbers go on as if nothing had been drawn.

    With ``evaluate`` the model is in evaluation mode meanwhile. Modules are switched one by one, past a learner's own
    ``train``, which might do more than that.
    """
    modes = [(module, module.training) for module in model.modules()] if isinstance(model, Module) else []
    python, numpys = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        if evaluate:
            for module, _ in modes:
                module.training = False
        with kept_states():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        random.setstate(python)
        np.random.set_state(numpys)  # noqa: NPY002
