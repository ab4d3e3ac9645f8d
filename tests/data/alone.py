"""A process of its own that loads with workers until something happens to it:

    python -m tests.data.alone METHOD HOW

It prints the process ids of its workers, and then, by HOW: "wait" loads for ever; "break" leaves the loop and waits;
"exit" ends in the middle of a loop; "keep" ends while persistent workers are kept.
"""

from __future__ import annotations

import sys
import time
import warnings

from autograd_lab.utils.data import DataLoader
from tests.data import sets


def main(method: str, how: str) -> None:
    loader = DataLoader(
        sets.Slow(0.01, n=100_000),
        4,
        num_workers=2,
        multiprocessing_context=method,
        persistent_workers=how == "keep",
    )
    batches = iter(loader)
    next(batches)
    print(*(process.pid for process in batches.crew.processes), flush=True)  # type: ignore[attr-defined]
    if how == "break":
        del batches
        print("left", flush=True)
        time.sleep(600)  # longer than the test looks
    elif how == "wait":
        for _ in batches:
            pass
    sys.exit(0)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(*sys.argv[1:])
