"""CIFAR-10: 60,000 colour images of 32 x 32 pixels in ten classes.

Source: Krizhevsky 2009, Learning multiple layers of features from tiny images. The binary version is read: one byte
of label, then the image channel by channel. Nothing is unpickled, and nothing is unpacked to disk.
"""

from __future__ import annotations

import os
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import FileError
from autograd_lab.i18n import tr
from autograd_lab.vision.datasets import cache
from autograd_lab.vision.datasets.dataset import VisionDataset
from autograd_lab.vision.datasets.download import download

RECORD = 1 + 3 * 32 * 32  # bytes: label, red, green, blue
LARGEST = 10_000 * RECORD  # of a member


class CIFAR10(VisionDataset):
    """50,000 images with ``train=True``, 10,000 with ``train=False``.

    ``root``/cifar-10-binary.tar.gz is read; ``root`` is by default the environment's ``AUTOGRAD_LAB_DATA`` or a cache
    of the user. ``download=True`` gets it if it is missing (170 MB). ``data`` is an array (N, 32, 32, 3) of uint8 and
    ``targets`` a list, as in torchvision. FileError where the file is missing, damaged or cannot be fetched.
    """

    classes = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship",
               "truck")  # fmt: skip
    filename = "cifar-10-binary.tar.gz"
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    md5 = "c32a1d4ab5d03f1284b67883e8d87530"
    train_list: ClassVar[list[str]] = [f"data_batch_{i}.bin" for i in range(1, 6)]
    test_list: ClassVar[list[str]] = ["test_batch.bin"]

    def __init__(self, root: str | os.PathLike[str] | None = None, train: bool = True,
                 transform: Callable[..., Any] | None = None, target_transform: Callable[..., Any] | None = None,
                 download: bool = False) -> None:  # fmt: skip
        super().__init__(transform, target_transform)
        self.root, self.train = cache.folder(root), train
        path = self._path(download)
        found = read_members(path, self.train_list if train else self.test_list)
        images, labels = zip(*(_parsed(path, name, content) for name, content in found.items()), strict=True)
        self._images = np.concatenate(images)  # (N, 3, 32, 32)
        self.data = self._images.transpose(0, 2, 3, 1)
        self.targets: list[int] = np.concatenate(labels).tolist()

    def _path(self, fetch: bool) -> Path:
        path = self.root / self.filename
        if not path.exists():
            if not fetch:
                raise FileError(
                    "vision.not_there", cls="CIFAR10", name=self.filename, folder=self.root.absolute(), url=self.url
                )
            download([self.url], path, self.md5)
        return path

    def sample(self, index: int) -> tuple[Tensor, int]:
        return lab.tensor(self._images[index]), self.targets[index]

    def __len__(self) -> int:
        return len(self.targets)

    def described(self) -> dict[str, Any]:
        split = "train" if self.train else "test"
        return {"Root location": str(self.root), "Split": split, **super().described()}


def read_members(path: Path, names: list[str]) -> dict[str, bytes]:
    """The named files of an archive, in that order, whatever folder they lie in."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                if name in names and name not in found and member.isfile() and member.size <= LARGEST:
                    file = archive.extractfile(member)
                    found[name] = file.read() if file is not None else b""
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise FileError("vision.damaged", path=path, why=error) from None
    if missing := [name for name in names if name not in found]:
        raise FileError("vision.damaged", path=path, why=tr("vision.member", names=", ".join(missing)))
    return {name: found[name] for name in names}


def _parsed(path: Path, name: str, content: bytes) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3, 32, 32) and (N,)"""
    if not content or len(content) % RECORD:
        raise FileError("vision.damaged", path=path,
                        why=tr("vision.records", name=name, got=len(content), record=RECORD))  # fmt: skip
    records = np.frombuffer(content, np.uint8).reshape(-1, RECORD)
    labels = records[:, 0].astype(np.int64)
    if labels.max() >= len(CIFAR10.classes):
        raise FileError("vision.damaged", path=path, why=tr("vision.label", label=labels.max()))
    return records[:, 1:].reshape(-1, 3, 32, 32), labels
