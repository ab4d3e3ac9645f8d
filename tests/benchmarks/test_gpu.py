"""The program for a machine with a GPU, where there is none: what it says, and that it runs, on the stand-in."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

import autograd_lab as lab
from tests.benchmarks import gpu as program
from tests.support import host_kernel
from tests.support.fake_cupy import FakeCupy


@pytest.fixture(autouse=True)
def flags() -> Iterator[None]:
    yield
    lab.set_float32_matmul_precision("highest")


def test_the_table(fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    if not host_kernel.COMPILER:
        pytest.skip(host_kernel.MISSING)
    monkeypatch.setattr(program, "pytorch", lambda: None)
    monkeypatch.setattr(program, "tested", lambda: 3)
    monkeypatch.setattr(sys, "argv", ["gpu", "MLP", "--steps", "1", "--rounds", "1", "--tests"])
    assert program.main() == 3  # that of the tests
    out, err = capsys.readouterr()
    name, ours, graph, *rest = out.splitlines()[-1].split()
    assert name == "MLP" and float(ours) > 0 and float(graph) > 0 and rest == ["-", "-", "-", "-", "0.50"]
    assert out.startswith("Fake GPU, driver for CUDA 13000, CuPy") and "no PyTorch" in out and not err


def test_what_cannot_run_is_left_out(
    fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> program.Step:
        raise RuntimeError("no graph\nof this")

    monkeypatch.setattr(
        program, "makers", lambda name, torch: {"graph": (lab, broken), "ours": (lab, lambda: lambda: 2)}
    )
    time = program.row("MLP", None, 1, 1)
    assert capsys.readouterr().err == "MLP, graph: left out: RuntimeError: no graph\n" and time["ours"] > 0


def test_without_a_gpu(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise lab.errors.DeviceError("cuda.no_driver")

    monkeypatch.setattr(lab.cuda, "init", refuse)
    monkeypatch.setattr(sys, "argv", ["gpu"])
    assert program.main() == 1 and capsys.readouterr().err.startswith("This needs an NVIDIA GPU.")
