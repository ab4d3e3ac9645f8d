"""Dropout as a layer."""

from __future__ import annotations

from autograd_lab.nn import functional as F
from autograd_lab.nn.functional.noise import check_probability
from autograd_lab.nn.module import Module
from autograd_lab.tensor import Tensor


class Dropout(Module):
    """In training each element becomes 0 with probability ``p``; in evaluation nothing happens."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        self.p = check_probability(p)
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"
