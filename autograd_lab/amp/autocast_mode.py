"""``with torch.autocast("cpu"):``, and what custom Functions need to go along with it."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.cuda import is_available
from autograd_lab.errors import ArgTypeError, ArgumentError, DeviceError
from autograd_lab.functional import autocast as state
from autograd_lab.i18n import tr

DEVICES = ("cpu", "cuda", "mps")
HALVES = (dtypes.bfloat16, dtypes.float16)


def is_autocast_available(device_type: str) -> bool:
    """Whether autocast knows this kind of device."""
    return device_type in DEVICES


class autocast:
    """Inside, products and convolutions compute in half precision, and what needs exactness in float32.

    device_type : "cpu" or "cuda"; tensors elsewhere are left alone. With "cuda" but no GPU it warns and does nothing.
    dtype : bfloat16 or float16; None for bfloat16 on the CPU, float16 on a GPU. Another one warns and does nothing.
    enabled : False turns autocast off inside, for a part that must be exact; its inputs may be halves, so call
        ``.float()`` on them.
    cache_enabled : whether a weight that is used several times is cast once.

    A context manager for forward and loss (call ``backward`` outside), and a decorator: ``@torch.autocast("cpu")``.
    The functions that it changes, and how, are PyTorch's lists: see ``functional/autocast.py``. On the CPU halves are
    computed in float32 and rounded, so this shows what half precision does to a network, but saves no time.
    Source: Micikevicius et al. 2018, arXiv:1710.03740.
    """

    def __init__(
        self, device_type: str, dtype: dtypes.dtype | None = None, enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:  # fmt: skip
        if not isinstance(device_type, str):
            raise ArgumentError("autocast.device_type", got=type(device_type).__name__)
        if device_type not in DEVICES:
            raise DeviceError("autocast.device", got=device_type, known=", ".join(DEVICES))
        self.device = device_type
        self.fast_dtype = state.get_autocast_dtype(device_type) if dtype is None else dtype
        if enabled and device_type == "cuda" and not is_available():
            warnings.warn(tr("autocast.no_cuda"), UserWarning, stacklevel=2)
            enabled = False
        elif enabled and self.fast_dtype not in HALVES:
            warnings.warn(tr("autocast.dtype", device=device_type.upper(), got=self.fast_dtype), UserWarning, 2)
            enabled = False
        self._enabled = enabled
        self._cache_enabled = state.is_autocast_cache_enabled() if cache_enabled is None else cache_enabled
        self._before: list[tuple[bool, dtypes.dtype, bool]] = []  # a stack: one object may be entered again

    def __enter__(self) -> autocast:
        before = state.is_autocast_enabled(self.device), state.get_autocast_dtype(self.device)
        self._before.append((*before, state.is_autocast_cache_enabled()))
        self._set(self._enabled, self.fast_dtype, self._cache_enabled)
        state.autocast_increment_nesting()
        return self

    def __exit__(self, *exc_info: object) -> None:
        if state.autocast_decrement_nesting() == 0:
            state.clear_autocast_cache()
        self._set(*self._before.pop())

    def _set(self, enabled: bool, dtype: dtypes.dtype, cache_enabled: bool) -> None:
        state.set_autocast_enabled(self.device, enabled)
        state.set_autocast_dtype(self.device, dtype)
        state.set_autocast_cache_enabled(cache_enabled)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if not callable(function):
            raise ArgTypeError("autocast.decorates", got=type(function).__name__)

        @functools.wraps(function)
        def cast(*args: Any, **kwargs: Any) -> Any:
            # A region of its own for each call, which may come from several threads at once.
            with autocast(self.device, self.fast_dtype, self._enabled, self._cache_enabled):
                return function(*args, **kwargs)

        return cast


def custom_fwd(
    fwd: Callable[..., Any] | None = None, *, device_type: str, cast_inputs: dtypes.dtype | None = None
) -> Callable[..., Any]:
    """Decorate ``forward`` of a custom Function: remember for ``custom_bwd`` whether autocast was on.

    With ``cast_inputs``, float inputs are cast to that dtype under autocast, and forward runs without it.
    """
    _need_name(device_type)
    if fwd is None:
        return functools.partial(custom_fwd, device_type=device_type, cast_inputs=cast_inputs)

    @functools.wraps(fwd)
    def forward(ctx: Any, *args: Any, **kwargs: Any) -> Any:
        on = state.is_autocast_enabled(device_type)
        ctx._dtype, ctx._fwd_used_autocast = state.get_autocast_dtype(device_type), on and cast_inputs is None
        if not on or cast_inputs is None:
            return fwd(ctx, *args, **kwargs)
        with autocast(device_type, enabled=False):
            args = state.lowered(args, cast_inputs, device_type)
            return fwd(ctx, *args, **{k: state.lowered(x, cast_inputs, device_type) for k, x in kwargs.items()})

    return forward


def custom_bwd(bwd: Callable[..., Any] | None = None, *, device_type: str) -> Callable[..., Any]:
    """Decorate ``backward`` of a custom Function: it runs under autocast if its forward did."""
    _need_name(device_type)
    if bwd is None:
        return functools.partial(custom_bwd, device_type=device_type)

    @functools.wraps(bwd)
    def backward(ctx: Any, *grads: Any) -> Any:
        with autocast(device_type, ctx._dtype, ctx._fwd_used_autocast):
            return bwd(ctx, *grads)

    return backward


def _need_name(device_type: Any) -> None:
    if not isinstance(device_type, str):
        raise ArgumentError("autocast.device_type", got=type(device_type).__name__)
