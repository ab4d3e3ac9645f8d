"""How the time of a step grows: with the length of a graph, the batch, the sequence, and the number of parameters.

    python -m tests.benchmarks.growth [graph batch sequence attention parameters] [--most N] [--threads 1] [--json FILE]

Below each size stands the exponent of the growth from the size before: 1 where twice as much takes twice as long.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from math import log
from typing import Any

from tests.benchmarks.suite import add_options, machine, megabytes, milliseconds, ratio, title
from tests.benchmarks.turns import Measured, measure
from tests.benchmarks.work import Workload
from tests.benchmarks.workloads import GPT, LSTM, MLP, Chain

Series = tuple[Callable[[int], Workload], tuple[int, ...]]

SERIES: dict[str, Series] = {
    "graph": (lambda n: Chain(length=n), (1_000, 10_000, 100_000, 1_000_000)),
    "batch": (lambda n: MLP(batch=n), (1, 4, 16, 64, 256, 1024, 4096)),
    "sequence": (lambda n: LSTM(length=n), (8, 32, 128, 512, 1024)),
    "attention": (lambda n: GPT(batch=2, length=n), (8, 32, 128, 512, 1024)),
    # An MLP 784-width-10 has 795 parameters for each unit.
    "parameters": (lambda n: MLP(width=max(1, n // 795)), (1_000, 10_000, 100_000, 1_000_000, 10_000_000)),
}
LIBRARIES = ("ours", "PyTorch")


def exponent(now: Measured, before: Measured | None, more: float, clock: str) -> str:
    if before is None or before.status or now.status:
        return ""
    return f"{log(now.seconds(clock) / before.seconds(clock)) / log(more):.2f}"


def grow(name: str, most: int, threads: int, seconds: float, clock: str) -> list[dict[str, Any]]:
    make, sizes = SERIES[name]
    print(f"\n{name}: {title(make(sizes[0]))}")
    print(f"{'':12}{'ours ms':>12}{'PyTorch ms':>12}{'ratio':>8} | exponent{'PyTorch':>9} | MB ours  PyTorch")
    rows, before, size_before = [], dict[str, Measured](), 1
    for size in sizes:
        if size > most:
            break
        row = measure(make(size).name, make(size), LIBRARIES, threads, seconds)
        quotient = ratio(row, "ours", clock)
        growth = [exponent(row[library], before.get(library), size / size_before, clock) for library in LIBRARIES]
        print(
            f"{size:12,}{milliseconds(row['ours'], clock):>12}{milliseconds(row['PyTorch'], clock):>12}"
            f"{'' if quotient is None else f'{quotient:.2f}':>8} |{growth[0]:>9}{growth[1]:>9} |"
            f"{megabytes(row['ours']):>8}{megabytes(row['PyTorch']):>9}"
            + "".join(f"  {library}: {found.status}" for library, found in row.items() if found.status),
            flush=True,
        )
        rows += [{"series": name, "size": size, "library": key, **found.as_json()} for key, found in row.items()]
        before, size_before = row, size
    return rows


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("series", nargs="*", help=f"{', '.join(SERIES)} (default: all)")
    parser.add_argument("--most", type=int, default=10**9, help="leave out larger sizes")
    parser.add_argument("--threads", type=int, default=1)
    add_options(parser, seconds=1.0)
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.series if name not in SERIES]:
        parser.error(f"no series {', '.join(unknown)}; there are {', '.join(SERIES)}")
    here = machine()
    print(f"{here['processor']}, {here['cores']} cores; {given.threads} threads, {given.clock} time of a step")
    rows = [
        row
        for name in given.series or SERIES
        for row in grow(name, given.most, given.threads, given.seconds, given.clock)
    ]
    if given.json:
        given.json.write_text(json.dumps({"machine": here, "clock": given.clock, "results": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
