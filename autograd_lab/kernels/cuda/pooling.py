"""Pooling over one or two axes: a thread for each window, or on the way back for each place, which adds up its windows.
Windows that divide an image may be large; then a warp or a block shares one."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import TEAMS, THREADS, Source, covering, plain, team
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.pooling import AdaptiveAvgPool, AdaptiveAvgUnpool, AvgPool, AvgUnpool, MaxPool

SOURCE = Source(
    r"""
// Two axes, rows and columns: h, w are sizes of the image, oh, ow of the output, and so on for kernel, stride, padding.
#define SIZES i64 h, i64 w, i64 oh, i64 ow
#define WINDOWS i64 kh, i64 kw, i64 sh, i64 sw, i64 ph, i64 pw
#define PLACE(k, height, width) \
    const unsigned column = unsigned(k) % unsigned(width), row = unsigned(k) / unsigned(width) % unsigned(height), \
                   plane = unsigned(k) / unsigned((height) * (width));

__device__ i64 most(i64 a, i64 b) { return a > b ? a : b; }
__device__ i64 least(i64 a, i64 b) { return a < b ? a : b; }

// Of equal values the first counts, of several nan the last.
extern "C" __global__ void max_pool(const T* x, T* y, i64* index, i64 all, SIZES, WINDOWS, i64 dh, i64 dw) {
    EACH(k, all) {
        PLACE(k, oh, ow)
        T best = 0;
        i64 at = -1;
        for (i64 a = 0, r = row * sh - ph; a < kh; ++a, r += dh) {
            if (r < 0 || r >= h) continue;
            for (i64 b = 0, c = column * sw - pw; b < kw; ++b, c += dw) {
                if (c < 0 || c >= w) continue;
                const T v = x[(plane * h + r) * w + c];
                if (at < 0 || v > best || v != v) best = v, at = r * w + c;
            }
        }
        y[k] = best, index[k] = at;
    }
}

// How many places a window has along one axis; padded ones count only if they shall.
__device__ i64 counted(i64 o, i64 size, i64 k, i64 s, i64 p, i64 padded) {
    const i64 from = o * s - p, to = least(from + k, size + p);
    return padded ? to - from : least(to, size) - most(from, 0);
}
#define COUNT(r, c) \
    T(divisor ? divisor : counted(r, h, kh, sh, ph, padded) * counted(c, w, kw, sw, pw, padded))

extern "C" __global__ void avg_pool(const T* x, T* y, i64 all, SIZES, WINDOWS, i64 padded, i64 divisor) {
    EACH(k, all) {
        PLACE(k, oh, ow)
        const i64 top = row * sh - ph, left = column * sw - pw;
        T sum = 0;
        for (i64 r = most(top, 0); r < least(top + kh, h); ++r)
            for (i64 c = most(left, 0); c < least(left + kw, w); ++c) sum += x[(plane * h + r) * w + c];
        y[k] = sum / COUNT(row, column);
    }
}

extern "C" __global__ void avg_unpool(const T* y, T* x, i64 all, SIZES, WINDOWS, i64 padded, i64 divisor) {
    EACH(k, all) {
        PLACE(k, h, w)
        const i64 top = row + ph, left = column + pw;
        T sum = 0;
        for (i64 r = top < kh ? 0 : (top - kh) / sh + 1; r <= least(top / sh, oh - 1); ++r)
            for (i64 c = left < kw ? 0 : (left - kw) / sw + 1; c <= least(left / sw, ow - 1); ++c)
                sum += y[(plane * oh + r) * ow + c] / COUNT(r, c);
        x[k] = sum;
    }
}

// ``out`` windows divide an axis: where one starts, and where it ends.
__device__ i64 start(i64 o, i64 size, i64 out) { return o * size / out; }
__device__ i64 end(i64 o, i64 size, i64 out) { return ((o + 1) * size + out - 1) / out; }

extern "C" __global__ void spread(const T* y, T* x, i64 all, SIZES) {
    EACH(k, all) {
        PLACE(k, h, w)
        T sum = 0;
        for (i64 r = row * oh / h; r <= ((row + 1) * oh - 1) / h; ++r)
            for (i64 c = column * ow / w; c <= ((column + 1) * ow - 1) / w; ++c)
                sum += y[(plane * oh + r) * ow + c]
                     / T((end(r, h, oh) - start(r, h, oh)) * (end(c, w, ow) - start(c, w, ow)));
        x[k] = sum;
    }
}

#ifdef TEAM
extern "C" __global__ void adaptive_mean(const T* x, T* y, i64 all, SIZES) {
    EACH_ROW(k, all) {
        PLACE(k, oh, ow)
        const i64 top = start(row, h, oh), left = start(column, w, ow);
        const int width = end(column, w, ow) - left, size = (end(row, h, oh) - top) * width;
        T sum = 0;
        EACH_OF(j, size) sum += x[(plane * h + top + int(j) / width) * w + left + int(j) % width];
        sum = team_sum(sum);
        if (MATE == 0) y[k] = sum / size;
    }
}
#endif
""",
    *TEAMS,
)


def two(shape: Any, other: int = 1) -> tuple[int, ...]:
    """Of one axis or two, always two: the first is of length 1."""
    return tuple(shape) if len(shape) == 2 else (other, *shape)


def windows(size: Any, out: Any, kernel: Any, stride: Any, padding: Any) -> tuple[int, ...]:
    """What the kernels get as SIZES and WINDOWS."""
    return *two(size), *two(out), *two(kernel), *two(stride), *two(padding, 0)


def suits(x: Any) -> bool:
    return plain(x) and x.ndim in (3, 4)


@forward(MaxPool, gpu=True)
def max_pool(xp: Any, x: Any, *, kernel: Any, stride: Any, padding: Any, dilation: Any, out: Any) -> Any:
    size = x.shape[2:]
    axes = list(zip(size, kernel, stride, padding, dilation, out, strict=True))
    # Each window sees something: its first place, or if that is in the border, the first one inside.
    sees = all((p == 0 or d == 1) and p < k and (o - 1) * t - p < s for s, k, t, p, d, o in axes)
    if not suits(x) or not sees or not prod(out):
        return None
    y, index = xp.empty((*x.shape[:2], *out), x.dtype), xp.empty((*x.shape[:2], *out), xp.int64)
    sizes = windows(size, out, kernel, stride, padding)
    SOURCE.launch("max_pool", x, covering(y.size), x, y, index, y.size, *sizes, *two(dilation), TEAM=0)
    return (y, index), (x.shape, index)


@forward(AvgPool, gpu=True)
def avg_pool(
    xp: Any, x: Any, *, kernel: Any, stride: Any, padding: Any, out: Any, count_padding: bool, divisor: Any
) -> Any:
    if not suits(x) or not prod(out) or divisor == 0:
        return None
    y = xp.empty((*x.shape[:2], *out), x.dtype)
    sizes = windows(x.shape[2:], out, kernel, stride, padding)
    SOURCE.launch("avg_pool", x, covering(y.size), x, y, y.size, *sizes, int(count_padding), int(divisor or 0), TEAM=0)
    return y, (x.shape,)


@forward(AvgUnpool, gpu=True)
def avg_unpool(
    xp: Any, y: Any, *, x_shape: Any, kernel: Any, stride: Any, padding: Any, out: Any, count_padding: bool,
    divisor: Any,
) -> Any:  # fmt: skip
    if not suits(y) or not 0 < prod(x_shape) < 2**31 or divisor == 0:
        return None
    x, sizes = xp.empty(x_shape, y.dtype), windows(x_shape[2:], out, kernel, stride, padding)
    SOURCE.launch(
        "avg_unpool", y, covering(x.size), y, x, x.size, *sizes, int(count_padding), int(divisor or 0), TEAM=0
    )
    return x, ()


@forward(AdaptiveAvgPool, gpu=True)
def adaptive_mean(xp: Any, x: Any, *, out: Any) -> Any:
    size = x.shape[2:]
    if not suits(x) or not prod(out):
        return None
    y = xp.empty((*x.shape[:2], *out), x.dtype)
    longest = prod(-(-s // o) + 1 for s, o in zip(size, out, strict=True))
    mates, per_block = team(longest) if longest > 8 else (0, THREADS)
    SOURCE.launch("adaptive_mean", x, -(-y.size // per_block), x, y, y.size, *two(size), *two(out), TEAM=mates)
    return y, (x.shape,)


@forward(AdaptiveAvgUnpool, gpu=True)
def adaptive_spread(xp: Any, y: Any, *, size: Any) -> Any:
    if not suits(y) or not 0 < prod(y.shape[:2]) * prod(size) < 2**31:
        return None
    x = xp.empty((*y.shape[:2], *size), y.dtype)
    SOURCE.launch("spread", y, covering(x.size), y, x, x.size, *two(size), *two(y.shape[2:]), TEAM=0)
    return x, (y.shape,)
