"""Affine and bilinear maps."""

from __future__ import annotations

from autograd_lab.errors import DimError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import function
from autograd_lab.ops import matmul as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


@explained
def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``input @ weight.T + bias``: input (..., in), weight (out, in), bias (out) -> (..., out).

    A weight (in) gives (...), without bias. RuntimeError if the last dim of input is not ``in``, or if the dtypes
    differ.
    """
    x, w = input.array, weight.array
    if not w.ndim:
        raise ShapeError("nn.linear.zero_dim", x=x.ndim, w=w.ndim)
    if not x.ndim or w.ndim not in (1, 2) or x.shape[-1] != w.shape[-1]:
        raise ShapeError("nn.linear.shapes", x=tuple(input.shape), w=tuple(weight.shape), features=w.shape[-1:])
    if x.dtype != w.dtype or (bias is not None and bias.array.dtype != w.dtype):
        raise DtypeError("nn.linear.dtypes", x=input.dtype, w=weight.dtype)
    if x.dtype.kind == "b":
        raise NotWritten("matmul.bool", function="linear")
    if w.ndim == 2 and (bias is None or bias.array.shape == w.shape[:1]):
        return apply(_op(x.ndim, bias is not None), input, weight, bias)
    y = input @ weight.T if w.ndim == 2 else input @ weight
    if bias is None:
        return y
    try:
        if w.ndim == 1:
            raise RuntimeError
        return y + bias.expand(y.shape)
    except RuntimeError:
        raise ShapeError("nn.linear.bias", b=tuple(bias.shape), w=tuple(weight.shape)) from None


def _op(ndim: int, biased: bool) -> type[ops.Linear]:
    if ndim != 2:
        return ops.LinearBatched
    return ops.Linear if biased else ops.LinearUnbiased


@function
def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``input1 @ weight[k] @ input2 + bias[k]`` for every output k.

    input1 (..., in1), input2 (..., in2), weight (out, in1, in2), bias (out) -> (..., out). RuntimeError for sizes
    that do not fit.
    """
    x1, x2, w = input1.array, input2.array, weight.array
    others = (input2, weight) if bias is None else (input2, weight, bias)
    if any(other.dtype != input1.dtype for other in others):
        raise DtypeError("nn.bilinear.dtypes", found=", ".join(str(x.dtype) for x in (input1, *others)))
    if x1.ndim != x2.ndim or x1.shape[:-1] != x2.shape[:-1]:
        raise ShapeError("nn.bilinear.batch", a=tuple(input1.shape), b=tuple(input2.shape))
    if w.ndim != 3:
        raise DimError("nn.bilinear.weight", shape=tuple(weight.shape))
    for name, x, expected in (("input1", x1, w.shape[1]), ("input2", x2, w.shape[2])):
        if not x.ndim or x.shape[-1] != expected:
            raise ShapeError("nn.bilinear.size", name=name, shape=x.shape, expected=expected)
    if bias is not None and bias.array.size != w.shape[0]:
        raise ShapeError("nn.bilinear.bias", got=tuple(bias.shape), expected=w.shape[0])
    outputs, in1, in2 = w.shape
    columns = weight.permute(1, 0, 2).reshape(in1, outputs * in2)
    between = (input1 @ columns).reshape((*x1.shape[:-1], outputs, in2))  # input1 @ weight[k], for each k
    y = (between @ input2.unsqueeze(-1)).squeeze(-1)
    return y if bias is None else y + bias
