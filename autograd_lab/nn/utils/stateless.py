"""The old place of ``torch.func.functional_call``."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.i18n import tr
from autograd_lab.nn.module import Module
from autograd_lab.tensor import Tensor


def functional_call(
    module: Module, parameters_and_buffers: dict[str, Tensor], args: Any = None, kwargs: dict[str, Any] | None = None,
    *, tie_weights: bool = True, strict: bool = False,
) -> Any:  # fmt: skip
    """``torch.func.functional_call``."""
    from autograd_lab.func.stateless import functional_call as call  # brings all transforms; few come this way

    words = tr("utils.deprecated", old="nn.utils.stateless.functional_call", new="func.functional_call")
    warnings.warn(words, FutureWarning, stacklevel=2)
    return call(module, parameters_and_buffers, args, kwargs, tie_weights=tie_weights, strict=strict)
