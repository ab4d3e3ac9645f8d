"""How our ops are said in ONNX: one table from op to nodes per subject."""

from autograd_lab.onnx.ops import (
    elementwise,
    indexing,
    layers,
    losses,
    pooling,
    products,
    recurrent,
    reductions,
    shapes,
)
