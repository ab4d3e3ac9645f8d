"""Bad input to autograd, and writes that would spoil a gradient."""

import operator
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.errors.case import Bad, World


def saved_and_written(t: Any, w: World) -> None:
    z = w.leaf * 1
    out = (z * z).sum()
    z += 1
    out.backward()


def inference_tensor(t: Any) -> Any:
    with t.inference_mode():
        return t.ones(2)


def written(t: Any, w: World, mode: str) -> None:
    with getattr(t, mode)():
        view = w.y[:1]
    view += 1


def followed(t: Any, w: World, mode: str) -> None:
    y = w.leaf * 1
    with getattr(t, mode)():
        view = y[:1]
    y += 1
    view * 2


def split_followed(t: Any, w: World) -> None:
    y = w.leaf * 1
    part = y.split(1)[0]
    y += 1
    part * 2


def assigned(t: Any, w: World, name: str, value: Callable[[Any, World], Any]) -> None:
    setattr(w.leaf, name, value(t, w))


def leaf_moved(t: Any, w: World) -> None:
    x = t.ones(2, requires_grad=True)
    y = (x * 2).sum()
    x.detach_()
    x.mul_(w.leaf)
    y.backward()


def of_old_shape(t: Any, w: World) -> None:
    x = t.ones(2, requires_grad=True)
    x.grad = t.ones(2)
    x.data = t.ones(3)
    (x * 2).sum().backward()


def overlapping(t: Any, w: World) -> None:
    w.v[1:].add_(w.v[:-1])


BAD = [
    Bad("grad.needs_float", RuntimeError, lambda t, w: t.tensor([1, 2], requires_grad=True), ("int64", ".float()"), ("int64", ".float()")),
    Bad("grad.needs_float", RuntimeError, lambda t, w: w.b.requires_grad_(), ("bool",), ("bool",)),
    Bad("grad.not_leaf_flag", RuntimeError, lambda t, w: w.y.requires_grad_(False), ("leaf", "detach()"), ("叶子", "detach()")),
    Bad("grad.assign_type", TypeError, lambda t, w: setattr(w.leaf, "grad", 1.0), ("float",), ("float",)),
    Bad("grad.assign_shape", RuntimeError, lambda t, w: setattr(w.leaf, "grad", w.v), ("(3,)", "(2,)"), ("(3,)", "(2,)")),
    Bad("grad.assign_dtype", RuntimeError, lambda t, w: setattr(w.leaf, "grad", w.n), ("int64", "float32"), ("int64", "float32")),
    Bad("backward.non_scalar", RuntimeError, lambda t, w: w.y.backward(), ("(2,)", ".sum()", "gradient=..."), ("(2,)", ".sum()", "gradient=...")),
    Bad("backward.complex", RuntimeError, lambda t, w: t.complex(w.leaf, w.leaf).sum().backward(), ("real scalar", "complex64", ".abs()"), ("实数", "complex64", ".abs()")),
    Bad("backward.no_graph", RuntimeError, lambda t, w: w.s.backward(), ("shape ()", "requires_grad=True"), ("requires_grad=True", "no_grad()")),
    Bad("backward.not_tensor", TypeError, lambda t, w: t.autograd.backward([3.0]), ("float",), ("float",), torch=False),
    Bad("backward.no_inputs", RuntimeError, lambda t, w: w.y.sum().backward(inputs=[]), ("'inputs'",), ("'inputs'", "不能为空")),
    Bad("backward.start_count", RuntimeError, lambda t, w: t.autograd.backward([w.y, w.y], [w.y]), ("2 tensors", "1 grad"), ("2 个张量", "1 个")),
    Bad("backward.start_shape", RuntimeError, lambda t, w: w.y.backward(w.v), ("(3,)", "(2,)"), ("(3,)", "(2,)")),
    Bad("backward.start_type", TypeError, lambda t, w: w.y.sum().backward(1.0), ("float",), ("float",)),
    Bad("backward.unused_and_zeros", ValueError, lambda t, w: t.autograd.grad(w.y.sum(), w.leaf, allow_unused=False, materialize_grads=True), ("allow_unused",), ("allow_unused",)),
    Bad("backward.unused_input", RuntimeError, lambda t, w: t.autograd.grad(w.y.sum(), t.ones(1, requires_grad=True)), ("allow_unused=True",), ("allow_unused=True",)),
    Bad("backward.input_needs_no_grad", RuntimeError, lambda t, w: t.autograd.grad(w.y.sum(), w.x), ("does not require grad",), ("不需要梯度",)),
    Bad("graph.freed", RuntimeError, lambda t, w: w.freed.backward(), ("second time", "retain_graph=True"), ("第二次", "retain_graph=True")),
    Bad("graph.modified", RuntimeError, saved_and_written, ("MulBackward0", "(2,)", "version 1", "clone()"), ("MulBackward0", "第 1 版", "clone()")),
    Bad("inference.requires_grad", RuntimeError, lambda t, w: inference_tensor(t).requires_grad_(), ("clone()",), ("clone()",)),
    Bad("inference.saved", RuntimeError, lambda t, w: w.leaf * inference_tensor(t), ("MulBackward0", "no_grad()"), ("MulBackward0", "no_grad()")),
    Bad("inference.inplace", RuntimeError, lambda t, w: inference_tensor(t).add_(1), ("clone()",), ("clone()",)),
    Bad("inplace.leaf", RuntimeError, lambda t, w: w.leaf.add_(1), ("(2,)", "torch.no_grad()"), ("(2,)", "torch.no_grad()")),
    Bad("inplace.view_of_leaf", RuntimeError, lambda t, w: w.leaf[:1].add_(1), ("view", "torch.no_grad()"), ("视图", "torch.no_grad()")),
    Bad("inplace.overlap", RuntimeError, overlapping, ("single memory location", "clone()"), ("clone()",)),
    Bad("modes.flag", TypeError, lambda t, w: t.set_grad_enabled(1), ("bool", "int"), ("True", "int")),
    Bad("backward.two_names", RuntimeError, lambda t, w: t.autograd.backward(w.s, w.s, grad_variables=w.s), ("grad_tensors",), ("grad_tensors",), torch=False),  # it warns first
    Bad("backward.input_type", RuntimeError, lambda t, w: t.autograd.grad(w.y.sum(), [None]), ("element 0", "NoneType"), ("第 0", "NoneType")),
    Bad("backward.start_complex", RuntimeError, lambda t, w: w.y.backward(t.ones(2, dtype=t.complex64)), ("complex64", "float32"), ("complex64", "float32")),
    Bad("backward.leaf_moved", RuntimeError, leaf_moved, ("interior", "(2,)"), ("内部", "(2,)")),
    Bad("grad.flag_type", RuntimeError, partial(assigned, name="requires_grad", value=lambda t, w: 1), ("bool", "int"), ("True", "int")),
    Bad("grad.assign_self", RuntimeError, partial(assigned, name="grad", value=lambda t, w: w.leaf), ("own grad",), ("自身",)),
    Bad("grad.accumulate_shape", RuntimeError, of_old_shape, ("(3,)", "(2,)"), ("(3,)", "(2,)")),
    Bad("data.assign_dtype", RuntimeError, partial(assigned, name="data", value=lambda t, w: w.n), ("floating", "int64"), ("浮点", "int64")),
    Bad("inference.version", RuntimeError, lambda t, w: inference_tensor(t)._version, ("version",), ("版本",)),
    Bad("view.no_grad_written", RuntimeError, partial(written, mode="no_grad"), ("no_grad", "(1,)"), ("no_grad", "(1,)")),
    Bad("view.inference_written", RuntimeError, partial(written, mode="inference_mode"), ("inference", "(1,)"), ("inference_mode", "(1,)")),
    Bad("view.no_grad_follows", RuntimeError, partial(followed, mode="no_grad"), ("no_grad", "modified", "(1,)"), ("no_grad", "(1,)")),
    Bad("view.inference_follows", RuntimeError, partial(followed, mode="inference_mode"), ("inference", "modified", "(1,)"), ("inference_mode", "(1,)")),
    Bad("view.several_follows", RuntimeError, split_followed, ("multiple views", "x[a:b]"), ("split", "x[a:b]")),
    Bad("view.several_written", RuntimeError, lambda t, w: w.y.split(1)[0].add_(1), ("multiple views", "x[a:b]"), ("split", "x[a:b]")),
    Bad("inplace.expanded", RuntimeError, lambda t, w: w.s.expand(3).add_(1), ("(3,)", "clone()"), ("(3,)", "clone()")),
    Bad("inplace.shape", RuntimeError, lambda t, w: w.v.add_(t.ones(2, 3)), ("(3,)", "(2, 3)"), ("(3,)", "(2, 3)")),
    Bad("inplace.dtype", RuntimeError, lambda t, w: operator.iadd(w.n, 0.5), ("float32", "int64"), ("float32", "int64")),
    Bad("fill.ndim", RuntimeError, lambda t, w: w.x.fill_(w.v), ("1 dimensions", "copy_"), ("1 维", "copy_")),
    Bad("detach.view", RuntimeError, lambda t, w: w.y[0].detach_(), ("detach()",), ("detach()",)),
    Bad("retain_grad.no_graph", RuntimeError, lambda t, w: w.x.retain_grad(), ("requires_grad=False",), ("requires_grad=False",)),
]  # fmt: skip
