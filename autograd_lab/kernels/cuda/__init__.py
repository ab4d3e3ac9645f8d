"""Ops once more for a GPU, each in as few launches as it can be: a small network's step costs as much there as it has
kernels to start. The rules in ops/ are what is meant; each file can be deleted together with its import below.

Convolutions are NVIDIA's, by cuDNN; the others are CUDA C. Such a kernel takes arrays in one piece, of float32 or
float64, and leaves all else to the rules; halves come to it as float32. tests/kernels/cuda compiles every text for a
GPU where NVRTC is, and runs it on the host, thread by thread.
"""

from autograd_lab.kernels.cuda import (
    activation,
    attention,
    batch_norm,
    convolution,
    dropout,
    group_norm,
    layer_norm,
    lstm,
    nll,
    optimizers,
    pooling,
    scatter,
    softmax,
)
