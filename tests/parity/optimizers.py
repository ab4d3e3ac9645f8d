"""PyTorch's database of optimizers run here: every optimizer, all its settings, and each scheduler.

    python -m tests.parity.optimizers [name ...]

Of each setting: 20 float64 steps equal to 1e-8, the state's names, shapes and dtypes, the text, a state saved in the
middle that either library goes on from, and the class of each exception.
"""

from __future__ import annotations

import argparse
import copy
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

with warnings.catch_warnings(action="ignore"):
    from torch.testing._internal import common_optimizers

import autograd_lab as lab
from tests.parity import schedulers
from tests.parity.translate import to_lab, to_torch

STEPS, SPLIT = 20, 11
LEFT_OUT = {"SparseAdam": "it takes sparse gradients only, and there are no sparse tensors here"}
INFOS = [info for info in common_optimizers.optim_db if info.name not in LEFT_OUT]
Setting = tuple[str, dict[str, Any]]


def settings(info: Any) -> Iterator[Setting]:
    """All that the database tries, on the CPU and on a GPU, with each of PyTorch's implementations."""
    seen = set()
    for device in ("cpu", "cuda"):
        listed = [(given.desc, given.kwargs) for given in info.optim_inputs_func(device)]
        for desc, kwargs in listed:
            choices = [{}] + [{flag: True} for flag in info.supported_impls if flag != "differentiable"]
            for choice in choices:
                options = {**kwargs, **choice}
                if options.get("foreach") and any(isinstance(v, (torch.Tensor, tuple)) for v in options.values()):
                    options.pop("foreach")  # PyTorch refuses tensors there
                if repr(options) not in seen:
                    seen.add(repr(options))
                    yield " ".join([desc, *choice]), options


def problem(
    library: Any, info: Any, options: dict[str, Any], complex_numbers: bool
) -> tuple[Any, list[Any], Callable[[], Any]]:
    """An optimizer on a matrix and, where it takes one, a vector in a group of its own; and its closure."""
    draw = np.random.default_rng(7)
    shapes = [(4, 3)] if info.name == "Muon" else [(4, 3), (4,)]
    values = [draw.standard_normal(shape) for shape in shapes]
    if complex_numbers:
        values = [v + 1j * draw.standard_normal(v.shape) for v in values]
    params = [library.tensor(v).requires_grad_() for v in values]
    x = library.tensor(draw.standard_normal(3))
    x = x + 0j if complex_numbers else x
    groups = [{"params": [p]} for p in params] if info.supports_param_groups and info.name != "LBFGS" else params
    if len(groups) > 1 and groups is not params and "lr" not in options:
        groups[1]["lr"] = 0.02
    optimizer = getattr(library.optim, info.name)(groups, **options)

    def closure() -> Any:
        optimizer.zero_grad()
        y = params[0] @ x
        for p in params[1:]:
            y = y + p
        loss = (y - 1).abs().pow(2).sum() + params[0].abs().pow(2).sum() * 0.1
        loss.backward()
        return loss

    return optimizer, params, closure


def state_differs(ours: Any, theirs: Any, tolerance: float, where: str = "") -> str:
    """How two state dicts differ; empty if they do not."""
    ours, theirs = (to_torch(v) if isinstance(v, lab.Tensor) else v for v in (ours, theirs))
    if isinstance(theirs, dict):
        if list(ours) != list(theirs):
            return f"{where}: {list(ours)}, PyTorch has {list(theirs)}"
        return next(filter(None, (state_differs(ours[k], theirs[k], tolerance, f"{where}.{k}") for k in theirs)), "")
    if isinstance(theirs, (list, tuple)):
        if len(ours) != len(theirs) or type(ours) is not type(theirs):
            return f"{where}: {ours}, PyTorch has {theirs}"
        both = enumerate(zip(ours, theirs, strict=True))
        return next(filter(None, (state_differs(a, b, tolerance, f"{where}[{i}]") for i, (a, b) in both)), "")
    if isinstance(theirs, torch.Tensor) and isinstance(ours, torch.Tensor):
        if (ours.dtype, ours.shape) != (theirs.dtype, theirs.shape):
            return f"{where}: {ours.dtype} {tuple(ours.shape)}, PyTorch has {theirs.dtype} {tuple(theirs.shape)}"
        far = float((ours - theirs).detach().abs().max()) if theirs.numel() else 0.0
        small = max(1.0, float(theirs.detach().abs().max())) * tolerance if theirs.numel() else 0.0
        return f"{where}: differs by {far}" if far > small else ""
    if isinstance(theirs, (torch.Tensor, float)) and ours is not None:  # L-BFGS's t is a number or a tensor
        return (
            ""
            if abs(float(ours) - float(theirs)) <= tolerance * max(1.0, abs(float(theirs)))
            else f"{where}: {ours}, {theirs}"
        )
    return "" if ours == theirs else f"{where}: {ours}, PyTorch has {theirs}"


def far_apart(ours: list[Any], theirs: list[Any]) -> float:
    return max(float(abs(to_torch(a) - b.detach()).max()) for a, b in zip(ours, theirs, strict=True))


def compare(info: Any, options: dict[str, Any], complex_numbers: bool = False) -> str:
    """Run one setting in both libraries; what differs."""
    theirs_options = {k: v for k, v in copy.deepcopy(options).items() if k != "capturable"}  # not on a CPU
    ours = problem(lab, info, to_lab(copy.deepcopy(options)), complex_numbers)
    theirs = problem(torch, info, theirs_options, complex_numbers)
    # Hundreds of iterations of L-BFGS magnify a last digit. A twin that starts with one changed tells how much.
    twin = problem(torch, info, copy.deepcopy(theirs_options), complex_numbers) if info.name == "LBFGS" else theirs
    with torch.no_grad():
        twin[1][0].mul_(1 if twin is theirs else 1 + 1e-15)
    saved: Any = None
    tolerance = 1e-8
    for step in range(STEPS):
        if step == SPLIT:
            saved = [copy.deepcopy((run[0].state_dict(), [p.detach() for p in run[1]])) for run in (ours, theirs)]
        for run in (ours, theirs) if twin is theirs else (ours, theirs, twin):
            take_step(info, run, step)
        far = far_apart(ours[1], theirs[1])
        tolerance = max(tolerance, 30 * far_apart(to_lab(twin[1]), theirs[1]))
        if not far <= tolerance:
            return f"step {step}: differs by {far}"
    state, their_state = ours[0].state_dict(), theirs[0].state_dict()
    for group, their_group in zip(state["param_groups"], their_state["param_groups"], strict=True):
        their_group |= {"capturable": group["capturable"]} if "capturable" in group else {}
    # What L-BFGS keeps is differences of gradients: of nearly equal ones few digits are left.
    differs = state_differs(sorted_groups(state), sorted_groups(their_state), tolerance if twin is theirs else np.inf)
    if differs:
        return f"state {differs}"
    if "capturable" not in options and repr(ours[0]) != repr(theirs[0]):
        return f"text: {ours[0]!r}, PyTorch has {theirs[0]!r}"
    return goes_on(info, options, complex_numbers, saved, theirs[1], tolerance)


def take_step(info: Any, run: Any, step: int) -> None:
    """One step, now with the closure and now without."""
    optimizer, _, closure = run
    if info.step_requires_closure or step % 2:
        optimizer.step(closure)
    else:
        closure()
        optimizer.step()


def sorted_groups(state: dict[str, Any]) -> dict[str, Any]:
    """The order of options in a group is of no account."""
    return {"state": state["state"], "param_groups": [dict(sorted(group.items())) for group in state["param_groups"]]}


def goes_on(info: Any, options: Any, complex_numbers: bool, saved: Any, ended: list[Any], tolerance: float) -> str:
    """Our state in PyTorch, PyTorch's here, and ours here: do all arrive where PyTorch arrived without a pause?"""

    def resumed(library: Any, state: Any, values: Any) -> list[Any]:
        translate = to_lab if library is lab else to_torch
        given = {k: v for k, v in copy.deepcopy(options).items() if library is lab or k != "capturable"}
        run = optimizer, params, _ = problem(library, info, translate(given), complex_numbers)
        with library.no_grad():
            for p, value in zip(params, translate(values), strict=True):
                p.copy_(value)
        optimizer.load_state_dict(copy.deepcopy(translate(state)))
        for group in optimizer.param_groups:
            if library is torch and "capturable" in group:
                group["capturable"] = False
        for step in range(SPLIT, STEPS):
            take_step(info, run, step)
        return params

    ours, theirs = saved
    # In PyTorch single numbers lose digits when they are loaded, so there its own state is the measure.
    pairs = {
        "ours": (resumed(lab, *ours), ended),
        "PyTorch's": (resumed(lab, *theirs), ended),
        "ours, into PyTorch": (to_lab(resumed(torch, *ours)), resumed(torch, *theirs)),
    }
    for which, (mine, wanted) in pairs.items():
        far = far_apart(mine, wanted)
        if not far <= tolerance:
            return f"a state loaded, {which}: differs by {far}"
    return ""


def refused(info: Any, bad: Any) -> str:
    """Whether bad input is refused with PyTorch's class of exception."""
    given = bad.optimizer_error_input
    params = given.params if given.params is not None else [torch.nn.Parameter(torch.randn(1, 1))]
    try:
        with warnings.catch_warnings(action="error"):
            mine, kwargs = with_identity(params), to_lab(given.kwargs)
            optimizer = getattr(lab.optim, info.name)(mine, **kwargs)
            if bad.error_on == common_optimizers.OptimizerErrorEnum.STEP_ERROR:
                for p in optimizer.param_groups[0]["params"]:
                    p.grad = lab.rand_like(p)
                optimizer.step()
    except bad.error_type:
        return ""
    except Exception as error:
        return f"{type(error).__name__}: {error}, PyTorch has {bad.error_type.__name__}: {bad.error_regex}"
    return f"accepted, PyTorch has {bad.error_type.__name__}: {bad.error_regex}"


def with_identity(params: Any) -> Any:
    """Parameters in this library; one that stands twice stays one."""
    known: dict[int, Any] = {}

    def change(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            if id(value) not in known:
                known[id(value)] = to_lab(value)
            return known[id(value)]
        if isinstance(value, dict):
            return {k: change(v) for k, v in value.items()}
        return type(value)(map(change, value)) if isinstance(value, (list, tuple)) else value

    return change(params)


def run(info: Any) -> tuple[Counter[str], Counter[str], list[str]]:
    """(what agrees, of how many, what differs) of one optimizer."""
    right, total, said = Counter[str](), Counter[str](), []

    def count(kind: str, name: str, differs: str) -> None:
        total[kind] += 1
        right[kind] += not differs
        if differs:
            said.append(f"{kind} {name}: {differs}")

    torch.manual_seed(0)
    with warnings.catch_warnings(action="ignore"):
        for desc, options in settings(info):
            count("settings", f"{desc} {options}", attempt(info, options, False))
            if info.supports_complex and not options.get("fused"):  # which PyTorch has for real numbers only
                count("complex", f"{desc} {options}", attempt(info, options, True))
    for bad in info.optim_error_inputs_func("cpu", torch.float32):
        count("errors", bad.optimizer_error_input.desc, refused(info, bad))
    return right, total, said


def attempt(info: Any, options: dict[str, Any], complex_numbers: bool) -> str:
    """What differs, if anything. Where PyTorch's implementations of one step differ from each other, its plain loop
    counts."""
    try:
        differs = compare(info, options, complex_numbers)
        plain = {name: value for name, value in options.items() if name not in ("foreach", "fused")}
        return compare(info, plain, complex_numbers) if differs and plain != options else differs
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.parity.optimizers", description=__doc__)
    parser.add_argument("names", nargs="*", help="optimizers; or the word schedulers")
    options = parser.parse_args()
    all_right, all_total = Counter[str](), Counter[str]()
    for info in INFOS:
        if options.names and info.name not in options.names:
            continue
        right, total, said = run(info)
        all_right, all_total = all_right + right, all_total + total
        print(f"{info.name:12}", "   ".join(f"{kind} {right[kind]}/{total[kind]}" for kind in total))
        print(*(f"    {line[:300]}" for line in said[:12]), sep="\n", end="\n" if said else "")
    print("all         ", "   ".join(f"{kind} {all_right[kind]}/{all_total[kind]}" for kind in all_total))
    print(*(f"left out: {name}: {why}" for name, why in LEFT_OUT.items()), sep="\n")
    if not options.names or "schedulers" in options.names:
        rows = schedulers.run()
        print("schedulers  ", f"{sum(not differs for differs in rows.values())}/{len(rows)}")
        print(*(f"    {name}: {differs}" for name, differs in rows.items() if differs), sep="\n")


if __name__ == "__main__":
    main()
