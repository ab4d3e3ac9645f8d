"""All ops, by name. See README.md in this folder for how one is written."""

from autograd_lab.ops import (
    activation,
    arithmetic,
    comparison,
    convolution,
    elementary,
    indexing,
    loss,
    matmul,
    movement,
    pooling,
    reduction,
)
from autograd_lab.ops.base import Op, OpDoc, all_ops, gradient, run, sum_to
