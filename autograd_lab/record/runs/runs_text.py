"""The runs as a table of text and as a picture that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from autograd_lab.i18n import tr
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.graphs.svg import FAINT, INK, number, picture, text
from autograd_lab.record.runs.chart import COLORS, PLOT, WIDTH, plot
from autograd_lab.record.runs.runs import Run, in_order, main_curve
from autograd_lab.record.snapshot import SeriesData

DRAWN = len(COLORS)  # runs in the still picture
LONGEST = 40  # characters of a name
POINTS = 300


def differing(runs: Sequence[Run]) -> list[str]:
    """The hyperparameters that are not the same in all runs."""
    names = list(dict.fromkeys(name for run in runs for name in run.summary.settings))
    return [name for name in names if len({run.summary.settings.get(name) for run in runs}) > 1]


def table(runs: Sequence[Run]) -> list[list[str]]:
    """Rows of cells, the head first, the best run next."""
    runs = in_order(list(runs))
    by = main_curve([run.summary for run in runs])
    names = [name for name in differing(runs) if name != "optimizer"]
    head = ["", tr("runs.run"), *names, tr("runs.best", name=by) if by else "", tr("runs.last"), tr("runs.steps")]
    rows = [head]
    for run in runs:
        summary = run.summary
        score = next((s for s in summary.scores if s.name == by), None)
        rows.append(
            [
                str(summary.number),
                str(summary.title)[:LONGEST],
                *(summary.settings.get(name, "") for name in names),
                number(score.best) if score else "",
                number(score.last) if score else "",
                str(summary.steps),
            ]
        )
    return rows


def runs_text(runs: Sequence[Run]) -> str:
    """One line for each run."""
    if not runs:
        return tr("runs.none")
    rows = table(runs)
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def runs_svg(runs: Sequence[Run], title: str) -> str:
    """The main curve of the best runs in one plot; their names and values are its legend."""
    best = in_order(list(runs))[:DRAWN]
    by = main_curve([run.summary for run in best])
    curves = [_main(run, by) for run in best]
    drawn = [curve for curve in curves if curve is not None]
    y = 34.0
    body: list[str] = []
    if drawn:
        body.append(text(14, y + 8, str(by), 11, FAINT, "start"))
        parts, rows = plot(drawn, y + 16)
        body += parts
        y += PLOT + 50 + 16 * rows
    else:
        body.append(text(WIDTH / 2, y + 20, tr("runs.none"), 13, FAINT))
        y += 40
    background = f'<rect width="{WIDTH:g}" height="{y:g}" rx="8" fill="#fbfbfd" stroke="#d5d8e0"/>'
    head = text(14, 22, title, 14, INK, "start", ' font-weight="600"')
    return picture(WIDTH, y, title, runs_text(runs), [background, head, *body])


def _main(run: Run, by: str | None) -> SeriesData | None:
    for series in run.series(POINTS):
        if series.name == by and series.x:
            return SeriesData(str(run.summary.title), series.group, series.x, series.y)
    return None


def _width(cell: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in cell)
