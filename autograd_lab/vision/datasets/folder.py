"""A folder with a folder of images for each class."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import autograd_lab.vision.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab.errors import FileError
from autograd_lab.vision.datasets.dataset import VisionDataset
from autograd_lab.vision.pillow import image_module

EXTENSIONS = (".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp")


def pil_loader(path: str) -> Any:
    """The image in a file, as a PIL image in RGB; FileError if it is none."""
    module = image_module()
    try:
        with module.open(path) as image:
            return image.convert("RGB")
    except (OSError, SyntaxError, ValueError, module.DecompressionBombError) as error:  # what Pillow's readers raise
        raise FileError("vision.damaged", path=path, why=error) from None


class ImageFolder(VisionDataset):
    """``root``/cat/1.png, ``root``/cat/more/2.png, ``root``/dog/3.png, ...: the sorted folders are the classes.

    ``loader`` reads a file, by default as a PIL image in RGB, which needs Pillow. ``is_valid_file(path)`` chooses files
    instead of their endings. ``samples`` lists (path, label). FileError if there is no class, or, unless
    ``allow_empty``, a class without images.
    """

    def __init__(self, root: str | os.PathLike[str], transform: Callable[..., Any] | None = None,
                 target_transform: Callable[..., Any] | None = None, loader: Callable[[str], Any] = pil_loader,
                 is_valid_file: Callable[[str], bool] | None = None, allow_empty: bool = False) -> None:  # fmt: skip
        super().__init__(transform, target_transform)
        self.root, self.loader = Path(root), loader
        folders = sorted(p.name for p in self.root.iterdir() if p.is_dir()) if self.root.is_dir() else []
        if not folders:
            raise FileError("vision.no_classes", root=self.root)
        self.classes = folders
        valid = is_valid_file or (lambda path: path.lower().endswith(EXTENSIONS))
        self.samples: list[tuple[str, int]] = []
        empty = []
        for label, name in enumerate(folders):
            found = [path for path in _files(self.root / name) if valid(path)]
            self.samples += [(path, label) for path in found]
            empty += [] if found else [name]
        if empty and not allow_empty:
            raise FileError("vision.no_images", root=self.root, classes=", ".join(empty))
        self.targets = [label for _, label in self.samples]

    @property
    def imgs(self) -> list[tuple[str, int]]:
        """torchvision's other name of ``samples``."""
        return self.samples

    def sample(self, index: int) -> tuple[Any, int]:
        path, label = self.samples[index]
        return self.loader(path), label

    def __len__(self) -> int:
        return len(self.samples)

    def described(self) -> dict[str, Any]:
        return {"Root location": str(self.root), **super().described()}


def _files(folder: Path) -> list[str]:
    """All files below a folder, in order."""
    return sorted(str(Path(place) / name) for place, _, names in os.walk(folder, followlinks=True) for name in names)
