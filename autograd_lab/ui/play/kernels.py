"""The kernel explorer in the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from autograd_lab.record.cards import heat
from autograd_lab.record.cards.svg import card_svg
from autograd_lab.record.play.convolve import PRESETS, Convolver
from autograd_lab.ui.inline import InlineView, Reply
from autograd_lab.ui.play.numbers import buffer, text
from autograd_lab.ui.protocol import KernelState

FIRST = next(preset.three for preset in PRESETS if preset.key == "vertical")


class KernelView(InlineView):
    """What ``lab.viz.kernels`` returns."""

    entry = "kernels"
    questions: ClassVar[Mapping[str, str]] = {"convolve": "convolve"}

    def __init__(self, convolver: Convolver) -> None:
        super().__init__("")
        self.convolver = convolver
        self._last = convolver.run(convolver.keys[0], FIRST, 1, 0, 1)

    def convolve(self, image: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> Reply:
        """The convolution that the browser asks for."""
        self._last = run, pixels, out = self.convolver.run(str(image), kernel, stride, padding, dilation)
        return run, [buffer(pixels), buffer(out)]

    def state(self) -> KernelState:
        run, pixels, out = self._last
        return KernelState(self.convolver.names(), PRESETS, run, text(pixels), text(out))

    def to_svg(self) -> str:
        """Input and output side by side, as a picture that stands alone."""
        _, pixels, out = self._last
        sides = np.maximum(pixels.shape, out.shape)
        both = [np.pad(a, [(0, side - have) for side, have in zip(sides, a.shape, strict=True)]) for a in (pixels, out)]
        return card_svg(heat(np.stack(both)))

    def __repr__(self) -> str:
        run = self._last[0]
        return f"Kernels({run.image!r}, {len(run.kernel)} x {len(run.kernel)})"
