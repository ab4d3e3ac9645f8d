"""Sounds made by formula, the same for the same seed on every machine: nothing to download, as many as you like."""

from autograd_lab.audio.datasets.digits import SpokenDigits
from autograd_lab.audio.datasets.tones import Tones

__all__ = ["SpokenDigits", "Tones"]
