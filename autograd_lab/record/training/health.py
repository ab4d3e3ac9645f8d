"""What stands out in a run, with the reason and what to try. Pure: numbers in, findings out.

A finding comes when its sign was there for several looks and steps, and goes when it was absent for several: words
that flicker teach nothing. Each rule has one threshold to come and a milder one to stay. They are set so that runs
that learn well stay silent (tests/record/test_health_runs.py trains both kinds), from these sources:

- vanishing, exploding: Glorot & Bengio 2010; Pascanu et al. 2013. Compared between the weight matrices of one step,
  for the absolute size of a gradient says nothing; biases are left out: before a normalisation theirs is zero.
- update / weight about 1e-3: Karpathy, "A Recipe for Training Neural Networks" and makemore part 3.
- dead units: Lu et al. 2019, "Dying ReLU and Initialization"; saturated ones: Glorot & Bengio 2010.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, inf, isfinite, log
from typing import Any, Literal

import numpy as np

from autograd_lab.record.snapshot import Bilingual, LayerFlow, Real, Text, both
from autograd_lab.record.training import advice as _advice  # noqa: F401  (adds the words)
from autograd_lab.record.training.activations import ActivationFlow
from autograd_lab.record.training.breaks import UNKNOWN, Break
from autograd_lab.record.training.losses import Trend, trend

FindingKind = Literal[
    "nan", "exploding", "vanishing", "zero", "dead", "saturated", "fast", "slow",
    "rising", "flat", "unreached", "frozen", "stray", "rate", "accumulating",
]  # fmt: skip
FindingLevel = Literal["bad", "warn", "note"]


@dataclass(frozen=True)
class Finding:
    """One thing that stands out. ``layers``: the parameters and outputs it concerns, in the model's order; none if it
    concerns the run. ``since``: the step at which its sign was first seen. ``code``: a line to copy, or ""."""

    kind: FindingKind
    level: FindingLevel
    layers: list[str]
    since: int
    title: Text
    reason: Text
    remedy: Text
    code: str = ""


@dataclass(frozen=True)
class Look:
    """What one sampled step has to say. ``losses`` are the steps and values so far. ``strays``: parameters with a
    gradient that no optimizer step has moved. ``accumulating``: gradients of the step before were still there.
    ``rivals``: another loss is learned in turns with this one, through the same parameters."""

    step: int
    layers: Sequence[LayerFlow] = ()
    activations: Sequence[ActivationFlow] = ()
    losses: tuple[np.ndarray, np.ndarray] = field(default=(np.zeros(0), np.zeros(0)))
    rates: Sequence[float] = ()
    broken: Break | None = None
    strays: Sequence[str] = ()
    accumulating: bool = False
    rivals: bool = False


# (to come, to stay)
VANISHING = (1e-4, 3e-4)  # of the largest gradient of a weight matrix
EXPLODING = (1e3, 1e2)  # times the weight, or 1 for small ones
GROWN = (1e3, 1e2)  # times the gradients of the first looks
HARM = 0.03  # of the weight in one step
FAST = (0.1, 0.06)  # of the weight in one step
SLOW = (1e-6, 2e-6)
INACTIVE = (0.5, 0.35)  # of the units
NEARLY_ALL = 0.9
SURE = ("softmax", "attentionweights", "hardtanh")  # these may be at their ends; so may the last op, see ``inner``

COME = (3, 10)  # looks, and steps, that a sign has to last
GO = 4  # looks without it
APART = log(2)  # between a number and the one that is said for it
PROGRESS = 0.5  # a loss that has fallen by this part has learned; small steps are fine then
FIRST_LOOKS = 10
FLATTENED = 0.01
LEVELS: dict[FindingLevel, int] = {"bad": 0, "warn": 1, "note": 2}

CODE: dict[FindingKind, str] = {
    "nan": "nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
    "exploding": "nn.utils.clip_grad_norm_(model.parameters(), 1.0)",
    "vanishing": 'nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")',
    "dead": "nn.LeakyReLU(0.01)",
    "saturated": 'nn.init.xavier_normal_(layer.weight, nn.init.calculate_gain("tanh"))',
    "frozen": "parameter.requires_grad_(True)",
    "stray": "optimizer.add_param_group({'params': layer.parameters()})",
    "accumulating": "optimizer.zero_grad()",
}


class _Latch:
    """One sign of one layer: when it came, and how long it has been gone."""

    def __init__(self, step: int) -> None:
        self.since = step
        self.seen = self.missed = 0
        self.on = False
        self.value = 0.0  # as it is said: it follows the mean only when that has moved away from it
        self._mean = 0.0

    def see(self, step: int, value: float, patience: tuple[int, int]) -> None:
        self.seen += 1
        self.missed = 0
        size = log(max(abs(value), 1e-30)) if isfinite(value) else log(1e30)
        self._mean += max(0.1, 1 / self.seen) * (size - self._mean)
        if not self.on or abs(self._mean - log(max(abs(self.value), 1e-30))) > APART:
            self.value = exp(self._mean)
        self.on = self.on or (self.seen >= patience[0] and step - self.since >= patience[1])

    def miss(self) -> bool:
        """Whether it may be forgotten."""
        self.missed += 1
        return not self.on or self.missed >= GO


class Health:
    """The memory of one run; ``look`` at every sampled step gives what stands out."""

    def __init__(self) -> None:
        self._latches: dict[tuple[FindingKind, str], _Latch] = {}
        self._ratios: dict[str, deque[float]] = {}
        self._early: list[float] = []  # sizes of all gradients together at the first looks
        self._steep = 1.0  # the size of all gradients, of that at the first looks
        self._largest: tuple[str, float] | None = None  # the largest gradient of the last sound look
        self._broken: Bilingual | None = None

    def look(self, at: Look) -> list[Finding]:
        present: set[tuple[FindingKind, str]] = set()
        trends = trend(*at.losses)

        def sign(
            kind: FindingKind,
            layer: str,
            value: float,
            limits: tuple[float, float] | None = None,
            *,
            low: bool = False,
            patience: tuple[int, int] = COME,
        ) -> None:
            """A sign that may be there; with ``limits``, if the value is beyond the one that counts now."""
            latch = self._latches.get((kind, layer))
            if limits is not None:
                limit = limits[1] if latch is not None and latch.on else limits[0]
                if not (value <= limit if low else value >= limit):
                    return
            if latch is None:
                latch = self._latches[kind, layer] = _Latch(at.step)
            latch.see(at.step, value, patience)
            present.add((kind, layer))

        if not self._not_finite(at, trends, sign):
            self._gradients(at, trends, sign)
            self._updates(at, trends, sign)
            self._losses(at, trends, sign)
        self._units(at, sign)
        self._wiring(at, sign)
        for key in [key for key in self._latches if key not in present]:
            if self._latches[key].miss():
                del self._latches[key]
        return self._findings(at)

    # -- the signs ------------------------------------------------------------------------------------------------

    def _not_finite(self, at: Look, trends: Trend, sign: Any) -> bool:
        """Everything else is only a consequence, and is not said."""
        where = [flow.name for flow in at.activations if not isfinite(float(flow.mean))]
        where += [layer.name for layer in at.layers if not isfinite(float(layer.weight_norm))]
        # Backward meets the layers from the last to the first, so the last of them got the first broken gradient.
        where += [layer.name for layer in reversed(at.layers) if not isfinite(_number(layer.grad_norm, 0.0))]
        since = trends.broken
        if not where and since is None:
            self._broken = None
            return False
        if self._broken is None:
            self._broken = self._story(at, where, since)
        for name in where or [""]:
            sign("nan", name, 0.0, patience=(1, 0))
        return True

    def _story(self, at: Look, where: list[str], since: int | None) -> Any:
        if at.broken is not None and at.broken.op == UNKNOWN:
            return both("health.nan.end", step=since or at.step)
        if at.broken is not None and at.broken.op:
            key = "after" if at.broken.parameter else "loss"
            return both(f"health.nan.{key}", step=since or at.step, op=at.broken.op, layer=at.broken.parameter)
        if at.broken is not None:
            grown = self._largest
            if grown is None:
                return both("health.nan.weight", step=since or at.step, layer=at.broken.parameter)
            return both("health.nan.grown", step=since or at.step, layer=at.broken.parameter, largest=grown[0],
                        size=_rounded(grown[1]))  # fmt: skip
        return both("health.nan.seen", step=at.step, layer=where[0] if where else "loss")

    def _gradients(self, at: Look, trends: Trend, sign: Any) -> None:
        sizes = {layer.name: _number(layer.grad_norm) for layer in at.layers if _matrix(layer)}
        present = {name: size for name, size in sizes.items() if size is not None}
        if not present:
            return
        names = list(present)
        largest = max(names, key=lambda name: present[name])
        top = present[largest]
        self._largest = largest, top
        total = sum(size * size for size in present.values()) ** 0.5
        if len(self._early) < FIRST_LOOKS:
            self._early.append(total)
        early = float(np.median(self._early))
        grown, self._steep = total / max(1.0, early), total / early if early > 0 else 0.0
        weights = {layer.name: float(layer.weight_norm) for layer in at.layers}
        ratios = {layer.name: _number(layer.update_ratio, 0.0) for layer in at.layers}
        for place, (name, size) in enumerate(present.items()):
            # Where the optimizer divides by the size of the gradient, or the loss is a sum, a large one does no harm.
            if ratios[name] >= HARM and not trends.falling:
                sign("exploding", name, size / max(1.0, weights[name]), EXPLODING, patience=(2, 1))
                if name == largest:
                    sign("exploding", name, grown * EXPLODING[0] / GROWN[0], GROWN, patience=(2, 1))
            if size == 0:
                if top > 0:
                    sign("zero", name, 1.0)
            elif place < names.index(largest):
                sign("vanishing", name, size / top, VANISHING, low=True)
            elif ratios[largest] >= HARM:
                sign("exploding", largest, top / size, (1 / VANISHING[0], 1 / VANISHING[1]))  # grown on its way back
        if top == 0:
            for name in names:
                sign("zero", name, 1.0)

    def _updates(self, at: Look, trends: Trend, sign: Any) -> None:
        means = []
        for layer in at.layers:
            ratio = _number(layer.update_ratio)
            if not _matrix(layer) or ratio is None or layer.grad_norm is None or _number(layer.grad_norm) == 0:
                continue
            recent = self._ratios.setdefault(layer.name, deque(maxlen=5))
            recent.append(ratio)
            mean = exp(sum(log(max(r, 1e-30)) for r in recent) / len(recent))
            means.append(mean)
            sign("fast", layer.name, mean, FAST, patience=(4, 20))
        # Small steps are right where the loss has fallen, or where the gradient has: that is the bottom of a valley.
        if means and at.rates and max(at.rates) > 0 and trends.progress < PROGRESS and self._steep > FLATTENED:
            sign("slow", "", max(means), SLOW, low=True, patience=(4, 50))

    def _losses(self, at: Look, trends: Trend, sign: Any) -> None:
        if at.rivals:  # as in a GAN: what the other learns makes this loss rise, and standing still is a balance
            return
        if trends.rising:
            sign("rising", "", trends.last)
        elif trends.flat and any(rate > 0 for rate in at.rates):
            sign("flat", "", trends.last)

    def _units(self, at: Look, sign: Any) -> None:
        for flow in at.activations:
            if flow.inactive is None:
                continue
            if flow.ends == "dead":
                sign("dead", flow.name, float(flow.inactive), INACTIVE)
            elif flow.inner and flow.op not in SURE:
                sign("saturated", flow.name, float(flow.inactive), INACTIVE)

    def _wiring(self, at: Look, sign: Any) -> None:
        for layer in at.layers:
            if not layer.trainable:
                sign("frozen", layer.name, 1.0)
            elif layer.grad_norm is None:
                sign("unreached", layer.name, 1.0)
        for name in at.strays:
            sign("stray", name, 1.0)
        if at.rates and max(at.rates) == 0:
            sign("rate", "", 1.0)
        if at.accumulating:
            sign("accumulating", "", 1.0)

    # -- the words ------------------------------------------------------------------------------------------------

    def _findings(self, at: Look) -> list[Finding]:
        order = {name: i for i, name in enumerate(_names(at))}
        groups: dict[FindingKind, list[tuple[str, _Latch]]] = {}
        for (kind, layer), latch in self._latches.items():
            if latch.on:
                groups.setdefault(kind, []).append((layer, latch))
        if "nan" in groups:  # all else would be a consequence
            groups = {"nan": groups["nan"]}
        found = []
        for kind, members in groups.items():
            if kind != "nan":  # these come in the order in which they broke
                members.sort(key=lambda member: order.get(member[0], len(order)))
            found.append(self._finding(kind, members, at))
        return sorted(found, key=lambda finding: (LEVELS[finding.level], finding.since))

    def _finding(self, kind: FindingKind, members: list[tuple[str, _Latch]], at: Look) -> Finding:
        low = kind in ("vanishing", "slow")
        worst = (min if low else max)(latch.value for _, latch in members)
        reason = self._broken if kind == "nan" and self._broken is not None else None
        if reason is None:
            share = kind in ("dead", "saturated", "fast")
            value = f"{worst:.0%}" if share else _rounded(worst)
            reason = both(f"health.{kind}.reason", value=value, step=members[0][1].since)
        return Finding(
            kind=kind,
            level=_level(kind, worst),
            layers=[layer for layer, _ in members if layer],
            since=min(latch.since for _, latch in members),
            title=both(f"health.{kind}"),
            reason=reason,
            remedy=both(f"health.{kind}.remedy"),
            code=CODE.get(kind, ""),
        )


def _level(kind: FindingKind, worst: float) -> FindingLevel:
    if kind in ("nan", "exploding", "rising") or (kind in ("dead", "saturated") and worst >= NEARLY_ALL):
        return "bad"
    return "note" if kind in ("frozen", "flat") else "warn"


def _matrix(layer: LayerFlow) -> bool:
    return len(layer.shape) >= 2 and layer.trainable


def _names(at: Look) -> list[str]:
    return [layer.name for layer in at.layers] + [flow.name for flow in at.activations]


def _number(value: Real | None, otherwise: Any = None) -> Any:
    return otherwise if value is None else float(value)


def _rounded(value: float) -> str:
    """One digit: more would change with every look, and say no more."""
    if value == 0 or value == inf or 0.01 <= abs(value) < 1000:
        return f"{value:.2g}"
    mantissa, exponent = f"{value:.0e}".split("e")
    digits = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{digits}" if mantissa == "1" else f"{mantissa}×10{digits}"
