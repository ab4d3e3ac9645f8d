"""Checkpointing: ``utils.checkpoint``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "checkpoint.say_reentrant": (
        "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. use_reentrant=False is "
        "recommended; without it, use_reentrant=True is taken.",
        "torch.utils.checkpoint：应明确给出参数 use_reentrant。推荐 use_reentrant=False；不给出时按 use_reentrant=True 处理。",
    ),
    "checkpoint.no_grad_input": (
        "None of the inputs have requires_grad=True. Gradients will be None",
        "没有一个输入需要梯度（requires_grad=True）。梯度将是 None",
    ),
    "checkpoint.keywords": (
        "Unexpected keyword arguments: {names}. Only checkpoint(..., use_reentrant=False) hands them to the function",
        "意外的关键字参数：{names}。只有 checkpoint(..., use_reentrant=False) 会把它们传给函数",
    ),
    "checkpoint.not_reentrant": (
        "Passing `context_fn` or `debug` is only supported when use_reentrant=False.",
        "只有 use_reentrant=False 时才能使用 `context_fn` 或 `debug`。",
    ),
    "checkpoint.debug_context": (
        "debug=True is incompatible with non-default context_fn",
        "debug=True 不能与自定义的 context_fn 一起使用",
    ),
    "checkpoint.determinism": (
        "determinism_check should be one of ['default', 'none'], but got {got}",
        "determinism_check 应为 'default' 或 'none'，却得到 {got}",
    ),
    "checkpoint.suppressed": (
        "torch.utils.checkpoint: the forward context provided by context_fn suppressed an exception raised during the "
        "checkpointed forward. Then there is nothing to return; let the exception pass.",
        "torch.utils.checkpoint：context_fn 给出的前向上下文吞掉了前向计算中的异常，于是没有结果可返回；请让异常通过。",
    ),
    "checkpoint.modified": (
        "one of the variables needed for gradient computation has been modified by an inplace operation: an input of "
        "checkpoint (shape {shape}) is at version {now}; expected version {expected} instead. The function would be "
        "run again with other numbers; clone() the input before changing it.",
        "计算梯度所需的一个张量被原地操作修改了：checkpoint 的一个输入（形状 {shape}）现在是第 {now} 版，而当时是第 {expected} 版。"
        "重新计算会得到不同的数；请在修改前先 clone()。",
    ),
    "checkpoint.more": (
        "torch.utils.checkpoint: trying to save more tensors during recomputation than during the original forward "
        "pass, which saved {first}. The function must do the same both times: does it read something that has "
        "changed? checkpoint(..., debug=True) lists what it did.",
        "torch.utils.checkpoint：重新计算时要保存的张量比前向时（{first} 个）多。函数两次必须做同样的事：它是否读取了已改变的东西？"
        "checkpoint(..., debug=True) 会列出它做了什么。",
    ),
    "checkpoint.number": (
        "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
        "recomputation.\nNumber of tensors saved during forward: {first}\nNumber of tensors saved during "
        "recomputation: {again}.\nThe function must do the same both times: does it read something that has changed? "
        "checkpoint(..., debug=True) lists what it did.",
        "torch.utils.checkpoint：前向与重新计算时保存的张量个数不同。\n前向时保存：{first}\n重新计算时保存：{again}。\n"
        "函数两次必须做同样的事：它是否读取了已改变的东西？checkpoint(..., debug=True) 会列出它做了什么。",
    ),
    "checkpoint.changed": (
        "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the "
        "forward pass.\n{details}\nThe function must do the same both times: does it read something that has "
        "changed? checkpoint(..., debug=True) lists what it did.",
        "torch.utils.checkpoint：下列张量重新计算后与前向时的形式不同。\n{details}\n"
        "函数两次必须做同样的事：它是否读取了已改变的东西？checkpoint(..., debug=True) 会列出它做了什么。",
    ),
    "checkpoint.changed_one": (
        "tensor at position {place}:\nsaved metadata: {first}\nrecomputed metadata: {again}",
        "第 {place} 个张量：\n前向时：{first}\n重新计算时：{again}",
    ),
    "checkpoint.unpacked_twice": (
        "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once. If you are "
        "calling ctx.saved_tensors in backward, make sure to do so only once.",
        "torch.utils.checkpoint：同一个张量被取回了两次。若在 backward 中使用 ctx.saved_tensors，请只读取一次。",
    ),
    "checkpoint.debug": (
        "{error}\n\nOperations executed during the original forward:\n{first}\n\n"
        "Operations executed during recomputation:\n{again}",
        "{error}\n\n前向时执行的操作：\n{first}\n\n重新计算时执行的操作：\n{again}",
    ),
    "checkpoint.only_backward": (
        "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or passing an `inputs` parameter "
        "to .backward(). Set use_reentrant=False, or call .backward() without the `inputs` argument.",
        "use_reentrant=True 时，torch.utils.checkpoint 不能与 .grad() 或 .backward(inputs=...) 一起使用。"
        "请用 use_reentrant=False，或调用不带 `inputs` 的 .backward()。",
    ),
    "checkpoint.nothing": (
        "none of output has requires_grad=True, this checkpoint() is not necessary",
        "没有一个输出需要梯度（requires_grad=True），不必使用 checkpoint()",
    ),
}
