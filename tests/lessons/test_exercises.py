"""Every exercise of every lesson: untouched scores 0, the solution scores 1, each listed mistake gets its hint."""

from __future__ import annotations

import ast

import pytest

import autograd_lab as lab
from autograd_lab.app import exercises
from autograd_lab.app.exercise import Exercise, Finding, FunctionExercise
from autograd_lab.app.localized import comment_languages, localize
from autograd_lab.i18n import LANGUAGES, set_language

ALL = [exercise for number in exercises.lessons() for exercise in exercises.load(number).exercises]
FUNCTIONS = [exercise for exercise in ALL if isinstance(exercise, FunctionExercise)]


def name(value: object) -> str:
    return value.name if isinstance(value, Exercise) else str(value)


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_solution_is_right(exercise: FunctionExercise, language: str) -> None:
    """Solutions that need the lesson's own variables are run inside the lesson: test_grading.py."""
    home = exercises.module(exercise.name.split(".")[0])
    scope: dict[str, object] = {"torch": lab, "nn": lab.nn, **getattr(home, "SCOPE", {})}  # every lesson imports two
    exec(localize(exercise.solution, language), scope)
    assert exercise.judge(scope[exercise.reference.__name__]) is None


@pytest.mark.parametrize(
    ("exercise", "number"),
    [(exercise, number) for exercise in ALL for number in range(len(list(exercise.wrong_answers())))],
    ids=name,
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_mistake_gets_its_own_hint(exercise: Exercise, number: int, language: str) -> None:
    set_language(language)
    answer, hint = list(exercise.wrong_answers())[number]
    finding = exercise.judge(answer)
    assert isinstance(finding, Finding), "a listed mistake was accepted"
    assert finding.hint == str(hint)


@pytest.mark.parametrize("exercise", ALL, ids=name)
def test_texts_are_complete(exercise: Exercise) -> None:
    assert len(exercise.hints) >= 2
    assert len(list(exercise.wrong_answers())) >= 3
    hints = [hint for _, hint in exercise.wrong_answers()]
    for words in (exercise.task, exercise.remark, *exercise.hints, *hints):
        assert words.en.isascii() or not any("\u4e00" <= c <= "\u9fff" for c in words.en)
        assert any("\u4e00" <= c <= "\u9fff" for c in words.zh)
    languages = comment_languages(exercise.solution)
    assert languages.count("en") == languages.count("zh")
    assert len({ast.dump(ast.parse(localize(exercise.solution, lang))) for lang in LANGUAGES}) == 1


@pytest.mark.parametrize("exercise", ALL, ids=name)
@pytest.mark.parametrize("answer", [None, ..., 3, "text", [], object, lambda *a: None, lambda: 1], ids=repr)
def test_no_answer_at_all_is_accepted(exercise: Exercise, answer: object) -> None:
    assert exercise.untouched(answer) or exercise.judge(answer) is not None


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name)
def test_stub_counts_as_untouched(exercise: Exercise) -> None:
    def stub(*arguments):
        """With or without words about what to do."""

    assert exercise.untouched(stub)
    assert not exercise.untouched(lambda *arguments: arguments)
