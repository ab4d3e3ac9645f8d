"""Fixtures of the browser tests: one JupyterLab and one Chromium for all of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.page import Notebook
from tests.browser.server import ROOT, end_sessions, jupyterlab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

PICTURES = ROOT / "test-output" / "browser"
LESSONS = ROOT / "lessons"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Open = Callable[[str], Notebook]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that JupyterLab shows: a copy of the lessons, and what the tests write."""
    folder = tmp_path_factory.mktemp("notebooks")
    for language in ("en", "zh"):
        if (LESSONS / language).is_dir():
            shutil.copytree(LESSONS / language, folder / language)
    return folder


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, notebooks: Path) -> Iterator[str]:
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    built = ROOT / "autograd_lab" / "static" / "live.js"
    assert built.exists(), "the front end is not built: npm ci && npm run build in widgets/"
    with jupyterlab(tmp_path_factory.mktemp("jupyter"), notebooks) as running:
        yield running


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests: it keeps JupyterLab's own code, which is large, and new for every other."""
    opened = browser.new_context(viewport={"width": 1300, "height": 1000}, locale="en-US")
    yield opened
    opened.close()


@pytest.fixture
def open_notebook(context: BrowserContext, address: str, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a notebook of the folder. At the end of the test its kernel goes, and no error may have been logged.

    What the page looked like at the end stays in test-output/browser/.
    """
    opened: list[Notebook] = []

    def open_one(path: str) -> Notebook:
        opened.append(Notebook(context.new_page(), address, path))
        return opened[-1]

    yield open_one
    errors = [error for notebook in opened for error in notebook.errors]
    for number, notebook in enumerate(opened):
        name = re.sub(r"\W+", "_", request.node.name).strip("_")
        notebook.page.screenshot(path=PICTURES / f"{name}{number or ''}.png")
        notebook.page.close()
    end_sessions(address)
    assert errors == []
