"""Modules, broadcasting and tensors on pages of their own: what a pointer and a keyboard do there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.browser.page import expect
from tests.browser.test_views import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Show = Callable[[Any], "Page"]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 700})
    errors: list[str] = []

    def open_one(view: Any) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        view.to_html(tmp_path / "view.html")
        page.goto((tmp_path / "view.html").as_uri())
        page.locator(".al-root").wait_for()
        return page

    yield open_one
    context.close()
    assert errors == []


def test_a_model_opens_by_pointer_and_keyboard(show: Show) -> None:
    net = nn.Sequential(*[nn.Sequential(nn.Linear(4, 4), nn.ReLU()) for _ in range(6)])
    page = show(lab.viz.module(net, lab.zeros(2, 4)))
    rows = page.get_by_test_id("module-row")
    expect(rows).to_have_count(2)
    rows.nth(1).click()
    expect(rows).to_have_count(8)
    expect(rows.nth(1)).to_contain_text("0 … 5")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(rows.nth(3)).to_contain_text("Linear(in_features=4")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(rows).to_have_count(1)
    page.get_by_test_id("open-all").click()
    expect(rows.filter(has_text="Linear")).to_have_count(6)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_broadcasting_goes_step_by_step(show: Show, language: str) -> None:
    lab.set_language(language)
    page = show(lab.viz.broadcast(lab.arange(3.0).reshape(3, 1), lab.ones(4)))
    status = page.get_by_role("status")
    said = [status.inner_text()]
    for _ in range(3):
        page.get_by_test_id("broadcast-next").click()
        expect(status).not_to_have_text(said[-1])
        said.append(status.inner_text())
    assert len(set(said)) == 4 and "(3, 4)" in said[-1]
    expect(page.locator(".al-copy")).to_have_count(9 + 8)
    page.keyboard.press("Home")
    expect(status).to_have_text(said[0])


def test_shapes_that_do_not_fit_are_marked(show: Show) -> None:
    page = show(lab.viz.broadcast((2, 3), (3, 2)))
    page.get_by_test_id("broadcast-next").click()
    expect(page.locator(".al-clash")).to_have_text(["3", "2"])


def test_a_number_is_found_in_memory(show: Show) -> None:
    x = lab.arange(24.0).reshape(4, 6)[1:, ::2]
    page = show(lab.viz.tensor(x))
    page.get_by_test_id("tensor-heat").locator("span").nth(4).hover()
    expect(page.get_by_test_id("tensor-reading")).to_have_text("[1, 1] = 14   memory 6 + 1·6 + 1·2 = 14")
    memory = page.get_by_test_id("tensor-memory")
    expect(memory.locator(".al-marked")).to_have_text(["14"])
    expect(memory.locator(".al-seen")).to_have_count(9)


def test_strangers_names_are_only_text(show: Show) -> None:
    net = nn.Module()
    net.add_module(HOSTILE.replace(".", ""), type(HOSTILE, (nn.Linear,), {})(2, 2))
    for view in (
        lab.viz.module(net, title=HOSTILE),
        lab.viz.broadcast((1,), title=HOSTILE),
        lab.viz.tensor(lab.ones(2), title=HOSTILE),
    ):
        page = show(view)
        expect(page.locator(".al-root")).to_contain_text(HOSTILE.split("<")[1][:8])
        assert page.evaluate("window.hacked") is None
