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
        "graph.loss": ("loss", "损失"),
        "graph.more": ("{count} more", "另有 {count} 个"),
        "graph.more.words": (
            "The part of the graph that was computed earlier, left out to keep the picture readable.",
            "更早的计算部分，为保持图的清晰而省略。",
        ),
        "graph.summary": ("{nodes} nodes, {edges} edges", "{nodes} 个节点，{edges} 条边"),
        "graph.caption": ("Computation graph", "计算图"),
        "chart.caption": ("Training", "训练过程"),
        "chart.step": ("step", "步"),
        "chart.empty": ("nothing recorded yet", "尚无记录"),
        "history.too_many": (
            "There are already {limit} curves; {name!r} would be one too many. Log a few numbers under fixed names.",
            "曲线已有 {limit} 条，不能再添加 {name!r}。请用固定的几个名称来记录数值。",
        ),
        "chart.flow": ("gradient size per parameter", "各参数的梯度大小"),
    }
)
