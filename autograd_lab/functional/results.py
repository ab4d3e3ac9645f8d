"""Results with names: ``x.max(dim=0).indices``."""

from __future__ import annotations

from collections import namedtuple
from typing import Any


def named_result(function: str, *fields: str) -> Any:
    """A tuple class that prints as PyTorch's return types do."""
    base = namedtuple(function, fields)

    def text(self: Any) -> str:
        lines = ",\n".join(f"{name}={value!r}" for name, value in zip(fields, self, strict=True))
        return f"torch.return_types.{function}(\n{lines})"

    return type(function, (base,), {"__slots__": (), "__repr__": text, "__module__": "torch.return_types"})
