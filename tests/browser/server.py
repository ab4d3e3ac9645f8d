"""A JupyterLab of our own: its own port, folders and kernel, so that nothing of the user's is read or changed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 60  # seconds
LIMIT = 60  # of one request

# What is tested: "lab", or "notebook" for Notebook 7; and the interpreter of the kernel, by default this one.
FRONTEND = os.environ.get("AUTOGRAD_LAB_TEST_FRONTEND", "lab")
KERNEL = os.environ.get("AUTOGRAD_LAB_TEST_KERNEL", sys.executable)
MODULES = {"lab": "jupyterlab", "notebook": "notebook"}

# Lab asks about news and updates on its first start, and Chinese users may have switched its language.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}


@contextmanager
def jupyterlab(folder: Path, notebooks: Path) -> Iterator[str]:
    """Run JupyterLab on ``notebooks``, with all its files in ``folder``; gives its address."""
    _kernel(folder / "data")
    _extension(folder / "data")
    for name, settings in SETTINGS.items():
        path = folder / "settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    port = _free_port()
    log = folder / "server.log"
    command = [
        *(sys.executable, "-m", MODULES[FRONTEND], "--no-browser", "--expose-app-in-browser", "--allow-root"),
        *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True"),
        f"--ServerApp.root_dir={notebooks}",
    ]
    with log.open("w") as output:
        server = subprocess.Popen(command, env=_environment(folder), stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def end_sessions(address: str) -> None:
    """Shut down all kernels, and do not wait for it: one that trains takes seconds.

    A kernel that is being restarted cannot be shut down; it ends with the server.
    """
    with urllib.request.urlopen(f"{address}/api/sessions", timeout=LIMIT) as answer:
        sessions = json.load(answer)
    for session in sessions:
        Thread(target=_end, args=(f"{address}/api/sessions/{session['id']}",), daemon=True).start()


def _end(session: str) -> None:
    with suppress(OSError):
        urllib.request.urlopen(urllib.request.Request(session, method="DELETE"), timeout=LIMIT).close()


def _environment(folder: Path) -> dict[str, str]:
    """The user's variables without Jupyter's; the kernel imports this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "AUTOGRAD_LAB"))}
    return {
        **kept,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_PATH": str(folder / "data"),  # searched first, before the interpreter's own kernels
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "IPYTHONDIR": str(folder / "ipython"),
        "AUTOGRAD_LAB_HOME": str(folder / "home"),  # a test is no progress of the user
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
    }


def _kernel(data: Path) -> None:
    """The kernel is the one to be tested, whatever else is installed on the machine."""
    spec = data / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [KERNEL, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"}))


def _extension(data: Path) -> None:
    """This checkout's extension, whatever is installed beside it."""
    place = data / "labextensions" / "autograd-lab"
    place.mkdir(parents=True)
    shutil.copy(ROOT / "widgets" / "labextension" / "package.json", place)
    shutil.copytree(ROOT / "autograd_lab" / "static", place / "static")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/status", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")
