"""One sample of one operator in both libraries: is the result the same, and are the gradients?"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import torch

import autograd_lab as lab
from tests.parity.translate import inside, tensors_in, to_lab, to_torch

# The values are drawn at random, or left as they were found in memory: only shape and dtype can agree.
UNDETERMINED = {
    "bernoulli", "cauchy", "empty", "empty_like", "empty_permuted", "empty_strided", "exponential", "geometric",
    "log_normal", "multinomial", "new_empty", "new_empty_strided", "nn.functional.alpha_dropout",
    "nn.functional.dropout", "nn.functional.dropout2d", "nn.functional.dropout3d",
    "nn.functional.feature_alpha_dropout", "nn.functional.fractional_max_pool2d",
    "nn.functional.fractional_max_pool3d", "nn.functional.rrelu", "nn.functional.multi_head_attention_forward",
    "nn.functional.scaled_dot_product_attention", "normal", "pca_lowrank", "rand_like", "randint", "randint_like",
    "randn", "randn_like", "svd_lowrank", "uniform",
}  # fmt: skip
ROUNDED = (torch.float16, torch.bfloat16, torch.float32, torch.complex64)
# Of these some samples are determined: those that drop nothing.
DROPS = {"nn.functional.multi_head_attention_forward", "nn.functional.scaled_dot_product_attention"}


@dataclass
class Verdict:
    """What came of one sample; an empty string is agreement, None that there was nothing to compare."""

    forward: str | None = None
    backward: str | None = None


class Disagreement(Exception):
    pass


def judge(info: Any, ours: Any, sample: Any, dtype: torch.dtype, backward: bool) -> Verdict:
    """Run ``sample`` through PyTorch's operator and through ``ours``."""
    args = (sample.input, *sample.args)
    copy = to_lab((args, sample.kwargs))  # before either runs: an operator may write into its inputs
    with warnings.catch_warnings(action="ignore"):
        theirs = info.op(*args, **sample.kwargs)
        verdict = Verdict()
        try:
            got = ours(*copy[0], **copy[1])
            try:
                compare(sample, got, theirs, values=determined(info, sample))
            except AssertionError:
                exact = info.op(*double(args), **double(sample.kwargs))
                nearer(tensors_in(to_torch(got), torch.Tensor), *(tensors_in(y, torch.Tensor) for y in (theirs, exact)))
            verdict.forward = ""
        except Exception as error:
            verdict.forward = said(error)
        if backward and determined(info, sample):
            verdict.backward = gradients(info, sample, copy, args, got if verdict.forward == "" else None, theirs)
    return verdict


def determined(info: Any, sample: Any) -> bool:
    if info.name in DROPS:
        return not sample.kwargs.get("dropout_p", sample.args[9] if len(sample.args) > 9 else 0.0)
    return info.name not in UNDETERMINED


def compare(sample: Any, got: Any, theirs: Any, values: bool) -> None:
    got = to_torch(got)
    ours, wanted = tensors_in(got, torch.Tensor), tensors_in(theirs, torch.Tensor)
    if not ours and not wanted:
        if got != theirs and not (got != got and theirs != theirs):
            raise Disagreement(f"got {got!r}, PyTorch has {theirs!r}")
        return
    if len(ours) != len(wanted):
        raise Disagreement(f"{len(ours)} tensors, PyTorch has {len(wanted)}")
    for a, b in zip(ours, wanted, strict=True):
        if (a.dtype, a.shape) != (b.dtype, b.shape):
            raise Disagreement(f"{a.dtype} {tuple(a.shape)}, PyTorch has {b.dtype} {tuple(b.shape)}")
    if values:
        process = sample.output_process_fn_grad  # removes what a decomposition leaves open, such as signs
        close(tensors_in(process(got), torch.Tensor), tensors_in(process(theirs), torch.Tensor))


def close(ours: list[Any], wanted: list[Any]) -> None:
    """PyTorch's own comparison at its own tolerances."""
    for a, b in zip(ours, wanted, strict=True):
        torch.testing.assert_close(a, b.detach().resolve_conj().resolve_neg(), equal_nan=True, check_device=False)


def double(value: Any) -> Any:
    """The same in double precision; tensors that require grad as leaves of their own."""
    if isinstance(value, torch.Tensor):
        plain = value.detach()
        wide = plain.double() if plain.is_floating_point() else plain.cdouble() if plain.is_complex() else plain
        return wide.requires_grad_(value.requires_grad)
    return inside(value, double)


def nearer(ours: list[Any], theirs: list[Any], exact: list[Any]) -> None:
    """Where results differ by rounding, double precision decides: nowhere may our error be more than four times the
    largest of PyTorch's. PyTorch rounds halves between the steps of a composed function, for one; we round once."""
    for a, b, x in zip(ours, theirs, exact, strict=True):
        b, x = b.detach(), x.detach().to(torch.promote_types(x.dtype, torch.float64))
        if a.dtype not in ROUNDED or not torch.isfinite(x).all():
            raise AssertionError(f"{a.tolist()}, PyTorch has {b.tolist()}")
        torch.testing.assert_close(a.to(x.dtype), x, rtol=0, atol=4 * float((b.to(x.dtype) - x).abs().max()))


def gradients(info: Any, sample: Any, copy: Any, args: Any, got: Any, theirs: Any) -> str | None:
    """Compare the gradients of <c, y> with the same random c."""
    leaves = [t for t in tensors_in((args, sample.kwargs), torch.Tensor) if t.requires_grad]
    flowing = [y for y in tensors_in(sample.output_process_fn_grad(theirs), torch.Tensor) if y.requires_grad]
    if not leaves or not flowing:
        return None
    generator = torch.Generator().manual_seed(7)
    cotangents = [torch.randn(y.shape, generator=generator, dtype=y.dtype) for y in flowing]
    wanted = torch.autograd.grad(flowing, leaves, cotangents, allow_unused=True)
    if got is None:
        return "no forward"
    try:
        ours = [t for t in tensors_in(copy, lab.Tensor) if t.requires_grad]
        ys = [y for y in tensors_in(sample.output_process_fn_grad(got), lab.Tensor) if y.requires_grad]
        if len(ys) != len(flowing):
            raise Disagreement(f"{len(ys)} outputs require grad, in PyTorch {len(flowing)}")
        gs = lab.autograd.grad(ys, ours, [to_lab(c) for c in cotangents], allow_unused=True)
        mine, wanted = ([torch.zeros_like(x) if g is None else g for g, x in zip(found, leaves, strict=True)]
                        for found in (to_torch(gs), wanted))  # fmt: skip
        try:
            close(mine, wanted)
        except AssertionError:
            nearer(mine, wanted, exact_gradients(info, sample, args, cotangents))
        return ""
    except Exception as error:
        return said(error)


def exact_gradients(info: Any, sample: Any, args: Any, cotangents: list[Any]) -> list[Any]:
    args, kwargs = double(args), double(sample.kwargs)
    xs = [t for t in tensors_in((args, kwargs), torch.Tensor) if t.requires_grad]
    y = sample.output_process_fn_grad(info.op(*args, **kwargs))
    flowing = [t for t in tensors_in(y, torch.Tensor) if t.requires_grad]
    gs = torch.autograd.grad(flowing, xs, [double(c) for c in cotangents], allow_unused=True)
    return [torch.zeros_like(x) if g is None else g for g, x in zip(gs, xs, strict=True)]


def said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:240]}" if text else type(error).__name__
