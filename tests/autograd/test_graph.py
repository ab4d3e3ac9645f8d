"""Looking at the graph: nodes, edges, what they saved; hooks on several tensors."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest


@pytest.fixture
def graph(torch: Any) -> Any:
    return torch.autograd.graph


def leaf(torch: Any, *values: float) -> Any:
    return torch.tensor(values, requires_grad=True)


# -- nodes --------------------------------------------------------------------------------------------------------


def test_names(torch: Any, graph: Any) -> None:
    x = leaf(torch, 1.0, 2.0)
    y = (x * x).exp().sum()
    node, names = y.grad_fn, []
    while node is not None:
        assert isinstance(node, graph.Node)
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    assert names == ["SumBackward0", "ExpBackward0", "MulBackward0", "torch::autograd::AccumulateGrad"]


def test_the_class_of_a_node_bears_its_name(torch: Any) -> None:
    x = leaf(torch, 1.0)
    assert type(x.exp().grad_fn).__name__ == "ExpBackward0"
    assert type((x * 2).grad_fn.next_functions[0][0]).__name__ == "AccumulateGrad"
    assert type((x * 2).grad_fn) is type((x * 3).grad_fn) and type(x.exp().grad_fn) is not type((x * 3).grad_fn)
    assert repr(x.exp().grad_fn).startswith("<ExpBackward0 object at 0x")


def test_next_functions(torch: Any) -> None:
    a, b = leaf(torch, 1.0), leaf(torch, 2.0)
    y = a * b
    (first, i), (second, j) = y.grad_fn.next_functions
    assert first.variable is a and second.variable is b and (i, j) == (0, 0)
    assert (a * 2).grad_fn.next_functions[1] == (None, 0)
    assert first.next_functions == ()
    parts = torch.stack([a, b]).unbind(0)
    assert (parts[1] * 1).grad_fn.next_functions[0] == (parts[0].grad_fn, 1)


def test_one_node_per_leaf_and_graph(torch: Any) -> None:
    a = leaf(torch, 1.0)
    y = a * a
    assert y.grad_fn.next_functions[0][0] is y.grad_fn.next_functions[1][0]
    assert y.grad_fn is y.grad_fn


def test_leaves_have_no_node(torch: Any) -> None:
    assert leaf(torch, 1.0).grad_fn is None and torch.ones(1).grad_fn is None


def test_metadata_is_a_dict_of_the_node(torch: Any) -> None:
    y = leaf(torch, 1.0).exp()
    assert y.grad_fn.metadata == {}
    y.grad_fn.metadata["note"] = 3
    assert y.grad_fn.metadata == {"note": 3} and (y * 2).grad_fn.metadata == {}


def test_sequence_numbers_grow(torch: Any) -> None:
    a = leaf(torch, 1.0)
    y = a * 2
    z = y * 2
    assert z.grad_fn._sequence_nr() > y.grad_fn._sequence_nr()
    assert y.grad_fn.next_functions[0][0]._sequence_nr() == 2**64 - 1


def test_the_form_of_what_arrives(torch: Any) -> None:
    a = torch.zeros(4, 3, requires_grad=True)
    parts = a.chunk(2)
    form = parts[0].grad_fn._input_metadata
    assert [(tuple(m.shape), m.dtype, m.device.type) for m in form] == [((2, 3), torch.float32, "cpu")] * 2
    assert a.double().grad_fn._input_metadata[0].dtype == torch.float64


def test_a_node_requires_grad(torch: Any) -> None:
    assert leaf(torch, 1.0).exp().grad_fn.requires_grad


# -- what a node saved --------------------------------------------------------------------------------------------


def test_saved_factors(torch: Any) -> None:
    a, b = leaf(torch, 2.0), leaf(torch, 3.0)
    node = (a * b).grad_fn
    assert node._saved_self is a and node._saved_other is b


def test_what_is_not_needed_is_not_saved(torch: Any) -> None:
    a, b = leaf(torch, 2.0), torch.tensor([3.0])
    node = (a * b).grad_fn
    assert node._saved_self is None and node._saved_other.tolist() == [3.0]


def test_a_saved_result(torch: Any) -> None:
    a = leaf(torch, 0.0)
    y = a.exp()
    saved = y.grad_fn._saved_result
    assert saved.tolist() == [1.0] and saved.grad_fn is y.grad_fn and saved is not y


def test_a_saved_intermediate_has_its_history(torch: Any) -> None:
    a = leaf(torch, 2.0)
    h = a * 3
    saved = h.sin().grad_fn._saved_self
    assert saved.grad_fn is h.grad_fn and saved.requires_grad


def test_a_saved_number(torch: Any) -> None:
    assert (leaf(torch, 2.0) ** 3).grad_fn._saved_exponent == 3


def test_saved_names_are_listed(torch: Any) -> None:
    names = dir((leaf(torch, 1.0) * leaf(torch, 2.0)).grad_fn)
    assert {"_saved_self", "_saved_other", "next_functions", "name"} <= set(names)


def test_saved_values_are_gone_after_backward(torch: Any) -> None:
    a = leaf(torch, 2.0)
    y = a.exp()
    node = y.grad_fn
    y.backward()
    with pytest.raises(RuntimeError, match=r"directly access saved tensors after they have already\s+been freed"):
        _ = node._saved_result


def test_saved_values_remain_with_retain_graph(torch: Any) -> None:
    y = leaf(torch, 0.0).exp()
    y.backward(retain_graph=True)
    assert y.grad_fn._saved_result.tolist() == [1.0]


def test_a_saved_value_that_was_overwritten(torch: Any) -> None:
    h = leaf(torch, 2.0) * 1
    y = h.sin()
    h.add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        _ = y.grad_fn._saved_self


def test_an_attribute_that_is_not_there(torch: Any) -> None:
    node = leaf(torch, 2.0).exp().grad_fn
    assert not hasattr(node, "_saved_other")
    with pytest.raises(AttributeError, match="_saved_nothing"):
        _ = node._saved_nothing


# -- edges --------------------------------------------------------------------------------------------------------


def test_the_edge_of_a_result(torch: Any, graph: Any) -> None:
    y = leaf(torch, 1.0).exp()
    edge = graph.get_gradient_edge(y)
    assert edge.node is y.grad_fn and edge.output_nr == 0 and edge.ownership_token is None
    assert isinstance(edge, graph.GradientEdge) and isinstance(edge, tuple)


def test_the_edge_of_a_leaf(torch: Any, graph: Any) -> None:
    x = leaf(torch, 1.0)
    assert graph.get_gradient_edge(x).node is (x * 2).grad_fn.next_functions[0][0]


def test_the_edge_of_one_of_several_outputs(torch: Any, graph: Any) -> None:
    x = torch.zeros(4, requires_grad=True)
    assert graph.get_gradient_edge(x.chunk(2)[1]).output_nr == 1


def test_a_constant_has_no_edge(torch: Any, graph: Any) -> None:
    with pytest.raises(RuntimeError, match="gradient edge"):
        graph.get_gradient_edge(torch.ones(1))


def test_a_gradient_at_an_edge_whose_tensor_is_gone(torch: Any, graph: Any) -> None:
    x = leaf(torch, 2.0, 3.0)
    y = x * x
    z = y.sum()
    edge = graph.get_gradient_edge(y)
    alive = weakref.ref(y)
    del y
    gc.collect()
    assert alive() is None
    at_y, at_x = torch.autograd.grad(z, [edge, graph.get_gradient_edge(x)])
    assert at_y.tolist() == [1.0, 1.0] and at_x.tolist() == [4.0, 6.0]


def test_backward_from_an_edge(torch: Any, graph: Any) -> None:
    x = leaf(torch, 2.0, 3.0)
    y = x * x
    torch.autograd.backward(graph.get_gradient_edge(y), torch.tensor([1.0, 10.0]), retain_graph=True)
    assert x.grad.tolist() == [4.0, 60.0]
    torch.autograd.backward([graph.get_gradient_edge(y.sum())])
    assert x.grad.tolist() == [8.0, 66.0]


def test_an_edge_that_is_no_scalar_needs_a_start(torch: Any, graph: Any) -> None:
    edge = graph.get_gradient_edge(leaf(torch, 2.0, 3.0) * 2)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        torch.autograd.backward(edge)
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        torch.autograd.backward(edge, torch.ones(3))


def test_backward_towards_an_edge(torch: Any, graph: Any) -> None:
    x, w = leaf(torch, 2.0), leaf(torch, 3.0)
    (x * w).backward(inputs=[graph.get_gradient_edge(x)])
    assert x.grad.tolist() == [3.0] and w.grad is None


def test_an_edge_that_was_not_used(torch: Any, graph: Any) -> None:
    x = leaf(torch, 2.0)
    z, other = x.sum(), graph.get_gradient_edge(leaf(torch, 1.0).exp())
    with pytest.raises(RuntimeError, match="allow_unused=True"):
        torch.autograd.grad(z, other, retain_graph=True)
    assert torch.autograd.grad(z, other, allow_unused=True, retain_graph=True) == (None,)
    with pytest.raises(RuntimeError, match="materialize_grads cannot be used"):
        torch.autograd.grad(z, other, materialize_grads=True)


# -- versions -----------------------------------------------------------------------------------------------------


def test_increment_version(torch: Any, graph: Any) -> None:
    a, b = torch.ones(2), torch.ones(2)
    graph.increment_version(a)
    graph.increment_version([a, b])
    assert (a._version, b._version) == (2, 1)
    with pytest.raises(RuntimeError, match="increment_version"):
        graph.increment_version(3)


def test_a_write_that_is_only_told_is_noticed(torch: Any, graph: Any) -> None:
    h = leaf(torch, 2.0) * 1
    y = h * h
    graph.increment_version(h)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


# -- hooks on several tensors -------------------------------------------------------------------------------------


def world(torch: Any) -> Any:
    a, b = leaf(torch, 1.0), leaf(torch, 1.0)
    return a, b, a * b, a * b


def test_a_hook_for_all(torch: Any, graph: Any) -> None:
    a, b, c, d = world(torch)
    calls: list[Any] = []
    graph.register_multi_grad_hook((a, b, c, d), lambda grads: calls.append([g is not None for g in grads]))
    c.sum().backward(retain_graph=True)
    assert calls == [[True, True, True, False]]
    c.sum().backward(inputs=(a,), retain_graph=True)
    assert calls[1:] == [[True, False, True, False]]
    (c + d).backward()
    assert calls[2:] == [[True, True, True, True]]


def test_a_hook_for_all_gets_the_gradients(torch: Any, graph: Any) -> None:
    a, b = leaf(torch, 2.0), leaf(torch, 3.0)
    got: list[Any] = []
    graph.register_multi_grad_hook((b, a), lambda grads: got.extend(g.item() for g in grads))
    (a * b).sum().backward()
    assert got == [2.0, 3.0]


def test_a_hook_for_any(torch: Any, graph: Any) -> None:
    a, b, c, d = world(torch)
    calls: list[float] = []
    graph.register_multi_grad_hook((a, b, c, d), lambda grad: calls.append(grad.item()), mode="any")
    (c * 5).backward(retain_graph=True)
    (c * 5 + d).backward()
    assert len(calls) == 2 and calls[0] == 5.0


def test_any_leaves_out_constants(torch: Any, graph: Any) -> None:
    a, calls = leaf(torch, 1.0), []
    graph.register_multi_grad_hook((a, torch.ones(1)), calls.append, mode="any")
    (a * 2).backward()
    assert len(calls) == 1


def test_all_refuses_constants(torch: Any, graph: Any) -> None:
    with pytest.raises(AssertionError, match="Expected gradient function to be set"):
        graph.register_multi_grad_hook((torch.ones(1),), print)


def test_a_mode_that_is_none(torch: Any, graph: Any) -> None:
    with pytest.raises(ValueError, match="Expects mode to be one of"):
        graph.register_multi_grad_hook((leaf(torch, 1.0),), print, mode="some")


def test_the_handle_of_several(torch: Any, graph: Any) -> None:
    a, b, c, _ = world(torch)
    calls: list[Any] = []
    handle = graph.register_multi_grad_hook((a, b), calls.append)
    handle.remove()
    c.backward()
    assert not calls


def test_a_backward_that_fails_does_not_disturb_the_next(torch: Any, graph: Any) -> None:
    a, b = leaf(torch, 1.0), leaf(torch, 2.0)
    y = a * b
    z = y * 1
    calls: list[Any] = []

    def fail(grad: Any) -> None:
        raise ValueError("mine")

    graph.register_multi_grad_hook((a, b, z), lambda grads: calls.append([g is not None for g in grads]))
    handle = y.register_hook(fail)
    with pytest.raises(ValueError, match="mine"):
        (z * 1).backward(retain_graph=True)
    handle.remove()
    (z * 1).backward()
    assert calls == [[True, True, True]]
