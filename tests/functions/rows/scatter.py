"""Calls of functional.scatter and functional.index_along."""

import numpy as np

from tests.functions.case import call

TWICE = np.array([[0, 2, 0], [1, 1, 0]])
ONCE = np.array([[2, 0], [0, 1]])
K, ONE_EACH = np.array([2, 0, 2]), np.array([2, 0])
N = np.arange(8).reshape(2, 4)
ROW = np.array([True, False, True])

CASES = [
    call("torch.gather(x, 1, k)", x=(3, 4), k=TWICE),
    call("x.gather(-2, k.int())", x=(3, 4), k=TWICE),
    call("x.gather(0, k[0]) + s.gather(0, k[0] * 0)", x=(3,), s=(), k=TWICE),
    call("x.gather(0, k[0, 0])", x=(3,), k=TWICE),
    call("x.t().gather(1, k)", x=(4, 3), k=TWICE),
    call("torch.take_along_dim(x, k, dim=1)", x=(2, 4), k=TWICE),
    call("x.take_along_dim(k[:1] - 4, 1)", x=(2, 4), k=TWICE),
    call("x.take_along_dim(k)", x=(2, 4), k=TWICE),
    call("torch.scatter(x, 1, k, v)", x=(2, 4), k=ONCE, v=(2, 2)),
    call("x.scatter(1, k, src=v)", x=(2, 4), k=ONCE, v=(3, 3)),
    call("x.scatter(1, k, 5) + x.scatter(0, k - k, value=2.5)", x=(2, 4), k=ONCE),
    call("x.scatter(1, k, v)", x=(2, 4), k=TWICE, v=(2, 3), smooth=False),
    call("x.detach().scatter(1, k, v.detach(), reduce='add')", x=(2, 4), k=TWICE, v=(2, 3)),
    call("x.detach().scatter_(1, k, 3, reduce='multiply')", x=(2, 4), k=TWICE),
    call("n.scatter(1, k, 3, reduce='add') + n.scatter(1, k, 2.9)", n=N, k=TWICE),
    call("x.scatter_(1, k, v)", x=(2, 4), k=ONCE, v=(2, 2)),
    call("[x, x[:, 1:].scatter_(1, k - k, 1.0)][0] * 2", x=(2, 4), k=ONCE),
    call("torch.scatter_add(x, 1, k, v)", x=(2, 4), k=TWICE, v=(2, 3)),
    call("x.scatter_add_(1, k, v) * 2", x=(2, 4), k=TWICE, v=(2, 5)),
    call("n.scatter_add(1, k, n[:, 1:])", n=N.astype(np.uint8), k=TWICE),
    call("s.scatter_add(0, k[0, :1], s[None])", s=(), k=TWICE),
    *(
        call(f"torch.scatter_reduce(x, 1, k, v, '{how}', include_self={alone})", x=(2, 4), k=TWICE, v=(2, 3))
        for how in ("sum", "prod", "mean", "amax", "amin") for alone in (True, False)
    ),
    *(
        call(f"n.scatter_reduce(1, k, n[:, 1:] - 3, '{how}', include_self={alone})", n=N, k=TWICE)
        for how in ("sum", "prod", "mean", "amax", "amin") for alone in (True, False)
    ),
    call("b.scatter_reduce(0, k[0], b, 'amax', include_self=False)", b=ROW, k=TWICE),
    call("b.scatter_reduce(0, k[0], b, 'prod')", b=ROW, k=TWICE),
    call("x.scatter_reduce_(1, k, v, reduce='prod')", x=(2, 4), k=TWICE, v=(2, 3)),
    call("x.half().scatter_reduce(1, k, v.half(), 'mean')",
         x=[[1.0, 2.0, 3.0]], k=TWICE[:1], v=[[5.0, 6.0, 7.0]], smooth=False),
    # rows by number
    call("torch.index_select(x, 0, k)", x=(3, 2), k=K),
    call("x.index_select(-1, k.int())", x=(2, 3), k=K),
    call("s.index_select(0, k[1])", s=(), k=K),
    call("torch.index_add(x, 0, k, v)", x=(3, 2), k=K, v=(3, 2)),
    call("x.index_add(1, k, v, alpha=-2.5)", x=(2, 3), k=K, v=(2, 3)),
    call("x.index_add_(0, k, v, alpha=2) * 2", x=(3,), k=K, v=(3,)),
    call("n.index_add(1, k, n[:, 1:], alpha=2) + n.index_add(1, k, n[:, 1:])", n=N, k=K),
    call("torch.index_copy(x, 1, k, v)", x=(2, 3), k=ONE_EACH, v=(2, 2)),
    call("x.index_copy(0, k, v)", x=(3,), k=K, v=(3,), smooth=False),
    call("x.index_copy_(0, k, v)", x=(3, 2), k=ONE_EACH, v=(2, 2)),
    call("torch.index_fill(x, 0, k - 3, 7)", x=(3, 2), k=K),
    call("x.index_fill(1, k, v)", x=(2, 3), k=K, v=()),
    call("x.index_fill_(1, k, 2.5) * x", x=(2, 3), k=K),
    call("n.index_fill(1, k, 2.9)", n=N, k=K),
    *(
        call(f"torch.index_reduce(x, 1, k, v, '{how}', include_self={alone})", x=(2, 3), k=K, v=(2, 3))
        for how in ("prod", "mean", "amax", "amin") for alone in (True, False)
    ),
    call("x.index_reduce_(0, k, v, 'prod')", x=(3,), k=K, v=(3,)),
]  # fmt: skip
