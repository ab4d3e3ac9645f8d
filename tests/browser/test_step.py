"""The stepper as a page without a kernel: its keys, its scrubber, and the right numbers at each moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import autograd_lab as lab
from autograd_lab.record.steps.stepping import step_through
from autograd_lab.ui.step_view import StepView
from tests.browser.conftest import Open
from tests.browser.page import WORDS, expect
from tests.browser.test_live import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'

Show = Callable[..., "Stepper"]


class Stepper:
    """The stepper on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found = page.get_by_test_id("stepper")
        self.found.wait_for()

    def part(self, name: str) -> Locator:
        return self.found.get_by_test_id(name)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    @property
    def place(self) -> str:
        return self.part("step-place").inner_text()

    def wait_for_place(self, place: str) -> None:
        expect(self.part("step-place")).to_have_text(place)

    def node(self, label: str) -> Locator:
        """The box with this label."""
        label_is = self.page.locator(".al-node-label").get_by_text(label, exact=True)
        return self.part("step-node").filter(has=label_is)

    def gradient(self, label: str) -> str:
        return self.node(label).locator(".al-step-grad").text_content() or ""

    def phase(self, label: str) -> str:
        return self.node(label).get_attribute("data-phase") or ""


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    pages = []

    def open_page(view: Any, **options: Any) -> Stepper:
        page = browser.new_page(**options)
        pages.append(page)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.errors = errors  # type: ignore[attr-defined]
        view.to_html(tmp_path / "step.html")
        page.goto((tmp_path / "step.html").as_uri())
        return Stepper(page)

    yield open_page
    for page in pages:
        assert page.errors == []
        page.close()


def diamond() -> Any:
    """y = a * b + a, of which a is used twice and b has a gradient of 0.5 already."""
    a, b = lab.tensor(2.0, requires_grad=True), lab.tensor(-3.0, requires_grad=True)
    b.grad = lab.tensor(0.5)
    y = a * b + a
    return lab.viz.step(y)


def test_the_numbers_at_each_moment(show: Show) -> None:
    stepper = show(diamond())
    stepper.node("a").focus()
    seen = []
    for _ in range(9):
        stepper.wait_for_place(f"{len(seen) + 1} of 9")
        seen.append([stepper.place, *(f"{stepper.phase(n)} {stepper.gradient(n)}" for n in ("a", "b", "×", "+"))])
        stepper.press("ArrowRight")
    assert seen == [
        ["1 of 9", "now –", "now 0.5", "waiting –", "waiting –"],
        ["2 of 9", "done –", "done 0.5", "now –", "waiting –"],
        ["3 of 9", "done –", "done 0.5", "done –", "now –"],
        ["4 of 9", "idle –", "idle 0.5", "idle –", "queued 1.0"],
        ["5 of 9", "queued ", "idle 0.5", "queued 1.0", "now 1.0"],
        ["6 of 9", "queued = −2.0", "queued 2.0", "now 1.0", "passed 1.0"],
        ["7 of 9", "now = −2.0", "queued 2.0", "passed 1.0", "passed 1.0"],
        ["8 of 9", "passed = −2.0", "now 2.0", "passed 1.0", "passed 1.0"],
        ["9 of 9", "now = −2.0", "now = 2.5", "passed 1.0", "passed 1.0"],
    ]
    expect(stepper.part("step-next")).to_be_disabled()


def test_what_is_said_drawn_and_listed(show: Show) -> None:
    stepper = show(diamond())
    slider = stepper.part("step-slider")
    slider.focus()
    stepper.press("ArrowRight")
    expect(stepper.part("step-equation")).to_have_text("2.0 × (−3.0) = −6.0")
    expect(stepper.part("step-kept")).to_contain_text("×₃ a, b")
    stepper.press("End")
    for _ in range(3):
        stepper.press("ArrowLeft")
    stepper.wait_for_place("6 of 9")
    table = stepper.found.locator(".al-step-table").inner_text().split()
    assert "1.0 × −3.0 = −3.0" in " ".join(table)
    assert stepper.part("step-sum").inner_text().endswith("1.0 + (−3.0) = −2.0")
    assert stepper.part("step-queue").locator("li").all_inner_texts() == ["a", "b"]
    assert "nothing" in stepper.part("step-kept").inner_text(), "the rule has run, and what it needed is freed"
    local = stepper.found.locator('.al-step-wire[data-phase="now"] .al-step-local')
    assert sorted(local.all_text_contents()) == ["× (−3.0)", "× 2.0"]
    spoken = stepper.part("step-spoken")
    assert spoken.get_attribute("aria-live") == "polite"
    assert "a is used 2 times; its gradients add up: 1.0 + (−3.0) = −2.0." in spoken.inner_text()
    assert slider.get_attribute("aria-valuetext") == "backward, moment 3 of 6"


def test_keys_buttons_and_scrubber_lead_to_the_same_moments(show: Show) -> None:
    stepper = show(diamond())
    stepper.node("×").press("Enter")
    stepper.wait_for_place("2 of 9")  # a box leads to its moment
    stepper.node("×").click()
    stepper.wait_for_place("6 of 9")  # and from there to that in the other half
    stepper.press("Home")
    stepper.wait_for_place("1 of 9")
    expect(stepper.part("step-first")).to_be_disabled()
    stepper.part("step-last").click()
    stepper.wait_for_place("9 of 9")
    stepper.part("step-previous").click()
    stepper.wait_for_place("8 of 9")
    slider = stepper.part("step-slider")
    slider.evaluate("e => { e.value = 3; e.dispatchEvent(new Event('input')); }")
    stepper.wait_for_place("4 of 9")
    slider.focus()
    stepper.press("ArrowRight")
    stepper.wait_for_place("5 of 9")
    stepper.node("a").focus()
    stepper.press("ArrowDown")
    stepper.press("Enter")
    expect(stepper.part("step-place")).not_to_have_text("5 of 9")  # the arrows up and down lead from box to box


def test_it_plays_to_the_end_and_holds(show: Show) -> None:
    stepper = show(diamond())
    stepper.part("step-speed").select_option("4")
    stepper.node("a").focus()
    stepper.press(" ")
    expect(stepper.part("step-play")).to_have_attribute("aria-label", "Pause (space)")
    # Looked for with every frame: it goes on while nobody looks.
    stepper.page.wait_for_function("document.querySelector('[data-testid=step-place]').textContent !== '1 of 9'")
    stepper.press(" ")
    expect(stepper.part("step-play")).to_have_attribute("aria-label", "Play (space)")
    at = stepper.place
    stepper.page.wait_for_timeout(900)
    assert stepper.place == at, "paused"
    stepper.part("step-play").click()
    stepper.wait_for_place("9 of 9")
    expect(stepper.part("step-play")).to_have_attribute("aria-label", "Play (space)")


def test_in_chinese_nothing_is_left_in_english(show: Show) -> None:
    lab.set_language("zh")
    stepper = show(diamond())
    for _ in range(9):
        words = stepper.found.evaluate(WORDS)
        for word in ("Forward", "Backward ", "value", "moment", "waiting", "Kept", "done", "computes"):
            assert word not in words
        stepper.part("step-next").click(force=True)
    expect(stepper.part("step-spoken")).to_contain_text("a.grad")


def test_a_network_shows_pictures_and_folds(show: Show) -> None:
    lab.manual_seed(0)
    net = lab.nn.Sequential(lab.nn.Sequential(lab.nn.Linear(4, 6), lab.nn.Tanh()), lab.nn.Linear(6, 2))
    x = lab.rand(5, 4)
    stepper = show(lab.viz.step(lambda: net(x).pow(2).mean(), model=net), viewport={"width": 1200, "height": 900})
    stepper.found.locator(".al-heat").nth(6).wait_for()
    count = int(stepper.place.split()[-1])
    presses = 0
    stepper.part("graph-module").first.press("Enter")
    expect(stepper.part("step-folded")).to_have_count(1)
    while not stepper.part("step-next").is_disabled():
        at = stepper.place
        stepper.part("step-next").click()
        expect(stepper.part("step-place")).not_to_have_text(at)
        presses += 1
    assert presses < count - 1, "a folded module is one step"
    stepper.part("step-folded").press("Enter")
    expect(stepper.part("step-folded")).to_have_count(0)


def test_without_motion_nothing_moves(show: Show) -> None:
    stepper = show(diamond(), reduced_motion="reduce")
    stepper.part("step-next").click()
    pulse = stepper.found.locator('.al-step-wire[data-phase="now"] .al-step-pulse').first
    expect(pulse).to_have_css("display", "none")


def test_hostile_names_are_only_text(show: Show) -> None:
    x = lab.tensor([1.0, 2.0, 3.0], requires_grad=True)
    stepper = show(StepView(step_through((x * x).sum(), None, {HOSTILE: x}), HOSTILE))
    for _ in range(7):
        stepper.part("step-next").click(force=True)
        assert stepper.page.locator("img, main script").count() == 0
    expect(stepper.found).to_contain_text("<img")
    assert stepper.page.evaluate("window.hacked") is None


CELL = """
import autograd_lab as lab
lab.set_language("en")
a, b = lab.tensor(2.0, requires_grad=True), lab.tensor(-3.0, requires_grad=True)
lab.viz.step(lambda: (a * b + a).tanh())
"""


def test_in_a_notebook_the_language_changes_in_place(open_notebook: Open, notebooks: Path) -> None:
    notebook = open_notebook(write(notebooks, "step.ipynb", CELL))
    notebook.run_all()
    stepper = Stepper(notebook.page)
    stepper.part("step-slider").focus()
    stepper.press("End")
    stepper.press("ArrowLeft")
    expect(stepper.part("step-text")).to_contain_text("It waits to be written to b.grad")
    place = stepper.place
    notebook.wait_until_idle()
    notebook.ask("lab.set_language('zh')")
    stepper.part("step-text").get_by_text("等到最后再写入 b.grad").wait_for()
    assert stepper.place.replace("第", "").split()[0] == place.split()[0], "at the same moment"
    assert notebook.page.locator(".jp-Cell").count() == 1, "the keys were not taken as commands for the cell"
    assert notebook.ask("print(a.grad, b.grad)") == "None None"
