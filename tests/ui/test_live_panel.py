"""The panel around a real loop, with a browser made of a few lines and with none."""

from __future__ import annotations

import copy
import gc
import pickle
import time
import weakref
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import watch
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.ui.live_panel import LivePanel
from tests.support.refusal import assert_refused
from tests.ui.bench import Bench

nn = pytest.importorskip("autograd_lab.nn")
optim = pytest.importorskip("autograd_lab.optim")


def test_without_a_front_end(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(3):
        for _ in bench.panel(range(5)):
            bench.step()
        bench.panel.log(val_loss=lab.tensor(0.5), val_acc=0.9)
    history = bench.panel.history
    assert history.curve("train_loss")[0].tolist() == list(range(1, 16))
    assert history.curve("val_loss")[0].tolist() == [5, 10, 15]
    assert (bench.panel.state, bench.panel.epoch) == ("done", 3)
    assert capsys.readouterr().out == "", "silent where the output is not a terminal"
    assert bench.panel._repr_mimebundle_().keys() == {"text/plain", "image/svg+xml"}


def test_pause_without_anybody_to_resume_never_hangs(bench: Bench) -> None:
    bench.panel.pause()
    for _ in bench.panel(range(5)):
        bench.step()
        bench.panel.pause()
    assert bench.panel.state == "done" and len(bench.panel.history.curves["train_loss"]) == 5


def test_the_browser_sees_the_run(bench: Bench) -> None:
    browser = bench.open()
    for _ in bench.panel(range(20)):
        bench.step()
    last = browser.last
    assert (last["state"], last["step"], last["batch"], last["batches"]) == ("done", 20, 20, 20)
    assert browser.values("train_loss") == bench.panel.history.curve("train_loss")[1].tolist()
    assert [row["name"] for row in last["layers"]] == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert last["graph"]["nodes"]
    assert last["controls"] == {"lr": 0.1, "momentum": 0, "beta1": None, "weight_decay": 0}
    assert browser.snapshot is not None and browser.snapshot["state"] == "done"
    assert len(browser.snapshot["series"][0]["x"]) == 20


def test_pause_set_step_resume_stop(bench: Bench, aside: Any) -> None:
    browser, panel = bench.open(), bench.panel

    def press() -> None:
        browser.say(type="control", action="pause")
        bench.until("paused")
        at = panel._observer.step
        browser.say(type="set", name="lr", value=0.01)
        time.sleep(0.3)
        assert panel._observer.step == at and bench.lr == 0.01
        browser.say(type="control", action="step")
        end = time.monotonic() + 10
        while panel._observer.step == at and time.monotonic() < end:
            time.sleep(0.01)
        bench.until("paused")
        assert panel._observer.step == at + 1 == panel._observer.layers_step == panel._observer.graph.step
        browser.say(type="control", action="resume")
        bench.until("running")
        browser.say(type="control", action="stop")

    aside(press)
    epochs = after = 0
    for _ in range(3):
        for _ in panel(range(1_000_000)):
            bench.step()
        epochs += 1
        after += sum(1 for _ in panel(range(10)))
    assert (epochs, after) == (3, 0), "the loops that follow end at once"
    assert panel.state == "stopped" and browser.last["state"] == "stopped"
    panel.resume()
    assert sum(1 for _ in panel(range(10))) == 10


def test_a_held_panel_is_quiet(bench: Bench, aside: Any) -> None:
    browser, panel = bench.open(), bench.panel
    counts: list[int] = []

    def press() -> None:
        browser.say(type="control", action="pause")
        bench.until("paused")
        time.sleep(0.3)
        counts.append(len(browser.frames))
        time.sleep(0.7)
        counts.append(len(browser.frames))
        browser.say(type="set", name="lr", value=-1.0)  # refused: a notice is news
        time.sleep(0.4)
        counts.append(len(browser.frames))
        browser.say(type="control", action="stop")

    aside(press)
    for _ in panel(range(1_000_000)):
        bench.step()
    assert counts[1] == counts[0] and counts[2] == counts[0] + 1


def test_a_wish_after_the_last_step_is_not_kept_for_the_next_cell(bench: Bench) -> None:
    browser = bench.open()
    bench.panel._standing.state = "running"
    browser.say(type="set", name="lr", value=0.5)
    assert bench.lr == 0.1, "in the middle of a step nothing changes"
    bench.panel._rest("done")
    assert bench.lr == 0.5


def test_stop_in_a_loop_without_the_panel(bench: Bench) -> None:
    browser = bench.open()
    with pytest.raises(KeyboardInterrupt, match="stopped from the panel"):
        for i in range(100):
            bench.step()
            if i == 4:
                browser.say(type="control", action="stop")
    assert bench.panel.state == "stopped" and bench.panel._observer.step == 6


def test_a_keyboard_interrupt_while_paused_is_a_stop(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = bench.open()

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bench.panel._gate._news, "wait", interrupted)
    for i in bench.panel(range(100)):
        bench.step()
        if i == 2:
            browser.say(type="control", action="pause")
    assert bench.panel.state == "stopped" and bench.panel._observer.step <= 5


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_in_the_loop(bench: Bench, error: type[BaseException]) -> None:
    browser = bench.open()
    with pytest.raises(error):
        for i in bench.panel(range(100)):
            bench.step()
            if i == 3:
                raise error
    assert bench.panel.state == "interrupted" and browser.last["state"] == "interrupted"
    bench.step()  # the hooks are harmless
    assert sum(1 for _ in bench.panel(range(3))) == 3
    assert bench.panel.state == "done"


def test_bad_values_from_the_browser(bench: Bench) -> None:
    browser = bench.open()
    for value in (-1, "x", None, [1], {"a": 1}, 1e400):
        browser.say(type="set", name="lr", value=value)
        assert bench.lr == 0.1 and bench.panel.notice.zh != bench.panel.notice.en  # type: ignore[union-attr]
    malformed: list[dict[str, Any]] = [
        {"type": "set", "name": "params", "value": 1.0},
        {"type": "control", "action": "rm"},
        {"type": "ack", "seq": "x"},
        {"type": "need", "series": None, "have": None},
        {"no": "type"},
    ]
    for message in malformed:
        browser.say(**message)
    bench.panel._link.receive("not even a dict")
    assert bench.lr == 0.1
    browser.say(type="set", name="lr", value=0.5)
    assert bench.lr == 0.5 and bench.panel.notice == ""
    with pytest.raises(ArgumentError):
        bench.panel.set(lr=float("nan"))


def test_ten_thousand_logs_are_few_messages(bench: Bench) -> None:
    browser = bench.open()
    start = time.monotonic()
    for i in range(10_000):
        bench.panel.log(loss=i)
    seconds = time.monotonic() - start
    assert len(browser.frames) <= 3 + 16 * seconds
    for _ in bench.panel(range(1)):
        bench.step()
    assert browser.values("loss") == list(range(10_000))


def test_a_panel_that_is_opened_late_shows_everything(bench: Bench) -> None:
    for _ in bench.panel(range(50)):
        bench.step()
    browser = bench.open()
    assert browser.values("train_loss") == bench.panel.history.curve("train_loss")[1].tolist()
    assert browser.last["graph"]["nodes"] and browser.last["layers"]
    browser.curves.clear()
    browser.say(type="ready")  # the page was reloaded
    assert len(browser.values("train_loss")) == 50


def test_the_newest_panel_steers(bench: Bench) -> None:
    old = bench.open()
    bench.step()
    bench.panel._gate.ask("pause")
    newer = LivePanel(bench.model, bench.optimizer)
    for _ in newer(range(5)):
        bench.step()
    assert newer._observer.step == 5 and bench.panel._observer.step == 1
    assert bench.panel.state == "done" and old.last["state"] == "done"
    newer.close()
    bench.step()
    assert newer._observer.step == 5
    assert not watch.watchers and not watch.backward_watchers


def test_the_panel_keeps_neither_model_nor_graph_alive() -> None:
    bench = Bench()
    browser, panel = bench.open(), bench.panel
    for _ in panel(range(3)):
        bench.step()
    loss = bench.model(bench.x).sum()
    loss.backward()
    bench.optimizer.step()
    gone = [weakref.ref(o) for o in (bench.model, bench.optimizer, loss.grad_fn)]
    del bench, loss
    gc.collect()
    assert [r() for r in gone] == [None] * 3
    browser.say(type="ready")
    browser.say(type="set", name="lr", value=1.0)
    assert browser.last["controls"]["lr"] == 0.1 and panel.to_svg()  # what it was last
    panel.close()


def test_own_training_loss_replaces_the_automatic_one(bench: Bench) -> None:
    bench.panel.log(train_loss=7.0)
    bench.step()
    assert bench.panel.history.curve("train_loss")[1].tolist() == [7.0]


def test_log_takes_numbers_only(bench: Bench) -> None:
    with pytest.raises(ArgumentError, match="one number per name"):
        bench.panel.log(a=1.0, val_loss=lab.ones(3))
    assert bench.panel.history.curves == {}, "nothing was added"
    bench.panel.log({"val/acc": 0.5}, nan=float("nan"))
    assert set(bench.panel.history.curves) == {"val/acc", "nan"}


def test_wrong_arguments() -> None:
    model = nn.Linear(1, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    assert_refused(lambda: LivePanel(model, model), ArgTypeError, "panel.not_an_optimizer", "Linear")
    assert_refused(lambda: LivePanel(3, optimizer), ArgTypeError, "view.not_model", "int")
    assert_refused(lambda: LivePanel(model, optimizer, every=0), ArgumentError, "panel.every", "0")
    panel = LivePanel(model, optimizer)
    assert_refused(lambda: panel(10), ArgTypeError, "panel.not_iterable", "int")  # type: ignore[arg-type]
    panel.close()
    gc.collect()
    assert not watch.watchers and not watch.backward_watchers


def test_break_and_a_loader_without_length(bench: Bench) -> None:
    for i in bench.panel(iter(range(100))):
        bench.step()
        if i == 2:
            break
    assert bench.panel._standing.batches is None and bench.panel._observer.step == 3


def test_title_and_repr_are_stable_text(bench: Bench) -> None:
    assert repr(bench.panel) == "LivePanel('Training Sequential with SGD')"
    lab.set_language("zh")
    other = Bench(title="<b>\n" + "x" * 500)
    assert len(other.panel.title) <= 80 and "<b>" not in other.panel.to_svg()
    other.panel.close()


def test_a_watched_optimizer_can_be_copied_and_saved(bench: Bench) -> None:
    bench.step()
    twin = copy.deepcopy(bench.optimizer)
    assert twin.param_groups[0]["lr"] == 0.1
    assert pickle.loads(pickle.dumps(bench.optimizer)).param_groups[0]["lr"] == 0.1


def test_a_notebook_that_is_built_twice_comes_out_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRAD_LAB_SYNC", "1")
    pictures = []
    for _ in range(2):
        bench = Bench()
        for _ in bench.panel(range(60)):
            bench.step()
        pictures.append(bench.panel.to_svg())
        bench.panel.close()
    assert pictures[0] == pictures[1]
