"""What a custom Function keeps for backward: as what it comes back, how long it is kept, and when it is refused."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from typing import Any

import pytest

import autograd_lab
from tests.autograd.functions import back_saved, back_twice, function, leaf, save_and_double, twice


def saving(torch: Any, what: Any, backward: Any = back_twice) -> Any:
    """A Function that doubles x and saves ``what(x, y)``, a tuple."""

    def forward(ctx: Any, x: Any) -> Any:
        y = x * 2
        ctx.save_for_backward(*what(x, y))
        return y

    return function(torch, forward, backward)


# -- what comes back ----------------------------------------------------------------------------------------------


def test_an_input_comes_back_as_itself(torch: Any) -> None:
    x = leaf(torch)
    middle = x * 1
    for given in (x, middle):
        (saved,) = saving(torch, lambda x, y: (x,)).apply(given).grad_fn.saved_tensors
        assert saved is given


def test_an_input_that_is_gone_comes_back_with_its_history(torch: Any) -> None:
    x = leaf(torch)
    node = saving(torch, lambda x, y: (x,)).apply(x * 3).grad_fn
    (saved,) = node.saved_tensors
    assert saved.tolist() == [3.0, 6.0] and saved.grad_fn is node.next_functions[0][0]


def test_a_parameter_comes_back_as_one(torch: Any) -> None:
    node = saving(torch, lambda x, y: (x,)).apply(torch.nn.Parameter(torch.ones(2))).grad_fn
    assert type(node.saved_tensors[0]) is torch.nn.Parameter


def test_an_output_comes_back_with_its_history(torch: Any) -> None:
    y = saving(torch, lambda x, y: (y,)).apply(leaf(torch))
    node = y.grad_fn
    assert node.saved_tensors[0].grad_fn is node
    del y
    assert node.saved_tensors[0].tolist() == [2.0, 4.0] and node.saved_tensors[0].requires_grad


def test_what_is_neither_input_nor_output_has_no_history(torch: Any) -> None:
    def backward(ctx: Any, g: Any) -> Any:
        (e,) = ctx.saved_tensors
        assert not e.requires_grad
        return g * e

    x = leaf(torch)
    F = saving(torch, lambda x, y: (x.exp(),), backward)
    (g,) = torch.autograd.grad(F.apply(x).sum(), x, create_graph=True)
    assert not g.requires_grad  # so a second derivative through it would be wrong, and there is none


def test_a_tensor_from_outside_keeps_its_history(torch: Any) -> None:
    w = leaf(torch)
    outside = w * 2
    F = saving(torch, lambda x, y: (outside,), back_saved)
    (g,) = torch.autograd.grad(F.apply(x := leaf(torch)).sum(), x, create_graph=True)
    assert torch.autograd.grad(g.sum(), w)[0].tolist() == [2.0, 2.0]


def test_none_and_nothing(torch: Any) -> None:
    assert saving(torch, lambda x, y: (None, x, None)).apply(leaf(torch)).grad_fn.saved_tensors[::2] == (None, None)
    assert function(torch, twice, back_twice).apply(leaf(torch)).grad_fn.saved_tensors == ()


def test_the_last_call_counts(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        assert ctx.saved_tensors == ()  # kept when forward is over
        ctx.save_for_backward(x, x * 5)
        return x * 2

    node = function(torch, forward, back_twice).apply(leaf(torch)).grad_fn
    assert len(node.saved_tensors) == 2


def test_only_tensors_can_be_saved(torch: Any) -> None:
    F = saving(torch, lambda x, y: (x, 3))
    with pytest.raises(TypeError):
        F.apply(leaf(torch))
    assert F.apply(torch.ones(2)).tolist() == [2.0, 2.0]  # nothing is saved, so nothing is asked


def test_saved_tensors_cannot_be_set(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.saved_tensors = (x,)
        return x

    with pytest.raises(AttributeError):
        function(torch, forward, back_twice).apply(leaf(torch))


@pytest.mark.parametrize("saved", [lambda x, y: (x,), lambda x, y: (y,), lambda x, y: (x, y)])
def test_a_second_derivative_through_what_was_saved(torch: Any, saved: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        y = x.exp()
        ctx.save_for_backward(*saved(x, y))
        return y

    def backward(ctx: Any, g: Any) -> Any:
        return g * sum(t.exp() if t is x else t for t in ctx.saved_tensors) / len(ctx.saved_tensors)

    x = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    F = function(torch, forward, backward)
    (g,) = torch.autograd.grad(F.apply(x).sum(), x, create_graph=True)
    (g2,) = torch.autograd.grad(g.sum(), x, create_graph=True)
    (g3,) = torch.autograd.grad(g2.sum(), x)
    assert [g.item(), g2.item(), g3.item()] == pytest.approx([1.6487212707] * 3)


# -- how long it is kept ------------------------------------------------------------------------------------------


def test_it_is_freed_by_backward(torch: Any) -> None:
    y = function(torch, save_and_double, back_saved).apply(leaf(torch))
    loss = y.sum()
    loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()
    with pytest.raises(RuntimeError, match="second time"):
        _ = y.grad_fn.saved_tensors


def test_retain_graph_keeps_it(torch: Any) -> None:
    x = leaf(torch)
    y = function(torch, save_and_double, back_saved).apply(x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_backward_that_does_not_look_may_run_again(torch: Any) -> None:
    x = leaf(torch)
    for F in (function(torch, twice, back_twice), function(torch, save_and_double, back_twice)):
        x.grad = None
        y = F.apply(x).sum()
        y.backward()
        y.backward()
        assert x.grad.tolist() == [4.0, 4.0]


def test_attributes_stay(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.k = 3.0
        return x * 3

    x = leaf(torch)
    y = function(torch, forward, lambda ctx, g: g * ctx.k).apply(x).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [6.0, 6.0]


def test_reading_once(torch: Any) -> None:
    def backward(ctx: Any, g: Any) -> Any:
        (x,) = ctx.saved_tensors
        with pytest.raises(RuntimeError, match="once"):
            _ = ctx.saved_tensors
        return g * x

    x = leaf(torch)
    function(torch, save_and_double, backward, clear_saved_tensors_on_access=True).apply(x).sum().backward()
    assert x.grad.tolist() == [1.0, 2.0]


def test_no_cycle_keeps_it_alive(torch: Any) -> None:
    gc.disable()
    try:
        y = saving(torch, lambda x, y: (x, y, y * 2)).apply(leaf(torch))
        alive = weakref.ref(y)
        del y
        assert alive() is None
    finally:
        gc.enable()


def test_thirty_thousand_steps_keep_the_memory_flat() -> None:
    F = saving(autograd_lab, lambda x, y: (x, y), lambda ctx, g: g * ctx.saved_tensors[0])
    x = leaf(autograd_lab)

    def steps(count: int) -> None:
        for _ in range(count):
            x.grad = None
            F.apply(x).backward(x)

    steps(100)
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        steps(1_000)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        steps(29_000)
        tracemalloc.start()
        steps(1_000)
        assert tracemalloc.get_traced_memory()[0] < before + 20_000
    finally:
        tracemalloc.stop()
        gc.enable()


# -- when it is refused -------------------------------------------------------------------------------------------


def test_an_input_written_to_is_noticed_when_it_is_read(torch: Any) -> None:
    middle = leaf(torch) * 1
    y = function(torch, save_and_double, back_saved).apply(middle)
    middle.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        _ = y.grad_fn.saved_tensors


def test_a_backward_that_does_not_read_it_does_not_mind(torch: Any) -> None:
    x = leaf(torch)
    middle = x * 1
    y = function(torch, save_and_double, back_twice).apply(middle)
    middle.add_(1)
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_an_output_written_to(torch: Any) -> None:
    y = saving(torch, lambda x, y: (y,), back_saved).apply(leaf(torch))
    y.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_a_parameter_updated_before_backward(torch: Any) -> None:
    x = leaf(torch)
    y = function(torch, save_and_double, back_saved).apply(x)
    with torch.no_grad():
        x.sub_(0.1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()
    assert x.grad is None


def test_an_intermediate_written_to(torch: Any) -> None:
    kept: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        kept.append(x.exp())
        ctx.save_for_backward(kept[0])
        return x * 2

    y = function(torch, forward, back_saved).apply(leaf(torch))
    kept[0].mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_a_view_written_to_through_its_base(torch: Any) -> None:
    base = leaf(torch) * 1
    y = function(torch, save_and_double, back_saved).apply(base[:1])
    base.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_a_tensor_of_inference_mode(torch: Any) -> None:
    with torch.inference_mode():
        frozen = torch.ones(2)
    with pytest.raises(RuntimeError, match="nference"):
        saving(torch, lambda x, y: (frozen,)).apply(leaf(torch))


def test_save_for_forward_takes_tensors_only() -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_forward(x, None)
        assert ctx.saved_tensors[0] is x  # what jvp reads, while the call lasts
        return x * 2

    y = function(autograd_lab, forward, back_twice).apply(leaf(autograd_lab))
    assert y.grad_fn.saved_tensors == ()
