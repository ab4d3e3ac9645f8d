"""A layered drawing of a graph, left to right; the same steps as ``widgets/src/layout.ts``, kept short.

Sugiyama, Tagawa & Toda 1981: a layer for every node (the longest path that leads to it), an order inside each
layer with few crossings (barycentres), heights that keep edges straight. Nodes come in topological order, so
there are no cycles to break.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

LAYER_GAP, NODE_GAP, SWEEPS = 44.0, 18.0, 6
LONG = 4.0  # how much more than a short edge a long one wants to be straight

Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """``nodes``: the middle of each. ``edges``: the points each passes, from its source's right side on."""

    width: float
    height: float
    nodes: list[Point]
    edges: list[list[Point]]


def layout(sizes: Sequence[Point], edges: Sequence[tuple[int, int]], gap: float = LAYER_GAP) -> Layout:
    """Place nodes of ``sizes`` (width, height); every edge goes from a smaller index to a larger one."""
    if not sizes:
        return Layout(0.0, 0.0, [], [])
    graph = _Proper(sizes, edges)
    graph.order()
    y = graph.heights()
    top = min(y[i] - graph.height[i] / 2 for i in range(len(y)))
    x, width = graph.columns(gap)
    nodes = [(x[graph.layer[i]][0], y[i] - top) for i in range(len(sizes))]
    routes = [graph.route(nodes, edge, chain, x, y, top) for edge, chain in zip(edges, graph.chains, strict=True)]
    height = max(y[i] + graph.height[i] / 2 for i in range(len(y))) - top
    return Layout(width, height, nodes, routes)


def layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The longest path from a source; sources then move right, beside the first node that uses them."""
    layer, has_input = [0] * count, [False] * count
    for source, target in sorted(edges, key=lambda edge: edge[1]):
        layer[target] = max(layer[target], layer[source] + 1)
        has_input[target] = True
    nearest: dict[int, int] = {}
    for source, target in edges:
        nearest[source] = min(nearest.get(source, count), layer[target] - 1)
    return [layer[i] if has_input[i] else nearest.get(i, layer[i]) for i in range(count)]


class _Proper:
    """The graph with a helper wherever an edge passes a layer, so that all edges join neighbours."""

    def __init__(self, sizes: Sequence[Point], edges: Sequence[tuple[int, int]]) -> None:
        self.sizes = sizes
        self.layer = layers(len(sizes), edges)
        self.height = [height for _, height in sizes]
        self.left: list[list[tuple[int, float]]] = [[] for _ in sizes]
        self.right: list[list[tuple[int, float]]] = [[] for _ in sizes]
        self.chains = [self._split(source, target) for source, target in edges]
        self.rows: list[list[int]] = [[] for _ in range(max(self.layer) + 1)]
        for node, layer in enumerate(self.layer):
            self.rows[layer].append(node)
        self.place = [0] * len(self.layer)
        self._number()

    def _split(self, source: int, target: int) -> list[int]:
        chain, previous = [], source
        weight = LONG if self.layer[target] - self.layer[source] > 1 else 1.0
        for layer in range(self.layer[source] + 1, self.layer[target]):
            helper = len(self.layer)
            self.layer.append(layer)
            self.height.append(0.0)
            self.left.append([])
            self.right.append([])
            self._join(previous, helper, weight)
            chain.append(helper)
            previous = helper
        self._join(previous, target, weight)
        return chain

    def _join(self, a: int, b: int, weight: float) -> None:
        self.right[a].append((b, weight))
        self.left[b].append((a, weight))

    def _number(self) -> None:
        for row in self.rows:
            for place, node in enumerate(row):
                self.place[node] = place

    def order(self) -> None:
        """Sort each layer by the mean place of its neighbours, right and left in turn; keep the best seen."""
        best, fewest = [list(row) for row in self.rows], self.crossings()
        for sweep in range(SWEEPS):
            if fewest == 0:
                break
            links = self.right if sweep % 2 else self.left
            for row in reversed(self.rows) if sweep % 2 else self.rows:
                row.sort(key=lambda node: self._mean(links[node], self.place[node]))
                for place, node in enumerate(row):
                    self.place[node] = place
            count = self.crossings()
            if count < fewest:
                best, fewest = [list(row) for row in self.rows], count
        self.rows = best
        self._number()

    def _mean(self, links: list[tuple[int, float]], otherwise: float) -> float:
        return sum(self.place[node] for node, _ in links) / len(links) if links else otherwise

    def crossings(self) -> int:
        """Pairs of edges between the same layers whose ends are in opposite order."""
        count = 0
        for row in self.rows:
            ends: list[int] = []
            for node in row:
                places = [self.place[other] for other, _ in self.right[node]]
                count += sum(len(ends) - bisect_right(ends, place) for place in places)
                for place in places:
                    insort(ends, place)
        return count

    def heights(self) -> list[float]:
        """Every layer moves to the weighted mean of its neighbours, as far as the nodes leave room."""
        y = [0.0] * len(self.layer)
        for row in self.rows:
            top = 0.0
            for node in row:
                y[node] = top + self.height[node] / 2
                top += self.height[node] + NODE_GAP
            for node in row:
                y[node] -= (top - NODE_GAP) / 2
        for sweep in range(2 * SWEEPS):
            forward = sweep % 2 == 0
            sides = [self.left if forward else self.right] if sweep < 4 else [self.left, self.right]
            for row in self.rows if forward else reversed(self.rows):
                self._settle(row, sides, y)
        return y

    def _settle(self, row: list[int], sides: list[list[list[tuple[int, float]]]], y: list[float]) -> None:
        """Weighted least squares under minimum distances, solved exactly by pooling adjacent violators."""
        blocks: list[list[float]] = []  # [sum, weight, size]
        shifts, shift = [], 0.0
        for i, node in enumerate(row):
            if i:
                shift += (self.height[row[i - 1]] + self.height[node]) / 2 + NODE_GAP
            shifts.append(shift)
            links = [link for side in sides for link in side[node]]
            weight = 1e-6 + sum(w for _, w in links)
            total = 1e-6 * y[node] + sum(w * y[other] for other, w in links)
            block = [total - weight * shift, weight, 1]
            while blocks and blocks[-1][0] / blocks[-1][1] >= block[0] / block[1]:
                block = [a + b for a, b in zip(blocks.pop(), block, strict=True)]
            blocks.append(block)
        means = [total / weight for total, weight, size in blocks for _ in range(int(size))]
        for node, mean, shift in zip(row, means, shifts, strict=True):
            y[node] = mean + shift

    def columns(self, gap: float) -> tuple[list[Point], float]:
        """(middle, width) of every layer, and the width of all."""
        columns, x = [], 0.0
        for row in self.rows:
            wide = max((self.sizes[node][0] for node in row if node < len(self.sizes)), default=0.0)
            columns.append((x + wide / 2, wide))
            x += wide + gap
        return columns, x - gap

    def route(
        self, nodes: list[Point], edge: tuple[int, int], chain: list[int], x: list[Point], y: list[float], top: float
    ) -> list[Point]:
        (a, b), points = edge, []
        points.append((nodes[a][0] + self.sizes[a][0] / 2, nodes[a][1]))
        for helper in chain:  # two points per layer, so that the edge runs level beside wide nodes
            middle, wide = x[self.layer[helper]]
            points += [(middle - wide / 2, y[helper] - top), (middle + wide / 2, y[helper] - top)]
        points.append((nodes[b][0] - self.sizes[b][0] / 2, nodes[b][1]))
        return points
