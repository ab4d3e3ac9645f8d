"""Text for networks: vocabularies, byte-pair encoding, batches of unequal length, a small corpus, BLEU and perplexity.

Names and conventions are those of torchtext and torchmetrics where they have one.
"""

from autograd_lab.text import messages
from autograd_lab.text.batching import BucketBatchSampler, NextToken, collate, padding_mask
from autograd_lab.text.bpe import BPE
from autograd_lab.text.lessons import corpus
from autograd_lab.text.scores import Perplexity, bleu_score, perplexity
from autograd_lab.text.vocab import Vocab, build_vocab_from_iterator

__all__ = [
    "BPE", "BucketBatchSampler", "NextToken", "Perplexity", "Vocab", "bleu_score", "build_vocab_from_iterator",
    "collate", "corpus", "padding_mask", "perplexity",
]  # fmt: skip
