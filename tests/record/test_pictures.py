"""Layout, SVG, text and DOT."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

import autograd_lab as lab
from autograd_lab.record.graphs.dot import graph_dot
from autograd_lab.record.graphs.graph import snapshot_graph
from autograd_lab.record.graphs.layout import layers, layout
from autograd_lab.record.graphs.svg import graph_svg, strength
from autograd_lab.record.graphs.words import graph_text
from autograd_lab.record.names import Names
from autograd_lab.record.runs.chart import run_svg
from autograd_lab.record.snapshot import LayerFlow, SeriesData

HOSTILE = "<script>alert(1)</script>\"&'{x}"


def hostile_graph():
    w = lab.ones(2, requires_grad=True)
    y = (w * w).sum()
    y.backward()
    return snapshot_graph(y, names=Names(variables={HOSTILE: w, "y": y}))


def test_layers_are_longest_paths_and_sources_stand_by_their_users() -> None:
    #  0 -> 2 -> 3 -> 5,  1 -> 3,  4 -> 5
    assert layers(6, [(0, 2), (2, 3), (1, 3), (3, 5), (4, 5)]) == [0, 1, 1, 2, 2, 3]


def test_nodes_of_a_layer_do_not_overlap_and_edges_run_to_the_right() -> None:
    random.seed(1)
    edges = [(random.randrange(0, i), i) for i in range(1, 60) for _ in range(2)]
    sizes = [(random.uniform(20, 90), random.uniform(20, 40)) for _ in range(60)]
    placed = layout(sizes, edges)
    columns: dict[float, list[tuple[float, float]]] = {}
    for (x, y), (_, height) in zip(placed.nodes, sizes, strict=True):
        columns.setdefault(round(x, 3), []).append((y - height / 2, y + height / 2))
    for spans in columns.values():
        spans.sort()
        assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(spans))
    for points in placed.edges:
        assert [p[0] for p in points] == sorted(p[0] for p in points)
    inside = [0 <= x <= placed.width and 0 <= y <= placed.height for x, y in placed.nodes]
    assert all(inside)


def test_a_chain_is_drawn_as_a_straight_line() -> None:
    placed = layout([(30.0, 20.0)] * 5, [(i, i + 1) for i in range(4)])
    assert {round(y, 6) for _, y in placed.nodes} == {10.0}


def test_an_empty_layout() -> None:
    assert layout([], []).nodes == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_svg_is_well_formed_and_escaped(language: str) -> None:
    lab.set_language(language)
    svg = graph_svg(hostile_graph())
    root = ET.fromstring(svg)
    assert root.tag.endswith("svg")
    assert "<script" not in svg and "&lt;script&gt;" in svg
    assert ("Computation graph" if language == "en" else "计算图") in svg
    assert not any(name.split("}")[-1].startswith("on") for e in root.iter() for name in e.attrib)


def test_text_and_dot_carry_the_same_graph() -> None:
    snapshot = hostile_graph()
    text = graph_text(snapshot)
    assert "MulBackward0" in text and "|grad| 2.8" in text
    pytest.importorskip("graphviz")
    source = graph_dot(snapshot).source
    assert source.count("->") == len(snapshot.edges)


def test_a_long_text_is_cut_to_the_newest_part() -> None:
    y = lab.ones(1, requires_grad=True)
    for _ in range(100):
        y = y * 2
    lines = graph_text(snapshot_graph(y)).splitlines()
    assert len(lines) <= 41 and lines[1] == "..."


def test_strength_is_logarithmic_and_takes_everything() -> None:
    assert strength(None) == strength(0.0) == 0.0
    assert 0 < strength(1e-5) < strength(1e-2) < strength(1.0) < strength(1e6) == 1.0
    assert strength("NaN") == strength("Infinity") == 1.0


def test_a_chart_of_a_run_with_gaps_and_hostile_names() -> None:
    series = [
        SeriesData(HOSTILE + "loss", "loss", [1, 2, 3, 4], [1.0, "NaN", 0.5, "Infinity"]),
        SeriesData("acc", "metric", [1.0], [0.5]),
        SeriesData("all_nan", "metric", [1.0, 2.0], ["NaN", "NaN"]),
    ]
    svg = run_svg(series, [LayerFlow(HOSTILE, "NaN", 1.0, None), LayerFlow("b", None, 0.0, None)], HOSTILE)
    ET.fromstring(svg)
    assert "<script" not in svg


def test_a_chart_of_nothing_says_so() -> None:
    assert "nothing recorded yet" in run_svg([], [], "t")
