"""Programs that change what a compiled function can see, in every way that Python has: as without compiling."""

from __future__ import annotations

import argparse
import copy
import pickle
import random
from collections import defaultdict, deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.compiler.twins import inner, plans, why

Compile = Callable[[Any], Any]
X = [1.0, 2.0, 3.0]
PROGRAMS: dict[str, Callable[[Compile], Any]] = {}


def program(run: Callable[[Compile], Any]) -> Callable[[Compile], Any]:
    """A program that is given ``lab.compile``, or what compiles nothing; it returns what must be the same."""
    PROGRAMS[run.__name__] = run
    return run


def numbers(tree: Any) -> Any:
    if isinstance(tree, lab.Tensor):
        return [str(v) for v in tree.flatten().tolist()]  # -0.0 is not 0.0
    return [numbers(part) for part in tree] if isinstance(tree, (list, tuple)) else tree


def warm(function: Any, *args: Any, times: int = 4) -> list[Any]:
    return [function(*args) for _ in range(times)]


@program
def schedulers(compile: Compile) -> Any:
    found = []
    for make in (lambda o: lab.optim.lr_scheduler.StepLR(o, 5), lambda o: lab.optim.lr_scheduler.ConstantLR(o, 0.5, 6)):
        w = lab.tensor(X, requires_grad=True)
        optimizer = lab.optim.SGD([w], lr=0.1)
        scheduler = make(optimizer)

        def step(w: Any = w, optimizer: Any = optimizer, scheduler: Any = scheduler) -> None:
            optimizer.zero_grad()
            (w * w).sum().backward()
            optimizer.step()
            scheduler.step()

        warm(compile(step), times=12)
        found += [w.detach(), scheduler.last_epoch, optimizer.param_groups[0]["lr"]]
    return found


@program
def a_parameter_more(compile: Compile) -> Any:
    w, n = (lab.tensor(X, requires_grad=True) for _ in range(2))
    optimizer = lab.optim.SGD([w], lr=0.1)

    def step() -> None:
        optimizer.zero_grad()
        ((w + n) ** 2).sum().backward()
        optimizer.step()

    compiled = compile(step)
    warm(compiled)
    optimizer.add_param_group({"params": [n]})
    warm(compiled)
    optimizer.param_groups[1]["params"][0] = w.detach().clone().requires_grad_()
    warm(compiled)
    return [w.detach(), n.detach(), w.grad, n.grad]


@program
def a_rate_read_from_the_groups(compile: Compile) -> Any:
    w = lab.tensor(X, requires_grad=True)
    optimizer = lab.optim.SGD([w], lr=0.1)

    def step(x: Any) -> None:
        w.grad = None
        (w * x).sum().backward()
        with lab.no_grad():
            w.sub_(optimizer.param_groups[0]["lr"] * w.grad)

    compiled = compile(step)
    warm(compiled, lab.tensor(X))
    optimizer.param_groups[0]["lr"] = 1.0
    warm(compiled, lab.tensor(X))
    return w.detach()


@program
def gradients_that_come(compile: Compile) -> Any:
    a, b = (lab.tensor(X, requires_grad=True) for _ in range(2))
    a.grad = lab.tensor([3.0, 4.0, 0.0])
    clipped = compile(lambda: nn.utils.clip_grad_norm_([a, b], 1.0))
    asked = compile(lambda x: x * 2 if b.grad is not None else x)
    warm(asked, lab.tensor(X))
    warm(clipped)
    a.grad, b.grad = lab.tensor([3.0, 4.0, 0.0]), lab.tensor([30.0, 40.0, 0.0])
    return [clipped(), a.grad, b.grad, asked(lab.tensor(X))]


@program
def tensors_that_change_their_form(compile: Compile) -> Any:
    t = lab.zeros(3)
    a = lab.zeros(2, requires_grad=True)
    sized = compile(lambda x: x.sum() * t.shape[0])
    asking = compile(lambda x: x * (2 if t.requires_grad else 1))
    back = compile(lambda x: (a.sum() * x).sum().backward())
    for function in (sized, asking, back):
        warm(function, lab.tensor(X))
    t.data, a.data = lab.zeros(5, 3), lab.zeros(3, 2)
    a.grad = None
    t.requires_grad_()
    back(lab.tensor(X))
    return [sized(lab.tensor(X)), asking(lab.tensor(X)), a.grad]


@program
def hooks_that_come(compile: Compile) -> Any:
    a, y, seen = lab.tensor(X, requires_grad=True), lab.tensor(X, requires_grad=True), []
    left = compile(lambda x: (a + x).sum().backward())
    given = compile(lambda x: (x * x).sum().backward())
    warm(left, lab.tensor(X))
    warm(given, y)
    a.register_hook(lambda g: seen.append("a"))
    y.register_hook(lambda g: seen.append("y"))
    left(lab.tensor(X))
    given(y)
    return seen


class Slots:
    __slots__ = ("calls", "s")

    def __init__(self) -> None:
        self.calls, self.s = 0, 2.0


@program
def values_in_objects(compile: Compile) -> Any:
    found = []
    for thing in (SimpleNamespace(s=2.0), argparse.Namespace(s=2.0), Slots()):
        compiled = compile(lambda x, thing=thing: x * thing.s)
        warm(compiled, lab.tensor(X))
        thing.s = 3.0
        found.append(compiled(lab.tensor(X)))
    return found


@program
def counters_in_objects(compile: Compile) -> Any:
    losses, log, slots, set_, bytes_ = deque(maxlen=99), SimpleNamespace(calls=0), Slots(), set(), bytearray(b"")
    array, ring = np.zeros(1), deque([0.0], maxlen=1)

    def step(x: Any) -> Any:
        losses.append(x)
        log.calls += 1
        slots.calls += 1
        set_.add(len(set_))
        bytes_.append(1)
        array[0] += 1
        ring[0] += 1
        return x

    warm(compile(step), lab.tensor(X), times=6)
    return [len(losses), log.calls, slots.calls, len(set_), len(bytes_), array[0].item(), ring[0]]


class Warm(nn.Module):
    temperature = 1.0

    def forward(self, x: Any) -> Any:
        return x * self.temperature + getattr(self, "extra", 0)


@program
def attributes_that_come(compile: Compile) -> Any:
    net = Warm()
    compiled = compile(net)
    warm(compiled, lab.tensor(X))
    net.temperature = 2.0
    first = compiled(lab.tensor(X))
    net.extra = 5
    return [first, compiled(lab.tensor(X))]


@program
def containers_that_are_given(compile: Compile) -> Any:
    def step(x: Any, out: Any, seen: Any) -> None:
        out["y"] = x * 2
        seen.append(1)

    compiled = compile(step)
    found: list[Any] = []
    for _ in range(5):
        out: dict[str, Any] = {}
        seen: list[Any] = []
        compiled(lab.tensor(X), out, seen)
        found += [out.get("y"), seen]
    return found


LAST: Any = None
SHIFT = 0.0


@program
def globals_that_are_written(compile: Compile) -> Any:
    def step(x: Any) -> Any:
        global LAST
        LAST = x * 2
        return x

    compiled, found = compile(step), []
    for k in range(5):
        compiled(lab.full((2,), float(k)))
        found.append(LAST)
    return found


@program
def signs_of_zero(compile: Compile) -> Any:
    global SHIFT
    times, shifted = compile(lambda x, by: x * by), compile(lambda x: x * SHIFT)
    warm(times, lab.tensor(X), 0.0)
    SHIFT = 0.0
    warm(shifted, lab.tensor(X))
    SHIFT = -0.0
    return [times(lab.tensor(X), -0.0), shifted(lab.tensor(X))]


@program
def attributes_of_functions(compile: Compile) -> Any:
    def step(x: Any, by: float = 2.0) -> Any:
        step.calls += 1  # type: ignore[attr-defined]
        return x * by

    def scaled(x: Any, by: float = 2.0) -> Any:
        return x * by

    step.calls = 0  # type: ignore[attr-defined]
    warm(compile(step), lab.tensor(X), times=6)
    compiled = compile(lambda x: scaled(x))
    warm(compiled, lab.tensor(X))
    scaled.__defaults__ = (7.0,)
    return [step.calls, compiled(lab.tensor(X))]  # type: ignore[attr-defined]


@program
def what_stands_in_a_class(compile: Compile) -> Any:
    class Scale:
        scales = [1.0]  # noqa: RUF012 (that it can change is the point)

        def forward(self, x: Any) -> Any:
            return x * self.scales[0] * self.sign

        @property
        def sign(self) -> float:
            return state["sign"]

    state = {"sign": 1.0}
    scale = Scale()
    compiled = compile(lambda x: scale.forward(x))
    found = warm(compiled, lab.tensor(X))
    Scale.scales[0] = 2.0
    found.append(compiled(lab.tensor(X)))
    Scale.scales = [5.0]
    found.append(compiled(lab.tensor(X)))
    state["sign"] = -1.0
    found.append(compiled(lab.tensor(X)))
    Scale.forward = lambda self, x: x + 1  # type: ignore[method-assign]
    return [*found, compiled(lab.tensor(X))]


@program
def random_numbers_of_ones_own(compile: Compile) -> Any:
    found = []
    for draw in (np.random.default_rng(0).random, random.Random(0).random, np.random.RandomState(0).rand):
        compiled = compile(lambda x, draw=draw: x * 2 if draw() < 0.7 else x)
        found += warm(compiled, lab.tensor(X), times=12)
    return found


@program
def numbers_of_numpy(compile: Compile) -> Any:
    small, large = np.ones(3, np.float32), np.ones(100_000, np.float32)
    compiled = compile(lambda x: x * float(small[0]) + float(large[0]))
    warm(compiled, lab.tensor(X))
    small[0] = 2
    first = compiled(lab.tensor(X))
    large *= 3
    return [first, compiled(lab.tensor(X))]


@program
def a_seed_inside(compile: Compile) -> Any:
    def step(x: Any) -> Any:
        lab.manual_seed(0)
        return x * lab.rand(3)

    return warm(compile(step), lab.tensor(X), times=5)


@program
def a_switch_left_turned(compile: Compile) -> Any:
    def step(x: Any) -> Any:
        lab.set_default_dtype(lab.float64)
        return x

    found, compiled = [], compile(step)
    for _ in range(5):
        compiled(lab.tensor(X, dtype=lab.float32))
        found.append(str(lab.get_default_dtype()))
        lab.set_default_dtype(lab.float32)
    return found


@program
def a_name_that_is_taken_away(compile: Compile) -> Any:
    values: Any = defaultdict(lambda: 5.0, a=1.0)
    compiled = compile(lambda x: x * (values["a"] if "a" in values else 9.0))
    warm(compiled, lab.tensor(X))
    del values["a"]
    return [compiled(lab.tensor(X)), "a" in values]


def test_a_cell_that_is_emptied() -> None:
    scale = 2.0
    compiled = lab.compile(lambda x: x * scale)  # noqa: F821 (it is deleted below)
    warm(compiled, lab.tensor(X))
    del scale
    with pytest.raises(NameError):
        compiled(lab.tensor(X))


def test_more_than_can_be_looked_at() -> None:
    a_list, scale = [0.0] * 30_000, {"s": 1.0}
    compiled = lab.compile(lambda x: x * scale["s"] + len(a_list))
    warm(compiled, lab.tensor(X))
    assert why(compiled) == ["compile.too_much"]
    chain: Any = None
    for _ in range(5_000):
        chain = SimpleNamespace(next=chain)
    compiled = lab.compile(lambda x: x if chain else -x)
    assert warm(compiled, lab.tensor(X))[3].tolist() == X and why(compiled) == ["compile.too_much"]


def test_arguments_are_not_kept_for_ever() -> None:
    alive = []

    class Batch:
        def __init__(self, x: Any) -> None:
            self.x = x

        def __del__(self) -> None:
            alive.remove(id(self))

    compiled = lab.compile(lambda batch: batch.x * 2)
    for _ in range(30):
        batch = Batch(lab.tensor(X))
        alive.append(id(batch))
        compiled(batch)
    assert len(alive) < 12


def test_a_copied_model_is_compiled_as_it_was() -> None:
    model = lab.compile(nn.Linear(2, 2), fullgraph=True)
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert twin._compiled.fullgraph


def test_what_hardly_changes_is_still_planned() -> None:
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    optimizer = lab.optim.Adam(net.parameters())
    scheduler = lab.optim.lr_scheduler.StepLR(optimizer, 2)
    history: list[float] = []

    class Trainer:
        def __init__(self) -> None:
            self.net, self.optimizer, self.scheduler = net, optimizer, scheduler

        def step(self, x: Any) -> Any:
            self.optimizer.zero_grad()
            loss = (self.net(x) ** 2).mean()
            loss.backward()
            self.optimizer.step()
            return loss.detach()

    compiled = lab.compile(Trainer().step)
    for _ in range(30):
        history.append(compiled(lab.ones(5, 3)).item())
        scheduler.step()
    assert plans(compiled) == 1 and inner(compiled).recorded == 1 and history[-1] < history[0]


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_as_uncompiled(name: str) -> None:
    run = PROGRAMS[name]
    assert numbers(run(lab.compile)) == numbers(run(lambda function: function))
