"""Loss scaling: small gradients vanish in float16, so the loss is made large and the gradients small again."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.cuda import is_available
from autograd_lab.errors import ArgumentError, OptimError, UseError
from autograd_lab.functional.creation import tensor
from autograd_lab.graph.modes import no_grad
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor

READY, UNSCALED, STEPPED = "ready", "unscaled", "stepped"


class GradScaler:
    """Scales losses, and finds the largest scale at which gradients do not overflow.

        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)      # only if you look at the gradients or clip them
        scaler.step(optimizer)          # leaves the step out if a gradient is inf or nan
        scaler.update()                 # then the scale falls; after many good steps it grows

    device : "cpu", or "cuda", with which it warns and does nothing where no GPU is.
    init_scale : the first scale. growth_factor (> 1), backoff_factor (< 1) : what it is multiplied by after
        ``growth_interval`` good steps in a row, and after a step with an inf or nan.
    enabled : False makes every method do as if there were no scaler.

    Source: Micikevicius et al. 2018, arXiv:1710.03740, section 3.2.
    """

    def __init__(
        self, device: str = "cuda", init_scale: float = 2.0**16, growth_factor: float = 2.0,
        backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True,
    ) -> None:  # fmt: skip
        self._device = device
        if enabled and device == "cuda" and not is_available():
            warnings.warn(tr("scaler.no_cuda"), UserWarning, stacklevel=2)
            enabled = False
        if enabled and growth_factor <= 1:
            raise UseError("scaler.growth", got=growth_factor)
        if enabled and backoff_factor >= 1:
            raise UseError("scaler.backoff", got=backoff_factor)
        self._enabled = enabled
        self._scale, self._good_steps = float(init_scale), 0
        self._growth_factor, self._backoff_factor = growth_factor, backoff_factor
        self._growth_interval = growth_interval
        self._stages: dict[int, str] = {}  # of each optimizer since the last update
        self._overflows: dict[int, bool] = {}  # whether an inf or nan was found in its gradients

    def scale(self, outputs: Tensor | Iterable[Any]) -> Any:
        """A loss, or each tensor of several, times the scale."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            return outputs * tensor(self._scale, device=outputs.device)  # of no dimensions: the loss keeps its dtype
        if isinstance(outputs, Iterable) and not isinstance(outputs, (str, bytes)):
            scaled = (self.scale(each) for each in outputs)
            return type(outputs)(scaled) if isinstance(outputs, (list, tuple)) else scaled
        raise ArgumentError("scaler.outputs", got=type(outputs).__name__)

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of this optimizer by the scale, and look for inf and nan. Once between two updates."""
        if not self._enabled:
            return
        stage = self._stages.get(id(optimizer), READY)
        if stage is UNSCALED:
            raise OptimError("scaler.unscaled_twice")
        if stage is STEPPED:
            raise OptimError("scaler.unscaled_late")
        grads = [p.grad for group in optimizer.param_groups for p in group["params"] if p.grad is not None]
        if any(grad.dtype is dtypes.float16 for grad in grads):
            raise ArgumentError("scaler.half")
        if grads:
            self._overflows[id(optimizer)] = self._unscaled(grads, 1 / self._scale)
        self._stages[id(optimizer)] = UNSCALED

    @staticmethod
    def _unscaled(grads: list[Tensor], factor: float) -> bool:
        """Multiply all by ``factor``, in place; whether one has an element that is inf or nan."""
        overflow: dict[Any, Tensor] = {}  # one answer per device, so that each is waited for once
        with no_grad():
            for grad in grads:
                bad = grad.isfinite().logical_not_().any()
                overflow[grad.device] = bad | overflow[grad.device] if grad.device in overflow else bad
                grad.mul_(factor)
        return any(bool(bad) for bad in overflow.values())

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """``optimizer.step(*args)`` unless a gradient is inf or nan; returns what that returns. Unscales if needed."""
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs or args:
            raise OptimError("scaler.closure")
        if self._stages.get(id(optimizer)) is STEPPED:
            raise OptimError("scaler.stepped_twice")
        if self._stages.get(id(optimizer)) is not UNSCALED:
            self.unscale_(optimizer)
        if id(optimizer) not in self._overflows:
            raise UseError("scaler.no_gradients")
        result = None if self._overflows[id(optimizer)] else optimizer.step(**kwargs)
        self._stages[id(optimizer)] = STEPPED
        return result

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Begin the next iteration with a scale that fits: smaller after an overflow, larger after many good steps.

        ``new_scale`` sets it by hand.
        """
        if not self._enabled:
            return
        if new_scale is not None:
            self._scale = self._number(new_scale)
        elif not self._overflows:
            raise UseError("scaler.no_checks")
        elif any(self._overflows.values()):
            self._scale, self._good_steps = _float32(self._scale * self._backoff_factor), 0
        else:
            self._good_steps += 1
            if self._good_steps == self._growth_interval:
                grown = _float32(self._scale * self._growth_factor)
                self._scale = grown if math.isfinite(grown) else self._scale
                self._good_steps = 0
        self._stages.clear()
        self._overflows.clear()

    @staticmethod
    def _number(value: float | Tensor) -> float:
        if isinstance(value, Tensor) and (value.numel() != 1 or value.requires_grad):
            raise UseError("scaler.new_scale", shape=tuple(value.shape), requires_grad=value.requires_grad)
        return float(value)

    def get_scale(self) -> float:
        """The scale; 1.0 if disabled."""
        return self._scale if self._enabled else 1.0

    def get_growth_factor(self) -> float:
        """What the scale is multiplied by after many good steps."""
        return self._growth_factor

    def set_growth_factor(self, new_factor: float) -> None:
        """Set the growth factor."""
        self._growth_factor = new_factor

    def get_backoff_factor(self) -> float:
        """What the scale is multiplied by after an overflow."""
        return self._backoff_factor

    def set_backoff_factor(self, new_factor: float) -> None:
        """Set the backoff factor."""
        self._backoff_factor = new_factor

    def get_growth_interval(self) -> int:
        """How many good steps in a row make the scale grow."""
        return self._growth_interval

    def set_growth_interval(self, new_interval: int) -> None:
        """Set the growth interval."""
        self._growth_interval = new_interval

    def is_enabled(self) -> bool:
        """Whether it does anything."""
        return self._enabled

    def state_dict(self) -> dict[str, Any]:
        """The scale, its rules and the good steps so far, for a checkpoint; {} if disabled."""
        if not self._enabled:
            return {}
        return {
            "scale": self._scale,
            "growth_factor": self._growth_factor,
            "backoff_factor": self._backoff_factor,
            "growth_interval": self._growth_interval,
            "_growth_tracker": self._good_steps,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a ``state_dict``. RuntimeError for that of a disabled scaler, which is empty."""
        if not self._enabled:
            return
        if not state_dict:
            raise OptimError("scaler.empty_state")
        self._scale, self._good_steps = float(state_dict["scale"]), int(state_dict["_growth_tracker"])
        self._growth_factor = state_dict["growth_factor"]
        self._backoff_factor = state_dict["backoff_factor"]
        self._growth_interval = state_dict["growth_interval"]


def _float32(value: float) -> float:
    """Rounded, or inf, as PyTorch keeps the scale in a float32 tensor."""
    return float(tensor(value, dtype=dtypes.float32))
