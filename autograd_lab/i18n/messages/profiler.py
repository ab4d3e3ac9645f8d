"""The profiler."""

MESSAGES: dict[str, tuple[str, str]] = {
    "profiler.reentrant": (
        "Profiler context manager is not reentrant: one profile() object runs once. Make a new one for each block.",
        "profile() 对象只能使用一次，不能重复进入。请为每段代码新建一个。",
    ),
    "profiler.sort_by": (
        "an event has no {name!r} to sort by; try cpu_time_total, self_cpu_time_total, cpu_time, count, cpu_memory_usage",
        "无法按 {name!r} 排序；可用 cpu_time_total、self_cpu_time_total、cpu_time、count、cpu_memory_usage",
    ),
    "profiler.metric": ("metric should be one of: {known}; got {metric!r}", "metric 应为：{known}；却得到 {metric!r}"),
    "profiler.no_stack": (
        "export_stacks() requires with_stack=True when the profile is made",
        "export_stacks() 要求创建 profile 时设 with_stack=True",
    ),
    "profiler.schedule": (
        "Invalid profiler schedule arguments: wait, warmup, repeat, skip_first and skip_first_wait must be 0 or more, "
        "active 1 or more; got {got}",
        "schedule 的参数无效：wait、warmup、repeat、skip_first、skip_first_wait 不能为负，active 至少为 1；却得到 {got}",
    ),
    "profiler.not_started": (
        "the profiler has recorded nothing yet: enter it, or wait until its schedule records a step",
        "profiler 还没有记录任何内容：请先进入它，或等到 schedule 开始记录",
    ),
    "profiler.no_warmup": (
        "Profiler won't be using warmup, this can skew profiler results",
        "没有预热步骤（warmup=0），测得的时间可能偏大",
    ),
}
