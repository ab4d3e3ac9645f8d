"""Rows for ops.normalization."""

import numpy as np

from autograd_lab.ops.normalization import (
    BatchNorm,
    FixedNorm,
    GroupNorm,
    InstanceNorm,
    LayerNorm,
    Normalize,
    RmsNorm,
)
from tests.op_cases.case import OpCase

LAYER = "F.layer_norm(x, x.shape[axes[0]:], w, b, eps)"
GROUP = "F.group_norm(x, view[1], w, b, eps)"
BATCH = "F.batch_norm(x, None, None, w, b, True, eps=eps)"
INSTANCE = "F.instance_norm(x, None, None, w, b, eps=eps)"
FIXED = "F.batch_norm(x, centre, var, w, b, eps=eps)"
CENTRE, VAR = np.array([0.5, -1.0, 2.0]), np.array([0.3, 1.0, 4.0])


def layer(shape: tuple[int, ...], kept: int, eps: float = 1e-5) -> dict[str, object]:
    rank = len(shape)
    affine = (1,) * (rank - kept) + shape[rank - kept :]
    return {"view": shape, "affine": affine, "axes": tuple(range(rank - kept, rank)), "eps": eps}


def channels(shape: tuple[int, ...], axes: tuple[int, ...], eps: float = 1e-5) -> dict[str, object]:
    return {"view": shape, "affine": (1, shape[1]) + (1,) * (len(shape) - 2), "axes": axes, "eps": eps}


def groups(shape: tuple[int, ...], count: int) -> dict[str, object]:
    n, c, *rest = shape
    size = int(np.prod(rest))
    return {"view": (n, count, c // count, size), "affine": (1, count, c // count, 1), "axes": (2, 3), "eps": 1e-5}


CASES = [
    OpCase(LayerNorm, ((2, 3), (3,), (3,)), LAYER, layer((2, 3), 1)),
    OpCase(LayerNorm, ((2, 3), None, None), LAYER, layer((2, 3), 1, 0.1)),
    OpCase(LayerNorm, ((2, 2, 3), (2, 3), None), LAYER, layer((2, 2, 3), 2)),
    OpCase(LayerNorm, ((2, 3), None, (3,)), LAYER, layer((2, 3), 1), torch_second=False),
    OpCase(LayerNorm, ((0, 3), (3,), (3,)), LAYER, layer((0, 3), 1)),
    OpCase(LayerNorm, ([[2.0, 2.0, 2.0]], (3,), (3,)), LAYER, layer((1, 3), 1), smooth=False, torch_second=False),
    OpCase(GroupNorm, ((2, 4, 3), (4,), (4,)), GROUP, groups((2, 4, 3), 2)),
    OpCase(GroupNorm, ((2, 4, 1, 2), None, None), GROUP, groups((2, 4, 1, 2), 1)),
    OpCase(GroupNorm, ((2, 4), (4,), None), GROUP, groups((2, 4), 2)),
    OpCase(BatchNorm, ((4, 3), (3,), (3,)), BATCH, channels((4, 3), (0,))),
    OpCase(BatchNorm, ((2, 3, 2), (3,), (3,)), BATCH, channels((2, 3, 2), (0, 2))),
    OpCase(BatchNorm, ((2, 3, 2), None, None), BATCH, channels((2, 3, 2), (0, 2), 0.1)),
    OpCase(InstanceNorm, ((2, 3, 4), (3,), (3,)), INSTANCE, channels((2, 3, 4), (2,))),
    OpCase(InstanceNorm, ((2, 1, 2, 2), None, None), INSTANCE, channels((2, 1, 2, 2), (2, 3))),
    OpCase(Normalize, ((2, 3), (3,), (3,)), LAYER, layer((2, 3), 1)),
    OpCase(FixedNorm, ((4, 3), CENTRE, VAR, (3,), (3,)), FIXED, {"affine": (1, 3), "eps": 1e-5}),
    OpCase(FixedNorm, ((2, 3, 2), CENTRE, VAR, (3,), (3,)), FIXED, {"affine": (1, 3, 1), "eps": 0.1}),
    OpCase(FixedNorm, ((2, 3, 2), CENTRE, VAR, None, None), FIXED, {"affine": (1, 3, 1), "eps": 0.1}),
    OpCase(RmsNorm, ((2, 3), (3,)), "F.rms_norm(x, (3,), w, eps)", {"affine": (1, 3), "axes": (1,), "eps": 1e-5}),
    OpCase(
        RmsNorm, ((2, 2, 3), (2, 3)), "F.rms_norm(x, (2, 3), w, eps)", {"affine": (1, 2, 3), "axes": (1, 2), "eps": 0.1}
    ),
    OpCase(RmsNorm, ((2, 3), None), "F.rms_norm(x, (3,), w, eps)", {"affine": (1, 3), "axes": (1,), "eps": 0.1}),
    OpCase(
        RmsNorm,
        ((2, 3), (3,)),
        "F.rms_norm(x, (3,), w, eps)",
        {"affine": (1, 3), "axes": (1,), "eps": 1e-5},
        complex=True,
    ),
]
