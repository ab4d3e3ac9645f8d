"""Normalisation layers: the axes they look at lie behind the samples, weight and bias are put on afterwards."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.shapes import reshape
from autograd_lab.ops import normalization as ops
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, rule
from autograd_lab.transforms.rules.along import moved


def _scaled(call: Call, y: Tensor, weight: int, bias: int, affine: Any) -> Tensor:
    """``y`` times input number ``weight`` plus input number ``bias``, as far as they were given."""
    for place in (weight, bias):
        part = call.xs[place] if place < len(call.xs) else None
        if part is not None:
            part = reshape(part, (call.size if call.batched[place] else 1, *affine))
            y = y * part if place == weight else y + part
    return y


@rule(ops.Normalize, ops.LayerNorm, ops.GroupNorm, ops.BatchNorm, ops.InstanceNorm)
def normalised(call: Call) -> Any:
    x, view, affine = call.spread(0), call.params["view"], call.params["affine"]
    stretched = (call.size, *view)
    y = call.apply(x, None, None, view=stretched, axes=moved(call.params["axes"], len(view)), affine=(1, *affine))
    return reshape(_scaled(call, reshape(y, stretched), 1, 2, affine), x.array.shape)


@rule(ops.FixedNorm)
def by_known_statistics(call: Call) -> Any:
    affine = call.params["affine"]
    x, (centre, var) = (
        call.spread(0),
        (reshape(call.xs[i], (call.size if call.batched[i] else 1, *affine)) for i in (1, 2)),
    )
    return _scaled(call, (x - centre) / (var + call.params["eps"]).sqrt(), 3, 4, affine)


@rule(ops.RmsNorm)
def by_mean_square(call: Call) -> Any:
    axes = moved(call.params["axes"], call.rank(0))
    y = call.apply(call.spread(0), None, axes=axes, affine=(1, *call.params["affine"]))
    return _scaled(call, y, 1, 2, call.params["affine"])
