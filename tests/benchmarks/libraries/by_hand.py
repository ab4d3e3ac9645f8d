"""What a learner writes in NumPy's words, for libraries that bring no layers or no optimizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.benchmarks.work import Training

Update = Callable[[Mapping[str, np.ndarray]], None]  # of the gradients by name


def linear(w: Mapping[str, Any], name: str, x: Any) -> Any:
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def last_of_lstm(w: Mapping[str, Any], x: Any, sigmoid: Callable[[Any], Any], tanh: Callable[[Any], Any]) -> Any:
    """The output of an LSTM of 128 units at the last time (Hochreiter and Schmidhuber 1997, with forget gates)."""
    h = c = np.zeros((x.shape[0], 128), np.float32)
    bias = w["lstm.bias_ih_l0"] + w["lstm.bias_hh_l0"]
    for t in range(x.shape[1]):
        gates = x[:, t] @ w["lstm.weight_ih_l0"].T + h @ w["lstm.weight_hh_l0"].T + bias
        i, f, g, o = (gates[:, 128 * k : 128 * (k + 1)] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * tanh(g)
        h = sigmoid(o) * tanh(c)
    return h


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


def update_of(workload: Training, weights: Mapping[str, np.ndarray]) -> Update:
    """The update that the workload names."""
    name, options = workload.optimizer
    if name == "SGD":
        return sgd(weights, **options)
    return adam(weights, **{"weight_decay": 0.01 if name == "AdamW" else 0.0, **options})
