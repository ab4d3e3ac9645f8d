"""Layers that learn the size of their input from the first one they see."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import GraphError, NotWritten
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import is_lazy


class LazyModuleMixin(Module):
    """Put first among a layer's bases: it makes the layer wait for its first input.

    The layer assigns ``UninitializedParameter()`` in ``__init__`` and gives them shapes in
    ``initialize_parameters(*inputs)``. That runs once, before the first ``forward``; afterwards the layer is an
    ordinary one, of the class ``cls_to_become`` if that is set. Run a batch through the model (a dry run) before its
    parameters are counted, copied or given to an optimizer that looks at their shapes.
    """

    cls_to_become: type[Module] | None = None
    _waiting = True  # for the first input

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Give every uninitialized parameter its shape, from the first input; every subclass writes its own."""
        raise NotWritten("nn.lazy.initialize", cls=type(self).__name__)

    def has_uninitialized_params(self) -> bool:
        """Whether a parameter or buffer of this layer still has no shape."""
        return any(map(is_lazy, (*self._parameters.values(), *self._buffers.values())))

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not self._waiting:
            return super()._run(args, kwargs)
        self.initialize_parameters(*args, **kwargs)
        if self.has_uninitialized_params():
            raise GraphError("nn.lazy.incomplete", cls=self._get_name())
        self._waiting = False
        if self.cls_to_become is not None:
            del self._waiting
            self.__class__ = self.cls_to_become  # type: ignore[assignment]
        return self._run(args, kwargs)
