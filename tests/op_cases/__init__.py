"""What each op is tested on: one row per way of using it. The tests that run the rows stand in tests/ops."""

from tests.op_cases import (
    activation,
    arithmetic,
    comparison,
    convolution,
    elementary,
    exponential,
    indexing,
    loss,
    matmul,
    movement,
    order,
    padding,
    pooling,
    reduction,
    rounding,
    trigonometric,
)
from tests.op_cases.case import OpCase

CASES: list[OpCase] = [
    *arithmetic.CASES,
    *elementary.CASES,
    *exponential.CASES,
    *trigonometric.CASES,
    *rounding.CASES,
    *activation.CASES,
    *comparison.CASES,
    *reduction.CASES,
    *movement.CASES,
    *order.CASES,
    *indexing.CASES,
    *matmul.CASES,
    *convolution.CASES,
    *pooling.CASES,
    *padding.CASES,
    *loss.CASES,
]
