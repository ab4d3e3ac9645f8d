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
from autograd_lab.backend import capture
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.launch import can_launch
from autograd_lab.kernels.cuda.optimizers import SOURCE, Replay, Step, Table, addresses
from autograd_lab.kernels.registry import only_reference
from autograd_lab.optim import together
from autograd_lab.optim.adagrad import Adagrad
from autograd_lab.optim.adam import Adam
from autograd_lab.optim.numbers import SCALARS, counted, plain, scalar, state_arrays
from autograd_lab.optim.optimizer import FUSED, Optimizer
from autograd_lab.optim.rmsprop import RMSprop
from autograd_lab.optim.sgd import SGD
from autograd_lab.tensor.commit import Write, noticed
from autograd_lab.tensor.tensor import Tensor, make

Options = dict[str, Any]
Plan = Callable[[Options, float, bool], tuple[tuple[str, ...], tuple[float | int, ...]]]
_tables: WeakKeyDictionary[Optimizer, dict[Tensor, Table]] = WeakKeyDictionary()  # of the last step, for the next


class Fused:
    """What ``kernel`` does instead of an optimizer's ``update``, to all parameters. The ``plan`` tells their state's
    names, and the kernel's numbers (none: leave it), from the options, the number of the step, and whether it is the
    first."""

    def __init__(self, kernel: str, plan: Plan) -> None:
        self.kernel, self.plan = kernel, plan

    def writes(
        self, optimizer: Optimizer, params: Sequence[Tensor], options: Options, group: Options
    ) -> tuple[list[Write], list[Tensor]]:
        """The writes that are the step of those parameters that suit, and the others."""
        captured = capture.current()
        if captured is not None:
            if not self.replays(optimizer, group):
                return [], list(params)
            kinds, _ = _kinds(optimizer, params)
            return [write for alike in kinds.values() for write in self._replay(optimizer, alike, group, captured)], []
        if not wanted(options) or watch.watchers:  # who watches wants to see the new values
            return [], list(params)
        kinds, rest = _kinds(optimizer, params)
        done: list[Write] = []
        for alike in kinds.values():
            state = optimizer.state.get(alike[0]) or {}
            t, step = counted({"step": state_arrays(state).get("step", scalar())})
            names, values = self.plan(options, t, not state)
            if not values or (state and tuple(state) != names):
                rest += alike
            else:
                done += self._step(optimizer, alike, names, values, step)
        return done, rest

    def _step(self, optimizer: Optimizer, params: list[Tensor], names: Any, values: Any, step: Any) -> list[Write]:
        arrays = [name for name in names if name not in SCALARS]
        states = [optimizer.state.get(p) for p in params]
        if arrays and not states[0]:
            states = _zeros(params, arrays)
        rows = _rows(params, states, arrays)
        tables = _tables.setdefault(optimizer, {})
        table = tables.get(params[0])
        if table is None or table.addresses != addresses(rows):
            table = tables[params[0]] = Table(self.kernel, rows, table)
        writes: list[Write] = [(Step(table, values), None, None)]
        for p, state in zip(params, states, strict=True):
            writes.append(noticed(p))
            if names:
                after = {name: make(np.asarray(step)) if name in SCALARS else state[name] for name in names}  # type: ignore
                writes.append((optimizer.state, p, after))
        return writes

    # -- in a captured graph ------------------------------------------------------------------------------------

    def replays(self, optimizer: Optimizer, group: Options) -> bool:
        """Whether a graph does the step of a whole group so. Asked before the capture as well, and then the kernels are
        compiled."""
        options = plain(group)
        params = [p for p in group["params"] if p._grad is not None]
        if capture.current() is None:  # the step may begin with none: it cleared them last
            params = params or group["params"]
        if not params or not wanted(options) or not all(together.wanted(optimizer, p, options) for p in params):
            return False
        values = [part for value in group.values() for part in (value if type(value) is tuple else (value,))]
        if any(isinstance(value, Tensor) and value.is_cuda for value in values):  # a number that the host has not
            return False
        kinds, rest = _kinds(optimizer, params)
        for alike in kinds.values():
            state = optimizer.state.get(alike[0]) or {}
            names, numbers = self.plan(options, 1.0, not state)
            if not numbers or (state and tuple(state) != names):
                return False
            if capture.current() is None:
                SOURCE.compile(f"{self.kernel}_later", alike[0].array)
        return not rest

    def _replay(
        self, optimizer: Optimizer, params: list[Tensor], group: Options, captured: capture.Capture
    ) -> list[Write]:
        counted = Counted(optimizer, params, self.plan, group, captured)
        captured.renewed.append(counted)
        arrays = [name for name in counted.names if name not in SCALARS]
        table = Table(self.kernel, _rows(params, counted.states, arrays), send=captured.constant)
        return [(Replay(table, counted.there), None, None), *map(noticed, params)]


class Counted(capture.Renewed):
    """What one launch in a graph reads: the host works it out before, as for any other step, and counts the steps."""

    def __init__(
        self, optimizer: Optimizer, params: list[Tensor], plan: Plan, group: Options, captured: capture.Capture
    ) -> None:
        self._optimizer, self._params, self._plan, self._group = optimizer, params, plan, group
        self.states = [optimizer.state.get(p) or {} for p in params]
        self._first = not self.states[0]
        self._steps: Any = np.zeros(1, np.float32)
        if "step" in self.states[0]:  # all of them in one piece of memory
            self._steps = np.array([state["step"].array for state in self.states])
            for k, state in enumerate(self.states):
                state["step"] = make(self._steps[k : k + 1].reshape(()))
        self.names, numbers = self._plan(plain(group), 1.0, self._first)
        self._here, self.there = captured.words(len(numbers), np.float64)

    def renew(self) -> None:
        self._here[:] = self._plan(plain(self._group), float(self._steps[0] + 1), self._first)[1]

    def launched(self) -> None:
        self._steps += 1

    def agrees(self) -> bool:
        """Whether the parameters have made as many steps, also those whose state was loaded."""
        states = [self._optimizer.state.get(p) or kept for p, kept in zip(self._params, self.states, strict=True)]
        return len({state["step"].item() for state in states if "step" in state}) <= 1


def instead_of(optimizer: type[Optimizer], kernel: str) -> Callable[[Plan], Plan]:
    """Let ``kernel`` do what ``optimizer.update`` does, by the decorated plan."""

    def register(plan: Plan) -> Plan:
        FUSED[optimizer.update] = Fused(kernel, plan)
        return plan

    return register


def wanted(options: Options) -> bool:
    """Not where another way is asked for, and only with numbers that the host has."""
    other = options.get("capturable") or (options["foreach"] is not None and not options.get("fused"))
    if other or options.get("fused") is False or only_reference():
        return False
    values = (options["lr"], options["weight_decay"], *options.get("betas", ()), options.get("momentum", 0))
    return all(isinstance(value, Real) for value in values)


def _kinds(optimizer: Optimizer, params: Sequence[Tensor]) -> tuple[dict[Any, list[Tensor]], list[Tensor]]:
    """Those that one launch can take: of one GPU and dtype, with the same state, after as many steps."""
    kinds: dict[Any, list[Tensor]] = {}
    rest, seen = [], set[int]()
    for p in params:
        x, state = p.array, optimizer.state.get(p) or {}
        g = x if p._grad is None else p._grad.array
        arrays = (x, g, *[value.array for name, value in state.items() if name not in SCALARS])
        alike = all(a.dtype == x.dtype and a.flags.c_contiguous for a in arrays)
        if alike and x.dtype.char in "fd" and can_launch(array_module(x)) and id(p) not in seen:
            seen.add(id(p))
            t = float(state["step"]) if "step" in state else 0.0
            kinds.setdefault((int(x.device.id), x.dtype, tuple(state), t), []).append(p)
        else:
            rest.append(p)
    return kinds, rest


def _rows(params: Sequence[Tensor], states: Sequence[Any], arrays: Sequence[str]) -> list[tuple[Any, ...]]:
    """Values, gradient and state of each."""
    return [
        (p.array, p._grad.array, *[state[name].array for name in arrays])  # type: ignore[union-attr]
        for p, state in zip(params, states, strict=True)
    ]


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
