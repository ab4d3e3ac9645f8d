"""Playgrounds: the browser asks, the kernel's engine answers, and the saved page still shows the last state."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Open
from tests.browser.page import expect, settle
from tests.browser.test_live import write

RACE = "race = lab.viz.race()\nrace"


# Until no answer has come for half a second.
STANDS = """async counts => {
    let seen;
    while (seen !== counts.dataset.step) {
        seen = counts.dataset.step;
        await new Promise(next => setTimeout(next, 500));
    }
}"""


def test_race(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(
        write(notebooks, "race.ipynb", "import autograd_lab as lab", "race = lab.viz.race()\nrace")
    )
    notebook.run_all()
    race = notebook.page.get_by_test_id("race-widget")
    race.get_by_text("step 200 of 200").wait_for()
    race.get_by_role("radio", name="Himmelblau").click()
    race.locator("code", has_text="def himmelblau").wait_for(state="attached")
    plane = race.get_by_test_id("plane")
    plane.click(position={"x": 40, "y": 40})
    race.locator("code", has_text="lab.tensor(-4.").wait_for(state="attached")
    plane.press("ArrowLeft")
    race.get_by_test_id("racer-Nesterov").check()
    race.locator("code", has_text="nesterov=True").wait_for(state="attached")
    race.get_by_test_id("race-reset").click()
    race.get_by_test_id("race-once").click()
    race.get_by_text("step 1 of 200").wait_for()
    race.get_by_test_id("race-play").click()
    notebook.page.wait_for_function("() => document.querySelector('[data-testid=playhead]').value >= 2")
    race.get_by_test_id("race-play").click()
    settle(notebook.page)
    at = race.get_by_test_id("playhead").input_value()
    notebook.page.wait_for_timeout(300)
    expect(race.get_by_test_id("playhead")).to_have_value(at)
    assert "himmelblau" in notebook.ask("print(race.to_html()[-200_000:])")
    assert notebook.failed_cells() == []


def test_classify(notebooks: Path, open_notebook: Open) -> None:
    code = "play = lab.viz.classify('circles', hidden=(3,))\nplay"
    notebook = open_notebook(write(notebooks, "classify.ipynb", "import autograd_lab as lab", code))
    notebook.run_all()
    play = notebook.page.get_by_test_id("classify-widget")
    counts = play.get_by_test_id("classify-counts")
    play.get_by_test_id("classify-play").click()
    notebook.page.wait_for_function(
        "() => Number(document.querySelector('[data-testid=classify-counts]').dataset.step) > 100"
    )
    play.get_by_test_id("units-more-0").click()
    play.locator("code", has_text="nn.Linear(2, 4)").wait_for(state="attached")
    play.get_by_test_id("classify-play").click()
    counts.evaluate(STANDS)  # paused, nothing is asked for
    assert counts.get_attribute("data-step") == notebook.ask("print(play.classifier.look()[0].step)")

    play.get_by_test_id("classify-clear").click()
    play.get_by_role("radio", name="class 1").click()
    plane = play.get_by_test_id("plane")
    box = plane.bounding_box()
    assert box is not None
    notebook.page.mouse.move(box["x"] + 60, box["y"] + 60)
    notebook.page.mouse.down()
    notebook.page.mouse.move(box["x"] + 200, box["y"] + 200, steps=12)
    notebook.page.mouse.up()
    play.locator("code", has_text="points = np.array([(").wait_for(state="attached")
    settle(notebook.page)
    assert int(notebook.ask("print(len(play.classifier.look()[0].code.split('), (')))")) > 5
    assert int(notebook.ask("print(int(play.classifier._y.min()))")) == 1
    play.get_by_role("button", name="Unit 2 of layer 1").hover()
    play.get_by_text("Unit 2 of layer 1: weights").wait_for()
    assert notebook.failed_cells() == []


def test_kernels(notebooks: Path, open_notebook: Open) -> None:
    code = "import autograd_lab as lab\nplay = lab.viz.kernels(lab.arange(36.0).reshape(6, 6))\nplay"
    notebook = open_notebook(write(notebooks, "kernels.ipynb", code))
    notebook.run_all()
    play = notebook.page.get_by_test_id("kernels-widget")
    play.get_by_role("radio", name="Identity").click()
    play.get_by_test_id("weight-1-1").fill("2")
    play.get_by_test_id("weight-1-1").press("Enter")
    play.locator("code", has_text="[0, 2, 0]").wait_for(state="attached")
    output = play.get_by_test_id("kernel-output")
    output.hover(position={"x": 4, "y": 4})
    output.press("ArrowDown")
    play.get_by_text("output[1, 0] = 26").wait_for()  # twice the pixel below the corner's window: 2 * 13
    play.get_by_label("Dilation").press("ArrowRight")
    play.get_by_label("Dilation").press("ArrowRight")
    play.get_by_text("With dilation 3 the kernel covers 7 x 7 pixels").wait_for()
    play.get_by_label("Dilation").press("ArrowLeft")
    play.get_by_text("output[1, 0] = 40").wait_for()
    assert notebook.failed_cells() == []


def test_all_reduce(notebooks: Path, open_notebook: Open) -> None:
    code = "import autograd_lab as lab\nlab.viz.all_reduce(3)"
    notebook = open_notebook(write(notebooks, "ring.ipynb", code))
    notebook.run_all()
    ring = notebook.page.get_by_test_id("ring-widget")
    ring.get_by_text("Each of the 3 workers").wait_for()
    ring.get_by_test_id("ring-once").click()
    ring.get_by_text("Reduce-scatter, step 1 of 4").wait_for()
    ring.get_by_role("slider", name="Workers").press("ArrowLeft")
    ring.get_by_text("Each of the 2 workers").wait_for()
    ring.get_by_test_id("playhead").fill("3")
    ring.get_by_text("Divided by 2, every worker has the gradient").wait_for()
    settle(notebook.page)
    rows = [row.all_inner_texts() for row in (ring.locator(f"tbody tr:nth-child({i}) td") for i in (1, 2, 3))]
    assert rows[0] == rows[1] == rows[2]
    assert notebook.failed_cells() == []
