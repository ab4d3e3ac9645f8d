"""Training steps captured as CUDA graphs: what they must not do."""

MESSAGES: dict[str, tuple[str, str]] = {
    "graphed.reads": (
        "a CUDA graph cannot hold {what} at {place}: a graph runs on the GPU alone, and the host does not see its "
        "numbers. Return the tensor from the step, and look at it after the call.",
        "CUDA 图里不能有 {place} 处的 {what}：图只在 GPU 上运行，主机看不到其中的数值。请让 step 返回这个张量，调用之后再查看。",
    ),
    "graphed.made_on_host": (
        "a CUDA graph cannot hold {what} at {place}: it would copy the host's data once, when the graph is made. Make the "
        "tensor before the step, or give it to the step as an input; numbers that never change can be Python's.",
        "CUDA 图里不能有 {place} 处的 {what}：主机上的数据只会在制作图时复制一次。请在 step 之外创建该张量，或把它作为输入传入；"
        "不变的数直接用 Python 数字即可。",
    ),
    "graphed.sized": (
        "a CUDA graph cannot hold {what} at {place}: the size of its result depends on numbers, and a graph has fixed "
        "sizes. Use torch.where or a mask to multiply with instead.",
        "CUDA 图里不能有 {place} 处的 {what}：其结果的大小取决于数值，而图中的大小是固定的。请改用 torch.where，或与掩码相乘。",
    ),
    "graphed.other": (
        "this call ran {what} at {place}, where an earlier one did something else. A CUDA graph repeats the step that it "
        "was made of: Python's branches and counters do not run again. Make one graphed step for each variant.",
        "这次调用在 {place} 处运行了 {what}，而之前的调用在这里做的是别的操作。CUDA 图只会重复制作时的那一步：Python 的分支和计数器不会再次"
        "运行。请为每种情况各制作一个 graphed step。",
    ),
    "graphed.less": (
        "this call ran {now} operations, an earlier one {before}. A CUDA graph repeats the step that it was made of: "
        "Python's branches and counters do not run again. Make one graphed step for each variant.",
        "这次调用运行了 {now} 个操作，之前的调用是 {before} 个。CUDA 图只会重复制作时的那一步：Python 的分支和计数器不会再次运行。"
        "请为每种情况各制作一个 graphed step。",
    ),
    "graphed.optimizer": (
        "a CUDA graph cannot hold a step of {what} (at {place}): its formula looks at numbers on the host. Call "
        "optimizer.step() after the graphed step, or take SGD, Adam, AdamW or RMSprop.",
        "CUDA 图里不能有 {what} 的更新（{place}）：它的公式需要在主机上查看数值。请在 graphed step 之后再调用 optimizer.step()，"
        "或改用 SGD、Adam、AdamW、RMSprop。",
    ),
    "graphed.option": (
        "the step changes {name!r} of {optimizer} itself, which a CUDA graph would not do again. Call scheduler.step() "
        "after the graphed step, not in it.",
        "step 自己修改了 {optimizer} 的 {name!r}，而 CUDA 图不会重复这一修改。请在 graphed step 之后调用 scheduler.step()，而不要放在其中。",
    ),
    "graphed.failed": (
        "the step cannot be captured as a CUDA graph; at {place}: {why}",
        "这个 step 无法捕获为 CUDA 图；{place} 处：{why}",
    ),
    "graphed.range": (
        "in an earlier call of the graphed step a label or an index was out of range. Look at the data; on the CPU the "
        "error names it.",
        "在之前某次调用 graphed step 时，有标签或下标超出了范围。请检查数据；在 CPU 上运行时，错误会指出是哪一个。",
    ),
    "graphed.input_type": (
        "graphed_step takes tensors, but input {index} is {got}. Python numbers would be fixed in the graph: make a "
        "tensor of what changes.",
        "graphed_step 的输入必须是张量，第 {index} 个却是 {got}。Python 数字会被固定在图中：会变的量请用张量传入。",
    ),
    "graphed.input_count": (
        "the graphed step takes {expected} inputs, as its examples, but got {got}",
        "这个 graphed step 与示例一样需要 {expected} 个输入，却得到 {got} 个",
    ),
    "graphed.shape": (
        "input {index} of the graphed step had shape {before} when it was made, and now has {now}. A CUDA graph has fixed "
        "shapes: leave out an incomplete last batch (drop_last=True), or make one graphed step for each shape.",
        "graphed step 的第 {index} 个输入在制作时形状为 {before}，现在为 {now}。CUDA 图的形状是固定的：请去掉不完整的最后一批"
        "（drop_last=True），或为每种形状各制作一个。",
    ),
    "graphed.dtype": (
        "input {index} of the graphed step was {before} when it was made, and now is {now}. A CUDA graph has fixed dtypes: "
        "convert it with .to({before}) first.",
        "graphed step 的第 {index} 个输入在制作时为 {before}，现在为 {now}。CUDA 图的类型是固定的：请先用 .to({before}) 转换。",
    ),
    "graphed.output": (
        "a graphed step returns tensors, in tuples, lists or dicts, or None; but got {got}. What is no tensor would stay "
        "what it was when the graph was made.",
        "graphed step 只能返回张量（可放在元组、列表或字典中）或 None，却得到 {got}。不是张量的东西会一直保持制作图时的样子。",
    ),
    "capture.number": (
        "in a CUDA graph this number lies on the GPU, and the host cannot look at it. In an optimizer's formula use "
        "arithmetic on it, not float(), min(), max() or if.",
        "在 CUDA 图中这个数位于 GPU 上，主机无法查看。在优化器的公式里请只对它做算术运算，不要用 float()、min()、max() 或 if。",
    ),
}
