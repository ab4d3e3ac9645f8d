"""Data sets, functions and exceptions that are defined in a notebook work with every way to start a worker."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.ui.conftest import frontend  # noqa: F401  (a fixture)

DEFINED = """
import warnings
warnings.simplefilter("ignore")
import numpy as np
import autograd_lab as torch
from typing import NamedTuple
from autograd_lab.utils.data import DataLoader, Dataset, IterableDataset, get_worker_info

SCALE = 3

class Pair(NamedTuple):
    x: float
    y: int

class OwnError(Exception):
    pass

def helper(i):
    return np.full(3, SCALE * i, np.float32)

class Mine(Dataset):
    def __len__(self):
        return 6
    def __getitem__(self, i):
        if i == 99:
            raise OwnError("from the cell")
        return Pair(helper(i), i)

class Flow(IterableDataset):
    def __iter__(self):
        info = get_worker_info()
        return iter(range(info.id, 6, info.num_workers))

def collate(samples):
    return torch.utils.data.default_collate(samples)
"""
USED = """
loader = DataLoader(Mine(), 2, num_workers=2, collate_fn=collate, multiprocessing_context={method!r},
                    worker_init_fn=lambda i: helper(i))
batches = list(loader)
print([b.x[:, 0].tolist() for b in batches], all(type(b) is Pair for b in batches))
print([b.tolist() for b in DataLoader(Flow(), 2, num_workers=2, multiprocessing_context={method!r})])
try:
    list(DataLoader(Mine(), sampler=[99], num_workers=1, multiprocessing_context={method!r}))
except OwnError as error:
    print(type(error) is OwnError, error, "OwnError" in str(error.__cause__))
import multiprocessing
print(multiprocessing.active_children())
"""


@pytest.fixture(scope="module")
def notebook(frontend: Any) -> Any:  # noqa: F811
    frontend.run(DEFINED)
    return frontend


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_classes_of_cells(notebook: Any, method: str) -> None:
    if method == "fork" and not hasattr(os, "fork"):
        pytest.skip("no fork here")
    assert notebook.run(USED.format(method=method)).splitlines() == [
        "[[0.0, 3.0], [6.0, 9.0], [12.0, 15.0]] True",
        "[[0, 2], [1, 3], [4], [5]]",
        "True from the cell True",
        "[]",
    ]
