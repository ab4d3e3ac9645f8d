"""The messages of the live panel.

Kernel to browser: ``Frame`` and ``Ping`` as custom messages, and ``Snapshot`` as a trait, which a saved page keeps.
Browser to kernel: ``Ready``, ``Ack``, ``Need``, ``Show``, ``Here``, ``Control``, ``SetValue``, ``Speed``, ``Rewind``,
as custom messages. Earlier runs are listed in the frames; their curves travel only when asked for (``Overlay``,
answered by ``RunCurves``); ``NameRun`` and ``RemoveRun`` change the list.

The kernel holds the history and sends what is new, at most about 16 frames a second and at most two that the
browser has not acknowledged; between those the latest state wins, and while nothing is new nothing is sent.
A curve's points are numbered from 0. A slice that starts beyond what the browser has means that a message was
lost: it answers ``Need``. A slice that starts earlier repeats points, which are overwritten. When ``generation``
changes the kernel has thinned the curve out and the browser starts it again from 0. Grids are numbered in the same
way, by columns; of these only the ones that the browser has asked for with ``Show`` are sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from autograd_lab.record.runs.runs import RunSummary
from autograd_lab.record.snapshot import GraphSnapshot, LayerFlow, Real, SeriesData, SeriesGroup, Text
from autograd_lab.record.training.activations import ActivationFlow
from autograd_lab.record.training.grids import GridData
from autograd_lab.record.training.health import Finding
from autograd_lab.record.training.resources import MemoryUse, Times
from autograd_lab.ui.protocol.cards import CardTab, StillCard
from autograd_lab.ui.protocol.inline import Language

State = Literal["ready", "running", "paused", "stopped", "done", "interrupted"]
Mode = Literal["live", "after-cell", "background"]
Action = Literal["pause", "resume", "step", "epoch", "stop"]
Setting = Literal["lr", "momentum", "beta1", "weight_decay"]


@dataclass(frozen=True)
class Controls:
    """The optimizer's values now; None = this optimizer has no such value. ``beta1`` is Adam's momentum."""

    lr: Real | None
    momentum: Real | None
    beta1: Real | None
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
class GridSlice:
    """``count`` new columns of a grid, the first of which has number ``start``.

    The i-th grid of a frame owns the i-th binary buffer behind those of the series: float32, first ``count`` steps,
    then ``count`` times ``rows`` values. ``labels`` names the rows; it is sent where ``start`` is 0. A value of -1
    in ``flow/`` grids: there was none.
    """

    name: str
    generation: int
    start: int
    count: int
    rows: int
    labels: list[str]


@dataclass(frozen=True)
class Vital:
    """What stands out, what the layers put out, and where memory and time go; sent when something of it is new."""

    findings: list[Finding]
    activations: list[ActivationFlow]
    memory: MemoryUse | None
    times: Times | None


@dataclass(frozen=True)
class RunList:
    """What this panel trains, and the other runs of this kernel. ``number`` is that of this panel's run."""

    number: int
    title: Text
    settings: dict[str, str]
    others: list[RunSummary]


@dataclass(frozen=True)
class RunData:
    """The curves of a run, for a page without a kernel."""

    run: int
    series: list[SeriesData]


@dataclass(frozen=True)
class RunCurves:
    """The curves of an earlier run, which a browser asked for with ``Overlay``; buffers as in a frame."""

    run: int
    series: list[SeriesSlice]
    type: Literal["run"] = "run"


@dataclass(frozen=True)
class Frame:
    """The state of the panel and what is new since the last frame.

    ``graph``, ``layers``, ``vital`` and ``runs`` are None when they have not changed. ``mode`` says when the
    controls work: while the cell runs, or only after it; "background": no cell runs. ``notice`` tells the learner
    why a value was refused or what went wrong, ``news`` what has happened. ``batches`` is None where the loop does
    not tell how many there are. ``rate`` is steps per second, ``speed`` the most that was asked for, None = as fast
    as it goes. ``kept`` are the steps to which one can go back, ascending; ``branches`` those where one has gone on
    another way, in the order in which it happened.
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
    news: Text
    speed: Real | None
    kept: list[int]
    branches: list[int]
    cards: list[CardTab] = field(default_factory=list)
    grids: list[GridSlice] = field(default_factory=list)
    vital: Vital | None = None
    runs: RunList | None = None
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
    branches: list[int]
    cards: list[StillCard] = field(default_factory=list)
    grids: list[GridData] = field(default_factory=list)
    vital: Vital | None = None
    runs: RunList | None = None
    overlays: list[RunData] = field(default_factory=list)


@dataclass(frozen=True)
class Ping:
    """Is anybody there? Sent while the loop is held and frames have nothing to tell."""

    type: Literal["ping"] = "ping"


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
    """Send curve ``series`` again from point ``have``, or a grid of that name from column ``have``."""

    series: str
    have: int
    type: Literal["need"] = "need"


@dataclass(frozen=True)
class Show:
    """These grids are on the screen, in one of the views at least: send them, and no others."""

    grids: list[str]
    type: Literal["show"] = "show"


@dataclass(frozen=True)
class Control:
    """A button was pressed."""

    action: Action
    type: Literal["control"] = "control"


@dataclass(frozen=True)
class Here:
    """The answer to a ``Ping``: at once, also from a tab that is hidden and draws nothing."""

    type: Literal["here"] = "here"


@dataclass(frozen=True)
class Rewind:
    """Go back to ``step``, one of those that are kept."""

    step: int
    type: Literal["rewind"] = "rewind"


@dataclass(frozen=True)
class Speed:
    """So many steps per second at most; None is as fast as it goes."""

    speed: float | None
    type: Literal["speed"] = "speed"


@dataclass(frozen=True)
class SetValue:
    """A slider was moved."""

    name: Setting
    value: float
    type: Literal["set"] = "set"


@dataclass(frozen=True)
class Overlay:
    """The runs that a view draws beside its own; the kernel sends the curves of those that it does not ``have``."""

    runs: list[int]
    have: list[int]
    type: Literal["overlay"] = "overlay"


@dataclass(frozen=True)
class NameRun:
    """A run was given another name."""

    run: int
    title: str
    type: Literal["name"] = "name"


@dataclass(frozen=True)
class RemoveRun:
    """A run is to be forgotten."""

    run: int
    type: Literal["remove"] = "remove"
