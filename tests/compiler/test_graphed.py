"""Compiled calls on a GPU are CUDA graphs: the numbers of eager calls, and what cannot become one runs as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.compiler.compiled import Compiled
from tests.compiler.twins import inner
from tests.support.fake_cupy import FakeCupy
from tests.support.refusal import assert_refused


def near() -> dict[str, float]:
    fake = isinstance(sys.modules["cupy"], FakeCupy)
    return {"rtol": 0, "atol": 0} if fake else {"rtol": 1e-5, "atol": 1e-7}


def graphs(compiled: Any) -> int:
    """How many there are."""
    entries = inner(compiled).entries.values()
    return sum(one.graph is not None and one.graph.graphed is not None for e in entries for one in (e, *e.others))


class Training:
    """A model with dropout, its optimizer, and a step."""

    def __init__(self, device: str, compiled: bool, optimizer: str = "Adam", **options: Any) -> None:
        lab.manual_seed(0)
        self.model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.4), nn.Linear(8, 3))
        self.model.to(device)
        self.optimizer = getattr(lab.optim, optimizer)(self.model.parameters(), lr=0.05, **options)
        self.step = lab.compile(self._step) if compiled else self._step
        lab.manual_seed(1)

    def _step(self, x: Any, y: Any) -> Any:
        self.optimizer.zero_grad()
        loss = nn.functional.cross_entropy(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def numbers(self) -> list[Any]:
        kept = [value for p in self.model.parameters() for value in self.optimizer.state[p].values()]
        grads = [p.grad for p in self.model.parameters() if p.grad is not None]
        return [t.tolist() for t in (*self.model.parameters(), *self.model.buffers(), *grads, *kept)]


def batch(device: str, k: int, rows: int = 7) -> tuple[Any, Any]:
    draw = np.random.default_rng(k)
    x, y = draw.standard_normal((rows, 6)).astype(np.float32), draw.integers(0, 3, rows)
    return lab.tensor(x, device=device), lab.tensor(y, device=device)


def train(run: Training, device: str, between: Callable[[int, Training], None], rows: Callable[[int], int]) -> Any:
    lab.manual_seed(2)
    losses = []
    for k in range(8):
        losses.append(run.step(*batch(device, k, rows(k))))
        between(k, run)
    return [loss.item() for loss in losses], run.numbers()


def nothing(k: int, run: Training) -> None:
    pass


def schedule(k: int, run: Training) -> None:
    run.optimizer.param_groups[0]["lr"] *= 0.7


def evaluate(k: int, run: Training) -> None:
    if k in (3, 5):
        run.model.train(k == 5)


@pytest.mark.parametrize(("between", "rows", "made"), [
    (nothing, lambda k: 7, 1), (schedule, lambda k: 7, 1), (evaluate, lambda k: 7, 2),
    (nothing, lambda k: 5 + k % 2, 2),
])  # fmt: skip
@pytest.mark.parametrize("optimizer", ["Adam", "NAdam"])
def test_a_training_step(optimizer: str, between: Any, rows: Any, made: int, cuda: str) -> None:
    runs = [Training(cuda, compiled, optimizer) for compiled in (False, True)]
    (losses, numbers), (again, others) = (train(run, cuda, between, rows) for run in runs)
    np.testing.assert_allclose(again, losses, **near())
    for a, b in zip(others, numbers, strict=True):
        np.testing.assert_allclose(a, b, **near())
    assert graphs(runs[1].step) == made


def test_one_launch(fake_cupy: FakeCupy) -> None:
    run, (x, y) = Training("cuda", True), batch("cuda", 0)
    for _ in range(3):
        run.step(x, y)
    before = (fake_cupy.counter.launches, fake_cupy.counter.waits)
    run.step(x, y)
    assert fake_cupy.counter.launches - before[0] <= 5  # inputs are copied, what changes is sent, the loss is copied
    assert fake_cupy.counter.waits == before[1]


def test_what_is_returned_is_ones_own(cuda: str) -> None:
    run, (x, y) = Training(cuda, True), batch(cuda, 0)
    losses = [run.step(x, y) for _ in range(4)]
    assert len({loss.item() for loss in losses}) == 4
    for loss in losses:
        assert loss.requires_grad
        with pytest.raises(RuntimeError, match="second time"):
            loss.backward()


def test_a_module_without_gradients(cuda: str, logged: list[str]) -> None:
    model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 3)).to(cuda).eval()
    compiled = lab.compile(model)
    with lab.no_grad():
        for k in range(4):
            x, _ = batch(cuda, k)
            np.testing.assert_allclose(compiled(x).cpu().numpy(), model(x).cpu().numpy(), **near())
    assert graphs(compiled) == 1 and "one CUDA graph" in "".join(logged)


COUNT = lab.zeros(1)


def reading(x: Any) -> Any:
    return x * x.sum().item()


def writing(x: Any) -> Any:
    return x.add_(1) * 2


def made_of_numbers(x: Any) -> Any:
    return x[x > 0]


@pytest.mark.parametrize(("function", "key"), [
    (reading, "compile.graph"), (made_of_numbers, "compile.graph"), (writing, "compile.argument_used"),
    (lambda x: (x * 2, 3), "compile.result"), (lambda x: x, "compile.result"),
])  # fmt: skip
def test_what_is_no_graph_runs_as_it_is(function: Any, key: str, cuda: str) -> None:
    compiled: Any = lab.compile(function)
    for _ in range(4):
        x = lab.tensor([1.0, -2.0, 3.0], device=cuda)
        got, wanted = compiled(x.clone()), function(x.clone())
        assert repr(got) == repr(wanted)
    (entry,) = inner(compiled).entries.values()
    assert entry.why.key == key and entry.graph is None


def test_gradients_are_left_to_eager(cuda: str) -> None:
    model = nn.Linear(6, 3).to(cuda)
    compiled, (x, _) = lab.compile(model), batch(cuda, 0)
    for _ in range(3):
        model.zero_grad()
        compiled(x).sum().backward()
        assert model.bias.grad.tolist() == [7.0] * 3
    assert inner(compiled).entries.popitem()[1].why.key == "compile.gradients"
    assert_refused(lambda: lab.compile(model, fullgraph=True)(x), RuntimeError, "compile.refused", "backward")


@pytest.mark.parametrize("how", [{"mode": "max-autotune-no-cudagraphs"}, {"backend": "eager"}])
def test_where_no_graph_is_wanted(how: Any, cuda: str) -> None:
    compiled = lab.compile(lambda x: x * 2, **how)
    for _ in range(3):
        assert compiled(lab.ones(2, device=cuda)).tolist() == [2.0, 2.0]
    assert graphs(compiled) == 0 and inner(compiled).entries.popitem()[1].why.key == "compile.no_graphs"


def test_tensors_of_two_devices(cuda: str) -> None:
    compiled: Any = lab.compile(lambda x, y: x + y.to(x.device))
    for _ in range(3):
        assert compiled(lab.ones(2, device=cuda), lab.ones(2)).tolist() == [2.0, 2.0]
    assert inner(compiled).entries.popitem()[1].why.key == "compile.device"
    assert isinstance(inner(compiled), Compiled)


def test_a_plan_to_explain_there_is_not(cuda: str) -> None:
    x = lab.ones(2, device=cuda)
    for language, words in (("en", "one CUDA graph"), ("zh", "一张 CUDA 图")):
        lab.set_language(language)
        assert_refused(lambda: lab.compile.explain(lambda x: x * 2, x), RuntimeError, "explain.gpu", words, ".cpu()")


def test_a_model_that_moves(cuda: str) -> None:
    """A plan of the host is none for the GPU, and the other way round."""
    model = nn.Linear(6, 3)
    compiled, (x, _) = lab.compile(model), batch("cpu", 0)
    with lab.no_grad():
        wanted = model(x).numpy()
        for place in ("cpu", cuda, "cpu"):
            model.to(place)
            for _ in range(4):
                np.testing.assert_allclose(compiled(x.to(place)).cpu().numpy(), wanted, rtol=1e-5, atol=1e-6)


def test_compiled_inside_compiled(cuda: str) -> None:
    """The outer one is the graph."""
    double = lab.compile(lambda x: x * 2)
    outer = lab.compile(lambda x: double(double(x)) + 1)
    graphed = lab.cuda.graphed_step(lambda x: double(double(x)) + 1, lab.ones(2, device=cuda))
    for k in range(4):
        x = lab.full((2,), float(k), device=cuda)
        assert outer(x).tolist() == graphed(x).tolist() == [4.0 * k + 1] * 2
    assert graphs(outer) == 1
