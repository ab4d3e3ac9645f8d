"""Cards as pictures that stand alone: where no script runs, and for tests and GitHub."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from autograd_lab.i18n import tr
from autograd_lab.record.cards.card import Card, Curves, Field, Maps, Points
from autograd_lab.record.graphs.svg import FLOW, INK, number, picture, text, text_width
from autograd_lab.record.runs.chart import PLOT, WIDTH, plot
from autograd_lab.record.runs.run import series_data

SHADES = 16
GAP, TITLE = 12, 20  # sizes in the picture's units
PIXEL, WIDEST = 8, 360  # of a cell of an image; of a map of anything else
PLANE, LEFT = 360.0, 36.0  # side of a plane of points, and the room left of it
FEW = 4  # so few images are shown twice as large
COARSE_CURVE = 400  # points
COARSE = 64  # cells along a side: in a picture each is a path of its own
GREY = "#808080"  # readable on white and on black
RAMP = ("#eef1fd", "#6f86e0", "#16216b")
CLASSES = ("#3554d1", "#d9700c", "#0b8a66", "#b4235f", "#7c5cd6", "#2f86ab", "#94690f", "#6b7280", "#b93f9f", "#5a7a08")


def card_svg(card: Card) -> str:
    """The whole card as one SVG text."""
    if isinstance(card.data, Field):
        return _field(card, card.data)
    if isinstance(card.data, Points):
        return _points(card, card.data)
    if isinstance(card.data, Curves):
        return _curves(card, card.data)
    return _maps(card, card.data)


def _maps(card: Card, data: Maps) -> str:
    array = card.values.reshape(data.shape)
    array, stride = _coarse(array)
    count, _, height, width = array.shape
    cell = _cell(data, count, height, width)
    wide, high = width * cell, height * cell
    named = bool(data.rows) and stride == 1 and cell >= 10
    left = (max(text_width(str(r), 10) for r in data.rows) + 24 if named and data.rows else 0) + GAP
    above = (max(text_width(str(c), 10) for c in data.columns) * 0.72 + 24 if named and data.columns else 0) + GAP
    cell_x, cell_y = wide + left, high + above + (TITLE if data.titles else 0)
    body = []
    for index, image in enumerate(array):
        x, y = left + index % data.per_line * cell_x, above + index // data.per_line * cell_y
        body.append(f'<g transform="translate({x:g} {y:g}) scale({cell:g})">{_cells(image, data)}</g>')
        if named:
            body += _labels(data, x, y, cell, high)
        if data.style == "confusion" and cell >= 14:
            body += _counts(image[0], x, y, cell)
        if index < len(data.titles):
            body.append(text(x + wide / 2, y + high + 14, str(data.titles[index]), color=GREY))
    lines = -(-count // data.per_line)
    width_, height_ = GAP + min(count, data.per_line) * cell_x, GAP + lines * cell_y
    if data.style == "images":
        width_ = GAP + data.per_line * cell_x
    return picture(width_, height_, card.summary, " ".join(map(str, data.titles)), body)


def _cell(data: Maps, count: int, height: int, width: int) -> float:
    if data.style == "images":
        return 2 * PIXEL if count < FEW else PIXEL
    side = max(height, width, 1)
    room = WIDEST if count == 1 else WIDEST / 2
    return max(1.0, min(26.0, room // side))


def _coarse(array: np.ndarray) -> tuple[np.ndarray, int]:
    stride = -(-max(*array.shape[2:], 1) // COARSE)
    return array[:, :, ::stride, ::stride], stride


def _cells(image: np.ndarray, data: Maps) -> str:
    """One path per shade rather than one box per pixel: a tenth of the size."""
    _, height, width = image.shape
    limit = float(data.limit)
    paper = f'<path fill="#fff" d="M0 0h{width}v{height}h-{width}z"/>'
    if len(image) == 3:
        levels = np.rint(np.clip(np.nan_to_num(image), 0, 1) * 5).astype(int) * 51
        names = np.array([f"#{r:02x}{g:02x}{b:02x}" for r, g, b in levels.reshape(3, -1).T]).reshape(height, width)
        return f'<g shape-rendering="crispEdges">{_paths(names)}</g>'
    values = np.nan_to_num(image[0], posinf=0.0, neginf=0.0)
    if data.style == "images":
        shades = np.rint(values / limit * SHADES).astype(int)
        parts = [
            f'<path fill="{INK if shade > 0 else FLOW}" fill-opacity="{abs(shade) / SHADES:g}" d="{path}"/>'
            for shade, path in _shapes(shades).items()
            if shade
        ]
        return f'<g shape-rendering="crispEdges">{paper}{"".join(parts)}</g>'
    colors = np.empty(values.shape, dtype=object)
    if data.style == "confusion":
        share = values / np.maximum(values.sum(axis=1, keepdims=True), 1)
        right = np.eye(len(values), dtype=bool)
        colors[...] = _ramp(np.sqrt(share), "#ffffff", CLASSES[1])
        colors[right] = _ramp(share, "#ffffff", CLASSES[0])[right]
    elif data.style != "attention" and values.min(initial=0) < 0:
        colors[...] = _ramp(np.abs(values) / limit, "#ffffff", CLASSES[0])
        colors[values < 0] = _ramp(np.abs(values) / limit, "#ffffff", CLASSES[1])[values < 0]
    else:
        colors[...] = _ramp(values / limit, *RAMP)
    colors[~np.isfinite(image[0])] = GREY
    return f'<g shape-rendering="crispEdges">{paper}{_paths(colors)}</g>'


def cells(shares: np.ndarray, *stops: str) -> str:
    """A grid of numbers from 0 to 1 as boxes one unit wide, in colours between ``stops``."""
    return f'<g shape-rendering="crispEdges">{_paths(_ramp(shares, *stops))}</g>'


def _paths(colors: np.ndarray) -> str:
    return "".join(f'<path fill="{color}" d="{path}"/>' for color, path in _shapes(colors, merge=True).items())


def _shapes(shades: np.ndarray, *, merge: bool = False) -> dict[Any, str]:
    """The path of all cells of each shade; with ``merge``, neighbours in a row as one box."""
    shapes: dict[Any, list[str]] = defaultdict(list)
    for row, line in enumerate(shades.tolist()):
        column = 0
        while column < len(line):
            end = column + 1
            while merge and end < len(line) and line[end] == line[column]:
                end += 1
            width = end - column
            shapes[line[column]].append(f"M{column} {row}h{width}v1h-{width}z")
            column = end
    return {shade: "".join(parts) for shade, parts in sorted(shapes.items())}


def _ramp(share: np.ndarray, *stops: str) -> np.ndarray:
    """Colours between ``stops``, in as many steps as the eye tells apart."""
    rgb = [[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in stops]
    at = np.linspace(0, 1, SHADES + 1)
    mixed = np.stack([np.interp(at, np.linspace(0, 1, len(stops)), part) for part in zip(*rgb, strict=True)], axis=1)
    names = np.array(["#{:02x}{:02x}{:02x}".format(*np.rint(c).astype(int)) for c in mixed], dtype=object)
    return names[np.rint(np.clip(share, 0, 1) * SHADES).astype(int)]


def _labels(data: Maps, x: float, y: float, cell: float, high: float) -> list[str]:
    parts = [text(x - 6, y + (i + 0.5) * cell + 3.5, str(name), 10, GREY, "end") for i, name in enumerate(data.rows)]
    for i, name in enumerate(data.columns):
        at = x + (i + 0.5) * cell
        turn = f' transform="rotate(-45 {at:.1f} {y - 6:.1f})"' if len(str(name)) > 2 else ""
        parts.append(text(at, y - 6, str(name), 10, GREY, "start" if turn else "middle", turn))
    return parts


def _counts(table: np.ndarray, x: float, y: float, cell: float) -> list[str]:
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    return [
        text(
            x + (column + 0.5) * cell,
            y + (row + 0.5) * cell + 3.5,
            f"{table[row, column]:.0f}",
            9,
            "#ffffff" if share[row, column] > 0.5 else INK,
        )
        for row, column in zip(*np.nonzero(table), strict=True)
    ]


def _field(card: Card, data: Field) -> str:
    """Each class in its colour, the paler the less sure; the points on top."""
    n = data.shape[0] * data.shape[1]
    stride = -(-max(data.shape) // COARSE)
    winner = card.values[:n].reshape(data.shape)[::stride, ::stride].astype(int)
    sure = card.values[n : 2 * n].reshape(data.shape)[::stride, ::stride]
    height, width = winner.shape
    # Of two classes the second is the positive one, and blue as numbers above zero are.
    classes = (CLASSES[1], CLASSES[0]) if len(data.classes) == 2 else CLASSES
    colors = np.full(winner.shape, "#ffffff", dtype=object)
    for index in np.unique(winner):
        mine = winner == index
        colors[mine] = _ramp(0.15 + 0.5 * np.clip((sure - 0.5) * 2, 0, 1), "#ffffff", classes[index % len(classes)])[
            mine
        ]
    body = [
        f'<g transform="translate({LEFT:g} {GAP}) scale({PLANE / width:.4f} {PLANE / height:.4f})">'
        f'<g shape-rendering="crispEdges">{_paths(colors)}</g></g>'
    ]
    for x, y, kind in _places(card.values[2 * n :].reshape(3, -1).T[:500], data.extent):
        body.append(_dot(x, y, classes[kind % len(classes)]))
    accuracy = tr("card.accuracy", percent=f"{float(data.accuracy):.1%}")
    body += _axes(data.extent, str(data.x_axis), str(data.y_axis))
    return picture(LEFT + PLANE + GAP, PLANE + 36, tr("card.boundary"), accuracy, body)


def _points(card: Card, data: Points) -> str:
    """A dot for each point, and its name where no other name stands already."""
    frame = f"M{LEFT:g} {GAP}h{PLANE:g}v{PLANE:g}h-{PLANE:g}z"
    body = [f'<path fill="none" stroke="{GREY}" stroke-opacity="0.4" d="{frame}"/>']
    taken: list[tuple[float, float, float]] = []  # left, right and middle of a name
    for index, (x, y, kind) in enumerate(_places(card.values.reshape(data.shape).T, data.extent)):
        body.append(_dot(x, y, CLASSES[kind % len(CLASSES)]))
        if not data.names:
            continue
        name = str(data.names[index])
        start, end = x + 5, x + 5 + text_width(name, 10)
        if all(start > right or end < left or abs(y - middle) > 10 for left, right, middle in taken):
            taken.append((start, end, y))
            body.append(text(start, y + 3.5, name, 10, GREY, "start"))
    body += _axes(data.extent, "", "")
    widest = max((end for _, end, _ in taken), default=0.0)
    return picture(max(LEFT + PLANE, widest) + GAP, PLANE + 36, tr("card.points"), card.summary, body)


def _curves(card: Card, data: Curves) -> str:
    """As a run's curves are drawn where no script runs."""
    x, y = card.values.reshape(data.shape)
    if data.log and (y > 0).any():
        y = np.where(y > 0, y, np.nan)
    ends = np.cumsum(data.lengths)
    series = [
        series_data(str(name), "metric", x[end - count : end], y[end - count : end], COARSE_CURVE)
        for name, count, end in zip(data.names, data.lengths, ends, strict=True)
        if count
    ]
    if not series:
        return picture(WIDTH, 40, tr("card.curves"), card.summary, [])
    start = float(x[np.isfinite(x)].min())
    parts, rows = plot(series, 34, start=start, axis=str(data.x_axis) or "x", log=data.log)
    title = text(14, 20, str(data.y_axis), 12, GREY, "start")
    return picture(WIDTH, 34 + PLOT + 30 + 16 * rows, tr("card.curves"), card.summary, [title, *parts])


def _places(points: np.ndarray, extent: list[float]) -> list[tuple[float, float, int]]:
    """Where the points lie in the picture, and the class of each."""
    left, right, bottom, top = extent
    x, y, kinds = points.T
    across, down = LEFT + (x - left) / (right - left) * PLANE, GAP + (top - y) / (top - bottom) * PLANE
    return [(float(a), float(b), int(kind)) for a, b, kind in zip(across, down, kinds, strict=True)]


def _dot(x: float, y: float, color: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{color}" stroke="#fff" stroke-width="0.8"/>'


def _axes(extent: list[float], across: str, up: str) -> list[str]:
    """The four ends of the plane, and the names of its axes."""
    left, right, bottom, top = extent
    below = GAP + PLANE + 16
    return [
        text(LEFT, below, number(left), 10, GREY, "start"),
        text(LEFT + PLANE, below, number(right), 10, GREY, "end"),
        text(LEFT + PLANE / 2, below, across, 11, GREY),
        text(LEFT - 6, 20, number(top), 10, GREY, "end"),
        text(LEFT - 6, GAP + PLANE, number(bottom), 10, GREY, "end"),
        text(LEFT - 10, GAP + PLANE / 2, up, 11, GREY, "end"),
    ]
