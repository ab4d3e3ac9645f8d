"""The transformer: layers of attention and of two linear maps, stacked to an encoder and a decoder.

Letters: S elements of the source, T of the target, N samples, E = d_model. Source: Vaswani et al. 2017,
arXiv:1706.03762; with ``norm_first`` Xiong et al. 2020, arXiv:2002.04745.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

from autograd_lab.errors import ShapeError
from autograd_lab.functional.filled import full
from autograd_lab.functional.triangle import triu
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.attention import MultiheadAttention
from autograd_lab.nn.modules.container import ModuleList
from autograd_lab.nn.modules.dropout import Dropout
from autograd_lab.nn.modules.gated import GELU
from autograd_lab.nn.modules.linear import Linear
from autograd_lab.nn.modules.normalization import LayerNorm
from autograd_lab.nn.modules.rectifier import ReLU
from autograd_lab.tensor import Tensor

Activation = str | Callable[[Tensor], Tensor]


class _Layer(Module):
    """What a layer of the encoder and one of the decoder share: self-attention, two linear maps, and the norms."""

    attentions: tuple[str, ...] = ()
    self_attn: MultiheadAttention

    def __init__(self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
                 activation: Activation = F.relu, layer_norm_eps: float = 1e-5, batch_first: bool = False,
                 norm_first: bool = False, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        where = {"device": device, "dtype": dtype}
        for name in self.attentions:
            attention = MultiheadAttention(d_model, nhead, dropout, bias, batch_first=batch_first, **where)
            self.add_module(name, attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias, **where)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **where)
        self.norm_first = norm_first
        blocks = range(1, len(self.attentions) + 2)
        for k in blocks:
            self.add_module(f"norm{k}", LayerNorm(d_model, layer_norm_eps, bias=bias, **where))
        for k in blocks:
            self.add_module(f"dropout{k}", Dropout(dropout))
        self.activation = _activation(activation)

    def _beside(self, x: Tensor, k: int, block: Callable[[Tensor], Tensor]) -> Tensor:
        """x plus what ``block`` makes of it, with norm and dropout number k: first or last, as ``norm_first`` says."""
        norm, dropout = getattr(self, f"norm{k}"), getattr(self, f"dropout{k}")
        if self.norm_first:
            return x + dropout(block(norm(x)))
        return norm(x + dropout(block(x)))

    def _feed_forward(self, x: Tensor) -> Tensor:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


def _activation(activation: Activation) -> Callable[[Tensor], Tensor]:
    if not isinstance(activation, str):
        return activation
    if activation not in ("relu", "gelu"):
        raise ShapeError("transformer.activation", got=activation)
    return F.relu if activation == "relu" else F.gelu


class TransformerEncoderLayer(_Layer):
    """Self-attention, then two linear maps with an activation between; each beside a path that leaves x as it is.

    Children: self_attn, linear1 (E -> dim_feedforward), linear2 (back), norm1, norm2 and dropouts. ``activation`` is
    "relu", "gelu" or a function. With ``norm_first`` each part normalizes what it reads, else its result.
    """

    attentions = ("self_attn",)

    @property
    def activation_relu_or_gelu(self) -> int:
        """1 for ReLU, 2 for GELU, else 0."""
        kinds = (F.relu, ReLU), (F.gelu, GELU)
        return sum(k for k, (fn, cls) in enumerate(kinds, 1) if self.activation is fn or type(self.activation) is cls)

    def forward(self, src: Tensor, src_mask: Tensor | None = None, src_key_padding_mask: Tensor | None = None,
                is_causal: bool = False) -> Tensor:  # fmt: skip
        """src (S, N, E), with ``batch_first`` (N, S, E), or (S, E) -> the same; masks as in MultiheadAttention."""

        def look(x: Tensor) -> Tensor:
            return self.self_attn(x, x, x, src_key_padding_mask, False, src_mask, is_causal=is_causal)[0]

        return self._beside(self._beside(src, 1, look), 2, self._feed_forward)


class TransformerDecoderLayer(_Layer):
    """TransformerEncoderLayer with one more attention in the middle, multihead_attn, that looks at the memory."""

    attentions = ("self_attn", "multihead_attn")
    multihead_attn: MultiheadAttention

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Tensor | None = None, memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None, memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """tgt (T, N, E) and memory (S, N, E), N first with ``batch_first`` -> as tgt."""

        def look(x: Tensor) -> Tensor:
            return self.self_attn(x, x, x, tgt_key_padding_mask, False, tgt_mask, is_causal=tgt_is_causal)[0]

        def remember(x: Tensor) -> Tensor:
            return self.multihead_attn(
                x, memory, memory, memory_key_padding_mask, False, memory_mask, is_causal=memory_is_causal
            )[0]

        x = self._beside(self._beside(tgt, 1, look), 2, remember)
        return self._beside(x, 3, self._feed_forward)


class _Stack(Module):
    """``num_layers`` copies of a layer, which begin with the same numbers, and a norm at the end if one is given."""

    def __init__(self, layer: Module, num_layers: int, norm: Module | None) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(layer) for _ in range(num_layers)])
        self.num_layers = num_layers
        self.norm = norm

    def _through(self, x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        for layer in self.layers:
            x = layer(x, *args, **kwargs)
        return x if self.norm is None else self.norm(x)


class TransformerEncoder(_Stack):
    """A stack of encoder layers. ``enable_nested_tensor`` and ``mask_check`` are there for PyTorch's programs:
    they make it skip padding where nothing is learned, which here is computed like the rest."""

    def __init__(self, encoder_layer: Module, num_layers: int, norm: Module | None = None,
                 enable_nested_tensor: bool = True, mask_check: bool = True) -> None:  # fmt: skip
        super().__init__(encoder_layer, num_layers, norm)
        self.enable_nested_tensor, self.use_nested_tensor, self.mask_check = enable_nested_tensor, False, mask_check

    def forward(self, src: Tensor, mask: Tensor | None = None, src_key_padding_mask: Tensor | None = None,
                is_causal: bool | None = None) -> Tensor:  # fmt: skip
        """src (S, N, E) -> the same; masks as in MultiheadAttention."""
        return self._through(src, src_mask=mask, src_key_padding_mask=src_key_padding_mask, is_causal=bool(is_causal))


class TransformerDecoder(_Stack):
    """A stack of decoder layers."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__(decoder_layer, num_layers, norm)

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Tensor | None = None, memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None, memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """tgt (T, N, E) and memory (S, N, E) -> as tgt; masks as in MultiheadAttention."""
        return self._through(
            tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask, tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=bool(tgt_is_causal),
            memory_is_causal=memory_is_causal,
        )  # fmt: skip


class Transformer(Module):
    """An encoder that reads the source, and a decoder that writes the target while it looks at what was read.

    Children: encoder and decoder, each with ``layers`` and ``norm``; or the modules given as ``custom_encoder`` and
    ``custom_decoder``. All weights start even (Glorot).
    """

    def __init__(self, d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6, num_decoder_layers: int = 6,
                 dim_feedforward: int = 2048, dropout: float = 0.1, activation: Activation = F.relu,
                 custom_encoder: Any = None, custom_decoder: Any = None, layer_norm_eps: float = 1e-5,
                 batch_first: bool = False, norm_first: bool = False, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        options = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias,
                   device, dtype)  # fmt: skip

        def norm() -> LayerNorm:
            return LayerNorm(d_model, layer_norm_eps, bias=bias, device=device, dtype=dtype)

        if custom_encoder is None:
            custom_encoder = TransformerEncoder(TransformerEncoderLayer(*options), num_encoder_layers, norm())
        if custom_decoder is None:
            custom_decoder = TransformerDecoder(TransformerDecoderLayer(*options), num_decoder_layers, norm())
        self.encoder, self.decoder = custom_encoder, custom_decoder
        self._reset_parameters()
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def _reset_parameters(self) -> None:
        for p in self.parameters():
            if p.ndim > 1:
                init.xavier_uniform_(p)

    def forward(
        self, src: Tensor, tgt: Tensor, src_mask: Tensor | None = None, tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None, src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None, memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None, tgt_is_causal: bool | None = None, memory_is_causal: bool = False,
    ) -> Tensor:  # fmt: skip
        """src (S, N, E) and tgt (T, N, E), N first with ``batch_first`` -> as tgt; masks as in MultiheadAttention.

        RuntimeError where the numbers of samples or of features do not fit.
        """
        batch = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[batch] != tgt.shape[batch]:
            raise ShapeError("transformer.batch", src=src.shape[batch], tgt=tgt.shape[batch])
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise ShapeError("transformer.features", src=src.shape[-1], tgt=tgt.shape[-1], expected=self.d_model)
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask, tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )  # fmt: skip

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """(sz, sz): -inf where a query would see a later key, 0 elsewhere."""
        return triu(full((sz, sz), -math.inf, device=device, dtype=dtype), 1)
