"""Dtypes that an operation cannot take."""

MESSAGES: dict[str, tuple[str, str]] = {
    "dtype.unsupported": (
        "can't convert an array of type {dtype}. The supported types are: {supported}",
        "不支持 {dtype} 类型的数组。支持的类型有：{supported}",
    ),
    "scipy.missing": (
        "this function needs scipy.{name}: pip install scipy",
        "该函数需要 scipy.{name}：pip install scipy",
    ),
    "dtype.no_bfloat16": (
        "bfloat16 needs the package ml_dtypes: pip install ml_dtypes",
        "bfloat16 需要 ml_dtypes 包：pip install ml_dtypes",
    ),
    "dtype.expected": (
        "expected a dtype such as torch.float32, but got {got}",
        "需要 torch.float32 这样的 dtype，却得到 {got}",
    ),
    "dtype.default_must_float": (
        "only floating-point types are supported as the default type, but got {got}",
        "默认类型只能是浮点类型，却得到 {got}",
    ),
    "mean.needs_float": (
        "{function}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
        "Got: {dtype}; call x.float().{function}()",
        "{function}()：输入必须是浮点或复数类型，却得到 {dtype}；请用 x.float().{function}()",
    ),
    "var.needs_float": (
        "{function}() only supports floating point and complex dtypes, but got {dtype}; call x.float() first",
        "{function}() 只支持浮点和复数类型，却得到 {dtype}；请先调用 x.float()",
    ),
    "div.integer_by_zero": (
        "ZeroDivisionError: {function}() of integers by zero; call .float() first to get inf or nan",
        "ZeroDivisionError：{function}() 中整数除以零；若需要 inf 或 nan，请先调用 .float()",
    ),
    "div.rounding_mode": (
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'",
        "div 的 rounding_mode 只能是 None、'trunc' 或 'floor'，却得到 '{mode}'",
    ),
    "frac.needs_float": (
        "frac() is not implemented for {dtype}; integers have no decimals",
        "frac() 不支持 {dtype}：整数没有小数部分",
    ),
    "neg.bool": (
        "Negation, the `-` operator, on a bool tensor is not supported; use ~ or logical_not",
        "布尔张量不支持取负 `-`；请用 ~ 取反",
    ),
    "sub.bool": (
        "Subtraction, the `-` operator, with two bool tensors is not supported; use ^ instead",
        "两个布尔张量不支持减法 `-`；请用 ^",
    ),
    "pow.negative_int": (
        "Integers to negative integer powers are not allowed (exponent {exponent}); call x.float() first",
        "整数不能求负整数次幂（指数 {exponent}）；请先调用 x.float()",
    ),
    "softmax.needs_float": (
        '"{function}" not implemented for {dtype}: convert to float first, with x.float()',
        "{function} 不支持 {dtype}：请先用 x.float() 转为浮点数",
    ),
    "where.condition": (
        "where expected condition to be a boolean tensor, but got a tensor with dtype {dtype}",
        "条件必须是布尔张量，却得到 {dtype}",
    ),
    "gather.index": (
        "gather(): Expected dtype int64 for index, but got {dtype}",
        "gather()：下标的类型应为 int64，却得到 {dtype}",
    ),
    "isclose.dtypes": (
        "{a} did not match {b}: both tensors must have the same dtype; convert one with .to(dtype)",
        "{a} 与 {b} 不一致：两个张量的类型必须相同；请用 .to(dtype) 转换其中之一",
    ),
    "threads.type": ("set_num_threads expects an int, but got {got}", "set_num_threads 需要整数，却得到 {got}"),
    "threads.positive": (
        "set_num_threads expects a positive integer, but got {got}",
        "线程数必须是正整数，却得到 {got}",
    ),
    "imag.real": (
        "imag is not implemented for tensors with non-complex dtypes, here {dtype}: a real tensor has no imaginary part",
        "{dtype} 不是复数类型，没有虚部，不能取 imag",
    ),
    "complex.dtypes": (
        "complex() expects both parts of the same dtype, float32 or float64, but got {a} and {b}",
        "complex() 的实部与虚部必须同为 float32 或同为 float64，却得到 {a} 与 {b}",
    ),
}
