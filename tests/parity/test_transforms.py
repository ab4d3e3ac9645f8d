"""vmap and forward mode over the database, where PyTorch is installed: a few samples per operator;
``python -m tests.parity.transforms`` runs more."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="PyTorch's operator database needs the package expecttest")

from tests.parity.database import full_name
from tests.parity.transforms import KNOWN, concerned, run_jvp, run_vmap

MOST = 2  # samples per operator


def _cases(transform: str) -> list[Any]:
    return [info for info in concerned(transform, []) if f"{transform} {full_name(info)}" not in KNOWN]


@pytest.mark.filterwarnings("ignore::UserWarning")  # PyTorch's own, while it makes samples
@pytest.mark.parametrize("info", _cases("vmap"), ids=full_name)
def test_vmap_as_a_loop(info: Any) -> None:
    assert not run_vmap(info, MOST).said


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("info", _cases("jvp"), ids=full_name)
def test_jvp_as_in_pytorch(info: Any) -> None:
    assert not run_jvp(info, MOST).said
