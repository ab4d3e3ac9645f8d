"""The loss of a choice among classes, and its slope, in one launch."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import MOST, Source, covering, plain
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.loss import NllLoss

FEW = 2**12  # samples that every block may look at

# Every slope needs the weight of all samples. So that no block has to wait for others, each adds it up for itself.
SOURCE = Source(r"""
// w == 0: all classes weigh 1. reduction: 0 none, 1 sum, 2 mean. x is (samples / step, classes, step).
extern "C" __global__ void nll(const T* x, const i64* t, const T* w, i64 weighted, T* y, T* slope,
                               i64 samples, i64 classes, i64 step, i64 ignore, i64 reduction) {
    double total = 0, loss = 0;
    if (reduction)
        for (i64 i = threadIdx.x; i < samples; i += blockDim.x) {
            if (t[i] == ignore) continue;
            const T weight = weighted ? w[t[i]] : T(1);
            total += weight;
            if (blockIdx.x == 0) loss -= weight * x[(i / step * classes + t[i]) * step + i % step];
        }
    total = reduction == 2 ? block_sum(total) : 1;
    if (reduction && blockIdx.x == 0) {
        loss = block_sum(loss);
        if (threadIdx.x == 0) y[0] = loss / total;
    }
    EACH(k, samples * classes) {
        const unsigned plane = unsigned(k) / unsigned(step), c = plane % unsigned(classes);
        const i64 i = plane / unsigned(classes) * step + unsigned(k) % unsigned(step), label = t[i];
        const bool chosen = label == c && label != ignore;
        slope[k] = chosen ? -(weighted ? w[label] : T(1)) / T(total) : T(0);
        if (!reduction && c == 0)
            y[i] = label == ignore ? T(0) : -(weighted ? w[label] : T(1)) * x[k + label * step];
    }
}
""")


@forward(NllLoss, gpu=True)
def nll(xp: Any, x: Any, t: Any, w: Any = None, *, ignore_index: int, reduction: str) -> Any:
    if not plain(x, w) or t.dtype.char not in "lq" or not t.flags.c_contiguous:
        return None
    y, slope = xp.empty(t.shape if reduction == "none" else (), x.dtype), xp.empty_like(x)
    how = ("none", "sum", "mean").index(reduction)
    blocks = min(covering(x.size), MOST if t.size <= FEW else MOST // 4)
    SOURCE.launch("nll", x, blocks, x, t, x if w is None else w, int(w is not None), y, slope,
                  t.size, x.shape[1], prod(x.shape[2:]), ignore_index, how)  # fmt: skip
    return y, (slope,)
