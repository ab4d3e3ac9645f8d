"""The card of a node: numbers one can point at, the chain rule, and what if, in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.browser.conftest import Open
from tests.browser.page import WORDS, expect
from tests.browser.test_live import ENGLISH, write
from tests.browser.test_views import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PREPARE = """
import time
import autograd_lab as lab
lab.set_language("{language}")
w = lab.tensor([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]], requires_grad=True)
x = lab.tensor([2.0, 0.5, -1.0])
loss = (w * x).tanh().sum()
display(lab.viz.graph(loss))
"""

BUSY = """
for _ in range(6000):
    time.sleep(0.1)
"""

# How many colours a canvas shows.
COLOURS = """canvas => {
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    const seen = new Set();
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());
    return seen.size;
}"""


def node(view: Page | Locator, label: str) -> Locator:
    found = view.get_by_test_id("graph-node").filter(has_text=re.compile(rf"^{re.escape(label)}"))
    found.first.wait_for()
    return found.first


def painted(page: Page, colours: int) -> None:
    """Wait until the numbers of the open card are drawn in more than so many colours."""
    page.wait_for_function(f"() => ({COLOURS})(document.querySelector('[data-testid=node-card] canvas')) > {colours}")


def terms(card: Locator) -> str:
    return "\n".join(card.get_by_test_id("chain").all_inner_texts())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_numbers_are_read_chosen_and_changed_while_a_cell_runs(
    language: str, notebooks: Path, open_notebook: Open
) -> None:
    notebook = open_notebook(write(notebooks, f"card-{language}.ipynb", PREPARE.format(language=language), BUSY))
    notebook.run_all()
    page = notebook.page
    node(page, "w").press("Enter")
    card = page.get_by_test_id("node-card")
    heat = card.get_by_test_id("heat")
    expect(heat).to_have_count(2)
    page.wait_for_function(
        f"() => ({COLOURS})(document.querySelector('[data-testid=node-card] [data-testid=heat]')) > 5"
    )
    expect(card.get_by_test_id("chain").filter(has_text=re.compile("upstream|上游")).first).to_be_visible()
    assert notebook.busy

    box = heat.first.bounding_box()
    assert box is not None
    heat.first.click(position={"x": box["width"] * 5 / 6, "y": box["height"] / 4})  # row 0, column 2
    page.wait_for_function("() => document.querySelector('[data-testid=chain]').innerText.includes('[0, 2]')")
    expect(card.get_by_test_id("heat-readout").first).to_have_text("[0, 2] = 0.5")
    heat.first.press("ArrowDown")
    page.wait_for_function("() => document.querySelector('[data-testid=chain]').innerText.includes('[1, 2]')")
    heat.first.press("ArrowUp")
    page.wait_for_function("() => document.querySelector('[data-testid=chain]').innerText.includes('[0, 2]')")
    local = float(1 - lab.tensor(-0.5).tanh().item() ** 2)
    assert f"{local:.3g}" in terms(card) and "−1" in terms(card)

    field = card.get_by_test_id("what-if-value")
    field.fill("1.5")
    field.press("Enter")
    after = card.get_by_test_id("what-if-after").filter(has_text="→")
    after.wait_for()
    wanted = lab.tensor([[2.0, -1.0, -1.5], [0.5, 1.5, 1.0]]).tanh().sum().item()
    assert float(after.inner_text().split("→")[1].replace("−", "-")) == pytest.approx(wanted, abs=1e-4)
    expect(page.locator(".al-affected")).to_have_count(4)  # product, tanh, sum and the result
    card.get_by_test_id("what-if-slider").fill("60")
    page.wait_for_function(
        f"() => !document.querySelector('[data-testid=what-if-after]').innerText.includes('{wanted:.3f}')"
    )
    card.get_by_test_id("what-if-reset").click()
    expect(page.locator(".al-affected")).to_have_count(0)
    expect(after).to_have_count(0)

    said = card.evaluate(WORDS)
    assert bool(re.search(r"[\u4e00-\u9fff]", said)) == (language == "zh")
    if language == "zh":
        assert re.findall(ENGLISH, said) == []
    assert notebook.busy, "all of it came while the cell ran"
    page.evaluate("() => { void window.jupyterapp.commands.execute('notebook:interrupt-kernel'); }")
    notebook.wait_until_idle()
    assert notebook.ask("print(w.tolist(), w.grad, w._version)") == "[[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]] None 0"


def test_a_page_without_a_kernel_has_cards_and_strangers_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    def forward(ctx: object, x: lab.Tensor) -> lab.Tensor:
        """<img src=x onerror="window.hacked = 1">"""
        return x * 2

    members = {
        "__doc__": HOSTILE,
        "forward": staticmethod(forward),
        "backward": staticmethod(lambda ctx, gy: gy * 2),
    }
    double = type(HOSTILE, (lab.autograd.Function,), members)
    model = nn.Module()
    model.register_parameter(HOSTILE.replace(".", ""), nn.Parameter(lab.tensor([[1.0, 2.0], [3.0, float("nan")]])))
    (weight,) = model.parameters()
    view = lab.viz.graph(double.apply(weight).sum(), model=model)
    view.to_html(tmp_path / "card.html")
    page = browser.new_page()
    try:
        page.goto(f"file://{tmp_path}/card.html")
        nodes = page.get_by_test_id("graph-node")
        nodes.first.wait_for()
        for i in range(nodes.count()):
            nodes.nth(i).press("Enter")
            page.get_by_test_id("detail").locator(".al-tensor").first.wait_for()
            for source in page.get_by_test_id("source").all():
                source.locator("summary").click()
        nodes.first.press("Enter")
        card = page.get_by_test_id("node-card")
        card.get_by_test_id("heat").first.wait_for()
        painted(page, 3)
        expect(card.filter(has_text="With a running kernel")).to_be_visible()
        assert card.get_by_test_id("what-if").count() == 0
        card.get_by_test_id("heat").first.click(position={"x": 5, "y": 5})
        card.locator(".al-refused").wait_for()
        assert page.locator("img, main script").count() == 0
        assert page.evaluate("window.hacked") is None
    finally:
        page.close()
