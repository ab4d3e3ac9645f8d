"""Einstein's notation: ``torch.einsum("bij,bjk->bik", a, b)``.

The equation is read into one label per axis; then the operands are contracted two at a time, from left to right. In
``_read`` every label is a number: letters and sublist entries count from 0, the axes of an ellipsis from ``DOTS``.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters, ascii_uppercase
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.autocast import halved
from autograd_lab.functional.matmul import same_dtype
from autograd_lab.functional.ranges import arange
from autograd_lab.functional.reduction import sum
from autograd_lab.functional.registry import function
from autograd_lab.ops.matmul import Contract
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, result_type
from autograd_lab.tensor.tensor import Tensor

LETTERS = sorted(ascii_letters, key=lambda c: (c not in ascii_uppercase, c))  # capitals first, as in implicit outputs
DOTS = len(LETTERS)
Labels = list[int]


@function
def einsum(*args: Any) -> Tensor:
    """Multiply tensors along labelled axes and sum over the labels that the output lacks.

    ``einsum("ij,jk->ik", a, b)`` or, with labels after each operand, ``einsum(a, [0, 1], b, [1, 2], [0, 2])``.
    ``...`` stands for axes that broadcast; a label twice in one operand means its diagonal. Without ``->`` the output
    has the labels that occur once, in alphabetical order.
    """
    terms, out, operands = _read(args)
    for k, (term, x) in enumerate(zip(terms, operands, strict=True)):
        need_tensor(x, f"operands[{k}]", "einsum")
        if (Ellipsis not in term and len(term) != x.ndim) or len(term) - (Ellipsis in term) > x.ndim:
            raise ShapeError("einsum.ndim", k=k, labels=len(term) - (Ellipsis in term), ndim=x.ndim)
    labels = [_without_dots(term, x.ndim) for term, x in zip(terms, operands, strict=True)]
    wanted = _output(out, labels)
    sizes = _sizes(labels, operands)
    current = [_diagonal(x, term, sizes) for x, term in zip(operands, labels, strict=True)]
    while len(current) > 1:
        first, second, *rest = current
        later = {n for _, term in rest for n in term} | set(wanted)
        current = [_pair(first, second, later), *rest]
    return _single(*current[0], wanted)


# -- reading --------------------------------------------------------------------------------------------------------


def _read(args: Sequence[Any]) -> tuple[list[list[Any]], list[Any] | None, list[Any]]:
    """Labels of each operand, labels of the output or None, operands; an ellipsis stands as Ellipsis."""
    if len(args) < 2:
        raise ArgumentError("einsum.nothing")
    if isinstance(args[0], str):
        operands = list(args[1]) if len(args) == 2 and isinstance(args[1], (list, tuple)) else list(args[1:])
        left, arrow, right = args[0].partition("->")
        terms = [_term(part, k) for k, part in enumerate(left.split(","))]
        if len(terms) != len(operands):
            raise ShapeError("einsum.count", terms=len(terms), operands=len(operands))
        return terms, _term(right, None) if arrow else None, operands
    operands, lists = list(args[: len(args) // 2 * 2 : 2]), list(args[1::2])
    for given in (*lists, *args[len(operands) * 2 :]):
        for label in _need_list(given):
            if label is not Ellipsis and not 0 <= label < DOTS:
                raise ArgumentError("einsum.sublist", label=label)
    return [list(given) for given in lists], list(args[-1]) if len(args) % 2 else None, operands


def _need_list(given: Any) -> Any:
    if not isinstance(given, (list, tuple)):
        raise ArgTypeError("einsum.need_list", got=type(given).__name__)
    return given


def _term(text: str, k: int | None) -> list[Any]:
    where = "output" if k is None else f"operand {k}"
    text = text.replace(" ", "")
    before, dots, after = text.partition("...")
    if "." in before or "." in after:
        raise ShapeError("einsum.dots", where=where, term=text)
    for letter in before + after:
        if letter not in ascii_letters:
            raise ShapeError("einsum.letter", letter=letter, where=where)
    numbers = [[LETTERS.index(letter) for letter in part] for part in (before, after)]
    return [*numbers[0], *([Ellipsis] if dots else []), *numbers[1]]


def _without_dots(term: list[Any], ndim: int) -> Labels:
    """The ellipsis replaced by a label for each axis that it covers, the last axis always DOTS."""
    if Ellipsis not in term:
        return term
    at, covered = term.index(Ellipsis), ndim - len(term) + 1
    return [*term[:at], *range(DOTS + covered - 1, DOTS - 1, -1), *term[at + 1 :]]


def _output(out: list[Any] | None, labels: list[Labels]) -> Labels:
    every = [n for term in labels for n in term]
    dots = sorted({n for n in every if n >= DOTS}, reverse=True)
    if out is None:
        return dots + sorted(n for n in set(every) if every.count(n) == 1 and n < DOTS)
    wanted: Labels = []
    for label in out:
        if label is Ellipsis:
            wanted += dots
        elif label in wanted:
            raise ShapeError("einsum.output_twice", label=LETTERS[label])
        elif label not in every:
            raise ShapeError("einsum.output_unknown", label=LETTERS[label])
        else:
            wanted.append(label)
    return wanted


def _sizes(labels: list[Labels], operands: list[Tensor]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for k, (term, x) in enumerate(zip(labels, operands, strict=True)):
        for label, n in zip(term, x.array.shape, strict=True):
            seen = sizes.get(label, 1)
            if n != seen and 1 not in (n, seen):
                name = "..." if label >= DOTS else LETTERS[label]
                raise ShapeError("einsum.sizes", label=name, k=k, size=n, seen=seen)
            if term.count(label) > 1 and any(m != n for m, a in zip(x.array.shape, term, strict=True) if a == label):
                raise ShapeError("einsum.diagonal", label=LETTERS[label], k=k, shape=x.array.shape)
            sizes[label] = n if seen == 1 else seen
    return sizes


# -- computing ------------------------------------------------------------------------------------------------------


def _diagonal(x: Tensor, term: Labels, sizes: dict[int, int]) -> tuple[Tensor, Labels]:
    """Every label once: repeated ones read the diagonal, and axes of length 1 that broadcast are dropped."""
    for label in [n for n in dict.fromkeys(term) if term.count(n) > 1]:
        twice = [k for k, n in enumerate(term) if n == label]
        others = [k for k in range(x.ndim) if k not in twice]
        along = arange(sizes[label], device=x.device)
        x = x.permute(*twice, *others)[(along,) * len(twice)]
        term = [label, *(term[k] for k in others)]
    for axis in range(x.ndim - 1, -1, -1):
        if x.array.shape[axis] == 1 != sizes[term[axis]]:
            x, term = x.squeeze(axis), term[:axis] + term[axis + 1 :]
    return x, term


def _pair(first: tuple[Tensor, Labels], second: tuple[Tensor, Labels], later: set[int]) -> tuple[Tensor, Labels]:
    """The product of two operands, summed over the labels that nobody needs ``later``."""
    a, left = _summed(*first, later | set(second[1]))
    b, right = _summed(*second, later | set(first[1]))
    out = [n for n in dict.fromkeys(left + right) if n in later]
    if not set(left + right) <= later:
        a, b = halved(a, b)
        same_dtype("einsum", *halved(first[0], second[0]))
    joint = result_type(a, b)  # alone, a sum of small integers became int64
    a, b = cast(a, joint), cast(b, joint)
    return apply(Contract, a, b, left=tuple(left), right=tuple(right), out=tuple(out)), out


def _summed(x: Tensor, term: Labels, keep: set[int]) -> tuple[Tensor, Labels]:
    alone = tuple(k for k, n in enumerate(term) if n not in keep)
    return (sum(x, alone), [n for n in term if n in keep]) if alone else (x, term)


def _single(x: Tensor, term: Labels, wanted: Labels) -> Tensor:
    """The last operand's axes as the output wants them."""
    alone = tuple(k for k, n in enumerate(term) if n not in wanted)
    if alone:
        x, term = sum(x, alone), [n for n in term if n in wanted]
    return x.permute(*(term.index(n) for n in wanted)) if term != wanted else x
