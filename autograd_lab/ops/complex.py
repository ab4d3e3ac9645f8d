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
    node_name = "SelectBackward0"  # PyTorch selects from view_as_real
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
    node_name = "SelectBackward0"
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


class Angle(Op):
    """The angle of a complex number in radians, between -π and π; of a negative number π, of others 0."""

    doc = OpDoc("∠", r"y = \arg z", SAME, "The angle of a complex number.", "复数的辐角（弧度）。")
    holomorphic = False

    @staticmethod
    def forward(xp, z):
        if z.dtype.kind == "c":
            y = xp.arctan2(z.imag, z.real)
        else:
            y = xp.where(z != z, z, xp.where(z < 0, z.dtype.type(xp.pi), z.dtype.type(0)))
        return y, (z, z.dtype.kind == "c")

    @staticmethod
    @gradient(r"\bar z = i\, z\, \bar y / |z|^2")
    def backward_z(xp, gy, z, turns):
        if not turns:
            return gy * 0  # a real number's angle jumps, or stays
        a, b = xp.real(z), xp.imag(z)
        square = a * a + b * b
        slope = xp.where(square == 0, 0, gy / square)  # at 0 there is no angle, so no gradient either
        return run(xp, Complex, -b * slope, a * slope)


class Polar(Op):
    """A complex number from its length and its angle."""

    doc = OpDoc("re^{it}", r"y = r e^{i t}", "r[..], t[..] -> y[..]", "Join length and angle.", "由模与辐角合成复数。")
    holomorphic = False

    @staticmethod
    def forward(xp, r, t):
        y = Complex.forward(xp, r * xp.cos(t), r * xp.sin(t))[0]
        return y, (r, t)

    @staticmethod
    @gradient(r"\bar r = \operatorname{Re}(\bar y\, e^{-i t})")
    def backward_r(xp, gy, r, t):
        return sum_to(xp.real(gy) * xp.cos(t) + xp.imag(gy) * xp.sin(t), r.shape)

    @staticmethod
    @gradient(r"\bar t = r \operatorname{Im}(\bar y\, e^{-i t})")
    def backward_t(xp, gy, r, t):
        return sum_to(r * (xp.imag(gy) * xp.cos(t) - xp.real(gy) * xp.sin(t)), t.shape)


class ViewAsReal(Op):
    """The same memory as pairs: a new last dimension of real and imaginary part."""

    doc = OpDoc(
        "C→R²",
        r"y_0 + i\,y_1 = z",
        "z[..] -> y[.., 2]",
        "See complex numbers as pairs of reals.",
        "把复数看成实数对。",
    )
    view = True
    holomorphic = False

    @staticmethod
    def forward(xp, z):
        return z[..., None].view(z.real.dtype), ()

    @staticmethod
    @gradient(r"\bar z = \bar y_0 + i\, \bar y_1")
    def backward_z(xp, gy):
        return run(xp, Complex, gy[..., 0], gy[..., 1])


class ViewAsComplex(Op):
    """The same memory as complex numbers: the last dimension holds real and imaginary part."""

    doc = OpDoc(
        "R²→C",
        r"z = y_0 + i\,y_1",
        "y[.., 2] -> z[..]",
        "See pairs of reals as complex numbers.",
        "把实数对看成复数。",
    )
    view = True
    holomorphic = False

    @staticmethod
    def forward(xp, y):
        if y.strides[-1] != y.itemsize or y.itemsize < 4:  # no view is possible
            y = xp.ascontiguousarray(y.astype(xp.result_type(y, xp.float32)))
        return y.view(xp.result_type(y, xp.complex64))[..., 0], ()

    @staticmethod
    @gradient(r"\bar y_0 + i\, \bar y_1 = \bar z")
    def backward_y(xp, gz):
        return run(xp, Pairs, gz)


ViewAsComplex.widens = True  # of halves it is a copy: there is no complex number so small


class Pairs(Op):
    """Real and imaginary part side by side in new memory, in a new last dimension."""

    doc = OpDoc(
        "(Re, Im)",
        r"y = (\operatorname{Re} z, \operatorname{Im} z)",
        "z[..] -> y[.., 2]",
        "Real and imaginary part side by side.",
        "实部与虚部并排放置。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, z):
        return xp.stack((z.real, z.imag), axis=-1), ()

    @staticmethod
    @gradient(r"\bar z = \bar y_0 + i\, \bar y_1")
    def backward_z(xp, gy):
        return run(xp, Complex, gy[..., 0], gy[..., 1])
