"""Pruning: a mask that sets the unimportant numbers of a parameter to 0, again before each forward.

The parameter ``name`` is kept as name_orig and stays what is learned; the mask is the buffer name_mask, and ``name``
itself becomes their product. Pruned again, a parameter loses a share of what is left. Sources: LeCun et al. 1989,
Optimal Brain Damage; Han et al. 2015, arXiv:1506.02626.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar

from autograd_lab.errors import ArgTypeError, ArgumentError, DataError, DimError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.module import Module
from autograd_lab.nn.utils.convert_parameters import parameters_to_vector
from autograd_lab.nn.utils.recomputed import Recomputed, find, hooks_before, take_off
from autograd_lab.tensor import Tensor

M = TypeVar("M", bound=Module)
KINDS = ("unstructured", "structured", "global")


class BasePruningMethod(Recomputed, ABC):
    """Base class: a subclass says by ``PRUNING_TYPE`` what it prunes and by ``compute_mask`` which of it.

    "unstructured": single numbers; "structured": whole slices along ``self.dim``; "global": as the mask says.
    """

    PRUNING_TYPE: ClassVar[str] = "unstructured"
    _tensor_name: str

    @property
    def name(self) -> str:  # type: ignore[override]
        """The parameter that is pruned."""
        return self._tensor_name

    @abstractmethod
    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """A mask of 0 and 1 of the shape of ``t``, in which 0 stays 0: ``default_mask``, and by the importances ``t``
        some more zeros."""

    def apply_mask(self, module: Module) -> Tensor:
        """name_mask times name_orig."""
        mask, orig = getattr(module, f"{self.name}_mask"), getattr(module, f"{self.name}_orig")
        return mask.to(dtype=orig.dtype) * orig

    compute = apply_mask

    @classmethod
    def apply(
        cls, module: Module, name: str, *args: Any, importance_scores: Tensor | None = None, **kwargs: Any
    ) -> Any:
        """Prune the parameter ``name`` by ``cls(*args, **kwargs)``; returns the hook. By ``importance_scores`` instead
        of the parameter itself, if they are given: AssertionError if they have another shape."""
        method = cls(*args, **kwargs)
        method._tensor_name = name
        weight = getattr(module, name)
        scores = _scores(weight, importance_scores)
        old = find(module, BasePruningMethod, name)
        if old is None:
            mask = method.compute_mask(scores, weight.new_ones(weight.shape))
            del module._parameters[name]
            module.register_parameter(f"{name}_orig", weight)
        else:
            method = (old if isinstance(old, PruningContainer) else PruningContainer(old)).with_one_more(method)
            mask = method.compute_mask(scores, getattr(module, f"{name}_mask").clone())
            take_off(module, old)
        module.register_buffer(f"{name}_mask", mask)
        method.hang(module)
        return method

    @no_grad()
    def prune(self, t: Tensor, default_mask: Tensor | None = None, importance_scores: Tensor | None = None) -> Tensor:
        """``t`` with what this method prunes set to 0; no module is needed."""
        mask = t.new_ones(t.shape) if default_mask is None else default_mask
        return t * self.compute_mask(_scores(t, importance_scores), mask)

    def remove(self, module: Module) -> None:
        """Make the pruned numbers the parameter."""
        weight, orig = self.apply_mask(module).detach(), module._parameters[f"{self.name}_orig"]
        assert orig is not None
        for part in ("", "_orig", "_mask"):
            if hasattr(module, self.name + part):
                delattr(module, self.name + part)
        orig.data = weight
        module.register_parameter(self.name, orig)


def _scores(weight: Tensor, given: Tensor | None) -> Tensor:
    """How important each number of a weight is."""
    if given is None:
        return weight.detach()
    if given.shape != weight.shape:
        raise DataError("prune.scores", got=tuple(given.shape), expected=tuple(weight.shape))
    return given


class PruningContainer(BasePruningMethod):
    """Several methods on one parameter: the newest one prunes what the others left."""

    def __init__(self, *args: BasePruningMethod) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        if args:
            self._tensor_name = args[0]._tensor_name
        for method in args:
            self.add_pruning_method(method)

    def add_pruning_method(self, method: BasePruningMethod) -> None:
        """One more; TypeError if it is none, ValueError if it is for another parameter."""
        if not isinstance(method, BasePruningMethod):
            raise ArgTypeError("prune.method", got=type(method).__name__)
        if method._tensor_name != self._tensor_name:
            raise ArgumentError("prune.other_name", got=method._tensor_name, expected=self._tensor_name)
        self._pruning_methods += (method,)

    def with_one_more(self, method: BasePruningMethod) -> PruningContainer:
        """Another container, with ``method`` at its end."""
        return PruningContainer(*self, method)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __iter__(self) -> Iterator[BasePruningMethod]:
        return iter(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        """The newest method is shown only what ``default_mask`` has left, so its share is one of that."""
        method = self._pruning_methods[-1]
        if method.PRUNING_TYPE not in KINDS:
            raise ArgumentError("prune.kind", got=method.PRUNING_TYPE)
        left: Any = ...
        if method.PRUNING_TYPE == "unstructured":
            left = default_mask == 1
        elif method.PRUNING_TYPE == "structured":
            dim: int = method.dim % t.ndim  # type: ignore[attr-defined]
            others = [d for d in range(t.ndim) if d != dim]
            left = (slice(None),) * dim + (default_mask.sum(others) != 0,)
        mask = default_mask.to(dtype=t.dtype).clone()
        mask[left] = method.compute_mask(t[left], default_mask[left]).to(dtype=t.dtype)
        return mask


# -- the methods -----------------------------------------------------------------------------------------------------


class Identity(BasePruningMethod):
    """Prunes nothing, but makes the mask."""

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        return default_mask


class CustomFromMask(BasePruningMethod):
    """Prunes what a given mask says."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Tensor) -> None:
        self.mask = mask

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if self.mask.shape != default_mask.shape:
            raise DataError("prune.mask", got=tuple(self.mask.shape), expected=tuple(default_mask.shape))
        return default_mask * self.mask.to(dtype=default_mask.dtype)


class _Share(BasePruningMethod):
    """A method that prunes ``amount``: so many, or of a float between 0 and 1 that share."""

    def __init__(self, amount: float) -> None:
        if isinstance(amount, bool) or not isinstance(amount, (int, float)):
            raise ArgTypeError("prune.amount_type", got=amount)
        if amount < 0 or (isinstance(amount, float) and amount > 1):
            raise ArgumentError("prune.amount", got=amount)
        self.amount = amount

    def _count(self, total: int) -> int:
        """How many of ``total``; ValueError if there are not that many."""
        count = self.amount if isinstance(self.amount, int) else round(self.amount * total)
        if count > total:
            raise ArgumentError("prune.too_many", got=count, total=total)
        return count


class _Unstructured(_Share):
    """Prunes the numbers with the smallest importance."""

    def _importance(self, t: Tensor) -> Tensor:
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        count, mask = self._count(t.numel()), default_mask.clone()
        mask.view(-1)[self._importance(t).reshape(-1).topk(count, largest=False).indices] = 0
        return mask


class RandomUnstructured(_Unstructured):
    """Prunes numbers at random."""

    def _importance(self, t: Tensor) -> Tensor:
        return t.clone().uniform_()


class L1Unstructured(_Unstructured):
    """Prunes the numbers nearest to 0."""

    def _importance(self, t: Tensor) -> Tensor:
        return t.abs()


class _Structured(_Share):
    """Prunes the slices along ``dim`` with the smallest importance."""

    PRUNING_TYPE = "structured"
    dim: int

    def _importance(self, t: Tensor) -> Tensor:
        raise NotImplementedError

    def compute_mask(self, t: Tensor, default_mask: Tensor) -> Tensor:
        if t.ndim < 2:
            raise ArgumentError("prune.structured", shape=tuple(t.shape))
        if not -t.ndim <= self.dim < t.ndim:
            raise DimError("prune.dim", dim=self.dim, shape=tuple(t.shape))
        dim = self.dim % t.ndim
        kept = t.shape[dim] - self._count(t.shape[dim])
        strongest = self._importance(t.movedim(dim, 0).flatten(1)).topk(kept).indices
        mask = t.new_zeros(t.shape)
        mask[(slice(None),) * dim + (strongest,)] = 1
        return mask * default_mask.to(dtype=mask.dtype)


class RandomStructured(_Structured):
    """Prunes slices along ``dim`` at random."""

    def __init__(self, amount: float, dim: int = -1) -> None:
        super().__init__(amount)
        self.dim = dim

    def _importance(self, t: Tensor) -> Tensor:
        return t[:, 0].clone().uniform_()


class LnStructured(_Structured):
    """Prunes the slices along ``dim`` with the smallest n-norm."""

    def __init__(self, amount: float, n: Any, dim: int = -1) -> None:
        super().__init__(amount)
        self.n, self.dim = n, dim

    def _importance(self, t: Tensor) -> Tensor:
        return t.norm(self.n, 1)


# -- as functions ----------------------------------------------------------------------------------------------------


def identity(module: M, name: str) -> M:
    """Make the mask of the parameter ``name``, all ones."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: M, name: str, amount: float) -> M:
    """Prune numbers at random: ``amount`` of them, or a share between 0 and 1."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: M, name: str, amount: float, importance_scores: Tensor | None = None) -> M:
    """Prune the numbers nearest to 0 (with the smallest ``importance_scores``)."""
    L1Unstructured.apply(module, name, amount, importance_scores=importance_scores)
    return module


def random_structured(module: M, name: str, amount: float, dim: int) -> M:
    """Prune slices along ``dim`` at random."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(module: M, name: str, amount: float, n: Any, dim: int, importance_scores: Tensor | None = None) -> M:
    """Prune the slices along ``dim`` with the smallest n-norm."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: M, name: str, mask: Tensor) -> M:
    """Prune what ``mask`` says."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Any, pruning_method: type[BasePruningMethod], importance_scores: Any = None, **kwargs: Any
) -> None:
    """Prune several parameters, given as (module, name), as if they were one: ``amount`` counts in all of them.

    ``importance_scores``: a dict from (module, name) to scores.
    """
    if not isinstance(parameters, Iterable):
        raise ArgTypeError("prune.parameters", got=type(parameters).__name__)
    if importance_scores is not None and not isinstance(importance_scores, dict):
        raise ArgTypeError("prune.scores_type", got=type(importance_scores).__name__)
    method = pruning_method(**kwargs)
    if method.PRUNING_TYPE != "unstructured":
        raise ArgTypeError("prune.global", cls=pruning_method.__name__, kind=method.PRUNING_TYPE)
    places = list(parameters)
    weights = [getattr(module, name).detach() for module, name in places]
    given = importance_scores or {}
    scores = parameters_to_vector([given.get(place, w) for place, w in zip(places, weights, strict=True)])
    masks = [getattr(m, f"{name}_mask", w.new_ones(w.shape)) for (m, name), w in zip(places, weights, strict=True)]
    method._tensor_name = "all of them"
    together = PruningContainer(method).compute_mask(scores, parameters_to_vector(masks))
    parts = together.split([w.numel() for w in weights])
    for (module, name), weight, mask in zip(places, weights, parts, strict=True):
        custom_from_mask(module, name, mask.view(weight.shape))


def remove(module: M, name: str) -> M:
    """Make the pruned numbers the parameter, without mask; ValueError if it is not pruned."""
    hook = find(module, BasePruningMethod, name)
    if hook is None:
        raise ArgumentError("prune.not_pruned", name=name, cls=type(module).__name__)
    take_off(module, hook)
    hook.remove(module)
    return module


def is_pruned(module: Module) -> bool:
    """Whether something in the module is pruned."""
    return any(isinstance(hook, BasePruningMethod) for part in module.modules() for hook in hooks_before(part))
