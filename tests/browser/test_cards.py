"""Cards: by themselves below a cell, and in the live panel, renewed while the loop runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.conftest import Open
from tests.browser.page import RUN, expect
from tests.browser.test_live import PREPARE, TRAIN, write

CARDS = """
from itertools import count

calls = count(1)
panel.show("digits", lab.viz.images(images[:10].reshape(-1, 8, 8), labels[:10]))
panel.show("<b>calls</b>", lambda: lab.viz.confusion(*[[0] * next(calls)] * 2))
"""

CURVE = """
lab.set_language("LANGUAGE")
lab.viz.curve({"train": [8.0, 4.0, 2.0], "validation": [9.0, 5.0]}, log=True, x_axis="epoch")
"""

ALONE = 'lab.viz.attention(lab.softmax(lab.eye(3) * 3, dim=1), ["the", "<img src=x>", "cat"])'


def test_cards_move_while_the_loop_runs(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "cards.ipynb", PREPARE, CARDS, TRAIN))
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_step(20)
    panel.part("card-map").nth(9).wait_for()  # the first card opens by itself
    expect(panel.found.get_by_role("tab", name="digits")).to_have_attribute("aria-selected", "true")
    panel.found.get_by_role("tab", name="<b>calls</b>").click()
    count = panel.found.locator(".al-map-room b")
    count.wait_for()
    first = int(count.inner_text())
    # How soon depends on how much time the looks may take.
    grown = "first => Number(document.querySelector('.al-map-room b')?.textContent) > first"
    notebook.page.wait_for_function(grown, arg=first, timeout=RUN)
    assert notebook.busy
    panel.part("card-map").hover(position={"x": 5, "y": 5})
    expect(panel.part("card-read")).to_have_text(re.compile(r"0 taken for 0: (\d+) of \1 \(100%\)"))
    panel.press("stop")
    notebook.wait_until_idle()
    assert notebook.failed_cells() == []


def test_a_card_alone_is_read_by_keys(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "card.ipynb", "import autograd_lab as lab", ALONE))
    notebook.run_all()
    card = notebook.page.get_by_test_id("card-widget")
    card.get_by_role("application").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        notebook.page.keyboard.press(key)
    expect(card.get_by_test_id("card-read")).to_contain_text("<img src=x> attends to <img src=x>: 0.90")
    assert notebook.page.locator(".al-root img").count() == 0


@pytest.mark.parametrize(("language", "said"), [("en", "at epoch = 1: "), ("zh", "在 epoch = 1 处：")])
def test_curves_are_read_by_pointer_and_keys(language: str, said: str, notebooks: Path, open_notebook: Open) -> None:
    code = CURVE.replace("LANGUAGE", language)
    notebook = open_notebook(write(notebooks, f"curve-{language}.ipynb", "import autograd_lab as lab", code))
    notebook.run_all()
    card = notebook.page.get_by_test_id("curve-widget")
    chart = card.get_by_role("slider")
    chart.focus()
    chart.press("Home")
    expect(card.get_by_test_id("value-train")).to_have_text("8")
    chart.press("ArrowRight")  # to the next point, however far that is
    expect(card.get_by_test_id("value-validation")).to_have_text("5")
    expect(chart).to_have_attribute("aria-valuetext", f"{said}train 4, validation 5")
    chart.press("End")
    expect(card.get_by_test_id("value-train")).to_have_text("2")
    expect(card.get_by_test_id("log-scale")).to_have_attribute("aria-checked", "true")
    lines = card.locator("path.al-line[data-entry]")
    logarithmic = lines.first.get_attribute("d") or ""
    card.get_by_test_id("log-scale").click()
    expect(lines.first).not_to_have_attribute("d", logarithmic)
    card.get_by_role("button", name="validation").click()
    expect(lines).to_have_count(1)
    assert notebook.failed_cells() == []
