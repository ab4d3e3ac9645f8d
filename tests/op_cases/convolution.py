"""Rows for ops.convolution: plain, padded, strided, dilated, grouped, in one to three dimensions."""

from typing import Any

from autograd_lab.ops.convolution import Conv, ConvInput, ConvTranspose, ConvWeight, out_size
from tests.op_cases.case import OpCase

# x, w, stride, padding, dilation, groups
SETTINGS: list[tuple[Any, ...]] = [
    ((2, 2, 5), (3, 2, 3), (1,), (0,), (1,), 1),
    ((1, 1, 6), (1, 1, 2), (2,), (1,), (2,), 1),
    ((2, 2, 4, 3), (2, 2, 2, 2), (1, 1), (0, 0), (1, 1), 1),
    ((1, 2, 5, 4), (2, 2, 3, 2), (2, 1), (1, 0), (1, 2), 1),
    ((1, 4, 3, 3), (2, 2, 2, 2), (1, 1), (1, 1), (1, 1), 2),
    ((1, 2, 3, 3), (4, 1, 1, 1), (1, 1), (0, 0), (1, 1), 2),
    ((1, 1, 3, 3, 2), (1, 1, 2, 2, 2), (1, 1, 1), (0, 1, 0), (1, 1, 1), 1),
]


def rows(x: Any, w: Any, stride: Any, padding: Any, dilation: Any, groups: int) -> list[OpCase]:
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out = [out_size(*a) for a in zip(x[2:], w[2:], stride, padding, dilation, strict=True)]
    y, n = (x[0], w[0], *out), len(out)
    settings = "stride, padding, dilation, groups"
    return [
        OpCase(Conv, (x, w, (w[0],)), f"F.conv{n}d(x, w, b, {settings})", how),
        OpCase(ConvInput, (y, w), f"torch.nn.grad.conv{n}d_input(x_shape, w, y, {settings})", {**how, "x_shape": x}),
        OpCase(ConvWeight, (x, y), f"torch.nn.grad.conv{n}d_weight(x, w_shape, y, {settings})", {**how, "w_shape": w}),
    ]


def transposed(y: Any, w: Any, stride: Any, padding: Any, dilation: Any, groups: int, extra: Any) -> OpCase:
    size = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + 1 + e
        for n, s, p, d, k, e in zip(y[2:], stride, padding, dilation, w[2:], extra, strict=True)
    )
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    call = f"F.conv_transpose{len(size)}d(y, w, b, stride, padding, {extra}, groups, dilation)"
    features = w[1] * groups
    return OpCase(ConvTranspose, (y, w, (features,)), call, {**how, "x_shape": (y[0], features, *size)})


PLAIN = {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1), "groups": 1}

CASES = [
    *(case for setting in SETTINGS for case in rows(*setting)),
    transposed((2, 2, 3), (2, 3, 2), (1,), (0,), (1,), 1, (0,)),
    transposed((1, 2, 3, 2), (2, 1, 3, 2), (2, 1), (1, 0), (1, 2), 1, (1, 0)),
    transposed((1, 4, 2, 2), (4, 1, 2, 2), (2, 1), (0, 1), (1, 3), 2, (1, 2)),  # more added than a stride
    transposed((1, 1, 2, 1, 2), (1, 2, 1, 2, 2), (1, 2, 1), (0, 0, 1), (1, 1, 1), 1, (0, 1, 0)),
    OpCase(
        Conv, ((1, 2, 3, 3), (2, 1, 2, 2), (2,)), "F.conv2d(x, w, b, groups=2)", {**PLAIN, "groups": 2}, complex=True
    ),
    OpCase(
        ConvTranspose,
        ((1, 2, 2), (2, 1, 2), (1,)),
        "F.conv_transpose1d(y, w, b)",
        {"stride": (1,), "padding": (0,), "dilation": (1,), "groups": 1, "x_shape": (1, 1, 3)},
        complex=True,
    ),
    OpCase(Conv, ((1, 1, 3, 3), (1, 1, 2, 2)), "F.conv2d(x, w)", PLAIN),
    OpCase(Conv, ((0, 2, 3, 3), (2, 2, 2, 2), (2,)), "F.conv2d(x, w, b)", PLAIN),
]
