"""What distributions say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "distribution.parameter": (
            "Expected parameter {name} (Tensor of shape {shape}) of distribution {distribution} to satisfy the "
            "constraint {wanted}, but found invalid values:\n{value}",
            "分布 {distribution} 的参数 {name}（形状 {shape}）应满足约束 {wanted}，却有不符合的值：\n{value}",
        ),
        "distribution.value": (
            "Expected value argument (Tensor of shape {shape}) to be within the support ({wanted}) of the distribution "
            "{distribution}, but found invalid values:\n{value}",
            "value（形状 {shape}）应在分布 {distribution} 的取值范围内（{wanted}），却有不符合的值：\n{value}",
        ),
        "distribution.value_shape": (
            "Value is not broadcastable with batch_shape+event_shape: {value} vs {shape}",
            "value 的形状 {value} 无法广播到 batch_shape+event_shape {shape}",
        ),
        "distribution.event_shape": (
            "The right-most size of value must match event_shape: {value} vs {shape}",
            "value 的形状 {value} 末尾几维应等于 event_shape {shape}",
        ),
        "distribution.not_tensor": (
            "The value of which a density is asked must be a Tensor, not {got}",
            "要求密度的 value 必须是 Tensor，而不是 {got}",
        ),
        "distribution.validate": (
            "set_default_validate_args takes True or False, not {got}",
            "set_default_validate_args 的参数只能是 True 或 False，而不是 {got}",
        ),
        "distribution.either": (
            "{cls}: either `{a}` or `{b}` must be specified, but not both",
            "{cls}：`{a}` 和 `{b}` 必须给出其中一个，且只能给一个",
        ),
        "distribution.no_rsample": (
            "{cls} has no rsample: its samples are no smooth function of the parameters, so no gradient can flow "
            "through them. Use log_prob(sample) * reward, or for classes RelaxedOneHotCategorical",
            "{cls} 没有 rsample：样本不是参数的光滑函数，梯度无法通过。请用 log_prob(sample) * reward；若是类别，也可用 "
            "RelaxedOneHotCategorical",
        ),
        "distribution.missing": ("{cls} has no {name}", "{cls} 没有 {name}"),
        "distribution.no_kl": (
            "no KL divergence of {p} from {q} is known here; write it with @register_kl({p}, {q})",
            "这里没有 {p} 相对 {q} 的 KL 散度；请用 @register_kl({p}, {q}) 自行给出",
        ),
        "distribution.kl_ambiguous": (
            "two formulas fit kl_divergence({p}, {q}) equally well; settle it with @register_kl({p}, {q})",
            "有两个公式同样适用于 kl_divergence({p}, {q})；请用 @register_kl({p}, {q}) 指明",
        ),
        "distribution.kl_shapes": (
            "no KL divergence between vectors of lengths {p} and {q}",
            "长度为 {p} 和 {q} 的向量之间没有 KL 散度",
        ),
        "distribution.dims": (
            "Expected reinterpreted_batch_ndims <= {ndim}, the number of batch dims, but got {got}",
            "reinterpreted_batch_ndims 应不大于批次维数 {ndim}，却得到 {got}",
        ),
        "distribution.matrix_ndim": (
            "{name} must be at least {ndim}-dimensional, but has shape {shape}",
            "{name} 至少应有 {ndim} 维，形状却是 {shape}",
        ),
        "distribution.factor": (
            "cov_factor {factor} and cov_diag {diag} do not fit loc {loc}: they need its length as theirs",
            "cov_factor {factor} 和 cov_diag {diag} 与 loc {loc} 不匹配：它们的长度应与 loc 相同",
        ),
        "distribution.counts": (
            "{cls} needs one total_count for all, but got {got}",
            "{cls} 需要所有元素共用一个 total_count，却得到 {got}",
        ),
        "distribution.df": (
            "df must be greater than n - 1 = {least} for n x n matrices, but is {df}",
            "对 n x n 矩阵，df 必须大于 n - 1 = {least}，却是 {df}",
        ),
        "distribution.low_df": (
            "with df < {n} draws are nearly singular: at least df = {n} is wanted for {n} x {n} matrices",
            "df < {n} 时抽到的矩阵几乎是奇异的：{n} x {n} 矩阵最好取 df ≥ {n}",
        ),
        "distribution.lkj": (
            "a correlation matrix has at least 2 rows, but dim={dim}",
            "相关矩阵至少有 2 行，dim 却是 {dim}",
        ),
        "distribution.mixture": (
            "the mixture has {k} weights, of batch_shape {weights}, which do not fit components of batch_shape {batch}: "
            "the components need their number as the last batch dim",
            "混合分布有 {k} 个权重，batch_shape 为 {weights}，与 batch_shape 为 {batch} 的分量不匹配：分量的最后一个批次维应是其个数",
        ),
        "distribution.categorical": (
            "mixture_distribution must be a Categorical, not {got}",
            "mixture_distribution 必须是 Categorical，而不是 {got}",
        ),
        "distribution.transforms": (
            "transforms must be a Transform or a list of them, but was {got}",
            "transforms 必须是 Transform 或由它们组成的列表，却是 {got}",
        ),
        "distribution.base_dims": (
            "base_distribution needs at least {ndim} dims for these transforms, but has shape {shape}",
            "对这些变换，base_distribution 至少需要 {ndim} 维，形状却是 {shape}",
        ),
        "distribution.diagonal": (
            "diag ({diag}) is outside of [{low}, {high}]",
            "diag（{diag}）不在 [{low}, {high}] 内",
        ),
        "distribution.triangle": (
            "{count} elements do not fill the lower triangle of a square matrix",
            "{count} 个元素填不满方阵的下三角",
        ),
        "constraint.dependent": (
            "{name} of this constraint depends on the distribution's other parameters: ask the object, not the class",
            "该约束的 {name} 取决于分布的其他参数：请问对象，不要问类",
        ),
        "constraint.dims": (
            "Expected value.dim() >= {wanted} but got {ndim}",
            "value.dim() 应不小于 {wanted}，却是 {ndim}",
        ),
        "constraint.no_transform": ("Cannot transform {name} constraints", "没有到约束 {name} 的变换"),
        "constraint.type": (
            "Expected constraint to be either a Constraint subclass or instance, but got {got}",
            "constraint 必须是 Constraint 的子类或实例，却得到 {got}",
        ),
        "transform.cache": ("cache_size must be 0 or 1, but is {got}", "cache_size 只能是 0 或 1，却是 {got}"),
        "transform.missing": ("{cls} has no {name}", "{cls} 没有 {name}"),
        "transform.event_dim": (
            "{cls} changes the number of dims of an event: ask its domain.event_dim or codomain.event_dim",
            "{cls} 会改变事件的维数：请看它的 domain.event_dim 或 codomain.event_dim",
        ),
        "transform.dims": (
            "Too few dimensions on input: {cls} needs {wanted}, the shape is {shape}",
            "输入的维数太少：{cls} 需要 {wanted} 维，形状却是 {shape}",
        ),
        "transform.shape": (
            "Shape mismatch: {cls} expected {wanted} at the end of {shape}",
            "形状不符：{cls} 要求 {shape} 以 {wanted} 结尾",
        ),
        "transform.numel": (
            "in_shape {a} and out_shape {b} have different numbers of elements",
            "in_shape {a} 和 out_shape {b} 的元素个数不同",
        ),
        "transform.pieces": (
            "{cls} has {count} pieces along dim {dim}, which do not fit a tensor of shape {shape}",
            "{cls} 沿维度 {dim} 共 {count}，与形状为 {shape} 的张量不匹配",
        ),
    }
)
