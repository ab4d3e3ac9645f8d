"""GELU, exact or by tanh, in one pass each way."""

from __future__ import annotations

from typing import Any

from autograd_lab.kernels.cuda.common import Source, covering, plain
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.gated import Gelu, GeluTanh

SOURCE = Source(r"""
const T ROOT = 0.70710678118654752440;   // 1 / sqrt(2)
const T BELL = 0.39894228040143267794;   // 1 / sqrt(2 pi)
const T STEEP = 0.79788456080286535588;  // sqrt(2 / pi)
const T BEND = 0.044715;

__device__ T below(T x) { return T(0.5) * erfc(-x * ROOT); }  // how likely a normal number is smaller

extern "C" __global__ void gelu(const T* x, T* y, i64 n) {
    EACH(i, n) y[i] = x[i] * below(x[i]);
}

extern "C" __global__ void gelu_back(const T* gy, const T* x, T* gx, i64 n) {
    EACH(i, n) gx[i] = gy[i] * (below(x[i]) + x[i] * (exp(x[i] * x[i] * T(-0.5)) * BELL));
}

extern "C" __global__ void gelu_tanh(const T* x, T* y, i64 n) {
    EACH(i, n) y[i] = T(0.5) * x[i] * (1 + tanh(STEEP * (x[i] + BEND * (x[i] * x[i] * x[i]))));
}

extern "C" __global__ void gelu_tanh_back(const T* gy, const T* x, T* gx, i64 n) {
    EACH(i, n) {
        const T t = tanh(STEEP * (x[i] + BEND * (x[i] * x[i] * x[i])));
        const T slope = STEEP * (1 + 3 * BEND * (x[i] * x[i]));  // of the argument of tanh
        gx[i] = T(0.5) * gy[i] * (1 + t + x[i] * (1 - t * t) * slope);
    }
}
""")


@forward(Gelu, "cuda")
def gelu(xp: Any, x: Any) -> Any:
    return run(xp, "gelu", x)


@backward(Gelu, "cuda")
def gelu_back(xp: Any, gy: Any, needs: Any, x: Any) -> Any:
    return run_back(xp, "gelu_back", gy, x)


@forward(GeluTanh, "cuda")
def gelu_tanh(xp: Any, x: Any) -> Any:
    return run(xp, "gelu_tanh", x)


@backward(GeluTanh, "cuda")
def gelu_tanh_back(xp: Any, gy: Any, needs: Any, x: Any) -> Any:
    return run_back(xp, "gelu_tanh_back", gy, x)


def run(xp: Any, name: str, x: Any) -> Any:
    if not plain(x):
        return None
    y = xp.empty_like(x)
    SOURCE.launch(name, x, covering(x.size), x, y, x.size)
    return y, (x,)


def run_back(xp: Any, name: str, gy: Any, x: Any) -> Any:
    if not plain(gy, x):
        return None
    gx = xp.empty_like(x)
    SOURCE.launch(name, x, covering(x.size), gy, x, gx, x.size)
    return (gx,)
