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
    "index.slice": (
        "slice indices must be integers or None or have an __index__ method: {got}",
        "切片的起点、终点和步长只能是整数或 None：{got}",
    ),
    "index.ragged": (
        "a list used as an index must be of numbers, or of rows of equal length",
        "作为下标的列表只能由数组成，或由长度相同的行组成",
    ),
    "index.broadcast": (
        "shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}",
        "作为下标的各个张量无法相互广播，其形状为 {shapes}",
    ),
    "index.not_int": (
        "only integer tensors of a single element can be converted to an index, not {dtype} of shape {shape}",
        "只有单个元素的整数张量可以当作下标，而不是形状为 {shape} 的 {dtype}",
    ),
    "iter.zero_dim": ("iteration over a 0-d tensor", "0 维张量不能迭代"),
    "setitem.shape": (
        "shape mismatch: value tensor of shape {value} cannot be broadcast to indexing result of shape {part}",
        "形状不符：{value} 无法广播到被赋值的部分 {part}",
    ),
    "setitem.type": ("can't assign a {got} to a Tensor", "不能把 {got} 赋值给张量的一部分"),
    "index_put.dtypes": (
        "Index put requires the source and destination dtypes match, got {input} for the destination and {values} for "
        "the source; convert the values with .to(dtype)",
        "按下标写入时两者的类型必须相同：目标为 {input}，值为 {values}；请用 .to(dtype) 转换",
    ),
    "index_put.indices": (
        "index_put(): argument 'indices' must be tuple of Tensors, not {got}",
        "index_put()：参数 'indices' 必须是由张量组成的元组，而不是 {got}",
    ),
    "index_put.nothing": ("index_put(): 'indices' is empty", "index_put()：'indices' 是空的"),
    "index.long": (
        "{function}(): Expected a tensor of dtype int64 for the index, but got {dtype}; use index.long()",
        "{function}()：下标张量的类型应为 int64，却得到 {dtype}；请用 index.long()",
    ),
    "index.vector": (
        "{function}(): Index is supposed to be a vector, but has shape {shape}",
        "{function}()：下标应为一维张量，它的形状却是 {shape}",
    ),
    "index.row": (
        "{function}(): index out of range in self: {index} for dimension {dim} with size {size}",
        "{function}()：下标 {index} 超出第 {dim} 维的范围（长度为 {size}）",
    ),
    "index.count": (
        "{function}(): Number of indices ({count}) should be equal to source.size({dim}), which is {size}",
        "{function}()：下标有 {count} 个，source 的第 {dim} 维长度却是 {size}，两者必须相等",
    ),
    "index.slices": (
        "{function}(): source must have the shape of self {input}, except for dimension {dim}, but has {source}",
        "{function}()：除第 {dim} 维以外，source 的形状必须与 {input} 相同，却得到 {source}",
    ),
    "index_select.scalar": (
        "index_select(): Index to scalar can have only 1 value, got {count} value(s)",
        "index_select()：0 维张量只能取 1 个下标，却给了 {count} 个",
    ),
    "take.range": (
        "{function}(): out of range: tried to access index {index} on a tensor of {size} elements",
        "{function}()：位置 {index} 不存在，该张量共有 {size} 个元素",
    ),
    "put.size": (
        "put(): Expected source and index to have the same number of elements, but got {source} and {index}",
        "put()：source 与 index 的元素个数必须相同，却得到 {source} 与 {index}",
    ),
    "number.does_not_fit": (
        "value cannot be converted to type {dtype} without overflow: {value}",
        "{value} 无法用 {dtype} 类型表示",
    ),
    "number.too_large": ("Overflow: {value} has more than 64 bits", "整数 {value} 超过了 64 位"),
}
