"""Products of matrices, and the affine map of a Linear layer."""

from __future__ import annotations

from math import prod

from autograd_lab.ops.base import Op, OpDoc, gradient, run, sum_to
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
    tensor_cores = True

    @staticmethod
    def forward(xp, a, b):
        return stacked(xp, a, b), (a, b, a.shape, b.shape)

    @staticmethod
    @gradient(r"\bar a = \bar y\, b^{\mathsf T}")
    def backward_a(xp, gy, a, b, a_shape, b_shape):
        return sum_to(stacked(xp, gy, xp.swapaxes(b, -1, -2)), a_shape)

    @staticmethod
    @gradient(r"\bar b = a^{\mathsf T}\, \bar y")
    def backward_b(xp, gy, a, b, a_shape, b_shape):
        return sum_to(stacked(xp, xp.swapaxes(a, -1, -2), gy), b_shape)


def stacked(xp, a, b):
    """The products. Of columns and rows, as in the gradients of single samples, NumPy has the outer products four times
    as fast element by element."""
    return a * b if a.shape[-1] == 1 and a.ndim > 2 and b.ndim > 2 else xp.matmul(a, b)


class MatmulRows(Matmul):
    """Stacks of matrices times one matrix: all rows lie in one flat matrix, so it is a single product."""

    @staticmethod
    def forward(xp, a, b):
        return xp.matmul(rows(a), b).reshape((*a.shape[:-1], b.shape[1])), (a, b, a.shape, b.shape)

    @staticmethod
    @gradient(r"\bar a = \bar y\, b^{\mathsf T}")
    def backward_a(xp, gy, a, b, a_shape, b_shape):
        return xp.matmul(rows(gy), xp.swapaxes(b, 0, 1)).reshape(a_shape)

    @staticmethod
    @gradient(r"\bar b = a^{\mathsf T}\, \bar y")
    def backward_b(xp, gy, a, b, a_shape, b_shape):
        return xp.matmul(xp.swapaxes(rows(a), 0, 1), rows(gy))


class Mm(Op):
    """The product of two matrices."""

    doc = OpDoc("@", r"y = a\,b", "a[n, k], b[k, m] -> y[n, m]", Matmul.doc.en, Matmul.doc.zh, Matmul.doc.see)
    node_name = "MmBackward0"
    tensor_cores = True

    @staticmethod
    def forward(xp, a, b):
        return xp.matmul(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y\, b^{\mathsf T}")
    def backward_a(xp, gy, a, b):
        return xp.matmul(gy, xp.swapaxes(b, 0, 1))

    @staticmethod
    @gradient(r"\bar b = a^{\mathsf T}\, \bar y")
    def backward_b(xp, gy, a, b):
        return xp.matmul(xp.swapaxes(a, 0, 1), gy)


class Bmm(Matmul):
    """The products of two stacks of matrices, pair by pair."""

    doc = OpDoc("@", r"y_i = a_i\,b_i", "a[s, n, k], b[s, k, m] -> y[s, n, m]", Matmul.doc.en, Matmul.doc.zh)
    node_name = "BmmBackward0"


class Mv(Op):
    """A matrix times a vector."""

    doc = OpDoc("@", r"y = A\,v", "A[n, k], v[k] -> y[n]", "Multiply a matrix by a vector.", "矩阵乘向量。")
    tensor_cores = True

    @staticmethod
    def forward(xp, a, v):
        return xp.matmul(a, v), (a, v)

    @staticmethod
    @gradient(r"\bar A = \bar y\, v^{\mathsf T}")
    def backward_a(xp, gy, a, v):
        return gy.reshape((-1, 1)) * v

    @staticmethod
    @gradient(r"\bar v = A^{\mathsf T}\, \bar y")
    def backward_v(xp, gy, a, v):
        return xp.matmul(xp.swapaxes(a, 0, 1), gy)


class Dot(Op):
    """The inner product of two vectors."""

    doc = OpDoc("·", r"y = \textstyle\sum_i a_i b_i", "a[n], b[n] -> y[]", "The inner product.", "内积。")

    @staticmethod
    def forward(xp, a, b):
        return xp.matmul(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y\, b")
    def backward_a(xp, gy, a, b):
        return gy * b

    @staticmethod
    @gradient(r"\bar b = \bar y\, a")
    def backward_b(xp, gy, a, b):
        return gy * a


class Vdot(Op):
    """The inner product of two complex vectors, the first conjugated: what gives a vector its length."""

    doc = OpDoc(
        "⟨a,b⟩",
        r"y = \textstyle\sum_i \overline{a_i}\, b_i",
        "a[n], b[n] -> y[]",
        "The inner product, the first vector conjugated.",
        "内积，第一个向量取共轭。",
    )
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return xp.matmul(xp.conj(a), b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \overline{\bar y}\, b")
    def backward_a(xp, gy, a, b):
        return xp.conj(gy) * b

    @staticmethod
    @gradient(r"\bar b = \bar y\, a")
    def backward_b(xp, gy, a, b):
        return gy * a


class Addmm(Op):
    """y = beta c + alpha a b. With beta = 0 not even a nan of c gets through."""

    doc = OpDoc(
        "+@",
        r"y = \beta\,c + \alpha\,a\,b",
        "c[n, m], a[n, k], b[k, m] -> y[n, m]",
        "A matrix product added to a matrix.",
        "矩阵乘积与另一个矩阵的加权和。",
        "Golub & Van Loan, Matrix Computations, section 1.1",
    )

    @staticmethod
    def forward(xp, c, a, b, *, beta=1, alpha=1):
        y = xp.matmul(a, b)
        if alpha != 1:
            y = y * alpha
        if beta != 0:
            y = y + (c if beta == 1 else c * beta)
        return y, (c.shape, a, b)

    @staticmethod
    @gradient(r"\bar c = \beta\, \bar y")
    def backward_c(xp, gy, c_shape, a, b, *, beta=1, alpha=1):
        return sum_to(gy * beta, c_shape)

    @staticmethod
    @gradient(r"\bar a = \alpha\, \bar y\, b^{\mathsf T}")
    def backward_a(xp, gy, c_shape, a, b, *, beta=1, alpha=1):
        return xp.matmul(gy, xp.swapaxes(b, -1, -2)) * alpha

    @staticmethod
    @gradient(r"\bar b = \alpha\, a^{\mathsf T}\, \bar y")
    def backward_b(xp, gy, c_shape, a, b, *, beta=1, alpha=1):
        return xp.matmul(xp.swapaxes(a, -1, -2), gy) * alpha


class Baddbmm(Addmm):
    """Addmm for stacks of matrices, pair by pair."""

    doc = OpDoc(
        "+@",
        r"y_i = \beta\,c_i + \alpha\,a_i\,b_i",
        "c[s, n, m], a[s, n, k], b[s, k, m] -> y[s, n, m]",
        "Matrix products added to matrices, pair by pair.",
        "成批矩阵乘积与矩阵的加权和。",
    )


class Addmv(Addmm):
    """Addmm for a matrix times a vector."""

    doc = OpDoc(
        "+@",
        r"y = \beta\,c + \alpha\,a\,b",
        "c[n], a[n, k], b[k] -> y[n]",
        "A matrix-vector product added to a vector.",
        "矩阵与向量的乘积再与一个向量加权相加。",
    )

    @staticmethod
    @gradient(r"\bar a = \alpha\, \bar y\, b^{\mathsf T}")
    def backward_a(xp, gy, c_shape, a, b, *, beta=1, alpha=1):
        return gy.reshape((-1, 1)) * b * alpha

    @staticmethod
    @gradient(r"\bar b = \alpha\, a^{\mathsf T}\, \bar y")
    def backward_b(xp, gy, c_shape, a, b, *, beta=1, alpha=1):
        return xp.matmul(xp.swapaxes(a, 0, 1), gy) * alpha


class Cross(Op):
    """The cross product of vectors in space: at right angles to both, as long as the area that they span."""

    doc = OpDoc(
        "×",
        r"y = a \times b",
        "a[.., 3, ..], b[.., 3, ..] -> y[.., 3, ..]",
        "The cross product of vectors in space.",
        "三维向量的叉积。",
    )
    node_name = "LinalgCrossBackward0"
    widens = False  # PyTorch rounds each product

    @staticmethod
    def forward(xp, a, b, *, axis):
        return xp.cross(a, b, axis=axis), (a, b)

    @staticmethod
    @gradient(r"\bar a = b \times \bar y")
    def backward_a(xp, gy, a, b, *, axis):
        return sum_to(run(xp, Cross, b, gy, axis=axis), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \times a")
    def backward_b(xp, gy, a, b, *, axis):
        return sum_to(run(xp, Cross, gy, a, axis=axis), b.shape)


class Contract(Op):
    """einsum for two tensors: multiply where labels agree and sum over the labels that the output does not have.

    ``left``, ``right`` and ``out`` give each axis a label, none twice in one tensor; a label of the output stands on
    some side, and one that the output lacks stands on both. So each gradient is such a contraction again.
    """

    doc = OpDoc(
        "einsum",
        r"y_{o} = \textstyle\sum_{s} a_{l}\, b_{r}",
        "a[l], b[r] -> y[o]",
        "Multiply along shared labels and sum over those that the output lacks.",
        "沿相同的标号相乘，并对输出中没有的标号求和。",
        "Laue, Mitterreiter & Giesen 2020, A simple and efficient tensor calculus",
    )
    node_name = "ViewBackward0"
    tensor_cores = True

    @staticmethod
    def forward(xp, a, b, *, left, right, out):
        size = dict(zip((*left, *right), (*a.shape, *b.shape), strict=True))
        summed = [n for n in left if n in right and n not in out]
        batch = [n for n in left if n in right and n in out]
        rows = [n for n in left if n not in right]
        columns = [n for n in right if n not in left]
        lead = [size[n] for n in batch]
        n, k, m = (prod(size[n] for n in group) for group in (rows, summed, columns))
        x = arranged(xp, a, left, batch + rows + summed).reshape((*lead, n, k))
        z = arranged(xp, b, right, batch + summed + columns).reshape((*lead, k, m))
        y = (xp.matmul(x, z) if summed else x * z).reshape([size[n] for n in batch + rows + columns])
        return arranged(xp, y, batch + rows + columns, out), (a, b)

    @staticmethod
    @gradient(r"\bar a_{l} = \textstyle\sum \bar y_{o}\, b_{r}")
    def backward_a(xp, gy, a, b, *, left, right, out):
        return run(xp, Contract, gy, b, left=out, right=right, out=left)

    @staticmethod
    @gradient(r"\bar b_{r} = \textstyle\sum a_{l}\, \bar y_{o}")
    def backward_b(xp, gy, a, b, *, left, right, out):
        return run(xp, Contract, a, gy, left=left, right=out, out=right)


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
    edge_order = (2, 0, 1)
    tensor_cores = True

    @staticmethod
    def forward(xp, x, w, b=None):
        y = xp.matmul(rows(x), w.T)
        if b is not None:
            y += b
        return y if x.ndim == 2 else y.reshape(*x.shape[:-1], w.shape[0]), (x, w, x.shape)

    @staticmethod
    @gradient(r"\bar x = \bar y\, w")
    def backward_x(xp, gy, x, w, x_shape):
        return xp.matmul(rows(gy), w).reshape(x_shape)

    @staticmethod
    @gradient(r"\bar w = \bar y^{\mathsf T} x")
    def backward_w(xp, gy, x, w, x_shape):
        return xp.matmul(xp.swapaxes(rows(gy), 0, 1), rows(x))

    @staticmethod
    @gradient(r"\bar b = \textstyle\sum_n \bar y_n")
    def backward_b(xp, gy, x, w, x_shape):
        return add_up(xp, rows(gy), axis=0)


class LinearUnbiased(Linear):
    """Linear without a bias, under the name that PyTorch prints."""

    node_name = "MmBackward0"
    edge_order = (0, 1)


class LinearBatched(Linear):
    """Linear on more than two axes, under the name that PyTorch prints."""

    node_name = "ViewBackward0"
    edge_order = (0, 1, 2)


def arranged(xp, x, labels, wanted):
    """The axes of x, which bear ``labels``, in the order ``wanted``."""
    return xp.transpose(x, [labels.index(n) for n in wanted])


def rows(x):
    """All leading axes flattened into one: a matrix with a sample per row."""
    return x if x.ndim == 2 else x.reshape((prod(x.shape[:-1]), x.shape[-1]))
