"""Handwritten digits that come with scikit-learn: the set for when there is no net."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_lab as lab
import autograd_lab.vision.messages
from autograd_lab import Tensor
from autograd_lab.errors import OptionalMissing
from autograd_lab.vision.datasets.dataset import VisionDataset


class Digits(VisionDataset):
    """1,797 digits of 8 x 8 pixels by 13 writers: 1,442 with ``train=True``, 355 with ``train=False``.

    Every fifth image of each digit is for the test: always the same, and some of every writer. ``data`` is (N, 8, 8)
    uint8, the 17 levels of the original spread over 0 ... 255; ``targets`` (N,) int64.

    Source: Alpaydin and Kaynak 1998, Optical recognition of handwritten digits, UCI Machine Learning Repository.
    """

    classes = tuple(map(str, range(10)))

    def __init__(self, train: bool = True, transform: Callable[..., Any] | None = None,
                 target_transform: Callable[..., Any] | None = None) -> None:  # fmt: skip
        super().__init__(transform, target_transform)
        try:
            from sklearn.datasets import load_digits
        except ImportError:
            raise OptionalMissing("vision.no_sklearn") from None
        self.train = train
        raw: Any = load_digits()
        nth = (raw.target[:, None] == np.arange(10)).cumsum(0)[np.arange(len(raw.target)), raw.target]  # of its digit
        chosen = (nth % 5 != 0) == train
        self.data: Tensor = lab.tensor(np.rint(raw.images[chosen] * (255 / 16)).astype(np.uint8))
        self.targets: Tensor = lab.tensor(raw.target[chosen].astype(np.int64))

    def sample(self, index: int) -> tuple[Tensor, int]:
        return self.data[index].unsqueeze(0), int(self.targets[index])

    def __len__(self) -> int:
        return len(self.targets)

    def described(self) -> dict[str, Any]:
        return {"Split": "train" if self.train else "test", **super().described()}
