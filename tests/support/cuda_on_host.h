// CUDA C on a CPU: what a kernel's text needs to be compiled by g++ and run.
//
// With -DTHREADED each thread of a block is a fiber of its own, switched at barriers, so that the text runs as on a
// GPU: warps of 32, shuffles, shared memory. Barriers that not all threads reach are reported. Without it a block has
// one thread and a warp has one lane, whatever was asked for: fast, and right for texts whose loops go in steps of all
// threads.

#include <limits.h>
#include <math.h>
#include <string.h>
#include <type_traits>
#include <ucontext.h>
#include <utility>

#define __global__
#define __launch_bounds__(threads)
#define __device__ static inline
#define __host__
#define __forceinline__
#define __restrict__
#define __shared__ static

struct dim3 { unsigned x = 1, y = 1, z = 1; };
static dim3 threadIdx, blockIdx, blockDim, gridDim;

static unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return (unsigned __int128)a * b >> 64;
}
template <class V> V rsqrt(V v) { return 1 / sqrt(v); }
template <class V> V atomicAdd(V* where, V v) { V old = *where; *where += v; return old; }

#ifdef THREADED

enum State { READY, AT_BLOCK, AT_WARP, DONE };
struct Fiber { ucontext_t context; State state; char stack[16 * 1024]; };
static Fiber fibers[1024];
static ucontext_t scheduler;
static unsigned current;
static void (*body)();

static void wait_at(State barrier) {
    fibers[current].state = barrier;
    swapcontext(&fibers[current].context, &scheduler);
}
static void __syncthreads() { wait_at(AT_BLOCK); }
static void __syncwarp() { wait_at(AT_WARP); }

template <class V> V __shfl_xor_sync(unsigned, V v, int far) {
    static V slots[1024];
    slots[current] = v;
    wait_at(AT_WARP);
    V other = slots[current ^ far];
    wait_at(AT_WARP);
    return other;
}

static void run_fiber() {
    body();
    fibers[current].state = DONE;
}

// Whether all of these threads wait at the same barrier: then they go on. -1: some never will.
static int released(unsigned from, unsigned to, State barrier) {
    unsigned waiting = 0, others = 0;
    for (unsigned k = from; k < to; ++k) {
        waiting += fibers[k].state == barrier;
        others += fibers[k].state != barrier && fibers[k].state != READY;
    }
    if (!waiting) return 0;
    if (waiting < to - from) return others ? -1 : 0;
    for (unsigned k = from; k < to; ++k) fibers[k].state = READY;
    return 1;
}

static void run_ready(unsigned from, unsigned to, bool upwards) {
    for (unsigned k = from; k < to; ++k) {
        current = upwards ? k : from + to - 1 - k;
        if (fibers[current].state != READY) continue;
        threadIdx.x = current;
        swapcontext(&scheduler, &fibers[current].context);
    }
}

static int run_block(unsigned threads) {
    for (unsigned k = 0; k < threads; ++k) {
        Fiber& fiber = fibers[k];
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack;
        fiber.context.uc_stack.ss_size = sizeof fiber.stack;
        fiber.context.uc_link = &scheduler;
        fiber.state = READY;
        makecontext(&fiber.context, run_fiber, 0);
    }
    // One warp goes as far as it can while the others stand still: where a barrier is missing, it comes too early.
    const unsigned warps = (threads + 31) / 32;
    for (bool upwards = true;; upwards = !upwards) {
        for (unsigned w = 0; w < warps; ++w) {
            const unsigned from = (upwards ? w : warps - 1 - w) * 32, to = from + 32 < threads ? from + 32 : threads;
            int on = 1;
            for (; on == 1; on = released(from, to, AT_WARP)) run_ready(from, to, upwards);
            if (on == -1) return 1;
        }
        bool done = true;
        for (unsigned k = 0; k < threads; ++k) done &= fibers[k].state == DONE;
        if (done) return 0;
        if (released(0, threads, AT_BLOCK) != 1) return 1;
    }
}

#else

#define WARP 1
static void (*body)();
static void __syncthreads() {}
static void __syncwarp() {}
template <class V> V __shfl_xor_sync(unsigned, V v, int) { return v; }
static int run_block(unsigned) { body(); return 0; }

#endif

// The arguments of a kernel: how many, and of which kind: 'f', 'd', 'q' (long long) and their like, in capitals where
// it is a pointer to them.
template <class V> constexpr char letter() {
    if (std::is_pointer_v<V>) return letter<std::remove_cv_t<std::remove_pointer_t<V>>>() - 'a' + 'A';
    if (std::is_same_v<V, float>) return 'f';
    if (std::is_same_v<V, double>) return 'd';
    if (std::is_same_v<V, long long>) return 'q';
    if (std::is_same_v<V, int>) return 'i';
    if (std::is_same_v<V, unsigned char>) return 'b';
    return 'x';
}
template <class... A> const char* letters(void (*)(A...)) {
    static char found[] = {letter<A>()..., 0};
    return found;
}

static void** arguments;
template <auto kernel, class... A, size_t... I> void call(void (*)(A...), std::index_sequence<I...>) {
    kernel(*(A*)arguments[I]...);
}
template <auto kernel, class... A> void call(void (*k)(A...)) { call<kernel>(k, std::index_sequence_for<A...>()); }

template <auto kernel> int launch(unsigned blocks, unsigned threads, void** values) {
    arguments = values;
    body = [] { call<kernel>(kernel); };
#ifdef THREADED
    blockDim.x = threads;
#else
    threadIdx.x = 0;
#endif
    gridDim.x = blocks;
    for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x)
        if (run_block(threads)) return 1;
    return 0;
}
