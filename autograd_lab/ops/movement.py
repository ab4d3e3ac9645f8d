"""The same elements in another arrangement: most outputs are views of the input's memory."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run


class Reshape(Op):
    """The same elements in the same order under another shape; a copy only where a view is impossible."""

    doc = OpDoc(
        "reshape",
        r"y = x",
        "x[n, m] -> y[n·m]",
        "The same elements in another shape.",
        "相同元素，另一种形状。",
    )
    view = True
    node_name = "ViewBackward0"

    @staticmethod
    def forward(xp, x, *, shape):
        return x.reshape(shape), (x.shape,)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, x_shape, *, shape):
        return gy.reshape(x_shape)


class Squeeze(Reshape):
    """Reshape that drops axes of length 1."""

    node_name = "SqueezeBackward0"


class Unsqueeze(Reshape):
    """Reshape that adds an axis of length 1."""

    node_name = "UnsqueezeBackward0"


class Permute(Op):
    """Reorder the axes; only strides change."""

    doc = OpDoc("permute", r"y_{jik} = x_{ijk}", "x[a, b, c] -> y[b, a, c]", "Reorder the axes.", "重排各轴。")
    view = True

    @staticmethod
    def forward(xp, x, *, axes):
        return xp.transpose(x, axes), ()

    @staticmethod
    @gradient(r"\bar x_{ijk} = \bar y_{jik}")
    def backward_x(xp, gy, *, axes):
        inverse = sorted(range(len(axes)), key=lambda i: axes[i] % len(axes))
        return run(xp, Permute, gy, axes=tuple(inverse))


class Transpose(Permute):
    """Permute that swaps two axes."""


class T(Permute):
    """Permute that swaps the axes of a matrix."""

    doc = OpDoc("T", r"y_{ji} = x_{ij}", "x[n, m] -> y[m, n]", "Swap rows and columns.", "行列互换。")


class Alias(Op):
    """The same memory under a new Tensor."""

    doc = OpDoc("alias", r"y = x", "x[..] -> y[..]", "The same tensor.", "同一个张量。")
    view = True

    @staticmethod
    def forward(xp, x):
        return x.view(), ()

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy):
        return gy


class Through(Op):
    """Several tensors passed on unchanged by one node: the gate where a module's backward hooks stand."""

    doc = OpDoc("→", r"y_i = x_i", "xs[..] -> y_i[..]", "Pass on unchanged.", "原样传递。")
    several = True
    node_name = "BackwardHookFunctionBackward"
    widens = False

    @staticmethod
    def forward(xp, *xs):
        return tuple(x.view() for x in xs), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i")
    def backward_xs(xp, gy, i):
        return gy[i]


class Cat(Op):
    """Join along an existing axis; backward cuts the gradient at the same places."""

    doc = OpDoc("cat", r"y = [x_1; x_2; \dots]", "xs[n_i, ..] -> y[Σn_i, ..]", "Join along an axis.", "沿一个轴拼接。")
    widens = False

    @staticmethod
    def forward(xp, *xs, axis):
        ends = [0]
        for x in xs:
            ends.append(ends[-1] + x.shape[axis])
        return xp.concatenate(xs, axis=axis), (tuple(ends),)

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{[\text{its part}]}")
    def backward_xs(xp, gy, i, ends, *, axis):
        part = (slice(None),) * (axis % gy.ndim) + (slice(ends[i], ends[i + 1]),)
        return gy[part]


class Stack(Op):
    """Join along a new axis."""

    doc = OpDoc("stack", r"y_i = x_i", "xs[..] -> y[k, ..]", "Join along a new axis.", "沿新的轴堆叠。")
    widens = False

    @staticmethod
    def forward(xp, *xs, axis):
        return xp.stack(xs, axis=axis), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_i")
    def backward_xs(xp, gy, i, *, axis):
        return gy[(slice(None),) * (axis % gy.ndim) + (i,)]


class Split(Op):
    """Cut into parts of given sizes along one axis: several outputs, each a view."""

    doc = OpDoc("split", r"y_1, y_2, \dots = x", "x[Σn_i, ..] -> y_i[n_i, ..]", "Cut along an axis.", "沿一个轴切分。")
    several = True
    view = True

    @staticmethod
    def forward(xp, x, *, sizes, axis):
        parts, start = [], 0
        for size in sizes:
            parts.append(x[(slice(None),) * axis + (slice(start, start + size),)])
            start += size
        return tuple(parts), ()

    @staticmethod
    @gradient(r"\bar x = [\bar y_1; \bar y_2; \dots]")
    def backward_x(xp, gy, *, sizes, axis):
        return run(xp, Cat, *gy, axis=axis)
