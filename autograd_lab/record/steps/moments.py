"""A forward and a backward pass as a row of moments: all that the stepper shows, with nothing left to compute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from autograd_lab.record.snapshot import GraphSnapshot, Text
from autograd_lab.record.steps.preview import TensorPreview

MomentKind = Literal["inputs", "compute", "seed", "rule", "arrive", "write"]


@dataclass(frozen=True)
class Kept:
    """What an op keeps until its rule has run: the value of ``node``, or one of its own that has a ``name`` only."""

    node: int | None
    name: str
    bytes: int


@dataclass(frozen=True)
class StepNode:
    """The numbers of one box; its place in the list is its node's in the graph.

    ``number`` counts nodes in the order they were made, as backward does; 0 for what gets no gradient. ``called``
    is what sentences call it. ``equation`` is the op in real numbers, "" where they are not all known or not single.
    ``inputs`` are the arrows to an op, in the order of its arguments. ``grad`` is the sum of what arrives; ``parts``
    how many gradients that are, and ``summed`` False where they belong to different outputs. Of a leaf, ``before``
    and ``after`` are its ``.grad``.
    """

    number: int
    called: Text
    value: TensorPreview | None
    equation: str = ""
    inputs: list[int] = field(default_factory=list)
    keeps: list[Kept] = field(default_factory=list)
    grad: TensorPreview | None = None
    parts: int = 0
    summed: bool = True
    before: TensorPreview | None = None
    after: TensorPreview | None = None


@dataclass(frozen=True)
class StepEdge:
    """What comes back along one arrow, ``downstream``. ``local`` is the derivative it was multiplied by, where it is
    that simple; ``equation`` the product in numbers, ``place`` whose: that of the element shown, [] of a single
    number."""

    downstream: TensorPreview | None = None
    local: TensorPreview | None = None
    equation: str = ""
    place: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Moment:
    """What happens at once. ``nodes`` are at work; ``queue`` are those where a gradient waits afterwards, next first.

    ``words`` say what happens, ``why`` why it happens now. ``scope`` is the module, if this is a whole call of one.
    """

    kind: MomentKind
    nodes: list[int]
    words: Text
    why: Text = ""
    queue: list[int] = field(default_factory=list)
    scope: str = ""


@dataclass(frozen=True)
class StepState:
    """``nodes`` and ``edges`` lie beside those of ``graph``. ``turn`` is the first moment of the backward pass.

    ``notes`` are words on the whole: that it was cut short, that it starts from ones.
    """

    graph: GraphSnapshot
    nodes: list[StepNode]
    edges: list[StepEdge]
    moments: list[Moment]
    turn: int
    notes: list[Text] = field(default_factory=list)
