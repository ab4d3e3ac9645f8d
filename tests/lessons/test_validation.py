"""`lessons validate`: what it says of a teacher's own notebooks, and that its verdicts are nbval's."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograd_lab import cli
from autograd_lab.app.validation.compare import difference, read_rules
from autograd_lab.app.validation.running import Settings, validate

ROOT = Path(__file__).parents[2]


def stream(text: str, name: str = "stdout") -> Any:
    return new_output("stream", name=name, text=text)


def result(text: str, **other: str) -> Any:
    return new_output("execute_result", data={"text/plain": text, **other}, execution_count=1)


def error(name: str) -> Any:
    return new_output("error", ename=name, evalue="division by zero", traceback=[])


MIXED = "print(1)\nimport sys\nprint(2, file=sys.stderr)\nprint(3)"
PICTURE = "display({'image/png': 'AAAA', 'text/plain': 'p'}, raw=True)"

# source, saved outputs, tags, was it executed, is it in order
CELLS: list[tuple[str, list[Any], list[str], bool, bool]] = [
    ("print(1)", [stream("1\n")], [], True, True),
    ("print(2)", [stream("1\n")], [], True, False),
    ("print(2)  # IGNORE", [stream("1\n")], ["nbval-ignore-output"], True, True),
    ("# NBVAL_IGNORE_OUTPUT\nprint(2)", [stream("1\n")], [], True, True),
    ("## PYTEST_VALIDATE_IGNORE_OUTPUT\nprint(2)", [stream("1\n")], [], True, True),
    ("# NBVAL_IGNORE_OUTPUT please\nprint(2)", [stream("1\n")], [], True, False),
    ("1 + 1", [result("2")], [], True, True),
    ("1 + 1", [], [], True, False),
    ("None", [result("2")], [], True, False),
    ("1 + 1", [], [], False, True),
    ("1 + 1", [result("2")], [], False, False),
    ("1 / 0", [error("ZeroDivisionError")], [], True, False),
    ("1 / 0", [error("ZeroDivisionError")], ["raises-exception"], True, True),
    ("# NBVAL_RAISES_EXCEPTION\n1 / 0", [error("ZeroDivisionError")], [], True, True),
    ("# NBVAL_RAISES_EXCEPTION\n1 / 1", [error("ZeroDivisionError")], [], True, False),
    ("undefined", [], ["nbval-skip"], True, True),
    ("# NBVAL_SKIP\nundefined", [], [], True, True),
    ("print('a\\rb')", [stream("b\n")], [], True, True),
    (MIXED, [stream("1\n3\n"), stream("2\n", "stderr")], [], True, True),
    ("print('one', flush=True)\nprint('two')", [stream("one\n"), stream("two\n")], [], True, True),
    ("from IPython.display import display\ndisplay(1, 2)", [result("1")], [], True, False),
    (PICTURE, [result("p", **{"image/png": "BBBB"})], [], True, True),
    ("print(hex(id(object())))", [stream("0x7f00aa00bb00\n")], [], True, True),
]  # fmt: skip


def notebook(folder: Path, cells: list[Any], name: str = "own.ipynb") -> Path:
    path = folder / name
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    cells = [new_markdown_cell("# Text is no cell to be counted")]
    for source, outputs, tags, executed, _ in CELLS:
        number = 1 if executed else None
        cells.append(new_code_cell(source, outputs=outputs, metadata={"tags": tags}, execution_count=number))
    return notebook(tmp_path, cells)


def test_verdicts_are_nbvals(everything: Path, tmp_path: Path) -> None:
    wanted = [in_order for *_, in_order in CELLS]
    rules = ROOT / "tests" / "nbval_sanitize.cfg"
    mine = validate(everything, Settings(rules=read_rules(rules)))
    assert [not cell.problem for cell in mine.cells] == wanted
    assert mine.not_compared == 1

    junit = tmp_path / "nbval.xml"
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={rules}", f"--junitxml={junit}"]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *options, str(everything)]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    cases = ET.parse(junit).getroot().iter("testcase")
    assert [case.find("failure") is None for case in cases] == wanted


def test_report_in_both_languages_and_junit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data.txt").write_text("7\n", encoding="utf-8")
    good = new_code_cell("print(open('data.txt').read())", outputs=[stream("7\n\n")], execution_count=1)
    notebook(tmp_path, [good], "good.ipynb")
    bad = new_code_cell("'\\x1b[31m' + 1", execution_count=1)
    changed = new_code_cell("print('a\\nB')", outputs=[stream("a\nb\n")], execution_count=2)
    path = notebook(tmp_path, [bad, changed], "bad.ipynb")
    before = path.read_bytes()
    junit = tmp_path / "report.xml"

    assert cli.main(["lessons", "validate", str(tmp_path), "--junit", str(junit), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "1 of 2 notebooks" in said and "cell 1: it raised TypeError" in said
    assert "cell 2: the output stdout is not the saved one" in said and "saved: b" in said and "now:   B" in said
    assert path.read_bytes() == before
    suites = {suite.get("name"): suite for suite in ET.parse(junit).getroot()}
    assert [suites[str(tmp_path / name)].get("failures") for name in ("bad.ipynb", "good.ipynb")] == ["2", "0"]

    assert cli.main(["lessons", "validate", str(path), "--run", "--lang", "zh"]) == 1
    said = capsys.readouterr().out
    assert "第 1 个代码单元格：运行出错：TypeError" in said and "第 2 个" not in said


def test_what_cannot_be_run_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lessons", "validate", str(tmp_path)]) == 2
    assert "No notebooks in" in capsys.readouterr().err
    (tmp_path / "no.ipynb").write_text("{]", encoding="utf-8")
    assert "not a notebook" in validate(tmp_path / "no.ipynb", Settings()).fault
    foreign = new_notebook(metadata={"kernelspec": {"name": "no-such", "language": "R", "display_name": "R"}})
    foreign.cells.append(new_code_cell("1"))
    nbformat.write(foreign, tmp_path / "r.ipynb")
    assert "no kernel 'no-such'" in validate(tmp_path / "r.ipynb", Settings()).fault
    (tmp_path / "rules.cfg").write_text("[a]\nregex: (\nreplace: x\n", encoding="utf-8")
    assert cli.main(["lessons", "validate", str(tmp_path), "--sanitize", str(tmp_path / "rules.cfg")]) == 2
    assert "--sanitize" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("source", "words"),
    [("import time; time.sleep(60)", "still running after 2 seconds"), ("import os; os._exit(1)", "the kernel ended")],
)
def test_a_notebook_that_hangs_or_dies(tmp_path: Path, source: str, words: str) -> None:
    report = validate(notebook(tmp_path, [new_code_cell(source), new_code_cell("1")]), Settings(timeout=2))
    assert [words in cell.problem[0] for cell in report.cells] == [True]


def test_our_own_lessons_are_in_order() -> None:
    """The first cells of a real lesson, as a difference of outputs with itself."""
    lesson = nbformat.read(ROOT / "lessons" / "en" / "01_first_network.ipynb", as_version=4)
    outputs = [cell.outputs for cell in lesson.cells if cell.cell_type == "code"]
    assert all(difference(saved, saved) == [] for saved in outputs)
    assert difference(outputs[0], outputs[1]) != []
