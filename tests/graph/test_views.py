"""Views: one memory and one version for all who look at it, and a history that knows of writes through any of them."""

from __future__ import annotations

from typing import Any

import pytest

# What is called on a 3 x 4 matrix x that is no leaf, and the name of the node that it leaves.
VIEWS = {
    "x.view(4, 3)": "ViewBackward0",
    "x.view(2, 6).view(-1)": "ViewBackward0",
    "x.reshape(2, 6)": "ViewBackward0",
    "x.t().reshape(4, 3, 1)": "ReshapeAliasBackward0",
    "x.flatten()": "ViewBackward0",
    "x.ravel()": "ViewBackward0",
    "x.unflatten(1, (2, 2))": "ViewBackward0",
    "x.view_as(x)": "ViewBackward0",
    "x[:, :1].squeeze()": "SqueezeBackward0",
    "x[:, :1].squeeze(1)": "SqueezeBackward1",
    "x[:, :1].squeeze((1,))": "SqueezeBackward2",
    "x.unsqueeze(0)": "UnsqueezeBackward0",
    "x.permute(1, 0)": "PermuteBackward0",
    "x.T": "PermuteBackward0",
    "x.movedim(0, 1)": "PermuteBackward0",
    "x.t()": "TBackward0",
    "x.transpose(0, 1)": "TransposeBackward0",
    "x.swapaxes(0, 1)": "TransposeBackward0",
    "x.mT": "TransposeBackward0",
    "x.narrow(1, 1, 2)": "SliceBackward0",
    "x.tensor_split(2)[1]": "SliceBackward0",
    "x.hsplit(2)[1]": "SliceBackward0",
    "x.select(1, 2)": "SelectBackward0",
    "x.diagonal(1)": "DiagonalBackward0",
    "x.as_strided((2, 2), (4, 1), 1)": "AsStridedBackward0",
    "x.unfold(1, 2, 2)": "UnfoldBackward0",
}  # fmt: skip
SEVERAL = {
    "x.split(2)": "SplitBackward0",
    "x.split([1, 2])": "SplitWithSizesBackward0",
    "x.chunk(2, 1)": "SplitBackward0",
    "x.unbind(1)": "UnbindBackward0",
}
EXPANDED = {
    "x.expand(2, 3, 4)": "ExpandBackward0",
    "x.broadcast_to((2, 3, 4))": "ExpandBackward0",
}
COPIES = {
    "x.t().reshape(12)": "UnsafeViewBackward0",
    "x.flip(0)": "FlipBackward0",
    "x.roll(1, 0)": "RollBackward0",
    "x.rot90()": "Rot90Backward0",
    "x.repeat(1, 2)": "RepeatBackward0",
    "x.tile(2)": "RepeatBackward0",
    "x.tril()": "TrilBackward0",
    "x.clone()": "CloneBackward0",
    "x.t().contiguous()": "CloneBackward0",
    "x[0].diag_embed()": "DiagEmbedBackward0",
    "x.select_scatter(x[0], 0, 1)": "SelectScatterBackward0",
    "x.slice_scatter(x[:1], 0, 1, 2)": "SliceScatterBackward0",
    "x.diagonal_scatter(x[:, 0])": "DiagonalScatterBackward0",
    "torch.stack((x, x))": "StackBackward0",
    "torch.hstack((x, x))": "CatBackward0",
    "torch.block_diag(x, x)": "BlockDiagBackward0",
}  # fmt: skip


def matrix(torch: Any) -> tuple[Any, Any]:
    leaf = torch.arange(12.0).reshape(3, 4).requires_grad_()
    return leaf, leaf * 1


def evaluate(expression: str, torch: Any, x: Any) -> Any:
    return eval(expression, {"torch": torch, "x": x})


@pytest.mark.parametrize("expression", VIEWS)
def test_a_view_shares_memory_version_and_history(torch: Any, expression: str) -> None:
    leaf, x = matrix(torch)
    seen = evaluate(expression, torch, x)
    assert seen.grad_fn.name() == VIEWS[expression] and seen._is_view()
    before = seen.detach().clone()
    seen.mul_(3.0)
    assert x._version == seen._version == 1
    changed = x.detach() != leaf.detach()
    assert int(changed.sum()) == int((before != 0).sum())  # 0 * 3 is 0
    assert "CopySlices" in x.grad_fn.name()
    x.sum().backward()
    weight = torch.ones(3, 4)
    evaluate(expression, torch, weight).mul_(3.0)
    assert leaf.grad.tolist() == weight.tolist()


@pytest.mark.parametrize("expression", VIEWS)
def test_a_view_sees_what_is_written_into_its_base(torch: Any, expression: str) -> None:
    leaf, x = matrix(torch)
    seen = evaluate(expression, torch, x)
    x.mul_(2.0)
    assert seen.tolist() == evaluate(expression, torch, x).tolist()
    seen.sum().backward()
    weight = torch.zeros(3, 4)
    evaluate(expression, torch, weight).add_(2.0)
    assert leaf.grad.tolist() == weight.tolist()


@pytest.mark.parametrize("expression", SEVERAL)
def test_one_of_several_views_may_not_be_written_to(torch: Any, expression: str) -> None:
    _, x = matrix(torch)
    part = evaluate(expression, torch, x)[0]
    assert part.grad_fn.name() == SEVERAL[expression]
    with pytest.raises(RuntimeError):
        part.mul_(2.0)
    with torch.no_grad():
        plain = torch.ones(3, 4)
        evaluate(expression, torch, plain)[0].mul_(2.0)
    assert plain.max() == 2


@pytest.mark.parametrize("expression", EXPANDED)
def test_an_expanded_view_may_not_be_written_to(torch: Any, expression: str) -> None:
    _, x = matrix(torch)
    seen = evaluate(expression, torch, x)
    assert seen.grad_fn.name() == EXPANDED[expression] and seen._is_view()
    with pytest.raises(RuntimeError, match="clone"):
        seen.mul_(2.0)


@pytest.mark.parametrize("expression", COPIES)
def test_a_copy_shares_nothing(torch: Any, expression: str) -> None:
    leaf, x = matrix(torch)
    copy = evaluate(expression, torch, x)
    assert copy.grad_fn.name() == COPIES[expression]
    copy.add_(1.0)
    assert x._version == 0 and x.tolist() == leaf.tolist()


def test_as_strided_through_another_view(torch: Any) -> None:
    leaf, x = matrix(torch)
    before = x[1:].as_strided((2,), (3,), 2)  # begins before the slice does
    assert before.tolist() == [2.0, 5.0]
    before.sum().backward(retain_graph=True)
    assert leaf.grad.sum() == leaf.grad[1, 1] == 1  # what lies outside of the slice is lost on the way
    leaf.grad = None
    x[1:].as_strided((2,), (3,)).mul_(10.0)
    x.sum().backward()
    assert leaf.grad[1, 0] == leaf.grad[1, 3] == 10 and leaf.grad.sum() == 10 + 20


def test_as_strided_of_a_transposed_base(torch: Any) -> None:
    leaf, _ = matrix(torch)
    x = leaf.t() * 1  # its elements lie in the order of the leaf
    x.as_strided((2,), (5,), 1).mul_(10.0)
    x.sum().backward()
    assert sorted(leaf.grad.flatten().tolist()) == [1.0] * 10 + [10.0] * 2
    assert (leaf.grad == 10).tolist() == (x.detach().t() > leaf.detach()).tolist()


def test_the_gradient_of_overlapping_elements_is_shared(torch: Any) -> None:
    leaf = torch.arange(3.0).requires_grad_()
    leaf.expand(2, 3).as_strided((4,), (0,), 1).backward(torch.arange(1.0, 5.0))
    assert leaf.grad.tolist() == [0, 10, 0]  # shared among two copies, and added up again by expand


def test_the_second_derivative_goes_through_written_views(torch: Any) -> None:
    leaf, x = matrix(torch)
    x.diagonal().mul_(x.diagonal().clone())
    (g,) = torch.autograd.grad((x * x).sum(), leaf, create_graph=True)
    (h,) = torch.autograd.grad(g.sum(), leaf)
    assert g[1, 1].item() == 4 * 5**3 and h[1, 1].item() == 12 * 5**2 and h[0, 1].item() == 2


@pytest.mark.parametrize("name", ["t_", "squeeze_", "unsqueeze_", "transpose_", "swapaxes_", "as_strided_"])
def test_a_leaf_keeps_its_shape(torch: Any, name: str) -> None:
    arguments = {"t_": (), "squeeze_": (), "unsqueeze_": (0,), "as_strided_": ((2,), (1,))}.get(name, (0, 1))
    leaf = torch.ones(1, 2, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf"):
        getattr(leaf, name)(*arguments)
    assert leaf.shape == (1, 2)
    with torch.no_grad():
        getattr(leaf, name)(*arguments)


def test_a_view_changes_its_shape_in_place(torch: Any) -> None:
    leaf, x = matrix(torch)
    row = x[1]
    row.unsqueeze_(0).t_().mul_(2.0)
    assert row.shape == (4, 1) and x[1].tolist() == [8.0, 10.0, 12.0, 14.0]
    x.sum().backward()
    assert leaf.grad.tolist() == [[1.0] * 4, [2.0] * 4, [1.0] * 4]


def test_bits_seen_as_another_dtype_share_memory(torch: Any) -> None:
    x = torch.ones(2)
    bits = x.view(torch.int32)
    bits[0] = 0
    assert x.tolist() == [0.0, 1.0] and x._version == bits._version == 1
    assert not torch.ones(2, requires_grad=True).view(torch.int32).requires_grad


def test_resize_keeps_what_fits(torch: Any) -> None:
    x = torch.arange(6)
    assert x.resize_(2).tolist() == [0, 1] and x.resize_(2, 3).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert x.resize_(8)[:6].tolist() == [0, 1, 2, 3, 4, 5]
    assert torch.arange(6).reshape(2, 3).t().resize_(4).tolist() == [0, 1, 2, 3]
