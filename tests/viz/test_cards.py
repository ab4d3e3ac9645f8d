"""`lab.viz.images`: small images as one picture that needs no page around it."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

import autograd_lab as lab


def test_tensors_arrays_and_single_images() -> None:
    assert repr(lab.viz.images(lab.rand(3, 8, 8))) == "Pictures(3 of 8 x 8)"
    assert repr(lab.viz.images(np.zeros((4, 5)))) == "Pictures(1 of 4 x 5)"
    assert repr(lab.viz.images(lab.zeros(0, 8, 8))) == "Pictures(0 of 8 x 8)"


def test_picture_is_valid_stable_and_escapes_its_titles() -> None:
    x = lab.arange(128).reshape(2, 8, 8) - 64
    shown = lab.viz.images(x, ["<script>", "a & b"])
    root = ET.fromstring(shown.to_svg())
    assert [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")] == ["<script>", "a & b"]
    assert shown.to_svg() == lab.viz.images(x, ["<script>", "a & b"]).to_svg()
    assert set(shown._repr_mimebundle_()) == {"text/plain", "image/svg+xml"}


def test_values_that_are_no_numbers_do_no_harm() -> None:
    ET.fromstring(lab.viz.images(lab.tensor([[float("nan"), float("inf")], [0.0, 1.0]])).to_svg())


def test_titles_may_be_a_tensor_and_too_few() -> None:
    assert ">7<" in lab.viz.images(lab.ones(2, 3, 3), lab.tensor([7])).to_svg()


@pytest.mark.parametrize(("language", "words"), [("en", "reshape"), ("zh", "形状应为")])
def test_rows_of_pixels_are_refused_with_the_way_out(language: str, words: str) -> None:
    lab.set_language(language)
    with pytest.raises(RuntimeError, match=words):
        lab.viz.images(lab.zeros(64))
