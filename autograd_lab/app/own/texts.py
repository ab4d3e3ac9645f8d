"""Texts in a file, one a line: "class<tab>text". Each becomes counts of its triples of characters."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np

import autograd_lab as torch
from autograd_lab.app.own.data import OwnData, numbered, place_of, shown, text_of
from autograd_lab.errors import FileError

PLACES = 512


def read_texts(path: Path) -> OwnData:
    answers, texts = [], []
    for number, line in enumerate(text_of(path).splitlines(), 1):
        if not line.strip():
            continue
        answer, tab, text = line.partition("\t")
        if not tab or not answer.strip() or not text.strip():
            raise FileError("own.no_tab", row=number, path=place_of(path), line=shown(line))
        answers.append(answer.strip())
        texts.append(text.strip())
    y, classes = numbered(answers, path)
    x = torch.tensor(np.stack([triples(text) for text in texts]))
    return OwnData("texts", x, y, classes, tuple(map(shown, texts)))


def triples(text: str) -> np.ndarray:
    """How often each triple of characters occurs, as log(1 + count). The places come from a checksum of the triple, so
    no vocabulary is learned from the data, and none can leak: Weinberger and others, Feature hashing, 2009."""
    counts = np.zeros(PLACES, dtype=np.float32)
    padded = f" {text.lower()} "
    for start in range(len(padded) - 2):
        counts[zlib.crc32(padded[start : start + 3].encode("utf-8", "surrogatepass")) % PLACES] += 1
    return np.log1p(counts)
