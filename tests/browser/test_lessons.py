"""Lesson 1 as a learner meets it, in both languages: run all cells, watch, hold, change, go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Open
from tests.browser.page import expect

WORDS = {"en": ("Gradient flow", "Finished"), "zh": ("梯度流", "训练结束")}


@pytest.mark.parametrize("language", sorted(WORDS))
def test_lesson_1(language: str, notebooks: Path, open_notebook: Open) -> None:
    (lesson,) = (notebooks / language).glob("01_*.ipynb")
    # Longer than in the lesson: on a busy machine it must not be over before somebody can press.
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("in range(60)", "in range(180)"), encoding="utf-8")
    notebook = open_notebook(f"{language}/{lesson.name}")
    notebook.clear_outputs()
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_step(20)
    assert notebook.busy, "the panel has to move while the cell is running"
    flow, finished = WORDS[language]
    expect(panel.found).to_contain_text(flow)

    panel.press("toggle")
    panel.wait_for_phase("paused")
    frozen = panel.step
    notebook.page.wait_for_timeout(700)
    assert panel.step == frozen
    assert notebook.busy

    panel.type("lr", "0.002")
    panel.press("toggle")
    panel.wait_for_step(frozen + 100)
    notebook.wait_until_idle()
    panel.wait_for_phase("done")
    expect(panel.found).to_contain_text(finished)
    assert notebook.ask("print(optimizer.param_groups[0]['lr'])") == "0.002"
    assert notebook.failed_cells() == []
