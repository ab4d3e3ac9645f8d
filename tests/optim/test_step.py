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
    "Adamax": lambda params: lab.optim.Adamax(params),
    "NAdam": lambda params: lab.optim.NAdam(params, weight_decay=0.1, decoupled_weight_decay=True),
    "RAdam": lambda params: lab.optim.RAdam(params, betas=(0.8, 0.9)),
    "RMSprop": lambda params: lab.optim.RMSprop(params, centered=True, momentum=0.5),
    "Rprop": lambda params: lab.optim.Rprop(params),
    "ASGD": lambda params: lab.optim.ASGD(params, t0=1),
    "Adagrad": lambda params: lab.optim.Adagrad(params, lr=0.1, lr_decay=0.1),
    "Adadelta": lambda params: lab.optim.Adadelta(params),
    "Adafactor": lambda params: lab.optim.Adafactor(params, weight_decay=0.1),
    "Muon": lambda params: lab.optim.Muon(params[3:], lr=0.1),
    "LBFGS": lambda params: lab.optim.LBFGS(params, lr=0.1, max_iter=2),
    "LBFGS strong_wolfe": lambda params: lab.optim.LBFGS(params, max_iter=2, line_search_fn="strong_wolfe"),
}


def problem(make: Callable[[Any], Optimizer], steps: int) -> tuple[Optimizer, list[lab.Tensor], Callable[[], Any]]:
    """An optimizer after some steps, with fresh gradients waiting; and what makes one more step."""
    params = [lab.tensor([1.0, -2.0], requires_grad=True), lab.tensor(0.5, requires_grad=True), lab.nn.Parameter()]
    params.append(lab.tensor([[0.5, 1.0], [-0.5, 2.0]], requires_grad=True))
    optimizer = make(params)

    def closure() -> lab.Tensor:
        optimizer.zero_grad()
        loss = (params[0] ** 2).sum() * params[1] + (params[3] @ params[3]).sum() ** 2 + params[1] ** 4
        loss.backward()
        return loss

    def step() -> None:
        optimizer.step(closure) if isinstance(optimizer, lab.optim.LBFGS) else optimizer.step()

    for left in range(steps, -1, -1):
        closure()
        if left:
            step()
    return optimizer, params, step


def picture(optimizer: Optimizer, params: list[lab.Tensor]) -> list[Any]:
    """Everything a step may change, copied. Versions apart: they only count up."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return value.tolist() if isinstance(value, lab.Tensor) else value

    state = [[(name, plain(value)) for name, value in optimizer.state.get(p, {}).items()] for p in params]
    return [[p.tolist() for p in params], state]


def interrupted(function: Callable[[], Any], at: int) -> bool:
    """Run ``function`` and raise KeyboardInterrupt at its ``at``-th line inside the library; False if it has fewer."""
    return lines_until(function, at) == at


def lines_until(function: Callable[[], Any], at: int) -> int:
    """Run ``function`` up to its ``at``-th line inside the library; how many lines it came."""
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
        pass
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("steps", [0, 2], ids=["first step", "later step"])
@pytest.mark.parametrize("name", MAKERS)
def test_an_interrupt_at_any_line_leaves_old_or_new(name: str, steps: int) -> None:
    optimizer, params, step = problem(MAKERS[name], steps)
    old = picture(optimizer, params)
    step()
    new = picture(optimizer, params)
    assert old != new
    seen = {"old": 0, "new": 0}
    total = lines_until(problem(MAKERS[name], steps)[2], -1)
    assert total > 30
    where = range(1, total + 1)
    if "LBFGS" in name:  # thousands of lines, most of them the closure's: some of them, and all at the end
        where = [*range(1, total - 60, 17), *range(total - 60, total + 1)]
    for at in where:
        optimizer, params, step = problem(MAKERS[name], steps)
        assert interrupted(step, at)
        left = picture(optimizer, params)
        assert left in (old, new), f"torn apart at line {at}"
        seen["old" if left == old else "new"] += 1
        step()  # and it still works
    assert min(seen.values()) > 0


def test_a_torn_commit_is_finished_before_the_interrupt_goes_on() -> None:
    """On a GPU the assignments run Python code, so one of them can be interrupted."""

    class Interrupting(dict[Any, Any]):
        fuse = 1

        def __setitem__(self, key: Any, value: Any) -> None:
            self.fuse -= 1
            if self.fuse == 0:
                raise KeyboardInterrupt
            super().__setitem__(key, value)

    optimizer, params, step = problem(MAKERS["SGD momentum"], 0)
    twin, twin_params, twin_step = problem(MAKERS["SGD momentum"], 0)
    optimizer.state = Interrupting()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        step()
    twin_step()
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


def test_the_average_of_asgd_is_the_mean_since_t0() -> None:
    w = lab.ones(1, dtype=lab.float64, requires_grad=True)
    optimizer, places = lab.optim.ASGD([w], lr=0.1, t0=3), []
    for _ in range(10):
        optimizer.zero_grad()
        w.exp().sum().backward()
        optimizer.step()
        places.append(w.item())
        wanted = places[-1] if len(places) < 5 else np.mean(places[4:])
        assert optimizer.state[w]["ax"].item() == pytest.approx(wanted, rel=1e-6)


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


def test_halves_are_computed_in_float32() -> None:
    """In float16 the squares of these gradients, and eps, are 0."""
    w = lab.ones(3, dtype=lab.float16, requires_grad=True)
    w.grad = lab.full((3,), 1e-4, dtype=lab.float16)
    Adam([w], lr=0.1).step()
    assert w.tolist() == pytest.approx([0.9] * 3, abs=1e-3)


def test_a_rate_in_a_tensor_on_each_device(device: str) -> None:
    w = lab.ones(2, device=device, requires_grad=True)
    w.grad = lab.ones(2, device=device)
    AdamW([w], lr=lab.tensor(0.5), betas=(lab.tensor(0.5), lab.tensor(0.9)), weight_decay=0.5).step()
    assert w.tolist() == pytest.approx([0.25, 0.25])


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


def test_a_refused_group_leaves_the_optimizer_as_it_was() -> None:
    optimizer = SGD([lab.ones(2, requires_grad=True)], lr=0.1)
    with pytest.raises(ValueError):
        optimizer.add_param_group({"params": [lab.ones(2, requires_grad=True)], "lr": -1})
    assert len(optimizer.param_groups) == 1


def test_a_parameter_named_twice_in_a_group_is_warned_of() -> None:
    w = lab.ones(2, requires_grad=True)
    with pytest.warns(UserWarning, match="duplicate parameters"):
        SGD([w, w], lr=0.1)
