"""Element-wise functions: dtypes they cannot take, factors and bounds that do not fit."""

MESSAGES: dict[str, tuple[str, str]] = {
    "dtype.not_implemented": (
        "{function}() is not implemented for {dtype}; convert first, for example with .float() or .long()",
        "{function}() 不支持 {dtype}；请先转换类型，例如用 .float() 或 .long()",
    ),
    "invert.dtype": (
        "~ (operator.invert) is only implemented on integer and Boolean-type tensors, but got {dtype}",
        "~ 只支持整数与布尔张量，却得到 {dtype}",
    ),
    "alpha.bool": (
        "{function}(): Boolean alpha only supported for Boolean results, but the result is {dtype}; use a number",
        "{function}()：只有结果为布尔类型时 alpha 才能是布尔值，而此处结果为 {dtype}；请用数字",
    ),
    "alpha.category": (
        "{function}(): for a result of type {dtype}, argument alpha must not be {alpha}: it would not fit. "
        "Convert the tensor first, for example with .float()",
        "{function}()：结果为 {dtype} 时 alpha 不能是 {alpha}，因为存不下；请先转换张量，例如用 .float()",
    ),
    "positive.bool": (
        "The `+` operator, on a bool tensor is not supported; use .int() first if a number is meant",
        "布尔张量不支持一元 `+`；若要得到数，请先用 .int()",
    ),
    "abs_.complex": (
        "In-place abs is not supported for complex tensors: the result is real. Use y = x.abs()",
        "复数张量不支持就地 abs：结果是实数。请用 y = x.abs()",
    ),
    "clamp.mixed": (
        "clamp(): min and max must both be numbers or both be Tensors, but got {min} and {max}; "
        "make the number a tensor: torch.tensor(value)",
        "clamp()：min 与 max 必须同为数或同为张量，却得到 {min} 与 {max}；可把数变成张量：torch.tensor(value)",
    ),
    "isinf.complex": (
        "{function}() does not support complex inputs: they have no sign; use isinf, or ask x.real and x.imag",
        "{function}() 不支持复数：复数没有正负；请用 isinf，或分别检查 x.real 与 x.imag",
    ),
    "isclose.tolerance": (
        "isclose(): {name} must be greater than or equal to zero, but got {value}",
        "isclose()：{name} 必须大于或等于 0，却得到 {value}",
    ),
    "complex.dtypes": (
        "{function}(): expected two tensors of the same dtype, float32 or float64, but got {a} and {b}; "
        "use .to(dtype) first",
        "{function}()：两个张量必须同为 float32 或同为 float64，却得到 {a} 与 {b}；请先用 .to(dtype)",
    ),
    "view_as_real.dtype": (
        "view_as_real is only supported for complex tensors, but got {dtype}; a real tensor has no imaginary part",
        "view_as_real 只支持复数张量，却得到 {dtype}；实数张量没有虚部",
    ),
    "view_as_complex.dtype": (
        "view_as_complex is only supported for half, float and double tensors, but got {dtype}; use .float() first",
        "view_as_complex 只支持 float16、float32 与 float64，却得到 {dtype}；请先用 .float()",
    ),
    "view_as_complex.shape": (
        "view_as_complex: the tensor must have a last dimension of size 2 (real and imaginary part), "
        "but its shape is {shape}",
        "view_as_complex：最后一维的大小必须是 2（实部与虚部），而张量形状为 {shape}",
    ),
    "view_as_complex.strides": (
        "view_as_complex: real and imaginary part must lie side by side in memory, but in this tensor of shape {shape} "
        "they do not; use .contiguous() first",
        "view_as_complex：实部与虚部在内存中必须相邻，而这个形状为 {shape} 的张量不是；请先用 .contiguous()",
    ),
    "float_power_.dtype": (
        "the base given to float_power_ has dtype {dtype} but the operation's result requires dtype {result}; "
        "use y = x.float_power(n)",
        "float_power_ 的底数为 {dtype}，而结果需要 {result}；请用 y = x.float_power(n)",
    ),
    "frexp.needs_float": (
        "torch.frexp() only supports floating-point dtypes, but got {dtype}; use .float() first",
        "torch.frexp() 只支持浮点类型，却得到 {dtype}；请先用 .float()",
    ),
    "heaviside.complex": (
        "heaviside is not implemented for complex tensors: they are neither above nor below 0; use x.real",
        "heaviside 不支持复数：复数与 0 无法比较大小；请用 x.real",
    ),
    "heaviside.dtypes": (
        "heaviside: input and values must have the same dtype, but got {a} and {b}; use .to(dtype) first",
        "heaviside：input 与 values 的 dtype 必须相同，却得到 {a} 与 {b}；请先用 .to(dtype)",
    ),
    "addcdiv.integers": (
        "Integer division with addcdiv is not supported; use input + value * torch.div(tensor1, tensor2, "
        "rounding_mode='trunc'), or make one of them a float",
        "addcdiv 不支持整数相除；请用 input + value * torch.div(tensor1, tensor2, rounding_mode='trunc')，"
        "或把其中一个变成浮点数",
    ),
    "lerp.dtypes": (
        "lerp(): expected dtype {expected} for `{name}` but got dtype {dtype}; use .to(dtype) first",
        "lerp()：`{name}` 的 dtype 应为 {expected}，却得到 {dtype}；请先用 .to(dtype)",
    ),
    "polygamma.negative": (
        "polygamma(n, x) does not support negative n, but n={n}: there is no derivative of negative order",
        "polygamma(n, x) 的 n 不能为负，而 n={n}：不存在负阶导数",
    ),
    "mvlgamma.p": (
        "mvlgamma(): p, the number of dimensions, has to be greater than or equal to 1, but got {p}",
        "mvlgamma()：维数 p 必须大于或等于 1，却得到 {p}",
    ),
}
