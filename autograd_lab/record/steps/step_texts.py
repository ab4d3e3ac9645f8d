"""The words of the stepper in both languages: what happens at each moment, and why then."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "step.inputs": ("These values are given: {values}.", "已知的值：{values}。"),
        "step.equals": ("{name} = {value}", "{name} = {value}"),
        "step.grad_of": ("{name}.grad = {value}", "{name}.grad = {value}"),
        "step.and_more": ("{items} and {left} more", "{items}等 {total} 项"),
        "step.compute": ("{op} takes {given} and gives {value}.", "{op} 由 {given} 得到 {value}。"),
        "step.compute.numbers": ("{op} computes {equation}.", "{op} 计算 {equation}。"),
        "step.compute.unknown": (
            "{op} takes {given}. Its result was not kept by anything.",
            "{op} 由 {given} 算出；它的结果没有被任何规则保留下来。",
        ),
        "step.keeps": ("It keeps {names} for the backward pass.", "它为反向传播保留：{names}。"),
        "step.keeps_nothing": ("It has to keep nothing for the backward pass.", "它无需为反向传播保留任何值。"),
        "step.own": ("its result", "自己的结果"),
        "step.seed": (
            "Backward begins. {name} changes exactly as much as itself: its gradient is 1.0.",
            "反向传播开始。{name} 对它自己的导数是 1，所以起点的梯度为 1.0。",
        ),
        "step.seed.ones": (
            "Backward begins. {name} is not a single number, so the gradient starts from ones.",
            "反向传播开始。{name} 不是一个数，所以起点的梯度全取 1。",
        ),
        "step.rule": (
            "{op} has its gradient, {grad}, and passes on: {parts}.",
            "{op} 收到梯度 {grad}，向后传递：{parts}。",
        ),
        "step.rule.outputs": (
            "{op} has the gradients of its outputs and passes on: {parts}.",
            "{op} 收到各个输出的梯度，向后传递：{parts}。",
        ),
        "step.rule.nothing": ("No gradient goes on from {op}.", "{op} 不再向后传递梯度。"),
        "step.to": ("to {source}, {product}", "给 {source}，{product}"),
        "step.frees": ("What it kept is freed.", "它保留的值随即释放。"),
        "step.waits": (
            "{name} has {have} of its {parts} gradients and waits for the rest.",
            "{name} 的 {parts} 份梯度已到 {have} 份，继续等待其余的。",
        ),
        "step.gathered": (
            "{name} is used {parts} times; its gradients add up: {sum}.",
            "{name} 被用了 {parts} 次，各份梯度相加：{sum}。",
        ),
        "step.gathered.outputs": (
            "All {parts} gradients of {name} are here; they belong to its several outputs.",
            "{name} 的 {parts} 份梯度已到齐，分别属于它的多个输出。",
        ),
        "step.arrive": (
            "All of the gradient of {name} is here: {sum}. It waits to be written to {name}.grad at the end.",
            "{name} 的梯度已全部到齐：{sum}。等到最后再写入 {name}.grad。",
        ),
        "step.write": (
            "All rules have run. Now, all at once, the leaves get their gradients: {values}.",
            "所有规则都已执行。此刻各叶子一起得到梯度：{values}。",
        ),
        "step.write.hidden": (
            "All rules shown have run. The gradient flows on into the part of the graph that is not shown.",
            "图中所示的规则都已执行。梯度继续流向未显示的部分。",
        ),
        "step.why.only": ("Nothing else is waiting.", "此时没有其他节点在等待。"),
        "step.why.newest": (
            "Of the {waiting} that wait, {name} was made last (no. {number}). Whatever uses it was made later still, "
            "and is done: its gradient is complete.",
            "在等待的 {waiting} 个节点中，{name} 创建得最晚（编号 {number}）。用到它的节点都创建得更晚，且均已处理，"
            "所以它的梯度已经完整。",
        ),
        "step.module.forward": (
            "{name} {kind} runs its {count} ops: {ops}.",
            "{name} {kind} 依次执行 {count} 个运算：{ops}。",
        ),
        "step.module.backward": (
            "The gradient passes through the {count} ops of {name} {kind}: {ops}.",
            "梯度穿过 {name} {kind} 的 {count} 个运算：{ops}。",
        ),
        "step.cut": (
            "The graph is large: the {shown} newest boxes are shown, {hidden} earlier nodes are not.",
            "这个计算图很大：只显示最新的 {shown} 个，更早的 {hidden} 个节点省略。",
        ),
        "step.by_module": (
            "The graph has {ops} ops, so it goes module by module.",
            "这个计算图有 {ops} 个运算，因此按模块逐个推进。",
        ),
        "step.ones": (
            "{name} has {count} elements. What is shown is the gradient of their sum, as {name}.sum().backward() "
            "gives it.",
            "{name} 有 {count} 个元素。这里显示的是它们之和的梯度，与 {name}.sum().backward() 相同。",
        ),
        "step.forward": ("Forward", "前向传播"),
        "step.backward": ("Backward", "反向传播"),
        "step.summary": (
            "{forward} moments forward, {backward} moments backward",
            "前向 {forward} 步，反向 {backward} 步",
        ),
        "step.caption": ("Values and gradients", "值与梯度"),
        "step.value": ("value", "值"),
        "step.grad": ("grad", "梯度"),
        "step.arguments": (
            "lab.viz.step calls the function without arguments, but {step} needs {wanted}. "
            "Write step(lambda: {step}(...)) with the values you mean.",
            "lab.viz.step 调用函数时不带参数，但 {step} 需要 {wanted}。"
            "请写成 step(lambda: {step}(...))，并填入相应的值。",
        ),
        "step.not_tensor": (
            "lab.viz.step takes the Tensor at the end of a computation, such as a loss, or a function that computes "
            "and returns it; it was given {got}.",
            "lab.viz.step 需要计算末端的张量（例如损失），或一个计算并返回它的函数，但得到的是 {got}。",
        ),
        "step.not_returned": (
            "lab.viz.step called the function, and it must return the Tensor at the end, such as the loss; it "
            "returned {got}.",
            "lab.viz.step 调用了这个函数，它应当返回末端的张量（例如损失），但返回的是 {got}。",
        ),
        "step.leaf": (
            "There is nothing to step through: this Tensor of shape {shape} is a leaf, it was not computed from "
            "anything. Compute something with it, and pass the result.",
            "没有可以逐步查看的内容：这个形状为 {shape} 的张量是叶子，不是由别的张量算出的。"
            "请用它做一些计算，再传入结果。",
        ),
        "step.no_graph": (
            "There is nothing to step through: this Tensor of shape {shape} has no graph, because nothing it was "
            "computed from needs a gradient, or it was computed under no_grad. Create an input with "
            "requires_grad=True and compute it again.",
            "没有可以逐步查看的内容：这个形状为 {shape} 的张量没有计算图，因为参与计算的张量都不需要梯度，"
            "或者它是在 no_grad 下算出的。请用 requires_grad=True 创建输入，再重新计算。",
        ),
        "step.freed": (
            "The graph has been freed: backward() has already run through it, and {op} no longer has what its rule "
            "needs. Call lab.viz.step before backward(), or backward(retain_graph=True), or pass a function that "
            "computes the loss anew: lab.viz.step(lambda: ...).",
            "这个计算图已经释放：backward() 已经走过一遍，{op} 的规则所需的值不在了。请在 backward() 之前调用 "
            "lab.viz.step，或使用 backward(retain_graph=True)，或传入一个重新计算损失的函数："
            "lab.viz.step(lambda: ...)。",
        ),
    }
)
