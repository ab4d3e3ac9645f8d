"""What a Trainer has to know of batches and of what gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import autograd_lab as lab


def length(loader: Any, limit: float | None) -> int | None:
    """How many batches ``loader`` is to give; None if nobody knows."""
    try:
        total = len(loader)
    except TypeError:
        total = None
    if isinstance(limit, float):
        return int(total * limit) if total is not None else None if limit == 1.0 else 0
    return total if limit is None else limit if total is None else min(total, limit)


def size_of(batch: Any) -> int:
    """How many samples: the length of the first tensor that is found; 1 if there is none."""
    if isinstance(batch, lab.Tensor):
        return batch.shape[0] if batch.ndim else 1
    inner = batch.values() if isinstance(batch, Mapping) else batch if isinstance(batch, (list, tuple)) else ()
    return next((size_of(one) for one in inner if isinstance(one, (lab.Tensor, Mapping, list, tuple))), 1)


def moved(batch: Any, device: Any) -> Any:
    """The batch with all its tensors on ``device``; those that are there stay the same."""
    if isinstance(batch, lab.Tensor):
        return batch.to(device)
    if isinstance(batch, Mapping):
        return {key: moved(one, device) for key, one in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(moved(one, device) for one in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(moved(one, device) for one in batch)
    return batch
