"""In-place filling with random numbers. Gradients of what was there before are 0."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.backend.random import Generator, drawn
from autograd_lab.backend.streams import FULL32, WIDE, Stream
from autograd_lab.errors import ArgTypeError, DtypeError, LabError, NotWritten, ShapeError
from autograd_lab.functional.arguments import integer
from autograd_lab.functional.random import exact_integers, normals, uniform, whole
from autograd_lab.functional.registry import method
from autograd_lab.functional.sampling import as_chances, need_probabilities
from autograd_lab.graph.modes import modes
from autograd_lab.ops.random import Redrawn
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace, check_writable, store
from autograd_lab.tensor.promotion import is_number
from autograd_lab.tensor.tensor import Tensor, make
from autograd_lab.tensor.transformed import is_transformed


def _filled(self: Tensor, draw: Callable[[Any], Any], generator: Generator | None, name: str) -> Tensor:
    """Numbers from the tensor's own generator or the given one, written into the tensor."""
    check_writable(self)
    dtype = self.array.dtype
    array = drawn(lambda numbers: np.asarray(draw(numbers)).astype(dtype, copy=False), self.device, generator)
    if is_transformed(self) or (self.requires_grad and modes.grad_enabled):
        return apply_inplace(lambda x, v: apply(Redrawn, x, v, name=f"{name}Backward0"), self, make(array))
    store(self, array)
    return self


def _number(value: Any, name: str, function: str) -> Any:
    if isinstance(value, Tensor) and value.ndim == 0:
        value = value.item()
    if not is_number(value):
        raise ArgTypeError("arg.type", function=function, name=name, wanted="float", got=type(value).__name__)
    return value


def _need_floats(self: Tensor, name: str, error: type[LabError] = NotWritten, complex: bool = False) -> None:
    if self.dtype.category < 2 or (self.dtype.is_complex and not complex):
        raise error("random.needs_float", function=name, dtype=self.dtype)


@method
def uniform_(self: Tensor, a: float = 0.0, to: float = 1.0, *, generator: Generator | None = None,
             **bounds: Any) -> Tensor:  # fmt: skip
    """Random numbers spread evenly over [a, to). PyTorch calls the lower bound ``from``, which Python reserves."""
    _need_floats(self, "uniform_", complex=True)
    low, high = _number(bounds.pop("from", a), "from", "uniform_"), _number(bounds.pop("b", to), "to", "uniform_")
    if bounds:
        raise ArgTypeError("arg.unexpected", function="uniform_", name=next(iter(bounds)))
    if low > high:
        raise ShapeError("uniform.bounds", low=low, high=high)
    most = float(np.finfo(self.array.real.dtype).max) if self.array.dtype.kind != "V" else 3.3895313892515355e38
    if not (abs(low) <= most and abs(high) <= most and high - low <= most):
        raise ShapeError("uniform.range", low=low, high=high, dtype=self.dtype)
    draw = partial(uniform, shape=self.array.shape, kind=self.dtype, low=low, high=high)
    return _filled(self, draw, generator, "Uniform")


@method
def normal_(self: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Normal random numbers with the given mean and standard deviation."""
    _need_floats(self, "normal_", complex=True)
    mean, std = _number(mean, "mean", "normal_"), _number(std, "std", "normal_")
    if not std >= 0:
        raise ShapeError("normal.std", std=std)
    draw = partial(normals, shape=self.array.shape, kind=self.dtype, mean=mean, std=std)
    return _filled(self, draw, generator, "Normal")


@method
def log_normal_(self: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Generator | None = None) -> Tensor:
    """Numbers whose logarithm is normal with this mean and standard deviation."""
    _need_floats(self, "log_normal_")
    mean, std = _number(mean, "mean", "log_normal_"), _number(std, "std", "log_normal_")
    if not std > 0:
        raise ShapeError("random.positive", function="log_normal_", name="std", value=std)

    def draw(numbers: Stream) -> Any:
        return np.exp(numbers.pairs(self.array.size).reshape(self.array.shape) * std + mean)

    return _filled(self, draw, generator, "LogNormal")


@method
def exponential_(self: Tensor, lambd: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Waiting times until an event that comes ``lambd`` times per unit of time."""
    _need_floats(self, "exponential_", DtypeError)
    lambd = _number(lambd, "lambd", "exponential_")
    if not lambd > 0:
        raise ShapeError("random.positive", function="exponential_", name="lambd", value=lambd)
    return _filled(self, lambda numbers: numbers.exponential(self.array.shape) / lambd, generator, "Exponential")


@method
def cauchy_(self: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Numbers from the Cauchy distribution, so wide that it has no mean."""
    _need_floats(self, "cauchy_", DtypeError)
    median, sigma = _number(median, "median", "cauchy_"), _number(sigma, "sigma", "cauchy_")
    if not sigma > 0:
        raise ShapeError("random.positive", function="cauchy_", name="sigma", value=sigma)
    return _filled(self, lambda numbers: median + sigma * numbers.cauchy(self.array.shape), generator, "Cauchy")


@method
def geometric_(self: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """How many trials it takes until one succeeds, each with probability ``p``."""
    p = _number(p, "p", "geometric_")
    if self.dtype.category in (0, 3):
        raise NotWritten("random.whole", dtype=self.dtype)
    if not 0 < p < 1:
        raise ShapeError("geometric.p", p=p)
    return _filled(self, lambda numbers: numbers.geometric(p, self.array.shape), generator, "Geometric")


@method
def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Generator | None = None) -> Tensor:
    """1 with probability ``p`` (a number, or a tensor that broadcasts to this one), else 0."""
    if isinstance(p, Tensor):
        if p.dtype.category != 2:
            raise NotWritten("random.needs_float", function="bernoulli_", dtype=p.dtype)
        chances = as_chances(p.detach().expand(self.shape))
    else:
        chances = np.asarray(_number(p, "p", "bernoulli_"), np.float64)
    need_probabilities(chances, "bernoulli_")
    return _filled(self, lambda numbers: numbers.bernoulli(chances, self.array.shape), generator, "Bernoulli")


@method
def random_(self: Tensor, *bounds: Any, generator: Generator | None = None, **named: Any) -> Tensor:
    """Whole numbers: ``random_(to)`` from 0 to to - 1, ``random_(from, to)``; without bounds all that the dtype holds
    exactly, from 0 on."""
    if self.dtype.is_complex:
        raise NotWritten("random.whole", dtype=self.dtype)
    low, high = (0, *bounds, None)[:2] if len(bounds) < 2 else bounds
    low, high = named.pop("from", low), named.pop("to", high)
    if named:
        raise ArgTypeError("arg.unexpected", function="random_", name=next(iter(named)))
    low = integer(low, "random_")
    # From how many choices on 64 bits are drawn: PyTorch has another limit where no bounds are given.
    wide = FULL32 if high is None and self.array.itemsize < 8 else WIDE
    high = exact_integers(self.dtype)[1] + 1 if high is None else integer(high, "random_")
    draw = partial(whole, low=low, high=high, shape=self.array.shape, kind=self.dtype, wide=wide)
    return _filled(self, draw, generator, "Random")
