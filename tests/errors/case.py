"""A row of bad input: what is called, what must be raised, and words that must be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class World:
    """The tensors that a call may use. After its error they must be as they were."""

    def __init__(self, torch: Any) -> None:
        self.x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        self.v = torch.tensor([1.0, 2.0, 3.0])
        self.n = torch.tensor([1, 2])
        self.b = torch.tensor([True, False])
        self.s = torch.tensor(7.0)
        self.leaf = torch.tensor([1.0, 2.0], requires_grad=True)
        self.leaf.grad = torch.tensor([10.0, 20.0])
        self.y = self.leaf * 2
        self.freed = self.leaf.exp().sum()
        torch.autograd.grad(self.freed, self.leaf)

    def state(self) -> dict[str, Any]:
        """Everything of the tensors that can be seen from outside."""
        return {
            name: (t.tolist(), t._version, t.requires_grad, t.is_leaf, t.dtype, tuple(t.shape))
            + ((t.grad.tolist(),) if t.is_leaf and t.grad is not None else ())
            for name, t in vars(self).items()
        }


@dataclass(frozen=True)
class Bad:
    """``call(torch, world)`` raises ``error``; its text is that of ``key`` and has these words."""

    key: str
    error: type[Exception]
    call: Callable[[Any, World], Any]
    en: tuple[str, ...]
    zh: tuple[str, ...]
    torch: bool = True  # PyTorch raises the same class; False where it has no such error or cannot be asked here
