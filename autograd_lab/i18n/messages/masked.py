"""Reductions over what a mask keeps."""

MESSAGES: dict[str, tuple[str, str]] = {
    "masked.ndim": (
        "the mask must broadcast to the input, but its shape {mask} has more dimensions than {shape}",
        "掩码要能广播到输入的形状，但它的形状 {mask} 比 {shape} 的维数还多",
    ),
    "masked.identity": (
        "{function} with a mask is not implemented for {dtype}: nothing in it stands for a left-out element",
        "带掩码的 {function} 不支持 {dtype}：没有可以代表被掩去元素的值",
    ),
    "masked.mean": (
        "mean(): Could not infer output dtype. It must be either a floating point or complex dtype. Got: {dtype}",
        "mean() 的结果必须是浮点或复数类型，却得到 {dtype}；请指定 dtype",
    ),
    "masked.median": (
        "masked median expects no fully masked out rows if dtype is not floating point, here {dtype}: use x.float()",
        "{dtype} 不是浮点类型，求带掩码的 median 时不能有整行都被掩去；请用 x.float()",
    ),
    "masked.correction": (
        "Only one of unbiased and correction may be given",
        "unbiased 与 correction 只能给出一个",
    ),
}
