"""A large graph in few boxes, for a picture that nobody can open: modules closed, repeated ones on a stack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from autograd_lab.record.graphs.graph import latest
from autograd_lab.record.snapshot import Bilingual, GraphEdge, GraphNode, GraphSnapshot, Real

FEW = 60  # boxes that are read at a glance
MOST = 150  # boxes of a graph that has no modules to close
ALIKE = 4  # so many modules in a row that are alike become one box

Group = list[int]  # nodes that are drawn as one box, in order


def folded(snapshot: GraphSnapshot) -> GraphSnapshot:
    """``snapshot`` with its modules closed as far as it takes, sooner where they can be stacked; without modules,
    its newest part."""
    if len(snapshot.nodes) <= FEW:
        return snapshot
    deepest = max(node.scope.count(".") + bool(node.scope) for node in snapshot.nodes)
    best: tuple[list[Group], list[str]] | None = None
    for depth in range(deepest, 0, -1):
        groups, names = _with_sources(snapshot, *_stacked(snapshot, list(_stretches(snapshot, depth))))
        stacked = any("×" in name for name in names)
        if len(groups) <= FEW and (best is None or stacked):
            best = groups, names
            if stacked:
                break
    return latest(snapshot, MOST) if best is None else _closed(snapshot, *best)


def _is_source(node: GraphNode) -> bool:
    return node.kind in ("leaf", "constant")


def _stretches(snapshot: GraphSnapshot, depth: int) -> Iterator[tuple[Group, str]]:
    """The nodes that one call of a module ran, and its path; nodes outside of modules one by one."""
    ops = [node for node in snapshot.nodes if not _is_source(node)]
    for path, stretch in groupby(ops, key=lambda node: ".".join(node.scope.split(".")[:depth])):
        members = [node.id for node in stretch]
        if path:
            yield members, path
        else:
            yield from (([member], "") for member in members)


def _stacked(snapshot: GraphSnapshot, stretches: Sequence[tuple[Group, str]]) -> tuple[list[Group], list[str]]:
    """Neighbours that are alike, one behind the other, become one."""

    def sign(stretch: tuple[Group, str]) -> object:
        members, path = stretch
        alike = [(str(snapshot.nodes[i].label), tuple(snapshot.nodes[i].shape)) for i in members]
        return (snapshot.modules.get(path, ""), alike) if len(members) > 1 else members

    groups, names = [], []
    for _, run in groupby(stretches, key=sign):
        alike = list(run)
        if len(alike) < ALIKE:
            groups += [members for members, _ in alike]
            names += [path for _, path in alike]
            continue
        groups.append([i for members, _ in alike for i in members])
        first, last = alike[0][1], alike[-1][1]
        names.append(f"{first} ×{len(alike)}" if first == last else f"{first} … {last} ×{len(alike)}")
    return groups, names


def _with_sources(snapshot: GraphSnapshot, groups: list[Group], names: list[str]) -> tuple[list[Group], list[str]]:
    """Parameters lie in the module that uses them; data, and what several use, stands alone."""
    group_of = {node: k for k, members in enumerate(groups) for node in members}
    users: dict[int, set[int]] = {}
    for edge in snapshot.edges:
        users.setdefault(edge.source, set()).add(group_of.get(edge.target, -1))
    groups, names = [list(members) for members in groups], list(names)
    for node in snapshot.nodes:
        if not _is_source(node):
            continue
        using = users.get(node.id, set())
        own = node.scope or node.parameter or (node.kind == "constant" and not node.shape and node.value)
        if own and len(using) == 1 and len(groups[k := next(iter(using))]) > 1:
            groups[k].insert(0, node.id)
        else:
            groups.append([node.id])
            names.append("")
    order = sorted(range(len(groups)), key=lambda k: groups[k][-1])  # a source stands before what uses it
    return [groups[k] for k in order], [names[k] for k in order]


def _closed(snapshot: GraphSnapshot, groups: list[Group], names: list[str]) -> GraphSnapshot:
    group_of = {node: k for k, members in enumerate(groups) for node in members}
    nodes = [_box(snapshot, k, members, name) for k, (members, name) in enumerate(zip(groups, names, strict=True))]
    merged: dict[tuple[int, int, str], GraphEdge] = {}
    for edge in snapshot.edges:
        source, target = group_of[edge.source], group_of[edge.target]
        if source == target:
            continue
        single = len(groups[source]) == len(groups[target]) == 1
        key = (source, target, edge.input if single else "")
        seen = merged.get(key)
        if seen is None or _size(edge.grad_norm) > _size(seen.grad_norm):
            merged[key] = replace(edge, source=source, target=target)
    edges = sorted(merged.values(), key=lambda edge: (edge.target, edge.source))
    return GraphSnapshot(nodes, edges, snapshot.modules, snapshot.step, snapshot.hidden, snapshot.changes)


def _box(snapshot: GraphSnapshot, k: int, members: Group, name: str) -> GraphNode:
    last = snapshot.nodes[members[-1]]
    if len(members) == 1:
        return replace(last, id=k)
    path = name.split(" ")[0]
    title = snapshot.modules.get(path, path)
    changes = {snapshot.nodes[i].change for i in members}
    change = changes.pop() if len(changes) == 1 else "changed"
    words = Bilingual(f"{len(members)} nodes", f"{len(members)} 个节点")
    return replace(
        last, id=k, kind="op", label=name, title=title, name="", formula="", words=words, params={}, value="",
        line=None, code="", change=change,
    )  # fmt: skip


def _size(size: Real | None) -> float:
    return -1.0 if size is None else abs(float(size)) if size != "NaN" else float("inf")
