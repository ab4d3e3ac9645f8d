"""Mistakes that everybody makes with autograd: what happened, a program that makes it, and one that does not.

A table; ``lab.explain(error)`` and lessons show it. Each ``wrong`` program raises its error here and in PyTorch, and
each ``right`` one runs: a test executes them all.
"""

from autograd_lab.autograd.mistakes import backward, tensors, writing
from autograd_lab.autograd.mistakes.mistake import Mistake

MISTAKES = backward.MISTAKES + writing.MISTAKES + tensors.MISTAKES
