"""The command `autograd-lab`: files of the learner are safe, mistakes are explained."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import nbformat.sign
import pytest

from autograd_lab import cli
from autograd_lab.app.build import index
from autograd_lab.app.records import record

ROOT = Path(__file__).parents[2]


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small lessons in the place of the real ones."""
    lessons = tmp_path / "shipped"
    for language in ("en", "zh"):
        for name in ("01_first.ipynb", "02_second.ipynb", "more/03_third.ipynb"):
            path = lessons / language / name
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(nbformat.v4.new_notebook(metadata={"from": f"{language}/{name}"}), path)
    monkeypatch.setattr(cli, "shipped_lessons", lambda: lessons)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))  # where signatures are kept
    return lessons


def test_working_copy_has_everything(shipped: Path, tmp_path: Path) -> None:
    folder = cli.working_copy(tmp_path / "mine")
    copied = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert copied == {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()}


def test_learners_work_is_never_overwritten(shipped: Path, tmp_path: Path) -> None:
    folder = cli.working_copy(tmp_path / "mine")
    (folder / "zh" / "01_first.ipynb").write_text("my answer", encoding="utf-8")
    (folder / "zh" / "02_second.ipynb").unlink()
    cli.working_copy(folder)
    assert (folder / "zh" / "01_first.ipynb").read_text(encoding="utf-8") == "my answer"
    again = nbformat.read(folder / "zh" / "02_second.ipynb", as_version=4)
    assert again.metadata["from"] == "zh/02_second.ipynb"


def test_fresh_copy_is_trusted_and_another_notebook_is_not(shipped: Path, tmp_path: Path) -> None:
    folder = cli.working_copy(tmp_path / "mine")
    notary = nbformat.sign.NotebookNotary()
    assert notary.check_signature(nbformat.read(folder / "en" / "01_first.ipynb", as_version=4))
    assert not notary.check_signature(nbformat.v4.new_notebook(metadata={"from": "elsewhere"}))
    notary.store.close()


def test_copy_of_a_read_only_lesson_can_be_written(shipped: Path, tmp_path: Path) -> None:
    (shipped / "en" / "01_first.ipynb").chmod(0o444)
    folder = cli.working_copy(tmp_path / "mine")
    assert (folder / "en" / "01_first.ipynb").stat().st_mode & 0o200


def test_list_of_lessons_is_renewed_unless_edited(shipped: Path, tmp_path: Path) -> None:
    page = shipped / "en" / "README.md"
    page.write_text(index.make([], "en"), encoding="utf-8")
    mine = cli.working_copy(tmp_path / "mine") / "en" / "README.md"
    page.write_text(index.make([], "zh"), encoding="utf-8")
    cli.working_copy(tmp_path / "mine")
    assert mine.read_text(encoding="utf-8") == index.make([], "zh")
    mine.write_text(index.make([], "zh").replace("#", "# Mine:", 1), encoding="utf-8")
    cli.working_copy(tmp_path / "mine")
    assert "# Mine:" in mine.read_text(encoding="utf-8")


def test_who_has_begun_comes_to_the_list_of_lessons(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRAD_LAB_HOME", str(tmp_path / "home"))
    (shipped / "en" / "README.md").write_text(index.make([], "en"), encoding="utf-8")
    assert cli._first_page(shipped / "en") == "01_first.ipynb"
    record().start("01")
    assert cli._first_page(shipped / "en") == "README.md"
    assert cli._first_page(shipped / "zh") == "01_first.ipynb"  # where there is no list


def test_real_lessons_are_found() -> None:
    assert cli.shipped_lessons() == ROOT / "lessons"


@pytest.mark.parametrize(("lang", "words"), [("en", "is a file"), ("zh", "是一个文件")])
def test_folder_that_is_a_file(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str, words: str
) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    assert cli.main(["--lang", lang, "--folder", str(tmp_path / "taken")]) == 1
    said = capsys.readouterr().err
    assert words in said and str(tmp_path / "taken") in said and "--folder" in said


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "８８８８"])
def test_bad_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main([f"--port={port}"])
    assert port in capsys.readouterr().err


def test_unknown_language_and_word(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--lang", "fr"], ["lesson"]):
        with pytest.raises(SystemExit, match="2"):
            cli.main(arguments)
        assert arguments[-1] in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "words"), [("en", "your copy of the lessons"), ("zh", "课程副本")])
def test_help_speaks_the_language(lang: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help", "--lang", lang])
    assert words in capsys.readouterr().out


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, Any]]:
    """JupyterLab as the command starts it, for a user whose kernel "python3" is another Python."""
    other = tmp_path / "data" / "kernels" / "python3"
    other.mkdir(parents=True)
    spec = {"argv": ["/nowhere/python", "-m", "ipykernel_launcher"], "display_name": "other"}
    (other / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    environment = {
        **os.environ,
        "JUPYTER_DATA_DIR": str(tmp_path / "data"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "config"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("JUPYTER_PREFER_ENV_PATH", None)
    command = [sys.executable, "-m", "autograd_lab.cli", "--lang", "zh", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--folder", str(tmp_path / "mine")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield wait_for_server(process, tmp_path / "runtime")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def wait_for_server(process: subprocess.Popen[bytes], runtime: Path) -> dict[str, Any]:
    for _ in range(600):
        for path in runtime.glob("jpserver-*.json"):
            return json.loads(path.read_text(encoding="utf-8"))
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate()[1].decode())


def get(server: dict[str, Any], path: str) -> Any:
    request = urllib.request.Request(server["url"] + path, headers={"Authorization": f"token {server['token']}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.mark.slow
def test_jupyterlab_serves_the_copy_in_chinese_with_our_kernel(server: dict[str, Any], tmp_path: Path) -> None:
    served = {entry["name"] for entry in get(server, "api/contents/zh")["content"]}
    assert {path.name for path in (ROOT / "lessons" / "zh").glob("*.ipynb")} <= served
    assert {path.name for path in (tmp_path / "mine" / "zh").iterdir()} == served

    setting = get(server, "lab/api/settings/@jupyterlab/translation-extension:plugin")
    assert setting["schema"]["properties"]["locale"]["default"] == "zh_CN"  # a default: the learner's choice wins

    spec = get(server, "api/kernelspecs")["kernelspecs"]["python3"]["spec"]
    assert spec["argv"][0] != "/nowhere/python"
