"""Vocabularies: a number for each token and back, with torchtext's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from autograd_lab.errors import ArgTypeError, ArgumentError, TokenError


class Vocab:
    """Tokens in order; the place of a token is its index.

    ``vocab["tree"]`` is an index, ``vocab(["a", "tree"])`` a list of them. A token that is not there is a
    RuntimeError, until ``set_default_index`` says which index such tokens get.
    """

    def __init__(self, tokens: Iterable[str]) -> None:
        self._tokens: list[str] = []
        self._index: dict[str, int] = {}
        self._default: int | None = None
        for token in tokens:
            self.append_token(token)

    def __len__(self) -> int:
        return len(self._tokens)

    def __contains__(self, token: object) -> bool:
        return token in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._tokens)

    def __getitem__(self, token: str) -> int:
        index = self._index.get(token, self._default)
        if index is None:
            near = get_close_matches(token, self._tokens[:10_000], 3) if isinstance(token, str) else []
            close = ", ".join(map(repr, near)) or "-"
            raise TokenError("text.no_token", token=_shown(token), size=len(self), near=close)
        return index

    def __call__(self, tokens: Sequence[str]) -> list[int]:
        return self.lookup_indices(tokens)

    def __repr__(self) -> str:
        first = ", ".join(map(_shown, self._tokens[:8]))
        return f"Vocab({len(self)} tokens: {first}{', ...' if len(self) > 8 else ''})"

    def lookup_indices(self, tokens: Sequence[str]) -> list[int]:
        """The index of each token. A string is read character by character."""
        return [self[token] for token in tokens]

    def lookup_token(self, index: int) -> str:
        """The token at ``index``; RuntimeError if there is none."""
        if not 0 <= index < len(self):
            raise TokenError("text.no_index", index=index, size=len(self))
        return self._tokens[index]

    def lookup_tokens(self, indices: Iterable[int]) -> list[str]:
        """The token of each index."""
        return [self.lookup_token(int(index)) for index in indices]

    def set_default_index(self, index: int | None) -> None:
        """Let tokens that are not there have this index; None makes them an error again."""
        if index is not None and not 0 <= index < len(self):
            raise TokenError("text.no_index", index=index, size=len(self))
        self._default = index

    def get_default_index(self) -> int | None:
        """The index of tokens that are not there, or None."""
        return self._default

    def append_token(self, token: str) -> None:
        """Put a new token at the end; RuntimeError if it is there already."""
        self.insert_token(token, len(self))

    def insert_token(self, token: str, index: int) -> None:
        """Put a new token at ``index``, and all that follow one further."""
        if not isinstance(token, str):
            raise ArgTypeError("text.token_type", got=type(token).__name__)
        if token in self._index:
            raise TokenError("text.token_twice", token=_shown(token), index=self._index[token])
        if not 0 <= index <= len(self):
            raise TokenError("text.insert_index", index=index, size=len(self))
        self._tokens.insert(index, token)
        for place in range(index, len(self)):
            self._index[self._tokens[place]] = place

    def get_itos(self) -> list[str]:
        """All tokens in order: what to save, for ``Vocab(tokens)`` to be the same again."""
        return list(self._tokens)

    def get_stoi(self) -> dict[str, int]:
        """The index of each token, as a dict of its own."""
        return dict(self._index)


def vocab(
    ordered_dict: Mapping[str, int],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
) -> Vocab:
    """A vocabulary of the keys in their order, but for those counted less than ``min_freq`` times.

    ``specials`` stand before them, or after them with ``special_first=False``, whatever their counts.
    """
    specials = list(specials or ())
    tokens = [token for token, count in ordered_dict.items() if count >= max(min_freq, 1) and token not in specials]
    return Vocab(specials + tokens if special_first else tokens + specials)


def build_vocab_from_iterator(
    iterator: Iterable[Iterable[str]],
    min_freq: int = 1,
    specials: Sequence[str] | None = None,
    special_first: bool = True,
    max_tokens: int | None = None,
) -> Vocab:
    """Count the tokens of many texts, each an iterable of tokens: the most frequent first, at ties by alphabet.

    ``max_tokens`` bounds the size, specials included; ValueError if those alone are as many.
    """
    counts: Counter[str] = Counter()
    for tokens in iterator:
        counts.update(tokens)
    specials = list(specials or ())
    for token in specials:
        counts.pop(token, None)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if max_tokens is not None:
        if max_tokens <= len(specials):
            raise ArgumentError("text.max_tokens", max_tokens=max_tokens, specials=len(specials))
        ordered = ordered[: max_tokens - len(specials)]
    return vocab(dict(ordered), min_freq, specials, special_first)


def _shown(token: object) -> str:
    text = repr(token)
    return text if len(text) <= 60 else f"{text[:56]}...{text[-1]}"
