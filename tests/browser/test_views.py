"""The built views without Jupyter: nothing is left behind when they close, and strangers' names are only text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

import autograd_lab as lab
from autograd_lab.record.graphs.pack import pack
from autograd_lab.record.snapshot import GraphEdge, GraphNode, GraphSnapshot, NodeKind, to_json
from tests.browser.page import settle
from tests.browser.server import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

STATIC = ROOT / "autograd_lab" / "static"

# A model as anywidget gives it to a view, and a count of everything that has to be taken down again.
SCRIPT = """
window.alive = 0;
// An element's own listeners go with it; those on what outlives the view, and observers, have to be removed.
const outlives = thing => !(thing instanceof Element) || thing === document.body;
const count = (prototype, name, step) => {
  const original = prototype[name];
  prototype[name] = function (...args) {
    if (outlives(this)) window.alive += step;
    return original.apply(this, args);
  };
};
window.watch = () => {
  count(EventTarget.prototype, "addEventListener", 1);
  count(EventTarget.prototype, "removeEventListener", -1);
  for (const kind of [ResizeObserver, MutationObserver]) {
    count(kind.prototype, "observe", 1);
    count(kind.prototype, "disconnect", -1);
  }
};
window.model = traits => {
  const listeners = [];
  return {
    listeners,
    get: name => traits[name],
    set: () => {},
    save_changes: () => {},
    send: () => {},
    on: (event, react) => listeners.push([event, react]),
    off: (event, react) => listeners.splice(listeners.findIndex(one => one[1] === react), 1),
  };
};
window.load = async (view, traits) => {
  const { default: make } = await import(`/${view}.js`);
  const widget = make();
  const model = window.model(traits);
  const close = widget.initialize?.({ model });
  return { widget, model, close };
};
"""

# Open and close a view so many times; gives what has to be 0: listeners, those of the model, elements.
CYCLES = """async ([view, traits, times]) => {
    const { widget, model } = await window.load(view, traits);
    const before = model.listeners.length;
    const cycle = async () => {
        const el = document.body.appendChild(document.createElement("div"));
        const close = await widget.render({ model, el });
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        await close();
        el.remove();
    };
    await cycle();
    window.watch();
    for (let i = 0; i < times; i++) await cycle();
    return [window.alive, model.listeners.length - before, document.querySelectorAll(".al-root").length];
}"""

HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name.endswith(".js"):
            route.fulfill(path=STATIC / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><body>", content_type="text/html")

    page.route("**/*", answer)
    page.add_init_script(SCRIPT)
    page.goto("http://views.test/")
    yield page
    page.close()


def node(number: int, kind: NodeKind, text: str) -> GraphNode:
    return GraphNode(number, kind, text, text, [], text, text, text, text, 1, text, text, text, {text: text}, text)


def graph(text: str) -> GraphSnapshot:
    nodes = [node(0, "leaf", text), node(1, "op", text), node(2, "output", text)]
    edges = [GraphEdge(0, 1, text, text, 0.5), GraphEdge(1, 2, text, text, 0.5)]
    return GraphSnapshot(nodes, edges, {text: text}, 1, 0, text)


def snapshot(text: str) -> dict[str, Any]:
    return {
        "state": "done",
        "step": 3,
        "epoch": 1,
        "controls": {"lr": 0.1, "momentum": None, "beta1": None, "weight_decay": None},
        "layers": [{"name": text, "grad_norm": 1, "weight_norm": 1, "update_ratio": 0.1}],
        "series": [{"name": text, "group": "loss", "x": [1, 2], "y": [1, "NaN"]}],
        "graph": to_json(graph(text)),
        "branches": [2],
        "cards": [],
        "grids": [],
        "vital": None,
        "runs": {"number": 1, "title": text, "settings": {text: text}, "others": [run(text, 2)]},
        "overlays": [curves(text, 2)],
    }


def run(text: str, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "title": text,
        "started": 0,
        "seconds": 1,
        "steps": 2,
        "epochs": None,
        "settings": {text: f"{text} {number}"},
        "scores": [{"name": text, "group": "loss", "best": number, "best_step": 1, "last": "NaN"}],
        "parent": None,
        "branched_at": None,
    }


def curves(text: str, number: int) -> dict[str, Any]:
    return {"run": number, "series": [{"name": text, "group": "loss", "x": [1, 2], "y": [1, "NaN"]}]}


def runs(text: str) -> dict[str, Any]:
    return {"by": text, "runs": [run(text, 1), run(text, 2)], "curves": [curves(text, 1), curves(text, 2)]}


def traits(text: str, view: str) -> dict[str, Any]:
    state = runs(text) if view == "runs" else to_json(pack(graph(text)))
    if view == "step":
        x = lab.tensor([1.0, 2.0], requires_grad=True)
        state = to_json(lab.viz.step((x * x).sum()).state())
    return {"title": text, "language": "en", "asks": False, "state": state, "snapshot": snapshot(text)}


@pytest.mark.parametrize("view", ["graph", "live", "runs", "step"])
def test_fifty_openings_leave_nothing(page: Page, view: str) -> None:
    left = page.evaluate(
        CYCLES,
        [view, traits("net", view), 50],
    )
    assert left == [0, 0, 0]


@pytest.mark.parametrize("view", ["graph", "live", "runs"])
def test_hostile_names_are_only_text(page: Page, view: str) -> None:
    page.evaluate(
        """async ([view, traits]) => {
            const { widget, model } = await window.load(view, traits);
            await widget.render({ model, el: document.body });
        }""",
        [view, traits(HOSTILE, view)],
    )
    if view != "runs":
        page.get_by_test_id("graph-node").nth(1).press("Enter")
        page.get_by_test_id("node-card").filter(has_text="<img").wait_for()
    if view != "graph":
        if view == "live":
            page.get_by_test_id("compare").click()
        runs = page.get_by_test_id("runs").filter(has_text="<img")  # it is drawn with the page's next frame
        runs.wait_for()
    settle(page)
    assert page.locator("img, script").count() == 0
    assert page.evaluate("window.hacked") is None
