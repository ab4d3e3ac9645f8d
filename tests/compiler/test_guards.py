"""What a plan must notice: that the call would do something else now. And what no plan can be made of."""

from __future__ import annotations

import random
import threading
from array import array
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.compiler.compiled import said
from autograd_lab.compiler.reach import reached
from autograd_lab.errors import GraphError
from tests.compiler.twins import assert_twins, inner, plans, same, why
from tests.support.refusal import assert_refused

F = nn.functional
FACTOR = 2.0
LIST = [lab.ones(3)]
HELPER: Any = None


def both(fn: Any, compiled: Any, *args: Any) -> None:
    """The same from both, now."""
    got, expected = compiled(*args), fn(*args)
    same(got.array, expected.array)


def warmed(fn: Any, *args: Any, **how: Any) -> Any:
    """Compiled and planned for these arguments."""
    compiled = lab.compile(fn, **how)
    for _ in range(3):
        compiled(*args)
    assert plans(compiled) == 1
    return compiled


# -- arguments ------------------------------------------------------------------------------------------------------


def test_shapes_dtypes_and_layouts() -> None:
    def fn(x: Any) -> Any:
        return (x * 2).exp().sum(0)

    compiled = warmed(fn, lab.randn(3, 4))
    for x in (lab.randn(3, 4), lab.randn(5, 4), lab.randn(3, 4, dtype=lab.float64), lab.randn(4, 3).t(), lab.ones(3)):
        for _ in range(4):
            both(fn, compiled, x)
    assert plans(compiled) == 5


def test_numbers_and_strings_among_the_arguments() -> None:
    def fn(x: Any, k: Any, how: str = "a") -> Any:
        return x * k if how == "a" else x - k

    compiled = warmed(fn, lab.ones(3), 2)
    for args in ((lab.ones(3), 2), (lab.ones(3), 3), (lab.ones(3), 2.0), (lab.ones(3), True), (lab.ones(3), 2, "b")):
        for _ in range(3):
            both(fn, compiled, *args)


def test_too_many_forms_run_uncompiled() -> None:
    said: list[str] = []
    compiled = lab.compile(lambda x: x * 2)
    inner(compiled)._say = lambda level, text: said.append(text)
    for n in range(1, 12):
        for _ in range(3):
            assert compiled(lab.ones(n)).tolist() == [2.0] * n
    assert plans(compiled) == 8 and len(inner(compiled).entries) == 8  # nothing of the others is kept
    assert "uncompiled" in said[-1] and "8 times" in said[-1]
    assert "`x` was float32[1] and is float32[2]" in said[2]


def test_requires_grad_and_grad_mode() -> None:
    w = lab.ones(3, requires_grad=True)

    def fn(x: Any) -> Any:
        return (x * w).sum()

    compiled = warmed(fn, lab.ones(3))
    for _ in range(3):
        with lab.no_grad():
            assert not compiled(lab.ones(3)).requires_grad
        with lab.inference_mode():
            assert compiled(lab.ones(3)).is_inference()
    w.requires_grad_(False)
    for _ in range(4):
        assert not compiled(lab.ones(3)).requires_grad
    w.requires_grad_(True)
    for _ in range(4):
        w.grad = None
        compiled(lab.full((3,), 2.0)).backward()
        assert w.grad.tolist() == [2.0] * 3


def test_autocast_and_precision_around_the_call() -> None:
    told: list[str] = []
    w = lab.randn(4, 4)
    compiled = warmed(lambda x: x @ w, lab.ones(4, 4))
    inner(compiled)._say = lambda level, text: told.append(text)
    for _ in range(3):
        with lab.autocast("cpu"):
            assert compiled(lab.ones(4, 4)).dtype is lab.bfloat16
        with lab.autocast("cpu", lab.float16):
            assert compiled(lab.ones(4, 4)).dtype is lab.float16
        assert compiled(lab.ones(4, 4)).dtype is lab.float32
    assert "autocast" in told[0] and "cpu torch.bfloat16" in told[0]
    before = lab.get_float32_matmul_precision()
    try:
        lab.set_float32_matmul_precision("high")
        for _ in range(3):
            compiled(lab.ones(4, 4))
    finally:
        lab.set_float32_matmul_precision(before)
    assert plans(compiled) == 4


def test_the_same_tensor_twice() -> None:
    def fn(a: Any, b: Any) -> Any:
        return a * b

    x = lab.ones(3, requires_grad=True)
    compiled = warmed(fn, lab.ones(3), lab.ones(3))
    for _ in range(4):
        x.grad = None
        compiled(x, x).sum().backward()
        assert x.grad.tolist() == [2.0] * 3
    for _ in range(4):
        both(fn, compiled, lab.full((3,), 2.0), lab.full((3,), 3.0))


def test_no_tensor_argument_and_constants() -> None:
    def fn() -> Any:
        x = lab.arange(4.0)
        x[1] = 5
        return x * 2

    compiled = warmed(fn)
    for _ in range(3):
        y = compiled()
        assert y.tolist() == [0, 10, 4, 6]
        y.zero_()


def test_what_is_new_about_the_arguments_is_said_by_name() -> None:
    told: list[str] = []

    def fn(x: Any, k: Any = 1, *rest: Any, how: Any = "a") -> Any:
        return x * (k if isinstance(k, (int, float)) else k["size"])

    compiled = lab.compile(fn)
    inner(compiled)._say = lambda level, text: told.append(text)
    x = lab.ones(3, 4)
    calls = {
        "first call": lambda: compiled(x, 2),
        "`k` was 2 and is 3": lambda: compiled(x, 3),
        "`x` was float32[3, 4] and is float32[2]": lambda: compiled(lab.ones(2), 3),
        "`x` was float32[2] and is float64[2]": lambda: compiled(lab.ones(2, dtype=lab.float64), 3),
        "`how` is given now": lambda: compiled(x, 3, how="b"),
        "`how` was 'b' and is 'c'": lambda: compiled(x, 3, how="c"),
        "`x` lies in memory in another order": lambda: compiled(lab.ones(4, 3).t(), 3, how="c"),
        "`k` was 3 and is dict[1]": lambda: compiled(x, {"size": 3}, how="c"),
    }
    for words, call in calls.items():
        call()
        assert words in told[-1], (words, told[-1])
    lab.compiler.reset()
    compiled(x, {"size": 3})
    compiled(x, {"size": 4})
    assert "`k['size']` was 3 and is 4" in told[-1]
    lab.set_language("zh")
    with lab.no_grad():
        compiled(x, {"size": 4})
    assert "`grad_enabled` 原来是 True，现在是 False" in told[-1]


def test_a_parameter_is_called_by_its_place_in_the_model_and_only_else_in_the_optimizer() -> None:
    z, alone = nn.Linear(2, 3), nn.Parameter(lab.ones(1))
    a = lab.optim.SGD([*z.parameters(), alone], lr=0.1)

    def step() -> None:
        a.zero_grad()
        z(lab.ones(2)).sum().backward()

    assert set(reached(step, (), {}).names.values()) == {"z.weight", "z.bias", "a.2"}


def shifted() -> list[Any]:
    """Two tensors in one memory, the second an element further on."""
    both = lab.arange(7.0)
    return [both[:-1], both[1:]]


def test_arguments_that_begin_to_overlap() -> None:
    w = lab.zeros(6)

    def fn(a: Any, b: Any) -> Any:
        a.add_(1)
        w.add_(a)
        return b * 2

    compiled = warmed(fn, lab.ones(6), lab.ones(6))
    for make in (lambda: (lab.ones(12)[:6], lab.ones(6)), shifted,
                 lambda: (w, lab.ones(6)), lambda: (lab.ones(6), w)):  # fmt: skip
        with lab.no_grad():
            w.zero_()
        expected, after = fn(*make()).array, w.array.copy()
        with lab.no_grad():
            w.zero_()
        same(compiled(*make()).array, expected)
        same(w.array, after)
    assert not why(compiled)

    later = lab.compile(fn)  # the first arguments overlap, the next do not
    later(*shifted())
    for _ in range(3):
        later(lab.ones(6), lab.ones(6))
    assert plans(later) == 1


def test_a_write_that_backward_must_hear_of() -> None:
    """Eagerly it is an error where the arguments overlap; a plan notices no write to what it has not planned for."""
    w = lab.ones(6, requires_grad=True)

    def fn(a: Any, b: Any) -> None:
        w.grad = None
        y = (b * w).sum()
        a.add_(1)
        y.backward()

    compiled = warmed(fn, lab.ones(6), lab.ones(6))
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        compiled(*shifted())
    compiled(lab.ones(6), lab.ones(6))
    assert plans(compiled) == 1


def test_a_flag_that_goes_to_and_fro_keeps_both_plans() -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5))
    compiled = warmed(model, lab.randn(5, 3))
    for _ in range(12):
        for mode in (False, True):
            model.train(mode)
            x = lab.randn(5, 3)
            for _ in range(2):
                lab.manual_seed(1)
                a = compiled(x)
                lab.manual_seed(1)
                if not mode:
                    same(a.array, model(x).array)
    assert inner(compiled).recorded == 2 and not why(compiled)


def test_the_small_last_batch_of_an_epoch_has_a_plan_of_its_own() -> None:
    model = nn.Linear(3, 2)
    compiled = lab.compile(model)
    for _ in range(5):
        for count in (8, 8, 8, 3):
            both(model, compiled, lab.randn(count, 3))
    assert plans(compiled) == 2 and inner(compiled).recorded == 2


# -- what the function reads --------------------------------------------------------------------------------------


def test_global_and_closed_over_values(monkeypatch: Any) -> None:
    scale = [3.0]
    extra = lab.ones(3)

    def fn(x: Any) -> Any:
        return x * FACTOR * scale[0] + extra + LIST[0]

    compiled = warmed(fn, lab.ones(3))
    monkeypatch.setitem(globals(), "FACTOR", 5.0)
    both(fn, compiled, lab.ones(3))
    scale[0] = 7.0
    both(fn, compiled, lab.ones(3))
    extra = lab.zeros(3)
    both(fn, compiled, lab.ones(3))
    monkeypatch.setattr(f"{__name__}.LIST", [lab.full((3,), 9.0)])
    both(fn, compiled, lab.ones(3))
    extra.add_(1)  # in place: no other tensor, other numbers
    for _ in range(4):
        both(fn, compiled, lab.ones(3))
    assert plans(compiled) == 1


def test_a_helper_that_is_replaced(monkeypatch: Any) -> None:
    def fn(x: Any) -> Any:
        return HELPER(x)

    monkeypatch.setitem(globals(), "HELPER", lambda x: x + 1)
    compiled = warmed(fn, lab.ones(3))
    monkeypatch.setitem(globals(), "HELPER", lambda x: x - 1)
    for _ in range(4):
        both(fn, compiled, lab.ones(3))


def test_training_flags_and_structure_of_a_module() -> None:
    model = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5), nn.BatchNorm1d(3))
    compiled = warmed(model, lab.randn(4, 3))
    model.eval()
    for _ in range(4):
        both(model, compiled, lab.randn(4, 3))
    model[1].p = 0.9
    model.train()
    for k in range(4):
        lab.manual_seed(k)
        a = compiled(lab.ones(4, 3))
        lab.manual_seed(k)
        same(a.array, model(lab.ones(4, 3)).array)
    model.eval()
    model[0] = nn.Linear(3, 3)
    model.append(nn.Tanh())
    for _ in range(4):
        both(model, compiled, lab.randn(4, 3))


def test_parameters_replaced_and_given_other_memory() -> None:
    model = nn.Linear(3, 2)
    compiled = warmed(model, lab.ones(1, 3))
    model.weight.data = lab.full((2, 3), 2.0)
    both(model, compiled, lab.ones(1, 3))
    model.load_state_dict({"weight": lab.full((2, 3), 3.0), "bias": lab.zeros(2)})
    both(model, compiled, lab.ones(1, 3))
    model.weight = nn.Parameter(lab.full((2, 3), 4.0))
    for _ in range(4):
        both(model, compiled, lab.ones(1, 3))
    model.double()
    for _ in range(4):
        both(model, compiled, lab.ones(1, 3, dtype=lab.float64))


def test_attributes_of_a_learners_object() -> None:
    class Config:
        power = 2

        def __init__(self) -> None:
            self.rate = 0.5

    config = Config()

    def fn(x: Any) -> Any:
        return x**config.power * config.rate

    compiled = warmed(fn, lab.full((2,), 3.0))
    config.rate = 2.0
    both(fn, compiled, lab.full((2,), 3.0))
    Config.power = 3
    both(fn, compiled, lab.full((2,), 3.0))


def test_learning_rates_are_read_in_each_replay() -> None:
    def build() -> Any:
        model = nn.Linear(2, 1)
        optimizer = lab.optim.Adam(model.parameters(), lr=0.1)
        schedule = lab.optim.lr_scheduler.StepLR(optimizer, 2, 0.5)

        def step(x: Any) -> Any:
            optimizer.zero_grad()
            loss = model(x).square().mean()
            loss.backward()
            optimizer.step()
            return loss

        step.after = schedule.step  # type: ignore[attr-defined]
        return step, model, schedule

    lab.manual_seed(0)
    step, model, schedule = build()
    lab.manual_seed(0)
    other, mirror, schedule_2 = build()
    compiled = lab.compile(other)
    for _ in range(8):
        x = lab.randn(4, 2)
        step(x), compiled(x)
        schedule.step(), schedule_2.step()
        same(model.weight.array, mirror.weight.array)
    assert plans(compiled) == 1


# -- what is not compiled ---------------------------------------------------------------------------------------------


def test_control_flow_that_looks_at_numbers() -> None:
    def fn(x: Any) -> Any:
        if x.sum() > 0:
            return x + 1
        return x - 1

    compiled = lab.compile(fn)
    for x in (lab.ones(3), -lab.ones(3), lab.ones(3), -lab.ones(3)):
        both(fn, compiled, x)
    assert why(compiled) == ["compile.condition"]
    reason = next(iter(inner(compiled).entries.values())).why
    assert "`if x.sum() > 0:`" in said(reason)
    strict = lab.compile(fn, fullgraph=True)
    for _ in range(2):
        assert_refused(lambda: strict(lab.ones(3)), GraphError, "compile.refused", "x.sum() > 0")
    for language, words in (("en", "Python decides"), ("zh", "判断")):
        lab.set_language(language)
        assert words in said(reason) and "__bool__" not in said(reason)


READERS = {
    "item": lambda x: x * x.sum().item(),
    "float": lambda x: x * float(x[0]),
    "tolist": lambda x: x * x.tolist()[0],
    "numpy": lambda x: x * lab.tensor(np.exp(x.numpy())),
    "index": lambda x: x[int(x.argmax())],
    "print": lambda x: x * len(str(x)),
    "format": lambda x: x * len(f"{x.sum():.3f}"),
    "loop": lambda x: sum(v.item() for v in x) * x,
    "equal": lambda x: x * lab.equal(x, x),
    "mask": lambda x: x[x > 0] * 2,
    "nonzero": lambda x: (x > 0).nonzero() * 2,
    "unique": lambda x: lab.unique(x) * 2,
    "bernoulli": lambda x: lab.bernoulli(lab.full((3,), 0.5)) * x,
    "python's random": lambda x: x * random.random(),
    "numpy's random": lambda x: x * float(np.random.rand()),  # noqa: NPY002
}


@pytest.mark.parametrize("name", READERS)
def test_readers_run_uncompiled(name: str) -> None:
    fn = READERS[name]
    compiled = lab.compile(fn)
    for k in range(4):
        x = lab.tensor([1.0, 2.0 - k, 3.0])
        results = []
        for call in (fn, compiled):
            lab.manual_seed(k), random.seed(k), np.random.seed(k)  # noqa: NPY002
            results.append(call(x).array)
        same(*results)
    assert plans(compiled) == 0 and why(compiled)


def test_sizes_that_change_after_the_plan_was_made() -> None:
    def fn(x: Any) -> Any:
        return F.one_hot(x) * lab.rand(1)

    compiled = warmed(fn, lab.tensor([0, 2, 1]))
    for k, x in enumerate((lab.tensor([0, 1, 1]), lab.tensor([0, 3, 1]), lab.tensor([0, 2, 1]))):
        lab.manual_seed(k)
        expected = fn(x)
        lab.manual_seed(k)
        same(compiled(x).array, expected.array)
    assert why(compiled) == ["compile.sized"]


def test_python_state_that_a_call_changes() -> None:
    count = {"calls": 0}
    seen: list[Any] = []

    def counting(x: Any) -> Any:
        count["calls"] += 1
        return x * count["calls"]

    def listing(x: Any) -> Any:
        seen.append(1)
        return x * len(seen)

    iterator = iter([lab.full((2,), float(k)) for k in range(9)])

    def drawing(x: Any) -> Any:
        return x * next(iterator)

    for fn, key in ((counting, "state"), (listing, "state"), (drawing, "state")):
        compiled = lab.compile(fn)
        results = [compiled(lab.ones(2)).tolist()[0] for _ in range(5)]
        assert results == ([0, 1, 2, 3, 4] if fn is drawing else [1, 2, 3, 4, 5])
        assert why(compiled) == [f"compile.{key}"]


def test_a_scheduler_inside_of_the_step() -> None:
    def build() -> Any:
        model = nn.Linear(2, 1)
        optimizer = lab.optim.SGD(model.parameters(), lr=0.1)
        schedule = lab.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)

        def step(x: Any) -> Any:
            optimizer.zero_grad()
            loss = model(x).square().mean()
            loss.backward()
            optimizer.step()
            schedule.step()
            return loss

        return step, [model]

    compiled = assert_twins(build, lambda k: (lab.ones(3, 2),), planned=False)
    assert why(compiled) == ["compile.state"]


def test_alternating_work_is_noticed() -> None:
    """Hidden state that no guard finds: two recordings that differ."""

    turns = array("i", [0])

    def fn(x: Any) -> Any:
        turns[0] += 1
        return x + 1 if turns[0] % 2 else x * 3

    compiled = lab.compile(fn)
    assert [compiled(lab.full((1,), 5.0)).item() for _ in range(5)] == [6, 15, 6, 15, 6]
    assert why(compiled) == ["compile.differs"]


def test_hooks_keep_being_called() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh())
    seen: list[Any] = []
    compiled = warmed(model, lab.ones(1, 2))
    handle = model[0].register_forward_hook(lambda *about: seen.append(1))
    for _ in range(4):
        compiled(lab.ones(1, 2))
    assert len(seen) == 4
    handle.remove()
    model[0].weight.register_hook(lambda g: seen.append(2))
    for _ in range(4):
        compiled(lab.ones(1, 2)).sum().backward()
    assert seen[4:] == [2] * 4


def test_hooks_on_all_modules_are_called() -> None:
    model, seen = nn.Linear(2, 3), []
    compiled = warmed(model, lab.ones(1, 2))
    handle = nn.modules.module.register_module_forward_hook(lambda *about: seen.append(1))
    compiled(lab.ones(1, 2))
    handle.remove()
    assert seen


def test_watchers_see_every_operation() -> None:
    compiled = warmed(lambda x: x.exp().tanh(), lab.ones(3))
    with lab.autograd.profiler.profile() as profile:
        compiled(lab.ones(3))
    assert {"aten::exp", "aten::tanh"} <= {event.name for event in profile.function_events}


def test_labels_and_rows_out_of_range_are_refused() -> None:
    table, head = nn.Embedding(5, 3), nn.Linear(3, 4)

    def fn(ids: Any, labels: Any) -> Any:
        return F.cross_entropy(head(table(ids)), labels)

    good = (lab.tensor([1, 2]), lab.tensor([0, 3]))
    compiled = warmed(fn, *good)
    for bad in ((lab.tensor([1, 5]), good[1]), (lab.tensor([-1, 2]), good[1]), (good[0], lab.tensor([0, 4]))):
        with pytest.raises(IndexError):
            fn(*bad)
        with pytest.raises(IndexError):
            compiled(*bad)
    ignored = lab.tensor([-100, 2])
    for _ in range(3):
        both(fn, compiled, good[0], ignored)
    assert plans(compiled) == 1


# -- what may happen in between ----------------------------------------------------------------------------------------


def test_an_error_inside_leaves_nothing_half_done() -> None:
    model = nn.Linear(2, 1)
    optimizer = lab.optim.SGD(model.parameters(), lr=0.1)

    def step(x: Any) -> Any:
        optimizer.zero_grad()
        loss = model(x).square().mean()
        loss.backward()
        optimizer.step()
        return loss

    compiled = warmed(step, lab.ones(3, 2))
    with pytest.raises(RuntimeError):
        compiled(lab.ones(3, 5))
    for x in (lab.ones(3, 2),) * 3:
        compiled(x)
    plan = next(e for e in inner(compiled).entries.values() if e.replay is not None).replay
    before = [p.array.copy() for p in model.parameters()]

    class Stop(BaseException):
        pass

    def stop(*_: Any) -> None:
        raise Stop

    names = plan.pool[0].names
    accumulate, names["accumulate"] = names["accumulate"], stop
    with pytest.raises(Stop):
        compiled(lab.ones(3, 2))
    for p, numbers in zip(model.parameters(), before, strict=True):
        same(p.array, numbers)
    names["accumulate"] = accumulate
    compiled(lab.ones(3, 2))
    assert any((p.array != numbers).any() for p, numbers in zip(model.parameters(), before, strict=True))


def test_compiled_inside_compiled_and_recursion() -> None:
    double = lab.compile(lambda x: x * 2)

    def fn(x: Any, depth: int = 3) -> Any:
        return double(x) if depth == 0 else fn(x, depth - 1) + 1

    compiled = lab.compile(fn)
    for _ in range(5):
        assert compiled(lab.ones(2)).tolist() == [5.0, 5.0]
    assert plans(compiled) == 1 and plans(double) == 0  # it became a part of the outer plan

    def again(x: Any) -> Any:
        return x if x.shape[0] == 1 else itself(x[1:]) + 1

    itself = lab.compile(again)
    for _ in range(4):
        assert itself(lab.ones(4)).tolist() == [4.0]


def test_threads() -> None:
    compiled = warmed(lambda x: (x * 2).exp().sum(), lab.zeros(64, 64))
    wrong: list[Any] = []

    def work(k: int) -> None:
        x = lab.full((64, 64), k / 100)
        expected = (x * 2).exp().sum().item()
        wrong.extend(1 for _ in range(200) if compiled(x).item() != expected)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_write_between_forward_and_backward_is_noticed() -> None:
    w = lab.ones(3, requires_grad=True)
    compiled = warmed(lambda x: (x * w * w).sum(), lab.ones(3))
    loss = compiled(lab.ones(3))
    with lab.no_grad():
        w.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_second_derivatives_are_refused() -> None:
    compiled = lab.compile(lambda x: (x**3).sum())
    for _ in range(3):
        x = lab.ones(2, requires_grad=True)
        y = compiled(x)
    assert plans(compiled) == 1
    assert_refused(lambda: lab.autograd.grad(y, x, create_graph=True), GraphError, "compile.double_backward",
                   "double backward", ("en",))  # fmt: skip


def test_backward_again_after_a_compiled_step() -> None:
    w = lab.ones(3, requires_grad=True)

    def step(x: Any) -> Any:
        loss = (x * w).sum()
        loss.backward()
        return loss

    compiled = warmed(step, lab.ones(3))
    loss = compiled(lab.ones(3))
    assert loss.requires_grad and loss.item() == 3
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()
