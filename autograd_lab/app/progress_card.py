"""The learner's progress as HTML: no script, no style sheet, and every text escaped.

Colours are those of JupyterLab's theme, with values beside them that stand out on light and dark ground elsewhere.
What unfolds is a `<details>`. Where a front end removes styles, lists and numbers are left, and can be read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from autograd_lab.app.overview import Standing, state, upcoming
from autograd_lab.app.records import record
from autograd_lab.app.texts import tr

_ACCENT = "var(--jp-brand-color1, #3b6fd8)"
_DONE = "var(--jp-success-color1, #2e9e5b)"
_QUIET = "var(--jp-ui-font-color2, #7a7f87)"
_LINE = "rgba(128, 128, 128, 0.35)"  # seen on white and on black

_CARD = f"max-width:44em;border:1px solid {_LINE};border-radius:8px;padding:0.9em 1.1em;line-height:1.5"
_HEAD = "display:flex;justify-content:space-between;align-items:baseline;gap:1em;font-weight:600"
_ROW = (
    "display:inline-grid;grid-template-columns:minmax(0,1fr) 7.5em 3.2em;gap:0.8em;align-items:center;"
    "width:calc(100% - 1.4em);vertical-align:middle"
)
_TRACK = f"display:block;height:0.5em;border-radius:0.25em;background:{_LINE};overflow:hidden"
_COUNT = f"text-align:right;color:{_QUIET};font-variant-numeric:tabular-nums"
_NEXT = f"margin:0.7em 0;padding:0.5em 0.8em;border-left:3px solid {_ACCENT}"
_FOOT = f"margin:0.7em 0 0;color:{_QUIET}"
_LIST = "list-style:none;margin:0.2em 0 0.6em;padding:0 0 0 1.4em"
_NOTEBOOK = re.compile(r"[0-9]{2}_[a-z0-9_]{1,60}\.ipynb")


def card(lessons: Sequence[Standing], shown: Sequence[Standing]) -> str:
    """What to do next, and the lessons that are `shown`; of `lessons`, all of them, only the next one is looked for."""
    solved, total = sum(each.solved for each in shown), sum(each.total for each in shown)
    parts = [
        f'<div style="{_HEAD}"><span>{_text(tr("progress.title"))}</span>'
        f'<span style="{_COUNT}">{_text(tr("progress.sum", solved=solved, total=total))}</span></div>',
        _next(upcoming(lessons)),
        *map(_lesson, shown),
    ]
    if len(shown) < len(lessons):
        parts.append(f'<p style="{_FOOT}">{_text(tr("progress.whole"))} <code>lab.progress(all=True)</code></p>')
    return f'<div style="{_CARD}">{"".join(parts)}</div>'


def _next(lesson: Standing | None) -> str:
    exercise = lesson and lesson.open
    if lesson is None or exercise is None:
        return f'<p style="{_NEXT}">{_text(tr("progress.all_done"))}</p>'
    task = f"{_text(exercise.task)} <code>{_text(exercise.name)}</code>"
    if lesson.number != record().current:
        task = tr("check.line", heading=_linked(lesson.number, _numbered(lesson)), text=task)
    return f'<p style="{_NEXT}"><b>{_text(tr("progress.next"))}</b> {task}</p>'


def _lesson(lesson: Standing) -> str:
    unfolded = " open" if lesson.number == record().current else ""
    items = "".join(
        f'<li><span style="color:{_DONE if entry.passed else _QUIET}">{"✓" if entry.passed else "○"}</span> '
        f'{_text(exercise.task)} <span style="color:{_QUIET}"><code>{_text(exercise.name)}</code> '
        f"{_text(state(entry))}</span></li>"
        for exercise, entry in lesson.entries
    )
    name = f"<span>{_linked(lesson.number, _numbered(lesson))}</span>"
    count = f'<span style="{_COUNT}">{lesson.solved}/{lesson.total}</span>'
    row = f'<span style="{_ROW}">{name}{_bar(lesson.solved, lesson.total)}{count}</span>'
    return f'<details{unfolded}><summary>{row}</summary><ul style="{_LIST}">{items}</ul></details>'


def _bar(solved: int, total: int) -> str:
    share = 100 * solved / total if total else 0
    colour = _DONE if solved == total else _ACCENT
    said = _text(tr("progress.sum", solved=solved, total=total))
    fill = f'<span style="display:block;height:100%;width:{share:.1f}%;background:{colour}"></span>'
    return f'<span role="img" aria-label="{said}" title="{said}" style="{_TRACK}">{fill}</span>'


def _numbered(lesson: Standing) -> str:
    return f"{int(lesson.number)}. {lesson.title}"


def _linked(number: str, text: str) -> str:
    """The text, as a link where it is another lesson, whose notebook lies beside the one that is open."""
    name = "" if number == record().current else _notebook(number)
    return f'<a href="{quote(name)}">{_text(text)}</a>' if name else _text(text)


def _notebook(number: str) -> str:
    try:
        found = sorted(path.name for path in Path.cwd().glob(f"{number}_*.ipynb"))
    except OSError:  # the folder is gone, or may not be read
        return ""
    return next((name for name in found if _NOTEBOOK.fullmatch(name)), "")


def _text(text: object) -> str:
    return escape(str(text), quote=True)
