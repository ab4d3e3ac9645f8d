"""Words of matrix calculus that the rules share; on arrays and on Tensors alike."""

from __future__ import annotations

from autograd_lab.ops.base import run
from autograd_lab.ops.triangle import Tril, Triu


def transposed(xp, x):
    """Each matrix with rows and columns exchanged."""
    return xp.swapaxes(x, -1, -2)


def adjoint(xp, x):
    """Each matrix transposed and conjugated."""
    return xp.conj(xp.swapaxes(x, -1, -2))


def lower(xp, x, diagonal=0):
    """The lower triangle."""
    return run(xp, Tril, x, diagonal=diagonal)


def upper(xp, x, diagonal=0):
    """The upper triangle."""
    return run(xp, Triu, x, diagonal=diagonal)


def columns(v):
    """Numbers as factors of the columns of a matrix."""
    return v[..., None, :]


def rows(v):
    """Numbers as factors of the rows of a matrix."""
    return v[..., :, None]


def inverse_or_zero(xp, x):
    """1 / x, and 0 where x is 0: where a formula divides by it, nothing is to be passed on."""
    zero = x == 0
    return xp.where(zero, 0, 1 / xp.where(zero, 1, x))


def inner_sum(xp, a, b):
    """The sum of all products of elements, one number per matrix."""
    return (a * b).sum(axis=(-2, -1))
