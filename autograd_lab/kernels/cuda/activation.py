"""Activations of each element by itself, in one pass each way. What CuPy does in one kernel anyway has none here."""

from __future__ import annotations

from typing import Any, NamedTuple

from autograd_lab.kernels.cuda.common import Source, covering, plain
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.activation import Relu, Sigmoid, Tanh
from autograd_lab.ops.base import Op
from autograd_lab.ops.gated import Gelu, GeluTanh, Silu


class Formula(NamedTuple):
    """In CUDA C: the value at x, "" if the rule's is one kernel; and the gradient, from g and the saved x or y."""

    op: type[Op]
    value: str
    slope: str


FORMULAS = {
    "relu": Formula(Relu, "", "y != 0 ? g : T(0)"),
    "tanh": Formula(Tanh, "", "g * (1 - y * y)"),
    "sigmoid": Formula(Sigmoid, "sigma(x)", "g * (y * (1 - y))"),
    "silu": Formula(Silu, "x * sigma(x)", "g * (sigma(x) * (1 + x * (1 - sigma(x))))"),
    "gelu": Formula(Gelu, "x * below(x)", "g * (below(x) + x * (exp(x * x * T(-0.5)) * BELL))"),
    "gelu_tanh": Formula(
        GeluTanh,
        "T(0.5) * x * (1 + tanh(bent(x)))",
        "g * (T(0.5) * (1 + tanh(bent(x)) + x * (1 - tanh(bent(x)) * tanh(bent(x)))"
        " * (STEEP * (1 + 3 * BEND * (x * x)))))",
    ),
}

HELPERS = r"""
const T ROOT = 0.70710678118654752440;   // 1 / sqrt(2)
const T BELL = 0.39894228040143267794;   // 1 / sqrt(2 pi)
const T STEEP = 0.79788456080286535588;  // sqrt(2 / pi)
const T BEND = 0.044715;

__device__ T sigma(T x) { return 1 / (exp(-x) + 1); }
__device__ T below(T x) { return T(0.5) * erfc(-x * ROOT); }  // how likely a normal number is smaller
__device__ T bent(T x) { return STEEP * (x + BEND * (x * x * x)); }
"""

VALUE = r"""
extern "C" __global__ void NAME(const T* in, T* out, i64 n) {
    EACH(i, n) {
        const T x = in[i];
        out[i] = FORMULA;
    }
}
"""

SLOPE = r"""
extern "C" __global__ void NAME_back(const T* gy, const T* saved, T* gx, i64 n) {
    EACH(i, n) {
        const T x = saved[i], y = x, g = gy[i];
        gx[i] = FORMULA;
    }
}
"""


def text() -> str:
    kernels = [
        (template, name, formula)
        for name, (_, value, slope) in FORMULAS.items()
        for template, formula in ((VALUE, value), (SLOPE, slope))
    ]
    return HELPERS + "".join(
        [template.replace("NAME", name).replace("FORMULA", formula) for template, name, formula in kernels if formula]
    )


SOURCE = Source(text())


def register(name: str, op: type[Op], keeps_y: bool) -> None:
    """The kernels of one formula."""

    def run(xp: Any, x: Any) -> Any:
        if not plain(x):
            return None
        y = xp.empty_like(x)
        SOURCE.launch(name, x, covering(x.size), x, y, x.size)
        return y, (y if keeps_y else x,)

    def run_back(xp: Any, gy: Any, needs: Any, saved: Any) -> Any:
        if not plain(gy, saved):
            return None
        gx = xp.empty_like(saved)
        SOURCE.launch(f"{name}_back", gy, covering(gy.size), gy, saved, gx, gy.size)
        return (gx,)

    if FORMULAS[name].value:
        forward(op, gpu=True)(run)
    backward(op, gpu=True)(run_back)


for _name, _formula in FORMULAS.items():
    register(_name, _formula.op, bool(_formula.op.saved_outputs))
