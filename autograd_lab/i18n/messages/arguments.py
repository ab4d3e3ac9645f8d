"""Arguments that cannot be read, and shapes that do not broadcast."""

MESSAGES: dict[str, tuple[str, str]] = {
    "language.unknown": (
        "unknown language {language!r}; choose 'en' or 'zh'",
        "未知的语言 {language!r}；请用 'en' 或 'zh'",
    ),
    "arg.need_tensor": (
        "{function}(): argument '{name}' must be Tensor, not {got}; make one with torch.tensor(...)",
        "{function}()：参数 '{name}' 必须是 Tensor，而不是 {got}；可以先用 torch.tensor(...) 转换",
    ),
    "arg.need_tensor_or_number": (
        "{function}(): expected a Tensor or a number, but got {got}; convert it with torch.tensor(...)",
        "{function}()：需要 Tensor 或数字，却得到 {got}；可以先用 torch.tensor(...) 转换",
    ),
    "arg.unknown": (
        "{function}() got an unexpected keyword argument '{name}'; it knows: {known}",
        "{function}() 没有名为 '{name}' 的参数；可用的参数有：{known}",
    ),
    "arg.type": (
        "{function}(): argument '{name}' must be {wanted}, not {got}",
        "{function}()：参数 '{name}' 应为 {wanted}，而不是 {got}",
    ),
    "arg.inplace_form": (
        "{function}() takes the arguments {names}, each once; that it works in place is in its name",
        "{function}() 的参数为 {names}，每个至多给一次；原地操作已由函数名表明，无需再传",
    ),
    "arg.one_by_one": (
        "{function}() takes one argument after the tensor, but got {got}; put several into a tuple",
        "{function}() 在张量之后只接受一个参数，却得到 {got}；多个值请放进一个元组",
    ),
    "arg.count": (
        "{function}(): the arguments ({got}) do not match {function}{wanted}",
        "{function}()：参数 ({got}) 与 {function}{wanted} 不符",
    ),
    "arg.dim_range": (
        "Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})",
        "维度超出范围（应在 [{low}, {high}] 之内，却得到 {dim}）",
    ),
    "arg.dim_type": ("dim must be an int, not {got}", "dim 必须是整数，而不是 {got}"),
    "arg.dim_twice": ("a dimension appears more than once in {dims}", "{dims} 中有维度重复出现"),
    "arg.size_type": (
        "{function}(): sizes must be ints, but one is {got}",
        "{function}()：各维长度必须是整数，其中却有 {got}",
    ),
    "arg.size_negative": (
        "sizes cannot be negative, but got {shape}",
        "各维长度不能为负，却得到 {shape}",
    ),
    "broadcast.mismatch": (
        "The size of tensor a ({na}) must match the size of tensor b ({nb}) at non-singleton dimension {dim}: "
        "shapes {a} and {b} do not broadcast. Sizes are compared from the right; each pair must be equal or "
        "contain a 1.",
        "张量 a 的长度 ({na}) 与张量 b 的长度 ({nb}) 在第 {dim} 维不一致：形状 {a} 与 {b} 无法广播。"
        "广播从最右一维开始逐对比较，每一对要么相等，要么其中之一为 1。",
    ),
}
