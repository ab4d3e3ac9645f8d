"""The formula of a number that follows the input's size, from what it was in a few traces."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograd_lab.onnx.sizes import Axis, Size, merged, settings_of, size_of
from autograd_lab.onnx.trace import Ref

B, T = Axis("x", 0, "batch"), Axis("x", 1, "time")


def seen(axes: list[Axis], example: dict[Axis, int], formula: Callable[..., int]) -> Size | int:
    settings = settings_of(axes, example)
    return size_of([formula(*(setting[axis] for axis in axes)) for setting in settings], settings)


@pytest.mark.parametrize("b", [1, 2, 3, 8, 64])
@pytest.mark.parametrize("t", [1, 4, 7, 100])
def test_formulas(b: int, t: int) -> None:
    both, example = [B, T], {B: b, T: t}
    assert seen(both, example, lambda b, t: 5) == 5
    for formula, terms, rest in (
        (lambda b, t: b, ((1, (B,)),), 0),
        (lambda b, t: 3 * t - 1, ((3, (T,)),), -1),
        (lambda b, t: b * t, ((1, (B, T)),), 0),
        (lambda b, t: 12 * b * t + 2, ((12, (B, T)),), 2),
        (lambda b, t: (t - 1) * b, ((-1, (B,)), (1, (B, T))), 0),
        (lambda b, t: b + t, ((1, (B,)), (1, (T,))), 0),
    ):
        found = seen(both, example, formula)
        assert isinstance(found, Size) and (found.terms, found.rest) == (terms, rest)


def test_what_has_no_such_formula() -> None:
    for formula in (lambda b: b * b, lambda b: b // 2, lambda b: max(b, 5)):
        found = seen([B], {B: 6}, formula)
        assert isinstance(found, Size) and not found.terms


def test_axes_of_one_name_change_together() -> None:
    other = Axis("y", 0, "batch")
    settings = settings_of([B, other], {B: 4, other: 4})
    assert all(setting[B] == setting[other] for setting in settings) and len({s[B] for s in settings}) == 3
    found = size_of([s[B] for s in settings], settings)
    assert isinstance(found, Size) and found.terms == ((1, (B,)),)


def test_merging() -> None:
    settings = settings_of([B], {B: 2})
    sizes = [s[B] for s in settings]
    found = merged([{"shape": (n, 4), "at": slice(0, n), "of": [Ref(3), True, 0.5, None]} for n in sizes], settings)
    assert found["of"] == [Ref(3), True, 0.5, None]
    assert found["shape"][0] == found["at"].stop == size_of(sizes, settings) and found["shape"][1] == 4
    for values in ([0.5, 0.25, 0.5], [(1,), (1, 2), (1,)], [None, 1, None], [True, False, True]):
        with pytest.raises(ValueError):
            merged(values, settings)
