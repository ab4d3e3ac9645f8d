"""Products of matrices, and the affine map of a Linear layer."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, sum_to
from autograd_lab.ops.summation import add_up


class Matmul(Op):
    """y = a @ b for stacks of matrices: the last two axes multiply, the others broadcast. No side is 1-D."""

    doc = OpDoc(
        "@",
        r"y = a\,b",
        "a[.., n, k], b[.., k, m] -> y[.., n, m]",
        "Multiply matrices: each output is a row times a column.",
        "矩阵乘法：每个输出都是一行乘一列。",
        "Petersen & Pedersen, The Matrix Cookbook, section 2.4",
    )
    node_name = "UnsafeViewBackward0"

    @staticmethod
    def forward(xp, a, b):
        return a @ b, (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y\, b^{\mathsf T}")
    def backward_a(xp, gy, a, b):
        return sum_to(gy @ xp.swapaxes(b, -1, -2), a.shape)

    @staticmethod
    @gradient(r"\bar b = a^{\mathsf T}\, \bar y")
    def backward_b(xp, gy, a, b):
        return sum_to(xp.swapaxes(a, -1, -2) @ gy, b.shape)


class Mm(Matmul):
    """The product of two matrices."""

    doc = OpDoc("@", r"y = a\,b", "a[n, k], b[k, m] -> y[n, m]", Matmul.doc.en, Matmul.doc.zh, Matmul.doc.see)
    node_name = "MmBackward0"


class Bmm(Matmul):
    """The products of two stacks of matrices, pair by pair."""

    doc = OpDoc("@", r"y_i = a_i\,b_i", "a[s, n, k], b[s, k, m] -> y[s, n, m]", Matmul.doc.en, Matmul.doc.zh)
    node_name = "BmmBackward0"


class Mv(Op):
    """A matrix times a vector."""

    doc = OpDoc("@", r"y = A\,v", "A[n, k], v[k] -> y[n]", "Multiply a matrix by a vector.", "矩阵乘向量。")

    @staticmethod
    def forward(xp, a, v):
        return a @ v, (a, v)

    @staticmethod
    @gradient(r"\bar A = \bar y\, v^{\mathsf T}")
    def backward_a(xp, gy, a, v):
        return gy.reshape((-1, 1)) * v

    @staticmethod
    @gradient(r"\bar v = A^{\mathsf T}\, \bar y")
    def backward_v(xp, gy, a, v):
        return xp.swapaxes(a, 0, 1) @ gy


class Dot(Op):
    """The inner product of two vectors."""

    doc = OpDoc("·", r"y = \textstyle\sum_i a_i b_i", "a[n], b[n] -> y[]", "The inner product.", "内积。")

    @staticmethod
    def forward(xp, a, b):
        return a @ b, (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y\, b")
    def backward_a(xp, gy, a, b):
        return gy * b

    @staticmethod
    @gradient(r"\bar b = \bar y\, a")
    def backward_b(xp, gy, a, b):
        return gy * a


class Linear(Op):
    """y = x w^T + b: what a Linear layer does. Leading axes of x are a batch, so w sees one flat matrix."""

    doc = OpDoc(
        "Linear",
        r"y = x\,w^{\mathsf T} + b",
        "x[.., i], w[o, i], b[o] -> y[.., o]",
        "A weighted sum of the inputs plus a bias, for each output.",
        "每个输出都是输入的加权和再加偏置。",
        "Goodfellow et al. 2016, section 6.1",
    )
    node_name = "AddmmBackward0"

    @staticmethod
    def forward(xp, x, w, b=None):
        y = rows(x) @ w.T
        if b is not None:
            y += b
        return y.reshape(*x.shape[:-1], w.shape[0]), (x, w)

    @staticmethod
    @gradient(r"\bar x = \bar y\, w")
    def backward_x(xp, gy, x, w):
        return (rows(gy) @ w).reshape(x.shape)

    @staticmethod
    @gradient(r"\bar w = \bar y^{\mathsf T} x")
    def backward_w(xp, gy, x, w):
        return xp.swapaxes(rows(gy), 0, 1) @ rows(x)

    @staticmethod
    @gradient(r"\bar b = \textstyle\sum_n \bar y_n")
    def backward_b(xp, gy, x, w):
        return add_up(xp, rows(gy), axis=0)


class LinearUnbiased(Linear):
    """Linear without a bias, under the name that PyTorch prints."""

    node_name = "MmBackward0"


class LinearBatched(Linear):
    """Linear on more than two axes, under the name that PyTorch prints."""

    node_name = "ViewBackward0"


def rows(x):
    """All leading axes flattened into one: a matrix with a sample per row."""
    return x if x.ndim == 2 else x.reshape((prod(x.shape[:-1]), x.shape[-1]))
