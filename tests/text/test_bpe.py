"""Byte-pair encoding: the merges of the definition, every text back as it was, files that are checked."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import autograd_lab as lab
from autograd_lab import text
from autograd_lab.text.bpe import BPE, WORD

TEXTS = {
    "english": "low low low low low lower lower newest newest newest newest newest newest widest widest widest",
    "chinese": "张量是同一类型的数排成的数组，张量的形状说明每个方向上各有多少个数。",
    "mixed": "x² = 1_000 ٣ naïve\r\n\t  🙂👩‍👩‍👧 \x00  end ",
    "half a pair": "a\ud800b \udfff",
    "empty": "",
}


@cache
def chinese() -> BPE:
    return BPE.train(text.corpus("zh"), 600)


def by_definition(words: Counter[str], merges: int) -> list[tuple[int, int]]:
    """Sennrich et al. 2016, algorithm 1, counting everything anew for each merge."""
    split = {word: list(word.encode()) for word in words}
    found: list[tuple[int, int]] = []
    for new in range(256, 256 + merges):
        pairs: Counter[tuple[int, int]] = Counter()
        for word, count in words.items():
            for pair in zip(split[word], split[word][1:], strict=False):
                pairs[pair] += count
        best = max(pairs, key=lambda pair: (pairs[pair], -pair[0], -pair[1]), default=None)
        if best is None or pairs[best] < 2:
            break
        found.append(best)
        for word, tokens in split.items():
            i, merged = 0, []
            while i < len(tokens):
                both = tuple(tokens[i : i + 2]) == best
                merged.append(new if both else tokens[i])
                i += 1 + both
            split[word] = merged
    return found


def by_order(word: bytes, merges: list[tuple[int, int]]) -> list[int]:
    """A word's tokens, each merge applied to it in turn."""
    tokens = list(word)
    for new, pair in enumerate(merges, 256):
        i, merged = 0, []
        while i < len(tokens):
            both = tuple(tokens[i : i + 2]) == pair
            merged.append(new if both else tokens[i])
            i += 1 + both
        tokens = merged
    return tokens


@pytest.mark.parametrize("language", ["en", "zh"])
def test_training_gives_the_merges_of_the_definition(language: str) -> None:
    corpus = text.corpus(language)[:3000]
    assert BPE.train(corpus, 256 + 120).merges == by_definition(Counter(WORD.findall(corpus)), 120)


@pytest.mark.parametrize("seed", range(20))
def test_repeated_letters_are_counted_right(seed: int) -> None:
    draw = random.Random(seed)
    words = ["".join(draw.choices("ab", k=draw.randint(1, 12))) for _ in range(30)]
    bpe = BPE.train(words, 256 + 40)
    assert bpe.merges == by_definition(Counter(words), 40)
    for word in ["".join(draw.choices("ab", k=50)) for _ in range(20)]:
        assert bpe.encode(word) == by_order(word.encode(), bpe.merges)


def test_training_stops_when_no_pair_occurs_twice() -> None:
    assert BPE.train("abcd", 1000).merges == []
    assert len(BPE.train(["aa", "aa"], 1000)) == 257


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_comes_back(name: str) -> None:
    for bpe in (BPE([]), BPE.train(TEXTS.values(), 330), chinese()):
        tokens = bpe.encode(TEXTS[name])
        assert bpe.decode(tokens) == TEXTS[name] == bpe.decode(lab.tensor(tokens, dtype=lab.int64))
        assert all(0 <= token < len(bpe) for token in tokens)


def test_random_text_comes_back() -> None:
    draw = random.Random(0)
    bpe = chinese()
    for _ in range(200):
        word = "".join(chr(draw.randrange(0x110000)) for _ in range(draw.randint(1, 30)))
        assert "".join(WORD.findall(word)) == word
        if not re.search("[\ud800-\udfff]", word):
            assert bpe.decode(bpe.encode(word)) == word


def test_it_shortens() -> None:
    for language, bpe in (("en", BPE.train(text.corpus("en"), 600)), ("zh", chinese())):
        corpus = text.corpus(language)
        assert len(bpe.encode(corpus)) < 0.5 * len(corpus.encode())


def test_long_text_without_blanks_takes_no_quadratic_time() -> None:
    """It ends: to look at the whole text for each of its merges would be 10^10 steps."""
    assert chinese().decode(chinese().encode("张量的形状" * 20_000)) == "张量的形状" * 20_000


def test_specials_are_recognised_only_when_asked() -> None:
    bpe = BPE.train("a b a b", 258, specials=["<end>", "<end>>"][:2])
    assert len(bpe) == 258 and bpe.special("<end>") == 256
    assert bpe.encode("a<end>>b", specials=True) == [97, 257, 98]  # the longer one first
    assert bpe.encode("<end>", specials=True) == [256] and 256 not in bpe.encode("<end>")
    assert bpe.decode([97, 256]) == "a<end>"


def test_bytes_that_are_no_text() -> None:
    assert BPE([]).decode([0xE5, 0xBC]) == "\ufffd"


def test_saved_and_loaded(tmp_path: Path) -> None:
    bpe = BPE(chinese().merges, ["<结束>"])
    bpe.save(tmp_path / "bpe.json")
    again = BPE.load(tmp_path / "bpe.json")
    assert (again.merges, again.specials) == (bpe.merges, bpe.specials)
    assert again.encode("张量的形状") == bpe.encode("张量的形状") and repr(again) == repr(bpe)


GOOD = {"format": "autograd_lab.bpe", "version": 1, "merges": [[97, 98], [256, 99]], "specials": ["<e>"]}


@pytest.mark.parametrize(
    "content",
    [
        "no json",
        "[]",
        json.dumps(GOOD)[:40],
        json.dumps({**GOOD, "format": "x"}),
        json.dumps({**GOOD, "version": 2}),
        json.dumps({**GOOD, "merges": [[97, 256]]}),  # a token that does not exist yet
        json.dumps({**GOOD, "merges": [[97, -1]]}),
        json.dumps({**GOOD, "merges": [[97, True]]}),
        json.dumps({**GOOD, "merges": [[97]]}),
        json.dumps({**GOOD, "merges": [[97, 98], [97, 98]]}),
        json.dumps({**GOOD, "merges": {}}),
        json.dumps({**GOOD, "specials": ["a", "a"]}),
        json.dumps({**GOOD, "specials": [""]}),
        json.dumps({**GOOD, "specials": [1]}),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "bpe.json"
    path.write_text(json.dumps(GOOD))
    assert BPE.load(path).encode("abc") == [257]
    path.write_text(content)
    for language, words in (("en", "use another copy"), ("zh", "请换一份副本")):
        lab.set_language(language)
        with pytest.raises(RuntimeError, match=words) as raised:
            BPE.load(path)
        assert "bpe.json" in str(raised.value)
