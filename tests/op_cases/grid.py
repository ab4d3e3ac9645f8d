"""Rows for ops.grid: every mode beyond every edge, and the derivatives of the sampling itself."""

from typing import Any

import numpy as np

from autograd_lab.ops.grid import AffineGrid, GridSample, GridSpread
from tests.op_cases.case import OpCase


def sample(x: Any, grid: Any, mode: str, padding: str, corners: bool, **more: Any) -> OpCase:
    how = {
        "mode": mode,
        "padding": padding,
        "align_corners": corners,
        "order": (0,) * (np.ndim(grid) - 2 if type(grid) is list else len(grid) - 2),
    }
    call = "F.grid_sample(x, grid, mode, padding, align_corners)"
    return OpCase(GridSample, (x, grid), call, how, analytic=False, torch_second=False, **more)


def spread(y: Any, grid: Any, x: Any, mode: str, padding: str, order: Any) -> OpCase:
    how = {"mode": mode, "padding": padding, "align_corners": False, "order": order, "x_shape": x}
    return OpCase(GridSpread, (y, grid), "", how, analytic=False, low=-0.7, high=1.3)


IMAGE, PLACES = (1, 2, 3, 4), (1, 2, 2, 2)
EDGES = [[[[-1.0, 1.0], [0.0, 0.25], [1.0, -1.0], [-2.0, 0.5], [0.75, 3.0]]]]

CASES = [
    *(
        OpCase(
            AffineGrid,
            ((2, len(size), len(size) + 1),),
            "F.affine_grid(theta, (2, 1, *size), align_corners)",
            {"size": size, "align_corners": corners},
        )
        for size in ((2, 3), (1, 2), (2, 1, 3))
        for corners in (False, True)
    ),
    *(
        sample(IMAGE, PLACES, mode, padding, corners)
        for mode in ("bilinear", "bicubic")
        for padding in ("zeros", "border", "reflection")
        for corners in (False, True)
    ),
    *(sample(IMAGE, PLACES, "nearest", padding, False) for padding in ("zeros", "border", "reflection")),
    *(sample((1, 1, 2, 3, 2), (1, 1, 2, 1, 3), "bilinear", p, True) for p in ("zeros", "border", "reflection")),
    sample((1, 1, 2, 3, 2), (1, 1, 2, 1, 3), "nearest", "zeros", True),
    *(
        sample([[[[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]]], EDGES, mode, padding, corners, smooth=False)
        for mode in ("bilinear", "nearest", "bicubic")
        for padding in ("zeros", "border", "reflection")
        for corners in (False, True)
    ),
    spread((1, 2, 1, 2), (1, 1, 2, 2), (1, 2, 3, 3), "bilinear", "zeros", (0, 0)),
    spread((1, 1, 2, 2), (1, 2, 2, 2), (1, 1, 3, 3), "bicubic", "reflection", (0, 1)),
    spread((1, 1, 2, 2), (1, 2, 2, 2), (1, 1, 4, 3), "bicubic", "border", (2, 0)),
    spread((1, 1, 1, 2, 1), (1, 1, 2, 1, 3), (1, 1, 2, 2, 2), "bilinear", "border", (0, 1, 0)),
]
