"""``save`` and ``load``."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

import autograd_lab.serialization.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab.backend.device import as_device, device, settled
from autograd_lab.errors import ArgTypeError, ArgumentError, CheckpointError, DeviceError
from autograd_lab.functional.storage import UntypedStorage
from autograd_lab.serialization import atomic, safetensors
from autograd_lab.serialization.memory import Stored, free_name, place
from autograd_lab.serialization.structure import MISTAKES, Decoder, Encoder, tensor_of

VERSION = "1"
_VERSION, _STRUCTURE, _SHA256, _HEADER = (
    f"autograd_lab.{name}" for name in ("version", "structure", "sha256", "header")
)
_OURS = {_VERSION, _STRUCTURE, _SHA256, _HEADER}
_NO_DIGEST = "0" * 64


def save(obj: Any, f: Any, pickle_module: Any = None, pickle_protocol: Any = None) -> None:
    """Write ``obj`` to ``f``, a path or a file open for writing bytes.

    obj : tensors, numbers, strings, None, dtypes, devices, NumPy arrays, and dicts, lists, tuples and sets of them,
        such as a ``state_dict()``. Tensors on the same memory will share memory again.

    A path is written whole or not at all. TypeError names what cannot be stored (a module, a function, ...) and what
    to save instead; then nothing is written. There is no pickle here: ``pickle_module`` and ``pickle_protocol`` must
    stay None.
    """
    if pickle_module is not None or pickle_protocol is not None:
        raise ArgumentError("file.pickle_options")
    if not hasattr(f, "write") and not isinstance(f, (str, bytes, os.PathLike)):
        raise ArgTypeError("file.save_to", got=type(f).__name__)
    parts = _file(obj)

    def content(file: Any) -> None:
        for part in parts:
            file.write(memoryview(part))

    if isinstance(f, (str, bytes, os.PathLike)):
        atomic.write(os.fsdecode(f), content)
    else:
        content(f)


def _file(obj: Any) -> list[Any]:
    """Everything that the file consists of, as bytes."""
    encoder = Encoder()
    tree = encoder.encode(obj)
    arrays = place(encoder.tensors)
    for array, name, note in encoder.arrays:
        note["in"] = free_name(name, arrays)
        arrays[note["in"]] = array
    arrays = safetensors.in_order(arrays)
    lines = [safetensors.raw(array) for array in arrays.values()]
    digests = {name: _digest(line) for name, line in zip(arrays, lines, strict=True)}
    metadata = {
        "format": "pt",  # what other tools look for: names and layouts are PyTorch's
        _VERSION: VERSION,
        _STRUCTURE: json.dumps(tree, separators=(",", ":")),
        _SHA256: json.dumps(digests, separators=(",", ":")),
        _HEADER: _NO_DIGEST,
    }
    start = safetensors.header(arrays, metadata)
    return [start.replace(_mark(_NO_DIGEST), _mark(_digest(start[8:]))), *lines]


def _digest(data: Any) -> str:
    return hashlib.sha256(data).hexdigest()


def _mark(digest: str) -> bytes:
    """Where the header says its own digest."""
    return f'"{_HEADER}":"{digest}"'.encode()


def load(
    f: Any,
    map_location: Any = None,
    pickle_module: Any = None,
    *,
    weights_only: bool = True,
    mmap: bool | None = None,
) -> Any:
    """The object that ``save`` wrote to ``f``, a path or a file open for reading bytes.

    A safetensors file from elsewhere gives a dict of tensors. ``map_location`` says where tensors go: None for the
    device from which they were saved, else a device, a dict from old to new devices, or a function of a storage and a
    device's name. ``weights_only`` and ``mmap`` are accepted for PyTorch's sake: no file can hold more than data, and
    all of it is read to check its digests.

    CheckpointError (a RuntimeError) for a file that is damaged, incomplete, or of another kind, such as PyTorch's own
    pickles; nothing is loaded then.
    """
    if pickle_module is not None:
        raise ArgumentError("file.pickle_options")
    if hasattr(f, "read"):
        data = f.read()
        return _read(io.BytesIO(data), len(data), map_location)
    if not isinstance(f, (str, bytes, os.PathLike)):
        raise ArgTypeError("file.load_from", got=type(f).__name__)
    with open(f, "rb") as file:
        return _read(file, os.fstat(file.fileno()).st_size, map_location)


def _read(file: BinaryIO, size: int, map_location: Any) -> Any:
    text, metadata, entries = safetensors.read_header(file, size)
    ours = not _OURS.isdisjoint(metadata)  # one is enough: another may be damaged
    digests = _digests(text, metadata) if ours else {}
    if ours and digests.keys() != {entry.name for entry in entries}:
        raise CheckpointError("file.structure", why="digests of other arrays")
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for entry in entries:
        line = safetensors.read_bytes(file, entry)
        if ours and _digest(line) != digests[entry.name]:
            raise CheckpointError("file.damaged", name=entry.name)
        arrays[entry.name] = safetensors.as_array(line, entry)
    if not ours:
        places = {name: _place(map_location, array, "cpu") for name, array in arrays.items()}
        return {name: tensor_of(array, name).to(places[name]) for name, array in arrays.items()}
    stored = Stored(arrays)
    try:
        tree = safetensors.parse_json(metadata[_STRUCTURE])
        obj = Decoder(stored, lambda array, where: _place(map_location, array, where)).decode(tree)
    except MISTAKES as error:
        raise CheckpointError("file.structure", why=error) from None
    if stored.used != arrays.keys():
        raise CheckpointError("file.structure", why=f"{len(arrays) - len(stored.used)} arrays without a place")
    return obj


def _digests(text: bytes, metadata: dict[str, str]) -> dict[str, str]:
    """The digest of each array, after that of the header itself has been checked."""
    said = metadata.get(_HEADER, "")
    if metadata.get(_VERSION, VERSION) != VERSION:
        raise CheckpointError("file.version", got=metadata[_VERSION], known=VERSION)
    whole = _VERSION in metadata and text.count(_mark(said)) == 1
    if not whole or _digest(text.replace(_mark(said), _mark(_NO_DIGEST))) != said:
        raise CheckpointError("file.damaged_header")
    try:
        digests = safetensors.parse_json(metadata[_SHA256])
    except (KeyError, ValueError, RecursionError) as error:
        raise CheckpointError("file.structure", why=error) from None
    if not isinstance(digests, dict):
        raise CheckpointError("file.structure", why="digests")
    return digests


def _place(map_location: Any, array: np.ndarray[Any, Any], where: str) -> device:
    """The device on which a tensor goes that was saved from ``where``."""
    target: Any = where
    if isinstance(map_location, Mapping):
        target = map_location.get(where, where)
    elif callable(map_location) and not isinstance(map_location, device):
        storage = map_location(UntypedStorage(array.reshape(-1).view(np.uint8)), where)
        target = where if storage is None else getattr(storage, "device", storage)
    elif map_location is not None:
        target = map_location
    try:
        return settled(as_device(target))
    except DeviceError as error:
        if map_location is None:
            raise DeviceError("file.no_device", where=where, why=error) from None
        raise
