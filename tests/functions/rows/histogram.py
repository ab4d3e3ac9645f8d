"""Calls of functional.histogram."""

import numpy as np

from tests.functions.case import call

VALUES = np.array([[0.0, 0.5, 1.0], [2.0, 3.0, -1.0]])
POINTS = np.array([[0.0, 1.0], [0.5, 2.0], [2.0, 2.0]])
EDGES, EVEN = np.array([0.0, 1.0, 2.5, 3.0]), np.array([0.0, 1.0, 2.0])
WEIGHTS = np.array([[1.0, 2.0, 3.0], [0.5, 0.25, 8.0]])

CASES = [
    call("torch.bincount(n), n.bincount(minlength=9), n.to(torch.uint8).bincount()", n=np.array([4, 1, 4])),
    call("torch.bincount(n, w), n.bincount(w.float()), n.bincount(n)", n=np.array([4, 1, 4]), w=EDGES[:3]),
    call("n[:0].bincount(), n[:0].bincount(minlength=2)", n=np.array([4, 1])),
    call("torch.histc(x), x.histc(4), x.histc(bins=3, min=0, max=2)", x=VALUES),
    call("x.histc(2), x[:0].histc(2)", x=np.array([3.0, 3.0])),
    call("torch.histogram(x, 4)", x=VALUES),
    call("x.histogram(3, range=(0, 2), density=True)", x=VALUES),
    call("x.histogram(e, weight=w)", x=VALUES, e=EDGES, w=WEIGHTS),
    call("x.histogram(2), x[:0].histogram(2)", x=np.array([3.0, 3.0])),
    call("torch.histogramdd(p, [2, 3])", p=POINTS),
    call("torch.histogramdd(p, 2, range=[0.0, 2.0, 0.0, 3.0], density=True)", p=POINTS),
    call("torch.histogramdd(p, (a, b), weight=w)", p=POINTS, a=EDGES, b=EVEN, w=WEIGHTS[0]),
]
