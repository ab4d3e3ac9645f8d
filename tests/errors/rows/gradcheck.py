"""Gradients that gradcheck finds wrong, and bad input to it."""

from collections.abc import Callable
from typing import Any

from tests.errors.case import Bad


def leaf(t: Any, *values: float) -> Any:
    return t.tensor(list(values), dtype=t.float64, requires_grad=True)


def bent(x: Any, rule: Callable[[Any], Any]) -> Any:
    """``x``, with a gradient that ``rule`` has changed on its way back."""
    y = x.clone()
    y.register_hook(rule)
    return y


def counting(step: float) -> Any:
    """A function whose gradient grows by ``step`` with each call."""
    count = iter(range(1, 1000))
    return lambda x: bent(x, lambda g: g * (1 + step * next(count)))


def noticed(t: Any) -> Any:
    """A function that treats an input without tangent in another way than one whose tangent is zero."""
    forward_ad = t.autograd.forward_ad

    def func(x: Any, y: Any) -> Any:
        value, tangent = forward_ad.unpack_dual(x + y)
        known = forward_ad.unpack_dual(x).tangent is not None
        return value if tangent is None else forward_ad.make_dual(value, tangent * (1 if known else 2))

    return func


def turned(t: Any) -> Any:
    """A real function with an imaginary tangent."""
    forward_ad = t.autograd.forward_ad

    def func(x: Any) -> Any:
        value, tangent = forward_ad.unpack_dual(x)
        return value if tangent is None else forward_ad.make_dual(value, tangent * 1j)

    return func


ANY = {"nondet_tol": float("inf"), "atol": float("inf")}

BAD = [
    Bad("gradcheck.needs", AssertionError, lambda t, w: t.autograd.gradcheck(t.sin, leaf(t, 1), check_backward_ad=False), ("check_forward_ad=False", "check_backward_ad=True"), ("check_forward_ad=False", "check_backward_ad=True")),
    Bad("gradcheck.needs", AssertionError, lambda t, w: t.autograd.gradcheck(t.sin, leaf(t, 1), check_batched_forward_grad=True), ("check_batched_forward_grad=True", "check_forward_ad=True"), ("check_batched_forward_grad=True", "check_forward_ad=True")),
    Bad("gradcheck.no_input", ValueError, lambda t, w: t.autograd.gradcheck(t.sin, w.v), ("requires_grad=True",), ("requires_grad=True",)),
    Bad("gradcheck.overlap", RuntimeError, lambda t, w: t.autograd.gradcheck(t.sin, leaf(t, 1).expand(3)), ("input 0", "(3,)", "(0,)", ".contiguous()"), ("输入 0", "(3,)", "(0,)", ".contiguous()")),
    Bad("gradcheck.output_type", AttributeError, lambda t, w: t.autograd.gradcheck(lambda x: (x, 3.0), leaf(t, 1)), ("output 1", "float"), ("第 1 个输出", "float")),
    Bad("gradcheck.moved_shape", AssertionError, lambda t, w: t.autograd.gradcheck(lambda x: x[x >= 1], leaf(t, 1)), ("same shape", "1e-06", "(0,)", "(1,)"), ("1e-06", "(0,)", "(1,)")),
    Bad("gradcheck.moved_dtype", AssertionError, lambda t, w: t.autograd.gradcheck(lambda x: x.float() if x >= 1 else x, leaf(t, 1)), ("same dtype", "float32", "float64"), ("float32", "float64")),
    Bad("gradcheck.not_constant", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: x.detach() * 2, leaf(t, 1)), ("output 0", "input 0", "detach()"), ("输出 0", "输入 0", "detach()")),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: bent(x, lambda g: 2 * g), leaf(t, 1, 2)), ("mismatch for output 0 with respect to input 0", "numerical:tensor", "analytical:tensor", "output[0] depends on input[0]", "2 times"), ("输出 0", "输入 0", "数值：tensor", "解析：tensor", "输出[0]对输入[0]", "2 倍")),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: bent(x, lambda g: -g), leaf(t, 1), fast_mode=True), ("wrong sign", "fast mode"), ("符号相反", "快速模式")),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: x.detach() + x * 0, leaf(t, 1)), ("nothing flows", "detach()"), ("没有梯度流过", "detach()")),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: t.complex(x, x.detach()), leaf(t, 1)), ("imaginary part of complex outputs",), ("复数输出的虚部",)),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: t.complex(x.detach(), x), leaf(t, 1)), ("real part of complex outputs",), ("复数输出的实部",)),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(t.sqrt, leaf(t, 0)), ("leaves the domain",), ("定义域",)),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: bent(x, lambda g: g / 0), leaf(t, 1, 2)), ("division by zero",), ("除以零",)),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: (x.round() - x).detach() + x, leaf(t, 1.2)), ("straight-through",), ("直通估计",)),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: bent(x, lambda g: 1.005 * g), leaf(t, 1)), ("They are close", "float64"), ("相近", "float64")),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(t.relu, leaf(t, 1, 0)), ("kink",), ("尖点",)),
    Bad("gradcheck.nondeterministic", RuntimeError, lambda t, w: t.autograd.gradcheck(counting(1e-9), leaf(t, 1)), ("not reentrant", "nondet_tol=0.0", "random"), ("不一致", "nondet_tol=0.0", "随机")),
    Bad("gradcheck.not_linear", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: bent(x, lambda g: g + 1e-9), leaf(t, 1)), ("not multiplied by grad_output", "1.0000e-09"), ("grad_output", "1.0000e-09")),
    Bad("gradcheck.batch_failed", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda x: bent(x, lambda g: g * g.sum().item()), leaf(t, 1), check_batched_grad=True, **ANY), ("batched gradients", ".item()", "check_batched_grad"), ("批量", ".item()", "check_batched_grad")),
    Bad("gradcheck.batch_differs", RuntimeError, lambda t, w: t.autograd.gradcheck(counting(1), leaf(t, 1), check_batched_grad=True, **ANY), ("output 0", "input 0", "batch of two", "Got:\ntensor"), ("输出 0", "输入 0", "一批", "得到：\ntensor")),
    Bad("gradcheck.no_tangent", RuntimeError, lambda t, w: t.autograd.gradcheck(noticed(t), (leaf(t, 1), leaf(t, 2)), check_forward_ad=True), ("output 0", "input 0", "undefined tangent"), ("输出 0", "输入 0", "切向量"), torch=False),
    Bad("gradcheck.forward_kind", RuntimeError, lambda t, w: t.autograd.gradcheck(turned(t), leaf(t, 1), check_forward_ad=True, check_grad_dtypes=True), ("complex128", "float64"), ("complex128", "float64"), torch=False),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda z: t.complex(z.real, z.imag.detach()), t.ones(1, dtype=t.complex128, requires_grad=True), check_forward_ad=True, check_backward_ad=False), ("computed with forward mode mismatch", "imaginary part of complex inputs"), ("前向模式", "复数输入的虚部"), torch=False),
    Bad("gradcheck.mismatch", RuntimeError, lambda t, w: t.autograd.gradcheck(lambda z: t.complex(z.real.detach(), z.imag), t.ones(1, dtype=t.complex128, requires_grad=True), check_forward_ad=True, check_backward_ad=False), ("real part of complex inputs",), ("复数输入的实部",), torch=False),
]  # fmt: skip
