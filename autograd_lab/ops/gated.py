"""Smooth activations: exponential tails, and x times a gate that opens with x."""

from __future__ import annotations

from math import pi, sqrt

from autograd_lab.ops.activation import Sigmoid
from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.erf import Ndtr
from autograd_lab.ops.indexing import Minimum

SAME = "x[..] -> y[..]"


class Elu(Op):
    """y = s x where x > 0, else s a (e^(kx) - 1): ELU with k = s = 1, SELU with fixed a and s."""

    doc = OpDoc(
        "ELU",
        r"y = s\,(\max(x, 0) + a\,(e^{k \min(x, 0)} - 1))",
        SAME,
        "Keep positives, let negatives saturate.",
        "正数不变，负数趋于饱和。",
        "Clevert et al. 2015, arXiv:1511.07289; SELU: Klambauer et al. 2017, arXiv:1706.02515",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, alpha, scale=1.0, rate=1.0):
        return xp.maximum(x, 0) * scale + xp.expm1(xp.minimum(x, 0) * rate) * (alpha * scale), (x,)

    @staticmethod
    @gradient(r"\bar x = s\, \bar y \odot ([x > 0] + a k e^{kx}\, [x \le 0])")
    def backward_x(xp, gy, x, *, alpha, scale=1.0, rate=1.0):
        bent = xp.exp(run(xp, Minimum, x, 0) * rate) * (alpha * scale * rate)  # no exponential of large numbers
        return xp.where(x <= 0, gy * bent, gy * scale)


class Celu(Elu):
    """ELU with its exponential stretched by ``alpha``, so that the slope at 0 is 1 for every ``alpha``."""

    doc = OpDoc(
        "CELU",
        r"y = \max(x, 0) + a\,(e^{\min(x, 0) / a} - 1)",
        SAME,
        Elu.doc.en,
        Elu.doc.zh,
        "Barron 2017, arXiv:1704.07483",
    )


class Silu(Op):
    """y = x σ(x), also called swish."""

    doc = OpDoc(
        "SiLU", r"y = x\, \sigma(x)", SAME, "x times its own sigmoid.", "x 乘以自身的 sigmoid。", "arXiv:1702.03118"
    )

    @staticmethod
    def forward(xp, x):
        return x * run(xp, Sigmoid, x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \sigma(x) (1 + x (1 - \sigma(x)))")
    def backward_x(xp, gy, x):
        s = run(xp, Sigmoid, x)
        return gy * (s * (1 + x * (1 - s)))


class Mish(Op):
    """y = x tanh(ln(1 + e^x))."""

    doc = OpDoc(
        "Mish",
        r"y = x \tanh(\ln(1 + e^x))",
        SAME,
        "x times a gate between 0 and 1.",
        "x 乘以介于 0 与 1 之间的门。",
        "Misra 2019, arXiv:1908.08681",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return x * xp.tanh(run(xp, Softplus, x, beta=1, threshold=20)), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (t + x\, \sigma(x) (1 - t^2)),\; t = \tanh(\ln(1 + e^x))")
    def backward_x(xp, gy, x):
        t = xp.tanh(run(xp, Softplus, x, beta=1, threshold=20))
        return gy * (t + x * run(xp, Sigmoid, x) * (1 - t * t))


class Gelu(Op):
    """y = x Φ(x): x times the probability that a standard normal variable is smaller."""

    doc = OpDoc(
        "GELU",
        r"y = x\, \Phi(x)",
        SAME,
        "x times the share of the bell curve to its left.",
        "x 乘以标准正态分布在 x 处的累积概率。",
        "Hendrycks and Gimpel 2016, arXiv:1606.08415",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return x * run(xp, Ndtr, x), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot (\Phi(x) + x e^{-x^2/2} / \sqrt{2\pi})")
    def backward_x(xp, gy, x):
        return gy * (run(xp, Ndtr, x) + x * xp.exp(x * x * -0.5) * (1 / sqrt(2 * pi)))


class GeluTanh(Op):
    """GELU with Φ approximated by tanh."""

    doc = OpDoc(
        "GELU",
        r"y = \tfrac12 x\, (1 + \tanh(\sqrt{2/\pi}\, (x + 0.044715\, x^3)))",
        SAME,
        "GELU with the bell curve approximated by tanh.",
        "用 tanh 近似的 GELU。",
        Gelu.doc.see,
    )
    node_name = "GeluBackward0"
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return 0.5 * x * (1 + xp.tanh(sqrt(2 / pi) * (x + 0.044715 * (x * x * x)))), (x,)

    @staticmethod
    @gradient(r"\bar x = \tfrac12 \bar y \odot (1 + t + x (1 - t^2) \sqrt{2/\pi}\, (1 + 0.134145\, x^2))")
    def backward_x(xp, gy, x):
        t = xp.tanh(sqrt(2 / pi) * (x + 0.044715 * (x * x * x)))
        slope = sqrt(2 / pi) * (1 + 3 * 0.044715 * (x * x))  # of the argument of tanh
        return 0.5 * gy * (1 + t + x * (1 - t * t) * slope)


class Softplus(Op):
    """y = ln(1 + e^(bx)) / b, a smooth ReLU; where b x exceeds ``threshold`` simply x."""

    doc = OpDoc(
        "softplus",
        r"y = \tfrac{1}{\beta} \ln(1 + e^{\beta x})",
        SAME,
        "A ReLU with a round corner.",
        "拐角圆滑的 ReLU。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, beta, threshold):
        z = x * beta
        smooth = xp.maximum(z, 0) + xp.log1p(xp.exp(xp.minimum(z, -z)))  # no exponential overflows
        return xp.where(z > threshold, x, smooth / beta), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \sigma(\beta x)")
    def backward_x(xp, gy, x, *, beta, threshold):
        z = x * beta
        return xp.where(z > threshold, gy, gy * run(xp, Sigmoid, z))


class LogSigmoid(Op):
    """y = ln σ(x), without ever forming a σ(x) that could round to 0."""

    doc = OpDoc(
        "ln σ",
        r"y = -\ln(1 + e^{-x})",
        SAME,
        "The logarithm of the sigmoid.",
        "sigmoid 的对数。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x):
        return xp.minimum(x, 0) - xp.log1p(xp.exp(xp.minimum(x, -x))), (x,)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot \sigma(-x)")
    def backward_x(xp, gy, x):
        return gy * run(xp, Sigmoid, -x)


class Glu(Op):
    """y = a σ(b): the gated linear unit, whose two halves arrive as two inputs."""

    doc = OpDoc(
        "GLU",
        r"y = a \odot \sigma(b)",
        "a[..], b[..] -> y[..]",
        "One half, gated by the sigmoid of the other.",
        "一半乘以另一半的 sigmoid。",
        "Dauphin et al. 2016, arXiv:1612.08083",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return a * run(xp, Sigmoid, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot \sigma(b)")
    def backward_a(xp, gy, a, b):
        return gy * run(xp, Sigmoid, b)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot a\, \sigma(b) (1 - \sigma(b))")
    def backward_b(xp, gy, a, b):
        s = run(xp, Sigmoid, b)
        return gy * a * (s * (1 - s))
