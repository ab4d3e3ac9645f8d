"""Anomaly mode, and writes that bypass the version counters."""

MESSAGES: dict[str, tuple[str, str]] = {
    "anomaly.enabled": (
        "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
        "debugging.",
        "已开启异常检测。该模式会使程序变慢，只应在调试时使用。",
    ),
    "anomaly.nan": (
        "Function '{op}' returned nan values in its {which}th output. The gradient of its input {name} (shape {shape}) "
        "is nan{made}. What arrived at it: {arrived}. What it saved: {saved}. {hint}",
        "'{op}' 返回的第 {which} 个梯度中有 nan：其输入 {name}（形状 {shape}）的梯度是 nan{made}。"
        "传到它的梯度：{arrived}。它保存的值：{saved}。{hint}",
    ),
    "anomaly.ordinary": ("ordinary numbers", "普通数值"),
    "anomaly.root": (
        "Usually: the slope of a root is infinite at 0, and inf * 0 is nan; below 0 there is no root. Keep away from 0: "
        "(x + 1e-12).sqrt(), or x.clamp(min=1e-12).",
        "常见原因：根函数在 0 处的斜率为无穷大，而 inf * 0 是 nan；负数没有实根。请避开 0：(x + 1e-12).sqrt() 或 x.clamp(min=1e-12)。",
    ),
    "anomaly.log": (
        "Usually: the logarithm of 0, whose slope is infinite, or of a negative number. Use x.clamp(min=1e-12).log(), or "
        "log_softmax, logsumexp, log1p where they fit.",
        "常见原因：对 0（斜率无穷大）或负数取对数。请用 x.clamp(min=1e-12).log()，或视情况改用 log_softmax、logsumexp、log1p。",
    ),
    "anomaly.div": (
        "Usually: a division by 0; 0 / 0 and inf * 0 are nan. Add a small number to the divisor: a / (b + 1e-12).",
        "常见原因：除以 0；0 / 0 和 inf * 0 都是 nan。请给除数加一个很小的数：a / (b + 1e-12)。",
    ),
    "anomaly.exp": (
        "Usually: exp overflowed to inf, and inf * 0 is nan. Subtract the largest value first, or use softmax, logsumexp, "
        "softplus.",
        "常见原因：exp 上溢为 inf，而 inf * 0 是 nan。请先减去最大值，或改用 softmax、logsumexp、softplus。",
    ),
    "anomaly.edge": (
        "Usually: the slope is infinite at -1 and 1, the ends of the domain. Use x.clamp(-1 + 1e-6, 1 - 1e-6).",
        "常见原因：该函数在定义域两端 -1 和 1 处斜率为无穷大。请用 x.clamp(-1 + 1e-6, 1 - 1e-6)。",
    ),
    "anomaly.other": (
        "nan comes from 0 * inf, inf - inf or 0 / 0, or was there before. If torch.where chose between two results, "
        "remember that the gradient of the other one is multiplied by 0: choose the input instead.",
        "nan 来自 0 * inf、inf - inf 或 0 / 0，或者原先就有。若用 torch.where 在两个结果中选择，未选中一方的梯度会乘以 0：请改为选择输入。",
    ),
    "anomaly.trace": (
        "Error detected in {op}. Traceback of forward call that caused the error:\n{trace}",
        "{op} 出错。造成该错误的前向调用：\n{trace}",
    ),
    "anomaly.no_trace": (
        "Error detected in {op}. No forward pass information available. Enable detect anomaly during forward pass for "
        "more information.",
        "{op} 出错。没有前向计算的信息；请在前向计算时也开启异常检测。",
    ),
    "anomaly.induced_trace": (
        "Previous calculation was induced by {op}. Traceback of forward call that induced the previous calculation:\n"
        "{trace}",
        "上述计算由 {op} 的反向传播引起。引起它的前向调用：\n{trace}",
    ),
    "anomaly.no_induced_trace": (
        "Previous calculation was induced by {op}. No forward pass information available. Enable detect anomaly during "
        "forward pass for more information.",
        "上述计算由 {op} 的反向传播引起。没有前向计算的信息；请在前向计算时也开启异常检测。",
    ),
    "explain.none": ("There is no error to explain.", "没有需要解释的错误。"),
    "explain.raised": ("It was raised at {place}.", "它发生在 {place}。"),
    "explain.mistake": (
        "{words}\n\n  wrong:\n{wrong}\n\n  right:\n{right}",
        "{words}\n\n  错误的写法：\n{wrong}\n\n  正确的写法：\n{right}",
    ),
    "anomaly.arrived": (
        "nan arrived here already: from a hook, or from the gradient that backward started with.",
        "传到这里的梯度已经是 nan：来自某个钩子，或来自 backward 的起始梯度。",
    ),
    "raw_write.input": ("its input {name}", "输入 {name}"),
    "raw_write.output": ("its output", "输出"),
    "raw_write.found": (
        "the memory of {what}, shape {shape}, which {op}{made} saved, was changed past autograd: its version is the same, "
        "its numbers are not. Writes through x.numpy(), x.data or a NumPy array that shares memory (torch.from_numpy) "
        "are not counted. Write with torch under no_grad(), or copy first: x.numpy().copy(), x.detach().clone().",
        "{op}{made} 保存的 {what}（形状 {shape}）的内存被绕过 autograd 修改了：版本号没变，数值却变了。通过 x.numpy()、x.data 或共享内存的 "
        "NumPy 数组（torch.from_numpy）写入都不会被计数。请在 no_grad() 中用 torch 的操作写入，或先复制：x.numpy().copy()、x.detach().clone()。",
    ),
}
