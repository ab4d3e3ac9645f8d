"""The graph explorer in the browser: fold, search, save, move, and large graphs."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.browser.conftest import Open
from tests.browser.page import RUN, expect, settle
from tests.browser.test_live import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from autograd_lab.ui.graph_view import GraphView

OpenView = Callable[["GraphView"], "Page"]

LARGE = """
import autograd_lab as lab
weights = [lab.tensor(0.01 * i, requires_grad=True) for i in range(60)]

def step():
    total = lab.tensor(0.0)
    for i in range(5_000):
        total = total + weights[i % 60] * weights[i * i % 53]
    total.backward()

view = lab.viz.graph(step)
print(len(view.snapshot.nodes), "nodes")
view
"""


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(8)
        self.net = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))

    def forward(self, x: lab.Tensor) -> lab.Tensor:
        return x + self.net(self.norm(x))


def deep() -> GraphView:
    model = nn.Sequential(*(Block() for _ in range(8)), nn.Linear(8, 3))
    return lab.viz.graph(model, lab.randn(4, 8))


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[OpenView]:
    """Open a view as the page that ``to_html`` writes; at the end no error may have been logged."""
    context = browser.new_context(viewport={"width": 1300, "height": 900}, accept_downloads=True)
    errors: list[str] = []

    def open_one(view: GraphView) -> Page:
        path = tmp_path / "view.html"
        view.to_html(path)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path.as_uri())
        page.get_by_test_id("graph-node").first.wait_for()
        return page

    yield open_one
    context.close()
    assert errors == []


def stack(page: Page) -> Locator:
    return page.locator("[data-testid=graph-node]").filter(has_text="×8")


def corner(found: Locator) -> tuple[float, float]:
    box = found.bounding_box()
    assert box is not None
    return box["x"], box["y"]


def test_a_stack_opens_where_it_is_and_then_its_blocks(show: OpenView) -> None:
    page = show(deep())
    nodes = page.get_by_test_id("graph-node")
    settle(page)
    folded = nodes.count()
    assert folded < 12
    face = stack(page).locator(".al-face").last
    x, y = corner(face)
    face.click()
    title = page.locator("[data-testid=graph-module]").filter(has_text="×8")
    title.wait_for()
    settle(page)
    assert corner(title) == pytest.approx((x, y), abs=2), "what was pressed stays where it is"
    assert nodes.count() == folded + 7, "eight closed blocks where the stack was"
    page.get_by_test_id("graph-node").filter(has_text="2").filter(has_text="Block").first.click()
    page.get_by_text("GELU").first.wait_for()
    settle(page)
    x, y = corner(title)
    title.click()
    stack(page).wait_for()
    settle(page)
    assert corner(stack(page).locator(".al-face").last) == pytest.approx((x, y), abs=2)


def test_search_opens_what_hides_a_match_and_goes_on_to_the_next(show: OpenView) -> None:
    page = show(deep())
    page.locator(".al-graph-stage > svg [tabindex='0']").focus()
    page.keyboard.press("/")
    expect(page.get_by_test_id("find")).to_be_focused()
    page.keyboard.type("gelu")
    expect(page.get_by_test_id("find-count")).to_have_text(re.compile("^1 of 8"))
    here = page.locator(".al-found-here")
    here.wait_for()
    settle(page)
    first = here.get_attribute("data-key")
    box, stage = here.bounding_box(), page.locator(".al-graph-stage").bounding_box()
    assert box and stage and stage["x"] < box["x"] < stage["x"] + stage["width"]
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelector('.al-found-here')?.dataset.key !== '{first}'")
    expect(page.get_by_test_id("find-count")).to_have_text(re.compile("^2 of 8"))
    page.keyboard.press("Escape")
    expect(page.locator(".al-found")).to_have_count(0)


def test_the_keyboard_moves_zooms_and_opens(show: OpenView) -> None:
    page = show(deep())
    world = page.locator(".al-graph-stage > svg > g")
    scale = "world => new DOMMatrix(getComputedStyle(world).transform).a"
    page.locator(".al-graph-stage > svg [tabindex='0']").focus()
    settle(page)
    before = world.evaluate(scale)
    page.keyboard.press("+")
    settle(page)
    assert world.evaluate(scale) > before
    page.keyboard.press("-")
    page.keyboard.press("0")
    settle(page)
    assert world.evaluate(scale) <= before + 1e-6
    key = "() => document.activeElement.dataset.key"
    start = page.evaluate(key)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("start => document.activeElement.dataset.key !== start", arg=start)
    page.locator("[data-testid=graph-node]").filter(has_text="Linear").last.focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("node-card").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("node-card")).to_be_hidden()


def test_what_is_saved_looks_right_alone(show: OpenView, tmp_path: Path) -> None:
    page = show(deep())

    def save(kind: str) -> bytes:
        page.get_by_test_id("save").click()
        with page.expect_download() as started:
            page.get_by_test_id(f"save-{kind}").click()
        assert started.value.suggested_filename.endswith(f".{kind}")
        path = tmp_path / f"saved.{kind}"
        started.value.save_as(path)
        return path.read_bytes()

    svg = save("svg").decode()
    root = ET.fromstring(svg)
    assert "var(" not in svg and "class=" not in svg and "oklab" not in svg and "light-dark" not in svg
    texts = list(root.iter("{http://www.w3.org/2000/svg}text"))
    assert any("×8" in "".join(text.itertext()) for text in texts)
    assert all(text.get("fill", "").startswith("rgb(") and text.get("font-family") for text in texts)
    assert save("png").startswith(b"\x89PNG")
    dot = save("dot").decode()
    assert dot.startswith("digraph") and "subgraph cluster_" in dot
    assert page.get_by_test_id("save-html").count() == 0, "a page without a kernel does not have its own code"


def test_the_language_changes_in_place(show: OpenView) -> None:
    page = show(deep())
    page.get_by_test_id("language-zh").click()
    page.get_by_text("计算图").first.wait_for()
    expect(page.get_by_test_id("language-zh")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("language-en").click()
    page.get_by_text("Computation graph").first.wait_for()


def test_changes_are_marked_and_told(show: OpenView) -> None:
    x = lab.ones(2, 2, requires_grad=True)
    before = lab.viz.graph(lambda: x.tanh().sum())
    page = show(before.compare(lambda: x.relu().sum()))
    expect(page.get_by_role("status").last).to_contain_text("another branch was taken")
    expect(page.locator(".al-graph-stage .al-node.al-new")).to_have_count(1)
    expect(page.locator(".al-graph-stage .al-node.al-gone")).to_have_attribute("aria-label", re.compile("gone"))


# Frames while the picture is dragged; counted by the page itself, so that the test's own clock plays no part.
DRAG = """async () => {
    const svg = document.querySelector(".al-graph-stage > svg");
    const { left, top } = svg.getBoundingClientRect();
    const press = (type, x) => new PointerEvent(type, {
        pointerId: 1, button: 0, buttons: 1, clientX: left + x, clientY: top + 60, bubbles: true,
    });
    svg.setPointerCapture = () => {};
    svg.dispatchEvent(press("pointerdown", 400));
    const start = performance.now();
    let frames = 0;
    for (; performance.now() - start < 1000; frames++) {
        window.dispatchEvent(press("pointermove", 400 + (frames % 40) * 5));
        await new Promise(requestAnimationFrame);
    }
    window.dispatchEvent(press("pointerup", 400));
    return frames;
}"""


def test_ten_thousand_nodes_open_and_move(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "large.ipynb", LARGE))
    page = notebook.page
    # The page's own processor time, JupyterLab's included: other programs on the machine do not count.
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    before = seconds()
    notebook.run_all()
    page.get_by_test_id("graph-node").first.wait_for()
    took = seconds() - before
    assert took < 6, "0.4 s on a quiet machine; a busy one shares its caches"
    notebook.wait_until_idle()
    assert "10062 nodes" in notebook.outputs()
    assert 1 < page.get_by_test_id("graph-node").count() <= 200
    page.get_by_test_id("tool-unfold").click()
    page.locator("canvas.al-graph-canvas").wait_for()
    # What is painted has no elements.
    page.wait_for_function("() => document.querySelectorAll('[data-testid=graph-node]').length < 10", timeout=RUN)
    settle(page)
    assert page.evaluate(DRAG) > 3, "47 frames a second on a quiet machine"
