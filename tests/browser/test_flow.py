"""Gradient flow, what stands out, and histograms over time, on a run in JupyterLab."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.conftest import Open
from tests.browser.page import LOAD, RUN, Panel, expect
from tests.browser.test_live import write

SICK = """
import autograd_lab as lab
from autograd_lab import nn, optim

lab.manual_seed(0)
layers = [layer for _ in range(7) for layer in (nn.Linear(16, 16), nn.Sigmoid())]
net = nn.Sequential(*layers, nn.Linear(16, 3))
optimizer = optim.SGD(net.parameters(), lr=0.1)
panel = lab.viz.live(net, optimizer)
display(panel)
for batch in panel(range(STEPS)):
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(lab.randn(20, 16)), lab.randint(0, 3, (20,))).backward()
    optimizer.step()
"""

PIXELS = """canvas => {
    const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let drawn = 0;
    for (let i = 3; i < image.length; i += 4) drawn += image[i] > 0;
    return drawn / (image.length / 4);
}"""


def drawn(panel: Panel, name: str, share: float) -> None:
    """Wait until this part of a canvas is painted."""
    script = f"([name, share]) => ({PIXELS})(document.querySelector(`[data-testid=${{name}}]`)) > share"
    panel.found.page.wait_for_function(script, arg=[name, share])


def columns(panel: Panel, name: str) -> int:
    return int(panel.part(name).get_attribute("data-columns") or 0)


def test_a_sick_network_is_called_by_its_name_and_shown_over_time(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "sick.ipynb", SICK.replace("STEPS", "1_000_000")))
    notebook.run_all()
    panel = notebook.panel()
    finding = panel.part("finding").filter(has_text="vanishing gradient")
    finding.wait_for(timeout=LOAD)
    expect(finding).to_contain_text("0.weight")
    expect(finding).to_contain_text("kaiming_normal_")
    assert notebook.busy

    row = panel.part("layer").filter(has_text="0.weight").first
    expect(row).to_contain_text("vanishing")
    finding.hover()
    expect(row).to_have_class(re.compile("al-lit"))

    panel.press("flow.view.over-time")
    heat = panel.part("flow-heat")
    heat.wait_for()
    notebook.page.wait_for_function("() => document.querySelector('[data-testid=flow-heat]').dataset.columns > 3")
    drawn(panel, "flow-heat", 0.9)
    box = heat.bounding_box()
    assert box is not None
    notebook.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 4)
    expect(panel.part("flow-reading")).to_have_text(re.compile("^0.weight, step "))
    first = columns(panel, "flow-heat")
    grown = "first => Number(document.querySelector('[data-testid=flow-heat]').dataset.columns) > first"
    notebook.page.wait_for_function(grown, arg=first, timeout=RUN)  # it grows while the cell runs
    assert notebook.busy
    panel.press("flow.measure.inactive")
    notebook.page.get_by_text("0%", exact=True).wait_for()

    panel.press("tab-hist.title")
    notebook.page.wait_for_function("() => document.querySelector('[data-testid=hist-heat]')?.dataset.columns > 2")
    drawn(panel, "hist-heat", 0.2)
    panel.press("hist.title.output")
    panel.part("histograms").get_by_text("sigmoid").nth(2).click()
    notebook.page.wait_for_function(
        "() => document.querySelector('[data-testid=hist-heat]').getAttribute('aria-label').includes('of 5:')"
    )
    panel.press("tab-resources.title")
    panel.part("resources").get_by_text("kept for backward").wait_for()
    panel.press("stop")
    notebook.wait_until_idle()


def test_a_view_that_opens_again_shows_the_whole_history(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "again.ipynb", SICK.replace("STEPS", "2500"), "panel"))
    notebook.run_all()
    notebook.wait_until_idle()
    first, second = (Panel(notebook.page.get_by_test_id("live-panel").nth(i)) for i in range(2))
    second.found.scroll_into_view_if_needed()
    for view in (first, second):
        view.found.scroll_into_view_if_needed()
        view.press("flow.view.over-time")
        view.press("tab-hist.title")
        view.part("hist-heat").wait_for()
    kept = int(notebook.ask("print(len(panel._observer.vitals.grids['flow/gradient']))"))
    assert kept > 3
    for view in (first, second):
        expect(view.part("flow-heat")).to_have_attribute("data-columns", str(kept))
    notebook.page.wait_for_function(
        """() => {
            const [a, b] = [...document.querySelectorAll("[data-testid=hist-heat]")].map(heat => heat.dataset.columns);
            return a === b && Number(a) > 1;
        }"""
    )
