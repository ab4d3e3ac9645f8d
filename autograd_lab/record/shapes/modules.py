"""The tree of a module: what it consists of, what each part was given and gave, where the parameters are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from autograd_lab.errors import ArgTypeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import Module
from autograd_lab.nn.parameter import is_lazy
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.graphs.running import untouched
from autograd_lab.record.names import shorten
from autograd_lab.tensor import Tensor
from autograd_lab.transforms.tree import flatten

MOST = 3000  # rows
SHAPES = 4  # of the Tensors in one argument that are written out


@dataclass(frozen=True)
class OwnTensor:
    """A parameter or buffer of one module. ``shared``: the path under which it was met first; "" for its own."""

    name: str
    shape: list[int] | None  # None: a lazy one, whose shape is still to come
    dtype: str
    kind: str  # "parameter", "frozen" or "buffer"
    shared: str


@dataclass(frozen=True)
class ModuleRow:
    """One module, in the order of ``named_modules``; ``depth`` 0 is the whole.

    ``parameters`` counts the numbers in all parameters at and below it, each Tensor once, ``trainable`` those that
    require a gradient. ``inputs`` and ``outputs`` are shapes of its first call, such as "32×64", empty if it was
    not called; ``calls`` says how often it was. Modules with the same ``likeness`` are built alike. ``shared`` is
    the path of the same module further up, whose parts are not listed again.
    """

    path: str
    name: str
    class_name: str
    options: str
    depth: int
    inputs: str
    outputs: str
    calls: int
    parameters: int
    trainable: int
    bytes: int
    own: list[OwnTensor]
    likeness: str
    shared: str


@dataclass(frozen=True)
class ModuleTree:
    """``called``: whether it was run, so that shapes are known. ``hidden``: rows left out."""

    rows: list[ModuleRow]
    called: bool
    training: bool
    buffers: int
    hidden: int


def module_tree(module: Any, inputs: Sequence[Any] = (), options: Mapping[str, Any] | None = None) -> ModuleTree:
    """The parts of ``module``; with inputs it is called once, to see shapes: without gradients, in the mode it is in.

    Buffers and random numbers are put back after the call. TypeError for what is not a module.
    """
    if not isinstance(module, Module):
        raise ArgTypeError("modules.not_module", got=type(module).__name__)
    calls = _Calls(module)
    if inputs or options:
        with untouched([module]), no_grad(), calls:
            module(*inputs, **(options or {}))
    rows = _Rows(calls).of(module)
    buffers = sum(b.numel() for b in module.buffers() if not is_lazy(b))
    return ModuleTree(rows[:MOST], bool(calls.seen), module.training, buffers, max(0, len(rows) - MOST))


class _Calls:
    """Notes the shapes of each module's first call while it is entered."""

    def __init__(self, module: Module) -> None:
        self.seen: dict[int, tuple[str, str]] = {}
        self.count: dict[int, int] = {}
        self._modules = list(module.modules())
        self._hooks: list[Any] = []

    def __enter__(self) -> None:
        self._hooks = [m.register_forward_hook(self._called, with_kwargs=True) for m in self._modules]

    def __exit__(self, *exc_info: object) -> None:
        for hook in self._hooks:
            hook.remove()

    def _called(self, module: Any, args: Any, kwargs: Any, output: Any) -> None:
        self.count[id(module)] = self.count.get(id(module), 0) + 1
        if id(module) not in self.seen:
            self.seen[id(module)] = shapes_text((args, kwargs)), shapes_text(output)


class _Rows:
    def __init__(self, calls: _Calls) -> None:
        self._calls = calls
        self._rows: list[ModuleRow] = []
        self._modules: dict[int, str] = {}  # id -> path, of those that are listed
        self._tensors: dict[int, str] = {}

    def of(self, module: Module) -> list[ModuleRow]:
        self._add(module, "", type(module).__name__, 0)
        return self._rows

    def _add(self, module: Module, path: str, name: str, depth: int) -> str:
        shared = self._modules.get(id(module), "")
        self._modules.setdefault(id(module), path or name)
        place = len(self._rows)
        self._rows.append(None)  # type: ignore[arg-type]  # its likeness is that of its parts, which come next
        own = [] if shared else self._own(module, path)
        parts = (
            []
            if shared
            else [self._add(child, f"{path}.{key}".lstrip("."), key, depth + 1) for key, child in _children(module)]
        )
        parameters = [p for p in module.parameters() if not is_lazy(p)]
        inputs, outputs = self._calls.seen.get(id(module), ("", ""))
        self._rows[place] = ModuleRow(
            path=shorten(path),
            name=shorten(name),
            class_name=shorten(type(module).__name__),
            options=shorten(module.extra_repr()),
            depth=depth,
            inputs=inputs,
            outputs=outputs,
            calls=self._calls.count.get(id(module), 0),
            parameters=sum(p.numel() for p in parameters),
            trainable=sum(p.numel() for p in parameters if p.requires_grad),
            bytes=sum(p.numel() * p.element_size() for p in parameters),
            own=own,
            likeness=_likeness(module, own, parts),
            shared=shorten(shared),
        )
        return self._rows[place].likeness

    def _own(self, module: Module, path: str) -> list[OwnTensor]:
        own = []
        for kind, tensors in (("parameter", module._parameters), ("buffer", module._buffers)):
            for key, tensor in tensors.items():
                if tensor is None:
                    continue
                full = f"{path}.{key}".lstrip(".")
                first = self._tensors.setdefault(id(tensor), full)
                frozen = kind == "parameter" and not tensor.requires_grad
                own.append(
                    OwnTensor(
                        name=shorten(key),
                        shape=None if is_lazy(tensor) else list(tensor.shape),
                        dtype=str(tensor.dtype),
                        kind="frozen" if frozen else kind,
                        shared="" if first == full else shorten(first),
                    )
                )
        return own


def _children(module: Module) -> list[tuple[str, Module]]:
    return [(key, child) for key, child in module._modules.items() if child is not None]


def _likeness(module: Module, own: Sequence[OwnTensor], parts: Sequence[str]) -> str:
    tensors = [(t.name, t.shape, t.kind) for t in own]
    text = repr((type(module).__qualname__, module.extra_repr(), tensors, list(parts)))
    return blake2b(text.encode(), digest_size=6).hexdigest()


def shapes_text(value: Any) -> str:
    """The shapes of the Tensors in ``value``: "32×64", or "2×5×8, 2×8" for several; a number is "()"."""
    leaves, _ = flatten(value)
    shapes = [_shape_text(leaf.shape) for leaf in leaves if isinstance(leaf, Tensor)]
    return ", ".join(shapes[:SHAPES]) + (", …" if len(shapes) > SHAPES else "")


def _shape_text(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "()"
