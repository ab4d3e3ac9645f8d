"""Fourier transforms: between complex numbers, from real ones, and to real ones.

All are linear, so the gradient rule of each is a transform again. They are computed without normalisation, times the
``factor`` c; ``inverse`` turns the sign of the exponent. In the formulas w is 2 pi / n, for each axis of ``axes``.
"""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run


def scaled(y, factor):
    return y if factor == 1 else y * factor


class FftC2C(Op):
    """The transform of complex numbers. Its matrix is symmetric: the rule is the transform itself, and conjugating
    before and after, which the walk does for every complex op, makes it the inverse one."""

    doc = OpDoc(
        "F",
        r"y_k = c \textstyle\sum_n x_n\, e^{\mp i w k n}",
        "x[.., n, ..] -> y[.., n, ..]",
        "The waves that a signal is made of.",
        "把信号分解为不同频率的波（离散傅里叶变换）。",
        "Cooley & Tukey 1965",
    )

    @staticmethod
    def forward(xp, x, *, axes, inverse=False, factor=1):
        y = xp.fft.ifftn(x, axes=axes, norm="forward") if inverse else xp.fft.fftn(x, axes=axes)
        return scaled(y, factor), ()

    @staticmethod
    @gradient(r"\bar x_n = c \textstyle\sum_k \bar y_k\, e^{\pm i w k n}")
    def backward_x(xp, gy, *, axes, inverse=False, factor=1):
        return run(xp, FftC2C, gy, axes=axes, inverse=inverse, factor=factor)


class FftR2C(Op):
    """The transform of real numbers. y_{n-k} is the conjugate of y_k, so ``onesided`` keeps the first half only."""

    doc = OpDoc(
        "F",
        r"y_k = c \textstyle\sum_n x_n\, e^{-i w k n}",
        "x[.., n] -> y[.., n / 2 + 1]",
        "The waves that a real signal is made of.",
        "把实信号分解为不同频率的波。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axes, onesided=True, factor=1):
        if not onesided:
            return scaled(xp.fft.fftn(x, axes=axes), factor), (None, x.shape[axes[-1]])
        n = x.shape[axes[-1]]
        return scaled(xp.fft.rfftn(x, axes=axes), factor), (1 / times_kept(xp, x, axes[-1], n // 2 + 1, n), n)

    @staticmethod
    @gradient(r"\bar x_n = c \operatorname{Re} \textstyle\sum_k \bar y_k\, e^{i w k n}")
    def backward_x(xp, gy, share, n, *, axes, onesided=True, factor=1):
        if not onesided:
            return xp.real(run(xp, FftC2C, gy, axes=axes, inverse=True, factor=factor))
        return run(xp, FftC2R, gy * share, axes=axes, n=n, factor=factor)  # which counts twice what was kept once


class FftC2R(Op):
    """Back from the half that was kept to ``n`` real numbers: each frequency counts m times, for itself and for its
    conjugate that was not kept. Imaginary parts that no real signal has are ignored."""

    doc = OpDoc(
        "F⁻¹",
        r"y_n = c \operatorname{Re} \textstyle\sum_k m_k\, x_k\, e^{i w k n}",
        "x[.., n / 2 + 1] -> y[.., n]",
        "A real signal from its waves.",
        "由各频率的波合成实信号。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, *, axes, n, factor=1):
        shape = [x.shape[axis] for axis in axes[:-1]]
        y = xp.fft.irfftn(x, s=(*shape, n), axes=axes, norm="forward")
        return scaled(y, factor), (times_kept(xp, x.real, axes[-1], x.shape[axes[-1]], n),)

    @staticmethod
    @gradient(r"\bar x_k = c\, m_k \textstyle\sum_n \bar y_n\, e^{-i w k n}")
    def backward_x(xp, gy, times, *, axes, n, factor=1):
        return run(xp, FftR2C, gy, axes=axes, factor=factor) * times


def times_kept(xp, x, axis, kept, n):
    """How often each of the ``kept`` frequencies stands in the whole transform of n: twice, but for 0 and n / 2."""
    times = xp.full(kept, 2, dtype=x.dtype)
    times[:1] = 1
    if n % 2 == 0:
        times[n // 2 :] = 1
    return times.reshape([kept if k == axis % x.ndim else 1 for k in range(x.ndim)])
