"""What axe-core finds wrong with the views: nothing, in both languages, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Open
from tests.browser.page import settle
from tests.browser.server import ROOT
from tests.browser.test_controls import IN_BACKGROUND, PREPARE
from tests.browser.test_live import write

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = ROOT / "widgets" / "node_modules" / "axe-core" / "axe.min.js"

GRAPH = "lab.viz.graph(nn.functional.cross_entropy(net(images[:8]), labels[:8]), model=net)"

# One rule is left out in graphs: it joins the lines of an SVG label without a space, and misses that in the name.
RUN = """async ([part, graph]) => {
    const rules = graph ? { "label-content-name-mismatch": { enabled: false } } : {};
    const { violations } = await axe.run(part, { rules, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" ")}`);
}"""


def wrong(page: Page, part: str, *, graph: bool = False) -> list[str]:
    return page.evaluate(RUN, [part, graph])


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_wrong(theme: str, notebooks: Path, open_notebook: Open) -> None:
    assert AXE.exists(), "axe-core is not installed: npm ci in widgets/"
    name = f"axe-{theme[-5:].strip()}.ipynb"
    notebook = open_notebook(write(notebooks, name, PREPARE, IN_BACKGROUND, GRAPH))
    page = notebook.page
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_step(50)
    page.get_by_test_id("graph-widget").wait_for()
    page.add_script_tag(path=AXE)
    for language in ("zh", "en"):
        panel.press(f"language-{language}")
        settle(page)
        assert wrong(page, ".al-head") == []
        assert wrong(page, "[data-testid=live-panel]", graph=True) == []
        assert wrong(page, "[data-testid=graph-widget]", graph=True) == []
    panel.press("toggle")
    panel.wait_for_phase("paused")
    panel.type("lr", "1e9")
    panel.part("notice").wait_for()
    settle(page)
    assert wrong(page, ".al-head") == []
    panel.press("stop")
    panel.wait_for_phase("stopped")
    settle(page)
    assert wrong(page, "[data-testid=live-panel]", graph=True) == []
