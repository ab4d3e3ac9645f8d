"""BLEU against sacreBLEU 2.6.0 (``tokenize="none"``), and perplexity against its definition."""

from __future__ import annotations

from math import exp

import pytest

import autograd_lab as lab
from autograd_lab import text

PREDS = [
    "the cat is on the mat",
    "he read the book because he was interested in world history",
    "it is a guide to action which ensures that the military always obeys the commands of the party",
]
TARGET = [
    ["there is a cat on the mat", "a cat is on the mat"],
    [
        "he was interested in world history because he read the book",
        "he read the book since world history interested him",
    ],
    [
        "it is a guide to action that ensures that the military will forever heed party commands",
        "it is the guiding principle which guarantees the military forces always being under the command of the party",
    ],
]
RECORDED = [  # texts, smooth_method="none", and "add-k" with k = 1
    (slice(0, 3), 0.6158048393293938, 0.6307756884303248),
    (slice(0, 1), 0.7598356856515927, 0.8034284189446517),
    (slice(1, 2), 0.7400828044922857, 0.7710955777402454),
    (slice(2, 3), 0.5045666840058485, 0.539755306744061),
]


@pytest.mark.parametrize(("part", "plain", "smoothed"), RECORDED)
def test_bleu_is_sacrebleu_s(part: slice, plain: float, smoothed: float) -> None:
    assert text.bleu_score(PREDS[part], TARGET[part]) == pytest.approx(plain, abs=1e-12)
    assert text.bleu_score(PREDS[part], TARGET[part], smooth=True) == pytest.approx(smoothed, abs=1e-12)


def test_short_texts_pay_and_the_closest_reference_counts() -> None:
    assert text.bleu_score(["the cat sat"], [["the cat sat on the mat today"]], smooth=True) == pytest.approx(
        0.2635971381157268
    )
    assert text.bleu_score(["a b c d e"], [["a b c d", "a b c d e f"]]) == pytest.approx(1)  # of 4 and 6, 4
    assert text.bleu_score(["a b c d e"], [["a b c d e f"]]) == pytest.approx(exp(1 - 6 / 5))


def test_papineni_s_clipping() -> None:
    # Their section 2.1: a word counts no more often than a reference has it.
    the = [["the cat is on the mat", "there is a cat on the mat"]]
    assert text.bleu_score(["the the the the the the the"], the, n_gram=1) == pytest.approx(2 / 7)


def test_tokens_weights_and_nothing_right() -> None:
    assert text.bleu_score([list("今天天气很好")], [[list("今天天气很好")]]) == pytest.approx(1)
    assert text.bleu_score([["a", "b"]], [[["a", "c"]]], n_gram=2, weights=[1.0, 0.0], smooth=True) == pytest.approx(
        0.5
    )
    assert text.bleu_score(["a b c d"], [["w x y z"]]) == 0 == text.bleu_score([""], [["a"]])
    assert text.bleu_score(["a b c d"], [["w x y z"]], smooth=True) == 0 == text.bleu_score([], [])


def test_perplexity() -> None:
    scores = lab.zeros(2, 3, 10, requires_grad=True)
    target = lab.tensor([[1, 2, 3], [4, 0, 0]])
    assert text.perplexity(scores, target).item() == pytest.approx(10)  # no idea: all ten are as likely
    lab.manual_seed(0)
    scores = lab.randn(2, 3, 10, dtype=lab.float64, requires_grad=True)
    kept = [(0, 0), (0, 1), (0, 2), (1, 0)]
    log_p = scores.log_softmax(-1)
    expected = exp(-sum(log_p[i, j, target[i, j]].item() for i, j in kept) / 4)
    result = text.perplexity(scores, target, ignore_index=0)
    assert result.item() == pytest.approx(expected)
    result.backward()
    assert (scores.grad[1, 1:] == 0).all() and (scores.grad[0] != 0).all()


def test_running_perplexity_weighs_tokens_not_batches() -> None:
    lab.manual_seed(0)
    scores, target = lab.randn(5, 4, 7), lab.randint(0, 7, (5, 4))
    running = text.Perplexity(ignore_index=0)
    for part in (slice(0, 1), slice(1, 5)):
        running.update(scores[part], target[part])
    whole = text.perplexity(scores, target, ignore_index=0)
    assert running.compute().item() == pytest.approx(whole.item(), rel=1e-6) and lab.is_grad_enabled()
    running.reset()
    running.update(lab.zeros(1, 1, 3), lab.tensor([[1]]))
    assert running.compute().item() == pytest.approx(3)
