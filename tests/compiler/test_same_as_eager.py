"""Compiled training steps, models and functions do what they did uncompiled, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.compiler.twins import assert_twins, inner, plans, same

F = nn.functional


def batch(*shape: int, classes: int = 0) -> Any:
    """Other numbers at each call, the same for both twins."""

    def arguments(k: int) -> tuple[Any, ...]:
        draw = np.random.default_rng(k)
        x = lab.tensor(draw.standard_normal(shape).astype(np.float32))
        if classes:
            return x, lab.tensor(draw.integers(0, classes, shape[0]))
        return x, lab.tensor(draw.standard_normal((shape[0], 1)).astype(np.float32))

    return arguments


def trainer(model: Any, optimizer: Any, loss: Any) -> Any:
    def step(x: Any, y: Any) -> Any:
        optimizer.zero_grad()
        value = loss(model(x), y)
        value.backward()
        optimizer.step()
        return value

    return step, [model]


OPTIMIZERS = {
    "sgd": lambda p: lab.optim.SGD(p, lr=0.1),
    "momentum": lambda p: lab.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-3),
    "adam": lambda p: lab.optim.Adam(p, lr=0.01),
    "adamw": lambda p: lab.optim.AdamW(p, lr=0.01, amsgrad=True),
    "rmsprop": lambda p: lab.optim.RMSprop(p, lr=0.01, momentum=0.5),
    "adagrad": lambda p: lab.optim.Adagrad(p),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_mlp_step(name: str) -> None:
    def build() -> Any:
        model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))
        return trainer(model, OPTIMIZERS[name](model.parameters()), F.mse_loss)

    assert_twins(build, batch(32, 2))


class Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(channels, channels, 3, padding=1), nn.Conv2d(channels, channels, 3, padding=1)
        self.n, self.m = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)

    def forward(self, x: Any) -> Any:
        y = F.relu(self.n(self.a(x)), inplace=True)
        y = self.m(self.b(y))
        y += x
        return F.relu(y)


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.place = nn.Embedding(11, 16), nn.Embedding(8, 16)
        self.norm, self.qkv, self.out = nn.LayerNorm(16), nn.Linear(16, 48), nn.Linear(16, 11)
        self.drop = nn.Dropout(0.1)

    def forward(self, ids: Any) -> Any:
        B, T = ids.shape
        x = self.embed(ids) + self.place(lab.arange(T))
        q, k, v = self.qkv(self.norm(x)).split(16, dim=2)
        q, k, v = (t.view(B, T, 2, 8).transpose(1, 2) for t in (q, k, v))
        scores = (q @ k.transpose(-2, -1)) / 8**0.5
        mask = lab.tril(lab.ones(T, T)) == 0
        weights = self.drop(F.softmax(scores.masked_fill(mask, float("-inf")), dim=-1))
        y = (weights @ v).transpose(1, 2).contiguous().view(B, T, 16)
        return self.out(F.gelu(x + y))


MODELS: dict[str, Any] = {
    "lenet": (lambda: nn.Sequential(nn.Conv2d(1, 4, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 5),
                                    nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(6 * 4 * 4, 10)),
              batch(4, 1, 24, 24, classes=10)),
    "resnet": (lambda: nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), Residual(4), Residual(4),
                                     nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5)),
               batch(3, 1, 8, 8, classes=5)),
    "dropout": (lambda: nn.Sequential(nn.Linear(6, 12), nn.Dropout(0.4), nn.Sigmoid(), nn.LayerNorm(12),
                                      nn.Linear(12, 3)), batch(7, 6, classes=3)),
    "deconvolution": (lambda: nn.Sequential(nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.LeakyReLU(0.1),
                                            nn.ConvTranspose2d(3, 1, 2, stride=2), nn.Flatten(), nn.Softplus(),
                                            nn.Linear(64, 4)), batch(2, 1, 8, 8, classes=4)),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_classifier_step(name: str) -> None:
    model, arguments = MODELS[name]

    def build() -> Any:
        made = model()
        return trainer(made, lab.optim.Adam(made.parameters()), F.cross_entropy)

    assert_twins(build, arguments)


@pytest.mark.parametrize("name", MODELS)
def test_compiled_model_in_a_loop(name: str) -> None:
    """Only the model is compiled: its outputs hang on one node, whose gradients are those of the graph."""
    model, arguments = MODELS[name]
    lab.manual_seed(3)
    plain = model()
    lab.manual_seed(3)
    other = model()
    compiled = lab.compile(other)
    for k in range(6):
        x, y = arguments(k)
        x.requires_grad_(k % 2 == 1)
        results = []
        for net in (plain, compiled):
            lab.manual_seed(k)
            x.grad = None
            net.zero_grad()
            out = net(x)
            F.cross_entropy(out, y).backward()
            mine = x.grad.array if x.requires_grad else 0
            results.append([out.array, *[p.grad.array for p in net.parameters()], mine])
        for a, b in zip(*results, strict=True):
            same(a, b)
    assert plans(compiled) == 2  # with and without a gradient for x
    for (_, a), (_, b) in zip(plain.named_buffers(), other.named_buffers(), strict=True):
        same(a.array, b.array)


def test_attention_step() -> None:
    def build() -> Any:
        model = Attention()
        optimizer = lab.optim.AdamW(model.parameters(), lr=1e-2)

        def step(ids: Any, targets: Any) -> Any:
            optimizer.zero_grad()
            logits = model(ids)
            loss = F.cross_entropy(logits.view(-1, 11), targets.view(-1))
            loss.backward()
            total = nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
            return {"loss": loss, "norm": total, "logits": logits.detach()}

        return step, [model]

    def arguments(k: int) -> Any:
        draw = np.random.default_rng(k)
        return lab.tensor(draw.integers(0, 11, (3, 8))), lab.tensor(draw.integers(0, 11, (3, 8)))

    assert_twins(build, arguments)


@pytest.mark.parametrize("mode", ["sum", "mean"])
def test_embedding_bag_step(mode: str) -> None:
    def build() -> Any:
        model = nn.Sequential(nn.EmbeddingBag(50, 8, mode=mode), nn.Linear(8, 4))
        return trainer(model, lab.optim.SGD(model.parameters(), lr=0.1), F.cross_entropy)

    def arguments(k: int) -> Any:
        draw = np.random.default_rng(k)
        return lab.tensor(draw.integers(0, 50, (5, 7))), lab.tensor(draw.integers(0, 4, 5))

    assert_twins(build, arguments)


def test_recurrent_step() -> None:
    def build() -> Any:
        cell, head = nn.LSTM(3, 8, batch_first=True), nn.Linear(8, 1)
        optimizer = lab.optim.SGD([*cell.parameters(), *head.parameters()], lr=0.1)

        def step(x: Any, y: Any) -> Any:
            optimizer.zero_grad()
            out, (h, c) = cell(x)
            loss = ((head(out[:, -1]) - y) ** 2).mean()
            loss.backward()
            optimizer.step()
            return loss, h.detach(), c.detach()

        return step, [cell, head]

    assert_twins(build, batch(4, 5, 3))


def test_gradient_descent_by_hand() -> None:
    def build() -> Any:
        w, b = lab.randn(3, 1, requires_grad=True), lab.zeros(1, requires_grad=True)

        def step(x: Any, y: Any) -> Any:
            loss = ((x @ w + b - y) ** 2).mean()
            loss.backward()
            with lab.no_grad():
                w.sub_(0.1 * w.grad)
                b[...] = b - 0.1 * b.grad
            w.grad = None
            b.grad.zero_()
            return loss

        return step, [w, b]

    def from_zero(k: int) -> Any:
        return batch(8, 3)(k)

    assert_twins(build, from_zero)


def test_gradients_add_up_over_calls() -> None:
    def build() -> Any:
        model = nn.Linear(3, 1)

        def step(x: Any, y: Any) -> Any:
            loss = F.mse_loss(model(x), y) / 4
            loss.backward()
            return loss

        return step, [model]

    assert_twins(build, batch(8, 3))


def test_grad_of_grad() -> None:
    def build() -> Any:
        model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
        optimizer = lab.optim.Adam(model.parameters())

        def step(x: Any, y: Any) -> Any:
            optimizer.zero_grad()
            x = x.detach().requires_grad_(True)
            (g,) = lab.autograd.grad(model(x).sum(), x, create_graph=True)
            loss = ((g.norm(dim=1) - 1) ** 2).mean()
            loss.backward()
            optimizer.step()
            return loss, g.detach()

        return step, [model]

    assert_twins(build, batch(4, 3))


def test_leaves_that_a_call_makes_itself() -> None:
    def step(x: Any) -> Any:
        noise = lab.zeros(3, requires_grad=True)
        loss = ((x + noise) ** 2).sum()
        loss.backward()
        noise.grad.mul_(2)
        return noise.grad + 1, loss.detach(), x.sign()

    def build() -> Any:
        return step, []

    assert_twins(build, lambda k: (lab.full((3,), k + 1.0),))


def test_values_of_python_and_nested_arguments() -> None:
    def step(parts: Any, factor: float, *, options: Any) -> Any:
        total = parts["a"] * factor + parts["b"][0]
        return {"total": total, "pair": (total.sum(), options["name"]), "same": parts["a"]}

    def arguments(k: int) -> Any:
        return {"a": lab.full((3,), float(k)), "b": [lab.ones(3)]}, 2.0

    compiled = lab.compile(step)
    for k in range(5):
        parts, factor = arguments(k)
        got = compiled(parts, factor, options={"name": "n"})
        assert got["total"].tolist() == [2.0 * k + 1] * 3 and got["pair"][1] == "n" and got["same"] is parts["a"]
    assert plans(compiled) == 1


def test_results_are_not_written_to_by_later_calls() -> None:
    compiled = lab.compile(lambda x: lab.exp(x).tanh())
    kept = [compiled(lab.full((4,), float(k))) for k in range(6)]
    for k, y in enumerate(kept):
        same(y.array, lab.exp(lab.full((4,), float(k))).tanh().array)


def test_several_forwards_before_backward() -> None:
    """Each call in flight has memory of its own, which goes back when its graph is gone."""
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 3))
    compiled = lab.compile(model)
    for _ in range(4):
        x = lab.randn(2, 3)
        results = []
        for net in (model, compiled):
            net.zero_grad()
            h = x
            for _ in range(4):
                h = net(h)
            h.sum().backward()
            results.append([p.grad.array.copy() for p in model.parameters()])
        for a, b in zip(*results, strict=True):
            same(a, b)
    assert plans(compiled) == 2  # x itself, and what hangs in a graph
    pools = [len(e.replay.pool) for e in inner(compiled).entries.values()]
    assert sorted(pools) == [1, 3]


def test_backward_twice_and_never() -> None:
    model = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1))
    compiled, x = lab.compile(model), lab.randn(4, 3)
    for _ in range(4):
        compiled.zero_grad()
        loss = compiled(x).sum()
        loss.backward(retain_graph=True)
        once = [p.grad.array.copy() for p in model.parameters()]
        loss.backward()
        for p, g in zip(model.parameters(), once, strict=True):
            same(p.grad.array, g + g)
        with pytest.raises(RuntimeError, match="second time"):
            loss.backward()
        compiled(x)


def test_pytorch_goes_the_same_way(torch: Any) -> None:
    """The same program with PyTorch's numbers: single precision, so equal up to the order of sums."""
    losses = []
    for T, compile in ((torch, lambda f: f), (lab, lab.compile)):
        model = T.nn.Sequential(T.nn.Linear(4, 8), T.nn.ReLU(), T.nn.Linear(8, 3))
        with T.no_grad():
            for k, p in enumerate(model.parameters()):
                p.copy_(T.linspace(-1, 1, p.numel()).reshape(p.shape) * (0.3 + 0.1 * k))
        optimizer = T.optim.Adam(model.parameters(), lr=0.01)
        x = T.linspace(-2, 2, 24).reshape(6, 4)
        y = T.tensor([0, 1, 2, 0, 1, 2])

        @compile
        def step(x: Any, y: Any, T: Any = T, model: Any = model, optimizer: Any = optimizer) -> Any:
            optimizer.zero_grad()
            loss = T.nn.functional.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            return loss

        losses.append([step(x, y).item() for _ in range(30)])
    # 30 steps of float32, each of which adds errors of some 1e-7.
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-4)
    assert losses[0][-1] < losses[0][0]
