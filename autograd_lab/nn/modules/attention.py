"""Multi-head attention as a layer."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError, DataError
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.linear import Linear
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.tensor import Tensor


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear layer under the name that PyTorch prints for ``out_proj``."""


class MultiheadAttention(Module):
    """Each query takes a mean of the values, weighted by how well their keys fit it, in ``num_heads`` ways at once.

    Letters: L queries, S keys and values, N samples, E = embed_dim; keys have ``kdim`` features and values ``vdim``, E
    unless given. Parameters: in_proj_weight (3E, E), the projections of queries, keys and values in one, or where the
    features differ q_proj_weight (E, E), k_proj_weight (E, kdim), v_proj_weight (E, vdim); in_proj_bias (3E);
    out_proj.weight (E, E), out_proj.bias (E). ``add_bias_kv`` adds a key and a value that are learned, bias_k and
    bias_v (1, 1, E); ``add_zero_attn`` a key and a value of zeros. Source: Vaswani et al. 2017, arXiv:1706.03762.
    """

    in_proj_weight: Parameter | None
    in_proj_bias: Parameter | None
    q_proj_weight: Parameter | None
    k_proj_weight: Parameter | None
    v_proj_weight: Parameter | None
    bias_k: Parameter | None
    bias_v: Parameter | None

    def __init__(self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True,
                 add_bias_kv: bool = False, add_zero_attn: bool = False, kdim: int | None = None,
                 vdim: int | None = None, batch_first: bool = False, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        if embed_dim <= 0 or num_heads <= 0:
            raise ArgumentError("heads.positive", embed_dim=embed_dim, num_heads=num_heads)
        if embed_dim % num_heads:
            raise DataError("heads.divisible", embed_dim=embed_dim, num_heads=num_heads)
        self.embed_dim, self.num_heads, self.head_dim = embed_dim, num_heads, embed_dim // num_heads
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self.dropout, self.batch_first, self.add_zero_attn = dropout, batch_first, add_zero_attn
        where = {"device": device, "dtype": dtype}
        shapes: dict[str, tuple[int, ...] | None] = dict.fromkeys(
            ("q_proj_weight", "k_proj_weight", "v_proj_weight", "in_proj_weight", "in_proj_bias", "bias_k", "bias_v")
        )
        if self._qkv_same_embed_dim:
            shapes["in_proj_weight"] = (3 * embed_dim, embed_dim)
        else:
            features = (embed_dim, self.kdim, self.vdim)
            shapes |= {f"{x}_proj_weight": (embed_dim, n) for x, n in zip("qkv", features, strict=True)}
        if bias:
            shapes["in_proj_bias"] = (3 * embed_dim,)
        if add_bias_kv:
            shapes |= {"bias_k": (1, 1, embed_dim), "bias_v": (1, 1, embed_dim)}
        for name, shape in shapes.items():
            self.register_parameter(name, None if shape is None else unset(*shape, **where))
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, **where)
        self._reset_parameters()

    @property
    def _qkv_same_embed_dim(self) -> bool:
        return self.kdim == self.embed_dim and self.vdim == self.embed_dim

    def _reset_parameters(self) -> None:
        """Weights even (Glorot), biases 0, the learned key and value normal."""
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        for bias in (self.in_proj_bias, self.out_proj.bias):
            if bias is not None:
                init.zeros_(bias)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Tensor | None = None,
        need_weights: bool = True, attn_mask: Tensor | None = None, average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:  # fmt: skip
        """The result (L, N, E), and with ``need_weights`` the weights (N, L, S), else None.

        query (L, N, E), key (S, N, kdim), value (S, N, vdim); with ``batch_first`` N comes first, and without a batch
        it is absent. The weights are averaged over the heads, or with ``average_attn_weights=False`` (N, heads, L, S).
        True in a mask hides a key, a float mask is added to the scores: ``key_padding_mask`` (N, S), ``attn_mask``
        (L, S) or (N heads, L, S). ``is_causal`` says that ``attn_mask`` is the causal one; it changes nothing.
        """
        turned = self.batch_first and isinstance(query, Tensor) and query.ndim == 3
        if turned:
            query, key, value = (x.transpose(0, 1) for x in (query, key, value))
        y, weights = F.multi_head_attention_forward(
            query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias, self.bias_k,
            self.bias_v, self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias, self.training,
            key_padding_mask, need_weights, attn_mask, not self._qkv_same_embed_dim, self.q_proj_weight,
            self.k_proj_weight, self.v_proj_weight, None, None, average_attn_weights, is_causal,
        )  # fmt: skip
        return y.transpose(0, 1) if turned else y, weights
