"""Convolution of many small images, laid out so that the same place of all images lies in one piece.

Letters as in ops/convolution.py. Of images 8 wide a kernel's window moves over rows of 8 numbers, and a copy of so few
costs more than their products. With the images as the last axis a row is 8 N numbers, and turning the arrays over takes
little. Then it is the reference's way: all windows as columns, and one product.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any

import numpy as np

MANY = 16  # images; of fewer the rows are too short
CACHE = 2**19  # numbers of the columns that are made at a time


def suits(layer: Any) -> bool:
    return layer.n >= MANY and prod(layer.kernel) > 1 and prod(layer.out) > 0


def outputs(layer: Any, x: Any, w: Any, b: Any) -> Any:
    """0.8 of the reference's time for 64 images of 16 channels of 8 x 8, 0.6 for 6 channels of 14 x 14 and 5 x 5."""
    windows, w = view_of_windows(layer, padded(layer, x)), w.reshape(layer.f, -1)
    y = np.empty((layer.f, *layer.out, layer.n), x.dtype)
    for rows in some_rows(layer):
        columns = windows[:, :, :, rows].reshape(w.shape[1], -1)
        y[:, rows] = (w @ columns).reshape(y[:, rows].shape)
    if b is not None:
        y += b.reshape(-1, 1, 1, 1)
    return images_first(y).reshape(layer.n, layer.f, *layer.out_shape)


def inputs(layer: Any, y: Any, w: Any) -> Any:
    """0.65 of the reference's time."""
    y, w = images_last(y).reshape(layer.f, *layer.out, layer.n), np.ascontiguousarray(w.reshape(layer.f, -1).T)
    (k, m), (s, t), (p, r), q = layer.kernel, layer.stride, layer.padding, layer.out[1]
    x = np.zeros(padded_shape(layer), y.dtype)
    for rows in some_rows(layer):
        parts = (w @ y[:, rows].reshape(layer.f, -1)).reshape(layer.c, k, m, -1, q, layer.n)
        for i, j in product(range(k), range(m)):
            top, bottom = rows.start * s + i, (rows.stop - 1) * s + i + 1
            x[:, top:bottom:s, j : j + (q - 1) * t + 1 : t] += parts[:, i, j]
    return images_first(x[:, p : p + layer.size[0], r : r + layer.size[1]]).reshape(layer.x_shape)


def weights(layer: Any, x: Any, y: Any) -> Any:
    """0.75 of the reference's time."""
    windows = view_of_windows(layer, padded(layer, x))
    y = images_last(y).reshape(layer.f, *layer.out, layer.n)
    total = np.zeros((layer.f, layer.c * prod(layer.kernel)))  # in double precision: the sum of many products
    for rows in some_rows(layer):
        total += y[:, rows].reshape(layer.f, -1) @ windows[:, :, :, rows].reshape(total.shape[1], -1).T
    return total.astype(x.dtype).reshape(layer.w_shape)


def some_rows(layer: Any) -> Iterator[slice]:
    """Rows of the output, as many as the cache takes the columns of."""
    rows, per_row = layer.out[0], layer.c * prod(layer.kernel) * layer.out[1] * layer.n
    many = max(1, CACHE // per_row)
    for start in range(0, rows, many):
        yield slice(start, min(start + many, rows))


def images_last(x: Any) -> Any:
    """(N, ...) -> (..., N)."""
    return np.ascontiguousarray(x.reshape(len(x), -1).T).reshape(*x.shape[1:], len(x))


def images_first(x: Any) -> Any:
    """(..., N) -> (N, ...)."""
    return np.ascontiguousarray(x.reshape(-1, x.shape[-1]).T).reshape(x.shape[-1], *x.shape[:-1])


def padded_shape(layer: Any) -> tuple[int, ...]:
    return (layer.c, *[size + 2 * p for size, p in zip(layer.size, layer.padding, strict=True)], layer.n)


def padded(layer: Any, x: Any) -> Any:
    """x with its borders, (C, R, W, N)."""
    if not any(layer.padding):
        return images_last(x).reshape(padded_shape(layer))
    (p, r), (height, width) = layer.padding, layer.size
    paper = np.zeros(padded_shape(layer), x.dtype)
    paper[:, p : p + height, r : r + width] = x.reshape(layer.n, layer.c, height, width).transpose(1, 2, 3, 0)
    return paper


def view_of_windows(layer: Any, x: Any) -> Any:
    """(C, *K, *O, N): what each tap of the kernel sees."""
    (s, t), (channel, row, column, image) = layer.stride, x.strides
    shape = (layer.c, *layer.kernel, *layer.out, layer.n)
    return np.ndarray(shape, x.dtype, x, 0, (channel, row, column, row * s, column * t, image))
