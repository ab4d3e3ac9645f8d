"""Rows of a table, looked up by number."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.indexing import GetItem, ScatterItem


class Embedding(Op):
    """y = w[i]: a row of the table for each number. A row that several numbers ask for adds up their gradients.

    ``share`` says which part of its gradient each look-up hands on: 0 for padding, one over the frequency.
    """

    doc = OpDoc(
        "embedding",
        r"y_j = w_{i_j}",
        "w[v, d], i[..] -> y[.., d]",
        "Look up a row of a table for each number.",
        "按编号查表，取出对应的行。",
        "Bengio et al. 2003, A Neural Probabilistic Language Model, JMLR 3",
    )
    widens = False

    @staticmethod
    def forward(xp, w, share=None, *, index):
        return w[index], (w.shape, share)

    @staticmethod
    @gradient(r"\bar w_k = \textstyle\sum_{j:\, i_j = k} \bar y_j")
    def backward_w(xp, gy, w_shape, share, *, index):
        return run(xp, ScatterItem, gy if share is None else gy * share, shape=w_shape, index=index)


class BagSum(Op):
    """Rows added up bag by bag, each times its weight: row j belongs to bag ``bag[j]``. A bag without rows is 0."""

    doc = OpDoc(
        "Σ bags",
        r"y_k = \textstyle\sum_{j:\, b_j = k} w_j x_j",
        "x[n, d], w[n] -> y[bags, d]",
        "Add up the rows of each bag.",
        "把同一袋中的行相加。",
    )

    @staticmethod
    def forward(xp, x, w=None, *, bag, bags):
        rows = x if w is None else x * w[:, None]
        return ScatterItem.forward(xp, rows, shape=(bags, *x.shape[1:]), index=bag)[0], (x, w)

    @staticmethod
    @gradient(r"\bar x_j = w_j\, \bar y_{b_j}")
    def backward_x(xp, gy, x, w, *, bag, bags):
        rows = run(xp, GetItem, gy, index=bag)
        return rows if w is None else rows * w[:, None]

    @staticmethod
    @gradient(r"\bar w_j = \textstyle\sum \bar y_{b_j} x_j")
    def backward_w(xp, gy, x, w, *, bag, bags):
        return (run(xp, GetItem, gy, index=bag) * x).sum(axis=1)
