"""What the kernels' texts share: sums over a warp or a block, and how many threads there are."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.launch import kernel

THREADS = 256  # of a block
WARP = 32
MOST = 132 * 16  # blocks: as many as an H100 has at work at once; each thread then takes several elements
C_TYPES = {"f": "float", "d": "double"}

# T is the type of the numbers, and no macro, because NVRTC's own header has T too. Every loop over elements starts at
# the thread's own number and goes on in steps of all threads, so a text is right for any number of threads, also one.
COMMON = r"""
typedef REAL T;
typedef long long i64;
#ifndef WARP
#define WARP 32
#endif

// for each i < n: this thread's part of all elements
#define EACH(i, n) \
    for (i64 i = (i64)blockIdx.x * blockDim.x + threadIdx.x; i < (n); i += (i64)gridDim.x * blockDim.x)

template <class V> __device__ V larger(V a, V b) { return a > b ? a : b; }

// The sum, or the largest, of all threads of a warp: neighbours first, then pairs of neighbours, ... Every thread
// gets it.
template <class V> __device__ V warp_sum(V v) {
    for (int far = WARP / 2; far; far /= 2) v += __shfl_xor_sync(~0u, v, far);
    return v;
}
template <class V> __device__ V warp_max(V v) {
    for (int far = WARP / 2; far; far /= 2) v = larger(v, __shfl_xor_sync(~0u, v, far));
    return v;
}

// The same of all threads of a block, by way of its warps.
template <class V> __device__ V block_sum(V v) {
    __shared__ V parts[32];
    v = warp_sum(v);
    __syncthreads();  // an earlier sum may still be read
    if (threadIdx.x % WARP == 0) parts[threadIdx.x / WARP] = v;
    __syncthreads();
    v = parts[0];
    for (int k = 1; k < blockDim.x / WARP; ++k) v += parts[k];
    return v;
}
template <class V> __device__ V block_max(V v) {
    __shared__ V parts[32];
    v = warp_max(v);
    __syncthreads();
    if (threadIdx.x % WARP == 0) parts[threadIdx.x / WARP] = v;
    __syncthreads();
    v = parts[0];
    for (int k = 1; k < blockDim.x / WARP; ++k) v = larger(v, parts[k]);
    return v;
}

// A row of numbers for each team of threads: a thread alone (0), a warp (1) or a whole block (2).
#ifdef TEAM
#if TEAM == 0
#define MATES 1
#define team_sum(v) (v)
#define team_max(v) (v)
#elif TEAM == 1
#define MATES WARP
#define team_sum warp_sum
#define team_max warp_max
#else
#define MATES blockDim.x
#define team_sum block_sum
#define team_max block_max
#endif
#define MATE ((int)(threadIdx.x % MATES))
#define EACH_ROW(row, rows) \
    for (i64 row = ((i64)blockIdx.x * blockDim.x + threadIdx.x) / MATES; row < (rows); \
         row += (i64)gridDim.x * blockDim.x / MATES)
#define EACH_OF(j, n) for (i64 j = MATE; j < (n); j += MATES)
#endif
"""


class Source:
    """A text of kernels, launched by name. ``variants`` are the definitions with which it is compiled."""

    def __init__(self, text: str, *variants: dict[str, Any]) -> None:
        self.text = COMMON + text
        self.variants = variants or ({},)

    def launch(self, name: str, like: Any, blocks: int, *args: Any, **defines: Any) -> None:
        """Run one of them with ``args``, its numbers those of the array ``like``, on so many blocks; of no more than
        ``MOST``, as each goes on to what is left."""
        self.launch_all(name, like, min(blocks, MOST), *args, **defines)

    def launch_all(self, name: str, like: Any, blocks: int, *args: Any, threads: int = THREADS, **defines: Any) -> None:
        """The same, where each block has its own work."""
        self._kernel(name, like, defines)((blocks,), (threads,), args)

    def compile(self, name: str, like: Any, **defines: Any) -> None:
        """Do it now rather than with the first launch."""
        self._kernel(name, like, defines).compile()

    def _kernel(self, name: str, like: Any, defines: dict[str, Any]) -> Any:
        return kernel(array_module(like), self.text, name, REAL=C_TYPES[like.dtype.char], **defines)


TEAMS = tuple({"TEAM": mates} for mates in range(3))

# Of a row, by the team that has it.
MOMENTS = r"""
struct Moments { T mean, scale; };  // scale: 1 / spread

__device__ Moments moments(const T* x, i64 n, double eps) {
    T sum = 0, squares = 0;
    EACH_OF(j, n) sum += x[j];
    const T mean = team_sum(sum) / n;
    EACH_OF(j, n) squares += (x[j] - mean) * (x[j] - mean);
    return {mean, 1 / sqrt(team_sum(squares) / n + T(eps))};
}
"""


def plain(*arrays: Any) -> bool:
    """Whether all arrays that there are (None: one that is not) are in one piece, all of float32 or all of float64, and
    of some numbers, but so few that 32 bits count them: divisions of larger counts take many times as long."""
    there = [array for array in arrays if array is not None]
    dtype = there[0].dtype
    return dtype.char in C_TYPES and all(
        a.dtype == dtype and 0 < a.size < 2**31 and a.flags.c_contiguous for a in there
    )


def covering(elements: int) -> int:
    """Blocks that have a thread for each element."""
    return -(-elements // THREADS)


def team(length: int) -> tuple[int, int]:
    """Which team takes a row of so many numbers, and how many of them a block has."""
    return (1, THREADS // WARP) if length <= 1024 else (2, 1)
