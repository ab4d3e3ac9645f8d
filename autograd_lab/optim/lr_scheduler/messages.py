"""What schedulers of the learning rate say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "schedule.optimizer": (
            "{got} is not an Optimizer; a scheduler's first argument is the optimizer whose lr it changes",
            "{got} 不是优化器；调度器的第一个参数应是要改变其学习率的优化器",
        ),
        "schedule.no_initial_lr": (
            "param 'initial_lr' is not specified in param_groups[{index}] when resuming scheduler with last_epoch >= 0. "
            "Load the optimizer's state first, or leave last_epoch at -1 to begin anew",
            "以 last_epoch >= 0 继续调度时，param_groups[{index}] 中没有 'initial_lr'。"
            "请先载入优化器的状态；若要从头开始，则保持 last_epoch=-1",
        ),
        "schedule.get_lr": (
            "{cls} needs a method get_lr() that returns one learning rate per group",
            "{cls} 需要方法 get_lr()，为每个参数组返回一个学习率",
        ),
        "schedule.length": (
            "{name} must have the same length as optimizer.param_groups. {name} has {got} values, param_groups has "
            "{expected}",
            "{name} 的长度必须与 optimizer.param_groups 相同：{name} 有 {got} 个值，而参数组有 {expected} 个",
        ),
        "schedule.not_callable": (
            "lr_lambda should be a function, but got {got}",
            "lr_lambda 应为函数，却得到 {got}",
        ),
        "schedule.range": (
            "{name} must be {wanted}, but is {value}",
            "{name} 应满足 {wanted}，而它是 {value}",
        ),
        "schedule.choice": (
            "{name} must be one of {known}, instead got {value!r}",
            "{name} 应为 {known} 之一，却得到 {value!r}",
        ),
        "schedule.no_steps": (
            "You must define either total_steps OR (epochs AND steps_per_epoch)",
            "必须给出 total_steps，或同时给出 epochs 和 steps_per_epoch",
        ),
        "schedule.over": (
            "Tried to step {step} times. The specified number of total steps is {total}: make total_steps larger, or "
            "stop calling step()",
            "已经第 {step} 次调用 step()，而总步数设为 {total}：请增大 total_steps，或不再调用 step()",
        ),
        "schedule.no_momentum": (
            "optimizer must support momentum or beta1 with `cycle_momentum` option enabled; {optimizer} has neither, "
            "so pass cycle_momentum=False",
            "启用 cycle_momentum 时，优化器必须有 momentum 或 beta1；{optimizer} 两者都没有，请设 cycle_momentum=False",
        ),
        "schedule.none": (
            "{cls} expects at least one scheduler, but got no scheduler",
            "{cls} 至少需要一个调度器，却一个也没有",
        ),
        "schedule.not_scheduler": (
            "{cls} at index {index} should have `optimizer` as its attribute: {got} is not a scheduler",
            "{cls} 的第 {index} 项应有属性 optimizer：{got} 不是调度器",
        ),
        "schedule.plateau": (
            "{cls} does not support `ReduceLROnPlateau` (at index {index}): its step() needs the loss; call it yourself",
            "{cls} 不支持 ReduceLROnPlateau（第 {index} 项）：它的 step() 需要损失值；请自己调用它",
        ),
        "schedule.other_optimizer": (
            "{cls} expects all schedulers to belong to the same optimizer, but {got} at index {index} has another",
            "{cls} 要求所有调度器属于同一个优化器，而第 {index} 项 {got} 属于另一个",
        ),
        "schedule.milestones": (
            "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone "
            "points, but got number of schedulers {schedulers} and the number of milestones to be equal to {milestones}",
            "调度器的个数应比里程碑多一个，现在却有 {schedulers} 个调度器、{milestones} 个里程碑",
        ),
        "schedule.plateau_groups": (
            "The optimizer has {groups} param groups, but min_lr was a list of {lrs}: set scheduler.min_lrs to a list "
            "that fits",
            "优化器有 {groups} 个参数组，而 min_lr 是长度为 {lrs} 的列表：请把 scheduler.min_lrs 设为长度相符的列表",
        ),
        "swa.both": (
            "Only one of avg_fn and multi_avg_fn should be provided",
            "avg_fn 与 multi_avg_fn 只能给出一个",
        ),
        # -- warnings -------------------------------------------------------------------------------------------
        "schedule.order": (
            "Detected call of `lr_scheduler.step()` before `optimizer.step()`: call them in the opposite order, or the "
            "first value of the schedule is skipped",
            "在 optimizer.step() 之前调用了 lr_scheduler.step()：请交换顺序，否则会跳过第一个学习率",
        ),
        "schedule.overridden": (
            "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization: whether it "
            "is called before `lr_scheduler.step()`, as it should be, cannot be seen",
            "optimizer.step() 似乎在创建调度器之后被替换：无法得知它是否先于 lr_scheduler.step() 被调用",
        ),
        "schedule.epoch": (
            "The epoch parameter in `scheduler.step()` is deprecated: call `scheduler.step()` once per epoch",
            "scheduler.step() 的参数 epoch 已弃用：每个 epoch 调用一次 scheduler.step() 即可",
        ),
        "schedule.outside": (
            "To get the last learning rate computed by the scheduler, please use `get_last_lr()`",
            "若要得到调度器最近算出的学习率，请用 get_last_lr()",
        ),
    }
)
