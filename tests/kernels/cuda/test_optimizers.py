"""Steps of optimizers as one launch: the same operations in the same order, so on the host the very numbers."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import watch
from autograd_lab.kernels import reference_ops
from autograd_lab.kernels.cuda.optimizers import CHUNK, Step
from tests.support import host_kernel
from tests.support.fake_cupy import FakeCupy


@pytest.fixture(autouse=True)
def compiler(request: pytest.FixtureRequest) -> None:
    if "gpu" not in request.fixturenames and not host_kernel.COMPILER:
        pytest.skip(host_kernel.MISSING)


SHAPES = ((3, 5), (2 * CHUNK + 7,), (), (2, 0), (4,))
WAYS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.2, "maximize": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.2, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.01, "weight_decay": 0.1, "amsgrad": True, "maximize": True}),
    ("RMSprop", {"weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.5, "maximize": True}),
    ("RMSprop", {"lr": 0.05, "centered": True, "alpha": 0.8}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.5, "centered": True}),
    ("Adagrad", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "initial_accumulator_value": 0.3, "maximize": True}),
    ("AdamW", {"betas": (0.5, 0.7), "eps": 1e-3, "weight_decay": 0.3}),
]


def parameters(dtype: str) -> list[Any]:
    rng = np.random.default_rng(0)
    return [lab.tensor(rng.standard_normal(shape).astype(dtype)).to("cuda").requires_grad_() for shape in SHAPES]


def train(name: str, options: Any, dtype: str) -> list[Any]:
    """The parameters and their state after some steps, of which one has no gradient for one parameter."""
    params = parameters(dtype)
    optimizer = getattr(lab.optim, name)(params, **options)
    for step in range(5):
        for k, p in enumerate(params):
            p.grad = None if (step, k) == (1, 4) else (p * 0.5 + 0.1 * k - 0.3 * step).detach()
        optimizer.step()
        if step == 2:
            optimizer.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    state = [(name, value) for p in params for name, value in optimizer.state[p].items()]
    return [p.detach().cpu().numpy() for p in params] + [(name, value.cpu().numpy()) for name, value in state]


@pytest.mark.parametrize("threaded", [False, True], ids=["one thread", "threads"])
@pytest.mark.parametrize("dtype", "fde")
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_very_numbers(
    way: Any, dtype: str, threaded: bool, fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_kernel.RawKernel, "threaded", threaded)
    found = train(*way, dtype)
    with reference_ops():
        expected = train(*way, dtype)
    assert [str(a) for a in found] == [str(b) for b in expected]
    for a, b in zip(found[: len(SHAPES)], expected[: len(SHAPES)], strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("dtype", "fd")
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_near_on_a_gpu(way: Any, dtype: str, gpu: str) -> None:
    """There a product and a sum are rounded once."""
    found = train(*way, dtype)
    with reference_ops():
        expected = train(*way, dtype)
    for a, b in zip(found[: len(SHAPES)], expected[: len(SHAPES)], strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e3 * np.finfo(dtype).eps)


def stepped(fake_cupy: FakeCupy, optimizer: Any, params: list[Any]) -> int:
    """How many kernels a step starts."""
    for p in params:
        p.grad = lab.ones_like(p)
    before = fake_cupy.counter.launches
    optimizer.step()
    return fake_cupy.counter.launches - before


def test_one_launch(fake_cupy: FakeCupy) -> None:
    params = parameters("f")
    optimizer = lab.optim.Adam(params)
    first, *later = [stepped(fake_cupy, optimizer, params) for _ in range(4)]
    assert first <= 3 and later == [1, 1, 1]  # two are zeros: the state, and what each block has done


@pytest.mark.parametrize("options", [{"foreach": True}, {"foreach": False}, {"fused": False}, {"capturable": True}])
def test_another_way_where_it_is_asked_for(options: Any, fake_cupy: FakeCupy) -> None:
    params = parameters("f")
    assert stepped(fake_cupy, lab.optim.Adam(params, **options), params) > 10


def test_a_state_that_does_not_start_at_zero(fake_cupy: FakeCupy) -> None:
    def trained() -> list[Any]:
        params = [lab.ones(3, device="cuda", requires_grad=True) for _ in range(2)]
        optimizer = lab.optim.Adagrad(params[:1], lr=0.1, initial_accumulator_value=0.5)
        optimizer.add_param_group({"params": params[1:]})
        for _ in range(2):
            for p in params:
                p.grad = lab.ones_like(p)
            optimizer.step()
        return [x.tolist() for p in params for x in (p, optimizer.state[p]["sum"])]

    found = trained()
    with reference_ops():
        assert found == trained()


def test_who_watches_sees_the_new_values(fake_cupy: FakeCupy) -> None:
    class Reader(watch.Watcher):
        seen = 0

        def wrote(self, *_: Any) -> None:
            self.seen += 1

    params, reader = parameters("f"), Reader()
    with watch.watching(reader):
        stepped(fake_cupy, lab.optim.SGD(params, lr=0.1), params)
    assert reader.seen == len(params)


def test_a_step_is_done_once(fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt may let commit do its writes again."""
    launch = Step.__setitem__

    def twice(self: Step, key: Any, value: Any) -> None:
        launch(self, key, value)
        launch(self, key, value)

    once = train("SGD", {"lr": 0.1, "momentum": 0.9}, "f")
    monkeypatch.setattr(Step, "__setitem__", twice)
    again = train("SGD", {"lr": 0.1, "momentum": 0.9}, "f")
    assert [str(a) for a in once] == [str(b) for b in again]


def test_parameters_notice_that_they_were_written_to(fake_cupy: FakeCupy) -> None:
    p = lab.ones(3, device="cuda", requires_grad=True)
    y = p * p
    p.grad = lab.ones_like(p)
    lab.optim.SGD([p], lr=0.1).step()
    with pytest.raises(RuntimeError, match="modified by an inplace"):
        y.sum().backward()


def test_what_lies_in_another_order_goes_alone(fake_cupy: FakeCupy) -> None:
    def trained() -> list[Any]:
        params = [lab.ones(4, 3, device="cuda").t().requires_grad_(), lab.ones(3, 4, device="cuda", requires_grad=True)]
        params[0].grad, params[1].grad = lab.full((3, 4), 0.5, device="cuda"), lab.full((4, 3), 0.5, device="cuda").t()
        lab.optim.SGD(params, lr=0.1).step()
        return [p.tolist() for p in params]

    found = trained()
    with reference_ops():
        assert found == trained()
