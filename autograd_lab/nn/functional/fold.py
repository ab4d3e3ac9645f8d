"""Windows as columns, and back."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.errors import DimError, ShapeError
from autograd_lab.functional.explain import explained
from autograd_lab.nn.functional.sizes import at_least, by, need_kind, spread
from autograd_lab.ops.fold import Col2Im, Im2Col, places
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


@explained
def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Every window of ``input`` (N, C, H, W) or (C, H, W) as a column: (N, C * kernel, windows)."""
    params = _params("unfold", kernel_size, dilation, padding, stride)
    shape = input.array.shape
    if input.ndim < 3:
        raise DimError("nn.pool.ndim", function="unfold", one=3, many=4, got=list(shape))
    if input.ndim > 4 or 0 in shape[-3:]:
        raise ShapeError("nn.pool.ndim", function="unfold", one=3, many=4, got=list(shape))
    need_kind(input, "fVcb", "unfold")
    if any(n < 1 for n in places(shape[-2:], **params)):
        raise ShapeError("fold.no_window", size=by(" x ", shape[-2:]), kernel=by(" x ", params["kernel"]))
    if input.ndim == 4:
        return apply(Im2Col, input, **params)
    return apply(Im2Col, input.unsqueeze(0), **params).squeeze(0)


@explained
def fold(input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
         stride: Any = 1) -> Tensor:  # fmt: skip
    """Columns (N, C * kernel, windows) added up as windows of an image (N, C, *output_size); what ``unfold`` undoes
    where windows do not overlap. RuntimeError if the numbers do not fit."""
    size = spread(output_size, 2, "output_size", "fold", single=False)
    params = _params("fold", kernel_size, dilation, padding, stride)
    at_least(1, size, "output_size", "fold")
    shape = input.array.shape
    if input.ndim not in (2, 3) or 0 in shape[-2:]:
        raise ShapeError("nn.pool.ndim", function="fold", one=2, many=3, got=list(shape))
    need_kind(input, "fVcb", "fold")
    if shape[-2] % prod(params["kernel"]):
        raise ShapeError("fold.channels", rows=shape[-2], kernel=by("x", params["kernel"]))
    out = places(size, **params)
    if any(n < 1 for n in out) or prod(out) != shape[-1]:
        raise ShapeError("fold.columns", columns=shape[-1], size=by(" x ", size), out=by(" x ", out))
    if input.ndim == 3:
        return apply(Col2Im, input, size=size, **params)
    return apply(Col2Im, input.unsqueeze(0), size=size, **params).squeeze(0)


def _params(name: str, kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> dict[str, tuple[int, ...]]:
    given = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    pairs = {what: spread(value, 2, what, name, single=False) for what, value in given.items()}
    params = {"kernel": pairs.pop("kernel_size"), **pairs}
    for what, numbers in params.items():
        at_least(0 if what == "padding" else 1, numbers, what, name)
    return params
