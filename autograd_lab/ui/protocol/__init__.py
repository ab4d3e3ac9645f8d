"""Every message between the kernel and the browser. The TypeScript side is generated from this package.

What a view shows is declared in ``record.snapshot`` and beside it; how it travels, here.
"""

from autograd_lab.record.cards.card import CardData, Curves, Field, Maps, Points, Style
from autograd_lab.record.graphs.pack import PackedGraph
from autograd_lab.record.play.all_reduce import RingPhase, RingRun, RingStep
from autograd_lab.record.play.classify import ClassifyRun, ClassifySettings
from autograd_lab.record.play.convolve import Convolution, ImageName, KernelPreset
from autograd_lab.record.play.race import Racer, RaceRun, SurfaceInfo, Trail
from autograd_lab.record.runs.runs import RunSummary, Score
from autograd_lab.record.snapshot import (
    Bilingual,
    Change,
    GraphEdge,
    GraphNode,
    GraphSnapshot,
    LayerFlow,
    NodeKind,
    Real,
    SeriesData,
    SeriesGroup,
    Text,
)
from autograd_lab.record.steps.moments import Kept, Moment, MomentKind, StepEdge, StepNode, StepState
from autograd_lab.record.steps.preview import TensorPreview
from autograd_lab.record.training.activations import ActivationFlow, Ends
from autograd_lab.record.training.grids import GridData
from autograd_lab.record.training.health import Finding, FindingKind, FindingLevel
from autograd_lab.record.training.resources import MemoryUse, Times
from autograd_lab.record.values.chain import Element, Share, Term
from autograd_lab.record.values.detail import Detail, SavedDetails
from autograd_lab.record.values.heat import Heat, Picture
from autograd_lab.record.values.source import Source
from autograd_lab.record.values.statistics import Statistics
from autograd_lab.record.values.what_if import WhatIf
from autograd_lab.ui.protocol.cards import CardMessage, CardTab, StillCard, Want
from autograd_lab.ui.protocol.inline import Answer, InlineTraits, Language, Question
from autograd_lab.ui.protocol.live import (
    Ack,
    Action,
    Control,
    Controls,
    Frame,
    GridSlice,
    Here,
    LiveTraits,
    Mode,
    NameRun,
    Need,
    Overlay,
    Ping,
    Ready,
    RemoveRun,
    Rewind,
    RunCurves,
    RunData,
    RunList,
    SeriesSlice,
    Setting,
    SetValue,
    Show,
    Snapshot,
    Speed,
    State,
    Vital,
)
from autograd_lab.ui.protocol.play import ClassifyState, KernelState, RaceState, RingState
from autograd_lab.ui.protocol.runs import RunsState
from autograd_lab.ui.protocol.shapes import (
    Broadcasting,
    Memory,
    ModuleRow,
    ModuleTree,
    Operand,
    OwnTensor,
    Slice,
    TensorPicture,
)

__all__ = [
    "Ack",
    "Action",
    "ActivationFlow",
    "Answer",
    "Bilingual",
    "Broadcasting",
    "CardData",
    "CardMessage",
    "CardTab",
    "Change",
    "ClassifyRun",
    "ClassifySettings",
    "ClassifyState",
    "Control",
    "Controls",
    "Convolution",
    "Curves",
    "Detail",
    "Element",
    "Ends",
    "Field",
    "Finding",
    "FindingKind",
    "FindingLevel",
    "Frame",
    "GraphEdge",
    "GraphNode",
    "GraphSnapshot",
    "GridData",
    "GridSlice",
    "Heat",
    "Here",
    "ImageName",
    "InlineTraits",
    "Kept",
    "KernelPreset",
    "KernelState",
    "Language",
    "LayerFlow",
    "LiveTraits",
    "Maps",
    "Memory",
    "MemoryUse",
    "Mode",
    "ModuleRow",
    "ModuleTree",
    "Moment",
    "MomentKind",
    "NameRun",
    "Need",
    "NodeKind",
    "Operand",
    "Overlay",
    "OwnTensor",
    "PackedGraph",
    "Picture",
    "Ping",
    "Points",
    "Question",
    "RaceRun",
    "RaceState",
    "Racer",
    "Ready",
    "Real",
    "RemoveRun",
    "Rewind",
    "RingPhase",
    "RingRun",
    "RingState",
    "RingStep",
    "RunCurves",
    "RunData",
    "RunList",
    "RunSummary",
    "RunsState",
    "SavedDetails",
    "Score",
    "SeriesData",
    "SeriesGroup",
    "SeriesSlice",
    "SetValue",
    "Setting",
    "Share",
    "Show",
    "Slice",
    "Snapshot",
    "Source",
    "Speed",
    "State",
    "Statistics",
    "StepEdge",
    "StepNode",
    "StepState",
    "StillCard",
    "Style",
    "SurfaceInfo",
    "TensorPicture",
    "TensorPreview",
    "Term",
    "Text",
    "Times",
    "Trail",
    "Vital",
    "Want",
    "WhatIf",
]
