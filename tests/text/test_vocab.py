"""Vocabularies do what torchtext documents: order, specials, the default index, looking up both ways."""

from __future__ import annotations

import pickle

import pytest

import autograd_lab as lab
from autograd_lab import text
from autograd_lab.text.vocab import vocab

LINES = [["the", "cat", "the", "dog"], ["a", "cat", "the"]]


def test_the_most_frequent_come_first_and_ties_by_alphabet() -> None:
    assert text.build_vocab_from_iterator(LINES).get_itos() == ["the", "cat", "a", "dog"]


@pytest.mark.parametrize(
    ("options", "tokens"),
    [
        ({"specials": ["<pad>", "<unk>"]}, ["<pad>", "<unk>", "the", "cat", "a", "dog"]),
        ({"specials": ["<unk>"], "special_first": False}, ["the", "cat", "a", "dog", "<unk>"]),
        ({"specials": ["dog"]}, ["dog", "the", "cat", "a"]),
        ({"min_freq": 2}, ["the", "cat"]),
        ({"specials": ["<unk>"], "max_tokens": 3}, ["<unk>", "the", "cat"]),
    ],
)
def test_options(options: dict, tokens: list[str]) -> None:
    assert text.build_vocab_from_iterator(LINES, **options).get_itos() == tokens


def test_vocab_keeps_the_order_of_its_dict() -> None:
    assert vocab({"b": 1, "a": 5, "c": 0}, specials=["<unk>"]).get_itos() == ["<unk>", "b", "a"]


def test_looking_up() -> None:
    v = text.Vocab(["<unk>", "a", "b"])
    assert (v["b"], v(["b", "a"]), v.lookup_indices("ab"), len(v), "a" in v, "z" in v) == (
        2,
        [2, 1],
        [1, 2],
        3,
        True,
        False,
    )
    assert v.lookup_token(1) == "a" and v.lookup_tokens(lab.tensor([2, 1])) == ["b", "a"]
    assert v.get_stoi() == {"<unk>": 0, "a": 1, "b": 2} and v.get_default_index() is None
    v.set_default_index(v["<unk>"])
    assert v(["z", "b"]) == [0, 2] and "z" not in v and v.get_default_index() == 0
    assert pickle.loads(pickle.dumps(v))(["z"]) == [0]
    v.set_default_index(None)
    with pytest.raises(RuntimeError):
        v["z"]


def test_inserting_moves_what_follows() -> None:
    v = text.Vocab(["a", "b"])
    v.insert_token("c", 1)
    v.append_token("d")
    assert v.get_itos() == ["a", "c", "b", "d"] and [v[t] for t in "acbd"] == [0, 1, 2, 3]
    assert repr(v) == "Vocab(4 tokens: 'a', 'c', 'b', 'd')"


def test_what_it_gives_away_is_a_copy() -> None:
    v = text.Vocab(["a"])
    v.get_itos().append("b")
    v.get_stoi()["b"] = 1
    assert len(v) == 1 and "b" not in v
