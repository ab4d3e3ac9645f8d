"""What kind of function an op is, as far as transforms can make use of it."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from autograd_lab.ops import (
    activation,
    airy,
    arithmetic,
    bessel,
    bitwise,
    bounds,
    combination,
    comparison,
    complex,
    convolution,
    cutting,
    diagonal,
    elementary,
    embedding,
    erf,
    exponential,
    floats,
    fold,
    fourier,
    gamma,
    gated,
    index_along,
    indexing,
    joining,
    logarithmic,
    masking,
    matmul,
    movement,
    padding,
    pixels,
    polynomials,
    pooling,
    positions,
    rectifier,
    reduction,
    repeat,
    resample,
    rounding,
    scan,
    scatter,
    strided,
    triangle,
    trigonometric,
    unpool,
)
from autograd_lab.ops.base import Op


def ops_of(module: ModuleType) -> list[type[Op]]:
    """The ops that a module defines, in its order."""
    own = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Op)]
    return [op for op in own if op.__module__ == module.__name__ and hasattr(op, "doc")]


# Each output element depends on the input elements in its own place only.
_EACH_MODULES = (
    airy, arithmetic, bessel, bitwise, bounds, combination, comparison, elementary, erf, exponential, gamma, gated,
    logarithmic, polynomials, rectifier, rounding, trigonometric,
)  # fmt: skip
EACH: set[type[Op]] = {op for module in _EACH_MODULES for op in ops_of(module)}
EACH |= {activation.Relu, activation.Tanh, activation.Sigmoid, indexing.Where, indexing.Maximum, indexing.Minimum}
EACH |= {complex.Conj, complex.Real, complex.Imag, complex.Complex, complex.Angle, complex.Polar}
EACH |= {masking.MaskedFill, masking.MaskedFillTensor}
EACH |= {movement.Alias, floats.Copysign, floats.Heaviside, floats.Nextafter, floats.Ldexp}

# Linear in all inputs that have a gradient rule, taken together; with the params that make it so.
_LINEAR: tuple[Any, ...] = (
    arithmetic.Add, arithmetic.Sub, arithmetic.Rsub, arithmetic.AddScaled, arithmetic.SubScaled, arithmetic.Neg,
    complex.Conj, complex.Real, complex.Imag, complex.Complex, complex.ViewAsReal, complex.ViewAsComplex,
    elementary.Cast, elementary.ToDevice, elementary.Clone, reduction.Expand, reduction.Sum, reduction.Mean,
    reduction.Trace, scan.CumSum, positions.Take, padding.PadInside, fold.Im2Col, fold.Col2Im, embedding.Embedding,
    pooling.AvgPool, pooling.AvgUnpool, pooling.AdaptiveAvgPool, pooling.AdaptiveAvgUnpool, pooling.AddPlane,
    pooling.PickPlane, resample.Resample, resample.ResampleBack, repeat.Repeat, scatter.Gather, scatter.AddAlong,
    reduction.PutAlong, reduction.TakeAlong, indexing.GetItem, indexing.ScatterItem, indexing.SetItem,
    indexing.AddItem, indexing.Overwrite, indexing.Fill, indexing.FillTensor, indexing.FillInPlace,
    indexing.FillTensorInPlace, indexing.Zero, index_along.IndexSelect, masking.MaskedSelect, unpool.MaxUnpool,
    strided.AsStrided, strided.AsStridedInPlace, strided.ThroughMemory, strided.Unfold, strided.Fold,
    *(op for module in (movement, cutting, diagonal, joining, fourier, triangle, pixels) for op in ops_of(module)),
)  # fmt: skip
LINEAR: dict[type[Op], dict[str, Any]] = {op: {} for op in _LINEAR}
LINEAR[padding.Pad] = {"value": 0}

# Linear in the first input and in the second; a third one is added.
BILINEAR: set[type[Op]] = {
    matmul.Matmul, matmul.MatmulRows, matmul.Mm, matmul.Bmm, matmul.Mv, matmul.Dot, matmul.Cross, matmul.Contract,
    matmul.Linear, matmul.LinearUnbiased, matmul.LinearBatched, convolution.Conv, convolution.ConvInput,
    convolution.ConvTranspose, convolution.ConvWeight,
}  # fmt: skip
