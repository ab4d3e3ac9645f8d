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
    "neg.bool": (
        "Negation, the `-` operator, on a bool tensor is not supported; use ~ or logical_not",
        "布尔张量不支持取负 `-`；请用 ~ 取反",
    ),
    "sub.bool": (
        "Subtraction, the `-` operator, with a bool tensor is not supported; use ^ or ~ for logic, "
        "or .int() to calculate",
        "布尔张量不支持减法 `-`；逻辑运算请用 ^ 或 ~，要计算请先用 .int()",
    ),
    "pow.negative_int": (
        "Integers to negative integer powers are not allowed (exponent {exponent}); call x.float() first",
        "整数不能求负整数次幂（指数 {exponent}）；请先调用 x.float()",
    ),
    "softmax.needs_float": (
        '"{function}" not implemented for {dtype}: convert to float first, with x.float()',
        "{function} 不支持 {dtype}：请先用 x.float() 转为浮点数",
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
}
