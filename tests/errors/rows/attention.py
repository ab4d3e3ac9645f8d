"""Bad input of multi-head attention and transformers as layers."""

from tests.errors.case import Bad


def small(t, **options):
    return t.nn.Transformer(
        **(
            {
                "d_model": 4,
                "nhead": 2,
                "num_encoder_layers": 1,
                "num_decoder_layers": 1,
                "dim_feedforward": 4,
                "batch_first": True,
            }
            | options
        )
    )


BAD = [
    Bad("heads.positive", ValueError, lambda t, w: t.nn.MultiheadAttention(0, 1), ("embed_dim=0", "num_heads=1"), ("embed_dim=0",)),
    Bad("heads.positive", ValueError, lambda t, w: t.nn.MultiheadAttention(4, -2), ("num_heads=-2",), ("num_heads=-2",)),
    Bad("heads.divisible", AssertionError, lambda t, w: t.nn.MultiheadAttention(5, 2), ("divisible", "5 and 2"), ("整除", "5 和 2")),
    Bad("heads.divisible", AssertionError, lambda t, w: t.nn.TransformerEncoderLayer(5, 2), ("divisible",), ("整除",)),
    Bad("heads.causal", RuntimeError, lambda t, w: t.nn.MultiheadAttention(4, 2)(*[t.ones(3, 2, 4)] * 3, is_causal=True), ("attn_mask",), ("attn_mask",)),
    Bad("transformer.activation", RuntimeError, lambda t, w: t.nn.TransformerDecoderLayer(4, 2, activation="tanh"), ("relu/gelu", "'tanh'"), ("'relu'", "'tanh'")),
    Bad("transformer.batch", RuntimeError, lambda t, w: small(t)(t.ones(2, 3, 4), t.ones(3, 3, 4)), ("2 and 3", "batch_first"), ("2 和 3", "batch_first")),
    Bad("transformer.features", RuntimeError, lambda t, w: small(t)(t.ones(2, 3, 4), t.ones(2, 3, 5)), ("d_model=4", "4 and 5"), ("d_model=4", "4 和 5")),
]  # fmt: skip
