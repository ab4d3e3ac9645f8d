"""The learner's own data: a table, a folder of pictures or a file of texts becomes Tensors, with errors that help."""

from __future__ import annotations

import os
from pathlib import Path

import autograd_lab.app.own.messages
from autograd_lab.app.own.data import OwnData, place_of
from autograd_lab.app.own.images import read_images
from autograd_lab.app.own.table import read_table
from autograd_lab.app.own.texts import read_texts
from autograd_lab.errors import FileError

__all__ = ["OwnData", "own_data"]

_TABLES, _TEXTS = (".csv", ".tsv"), (".txt",)
_LARGEST = 200 << 20  # bytes of a file; a lesson is no place for more


def own_data(path: str | os.PathLike[str], label: str | None = None, size: int = 16) -> OwnData:
    """Read data for a question with classes as answers.

    - ``data.csv`` or ``.tsv``: the first row holds the names of the columns. ``label`` names the column of the answers,
      the last one by default. Columns of numbers are kept, missing values as nan; words become one column per word.
    - a folder: a folder of pictures for each class. They become grey, ``size`` by ``size`` pixels, from 0 to 1.
    - ``texts.txt``: in each line the class, a tab, and the text. It becomes counts of its character triples.

    FileError or ArgumentError where the data cannot be used, with the place and the way out.
    """
    place = Path(path).expanduser()
    if place.is_dir():
        return read_images(place, size)
    if not place.is_file():
        raise FileError("own.no_file", path=place_of(place), here=place_of(Path.cwd()))
    if place.stat().st_size > _LARGEST:
        raise FileError("own.too_large", path=place_of(place), most=_LARGEST >> 20)
    ending = place.suffix.lower()
    if ending in _TABLES:
        return read_table(place, label)
    if ending in _TEXTS:
        return read_texts(place)
    raise FileError("own.kind", path=place_of(place))
