"""``torch.nn.functional``: the layers without memory, as functions."""

import autograd_lab.nn.functional.messages
from autograd_lab.nn.functional.activation import log_softmax, relu, relu_, sigmoid, softmax, softmin, tanh
from autograd_lab.nn.functional.adaptive import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_avg_pool3d,
    adaptive_max_pool1d,
    adaptive_max_pool1d_with_indices,
    adaptive_max_pool2d,
    adaptive_max_pool2d_with_indices,
    adaptive_max_pool3d,
    adaptive_max_pool3d_with_indices,
)
from autograd_lab.nn.functional.convolution import (
    conv1d,
    conv2d,
    conv3d,
    conv_tbc,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)
from autograd_lab.nn.functional.fold import fold, unfold
from autograd_lab.nn.functional.grid import affine_grid, grid_sample
from autograd_lab.nn.functional.linear import linear, one_hot
from autograd_lab.nn.functional.loss import cross_entropy, mse_loss, nll_loss
from autograd_lab.nn.functional.noise import dropout
from autograd_lab.nn.functional.padding import pad
from autograd_lab.nn.functional.pixels import channel_shuffle, native_channel_shuffle, pixel_shuffle, pixel_unshuffle
from autograd_lab.nn.functional.pooling import (
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    lp_pool1d,
    lp_pool2d,
    lp_pool3d,
    max_pool1d,
    max_pool1d_with_indices,
    max_pool2d,
    max_pool2d_with_indices,
    max_pool3d,
    max_pool3d_with_indices,
)
from autograd_lab.nn.functional.resample import interpolate, upsample, upsample_bilinear, upsample_nearest
from autograd_lab.nn.functional.unpool import (
    fractional_max_pool2d,
    fractional_max_pool2d_with_indices,
    fractional_max_pool3d,
    fractional_max_pool3d_with_indices,
    max_unpool1d,
    max_unpool2d,
    max_unpool3d,
)
