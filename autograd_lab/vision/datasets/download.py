"""A file from the net: resumed where it broke off, checked, and in its place only when whole."""

from __future__ import annotations

import hashlib
import http.client
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import autograd_lab.vision.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab.errors import FileError

BLOCK = 1 << 18
TIMEOUT = 30  # seconds without an answer


def download(urls: Sequence[str], path: Path, md5: str) -> Path:
    """The file at ``path``, from the first of ``urls`` that gives it; nothing happens if it is there already.

    What has arrived stands in ``path`` + ".part" until the whole has the right digest; the next call goes on from
    there. FileError if no address answers, with what to do by hand, or if what came is another file.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    failures = []
    for url in urls:
        try:
            _receive(url, part)
        except (OSError, http.client.HTTPException) as error:  # URLError and time-outs are OSErrors
            failures.append(f"{url}: {error}")
            continue
        if (found := digest(part)) == md5:
            os.replace(part, path)
            return path
        part.unlink()
        failures.append(f"{url}: MD5 {found} != {md5}")
    where = {"folder": path.parent.absolute(), "url": urls[0]}
    raise FileError("vision.download", name=path.name, why="\n  ".join(failures), **where)


def digest(path: Path) -> str:
    """MD5, as published with the data sets: it finds damage. Our parsers trust no file, whatever its digest."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _receive(url: str, part: Path) -> None:
    """All of the file into ``part``, which may hold its beginning."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing after what we have: it is whole, or of another file, which its digest tells
            return
        raise
    with response:
        resumed = response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        have = have if resumed else 0
        length = response.headers.get("Content-Length")
        total = have + int(length) if length else None
        with part.open("ab" if resumed else "wb") as file:
            while block := response.read(BLOCK):
                file.write(block)
                have += len(block)
                _show(part.stem, have, total)
    if total is not None and have < total:
        raise http.client.IncompleteRead(b"", total - have)


def _show(name: str, have: int, total: int | None) -> None:
    """A line that counts, where somebody looks on."""
    stream: Any = sys.stderr
    if stream is not None and stream.isatty():
        share = f" / {total / 1e6:.1f}" if total else ""
        stream.write(f"\r{name}: {have / 1e6:.1f}{share} MB" + ("\n" if have == total else ""))
        stream.flush()
