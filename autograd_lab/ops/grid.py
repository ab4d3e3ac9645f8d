"""Sampling an image at any places: what spatial transformers are made of.

A place is given per axis as -1 (first edge) to 1 (last edge), x before y. Along an axis it falls between pixels and
looks at a few of them, with weights that are polynomials of where it falls: so the gradient by the place is the same
sampling with the polynomials' derivatives. ``order`` says how often each axis has been derived.
Sources: Jaderberg et al. 2015, Spatial transformer networks, arXiv:1506.02025; Keys 1981 for cubic weights.
"""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np

from autograd_lab.backend.scatter import accumulate
from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.joining import Stack


class AffineGrid(Op):
    """Where affine maps take the pixels of an image of ``size``."""

    doc = OpDoc(
        "affine grid",
        r"g_o = \theta \begin{pmatrix} o \\ 1 \end{pmatrix}",
        "θ[N, d, d+1] -> g[N, *S, d]",
        "Move, turn, scale or shear the places of an image's pixels.",
        "对图像各像素的位置做平移、旋转、缩放或错切。",
        "Jaderberg et al. 2015, arXiv:1506.02025",
    )
    node_name = "AffineGridGeneratorBackward0"

    @staticmethod
    def forward(xp, theta, *, size, align_corners):
        pixels = own_places(xp, size, align_corners, theta.dtype)
        moved = xp.matmul(pixels, xp.swapaxes(theta, 1, 2))
        return moved.reshape(theta.shape[0], *size, len(size)), (pixels,)

    @staticmethod
    @gradient(r"\bar \theta = \textstyle\sum_o \bar g_o (o^{\mathsf T}, 1)")
    def backward_theta(xp, gy, pixels, *, size, align_corners):
        return xp.matmul(xp.swapaxes(gy.reshape((gy.shape[0], prod(size), len(size))), 1, 2), pixels)


def own_places(xp, size, align_corners, dtype):
    """The places of an image's own pixels, the last axis first, with a 1 for what is added: (1, prod(S), d + 1)."""
    columns = [xp.ones(size)]
    for axis, n in enumerate(size):
        edge = 0.0 if n == 1 else 1.0 if align_corners else 1 - 1 / n
        places = xp.linspace(-edge, edge, n).reshape(-1, *(1,) * (len(size) - 1 - axis))
        columns.insert(0, xp.broadcast_to(places, size))
    return xp.stack(columns, axis=-1).reshape(1, prod(size), len(size) + 1).astype(dtype)


class GridSample(Op):
    """x at the places of ``grid``; beyond its edges zeros, the border's values, or its reflection."""

    doc = OpDoc(
        "grid sample",
        r"y_{c,o} = \textstyle\sum_i w_i(g_o)\, x_{c,i}",
        "x[N, C, *S], grid[N, *O, d] -> y[N, C, *O]",
        "Read an image at any places, between pixels by interpolation.",
        "在任意位置读取图像，像素之间的值由插值得到。",
        "Jaderberg et al. 2015, arXiv:1506.02025",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, x, grid, *, mode, padding, align_corners, order):
        n, c, *size = x.shape
        planes = x.reshape(n, c, prod(size))
        y = xp.zeros((n, c, *grid.shape[1:-1]), dtype=x.dtype)
        for index, there, weight in corners(xp, grid, size, mode, padding, align_corners, order):
            value = xp.take_along_axis(planes, index.reshape(n, 1, prod(index.shape[1:])), -1).reshape(y.shape)
            y += xp.where(there, value, xp.zeros((), dtype=x.dtype)) * weight
        return y, (x, grid)

    @staticmethod
    @gradient(r"\bar x_{c,i} = \textstyle\sum_o w_i(g_o)\, \bar y_{c,o}")
    def backward_x(xp, gy, x, grid, **how):
        return run(xp, GridSpread, gy, grid, x_shape=tuple(x.shape), **how)

    @staticmethod
    @gradient(r"\bar g_o = \textstyle\sum_{c,i} w'_i(g_o)\, x_{c,i}\, \bar y_{c,o}")
    def backward_grid(xp, gy, x, grid, **how):
        return by_place(xp, gy, x, grid, **how)

    @classmethod
    def grad_name(cls, *, order, **params):
        return f"GridSampler{len(order)}DBackward0"


class GridSpread(Op):
    """y spread over the pixels it would be read from: the adjoint of GridSample."""

    doc = OpDoc(
        "grid spread",
        r"x_{c,i} = \textstyle\sum_o w_i(g_o)\, y_{c,o}",
        "y[N, C, *O], grid[N, *O, d] -> x[N, C, *S]",
        "Share each value out over the pixels around its place.",
        "把每个值按权重分给它所在位置周围的像素。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, y, grid, *, x_shape, mode, padding, align_corners, order):
        n, c, *size = x_shape
        x = xp.zeros(prod(x_shape), dtype=y.dtype)
        start = xp.arange(n * c).reshape(n, c, *(1,) * len(size)) * prod(size)
        for index, there, weight in corners(xp, grid, size, mode, padding, align_corners, order):
            part = xp.where(there, y * weight, xp.zeros((), dtype=y.dtype))
            accumulate(xp, "add", x, (start + index[:, None]).ravel(), part.ravel())
        return x.reshape(x_shape), (y, grid)

    @staticmethod
    @gradient(r"\bar y_{c,o} = \textstyle\sum_i w_i(g_o)\, \bar x_{c,i}")
    def backward_y(xp, gx, y, grid, *, x_shape, **how):
        return run(xp, GridSample, gx, grid, **how)

    @staticmethod
    @gradient(r"\bar g_o = \textstyle\sum_{c,i} w'_i(g_o)\, \bar x_{c,i}\, y_{c,o}")
    def backward_grid(xp, gx, y, grid, *, x_shape, **how):
        return by_place(xp, y, gx, grid, **how)


def by_place(xp, y, x, grid, *, order, **how):
    """The derivative of <y, x at grid> by each place: along one axis after the other."""
    slopes = []
    for axis in range(len(order)):
        more = tuple(n + (k == axis) for k, n in enumerate(order))
        slopes.append((y * run(xp, GridSample, x, grid, order=more, **how)).sum(axis=1))
    return run(xp, Stack, *slopes, axis=-1)


def corners(xp, grid, size, mode, padding, align_corners, order):
    """Every pixel that a place looks at: its index in the flattened plane, whether it exists, its weight.

    Index (N, *O); the other two (N, 1, *O), as they hold for all channels.
    """
    axes = [
        looks(xp, grid[..., k], size[-1 - k], mode, padding, align_corners, order[k]) for k in range(len(size))
    ]  # fmt: skip
    for (flat, there, weight), *rest in product(*reversed(axes)):
        for n, (index, within, share) in zip(size[1:], rest, strict=True):
            flat, there, weight = flat * n + index, there & within, weight * share
        yield flat, there[:, None], weight[:, None]


def looks(xp, g, size, mode, padding, align_corners, order):
    """Along one axis: (index, whether it is inside, weight) for each pixel that the places g look at."""
    scale = (size - 1) / 2 if align_corners else size / 2
    at = (g + 1) * scale - (0 if align_corners else 0.5)
    slope = xp.full(g.shape, scale, dtype=g.dtype)
    if mode != "bicubic":  # which folds back the pixels that it looks at instead of the place
        at, turn = fold_back(xp, at, size, padding, align_corners)
        slope = slope * turn
    if mode == "nearest":
        left, near = xp.rint(at), [(0, xp.full(g.shape, float(order == 0), dtype=g.dtype))]
    else:
        left = xp.floor(at)
        near = (hat if mode == "bilinear" else keys)(xp, at - left, order)
    found = []
    for step, weight in near:
        place = left + step
        if mode == "bicubic":
            place, _ = fold_back(xp, place, size, padding, align_corners)
        within = (place >= 0) & (place <= size - 1)
        index = xp.where(within, place, 0).astype(xp.int64)
        found.append((index, within, weight * slope**order if order else weight))
    return found


def fold_back(xp, at, size, padding, align_corners):
    """Places beyond the edges brought back inside, and how they move when the place moves: 1, -1, or 0 if stuck."""
    move = xp.ones(at.shape, dtype=at.dtype)
    if padding == "zeros":
        return at, move
    if padding == "reflection":
        low, span = (0.0, size - 1.0) if align_corners else (-0.5, float(size))
        if span == 0:
            return at * 0, move * 0
        away = abs(at - low)
        turns = xp.floor(away / span)
        rest = away - turns * span
        back = turns % 2 == 1
        move = xp.where((at < low) ^ back, -move, move)
        at = xp.where(back, span - rest, rest) + low
    move = xp.where((at > 0) & (at < size - 1), move, xp.zeros((), dtype=at.dtype))
    return xp.where(at > 0, xp.minimum(at, size - 1), xp.zeros((), dtype=at.dtype)), move  # nan counts as 0


def hat(xp, t, order):
    """Linear weights of the two neighbours, or their derivatives."""
    if order == 0:
        return [(0, 1 - t), (1, t)]
    value = float(order == 1)
    return [(0, xp.full(t.shape, -value, dtype=t.dtype)), (1, xp.full(t.shape, value, dtype=t.dtype))]


def keys(xp, t, order, a=-0.75):
    """Cubic weights of the four neighbours, or their derivatives: polynomials of the distance."""
    near, far = np.polyder([a + 2, -a - 3, 0, 1], order), np.polyder([a, -5 * a, 8 * a, -4 * a], order)
    found = []
    for step, polynomial, distance, sign in (
        (-1, far, t + 1, 1),
        (0, near, t, 1),
        (1, near, 1 - t, -1),
        (2, far, 2 - t, -1),
    ):
        weight = xp.zeros(t.shape, dtype=t.dtype)
        for coefficient in polynomial:
            weight = weight * distance + float(coefficient)
        found.append((step, weight * sign**order))
    return found
