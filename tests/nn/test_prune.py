"""nn.utils.prune beside PyTorch's: masks, what is saved, pruning again, pruning several parameters as one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch, numbers, same

Step = Callable[[Any, Any, Any], Any]  # (library, nn.utils.prune, layer)


def pruning(torch: Any) -> Any:
    """nn.utils.prune, which PyTorch does not import by itself."""
    return import_module(f"{torch.__name__}.nn.utils.prune")


MASK = (np.arange(12).reshape(3, 4) % 3 > 0).astype(float)

STEPS: dict[str, Step] = {
    "identity": lambda t, p, m: p.identity(m, "weight"),
    "l1": lambda t, p, m: p.l1_unstructured(m, "weight", 0.3),
    "l1 count": lambda t, p, m: p.l1_unstructured(m, "weight", amount=5),
    "l1 scores": lambda t, p, m: p.l1_unstructured(m, "weight", 4, t.tensor(numbers(3, 4, seed=9))),
    "l1 none": lambda t, p, m: p.l1_unstructured(m, "weight", 0),
    "l1 all": lambda t, p, m: p.l1_unstructured(m, "weight", 1.0),
    "ln rows": lambda t, p, m: p.ln_structured(m, "weight", 1, n=2, dim=0),
    "ln columns": lambda t, p, m: p.ln_structured(m, "weight", 0.5, n=1, dim=-1),
    "ln max": lambda t, p, m: p.ln_structured(m, "weight", 0.5, n=float("inf"), dim=1),
    "mask": lambda t, p, m: p.custom_from_mask(m, "weight", t.tensor(MASK)),
    "class": lambda t, p, m: p.L1Unstructured.apply(m, "weight", amount=3),
}
CHAINS = [*([name] for name in STEPS), ["l1", "l1"], ["l1", "ln rows"], ["ln rows", "l1"], ["mask", "ln columns", "l1"]]
chains = pytest.mark.parametrize("chain", CHAINS, ids=" ".join)


def layer(torch: Any, *chain: str) -> Any:
    linear = torch.nn.Linear(4, 3).double()
    with torch.no_grad():
        linear.weight.copy_(torch.tensor(numbers(3, 4)))
        linear.bias.zero_()
    for name in chain:
        STEPS[name](torch, pruning(torch), linear)
    return linear


@chains
def test_beside_torch(chain: list[str]) -> None:
    results, names = [], []
    for torch in (need_torch(), lab):
        linear = layer(torch, *chain)
        y = linear(torch.tensor(numbers(2, 4)))
        (y * y).sum().backward()
        results.append([y, linear.weight, linear.weight_mask, *(p.grad for p in linear.parameters())])
        names.append((list(linear.state_dict()), pruning(torch).is_pruned(linear), type(linear).__name__))
        pruning(torch).remove(linear, "weight")
        results[-1].append(linear.weight)
        names.append((sorted(linear.state_dict()), pruning(torch).is_pruned(linear)))
    same(results[1], results[0])
    assert names[:2] == names[2:]


@pytest.mark.parametrize("scores", [False, True])
def test_several_parameters_as_one(scores: bool) -> None:
    results = []
    for torch in (need_torch(), lab):
        prune, first, second = pruning(torch), layer(torch, "l1 count"), layer(torch)
        with torch.no_grad():
            second.weight.mul_(0.9)
            second.bias.copy_(torch.tensor([0.1, 0.2, 0.3]))
        places = [(first, "weight"), (second, "weight"), (second, "bias")]
        given = {places[2]: torch.tensor([5.0, 0.0, 1.0], dtype=torch.float64)} if scores else None
        prune.global_unstructured(places, prune.L1Unstructured, given, amount=0.4)
        results.append([first.weight_mask, second.weight_mask, second.bias_mask, first.weight])
    same(results[1], results[0])


@pytest.mark.parametrize("cls, options, zeros", [
    ("RandomUnstructured", {"amount": 5}, 5), ("RandomStructured", {"amount": 2, "dim": 0}, 8),
    ("RandomStructured", {"amount": 0.5, "dim": 1}, 6),
])  # fmt: skip
def test_at_random(cls: str, options: dict[str, Any], zeros: int) -> None:
    lab.manual_seed(0)
    masks = []
    for _ in range(5):
        linear = layer(lab)
        getattr(lab.nn.utils.prune, cls).apply(linear, "weight", **options)
        masks.append(linear.weight_mask)
        assert (linear.weight_mask == 0).sum().item() == zeros
        if "dim" in options:
            lines = linear.weight_mask.sum(1 - options["dim"])
            assert set(lines.tolist()) == {0, (4, 3)[options["dim"]]}
    assert any(not mask.equal(masks[0]) for mask in masks)
    lab.nn.utils.prune.random_unstructured(linear, "bias", 1)
    lab.nn.utils.prune.random_structured(linear, "weight", 1, 0)
    assert (linear.bias_mask == 0).sum().item() == 1


def test_learning_moves_the_hidden_numbers_and_not_the_mask() -> None:
    linear = layer(lab, "l1")
    optimizer = lab.optim.SGD(linear.parameters(), lr=0.1)
    linear(lab.tensor(numbers(2, 4))).sum().backward()
    optimizer.step()
    linear(lab.tensor(numbers(2, 4)))
    assert (linear.weight[linear.weight_mask == 0] == 0).all()
    assert (linear.weight_orig.grad[linear.weight_mask == 0] == 0).all()
    other = layer(lab, "identity")
    other.load_state_dict(linear.state_dict())
    other(lab.tensor(numbers(2, 4)))
    assert other.weight.equal(linear.weight)


def own_method(prune: Any) -> Any:
    class EveryOther(prune.BasePruningMethod):
        PRUNING_TYPE = "unstructured"

        def compute_mask(self, t: Any, default_mask: Any) -> Any:
            mask = default_mask.clone()
            mask.view(-1)[::2] = 0
            return mask

    return EveryOther


def test_a_method_of_ones_own() -> None:
    results = []
    for torch in (need_torch(), lab):
        prune, linear = pruning(torch), layer(torch, "l1 count")
        method = own_method(prune)
        container = method.apply(linear, "weight")
        assert isinstance(container, prune.PruningContainer) and len(container) == 2
        assert [type(m) for m in container] == [prune.L1Unstructured, method] and container[1] is [*container][1]
        alone = method().prune(torch.tensor(numbers(2, 3)))
        results.append([linear.weight, linear.weight_mask, alone])
    same(results[1], results[0])


def test_what_fails_changes_nothing() -> None:
    linear = layer(lab)
    with pytest.raises(ValueError):
        lab.nn.utils.prune.l1_unstructured(linear, "weight", 13)
    assert list(linear.state_dict()) == ["weight", "bias"] and linear.weight.is_leaf
    lab.nn.utils.prune.l1_unstructured(linear, "weight", 2)
    before = linear.weight_mask.clone()
    with pytest.raises(ValueError):
        lab.nn.utils.prune.l1_unstructured(linear, "weight", 11)
    assert linear.weight_mask.equal(before) and lab.nn.utils.prune.is_pruned(linear)
