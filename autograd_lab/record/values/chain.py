"""The chain rule in real numbers, for one element of one value: upstream x local = downstream, summed over its uses.

Upstream is the gradient that arrived at an output, local the derivative of that output by the element. It comes from
the op itself: its gradient rule is linear in what arrives, and the derivative of that rule is the column of the
Jacobian that belongs to the element.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module, is_array
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.graph.modes import enable_grad
from autograd_lab.record.snapshot import Real, real
from autograd_lab.record.values.gradients import Gradients, as_array
from autograd_lab.record.values.replay import Place, Step, pull, run
from autograd_lab.tensor.tensor import make
from autograd_lab.transforms.tangents import transposed_twice
from autograd_lab.watch import unheard

TERMS = 3  # written out; the rest is one number
USES = 4


@dataclass(frozen=True)
class Term:
    """One output element that the element feeds, at ``index`` of output ``output``."""

    output: int
    index: list[int]
    upstream: Real
    local: Real
    product: Real


@dataclass(frozen=True)
class Share:
    """What one op passes back to one element of its input ``input``: ``total``, the sum of ``count`` terms that are not
    0. The largest of them are there, ``rest`` is the sum of the others; with no terms only the total is known. ``node``
    is the order of the op."""

    node: int
    op: str
    input: str
    place: list[int]
    index: list[int]
    value: Real
    total: Real
    terms: list[Term]
    count: int
    rest: Real


@dataclass(frozen=True)
class Element:
    """One element of a value: what its gradient is the sum of (``uses``, the first few of ``all_uses``), and, if an op
    made it, what it passes on to the input elements that it depends on most (``passes``)."""

    index: list[int]
    value: Real
    gradient: Real | None
    uses: list[Share]
    all_uses: int
    passes: list[Share]


def element(gradients: Gradients, place: Place, index: Sequence[int]) -> Element:
    """RuntimeError if the gradient is not known."""
    trace = gradients.trace
    at = tuple(index)
    value, gradient = trace.values.get(place), gradients.at(place)
    users = trace.users.get(place, [])
    uses = []
    for step, i in users:
        if len(uses) < USES and any(gy is not None for gy in gradients.of_outputs(step)):
            uses.append(share(gradients, step, i, at))
    passes = _passes(gradients, place, at) if place in trace.makers and gradient is not None else []
    return Element(
        list(at), _number(value, at), None if gradient is None else _number(gradient, at), uses, len(users), passes
    )


def default_index(gradients: Gradients, place: Place) -> list[int]:
    """The element with the largest gradient; the first one if there is no gradient."""
    value = gradients.trace.values.get(place)
    if value is None or not is_array(value) or not value.size:
        return []
    gradient = gradients.at(place)
    sizes = np.abs(_host(value if gradient is None else gradient))
    best = int(np.nan_to_num(sizes).argmax()) if gradient is not None else 0
    return [int(i) for i in np.unravel_index(best, value.shape)]


def share(gradients: Gradients, step: Step, input: int, index: tuple[int, ...]) -> Share:
    """What ``step`` passes back to one element of one of its inputs."""
    place = step.inputs[input]
    passed = gradients.passed(step, input)
    total = 0.0 if passed is None else complex(_host(passed)[index]).real
    terms: list[Term] = []
    count = 0
    columns = _column(gradients, step, input, index)
    for k, (gy, column) in enumerate(zip(gradients.of_outputs(step), columns, strict=False)):
        if gy is not None and column is not None and column.dtype.kind != "c":
            largest, nonzero = _products(k, _host(gy), _host(column), np.isfinite(total))
            terms += largest
            count += nonzero
    terms = sorted(terms, key=_size, reverse=True)[: TERMS + (count == TERMS + 1)]
    rest = total - sum(float(term.product) for term in terms) if count > len(terms) else 0.0
    return Share(
        step.order, step.op.doc.symbol, step.called(input), list(place), list(index),
        _number(gradients.trace.values.get(place), index), real(total), terms, count, real(rest),
    )  # fmt: skip


def _products(output: int, upstream: np.ndarray, local: np.ndarray, finite: Any) -> tuple[list[Term], int]:
    """The largest products of two arrays, and how many are not 0. If their sum is finite, NaN times 0 is none of them:
    the element has no part in that output."""
    upstream, local = upstream.astype(np.float64), local.astype(np.float64)
    with np.errstate(all="ignore"):
        products = np.where((local == 0) & finite, 0.0, upstream * local)
    sizes = np.nan_to_num(np.abs(products), nan=np.inf).ravel()
    terms = []
    for flat in np.argsort(-sizes, kind="stable")[: min(TERMS + 1, np.count_nonzero(sizes))]:
        at = tuple(int(i) for i in np.unravel_index(flat, products.shape))
        terms.append(Term(output, list(at), real(upstream[at]), real(local[at]), real(products[at])))
    return terms, int(np.count_nonzero(sizes))


def _size(term: Term) -> float:
    size = abs(float(term.product))
    return size if size == size else np.inf


def _column(gradients: Gradients, step: Step, input: int, index: tuple[int, ...]) -> list[Any]:
    """The derivative of every output by one element of an input; None where nobody can tell."""
    try:
        inputs = gradients.trace.inputs_of(step)
        inputs[input] = as_array(inputs[input], step)
        return (
            _without_strays(lambda xs: _derivative(step, xs, input, index), inputs) if is_array(inputs[input]) else []
        )
    except Exception:  # an input that is not known, or a learner's backward that cannot be differentiated
        return []


def _derivative(step: Step, inputs: Sequence[Any], input: int, index: tuple[int, ...]) -> list[Any]:
    tangent = array_module(inputs[input]).zeros_like(inputs[input])
    tangent[index] = 1
    tensors = [make(v.copy()) if is_array(v) else v for v in inputs]
    tangents = [make(tangent) if i == input else None for i in range(len(inputs))]
    with unheard(), enable_grad(), np.errstate(all="ignore"):
        columns = transposed_twice(lambda *xs: run(step, xs), tensors, tangents)
    return [None if column is None else column.array for column in columns]


def _passes(gradients: Gradients, place: Place, index: tuple[int, ...]) -> list[Share]:
    """For each input of the op that made a value: the element that the value depends on most."""
    trace = gradients.trace
    step = trace.makers[place]
    shape, dtype = step.forms[place.output]
    if dtype.kind not in INEXACT or place not in trace.values:
        return []
    one = array_module(trace.values[place]).zeros(shape, dtype)
    one[index] = 1
    gys = [one if output == place else None for output in step.outputs]
    saved = trace.saved.get(step.order)
    try:
        row = _without_strays(lambda xs: pull(step, xs, gys, saved=saved), trace.inputs_of(step))
    except Exception:  # a learner's backward
        return []
    passes = []
    for i, local in enumerate(row):
        if local is not None and local.size:
            sizes = np.nan_to_num(np.abs(_host(local)), nan=np.inf)
            where = tuple(int(k) for k in np.unravel_index(int(sizes.argmax()), sizes.shape))
            passes.append(share(gradients, step, i, where))
    return passes


def _without_strays(derivative: Callable[[Sequence[Any]], list[Any]], inputs: Sequence[Any]) -> list[Any]:
    """Derivatives of which only one place was asked for. Zero times NaN is NaN, so a NaN elsewhere shows up, too: it
    becomes 0 again where there is no dependence with ordinary numbers."""
    found = derivative(inputs)
    if all(v is None or np.isfinite(_host(v)).all() for v in found):
        return found
    usual = derivative([_finite(x) for x in inputs])
    return [
        v if v is None or u is None else array_module(v).where((u == 0) & ~array_module(v).isfinite(v), 0, v)
        for v, u in zip(found, usual, strict=True)
    ]


def _finite(x: Any) -> Any:
    if not is_array(x) or x.dtype.kind not in "fc":
        return x
    return array_module(x).where(array_module(x).isfinite(x), x, array_module(x).asarray(0.5, x.dtype))


def _host(array: Any) -> np.ndarray:
    return np.asarray(to_device(array, CPU))


def _number(value: Any, index: tuple[int, ...]) -> Real:
    if value is None:
        return "NaN"
    number = complex(_host(value)[index] if is_array(value) else value)
    return real(number.real if number.imag == 0 else abs(number))
