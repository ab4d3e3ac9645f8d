"""Numbers that are logged: of a step as they come, of an epoch as their mean."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError


def number(name: str, value: Any) -> float:
    """``value`` as a float; ArgumentError (a ValueError) for what is not one number."""
    if hasattr(value, "compute"):
        value = value.compute()
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        shape = getattr(value, "shape", None)
        got = repr(value)[:80] if shape is None else f"{type(value).__name__}{tuple(shape)}"
        raise ArgumentError("train.number", name=name, value=got) from None


class Means:
    """Weighted means by stage ("train", "validate", ...) and name, and the numbers of the step in hand."""

    def __init__(self) -> None:
        self.size = 1  # samples in the batch in hand
        self.shown: set[str] = set()  # names that the progress line shows
        self._step: dict[str, float] = {}
        self._sums: dict[str, dict[str, list[float]]] = {}  # stage -> name -> [sum, weight]
        self._metrics: dict[str, dict[str, Any]] = {}  # stage -> name -> an object with compute and reset

    def open(self, stage: str) -> None:
        """An epoch of this stage begins."""
        self._sums.pop(stage, None)
        self._metrics.pop(stage, None)

    def add(self, stage: str, name: str, value: Any, on_step: bool, on_epoch: bool, size: int | None) -> None:
        if hasattr(value, "compute") and hasattr(value, "reset"):
            self._metrics.setdefault(stage, {})[name] = value
            return
        here = number(name, value)
        if on_step:
            self._step[f"{name}_step" if on_epoch else name] = here
        if on_epoch:
            weight = self.size if size is None else size
            total = self._sums.setdefault(stage, {}).setdefault(f"{name}_epoch" if on_step else name, [0.0, 0.0])
            total[0] += here * weight
            total[1] += weight

    def take_step(self) -> dict[str, float]:
        """What the step in hand has logged."""
        found, self._step = self._step, {}
        return found

    def close(self, stage: str) -> dict[str, float]:
        """The means of the epoch that ends."""
        found = {name: total / weight for name, (total, weight) in self._sums.pop(stage, {}).items() if weight}
        for name, metric in self._metrics.pop(stage, {}).items():
            found[name] = number(name, metric)
            metric.reset()
        return found

    def state_dict(self) -> dict[str, Any]:
        return {"sums": self._sums, "shown": sorted(self.shown)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._sums = {stage: {name: list(s) for name, s in sums.items()} for stage, sums in state["sums"].items()}
        self.shown = set(state["shown"])
