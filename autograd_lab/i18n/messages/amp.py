"""Mixed precision: autocast and GradScaler."""

MESSAGES: dict[str, tuple[str, str]] = {
    "autocast.device_type": (
        "Expected `device_type` of type `str`, got: {got}; write torch.autocast('cpu')",
        "`device_type` 应为字符串，却得到 {got}；请写 torch.autocast('cpu')",
    ),
    "autocast.device": (
        "unsupported autocast device_type {got!r}; known are {known}",
        "autocast 不支持 device_type {got!r}；可用的有 {known}",
    ),
    "autocast.no_cuda": (
        "CUDA is not available: autocast('cuda') does nothing here. On the CPU use torch.autocast('cpu')",
        "CUDA 不可用：autocast('cuda') 在这里不起作用。在 CPU 上请用 torch.autocast('cpu')",
    ),
    "autocast.dtype": (
        "{device} autocast computes in torch.bfloat16 or torch.float16, not in {got}: it does nothing here",
        "{device} 上的 autocast 只能用 torch.bfloat16 或 torch.float16 计算，不能用 {got}：它在这里不起作用",
    ),
    "autocast.decorates": (
        "autocast()(func) requires a callable, but got {got}; as a context manager: with torch.autocast('cpu'): ...",
        "autocast()(func) 需要一个可调用对象，却得到 {got}；作上下文管理器时写 with torch.autocast('cpu'): ...",
    ),
    "autocast.two_halves": (
        "Unexpected floating type {got} under autocast to {low}: call .to({low}) or .float() first",
        "autocast 的类型是 {low}，输入里却有 {got}：请先调用 .to({low}) 或 .float()",
    ),
    "autocast.bce": (
        "binary_cross_entropy and BCELoss are unsafe to autocast on a GPU: halves of a sigmoid reach 0 and 1. "
        "Leave the sigmoid out and use binary_cross_entropy_with_logits or BCEWithLogitsLoss",
        "在 GPU 的 autocast 中使用 binary_cross_entropy 和 BCELoss 不安全：半精度的 sigmoid 会变成 0 或 1。"
        "请去掉 sigmoid，改用 binary_cross_entropy_with_logits 或 BCEWithLogitsLoss",
    ),
    "autocast.deprecated": (
        "`torch.cuda.amp.{name}(args...)` is deprecated. Please use `torch.amp.{name}('cuda', args...)` instead.",
        "`torch.cuda.amp.{name}(参数)` 已弃用，请改用 `torch.amp.{name}('cuda', 参数)`。",
    ),
    "scaler.no_cuda": (
        "GradScaler is for CUDA, which is not available: it does nothing here. On the CPU use GradScaler('cpu')",
        "GradScaler 默认用于 CUDA，而 CUDA 不可用：它在这里不起作用。在 CPU 上请用 GradScaler('cpu')",
    ),
    "scaler.growth": ("The growth factor must be > 1.0, but it is {got}", "growth_factor 必须大于 1.0，现在是 {got}"),
    "scaler.backoff": (
        "The backoff factor must be < 1.0, but it is {got}",
        "backoff_factor 必须小于 1.0，现在是 {got}",
    ),
    "scaler.outputs": (
        "outputs must be a Tensor or an iterable of Tensors, but got {got}",
        "outputs 必须是张量或由张量组成的可迭代对象，却得到 {got}",
    ),
    "scaler.unscaled_twice": (
        "unscale_() has already been called on this optimizer since the last update(). "
        "Call it once, before you clip, and scaler.update() at the end of the step",
        "自上次 update() 以来，已经对这个优化器调用过 unscale_()。请只在裁剪之前调用一次，"
        "并在每一步结束时调用 scaler.update()",
    ),
    "scaler.unscaled_late": (
        "unscale_() is being called after step(). Call it before step()",
        "unscale_() 在 step() 之后才调用。请在 step() 之前调用",
    ),
    "scaler.half": (
        "Attempting to unscale FP16 gradients. Keep the weights in float32; autocast casts them for each product",
        "不能对 float16 的梯度做 unscale。请让权重保持 float32，autocast 会在每次乘积时转换它们",
    ),
    "scaler.closure": (
        "Closure use is not currently supported if GradScaler is enabled. Call scaler.step(optimizer) without one",
        "启用 GradScaler 时不支持闭包。请直接调用 scaler.step(optimizer)",
    ),
    "scaler.stepped_twice": (
        "step() has already been called since the last update(). Call scaler.update() after scaler.step(optimizer)",
        "自上次 update() 以来已经调用过 step()。请在 scaler.step(optimizer) 之后调用 scaler.update()",
    ),
    "scaler.no_gradients": (
        "No inf checks were recorded for this optimizer: no parameter has a gradient. "
        "Call scaler.scale(loss).backward() first",
        "这个优化器没有任何 inf 检查记录：没有参数带梯度。请先调用 scaler.scale(loss).backward()",
    ),
    "scaler.no_checks": (
        "No inf checks were recorded prior to update. Call scaler.step(optimizer) before scaler.update()",
        "update 之前没有任何 inf 检查记录。请先调用 scaler.step(optimizer)，再调用 scaler.update()",
    ),
    "scaler.new_scale": (
        "new_scale should be a float or a 1-element tensor with requires_grad=False, but it has shape {shape} and "
        "requires_grad={requires_grad}",
        "new_scale 应为浮点数，或 requires_grad=False 的单元素张量；它的形状却是 {shape}，"
        "requires_grad={requires_grad}",
    ),
    "scaler.empty_state": (
        "The source state dict is empty, possibly because it was saved from a disabled instance of GradScaler.",
        "状态字典是空的，可能是由未启用的 GradScaler 保存的。",
    ),
}
