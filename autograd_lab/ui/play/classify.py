"""The classifier playground in the page. The browser asks for some steps and the picture, whenever it can draw one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from autograd_lab.record.cards import Card, Field
from autograd_lab.record.cards.svg import card_svg
from autograd_lab.record.play.classify import Classifier, ClassifySettings
from autograd_lab.ui.inline import InlineView, Reply
from autograd_lab.ui.play.numbers import buffer, text
from autograd_lab.ui.protocol import ClassifyState


class ClassifyView(InlineView):
    """What ``lab.viz.classify`` returns. ``net`` is the network that is being trained."""

    entry = "classify"
    questions: ClassVar[Mapping[str, str]] = {"train": "train", "change": "change"}

    def __init__(self, classifier: Classifier) -> None:
        super().__init__("")
        self.classifier = classifier

    @property
    def net(self) -> Any:
        return self.classifier.net

    def train(self, steps: Any) -> Reply:
        """Some steps, and how it looks then."""
        self.classifier.train(int(steps))
        return self._look()

    def change(self, settings: Any, points: Any = None) -> Reply:
        """New settings from the browser; ``points`` where some were drawn."""
        hidden = [int(n) for n in settings["hidden"]]
        self.classifier.change(ClassifySettings(**{**settings, "hidden": hidden}), points)
        return self._look()

    def _look(self) -> Reply:
        run, values = self.classifier.look()
        return run, [buffer(values)]

    def state(self) -> ClassifyState:
        run, values = self.classifier.look()
        return ClassifyState(run, text(values))

    def to_svg(self) -> str:
        """The boundary and the points as a picture that stands alone."""
        run, values = self.classifier.look()
        n = run.field
        second = values[: n * n]
        start = len(values) - 4 * run.points - 3 * run.history
        points = values[start : start + 3 * run.points]
        sure = np.maximum(second, 1 - second)
        data = Field([n, n], run.extent, ["0", "1"], run.points, run.points, run.accuracy)
        return card_svg(Card(data, np.concatenate([second > 0.5, sure, points]).astype(np.float32), repr(self)))

    def __repr__(self) -> str:
        settings = self.classifier.settings
        return f"Classify({settings.data!r}, hidden={settings.hidden})"
