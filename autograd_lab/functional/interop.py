"""Tensors and NumPy's arrays: one memory, two names; and NumPy's functions on tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError, NeedsValues
from autograd_lab.functional.creation import from_numpy
from autograd_lab.functional.registry import method
from autograd_lab.graph.modes import modes
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import held, is_transformed


@method
def numpy(self: Tensor, *, force: bool = False) -> np.ndarray[Any, Any]:
    """The tensor's memory as a NumPy array: a change to one shows in the other.

    With ``force`` it is detached and copied to the host first where that is needed. RuntimeError for a tensor that
    requires grad, where operations are recorded: NumPy's would not be. TypeError for bfloat16, which NumPy does not
    have.
    """
    if is_transformed(self):
        raise (NeedsValues if modes.transform is None else GraphError)("transform.values", what=held(self).name)
    if self.array.dtype.kind == "V":
        raise ArgTypeError("numpy.bfloat16")
    if force:
        return to_device(self.array, CPU)
    if self.requires_grad and modes.grad_enabled:
        raise GraphError("numpy.requires_grad")
    if self.device.type != "cpu":
        raise ArgTypeError("numpy.cuda", device=self.device)
    return self.array


@method
def __array__(self: Tensor, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
    array = numpy(self)
    if dtype is not None and np.dtype(dtype) != array.dtype:
        if copy is False:
            raise ArgumentError("numpy.must_copy", dtype=self.dtype, wanted=np.dtype(dtype))
        return array.astype(dtype)
    return array.copy() if copy else array


@method
def __array_wrap__(self: Tensor, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
    """What NumPy made of tensors is a tensor: ``np.sin(x)``. As in PyTorch, truth values come back as uint8."""
    array = np.asarray(array)
    return from_numpy(array.astype(np.uint8) if array.dtype.kind == "b" else array)
