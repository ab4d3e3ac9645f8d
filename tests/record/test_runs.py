"""The book of runs: bounded, right, and holding nothing alive."""

from __future__ import annotations

import gc
import math
import threading
import weakref

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.errors import ArgumentError
from autograd_lab.record.runs.hyper import changed, hyperparameters, run_title
from autograd_lab.record.runs.run import History
from autograd_lab.record.runs.runs import RunBook, branch_title, in_order, main_curve
from autograd_lab.record.runs.runs_text import runs_svg, runs_text
from autograd_lab.record.snapshot import to_json


def history(*losses: float, name: str = "val_loss", steps: int = 1) -> History:
    made = History()
    for i, loss in enumerate(losses):
        made.log(name, (i + 1) * steps, loss)
        made.clock.tick((i + 1) * steps, float(i))
    return made


def test_a_history_has_one_place_and_is_kept_anew() -> None:
    book = RunBook()
    run = history(3.0, 1.0, 2.0)
    number = book.keep(run, "first", settings={"lr": "0.1"})
    run.log("val_loss", 4, 0.5)
    assert book.keep(run, "first") == number == book.number(run)
    (kept,) = book.runs()
    (score,) = kept.summary.scores
    assert (score.best, score.best_step, score.last) == (0.5, 4.0, 0.5)
    assert kept.summary.steps == 4 and kept.summary.settings == {"lr": "0.1"}
    assert to_json(kept.summary)["title"] == "first"


def test_what_is_kept_is_a_copy() -> None:
    book = RunBook()
    run = history(3.0, 1.0)
    book.keep(run, "first")
    run.curves["val_loss"].y[:] = 7.0
    assert book.runs()[0].curves["val_loss"][2].tolist() == [3.0, 1.0]


def test_a_branch_is_a_run_of_its_own() -> None:
    book = RunBook()
    run = history(4.0, 3.0, 9.0)
    own = book.keep(run, "mine", settings={"lr": "0.1"})
    branch = book.keep(run, branch_title("mine", 2), branched_at=2)
    assert branch != own
    kept = book.get(branch).summary
    assert (kept.parent, kept.branched_at, kept.settings) == (own, 2, {"lr": "0.1"})
    assert "step 2" in kept.title.en and "第 2 步" in kept.title.zh  # type: ignore[union-attr]
    assert book.keep(run, "mine") == own and len(book.runs()) == 2


def test_there_is_a_limit_and_the_oldest_goes() -> None:
    book = RunBook(limit=3)
    histories = [history(float(i)) for i in range(5)]
    numbers = [book.keep(one, f"run {one}") for one in histories]
    assert [run.summary.number for run in book.runs()] == numbers[2:]
    book.keep(histories[2], "again")  # going on makes it new
    book.keep(history(1.0), "another")
    assert numbers[2] in book and numbers[3] not in book


def test_curves_are_thinned_out_and_counted() -> None:
    book = RunBook()
    run = history(*np.linspace(1, 0, 20_000))
    for i in range(30):
        run.log(f"m{i}", 1, 0.0)
    book.keep(run, "long")
    (kept,) = book.runs()
    learned = [curve for group, *curve in kept.curves.values() if group != "clock"]
    assert len(learned) == 12 and max(len(x) for x, _ in learned) <= 1000
    assert len(kept.curves) == 14, "the clocks come along"


def test_names_are_bounded_and_missing_runs_named() -> None:
    book = RunBook()
    number = book.keep(history(1.0), "x" * 1000)
    assert len(str(book.get(number).summary.title)) < 100
    book.rename(number, "  better \n name ")
    assert book.get(number).summary.title == "better name"
    book.rename(number, "")
    assert book.get(number).summary.title == "better name"
    for wrong in (99, "1", None):
        with pytest.raises(ArgumentError, match="no run"):
            book.remove(wrong)
    version = book.version
    book.remove(number)
    assert book.version > version and book.runs() == []


def test_nothing_is_kept_alive() -> None:
    book = RunBook()
    run = history(1.0)
    model = nn.Linear(2, 2)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    book.keep(run, "a", settings=hyperparameters(optimizer, model))
    alive = [weakref.ref(thing) for thing in (run, model, optimizer)]
    del run, model, optimizer
    gc.collect()
    assert [ref() for ref in alive] == [None, None, None]


def test_any_thread_may_read_and_write() -> None:
    book = RunBook()
    mine = [history(1.0) for _ in range(8)]

    def work(run: History) -> None:
        for _ in range(100):
            book.rename(book.keep(run, "a"), "b")
            [kept.summary for kept in book.runs()]

    threads = [threading.Thread(target=work, args=(run,)) for run in mine]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(book.runs()) == 8 and len({run.summary.number for run in book.runs()}) == 8


def test_best_first_and_what_broke_down_last() -> None:
    book = RunBook()
    for title, losses in {"middling": (0.5,), "broken": (math.nan,), "best": (0.9, 0.1), "none": ()}.items():
        book.keep(history(*losses), title)
    assert [str(run.summary.title) for run in in_order(book.runs())] == ["best", "middling", "broken", "none"]
    accuracies = RunBook()
    for title, value in {"low": 0.2, "high": 0.9}.items():
        accuracies.keep(history(value, name="acc"), title)
    assert [str(run.summary.title) for run in in_order(accuracies.runs())] == ["high", "low"]


def test_runs_are_compared_by_what_they_share() -> None:
    book = RunBook()
    both, one = history(1.0), history(1.0, name="train_loss")
    both.log("train_loss", 1, 1.0)
    book.keep(both, "both")
    assert main_curve([run.summary for run in book.runs()]) == "val_loss"
    book.keep(one, "one")
    assert main_curve([run.summary for run in book.runs()]) == "train_loss"
    assert main_curve([]) is None


def test_hyperparameters_are_read_from_the_optimizer() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    first, second = model[0].parameters(), model[1].parameters()
    sgd = optim.SGD([{"params": first}, {"params": second, "lr": 0.01}], lr=0.1, momentum=0.9, nesterov=True)
    found = hyperparameters(sgd, model)
    assert found["optimizer"] == "SGD" and found["lr"] == "0.1, 0.01" and found["momentum"] == "0.9"
    assert found["nesterov"] == "True" and found["parameters"] == "13"
    assert "params" not in found and "maximize" not in found, "a switch that is off says nothing"
    adam = hyperparameters(optim.Adam(model.parameters(), lr=lab.tensor(1e-3)))
    assert adam["lr"] == "0.001" and adam["betas"] == "(0.9, 0.999)"
    assert run_title(adam) == "Adam lr=0.001" and run_title({}) == ""
    assert changed({"lr": "0.1"}, {"lr": "0.2", "eps": "1"}) == {"lr": "0.1 → 0.2", "eps": "1"}
    assert hyperparameters(None) == {}


def test_as_text_and_as_a_picture() -> None:
    book = RunBook()
    for i in range(3):
        book.keep(
            history(1.0, 0.5 - i / 10), f"<b>run & {i}", settings={"optimizer": "SGD", "lr": f"0.{i}", "dampening": "1"}
        )
    text = runs_text(book.runs())
    lines = text.splitlines()
    assert len(lines) == 4 and "lr" in lines[0] and "dampening" not in lines[0] and "run & 2" in lines[1]
    svg = runs_svg(book.runs(), "<title>")
    assert "<b>" not in svg and "run &amp; 0" in svg and svg.count("<path") > 3
    assert "No runs yet" in runs_text([]) and "No runs yet" in runs_svg([], "t")
    lab.set_language("zh")
    assert "还没有" in runs_text([])
