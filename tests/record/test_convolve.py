"""The kernel explorer shows what ``F.conv2d`` computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.record.play.convolve import IMAGES, PRESETS, Convolver


@pytest.mark.parametrize(("stride", "padding", "dilation"), [(1, 0, 1), (2, 1, 1), (3, 3, 2), (1, 2, 3)])
@pytest.mark.parametrize("image", IMAGES)
def test_every_output_pixel_is_its_sum(image: str, stride: int, padding: int, dilation: int) -> None:
    kernel = [[0.5, -1, 2], [0, 3, 0.25], [-2, 1, 1]]
    run, pixels, out = Convolver().run(image, kernel, stride, padding, dilation)
    padded = np.pad(pixels, padding)
    for row, column in [(0, 0), (run.output[0] - 1, run.output[1] - 1), (run.output[0] // 2, 0)]:
        top, left = row * stride, column * stride
        window = padded[top : top + 2 * dilation + 1 : dilation, left : left + 2 * dilation + 1 : dilation]
        assert out[row, column] == pytest.approx(float((window * np.array(kernel)).sum()), abs=1e-5)
    assert list(out.shape) == run.output and list(pixels.shape) == run.input


@pytest.mark.parametrize("image", [*IMAGES, "own"])
def test_the_code_is_the_convolution(image: str) -> None:
    convolver = Convolver(lab.rand(5, 6).round(decimals=3))
    run, _, out = convolver.run(image, PRESETS[2].three, 1, 1, 1)
    space: dict[str, Any] = {}
    exec(run.code, space)
    assert np.abs(space["out"].numpy() - out).max() < 1e-4


def test_presets_keep_or_remove_the_mean() -> None:
    for preset in PRESETS:
        for kernel, size in ((preset.three, 3), (preset.five, 5)):
            assert np.shape(kernel) == (size, size)
            total = 0 if preset.key in ("edges", "vertical", "horizontal") else 1
            assert np.sum(kernel) == pytest.approx(total, abs=2e-3), preset.key


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Convolver(np.zeros((3, 8, 8))), ShapeError),
        (lambda: Convolver(np.zeros((65, 8))), ShapeError),
        (lambda: Convolver(np.zeros((1, 8))), ShapeError),
        (lambda: Convolver().run("nowhere", PRESETS[0].three, 1, 0, 1), ArgumentError),
        (lambda: Convolver().run("digit", [[1, 2], [3, 4]], 1, 0, 1), ArgumentError),
        (lambda: Convolver().run("digit", [[float("nan")] * 3] * 3, 1, 0, 1), ArgumentError),
        (lambda: Convolver().run("digit", "no numbers", 1, 0, 1), ArgumentError),
        (lambda: Convolver().run("digit", PRESETS[0].three, 0, 0, 1), ArgumentError),
        (lambda: Convolver().run("digit", PRESETS[0].three, True, 0, 1), ArgumentError),
        (lambda: Convolver().run("digit", PRESETS[0].five, 1, 0, 3), ShapeError),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_convolved_is_refused(make: Any, error: type[Exception], language: str) -> None:
    lab.set_language(language)
    with pytest.raises(error):
        make()


def test_an_own_image_comes_first() -> None:
    convolver = Convolver(lab.ones(1, 1, 4, 4))
    assert [name.key for name in convolver.names()] == ["own", *IMAGES]
    _, pixels, out = convolver.run("own", PRESETS[1].three, 1, 0, 1)
    assert pixels.shape == (4, 4) and out == pytest.approx(1, abs=1e-3)
