"""A group of few numbers is changed in one update, with the bits of the reference, which takes one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.kernels.registry import reference_ops
from autograd_lab.optim import few

SHAPES = [(3, 4), (4,), (), (2, 4)]
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01, "nesterov": True}),
    ("Adam", {"amsgrad": True, "maximize": True}),
    ("AdamW", {"lr": 0.1}),
    ("NAdam", {}),
    ("ASGD", {}),
    ("RMSprop", {"momentum": 0.9, "centered": True}),
]


def start() -> list[lab.Tensor]:
    lab.manual_seed(0)
    return [lab.randn(shape).requires_grad_() for shape in SHAPES]


def give(params: list[lab.Tensor], step: int) -> None:
    draw = np.random.default_rng(step)
    for p in params:
        p.grad = lab.tensor(draw.standard_normal(p.shape), dtype=lab.float32)


@pytest.mark.parametrize(("name", "options"), ROWS, ids=[row[0] for row in ROWS])
def test_bits_of_the_reference(name: str, options: dict[str, Any]) -> None:
    params, others = start(), start()
    optimizer, reference = (getattr(lab.optim, name)(group, **options) for group in (params, others))
    for step in range(5):
        give(params, step)
        give(others, step)
        if step == 3:  # one goes its own way for a step: from then on the counts differ
            params[1].grad = others[1].grad = None
        if step == 2:
            assert few._lines[optimizer][0] is not None
        optimizer.step()
        with reference_ops():
            reference.step()
        for p, q in zip(params, others, strict=True):
            assert p.array.tobytes() == q.array.tobytes() and p._version == q._version
            assert [*optimizer.state[p]] == [*reference.state[q]]
            for key, value in optimizer.state[p].items():
                assert value.array.tobytes() == reference.state[q][key].array.tobytes()
                assert value.dtype == reference.state[q][key].dtype and value.shape == reference.state[q][key].shape


def test_changes_of_parameters_and_state_are_seen() -> None:
    params, others = start(), start()
    optimizer, reference = lab.optim.Adam(params), lab.optim.Adam(others)
    for step in range(6):
        for group, one in ((params, optimizer), (others, reference)):
            give(group, step)
            if step == 3:
                group[0].data = group[0].detach() * 2
            if step == 4:
                one.state[group[3]]["exp_avg"].mul_(0.5)
            if step == 5:
                one.load_state_dict(one.state_dict())
        optimizer.step()
        with reference_ops():
            reference.step()
    for p, q in zip(params, others, strict=True):
        assert p.array.tobytes() == q.array.tobytes()
