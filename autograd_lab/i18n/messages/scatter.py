"""Gathering and scattering, masks."""

MESSAGES: dict[str, tuple[str, str]] = {
    "where.both": (
        "where(condition, input, other) needs both input and other; where(condition) alone gives the indices of its "
        "true elements",
        "where(condition, input, other) 须同时给出 input 和 other；只给 condition 则返回其中真元素的下标",
    ),
    "where.condition": (
        "{function} expected a boolean tensor as condition or mask, but got a tensor with dtype {dtype}; compare it, "
        "as in x != 0, or call .bool()",
        "{function} 的条件（掩码）必须是布尔张量，却得到 {dtype}；请用 x != 0 这样的比较，或调用 .bool()",
    ),
    "gather.index": (
        "{function}(): Expected dtype int32/int64 for index, but got {dtype}; use index.long()",
        "{function}()：下标的类型应为 int32 或 int64，却得到 {dtype}；请用 index.long()",
    ),
    "gather.ndim": (
        "Index tensor must have the same number of dimensions as input tensor ({index} and {input})",
        "下标张量的维数必须与输入相同（{index} 与 {input}）",
    ),
    "gather.size": (
        "{function}(): Expected index {index} to be no larger than self {shape} apart from dimension {dim}",
        "{function}()：除第 {dim} 维以外，下标张量 {index} 的各维不能比 {shape} 更长",
    ),
    "take_along_dim.ndim": (
        "take_along_dim(): input and indices should have the same number of dimensions, but got {input} and {indices}",
        "take_along_dim()：输入与下标的维数必须相同，却得到 {input} 与 {indices}",
    ),
    "take_along_dim.zero_dim": (
        "take_along_dim(): a 0-d tensor has no dimension to take along",
        "take_along_dim()：0 维张量没有可以选取的维度",
    ),
    "take_along_dim.shapes": (
        "take_along_dim(): the shapes {input} and {indices} do not broadcast apart from dim",
        "take_along_dim()：除 dim 以外，形状 {input} 与 {indices} 无法相互广播",
    ),
    "scatter.src": (
        "scatter() needs 'src', a tensor, or 'value', a number, but got {got}",
        "scatter() 需要张量 'src' 或数 'value'，却得到 {got}",
    ),
    "scatter.reduce": (
        "scatter(): reduce argument must be either add or multiply, but got {reduce!r}; see also scatter_reduce",
        "scatter()：参数 reduce 只能是 add 或 multiply，却得到 {reduce!r}；另见 scatter_reduce",
    ),
    "scatter.reduction": (
        "{function}(): reduce argument must be one of {known}, but got {reduce!r}",
        "{function}()：参数 reduce 只能是 {known} 之一，却得到 {reduce!r}",
    ),
    "scatter.dtype": (
        "{function}(): '{reduce}' is not implemented for {dtype}",
        "{function}()：'{reduce}' 不支持 {dtype}",
    ),
    "scatter.dtypes": (
        "{function}(): Expected self.dtype to be equal to src.dtype, but got {input} and {src}; convert one with "
        ".to(dtype)",
        "{function}()：两者的类型必须相同，却得到 {input} 与 {src}；请用 .to(dtype) 转换其中之一",
    ),
    "scatter.size": (
        "{function}(): Expected index {index} to be no larger than src {src} in any dimension",
        "{function}()：下标张量 {index} 的任何一维都不能比 src {src} 更长",
    ),
    "masked_scatter.size": (
        "masked_scatter(): Number of elements of source ({source}) < number of ones in mask ({mask})",
        "masked_scatter()：source 只有 {source} 个元素，掩码中却有 {mask} 个真值",
    ),
    "nonzero_static.size": (
        "nonzero_static(): 'size' must be a non-negative integer, but got {size}",
        "nonzero_static()：'size' 不能为负数，却得到 {size}",
    ),
}
