"""The curves of a run in JupyterLab: read, zoomed, smoothed, over other axes, and beside earlier runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.conftest import Open
from tests.browser.page import expect
from tests.browser.test_live import write

if TYPE_CHECKING:
    from playwright.sync_api import Locator

PREPARE = """
import autograd_lab as lab
from autograd_lab import nn, optim

def train(lr, epochs, **options):
    lab.manual_seed(0)
    x, y = lab.randn(64, 8), lab.randn(64, 1)
    net = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1))
    optimizer = optim.SGD(net.parameters(), lr=lr)
    panel = lab.viz.live(net, optimizer, **options)
    for epoch in range(epochs):
        for i in panel(range(40)):
            loss = nn.functional.mse_loss(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        panel.log(val_loss=loss * 1.1, val_acc=1 - loss / 2)
    return panel
"""

EARLIER = """
train(0.01, 3)
lab.viz.live(nn.Linear(1, 1), optim.SGD(nn.Linear(1, 1).parameters(), lr=1.0)).close()
"""


def drag(chart: Locator, start: float, end: float) -> None:
    box = chart.bounding_box()
    assert box is not None
    page, y = chart.page, box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + (start + end) / 2 * box["width"], y)
    page.mouse.move(box["x"] + end * box["width"], y)
    page.mouse.up()


def test_reading_zooming_smoothing_and_axes(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "curves.ipynb", PREPARE, "panel = train(0.1, 3)"))
    notebook.run_all()
    notebook.wait_until_idle()
    panel = notebook.panel()
    panel.wait_for_phase("done")
    chart = panel.part("chart-loss").get_by_role("slider")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("train"))

    # keys: the reading goes to the first step and back to the last
    chart.focus()
    chart.press("Home")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("step 0"))
    first = float(panel.part("value-train_loss").inner_text())
    chart.press("End")
    expect(chart).to_have_attribute("aria-valuetext", re.compile("step 120"))
    last = float(panel.part("value-train_loss").inner_text())
    assert last < first
    expect(panel.part("chart-metric").locator(".al-chart-dots circle")).to_have_count(1)  # both are read at once
    chart.press("Escape")
    expect(panel.part("chart-loss").locator(".al-chart-dots circle")).to_have_count(0)

    # a drag zooms both charts, a double click shows all
    drag(chart, 0.4, 0.7)
    panel.part("zoom-reset").wait_for()
    expect(chart).not_to_have_attribute("aria-valuemin", "0")
    low = chart.get_attribute("aria-valuemin") or ""
    assert float(low) > 20
    expect(panel.part("chart-metric").get_by_role("slider")).to_have_attribute("aria-valuemin", low)
    chart.dblclick()
    panel.part("zoom-reset").wait_for(state="hidden")
    expect(chart).to_have_attribute("aria-valuemin", "0")

    # smoothing: the measured curve stays behind, and goes with smoothing 0
    raw = panel.part("chart-loss").locator(".al-line-raw")
    expect(raw).to_have_count(1)
    panel.part("smoothing").fill("0")
    panel.part("smoothing-value").get_by_text("0.00").wait_for()
    expect(raw).to_have_count(0)

    for axis, end in {"epoch": "3", "step": "120", "time": re.compile(r"^\d+\.\d+$")}.items():
        panel.press(f"axis-{axis}")
        expect(chart).to_have_attribute("aria-valuemax", end)
    panel.press("log-scale")
    expect(panel.part("log-scale")).to_have_attribute("aria-checked", "true")

    # a name hides its curve
    paths = panel.part("chart-loss").locator("path.al-line[data-entry]")
    expect(paths).to_have_count(2)
    panel.part("value-train_loss").click()
    expect(paths).to_have_count(1)
    expect(panel.part("chart-loss").locator('.al-legend-item[aria-pressed="false"]')).to_have_count(1)


def test_earlier_runs_are_compared_named_and_forgotten(notebooks: Path, open_notebook: Open) -> None:
    cells = (PREPARE, EARLIER, "panel = train(0.1, 3, title='mine')", "lab.viz.runs()")
    notebook = open_notebook(write(notebooks, "runs.ipynb", *cells))
    notebook.run_all()
    notebook.wait_until_idle()
    panel = notebook.panel_number(1)
    panel.press("compare")
    rows = panel.part("runs").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("0.1")
    expect(rows.nth(1)).to_contain_text("0.01")
    expect(panel.part("run-best").first).to_have_text(re.compile("^★"))

    lines = panel.part("chart-loss").locator(".al-line-other")
    assert lines.count() == 0
    rows.nth(1).get_by_role("checkbox").check()
    lines.first.wait_for(state="attached")
    expect(lines).to_have_count(2)  # training and validation of the other run

    name = rows.nth(1).get_by_role("textbox")
    name.fill("slow <b>one</b>")
    name.press("Enter")
    panel.part("chart-loss").get_by_text("slow <b>one</b>").wait_for()
    assert notebook.ask("print([str(r.summary.title) for r in lab.viz.runs().runs])") == "['mine', 'slow <b>one</b>']"

    rows.nth(1).get_by_role("button").click()
    panel.part("compare").wait_for(state="hidden")
    expect(lines).to_have_count(0)

    view = notebook.page.get_by_test_id("runs-widget")
    view.scroll_into_view_if_needed()
    expect(view.locator("tbody tr")).to_have_count(2)  # a view that stands still shows what was there when it was made
    expect(view.locator("tbody tr").first).to_have_text(re.compile(r"^\s*mine"))
    assert notebook.failed_cells() == []
