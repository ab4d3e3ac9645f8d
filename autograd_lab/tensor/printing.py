"""How a Tensor prints: PyTorch's layout, so that output seen in any course is the output seen here.

All numbers get one common format: integers as ``3.``, others with ``precision`` digits, and scientific notation
when the sizes span more than three orders of magnitude. Large tensors show only their edges.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend import dtypes
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.backend.standin import StandIn
from autograd_lab.errors import ArgumentError, GraphError
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
    """The common format of all numbers of one tensor; ``values`` are those that are shown."""

    def __init__(self, values: np.ndarray[Any, Any]) -> None:
        self.floating = values.dtype.kind == "f"
        self.whole, self.scientific, self.width = True, False, 1
        if not self.floating:
            self.width = max((len(str(v)) for v in values.ravel().tolist()), default=1)
            return
        wide = values.ravel().astype(np.float64)
        finite = wide[np.isfinite(wide) & (wide != 0)]
        if finite.size:  # zeros, inf and nan alone keep the format of whole numbers
            sizes = np.abs(finite)
            low, high = sizes.min(), sizes.max()
            self.whole = bool((finite == np.ceil(finite)).all())
            with np.errstate(over="ignore"):
                spread = bool(high / low > 1000 or high > 1e8 or low < 1e-4)
            self.scientific = spread if options.sci_mode is None else options.sci_mode
            self.width = max(len(self.text(v)) for v in finite.tolist())

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
        imag = self.imag.text(value.imag)
        return f"{self.real(value.real)}{'' if imag.startswith('-') else '+'}{imag}j"


def edges(array: Any) -> Any:
    """The corners that a summary shows, wherever the array lives: a large one is not fetched for a few numbers."""
    k = options.edgeitems
    for axis, n in enumerate(array.shape):
        if n > 2 * k:
            ahead = (slice(None),) * axis
            both = (array[(*ahead, slice(0, k))], array[(*ahead, slice(n - k, n))])
            array = array_module(array).concatenate(both, axis=axis)
    return array


def block(values: Any, cut: tuple[bool, ...], indent: int, write: Any) -> str:
    """The nested brackets of nested lists; ``cut`` says of each dim whether the middle is left out."""
    if not cut:
        return write(values)
    if len(cut) == 1:
        cells = [write(v) for v in values]
        if cut[0]:
            cells.insert(options.edgeitems, " ..." if options.edgeitems else "...")
        per_line = max(1, int((options.linewidth - indent) // (write.width + 2)))
        lines = [", ".join(cells[i : i + per_line]) for i in range(0, len(cells), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    rows = [block(row, cut[1:], indent + 1, write) for row in values]
    if cut[0]:
        rows.insert(options.edgeitems, "...")
    return "[" + ("," + "\n" * (len(cut) - 1) + " " * (indent + 1)).join(rows) + "]"


def body(tensor: Tensor, indent: int) -> str:
    """The numbers, those at the edges only if there are more than ``threshold``."""
    array = tensor.array
    short = array.size > options.threshold
    shown = to_device(edges(array) if short else array, CPU)
    if shown.dtype.kind == "V":  # bfloat16, whose numbers Python cannot format
        shown = shown.astype(np.float32)
    write = ComplexFormat(shown) if shown.dtype.kind == "c" else NumberFormat(shown)
    return block(shown.tolist(), tuple(short and n > 2 * options.edgeitems for n in array.shape), indent, write)


def tensor_text(tensor: Tensor) -> str:
    """``tensor([...], device=..., dtype=..., grad_fn=...)``."""
    if watch.watchers:
        watch.tell("called", tensor_text, (tensor,), {}, "")
    if type(tensor.array) is StandIn:
        return tensor.array.of.text()
    plain = type(tensor).__module__.startswith("autograd_lab.")
    prefix = "tensor(" if plain else f"{type(tensor).__name__}("
    notes = [] if tensor.device == CPU else [f"device='{tensor.device}'"]
    default = dtypes.get_default_dtype()
    shape = tuple(tensor.array.shape)
    if tensor.array.size == 0:
        if len(shape) != 1:
            notes.append(f"size={shape}")
        usual = {default}  # nothing shows the dtype
    else:
        if not options.edgeitems:
            notes.append(f"size={shape}")
        usual = {default, dtypes.int64, dtypes.bool_, dtypes.default_complex()}
    if tensor.dtype not in usual:
        notes.append(f"dtype={tensor.dtype}")
    try:
        if tensor.grad_fn is not None:
            notes.append(f"grad_fn=<{tensor.grad_fn.short_name()}>")
        elif tensor.requires_grad:
            notes.append("requires_grad=True")
    except GraphError:  # a view whose history cannot be brought up to date: its numbers can still be seen
        notes.append("grad_fn=<Invalid>")
    numbers = body(tensor, len(prefix)) if tensor.array.size else "[]"
    return with_notes(prefix + numbers, notes, len(prefix))


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


Tensor.__repr__ = tensor_text  # type: ignore[method-assign]
