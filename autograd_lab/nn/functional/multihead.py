"""Multi-head attention: projections, attention in each head, and one more projection of all heads together."""

from __future__ import annotations

import math

from autograd_lab.errors import DataError, ShapeError
from autograd_lab.functional.explain import explained
from autograd_lab.functional.joining import cat
from autograd_lab.nn.functional.attention import attention_weights, scaled_dot_product_attention
from autograd_lab.nn.functional.linear import linear
from autograd_lab.nn.functional.noise import dropout
from autograd_lab.nn.functional.padding import pad
from autograd_lab.tensor import Tensor

# Letters: L queries, S keys, N samples, E features, H heads, D = E / H features per head.


@explained
def multi_head_attention_forward(
    query: Tensor, key: Tensor, value: Tensor, embed_dim_to_check: int, num_heads: int,
    in_proj_weight: Tensor | None, in_proj_bias: Tensor | None, bias_k: Tensor | None, bias_v: Tensor | None,
    add_zero_attn: bool, dropout_p: float, out_proj_weight: Tensor, out_proj_bias: Tensor | None,
    training: bool = True, key_padding_mask: Tensor | None = None, need_weights: bool = True,
    attn_mask: Tensor | None = None, use_separate_proj_weight: bool = False, q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None, v_proj_weight: Tensor | None = None, static_k: Tensor | None = None,
    static_v: Tensor | None = None, average_attn_weights: bool = True, is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:  # fmt: skip
    """Attention in ``num_heads`` heads: query (L, N, E) or (L, E), key and value (S, N, E) or (S, E).

    Returns the result, of query's shape, and with ``need_weights`` the attention weights (N, L, S), averaged over the
    heads or with ``average_attn_weights=False`` (N, H, L, S). True in a boolean mask hides a key, as in PyTorch:
    ``key_padding_mask`` (N, S), ``attn_mask`` (L, S) or (N H, L, S). Source: Vaswani et al. 2017, arXiv:1706.03762.
    """
    batched = _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    (length, samples, features), keys = query.shape, key.shape[0]
    if is_causal and attn_mask is None:
        raise ShapeError("heads.causal")
    if features != embed_dim_to_check or features % num_heads:
        raise DataError("heads.features", got=features, expected=embed_dim_to_check, heads=num_heads)
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _projected(query, key, value, in_proj_weight, in_proj_bias, separate)
    mask = _of_heads(_additive(attn_mask, query, "attn_mask"), length, keys, samples * num_heads)
    hidden = _additive(key_padding_mask, query, "key_padding_mask")

    k, v, added = _with_biases(k, v, bias_k, bias_v, static_k, static_v)
    q = _split(q, num_heads)
    k = _split(k, num_heads) if static_k is None else _static(static_k, q, "static_k")
    v = _split(v, num_heads) if static_v is None else _static(static_v, q, "static_v")
    if add_zero_attn:
        k, v = (cat([x, x.new_zeros((x.shape[0], 1, x.shape[2]))], 1) for x in (k, v))
        added += 1
    mask = None if mask is None else pad(mask, (0, added))
    if hidden is not None:
        hidden = pad(hidden, (0, added)).reshape(samples, 1, 1, k.shape[1])
        hidden = hidden.expand(samples, num_heads, 1, k.shape[1]).reshape(samples * num_heads, 1, k.shape[1])
        mask = hidden if mask is None else mask + hidden

    dropped = dropout_p if training else 0.0
    if need_weights:
        weights = dropout(attention_weights(q, k, mask, 1 / math.sqrt(q.shape[-1]), blind=math.nan), dropped)
        y = weights @ v
        weights = weights.reshape(samples, num_heads, length, k.shape[1])
        weights = weights.mean(1) if average_attn_weights else weights
    else:
        y, weights = scaled_dot_product_attention(q, k, v, mask, dropped), None
    y = linear(y.transpose(0, 1).reshape(length, samples, features), out_proj_weight, out_proj_bias)
    if batched:
        return y, weights
    return y.squeeze(1), None if weights is None else weights.squeeze(0)


def _check_shapes(
    query: Tensor, key: Tensor, value: Tensor, padding: Tensor | None, mask: Tensor | None, heads: int
) -> bool:
    """Whether there is a batch. AssertionError, as in PyTorch, where the numbers of dimensions do not fit together."""
    rank = query.ndim
    fits = rank in (2, 3) and key.ndim == value.ndim == rank
    fits = fits and (padding is None or padding.ndim == rank - 1) and (mask is None or mask.ndim in (2, 3))
    if not fits:
        given = {"query": query, "key": key, "value": value, "key_padding_mask": padding, "attn_mask": mask}
        found = ", ".join(f"{name} {x.ndim}-D" for name, x in given.items() if x is not None)
        raise DataError("heads.ndim", found=found)
    expected = (heads, query.shape[0], key.shape[0])
    if rank == 2 and mask is not None and mask.ndim == 3 and mask.array.shape != expected:
        raise DataError("heads.mask", expected=expected, got=tuple(mask.shape))
    return rank == 3


def _projected(
    query: Tensor, key: Tensor, value: Tensor, packed: Tensor | None, bias: Tensor | None,
    separate: tuple[Tensor | None, Tensor | None, Tensor | None] | None,
) -> list[Tensor]:  # fmt: skip
    """Query, key and value through weights of their own: three given, or the three parts of one."""
    if key.shape[:2] != value.shape[:2] or (separate is None and key.shape != value.shape):
        raise DataError("heads.key_value", key=tuple(key.shape), value=tuple(value.shape))
    if (packed is None) if separate is None else (None in [w if w is None else 0 for w in separate]):
        raise DataError("heads.no_weight", name="in_proj_weight" if separate is None else "{q,k,v}_proj_weight")
    weights = packed.chunk(3) if separate is None and packed is not None else separate or ()
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return [linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True) if w is not None]


def _additive(mask: Tensor | None, like: Tensor, name: str) -> Tensor | None:
    """A mask to be added to the scores: -inf where a boolean one hides."""
    if mask is None or mask.dtype.is_floating_point:
        return mask
    if mask.array.dtype.kind != "b":
        raise DataError("heads.mask_dtype", name=name, got=mask.dtype)
    return like.new_zeros(tuple(mask.shape)).masked_fill(mask, -math.inf)


def _of_heads(mask: Tensor | None, length: int, keys: int, heads: int) -> Tensor | None:
    """(L, S) for all heads, or one for each: RuntimeError for other shapes."""
    if mask is None:
        return None
    expected = (length, keys) if mask.ndim == 2 else (heads, length, keys)
    if mask.array.shape != expected:
        raise ShapeError("heads.mask", expected=expected, got=tuple(mask.shape))
    return mask.unsqueeze(0) if mask.ndim == 2 else mask


def _with_biases(
    k: Tensor, v: Tensor, bias_k: Tensor | None, bias_v: Tensor | None, static_k: Tensor | None,
    static_v: Tensor | None,
) -> tuple[Tensor, Tensor, int]:  # fmt: skip
    """One more key and value that are learned, and how many were added."""
    if bias_k is None and bias_v is None:
        return k, v, 0
    if bias_k is None or bias_v is None or static_k is not None or static_v is not None:
        raise DataError("heads.biases")
    k, v = (cat([x, b.expand(1, x.shape[1], x.shape[2])]) for x, b in ((k, bias_k), (v, bias_v)))
    return k, v, 1


def _split(x: Tensor, heads: int) -> Tensor:
    """(L, N, E) -> (N H, L, D)."""
    length, samples, features = x.shape
    return x.reshape(length, samples * heads, features // heads).transpose(0, 1)


def _static(x: Tensor, q: Tensor, name: str) -> Tensor:
    """Keys or values that are given ready for the heads: (N H, S, D)."""
    if x.shape[0] != q.shape[0] or x.shape[2] != q.shape[2]:
        raise DataError("heads.static", name=name, got=tuple(x.shape), heads=q.shape[0], features=q.shape[2])
    return x
