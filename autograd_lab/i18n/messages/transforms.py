"""vmap, forward mode and the functions of ``torch.func``."""

MESSAGES: dict[str, tuple[str, str]] = {
    "transform.values": (
        "this needs the numbers in a tensor, but inside {what} a tensor stands for many samples, or has no numbers to "
        "give: .item(), .numpy(), bool(x), print of a number, or an operation whose result has a size that depends on "
        "values. Use torch.where instead of if, or do this outside",
        "这里需要张量中的具体数值，但在 {what} 中，一个张量代表许多样本，没有单一的数值可给：例如 .item()、.numpy()、bool(x)，"
        "或结果大小取决于数值的操作。请用 torch.where 代替 if，或把这一步移到外面",
    ),
    "transform.requires_grad": (
        "{call} inside a function that is being transformed (vmap, grad, jvp) is not possible; "
        "use torch.func.grad inside instead, or set it outside",
        "在正被变换（vmap、grad、jvp）的函数中不能调用 {call}；请在其中使用 torch.func.grad，或在外面设置",
    ),
    "transform.captured": (
        "during a grad (vjp, jvp, ...) transform, the function attempted an in-place operation on {what} of shape "
        "{shape}, which was made outside: a captured tensor must not change. Use the out-of-place form (y = y + a), "
        "write into a copy (y.clone()), or pass the tensor as an argument and return what it becomes",
        "在 grad（vjp、jvp 等）变换中，函数对在外面创建的 {what}（形状 {shape}）做了原地操作：捕获的张量不能被改变。"
        "请改用非原地写法（y = y + a），写入副本（y.clone()），或把该张量作为参数传入并返回新值",
    ),
    "transform.backward": (
        "backward() inside a function that is being transformed (vmap, grad, vjp, jvp, ...) is not possible: it would "
        "write .grad fields from within. Use torch.func.grad, torch.func.vjp or torch.autograd.grad inside",
        "在正被变换（vmap、grad、vjp、jvp 等）的函数中不能调用 backward()：它会从内部写入 .grad。"
        "请在其中使用 torch.func.grad、torch.func.vjp 或 torch.autograd.grad",
    ),
    "vmap.inplace": (
        "vmap: the in-place operation would write {size} samples into one tensor of shape {shape}, which all samples "
        "share. Use the out-of-place form (x = x + y), or make the tensor per sample first: x = x + 0 * y",
        "vmap：这个原地操作要把 {size} 个样本写进所有样本共用的一个张量（形状 {shape}）。请改用非原地写法（x = x + y），"
        "或先让该张量每个样本各有一份",
    ),
    "vmap.shared_target": (
        "vmap: autograd.grad inside vmap is asked for the gradient of a tensor that all samples share; their gradients "
        "would be mixed up. Use torch.func.grad with the tensor as an argument",
        "vmap：在 vmap 内部用 autograd.grad 求所有样本共用的张量的梯度，各样本的梯度会混在一起。"
        "请把该张量作为参数，使用 torch.func.grad",
    ),
    "vmap.nothing": (
        "vmap over 0 samples: {op} has no rule that works without a sample",
        "vmap 的样本数为 0：{op} 没有样本就无法计算",
    ),
    "vmap.by_values": (
        "vmap: how many elements {function} gives depends on the values, and so may differ from sample to sample. "
        "Use torch.where, or multiply by the mask, to keep the shape the same",
        "vmap：{function} 的结果有多少元素取决于数值，各样本可能不同。请用 torch.where 或乘以掩码，使形状保持不变",
    ),
    "vmap.random": (
        "vmap: called random operation while in randomness error mode. Say what is meant: "
        "vmap(f, randomness='different') for numbers of its own for each sample, or randomness='same'",
        "vmap：在 randomness='error' 模式下调用了随机操作。请说明意图：vmap(f, randomness='different') "
        "让每个样本得到不同的随机数，或用 randomness='same'",
    ),
    "vmap.same_samples": (
        "vmap: {function} inside vmap(..., randomness='same') cannot draw the same for all samples, because they "
        "differ in what it draws from. Use randomness='different'",
        "vmap：在 randomness='same' 模式下，{function} 无法为所有样本抽取相同的随机数，因为各样本的分布参数不同。"
        "请使用 randomness='different'",
    ),
    "vmap.random_shared": (
        "vmap: {function} would write different random numbers per sample into one tensor that all samples share. "
        "Use the out-of-place function, or randomness='same'",
        "vmap：{function} 要把每个样本各自的随机数写入所有样本共用的同一个张量。请使用非原地的函数，或 randomness='same'",
    ),
    "vmap.randomness": (
        "Only allowed values for randomness are 'error', 'different', or 'same', got {got!r}",
        "randomness 只能是 'error'、'different' 或 'same'，而不是 {got!r}",
    ),
    "vmap.chunk_size": (
        "vmap: chunk_size should be None or greater than 0, got {got}",
        "vmap：chunk_size 应为 None 或大于 0 的整数，而不是 {got}",
    ),
    "vmap.in_dims_type": (
        "vmap({function}, in_dims=...): in_dims must be an int, None, or a tuple with one entry per argument, nested like the "
        "arguments, got {got}",
        "vmap({function}, in_dims=...)：in_dims 必须是整数、None，或每个参数一项的元组（可按参数的结构嵌套），而不是 {got}",
    ),
    "vmap.in_dims_form": (
        "vmap({function}, in_dims={dims}): in_dims does not have the structure of the {count} argument(s); give one int "
        "or None per argument",
        "vmap({function}, in_dims={dims})：in_dims 的结构与 {count} 个参数不一致；请为每个参数给出一个整数或 None",
    ),
    "vmap.input_type": (
        "vmap({function}): got in_dim={dim} for an input that is a {got}, not a Tensor. If you want to pass it to every "
        "sample as it is, use None as its in_dim",
        "vmap({function})：某个参数的 in_dim={dim}，但它是 {got} 而不是张量。若要把它原样传给每个样本，请把它的 in_dim 设为 None",
    ),
    "vmap.input_dim": (
        "vmap({function}): got in_dim={dim} for a tensor with {ndim} dim(s); it must be in [-{ndim}, {ndim})",
        "vmap({function})：in_dim={dim}，但该张量只有 {ndim} 维，取值范围是 [-{ndim}, {ndim})",
    ),
    "vmap.no_inputs": (
        "vmap({function}): there is no tensor to slice: no arguments, or in_dims is None for all of them",
        "vmap({function})：没有可以切分的张量：没有参数，或所有参数的 in_dims 都是 None",
    ),
    "vmap.sizes": (
        "vmap({function}): expected all tensors to have the same size in the mapped dim, got sizes {sizes}",
        "vmap({function})：所有张量在被映射的维上大小应相同，实际为 {sizes}",
    ),
    "vmap.output_type": (
        "vmap({function}): the function must only return Tensors, got {got}. Did you mean to set out_dims= to None for "
        "this output?",
        "vmap({function})：函数只能返回张量，却返回了 {got}。是否想把该输出的 out_dims 设为 None？",
    ),
    "vmap.output_none": (
        "vmap({function}): an output that differs from sample to sample needs a dim to be stacked along, and its out_dim "
        "is None",
        "vmap({function})：某个输出因样本而异，需要一个维来堆叠，但它的 out_dim 是 None",
    ),
    "vmap.out_dims_form": (
        "vmap({function}): out_dims={dims} does not have the structure of the {count} output(s)",
        "vmap({function})：out_dims={dims} 的结构与 {count} 个输出不一致",
    ),
    "func.value_type": (
        "grad: the function must return a Tensor, got {got}",
        "grad：函数必须返回张量，而不是 {got}",
    ),
    "func.value_shape": (
        "grad: the function must return one number, a Tensor without dims, got shape {shape}. Reduce it with .sum() or "
        ".mean(), or use jacrev",
        "grad：函数必须返回一个数（零维张量），而返回值的形状是 {shape}。请用 .sum() 或 .mean() 归约，或使用 jacrev",
    ),
    "func.value_complex": (
        "grad: the function must return a real number, got {dtype}. Take its real part, or its absolute value",
        "grad：函数必须返回实数，而返回值的类型是 {dtype}。请取实部或绝对值",
    ),
    "func.need_tensors": (
        "{function}: expected Tensors (or tuples, lists and dicts of them), got {got}",
        "{function}：需要张量（或由张量组成的元组、列表、字典），却得到 {got}",
    ),
    "func.argnums_type": (
        "argnums must be an int or a tuple of ints, got {got}",
        "argnums 必须是整数或整数元组，而不是 {got}",
    ),
    "func.argnums_empty": ("argnums must not be an empty tuple", "argnums 不能是空元组"),
    "func.argnums_twice": (
        "argnums {argnums} names an argument twice",
        "argnums {argnums} 重复指定了同一个参数",
    ),
    "func.argnums_range": (
        "argnums={argnum}, but the function got {count} positional argument(s)",
        "argnums={argnum}，但函数只收到 {count} 个位置参数",
    ),
    "func.aux": (
        "{function} with has_aux=True: the function must return a tuple (output, aux), got {got}",
        "{function} 使用 has_aux=True 时，函数必须返回元组 (output, aux)，而不是 {got}",
    ),
    "func.cotangents": (
        "vjp: the cotangents must have the structure of the function's output",
        "vjp：传入的余切向量必须与函数输出的结构相同",
    ),
    "func.jvp_tuples": (
        "jvp: primals and tangents must be non-empty tuples, got {got}",
        "jvp：primals 和 tangents 必须是非空元组，而不是 {got}",
    ),
    "func.jvp_form": (
        "jvp: primals and tangents must have the same structure and the same shapes",
        "jvp：primals 与 tangents 的结构和形状必须相同",
    ),
    "func.jvp_strict": (
        "jvp: with strict=True every output must depend on the primals",
        "jvp：strict=True 时，每个输出都必须依赖于 primals",
    ),
    "func.given_twice": (
        "functional_call: {names}: two values are given for the same tensor; for tied weights tie_weights=False allows it",
        "functional_call：{names}：同一个张量给出了两个值；若是共享权重，可用 tie_weights=False",
    ),
    "func.not_dicts": (
        "functional_call: the parameters and buffers must be a dict, or a list or tuple of dicts, got {got}",
        "functional_call：参数和缓冲区必须是字典，或由字典组成的列表或元组，而不是 {got}",
    ),
    "func.not_tensor": (
        "functional_call: a parameter or buffer must be a Tensor, got {got}",
        "functional_call：参数或缓冲区必须是张量，而不是 {got}",
    ),
    "func.functionalize": (
        "functionalize(remove=...): 'mutations' or 'mutations_and_views' is expected, got {got!r}",
        "functionalize(remove=...)：应为 'mutations' 或 'mutations_and_views'，而不是 {got!r}",
    ),
    "func.jacobian_complex": (
        "{function}: the inputs must be real, got {dtype}. Use torch.view_as_real, and differentiate by both parts",
        "{function}：输入必须是实数，而不是 {dtype}。请用 torch.view_as_real 分成实部与虚部再求导",
    ),
    "func.names": (
        "functional_call: unknown names {unknown}; missing names {missing}",
        "functional_call：未知的名称 {unknown}；缺少的名称 {missing}",
    ),
    "func.no_models": (
        "stack_module_state: expected at least one model",
        "stack_module_state：至少需要一个模型",
    ),
    "func.models_differ": (
        "stack_module_state: all models must be of the same class",
        "stack_module_state：所有模型必须属于同一个类",
    ),
    "func.models_mode": (
        "stack_module_state: all models must be in the same mode, training or evaluation",
        "stack_module_state：所有模型必须处于同一模式（训练或评估）",
    ),
    "dual.nested": (
        "a dual level is open already; nested forward-mode AD by levels is not supported. Use torch.func.jvp, which nests",
        "已经有一个 dual level；这种写法的前向模式不支持嵌套。请使用可以嵌套的 torch.func.jvp",
    ),
    "dual.exit": (
        "there is no dual level to exit; enter_dual_level() comes first",
        "没有可以退出的 dual level；请先调用 enter_dual_level()",
    ),
    "dual.no_level": (
        "a dual Tensor lives inside a level: write with torch.autograd.forward_ad.dual_level(): around this",
        "对偶张量只能在 level 之内存在：请把这一步写在 with torch.autograd.forward_ad.dual_level(): 中",
    ),
    "dual.twice": (
        "make_dual: this tensor has a tangent at this level already; make the dual of the value that unpack_dual gives",
        "make_dual：该张量在这一层已有 tangent；请对 unpack_dual 给出的原值构造对偶张量",
    ),
    "dual.dtype": (
        "primal and tangent must be of floating point or complex dtype, got {dtype}",
        "primal 和 tangent 必须是浮点或复数类型，而不是 {dtype}",
    ),
    "dual.shape": (
        "the tangent of shape {tangent} must have the shape of the primal, {primal}",
        "tangent 的形状 {tangent} 必须与 primal 的形状 {primal} 相同",
    ),
    "backward.batched_starts": (
        "is_grads_batched=True needs grad_outputs that all have the same number of gradients along dim 0",
        "is_grads_batched=True 需要 grad_outputs，且它们在第 0 维上的梯度个数相同",
    ),
}
