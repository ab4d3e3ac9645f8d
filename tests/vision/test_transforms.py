"""Transforms as objects: chance that can be repeated, whole samples, the same for all images of one."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.vision import transforms as T

IMAGE = torch.arange(3 * 12 * 10).reshape(3, 12, 10).to(torch.uint8)


def random_ones(seed: int) -> list[Any]:
    g = {"generator": torch.Generator().manual_seed(seed)}
    return [
        T.RandomCrop(6, padding=2, **g),
        T.RandomHorizontalFlip(**g),
        T.RandomVerticalFlip(**g),
        T.RandomRotation(40, **g),
        T.ColorJitter(0.5, 0.5, 0.5, 0.3, **g),
        T.RandomErasing(0.9, value="random", **g),
        T.RandomApply([T.RandomErasing(1.0, value=255)], **g),
        T.RandomResizedCrop(6, **g),
        T.RandomAffine(30, (0.2, 0.2), (0.8, 1.2), 10, **g),
    ]


@pytest.mark.parametrize("i", range(9))
def test_a_seed_repeats(i: int) -> None:
    if i == 6:  # its inner transform draws from the library's own
        torch.manual_seed(0)
    first = [random_ones(0)[i](IMAGE) for _ in range(1)] + [random_ones(s)[i](IMAGE) for s in range(1, 9)]
    if i == 6:
        torch.manual_seed(0)
    second = [random_ones(s)[i](IMAGE) for s in range(9)]
    assert all(bool((a == b).all()) for a, b in zip(first, second, strict=True))
    assert len({a.numpy().tobytes() for a in first}) > 1  # and another seed gives another image


def test_without_a_generator_the_librarys_seed_counts() -> None:
    crop = T.RandomCrop(5)
    torch.manual_seed(3)
    first = [crop(IMAGE) for _ in range(4)]
    torch.manual_seed(3)
    assert all(bool((crop(IMAGE) == image).all()) for image in first)


def test_probabilities_and_places() -> None:
    g = torch.Generator().manual_seed(0)
    flip = T.RandomHorizontalFlip(0.3, generator=g)
    flipped = sum(bool((flip(IMAGE) == IMAGE.flip(-1)).all()) for _ in range(400))
    assert 90 < flipped < 150
    crop = T.RandomCrop((11, 9), generator=g)
    corners = {int(crop(IMAGE)[0, 0, 0]) for _ in range(60)}
    assert corners == {0, 1, 10, 11}  # every place, the last included
    always, never = T.RandomHorizontalFlip(1), T.RandomHorizontalFlip(0)
    assert bool((always(IMAGE) == IMAGE.flip(-1)).all()) and never(IMAGE) is IMAGE
    turn = T.RandomRotation((90, 90))
    assert bool((turn(IMAGE[:, :10]) == torch.rot90(IMAGE[:, :10], 1, (-2, -1))).all())


def test_a_resized_crop_is_as_large_and_as_wide_as_it_may_be() -> None:
    crop = T.RandomResizedCrop(8, scale=(0.2, 0.5), ratio=(0.5, 2.0), generator=torch.Generator().manual_seed(0))
    image = torch.zeros(1, 40, 60)
    found = [crop.make_params([image]) for _ in range(200)]
    areas = [p["height"] * p["width"] / 2400 for p in found]
    shapes = [p["width"] / p["height"] for p in found]
    assert 0.18 < min(areas) < 0.22 and 0.48 < max(areas) < 0.52  # sides are whole numbers
    assert 0.45 < min(shapes) < 0.6 and 1.7 < max(shapes) < 2.2
    assert all(p["top"] + p["height"] <= 40 and p["left"] + p["width"] <= 60 for p in found)
    assert len({(p["top"], p["left"]) for p in found}) > 100
    assert crop(image).shape == (1, 8, 8)
    # a shape that never fits: the largest middle part of the nearest one that does
    whole = T.RandomResizedCrop(8, scale=(1.0, 1.0), ratio=(1.0, 1.0)).make_params([image])
    assert whole == {"top": 0, "left": 10, "height": 40, "width": 40}


def test_an_affine_map_draws_within_its_ranges() -> None:
    g = torch.Generator().manual_seed(0)
    move = T.RandomAffine((-20, 40), translate=(0.1, 0.5), scale=(0.5, 2), shear=(-5, 5, 10, 12), generator=g)
    found = [move.make_params([torch.zeros(1, 20, 30)]) for _ in range(300)]
    for name, ends in {"angle": (-20, 40), "scale": (0.5, 2)}.items():
        values = [p[name] for p in found]
        assert ends[0] <= min(values) < ends[0] + 1 and ends[1] - 1 < max(values) <= ends[1]
    assert {p["translate"][0] for p in found} == set(range(-3, 4))  # a tenth of 30
    assert {p["translate"][1] for p in found} >= set(range(-9, 10))
    assert all(-5 <= p["shear"][0] <= 5 and 10 <= p["shear"][1] <= 12 for p in found)
    still = T.RandomAffine(0)
    assert bool((still(IMAGE) == IMAGE).all())
    assert repr(move).startswith("RandomAffine(degrees=(-20, 40), translate=(0.1, 0.5), scale=(0.5, 2)")


def test_crop_of_small_images() -> None:
    with pytest.raises(ValueError, match="pad_if_needed"):
        T.RandomCrop(14)(IMAGE)
    assert T.RandomCrop(14, pad_if_needed=True, padding_mode="edge")(IMAGE).shape == (3, 14, 14)


def test_erasing_covers_what_it_says() -> None:
    erase = T.RandomErasing(1, scale=(0.2, 0.2), ratio=(1.0, 1.0), value=(1, 2, 3))
    made = erase(torch.zeros(3, 20, 20))
    assert [int((made[c] == c + 1).sum()) for c in range(3)] == [81] * 3  # 9 x 9 is nearest to 0.2 * 400


def test_jitter_stays_in_its_range() -> None:
    grey = torch.full((1, 4, 4), 0.5)
    jitter = T.ColorJitter(brightness=(0.5, 1.5), generator=torch.Generator().manual_seed(0))
    values = [jitter(grey)[0, 0, 0].item() for _ in range(200)]
    assert 0.25 <= min(values) < 0.28 and 0.72 < max(values) <= 0.75
    assert T.ColorJitter()(grey) is grey


def test_samples() -> None:
    flip = T.RandomHorizontalFlip(1)
    image, label = flip((IMAGE, 3))
    assert bool((image == IMAGE.flip(-1)).all()) and label == 3
    image, target = flip(IMAGE, torch.tensor([1, 2]))  # only the first Tensor is an image
    assert bool((image == IMAGE.flip(-1)).all()) and target.tolist() == [1, 2]
    Sample = namedtuple("Sample", "image label")
    made = T.Compose([flip, T.ToDtype(torch.float32, scale=True)])(Sample(IMAGE, "cat"))
    assert isinstance(made, Sample) and made.image.max() <= 1 and made.label == "cat"
    assert flip({"x": IMAGE, "y": 1})["y"] == 1
    assert flip((3, "no image")) == (3, "no image")


def test_compose_and_lambda() -> None:
    steps = T.Compose([T.CenterCrop(8), lambda x: x.float() / 255, T.Lambda(lambda x: x * 2), T.Identity()])
    expected = IMAGE[:, 2:10, 1:9].float() / 255 * 2
    assert bool((steps(IMAGE) == expected).all())
    assert T.Lambda(lambda n: n + 1, int)((IMAGE, 3))[1] == 4
    assert "CenterCrop(size=(8, 8))" in repr(steps)


def test_the_usual_recipe() -> None:
    from autograd_lab.vision.transforms import v2

    recipe = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean=[0.5], std=[0.25])])
    made = recipe(np.full((5, 4), 255, np.uint8))
    assert made.shape == (1, 5, 4) and bool((made == 2).all())
    old = T.Compose([T.ToTensor(), T.Normalize((0.5,), (0.25,))])(np.full((5, 4, 1), 255, np.uint8))
    assert bool((old == made).all())


@pytest.mark.parametrize(("old", "new"), [("uint8", "int32"), ("int32", "uint8"), ("uint8", "float64")])
def test_white_stays_white(old: str, new: str) -> None:
    dtypes = getattr(torch, old), getattr(torch, new)
    white = torch.full((1, 2, 2), torch.iinfo(dtypes[0]).max, dtype=dtypes[0])
    made = T.ToDtype(dtypes[1], scale=True)(white)
    share = made.double() / (1 if made.is_floating_point() else torch.iinfo(dtypes[1]).max)
    assert made.dtype is dtypes[1] and (share > 0.99).all()


def test_floats_become_bytes_in_equal_shares() -> None:
    ramp = torch.linspace(0, 1, 256 * 64).reshape(1, 128, 128)
    counts = torch.bincount(T.ToDtype(torch.uint8, scale=True)(ramp).flatten().long())
    assert len(counts) == 256 and counts.min() >= 63 and counts.max() <= 66
