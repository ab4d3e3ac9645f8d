"""What the tape says, in both languages."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "compat.used": (
            "this GradientTape has given its gradients: one that is not persistent does so once. Ask for all at once, "
            "tape.gradient(y, [a, b]), or make it with GradientTape(persistent=True)",
            "这条 GradientTape 已经求过梯度：非持久的带子只能用一次。"
            "请一次求全，如 tape.gradient(y, [a, b])，或用 GradientTape(persistent=True) 创建",
        ),
        "compat.entered": (
            "this GradientTape is recording already; a second one, with GradientTape() as inner, can be nested",
            "这条 GradientTape 正在记录；要嵌套，请另建一条：with GradientTape() as inner",
        ),
        "compat.not_recording": (
            "stop_recording() pauses a tape that records: use it inside `with tape:`",
            "stop_recording() 用来暂停正在记录的带子：请在 `with tape:` 之内使用",
        ),
        "compat.watch_dtype": (
            "a tape watches real or complex numbers, not {dtype}: only these have gradients. "
            "constant(3.0) instead of constant(3), or x.float()",
            "带子只能监视实数或复数，而不是 {dtype}：只有它们才有梯度。请用 constant(3.0) 代替 constant(3)，或用 x.float()",
        ),
        "compat.unconnected": (
            "unconnected_gradients must be 'none' or 'zero', not {got!r}",
            "unconnected_gradients 应为 'none' 或 'zero'，而不是 {got!r}",
        ),
        "compat.batch": (
            "batch_jacobian needs a target and a source with the same first dimension, "
            "but got shapes {target} and {source}",
            "batch_jacobian 要求 target 与 source 的第一维相同，却得到形状 {target} 和 {source}",
        ),
        "compat.not_tensor": (
            "sources and targets are tensors, or lists, tuples and dicts of them, not {got}",
            "source 与 target 应是张量，或由张量组成的列表、元组、字典，而不是 {got}",
        ),
        "compat.assign": (
            "a Variable of shape {shape} cannot take a value of shape {got}; make a new Variable for it",
            "形状为 {shape} 的 Variable 不能赋形状为 {got} 的值；请为它新建一个 Variable",
        ),
    }
)
