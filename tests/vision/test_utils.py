"""Grids of images, as torchvision lays them out."""

from __future__ import annotations

import autograd_lab as torch
from autograd_lab.vision.utils import make_grid


def test_places() -> None:
    images = torch.arange(1, 6).reshape(5, 1, 1, 1).expand(5, 1, 2, 3).float()
    grid = make_grid(images, nrow=2, padding=1, pad_value=9)
    assert grid.shape == (3, 3 * 3 + 1, 2 * 4 + 1)
    assert bool((grid[0] == grid[2]).all())
    assert grid[0, 1::3, 1::4].tolist() == [[1, 2], [3, 4], [5, 9]]
    assert bool((grid[0, ::3] == 9).all()) and bool((grid[0, :, ::4] == 9).all())
    assert bool((make_grid(list(images), nrow=2, padding=1, pad_value=9) == grid).all())


def test_one_image_has_no_frame() -> None:
    for shape in ((4, 5), (1, 4, 5), (3, 4, 5), (1, 3, 4, 5)):
        assert make_grid(torch.rand(*shape)).shape == (3, 4, 5)


def test_normalize() -> None:
    images = torch.tensor([[0.0, 2.0], [4.0, 8.0]]).reshape(2, 1, 1, 2)
    whole = make_grid(images, padding=0, normalize=True)
    assert whole[0].flatten().tolist() == [0, 0.25, 0.5, 1]
    each = make_grid(images, padding=0, normalize=True, scale_each=True)
    assert each[0].flatten().tolist() == [0, 1, 0, 1]
    given = make_grid(images, padding=0, normalize=True, value_range=(2, 4))
    assert given[0].flatten().tolist() == [0, 0, 1, 1]
    assert images.max() == 8  # the images given are as they were
