"""Shapes and sizes that do not fit."""

MESSAGES: dict[str, tuple[str, str]] = {
    "reshape.size": (
        "shape '{shape}' is invalid for input of size {numel}",
        "形状 {shape} 与 {numel} 个元素不符",
    ),
    "reshape.two_unknown": (
        "only one dimension can be inferred, but got {shape}",
        "只能有一个 -1，却得到 {shape}",
    ),
    "reshape.negative": ("invalid shape dimension in {shape}", "{shape} 中有无效的长度"),
    "reshape.ambiguous": (
        "cannot reshape a tensor of 0 elements into {shape}, because the unspecified dimension can be any value",
        "没有元素的张量无法变形为 {shape}，因为 -1 可以是任意值",
    ),
    "view.not_contiguous": (
        "view size is not compatible with input tensor's size and stride: {shape} cannot be seen as {wanted} without "
        "copying. Use .reshape(...) instead.",
        "无法在不复制内存的情况下把 {shape} 看作 {wanted}，因为元素在内存中不连续。请改用 .reshape(...)。",
    ),
    "flatten.order": (
        "flatten() has invalid args: start_dim ({start}) cannot come after end_dim ({end})",
        "flatten()：start_dim ({start}) 不能在 end_dim ({end}) 之后",
    ),
    "permute.count": (
        "permute: number of dims {dims} does not match the tensor's {ndim} dimensions",
        "permute：给出的维度 {dims} 与张量的 {ndim} 维不符",
    ),
    "t.ndim": (
        "t() expects a tensor with <= 2 dimensions, but self is {ndim}D; use transpose(dim0, dim1)",
        "t() 只用于至多 2 维的张量，这里是 {ndim} 维；请用 transpose(dim0, dim1)",
    ),
    "expand.ndim": (
        "expand: the requested shape {wanted} has fewer dimensions than the tensor's {shape}",
        "expand：目标形状 {wanted} 的维数少于张量的 {shape}",
    ),
    "expand.size": (
        "The expanded size {wanted} must match the existing size {shape} at non-singleton dimension {dim}",
        "expand 只能扩展长度为 1 的维：{shape} 无法在第 {dim} 维扩展为 {wanted}",
    ),
    "cat.empty": (
        "{function}(): expected a non-empty list of Tensors",
        "{function}()：需要非空的张量列表",
    ),
    "cat.need_sequence": (
        "{function}(): argument 'tensors' must be tuple of Tensors, not {got}",
        "{function}()：参数 'tensors' 必须是张量的列表或元组，而不是 {got}",
    ),
    "cat.zero_dim": (
        "zero-dimensional tensor cannot be concatenated; use torch.stack",
        "0 维张量不能拼接；请用 torch.stack",
    ),
    "cat.shapes": (
        "Sizes of tensors must match except in dimension {dim}: got {a} and {b}",
        "除第 {dim} 维外，各张量的形状必须一致：得到 {a} 和 {b}",
    ),
    "stack.shapes": (
        "stack expects each tensor to be equal size, but got {a} and {b}",
        "stack 要求各张量形状相同，却得到 {a} 和 {b}",
    ),
    "split.size": (
        "split expects a positive split_size, but got {size}",
        "split 的每段长度必须为正，却得到 {size}",
    ),
    "split.sections": (
        "split_with_sizes expects sections that sum to {size} (the size of dimension {dim}), but got {sections}",
        "各段长度之和应为 {size}（第 {dim} 维的长度），却得到 {sections}",
    ),
    "chunk.count": (
        "chunk expects `chunks` to be greater than 0, got: {chunks}",
        "chunk 的份数必须大于 0，却得到 {chunks}",
    ),
    "triangle.ndim": (
        "{function}: input tensor must have at least 2 dimensions, but has {ndim}",
        "{function}：输入至少要有 2 维，这里是 {ndim} 维",
    ),
    "unbind.zero_dim": (
        "unbind: a 0-d tensor has no dimension to unbind",
        "unbind：0 维张量没有可以拆分的维度",
    ),
    "clamp.no_bound": (
        "torch.clamp: At least one of 'min' or 'max' must not be None",
        "clamp：min 与 max 至少要给一个",
    ),
    "item.size": (
        "a Tensor with shape {shape} cannot be converted to Scalar: it must have exactly one element",
        "形状为 {shape} 的张量不能转换为一个数：它必须恰好有一个元素",
    ),
    "bool.size": (
        "Boolean value of Tensor with shape {shape} is ambiguous; use .any() or .all()",
        "形状为 {shape} 的张量没有确定的真假；请用 .any() 或 .all()",
    ),
    "matmul.shapes": (
        "mat1 and mat2 shapes cannot be multiplied ({a} and {b}): the last size of the first must equal the "
        "second-to-last of the second. A transpose, .t() or .transpose(-2, -1), may be missing.",
        "形状 {a} 与 {b} 无法相乘：前者的最后一维必须等于后者的倒数第二维。也许缺少一次转置 .t() 或 .transpose(-2, -1)。",
    ),
    "matmul.batch": (
        "matmul: the batch dimensions of {a} and {b} do not broadcast",
        "matmul：{a} 与 {b} 的批量维无法广播",
    ),
    "matmul.zero_dim": (
        "both arguments to matmul need to be at least 1D, but they have shapes {a} and {b}; use * for numbers",
        "matmul 的两个参数至少要有 1 维，形状却是 {a} 和 {b}；与数相乘请用 *",
    ),
    "matmul.ndim": (
        "{function}: expected a {ndim}-D tensor, but got {got}-D",
        "{function}：需要 {ndim} 维张量，却得到 {got} 维",
    ),
    "matmul.dtypes": (
        "expected m1 and m2 to have the same dtype, but got: {a} != {b}; convert one with .to(dtype)",
        "相乘的两个张量类型必须相同，却得到 {a} 与 {b}；请用 .to(dtype) 转换其中之一",
    ),
}
