"""The words of the views in both languages."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "panel.title": ("Training {model} with {optimizer}", "用 {optimizer} 训练 {model}"),
        "panel.stopped": (
            "Training was stopped from the panel. The model keeps what it has learned so far.",
            "训练已在面板中停止。模型保留目前学到的参数。",
        ),
        "panel.refused.not_negative": (
            "{name} was not changed: it must be a finite number that is not negative, and {value} is not. "
            "It is still {now}.",
            "{name} 没有改变：它必须是有限且不为负的数，而 {value} 不符合要求。当前值仍为 {now}。",
        ),
        "panel.refused.fraction": (
            "{name} was not changed: it must be a number from 0 up to, but not including, 1, and {value} is not. "
            "It is still {now}.",
            "{name} 没有改变：它必须是 0 到 1 之间（可以是 0，不含 1）的数，而 {value} 不符合要求。当前值仍为 {now}。",
        ),
        "panel.refused.positive": (
            "{name} was not changed: it must be a number between 0 and 1, both excluded, because this optimizer uses "
            "Nesterov momentum, and {value} is not. It is still {now}.",
            "{name} 没有改变：该优化器使用 Nesterov 动量，它必须大于 0 且小于 1，而 {value} 不符合要求。"
            "当前值仍为 {now}。",
        ),
        "panel.no_setting": (
            "This optimizer has no setting called {name!r}. It has: {known}.",
            "该优化器没有名为 {name!r} 的设置。可用的设置有：{known}。",
        ),
        "panel.not_a_number": (
            "panel.log takes one number per name; {name!r} was given {value}. Of a tensor, pass its mean.",
            "panel.log 的每个名称只接受一个数；{name!r} 得到的是 {value}。对于张量，可以传入它的均值。",
        ),
        "panel.not_an_optimizer": (
            "lab.viz.live(model, optimizer) needs an optimizer as its second argument, not {got}.",
            "lab.viz.live(model, optimizer) 的第二个参数应是优化器，而不是 {got}。",
        ),
        "panel.every": (
            "every must be a positive whole number of steps, not {value}.",
            "every 必须是正整数（步数），而不是 {value}。",
        ),
        "panel.line": ("epoch {epoch}  step {step}", "第 {epoch} 轮  第 {step} 步"),
        "view.no_bundle": (
            "The interactive view has not been built ({file} is missing), so a still picture is shown. "
            "To build it in a checkout of the project: npm --prefix widgets ci && npm --prefix widgets run build",
            "交互视图尚未构建（缺少 {file}），因此只显示静态图。"
            "在项目源码目录中构建：npm --prefix widgets ci && npm --prefix widgets run build",
        ),
        "view.failed": (
            "This could not be worked out: {error}",
            "无法计算：{error}",
        ),
    }
)
