"""Inline graphs, the widgets, and what is there without them."""

from __future__ import annotations

import gc
import json
import warnings
import weakref
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.errors import ArgTypeError
from autograd_lab.record.snapshot import to_json
from autograd_lab.ui import bundle
from autograd_lab.ui.graph_view import GraphView
from autograd_lab.ui.saved import MIME


def test_graph_names_the_learners_variables() -> None:
    weight = lab.tensor([1.0, 2.0], requires_grad=True)
    factor = lab.tensor([3.0, 4.0])
    loss = (weight * factor).sum()
    view = lab.viz.graph(loss)
    assert [n.label for n in view.snapshot.nodes] == ["weight", "factor", "×", "Σ", "loss"]
    assert repr(view) == "GraphView(5 nodes, 4 edges)"
    assert view._repr_mimebundle_().keys() == {"text/plain", "image/svg+xml"}
    assert "MulBackward0(weight, factor)" in str(view)
    assert view._repr_mimebundle_()["text/plain"] == str(view), "a terminal shows the text only"


def test_graph_shows_the_value_of_a_named_step() -> None:
    w = lab.tensor(2.0, requires_grad=True)
    z = w * 3.0 + 1.0  # the rule of + saves nothing
    loss = (z - 4.0) ** 2
    assert "z" in [node.name for node in lab.viz.graph(loss).snapshot.nodes if node.value == "7"]


def test_graph_with_gradients_touches_nothing() -> None:
    w = lab.tensor([3.0, 4.0], requires_grad=True)
    view = lab.viz.graph((w * w).sum(), gradients=True)
    assert w.grad is None
    assert [e.grad_norm for e in view.snapshot.edges if e.source == 0] == pytest.approx([5.0, 5.0])


def test_graph_takes_a_tensor() -> None:
    with pytest.raises(ArgTypeError, match="int"):
        lab.viz.graph(3)  # type: ignore[arg-type]


def test_to_dot() -> None:
    pytest.importorskip("graphviz")
    assert "->" in lab.viz.graph(lab.ones(1, requires_grad=True) * 2).to_dot().source


def test_a_missing_bundle_is_said_and_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "STATIC", tmp_path)
    with pytest.warns(UserWarning, match=r"graph\.js is missing.*npm"):
        assert bundle.open_widget("graph") is None


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("anywidget")
    for name in ("graph.js", "live.js", "page.js"):
        (tmp_path / name).write_text("export default {}", encoding="utf-8")
    (tmp_path / "live.css").write_text("b {}", encoding="utf-8")
    monkeypatch.setattr(bundle, "STATIC", tmp_path)


def test_widgets_carry_state_and_language(built: None) -> None:
    widget = bundle.open_widget("live", title="t", language="en")
    assert (widget._esm, widget._css, widget.title, widget.snapshot) == ("export default {}", "b {}", "t", None)
    assert repr(widget) == "LiveWidget()", "no address in it: a notebook's output must not change by itself"
    lab.set_language("zh")
    assert widget.language == "zh"
    widget.snapshot = {"state": "done"}
    graph = bundle.open_widget("graph", state={"nodes": []})
    assert graph.state == {"nodes": []} and graph._css == ""
    assert graph._anywidget_id != widget._anywidget_id, "style sheets are kept apart by it"
    for view in (widget, graph):
        view.close()


def test_a_closed_widget_is_forgotten_by_the_language(built: None) -> None:
    from autograd_lab import i18n

    before = len(i18n._listeners)
    widget = bundle.open_widget("live")
    widget.close()
    del widget
    import gc

    gc.collect()
    lab.set_language("zh")
    assert len(i18n._listeners) == before


def test_in_a_notebook_the_widget_stands_beside_the_picture(built: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograd_lab.ui import notebook

    monkeypatch.setattr(notebook, "shell", lambda: type("Shell", (), {"kernel": object()})())
    view = lab.viz.graph(lab.ones(1, requires_grad=True) * 2)
    first = view._repr_mimebundle_()
    assert first.keys() == {"text/plain", "image/svg+xml", "application/vnd.jupyter.widget-view+json", MIME}
    assert first[MIME]["traits"]["state"]["kinds"]
    assert view._repr_mimebundle_() == first, "shown twice, it is one widget"
    monkeypatch.setenv("AUTOGRAD_LAB_SYNC", "1")
    assert len(lab.viz.graph(lab.ones(1, requires_grad=True))._repr_mimebundle_()) == 2


def test_viz_needs_no_jupyter() -> None:
    import subprocess
    import sys

    program = (
        "import sys, autograd_lab as lab; w = lab.ones(2, requires_grad=True); v = lab.viz.graph((w * 2).sum());"
        "v.to_svg(); print([m for m in ('IPython', 'ipywidgets', 'anywidget', 'graphviz') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_warning_when_everything_is_there(built: None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bundle.open_widget("live").close()


def test_graph_takes_a_module_and_a_step() -> None:
    net = lab.nn.Linear(3, 2)
    x = lab.randn(4, 3)
    assert [n.label for n in lab.viz.graph(net, x).snapshot.nodes][:3] == ["x", "weight", "bias"]
    view = lab.viz.graph(lambda: net(x).sum().backward(), title="one step")
    assert view.title == "one step" and "net.weight" in [n.label for n in view.snapshot.nodes]
    with pytest.raises(ArgTypeError, match="before"):
        lab.viz.graph(net, x, before=3)  # type: ignore[arg-type]


def test_two_views_are_compared() -> None:
    x = lab.ones(2, requires_grad=True)
    before = lab.viz.graph(x.exp().sum())
    after = lab.viz.graph(lambda: x.tanh().sum(), before=before)
    assert "another branch" in str(after).splitlines()[0] and "another branch" in after.to_svg()
    again = after.compare(x.tanh().sum())
    assert str(again.snapshot.changes) == "the same structure", "compared with the graph, not with its marks"


def test_a_picture_and_a_page_are_written(built: None, tmp_path: Path) -> None:
    view = lab.viz.graph(lab.ones(1, requires_grad=True) * 2)
    assert (tmp_path / "a.svg").write_text(view.to_svg(tmp_path / "b.svg"), encoding="utf-8")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    asked: list[dict] = []
    view.receive({"type": "question", "ask": 1, "about": "html"}, lambda message, buffers: asked.append(message))
    assert asked[0]["reply"]["html"] == view.to_html()


# -- questions about a node ------------------------------------------------------------------------------------------


def ask(view: GraphView, about: str, **fields: Any) -> tuple[dict[str, Any], list[bytes]]:
    """The answer as the browser gets it."""
    sent: list[tuple[dict[str, Any], list[bytes]]] = []
    message = {"type": "question", "ask": 7, "about": about, **fields}
    view.receive(message, lambda content, buffers: sent.append((content, buffers)))
    ((content, buffers),) = sent
    json.dumps(content, allow_nan=False)
    assert (content["type"], content["ask"]) == ("answer", 7)
    return content, buffers


def test_a_node_is_asked_for_by_its_place() -> None:
    weight = lab.tensor([1.0, 2.0], requires_grad=True)
    factor = lab.tensor([3.0, 4.0])
    view = lab.viz.graph((weight * factor).sum())
    for node in view.snapshot.nodes:
        content, buffers = ask(view, "card", place=node.place)
        assert content["refused"] == "" and content["reply"]["value"]["shape"] == node.shape
        assert len(buffers) >= 1
    place = view.snapshot.nodes[0].place
    content, _ = ask(view, "element", place=place, index=[1])
    assert content["reply"]["gradient"] == 4
    content, _ = ask(view, "what_if", place=place, index=[1], value=3)
    assert content["reply"] | {"affected": 0} == {
        "before": 11, "after": 15, "change": 4, "predicted": 4, "value": 3, "affected": 0,
    }  # fmt: skip
    shown = {tuple(node.place) for node in view.snapshot.nodes if node.kind != "leaf"}
    assert {tuple(place) for place in content["reply"]["affected"]} <= shown
    assert weight.tolist() == [1, 2] and weight.grad is None


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "x", "index": [0]},
        {"place": [1], "index": [0]},
        {"place": [1, 0], "index": [True]},
        {"place": [1, 0], "index": None},
        {"place": [1, 0]},
        {"place": [1, 0], "index": [0], "evil": 1},
    ],
)
def test_a_malformed_question_is_refused(fields: dict[str, Any]) -> None:
    view = lab.viz.graph(lab.ones(1, requires_grad=True) * 2)
    content, _ = ask(view, "element", **fields)
    assert content["refused"] and content["reply"] == {}


def test_a_refusal_comes_in_both_languages() -> None:
    x = lab.ones(2, requires_grad=True)
    view = lab.viz.graph((x - lab.zeros(2) * 3).sum())
    content, _ = ask(view, "what_if", place=view.snapshot.nodes[0].place, index=[0], value=1)
    assert "lab.viz.graph" in content["refused"]["en"] and "变量" in content["refused"]["zh"]


def test_only_a_page_without_a_kernel_carries_cards() -> None:
    view = lab.viz.graph((lab.ones(2, requires_grad=True) * 2).sum())
    state = to_json(view.state())
    assert "details" not in view._traits(state, asks=True)["state"]
    saved = view._alone(state)["state"]["details"]
    assert saved["cards"].keys() == {",".join(map(str, node.place)) for node in view.snapshot.nodes}


def test_values_go_with_the_view() -> None:
    view = lab.viz.graph((lab.ones(2, requires_grad=True) * 2).sum())
    assert view.details is not None
    alive = weakref.ref(view.details.trace)
    del view
    gc.collect()
    assert alive() is None
