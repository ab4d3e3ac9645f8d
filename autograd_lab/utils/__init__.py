"""Utilities around training: ``utils.data``."""

from autograd_lab.utils import data
