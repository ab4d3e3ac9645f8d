"""The safetensors format, strictly: eight bytes with the length of the header, the header in JSON, then the arrays.

Everything the header says is checked against the size of the file before any memory is asked for. The reader accepts
less than others do: no key twice, no unknown field, no gap or overlap, no name that could be a path or a page's code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import prod
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.errors import CheckpointError

NUMPY = {
    "BOOL": np.bool_,
    "U8": np.uint8,
    "I8": np.int8,
    "U16": np.uint16,
    "I16": np.int16,
    "F16": np.float16,
    "U32": np.uint32,
    "I32": np.int32,
    "F32": np.float32,
    "U64": np.uint64,
    "I64": np.int64,
    "F64": np.float64,
    "C64": np.complex64,
}
NAMES = {np.dtype(kind): name for name, kind in NUMPY.items()}
LONGEST_HEADER = 100_000_000  # bytes; the format's own limit
MOST_DIMS = 64  # of a NumPy array
LONGEST_NAME = 1000
FIELDS = {"dtype", "shape", "data_offsets"}


class Entry(NamedTuple):
    """One array of the file: where its bytes begin and end, counted from the first byte after the header."""

    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    begin: int
    end: int


def dtype_name(dtype: np.dtype[Any]) -> str | None:
    """The format's name of a NumPy dtype; None if it has none."""
    if dtype.kind == "V":
        return "BF16" if dtype.name == "bfloat16" else None
    return NAMES.get(dtype.newbyteorder("="))


def acceptable(name: str) -> bool:
    """Whether a tensor may have this name. Names are data, but they end up in pages and as names of files."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable() or any(c in "<>\\" for c in name):
        return False
    return not name.startswith("/") and ".." not in name.split("/")


# -- writing -----------------------------------------------------------------------------------------------------------


def header(arrays: dict[str, np.ndarray[Any, Any]], metadata: dict[str, str]) -> bytes:
    """The eight bytes and the header of a file with these arrays, which must follow it in this order.

    It is padded so that the arrays begin at a multiple of 8 bytes.
    """
    entries: dict[str, Any] = {"__metadata__": metadata} if metadata else {}
    place = 0
    for name, array in arrays.items():
        offsets = [place, place := place + array.nbytes]
        entries[name] = {"dtype": dtype_name(array.dtype), "shape": list(array.shape), "data_offsets": offsets}
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def in_order(arrays: dict[str, np.ndarray[Any, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    """Widest elements first: so each array begins at a multiple of its element's size."""
    return dict(sorted(arrays.items(), key=lambda item: -item[1].itemsize))


def raw(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The bytes of an array in the file's order: row by row, the least significant byte first."""
    if array.dtype.kind != "V":
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8)


# -- reading -----------------------------------------------------------------------------------------------------------


def read_header(file: BinaryIO, size: int) -> tuple[bytes, dict[str, str], list[Entry]]:
    """(the header as it stands, its metadata, the arrays) of an open file of ``size`` bytes; CheckpointError if any
    of it is not as it must be."""
    start = file.read(8)
    length = int.from_bytes(start, "little")
    if len(start) < 8 or size < 8 + length:
        raise _other_format(start) or CheckpointError(
            "file.truncated", size=size, expected=8 + length if len(start) == 8 else 8
        )
    if length > LONGEST_HEADER:
        raise _other_format(start) or CheckpointError("file.header_length", length=length, most=LONGEST_HEADER)
    text = file.read(length)
    members = _parsed(text, start)
    metadata = members.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise CheckpointError("file.metadata")
    entries = sorted((_entry(*member) for member in members.items()), key=lambda entry: (entry.begin, entry.end))
    _fill_exactly(entries, size - 8 - length)
    return text, metadata, entries


def _other_format(start: bytes) -> CheckpointError | None:
    """The error for a file of another kind, by its first bytes; asked once it is clear that it is none of this kind."""
    kinds = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x93NUMPY": "npy"}
    kinds |= {bytes((0x80, protocol)): "pickle" for protocol in range(1, 6)}
    return next((CheckpointError(f"file.{kind}") for sign, kind in kinds.items() if start.startswith(sign)), None)


def parse_json(text: bytes | str) -> Any:
    """JSON by the letter: no key twice, no NaN. ValueError (RecursionError if nested too deeply) for anything else."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) < len(pairs):
            raise ValueError("a key stands twice")
        return members

    def no_constant(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    if isinstance(text, bytes):
        text = text.decode("utf-8", "strict")
    return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)


def _parsed(text: bytes, start: bytes) -> dict[str, Any]:
    try:
        if not text.startswith(b"{"):
            raise ValueError("it does not begin with {")
        return parse_json(text)
    except (ValueError, RecursionError) as error:
        raise _other_format(start) or CheckpointError("file.header", why=error) from None


def _entry(name: str, member: Any) -> Entry:
    if not acceptable(name):
        raise CheckpointError("file.name", name=repr(name[:80]))
    if not isinstance(member, dict) or member.keys() != FIELDS:
        raise CheckpointError("file.fields", name=name, fields=", ".join(sorted(FIELDS)))
    shape, offsets = member["shape"], member["data_offsets"]
    if not _naturals(shape) or len(shape) > MOST_DIMS or not _naturals(offsets) or len(offsets) != 2:
        raise CheckpointError("file.numbers", name=name, shape=shape, offsets=offsets)
    known = member["dtype"]
    if known == "BF16":
        dtype = dtypes.bfloat16.numpy
    elif isinstance(known, str) and known in NUMPY:
        dtype = np.dtype(NUMPY[known])
    else:
        raise CheckpointError("file.dtype", name=name, dtype=known)
    begin, end = offsets
    if end - begin != prod(shape) * dtype.itemsize or prod(filter(None, shape)) >= 2**60:
        raise CheckpointError("file.size", name=name, shape=shape, dtype=known, got=end - begin)
    return Entry(name, dtype, tuple(shape), begin, end)


def _naturals(values: Any) -> bool:
    """Whether it is a list of integers that a file's size or a shape can be."""
    return isinstance(values, list) and all(type(n) is int and 0 <= n < 2**63 for n in values)


def _fill_exactly(entries: Iterable[Entry], size: int) -> None:
    """The arrays lie side by side and fill the file: no byte is unused, none is used twice."""
    ends = [(None, 0), *((entry.name, entry.end) for entry in entries)]
    begins = [*((entry.name, entry.begin) for entry in entries), (None, size)]
    for (before, end), (after, begin) in zip(ends, begins, strict=True):
        if end != begin:
            raise CheckpointError("file.offsets", before=before or "{", after=after or "}", end=end, begin=begin)


def read_bytes(file: BinaryIO, entry: Entry) -> np.ndarray[Any, Any]:
    """The bytes of the next array; CheckpointError if the file ends early."""
    line = np.empty(entry.end - entry.begin, np.uint8)
    if line.nbytes and file.readinto(line) != line.nbytes:  # type: ignore[attr-defined]
        raise CheckpointError("file.truncated", size=entry.begin, expected=entry.end)
    return line


def as_array(line: np.ndarray[Any, Any], entry: Entry) -> np.ndarray[Any, Any]:
    """The array that these bytes are. CheckpointError for truth values that are neither 0 nor 1."""
    if entry.dtype.kind == "b" and line.size and line.max() > 1:
        raise CheckpointError("file.bool", name=entry.name)
    if entry.dtype.kind == "V":
        return line.view(entry.dtype).reshape(entry.shape)
    return line.view(entry.dtype.newbyteorder("<")).astype(entry.dtype, copy=False).reshape(entry.shape)
