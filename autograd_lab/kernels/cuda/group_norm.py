"""Group norm, and instance norm, where each channel is a group: a warp or a block for each group of a sample, whose
numbers lie in one piece; then for weight and bias a block for each channel."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import MOMENTS, TEAMS, Source, plain, team
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.normalization import GroupNorm, InstanceNorm

SOURCE = Source(
    MOMENTS
    + r"""
// A row is a group of a sample: ``each`` channels of ``size`` numbers. w and b are a number for each channel, or none.
#define CHANNEL(row, j) (int(row % groups) * int(each) + int(j) / int(size))

extern "C" __global__ void groups_of(const T* x, const T* w, const T* b, i64 has_w, i64 has_b, T* y,
                                     i64 rows, i64 groups, i64 each, i64 size, double eps) {
    const i64 n = each * size;
    EACH_ROW(row, rows) {
        const T* line = x + row * n;
        const Moments m = moments(line, n, eps);
        EACH_OF(j, n) {
            T v = (line[j] - m.mean) * m.scale;
            if (has_w) v *= w[CHANNEL(row, j)];
            if (has_b) v += b[CHANNEL(row, j)];
            y[row * n + j] = v;
        }
    }
}

extern "C" __global__ void groups_back(const T* gy, const T* x, const T* w, i64 has_w, T* gx, T* mean, T* scale,
                                       i64 rows, i64 groups, i64 each, i64 size, double eps) {
    const i64 n = each * size;
    EACH_ROW(row, rows) {
        const T *line = x + row * n, *g = gy + row * n;
        const Moments m = moments(line, n, eps);
        T flat = 0, along = 0;
        EACH_OF(j, n) {
            const T v = has_w ? g[j] * w[CHANNEL(row, j)] : g[j];
            flat += v;
            along += v * ((line[j] - m.mean) * m.scale);
        }
        flat = team_sum(flat) / n, along = team_sum(along) / n;
        EACH_OF(j, n) {
            const T v = has_w ? g[j] * w[CHANNEL(row, j)] : g[j];
            gx[row * n + j] = (v - flat - (line[j] - m.mean) * m.scale * along) * m.scale;
        }
        if (MATE == 0) mean[row] = m.mean, scale[row] = m.scale;
    }
}

// A block is a channel; n: its numbers in all samples.
extern "C" __global__ void channels(const T* gy, const T* x, const T* mean, const T* scale, T* gw, T* gb,
                                    i64 n, i64 each, i64 size) {
    const int channel = blockIdx.x, all = gridDim.x, groups = all / int(each);
    double along = 0, flat = 0;
    for (unsigned j = threadIdx.x; j < n; j += blockDim.x) {
        const unsigned sample = j / unsigned(size), at = (sample * all + channel) * unsigned(size) + j % unsigned(size);
        const unsigned row = sample * groups + channel / int(each);
        flat += gy[at];
        along += gy[at] * ((x[at] - mean[row]) * scale[row]);
    }
    flat = block_sum(flat), along = block_sum(along);
    if (threadIdx.x == 0) gw[channel] = along, gb[channel] = flat;
}
""",
    *TEAMS[1:],
)


def sizes(x: Any, view: Any, affine: Any, axes: Any) -> tuple[int, ...] | None:
    """Rows, groups, channels of each, and numbers of those. None where it is over other axes, as under vmap."""
    rest = len(view) - 2
    if view == x.shape and rest and axes == tuple(range(2, len(view))) and affine == (1, view[1], *[1] * rest):
        return view[0] * view[1], view[1], 1, prod(view[2:])  # instance norm
    if len(view) != 4 or axes != (2, 3) or view[0] != x.shape[0] or affine != (1, *view[1:3], 1):
        return None
    return (view[0] * view[1], *view[1:]) if view[1] * view[2] == x.shape[1] else None


def run(xp: Any, x: Any, w: Any = None, b: Any = None, *, view: Any, affine: Any, axes: Any, eps: float) -> Any:
    found = sizes(x, view, affine, axes)
    if found is None or not plain(x, w, b):
        return None
    y, (mates, per_block) = xp.empty_like(x), team(found[2] * found[3])
    given = (x if v is None else v for v in (w, b))
    SOURCE.launch("groups_of", x, -(-found[0] // per_block), x, *given, int(w is not None), int(b is not None), y,
                  *found, float(eps), TEAM=mates)  # fmt: skip
    return y, (x, w, None if b is None else b.shape)


def run_back(
    xp: Any, gy: Any, needs: Any, x: Any, w: Any, b_shape: Any, *, view: Any, affine: Any, axes: Any, eps: float
) -> Any:
    found = sizes(x, view, affine, axes)
    if found is None or not plain(gy, x, w):
        return None
    rows, groups, each, size = found
    gx, (mates, per_block) = xp.empty_like(x), team(each * size)
    mean, scale = xp.empty(rows, x.dtype), xp.empty(rows, x.dtype)
    SOURCE.launch("groups_back", x, -(-rows // per_block), gy, x, x if w is None else w, int(w is not None), gx, mean,
                  scale, *found, float(eps), TEAM=mates)  # fmt: skip
    if not any(needs[1:]):
        return gx, None, None
    channels = groups * each
    gw, gb = xp.empty(channels, x.dtype), xp.empty(channels, x.dtype)
    SOURCE.launch_all("channels", x, channels, gy, x, mean, scale, gw, gb, x.size // channels, each, size, TEAM=mates)
    return gx, gw if needs[1] else None, gb if needs[2] else None


for _op in (GroupNorm, InstanceNorm):
    forward(_op, gpu=True)(run)
    backward(_op, gpu=True)(run_back)
