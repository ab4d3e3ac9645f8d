"""Every distribution of the table beside PyTorch's: what is known about it, densities, gradients, KL, constraints."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.distributions.table import ROWS, Row

torch = pytest.importorskip("torch")
# PyTorch 2.13 takes its Wishart draws for singular where they are not.
pytestmark = pytest.mark.filterwarnings("ignore:Singular sample")
PARAMS = pytest.mark.parametrize("row", ROWS, ids=repr)


def both(row: Row, **options: Any) -> list[tuple[Any, dict[str, Any]]]:
    return [row.built(library, **options) for library in (lab, torch)]


def numbers(x: Any) -> Any:
    return x.detach().numpy() if hasattr(x, "detach") else x


def same(ours: Any, theirs: Any, rtol: float = 1e-7) -> None:
    ours, theirs = numbers(ours), numbers(theirs)
    assert np.shape(ours) == np.shape(theirs)
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=rtol / 100)


def asked(distribution: Any, name: str, *args: Any) -> Any:
    """What it answers, or that it has no answer (as PyTorch's expanded Multinomial, by mistake)."""
    try:
        answer = getattr(distribution, name)
        return answer(*args) if callable(answer) else answer
    except (NotImplementedError, AttributeError):
        return NotImplementedError


def precision(row: Row) -> float:
    """Seven digits in float32, and for VonMises, of which PyTorch's Bessel functions have no more."""
    return 1e-5 if row.dtype == "float32" else 1e-6 if row.name == "VonMises" else 1e-7


def drawn(theirs: Any, n: int = 4) -> Any:
    torch.manual_seed(0)
    return theirs.sample((n,))


@PARAMS
def test_what_is_known_about_it(row: Row) -> None:
    (ours, _), (theirs, _) = both(row)
    assert tuple(ours.batch_shape) == tuple(theirs.batch_shape)
    assert tuple(ours.event_shape) == tuple(theirs.event_shape)
    assert ours.has_rsample == theirs.has_rsample or row.name == "RelaxedBernoulli"
    assert ours.has_enumerate_support == theirs.has_enumerate_support
    assert repr(ours.support).split("(")[0] == repr(theirs.support).split("(")[0]
    rtol = precision(row)
    for name in ("mean", "mode", "variance", "stddev", "entropy", "perplexity"):
        theirs_says = asked(theirs, name)
        if theirs_says is not NotImplementedError:
            same(asked(ours, name), theirs_says, rtol)


@PARAMS
def test_densities_and_their_gradients(row: Row) -> None:
    (ours, our_tensors), (theirs, their_tensors) = both(row, requires_grad=True)
    x = drawn(theirs)
    mine, yours = ours.log_prob(lab.tensor(x.numpy())), theirs.log_prob(x)
    rtol = precision(row)
    same(mine, yours, rtol)
    seed = np.random.default_rng(0).normal(size=tuple(yours.shape))
    mine.backward(lab.tensor(seed, dtype=mine.dtype))
    yours.backward(torch.tensor(seed, dtype=yours.dtype))
    for name, tensor in their_tensors.items():
        if tensor.grad is not None:
            # What stands above the diagonal of a triangle has no meaning, and here no gradient.
            part = np.tril if name == "scale_tril" else np.asarray
            same(part(our_tensors[name].grad.numpy()), part(tensor.grad.numpy()), 20 * rtol)


@PARAMS
def test_shares_below(row: Row) -> None:
    (ours, _), (theirs, _) = both(row)
    x = drawn(theirs)
    u = asked(theirs, "cdf", x)
    if u is NotImplementedError:
        return
    same(asked(ours, "cdf", lab.tensor(x.numpy())), u, 1e-6)
    back = asked(theirs, "icdf", torch.full_like(u, 0.3))
    if back is not NotImplementedError:
        same(asked(ours, "icdf", lab.tensor(np.full(u.shape, 0.3, u.numpy().dtype))), back, 10 * precision(row))


@PARAMS
def test_more_of_the_same(row: Row) -> None:
    (ours, _), (theirs, _) = both(row)
    shape = (2, *ours.batch_shape)
    x = drawn(theirs, 2)
    more, reference = ours.expand(shape), theirs.expand(shape)
    assert type(more) is type(ours)
    assert tuple(more.batch_shape) == shape and tuple(more.sample((3,)).shape) == (3, *shape, *ours.event_shape)
    same(more.log_prob(lab.tensor(x.numpy())), reference.log_prob(x), 10 * precision(row))
    for name in ("mean", "variance", "entropy"):
        theirs_says = asked(reference, name)
        if theirs_says is not NotImplementedError:
            same(asked(more, name), theirs_says, 10 * precision(row))


@PARAMS
def test_all_values(row: Row) -> None:
    (ours, _), (theirs, _) = both(row)
    if theirs.has_enumerate_support:
        same(ours.enumerate_support(), theirs.enumerate_support())
        same(ours.enumerate_support(expand=False), theirs.enumerate_support(expand=False))


@PARAMS
def test_draws_are_in_the_support(row: Row) -> None:
    lab.manual_seed(0)
    ours, _ = row.built(lab, dtype="float32")
    assert ours.support.check(ours.sample((50,))).all()
    assert ours.log_prob(ours.sample((50,))).isfinite().all()


def test_every_name_is_where_programs_look_for_it() -> None:
    for module in pkgutil.iter_modules(torch.distributions.__path__):
        theirs = importlib.import_module(f"torch.distributions.{module.name}")
        ours = importlib.import_module(f"autograd_lab.distributions.{module.name}")
        assert [name for name in theirs.__all__ if not hasattr(ours, name)] == [], module.name
    assert [name for name in torch.distributions.__all__ if not hasattr(lab.distributions, name)] == []
