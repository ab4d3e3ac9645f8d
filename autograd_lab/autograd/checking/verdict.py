"""Two derivatives side by side: are they equal, and if not, what does the difference look like?"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.errors import GradcheckError
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor, make

CLOSE = 0.01  # a difference of less than this part is perhaps a matter of precision


def equal(analytical: Any, numerical: Any, rtol: float, atol: float) -> bool:
    """Whether |a - n| <= atol + rtol |n| everywhere. Nothing is equal to nan."""
    return bool(array_module(analytical).allclose(analytical, numerical, rtol, atol))


def mismatch(
    analytical: Any, numerical: Any, output: tuple[int, Tensor], input: tuple[int, Tensor], *,
    part: str | None = None, forward: bool = False, note: str = "",
) -> GradcheckError:  # fmt: skip
    """The error for two Jacobians that differ: both of them, where they differ most, and what that may come from.

    ``output`` and ``input`` are numbers and tensors. ``part`` says which part of complex numbers was looked at, as a
    key of the catalogue; ``note`` is more to say.
    """
    a, n = (np.asarray(to_device(j, CPU)) for j in (analytical, numerical))
    row, column = map(int, np.unravel_index(np.argmax(np.nan_to_num(abs(a - n), nan=np.inf)), a.shape))
    return GradcheckError(
        "gradcheck.mismatch",
        part=tr(part) + " " if part else "",
        mode=tr("gradcheck.forward_mode") + " " if forward else "",
        output=output[0],
        input=input[0],
        numerical=make(numerical),
        analytical=make(analytical),
        to=_place(column, output[1]),
        of=_place(row, input[1]),
        n=f"{n[row, column]:.6g}",
        a=f"{a[row, column]:.6g}",
        hint=_hint(a, n),
        note=note and "\n" + note,
    )


def _place(flat: int, tensor: Tensor) -> str:
    """Which element of a tensor, such as ``[0, 2]``; nothing for its only one."""
    return str(list(map(int, np.unravel_index(flat, tensor.shape)))) if tensor.ndim else ""


def _hint(a: Any, n: Any) -> str:
    """What a wrong Jacobian of this look usually comes from."""
    if not np.isfinite(n).all():
        return tr("gradcheck.hint_domain")
    if not np.isfinite(a).all():
        return tr("gradcheck.hint_nan")
    if not a.any():
        return tr("gradcheck.hint_zero")
    if not n.any():
        return tr("gradcheck.hint_flat")
    if np.allclose(a, n, CLOSE, CLOSE * abs(n).max()):
        return tr("gradcheck.hint_close")
    factor = complex(np.vdot(n, a) / np.vdot(n, n))  # the one with which factor * n comes nearest to a
    if np.allclose(a, factor * n, 1e-3, 1e-5):
        if abs(factor + 1) < 1e-3:
            return tr("gradcheck.hint_sign")
        shown = factor.real if abs(factor.imag) < 1e-3 * abs(factor) else factor
        return tr("gradcheck.hint_factor", factor=f"{shown:.4g}")
    if np.allclose(a, n.conj(), 1e-3, 1e-5):
        return tr("gradcheck.hint_conj")
    if a.shape[0] == a.shape[1] and np.allclose(a, n.T, 1e-3, 1e-5):
        return tr("gradcheck.hint_transposed")
    return tr("gradcheck.hint_rule")
