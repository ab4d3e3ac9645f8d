"""New leaves inside transforms, for gradients of a function that is itself being transformed."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.history import alias, detach
from autograd_lab.functional.strided import clone
from autograd_lab.graph.modes import enable_grad
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import held, is_of_level, is_transformed
from autograd_lab.transforms.batched import batch, spread
from autograd_lab.transforms.levels import active


def fresh(x: Tensor) -> Tensor:
    """x as the start of a new graph; or, if x hangs in a graph already, as a node of its own in that one."""
    if is_transformed(x):
        of = held(x)
        new = of.around(fresh(of.inner))
        new._requires_grad = True
        return new
    if x.requires_grad:
        with enable_grad():
            return alias(x)
    leaf = detach(clone(x) if x._inference else x)
    leaf.requires_grad = True
    return leaf


def per_sample(x: Tensor) -> Tensor:
    """x with samples of its own in every vmap that is running: samples share no leaf, so that their gradients stay
    apart."""
    levels = {of.level for of in _around(x)}
    for level in active():
        if level.size is not None and level.number not in levels:
            x = _with_level(x, level.number, level.size)
    return x


def on_one_level(primals: list[Any], tangents: list[Any]) -> list[Any]:
    """``primals`` with samples in every vmap in which one of them, or one of the tangents, has samples."""
    sizes = {of.level: of.size for x in (*primals, *tangents) for of in _inside(x) if hasattr(of, "size")}
    missing = [{of.level for of in _around(x)} if isinstance(x, Tensor) else set(sizes) for x in primals]
    out = list(primals)
    for i, there in enumerate(missing):
        for level in sorted(sizes.keys() - there):
            out[i] = _with_level(out[i], level, sizes[level])
    return out


def _around(x: Any) -> list[Any]:
    """What holds x, from the innermost transform outwards."""
    found = []
    while is_transformed(x):
        found.append(held(x))
        x = held(x).inner
    return found


def _inside(x: Any) -> list[Any]:
    """What holds x and the tangents beside it."""
    found, waiting = [], [x]
    while waiting:
        x = waiting.pop()
        if is_transformed(x):
            found.append(held(x))
            waiting += [held(x).inner, getattr(held(x), "tangent", None)]
    return found


def _with_level(x: Tensor, level: int, size: int) -> Tensor:
    """x spread over the samples of vmap ``level``, below the transforms further in."""
    if is_transformed(x) and held(x).level > level:
        return held(x).deeper(lambda inner: _with_level(inner, level, size))
    if is_of_level(x, level):
        return x
    return batch(spread(x, size), level)
