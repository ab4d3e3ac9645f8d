"""A loop that logs ten thousand numbers a second, and one that runs for an hour: few messages, flat memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Open
from tests.browser.page import LOAD, expect
from tests.browser.test_live import write
from tests.browser.test_views import STATIC, page  # noqa: F401  (a page with the built views and no Jupyter)

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocket

RATE = 30  # messages a second that a widget may send

PREPARE = """
import time
import autograd_lab as lab
from autograd_lab import nn, optim

net = nn.Linear(1, 1)
optimizer = optim.SGD(net.parameters(), lr=0.0)
net.weight.grad = lab.ones(1, 1)
panel = lab.viz.live(net, optimizer)
display(panel)
"""

FLOOD = """
names = [f"metric_{{i}}" for i in range(10)]
start, steps = time.perf_counter(), 0
while (now := time.perf_counter() - start) < {seconds} or 10 * steps < 2000 * {seconds}:
    if steps < now * 1000:
        optimizer.step()
        panel.log({{name: steps % 100 / 100 for name in names}})
        steps += 1
panel.log(dict.fromkeys(names, 0.777))
print("took", now)
"""


@pytest.mark.parametrize("seconds", [12])
def test_ten_thousand_metrics_a_second(seconds: int, notebooks: Path, open_notebook: Open) -> None:
    notebook = open_notebook(write(notebooks, f"flood{seconds}.ipynb", PREPARE, FLOOD.format(seconds=seconds)))
    frames = 0

    def count(payload: bytes | str) -> None:
        nonlocal frames
        text = payload if isinstance(payload, bytes) else payload.encode()
        if b'"comm_msg"' in text and b'"type": "frame"' in text.replace(b'"type":"frame"', b'"type": "frame"'):
            frames += 1

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", count)

    notebook.page.on("websocket", listen)
    notebook.page.reload()
    notebook.page.wait_for_function(
        "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel", timeout=LOAD
    )
    notebook.run_all()
    panel = notebook.panel()
    panel.part("smoothing").fill("0")
    notebook.wait_until_idle()
    took = float(notebook.outputs().split("took ")[1].split()[0])
    panel.part("value-metric_9").get_by_text("0.777").wait_for()
    expect(panel.part("value-metric_0")).to_have_text("0.777")
    # By the kernel's clock: on a busy machine the test hears of several frames at once.
    assert 1 < frames <= RATE * (took + 1)
    assert notebook.failed_cells() == []


# The kernel's side of an hour: curves that grow, are thinned out when they are full and sent again.
HOUR = """async ([frames, points]) => {
    const open = async () => {
        const { model, widget } = await window.load("live", { title: "", language: "en", snapshot: null });
        widget.render({ model, el: document.body.appendChild(document.createElement("div")) });
        const curves = [["train_loss", "loss"], ["val_loss", "loss"], ["val_acc", "metric"]];
        const start = ([name, group]) => ({ name, group, generation: 0, have: 0 });
        return { model, seq: 0, step: 0, curves: curves.map(start) };
    };
    const run = window.run ??= await open();
    const grow = curve => {
        let start = curve.have, count = points;
        if (start + count > 32768) [curve.generation, start, count] = [curve.generation + 1, 0, 16384];
        curve.have = start + count;
        const data = new Float32Array(2 * count);
        for (let k = 0; k < count; k++) {
            data[k] = run.step * (start + k + 1) / (start + count);
            data[count + k] = Math.random();
        }
        const { name, group, generation } = curve;
        return [{ name, group, generation, start, count }, new DataView(data.buffer)];
    };
    const row = n => ({ name: `net.${n}.weight`, grad_norm: Math.random(), weight_norm: 1, update_ratio: 0.001 });
    for (let i = 0; i < frames; i++) {
        run.step += points;
        const grown = run.curves.map(grow);
        const frame = {
            type: "frame", seq: ++run.seq, state: "running", step: run.step, epoch: 1, batch: 1, batches: 10,
            rate: 100, controls: { lr: 0.1, momentum: 0.9, beta1: null, weight_decay: 0 },
            layers: [0, 1, 2, 3].map(row), layers_step: run.step, series: grown.map(([piece]) => piece),
            graph: null, mode: "live", notice: "",
            runs: null, cards: [], news: "", speed: null, kept: [], branches: [], grids: [], vital: null,
        };
        const buffers = grown.map(([, buffer]) => buffer);
        for (const [event, react] of run.model.listeners) if (event === "msg:custom") react(frame, buffers);
        if (i % 40 === 39) await new Promise(done => requestAnimationFrame(done));
    }
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    return run.step;
}"""


@pytest.mark.parametrize("frames", [600, 9_600])
def test_an_hour_in_the_browser_takes_no_more_memory_than_its_first_minutes(page: Page, frames: int) -> None:  # noqa: F811
    """57,600 frames are an hour at sixteen a second; these have as many points, in fewer frames."""
    points = 3_600 * 100 // frames
    page.add_style_tag(path=STATIC / "live.css")
    devtools = page.context.new_cdp_session(page)

    def size() -> tuple[float, int]:
        devtools.send("HeapProfiler.collectGarbage")
        nodes = page.evaluate("document.querySelectorAll('*').length")
        return devtools.send("Runtime.getHeapUsage")["usedSize"] / 1e6, nodes

    page.evaluate(HOUR, [frames // 6, points])
    early, nodes = size()
    assert page.evaluate(HOUR, [frames - frames // 6, points]) == frames * points
    late, more_nodes = size()
    assert late < early + 2.0, "megabytes"
    assert more_nodes <= nodes + 50
