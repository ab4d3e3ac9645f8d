"""Calls of functional.joining, functional.repeat and functional.grids."""

import numpy as np

from tests.functions.case import call

N = np.array([1, 2, 3])

CASES = [
    call("torch.cat((a, b))", a=(2, 3), b=(1, 3)),
    call("torch.cat([a, b, a], dim=-1)", a=(2, 3), b=(2, 1)),
    call("torch.cat([a, torch.zeros(0).to(a), a])", a=(2, 3)),
    call("torch.cat([n, a])", n=N, a=(2,)),
    call("torch.concat([a, a], axis=1)", a=(2, 1)),
    call("torch.concatenate([a, a])", a=(2,)),
    call("torch.stack((a, b), 1)", a=(2, 3), b=(2, 3)),
    call("torch.stack([a, n])", a=(3,), n=N),
    call("torch.hstack((a, b))", a=(2, 3), b=(2, 1)),
    call("torch.hstack((a, b))", a=(2,), b=()),
    call("torch.vstack((a, b))", a=(2, 3), b=(3,)),
    call("torch.row_stack((a, b))", a=(3,), b=(3,)),
    call("torch.dstack((a, b))", a=(2, 3), b=(2, 3)),
    call("torch.column_stack((a, b))", a=(3,), b=(3, 2)),
    call("torch.block_diag(a, b, c)", a=(2, 2), b=(3,), c=()),
    call("torch.block_diag(a, n)", a=(1, 2), n=N),
    call("torch.block_diag(a, b.half())", a=(), b=(2,), smooth=False, tolerance=2e-3),
    call("x.repeat(2, 1, 2)", x=(2, 3)),
    call("x.repeat((2,))", x=()),
    call("torch.tile(x, (2,))", x=(2, 3)),
    call("x.tile(2, 1, 1)", x=(2, 3)),
    call("torch.repeat_interleave(x, 2)", x=(2, 3)),
    call("x.repeat_interleave(3, dim=1)", x=(2, 2)),
    call("x.repeat_interleave(n, 0, output_size=6)", x=(3, 2), n=N),
    call("torch.repeat_interleave(x, n[1:2], dim=0)", x=(3, 2), n=N),
    call("torch.repeat_interleave(n)", n=N),
    call("torch.broadcast_tensors(a, b)", a=(2, 1), b=(3,)),
    call("torch.broadcast_shapes((2, 1), (3,), 1)"),
    call("torch.meshgrid(a, b, indexing='ij')", a=(2,), b=(3,)),
    call("torch.meshgrid([a, b, b], indexing='xy')", a=(2,), b=(3,)),
    call("torch.meshgrid(a, b)", a=(), b=(2,)),
    call("torch.cartesian_prod(a, b)", a=(2,), b=(3,)),
    call("torch.cartesian_prod(a)", a=(2,)),
    call("torch.combinations(x)", x=(4,)),
    call("torch.combinations(x, 3, with_replacement=True)", x=(2,)),
    call("torch.combinations(x, 0)", x=(2,)),
    call("torch.unravel_index(n, (2, 3))", n=N),
    call("torch.unravel_index(n, (2, 3))", n=N.astype(np.uint8)),
]
