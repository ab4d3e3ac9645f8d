"""``torch.nn.functional``: the layers without memory, as functions."""

import autograd_lab.nn.functional.messages
from autograd_lab.nn.functional.activation import log_softmax, relu, relu_, sigmoid, softmax, softmin, tanh
from autograd_lab.nn.functional.convolution import conv1d, conv2d, conv3d
from autograd_lab.nn.functional.linear import linear, one_hot
from autograd_lab.nn.functional.loss import cross_entropy, mse_loss, nll_loss
from autograd_lab.nn.functional.noise import dropout
from autograd_lab.nn.functional.padding import pad
from autograd_lab.nn.functional.pooling import (
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    max_pool1d,
    max_pool1d_with_indices,
    max_pool2d,
    max_pool2d_with_indices,
    max_pool3d,
    max_pool3d_with_indices,
)
