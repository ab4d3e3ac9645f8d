"""The grader: solutions get every point, stubs none, and none of the known cheats gets one."""

from __future__ import annotations

import csv
import gc
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import autograd_lab
from autograd_lab import cli, nn
from autograd_lab.app import command
from autograd_lab.app.build.notebook import make
from autograd_lab.app.exercises import lesson_01
from autograd_lab.app.grading import wire
from autograd_lab.app.grading.grader import Grade, State, grade
from autograd_lab.app.grading.sandbox import Limits, Sandbox, has_kernel_wall, stripped_package
from autograd_lab.app.grading.varied import varied
from tests.lessons.cheats import CHEATS, STUB

pytestmark = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="the grader needs a POSIX system")

LESSONS = command.find(command.ROOT)
LESSON = Path(lesson_01.__file__)
SETUP = "import autograd_lab as torch\nimport autograd_lab as lab\nfrom autograd_lab import nn"
# A network with more parameters than `01.small` allows, which reads more than 95 in 100.
TRAINED = """
from sklearn.datasets import load_digits
from autograd_lab.utils.data import TensorDataset, random_split
digits = load_digits()
images, labels = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
part = random_split(TensorDataset(images, labels), [1197, 300, 300], generator=torch.Generator().manual_seed(3))[0]
x, y = images[part.indices], labels[part.indices]
def train(network):
    optimizer = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(40):
        optimizer.zero_grad()
        nn.functional.cross_entropy(network(x), y).backward()
        optimizer.step()
    return network
torch.manual_seed(0)
model = train(nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)))
"""
HONEST = {
    "linear": "def linear(x, weight, bias):\n    return x @ weight.t() + bias",
    "small": "small = train(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)))",
}
SOCKETS = ("22", "23", "24")  # lessons that need some, which a submission may not have; no exercise does
LIMITS = Limits(cell_seconds=20, call_seconds=2)

Submit = Callable[..., Grade]


@pytest.fixture(scope="module")
def package() -> Iterator[Path]:
    with stripped_package() as folder:
        yield folder


def handed_out(folder: Path, exercise: str, setup: str, stub: str) -> Path:
    cells = [new_code_cell(setup, id="setup")]
    cells.append(new_code_cell(stub, id="answer", metadata={"autograd_lab": {"exercise": f"01.{exercise}"}}))
    check = f'lab.check("01.{exercise}", {exercise})'
    cells.append(new_code_cell(check, id="check", metadata={"autograd_lab": {"check": f"01.{exercise}"}}))
    path = folder / "assignment.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def submit(package: Path, tmp_path: Path) -> Submit:
    """Grade one cell as the answer to one exercise."""

    def run(code: str, exercise: str = "linear", limits: Limits = LIMITS) -> Grade:
        setup, stub = (SETUP + TRAINED, "small = ...") if exercise == "small" else (SETUP, STUB)
        assignment = handed_out(tmp_path, exercise, setup, stub)
        submission = nbformat.read(assignment, as_version=4)
        submission.cells[1].source = code
        nbformat.write(submission, tmp_path / "submission.ipynb")
        return grade(tmp_path / "submission.ipynb", package, limits, assignment)

    return run


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def prepared(name: str, home: Path, port: int) -> tuple[str, str]:
    """A cheat's exercise and its code."""
    package = str(Path(autograd_lab.__file__).parent)
    code = CHEATS[name].format(lesson=str(LESSON), package=package, home=str(home), port=port)
    return name.split()[0] if name.startswith("small ") else "linear", code


def test_there_are_more_than_forty() -> None:
    assert len(CHEATS) > 60


@pytest.mark.parametrize("exercise", HONEST)
def test_an_honest_answer_has_its_point(submit: Submit, exercise: str) -> None:
    """Without this, that no cheat passes would mean nothing."""
    (mark,) = submit(HONEST[exercise], exercise).marks
    assert mark.state is State.PASSED, mark.reason


def test_a_stub_has_none(submit: Submit) -> None:
    assert [mark.state for mark in submit(STUB).marks] == [State.UNTOUCHED]


@pytest.mark.slow
@pytest.mark.parametrize("name", CHEATS)
def test_no_cheat_has_a_point(submit: Submit, tmp_path: Path, port: int, name: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "progress.json").write_text("mine", encoding="utf-8")
    exercise, code = prepared(name, home, port)
    result = submit(code, exercise)
    assert result.points == 0 and len(result.marks) == 1, result.marks
    assert {path.name: path.read_text("utf-8") for path in home.iterdir()} == {"progress.json": "mine"}


SEEKING = list(CHEATS)[list(CHEATS).index("importing the reference") : list(CHEATS).index("editing the progress")]


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEKING)
def test_nor_where_the_kernel_does_not_help(submit: Submit, tmp_path: Path, port: int, name: str) -> None:
    exercise, code = prepared(name, tmp_path, port)
    result = submit(code, exercise, Limits(cell_seconds=20, call_seconds=2, kernel=False))
    assert result.points == 0, result.marks


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_seekers_would_find_it_without_walls() -> None:
    """What they read is there: in this very process, the same code finds the reference."""
    for name in ("importing the reference", "reading the module", "reading through /proc", "reading with numpy"):
        scope: dict[str, Any] = {"torch": autograd_lab, "lab": autograd_lab}
        exec(prepared(name, Path(), 0)[1], scope)
        gc.collect()  # the file it left open
        assert lesson_01.LINEAR.judge(scope["linear"]) is None, name


def test_by_heart_is_told_apart(submit: Submit, tmp_path: Path) -> None:
    (mark,) = submit(prepared("the known cases by heart", tmp_path, 0)[1]).marks
    assert mark.state is State.KNOWN_CASES_ONLY
    others = varied(lesson_01.LINEAR, 1)
    assert others is not None and others.judge(lesson_01.linear) is None
    assert len(others.cases()) == 4
    assert not np.allclose(others.cases()[0][0].numpy(), lesson_01.LINEAR.cases()[0][0].numpy())


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_solutions_have_every_point(lesson: Any, package: Path, tmp_path: Path) -> None:
    """Also where the teacher's language is another; and every cell runs with them, to the lesson's end."""
    for variant in ("learner", "solution"):
        notebook = make(lesson, "zh", variant)
        last = [cell for cell in notebook.cells if cell.metadata.autograd_lab.get("check")][-1]
        # Checked once more at the end: nothing is run after the last check.
        notebook.cells.append(nbformat.from_dict({**last, "id": "end"}))
        nbformat.write(notebook, tmp_path / f"{variant}.ipynb")
    result = grade(tmp_path / "solution.ipynb", package, Limits(), tmp_path / "learner.ipynb")
    assert [mark for mark in result.marks if mark.state is not State.PASSED] == [] and len(result.marks) > 3
    if lesson.number in SOCKETS:
        assert result.raised and "PermissionError" in result.raised[0], result.raised
    else:
        assert result.raised == []


def test_the_command_grades_folders_and_writes_tables(tmp_path: Path, capsys: Any) -> None:
    for variant in ("solution", "learner"):
        nbformat.write(make(LESSONS[3], "zh", variant), tmp_path / f"{variant}.ipynb")
    table = tmp_path / "marks.csv"
    report = tmp_path / "marks.json"
    options = ["--csv", str(table), "--json", str(report), "--lang", "zh"]
    assert cli.main(["grade", str(tmp_path), *options]) == 0
    rows = {each["notebook"]: each for each in json.loads(report.read_text("utf-8"))}
    stubs, solved = (rows[str(tmp_path / f"{name}.ipynb")] for name in ("learner", "solution"))
    assert solved["points"] == solved["total"] >= 3, solved["marks"]
    assert stubs["points"] == 0 and stubs["total"] == solved["total"]
    with open(table, encoding="utf-8", newline="") as file:
        assert sum(int(row["points"]) for row in csv.DictReader(file)) == solved["points"]
    assert f"{solved['total']} 分中得 {solved['points']} 分" in capsys.readouterr().out


# --- what cannot be graded, and the report ---------------------------------------------------------


def test_notebooks_that_cannot_be_graded(package: Path, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    assert "is not a notebook" in grade(tmp_path / "broken.ipynb", package, LIMITS).fault
    for lesson in ("99", "../../x", ""):
        nbformat.write(new_notebook(metadata={"autograd_lab": {"lesson": lesson}}), tmp_path / "n.ipynb")
        assert "--assignment" in grade(tmp_path / "n.ipynb", package, LIMITS).fault
    assert cli.main(["grade", str(tmp_path / "absent")]) == 2
    assert "No notebooks" in capsys.readouterr().err


def test_a_deleted_check_is_made_up_for_and_an_edited_one_ignored(package: Path, tmp_path: Path) -> None:
    assignment = handed_out(tmp_path, "linear", SETUP, STUB)
    for change in ("delete", "edit"):
        submission = nbformat.read(assignment, as_version=4)
        submission.cells[1].source = HONEST["linear"] if change == "delete" else STUB
        if change == "delete":
            del submission.cells[2]
        else:
            submission.cells[2].source = "True"
        nbformat.write(submission, tmp_path / "submission.ipynb")
        result = grade(tmp_path / "submission.ipynb", package, LIMITS, assignment)
        assert result.points == (change == "delete") and len(result.marks) == 1


def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The cells that a sandbox will have run."""
    cells: list[str] = []

    def ask(self: Sandbox, seconds: float, **request: Any) -> dict[str, Any]:
        cells.extend([request["code"]] if request["do"] == "run" else [])
        return real(self, seconds, **request)

    real = Sandbox.ask
    monkeypatch.setattr(Sandbox, "ask", ask)
    return cells


def test_a_lesson_as_it_was_handed_out_is_not_run(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = ran(monkeypatch)
    notebook = make(LESSONS[3], "en")
    nbformat.write(notebook, tmp_path / "n.ipynb")
    result = grade(tmp_path / "n.ipynb", package, LIMITS)
    assert {mark.state for mark in result.marks} == {State.UNTOUCHED} and len(result.marks) >= 3
    assert cells == []
    next(cell for cell in notebook.cells if cell.cell_type == "code").source += "\n# mine"
    nbformat.write(notebook, tmp_path / "n.ipynb")
    assert grade(tmp_path / "n.ipynb", package, LIMITS).marks == result.marks
    assert "# mine" in cells[0]


def test_nothing_is_run_after_the_last_check(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assignment, cells = handed_out(tmp_path, "linear", SETUP, STUB), ran(monkeypatch)
    submission = nbformat.read(assignment, as_version=4)
    submission.cells[1].source = HONEST["linear"]
    submission.cells.append(new_code_cell("while True: pass", id="later"))
    nbformat.write(submission, tmp_path / "submission.ipynb")
    assert grade(tmp_path / "submission.ipynb", package, LIMITS, assignment).points == 1
    assert cells == [SETUP, HONEST["linear"]]


def test_a_cell_that_raises_is_named_unless_it_should(package: Path, tmp_path: Path) -> None:
    from autograd_lab.app.grading.report import told

    assignment = handed_out(tmp_path, "linear", SETUP, STUB)
    submission = nbformat.read(assignment, as_version=4)
    for source, tags in (("1 / 0", ["raises-exception"]), ("missing", []), ("[][1]", [])):
        submission.cells.insert(1, new_code_cell(source, metadata={"tags": tags}, id=f"c-{len(source)}-{len(tags)}"))
    nbformat.write(submission, tmp_path / "submission.ipynb")
    result = grade(tmp_path / "submission.ipynb", package, LIMITS, assignment)
    assert result.raised == ["IndexError: list index out of range", "NameError: name 'missing' is not defined"]
    assert "2 cells" in told(result)[-1] and "IndexError" in told(result)[-1]


def test_an_error_cannot_write_a_line_of_the_report(submit: Submit) -> None:
    from autograd_lab.app.grading.report import told

    result = submit("def linear(*a):\n    raise ValueError('x\\n    \\u2713 01.linear  right\\x1b[2K')")
    assert result.points == 0
    assert len(told(result)) == 2 and "\x1b" not in told(result)[1] and "✗" in told(result)[1]


@pytest.mark.skipif(not has_kernel_wall(), reason="no Landlock here")
def test_the_kernel_wall_stands(submit: Submit) -> None:
    """C's own open goes past Python's hook; only the kernel stops it."""
    code = f"import ctypes\nn = ctypes.CDLL(None).open({str(LESSON)!r}.encode(), 0)\nlinear = float(n)"
    (mark,) = submit(code).marks
    assert mark.state is State.WRONG and "-1" in mark.reason


# --- what travels ----------------------------------------------------------------------------------

VALUES = [None, True, 3, -(2**70), 1.5, "text", "", [1, (2.0, None)], {"a": [1]}, (), ...]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_values_arrive_as_they_are(value: Any) -> None:
    arrived = wire.decode(json.loads(json.dumps(wire.encode(value))))
    assert arrived == value and type(arrived) is type(value)


def test_arrays_tensors_and_networks_arrive() -> None:
    network = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(32, 3))
    x = autograd_lab.rand(2, 1, 4, 4)
    arrived = wire.decode(json.loads(json.dumps(wire.encode({"n": network, "x": x, "a": np.arange(3.0)}))))
    assert (arrived["n"].eval()(arrived["x"]) == network.eval()(x)).all()
    assert arrived["x"].dtype == x.dtype and arrived["a"].tolist() == [0.0, 1.0, 2.0]
    assert str(arrived["n"]) == str(network)


FORGED = [
    7,
    [],
    {"passed": True},
    {"number": "1e"},
    {"number": {}},
    {"tensor": ["O", [1], "AAAA"]},
    {"tensor": ["f", [-1], "AAAA"]},
    {"tensor": ["f", [10**9, 10**9], ""]},
    {"array": ["f", [2], "AAAA"]},
    {"dict": [[{"list": []}, 1]]},
    {"module": {"class": "Module.__init__", "attributes": {}, "parameters": {}, "buffers": {}, "parts": {}}},
    {"module": {"class": "functional", "attributes": {}, "parameters": {}, "buffers": {}, "parts": {}}},
    {"module": {"class": "ReLU", "attributes": {"forward": "x"}, "parameters": {}, "buffers": {}, "parts": {}}},
    {"module": {"class": "ReLU", "attributes": {"__class__": "x"}, "parameters": {}, "buffers": {}, "parts": {}}},
    {"module": {"class": "Linear", "parameters": {"weight": {"kind": "x"}}}},
]


@pytest.mark.parametrize("value", FORGED, ids=repr)
def test_forged_values_are_refused(value: Any) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(value)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 10**5, b"\xff"])
def test_forged_messages_are_refused(content: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_message(content)
