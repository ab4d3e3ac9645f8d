"""One program, two libraries: what a test asserts of ours must hold in PyTorch too."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab


@pytest.fixture(params=["autograd_lab", "torch"])
def torch(request: pytest.FixtureRequest) -> Any:
    """This library, and then PyTorch itself where it is installed."""
    return autograd_lab if request.param == "autograd_lab" else pytest.importorskip("torch")
