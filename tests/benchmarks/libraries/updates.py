"""The optimizers a learner writes in NumPy, in place, for libraries that bring none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

Update = Callable[[Mapping[str, np.ndarray]], None]  # of the gradients by name


def sgd(weights: Mapping[str, np.ndarray], lr: float, momentum: float = 0.0) -> Update:
    speed = {name: np.zeros_like(array) for name, array in weights.items()} if momentum else {}

    def update(gradients: Mapping[str, np.ndarray]) -> None:
        for name, array in weights.items():
            change = gradients[name]
            if momentum:
                speed[name] *= momentum
                speed[name] += change
                change = speed[name]
            array -= lr * change

    return update


def adam(weights: Mapping[str, np.ndarray], lr: float, weight_decay: float = 0.0) -> Update:
    """Kingma and Ba 2015, algorithm 1; with ``weight_decay`` as AdamW has it (Loshchilov and Hutter 2019)."""
    first, second = ({name: np.zeros_like(array) for name, array in weights.items()} for _ in range(2))
    steps = 0

    def update(gradients: Mapping[str, np.ndarray]) -> None:
        nonlocal steps
        steps += 1
        for name, array in weights.items():
            g, m, v = gradients[name], first[name], second[name]
            m += (1 - 0.9) * (g - m)
            v += (1 - 0.999) * (g * g - v)
            if weight_decay:
                array *= 1 - lr * weight_decay
            array -= lr / (1 - 0.9**steps) * m / (np.sqrt(v / (1 - 0.999**steps)) + 1e-8)

    return update


def update_of(workload: object, weights: Mapping[str, np.ndarray]) -> Update:
    """The update that a ``Training`` names."""
    name, options = workload.optimizer  # type: ignore[attr-defined]
    if name == "SGD":
        return sgd(weights, **options)
    return adam(weights, **{"weight_decay": 0.01 if name == "AdamW" else 0.0, **options})
