"""Run a notebook in a fresh kernel of this interpreter and keep only what is the same on every machine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import autograd_lab
from autograd_lab.app.build.source import SourceError
from autograd_lab.app.notebook_format import NotebookNode

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager

TIMEOUT = 300  # seconds for one cell
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def environment(home: str) -> dict[str, str]:
    """For kernels that build or test lessons: no background work, no progress of the person who runs them."""
    package = str(Path(autograd_lab.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    return {"AUTOGRAD_LAB_SYNC": "1", "AUTOGRAD_LAB_HOME": home, "PYTHONPATH": path}


def kernel_of_this_interpreter() -> type[AsyncKernelManager]:
    """The manager of a kernel with this very Python: one named python3 may belong to another installation."""
    # Imported here: `lessons list` and `lessons check` need no kernel.
    from ipykernel.kernelspec import get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class ThisInterpreter(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(**get_kernel_dict(["--log-level=ERROR"]))  # ipykernel has a word for each start

    return ThisInterpreter


def execute(notebook: NotebookNode) -> NotebookNode:
    """Run all cells in place; an exception in a cell ends the build."""
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as folder:
        home, place = Path(folder) / "home", Path(folder) / "work"
        home.mkdir()
        place.mkdir()
        client = NotebookClient(
            notebook,
            kernel_manager_class=kernel_of_this_interpreter(),
            timeout=TIMEOUT,
            store_widget_state=False,
            record_timing=False,
            coalesce_streams=True,  # how a text is cut into messages is chance
            resources={"metadata": {"path": str(place)}},
        )
        client.execute(env={**os.environ, **environment(str(home))})
        _clean(notebook, private=(folder, str(Path.home()), os.getcwd()))
    return notebook


def _clean(notebook: NotebookNode, private: tuple[str, ...]) -> None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            # A widget's model lives in its kernel; the text and the picture beside it stay.
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if output.get("name") == "stderr":
                raise SourceError(f"cell {cell.metadata.autograd_lab.key!r} warns: {output.text.strip()}")
            if found := [path for path in private if len(path) > 1 and path in str(output)]:
                raise SourceError(f"cell {cell.metadata.autograd_lab.key!r} shows a path of this machine: {found[0]}")
