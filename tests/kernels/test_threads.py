"""No result depends on the number of threads, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend import loops
from tests.kernels.rows import ROWS, Row
from tests.kernels.test_kernels import drawn, run


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_values_and_gradients(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(loops, "SHARED", 2**10)  # the arrays here are smaller than is worth a thread
    before, found = lab.get_num_threads(), []
    try:
        for count in (1, 2, 3):
            lab.set_num_threads(count)
            found.append(run(row, drawn(row, row.dtypes[0])))
    finally:
        lab.set_num_threads(before)
    for alone, two, three in zip(*found, strict=True):
        np.testing.assert_array_equal(two, alone)
        np.testing.assert_array_equal(three, alone)
