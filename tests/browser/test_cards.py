"""Cards: by themselves below a cell, and in the live panel, renewed while the loop runs."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.conftest import Open
from tests.browser.page import RUN
from tests.browser.test_live import PREPARE, TRAIN, write

CARDS = """
from itertools import count

calls = count(1)
panel.show("digits", lab.viz.images(images[:10].reshape(-1, 8, 8), labels[:10]))
panel.show("<b>calls</b>", lambda: lab.viz.confusion(*[[0] * next(calls)] * 2))
"""

ALONE = 'lab.viz.attention(lab.softmax(lab.eye(3) * 3, dim=1), ["the", "<img src=x>", "cat"])'


def test_cards_move_while_the_loop_runs(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "cards.ipynb", PREPARE, CARDS, TRAIN))
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_step(20)
    panel.part("card-map").nth(9).wait_for()  # the first card opens by itself
    assert panel.found.get_by_role("tab", name="digits").get_attribute("aria-selected") == "true"
    panel.found.get_by_role("tab", name="<b>calls</b>").click()
    count = panel.found.locator(".al-map-room b")
    count.wait_for()
    first = int(count.inner_text())
    # How soon depends on how much time the looks may take.
    grown = "first => Number(document.querySelector('.al-map-room b')?.textContent) > first"
    notebook.page.wait_for_function(grown, arg=first, timeout=RUN)
    assert notebook.busy
    panel.part("card-map").hover(position={"x": 5, "y": 5})
    assert re.match(r"0 taken for 0: (\d+) of \1 \(100%\)", panel.part("card-read").inner_text())
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
    assert "<img src=x> attends to <img src=x>: 0.90" in card.get_by_test_id("card-read").inner_text()
    assert notebook.page.locator(".al-root img").count() == 0
