"""Files that are damaged, old, unknown, or made to do harm: one clear error each, and nothing outside is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, FileError, OnnxError
from tests.onnx.record import FILES
from tests.onnx.support import check
from tests.support.refusal import assert_refused


def proto(change: Callable[[Any], None] | None = None) -> Any:
    made = lab.onnx.export(nn.Linear(3, 2), lab.ones(2, 3))
    if change is not None:
        change(made)
    return made


def small(*nodes: tuple[Any, ...], rank: int = 2, opset: int = 20, domain: str = "") -> Any:
    """A model of some nodes ``(type, inputs, outputs, attributes)`` from x (2, 3) to y of this rank."""
    import onnx
    from onnx import helper

    made = [helper.make_node(kind, ins, outs, domain=domain, **how) for kind, ins, outs, how in nodes]
    x = helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [2, 3])
    y = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["a", "b", "c"][:rank])
    graph = helper.make_graph(made, "g", [x], [y])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid(domain, opset)], ir_version=9)


def loads(model: Any, folder: Path) -> Callable[[], Any]:
    path = folder / "m.onnx"
    path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
    return lambda: lab.onnx.load(path)


def outside(location: str, length: int = 24) -> Callable[[Any], None]:
    """The weight's numbers lie in another file."""

    def change(model: Any) -> None:
        tensor = next(t for t in model.graph.initializer if t.name == "weight")
        tensor.ClearField("raw_data")
        tensor.data_location = 1
        for key, value in {"location": location, "offset": "8", "length": str(length)}.items():
            tensor.external_data.add(key=key, value=value)

    return change


def test_external_data_beside_the_model(tmp_path: Path) -> None:
    numbers = np.arange(6, dtype=np.float32)
    (tmp_path / "w.bin").write_bytes(b"padding." + numbers.tobytes())
    read = loads(proto(outside("w.bin")), tmp_path)()
    assert read.weight.flatten().tolist() == numbers.tolist()


@pytest.mark.parametrize("location", ["../secret.bin", "/etc/hostname", "link.bin", "", "none.bin", "."])
def test_external_data_elsewhere(location: str, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(100))
    os.symlink(tmp_path / "secret.bin", folder / "link.bin")
    assert_refused(loads(proto(outside(location)), folder), FileError, "onnx.outside", "weight")


def test_external_data_that_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(bytes(20))
    assert_refused(loads(proto(outside("w.bin")), tmp_path), FileError, "onnx.bytes", "[2, 3]")
    assert_refused(loads(proto(outside("w.bin", -4)), tmp_path), FileError, "onnx.bytes", "weight")


def dims(*lengths: int) -> Callable[[Any], None]:
    def change(model: Any) -> None:
        tensor = model.graph.initializer[0]
        del tensor.dims[:]
        tensor.dims.extend(lengths)

    return change


def emptied(model: Any) -> None:
    """Dims of an exabyte, and no numbers at all."""
    dims(2**20, 2**40)(model)
    model.graph.initializer[0].ClearField("raw_data")


def test_dims_that_do_not_fit(tmp_path: Path) -> None:
    assert_refused(loads(proto(dims(2**30, 2**30)), tmp_path), FileError, "onnx.bytes", str(2**30))
    assert_refused(loads(proto(dims(-2, -3)), tmp_path), FileError, "onnx.dims", "[-2, -3]")
    assert_refused(loads(proto(emptied), tmp_path), FileError, "onnx.damaged", "m.onnx")


def test_damaged(tmp_path: Path) -> None:
    """Cut off anywhere, and with any byte changed: loaded, or one of our errors, never another."""
    whole = proto().SerializeToString()
    for data in (b"", b"no model", whole[: len(whole) // 2], whole[:-1], bytes(1000)):
        assert_refused(loads(data, tmp_path), FileError, "onnx.damaged", "m.onnx")
    rng, refused = np.random.default_rng(0), 0
    for place in rng.choice(len(whole), 150, replace=False):
        changed = bytearray(whole)
        changed[place] ^= 1 << int(rng.integers(8))
        try:
            loads(bytes(changed), tmp_path)()
        except (FileError, OnnxError):
            refused += 1
    assert refused > 20
    assert_refused(lambda: lab.onnx.load(tmp_path / "nowhere.onnx"), FileError, "onnx.unreadable", "nowhere.onnx")
    assert_refused(lambda: lab.onnx.load(tmp_path), FileError, "onnx.unreadable", tmp_path.name)


def test_unknown_operators_are_all_named(tmp_path: Path) -> None:
    model = small(("Hardmax", ["x"], ["a"], {}), ("GridSample", ["a", "a"], ["b"], {}), ("Relu", ["b"], ["y"], {}))
    assert_refused(loads(model, tmp_path), OnnxError, "onnx.unknown", "GridSample, Hardmax")
    foreign = small(("Magic", ["x"], ["y"], {}), domain="maker.example", opset=1)
    assert_refused(loads(foreign, tmp_path), OnnxError, "onnx.domain", "maker.example")
    assert_refused(loads(small(("Relu", ["x"], ["y"], {}), opset=11), tmp_path), OnnxError, "onnx.old", "11")


def test_graphs_that_ask_for_too_much(tmp_path: Path) -> None:
    import onnx

    huge = onnx.numpy_helper.from_array(np.array([2**20, 2**20], np.int64))
    shape = ("Constant", [], ["s"], {"value": huge})
    for last in (("ConstantOfShape", ["s"], ["y"], {}), ("Tile", ["x", "s"], ["y"], {})):
        model = loads(small(shape, last), tmp_path)()
        assert_refused(lambda model=model: model(lab.ones(2, 3)), OnnxError, "onnx.huge", "(")


def test_cases_of_operators(tmp_path: Path) -> None:
    model = loads(small(("CumSum", ["x", "k"], ["y"], {"exclusive": 1})), tmp_path)
    assert_refused(model, FileError, "onnx.damaged", "k")  # k comes from nowhere
    model = loads(small(("ArgMax", ["x"], ["y"], {"select_last_index": 1})), tmp_path)()
    assert_refused(lambda: model(lab.ones(2, 3)), OnnxError, "onnx.case", "select_last_index")
    assert_refused(lambda: model(), ArgTypeError, "onnx.inputs", "x")
    assert_refused(lambda: model(lab.ones(2, 3), x=lab.ones(2, 3)), ArgTypeError, "onnx.inputs", "2")


FOREIGN = {  # nodes that our own export does not write
    "GlobalMaxPool": [("Unsqueeze", ["x", "a"], ["u"], {}), ("GlobalMaxPool", ["u"], ["y"], {})],
    "Flatten": [("Flatten", ["x"], ["y"], {"axis": -1})],
    "Selu": [("Selu", ["x"], ["y"], {})],
    "Sum": [("Sum", ["x", "x", "x"], ["y"], {})],
    "Mean": [("Mean", ["x", "x"], ["y"], {})],
    "Dropout": [("Dropout", ["x"], ["y"], {})],
    "Softsign": [("Softsign", ["x"], ["y"], {})],
    "Split": [("Split", ["x"], ["p", "y"], {"axis": 1, "num_outputs": 2})],
    "IsInf": [("IsInf", ["x"], ["i"], {"detect_negative": 0}), ("Cast", ["i"], ["y"], {"to": 1})],
    "padded pool": [("Unsqueeze", ["x", "a"], ["u"], {}),
                    ("MaxPool", ["u"], ["y"], {"kernel_shape": [2], "auto_pad": "SAME_UPPER"})],
    "Gemm": [("Gemm", ["x", "x", "b"], ["y"], {"transA": 1, "alpha": 0.5, "beta": 2.0})],
    "Slice": [("Constant", [], ["n"], {"value_ints": [-1]}), ("Constant", [], ["m"], {"value_ints": [-9]}),
              ("Slice", ["x", "n", "m", "n", "n"], ["y"], {})],
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_files_of_others(name: str, tmp_path: Path) -> None:
    import onnx

    model = small(*FOREIGN[name], rank=3 if "Unsqueeze" in str(FOREIGN[name]) else 2)
    for key, value in {"a": np.array([0], np.int64), "b": np.array([1, 2, 3], np.float32)}.items():
        if any(key in node.input for node in model.graph.node):
            model.graph.initializer.append(onnx.numpy_helper.from_array(value, key))
    x = lab.tensor([[1.0, -2.0, float("inf")], [4.0, 5.0, -6.0]])
    x = x if name == "IsInf" else x.clamp(max=9)
    found = loads(model, tmp_path)()(x)
    expected = lab.onnx.run(model, {"x": x.numpy()})[0]
    np.testing.assert_allclose(found.detach().numpy(), expected, rtol=1e-6)


def test_names_that_are_no_attributes(tmp_path: Path) -> None:
    """Initializers called like methods, with empty parts, or one inside another, are parameters of other names."""

    def change(model: Any) -> None:
        for old, new in (("weight", "forward"), ("bias", "forward..x")):
            for tensor in model.graph.initializer:
                tensor.name = new if tensor.name == old else tensor.name
            for node in model.graph.node:
                for k, name in enumerate(node.input):
                    node.input[k] = new if name == old else name

    read = loads(proto(change), tmp_path)()
    assert sorted(name for name, _ in read.named_parameters()) == ["weight_0", "weight_1"]
    assert read(lab.ones(2, 3)).shape == (2, 2)


def test_buffers_stay_buffers(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Conv1d(2, 2, 1), nn.BatchNorm1d(2)).eval()
    model.register_buffer("offset", lab.tensor([[[0.5]]]))
    model.forward = lambda x: model[1](model[0](x)) + model.offset  # type: ignore[method-assign]
    check(model, (lab.randn(2, 2, 4),), folder=tmp_path)
    read = lab.onnx.load(tmp_path / "model.onnx")
    assert {name for name, _ in read.named_buffers()} == {"1.running_mean", "1.running_var", "offset"}


@pytest.mark.parametrize("path", sorted(FILES.glob("*.onnx")), ids=lambda path: path.stem)
def test_files_of_pytorch(path: Path) -> None:
    """Models that PyTorch 2.13 wrote give what they gave there, also at another batch; every weight gets a gradient."""
    model, answer = lab.onnx.load(path), np.load(path.with_suffix(".npz"))
    y = model(lab.tensor(answer["x"]))
    np.testing.assert_allclose(y.detach().numpy(), answer["y"], rtol=1e-4, atol=1e-5)  # sums in another order
    assert model(lab.tensor(answer["x"][:1])).shape[0] == 1
    y.square().sum().backward()
    assert all(p.grad is not None for p in model.parameters())
