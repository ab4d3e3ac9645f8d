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


class ReshapeAlias(Reshape):
    """Reshape of elements that do not lie in order, and yet no copy is needed."""

    node_name = "ReshapeAliasBackward0"


class UnsafeView(Reshape):
    """Reshape of a copy that nobody else knows; so it need not count as a view."""

    view = False
    widens = False
    node_name = "UnsafeViewBackward0"


class Squeeze(Op):
    """Reshape that drops axes of length 1: all of them, or those in ``axis`` that are."""

    doc = OpDoc("squeeze", r"y = x", "x[n, 1] -> y[n]", "Drop axes of length 1.", "去掉长度为 1 的轴。")
    view = True

    @staticmethod
    def forward(xp, x, *, shape, axis=None):
        return x.reshape(shape), (x.shape,)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, x_shape, *, shape, axis=None):
        return gy.reshape(x_shape)

    @classmethod
    def grad_name(cls, *, axis=None, **params):
        return "SqueezeBackward0" if axis is None else f"SqueezeBackward{2 if isinstance(axis, tuple) else 1}"


class Unsqueeze(Reshape):
    """Reshape that adds an axis of length 1."""

    node_name = "UnsqueezeBackward0"


class SqueezeInPlace(Squeeze):
    """``Squeeze`` of the tensor itself, under the name that PyTorch prints; so are its like below."""

    @classmethod
    def grad_name(cls, *, axis=None, **params):
        return "SqueezeBackward3" if axis is None else f"SqueezeBackward{5 if isinstance(axis, tuple) else 4}"


class UnsqueezeInPlace(Unsqueeze):
    """``Unsqueeze`` of the tensor itself."""

    node_name = "UnsqueezeBackward1"


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


class TransposeInPlace(Transpose):
    """``Transpose`` of the tensor itself."""

    node_name = "TransposeBackward1"


class TInPlace(T):
    """``T`` of the tensor itself."""

    node_name = "TBackward1"


class Flip(Op):
    """The order along some axes reversed. A copy: tensors have no negative strides."""

    doc = OpDoc("flip", r"y_i = x_{n-1-i}", "x[.., n, ..] -> y[.., n, ..]", "Reverse the order.", "反转元素的顺序。")
    widens = False

    @staticmethod
    def forward(xp, x, *, axis):
        return xp.flip(x, axis).copy(), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{n-1-i}")
    def backward_x(xp, gy, *, axis):
        return run(xp, Flip, gy, axis=axis)


class Roll(Op):
    """Every element ``shift`` places further along an axis; what leaves at the end comes in at the beginning.

    Without an axis, as if x were flat.
    """

    doc = OpDoc(
        "roll",
        r"y_{(i + s) \bmod n} = x_i",
        "x[.., n, ..] -> y[.., n, ..]",
        "Shift around in a circle.",
        "循环移动元素。",
    )
    widens = False

    @staticmethod
    def forward(xp, x, *, shift, axis):
        return xp.roll(x, shift, axis), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{(i + s) \bmod n}")
    def backward_x(xp, gy, *, shift, axis):
        return run(xp, Roll, gy, shift=tuple(-s for s in shift), axis=axis)


class Rot90(Op):
    """A quarter turn in the plane of two axes, ``k`` times, from the first towards the second."""

    doc = OpDoc("↻", r"y_{n-1-j,\,i} = x_{ij}", "x[.., n, m] -> y[.., m, n]", "Turn by 90 degrees.", "旋转 90 度。")
    widens = False

    @staticmethod
    def forward(xp, x, *, k, axes):
        return xp.rot90(x, k, axes).copy(), ()

    @staticmethod
    @gradient(r"\bar x_{ij} = \bar y_{n-1-j,\,i}")
    def backward_x(xp, gy, *, k, axes):
        return run(xp, Rot90, gy, k=-k, axes=axes)


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
