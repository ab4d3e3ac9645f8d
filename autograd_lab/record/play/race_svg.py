"""A race as a picture that stands alone."""

from __future__ import annotations

import numpy as np

from autograd_lab.i18n import tr
from autograd_lab.record.cards.svg import CLASSES, GREY, cells
from autograd_lab.record.graphs.svg import INK, number, picture, text
from autograd_lab.record.play.race import RaceRun
from autograd_lab.record.play.surfaces import Surface

WIDTH, HEIGHT, MARGIN = 480.0, 360.0, 30.0
BANDS = 12


def race_svg(run: RaceRun, surface: Surface, heights: np.ndarray, paths: np.ndarray) -> str:
    """The surface in bands, dark where it is deep, and each racer's way down."""
    rows, columns = run.grid
    stride = max(1, rows // 48)
    deep = _depth(heights.reshape(rows, columns)[::stride, ::stride])
    high, wide = deep.shape
    left, right, bottom, top = surface.extent
    body = [
        f'<g transform="translate({MARGIN:g} 10) scale({WIDTH / wide:.4f} {HEIGHT / high:.4f})">'
        f"{cells(deep, '#ffffff', '#8ea2ee')}</g>",
        f'<clipPath id="plane"><rect x="{MARGIN:g}" y="10" width="{WIDTH:g}" height="{HEIGHT:g}"/></clipPath>',
    ]
    at = 0
    for index, trail in enumerate(run.trails):
        points = paths[at : at + 3 * trail.points].reshape(3, -1)
        at += 3 * trail.points
        xs = MARGIN + (points[0] - left) / (right - left) * WIDTH
        ys = 10 + (top - points[1]) / (top - bottom) * HEIGHT
        seen = np.isfinite(xs) & np.isfinite(ys) & (np.abs(xs) < 1e5) & (np.abs(ys) < 1e5)
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs[seen], ys[seen], strict=True))
        color = CLASSES[index % len(CLASSES)]
        body.append(
            f'<path clip-path="url(#plane)" d="M{path}" fill="none" stroke="{color}" stroke-width="1.8" '
            'stroke-linejoin="round"/>'
        )
        y = 26 + 18 * index
        body.append(f'<rect x="{MARGIN + WIDTH + 14:g}" y="{y - 4:g}" width="14" height="3" fill="{color}"/>')
        label = f"{trail.name}  {number(trail.loss)}"
        body.append(text(MARGIN + WIDTH + 34, y + 1, label, 12, GREY, "start"))
    for x, y in surface.minima:
        px, py = MARGIN + (x - left) / (right - left) * WIDTH, 10 + (top - y) / (top - bottom) * HEIGHT
        body.append(f'<path d="M{px - 4:.1f} {py:.1f}h8M{px:.1f} {py - 4:.1f}v8" stroke="{INK}"/>')
    for x, y, value, anchor in (
        (MARGIN, HEIGHT + 26, left, "start"),
        (MARGIN + WIDTH, HEIGHT + 26, right, "end"),
        (MARGIN - 4, HEIGHT + 8, bottom, "end"),
        (MARGIN - 4, 18, top, "end"),
    ):
        body.append(text(x, y, number(value), 10, GREY, anchor))
    across, up = surface.axes
    body.append(text(MARGIN + WIDTH / 2, HEIGHT + 26, across, 11, GREY))
    turn = f' transform="rotate(-90 {MARGIN - 8:g} {10 + HEIGHT / 2:g})"'
    body.append(text(MARGIN - 8, 10 + HEIGHT / 2, up, 11, GREY, "middle", turn))
    return picture(MARGIN + WIDTH + 170, HEIGHT + 34, f"{tr('race.caption')}: {surface.name}", str(surface.words), body)


def _depth(heights: np.ndarray) -> np.ndarray:
    """0 where the surface is high, 1 where it is deep, in bands that are narrow near the bottom."""
    finite = heights[np.isfinite(heights)]
    low = float(finite.min(initial=0.0)) if finite.size else 0.0
    scale = max(1e-12, float(np.median(finite - low)) * 0.05) if finite.size else 1.0
    with np.errstate(all="ignore"):
        level = np.log1p((heights - low) / scale)
    most = float(level[np.isfinite(level)].max(initial=1e-12))
    return 1 - np.floor(np.nan_to_num(level / most, nan=1.0, posinf=1.0) * BANDS).clip(0, BANDS - 1) / (BANDS - 1)
