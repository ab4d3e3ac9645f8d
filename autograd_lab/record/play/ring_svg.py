"""The end of an all-reduce as a picture that stands alone: every worker with the same gradient."""

from __future__ import annotations

import numpy as np

from autograd_lab.i18n import tr
from autograd_lab.record.graphs.svg import FAINT, INK, number, picture, text
from autograd_lab.record.play.all_reduce import CHUNK, RingRun

CELL, ROW, LEFT = 104.0, 30.0, 90.0


def ring_svg(run: RingRun, values: np.ndarray) -> str:
    """Before and after, one row for each worker."""
    states = values[: len(run.steps) * run.world * run.size].reshape(len(run.steps), run.world, run.size)
    body, y = [], 34.0
    for state, fill in ((states[0], "#eef1fd"), (states[-1], "#b9c5f4")):
        for rank in range(run.world):
            body.append(text(LEFT - 10, y + 19, tr("ring.worker", rank=rank), 11, FAINT, "end"))
            for chunk in range(run.world):
                x = LEFT + chunk * CELL
                words = "  ".join(number(float(v)) for v in state[rank, CHUNK * chunk : CHUNK * (chunk + 1)])
                body.append(
                    f'<rect x="{x:g}" y="{y:g}" width="{CELL - 4:g}" height="{ROW - 4:g}" rx="4" fill="{fill}"/>'
                )
                body.append(text(x + CELL / 2 - 2, y + 17, words, 11, INK))
            y += ROW
        y += 16
    for chunk in range(run.world):
        body.append(text(LEFT + (chunk + 0.5) * CELL, 24, tr("ring.chunk", number=chunk), 11, FAINT))
    width = LEFT + run.world * CELL + 10
    background = f'<rect width="{width:g}" height="{y:g}" rx="8" fill="#fbfbfd" stroke="#d5d8e0"/>'
    return picture(width, y, tr("ring.caption"), f"{run.world} × {run.size}", [background, *body])
