"""Numbers as vectors that are learned: rows of a table."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DataError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class _Table(Module):
    """weight (num_embeddings, embedding_dim), drawn from the standard normal distribution; the row ``padding_idx``
    is 0 and gets no gradient."""

    weight: Parameter

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None, weight: Tensor | None,
                 device: Any, dtype: Any, freeze: bool = False) -> None:  # fmt: skip
        super().__init__()
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise DataError("nn.embedding.padding", got=padding_idx, rows=num_embeddings)
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx if padding_idx is None else padding_idx % num_embeddings
        if weight is None:
            self.weight = unset(num_embeddings, embedding_dim, device=device, dtype=dtype)
            self.weight.requires_grad_(not freeze)
            self.reset_parameters()
        else:
            if tuple(weight.shape) != (num_embeddings, embedding_dim):
                wanted = (num_embeddings, embedding_dim)
                raise DataError("nn.embedding.weight", got=tuple(weight.shape), wanted=wanted)
            self.weight = Parameter(weight, requires_grad=not freeze)

    def reset_parameters(self) -> None:
        """Standard normal numbers, 0 in the row ``padding_idx``."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)


def _sizes(embeddings: Tensor) -> tuple[int, int]:
    """Rows and columns of a table; AssertionError unless it is one."""
    if embeddings.ndim != 2:
        raise DataError("nn.embedding.ndim", shape=tuple(embeddings.shape))
    return embeddings.shape[0], embeddings.shape[1]


class Embedding(_Table):
    """For each number the row of the table: (...) int64 -> (..., embedding_dim).

    Rows longer than ``max_norm`` in the ``norm_type``-norm are shortened when they are looked up.
    ``scale_grad_by_freq`` divides the gradient of a row by how often the batch asks for it. Gradients are always
    dense here, whatever ``sparse`` says.
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
                 max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
                 sparse: bool = False, _weight: Tensor | None = None, _freeze: bool = False, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__(num_embeddings, embedding_dim, padding_idx, _weight, device, dtype, _freeze)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(input, self.weight, self.padding_idx, self.max_norm, self.norm_type,
                           self.scale_grad_by_freq, self.sparse)  # fmt: skip

    def extra_repr(self) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        parts += [options(self, name) for name in ("padding_idx", "max_norm") if getattr(self, name) is not None]
        parts += [options(self, "norm_type")] if self.norm_type != 2 else []
        parts += [f"{name}=True" for name in ("scale_grad_by_freq", "sparse") if getattr(self, name)]
        return ", ".join(parts)

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, padding_idx: int | None = None,
                        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
                        sparse: bool = False) -> Embedding:  # fmt: skip
        """An Embedding on the table ``embeddings`` (rows, columns), not learned further while ``freeze``."""
        rows, columns = _sizes(embeddings)
        return cls(rows, columns, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, embeddings, freeze)


class EmbeddingBag(_Table):
    """The sum, mean or maximum of the rows of each bag of numbers, without the rows in between.

    Bags are the rows of input (B, N), or lie one after another in input (N) and begin at ``offsets`` (B); with
    ``include_last_offset`` the last entry of ``offsets`` is where the last bag ends. -> (B, embedding_dim).
    ``per_sample_weights`` in the call, as large as input, weighs the rows of a sum.
    """

    def __init__(self, num_embeddings: int, embedding_dim: int, max_norm: float | None = None, norm_type: float = 2.0,
                 scale_grad_by_freq: bool = False, mode: str = "mean", sparse: bool = False,
                 _weight: Tensor | None = None, include_last_offset: bool = False, padding_idx: int | None = None,
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__(num_embeddings, embedding_dim, padding_idx, _weight, device, dtype)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.mode = mode
        self.sparse = sparse
        self.include_last_offset = include_last_offset

    def forward(self, input: Tensor, offsets: Tensor | None = None,
                per_sample_weights: Tensor | None = None) -> Tensor:  # fmt: skip
        return F.embedding_bag(
            input, self.weight, offsets, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.mode,
            self.sparse, per_sample_weights, self.include_last_offset, self.padding_idx,
        )  # fmt: skip

    def extra_repr(self) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        parts += [options(self, "max_norm")] if self.max_norm is not None else []
        parts += [options(self, "norm_type")] if self.norm_type != 2 else []
        parts += ["scale_grad_by_freq=True"] if self.scale_grad_by_freq else []
        parts += [f"mode={self.mode!r}"]
        parts += [options(self, "padding_idx")] if self.padding_idx is not None else []
        return ", ".join(parts)

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, max_norm: float | None = None,
                        norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean",
                        sparse: bool = False, include_last_offset: bool = False,
                        padding_idx: int | None = None) -> EmbeddingBag:  # fmt: skip
        """An EmbeddingBag on the table ``embeddings`` (rows, columns), not learned further while ``freeze``."""
        bag = cls(*_sizes(embeddings), max_norm, norm_type, scale_grad_by_freq, mode, sparse, embeddings,
                  include_last_offset, padding_idx)  # fmt: skip
        bag.weight.requires_grad = not freeze
        return bag
