"""Batch normalization as layers. Source: Ioffe & Szegedy 2015, arXiv:1502.03167."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.functional.creation import tensor
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.lazy import LazyModuleMixin
from autograd_lab.nn.parameter import Parameter, UninitializedBuffer, UninitializedParameter, unset
from autograd_lab.tensor import Tensor


class _NormBase(Module):
    """What batch and instance norm share: weight and bias if ``affine``, and the running mean and variance that
    evaluation uses if ``track_running_stats``; all of size ``num_features``.

    ``momentum`` is the share of the newest batch in the running statistics; None averages over all batches.
    """

    _version = 2  # since then num_batches_tracked is saved
    dims: tuple[int, ...]  # how many the input may have
    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
                 track_running_stats: bool = True, device: Any = None, dtype: Any = None, *,
                 bias: bool = True) -> None:  # fmt: skip
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, unset(num_features, device=device, dtype=dtype) if wanted else None)
        for name in ("running_mean", "running_var"):
            numbers = unset(num_features, device=device, dtype=dtype).detach() if track_running_stats else None
            self.register_buffer(name, numbers)
        self.register_buffer("num_batches_tracked", tensor(0, device=device) if track_running_stats else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget all batches: mean 0, variance 1."""
        if self.running_mean is not None and self.running_var is not None and self.num_batches_tracked is not None:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """weight 1, bias 0, and no batch seen."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _check_input_dim(self, input: Tensor) -> None:
        if input.ndim not in self.dims:
            wanted = " or ".join(f"{n}D" for n in self.dims)
            raise ArgumentError("nn.input_ndim", layer=self._get_name(), wanted=wanted, got=input.ndim)

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )

    def _load_from_state_dict(self, state_dict: Any, prefix: str, local_metadata: Any, *rest: Any, **more: Any) -> None:
        version, count = local_metadata.get("version"), f"{prefix}num_batches_tracked"
        if (version is None or version < 2) and self.num_batches_tracked is not None and count not in state_dict:
            state_dict[count] = self.num_batches_tracked  # saved by an older PyTorch, or without versions
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest, **more)


class _BatchNorm(_NormBase):
    """Each channel brought to mean 0 and variance 1 over the batch, times weight plus bias."""

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        share = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                share = 1.0 / float(self.num_batches_tracked)
        learns = self.training or (self.running_mean is None and self.running_var is None)
        follows = not self.training or self.track_running_stats
        mean, var = (self.running_mean, self.running_var) if follows else (None, None)
        return F.batch_norm(input, mean, var, self.weight, self.bias, learns, share, self.eps)


class BatchNorm1d(_BatchNorm):
    """Batch norm of features (N, C) or sequences (N, C, L)."""

    dims = (2, 3)


class BatchNorm2d(_BatchNorm):
    """Batch norm of images (N, C, H, W)."""

    dims = (4,)


class BatchNorm3d(_BatchNorm):
    """Batch norm of volumes (N, C, D, H, W)."""

    dims = (5,)


class SyncBatchNorm(_BatchNorm):
    """Batch norm over the batches of all processes. Here there is one process, so it is batch norm of (N, C, ...);
    it keeps PyTorch's name so that models and their state_dicts load."""

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
                 track_running_stats: bool = True, process_group: Any = None, device: Any = None, dtype: Any = None, *,
                 bias: bool = True) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)
        self.process_group = process_group

    def _check_input_dim(self, input: Tensor) -> None:
        if input.ndim < 2:
            raise ArgumentError("nn.input_ndim", layer=self._get_name(), wanted="at least 2D", got=input.ndim)

    @classmethod
    def convert_sync_batchnorm(cls, module: Module, process_group: Any = None) -> Module:
        """``module`` with a SyncBatchNorm, on the same parameters and buffers, for each batch norm in it."""
        new = module
        if isinstance(module, _BatchNorm):
            new = cls(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats,
                      process_group)  # fmt: skip
            new._parameters, new._buffers = dict(module._parameters), dict(module._buffers)
            new.training = module.training
        for name, child in module.named_children():
            new.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return new


class _LazyNormBase(LazyModuleMixin, _NormBase):
    """A norm that learns ``num_features``, the size of dim 1, from its first input."""

    def __init__(self, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
                 track_running_stats: bool = True, device: Any = None, dtype: Any = None, *,
                 bias: bool = True) -> None:  # fmt: skip
        super().__init__(0, eps, momentum, False, False)
        self.affine = affine
        self.track_running_stats = track_running_stats
        if affine:
            self.weight = UninitializedParameter(device=device, dtype=dtype)
            if bias:
                self.bias = UninitializedParameter(device=device, dtype=dtype)
        if track_running_stats:
            self.running_mean = UninitializedBuffer(device=device, dtype=dtype)
            self.running_var = UninitializedBuffer(device=device, dtype=dtype)
            self.num_batches_tracked = tensor(0, device=device)

    def reset_parameters(self) -> None:
        """As the norm's, once there is a shape."""
        if not self.has_uninitialized_params() and self.num_features:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:  # type: ignore[override]
        """``num_features`` is the size of dim 1."""
        self._check_input_dim(input)
        members = [self.weight, self.bias, self.running_mean, self.running_var]
        if self.has_uninitialized_params():
            self.num_features = input.shape[1]
            for member in members:
                if member is not None:
                    member.materialize((self.num_features,))
            self.reset_parameters()
        self.num_features = next((m.shape[0] for m in members if m is not None), input.shape[1])


class LazyBatchNorm1d(_LazyNormBase, _BatchNorm):
    """A BatchNorm1d that learns ``num_features`` from its first input."""

    dims = BatchNorm1d.dims
    cls_to_become = BatchNorm1d


class LazyBatchNorm2d(_LazyNormBase, _BatchNorm):
    """A BatchNorm2d that learns ``num_features`` from its first input."""

    dims = BatchNorm2d.dims
    cls_to_become = BatchNorm2d


class LazyBatchNorm3d(_LazyNormBase, _BatchNorm):
    """A BatchNorm3d that learns ``num_features`` from its first input."""

    dims = BatchNorm3d.dims
    cls_to_become = BatchNorm3d
