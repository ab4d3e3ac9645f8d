"""Every public function and method with arguments of every kind, right and wrong: does it do what PyTorch does?

    python -m tests.fuzz.calls [name ...]      prints each call whose outcome differs

An outcome is a result (dtypes, shapes, values) or the class of an exception. Most calls make no sense; that is the
point: a learner's do not either, and the exception that PyTorch's users know should be the one that they meet.
"""

from __future__ import annotations

import signal
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab.functional.registry import METHODS, PUBLIC

# Random, left undefined, global state, or not a function of its arguments alone.
SKIPPED = set(
    "seed manual_seed initial_seed get_rng_state set_rng_state fork_rng rand randn randint randperm normal bernoulli "
    "multinomial poisson binomial rand_like randn_like randint_like empty empty_like empty_strided empty_permuted "
    "new_empty new_empty_strided uniform_ normal_ random_ exponential_ geometric_ cauchy_ log_normal_ bernoulli_ "
    "rrelu rrelu_ dropout alpha_dropout data_ptr register_hook resize_ resize_as_ backward retain_grad share_memory_ "
    "set_printoptions get_printoptions untyped_storage storage to_dlpack from_dlpack cuda set_default_dtype "
    "get_default_dtype set_default_device get_default_device set_num_threads get_num_threads native_dropout "
    "feature_alpha_dropout svd_lowrank pca_lowrank __repr__ __format__ __dlpack__ __hash__ __dir__ __reduce_ex__ "
    "__array__ __array_wrap__ frombuffer".split()
)


def values(torch: Any) -> dict[str, Any]:
    """What a call may be given, by name."""
    return {
        "A": torch.arange(6.0).reshape(2, 3) - 2,
        "V": torch.tensor([0.5, -1.0, 2.0]),
        "M": torch.tensor([[2.0, 1.0, 0.0], [1.0, 3.0, 0.5], [0.0, 0.5, 1.5]]),
        "I": torch.tensor([[2, 0, 1], [1, 2, 0]]),
        "J": torch.tensor([0, 2, 1]),
        "B": torch.tensor([[True, False, True], [False, True, True]]),
        "S": torch.tensor(1.5),
        "N": torch.tensor(1),
        "E": torch.zeros(0, 3),
        "C": torch.tensor([1 + 2j, -1j, 0.5]),
        "H": torch.tensor([1.0, 2.0, -3.0]).half(),
        "U": torch.tensor([1, 200, 3], dtype=torch.uint8),
        "D": torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64),
        "T": torch.ones(2, 3, 4),
    }


PLAIN: dict[str, Any] = {
    "none": None, "text": "a", "0": 0, "1": 1, "-1": -1, "9": 9, "-9": -9, "1.5": 1.5, "true": True,
    "[]": [], "[0]": [0], "[0, 0]": [0, 0], "(0, 1)": (0, 1), "(2, 3)": (2, 3), "[9]": [9], "['a']": ["a"],
}  # fmt: skip

TENSORS = "A V M I J B S N E C H U D T".split()
ARGUMENTS: list[tuple[str, ...]] = [
    (),
    *((a,) for a in (*TENSORS, *PLAIN)),
    *((a, b) for a in ("A", "I", "S", "E") for b in PLAIN),
    *((a, b) for a in ("A", "V", "M", "I", "B", "S", "C", "U") for b in TENSORS),
    *(("A", "0", b) for b in ("I", "J", "V", "0", "1", "9", "none", "text", "true", "1.5", "A")),
    *(("A", b, "0") for b in ("V", "A", "I", "1", "-1", "9", "text")),
    *(("A", b, c) for b in ("A", "V", "I", "B") for c in ("A", "V", "I", "S", "1.5", "text")),
    ("A", "0", "J", "V"), ("A", "0", "I", "A"), ("A", "1", "I", "A"), ("A", "0", "I", "1.5"), ("A", "9", "I", "A"),
    ("M", "A", "A"), ("V", "A", "A"), ("M", "M", "V"), ("A", "A", "A", "A"), ("(2, 3)", "1.5"), ("0", "9", "1"),
]  # fmt: skip


class Slow(Exception):
    pass


def outcome(torch: Any, call: Callable[..., Any], arguments: tuple[str, ...]) -> Any:
    world = values(torch)
    args = [world[a] if a in world else PLAIN[a] for a in arguments]
    signal.setitimer(signal.ITIMER_REAL, 5)
    try:
        with warnings.catch_warnings(action="ignore"):
            return described(call(*args))
    except Exception as error:
        return error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def described(value: Any) -> Any:
    if hasattr(value, "requires_grad"):
        plain = value.detach()
        if plain.dtype.is_complex:
            numbers = np.asarray(plain.resolve_conj().numpy() if hasattr(plain, "resolve_conj") else plain.numpy())
        else:
            numbers = np.asarray(plain.reshape(-1).tolist(), float)
        return str(value.dtype), tuple(value.shape), numbers
    if isinstance(value, (tuple, list)):
        return [described(item) for item in value]
    return value if isinstance(value, (bool, int, float, complex, str, type(None))) else type(value).__name__


def differs(ours: Any, theirs: Any) -> str:
    """Empty if both outcomes say the same."""
    if isinstance(theirs, Exception) or isinstance(ours, Exception):
        if not isinstance(theirs, Exception):
            return f"{said(ours)}, PyTorch gives {short(theirs)}"
        if not isinstance(ours, Exception):
            return f"gives {short(ours)}, PyTorch has {said(theirs)}"
        kind = next(base for base in type(theirs).__mro__ if base.__module__ == "builtins")
        return "" if isinstance(ours, kind) else f"{said(ours)}, PyTorch has {said(theirs)}"
    return "" if alike(ours, theirs) else f"gives {short(ours)}, PyTorch gives {short(theirs)}"


def alike(a: Any, b: Any) -> bool:
    if isinstance(b, list):
        return isinstance(a, list) and len(a) == len(b) and all(map(alike, a, b))
    if isinstance(b, tuple):
        if not isinstance(a, tuple) or a[:2] != b[:2]:
            return False
        tolerance = 2e-2 if "16" in b[0] else 1e-4
        return bool(np.allclose(a[2].ravel(), b[2].ravel(), tolerance, tolerance, equal_nan=True))
    if isinstance(b, float):
        return isinstance(a, float) and bool(np.isclose(a, b, 1e-5, equal_nan=True))
    return type(a) is type(b) and a == b


def said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:110]}"


def short(value: Any) -> str:
    return " ".join(repr(value).split())[:110]


def functions() -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """(name, how to find it in a library)."""
    for name in PUBLIC:
        if name not in SKIPPED:
            yield f"torch.{name}", lambda torch, name=name: getattr(torch, name)
    for name in METHODS:
        if name not in SKIPPED:
            yield f"Tensor.{name}", lambda torch, name=name: getattr(torch.Tensor, name)
    for space in ("nn.functional", "linalg", "fft", "special"):
        module = lab.nn.functional if space == "nn.functional" else getattr(lab, space)
        for name in vars(module):
            if not name.startswith("_") and name not in SKIPPED and callable(getattr(module, name)):
                yield f"{space}.{name}", lambda torch, space=space, name=name: getattr(_space(torch, space), name)


def _space(torch: Any, space: str) -> Any:
    for part in space.split("."):
        torch = getattr(torch, part)
    return torch


def main(names: list[str]) -> None:
    import torch

    def late(*_: Any) -> None:
        raise Slow("still running after 5 seconds")

    signal.signal(signal.SIGALRM, late)
    total, wrong = 0, Counter[str]()
    for name, find in functions():
        if names and not any(name == n or name.split(".")[-1] == n for n in names):
            continue
        try:
            theirs, ours = find(torch), find(lab)
        except AttributeError:
            print(f"{name}: PyTorch has no such name")
            continue
        for arguments in ARGUMENTS:
            total += 1
            difference = differs(outcome(lab, ours, arguments), outcome(torch, theirs, arguments))
            if difference:
                wrong[name] += 1
                if wrong[name] <= (30 if names else 4):
                    print(f"{name}({', '.join(arguments)}): {difference}", flush=True)
    print(f"{total} calls, {sum(wrong.values())} differ, in {len(wrong)} functions")


if __name__ == "__main__":
    main(sys.argv[1:])
