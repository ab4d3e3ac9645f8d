"""The values of a graph found again, and computed anew from a changed one."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.backend.random import default_generator
from autograd_lab.errors import GraphError
from autograd_lab.nn import functional as F
from autograd_lab.record.values.gradients import Gradients
from autograd_lab.record.values.recorder import Recorder
from autograd_lab.record.values.replay import Place, pull
from autograd_lab.record.values.trace import Trace
from autograd_lab.tensor.apply import apply
from autograd_lab.watch import watching
from tests.op_cases import CASES
from tests.op_cases.case import OpCase
from tests.ops.checks import Run


def place_of(trace: Trace, leaf: Any) -> Place:
    return next(place for place, known in trace.leaves.items() if known == id(leaf))


def equal(a: Any, b: Any) -> None:
    assert a.dtype == b.dtype
    np.testing.assert_array_equal(a, b)


def sources(trace: Trace) -> dict[Place, Any]:
    """Every leaf and constant, unchanged."""
    return {place: value for place, value in trace.values.items() if place not in trace.makers}


ROWS = [case for case in CASES if case.differentiable]


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case.op.__name__}-{case.seed:x}")
def test_every_op_comes_out_again_to_the_last_bit(case: OpCase) -> None:
    run = Run(case, dtype=np.float64)
    inputs = run.tensors(run.arrays)
    with watching(Recorder()) as recorder:
        outputs = apply(case.op, *inputs, **run.params)
    several = outputs if case.op.several else (outputs,)
    for y in run.flowing(several):
        trace = Trace.of(y, recorder=recorder)
        assert not trace.outdated
        again = trace.replay(sources(trace))
        (step,) = [step for step in trace.steps if step.order == y.grad_fn.order]
        for k, place in enumerate(step.outputs):
            equal(again[place], several[k].array)
        equal(trace.values[trace.root], y.array)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: f"{case.op.__name__}-{case.seed:x}")
def test_a_step_passes_on_the_gradients_that_backward_gives(case: OpCase) -> None:
    run = Run(case, dtype=np.float64)
    inputs = run.tensors(run.arrays)
    with watching(Recorder()) as recorder:
        outputs = apply(case.op, *inputs, **run.params)
    several = list(outputs if case.op.several else (outputs,))
    flowing = run.flowing(several)
    if not flowing:  # a cast to integers
        assert not any(y.requires_grad for y in several)
        return
    trace = Trace.of(flowing[0], recorder=recorder)
    (step,) = [step for step in trace.steps if step.order == flowing[0].grad_fn.order]
    gys = [None] * len(step.outputs)
    for y, seed in zip(flowing, run.seeds, strict=True):
        gys[y.output_nr] = seed
    got = pull(step, trace.inputs_of(step), gys)
    xs = [inputs[i] for i in case.differentiable]
    wanted = lab.autograd.grad(flowing, xs, [lab.from_numpy(seed) for seed in run.seeds], allow_unused=True)
    for i, g in zip(case.differentiable, wanted, strict=True):
        assert (got[i] is None) == (g is None)
        if g is not None:
            equal(got[i], g.array)


# -- whole programs, of which only the graph is left -------------------------------------------------------------


class Cube(lab.autograd.Function):
    """x³ times a number."""

    @staticmethod
    def forward(ctx: Any, x: Any, times: float, nothing: None) -> Any:
        ctx.save_for_backward(x)
        ctx.times = times
        return x**3 * times

    @staticmethod
    def backward(ctx: Any, gy: Any) -> Any:
        (x,) = ctx.saved_tensors
        return gy * 3 * x**2 * ctx.times, None, None


class Doubled(lab.autograd.Function):
    """Writes into its input, and gives back how large it was."""

    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        size = x.abs().sum()
        ctx.mark_dirty(x)
        ctx.mark_non_differentiable(size)
        return x.mul_(2), size

    @staticmethod
    def backward(ctx: Any, gy: Any, gsize: Any) -> Any:
        return gy * 2


TARGET, LABELS, BUFFER = lab.tensor([[0.0], [1.0]]), lab.tensor([3, 1]), lab.zeros(2, 3)
VARIABLES = (TARGET, LABELS, BUFFER)


def in_place(x: Any) -> Any:
    y = x * 2
    y.add_(1)
    y[0] = y[1] * 3
    y[:, 1:].mul_(x[:, 1:])
    y.sigmoid_()
    BUFFER.detach_().zero_()
    buffer = BUFFER
    buffer[1] = y.sum(0)[:3]
    return (buffer.sigmoid().t() @ y.view(4, 2).t()[:, :2].t()[:2]).exp()


def scripted(x: Any) -> Any:
    parts = x.split(2, dim=1)
    largest, where = x.max(dim=0)
    ordered, _ = lab.sort(x, dim=1)
    return parts[0] @ parts[1].t() + largest.sum() + ordered[0, where[:2]].prod() + x[[0, 0, 1], [1, 1, 0]].sum()


def regression(x: Any) -> Any:
    return ((x.sum(1, keepdim=True) - TARGET) ** 2).mean()


def with_layer(make: Callable[[], Any], shape: tuple[int, ...], **mode: bool) -> Callable[[Any], Any]:
    """A layer on something made of x."""

    def run(x: Any) -> Any:
        layer = make()
        layer.train(mode.get("train", True))
        y = layer(lab.ones(shape) * x.mean() + lab.linspace(-1, 1, int(np.prod(shape))).reshape(shape) * x.std())
        return y[0] if isinstance(y, tuple) else y

    return run


PROGRAMS: dict[str, Callable[[Any], Any]] = {
    "scalar": lambda x: (x[0, 0] * x[0, 1] + 2 - x[1, 1] / 3).tanh() ** 2,
    "views": lambda x: (
        x.t().reshape(2, -1).expand(3, 2, 4).permute(2, 0, 1).unfold(0, 2, 1).diagonal().as_strided((2,), (1,))
    ),
    "in place": in_place,
    "several outputs and indices": scripted,
    "a constant in a variable": regression,
    "conv, relu, pool": lambda x: F.max_pool2d(F.conv2d(x.reshape(1, 1, 2, 4), x[:, :1].reshape(2, 1, 1, 1)).relu(), 2),
    "batch norm, training": with_layer(lambda: nn.BatchNorm1d(3), (5, 3)),
    "batch norm, eval": with_layer(lambda: nn.BatchNorm1d(3), (5, 3), train=False),
    "layer norm": with_layer(lambda: nn.LayerNorm(3), (2, 3)),
    "group norm": with_layer(lambda: nn.GroupNorm(2, 4), (2, 4, 3)),
    "dropout": with_layer(lambda: nn.Dropout(0.5), (8, 8)),
    "rnn": with_layer(lambda: nn.RNN(3, 4), (5, 2, 3)),
    "lstm": with_layer(lambda: nn.LSTM(3, 4, num_layers=2, bidirectional=True), (5, 2, 3)),
    "gru": with_layer(lambda: nn.GRU(3, 4), (5, 2, 3)),
    "attention": with_layer(lambda: nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0), (3, 2, 4)),
    "embedding": lambda x: F.embedding(lab.tensor([0, 1, 1]), x).softmax(-1).log(),
    "cross entropy": lambda x: F.cross_entropy(x, LABELS),
    "half": lambda x: (x.half() @ x.half().t()).float().sum() + (x.half() * 3).exp().sum(),
    "custom Function": lambda x: Cube.apply(x.sin(), 2.0, None).sum(),
    "custom Function that writes": lambda x: Doubled.apply(x * 1)[0].sum(),
    "complex": lambda x: lab.fft.fft(x).abs().sum(),
    "where and clamp": lambda x: lab.where(x > 0, x.clamp(max=0.5), x.detach() * 2).logsumexp(1),
    "create_graph": lambda x: lab.autograd.grad((x**3).sum(), x, create_graph=True)[0].pow(2).sum(),
}


def leaf() -> Any:
    return lab.tensor([[0.5, -1.5, 2.0, 0.25], [1.25, 0.75, -0.5, 3.0]], requires_grad=True)


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("watched", [True, False], ids=["watched", "afterwards"])
def test_the_values_of_a_program_are_found_and_come_out_again(name: str, watched: bool) -> None:
    x = leaf()
    with watching(Recorder()) as recorder:
        y = PROGRAMS[name](x)
    trace = Trace.of(y, recorder=recorder if watched else None, variables=VARIABLES)
    assert not trace.outdated
    equal(trace.values[trace.root], y.array)
    for step in trace.steps:
        for place in step.outputs:
            assert place not in recorder.outputs or place in trace.values, f"{name}: {step.name} is not known"
            if place in recorder.outputs:
                equal(trace.values[place], recorder.outputs[place])
    gradients = Gradients(trace)
    (wanted,) = lab.autograd.grad(y, x, lab.ones_like(y), retain_graph=True)
    equal(gradients.at(place_of(trace, x)), wanted.array)
    assert x.grad is None
    again = trace.replay({place_of(trace, x): x.array.copy()})
    for place, value in again.items():
        equal(value, trace.values[place])


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - {"dropout", "create_graph", "where and clamp"}))
def test_a_replay_gives_what_the_program_gives_for_another_leaf(name: str) -> None:
    x = leaf()
    lab.manual_seed(0)
    trace = Trace.of(PROGRAMS[name](x), variables=VARIABLES)
    changed = x.array * 1.125
    lab.manual_seed(0)
    wanted = PROGRAMS[name](lab.tensor(changed, requires_grad=True))
    got = trace.replay({place_of(trace, x): changed})
    np.testing.assert_array_equal(got[trace.root], wanted.array)
    assert not np.array_equal(got[trace.root], trace.values[trace.root])


def test_a_replay_keeps_the_mask_of_dropout() -> None:
    x = lab.ones(64, requires_grad=True)
    y = F.dropout(x, 0.5)
    trace = Trace.of(y)
    got = trace.replay({place_of(trace, x): np.full(64, 3, np.float32)})
    np.testing.assert_array_equal(got[trace.root], y.array * 3)


def test_a_value_in_the_middle_may_be_changed_too() -> None:
    x = lab.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    z = (y * x).sum()
    trace = Trace.of(z)
    got = trace.replay({Place(y.grad_fn.order, 0): np.array([0.0, 1.0], np.float32)})
    assert got[trace.root] == 2 and len(got) == 3  # x stays as it was


def test_nothing_of_the_engine_is_touched() -> None:
    x = leaf()
    y = Cube.apply(F.dropout(x * x, 0.5), 2.0, None).sum()
    version, state = x._version, default_generator.state_bytes()
    saved = y.grad_fn.next_functions[0][0].saved_tensors[0].detach().clone()
    trace = Trace.of(y)
    trace.replay({place_of(trace, x): np.zeros((2, 4), np.float32)})
    assert x.grad is None and x._version == version and default_generator.state_bytes() == state
    assert (saved == y.grad_fn.next_functions[0][0].saved_tensors[0]).all()
    y.backward()


def test_values_of_a_graph_that_was_freed() -> None:
    x, w = lab.tensor([1.0, 2.0]), lab.tensor([3.0, 4.0], requires_grad=True)
    y = (w + 1).exp().sum()
    y.backward()
    trace = Trace.of(y)
    assert trace.replay({place_of(trace, w): w.array})[trace.root] == y.array, "it had the leaf and numbers only"
    y = (w * x).sum()
    y.backward()
    trace = Trace.of(y)
    with pytest.raises(GraphError, match="not known"):
        trace.replay({place_of(trace, w): w.array})


def test_a_constant_is_looked_for_among_variables_and_believed_if_it_fits() -> None:
    w = lab.tensor([3.0, 4.0], requires_grad=True)
    target, other = lab.tensor([1.0, 2.0]), lab.tensor([1.0, 2.5])
    y = ((w - target) ** 2).sum()
    trace = Trace.of(y, variables=[other, target])
    assert trace.replay({place_of(trace, w): np.array([1.0, 2.0], np.float32)})[trace.root] == 0
    y.backward()
    trace = Trace.of((w - target).abs().sum(), variables=[other, target])
    assert trace.replay({place_of(trace, w): np.array([1.0, 2.0], np.float32)})[trace.root] == 0
    y = ((w - target) ** 2).sum()
    trace = Trace.of(y, variables=[other])
    assert Place(y.grad_fn.next_functions[0][0].next_functions[0][0].order, 0) in trace.values, "a rule saved it"
    with pytest.raises(GraphError, match="SubBackward0"):
        trace.replay({place_of(trace, w): w.array})


def test_constants_of_a_graph_that_was_freed_show_in_the_result() -> None:
    x, t = lab.randn(5, 3), lab.tensor([0, 1, 1, 0, 2])
    w, b = lab.randn(4, 3, requires_grad=True), lab.randn(4, requires_grad=True)
    loss = F.cross_entropy(F.linear(x, w, b).tanh(), t)
    loss.backward()
    others = [lab.randn(5, 3), lab.tensor([0, 1, 1, 0, 1])]
    trace = Trace.of(loss, variables=[*others, t, x])
    assert len(trace.values) == len(trace.steps) + 5, "w, b, x, t, no class weights, and all results"
    equal(trace.replay(sources(trace))[trace.root], loss.array)
    assert len(Trace.of(loss, variables=others).values) == 3


def test_a_leaf_that_was_changed_since() -> None:
    w = lab.tensor([3.0, 4.0], requires_grad=True)
    y = (w.exp() * 2).sum()
    with lab.no_grad():
        w.mul_(2)
    trace = Trace.of(y)
    assert trace.outdated
    with pytest.raises(GraphError, match="before the optimizer"):
        trace.replay({place_of(trace, w): w.array})


def test_a_function_that_draws_random_numbers_is_refused() -> None:
    class Noisy(lab.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x + lab.randn(2)

        @staticmethod
        def backward(ctx: Any, gy: Any) -> Any:
            return gy

    x = lab.ones(2, requires_grad=True)
    y = Noisy.apply(x)
    trace = Trace.of(y.exp())
    state = default_generator.state_bytes()
    with pytest.raises(GraphError, match="draws random numbers"):
        trace.replay({place_of(trace, x): x.array})
    assert default_generator.state_bytes() == state


def test_a_function_that_was_given_what_no_graph_remembers() -> None:
    class Powers(lab.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, powers: list[int]) -> Any:
            return x ** powers[0]

        @staticmethod
        def backward(ctx: Any, gy: Any) -> Any:
            return gy, None

    x = lab.ones(2, requires_grad=True)
    trace = Trace.of(Powers.apply(x, [2]).sum())
    with pytest.raises(GraphError, match="`powers`"):
        trace.replay({place_of(trace, x): x.array})


def test_memory_is_bounded() -> None:
    x, w = lab.ones(1000, requires_grad=True), lab.tensor(2.0, requires_grad=True)
    y = (x.exp().tanh() * w).sum()
    trace = Trace.of(y, limit=9000)
    assert trace.values.bytes <= 9000
    large = [place for step in trace.steps for place in step.outputs if trace.values.too_large(place)]
    assert len(large) == 2
    known = trace.values.statistics(large[0])
    assert known is not None and (known.count, known.zeros) == (1000, 0)
    assert trace.values[trace.root] == y.array, "what comes after is computed all the same"
    with pytest.raises(GraphError, match="too large"):
        trace.replay({place_of(trace, w): w.array})
    assert trace.replay({place_of(trace, x): x.array})[trace.root] == y.array


def test_a_trace_keeps_no_node_and_no_tensor() -> None:
    x = lab.ones(3, requires_grad=True)
    y = (x * 2).exp()
    alive = weakref.ref(y.grad_fn)
    trace = Trace.of(y)
    del y
    gc.collect()
    assert alive() is None
    assert trace.values[trace.root].shape == (3,)
