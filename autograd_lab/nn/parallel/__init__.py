"""``torch.nn.parallel``: one model on several devices.

parts.py          scatter, replicate, parallel_apply, gather: the four steps of DataParallel
data_parallel.py  DataParallel: threads of one process, each with a copy of the model and a part of the batch
distributed.py    DistributedDataParallel: several processes, each with the model and data of its own
reducer.py        how their gradients become one, while backward is still running
"""

import importlib
from typing import Any

from autograd_lab.nn.parallel.data_parallel import DataParallel, data_parallel
from autograd_lab.nn.parallel.parts import gather, parallel_apply, replicate, scatter


def __getattr__(name: str) -> Any:
    """DistributedDataParallel is loaded on first use: few programs have several processes."""
    if name in ("distributed", "DistributedDataParallel"):
        module = importlib.import_module("autograd_lab.nn.parallel.distributed")
        return module if name == "distributed" else module.DistributedDataParallel
    raise AttributeError(f"module 'autograd_lab.nn.parallel' has no attribute {name!r}")
