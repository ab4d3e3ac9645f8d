"""Batch norm: a block of many threads for each channel, which goes through its planes in all samples. The sums, of very
many numbers, are in double precision."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import Source, covering, plain
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.normalization import BatchNorm, FixedNorm
from autograd_lab.ops.variance import VarMean

MANY = 1024  # threads of a block: there are fewer channels than a GPU could have blocks at work. The launch bounds keep
# the compiler from giving each more registers than there are for so many.

SOURCE = Source(r"""
// x is (samples, channels, size). For each number of this block's channel: its place.
#define EACH_OF_CHANNEL(at, n) \
    for (unsigned j = threadIdx.x, at; at = j / size * gridDim.x * size + blockIdx.x * size + j % size, j < (n); \
         j += blockDim.x)

struct Moments { T mean; double var; };

__device__ Moments moments(const T* x, unsigned n, unsigned size) {
    double sum = 0, squares = 0;
    EACH_OF_CHANNEL(at, n) sum += x[at];
    const T mean = block_sum(sum) / n;
    EACH_OF_CHANNEL(at, n) squares += (x[at] - mean) * (x[at] - mean);
    return {mean, block_sum(squares) / n};
}

extern "C" __global__ __launch_bounds__(1024)
void channel_moments(const T* x, T* var, T* mean, i64 n, i64 size, double factor) {
    const Moments m = moments(x, n, size);
    if (threadIdx.x == 0) var[blockIdx.x] = m.var * factor, mean[blockIdx.x] = m.mean;
}

// w and b are a number for each channel, or none.
extern "C" __global__ __launch_bounds__(1024)
void channels(const T* x, const T* w, const T* b, i64 has_w, i64 has_b, T* y, i64 n, i64 size, double eps) {
    const Moments m = moments(x, n, size);
    const T scale = 1 / sqrt(m.var + eps) * (has_w ? w[blockIdx.x] : T(1)), shift = has_b ? b[blockIdx.x] : T(0);
    EACH_OF_CHANNEL(at, n) y[at] = (x[at] - m.mean) * scale + shift;
}

extern "C" __global__ __launch_bounds__(1024)
void channels_back(const T* gy, const T* x, const T* w, i64 has_w, T* gx, T* gw, T* gb, i64 n, i64 size, double eps) {
    const Moments m = moments(x, n, size);
    const T scale = 1 / sqrt(m.var + eps);
    double along = 0, flat = 0;
    EACH_OF_CHANNEL(at, n) {
        flat += gy[at];
        along += gy[at] * ((x[at] - m.mean) * scale);
    }
    flat = block_sum(flat), along = block_sum(along);
    if (threadIdx.x == 0) gw[blockIdx.x] = along, gb[blockIdx.x] = flat;
    const T weight = has_w ? w[blockIdx.x] : T(1), slope = scale * weight;
    const T mean_flat = flat / n + (weight - weight), mean_along = along / n;  // an infinite weight: inf - inf
    EACH_OF_CHANNEL(at, n) gx[at] = (gy[at] - mean_flat - (x[at] - m.mean) * scale * mean_along) * slope;
}

// By a mean and a variance that are known.
extern "C" __global__ void fixed(const T* x, const T* mean, const T* var, const T* w, const T* b, i64 has_w, i64 has_b,
                                 T* y, i64 all, i64 channels, i64 size, double eps) {
    EACH(at, all) {
        const unsigned c = unsigned(at) / unsigned(size) % unsigned(channels);
        T v = (x[at] - mean[c]) / sqrt(var[c] + T(eps));
        if (has_w) v *= w[c];
        if (has_b) v += b[c];
        y[at] = v;
    }
}
""")


def sizes(x: Any) -> tuple[int, int, int]:
    """Channels, numbers of each, and how many of those lie together."""
    return x.shape[1], x.size // x.shape[1], prod(x.shape[2:])


def by_channel(x: Any, affine: Any) -> bool:
    """Whether the weights are along the second axis; under vmap they may be along another."""
    return affine == (1, x.shape[1], *[1] * (x.ndim - 2))


def given(x: Any, *parameters: Any) -> tuple[Any, ...]:
    """Weight and bias, any array in the place of one that there is not; and whether there are any."""
    return *(x if v is None else v for v in parameters), *(int(v is not None) for v in parameters)


@forward(BatchNorm, gpu=True)
def batch_norm(xp: Any, x: Any, w: Any = None, b: Any = None, *, view: Any, affine: Any, axes: Any, eps: float) -> Any:
    if not plain(x, w, b) or not by_channel(x, affine) or axes != (0, *range(2, x.ndim)):
        return None
    (channels, n, size), y = sizes(x), xp.empty_like(x)
    SOURCE.launch_all("channels", x, channels, x, *given(x, w, b), y, n, size, float(eps), threads=MANY)
    return y, (x, w, None if b is None else b.shape)


@backward(BatchNorm, gpu=True)
def batch_norm_back(
    xp: Any, gy: Any, needs: Any, x: Any, w: Any, b_shape: Any, *, view: Any, affine: Any, axes: Any, eps: float
) -> Any:
    if not plain(gy, x, w) or not by_channel(x, affine) or axes != (0, *range(2, x.ndim)):
        return None
    (channels, n, size), gx = sizes(x), xp.empty_like(x)
    gw, gb = xp.empty(channels, x.dtype), xp.empty(channels, x.dtype)
    SOURCE.launch_all("channels_back", x, channels, gy, x, *given(x, w), gx, gw, gb, n, size, float(eps), threads=MANY)
    return gx, gw if needs[1] else None, gb if needs[2] else None


@forward(FixedNorm, gpu=True)
def fixed_norm(xp: Any, x: Any, centre: Any, var: Any, w: Any = None, b: Any = None, *, affine: Any, eps: float) -> Any:
    if not plain(x, centre, var, w, b) or not by_channel(x, affine):
        return None
    (channels, _, size), y = sizes(x), xp.empty_like(x)
    SOURCE.launch("fixed", x, covering(x.size), x, centre, var, *given(x, w, b), y, x.size, channels, size, float(eps))
    return y, (x, w, centre, var)


@forward(VarMean, gpu=True)
def var_mean(xp: Any, x: Any, *, axis: Any = None, keepdims: bool = False, correction: Any = 1) -> Any:
    """Of each channel, as batch norm's running statistics need it."""
    if not plain(x) or keepdims or x.ndim < 2 or axis != (0, *range(2, x.ndim)):
        return None
    channels, n, size = sizes(x)
    if n <= correction:
        return None
    var, mean = xp.empty(channels, x.dtype), xp.empty(channels, x.dtype)
    factor = n / (n - correction)
    SOURCE.launch_all("channel_moments", x, channels, x, var, mean, n, size, factor, threads=MANY)
    return (var, mean), (x,)
