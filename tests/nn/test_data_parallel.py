"""DataParallel: the whole batch in parts, in threads, and back to the same result."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import nn
from autograd_lab.errors import ArgumentError, DeviceError
from tests.support.refusal import assert_refused

TWO = ["cpu", "cpu"]


def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 2)).double()


@pytest.mark.parametrize("rows", [1, 2, 7])
@pytest.mark.parametrize("devices", [[], ["cpu"], TWO, ["cpu"] * 3], ids=len)
def test_the_same_outputs_and_gradients(devices: list[str], rows: int) -> None:
    x = torch.randn(rows, 4, dtype=torch.float64)
    one, several = net(), nn.DataParallel(net(), devices)
    one(x).square().sum().backward()
    out = several(x)
    out.square().sum().backward()
    assert torch.allclose(out, one(x))
    for (name, p), (other, q) in zip(one.named_parameters(), several.named_parameters(), strict=True):
        assert other == f"module.{name}"
        assert torch.allclose(p.grad, q.grad)


def test_they_work_in_threads_of_their_own_and_in_the_callers_grad_mode() -> None:
    seen: list[tuple[str, bool]] = []

    class Look(nn.Module):
        def forward(self, x: Any, scale: float, extra: dict[str, Any]) -> Any:
            seen.append((threading.current_thread().name, torch.is_grad_enabled()))
            return {"y": x * scale + extra["b"], "n": x.sum()}

    with torch.no_grad():
        out = nn.DataParallel(Look(), TWO)(torch.ones(4, 2), scale=3.0, extra={"b": torch.ones(4, 1)})
    assert out["y"].tolist() == [[4.0, 4.0]] * 4 and out["n"].tolist() == [4.0, 4.0]
    assert len({name for name, _ in seen}) == 2 and not any(grad for _, grad in seen)


def test_running_means_are_those_of_the_first() -> None:
    model = nn.DataParallel(nn.BatchNorm1d(1), TWO)
    model(torch.tensor([[1.0], [3.0], [10.0], [30.0]]))
    assert model.module.running_mean.item() == pytest.approx(0.2) and model.module.num_batches_tracked.item() == 1


def test_an_error_of_a_part_is_the_callers() -> None:
    with pytest.raises(RuntimeError, match=r"\(4, 3\)"):
        nn.DataParallel(net(), TWO)(torch.ones(8, 3, dtype=torch.float64))


def test_refuses() -> None:
    class Two(nn.Module):
        def forward(self, a: Any, b: Any) -> Any:
            return a.sum() + b.sum()

    model = nn.DataParallel(Two(), TWO)
    assert_refused(lambda: model(torch.ones(4), torch.ones(1)), ArgumentError, "parallel.uneven", "(1,)")
    away = nn.DataParallel(nn.Linear(1, 1).to("meta"), TWO) if hasattr(torch, "meta") else None
    if away is not None:
        assert_refused(lambda: away(torch.ones(2, 1)), DeviceError, "parallel.first", "cpu")


def test_the_four_steps_one_by_one() -> None:
    parallel = torch.nn.parallel
    x = torch.randn(5, 4, dtype=torch.float64)
    model = net()
    parts = parallel.scatter(x, TWO)
    assert isinstance(parts, tuple) and [tuple(part.shape) for part in parts] == [(3, 4), (2, 4)]
    pairs = parallel.scatter((x, {"n": 1}), TWO)
    assert isinstance(pairs, list) and pairs[1][1] == {"n": 1} and torch.equal(pairs[1][0], x[3:])
    assert parallel.scatter({"n": 1}, TWO) == [{"n": 1}, {"n": 1}]
    copies = parallel.replicate(model, TWO)
    outputs = parallel.parallel_apply(copies, parts)
    whole = parallel.gather(outputs, "cpu")
    assert torch.allclose(whole, model(x))
    whole.sum().backward()
    assert all(p.grad is not None for p in model.parameters())
    apart = parallel.replicate(model, TWO, detach=True)
    assert parallel.parallel_apply(apart, parts)[0].grad_fn is None
    assert_refused(lambda: parallel.parallel_apply(copies, parts[:1]), ArgumentError, "parallel.counts", "1")
