"""What is left when the kernel has gone: saved notebooks, and pages of their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from tests.browser.conftest import Open
from tests.browser.page import expect, settle
from tests.browser.test_live import PREPARE, TRAIN, write
from tests.browser.test_views import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GRAPH = """
w = lab.tensor([1.0, 2.0], requires_grad=True)
lab.viz.graph((w * 3).sum())
"""


def test_a_saved_notebook_shows_its_views_without_their_kernel(notebooks: Path, open_notebook: Open) -> None:
    name = write(notebooks, "saved.ipynb", PREPARE, TRAIN.replace("10_000_000", "80"), GRAPH)
    notebook = open_notebook(name)
    notebook.run_all()
    notebook.panel().wait_for_phase("done")
    notebook.wait_until_idle()
    notebook.page.get_by_test_id("graph-widget").wait_for()
    notebook.save()
    stored = json.loads((notebooks / name).read_text(encoding="utf-8"))
    bundles = [output["data"] for cell in stored["cells"] for output in cell["outputs"] if "data" in output]
    assert len(bundles) == 2
    for bundle in bundles:
        assert bundle.keys() >= {"text/plain", "image/svg+xml", "application/vnd.autograd-lab.view+json"}
    assert "widgets" not in stored["metadata"], "the state of widgets is not stored"
    assert "train_loss" in "".join(bundles[0]["image/svg+xml"]), "the picture is the last, not the first"

    notebook.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
    again = open_notebook(name)
    again.forgive("widget model not found")
    panel = again.page.locator(".al-still").get_by_test_id("live-panel")
    panel.wait_for()
    again.page.wait_for_timeout(2500)  # by then Lab has given up the widget, and must not take this down
    expect(panel.locator("[data-phase]")).to_have_attribute("data-phase", "saved")
    expect(panel.get_by_test_id("step")).to_have_attribute("data-value", "80")
    again.page.locator(".al-still").get_by_test_id("graph-widget").get_by_test_id("graph-node").first.wait_for()
    assert not any(said.is_visible() for said in again.page.get_by_text("model not found").all())

    again.run_all()  # now there is a kernel again: the live views take their places back
    again.wait_until_idle()
    again.page.locator(".al-still").first.wait_for(state="detached")
    again.panel().wait_for_phase("done")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_needs_neither_kernel_nor_network(browser: Browser, tmp_path: Path, language: str) -> None:
    lab.set_language(language)
    model = nn.Linear(2, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    panel = lab.viz.live(model, optimizer, title=HOSTILE)
    for _ in panel(range(5)):
        loss = model(lab.ones(3, 2)).sum()
        loss.backward()
        optimizer.step()
    panel.log({HOSTILE: 1.0})
    panel.to_html(tmp_path / "live.html")
    panel.close()
    lab.viz.graph(model(lab.ones(3, 2)).sum(), model=model, title=HOSTILE).to_html(tmp_path / "graph.html")

    context = browser.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for name, part in (("live", "live-panel"), ("graph", "graph-widget")):
        page.goto((tmp_path / f"{name}.html").as_uri())
        shown = page.get_by_test_id(part)
        shown.get_by_test_id("graph-node").first.wait_for()
        expect(shown).to_have_attribute("lang", "zh-CN" if language == "zh" else "en")
        settle(page)
        assert page.title() == HOSTILE
        assert page.evaluate("window.hacked") is None
    assert errors == []
    context.close()
