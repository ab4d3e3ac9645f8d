"""Tensors as objects: dtypes, memory, Python's conversions, other libraries."""

MESSAGES: dict[str, tuple[str, str]] = {
    "finfo.dtype": (
        "torch.finfo() requires a floating point input type, but got {dtype}; use torch.iinfo for integers",
        "torch.finfo() 需要浮点类型，却得到 {dtype}；整数类型请用 torch.iinfo",
    ),
    "iinfo.dtype": (
        "torch.iinfo() requires an integer input type, but got {dtype}; use torch.finfo for floating point types",
        "torch.iinfo() 需要整数类型，却得到 {dtype}；浮点类型请用 torch.finfo",
    ),
    "dtype.no_complex": (
        "{dtype} has no complex counterpart; convert to torch.float32 first",
        "{dtype} 没有对应的复数类型；请先转换为 torch.float32",
    ),
    "dtype.no_complex32": (
        "complex numbers of half precision (torch.complex32) are not supported; use torch.complex64",
        "不支持半精度复数（torch.complex32）；请用 torch.complex64",
    ),
    "type.name": ("invalid type: '{name}'. Known are {known}", "无效的类型名：'{name}'。可用的有 {known}"),
    "item.complex": (
        "the value {value} cannot be converted to {wanted}, for its imaginary part is not 0; take x.real or x.abs()",
        "{value} 的虚部不为 0，不能转换为 {wanted}；请用 x.real 或 x.abs()",
    ),
    "contains.type": (
        "Tensor.__contains__ only supports Tensor or number, but you passed in a {got}",
        "in 的左边只能是 Tensor 或数字，却得到 {got}",
    ),
    "tensor.delete": (
        "Tensor does not support deleting items; select those to keep, as in x[mask]",
        "不能删除张量的元素；请选出要保留的，例如 x[mask]",
    ),
    "apply.host_only": (
        "apply_ and map_ call Python for each element, which works on the CPU only, not on {device}; call x.cpu() first",
        "apply_ 与 map_ 对每个元素调用 Python 函数，只能在 CPU 上进行，而张量在 {device}；请先调用 x.cpu()",
    ),
    "apply.requires_grad": (
        "apply_ and map_ cannot be differentiated: use them on x.detach(), or write the function with tensors",
        "apply_ 与 map_ 不能求导：请用 x.detach()，或用张量运算来写这个函数",
    ),
    "numpy.bfloat16": (
        "Got unsupported ScalarType BFloat16: NumPy has no such type; use x.float().numpy()",
        "NumPy 没有 bfloat16 类型；请用 x.float().numpy()",
    ),
    "numpy.must_copy": (
        "Unable to avoid copy while creating an array as requested: a {dtype} tensor as {wanted} is a copy",
        "把 {dtype} 张量变为 {wanted} 数组必须复制，不能要求 copy=False",
    ),
    "dlpack.requires_grad": (
        "Can't export tensors that require gradient, use tensor.detach()",
        "需要梯度的张量不能导出，请用 tensor.detach()",
    ),
    "dlpack.bfloat16": (
        "bfloat16 cannot be exported, for NumPy lacks it; use tensor.float()",
        "NumPy 没有 bfloat16，不能导出；请用 tensor.float()",
    ),
    "dlpack.capsule": (
        "from_dlpack received an invalid capsule ({got}): it needs an object with __dlpack__, or a capsule that "
        "nobody has opened yet",
        "from_dlpack 得到的不是有效的对象（{got}）：需要带 __dlpack__ 的对象，或者尚未使用过的 capsule",
    ),
    "storage.index": (
        "can't index a {storage} with {got}; use an integer",
        "{storage} 只能用整数作下标，不能用 {got}",
    ),
    "storage.range": (
        "index {index} out of range for storage of size {size}",
        "下标 {index} 超出范围：共有 {size} 个元素",
    ),
    "size.element": (
        "torch.Size() takes an iterable of int, but one item is a {got}",
        "torch.Size() 的元素必须是整数，却有一个是 {got}",
    ),
    "constructor.data": (
        "new(): data must be a sequence (got {got}); for one number use torch.tensor(data)",
        "数据必须是序列，却得到 {got}；若是单个数字，请用 torch.tensor(data)",
    ),
    "constructor.dtype": (
        "expected a tensor of {wanted}, but got {got}; convert with x.to(dtype)",
        "需要 {wanted} 的张量，却得到 {got}；请用 x.to(dtype) 转换",
    ),
}  # fmt: skip
