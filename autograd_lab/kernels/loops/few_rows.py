"""Products of a few rows with a matrix that is laid out for them, for loops in which each row goes its own way."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.lanes import add_product, load, store, width, zeros
from autograd_lab.backend.loops import inline

ROWS = 8  # whose sums ``multiply`` has in registers


def panels(w: Any) -> Any:
    """w (G, N, K) for ``multiply``: (panels, K, lanes), where each of the G parts begins a new panel and ends with
    zeros."""
    (parts, n, depth), step = w.shape, width()
    if n % step:
        w = np.concatenate((w, np.zeros((parts, -n % step, depth), w.dtype)), 1)
    return np.ascontiguousarray(w.reshape(parts * -(-n // step), step, depth).swapaxes(1, 2))


@inline
def multiply(x, w, y, step):
    """y = x w^T for eight rows; w from ``panels``, the rows of y as long as these are together."""
    weights, flat, depth, across = w.reshape(-1), y.reshape(-1), np.uintp(w.shape[1]), y.shape[1]
    at = 0
    for p in range(0, w.shape[0] * step, step):
        a = b = c = d = e = f = g = h = zeros()
        for k in range(depth):
            v = load(weights, at)
            a = add_product(a, x[0, k], v)
            b = add_product(b, x[1, k], v)
            c = add_product(c, x[2, k], v)
            d = add_product(d, x[3, k], v)
            e = add_product(e, x[4, k], v)
            f = add_product(f, x[5, k], v)
            g = add_product(g, x[6, k], v)
            h = add_product(h, x[7, k], v)
            at += step
        store(flat, p, a)
        store(flat, p + across, b)
        store(flat, p + 2 * across, c)
        store(flat, p + 3 * across, d)
        store(flat, p + 4 * across, e)
        store(flat, p + 5 * across, f)
        store(flat, p + 6 * across, g)
        store(flat, p + 7 * across, h)
