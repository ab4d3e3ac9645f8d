"""IDX, the file format of MNIST: two zero bytes, a code for the dtype, the number of axes, their sizes, the numbers.

Source: LeCun, Cortes and Burges, The MNIST database of handwritten digits, section on file formats.
"""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

import autograd_lab.vision.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab.errors import FileError
from autograd_lab.i18n import tr

UINT8 = 0x08


def read_idx(path: Path, axes: int) -> np.ndarray:
    """The array of uint8 in a file, gzipped if its name ends with .gz; FileError if it has not ``axes`` axes or is no
    such file, too short or too long. No more memory is asked for than the header names and the file fills."""
    opened: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rb") as file:
            return _parsed(path, file, axes)
    except (OSError, EOFError, zlib.error) as error:  # BadGzipFile is an OSError
        raise FileError("vision.damaged", path=path, why=error) from None


def _parsed(path: Path, file: BinaryIO, axes: int) -> np.ndarray:
    head = file.read(4)
    if head != bytes([0, 0, UINT8, axes]):
        raise FileError("vision.damaged", path=path, why=tr("vision.idx_header", got=head.hex(" "), axes=axes))
    sizes = file.read(4 * axes)
    shape = tuple(int(n) for n in np.frombuffer(sizes, ">u4")) if len(sizes) == 4 * axes else (0,)
    count = math.prod(shape)
    values = bytearray()
    while len(values) <= count and (block := file.read(min(1 << 20, count + 1 - len(values)))):
        values += block
    if not count or len(values) != count:
        raise FileError("vision.damaged", path=path, why=tr("vision.idx_length", shape=shape, got=len(values)))
    return np.frombuffer(values, np.uint8).reshape(shape)
