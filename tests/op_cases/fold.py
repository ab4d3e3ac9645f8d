"""Rows for ops.fold: plain, padded, strided, dilated."""

from typing import Any

from autograd_lab.ops.fold import Col2Im, Im2Col, places
from tests.op_cases.case import OpCase


def rows(x: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, **more: Any) -> list[OpCase]:
    how = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    height, width = places(x[2:], **how)
    y = (x[0], x[1] * kernel[0] * kernel[1], height * width)
    return [
        OpCase(Im2Col, (x,), "F.unfold(x, kernel, dilation, padding, stride)", how, **more),
        OpCase(Col2Im, (y,), "F.fold(y, size, kernel, dilation, padding, stride)", {**how, "size": x[2:]}, **more),
    ]


CASES = [
    *rows((1, 2, 3, 4), (2, 2), (1, 1), (0, 0), (1, 1)),
    *rows((2, 1, 4, 3), (2, 3), (2, 1), (1, 0), (1, 1)),
    *rows((1, 1, 5, 4), (2, 2), (1, 2), (0, 1), (2, 3)),
    *rows((1, 1, 3, 3), (2, 2), (1, 1), (0, 0), (1, 1), complex=True),
]
