"""Ops once more as CUDA kernels, each in as few launches as it can be: on a GPU a small network's step costs as much as
it has kernels to start. The rules in ops/ are what is meant; each file can be deleted together with its import below.

A kernel takes arrays in one piece, of float32 or float64, and leaves all else to the rules; halves come to it as
float32. Imported when a GPU is first used. tests/kernels/cuda compiles every text for a GPU where NVRTC is, and runs
it on the host, thread by thread.
"""

from autograd_lab.kernels.cuda import (
    activation,
    attention,
    batch_norm,
    dropout,
    layer_norm,
    lstm,
    nll,
    optimizers,
    pooling,
    scatter,
    softmax,
)
