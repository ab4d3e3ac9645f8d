"""The command itself: processes that take turns, and a table that hides nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import growth, suite, turns
from tests.benchmarks.turns import Measured, measure
from tests.benchmarks.workloads import Chain, TinyMLP


def measured(milliseconds: float, status: str = "") -> Measured:
    return Measured(status, [milliseconds / 1e3] * 3, [milliseconds / 2e3] * 3, [1.0] * 3, 2**20)


def test_a_library_is_measured_in_its_own_process() -> None:
    found = measure("tiny MLP", TinyMLP(), ["ours"], threads=1, seconds=0.02)["ours"]
    assert found.status == ""
    assert len(found.turns) >= 5 and 0 < found.seconds() < 1
    assert found.seconds("processor") < 1 and 0 <= found.peak < 2**24
    assert found.values[0] > found.values[-1] > 0


def test_memory_is_what_the_arrays_need() -> None:
    """Weights, their gradients and two states of Adam: four times 3.2 MB, and not what was imported."""
    found = measure("MLP", suite.WORKLOADS["MLP"], ["ours"], threads=1, seconds=0.02)["ours"]
    assert 2 * 203_530 * 4 < found.peak < 40 * 203_530 * 4


def test_what_is_missing_or_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "installed", lambda name: name != "micrograd")
    found = measure("tiny MLP", TinyMLP(), ["ours", "micrograd", "nobody"], threads=1, seconds=0.01)
    assert found["micrograd"].status == "missing"
    assert found["nobody"].status == "failed: KeyError: 'nobody'"
    assert found["ours"].status == ""


def test_what_has_no_program_has_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "installed", lambda name: True)
    found = measure("chain", Chain(length=10), ["ours", "micrograd"], threads=1, seconds=0.01)
    assert found["micrograd"].status == "-"


def test_who_computes_something_else_has_no_time() -> None:
    good, bad = measured(1.0), measured(0.1)
    bad.values = [1.0, 2.0, 3.0]
    found = {"PyTorch": good, "ours": bad}
    turns._compare(found, learns=False)
    assert bad.status == "differs: 2 instead of 1 after step 2" and good.status == ""
    assert suite.ratio(found, "ours", "wall") is None
    assert suite.notes({"chain": found}) == ["chain, ours: differs: 2 instead of 1 after step 2"]


def test_a_row_has_times_ratios_and_reasons() -> None:
    row = {"ours": measured(2.0), "PyTorch": measured(4.0), "HIPS": measured(0, "missing"), "DeZero": measured(40.0)}
    assert suite.printed("chain", row, "wall").split() == [
        "chain", "2.000", "4.000", "|", "0.50", "missing", "10.00", "|", "1.0", "1.0"
    ]  # fmt: skip
    assert suite.printed("chain", row, "processor").split()[1] == "1.000"


def test_the_mean_is_geometric_and_over_the_headline() -> None:
    rows = {
        "chain": {"ours": measured(2.0), "PyTorch": measured(1.0)},
        "MLP": {"ours": measured(1.0), "PyTorch": measured(2.0)},
        "chain: tanh": {"ours": measured(9.0), "PyTorch": measured(1.0)},
    }
    assert suite.means(rows, ["ours", "PyTorch", "HIPS"], "wall") == pytest.approx({"ours": 1.0, "PyTorch": 1.0})
    assert suite.means(rows, ["ours"], "wall", steps=True) == pytest.approx({"ours": 0.5})


def test_the_command_writes_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "found.json"
    arguments = ["tiny MLP", "--threads", "1", "--libraries", "ours", "--seconds", "0.01", "--json", str(file)]
    assert suite.main(arguments) == 0
    found = json.loads(file.read_text())
    (result,) = found["results"]
    assert result["workload"] == "tiny MLP" and result["threads"] == 1 and result["seconds"] > 0
    assert found["machine"]["processor"] and "numpy" in found["machine"]["versions"]
    assert "tiny MLP" in capsys.readouterr().out


def test_an_unknown_workload_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        suite.main(["LeNat"])
    assert "no workload LeNat; there are tiny MLP" in capsys.readouterr().err


def test_growth_has_an_exponent() -> None:
    assert growth.exponent(measured(8.0), measured(2.0), 4, "wall") == "1.00"
    assert growth.exponent(measured(8.0), measured(0, "missing"), 4, "wall") == ""
