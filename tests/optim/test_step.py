"""A step happens whole or not at all; hooks, groups, closures and states around it."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.optim import SGD, Adam, AdamW, Optimizer

MAKERS: dict[str, Callable[[Any], Optimizer]] = {
    "SGD": lambda params: SGD(params, lr=0.1),
    "SGD momentum": lambda params: SGD(params, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
    "Adam": lambda params: Adam(params, lr=0.1, weight_decay=0.1),
    "AdamW amsgrad": lambda params: AdamW(params, lr=0.1, amsgrad=True),
}


def problem(make: Callable[[Any], Optimizer], steps: int) -> tuple[Optimizer, list[lab.Tensor]]:
    """An optimizer after some steps, with fresh gradients waiting."""
    params = [lab.tensor([1.0, -2.0], requires_grad=True), lab.tensor(0.5, requires_grad=True), lab.nn.Parameter()]
    optimizer = make(params)
    for left in range(steps, -1, -1):
        optimizer.zero_grad()
        ((params[0] ** 2).sum() * params[1]).backward()
        if left:
            optimizer.step()
    return optimizer, params


def picture(optimizer: Optimizer, params: list[lab.Tensor]) -> list[Any]:
    """Everything a step may change, copied. Versions apart: they only count up."""
    state = [[(name, value.tolist()) for name, value in optimizer.state.get(p, {}).items()] for p in params]
    return [[p.tolist() for p in params], state]


def interrupted(function: Callable[[], Any], at: int) -> bool:
    """Run ``function`` and raise KeyboardInterrupt at its ``at``-th line inside the library; False if it has fewer."""
    lines = 0

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal lines
        if "autograd_lab" not in frame.f_code.co_filename:
            return None
        if event == "line":
            lines += 1
            if lines == at:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.mark.parametrize("steps", [0, 2], ids=["first step", "later step"])
@pytest.mark.parametrize("name", MAKERS)
def test_an_interrupt_at_any_line_leaves_old_or_new(name: str, steps: int) -> None:
    optimizer, params = problem(MAKERS[name], steps)
    old = picture(optimizer, params)
    optimizer.step()
    new = picture(optimizer, params)
    assert old != new
    seen = {"old": 0, "new": 0}
    at = 0
    while True:
        at += 1
        optimizer, params = problem(MAKERS[name], steps)
        if not interrupted(optimizer.step, at):
            break
        left = picture(optimizer, params)
        assert left in (old, new), f"torn apart at line {at}"
        seen["old" if left == old else "new"] += 1
        optimizer.step()  # and it still works
    assert at > 30 and min(seen.values()) > 0
    assert picture(optimizer, params) == new


def test_a_torn_commit_is_finished_before_the_interrupt_goes_on() -> None:
    """On a GPU the assignments run Python code, so one of them can be interrupted."""

    class Interrupting(dict[Any, Any]):
        fuse = 1

        def __setitem__(self, key: Any, value: Any) -> None:
            self.fuse -= 1
            if self.fuse == 0:
                raise KeyboardInterrupt
            super().__setitem__(key, value)

    optimizer, params = problem(MAKERS["SGD momentum"], 0)
    twin, twin_params = problem(MAKERS["SGD momentum"], 0)
    optimizer.state = Interrupting()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        optimizer.step()
    twin.step()
    assert picture(optimizer, params) == picture(twin, twin_params)


def test_a_step_is_noticed_by_the_graph_and_by_views() -> None:
    w = lab.tensor([2.0], requires_grad=True)
    window = w.detach()
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    SGD([w], lr=0.5).step()
    assert window.item() == 0.0  # the same memory
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


def test_momentum_has_memory_of_its_own() -> None:
    w = lab.tensor([1.0], requires_grad=True)
    optimizer = SGD([w], lr=1.0, momentum=0.5)
    for _ in range(2):
        w.sum().backward()  # never zeroed: .grad grows in place, 1 and then 2
        optimizer.step()
    assert optimizer.state[w]["momentum_buffer"].item() == 2.5
    assert w.item() == 1 - 1 - 2.5


def test_parameters_without_gradient_stay(device: str) -> None:
    frozen, used = lab.ones(2, device=device, requires_grad=True), lab.ones(2, device=device, requires_grad=True)
    optimizer = Adam([frozen, used], lr=0.1)
    used.sum().backward()
    optimizer.step()
    assert frozen.tolist() == [1.0, 1.0] and used.tolist() == pytest.approx([0.9, 0.9])
    assert list(optimizer.state_dict()["state"]) == [1]
    assert optimizer.state[used]["exp_avg"].device.type == device


def test_float32_stays_float32_and_half_stays_half() -> None:
    for dtype in (lab.float32, lab.float16):
        w = lab.ones(3, dtype=dtype, requires_grad=True)
        (w * w).sum().backward()
        optimizer = Adam([w], lr=0.1)
        optimizer.step()
        assert w.dtype is dtype and optimizer.state[w]["exp_avg"].dtype is dtype


def test_groups_and_their_options() -> None:
    a, b = lab.ones(1, requires_grad=True), lab.ones(1, requires_grad=True)
    optimizer = SGD([{"params": a}], lr=0.1)
    optimizer.add_param_group({"params": [b], "lr": 1.0})
    (a + b).backward()
    optimizer.step()
    assert (a.item(), b.item()) == (pytest.approx(0.9), 0.0)
    optimizer.param_groups[1]["lr"] = 2.0  # what a slider or a schedule does
    optimizer.step()
    assert b.item() == -2.0


def test_named_parameters() -> None:
    model = lab.nn.Linear(2, 1)
    optimizer = SGD(model.named_parameters(), lr=0.1)
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert optimizer.param_groups[0]["params"] == [model.weight, model.bias]


def test_zero_grad() -> None:
    w = lab.ones(2, requires_grad=True)
    optimizer = SGD([w], lr=0.1)
    w.sum().backward()
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert w.grad is None


def test_closure() -> None:
    w = lab.tensor(3.0, requires_grad=True)
    optimizer = SGD([w], lr=0.1)

    def closure() -> lab.Tensor:
        optimizer.zero_grad()
        loss = w * w
        loss.backward()
        return loss

    with lab.no_grad():
        assert optimizer.step(closure).item() == 9.0
    assert w.item() == pytest.approx(2.4)


def test_hooks_run_around_every_step() -> None:
    w = lab.ones(1, requires_grad=True)
    w.grad = lab.ones(1)
    optimizer, told = SGD([w], lr=1.0), []
    before = optimizer.register_step_pre_hook(lambda o, args, kwargs: told.append(("before", o, w.item())))
    optimizer.register_step_post_hook(lambda o, args, kwargs: told.append(("after", o, w.item())))
    optimizer.step()
    assert told == [("before", optimizer, 1.0), ("after", optimizer, 0.0)]
    before.remove()
    optimizer.step()
    assert told[2:] == [("after", optimizer, -1.0)]


def test_one_function_as_two_step_hooks() -> None:
    optimizer, told = SGD([lab.ones(1, requires_grad=True)], lr=1.0), []

    def tell(*_: object) -> None:
        told.append(1)

    first, _ = optimizer.register_step_post_hook(tell), optimizer.register_step_post_hook(tell)
    first.remove()
    first.remove()  # this one again, not the other
    optimizer.step()
    assert told == [1]


def test_a_learner_writes_an_optimizer_as_in_torch() -> None:
    class Mine(Optimizer):
        def __init__(self, params: Any, rate: float) -> None:
            super().__init__(params, {"rate": rate})

        @lab.no_grad()
        def step(self, closure: Any = None) -> None:
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        count = self.state[p].setdefault("count", 0)
                        self.state[p]["count"] = count + 1
                        p.add_(p.grad, alpha=-group["rate"])

    class Twice(Mine):
        def step(self, closure: Any = None) -> None:
            super().step(closure)
            super().step(closure)

    w = lab.ones(1, requires_grad=True)
    w.grad = lab.ones(1)
    optimizer, told = Twice([w], rate=0.25), []
    optimizer.register_step_post_hook(lambda o, args, kwargs: told.append(w.item()))
    optimizer.step()
    assert told == [0.5]  # one step from outside, one call of the hook
    assert optimizer.state_dict()["state"] == {0: {"count": 2}}


def test_a_state_is_not_taken_over_in_part() -> None:
    w = lab.ones(2, requires_grad=True)
    w.grad = lab.ones(2)
    optimizer = Adam([w])
    optimizer.step()
    before = copy.deepcopy(optimizer.state_dict())
    wrong = Adam([lab.ones(2, requires_grad=True), lab.ones(1, requires_grad=True)]).state_dict()
    with pytest.raises(ValueError, match="2 parameters instead of 1"):
        optimizer.load_state_dict(wrong)
    after = optimizer.state_dict()
    assert after["param_groups"] == before["param_groups"]
    np.testing.assert_array_equal(after["state"][0]["exp_avg"].numpy(), before["state"][0]["exp_avg"].numpy())


def test_a_state_from_torch_goes_on_here() -> None:
    torch = pytest.importorskip("torch")
    theirs = torch.ones(2, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([theirs], lr=0.1)
    (theirs**2).sum().backward()
    optimizer.step()
    ours = lab.tensor(theirs.detach().numpy(), requires_grad=True)
    state = copy.deepcopy(optimizer.state_dict())
    for values in state["state"].values():
        values.update({name: lab.tensor(value.numpy()) for name, value in values.items()})
    continued = Adam([ours])
    continued.load_state_dict(state)
    for p, o in ((theirs, optimizer), (ours, continued)):
        o.zero_grad()
        (p**2).sum().backward()
        o.step()
    np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-12)


W = lab.ones(2, requires_grad=True)
OTHER = lab.ones(2, requires_grad=True)
# fmt: off
ROWS: list[tuple[Callable[[], Any], type[Exception], str, str]] = [
    (lambda: SGD([W], lr=-0.1), ValueError, "Invalid learning rate: -0.1", "学习率无效：-0.1"),
    (lambda: SGD([W], lr=float("nan")), ValueError, "nan", "nan"),
    (lambda: Adam([W], lr=-1), ValueError, "learning rate", "学习率"),
    (lambda: SGD([W], momentum=-1), ValueError, "momentum value: -1", "momentum 的值无效"),
    (lambda: SGD([W], weight_decay=-1), ValueError, "weight_decay value: -1", "weight_decay 的值无效"),
    (lambda: SGD([W], nesterov=True), ValueError, "Nesterov", "Nesterov"),
    (lambda: Adam([W], betas=(0.9, 1.0)), ValueError, "index 1: 1.0", "第 1 个 beta"),
    (lambda: Adam([W], eps=-1e-8), ValueError, "eps", "eps"),
    (lambda: SGD([], lr=0.1), ValueError, "empty parameter list", "参数列表为空"),
    (lambda: SGD(lab.nn.Linear(1, 1), lr=0.1), TypeError, "pass model.parameters()", "请传入 model.parameters()"),
    (lambda: SGD(W, lr=0.1), TypeError, "iterable of Tensors", "请把它放进列表"),
    (lambda: SGD([{"params": {W}}], lr=0.1), TypeError, "ordered collections", "顺序"),
    (lambda: SGD([1.0], lr=0.1), TypeError, "float", "float"),
    (lambda: SGD([W * 2], lr=0.1), ValueError, "non-leaf", "非叶子"),
    (lambda: SGD([{"params": [W]}, {"params": [W]}], lr=0.1), ValueError, "more than one parameter group", "多个参数组"),
    (lambda: SGD([W], lr=0.1).add_param_group([OTHER]), TypeError, "must be a dict", "应为字典"),
    (lambda: Adam([W]).load_state_dict(Adam([{"params": [W]}, {"params": [OTHER]}]).state_dict()), ValueError, "2 instead of 1", "2 个参数组"),
    (lambda: Adam([W]).load_state_dict(Adam([W, OTHER]).state_dict()), ValueError, "2 parameters instead of 1", "2 个参数"),
]
# fmt: on
# ruff: noqa: E501 (the table: one call, one line)


@pytest.mark.parametrize("index", range(len(ROWS)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_arguments(index: int, language: str) -> None:
    call, error, english, chinese = ROWS[index]
    lab.set_language(language)
    with pytest.raises(error) as raised:
        call()
    assert (english if language == "en" else chinese) in str(raised.value)


def test_a_refused_group_leaves_the_optimizer_as_it_was() -> None:
    optimizer = SGD([W], lr=0.1)
    with pytest.raises(ValueError):
        optimizer.add_param_group({"params": [OTHER], "lr": -1})
    assert len(optimizer.param_groups) == 1


def test_a_parameter_named_twice_in_a_group_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="duplicate parameters"):
        SGD([W, W], lr=0.1)
