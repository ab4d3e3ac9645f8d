"""Complex numbers: their parts and their mirror image. None of these is differentiable in the complex sense.

A gradient of a real loss L with respect to z = a + ib is, as in PyTorch, dL/da + i dL/db: the direction in which L
grows fastest. So what rises with the real part passes real, and what rises with the imaginary part gets an i.
"""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to

SAME = "z[..] -> y[..]"


class Conj(Op):
    """The mirror image on the real axis: a + ib becomes a - ib."""

    doc = OpDoc("z̄", r"y = \overline{z}", SAME, "Change the sign of the imaginary part.", "虚部变号（共轭）。")
    numpy = "conj"
    holomorphic = False

    @staticmethod
    def forward(xp, z):
        return xp.conj(z), ()

    @staticmethod
    @gradient(r"\bar z = \overline{\bar y}")
    def backward_z(xp, gy):
        return xp.conj(gy)


class Real(Op):
    """The real part, a view."""

    doc = OpDoc("Re", r"y = \operatorname{Re} z", SAME, "The real part.", "实部。")
    numpy = "real"
    holomorphic = False
    view = True

    @staticmethod
    def forward(xp, z):
        return z.real, ()

    @staticmethod
    @gradient(r"\bar z = \bar y")
    def backward_z(xp, gy):
        return run(xp, Complex, gy, gy * 0)


class Imag(Op):
    """The imaginary part, a view."""

    doc = OpDoc("Im", r"y = \operatorname{Im} z", SAME, "The imaginary part.", "虚部。")
    numpy = "imag"
    holomorphic = False
    view = True

    @staticmethod
    def forward(xp, z):
        return z.imag, ()

    @staticmethod
    @gradient(r"\bar z = i\, \bar y")
    def backward_z(xp, gy):
        return run(xp, Complex, gy * 0, gy)


class Complex(Op):
    """A complex number from its real and its imaginary part."""

    doc = OpDoc("a+ib", r"y = a + i\,b", "a[..], b[..] -> y[..]", "Join two parts.", "由实部与虚部合成复数。")
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        y = xp.empty(xp.broadcast_shapes(a.shape, b.shape), xp.result_type(a, xp.complex64))
        y.real[...], y.imag[...] = a, b
        return y, (a.shape, b.shape)

    @staticmethod
    @gradient(r"\bar a = \operatorname{Re} \bar y")
    def backward_a(xp, gy, a_shape, b_shape):
        return sum_to(xp.real(gy), a_shape)

    @staticmethod
    @gradient(r"\bar b = \operatorname{Im} \bar y")
    def backward_b(xp, gy, a_shape, b_shape):
        return sum_to(xp.imag(gy), b_shape)
