"""tinygrad on the CPU, with TinyJit around the training step as its guide has it; it needs clang."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.work import Problem, Program, Training, Workload
from tests.benchmarks.workloads.pieces import MIXED, Chain, Import, OptimizerStep, chain_value, imported, walked

PACKAGE = "tinygrad"

Weights = dict[str, Any]


def linear(w: Weights, name: str, x: Any) -> Any:
    return x.linear(w[f"{name}.weight"].T, w[f"{name}.bias"])


def tiny(w: Weights, x: Any, y: Any) -> Any:
    x = linear(w, "2", linear(w, "0", x).relu()).relu()
    return (linear(w, "4", x) - y).square().mean()


def mlp(w: Weights, x: Any, y: Any) -> Any:
    return linear(w, "2", linear(w, "0", x).relu()).sparse_categorical_crossentropy(y)


def conv(w: Weights, name: str, x: Any, **options: Any) -> Any:
    return x.conv2d(w[f"{name}.weight"], w.get(f"{name}.bias"), **options)


def lenet(w: Weights, x: Any, y: Any) -> Any:
    x = conv(w, "0", x, padding=2).relu().max_pool2d(2)
    x = conv(w, "3", x).relu().max_pool2d(2).flatten(1)
    return linear(w, "11", linear(w, "9", linear(w, "7", x).relu()).relu()).sparse_categorical_crossentropy(y)


def resnet(w: Weights, x: Any, y: Any) -> Any:
    def norm(name: str, x: Any) -> Any:
        mean = x.mean((0, 2, 3))
        spread = (x - mean.reshape(1, -1, 1, 1)).square().mean((0, 2, 3))
        return x.batchnorm(w[f"{name}.weight"], w[f"{name}.bias"], mean, (spread + 1e-5).rsqrt())

    x = norm("1", conv(w, "0", x, padding=1)).relu()
    for block in "34":
        z = norm(f"{block}.bn1", conv(w, f"{block}.conv1", x, padding=1)).relu()
        x = (x + norm(f"{block}.bn2", conv(w, f"{block}.conv2", z, padding=1))).relu()
    return linear(w, "7", x.mean((2, 3))).sparse_categorical_crossentropy(y)


def autoencoder(w: Weights, x: Any) -> Any:
    def back(name: str, x: Any) -> Any:
        return x.conv_transpose2d(w[f"{name}.weight"], w[f"{name}.bias"], stride=2, padding=1)

    code = conv(w, "2", conv(w, "0", x, stride=2, padding=1).relu(), stride=2, padding=1).relu()
    return (back("6", back("4", code).relu()) - x).square().mean()


def lstm(w: Weights, x: Any, y: Any) -> Any:
    from tinygrad import Tensor

    h = c = Tensor.zeros(x.shape[0], 128)
    for t in range(x.shape[1]):
        gates = x[:, t].linear(w["lstm.weight_ih_l0"].T, w["lstm.bias_ih_l0"])
        gates = gates + h.linear(w["lstm.weight_hh_l0"].T, w["lstm.bias_hh_l0"])
        i, f, g, o = gates.chunk(4, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
    return linear(w, "head", h).sparse_categorical_crossentropy(y)


def gpt(w: Weights, ids: Any, following: Any) -> Any:
    n, t = ids.shape

    def norm(name: str, x: Any) -> Any:
        return x.layernorm() * w[f"{name}.weight"] + w[f"{name}.bias"]

    def gelu(x: Any) -> Any:  # the exact one; Tensor.gelu is the approximation by tanh
        return 0.5 * x * (1 + (x * 0.5**0.5).erf())

    x = w["token.weight"][ids] + w["place.weight"]
    for k in range(4):
        block = f"blocks.{k}"
        heads = linear(w, f"{block}.qkv", norm(f"{block}.norm1", x)).reshape(n, t, 3, 4, 32).permute(2, 0, 3, 1, 4)
        seen = heads[0].scaled_dot_product_attention(heads[1], heads[2], is_causal=True)
        x = x + linear(w, f"{block}.out", seen.transpose(1, 2).reshape(n, t, 128))
        x = x + linear(w, f"{block}.mlp.2", gelu(linear(w, f"{block}.mlp.0", norm(f"{block}.norm2", x))))
    scores = linear(w, "head", norm("norm", x)).reshape(n * t, -1)
    return scores.sparse_categorical_crossentropy(following)


def embedding_bag(w: Weights, x: Any, y: Any) -> Any:
    return linear(w, "1", w["0.weight"][x].mean(1)).sparse_categorical_crossentropy(y)


LOSSES: dict[str, Callable[..., Any]] = {
    "tiny MLP": tiny, "MLP": mlp, "LeNet": lenet, "ResNet": resnet, "LSTM": lstm, "GPT": gpt,
    "autoencoder": autoencoder, "embedding bag": embedding_bag,
}  # fmt: skip


def optimizer(name: str, options: dict[str, Any], parameters: list[Any]) -> Any:
    from tinygrad import nn

    extra = {"weight_decay": 0.01} if name == "AdamW" else {}
    return getattr(nn.optim, name)(parameters, **extra, **options)


def chain(length: int, problem: Problem) -> Program:
    from tinygrad import Tensor, TinyJit

    x, c, s = (Tensor(array) for array in problem.data.values())

    @TinyJit
    def step() -> Any:
        total = walked(MIXED, length, x, c, s).sum()
        gradient = total.gradient(x)[0]  # before total is computed, for then its history is gone
        return total.realize(gradient), gradient

    return Program(step, lambda pair: chain_value(pair[0].item(), pair[1].numpy()))


def optimizer_step(workload: OptimizerStep, problem: Problem) -> Program | None:
    from tinygrad import Tensor, TinyJit, nn

    name, options = workload.chosen
    if not hasattr(nn.optim, name):
        return None
    params, gradients = ([Tensor(a) for a in part.values()] for part in (problem.weights, problem.data))
    rule = optimizer(name, options, params)

    @TinyJit
    def step() -> None:
        for p, gradient in zip(params, gradients, strict=True):
            p.grad = gradient
        rule.step()

    return Program(step, lambda _: sum(float(np.abs(p.numpy()).sum()) for p in params))


def training(workload: Training, problem: Problem) -> Program:
    from tinygrad import Tensor, TinyJit

    w = {name: Tensor(array) for name, array in problem.weights.items()}
    data = {name: Tensor(array) for name, array in problem.data.items()}
    rule, loss_of = optimizer(*workload.optimizer, list(w.values())), LOSSES[workload.name]

    @TinyJit
    def train(**data: Any) -> Any:
        rule.zero_grad()
        loss = loss_of(w, **data).backward()
        return loss.realize(*rule.schedule_step())

    return Program(lambda: train(**data).item())


def program(workload: Workload, problem: Problem) -> Program | None:
    from tinygrad.helpers import TRAINING

    if isinstance(workload, Import):
        return imported("import tinygrad")
    TRAINING.value = 1
    if isinstance(workload, Chain) and workload.operation == "mixed":
        return chain(workload.length, problem)
    if isinstance(workload, OptimizerStep):
        return optimizer_step(workload, problem)
    if isinstance(workload, Training) and workload.name in LOSSES:
        return training(workload, problem)
    return None
