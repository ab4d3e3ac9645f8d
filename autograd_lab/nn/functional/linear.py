"""The affine map, and classes as vectors."""

from __future__ import annotations

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.ops import matmul as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import make


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``input @ weight.T + bias``: input (..., in), weight (out, in), bias (out) -> (..., out).

    RuntimeError if the last dim of input is not ``in``, or if the dtypes differ.
    """
    need_tensor(input, "input", "linear")
    need_tensor(weight, "weight", "linear")
    x, w = input.array, weight.array
    if not x.ndim or w.ndim != 2 or x.shape[-1] != w.shape[-1]:
        raise ShapeError("nn.linear.shapes", x=tuple(input.shape), w=tuple(weight.shape), features=w.shape[-1:])
    if bias is not None and bias.array.shape != w.shape[:1]:
        raise ShapeError("nn.linear.bias", b=tuple(bias.shape), w=tuple(weight.shape))
    if x.dtype != w.dtype or (bias is not None and bias.array.dtype != w.dtype):
        raise DtypeError("nn.linear.dtypes", x=input.dtype, w=weight.dtype)
    return apply(_op(x.ndim, bias is not None), input, weight, bias)


def _op(ndim: int, biased: bool) -> type[ops.Linear]:
    if ndim != 2:
        return ops.LinearBatched
    return ops.Linear if biased else ops.LinearUnbiased


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers as rows of zeros with a single 1; ``num_classes=-1`` takes the largest number plus one."""
    need_tensor(tensor, "tensor", "one_hot")
    index = tensor.array
    if index.dtype != "int64":
        raise DtypeError("nn.one_hot.dtype", dtype=tensor.dtype)
    if index.size == 0 and num_classes <= 0:
        raise ShapeError("nn.one_hot.empty")
    if index.size and int(index.min()) < 0:
        raise ShapeError("nn.one_hot.negative")
    largest = int(index.max()) if index.size else -1
    if num_classes == -1:
        num_classes = largest + 1
    elif num_classes < 1:
        raise ShapeError("nn.one_hot.count", count=num_classes)
    elif largest >= num_classes:
        raise ShapeError("nn.one_hot.too_large", largest=largest, count=num_classes)
    xp = array_module(index)
    return make((index[..., None] == xp.arange(num_classes)).astype(index.dtype))
