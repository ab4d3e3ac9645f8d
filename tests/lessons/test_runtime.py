"""`lab.check` and its companions: they always answer, whatever the learner's object does."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.app import guard, runtime
from autograd_lab.app.exercises import lesson_01
from autograd_lab.app.verdict import Verdict


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUTOGRAD_LAB_HOME", str(tmp_path))
    return tmp_path


class Hostile:
    """Everything that can be asked of it fails, and not politely."""

    def __repr__(self) -> str:
        raise SystemExit("repr")

    def __eq__(self, other: object) -> bool:
        raise KeyboardInterrupt

    __hash__ = None

    def __array__(self, *args: object) -> object:
        raise MemoryError

    def __call__(self, *args: object) -> object:
        return self


class HugeText:
    def __repr__(self) -> str:
        return "x" * 10_000_000


def exits(*_):
    raise SystemExit(0)


def interrupts(*_):
    raise KeyboardInterrupt


class Unprintable(Exception):
    def __str__(self) -> str:
        raise SystemExit


def raises_unprintable(*_):
    raise Unprintable


def recurses(*_):
    return recurses()


def breaks_streams(*_):
    import sys

    sys.stdout = None
    raise ValueError("broken")


def prints_only(x, weight, bias):
    print(x @ weight.t() + bias)


def in_place(x, weight, bias):
    y = x @ weight.t() + bias
    x.zero_()
    return y


ANSWERS = [Hostile(), HugeText(), lambda *_: HugeText(), lambda *_: Hostile(), exits, interrupts]
ANSWERS += [raises_unprintable, recurses, breaks_streams, prints_only, in_place, Hostile, nn.Linear(3, 4)]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: getattr(answer, "__name__", type(answer).__name__))
@pytest.mark.parametrize("name", ["01.linear", "01.small"])
def test_survives(name: str, answer: object) -> None:
    start = time.monotonic()
    verdict = lab.check(name, answer)
    assert not verdict.passed and verdict.score == 0.0
    assert len(repr(verdict)) < 2000
    assert time.monotonic() - start < 10


def swallowing(*_):
    for _ in range(40):  # asked to stop again and again, it gives in
        try:
            while True:
                pass
        except BaseException:
            pass


def endless(*_):
    while True:
        pass


def sleeps(*_):
    time.sleep(4)


@pytest.mark.parametrize("answer", [endless, swallowing, sleeps])
def test_comes_back_from_endless_answers(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0.3)
    start = time.monotonic()
    verdict = lab.check("01.linear", answer)
    assert not verdict.passed and "seconds" in verdict.headline
    assert time.monotonic() - start < 3
    # None of them may spin on: all later matrix products of this process would wait for it.
    for thread in threading.enumerate():
        if thread.name == "check":
            thread.join(30)
            assert not thread.is_alive()


def test_time_limit_is_ten_seconds() -> None:
    assert guard.SECONDS + guard._STOPPING < 10


def test_a_right_answer() -> None:
    verdict = lab.check("01.linear", lesson_01.linear)
    assert verdict and verdict.score == 1.0
    assert repr(verdict).startswith("✓ 01.linear: right")


def test_failure_names_case_expected_and_yours() -> None:
    verdict = lab.check("01.linear", lambda x, weight, bias: x @ weight.t())
    text = repr(verdict)
    assert "Case" in text and "bias = [0.1, 0.2, 0.3, 0.4]" in text
    assert "Expected" in text and "Yours" in text and "The bias is missing" in text
    bundle = verdict._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/markdown"} and "<" not in bundle["text/markdown"]


def test_data_cannot_leave_its_code_block() -> None:
    verdict = lab.check("01.linear", lambda *_: "```\n<img src=x onerror=alert(1)>")
    markdown = verdict._repr_mimebundle_()["text/markdown"]
    assert "````" in markdown


def test_an_error_shows_the_learners_line() -> None:
    verdict = lab.check("01.linear", broken)
    assert "undefined_name" in repr(verdict) and "return x @ undefined_name" in repr(verdict)


def broken(x, weight, bias):
    return x @ undefined_name  # noqa: F821


def test_printing_instead_of_returning_is_recognised(capsys: pytest.CaptureFixture[str]) -> None:
    assert "prints its result" in lab.check("01.linear", prints_only).hint
    assert capsys.readouterr().out == ""


def test_changing_arguments_is_recognised() -> None:
    assert "in place" in lab.check("01.linear", in_place).hint


def test_a_wrong_shape_is_named() -> None:
    assert "(40, 40) came, (2, 4) was expected" in lab.check("01.linear", lambda *_: lab.zeros(40, 40)).hint
    assert "(1,) came, () was expected" in lab.check("01.slope", lambda *_: lab.zeros(1)).hint


def test_language_is_the_current_one() -> None:
    lab.start("01", lang="zh")
    assert "漏了偏置" in repr(lab.check("01.linear", lambda x, weight, bias: x @ weight.t()))
    assert "提示 1/3" in repr(lab.hint("01.linear"))
    lab.start("01", lang="en")
    assert "hint 2 of 3" in repr(lab.hint("01.linear"))


def test_start_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert lab.start("01", lang="en") is None
    assert capsys.readouterr().out == ""


def test_hints_escalate_and_stay_at_the_last() -> None:
    texts = [repr(lab.hint("01.slope")) for _ in range(4)]
    assert len(set(texts)) == 3 and texts[2] == texts[3]


def test_solution_opens_after_three_tries() -> None:
    assert "3 to go" in repr(lab.show_solution("01.slope"))
    lab.check("01.slope", ...)  # an untouched stub is no try
    assert "3 to go" in repr(lab.show_solution("01.slope"))
    for _ in range(3):
        verdict = lab.check("01.slope", lambda w, b, x, t: 0.0)
    assert "lab.show_solution" in repr(verdict)
    shown = repr(lab.show_solution("01.slope"))
    assert "def slope(w, b, x, t):" in shown and "#|" not in shown


@pytest.mark.parametrize("name", ["01.nothing", "99.linear", "", None, 3, [], "01"])
def test_unknown_names_are_answered(name: object) -> None:
    for call in (lab.hint, lab.show_solution, lambda n: lab.check(n, 1)):
        assert isinstance(call(name), Verdict)
    assert "lab.check" in repr(lab.check("01.linear"))
    for wrong_call in (lab.check(), lab.hint(), lab.check("01.linear", 1, 2), lab.check("01.linear", result=1)):
        assert isinstance(wrong_call, Verdict)
    assert lab.check("01.linear", answer=lesson_01.linear)


def test_check_leaves_model_and_random_numbers_alone() -> None:
    model = nn.Sequential(nn.Linear(64, 8), nn.Dropout(), nn.Linear(8, 10))
    model[0].register_forward_hook(lambda *_: pytest.fail("a hook of the learner's model was called"))
    before = {key: value.clone() for key, value in model.state_dict().items()}
    lab.manual_seed(5)
    expected = lab.rand(3)
    lab.manual_seed(5)
    lab.check("01.small", model)
    lab.check("01.linear", lambda *_: lab.rand(2, 4))
    assert (lab.rand(3) == expected).all()
    assert model.training and model[1].training
    assert all((before[key] == value).all() for key, value in model.state_dict().items())


def test_progress_lasts(home: Path) -> None:
    lab.check("01.linear", lesson_01.linear)
    lab.check("01.slope", lambda *_: 0.0)
    text = repr(lab.progress())
    assert "■□□□  1/4" in text and "✓ 01.linear" in text and "○ 01.slope" in text
    stored = json.loads((home / "progress.json").read_text(encoding="utf-8"))
    assert stored["exercises"]["01.linear"]["passed"] is True
    lab.check("01.linear", lambda *_: 0)  # solved once is solved
    assert "✓ 01.linear" in repr(lab.progress())
    assert sorted(path.name for path in home.iterdir()) == ["progress.json", "progress.lock"]


def test_progress_in_a_lesson_leaves_out_what_was_not_tried() -> None:
    everything = repr(lab.progress())
    assert "01.linear" in everything and "02.ink" in everything
    lab.start("02", lang="en")
    assert "01.linear" not in repr(lab.progress()) and "02.ink" in repr(lab.progress())
    lab.check("01.linear", lambda *_: 0)
    assert "01.linear" in repr(lab.progress())


def test_damaged_progress_is_put_aside(home: Path) -> None:
    (home / "progress.json").write_text("{not json")
    lab.check("01.linear", lesson_01.linear)
    assert "1/4" in repr(lab.progress())
    assert (home / "progress.damaged.json").read_text() == "{not json"


def test_progress_without_a_place_to_write(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("AUTOGRAD_LAB_HOME", str(home / "file"))
    lab.check("01.linear", lesson_01.linear)
    assert "1/4" in repr(lab.progress())


def test_runtime_survives_its_own_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "record", lambda: 1 / 0)
    assert "ZeroDivisionError" in repr(lab.check("01.linear", lesson_01.linear))
