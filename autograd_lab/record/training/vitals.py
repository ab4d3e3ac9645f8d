"""What is known of a run beside its curves: sizes and histograms over time, activations, findings, time and memory.

The observer says when a step is looked at; here is what is kept of the look. Each kind of look has a budget of its
own, for their costs differ by orders of magnitude.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np

from autograd_lab.record.names import Names, shorten
from autograd_lab.record.snapshot import LayerFlow
from autograd_lab.record.training.activations import ActivationFlow, ActivationWatcher, Units
from autograd_lab.record.training.breaks import Break, first_break
from autograd_lab.record.training.budget import SHARE, Budget
from autograd_lab.record.training.grids import NOTHING, Grids
from autograd_lab.record.training.health import Finding, Health, Look
from autograd_lab.record.training.histogram import histogram
from autograd_lab.record.training.resources import MemoryUse, Stopwatch, kept_by, memory


class Vitals:
    """``every``: look at each that-many-th step, instead of by the clock."""

    def __init__(self, every: int | None) -> None:
        self.grids = Grids()
        self.activations: list[ActivationFlow] = []
        self.findings: list[Finding] = []
        self.memory: MemoryUse | None = None
        self.stopwatch = Stopwatch()
        self.accumulating = False
        self.rivals = False  # another loss is learned in turns with this one, through the same parameters
        self.broken: Break | None = None
        self._health = Health()
        self._units: dict[str, Units] = {}
        self._versions: dict[str, int] = {}
        self._kept = 0  # bytes that the last graph held
        self._histograms = Budget(interval=0.5, share=SHARE, every=every)
        self._forward = Budget(interval=0.25, share=SHARE, every=every)

    def rewind(self, step: int) -> None:
        """The run is back at an earlier step: what came later is forgotten, and what stands out will show again."""
        self.grids.cut(step)
        self._health, self.findings, self.broken = Health(), [], None
        self._units, self._versions = {}, {}

    # -- parameters -------------------------------------------------------------------------------------------------

    def look_at_parameters(self, parameters: Sequence[tuple[str, Any]], step: int) -> None:
        """Histograms of weights and gradients before this step, if there is time."""
        if not self._histograms.allows(step - 1):
            return
        start = perf_counter()
        for name, parameter in parameters:
            name = shorten(name)
            self.grids.add(f"hist/weight/{name}", step, histogram(parameter.array))
            grad = parameter.grad
            if grad is not None and hasattr(grad.array, "reshape"):
                self.grids.add(f"hist/gradient/{name}", step, histogram(grad.array))
        self._histograms.spent(perf_counter() - start)

    def look_at_layers(
        self, step: int, layers: list[LayerFlow], losses: Any, optimizer: Any, strays: Sequence[tuple[str, Any]]
    ) -> None:
        """Keep the sizes of a sampled step, and say what stands out."""
        self.grids.add_named("flow/gradient", step, {layer.name: _size(layer.grad_norm) for layer in layers})
        self.grids.add_named("flow/ratio", step, {layer.name: _size(layer.update_ratio) for layer in layers})
        still = [name for name, p in strays if self._versions.get(name) == p._version]
        self._versions = {name: p._version for name, p in strays}
        look = Look(
            step=step,
            layers=layers,
            activations=self.activations,
            losses=(np.zeros(0), np.zeros(0)) if losses is None else (losses.x, losses.y),
            rates=[float(group["lr"]) for group in optimizer.param_groups if "lr" in group],
            broken=self.broken,
            strays=still,
            accumulating=self.accumulating,
            rivals=self.rivals,
        )
        findings = self._health.look(look)
        if all(finding.kind != "nan" for finding in findings):
            self.broken = None  # it has recovered; a later break has a story of its own
        if findings != self.findings:
            self.findings = findings
        parameters = [p for group in optimizer.param_groups for p in group["params"]]
        self.memory = memory(parameters, optimizer, self._kept)

    # -- the forward pass -------------------------------------------------------------------------------------------

    def wants_forward(self, step: int) -> bool:
        return self._forward.allows(step)

    def watcher(self, model: Any, thread: int | None) -> ActivationWatcher:
        """To be put on the list of watchers for the next forward pass."""
        return ActivationWatcher(Names(model), self._units, thread)

    def look_at_forward(self, step: int, watcher: ActivationWatcher, root: Any) -> None:
        """A forward pass that was watched is over, and backward is about to free its graph."""
        start = perf_counter()
        self.activations = watcher.result()
        for name, column in watcher.histograms.items():
            self.grids.add(f"hist/output/{name}", step, column)
        inactive = {
            flow.name: float("nan") if flow.mean == "NaN" else _size(flow.inactive)
            for flow in self.activations
            if flow.ends
        }
        if inactive:
            self.grids.add_named("flow/inactive", step, inactive)
        self._kept = kept_by(root.grad_fn) if root.grad_fn is not None else 0
        self._forward.spent(watcher.seconds + perf_counter() - start)

    def loss_broke(self, root: Any, model: Any) -> None:
        """The loss is not finite, for the first time: find out why, while there is a graph to look at."""
        self.broken = first_break(root.grad_fn, Names(model))


def _size(value: Any) -> float:
    return NOTHING if value is None else float(value)
