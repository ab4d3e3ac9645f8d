"""`autograd-lab grade NOTEBOOK ...`: marks for submitted lessons, each run in a locked process of its own.

The verdict never depends on what a submission says of itself. Exit status: 0 when every notebook was graded, whatever
its marks, 1 when one could not be, 2 when there was none.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from autograd_lab.app.grading.grader import Grade, Mark, State, grade
from autograd_lab.app.grading.messages import tr
from autograd_lab.app.grading.sandbox import Limits, has_kernel_wall, stripped_package
from autograd_lab.i18n import LANGUAGES, get_language, set_language

_SIGNS = {State.PASSED: "✓", State.WRONG: "✗", State.UNTOUCHED: "○"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = _parser().parse_args(argv)
    if options.lang:
        set_language(options.lang)
    paths = _notebooks(options.paths)
    if not paths:
        print(tr("grade.nothing", path=", ".join(map(str, options.paths))), file=sys.stderr)
        return 2
    if not has_kernel_wall():
        print(tr("grade.no_wall"), file=sys.stderr)
    limits = Limits(memory=options.memory << 20, cell_seconds=options.timeout, data=tuple(map(str, options.data)))
    grades = []
    with stripped_package() as package:
        one = partial(
            grade, package=package, limits=limits, assignment=options.assignment, vary=not options.known_cases
        )
        for result in _each(one, paths, min(options.jobs, len(paths))):
            grades.append(result)
            print("\n".join(told(result)), flush=True)
    if options.csv:
        _write_csv(grades, options.csv)
    if options.json:
        options.json.write_text(json.dumps([_plain(each) for each in grades], indent=1, ensure_ascii=False), "utf-8")
    return 1 if any(each.fault for each in grades) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("autograd-lab grade", description=(__doc__ or "").partition("\n\n")[2])
    parser.add_argument("paths", nargs="+", type=Path, metavar="NOTEBOOK", help="submissions, or folders of them")
    parser.add_argument("--assignment", type=Path, help="the notebook that was handed out, if it is not our lesson")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table, a line per submission and exercise")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything")
    parser.add_argument("--data", type=Path, action="append", default=[], help="a folder that submissions may read")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for one cell (default: 120)")
    parser.add_argument("--memory", type=int, default=4096, help="MB of addresses for one submission (default: 4096)")
    parser.add_argument("--known-cases", action="store_true", help="do not try other numbers than the exercise's own")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="so many at a time (default: the cores)")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the report")
    return parser


def _each(one: Callable[[Path], Grade], paths: Sequence[Path], jobs: int) -> Iterator[Grade]:
    """The grades in the order of the paths; with several jobs each judge is a process of its own, too."""
    if jobs <= 1:
        yield from map(one, paths)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=set_language, initargs=(get_language(),)) as pool:
        yield from pool.map(one, paths)


def _notebooks(places: Sequence[Path]) -> list[Path]:
    found = [path for place in places for path in (sorted(place.rglob("*.ipynb")) if place.is_dir() else [place])]
    return [path for path in found if ".ipynb_checkpoints" not in path.parts and path.is_file()]


def told(result: Grade) -> list[str]:
    """What is printed of one submission."""
    if result.fault:
        return [tr("grade.fault", path=result.path, reason=result.fault)]
    total = len(result.marks)
    lines = [tr("grade.notebook", path=result.path, lesson=result.lesson, points=result.points, total=total)]
    lines += [_line(mark) for mark in result.marks]
    if result.raised:
        lines.append(tr("grade.raised", count=len(result.raised), first=_one_line(result.raised[0])))
    return lines


def _one_line(text: str) -> str:
    """Whatever a submission's error says: nothing it writes may look like a line of ours."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def _line(mark: Mark) -> str:
    reason = _one_line(mark.reason)
    return tr(
        "grade.mark",
        sign=_SIGNS.get(mark.state, "?"),
        exercise=mark.exercise,
        state=tr(f"grade.{mark.state.value}"),
        reason=tr("grade.reason", reason=reason) if reason else "",
    )


def _plain(result: Grade) -> dict[str, object]:
    marks = [{"exercise": mark.exercise, "state": mark.state.value, "reason": mark.reason} for mark in result.marks]
    return {
        "notebook": str(result.path),
        "lesson": result.lesson,
        "points": result.points,
        "total": len(result.marks),
        "fault": result.fault,
        "marks": marks,
        "raised": result.raised,
    }


def _write_csv(grades: Sequence[Grade], path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("notebook", "lesson", "exercise", "state", "points"))
        for each in grades:
            for mark in each.marks:
                points = int(mark.state is State.PASSED)
                table.writerow((each.path, each.lesson, mark.exercise, mark.state.value, points))
