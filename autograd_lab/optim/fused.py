"""Steps on a GPU: one launch for all parameters that are alike, which then change in place.

Imported with the first use of a GPU. Can be deleted together with its line in ``__init__.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from numbers import Real
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.launch import can_launch
from autograd_lab.kernels.cuda.optimizers import Step, Table, addresses
from autograd_lab.kernels.registry import only_reference
from autograd_lab.optim.adagrad import Adagrad
from autograd_lab.optim.adam import Adam
from autograd_lab.optim.numbers import SCALARS, counted, scalar, state_arrays
from autograd_lab.optim.optimizer import FUSED, Optimizer
from autograd_lab.optim.rmsprop import RMSprop
from autograd_lab.optim.sgd import SGD
from autograd_lab.tensor.commit import Write, noticed
from autograd_lab.tensor.tensor import Tensor, make

Options = dict[str, Any]
Plan = Callable[[Options, float, bool], tuple[tuple[str, ...], tuple[float | int, ...]]]
_tables: WeakKeyDictionary[Optimizer, dict[Tensor, Table]] = WeakKeyDictionary()  # of the last step, for the next


def instead_of(optimizer: type[Optimizer], kernel: str) -> Callable[[Plan], Plan]:
    """Let ``kernel`` do what ``optimizer.update`` does, to all parameters. The decorated plan tells their state's
    names, and the kernel's numbers (none: leave it), from the options, the number of the step, and whether it is the
    first."""

    def register(plan: Plan) -> Plan:
        def writes(self: Optimizer, params: Sequence[Tensor], options: Options) -> tuple[list[Write], list[Tensor]]:
            """The writes that are the step of those parameters that suit, and the others."""
            if not wanted(options):
                return [], list(params)
            kinds, rest = _kinds(self, params)
            done: list[Write] = []
            for alike in kinds.values():
                state = self.state.get(alike[0]) or {}
                t, step = counted({"step": state_arrays(state).get("step", scalar())})
                names, numbers = plan(options, t, not state)
                if not numbers or (state and tuple(state) != names):
                    rest += alike
                else:
                    done += _step(self, kernel, alike, names, numbers, step)
            return done, rest

        FUSED[optimizer.update] = writes
        return plan

    return register


def wanted(options: Options) -> bool:
    """Not where another way is asked for: a launch that is recorded has fixed numbers, so that none may lie on the GPU;
    and who watches wants to see the new values."""
    other = options.get("capturable") or (options["foreach"] is not None and not options.get("fused"))
    if other or options.get("fused") is False or watch.watchers or only_reference():
        return False
    values = (options["lr"], options["weight_decay"], *options.get("betas", ()), options.get("momentum", 0))
    return all(isinstance(value, Real) for value in values)


def _kinds(optimizer: Optimizer, params: Sequence[Tensor]) -> tuple[dict[Any, list[Tensor]], list[Tensor]]:
    """Those that one launch can take: of one GPU and dtype, with the same state, after as many steps."""
    kinds: dict[Any, list[Tensor]] = {}
    rest, seen = [], set[int]()
    for p in params:
        x, g, state = p.array, p._grad.array, optimizer.state.get(p) or {}  # type: ignore[union-attr]
        arrays = (x, g, *[value.array for name, value in state.items() if name not in SCALARS])
        alike = all(a.dtype == x.dtype and a.flags.c_contiguous for a in arrays)
        if alike and x.dtype.char in "fd" and can_launch(array_module(x)) and id(p) not in seen:
            seen.add(id(p))
            t = float(state["step"]) if "step" in state else 0.0
            kinds.setdefault((int(x.device.id), x.dtype, tuple(state), t), []).append(p)
        else:
            rest.append(p)
    return kinds, rest


def _step(
    optimizer: Optimizer, kernel: str, params: list[Tensor], names: tuple[str, ...], numbers: Any, step: Any
) -> list[Write]:
    arrays = [name for name in names if name not in SCALARS]
    states = [optimizer.state.get(p) for p in params]
    if arrays and not states[0]:
        states = _zeros(params, arrays)
    rows = [
        (p.array, p._grad.array, *[state[name].array for name in arrays])  # type: ignore[union-attr, index]
        for p, state in zip(params, states, strict=True)
    ]
    tables = _tables.setdefault(optimizer, {})
    table = tables.get(params[0])
    if table is None or table.addresses != addresses(rows):
        table = tables[params[0]] = Table(kernel, rows, table)
    writes: list[Write] = [(Step(table, numbers), None, None)]
    for p, state in zip(params, states, strict=True):
        writes.append(noticed(p))
        if names:
            after = {name: make(np.asarray(step)) if name in SCALARS else state[name] for name in names}  # type: ignore
            writes.append((optimizer.state, p, after))
    return writes


def _zeros(params: list[Tensor], names: list[str]) -> list[dict[str, Tensor]]:
    """A new state for each, cut from one piece of memory."""
    xp, sizes = array_module(params[0].array), [prod(p.array.shape) for p in params]
    line, start = xp.zeros(len(names) * sum(sizes), params[0].array.dtype), 0
    states: list[dict[str, Tensor]] = [{} for _ in params]
    for p, size, state in zip(params, sizes, states, strict=True):
        for name in names:
            state[name] = make(line[start : start + size].reshape(p.array.shape))
            start += size
    return states


def up(options: Options) -> int:
    """-1 to climb."""
    return -1 if options["maximize"] else 1


@instead_of(SGD, "sgd")
def sgd(options: Options, t: float, first: bool) -> Any:
    momentum = options["momentum"]
    names = ("momentum_buffer",) if momentum else ()
    numbers = (up(options), options["weight_decay"], options["lr"], momentum, 1 - options["dampening"])
    return names, (*map(float, numbers), int(options["nesterov"]), int(first))


@instead_of(Adam, "adam")
def adam(options: Options, t: float, first: bool) -> Any:
    (b1, b2), lr, decay, top = options["betas"], options["lr"], options["weight_decay"], options["amsgrad"]
    names = ("step", "exp_avg", "exp_avg_sq")
    keep, decay = (1 - lr * decay, 0) if options["decoupled_weight_decay"] else (1, decay)
    rate, spread = lr / (1 - b1**t), (1 - b2**t) ** 0.5
    numbers = (up(options), decay, keep, b1, 1 - b1, b2, 1 - b2, rate, spread, options["eps"])
    return (*names, "max_exp_avg_sq") if top else names, (*map(float, numbers), int(top))


@instead_of(RMSprop, "rmsprop")
def rmsprop(options: Options, t: float, first: bool) -> Any:
    momentum, centered, alpha = options["momentum"], options["centered"], options["alpha"]
    names = ("step", "square_avg", *["momentum_buffer"] * (momentum > 0), *["grad_avg"] * bool(centered))
    numbers = (up(options), options["weight_decay"], options["lr"], alpha, 1 - alpha, options["eps"], momentum)
    return names, (*map(float, numbers), int(centered))


@instead_of(Adagrad, "adagrad")
def adagrad(options: Options, t: float, first: bool) -> Any:
    if first:  # of a parameter that was added later: its state does not start at zero
        return (), ()
    rate = options["lr"] / (1 + (t - 1) * options["lr_decay"])
    return ("step", "sum"), tuple(map(float, (up(options), options["weight_decay"], rate, options["eps"])))
