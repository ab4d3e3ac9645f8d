"""Function by function, autocast gives the dtypes that it gives in PyTorch on the CPU."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.functional import autocast
from tests.amp import calls

CASES = {case.key: case for case in calls.cases()}
RECORDED = calls.recorded()


def test_autocast_changes_what_it_changes_in_torch() -> None:
    wrong = {}
    for key, answers in RECORDED.items():
        for inputs, expected in answers.items():
            found = calls.dtypes(lab, CASES[key], inputs)
            if found != expected:
                wrong[key, inputs] = (expected, found)
    assert len(RECORDED) > 350 and not wrong


def test_autocast_leaves_all_other_calls_alone() -> None:
    wrong = {}
    for key, case in CASES.items():
        for inputs in calls.INPUTS:
            plain = None if inputs in RECORDED.get(key, ()) else calls.dtypes(lab, case, inputs, autocast=False)
            if plain is not None and calls.dtypes(lab, case, inputs) != plain:
                wrong[key, inputs] = plain
    assert not wrong


@pytest.mark.slow
def test_the_record_is_what_the_installed_torch_answers() -> None:
    assert calls.record(pytest.importorskip("torch")) == RECORDED


def test_every_listed_name_is_a_function_of_ours() -> None:
    aware = {
        name
        for space, prefix in ((lab, ""), (lab.nn.functional, ""), (lab.linalg, "linalg_"), (lab.fft, "fft_"))
        for name in (f"{prefix}{n}" for n in dir(space))
    }
    assert set(autocast.POLICIES) <= aware | {"frobenius_norm", "nuclear_norm", "index_copy"}


def test_on_a_gpu_the_list_is_that_of_cuda(cuda: str) -> None:
    x = lab.ones(3, 4, device=cuda)
    with lab.autocast("cuda"):
        half = x @ x.T
        assert half.dtype is lab.float16
        assert half.exp().dtype is lab.float32  # which the CPU computes in halves
        assert half.softmax(-1).dtype is half.sum().dtype is lab.float32
        assert half.sum(dtype=lab.float16).dtype is lab.float16
        assert lab.cat([half, x[:, :3]]).dtype is lab.float32
        assert (lab.ones(2, 2) @ lab.ones(2, 2)).dtype is lab.float32  # autocast is not on for the host
        with pytest.raises(RuntimeError, match="logits"):
            lab.nn.functional.binary_cross_entropy(x.sigmoid(), x)
    with lab.autocast("cpu"):
        assert (x @ x.T).dtype is lab.float32


def test_halves_are_rounded_as_torch_rounds_them() -> None:
    """A product of numbers that float32 holds and bfloat16 does not: eight bits are left of each."""
    a = lab.tensor([[1.0 + 2**-9, 1.0]])
    with lab.autocast("cpu"):
        rounded = (a @ lab.tensor([[1.0], [2**-9]])).item()
    assert rounded == 1.0 and np.float32(1 + 2**-9) + np.float32(2**-9) != 1.0
