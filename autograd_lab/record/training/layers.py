"""What one optimizer step did to every parameter: the gradient it used, the weight, how far it moved."""

from __future__ import annotations

from typing import Any

from autograd_lab.record.sizes import distance, norm
from autograd_lab.record.snapshot import LayerFlow, real

MOST = 200  # parameters; more than that cannot be looked at, and each costs time


def trained_parameters(model: Any, optimizer: Any) -> list[tuple[str, Any]]:
    """Name and Tensor of the parameters that the optimizer changes, in the order of the model."""
    names = {id(p): name for name, p in model.named_parameters()} if model is not None else {}
    steered = [p for group in optimizer.param_groups for p in group["params"]]
    order = {tensor: place for place, tensor in enumerate(names)}
    steered.sort(key=lambda p: order.get(id(p), len(order)))
    return [(names.get(id(p), f"param{i}"), p) for i, p in enumerate(steered[:MOST])]


def untrained_parameters(model: Any, optimizer: Any) -> list[tuple[str, Any]]:
    """Name and Tensor of the model's parameters that get a gradient but do not belong to the optimizer."""
    if model is None:
        return []
    steered = {id(p) for group in optimizer.param_groups for p in group["params"]}
    left = [(n, p) for n, p in model.named_parameters() if id(p) not in steered and p.grad is not None]
    return left[:MOST]


class LayerSampler:
    """Look before the step, and again after it: ``before`` copies the weights, ``after`` compares."""

    def __init__(self) -> None:
        self._old: list[Any] = []
        self._parameters: list[tuple[str, Any]] = []

    def before(self, parameters: list[tuple[str, Any]]) -> None:
        self._parameters = parameters
        self._old = [p.array.copy() for _, p in parameters]

    @property
    def waiting(self) -> bool:
        return bool(self._parameters)

    def after(self) -> list[LayerFlow]:
        """One row per parameter of ``before``; it forgets them, so that nothing stays in memory."""
        flows = [_flow(name, p, old) for (name, p), old in zip(self._parameters, self._old, strict=True)]
        self._old, self._parameters = [], []
        return flows


def _flow(name: str, parameter: Any, old: Any) -> LayerFlow:
    grad = parameter.grad
    weight = norm(old)
    moved = distance(parameter.array, old)
    return LayerFlow(
        name=name,
        grad_norm=None if grad is None else real(norm(grad.array)),
        weight_norm=real(weight),
        update_ratio=real(moved / weight) if weight != 0 else None,  # a bias that starts at 0 has no ratio yet
        shape=[int(n) for n in parameter.array.shape],
        trainable=bool(parameter.requires_grad),
    )
