"""Programs as their authors write them for PyTorch: only the import is another, and they print the same.

With the same random numbers (see ``draws``) losses, predictions and texts are compared from the first step to the last.
What PyTorch 2.13 printed stands in ``tutorials/printed``.
"""

from __future__ import annotations

import pytest

import autograd_lab as lab
from tests.programs import draws

PRINTED = draws.TUTORIALS / "printed"
# Float32 sums differ in their last bits, and some hundred steps of training let that grow: three digits are left.
DIGITS = 2e-3


@pytest.fixture(autouse=True)
def as_before():
    yield
    lab.use_deterministic_algorithms(False)


@pytest.mark.parametrize("name", draws.NAMES)
def test_prints_what_it_prints_under_torch(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "sklearn" in draws.program(name, "autograd_lab"):
        pytest.importorskip("sklearn")
    found = draws.run(name, lab, monkeypatch).splitlines()
    recorded = (PRINTED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert len(found) == len(recorded) >= 3
    for ours, theirs in zip(found, recorded, strict=True):
        (words, numbers), (expected, values) = draws.parts(ours), draws.parts(theirs)
        assert words == expected
        assert numbers == pytest.approx(values, rel=DIGITS, abs=DIGITS), theirs


def test_every_program_has_its_record() -> None:
    assert len(draws.NAMES) >= 22
    assert {path.stem for path in PRINTED.glob("*.txt")} == set(draws.NAMES)
