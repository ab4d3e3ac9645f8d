"""What all transforms share, and how several are one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as lab
from autograd_lab import Generator, Tensor, nn
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.vision.pillow import is_pil


class Transform(nn.Module):
    """Write ``transform(image, params)``, which returns the new image, and, where there is something to draw,
    ``make_params(images)``, which returns a dict: it is called once per sample, so all its images change alike."""

    generator: Generator | None = None

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """What is the same for all images of a sample; by default nothing."""
        return {}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """One image, transformed."""
        raise NotImplementedError

    def is_image(self, value: Any) -> bool:
        """What this transform changes."""
        return isinstance(value, Tensor) or is_pil(value)

    def forward(self, *inputs: Any) -> Any:
        sample = inputs if len(inputs) != 1 else inputs[0]
        chosen = self._chosen(list(_leaves(sample)))
        if not chosen and (len(inputs) != 1 or isinstance(sample, (tuple, list, dict))):
            return sample
        images = chosen or [sample]  # a lone argument has to be an image, or its function says what it wants
        params = self.make_params(images)
        done = {id(image): self.transform(image, params) for image in images}
        return _replaced(sample, done)

    def _chosen(self, leaves: list[Any]) -> list[Any]:
        images = [leaf for leaf in leaves if self.is_image(leaf)]
        others = [image for image in images if not isinstance(image, Tensor)]
        return others or images[:1]

    # -- chance -----------------------------------------------------------------------------------

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number between ``low`` and ``high``."""
        return low + (high - low) * lab.rand((), generator=self.generator).item()

    def integer(self, end: int) -> int:
        """One of 0, ..., end - 1."""
        return int(lab.randint(end, (), generator=self.generator).item())


def _leaves(sample: Any) -> Any:
    if isinstance(sample, (tuple, list)):
        for member in sample:
            yield from _leaves(member)
    elif isinstance(sample, dict):
        yield from _leaves(list(sample.values()))
    else:
        yield sample


def _replaced(sample: Any, done: dict[int, Any]) -> Any:
    if isinstance(sample, tuple) and hasattr(sample, "_fields"):
        return type(sample)(*(_replaced(member, done) for member in sample))
    if isinstance(sample, (tuple, list)):
        return type(sample)(_replaced(member, done) for member in sample)
    if isinstance(sample, dict):
        return {key: _replaced(member, done) for key, member in sample.items()}
    return done.get(id(sample), sample)


def check_callables(name: str, functions: Any) -> list[Callable[..., Any]]:
    if not isinstance(functions, (Sequence, nn.ModuleList)):
        raise ArgTypeError("vision.callable", name=name, got=functions)
    for function in functions:
        if not callable(function):
            raise ArgTypeError("vision.callable", name=name, got=function)
    if not len(functions):
        raise ArgumentError("vision.compose_empty")
    return list(functions)


def check_probability(p: Any) -> float:
    if not isinstance(p, (int, float)) or not 0 <= p <= 1:
        raise ArgumentError("vision.probability", got=p)
    return float(p)


class Compose(Transform):
    """Transforms one after the other."""

    def __init__(self, transforms: Sequence[Callable[..., Any]]) -> None:
        super().__init__()
        self.transforms = check_callables("Compose", transforms)

    def forward(self, *inputs: Any) -> Any:
        several = len(inputs) != 1
        for transform in self.transforms:
            outputs = transform(*inputs)
            inputs = tuple(outputs) if several else (outputs,)
        return inputs if several else inputs[0]

    def extra_repr(self) -> str:
        return "\n".join(map(repr, self.transforms))


class Identity(Transform):
    """Nothing changes."""

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return inpt


class Lambda(Transform):
    """A function of one's own as a transform; ``types``: what of a sample it is called with, by default everything."""

    def __init__(self, lambd: Callable[[Any], Any], *types: type) -> None:
        super().__init__()
        self.lambd = check_callables("Lambda", [lambd])[0]
        self.types = types or (object,)

    def _chosen(self, leaves: list[Any]) -> list[Any]:
        return [leaf for leaf in leaves if isinstance(leaf, self.types)]

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        return self.lambd(inpt)


class RandomApply(Transform):
    """With probability ``p`` all of the transforms, otherwise none."""

    def __init__(self, transforms: Sequence[Callable[..., Any]], p: float = 0.5, *,
                 generator: Generator | None = None) -> None:  # fmt: skip
        super().__init__()
        self.transforms, self.p, self.generator = (
            check_callables("RandomApply", transforms),
            check_probability(p),
            generator,
        )

    def forward(self, *inputs: Any) -> Any:
        if self.uniform() < self.p:
            return Compose(self.transforms)(*inputs)
        return inputs if len(inputs) != 1 else inputs[0]

    def extra_repr(self) -> str:
        return f"p={self.p}\n" + "\n".join(map(repr, self.transforms))
