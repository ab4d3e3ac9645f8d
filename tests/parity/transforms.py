"""vmap and forward mode over PyTorch's operator database.

python -m tests.parity.transforms vmap [NAME...]   against a loop over the samples; says who needs that loop itself
python -m tests.parity.transforms jvp  [NAME...]   against torch.func.jvp
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

import autograd_lab as lab
from autograd_lab import func
from autograd_lab.tensor.tensor import make
from autograd_lab.transforms.tree import flatten
from tests.parity.database import entries, full_name, ours, ours_inplace
from tests.parity.judge import DROPS, UNDETERMINED, close, determined
from tests.parity.translate import inside, tensors_in, to_lab, to_torch

SIZE = 3  # samples
MOST = 12  # of the database's samples per operator
# Their results are views of what was given or of memory as it was found: nothing to compare.
NOT_FOR_VMAP = (UNDETERMINED - DROPS) | {"empty_like", "resize_", "resize_as_"}
# Said rightly: all samples share what is written to, such as running statistics; a size depends on values.
REFUSED = ("vmap.inplace", "vmap.by_values")
# Where a transform differs on purpose, or cannot agree, and why.
KNOWN: dict[str, str] = {
    "vmap as_strided": "in place it would make one sample look at another's memory",
    "vmap as_strided partial_views": "in place it would make one sample look at another's memory",
    "jvp var_mean unbiased": "the tangent of the mean of nothing is nan in PyTorch, here 0: nothing moves",
    "jvp std_mean unbiased": "the tangent of the mean of nothing is nan in PyTorch, here 0: nothing moves",
    "jvp native_batch_norm": "PyTorch gives the statistics that it saves no tangents",
    "jvp triangular_solve": "PyTorch reads a tangent in the triangle that it does not read of the matrix",
    "jvp logcumsumexp": "PyTorch is up to 3e-6 off (finite differences), here 1e-9",
}


class Outcome:
    """What came of one operator."""

    def __init__(self) -> None:
        self.right = self.total = 0
        self.looped: Counter[str] = Counter()
        self.said: list[str] = []

    def count(self, result: str, where: str) -> None:
        self.total += 1
        self.right += not result
        if result:
            self.said.append(f"{where[:240]}: {result}")

    def __str__(self) -> str:
        loops = ", ".join(f"{name} {times}" for name, times in self.looped.items())
        return f"{self.right}/{self.total}" + (f"   loops: {loops}" if loops else "")


# -- vmap -------------------------------------------------------------------------------------------------------------

LOOPS = ("one_by_one", "sample_by_sample")


@contextmanager
def counting() -> Iterator[list[str]]:
    """The ops and functions that ran in a loop over the samples."""
    ran: list[str] = []
    places = [
        (module, name)
        for path, module in list(sys.modules.items())
        for name in LOOPS
        if path.startswith(("autograd_lab.transforms", "autograd_lab.func")) and hasattr(module, name)
    ]
    before = [getattr(module, name) for module, name in places]

    def counted(loop: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            ran.append(args[0].op.__name__ if hasattr(args[0], "op") else args[0].__name__)
            return loop(*args, **kwargs)

        return run

    for (module, name), loop in zip(places, before, strict=True):
        setattr(module, name, counted(loop))
    try:
        yield ran
    finally:
        for (module, name), loop in zip(places, before, strict=True):
            setattr(module, name, loop)


def sample_of(array: Any, k: int, alike: bool) -> Any:
    """The k-th of several inputs like ``array``: integers in another order, other numbers a little smaller."""
    if not k or alike:
        return array
    if array.dtype.kind in "fc":
        return array * (1 - k / 64)
    return np.roll(array.reshape(-1), k).reshape(array.shape)


def stacked(parts: list[Any], dims: list[int | None], alike: bool) -> list[Any]:
    """Each tensor with ``SIZE`` samples along its dim; the rest as it is."""
    out = []
    for part, dim in zip(parts, dims, strict=True):
        if dim is None:
            out.append(part)
            continue
        samples = [sample_of(part.array, k, alike) for k in range(SIZE)]
        tensor = make(np.ascontiguousarray(np.stack(samples, axis=dim)))
        tensor.requires_grad = tensor.is_floating_point() or tensor.is_complex()
        out.append(tensor)
    return out


def choices(parts: list[Any]) -> Iterator[list[int | None]]:
    """Along which dim each part has its samples: all along the first; each alone along the last."""
    batched = [i for i, part in enumerate(parts) if isinstance(part, lab.Tensor)]
    if not batched:
        return
    yield [0 if i in batched else None for i in range(len(parts))]
    if len(batched) > 1:
        for chosen in batched[:3]:
            yield [parts[i].ndim if i == chosen else None for i in range(len(parts))]
    else:
        yield [parts[i].ndim if i in batched else None for i in range(len(parts))]


def loop(fn: Callable[..., Any], parts: list[Any], dims: list[int | None]) -> Any:
    """What vmap should give, sample by sample."""
    rows = []
    for k in range(SIZE):
        rows.append(fn(*(p if d is None else p.movedim(d, 0)[k] for p, d in zip(parts, dims, strict=True))))
    columns = zip(*(tensors_in(row, lab.Tensor) for row in rows), strict=True)
    return [lab.stack(list(column)) for column in columns]


def vmap_differs(call: Callable[..., Any], args: Any, kwargs: Any, dims: list[Any], process: Any) -> str | None:
    """What vmap gives other than the loop; "" for nothing, None where there is no loop to compare with."""
    parts, rebuild = flatten((args, kwargs))

    def fn(*values: Any) -> Any:
        a, k = rebuild(values)
        return process(call(*a, **k))

    for alike in (False, True):
        inputs = stacked(parts, dims, alike)
        try:
            lab.manual_seed(0)
            wanted = loop(fn, inputs, dims)
        except Exception:
            continue
        if not wanted:
            return None
        if all(y.shape == wanted[0].shape for y in wanted):
            break
    else:
        return None
    try:
        lab.manual_seed(0)
        got = func.vmap(lambda *v: tuple(tensors_in(fn(*v), lab.Tensor)), in_dims=tuple(dims))(*inputs)
        for a, b in zip(got, wanted, strict=True):
            if (a.dtype, a.shape) != (b.dtype, b.shape):
                return f"{a.dtype} {tuple(a.shape)}, the loop has {b.dtype} {tuple(b.shape)}"
        close(to_torch(list(got)), to_torch(wanted))
        leaves = [x for x in inputs if isinstance(x, lab.Tensor) and x.requires_grad]
        moving = [k for k, y in enumerate(wanted) if y.requires_grad]
        if [y.requires_grad for y in got] != [y.requires_grad for y in wanted]:
            return f"requires_grad {[y.requires_grad for y in got]}, the loop has {[y.requires_grad for y in wanted]}"
        if leaves and moving:
            starts = [to_lab(torch.randn(wanted[k].shape, dtype=to_torch(wanted[k]).dtype)) for k in moving]

            def gradients(ys: Any) -> Any:
                flowing = [ys[k] for k in moving]
                return lab.autograd.grad(flowing, leaves, starts, allow_unused=True, materialize_grads=True)

            try:
                right = gradients(wanted)
            except NotImplementedError:
                return ""  # the operator has no gradient
            close(to_torch(list(gradients(got))), to_torch(list(right)))
    except Exception as error:
        if getattr(error, "key", "") in REFUSED:
            return None
        return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return ""


def run_vmap(info: Any, most: int) -> Outcome:
    out = Outcome()
    calls = {"": ours(info)}
    inplace = ours_inplace(info) if hasattr(info.inplace_variant, "__name__") else None
    if inplace is not None:
        calls["in place "] = lambda x, *args, **kwargs: inplace(x.clone(), *args, **kwargs)
    torch.manual_seed(0)
    for i, sample in enumerate(info.sample_inputs("cpu", torch.float64, requires_grad=False)):
        if i == most:
            break
        if not tensors_in(sample.input, torch.Tensor) or not determined(info, sample):
            continue
        for word, call in calls.items():
            args, kwargs = to_lab(((sample.input, *sample.args), sample.kwargs))
            for dims in choices(flatten((args, kwargs))[0]):
                if word and dims[0] is None:
                    continue  # many samples do not fit into one tensor
                with counting() as ran, warnings.catch_warnings(action="ignore"):
                    result = vmap_differs(call, args, kwargs, dims, sample.output_process_fn_grad)
                if result is not None:
                    out.count(result, f"{word}#{i} dims {dims} {sample.summary()}")
                    out.looped.update(set(ran))
    return out


# -- forward mode -----------------------------------------------------------------------------------------------------


def directions(parts: list[Any], generator: torch.Generator) -> list[Any]:
    return [
        torch.randn(x.shape, dtype=x.dtype, generator=generator)
        if isinstance(x, torch.Tensor) and x.dtype in (torch.float64, torch.complex128) else None
        for x in parts
    ]  # fmt: skip


def jvp_differs(info: Any, sample: Any, call: Any) -> str | None:
    """What our forward mode gives other than PyTorch's; None where PyTorch has none."""
    generator = torch.Generator().manual_seed(7)
    process = sample.output_process_fn_grad
    # It makes a matrix symmetric where the operator reads half of it only.
    halves = info.gradcheck_wrapper.__name__.endswith(("hermitian_input", "triangular_input"))
    wrapped = info.gradcheck_wrapper if halves else lambda fn, *args, **kwargs: fn(*args, **kwargs)

    def pushed(library: Any, fn: Any, tree: Any, kind: type, change: Any) -> Any:
        parts, rebuild = torch.utils._pytree.tree_flatten(tree)
        moving = [i for i, t in enumerate(tangents) if t is not None]

        def of_moving(*values: Any) -> Any:
            filled = list(parts)
            for i, value in zip(moving, values, strict=True):
                filled[i] = value
            a, k = torch.utils._pytree.tree_unflatten(filled, rebuild)
            return tuple(tensors_in(process(wrapped(fn, *a, **k)), kind))

        primals = tuple(change(parts[i]) for i in moving)
        return library.func.jvp(of_moving, primals, tuple(change(tangents[i]) for i in moving))

    tree = ((sample.input, *sample.args), sample.kwargs)
    tangents = directions(torch.utils._pytree.tree_leaves(tree), generator)
    if all(t is None for t in tangents):
        return None
    copy = inside(tree, to_lab)
    try:
        wanted = pushed(torch, info.op, tree, torch.Tensor, lambda t: t.detach().clone())
    except Exception:
        return None
    if not wanted[0] or not determined(info, sample):
        return None
    try:
        got = pushed(
            lab, call, copy, lab.Tensor, lambda t: t.detach().clone() if isinstance(t, lab.Tensor) else to_lab(t)
        )
        for ours_too, theirs in zip(got, wanted, strict=True):
            close(to_torch(list(ours_too)), list(theirs))
    except Exception as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return ""


def run_jvp(info: Any, most: int) -> Outcome:
    out, call = Outcome(), ours(info)
    for dtype in (torch.float64, torch.complex128):
        if dtype not in info.supported_dtypes("cpu"):
            continue
        torch.manual_seed(0)
        for i, sample in enumerate(info.sample_inputs("cpu", dtype, requires_grad=False)):
            if i == most:
                break
            with warnings.catch_warnings(action="ignore"):
                result = jvp_differs(info, sample, call)
            if result is not None:
                out.count(result, f"{dtype} #{i} {sample.summary()}")
    return out


def concerned(transform: str, names: list[str]) -> Iterator[Any]:
    """The entries to which a transform applies."""
    for info in entries(names):
        if ours(info) is None or torch.float64 not in info.supported_dtypes("cpu"):
            continue
        if info.supports_forward_ad if transform == "jvp" else info.name not in NOT_FOR_VMAP:
            yield info


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.parity.transforms", description=__doc__)
    parser.add_argument("transform", choices=["vmap", "jvp"])
    parser.add_argument("names", nargs="*", help="operators; a name that ends with a dot is a whole namespace")
    parser.add_argument("--most", type=int, default=MOST, help="at most so many samples per operator")
    parser.add_argument("--quiet", action="store_true", help="no differences, only counts")
    options = parser.parse_args()
    run = run_vmap if options.transform == "vmap" else run_jvp
    entire = looped = there = 0
    for info in concerned(options.transform, options.names):
        if f"{options.transform} {full_name(info)}" in KNOWN:
            print(f"{full_name(info):45} differs: {KNOWN[f'{options.transform} {full_name(info)}']}")
            continue
        outcome = run(info, options.most)
        if not outcome.total:
            continue
        there, entire, looped = there + 1, entire + (outcome.right == outcome.total), looped + bool(outcome.looped)
        print(f"{full_name(info):45} {outcome}", flush=True)
        if not options.quiet:
            print(*(f"    {line}" for line in outcome.said[:6]), sep="\n", end="\n" if outcome.said else "")
    print(f"\n{entire} of {there} operators agree in everything", end="")
    print(f"; {looped} need a loop over the samples somewhere" if options.transform == "vmap" else "")


if __name__ == "__main__":
    main()
