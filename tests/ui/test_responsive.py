"""Against a real kernel: what a front end says in the middle of a busy cell arrives in the middle of that cell.

This is the guard of ``ui/responsive.py``, which uses names that ipykernel does not promise to keep.
"""

from __future__ import annotations

from typing import Any

from tests.ui.kernel import frame, idle, opens, prints

WIDGET = """
import time, ipywidgets
from autograd_lab.ui.responsive import keep_responsive
class Button(ipywidgets.Widget): pass
button, heard = Button(), []
button.on_msg(lambda widget, content, buffers: heard.append((content["n"], busy)))
busy = False
how = keep_responsive(button)
print("how", how)
"""

BUSY = """
busy, end = True, time.monotonic() + 30
print("busy now", flush=True)
while time.monotonic() < end and len(heard) < 3: time.sleep(0.02)
busy = False
print("heard", heard)
"""


def test_messages_are_handled_while_a_cell_runs(frontend: Any) -> None:
    sent = frontend.start(WIDGET)
    comm = frontend.until(lambda m: m["msg_type"] == "comm_open")["content"]["comm_id"]
    frontend.until(idle(sent))
    assert any("how own-subshell" in m["content"].get("text", "") for m in frontend.messages)
    sent = frontend.start(BUSY)
    frontend.until(prints("busy now"))
    for n in range(3):
        frontend.say(comm, {"n": n})
    text = frontend.until(prints("heard"))["content"]["text"]
    assert text.strip() == "heard [(0, True), (1, True), (2, True)]"
    frontend.until(idle(sent))


TRAINING = """
import os
import numpy as np, autograd_lab as lab
from autograd_lab import nn, optim
x, y = lab.randn(32, 4), lab.randn(32, 1)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = optim.SGD(model.parameters(), lr=0.01)
panel = lab.viz.live(model, optimizer)
steps = 0
for _ in range(3):
    for _ in panel(range(100_000)):
        optimizer.zero_grad(); loss = ((model(x) - y) ** 2).mean(); loss.backward(); optimizer.step()
        steps += 1
print("ended", panel.state, optimizer.param_groups[0]["lr"], steps == panel._observer.step, flush=True)
"""


def test_the_panel_is_steered_while_the_cell_runs(frontend: Any) -> None:
    sent = frontend.start(TRAINING)
    comm = frontend.until(opens("LiveWidget"))["content"]["comm_id"]
    frontend.say(comm, {"type": "ready"})
    first = frontend.until(lambda m: frame(state="running")(m) and m["content"]["data"]["content"]["series"])
    content = first["content"]["data"]["content"]
    assert content["mode"] == "live" and len(first["buffers"]) == len(content["series"])

    frontend.say(comm, {"type": "ack", "seq": content["seq"]})
    frontend.say(comm, {"type": "control", "action": "pause"})
    paused = frontend.until(frame(state="paused"))["content"]["data"]["content"]
    frontend.say(comm, {"type": "ack", "seq": paused["seq"]})
    frontend.say(comm, {"type": "set", "name": "lr", "value": 0.002})
    changed = frontend.until(lambda m: frame(state="paused")(m) and lr_of(m) == 0.002)
    assert changed["content"]["data"]["content"]["step"] == paused["step"], "the loop stood still"

    frontend.say(comm, {"type": "set", "name": "lr", "value": -1})
    frontend.say(comm, {"type": "control", "action": "step"})
    frontend.say(comm, {"type": "ack", "seq": changed["content"]["data"]["content"]["seq"]})
    stepped = frontend.until(frame(state="paused", step=paused["step"] + 1))["content"]["data"]["content"]
    assert stepped["controls"]["lr"] == 0.002 and "-1" in stepped["notice"]["en"]

    frontend.say(comm, {"type": "control", "action": "resume"})
    frontend.say(comm, {"type": "ack", "seq": stepped["seq"]})
    running = frontend.until(frame(state="running"))["content"]["data"]["content"]
    frontend.say(comm, {"type": "ack", "seq": running["seq"]})
    frontend.say(comm, {"type": "control", "action": "stop"})
    text = frontend.until(prints("ended"))["content"]["text"]
    assert text.strip().splitlines()[-1] == "ended stopped 0.002 True"
    frontend.until(idle(sent))
    saved = [
        m
        for m in frontend.messages
        if m["msg_type"] == "comm_msg" and "snapshot" in str(m["content"]["data"].get("state"))
    ]
    assert saved, "the last state stays in the widget"


def lr_of(message: Any) -> float:
    return message["content"]["data"]["content"]["controls"]["lr"]


def test_an_error_in_the_loop_is_seen_and_the_next_cell_works(frontend: Any) -> None:
    text = frontend.run(
        "try:\n"
        "    for i in panel(range(5)):\n"
        "        raise KeyboardInterrupt\n"
        "except KeyboardInterrupt: print(panel.state)\n"
    )
    assert text.strip() == "interrupted"
    assert frontend.run("print(panel.state)").strip() == "done", "the cell itself ended well"
    assert frontend.run("for i in panel(range(3)): pass\nprint(panel.state)").strip() == "running"
    assert frontend.run("print(panel.state)").strip() == "done"
