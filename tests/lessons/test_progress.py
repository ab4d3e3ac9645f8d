"""Progress taken along: what is exported and imported, joined, refused; and many notebooks at once."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import autograd_lab as lab
from autograd_lab.app.exercises import lesson_01
from autograd_lab.app.records import Record, Store, record
from autograd_lab.app.transfer import FILE


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Called with a name, it is another machine: a home of its own, one folder for both."""

    def switch(name: str) -> None:
        monkeypatch.setenv("AUTOGRAD_LAB_HOME", str(tmp_path / name))

    monkeypatch.chdir(tmp_path)
    switch("first")
    return switch


def test_from_one_machine_to_another_and_back(machine, tmp_path: Path) -> None:
    lab.start("01")
    lab.check("01.linear", lesson_01.linear)
    lab.check("01.slope", lambda *_: 0.0)
    assert lab.progress().export()
    machine("second")
    lab.check("01.accuracy", lesson_01.accuracy)
    told = lab.import_progress(FILE)
    assert told and "2 exercises, 2 of them new" in repr(told)
    assert "■■□□  2/4" in repr(lab.progress()) and record().begun()
    assert "0 of them new" in repr(lab.import_progress(tmp_path / FILE)), "an import twice counts once"
    assert lab.progress().export(tmp_path / FILE)
    machine("first")
    assert lab.import_progress()
    assert "■■□□  2/4" in repr(lab.progress())
    assert record().of("01.slope").tries == 1


def test_an_export_never_writes_over_what_it_does_not_hold(machine, tmp_path: Path) -> None:
    lab.check("01.linear", lesson_01.linear)
    assert lab.progress().export("mine.json") and lab.progress().export("mine.json")
    (tmp_path / "essay.txt").write_text("my essay", encoding="utf-8")
    assert "something else" in repr(lab.progress().export("essay.txt"))
    assert (tmp_path / "essay.txt").read_text(encoding="utf-8") == "my essay"
    machine("second")
    refused = lab.progress().export("mine.json")
    assert not refused and "not known here" in repr(refused)
    for path in (tmp_path, tmp_path / "no" / "folder.json", "\0", None, 3.5, ""):
        assert not lab.progress().export(path), path
    lab.set_language("zh")
    assert "无法写入" in repr(lab.progress().export(tmp_path / "no" / "folder.json"))


ENTRY = {"tries": 1, "hints": 0, "passed": True, "solution_read": False}
GOOD = {"version": 1, "started": ["01"], "exercises": {"01.linear": ENTRY}}
HOSTILE = {
    "nothing": "",
    "no JSON": "{not json",
    "not a dictionary": "[1]",
    "bytes": b"\xff\xfe\x00",
    "deep": "[" * 100_000,
    "huge": json.dumps(GOOD) + " " * 2_000_000,
    "pickle": b"\x80\x04\x95.",
    "twice": '{"version": 1, "version": 1, "started": [], "exercises": {}}',
    "no version": json.dumps({"started": [], "exercises": {}}),
    "version true": json.dumps({**GOOD, "version": True}),
    "newer": json.dumps({**GOOD, "version": 2}),
    "started a text": json.dumps({**GOOD, "started": "01"}),
    "started numbers": json.dumps({**GOOD, "started": [1]}),
    "exercises a list": json.dumps({**GOOD, "exercises": [ENTRY]}),
    "name of a file": json.dumps({**GOOD, "exercises": {"../../x": ENTRY}}),
    "markup": json.dumps({**GOOD, "exercises": {"01.<script>": ENTRY}}),
    "endless name": json.dumps({**GOOD, "exercises": {"01." + "a" * 200: ENTRY}}),
    "negative": json.dumps({**GOOD, "exercises": {"01.linear": {**ENTRY, "tries": -1}}}),
    "endless number": json.dumps(GOOD).replace('"tries": 1', f'"tries": {"9" * 5000}'),
    "infinite": json.dumps({**GOOD, "exercises": {"01.linear": {**ENTRY, "tries": float("inf")}}}),
    "true as a number": json.dumps({**GOOD, "exercises": {"01.linear": {**ENTRY, "tries": True}}}),
    "number as true": json.dumps({**GOOD, "exercises": {"01.linear": {**ENTRY, "passed": 1}}}),
    "a field missing": json.dumps({**GOOD, "exercises": {"01.linear": {"tries": 1}}}),
    "a field more": json.dumps({**GOOD, "exercises": {"01.linear": {**ENTRY, "x": 1}}}),
    "half right": json.dumps({**GOOD, "exercises": {"01.slope": ENTRY, "01.linear": None}}),
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_damaged_files_are_refused_whole(machine, tmp_path: Path, content: str | bytes) -> None:
    lab.check("01.linear", lambda *_: 0.0)
    before = record().all()
    path = tmp_path / "given.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    refused = lab.import_progress(path)
    assert not refused and "Nothing was imported" in repr(refused) and len(repr(refused)) < 1000
    assert "<script>" not in str(refused._repr_mimebundle_())
    assert record().all() == before


def test_files_that_cannot_be_read_are_said(machine, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.json", "\0", None, 7.5, [], object()):
        assert not lab.import_progress(path)
    lab.set_language("zh")
    assert "没有从" in repr(lab.import_progress("absent.json"))


records = st.builds(Record, st.integers(0, 5), st.integers(0, 5), st.booleans(), st.booleans())


@given(records, records, records)
def test_joining_is_order_free_and_loses_nothing(a: Record, b: Record, c: Record) -> None:
    assert a.joined(b) == b.joined(a) and a.joined(a) == a
    assert a.joined(b).joined(c) == a.joined(b.joined(c))
    assert a.joined(b).tries >= a.tries and a.joined(b).passed >= a.passed


@pytest.mark.parametrize(
    "content", [b"\xff\xff", b"[" * 100_000, b'{"exercises": {"a": {"tries": 1e999}}, "started": []}']
)
def test_a_damaged_file_of_our_own_is_put_aside_each_time(machine, tmp_path: Path, content: bytes) -> None:
    home = tmp_path / "first"
    home.mkdir()
    for _ in range(2):
        (home / "progress.json").write_bytes(content)
        assert lab.check("01.linear", lesson_01.linear)
    assert [(home / name).read_bytes() for name in ("progress.damaged.json", "progress.damaged-2.json")] == [
        content
    ] * 2


def _try_often(path: Path, name: str) -> None:
    store = Store(path)
    for _ in range(50):
        store.tried(name, passed=False)
        store.tried("01.shared", passed=False)


def test_notebooks_that_write_at_the_same_time(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_try_often, args=(path, f"01.n{number}")) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    exercises, _ = Store(path).all()
    assert [exercises[f"01.n{number}"].tries for number in range(3)] == [50] * 3
    assert exercises["01.shared"].tries == 150
