"""``out=``: a result is written into a tensor that is there already, instead of becoming a new one."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from autograd_lab.errors import ArgTypeError, DeviceError, DtypeError, GraphError
from autograd_lab.graph.modes import modes, no_grad
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor

# What PyTorch gives an ``out=``: most functions that compute; no views, losses or layers.
_NAMES = frozenset("""
    abs acos acosh add addbmm addcdiv addcmul addmm addmv addr airy_ai alias_copy all amax amin aminmax angle any arange
    argmax argmin argsort as_strided_copy asin asinh atan atan2 atanh baddbmm bernoulli bessel_j0 bessel_j1 bessel_y0
    bessel_y1 bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor bmm bucketize cat
    ceil chain_matmul clamp clamp_max clamp_min column_stack complex conj_physical copysign cos cosh cross cummax cummin
    cumprod cumsum deg2rad detach_copy diag diagonal_copy diff digamma div dot dstack empty entr eq erf erfc erfcx
    erfinv exp exp2 expand_copy expm1 eye float_power floor floor_divide fmax fmin fmod frac frexp full gather gcd ge gt
    hardshrink heaviside histc histogram hstack hypot i0 i0e i1 i1e igamma igammac index_add index_copy index_reduce
    index_select inner isin isneginf isposinf kron kthvalue lcm ldexp le lerp lgamma linspace log log10 log1p log2
    log_ndtr log_softmax logaddexp logaddexp2 logcumsumexp logical_and logical_not logical_or logical_xor logit logspace
    logsumexp lt masked_select matmul max maximum mean median min minimum mm mode modified_bessel_i0 modified_bessel_i1
    modified_bessel_k0 modified_bessel_k1 msort mul multinomial mv mvlgamma nan_to_num nanmean nanmedian nanquantile
    nansum narrow_copy ndtr ndtri ne neg nextafter nonzero nonzero_static norm normal ones outer permute_copy polar
    polygamma pow prod quantile rad2deg rand randint randn randperm range reciprocal remainder renorm round rsqrt
    scaled_modified_bessel_k0 scaled_modified_bessel_k1 scatter scatter_add scatter_reduce searchsorted select_copy sgn
    sigmoid sign signbit sin sinc sinh slice_copy slice_scatter softmax sort spherical_bessel_j0 split_copy
    split_with_sizes_copy sqrt square squeeze_copy stack std sub sum t_copy take take_along_dim tan tanh tensordot
    threshold topk transpose_copy tril triu trunc unbind_copy unfold_copy unsqueeze_copy var vdot view_as_complex_copy
    view_as_real_copy view_copy vstack where xlog1py xlogy zeros zeta
    """.split())  # fmt: skip
_WHOLE = ("autograd_lab.fft.", "autograd_lab.linalg.", "autograd_lab.special.")  # all of these have one, but:
_WITHOUT = frozenset("diagonal fftshift ifftshift lstsq matrix_exp pca_lowrank pinverse svd_lowrank vander".split())


def takes_out(fn: Callable[..., Any]) -> bool:
    """Whether PyTorch's function of this name has an ``out=``."""
    return fn.__name__ in _NAMES or (fn.__module__.startswith(_WHOLE) and fn.__name__ not in _WITHOUT)


def write_into(fn: Callable[..., Any], known: Collection[str], args: Any, kwargs: dict[str, Any]) -> Any:
    """Call ``fn`` with all arguments but ``out``, write what comes into ``out``, and return that.

    A tensor of another shape is resized, with a warning unless it was empty. Nothing is written when anything is
    refused: RuntimeError where a gradient would be needed, or where a dtype or device does not fit; TypeError for an
    ``out`` that is no tensor, or too many or few. (PyTorch asks some functions for the result's very dtype; here all
    of them cast.)
    """
    kwargs = dict(kwargs)
    out = kwargs.pop("out")
    if out is None:
        return fn(*args, **kwargs)
    targets = tuple(out) if isinstance(out, (tuple, list)) else (out,)
    for target in targets:
        if not isinstance(target, Tensor):
            raise ArgTypeError("arg.need_tensor", function=fn.__name__, name="out", got=type(target).__name__)
    if modes.grad_enabled and any(x.requires_grad for x in (*targets, *_tensors((args, kwargs)))):
        raise GraphError("out.requires_grad", function=fn.__name__)
    _follow(targets[0], fn, known, kwargs)
    with no_grad():
        result = fn(*args, **kwargs)
        several = isinstance(result, (tuple, list))
        values = tuple(result) if several else (result,)
        if several != isinstance(out, (tuple, list)) or len(values) != len(targets):
            raise ArgTypeError("out.count", function=fn.__name__, wanted=len(values), got=len(targets))
        for target, value in zip(targets, values, strict=True):
            _refuse_unfit(fn, target, value)
        for target, value in zip(targets, values, strict=True):
            _write(target, value)
    return type(result)(*targets) if hasattr(result, "_fields") else out


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (tuple, list, dict)):
        parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from _tensors(part)


def _follow(out: Tensor, fn: Callable[..., Any], known: Collection[str], kwargs: dict[str, Any]) -> None:
    """A function that makes a tensor of no other makes it as ``out`` is."""
    if "device" in known:
        wanted = kwargs.get("dtype")
        if wanted is not None and wanted is not out.dtype:
            raise DtypeError("out.dtype", function=fn.__name__, dtype=wanted, out=out.dtype)
        kwargs |= {"dtype": out.dtype, "device": kwargs.get("device", out.device)}


def _refuse_unfit(fn: Callable[..., Any], out: Tensor, value: Tensor) -> None:
    if value.dtype.category > out.dtype.category:
        raise DtypeError("inplace.dtype", result=value.dtype, dtype=out.dtype)
    if value.device != out.device:
        raise DeviceError("device.mixed", op=fn.__name__, devices=f"{value.device}, {out.device}")


def _write(out: Tensor, value: Tensor) -> None:
    if out.shape != value.shape:
        if out.numel():
            shapes = {"old": tuple(out.shape), "new": tuple(value.shape)}
            warnings.warn(tr("out.resized", **shapes), UserWarning, stacklevel=5)
        out.resize_(value.shape)
    out.copy_(value)
