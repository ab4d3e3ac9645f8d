"""Activations made of straight pieces: ReLU and its relatives."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.errors import DataError
from autograd_lab.i18n import tr
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import unset
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class InPlace(Module):
    """An activation that can write its result into its input: ``inplace=True`` saves memory.

    ``_shown`` are the options that print before that.
    """

    _shown: tuple[str, ...] = ()

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        named = options(self, *self._shown)
        return ", ".join(part for part in (named, "inplace=True" if self.inplace else "") if part)


class ReLU(InPlace):
    """max(x, 0), element by element."""

    def forward(self, input: Tensor) -> Tensor:
        return F.relu(input, self.inplace)


class Hardtanh(InPlace):
    """x between ``min_val`` and ``max_val``, and these beyond. AssertionError unless min_val < max_val."""

    _shown = ("min_val", "max_val")

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False,
                 min_value: float | None = None, max_value: float | None = None) -> None:  # fmt: skip
        super().__init__(inplace)
        for old, value in (("min_value", min_value), ("max_value", max_value)):
            if value is not None:
                warnings.warn(tr("nn.hardtanh.renamed", old=old, new=old[:7]), FutureWarning, stacklevel=2)
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        if not self.max_val > self.min_val:
            raise DataError("nn.hardtanh.order", low=self.min_val, high=self.max_val)

    def forward(self, input: Tensor) -> Tensor:
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)


class ReLU6(Hardtanh):
    """min(max(x, 0), 6): a ReLU that low precision can hold.

    Source: Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10.
    """

    _shown = ()

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)


class LeakyReLU(InPlace):
    """x where it is positive, ``negative_slope * x`` where it is negative."""

    _shown = ("negative_slope",)

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Tensor:
        return F.leaky_relu(input, self.negative_slope, self.inplace)


class PReLU(Module):
    """A leaky ReLU that learns its slope: one for all, or one per channel (dim 1) if ``num_parameters`` is their
    number. Weight decay would pull the slopes to 0.

    Source: He et al. 2015, arXiv:1502.01852.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = unset(num_parameters, device=device, dtype=dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Every slope ``init``."""
        init.constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return options(self, "num_parameters")


class RReLU(InPlace):
    """A leaky ReLU whose slope is drawn from [lower, upper] for each element while training; their mean in evaluation.

    Source: Xu et al. 2015, arXiv:1505.00853.
    """

    _shown = ("lower", "upper")

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.lower = lower
        self.upper = upper

    def forward(self, input: Tensor) -> Tensor:
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)


class Threshold(InPlace):
    """x where it is greater than ``threshold``, ``value`` elsewhere."""

    _shown = ("threshold", "value")

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.threshold = threshold
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.threshold(input, self.threshold, self.value, self.inplace)


class Hardsigmoid(InPlace):
    """min(max(x + 3, 0), 6) / 6: the sigmoid from three straight pieces."""

    def forward(self, input: Tensor) -> Tensor:
        return F.hardsigmoid(input, self.inplace)

    def extra_repr(self) -> str:
        return ""  # PyTorch does not print the option here


class Hardswish(InPlace):
    """x times its Hardsigmoid. Source: Howard et al. 2019, arXiv:1905.02244."""

    def forward(self, input: Tensor) -> Tensor:
        return F.hardswish(input, self.inplace)

    def extra_repr(self) -> str:
        return ""  # PyTorch does not print the option here


class _Shrink(Module):
    """What happens to x depends on whether it lies between ``-lambd`` and ``lambd``."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def extra_repr(self) -> str:
        return str(self.lambd)


class Hardshrink(_Shrink):
    """x, but 0 between ``-lambd`` and ``lambd``."""

    def forward(self, input: Tensor) -> Tensor:
        return F.hardshrink(input, self.lambd)


class Softshrink(_Shrink):
    """x moved towards 0 by ``lambd``, and 0 where that would cross it."""

    def forward(self, input: Tensor) -> Tensor:
        return F.softshrink(input, self.lambd)
