"""Parts of tensors in the graph: what is a view, what a copy, what their nodes are called, and what is noticed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

INDICES = {  # index -> node, and whether x[index] looks at the memory of x
    "0": ("SelectBackward0", True),
    ":, 1": ("SelectBackward0", True),
    "0, 1:": ("SliceBackward0", True),
    ":": ("SliceBackward0", True),
    "...": ("AliasBackward0", True),
    "None": ("UnsqueezeBackward0", True),
    "0, 1": ("SelectBackward0", True),
    "[0]": ("IndexBackward0", False),
    "True": ("IndexBackward0", False),
    ":, [0, 1]": ("IndexBackward0", False),
    "0, [1]": ("IndexBackward0", False),
}


@pytest.mark.parametrize("index", INDICES)
def test_the_node_of_a_part_and_whose_memory_it_is(torch: Any, index: str) -> None:
    name, shares = INDICES[index]
    x = torch.ones(2, 3, requires_grad=True) * 1
    part = eval(f"x[{index}]", {"x": x})
    assert part.grad_fn.name() == name
    assert part._is_view() == shares
    with torch.no_grad():
        x.zero_()
    assert part.sum().item() == (0 if shares else part.numel())


CALLS = {
    "x[[0]] = 0": "IndexPutBackward0",
    "x[0] = 0": "CopySlices",
    "y = x.index_put((k,), x[0])": "IndexPutBackward0",
    "y = x.gather(0, k[None])": "GatherBackward0",
    "y = x.scatter(0, k[None], x)": "ScatterBackward0",
    "y = x.scatter_add(0, k[None], x)": "ScatterAddBackward0",
    "y = x.scatter_reduce(0, k[None], x, 'amax')": "ScatterReduceBackward0",
    "y = x.index_select(0, k)": "IndexSelectBackward0",
    "y = x.index_add(0, k, x[:1])": "IndexAddBackward0",
    "y = x.index_copy(0, k, x[:1])": "IndexCopyBackward0",
    "y = x.index_fill(0, k, 1)": "IndexFillBackward0",
    "y = x.masked_fill(x > 1, 1)": "MaskedFillBackward0",
    "y = x.masked_select(x > 1)": "MaskedSelectBackward0",
    "y = x.masked_scatter(x > 1, x)": "MaskedScatterBackward0",
    "y = torch.where(x > 1, x, 0)": "WhereBackward0",
    "y = x.take(k)": "TakeBackward0",
    "y = x.put(k, x[0, :1])": "PutBackward0",
    "y = x.sort()[0]": "SortBackward0",
    "y = x.topk(1)[0]": "TopkBackward0",
    "y = x.kthvalue(1)[0]": "KthvalueBackward0",
}


@pytest.mark.parametrize("call", CALLS)
def test_the_node_of_a_call(torch: Any, call: str) -> None:
    x = torch.ones(2, 3, requires_grad=True) * 1
    names = {"torch": torch, "x": x, "k": torch.tensor([0])}
    exec(call, names)
    assert names.get("y", x).grad_fn.name().removeprefix("torch::autograd::") == CALLS[call]


def test_adding_to_a_part_writes_once_and_keeps_the_gradient(torch: Any) -> None:
    x = torch.arange(4.0, requires_grad=True)
    y = x * 1
    y[1:3] += x[:2]
    y[[0, 3]] *= 2
    y[y.detach() > 5] -= 1
    assert y.tolist() == [0.0, 1.0, 3.0, 5.0]
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 2.0, 1.0, 2.0]


def test_a_place_named_twice(torch: Any) -> None:
    x = torch.zeros(3)
    x[[1, 1]] += 1  # reads both, then writes both: it does not add twice
    x[[2, 2]] = torch.tensor([5.0, 6.0])
    assert x.tolist() == [0.0, 1.0, 6.0]
    w = torch.ones(3, 2, requires_grad=True)
    w[torch.tensor([0, 2, 2, 2])].sum().backward()
    assert w.grad.tolist() == [[1.0, 1.0], [0.0, 0.0], [3.0, 3.0]]


def test_an_index_that_is_changed_later_does_not_change_the_gradient() -> None:
    """PyTorch refuses to go back; here the node keeps the index as it was."""
    x = lab.ones(3, requires_grad=True)
    k, mask, rows = lab.tensor([0, 1]), lab.tensor([True, False, False]), lab.tensor([2])
    y = x[k].sum() + x[mask].sum() + x.masked_select(mask).sum() + x.take(k).sum() + x.index_select(0, rows).sum()
    z = x * 1
    z[k] = lab.zeros(2)
    z.index_add_(0, rows, x[:1])
    for index in (k, mask, rows):
        index.zero_()
    (y + z.sum()).backward()
    assert x.grad.tolist() == [5.0, 2.0, 2.0]


def test_an_index_that_backward_needs_and_that_was_changed_is_noticed(torch: Any) -> None:
    x, k = torch.ones(3, requires_grad=True), torch.tensor([0, 1])
    y = x.gather(0, k)
    k[0] = 2
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_writing_into_a_view_that_was_made_while_not_recording(torch: Any) -> None:
    x, v = torch.zeros(3), torch.ones(1, requires_grad=True)
    with torch.no_grad():
        view = x[:2]
    with pytest.raises(RuntimeError, match="no_grad"):
        view[0] = v[0]
    assert x.tolist() == [0.0, 0.0, 0.0] and not x.requires_grad


def test_writing_all_of_itself_by_an_index_is_refused(torch: Any) -> None:
    x = torch.arange(3.0)
    for index in ([1, 0, 2], x >= 0):
        with pytest.raises(RuntimeError, match="clone"):
            x[index] = x
    x[:] = x
    assert x.tolist() == [0.0, 1.0, 2.0]


def test_memory_that_its_owner_has_closed_is_copied_before_it_is_written() -> None:
    array = np.arange(3.0)
    array.flags.writeable = False
    x = lab.from_numpy(array)
    x[0] = 5.0
    assert x.tolist() == [5.0, 1.0, 2.0] and array[0] == 0.0


def test_names_that_lie_scattered_in_memory(device: str) -> None:
    x = lab.zeros(2, 3, device=device)
    x.t()[[0, 0, 2]] = lab.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], device=device)
    assert x.tolist() == [[3.0, 0.0, 5.0], [4.0, 0.0, 6.0]]


def test_no_places_and_no_dims(torch: Any) -> None:
    x, s, none = torch.ones(2, 3), torch.tensor(2.0), torch.zeros(0, dtype=torch.int64)
    assert x.gather(0, none).shape == (0,)
    assert x.scatter(1, none[None], x).tolist() == x.tolist()
    assert s.gather(0, torch.tensor([0, 0])).tolist() == [2.0, 2.0]
    half = torch.tensor([2.0, 1.0, 2.0]).to(torch.bfloat16)
    assert half.sort().indices.tolist() == [1, 0, 2] and half.unique().tolist() == [1.0, 2.0]
    flags = torch.zeros(2, dtype=torch.bool)
    flags[0] = 2j
    x[0] = 3 + 0j
    assert flags.tolist() == [True, False] and x[0].tolist() == [3.0, 3.0, 3.0]


class Second:
    def __index__(self) -> int:
        return 1


def test_anything_that_is_an_integer_is_an_index(torch: Any) -> None:
    assert torch.arange(3)[Second()].item() == 1
