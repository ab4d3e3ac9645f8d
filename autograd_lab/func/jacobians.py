"""Whole Jacobians: ``jacrev`` row by row backwards, ``jacfwd`` column by column forwards, ``hessian`` both in turn."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from autograd_lab.errors import ArgumentError, DtypeError
from autograd_lab.func.derivatives import _chosen, _replaced, _with_aux, jvp, vjp
from autograd_lab.func.vmap import vmap
from autograd_lab.functional.filled import eye
from autograd_lab.functional.movement import movedim
from autograd_lab.functional.shapes import reshape
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.tree import flatten


def jacrev(
    func: Callable[..., Any],
    argnums: Any = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """The function that computes the Jacobian of ``func`` with reverse mode: one backward pass per element of the
    result, all of them at once by vmap (``chunk_size`` at a time). Best where results are few and inputs many.

    The result has the shape of func's result, then that of the argument.
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ArgumentError("vmap.chunk_size", got=chunk_size)

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        chosen = _chosen(args, argnums)
        _need_real(flatten(chosen)[0], "jacrev")
        result = vjp(lambda x: func(*_replaced(args, argnums, x), **kwargs), chosen, has_aux=has_aux)
        value, pull = result[:2]
        outs, form = flatten(value)
        basis = form(_basis(outs))
        (rows,) = vmap(pull, chunk_size=chunk_size)(basis)
        ins, rebuild = flatten(rows)
        sizes = [out.numel() for out in outs]
        parts = [[reshape(part, (*out.shape, *g.shape[1:])) for part, out in zip(_cut(g, sizes), outs, strict=True)]
                 for g in ins]  # fmt: skip
        by_output = form([rebuild([column[k] for column in parts]) for k in range(len(outs))])
        return (by_output, result[2]) if has_aux else by_output

    return jacobian


def jacfwd(
    func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """The function that computes the Jacobian of ``func`` with forward mode: one pass per element of the argument, all
    of them at once by vmap. Best where inputs are few and results many."""

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        chosen = _chosen(args, argnums)
        ins, rebuild = flatten(chosen)
        _need_real(ins, "jacfwd")
        seen: list[Any] = []

        def push(direction: Sequence[Tensor]) -> Any:
            result = jvp(
                lambda x: func(*_replaced(args, argnums, x), **kwargs),
                (chosen,),
                (rebuild(list(direction)),),
                has_aux=has_aux,
            )
            seen.append(result[2] if has_aux else None)
            return (result[1], result[2]) if has_aux else result[1]

        aux_dims = (0, None) if has_aux else 0
        columns = vmap(push, out_dims=aux_dims, randomness=randomness)(tuple(_basis(ins)))
        columns, aux = _with_aux(columns, has_aux, "jacfwd")
        outs, form = flatten(columns)
        sizes = [x.numel() for x in ins]
        parts = [
            rebuild([
                reshape(movedim(part, 0, -1), (*out.shape[1:], *x.shape))
                for part, x in zip(_cut(out, sizes), ins, strict=True)
            ])
            for out in outs
        ]  # fmt: skip
        by_output = form(parts)
        return (by_output, aux) if has_aux else by_output

    return jacobian


def hessian(func: Callable[..., Any], argnums: Any = 0) -> Callable[..., Any]:
    """The function that computes the second derivatives of ``func``: ``jacfwd(jacrev(func))``.

    hessian(lambda x: (x**3).sum())(x)  # a diagonal matrix: 6 x
    """
    return jacfwd(jacrev(func, argnums), argnums)


def _need_real(values: Sequence[Any], function: str) -> None:
    for value in values:
        if not isinstance(value, Tensor):
            raise ArgumentError("func.need_tensors", function=function, got=type(value).__name__)
        if value.is_complex():
            raise DtypeError("func.jacobian_complex", function=function, dtype=value.dtype)


def _basis(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Unit vectors over the elements of all ``tensors`` together, cut into one stack per tensor."""
    total = sum(x.numel() for x in tensors)
    basis, start = [], 0
    for x in tensors:
        size = x.numel()
        ones = eye(total, dtype=x.dtype, device=x.device)[:, start : start + size]
        basis.append(reshape(ones, (total, *x.shape)))
        start += size
    return basis


def _cut(x: Tensor, sizes: Sequence[int]) -> list[Tensor]:
    """x along dim 0 in pieces of ``sizes``."""
    ends = [sum(sizes[:k]) for k in range(len(sizes) + 1)]
    return [x[a:b] for a, b in pairwise(ends)]
