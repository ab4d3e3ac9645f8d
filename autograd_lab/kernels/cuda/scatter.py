"""Rows added to a table at places that may be named twice, as those of an embedding: by atomic operations, in whatever
order."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.backend.determinism import are_deterministic_algorithms_enabled
from autograd_lab.kernels.cuda.common import Source, covering, plain
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.indexing import ScatterItem
from autograd_lab.ops.pooling import AddPlane

SOURCE = Source(r"""
// y (count, width), zeros; x (rows, width); index (rows): a negative one counts from the end
extern "C" __global__ void add_rows(const T* x, const i64* index, T* y, i64 all, i64 width, i64 count) {
    EACH(k, all) {
        const unsigned row = unsigned(k) / unsigned(width), column = unsigned(k) % unsigned(width);
        const i64 to = index[row] < 0 ? index[row] + count : index[row];
        atomicAdd(&y[to * width + column], x[k]);
    }
}

// x (planes, size), zeros; y and index (planes, each)
extern "C" __global__ void add_in_planes(const T* y, const i64* index, T* x, i64 all, i64 each, i64 size) {
    EACH(k, all) atomicAdd(&x[i64(unsigned(k) / unsigned(each)) * size + index[k]], y[k]);
}
""")


def suits(x: Any, index: Any) -> bool:
    """Whether places are whole numbers in one array, and the order of a sum's terms is free."""
    numbers = type(index) is type(x) and index.dtype.char in "lq" and index.flags.c_contiguous
    return numbers and plain(x) and not are_deterministic_algorithms_enabled()


@forward(ScatterItem, gpu=True)
def scatter_rows(xp: Any, x: Any, *, shape: Any, index: Any) -> Any:
    if not suits(x, index) or x.shape != (*index.shape, *shape[1:]) or prod(shape) >= 2**31:
        return None
    y = xp.zeros(shape, x.dtype)
    SOURCE.launch("add_rows", x, covering(x.size), x, index, y, x.size, x.size // index.size, shape[0])
    return y, ()


@forward(AddPlane, gpu=True)
def add_plane(xp: Any, y: Any, index: Any, *, shape: Any) -> Any:
    """The way back of max pooling."""
    if not suits(y, index) or y.shape != index.shape:
        return None
    x = xp.zeros(shape, y.dtype)
    SOURCE.launch("add_in_planes", y, covering(y.size), y, index, x, y.size, prod(y.shape[2:]), prod(shape[2:]))
    return x, (index,)
