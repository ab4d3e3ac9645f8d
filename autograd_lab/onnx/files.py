"""ONNX files, read with care: they may be damaged, or made to do harm."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from autograd_lab.errors import FileError, OnnxError
from autograd_lab.onnx.library import onnx

OLDEST = 13  # below, Softmax and the axes of many operators mean something else


def read(path: str | os.PathLike[str]) -> Any:
    """The ModelProto in a file, checked, with external data read in.

    FileError for a file that is missing, damaged or no ONNX, or whose external data lies outside of its folder;
    OnnxError for an older version. Both are RuntimeErrors.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileError("onnx.unreadable", path=path, error=error.strerror or error) from None
    try:
        model = onnx().load_model_from_string(data)
        for tensor in _tensors(model.graph):
            _bring(tensor, path)
        onnx().checker.check_model(model)
    except FileError:
        raise
    except Exception as error:  # protobuf, the checker and NumPy each have their own for a damaged file
        raise FileError("onnx.damaged", path=path, error=f"{type(error).__name__}: {error}") from None
    versions = {entry.domain: entry.version for entry in model.opset_import}
    if versions.keys() - {"", "ai.onnx"}:
        raise OnnxError("onnx.domain", path=path, domains=", ".join(sorted(versions.keys() - {"", "ai.onnx"})))
    if max(versions.values()) < OLDEST:
        raise OnnxError("onnx.old", path=path, version=max(versions.values()), oldest=OLDEST)
    return model


def array_of(tensor: Any) -> Any:
    """The numbers of a TensorProto. Dims that do not fit the bytes that are there are an error, and nothing of the size
    that they claim is made."""
    return np.array(onnx().numpy_helper.to_array(tensor))  # a copy: the file's memory cannot be written to


def _tensors(graph: Any) -> Iterator[Any]:
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors


def _bring(tensor: Any, path: Path) -> None:
    """Read the numbers of a tensor from where they lie beside the model, into the model."""
    helper = onnx().helper
    dtype = helper.tensor_dtype_to_np_dtype(tensor.data_type)
    wanted = math.prod(tensor.dims) * dtype.itemsize
    if any(n < 0 for n in tensor.dims):
        raise FileError("onnx.dims", path=path, name=tensor.name, dims=list(tensor.dims))
    if tensor.data_location != onnx().TensorProto.EXTERNAL:
        if tensor.HasField("raw_data") and len(tensor.raw_data) != wanted and dtype.itemsize > 0:
            found = len(tensor.raw_data)
            raise FileError("onnx.bytes", path=path, name=tensor.name, dims=list(tensor.dims), found=found)
        return
    entries = {entry.key: entry.value for entry in tensor.external_data}
    folder = path.resolve().parent
    place = (folder / entries.get("location", "")).resolve()
    if not place.is_relative_to(folder) or not place.is_file():
        raise FileError("onnx.outside", path=path, name=tensor.name, location=entries.get("location", ""))
    start, room = int(entries.get("offset", 0)), place.stat().st_size
    length = int(entries.get("length", room - start))
    if not 0 <= start <= start + length <= room or length != wanted:
        raise FileError("onnx.bytes", path=path, name=tensor.name, dims=list(tensor.dims), found=max(room - start, 0))
    with place.open("rb") as file:
        file.seek(start)
        tensor.raw_data = file.read(length)
    del tensor.external_data[:]
    tensor.data_location = onnx().TensorProto.DEFAULT
