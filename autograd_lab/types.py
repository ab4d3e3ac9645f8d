"""``torch.types``: names for annotations."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import IO, Any, Union

from autograd_lab.backend.device import device as _device
from autograd_lab.tensor import Size, Tensor

__all__ = ["Device", "FileLike", "Number", "Size", "Storage", "Tensor"]

Number = Union[int, float, bool]  # noqa: UP007  (isinstance(x, Number) has to work, as in PyTorch)
_Number = (bool, int, float)
Device = Union[_device, str, int, None]  # noqa: UP007
FileLike = Union[str, os.PathLike[str], IO[bytes]]  # noqa: UP007
Storage = Any

_size = Union[Size, list[int], tuple[int, ...]]  # noqa: UP007
_int, _float, _bool, _complex, _str, _bytes = int, float, bool, complex, str, bytes
_TensorOrTensors = Union[Tensor, Sequence[Tensor]]  # noqa: UP007
