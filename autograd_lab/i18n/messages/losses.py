"""What the losses say about targets, weights and margins that do not fit."""

MESSAGES: dict[str, tuple[str, str]] = {
    "loss.beta": (
        "smooth_l1_loss does not support negative values for beta, but got {got}",
        "smooth_l1_loss 的 beta 不能为负，却得到 {got}",
    ),
    "loss.delta": (
        "huber_loss does not support non-positive values for delta, but got {got}",
        "huber_loss 的 delta 必须为正，却得到 {got}",
    ),
    "loss.result_dtype": (
        "result type {result} can't be cast to {dtype}: the loss has fractions; convert with x.float()",
        "结果类型 {result} 无法转换为 {dtype}：损失带有小数；请用 x.float() 转换",
    ),
    "loss.target_broadcast": (
        "the loss has one value for each element of the input {input}, but the target {target} is larger; give them "
        "one shape",
        "输入 {input} 的每个元素对应一个损失值，但目标 {target} 更大；请让两者形状一致",
    ),
    "loss.bool_weight": (
        "{name} must hold numbers, not bool; convert with {name}.float()",
        "{name} 应为数值，而不是布尔值；请用 {name}.float() 转换",
    ),
    "loss.weight_size": (
        "Weights and input must have the same size, but got {weight} and {input}",
        "weight 与 input 的形状必须相同，却得到 {weight} 与 {input}",
    ),
    "loss.variance": ("var has negative entry/entries; a variance is at least 0", "var 中有负数；方差不能小于 0"),
    "loss.variance_size": (
        "var is of incorrect size: {var} does not fit an input of shape {input}. Give the same shape, or one value per row",
        "var 的形状 {var} 与 input 的形状 {input} 不匹配。两者应相同，或每行给一个方差",
    ),
    "loss.target_dtype": (
        "Found dtype {got} but expected {expected}: the target must have the dtype of the input; use target.to(dtype)",
        "target 的类型应与 input 相同，为 {expected}，却得到 {got}；请用 target.to(dtype) 转换",
    ),
    "loss.weight_broadcast": (
        "a weight of shape {weight} does not broadcast to the input's shape {input}",
        "形状为 {weight} 的 weight 无法广播到 input 的形状 {input}",
    ),
    "loss.not_probability": (
        "all elements of {name} should be between 0 and 1; raw scores go to binary_cross_entropy_with_logits",
        "{name} 的所有元素都应在 0 与 1 之间；原始得分请用 binary_cross_entropy_with_logits",
    ),
    "loss.same_size": (
        "Using a target size {target} that is different to the input size {input} is not possible here. "
        "Please ensure they have the same size.",
        "target 的形状 {target} 与 input 的形状 {input} 不同，这里要求两者相同。",
    ),
    "loss.kl_dtype": (
        "kl_div needs floating-point numbers, but got {dtype}. Convert with x.float()",
        "kl_div 需要浮点数，却得到 {dtype}。请用 x.float() 转换",
    ),
    "loss.ranking_ndim": (
        "margin_ranking_loss: all input tensors should have the same number of dimensions but got shapes {shapes}",
        "margin_ranking_loss：所有输入的维数应相同，却得到形状 {shapes}",
    ),
    "loss.cosine_ndim": (
        "cosine_embedding_loss: a target of shape (N,) needs inputs (N, D), one of shape () inputs (D,), but got target "
        "{target} and inputs {a} and {b}",
        "cosine_embedding_loss：target 为 (N,) 时输入应为 (N, D)，为 () 时应为 (D,)，却得到 target {target}、输入 {a} 与 {b}",
    ),
    "loss.margin": ("margin must be greater than 0, got {got}", "margin 必须大于 0，却得到 {got}"),
    "loss.triplet_ndim": (
        "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
        "{anchor}D, positive {positive}D, and negative {negative}D inputs",
        "anchor、positive、negative 的维数应相同，却分别是 {anchor} 维、{positive} 维、{negative} 维",
    ),
    "loss.power": ("only p == 1 and p == 2 supported, but got {got}", "p 只能是 1 或 2，却得到 {got}"),
    "loss.weight_ndim": (
        "weight must be one-dimensional, with a number per class, but its shape is {got}",
        "weight 应为一维，每个类别一个数，但它的形状是 {got}",
    ),
    "loss.batch_target": (
        "target should be 1-D with one class number for each of the {count} samples, but has shape {target}",
        "target 应为 1 维，给 {count} 个样本各一个类别编号，但它的形状是 {target}",
    ),
    "loss.weight_count": (
        "inconsistent weight size, expected one for each of the {classes} classes but got shape {got}",
        "weight 应给 {classes} 个类别各一个权重，但它的形状是 {got}",
    ),
    "loss.same_target": (
        "inconsistent target size: {target} for input of size: {input}",
        "target 的形状 {target} 应与 input 的形状 {input} 相同",
    ),
    "loss.scores": (
        "{function}: expected a non-empty vector or matrix of scores (C) or (N, C), but got: {shape}",
        "{function}：得分应为非空的 (C) 或 (N, C)，却得到 {shape}",
    ),
    "loss.label_dtype": (
        "expected scalar type Long (int64) for the class numbers but found {got}. Convert with target.long()",
        "类别编号应为 int64，却得到 {got}。请用 target.long() 转换",
    ),
    "loss.label_range": (
        "target out of range: with {classes} classes the class numbers are 0 to {last}",
        "target 超出范围：共有 {classes} 个类别，编号应为 0 到 {last}",
    ),
    "loss.linear_input": (
        "expected input with dimensionality 1 or 2, got {ndim}",
        "input 应为 1 维或 2 维，却是 {ndim} 维",
    ),
    "loss.linear_weight": (
        "expected linear_weight with dimensionality at least 2, got {ndim}",
        "linear_weight 至少应为 2 维，却是 {ndim} 维",
    ),
    "loss.linear_features": (
        "expected equal input and linear_weight last dimensions (in_features), got shapes {input} and {weight}",
        "input 与 linear_weight 的最后一维（in_features）应相等，却得到形状 {input} 与 {weight}",
    ),
    "loss.linear_bias": (
        "expected linear_bias shape {expected}, got {got}",
        "linear_bias 的形状应为 {expected}，却得到 {got}",
    ),
    "loss.linear_batch": (
        "K-dimensional loss defined by linear_weight shape {weight} requires batched input, got shape {input}",
        "形状为 {weight} 的 linear_weight 需要一批输入 (N, in)，却得到形状 {input}",
    ),
    "loss.ignore_probabilities": (
        "ignore_index is not supported for floating point target: {got} is no class there. Leave the samples out, or "
        "give class numbers",
        "目标是概率时不支持 ignore_index（得到 {got}）：请先去掉这些样本，或改用类别编号作目标",
    ),
    "loss.linear_ignore": (
        "ignore_index cannot be specified when target contains probabilities",
        "target 为概率时不能指定 ignore_index",
    ),
    "cosine.dtype": (
        "expected common dtype to be floating point, yet common dtype is {dtype}. Convert with x.float()",
        "cosine_similarity 需要浮点数，却得到 {dtype}。请用 x.float() 转换",
    ),
    "ctc.ndim": (
        "ctc_loss: expected log_probs (T, N, C) or (T, C), but got {ndim} dimension(s)",
        "ctc_loss：log_probs 应为 (T, N, C) 或 (T, C)，却是 {ndim} 维",
    ),
    "ctc.empty": ("log_probs tensor must not be empty", "log_probs 不能为空张量"),
    "ctc.blank": (
        "blank must be in label range: {blank} is not one of the classes 0 to {last}",
        "blank 必须是一个类别编号：{blank} 不在 0 到 {last} 之内",
    ),
    "ctc.too_long": (
        "Expected input_lengths to have value at most {times}, but got value {got}",
        "input_lengths 不能大于时间步数 {times}，却得到 {got}",
    ),
    "ctc.integral": (
        "{name} must be integral, but got {got}",
        "{name} 必须是整数，却得到 {got}",
    ),
    "ctc.lengths_type": (
        "ctc_loss(): argument '{name}' must be a Tensor or a tuple of ints, not {got}",
        "ctc_loss()：参数 '{name}' 必须是 Tensor 或整数元组，而不是 {got}",
    ),
    "ctc.lengths": (
        "{name} must be of size batch_size: {samples} sample(s), but {got} length(s)",
        "{name} 应给每个样本一个长度：样本数为 {samples}，却有 {got} 个长度",
    ),
    "ctc.negative": (
        "Expected {name} to have value at least 0, but got value {got}",
        "{name} 不能为负，却得到 {got}",
    ),
    "ctc.targets": (
        "Expected targets to have {expected} labels, as target_lengths says, but got {got}",
        "按 target_lengths，targets 应有 {expected} 个标签，却有 {got} 个",
    ),
    "ctc.targets_shape": (
        "Expected targets of shape ({samples}, at least {longest}), or all labels in a row, but got {got}",
        "targets 的形状应为 ({samples}、至少 {longest})，或把所有标签排成一行，却得到 {got}",
    ),
    "ctc.label": (
        "label {got} is out of bounds: the classes are 0 to {last}",
        "标签 {got} 超出范围：类别编号应为 0 到 {last}",
    ),
}
