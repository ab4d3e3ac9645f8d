"""Random programs of views, writes, modes and backward passes: do they come to what PyTorch makes of them?

    python -m tests.fuzz.inplace [--most N] [--from SEED]      prints the shortest form of each program that differs

A program is a list of steps, each of which works on tensors made before. After every step both libraries must agree
on whether it raised, and of which class; in the end on everything that can be seen of all tensors and gradients.
"""

from __future__ import annotations

import random
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import autograd_lab as lab
from tests.autograd.outcome import attempt, differences

# Not drawn, because PyTorch 2.13 itself fails or leaves the outcome open: operands that overlap what is written,
# retain_grad() before a change of shape in place, and detach_() of what a graph has saved.
Step = tuple[str, str, int, int]  # mode, name, first tensor, second tensor

MAKING: dict[str, Callable[[Any, Any, Any], Any]] = {
    "a * 2": lambda torch, a, b: a * 2,
    "a + b": lambda torch, a, b: a + b,
    "a * b": lambda torch, a, b: a * b,
    "a - 1": lambda torch, a, b: a - 1,
    "-a": lambda torch, a, b: -a,
    "a.tanh()": lambda torch, a, b: a.tanh(),
    "a.sigmoid()": lambda torch, a, b: a.sigmoid(),
    "a.relu()": lambda torch, a, b: a.relu(),
    "a ** 2": lambda torch, a, b: a**2,
    "a.clone()": lambda torch, a, b: a.clone(),
    "a.sum(0)": lambda torch, a, b: a.sum(0),
}

VIEWS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "a[0]": lambda torch, a, b: a[0],
    "a[1:]": lambda torch, a, b: a[1:] if a.dim() else a[...],
    "a[..., 1]": lambda torch, a, b: a[..., 1],
    "a.t()": lambda torch, a, b: a.t(),
    "a.view_as(a)": lambda torch, a, b: a.view_as(a),
    "a.reshape(-1)": lambda torch, a, b: a.reshape(-1),
    "a.unsqueeze(0)": lambda torch, a, b: a.unsqueeze(0),
    "a.squeeze()": lambda torch, a, b: a.squeeze(),
    "a.transpose(0, -1)": lambda torch, a, b: a.transpose(0, -1),
    "a.narrow(0, 0, 1)": lambda torch, a, b: a.narrow(0, 0, 1),
    "a.expand_as(b)": lambda torch, a, b: a.expand_as(b),
    "a.split(1)[0]": lambda torch, a, b: a.split(1)[0],
    "a.unbind()[-1]": lambda torch, a, b: a.unbind()[-1],
    "a.chunk(2)[0]": lambda torch, a, b: a.chunk(2)[0],
    "a.detach()": lambda torch, a, b: a.detach(),
    "a.data": lambda torch, a, b: a.data,
}

WRITES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "a.add_(1)": lambda torch, a, b: a.add_(1),
    "a.mul_(0.5)": lambda torch, a, b: a.mul_(0.5),
    "a.add_(a)": lambda torch, a, b: a.add_(a),
    "a.add_(b * 1)": lambda torch, a, b: a.add_(b * 1),
    "a.mul_(b * 1)": lambda torch, a, b: a.mul_(b * 1),
    "a.copy_(b * 1)": lambda torch, a, b: a.copy_(b * 1),
    "a.copy_(a)": lambda torch, a, b: a.copy_(a),
    "a.zero_()": lambda torch, a, b: a.zero_(),
    "a.tanh_()": lambda torch, a, b: a.tanh_(),
    "a.relu_()": lambda torch, a, b: a.relu_(),
    "a.clamp_(0, 1)": lambda torch, a, b: a.clamp_(0, 1),
    "a.masked_fill_(a > 0, 0.3)": lambda torch, a, b: None if 0 in a.stride() else a.masked_fill_(a.detach() > 0, 0.3),
    "a[0] = 0.7": lambda torch, a, b: a.__setitem__(0, 0.7),
    "a[0] = b * 1": lambda torch, a, b: a.__setitem__(0, b * 1),
    "a[...] = b * 1": lambda torch, a, b: a.__setitem__(..., b * 1),
    "a[...] = a": lambda torch, a, b: a.__setitem__(..., a),
    "a[1:] = b[0] * 1": lambda torch, a, b: a.dim() and b.dim() and a.__setitem__(slice(1, None), b[0] * 1),
    "a.t_()": lambda torch, a, b: a.t_(),
    "a.unsqueeze_(0)": lambda torch, a, b: a.unsqueeze_(0),
    "a.squeeze_()": lambda torch, a, b: a.squeeze_(),
    "a.requires_grad_()": lambda torch, a, b: a.requires_grad_(),
    "a.requires_grad_(False)": lambda torch, a, b: a.requires_grad_(False),
    # On a view that requires grad only because its base does, PyTorch 2.13 crashes.
    "a.register_hook(double)": lambda torch, a, b: (
        None if a.is_leaf and a._is_view() else a.register_hook(_double) and None
    ),
    "a.grad = None": lambda torch, a, b: setattr(a, "grad", None),
    "a.sum().backward(retain_graph=True)": lambda torch, a, b: a.sum().backward(retain_graph=True),
    "(a * a).sum().backward()": lambda torch, a, b: (a * a).sum().backward(),
}


def _double(grad: Any) -> Any:
    return grad * 2


STEPS = MAKING | VIEWS | WRITES
RESHAPING = ("a.t_()", "a.unsqueeze_(0)", "a.squeeze_()")  # not unrecorded: the gradient would have another shape
MODES = {"": None, "no_grad: ": "no_grad", "enable_grad: ": "enable_grad"}
START = 3  # tensors that every program begins with


def drawn(seed: int) -> list[Step]:
    """A program: mostly views and writes, some of them without recording."""
    rng = random.Random(seed)
    steps, made = [], START
    for _ in range(rng.randint(3, 12)):
        family = rng.choices((MAKING, VIEWS, WRITES), (3, 3, 5))[0]
        name = rng.choice(list(family))
        mode = "" if name in RESHAPING else rng.choices(list(MODES), (8, 2, 0.3))[0]
        steps.append((mode, name, rng.randrange(made), rng.randrange(made)))
        made += family is not WRITES
    return steps


def outcome(torch: Any, steps: list[Step]) -> list[Any]:
    """What each step raised, and then all that can be seen.

    After a backward that failed PyTorch's leaves have what had arrived until then, and ours have nothing of it.
    """
    with warnings.catch_warnings(action="ignore"):
        tensors: list[Any] = [
            torch.tensor([[0.5, -0.25], [0.75, -1.0]], requires_grad=True),
            torch.tensor([0.3, -0.6], requires_grad=True),
            torch.tensor([[1.0, -0.5], [0.25, 2.0]]),
        ]
        raised = []
        for mode, name, i, j in steps:
            result = attempt(lambda name=name, i=i, j=j, mode=mode: _run(torch, mode, name, tensors[i], tensors[j]))
            raised.append(result if isinstance(result, str) else None)
            if name not in WRITES:
                tensors.append(tensors[i] if isinstance(result, str) else result)
        seen = [_seen(t) for t in tensors]
        raised.append(attempt(lambda: _backward(torch, tensors)))
        failed = raised[-1] or any(r for r, step in zip(raised, steps, strict=False) if "backward" in step[1])
        return [raised, seen, [] if failed else [attempt(lambda t=t: _gradient(t)) for t in tensors]]


def _run(torch: Any, mode: str, name: str, a: Any, b: Any) -> Any:
    if MODES[mode] is None:
        return STEPS[name](torch, a, b)
    with getattr(torch, MODES[mode] or "")():
        return STEPS[name](torch, a, b)


def _backward(torch: Any, tensors: list[Any]) -> None:
    """Through all that requires grad and can be used, each with a weight of its own."""
    total = torch.zeros(())
    for k, t in enumerate(tensors):
        part = attempt(lambda t=t, k=k: (t * (k + 1)).sum())
        total = total if isinstance(part, str) else total + part
    total.backward()


def _seen(t: Any) -> list[Any]:
    looks = (
        lambda: _numbers(t),
        lambda: t.requires_grad,
        lambda: t.is_leaf,
        lambda: t.grad_fn and t.grad_fn.name().rsplit("::", 1)[-1],
        lambda: t._version,
        lambda: t._is_view(),
        lambda: t.retains_grad,
    )
    return [attempt(look) for look in looks]


def _numbers(t: Any) -> Any:
    return t.detach().tolist()


def _gradient(t: Any) -> Any:
    return None if t.grad is None else [list(t.grad.shape), _numbers(t.grad)]


def shortest(differ: Callable[[list[Step]], bool], steps: list[Step]) -> list[Step]:
    """The program without the steps that are not needed for its outcomes to differ."""
    shorter = True
    while shorter:
        shorter = False
        for k in range(len(steps)):
            fewer = _without(steps, k)
            if fewer is not None and differ(fewer):
                steps, shorter = fewer, True
                break
    return steps


def _without(steps: list[Step], k: int) -> list[Step] | None:
    """The program without step k, if nothing later uses what it made."""
    if steps[k][1] in WRITES:
        return [*steps[:k], *steps[k + 1 :]]
    place = START + sum(name not in WRITES for _, name, _, _ in steps[:k])
    later = steps[k + 1 :]
    if any(place in (i, j) for _, _, i, j in later):
        return None
    return [*steps[:k], *((mode, name, i - (i > place), j - (j > place)) for mode, name, i, j in later)]


def text(steps: list[Step]) -> str:
    """The program as Python, nearly."""
    lines, made = [], START
    for mode, name, i, j in steps:
        lines.append(f"a, b = t{i}, t{j}; {mode}{'' if name in WRITES else f't{made} = '}{name}")
        made += name not in WRITES
    return "\n    ".join(lines)


def different(torch: Any, steps: list[Step]) -> list[str]:
    return differences(outcome(lab, steps), outcome(torch, steps), "", 1e-4)


def all_differences(torch: Any, seeds: range) -> Iterator[tuple[int, list[Step], list[str]]]:
    """Of the programs with these seeds, the shortest form of each that differs, and how."""
    for seed in seeds:
        steps = drawn(seed)
        if different(torch, steps):
            steps = shortest(lambda s: bool(different(torch, s)), steps)
            yield seed, steps, different(torch, steps)


def main(arguments: list[str]) -> None:
    import torch

    most = int(arguments[arguments.index("--most") + 1]) if "--most" in arguments else 1000
    first = int(arguments[arguments.index("--from") + 1]) if "--from" in arguments else 0
    known: set[tuple[Any, ...]] = set()
    count = 0
    for seed, steps, found in all_differences(torch, range(first, first + most)):
        count += 1
        kind = tuple(name for _, name, _, _ in steps)
        if kind not in known:
            known.add(kind)
            print(f"{seed}:\n    {text(steps)}\n      " + "\n      ".join(found[:3]))
    print(f"{count} of {most} programs differ")


if __name__ == "__main__":
    main(sys.argv[1:])
