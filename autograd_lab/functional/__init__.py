"""PyTorch-shaped public functions. Importing this package attaches their method forms to Tensor.

``PUBLIC`` maps each name of the top-level namespace to its function.
"""

from autograd_lab.functional import (
    calculus,
    comparison,
    complex,
    conversion,
    copies,
    creation,
    cutting,
    diagonal,
    division,
    elementary,
    extremes,
    fill,
    filled,
    grids,
    histogram,
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
    scan,
    selection,
    shapes,
    statistics,
    strided,
    triangle,
    variance,
)
from autograd_lab.functional.registry import PUBLIC
