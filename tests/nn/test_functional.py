"""The functions of nn.functional beside PyTorch's: outputs, gradients, every option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import agree, need_torch, numbers, same

CLASSES = np.array([2, 0, 1, 2])
IGNORED = np.array([2, -100, 1, -100])
WEIGHT = np.array([0.5, 2.0, 1.0])
PIXELS = np.array([[[0, 2], [1, -100]], [[2, 2], [0, 1]]])


def softened(*shape: int) -> np.ndarray[Any, Any]:
    """Probabilities along dim 1."""
    e = np.exp(numbers(*shape, seed=3))
    return e / e.sum(axis=1, keepdims=True)


Row = tuple[str, Callable[..., Any], tuple[Any, ...]]

POINTWISE: list[Row] = [
    ("linear", lambda t, x, w, b: t.nn.functional.linear(x, w, b), (numbers(4, 3), numbers(2, 3), numbers(2))),
    ("linear no bias", lambda t, x, w: t.nn.functional.linear(x, w), (numbers(4, 3), numbers(2, 3))),
    ("linear vector", lambda t, x, w, b: t.nn.functional.linear(x, w, b), (numbers(3), numbers(2, 3), numbers(2))),
    (
        "linear 4-D",
        lambda t, x, w, b: t.nn.functional.linear(x, w, b),
        (numbers(2, 1, 4, 3), numbers(2, 3), numbers(2)),
    ),
    ("linear empty", lambda t, x, w, b: t.nn.functional.linear(x, w, b), (numbers(0, 3), numbers(2, 3), numbers(2))),
    ("relu", lambda t, x: t.nn.functional.relu(x), (numbers(3, 4),)),
    ("relu inplace", lambda t, x: t.nn.functional.relu(x * 1, inplace=True), (numbers(3, 4),)),
    ("tanh", lambda t, x: t.nn.functional.tanh(x), (numbers(3, 4),)),
    ("sigmoid", lambda t, x: t.nn.functional.sigmoid(x), (numbers(3, 4),)),
    ("softmax", lambda t, x: t.nn.functional.softmax(x, dim=1), (numbers(3, 4),)),
    ("softmax first dim", lambda t, x: t.nn.functional.softmax(x, dim=0), (numbers(3, 4),)),
    ("softmax 0-d", lambda t, x: t.nn.functional.softmax(x, dim=0), (np.array(0.5),)),
    ("softmax of integers", lambda t, x, k: x * t.softmax(k, 0, dtype=t.float64), (numbers(3), np.array([1, 2, 3]))),
    ("log_softmax", lambda t, x: t.nn.functional.log_softmax(x, dim=-1), (numbers(2, 3, 4),)),
    ("Tensor.softmax", lambda t, x: x.softmax(-1) + x.log_softmax(0) + t.log_softmax(x, 1), (numbers(3, 4),)),
    ("pad", lambda t, x: t.nn.functional.pad(x, (1, 2)), (numbers(2, 3),)),
    ("pad value", lambda t, x: t.nn.functional.pad(x, (0, 1, 2, 0), value=1.5), (numbers(2, 3, 2),)),
    ("pad cut", lambda t, x: t.nn.functional.pad(x, (-1, 2, 1, -1)), (numbers(3, 4),)),
]

LOSSES: list[Row] = [
    *((f"mse {kind}", lambda t, x, y, kind=kind: t.nn.functional.mse_loss(x, y, reduction=kind),
       (numbers(3, 2), numbers(3, 2, seed=1))) for kind in ("mean", "sum", "none")),
    ("mse of integers", lambda t, x, y: t.nn.functional.mse_loss(x, y), (numbers(3), np.array([1, 2, 3]))),
    *((f"nll {kind} {'weight ' * weighted}{target.tolist()}",
       lambda t, x, y, w, kind=kind, weighted=weighted: t.nn.functional.nll_loss(
           x, y, w.detach() if weighted else None, reduction=kind) + 0 * w.sum(),
       (numbers(4, 3), target, WEIGHT)) for kind in ("mean", "sum", "none") for weighted in (False, True)
      for target in (CLASSES, IGNORED)),
    *((f"cross_entropy {kind} smoothing={smooth} {'weight ' * weighted}{target.shape}",
       lambda t, x, y, w, kind=kind, weighted=weighted, smooth=smooth: t.nn.functional.cross_entropy(
           x, y, w.detach() if weighted else None, reduction=kind, label_smoothing=smooth) + 0 * w.sum(),
       (numbers(target.shape[0], 3, *target.shape[1:]), target, WEIGHT))
      for kind in ("mean", "sum", "none") for weighted in (False, True) for smooth in (0.0, 0.1)
      for target in (CLASSES, IGNORED, PIXELS)),
    *((f"cross_entropy probabilities {kind} smoothing={smooth} {'weight ' * weighted}{shape}",
       lambda t, x, y, w, kind=kind, weighted=weighted, smooth=smooth: t.nn.functional.cross_entropy(
           x, y, w.detach() if weighted else None, reduction=kind, label_smoothing=smooth) + 0 * w.sum(),
       (numbers(*shape), softened(*shape), WEIGHT))
      for kind in ("mean", "sum", "none") for weighted in (False, True) for smooth in (0.0, 0.1)
      for shape in ((4, 3), (2, 3, 2))),
    ("cross_entropy one sample", lambda t, x, y: t.nn.functional.cross_entropy(x, y), (numbers(3), np.array(2))),
    ("cross_entropy one sample smoothed", lambda t, x, y: t.nn.functional.cross_entropy(x, y, label_smoothing=0.2),
     (numbers(3), np.array(2))),
    ("cross_entropy one sample none", lambda t, x, y: t.nn.functional.cross_entropy(x, y, reduction="none"),
     (numbers(3), np.array(2))),
    ("cross_entropy ignore 1", lambda t, x, y: t.nn.functional.cross_entropy(x, y, ignore_index=1),
     (numbers(4, 3), CLASSES)),
    ("cross_entropy large scores", lambda t, x, y: t.nn.functional.cross_entropy(x * 1000, y),
     (numbers(4, 3), CLASSES)),
]  # fmt: skip


def conv(axes: int, x: tuple[int, ...], w: tuple[int, ...], **options: Any) -> Row:
    def call(t: Any, x: Any, w: Any, b: Any) -> Any:
        return getattr(t.nn.functional, f"conv{axes}d")(x, w, b, **options)

    return f"conv{axes}d {x} {w} {options}", call, (numbers(*x), numbers(*w, seed=1), numbers(w[0]))


def pool(name: str, x: tuple[int, ...], *args: Any, **options: Any) -> Row:
    return (
        f"{name} {x} {args} {options}",
        lambda t, x: getattr(t.nn.functional, name)(x, *args, **options),
        (numbers(*x),),
    )


WINDOWS: list[Row] = [
    conv(1, (2, 3, 7), (4, 3, 3)),
    conv(1, (3, 7), (4, 3, 2), stride=2, padding=1),
    conv(1, (2, 3, 6), (4, 3, 4), padding="same"),
    conv(1, (2, 3, 6), (4, 3, 2), padding="same", dilation=3),
    conv(2, (2, 3, 6, 5), (4, 3, 3, 2)),
    conv(2, (3, 6, 5), (4, 3, 3, 3), padding="same"),
    conv(2, (2, 3, 6, 5), (4, 3, 3, 2), padding="valid", stride=(2, 1)),
    conv(2, (2, 4, 6, 7), (6, 2, 3, 3), groups=2, padding=(1, 2), dilation=(1, 2), stride=2),
    conv(2, (1, 4, 5, 5), (8, 1, 3, 3), groups=4, padding=1),
    conv(2, (1, 1, 3, 3), (1, 1, 3, 3)),
    conv(3, (2, 2, 4, 5, 3), (3, 2, 2, 3, 2), padding=1, stride=(1, 2, 1)),
    pool("max_pool1d", (2, 3, 8), 2),
    pool("max_pool1d", (3, 8), 3, 2, padding=1),
    pool("max_pool2d", (2, 3, 6, 6), 2),
    pool("max_pool2d", (3, 7, 5), 3, 2, padding=1, ceil_mode=True),
    pool("max_pool2d", (1, 2, 7, 7), (3, 2), (1, 2), dilation=2),
    pool("max_pool2d", (2, 3, 6, 6), 2, return_indices=True),
    pool("max_pool2d", (3, 5, 5), 2, stride=1, return_indices=True),
    pool("max_pool2d", (1, 1, 6, 6), 3, 3, padding=1, ceil_mode=True, return_indices=True),
    pool("max_pool3d", (1, 2, 4, 4, 6), 2),
    pool("avg_pool1d", (2, 3, 8), 2),
    pool("avg_pool2d", (2, 3, 6, 6), 2),
    pool("avg_pool2d", (3, 7, 5), 3, 2, padding=1),
    pool("avg_pool2d", (2, 3, 7, 7), 3, 2, padding=1, ceil_mode=True),
    pool("avg_pool2d", (2, 3, 6, 8), 3, 2, padding=1, ceil_mode=True, count_include_pad=False),
    pool("avg_pool2d", (2, 3, 6, 6), 2, divisor_override=3),
    pool("avg_pool3d", (1, 2, 4, 5, 4), 2, padding=1, count_include_pad=False),
]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # PyTorch's, on its way of doing it
@pytest.mark.parametrize("row", POINTWISE + LOSSES + WINDOWS, ids=lambda row: row[0])
def test_like_torch(row: Row) -> None:
    agree(row[1], *row[2])


def one_op_in_both(row: Row) -> bool:
    """What a learner prints most, leaving out the few calls that are compositions here or in PyTorch."""
    batched = all(len(x.shape) > 2 for x in row[2][:1]) if "d (" in row[0] else "vector" not in row[0]
    same_pooling = "2d (2" in row[0] or "3d" in row[0] or "conv" in row[0]
    return batched and ("d (" not in row[0] or same_pooling) and "0-d" not in row[0] and "(3," not in row[0]


@pytest.mark.parametrize("row", [row for row in POINTWISE + WINDOWS if one_op_in_both(row)], ids=lambda row: row[0])
def test_name_of_the_node(row: Row) -> None:
    torch = need_torch()
    names = []
    for library in (lab, torch):
        y = row[1](library, *(library.tensor(x, requires_grad=x.dtype.kind == "f") for x in row[2]))
        names.append((y[0] if isinstance(y, tuple) else y).grad_fn.name())
    assert names[0] == names[1]


@pytest.mark.parametrize("number_of_classes", [-1, 5])
def test_one_hot(number_of_classes: int) -> None:
    torch = need_torch()
    labels = [[0, 2], [1, 3]]
    same(
        lab.nn.functional.one_hot(lab.tensor(labels), number_of_classes),
        torch.nn.functional.one_hot(torch.tensor(labels), number_of_classes),
    )


# -- by hand, for machines without PyTorch ---------------------------------------------------------------------

F = lab.nn.functional


def test_cross_entropy_by_hand() -> None:
    scores = lab.tensor([[0.0, 0.0], [1.0, 3.0]], dtype=lab.float64)
    loss = F.cross_entropy(scores, lab.tensor([0, 1]))
    assert loss.item() == pytest.approx((np.log(2) + np.log(1 + np.exp(-2))) / 2)
    smooth = F.cross_entropy(scores[:1], lab.tensor([0]), label_smoothing=0.5)
    assert smooth.item() == pytest.approx(np.log(2))


def test_convolution_by_hand() -> None:
    x = lab.arange(9.0).reshape(1, 1, 3, 3)
    w = lab.tensor([[[[1.0, 0.0], [0.0, -1.0]]]])
    assert F.conv2d(x, w, lab.tensor([10.0])).tolist() == [[[[6.0, 6.0], [6.0, 6.0]]]]
    assert F.conv2d(x, w, padding="same").tolist() == [[[[-4, -4, 2], [-4, -4, 5], [6, 7, 8]]]]


def test_pooling_by_hand() -> None:
    x = lab.tensor([[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 7.0, 8.0]]])
    y, where = F.max_pool2d(x, 2, return_indices=True)
    assert (y.tolist(), where.tolist()) == ([[[5.0, 8.0]]], [[[1, 7]]])
    assert F.avg_pool2d(x, 2).tolist() == [[[3.25, 4.25]]]


def test_dropout(device: str) -> None:
    lab.manual_seed(0)
    x = lab.ones(200, 50, device=device, requires_grad=True)
    y = F.dropout(x, 0.25)
    assert sorted(as_set(y)) == pytest.approx([0, 1 / 0.75])
    assert (y == 0).float().mean().item() == pytest.approx(0.25, abs=0.02)
    y.sum().backward()
    assert (x.grad == y.detach()).all()  # the same mask on the way back
    assert F.dropout(x, 0.25, training=False) is x
    assert as_set(F.dropout(x, 1.0)) == {0.0}
    assert F.dropout(lab.ones((), device=device), 1.0).item() == 0.0
    lab.manual_seed(0)
    assert (F.dropout(x, 0.25) == y).all()


def as_set(x: lab.Tensor) -> set[float]:
    return set(x.detach().cpu().flatten().tolist())


def test_softmax_without_dim_guesses_and_warns() -> None:
    with pytest.warns(UserWarning, match="Implicit dimension choice"):
        assert F.softmax(lab.zeros(2, 4)).tolist() == [[0.25] * 4] * 2


def test_mse_warns_of_broadcasting() -> None:
    with pytest.warns(UserWarning, match="different to the input size"):
        F.mse_loss(lab.zeros(3, 1), lab.zeros(3))
