"""``python -m autograd_lab.distributed.run -n 2 script.py``: the same script in several processes.

Each finds in its environment who it is (RANK, LOCAL_RANK, WORLD_SIZE, LOCAL_WORLD_SIZE) and where the others are
(MASTER_ADDR, MASTER_PORT), as ``torchrun`` sets them, so ``init_process_group()`` needs no arguments. When one of them
fails, all end. With ``--backend mpi`` it is mpiexec that starts them.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from autograd_lab.distributed import messages as _messages  # noqa: F401  (adds the words)
from autograd_lab.distributed.store import KEY
from autograd_lab.i18n import tr

PATIENCE = 5.0  # seconds that a process gets to end by itself
PAUSE = 0.05


def main(argv: list[str] | None = None) -> int:
    """The exit status: 0, or that of the process that failed first."""
    options = _parser().parse_args(argv)
    command = [sys.executable, "-u", *(["-m"] if options.module else []), options.script, *options.arguments]
    if options.backend == "mpi":
        return subprocess.call([_mpiexec(), "-n", str(options.nproc), *_under_mpi(command)])
    environments = [_environment(options, i) for i in range(options.nproc)]
    return _watch([subprocess.Popen(command, env=environment) for environment in environments], options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m autograd_lab.distributed.run", description=tr("dist.run.about"), allow_abbrev=False
    )
    add = parser.add_argument
    add("-n", "--nproc-per-node", "--nproc_per_node", dest="nproc", type=_count, default=1, help=tr("dist.run.nproc"))
    add("--nnodes", type=_count, default=1, help=tr("dist.run.nnodes"))
    add("--node-rank", "--node_rank", type=int, default=0, help=tr("dist.run.node_rank"))
    add("--master-addr", "--master_addr", default="127.0.0.1", help=tr("dist.run.master_addr"))
    add("--master-port", "--master_port", type=int, default=0, help=tr("dist.run.master_port"))
    add("--standalone", action="store_true", help=tr("dist.run.standalone"))
    add("--backend", choices=["gloo", "mpi"], default="gloo", help=tr("dist.run.backend"))
    add("-m", "--module", action="store_true", help=tr("dist.run.module"))
    add("script", help=tr("dist.run.script"))
    add("arguments", nargs=argparse.REMAINDER, help=tr("dist.run.arguments"))
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(tr("dist.run.count", got=text))
    return number


def _environment(options: argparse.Namespace, local_rank: int) -> dict[str, str]:
    if not options.master_port:
        if options.nnodes > 1:
            raise SystemExit(tr("dist.run.no_port"))
        options.master_port = free_port()
        os.environ.setdefault(KEY, secrets.token_hex())
    set_here = {
        "RANK": options.node_rank * options.nproc + local_rank,
        "LOCAL_RANK": local_rank,
        "GROUP_RANK": options.node_rank,
        "WORLD_SIZE": options.nnodes * options.nproc,
        "LOCAL_WORLD_SIZE": options.nproc,
        "MASTER_ADDR": options.master_addr,
        "MASTER_PORT": options.master_port,
        "TORCHELASTIC_RUN_ID": "none",
    }
    environment = {**os.environ, **{name: str(value) for name, value in set_here.items()}}
    if (
        options.nproc > 1
    ):  # several processes, each with as many threads as there are cores, would get in each other's way
        environment.setdefault("OMP_NUM_THREADS", "1")
    return environment


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _watch(processes: list[subprocess.Popen[bytes]], options: argparse.Namespace) -> int:
    """Wait for all; when one fails, or somebody interrupts, end all."""
    first = options.node_rank * options.nproc
    previous = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        while any(process.poll() is None for process in processes):
            for i, process in enumerate(processes):
                if process.poll():
                    print(tr("dist.run.failed", rank=first + i, status=_status(process)), file=sys.stderr)
                    return abs(process.returncode)
            time.sleep(PAUSE)
        return next((abs(process.returncode) for process in processes if process.returncode), 0)
    except KeyboardInterrupt:  # the processes got it, too
        return 128 + signal.SIGINT
    finally:
        _end(processes)
        signal.signal(signal.SIGTERM, previous)


def _status(process: subprocess.Popen[bytes]) -> str:
    code = process.returncode
    return str(code) if code > 0 else signal.Signals(-code).name


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(until - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _mpiexec() -> str:
    """The mpiexec of this environment, so that it fits its mpi4py; else the one on the PATH."""
    beside = Path(sys.executable).parent / "mpiexec"
    found = str(beside) if beside.exists() else shutil.which("mpiexec")
    if found is None:
        raise SystemExit(tr("dist.run.no_mpiexec"))
    return found


def _under_mpi(command: list[str]) -> list[Any]:
    """mpi4py ends all processes when one raises; by itself MPI would wait for it for ever."""
    python, unbuffered, *rest = command
    return [python, unbuffered, "-m", "mpi4py", *rest]


if __name__ == "__main__":
    sys.exit(main())
