"""Attention weights: after the product of matrices one kernel, which scales, masks, and normalises."""

from __future__ import annotations

from typing import Any

from autograd_lab.kernels.cuda.common import C_TYPES, TEAMS, Source, plain, team
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.ops.base import shape_of

SOURCE = Source(
    r"""
// y: scores (rows, n), which become weights. The rows are of matrices of ``queries``; causal: query i sees i + 1 keys.
extern "C" __global__ void weights(T* y, i64 rows, i64 n, i64 queries, double scale, i64 causal, double blind) {
    EACH_ROW(row, rows) {
        T* line = y + row * n;
        const i64 ahead = row % queries + 1, seen = causal && ahead < n ? ahead : n;
        T top = -1 / T(0), sum = 0;
        EACH_OF(j, seen) top = larger(top, line[j] *= T(scale));
        top = team_max(top);
        if (top == -1 / T(0)) top = 0;  // inf - inf
        EACH_OF(j, n) sum += line[j] = j < seen ? exp(line[j] - top) : T(0);
        sum = team_sum(sum);
        if (sum == 0) sum = blind == 0 ? 1 : blind;
        EACH_OF(j, n) line[j] /= sum;
    }
}

__device__ T masked(T score, T added) { return score + added; }
__device__ T masked(T score, unsigned char seen) { return seen ? score : -1 / T(0); }

// With a mask of four axes, of which each has its own step: samples, heads, queries, keys.
template <class M> __device__ void masked_weights(T* y, const M* mask, i64 rows, i64 n, i64 queries, i64 heads,
                                                  i64 s0, i64 s1, i64 s2, i64 s3, double scale, double blind) {
    EACH_ROW(row, rows) {
        T* line = y + row * n;
        const M* m = mask + row / queries / heads * s0 + row / queries % heads * s1 + row % queries * s2;
        T top = -1 / T(0), sum = 0;
        EACH_OF(j, n) top = larger(top, line[j] = masked(line[j] * T(scale), m[j * s3]));
        top = team_max(top);
        if (top == -1 / T(0)) top = 0;
        EACH_OF(j, n) sum += line[j] = exp(line[j] - top);
        sum = team_sum(sum);
        if (sum == 0) sum = blind == 0 ? 1 : blind;
        EACH_OF(j, n) line[j] /= sum;
    }
}
extern "C" __global__ void weights_seen(T* y, const unsigned char* mask, i64 rows, i64 n, i64 queries, i64 heads,
                                        i64 s0, i64 s1, i64 s2, i64 s3, double scale, double blind) {
    masked_weights(y, mask, rows, n, queries, heads, s0, s1, s2, s3, scale, blind);
}
extern "C" __global__ void weights_added(T* y, const T* mask, i64 rows, i64 n, i64 queries, i64 heads,
                                         i64 s0, i64 s1, i64 s2, i64 s3, double scale, double blind) {
    masked_weights(y, mask, rows, n, queries, heads, s0, s1, s2, s3, scale, blind);
}

// The gradient of the products, before they were scaled.
extern "C" __global__ void weights_back(const T* gy, const T* y, T* g, i64 rows, i64 n, double scale) {
    EACH_ROW(row, rows) {
        const i64 at = row * n;
        T sum = 0;
        EACH_OF(j, n) sum += gy[at + j] * y[at + j];
        sum = team_sum(sum);
        EACH_OF(j, n) g[at + j] = T(scale) * (gy[at + j] * y[at + j] - y[at + j] * sum);
    }
}
""",
    *TEAMS[1:],
)


@forward(AttentionWeights, gpu=True)
def weights(xp: Any, q: Any, k: Any, mask: Any, *, scale: float, causal: bool = False, blind: float = 0.0) -> Any:
    if q.dtype != k.dtype or q.dtype.char not in C_TYPES or q.shape[:-2] != k.shape[:-2]:
        return None
    if mask is not None and (causal or q.ndim > 4 or mask.ndim > q.ndim or mask.dtype not in (q.dtype, bool)):
        return None
    mask_shape, y = shape_of(mask), xp.matmul(q, xp.swapaxes(k, -1, -2))
    if not plain(y):
        return None
    queries, n = y.shape[-2:]
    mates, per_block = team(n)
    if mask is not None:
        mask, heads = xp.broadcast_to(mask, y.shape), y.shape[-3] if y.ndim > 2 else 1
        steps = [0] * (4 - y.ndim) + [step // mask.itemsize for step in mask.strides]
        kernel, rows = "weights_seen" if mask.dtype == bool else "weights_added", y.size // n
        SOURCE.launch(kernel, y, -(-rows // per_block), y, mask, rows, n, queries, heads, *steps, float(scale),
                      float(blind), TEAM=mates)  # fmt: skip
        return y, (q, k, mask_shape, y)
    SOURCE.launch("weights", y, -(-y.size // n // per_block), y, y.size // n, n, queries, float(scale), int(causal),
                  float(blind), TEAM=mates)  # fmt: skip
    return y, (q, k, None, y)


@backward(AttentionWeights, gpu=True)
def weights_back(
    xp: Any, gy: Any, needs: Any, q: Any, k: Any, mask_shape: Any, y: Any, *, scale: float, causal: bool = False,
    blind: float = 0.0,
) -> Any:  # fmt: skip
    if needs[2] or not plain(gy, y) or q.shape[:-2] != k.shape[:-2]:
        return None
    n, g = y.shape[-1], xp.empty_like(y)
    mates, per_block = team(n)
    SOURCE.launch("weights_back", y, -(-y.size // n // per_block), gy, y, g, y.size // n, n, float(scale), TEAM=mates)
    gq = xp.matmul(g, k) if needs[0] else None
    return gq, xp.matmul(xp.swapaxes(g, -1, -2), q) if needs[1] else None, None
