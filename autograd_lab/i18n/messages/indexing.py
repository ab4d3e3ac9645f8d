"""Reading and writing parts of a tensor."""

MESSAGES: dict[str, tuple[str, str]] = {
    "index.too_many": (
        "too many indices for tensor of dimension {ndim} ({given} given)",
        "下标过多：{ndim} 维张量却给了 {given} 个下标",
    ),
    "index.range": (
        "index {index} is out of bounds for dimension {dim} with size {size}",
        "下标 {index} 超出第 {dim} 维的范围（长度为 {size}）",
    ),
    "index.mask": (
        "The shape of the mask {mask} does not match the shape of the indexed tensor {shape} at index {dim}",
        "掩码的形状 {mask} 与被索引张量的形状 {shape} 在第 {dim} 维起不一致",
    ),
    "index.type": (
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {got})",
        "下标只能是整数、切片、...、None、整数张量或布尔张量（得到 {got}）",
    ),
    "index.dtype": (
        "tensors used as indices must be long, int, byte or bool tensors, but got {dtype}",
        "作为下标的张量必须是整数或布尔类型，却得到 {dtype}",
    ),
    "index.step": ("step must be greater than zero, but got {step}", "切片步长必须大于 0，却得到 {step}"),
    "index.not_int": (
        "only integer tensors of a single element can be converted to an index, not {dtype} of shape {shape}",
        "只有单个元素的整数张量可以当作下标，而不是形状为 {shape} 的 {dtype}",
    ),
    "iter.zero_dim": ("iteration over a 0-d tensor", "0 维张量不能迭代"),
    "gather.ndim": (
        "Index tensor must have the same number of dimensions as input tensor ({index} and {input})",
        "下标张量的维数必须与输入相同（{index} 与 {input}）",
    ),
    "setitem.shape": (
        "shape mismatch: value tensor of shape {value} cannot be broadcast to indexing result of shape {part}",
        "形状不符：{value} 无法广播到被赋值的部分 {part}",
    ),
    "setitem.type": ("can't assign a {got} to a Tensor", "不能把 {got} 赋值给张量的一部分"),
}
