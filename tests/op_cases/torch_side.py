"""What a row's PyTorch expression may use besides PyTorch itself, for ops that PyTorch writes as statements."""

from __future__ import annotations

from typing import Any

import numpy as np


def as_torch(value: Any) -> Any:
    """Arrays inside params as PyTorch tensors."""
    import torch

    if isinstance(value, np.ndarray):
        return torch.from_numpy(value)
    if isinstance(value, tuple):
        return tuple(as_torch(item) for item in value)
    return value


def set_item(x: Any, v: Any, index: Any) -> Any:
    y = x.clone()
    y[index] = v
    return y


def scatter_item(x: Any, shape: tuple[int, ...], index: Any) -> Any:
    """The adjoint of reading: what PyTorch's own backward through ``zeros[index]`` gives."""
    import torch

    at = torch.arange(int(np.prod(shape))).reshape(shape)[index]
    return x.new_zeros(int(np.prod(shape))).index_add(0, at.flatten(), x.flatten()).reshape(shape)


def write_view(base: Any, value: Any, views: Any) -> Any:
    y = base.clone()
    view = y
    for op, params, output in views:
        if op.__name__ == "GetItem":
            view = view[params["index"]]
        elif op.__name__ == "Permute":
            view = view.permute(params["axes"])
        else:
            sizes, axis = params["sizes"], params["axis"]  # PyTorch refuses to write into a part of a split
            view = view.narrow(axis, sum(sizes[:output]), sizes[output])
    view.copy_(value)
    return y


def unpool(y: Any, index: Any, shape: tuple[int, ...]) -> Any:
    x = y.new_zeros(shape).flatten(2)
    return x.scatter_add(2, index.flatten(2), y.flatten(2)).reshape(shape)


def recurrence(a: Any, b: Any, axis: int) -> Any:
    """y_i = a_i y_(i-1) + b_i, place by place."""
    import torch

    ys = [b.select(axis, 0)]
    for i in range(1, b.shape[axis]):
        ys.append(a.select(axis, i) * ys[-1] + b.select(axis, i))
    return torch.stack(ys, axis)


def add_item(x: Any, v: Any, index: Any) -> Any:
    import torch

    at = torch.arange(x.numel()).reshape(x.shape)[index]
    return x.flatten().index_add(0, at.flatten(), v.expand(at.shape).flatten()).reshape(x.shape)


def add_along(x: Any, k: Any, shape: tuple[int, ...], axis: int) -> Any:
    return x.new_zeros(shape).scatter_add(axis, k, x)


def unique(x: Any, axis: int, consecutive: bool) -> Any:
    find = x.unique_consecutive if consecutive else x.unique
    return find(return_inverse=True, return_counts=True, dim=axis if x.ndim > 1 else None)


def moving_gamma(a: Any, drawn: Any) -> Any:
    """A draw that moves with ``a`` as the quantile of its share of the gamma distribution."""
    from scipy.special import gammainc, gammaincinv

    share = gammainc(a.detach(), drawn)
    return drawn.to(a) + (a - a.detach()) * _slope(lambda at: gammaincinv(at, share), a)


def moving_shares(a: Any, drawn: Any) -> Any:
    """Each share moves as the quantile of its beta distribution; what it takes the others give, in proportion."""
    from scipy.special import betainc, betaincinv

    rest = (a.sum(-1, keepdim=True) - a).detach()
    below = betainc(a.detach(), rest, drawn)
    moved = (a - a.detach()) * _slope(lambda at: betaincinv(at, rest, below), a) / (1 - drawn.to(a))
    return drawn.to(a) + moved - drawn.to(a) * moved.sum(-1, keepdim=True)


def _slope(of: Any, a: Any, step: float = 1e-5) -> Any:
    """Central difference, for values that PyTorch cannot take through its graph."""
    import torch

    at = a.detach().double()
    return torch.as_tensor((of(at + step) - of(at - step)) / (2 * step)).to(a.dtype)
