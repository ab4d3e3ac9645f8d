"""What all views have alike, and that they leave each other alone on one page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.browser.conftest import Open
from tests.browser.page import expect, settle
from tests.browser.test_live import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHINESE = re.compile(r"[\u4e00-\u9fff]")

VIEWS: dict[str, Callable[[], Any]] = {
    "graph": lambda: lab.viz.graph(nn.Linear(2, 2), lab.ones(2)),
    "step": lambda: lab.viz.step((lab.ones(2, requires_grad=True) * 2).sum()),
    "module": lambda: lab.viz.module(nn.Linear(2, 2)),
    "tensor": lambda: lab.viz.tensor(lab.ones(2, 2)),
    "broadcast": lambda: lab.viz.broadcast((2, 1), (3,)),
    "heat": lambda: lab.viz.heat(lab.ones(2, 2)),
    "curve": lambda: lab.viz.curve([1.0, 2.0]),
    "race": lambda: lab.viz.race("bowl"),
    "classify": lambda: lab.viz.classify(),
    "kernels": lambda: lab.viz.kernels(lab.rand(8, 8)),
    "all_reduce": lambda: lab.viz.all_reduce(),
}


@pytest.mark.parametrize("width", [1200, 600])
def test_every_view_changes_its_language_in_place(browser: Browser, tmp_path: Path, width: int) -> None:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    for name, make in VIEWS.items():
        make().to_html(tmp_path / "view.html")
        page.goto((tmp_path / "view.html").as_uri())
        root = page.locator(".al-root")
        root.wait_for()
        settle(page)
        english = root.inner_text().replace("中文", "")
        assert not CHINESE.search(english), name
        switch = page.get_by_test_id("language-zh")
        switch.click()
        expect(switch).to_have_attribute("aria-pressed", "true")
        expect(root).to_have_attribute("lang", "zh-CN")
        settle(page)
        assert CHINESE.search(root.inner_text().replace("中文", "")), name
        # Always in the same place: at the right end of the first line.
        box, around = page.locator(".al-languages").bounding_box(), root.bounding_box()
        assert box and around, name
        assert box["y"] - around["y"] < 40, name
        if width == 1200:
            assert around["x"] + around["width"] - box["x"] - box["width"] < 40, name
        page.get_by_test_id("language-en").click()
        settle(page)
        assert root.inner_text().replace("中文", "") == english, name
    context.close()


LOOKS = """root => [...root.querySelectorAll("*")].map(element => {
    const { display, color, padding, width, height, font, cursor, background } = getComputedStyle(element);
    return [element.tagName, element.getAttribute("class"), display, color, padding, width, height, font, cursor,
        background].join(" | ");
})"""


def test_a_view_looks_the_same_whatever_others_are_on_the_page(open_notebook: Open, notebooks: Path) -> None:
    path = write(
        notebooks,
        "together.ipynb",
        "import autograd_lab as lab\nfrom autograd_lab import nn, optim\nnet = nn.Linear(2, 2)\nlab.viz.classify()",
        "lab.viz.tensor(lab.ones(2, 2))",
        "lab.viz.graph(net, lab.ones(2))",
        "lab.viz.step((lab.ones(2, requires_grad=True) * 2).sum())",
        "lab.viz.heat(lab.ones(2, 2))",
        "lab.viz.live(net, optim.SGD(net.parameters(), lr=0.1))",
    )
    notebook = open_notebook(path)
    notebook.run_cell(0)
    notebook.run_cell(1)
    notebook.wait_until_idle()
    first = [notebook.page.get_by_test_id(f"{name}-widget") for name in ("classify", "tensor")]
    for view in first:
        view.wait_for()
    settle(notebook.page)
    before = [view.evaluate(LOOKS) for view in first]
    for index in range(2, 6):
        notebook.run_cell(index)
    notebook.wait_until_idle()
    notebook.page.get_by_test_id("live-panel").wait_for()
    settle(notebook.page)
    for view, looks in zip(first, before, strict=True):
        assert view.evaluate(LOOKS) == looks
