"""Calls of attention in nn.functional."""
# ruff: noqa: E501 (a table: one call, one line)

import numpy as np

from tests.functions.case import call

SDPA = "F.scaled_dot_product_attention(q, k, v{})"
QKV = {"q": (2, 3, 4), "k": (2, 5, 4), "v": (2, 5, 2)}
HEADS = {"q": (1, 4, 3, 2), "k": (1, 2, 5, 2), "v": (1, 2, 5, 2)}
SEEN = np.array([[True, False, True, True, False], [False] * 5, [True] * 5])
# Two heads of two features: 3 queries, 5 keys, 2 samples.
MHA = "F.multi_head_attention_forward(q, k, k, 4, 2, w, b, {}, 0.0, o, c{})"
PARTS = {"q": (3, 2, 4), "k": (5, 2, 4), "w": (12, 4), "b": (12,), "o": (4, 4), "c": (4,)}
ALONE = PARTS | {"q": (3, 4), "k": (5, 4)}
PADDED = np.array([[False, False, True, False, False], [False, True, False, False, True]])
HIDDEN = np.array([[False, False, True, True, False], [False] * 5, [True, False, False, False, False]])

CASES = [
    call(SDPA.format(""), **QKV),
    call(SDPA.format(", scale=-0.5"), **QKV),
    call(SDPA.format(", is_causal=True"), **QKV),
    call(SDPA.format(", m"), **QKV, m=SEEN),
    call(SDPA.format(", m"), **QKV, m=(3, 5)),
    call(SDPA.format(", m.float()"), **QKV, m=(5,), smooth=False),
    call(SDPA.format(", enable_gqa=True"), **HEADS),
    call(SDPA.format(", dropout_p=0.5"), **QKV, values=False),
    call(SDPA.format(", dropout_p=1.0"), **QKV),
    call(SDPA.format(""), q=(3, 4), k=(2, 5, 4), v=(1, 5, 2)),
    call(SDPA.format(""), q=np.ones((2, 3, 4)), k=np.ones((2, 0, 4)), v=np.ones((2, 0, 4))),
    call(MHA.format("None, None, False", ""), **PARTS),
    call(MHA.format("None, None, False", ", need_weights=False"), **PARTS),
    call(MHA.format("None, None, False", ", average_attn_weights=False"), **PARTS),
    call(MHA.format("None, None, False", ", attn_mask=m, key_padding_mask=p"), **PARTS, m=HIDDEN, p=PADDED),
    call(MHA.format("None, None, False", ", attn_mask=m, need_weights=False"), **PARTS, m=(4, 3, 5)),
    call(MHA.format("None, None, True", ", attn_mask=m, key_padding_mask=p"), **PARTS, m=HIDDEN, p=PADDED),
    call(MHA.format("x, y, False", ""), **PARTS, x=(1, 1, 4), y=(1, 1, 4)),
    call(MHA.format("x, y, True", ", attn_mask=m"), **PARTS, x=(1, 1, 4), y=(1, 1, 4), m=HIDDEN),
    call(MHA.format("None, None, False", ""), **ALONE),
    call(MHA.format("None, None, False", ", key_padding_mask=p, need_weights=False"), **ALONE, p=PADDED[0]),
    call("F.multi_head_attention_forward(q, k, k, 4, 2, None, b, None, None, False, 0.0, o, c, use_separate_proj_weight=True, q_proj_weight=w, k_proj_weight=w, v_proj_weight=o)",
         **(PARTS | {"w": (4, 4)})),
    call(MHA.format("None, None, False", ", static_k=s, static_v=t"), **PARTS, s=(4, 6, 2), t=(4, 6, 2)),
    call("F.multi_head_attention_forward(q, k, k, 4, 2, w, b, None, None, False, 0.5, o, c)", **PARTS, values=False),
    call("F.multi_head_attention_forward(q, k, k, 4, 2, w, b, None, None, False, 0.5, o, c, training=False)", **PARTS),
]  # fmt: skip
