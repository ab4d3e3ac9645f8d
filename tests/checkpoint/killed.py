"""A process that saves again and again and is killed at a random moment, as often as asked:

    python -m tests.checkpoint.killed FOLDER TIMES SEED

Prints one line of JSON: how many kills, how many of them left a readable file no older than the last save that had
returned, and how many temporary files lay around at most.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import autograd_lab as lab


def run_of(step: int) -> dict[str, object]:
    return {"step": step, "weights": [lab.full((200, 100), step, dtype=lab.float32) for _ in range(5)]}


def save_for_ever(path: Path, step: int, told: int) -> None:
    os.write(told, (step - 1).to_bytes(8, "little"))  # it begins
    while True:
        lab.save(run_of(step), path)
        os.write(told, step.to_bytes(8, "little"))
        step += 1


def kill_once(path: Path, step: int, saves: int, delay: float) -> int:
    """Let a child save from ``step`` on, and kill it ``delay`` seconds after so many saves, however long these take;
    the last step that it reported as saved, or the one before ``step``."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            save_for_ever(path, step, told)
        finally:
            os._exit(1)
    os.close(told)
    said = b"".join(os.read(heard, 8) for _ in range(1 + saves))
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(heard, 1 << 16):
        said += part
    os.close(heard)
    return int.from_bytes(said[-8:], "little")


def main(folder: Path, times: int, seed: int) -> dict[str, int]:
    rng = random.Random(seed)
    path = folder / "run.ckpt"
    lab.save(run_of(0), path)
    step, good, most = 0, 0, 0
    for _ in range(times):
        acknowledged = kill_once(path, step + 1, rng.randrange(3), rng.uniform(0, 0.01))
        most = max(most, len(os.listdir(folder)) - 1)
        after = lab.load(path)
        step = after["step"]
        good += step >= acknowledged and all(bool((w == step).all()) for w in after["weights"])
    lab.save(run_of(step), path)
    return {"kills": times, "good": good, "most": most, "left": len(os.listdir(folder)) - 1, "steps": step}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
