"""Each scheduler for 50 steps in both libraries: the same rates and momenta, the same state, also after a pause."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import torch

import autograd_lab as lab
from tests.optim.schedules import SCHEDULES, STEPS, Make, Names, optimizer_of, seen, take_step
from tests.parity.translate import to_torch

SPLIT = 23


def plain(state: Any) -> Any:
    """A state of either library, as PyTorch's."""
    if isinstance(state, dict):
        return {name: plain(value) for name, value in state.items() if name != "anneal_func"}
    if isinstance(state, (list, tuple)):
        return type(state)(map(plain, state))
    return to_torch(state) if isinstance(state, lab.Tensor) else state


def near(a: Any, b: Any) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(near(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, (float, torch.Tensor)):
        return abs(float(a) - float(b)) <= 1e-12 * max(1.0, abs(float(b))) or a == b
    return a == b


def compare(make: Make, betas: bool = False, tensors: bool = False) -> str:
    """What differs between the two libraries."""
    ours, theirs = ([], []), ([], [])
    saved = {}
    warned = {}
    for library, out in ((lab, ours), (torch, theirs)):
        with warnings.catch_warnings(record=True, action="always") as told:
            optimizer = optimizer_of(library, betas, tensors)
            scheduler = make(Names(library), optimizer)
            for step in range(STEPS):
                if step == SPLIT:
                    saved[library] = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
                out[0].append(seen(optimizer, scheduler))
                if hasattr(scheduler, "_get_closed_form_lr"):
                    out[1].append([float(lr) for lr in scheduler._get_closed_form_lr()])
                take_step(optimizer, scheduler, step)
            out[0].append(seen(optimizer, scheduler))
        warned[library] = [warning.category for warning in told]
    if warned[lab] != warned[torch]:
        return f"{len(warned[lab])} warnings, PyTorch has {len(warned[torch])}"
    for step, (a, b) in enumerate(zip(ours[0], theirs[0], strict=True)):
        if not near(a, b):
            return f"step {step}: {a}, PyTorch has {b}"
    if not near(ours[1], theirs[1]):
        return "the closed form"
    if not near(plain(saved[lab][1]), plain(saved[torch][1])):
        return f"state: {saved[lab][1]}, PyTorch has {saved[torch][1]}"
    if tensors:
        return ""
    for library, state in ((lab, saved[torch]), (torch, saved[lab]), (lab, saved[lab])):
        optimizer = optimizer_of(library, betas, tensors)
        with warnings.catch_warnings(action="ignore"):
            scheduler = make(Names(library), optimizer)
            optimizer.load_state_dict(state[0])
            scheduler.load_state_dict(copy.deepcopy(state[1]))  # PyTorch takes entries out of it
            for step in range(SPLIT, STEPS):
                take_step(optimizer, scheduler, step)
        if not near(seen(optimizer, scheduler), theirs[0][-1]):
            return f"a state loaded into {library.__name__}: {seen(optimizer, scheduler)}, not {theirs[0][-1]}"
    return ""


def run() -> dict[str, str]:
    """What differs, by row; each also with Adam's betas, and with rates that are tensors."""
    return {
        f"{name}{', betas' * betas}{', tensors' * tensors}": compare(make, betas, tensors)
        for name, make in SCHEDULES.items()
        for betas, tensors in ((False, False), (True, False), (False, True))
    }
