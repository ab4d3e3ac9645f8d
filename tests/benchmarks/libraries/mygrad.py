"""MyGrad: NumPy with a tape, layers for images and losses, no optimizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.libraries.updates import update_of
from tests.benchmarks.work import Problem, Program, Training, Workload
from tests.benchmarks.workloads.pieces import Chain, Import, Operation, chain_value, imported, walked

PACKAGE = "mygrad"


def linear(w: dict[str, Any], name: str, x: Any) -> Any:
    return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]


def tiny(w: dict[str, Any], x: Any, y: Any) -> Any:
    from mygrad.nnet.activations import relu

    x = relu(linear(w, "0", x))
    return ((linear(w, "4", relu(linear(w, "2", x))) - y) ** 2).mean()


def mlp(w: dict[str, Any], x: Any, y: Any) -> Any:
    from mygrad.nnet import relu, softmax_crossentropy

    return softmax_crossentropy(linear(w, "2", relu(linear(w, "0", x))), y)


def conv(w: dict[str, Any], name: str, x: Any, **options: Any) -> Any:
    from mygrad.nnet.layers import conv_nd

    y = conv_nd(x, w[f"{name}.weight"], stride=1, **options)
    bias = w.get(f"{name}.bias")
    return y if bias is None else y + bias.reshape(1, -1, 1, 1)


def lenet(w: dict[str, Any], x: Any, y: Any) -> Any:
    from mygrad.nnet import max_pool, relu, softmax_crossentropy

    x = max_pool(relu(conv(w, "0", x, padding=2)), (2, 2), 2)
    x = max_pool(relu(conv(w, "3", x)), (2, 2), 2).reshape(len(y), -1)
    return softmax_crossentropy(linear(w, "11", relu(linear(w, "9", relu(linear(w, "7", x))))), y)


def resnet(w: dict[str, Any], x: Any, y: Any) -> Any:
    from mygrad.nnet import batchnorm, relu, softmax_crossentropy

    def norm(name: str, x: Any) -> Any:
        return batchnorm(x, gamma=w[f"{name}.weight"], beta=w[f"{name}.bias"], eps=1e-5)

    x = relu(norm("1", conv(w, "0", x, padding=1)))
    for block in "34":
        z = relu(norm(f"{block}.bn1", conv(w, f"{block}.conv1", x, padding=1)))
        x = relu(x + norm(f"{block}.bn2", conv(w, f"{block}.conv2", z, padding=1)))
    return softmax_crossentropy(linear(w, "7", x.mean(axis=(2, 3))), y)


def lstm(w: dict[str, Any], x: Any, y: Any) -> Any:
    import mygrad as mg
    import numpy as np
    from mygrad.nnet import sigmoid, softmax_crossentropy

    h = c = np.zeros((len(y), 128), np.float32)
    for t in range(x.shape[1]):
        gates = x[:, t] @ w["lstm.weight_ih_l0"].T + h @ w["lstm.weight_hh_l0"].T
        gates = gates + (w["lstm.bias_ih_l0"] + w["lstm.bias_hh_l0"])
        i, f, g, o = (gates[:, 128 * k : 128 * (k + 1)] for k in range(4))
        c = sigmoid(f) * c + sigmoid(i) * mg.tanh(g)
        h = sigmoid(o) * mg.tanh(c)
    return softmax_crossentropy(linear(w, "head", h), y)


def embedding_bag(w: dict[str, Any], x: Any, y: Any) -> Any:
    from mygrad.nnet import softmax_crossentropy

    return softmax_crossentropy(linear(w, "1", w["0.weight"][x].mean(axis=1)), y)


def chain(length: int, problem: Problem) -> Program:
    import mygrad as mg
    from mygrad.nnet import relu

    x, c, s = mg.tensor(problem.data["x"]), problem.data["c"], problem.data["s"]
    mixed: list[Operation] = [
        lambda x, c, s: x + c,
        lambda x, c, s: x * s,
        lambda x, c, s: relu(x),
        lambda x, c, s: x - c,
        lambda x, c, s: x / s,
    ]

    def step() -> Any:
        x.null_grad()
        total = walked(mixed, length, x, c, s).sum()
        total.backward()
        return total

    return Program(step, lambda total: chain_value(total.data, x.grad))


LOSSES: dict[str, Callable[..., Any]] = {
    "tiny MLP": tiny, "MLP": mlp, "LeNet": lenet, "ResNet": resnet, "LSTM": lstm, "embedding bag": embedding_bag,
}  # fmt: skip


def program(workload: Workload, problem: Problem) -> Program | None:
    import mygrad as mg

    if isinstance(workload, Import):
        return imported("import mygrad")
    if isinstance(workload, Chain) and workload.operation == "mixed":
        return chain(workload.length, problem)
    if not isinstance(workload, Training) or workload.name not in LOSSES:
        return None
    loss_of = LOSSES[workload.name]
    w = {name: mg.tensor(array) for name, array in problem.weights.items()}
    update = update_of(workload, {name: tensor.data for name, tensor in w.items()})

    def step() -> float:
        loss = loss_of(w, **problem.data)
        loss.backward()
        update({name: tensor.grad for name, tensor in w.items()})
        for tensor in w.values():
            tensor.null_grad()
        return loss.item()

    return Program(step)
