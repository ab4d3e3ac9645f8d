"""What a plan looks like: memory, fusion, and the text that says it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.compiler import fuse, machine
from autograd_lab.compiler.memory import planned
from autograd_lab.compiler.program import ARG, MADE, UFUNC, Step, Value
from tests.compiler.test_same_as_eager import MODELS, OPTIMIZERS, batch, trainer
from tests.compiler.twins import assert_twins, inner, plans, same

F = nn.functional


def the_plan(compiled: Any) -> Any:
    return next(e.replay.plan for e in inner(compiled).entries.values() if e.replay is not None)


def chain(x: Any) -> Any:
    h = x
    for _ in range(20):
        h = (h * 0.9 + 0.1).tanh()
    return h


def test_a_chain_needs_one_place() -> None:
    compiled = lab.compile(chain)
    for _ in range(3):
        y = compiled(lab.ones(50, 50))
    layout = the_plan(compiled).layout
    assert layout.size < 2 * 50 * 50 * 4 < 50 * layout.size / 2 < layout.without
    same(y.array, chain(lab.ones(50, 50)).array)


def test_no_two_living_values_share_memory() -> None:
    """Random programs: at every step the values that are read later lie apart."""
    draw = np.random.default_rng(0)
    for _ in range(50):
        values = [Value(ARG, np.ones(int(n), np.float32), k) for k, n in enumerate(draw.integers(1, 200, 3))]
        steps = []
        for _ in range(40):
            a = values[int(draw.integers(len(values)))]
            alike = [v for v in values if v.shape == a.shape]
            out = Value(MADE, np.ones(a.shape, np.float32))
            steps.append(Step(UFUNC, np.add, (a, alike[int(draw.integers(len(alike)))]), outs=(out,)))
            values.append(out)
        kept = [values[int(k)] for k in draw.integers(3, len(values), 3)]
        layout = planned(steps, kept)
        last = {v: i for i, step in enumerate(steps) for v in step.reads()} | dict.fromkeys(kept, len(steps))
        for i, step in enumerate(steps):
            (out,) = step.outs
            start, end = layout.places[out], layout.places[out] + out.nbytes
            assert end <= layout.size
            for earlier in steps[:i]:
                (other,) = earlier.outs
                if last.get(other, -1) > i:
                    at = layout.places[other]
                    assert end <= at or at + other.nbytes <= start


@pytest.mark.parametrize("block", [1, 7, 64])
@pytest.mark.parametrize("name", MODELS)
def test_fused_step(name: str, block: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(fuse, "LARGE", 2)
    monkeypatch.setattr(fuse, "BLOCK", block)
    monkeypatch.setattr(fuse, "suits", lambda steps, outs: False)
    model, arguments = MODELS[name]

    def build() -> Any:
        made = model()
        return trainer(made, OPTIMIZERS["adam"](made.parameters()), F.cross_entropy)

    compiled = assert_twins(build, arguments)
    assert " in blocks" in the_plan(compiled).text or "zip(blocks" in the_plan(compiled).text


@pytest.mark.skipif(not machine.loops.usable(), reason="there is no numba")
def test_relu_goes_into_the_loop_of_its_sum() -> None:
    """Forward and back, with the bits of eager's own loop: zeros with a sign and nan included."""
    draw = np.random.default_rng(0)
    x, y = (lab.tensor(draw.standard_normal((64, 600)), dtype=lab.float32) for _ in range(2))
    for special, every in ((0.0, 3), (-0.0, 7), (np.nan, 97)):
        x.array[:, ::every], y.array[:, ::every] = special, -special
    weight = lab.zeros(64, 600, requires_grad=True)

    def step(x: Any, y: Any) -> Any:
        weight.grad = None
        first = lab.relu(x + weight)
        second = lab.relu(first + y)
        (second * y).sum().backward()
        return first, second

    expected = [t.array.tobytes() for t in (*step(x, y), weight.grad)]
    compiled = lab.compile(step)
    for _ in range(4):
        assert [t.array.tobytes() for t in (*compiled(x, y), weight.grad)] == expected
    text = the_plan(compiled).text
    assert "fused(" in text and "elu" not in text and "maximum(" not in text


def test_large_chains_are_fused_and_their_inside_is_small() -> None:
    compiled = lab.compile(chain)
    for k in range(4):
        x = lab.full((300, 1000), k / 10)
        same(compiled(x).array, chain(x).array)
    plan = the_plan(compiled)
    assert sum(step.kind == "fused" for step in plan.steps) == 1
    whole = 300 * 1000 * 4
    assert plan.layout.size < 1.2 * whole and plan.layout.without > 50 * whole


CHAINS: dict[str, Any] = {
    "numbers": lambda x, w: (x * 2 - 1) / 3,
    "a row": lambda x, w: (x + w) * w - x,
    "one number": lambda x, w: (x * w[:1] + 0.1) * x,
    "all there is": lambda x, w: lab.maximum(lab.minimum(-x, x * x), (x * x + 1e-3).sqrt().abs()) / (x + 0.7),
    "two results": lambda x, w: ((a := x * 3 + w), a * a - x)[1] + a,
}


@pytest.mark.parametrize("dtype", [lab.float32, lab.float64])
@pytest.mark.parametrize("name", CHAINS)
def test_a_compiled_loop_has_the_bits_of_eager(name: str, dtype: Any) -> None:
    pytest.importorskip("numba")
    compiled = lab.compile(CHAINS[name])
    for shape in ((300, 200), (3, 100, 200)):
        for call in range(4):
            x, w = lab.randn(shape, dtype=dtype), lab.randn(200, dtype=dtype)
            if call > 1:  # recording compares all bits, and those of nan depend on how NumPy was built
                x.view(-1)[:3] = lab.tensor([lab.nan, lab.inf, -lab.inf])
            same(compiled(x, w).array, CHAINS[name](x, w).array)
    plan = the_plan(compiled)
    assert [step.kind for step in plan.steps if step.kind != "view"] == ["fused"] and "fused(" in plan.text


@pytest.mark.parametrize("bound", [float("inf"), float("-inf"), float("nan")])
def test_what_a_text_cannot_say_is_left_to_blocks(bound: float) -> None:
    def function(x: Any) -> Any:
        return (x * bound + 1) * 2 - x

    compiled = lab.compile(function)
    for _ in range(3):
        x = lab.randn(200, 300)
        same(compiled(x).array, function(x).array)
    assert "zip(blocks" in the_plan(compiled).text or " in blocks" in the_plan(compiled).text


def test_numba_is_imported_only_for_what_it_can_say(monkeypatch: Any) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(machine.loops, "importable", lambda: not asked.append(True))
    compiled = lab.compile(lambda x: (x * 2 + 1).tanh() * x)
    for _ in range(3):
        compiled(lab.randn(200, 300))
    assert not asked


def test_a_compiled_step_follows_memory_that_parameters_are_given() -> None:
    pytest.importorskip("numba")
    p = nn.Parameter(lab.randn(200, 300))
    compiled = lab.compile(lambda: (p * 2 + 1) * p)
    for k in range(6):
        p.data = lab.full((200, 300), float(k))
        same(compiled().detach().array, ((p * 2 + 1) * p).detach().array)


def test_unread_results_are_left_out() -> None:
    def fn(x: Any) -> Any:
        x.exp()  # nobody reads it
        return x.sin()

    compiled = lab.compile(fn)
    for _ in range(3):
        compiled(lab.ones(3))
    assert "exp" not in the_plan(compiled).text and "sin(" in the_plan(compiled).text


def test_eager_backend_keeps_ops_whole() -> None:
    def build() -> Any:
        model = nn.Sequential(nn.Linear(2, 4), nn.Sigmoid(), nn.Linear(4, 1))
        return trainer(model, lab.optim.SGD(model.parameters(), lr=0.1), F.mse_loss)

    compiled = assert_twins(build, batch(5, 2), backend="eager")
    kinds = {step.kind for step in the_plan(compiled).steps}
    assert {"op", "rule"} <= kinds and "ufunc" not in kinds


# -- explain ----------------------------------------------------------------------------------------------------------


def explained() -> tuple[Any, Any, Any]:
    lab.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 1))
    optimizer = lab.optim.Adam(model.parameters())
    step, _ = trainer(model, optimizer, F.mse_loss)
    return model, optimizer, step


def test_explain_shows_both_graphs_and_changes_nothing() -> None:
    model, optimizer, step = explained()
    x, y = lab.ones(4, 2), lab.zeros(4, 1)
    step(x, y)
    before = [p.array.copy() for p in model.parameters()] + [p.grad.array.copy() for p in model.parameters()]
    count = optimizer.state[model[0].weight]["step"].item()
    lab.manual_seed(5)
    expected = lab.rand(3)
    lab.manual_seed(5)
    shown = lab.compile.explain(step, x, y)
    same(lab.rand(3).array, expected.array)
    after = [p.array for p in model.parameters()] + [p.grad.array for p in model.parameters()]
    for a, b in zip(before, after, strict=True):
        same(a, b)
    assert optimizer.state[model[0].weight]["step"].item() == count
    text = repr(shown)
    assert "relu" in text and "AddmmBackward0" in text and "Adam.step" in text
    assert "def forward(arg0, arg1):" in text and "maximum(" in text and "adam.step()" in text
    assert text == repr(lab.compile.explain(step, x, y))  # stable
    assert not re.search(r"0x[0-9a-f]{6}", text)


def test_explain_speaks_both_languages() -> None:
    _, _, step = explained()
    shown = lab.compile.explain(step, lab.ones(4, 2), lab.zeros(4, 1))
    lab.set_language("en")
    assert "Static plan" in repr(shown) and not re.search("[\u4e00-\u9fff]", repr(shown))
    lab.set_language("zh")
    assert "静态计划" in repr(shown)


def test_explain_says_why_there_is_no_plan() -> None:
    def fn(x: Any) -> Any:
        return x * 2 if x.sum().item() > 0 else x

    shown = lab.compile.explain(fn, lab.ones(3))
    assert shown.plan is None and shown.why.key == "compile.read"
    assert "`return x * 2 if x.sum().item() > 0 else x`" in repr(shown)


def test_explain_of_compiled_things() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh())
    for thing in (lab.compile(model), lab.compile(lambda x: model(x)), model):
        text = repr(lab.compile.explain(thing, lab.ones(1, 2)))
        assert "def backward(carried, g0):" in text and "tanh(" in text
    assert plans(lab.compile(model)) == 0
