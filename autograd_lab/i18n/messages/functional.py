"""Jacobians, Hessians and their products: ``autograd.functional``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "functional.not_tensor": (
        "{function}: {name} must be a Tensor, or a tuple of Tensors, but its type is {got}",
        "{function}：{name} 必须是 Tensor 或由 Tensor 组成的元组，而它的类型是 {got}",
    ),
    "functional.no_v": (
        "{function}: v can only be left out (None) where {what} is a single tensor of one element, but the shapes are "
        "{shapes}. Pass a v of the same shape",
        "{function}：只有当 {what} 是仅含一个元素的单个张量时才能省略 v，而现在的形状是 {shapes}。请传入形状相同的 v",
    ),
    "functional.v_count": (
        "{function}: v must have one tensor for each of {what}, which are {expected}, but it has {got}",
        "{function}：v 要与 {what} 一一对应，后者有 {expected} 个张量，而 v 有 {got} 个",
    ),
    "functional.v_shape": (
        "{function}: {name} has shape {got}, but it must have that of the tensor in {what} which it multiplies: "
        "{expected}",
        "{function}：{name} 的形状是 {got}，但它必须与 {what} 中对应的张量相同：{expected}",
    ),
    "functional.one_tensor": (
        "{function} differentiates twice a function that returns a single Tensor, but func returned a tuple of {got}. "
        "Return one of them, or their sum",
        "{function} 对只返回单个张量的函数求二阶导数，而 func 返回了由 {got} 个张量组成的元组。请只返回其中之一，或它们的和",
    ),
    "functional.one_number": (
        "{function} differentiates twice a function that returns a single element, but func returned a tensor of shape "
        "{shape}. Reduce it with .sum() or .mean(), or use jacobian",
        "{function} 对只返回一个数的函数求二阶导数，而 func 返回的张量形状是 {shape}。请用 .sum() 或 .mean() 化为一个数，"
        "或改用 jacobian",
    ),
    "functional.strategy": (
        "the strategy is either 'reverse-mode' or 'forward-mode', not {got!r}. Forward mode does less work where there "
        "are more outputs than inputs, otherwise reverse mode does",
        "strategy 只能是 'reverse-mode' 或 'forward-mode'，而不是 {got!r}。输出比输入多时前向模式更省，否则反向模式更省",
    ),
    "functional.forward_graph": (
        "create_graph=True is not supported with strategy='forward-mode'; use 'reverse-mode', or torch.func.jacfwd",
        "strategy='forward-mode' 不支持 create_graph=True；请用 'reverse-mode'，或 torch.func.jacfwd",
    ),
    "functional.forward_loop": (
        "strategy='forward-mode' is only supported with vectorize=True",
        "strategy='forward-mode' 只能与 vectorize=True 一起使用",
    ),
    "functional.strict_with": (
        "strict=True is not supported with {option}: only single backward passes show that something is independent",
        "strict=True 不能与 {option} 一起使用：只有逐次反向传播才能看出哪些量与输入无关",
    ),
    "functional.strict_constant": (
        "{function}: {which} of the user-provided function is independent of the inputs: it does not require grad, or "
        "no way leads from it to an input. This is not allowed in strict mode. Was it detached, or computed under "
        "no_grad() or with NumPy?",
        "{function}：函数的输出 {which} 与输入无关：它不需要梯度，或者没有通向输入的路径。strict=True 时不允许这样。"
        "它是否被 detach()，或者是在 no_grad() 中或用 NumPy 计算的？",
    ),
    "functional.strict_output": (
        "{function}: the output of the user-provided function is independent of {which}. This is not allowed in strict "
        "mode; with strict=False its derivative is zero",
        "{function}：函数的输出与 {which} 无关。strict=True 时不允许这样；strict=False 时其导数为零",
    ),
    "functional.strict_gradient": (
        "{function}: the jacobian of the user-provided function is independent of the inputs, as that of a linear "
        "function, for {which}. This is not allowed in strict mode where it has to be differentiated again",
        "{function}：函数关于 {which} 的雅可比矩阵与输入无关，就像线性函数那样。strict=True 且还要对它求导时不允许这样",
    ),
    "functional.strict_hessian": (
        "{function}: the hessian of the user-provided function is independent of the inputs, as that of a quadratic "
        "function, for {which}. This is not allowed in strict mode with create_graph=True",
        "{function}：函数关于 {which} 的黑塞矩阵与输入无关，就像二次函数那样。strict=True 且 create_graph=True 时不允许这样",
    ),
}
