"""``torch.nn.utils``: gradients clipped, parameters as one vector, sequences packed, weights computed from others."""

from autograd_lab.nn.utils import parametrizations, parametrize, prune, rnn, stateless
from autograd_lab.nn.utils.clip_grad import (
    clip_grad_norm,
    clip_grad_norm_,
    clip_grad_value_,
    clip_grads_with_norm_,
    get_total_norm,
)
from autograd_lab.nn.utils.convert_parameters import parameters_to_vector, vector_to_parameters
from autograd_lab.nn.utils.fusion import (
    fuse_conv_bn_eval,
    fuse_conv_bn_weights,
    fuse_linear_bn_eval,
    fuse_linear_bn_weights,
)
from autograd_lab.nn.utils.init import skip_init
from autograd_lab.nn.utils.memory_format import (
    convert_conv2d_weight_memory_format,
    convert_conv3d_weight_memory_format,
)
from autograd_lab.nn.utils.spectral_norm import remove_spectral_norm, spectral_norm
from autograd_lab.nn.utils.weight_norm import remove_weight_norm, weight_norm
