"""How far a graph may reach, what it costs, and what threads and Ctrl-C do to it; beside PyTorch where it is installed.

    python -m tests.benchmarks.robustness [name ...] [--small]

Every measurement runs in a process of its own, so that memory is only its own. ``--small`` takes a tenth of the size.
"""

from __future__ import annotations

import gc
import importlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

Figures = dict[str, float]


def resident() -> int:
    """The bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    start = perf_counter()
    result = call()
    return perf_counter() - start, result


# -- large graphs ----------------------------------------------------------------------------------------------------


def chain(torch: Any, length: int) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(length):
        y = y + 1.0
    return x, y


def ladder(torch: Any, length: int) -> Any:
    """A diamond on each rung, of three nodes: 2^(length / 3) paths from the top to the bottom."""
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(length // 3):
        y = y * 0.5 + y * 0.5
    return x, y


def graph(torch: Any, build: Callable[[Any, int], Any], length: int) -> Figures:
    gc.collect()
    gc.freeze()
    before = resident()
    forward, (x, y) = timed(lambda: build(torch, length))
    size = (resident() - before) / length
    backward, _ = timed(y.backward)
    assert x.grad.item() == 1.0
    _, z = build(torch, length)
    kept = [z]
    del z
    free, _ = timed(kept.clear)
    return {"forward s": forward, "backward s": backward, "free s": free, "bytes per node": size}


def grown(torch: Any, build: Callable[[Any, int], Any], length: int) -> Figures:
    """The figures of the whole graph, and how many times longer it takes than a tenth of it."""
    small, large = graph(torch, build, length // 10), graph(torch, build, length)
    parts = ("forward s", "backward s")
    return large | {"time of 10x": sum(large[p] for p in parts) / sum(small[p] for p in parts)}


def deep_chain(torch: Any, scale: float) -> Figures:
    return grown(torch, chain, int(1_000_000 * scale))


def diamond_ladder(torch: Any, scale: float) -> Figures:
    return grown(torch, ladder, int(100_000 * scale))


# -- long runs ---------------------------------------------------------------------------------------------------------


def flat_memory(torch: Any, scale: float) -> Figures:
    """Training steps with the garbage collector off: how much memory grows, and what a collection finds after."""
    steps = int(100_000 * scale)
    w, v = torch.full((4, 4), 0.1, requires_grad=True), torch.full((1, 4), 0.1, requires_grad=True)
    data = torch.ones(2, 4)

    def step() -> None:
        w.grad = v.grad = None
        ((data @ w).tanh() @ v.t()).pow(2).mean().backward()
        with torch.no_grad():
            w.sub_(0.01 * w.grad)
            v.sub_(0.01 * v.grad)

    for _ in range(min(steps, 2000)):
        step()
    gc.collect()
    gc.disable()
    before = resident()
    seconds, _ = timed(lambda: [step() for _ in range(steps)] and None)
    growth = resident() - before
    gc.enable()
    return {"steps": steps, "growth KB": growth / 1024, "us per step": seconds / steps * 1e6, "garbage": gc.collect()}


# -- threads -----------------------------------------------------------------------------------------------------------


def in_threads(count: int, work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def grad_mode_switches(torch: Any, scale: float) -> Figures:
    """Eight threads that turn recording off and on: how often one sees another's mode."""
    wrong, switches = [0] * 8, int(100_000 * scale)

    def work(k: int) -> None:
        for _ in range(switches):
            with torch.no_grad():
                wrong[k] += torch.is_grad_enabled()
            wrong[k] += not torch.is_grad_enabled()

    seconds, _ = timed(lambda: in_threads(8, work))
    return {"switches": 8 * switches, "wrong": sum(wrong), "ns per switch": seconds / (8 * switches) * 1e9}


def sums_of_threads(torch: Any, scale: float) -> Figures:
    """Eight threads that all add 1 to one gradient: how many are lost."""
    x, passes = torch.zeros(4, requires_grad=True), int(1000 * scale)
    x.grad = torch.zeros(4)

    def work(k: int) -> None:
        for _ in range(passes):
            (x * 1).sum().backward()

    in_threads(8, work)
    return {"added": 8 * passes, "lost": float((8 * passes - x.grad).abs().max())}


def first_sums_of_threads(torch: Any, scale: float) -> Figures:
    """The same where there is no gradient yet: the first to come must not be overwritten by the second."""
    lost, rounds = 0.0, int(300 * scale)
    for _ in range(rounds):
        x = torch.zeros(4, requires_grad=True)
        gate = threading.Barrier(8)

        def work(k: int, x: Any = x, gate: threading.Barrier = gate) -> None:
            y = (x * 1).sum()
            gate.wait()
            y.backward()

        in_threads(8, work)
        lost += float((8 - x.grad).abs().max())
    return {"added": 8 * rounds, "lost": lost}


# -- interrupts and calls inside calls --------------------------------------------------------------------------------


def interrupted_at_each_line(torch: Any, scale: float = 1.0) -> Figures:
    """A step stopped by Ctrl-C at the n-th line inside the library, for every n. The gradients of its leaves are then
    all old or all new, and the next step is right. Only of a library that is written in Python.

    A tracer can stop in the very line that gives the grad mode back, where Python looks for no signal: counted apart.
    """
    package = str(Path(torch.__file__).parent)
    points = half = wrong = lost = 0
    while True:
        a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
        a.grad, b.grad = torch.tensor([10.0, 10.0]), torch.tensor([20.0, 20.0])
        y = (a * b).sum()
        stopped = _stop_at(points + 1, package, y.backward)
        grads = [a.grad.tolist(), b.grad.tolist()]
        half += grads not in ([[10.0, 10.0], [20.0, 20.0]], [[13.0, 14.0], [21.0, 22.0]])
        if not stopped:
            return {"lines": points, "half done": half, "next step wrong": wrong, "mode not given back": lost}
        points += 1
        lost += not torch.is_grad_enabled()
        torch.set_grad_enabled(True)
        a.grad = b.grad = None
        (a * b).sum().backward()
        wrong += [a.grad.tolist(), b.grad.tolist()] != [[3.0, 4.0], [1.0, 2.0]]


def _stop_at(n: int, package: str, call: Callable[[], Any]) -> bool:
    """Run ``call`` and raise KeyboardInterrupt at its n-th line inside ``package``; whether it came that far."""
    left = n

    def trace(frame: Any, event: str, arg: Any) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.startswith(package):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    sys.settrace(trace)
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False


def backward_inside_backward(torch: Any, scale: float) -> Figures:
    """A hook that runs backward, whose hook runs backward, and so on."""
    depth, total = int(100 * scale), torch.tensor(0.0, requires_grad=True)

    def dive(level: int) -> None:
        with torch.enable_grad():
            y = total * 1
            if level:
                y.register_hook(lambda grad: dive(level - 1))
            y.backward()

    seconds, _ = timed(lambda: dive(depth))
    return {"depth": depth, "lost": depth + 1 - total.grad.item(), "us per level": seconds / depth * 1e6}


MEASURES: dict[str, Callable[[Any, float], Figures]] = {
    measure.__name__: measure
    for measure in (
        deep_chain,
        diamond_ladder,
        flat_memory,
        grad_mode_switches,
        sums_of_threads,
        first_sums_of_threads,
        interrupted_at_each_line,
        backward_inside_backward,
    )
}
ONLY_PYTHON = {"interrupted_at_each_line"}


def measured(name: str, library: str, scale: float) -> Figures | str:
    """The figures of one measurement, made in another process; its last line of error if it fails."""
    command = [sys.executable, "-m", __spec__.name, "--measure", name, library, str(scale)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--measure"]:
        name, library, scale = arguments[1:]
        print(json.dumps(MEASURES[name](importlib.import_module(library), float(scale))))
        return
    libraries = ["autograd_lab", *(["torch"] if find_spec("torch") else [])]
    scale = 0.1 if "--small" in arguments else 1.0
    print(f"{'':42}" + "".join(f"{library:>16}" for library in libraries))
    for name in [name for name in arguments if name in MEASURES] or MEASURES:
        asked = [library for library in libraries if library != "torch" or name not in ONLY_PYTHON]
        figures = {library: measured(name, library, scale) for library in asked}
        print(name.replace("_", " "))
        for library, found in figures.items():
            if isinstance(found, str):
                print(f"    {library}: {found}")
        tables = {library: found for library, found in figures.items() if isinstance(found, dict)}
        for figure in next(iter(tables.values()), {}):
            row = (f"{tables[library][figure]:>16,.4g}" if library in tables else f"{'':>16}" for library in libraries)
            print(f"    {figure:38}" + "".join(row))


if __name__ == "__main__":
    main(sys.argv[1:])
