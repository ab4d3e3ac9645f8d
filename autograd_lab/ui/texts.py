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
        "panel.refused.large.lr": (
            "{name} was not changed: {value} is far beyond {most}, and one step with it would throw every weight out "
            "of range. It is still {now}. To try it all the same, set optimizer.param_groups[0]['lr'] in a cell.",
            "{name} 没有改变：{value} 远大于 {most}，这样走一步就会把所有权重推到无法训练的范围。当前值仍为 {now}。"
            "如果确实想试，可以在单元格中设置 optimizer.param_groups[0]['lr']。",
        ),
        "panel.refused.large.weight_decay": (
            "{name} was not changed: {value} is beyond {most}, and the weights would vanish faster than they learn. "
            "It is still {now}. To try it all the same, set optimizer.param_groups[0]['weight_decay'] in a cell.",
            "{name} 没有改变：{value} 大于 {most}，权重被抹去的速度会超过学习的速度。当前值仍为 {now}。"
            "如果确实想试，可以在单元格中设置 optimizer.param_groups[0]['weight_decay']。",
        ),
        "panel.speed": (
            "speed takes a number of steps per second above 0, or None for full speed, not {value}.",
            "speed 需要一个大于 0 的数（每秒步数），或用 None 表示全速，而不是 {value}。",
        ),
        "panel.rewind.none": (
            "There is no earlier step to go back to yet. The panel keeps some as the training goes along.",
            "目前还没有可以回到的步。训练过程中，面板会保留其中一些。",
        ),
        "panel.rewind.step": (
            "rewind takes a step number from 0 to {now}, not {value}.",
            "rewind 需要 0 到 {now} 之间的步数，而不是 {value}。",
        ),
        "panel.rewind.too_large": (
            "Earlier steps are not kept: one copy of this model and its optimizer takes {size} MB, and {budget} MB are "
            "set aside. panel.rewind_megabytes = {wanted} makes room.",
            "没有保留之前的步：该模型和优化器的一份副本需要 {size} MB，而预留空间为 {budget} MB。"
            "设置 panel.rewind_megabytes = {wanted} 可以腾出空间。",
        ),
        "panel.rewound": (
            "Back at step {step}. From here a new branch begins; the abandoned one is in lab.viz.runs.",
            "已回到第 {step} 步，从这里开始新的分支；放弃的那一段保存在 lab.viz.runs 中。",
        ),
        "panel.rewound.data": (
            "Back at step {step}: model, optimizer and random numbers. The data goes on where it is, for this loader "
            "cannot be put back. The abandoned branch is in lab.viz.runs.",
            "已回到第 {step} 步：模型、优化器和随机数都已恢复。数据从当前位置继续，因为这个数据加载器无法回退。"
            "放弃的那一段保存在 lab.viz.runs 中。",
        ),
        "panel.rewound.rest": (
            "Back at step {step}. Run the training cell again to go on from there; the abandoned branch is in "
            "lab.viz.runs.",
            "已回到第 {step} 步。重新运行训练单元格即可从这里继续；放弃的那一段保存在 lab.viz.runs 中。",
        ),
        "panel.alone": (
            "No browser has answered for {seconds} seconds, so the training goes on by itself at full speed.",
            "浏览器已有 {seconds} 秒没有响应，训练已自动以全速继续。",
        ),
        "panel.interrupt": (
            "Stopping after this step. Interrupt again to stop at once.",
            "将在这一步结束后停止。再次中断可立即停止。",
        ),
        "panel.busy": (
            "This panel's training is running in the background. Stop it with run.stop(), or wait for it with "
            "run.wait(), before another one starts.",
            "该面板的训练正在后台运行。请先用 run.stop() 停止，或用 run.wait() 等待其结束，再开始新的训练。",
        ),
        "panel.not_callable": (
            "panel.background takes a function that trains, not {got}. Put the loop into a function and pass its name: "
            "panel.background(train).",
            "panel.background 需要一个训练函数，而不是 {got}。请把循环写进函数并传入函数名：panel.background(train)。",
        ),
        "panel.not_iterable": (
            "panel(loader) goes through batches, one step for each: give it a DataLoader or a list, not {got}. "
            "To train n steps without data: for step in panel(range(n)).",
            "panel(loader) 逐批取出数据，每批训练一步：请传入 DataLoader 或列表，而不是 {got}。"
            "没有数据、只想训练 n 步时：for step in panel(range(n))。",
        ),
        "panel.crashed": (
            "The training ended with an error: {error} run.wait() shows where.",
            "训练因错误而结束：{error} 用 run.wait() 查看出错位置。",
        ),
        "panel.timeout": (
            "The training is still running after {seconds} seconds. It goes on; call run.wait() again.",
            "{seconds} 秒后训练仍在运行。训练会继续，可再次调用 run.wait()。",
        ),
        "panel.no_state": (
            "panel.remember takes objects with state_dict() and load_state_dict(), such as a scheduler, not {got}.",
            "panel.remember 需要带有 state_dict() 和 load_state_dict() 的对象（例如学习率调度器），而 {got} 没有。",
        ),
        "panel.optimizer_gone": (
            "The optimizer of this run is gone: nothing holds it any more. Its values stay as they were at the end.",
            "这次训练的优化器已经不在了：没有变量再保存它。它的各项数值保持训练结束时的样子。",
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
