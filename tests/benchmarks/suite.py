"""Training steps and their parts: this library, PyTorch and other libraries in one table, and as JSON.

    python -m tests.benchmarks.suite [workload ...] [--threads 1 2] [--libraries ours PyTorch ...] [--json FILE]

All start from the same arrays in the same dtype, with as many threads, and take turns, each in its own process; medians
count. Who does not reach the same losses has no time. Under each library's name stands its time divided by PyTorch's;
below 1 it is faster. Memory is what a process came to hold beyond its imports; see ``runner.py``.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from importlib import metadata
from math import exp, log
from pathlib import Path
from typing import Any

from tests.benchmarks.libraries import LIBRARIES, library
from tests.benchmarks.turns import Measured, measure
from tests.benchmarks.work import Workload
from tests.benchmarks.workloads import DETAIL, HEADLINE, WORKLOADS

Row = dict[str, Measured]
CLOCK = "processor: of all threads together; on a busy machine with one thread (default: wall)"
PROCESSOR = Path("/proc/cpuinfo")


def machine() -> dict[str, Any]:
    """Where the numbers were made, and with what."""
    names = [line.split(":")[1].strip() for line in lines() if line.startswith("model name")]
    versions = {}
    for package in {library(name).PACKAGE for name in LIBRARIES} | {"numpy"}:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": len(names) or None,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": dict(sorted(versions.items())),
    }


def lines() -> list[str]:
    return PROCESSOR.read_text().splitlines() if PROCESSOR.exists() else []


def title(workload: Workload) -> str:
    return (type(workload).__doc__ or "").splitlines()[0]


def mean(ratios: list[float]) -> float:
    """The geometric mean: half and double cancel."""
    return exp(sum(map(log, ratios)) / len(ratios))


def ratio(row: Row, name: str, clock: str) -> float | None:
    """Seconds of this library for each second of PyTorch."""
    mine, theirs = row.get(name), row.get("PyTorch")
    if mine is None or theirs is None or mine.status or theirs.status:
        return None
    return mine.seconds(clock) / theirs.seconds(clock)


def cell(row: Row, name: str, clock: str) -> str:
    quotient = ratio(row, name, clock)
    return row[name].status.split(":")[0] if quotient is None else f"{quotient:.2f}"


def milliseconds(measured: Measured | None, clock: str) -> str:
    return "" if measured is None or measured.status else f"{measured.seconds(clock) * 1e3:.3f}"


def megabytes(measured: Measured | None) -> str:
    return f"{measured.peak / 2**20:.1f}" if measured and measured.peak and not measured.status else ""


def heading(libraries: list[str]) -> str:
    others = [name for name in libraries if name != "PyTorch"]
    return f"{'':32}{'ours ms':>10}{'PyTorch ms':>11} |" + "".join(f"{n:>14}" for n in others) + " | MB ours  PyTorch"


def printed(name: str, row: Row, clock: str) -> str:
    others = [library for library in row if library != "PyTorch"]
    mine, theirs = row.get("ours"), row.get("PyTorch")
    return (
        f"{name:32}{milliseconds(mine, clock):>10}{milliseconds(theirs, clock):>11} |"
        + "".join(f"{cell(row, library, clock):>14}" for library in others)
        + f" |{megabytes(mine):>8}{megabytes(theirs):>9}"
    )


def means(rows: dict[str, Row], libraries: list[str], clock: str, *, steps: bool = False) -> dict[str, float]:
    """The geometric mean of the ratios of each library, over the workloads of the headline that it can do; with
    ``steps`` over whole training steps alone.
    """
    counted = [row for name, row in rows.items() if name in HEADLINE and (HEADLINE[name].learns or not steps)]
    found = {}
    for column in libraries:
        ratios = [ratio(row, column, clock) for row in counted]
        if known := [quotient for quotient in ratios if quotient is not None]:
            found[column] = mean(known)
    return found


def notes(rows: dict[str, Row]) -> list[str]:
    """Why a time is not there, in full."""
    kinds = ("failed", "differs")
    return [
        f"{workload}, {library}: {measured.status}"
        for workload, row in rows.items()
        for library, measured in row.items()
        if measured.status.startswith(kinds)
    ]


def table(names: list[str], libraries: list[str], threads: int, seconds: float, clock: str) -> dict[str, Row]:
    print(f"\n{threads} thread{'s' if threads > 1 else ''}; {clock} time of a step divided by PyTorch's")
    print(heading(libraries))
    rows: dict[str, Row] = {}
    for name in names:
        rows[name] = measure(name, WORKLOADS[name], libraries, threads, seconds)
        print(printed(name, rows[name], clock), flush=True)
    for words, steps in (("geometric mean", False), ("of training steps alone", True)):
        found = means(rows, libraries, clock, steps=steps)
        others = [library for library in libraries if library != "PyTorch"]
        print(f"{words:53} |" + "".join(f"{found[n]:14.2f}" if n in found else f"{'':14}" for n in others))
    for note in notes(rows):
        print(f"    {note}")
    return rows


def add_options(parser: argparse.ArgumentParser, seconds: float) -> None:
    turns = f"of turns for each library (default: {seconds})"
    parser.add_argument("--seconds", type=float, default=seconds, help=turns)
    parser.add_argument("--clock", choices=("wall", "processor"), default="wall", help=CLOCK)
    parser.add_argument("--json", type=Path, metavar="FILE")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workloads", nargs="*", help=f"{', '.join(HEADLINE)} (default: these); {', '.join(DETAIL)}")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--libraries", nargs="+", choices=LIBRARIES, default=list(LIBRARIES), metavar="LIBRARY")
    add_options(parser, seconds=3.0)
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.workloads if name not in WORKLOADS]:
        parser.error(f"no workload {', '.join(unknown)}; there are {', '.join(WORKLOADS)}")
    here = machine()
    print(f"{here['processor']}, {here['cores']} cores; Python {here['python']}, {here['versions']}")
    names = given.workloads or list(HEADLINE)
    results = {n: table(names, given.libraries, n, given.seconds, given.clock) for n in given.threads}
    if given.json:
        found = {
            "machine": here,
            "clock": given.clock,
            "geometric_means": {n: means(rows, given.libraries, given.clock) for n, rows in results.items()},
            "results": [
                {"workload": workload, "threads": n, "library": library, **measured.as_json()}
                for n, rows in results.items()
                for workload, row in rows.items()
                for library, measured in row.items()
            ],
        }
        given.json.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if any(notes(rows) for rows in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
