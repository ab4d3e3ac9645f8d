"""A browser made of a few lines: it keeps curves as the front end does, and can be slow, deaf or forgetful."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np


class FakeBrowser:
    """Stands where the widget stands: ``send`` and ``on_msg`` are what the panel uses of it."""

    def __init__(self, *, acknowledges: bool = True) -> None:
        self.acknowledges = acknowledges
        self.frames: list[dict[str, Any]] = []
        self.cards: list[tuple[dict[str, Any], np.ndarray]] = []
        self.messages: list[dict[str, Any]] = []  # frames and whatever else comes
        self.buffers: list[list[bytes]] = []
        self.curves: dict[str, tuple[int, list[tuple[float, float]]]] = {}
        self.grids: dict[str, tuple[int, list[tuple[float, np.ndarray]]]] = {}  # name -> (generation, columns)
        self.snapshot: dict[str, Any] | None = None
        self.bytes = 0
        self.pings = 0
        self.answers_pings = False
        self.lose = 0  # so many frames never arrive
        self._handler: Callable[..., None] | None = None

    def on_msg(self, handler: Callable[..., None]) -> None:
        self._handler = handler

    def say(self, **message: Any) -> None:
        assert self._handler is not None
        self._handler(self, message, [])

    def send(self, frame: dict[str, Any], buffers: list[bytes]) -> None:
        text = json.dumps(frame, allow_nan=False)  # what cannot be sent must fail here too
        self.bytes += len(text) + sum(map(len, buffers))
        if frame["type"] == "ping":
            self.pings += 1
            if self.answers_pings:
                self.say(type="here")
            return
        if self.lose:
            self.lose -= 1
            return
        self.messages.append(json.loads(text))
        self.buffers.append(buffers)
        if frame["type"] == "card":
            self.cards.append((json.loads(text), np.frombuffer(buffers[0], "<f4")))
            return
        if frame["type"] != "frame":
            return
        self.frames.append(self.messages[-1])
        assert len(buffers) == len(frame["series"]) + len(frame["grids"])
        for piece, buffer in zip(frame["series"], buffers, strict=False):
            self._add(piece, np.frombuffer(buffer, "<f4").reshape(2, piece["count"]))
        for piece, buffer in zip(frame["grids"], buffers[len(frame["series"]) :], strict=True):
            self._add_columns(piece, np.frombuffer(buffer, "<f4"))
        if self.acknowledges:
            self.say(type="ack", seq=frame["seq"])

    def _add(self, piece: dict[str, Any], points: np.ndarray) -> None:
        generation, have = self.curves.get(piece["name"], (piece["generation"], []))
        if generation != piece["generation"]:
            have = []
        if piece["start"] > len(have):
            self.say(type="need", series=piece["name"], have=len(have))
            return
        have[piece["start"] :] = list(zip(*points.tolist(), strict=True))
        self.curves[piece["name"]] = (piece["generation"], have)

    def _add_columns(self, piece: dict[str, Any], numbers: np.ndarray) -> None:
        steps, values = np.split(numbers, [piece["count"]])
        generation, have = self.grids.get(piece["name"], (piece["generation"], []))
        if generation != piece["generation"]:
            have = []
        if piece["start"] > len(have):
            self.say(type="need", series=piece["name"], have=len(have))
            return
        have[piece["start"] :] = list(zip(steps.tolist(), values.reshape(-1, piece["rows"]), strict=True))
        self.grids[piece["name"]] = (piece["generation"], have)

    @property
    def last(self) -> dict[str, Any]:
        return self.frames[-1]

    def values(self, name: str) -> list[float]:
        return [y for _, y in self.curves[name][1]]
