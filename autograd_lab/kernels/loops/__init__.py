"""Kernels as loops that numba compiles when they are first run, in single precision: see ``backend/loops.py`` for how,
``functions.py`` for exponentials. Each is asked before NumPy's kernel for the same op, and says None to what it leaves
to that one. Times named in the files are of float32 on one thread and on two, as ratios to NumPy's kernels.
"""

from autograd_lab.kernels.loops import (
    activation,
    attention,
    channel_norm,
    convolution,
    gelu,
    gru,
    layer_norm,
    lstm,
    moments,
    norm,
    pooling,
    rows,
    softmax,
)
