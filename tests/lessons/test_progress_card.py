"""The card of `lab.progress()`: what it says, its links, and that nothing in it can run or break out."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

import autograd_lab as lab
from autograd_lab.app import exercises, overview
from autograd_lab.app.exercises import LessonExercises, lesson_01
from autograd_lab.app.overview import Standing, standings, upcoming
from autograd_lab.app.progress_card import card
from autograd_lab.app.records import Record, Store, record
from autograd_lab.app.words import Words
from autograd_lab.i18n import LANGUAGES, set_language

VOID = {"br", "img", "input", "meta", "link", "hr"}


class Page(HTMLParser):
    """Tags, attributes and text; open tags must be closed in order."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(content)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"]

    def labels(self) -> list[str | None]:
        return [attributes["aria-label"] for _, attributes in self.tags if "aria-label" in attributes]


@pytest.fixture(autouse=True)
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUTOGRAD_LAB_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def page(all: bool = False) -> Page:
    return Page(lab.progress(all)._repr_mimebundle_()["text/html"])


def solve(number: str) -> None:
    for exercise in exercises.load(number).exercises:
        record().tried(exercise.name, passed=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_a_lesson(language: str) -> None:
    lab.start("01", lang=language)
    lab.check("01.linear", lesson_01.linear)
    shown = page()
    title = exercises.load("01").title
    assert f"1. {title}" in shown.text and "1/4" in shown.text and "2. " not in shown.text
    assert shown.labels() == [{"en": "1 of 4 solved", "zh": "4 题中完成 1 题"}[language]]
    assert {"en": "Next:", "zh": "接下来："}[language] in shown.text and "01.slope" in shown.text
    assert ("details", {"open": None}) in shown.tags
    assert "lab.progress(all=True)" in shown.text
    assert shown.links() == [], "this lesson needs no link to itself"
    assert lab.progress()._repr_mimebundle_()["text/plain"] == repr(lab.progress())


def test_outside_a_lesson_and_on_demand_all_are_shown() -> None:
    lab.start("03")
    assert len(page(all=True).labels()) == len(exercises.lessons())
    assert repr(lab.progress(all=True)).count("/") > repr(lab.progress()).count("/")
    assert "all=True" not in page(all=True).text
    record().current = ""
    assert len(page().labels()) == len(exercises.lessons())


def test_links_to_notebooks_that_lie_beside(learner: Path) -> None:
    for name in ("02_tensors.ipynb", '03_"><script>.ipynb', "04_a b.ipynb", "05_x.txt"):
        (learner / name).write_text("{}", encoding="utf-8")
    lab.start("01")
    solve("01")
    assert page().links() == ["02_tensors.ipynb"], "the next lesson"
    assert page(all=True).links() == ["02_tensors.ipynb"] * 2, "and in its own line"


def test_a_folder_that_is_gone(learner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "cwd", gone)
    assert page(all=True).links() == []


def test_what_comes_next() -> None:
    lab.start("02")
    assert upcoming(standings()).number == "02"
    solve("02")
    assert upcoming(standings()).number == "03"
    for number in exercises.lessons()[2:]:
        solve(number)
    assert upcoming(standings()).number == "01", "what was left out before"
    solve("01")
    assert upcoming(standings()) is None
    assert "Everything is solved" in page().text


def test_hostile_titles_and_records(monkeypatch: pytest.MonkeyPatch) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    lesson = LessonExercises("01", Words(evil, evil), exercises.load("01").exercises)
    monkeypatch.setattr(overview.exercises, "load", lambda number: lesson if number == "01" else None)
    entry = {"tries": int("9" * 300), "hints": 0, "passed": True, "solution_read": True, evil: evil}
    path = record().path
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 1, "started": [evil], "exercises": {"01.linear": entry, evil: entry}}))
    shown = page()
    assert not {tag for tag, _ in shown.tags} & {"script", "img", "iframe", "style", "link", "object"}
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]
    assert evil in shown.text and "99999" not in shown.text


def test_no_lesson_and_a_lesson_without_exercises() -> None:
    assert "0" in Page(card([], [])).text
    empty = Standing("01", Words("none", "无"), ())
    assert "0/0" in Page(card([empty], [empty])).text


def test_colours_come_from_the_theme_and_nothing_is_fetched() -> None:
    html = lab.progress(all=True)._repr_mimebundle_()["text/html"]
    assert "var(--jp-brand-color1" in html and "background:#fff" not in html
    for trace in ("http", "url(", "<style", "javascript:"):
        assert trace not in html


def test_standings_read_the_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    read = Store._read
    monkeypatch.setattr(Store, "_read", lambda self: (reads.append(1), read(self))[1])
    standings()
    assert len(reads) == 1
    assert Record() == Record(tries=0)


def test_language_of_the_card_follows_the_language() -> None:
    set_language("zh")
    assert "你的进度" in page().text
