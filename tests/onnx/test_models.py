"""Whole models, with parameters under the names of their state_dict, at another batch, and trained after reading."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim, vision
from autograd_lab.nn import functional as F
from tests.onnx.support import check


class Gpt(nn.Module):
    """Two blocks as a beginner writes them, with tied weights and a mask that is cut."""

    def __init__(self) -> None:
        super().__init__()
        self.token, self.place = nn.Embedding(11, 8), nn.Embedding(16, 8)
        self.blocks = nn.ModuleList(nn.ModuleDict({"norm": nn.LayerNorm(8), "qkv": nn.Linear(8, 24)}) for _ in range(2))
        self.head = nn.Linear(8, 11, bias=False)
        self.head.weight = self.token.weight
        self.register_buffer("mask", lab.tril(lab.ones(16, 16)))

    def forward(self, tokens: Any) -> Any:
        batch, time = tokens.shape
        x = self.token(tokens) + self.place(lab.arange(time))
        for block in self.blocks:
            q, k, v = block["qkv"](block["norm"](x)).split(8, dim=2)
            q, k, v = (part.view(batch, time, 2, 4).transpose(1, 2) for part in (q, k, v))
            scores = (q @ k.transpose(-2, -1)) * 0.5
            scores = scores.masked_fill(self.mask[:time, :time] == 0, float("-inf"))
            x = x + (F.softmax(scores, dim=-1) @ v).transpose(1, 2).contiguous().view(batch, time, 8)
        return self.head(x)[:, -1, :], x.sum() / time


class CharLstm(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.lstm, self.out = nn.Embedding(20, 8), nn.LSTM(8, 12, 2, batch_first=True), nn.Linear(12, 20)

    def forward(self, x: Any) -> Any:
        y, _ = self.lstm(self.embed(x))
        return self.out(y)


def mlp() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 10))


def images(*shape: int) -> tuple[Any, ...]:
    return (lab.randn(2, *shape),), (lab.randn(5, *shape),)


def tokens(high: int, *shapes: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple((lab.randint(0, high, shape),) for shape in shapes)


MODELS: dict[str, Any] = {
    "MLP": (mlp, lambda: images(1, 8, 8), ["batch"]),
    "LeNet": (vision.models.LeNet, lambda: images(1, 32, 32), ["batch"]),
    "ResNet-18": (vision.models.resnet18, lambda: images(3, 32, 32), ["batch"]),
    "U-Net": (lambda: vision.models.UNet(1, 2, width=4), lambda: images(1, 16, 16), ["batch"]),
    "LSTM": (CharLstm, lambda: tokens(20, (3, 7), (2, 12)), ["batch", "time"]),
    "GPT": (Gpt, lambda: tokens(11, (3, 7), (5, 16)), ["batch", "time"]),
}


@pytest.mark.parametrize("name", MODELS)
def test_models(name: str, tmp_path: Path) -> None:
    make, examples, axes = MODELS[name]
    lab.manual_seed(0)
    model = make()
    proto = check(model, *examples(), axes={"x0": dict(enumerate(axes))}, folder=tmp_path)
    weights = {tensor.name for tensor in proto.graph.initializer if not tensor.name.startswith("/")}
    own = {key for key, value in model.state_dict().items() if value.ndim}  # without the counters of batch norm
    tied = {"head.weight"} if name == "GPT" else set()  # under its first name, token.weight
    assert weights == own - tied
    read = lab.onnx.load(tmp_path / "model.onnx")
    assert {key for key, _ in read.named_parameters()} == {key for key, _ in model.named_parameters()}
    assert all((dict(read.named_parameters())[k].numpy(force=True) == p.numpy(force=True)).all()
               for k, p in model.named_parameters())  # fmt: skip


def test_a_model_stays_as_it_was(tmp_path: Path) -> None:
    model = mlp()
    model.train()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    lab.onnx.export(model, lab.randn(2, 1, 8, 8), tmp_path / "m.onnx", verify=True)
    assert all(m.training for m in model.modules())
    assert all((value == before[key]).all() for key, value in model.state_dict().items())


def test_a_read_model_learns(tmp_path: Path) -> None:
    """The same gradients as the model that was written, step by step."""
    lab.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 3))
    x, target = lab.randn(6, 1, 8, 8), lab.tensor([0, 1, 2, 0, 1, 2])
    lab.onnx.export(model, x, tmp_path / "m.onnx", dynamic_axes={"input": [0]})
    read = lab.onnx.load(tmp_path / "m.onnx")
    losses = []
    for one in (model, read):
        optimizer, line = optim.SGD(one.parameters(), lr=0.1), []
        for _ in range(5):
            loss = F.cross_entropy(one(x), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            line.append(loss.item())
        losses.append(line)
    assert losses[0][-1] < losses[0][0]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)  # Gemm adds the bias after the product, we before
    model.load_state_dict(read.state_dict())


def test_names_files_and_arguments(tmp_path: Path) -> None:
    class Two(nn.Module):
        def forward(self, a: Any, flag: bool, pair: Any, scale: Any = None) -> Any:
            return {"sum": a + pair[0], "rest": [pair[1] * scale, a if flag else -a]}

    a, b, c, d = (lab.randn(2, 3) for _ in range(4))
    proto = lab.onnx.export(Two(), (a, False, (b, c)), kwargs={"scale": d}, output_names=["s", "t", "u"], verify=True)
    assert [x.name for x in proto.graph.input] == ["a", "pair_0", "pair_1", "scale"]
    assert [y.name for y in proto.graph.output] == ["s", "t", "u"]
    with (tmp_path / "m.onnx").open("wb") as file:
        lab.onnx.export(Two(), (a, True, (a, a)), file, kwargs={"scale": a})  # one tensor for four inputs
    read = lab.onnx.load(tmp_path / "m.onnx")
    assert (read(a, b, c, scale=d)[1] == c * d).all()
    written_over = lab.onnx.export(lambda x: x.relu_() + 1, a - 1, verify=True, dynamo=False)
    assert len(written_over.graph.input) == 1
    function = lab.onnx.export(lambda x: x * 2, a, opset_version=22)
    assert function.opset_import[0].version == 22
    bare = lab.onnx.export(nn.Linear(3, 2), a, export_params=False)
    assert [x.name for x in bare.graph.input] == ["input", "weight", "bias"] and not bare.graph.initializer
    assert str(read).startswith("OnnxModule(") and "a, pair_0, pair_1, scale -> " in str(read)


def test_dynamic_axes_are_named_in_the_file() -> None:
    proto = lab.onnx.export(
        nn.Conv2d(1, 2, 3), lab.randn(2, 1, 8, 8), dynamic_axes={"input": {0: "batch", 2: "height"}}
    )
    dims = [d.dim_param or d.dim_value for d in proto.graph.input[0].type.tensor_type.shape.dim]
    assert dims == ["batch", 1, "height", 8]
    out = [d.dim_param or d.dim_value for d in proto.graph.output[0].type.tensor_type.shape.dim]
    assert out[0] == "batch" and out[1] == 2 and out[3] == 6
