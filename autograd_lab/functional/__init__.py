"""PyTorch-shaped public functions. Importing this package attaches their method forms to Tensor.

``PUBLIC`` maps each name of the top-level namespace to its function.
"""

from autograd_lab.functional import (
    comparison,
    complex,
    conversion,
    creation,
    division,
    elementary,
    fill,
    matmul,
    movement,
    order,
    pointwise,
    probability,
    reduction,
    selection,
)
from autograd_lab.functional.registry import PUBLIC
