"""What the readers give: numbers, answers, and words to show both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.texts import tr
from autograd_lab.app.verdict import Section, Shown
from autograd_lab.errors import ArgumentError, FileError

FEWEST = 10  # examples of a class: each of three parts needs some
_MOST_CLASSES = 50
_LONGEST = 60


def shown(text: Any) -> str:
    """A name or a text of the learner's on one line, without characters that a screen would obey."""
    line = _printable(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def place_of(path: Path) -> str:
    """A path likewise, of which the end matters."""
    line = _printable(path)
    return line if len(line) <= _LONGEST else f"…{line[-_LONGEST:]}"


def _printable(text: Any) -> str:
    return "".join(c if c.isprintable() else "�" for c in str(text))


@dataclass(frozen=True, repr=False)
class OwnData(Shown):
    """``x`` (N, ...) float32, missing values nan; ``y`` (N,) int64, an index into ``classes``; ``items`` says what each
    example is; ``features`` names the columns of a table."""

    kind: str  # "table", "images", "texts"
    x: Tensor
    y: Tensor
    classes: tuple[str, ...]
    items: tuple[str, ...]
    features: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def title(self) -> str:
        return tr(f"own.{self.kind}", number=len(self), shape=tuple(self.x.shape))

    def sections(self) -> list[Section]:
        counts = Counter(self.y.tolist())
        lines = [f"{name}: {counts[i]}  ({counts[i] / len(self):.1%})" for i, name in enumerate(self.classes)]
        found = [Section(tr("own.classes"), "\n".join(lines), "")]
        if self.features:
            found.append(Section(tr("own.features"), "\n".join(map(self._feature, range(len(self.features)))), ""))
        if twins := self.repeated():
            found.append(Section("", tr("own.repeated", number=twins)))
        return found + [Section("", note) for note in self.notes]

    def _feature(self, column: int) -> str:
        values = self.x[:, column]
        known = values[~torch.isnan(values)]
        missing = len(values) - len(known)
        more = "  " + tr("own.missing", number=missing) if missing else ""
        return f"{self.features[column]}: {known.min().item():.4g} … {known.max().item():.4g}{more}"

    def repeated(self) -> int:
        """Examples that are the same numbers as an earlier one: in two parts, they would be a leak."""
        rows = self.x.numpy().reshape(len(self), -1)
        return len(rows) - len({row.tobytes() for row in rows})

    def show(self, indices: Any, captions: Sequence[str] = ()) -> Any:
        """Some examples to look at, each with a caption: pictures as pictures, others as text."""
        places = [int(i) for i in indices]
        said = [*captions, *[""] * (len(places) - len(captions))]
        if self.kind == "images" and places:
            return torch.viz.images(self.x[places][:, 0], said)
        return Lines("\n".join(f"{text}  {self.items[i]}".strip() for i, text in zip(places, said, strict=False)))


class Lines(Shown):
    """Lines of text as they are."""

    def __init__(self, text: str) -> None:
        self.text = text

    def title(self) -> str:
        return tr("own.examples", number=len(self.text.splitlines()))

    def sections(self) -> list[Section]:
        return [Section("", self.text, "")] if self.text else []


def numbered(answers: Sequence[str], path: Path, column: str = "") -> tuple[Tensor, tuple[str, ...]]:
    """The answers as whole numbers, and the classes; refused where there is nothing to learn from them."""
    counts = Counter(answers)
    classes = tuple(sorted(counts))
    if not classes:
        raise FileError("own.empty", path=place_of(path))
    if len(classes) == 1:
        raise ArgumentError("own.one_class", only=shown(classes[0]), path=place_of(path))
    if len(classes) > _MOST_CLASSES:
        raise ArgumentError(
            "own.quantity", number=len(classes), most=_MOST_CLASSES, column=shown(column) or place_of(path)
        )
    few = [f"{shown(name)} ({counts[name]})" for name in classes if counts[name] < FEWEST]
    if few:
        raise ArgumentError("own.few", classes=", ".join(few[:5]), fewest=FEWEST)
    place = {name: i for i, name in enumerate(classes)}
    return torch.tensor([place[answer] for answer in answers]), tuple(map(shown, classes))


def text_of(path: Path) -> str:
    """A text file in UTF-8, or in the encoding that Excel writes on a Chinese computer."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError("own.unreadable", path=place_of(path), why=error.strerror) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileError("own.not_text", path=place_of(path))
