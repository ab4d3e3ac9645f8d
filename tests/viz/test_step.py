"""`lab.viz.step`: the public face of the stepper."""

from __future__ import annotations

from pathlib import Path

import pytest

import autograd_lab as lab


def test_it_bears_the_learners_names_and_shows_in_a_terminal() -> None:
    a = lab.tensor(2.0, requires_grad=True)
    loss = (a * a).tanh()
    view = lab.viz.step(loss)
    assert repr(view) == "StepView(3 moments forward, 5 backward)"
    assert "a.grad = " in str(view) and "loss changes exactly as much as itself" in str(view)
    shown = view._repr_mimebundle_()
    assert shown.keys() == {"text/plain", "image/svg+xml"} and shown["text/plain"] == str(view)


def test_a_function_with_a_model() -> None:
    net = lab.nn.Linear(2, 1)
    x = lab.ones(3, 2)
    view = lab.viz.step(lambda: net(x).sum(), model=net, title="mine")
    assert view.title == "mine" and "weight.grad" in str(view)
    assert net.weight.grad is None


def test_a_large_graph_has_a_picture_of_its_newest_part() -> None:
    y = lab.ones(2, requires_grad=True)
    for _ in range(120):
        y = y * 1.01
    assert "<svg" in lab.viz.step(y.sum()).to_svg()


@pytest.mark.filterwarnings("ignore::UserWarning")  # the front end may not be built
def test_a_page_carries_everything(tmp_path: Path) -> None:
    a = lab.tensor(2.0, requires_grad=True)
    html = lab.viz.step(a * a).to_html(tmp_path / "step.html")
    assert (tmp_path / "step.html").read_text(encoding="utf-8") == html
    assert "2.0 \\u00d7 2.0" in html or "2.0 × 2.0" in html


def test_what_is_no_tensor_is_refused() -> None:
    with pytest.raises(TypeError, match="given str"):
        lab.viz.step("loss")  # type: ignore[arg-type]
