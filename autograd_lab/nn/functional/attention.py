"""Attention: each query takes a weighted mean of the values, the more of those whose keys resemble it."""

from __future__ import annotations

import math

import numpy as np

from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.errors import DtypeError, ShapeError
from autograd_lab.functional.arguments import check_shapes_meet
from autograd_lab.functional.autocast import halved
from autograd_lab.functional.explain import explained
from autograd_lab.nn.functional.checks import widened
from autograd_lab.nn.functional.noise import dropout
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


@explained
@widened
def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
) -> Tensor:  # fmt: skip
    """``softmax(query @ key.T * scale + mask) @ value``: (..., L, E), (..., S, E), (..., S, V) -> (..., L, V).

    ``scale`` is 1 / √E unless given. A boolean mask says which keys a query may see, a float one is added; it
    broadcasts to (..., L, S). ``is_causal`` lets query i see the keys up to i. A query that sees nothing gives 0.
    ``enable_gqa`` lets several heads (dim -3) of the query share one of key and value. ``dropout_p`` always applies.
    Source: Vaswani et al. 2017, arXiv:1706.03762, equation 1.
    """
    _check(query, key, value, attn_mask, dropout_p, is_causal)
    if enable_gqa:
        key, value = (_shared(query, x) for x in (key, value))
    scale = 1 / math.sqrt(query.shape[-1]) if scale is None else scale
    return dropout(attention_weights(query, key, attn_mask, scale, is_causal), dropout_p) @ value


def attention_weights(
    query: Tensor, key: Tensor, mask: Tensor | None, scale: float, causal: bool = False, blind: float = 0.0
) -> Tensor:
    """(..., L, S): how much each query takes of each value; ``blind`` of each, if it sees no key."""
    q, k = query.array.shape, key.array.shape
    check_shapes_meet(q[:-2], k[:-2])
    if mask is not None:
        check_shapes_meet((*np.broadcast_shapes(q[:-2], k[:-2]), q[-2], k[-2]), mask.array.shape)
    query, key, mask = halved(query, key, mask)
    return apply(AttentionWeights, query, key, mask, scale=scale, causal=causal, blind=blind)


def _shared(query: Tensor, heads: Tensor) -> Tensor:
    """Each head repeated for the group of query heads that share it. RuntimeError if they do not divide."""
    groups = heads.shape[-3] if heads.ndim > 2 and query.ndim > 2 else 0
    if not groups:
        return heads
    if query.shape[-3] % groups:
        raise ShapeError("attention.groups", query=query.shape[-3], heads=groups)
    *batch, _, length, size = heads.shape
    times = query.shape[-3] // groups
    return heads.unsqueeze(-3).expand(*batch, groups, times, length, size).reshape(*batch, groups * times, length, size)


def _check(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, p: float, is_causal: bool) -> None:
    shapes = {"q": tuple(query.shape), "k": tuple(key.shape), "v": tuple(value.shape)}
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise ShapeError("attention.ndim", **shapes)
    if not query.dtype == key.dtype == value.dtype:
        raise DtypeError("attention.dtypes", q=query.dtype, k=key.dtype, v=value.dtype)
    if query.array.dtype.kind not in FLOATS:
        raise DtypeError("attention.float", dtype=query.dtype)
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise ShapeError("attention.shapes", **shapes)
    if not 0 <= p <= 1:
        raise ShapeError("attention.dropout", p=p)
    if mask is None:
        return
    if is_causal:
        raise ShapeError("attention.two_masks")
    if mask.array.dtype.kind != "b" and mask.dtype != query.dtype and mask.dtype.name != "float32":
        raise DtypeError("attention.mask_dtype", mask=mask.dtype, query=query.dtype)
