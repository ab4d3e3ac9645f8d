"""Reading and writing parts of a tensor: ``x[...]``, ``x[...] = v``, and choosing by a mask."""

from __future__ import annotations

from autograd_lab.backend.scatter import accumulate, assign, copied, may_repeat, places
from autograd_lab.ops.base import Op, OpDoc, gradient, run, shape_of, sum_to
from autograd_lab.ops.strided import laid

WHOLE = slice(None)


def as_parts(index):
    return index if isinstance(index, tuple) else (index,)


class GetItem(Op):
    """y = x[index]: a view for slices and integers, a copy for lists and masks."""

    doc = OpDoc("[ ]", r"y = x_{[i]}", "x[..] -> y[..]", "Read a part of a tensor.", "取出张量的一部分。")
    view = True

    @staticmethod
    def forward(xp, x, *, index):
        y = x[index]
        if any(hasattr(part, "dtype") for part in as_parts(index)):
            y = xp.ascontiguousarray(y) if y.ndim else y  # NumPy leaves what it picked in the order of the work
        return y, (x.shape,)

    @staticmethod
    @gradient(r"\bar x_{[i]} = \textstyle\sum \bar y")
    def backward_x(xp, gy, x_shape, *, index):
        return run(xp, ScatterItem, gy, shape=x_shape, index=index)

    @classmethod
    def grad_name(cls, *, index, **params):
        """PyTorch reads part by part, so the last one gives the name."""
        if cls.node_name:
            return cls.node_name
        parts = as_parts(index)
        if any(hasattr(part, "dtype") for part in parts):
            return "IndexBackward0"
        for part in reversed(parts):
            if isinstance(part, int):
                return "SelectBackward0"
            if part is None:
                return "UnsqueezeBackward0"
            if isinstance(part, slice) and part != WHOLE:
                return "SliceBackward0"
        return "SliceBackward0" if WHOLE in parts else "AliasBackward0"


class ScatterItem(Op):
    """Zeros of ``shape`` with x added at ``index``: an element read twice gets both gradients."""

    doc = OpDoc("[ ]ᵀ", r"y_{[i]} = \textstyle\sum x", "x[..] -> y[..]", "Add at given places.", "累加到给定位置。")

    @staticmethod
    def forward(xp, x, *, shape, index):
        y = xp.zeros(shape, dtype=x.dtype)
        if may_repeat(index):  # y[index] = x would keep only one of the values for a place
            accumulate(xp, "add", y.reshape(-1), places(xp, shape, index).reshape(-1), x.reshape(-1))
        else:
            y[index] = x
        return y, ()

    @staticmethod
    @gradient(r"\bar x = \bar y_{[i]}")
    def backward_x(xp, gy, *, shape, index):
        return run(xp, GetItem, gy, index=index)


class SetItem(Op):
    """A copy of x in which x[index] is replaced by v. Of several values for one place the last stays."""

    doc = OpDoc("[ ]=", r"y = x,\; y_{[i]} = v", "x[..], v[..] -> y[..]", "Replace a part.", "替换张量的一部分。")
    widens = False

    @staticmethod
    def forward(xp, x, v, *, index):
        y = copied(xp, x)
        assign(xp, y, index, v)
        return y, (shape_of(v),)

    @staticmethod
    @gradient(r"\bar x = \bar y,\; \bar x_{[i]} = 0")
    def backward_x(xp, gy, v_shape, *, index):
        return run(xp, SetItem, gy, 0, index=index)

    @staticmethod
    @gradient(r"\bar v = \bar y_{[i]}")
    def backward_v(xp, gy, v_shape, *, index):
        return sum_to(run(xp, GetItem, gy, index=index), v_shape)

    @classmethod
    def grad_name(cls, *, index, **params):
        return cls.node_name or (
            "IndexPutBackward0" if any(hasattr(p, "dtype") for p in as_parts(index)) else WriteView.node_name
        )


class AddItem(Op):
    """A copy of x with v added at ``index``, as often as a place is named."""

    doc = OpDoc(
        "[ ]+=", r"y = x,\; y_{[i]} \mathrel{+}= v", "x[..], v[..] -> y[..]", "Add to a part.", "累加到张量的一部分。"
    )
    node_name = "IndexPutBackward0"

    @staticmethod
    def forward(xp, x, v, *, index):
        y = copied(xp, x)
        into = places(xp, x.shape, index)
        accumulate(xp, "add", y.reshape(-1), into.reshape(-1), xp.broadcast_to(v, into.shape).reshape(-1))
        return y, (v.shape,)

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, v_shape, *, index):
        return gy

    @staticmethod
    @gradient(r"\bar v = \bar y_{[i]}")
    def backward_v(xp, gy, v_shape, *, index):
        return sum_to(run(xp, GetItem, gy, index=index), v_shape)


class Overwrite(Op):
    """``v`` in the place of every element of x: what was there before has no influence any more."""

    doc = OpDoc(":=", r"y = v", "x[..], v[..] -> y[..]", "Replace every element.", "替换全部元素。")
    node_name = "torch::autograd::CopyBackwards"
    widens = False

    @staticmethod
    def forward(xp, x, v):
        return xp.broadcast_to(v, x.shape), (v.shape,)

    @staticmethod
    @gradient(r"\bar x = 0")
    def backward_x(xp, gy, v_shape):
        return gy * 0

    @staticmethod
    @gradient(r"\bar v = \textstyle\sum \bar y")
    def backward_v(xp, gy, v_shape):
        return sum_to(gy, v_shape)


class Fill(Overwrite):
    """The same number in every place. Below it under the other names that PyTorch prints."""

    node_name = "FillBackward0"


class FillTensor(Fill):
    """The number in a 0-d tensor."""

    node_name = "FillBackward1"


class FillInPlace(Fill):
    """The same of the tensor itself."""

    node_name = "FillBackward2"


class FillTensorInPlace(Fill):
    """The same of the tensor itself, from a 0-d tensor."""

    node_name = "FillBackward3"


class Zero(Overwrite):
    """Zero in every place."""

    node_name = "ZeroBackward0"


class WriteView(Op):
    """A copy of ``base`` in which the part seen through a chain of views is replaced by ``value``.

    It is how writing into a view becomes part of the history of the tensor it looks at. ``views`` is a tuple
    of (op, params, output index or None); ``stride``, in elements, is that of a base whose elements do not lie in
    order, for views that ask for places in memory.
    """

    doc = OpDoc(
        "view =",
        r"y = x,\; \operatorname{view}(y) = v",
        "x[..], v[..] -> y[..]",
        "Write into a view.",
        "通过视图写入。",
    )
    node_name = "torch::autograd::CopySlices"
    once = True
    widens = False
    holomorphic = False  # numbers only move, and views of their parts think of complex numbers themselves

    @staticmethod
    def forward(xp, base, value, *, views, stride=None):
        y = laid(xp, base, stride)
        look(xp, y, views)[...] = value
        return y, (shape_of(value),)

    @staticmethod
    @gradient(r"\bar x = \bar y,\; \operatorname{view}(\bar x) = 0")
    def backward_base(xp, gy, value_shape, *, views, stride=None):
        return run(xp, WriteView, gy, 0, views=views, stride=stride)

    @staticmethod
    @gradient(r"\bar v = \operatorname{view}(\bar y)")
    def backward_value(xp, gy, value_shape, *, views, stride=None):
        return sum_to(look(xp, gy, views), value_shape)


def look(xp, x, views):
    """Apply a chain of view ops to x."""
    for op, params, output in views:
        x = run(xp, op, x, **params)
        x = x if output is None else x[output]
    return x


class Where(Op):
    """y = a where the condition holds, else b. The side not chosen gets gradient 0."""

    doc = OpDoc("where", r"y = c\,?\,a : b", "c, a, b [..] -> y[..]", "Choose element by element.", "逐元素选择。")
    widens = False

    @staticmethod
    def forward(xp, c, a, b):
        return xp.where(c, a, b), (c, shape_of(a), shape_of(b))

    @staticmethod
    @gradient(r"\bar a = \bar y \odot [c]")
    def backward_a(xp, gy, c, a_shape, b_shape):
        return sum_to(xp.where(c, gy, 0), a_shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot [\neg c]")
    def backward_b(xp, gy, c, a_shape, b_shape):
        return sum_to(xp.where(c, 0, gy), b_shape)


class Maximum(Op):
    """The larger of two, element by element; at a tie each side gets half of the gradient."""

    doc = OpDoc("max", r"y = \max(a, b)", "a[..], b[..] -> y[..]", "The larger of two.", "两者中的较大者。")
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return xp.maximum(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot ([a > b] + \tfrac12 [a = b])")
    def backward_a(xp, gy, a, b):
        return sum_to(share(xp, gy, a < b, a == b), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot ([b > a] + \tfrac12 [a = b])")
    def backward_b(xp, gy, a, b):
        return sum_to(share(xp, gy, b < a, a == b), b.shape)


class Minimum(Op):
    """The smaller of two, element by element; at a tie each side gets half of the gradient."""

    doc = OpDoc("min", r"y = \min(a, b)", "a[..], b[..] -> y[..]", "The smaller of two.", "两者中的较小者。")
    holomorphic = False

    @staticmethod
    def forward(xp, a, b):
        return xp.minimum(a, b), (a, b)

    @staticmethod
    @gradient(r"\bar a = \bar y \odot ([a < b] + \tfrac12 [a = b])")
    def backward_a(xp, gy, a, b):
        return sum_to(share(xp, gy, a > b, a == b), a.shape)

    @staticmethod
    @gradient(r"\bar b = \bar y \odot ([b < a] + \tfrac12 [a = b])")
    def backward_b(xp, gy, a, b):
        return sum_to(share(xp, gy, b > a, a == b), b.shape)


def share(xp, gy, loses, ties):
    """The gradient, half of it where both sides are equal, none where this one loses. Beside nan nobody loses."""
    return xp.where(loses, 0, xp.where(ties, gy * 0.5, gy))
