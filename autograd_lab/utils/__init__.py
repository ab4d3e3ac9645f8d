"""Utilities around training: ``utils.data``, and ``utils.dlpack``."""

from autograd_lab.utils import data, dlpack
