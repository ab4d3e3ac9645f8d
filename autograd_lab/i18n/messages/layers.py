"""Activations, normalisation, dropout, embeddings and attention: the functions of ``nn.functional`` but the losses."""

MESSAGES: dict[str, tuple[str, str]] = {
    "layer.dtype": (
        '"{function}" not implemented for {dtype}: it needs floating-point numbers, e.g. x.float()',
        "{function} 不支持 {dtype}：需要浮点数，例如 x.float()",
    ),
    "layer.constant": (
        "The function '{function}' is not differentiable with respect to argument '{name}'. "
        "This input cannot have requires_grad True; pass {name}.detach()",
        "{function} 对参数 '{name}' 不可求导，它不能 requires_grad；请传入 {name}.detach()",
    ),
    "prelu.dtype": (
        "prelu: type promoting not supported. Got {input} and {weight}; convert one with .to(dtype)",
        "prelu：input 与 weight 的类型必须相同，却得到 {input} 和 {weight}；请用 .to(dtype) 转换其中之一",
    ),
    "prelu.ndim": (
        "prelu: expected weight to be a scalar or a 1-D tensor, but got {ndim} dimensions",
        "prelu：weight 应为 0 维或 1 维张量，却是 {ndim} 维",
    ),
    "prelu.channels": (
        "prelu: {weights} slopes do not fit an input of shape {shape}: give one, or one per channel ({channels})",
        "prelu：{weights} 个斜率与形状为 {shape} 的输入不匹配：应为 1 个，或每个通道一个（{channels} 个）",
    ),
    "rrelu.bounds": (
        "Lower bound should be less than or equal to the upper bound, but got lower={lower} and upper={upper}",
        "下界不能大于上界，却得到 lower={lower}、upper={upper}",
    ),
    "hardtanh.bounds": (
        "min_val cannot be greater than max_val, but got {low} and {high}",
        "min_val 不能大于 max_val，却得到 {low} 和 {high}",
    ),
    "hardtanh.dtype": (
        "hardtanh needs signed numbers for these limits, but got {dtype}",
        "hardtanh 在这样的界下需要有符号的数，却得到 {dtype}",
    ),
    "softshrink.lambd": ("lambda must not be negative, but found {got}", "lambd 不能为负，却得到 {got}"),
    "celu.alpha": (
        "ZeroDivisionError: alpha cannot be 0 for CELU",
        "ZeroDivisionError：CELU 的 alpha 不能为 0",
    ),
    "gelu.approximate": (
        "approximate argument must be either 'none' or 'tanh', but got {got!r}",
        "approximate 应为 'none' 或 'tanh'，却得到 {got!r}",
    ),
    "glu.zero_dim": (
        "glu does not support scalars because halving size must be even",
        "glu 需要把一个维度分成两半，0 维张量无法这样做",
    ),
    "glu.odd": (
        "Halving dimension must be even, but dimension {dim} is size {size}",
        "要对半分的维度长度必须为偶数，但第 {dim} 维的长度是 {size}",
    ),
    "norm.no_shape": (
        "{function}: expected normalized_shape to be at least 1-dimensional, but got []",
        "{function}：normalized_shape 至少要有一个维度，却得到 []",
    ),
    "norm.parameter_shape": (
        "Expected {name} to be of shape {shape}, but got {got}",
        "{name} 的形状应为 {shape}，却是 {got}",
    ),
    "norm.shape": (
        "Given normalized_shape={shape}, expected an input whose last dimensions are these, but got input of size {input}",
        "normalized_shape={shape} 要求输入的最后几维与之相同，但输入的形状是 {input}",
    ),
    "norm.one_value": (
        "Expected more than 1 value per channel when training, got input size {shape}: one value has no spread",
        "训练时每个通道至少要有两个值，却得到形状 {shape}：单个值没有方差",
    ),
    "norm.one_element": (
        "Expected more than 1 spatial element when training, got input size {shape}: one value has no spread",
        "训练时每个通道在空间上至少要有两个值，却得到形状 {shape}：单个值没有方差",
    ),
    "norm.eps": (
        "batch_norm eps must be positive during training and must not be negative, but got {got}",
        "batch_norm 的 eps 训练时必须为正，且不能为负，却得到 {got}",
    ),
    "norm.channels": (
        "{name} should contain {channels} elements, one per channel, but has shape {got}",
        "{name} 应给 {channels} 个通道各一个数，它的形状却是 {got}",
    ),
    "norm.one_statistic": (
        "running_mean and running_var must either both be None or neither be None",
        "running_mean 与 running_var 要么都给，要么都不给",
    ),
    "norm.no_statistics": (
        "{name} must be defined in evaluation mode, where the statistics of the batch are not used",
        "推理时不使用这一批数据的统计量，因此必须给出 {name}",
    ),
    "norm.group_ndim": (
        "Expected at least 2 dimensions for input tensor but received {ndim}",
        "输入至少应为 2 维，却是 {ndim} 维",
    ),
    "norm.groups": (
        "Expected num groups to be greater than 0, got {got}",
        "num_groups 必须大于 0，却得到 {got}",
    ),
    "norm.group_channels": (
        "Expected number of channels in input to be divisible by num_groups, but got input of shape {shape} and "
        "num_groups={groups}",
        "输入的通道数必须能被 num_groups 整除，却得到形状 {shape}、num_groups={groups}",
    ),
    "norm.dtypes": (
        "mixed dtype: expected all parameters to have the input's type {input}, but got {others}",
        "参数的类型应与输入相同，为 {input}，却得到 {others}",
    ),
    "norm.response_ndim": (
        "Expected 3D or higher dimensionality input (got {ndim} dimensions)",
        "输入至少应为 3 维，却是 {ndim} 维",
    ),
    "norm.response_size": (
        "kernel size should be greater than zero, but got {got}",
        "size 必须大于 0，却得到 {got}",
    ),
    "dropout.ndim": (
        "dropout1d: Expected 2D or 3D input, but received a {ndim}D input; it drops whole channels of (N, C, L) or (C, L)",
        "dropout1d：输入应为 2 维或 3 维，却是 {ndim} 维；它丢弃 (N, C, L) 或 (C, L) 的整个通道",
    ),
    "dropout.no_channels": (
        "Feature dropout requires at least 2 dimensions in the input, but got {ndim}",
        "按通道丢弃要求输入至少有 2 维，却是 {ndim} 维",
    ),
    "dropout.dtype": (
        "{function} needs floating-point numbers, but got {dtype}. Convert with x.float()",
        "{function} 需要浮点数，却得到 {dtype}。请用 x.float() 转换",
    ),
    "embedding.padding": (
        "Padding_idx must be within num_embeddings: with {rows} rows, {got} is none of them",
        "padding_idx 必须是表中的一行：共有 {rows} 行，{got} 不在其中",
    ),
    "embedding.weight": (
        "'weight' has to be a 2-D Tensor (rows, features), but got shape {shape}",
        "weight 应为 2 维（行数、特征数），却得到形状 {shape}",
    ),
    "embedding.index_dtype": (
        "{function}: expected the numbers to have one of the types Long, Int (int64, int32); but got {dtype}. Convert with "
        "x.long()",
        "{function}：编号应为 int64 或 int32，却得到 {dtype}。请用 x.long() 转换",
    ),
    "embedding.range": (
        "index out of range: {index} is not a row of the table, whose {rows} rows are 0 to {last}",
        "下标超出范围：表共有 {rows} 行，编号应为 0 到 {last}，却得到 {index}",
    ),
    "bag.padding": (
        "padding_idx must be within the number of embeddings, {low} through {high}, but got {got}",
        "padding_idx 应在 {low} 到 {high} 之间，却得到 {got}",
    ),
    "bag.range": (
        "input takes value {index} which is not in the valid range: the {rows} rows are 0 to {last}",
        "input 中的 {index} 超出范围：表共有 {rows} 行，编号应为 0 到 {last}",
    ),
    "bag.no_offset": (
        "include_last_offset: number of offsets should be at least 1",
        "include_last_offset 时至少要有一个偏移",
    ),
    "bag.first_offset": (
        "offsets[0] has to be 0, i.e., the first bag has to start from position 0. However, got {got}",
        "offsets[0] 必须为 0，即第一袋从位置 0 开始，却得到 {got}",
    ),
    "bag.last_offset": (
        "offsets[-1] can not be greater than input's length {size} but got offsets[-1] of {got}",
        "offsets[-1] 不能大于 input 的长度 {size}，却得到 {got}",
    ),
    "bag.order": ("offsets must not decrease from one bag to the next", "offsets 不能递减"),
    "bag.weights_shape": (
        "embedding_bag: per_sample_weights {weights} must have the same shape as the input {input}",
        "embedding_bag：per_sample_weights 的形状 {weights} 应与 input 的形状 {input} 相同",
    ),
    "bag.input_ndim": (
        "input has to be 1D or 2D Tensor, but got Tensor of dimension {ndim}",
        "input 应为 1 维或 2 维，却是 {ndim} 维",
    ),
    "bag.offsets_2d": (
        "if input is 2D, then offsets has to be None, as each row is a bag",
        "input 为 2 维时每行就是一袋，不能再给 offsets",
    ),
    "bag.offsets": (
        "offsets has to be a 1D Tensor but got {got}: it says where in the flat input each bag begins",
        "offsets 应为 1 维张量，说明每袋在 input 中从哪里开始，却得到 {got}",
    ),
    "bag.mode": (
        "mode has to be one of sum, mean or max, but got {got!r}",
        "mode 应为 sum、mean 或 max，却得到 {got!r}",
    ),
    "bag.max": ("max mode does not support {option}", "max 模式不支持 {option}"),
    "bag.weights_mode": (
        "embedding_bag: per_sample_weights is only supported for mode='sum' (got mode={mode!r})",
        "embedding_bag：per_sample_weights 只能与 mode='sum' 一起使用，却得到 mode={mode!r}",
    ),
    "bag.weight_dtype": (
        "embedding_bag: expected the weight to have fractions, but got {dtype}. Convert with weight.float()",
        "embedding_bag：weight 应为浮点类型，却得到 {dtype}。请用 weight.float() 转换",
    ),
    "bag.weights_dtype": (
        "embedding_bag: expected per_sample_weights to have the type of weight, {weight}, but got {got}",
        "embedding_bag：per_sample_weights 的类型应与 weight 相同，为 {weight}，却得到 {got}",
    ),
    "attention.ndim": (
        "Expected query, key, and value to all be at least 2 dimensional, but got shapes {q}, {k} and {v}",
        "query、key、value 至少应为 2 维，却得到形状 {q}、{k}、{v}",
    ),
    "attention.dtypes": (
        "Expected query, key, and value to have the same dtype, but got {q}, {k} and {v}",
        "query、key、value 的类型必须相同，却得到 {q}、{k}、{v}",
    ),
    "attention.float": (
        "attention needs floating-point numbers, but got {dtype}. Convert with x.float()",
        "注意力需要浮点数，却得到 {dtype}。请用 x.float() 转换",
    ),
    "attention.shapes": (
        "query {q}, key {k} and value {v} do not fit: query and key need the same last dimension, key and value the same "
        "number of rows",
        "query {q}、key {k}、value {v} 不匹配：query 与 key 的最后一维应相同，key 与 value 的行数应相同",
    ),
    "attention.dropout": (
        "dropout probability has to be between 0 and 1, but got {p}",
        "dropout 的概率必须在 0 与 1 之间，却得到 {p}",
    ),
    "attention.two_masks": (
        "Explicit attn_mask should not be set when is_causal=True: that is a mask already",
        "is_causal=True 本身就是一种掩码，不能再给 attn_mask",
    ),
    "attention.mask_dtype": (
        "Expected attn_mask dtype to be bool or float or to match query dtype {query}, but got {mask}",
        "attn_mask 应为 bool、float32 或与 query 相同的类型 {query}，却得到 {mask}",
    ),
    "attention.groups": (
        "Number of heads in key and value must divide the number of heads in query, but got {heads} and {query}",
        "key 与 value 的头数必须能整除 query 的头数，却得到 {heads} 和 {query}",
    ),
    "heads.ndim": (
        "expected query, key and value to be batched 3-D or unbatched 2-D, with a key_padding_mask of one dimension less "
        "and an attn_mask that is 2-D or 3-D, but found {found}",
        "query、key、value 应同为 3 维（一批）或 2 维（单个样本），key_padding_mask 少一维，attn_mask 为 2 维或 3 维，却得到 {found}",
    ),
    "heads.mask": (
        "The shape of the attn_mask is {got}, but should be {expected}",
        "attn_mask 的形状应为 {expected}，却是 {got}",
    ),
    "heads.mask_dtype": (
        "only bool and floating types of {name} are supported, but got {got}",
        "{name} 应为布尔或浮点类型，却得到 {got}",
    ),
    "heads.causal": (
        "Need attn_mask if specifying the is_causal hint",
        "指定 is_causal 时还需要给出 attn_mask",
    ),
    "heads.features": (
        "was expecting an embedding dimension of {expected} that num_heads={heads} divides, but got {got}",
        "特征数应为 {expected}，且能被 num_heads={heads} 整除，却得到 {got}",
    ),
    "heads.key_value": (
        "key shape {key} does not match value shape {value}",
        "key 的形状 {key} 与 value 的形状 {value} 不匹配",
    ),
    "heads.no_weight": (
        "{name} is None: give in_proj_weight, or three weights together with use_separate_proj_weight=True",
        "缺少 {name}：请给出 in_proj_weight，或在 use_separate_proj_weight=True 时给出三个权重",
    ),
    "heads.biases": (
        "bias_k and bias_v go together, and not with static_k or static_v",
        "bias_k 与 bias_v 必须同时给出，且不能与 static_k、static_v 同用",
    ),
    "heads.static": (
        "expecting {name} of shape ({heads}, S, {features}), but got {got}",
        "{name} 的形状应为 ({heads}, S, {features})，却是 {got}",
    ),
}
