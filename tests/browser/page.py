"""A notebook open in the browser, as a learner has it: run cells, press buttons, read what is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.server import FRONTEND

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Locator, LocatorAssertions, Page

# Seconds are generous: they are the longest a slow machine may take, not what a test waits.
LOAD = 120_000
RUN = 180_000

# Where each front end shows a notebook and nothing else.
PLACES = {"lab": "doc/tree", "notebook": "notebooks"}

KERNEL = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"

# Text and labels below an element; not the learner's code, nor formulas.
WORDS = """top => {
    const said = [];
    const walk = document.createTreeWalker(top, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walk.currentNode; node; node = walk.nextNode()) {
        const around = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        if (around.closest("pre, math, code, [hidden]")) continue;
        if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
        else for (const name of ["title", "aria-label", "aria-description"]) said.push(node.getAttribute(name) ?? "");
    }
    return said.join("\\n");
}"""

# Said by the front ends themselves, on every page, whatever notebook is open.
OWN_ERROR = {"notebook": "Cannot read properties of undefined (reading 'schema')"}  # Notebook 7.6, also when empty
HARMLESS = re.compile(r"favicon|Failed to load resource.*(workspaces|translations)|ResizeObserver loop")


# Two frames, for what the first has drawn may change sizes that are drawn with the second.
SETTLED = """async () => {
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    const ends = ({ effect }) => effect.getComputedTiming().endTime < Infinity;
    await Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished));
}"""


def settle(page: Page) -> None:
    """Wait until all that has been asked for is drawn, and what glides has arrived."""
    page.evaluate(SETTLED)


def expect(found: Locator) -> LocatorAssertions:
    """Playwright's assertions: they look again until they hold. The views draw with the page's next frame, which may
    be late, so what an action has done is never read at once."""
    from playwright.sync_api import expect as patient  # here, so that the tests can be collected without it

    patient.set_options(timeout=LOAD)
    return patient(found)


class Notebook:
    """One notebook in JupyterLab's simple mode, which shows nothing but the notebook."""

    def __init__(self, page: Page, address: str, path: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self._forgiven: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: OWN_ERROR.get(FRONTEND) != str(error) and self.errors.append(str(error)))
        page.goto(f"{address}/{PLACES[FRONTEND]}/{path}", timeout=LOAD)
        self._ready()
        self.wait_until_idle()

    def _ready(self) -> None:
        page = self.page
        page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell").first.wait_for(timeout=LOAD)
        # Cells that are started before the kernel is connected are silently dropped.
        page.wait_for_function(f"() => {KERNEL}?.connectionStatus === 'connected'", timeout=LOAD)

    def forgive(self, words: str) -> None:
        """An error that the page may log in this test."""
        self._forgiven.append(words)
        self.errors = [error for error in self.errors if words not in error]

    def run_all(self) -> None:
        """Start all cells, and return while they run."""
        # The command's promise lasts as long as the cells do, so it is not awaited.
        self.page.evaluate("() => { void window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
        self.page.locator(".jp-InputPrompt").filter(has_text=re.compile(r"[*\d]")).first.wait_for(timeout=LOAD)

    def run_cell(self, index: int) -> None:
        """Start one cell, the first is 0."""
        script = """index => {
            window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
            void window.jupyterapp.commands.execute('notebook:run-cell');
        }"""
        self.page.evaluate(script, index)
        prompt = self.page.locator(".jp-CodeCell .jp-InputPrompt").nth(index)
        prompt.filter(has_text=re.compile(r"[*\d]")).wait_for(timeout=LOAD)

    def clear_outputs(self) -> None:
        """Remove what a notebook was saved with, so that all that is seen is new."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('editmenu:clear-all')")

    def ask(self, code: str) -> str:
        """Run code in the notebook's kernel, beside its cells; gives what it prints."""
        script = f"""async code => {{
            const request = {KERNEL}.requestExecute({{ code, store_history: false }});
            let printed = "";
            request.onIOPub = message => {{ printed += message.content.text ?? ""; }};
            await request.done;
            return printed;
        }}"""
        return self.page.evaluate(script, code).strip()

    def wait_until_idle(self, limit: float = RUN) -> None:
        self._running.first.wait_for(state="detached", timeout=limit)

    @property
    def busy(self) -> bool:
        """Whether a cell runs. The kernel's own status says idle after every message of a widget."""
        return self._running.count() > 0

    @property
    def _running(self) -> Locator:
        return self.page.locator(".jp-InputPrompt").filter(has_text="[*]")

    def save(self) -> None:
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def reload(self) -> None:
        """As a learner does in the middle of something."""
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.reload(timeout=LOAD)
        self._ready()

    def interrupt(self) -> None:
        self.page.evaluate(f"() => {{ void {KERNEL}.interrupt(); }}")

    def restart_kernel(self) -> None:
        self.page.evaluate(f"() => {{ void {KERNEL}.restart(); }}")

    def panel(self) -> Panel:
        return self.panel_number(0)

    def panel_number(self, number: int) -> Panel:
        """The first, second, ... panel from the top, counted from 0."""
        found = self.page.get_by_test_id("live-panel").nth(number)
        found.wait_for(timeout=RUN)  # the cells before it run first
        # At the end of a cell its output is drawn anew, so no element is held on to.
        self.page.evaluate("() => document.querySelector('[data-testid=live-panel]')?.scrollIntoView()")
        return Panel(found)

    def outputs(self) -> str:
        """All text that the cells printed."""
        return "\n".join(self.page.locator(".jp-OutputArea-output").all_inner_texts())

    def failed_cells(self) -> list[str]:
        return self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').all_inner_texts()

    def _console(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in self._forgiven):
            return
        if message.type == "error" and not HARMLESS.search(f"{message.text} {message.location.get('url', '')}"):
            self.errors.append(message.text)


class Panel:
    """The live panel on the page."""

    def __init__(self, found: Locator) -> None:
        self.found = found
        self._page = found.page

    def part(self, name: str) -> Locator:
        return self.found.get_by_test_id(name)

    @property
    def step(self) -> int:
        return int(self.part("step").get_attribute("data-value") or 0)

    @property
    def phase(self) -> str:
        return self.found.locator("[data-phase]").get_attribute("data-phase") or ""

    def wait_for_step(self, step: int) -> None:
        self._wait(f"Number(panel.querySelector('[data-testid=step]').dataset.value) >= {step}")

    def wait_for_phase(self, *phases: str) -> None:
        self._wait(f"{list(phases)}.includes(panel.querySelector('[data-phase]').dataset.phase)")

    def words(self) -> str:
        """All that the panel says, to eyes and to screen readers, with the card of each node opened in turn."""
        said = [self.found.evaluate(WORDS)]
        nodes = self.part("graph-node")
        for i in range(nodes.count()):
            nodes.nth(i).press("Enter")
            settle(self._page)
            said.append(self.part("node-card").evaluate(WORDS))
        return "\n".join(said)

    def press(self, name: str) -> None:
        self.part(name).click()

    def type(self, name: str, value: str) -> None:
        """Type a value into a slider's field."""
        field = self.part(f"{name}-value")
        field.fill(value)
        field.press("Enter")

    def _wait(self, condition: str) -> None:
        # JupyterLab may draw an output again, so the panel is looked up each time, not held by a handle.
        find = "document.querySelector('[data-testid=live-panel]')"
        self._page.wait_for_function(f"() => {{ const panel = {find}; return panel && {condition}; }}", timeout=RUN)
