"""What is different between two graphs: an iteration took another branch, or its loop ran longer.

Nodes are matched by what they are and in which order they were computed, as lines of two texts are: by the longest
common subsequence (Myers 1986). Both orders are topological, so the two graphs merged along the match are one
graph without cycles, in which what is gone can be drawn beside what is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.snapshot import Bilingual, Change, GraphEdge, GraphNode, GraphSnapshot, Text, both

MOST = 400  # insertions and deletions that are looked for; beyond that two graphs have little in common
SHORT = 12  # nodes; a stretch that is longer is not looked at for a repetition of more than this

Pair = tuple[int | None, int | None]  # a node before, the same node after


def compare(before: GraphSnapshot, after: GraphSnapshot) -> GraphSnapshot:
    """``after``, with what is new or changed marked, and with what is gone once more in its place."""
    pairs = list(_aligned(before.nodes, after.nodes))
    old = {a: i for i, (a, _) in enumerate(pairs) if a is not None}
    new = {b: i for i, (_, b) in enumerate(pairs) if b is not None}
    nodes = [_merged(i, before, after, pair) for i, pair in enumerate(pairs)]
    edges = [replace(edge, source=new[edge.source], target=new[edge.target]) for edge in after.edges]
    had = {(old[edge.source], old[edge.target], edge.input) for edge in before.edges}
    has = {(edge.source, edge.target, edge.input) for edge in edges}
    edges = [edge if _name(edge) in had else replace(edge, change="new") for edge in edges]
    for edge in before.edges:
        gone = replace(edge, source=old[edge.source], target=old[edge.target], change="gone", grad_norm=None)
        if _name(gone) not in has:
            edges.append(gone)
    edges.sort(key=lambda edge: (edge.target, edge.source))
    modules = {**before.modules, **after.modules}
    return GraphSnapshot(nodes, edges, modules, after.step, after.hidden, _said(nodes, edges))


def same_structure(before: GraphSnapshot, after: GraphSnapshot) -> bool:
    """Whether nothing is new and nothing gone; quickly, for it is asked at every step. A last batch may be smaller."""
    return (
        len(before.nodes) == len(after.nodes)
        and len(before.edges) == len(after.edges)
        and all(_sign(a) == _sign(b) for a, b in zip(before.nodes, after.nodes, strict=True))
        and all(_name(a) == _name(b) for a, b in zip(before.edges, after.edges, strict=True))
    )


def _name(edge: GraphEdge) -> tuple[int, int, str]:
    return edge.source, edge.target, edge.input


def _merged(i: int, before: GraphSnapshot, after: GraphSnapshot, pair: Pair) -> GraphNode:
    a, b = pair
    if b is None:
        assert a is not None
        return replace(before.nodes[a], id=i, change="gone", grad_norm=None)
    node = after.nodes[b]
    change: Change = "new"
    if a is not None:
        earlier = before.nodes[a]
        change = "" if earlier.shape == node.shape and earlier.dtype == node.dtype else "changed"
    return replace(node, id=i, change=change)


def _sign(node: GraphNode) -> tuple[Any, ...]:
    """What makes a node the same node: its sizes may change, and numbers always do."""
    label = node.label.en if isinstance(node.label, Bilingual) else node.label
    if node.kind in ("constant", "more"):
        label = node.name
    return node.kind, label, str(node.title) if node.kind == "op" else "", node.scope


def _aligned(before: Sequence[GraphNode], after: Sequence[GraphNode]) -> Iterator[Pair]:
    """Both sequences as one: pairs where they agree, and single nodes where they do not, gone ones first."""
    a, b = [_sign(node) for node in before], [_sign(node) for node in after]
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    yield from ((i, i) for i in range(start))
    i = j = start
    common = _common(a[start : len(a) - end], b[start : len(b) - end])
    for x, y in [*common, (len(a) - end - start, len(b) - end - start)]:
        yield from ((k, None) for k in range(i, start + x))
        yield from ((None, k) for k in range(j, start + y))
        i, j = start + x, start + y
        if i < len(a) - end or j < len(b) - end:
            yield i, j
            i, j = i + 1, j + 1
    yield from zip(range(len(a) - end, len(a)), range(len(b) - end, len(b)), strict=True)


def _common(a: Sequence[Any], b: Sequence[Any]) -> list[tuple[int, int]]:
    """Places of the longest common subsequence; of two very different sequences, none."""
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for cost in range(min(MOST, len(a) + len(b)) + 1):
        trail.append(dict(furthest))
        for k in range(-cost, cost + 1, 2):
            down = k == -cost or (k != cost and furthest[k - 1] < furthest[k + 1])
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            furthest[k] = x
            if x >= len(a) and x - k >= len(b):
                return _back(trail, len(a), len(b))
    return []


def _back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """The way that Myers' search took, from its end."""
    common: list[tuple[int, int]] = []
    for cost in range(len(trail) - 1, -1, -1):
        furthest, k = trail[cost], x - y
        down = k == -cost or (k != cost and furthest[k - 1] < furthest[k + 1])
        k = k + 1 if down else k - 1
        before_x = furthest[k]
        before_y = before_x - k
        while x > before_x and y > before_y and x > 0 and y > 0:
            x, y = x - 1, y - 1
            common.append((x, y))
        if cost:
            x, y = before_x, before_y
    return common[::-1]


def _said(nodes: Sequence[GraphNode], edges: Sequence[GraphEdge]) -> Text:
    """How much is different, and the likeliest reason."""
    count = {change: sum(node.change == change for node in nodes) for change in ("new", "gone", "changed")}
    new, gone, changed = count["new"], count["gone"], count["changed"]
    if not new and not gone:
        if changed:
            return both("changes.sizes", changed=changed)
        return both("changes.wiring" if any(edge.change for edge in edges) else "changes.none")
    why = "changes.branch"
    if not (new and gone) and all(_repeats(nodes, stretch) for stretch in _stretches(nodes)):
        why = "changes.longer" if new else "changes.shorter"
    elif not gone:
        why = "changes.more"
    elif not new:
        why = "changes.less"
    return both(why, new=new, gone=gone)


def _stretches(nodes: Sequence[GraphNode]) -> list[range]:
    """Ops that are new or gone, in unbroken stretches."""
    ops = [i for i, node in enumerate(nodes) if node.kind == "op"]
    stretches = []
    for marked, group in groupby(range(len(ops)), key=lambda k: nodes[ops[k]].change in ("new", "gone")):
        members = list(group)
        if marked:
            stretches.append(range(members[0], members[-1] + 1))
    return stretches


def _repeats(nodes: Sequence[GraphNode], stretch: range) -> bool:
    """Whether a stretch says once more what stands right before or behind it: one turn more of a loop, or several."""
    ops = [_sign(node) for node in nodes if node.kind == "op"]
    mine = ops[stretch.start : stretch.stop]
    for period in range(1, min(len(mine), max(SHORT, len(mine))) + 1):
        if len(mine) % period or any(mine[i] != mine[i % period] for i in range(len(mine))):
            continue
        unit = mine[:period]
        return unit in (ops[stretch.start - period : stretch.start], ops[stretch.stop : stretch.stop + period])
    return False
