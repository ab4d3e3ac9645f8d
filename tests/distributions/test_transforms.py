"""Every transform beside PyTorch's, and what leads from a constraint to a transform."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import distributions as D
from autograd_lab.distributions.utils import tril_matrix_to_vec
from tests.support.refusal import assert_refused

tensor = lab.tensor
RNG = np.random.default_rng(0)
REAL = RNG.normal(size=(2, 3))
SQUARE = RNG.normal(size=(2, 3, 3))
# Each row: what makes the transform, from D and a tensor function, and an x to begin with.
MADE: dict[str, tuple[Callable[[Any, Any], Any], Any]] = {
    "exp": (lambda D, t: D.ExpTransform(), REAL),
    "power": (lambda D, t: D.PowerTransform(t([0.5, 2.0, -1.0])), abs(REAL)),
    "sigmoid": (lambda D, t: D.SigmoidTransform(), REAL),
    "softplus": (lambda D, t: D.SoftplusTransform(), REAL),
    "tanh": (lambda D, t: D.TanhTransform(), REAL),
    "abs": (lambda D, t: D.AbsTransform(), REAL),
    "affine": (lambda D, t: D.AffineTransform(1.5, -2.0), REAL),
    "affine of tensors": (lambda D, t: D.AffineTransform(t([1.0, 0.0, 2.0]), t([0.5, -2.0, 3.0])), REAL),
    "affine of vectors": (lambda D, t: D.AffineTransform(0.0, t([0.5, -2.0, 3.0]), event_dim=1), REAL),
    "cdf": (lambda D, t: D.CumulativeDistributionTransform(D.Normal(t(0.5), t(2.0))), REAL),
    "softmax": (lambda D, t: D.SoftmaxTransform(), REAL),
    "stick": (lambda D, t: D.StickBreakingTransform(), REAL),
    "triangle": (lambda D, t: D.LowerCholeskyTransform(), SQUARE),
    "covariance": (lambda D, t: D.PositiveDefiniteTransform(), SQUARE),
    "correlation": (lambda D, t: D.CorrCholeskyTransform(), RNG.normal(size=(2, 6))),
    "compose": (lambda D, t: D.ComposeTransform([D.AffineTransform(0.0, -2.0), D.ExpTransform()]), REAL),
    "one twice": (lambda D, t: D.ComposeTransform([D.TanhTransform()] * 2), REAL),
    "compose to a vector": (lambda D, t: D.ComposeTransform([D.ExpTransform(), D.StickBreakingTransform()]), REAL),
    "nothing": (lambda D, t: D.identity_transform, REAL),
    "independent": (lambda D, t: D.IndependentTransform(D.ExpTransform(), 1), REAL),
    "reshape": (lambda D, t: D.ReshapeTransform((2, 3), (3, 2)), RNG.normal(size=(4, 2, 3))),
    "inverse": (lambda D, t: D.ExpTransform().inv, abs(REAL)),
    "cat": (lambda D, t: D.CatTransform([D.ExpTransform(), D.identity_transform], -1, [1, 2]), REAL),
    "stack": (lambda D, t: D.StackTransform([D.ExpTransform(), D.AffineTransform(0.0, 2.0)], 0), REAL),
}


def told(of: Any, *args: Any) -> Any:
    try:
        return of(*args)
    except (NotImplementedError, ValueError, AttributeError):
        return None


@pytest.mark.parametrize("name", MADE)
def test_transforms_are_those_of_torch(name: str) -> None:
    torch = pytest.importorskip("torch")
    make, start = MADE[name]
    ours, theirs = make(D, lambda v: tensor(v, dtype=lab.float64)), make(torch.distributions, torch.tensor)
    x, x_torch = tensor(start), torch.tensor(start)
    y, y_torch = ours(x), theirs(x_torch)
    np.testing.assert_allclose(y.numpy(), y_torch.numpy(), rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(ours.inv(y).numpy(), theirs.inv(y_torch).numpy(), rtol=1e-6, atol=1e-8)
    assert ours.bijective == theirs.bijective
    for side in ("domain", "codomain"):
        if name != "cat":
            assert getattr(ours, side).event_dim == getattr(theirs, side).event_dim
    assert told(lambda: tuple(ours.forward_shape(x.shape))) == told(lambda: tuple(theirs.forward_shape(x_torch.shape)))
    assert told(lambda: tuple(ours.inverse_shape(y.shape))) == told(lambda: tuple(theirs.inverse_shape(y_torch.shape)))
    log = told(lambda: theirs.log_abs_det_jacobian(x_torch, y_torch))
    if log is not None:
        found = ours.log_abs_det_jacobian(x, y)
        assert tuple(found.shape) == tuple(log.shape)
        np.testing.assert_allclose(found.numpy(), log.numpy(), rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(ours.inv.log_abs_det_jacobian(y, x).numpy(), -log.numpy(), rtol=1e-5, atol=1e-7)
    sign = told(lambda: theirs.sign)
    if sign is not None:
        assert np.array_equal(np.asarray(ours.sign), np.asarray(sign))
    if name != "correlation":  # of which in PyTorch no two are equal
        equal = theirs == make(torch.distributions, torch.tensor)
        assert (ours == make(D, lambda v: tensor(v, dtype=lab.float64))) == equal
    assert ours.inv.inv is ours or name == "nothing"


ELEMENTWISE = ("exp", "power", "sigmoid", "softplus", "tanh", "affine", "cdf", "compose", "one twice", "inverse")


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_log_abs_det_jacobian_is_the_slope(name: str) -> None:
    make, start = MADE[name]
    t = make(D, lambda v: tensor(v, dtype=lab.float64))
    x = tensor(start, requires_grad=True)
    y = t(x)
    (slope,) = lab.autograd.grad(y.sum(), x)
    assert lab.allclose(t.log_abs_det_jacobian(x, y), slope.abs().log(), atol=1e-7)


@pytest.mark.parametrize("name", ["stick", "correlation"])
def test_log_abs_det_jacobian_is_that_of_the_matrix(name: str) -> None:
    """Of the free coordinates of y: all but the last share; the triangle below the diagonal."""
    make, start = MADE[name]
    t, x = make(D, tensor), tensor(start[0])

    def free(x: lab.Tensor) -> lab.Tensor:
        y = t(x)
        return y[:-1] if name == "stick" else y[tuple(lab.tril_indices(4, 4, -1))]

    jacobian = lab.func.jacrev(free)(x)
    assert lab.allclose(lab.linalg.slogdet(jacobian).logabsdet, t.log_abs_det_jacobian(x, t(x)), atol=1e-7)


def test_a_cache_gives_back_the_very_tensor() -> None:
    t, x = D.TanhTransform(cache_size=1), tensor([30.0])
    y = t(x)
    assert t.inv(y) is x and t.with_cache(1) is t and t.with_cache(0)._cache_size == 0
    assert D.TanhTransform().inv(D.TanhTransform()(x)).isinf().item()
    assert pickle.loads(pickle.dumps(t.inv)).inv == t


CONSTRAINTS: dict[str, Callable[[Any], Any]] = {
    "real": lambda c: c.real,
    "real_vector": lambda c: c.real_vector,
    "positive": lambda c: c.positive,
    "nonnegative": lambda c: c.nonnegative,
    "greater_than": lambda c: c.greater_than(1.5),
    "greater_than_eq": lambda c: c.greater_than_eq(-2.0),
    "less_than": lambda c: c.less_than(1.5),
    "unit_interval": lambda c: c.unit_interval,
    "interval": lambda c: c.interval(-1.0, 2.0),
    "half_open_interval": lambda c: c.half_open_interval(-1.0, 2.0),
    "simplex": lambda c: c.simplex,
    "lower_cholesky": lambda c: c.lower_cholesky,
    "positive_definite": lambda c: c.positive_definite,
    "positive_semidefinite": lambda c: c.positive_semidefinite,
    "corr_cholesky": lambda c: c.corr_cholesky,
    "cat": lambda c: c.cat([c.positive, c.real], -1, [1, 2]),
    "stack": lambda c: c.stack([c.positive, c.unit_interval], 0),
}
OTHERS: dict[str, Callable[[Any], Any]] = {
    "boolean": lambda c: c.boolean,
    "one_hot": lambda c: c.one_hot,
    "nonnegative_integer": lambda c: c.nonnegative_integer,
    "positive_integer": lambda c: c.positive_integer,
    "integer_interval": lambda c: c.integer_interval(0, 2),
    "multinomial": lambda c: c.multinomial(3),
    "lower_triangular": lambda c: c.lower_triangular,
    "square": lambda c: c.square,
    "symmetric": lambda c: c.symmetric,
}


@pytest.mark.parametrize("registry", ["biject_to", "transform_to"])
@pytest.mark.parametrize("name", [*CONSTRAINTS, *OTHERS])
def test_registries_are_those_of_torch(name: str, registry: str) -> None:
    torch = pytest.importorskip("torch")
    make = (CONSTRAINTS | OTHERS)[name]
    ours = told(getattr(D, registry), make(D.constraints))
    theirs = told(getattr(torch.distributions, registry), make(torch.distributions.constraints))
    assert (ours is None) == (theirs is None)
    if ours is None:
        return
    matrix = name in ("lower_cholesky", "positive_definite", "positive_semidefinite")
    x = SQUARE if matrix else REAL
    y, expected = ours(tensor(x)), theirs(torch.tensor(x))
    np.testing.assert_allclose(y.numpy(), expected.numpy(), rtol=1e-6)
    assert make(D.constraints).check(y).all()
    assert lab.allclose(ours(ours.inv(y)), y)


@pytest.mark.parametrize("name", [*CONSTRAINTS, *OTHERS])
def test_checks_are_those_of_torch(name: str) -> None:
    torch = pytest.importorskip("torch")
    make = (CONSTRAINTS | OTHERS)[name]
    ours, theirs = make(D.constraints), make(torch.distributions.constraints)
    whole = [[0.0, 1.0, 2.0], [1.0, 0.0, 0.0], [0.2, 0.5, 0.3], [-1.0, np.nan, 1.5]]
    values = [
        SQUARE,
        SQUARE @ SQUARE.swapaxes(-1, -2),
        np.linalg.cholesky(SQUARE @ SQUARE.swapaxes(-1, -2) + np.eye(3)),
    ]
    values += [np.eye(3)[None], REAL, np.array(whole), np.array(whole[:2])] if ours.event_dim < 2 else [np.eye(3)[None]]
    for value in values:
        if name == "stack":
            value = value[:2]
        if name == "stack" and len(value) != 2:
            continue
        assert np.array_equal(ours.check(tensor(value)).numpy(), theirs.check(torch.tensor(value)).numpy()), value
    assert ours.is_discrete == theirs.is_discrete and ours.event_dim == theirs.event_dim
    if name not in ("cat", "stack", "multinomial"):
        assert repr(ours) == repr(theirs)


def test_dependent_constraints() -> None:
    c = D.constraints
    assert c.is_dependent(c.dependent) and c.is_dependent(D.Uniform.support) and not c.is_dependent(c.real)
    assert not c.is_dependent(D.Uniform(0.0, 1.0).support)
    assert c.dependent(event_dim=1).event_dim == 1 and D.Categorical.support.is_discrete
    registry = type(D.biject_to)()
    registry.register(c.real)(lambda constraint: "own")
    assert registry(c.real) == "own"


def test_a_distribution_of_ones_own() -> None:
    """As programs write it: a subclass with its own constructor and a cached tanh."""

    class Squashed(D.TransformedDistribution):
        def __init__(self, loc: Any, scale: Any) -> None:
            self.loc, self.scale = loc, scale
            super().__init__(D.Normal(loc, scale), [D.TanhTransform(cache_size=1)])

        @property
        def mean(self) -> lab.Tensor:
            return self.loc.tanh()

    lab.manual_seed(0)
    loc = tensor([0.0, 4.0, -9.0], requires_grad=True)
    d = Squashed(loc, lab.ones(3))
    action = d.rsample()
    d.log_prob(action).sum().backward()
    assert loc.grad is not None and loc.grad.isfinite().all()
    assert tuple(d.expand((2, 3)).sample().shape) == (2, 3)


REFUSED = [
    ("transform.cache", ValueError, lambda: D.ExpTransform(cache_size=2), "2"),
    ("transform.missing", NotImplementedError, lambda: D.AbsTransform().sign, "sign"),
    ("transform.missing", NotImplementedError, lambda: D.Transform()(tensor(1.0)), "_call"),
    ("transform.event_dim", ValueError, lambda: D.CorrCholeskyTransform().event_dim, "codomain"),
    ("transform.dims", ValueError, lambda: D.SoftmaxTransform().forward_shape(()), "1"),
    ("transform.shape", ValueError, lambda: D.ReshapeTransform((2,), (2, 1))(lab.zeros(3)), "(2,)"),
    ("transform.numel", ValueError, lambda: D.ReshapeTransform((2,), (3,)), "(3,)"),
    ("transform.pieces", ValueError, lambda: D.StackTransform([D.ExpTransform()])(lab.zeros(2)), "(2,)"),
    ("constraint.dependent", NotImplementedError, lambda: D.constraints.dependent.event_dim, "event_dim"),
    ("constraint.dims", ValueError, lambda: D.constraints.real_vector.check(tensor(1.0)), "0"),
    ("constraint.no_transform", NotImplementedError, lambda: D.biject_to(D.constraints.boolean), "Boolean"),
    ("constraint.type", TypeError, lambda: D.biject_to.register(int, abs), "int"),
    ("distribution.transforms", ValueError, lambda: D.TransformedDistribution(D.Normal(0.0, 1.0), 3), "3"),
    ("distribution.base_dims", ValueError,
     lambda: D.TransformedDistribution(D.Normal(0.0, 1.0), D.SoftmaxTransform()), "1"),
    ("distribution.triangle", ValueError, lambda: D.CorrCholeskyTransform()(lab.zeros(4)), "4"),
    ("distribution.diagonal", ValueError, lambda: tril_matrix_to_vec(lab.zeros(2, 2), 5), "5"),
]  # fmt: skip


@pytest.mark.parametrize("key, error, call, word", REFUSED)
def test_mistakes_are_explained(key: str, error: Any, call: Any, word: str) -> None:
    assert_refused(call, error, key, word)
