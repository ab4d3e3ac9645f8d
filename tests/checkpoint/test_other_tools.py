"""Files of other tools are read here, and ours there; files of every release are read for ever."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.checkpoint.samples import DTYPES, bytes_of, same, trained

GOLDEN = Path(__file__).parent / "golden"

# safetensors.torch.save({"b": torch.tensor([True, False]), "w": torch.tensor([[1.0, 2.0]]),
#                         "h": torch.tensor(0.5, dtype=torch.bfloat16)}, {"note": "hello"}), version 0.8.0
BY_SAFETENSORS = bytes.fromhex(
    "c8000000000000007b225f5f6d657461646174615f5f223a7b226e6f7465223a2268656c6c6f227d2c2277223a7b226474797065223a22"
    "463332222c227368617065223a5b312c325d2c22646174615f6f666673657473223a5b302c385d7d2c2268223a7b226474797065223a22"
    "42463136222c227368617065223a5b5d2c22646174615f6f666673657473223a5b382c31305d7d2c2262223a7b226474797065223a2242"
    "4f4f4c222c227368617065223a5b325d2c22646174615f6f666673657473223a5b31302c31325d7d7d20200000803f00000040003f0100"
)


def to_torch(torch: Any, x: Any) -> Any:
    return torch.tensor(x.tolist(), dtype=getattr(torch, x.dtype.name)).reshape(tuple(x.shape))


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d is not lab.complex128], ids=str)
@pytest.mark.parametrize("shape", [(), (0, 2), (2, 3)], ids=str)
def test_both_ways_with_safetensors_and_torch(dtype: Any, shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    tools = pytest.importorskip("safetensors.torch")
    ours = {"x": lab.rand(shape).mul(100).to(dtype), "y.weight": lab.rand(shape).to(dtype)}
    theirs = {name: to_torch(torch, x) for name, x in ours.items()}
    loaded = lab.load(io.BytesIO(tools.save(theirs)))
    assert loaded.keys() == ours.keys() and all(same(loaded[name], ours[name]) for name in ours)
    back = tools.load(bytes_of(ours))
    assert back.keys() == ours.keys()
    for name in ours:
        assert back[name].dtype == theirs[name].dtype and torch.equal(back[name], theirs[name])


def test_a_network_goes_to_torch_and_back(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    tools = pytest.importorskip("safetensors.torch")
    model, _ = trained()
    theirs = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    lab.save(model.state_dict(), tmp_path / "model.safetensors")
    theirs.load_state_dict(tools.load_file(tmp_path / "model.safetensors"))
    x = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
    expected = theirs(torch.from_numpy(x)).detach().numpy()
    np.testing.assert_allclose(model(lab.from_numpy(x)).detach().numpy(), expected, rtol=1e-5)
    tools.save_model(theirs, str(tmp_path / "back.safetensors"))
    with lab.no_grad():
        for p in model.parameters():
            p.zero_()
    model.load_state_dict(lab.load(tmp_path / "back.safetensors"))
    np.testing.assert_allclose(model(lab.from_numpy(x)).detach().numpy(), expected, rtol=1e-5)


def test_views_and_expanded_tensors_read_right_elsewhere() -> None:
    tools = pytest.importorskip("safetensors.numpy")
    x = lab.arange(6.0).reshape(2, 3)
    seen = tools.load(bytes_of({"t": x.t().clone().t(), "columns": x[:, ::2], "z": lab.ones(2, dtype=lab.complex128)}))
    assert seen["t"].tolist() == x.tolist() and seen["columns"].tolist() == x[:, ::2].tolist()
    assert seen["z"].tolist() == [[1, 0], [1, 0]]  # the format has no complex128


def test_arrays_begin_where_processors_like_them_to() -> None:
    import json

    file = bytes_of({"b": lab.ones(3, dtype=lab.bool), "d": lab.ones(3, dtype=lab.float64), "h": lab.ones(1).half(),
                     "f": lab.ones(1), "z": lab.ones(1, dtype=lab.complex128)})  # fmt: skip
    length = int.from_bytes(file[:8], "little")
    header = json.loads(file[8 : 8 + length])
    assert (8 + length) % 8 == 0
    sizes = {"BOOL": 1, "F16": 2, "F32": 4, "F64": 8}
    for name, entry in header.items():
        if name != "__metadata__":
            assert entry["data_offsets"][0] % sizes[entry["dtype"]] == 0


def test_a_file_by_safetensors_without_safetensors() -> None:
    after = lab.load(io.BytesIO(BY_SAFETENSORS))
    assert set(after) == {"b", "w", "h"} and type(after) is dict
    assert same(after["w"], lab.tensor([[1.0, 2.0]])) and same(after["b"], lab.tensor([True, False]))
    assert same(after["h"], lab.tensor(0.5, dtype=lab.bfloat16))
    assert lab.load(io.BytesIO(BY_SAFETENSORS), map_location="cpu")["w"].tolist() == [[1, 2]]


def golden_object() -> Any:
    """What golden/v1.safetensors was made of; a file of each later version of the format goes beside it."""
    x = lab.arange(6.0).reshape(2, 3)
    return {
        "x": x, "row": x[1], "t": x.t(), "expanded": lab.ones(()).expand(3), "half": lab.ones(2).half(),
        "brain": lab.tensor([1.5], dtype=lab.bfloat16), "z": lab.tensor([1 + 2j], dtype=lab.complex128),
        "p": lab.nn.Parameter(lab.tensor([1.0])), 0: (1, [2.5, None], {"权重": True}), "nan": float("nan"),
        "size": lab.Size([1, 2]), "array": np.arange(3, dtype=np.uint16), "scalar": np.float64(0.1), "dtype": lab.int8,
    }  # fmt: skip


def test_the_first_version_of_the_format_is_read_for_ever() -> None:
    after = lab.load(GOLDEN / "v1.safetensors")
    assert same(after, golden_object())
    after["row"][0] = 9.0
    assert after["x"][1, 0] == after["t"][0, 1] == 9


def test_the_same_object_gives_the_same_file() -> None:
    assert bytes_of(golden_object()) == (GOLDEN / "v1.safetensors").read_bytes()
