"""Complex numbers, taken apart: real derivatives are compared, of the real part and of the imaginary part.

A gradient is defined for functions that return real numbers, so of a complex output each part is a function of its
own. In forward mode it is the input that must be real: x + iy is moved along x with y as a constant, and reverse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.autograd.checking import probes
from autograd_lab.autograd.checking.compare import Comparison, Measure
from autograd_lab.autograd.checking.numerical import outputs_of
from autograd_lab.functional import PUBLIC
from autograd_lab.tensor.tensor import Tensor

Function = Callable[..., Any]


def check_backward(func: Function, inputs: Sequence[Any], returned: Sequence[Tensor], measure: Measure) -> None:
    """Backward against trying, for each part of the outputs."""
    complex_ones = [i for i, y in enumerate(returned) if y.is_complex()]
    if not complex_ones:
        return Comparison(func, inputs, returned, measure, {}).backward()
    for part, key in (("imag", "gradcheck.imag_outputs"), ("real", "gradcheck.real_outputs")):
        of_part = _part_of_outputs(func, part)
        Comparison(of_part, inputs, of_part(*inputs), measure, dict.fromkeys(complex_ones, key)).backward()


def check_forward(
    func: Function, inputs: Sequence[Any], returned: Sequence[Tensor], measure: Measure, check_undefined: bool
) -> None:
    """Forward mode against trying, for each part of the inputs; if asked, also with inputs that have no tangent."""
    complex_ones = [k for k, x in enumerate(inputs) if isinstance(x, Tensor) and x.is_complex()]
    split = [(func, inputs)]
    if not complex_ones:
        Comparison(func, inputs, returned, measure, {}).forward()
    else:
        split = []
        for part, key in (("imag", "gradcheck.imag_inputs"), ("real", "gradcheck.real_inputs")):
            of_part = _of_part_of_inputs(func, inputs, complex_ones, part)
            xs = [getattr(x, part) if k in complex_ones else x for k, x in enumerate(inputs)]
            Comparison(of_part, xs, of_part(*xs), measure, dict.fromkeys(complex_ones, key)).forward()
            split.append((of_part, xs))
    for of_part, xs in split if check_undefined else ():
        probes.no_tangent_is_zero(of_part, xs)


def _part_of_outputs(func: Function, part: str) -> Function:
    def of_part(*inputs: Any) -> tuple[Tensor, ...]:
        return tuple(PUBLIC[part](y) if y.is_complex() else y for y in outputs_of(func, inputs))

    return of_part


def _of_part_of_inputs(func: Function, inputs: Sequence[Any], complex_ones: Sequence[int], part: str) -> Function:
    def of_part(*given: Any) -> tuple[Tensor, ...]:
        whole = list(given)
        for k in complex_ones:
            x = inputs[k]
            whole[k] = given[k] + 1j * x.imag if part == "real" else x.real + 1j * given[k]
        return outputs_of(func, whole)

    return of_part
