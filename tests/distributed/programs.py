"""Programs of several processes, and what they give in each of them: with PyTorch's gloo, with our sockets, with MPI.

python -m tests.distributed.programs record     writes PyTorch's answers down, for machines that have no PyTorch
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SIZE = 3
ANSWERS = Path(__file__).with_name("answers.json")


def collectives(torch: Any, rank: int) -> list[Any]:
    dist = torch.distributed
    x = torch.arange(4.0) + 10 * rank
    out: list[Any] = []
    for op in ("SUM", "PRODUCT", "MIN", "MAX"):
        y = x.clone()
        dist.all_reduce(y, op=getattr(dist.ReduceOp, op))
        out.append(y.tolist())
    y = x.clone()
    dist.broadcast(y, 1)
    parts = [torch.zeros(4) for _ in range(SIZE)]
    dist.all_gather(parts, x)
    out += [y.tolist(), [p.tolist() for p in parts]]
    whole = torch.zeros(SIZE * 4)
    dist.all_gather_into_tensor(whole, x)
    y = torch.zeros(2)
    dist.scatter(y, [torch.full((2,), i + 0.5) for i in range(SIZE)] if rank == 2 else None, src=2)
    parts = [torch.zeros(4) for _ in range(SIZE)] if rank == 0 else None
    dist.gather(x, parts, dst=0)
    out += [whole.tolist(), y.tolist(), parts and [p.tolist() for p in parts]]
    y = x.clone()
    dist.reduce(y, 1)
    out.append(y.tolist() if rank == 1 else None)
    work = dist.all_reduce(x, async_op=True)
    work.wait()
    return [*out, x.tolist()]


def strided(torch: Any, rank: int) -> list[Any]:
    dist = torch.distributed
    x = (torch.arange(6.0).reshape(2, 3) + rank).t()
    base = torch.zeros(4, 4, dtype=torch.float64)
    part = base[1:3, ::2]
    part += rank
    y = x.clone()
    if torch.__name__ == "torch":
        y, part_sum = y.contiguous(), part.contiguous()
        dist.all_reduce(part_sum)
        part.copy_(part_sum)
    else:
        dist.all_reduce(part)
    dist.all_reduce(y)
    return [y.tolist(), base.tolist()]


def pairs(torch: Any, rank: int) -> list[Any]:
    dist = torch.distributed
    to, source = (rank + 1) % SIZE, (rank - 1) % SIZE
    got, mine = torch.zeros(3), torch.full((3,), float(rank))
    works = dist.batch_isend_irecv([dist.P2POp(dist.irecv, got, source), dist.P2POp(dist.isend, mine, to)])
    for work in works:
        work.wait()
    out: list[Any] = [got.tolist()]
    if rank == 0:
        out += [dist.recv(got, tag=4), got.tolist()]
    elif rank == 1:
        dist.send(mine * 7, 0, tag=4)
    return out


def groups(torch: Any, rank: int) -> list[Any]:
    dist = torch.distributed
    some = dist.new_group([0, 2])
    x = torch.tensor([rank + 1.0])
    out: list[Any] = [dist.get_rank(some), dist.get_world_size(some)]
    if rank != 1:
        dist.all_reduce(x, group=some)
        y = torch.tensor([float(rank)])
        dist.broadcast(y, 2, group=some)
        out += [y.item(), dist.get_process_group_ranks(some), dist.get_global_rank(some, 1)]
    return [*out, x.item()]


def objects(torch: Any, rank: int) -> list[Any]:
    dist = torch.distributed
    everybody: list[Any] = [None] * SIZE
    dist.all_gather_object(everybody, {"rank": rank, "text": "数" * rank})
    same = [rank, "x"] if rank == 1 else [None, None]
    dist.broadcast_object_list(same, src=1)
    mine: list[Any] = [None]
    dist.scatter_object_list(mine, [1, "two", [3]] if rank == 0 else None, src=0)
    at_two: Any = [None] * SIZE if rank == 2 else None
    dist.gather_object(rank * 1.5, at_two, dst=2)
    dist.barrier()
    return [everybody, same, mine, at_two]


def model(torch: Any, bias: float) -> Any:
    """Two layers with the same numbers in both libraries."""
    nn = torch.nn
    net = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))
    with torch.no_grad():
        for i, p in enumerate(net.parameters()):
            p.copy_(torch.sin(torch.arange(p.numel(), dtype=torch.float32) + i).reshape(p.shape) + bias)
    return net


def batch(torch: Any, step: int, rank: int, rows: int = 6) -> tuple[Any, Any]:
    x = torch.cos(torch.arange(rows * 4, dtype=torch.float32) * (step + 1) + rank).reshape(rows, 4)
    return x, x[:, :2] - x[:, 2:]


def ddp(torch: Any, rank: int) -> list[Any]:
    net = torch.nn.parallel.DistributedDataParallel(model(torch, bias=float(rank)), bucket_cap_mb=0.0001)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    for step in range(10):
        x, y = batch(torch, step, rank)
        optimizer.zero_grad()
        if step % 3 == 2:
            with net.no_sync():
                torch.nn.functional.mse_loss(net(x), y).backward()
        torch.nn.functional.mse_loss(net(x), y).backward()
        optimizer.step()
    return [sorted(net.state_dict()), [[round(v, 5) for v in p.reshape(-1).tolist()] for p in net.parameters()]]


def ddp_unused(torch: Any, rank: int) -> list[Any]:
    nn = torch.nn

    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b, self.never = model(torch, 0.0), model(torch, 1.0), nn.Linear(4, 2)

        def forward(self, x: Any, which: int) -> Any:
            return self.a(x) if which % 2 else self.b(x)

    net = nn.parallel.DistributedDataParallel(Two(), find_unused_parameters=True)
    out: list[Any] = []
    for step in range(3):
        x, y = batch(torch, step, rank)
        nn.functional.mse_loss(net(x, rank + step), y).backward()
        out.append([p.grad is None or round(p.grad.sum().item(), 4) for p in net.parameters()])
    return out


def ddp_batch_norm(torch: Any, rank: int) -> list[Any]:
    net = torch.nn.parallel.DistributedDataParallel(torch.nn.Sequential(torch.nn.BatchNorm1d(4), model(torch, 0.0)))
    for step in range(3):
        net(batch(torch, step, rank)[0]).sum().backward()
    net(batch(torch, 3, rank)[0]).sum().backward()
    return [[round(v, 4) for v in b.reshape(-1).tolist()] for b in net.buffers()] if rank == 0 else []


def sampler(torch: Any, rank: int) -> list[Any]:
    data = torch.utils.data
    own = data.distributed.DistributedSampler(list(range(10)), shuffle=False)
    return [list(own), len(own), own.num_replicas, own.rank]


PROGRAMS = (collectives, strided, pairs, groups, objects, ddp, ddp_unused, ddp_batch_norm, sampler)


def run(library: str, backend: str = "gloo") -> dict[str, list[Any]]:
    """What each program gives in each process. One start of the processes for all programs."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "autograd_lab.distributed.run", "-n", str(SIZE), "--backend"]
        command += ["mpi" if backend == "mpi" else "gloo", "-m", "tests.distributed.programs", library, backend, folder]
        subprocess.run(command, check=True, timeout=300, capture_output=True, text=True)
        answers = [json.loads(Path(folder, str(rank)).read_text()) for rank in range(SIZE)]
    return {name: [answer[name] for answer in answers] for name in answers[0]}


def take_part(library: str, backend: str, folder: str) -> None:
    """One process of ``run``."""
    torch = importlib.import_module(library)
    for module in ("distributed", "nn.parallel", "utils.data.distributed"):
        importlib.import_module(f"{library}.{module}")
    torch.distributed.init_process_group(backend)
    rank = torch.distributed.get_rank()
    answers = {program.__name__: program(torch, rank) for program in PROGRAMS}
    torch.distributed.destroy_process_group()
    Path(folder, str(rank)).write_text(json.dumps(answers))


def record() -> None:
    rows = (f"{json.dumps(name)}: {json.dumps(answers)}" for name, answers in run("torch").items())
    ANSWERS.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    record() if sys.argv[1:] == ["record"] else take_part(*sys.argv[1:])
