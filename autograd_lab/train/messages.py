"""What training says, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        # -- the module -------------------------------------------------------------------------------------------
        "train.method": (
            "{cls} has no method {name}; write it, the Trainer calls it",
            "{cls} 没有 {name} 方法；请写出它，Trainer 会调用",
        ),
        "train.module": (
            "expected a LightningModule or an nn.Module, but got {got}",
            "需要 LightningModule 或 nn.Module，得到的却是 {got}",
        ),
        "train.plain": (
            "to train or to evaluate {cls}, which is no LightningModule, give loss=...; to train also optimizer=...: "
            "trainer.fit(model, loader, loss=nn.CrossEntropyLoss(), optimizer=optimizer)",
            "{cls} 不是 LightningModule：评估它需要 loss=...，训练它还需要 optimizer=...，例如 "
            "trainer.fit(model, loader, loss=nn.CrossEntropyLoss(), optimizer=optimizer)",
        ),
        "train.not_plain": (
            "{cls} is a LightningModule: its own methods say {name}; leave {name}= out",
            "{cls} 是 LightningModule，{name} 由它自己的方法决定；请去掉 {name}=",
        ),
        "train.pair": (
            "a batch must be a pair (inputs, targets), but it is {got}; write a LightningModule for others",
            "一个批次必须是一对 (输入, 目标)，现在却是 {got}；其他形式请写一个 LightningModule",
        ),
        "train.loss": (
            "training_step must return the loss, a dict with 'loss', or None to skip the batch, but it returned {got}",
            "training_step 必须返回损失、含有 'loss' 的字典，或返回 None 以跳过该批次，现在却返回了 {got}",
        ),
        "train.outside": (
            "{name} works while a Trainer runs the module; call trainer.fit(module, loader) first",
            "只有在 Trainer 运行模块时才能用 {name}；请先调用 trainer.fit(module, loader)",
        ),
        "train.number": (
            "log({name!r}, ...) takes one number, but got {value}; take .mean() or .item() first",
            "log({name!r}, ...) 需要一个数，得到的却是 {value}；请先取 .mean() 或 .item()",
        ),
        "train.optimizers": (
            "configure_optimizers must return an optimizer, ([optimizers], [schedulers]), or a dict with 'optimizer', "
            "but it returned {got}",
            "configure_optimizers 必须返回优化器、([优化器], [调度器]) 或含有 'optimizer' 的字典，现在却返回了 {got}",
        ),
        "train.manual": (
            "{count} optimizers: set self.automatic_optimization = False, and step them in training_step",
            "共有 {count} 个优化器：请设 self.automatic_optimization = False，并在 training_step 中自行调用 step",
        ),
        "train.manual_option": (
            "{name} is for automatic optimization; with self.automatic_optimization = False do it in training_step",
            "{name} 只用于自动优化；设了 self.automatic_optimization = False 时，请在 training_step 中自行处理",
        ),
        "train.no_data": (
            "no batches to {stage}: give a DataLoader, or another iterable that gives batches in every epoch",
            "没有用于 {stage} 的批次：请给出 DataLoader，或其他每轮都能给出批次的可迭代对象",
        ),
        # -- options ------------------------------------------------------------------------------------------------
        "train.option": (
            "{name} must be {wanted}, but got {value}",
            "{name} 必须满足 {wanted}，得到的却是 {value}",
        ),
        "train.monitor": (
            "nothing called {name!r} was logged in this epoch, but {who} monitors it; logged: {known}",
            "{who} 要监视 {name!r}，但本轮没有记录过它；已记录的有：{known}",
        ),
        "train.no_checkpoint": (
            "no checkpoint for ckpt_path={path!r} in {where}; give the path of a file",
            "在 {where} 中找不到 ckpt_path={path!r} 对应的检查点；请给出文件路径",
        ),
        "train.other_run": (
            "{path} is not a checkpoint of a Trainer; it lacks {name!r}",
            "{path} 不是 Trainer 的检查点：其中缺少 {name!r}",
        ),
        "train.package": (
            "{what} needs the package {package}: pip install {package}",
            "{what} 需要 {package} 包：pip install {package}",
        ),
        # -- search -------------------------------------------------------------------------------------------------
        "train.grid": (
            "the grid must name each parameter with a list of values, but {name!r} has {value}",
            "网格必须为每个参数给出取值列表，而 {name!r} 的值是 {value}",
        ),
        "train.trial": (
            "a trial must return a number, a dict of numbers, or a fitted Trainer, but it returned {got}",
            "一次试验必须返回一个数、由数组成的字典，或已训练的 Trainer，现在却返回了 {got}",
        ),
        "train.trial_metric": (
            "no trial gave {name!r}; given were: {known}",
            "没有哪次试验给出 {name!r}；给出的有：{known}",
        ),
        "train.flat": (
            "the loss never fell between lr={least:.2g} and {most:.2g}; widen the range, or look at the model",
            "在 lr={least:.2g} 到 {most:.2g} 之间损失从未下降；请放宽范围，或检查模型",
        ),
        # -- what is said while it runs -----------------------------------------------------------------------------
        "train.interrupted": (
            "Interrupted in epoch {epoch}, after step {step}. Go on with fit(..., ckpt_path={path!r})",
            "训练在第 {epoch} 轮、第 {step} 步之后中断。继续训练：fit(..., ckpt_path={path!r})",
        ),
        "train.broken": (
            "Interrupted within step {step}: go on from the last checkpoint",
            "训练在第 {step} 步中途被打断：请从上一个检查点继续",
        ),
        "train.stopping": (
            "Stopping after this batch. Interrupt again to stop at once",
            "将在本批次之后停止。再次中断则立即停止",
        ),
        "train.epoch": ("epoch {epoch}", "第 {epoch} 轮"),
        "train.rate": ("{rate} batches/s", "每秒 {rate} 批"),
        "train.column.trial": ("trial", "试验"),
        "train.column.seconds": ("seconds", "秒"),
        "train.column.error": ("error", "错误"),
        "train.column.lr": ("lr", "学习率"),
        "train.column.loss": ("loss", "损失"),
        "train.column.smooth": ("smoothed", "平滑后"),
        "train.suggestion": ("suggestion", "建议"),
    }
)
