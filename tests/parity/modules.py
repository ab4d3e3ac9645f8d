"""PyTorch's own module database, run against this library: the same constructor, PyTorch's numbers loaded by name.

uv run --extra dev --extra oracle python -m tests.parity.modules                  every module, and what is missing
uv run --extra dev --extra oracle python -m tests.parity.modules Conv2d GRU       some, with each difference
"""

from __future__ import annotations

import argparse
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import torch

with warnings.catch_warnings(action="ignore"):
    from torch.testing._internal.common_modules import ModuleErrorEnum, module_db

import autograd_lab as lab
from autograd_lab.errors import LabError
from tests.parity.__main__ import Score
from tests.parity.judge import Disagreement, close, said
from tests.parity.more_modules import MORE
from tests.parity.translate import inside, tensors_in, to_lab, to_torch

DTYPE = torch.float64
OWN = {"use_nested_tensor"}  # attributes that tell of what is only there: nested tensors


def entries(wanted: list[str]) -> Iterator[Any]:
    """The database, then what it leaves out; only the modules of these names, if any."""
    for info in (*module_db, *MORE):
        if not wanted or name_of(info) in wanted:
            yield info


def name_of(info: Any) -> str:
    return info.name.rpartition(".")[2]


def ours(info: Any) -> Any:
    """The class of this name here, None if there is none."""
    return getattr(lab.nn, name_of(info), None)


def run(info: Any, most: int = -1) -> Score:
    """All samples of one module, in training and in evaluation where these differ, and its bad calls."""
    score, cls = Score(), ours(info)
    for training in (True, False) if info.train_and_eval_differ else (True,):
        torch.manual_seed(0)
        samples = info.module_inputs_func(info, "cpu", DTYPE, requires_grad=True, training=training)
        for i, sample in enumerate(samples):
            if i == most:
                break
            made = sample.constructor_input
            where = f"{'training' if training else 'evaluation'} #{i} {made.args} {made.kwargs} {sample.desc}"[:300]
            for kind, result in Trial(info, cls, sample, training).results():
                score.count(kind, result, where)
    if info.module_error_inputs_func is not None:
        for bad in info.module_error_inputs_func(info, "cpu", DTYPE, requires_grad=False, training=True):
            made = bad.module_error_input.constructor_input
            score.count("errors", refused(cls, bad), f"{made.args} {made.kwargs}"[:200])
    return score


class Trial:
    """One sample: a module of each library, made with the same arguments and given the same numbers."""

    def __init__(self, info: Any, cls: Any, sample: Any, training: bool) -> None:
        self.sample = sample
        self.given = (sample.forward_input.args, sample.forward_input.kwargs)
        self.copy = copied(self.given, {})
        made = sample.constructor_input
        with warnings.catch_warnings(action="ignore"):
            self.theirs = info.module_cls(*made.args, **made.kwargs).to(DTYPE).train(training)
            self.make: Callable[[], Any] = lambda: cls(*to_lab(made.args), **to_lab(made.kwargs)).to(lab.float64)
        self.training = training
        self.lazy = info.is_lazy

    def results(self) -> Iterator[tuple[str, str | None]]:
        """(what was compared, empty or the difference)."""
        with warnings.catch_warnings(action="ignore"):
            try:
                self.module = self.make().train(self.training)
            except Exception as error:
                yield "made", said(error)
                return
            yield "made", ""
            for kind in ("text", "attributes", "names", "forward", "state", "gradients"):
                try:
                    yield kind, getattr(self, kind)()
                except Exception as error:
                    yield kind, said(error)

    def text(self) -> str:
        return self.differ(repr(self.module), repr(self.theirs))

    def attributes(self) -> str:
        """What PyTorch lets be read from the module: ``conv.kernel_size``, ``norm.eps``."""
        for name, value in vars(self.theirs).items():
            if not name.startswith("_") and name not in OWN and isinstance(value, (int, float, str, tuple, type(None))):
                found = getattr(self.module, name)
                if to_torch(found) != value or type(found) is not type(value):
                    return f"{name} is {found!r}, in PyTorch {value!r}"
        return ""

    def names(self) -> str | None:
        """Names, shapes and dtypes of the numbers, in order; then PyTorch's are loaded."""
        if self.lazy:
            self.module(*self.copy[0], **self.copy[1])
            self.theirs(*self.given[0], **self.given[1])
        wanted = self.theirs.state_dict()
        result = self.differ(self.described(self.module.state_dict()), self.described(wanted))
        if not result:
            self.module.load_state_dict(to_lab(wanted))
        return result if wanted else None

    def forward(self) -> str:
        self.y = self.module(*self.copy[0], **self.copy[1])
        self.their_y = self.theirs(*self.given[0], **self.given[1])
        ours, wanted = tensors_in(to_torch(self.y), torch.Tensor), tensors_in(self.their_y, torch.Tensor)
        self.match(ours, wanted)
        return ""

    def state(self) -> str | None:
        """The numbers after forward: running statistics, embeddings made shorter."""
        wanted = list(self.theirs.state_dict().values())
        if not wanted or not hasattr(self, "their_y"):
            return None
        self.match(list(to_torch(dict(self.module.state_dict())).values()), wanted)
        return ""

    def gradients(self) -> str | None:
        """By the inputs and by the parameters, of <c, y> with the same random c."""
        leaves = [t for t in tensors_in(self.given, torch.Tensor) if t.requires_grad]
        leaves += [p for p in self.theirs.parameters() if p.requires_grad]
        if not hasattr(self, "their_y"):
            return None
        flowing = [y for y in tensors_in(self.their_y, torch.Tensor) if y.requires_grad]
        if not leaves or not flowing:
            return None
        cotangents = [torch.randn(y.shape, dtype=y.dtype) for y in flowing]
        wanted = torch.autograd.grad(flowing, leaves, cotangents, allow_unused=True)
        xs: list[Any] = [t for t in tensors_in(self.copy, lab.Tensor) if t.requires_grad]
        xs += [p for p in self.module.parameters() if p.requires_grad]
        ys = [y for y in tensors_in(self.y, lab.Tensor) if y.requires_grad]
        if (len(xs), len(ys)) != (len(leaves), len(flowing)):
            return f"{len(ys)} outputs by {len(xs)} leaves, in PyTorch {len(flowing)} by {len(leaves)}"
        found = lab.autograd.grad(ys, xs, [to_lab(c) for c in cotangents], allow_unused=True)
        pairs = [(a, b) for a, b in zip(to_torch(found), wanted, strict=True) if a is not None or b is not None]
        self.match(*([torch.zeros(()) if g is None else g for g in side] for side in zip(*pairs, strict=True)))
        return ""

    @staticmethod
    def described(state: Any) -> list[Any]:
        return [(name, tuple(t.shape), str(t.dtype)) for name, t in state.items()]

    @staticmethod
    def differ(got: Any, wanted: Any) -> str:
        return "" if got == wanted else f"{got}, in PyTorch {wanted}"

    @staticmethod
    def match(ours: list[Any], wanted: list[Any]) -> None:
        described = [[(t.dtype, tuple(t.shape)) for t in side] for side in (ours, wanted)]
        if described[0] != described[1]:
            raise Disagreement(f"{described[0]}, in PyTorch {described[1]}")
        close(ours, wanted)


def copied(value: Any, done: dict[int, Any]) -> Any:
    """``value`` in this library; a tensor that is given twice is one here too."""
    if isinstance(value, torch.Tensor):
        return done.setdefault(id(value), to_lab(value))
    return inside(value, lambda item: copied(item, done)) if isinstance(value, (tuple, list, dict)) else to_lab(value)


def refused(cls: Any, bad: Any) -> str:
    """Empty if the bad call is refused where PyTorch refuses it and with its class, else what happened."""
    made, given = bad.module_error_input.constructor_input, bad.module_error_input.forward_input
    wanted = f"PyTorch has {bad.error_type.__name__}: {bad.error_regex}"
    with warnings.catch_warnings(action="ignore"):
        try:
            at = ModuleErrorEnum.CONSTRUCTION_ERROR
            module = cls(*to_lab(made.args), **to_lab(made.kwargs))
            at = ModuleErrorEnum.FORWARD_ERROR
            module(*to_lab(given.args), **to_lab(given.kwargs))
        except Exception as error:
            right = isinstance(error, bad.error_type) and isinstance(error, LabError) and at is bad.error_on
            return "" if right else f"{at.name} {said(error)}, {wanted}"
    return f"accepted, {wanted}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.parity.modules", description=__doc__)
    parser.add_argument("names", nargs="*", help="modules, such as Conv2d")
    parser.add_argument("--quiet", action="store_true", help="no differences, only counts")
    options = parser.parse_args()
    right, total, missing, entire, samples = Counter[str](), Counter[str](), [], 0, 0
    chosen = list(entries(options.names))
    for info in chosen:
        if ours(info) is None:
            missing.append(name_of(info))
            continue
        score = run(info)
        entire += all(map(score.complete, score.total))
        right.update(score.right)
        total.update(score.total)
        samples += score.total["made"]
        print(f"{name_of(info):30} {score}", flush=True)
        if not options.quiet:
            print(*(f"    {line}" for line in score.said[:12]), sep="\n", end="\n" if score.said else "")
    print(f"\nmissing ({len(missing)}): {', '.join(missing)}\n")
    print(f"{entire} of {len(chosen)} modules agree in everything; {samples} samples;", end=" ")
    print(", ".join(f"{kind} {right[kind]}/{total[kind]}" for kind in total))


if __name__ == "__main__":
    main()
