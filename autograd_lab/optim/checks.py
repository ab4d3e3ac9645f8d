"""What options of optimizers must be; ValueError for the first that makes no sense."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError, OptimError
from autograd_lab.tensor.tensor import Tensor

Group = dict[str, Any]


def learning_rate(group: Group) -> None:
    """lr >= 0; a tensor has one element."""
    lr = group["lr"]
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ArgumentError("optim.one_element", name="lr", shape=tuple(lr.shape))
    if not lr >= 0.0:
        raise ArgumentError("optim.lr", lr=lr)


def not_negative(group: Group, *names: str) -> None:
    """Each of the options is >= 0."""
    for name in names:
        if not group[name] >= 0.0:
            raise ArgumentError("optim.value", name=name, value=group[name])


def betas(group: Group) -> None:
    """Each beta is in [0, 1)."""
    for index, beta in enumerate(group["betas"]):
        if not 0.0 <= beta < 1.0:
            raise ArgumentError("optim.betas", index=index, value=beta)


def adam_like(group: Group, *names: str) -> None:
    """What Adam and its relatives ask of lr, eps, weight_decay and betas; the options ``names`` are >= 0, too."""
    learning_rate(group)
    not_negative(group, "eps", "weight_decay", *names)
    betas(group)


def tensor_options(group: Group) -> None:
    """Tensors among lr and betas, as Adam takes them."""
    first, second = group["betas"]
    if isinstance(first, Tensor) != isinstance(second, Tensor):
        raise ArgumentError("optim.betas_kinds", first=type(first).__name__, second=type(second).__name__)
    for name, value in (("lr", group["lr"]), ("betas[0]", first), ("betas[1]", second)):
        if isinstance(value, Tensor):
            if group["foreach"] and not group["capturable"]:
                raise ArgumentError("optim.tensor_foreach", name=name)
            if value.numel() != 1:
                raise ArgumentError("optim.one_element", name=name, shape=tuple(value.shape))


def implementation(group: Group) -> None:
    """The two implementations that PyTorch's ``fused`` excludes."""
    if group["fused"]:
        for other in ("differentiable", "foreach"):
            if group[other]:
                raise OptimError("optim.fused", other=other)
