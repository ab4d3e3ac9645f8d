"""Looking behind the tensors of a transform; and what PyTorch needs where this library needs nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import held, is_transformed, root


def debug_unwrap(tensor: Tensor, *, recurse: bool = True) -> Tensor:
    """The tensor that holds the numbers of a tensor inside a transform: all samples of ``vmap``, or the value without
    its tangent. Only one transform is taken off unless ``recurse``."""
    if recurse:
        return root(tensor)
    return held(tensor).inner if is_transformed(tensor) else tensor


def functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """``func`` itself, in effect. PyTorch rewrites in-place operations for its compilers; no result changes, and here
    nothing is compiled. RuntimeError for a word other than "mutations" and "mutations_and_views"."""
    if remove not in ("mutations", "mutations_and_views"):
        raise GraphError("func.functionalize", got=remove)
    return func
