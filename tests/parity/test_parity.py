"""The database as a test, where PyTorch is installed: a few samples per operator and dtype; ``python -m tests.parity``
runs them all."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="PyTorch's operator database needs the package expecttest")

from tests.parity.__main__ import run
from tests.parity.database import DTYPES, entries, full_name, ours
from tests.parity.known import KNOWN

MOST = 6  # samples per operator and dtype
ENTRIES = [info for info in entries([]) if ours(info) is not None]


@pytest.mark.filterwarnings("ignore::UserWarning")  # PyTorch's own, while it makes samples
@pytest.mark.parametrize("info", ENTRIES, ids=full_name)
def test_as_in_pytorch(info: Any) -> None:
    if full_name(info) in KNOWN:
        pytest.skip(f"differs on purpose: {KNOWN[full_name(info)]}")
    score = run(info, list(DTYPES), MOST)
    assert not [line for line in score.said if not line.startswith("skipped")]
