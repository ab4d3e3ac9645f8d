"""HIPS autograd: derivatives of functions in NumPy; no layers, and ``convolve`` for convolutions of stride 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.libraries.by_hand import last_of_lstm, linear, update_of
from tests.benchmarks.work import Problem, Program, Training, Workload
from tests.benchmarks.workloads.pieces import Chain, Import, chain_value, imported, mixed, walked

PACKAGE = "autograd"

Weights = dict[str, Any]


def relu(x: Any) -> Any:
    import autograd.numpy as np

    return np.maximum(x, 0)


def cross_entropy(scores: Any, y: Any) -> Any:
    import autograd.numpy as np
    from autograd.scipy.special import logsumexp

    return np.mean(logsumexp(scores, axis=1) - scores[np.arange(len(y)), y])


def tiny(w: Weights, x: Any, y: Any) -> Any:
    import autograd.numpy as np

    return np.mean((linear(w, "4", relu(linear(w, "2", relu(linear(w, "0", x))))) - y) ** 2)


def mlp(w: Weights, x: Any, y: Any) -> Any:
    return cross_entropy(linear(w, "2", relu(linear(w, "0", x))), y)


def conv(w: Weights, name: str, x: Any, padding: int = 0) -> Any:
    import autograd.numpy as np
    from autograd.scipy.signal import convolve

    if padding:
        x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)), mode="constant")
    kernel = w[f"{name}.weight"][:, :, ::-1, ::-1]  # a layer's "convolution" does not flip its kernel
    y = convolve(x, kernel, axes=([2, 3], [2, 3]), dot_axes=([1], [1]), mode="valid")
    bias = w.get(f"{name}.bias")
    return y if bias is None else y + bias.reshape((1, -1, 1, 1))


def pool(x: Any) -> Any:
    import autograd.numpy as np

    n, channels, height, width = x.shape
    return np.max(np.max(x.reshape((n, channels, height // 2, 2, width // 2, 2)), axis=5), axis=3)


def lenet(w: Weights, x: Any, y: Any) -> Any:
    x = pool(relu(conv(w, "0", x, padding=2)))
    x = pool(relu(conv(w, "3", x))).reshape((len(y), -1))
    return cross_entropy(linear(w, "11", relu(linear(w, "9", relu(linear(w, "7", x))))), y)


def lstm(w: Weights, x: Any, y: Any) -> Any:
    import autograd.numpy as np

    def sigmoid(x: Any) -> Any:
        return 0.5 * (np.tanh(0.5 * x) + 1)

    return cross_entropy(linear(w, "head", last_of_lstm(w, x, sigmoid, np.tanh)), y)


def gpt(w: Weights, ids: Any, following: Any) -> Any:
    import autograd.numpy as np
    from autograd.scipy.special import erf

    n, t = ids.shape
    ahead = np.triu(np.full((t, t), -np.inf, np.float32), 1)

    def norm(name: str, x: Any) -> Any:
        x = x - np.mean(x, axis=-1, keepdims=True)
        x = x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-5)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def gelu(x: Any) -> Any:
        return 0.5 * x * (1 + erf(x * 0.5**0.5))

    x = w["token.weight"][ids] + w["place.weight"]
    for k in range(4):
        block = f"blocks.{k}"
        heads = linear(w, f"{block}.qkv", norm(f"{block}.norm1", x)).reshape((n, t, 3, 4, 32))
        q, key, v = (np.transpose(heads[:, :, part], (0, 2, 1, 3)) for part in range(3))
        scores = q @ np.swapaxes(key, 2, 3) * 32**-0.5 + ahead
        e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
        seen = np.transpose(e / np.sum(e, axis=-1, keepdims=True) @ v, (0, 2, 1, 3)).reshape((n, t, 128))
        x = x + linear(w, f"{block}.out", seen)
        x = x + linear(w, f"{block}.mlp.2", gelu(linear(w, f"{block}.mlp.0", norm(f"{block}.norm2", x))))
    return cross_entropy(linear(w, "head", norm("norm", x)).reshape((n * t, -1)), following)


def embedding_bag(w: Weights, x: Any, y: Any) -> Any:
    import autograd.numpy as np

    return cross_entropy(linear(w, "1", np.mean(w["0.weight"][x], axis=1)), y)


def chain(length: int, problem: Problem) -> Program:
    from autograd import value_and_grad

    x, c, s = problem.data["x"], problem.data["c"], problem.data["s"]
    both = value_and_grad(lambda x: walked(mixed(relu), length, x, c, s).sum())
    return Program(lambda: both(x), lambda pair: chain_value(*pair))


LOSSES: dict[str, Callable[..., Any]] = {
    "tiny MLP": tiny, "MLP": mlp, "LeNet": lenet, "LSTM": lstm, "GPT": gpt, "embedding bag": embedding_bag,
}  # fmt: skip


def program(workload: Workload, problem: Problem) -> Program | None:
    from autograd import value_and_grad

    if isinstance(workload, Import):
        return imported("import autograd.numpy")
    if isinstance(workload, Chain) and workload.operation == "mixed":
        return chain(workload.length, problem)
    if not isinstance(workload, Training) or workload.name not in LOSSES:
        return None
    both = value_and_grad(LOSSES[workload.name])
    update = update_of(workload, problem.weights)

    def step() -> float:
        loss, gradients = both(problem.weights, **problem.data)
        update(gradients)
        return float(loss)

    return Program(step)
