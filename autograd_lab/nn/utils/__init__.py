"""``torch.nn.utils``: gradients clipped, parameters as one vector, sequences packed, modules changed."""

from autograd_lab.nn.utils import rnn
