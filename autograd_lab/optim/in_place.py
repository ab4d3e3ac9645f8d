"""The steps of Adam and SGD on the host in one pass, written into the parameter and its state by ``loops/steps.py``.

A step must happen whole or not at all. So nothing is changed here: ``commit`` calls the compiled loops one after the
other, and no Ctrl-C comes in between, for no Python runs. A parameter's first step, which makes its state, is left to
``update``.

Can be deleted together with what names it in ``optimizer.py``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.loops import Loop, usable
from autograd_lab.kernels.loops.steps import adam_step, sgd_step
from autograd_lab.kernels.registry import only_reference
from autograd_lab.optim.adam import Adam
from autograd_lab.optim.numbers import counted
from autograd_lab.optim.optimizer import IN_PLACE, Formula, Group, Optimizer, Work
from autograd_lab.optim.sgd import SGD
from autograd_lab.tensor.commit import Call, noticed
from autograd_lab.tensor.tensor import Tensor

FEW = 2**14  # numbers in a group: of fewer ``update`` is fast enough, and numba need not be loaded
ADAM = ("maximize", "weight_decay", "decoupled_weight_decay", "betas", "eps", "lr")  # options that make its numbers
State = dict[str, Any]


def found_by(formula: Formula, group: Group, options: Group) -> Formula | None:
    """``formula``, or None if a whole group is left to ``update``: where there are no loops, where somebody watches, or
    if an option is a number of NumPy's, which has a precision of its own."""
    params = group["params"]
    if watch.watchers or only_reference() or sum([p.array.size for p in params]) < FEW or not usable():
        return None
    values = [part for value in options.values() for part in (value if type(value) is tuple else (value,))]
    if (
        options.get("differentiable")
        or options.get("foreach")
        or any(isinstance(value, np.generic) for value in values)
    ):
        return None
    return formula if len(params) == len(set(map(id, params))) else None  # one named twice makes one step


def in_place(optimizer: type[Optimizer]) -> Callable[[Formula], Formula]:
    """Let the decorated find the work on a parameter that ``optimizer.update`` would have; None leaves it to that."""

    def register(formula: Formula) -> Formula:
        IN_PLACE[optimizer.update] = functools.partial(found_by, formula)
        return formula

    return register


@in_place(Adam)
def adam(p: Tensor, state: State, options: Group) -> Work | None:
    names = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq") if options["amsgrad"] else ("exp_avg", "exp_avg_sq")
    kept: list[Any] = [state.get(name) for name in names]
    step = state.get("step")
    flat = lines(p, p._grad, *kept)
    if flat is None or not isinstance(step, Tensor):
        return None
    x, g, m, v = flat[:4]
    t, count = counted({"step": step.array})
    numbers = adam_numbers(x.dtype.type, t, *map(options.__getitem__, ADAM))
    call = called(adam_step, x, g, m, v, flat[4] if options["amsgrad"] else None, *numbers)
    return call, [(step.array, ..., count), *map(noticed, (p, step, *kept))]


@functools.lru_cache(64)
def adam_numbers(
    kind: Any, t: float, maximize: bool, decay: float, decoupled: bool, betas: Any, eps: float, lr: float
) -> tuple[Any, ...]:
    b1, b2 = betas
    numbers = (
        -1 if maximize else 1,
        decay if decay and not decoupled else None,
        1 - lr * decay if decay and decoupled else 1,
        *(b1, 1 - b1, b2, 1 - b2),
        *((1 - b2**t) ** 0.5, eps, lr / (1 - b1**t)),
    )
    return tuple([None if number is None else kind(number) for number in numbers])


@in_place(SGD)
def sgd(p: Tensor, state: State, options: Group) -> Work | None:
    momentum = options["momentum"]
    kept: list[Any] = [state.get("momentum_buffer")] if momentum else []
    flat = lines(p, p._grad, *kept)
    if flat is None:
        return None
    kind = flat[0].dtype.type
    numbers = (
        -1 if options["maximize"] else 1,
        options["weight_decay"] or None,
        momentum,
        1 - options["dampening"],
        momentum if options["nesterov"] else None,
        options["lr"],
    )
    scalars = [None if number is None else kind(number) for number in numbers]
    return called(sgd_step, flat[0], flat[1], flat[2] if momentum else None, *scalars), list(map(noticed, (p, *kept)))


def lines(*tensors: Any) -> list[Any] | None:
    """All numbers of each; None unless all are arrays in one piece, alike, and single or double precision."""
    flat, first = [], tensors[0].array
    if type(first) is not np.ndarray or first.dtype.char not in "fd":
        return None
    for tensor in tensors:
        array = tensor.array if isinstance(tensor, Tensor) else None
        if type(array) is not np.ndarray or array.dtype != first.dtype or array.shape != first.shape:
            return None
        if not array.flags.carray:  # in C's order, aligned, and free to be written to
            return None
        flat.append(array.reshape(-1))
    return flat


def called(loop: Loop, *arguments: Any) -> Call:
    return loop.ready(*arguments), *arguments
