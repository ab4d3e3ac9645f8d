"""What the networks' part of the library says to a learner, in both languages."""

from __future__ import annotations

from autograd_lab.i18n import add_messages

add_messages(
    {
        "nn.parameter.data": (
            "{cls}: data must be a Tensor, not {got}. Make one with torch.tensor(...) or torch.randn(...)",
            "{cls} 的 data 必须是 Tensor，而不是 {got}。请先用 torch.tensor(...) 或 torch.randn(...) 创建",
        ),
        "nn.module.forward": (
            'Module [{cls}] is missing the required "forward" function: write def forward(self, x) in the class',
            "模块 [{cls}] 缺少必需的 forward 方法：请在类中定义 def forward(self, x)",
        ),
        "nn.module.call_before_init": (
            "'{cls}' was called before Module.__init__() ran: call super().__init__() first in __init__",
            "{cls} 在 Module.__init__() 执行之前就被调用了：请在 __init__ 的第一行写 super().__init__()",
        ),
        "nn.module.init_arguments": (
            "{cls}: Module.__init__() takes no arguments, but got {got}. Keep them in your own __init__ and call "
            "super().__init__() without any; or set call_super_init = True for a second base class that wants them",
            "{cls}：Module.__init__() 不接受参数，却得到 {got} 个。请在自己的 __init__ 中处理，并用不带参数的 super().__init__()；"
            "若另一个基类需要它们，请设 call_super_init = True",
        ),
        "nn.module.assign_before_init": (
            "cannot assign {what} before Module.__init__() call: write super().__init__() as the first line of __init__",
            "在调用 Module.__init__() 之前不能赋值 {what}：请在 __init__ 的第一行写 super().__init__()",
        ),
        "nn.module.missing": ("'{cls}' object has no attribute '{name}'", "{cls} 对象没有属性 {name}"),
        "nn.module.missing_near": (
            "'{cls}' object has no attribute '{name}'. Did you mean '{near}'?",
            "{cls} 对象没有属性 {name}。是不是想写 {near}？",
        ),
        "nn.module.missing_before_init": (
            "'{cls}' object has no attribute '{name}' (yet): call super().__init__() first in __init__",
            "{cls} 对象（还）没有属性 {name}：请先在 __init__ 的第一行调用 super().__init__()",
        ),
        "nn.module.not_module": ("`{name}` is not an nn.Module", "{name} 不是 nn.Module"),
        "nn.module.not_member": ("`{name}` is not a {what}", "{name} 不是 {what}"),
        "nn.module.assign_type": (
            "cannot assign {got} as '{name}' ({wanted} or None expected)",
            "不能把 {got} 赋给 {name}（应为 {wanted} 或 None）",
        ),
        "nn.module.assign_layer": (
            "cannot assign {got} as '{name}' (Module or None expected): a layer is an object, such as nn.ReLU(), "
            "not a class or a function",
            "不能把 {got} 赋给 {name}（应为 Module 或 None）：层是一个对象，例如 nn.ReLU()，而不是类或函数",
        ),
        "nn.module.name_type": ("{what} name should be a string. Got {got}", "{what} 的名字应为字符串，却得到 {got}"),
        "nn.module.name_dot": ('{what} name can\'t contain ".", got: {name}', "{what} 的名字不能含有“.”：{name}"),
        "nn.module.name_empty": ('{what} name can\'t be empty string ""', "{what} 的名字不能是空字符串"),
        "nn.module.name_taken": ("attribute '{name}' already exists", "属性 {name} 已经存在"),
        "nn.module.parameter_non_leaf": (
            "Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly; "
            "to express '{name}' as a function of another Tensor, compute it in forward()",
            "不能把非叶子张量赋给参数 {name}。模型的参数必须直接创建；若 {name} 由其他张量算出，请在 forward() 中计算",
        ),
        "nn.module.train_mode": (
            "training mode is expected to be boolean, but got {got!r}",
            "train() 的参数应为 True 或 False，却得到 {got!r}",
        ),
        "nn.module.to_dtype": (
            "nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}",
            "模型的 to() 只接受浮点或复数类型，却得到 dtype={dtype}",
        ),
        "nn.hook.pair": (
            "forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {got}",
            "前向前置钩子必须返回 None 或 (new_args, new_kwargs)，却得到 {got}",
        ),
        "nn.hook.mixed": (
            "Cannot use both regular backward hooks and full backward hooks {where}. Please use only one of them.",
            "普通反向钩子与完整反向钩子不能同时使用（{where}）。请只用其中一种。",
        ),
        "nn.hook.not_full": (
            "Using a non-full backward hook when the forward contains multiple autograd Nodes is deprecated. This hook "
            "will be missing some grad_input: it sees the last node only. Please use register_full_backward_hook to "
            "get the documented behavior.",
            "模块的前向包含多个节点，而 register_backward_hook 只看到最后一个，会缺少部分 grad_input。"
            "请改用 register_full_backward_hook。",
        ),
        "nn.hook.silenced": (
            "module forward hook with ``always_call=True`` raised an exception that was silenced as another error was "
            "raised in forward: {error}",
            "forward 已经抛出错误，设有 ``always_call=True`` 的前向钩子又抛出的错误被忽略：{error}",
        ),
        "nn.hook.no_input": (
            "Backward hook for Modules where no input requires gradient should always return None or None for all "
            "gradients.",
            "若模块的输入都不需要梯度，它的反向钩子只能返回 None。",
        ),
        "nn.hook.count": (
            "Backward hook returned an invalid number of grad_input, got {got}, but expected {expected}",
            "反向钩子返回了 {got} 个 grad_input，应为 {expected} 个",
        ),
        "nn.state.not_mapping": (
            "Expected state_dict to be dict-like, got {got}.",
            "state_dict 应为字典，却得到 {got}。",
        ),
        "nn.state.errors": (
            "Error(s) in loading state_dict for {cls}:\n\t{problems}",
            "为 {cls} 载入 state_dict 时出错（模型没有改变）：\n\t{problems}",
        ),
        "nn.state.missing": ("Missing key(s) in state_dict: {keys}. ", "state_dict 中缺少：{keys}。"),
        "nn.state.unexpected": ("Unexpected key(s) in state_dict: {keys}. ", "state_dict 中多出：{keys}。"),
        "nn.state.shape": (
            "size mismatch for {key}: copying a param with shape {got} from checkpoint, the shape in current model is "
            "{expected}.",
            "{key} 的形状不一致：文件中是 {got}，当前模型中是 {expected}。",
        ),
        "nn.state.not_tensor": (
            'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but '
            "received {got}",
            "载入参数 {key} 时需要 Tensor，却得到 {got}",
        ),
        "parallel.first": (
            "module must have its parameters and buffers on device {first} (device_ids[0]) but found one of them on "
            "device: {found}",
            "模型的参数和缓冲区必须在 {first} 上（device_ids[0]），却有一个在 {found} 上",
        ),
        "attention.backend": (
            "sdpa_kernel takes a SDPBackend or several, not {got}",
            "sdpa_kernel 的参数是一个或多个 SDPBackend，而不是 {got}",
        ),
        "attention.no_backend": (
            "No viable backend for scaled_dot_product_attention was found among {allowed}: attention is computed here in "
            "one way, with the weights of all pairs in memory. Add SDPBackend.MATH to those allowed",
            "{allowed} 中没有可用的 scaled_dot_product_attention 后端：这里只有一种算法，即把所有配对的权重放在内存中。请在允许的"
            "后端中加上 SDPBackend.MATH",
        ),
        "parallel.counts": (
            "{modules} modules need as many inputs and kwargs, but got {inputs} and {kwargs}",
            "{modules} 个模块需要同样多的 inputs 和 kwargs，却得到 {inputs} 和 {kwargs} 个",
        ),
        "parallel.uneven": (
            "the inputs, of shapes {shapes}, do not divide alike along dimension {dim}: each needs the whole batch",
            "形状为 {shapes} 的各个输入沿第 {dim} 维分不成同样多的份：每个输入都要包含整个批次",
        ),
    }
)
