"""A few hundred random programs of views, writes and backward passes; ``python -m tests.fuzz.inplace`` runs more."""

from __future__ import annotations

import pytest

from tests.fuzz.inplace import all_differences, text


def test_random_programs_come_to_what_pytorch_makes_of_them() -> None:
    torch = pytest.importorskip("torch")
    for seed, steps, found in all_differences(torch, range(300)):
        pytest.fail(f"program {seed}:\n    {text(steps)}\n" + "\n".join(found))
