"""What compiling says, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        # -- why a call is not compiled: each is the end of a sentence ------------------------------------------
        "compile.read": (
            "`{function}` hands a number of a tensor to Python{line}; what Python does with it may differ each time",
            "`{function}` 把张量中的数交给了 Python{line}；Python 之后的行为可能每次都不同",
        ),
        "compile.condition": (
            "Python decides by a tensor's number (`if`, `while`, `and`, `not`){line}; it may decide otherwise later",
            "Python 根据张量中的数来做判断（`if`、`while`、`and`、`not`）{line}；下一次的判断可能不同",
        ),
        "compile.overlap": (
            "arguments lie in the same memory, or in that of a tensor it uses; a write to one changes the other",
            "有的参数与另一个参数（或它用到的张量）共用同一块内存，写入其中一个就会改变另一个",
        ),
        "compile.sized": (
            "the size of what `{function}` returns depends on numbers in the tensor{line}",
            "`{function}` 返回的大小取决于张量里的数值{line}",
        ),
        "compile.unknown": (
            "a tensor of shape {shape} came about in a way that cannot be repeated{line}",
            "形状为 {shape} 的张量的来历无法重复{line}",
        ),
        "compile.hooks": (
            "there are hooks on {name}, which run Python code",
            "{name} 上有钩子（hook），它们会运行 Python 代码",
        ),
        "compile.function": (
            "{name} is a custom Function, whose backward is Python code{line}",
            "{name} 是自定义 Function，其反向是 Python 代码{line}",
        ),
        "compile.grad_assigned": (
            "a `.grad` is assigned by hand{line}",
            "有 `.grad` 被手动赋值{line}",
        ),
        "compile.closure": (
            "the optimizer's step is given a closure{line}",
            "优化器的 step 接收了一个闭包（closure）{line}",
        ),
        "compile.graph_from_before": (
            "backward goes into a graph that was made before the call ({name})",
            "反向传播进入了调用之前就已建好的计算图（{name}）",
        ),
        "compile.transform": (
            "it goes through vmap or forward mode{line}",
            "它经过 vmap 或前向模式{line}",
        ),
        "compile.complex": (
            "gradients of complex numbers are not compiled",
            "复数的梯度不支持编译",
        ),
        "compile.create_graph": (
            "gradients that can be differentiated again end in `.grad`",
            "可再次求导的梯度被累加进了 `.grad`",
        ),
        "compile.error": (
            "the call ended with an error",
            "这次调用以错误结束",
        ),
        "compile.state": (
            "the call changes `{name}`, a thing of Python; a replay would not",
            "这次调用会改变 Python 中的 `{name}`；重放时不会再改",
        ),
        "compile.too_much": (
            "it can see more than {count} Python values, too many to look at before each call",
            "它能看到的 Python 值超过 {count} 个，无法在每次调用前逐一检查",
        ),
        "compile.python_random": (
            "random numbers are drawn beside the library's own generator, or not by an operation",
            "使用了本库生成器之外（或不经由运算）的随机数",
        ),
        "compile.differs": (
            "two calls in a row did different things: {what}",
            "连续两次调用做了不同的事：{what}",
        ),
        "compile.result": (
            "it returns a {kind}, which a replay cannot make",
            "它返回 {kind}，重放无法产生这种结果",
        ),
        "compile.device": (
            "its tensors are not all on the CPU",
            "它用到的张量并不都在 CPU 上",
        ),
        "compile.argument_used": (
            "on a GPU it writes to an argument, or takes the gradient of one",
            "在 GPU 上，它会写入某个参数，或对某个参数求梯度",
        ),
        "compile.gradients": (
            "on a GPU what it returns still wants gradients; compile the whole training step, with `backward` in it",
            "在 GPU 上，它的返回值还要求梯度；请编译整个训练步骤，把 `backward` 也放进去",
        ),
        "compile.graph": (
            "no CUDA graph can be made of it: {why}",
            "它无法成为一张 CUDA 图：{why}",
        ),
        "compile.no_graphs": (
            "on a GPU it would be a CUDA graph, which `mode` or `backend` rules out",
            "在 GPU 上编译就是做成 CUDA 图，而 `mode` 或 `backend` 排除了它",
        ),
        # -- what is said aloud -------------------------------------------------------------------------------------
        "compile.eager": (
            "{name} runs uncompiled: {why}.",
            "{name} 不经编译直接运行：{why}。",
        ),
        "compile.refused": (
            "fullgraph=True, but {name} cannot become one plan: {why}.",
            "指定了 fullgraph=True，但 {name} 无法成为一个完整的计划：{why}。",
        ),
        "compile.graphed": (
            "{name}: one CUDA graph from now on",
            "{name}：从现在起是一张 CUDA 图",
        ),
        "compile.tracing": (
            "{name}: recording, because {why}",
            "{name}：开始记录，因为{why}",
        ),
        "compile.first": ("this is the first call", "这是第一次调用"),
        "compile.value": ("`{name}` was {before} and is {now}", "`{name}` 原来是 {before}，现在是 {now}"),
        "compile.new_argument": ("`{name}` is given now", "这次多了参数 `{name}`"),
        "compile.no_argument": ("`{name}` is not given now", "这次没有给参数 `{name}`"),
        "compile.other_layout": (
            "`{name}` lies in memory in another order (see `.stride()`)",
            "`{name}` 在内存中的排列顺序不同（见 `.stride()`）",
        ),
        "compile.other_arguments": ("the arguments are others", "参数不同了"),
        "compile.same_tensor": ("a tensor that was given before", "前面已给出的同一个张量"),
        "compile.count": ("{before} operations / {now} operations", "{before} 个运算 / {now} 个运算"),
        "compile.guard": ("`{name}` has changed", "`{name}` 发生了变化"),
        "compile.planned": (
            "{name}: planned; {recorded} operations became {steps} steps, {memory} instead of {eager} of memory",
            "{name}：计划完成；{recorded} 个运算变为 {steps} 步，内存由 {eager} 降为 {memory}",
        ),
        "compile.too_many": (
            "it was recorded {count} times for other arguments; see `torch.compiler.reset`, or make them alike",
            "它已为不同的参数记录了 {count} 次；请让参数形式一致，或参见 `torch.compiler.reset`",
        ),
        "compile.not_callable": (
            "compile wants a function or a Module, not {got}",
            "compile 需要函数或 Module，而不是 {got}",
        ),
        "compile.backend": (
            "Invalid backend: {got!r}; there is one backend here, known as {known}",
            "无效的 backend：{got!r}；这里只有一个后端，可用名称：{known}",
        ),
        "compile.mode": (
            "Unrecognized mode={got!r}, should be one of: {known}",
            "无法识别的 mode={got!r}，应为以下之一：{known}",
        ),
        "compile.mode_and_options": (
            "Either mode or options can be specified, but both can't be specified at the same time",
            "mode 与 options 只能指定其中之一，不能同时指定",
        ),
        "compile.changed": (
            "a compiled call gave a result of shape {got} where {shape} was planned; call it uncompiled "
            "(`torch.compiler.disable`)",
            "编译后的调用得到形状 {got}，而计划的是 {shape}；请不经编译调用它（`torch.compiler.disable`）",
        ),
        "compile.range": (
            "index {got} is out of bounds: it must be one of 0 ... {last}",
            "索引 {got} 越界：必须在 0 到 {last} 之间",
        ),
        "compile.double_backward": (
            "a compiled function does not support double backward: its gradients cannot be differentiated again; "
            "call it uncompiled (`torch.compiler.disable`)",
            "编译后的函数不支持二次求导：它的梯度不能再次求导；请不经编译调用它（`torch.compiler.disable`）",
        ),
        "compile.disabled": (
            "it calls {name}, which is marked with `torch.compiler.disable`",
            "它调用了 {name}，后者标有 `torch.compiler.disable`",
        ),
        # -- explain ----------------------------------------------------------------------
        "explain.gpu": (
            "there is no plan to explain on a GPU, where a whole call is one CUDA graph; move the model and the inputs "
            "to the CPU for this: .cpu()",
            "GPU 上没有可解释的计划，整次调用就是一张 CUDA 图；请先把模型和输入移到 CPU：.cpu()",
        ),
        "explain.title": (
            "{name}: {count} operations",
            "{name}：{count} 个运算",
        ),
        "explain.recorded": (
            "Dynamic graph, built anew in every call (op, what it reads -> shape; rules of backward follow)",
            "动态图，每次调用都重新构建（运算，读取的内容 -> 形状；之后是反向传播的规则）",
        ),
        "explain.planned": (
            "Static plan, written once and run in every call",
            "静态计划，只写一次，每次调用都运行它",
        ),
        "explain.saved": ("What the plan does not do in each call", "有了计划，每次调用省去的工作"),
        "explain.nodes": (
            "{nodes} operations are not looked up, checked and recorded as nodes",
            "{nodes} 个运算不必再查找、检查并记录成节点",
        ),
        "explain.steps": (
            "{ops} operations are {steps} calls; kept whole: {whole}",
            "{ops} 个运算变成 {steps} 次调用；保持整体的有：{whole}",
        ),
        "explain.dropped": (
            "{count} calls of NumPy whose results nobody reads are left out",
            "{count} 次 NumPy 调用的结果无人读取，因此省去",
        ),
        "explain.memory": (
            "{values} results share {planned} of memory; each by itself they would take {eager}",
            "{values} 个结果共用 {planned} 内存；若各自分配则需 {eager}",
        ),
        "explain.in_place": (
            "{count} results take the place of an input that is read for the last time",
            "{count} 个结果直接占用最后一次被读取的输入的位置",
        ),
        "explain.fused": (
            "loops over blocks: {parts}, for {calls} element-wise calls; what only they read takes {scratch}",
            "{calls} 次逐元素调用融合成 {parts} 个按块循环；只在循环内读取的中间结果仅占 {scratch}",
        ),
        "explain.machine": (
            "compiled loops: {parts}, for {calls} element-wise calls; what only they read takes no memory",
            "{calls} 次逐元素调用融合成 {parts} 个机器码循环；只在循环内读取的中间结果不占内存",
        ),
        "compile.at": (" at {place}", "（位于 {place}）"),
    }
)
