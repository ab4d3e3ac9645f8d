"""One convolution of one image, by the real ``F.conv2d``."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import functional as F
from autograd_lab.record.cards.card import numbers
from autograd_lab.record.play import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.snapshot import Text, both
from autograd_lab.tensor.tensor import make

MOST = 64  # pixels a side
LIMITS = {"stride": (1, 3), "padding": (0, 3), "dilation": (1, 3)}


def shapes():
    y, x = np.mgrid[0:20, 0:20]
    disk = (x - 6) ** 2 + (y - 6) ** 2 <= 16
    square = (x >= 11) & (x < 18) & (y >= 3) & (y < 10)
    slope = (y >= 12) & (y < 18) & (x >= 2) & (x < 18)
    return disk + 0.7 * square + slope * (x - 2) / 16


def waves():
    y, x = np.mgrid[0:20, 0:20]
    return 0.5 + 0.5 * np.sin(np.hypot(x - 4, y - 4))


def digit():
    from sklearn.datasets import load_digits

    rows, _ = load_digits(return_X_y=True)
    return rows[3].reshape(8, 8) / 16


IMAGES: dict[str, Callable[[], np.ndarray]] = {"digit": digit, "shapes": shapes, "waves": waves}


@dataclass(frozen=True)
class KernelPreset:
    key: str
    name: Text
    three: list[list[float]]
    five: list[list[float]]


@dataclass(frozen=True)
class ImageName:
    key: str
    name: Text


@dataclass(frozen=True)
class Convolution:
    """One convolution. Its numbers are the pixels of the input and of the output, row by row."""

    image: str
    kernel: list[list[float]]
    stride: int
    padding: int
    dilation: int
    input: list[int]
    output: list[int]
    code: str


class Convolver:
    """The images there are, and the kernel applied to them."""

    def __init__(self, image: Any = None) -> None:
        self._pixels: dict[str, np.ndarray] = {}
        if image is not None:
            array = numbers(image)
            if array.ndim > 2 and set(array.shape[:-2]) == {1}:
                array = array.reshape(array.shape[-2:])
            if array.ndim != 2 or not 2 <= min(array.shape) <= max(array.shape) <= MOST:
                raise ShapeError("kernels.image", limit=MOST, shape=tuple(array.shape))
            self._pixels["own"] = np.nan_to_num(array, posinf=0.0, neginf=0.0)
        self.keys = [*self._pixels, *IMAGES]

    def names(self) -> list[ImageName]:
        return [ImageName(key, both(f"kernels.{key}")) for key in self.keys]

    def pixels(self, key: str) -> np.ndarray:
        if key not in self._pixels:
            if key not in IMAGES:
                raise ArgumentError("kernels.kernel")
            self._pixels[key] = IMAGES[key]().astype(np.float32)
        return self._pixels[key]

    def run(
        self, image: str, kernel: Any, stride: int, padding: int, dilation: int
    ) -> tuple[Convolution, np.ndarray, np.ndarray]:
        """The convolution, its input and its output; ArgumentError, ShapeError with a way out."""
        weights = _weights(kernel)
        for name, value in (("stride", stride), ("padding", padding), ("dilation", dilation)):
            low, high = LIMITS[name]
            if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
                raise ArgumentError("kernels.option", name=name, low=low, high=high, got=value)
        pixels = self.pixels(image)
        covered = dilation * (len(weights) - 1) + 1
        height, width = (side + 2 * padding for side in pixels.shape)
        if covered > min(height, width):
            raise ShapeError("kernels.too_large", dilation=dilation, covered=covered, height=height, width=width)
        with no_grad():
            out = F.conv2d(
                make(pixels[None, None]), make(weights[None, None]), stride=stride, padding=padding, dilation=dilation
            )
        result = out.numpy()[0, 0]
        run = Convolution(
            image,
            [[float(w) for w in row] for row in weights.round(6).tolist()],
            stride,
            padding,
            dilation,
            list(pixels.shape),
            list(result.shape),
            self._code(image, weights, stride, padding, dilation),
        )
        return run, pixels, result

    def _code(self, image: str, weights: np.ndarray, stride: int, padding: int, dilation: int) -> str:
        if image == "own":
            rows = ",\n".join(f"    [{', '.join(f'{v:.4g}' for v in row)}]" for row in self._pixels["own"])
            made = f"image = lab.tensor([\n{rows},\n])"
        else:
            source = textwrap.dedent(inspect.getsource(IMAGES[image])).rstrip()
            made = f'{source}\n\nimage = lab.tensor({image}().astype("float32"))'
        kernel = ",\n".join(f"    [{', '.join(f'{float(w):.6g}' for w in row)}]" for row in weights)
        return f"""import numpy as np
import autograd_lab as lab
from autograd_lab.nn import functional as F

{made}
kernel = lab.tensor([
{kernel},
], dtype=lab.float32)
# conv2d takes (images, channels, height, width) and (out channels, in channels, height, width)
out = F.conv2d(image[None, None], kernel[None, None], stride={stride}, padding={padding}, dilation={dilation})[0, 0]
lab.viz.images(out)
"""


def _weights(kernel: Any) -> np.ndarray:
    try:
        weights = np.array(kernel, np.float32)
    except (TypeError, ValueError):
        raise ArgumentError("kernels.kernel") from None
    if weights.shape not in ((3, 3), (5, 5)) or not np.isfinite(weights).all():
        raise ArgumentError("kernels.kernel")
    return weights


def _presets() -> list[KernelPreset]:
    tiny = {
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        "blur": np.full((3, 3), 1 / 9),
        "gauss": np.outer([1, 2, 1], [1, 2, 1]) / 16,
        "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "edges": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        "vertical": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "horizontal": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
    }
    spread = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
    center = np.zeros((5, 5))
    center[2, 2] = 1
    slope = np.outer([1, 4, 6, 4, 1], [-1, -2, 0, 2, 1]) / 16
    large = {
        "identity": center,
        "blur": np.full((5, 5), 1 / 25),
        "gauss": spread,
        "sharpen": 2 * center - spread,
        "edges": np.where(center > 0, 24, -1),
        "vertical": slope,
        "horizontal": slope.T,
        "emboss": np.add.outer(np.arange(-2, 3), np.arange(-2, 3)) / 2 + center,
    }

    def rows(values: Any) -> list[list[float]]:
        return [[float(f"{v:.4g}") for v in row] for row in np.asarray(values, float)]

    return [KernelPreset(key, both(f"kernels.{key}"), rows(tiny[key]), rows(large[key])) for key in tiny]


PRESETS = _presets()
