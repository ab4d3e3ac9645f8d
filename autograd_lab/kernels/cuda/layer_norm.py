"""Layer norm: a warp, or for long ones a block, for each row; then for weight and bias the sums down the columns."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import MOMENTS, MOST, TEAMS, Source, plain, team
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.normalization import LayerNorm

TILE, LEAST = 32, 32  # columns of a block, and the rows that are worth one

SOURCE = Source(
    MOMENTS
    + r"""
#define TILE 32

// w and b are numbers for each column, or none.
extern "C" __global__ void rows(const T* x, const T* w, const T* b, i64 has_w, i64 has_b, T* y,
                                i64 count, i64 n, double eps) {
    EACH_ROW(row, count) {
        const T* line = x + row * n;
        const Moments m = moments(line, n, eps);
        EACH_OF(j, n) {
            T v = (line[j] - m.mean) * m.scale;
            if (has_w) v *= w[j];
            if (has_b) v += b[j];
            y[row * n + j] = v;
        }
    }
}

// The mean of x is free, and so is its scale: what would only change those two is taken out of the gradient.
extern "C" __global__ void rows_back(const T* gy, const T* x, const T* w, i64 has_w, T* gx, T* mean, T* scale,
                                     i64 count, i64 n, double eps) {
    EACH_ROW(row, count) {
        const T *line = x + row * n, *g = gy + row * n;
        const Moments m = moments(line, n, eps);
        T flat = 0, along = 0;
        EACH_OF(j, n) {
            const T v = has_w ? g[j] * w[j] : g[j];
            flat += v;
            along += v * ((line[j] - m.mean) * m.scale);
        }
        flat = team_sum(flat) / n, along = team_sum(along) / n;
        EACH_OF(j, n) {
            const T v = has_w ? g[j] * w[j] : g[j];
            gx[row * n + j] = (v - flat - (line[j] - m.mean) * m.scale * along) * m.scale;
        }
        if (MATE == 0) mean[row] = m.mean, scale[row] = m.scale;
    }
}

// sums (2, chunks, n): over some of the rows, gy times normalised x, and gy. A block has TILE columns of one chunk; its
// warps share the rows, and each of their threads has a column.
extern "C" __global__ void columns(const T* gy, const T* x, const T* mean, const T* scale, T* sums,
                                   i64 count, i64 n, i64 chunks) {
    __shared__ double parts[2][32][TILE];
    const int warps = (blockDim.x + WARP - 1) / WARP, warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
    const i64 chunk = blockIdx.x % chunks, first = blockIdx.x / chunks * TILE;
    const i64 from = count * chunk / chunks, to = count * (chunk + 1) / chunks;
    for (int k = lane; k < TILE; k += WARP) {
        double along = 0, flat = 0;
        if (first + k < n)
            for (i64 row = from + warp; row < to; row += warps) {
                const i64 at = row * n + first + k;
                flat += gy[at];
                along += gy[at] * ((x[at] - mean[row]) * scale[row]);
            }
        parts[0][warp][k] = along, parts[1][warp][k] = flat;
    }
    __syncthreads();
    for (int k = threadIdx.x; k < 2 * TILE; k += blockDim.x) {
        double sum = 0;
        for (int other = 0; other < warps; ++other) sum += parts[k / TILE][other][k % TILE];
        if (first + k % TILE < n) sums[(k / TILE * chunks + chunk) * n + first + k % TILE] = sum;
    }
}
""",
    *TEAMS[1:],
)


def suits(x: Any, view: Any, affine: Any, axes: Any) -> bool:
    """Whether it is over the last axes, each of which has weights of its own; under vmap it may be over others."""
    last = axes == tuple(range(axes[0], x.ndim)) and view == x.shape
    return last and affine == (1,) * axes[0] + x.shape[axes[0] :]


@forward(LayerNorm, gpu=True)
def layer_norm(xp: Any, x: Any, w: Any = None, b: Any = None, *, view: Any, affine: Any, axes: Any, eps: float) -> Any:
    if not plain(x, w, b) or not suits(x, view, affine, axes):
        return None
    n, y = prod(view[axes[0] :]), xp.empty_like(x)
    mates, per_block = team(n)
    given = (x if v is None else v for v in (w, b))
    SOURCE.launch("rows", x, -(-x.size // n // per_block), x, *given, int(w is not None), int(b is not None), y,
                  x.size // n, n, float(eps), TEAM=mates)  # fmt: skip
    return y, (x, w, None if b is None else b.shape)


@backward(LayerNorm, gpu=True)
def layer_norm_back(
    xp: Any, gy: Any, needs: Any, x: Any, w: Any, b_shape: Any, *, view: Any, affine: Any, axes: Any, eps: float
) -> Any:
    if not plain(gy, x, w) or not suits(x, view, affine, axes):
        return None
    n, gx = prod(view[axes[0] :]), xp.empty_like(x)
    rows, (mates, per_block) = x.size // n, team(n)
    mean, scale = xp.empty(rows, x.dtype), xp.empty(rows, x.dtype)
    SOURCE.launch("rows_back", x, -(-rows // per_block), gy, x, x if w is None else w, int(w is not None), gx, mean,
                  scale, rows, n, float(eps), TEAM=mates)  # fmt: skip
    if not any(needs[1:]):
        return gx, None, None
    tiles = -(-n // TILE)
    chunks = max(1, min(MOST // 4 // tiles, rows // LEAST))
    sums = xp.empty((2, chunks, n), x.dtype)
    SOURCE.launch_all("columns", x, tiles * chunks, gy, x, mean, scale, sums, rows, n, chunks, TEAM=mates)
    gw, gb = sums[:, 0] if chunks == 1 else sums.sum(axis=1)
    return gx, gw.reshape(affine[axes[0] :]) if needs[1] else None, gb.reshape(b_shape) if needs[2] else None
