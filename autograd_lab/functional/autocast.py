"""What ``torch.autocast`` does to a call: products in half the bits, what must be exact in float32.

PyTorch keeps a list of functions per kind of device. A listed function gets its floating-point inputs cast, and what
it calls itself is left alone. One that is on no list takes what comes.

    LOW     products and convolutions: inputs in the dtype of autocast
    FULL    losses, decompositions, long sums: inputs in float32
    WIDEST  functions of several equal inputs: float32 if one of them is, else the dtype of autocast
    SUM     float32 unless the call names a dtype
    BARE    computed as it stands, although we compose it of products
    UNSAFE  refused
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.errors import DtypeError, GraphError
from autograd_lab.graph.modes import modes
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor

LOW, FULL, WIDEST, SUM, BARE, UNSAFE = "low", "full", "widest", "sum", "bare", "unsafe"

_CONVOLUTIONS = "conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d"
_PRODUCTS = "mm bmm matmul linear addmm addbmm baddbmm linalg_matmul linalg_vecdot prelu scaled_dot_product_attention"
_GRIDS = "affine_grid affine_grid_generator"  # which are products
_LOSSES = """
    nll_loss cross_entropy mse_loss l1_loss smooth_l1_loss huber_loss kl_div poisson_nll_loss soft_margin_loss
    multi_margin_loss multilabel_margin_loss margin_ranking_loss hinge_embedding_loss cosine_embedding_loss
    triplet_margin_loss binary_cross_entropy_with_logits cdist
"""

CPU = {
    LOW: f"{_CONVOLUTIONS} {_PRODUCTS} {_GRIDS}",
    FULL: f"""
        {_LOSSES} binary_cross_entropy ctc_loss prod quantile nanquantile trace polar view_as_complex stft grid_sample
        grid_sampler grid_sampler_2d grid_sampler_3d max_pool3d avg_pool3d adaptive_avg_pool3d adaptive_max_pool3d
        adaptive_max_pool3d_with_indices max_unpool1d max_unpool2d max_unpool3d local_response_norm
        fractional_max_pool2d fractional_max_pool3d fractional_max_pool2d_with_indices
        fractional_max_pool3d_with_indices
        lu cholesky cholesky_inverse cholesky_solve inverse lu_solve geqrf orgqr ormqr pinverse qr svd triangular_solve
        linalg_cholesky linalg_cholesky_ex linalg_cond linalg_eig linalg_eigh linalg_eigvals linalg_eigvalsh
        linalg_householder_product linalg_inv linalg_inv_ex linalg_lstsq linalg_matrix_rank linalg_qr linalg_solve
        linalg_svd linalg_svdvals linalg_tensorinv linalg_tensorsolve
        fft_fft fft_fft2 fft_fftn fft_ifft fft_ifft2 fft_ifftn fft_rfft fft_rfft2 fft_rfftn fft_irfft fft_irfft2
        fft_irfftn fft_hfft fft_ihfft
    """,
    WIDEST: "cat concat concatenate stack index_copy",
    BARE: "bilinear",
}
CUDA = {
    LOW: f"{_CONVOLUTIONS} {_PRODUCTS} {_GRIDS} mv addmv addr einsum chain_matmul linalg_multi_dot",
    FULL: f"""
        {_LOSSES} acos asin cosh sinh tan erfinv exp expm1 log log10 log1p log2 reciprocal rsqrt pow softplus
        layer_norm group_norm rms_norm cosine_similarity dist pdist renorm logsumexp interpolate upsample norm
        frobenius_norm nuclear_norm
    """,
    WIDEST: "addcdiv addcmul atan2 bilinear cross dot vdot grid_sample grid_sampler index_put tensordot scatter_add",
    SUM: "prod softmax log_softmax cumprod cumsum sum linalg_vector_norm linalg_matrix_norm",
    UNSAFE: "binary_cross_entropy",
}


def _by_name() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for device, lists in (("cpu", CPU), ("cuda", CUDA)):
        for kind, names in lists.items():
            for name in names.split():
                table.setdefault(name, {})[device] = kind
    return table


POLICIES = _by_name()


def policy(fn: Callable[..., Any]) -> Mapping[str, str] | None:
    """What autocast does to this function, per kind of device; None for one that is on no list."""
    part, *within = fn.__module__.split(".")[1:]
    spaced = part in ("linalg", "fft") and within != ["classic"]  # torch.cholesky is not torch.linalg.cholesky
    return POLICIES.get(f"{part}_{fn.__name__}" if spaced else fn.__name__)


class _Settings(threading.local):
    """What one thread has said; where autocast is on stands in ``modes.autocast``, which every listed call reads."""

    def __init__(self) -> None:
        self.dtypes = {"cpu": dtypes.bfloat16, "cuda": dtypes.float16, "mps": dtypes.float16}
        self.cache_enabled = True
        self.nesting = 0
        # Weights already cast in this region: the weight, how often it had been written to, and what came of it.
        self.cache: dict[int, tuple[Tensor, int, Tensor]] = {}


settings = _Settings()


def run(plain: Callable[..., Any], casts: Mapping[str, str], args: Any, kwargs: dict[str, Any]) -> Any:
    """Call ``plain`` with its inputs cast as the list of their device says."""
    device = _device((*args, *kwargs.values()))
    kind, low = casts.get(device or ""), modes.autocast.get(device)
    if kind is None or low is None or (kind == SUM and kwargs.get("dtype") is not None):
        return plain(*args, **kwargs)
    if kind == UNSAFE:
        raise GraphError("autocast.bce")
    with being(None):
        if kind == BARE:
            return plain(*args, **kwargs)
        to = low if kind == LOW else dtypes.float32
        if kind == WIDEST:
            to = _widest((*args, *kwargs.values()), low, device)
        return plain(*lowered(args, to, device), **{name: lowered(x, to, device) for name, x in kwargs.items()})


@contextmanager
def being(on: Mapping[str, dtypes.dtype] | None) -> Iterator[None]:
    """Inside, autocast is on for these devices; None: for no device."""
    before, modes.autocast = modes.autocast, on
    try:
        yield
    finally:
        modes.autocast = before


def _device(values: Any) -> str | None:
    """The kind of device of the first tensor."""
    for value in values:
        if isinstance(value, Tensor):
            return value.device.type
        if isinstance(value, (list, tuple)) and (found := _device(value)):
            return found
    return None


def halved(*values: Any) -> Any:
    """These values as autocast has them in a product, for the part of a function that is one; as they are without."""
    to = None if modes.autocast is None else modes.autocast.get(_device(values))
    return values if to is None else lowered(values, to, _device(values))


def low_of(x: Tensor) -> dtypes.dtype | None:
    """What autocast casts to on the device of ``x``; None where it is off."""
    return None if modes.autocast is None else modes.autocast.get(x.device.type)


def eligible(x: Tensor, device: str | None) -> bool:
    """float32 and halves on this kind of device are cast; float64 was chosen by hand and stays."""
    return x.dtype.is_floating_point and x.dtype is not dtypes.float64 and x.device.type == device


def lowered(value: Any, to: dtypes.dtype, device: str | None) -> Any:
    """Tensors cast, also those in lists; everything else as it is."""
    if isinstance(value, Tensor):
        return _cast(value, to) if eligible(value, device) else value
    if type(value) in (list, tuple):
        return type(value)(lowered(x, to, device) for x in value)
    return value


def _cast(x: Tensor, to: dtypes.dtype) -> Tensor:
    """A weight is cast once per region, so that its gradients are added up before they are cast back. Unlike
    PyTorch we notice when it has been written to since, say by an optimizer's step inside the region."""
    keeps = settings.cache_enabled and settings.nesting and modes.grad_enabled and to is not dtypes.float32
    if not (keeps and x.is_leaf and x.requires_grad and x.dtype is dtypes.float32 and x._view is None):
        return cast(x, to)
    known = settings.cache.get(id(x))
    if known is not None and known[0] is x and known[1] == x._version and known[2].dtype is to:
        return known[2]
    found = cast(x, to)
    settings.cache[id(x)] = (x, x._version, found)
    return found


def _widest(values: Any, low: dtypes.dtype, device: str | None) -> dtypes.dtype:
    """RuntimeError for a half that is not autocast's: neither can hold the other."""
    found = low
    for value in values:
        if isinstance(value, (list, tuple)):
            kind = _widest(value, low, device)
        elif isinstance(value, Tensor) and eligible(value, device):
            kind = value.dtype
        else:
            continue
        if kind is dtypes.float32:
            found = kind
        elif kind is not low and found is not dtypes.float32:
            raise DtypeError("autocast.two_halves", got=kind, low=low)
    return found


# -- the switches ----------------------------------------------------------------------------------------------------


def is_autocast_enabled(device_type: str = "cuda") -> bool:
    """Whether autocast is on in this thread for this kind of device."""
    return modes.autocast is not None and device_type in modes.autocast


def get_autocast_dtype(device_type: str) -> dtypes.dtype:
    """What autocast casts to: bfloat16 on the CPU and float16 on a GPU, unless it was told another one."""
    return settings.dtypes.get(device_type, dtypes.float16)


def set_autocast_enabled(device_type: str, enabled: bool) -> None:
    """Turn autocast on or off; ``with torch.autocast(device_type):`` also turns it back."""
    on = dict(modes.autocast or {})
    on.pop(device_type, None)
    if enabled:
        on[device_type] = get_autocast_dtype(device_type)
    modes.autocast = on or None


def set_autocast_dtype(device_type: str, dtype: dtypes.dtype) -> None:
    """Choose what autocast casts to."""
    settings.dtypes[device_type] = dtype
    set_autocast_enabled(device_type, is_autocast_enabled(device_type))


def is_autocast_cache_enabled() -> bool:
    """Whether casts of weights are kept until the end of the region."""
    return settings.cache_enabled


def set_autocast_cache_enabled(enabled: bool) -> None:
    """Keep casts of weights, or cast at every use."""
    settings.cache_enabled = enabled


def clear_autocast_cache() -> None:
    """Forget the casts of weights."""
    settings.cache.clear()


def autocast_increment_nesting() -> int:
    """Enter a region: how many this thread is in now."""
    settings.nesting += 1
    return settings.nesting


def autocast_decrement_nesting() -> int:
    """Leave a region: how many this thread is in now."""
    settings.nesting -= 1
    return settings.nesting
