"""Calls of functional.indexing: ``x[...]`` and ``x[...] = v``, ``index_put``, ``take``, ``put``."""

import re

import numpy as np

from tests.functions.case import call

K = np.array([2, 0, 2])
MASK = np.array([[True, False, True, False], [False, True, False, False], [True, False, False, True]])
ROW = np.array([True, False, True])
COUNT = np.arange(24).reshape(2, 3, 4)

READS = """
x[0]                    x[-1, 2]                x[:, 1]                 x[1:, ::2]              x[..., 0]
x[None, 0]              x[:, None, -1]          x[-5:5]                 x[2:1]                  x[...]
x[()]                   x[True]                 x[False]                x[None, ..., None]      x[1:2, ..., 0]
x[k]                    x[[0, -1]]              x[range(2)]             x[k, k]                 x[:, k]
x[k[:, None], k]        x[k, 1:3]               x[m]                    x[row]                  x[row, 1]
x[row, :2]              x[[True, False, True]]  x[np.array([1, 1])]     x[[]]                   x[k[0]]
x[k[0]:3]               x[k.int()]              x[[[0, 1], [1, 0]]]     x[[k, 1]]               x[m[:, 0], ..., None]
x[k > 0]                x[row.to(torch.uint8)]  x[np.int64(1)]          x[torch.tensor(True)]   x[row, k[:2], None]
"""
# Where the picked dims go: to the front if something stands between the index arrays, but an integer is none.
PLACED = """
c[0, :, [0, 1]]     c[[0, 1], :, [0, 1]]    c[:, 0, [0, 1]]     c[:, [0, 2], 1]     c[[0], None, [1, 2]]
c[None, [0], [1]]   c[[1], ..., [0, 3]]     c[:, [[0], [2]], [1, 3]]                c[c[:, :, 0] > 3, 1:]
c[k[0] - 1, :, k]   c[True, 0]              c[0, True, [1, 2]]  c[..., [0, 0], None]
"""
WRITES = """
(0, 5.0)        ((0, 1), 2)             ((slice(None), 1), v[0, :3])      (slice(0, 3, 2), v)     (Ellipsis, 1.0)
(m, 0.0)        (m, v[0, 0])            ((slice(1, None), [0, 2]), v[:, :2])                    (row, v)
([0, 2], v)     ([0, 2], v[:1])         (([0, 1], [1, 1]), v[:2, 0])    ((0, None), v[:1])      (True, 3.0)
(slice(2, 1), v[0])                     ([], 1.0)                       ((None, 0), v[:1, None])
"""


def cells(table: str) -> list[str]:
    """What stands in a table whose columns are at least two spaces apart."""
    return [text for text in re.split(r"\s{2,}|\n", table) if text]


CASES = [
    *(call(text, x=(3, 4), k=K, m=MASK, row=ROW) for text in cells(READS)),
    *(call(text, c=COUNT, k=K) for text in cells(PLACED)),
    *(call(f"[x, x.__setitem__{text}][0]", x=(3, 4), v=(2, 4), m=MASK, row=ROW) for text in cells(WRITES)),
    call("x[0] + x[..., 0][k].sum() + x[k, k].sum()", x=(3, 4), k=K),
    call("s[None] * s[...] * s[True]", s=()),
    call("[y.exp() for y in x]", x=(3, 2)),
    call("x[1:, 0].exp()[[0, 0]]", x=(3, 2), complex=True),
    # in a view, and through one
    call("[x, x.t().__setitem__(0, v)][0] * 2", x=(3, 2), v=(3,)),
    call("[x, x[1].__setitem__([0, 2], v)][0] * x", x=(2, 3), v=(2,)),
    call("[x, x[:, 1:].__setitem__((slice(None), [True, False]), v)][0] * x", x=(2, 3), v=(2, 1)),
    call("[x, x[0].mul_(2), x[:, 0].add_(v)][0]", x=(2, 3), v=(2,)),
    # other dtypes, and a place named twice
    call("[n, n.__setitem__(0, 2.9), n.__setitem__(slice(2, 4), x)][0]", n=np.arange(4), x=[1.5, -1.5]),
    call("[x, x.__setitem__(0, n)][0]", x=(2, 3), n=np.arange(3)),
    call("[b, b.__setitem__(0, 5)][0]", b=ROW & False),
    call("[u, u.__setitem__(0, -1)][0]", u=np.zeros(2, np.uint8)),
    call("[x, x.__setitem__([1, 1, -2], v)][0]", x=(3,), v=(3,), smooth=False),
    call("[x, x.__setitem__([0, 0], v)][0]", x=(2,), v=(), smooth=False),
    # index_put, take, put
    call("x.index_put((k[:2],), v)", x=(3, 2), k=K, v=(2,)),
    call("torch.index_put(x, [k, k[:1]], v, accumulate=True)", x=(3, 3), k=K, v=(3,)),
    call("x.index_put_((m,), v)", x=(3, 4), m=MASK, v=()),
    call("x.index_put_((k,), v, accumulate=True) * 2", x=(3, 2), k=K, v=(3, 2)),
    call("n.index_put_((k,), n[:1].clone(), True)", n=np.arange(4, dtype=np.int8), k=K),
    call("b.index_put((k,), b[:1], True)", b=ROW, k=K),
    call("torch.take(x, k) * x.take(k[:, None] - 6)[0]", x=(2, 3), k=K),
    call("x.put(k[:2], v)", x=(2, 3), k=K, v=(2,)),
    call("torch.put(x, k - 1, v, accumulate=True)", x=(2, 3), k=K, v=(3,)),
    call("x.put_(k[:2], v)", x=(2, 3), k=K, v=(1, 2)),
    call("x.put_(k, v, True)", x=(2, 3), k=K, v=(3,), complex=True),
]
