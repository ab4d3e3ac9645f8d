"""Bad calls from the database: is the exception of PyTorch's class?"""

from __future__ import annotations

import warnings
from typing import Any

from tests.parity.judge import said
from tests.parity.translate import to_lab


def refused(ours: Any, bad: Any) -> str | None:
    """Empty if ``ours`` raises what PyTorch raises, else what it did instead.

    None where the question makes no sense here: about ``out=``, or about tensors that NumPy cannot hold (on the meta
    device, of more than 64 dims).
    """
    sample = bad.sample_input
    if "out" in sample.kwargs:
        return None
    try:
        args, kwargs = to_lab(((sample.input, *sample.args), sample.kwargs))
    except Exception:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            ours(*args, **kwargs)
    except bad.error_type:
        return ""
    except Exception as error:
        return f"{said(error)}, PyTorch has {bad.error_type.__name__}: {bad.error_regex}"
    return f"accepted, PyTorch has {bad.error_type.__name__}: {bad.error_regex}"
