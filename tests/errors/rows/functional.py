"""Bad input to autograd.functional."""

from typing import Any

from tests.errors.case import Bad


def squares(x: Any) -> Any:
    return (x * x).sum()


BAD = [
    Bad("functional.not_tensor", TypeError, lambda t, w: t.autograd.functional.jacobian(squares, [w.v]), ("jacobian", "inputs", "list"), ("jacobian", "inputs", "list")),
    Bad("functional.not_tensor", TypeError, lambda t, w: t.autograd.functional.jvp(squares, (w.v, 3.0), w.v), ("inputs[1]", "float"), ("inputs[1]", "float")),
    Bad("functional.not_tensor", TypeError, lambda t, w: t.autograd.functional.vjp(lambda x: [x], w.v), ("func(*inputs)", "list"), ("func(*inputs)", "list")),
    Bad("functional.no_v", RuntimeError, lambda t, w: t.autograd.functional.vjp(lambda x: x, w.v), ("vjp", "func(*inputs)", "(3,)"), ("vjp", "func(*inputs)", "(3,)")),
    Bad("functional.no_v", RuntimeError, lambda t, w: t.autograd.functional.hvp(squares, (w.v, w.x)), ("inputs", "(3,), (2, 3)"), ("inputs", "(3,), (2, 3)")),
    Bad("functional.v_count", RuntimeError, lambda t, w: t.autograd.functional.jvp(squares, w.v, (w.v, w.v)), ("inputs", "are 1", "has 2"), ("inputs", "1 个", "2 个")),
    Bad("functional.v_shape", RuntimeError, lambda t, w: t.autograd.functional.vhp(squares, (w.v,), (w.x,)), ("v[0]", "(2, 3)", "(3,)"), ("v[0]", "(2, 3)", "(3,)")),
    Bad("functional.one_tensor", RuntimeError, lambda t, w: t.autograd.functional.hessian(lambda x: (x, x), w.v), ("hessian", "tuple of 2"), ("hessian", "2 个")),
    Bad("functional.one_number", RuntimeError, lambda t, w: t.autograd.functional.vhp(lambda x: x, w.v, w.v), ("vhp", "(3,)", ".sum()", "jacobian"), ("vhp", "(3,)", ".sum()", "jacobian")),
    Bad("functional.strategy", AssertionError, lambda t, w: t.autograd.functional.jacobian(squares, w.v, strategy="both"), ("'both'", "forward-mode"), ("'both'", "forward-mode")),
    Bad("functional.forward_graph", NotImplementedError, lambda t, w: t.autograd.functional.jacobian(squares, w.v, True, False, True, "forward-mode"), ("create_graph", "jacfwd"), ("create_graph", "jacfwd")),
    Bad("functional.forward_loop", NotImplementedError, lambda t, w: t.autograd.functional.jacobian(squares, w.v, strategy="forward-mode"), ("vectorize=True",), ("vectorize=True",)),
    Bad("functional.strict_with", RuntimeError, lambda t, w: t.autograd.functional.jacobian(squares, w.v, strict=True, vectorize=True), ("strict=True", "vectorize=True"), ("strict=True", "vectorize=True")),
    Bad("functional.strict_constant", RuntimeError, lambda t, w: t.autograd.functional.jacobian(lambda x: x.detach(), w.v, strict=True), ("func(*inputs)[0]", "detached"), ("func(*inputs)[0]", "detach()")),
    Bad("functional.strict_output", RuntimeError, lambda t, w: t.autograd.functional.vjp(lambda x, y: x, (w.v, w.x), w.v, strict=True), ("inputs[1]", "strict mode"), ("inputs[1]", "strict=True")),
    Bad("functional.strict_gradient", RuntimeError, lambda t, w: t.autograd.functional.hessian(lambda x: x.sum(), w.v, strict=True), ("jacobian", "inputs[0]", "linear"), ("雅可比", "inputs[0]", "线性")),
    Bad("functional.strict_hessian", RuntimeError, lambda t, w: t.autograd.functional.vhp(squares, w.v, w.v, True, True), ("hessian", "inputs[0]", "quadratic"), ("黑塞", "inputs[0]", "二次")),
]  # fmt: skip
