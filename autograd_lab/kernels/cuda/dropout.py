"""What dropout keeps, drawn on the GPU: the very numbers that the host's generator would give, so that a seed means the
same on every device, and nothing has to be drawn and sent.

NumPy's generator is PCG64, a 128-bit number s that steps to a s + c. Many steps at once are one such step with other a
and c, so that each thread starts where its own numbers are. Source: O'Neill 2014, PCG: A Family of Simple Fast
Space-Efficient Statistically Good Algorithms for Random Number Generation; Brown 1994, Random Number Generation with
Arbitrary Strides.
"""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import C_TYPES, Source, covering
from autograd_lab.kernels.registry import FUNCTIONS

FACTOR, ALL = 0x2360ED051FC65DA44385DF649FCCF645, 2**128 - 1  # of PCG64

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

// y: ``scale`` where a number in [0, 1) is at least p, else 0. Of each output the lower half is the first number; where
// ``left`` is not negative it is a half that was left over, and the very first number.
extern "C" __global__ void kept(T* y, i64 n, double p, double scale, i64 left, i64 s1, i64 s0, i64 c1, i64 c0) {
    const Jump step = {{0x2360ED051FC65DA4, 0x4385DF649FCCF645}, {u64(c1), u64(c0)}};
    const i64 first = (i64)blockIdx.x * blockDim.x + threadIdx.x, threads = (i64)gridDim.x * blockDim.x;
    const Jump start = repeated(step, first + 1), stride = repeated(step, threads);
    Wide s = start.a * Wide{u64(s1), u64(s0)} + start.c;
    for (i64 k = first * 2 + (left >= 0); k < n; k += 2 * threads, s = stride.a * s + stride.c) {
        const u64 both = output(s);
        for (int half = 0; half < 2 && k + half < n; ++half) {
            const unsigned bits = both >> (32 * half);
            y[k + half] = (bits >> 8) * (1.0f / 16777216) >= float(p) ? T(scale) : T(0);
        }
    }
    if (first == 0 && left >= 0) y[0] = (unsigned(left) >> 8) * (1.0f / 16777216) >= float(p) ? T(scale) : T(0);
}
""")


def kept(xp: Any, generator: Any, shape: tuple[int, ...], p: float, scale: float, dtype: Any) -> Any:
    """``scale`` where ``generator.random(shape, "float32") >= p``, else 0; the generator goes on as if it had drawn.
    None for another than PCG64, and for complex numbers."""
    bits, n = generator.bit_generator, prod(shape)
    if type(bits).__name__ != "PCG64" or dtype.kind == "c" or not 0 < n < 2**31:
        return None
    y = xp.empty(shape, dtype if dtype.char in C_TYPES else xp.float32)
    with bits.lock:
        state = bits.state
        s, c = state["state"]["state"], state["state"]["inc"]
        left = state["uinteger"] if state["has_uint32"] else -1
        outputs = (n - (left >= 0) + 1) // 2
        bits.state = after(state, outputs, 2 * outputs > n - (left >= 0))
    SOURCE.launch("kept", y, covering(-(-n // 2)), y, n, float(p), float(scale), left, *parts(s), *parts(c))
    return y if y.dtype == dtype else y.astype(dtype)


def parts(number: int) -> tuple[int, int]:
    """The upper and the lower 64 bits, as a kernel gets them: with a sign."""
    return tuple(half - 2**64 if half >= 2**63 else half for half in divmod(number, 2**64))  # type: ignore


def after(state: dict[str, Any], outputs: int, left: bool) -> dict[str, Any]:
    """The generator's state after so many outputs; ``left``: half of the last one was not used."""
    a, c, s, times = FACTOR, state["state"]["inc"], state["state"]["state"], outputs
    while times:
        if times % 2:
            s = (a * s + c) & ALL
        a, c, times = a * a & ALL, (a * c + c) & ALL, times // 2
    uinteger = state["uinteger"]
    if outputs:
        mixed, turn = (s >> 64) ^ (s & (2**64 - 1)), s >> 122
        uinteger = ((mixed >> turn | mixed << (64 - turn)) >> 32) & (2**32 - 1)
    return {**state, "state": {**state["state"], "state": s}, "has_uint32": int(left), "uinteger": uinteger}


FUNCTIONS["kept"] = kept
