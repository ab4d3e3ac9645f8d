"""What cannot be exported says so, with the op, the module and the line; no file is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, watch
from autograd_lab.errors import ArgTypeError, ArgumentError, DeviceError, OnnxError, OptionalMissing
from autograd_lab.nn import functional as F
from autograd_lab.nn.utils import rnn
from autograd_lab.onnx import library, limits
from autograd_lab.onnx.build import CONVERTERS
from autograd_lab.ops.base import all_ops
from tests.onnx.support import Calls
from tests.support.refusal import assert_refused

X = lab.tensor([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])


def exported(function: Callable[..., Any], *xs: Any, **how: Any) -> Callable[[], Any]:
    model = function if isinstance(function, nn.Module) else Calls(function)
    return lambda: lab.onnx.export(model, xs or (X,), **how)


def through_numpy(x: Any) -> Any:
    return x * lab.tensor(np.sort(x.numpy(), axis=0))


def part_in_place(x: Any) -> Any:
    y = x * 1
    y.numpy()[...] = 0
    y.t().relu_()
    return y


def packed(x: Any) -> Any:
    return nn.GRU(1, 2)(rnn.pack_padded_sequence(x[..., None], [3, 2], batch_first=True))[1]


class Deep(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.ModuleList([nn.Identity(), Calls(lambda x: lab.special.airy_ai(x))])

    def forward(self, x: Any) -> Any:
        return self.body[1](x)


REFUSED = {
    "an op without a form": (exported(lambda x: x.cumprod(1)), "onnx.no_form", "CumProd"),
    "the module's path": (exported(Deep()), "onnx.no_form", "'body.1'"),
    "the line": (exported(Deep()), "onnx.no_form", "test_refusals.py:"),
    "a case of an op": (exported(lambda x: x.round(decimals=2)), "onnx.refused", "decimals=0"),
    "a projected LSTM": (exported(nn.LSTM(3, 4, proj_size=2)), "onnx.refused", "proj_size"),
    "another way for other numbers": (exported(lambda x: x.sin() if x.sum() > 4.7 else x), "onnx.branch", "Sin"),
    "a number taken out": (exported(lambda x: x * x.mean().item()), "onnx.number", "Mul"),
    "an index taken out": (exported(lambda x: x[:, int(x.argmax()) % 3]), "onnx.number", "GetItem"),
    "through NumPy": (exported(through_numpy), "onnx.by_hand", "(2, 3)"),
    "by chance": (exported(lambda x: x + lab.rand(3)), "onnx.by_hand", "(3,)"),
    "another size": (exported(lambda x: x + lab.ones(2, 3), dynamic_axes={"input_0": {0: "n"}}),
                     "onnx.other_input", "input_0.shape[0]=3"),
    "a number of the size": (exported(lambda x: x * (1 / len(x)), dynamic_axes={"input_0": [0]}), "onnx.number_size",
                             "Mul"),
    "a list of the size": (exported(lambda x: x.T * lab.tensor([float(k * k) for k in range(len(x))]),
                                    dynamic_axes={"input_0": [0]}), "onnx.refused", "(2,)"),
    "in place through another view": (exported(part_in_place), "onnx.inplace", "(2, 3)"),
    "complex numbers": (exported(lambda x: lab.fft.fft(x).real), "onnx.no_form", "Fft"),
    "unequal lengths": (exported(packed), "onnx.refused", "Packed"),
    "nothing to return": (exported(lambda x: None), "onnx.no_outputs", "Tensor"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    call, key, word = REFUSED[name]
    assert_refused(call, OnnxError, key, word)


LINEAR = nn.Linear(3, 2)
ARGUMENTS = [
    (exported(LINEAR, opset_version=12), ArgumentError, "onnx.opset", "20"),
    (exported(LINEAR, input_names=["weight"]), ArgumentError, "onnx.name_taken", "weight"),
    (exported(lambda a, b: a + b, X, X, input_names=["a", "a"]), ArgumentError, "onnx.input_names", "2"),
    (exported(lambda a: (a, a), X, output_names=["y"]), ArgumentError, "onnx.output_names", "['y']"),
    (exported(LINEAR, dynamic_axes={"input": {2: "n"}}), ArgumentError, "onnx.axis", "(2, 3)"),
    (exported(lambda a, b: a, X, X[:1], dynamic_axes={f"input_{k}": {0: "n"} for k in (0, 1)}), ArgumentError,
     "onnx.axis_sizes", "[1, 2]"),
    (exported(LINEAR, dynamic_axes={"x": [0]}), ArgumentError, "onnx.axes_names", "input, output"),
    (lambda: lab.onnx.export(LINEAR, (3,)), ArgTypeError, "onnx.no_inputs", "int"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "key", "word"), ARGUMENTS, ids=[row[2] for row in ARGUMENTS])
def test_arguments(call: Any, error: type[Exception], key: str, word: str) -> None:
    assert_refused(call, error, key, word)


def test_models_on_a_gpu(fake_cupy: Any) -> None:
    assert_refused(exported(LINEAR, X.to("cuda")), DeviceError, "onnx.device", ".cpu()")


def test_nothing_is_written_and_the_model_is_as_before(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(3, 3), Calls(lambda x: x.cumprod(1))).train()
    with pytest.raises(OnnxError):
        lab.onnx.export(model, X, tmp_path / "m.onnx")
    assert not list(tmp_path.iterdir()) and model.training and not watch.watchers


def test_verify_notices_a_wrong_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONVERTERS, "Relu", lambda c: c.node("Abs", [c.x()]))
    assert_refused(exported(F.relu, X, verify=True), OnnxError, "onnx.differs", "6")


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def without(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(library.importlib, "import_module", without)
    for load, name in ((library.onnx, "onnx"), (library.onnxruntime, "onnxruntime")):
        load.cache_clear()
        assert_refused(load, OptionalMissing, "onnx.missing", name)
        load.cache_clear()


def test_every_op_is_said_or_listed(capsys: pytest.CaptureFixture[str]) -> None:
    names = {op.__name__ for op in all_ops() if op.__module__.startswith("autograd_lab.ops.")}
    assert CONVERTERS.keys() - {"Overwritten"} <= names  # no misspelt name
    assert limits.INSIDE <= names and not limits.INSIDE & CONVERTERS.keys()
    assert limits.missing_ops().keys() == names - CONVERTERS.keys() - limits.INSIDE
    for language, word in (("en", "random numbers"), ("zh", "随机数")):
        lab.set_language(language)
        lab.onnx.not_exportable()
        printed = capsys.readouterr().out
        assert word in printed and "nn.CTCLoss" in printed and "CumProd" in printed
        assert all(len(line) < 115 for line in printed.splitlines())
