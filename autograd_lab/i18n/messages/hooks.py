"""Hooks, saved tensors, and looking at the graph."""

MESSAGES: dict[str, tuple[str, str]] = {
    "hook.returned": (
        "expected Variable, but hook returned '{got}': a hook returns a Tensor, or None to leave the gradient as it is",
        "钩子应返回 Tensor 或 None，却返回了 {got}",
    ),
    "hook.replaced": (
        "hook '{hook}' has changed the size or type of value: from shape {expected}, {dtype} to shape {got}, "
        "{got_dtype}. The gradient that a hook returns must keep shape and dtype",
        "钩子 '{hook}' 把形状为 {expected}、类型为 {dtype} 的梯度换成了形状 {got}、类型 {got_dtype}；形状和类型都必须不变",
    ),
    "hook.tuple": (
        "expected tuple, but hook returned '{got}': a hook on a node ('{hook}') returns None, or a tuple with one "
        "gradient for each that it was given",
        "节点的钩子 '{hook}' 应返回 None，或与所得梯度一一对应的元组（tuple），却返回了 '{got}'",
    ),
    "hook.count": (
        "hook '{hook}' has returned an incorrect number of values (got {got}, but expected {expected})",
        "钩子 '{hook}' 返回了 {got} 个值，应为 {expected} 个",
    ),
    "hook.none": (
        "can't replace a None gradient with a non-None value (hook '{hook}'): nothing that needs a gradient is there",
        "钩子 '{hook}' 不能用非 None 的值替换 None 梯度：那里没有需要梯度的张量",
    ),
    "saved.unpacked": (
        "Output of saved tensor unpack_hook expected to be a Tensor but got result of type {got}",
        "unpack_hook 应返回 Tensor，却返回了 {got}",
    ),
    "saved.pack_writes": (
        "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook can not be "
        "modified by in-place operations; let it work on a clone()",
        "pack_hook 原地修改了传给它的张量。传入的张量不可原地修改；请先 clone()",
    ),
    "saved.twice": (
        "Calling register_hooks on a saved tensor whose hooks have already been set is not allowed; they would not "
        "know what the first ones packed",
        "这个保存的张量已经有一对钩子了，不能再次 register_hooks",
    ),
    "saved.disabled": (
        "{reason} (saved_tensors_hooks are disabled here, by disable_saved_tensors_hooks)",
        "{reason}（这里已用 disable_saved_tensors_hooks 禁用 saved_tensors_hooks）",
    ),
    "saved.mutation_nested": (
        "allow_mutation_on_saved_tensors contexts cannot be nested",
        "allow_mutation_on_saved_tensors 不能嵌套",
    ),
    "saved.mutation_over": (
        "Trying to backward outside of the 'allow_mutation_on_saved_tensors' context in which the graph was "
        "originally recorded; call backward() inside the same `with`.",
        "在记录该计算图的 'allow_mutation_on_saved_tensors' 之外反向传播；请在同一个 `with` 之内调用 backward()。",
    ),
    "edge.no_grad": (
        "It is not possible to get the gradient edge for a Tensor that does not require gradients",
        "不需要梯度的张量没有梯度边（gradient edge）",
    ),
    "version.tensors": (
        "increment_version expect a Iterable[Tensor] as input, but got {got}",
        "increment_version 需要一个张量或若干张量，却得到 {got}",
    ),
    "hook.mode": (
        "Expects mode to be one of ('all', 'any') but got {got}",
        "mode 应为 'all' 或 'any'，却得到 {got}",
    ),
    "hook.all_no_grad": (
        "Expected gradient function to be set: every tensor of register_multi_grad_hook has to require grad",
        "register_multi_grad_hook 的每个张量都必须需要梯度（requires_grad=True）",
    ),
    "backward.edge_zeros": (
        "materialize_grads cannot be used when the given input is a GradientEdge",
        "输入是 GradientEdge 时不能使用 materialize_grads",
    ),
    "node.attribute": (
        "'{op}' object has no attribute '{name}'; what it saved is: {known}",
        "'{op}' 没有属性 '{name}'；它保存的有：{known}",
    ),
    "node.call_count": (
        "expected {expected} arguments, got {got} instead: {op} takes one gradient per output of its operation",
        "需要 {expected} 个参数，却得到 {got} 个：{op} 对运算的每个输出各取一个梯度",
    ),
    "node.call_type": (
        "argument {index} is not a Variable: {op} takes gradients, each a Tensor or None, but got {got}",
        "第 {index} 个参数不是张量：{op} 接受的梯度是 Tensor 或 None，却得到 {got}",
    ),
    "node.pickle": (
        "cannot pickle '{op}' object: a graph stays with the process that recorded it. Save the tensor's detach() instead",
        "无法序列化 '{op}'：计算图只属于记录它的进程；请改为保存 detach() 后的张量",
    ),
    "hook.not_leaf": (
        "post accumulate grad hooks cannot be registered on non-leaf tensors; use register_hook, or retain_grad()",
        "register_post_accumulate_grad_hook 只能用于叶子张量；其他张量请用 register_hook 或 retain_grad()",
    ),
    "hook.no_grad": (
        "cannot register a hook on a tensor that doesn't require gradient",
        "不需要梯度的张量不能注册钩子",
    ),
}
