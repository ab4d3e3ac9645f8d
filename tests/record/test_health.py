"""Findings: when they come, when they stay, when they go. Whole trainings are in test_health_runs.py."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from autograd_lab.i18n import translations
from autograd_lab.record.snapshot import LayerFlow, real
from autograd_lab.record.training.activations import ActivationFlow
from autograd_lab.record.training.breaks import Break
from autograd_lab.record.training.health import GO, Health, Look
from autograd_lab.record.training.losses import trend

FALLING = (np.arange(100.0), np.linspace(2, 1, 100))


def layer(name: str, grad: float | None = 1.0, ratio: float | None = 1e-3, weight: float = 1.0, **more) -> LayerFlow:
    shape = [3] if "bias" in name else [3, 3]
    return LayerFlow(
        name=name,
        grad_norm=None if grad is None else real(grad),
        weight_norm=real(weight),
        update_ratio=None if ratio is None else real(ratio),
        **{"shape": shape, **more},
    )


def unit(name: str, share: float | None, ends="dead", op="relu", inner=True) -> ActivationFlow:
    return ActivationFlow(name, op, None, ends, share, 0.0, 1.0, inner)


class Run:
    """Looks every fifth step."""

    def __init__(self) -> None:
        self.health, self.step = Health(), 0

    def looks(self, count: int, *layers: LayerFlow, **more) -> list:
        found = []
        for _ in range(count):
            self.step += 5
            look = Look(step=self.step, layers=layers, **{"losses": FALLING, "rates": [0.1], **more})
            found = self.health.look(look)
        return found

    def kinds(self, count: int, *layers: LayerFlow, **more) -> list[str]:
        return [finding.kind for finding in self.looks(count, *layers, **more)]


def test_a_healthy_network_is_silent() -> None:
    layers = [layer("0.weight", 0.01), layer("0.bias", 1e-9, 0.5), layer("2.weight", 1.0, 5e-3)]
    assert Run().kinds(50, *layers, activations=[unit("1", 0.3)]) == []


def test_a_sign_must_last_and_a_finding_goes_when_it_is_gone() -> None:
    run, sick = Run(), [layer("0.weight", 1e-7), layer("2.weight")]
    assert run.kinds(2, *sick) == []
    (finding,) = run.looks(2, *sick)
    assert (finding.kind, finding.level, finding.layers, finding.since) == ("vanishing", "warn", ["0.weight"], 5)
    fine = [layer("0.weight"), layer("2.weight")]
    assert run.kinds(GO - 1, *fine) == ["vanishing"]
    assert run.kinds(1, *fine) == []


def test_words_do_not_flicker_at_the_threshold() -> None:
    run = Run()
    rng = np.random.default_rng(0)
    seen = []
    for _ in range(200):
        size = 1e-4 * 10 ** rng.uniform(-0.4, 0.4)
        seen.append([dataclasses.astuple(f) for f in run.looks(1, layer("0.weight", size), layer("2.weight"))])
    changes = sum(a != b for a, b in pairwise(seen))
    assert changes <= 8, "200 looks on the edge: it may come and stay, with a number that rests"


def test_biases_and_late_layers_do_not_vanish() -> None:
    """Before a normalisation a bias has no gradient; what is small behind the largest has not come far yet."""
    assert Run().kinds(10, layer("0.weight"), layer("0.bias", 1e-12), layer("2.weight", 1e-7, 1e-6)) == []


def test_gradients_that_grow_on_their_way_back_explode() -> None:
    rising = (np.arange(50.0), np.linspace(1, 2, 50))
    (finding,) = Run().looks(4, layer("0.weight", 1e3, 0.2), layer("2.weight", 1e-3), losses=rising)
    assert (finding.kind, finding.layers, finding.level) == ("exploding", ["0.weight"], "bad")


def test_a_large_gradient_that_does_no_harm_is_no_finding() -> None:
    """A sum over many samples, or Adam, which divides by the size of the gradient."""
    assert Run().kinds(10, layer("0.weight", 1e5, 1e-3), losses=(np.arange(50.0), np.linspace(1, 2, 50))) == []
    assert Run().kinds(10, layer("0.weight", 1e5, 0.05)) == [], "while the loss falls"


def test_nan_comes_at_once_names_where_it_began_and_silences_the_rest() -> None:
    run = Run()
    run.looks(3, layer("0.weight", 1e-9), layer("2.weight", 1e6, 0.01))
    losses = (np.arange(20.0), np.array([1.0] * 17 + [np.nan] * 3))
    layers = [layer("0.weight", float("nan")), layer("2.weight", float("inf"))]
    (finding,) = run.looks(1, *layers, losses=losses, broken=Break("2.weight", "LogBackward0"))
    assert (finding.kind, finding.level, finding.layers) == ("nan", "bad", ["2.weight", "0.weight"])
    assert "step 17" in finding.reason.en and "LogBackward0" in finding.reason.en and "2.weight" in finding.reason.zh
    grown = Run()
    grown.looks(3, layer("2.weight", 1e6, 0.01))
    (finding,) = grown.looks(1, *layers, losses=losses, broken=Break("0.weight", ""))
    assert "0.weight" in finding.reason.en and "10⁶, at 2.weight" in finding.reason.en


def test_a_broken_output_is_seen_before_the_loss() -> None:
    broken = dataclasses.replace(unit("1", None), mean="NaN")
    (finding,) = Run().looks(1, layer("0.weight"), activations=[unit("0", 0.0), broken])
    assert finding.kind == "nan" and finding.layers == ["1"] and "step 5, in 1" in finding.reason.en


def test_zero_dead_and_saturated() -> None:
    run = Run()
    found = run.looks(4, layer("0.weight", 0.0), layer("2.weight"), activations=[unit("1", 0.95)])
    assert [(f.kind, f.level) for f in found] == [("dead", "bad"), ("zero", "warn")]
    assert "95%" in found[0].reason.en
    saturated = [unit("1", 0.6, "saturated", "tanh"), unit("9", 1.0, "saturated", "sigmoid", inner=False)]
    (finding,) = Run().looks(4, layer("0.weight"), activations=saturated)
    assert (finding.kind, finding.layers) == ("saturated", ["1"]), "a sure classifier is no disease"
    assert Run().kinds(4, layer("0.weight"), activations=[unit("a", 1.0, "saturated", "softmax")]) == []


def test_step_sizes() -> None:
    (finding,) = Run().looks(8, layer("0.weight", ratio=0.3), layer("0.bias", ratio=9.0))
    assert (finding.kind, finding.layers) == ("fast", ["0.weight"])
    still = (np.arange(100.0), np.full(100, 2.0) + 0.05 * np.sin(np.arange(100)))
    assert Run().kinds(20, layer("0.weight", ratio=1e-8), losses=still) == ["slow"]
    learned = (np.arange(100.0), np.linspace(2, 0.01, 100))
    assert Run().kinds(20, layer("0.weight", ratio=1e-8), losses=learned) == [], "at the end small steps are fine"


def test_wiring() -> None:
    layers = [layer("0.weight", None, 0.0), layer("2.weight", None, 0.0, trainable=False), layer("4.weight")]
    found = Run().looks(4, *layers, strays=["head.weight"], accumulating=True)
    assert {f.kind: f.layers for f in found} == {
        "unreached": ["0.weight"], "frozen": ["2.weight"], "stray": ["head.weight"], "accumulating": [],
    }  # fmt: skip
    assert found[-1].level == "note", "what may well be meant comes last"
    assert Run().kinds(4, layer("0.weight"), rates=[0.0, 0.0]) == ["rate"]
    assert Run().kinds(4, layer("0.weight"), rates=[0.0, 0.1]) == []


def test_hundreds_of_sick_layers_are_one_finding() -> None:
    layers = [*(layer(f"{i}.weight", 1e-9) for i in range(199)), layer("last.weight")]
    (finding,) = Run().looks(4, *layers)
    assert len(finding.layers) == 199 and finding.layers[:2] == ["0.weight", "1.weight"]


def test_all_words_are_there_in_both_languages() -> None:
    for kind in (
        "nan", "exploding", "vanishing", "zero", "dead", "saturated", "fast", "slow",
        "rising", "flat", "unreached", "frozen", "stray", "rate", "accumulating",
    ):  # fmt: skip
        for part in ("", ".reason", ".remedy"):
            words = translations(f"health.{kind}{part}", value="0.5", step=3)
            assert words["en"] and words["zh"] and "{" not in "".join(words.values())


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        (2 - np.arange(300) / 200, ""),
        (np.full(300, 2.3), "flat"),
        (2.3 + 0.3 * np.sin(1.7 * np.arange(1000)), "flat"),
        (np.exp(-np.arange(400) / 50) + 0.02 * np.sin(1.7 * np.arange(400)), ""),
        (np.concatenate((np.exp(-np.arange(200) / 50), np.linspace(0.02, 1, 200))), "rising"),
        (-np.concatenate((np.linspace(0, 10, 200), np.linspace(10, 1, 200))), "rising"),
        (np.linspace(2, 5, 40), ""),
    ],
)
def test_trends(losses: np.ndarray, expected: str) -> None:
    seen = trend(np.arange(len(losses)), losses)
    assert (seen.flat, seen.rising) == (expected == "flat", expected == "rising")


def test_the_step_where_a_loss_broke() -> None:
    losses = np.array([1.0, np.inf, 0.5, 0.4, np.nan, np.nan])
    assert trend(np.arange(10, 16), losses).broken == 14
    assert trend(np.arange(4), losses[:4]).broken is None, "it has recovered"
    assert trend(np.arange(2), np.full(2, np.nan)).broken == 0
