"""Where the browser tests find Chromium, and how the one test command gets it on a bare machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PACKAGES = {"browser": "chromium", "font": "fonts-wqy-microhei"}  # the smallest packaged CJK font
DOWNLOAD_LIMIT = 300  # seconds; behind a closed network a download may hang instead of failing


def find() -> str | None:
    """The path of a Chromium: the one named in CHROMIUM, one on PATH, or the one Playwright installed."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def provide() -> str | None:
    """Find Chromium and a Chinese font, installing what is missing where that is possible."""
    missing = [PACKAGES["browser"]] if find() is None else []
    if not _has_chinese_font():
        missing.append(PACKAGES["font"])
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        _try("apt-get", "update", "-qq")
        _try("apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing)
    if find() is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    return find()


def _playwrights_own() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _has_chinese_font() -> bool:
    if sys.platform != "linux":
        return True  # Windows and macOS bring one
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def _try(*command: str) -> None:
    """Run an installer; that it failed shows in what find() sees afterwards."""
    print("+", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, timeout=DOWNLOAD_LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, flush=True)
