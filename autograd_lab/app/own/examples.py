"""Data for those who have none at hand, written as files in the three forms that `own_data` reads."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Any

import autograd_lab as torch
import autograd_lab.app.own.messages
from autograd_lab.errors import ArgumentError
from autograd_lab.vision.pillow import to_pil

KINDS = ("table", "images", "texts")
_EACH = 300  # lines of a kind of text


def example_data(kind: str, folder: str | Path | None = None) -> Path:
    """Write an example into `folder`, a new temporary one by default; returns the path for `own_data`.

    "table": 178 wines of three growers, 13 measurements each, some left out. "images": 1,797 handwritten digits.
    "texts": lines of prose and lines of program code, from these lessons.
    """
    if kind not in KINDS:
        raise ArgumentError("own.example", got=kind, known=", ".join(KINDS))
    home = Path(tempfile.mkdtemp(prefix="own-data-")) if folder is None else Path(folder)
    return {"table": _table, "images": _images, "texts": _texts}[kind](home)


def _table(home: Path) -> Path:
    from sklearn.datasets import load_wine

    wine: Any = load_wine()
    generator = torch.Generator().manual_seed(0)
    lost = torch.rand(*wine.data.shape, generator=generator) < 0.02  # as in life, some measurements are missing
    path = home / "wine.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*(name.replace("/", "_") for name in wine.feature_names), "grower"])
        for row, target, gaps in zip(wine.data, wine.target, lost.tolist(), strict=True):
            values = ["" if gap else f"{value:g}" for value, gap in zip(row, gaps, strict=True)]
            writer.writerow([*values, "ABC"[target]])
    return path


def _images(home: Path) -> Path:
    from sklearn.datasets import load_digits

    digits: Any = load_digits()
    for number, (image, target) in enumerate(zip(digits.images, digits.target, strict=True)):
        place = home / "digits" / str(target)
        place.mkdir(parents=True, exist_ok=True)
        to_pil(torch.tensor(image * (255 / 16)).to(torch.uint8)[None]).save(place / f"{number:04}.png")
    return home / "digits"


def _texts(home: Path) -> Path:
    prose = _lines(torch.text.corpus("en"))
    code = [line for line in _lines(torch.text.corpus("en", code=True)) if line not in set(prose)]
    path = home / "lines.txt"
    lines = [f"prose\t{line}" for line in prose[:_EACH]] + [f"code\t{line}" for line in code[:_EACH]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _lines(text: str) -> list[str]:
    """Different lines of some length, in their order."""
    found = (line.strip().replace("\t", " ") for line in text.splitlines())
    return list(dict.fromkeys(line for line in found if len(line) >= 20))
