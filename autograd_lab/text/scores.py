"""How good a text is: BLEU for translations, perplexity for language models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log

from autograd_lab import Tensor, float64, no_grad
from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.functional.creation import tensor
from autograd_lab.nn.functional import cross_entropy

Tokens = str | Sequence[str]


def bleu_score(
    preds: Sequence[Tokens],
    target: Sequence[Sequence[Tokens]],
    n_gram: int = 4,
    smooth: bool = False,
    weights: Sequence[float] | None = None,
) -> float:
    """BLEU of a corpus, from 0 to 1: how many of the n-grams of each text stand in one of its references.

    ``preds`` are texts, ``target`` a list of references for each; a string is cut at blanks, so give Chinese as
    ``list(text)``. Geometric mean of the precisions of 1- to ``n_gram``-grams, ``weights`` 1/n_gram each, times
    exp(1 - r / c) where the texts' length c falls short of the references' length r. r counts, for each text, the
    reference closest in length, of two equally close the shorter.

    Without ``smooth`` BLEU is 0 as soon as no n-gram of one length is right; with it, 1 is added to both counts of
    all precisions but the first. sacreBLEU gives 100 times this for the same tokens, but cuts texts by a tokenizer of
    its own and smooths in another way by default.

    Source: Papineni et al. 2002; smoothing, Lin & Och 2004.
    """
    if isinstance(preds, str) or isinstance(target, str) or len(preds) != len(target):
        raise ArgumentError("text.bleu_lengths", preds=len(preds), target=len(target))
    weights = [1 / n_gram] * n_gram if weights is None else weights
    if len(weights) != n_gram:
        raise ArgumentError("text.bleu_weights", weights=len(weights), n_gram=n_gram)
    right, given = [0] * n_gram, [0] * n_gram
    c = r = 0
    for i, (text, references) in enumerate(zip(preds, target, strict=True)):
        if isinstance(references, str) or not len(references):
            raise ArgumentError("text.bleu_references", index=i)
        words, others = _words(text), [_words(reference) for reference in references]
        c += len(words)
        r += min((len(other) for other in others), key=lambda length: (abs(length - len(words)), length))
        for n in range(1, n_gram + 1):
            counted = _n_grams(words, n)
            allowed: Counter[tuple[str, ...]] = Counter()
            for other in others:
                allowed |= _n_grams(other, n)  # of each n-gram, the most that one reference has
            right[n - 1] += sum((counted & allowed).values())
            given[n - 1] += sum(counted.values())
    add = [0] + [int(smooth)] * (n_gram - 1)
    if c == 0 or not all(hits + one for hits, one in zip(right, add, strict=True)):
        return 0.0
    precisions = [(hits + one) / (all_ + one) for hits, all_, one in zip(right, given, add, strict=True)]
    mean = sum(weight * log(precision) for weight, precision in zip(weights, precisions, strict=True))
    return exp(mean + min(0.0, 1 - r / c))


def _words(text: Tokens) -> list[str]:
    return text.split() if isinstance(text, str) else list(text)


def _n_grams(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def perplexity(preds: Tensor, target: Tensor, ignore_index: int | None = None) -> Tensor:
    """exp of the mean cross-entropy per token: among how many equally likely tokens the model hesitates.

    ``preds`` are scores before softmax (.., vocabulary), ``target`` int64 (..); targets equal to ``ignore_index`` (the
    padding) do not count. A tensor of no dimensions, through which gradients flow.
    """
    scores, wanted = _flat(preds, target)
    return cross_entropy(scores, wanted, ignore_index=_ignored(ignore_index)).exp()


class Perplexity:
    """``perplexity`` over many batches, each token counting the same, however long the batches are."""

    def __init__(self, ignore_index: int | None = None) -> None:
        self.ignore_index = ignore_index
        self.reset()

    def reset(self) -> None:
        """Forget all batches."""
        self.total, self.count = 0.0, 0

    @no_grad()
    def update(self, preds: Tensor, target: Tensor) -> None:
        """Count one more batch; shapes as in ``perplexity``."""
        scores, wanted = _flat(preds, target)
        ignored = _ignored(self.ignore_index)
        count = int((wanted != ignored).sum())
        self.total += float(cross_entropy(scores, wanted, ignore_index=ignored, reduction="sum"))
        self.count += count

    def compute(self) -> Tensor:
        """The perplexity of all batches so far, as a float64 tensor; RuntimeError before the first token."""
        if not self.count:
            raise ShapeError("text.perplexity_empty")
        return tensor(self.total / self.count, dtype=float64).exp()


def _flat(preds: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    if preds.ndim != target.ndim + 1 or preds.shape[:-1] != target.shape:
        raise ShapeError("text.perplexity_shapes", preds=tuple(preds.shape), target=tuple(target.shape))
    return preds.reshape(-1, preds.shape[-1]), target.reshape(-1)


def _ignored(index: int | None) -> int:
    return -100 if index is None else index  # cross_entropy's own default, which is no token
