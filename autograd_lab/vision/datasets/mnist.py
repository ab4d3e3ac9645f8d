"""MNIST and FashionMNIST: 70,000 grey images of 28 x 28 pixels in ten classes.

Sources: LeCun, Bottou, Bengio and Haffner 1998, Gradient-based learning applied to document recognition; Xiao, Rasul
and Vollgraf 2017, Fashion-MNIST, arXiv:1708.07747.
"""

from __future__ import annotations

import os
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
from autograd_lab.vision.datasets.idx import read_idx


class MNIST(VisionDataset):
    """Handwritten digits: 60,000 with ``train=True``, 10,000 with ``train=False``.

    The files lie in ``root``/MNIST/raw, as torchvision puts them, packed or unpacked; ``root`` is by default the
    environment's ``AUTOGRAD_LAB_DATA`` or a cache of the user. ``download=True`` gets what is missing (12 MB). ``data``
    is (N, 28, 28) uint8, ``targets`` (N,) int64. FileError where a file is missing, damaged or cannot be fetched.
    """

    classes = ("0 - zero", "1 - one", "2 - two", "3 - three", "4 - four", "5 - five", "6 - six",
               "7 - seven", "8 - eight", "9 - nine")  # fmt: skip
    mirrors: ClassVar[list[str]] = [
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ]
    resources: ClassVar[dict[str, str]] = {  # name -> MD5
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    }

    def __init__(self, root: str | os.PathLike[str] | None = None, train: bool = True,
                 transform: Callable[..., Any] | None = None, target_transform: Callable[..., Any] | None = None,
                 download: bool = False) -> None:  # fmt: skip
        super().__init__(transform, target_transform)
        self.root, self.train = cache.folder(root), train
        images, labels = (self._read(part, axes, download) for part, axes in (("images", 3), ("labels", 1)))
        self._check(images, labels)
        self.data: Tensor = lab.tensor(images)
        self.targets: Tensor = lab.tensor(labels.astype(np.int64))

    @property
    def raw_folder(self) -> Path:
        """Where the files lie."""
        return self.root / type(self).__name__ / "raw"

    def _read(self, part: str, axes: int, fetch: bool) -> np.ndarray:
        name = f"{'train' if self.train else 't10k'}-{part}-idx{axes}-ubyte.gz"
        packed = self.raw_folder / name
        path = next((p for p in (packed, packed.with_suffix("")) if p.exists()), None)
        if path is None:
            urls = [mirror + name for mirror in self.mirrors]
            if not fetch:
                where = {"folder": packed.parent.absolute(), "url": urls[0]}
                raise FileError("vision.not_there", cls=type(self).__name__, name=name, **where)
            path = download(urls, packed, self.resources[name])
        return read_idx(path, axes)

    def _check(self, images: np.ndarray, labels: np.ndarray) -> None:
        if len(images) != len(labels):
            raise FileError("vision.damaged", path=self.raw_folder,
                            why=tr("vision.counts", images=len(images), labels=len(labels)))  # fmt: skip
        if labels.max() >= len(self.classes):
            raise FileError("vision.damaged", path=self.raw_folder, why=tr("vision.label", label=labels.max()))

    def sample(self, index: int) -> tuple[Tensor, int]:
        return self.data[index].unsqueeze(0), int(self.targets[index])

    def __len__(self) -> int:
        return len(self.targets)

    def described(self) -> dict[str, Any]:
        split = "train" if self.train else "test"
        return {"Root location": str(self.root), "Split": split, **super().described()}


class FashionMNIST(MNIST):
    """Clothes, in MNIST's form (31 MB), in ``root``/FashionMNIST/raw."""

    classes = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt",
               "Sneaker", "Bag", "Ankle boot")  # fmt: skip
    mirrors: ClassVar[list[str]] = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"]
    resources: ClassVar[dict[str, str]] = {
        "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
        "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
        "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
    }
