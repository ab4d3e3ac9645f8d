"""state_dict and load_state_dict, the hooks around them and around steps, groups by name, steps that are recorded."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.optim.rows import ROWS, Row, name_of

LOADABLE = [row for row in ROWS if row[0] != "LBFGS"]
RECORDABLE = [row for row in LOADABLE if row[0] not in ("Muon", "Adafactor")]  # those have no ``differentiable``


def stepped(torch: Any, name: str = "Adam", **options: Any) -> tuple[Any, Any]:
    w = torch.ones(2, dtype=torch.float64).requires_grad_()
    w.grad = torch.ones_like(w)
    optimizer = getattr(torch.optim, name)([w], **options)
    optimizer.step()
    return optimizer, w


# -- states ----------------------------------------------------------------------------------------------------------


def test_structure(torch: Any) -> None:
    optimizer, _ = stepped(torch)
    saved = optimizer.state_dict()
    assert list(saved) == ["state", "param_groups"] and list(saved["state"]) == [0]
    assert list(saved["state"][0]) == ["step", "exp_avg", "exp_avg_sq"]
    assert saved["param_groups"][0]["params"] == [0] and saved["param_groups"][0]["betas"] == (0.9, 0.999)
    assert saved["state"][0]["step"].dtype is torch.float32 and saved["state"][0]["step"].shape == ()


def test_numbers_go_on_through_the_groups(torch: Any) -> None:
    a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
    optimizer = torch.optim.SGD([{"params": [a, b]}, {"params": [c]}])
    assert [group["params"] for group in optimizer.state_dict()["param_groups"]] == [[0, 1], [2]]


@pytest.mark.parametrize("row", LOADABLE, ids=name_of)
def test_a_state_of_torch_is_gone_on_from_and_the_other_way(row: Row) -> None:
    torch = pytest.importorskip("torch")
    name, options = row

    def steps(w: Any, optimizer: Any, count: int) -> None:
        for _ in range(count):
            w.grad = None
            ((w @ w).sin().sum() * (-1.0 if options.get("maximize") else 1.0)).backward()
            optimizer.step()

    def start(library: Any, values: Any) -> tuple[Any, Any]:
        w = library.tensor(values).requires_grad_()
        return w, getattr(library.optim, name)([w], **options)

    values = np.array([[0.5, -0.3], [0.2, 0.9]])
    (ours, mine), (theirs, other) = start(lab, values), start(torch, values)
    steps(ours, mine, 3)
    steps(theirs, other, 3)
    crossed, crossed_other = start(lab, theirs.detach().numpy()), start(torch, ours.detach().numpy())
    crossed[1].load_state_dict(other.state_dict())  # as it is: PyTorch's tensors are read
    state = copy.deepcopy(mine.state_dict())
    for kept in state["state"].values():
        kept.update({key: torch.from_numpy(np.array(value.numpy())) for key, value in kept.items()})
    crossed_other[1].load_state_dict(state)
    for w, optimizer in (crossed, (ours, mine), crossed_other, (theirs, other)):
        steps(w, optimizer, 3)
    np.testing.assert_allclose(crossed[0].detach().numpy(), theirs.detach().numpy(), atol=1e-8)
    np.testing.assert_allclose(crossed_other[0].detach().numpy(), ours.detach().numpy(), atol=1e-6)


def test_loaded_state_takes_the_parameter_s_dtype_but_counts_keep_theirs(torch: Any) -> None:
    saved = stepped(torch)[0].state_dict()
    w = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.Adam([w])
    optimizer.load_state_dict(saved)
    assert optimizer.state[w]["exp_avg"].dtype is torch.float32 and optimizer.state[w]["step"].dtype is torch.float32
    saved["state"][0]["exp_avg"].zero_()
    assert optimizer.state[w]["exp_avg"].tolist() == pytest.approx([0.1, 0.1])  # a copy


def test_options_that_an_older_state_lacks_stay(torch: Any) -> None:
    optimizer, w = stepped(torch)
    saved = optimizer.state_dict()
    del saved["param_groups"][0]["amsgrad"], saved["param_groups"][0]["foreach"]
    saved["param_groups"][0]["lr"] = 0.5
    saved["param_groups"][0]["initial_lr"] = 0.7  # a scheduler's
    optimizer.load_state_dict(saved)
    group = optimizer.param_groups[0]
    assert (group["lr"], group["initial_lr"], group["amsgrad"]) == (0.5, 0.7, False) and group["params"] == [w]


def test_a_count_that_is_a_plain_number_is_gone_on_from(torch: Any) -> None:
    optimizer, w = stepped(torch)
    saved = copy.deepcopy(optimizer.state_dict())
    saved["state"][0]["step"] = 1
    twin, other = stepped(torch)
    twin.load_state_dict(saved)
    optimizer.step()
    twin.step()
    assert twin.state[other]["step"] == 2 and other.tolist() == w.tolist()


def test_adamw_stays_decoupled(torch: Any) -> None:
    saved = stepped(torch)[0].state_dict()
    optimizer = torch.optim.AdamW([torch.ones(2, requires_grad=True)])
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["decoupled_weight_decay"] is True
    assert saved["param_groups"][0]["decoupled_weight_decay"] is False


def test_what_belongs_to_no_parameter_is_kept(torch: Any) -> None:
    optimizer, _ = stepped(torch)
    saved = optimizer.state_dict()
    saved["state"]["mine"] = {"n": 3}
    optimizer.load_state_dict(saved)
    assert optimizer.state_dict()["state"]["mine"] == {"n": 3}


def test_a_copy_and_a_pickle_go_on(torch: Any) -> None:
    optimizer, w = stepped(torch)
    told: list[int] = []
    optimizer.register_step_post_hook(lambda *_: told.append(1))
    for other in (copy.deepcopy(optimizer), pickle.loads(pickle.dumps(optimizer)) if torch is lab else None):
        if other is not None:
            p = other.param_groups[0]["params"][0]
            p.grad = torch.ones_like(p)
            other.step()
            assert p is not w and other.state[p]["step"] == 2
    assert not told  # hooks stay with the one they were put on


# -- hooks -----------------------------------------------------------------------------------------------------------


def test_hooks_around_saving(torch: Any) -> None:
    optimizer, _ = stepped(torch)
    told: list[Any] = []
    optimizer.register_state_dict_pre_hook(lambda o: told.append("second"))
    optimizer.register_state_dict_pre_hook(lambda o: told.append("first"), prepend=True)
    optimizer.register_state_dict_post_hook(lambda o, saved: saved.update(mine=1))
    handle = optimizer.register_state_dict_post_hook(lambda o, saved: {**saved, "other": saved["mine"] + 1})
    saved = optimizer.state_dict()
    assert told == ["first", "second"] and (saved["mine"], saved["other"]) == (1, 2)
    handle.remove()
    assert "other" not in optimizer.state_dict()


def test_hooks_around_loading(torch: Any) -> None:
    optimizer, _ = stepped(torch)
    saved = optimizer.state_dict()
    told: list[Any] = []

    def slower(o: Any, loaded: Any) -> Any:
        groups = [{**group, "lr": 0.25} for group in loaded["param_groups"]]
        return {**loaded, "param_groups": groups}

    optimizer.register_load_state_dict_pre_hook(slower)
    optimizer.register_load_state_dict_pre_hook(lambda o, loaded: loaded.update(seen=1), prepend=True)
    optimizer.register_load_state_dict_post_hook(lambda o: told.append(o.param_groups[0]["lr"]))
    optimizer.load_state_dict(saved)
    assert told == [0.25] and "seen" not in saved and saved["param_groups"][0]["lr"] == 1e-3


def test_hooks_of_all_optimizers(torch: Any) -> None:
    from importlib import import_module

    module = import_module(f"{torch.__name__}.optim.optimizer")
    told: list[str] = []
    handles = [
        module.register_optimizer_step_pre_hook(lambda *_: told.append("all before")),
        module.register_optimizer_step_post_hook(lambda *_: told.append("all after")),
    ]
    optimizer, _ = stepped(torch)
    optimizer.register_step_pre_hook(lambda *_: told.append("before"))
    optimizer.register_step_post_hook(lambda *_: told.append("after"))
    told.clear()
    optimizer.step()
    for handle in handles:
        handle.remove()
    assert told == ["all before", "before", "after", "all after"]
    optimizer.step()
    assert told[4:] == ["before", "after"]


def test_a_pre_hook_sees_the_arguments_and_may_change_them(torch: Any) -> None:
    optimizer, _ = stepped(torch)
    seen: list[Any] = []

    def hook(o: Any, args: Any, kwargs: Any) -> Any:
        seen.append((args[0] is o, len(args), kwargs))
        return args, {"closure": lambda: 7.0}

    optimizer.register_step_pre_hook(hook)
    assert optimizer.step() == 7.0 and seen == [(True, 1, {})]


# -- groups ----------------------------------------------------------------------------------------------------------


def test_the_dict_given_becomes_the_group(torch: Any) -> None:
    group = {"params": torch.ones(1, requires_grad=True)}
    optimizer = torch.optim.SGD([group], lr=0.1)
    assert optimizer.param_groups[0] is group and group["momentum"] == 0
    group["lr"] = 0.5
    assert optimizer.state_dict()["param_groups"][0]["lr"] == 0.5


def test_names_are_saved_and_shown(torch: Any) -> None:
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD([{"params": model.named_parameters()}], lr=0.1)
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]
    assert "param_names: ['weight', 'bias']" in repr(optimizer)
    saved = torch.optim.SGD(model.parameters(), lr=0.2).state_dict()
    optimizer.load_state_dict(saved)
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"] and optimizer.param_groups[0]["lr"] == 0.2


def test_an_option_without_default_must_be_given(torch: Any) -> None:
    from importlib import import_module

    required = import_module(f"{torch.__name__}.optim.optimizer").required
    assert repr(required) == "<required parameter>"

    class Mine(torch.optim.Optimizer):
        def __init__(self, params: Any, rate: Any = required) -> None:
            super().__init__(params, {"rate": rate})

    w = torch.ones(1, requires_grad=True)
    assert Mine([{"params": [w], "rate": 2}]).param_groups[0]["rate"] == 2
    with pytest.raises(ValueError, match="rate"):
        Mine([w])


def test_a_rate_in_a_tensor(torch: Any) -> None:
    optimizer, w = stepped(torch, "SGD", lr=torch.tensor(0.5))
    assert w.tolist() == [0.5, 0.5] and isinstance(optimizer.param_groups[0]["lr"], torch.Tensor)
    optimizer.param_groups[0]["lr"].fill_(0.25)
    optimizer.step()
    assert w.tolist() == [0.25, 0.25]


# -- steps that are recorded -----------------------------------------------------------------------------------------


START, GRADIENT = [0.5, -1.5, 2.0], [0.3, -0.2, 0.9]


def after_steps(library: Any, row: Row, steps: int, start: Any, gradient: Any, **more: Any) -> Any:
    """Where ``start`` gets to by steps with always the same gradient; the last with another, so that signs change."""
    name, options = row
    optimizer = getattr(library.optim, name)([start], **options, **more)
    for step in range(steps):
        start.grad = gradient * (1.0 - 0.4 * step)
        optimizer.step()
    return (start * start).sum()


@pytest.mark.parametrize("row", RECORDABLE, ids=name_of)
def test_gradients_flow_through_steps(row: Row) -> None:
    """By the start and by the gradient; compared with differences of steps that are not recorded."""

    def tensors(*values: Any) -> Any:
        return (lab.tensor(np.array(value), dtype=lab.float64) for value in values)

    leaf, g = (t.requires_grad_() for t in tensors(START, GRADIENT))
    w = leaf.clone()
    found = lab.autograd.grad(after_steps(lab, row, 3, w, g, differentiable=True), (leaf, g), materialize_grads=True)
    for which, got in enumerate(found):
        for i in range(3):
            ends = []
            for change in (1e-5, -1e-5):
                values = [list(START), list(GRADIENT)]
                values[which][i] += change
                start, gradient = tensors(*values)
                ends.append(after_steps(lab, row, 3, start, gradient).item())
            assert got[i].item() == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-4, abs=1e-5)


# PyTorch computes a recorded step's numbers in float32, and cuts SGD's first momentum off from its gradient.
@pytest.mark.parametrize("row", [row for row in RECORDABLE if "momentum" not in row[1]], ids=name_of)
def test_gradients_flow_as_in_torch(row: Row) -> None:
    torch = pytest.importorskip("torch")

    def gradients(library: Any) -> list[Any]:
        leaf, g = (library.tensor(v, dtype=library.float64).requires_grad_() for v in (START, GRADIENT))
        w = leaf.clone()
        end = after_steps(library, row, 1, w, g, differentiable=True)
        return [grad.numpy() for grad in library.autograd.grad(end, (leaf, g), materialize_grads=True)]

    for mine, other in zip(gradients(lab), gradients(torch), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-4, atol=1e-6)


def test_the_rate_can_be_learned(torch: Any) -> None:
    rate = torch.tensor(0.1, requires_grad=True)
    leaf = torch.tensor([3.0], requires_grad=True)
    w = leaf.clone()
    optimizer = torch.optim.SGD([w], lr=rate, differentiable=True)
    w.grad = torch.tensor([2.0])
    optimizer.step()
    (w**2).sum().backward()
    assert rate.grad.item() == pytest.approx(2 * (3.0 - 0.2) * -2.0)  # d(3 - 2 r)^2 / dr
    assert leaf.grad.item() == pytest.approx(2 * 2.8)


def test_the_gradient_of_a_gradient_step(torch: Any) -> None:
    """One step of learning, differentiated: the core of MAML."""
    leaf = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    w = leaf.clone()
    (w.grad,) = torch.autograd.grad((leaf**3).sum(), leaf, create_graph=True)
    torch.optim.SGD([w], lr=0.1, differentiable=True).step()
    w.sum().backward()
    np.testing.assert_allclose(leaf.grad.numpy(), 1 - 0.1 * 6 * leaf.detach().numpy())
