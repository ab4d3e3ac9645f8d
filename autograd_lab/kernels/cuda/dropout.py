"""What dropout keeps, drawn on the GPU: the very numbers that its stream gives on the host, so that nothing has to be
drawn there and sent.

NumPy's generator steps from s to a s + c (see backend/pcg64.py). Many steps at once are one such step with other a and
c, so that each thread starts where its own numbers are.
"""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.backend import pcg64
from autograd_lab.backend.capture import Stretch
from autograd_lab.kernels.cuda.common import C_TYPES, Source, covering
from autograd_lab.kernels.registry import FUNCTIONS

SOURCE = Source(r"""
typedef unsigned long long u64;

struct Wide { u64 high, low; };  // 128 bits
struct Jump { Wide a, c; };      // s -> a s + c

__device__ Wide operator*(Wide x, Wide y) {
    return {__umul64hi(x.low, y.low) + x.high * y.low + x.low * y.high, x.low * y.low};
}
__device__ Wide operator+(Wide x, Wide y) {
    const u64 low = x.low + y.low;
    return {x.high + y.high + (low < x.low), low};
}
__device__ Jump operator*(Jump f, Jump g) { return {f.a * g.a, f.a * g.c + f.c}; }  // f after g

__device__ Jump repeated(Jump f, u64 times) {
    Jump all = {{0, 1}, {0, 0}};
    for (; times; times /= 2, f = f * f)
        if (times % 2) all = f * all;
    return all;
}

__device__ u64 output(Wide s) {
    const u64 mixed = s.high ^ s.low;
    const int turn = s.high >> 58;
    return mixed >> turn | mixed << (-turn & 63);
}

__device__ T chosen(unsigned bits, double p, double scale) {
    return (bits >> 8) * (1.0f / 16777216) >= float(p) ? T(scale) : T(0);
}

// y: ``scale`` where a number in [0, 1) is at least p, else 0. The first number is number ``start`` from where the
// generator is: of each output the lower half comes first, and before all, where ``left`` is not negative, that half.
__device__ void draw(T* y, i64 n, double p, double scale, i64 start, i64 left, Wide s, Wide c) {
    const Jump step = {{0x2360ED051FC65DA4, 0x4385DF649FCCF645}, c};
    const i64 thread = (i64)blockIdx.x * blockDim.x + threadIdx.x, threads = (i64)gridDim.x * blockDim.x;
    const i64 before = start - (left >= 0), first = (before > 0 ? before / 2 : 0) + thread;
    const Jump begin = repeated(step, first + 1), stride = repeated(step, threads);
    s = begin.a * s + begin.c;
    for (i64 k = 2 * first - before; k < n; k += 2 * threads, s = stride.a * s + stride.c) {
        const u64 both = output(s);
        for (int half = 0; half < 2; ++half)
            if (k + half >= 0 && k + half < n) y[k + half] = chosen(both >> (32 * half), p, scale);
    }
    if (thread == 0 && before < 0) y[0] = chosen(left, p, scale);
}

extern "C" __global__ void kept(T* y, i64 n, double p, double scale, i64 left, i64 s1, i64 s0, i64 c1, i64 c0) {
    draw(y, n, p, scale, 0, left, {u64(s1), u64(s0)}, {u64(c1), u64(c0)});
}

// The same in a captured graph, which finds in ``at`` where the generator is.
extern "C" __global__ void kept_later(T* y, i64 n, double p, double scale, const i64* at, i64 start) {
    draw(y, n, p, scale, start, at[0], {u64(at[1]), u64(at[2])}, {u64(at[3]), u64(at[4])});
}
""")


def kept(xp: Any, generator: Any, shape: tuple[int, ...], p: float, scale: float, dtype: Any) -> Any:
    """``scale`` where ``generator.random(shape, "float32") >= p``, else 0; the generator goes on as if it had drawn.
    None for another than PCG64, and for complex numbers. Of a ``Stretch`` the numbers of each replay."""
    bits, n = generator.bit_generator, prod(shape)
    if not pcg64.is_pcg64(bits) or dtype.kind == "c" or not 0 < n < 2**31:
        return None
    y = xp.empty(shape, dtype if dtype.char in C_TYPES else xp.float32)
    given = y, n, float(p), float(scale)
    if isinstance(generator, Stretch):
        SOURCE.launch("kept_later", y, covering(-(-n // 2)), *given, generator.at, generator.taken(n))
    else:
        with bits.lock:
            at = pcg64.place(bits)
            pcg64.skip(bits, n)
        SOURCE.launch("kept", y, covering(-(-n // 2)), *given, *at)
    return y if y.dtype == dtype else y.astype(dtype)


FUNCTIONS["kept"] = kept
