"""The switches at the top of PyTorch programs: set, read back, and answered as it is on this machine."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.backend import scatter
from tests.support.refusal import assert_refused


@pytest.fixture(autouse=True)
def as_before():
    yield
    torch.use_deterministic_algorithms(False)
    torch.set_float32_matmul_precision("highest")
    torch.backends.cudnn.benchmark = torch.backends.cudnn.deterministic = False


def test_the_usual_head_of_a_program_runs() -> None:
    torch.manual_seed(0)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.use_deterministic_algorithms(True)
    assert torch.are_deterministic_algorithms_enabled() and torch.backends.cudnn.deterministic
    if torch.accelerator.is_available():
        device = torch.accelerator.current_accelerator()
    else:
        device = torch.device(
            "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        )
    assert torch.ones(1).to(device).device.type == device.type
    assert torch.version.__version__ == torch.__version__ and torch.mps.device_count() == 0
    assert not torch.backends.cudnn.is_available() and torch.backends.cudnn.version() is None


def test_tf32_is_one_setting_with_two_names() -> None:
    assert not torch.backends.cuda.matmul.allow_tf32
    torch.set_float32_matmul_precision("medium")
    assert torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = False
    assert torch.get_float32_matmul_precision() == "highest"
    with pytest.warns(UserWarning, match="highest, high, medium"):
        torch.set_float32_matmul_precision("low")
    assert torch.get_float32_matmul_precision() == "highest"


def test_flags_for_a_block() -> None:
    with torch.backends.cudnn.flags(enabled=False, benchmark=True):
        assert torch.backends.cudnn.benchmark and not torch.backends.cudnn.enabled
    assert torch.backends.cudnn.enabled and not torch.backends.cudnn.benchmark
    with torch.backends.cuda.matmul.flags(allow_tf32=True):
        assert torch.get_float32_matmul_precision() == "high"
    assert not torch.backends.cuda.matmul.allow_tf32 and torch.get_float32_matmul_precision() == "highest"


def test_levels_of_determinism() -> None:
    for level, word in enumerate(("default", "warn", "error")):
        torch.set_deterministic_debug_mode(word)
        assert torch.get_deterministic_debug_mode() == level
    torch.set_deterministic_debug_mode(1)
    assert torch.is_deterministic_algorithms_warn_only_enabled()


def test_mistakes_are_explained() -> None:
    def benchmark() -> None:
        torch.backends.cudnn.benchmark = 1  # type: ignore[assignment]

    assert_refused(benchmark, RuntimeError, "backends.bool", "benchmark")
    assert_refused(lambda: torch.use_deterministic_algorithms(1), TypeError, "determinism.mode", "int")  # type: ignore[arg-type]
    assert_refused(lambda: torch.set_deterministic_debug_mode("x"), RuntimeError, "determinism.level", "x")
    assert_refused(lambda: torch.set_float32_matmul_precision(1), TypeError, "precision.type", "int")  # type: ignore[arg-type]
    assert_refused(torch.mps.synchronize, RuntimeError, "mps.missing", "synchronize")


def test_on_a_gpu_sums_have_one_order(cuda: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the switch on no atomic addition of floats is asked for; the sum of each place is the same."""
    x, where = torch.arange(6.0, device=cuda), torch.tensor([0, 1, 0, 1, 0, 2], device=cuda)
    plain = torch.zeros(3, device=cuda).index_add_(0, where, x)
    calls = []
    sorted_first = scatter.combined
    monkeypatch.setattr(scatter, "combined", lambda *args: calls.append(args) or sorted_first(*args))
    torch.use_deterministic_algorithms(True)
    ordered = torch.zeros(3, device=cuda).index_add_(0, where, x)
    assert calls and np.array_equal(plain.cpu().numpy(), ordered.cpu().numpy())
