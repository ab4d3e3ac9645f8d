"""The words of findings in both languages: what stands out, why, and what to try."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "health.nan": ("NaN or infinity", "出现 NaN 或无穷大"),
        "health.nan.after": (
            "The loss of step {step} is not finite. The first broken number came out of {op}, after {layer}.",
            "第 {step} 步的损失不再是有限的数。第一个坏掉的数由 {op} 产生，在 {layer} 之后。",
        ),
        "health.nan.loss": (
            "The loss of step {step} is not finite. The first broken number came out of {op}.",
            "第 {step} 步的损失不再是有限的数。第一个坏掉的数由 {op} 产生。",
        ),
        "health.nan.end": (
            "The loss of step {step} is not finite: its numbers have grown beyond what their dtype holds.",
            "第 {step} 步的损失不再是有限的数：数值已超出其 dtype 能表示的范围。",
        ),
        "health.nan.weight": (
            "At step {step} {layer} was no longer finite: the update before had broken it.",
            "到第 {step} 步时 {layer} 已不是有限的数：是前一次更新把它弄坏的。",
        ),
        "health.nan.grown": (
            "At step {step} {layer} was no longer finite: the update before had broken it. The largest gradient seen "
            "shortly before was {size}, at {largest}.",
            "到第 {step} 步时 {layer} 已不是有限的数：是前一次更新把它弄坏的。"
            "不久前看到的最大梯度为 {size}，位于 {largest}。",
        ),
        "health.nan.seen": (
            "First seen at step {step}, in {layer}.",
            "最早出现在第 {step} 步的 {layer}。",
        ),
        "health.nan.reason": ("First seen at step {step}.", "最早出现在第 {step} 步。"),
        "health.nan.remedy": (
            "Start again with a smaller learning rate, clip the gradients, and look for log(0), 0/0 or the square root "
            "of 0 in your own formulas. NaN does not go away by itself.",
            "用更小的学习率重新开始，裁剪梯度，并检查自己的公式里有没有 log(0)、0/0 或对 0 开平方。NaN 不会自行消失。",
        ),
        "health.exploding": ("exploding gradient", "梯度爆炸"),
        "health.exploding.reason": (
            "The gradient has grown out of all proportion ({value} times): one step overshoots.",
            "梯度大得不成比例（达 {value} 倍）：走一步就会冲过头。",
        ),
        "health.exploding.remedy": (
            "Clip the gradients or use a smaller learning rate; check the scale of inputs and initial weights.",
            "裁剪梯度，或减小学习率；检查输入和初始权重的尺度。",
        ),
        "health.vanishing": ("vanishing gradient", "梯度消失"),
        "health.vanishing.reason": (
            "The gradient shrinks on its way back: what arrives here is {value} of that of the largest layer, so these "
            "layers hardly learn.",
            "梯度在回传途中不断缩小：到这里只剩最大那一层的 {value}，这些层几乎学不到东西。",
        ),
        "health.vanishing.remedy": (
            "Use ReLU in place of sigmoid or tanh, initialise to match, add normalisation or residual connections.",
            "用 ReLU 代替 sigmoid 或 tanh，采用与之匹配的初始化，加入归一化层或残差连接。",
        ),
        "health.zero": ("gradient exactly zero", "梯度恰为零"),
        "health.zero.reason": (
            "Every element of the gradient is 0, so these layers stand still.",
            "梯度的每个元素都是 0，这些层停滞不动。",
        ),
        "health.zero.remedy": (
            "Look further on for units that are all dead, weights that are all zero, or a factor of 0 in the loss.",
            "检查后面的层：是否所有单元都已死亡、权重是否全为零、损失里是否乘了 0。",
        ),
        "health.dead": ("dead units", "神经元死亡"),
        "health.dead.reason": (
            "{value} of the units give 0 for every sample of the last steps. No gradient flows through them, so they "
            "cannot recover by themselves.",
            "最近几步里，{value} 的单元对每个样本都输出 0。梯度无法通过它们，它们自己也就无法恢复。",
        ),
        "health.dead.remedy": (
            "Use a smaller learning rate, LeakyReLU, and biases that start at 0.",
            "减小学习率，改用 LeakyReLU，并让偏置从 0 开始。",
        ),
        "health.saturated": ("saturated units", "神经元饱和"),
        "health.saturated.reason": (
            "{value} of the units are nearly always at a flat end of their curve, where the slope is almost 0.",
            "{value} 的单元几乎总处在曲线两端的平坦处，那里的斜率接近 0。",
        ),
        "health.saturated.remedy": (
            "Scale the inputs, start from smaller weights, add normalisation before the activation, or use ReLU.",
            "缩放输入，使用更小的初始权重，在激活之前加归一化层，或改用 ReLU。",
        ),
        "health.fast": ("steps too large", "步子过大"),
        "health.fast.reason": (
            "The weights change by {value} of themselves in one step; about 0.1% is usual.",
            "权重每步的变动达到自身的 {value}；通常约为 0.1%。",
        ),
        "health.fast.remedy": (
            "Use a smaller learning rate, or let it rise slowly over the first steps.",
            "减小学习率，或在最初若干步让它逐渐升高。",
        ),
        "health.slow": ("steps too small", "步子过小"),
        "health.slow.reason": (
            "The weights change by {value} of themselves in one step; about 10⁻³ is usual.",
            "权重每步只变动自身的 {value}；通常约为 10⁻³。",
        ),
        "health.slow.remedy": ("Use a larger learning rate.", "增大学习率。"),
        "health.rising": ("loss is rising", "损失在上升"),
        "health.rising.reason": (
            "It has been lower: now it is {value} on average, clearly more than its best.",
            "损失曾经更低：现在平均为 {value}，明显高于最好的时候。",
        ),
        "health.rising.remedy": (
            "Use a smaller learning rate; check the sign of the loss and that data and labels still belong together.",
            "减小学习率；检查损失的正负号，以及数据和标签是否仍然对应。",
        ),
        "health.flat": ("loss does not move", "损失没有变化"),
        "health.flat.reason": (
            "It has stood at {value} since the beginning. If that is as low as it can be, all is well.",
            "损失从一开始就停在 {value}。如果它已无法更低，则一切正常。",
        ),
        "health.flat.remedy": (
            "Try a learning rate ten times larger; try to learn a single batch by heart; check that the labels fit.",
            "把学习率增大十倍试试；先试着让模型记住一个批次；检查标签是否正确。",
        ),
        "health.unreached": ("no gradient arrives", "梯度没有到达"),
        "health.unreached.reason": (
            "The loss does not depend on these parameters in the graph: they are not used, or the way was cut.",
            "在计算图中，损失并不依赖这些参数：它们没有被用到，或者路径被切断了。",
        ),
        "health.unreached.remedy": (
            "Look for detach(), item(), .data, no_grad() or numpy() on the way, or a layer that forward never calls.",
            "检查途中有没有 detach()、item()、.data、no_grad() 或 numpy()，以及 forward 从未调用的层。",
        ),
        "health.frozen": ("frozen", "已冻结"),
        "health.frozen.reason": (
            "requires_grad is off, so these parameters stay as they are.",
            "requires_grad 为 False，这些参数保持不变。",
        ),
        "health.frozen.remedy": (
            "If you mean it, leave them out of the optimizer. If not, turn requires_grad on.",
            "如果是有意为之，可以不把它们交给优化器；否则请打开 requires_grad。",
        ),
        "health.stray": ("not in the optimizer", "不在优化器中"),
        "health.stray.reason": (
            "These parameters of the model receive a gradient, but no optimizer changes them.",
            "模型的这些参数得到了梯度，却没有优化器去更新它们。",
        ),
        "health.stray.remedy": (
            "Make the optimizer after the model is complete, or add them to it.",
            "在模型搭建完成之后再创建优化器，或把它们加进优化器。",
        ),
        "health.rate": ("learning rate is 0", "学习率为 0"),
        "health.rate.reason": ("No step changes anything.", "每一步都不会改变任何参数。"),
        "health.rate.remedy": (
            "Set a learning rate above 0; a scheduler may have brought it down.",
            "把学习率设为大于 0 的值；也可能是学习率调度器把它降到了 0。",
        ),
        "health.accumulating": ("gradients pile up", "梯度在累积"),
        "health.accumulating.reason": (
            "Each backward pass adds to the gradients of the steps before, which were never cleared.",
            "每次反向传播都累加在之前各步的梯度上，而那些梯度从未清零。",
        ),
        "health.accumulating.remedy": (
            "Call zero_grad() once per step, before backward().",
            "每一步在 backward() 之前调用一次 zero_grad()。",
        ),
    }
)
