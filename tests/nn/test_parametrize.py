"""nn.utils.parametrize and parametrizations beside PyTorch's."""

from __future__ import annotations

import copy
import pickle
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import as_array, need_torch, numbers, same


def symmetric(torch: Any) -> Any:
    class Symmetric(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return x.triu() + x.triu(1).mT

        def right_inverse(self, a: Any) -> Any:
            return a.triu()

    return Symmetric()


def product(torch: Any) -> Any:
    """From two originals."""

    class Product(torch.nn.Module):
        def forward(self, a: Any, b: Any) -> Any:
            return a * b

        def right_inverse(self, w: Any) -> Any:
            return w.abs().sqrt(), w.sign() * w.abs().sqrt()

    return Product()


def one_way(torch: Any) -> Any:
    class OneWay(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return x * 3

    return OneWay()


def layer(torch: Any, *made: Callable[[Any], Any], unsafe: bool = False) -> Any:
    linear = torch.nn.Linear(3, 3).double()
    with torch.no_grad():
        linear.weight.copy_(torch.tensor(numbers(3, 3)))
        linear.bias.copy_(torch.tensor(numbers(3)))
    for make in made:
        torch.nn.utils.parametrize.register_parametrization(linear, "weight", make(torch), unsafe=unsafe)
    return linear


CHAINS = [(symmetric,), (product,), (one_way,), (symmetric, one_way), (product, symmetric), (one_way, symmetric)]
chains = pytest.mark.parametrize("made", CHAINS, ids=lambda made: " ".join(m.__name__ for m in made))


@chains
def test_beside_torch(made: Any) -> None:
    results, texts = [], []
    for torch in (need_torch(), lab):
        linear = layer(torch, *made)
        y = linear(torch.tensor(numbers(2, 3)))
        (y * y).sum().backward()
        texts.append((repr(linear), list(linear.state_dict()), type(linear).__name__))
        results.append([y, linear.weight, *(p.grad for p in linear.parameters())])
    same(results[1], results[0])
    assert texts[1] == texts[0]


@chains
@pytest.mark.parametrize("leave", [True, False])
def test_removal(made: Any, leave: bool) -> None:
    results = []
    for torch in (need_torch(), lab):
        parametrize = torch.nn.utils.parametrize
        linear = layer(torch, *made)
        if made[0] is product and not leave:
            with pytest.raises(ValueError):
                parametrize.remove_parametrizations(linear, "weight", leave)
            continue
        own = linear.parametrizations.weight
        first = own.original if hasattr(own, "original") else None
        assert parametrize.remove_parametrizations(linear, "weight", leave) is linear
        assert type(linear) is torch.nn.Linear and not parametrize.is_parametrized(linear)
        assert first is None or linear.weight is first
        assert linear.weight.is_leaf and linear.weight.requires_grad
        results.append([linear.weight, list(linear.state_dict()) == ["bias", "weight"]])
    if results:
        same(results[1][0], results[0][0])
        assert results[1][1] and results[0][1]


def test_assignment_finds_the_originals() -> None:
    results = []
    for torch in (need_torch(), lab):
        value = torch.tensor(numbers(3, 3, seed=4))
        both = layer(torch, product)
        both.weight = value
        one = layer(torch, symmetric)
        optimized = one.parametrizations.weight.original
        one.weight = value + value.mT
        assert one.parametrizations.weight.original is optimized
        assert optimized.requires_grad
        own = both.parametrizations.weight
        results.append([both.weight, one.weight, own.original0, own.original1, optimized])
    same(results[1], results[0])


def test_a_parameter_may_be_assigned_too() -> None:
    linear = layer(lab, symmetric)
    linear.weight = lab.nn.Parameter(lab.eye(3, dtype=lab.float64))
    assert linear.weight.equal(lab.eye(3, dtype=lab.float64))
    assert list(linear.state_dict()) == ["bias", "parametrizations.weight.original"]


def test_buffers_and_several_tensors() -> None:
    parametrize = lab.nn.utils.parametrize
    linear = layer(lab)
    linear.register_buffer("scale", lab.eye(3))
    parametrize.register_parametrization(linear, "scale", symmetric(lab))
    parametrize.register_parametrization(linear, "bias", one_way(lab))
    assert parametrize.is_parametrized(linear) and parametrize.is_parametrized(linear, "bias")
    assert not parametrize.is_parametrized(linear, "weight")
    assert sorted(n for n, _ in linear.named_buffers()) == ["parametrizations.scale.original"]
    assert parametrize.type_before_parametrizations(linear) is lab.nn.Linear
    parametrize.remove_parametrizations(linear, "scale")
    assert "scale" in linear._buffers and parametrize.is_parametrized(linear)


def twice(torch: Any) -> Any:
    class Twice(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return torch.cat([x, x])

    return Twice()


@pytest.mark.parametrize("made", [(), (symmetric,)], ids=["first", "second"])
def test_what_does_not_fit_changes_nothing(made: Any) -> None:
    linear = layer(lab, *made)
    before = linear.weight.clone()
    with pytest.raises(ValueError, match=r"shape.*\(6, 3\)"):
        lab.nn.utils.parametrize.register_parametrization(linear, "weight", twice(lab))
    assert linear.weight.equal(before)
    assert lab.nn.utils.parametrize.is_parametrized(linear) is bool(made)
    assert layer(lab, *made, twice, unsafe=True).weight.shape == (6, 3)


def test_caching() -> None:
    parametrize = lab.nn.utils.parametrize
    linear = layer(lab, symmetric)
    assert linear.weight is not linear.weight
    with parametrize.cached():
        with parametrize.cached():
            first = linear.weight
        assert linear.weight is first
        seen: list[Any] = []
        other = threading.Thread(target=lambda: seen.append(linear.weight is linear.weight))
        other.start()
        other.join()
        assert seen == [False]  # the cache is that of this thread
    assert linear.weight is not first


def test_copies_and_pickles() -> None:
    linear = layer(lab, symmetric, one_way)
    twin = copy.deepcopy(linear)
    assert type(twin) is type(linear) and twin.weight.equal(linear.weight)
    with lab.no_grad():
        twin.parametrizations.weight.original.zero_()
    assert not twin.weight.equal(linear.weight)
    plain = lab.nn.utils.parametrizations.weight_norm(lab.nn.Linear(2, 2))
    plain._state_hooks = None  # a function inside a function cannot be pickled
    assert pickle.loads(pickle.dumps(plain)).weight.equal(plain.weight)


def test_state_goes_over() -> None:
    source, target = layer(lab, symmetric), lab.nn.Linear(3, 3).double()
    lab.nn.utils.parametrize.transfer_parametrizations_and_params(source, target)
    assert target.weight.equal(source.weight)
    assert target.parametrizations.weight.original is source.parametrizations.weight.original
    other = layer(lab, product)
    fresh = layer(lab, product)
    other.load_state_dict({k: v + 1 for k, v in fresh.state_dict().items()})
    assert other.parametrizations.weight.original0.equal(fresh.parametrizations.weight.original0 + 1)


def test_in_functional_call_and_training() -> None:
    linear = layer(lab, symmetric)
    given = {"parametrizations.weight.original": lab.eye(3, dtype=lab.float64)}
    y = lab.func.functional_call(linear, given, (lab.zeros(1, 3, dtype=lab.float64),))
    assert y.equal(linear.bias.unsqueeze(0))
    linear.train(False)
    assert not linear.parametrizations.weight.training


# -- the ready ones --------------------------------------------------------------------------------------------------


def loaded(torch: Any, module: Any, state: Any) -> Any:
    module.load_state_dict({k: torch.tensor(as_array(v)) for k, v in state.items()})
    return module


@pytest.mark.parametrize("dim", [0, 1, None, -1])
def test_weight_norm(dim: int | None) -> None:
    results, state = [], None
    for torch in (need_torch(), lab):
        conv = torch.nn.utils.parametrizations.weight_norm(torch.nn.Conv1d(2, 3, 2).double(), dim=dim)
        state = conv.state_dict() if state is None else state
        loaded(torch, conv, state)
        before = conv.weight
        conv.weight = torch.tensor(numbers(3, 2, 2, seed=3))
        y = conv(torch.tensor(numbers(2, 2, 5)))
        (y * y).sum().backward()
        results.append([before, conv.weight, *(p.grad for p in conv.parameters())])
    same(results[1], results[0])


def test_the_older_names_of_weight_norm_are_read() -> None:
    new = lab.nn.utils.parametrizations.weight_norm(lab.nn.Linear(2, 3))
    new.load_state_dict({"weight_g": lab.ones(3, 1), "weight_v": lab.ones(3, 2), "bias": lab.zeros(3)})
    np.testing.assert_allclose(new.weight.detach().numpy(), np.full((3, 2), 0.5**0.5), rtol=1e-6)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("make", [lambda nn: nn.Linear(3, 4), lambda nn: nn.ConvTranspose1d(2, 3, 2)])
def test_spectral_norm(make: Any, training: bool) -> None:
    results, state = [], None
    for torch in (need_torch(), lab):
        module = torch.nn.utils.parametrizations.spectral_norm(make(torch.nn).double(), n_power_iterations=2)
        state = {k: v.clone() for k, v in module.state_dict().items()} if state is None else state
        loaded(torch, module, state).train(training)
        weight = module.weight
        (weight**3).sum().backward()
        results.append([weight, *module.state_dict().values(), *(p.grad for p in module.parameters() if p.ndim > 1)])
    same(results[1], results[0])


def test_spectral_norm_makes_the_norm_one() -> None:
    lab.manual_seed(0)
    layer = lab.nn.utils.parametrizations.spectral_norm(lab.nn.Linear(5, 4))
    for _ in range(30):
        weight = layer.weight
    assert lab.linalg.matrix_norm(weight, 2).item() == pytest.approx(1, abs=1e-4)
    vector = lab.nn.utils.parametrizations.spectral_norm(lab.nn.Linear(5, 4), "bias")
    assert vector.bias.norm().item() == pytest.approx(1, abs=1e-6)


MAPS = ["matrix_exp", "cayley", "householder", None]


@pytest.mark.parametrize("orthogonal_map", MAPS)
@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4)], ids=str)
def test_orthogonal(shape: tuple[int, int], orthogonal_map: str | None) -> None:
    results, state = [], None
    for torch in (need_torch(), lab):
        make = torch.nn.utils.parametrizations.orthogonal
        linear = make(torch.nn.Linear(*shape).double(), orthogonal_map=orthogonal_map)
        if state is None:
            state = {k: v.clone() for k, v in linear.state_dict().items()}
            if orthogonal_map in ("matrix_exp", "cayley"):
                state["parametrizations.weight.original"] += 0.3 * torch.tensor(
                    numbers(*state["parametrizations.weight.original"].shape)
                )
        loaded(torch, linear, state)
        w = linear.weight
        one = as_array(w @ w.mT if w.shape[0] < w.shape[1] else w.mT @ w)
        np.testing.assert_allclose(one, np.eye(len(one)), atol=1e-9)
        (w * torch.tensor(numbers(*w.shape, seed=2))).sum().backward()
        results.append([w, linear.parametrizations.weight.original.grad])
    same(results[1], results[0], 1e-8)


@pytest.mark.parametrize("orthogonal_map", MAPS)
@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4)], ids=str)
def test_orthogonal_values_are_kept(shape: tuple[int, int], orthogonal_map: str | None) -> None:
    lab.manual_seed(1)
    linear = lab.nn.Linear(*shape).double()
    lab.nn.utils.parametrizations.orthogonal(linear, orthogonal_map=orthogonal_map)
    q = linear.weight.detach()
    linear.weight = q
    assert linear.weight.allclose(q, atol=1e-9)
    free = lab.nn.Linear(*shape).double()
    make = lab.nn.utils.parametrizations.orthogonal
    make(free, orthogonal_map=orthogonal_map, use_trivialization=False)
    one = free.weight @ free.weight.mT if shape[0] > shape[1] else free.weight.mT @ free.weight
    assert one.allclose(lab.eye(len(one), dtype=lab.float64), atol=1e-9)
