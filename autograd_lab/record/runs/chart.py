"""A run as a picture that stands alone: the curves, and how much gradient each parameter got."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from autograd_lab.i18n import tr
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.graphs.svg import FAINT, INK, number, picture, strength, text, text_width
from autograd_lab.record.snapshot import LayerFlow, Real, SeriesData

WIDTH, PLOT = 720.0, 170.0
COLORS = ("#2563eb", "#c2410c", "#15803d", "#7c3aed", "#b45309", "#0e7490", "#be185d", "#4d7c0f")
NAMES = 24  # curves of a plot
LAYERS = 12  # rows of the gradient chart


def run_svg(series: Sequence[SeriesData], layers: Sequence[LayerFlow], title: str) -> str:
    """Losses on a logarithmic scale where that is possible, other metrics below, then the gradient sizes."""
    body: list[str] = []
    y = 34.0
    for group in ("loss", "metric"):
        curves = [s for s in series if s.group == group and len(s.x) > 0]
        if curves:
            parts, lines = plot(curves, y)
            body += parts
            y += PLOT + 30 + 16 * lines
    if layers:
        rows = layers[:LAYERS]
        body += _bars(rows, y)
        y += 24 + 18 * len(rows)
    if not body:
        body.append(text(WIDTH / 2, y + 20, tr("chart.empty"), 13, FAINT))
        y += 40
    background = f'<rect width="{WIDTH:g}" height="{y:g}" rx="8" fill="#fbfbfd" stroke="#d5d8e0"/>'
    head = text(14, 22, title, 14, INK, "start", ' font-weight="600"')
    description = "; ".join(f"{s.name} {number(s.y[-1])}" for s in series if s.y and s.group != "clock")
    description = description or tr("chart.empty")
    return picture(WIDTH, y, f"{tr('chart.caption')}: {title}", description, [background, head, *body])


def plot(
    curves: Sequence[SeriesData], top: float, *, start: float = 0.0, axis: str = "", log: bool | None = None
) -> tuple[list[str], int]:
    """Curves over the step, or another ``axis`` from ``start`` on; and how many rows their names take.

    Unless ``log`` tells, the scale is logarithmic where they span decades.
    """
    left, right = 60.0, WIDTH - 20
    finite = [v for s in curves for v in s.y if not isinstance(v, str)]
    low, high = min(finite, default=0.0), max(finite, default=1.0)
    logarithmic = low > 0 and (high / low > 50 if log is None else log)
    scale = math.log10 if logarithmic else float
    low, high = scale(low), scale(high)
    if high - low < 1e-12:
        low, high = low - 0.5, high + 0.5
    last = max(max(s.x) for s in curves)
    span = last - start or 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (right - left) * (x - start) / span, top + PLOT * (high - scale(y)) / (high - low)

    parts = []
    for i in range(5):
        y = top + PLOT * i / 4
        value = high - (high - low) * i / 4
        parts.append(f'<path d="M{left:g} {y:.1f}H{right:g}" stroke="#e3e6ee"/>')
        parts.append(text(left - 8, y + 3.5, number(10**value if logarithmic else value), 10, FAINT, "end"))
    parts.append(text(right, top + PLOT + 14, f"{last:g} {axis or tr('chart.step')}", 10, FAINT, "end"))
    if start:
        parts.append(text(left, top + PLOT + 14, f"{start:g}", 10, FAINT, "start"))
    x, rows = left, 1
    for i, curve in enumerate(curves[:NAMES]):
        color = COLORS[i % len(COLORS)]
        parts += _line(curve, place, color)
        label = f"{curve.name[:32]} {number(curve.y[-1])}"
        width = text_width(label, 11) + 34
        if x > left and x + width > right:
            x, rows = left, rows + 1
        y = top + PLOT + 8 + 16 * rows
        parts.append(f'<rect x="{x:.1f}" y="{y - 5:.1f}" width="10" height="3" fill="{color}"/>')
        parts.append(text(x + 14, y, label, 11, INK, "start"))
        x += width
    return parts, rows


def _line(curve: SeriesData, place: Callable[[float, float], tuple[float, float]], color: str) -> list[str]:
    """A curve, broken where it is not a number; a single point between two gaps is a dot."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(curve.x, curve.y, strict=True):
        if isinstance(y, str):
            runs.append([])
        else:
            runs[-1].append(place(x, y))
    parts = []
    for run in runs:
        if len(run) == 1:
            parts.append(f'<circle cx="{run[0][0]:.1f}" cy="{run[0][1]:.1f}" r="2" fill="{color}"/>')
        elif run:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in run)
            parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="1.5" stroke-linejoin="round"/>')
    return parts


def _bars(layers: Sequence[LayerFlow], top: float) -> list[str]:
    """One bar per parameter on the same logarithmic scale as the arrows of the graph."""
    names = 20 + max(text_width(flow.name[:32], 11) for flow in layers)
    parts = [text(14, top, tr("chart.flow"), 11, FAINT, "start")]
    for i, flow in enumerate(layers):
        y = top + 18 * (i + 1)
        size: Real | None = flow.grad_norm
        length = max(1.5, (WIDTH - names - 110) * strength(size)) if size is not None else 0
        parts.append(text(names - 4, y, flow.name[:32], 11, INK, "end"))
        parts.append(
            f'<rect x="{names + 4:.1f}" y="{y - 9:.1f}" width="{length:.1f}" height="10" rx="2" fill="#e08a4f"/>'
        )
        parts.append(text(names + 10 + length, y, number(size) or "–", 10, FAINT, "start"))
    return parts
