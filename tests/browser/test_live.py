"""A learner's own loop with the live panel, in JupyterLab, from the first frame to the end."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.browser.conftest import Open
from tests.browser.page import Notebook, expect, settle

PREPARE = """
from sklearn.datasets import load_digits
import autograd_lab as lab
from autograd_lab import nn, optim

digits = load_digits()
images = lab.tensor((digits.data / 16).astype("float32"))
labels = lab.tensor(digits.target)
net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
panel = lab.viz.live(net, optimizer)
display(panel)
"""

TRAIN = """
rates = []
for batch in panel(range(10_000_000)):
    loss = nn.functional.cross_entropy(net(images[:200]), labels[:200])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    rates.append(optimizer.param_groups[0]["lr"])
    if batch % 20 == 0:
        panel.log(val_loss=nn.functional.cross_entropy(net(images[200:400]), labels[200:400]))
"""

# Two words in a row, or one of ours: names of variables, modules and nodes stay as they are.
ENGLISH = r"[A-Za-z]{2,} [a-z]{2,} ?[a-z]*|\\b(?:constant|parameter|result|data|leaf|shape|dtype|step|epoch|value)\\b"

REPORT = """
print("rates", sorted(set(rates)))
"""


def write(folder: Path, name: str, *cells: str) -> str:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = new_notebook(cells=[new_code_cell(cell.strip()) for cell in cells], metadata=kernel)
    nbformat.write(notebook, folder / name)
    return name


def hears_in_cell(notebook: Notebook) -> bool:
    """Whether this kernel hears the browser while a cell runs: not before ipykernel 7."""
    return int(notebook.ask("import ipykernel; print(ipykernel.__version__.split('.')[0])")) >= 7


@pytest.mark.parametrize("loop", ["for", "async for"])
def test_controls_act_while_the_cell_runs(loop: str, notebooks: Path, open_notebook: Open) -> None:
    cell = TRAIN.replace("for batch", f"{loop} batch")
    notebook = open_notebook(write(notebooks, f"loop-{len(loop)}.ipynb", PREPARE, cell, REPORT))
    if not hears_in_cell(notebook):
        pytest.skip("before ipykernel 7 no click arrives while a cell runs")
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_step(50)
    assert notebook.busy
    panel.part("graph-node").nth(4).wait_for()
    expect(panel.part("layer-gradient").first).to_have_text(re.compile(r"\d"))

    panel.press("toggle")
    panel.wait_for_phase("paused")
    frozen = panel.step
    notebook.page.wait_for_timeout(700)
    assert panel.step == frozen
    assert notebook.busy

    panel.press("one-step")
    panel.wait_for_step(frozen + 1)
    notebook.page.wait_for_timeout(300)
    assert panel.step == frozen + 1

    panel.type("lr", "0.025")
    panel.press("toggle")
    panel.wait_for_step(frozen + 50)
    expect(panel.part("lr-value")).to_have_value("0.025")

    panel.press("stop")
    notebook.wait_until_idle()
    panel.wait_for_phase("stopped", "done")
    expect(panel.part("toggle")).to_be_disabled()
    assert "rates [0.025, 0.1]" in notebook.outputs()
    assert notebook.failed_cells() == []


def test_the_language_changes_in_place(notebooks: Path, open_notebook: Open) -> None:
    loop = TRAIN.replace("10_000_000", "60")
    notebook = open_notebook(write(notebooks, "language.ipynb", PREPARE, loop))
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_phase("done")
    expect(panel.found).to_contain_text("Finished")
    panel.press("language-zh")
    notebook.page.get_by_text("训练结束").wait_for()
    settle(notebook.page)
    said = panel.words()
    assert "梯度流" in said and "参数" in said and "计算" in said
    assert re.findall(ENGLISH, said.replace("log softmax", "")) == [], "but for the op's own sign"
    panel.press("language-en")
    notebook.page.get_by_text("Gradient flow").wait_for()
    settle(notebook.page)
    said = panel.words()
    assert "parameter" in said and "gradient" in said
    assert re.findall("[\u4e00-\u9fff]+", said.replace("中文", "")) == []


def test_a_restarted_kernel_leaves_no_live_looking_panel(notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, "restart.ipynb", PREPARE, TRAIN))
    notebook.run_all()
    panel = notebook.panel()
    panel.wait_for_step(20)
    notebook.restart_kernel()
    panel.wait_for_phase("gone")
    expect(panel.part("toggle")).to_be_disabled()
