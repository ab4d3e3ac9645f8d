"""PyTorch-shaped public functions. Importing this package attaches their method forms to Tensor.

``PUBLIC`` maps each name of the top-level namespace to its function.
"""

from autograd_lab.functional import (
    comparison,
    complex,
    conversion,
    copies,
    creation,
    cutting,
    diagonal,
    division,
    elementary,
    fill,
    filled,
    grids,
    joining,
    matmul,
    movement,
    order,
    parts,
    pointwise,
    probability,
    random,
    random_fill,
    ranges,
    reduction,
    repeat,
    sampling,
    selection,
    shapes,
    strided,
    triangle,
)
from autograd_lab.functional.registry import PUBLIC
