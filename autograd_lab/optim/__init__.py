"""Optimizers: from gradients to better parameters."""

from autograd_lab.optim.adam import Adam, AdamW
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.optim.sgd import SGD
