"""The module database as a test, where PyTorch is installed: a few samples per module; ``python -m
tests.parity.modules`` runs them all. And what can be said of every class of torch.nn without a sample."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="PyTorch's module database needs the package expecttest")

import torch

import autograd_lab as lab
from tests.parity.modules import entries, name_of, ours, run

MOST = 8  # samples per module and mode
ENTRIES = [info for info in entries([]) if ours(info) is not None]
CLASSES = [
    name for name, cls in vars(torch.nn).items()
    if isinstance(cls, type) and issubclass(cls, torch.nn.Module) and hasattr(lab.nn, name)
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::FutureWarning")  # PyTorch's own, while it makes samples
@pytest.mark.parametrize("info", ENTRIES, ids=name_of)
def test_as_in_pytorch(info: Any) -> None:
    assert run(info, MOST).said == []


def parameters(cls: Any) -> list[tuple[str, Any, Any]]:
    own = [p for p in inspect.signature(cls).parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return [(p.name, p.kind, getattr(p.default, "__name__", p.default)) for p in own]  # a function by its name


@pytest.mark.parametrize("name", CLASSES)
def test_the_constructor_takes_the_same_arguments(name: str) -> None:
    if name in ("NLLLoss2d", "RNN", "LSTM", "GRU"):
        pytest.skip("PyTorch's says *args, **kwargs")
    assert parameters(getattr(lab.nn, name)) == parameters(getattr(torch.nn, name))


@pytest.mark.parametrize("name", CLASSES)
def test_isinstance_answers_the_same(name: str) -> None:
    def public(library: Any) -> set[str]:
        return {base.__name__ for base in getattr(library.nn, name).__mro__ if hasattr(torch.nn, base.__name__)}

    assert public(lab) == public(torch)
