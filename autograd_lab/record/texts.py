"""The words of graphs and charts in both languages."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "graph.leaf": ("leaf", "叶子"),
        "graph.leaf.words": (
            "A leaf: a tensor made by you. Gradients that reach it are added up in its .grad.",
            "叶子张量：由你直接创建。反向传播到达这里的梯度会累加到它的 .grad 中。",
        ),
        "graph.parameter": ("parameter", "参数"),
        "graph.parameter.words": (
            "A parameter: the optimizer changes it, in the direction that its gradient tells.",
            "模型参数：优化器依据它的梯度来更新它。",
        ),
        "graph.constant": ("constant", "常量"),
        "graph.constant.words": (
            "No gradient flows here: it was made without requires_grad.",
            "它没有设置 requires_grad，梯度不会流到这里。",
        ),
        "graph.output": ("result", "结果"),
        "graph.output.words": (
            "The tensor you asked for. The backward pass starts here.",
            "你要查看的张量。反向传播从这里开始。",
        ),
        "graph.output.nth": ("result {n}", "结果 {n}"),
        "graph.loss": ("loss", "损失"),
        "graph.more": ("{count} more", "另有 {count} 个"),
        "graph.more.words": (
            "The part of the graph that was computed earlier, left out to keep the picture readable.",
            "更早的计算部分，为保持图的清晰而省略。",
        ),
        "plan.argument": ("argument", "参数（实参）"),
        "plan.parameter": ("parameter", "模型参数"),
        "plan.tensor": ("tensor", "张量"),
        "plan.grad": ("gradient", "梯度"),
        "plan.constant": ("constant", "常量"),
        "plan.numpy": ("call of NumPy", "NumPy 调用"),
        "plan.numpy.words": ("One call of NumPy.", "一次 NumPy 调用。"),
        "plan.fused.label": ("{count} fused", "融合 {count} 个运算"),
        "plan.fused": ("fused loop", "融合循环"),
        "plan.fused.words": (
            "{count} element-wise operations in one loop over blocks, while a block is close to the processor.",
            "{count} 个逐元素运算合成一个按块的循环，趁一块数据还在缓存里就全部做完。",
        ),
        "plan.op": ("whole operation", "整体运算"),
        "plan.op.words": ("An operation that is kept whole.", "保持整体的运算。"),
        "plan.rule": ("gradient rule", "梯度规则"),
        "plan.rule.words": ("The gradient rules of an operation, kept whole.", "一个运算的梯度规则，保持整体。"),
        "plan.view": ("view", "视图"),
        "plan.view.words": (
            "Looks at the same memory in another way; nothing is copied.",
            "换一种方式看同一块内存，不复制。",
        ),
        "plan.copy": ("copy", "复制"),
        "plan.copy.words": ("A copy.", "复制一份。"),
        "plan.write": ("write in place", "原地写入"),
        "plan.write.words": ("Writes into memory that others look at too.", "写入别处也在使用的内存。"),
        "plan.call": ("public function", "公开函数"),
        "plan.call.words": ("Called anew each time, as for random numbers.", "每次都重新调用，例如产生随机数。"),
        "plan.check": ("check", "检查"),
        "plan.check.words": ("Looks whether indices are in range.", "检查索引是否越界。"),
        "plan.accumulate": ("gradients arrive", "梯度到达"),
        "plan.accumulate.words": ("Gradients arrive at `.grad`, all at once.", "梯度一起写入各个 `.grad`。"),
        "plan.clear": ("zero_grad", "梯度清空"),
        "plan.clear.words": ("A `.grad` is set to None.", "把一个 `.grad` 设为 None。"),
        "plan.optimizer": ("optimizer's step", "优化器更新"),
        "plan.optimizer.words": ("The optimizer changes the parameters.", "优化器更新参数。"),
        "plan.placed": (
            "{name}: {size} of the plan's memory, from {start} on.",
            "{name}：占用计划内存的 {size}，从 {start} 处开始。",
        ),
        "plan.in_place": (
            "{name} takes the place of {other}, which nobody reads any more.",
            "{name} 直接占用 {other} 的位置，因为后者不会再被读取。",
        ),
        "plan.outside": (
            "{name}: {size}, made when it is its turn and given back after its last use.",
            "{name}：{size}，轮到时才分配，最后一次使用后就归还。",
        ),
        "plan.looks_at": ("{name} looks at the memory of {other}.", "{name} 使用 {other} 的内存。"),
        "plan.saved": ("{name} is kept for backward.", "{name} 要为反向传播保留。"),
        "plan.none": (
            "there is no plan of {name} to draw: {why}",
            "没有 {name} 的计划可画：{why}",
        ),
        "graph.summary": ("{nodes} nodes, {edges} edges", "{nodes} 个节点，{edges} 条边"),
        "graph.caption": ("Computation graph", "计算图"),
        "view.not_tensor": (
            "lab.viz.graph shows the graph of a Tensor, of a module with its inputs, graph(model, x), or of a step: a "
            "function without arguments that runs forward and backward. It was given {got}.",
            "lab.viz.graph 可以显示一个张量的计算图、一个模块在给定输入下的计算图，即 graph(model, x)，"
            "或一个训练步的计算图：不带参数、执行前向和反向传播的函数。得到的却是 {got}。",
        ),
        "view.inputs": (
            "lab.viz.graph takes inputs only after a module, graph(model, x); a {kind} was given {count} of them. "
            "For a function with arguments, write graph(lambda: f(x)).",
            "lab.viz.graph 只有在第一个参数是模块时才接受输入，即 graph(model, x)；"
            "这里的 {kind} 却带了 {count} 个输入。"
            "对于有参数的函数，可以写成 graph(lambda: f(x))。",
        ),
        "view.step_arguments": (
            "lab.viz.graph calls a step without arguments, but {step} needs {wanted}. "
            "Write graph(lambda: {step}(...)) with the values you mean.",
            "lab.viz.graph 调用训练步时不带参数，但 {step} 需要 {wanted}。"
            "请写成 graph(lambda: {step}(...))，并填入相应的值。",
        ),
        "view.not_model": (
            "model must be a Module, whose parameters then bear their names; it was given {got}.",
            "model 应是一个 Module，这样参数才能显示它们的名称；得到的却是 {got}。",
        ),
        "view.limit": (
            "limit is the number of nodes shown: a whole number from 1 on, not {got}.",
            "limit 是显示的节点数：应是不小于 1 的整数，而不是 {got}。",
        ),
        "view.no_result": (
            "There is no graph to show: {name} ran no backward pass and returned {got}, not a Tensor.",
            "没有可显示的计算图：{name} 没有执行反向传播，返回的是 {got}，而不是张量。",
        ),
        "view.lazy": (
            "{module} has parameters without a shape yet; drawing its graph would give them one. "
            "Call the model once on real data first.",
            "{module} 还有形状未定的参数，绘制计算图会替你确定它们的形状。请先用真实数据调用一次模型。",
        ),
        "view.not_view": (
            "before= takes an earlier view, as lab.viz.graph returns it, not {got}.",
            "before= 应是 lab.viz.graph 之前返回的视图，而不是 {got}。",
        ),
        "changes.none": ("the same structure", "结构相同"),
        "changes.sizes": ("{changed} nodes changed their size", "{changed} 个节点的形状或类型变了"),
        "changes.wiring": ("the same nodes, connected differently", "节点相同，连接方式不同"),
        "changes.branch": (
            "+{new} nodes, −{gone}: another branch was taken",
            "增加 {new} 个节点，减少 {gone} 个：走了另一条分支",
        ),
        "changes.longer": ("+{new} nodes: the loop ran longer", "增加 {new} 个节点：循环次数变多了"),
        "changes.shorter": ("−{gone} nodes: the loop ran shorter", "减少 {gone} 个节点：循环次数变少了"),
        "changes.more": ("+{new} nodes: more was computed", "增加 {new} 个节点：多了一段计算"),
        "changes.less": ("−{gone} nodes: less was computed", "减少 {gone} 个节点：少了一段计算"),
        "chart.caption": ("Training", "训练过程"),
        "chart.step": ("step", "步"),
        "chart.empty": ("nothing recorded yet", "尚无记录"),
        "history.too_many": (
            "There are already {limit} curves; {name!r} would be one too many. Log a few numbers under fixed names.",
            "曲线已有 {limit} 条，不能再添加 {name!r}。请用固定的几个名称来记录数值。",
        ),
        "runs.branch": ("{title}, left at step {step}", "{title}（第 {step} 步处放弃的分支）"),
        "runs.unknown": (
            "There is no run {number}. The runs of this kernel: {known}.",
            "没有编号为 {number} 的训练记录。当前内核中的记录有：{known}。",
        ),
        "runs.title": ("Runs of this notebook", "本笔记本的训练记录"),
        "runs.none": (
            "No runs yet. A run is kept here when a live panel comes to rest.",
            "还没有训练记录。实时面板停下时，这次训练就会记录在这里。",
        ),
        "runs.run": ("run", "训练"),
        "runs.best": ("best {name}", "最佳 {name}"),
        "runs.last": ("last", "最终"),
        "runs.steps": ("steps", "步数"),
        "runs.time": ("time", "用时"),
        "trace.outdated": (
            "A leaf of this graph was changed after the graph was made, so its values no longer fit together. "
            "Run forward again and make a new view before the optimizer's step.",
            "这张图建立之后，它的某个叶子张量被改动过，图中的数值已经对不上。"
            "请重新做一次前向计算，并在优化器更新参数之前再打开视图。",
        ),
        "trace.unknown": (
            "The input `{input}` of {op} is not known: it needs no gradient and no rule kept it. "
            "Keep it in a variable, or let the view watch: lab.viz.graph(model, inputs).",
            "不知道 {op} 的输入 `{input}` 是多少：它不需要梯度，也没有求导规则保存它。"
            "请把它存在变量里，或让视图在计算时就旁观：lab.viz.graph(model, inputs)。",
        ),
        "trace.large": (
            "The input `{input}` of {op} is too large to be kept by a view. Try a smaller batch or model.",
            "{op} 的输入 `{input}` 太大，视图没有保存它。请换用较小的批次或模型。",
        ),
        "trace.random": (
            "The forward of {op} draws random numbers, so it cannot be run again with the same ones. "
            "Draw them outside and pass them in as an argument.",
            "{op} 的 forward 内部会抽取随机数，无法用同样的随机数重算。请在外面抽好，再作为参数传入。",
        ),
        "trace.argument": (
            "The forward of {op} was given something for `{name}` that a graph does not remember (it remembers "
            "Tensors and {kinds}), so it cannot be run again.",
            "计算图没有记住传给 {op} 的参数 `{name}`（只记得 Tensor 以及 {kinds}），因此无法重算。",
        ),
        "trace.unknown_value": (
            "This value is not known, so it cannot be changed: it needs no gradient and no rule kept it. "
            "Keep it in a variable before you make the view.",
            "不知道这个值是多少，因此无法改动：它不需要梯度，也没有求导规则保存它。请先把它存在变量里，再打开视图。",
        ),
        "trace.large_value": (
            "This value is too large to be kept by a view. Try a smaller batch or model.",
            "这个值太大，视图没有保存它。请换用较小的批次或模型。",
        ),
        "what_if.dtype": (
            "A value of dtype {dtype} cannot be changed in small steps. Choose one of floating-point numbers.",
            "{dtype} 类型的值不能连续地变化。请选择浮点数类型的值。",
        ),
        "detail.unknown": (
            "Its numbers are not known: it needs no gradient and no rule kept it. Keep it in a variable, or let the "
            "view watch: lab.viz.graph(model, inputs).",
            "不知道它的数值：它不需要梯度，也没有求导规则保存它。请把它存在变量里，或让视图在计算时就旁观："
            "lab.viz.graph(model, inputs)。",
        ),
        "detail.unseen": (
            "This operation ran outside the graph, without gradients, so its numbers were not kept.",
            "这个运算不在计算图中（它不需要梯度），因此没有保存它的数值。",
        ),
        "detail.partly": (
            "Only the part of it that the result depends on could be found again.",
            "只找回了它影响结果的那一部分，其余数值已不可知。",
        ),
        "detail.large": (
            "Too large to be kept by a view; here are its statistics.",
            "太大，视图没有保存数值；只有统计量。",
        ),
        "detail.none_flows": (
            "The result does not depend on it smoothly: no gradient comes here.",
            "结果不随它连续变化，没有梯度传到这里。",
        ),
        "detail.no_graph": (
            "It was not computed from anything: there is no backward pass.",
            "它不是由别的值算出来的，没有反向传播。",
        ),
        "detail.no_trace": (
            "This view was made without the numbers of its nodes.",
            "这个视图建立时没有保存各节点的数值。",
        ),
        "detail.malformed": (
            "A view asked for {got}, which is no place and no number.",
            "视图询问了 {got}，它既不是位置也不是数。",
        ),
        "detail.index": (
            "There is no element {index} in a tensor of shape {shape}.",
            "形状为 {shape} 的张量中没有元素 {index}。",
        ),
        "detail.large_gradient": (
            "This gradient is too large to be kept by a view. Try a smaller batch or model.",
            "这个梯度太大，视图没有保存它。请换用较小的批次或模型。",
        ),
        "detail.rule_failed": (
            "The gradient rule of {op} cannot be run again here.",
            "这里无法重新执行 {op} 的求导规则。",
        ),
        "chart.flow": ("gradient size per parameter", "各参数的梯度大小"),
        "modules.caption": ("The parts of the model", "模型的组成"),
        "modules.part": ("module", "模块"),
        "modules.output": ("output shape", "输出形状"),
        "modules.parameters": ("parameters", "参数量"),
        "modules.summary": (
            "{parameters} parameters ({size}), {frozen} of them frozen; {buffers} numbers in buffers",
            "共 {parameters} 个参数（{size}），其中 {frozen} 个已冻结；缓冲区中有 {buffers} 个数",
        ),
        "modules.not_module": (
            "lab.viz.module shows the parts of a Module; it was given {got}. A tensor is shown by lab.viz.tensor.",
            "lab.viz.module 显示一个 Module 的组成，但得到的是 {got}。张量可以用 lab.viz.tensor 查看。",
        ),
        "broadcast.count": (
            "lab.viz.broadcast takes 1 to {most} tensors or shapes, not {count}.",
            "lab.viz.broadcast 接受 1 到 {most} 个张量或形状，而不是 {count} 个。",
        ),
        "broadcast.not_a_shape": (
            "lab.viz.broadcast takes tensors, numbers, or shapes such as (3, 1); it was given {got}.",
            "lab.viz.broadcast 接受张量、数，或形如 (3, 1) 的形状，但得到的是 {got}。",
        ),
        "broadcast.deep": (
            "The shape {shape} has more than {most} dimensions: too many for a picture.",
            "形状 {shape} 的维数超过 {most}，无法画成图。",
        ),
        "broadcast.fits": ("{shapes} broadcast to {result}", "{shapes} 广播为 {result}"),
        "broadcast.clash": (
            "{shapes} do not fit: in dimension {dim} from the right there are {sizes}, and neither is 1",
            "{shapes} 无法广播：从右数第 {dim} 维的大小是 {sizes}，且都不是 1",
        ),
        "tensor_view.not_tensor": (
            "lab.viz.tensor shows one Tensor; it was given {got}. A module is shown by lab.viz.module.",
            "lab.viz.tensor 显示一个张量，但得到的是 {got}。模块可以用 lab.viz.module 查看。",
        ),
        "tensor_view.dtype": (
            "lab.viz.tensor draws numbers and truth values, and this tensor holds {dtype}.",
            "lab.viz.tensor 只能画数和布尔值，而该张量的类型是 {dtype}。",
        ),
    }
)
