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
    "device.dtype": (
        "{op} is not implemented for {dtype} on a GPU: compute on the CPU, with x.cpu(), or convert, for example with "
        "x.float()",
        "{op} 在 GPU 上不支持 {dtype}：请用 x.cpu() 移到 CPU 上计算，或转换类型，例如 x.float()",
    ),
    "cuda.no_cupy": (
        "CUDA needs CuPy, which is not installed: pip install 'autograd-lab[gpu]'",
        "使用 CUDA 需要 CuPy，但尚未安装：pip install 'autograd-lab[gpu]'",
    ),
    "cuda.no_driver": (
        "CuPy is installed, but no NVIDIA GPU with a working driver was found; use device='cpu'",
        "已安装 CuPy，但没有找到带可用驱动的 NVIDIA GPU；请用 device='cpu'",
    ),
    "cuda.lost": (
        "CUDA error: the GPU cannot be reached any more ({why}). Tensors on it are lost. Restart the program (in a "
        "notebook, the kernel) and go on from what was saved; `nvidia-smi` shows whether the driver still sees the GPU.",
        "CUDA 错误：无法再访问 GPU（{why}），其上的张量已丢失。请重新启动程序（在笔记本中重启内核），从保存的检查点继续；"
        "用 nvidia-smi 可以查看驱动是否还能看到 GPU。",
    ),
    "cuda.out_of_memory": (
        "CUDA out of memory. Tried to allocate {asked}. GPU {index} has {total} in all, of which {free} are free; "
        "tensors hold {used}, and {cached} more are kept for new ones. Take a smaller batch, `del` tensors that are no "
        "longer needed, and evaluate under torch.no_grad().",
        "CUDA 显存不足：需要分配 {asked}。GPU {index} 共有 {total}，空闲 {free}；张量占用 {used}，另有 {cached} 预留给新的张量。"
        "请减小批量，用 del 删除不再需要的张量，并在 torch.no_grad() 下做评估。",
    ),
    "pin.no_accelerator": (
        "Cannot access accelerator device when none is available: memory is pinned for a GPU to copy from, and CUDA is "
        "not usable here. Leave pin_memory out.",
        "没有可用的加速设备：锁页内存是供 GPU 复制用的，而这里无法使用 CUDA。请不要使用 pin_memory。",
    ),
    "pin.on_gpu": (
        "cannot pin a tensor on cuda:{index}: only dense CPU tensors can be pinned",
        "不能锁定 cuda:{index} 上的张量：只有 CPU 张量才能放进锁页内存",
    ),
    "cuda.cublas": (
        "cuBLAS, which multiplies matrices on the GPU, refused: {words}",
        "在 GPU 上做矩阵乘法的 cuBLAS 拒绝执行：{words}",
    ),
    "cuda.elapsed_time": (
        "elapsed_time needs two events made with enable_timing=True, both recorded, and reached: call synchronize() first",
        "elapsed_time 需要两个以 enable_timing=True 创建、已经 record() 的事件，并且 GPU 已执行到那里：请先调用 synchronize()",
    ),
    "accelerator.index": (
        "Expected a torch.device with a specified index or an integer, but got: None",
        "这里需要带编号的 torch.device 或一个整数，却得到 None",
    ),
    "cuda.expected": (
        "Expected a cuda device, but got: {device}",
        "这里需要 cuda 设备，却得到 {device}",
    ),
    "cuda.fraction": (
        "the fraction of memory must lie between 0 and 1, got {got!r}",
        "显存比例必须在 0 与 1 之间，却得到 {got!r}",
    ),
    "cuda.no_such_index": (
        "CUDA error: invalid device ordinal: cuda:{index} was asked for, but {count} device(s) are visible",
        "没有编号为 cuda:{index} 的设备：可见的设备共 {count} 个",
    ),
}
