"""The Tensor: an array, and its place in the graph. Its mathematics is attached by the functional layer."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Callable, Iterable
from enum import Enum, auto
from math import prod
from operator import index
from typing import TYPE_CHECKING, Any

from autograd_lab import watch
from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import address, has_gaps, memory_of, owner, same_elements, strided
from autograd_lab.backend.device import CPU, device, device_of, to_device
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import ArgTypeError, DtypeError, GraphError, ShapeError
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import AccumulateGrad, Node, accumulate_node, hooks_before, shown
from autograd_lab.i18n import tr


class View(Enum):
    """How a view of another tensor was made. One that is not PLAIN must not be written to where that is recorded."""

    PLAIN = auto()
    SEVERAL = auto()  # by an op that gave several views at once
    NO_GRAD = auto()
    INFERENCE = auto()
    FUNCTION = auto()  # inside a custom Function, so only the learner knows how
    HOOKED = auto()  # where backward hooks of a module stand: a write would pass them by


class Size(tuple[int, ...]):
    """A shape: a tuple of integers that prints and counts as PyTorch's."""

    def __new__(cls, sizes: Iterable[Any] = ()) -> Size:
        sizes = tuple(sizes)
        try:
            return super().__new__(cls, map(index, sizes))
        except TypeError:
            kind = next(type(n).__name__ for n in sizes if not hasattr(n, "__index__"))
            raise ArgTypeError("size.element", got=kind) from None

    def numel(self) -> int:
        """The number of elements of a tensor of this shape."""
        return prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __getitem__(self, key: Any) -> Any:
        part = super().__getitem__(key)
        return Size(part) if isinstance(key, slice) else part

    def __add__(self, other: tuple[int, ...]) -> Size:  # type: ignore[override]
        return Size(super().__add__(other))

    def __radd__(self, other: tuple[int, ...]) -> Size:
        return Size(other + tuple(self))

    def __mul__(self, n: Any) -> Size:  # type: ignore[override]
        return Size(super().__mul__(n))

    __rmul__ = __mul__  # type: ignore[assignment]


class Tensor:
    """An n-dimensional array that remembers how it was computed.

    Make one with ``tensor(data)``, ``zeros``, ``rand``, ...; ``Tensor(2, 3)`` and ``Tensor([1, 2])`` give
    float32 as in PyTorch.
    """

    # Read at each op, so in slots; the rest, which few tensors need, stands below once and in __dict__ if set.
    __slots__ = ("__dict__", "__weakref__", "_index", "_node", "_requires_grad", "_view", "_writes", "array")

    array: Any
    _writes: list[Any]  # one cell shared by all tensors on the same memory: the number of in-place writes so far
    _requires_grad: bool
    _node: Node | None
    _index: int  # which output of the node
    _view: View | None  # how this tensor came to look at the memory of _base; None if it does not

    _base: Tensor | None = None  # the tensor whose memory this one looks at
    _seen = 0  # version at which a view's node was last right
    _grad: Tensor | None = None
    retains_grad = False  # whether a non-leaf keeps its .grad
    _cut: tuple[str, str, tuple[str, int] | None] | None = None  # what ended its graph: only known while watched
    _inference = False  # made in inference_mode: outside autograd for good
    _hooks: list[tuple[int, Callable[..., Any]]] | None = None  # of a leaf; those of others hang on their node
    _followers: list[Callable[..., Any]] | None = None  # of a leaf, called when its .grad is new
    _accumulator: Callable[[], AccumulateGrad | None] | None = None

    __array_priority__ = 1000  # NumPy leaves array * tensor to us

    if TYPE_CHECKING:  # methods such as .sum() and the operators are attached by autograd_lab.functional
        T: Any
        H: Any
        mT: Any
        mH: Any
        nbytes: Any
        itemsize: Any
        real: Any
        imag: Any
        __add__: Any
        __radd__: Any
        __sub__: Any
        __rsub__: Any
        __mul__: Any
        __rmul__: Any
        __truediv__: Any
        __rtruediv__: Any
        __matmul__: Any
        __pow__: Any
        __rpow__: Any
        __and__: Any
        __or__: Any
        __xor__: Any
        __invert__: Any
        __neg__: Any
        __getitem__: Any
        __setitem__: Any
        __lt__: Any
        __le__: Any
        __gt__: Any
        __ge__: Any
        __iter__: Any
        __float__: Any
        __int__: Any

        def __eq__(self, other: object) -> Any: ...
        def __ne__(self, other: object) -> Any: ...
        def __getattr__(self, name: str) -> Any: ...

    # -- what it is ---------------------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """The length of each dim."""
        return tuple.__new__(Size, self.array.shape)  # integers already, so nothing is checked

    @property
    def ndim(self) -> int:
        """The number of dims."""
        return self.array.ndim

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of the elements."""
        return dtypes.from_numpy_dtype(self.array.dtype)

    @property
    def device(self) -> device:
        """Where the memory is."""
        return device_of(self.array)

    @property
    def is_cuda(self) -> bool:
        """Whether the memory is that of a GPU."""
        return self.device.type == "cuda"

    # -- its place in the graph -----------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Whether gradients flow to this tensor. Settable on leaves. A view of a tensor that requires grad does too."""
        return self._requires_grad or (self._view is not None and self._base is not None and self._base._requires_grad)

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise GraphError("grad.flag_type", got=type(value).__name__)
        if value and self.array.dtype.kind not in INEXACT:
            raise DtypeError("grad.needs_float", dtype=self.dtype)
        if value and self._inference and not modes.inference:
            raise GraphError("inference.requires_grad")
        if not value and self._node is not None:
            raise GraphError("grad.not_leaf_flag")
        self._requires_grad = value

    @property
    def is_leaf(self) -> bool:
        """True for a tensor made by the user rather than computed from one that requires grad."""
        refresh(self)
        return self._node is None

    @property
    def grad_fn(self) -> Node | None:
        """The node that made this tensor; None for leaves."""
        refresh(self)
        return None if self._node is None else shown(self._node)

    @property
    def output_nr(self) -> int:
        """Which output of ``grad_fn`` this tensor is."""
        return self._index

    @property
    def _version(self) -> int:
        """How often this tensor's memory was written to in place, through it or through any view of it."""
        if self._inference:
            raise GraphError("inference.version")
        return self._writes[0]

    def _is_view(self) -> bool:
        return self._base is not None

    @property
    def grad(self) -> Tensor | None:
        """The gradient accumulated by ``backward``; None before the first."""
        if self._grad is None and self._node is not None and not self.retains_grad:
            warnings.warn(tr("grad.non_leaf_access"), UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            if not isinstance(value, Tensor):
                raise ArgTypeError("grad.assign_type", got=type(value).__name__)
            if value is self:
                raise GraphError("grad.assign_self")
            if value.array.shape != self.array.shape:
                raise ShapeError("grad.assign_shape", got=tuple(value.shape), expected=tuple(self.shape))
            if value.array.dtype != self.array.dtype:
                raise DtypeError("grad.assign_dtype", got=value.dtype, expected=self.dtype)
            if value.device != self.device:
                raise GraphError("grad.assign_device", got=value.device, expected=self.device)
        if watch.watchers:
            watch.tell("grad_set", self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self.grad = None

    @property
    def data(self) -> Tensor:
        """The same memory outside autograd: writes through it are not noticed by the graph."""
        out = make(self.array.view())
        if watch.watchers and self._requires_grad:
            out._cut = (".data", "origin.cut", watch.learner_line())
        return out

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise ArgTypeError("data.assign_type", got=type(value).__name__)
        if self._requires_grad and value.array.dtype.kind not in INEXACT:
            raise DtypeError("data.assign_dtype", got=value.dtype)
        self.array = value.array

    # -- Python -----------------------------------------------------------------------------------------------

    def __hash__(self) -> int:
        return id(self)  # although == compares elements

    def __len__(self) -> int:
        if self.array.ndim == 0:
            raise ArgTypeError("tensor.len_0d")
        return self.array.shape[0]

    def __reduce_ex__(self, protocol: Any) -> Any:
        # A pickled tensor carries numbers, not the graph they came from.
        host = to_device(self.array, CPU)
        return _rebuild, (type(self), host, str(self.device), self._requires_grad, dict(self._extra()))

    def __copy__(self) -> Tensor:
        """Another tensor on the same memory."""
        return _rebuild(type(self), self.array, str(self.device), self._requires_grad, dict(self._extra()))

    def _extra(self) -> dict[str, Any]:
        """Attributes that the user has put on the tensor."""
        return {k: v for k, v in self.__dict__.items() if k != "array" and not k.startswith("_")}

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if self._node is not None:
            raise GraphError("tensor.deepcopy_non_leaf")
        copy = make(_deep_copy(self.array, memo), type(self))
        memo[id(self)] = copy
        copy._requires_grad = self._requires_grad
        if self._grad is not None:
            copy._grad = make(self._grad.array.copy())
        copy.__dict__.update(self._extra())
        return copy


def _deep_copy(array: Any, memo: dict[int, Any]) -> Any:
    """A copy in which elements keep their order; of arrays on one memory the copies are on one memory too."""
    memory = owner(array)
    if memory.dtype != array.dtype or not array.size or has_gaps(memory):
        return array.copy("K")
    key = id(memory_of(array))
    if key not in memo:
        memo[key] = memory.copy("K")
    if same_elements(array, memory):
        return memo[key].view()
    place = (address(array) - address(memory)) // array.itemsize
    return strided(memo[key], array.shape, [step // array.itemsize for step in array.strides], place)


def _rebuild(cls: type[Tensor], array: Any, where: str, requires_grad: bool, extra: dict[str, Any]) -> Tensor:
    tensor = make(to_device(array, device(where)), cls)
    tensor._requires_grad = requires_grad
    tensor.__dict__.update(extra)
    return tensor


def make(array: Any, cls: type[Tensor] = Tensor) -> Tensor:
    """A new leaf around ``array``, sharing its memory."""
    tensor = _new(cls)
    tensor.array = array
    tensor._writes = [0]
    tensor._requires_grad = False
    tensor._node = tensor._view = None
    tensor._index = 0
    if modes.marks:
        _mark(tensor)
    return tensor


_new = object.__new__


class MarkedCell(list[Any]):
    """The version cell of memory that was made inside ``transform``: grad, vjp or jvp of torch.func."""

    __slots__ = ("transform",)


def _mark(tensor: Tensor) -> None:
    """Let a new tensor say in which mode, and inside which transform, it was made."""
    if modes.inference:
        tensor._inference = True
    if modes.transform is not None:
        tensor._writes = cell = MarkedCell([0])
        cell.transform = modes.transform


def accumulator(leaf: Tensor) -> AccumulateGrad:
    """The node where the gradients of a leaf end. The leaf knows it only weakly, so no cycle arises."""
    node = leaf._accumulator() if leaf._accumulator is not None else None
    if node is None:
        node = accumulate_node(leaf)
        leaf._accumulator = weakref.ref(node)
    return node


def edge_of(tensor: Tensor) -> tuple[Node, int]:
    """Where the gradient of ``tensor`` goes."""
    if tensor._view is not None:
        refresh(tensor)
    node = tensor._node
    return (accumulator(tensor), 0) if node is None else (node, tensor._index)


def refresh(tensor: Tensor) -> bool:
    """Bring a view up to date after its base was written to: its history now starts from the base's new one.

    Returns whether the view requires grad only because its base does. No gradient flows to such a one: it was made
    before its base began to, or without recording. RuntimeError for a view that cannot follow.
    """
    base = tensor._base
    if tensor._view is None or base is None or (tensor._node is None and not base._requires_grad):
        return False
    if tensor._seen != tensor._writes[0]:
        if tensor._view is View.PLAIN:
            from autograd_lab.tensor.views import look_again  # here, because it needs the Tensor above

            tensor._seen = tensor._writes[0]
            set_history(tensor, *look_again(tensor))
        else:
            raise refused(tensor, "follows")
    return not tensor._requires_grad


def refused(view: Tensor, what: str) -> GraphError:
    """The error of a view that cannot be ``written`` to, or that cannot follow (``follows``) what its base became."""
    assert view._view is not None
    maker = view._node.op.__name__ if view._node is not None else ""
    return GraphError(f"view.{view._view.name.lower()}_{what}", shape=tuple(view.shape), function=maker)


def set_history(tensor: Tensor, node: Node | None, index: int) -> None:
    """Let ``tensor`` be output ``index`` of ``node``. A ``.grad`` to be retained is then that of its new value."""
    tensor._node, tensor._index, tensor._requires_grad = node, index, node is not None
    if tensor.retains_grad:
        keep_grad(tensor)


def keep_grad(tensor: Tensor) -> None:
    """Let backward fill ``tensor.grad`` as it passes the node that the tensor has now, until it gets another."""
    node = tensor._node
    if node is None:
        return
    me, order = weakref.ref(tensor), node.order  # a reference to either would be a cycle

    def keep(grad: Tensor) -> None:
        kept = me()
        if kept is not None and (kept._node is None or kept._node.order == order):  # not written to since
            if kept._grad is not None:
                kept._grad = kept._grad + grad
            else:
                kept._grad = grad if grad._node is not None else make(grad.array.copy())

    hooks_before(node).keepers.append((tensor._index, keep))


def is_tensor(obj: Any) -> bool:
    """Whether ``obj`` is a Tensor."""
    return isinstance(obj, Tensor)
