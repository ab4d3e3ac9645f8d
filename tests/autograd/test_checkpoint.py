"""Checkpointing: the same gradients from a second forward, and what is said when that one differs."""

from __future__ import annotations

import contextlib
import importlib
from typing import Any

import pytest


@pytest.fixture
def cp(torch: Any) -> Any:
    return importlib.import_module(f"{torch.__name__}.utils.checkpoint")


FORMS = pytest.mark.parametrize("reentrant", [False, True])


def leaf(torch: Any, *values: float) -> Any:
    return torch.tensor(values, requires_grad=True)


class Counted:
    """A function that counts its runs."""

    def __init__(self, function: Any) -> None:
        self.function, self.runs = function, 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.runs += 1
        return self.function(*args, **kwargs)


@FORMS
def test_value_and_gradient(torch: Any, cp: Any, reentrant: bool) -> None:
    x = leaf(torch, 0.5, 1.0)
    f = Counted(lambda x: (x.sin() * x).exp())
    y = cp.checkpoint(f, x, use_reentrant=reentrant)
    assert f.runs == 1
    y.sum().backward()
    assert f.runs == 2
    z = leaf(torch, 0.5, 1.0)
    (z.sin() * z).exp().sum().backward()
    assert torch.equal(x.grad, z.grad)


@FORMS
def test_parameters_inside(torch: Any, cp: Any, reentrant: bool) -> None:
    w, x = leaf(torch, 2.0), leaf(torch, 3.0)
    cp.checkpoint(lambda x: (x * w).sin(), x, use_reentrant=reentrant).sum().backward()
    assert torch.allclose(w.grad, 3 * torch.tensor([6.0]).cos()) and torch.allclose(
        x.grad, 2 * torch.tensor([6.0]).cos()
    )


@FORMS
def test_several_outputs_and_other_arguments(torch: Any, cp: Any, reentrant: bool) -> None:
    x = leaf(torch, 2.0)
    a, b, word = cp.checkpoint(lambda x, n, word: (x**n, x.exp(), word), x, 3, "w", use_reentrant=reentrant)
    assert word == "w"
    (a.sum() + 0 * b.sum()).backward()
    assert x.grad.tolist() == [12.0]


def test_keywords_go_to_the_function(torch: Any, cp: Any) -> None:
    x = leaf(torch, 2.0)
    y = cp.checkpoint(lambda x, *, scale: x * x * scale, x, scale=5, use_reentrant=False)
    y.sum().backward()
    assert x.grad.tolist() == [20.0]


def test_inputs_in_structures(torch: Any, cp: Any) -> None:
    x = leaf(torch, 2.0)
    y = cp.checkpoint(lambda d: d["x"].sin() * 2, {"x": x}, use_reentrant=False)
    y.sum().backward()
    assert torch.allclose(x.grad, 2 * torch.tensor([2.0]).cos())


def test_nothing_happens_without_recording(torch: Any, cp: Any) -> None:
    f = Counted(lambda x: x.sin())
    with torch.no_grad():
        y = cp.checkpoint(f, leaf(torch, 2.0), use_reentrant=False)
    assert f.runs == 1 and not y.requires_grad


def test_what_is_saved_is_dropped(torch: Any, cp: Any) -> None:
    x, saved = leaf(torch, 2.0), []

    def f(x: Any) -> Any:
        return x.sin().cos().exp()

    with torch.autograd.graph.saved_tensors_hooks(lambda t: (saved.append(t), t.detach())[1], lambda t: t):
        cp.checkpoint(f, x, use_reentrant=False)
    assert len(saved) == 1 and saved[0] is x  # only the input


def test_one_second_run_per_backward(torch: Any, cp: Any) -> None:
    x = leaf(torch, 2.0)
    f = Counted(lambda x: x.sin().cos().exp())
    y = cp.checkpoint(f, x, use_reentrant=False)
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    assert f.runs == 3
    y.backward()
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()
    assert f.runs == 4


def test_autograd_grad(torch: Any, cp: Any) -> None:
    x = leaf(torch, 2.0)
    (g,) = torch.autograd.grad(cp.checkpoint(lambda x: x**3, x, use_reentrant=False), x)
    assert g.tolist() == [12.0]


def test_second_derivatives(torch: Any, cp: Any) -> None:
    x = leaf(torch, 2.0)
    y = cp.checkpoint(lambda x: (x * x) ** 2, x, use_reentrant=False)
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    (gg,) = torch.autograd.grad(g, x)
    assert g.tolist() == [32.0] and gg.tolist() == [48.0]


def test_inputs_limit_backward(torch: Any, cp: Any) -> None:
    x, w = leaf(torch, 2.0), leaf(torch, 5.0)
    cp.checkpoint(lambda x: x * x * w, x, use_reentrant=False).backward(inputs=[x])
    assert x.grad.tolist() == [20.0] and w.grad is None


def test_a_custom_function_inside(torch: Any, cp: Any) -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 2 * x * grad

    x, v = leaf(torch, 0.5), leaf(torch, 0.5)
    cp.checkpoint(lambda x: Square.apply(x.sin()).exp(), x, use_reentrant=False).backward()
    Square.apply(v.sin()).exp().backward()
    assert torch.equal(x.grad, v.grad)


def test_saved_twice_read_twice(torch: Any, cp: Any) -> None:
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return 2 * ctx.saved_tensors[0] * ctx.saved_tensors[0]

    y = cp.checkpoint(Twice.apply, leaf(torch, 0.5), use_reentrant=False)
    with pytest.raises(cp.CheckpointError, match="already unpacked once"):
        y.backward()


# -- early stop ---------------------------------------------------------------------------------------------------


def stages(torch: Any, log: list[str]) -> Any:
    def f(x: Any) -> Any:
        log.append("start")
        y = x.sin()
        log.append("saved all")
        y = y + 1
        log.append("end")
        return y

    return f


def test_the_second_run_stops_early(torch: Any, cp: Any) -> None:
    log: list[str] = []
    cp.checkpoint(stages(torch, log), leaf(torch, 2.0), use_reentrant=False).backward()
    assert log == ["start", "saved all", "end", "start"]


def test_it_need_not(torch: Any, cp: Any) -> None:
    log: list[str] = []
    cp.checkpoint(stages(torch, log), leaf(torch, 2.0), use_reentrant=False, early_stop=False).backward()
    assert log == ["start", "saved all", "end"] * 2
    log.clear()
    with cp.set_checkpoint_early_stop(False):
        y = cp.checkpoint(stages(torch, log), leaf(torch, 2.0), use_reentrant=False)
    y.backward()
    assert log == ["start", "saved all", "end"] * 2
    log.clear()
    with cp.set_checkpoint_early_stop(True):
        y = cp.checkpoint(stages(torch, log), leaf(torch, 2.0), use_reentrant=False, early_stop=False)
    y.backward()
    assert log == ["start", "saved all", "end", "start"]


# -- random numbers -----------------------------------------------------------------------------------------------


@FORMS
def test_the_same_random_numbers(torch: Any, cp: Any, reentrant: bool) -> None:
    masks: list[Any] = []

    def f(x: Any) -> Any:
        y = torch.nn.functional.dropout(x.sin(), 0.5)
        masks.append((y != 0).tolist())
        return y * y

    torch.manual_seed(3)
    x = torch.full((50,), 1.0, requires_grad=True)
    y = cp.checkpoint(f, x, use_reentrant=reentrant)
    after = torch.rand(3)
    y.sum().backward()
    assert masks[0] == masks[1]
    assert ((x.grad != 0) == torch.tensor(masks[0])).all()
    torch.manual_seed(3)
    torch.nn.functional.dropout(x, 0.5)
    assert torch.equal(torch.rand(3), after)  # forward uses them up once


@FORMS
def test_backward_leaves_the_generator_as_it_was(torch: Any, cp: Any, reentrant: bool) -> None:
    x = torch.ones(5, requires_grad=True)
    y = cp.checkpoint(lambda x: torch.nn.functional.dropout(x.sin(), 0.5), x, use_reentrant=reentrant)
    torch.manual_seed(1)
    first = torch.rand(2)
    torch.manual_seed(1)
    y.sum().backward()
    assert torch.equal(torch.rand(2), first)


@FORMS
def test_other_random_numbers_if_wanted(torch: Any, cp: Any, reentrant: bool) -> None:
    drawn: list[Any] = []

    def f(x: Any) -> Any:
        drawn.append(torch.rand(20).tolist())
        return x.sin()

    cp.checkpoint(f, leaf(torch, 1.0), use_reentrant=reentrant, preserve_rng_state=False).backward()
    assert drawn[0] != drawn[1]


# -- nested, sequential -------------------------------------------------------------------------------------------


def test_nested(torch: Any, cp: Any) -> None:
    inner = Counted(lambda x: (x * x).sin())
    outer = Counted(lambda x: cp.checkpoint(inner, x.exp(), use_reentrant=False).cos())
    x, z = leaf(torch, 0.3), leaf(torch, 0.3)
    cp.checkpoint(outer, x, use_reentrant=False).backward()
    (z.exp() * z.exp()).sin().cos().backward()
    assert torch.allclose(x.grad, z.grad)
    assert (outer.runs, inner.runs) == (2, 3)


def test_nested_twice_in_one(torch: Any, cp: Any) -> None:
    def part(x: Any) -> Any:
        return cp.checkpoint(lambda x: x.sin().exp(), x, use_reentrant=False)

    x, z = leaf(torch, 0.3), leaf(torch, 0.3)
    cp.checkpoint(lambda x: part(part(x) * x), x, use_reentrant=False).backward()
    (z.sin().exp() * z).sin().exp().backward()
    assert torch.allclose(x.grad, z.grad)


def test_one_after_the_other(torch: Any, cp: Any) -> None:
    x, z = leaf(torch, 0.3), leaf(torch, 0.3)
    y, w = x, z
    for _ in range(4):
        y, w = cp.checkpoint(lambda x: x.sin().exp(), y, use_reentrant=False), w.sin().exp()
    y.backward()
    w.backward()
    assert torch.allclose(x.grad, z.grad)


@FORMS
@pytest.mark.parametrize("segments", [1, 2, 3, 5])
def test_sequential(torch: Any, cp: Any, reentrant: bool, segments: int) -> None:
    runs: list[int] = []

    def layer(i: int) -> Any:
        return lambda x: (runs.append(i), (x * (i + 1)).sin())[1]

    layers = [layer(i) for i in range(5)]
    x, z = leaf(torch, 0.3), leaf(torch, 0.3)
    cp.checkpoint_sequential(layers, segments, x, use_reentrant=reentrant).backward()
    y = z
    for i in range(5):
        y = (y * (i + 1)).sin()
    y.backward()
    assert torch.allclose(x.grad, z.grad)
    size = 5 // segments
    again = size * (segments - 1)
    assert len(runs) == 5 + again


def test_sequential_of_modules(torch: Any, cp: Any) -> None:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2), torch.nn.Tanh())
    x = torch.rand(5, 3)
    net(x).sum().backward()
    wanted = [p.grad.clone() for p in net.parameters()]
    net.zero_grad()
    cp.checkpoint_sequential(net, 2, x, use_reentrant=False).sum().backward()
    assert all(torch.allclose(p.grad, g) for p, g in zip(net.parameters(), wanted, strict=True))


# -- contexts -----------------------------------------------------------------------------------------------------


def test_a_context_for_each_run(torch: Any, cp: Any) -> None:
    log: list[str] = []

    @contextlib.contextmanager
    def named(name: str) -> Any:
        log.append(f"in {name}")
        yield
        log.append(f"out {name}")

    y = cp.checkpoint(
        lambda x: (log.append("run"), x.sin() + 1)[1],
        leaf(torch, 1.0),
        use_reentrant=False,
        early_stop=False,
        context_fn=lambda: (named("first"), named("second")),
    )
    y.backward()
    assert log == ["in first", "run", "out first", "in second", "run", "out second"]


def test_an_error_in_forward_goes_through(torch: Any, cp: Any) -> None:
    def f(x: Any) -> Any:
        raise KeyError("mine")

    x = leaf(torch, 1.0)
    with pytest.raises(KeyError, match="mine"):
        cp.checkpoint(f, x, use_reentrant=False)
    x.sin().backward()  # no hooks are left
    assert x.grad is not None


def test_a_context_must_not_hide_it(torch: Any, cp: Any) -> None:
    def f(x: Any) -> Any:
        raise KeyError("mine")

    with pytest.raises(RuntimeError, match="suppressed an exception"):
        cp.checkpoint(
            f, leaf(torch, 1.0), use_reentrant=False,
            context_fn=lambda: (contextlib.suppress(KeyError), contextlib.nullcontext()),
        )  # fmt: skip


# -- what differs -------------------------------------------------------------------------------------------------


def changing(*functions: Any) -> Any:
    """Each run is another function."""
    rest = iter(functions)
    return lambda x: next(rest)(x)


def test_other_shapes(torch: Any, cp: Any) -> None:
    f = changing(lambda x: x.sin() + 1, lambda x: torch.ones(3, requires_grad=True).sin())
    y = cp.checkpoint(f, leaf(torch, 1.0), use_reentrant=False)
    with pytest.raises(cp.CheckpointError, match=r"have different metadata than during the\s+forward pass"):
        y.backward()


def test_other_shapes_unchecked(torch: Any, cp: Any) -> None:
    x = leaf(torch, 1.0)
    f = changing(lambda x: x * x.detach(), lambda x: x * torch.tensor(7.0))
    y = cp.checkpoint(f, x, use_reentrant=False, determinism_check="none")
    y.backward()
    assert x.grad.tolist() == [7.0]


def test_other_dtypes(torch: Any, cp: Any) -> None:
    f = changing(lambda x: x.sin(), lambda x: x.double().sin())
    y = cp.checkpoint(f, leaf(torch, 1.0), use_reentrant=False)
    with pytest.raises(RuntimeError, match=r"torch\.float64"):
        y.backward()


def test_fewer_tensors(torch: Any, cp: Any) -> None:
    f = changing(lambda x: x.sin().cos(), lambda x: x.sin())
    y = cp.checkpoint(f, leaf(torch, 1.0), use_reentrant=False)
    with pytest.raises(cp.CheckpointError, match="A different number of tensors was saved"):
        y.backward()


def test_more_tensors(torch: Any, cp: Any) -> None:
    functions = (lambda x: x.sin(), lambda x: x.sin().cos())
    y = cp.checkpoint(changing(*functions), leaf(torch, 1.0), use_reentrant=False, early_stop=False)
    with pytest.raises(cp.CheckpointError, match=r"trying to save more tensors during\s+recomputation"):
        y.backward()
    x = leaf(torch, 1.0)
    cp.checkpoint(changing(*functions), x, use_reentrant=False).backward()  # stops before it can be noticed
    assert torch.allclose(x.grad, torch.tensor([1.0]).cos())


def test_a_difference_leaves_gradients(torch: Any, cp: Any) -> None:
    x, w = leaf(torch, 1.0), leaf(torch, 2.0)
    f = changing(lambda x: x.sin().cos(), lambda x: x.sin())
    y = cp.checkpoint(f, x, use_reentrant=False) + w.exp()
    with pytest.raises(cp.CheckpointError):
        y.backward()
    assert x.grad is None


# PyTorch's list is made by a logger that does not get along with pytest's.
OURS = pytest.mark.parametrize("torch", ["autograd_lab"], indirect=True)


@OURS
def test_debug_lists_the_operations(torch: Any, cp: Any) -> None:
    functions = (lambda x: x.sin().cos(), lambda x: x.sin())
    y = cp.checkpoint(changing(*functions), leaf(torch, 1.0), use_reentrant=False, debug=True)
    with pytest.raises(cp.CheckpointError) as raised:
        y.backward()
    text = str(raised.value).lower()
    assert "operations executed during the original forward" in text
    assert text.count("sin") > text.count("cos") > 0


@OURS
def test_debug_for_all(torch: Any, cp: Any) -> None:
    functions = (lambda x: x.sin().cos(), lambda x: x.sin())
    with cp.set_checkpoint_debug_enabled(True):
        y = cp.checkpoint(changing(*functions), leaf(torch, 1.0), use_reentrant=False)
    with pytest.raises(cp.CheckpointError, match="Operations executed during recomputation"):
        y.backward()


def test_an_input_that_was_overwritten(torch: Any, cp: Any) -> None:
    h = leaf(torch, 1.0) * 1
    y = cp.checkpoint(lambda x: x.sin(), h, use_reentrant=False)
    h.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


# -- backward inside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("early_stop", [True, False])
@pytest.mark.parametrize("retain", [True, False])
def test_a_gradient_inside(torch: Any, cp: Any, early_stop: bool, retain: bool) -> None:
    def f(x: Any) -> Any:
        y = x.sin()
        z = y.exp()
        (gx,) = torch.autograd.grad(z, x, retain_graph=retain)
        return x.cos() * gx

    x, v = leaf(torch, 0.5), leaf(torch, 0.5)
    y = cp.checkpoint(f, x, use_reentrant=False, early_stop=early_stop)
    y.backward()
    expected = f(v)
    expected.backward()
    assert torch.allclose(y, expected) and torch.allclose(x.grad, v.grad)


# -- arguments ----------------------------------------------------------------------------------------------------


def test_arguments_that_do_not_fit(torch: Any, cp: Any) -> None:
    x = leaf(torch, 1.0)
    calls = [
        ({"use_reentrant": True, "scale": 3}, "Unexpected keyword arguments: scale"),
        ({"use_reentrant": True, "debug": True}, "only supported when"),
        ({"use_reentrant": True, "context_fn": lambda: None}, "only supported when"),
        ({"use_reentrant": False, "determinism_check": "some"}, "determinism_check should be one of"),
        ({"use_reentrant": False, "debug": True, "context_fn": lambda: None}, "incompatible with non-default"),
    ]
    for keywords, words in calls:
        with pytest.raises(ValueError, match=words):
            cp.checkpoint(lambda x: x, x, **keywords)
    with pytest.raises(ValueError, match="Unexpected keyword arguments"):
        cp.checkpoint_sequential([lambda x: x], 1, x, use_reentrant=False, scale=3)


def test_the_form_should_be_said(torch: Any, cp: Any) -> None:
    x = leaf(torch, 1.0)
    with pytest.warns(UserWarning, match="use_reentrant parameter should be"):
        cp.checkpoint(lambda x: x.sin(), x).backward()
    with pytest.warns(UserWarning, match="use_reentrant parameter should be"):
        cp.checkpoint_sequential([lambda x: x.sin()], 1, x)


# -- the reentrant form -------------------------------------------------------------------------------------------


def test_reentrant_is_one_node(torch: Any, cp: Any) -> None:
    y = cp.checkpoint(lambda x: x.sin().exp(), leaf(torch, 1.0), use_reentrant=True)
    assert y.grad_fn.name() == "CheckpointFunctionBackward"


def test_reentrant_runs_all_again(torch: Any, cp: Any) -> None:
    log: list[str] = []
    cp.checkpoint(stages(torch, log), leaf(torch, 2.0), use_reentrant=True).backward()
    assert log == ["start", "saved all", "end"] * 2


def test_reentrant_is_for_backward_only(torch: Any, cp: Any) -> None:
    x = leaf(torch, 1.0)
    with pytest.raises(RuntimeError, match=r"incompatible\s+with \.grad\(\)"):
        torch.autograd.grad(cp.checkpoint(lambda x: x.sin(), x, use_reentrant=True), x)
    with pytest.raises(RuntimeError, match=r"incompatible\s+with \.grad\(\)"):
        cp.checkpoint(lambda x: x.sin(), x, use_reentrant=True).backward(inputs=[x])


def test_reentrant_wants_an_input_that_requires_grad(torch: Any, cp: Any) -> None:
    with pytest.warns(UserWarning, match="None of the inputs have requires_grad=True"):
        y = cp.checkpoint(lambda x: x.sin(), torch.ones(1), use_reentrant=True)
    assert not y.requires_grad


def test_reentrant_with_nothing_to_do(torch: Any, cp: Any) -> None:
    y = cp.checkpoint(lambda x: x.detach().sin(), leaf(torch, 1.0), use_reentrant=True)
    with pytest.raises(RuntimeError, match="none of output has requires_grad=True"):
        y.backward()


@pytest.mark.filterwarnings("ignore:None of the inputs")  # of the inner one, in the first run
def test_reentrant_nested(torch: Any, cp: Any) -> None:
    x, z = leaf(torch, 0.3), leaf(torch, 0.3)
    inner = Counted(lambda x: x.sin())
    cp.checkpoint(lambda x: cp.checkpoint(inner, x * 2, use_reentrant=True).exp(), x, use_reentrant=True).backward()
    (z * 2).sin().exp().backward()
    assert torch.allclose(x.grad, z.grad) and inner.runs == 3
