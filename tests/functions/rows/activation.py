"""Calls of the activations in nn.functional, and of their names at the top of the library."""

import numpy as np

from tests.functions.case import call

WITH_INPLACE = (
    "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "silu", "mish", "hardtanh", "hardsigmoid", "hardswish",
    "rrelu",
)  # fmt: skip
WRITING = ("relu_", "leaky_relu_", "elu_", "celu_", "selu_", "hardtanh_", "rrelu_")
PLAIN = ("gelu", "softplus", "softsign", "tanhshrink", "logsigmoid", "hardshrink", "softshrink", "sigmoid", "tanh")
WHOLE = np.array([[1, 5, -3], [0, 7, 2]])

CASES = [
    *(call(f"F.{name}(x)", x=(3, 4)) for name in (*WITH_INPLACE, *PLAIN)),
    *(call(f"(F.{name}(x, inplace=True), x)", x=(2, 3)) for name in WITH_INPLACE),
    *(call(f"(F.{name}(x), x)", x=(2, 3)) for name in WRITING),
    *(call(f"torch.{name}(x)", x=(2, 3)) for name in (
        "relu", "selu", "celu", "rrelu", "relu_", "selu_", "celu_", "rrelu_", "hardshrink",
    )),
    *(call(f"F.{name}(x[:, 1], inplace=True) + x.sum()", x=(3, 2)) for name in ("elu", "hardtanh", "silu")),
    call("F.relu(x.clone(), 1), F.elu(x.clone(), 1.0, 'yes'), F.mish(x, 0), F.silu(x, None)", x=(5,)),
    call("(F.elu_(x, 0.5, 2.0), F.elu_(y, 0.5, 2.0, 3.0))", x=(5,), y=(5,)),
    call("(F.hardtanh_(x, 2.0), F.hardtanh_(y, -0.5, 0.5))", x=(5,), y=(5,)),
    call("F.leaky_relu(x, 0.2)", x=(5,)),
    call("F.leaky_relu(x, negative_slope=-0.2)", x=(5,)),
    call("F.leaky_relu_(x, 0.2)", x=(5,)),
    call("F.elu(x, 2.0)", x=(5,)),
    call("F.celu(x, alpha=0.5)", x=(5,)),
    call("torch.celu_(x, 0.5)", x=(5,)),
    call("torch.celu(x, 0.5) + torch.selu(x)", x=(5,)),
    call("F.gelu(x, approximate='tanh')", x=(5,)),
    call("F.softplus(x, 2, 3)", x=(5,)),
    call("F.hardtanh(x, -0.5, 0.7)", x=(5,)),
    call("F.hardtanh(k, -2, 3)", k=WHOLE),
    call("F.relu6(k)", k=WHOLE),
    call("F.hardshrink(x, 1.0)", x=(5,)),
    call("x.hardshrink(1.0)", x=(5,)),
    call("F.softshrink(x, 1.0)", x=(5,)),
    call("F.threshold(x, 0.3, 5.0)", x=(5,)),
    call("torch.threshold(x, 0.3, 5.0)", x=(5,)),
    call("F.threshold(k, -1.5, 2.5)", k=WHOLE),
    call("(F.threshold(x, 0.3, 5.0, inplace=True), x)", x=(5,)),
    call("(F.threshold_(x, 0.3, 5.0), torch.threshold_(x, 1.0, 2.0))", x=(5,)),
    call("F.glu(x)", x=(3, 4)),
    call("F.glu(x, dim=0)", x=(4, 3)),
    call("F.glu(x, 1)", x=(2, 0, 3)),
    call("F.prelu(x, w)", x=(2, 3, 2), w=(3,)),
    call("torch.prelu(x, w)", x=(2, 3), w=(1,)),
    call("x.prelu(w)", x=(2, 3), w=(3,)),
    call("F.prelu(x, w)", x=(), w=()),
    call("F.rrelu(x, 0.1, 0.3, training=True)", x=(50,), values=False),
    call("F.rrelu(x, 0.1, 0.3, training=True) >= x * 0.1", x=(50,), low=-1.0, high=-0.1, values=False),
    call("F.rrelu(x, 0.25, 0.25, training=True)", x=(6,)),
    call("F.silu(z)", z=np.array([1 + 2j, -0.5j, -3 + 0.1j])),
    call("F.softsign(k)", k=WHOLE),
    call("F.tanhshrink(k)", k=WHOLE),
    call("F.softmax(x, 0) + F.log_softmax(x, 0)", x=(3, 2)),
    call("F.logsigmoid(x)", x=[0.0, -0.0, 800.0, -800.0]),
    call("F.softplus(x)", x=[0.0, 20.0, 21.0, 800.0, -800.0], smooth=False),
]  # fmt: skip
