"""What optimizers say, in English and Chinese."""

from autograd_lab.i18n import add_messages

add_messages(
    {
        # -- options --------------------------------------------------------------------------------------------
        "optim.value": (
            "Invalid {name} value: {value}; it must be >= 0",
            "{name} 的值无效：{value}；它不能小于 0",
        ),
        "optim.lr": (
            "Invalid learning rate: {lr}; it must be a number >= 0",
            "学习率无效：{lr}；它必须是不小于 0 的数",
        ),
        "optim.one_element": (
            "Tensor {name} must be 1-element, but it has shape {shape}; for several rates use parameter groups",
            "张量 {name} 必须只有一个元素，而它的形状是 {shape}；若需要多个学习率，请使用参数组",
        ),
        "optim.betas": (
            "Invalid beta parameter at index {index}: {value}; it must be in [0, 1)",
            "第 {index} 个 beta 无效：{value}；它必须在 [0, 1) 之内",
        ),
        "optim.betas_kinds": (
            "betas must be either both floats or both Tensors, but they are {first} and {second}",
            "两个 beta 必须同为浮点数或同为张量，现在却是 {first} 和 {second}",
        ),
        "optim.tensor_foreach": (
            "{name} as a Tensor is not supported for capturable=False and foreach=True; leave foreach out",
            "foreach=True 且 capturable=False 时，{name} 不能是张量；请去掉 foreach",
        ),
        "optim.fused": (
            "`fused` and `{other}` cannot be True together: they are two implementations of one step; leave both out",
            "fused 与 {other} 不能同时为 True：它们是同一步的两种实现；请都去掉",
        ),
        "optim.nesterov": (
            "Nesterov momentum requires a momentum and zero dampening",
            "Nesterov 动量要求 momentum 大于 0 且 dampening 为 0",
        ),
        "optim.rho": (
            "Invalid rho value: {value}; it must be in [0, 1]",
            "rho 的值无效：{value}；它必须在 [0, 1] 之内",
        ),
        "optim.etas": (
            "Invalid eta values: {minus}, {plus}; a step shrinks by the first and grows by the second, so "
            "0 < etas[0] < 1 < etas[1]",
            "etas 的值无效：{minus}, {plus}；步长以第一个缩小、以第二个放大，故应有 0 < etas[0] < 1 < etas[1]",
        ),
        "optim.beta2_decay": (
            "beta2_decay should be <= 0 but is: {value}; the average gets longer with time",
            "beta2_decay 不能大于 0，而它是 {value}：平均的时间应越来越长",
        ),
        "optim.threshold": (
            "Clipping threshold d should be >= 1 but is: {value}",
            "截断阈值 d 不能小于 1，而它是 {value}",
        ),
        "optim.adjust_lr": (
            "Adjust learning rate function {value} is not supported: choose None, 'original' or 'match_rms_adamw'",
            "不支持 adjust_lr_fn={value}：请选择 None、'original' 或 'match_rms_adamw'",
        ),
        "optim.ns_steps": (
            "ns_steps must be less than 100, not {value}: five steps are enough",
            "ns_steps 必须小于 100，而它是 {value}：五步就够了",
        ),
        "optim.ns_coefficients": (
            "ns_coefficients must be exactly 3 values, not {value}",
            "ns_coefficients 必须恰好有 3 个值，而不是 {value}",
        ),
        "optim.line_search": (
            "line_search_fn can be None or 'strong_wolfe', not {value!r}",
            "line_search_fn 可以是 None 或 'strong_wolfe'，而不是 {value!r}",
        ),
        "optim.required": (
            "parameter group didn't specify a value of required optimization parameter {name}",
            "参数组没有给出必需的选项 {name}",
        ),
        # -- parameters -----------------------------------------------------------------------------------------
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
        "optim.complex": (
            "{optimizer} does not support complex parameters",
            "{optimizer} 不支持复数参数",
        ),
        "optim.muon_dims": (
            "Muon only supports 2D parameters whereas we found a parameter with size: {shape}; give biases and the "
            "like to another optimizer, such as AdamW",
            "Muon 只支持 2 维参数，而这里有一个形状为 {shape} 的参数；请把偏置等交给别的优化器，例如 AdamW",
        ),
        # -- groups ---------------------------------------------------------------------------------------------
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
        "optim.names_missing": (
            "all optimizer params should be with/without names. Some param names are missing: only {named} of {total} "
            "have one",
            "参数要么都有名字，要么都没有；这里 {total} 个参数中只有 {named} 个有名字",
        ),
        "optim.names_groups": (
            "all optimizer param groups should be with/without names: group {index} differs from those before it",
            "各参数组要么都有名字，要么都没有；第 {index} 组与前面的不同",
        ),
        "optim.one_group": (
            "LBFGS doesn't support per-parameter options (parameter groups): its step is one for all parameters",
            "LBFGS 不支持多个参数组：它的一步是对所有参数一起算的",
        ),
        # -- state, hooks, subclasses ---------------------------------------------------------------------------
        "optim.state_groups": (
            "loaded state dict has a different number of parameter groups ({got} instead of {expected})",
            "载入的状态有 {got} 个参数组，而优化器有 {expected} 个",
        ),
        "optim.state_size": (
            "loaded state dict contains a parameter group that doesn't match the size of optimizer's group "
            "({got} parameters instead of {expected})",
            "载入的状态中某个参数组有 {got} 个参数，而优化器的对应组有 {expected} 个",
        ),
        "optim.hook_result": (
            "a step pre-hook must return None or a tuple of (new_args, new_kwargs), but it returned {got}",
            "step 之前的钩子应返回 None 或元组 (new_args, new_kwargs)，却返回了 {got}",
        ),
        "optim.update": (
            "{cls} has neither update(xp, x, g, state, options), the formula of one parameter, nor a step of its own",
            "{cls} 既没有 update(xp, x, g, state, options)（一个参数的公式），也没有自己的 step",
        ),
    }
)
