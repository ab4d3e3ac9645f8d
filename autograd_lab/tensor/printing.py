"""How a Tensor prints: PyTorch's layout, so that output seen in any course is the output seen here.

All numbers get one common format: integers as ``3.``, others with ``precision`` digits, and scientific notation
when the sizes span more than three orders of magnitude. Large tensors show only their edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor.tensor import Tensor


@dataclass
class PrintOptions:
    precision: int = 4
    threshold: float = 1000  # summarise above this many elements
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, threshold=1000, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}
options = PrintOptions()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors print; ``profile`` is "default", "short" or "full" and comes first."""
    if profile is not None:
        if profile not in PROFILES:
            raise ArgumentError("print.profile", profile=profile, known=", ".join(PROFILES))
        options.__dict__.update(PROFILES[profile].__dict__)
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    options.__dict__.update({name: value for name, value in given.items() if value is not None})
    options.sci_mode = sci_mode


class NumberFormat:
    """The common format of all numbers of one tensor."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self.floating = values.dtype.kind == "f"
        self.whole, self.scientific, self.width = True, False, 1
        if not self.floating:
            self.width = max((len(str(v)) for v in values.ravel().tolist()), default=1)
            return
        wide = values.ravel().astype(np.float64)
        finite = wide[np.isfinite(wide) & (wide != 0)]
        if finite.size:
            sizes = np.abs(finite)
            low, high = sizes.min(), sizes.max()
            self.whole = bool((finite == np.ceil(finite)).all())
            spread = high / low > 1000 or high > 1e8 or (not self.whole and low < 1e-4)
            self.scientific = spread if options.sci_mode is None else options.sci_mode
            self.width = max(len(self.text(v)) for v in finite.tolist())
        elif options.sci_mode is not None:
            self.scientific = options.sci_mode

    def text(self, value: Any) -> str:
        if not self.floating:
            return str(value)
        if self.scientific:
            return f"{value:.{options.precision}e}"
        if self.whole:
            return f"{value:.0f}" + ("." if math.isfinite(value) else "")
        return f"{value:.{options.precision}f}"

    def __call__(self, value: Any) -> str:
        return self.text(value).rjust(self.width)


class ComplexFormat:
    """Real and imaginary parts, each in its own common format."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self.real, self.imag = NumberFormat(values.real), NumberFormat(values.imag)
        self.width = self.real.width + self.imag.width + 1

    def __call__(self, value: Any) -> str:
        imag = self.imag.text(abs(value.imag)).rjust(self.imag.width)
        sign = "-" if math.copysign(1.0, value.imag) < 0 else "+"
        return f"{self.real(value.real)}{sign}{imag.lstrip()}j"


def edges(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The corners that a summary shows."""
    for axis, n in enumerate(array.shape):
        if n > 2 * options.edgeitems:
            shown = np.r_[0 : options.edgeitems, n - options.edgeitems : n]
            array = array.take(shown, axis=axis)
    return array


def block(array: np.ndarray[Any, Any], indent: int, short: bool, write: Any) -> str:
    """The nested brackets of one tensor."""
    if array.ndim == 0:
        return write(array.item())
    cut = short and array.shape[0] > 2 * options.edgeitems
    kept = [*array[: options.edgeitems], *array[-options.edgeitems :]] if cut else list(array)
    if array.ndim == 1:
        cells = [write(v.item()) for v in kept]
        if cut:
            cells.insert(options.edgeitems, " ...")
        per_line = max(1, (options.linewidth - indent) // (write.width + 2))
        lines = [", ".join(cells[i : i + per_line]) for i in range(0, len(cells), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    rows = [block(row, indent + 1, short, write) for row in kept]
    if cut:
        rows.insert(options.edgeitems, "...")
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(rows) + "]"


def tensor_text(tensor: Tensor) -> str:
    """``tensor([...], device=..., dtype=..., grad_fn=...)``."""
    array = to_device(tensor.array, CPU)
    prefix = "tensor("
    notes = [] if tensor.device == CPU else [f"device='{tensor.device}'"]
    default = dtypes.get_default_dtype()
    if array.size == 0:
        body = "[]"
        if array.ndim != 1:
            notes.append(f"size={tuple(array.shape)}")
        if tensor.dtype is not default:
            notes.append(f"dtype={tensor.dtype}")
    else:
        short = array.size > options.threshold
        shown = edges(array) if short else array
        write = ComplexFormat(shown) if array.dtype.kind == "c" else NumberFormat(shown)
        body = block(array, len(prefix), short, write)
        usual = {default, dtypes.int64, dtypes.bool_, dtypes.default_complex()}
        if tensor.dtype not in usual:
            notes.append(f"dtype={tensor.dtype}")
    if tensor.grad_fn is not None:
        notes.append(f"grad_fn=<{tensor.grad_fn.name()}>")
    elif tensor.requires_grad:
        notes.append("requires_grad=True")
    return with_notes(prefix + body, notes, len(prefix))


def with_notes(text: str, notes: list[str], indent: int) -> str:
    """Append the notes, each on the last line if it still fits there."""
    used = len(text) - text.rfind("\n") + 1
    for note in notes:
        if used + len(note) + 2 > options.linewidth:
            text += ",\n" + " " * indent + note
            used = indent + len(note)
        else:
            text += ", " + note
            used += len(note) + 2
    return text + ")"


def _format(self: Tensor, spec: str) -> str:
    """``f"{loss:.4f}"`` formats the number of a 0-d tensor."""
    return format(self.array.item() if self.array.ndim == 0 else str(self), spec)


Tensor.__repr__ = tensor_text  # type: ignore[method-assign]
Tensor.__format__ = _format  # type: ignore[method-assign]
