"""Wrong use: PyTorch's exception class, and words that help in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import text
from autograd_lab.text import lessons
from autograd_lab.text.bpe import BPE
from autograd_lab.text.messages import MESSAGES
from tests.support.refusal import assert_refused


def vocab() -> text.Vocab:
    return text.Vocab(["tree", "house"])


Row = tuple[str, Callable[[], Any], type[Exception], str]  # key, call, class, what both languages say

# fmt: off
# ruff: noqa: E501 (a table: one call, one line)
ROWS: list[Row] = [
    ("text.no_token", lambda: vocab()["trees"], RuntimeError, "'trees'"),
    ("text.no_token", lambda: vocab()["trees"], RuntimeError, "'tree'"),
    ("text.no_token", lambda: vocab()[3], RuntimeError, "3"),  # type: ignore[index]
    ("text.no_index", lambda: vocab().lookup_token(2), RuntimeError, "2"),
    ("text.no_index", lambda: vocab().lookup_tokens([0, -1]), RuntimeError, "-1"),
    ("text.no_index", lambda: vocab().set_default_index(2), RuntimeError, "2"),
    ("text.no_index", lambda: BPE([]).decode([256]), RuntimeError, "256"),
    ("text.token_type", lambda: text.Vocab([1]), TypeError, "int"),  # type: ignore[list-item]
    ("text.token_twice", lambda: vocab().append_token("tree"), RuntimeError, "'tree'"),
    ("text.token_twice", lambda: text.Vocab(["a", "a"]), RuntimeError, "0"),
    ("text.insert_index", lambda: vocab().insert_token("x", 3), RuntimeError, "3"),
    ("text.max_tokens", lambda: text.build_vocab_from_iterator([["a"]], specials=["<u>"], max_tokens=1), ValueError, "max_tokens"),
    ("text.need_text", lambda: BPE([]).encode(b"a"), TypeError, "bytes"),  # type: ignore[arg-type]
    ("text.need_text", lambda: BPE.train([b"a"], 256), TypeError, "utf-8"),  # type: ignore[list-item]
    ("text.bpe_size", lambda: BPE.train("a", 256, ["<e>"]), ValueError, "257"),
    ("text.bpe_specials", lambda: BPE([], ["a", "a"]), ValueError, "['a', 'a']"),
    ("text.no_special", lambda: BPE([], ["<e>"]).special("<x>"), RuntimeError, "<e>"),
    ("text.corpus_language", lambda: text.corpus("fr"), ValueError, "'fr'"),
    ("text.no_sequences", lambda: text.collate([]), ValueError, ""),
    ("text.sequence_dim", lambda: text.collate([lab.ones(2, 2)]), RuntimeError, "(2, 2)"),
    ("text.piece_length", lambda: text.NextToken([1, 2], 0), ValueError, "0"),
    ("text.piece_length", lambda: text.NextToken([1, 2], 1, step=0), ValueError, "0"),
    ("text.too_short", lambda: text.NextToken([1, 2], 2), ValueError, "2"),
    ("text.batch_size", lambda: text.BucketBatchSampler([1], 0), ValueError, "0"),
    ("text.bleu_lengths", lambda: text.bleu_score(["a"], []), ValueError, "1"),
    ("text.bleu_lengths", lambda: text.bleu_score("a b", ["a b"]), ValueError, "preds"),
    ("text.bleu_references", lambda: text.bleu_score(["a"], ["a"]), ValueError, "target[0]"),  # type: ignore[list-item]
    ("text.bleu_references", lambda: text.bleu_score(["a"], [[]]), ValueError, "[reference]"),
    ("text.bleu_weights", lambda: text.bleu_score(["a"], [["a"]], weights=[1.0]), ValueError, "n_gram=4"),
    ("text.perplexity_shapes", lambda: text.perplexity(lab.ones(2, 3), lab.ones(3, dtype=lab.int64)), RuntimeError, "(2, 3)"),
    ("text.perplexity_empty", lambda: text.Perplexity().compute(), RuntimeError, "update"),
]
# fmt: on


@pytest.mark.parametrize(("key", "call", "error", "word"), ROWS, ids=[f"{row[0]}-{i}" for i, row in enumerate(ROWS)])
def test_it_is_refused_in_both_languages(key: str, call: Callable[[], Any], error: type[Exception], word: str) -> None:
    assert_refused(call, error, key, word)


def test_lessons_that_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lessons, "__file__", str(tmp_path / "autograd_lab" / "text" / "lessons.py"))
    with pytest.raises(RuntimeError, match="install autograd-lab again"):
        lessons._folder("en")


def test_every_message_has_a_row() -> None:
    assert {row[0] for row in ROWS} | {"text.no_lessons", "text.bpe_file"} == MESSAGES.keys()  # test_bpe.py: the latter
