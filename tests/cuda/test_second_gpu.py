"""Tensors of another GPU than the current one, on the fake: whatever is called computes where they lie. And tensors of
several devices: an error that names them."""

from __future__ import annotations

import warnings
from collections import defaultdict
from contextlib import suppress
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab import nn
from autograd_lab.errors import LabError
from tests.functions import FAMILIES, checks
from tests.nn.layer_rows import ROWS
from tests.op_cases import CASES
from tests.ops.checks import Run
from tests.support.fake_cupy import FakeCupy

PLACES = [("cuda:0", "cpu"), ("cpu", "cuda:0"), ("cuda:0", "cuda:1")]


@pytest.mark.parametrize("family", FAMILIES)
def test_every_function(family: str, fake_cupy: FakeCupy) -> None:
    records = checks.recorded(family)
    for case in FAMILIES[family]:
        if case.device:
            checks.agree(checks.answer(torch, case, "cuda:1"), records[case.key], case.tolerance)
    assert torch.cuda.current_device() == 0


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "NAdam", "LBFGS"])
@pytest.mark.parametrize("options", [{}, {"foreach": False}], ids=str)
def test_training(optimizer: str, options: dict[str, Any], fake_cupy: FakeCupy) -> None:
    def trained(device: str) -> list[Any]:
        torch.manual_seed(0)
        model = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2)).to(device)
        rest = options if optimizer != "LBFGS" else {}
        steps = getattr(torch.optim, optimizer)(model.parameters(), lr=0.1, **rest)
        x, y = torch.randn(6, 4).to(device), torch.tensor([0, 1, 1, 0, 1, 0]).to(device)

        def loss() -> torch.Tensor:
            steps.zero_grad()
            value = nn.functional.cross_entropy(model(x), y)
            value.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            return value

        for _ in range(3):
            steps.step(loss)
        assert all(p.grad.device == p.device == torch.device(device) for p in model.parameters())
        return [p.detach().cpu().numpy() for p in (*model.parameters(), *model.buffers())]

    for there, here in zip(trained("cuda:1"), trained("cuda:0"), strict=True):
        np.testing.assert_array_equal(there, here)


def test_a_model_on_two_gpus(fake_cupy: FakeCupy) -> None:
    torch.manual_seed(0)
    first, second = nn.Linear(4, 5).to("cuda:0"), nn.Linear(5, 2).to("cuda:1")
    optimizer = torch.optim.Adam([*first.parameters(), *second.parameters()])
    for _ in range(2):
        optimizer.zero_grad()
        second(first(torch.ones(3, 4, device="cuda:0")).relu().to("cuda:1")).square().sum().backward()
        optimizer.step()
    assert {str(p.grad.device) for p in first.parameters()} == {"cuda:0"}
    assert {str(p.grad.device) for p in second.parameters()} == {"cuda:1"}


# -- mixed -------------------------------------------------------------------------------------------------------------


def test_every_op_refuses_mixed_devices(fake_cupy: FakeCupy) -> None:
    tried = 0
    for case in CASES:
        tensors = Run(case).tensors(Run(case).arrays)
        at = [i for i, t in enumerate(tensors) if isinstance(t, torch.Tensor)]
        if len(at) < 2 or any(tensors[i].ndim == 0 for i in at):  # a single number of the host may meet any device
            continue
        for k in at:
            for here, there in PLACES:
                mixed = list(tensors)
                for i in at:
                    mixed[i] = tensors[i].detach().to(there if i == k else here)
                with pytest.raises(RuntimeError, match="at least two devices") as raised:
                    Run(case).forward(mixed)
                assert all(str(mixed[i].device) in str(raised.value) for i in at)
                tried += 1
    assert tried > 3000


@pytest.mark.parametrize("family", FAMILIES)
def test_no_function_fails_otherwise_on_mixed_devices(family: str, fake_cupy: FakeCupy) -> None:
    """It works, as where an index may come from anywhere, or the error is one of ours."""
    for case in FAMILIES[family]:
        xs = checks.leaves(torch, case)
        for name in [name for name, x in xs.items() if x.ndim] if case.device and len(xs) > 1 else ():
            for here, there in PLACES[::2]:
                mixed = {other: x.detach().to(there if other == name else here) for other, x in xs.items()}
                with suppress(LabError):
                    checks.run(torch, case, mixed)


def mixed_layers() -> Any:
    for text, inputs in ROWS:
        with warnings.catch_warnings(action="ignore"):
            layer = eval(text, {"nn": nn, "torch": torch})
            xs = [torch.from_numpy(np.asarray(x)) for x in inputs]
            xs = [x.float() if x.is_floating_point() else x for x in xs]
            layer(*xs)  # those that learn their sizes from the first input
        anywhere = text.startswith("nn.CTCLoss")  # its labels may be on the host, as in PyTorch
        if ([*layer.parameters(), *layer.buffers()] or len(xs) > 1) and not anywhere:
            yield text, layer, xs


def test_every_layer_refuses_mixed_devices(fake_cupy: FakeCupy) -> None:
    wrong: dict[str, list[Any]] = defaultdict(list)
    for text, layer, xs in mixed_layers():
        own = bool([*layer.parameters(), *layer.buffers()])
        for here, there in PLACES:
            moved = [x.to(there if own or not i else here) for i, x in enumerate(xs)]
            try:
                layer.to(here)(*moved)
                wrong["no error"].append((text, here, there))
            except (RuntimeError, TypeError, AssertionError) as error:
                if "at least two devices" not in str(error):
                    wrong[repr(error)].append((text, here, there))
    assert not wrong, dict(wrong)
