"""Calls of functional.history."""

from tests.functions.case import call

CASES = [
    call("torch.detach(x) * x", x=(2,), smooth=False),
    call("x.detach().requires_grad_().requires_grad", x=(2,)),
    call("torch.detach_(x * 1) * x", x=(2,), smooth=False),
    call("(x * 1).detach_().requires_grad", x=(2,)),
    call("x.sum().backward(retain_graph=True), x * 2", x=(2,), smooth=False),
    call("(lambda y: (y.retain_grad(), y.retains_grad))(x * 2)", x=(2,)),
    call("(lambda y: (y.register_hook(lambda g: g * 3).remove(), y))(x * 2)[1]", x=(2,), smooth=False),
]
