"""The messages of the live panel.

Kernel to browser: ``Frame`` as a custom message, and ``Snapshot`` as a trait, which a saved page keeps.
Browser to kernel: ``Ready``, ``Ack``, ``Need``, ``Control``, ``SetValue``, as custom messages.

The kernel holds the history and sends what is new, at most about 16 frames a second and at most two that the
browser has not acknowledged; between those the latest state wins, and while nothing is new nothing is sent.
A curve's points are numbered from 0. A slice that starts beyond what the browser has means that a message was
lost: it answers ``Need``. A slice that starts earlier repeats points, which are overwritten. When ``generation``
changes the kernel has thinned the curve out and the browser starts it again from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from autograd_lab.record.snapshot import GraphSnapshot, LayerFlow, Real, SeriesData, SeriesGroup, Text
from autograd_lab.ui.protocol.cards import CardTab, StillCard
from autograd_lab.ui.protocol.inline import Language

State = Literal["ready", "running", "paused", "stopped", "done", "interrupted"]
Mode = Literal["live", "after-cell"]
Action = Literal["pause", "resume", "step", "stop"]
Setting = Literal["lr", "momentum", "weight_decay"]


@dataclass(frozen=True)
class Controls:
    """The optimizer's values now; None = this optimizer has no such value."""

    lr: Real | None
    momentum: Real | None
    weight_decay: Real | None


@dataclass(frozen=True)
class SeriesSlice:
    """``count`` new points of a curve, the first of which has number ``start``.

    The i-th slice of a frame owns the i-th binary buffer: float32, first ``count`` values of x (the step),
    then ``count`` values of y.
    """

    name: str
    group: SeriesGroup
    generation: int
    start: int
    count: int


@dataclass(frozen=True)
class Frame:
    """The state of the panel and what is new since the last frame.

    ``graph`` and ``layers`` are None when they have not changed. ``mode`` says when the controls work: while
    the cell runs, or only after it. ``notice`` is a sentence for the learner, such as why a value was refused.
    ``batches`` is None where the loop does not tell how many there are. ``rate`` is steps per second.
    """

    seq: int
    state: State
    step: int
    epoch: int
    batch: int
    batches: int | None
    rate: float
    controls: Controls
    layers: list[LayerFlow] | None
    layers_step: int | None
    series: list[SeriesSlice]
    graph: GraphSnapshot | None
    mode: Mode
    notice: Text
    cards: list[CardTab] = field(default_factory=list)
    type: Literal["frame"] = "frame"


@dataclass(frozen=True)
class Snapshot:
    """The trait ``snapshot``: all that a view needs to draw with no kernel behind it."""

    state: State
    step: int
    epoch: int
    controls: Controls
    layers: list[LayerFlow]
    series: list[SeriesData]
    graph: GraphSnapshot | None
    cards: list[StillCard] = field(default_factory=list)


@dataclass(frozen=True)
class LiveTraits:
    """The traits of the live panel. ``snapshot`` is None until there is something to show."""

    title: str
    language: Language
    snapshot: Snapshot | None


@dataclass(frozen=True)
class Ready:
    """A browser has opened the panel and knows nothing yet."""

    type: Literal["ready"] = "ready"


@dataclass(frozen=True)
class Ack:
    """Frame ``seq`` has been drawn."""

    seq: int
    type: Literal["ack"] = "ack"


@dataclass(frozen=True)
class Need:
    """Send curve ``series`` again from point ``have``."""

    series: str
    have: int
    type: Literal["need"] = "need"


@dataclass(frozen=True)
class Control:
    """A button was pressed."""

    action: Action
    type: Literal["control"] = "control"


@dataclass(frozen=True)
class SetValue:
    """A slider was moved."""

    name: Setting
    value: float
    type: Literal["set"] = "set"
