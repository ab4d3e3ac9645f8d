"""Broadcasting and tensors as text and as pictures that stand alone."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.i18n import tr
from autograd_lab.record.graphs.svg import FAINT, INK, number, picture, text, text_width
from autograd_lab.record.shapes.broadcasting import Broadcasting
from autograd_lab.record.shapes.tensors import Slice, TensorPicture
from autograd_lab.record.snapshot import Real

COLUMN, ROW = 64.0, 34.0
GHOST, FACE, EDGE, WRONG = "#eef0f5", "#d9e2f7", "#5b6b9a", "#c2410c"
PIXEL, LARGEST = 26.0, 420.0


def broadcast_text(picture: Broadcasting) -> str:
    """The shapes under each other, aligned from the right, and the result or the reason why there is none."""
    widths = [max(len(str(n)) for n in column) for column in zip(*(o.aligned for o in picture.operands), strict=True)]
    names = max((len(operand.name) for operand in picture.operands), default=0)
    lines = []
    for operand in picture.operands:
        gap = len(operand.aligned) - len(operand.shape)
        cells = [
            " " * w if d < gap else f"{n:>{w}}" for d, (n, w) in enumerate(zip(operand.aligned, widths, strict=True))
        ]
        lines.append(f"{operand.name:<{names}}  {'  '.join(cells)}")
    return "\n".join([*lines, verdict(picture)])


def verdict(picture: Broadcasting) -> str:
    shapes = ", ".join(_shape(operand.shape) for operand in picture.operands)
    if picture.result is not None:
        return tr("broadcast.fits", shapes=shapes, result=_shape(picture.result))
    clash = picture.clash or 0
    sizes = " / ".join(str(operand.aligned[clash]) for operand in picture.operands)
    return tr("broadcast.clash", shapes=shapes, dim=len(picture.operands[0].aligned) - clash, sizes=sizes)


def broadcast_svg(broadcast: Broadcasting) -> str:
    """A table of sizes, the stretched ones hatched in grey, the clash marked."""
    depth = len(broadcast.operands[0].aligned)
    left = 30 + max([40.0, *(text_width(o.name, 13) for o in broadcast.operands)])
    width = max(left + COLUMN * max(depth, 1) + 20, text_width(verdict(broadcast), 12) + 40)
    body = []
    for i, operand in enumerate(broadcast.operands):
        y = 16 + ROW * i
        body.append(text(16, y + 19, operand.name, 13, INK, "start"))
        gap = depth - len(operand.shape)
        for d, size in enumerate(operand.aligned):
            x = left + COLUMN * d
            fill = GHOST if operand.stretched[d] or d < gap else FACE
            edge = WRONG if d == broadcast.clash else EDGE
            dash = ' stroke-dasharray="4 3"' if d < gap else ""
            body.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{COLUMN - 8:g}" height="{ROW - 6:g}" rx="5" fill="{fill}" '
                f'stroke="{edge}"{dash}/>'
            )
            shown = f"{size} → {broadcast.result[d]}" if operand.stretched[d] and broadcast.result else str(size)
            body.append(text(x + (COLUMN - 8) / 2, y + 19, shown, 12, FAINT if d < gap else INK))
    high = 16 + ROW * len(broadcast.operands) + 30
    body.append(text(16, high - 12, verdict(broadcast), 12, WRONG if broadcast.result is None else INK, "start"))
    ground = f'<rect width="{width:.0f}" height="{high:g}" rx="8" fill="#fbfbfd" stroke="#d5d8e0"/>'
    return picture(width, high, verdict(broadcast), broadcast_text(broadcast), [ground, *body])


def tensor_text(seen: TensorPicture) -> str:
    """One line of facts: shape, dtype, device, range, mean."""
    s = seen.statistics
    parts = [seen.name, _shape(seen.shape), seen.dtype, seen.device]
    if s.low is not None:
        parts.append(f"{number(s.low)} … {number(s.high)}, mean {number(s.mean)}, std {number(s.std)}")
    parts += [f"{count} {word}" for word, count in (("NaN", s.nans), ("inf", s.infinities)) if count]
    return "  ".join(part for part in parts if part)


def tensor_svg(seen: TensorPicture) -> str:
    """The first slice as cells, blue above zero and orange below, with numbers in them where there is room."""
    head = tensor_text(seen)
    cells = seen.slices[0] if seen.slices else Slice([], 0, 0, [1, 1], [])
    side = min(PIXEL, LARGEST / max(cells.columns, 1), LARGEST / max(cells.rows, 1))
    if max(cells.columns, cells.rows) <= 8:
        side = 44.0
    width = max(side * cells.columns + 32, text_width(head, 12) + 32)
    high = side * cells.rows + 56
    body = [f'<rect width="{width:.0f}" height="{high:.0f}" rx="8" fill="#fbfbfd" stroke="#d5d8e0"/>']
    body.append(text(16, 24, head, 12, INK, "start"))
    body += _cells(cells.values, cells.columns, side)
    return picture(width, high, head, head, body)


def _cells(values: Sequence[Real], columns: int, side: float) -> list[str]:
    finite = [abs(v) for v in values if not isinstance(v, str)]
    largest = max(finite, default=0.0) or 1.0
    body = []
    for place, value in enumerate(values):
        x, y = 16 + side * (place % columns), 40 + side * (place // columns)
        share = 0.0 if isinstance(value, str) else abs(value) / largest
        color = "#b4235f" if isinstance(value, str) else "#3554d1" if value > 0 else "#d9700c"
        body.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.1f}" height="{side:.1f}" fill="{color}" '
            f'fill-opacity="{1 if isinstance(value, str) else 0.85 * share:.2f}" stroke="#e3e6ee" stroke-width="0.5"/>'
        )
        if side >= 40:
            ink = "#ffffff" if share > 0.55 or isinstance(value, str) else INK
            body.append(text(x + side / 2, y + side / 2 + 4, number(value), 11, ink))
    return body


def _shape(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
