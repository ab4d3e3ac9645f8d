"""A softmax over very many classes in which rare ones cost little. Source: Grave et al. 2017, arXiv:1609.04309."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.functional.joining import cat
from autograd_lab.nn import functional as F
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.container import ModuleList, Sequential
from autograd_lab.nn.modules.linear import Linear
from autograd_lab.tensor import Tensor


class _ASMoutput(NamedTuple):
    output: Tensor  # log-probability of the right class of each sample
    loss: Tensor  # minus its mean


class AdaptiveLogSoftmaxWithLoss(Module):
    """The classes, frequent ones first, in clusters that end at ``cutoffs``. The first cluster and one entry for each
    other are in the ``head``; a cluster of the ``tail`` is computed only for the samples that belong to it, from
    inputs made ``div_value ** i`` times narrower.

    forward(input (N, in_features), target (N)) -> (output (N), loss).
    """

    def __init__(self, in_features: int, n_classes: int, cutoffs: Sequence[int], div_value: float = 4.0,
                 head_bias: bool = False, device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        ends = list(cutoffs)
        if not ends:
            raise ArgumentError("nn.asm.empty")
        rises = all(a < b for a, b in zip([0, *ends], [*ends, n_classes], strict=True))
        if not rises or any(int(c) != c for c in ends):
            raise ArgumentError("nn.asm.cutoffs", got=ends, last=n_classes - 1)
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*ends, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(ends)
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, head_bias, device, dtype)
        self.tail = ModuleList()
        for i in range(self.n_clusters):
            hidden = int(in_features // div_value ** (i + 1))
            size = self.cutoffs[i + 1] - self.cutoffs[i]
            narrow = Linear(in_features, hidden, False, device, dtype)
            self.tail.append(Sequential(narrow, Linear(hidden, size, False, device, dtype)))

    def reset_parameters(self) -> None:
        """Draw all weights anew."""
        self.head.reset_parameters()
        for narrow, wide in self.tail:  # type: ignore[misc]
            narrow.reset_parameters()
            wide.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> _ASMoutput:
        self._check(input_, target_)
        single = target_.ndim == 0
        input, target = (input_.unsqueeze(0), target_.unsqueeze(0)) if single else (input_, target_)
        head = F.log_softmax(self.head(input), 1)
        # Which entry of the head speaks for each sample: its class, or the cluster of its class.
        entry, output = target.clone(), head.new_zeros(target.shape)
        for i, tail in enumerate(self.tail):
            low, high = self.cutoffs[i], self.cutoffs[i + 1]
            rows = ((target >= low) & (target < high)).nonzero().squeeze(1)
            if rows.numel():
                entry[rows] = self.shortlist_size + i
                logs = F.log_softmax(tail(input[rows]), 1)
                within = logs.gather(1, (target[rows] - low).unsqueeze(1)).squeeze(1)
                output = output.index_add(0, rows, within)
        output = output + head.gather(1, entry.unsqueeze(1)).squeeze(1)
        loss = (-output).mean()
        return _ASMoutput(output.squeeze(0) if single else output, loss)

    def _check(self, input: Tensor, target: Tensor) -> None:
        """RuntimeError for a target that is not one class for each sample."""
        if target.ndim > 1:
            raise ShapeError("nn.asm.target_ndim", got=target.ndim)
        if target.ndim == 1 and input.shape[0] != target.shape[0]:
            raise ShapeError("nn.asm.batch", input=input.shape[0], target=target.shape[0])
        if target.ndim != input.ndim - 1:
            raise ShapeError("nn.asm.input_ndim", wanted=target.ndim + 1, got=tuple(input.shape))
        low, high = (int(target.min()), int(target.max())) if target.numel() else (0, 0)
        if low < 0 or high >= self.n_classes:
            raise ShapeError("nn.asm.range", low=low, high=high, last=self.n_classes - 1)

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes: (N, in_features) -> (N, n_classes)."""
        head = F.log_softmax(self.head(input), 1)
        parts = [head[:, : self.shortlist_size]]
        for i, tail in enumerate(self.tail):
            cluster = self.shortlist_size + i
            parts.append(F.log_softmax(tail(input), 1) + head[:, cluster : cluster + 1])
        return cat(parts, 1)

    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each sample; a cluster is computed only where the head is for it."""
        head = self.head(input)
        best = head.argmax(1)
        rare = best >= self.shortlist_size
        if not bool(rare.any()):
            return best
        rows = rare.nonzero().squeeze(1)
        best[rows] = self.log_prob(input[rows]).argmax(1)
        return best
