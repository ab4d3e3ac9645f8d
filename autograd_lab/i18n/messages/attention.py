"""Multi-head attention and transformers as layers."""

MESSAGES: dict[str, tuple[str, str]] = {
    "heads.positive": (
        "embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead",
        "embed_dim 与 num_heads 必须大于 0，却得到 embed_dim={embed_dim}、num_heads={num_heads}",
    ),
    "heads.divisible": (
        "embed_dim must be divisible by num_heads: each head takes embed_dim / num_heads features, but got {embed_dim} "
        "and {num_heads}",
        "embed_dim 必须能被 num_heads 整除（每个头分得 embed_dim / num_heads 个特征），却得到 {embed_dim} 和 {num_heads}",
    ),
    "transformer.activation": (
        "activation should be relu/gelu or a function, not {got!r}",
        "activation 应为 'relu'、'gelu' 或一个函数，却得到 {got!r}",
    ),
    "transformer.batch": (
        "the batch number of src and tgt must be equal, but got {src} and {tgt}; batch_first says which dim is the batch",
        "src 与 tgt 的批大小必须相同，却得到 {src} 和 {tgt}；请检查 batch_first",
    ),
    "transformer.features": (
        "the feature number of src and tgt must be equal to d_model={expected}, but got {src} and {tgt}",
        "src 与 tgt 的特征数必须等于 d_model={expected}，却得到 {src} 和 {tgt}",
    ),
}
