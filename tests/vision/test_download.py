"""Downloads from a server of this test: broken off, resumed, altered, refused."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.vision.datasets.download import download

CONTENT = np.random.RandomState(0).bytes(700_000)
MD5 = hashlib.md5(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves CONTENT; ``breaks``: after how many bytes each of the next connections ends."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.breaks: list[int] = []
        self.ranges: list[str | None] = []
        self.knows_ranges = True
        self.url = f"http://127.0.0.1:{self.server_port}/data.gz"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.server.knows_ranges else 0
        if self.path != "/data.gz":
            self.send_error(404)
            return
        if start >= len(CONTENT):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        end = start + self.server.breaks.pop(0) if self.server.breaks else len(CONTENT)
        self.wfile.write(CONTENT[start:end])

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def test_a_whole_file(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "deep/data.gz"
    assert download([server.url], path, MD5) == path and path.read_bytes() == CONTENT
    assert [p.name for p in path.parent.iterdir()] == ["data.gz"]
    download(["http://127.0.0.1:1/"], path, MD5)  # it is there: nobody is asked
    assert server.ranges == [None]


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_it_goes_on_where_it_broke_off(server: Server, tmp_path: Path, knows_ranges: bool) -> None:
    path = tmp_path / "data.gz"
    server.breaks = [300_000]
    with pytest.raises(RuntimeError, match="could not be downloaded"):
        download([server.url], path, MD5)
    assert not path.exists() and (tmp_path / "data.gz.part").stat().st_size == 300_000
    server.knows_ranges = knows_ranges
    assert download([server.url], path, MD5).read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=300000-"]


def test_the_next_address_goes_on_too(server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000, 200_000]
    urls = [server.url.replace("data.gz", "gone"), server.url, server.url, server.url]
    assert download(urls, tmp_path / "data.gz", MD5).read_bytes() == CONTENT
    assert server.ranges == [None, None, "bytes=100000-", "bytes=300000-"]


@pytest.mark.parametrize("there", [CONTENT, CONTENT + b"more"])
def test_a_part_with_nothing_left_to_come(server: Server, tmp_path: Path, there: bytes) -> None:
    (tmp_path / "data.gz.part").write_bytes(there)
    # The whole is taken; what is longer is thrown away, and the next address gives it anew.
    assert download([server.url, server.url], tmp_path / "data.gz", MD5).read_bytes() == CONTENT
    assert [p.name for p in tmp_path.iterdir()] == ["data.gz"]


def test_another_file_is_not_taken(server: Server, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=f"MD5 {MD5} != {'0' * 32}"):
        download([server.url], tmp_path / "data.gz", "0" * 32)
    assert not list(tmp_path.iterdir())


def test_without_a_net(tmp_path: Path) -> None:
    for language, words in (("en", "get http://127.0.0.1:1/x with another machine"), ("zh", "在其他机器上下载")):
        torch.set_language(language)
        with pytest.raises(RuntimeError, match=words) as raised:
            download(["http://127.0.0.1:1/x"], tmp_path / "x", MD5)
        assert str(tmp_path) in str(raised.value) and "Digits()" in str(raised.value)
