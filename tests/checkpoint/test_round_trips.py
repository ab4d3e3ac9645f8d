"""What was saved comes back: every kind of object, dtype and layout; what shared memory shares it again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.checkpoint.samples import DTYPES, PLAIN, bytes_of, round_trip, same, tensors, trained
from tests.support.fake_cupy import FakeCupy


@pytest.mark.parametrize("obj", PLAIN, ids=lambda obj: ascii(obj)[:40])
def test_an_object(obj: Any) -> None:
    assert same(round_trip(obj), obj) and same(round_trip({"a": [obj]}), {"a": [obj]})


@pytest.mark.parametrize("name", tensors())
def test_a_tensor(name: str) -> None:
    x = tensors()[name]
    assert same(round_trip(x), x) and round_trip(x).is_leaf
    assert same(round_trip([x, 1]), [x, 1])


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3)], ids=str)
def test_a_dtype(dtype: Any, shape: tuple[int, ...]) -> None:
    x = ((lab.randn(shape, dtype=lab.complex128) if dtype.is_complex else lab.rand(shape)) * 100).to(dtype)
    assert same(round_trip(x), x)
    if x.ndim == 2:
        assert same(round_trip(x.t()), x.t())
        assert same(round_trip([x, x[:, 1:], x.t()]), [x, x[:, 1:], x.t()])


def test_a_part_alone_is_stored_without_the_rest() -> None:
    x = lab.randn(1000, 1000)
    for part in (x[:2], x[:, 3], x[::7, ::9]):
        assert len(bytes_of(part)) < 4 * part.numel() + 1000
        y = round_trip(part)
        assert y.tolist() == part.tolist() and y.is_contiguous()
    assert len(bytes_of(lab.ones(()).expand(1000, 1000))) < 1000


def test_shared_memory_is_shared_again() -> None:
    x = lab.arange(12.0).reshape(3, 4)
    before = {"row": x[1], "x": x, "same": x, "twin": x.detach(), "t": x.t(), "bits": x.view(lab.int32), "other": x + 0}
    after = round_trip(before)
    assert all(same(after[name], before[name]) for name in before)
    assert after["same"] is after["x"] and after["twin"] is not after["x"]
    after["row"][0] = 100.0
    assert after["x"][1, 0] == after["twin"][1, 0] == after["t"][0, 1] == 100 and after["other"][1, 0] == 4
    assert after["bits"][1, 0] == lab.tensor(100.0).view(lab.int32)
    z = lab.randn(3, dtype=lab.complex128)
    again = round_trip([lab.view_as_real(z), z, z.real])
    again[1][0] = 5 + 6j
    assert again[0][0].tolist() == [5, 6] and again[2][0] == 5


def test_overlapping_parts_without_their_whole() -> None:
    x = lab.arange(100.0)
    parts = [x[10:20], x[15:30:2], x[40:50], x[12:18].reshape(2, 3).t()]
    file = bytes_of(parts)
    assert len(file) < 30 * 4 + 1700
    after = lab.load(io.BytesIO(file))
    assert all(a.tolist() == b.tolist() for a, b in zip(after, parts, strict=True))
    after[0][5] = -1.0
    assert after[1][0] == -1 and after[3].t()[1, 0] == -1
    after[2][:] = 0.0
    assert after[0][0] == 10


def test_lists_and_dicts_in_two_places_are_one_again() -> None:
    inner = [1, {"a": lab.ones(1)}]
    after = round_trip({"x": inner, "y": (inner, [inner]), "z": inner[1]})
    assert after["x"] is after["y"][0] is after["y"][1][0] and after["z"] is after["x"][1]


def test_state_dicts_of_networks_and_optimizers() -> None:
    model, optimizer = trained()
    after = round_trip(
        {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "params": [*model.parameters()]}
    )
    assert same(after["model"], model.state_dict()) and same(after["optimizer"], optimizer.state_dict())
    assert after["params"][0] is not after["model"]["0.weight"]  # as before, two tensors on one memory
    with lab.no_grad():
        after["params"][0].zero_()
    assert after["model"]["0.weight"].abs().sum() == 0
    other, _ = trained(lab.optim.SGD, lr=0.5)
    other.load_state_dict(round_trip(model.state_dict()))
    assert same(other.state_dict(), model.state_dict())


OPTIMIZERS = sorted(
    name
    for name, cls in vars(lab.optim).items()
    if isinstance(cls, type) and issubclass(cls, lab.optim.Optimizer) and cls is not lab.optim.Optimizer
)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_state_of_every_optimizer(name: str) -> None:
    layer = lab.nn.Linear(3, 2, bias=False)
    optimizer = getattr(lab.optim, name)(layer.parameters())

    def closure() -> Any:
        optimizer.zero_grad()
        loss = layer(lab.ones(2, 3)).square().mean()
        loss.backward()
        return loss

    optimizer.step(closure)
    state = optimizer.state_dict()
    assert (state["state"] or name == "SGD") and same(round_trip(state), state)
    optimizer.load_state_dict(round_trip(state))


def schedulers() -> dict[str, Any]:
    s = lab.optim.lr_scheduler
    optimizer = lab.optim.SGD([lab.ones(1, requires_grad=True)], 0.1, momentum=0.9)
    both = [s.ConstantLR(optimizer), s.ExponentialLR(optimizer, 0.9)]
    return {type(made).__name__: made for made in (
        s.StepLR(optimizer, 3), s.MultiStepLR(optimizer, [1, 2]), s.LambdaLR(optimizer, lambda epoch: 1),
        s.OneCycleLR(optimizer, 0.1, 10), s.CyclicLR(optimizer, 0.1, 0.2), s.ReduceLROnPlateau(optimizer),
        s.CosineAnnealingWarmRestarts(optimizer, 3), s.ChainedScheduler(both), s.SequentialLR(optimizer, both, [2]),
        s.PolynomialLR(optimizer))}  # fmt: skip


@pytest.mark.parametrize("name", schedulers())
def test_the_state_of_every_kind_of_schedule(name: str) -> None:
    schedule = schedulers()[name]
    state = schedule.state_dict()
    assert same(round_trip(state), state)
    schedule.load_state_dict(round_trip(state))


def test_tied_weights_stay_tied() -> None:
    model = lab.nn.Sequential(lab.nn.Linear(2, 2), lab.nn.Linear(2, 2))
    model[1].weight = model[0].weight
    state = round_trip(model.state_dict())
    state["0.weight"].zero_()
    assert state["1.weight"].abs().sum() == 0
    assert len([e for e in entries(bytes_of(model.state_dict())) if "weight" in e]) == 1


def entries(file: bytes) -> list[str]:
    import json

    header = json.loads(file[8 : 8 + int.from_bytes(file[:8], "little")])
    return [name for name in header if name != "__metadata__"]


def test_names_in_the_file_are_those_of_the_dict() -> None:
    model, optimizer = trained()
    assert set(entries(bytes_of(model.state_dict()))) == set(model.state_dict())
    assert "optimizer.state.0.exp_avg" in entries(bytes_of({"optimizer": optimizer.state_dict()}))
    odd = {"../../x": lab.ones(1), "<b>": lab.ones(1), "_b_": lab.zeros(1), "": lab.ones(1), "a\x00": lab.ones(2),
           "__metadata__": lab.ones(1), "x" * 2000: lab.ones(1), 1: lab.ones(1), "1": lab.zeros(1)}  # fmt: skip
    assert same(round_trip(odd), odd)


def test_the_versions_of_modules_in_a_state_dict_are_kept() -> None:
    state = lab.nn.Linear(1, 1).state_dict()
    state._metadata = {"": {"version": 1}}  # type: ignore[attr-defined]
    assert round_trip(state)._metadata == {"": {"version": 1}}


def test_paths_and_files(tmp_path: Path) -> None:
    x = lab.randn(3)
    for f in (str(tmp_path / "a"), tmp_path / "b.pt", str(tmp_path / "c").encode()):
        lab.save(x, f)
        assert same(lab.load(f), x)
    with open(tmp_path / "d", "wb") as file:
        file.write(b"before")
        lab.save(x, file)
    with open(tmp_path / "d", "rb") as file:
        assert file.read(6) == b"before" and same(lab.load(file), x)
    assert same(lab.load(tmp_path / "a", weights_only=False, mmap=True), x)


def test_an_array_of_the_other_byte_order() -> None:
    assert round_trip(np.arange(3, dtype=">i4")).tolist() == [0, 1, 2]


def test_loaded_tensors_are_ones_own() -> None:
    file = bytes_of({"x": lab.ones(3)})
    a, b = lab.load(io.BytesIO(file))["x"], lab.load(io.BytesIO(file))["x"]
    a += 1
    assert b.tolist() == [1, 1, 1]
    lab.save(a, io.BytesIO())
    assert a.requires_grad_().sum().backward() is None and a.grad.tolist() == [1, 1, 1]


# -- devices -----------------------------------------------------------------------------------------------------------


def test_tensors_come_back_to_their_device_or_go_where_one_says(cuda: str) -> None:
    x = lab.arange(6.0).reshape(2, 3)
    g = x.to("cuda:0")
    obj = {"cpu": x, "gpu": g, "row": g[1], "t": g.t()}
    file = bytes_of(obj)
    after = lab.load(io.BytesIO(file))
    assert {name: str(t.device) for name, t in after.items()} == {
        "cpu": "cpu", "gpu": "cuda:0", "row": "cuda:0", "t": "cuda:0"}  # fmt: skip
    assert after["t"].stride() == (1, 3)
    places: list[tuple[Any, set[str]]] = [
        ("cpu", {"cpu"}), (lab.device("cuda:0"), {"cuda:0"}), ({"cpu": "cuda:0"}, {"cuda:0"}),
        ({"cuda:0": "cpu"}, {"cpu"}), (lambda storage, where: storage, {"cpu"}), (0, {"cuda:0"}),
        (lambda storage, where: None, {"cpu", "cuda:0"}), (lambda storage, where: "cuda:0", {"cuda:0"}),
    ]  # fmt: skip
    for map_location, wanted in places:
        after = lab.load(io.BytesIO(file), map_location)
        assert {str(t.device) for t in after.values()} == wanted
        after["row"][0] = 9.0
        assert after["gpu"][1, 0] == 9 and after["cpu"][1, 0] == 3


def test_a_tensor_of_a_gpu_where_there_is_none(fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch) -> None:
    file = bytes_of(lab.ones(2, device="cuda"))
    from autograd_lab.backend import cuda

    monkeypatch.setattr(cuda, "_cupy", None)
    monkeypatch.setitem(__import__("sys").modules, "cupy", None)
    with pytest.raises(RuntimeError, match="map_location='cpu'"):
        lab.load(io.BytesIO(file))
    assert lab.load(io.BytesIO(file), map_location="cpu").tolist() == [1, 1]
