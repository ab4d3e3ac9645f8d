"""GradScaler: small gradients survive, overflows are left out, and the scale finds its way, as in PyTorch."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.support.refusal import assert_refused


def one_weight(**options: Any) -> tuple[nn.Parameter, lab.optim.SGD, lab.amp.GradScaler]:
    weight = nn.Parameter(lab.ones(2))
    return weight, lab.optim.SGD([weight], lr=1.0), lab.amp.GradScaler("cpu", **options)


def test_a_gradient_too_small_for_float16_survives() -> None:
    weight, optimizer, scaler = one_weight(init_scale=2.0**15)  # with the default the loss itself would overflow
    for scaled in (False, True):
        optimizer.zero_grad()
        with lab.autocast("cpu", dtype=lab.float16):
            y = nn.functional.linear(lab.full((1, 2), 2.0**-12), weight.reshape(1, 2)) * 2.0**-14
        (scaler.scale(y.sum()) if scaled else y.sum()).backward()
        assert bool((weight.grad != 0).all()) is scaled
    scaler.unscale_(optimizer)
    assert weight.grad is not None and weight.grad.tolist() == [2.0**-26] * 2


def test_a_step_with_an_overflow_is_left_out() -> None:
    weight, optimizer, scaler = one_weight(init_scale=8.0)
    scaler.scale((weight * float("inf")).sum()).backward()
    assert scaler.step(optimizer) is None
    scaler.update()
    assert weight.tolist() == [1.0, 1.0] and scaler.get_scale() == 4.0


def walk(torch: Any) -> list[tuple[float, int, list[float]]]:
    """Scale, good steps and weights over steps of which some overflow."""
    weight = torch.nn.Parameter(torch.ones(2))
    optimizer = torch.optim.SGD([weight], lr=0.25)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**126, growth_interval=2, growth_factor=4.0, backoff_factor=0.25)
    found = []
    for factor in (1e-3, 1e-3, 1e-3, 1e30, 1.0, float("nan"), 1e-3, 1e-3, 1e-3):
        optimizer.zero_grad()
        scaler.scale((weight * factor).sum()).backward()
        scaler.step(optimizer)
        scaler.update()
        state = scaler.state_dict()
        found.append((state["scale"], state["_growth_tracker"], weight.tolist()))
    return found


def test_the_scale_goes_as_in_torch() -> None:
    """Recorded from PyTorch 2.13: it grows after two good steps, not beyond float32, and falls after each overflow."""
    top = 2.0**126
    expected = [(top, 1), (top, 0), (top, 1), (top / 4, 0), (top / 4, 1), (top / 16, 0), (top / 16, 1), (top / 4, 0)]
    assert [(scale, good) for scale, good, _ in walk(lab)][:8] == expected


def test_the_walk_is_that_of_the_installed_torch() -> None:
    torch = pytest.importorskip("torch")
    for ours, theirs in zip(walk(lab), walk(torch), strict=True):
        assert ours[:2] == theirs[:2] and ours[2] == pytest.approx(theirs[2], rel=1e-6, nan_ok=True)


def test_clipping_between_unscale_and_step() -> None:
    weight, optimizer, scaler = one_weight(init_scale=1024.0)
    scaler.scale((weight * lab.tensor([3.0, 4.0])).sum()).backward()
    scaler.unscale_(optimizer)
    assert nn.utils.clip_grad_norm_([weight], 1.0).item() == pytest.approx(5.0)
    scaler.step(optimizer)
    scaler.update()
    assert weight.tolist() == pytest.approx([0.4, 0.2])


def test_several_losses_and_optimizers() -> None:
    weight, optimizer, scaler = one_weight(init_scale=2.0)
    other = nn.Parameter(lab.ones(1))
    second = lab.optim.SGD([other], lr=1.0)
    for loss in scaler.scale([weight.sum(), (other / 0).sum()]):
        loss.backward()
    scaler.step(optimizer)
    scaler.step(second)
    scaler.update()
    assert weight.tolist() == [0.0, 0.0] and other.tolist() == [1.0]  # each is asked for itself
    assert scaler.get_scale() == 1.0


def test_a_saved_scaler_goes_on() -> None:
    _, _, scaler = one_weight(init_scale=32.0, growth_interval=7)
    scaler._good_steps = 3
    _, _, other = one_weight()
    other.load_state_dict(scaler.state_dict())
    assert other.state_dict() == scaler.state_dict() and other.get_scale() == 32.0
    assert other.get_growth_interval() == 7
    assert_refused(lambda: other.load_state_dict({}), RuntimeError, "scaler.empty_state", "", ())


def test_disabled_it_does_nothing() -> None:
    weight, optimizer, scaler = one_weight(enabled=False)
    loss = weight.sum()
    assert scaler.scale(loss) is loss and scaler.get_scale() == 1.0 and scaler.state_dict() == {}
    loss.backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    assert weight.tolist() == [0.0, 0.0]


def test_mistakes_are_explained() -> None:
    weight, optimizer, scaler = one_weight()
    assert_refused(lambda: scaler.step(optimizer), AssertionError, "scaler.no_gradients", "backward")
    scaler = lab.amp.GradScaler("cpu")
    assert_refused(scaler.update, AssertionError, "scaler.no_checks", "scaler.step")
    assert_refused(lambda: scaler.scale(3), ValueError, "scaler.outputs", "int")  # type: ignore[arg-type]
    scaler.scale(weight.sum()).backward()
    closure = {"closure": lambda: weight.sum()}
    assert_refused(lambda: scaler.step(optimizer, **closure), RuntimeError, "scaler.closure", "step")
    scaler.unscale_(optimizer)
    assert_refused(lambda: scaler.unscale_(optimizer), RuntimeError, "scaler.unscaled_twice", "update()")
    scaler.step(optimizer)
    assert_refused(lambda: scaler.step(optimizer), RuntimeError, "scaler.stepped_twice", "update()")
    assert_refused(lambda: scaler.unscale_(optimizer), RuntimeError, "scaler.unscaled_late", "step()")
    half = nn.Parameter(lab.ones(1, dtype=lab.float16))
    half.sum().backward()
    third = lab.optim.SGD([half], lr=1.0)
    assert_refused(lambda: scaler.unscale_(third), ValueError, "scaler.half", "float16", ("zh",))
    assert_refused(lambda: lab.amp.GradScaler("cpu", growth_factor=1.0), AssertionError, "scaler.growth", "1.0")
    assert_refused(lambda: lab.amp.GradScaler("cpu", backoff_factor=1.5), AssertionError, "scaler.backoff", "1.5")
    grad = lab.ones(2, requires_grad=True)
    assert_refused(lambda: scaler.update(grad), AssertionError, "scaler.new_scale", "(2,)")


def test_without_a_gpu_the_default_says_so() -> None:
    if lab.cuda.is_available():
        assert lab.amp.GradScaler().is_enabled()
    else:
        with pytest.warns(UserWarning, match="cpu"):
            assert not lab.amp.GradScaler().is_enabled()
