"""Random numbers inside ``vmap(..., randomness="different")``: all samples draw at once.

With "same" a function draws for one sample as it always does, and the samples share what it drew.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.functional.filled import full
from autograd_lab.functional.shapes import flatten
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Samples, function_rule
from autograd_lab.transforms.rules.elementwise import padded


@function_rule("rand", "randn")
def new(s: Samples, *args: Any, size: Any = None, **options: Any) -> Any:
    sizes = size if size is not None else args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
    return s.fn((s.size, *sizes), **options)


@function_rule("randint")
def new_whole(s: Samples, *args: Any, size: Any = None, **options: Any) -> Any:
    *bounds, sizes = args if size is None else (*args, size)
    return s.fn(*bounds, (s.size, *sizes), **options)


@function_rule("bernoulli", "normal", "poisson", "binomial", "_standard_gamma", "_sample_dirichlet", "dropout",
               "alpha_dropout", "rrelu")  # fmt: skip
def element_by_element(s: Samples, *args: Any, **options: Any) -> Any:
    tensors = [x for x in (*args, *options.values()) if isinstance(x, Tensor)]
    if not tensors:  # normal(0.0, 1.0, size)
        return NotImplemented
    if s.randomness() == "same":
        raise GraphError("vmap.same_samples", function=s.fn.__name__)
    rank = max(x.ndim for x in tensors)

    def behind(x: Any) -> Any:
        return padded(s.of(x), rank) if isinstance(x, Tensor) else x

    return s.fn(*map(behind, args), **{name: behind(x) for name, x in options.items()})


@function_rule("multinomial")
def from_weights(s: Samples, input: Tensor, *args: Any, **options: Any) -> Any:
    if s.randomness() == "same":
        raise GraphError("vmap.same_samples", function=s.fn.__name__)
    x = s.of(input)
    if x.ndim == 2:
        return s.fn(x, *args, **options)
    return s.fn(flatten(x, 0, 1), *args, **options).unflatten(0, x.shape[:2])


@function_rule("dropout1d", "dropout2d", "dropout3d", "feature_alpha_dropout")
def channel_by_channel(s: Samples, input: Tensor, *args: Any, **options: Any) -> Any:
    x = s.of(input)
    if (s.fn.__name__, input.ndim) in (("dropout1d", 2), ("dropout3d", 4)):  # one image, whose channels come first
        return s.fn(x, *args, **options)
    return s.fn(flatten(x, 0, 1), *args, **options).unflatten(0, x.shape[:2])


@function_rule("uniform_", "normal_", "log_normal_", "exponential_", "cauchy_", "geometric_", "bernoulli_", "random_")
def in_place(s: Samples, self: Tensor, *args: Any, **options: Any) -> Any:
    if not s.among(self):
        raise GraphError("vmap.random_shared", function=s.fn.__name__)
    if s.randomness() == "same":
        return s.of(self.copy_(s.fn(full(self.shape, 0, dtype=self.dtype, device=self.device), *args, **options)))
    given = (padded(s.of(x), self.ndim) if isinstance(x, Tensor) else x for x in args)
    return s.fn(s.of(self), *given, **options)
