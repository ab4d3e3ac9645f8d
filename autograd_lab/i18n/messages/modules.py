"""What modules and nn.init say about arguments, first inputs of lazy layers, and states that do not fit."""

MESSAGES: dict[str, tuple[str, str]] = {
    "nn.input_ndim": (
        "{layer}: expected {wanted} input (got {got}D input)",
        "{layer} 的输入应为 {wanted}，却得到 {got}D 张量",
    ),
    "nn.old_name": (
        "`{old}` is deprecated. Use `{new}`, which does the same",
        "{old} 已弃用，请改用功能相同的 {new}",
    ),
    # init
    "nn.init.slope": ("negative_slope {got} not a valid number", "negative_slope 应为数，却得到 {got}"),
    "nn.init.truncated": (
        "mean is more than 2 std from [a, b] in nn.init.trunc_normal_: with mean={mean} and std={std} hardly "
        "anything falls between {a} and {b}, and the distribution may be incorrect",
        "trunc_normal_ 的均值离 [a, b] 超过 2 个标准差：mean={mean}、std={std} 时几乎没有值落在 {a} 与 {b} 之间，"
        "得到的分布可能不准确",
    ),
    "nn.init.empty": (
        "Initializing zero-element tensors is a no-op",
        "张量没有元素，初始化不起作用",
    ),
    "nn.init.two_dims": (
        "Only tensors with 2 dimensions are supported, but got shape {shape}",
        "只支持二维张量，却得到形状 {shape}",
    ),
    "nn.init.dirac_ndim": (
        "Only tensors with 3, 4, or 5 dimensions are supported, but got shape {shape}: dirac_ is for convolutions",
        "只支持 3、4、5 维的张量，却得到形状 {shape}：dirac_ 用于卷积",
    ),
    "nn.init.dirac_groups": (
        "dim 0 must be divisible by groups, but {outs} is not divisible by {groups}",
        "第 0 维必须能被 groups 整除，但 {outs} 不能被 {groups} 整除",
    ),
    "nn.init.orthogonal_ndim": (
        "Only tensors with 2 or more dimensions are supported, but got shape {shape}",
        "只支持二维以上的张量，却得到形状 {shape}",
    ),
    # lazy layers
    "nn.lazy.shape": (
        "Can't access the shape of an uninitialized parameter or buffer. Call the model on a batch first: the lazy "
        "layer takes its shape from the input. (A state_dict of such a model cannot be loaded into another one.)",
        "未初始化的参数或缓冲区还没有形状。请先用一批数据调用模型：惰性层从输入得知形状"
        "（这种模型的 state_dict 不能载入另一个模型）。",
    ),
    "nn.lazy.use": (
        "Attempted to use an uninitialized parameter: it has no numbers yet. Call the model on a batch first, for "
        "example a dry run model(x[:1]); the lazy layer takes its shape from that input",
        "使用了未初始化的参数：它还没有数值。请先用一批数据调用模型，例如 model(x[:1])；惰性层由此得知形状",
    ),
    "nn.lazy.initialize": (
        "initialize_parameters is not implemented for {cls}: write def initialize_parameters(self, x) and call "
        "materialize(shape) on each uninitialized parameter in it",
        "{cls} 没有定义 initialize_parameters：请写 def initialize_parameters(self, x)，并在其中对每个未初始化的参数调用 "
        "materialize(shape)",
    ),
    "nn.lazy.incomplete": (
        "module {cls} has not been fully initialized: its initialize_parameters() has to call materialize() on "
        "every uninitialized parameter and buffer",
        "模块 {cls} 没有完全初始化：initialize_parameters() 必须对每个未初始化的参数和缓冲区调用 materialize()",
    ),
    # linear, conv
    "nn.bilinear.in1": (
        "in1_features must be > 0, but got (in1_features={got})",
        "in1_features 必须大于 0，却得到 {got}",
    ),
    "nn.unflatten.size": (
        "unflattened_size must be a tuple of ints, but found type {got}",
        "unflattened_size 应为整数元组，却得到 {got}",
    ),
    "nn.unflatten.element": (
        "unflattened_size must be tuple of ints, but found element of type {got} at pos {index}",
        "unflattened_size 应为整数元组，但第 {index} 个元素的类型是 {got}",
    ),
    "nn.conv.transposed_mode": (
        'Only "zeros" padding mode is supported for {cls}, but got {got!r}',
        "{cls} 只支持 padding_mode='zeros'，却得到 {got!r}",
    ),
    "nn.conv.output_size": (
        "{cls}: for {ndim}D input, output_size must have {axes} or {ndim} elements (got {got})",
        "{cls}：输入为 {ndim} 维时，output_size 应有 {axes} 或 {ndim} 个元素（却得到 {got} 个）",
    ),
    "nn.conv.output_range": (
        "requested an output size of {got}, but valid sizes range from {least} to {most} (for an input of {input})",
        "要求的输出大小为 {got}，但输入大小 {input} 只能得到 {least} 到 {most}",
    ),
    # pooling, activations, norms
    "nn.fractional.choose": (
        "{cls} requires specifying either an output size, or a pooling ratio: one of output_size and output_ratio",
        "{cls} 需要 output_size 与 output_ratio 中的一个，而且只能给出一个",
    ),
    "nn.fractional.ratio": (
        "output_ratio must be between 0 and 1 (got {got})",
        "output_ratio 必须在 0 与 1 之间（得到 {got}）",
    ),
    "nn.hardtanh.renamed": (
        "keyword argument `{old}` is deprecated and renamed to `{new}`",
        "参数 {old} 已弃用，改名为 {new}",
    ),
    "nn.hardtanh.order": (
        "max_val ({high}) must be greater than min_val ({low})",
        "max_val（{high}）必须大于 min_val（{low}）",
    ),
    "nn.groupnorm.groups": (
        "num_channels ({channels}) must be divisible by num_groups ({groups})",
        "num_channels（{channels}）必须能被 num_groups（{groups}）整除",
    ),
    "nn.instancenorm.features": (
        "expected input's size at dim={dim} to match num_features ({features}), but got: {got}.",
        "输入第 {dim} 维的大小应等于 num_features（{features}），却得到 {got}。",
    ),
    "nn.instancenorm.unused": (
        "input's size at dim={dim} is {got} and does not match num_features={features}. With affine=False it is "
        "not used, so this does no harm",
        "输入第 {dim} 维的大小是 {got}，与 num_features={features} 不符。affine=False 时不会用到它，所以没有影响",
    ),
    # embeddings, containers of parameters
    "nn.embedding.padding": (
        "padding_idx must be within num_embeddings: {got} is not a row of a table of {rows}",
        "padding_idx 应在 num_embeddings 之内：{got} 不是 {rows} 行表格中的一行",
    ),
    "nn.embedding.weight": (
        "Shape of weight does not match num_embeddings and embedding_dim: {got} instead of {wanted}",
        "weight 的形状与 num_embeddings 和 embedding_dim 不符：应为 {wanted}，却得到 {got}",
    ),
    "nn.embedding.ndim": (
        "Embeddings parameter is expected to be 2-dimensional, but got shape {shape}",
        "预训练的嵌入应为二维张量，却得到形状 {shape}",
    ),
    "nn.parameters.index": (
        "index {index} is out of range for a ParameterList of {length}",
        "下标 {index} 超出范围：ParameterList 有 {length} 个元素",
    ),
    "nn.parameters.extend": (
        "ParameterList.extend should be called with an iterable, but got {got}",
        "ParameterList.extend 需要可迭代对象，却得到 {got}",
    ),
    "nn.parameters.update": (
        "ParameterDict.update should be called with a dict or with (name, value) pairs, but got {got}",
        "ParameterDict.update 需要字典或（名字，值）对，却得到 {got}",
    ),
    "nn.container.add": (
        "add operator supports only objects of Sequential class, but {got} is given",
        "Sequential 只能与 Sequential 相加，却得到 {got}",
    ),
    "nn.container.times": (
        "a Sequential can be multiplied by an integer, not by {got}",
        "Sequential 只能与整数相乘，却得到 {got}",
    ),
    "nn.container.factor": (
        "Non-positive multiplication factor {got} for Sequential",
        "Sequential 只能乘以正整数，却得到 {got}",
    ),
    "nn.parameters.key": (
        "Index given to ParameterDict cannot be used as a key as it is not a string (type is '{got}')",
        "ParameterDict 的键必须是字符串，却得到 {got}",
    ),
    "nn.parameters.call": (
        "{cls} should not be called: it holds parameters. Use them in the forward of the module that owns it",
        "{cls} 不能被调用：它只保存参数。请在拥有它的模块的 forward 中使用这些参数",
    ),
    # losses
    "nn.multi_margin.p": ("only p == 1 and p == 2 supported, but got {got}", "p 只能是 1 或 2，却得到 {got}"),
    "nn.multi_margin.weight": (
        "MultiMarginLoss: expected weight to be None or 1D tensor, got {got}D instead",
        "MultiMarginLoss 的 weight 应为 None 或一维张量，却得到 {got} 维",
    ),
    "nn.triplet.margin": (
        "{cls}: expected margin to be greater than 0, got {got} instead",
        "{cls} 的 margin 必须大于 0，却得到 {got}",
    ),
    "nn.linear_loss.weight": (
        "expected weight shape to be ({classes},), got {got}",
        "weight 的形状应为 ({classes},)，却得到 {got}",
    ),
    "nn.linear_loss.smoothing": (
        "expected label_smoothing to be in range [0, 1], got {got}",
        "label_smoothing 应在 [0, 1] 之内，却得到 {got}",
    ),
    "nn.linear_loss.chunk": (
        "batch_chunk_size must be positive int or None, got {got}",
        "batch_chunk_size 应为正整数或 None，却得到 {got}",
    ),
    "nn.asm.empty": (
        "cutoffs should be a sequence of length larger than 0",
        "cutoffs 不能为空：至少要有一个分界",
    ),
    "nn.asm.cutoffs": (
        "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value "
        "is between 1 and n_classes-1 = {last}, but got {got}",
        "cutoffs 应为递增的不同正整数，每个在 1 与 n_classes-1 = {last} 之间，却得到 {got}",
    ),
    "nn.asm.target_ndim": (
        "0D or 1D target tensor expected, multi-target not supported, but got {got}D",
        "目标应为 0 维或 1 维张量（每个样本一个类别），却得到 {got} 维",
    ),
    "nn.asm.batch": (
        "Input and target should have the same size in the batch dimension, but got {input} and {target}",
        "输入与目标的批大小应相同，却得到 {input} 与 {target}",
    ),
    "nn.asm.input_ndim": (
        "this target expects {wanted}D input tensors, but found inputs with size {got}",
        "该目标要求 {wanted} 维的输入，却得到形状 {got}",
    ),
    "nn.asm.range": (
        "Target values should be in [0, {last}], but values in range [{low}, {high}] were found",
        "目标的类别编号应在 [0, {last}] 之内，却出现了 [{low}, {high}] 范围的值",
    ),
    # paths and states
    "nn.module.no_target": (
        "Cannot set the submodule without a target name!",
        "没有给出路径，无法替换子模块：请写出如 net.0 的路径",
    ),
    "nn.module.set_type": (
        "`module` is not an nn.Module, found {got}",
        "module 应为 nn.Module，却得到 {got}",
    ),
    "nn.state.extra": (
        "{cls}.{what} is not written: a class that has one of get_extra_state and set_extra_state needs the other",
        "{cls} 没有定义 {what}：get_extra_state 与 set_extra_state 必须同时定义",
    ),
    "nn.state.hook_result": (
        "state_dict post-hook must return None: it changes the state_dict in place",
        "state_dict 的后置钩子必须返回 None：请直接修改传入的 state_dict",
    ),
    "nn.state.load_hook_result": (
        "Hooks registered with register_load_state_dict_post_hook are not expected to return new values: they change "
        "the incompatible_keys in place",
        "用 register_load_state_dict_post_hook 登记的钩子不能返回值：请直接修改传入的 incompatible_keys",
    ),
}
