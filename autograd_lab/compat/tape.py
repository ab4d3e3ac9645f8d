"""``tf.GradientTape``: records what happens to watched tensors while it is on, then gives gradients once.

Semantics: https://www.tensorflow.org/api_docs/python/tf/GradientTape and the guides on it. The engine makes its graph
as always; the tape only notes which nodes are its own. A gradient flows along those alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

import autograd_lab as lab
from autograd_lab import Tensor, watch
from autograd_lab.compat.variable import Variable
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, GraphError
from autograd_lab.tensor.autodiff import as_tensor, pull
from autograd_lab.tensor.tensor import edge_of


class UnconnectedGradients(Enum):
    """What stands for the gradient of a source that the target does not depend on."""

    NONE = "none"
    ZERO = "zero"


class GradientTape(watch.Watcher):
    """``with GradientTape() as tape: ...`` then ``tape.gradient(target, sources)``.

    Trainable Variables are watched when they are used, unless ``watch_accessed_variables=False``; other tensors after
    ``tape.watch``. A tape gives gradients once, a ``persistent`` one as often as asked. A gradient that is taken inside
    another tape is recorded there: so nested tapes give second derivatives.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent, self._accessed = persistent, watch_accessed_variables
        self._used, self._thread = False, 0
        self.reset()

    def reset(self) -> None:
        """Forget all that was recorded and watched."""
        self._watched: dict[Any, Tensor] = {}  # edges of what is watched
        self._nodes: set[Any] = set()  # what was recorded; kept alive here

    def __enter__(self) -> GradientTape:
        if self in watch.watchers:
            raise ArgumentError("compat.entered")
        self._thread = threading.get_ident()
        watch.add(self)
        return self

    def __exit__(self, *exc_info: object) -> None:
        watch.remove(self)

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """What happens inside is not on the tape."""
        if self not in watch.watchers:
            raise GraphError("compat.not_recording")
        watch.remove(self)
        try:
            yield
        finally:
            watch.add(self)

    def watch(self, tensor: Any) -> None:
        """Record what happens to a tensor, or to those of a list or dict, from now on."""
        for x in _tensors(tensor):
            if not x.is_floating_point() and not x.is_complex():
                raise DtypeError("compat.watch_dtype", dtype=x.dtype)
            if not x.requires_grad:
                x.requires_grad_()
            self._watched[edge_of(x)] = x

    def watched_variables(self) -> tuple[Variable, ...]:
        """The Variables that were used so far, or watched."""
        return tuple(x for x in self._watched.values() if isinstance(x, Variable))

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if threading.get_ident() != self._thread:
            return
        for x in inputs if self._accessed else ():
            if isinstance(x, Variable) and x.trainable and x.requires_grad:
                self._watched.setdefault(edge_of(x), x)
        if any(edge is not None and self._has(edge) for edge in node.edges):
            self._nodes.add(node)

    def _has(self, edge: Any) -> bool:
        return edge in self._watched or edge[0] in self._nodes

    # -- gradients --------------------------------------------------------------------------------------------

    def gradient(self, target: Any, sources: Any, output_gradients: Any = None,
                 unconnected_gradients: Any = UnconnectedGradients.NONE) -> Any:  # fmt: skip
        """d(sum of all elements of ``target``)/d(source) in the structure of ``sources``; several targets add up.

        ``output_gradients`` weight the elements instead of 1. A source that the target does not depend on has None,
        with ``unconnected_gradients="zero"`` zeros. RuntimeError where a tape that is not persistent was used before.
        """
        zeros = self._use(unconnected_gradients)
        starts = None if output_gradients is None else _tensors(output_gradients)
        return _mapped(lambda x: _filled(self._pull(_tensors(target), x, starts), x, zeros), sources)

    def jacobian(self, target: Tensor, sources: Any, unconnected_gradients: Any = UnconnectedGradients.NONE) -> Any:
        """d target[i] / d source[j], of shape ``target.shape + source.shape``, in the structure of ``sources``."""
        zeros = self._use(unconnected_gradients)
        rows = lab.eye(target.numel(), dtype=target.dtype).reshape(-1, *target.shape)
        return _mapped(lambda x: self._rows(target, x, rows, (*target.shape, *x.shape), zeros), sources)

    def batch_jacobian(self, target: Tensor, source: Tensor, unconnected_gradients: Any = "none") -> Any:
        """The Jacobian (B, ..., ...) of each sample (B, ...) of the target in the same sample of the source."""
        if not target.ndim or not source.ndim or target.shape[0] != source.shape[0]:
            raise ArgumentError("compat.batch", target=tuple(target.shape), source=tuple(source.shape))
        zeros = self._use(unconnected_gradients)
        each = target.shape[1:]  # one sample does not touch another, so all can be asked for at once
        rows = lab.eye(each.numel(), dtype=target.dtype).reshape(-1, 1, *each).expand(-1, *target.shape)
        found = self._rows(target, source, rows, (*each, *source.shape), zeros)
        return None if found is None else found.movedim(len(each), 0)

    def _rows(self, target: Tensor, x: Tensor, starts: Tensor, shape: tuple[int, ...], zeros: bool) -> Any:
        rows = [self._pull([target], x, [start]) for start in starts]
        connected = [g for g in rows if g is not None]
        if not connected:
            return lab.zeros(shape, dtype=x.dtype) if zeros else None
        return lab.stack(connected).reshape(shape)

    def _pull(self, targets: list[Tensor], x: Tensor, starts: list[Tensor] | None) -> Any:
        """The gradient of ``targets`` in x along the nodes of this tape; None if none of them leads there."""
        goal = edge_of(x) if x.requires_grad else None
        if goal is None or not self._has(goal):
            return None
        given = [lab.ones_like(t) for t in targets] if starts is None else starts
        roots = [(t, g) for t, g in zip(targets, given, strict=True) if t.requires_grad and self._has(edge_of(t))]
        if not roots:
            return None
        listened = any(isinstance(w, GradientTape) and w._thread == self._thread for w in watch.watchers)
        ends, weights = [t for t, _ in roots], [g for _, g in roots]
        found = pull(ends, weights, [x], True, listened, self._nodes)[0]
        return None if found is None else as_tensor(found)

    def _use(self, unconnected: Any) -> bool:
        """Note that gradients are asked for; whether zeros are wanted where there are none."""
        if self._used and not self._persistent:
            raise GraphError("compat.used")
        try:
            zeros = UnconnectedGradients(unconnected) is UnconnectedGradients.ZERO
        except ValueError:
            raise ArgumentError("compat.unconnected", got=unconnected) from None
        self._used = True
        if not self._persistent:
            watch.remove(self)  # it has nothing more to say
        return zeros


def _filled(gradient: Any, x: Tensor, zeros: bool) -> Any:
    return lab.zeros_like(x) if gradient is None and zeros else gradient


def _mapped(function: Callable[[Tensor], Any], structure: Any) -> Any:
    """``function`` of each tensor, in the same structure of lists, tuples and dicts."""
    if isinstance(structure, dict):
        return {key: _mapped(function, value) for key, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        return type(structure)(_mapped(function, value) for value in structure)
    if not isinstance(structure, Tensor):
        raise ArgTypeError("compat.not_tensor", got=type(structure).__name__)
    return function(structure)


def _tensors(structure: Any) -> list[Tensor]:
    found: list[Tensor] = []
    _mapped(found.append, structure)
    return found
