"""PyTorch's database of optimizers as a test, where PyTorch is installed; ``python -m tests.parity.optimizers`` has the
whole of it."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="PyTorch's databases need the package expecttest")

import torch

from tests.parity.optimizers import INFOS, attempt, refused, settings

EACH = pytest.mark.parametrize("info", INFOS, ids=lambda info: info.name)


@EACH
@pytest.mark.filterwarnings("ignore::UserWarning")  # PyTorch's own
def test_settings(info: Any) -> None:
    """Every third; of those that take complex numbers, the others with them."""
    for i, (_, options) in enumerate(settings(info)):
        if i % 3 == 0:
            assert attempt(info, options, False) == "", options
        elif i % 3 == 1 and info.supports_complex and not options.get("fused"):
            assert attempt(info, options, True) == "", options


@EACH
def test_bad_input(info: Any) -> None:
    for bad in info.optim_error_inputs_func("cpu", torch.float32):
        assert refused(info, bad) == "", bad.optimizer_error_input.desc
