"""Run one notebook in a fresh kernel, in its own folder, and say cell by cell what is wrong."""

from __future__ import annotations

import copy
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd_lab.app.build.execute import environment, kernel_of_this_interpreter
from autograd_lab.app.notebook_format import NotebookNode, nbformat
from autograd_lab.app.validation.compare import Rules, difference, marked
from autograd_lab.app.validation.messages import tr

_REASONABLE = 400  # characters of an error's text


@dataclass
class CellReport:
    """One code cell: `problem` is empty when all is well; `seconds` it took is not kept, for nobody asks."""

    number: int
    problem: list[str] = field(default_factory=list)
    skipped: bool = False


@dataclass
class NotebookReport:
    """One notebook. `fault` is what kept it from running at all."""

    path: Path
    cells: list[CellReport] = field(default_factory=list)
    fault: str = ""
    not_compared: int = 0

    @property
    def passed(self) -> bool:
        return not self.fault and not any(cell.problem for cell in self.cells)


@dataclass(frozen=True)
class Settings:
    """How to validate: only run, or compare too; seconds for a cell; what may differ."""

    compare: bool = True
    timeout: float = 300
    rules: Rules = ()


def validate(path: Path, settings: Settings) -> NotebookReport:
    """Run the notebook and judge each cell; the file itself is not changed."""
    report = NotebookReport(path)
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises what its parsers raise; a file that is no notebook is an answer
        report.fault = tr("validate.unreadable", reason=_short(str(error).splitlines()[0] if str(error) else error))
        return report
    with tempfile.TemporaryDirectory() as home:
        _run(notebook, report, settings, home)
    return report


def _run(notebook: NotebookNode, report: NotebookReport, settings: Settings, home: str) -> None:
    from jupyter_client.kernelspec import NoSuchKernel
    from nbclient import NotebookClient

    saved = copy.deepcopy(notebook)
    language, name = _language(notebook), notebook.metadata.get("kernelspec", {}).get("name", "")
    # A Python notebook is run with the Python that holds this library, whatever its author's kernel was called.
    kernel: dict[str, Any] = (
        {"kernel_manager_class": kernel_of_this_interpreter()} if language == "python" else {"kernel_name": name}
    )
    client = NotebookClient(
        notebook,
        **kernel,
        timeout=settings.timeout,
        allow_errors=True,  # the cells after a failure are judged too
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(report.path.resolve().parent)}},
    )
    client.reset_execution_trackers()
    try:
        with client.setup_kernel(env={**os.environ, **environment(home)}):
            _run_cells(client, notebook, saved, report, settings)
    except NoSuchKernel:
        report.fault = tr("validate.no_kernel", name=name, language=language)


def _language(notebook: NotebookNode) -> str:
    """The notebook's language; of one that says nothing, Python."""
    metadata = notebook.metadata
    said = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name")
    return str(said or "python").lower()


def _run_cells(
    client: Any, notebook: NotebookNode, saved: NotebookNode, report: NotebookReport, settings: Settings
) -> None:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        now = CellReport(len(report.cells) + 1)
        report.cells.append(now)
        before = saved.cells[index]
        now.skipped = marked(before, "skip") or not cell.source.strip()
        if now.skipped:
            continue
        try:
            client.execute_cell(cell, index)
        except CellTimeoutError:
            now.problem = [tr("validate.slow", seconds=f"{settings.timeout:g}")]
            return
        except DeadKernelError:
            now.problem = [tr("validate.died")]
            return
        now.problem = _problem(before, cell, settings)
        # nbval passes what was never executed; a teacher should hear that nothing was compared.
        report.not_compared += settings.compare and before.execution_count is None and not now.problem


def _problem(before: NotebookNode, after: NotebookNode, settings: Settings) -> list[str]:
    error = next((output for output in after.outputs if output.output_type == "error"), None)
    allowed = marked(before, "raises-exception")
    if error is not None and not allowed:
        return [tr("validate.raised", error=_short(f"{error.ename}: {error.evalue}"))]
    if not settings.compare:
        return []
    if before.execution_count is None:
        return [tr("validate.outputs_unrun")] if before.outputs else []
    if marked(before, "ignore-output"):
        return []
    if error is None and allowed and any(output.output_type == "error" for output in before.outputs):
        return [tr("validate.no_error")]
    return difference(before.outputs, after.outputs, settings.rules)


def _short(text: Any) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= _REASONABLE else f"{text[:_REASONABLE]} ..."
