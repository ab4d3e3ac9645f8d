"""``gradcheck``: are the gradients what they should be? Finite differences against the rules.

A derivative says how far the output moves when the input moves a little, and that can simply be tried. It is slow and
only nearly right, but it cannot share a mistake with the rule it checks. Whoever writes a rule of their own, as an
``autograd.Function``, lets ``gradcheck`` compare it in float64, and ``gradgradcheck`` the rule's own derivative.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import complex128, float64
from autograd_lab.errors import ArgumentError, DataError, GradcheckError, GraphError
from autograd_lab.i18n import tr
from autograd_lab.tensor.autodiff import grad
from autograd_lab.tensor.tensor import Tensor

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]

Function = Callable[..., Any]


def gradcheck(
    func: Function,
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """True if the gradients of ``func`` with respect to the ``inputs`` that require grad agree with finite differences.

    ``func`` takes the inputs, a tensor or a tuple, and returns a tensor or a tuple. Each input is moved by ``eps`` up
    and down, element by element; the quotient must be within ``atol + rtol * |quotient|`` of the gradient. The
    defaults are for float64 and complex128; a warning says where an input has fewer digits. Of complex outputs the
    real and the imaginary part are checked one after the other. At a point where ``func`` has a kink or a jump no
    agreement can be expected.

    Backward is also run twice, and may differ by ``nondet_tol``; it must make zeros of zeros; and, with
    ``check_undefined_grad``, of outputs that got no gradient. ``check_grad_dtypes`` wants each gradient in its input's
    dtype. ``check_forward_ad`` compares forward mode as well, ``check_backward_ad=False`` only that. The two batched
    checks compare one pass of several vectors with several passes. ``fast_mode`` compares one random combination of
    all elements instead of each. ``masked`` lets zero be a number near zero.

    GradcheckError, a RuntimeError, if something differs; with ``raise_exception=False`` the answer is then False.
    ValueError if no input requires grad; RuntimeError for one whose elements share memory; AssertionError for options
    that contradict each other, or outputs whose shape or dtype changes with the values; AttributeError for an output
    that is no tensor.
    """
    _need(check_backward_ad or check_forward_ad, "check_forward_ad=False", "check_backward_ad=True")
    _need(check_backward_ad or not check_batched_grad, "check_batched_grad=True", "check_backward_ad=True")
    _need(
        check_forward_ad or not check_batched_forward_grad, "check_batched_forward_grad=True", "check_forward_ad=True"
    )
    # Loaded at the first check: importing the library should not wait for it.
    from autograd_lab.autograd.checking import probes
    from autograd_lab.autograd.checking.compare import Measure
    from autograd_lab.autograd.checking.numerical import as_tuple, outputs_of
    from autograd_lab.autograd.checking.parts import check_backward, check_forward

    inputs = as_tuple(inputs)
    _check_inputs(inputs, eps)
    measure = Measure(eps, rtol, atol, nondet_tol, check_grad_dtypes, fast_mode)
    try:
        with np.errstate(all="ignore"):  # inf and nan are answers too
            returned = outputs_of(func, inputs)
            if check_backward_ad:
                check_backward(func, inputs, returned, measure)
            if check_forward_ad:
                check_forward(func, inputs, returned, measure, check_undefined_grad)
            if check_batched_forward_grad:
                probes.forward_batch_is_the_same(func, inputs)
            if check_backward_ad:
                xs, ys = probes.differentiable(inputs), probes.differentiable(returned)
                if check_batched_grad:
                    probes.batch_is_the_same(ys, xs)
                probes.zero_gives_zero(ys, xs, masked)
                if check_undefined_grad:
                    probes.nothing_gives_nothing(func, inputs, len(ys))
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


# torch.autograd.gradcheck is the function, here as there; so the class is found on it too.
gradcheck.GradcheckError = GradcheckError  # type: ignore[attr-defined]


def gradgradcheck(
    func: Function,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """True if second derivatives agree with finite differences of first ones: ``gradcheck`` of backward itself.

    What is checked is the function (inputs, grad_outputs) -> gradients of the inputs. ``grad_outputs`` are where
    backward starts, one per output that requires grad; None draws them between -1 and 1, and then
    ``gen_non_contig_grad_outputs`` leaves gaps between their elements. ``check_rev_over_rev`` differentiates backward
    by backward, ``check_fwd_over_rev`` by forward mode. All else, and the errors, as in ``gradcheck``.
    """
    _need(check_rev_over_rev or check_fwd_over_rev, "check_fwd_over_rev=False", "check_rev_over_rev=True")
    _need(check_rev_over_rev or not check_undefined_grad, "check_undefined_grad=True", "check_rev_over_rev=True")
    _need(check_rev_over_rev or not check_batched_grad, "check_batched_grad=True", "check_rev_over_rev=True")
    from autograd_lab.autograd.checking.numerical import as_tuple, outputs_of
    from autograd_lab.autograd.checking.probes import differentiable
    from autograd_lab.transforms.leaves import fresh

    inputs = as_tuple(inputs)
    if grad_outputs is None:
        starts = [_random_start(y, gen_non_contig_grad_outputs) for y in differentiable(outputs_of(func, inputs))]
    else:
        starts = list(as_tuple(grad_outputs))
    arguments = (*inputs, *starts)
    # Forward mode takes the arguments out of the graph; the function puts these back.
    asked_for = [isinstance(x, Tensor) and x.requires_grad for x in arguments]

    def backward_of_func(*arguments: Any) -> tuple[Tensor, ...]:
        tensors = [
            fresh(x) if asked and not x.requires_grad else x for x, asked in zip(arguments, asked_for, strict=True)
        ]
        xs, starts = tensors[: len(inputs)], tensors[len(inputs) :]
        ys = differentiable(outputs_of(func, xs))
        wanted = [x for x, asked in zip(xs, asked_for, strict=False) if asked]
        gxs = grad(ys, wanted, starts, create_graph=True, allow_unused=True)
        return tuple(gx for gx in gxs if gx is not None)

    return gradcheck(
        backward_of_func,
        arguments,
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
        masked=masked,
    )


def _need(met: bool, option: str, needed: str) -> None:
    """AssertionError if an option was given without another one that it needs."""
    if not met:
        raise DataError("gradcheck.needs", option=option, needed=needed)


def _check_inputs(inputs: Sequence[Any], eps: float) -> None:
    """ValueError if nothing requires grad, RuntimeError for elements that cannot be moved one by one; a warning where
    there are not the digits for a comparison."""
    asked = [(k, x) for k, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    for k, x in asked:
        if x.dtype not in (float64, complex128):
            warnings.warn(tr("gradcheck.precision", input=k, dtype=x.dtype, eps=eps), UserWarning, stacklevel=3)
        if any(step == 0 and size > 1 for step, size in zip(x.stride(), x.shape, strict=True)):
            raise GraphError("gradcheck.overlap", input=k, shape=tuple(x.shape), stride=tuple(x.stride()))
    if not asked:
        raise ArgumentError("gradcheck.no_input")


def _random_start(y: Tensor, with_gaps: bool) -> Tensor:
    """A gradient for ``y`` to start from, between -1 and 1."""
    gaps = 2 if with_gaps and y.numel() > 1 else 1
    shape = (*y.shape[:-1], y.shape[-1] * gaps) if y.ndim else ()
    start = y.new_empty(shape).uniform_(-1, 1)
    return (start[..., ::2] if gaps == 2 else start).requires_grad_()
