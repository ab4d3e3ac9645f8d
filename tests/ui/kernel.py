"""A real kernel, spoken to as a front end does: cells run, and widget messages are sent in the middle of one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from typing import Any

from jupyter_client.manager import KernelManager

PATIENCE = 60.0  # seconds; a machine that builds something else at the same time is slow


class Frontend:
    """Speaks to one kernel; remembers what the kernel said."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.messages: list[Any] = []

    def start(self, code: str) -> str:
        """Run a cell and do not wait for it."""
        return self.client.execute(code)

    def until(self, found: Any, seconds: float = PATIENCE) -> Any:
        """The first message from now on for which ``found`` is true; AssertionError when it does not come."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except Empty:
                continue
            self.messages.append(message)
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(message["content"]["traceback"]))
            if found(message):
                return message
        raise AssertionError(f"nothing came; the last messages were {self.messages[-3:]}")

    def run(self, code: str) -> str:
        """Run a cell to its end; its printed text."""
        sent, start = self.start(code), len(self.messages)
        self.until(idle(sent))
        return "".join(
            m["content"]["text"]
            for m in self.messages[start:]
            if m["msg_type"] == "stream" and m["parent_header"].get("msg_id") == sent
        )

    def say(self, comm: str, content: dict[str, Any]) -> None:
        """A custom message to a widget, without the name of a subshell, as most front ends send it."""
        data = {"comm_id": comm, "data": {"method": "custom", "content": content}}
        self.client.shell_channel.send(self.client.session.msg("comm_msg", data))


def idle(sent: str) -> Any:
    return lambda m: (
        m["msg_type"] == "status"
        and m["content"]["execution_state"] == "idle"
        and m["parent_header"].get("msg_id") == sent
    )


def prints(text: str) -> Any:
    return lambda m: m["msg_type"] == "stream" and text in m["content"]["text"]


def opens(model: str) -> Any:
    """The comm of a widget whose class is ``model`` is opened."""
    return lambda m: (
        m["msg_type"] == "comm_open" and m["content"]["data"].get("state", {}).get("_anywidget_id", "").endswith(model)
    )


def frame(**wanted: Any) -> Any:
    """A frame of the live panel with these fields."""
    return lambda m: (
        m["msg_type"] == "comm_msg"
        and (content := m["content"]["data"].get("content", {})).get("type") == "frame"
        and all(content[name] == value for name, value in wanted.items())
    )


@contextmanager
def kernel(environment: dict[str, str]) -> Iterator[Frontend]:
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env=environment)
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        yield Frontend(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
