"""The parts of a module, the stretching of shapes, and a tensor in memory."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.record.shapes.broadcasting import broadcasting
from autograd_lab.record.shapes.module_pictures import folded, modules_svg, modules_text
from autograd_lab.record.shapes.modules import module_tree
from autograd_lab.record.shapes.tensors import slice_of, tensor_picture

# -- modules


def test_shapes_and_counts_of_a_network() -> None:
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 6 * 6, 10))
    tree = module_tree(net, (lab.zeros(2, 1, 8, 8),))
    assert [row.outputs for row in tree.rows] == ["2×10", "2×4×6×6", "2×4×6×6", "2×4×6×6", "2×144", "2×10"]
    assert [row.inputs for row in tree.rows][:2] == ["2×1×8×8", "2×1×8×8"]
    assert tree.rows[0].parameters == sum(p.numel() for p in net.parameters())
    assert [(own.name, own.kind) for own in tree.rows[2].own][2:] == [
        ("running_mean", "buffer"),
        ("running_var", "buffer"),
        ("num_batches_tracked", "buffer"),
    ]
    assert tree.buffers == 9


def test_looking_changes_nothing() -> None:
    net = nn.Sequential(nn.BatchNorm1d(3), nn.Dropout())
    lab.manual_seed(1)
    state = {key: value.clone() for key, value in net.state_dict().items()}
    before = lab.get_rng_state()
    module_tree(net, (lab.randn(5, 3, generator=lab.Generator().manual_seed(3)),))
    assert lab.equal(lab.get_rng_state(), before)
    assert all(lab.equal(value, state[key]) for key, value in net.state_dict().items())


def test_shared_modules_and_tied_weights_count_once() -> None:
    layer = nn.Linear(3, 3)
    other = nn.Linear(3, 3, bias=False)
    other.weight = layer.weight
    tree = module_tree(nn.Sequential(layer, layer, other), (lab.zeros(1, 3),))
    assert tree.rows[0].parameters == 12
    assert [row.shared for row in tree.rows] == ["", "", "0", ""]
    assert tree.rows[1].calls == 2
    assert tree.rows[3].own[0].shared == "0.weight"


def test_alike_modules_stand_as_one_line() -> None:
    net = nn.Sequential(*[nn.Sequential(nn.Linear(4, 4), nn.ReLU()) for _ in range(12)], nn.Linear(4, 1))
    tree = module_tree(net, (lab.zeros(1, 4),))
    lines = folded(tree.rows)
    assert [(line.row.name, line.times) for line in lines] == [
        ("Sequential", 1), ("0", 12), ("0", 1), ("1", 1), ("12", 1),
    ]  # fmt: skip
    text = modules_text(tree)
    assert "0 … 11  Sequential  ×12" in text and "245 parameters" in text
    assert modules_svg(tree).count("<text") > 8


def test_without_inputs_and_with_lazy_modules() -> None:
    tree = module_tree(nn.Sequential(nn.LazyLinear(3), nn.Linear(3, 2)))
    assert not tree.called and tree.rows[1].own[0].shape is None
    assert tree.rows[0].parameters == 8
    with pytest.raises(ArgTypeError, match="Tensor"):
        module_tree(lab.ones(2))


def test_an_error_in_forward_takes_the_hooks_down() -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.Linear(3, 2))
    with pytest.raises(RuntimeError):
        module_tree(net, (lab.zeros(1, 3),))
    tree = module_tree(net[:1], (lab.zeros(1, 3),))
    assert tree.rows[1].calls == 1


# -- broadcasting


@pytest.mark.parametrize(
    "shapes",
    [((3, 1), (4,)), ((2, 3), (2, 3)), ((), (2,)), ((5, 1, 1), (1, 4, 1), (3,)), ((0, 1), (3,)), ((1, 0), (4, 1))],
)
def test_the_result_is_numpys(shapes: tuple[Any, ...]) -> None:
    assert tuple(broadcasting(shapes, "abc"[: len(shapes)]).result or ()) == np.broadcast_shapes(*shapes)


@pytest.mark.parametrize("shapes", [((2, 3), (3, 2)), ((2,), (3,)), ((0,), (2,))])
def test_clashes_are_where_numpy_finds_them(shapes: tuple[Any, ...]) -> None:
    seen = broadcasting(shapes, "ab")
    with pytest.raises(ValueError):
        np.broadcast_shapes(*shapes)
    assert seen.result is None and seen.clash == len(seen.operands[0].aligned) - 1


def test_what_is_stretched_and_what_is_missing() -> None:
    seen = broadcasting([lab.arange(3.0).reshape(3, 1), lab.ones(4), 2.0], ["a", "b", "two"])
    a, b, two = seen.operands
    assert a.stretched == [False, True] and b.stretched == [True, False] and two.stretched == [True, True]
    assert b.aligned == [1, 4] and two.aligned == [1, 1] and a.values == [0.0, 1.0, 2.0]


def test_what_cannot_be_broadcast_is_refused() -> None:
    with pytest.raises(ArgTypeError, match="str"):
        broadcasting(["x"], ["x"])
    with pytest.raises(ArgumentError, match="7"):
        broadcasting([(1,)] * 7, ["a"] * 7)
    with pytest.raises(ShapeError, match="more than 8"):
        broadcasting([(1,) * 9], ["a"])


# -- one tensor


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x,
        lambda x: x[1],
        lambda x: x.transpose(0, 2),
        lambda x: x[:, ::2, 1:],
        lambda x: x.expand(2, 3, 4),
        lambda x: x[0, 0, 0],
        lambda x: x.as_strided((2, 2), (1, 1), 3),
    ],
)
def test_offset_and_strides_lead_to_the_numbers(view: Any) -> None:
    x = lab.arange(24.0).reshape(2, 3, 4)
    y = view(x)
    memory = tensor_picture(y).memory
    for index in np.ndindex(*y.shape):
        place = memory.offset + sum(i * s for i, s in zip(index, memory.strides, strict=True))
        assert memory.cells[place] == y[index].item()
    assert memory.size == 24 and memory.shared == (y.numel() != 24 or memory.offset != 0)


def test_slices_and_what_is_left_out() -> None:
    x = lab.arange(2.0 * 200 * 3).reshape(2, 200, 3)
    seen = tensor_picture(x, "x")
    assert [part.index for part in seen.slices] == [[0], [1]]
    part = seen.slices[1]
    assert (part.rows, part.columns, part.steps) == (50, 3, [4, 1])
    assert part.values[:4] == [600.0, 601.0, 602.0, 612.0]
    assert slice_of(x.array, [1]) == part
    assert tensor_picture(lab.tensor(3.0)).slices[0].values == [3.0]
    assert tensor_picture(lab.zeros(0, 3)).slices == []


def test_numbers_json_cannot_say() -> None:
    seen = tensor_picture(lab.tensor([math.nan, math.inf, 1.0], requires_grad=True))
    assert seen.slices[0].values == ["NaN", "Infinity", 1.0]
    assert (seen.statistics.nans, seen.statistics.infinities) == (1, 1)
    assert seen.gradient is None and seen.requires_grad


@pytest.mark.parametrize("dtype", [lab.bool, lab.int64, lab.float16, lab.bfloat16, lab.complex64])
def test_every_kind_of_number(dtype: Any) -> None:
    assert tensor_picture(lab.ones(2, 3, dtype=dtype)).slices[0].values == [1.0] * 6


def test_only_tensors() -> None:
    with pytest.raises(ArgTypeError, match="list"):
        tensor_picture([1.0])
