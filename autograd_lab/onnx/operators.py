"""ONNX's operators by our functions: what ``load`` runs.

A function gets the node's attributes and its inputs, None for one that is left out. Names and defaults are those of
https://onnx.ai/onnx/operators.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import OnnxError
from autograd_lab.nn import functional as F
from autograd_lab.nn.functional.recurrent import run as run_recurrent
from autograd_lab.onnx.library import onnx

Attributes = dict[str, Any]
OPERATORS: dict[str, Callable[..., Any]] = {}
MOST = 2**31  # elements; a small file may ask for a huge array


def means(*kinds: str) -> Callable[[Any], Any]:
    def mark(function: Any) -> Any:
        for kind in kinds:
            OPERATORS[kind] = function
        return function

    return mark


def plain(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda a, *xs: function(*xs)


def only(what: str, holds: bool) -> None:
    """RuntimeError unless this case of an operator is known here."""
    if not holds:
        raise OnnxError("onnx.case", what=what)


def numbers(x: Tensor | None) -> list[int]:
    """A tensor of whole numbers, such as a shape, as a list."""
    return [] if x is None else [int(n) for n in x.reshape(-1).tolist()]


def room(shape: Sequence[int]) -> tuple[int, ...]:
    """The shape, if it is none that fills all memory."""
    if math.prod(shape) > MOST or min(shape, default=0) < 0:
        raise OnnxError("onnx.huge", shape=tuple(shape))
    return tuple(shape)


def axes_of(a: Attributes, given: Tensor | None, x: Tensor) -> list[int]:
    """The axes of an operator, which are an attribute in older versions; none given means all."""
    axes = numbers(given) if given is not None else list(a.get("axes", ()))
    return [axis % x.ndim for axis in axes]


def number_type(to: int) -> Any:
    return lab.from_numpy(np.empty(0, onnx().helper.tensor_dtype_to_np_dtype(to))).dtype


_plain: dict[str, Callable[..., Any]] = {
    **{kind: plain(getattr(lab, kind.lower())) for kind in (
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh", "Det", "Erf", "Exp", "Floor",
        "IsNaN", "Log", "MatMul", "Mul", "Neg", "Reciprocal", "Relu", "Round", "Sigmoid", "Sign", "Sin", "Sinh", "Sqrt",
        "Sub", "Tan", "Tanh", "Where", "Add",
    )},
    "And": plain(lab.logical_and), "Or": plain(lab.logical_or), "Xor": plain(lab.logical_xor),
    "Not": plain(lab.logical_not), "BitwiseAnd": plain(lab.bitwise_and), "BitwiseOr": plain(lab.bitwise_or),
    "BitwiseXor": plain(lab.bitwise_xor), "BitwiseNot": plain(lab.bitwise_not),
    "Equal": plain(lab.eq), "Less": plain(lab.lt), "LessOrEqual": plain(lab.le), "Greater": plain(lab.gt),
    "GreaterOrEqual": plain(lab.ge), "Identity": plain(lambda x: x), "Softsign": plain(F.softsign),
    "Mish": plain(F.mish), "HardSwish": plain(F.hardswish), "Softplus": plain(F.softplus),
    "GlobalAveragePool": plain(lambda x: x.mean(tuple(range(2, x.ndim)), keepdim=True)),
    "GlobalMaxPool": plain(lambda x: x.amax(tuple(range(2, x.ndim)), keepdim=True)),
    "Pow": plain(lambda x, n: lab.pow(x, n).to(x.dtype)), "Size": plain(lambda x: lab.tensor(x.numel())),
    "PRelu": plain(lambda x, w: lab.where(x > 0, x, x * w)),
}  # fmt: skip
OPERATORS.update(_plain)


@means("Div")
def div(a: Attributes, x: Tensor, y: Tensor) -> Tensor:
    return x / y if x.is_floating_point() else lab.div(x, y, rounding_mode="trunc")


@means("Mod")
def mod(a: Attributes, x: Tensor, y: Tensor) -> Tensor:
    return lab.fmod(x, y) if a.get("fmod", 0) else lab.remainder(x, y)


@means("Max", "Min", "Sum", "Mean")
def joint(a: Attributes, *xs: Tensor) -> Tensor:
    function = {"Max": lab.maximum, "Min": lab.minimum}.get(a["kind"], lab.add)
    y = xs[0]
    for x in xs[1:]:
        y = function(y, x)
    return y / len(xs) if a["kind"] == "Mean" else y


@means("Clip")
def clip(a: Attributes, x: Tensor, low: Tensor | None = None, high: Tensor | None = None) -> Tensor:
    return x if low is None and high is None else lab.clamp(x, low, high)


@means("IsInf")
def is_inf(a: Attributes, x: Tensor) -> Tensor:
    found = lab.zeros_like(x, dtype=lab.bool)
    found = found | lab.isposinf(x) if a.get("detect_positive", 1) else found
    return found | lab.isneginf(x) if a.get("detect_negative", 1) else found


@means("Elu", "Celu", "Selu", "LeakyRelu", "HardSigmoid", "Shrink", "Gelu", "Softmax", "LogSoftmax")
def activation(a: Attributes, x: Tensor) -> Tensor:
    kind, alpha = a["kind"], a.get("alpha")
    if kind == "Elu":
        return F.elu(x, 1.0 if alpha is None else alpha)
    if kind == "Celu":
        return F.celu(x, 1.0 if alpha is None else alpha)
    if kind == "Selu":
        only("Selu(alpha, gamma)", alpha is None and "gamma" not in a)
        return F.selu(x)
    if kind == "LeakyRelu":
        return F.leaky_relu(x, 0.01 if alpha is None else alpha)
    if kind == "HardSigmoid":
        return ((0.2 if alpha is None else alpha) * x + a.get("beta", 0.5)).clamp(0, 1)
    if kind == "Shrink":
        width, bias = a.get("lambd", 0.5), a.get("bias", 0.0)
        return lab.where(x > width, x - bias, lab.where(x < -width, x + bias, lab.zeros_like(x)))
    if kind == "Gelu":
        return F.gelu(x, approximate=a.get("approximate", "none"))
    return (F.softmax if kind == "Softmax" else F.log_softmax)(x, a.get("axis", -1))


# -- layers ---------------------------------------------------------------------------------------------------------


@means("Gemm")
def gemm(a: Attributes, x: Tensor, w: Tensor, c: Tensor | None = None) -> Tensor:
    x, w = x.mT if a.get("transA") else x, w.mT if a.get("transB") else w
    y = a.get("alpha", 1.0) * (x @ w) if a.get("alpha", 1.0) != 1 else x @ w
    return y if c is None else y + (c if a.get("beta", 1.0) == 1 else a["beta"] * c)


def window(a: Attributes, x: Tensor, kernel: Sequence[int]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Strides, dilations, and the padding before and after each axis."""
    n = x.ndim - 2
    strides, dilations = list(a.get("strides", [1] * n)), list(a.get("dilations", [1] * n))
    pads = list(a.get("pads", [0] * 2 * n))
    how = a.get("auto_pad", "NOTSET")
    if how in ("SAME_UPPER", "SAME_LOWER"):
        sizes = zip(x.shape[2:], kernel, strides, dilations, strict=True)
        total = [max((math.ceil(s / t) - 1) * t + d * (k - 1) + 1 - s, 0) for s, k, t, d in sizes]
        less, more = [p // 2 for p in total], [p - p // 2 for p in total]
        pads = less + more if how == "SAME_UPPER" else more + less
    return strides, dilations, pads[:n], pads[n:]


def framed(x: Tensor, before: Sequence[int], after: Sequence[int], value: float) -> Tensor:
    width = [p for pair in zip(reversed(before), reversed(after), strict=True) for p in pair]
    return F.pad(x, width, value=value)


@means("Conv")
def conv(a: Attributes, x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
    strides, dilations, before, after = window(a, x, w.shape[2:])
    if before != after:
        x, before = framed(x, before, after, 0.0), [0] * len(before)
    return (F.conv1d, F.conv2d, F.conv3d)[x.ndim - 3](x, w, b, strides, before, dilations, a.get("group", 1))


@means("ConvTranspose")
def conv_transpose(a: Attributes, x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
    strides, dilations, before, after = window({**a, "auto_pad": "NOTSET"}, x, w.shape[2:])
    only("ConvTranspose(auto_pad, output_shape, unequal pads)",
         before == after and "output_shape" not in a and a.get("auto_pad", "NOTSET") == "NOTSET")  # fmt: skip
    function = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[x.ndim - 3]
    return function(x, w, b, strides, before, a.get("output_padding", 0), a.get("group", 1), dilations)


@means("MaxPool", "AveragePool")
def pool(a: Attributes, x: Tensor) -> Any:
    kernel = list(a["kernel_shape"])
    strides, dilations, before, after = window(a, x, kernel)
    ceil, largest = bool(a.get("ceil_mode", 0)), a["kind"] == "MaxPool"
    counted = bool(a.get("count_include_pad", 0))
    if before != after or any(2 * p > k for p, k in zip(before, kernel, strict=True)):
        only("AveragePool(unequal pads, count_include_pad=0)", largest or counted)
        x, before = framed(x, before, after, -math.inf if largest else 0.0), [0] * len(before)
    n = x.ndim - 3
    if largest:
        only("MaxPool(Indices)", a["outputs"] == 1)
        return (F.max_pool1d, F.max_pool2d, F.max_pool3d)[n](x, kernel, strides, before, dilations, ceil_mode=ceil)
    only("AveragePool(dilations)", all(d == 1 for d in dilations))
    return (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[n](x, kernel, strides, before, ceil, counted)


@means("BatchNormalization")
def batch_norm(a: Attributes, x: Tensor, w: Tensor, b: Tensor, mean: Tensor, var: Tensor) -> Tensor:
    only("BatchNormalization(training_mode=1)", not a.get("training_mode", 0))
    return F.batch_norm(x, mean, var, w, b, eps=a.get("epsilon", 1e-5))


@means("InstanceNormalization")
def instance_norm(a: Attributes, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    return F.instance_norm(x, weight=w, bias=b, eps=a.get("epsilon", 1e-5))


@means("LayerNormalization")
def layer_norm(a: Attributes, x: Tensor, w: Tensor, b: Tensor | None = None) -> Tensor:
    only("LayerNormalization(Mean, InvStdDev)", a["outputs"] == 1)
    return F.layer_norm(x, x.shape[a.get("axis", -1) % x.ndim :], w, b, a.get("epsilon", 1e-5))


@means("Dropout")
def dropout(a: Attributes, x: Tensor, *others: Tensor) -> Tensor:
    """The input itself, as in every exported model; train the parts that need it with a module of your own."""
    only("Dropout(mask)", a["outputs"] == 1)
    return x


GATES = {"LSTM": (4, (0, 2, 3, 1)), "GRU": (3, (1, 0, 2)), "RNN": (1, (0,))}  # ours from ONNX's


@means(*GATES)
def recurrent(a: Attributes, x: Tensor, w: Tensor, r: Tensor, b: Tensor | None = None, lengths: Tensor | None = None,
              h: Tensor | None = None, c: Tensor | None = None, peepholes: Tensor | None = None) -> Any:  # fmt: skip
    """x (T, B, I) -> Y (T, D, B, H), Y_h (D, B, H), of an LSTM Y_c."""
    kind, direction = a["kind"], a.get("direction", "forward")
    usual = a.get("activations") in (None, ["Tanh"], ["Relu"], ["Tanh", "Tanh"], ["Relu", "Relu"])
    only(f"{kind}(sequence_lens, peepholes, layout, activations, clip)",
         lengths is None and peepholes is None and not a.get("layout") and usual and "clip" not in a)  # fmt: skip
    only("GRU(linear_before_reset=0)", kind != "GRU" or bool(a.get("linear_before_reset")))
    times, batch, hidden = x.shape[0], x.shape[1], r.shape[-1]
    mode = kind if kind != "RNN" else f"RNN_{(a.get('activations') or ['Tanh'])[0].upper()}"
    ways = {"forward": [False], "reverse": [True], "bidirectional": [False, True]}[direction]
    outputs: list[list[Tensor]] = []
    for k, back in enumerate(ways):
        weights: list[Tensor | None] = [_ours(kind, w[k]), _ours(kind, r[k])]
        weights += [None, None] if b is None else [_ours(kind, part) for part in b[k].chunk(2)]
        start = [x.new_zeros(batch, hidden) if s is None else s[k] for s in ((h, c) if kind == "LSTM" else (h,))]
        rows = (x.flip(0) if back else x).reshape(times * batch, x.shape[2])
        found = run_recurrent(mode, rows, [*weights, None], tuple(start), (batch,) * times)
        lines = [states.reshape(times, batch, hidden) for states in found]
        outputs.append([lines[0].flip(0) if back else lines[0], *(line[-1] for line in lines)])
    y, *last = (lab.stack(column, 1 if n == 0 else 0) for n, column in enumerate(zip(*outputs, strict=True)))
    return (y, *last)


def _ours(kind: str, x: Tensor) -> Tensor:
    gates, order = GATES[kind]
    return x if gates == 1 else lab.cat([x.chunk(gates)[k] for k in order])


# -- shapes and places ----------------------------------------------------------------------------------------------


@means("Reshape")
def reshape(a: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    """0 keeps a length, unless ``allowzero``."""
    lengths = [x.shape[k] if n == 0 and not a.get("allowzero") else n for k, n in enumerate(numbers(shape))]
    return x.reshape(lengths)


@means("Flatten")
def flatten(a: Attributes, x: Tensor) -> Tensor:
    axis = a.get("axis", 1)
    axis = axis + x.ndim if axis < 0 else axis
    return x.reshape(math.prod(x.shape[:axis]), -1)


@means("Transpose")
def transpose(a: Attributes, x: Tensor) -> Tensor:
    return x.permute(*a.get("perm", range(x.ndim)[::-1]))


@means("Squeeze")
def squeeze(a: Attributes, x: Tensor, axes: Tensor | None = None) -> Tensor:
    return x.squeeze(tuple(axes_of(a, axes, x))) if axes is not None or "axes" in a else x.squeeze()


@means("Unsqueeze")
def unsqueeze(a: Attributes, x: Tensor, axes: Tensor | None = None) -> Tensor:
    given = numbers(axes) if axes is not None else list(a["axes"])
    for axis in sorted(axis % (x.ndim + len(given)) for axis in given):
        x = x.unsqueeze(axis)
    return x


@means("Concat")
def concat(a: Attributes, *xs: Tensor) -> Tensor:
    return lab.cat(xs, a["axis"])


@means("Split")
def split(a: Attributes, x: Tensor, sizes: Tensor | None = None) -> Any:
    axis = a.get("axis", 0)
    return x.split(numbers(sizes) if sizes is not None else -(-x.shape[axis] // a["outputs"]), axis)


@means("Slice")
def slice_(a: Attributes, x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor | None = None,
           steps: Tensor | None = None) -> Tensor:  # fmt: skip
    first, last = numbers(starts), numbers(ends)
    which = numbers(axes) if axes is not None else list(range(len(first)))
    for axis, start, stop, step in zip(which, first, last, numbers(steps) or [1] * len(first), strict=True):
        places = range(x.shape[axis])[slice(start, stop, step)]
        whole = places == range(x.shape[axis])
        x = x if whole else x.index_select(axis, lab.arange(places.start, places.stop, places.step)) if step > 0 else (
            x.index_select(axis, lab.tensor(list(places), dtype=lab.int64)))  # fmt: skip
    return x


@means("Gather")
def gather(a: Attributes, x: Tensor, index: Tensor) -> Tensor:
    axis = a.get("axis", 0) % x.ndim
    index = lab.where(index < 0, index + x.shape[axis], index)
    if axis == 0 and x.ndim == 2:
        return F.embedding(index, x)
    y = x.index_select(axis, index.reshape(-1))
    return y.reshape((*x.shape[:axis], *index.shape, *x.shape[axis + 1 :]))


@means("GatherElements")
def gather_elements(a: Attributes, x: Tensor, index: Tensor) -> Tensor:
    axis = a.get("axis", 0) % x.ndim
    return x.gather(axis, lab.where(index < 0, index + x.shape[axis], index))


@means("Expand")
def expand(a: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    """The two shapes broadcast to each other."""
    return x.expand(room(lab.broadcast_shapes(x.shape, numbers(shape))))


@means("Tile")
def tile(a: Attributes, x: Tensor, times: Tensor) -> Tensor:
    room([n * k for n, k in zip(x.shape, numbers(times), strict=True)])
    return x.repeat(*numbers(times))


@means("Pad")
def pad(a: Attributes, x: Tensor, pads: Tensor, value: Tensor | None = None, axes: Tensor | None = None) -> Tensor:
    how = str(a.get("mode", "constant"))
    mode = {"edge": "replicate", "wrap": "circular"}.get(how, how)
    width, which = numbers(pads), numbers(axes) if axes is not None else list(range(x.ndim))
    by_axis = {axis % x.ndim: (width[k], width[k + len(which)]) for k, axis in enumerate(which)}
    frame = [by_axis.get(axis, (0, 0)) for axis in range(x.ndim)]
    room([n + p + q for n, (p, q) in zip(x.shape, frame, strict=True)])
    if mode == "constant":
        return framed(x, [p for p, _ in frame], [q for _, q in frame], 0.0 if value is None else value.item())
    only("Pad(mode, first two axes)", frame[:2] == [(0, 0), (0, 0)])
    return F.pad(x, [p for pair in reversed(frame[2:]) for p in pair], mode=mode)


@means("Shape")
def shape(a: Attributes, x: Tensor) -> Tensor:
    return lab.tensor(list(x.shape)[a.get("start", 0) : a.get("end")], dtype=lab.int64)


@means("Constant")
def constant(a: Attributes) -> Tensor:
    value = next(a[k] for k in ("value", "value_float", "value_int", "value_floats", "value_ints") if k in a)
    return value if isinstance(value, Tensor) else lab.tensor(value)


@means("ConstantOfShape")
def constant_of_shape(a: Attributes, shape: Tensor) -> Tensor:
    value = a.get("value", lab.zeros(1))
    return value.reshape(()).expand(room(numbers(shape))).clone()


@means("Range")
def range_(a: Attributes, start: Tensor, limit: Tensor, delta: Tensor) -> Tensor:
    room([max(math.ceil((limit.item() - start.item()) / delta.item()), 0)])
    return lab.arange(start.item(), limit.item(), delta.item(), dtype=start.dtype)


@means("Cast")
def cast(a: Attributes, x: Tensor) -> Tensor:
    return x.to(number_type(a["to"]))


@means("Trilu")
def trilu(a: Attributes, x: Tensor, k: Tensor | None = None) -> Tensor:
    return (lab.triu if a.get("upper", 1) else lab.tril)(x, 0 if k is None else int(k.item()))


@means("Einsum")
def einsum(a: Attributes, *xs: Tensor) -> Tensor:
    return lab.einsum(a["equation"], *xs)


@means("Resize")
def resize(a: Attributes, x: Tensor, roi: Tensor | None = None, scales: Tensor | None = None,
           sizes: Tensor | None = None) -> Tensor:  # fmt: skip
    mode, place = a.get("mode", "nearest"), a.get("coordinate_transformation_mode", "half_pixel")
    known = {("nearest", "asymmetric"), ("linear", "half_pixel"), ("linear", "align_corners"), ("cubic", "half_pixel"),
             ("cubic", "align_corners"), ("linear", "pytorch_half_pixel")}  # fmt: skip
    only(f"Resize({mode}, {place})", (mode, place) in known and not a.get("antialias", 0))
    only("Resize(nearest_mode)", mode != "nearest" or a.get("nearest_mode", "round_prefer_floor") == "floor")
    only("Resize(cubic_coeff_a)", mode != "cubic" or a.get("cubic_coeff_a", -0.75) == -0.75)
    name = {"linear": {3: "linear", 4: "bilinear", 5: "trilinear"}[x.ndim], "cubic": "bicubic"}.get(mode, mode)
    corners = None if mode == "nearest" else place == "align_corners"
    if sizes is not None:
        room(numbers(sizes))
        return F.interpolate(x, numbers(sizes)[2:], mode=name, align_corners=corners)
    factors = scales.tolist()[2:] if scales is not None else []
    room([int(n * f) for n, f in zip(x.shape[2:], factors, strict=True)])
    return F.interpolate(x, scale_factor=tuple(factors), mode=name, align_corners=corners)


# -- reductions -----------------------------------------------------------------------------------------------------

REDUCE: dict[str, Callable[..., Tensor]] = {
    "ReduceSum": lab.sum, "ReduceMean": lab.mean, "ReduceMax": lab.amax, "ReduceMin": lab.amin,
    "ReduceLogSumExp": lab.logsumexp, "ReduceL1": lambda x, dim, keepdim: lab.linalg.vector_norm(x, 1, dim, keepdim),
    "ReduceL2": lambda x, dim, keepdim: lab.linalg.vector_norm(x, 2, dim, keepdim),
}  # fmt: skip


@means(*REDUCE)
def reduce(a: Attributes, x: Tensor, axes: Tensor | None = None) -> Tensor:
    which = axes_of(a, axes, x)
    if not which and a.get("noop_with_empty_axes", 0):
        return x
    return REDUCE[a["kind"]](x, dim=which or list(range(x.ndim)), keepdim=bool(a.get("keepdims", 1)))


@means("ReduceProd")
def reduce_prod(a: Attributes, x: Tensor, axes: Tensor | None = None) -> Tensor:
    keep = bool(a.get("keepdims", 1))
    for axis in sorted(axes_of(a, axes, x) or range(x.ndim), reverse=True):
        x = x.prod(axis, keepdim=keep)
    return x


@means("ArgMax", "ArgMin")
def arg(a: Attributes, x: Tensor) -> Tensor:
    only(f"{a['kind']}(select_last_index=1)", not a.get("select_last_index", 0))
    return (lab.argmax if a["kind"] == "ArgMax" else lab.argmin)(x, a.get("axis", 0), bool(a.get("keepdims", 1)))


@means("CumSum")
def cumsum(a: Attributes, x: Tensor, axis: Tensor) -> Tensor:
    only("CumSum(exclusive=1)", not a.get("exclusive", 0))
    dim = int(axis.item())
    return x.flip(dim).cumsum(dim).flip(dim) if a.get("reverse", 0) else x.cumsum(dim)


@means("TopK")
def topk(a: Attributes, x: Tensor, k: Tensor) -> Any:
    return x.topk(int(k.item()), a.get("axis", -1), bool(a.get("largest", 1)))
