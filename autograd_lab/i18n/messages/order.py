"""Sorting, searching, sets."""

MESSAGES: dict[str, tuple[str, str]] = {
    "order.dtype": ("{function}() does not support {dtype}", "{function}() 不支持 {dtype}"),
    "topk.range": (
        "selected index k out of range: k={k} for {size} elements",
        "k 超出范围：k={k}，而元素只有 {size} 个",
    ),
    "kthvalue.range": (
        "kthvalue(): selected number k out of range for dimension {dim}: k={k} for {size} elements, counted from 1",
        "kthvalue()：k 超出第 {dim} 维的范围：k={k}，而元素只有 {size} 个（从 1 数起）",
    ),
    "search.side": (
        "searchsorted(): side can only be 'left' or 'right' but got {side!r}",
        "searchsorted()：side 只能是 'left' 或 'right'，却得到 {side!r}",
    ),
    "search.opposite": (
        "searchsorted(): side and right can't be set to opposites, got side of left while right was True",
        "searchsorted()：side='left' 与 right=True 互相矛盾",
    ),
    "search.boundaries": (
        "bucketize(): boundaries tensor must be 1 dimension, but has {ndim}",
        "bucketize()：boundaries 必须是一维张量，却有 {ndim} 维",
    ),
    "search.number": (
        "{function}(): a number can only be searched in one line, but the boundaries have {ndim} dimensions",
        "{function}()：只能在一维序列中查找一个数，序列却有 {ndim} 维",
    ),
    "search.zero_dim": (
        "{function}(): boundaries tensor should have positive dimension, but got 0 dimension",
        "{function}()：有序序列不能是 0 维张量",
    ),
    "search.shapes": (
        "{function}(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and "
        "input value tensor must match, but got {line} and {values}",
        "{function}()：有序序列应为一维，或与要查找的值除最后一维外形状相同，却得到 {line} 与 {values}",
    ),
    "search.sorter_shape": (
        "searchsorted(): boundary and sorter must have the same size, but got {line} and {sorter}",
        "searchsorted()：sorter 的形状必须与序列相同，却得到 {line} 与 {sorter}",
    ),
    "search.sorter_range": (
        "searchsorted(): sorter index out of range, it must be from 0 to {size} - 1",
        "searchsorted()：sorter 中的下标必须在 0 到 {size} - 1 之间",
    ),
    "unique.empty": (
        "{function}(): there are 0 sized dimensions in {shape} besides dim, so there is nothing to compare",
        "{function}()：形状 {shape} 中除 dim 以外还有长度为 0 的维，没有可以比较的元素",
    ),
}
