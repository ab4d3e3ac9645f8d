"""DeZero, the library of the book "Deep Learning from Scratch 3", on today's NumPy; its matrices have two axes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tests.benchmarks.work import Problem, Program, Training, Workload
from tests.benchmarks.workloads.pieces import (
    Chain,
    Import,
    Loading,
    OptimizerStep,
    chain_value,
    imported,
    loaded,
    mixed,
    walked,
)

PACKAGE = "dezero"
MODERN = "import numpy; numpy.int = int; import dezero"  # the release of 2020 reads np.int, which NumPy has dropped

Weights = dict[str, Any]


def linear(w: Weights, name: str, x: Any) -> Any:
    import dezero.functions as F

    return F.linear(x, w[f"{name}.weight"].T, w[f"{name}.bias"])


def tiny(w: Weights, x: Any, y: Any) -> Any:
    import dezero.functions as F

    x = F.relu(linear(w, "0", x))
    return F.mean_squared_error(linear(w, "4", F.relu(linear(w, "2", x))), y)


def mlp(w: Weights, x: Any, y: Any) -> Any:
    import dezero.functions as F

    return F.softmax_cross_entropy(linear(w, "2", F.relu(linear(w, "0", x))), y)


def conv(w: Weights, name: str, x: Any, **options: Any) -> Any:
    import dezero.functions_conv as C

    return C.conv2d(x, w[f"{name}.weight"], w.get(f"{name}.bias"), **options)


def lenet(w: Weights, x: Any, y: Any) -> Any:
    import dezero.functions as F
    import dezero.functions_conv as C

    x = C.pooling(F.relu(conv(w, "0", x, pad=2)), 2, 2)
    x = F.flatten(C.pooling(F.relu(conv(w, "3", x)), 2, 2))
    return F.softmax_cross_entropy(linear(w, "11", F.relu(linear(w, "9", F.relu(linear(w, "7", x))))), y)


def resnet(w: Weights, x: Any, y: Any) -> Any:
    import dezero.functions as F

    def norm(name: str, x: Any) -> Any:
        mean, var = np.zeros(32, np.float32), np.ones(32, np.float32)  # running values; nothing here reads them
        return F.batch_nrom(x, w[f"{name}.weight"], w[f"{name}.bias"], mean, var, 0.9, 1e-5)

    x = F.relu(norm("1", conv(w, "0", x, pad=1)))
    for block in "34":
        z = F.relu(norm(f"{block}.bn1", conv(w, f"{block}.conv1", x, pad=1)))
        x = F.relu(x + norm(f"{block}.bn2", conv(w, f"{block}.conv2", z, pad=1)))
    return F.softmax_cross_entropy(linear(w, "7", F.sum(F.sum(x, axis=3), axis=2) / 1024), y)


def autoencoder(w: Weights, x: Any) -> Any:
    import dezero.functions as F
    import dezero.functions_conv as C

    def back(name: str, x: Any) -> Any:
        return C.deconv2d(x, w[f"{name}.weight"], w[f"{name}.bias"], stride=2, pad=1)

    code = F.relu(conv(w, "2", F.relu(conv(w, "0", x, stride=2, pad=1)), stride=2, pad=1))
    error = back("6", F.relu(back("4", code))) - x
    return F.sum(error**2) / x.size


def lstm(w: Weights, x: Any, y: Any) -> Any:
    import dezero.functions as F

    h = c = np.zeros((len(y), 128), np.float32)
    bias = w["lstm.bias_ih_l0"] + w["lstm.bias_hh_l0"]
    for t in range(x.shape[1]):
        gates = F.linear(x[:, t], w["lstm.weight_ih_l0"].T, bias) + F.matmul(h, w["lstm.weight_hh_l0"].T)
        i, f, g, o = (gates[:, 128 * k : 128 * (k + 1)] for k in range(4))
        c = F.sigmoid(f) * c + F.sigmoid(i) * F.tanh(g)
        h = F.sigmoid(o) * F.tanh(c)
    return F.softmax_cross_entropy(linear(w, "head", h), y)


def embedding_bag(w: Weights, x: Any, y: Any) -> Any:
    import dezero.functions as F

    return F.softmax_cross_entropy(linear(w, "1", F.sum(w["0.weight"][x], axis=1) / x.shape[1]), y)


class Parameters:
    """What DeZero's optimizers expect of a layer."""

    def __init__(self, variables: Iterable[Any]) -> None:
        self.variables = list(variables)

    def params(self) -> list[Any]:
        return self.variables


def optimizer(name: str, options: dict[str, Any], variables: Iterable[Any]) -> Any | None:
    from dezero import optimizers

    if name == "Adam":
        rule = optimizers.Adam(alpha=options.get("lr", 1e-3))
    elif name == "SGD" and "momentum" in options:
        rule = optimizers.MomentumSGD(**options)
    elif name == "SGD":
        rule = optimizers.SGD(**options)
    else:
        return None
    return rule.setup(Parameters(variables))


def chain(length: int, problem: Problem) -> Program:
    import dezero
    import dezero.functions as F

    x, c, s = (dezero.Variable(array) for array in problem.data.values())

    def step() -> Any:
        x.cleargrad()
        c.cleargrad()
        s.cleargrad()
        total = F.sum(walked(mixed(F.relu), length, x, c, s))
        total.backward()
        return total

    return Program(step, lambda total: chain_value(total.data, x.grad.data))


def optimizer_step(workload: OptimizerStep, problem: Problem) -> Program | None:
    from dezero import Parameter, Variable

    params = [Parameter(array) for array in problem.weights.values()]
    for p, gradient in zip(params, problem.data.values(), strict=True):
        p.grad = Variable(gradient)
    rule = optimizer(*workload.chosen, params)
    return rule and Program(rule.update, lambda _: sum(float(np.abs(p.data).sum()) for p in params))


def training(workload: Training, problem: Problem) -> Program | None:
    from dezero import Parameter

    w = {name: Parameter(array) for name, array in problem.weights.items()}
    loss_of, rule = LOSSES[workload.name], optimizer(*workload.optimizer, w.values())
    if rule is None:
        return None

    def step() -> float:
        for parameter in w.values():
            parameter.cleargrad()
        loss = loss_of(w, **problem.data)
        loss.backward()
        rule.update()
        return float(loss.data)

    return Program(step)


LOSSES: dict[str, Callable[..., Any]] = {
    "tiny MLP": tiny, "MLP": mlp, "LeNet": lenet, "ResNet": resnet, "LSTM": lstm, "autoencoder": autoencoder,
    "embedding bag": embedding_bag,
}  # fmt: skip


def program(workload: Workload, problem: Problem) -> Program | None:
    if isinstance(workload, Import):
        return imported(MODERN)
    exec(MODERN, {})
    if isinstance(workload, Chain) and workload.operation == "mixed":
        return chain(workload.length, problem)
    if isinstance(workload, OptimizerStep):
        return optimizer_step(workload, problem)
    if isinstance(workload, Loading):
        from dezero import DataLoader

        return loaded(DataLoader(list(zip(*problem.data.values(), strict=True)), workload.batch))
    if isinstance(workload, Training) and workload.name in LOSSES:
        return training(workload, problem)
    return None
