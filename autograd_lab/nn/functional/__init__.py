"""``torch.nn.functional``: the layers without memory, as functions."""

import autograd_lab.nn.functional.messages
import autograd_lab.nn.functional.native
import autograd_lab.nn.functional.toplevel
from autograd_lab.functional.distance import pdist
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
from autograd_lab.nn.functional.attention import scaled_dot_product_attention
from autograd_lab.nn.functional.binary import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    kl_div,
    multilabel_soft_margin_loss,
    soft_margin_loss,
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
from autograd_lab.nn.functional.ctc import ctc_loss
from autograd_lab.nn.functional.distance import cosine_similarity, normalize, pairwise_distance
from autograd_lab.nn.functional.embedding import embedding, embedding_bag, one_hot
from autograd_lab.nn.functional.fold import fold, unfold
from autograd_lab.nn.functional.gated import (
    celu,
    celu_,
    elu,
    elu_,
    gelu,
    glu,
    logsigmoid,
    mish,
    selu,
    selu_,
    silu,
    softplus,
    softsign,
    tanhshrink,
)
from autograd_lab.nn.functional.grid import affine_grid, grid_sample
from autograd_lab.nn.functional.linear import bilinear, linear
from autograd_lab.nn.functional.loss import cross_entropy, linear_cross_entropy, nll_loss
from autograd_lab.nn.functional.margin import (
    cosine_embedding_loss,
    hinge_embedding_loss,
    margin_ranking_loss,
    multi_margin_loss,
    multilabel_margin_loss,
    triplet_margin_loss,
    triplet_margin_with_distance_loss,
)
from autograd_lab.nn.functional.multihead import multi_head_attention_forward
from autograd_lab.nn.functional.noise import (
    alpha_dropout,
    dropout,
    dropout1d,
    dropout2d,
    dropout3d,
    feature_alpha_dropout,
    gumbel_softmax,
)
from autograd_lab.nn.functional.normalization import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    local_response_norm,
    rms_norm,
)
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
from autograd_lab.nn.functional.rectifier import (
    hardshrink,
    hardsigmoid,
    hardswish,
    hardtanh,
    hardtanh_,
    leaky_relu,
    leaky_relu_,
    prelu,
    relu6,
    rrelu,
    rrelu_,
    softshrink,
    threshold,
    threshold_,
)
from autograd_lab.nn.functional.regression import (
    gaussian_nll_loss,
    huber_loss,
    l1_loss,
    mse_loss,
    poisson_nll_loss,
    smooth_l1_loss,
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
