"""nn.utils: clipping, vectors of parameters, fusion, parametrizations, norms of weights, pruning."""

MESSAGES: dict[str, tuple[str, str]] = {
    "utils.deprecated": (
        "`{old}` is deprecated in favor of `{new}`",
        "{old} 已不建议使用，请改用 {new}",
    ),
    "clip.nonfinite": (
        "The total norm of order {order} for the gradients is non-finite ({norm}), so they cannot be clipped. With "
        "error_if_nonfinite=False they are scaled all the same",
        "梯度的总范数（{order} 阶）不是有限数（{norm}），无法裁剪。若仍要缩放，请用 error_if_nonfinite=False",
    ),
    "clip.used_up": (
        "`parameters` is an empty generator, no gradient clipping will occur. A generator can be read only once: call "
        "model.parameters() again",
        "parameters 是空的生成器，不会裁剪任何梯度。生成器只能用一次：请重新调用 model.parameters()",
    ),
    "vector.short": (
        "the parameters have {wanted} numbers together, but the vector has only {got}",
        "这些参数共有 {wanted} 个数，但向量只有 {got} 个",
    ),
    "vector.devices": (
        "Found parameters on different devices ({devices}), this is not supported; move the model to one of them",
        "这些参数位于不同的设备上（{devices}），无法合成一个向量；请先把模型移到同一设备",
    ),
    "fuse.training": (
        "Fusion only for eval! In training batch normalization is no fixed map: call .eval() on both layers first",
        "只能在评估模式下融合：训练时批归一化不是固定的映射，请先对两个层调用 .eval()",
    ),
    "fuse.statistics": (
        "bn.running_mean and bn.running_var must not be None: without them batch normalization is no fixed map",
        "bn.running_mean 与 bn.running_var 不能为 None：没有它们，批归一化就不是固定的映射",
    ),
    "fuse.features": (
        "To fuse, bn.num_features must be 1 or equal linear.out_features, but got {bn} and {linear}",
        "融合要求 bn.num_features 为 1 或等于 linear.out_features，却得到 {bn} 和 {linear}",
    ),
    "skip_init.module": ("Expected a Module; got {got}", "应为 Module 的子类，却得到 {got}"),
    "skip_init.device": (
        "Module must support a 'device' arg to skip initialization, but {cls} takes none",
        "skip_init 要求模块的构造函数有 device 参数，而 {cls} 没有",
    ),
    "norm_hook.twice": (
        "Cannot register two {what} hooks on the same parameter {name}",
        "参数 {name} 已经有 {what} 了，不能重复添加",
    ),
    "norm_hook.lazy": (
        "The module passed to `{what}` can't have uninitialized parameters: call the module once before",
        "{what} 不能用于尚未初始化的参数：请先让模块运行一次",
    ),
    "norm_hook.missing": ("{what} of '{name}' not found in {module}", "{module} 的 {name} 没有 {what}"),
    "spectral.iterations": (
        "Expected n_power_iterations to be positive, but got n_power_iterations={got}",
        "n_power_iterations 必须为正数，却得到 {got}",
    ),
    "spectral.none": (
        "`SpectralNorm` cannot be applied as parameter `{name}` is None",
        "参数 {name} 是 None，不能使用 spectral_norm",
    ),
    "parametrize.none": (
        "ParametrizationList requires one or more modules.",
        "ParametrizationList 至少需要一个模块。",
    ),
    "parametrize.no_tensor": (
        "Module {cls} does not have a parameter, a buffer, or a parametrized element with name '{name}'",
        "模块 {cls} 没有名为 {name} 的参数或缓冲区",
    ),
    "parametrize.not_parametrized": (
        "Module {cls} does not have a parametrization on {name}",
        "模块 {cls} 的 {name} 没有参数化",
    ),
    "parametrize.not_tensor": ("{what} must be a tensor, but got {got}", "{what} 应为张量，却得到 {got}"),
    "parametrize.changed": (
        "{what} may not have another {kind}: got {got}, expected {expected}. If that is meant, pass unsafe=True to "
        "register_parametrization",
        "{what} 的 {kind} 不能改变：得到 {got}，应为 {expected}。若确实需要，请在 register_parametrization 中传入 "
        "unsafe=True",
    ),
    "parametrize.inverse_type": (
        "'right_inverse' must return a Tensor, or where there are several originals a sequence of tensors, but got {got}",
        "right_inverse 应返回张量；若有多个原始张量，应返回张量的序列，却得到 {got}",
    ),
    "parametrize.inverse_count": (
        "'right_inverse' must return a sequence of {expected} tensors, but got {got}",
        "right_inverse 应返回 {expected} 个张量，却返回 {got} 个",
    ),
    "parametrize.no_inverse": (
        "parametrization {cls} does not implement right_inverse, so nothing can be assigned to what it computes. Write "
        "def right_inverse(self, value), or set the `original`",
        "参数化 {cls} 没有实现 right_inverse，所以不能给它算出的张量赋值。请写 def right_inverse(self, value)，或直接设置 original",
    ),
    "parametrize.several": (
        "Cannot leave '{name}' unparametrized (`leave_parametrized=False`): it is computed from {count} tensors, and "
        "none of them alone is the original",
        "{name} 由 {count} 个张量算出，没有单独的原始张量，不能使用 leave_parametrized=False",
    ),
    "orthogonal.complex": (
        "The householder parametrization does not support complex tensors; use 'matrix_exp' or 'cayley'",
        "'householder' 不支持复数张量，请用 'matrix_exp' 或 'cayley'",
    ),
    "orthogonal.shape": (
        "Expected a matrix or batch of matrices of shape {expected}. Got a tensor of shape {got}.",
        "应为形状 {expected} 的矩阵（或成批矩阵），却得到形状 {got}。",
    ),
    "orthogonal.ndim": (
        "Expected a matrix or batch of matrices. Got a tensor of {ndim} dimensions.",
        "应为矩阵或成批矩阵，却得到 {ndim} 维张量。",
    ),
    "orthogonal.map": (
        'orthogonal_map has to be one of "matrix_exp", "cayley", "householder". Got: {got}',
        "orthogonal_map 应为 'matrix_exp'、'cayley' 或 'householder'，却得到 {got}",
    ),
    "orthogonal.no_inverse": (
        "It is not possible to assign to the {map} parametrization when use_trivialization=False.",
        "use_trivialization=False 时，不能给 {map} 参数化的张量赋值。",
    ),
    "prune.scores": (
        "importance_scores should have the shape of the parameter, {expected}, but got {got}",
        "importance_scores 的形状应与参数相同，即 {expected}，却得到 {got}",
    ),
    "prune.mask": (
        "the mask should have the shape of the parameter, {expected}, but got {got}",
        "掩码的形状应与参数相同，即 {expected}，却得到 {got}",
    ),
    "prune.method": ("{got} is not a BasePruningMethod subclass", "{got} 不是 BasePruningMethod 的子类"),
    "prune.other_name": (
        "Can only add pruning methods acting on the parameter named '{expected}', but found '{got}'",
        "只能添加作用于参数 {expected} 的剪枝方法，却得到作用于 {got} 的方法",
    ),
    "prune.kind": (
        "Unrecognized PRUNING_TYPE {got}: it is 'unstructured', 'structured' or 'global'",
        "没有 {got} 这种 PRUNING_TYPE：应为 'unstructured'、'structured' 或 'global'",
    ),
    "prune.amount_type": (
        "Invalid type for amount: {got!r}. Must be int or float.",
        "amount 应为 int 或 float，却得到 {got!r}。",
    ),
    "prune.amount": (
        "amount={got} should either be a float in the range [0, 1] or a non-negative integer",
        "amount 应为 [0, 1] 之间的小数（份额）或非负整数（个数），却得到 {got}",
    ),
    "prune.too_many": (
        "amount={got} should be smaller than the number of parameters to prune={total}",
        "要剪去 {got} 个，但一共只有 {total} 个",
    ),
    "prune.structured": (
        "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape {shape}",
        "结构化剪枝只适用于多维张量，却得到形状 {shape}",
    ),
    "prune.dim": ("Invalid index {dim} for tensor of size {shape}", "形状为 {shape} 的张量没有第 {dim} 维"),
    "prune.parameters": (
        "global_unstructured(): parameters should be a list of (module, name), but got {got}",
        "global_unstructured() 的 parameters 应为由 (module, name) 组成的列表，却得到 {got}",
    ),
    "prune.scores_type": (
        "global_unstructured(): importance_scores must be of type dict, but got {got}",
        "global_unstructured() 的 importance_scores 应为字典，却得到 {got}",
    ),
    "prune.global": (
        'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method {cls} of type {kind}',
        "global_unstructured() 只支持 'unstructured' 的方法，而 {cls} 是 '{kind}'",
    ),
    "prune.not_pruned": (
        "Parameter '{name}' of module {cls} has to be pruned before pruning can be removed",
        "{cls} 的参数 {name} 没有被剪枝，无从移除",
    ),
}
