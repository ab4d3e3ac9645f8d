"""Cards and playgrounds without Jupyter: nothing is left behind, and strangers' names are only text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import autograd_lab as lab
from autograd_lab import optim
from autograd_lab.record.snapshot import to_json
from tests.browser.page import expect, settle
from tests.browser.test_views import CYCLES, HOSTILE, page, snapshot  # noqa: F401  (page is a fixture)

if TYPE_CHECKING:
    from playwright.sync_api import Page


def hostile_function(x: Any, y: Any) -> Any:
    return x * x + y * y


hostile_function.__name__ = HOSTILE

VIEWS: dict[str, Callable[[], Any]] = {
    "card": lambda: lab.viz.confusion([0, 1], [1, 1], [HOSTILE, HOSTILE]),
    "curve": lambda: lab.viz.curve({HOSTILE: [1.0, 2.0]}, x_axis=HOSTILE, y_axis=HOSTILE),
    "race": lambda: lab.viz.race(hostile_function, {HOSTILE: lambda p: optim.SGD(p, lr=0.1)}),
    "classify": lambda: lab.viz.classify(),
    "kernels": lambda: lab.viz.kernels(),
    "ring": lambda: lab.viz.all_reduce(),
}

OPEN = """async ([view, traits]) => {
    window.problems = [];
    window.addEventListener("error", event => window.problems.push(event.message));
    const { widget, model } = await window.load(view, traits);
    await widget.render({ model, el: document.body });
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def traits(view: Any, *, language: str = "en", asks: bool = False) -> dict[str, Any]:
    return {"title": HOSTILE, "language": language, "asks": asks, "state": to_json(view.state())}


@pytest.mark.parametrize("name", VIEWS)
def test_twenty_openings_leave_nothing(page: Page, name: str) -> None:  # noqa: F811
    assert page.evaluate(CYCLES, [name, traits(VIEWS[name](), asks=True), 20]) == [0, 0, 0]


@pytest.mark.parametrize("name", VIEWS)
def test_without_a_kernel_it_is_a_picture_with_a_word(page: Page, name: str) -> None:  # noqa: F811
    page.evaluate(OPEN, [name, traits(VIEWS[name](), language="zh")])
    settle(page)
    assert page.evaluate("window.problems") == []
    assert page.evaluate("window.hacked") is None and page.locator(".al-root img, .al-root script").count() == 0
    assert page.locator("canvas, svg").count() > 0
    if name == "card":
        expect(page.locator(".al-maps")).to_contain_text("<img")
        return
    if name == "curve":
        expect(page.locator(".al-exhibit-curves .al-title").filter(has_text="<img")).to_have_count(1)
        expect(page.locator(".al-axis-name")).to_contain_text("<img")
        expect(page.locator(".al-legend-name")).to_contain_text("<img")
        return
    if name == "race":
        expect(page.locator(".al-racers")).to_contain_text("<img")
    expect(page.locator(".al-play-hint")).to_contain_text("重新运行单元格")
    expect(page.locator(".al-choice button:enabled")).to_have_count(0)


def test_cards_of_a_saved_run(page: Page) -> None:  # noqa: F811
    card, curve = (to_json(VIEWS[name]().state()) for name in ("card", "curve"))
    cards = [{**card, "name": HOSTILE}, {**curve, "name": "curve"}, {**card, "name": "large", "values": ""}]
    saved = {**snapshot("net"), "cards": cards}
    page.evaluate(
        """async traits => {
            const { widget, model } = await window.load("live", traits);
            await widget.render({ model, el: document.body });
        }""",
        {"title": "", "language": "en", "snapshot": saved},
    )
    page.get_by_role("tab", name="<img").click()
    page.get_by_test_id("card-map").wait_for()
    page.get_by_role("tab", name="curve").click()
    page.locator(".al-exhibit-curves path.al-line[data-entry]").wait_for()
    page.get_by_role("tab", name="large").click()
    page.get_by_text("too large to be kept").wait_for()
    assert page.locator("img, script").count() == 0
