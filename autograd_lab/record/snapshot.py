"""What a view gets to see of a graph and of a run: frozen, made of plain JSON types only.

JSON has no NaN and no infinity, and both are exactly what a learner must see. So a float is written as a
number when it is finite and as one of three words otherwise; ``Number(word)`` reads them back in JavaScript.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal

from autograd_lab.i18n import get_language, translations

Real = float | Literal["NaN", "Infinity", "-Infinity"]
NodeKind = Literal["op", "leaf", "constant", "output", "more"]
Change = Literal["", "new", "gone", "changed"]
SeriesGroup = Literal["loss", "metric", "clock"]  # "clock": what the x axis may show instead of steps


@dataclass(frozen=True)
class Bilingual:
    """Our own words, in both languages: who draws them chooses, so a view can change its language in place."""

    en: str
    zh: str

    def __str__(self) -> str:
        """In the current language."""
        return self.zh if get_language() == "zh" else self.en


PLAIN = frozenset((int, float, str, bool, type(None)))
Text = str | Bilingual  # a plain string is a name, a value or code, and untrusted


def both(key: str, /, **values: Any) -> Bilingual:
    """A message of the catalogue."""
    return Bilingual(**translations(key, **values))


@dataclass(frozen=True)
class GraphNode:
    """One box of the graph.

    ``id`` is its place in ``GraphSnapshot.nodes``; nodes come in topological order, so every edge goes from a
    smaller id to a larger one. Kind "leaf" collects a gradient, "constant" gets none, "output" is the Tensor
    that was asked for, "more" stands for the nodes that were left out. ``label`` is short and stands in the
    box, ``title`` is the kind of node in words ("MulBackward0", "parameter"), ``name`` the learner's variable
    or the parameter's path, empty when unknown. Names, code and values are untrusted text. ``formula`` is
    LaTeX, ``scope`` the dotted path of the module that ran the op. ``line`` and ``code`` are the learner's
    own line; empty when nobody was watching as it ran. ``grad_norm`` is None as long as no backward pass has
    been seen, which is not the same as 0. ``parameter``: a leaf that belongs to a module. ``change``: what is
    different from the graph this one is compared with; what is gone is drawn once more. ``place`` is
    by what its value is asked for, a ``replay.Place``; empty where there is none.
    """

    id: int
    kind: NodeKind
    label: Text
    title: Text
    shape: list[int]
    dtype: str
    device: str
    name: str = ""
    scope: str = ""
    line: int | None = None
    code: str = ""
    formula: str = ""
    words: Text = ""
    params: dict[str, str] = field(default_factory=dict)
    value: str = ""
    grad_norm: Real | None = None
    parameter: bool = False
    change: Change = ""
    place: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class GraphEdge:
    """``source`` feeds ``target``: the direction of the forward pass; its gradient flows the other way.

    ``input`` is the name of the target's input, ``formula`` the LaTeX of that input's gradient rule,
    ``grad_norm`` the size of what flowed back here; None = not seen, to be drawn differently from 0.
    ``carries_grad`` is False for edges from constants, where nothing will ever flow.
    """

    source: int
    target: int
    input: str
    formula: str = ""
    grad_norm: Real | None = None
    carries_grad: bool = True
    change: Change = ""


@dataclass(frozen=True)
class GraphSnapshot:
    """A graph at one moment. ``modules``: path -> class name. ``hidden``: nodes left out by the limit.

    ``changes`` says in words what is different from the graph it is compared with.
    """

    nodes: list[GraphNode]
    edges: list[GraphEdge]
    modules: dict[str, str] = field(default_factory=dict)
    step: int | None = None
    hidden: int = 0
    changes: Text = ""


@dataclass(frozen=True)
class LayerFlow:
    """One parameter at a sampled step: 2-norms in float64, and |update| / |weight| of the last step.

    ``trainable`` is False where it is frozen: ``requires_grad`` is off.
    """

    name: str
    grad_norm: Real | None
    weight_norm: Real
    update_ratio: Real | None
    shape: list[int] = field(default_factory=list)
    trainable: bool = True


@dataclass(frozen=True)
class SeriesData:
    """A whole curve, decimated to a few thousand points, for a view without a kernel."""

    name: str
    group: SeriesGroup
    x: list[float]
    y: list[Real]


def real(value: float) -> Real:
    """A float as JSON can carry it."""
    value = float(value)
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def to_json(value: Any) -> Any:
    """Dataclasses to dicts, all the way down; much faster than ``dataclasses.asdict``, which copies deeply."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is list or kind is tuple:
        return [item if type(item) in PLAIN else to_json(item) for item in value]
    if is_dataclass(value):
        return {name: to_json(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))
