"""Byte-pair encoding: the pieces of a text, learned from texts.

It starts from the 256 bytes and makes the most frequent pair of neighbours one new piece, again and again. As every
text is bytes in UTF-8, every text can be written with these pieces and read back: Chinese, emoji, anything.

Source: Gage 1994; Sennrich, Haddow & Birch 2016; on bytes, Radford et al. 2019. Words are cut as GPT-2 cuts them,
a blank belonging to the word after it, with the classes of letters that Python's ``re`` knows.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, CheckpointError, TokenError

BYTES = 256
FORMAT, VERSION = "autograd_lab.bpe", 1
WORD = re.compile(r" ?(?:[^\W\d_]+|\d+|(?:[^\w\s]|_)+)|\s+(?!\S)|\s+")

Pair = tuple[int, int]


class BPE:
    """Tokens 0 to 255 are the bytes; token 256 + i is the pair ``merges[i]``; the specials come last.

    Made with ``BPE.train(texts, vocab_size)`` or ``BPE.load(path)``.
    """

    def __init__(self, merges: Iterable[Sequence[int]], specials: Sequence[str] = ()) -> None:
        self.merges: list[Pair] = [(left, right) for left, right in merges]
        self.specials = list(specials)
        if len(set(self.specials)) < len(self.specials) or not all(self.specials):
            raise ArgumentError("text.bpe_specials", specials=self.specials)
        self._rank = {pair: rank for rank, pair in enumerate(self.merges)}
        self._bytes = [bytes([byte]) for byte in range(BYTES)]
        for left, right in self.merges:
            self._bytes.append(self._bytes[left] + self._bytes[right])
        first = len(self._bytes)
        self._special = {token: first + i for i, token in enumerate(self.specials)}
        self._bytes += [_to_bytes(token) for token in self.specials]

    def __len__(self) -> int:
        """How many tokens there are: the size of an embedding."""
        return len(self._bytes)

    def __repr__(self) -> str:
        return f"BPE({len(self)} tokens: {BYTES} bytes, {len(self.merges)} merges, {len(self.specials)} specials)"

    @classmethod
    def train(cls, texts: str | Iterable[str], vocab_size: int, specials: Sequence[str] = ()) -> BPE:
        """Learn from one text or several, until there are ``vocab_size`` tokens, specials included.

        Fewer where no pair of neighbours is left that occurs twice. Ties go to the pair with the smaller numbers, so
        the same texts always give the same merges. Pairs are not sought across the borders of words.
        """
        wanted = vocab_size - BYTES - len(specials)
        if wanted < 0:
            raise ArgumentError("text.bpe_size", vocab_size=vocab_size, least=BYTES + len(specials))
        counts: Counter[str] = Counter()
        for text in [texts] if isinstance(texts, str) else texts:
            counts.update(WORD.findall(_text(text)))
        return cls(_learn(counts, wanted), specials)

    def encode(self, text: str, specials: bool = False) -> list[int]:
        """The tokens of a text. With ``specials=True`` the specials are recognised in it; leave that out for text that
        others wrote."""
        pieces = [_text(text)]
        if specials and self.specials:
            longest_first = sorted(self.specials, key=len, reverse=True)
            pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
        known: dict[str, list[int]] = {}
        tokens: list[int] = []
        for i, piece in enumerate(pieces):
            if i % 2:  # what a split was made at
                tokens.append(self._special[piece])
                continue
            for word in WORD.findall(piece):
                if word not in known:
                    known[word] = _merged(list(_to_bytes(word)), self._rank)
                tokens += known[word]
        return tokens

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of tokens (a list, or a tensor of one dimension). Bytes that are no UTF-8, as a network may
        produce them, become U+FFFD."""
        return _from_bytes(b"".join(map(self.token_bytes, tokens)))

    def token_bytes(self, token: int) -> bytes:
        """The bytes that one token stands for; RuntimeError if there is no such token."""
        token = int(token)
        if not 0 <= token < len(self):
            raise TokenError("text.no_index", index=token, size=len(self))
        return self._bytes[token]

    def special(self, token: str) -> int:
        """The number of a special token; RuntimeError if it is none."""
        if token not in self._special:
            raise TokenError("text.no_special", token=token, specials=self.specials)
        return self._special[token]

    def save(self, path: str | Path) -> None:
        """Write merges and specials as JSON."""
        content = {"format": FORMAT, "version": VERSION, "merges": self.merges, "specials": self.specials}
        Path(path).write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, path: str | Path) -> BPE:
        """Read what ``save`` wrote; RuntimeError for a file that is damaged or something else."""
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except ValueError as error:  # no JSON, or no UTF-8
            raise CheckpointError("text.bpe_file", path=path, why=error) from None
        why = _fault(content)
        if why is not None:
            raise CheckpointError("text.bpe_file", path=path, why=why)
        return cls(content["merges"], content["specials"])


def _fault(content: Any) -> str | None:
    """What is wrong with the content of a file, if anything."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        return f"format != {FORMAT!r}"
    if content.get("version") != VERSION:
        return f"version {content.get('version')!r} != {VERSION}"
    merges, specials = content.get("merges"), content.get("specials")
    if not isinstance(merges, list) or not isinstance(specials, list):
        return "merges, specials"
    if len(set(map(str, merges))) < len(merges):
        return "merges: twice the same"
    for i, pair in enumerate(merges):
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int and 0 <= n < BYTES + i for n in pair)):
            return f"merges[{i}] = {pair!r}"
    if not all(isinstance(token, str) and token for token in specials) or len(set(specials)) < len(specials):
        return f"specials = {specials!r}"
    return None


def _learn(counts: Counter[str], wanted: int) -> list[Pair]:
    """The merges. A heap knows the most frequent pair; what it knows too late is put right when it is taken out."""
    words = [list(_to_bytes(word)) for word in counts]
    often = list(counts.values())
    total: Counter[Pair] = Counter()
    where: defaultdict[Pair, set[int]] = defaultdict(set)  # words that have, or once had, the pair
    for i, word in enumerate(words):
        for pair in pairwise(word):
            total[pair] += often[i]
            where[pair].add(i)
    heap = [(-count, pair) for pair, count in total.items()]
    heapq.heapify(heap)
    merges: list[Pair] = []
    while heap and len(merges) < wanted:
        count, pair = heapq.heappop(heap)
        if -count != total[pair]:  # it has become rarer, or is there twice
            if total[pair] > 0 and -count > total[pair]:
                heapq.heappush(heap, (-total[pair], pair))
            continue
        if total[pair] < 2:
            break
        new = BYTES + len(merges)
        merges.append(pair)
        changed: set[Pair] = set()
        for i in where.pop(pair):
            before, after = words[i], _replaced(words[i], pair, new)
            for sign, word in ((-1, before), (1, after)):
                for neighbours in pairwise(word):
                    total[neighbours] += sign * often[i]
                    if sign > 0:
                        where[neighbours].add(i)
                        changed.add(neighbours)
            words[i] = after
        for neighbours in changed:
            heapq.heappush(heap, (-total[neighbours], neighbours))
        del total[pair]
    return merges


def _replaced(word: list[int], pair: Pair, new: int) -> list[int]:
    """The word, in which ``new`` stands for each ``pair``, from left to right."""
    result: list[int] = []
    i = 0
    while i < len(word):
        if i + 1 < len(word) and (word[i], word[i + 1]) == pair:
            result.append(new)
            i += 2
        else:
            result.append(word[i])
            i += 1
    return result


def _merged(word: list[int], rank: dict[Pair, int]) -> list[int]:
    """The word in as few tokens as the merges allow, in the order they were learned.

    A heap of pairs and a linked list of tokens: n log n steps, for Chinese has no blanks and its "words" are long.
    """
    n = len(word)
    after, before = list(range(1, n + 1)), list(range(-1, n - 1))
    alive = [True] * n
    heap = [(rank[pair], i) for i, pair in enumerate(pairwise(word)) if pair in rank]
    heapq.heapify(heap)
    while heap:
        learned, i = heapq.heappop(heap)
        j = after[i]
        if not alive[i] or j >= n or rank.get((word[i], word[j])) != learned:
            continue  # one of the two has been merged already
        word[i] = BYTES + learned
        alive[j] = False
        after[i] = after[j]
        if after[i] < n:
            before[after[i]] = i
        for left, right in ((before[i], i), (i, after[i])):
            if left >= 0 and right < n and (word[left], word[right]) in rank:
                heapq.heappush(heap, (rank[word[left], word[right]], left))
    return [token for token, there in zip(word, alive, strict=True) if there]


def _text(text: Any) -> str:
    if not isinstance(text, str):
        raise ArgTypeError("text.need_text", got=type(text).__name__)
    return text


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a surrogate pair is no UTF-8, but a string may hold one


def _from_bytes(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")
