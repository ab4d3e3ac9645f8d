"""MyGrad: NumPy with a tape, layers for images and losses, no optimizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.libraries.by_hand import last_of_lstm, linear, update_of
from tests.benchmarks.work import Problem, Program, Training, Workload
from tests.benchmarks.workloads.pieces import Chain, Import, chain_value, imported, mixed, walked

PACKAGE = "mygrad"


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
    from mygrad.nnet import sigmoid, softmax_crossentropy

    return softmax_crossentropy(linear(w, "head", last_of_lstm(w, x, sigmoid, mg.tanh)), y)


def embedding_bag(w: dict[str, Any], x: Any, y: Any) -> Any:
    from mygrad.nnet import softmax_crossentropy

    return softmax_crossentropy(linear(w, "1", w["0.weight"][x].mean(axis=1)), y)


def chain(length: int, problem: Problem) -> Program:
    import mygrad as mg
    from mygrad.nnet import relu

    x, c, s = mg.tensor(problem.data["x"]), problem.data["c"], problem.data["s"]

    def step() -> Any:
        x.null_grad()
        total = walked(mixed(relu), length, x, c, s).sum()
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
