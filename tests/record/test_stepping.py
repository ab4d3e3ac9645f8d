"""The moments of a forward and a backward pass: their numbers, their order, their words, and what they leave alone."""

from __future__ import annotations

import gc
import json
import math
import weakref
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.autograd import Function
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.record.snapshot import to_json
from autograd_lab.record.steps.equations import product, total, written
from autograd_lab.record.steps.moments import StepEdge, StepNode, StepState
from autograd_lab.record.steps.preview import TensorPreview, factor, number_text, preview_of
from autograd_lab.record.steps.step_svg import step_svg
from autograd_lab.record.steps.step_words import step_text
from autograd_lab.record.steps.stepping import MOMENTS, step_through


def steps(loss: Any, model: Any = None, **variables: Any) -> StepState:
    return step_through(loss, model, variables)


def box(state: StepState, called: str) -> StepNode:
    return next(node for node in state.nodes if node.called == called)


def edge(state: StepState, source: str, target: str) -> StepEdge:
    names = [node.called for node in state.nodes]
    places = zip(state.graph.edges, state.edges, strict=True)
    return next(sent for e, sent in places if (names[e.source], names[e.target]) == (source, target))


def text(shown: TensorPreview | None) -> str:
    return "" if shown is None else shown.text


def said(state: StepState, language: str = "en") -> list[str]:
    return [getattr(moment.words, language) for moment in state.moments]


@pytest.fixture
def diamond() -> tuple[StepState, lab.Tensor, lab.Tensor]:
    """y = a * b + a: a is used twice, and b has a .grad already."""
    a, b = lab.tensor(2.0, requires_grad=True), lab.tensor(-3.0, requires_grad=True)
    b.grad = lab.tensor(0.5)
    y = a * b + a
    return steps(y, a=a, b=b, y=y), a, b


def test_every_number_of_a_small_expression(diamond: Any) -> None:
    state, *_ = diamond
    assert [(n.called, n.number, text(n.value)) for n in state.nodes] == [
        ("a", 2, "2.0"), ("b", 1, "−3.0"), ("×₃", 3, "−6.0"), ("+₄", 4, "−4.0"), ("y", 0, "−4.0"),
    ]  # fmt: skip
    assert box(state, "×₃").equation == "2.0 × (−3.0) = −6.0"
    assert box(state, "+₄").equation == "−6.0 + 2.0 = −4.0"
    assert edge(state, "a", "×₃").equation == "1.0 × (−3.0) = −3.0"
    assert edge(state, "b", "×₃").equation == "1.0 × 2.0 = 2.0"
    assert text(edge(state, "a", "×₃").local) == "−3.0" and text(edge(state, "a", "+₄").local) == "1.0"
    a, b = box(state, "a"), box(state, "b")
    assert (text(a.grad), a.parts, text(a.before), text(a.after)) == ("−2.0", 2, "", "−2.0")
    assert (text(b.grad), b.parts, text(b.before), text(b.after)) == ("2.0", 1, "0.5", "2.5")


def test_the_moments_come_in_the_order_of_the_engine(diamond: Any) -> None:
    state, *_ = diamond
    names = [node.called for node in state.nodes]
    assert [(m.kind, [names[i] for i in m.nodes], [names[i] for i in m.queue]) for m in state.moments] == [
        ("inputs", ["a", "b"], []),
        ("compute", ["×₃"], []),
        ("compute", ["+₄", "y"], []),
        ("seed", ["y"], ["+₄"]),
        ("rule", ["+₄"], ["×₃", "a"]),
        ("rule", ["×₃"], ["a", "b"]),
        ("arrive", ["a"], ["b"]),
        ("arrive", ["b"], []),
        ("write", ["a", "b"], []),
    ]
    assert state.turn == 3


def test_the_moments_in_words(diamond: Any) -> None:
    state, *_ = diamond
    english, chinese = said(state), said(state, "zh")
    assert english[1] == "×₃ computes 2.0 × (−3.0) = −6.0. It keeps a, b for the backward pass."
    assert "a has 1 of its 2 gradients and waits" in english[4]
    assert "a is used 2 times; its gradients add up: 1.0 + (−3.0) = −2.0." in english[5]
    assert english[-1].endswith("a.grad = −2.0, b.grad = 0.5 + 2.0 = 2.5.")
    assert "a 的 2 份梯度已到 1 份" in chinese[4]
    assert "a 被用了 2 次，各份梯度相加：1.0 + (−3.0) = −2.0。" in chinese[5]
    assert "made last (no. 3)" in state.moments[5].why.en  # type: ignore[union-attr]


def test_nothing_of_the_learners_changes(diamond: Any) -> None:
    _, a, b = diamond
    assert a.grad is None and b.grad is not None and b.grad.item() == 0.5
    before = lab.get_rng_state()
    kept = a * 3.0
    kept.retain_grad()
    drawn: list[float] = []

    def loss() -> lab.Tensor:
        mask = lab.rand(1)
        drawn.append(mask.item())
        return (kept * mask).sum()

    steps(loss)
    assert lab.get_rng_state().tolist() == before.tolist() and len(drawn) == 1
    assert a.grad is None and kept.grad is None, "a result that retains its gradient gets it from backward() only"
    result = loss()
    steps(result)
    result.backward()
    assert kept.grad is not None and kept.grad.item() == pytest.approx(drawn[0])


@pytest.mark.parametrize("seed", range(6))
def test_random_expressions_against_backward(seed: int) -> None:
    """Every leaf's gradient is what backward gives, every box's is the sum of what comes along its arrows."""
    rng = np.random.default_rng(seed)
    leaves = {f"x{i}": lab.tensor(float(rng.uniform(-2, 2)), requires_grad=True) for i in range(4)}
    pool = list(leaves.values())
    for _ in range(12):
        a, b = (pool[i] for i in rng.integers(0, len(pool), 2))
        pool.append([a * b, a + b, a - b, a.tanh(), b.sigmoid() * a, a * a][rng.integers(0, 6)])
    loss = sum(pool[4:], start=pool[-1] * 0.5)
    state = steps(loss, **leaves)
    loss.backward()
    for name, leaf in leaves.items():
        node = next((n for n in state.nodes if n.called == name), None)
        if leaf.grad is None:
            assert node is None or node.grad is None
            continue
        assert node is not None and float(node.grad.norm) == pytest.approx(abs(leaf.grad.item()), rel=1e-4)  # type: ignore[union-attr]
    numbers = [node.number for node in state.nodes]
    for before, moment in zip(state.moments[state.turn :], state.moments[state.turn + 1 : -1], strict=False):
        assert before.queue[0] == moment.nodes[0], "the first that waits is next"
        assert numbers[moment.nodes[0]] == max(numbers[i] for i in before.queue)
    for i, node in enumerate(state.nodes):
        come = [s for e, s in zip(state.graph.edges, state.edges, strict=True) if e.source == i and s.downstream]
        if node.number:
            assert len(come) == node.parts


def test_a_function_and_a_tensor_tell_the_same() -> None:
    a, c = lab.tensor(0.5, requires_grad=True), lab.tensor(10.0)

    def f() -> lab.Tensor:
        return ((a + c) * a * 0.1).tanh()

    assert step_text(steps(f, a=a, c=c)) == step_text(steps(f(), a=a, c=c))


def test_names_and_values_of_constants_are_found_again() -> None:
    x, c = lab.tensor(2.0, requires_grad=True), lab.tensor(10.0)
    state = steps(x + c, x=x, c=c)  # the rule of + keeps neither
    assert text(box(state, "c").value) == "10.0"
    assert state.nodes[state.moments[1].nodes[0]].equation == "2.0 + 10.0 = 12.0"


def test_used_twice_by_one_op() -> None:
    x = lab.tensor(3.0, requires_grad=True)
    state = steps(x * x, x=x)
    assert box(state, "x").parts == 2 and text(box(state, "x").grad) == "6.0"
    assert len(box(state, "×₂").keeps) == 1, "one array, kept once"
    assert "3.0 + 3.0 = 6.0" in said(state)[-1 - 2]


def test_local_derivatives_are_believed_only_where_the_product_is_right() -> None:
    x = lab.tensor([[1.0, -2.0], [3.0, 0.5]], requires_grad=True)
    w = lab.tensor([[1.0, 2.0], [0.5, -1.0]], requires_grad=True)

    def local(y: lab.Tensor) -> Any:
        state = steps((y * w).sum(), x=x)
        names = [node.called for node in state.nodes]
        return next(s.local for e, s in zip(state.graph.edges, state.edges, strict=True) if names[e.source] == "x")

    assert local(x.exp()).cells == pytest.approx(np.exp(x.tolist()).reshape(-1), rel=1e-2)
    assert local(x @ lab.ones(2, 2)) is None
    assert local(x.softmax(1)) is None
    assert local(x.t()) is None
    one = steps((x * x).sum(), x=x)
    assert edge(one, "×₂", "Σ₃").local.cells == [1.0] * 4  # type: ignore[union-attr]


def test_one_of_many_products_is_written_out() -> None:
    x = lab.tensor([1.0, -4.0, 2.0], requires_grad=True)
    sent = edge(steps((x * x).sum(), x=x), "x", "×₂")
    assert (sent.equation, sent.place) == ("1.0 × (−4.0) = −4.0", [1])


def test_a_result_of_several_elements_starts_from_ones() -> None:
    w = lab.tensor([1.0, 2.0], requires_grad=True)
    state = steps(w * w, w=w)
    assert box(state, "w").after.text == "[2.0, 4.0]"  # type: ignore[union-attr]
    assert "w.sum()" not in str(state.notes[0]) and ".sum()" in state.notes[0].en  # type: ignore[union-attr]


def test_an_op_with_several_outputs() -> None:
    x = lab.tensor([1.0, 2.0, 3.0], requires_grad=True)
    p, q, r = x.unbind()
    state = steps(p * q + r * r, x=x)
    unbind = next(node for node in state.nodes if not node.summed)
    assert unbind.parts == 4 and unbind.grad is None
    assert any("unbind₂ has the gradients of its outputs" in words for words in said(state))
    assert any("All 4 gradients of unbind₂ are here; they belong" in words for words in said(state))
    assert box(state, "x").grad.text == "[2.0, 1.0, 6.0]"  # type: ignore[union-attr]


def test_a_learners_rule_runs_once() -> None:
    calls: list[str] = []

    class Double(Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 2

        @staticmethod
        def backward(ctx: Any, gy: Any) -> Any:
            calls.append("backward")
            return gy * 2

    x = lab.tensor(3.0, requires_grad=True)
    state = steps(lambda: Double.apply(x) + 1.0, x=x)
    assert calls == ["backward"] and box(state, "x").grad.text == "2.0"  # type: ignore[union-attr]


def test_broken_and_complex_numbers() -> None:
    x = lab.tensor(0.0, requires_grad=True)
    state = steps((x / x).log(), x=x)
    json.dumps(to_json(state), allow_nan=False)
    assert box(state, "x").grad.text == "NaN"  # type: ignore[union-attr]
    z = lab.tensor([1 + 2j, 3j], requires_grad=True)
    json.dumps(to_json(steps((z * z.conj()).real.sum(), z=z)), allow_nan=False)


def test_running_means_stay_as_they_were() -> None:
    norm = nn.BatchNorm1d(3)
    x = lab.rand(4, 3)
    state = steps(lambda: norm(x).pow(2).sum(), norm, x=x)
    assert norm.running_mean.tolist() == [0.0] * 3 and norm.num_batches_tracked.item() == 0
    assert norm.weight.grad is None and box(state, "weight").grad is not None


@pytest.mark.usefixtures("fake_cupy")
def test_no_array_leaves_its_device_unasked() -> None:
    a = lab.tensor([[1.0, -2.0], [3.0, 0.5]], device="cuda", requires_grad=True)
    a.grad = lab.ones(2, 2, device="cuda")
    c = lab.tensor(2.0, device="cuda")
    state = steps(((a @ a).exp() * c).mean(), a=a, c=c)
    assert box(state, "a").after is not None and text(box(state, "c").value) == "2.0"


def test_a_network(device: str) -> None:
    lab.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 3)).to(device)
    x, y = lab.rand(5, 4, device=device), lab.tensor([0, 1, 2, 0, 1], device=device)
    state = steps(lambda: nn.functional.cross_entropy(model(x), y), model, x=x, y=y)
    weight = box(state, "0.weight")
    assert weight.value is not None and (weight.value.rows, weight.value.columns) == (8, 4)
    assert weight.grad is not None and weight.grad.shape == [8, 4]
    assert all(parameter.grad is None for parameter in model.parameters())
    assert {"0", "3"} <= {node.scope for node in state.graph.nodes}
    mask, *data = [node for node in state.graph.nodes if node.kind == "constant" and node.shape != [5]]
    assert {node.scope for node in (mask, *data)} == {"", "2"}, "the mask belongs to its dropout, x to nobody"


def test_a_large_network_goes_module_by_module() -> None:
    model = nn.Sequential(*[nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Dropout(0.1)) for _ in range(80)])
    x = lab.rand(2, 4)
    state = steps(lambda: model(x).pow(2).mean(), model, x=x)
    assert len(state.moments) <= MOMENTS and "module by module" in str(state.notes[0])
    forward = next(m for m in state.moments if m.kind == "compute")
    assert forward.scope == "0" and len(forward.nodes) == 3
    back = next(m for m in state.moments if m.kind == "rule" and m.scope)
    assert back.scope == "79" and len(back.nodes) == 5, "three ops and two parameters"
    assert len(json.dumps(to_json(state))) < 2_000_000
    done = {i for m in state.moments[state.turn :] for i in m.nodes}
    assert done == {i for i, node in enumerate(state.nodes) if node.number or i == len(state.nodes) - 1}


def test_a_long_chain_shows_its_newest_part() -> None:
    x = lab.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(3000):
        y = y * 1.001
    state = steps(y, x=x)
    assert len(state.moments) <= MOMENTS and state.graph.hidden > 2000
    assert "newest" in str(state.notes[0]) and "not shown" in said(state)[-1]
    assert text(state.nodes[-1].value) == number_text(y.item())


def test_the_state_keeps_nothing_alive() -> None:
    def look() -> tuple[StepState, Any]:
        model = nn.Linear(3, 3)
        return steps(lambda: model(lab.rand(2, 3)).sum(), model), weakref.ref(model.weight)

    state, weight = look()
    gc.collect()
    assert weight() is None and state.moments


@pytest.mark.parametrize(
    ("make", "error", "en", "zh"),
    [
        (lambda: 3, ArgTypeError, "given int", "int"),
        (lambda: lambda: 4, ArgTypeError, "returned int", "返回的是 int"),
        (lambda: lab.tensor(1.0, requires_grad=True), GraphError, "is a leaf", "是叶子"),
        (lambda: lab.tensor(1.0) * 2, GraphError, "requires_grad=True", "requires_grad=True"),
        (lambda: _freed(), GraphError, "retain_graph=True", "retain_graph=True"),
    ],
)  # fmt: skip
def test_what_cannot_be_stepped_through_is_refused_with_the_way_out(make: Any, error: Any, en: str, zh: str) -> None:
    for language, words in (("en", en), ("zh", zh)):
        lab.set_language(language)
        with pytest.raises(error) as refused:
            steps(make())
        assert words in str(refused.value) and (language == "zh") == ("的" in str(refused.value))


def _freed() -> lab.Tensor:
    x = lab.tensor(2.0, requires_grad=True)
    y = x * x
    y.backward()
    return y


def test_an_error_in_the_function_is_the_learners() -> None:
    before = lab.get_rng_state()

    def broken() -> lab.Tensor:
        lab.rand(3)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        steps(broken)
    assert lab.get_rng_state().tolist() == before.tolist()


def test_text_of_numbers() -> None:
    given = [0.0, -3.0, 2.5, 1 / 3, 1e-9, -123456.0, 1e12, 7, True, math.nan, -math.inf]
    assert [number_text(v) for v in given] == [
        "0.0", "−3.0", "2.5", "0.3333", "1.0×10⁻⁹", "−123456.0", "1.0×10¹²", "7", "True", "NaN", "−∞",
    ]  # fmt: skip
    assert factor("−3.0") == "(−3.0)" and product("1.0", "−3.0", "−3.0") == "1.0 × (−3.0) = −3.0"
    assert total(["1.0", "−3.0"], "−2.0") == "1.0 + (−3.0) = −2.0" and total(["1.0"], "1.0") == "1.0"


def test_ops_as_arithmetic() -> None:
    from autograd_lab.ops.activation import Tanh
    from autograd_lab.ops.arithmetic import AddScaled, Neg, PowScalar, Rsub

    assert written(Rsub, ["2.0", "−1.0"], {}) == "−1.0 − 2.0"
    assert written(PowScalar, ["−2.0"], {"n": 2}) == "(−2.0)²"
    assert written(PowScalar, ["2.0"], {"n": 0.5}) == "2.0^0.5"
    assert written(AddScaled, ["1.0", "2.0"], {"alpha": -0.5}) == "1.0 + (−0.5) × 2.0"
    assert written(Tanh, ["0.5"], {}) == "tanh(0.5)" and written(Neg, ["−1.0"], {}) == "−(−1.0)"


def test_previews() -> None:
    assert preview_of("text") is None and preview_of(np.array([1j])) is None and preview_of(None) is None
    assert preview_of(np.zeros((0, 3))) == TensorPreview("[]", [0, 3], 0.0)
    image = np.zeros((4, 2, 30, 50))
    image[2, 1] = 1.0
    shown = preview_of(image)
    assert shown is not None and (shown.rows, shown.columns, shown.text) == (10, 10, "")
    assert set(shown.cells) == {1.0}, "a part that is all zero says nothing"
    assert str(preview_of(np.array([3.0, 4.0] * 8))) == "[16] ‖·‖ = 14.14"


def test_the_still_picture_and_the_lines(diamond: Any) -> None:
    import xml.etree.ElementTree as ET

    state, *_ = diamond
    words = [t.text for t in ET.fromstring(step_svg(state)).iter("{http://www.w3.org/2000/svg}text")]
    assert {"a", "×", "−6.0", "× (−3.0)", "−2.0"} <= set(words)
    lines = step_text(state).splitlines()
    assert lines[0] == "Forward" and lines[4] == "Backward" and len(lines) == len(state.moments) + 2
    lab.set_language("zh")
    assert step_text(state).splitlines()[0] == "前向传播"


def test_names_of_strangers_are_escaped() -> None:
    import xml.etree.ElementTree as ET

    x = lab.tensor(2.0, requires_grad=True)
    state = step_through(x * x, None, {"</svg><script>alert(1)</script>{0}": x})
    ET.fromstring(step_svg(state))
    assert "<script" not in step_svg(state) and "{0}" in step_text(state)
