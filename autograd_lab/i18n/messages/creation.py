"""Making new tensors."""

MESSAGES: dict[str, tuple[str, str]] = {
    "tensor.constructor": (
        "Tensor() takes sizes or one sequence of numbers; torch.tensor(data) is usually what you want",
        "Tensor() 只接受各维长度或一个数字序列；通常应使用 torch.tensor(data)",
    ),
    "tensor.copy_construct": (
        "To copy construct from a tensor, it is recommended to use x.clone().detach() or "
        "x.clone().detach().requires_grad_(True), rather than torch.tensor(x).",
        "要由张量复制出新张量，建议用 x.clone().detach() 或 x.clone().detach().requires_grad_(True)，而不是 torch.tensor(x)。",
    ),
    "tensor.deepcopy_non_leaf": (
        "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment; "
        "copy x.detach() instead",
        "只有用户直接创建的张量（叶子）支持 deepcopy；请改为复制 x.detach()",
    ),
    "tensor.element_type": (
        "can't make a tensor of {dtype}: elements must be numbers or bools",
        "无法由 {dtype} 创建张量：元素必须是数字或布尔值",
    ),
    "tensor.len_0d": ("len() of a 0-d tensor", "0 维张量没有 len()"),
    "tensor.ragged": (
        "expected sequences of equal length at each level, but the nested lists are ragged",
        "嵌套列表各层的长度必须一致，这里却长短不一",
    ),
    "from_numpy.type": (
        "from_numpy() expected np.ndarray (got {got}); use torch.tensor(...) for other data",
        "from_numpy() 需要 np.ndarray（得到 {got}）；其他数据请用 torch.tensor(...)",
    ),
    "from_numpy.byte_order": (
        "given numpy array has byte order different from the native byte order ({dtype}); use torch.tensor(array)",
        "数组的字节序（{dtype}）与本机不同，不能共享内存；请用 torch.tensor(array) 复制",
    ),
    "from_numpy.negative_strides": (
        "this array has negative strides, which tensors do not support; pass array.copy()",
        "该数组的步长为负，张量不支持；请传入 array.copy()",
    ),
    "arange.zero_step": ("arange: step must be nonzero", "arange：步长不能为 0"),
    "arange.bounds": (
        "arange: from {start} to {end} cannot be reached with step {step}",
        "arange：以步长 {step} 无法从 {start} 走到 {end}",
    ),
    "randint.arguments": (
        "randint() needs an upper bound and a size: randint(10, (2, 3))",
        "randint() 需要上界和形状：randint(10, (2, 3))",
    ),
    "randint.bounds": (
        "randint: low ({low}) must be smaller than high ({high})",
        "randint：下界 ({low}) 必须小于上界 ({high})",
    ),
    "random.needs_float": (
        "{function}() draws floating-point numbers, not {dtype}; use randint for integers",
        "{function}() 只能生成浮点数，不能生成 {dtype}；整数请用 randint",
    ),
    "normal.std": ("normal expects std >= 0.0, but found std {std}", "标准差必须 >= 0，却得到 {std}"),
    "uniform.bounds": (
        "uniform_ expects to return a [from, to) range, but found from={low} > to={high}",
        "uniform_ 的区间下界 {low} 大于上界 {high}",
    ),
}
