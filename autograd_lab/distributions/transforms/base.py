"""What all transforms share: the inverse, a memory of the last call, shapes."""

from __future__ import annotations

import copy
from typing import Any

from autograd_lab.distributions.constraints import dependent_property
from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.tensor import Size, Tensor


class Transform:
    """Base class. A subclass writes ``_call``, ``_inverse`` and, if it is ``bijective``, ``log_abs_det_jacobian``.

    With ``cache_size=1`` it remembers the last pair x, y: the inverse of its own result is then the very x.
    """

    bijective: Any = False
    domain: Any
    codomain: Any

    def __init__(self, cache_size: int = 0) -> None:
        if cache_size not in (0, 1):
            raise ArgumentError("transform.cache", got=cache_size)
        self._cache_size = cache_size
        self._inv: Transform | None = None
        self._cached_x_y: tuple[Any, Any] = (None, None)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_inv": None}

    def with_cache(self, cache_size: int = 1) -> Transform:
        """The same transform with another memory."""
        if cache_size == self._cache_size:
            return self
        new = copy.copy(self)
        Transform.__init__(new, cache_size)
        return new

    @property
    def event_dim(self) -> int:
        """How many dims make one event, where this is the same for x and y."""
        if self.domain.event_dim != self.codomain.event_dim:
            raise ArgumentError("transform.event_dim", cls=type(self).__name__)
        return self.domain.event_dim

    @property
    def inv(self) -> Transform:
        """The inverse, whose inverse is this transform."""
        self._inv = self._inv or Inverse(self)
        return self._inv

    def _sign(self) -> Any:
        raise self._missing("sign")

    sign: Any = property(_sign, doc="1 where it is increasing, -1 where it is decreasing.")

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]

    def __call__(self, x: Tensor) -> Tensor:
        """y = f(x)."""
        if not self._cache_size:
            return self._call(x)
        if x is not self._cached_x_y[0]:
            self._cached_x_y = x, self._call(x)
        return self._cached_x_y[1]

    def _inv_call(self, y: Tensor) -> Tensor:
        if not self._cache_size:
            return self._inverse(y)
        if y is not self._cached_x_y[1]:
            self._cached_x_y = self._inverse(y), y
        return self._cached_x_y[0]

    def _call(self, x: Tensor) -> Tensor:
        raise self._missing("_call")

    def _inverse(self, y: Tensor) -> Tensor:
        raise self._missing("_inverse")

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        """log |dy / dx|; of vectors, of the determinant."""
        raise self._missing("log_abs_det_jacobian")

    def forward_shape(self, shape: Any) -> Size:
        """The shape of y for x of this shape."""
        return shape

    def inverse_shape(self, shape: Any) -> Size:
        """The shape of x for y of this shape."""
        return shape

    def _need_dims(self, shape: Any, wanted: int) -> None:
        if len(shape) < wanted:
            raise ArgumentError("transform.dims", cls=type(self).__name__, wanted=wanted, shape=tuple(shape))

    def _missing(self, name: str) -> NotWritten:
        return NotWritten("transform.missing", cls=type(self).__name__, name=name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Stateless(Transform):
    """One without parameters: two of a kind are equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self))

    __hash__ = None  # type: ignore[assignment]


class Inverse(Transform):
    """Another transform, backwards."""

    def __init__(self, transform: Transform) -> None:
        super().__init__(transform._cache_size)
        self._of = transform

    @property
    def inv(self) -> Transform:
        return self._of

    @dependent_property
    def domain(self) -> Any:  # type: ignore[override]
        """What the other reaches."""
        return self._of.codomain

    @dependent_property
    def codomain(self) -> Any:  # type: ignore[override]
        """What the other takes."""
        return self._of.domain

    @property
    def bijective(self) -> bool:  # type: ignore[override]
        """As the other."""
        return self._of.bijective

    @property
    def sign(self) -> Any:
        return self._of.sign

    def with_cache(self, cache_size: int = 1) -> Transform:
        return self._of.with_cache(cache_size).inv

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inverse) and self._of == other._of

    __hash__ = None  # type: ignore[assignment]

    def __call__(self, x: Tensor) -> Tensor:
        return self._of._inv_call(x)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        return -self._of.log_abs_det_jacobian(y, x)

    def forward_shape(self, shape: Any) -> Size:
        return self._of.inverse_shape(shape)

    def inverse_shape(self, shape: Any) -> Size:
        return self._of.forward_shape(shape)

    def __repr__(self) -> str:
        return f"{self._of}.inv"
