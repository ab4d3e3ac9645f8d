"""``nn.attention``: which ways of computing attention a program allows."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.nn.attention import SDPBackend, sdpa_kernel
from tests.support.refusal import assert_refused


def test_it_is_allowed_inside_and_as_before_outside() -> None:
    flags = torch.backends.cuda
    q = torch.randn(1, 2, 5, 4)
    expected = torch.nn.functional.scaled_dot_product_attention(q, q, q)
    with sdpa_kernel([SDPBackend.FLASH_ATTENTION, SDPBackend.MATH]):
        assert flags.flash_sdp_enabled() and flags.math_sdp_enabled() and not flags.mem_efficient_sdp_enabled()
        assert torch.equal(torch.nn.functional.scaled_dot_product_attention(q, q, q), expected)
        with sdpa_kernel(SDPBackend.MATH, set_priority=True):
            assert not flags.flash_sdp_enabled()
        assert flags.flash_sdp_enabled()
    assert flags.flash_sdp_enabled() and flags.mem_efficient_sdp_enabled()


@pytest.mark.parametrize("way", [way for way in SDPBackend if way is not SDPBackend.MATH])
def test_what_is_not_there_says_so(way: SDPBackend) -> None:
    assert_refused(lambda: sdpa_kernel(way).__enter__(), ShapeError, "attention.no_backend", way.name)


def test_a_name_is_no_backend() -> None:
    wrong: Any = ["MATH"]
    assert_refused(lambda: sdpa_kernel(wrong).__enter__(), ArgTypeError, "attention.backend", "str")


def test_numbers_and_names_are_those_of_torch() -> None:
    oracle = pytest.importorskip("torch.nn.attention")
    assert {b.name: int(b) for b in SDPBackend} == {n: int(b) for n, b in oracle.SDPBackend.__members__.items()}
    assert str(SDPBackend.MATH) == str(oracle.SDPBackend.MATH) and repr(SDPBackend.MATH) == repr(oracle.SDPBackend.MATH)


def test_it_is_a_part_of_nn() -> None:
    assert torch.nn.attention.sdpa_kernel is sdpa_kernel


@pytest.mark.parametrize("wrong", [3, None, "math", [3]])
def test_what_is_no_backend(wrong: Any) -> None:
    with pytest.raises(TypeError, match="SDPBackend"), sdpa_kernel(wrong):
        pass
