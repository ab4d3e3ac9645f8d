"""What ordinary forward code calls, at the size of the example and at another one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.nn import functional as F
from tests.onnx.support import Calls, check

Function = Callable[[Any], Any]


def in_place(x: Any) -> Any:
    """Whole tensors, views of them, and parts by index; what shares memory changes too."""
    y = x * 1
    y += 1
    y.clamp_(min=0)
    y[:, 0] = 1
    y[1:, :, 2] = 7
    y[0] += 1
    y[:, 1].mul_(2)
    y[:, 0:1] -= y[:, 1:2]
    z = y.view(-1, 5)
    z.neg_()
    return z


def step_by_step(x: Any) -> Any:
    """A result filled one column after the other, as loops over time do."""
    out, h = lab.zeros(x.size(0), 4, 5), lab.zeros(x.size(0), 5)
    for t in range(4):
        h = lab.tanh(x[:, t] + h)
        out[:, t] = h
    return out, h


def by_mask(x: Any) -> Any:
    y = x * 1
    y[y > 0] = 0
    return y, x[x > 0], x[x[:, 0, 0] > 0], x.masked_select(x < 0), lab.nonzero(x > 1)


FUNCTIONS: dict[str, Function] = {
    "arithmetic": lambda x: ((x + 1) * 2 - x / 3) ** 2 % 3 + (1 - x) / (x * x + 1) + 2**x,
    "division": lambda x: (x // 0.3, lab.fmod(x, 0.3), lab.div(x, 0.3, rounding_mode="trunc"), x % 0.3),
    "integers": lambda x: (
        (x * 10).long() // 3, (x * 10).long() % 3, lab.div((x * 9).long(), 2, rounding_mode="trunc"),
    ),
    "types": lambda x: (x.long() + x, (x > 0) * x, (x > 0).sum(), x.to(lab.int32).float(), x.bool()),
    "comparisons": lambda x: ((x > 0) & (x < 1) | (x >= 2) ^ (x <= -1), ~(x != x), (x > 0) == (x > 1), x == 0),
    "where": lambda x: (lab.where(x > 0, x, -x), lab.where(x > 0, x, 0.0), x.masked_fill(x > 0, 1.0)),
    "elementary": lambda x: (
        x.exp(), x.expm1(), x.sigmoid().log1p(), x.abs().sqrt(), x.sin(), x.cos(), x.tan(), x.atan(), x.erf(), x.erfc(),
        x.round(), x.trunc(), x.frac(), x.floor(), x.ceil(), x.sign(), x.sinh(), x.asinh(), x.abs().log2(), x.exp2(),
        x.abs().rsqrt(), x.reciprocal(), x.square(), lab.logaddexp(x, -x), lab.hypot(x, x), x.sigmoid().logit(),
        lab.rad2deg(x), lab.lerp(x, x * 2, 0.3), lab.maximum(x, x * x), lab.min(x, x * x), lab.nan_to_num(x / 0),
    ),
    "questions": lambda x: (lab.isnan(x), lab.isinf(x / 0), lab.isfinite(x), lab.isposinf(x / 0)),
    "bounds": lambda x: (x.clamp(-1, 0.5), x.clamp(min=0), lab.clamp(x, x * 0, x * 0 + 1), F.relu6(x)),
    "joining": lambda x: (lab.cat([x, x * 2], 1), lab.stack([x, x], -1), lab.block_diag(x[0], x[1])),
    "cutting": lambda x: (*x.split(2, 1), *x.chunk(3, 2), *x.unbind(1), x.narrow(1, 1, 2), x.select(2, -1)),
    "slices": lambda x: (x[:, 1:3], x[:, -1], x[..., ::2], x[:, None, 1], x[0, 1, 2], x[-1], x[:, :, -2:]),
    "indices": lambda x: (
        x[:, [2, 0]], x[[0, 1], [1, 2]], x[:, :, lab.tensor([True, False, True, True, False])],
        x.index_select(1, lab.tensor([2, 0])), x.gather(1, lab.zeros_like(x).long()), x.argmax(1)[:, 0],
        lab.take_along_dim(x, lab.zeros(1, 1, 5).long(), 1),
    ),
    "movement": lambda x: (
        x.permute(2, 0, 1), x.mT, x.transpose(0, 2), x.flip(1, 2), x.roll(1, 1), x.repeat(1, 2, 1), x.diagonal(0, 1, 2),
        x.unsqueeze(2).expand(-1, -1, 3, -1), x[:, :1].squeeze(1), x.unfold(2, 3, 1), x.repeat_interleave(2, 1),
        x.swapaxes(0, 1).reshape(4, -1), x.tril(), x.triu(1),
    ),
    "reshapes": lambda x: (
        x.flatten(1), x.view(x.size(0), -1), x.view(-1, 5), x.reshape(x.shape[0] * 2, 2, 5), x.ravel(),
    ),
    "reductions": lambda x: (
        x.sum(), x.sum(1), x.mean((1, 2), keepdim=True), x.prod(2), x.amax(2), x.max(), x.logsumexp(1), x.norm(dim=1),
        x.norm(3, dim=1), x.norm(1), x.var(2), x.std((1, 2), unbiased=False), (x > 1).any(1), (x > -1).all(),
        x.cumsum(1), x.count_nonzero(1), x.aminmax(dim=1),
    ),
    "places": lambda x: (*x.max(1), *x.min(2), x.argmax(1), x.argmin(), *x.sort(2), *x.topk(2, 1), *x.kthvalue(2, 1),
                         *x.median(2)),
    "scattering": lambda x: (
        x.scatter(1, lab.zeros_like(x[:, :1]).long(), 2.0),
        lab.zeros_like(x).scatter_add(1, lab.zeros_like(x).long(), x),
    ),
    "softmax": lambda x: (
        x.softmax(-1), x.log_softmax(1), F.normalize(x, dim=1), F.cosine_similarity(x, x * 2 + 1, dim=1),
    ),
    "products": lambda x: (
        x @ x.mT, lab.bmm(x, x.mT), x[0] @ lab.ones(5), x[0, 0] @ x[0, 1], lab.outer(x[0, 0], x[0, 1]), lab.cdist(x, x),
        lab.baddbmm(lab.ones(1, 4, 4), x, x.mT, beta=2, alpha=0.5), lab.addmm(lab.ones(4), x[0], x[1].T, alpha=2),
        lab.tensordot(x, lab.ones(5, 2), 1), lab.cross(x[:, :3], x[:, 1:], dim=1), F.linear(x, lab.ones(2, 5)),
    ),
    "einsum": lambda x: (
        lab.einsum("bij,bkj->bik", x, x), lab.einsum("bij->bji", x),
        lab.einsum("bij,jk,bi->bk", x, lab.ones(5, 2), x[:, :, 0]),
    ),
    "padding": lambda x: (F.pad(x, (1, 2), value=3), F.pad(x, (1, -2, 0, 1)), F.pad(x, (1, 1), mode="circular")),
    "resampling": lambda x: tuple(
        F.interpolate(x.unsqueeze(1), **how) for how in (
            {"scale_factor": 2, "mode": "bilinear"}, {"size": (7, 3)}, {"size": (7, 9), "mode": "bicubic"},
            {"size": (3, 2), "mode": "bilinear", "antialias": True}, {"size": (3, 2), "mode": "nearest-exact"},
            {"size": (6, 6), "mode": "bilinear", "align_corners": True}, {"scale_factor": (1.5, 2.0)},
        )
    ),
    "grids": lambda x: F.grid_sample(
        x.unsqueeze(1),
        F.affine_grid(lab.eye(2, 3).expand(x.size(0), 2, 3) * 0.9, [x.size(0), 1, 4, 5], align_corners=False),
        align_corners=False,
    ),
    "pools": lambda x: (
        *F.max_pool1d(x, 2, return_indices=True), F.max_pool1d(x, 2, ceil_mode=True),
        F.avg_pool1d(x, 2, ceil_mode=True),
        F.avg_pool1d(x, 3, 2, 1, ceil_mode=True), F.avg_pool1d(x, 3, 2, 1, count_include_pad=False),
        F.avg_pool2d(x, 2, divisor_override=3), F.adaptive_avg_pool1d(x, 3), F.adaptive_max_pool1d(x, 3),
        F.max_unpool1d(*F.max_pool1d(x[..., :4], 2, return_indices=True), 2),
        F.fold(F.unfold(x[:, None], 2), (4, 5), 2),
    ),
    "made inside": lambda x: (
        x + lab.zeros_like(x) + lab.full((x.size(0), 1, 1), 2.0), x.sum((1, 2)) * lab.arange(x.size(0)),
        x * lab.tensor([1.0, 2, 3, 4, 5]), x.sum() / len(x), x[:2] + F.one_hot(lab.tensor([0, 2]), 5)[:, None],
        x.masked_fill(lab.triu(lab.ones(4, 5), 1).bool(), 0.0),
        lab.triu(lab.ones(x.size(0), x.size(0))) @ x[:, 0],
    ),
    "outside the graph": lambda x: x.detach() * x.data + F.batch_norm(x, None, None, training=True),
    "in place": in_place,
    "step by step": step_by_step,
}  # fmt: skip
NOT_READ = (
    "indices",
    "scattering",
    "grids",
    "pools",
    "in place",
    "step by step",
)  # their nodes are refused by ``load``


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str, tmp_path: Path) -> None:
    x = lab.randn(3, 4, 5, generator=lab.Generator().manual_seed(0))
    more = lab.randn(6, 4, 5, generator=lab.Generator().manual_seed(1))
    folder = None if name in NOT_READ else tmp_path
    check(Calls(FUNCTIONS[name]), (x,), (-x,), folder=folder)
    check(Calls(FUNCTIONS[name]), (x,), (more,), axes={"x0": {0: "batch"}}, folder=folder)


def test_selections_by_the_numbers() -> None:
    x = lab.randn(3, 4, 5)
    check(Calls(by_mask), (x,), (-x,), (x + 0.5,))
