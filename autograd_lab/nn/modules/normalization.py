"""Normalization of each sample by itself, as layers."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class _Scaled(Module):
    """weight 1 and bias 0 at first, or None where a layer has none."""

    weight: Parameter | None
    bias: Parameter | None

    def reset_parameters(self) -> None:
        """weight 1, bias 0."""
        for name, fill in (("weight", init.ones_), ("bias", init.zeros_)):
            parameter = self._parameters.get(name)
            if parameter is not None:
                fill(parameter)


class LayerNorm(_Scaled):
    """Each sample brought to mean 0 and variance 1 over its last dims, ``normalized_shape``; then times weight plus
    bias, both of that shape. Source: Ba et al. 2016, arXiv:1607.06450."""

    def __init__(self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, bias: bool = True,
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        for name, wanted in (("weight", elementwise_affine), ("bias", elementwise_affine and bias)):
            self.register_parameter(name, unset(*shape, device=device, dtype=dtype) if wanted else None)
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, {options(self, 'eps', 'elementwise_affine')}, bias={self.bias is not None}"


class RMSNorm(_Scaled):
    """The last dims of each sample, ``normalized_shape``, divided by the root of their mean square; then times weight.

    Source: Zhang & Sennrich 2019, arXiv:1910.07467.
    """

    def __init__(self, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True,
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.normalized_shape = shape
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        weight = unset(*shape, device=device, dtype=dtype) if elementwise_affine else None
        self.register_parameter("weight", weight)
        self.reset_parameters()

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, {options(self, 'eps', 'elementwise_affine')}"


class GroupNorm(_Scaled):
    """The channels in ``num_groups`` groups, each brought to mean 0 and variance 1 within each sample; then times
    weight plus bias, one per channel. ValueError unless the groups are equal. Source: Wu & He 2018,
    arXiv:1803.08494."""

    def __init__(self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, device: Any = None,
                 dtype: Any = None, *, bias: bool = True) -> None:  # fmt: skip
        super().__init__()
        if num_groups < 1 or num_channels % num_groups:
            raise ArgumentError("nn.groupnorm.groups", channels=num_channels, groups=num_groups)
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, unset(num_channels, device=device, dtype=dtype) if wanted else None)
        self.reset_parameters()

    def forward(self, input: Tensor) -> Tensor:
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        named = options(self, "eps", "affine")
        return f"{self.num_groups}, {self.num_channels}, {named}, bias={self.bias is not None}"


class LocalResponseNorm(Module):
    """Each value divided by ``(k + alpha * mean of squares over size neighbouring channels) ** beta``.

    Source: Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks, section 3.3.
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        return F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, {options(self, 'alpha', 'beta', 'k')}"


class CrossMapLRN2d(Module):
    """LocalResponseNorm of images (N, C, H, W), under its older name.

    PyTorch's own takes in the first channel's square at each place behind the first window; here it leaves as the
    others do.
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim != 4:
            raise ArgumentError("nn.input_ndim", layer="CrossMapLRN2d", wanted="4D", got=input.ndim)
        return F.local_response_norm(input, self.size, self.alpha, self.beta, float(self.k))

    def extra_repr(self) -> str:
        return f"{self.size}, {options(self, 'alpha', 'beta', 'k')}"
