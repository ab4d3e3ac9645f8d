"""The learner's own data: what is read, and how what cannot be used is refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.app.own import OwnData
from autograd_lab.app.own.texts import triples
from autograd_lab.errors import ArgumentError, FileError
from tests.support.refusal import assert_refused

ROWS = [f"{i},{i % 3},{'yes' if i % 2 else 'no'}" for i in range(36)]
GOOD = "\n".join(["a,b,answer", *ROWS])


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., OwnData]:
    """Write a CSV file and read it."""

    def read(content: str | bytes, label: str | None = None, name: str = "data.csv") -> OwnData:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return lab.own_data(path, label)

    return read


# --- tables ----------------------------------------------------------------------------------------


def test_a_table(table: Callable[..., OwnData]) -> None:
    data = table(GOOD)
    assert data.x.tolist() == [[float(i), float(i % 3)] for i in range(36)] and data.x.dtype == lab.float32
    assert data.classes == ("no", "yes") and data.y.tolist() == [i % 2 for i in range(36)]
    assert data.features == ("a", "b") and data.items[1] == "a=1, b=1, answer=yes"
    other = table(GOOD, label="b")
    assert other.classes == ("0", "1", "2") and other.features == ("a", "answer=no", "answer=yes")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_as_spreadsheets_write_it(table: Callable[..., OwnData], separator: str, encoding: str) -> None:
    data = table(GOOD.replace(",", separator).replace("answer", "答案").replace("yes", "是").encode(encoding))
    assert data.classes == ("no", "是") and data.features == ("a", "b")


def test_what_is_missing_is_nan_and_counted(table: Callable[..., OwnData]) -> None:
    data = table(GOOD.replace("\n5,2,yes", "\n?,2,yes").replace("7,1,yes", "inf,NaN,yes").replace("9,0,yes", "9,0, "))
    assert len(data) == 35 and int(data.x.isnan().sum()) == 3
    assert "(2 missing)" in repr(data) and "1 rows without an answer" in repr(data)


def test_columns_of_no_use_are_left_out_and_told(table: Callable[..., OwnData]) -> None:
    rows = [f"name {i},,{i % 2},{'yes' if i % 2 else 'no'}" for i in range(24)]
    data = table("\n".join(["who,empty,b,answer", *rows]))
    assert data.features == ("b",) and len(data.notes) == 2
    assert "22 examples repeat" in repr(data)


BAD = [
    ("", "own.empty", "data.csv", FileError),
    ("a,b,answer", "own.empty", "data.csv", FileError),
    (GOOD + "\n1,2", "own.ragged", "38", FileError),
    (GOOD.replace("a,b", "a,a", 1), "own.twice", "a", FileError),
    (GOOD.replace("yes", "no"), "own.one_class", "no", ArgumentError),
    (GOOD.replace("\n5,2,yes", "\n5,2,perhaps"), "own.few", "perhaps (1)", ArgumentError),
    ("\n".join(["a,price", *(f"{i},{i * 1.5}" for i in range(90))]), "own.quantity", "price", ArgumentError),
    ("\n".join(["answer", *(["yes", "no"] * 12)]), "own.no_features", "data.csv", FileError),
    (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe" * 9, "own.not_text", "data.csv", FileError),
    (GOOD.encode("utf-16"), "own.not_text", "data.csv", FileError),
    ("a,answer\n" + "x" * 200_000 + ",yes\n", "own.not_table", "data.csv", FileError),
]


@pytest.mark.parametrize(("content", "key", "word", "error"), BAD, ids=[case[1] for case in BAD])
def test_tables_that_cannot_be_used(
    table: Callable[..., OwnData], content: str | bytes, key: str, word: str, error: type[Exception]
) -> None:
    assert_refused(lambda: table(content), error, key, word)


def test_the_label_has_to_be_there(table: Callable[..., OwnData]) -> None:
    assert_refused(lambda: table(GOOD, label="answr"), ArgumentError, "own.no_label", "a, b, answer")


def test_paths(tmp_path: Path) -> None:
    assert_refused(lambda: lab.own_data(tmp_path / "absent.csv"), FileError, "own.no_file", "absent.csv")
    (tmp_path / "book.xlsx").write_bytes(b"PK")
    assert_refused(lambda: lab.own_data(tmp_path / "book.xlsx"), FileError, "own.kind", "CSV")
    assert_refused(lambda: lab.example_data("sound"), ArgumentError, "own.example", "images")


def test_hostile_names_are_shown_harmless(table: Callable[..., OwnData]) -> None:
    ugly = "<script>\x1b[31m\u202egnp" + "x" * 200
    data = table(GOOD.replace("a,b", f'"{ugly}",b', 1).replace("yes", ugly))
    for text in (*data.classes, *data.features, *data.items, repr(data)):
        assert "\x1b" not in text and "\u202e" not in text
    assert "x" * 100 not in repr(data)
    markdown = data._repr_mimebundle_()["text/markdown"]
    assert "<script>" in markdown.split("```")[1], "inside a block of code, where it is text"


# --- pictures --------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Two classes of ten pictures in different sizes and modes."""
    image = pytest.importorskip("PIL.Image")
    for name, shade in (("dark", 10), ("light", 240)):
        (tmp_path / "all" / name).mkdir(parents=True)
        for i in range(10):
            mode, colour = (("L", shade), ("RGB", (shade,) * 3), ("RGBA", (shade, shade, shade, 255)))[i % 3]
            image.new(mode, (9 + i, 20), colour).save(tmp_path / "all" / name / f"{i}.png")
    return tmp_path / "all"


def test_pictures(pictures: Path) -> None:
    data = lab.own_data(pictures, size=8)
    assert tuple(data.x.shape) == (20, 1, 8, 8) and data.classes == ("dark", "light")
    assert np.allclose(data.x[:10].numpy(), 10 / 255) and np.allclose(data.x[10:].numpy(), 240 / 255)
    assert data.items[0] == os.path.join("dark", "0.png")
    assert "image" in str(data.show([0, 11], ["a", "b"])._repr_mimebundle_())


def test_files_that_are_no_pictures_are_told(pictures: Path) -> None:
    (pictures / "dark" / "broken.png").write_bytes(b"\x89PNG nothing")
    (pictures / "dark" / "empty.jpg").write_bytes(b"")
    (pictures / "light" / "notes.txt").write_text("no picture")
    (pictures / ".ipynb_checkpoints").mkdir()
    os.symlink(pictures, pictures / "light" / "round")
    data = lab.own_data(pictures)
    assert len(data) == 20 and data.classes == ("dark", "light")
    assert "2 files" in data.notes[0] and "broken.png" in data.notes[0]


def test_a_name_that_is_no_text(pictures: Path) -> None:
    source = next((pictures / "dark").iterdir())
    try:
        os.replace(source, os.fsencode(pictures / "dark") + b"/\xff\x1b[2J.png")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    data = lab.own_data(pictures)
    assert len(data) == 20
    "\n".join(data.items).encode("utf-8")


def test_folders_that_cannot_be_used(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_refused(lambda: lab.own_data(tmp_path / "empty"), FileError, "own.no_pictures", ".png")
    assert_refused(lambda: lab.own_data(pictures / "dark"), FileError, "own.no_pictures", ".png")
    assert_refused(lambda: lab.own_data(pictures, size=2), ArgumentError, "own.size", "128")
    for path in (pictures / "light").iterdir():
        path.write_bytes(b"no")
    assert_refused(lambda: lab.own_data(pictures), ArgumentError, "own.one_class", "dark")
    for path in (pictures / "dark").iterdir():
        path.write_bytes(b"no")
    assert_refused(lambda: lab.own_data(pictures), FileError, "own.all_damaged", ".png")


# --- texts and examples ----------------------------------------------------------------------------


def test_texts(tmp_path: Path) -> None:
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(f"{'zh' if i % 2 else 'en'}\ttext {i}" for i in range(20)) + "\n\n")
    data = lab.own_data(path)
    assert tuple(data.x.shape) == (20, 512) and data.items[3] == "text 3"
    path.write_text("en\tgood\nno tab here\n")
    assert_refused(lambda: lab.own_data(path), FileError, "own.no_tab", "no tab here")


def test_triples_are_counted() -> None:
    assert np.isclose(np.expm1(triples("aaaa")).sum(), 4)  # " aa", "aaa" twice, "aa "
    assert np.array_equal(triples("Ab c"), triples("ab c")) and not np.array_equal(triples("abc"), triples("acb"))
    assert np.isfinite(triples("\udcff\x00")).all()


@pytest.mark.parametrize(("kind", "number", "classes"), [("table", 178, 3), ("images", 1797, 10), ("texts", 600, 2)])
def test_examples_can_be_read(kind: str, number: int, classes: int, tmp_path: Path) -> None:
    if kind == "images":
        pytest.importorskip("PIL.Image")
    data = lab.own_data(lab.example_data(kind, tmp_path))
    assert len(data) == number and len(data.classes) == classes and data.kind == kind
    assert len(data.y.unique()) == classes and data.notes == ()
