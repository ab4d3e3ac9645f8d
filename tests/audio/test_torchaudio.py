"""The same shapes, dtypes and numbers as torchaudio 2.11, as recorded in torchaudio.json."""

from __future__ import annotations

import json

import pytest

import autograd_lab as lab
from autograd_lab.audio import functional, transforms
from tests.audio.rows import RECORD, ROWS, answer

RECORDED = json.loads(RECORD.read_text())


@pytest.mark.parametrize("name", ROWS)
def test_it_is_torchaudio_s(name: str) -> None:
    ours, theirs = answer(lab, functional, transforms, name), RECORDED[name]
    assert (ours["shape"], ours["dtype"]) == (theirs["shape"], theirs["dtype"])
    scale = max(map(abs, theirs["numbers"]))
    assert ours["numbers"] == pytest.approx(theirs["numbers"], rel=2e-5, abs=1e-6 * scale + 1e-9)
    assert any(ours["numbers"])


def test_every_row_is_recorded() -> None:
    assert {"versions", *ROWS} == RECORDED.keys()
