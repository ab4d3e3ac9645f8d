"""What takes the array's place in a Tensor inside ``vmap`` or forward mode.

It knows the shape and the dtype that the learner's function should see, and no numbers: those are held by the
transform, perhaps for many samples at once. Whoever needs numbers all the same gets ``NeedsValues``.
"""

from __future__ import annotations

from math import prod
from types import SimpleNamespace
from typing import Any

from autograd_lab.backend.arrays import MODULES, NOT_HERE
from autograd_lab.errors import NeedsValues


class StandIn:
    """``of`` is what the Tensor really is (see ``tensor/transformed.py``), ``like`` a true array on its device."""

    __slots__ = ("dtype", "like", "of", "shape")

    base = None

    def __init__(self, of: Any, shape: tuple[int, ...], dtype: Any, like: Any) -> None:
        self.of, self.shape, self.dtype, self.like = of, shape, dtype, like

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: prod(self.shape))
    itemsize = property(lambda self: self.dtype.itemsize)
    nbytes = property(lambda self: self.size * self.dtype.itemsize)
    device = property(lambda self: self.like.device)  # CuPy's; NumPy's arrays are not asked

    @property
    def strides(self) -> tuple[int, ...]:
        """Those of one sample."""
        return self.of.inner.array.strides[self.of.inner.array.ndim - len(self.shape) :]

    @property
    def flags(self) -> Any:
        """NumPy's flags, as far as somebody asks for them."""
        steps, step = [], self.itemsize
        for n in reversed(self.shape):
            steps.append(step)
            step *= n
        pairs = zip(self.shape, self.strides, reversed(steps), strict=True)
        in_order = 0 in self.shape or all(n == 1 or s == wanted for n, s, wanted in pairs)
        return SimpleNamespace(c_contiguous=in_order, f_contiguous=False, writeable=True)

    def __getattr__(self, name: str) -> Any:
        raise NeedsValues("transform.values", what=self.of.name)

    def _refuse(self, *args: Any, **kwargs: Any) -> Any:
        raise NeedsValues("transform.values", what=self.of.name)

    __array__ = __bool__ = __len__ = __iter__ = __getitem__ = __setitem__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __and__ = __or__ = __invert__ = __neg__ = __mod__ = __floordiv__ = __matmul__ = __pow__ = _refuse
    __hash__ = object.__hash__


MODULES[StandIn] = NOT_HERE
