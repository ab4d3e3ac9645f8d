"""Attention weights: after the product of matrices one kernel, which scales, hides what lies ahead, and normalises."""

from __future__ import annotations

from typing import Any

from autograd_lab.kernels.cuda.common import C_TYPES, TEAMS, Source, plain, team
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.attention import AttentionWeights

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
    if mask is not None or q.dtype != k.dtype or q.dtype.char not in C_TYPES or q.shape[:-2] != k.shape[:-2]:
        return None
    y = xp.matmul(q, xp.swapaxes(k, -1, -2))
    if not plain(y):
        return None
    queries, n = y.shape[-2:]
    mates, per_block = team(n)
    SOURCE.launch("weights", y, -(-y.size // n // per_block), y, y.size // n, n, queries, float(scale), int(causal),
                  float(blind), TEAM=mates)  # fmt: skip
    return y, (q, k, None, y)


@backward(AttentionWeights, gpu=True)
def weights_back(
    xp: Any, gy: Any, needs: Any, q: Any, k: Any, mask_shape: Any, y: Any, *, scale: float, causal: bool = False,
    blind: float = 0.0,
) -> Any:  # fmt: skip
    if mask_shape is not None or not plain(gy, y) or q.shape[:-2] != k.shape[:-2]:
        return None
    n, g = y.shape[-1], xp.empty_like(y)
    mates, per_block = team(n)
    SOURCE.launch("weights_back", y, -(-y.size // n // per_block), gy, y, g, y.size // n, n, float(scale), TEAM=mates)
    gq = xp.matmul(g, k) if needs[0] else None
    return gq, xp.matmul(xp.swapaxes(g, -1, -2), q) if needs[1] else None, None
