"""Pictures in folders: the folder's name is the answer. What cannot be read is left out and told."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

import autograd_lab as torch
from autograd_lab.app.own.data import OwnData, numbered, place_of, shown
from autograd_lab.app.texts import tr
from autograd_lab.errors import ArgumentError, FileError
from autograd_lab.vision.datasets.folder import EXTENSIONS, pil_loader

_MOST = 20_000
_NAMED = 3  # of the files that could not be read


def read_images(folder: Path, size: int) -> OwnData:
    if isinstance(size, bool) or not isinstance(size, int) or not 4 <= size <= 128:
        raise ArgumentError("own.size", size=size)
    # JupyterLab leaves .ipynb_checkpoints behind, and other systems hide other things.
    classes = sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    files = [(name, path) for name in classes for path in _pictures(folder / name)]
    if not files:
        raise FileError("own.no_pictures", path=place_of(folder), endings=" ".join(EXTENSIONS))
    if len(files) > _MOST:
        raise FileError("own.too_many", path=place_of(folder), number=len(files), most=_MOST)
    pictures, answers, items, damaged = [], [], [], []
    for name, path in files:
        where = shown(path.relative_to(folder))
        try:
            image = pil_loader(str(path)).convert("L").resize((size, size))
        except FileError:
            damaged.append(where)
            continue
        pictures.append(np.asarray(image, dtype=np.float32) / 255)
        answers.append(name)
        items.append(where)
    if not pictures:
        raise FileError("own.all_damaged", path=place_of(folder), files=", ".join(damaged[:_NAMED]))
    y, names = numbered(answers, folder)
    told = tr("own.damaged", number=len(damaged), files=", ".join(damaged[:_NAMED]))
    return OwnData(
        "images",
        torch.tensor(np.stack(pictures)[:, None]),
        y,
        names,
        tuple(items),
        notes=(told,) if damaged else (),
    )


def _pictures(folder: Path) -> list[Path]:
    """All pictures below a folder, in order; links to folders are not followed, for they may lead round in circles."""
    found = [Path(place) / name for place, _, names in os.walk(folder) for name in names]
    return sorted(path for path in found if path.suffix.lower() in EXTENSIONS and path.is_file())
