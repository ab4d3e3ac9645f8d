"""Custom Functions and memory: inputs handed back as they are, views, and inputs written to in forward."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab
from tests.autograd.functions import back_twice, function, leaf


def as_it_is(ctx: Any, x: Any) -> Any:
    return x


def in_place(ctx: Any, x: Any) -> Any:
    x.mul_(2)
    ctx.mark_dirty(x)
    return x


# -- inputs handed back, and views --------------------------------------------------------------------------------


def test_an_input_handed_back_is_a_view_with_a_history_of_its_own(torch: Any) -> None:
    x = leaf(torch)
    y = function(torch, as_it_is, lambda ctx, g: g * 3).apply(x)
    y.sum().backward()
    assert y is not x and y._is_view() and y._base is x and x.grad.tolist() == [3.0, 3.0]
    assert x.is_leaf and y.grad_fn.name() == "MyFnBackward"


def test_an_input_handed_back_twice(torch: Any) -> None:
    x = leaf(torch)
    y, z = function(torch, lambda ctx, x: (x, x), lambda ctx, g, h: g + 2 * h).apply(x)
    (y + 2 * z).sum().backward()
    assert y is not z and (y.output_nr, z.output_nr) == (0, 1) and x.grad.tolist() == [5.0, 5.0]


def test_an_input_handed_back_unrecorded(torch: Any) -> None:
    F = function(torch, as_it_is, back_twice)
    plain, x = torch.ones(2), leaf(torch)
    y = F.apply(plain)
    assert y is not plain and y._is_view()
    y.mul_(3)
    assert plain.tolist() == [3.0, 3.0]
    with torch.no_grad():
        z = F.apply(x)
    assert z is not x and not z.requires_grad and not z._is_view() and x.requires_grad


def test_an_input_handed_back_as_non_differentiable(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.mark_non_differentiable(x)
        return x

    x = leaf(torch)
    y = function(torch, forward, back_twice).apply(x)
    assert y is not x and not y.requires_grad and x.requires_grad


def test_an_input_handed_back_and_saved(torch: Any) -> None:
    def save(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x

    x = leaf(torch)
    function(torch, save, lambda ctx, g: g * ctx.saved_tensors[0]).apply(x).sum().backward()
    assert x.grad.tolist() == [1.0, 2.0]
    for what in (lambda inputs, output: inputs[0], lambda inputs, output: output):
        setup = lambda ctx, inputs, output, what=what: ctx.save_for_backward(what(inputs, output))  # noqa: E731
        with pytest.raises(RuntimeError, match="as-is"):
            function(torch, lambda x: x, back_twice, setup_context=setup).apply(x)


VIEWS = [
    pytest.param(as_it_is, id="the input itself"),
    pytest.param(lambda ctx, x: x.view(-1), id="a view of the input"),
    pytest.param(lambda ctx, x: (x * 2)[:1], id="a view of something inside"),
]


@pytest.mark.parametrize("forward", VIEWS)
def test_a_view_cannot_be_written_to(torch: Any, forward: Any) -> None:
    y = function(torch, forward, back_twice).apply(leaf(torch) * 1)
    for view in (y, y[:1]):
        with pytest.raises(RuntimeError, match="view"):
            view.add_(1)
    with torch.no_grad():
        y.add_(1)  # allowed, and then its history cannot be told any more
    assert repr(y).endswith("grad_fn=<Invalid>)")
    with pytest.raises(RuntimeError, match="view"):
        y.sum()


def test_a_view_whose_base_is_written_to(torch: Any) -> None:
    base = leaf(torch) * 1
    y = function(torch, as_it_is, back_twice).apply(base)
    base.mul_(2)
    with pytest.raises(RuntimeError, match="view"):
        y.sum()
    x = leaf(torch)
    z = function(torch, as_it_is, back_twice).apply(x)
    with torch.no_grad():
        x.add_(1)
    with pytest.raises(RuntimeError, match="view"):
        z.sum()


@pytest.mark.parametrize("forward", [lambda ctx, x: (x[:1], x[1:]), lambda ctx, x: (x[:1], x * 1)])
def test_views_among_several_outputs_cannot_be_written_to(torch: Any, forward: Any) -> None:
    y, z = function(torch, forward, lambda ctx, g, h: torch.cat([g, g])).apply(leaf(torch) * 1)
    with pytest.raises(RuntimeError, match="multiple views"):
        y.mul_(2)
    if not z._is_view():
        z.mul_(2)


def test_a_new_output_can_be_written_to(torch: Any) -> None:
    x = leaf(torch)
    y, z = function(torch, lambda ctx, x: (x * 1, x * 2), lambda ctx, g, h: g + 2 * h).apply(x)
    y.mul_(3)
    z[:1].mul_(5)
    (y + z).sum().backward()
    assert x.grad.tolist() == [13.0, 5.0]


def test_a_leaf_from_outside_becomes_an_output(torch: Any) -> None:
    w = leaf(torch)
    y = function(torch, lambda ctx, x: w, lambda ctx, g: g * 7).apply(x := leaf(torch))
    y.sum().backward()
    assert y is w and not w.is_leaf and x.grad.tolist() == [7.0, 7.0]


# -- inputs written to --------------------------------------------------------------------------------------------


def test_mark_dirty(torch: Any) -> None:
    x = leaf(torch)
    a = x * 1
    before = a._version
    y = function(torch, in_place, back_twice).apply(a)
    assert y is a and a._version > before and a.grad_fn.name() == "MyFnBackward" and a.tolist() == [2.0, 4.0]
    (a * 10).sum().backward()
    assert x.grad.tolist() == [20.0, 20.0]


def test_mark_dirty_is_noticed_by_who_saved_it(torch: Any) -> None:
    a = leaf(torch) * 1
    square = a * a
    function(torch, in_place, back_twice).apply(a)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        square.sum().backward()


def test_a_write_that_is_not_marked(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        return x.mul_(2)

    x = leaf(torch)
    a = x * 1
    y = function(torch, forward, back_twice).apply(a)
    assert y is not a and y._is_view() and a.grad_fn.name() == "MulBackward0"
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_mark_dirty_and_save_the_result(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        x.exp_()
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x

    x = leaf(torch, 0.0, 1.0)
    y = function(torch, forward, lambda ctx, g: g * ctx.saved_tensors[0]).apply(x * 1)
    (g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    assert g.tolist() == pytest.approx([1.0, 2.7182818])
    assert torch.autograd.grad(g.sum(), x)[0].tolist() == pytest.approx([1.0, 2.7182818])


def test_mark_dirty_an_input_that_wanted_no_gradient(torch: Any) -> None:
    def forward(ctx: Any, x: Any, z: Any) -> Any:
        ctx.save_for_backward(z.clone())
        z.mul_(x)
        ctx.mark_dirty(z)
        return z

    x, z = leaf(torch, 2.0, 3.0), torch.full((2,), 5.0)
    y = function(torch, forward, lambda ctx, g: (g * ctx.saved_tensors[0], None)).apply(x, z)
    assert y is z and z.requires_grad and not z.is_leaf
    z.sum().backward()
    assert x.grad.tolist() == [5.0, 5.0]


def test_mark_dirty_unrecorded(torch: Any) -> None:
    F = function(torch, in_place, back_twice)
    plain, x = torch.ones(2), leaf(torch)
    assert F.apply(plain) is plain and plain.tolist() == [2.0, 2.0]
    with torch.no_grad():
        y = F.apply(x)
    assert x.tolist() == [2.0, 4.0] and x.is_leaf and not y.requires_grad


def test_mark_dirty_a_leaf(torch: Any) -> None:
    F = function(torch, in_place, back_twice)
    for x in (leaf(torch), leaf(torch)[:1]):
        with pytest.raises(RuntimeError, match="leaf"):
            F.apply(x)


def test_mark_dirty_a_view_changes_the_history_of_its_base(torch: Any) -> None:
    x = leaf(torch)
    a = x * 1
    y = function(torch, in_place, back_twice).apply(view := a[:1])
    assert y is view and a.tolist() == [2.0, 2.0] and "CopySlices" in repr(a)
    a.sum().backward()
    assert x.grad.tolist() == [2.0, 1.0]


def test_mark_dirty_a_view_again(torch: Any) -> None:
    F = function(torch, in_place, back_twice)
    x = leaf(torch)
    a = x * 1
    other, view = a.view(2, 1), a[1:]
    F.apply(F.apply(view))
    assert a.tolist() == [1.0, 8.0]
    (a * torch.tensor([1.0, 10.0])).sum().backward(retain_graph=True)
    assert x.grad.tolist() == [1.0, 40.0]
    x.grad = None
    (other * 3 + view).sum().backward()
    assert x.grad.tolist() == [3.0 + 0.0, 12.0 + 8.0]


def test_mark_dirty_a_view_allows_one_output_only(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        return in_place(ctx, x), x * 1

    with pytest.raises(RuntimeError, match="view"):
        function(torch, forward, back_twice).apply((leaf(torch) * 1)[:1])
    x = leaf(torch)
    y, z = function(torch, lambda ctx, x: (in_place(ctx, x), x * 3), lambda ctx, g, h: g * 2 + h * 6).apply(x * 1)
    (y + z).sum().backward()
    assert x.grad.tolist() == [8.0, 8.0]


def test_mark_dirty_and_not_returned(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        return in_place(ctx, x) * 1

    with pytest.raises(RuntimeError, match="not returned"):
        function(torch, forward, back_twice).apply(leaf(torch) * 1)


def test_mark_dirty_what_is_no_input(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        y = x * 2
        ctx.mark_dirty(y)
        return y

    with pytest.warns(UserWarning, match="not an input") as heard:
        y = function(torch, forward, back_twice).apply(leaf(torch))
    assert y.grad_fn.name() == "MyFnBackward"
    assert torch is not autograd_lab or heard[0].filename == __file__  # PyTorch names its own line


def test_mark_dirty_and_non_differentiable(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.mark_non_differentiable(x)
        return in_place(ctx, x)

    a = leaf(torch) * 1
    y = function(torch, forward, back_twice).apply(a)
    assert y is not a and not y.requires_grad and a.requires_grad


def test_mark_dirty_with_setup_context(torch: Any) -> None:
    x = leaf(torch)
    a = x * 1
    F = function(torch, lambda x: x.mul_(2), back_twice, setup_context=lambda ctx, i, o: ctx.mark_dirty(i[0]))
    assert F.apply(a) is a
    a.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_a_gradient_retained_before_the_write_is_that_of_the_new_value(torch: Any) -> None:
    x, seen = leaf(torch), []
    a = x * 1
    a.retain_grad()
    a.register_hook(lambda g: seen.append(g.tolist()))
    function(torch, in_place, back_twice).apply(a)
    (a * 3).sum().backward()
    assert a.grad.tolist() == [3.0, 3.0] and seen == [[6.0, 6.0]] and x.grad.tolist() == [6.0, 6.0]


@pytest.mark.parametrize("mark", ["mark_dirty", "mark_non_differentiable"])
def test_only_tensors_can_be_marked(torch: Any, mark: str) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        getattr(ctx, mark)(3)
        return x * 2

    with pytest.raises(RuntimeError, match=mark):
        function(torch, forward, back_twice).apply(leaf(torch) * 1)
