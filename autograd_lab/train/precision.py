"""Mixed precision in the Trainer: under which autocast a step runs, and whether its loss is scaled."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import autograd_lab as lab
from autograd_lab.train.checks import check_choice

_LOW = {"16-mixed": lab.float16, "bf16-mixed": lab.bfloat16}
_SHORT = {"32": "32-true", "16": "16-mixed", "bf16": "bf16-mixed"}


class Precision:
    """What ``precision="16-mixed"`` means. ValueError for a word that Lightning's Trainer has and we do not."""

    def __init__(self, precision: str | int) -> None:
        self.name = _SHORT.get(str(precision), precision)
        check_choice("precision", self.name, ("32-true", *_LOW))
        self._dtype = _LOW.get(str(self.name))

    @property
    def scales(self) -> bool:
        """Whether gradients would vanish unless the loss is scaled: in float16, whose exponent is short."""
        return self._dtype is lab.float16

    def region(self, device: Any) -> AbstractContextManager[Any]:
        """What forward and loss run under."""
        if self._dtype is None:
            return nullcontext()
        return lab.autocast(lab.device(device).type, self._dtype)

    def scaler(self, device: Any) -> lab.amp.GradScaler | None:
        """A new scaler for a run, if it needs one."""
        return lab.amp.GradScaler(lab.device(device).type) if self.scales else None
