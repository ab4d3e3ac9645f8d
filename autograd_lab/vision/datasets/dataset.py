"""What data sets of images share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.utils.data import Dataset


class VisionDataset(Dataset):
    """Write ``sample(index)``, which returns (image, label), and ``__len__``; both pass through their transforms."""

    classes: Sequence[str] = ()

    def __init__(
        self, transform: Callable[..., Any] | None = None, target_transform: Callable[..., Any] | None = None
    ) -> None:
        self.transform, self.target_transform = transform, target_transform

    @property
    def class_to_idx(self) -> dict[str, int]:
        """The label of each class."""
        return {name: i for i, name in enumerate(self.classes)}

    def sample(self, index: int) -> tuple[Any, int]:
        raise NotImplementedError

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image, label = self.sample(index)
        if self.transform is not None:
            image = self.transform(image)
        return image, label if self.target_transform is None else self.target_transform(label)

    def __len__(self) -> int:
        raise NotImplementedError

    def __repr__(self) -> str:
        lines = [f"Dataset {type(self).__name__}", f"    Number of datapoints: {len(self)}"]
        lines += [f"    {name}: {value!r}" for name, value in self.described().items() if value is not None]
        return "\n".join(lines)

    def described(self) -> dict[str, Any]:
        """What ``repr`` tells besides the length."""
        return {"Transform": self.transform, "Target transform": self.target_transform}
