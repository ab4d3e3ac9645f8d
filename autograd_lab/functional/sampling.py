"""Samples from distributions whose parameters are tensors, and the state of the generators they come from."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.backend.limits import finfo
from autograd_lab.backend.random import Draw, Generator, default_generator, stream
from autograd_lab.backend.streams import Stream
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import check_broadcast, integer, positive_sizes
from autograd_lab.functional.creation import finish, float_dtype
from autograd_lab.functional.random import normals, standard_normal
from autograd_lab.functional.registry import both, function
from autograd_lab.ops import implicit, random as ops
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make


def on_host(x: Tensor) -> Any:
    """The numbers of x on the host, in double precision where they are not complex."""
    array = to_device(x.array, CPU)
    return array if array.dtype.kind == "c" else array.astype(np.float64)


def as_chances(x: Tensor) -> Any:
    """The numbers of x on the host, in single precision unless x is in double: by that, fewer bits are drawn."""
    array = to_device(x.array, CPU)
    return array if array.dtype == np.float64 else array.astype(np.float32)


def _sampled(op: type[Op], drawn: Any, *parameters: Tensor) -> Tensor:
    """``drawn`` as a tensor that hangs in the graph below its parameters, with gradients of 0."""
    return apply(op, *parameters, drawn=to_device(np.asarray(drawn), parameters[0].device))


def need_probabilities(p: Any, name: str) -> None:
    """RuntimeError unless all lie in [0, 1]; nan does not."""
    if not ((p >= 0) & (p <= 1)).all():
        raise ShapeError("random.probability", function=name)


@both
def bernoulli(input: Tensor, p: float | None = None, *, generator: Generator | None = None) -> Tensor:
    """1 with the probability that ``input`` says for each element (or ``p`` for all), else 0; in its dtype."""
    if p is not None:
        return input.detach().clone().bernoulli_(p, generator=generator)
    if input.array.dtype.kind not in FLOATS:
        raise NotWritten("random.needs_float", function="bernoulli", dtype=input.dtype)
    chances = as_chances(input)
    need_probabilities(chances, "bernoulli")
    return _sampled(ops.Bernoulli, stream(generator, input.device).bernoulli(chances, chances.shape), input)


@function
def normal(mean: Any, std: Any = 1.0, size: Any = None, *, generator: Generator | None = None, dtype: Any = None,
           layout: Any = None, device: Any = None, pin_memory: bool = False,
           requires_grad: bool = False) -> Tensor:  # fmt: skip
    """Normal random numbers: one for each pair of means and standard deviations, of which either may be a tensor, or
    a tensor of the given size from two numbers."""
    parameters = [x for x in (mean, std) if isinstance(x, Tensor)]
    if parameters and parameters[0].dtype.category < 2:  # the first one gives the result its dtype
        raise NotWritten("random.needs_float", function="normal", dtype=parameters[0].dtype)
    if isinstance(std, Tensor) and std.array.dtype.kind == "c":
        raise DtypeError("normal.complex_std", dtype=std.dtype)
    if not (on_host(std) >= 0).all() if isinstance(std, Tensor) else not std >= 0:
        raise ShapeError("normal.std", std="< 0" if isinstance(std, Tensor) else std)
    if not parameters:
        if not isinstance(size, (tuple, list)):
            raise ArgTypeError("normal.size", got=type(size).__name__)
        kind = float_dtype(dtype)
        if kind.category < 2:
            raise NotWritten("random.needs_float", function="normal", dtype=kind)
        sizes = positive_sizes((size,), "normal")
        draw = Draw(partial(normals, shape=sizes, kind=kind, mean=mean, std=std), generator)
        return finish(draw, device, requires_grad, pin_memory)
    check_broadcast(mean, std)
    mu, sigma = (on_host(x) if isinstance(x, Tensor) else np.asarray(x) for x in (mean, std))
    shape = np.broadcast_shapes(mu.shape, sigma.shape)
    numbers = stream(generator, parameters[0].device)
    return _sampled(ops.Normal, mu + sigma * standard_normal(numbers, shape, parameters[0].dtype), *parameters)


@function
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """How many events come when ``input`` are expected, element by element (the Poisson distribution)."""
    if input.array.dtype.kind not in FLOATS:
        raise NotWritten("random.needs_float", function="poisson", dtype=input.dtype)
    rates = on_host(input)
    if not (rates >= 0).all():
        raise ShapeError("poisson.rate")
    few = np.minimum(rates, 1e18)  # where int64 ends, so does NumPy's generator
    return _sampled(ops.Poisson, stream(generator, input.device).numpy.poisson(few), input)


@function
def _standard_gamma(self: Tensor, generator: Generator | None = None) -> Tensor:
    """From gamma distributions with these shapes and rate 1, as NumPy draws them (Marsaglia and Tsang 2000). The
    gradient is that of implicit reparameterization."""
    return _sampled(implicit.StandardGamma, _gamma_draws(self, generator, "_standard_gamma"), self)


@function
def _sample_dirichlet(self: Tensor, generator: Generator | None = None) -> Tensor:
    """From Dirichlet distributions with these parameters along the last dim; they have a gradient, too."""
    draws = _gamma_draws(self, generator, "_sample_dirichlet")
    shares = draws / draws.sum(axis=-1, keepdims=True)
    return _sampled(implicit.SampleDirichlet, np.maximum(shares, finfo(self.dtype).tiny), self)


def _gamma_draws(shapes: Tensor, generator: Generator | None, name: str) -> Any:
    if shapes.array.dtype.kind not in FLOATS:
        raise NotWritten("random.needs_float", function=name, dtype=shapes.dtype)
    draws = stream(generator, shapes.device).numpy.standard_gamma(on_host(shapes))
    return np.maximum(draws, finfo(shapes.dtype).tiny)  # a small shape rounds to 0, whose logarithm is none


@function
def _standard_gamma_grad(self: Tensor, output: Tensor) -> Tensor:
    """How fast draws ``output`` of ``_standard_gamma`` move with the shape. No second derivative, as in PyTorch."""
    return apply(implicit.StandardGammaGrad, self, output)


@function
def _dirichlet_grad(x: Tensor, alpha: Tensor, total: Tensor) -> Tensor:
    """How fast a share ``x`` moves with its parameter ``alpha``, over 1 - x."""
    return apply(implicit.DirichletGrad, x, alpha, total)


@function
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """How many of ``count`` trials succeed when each does with probability ``prob``. No gradient, as in PyTorch."""
    if count.array.dtype.kind not in FLOATS:
        raise ArgumentError("binomial.dtype", dtype=count.dtype)
    if count.dtype is not prob.dtype:
        raise DtypeError("binomial.dtypes", count=count.dtype, prob=prob.dtype)
    check_broadcast(count, prob)
    trials, chance = np.broadcast_arrays(np.maximum(np.floor(on_host(count)), 0), on_host(prob))
    known = np.isfinite(trials) & ~np.isnan(chance)
    drawn = stream(generator, count.device).numpy.binomial(
        np.where(known, trials, 0).astype(np.int64), np.clip(np.nan_to_num(chance), 0, 1)
    )
    return make(to_device(np.where(known, drawn, np.nan).astype(count.array.dtype), count.device))


@both
def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *,
                generator: Generator | None = None) -> Tensor:  # fmt: skip
    """Indices drawn with probabilities in proportion to ``input``: a vector, or one distribution per row.

    Without ``replacement`` no index comes twice in a row. RuntimeError for weights that are negative, not finite,
    or all zero.
    """
    count = integer(num_samples, "multinomial")
    if input.array.dtype.kind not in FLOATS:
        raise DtypeError("multinomial.dtype", dtype=input.dtype)
    if input.ndim not in (1, 2):
        raise ShapeError("multinomial.ndim", ndim=input.ndim)
    weights = np.atleast_2d(as_chances(input))
    n = weights.shape[1]
    if count <= 0:
        raise ShapeError("multinomial.count", count=count)
    if count > n and not replacement:
        raise ShapeError("multinomial.too_many", count=count, n=n)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise ShapeError("multinomial.weights")
    if not (weights.sum(axis=1) > 0).all():
        raise ShapeError("multinomial.zero")
    drawn = chosen(stream(generator, input.device), weights, count, replacement)
    return make(to_device(drawn if input.ndim == 2 else drawn[0], input.device))


def chosen(numbers: Stream, weights: Any, count: int, replacement: bool) -> Any:
    """For each row of weights ``count`` indices, drawn in proportion to them; in the precision of the weights."""
    if not replacement or count == 1:
        # Of waiting times with these rates the shortest come first: Efraimidis and Spirakis 2006.
        times = numbers.exponential(weights.shape).astype(weights.dtype)
        return np.argsort(-weights / times, axis=1, kind="stable")[:, :count]
    # A random height, and the step of the cumulative distribution that reaches it.
    heights, steps = numbers.uniform((len(weights), count)), np.cumsum(weights, axis=1)
    steps /= steps[:, -1:]
    found = [np.searchsorted(*row) for row in zip(steps, heights, strict=True)]
    index = np.array(found, np.int64).reshape(heights.shape)
    possible = weights > 0  # rounding, or a height of 0, may lead to a step without height
    last = weights.shape[1] - 1 - np.argmax(possible[:, ::-1], axis=1)
    return np.clip(index, np.argmax(possible, axis=1)[:, None], last[:, None])


# -- the state of a generator ------------------------------------------------------------------------------------------


def as_state(state: bytes) -> Tensor:
    """A state as a tensor of bytes."""
    return make(np.frombuffer(state, np.uint8).copy())


def state_of(new_state: Any) -> bytes:
    """The bytes that ``as_state`` made a tensor of. TypeError unless it is one of bytes."""
    if not isinstance(new_state, Tensor) or new_state.dtype is not dtypes.uint8:
        got = new_state.dtype if isinstance(new_state, Tensor) else type(new_state).__name__
        raise ArgTypeError("rng_state.type", got=got)
    return to_device(new_state.array, CPU).tobytes()


def get_state(self: Generator) -> Tensor:
    """Where in its stream the generator is, as a tensor of bytes."""
    return as_state(self.state_bytes())


def set_state(self: Generator, new_state: Tensor) -> Generator:
    """Go on from a state that ``get_state`` gave. TypeError unless it is a tensor of bytes."""
    return self.restore(state_of(new_state))


Generator.get_state, Generator.set_state = get_state, set_state  # type: ignore[attr-defined]


@function
def get_rng_state() -> Tensor:
    """Where in its stream the default generator is, as a tensor of bytes."""
    return get_state(default_generator)


@function
def set_rng_state(new_state: Tensor) -> None:
    """Let the default generator go on from a state that ``get_rng_state`` gave."""
    set_state(default_generator, new_state)
