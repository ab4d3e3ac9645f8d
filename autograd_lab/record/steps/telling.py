"""Each moment of a forward and a backward pass in a sentence or two, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_lab.i18n import translations
from autograd_lab.record.snapshot import Bilingual, GraphSnapshot, Text
from autograd_lab.record.steps import step_texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.steps.equations import total
from autograd_lab.record.steps.moments import StepEdge, StepNode

FEW = 6  # things that a sentence lists


class Telling:
    """Sentences about the boxes of one graph."""

    def __init__(self, graph: GraphSnapshot, nodes: Sequence[StepNode], edges: Sequence[StepEdge]) -> None:
        self.graph, self.nodes, self.edges = graph, nodes, edges
        self.out: dict[int, list[int]] = {}  # arrows along which a gradient comes back to a box
        for i, edge in enumerate(graph.edges):
            if edges[i].downstream is not None:
                self.out.setdefault(edge.source, []).append(i)

    def inputs(self, boxes: Sequence[int]) -> Bilingual:
        """Before the first op."""
        known = [self._equals(i) for i in boxes if self.graph.nodes[i].kind != "more"]
        return say("step.inputs", values=_list(known))

    def compute(self, box: int) -> Bilingual:
        """An op runs, and keeps what its rule will need."""
        node = self.nodes[box]
        given = _list([self._called(self.graph.edges[edge].source) for edge in node.inputs])
        if node.equation:
            words = say("step.compute.numbers", op=node.called, equation=node.equation)
        elif node.value is None:
            words = say("step.compute.unknown", op=node.called, given=given)
        else:
            words = say("step.compute", op=node.called, given=given, value=node.value)
        kept = [
            self._called(kept.node) if kept.node not in (None, box) else say("step.own") if kept.node == box
            else kept.name
            for kept in node.keeps
        ]  # fmt: skip
        return _joined(words, say("step.keeps", names=_list(kept)) if kept else say("step.keeps_nothing"))

    def seed(self, box: int) -> Bilingual:
        """Where the backward pass begins."""
        node = self.nodes[box]
        if node.value is None or node.value.text == "" or node.value.rows:
            return say("step.seed.ones", name=node.called)
        return say("step.seed", name=node.called)

    def rule(self, box: int, into: Sequence[int], arrived: Mapping[int, list[int]]) -> Bilingual:
        """A node has its gradient and hands it on; ``arrived``: the arrows that have brought one so far, by box."""
        node = self.nodes[box]
        parts = [
            say("step.to", source=self._called(self.graph.edges[edge].source), product=words)
            for edge in into
            if (words := self._product(edge))
        ]
        if not parts:
            return say("step.rule.nothing", op=node.called)
        key = "step.rule" if node.summed else "step.rule.outputs"
        words = say(key, op=node.called, grad=_or(node.grad), parts=_list(parts, "; ", "；"))
        more = [
            self._sum(source, arrived[source]) for source in dict.fromkeys(self.graph.edges[e].source for e in into)
        ]
        freed = [say("step.frees")] if node.keeps else []
        return _joined(words, *freed, *[sentence for sentence in more if sentence is not None])

    def _product(self, edge: int) -> str:
        sent = self.edges[edge]
        if sent.downstream is None:
            return ""
        return sent.equation if sent.equation and not sent.place else str(sent.downstream)

    def _sum(self, box: int, arrived: list[int]) -> Bilingual | None:
        """What has gathered at a box that is used more than once."""
        node = self.nodes[box]
        if node.parts < 2:
            return None
        if len(arrived) < node.parts:
            return say("step.waits", name=node.called, have=len(arrived), parts=node.parts)
        if not node.summed:
            return say("step.gathered.outputs", name=node.called, parts=node.parts)
        return say("step.gathered", name=node.called, parts=node.parts, sum=self._added(box))

    def _added(self, box: int) -> str:
        node = self.nodes[box]
        shown = [self.edges[edge].downstream for edge in self._in_time(box)]
        if node.grad is None:
            return ""
        terms = [d.text for d in shown if d is not None and d.text and not d.rows]
        return total(terms, node.grad.text) if len(terms) == node.parts and node.summed else str(node.grad)

    def _in_time(self, box: int) -> list[int]:
        """The arrows back to a box, in the order in which backward comes along them."""
        out = self.out.get(box, [])
        return sorted(out, key=lambda edge: -self.nodes[self.graph.edges[edge].target].number)

    def arrive(self, box: int) -> Bilingual:
        """A leaf has all that it will get."""
        return say("step.arrive", name=self.nodes[box].called, sum=self._added(box))

    def write(self, boxes: Sequence[int]) -> Bilingual:
        """The end: leaves get their gradients."""
        if not boxes:
            return say("step.write.hidden")
        return say("step.write", values=_list([self._written(i) for i in boxes]))

    def _written(self, box: int) -> Bilingual:
        node = self.nodes[box]
        value = _or(node.after)
        if node.before is not None and node.before.text and node.grad and node.after:
            value = total([node.before.text, node.grad.text], node.after.text)
        return say("step.grad_of", name=node.called, value=value)

    def why(self, box: int, others: int) -> Bilingual:
        """Why this node is next; ``others`` is how many wait with it."""
        node = self.nodes[box]
        if others == 0:
            return say("step.why.only", name=node.called)
        return say("step.why.newest", name=node.called, number=node.number, waiting=others + 1)

    def module(self, kind: str, scope: str, boxes: Sequence[int]) -> Bilingual:
        """All that happens in one call of a module."""
        ops = [self.nodes[i].called for i in boxes if self.graph.nodes[i].kind == "op"]
        key = "step.module.forward" if kind == "compute" else "step.module.backward"
        return say(key, name=scope, kind=self.graph.modules.get(scope, ""), count=len(ops), ops=_list(ops))

    def _called(self, box: int | None) -> Text:
        return "" if box is None else self.nodes[box].called

    def _equals(self, box: int) -> Text:
        node = self.nodes[box]
        if node.value is None or node.called == node.value.text:
            return node.called
        return say("step.equals", name=node.called, value=node.value)


def _or(shown: Any) -> str:
    return "…" if shown is None else str(shown)


def _list(items: Sequence[Any], en: str = ", ", zh: str = "、") -> Bilingual:
    """The first few of ``items``, each a string or Bilingual."""
    shown = items[:FEW] if len(items) > FEW + 1 else items
    words = Bilingual(
        en.join(item.en if isinstance(item, Bilingual) else str(item) for item in shown),
        zh.join(item.zh if isinstance(item, Bilingual) else str(item) for item in shown),
    )
    left = len(items) - len(shown)
    return say("step.and_more", items=words, left=left, total=len(items)) if left else words


def _joined(*sentences: Bilingual) -> Bilingual:
    return Bilingual(" ".join(s.en for s in sentences), "".join(s.zh for s in sentences))


def say(key: str, **values: Any) -> Bilingual:
    """A message of the catalogue, of which some values are words in both languages themselves."""
    en = {name: value.en if isinstance(value, Bilingual) else value for name, value in values.items()}
    zh = {name: value.zh if isinstance(value, Bilingual) else value for name, value in values.items()}
    return Bilingual(translations(key, **en)["en"], translations(key, **zh)["zh"])
