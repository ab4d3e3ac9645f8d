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
    "out.requires_grad": (
        "{function}(): functions with out=... arguments don't support automatic differentiation, but one of the "
        "arguments requires grad. Leave out= away, or compute under torch.no_grad().",
        "{function}()：带 out=... 参数的函数不支持自动求导，但有参数需要梯度。请去掉 out=，或在 torch.no_grad() 下计算。",
    ),
    "out.dtype": (
        "{function}(): dtype {dtype} does not match dtype of out parameter ({out}); give one of the two only",
        "{function}()：dtype {dtype} 与 out 的 dtype（{out}）不一致；两者只需给一个",
    ),
    "out.count": (
        "{function}() has {wanted} result(s), but out= has room for {got}; several go into a tuple of tensors",
        "{function}() 有 {wanted} 个结果，而 out= 给了 {got} 个位置；多个结果请用张量的元组来接收",
    ),
    "out.resized": (
        "An output with one or more elements was resized since it had shape {old}, which does not match the required "
        "output shape {new}; make it with the right shape, or empty: out.resize_(0)",
        "out= 的形状为 {old}，与结果的形状 {new} 不符，因此已改变其大小；请事先给出正确的形状，或用 out.resize_(0) 清空",
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
