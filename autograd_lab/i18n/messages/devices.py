"""Devices: unknown, missing, mixed."""

MESSAGES: dict[str, tuple[str, str]] = {
    "device.unknown": (
        "Expected one of cpu, cuda device type at start of device string: {device}",
        "未知的设备：{device}。可用的写法有 'cpu'、'cuda'、'cuda:0'",
    ),
    "device.expected": (
        "expected a device such as 'cpu' or 'cuda:0', but got {got}",
        "需要 'cpu' 或 'cuda:0' 这样的设备，却得到 {got}",
    ),
    "device.two_indices": (
        "the device index is given twice: in {device!r} and as {index}",
        "设备编号给了两次：{device!r} 和 {index}",
    ),
    "device.mixed": (
        "Expected all tensors to be on the same device, but found at least two devices, {devices}! (in {op}). "
        "Move one of them with .to(device).",
        "所有张量必须在同一设备上，却在 {op} 中遇到了 {devices}！请用 .to(device) 移动其中之一。",
    ),
    "cuda.no_cupy": (
        "CUDA needs CuPy, which is not installed: pip install 'autograd-lab[gpu]'",
        "使用 CUDA 需要 CuPy，但尚未安装：pip install 'autograd-lab[gpu]'",
    ),
    "cuda.no_driver": (
        "CuPy is installed, but no NVIDIA GPU with a working driver was found; use device='cpu'",
        "已安装 CuPy，但没有找到带可用驱动的 NVIDIA GPU；请用 device='cpu'",
    ),
    "cuda.no_such_index": (
        "CUDA error: invalid device ordinal: cuda:{index} was asked for, but {count} device(s) are visible",
        "没有编号为 cuda:{index} 的设备：可见的设备共 {count} 个",
    ),
}
