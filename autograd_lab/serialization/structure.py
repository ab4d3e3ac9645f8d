"""Objects as JSON and back: what may stand in a checkpoint, and how it is written.

    None, truth values, strings, integers, finite numbers, lists      as they are
    {"dict": [[key, value], ...]}                 also OrderedDict, defaultdict, Counter: keys may be anything
    {"tuple": [...]}, {"set": [...]}, {"Size": [...]}
    {"float": "nan"}, {"int": "0x..."}, {"complex": ["1.0", "2.0"]}, {"bytes": "base64"}
    {"dtype": "float32"}, {"device": "cuda:0"}
    {"tensor": note}, {"array": note}, {"scalar": note}               an array of the file; see memory.py
    {"same": n}                                   the n-th list, dict, set, tensor or array of this object once more

Nothing here names a class to be imported or code to be run, so loading can do nothing but build these.
"""

from __future__ import annotations

import base64
import types
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import device
from autograd_lab.errors import ArgTypeError, ArgumentError, CheckpointError, DtypeError, LabError
from autograd_lab.serialization.memory import DTYPES, Found, Stored, real
from autograd_lab.serialization.safetensors import dtype_name
from autograd_lab.tensor.tensor import Size, Tensor, make

DEEPEST = 200  # levels of nesting: enough for any model, too few to overflow the stack
DICTS: dict[type, str] = {dict: "dict", OrderedDict: "OrderedDict", Counter: "Counter", defaultdict: "defaultdict"}
SEQUENCES: dict[type, str] = {tuple: "tuple", set: "set", frozenset: "frozenset", Size: "Size"}
FACTORIES: dict[str, Any] = {"None": None, "dict": dict, "list": list, "int": int, "float": float, "set": set}

# Kinds of tensors that a layer above adds: nn registers Parameter and Buffer. Each is made from a tensor and whether
# it requires grad.
TENSOR_KINDS: dict[str, tuple[type, Callable[[Tensor, bool], Tensor]]] = {}


class Encoder:
    """Turns one object into JSON and collects its tensors and arrays on the way."""

    def __init__(self) -> None:
        self.tensors: list[Found] = []
        self.arrays: list[tuple[np.ndarray[Any, Any], str, dict[str, Any]]] = []
        self._numbers: dict[int, int] = {}
        self._open: set[int] = set()  # containers around the present place: one in itself cannot be written

    def encode(self, value: Any, path: tuple[Any, ...] = ()) -> Any:
        """The JSON of ``value``; TypeError for what cannot be stored, with its place and the way out."""
        kind = type(value)
        if value is None or kind in (bool, str):
            return value
        if kind in _LEAVES:
            return _LEAVES[kind](value)
        if id(value) in self._open or len(path) > DEEPEST:
            key = "file.cycle" if id(value) in self._open else "file.deep"
            raise ArgumentError(key, where=_where(path), deepest=DEEPEST)
        if id(value) in self._numbers:
            return {"same": self._numbers[id(value)]}
        if kind not in (tuple, frozenset, Size) and (kind in _CONTAINERS or isinstance(value, (Tensor, np.ndarray))):
            self._numbers[id(value)] = len(self._numbers)
        self._open.add(id(value))
        try:
            return self._compound(value, kind, path)
        finally:
            self._open.discard(id(value))

    def _compound(self, value: Any, kind: type, path: tuple[Any, ...]) -> Any:
        if isinstance(value, Tensor):
            return {"tensor": self._tensor(value, path)}
        if kind is list:
            return [self.encode(member, (*path, i)) for i, member in enumerate(value)]
        if kind in SEQUENCES:
            return {SEQUENCES[kind]: [self.encode(member, (*path, i)) for i, member in enumerate(value)]}
        if kind in DICTS:
            return self._dict(value, kind, path)
        if kind is np.ndarray or isinstance(value, np.generic):
            return {"array" if kind is np.ndarray else "scalar": self._array(value, path)}
        raise _cannot(value, path)

    def _dict(self, value: Any, kind: type, path: tuple[Any, ...]) -> Any:
        node: dict[str, Any] = {}
        pairs = node[DICTS[kind]] = []
        for key, member in value.items():
            pairs.append([self.encode(key, (*path, f"key {key!r:.40}")), self.encode(member, (*path, key))])
        if kind is defaultdict:
            names = [name for name, factory in FACTORIES.items() if factory is value.default_factory]
            if not names:
                raise _cannot(value.default_factory, (*path, "default_factory"))
            node["default"] = names[0]
        if getattr(value, "_metadata", None) is not None:  # PyTorch's state_dict keeps the versions of modules there
            node["_metadata"] = self.encode(value._metadata, (*path, "_metadata"))
        return node

    def _tensor(self, value: Tensor, path: tuple[Any, ...]) -> dict[str, Any]:
        note: dict[str, Any] = {}
        if type(value) is not Tensor:
            kinds = [name for name, (cls, _) in TENSOR_KINDS.items() if cls is type(value)]
            if not kinds:
                raise _cannot(value, path)
            note["kind"] = kinds[0]
        self.tensors.append(Found(value, _name(path), note))
        return note

    def _array(self, value: Any, path: tuple[Any, ...]) -> dict[str, Any]:
        array = np.asarray(value)
        if dtype_name(array.dtype) is None and array.dtype != np.complex128:
            raise ArgTypeError("file.array_dtype", where=_where(path), dtype=array.dtype)
        note = {"dtype": "complex128"} if array.dtype == np.complex128 else {}
        self.arrays.append((real(array), _name(path), note))
        return note


def _float(value: float) -> Any:
    return value if value - value == 0 else {"float": repr(value)}


def _int(value: int) -> Any:
    return value if value.bit_length() <= 64 else {"int": hex(value)}


_LEAVES: dict[type, Callable[[Any], Any]] = {
    int: _int,
    float: _float,
    complex: lambda value: {"complex": [repr(value.real), repr(value.imag)]},
    bytes: lambda value: {"bytes": base64.b64encode(value).decode()},
    dtypes.dtype: lambda value: {"dtype": value.name},
    type(dtypes.bfloat16): lambda value: {"dtype": value.name},
    device: lambda value: {"device": str(value)},
}
_CONTAINERS = {list, *DICTS, *SEQUENCES}


def _name(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path)) or "tensor"


def _where(path: tuple[Any, ...]) -> str:
    return "".join(f"[{step!r:.60}]" for step in path) or "it"


def _cannot(value: Any, path: tuple[Any, ...]) -> LabError:
    """The error for an object of a class that no checkpoint holds: which, where, and what to save instead."""
    kind = type(value)
    where = _where(path)
    if hasattr(value, "state_dict") and not isinstance(value, type):
        return ArgTypeError("file.has_state", where=where, cls=kind.__name__)
    if isinstance(value, types.ModuleType):
        return ArgTypeError("file.module", where=where, name=value.__name__)
    if callable(value):
        return ArgTypeError("file.function", where=where, name=getattr(value, "__qualname__", kind.__name__))
    if isinstance(value, tuple):
        return ArgTypeError("file.named_tuple", where=where, cls=kind.__name__)
    if hasattr(value, "materialize"):
        return ArgTypeError("file.lazy", where=where, cls=kind.__name__)
    if isinstance(value, Tensor):
        return ArgTypeError("file.tensor_class", where=where, cls=kind.__name__)
    return ArgTypeError("file.object", where=where, cls=f"{kind.__module__}.{kind.__qualname__}")


# -- back --------------------------------------------------------------------------------------------------------------


class Decoder:
    """Builds the object again. ``place`` says on which device a tensor goes that was saved from another."""

    def __init__(self, stored: Stored, place: Callable[[np.ndarray[Any, Any], str], device]) -> None:
        self.stored, self.place = stored, place
        self._made: list[Any] = []

    def decode(self, node: Any, depth: int = 0) -> Any:
        """The object that ``node`` describes; CheckpointError where it describes none."""
        if depth > DEEPEST + 1:
            raise _wrong(f"more than {DEEPEST} levels")
        if isinstance(node, list):
            return self._fill([], node, depth)
        if not isinstance(node, dict):
            return node
        kind = next(iter(node), None)
        read = _READ.get(kind) if kind is not None else None
        if read is None or (len(node) > 1 and kind not in _DICT_KINDS):
            raise _wrong(f"{list(node)[:3]}")
        return read(self, node[kind], node, depth + 1)

    def _fill(self, made: list[Any], members: Any, depth: int) -> list[Any]:
        self._made.append(made)
        made.extend(self._members(members, depth))
        return made

    def _members(self, members: Any, depth: int) -> list[Any]:
        if not isinstance(members, list):
            raise _wrong(f"{type(members).__name__} where a list is due")
        return [self.decode(member, depth + 1) for member in members]

    def _sequence(self, members: Any, node: Any, depth: int, cls: Callable[..., Any]) -> Any:
        if cls is set:
            made: set[Any] = set()
            self._made.append(made)
            made.update(self._members(members, depth))
            return made
        return cls(self._members(members, depth))

    def _dict(self, pairs: Any, node: Any, depth: int, cls: Callable[..., Any]) -> Any:
        if node.keys() - {DICTS[cls], "default", "_metadata"} or not isinstance(pairs, list):  # type: ignore[index]
            raise _wrong(f"{list(node)[:3]}")
        made = cls()
        self._made.append(made)
        for pair in pairs:
            if not isinstance(pair, list) or len(pair) != 2:
                raise _wrong("a pair of key and value")
            key = self.decode(pair[0], depth + 1)
            made[key] = self.decode(pair[1], depth + 1)
        if len(made) != len(pairs):
            raise _wrong("a key stands twice")
        if cls is defaultdict:
            made.default_factory = FACTORIES[node["default"]]
        if "_metadata" in node and cls is OrderedDict:
            made._metadata = self.decode(node["_metadata"], depth + 1)
        return made

    def _tensor(self, note: Any, node: Any, depth: int) -> Tensor:
        if not isinstance(note, dict) or note.keys() - _NOTE:
            raise _wrong("what is said of a tensor")
        where = note.get("device", "cpu")
        try:
            device(where)
        except LabError:
            raise _wrong(f"device {where!r}") from None
        array = self.stored.view(note, self.place(self.stored.array(note.get("in")), where))
        tensor, learned = tensor_of(array, note["in"]), note.get("requires_grad") is True
        if "kind" in note:
            tensor = TENSOR_KINDS[note["kind"]][1](tensor, learned)
        elif learned:
            tensor.requires_grad = True
        self._made.append(tensor)
        return tensor

    def _array(self, note: Any, node: Any, depth: int, scalar: bool) -> Any:
        if not isinstance(note, dict) or note.keys() - {"in", "dtype"}:
            raise _wrong("what is said of an array")
        array = self.stored.array(note.get("in"), note.get("dtype"))
        if scalar and array.ndim:
            raise _wrong("a scalar with dims")
        if not scalar:
            self._made.append(array)
        return array[()] if scalar else array

    def _same(self, number: Any, node: Any, depth: int) -> Any:
        if type(number) is not int or not 0 <= number < len(self._made):
            raise _wrong(f"same {number!r}")
        return self._made[number]


def tensor_of(array: Any, name: str) -> Tensor:
    """A tensor around a stored array; CheckpointError for a dtype that no tensor here has."""
    tensor = make(array)
    try:
        _ = tensor.dtype
    except LabError:
        raise CheckpointError("file.no_tensor_dtype", name=name, dtype=array.dtype) from None
    return tensor


def _wrong(why: str) -> CheckpointError:
    return CheckpointError("file.structure", why=why)


_NOTE = {"in", "stride", "view", "dtype", "device", "requires_grad", "kind"}
_DICT_KINDS = set(DICTS.values())


def _reader(read: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    return lambda decoder, value, node, depth: read(decoder, value, node, depth, **options)


def _leaf(make_one: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda decoder, value, node, depth: make_one(value)


_READ: dict[str, Callable[..., Any]] = {
    **{name: _reader(Decoder._sequence, cls=cls) for cls, name in SEQUENCES.items()},
    **{name: _reader(Decoder._dict, cls=cls) for cls, name in DICTS.items()},
    "tensor": Decoder._tensor,
    "array": _reader(Decoder._array, scalar=False),
    "scalar": _reader(Decoder._array, scalar=True),
    "same": Decoder._same,
    "float": _leaf(float),
    "int": _leaf(lambda text: int(text, 16)),
    "complex": _leaf(lambda parts: complex(float(parts[0]), float(parts[1]))),
    "bytes": _leaf(lambda text: base64.b64decode(text, validate=True)),
    "dtype": _leaf(lambda name: DTYPES[name]),
    "device": _leaf(device),
}

# What a structure that describes nothing may raise on the way; the loader says that the file is not valid.
MISTAKES = (KeyError, TypeError, ValueError, IndexError, AttributeError, DtypeError, OverflowError, RecursionError)
