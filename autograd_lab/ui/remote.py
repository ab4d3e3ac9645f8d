"""What the buttons and sliders of the panel do, as methods."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.record.training.observer import Observer
from autograd_lab.ui import settings
from autograd_lab.ui.link import Wish
from autograd_lab.ui.rewind import Rewinder


class Remote:
    """All may be called from any thread, and act between two steps."""

    _observer: Observer
    _rewinder: Rewinder

    def _wish(self, wish: Wish) -> None:
        raise NotImplementedError

    def pause(self) -> None:
        """Hold the loop after this step. Without a browser to resume it from, nothing is held."""
        self._wish({"type": "control", "action": "pause"})

    def resume(self) -> None:
        """Go on; after a stop, let the following loops run again."""
        self._wish({"type": "control", "action": "resume"})

    def step(self) -> None:
        """Do one step, then hold."""
        self._wish({"type": "control", "action": "step"})

    def one_epoch(self) -> None:
        """Go on to the end of this epoch, and hold before the first batch of the next."""
        self._wish({"type": "control", "action": "epoch"})

    def stop(self) -> None:
        """End the loop after this step."""
        self._wish({"type": "control", "action": "stop"})

    def speed(self, steps_per_second: float | None = None) -> None:
        """Do so many steps per second at most; None is full speed. Without a browser it is always full speed."""
        if steps_per_second is not None and not (isinstance(steps_per_second, (int, float)) and steps_per_second > 0):
            raise ArgumentError("panel.speed", value=steps_per_second)
        self._wish({"type": "speed", "speed": steps_per_second})

    def set(self, **values: float) -> None:
        """Change ``lr``, ``momentum``, ``beta1`` or ``weight_decay`` now; ValueError for an impossible value."""
        for name, value in values.items():
            settings.change(self._observer.optimizer, name, value)

    def rewind(self, step: int) -> int:
        """Go back to an earlier step and branch off from there; returns the step, the newest kept up to ``step``.

        Parameters, buffers, gradients, the optimizer with its schedule values, random numbers and the place in the
        data are as they were: the same batches give bit for bit the same results. A running loop goes back after
        this step, a finished run at once, and the next cell's loop goes on from there. What had come after that step
        stays in ``lab.viz.runs``. The learner's own counters do not go back. ValueError if nothing is kept.
        """
        now = self._observer.step
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= now:
            raise ArgumentError("panel.rewind.step", value=step, now=now)
        kept = self._rewinder.nearest(step)
        if kept is None:
            refused = self._rewinder.refused
            raise ArgumentError("panel.rewind.too_large", **refused) if refused else ArgumentError("panel.rewind.none")
        self._wish({"type": "rewind", "step": kept.step})
        return kept.step

    @property
    def rewind_steps(self) -> list[int]:
        """The steps to which ``rewind`` can go; the newer, the closer together."""
        return self._rewinder.steps

    @property
    def rewind_megabytes(self) -> float:
        """What the copies of earlier steps may take together."""
        return self._rewinder.megabytes

    @rewind_megabytes.setter
    def rewind_megabytes(self, value: float) -> None:
        self._rewinder.megabytes = float(value)

    def remember(self, *parts: Any) -> None:
        """Let ``rewind`` put these back too: a scheduler, an averaged model, whatever has ``state_dict``."""
        for part in parts:
            if not (hasattr(part, "state_dict") and hasattr(part, "load_state_dict")):
                raise ArgTypeError("panel.no_state", got=type(part).__name__)
            self._rewinder.remember(part)
