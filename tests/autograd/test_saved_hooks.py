"""Saved tensors under hooks: which are packed, what hooks see, what comes back."""

from __future__ import annotations

import threading
from typing import Any

import pytest


@pytest.fixture
def graph(torch: Any) -> Any:
    return torch.autograd.graph


def leaf(torch: Any, *values: float) -> Any:
    return torch.tensor(values, requires_grad=True)


def same(x: Any) -> Any:
    return x


def keep(x: Any) -> Any:
    return x.detach()


PROGRAMS = {
    "a * b": 2, "a * c": 1, "a * 2": 0, "a + b": 0, "a / b": 2, "a / c": 1, "a - b": 0, "a ** 2": 1, "a.exp()": 1,
    "a.log()": 1, "a.sin()": 1, "a.tanh()": 1, "a.sigmoid()": 1, "a.relu()": 1, "a.sqrt()": 1, "a.abs()": 1,
    "a.sum()": 0, "a.mean()": 0, "a @ b.T": 2, "a @ c.T": 1, "a.softmax(1)": 1, "a.log_softmax(1)": 1, "a.clone()": 0,
    "a.view(3, 2)": 0, "a[0]": 0, "-a": 0, "a.clamp(0, 1)": 1, "a.cumsum(1)": 0, "a.expand(4, 2, 3)": 0, "a * a": 2,
    "torch.cat([a, b])": 0, "torch.where(c > 0, a, b)": 1, "torch.maximum(a, b)": 2, "a.square()": 1, "a.erf()": 1,
    "torch.nn.functional.mse_loss(a, c)": 2, "torch.nn.functional.linear(a, c)": 1, "a.max(1)[0]": 1,
    "torch.nn.functional.linear(a, b, c[:, 0])": 2, "torch.nn.functional.gelu(a)": 1, "a.logsumexp(1)": 2,
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_how_many_tensors_an_op_saves(torch: Any, graph: Any, program: str) -> None:
    a = torch.full((2, 3), 0.5, requires_grad=True)
    b = torch.full((2, 3), 0.25, requires_grad=True)
    c = torch.full((2, 3), 2.0)
    packed, unpacked = [], []
    hooks = graph.saved_tensors_hooks(lambda x: (packed.append(0), keep(x))[1], lambda x: (unpacked.append(0), x)[1])
    with hooks:
        y = eval(program, {"torch": torch, "a": a, "b": b, "c": c})
    y.sum().backward()
    assert len(packed) == len(unpacked) == PROGRAMS[program]


def test_an_input_is_packed_as_itself(torch: Any, graph: Any) -> None:
    a, b, seen = leaf(torch, 2.0), leaf(torch, 3.0), []
    with graph.saved_tensors_hooks(lambda x: (seen.append(x), keep(x))[1], same):
        y = a * b
        y.sin()
    assert seen[0] is b and seen[1] is a and seen[2] is y


def test_a_result_is_packed_with_its_history(torch: Any, graph: Any) -> None:
    seen: list[Any] = []
    with graph.saved_tensors_hooks(lambda x: (seen.append((x.requires_grad, x.grad_fn.name())), keep(x))[1], same):
        leaf(torch, 1.0).exp()
    assert seen == [(True, "ExpBackward0")]


def test_packing_is_not_recorded(torch: Any, graph: Any) -> None:
    seen: list[Any] = []

    def pack(x: Any) -> Any:
        seen.append((torch.is_grad_enabled(), (x * 2).requires_grad))
        return keep(x)

    with graph.saved_tensors_hooks(pack, same):
        leaf(torch, 1.0).exp()
    assert seen == [(False, False)]


def test_what_needs_no_gradient_is_not_packed(torch: Any, graph: Any) -> None:
    seen: list[Any] = []
    with graph.saved_tensors_hooks(seen.append, same):
        torch.ones(2).exp()
        with torch.no_grad():
            leaf(torch, 1.0).exp()
    assert not seen


def test_packing_into_something_else(torch: Any, graph: Any) -> None:
    a = leaf(torch, 1.0, 2.0)
    store: dict[int, Any] = {}

    def pack(x: Any) -> int:
        store[len(store)] = x.tolist()
        return len(store) - 1

    with graph.saved_tensors_hooks(pack, lambda key: torch.tensor(store[key])):
        y = (a * a).sum()
    y.backward()
    assert a.grad.tolist() == [2.0, 4.0] and len(store) == 2


def test_what_is_unpacked_is_what_counts(torch: Any, graph: Any) -> None:
    a = leaf(torch, 3.0)
    with graph.saved_tensors_hooks(keep, lambda x: x * 10):
        y = a * a
    y.backward()
    assert a.grad.tolist() == [60.0]


def test_the_innermost_pair_wins(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 1.0), []

    def named(name: str) -> Any:
        return graph.saved_tensors_hooks(lambda x: (log.append(name), keep(x))[1], same)

    with named("outer"):
        a.exp()
        with named("inner"):
            a.exp()
        a.exp()
    a.exp()
    assert log == ["outer", "inner", "outer"]


def test_hooks_of_forward_are_those_of_backward(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 1.0), []
    with graph.saved_tensors_hooks(keep, lambda x: (log.append("first"), x)[1]):
        y = a.exp()
    with graph.saved_tensors_hooks(keep, lambda x: (log.append("second"), x)[1]):
        y.backward()
    assert log == ["first"]


def test_each_thread_has_its_own(torch: Any, graph: Any) -> None:
    log: list[str] = []

    def elsewhere() -> None:
        leaf(torch, 1.0).exp()
        with graph.saved_tensors_hooks(lambda x: (log.append("there"), keep(x))[1], same):
            leaf(torch, 1.0).exp()

    with graph.saved_tensors_hooks(lambda x: (log.append("here"), keep(x))[1], same):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        leaf(torch, 1.0).exp()
    assert log == ["there", "here"]


def test_unpacking_twice_with_retain_graph(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 1.0), []
    with graph.saved_tensors_hooks(keep, lambda x: (log.append(0), x)[1]):
        y = a.sin()
    y.backward(retain_graph=True)
    y.backward()
    assert len(log) == 2
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


def test_looking_at_a_saved_value_unpacks_it(torch: Any, graph: Any) -> None:
    a = leaf(torch, 3.0)
    with graph.saved_tensors_hooks(keep, lambda x: x + 1):
        y = a.sin()
    saved = y.grad_fn._saved_self
    assert saved.tolist() == [4.0] and saved.requires_grad and saved.is_leaf


def test_packed_objects_are_freed_by_backward(torch: Any, graph: Any) -> None:
    class Note:
        count = 0

        def __init__(self, x: Any) -> None:
            self.x = x.detach()
            Note.count += 1

        def __del__(self) -> None:
            Note.count -= 1

    with graph.saved_tensors_hooks(Note, lambda note: note.x):
        y = leaf(torch, 3.0).sin()
    assert Note.count == 1
    y.backward()
    assert Note.count == 0


def test_second_derivatives(torch: Any, graph: Any) -> None:
    a = leaf(torch, 3.0)
    with graph.saved_tensors_hooks(keep, same):
        y = a**3
    (g,) = torch.autograd.grad(y, a, create_graph=True)
    (gg,) = torch.autograd.grad(g, a)
    assert g.item() == 27.0 and gg.item() == 18.0


def test_second_derivatives_through_an_intermediate(torch: Any, graph: Any) -> None:
    a = leaf(torch, 2.0)
    with graph.saved_tensors_hooks(lambda x: x.tolist(), lambda x: torch.tensor(x)):
        y = (a * a) ** 2
    (g,) = torch.autograd.grad(y, a, create_graph=True)
    (gg,) = torch.autograd.grad(g, a)
    assert g.item() == 32.0 and gg.item() == 48.0


def test_hooks_while_a_graph_of_backward_is_made(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 2.0), []
    y = a**3
    with graph.saved_tensors_hooks(lambda x: (log.append(0), keep(x))[1], same):
        (g,) = torch.autograd.grad(y, a, create_graph=True)
    assert log
    (gg,) = torch.autograd.grad(g, a)
    assert gg.item() == 12.0


def test_versions_of_what_was_packed_are_not_watched(torch: Any, graph: Any) -> None:
    a = leaf(torch, 3.0)
    h = a * 1
    with graph.saved_tensors_hooks(lambda x: x.detach().clone(), same):
        y = h * h
    h.add_(1)
    y.backward()
    assert a.grad.tolist() == [6.0]


def test_in_place_ops(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 0.0), []
    with graph.saved_tensors_hooks(lambda x: (log.append(x.tolist()), x.detach().clone())[1], same):
        h = a * 1
        h.exp_()
    h.mul_(5)
    h.backward()
    assert log == [[1.0]] and a.grad.tolist() == [5.0]


def test_packing_must_not_write(torch: Any, graph: Any) -> None:
    h = leaf(torch, 3.0) * 1
    with (
        pytest.raises(RuntimeError, match="pack hook is modifying its input in place"),
        graph.saved_tensors_hooks(lambda x: x.mul_(2), same),
    ):
        h.sin()


def test_unpacking_must_give_a_tensor(torch: Any, graph: Any) -> None:
    with graph.saved_tensors_hooks(keep, lambda x: 3):
        y = leaf(torch, 3.0).sin()
    with pytest.raises(TypeError, match="unpack_hook expected to be a Tensor but got result of type"):
        y.backward()


def test_an_error_in_packing_goes_through(torch: Any, graph: Any) -> None:
    def fail(x: Any) -> Any:
        raise KeyError("mine")

    a = leaf(torch, 3.0)
    with pytest.raises(KeyError, match="mine"), graph.saved_tensors_hooks(fail, same):
        a.sin()
    y = a.sin()  # the hooks are gone
    y.backward()
    assert a.grad is not None


def test_an_error_in_unpacking_leaves_gradients(torch: Any, graph: Any) -> None:
    def fail(x: Any) -> Any:
        raise KeyError("mine")

    a, b = leaf(torch, 3.0), leaf(torch, 3.0)
    with graph.saved_tensors_hooks(keep, fail):
        y = a.sin()
    with pytest.raises(KeyError, match="mine"):
        (y * 2).backward()
    assert a.grad is None and b.grad is None


def test_one_object_entered_twice(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 1.0), []
    hooks = graph.saved_tensors_hooks(lambda x: (log.append(0), keep(x))[1], same)
    with hooks:
        with hooks:
            a.exp()
        a.exp()
    a.exp()
    assert len(log) == 2


# -- custom Functions ---------------------------------------------------------------------------------------------


def cube_of(torch: Any) -> Any:
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x**3
            ctx.save_for_backward(x, y)
            return y

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            x, y = ctx.saved_tensors
            return grad * 3 * y / x

    return Cube


def test_what_a_function_saves_is_packed_in_its_order(torch: Any, graph: Any) -> None:
    a, log = leaf(torch, 2.0), []
    with graph.saved_tensors_hooks(lambda x: (log.append(x.tolist()), keep(x))[1], lambda x: x + 1):
        y = cube_of(torch).apply(a)
    assert log == [[2.0], [8.0]]
    assert [x.tolist() for x in y.grad_fn.saved_tensors] == [[3.0], [9.0]]
    y.backward()
    assert a.grad.tolist() == [9.0]


def test_second_derivatives_of_a_function_under_hooks(torch: Any, graph: Any) -> None:
    a = leaf(torch, 2.0)
    with graph.saved_tensors_hooks(lambda x: x.tolist(), torch.tensor):
        y = cube_of(torch).apply(a * 1)
    (g,) = torch.autograd.grad(y, a, create_graph=True)
    (gg,) = torch.autograd.grad(g, a)
    assert g.tolist() == [12.0] and gg.tolist() == [12.0]


def test_a_function_under_hooks_is_freed(torch: Any, graph: Any) -> None:
    with graph.saved_tensors_hooks(keep, same):
        y = cube_of(torch).apply(leaf(torch, 2.0))
    y.backward()
    with pytest.raises(RuntimeError, match="second time"):
        y.backward()


# -- raw saved tensors --------------------------------------------------------------------------------------------


def test_hooks_on_one_saved_tensor(torch: Any) -> None:
    a, log = leaf(torch, 2.0), []
    y = a**2
    y.grad_fn._raw_saved_self.register_hooks(lambda x: (log.append(x.tolist()), x)[1], lambda x: x * 100)
    assert log == [[2.0]] and y.grad_fn._saved_self.tolist() == [200.0]
    y.backward()
    assert a.grad.tolist() == [400.0]


def test_one_pair_per_saved_tensor(torch: Any) -> None:
    y = leaf(torch, 2.0) ** 2
    y.grad_fn._raw_saved_self.register_hooks(same, same)
    with pytest.raises(RuntimeError, match="hooks have already been set"):
        y.grad_fn._raw_saved_self.register_hooks(same, same)


def test_no_hooks_on_what_was_freed(torch: Any) -> None:
    y = leaf(torch, 2.0) ** 2
    saved = y.grad_fn._raw_saved_self
    y.backward()
    with pytest.raises(RuntimeError, match="freed"):
        saved.register_hooks(same, same)


# -- save_on_cpu, disable -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pin_memory", [False, True])
def test_save_on_cpu(torch: Any, graph: Any, pin_memory: bool) -> None:
    a, b = leaf(torch, 2.0), leaf(torch, 3.0)
    with graph.save_on_cpu(pin_memory=pin_memory):
        y = (a * b).exp()
    y.backward()
    assert torch.allclose(a.grad, 3 * torch.tensor([6.0]).exp())


def test_disabled(torch: Any, graph: Any) -> None:
    with graph.disable_saved_tensors_hooks("not here"):
        with pytest.raises(RuntimeError, match="not here"), graph.saved_tensors_hooks(same, same):
            pass
        with pytest.raises(RuntimeError, match="not here"), graph.save_on_cpu():
            pass
        with (
            graph.disable_saved_tensors_hooks("nor there"),
            pytest.raises(RuntimeError, match="nor there"),
            graph.saved_tensors_hooks(same, same),
        ):
            pass
    with graph.saved_tensors_hooks(keep, same):
        leaf(torch, 1.0).exp().backward()


def test_disabling_what_is_in_use(torch: Any, graph: Any) -> None:
    with (
        graph.saved_tensors_hooks(keep, same),
        pytest.raises(RuntimeError, match="not here"),
        graph.disable_saved_tensors_hooks("not here"),
    ):
        pass
    with graph.saved_tensors_hooks(keep, same):
        leaf(torch, 1.0).exp().backward()


# -- writing to what was saved ------------------------------------------------------------------------------------


def test_saved_tensors_may_be_written_to(torch: Any, graph: Any) -> None:
    with graph.allow_mutation_on_saved_tensors():
        a = torch.ones(2, 3, requires_grad=True)
        b = a.clone()
        out = (b**2).sum()
        b.sin_()
        out.backward()
    assert a.grad.tolist() == [[2.0] * 3] * 2


def test_through_a_view_and_without_recording(torch: Any, graph: Any) -> None:
    with graph.allow_mutation_on_saved_tensors():
        a = torch.ones(4, requires_grad=True)
        b = a.clone()
        out = (b**2).sum()
        b[:2].mul_(3)
        with torch.no_grad():
            b.zero_()
        out.backward()
    assert a.grad.tolist() == [2.0] * 4


def test_a_result_that_is_written_to(torch: Any, graph: Any) -> None:
    with graph.allow_mutation_on_saved_tensors():
        a = torch.zeros(2, requires_grad=True)
        out = a.exp()
        out.add_(1)
        out.sum().backward()
    assert a.grad.tolist() == [1.0, 1.0]


def test_its_backward_runs_inside(torch: Any, graph: Any) -> None:
    with graph.allow_mutation_on_saved_tensors():
        y = leaf(torch, 1.0).clone() ** 2
    with pytest.raises(AssertionError, match="outside of the 'allow_mutation_on_saved_tensors' context"):
        y.backward()


def test_it_cannot_be_nested(torch: Any, graph: Any) -> None:
    with graph.allow_mutation_on_saved_tensors():
        with pytest.raises(RuntimeError, match="cannot be nested"), graph.allow_mutation_on_saved_tensors():
            pass
