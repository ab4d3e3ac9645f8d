"""What is refused: one class of error, and words in both languages that name the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.i18n import _catalogue
from autograd_lab.vision import models, transforms as T
from autograd_lab.vision.transforms import functional as F
from autograd_lab.vision.utils import make_grid
from tests.support.refusal import assert_refused

image, small = torch.rand(3, 6, 5), (torch.rand(2, 3, 3) * 255).to(torch.uint8)
BAD: list[tuple[str, type[Exception], Callable[[], Any], str]] = [
    ("weights", ValueError, lambda: models.resnet18(weights="DEFAULT"), "'DEFAULT'"),
    ("weights", ValueError, lambda: models.vgg11(weights="DEFAULT"), "vgg11"),
    ("grid_type", TypeError, lambda: make_grid(3), "int"),  # type: ignore[arg-type]
    ("grid_shapes", ValueError, lambda: make_grid([image, small]), "(2, 3, 3)"),
    ("grid_shapes", ValueError, lambda: make_grid([]), "[]"),
    ("grid_shapes", ValueError, lambda: make_grid(torch.ones(2, 1, 3, 4, 4)), "(2, 1, 3, 4, 4)"),
    ("grid_size", ValueError, lambda: make_grid(image, nrow=0), "nrow=0"),
    ("not_image", TypeError, lambda: T.Resize(3)("cat.png"), "str"),
    ("not_image", TypeError, lambda: T.RandomCrop(2)(None), "NoneType"),
    ("not_image", ValueError, lambda: T.CenterCrop(3)(torch.ones(4, 4)), "(4, 4)"),
    ("not_image", ValueError, lambda: F.hflip(torch.ones(3, 0, 4)), "(3, 0, 4)"),
    ("not_image", TypeError, lambda: T.ToTensor()([[1, 2]][0][0]), "int"),
    ("not_image", TypeError, lambda: F.pil_to_tensor(np.ones((2, 2))), "ndarray"),
    ("need_tensor", TypeError, lambda: T.Normalize(0, 1)(np.ones((2, 2))), "ToImage"),
    ("need_tensor", TypeError, lambda: T.ToDtype()(np.ones((2, 2))), "ToImage"),
    ("to_image", ValueError, lambda: T.ToImage()(np.ones(3)), "(3,)"),
    ("to_image", ValueError, lambda: T.ToImage()(np.array([["a"]])), "<U1"),
    ("to_pil", ValueError, lambda: F.to_pil_image(torch.ones(5, 2, 2)), "(5, 2, 2)"),
    ("normalize_dtype", TypeError, lambda: T.Normalize(0, 1)(small), "uint8"),
    ("normalize_count", ValueError, lambda: T.Normalize([1, 2], [1, 2])(image), "3 channels"),
    ("normalize_zero", ValueError, lambda: T.Normalize(0, [1, 0, 1])(image), "[1, 0, 1]"),
    ("unsafe_dtype", TypeError, lambda: T.ToDtype(torch.int64, scale=True)(image), "int64"),
    ("size", ValueError, lambda: T.Resize(0), "0"),
    ("size", ValueError, lambda: T.CenterCrop((1, 2, 3)), "(1, 2, 3)"),
    ("size", ValueError, lambda: T.RandomCrop(2.5), "2.5"),  # type: ignore[arg-type]
    ("max_size", ValueError, lambda: F.resize(image, 5, max_size=4), "max_size=4"),
    ("max_size", ValueError, lambda: F.resize(image, (5, 5), max_size=9), "(5, 5)"),
    ("choice", ValueError, lambda: F.resize(image, 3, interpolation="lanczos"), "'lanczos'"),
    ("choice", ValueError, lambda: F.rotate(image, 3, interpolation="bicubic"), "'bicubic'"),
    ("choice", ValueError, lambda: F.pad(image, 1, padding_mode="wrap"), "'wrap'"),
    ("choice", ValueError, lambda: F.rgb_to_grayscale(image, 2), "2"),
    ("choice", ValueError, lambda: T.RandomErasing(value="noise"), "'noise'"),
    ("padding", ValueError, lambda: T.Pad(-1), "-1"),
    ("padding", ValueError, lambda: T.Pad((1, 2, 3)), "(1, 2, 3)"),
    ("padding_large", ValueError, lambda: F.pad(image, 5, padding_mode="reflect"), "width 5"),
    ("fill", ValueError, lambda: F.pad(image, 1, fill=[1, 2]), "3 channels"),
    ("fill", ValueError, lambda: T.RandomErasing(1, value=[1, 2])(image), "3 channels"),
    ("crop_large", ValueError, lambda: T.RandomCrop(7)(image), "(6, 5)"),
    ("probability", ValueError, lambda: T.RandomHorizontalFlip(1.5), "1.5"),
    ("range", ValueError, lambda: T.ColorJitter(brightness=-1), "-1"),
    ("range", ValueError, lambda: T.ColorJitter(hue=0.7), "0.7"),
    ("range", ValueError, lambda: T.RandomRotation((5, 1)), "(5, 1)"),
    ("range", ValueError, lambda: T.RandomErasing(scale=(0.5, 1.5)), "(0.5, 1.5)"),
    ("range", ValueError, lambda: T.RandomResizedCrop(4, ratio=(2.0, 1.0)), "(2.0, 1.0)"),
    ("range", ValueError, lambda: T.RandomAffine((5, 1)), "(5, 1)"),
    ("range", ValueError, lambda: T.RandomAffine(0, translate=(0.1, 1.5)), "(0.1, 1.5)"),
    ("range", ValueError, lambda: T.RandomAffine(0, scale=(0, 1)), "(0, 1)"),
    ("range", ValueError, lambda: T.RandomAffine(0, shear=(3, 2, 1)), "(3, 2, 1)"),
    ("range", ValueError, lambda: F.affine(image, 0, [0, 0], 0.0, [0, 0]), "0.0"),
    ("factor", ValueError, lambda: F.adjust_hue(image, 0.7), "0.7"),
    ("factor", ValueError, lambda: F.adjust_contrast(image, -1), "-1"),
    ("channels", ValueError, lambda: F.adjust_brightness(small, 1), "2"),
    ("callable", TypeError, lambda: T.Compose([T.Pad(1), 3]), "3"),  # type: ignore[list-item]
    ("callable", TypeError, lambda: T.Compose(T.Pad(1)), "Pad"),  # type: ignore[arg-type]
    ("callable", TypeError, lambda: T.Lambda("x"), "'x'"),  # type: ignore[arg-type]
    ("compose_empty", ValueError, lambda: T.Compose([]), "at least one"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row[0])
def test_it_is_refused_in_both_languages(row: Any) -> None:
    key, error, call, word = row
    assert_refused(call, error, f"vision.{key}", word, said_in=("en",))


def test_every_message_is_said() -> None:
    pillow = {"no_pillow", "pil_mode"}  # test_pil.py
    files = {"no_sklearn", "not_there", "damaged", "no_classes", "no_images"}  # test_datasets.py
    parts = {"idx_header", "idx_length", "counts", "label", "member", "records"}  # of "damaged", there too
    said = {row[0] for row in BAD} | pillow | files | parts | {"download"}  # test_download.py
    assert said == {key.removeprefix("vision.") for key in _catalogue if key.startswith("vision.")}
