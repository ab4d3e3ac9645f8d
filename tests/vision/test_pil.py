"""PIL images: in, out, and through transforms."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.vision import transforms as T
from autograd_lab.vision.transforms import functional as F

Image = pytest.importorskip("PIL.Image")
RGB = np.random.RandomState(0).randint(0, 256, (8, 6, 3)).astype(np.uint8)


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3), ("RGBA", 4), ("LA", 2)])
def test_there_and_back(mode: str, channels: int) -> None:
    image = Image.fromarray(RGB).convert(mode)
    tensor = T.PILToTensor()(image)
    assert tensor.shape == (channels, 8, 6) and tensor.dtype is torch.uint8
    back = T.ToPILImage()(tensor)
    assert back.mode == mode and back.size == (6, 8) and back.tobytes() == image.tobytes()
    floats = T.ToTensor()(image)
    assert floats.dtype is torch.float32 and F.to_pil_image(floats).tobytes() == image.tobytes()


def test_other_modes() -> None:
    assert set(F.to_image(Image.fromarray(RGB).convert("1")).unique().tolist()) <= {0, 255}
    assert F.to_image(Image.fromarray(RGB).convert("P")).shape == (3, 8, 6)
    with pytest.raises(ValueError, match="mode CMYK"):
        F.to_image(Image.fromarray(RGB).convert("CMYK"))


@pytest.mark.parametrize(
    "transform",
    [T.Resize(4), T.CenterCrop(5), T.Pad(2, padding_mode="reflect"), T.Grayscale(3), T.RandomHorizontalFlip(1),
     T.RandomRotation((30, 30)), T.ColorJitter(0.4, 0.3, 0.2, 0.1)],
    ids=lambda transform: type(transform).__name__,
)  # fmt: skip
def test_a_pil_image_changes_as_its_tensor_does(transform: Any) -> None:
    image = Image.fromarray(RGB)
    torch.manual_seed(0)
    made = transform(image)
    torch.manual_seed(0)
    expected = transform(F.to_image(image))
    assert isinstance(made, Image.Image) and bool((F.to_image(made) == expected).all())


def test_in_a_sample_the_pil_images_are_the_images() -> None:
    image = Image.fromarray(RGB)
    made, mask, label = T.RandomHorizontalFlip(1)(image, image, torch.tensor([1, 2]))
    assert made.tobytes() == mask.tobytes() != image.tobytes() and label.tolist() == [1, 2]


def test_without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    for language, words in (("en", "pip install pillow"), ("zh", "需要 Pillow")):
        torch.set_language(language)
        with pytest.raises(ImportError, match=words):
            F.to_pil_image(torch.zeros(1, 2, 2))
