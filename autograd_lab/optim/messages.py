"""What optimizers say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        "optim.value": (
            "Invalid {name} value: {value}; it must be >= 0",
            "{name} 的值无效：{value}；它不能小于 0",
        ),
        "optim.lr": (
            "Invalid learning rate: {lr}; it must be a number >= 0",
            "学习率无效：{lr}；它必须是不小于 0 的数",
        ),
        "optim.betas": (
            "Invalid beta parameter at index {index}: {value}; it must be in [0, 1)",
            "第 {index} 个 beta 无效：{value}；它必须在 [0, 1) 之内",
        ),
        "optim.nesterov": (
            "Nesterov momentum requires a momentum and zero dampening",
            "Nesterov 动量要求 momentum 大于 0 且 dampening 为 0",
        ),
        "optim.empty": (
            "optimizer got an empty parameter list; pass model.parameters(), and a generator only once",
            "优化器得到的参数列表为空；请传入 model.parameters()，并注意生成器只能用一次",
        ),
        "optim.single_tensor": (
            "params argument given to the optimizer should be an iterable of Tensors or dicts, but got a single "
            "{got}; put it in a list",
            "优化器的 params 应为张量的列表或参数组的列表，却得到单个 {got}；请把它放进列表",
        ),
        "optim.not_iterable": (
            "params argument given to the optimizer should be an iterable of Tensors or dicts, but got {got}; "
            "pass model.parameters()",
            "优化器的 params 应为张量的列表或参数组的列表，却得到 {got}；请传入 model.parameters()",
        ),
        "optim.not_tensor": (
            "optimizer can only optimize Tensors, but one of the params is {got}",
            "优化器只能优化张量，而其中一个参数是 {got}",
        ),
        "optim.not_leaf": (
            "can't optimize a non-leaf Tensor (shape {shape}): it was computed, so it changes with what it came from; "
            "optimize a tensor made with requires_grad=True",
            "不能优化非叶子张量（形状 {shape}）：它是计算得到的；请优化直接以 requires_grad=True 创建的张量",
        ),
        "optim.in_two_groups": (
            "some parameters appear in more than one parameter group",
            "有参数同时出现在多个参数组中",
        ),
        "optim.twice_in_group": (
            "optimizer contains a parameter group with duplicate parameters; list each only once",
            "参数组中有重复的参数；每个参数只应列出一次",
        ),
        "optim.group_type": (
            'param_group must be a dict such as {{"params": [...], "lr": 0.1}}, but got {got}',
            '参数组应为字典，例如 {{"params": [...], "lr": 0.1}}，却得到 {got}',
        ),
        "optim.group_set": (
            "optimizer parameters need to be organized in ordered collections, but sets have no order; use a list",
            "优化器的参数必须放在有顺序的容器里，而集合没有顺序；请用列表",
        ),
        "optim.state_groups": (
            "loaded state dict has a different number of parameter groups ({got} instead of {expected})",
            "载入的状态有 {got} 个参数组，而优化器有 {expected} 个",
        ),
        "optim.state_size": (
            "loaded state dict contains a parameter group that doesn't match the size of optimizer's group "
            "({got} parameters instead of {expected})",
            "载入的状态中某个参数组有 {got} 个参数，而优化器的对应组有 {expected} 个",
        ),
    }
)
