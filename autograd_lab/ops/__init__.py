"""All ops, by name. See README.md in this folder for how one is written."""

import warnings

from autograd_lab.ops import (
    activation,
    arithmetic,
    comparison,
    complex,
    convolution,
    cutting,
    diagonal,
    elementary,
    exponential,
    extremes,
    fold,
    fourier,
    grid,
    histogram,
    indexing,
    joining,
    loss,
    matmul,
    movement,
    order,
    padding,
    parts,
    pixels,
    pooling,
    product,
    random,
    reduction,
    repeat,
    resample,
    rounding,
    scan,
    statistics,
    strided,
    triangle,
    trigonometric,
    unpool,
    variance,
)
from autograd_lab.ops.base import Op, OpDoc, all_ops, gradient, run, sum_to

# inf and nan are results like others here, as in PyTorch: NumPy's warnings about them would name our lines, not the
# learner's. (np.errstate around every op would say the same at 0.7 us each.)
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"autograd_lab\.(ops|tensor|graph|optim)\b")
