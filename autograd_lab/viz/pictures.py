"""Small images side by side, as one picture: the data a lesson learns from, or the weights it has learned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError
from autograd_lab.i18n import add_messages
from autograd_lab.record.svg import FLOW, INK, picture, text
from autograd_lab.tensor import Tensor

SHADES = 16
PIXEL, GAP, TITLE = 8, 12, 20  # sizes in the picture's units
FEW = 4  # so few images are shown twice as large
MOST = 100  # images shown

add_messages(
    {
        "pictures.shape": (
            "images(): expected a shape (height, width) or (count, height, width), got {shape}. "
            "Rows of 64 pixels become images with .reshape(-1, 8, 8).",
            "images()：形状应为 (高, 宽) 或 (张数, 高, 宽)，得到的是 {shape}。"
            "每行 64 个像素可以用 .reshape(-1, 8, 8) 变成图像。",
        ),
    }
)


class Pictures:
    """What `lab.viz.images` returns."""

    def __init__(self, images: np.ndarray, titles: Sequence[str], columns: int) -> None:
        self.images = images  # (N, H, W)
        self.titles = titles
        self.columns = max(1, min(columns, len(images)))
        self._pixel = 2 * PIXEL if len(images) < FEW else PIXEL

    def __repr__(self) -> str:
        count, height, width = self.images.shape
        return f"Pictures({count} of {height} x {width})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "image/svg+xml": self.to_svg()}

    def to_svg(self) -> str:
        """Ink is dark, nothing is white; negative values are orange."""
        images = self.images[:MOST]
        count, height, width = images.shape
        wide, high = width * self._pixel, height * self._pixel
        cell_x, cell_y = wide + GAP, high + GAP + (TITLE if self.titles else 0)
        rows = -(-count // self.columns)
        largest = float(np.abs(images).max(initial=0.0)) or 1.0
        body = []
        for index, image in enumerate(images):
            x, y = GAP + index % self.columns * cell_x, GAP + index // self.columns * cell_y
            body.append(f'<g transform="translate({x} {y}) scale({self._pixel})">{_image(image, largest)}</g>')
            if index < len(self.titles):
                body.append(text(x + wide / 2, y + high + 14, self.titles[index], color="#808080"))
        return picture(GAP + self.columns * cell_x, GAP + rows * cell_y, repr(self), " ".join(self.titles), body)


def _image(image: np.ndarray, largest: float) -> str:
    """One path per shade rather than one box per pixel: a tenth of the size."""
    height, width = image.shape
    runs: dict[int, list[str]] = defaultdict(list)
    for row, line in enumerate(np.rint(image / largest * SHADES).astype(int)):
        for column, shade in enumerate(line):
            runs[int(shade)].append(f"M{column} {row}h1v1h-1z")
    paths = (
        f'<path fill="{INK if shade > 0 else FLOW}" fill-opacity="{abs(shade) / SHADES:g}" d="{"".join(parts)}"/>'
        for shade, parts in sorted(runs.items())
        if shade
    )
    paper = f'<path fill="#fff" d="M0 0h{width}v{height}h-{width}z"/>'
    return f'<g shape-rendering="crispEdges">{paper}{"".join(paths)}</g>'


def images(batch: Any, titles: Any = None, *, columns: int = 10) -> Pictures:
    """Show images of shape (H, W) or (N, H, W), with a title under each: ``lab.viz.images(x, labels)``."""
    array = np.asarray(batch.detach().cpu().numpy() if isinstance(batch, Tensor) else batch, dtype=float)
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3:
        raise ShapeError("pictures.shape", shape=tuple(array.shape))
    if isinstance(titles, Tensor):
        titles = titles.tolist()
    words = [str(title) for title in ([] if titles is None else titles)]
    return Pictures(np.nan_to_num(array, posinf=0.0, neginf=0.0), words, columns)
