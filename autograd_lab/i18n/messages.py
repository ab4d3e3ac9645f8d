"""What the engine says, in English and Chinese: what happened, with the values, and the way out."""

MESSAGES: dict[str, tuple[str, str]] = {
    # -- language -----------------------------------------------------------------------------------------------
    "language.unknown": (
        "unknown language {language!r}; choose 'en' or 'zh'",
        "未知的语言 {language!r}；请用 'en' 或 'zh'",
    ),
    # -- arguments ----------------------------------------------------------------------------------------------
    "arg.need_tensor": (
        "{function}(): argument '{name}' must be Tensor, not {got}; make one with torch.tensor(...)",
        "{function}()：参数 '{name}' 必须是 Tensor，而不是 {got}；可以先用 torch.tensor(...) 转换",
    ),
    "arg.need_tensor_or_number": (
        "{function}(): expected a Tensor or a number, but got {got}; convert it with torch.tensor(...)",
        "{function}()：需要 Tensor 或数字，却得到 {got}；可以先用 torch.tensor(...) 转换",
    ),
    "arg.dim_range": (
        "Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})",
        "维度超出范围（应在 [{low}, {high}] 之内，却得到 {dim}）",
    ),
    "arg.dim_type": ("dim must be an int, not {got}", "dim 必须是整数，而不是 {got}"),
    "arg.dim_twice": ("a dimension appears more than once in {dims}", "{dims} 中有维度重复出现"),
    "arg.size_type": (
        "{function}(): sizes must be ints, but one is {got}",
        "{function}()：各维长度必须是整数，其中却有 {got}",
    ),
    "arg.size_negative": (
        "sizes cannot be negative, but got {shape}",
        "各维长度不能为负，却得到 {shape}",
    ),
    "broadcast.mismatch": (
        "The size of tensor a ({na}) must match the size of tensor b ({nb}) at non-singleton dimension {dim}: "
        "shapes {a} and {b} do not broadcast. Sizes are compared from the right; each pair must be equal or "
        "contain a 1.",
        "张量 a 的长度 ({na}) 与张量 b 的长度 ({nb}) 在第 {dim} 维不一致：形状 {a} 与 {b} 无法广播。"
        "广播从最右一维开始逐对比较，每一对要么相等，要么其中之一为 1。",
    ),
    # -- creation -----------------------------------------------------------------------------------------------
    "tensor.constructor": (
        "Tensor() takes sizes or one sequence of numbers; torch.tensor(data) is usually what you want",
        "Tensor() 只接受各维长度或一个数字序列；通常应使用 torch.tensor(data)",
    ),
    "tensor.copy_construct": (
        "To copy construct from a tensor, it is recommended to use x.clone().detach() or "
        "x.clone().detach().requires_grad_(True), rather than torch.tensor(x).",
        "要由张量复制出新张量，建议用 x.clone().detach() 或 x.clone().detach().requires_grad_(True)，而不是 torch.tensor(x)。",
    ),
    "tensor.deepcopy_non_leaf": (
        "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment; "
        "copy x.detach() instead",
        "只有用户直接创建的张量（叶子）支持 deepcopy；请改为复制 x.detach()",
    ),
    "tensor.element_type": (
        "can't make a tensor of {dtype}: elements must be numbers or bools",
        "无法由 {dtype} 创建张量：元素必须是数字或布尔值",
    ),
    "tensor.len_0d": ("len() of a 0-d tensor", "0 维张量没有 len()"),
    "tensor.ragged": (
        "expected sequences of equal length at each level, but the nested lists are ragged",
        "嵌套列表各层的长度必须一致，这里却长短不一",
    ),
    "from_numpy.type": (
        "from_numpy() expected np.ndarray (got {got}); use torch.tensor(...) for other data",
        "from_numpy() 需要 np.ndarray（得到 {got}）；其他数据请用 torch.tensor(...)",
    ),
    "from_numpy.negative_strides": (
        "this array has negative strides, which tensors do not support; pass array.copy()",
        "该数组的步长为负，张量不支持；请传入 array.copy()",
    ),
    "arange.zero_step": ("arange: step must be nonzero", "arange：步长不能为 0"),
    "arange.bounds": (
        "arange: from {start} to {end} cannot be reached with step {step}",
        "arange：以步长 {step} 无法从 {start} 走到 {end}",
    ),
    "randint.arguments": (
        "randint() needs an upper bound and a size: randint(10, (2, 3))",
        "randint() 需要上界和形状：randint(10, (2, 3))",
    ),
    "randint.bounds": (
        "randint: low ({low}) must be smaller than high ({high})",
        "randint：下界 ({low}) 必须小于上界 ({high})",
    ),
    "random.needs_float": (
        "{function}() draws floating-point numbers, not {dtype}; use randint for integers",
        "{function}() 只能生成浮点数，不能生成 {dtype}；整数请用 randint",
    ),
    "normal.std": ("normal expects std >= 0.0, but found std {std}", "标准差必须 >= 0，却得到 {std}"),
    "uniform.bounds": (
        "uniform_ expects to return a [from, to) range, but found from={low} > to={high}",
        "uniform_ 的区间下界 {low} 大于上界 {high}",
    ),
    # -- dtypes -------------------------------------------------------------------------------------------------
    "dtype.unsupported": (
        "can't convert an array of type {dtype}. The supported types are: {supported}",
        "不支持 {dtype} 类型的数组。支持的类型有：{supported}",
    ),
    "dtype.expected": (
        "expected a dtype such as torch.float32, but got {got}",
        "需要 torch.float32 这样的 dtype，却得到 {got}",
    ),
    "dtype.default_must_float": (
        "only floating-point types are supported as the default type, but got {got}",
        "默认类型只能是浮点类型，却得到 {got}",
    ),
    "mean.needs_float": (
        "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
        "Got: {dtype}; call x.float().mean()",
        "mean()：输入必须是浮点或复数类型，却得到 {dtype}；请用 x.float().mean()",
    ),
    "var.needs_float": (
        "std and var only support floating point and complex dtypes, but got {dtype}; call x.float() first",
        "std 与 var 只支持浮点和复数类型，却得到 {dtype}；请先调用 x.float()",
    ),
    "div.integer_by_zero": (
        "ZeroDivisionError: {function}() of integers by zero; call .float() first to get inf or nan",
        "ZeroDivisionError：{function}() 中整数除以零；若需要 inf 或 nan，请先调用 .float()",
    ),
    "div.rounding_mode": (
        "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'",
        "div 的 rounding_mode 只能是 None、'trunc' 或 'floor'，却得到 '{mode}'",
    ),
    "frac.needs_float": (
        "frac() is not implemented for {dtype}; integers have no decimals",
        "frac() 不支持 {dtype}：整数没有小数部分",
    ),
    "neg.bool": (
        "Negation, the `-` operator, on a bool tensor is not supported; use ~ or logical_not",
        "布尔张量不支持取负 `-`；请用 ~ 取反",
    ),
    "sub.bool": (
        "Subtraction, the `-` operator, with two bool tensors is not supported; use ^ instead",
        "两个布尔张量不支持减法 `-`；请用 ^",
    ),
    "pow.negative_int": (
        "Integers to negative integer powers are not allowed (exponent {exponent}); call x.float() first",
        "整数不能求负整数次幂（指数 {exponent}）；请先调用 x.float()",
    ),
    "softmax.needs_float": (
        '"{function}" not implemented for {dtype}: convert to float first, with x.float()',
        "{function} 不支持 {dtype}：请先用 x.float() 转为浮点数",
    ),
    "where.condition": (
        "where expected condition to be a boolean tensor, but got a tensor with dtype {dtype}",
        "条件必须是布尔张量，却得到 {dtype}",
    ),
    "gather.index": (
        "gather(): Expected dtype int64 for index, but got {dtype}",
        "gather()：下标的类型应为 int64，却得到 {dtype}",
    ),
    "isclose.dtypes": (
        "{a} did not match {b}: both tensors must have the same dtype; convert one with .to(dtype)",
        "{a} 与 {b} 不一致：两个张量的类型必须相同；请用 .to(dtype) 转换其中之一",
    ),
    "norm.p": ("norm: only p=2 is supported so far, but got p={p}", "norm：目前只支持 p=2，却得到 p={p}"),
    "threads.type": ("set_num_threads expects an int, but got {got}", "set_num_threads 需要整数，却得到 {got}"),
    "threads.positive": (
        "set_num_threads expects a positive integer, but got {got}",
        "线程数必须是正整数，却得到 {got}",
    ),
    # -- devices ------------------------------------------------------------------------------------------------
    "device.unknown": (
        "Expected one of cpu, cuda device type at start of device string: {device}",
        "未知的设备：{device}。可用的写法有 'cpu'、'cuda'、'cuda:0'",
    ),
    "device.expected": (
        "expected a device such as 'cpu' or 'cuda:0', but got {got}",
        "需要 'cpu' 或 'cuda:0' 这样的设备，却得到 {got}",
    ),
    "device.two_indices": (
        "the device index is given twice: in {device!r} and as {index}",
        "设备编号给了两次：{device!r} 和 {index}",
    ),
    "device.mixed": (
        "Expected all tensors to be on the same device, but found at least two devices, {devices}! (in {op}). "
        "Move one of them with .to(device).",
        "所有张量必须在同一设备上，却在 {op} 中遇到了 {devices}！请用 .to(device) 移动其中之一。",
    ),
    "cuda.no_cupy": (
        "CUDA needs CuPy, which is not installed: pip install 'autograd-lab[gpu]'",
        "使用 CUDA 需要 CuPy，但尚未安装：pip install 'autograd-lab[gpu]'",
    ),
    "cuda.no_driver": (
        "CuPy is installed, but no NVIDIA GPU with a working driver was found; use device='cpu'",
        "已安装 CuPy，但没有找到带可用驱动的 NVIDIA GPU；请用 device='cpu'",
    ),
    "cuda.no_such_index": (
        "CUDA error: invalid device ordinal: cuda:{index} was asked for, but {count} device(s) are visible",
        "没有编号为 cuda:{index} 的设备：可见的设备共 {count} 个",
    ),
    # -- shapes -------------------------------------------------------------------------------------------------
    "reshape.size": (
        "shape '{shape}' is invalid for input of size {numel}",
        "形状 {shape} 与 {numel} 个元素不符",
    ),
    "reshape.two_unknown": (
        "only one dimension can be inferred, but got {shape}",
        "只能有一个 -1，却得到 {shape}",
    ),
    "reshape.negative": ("invalid shape dimension in {shape}", "{shape} 中有无效的长度"),
    "reshape.ambiguous": (
        "cannot reshape a tensor of 0 elements into {shape}, because the unspecified dimension can be any value",
        "没有元素的张量无法变形为 {shape}，因为 -1 可以是任意值",
    ),
    "view.not_contiguous": (
        "view size is not compatible with input tensor's size and stride: {shape} cannot be seen as {wanted} without "
        "copying. Use .reshape(...) instead.",
        "无法在不复制内存的情况下把 {shape} 看作 {wanted}，因为元素在内存中不连续。请改用 .reshape(...)。",
    ),
    "flatten.order": (
        "flatten() has invalid args: start_dim ({start}) cannot come after end_dim ({end})",
        "flatten()：start_dim ({start}) 不能在 end_dim ({end}) 之后",
    ),
    "permute.count": (
        "permute: number of dims {dims} does not match the tensor's {ndim} dimensions",
        "permute：给出的维度 {dims} 与张量的 {ndim} 维不符",
    ),
    "t.ndim": (
        "t() expects a tensor with <= 2 dimensions, but self is {ndim}D; use transpose(dim0, dim1)",
        "t() 只用于至多 2 维的张量，这里是 {ndim} 维；请用 transpose(dim0, dim1)",
    ),
    "expand.ndim": (
        "expand: the requested shape {wanted} has fewer dimensions than the tensor's {shape}",
        "expand：目标形状 {wanted} 的维数少于张量的 {shape}",
    ),
    "expand.size": (
        "The expanded size {wanted} must match the existing size {shape} at non-singleton dimension {dim}",
        "expand 只能扩展长度为 1 的维：{shape} 无法在第 {dim} 维扩展为 {wanted}",
    ),
    "cat.empty": (
        "{function}(): expected a non-empty list of Tensors",
        "{function}()：需要非空的张量列表",
    ),
    "cat.need_sequence": (
        "{function}(): argument 'tensors' must be tuple of Tensors, not {got}",
        "{function}()：参数 'tensors' 必须是张量的列表或元组，而不是 {got}",
    ),
    "cat.zero_dim": (
        "zero-dimensional tensor cannot be concatenated; use torch.stack",
        "0 维张量不能拼接；请用 torch.stack",
    ),
    "cat.shapes": (
        "Sizes of tensors must match except in dimension {dim}: got {a} and {b}",
        "除第 {dim} 维外，各张量的形状必须一致：得到 {a} 和 {b}",
    ),
    "stack.shapes": (
        "stack expects each tensor to be equal size, but got {a} and {b}",
        "stack 要求各张量形状相同，却得到 {a} 和 {b}",
    ),
    "split.size": (
        "split expects a positive split_size, but got {size}",
        "split 的每段长度必须为正，却得到 {size}",
    ),
    "split.sections": (
        "split_with_sizes expects sections that sum to {size} (the size of dimension {dim}), but got {sections}",
        "各段长度之和应为 {size}（第 {dim} 维的长度），却得到 {sections}",
    ),
    "chunk.count": (
        "chunk expects `chunks` to be greater than 0, got: {chunks}",
        "chunk 的份数必须大于 0，却得到 {chunks}",
    ),
    "topk.range": (
        "selected index k out of range: k={k}, but the dimension has {size} elements",
        "k 超出范围：k={k}，而该维只有 {size} 个元素",
    ),
    "triangle.ndim": (
        "{function}: input tensor must have at least 2 dimensions, but has {ndim}",
        "{function}：输入至少要有 2 维，这里是 {ndim} 维",
    ),
    "unbind.zero_dim": (
        "unbind: a 0-d tensor has no dimension to unbind",
        "unbind：0 维张量没有可以拆分的维度",
    ),
    "clamp.no_bound": (
        "torch.clamp: At least one of 'min' or 'max' must not be None",
        "clamp：min 与 max 至少要给一个",
    ),
    "reduce.empty": (
        "{function}(): Expected reduction dim to be specified for input.numel() == 0",
        "{function}()：空张量没有可以比较的元素",
    ),
    "reduce.empty_dim": (
        "{function}(): Expected reduction dim {dim} to have non-zero size",
        "{function}()：第 {dim} 维的长度为 0，没有可以比较的元素",
    ),
    "item.size": (
        "a Tensor with shape {shape} cannot be converted to Scalar: it must have exactly one element",
        "形状为 {shape} 的张量不能转换为一个数：它必须恰好有一个元素",
    ),
    "bool.size": (
        "Boolean value of Tensor with shape {shape} is ambiguous; use .any() or .all()",
        "形状为 {shape} 的张量没有确定的真假；请用 .any() 或 .all()",
    ),
    "matmul.shapes": (
        "mat1 and mat2 shapes cannot be multiplied ({a} and {b}): the last size of the first must equal the "
        "second-to-last of the second. A transpose, .t() or .transpose(-2, -1), may be missing.",
        "形状 {a} 与 {b} 无法相乘：前者的最后一维必须等于后者的倒数第二维。也许缺少一次转置 .t() 或 .transpose(-2, -1)。",
    ),
    "matmul.batch": (
        "matmul: the batch dimensions of {a} and {b} do not broadcast",
        "matmul：{a} 与 {b} 的批量维无法广播",
    ),
    "matmul.zero_dim": (
        "both arguments to matmul need to be at least 1D, but they have shapes {a} and {b}; use * for numbers",
        "matmul 的两个参数至少要有 1 维，形状却是 {a} 和 {b}；与数相乘请用 *",
    ),
    "matmul.ndim": (
        "{function}: expected a {ndim}-D tensor, but got {got}-D",
        "{function}：需要 {ndim} 维张量，却得到 {got} 维",
    ),
    "matmul.dtypes": (
        "expected m1 and m2 to have the same dtype, but got: {a} != {b}; convert one with .to(dtype)",
        "相乘的两个张量类型必须相同，却得到 {a} 与 {b}；请用 .to(dtype) 转换其中之一",
    ),
    # -- indexing -----------------------------------------------------------------------------------------------
    "index.too_many": (
        "too many indices for tensor of dimension {ndim} ({given} given)",
        "下标过多：{ndim} 维张量却给了 {given} 个下标",
    ),
    "index.range": (
        "index {index} is out of bounds for dimension {dim} with size {size}",
        "下标 {index} 超出第 {dim} 维的范围（长度为 {size}）",
    ),
    "index.mask": (
        "The shape of the mask {mask} does not match the shape of the indexed tensor {shape} at index {dim}",
        "掩码的形状 {mask} 与被索引张量的形状 {shape} 在第 {dim} 维起不一致",
    ),
    "index.type": (
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got {got})",
        "下标只能是整数、切片、...、None、整数张量或布尔张量（得到 {got}）",
    ),
    "index.dtype": (
        "tensors used as indices must be long, int, byte or bool tensors, but got {dtype}",
        "作为下标的张量必须是整数或布尔类型，却得到 {dtype}",
    ),
    "index.step": ("step must be greater than zero, but got {step}", "切片步长必须大于 0，却得到 {step}"),
    "index.not_int": (
        "only integer tensors of a single element can be converted to an index, not {dtype} of shape {shape}",
        "只有单个元素的整数张量可以当作下标，而不是形状为 {shape} 的 {dtype}",
    ),
    "iter.zero_dim": ("iteration over a 0-d tensor", "0 维张量不能迭代"),
    "gather.ndim": (
        "Index tensor must have the same number of dimensions as input tensor ({index} and {input})",
        "下标张量的维数必须与输入相同（{index} 与 {input}）",
    ),
    "setitem.shape": (
        "shape mismatch: value tensor of shape {value} cannot be broadcast to indexing result of shape {part}",
        "形状不符：{value} 无法广播到被赋值的部分 {part}",
    ),
    "setitem.type": ("can't assign a {got} to a Tensor", "不能把 {got} 赋值给张量的一部分"),
    # -- autograd -----------------------------------------------------------------------------------------------
    "grad.needs_float": (
        "only Tensors of floating point and complex dtype can require gradients, not {dtype}; call .float() first",
        "只有浮点和复数类型的张量可以求梯度，而不是 {dtype}；请先调用 .float()",
    ),
    "grad.not_leaf_flag": (
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
        "subgraph that doesn't require differentiation use var_no_grad = var.detach().",
        "只能修改叶子张量的 requires_grad。若要让计算得到的张量不再求梯度，请用 x.detach()。",
    ),
    "grad.non_leaf_access": (
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
        "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf "
        "Tensor, use .retain_grad() on the non-leaf Tensor.",
        "正在读取非叶子张量的 .grad。backward() 不会保存它的梯度；若确实需要，请先对该张量调用 .retain_grad()。",
    ),
    "grad.assign_type": (
        "assigned grad expected to be a Tensor or None but got {got}",
        "grad 只能是 Tensor 或 None，却得到 {got}",
    ),
    "grad.assign_shape": (
        "assigned grad has data of a different size: shape {got}, but the tensor has {expected}",
        "赋给 grad 的张量形状为 {got}，而该张量的形状为 {expected}",
    ),
    "grad.assign_dtype": (
        "assigned grad has data of a different type: {got}, but the tensor is {expected}",
        "赋给 grad 的张量类型为 {got}，而该张量的类型为 {expected}",
    ),
    "grad.assign_device": (
        "assigned grad has data located on a different device: {got} instead of {expected}",
        "赋给 grad 的张量在设备 {got} 上，而该张量在 {expected} 上",
    ),
    "data.assign_type": ("data must be a Tensor, not {got}", "data 必须是 Tensor，而不是 {got}"),
    "backward.non_scalar": (
        "grad can be implicitly created only for scalar outputs, but this tensor has shape {shape}. Reduce it to one "
        "number with .sum() or .mean() first, or pass a starting gradient: backward(gradient=...)",
        "backward() 需要一个起始梯度，因为该张量的形状是 {shape}，不是一个数。请先用 .sum() 或 .mean() 得到一个数，"
        "或传入起始梯度：backward(gradient=...)",
    ),
    "backward.no_graph": (
        "element 0 of tensors does not require grad and does not have a grad_fn: this tensor (shape {shape}) was not "
        "computed from anything with requires_grad=True, or was computed under no_grad() or detached.",
        "该张量（形状 {shape}）不需要梯度，也没有 grad_fn：它不是由 requires_grad=True 的张量计算得到的，"
        "或者是在 no_grad() 中计算的，或者已被 detach()。",
    ),
    "backward.not_tensor": (
        "backward() needs Tensors, but got {got}",
        "backward() 需要 Tensor，却得到 {got}",
    ),
    "backward.no_inputs": (
        "'inputs' argument to backward cannot be empty.",
        "backward 的 'inputs' 不能为空。",
    ),
    "backward.start_count": (
        "got {roots} tensors and {given} gradients",
        "有 {roots} 个张量，却给了 {given} 个起始梯度",
    ),
    "backward.start_shape": (
        "Mismatch in shape: grad_output[0] has a shape of {got} and output[0] has a shape of {expected}.",
        "起始梯度的形状 {got} 与张量的形状 {expected} 不一致。",
    ),
    "backward.start_type": (
        "gradients can be either Tensors or None, but got {got}",
        "起始梯度只能是 Tensor 或 None，却得到 {got}",
    ),
    "backward.unused_and_zeros": (
        "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.",
        "materialize_grads=True 会用零补上没有参与计算的张量，与 allow_unused=False 矛盾；请去掉 allow_unused",
    ),
    "backward.unused_input": (
        "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this "
        "is the desired behavior.",
        "有一个求导的张量没有参与计算。若本意如此，请设 allow_unused=True。",
    ),
    "backward.input_needs_no_grad": (
        "One of the differentiated Tensors does not require grad",
        "有一个求导的张量不需要梯度（requires_grad=False）",
    ),
    "graph.freed": (
        "Trying to backward through the graph a second time (at {op}{line}): the saved values were freed by the first "
        "backward. Compute the loss again, or call the first one with backward(retain_graph=True).",
        "试图第二次反向传播同一个计算图（在 {op}{line}）：第一次 backward() 之后，保存的中间值已被释放。"
        "请重新计算损失，或在第一次调用时使用 backward(retain_graph=True)。",
    ),
    "graph.modified": (
        "one of the variables needed for gradient computation has been modified by an inplace operation: a tensor "
        "that {op} (output shape {shape}){line} saved is at version {now}; expected version {expected} instead. "
        "Use the out-of-place form (x = x + 1 instead of x += 1), or clone() before changing it.",
        "计算梯度所需的一个张量被原地操作修改了：{op}（输出形状 {shape}）{line} 保存的张量现在是第 {now} 版，"
        "而保存时是第 {expected} 版。请改用非原地写法（用 x = x + 1 代替 x += 1），或在修改前先 clone()。",
    ),
    "inference.requires_grad": (
        "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed; use x.clone()",
        "inference_mode 中创建的张量在该模式之外不能设为需要梯度；请用 x.clone()",
    ),
    "inference.saved": (
        "Inference tensors cannot be saved for backward ({op}). A tensor made in inference_mode() was used in a "
        "computation that is recorded; use no_grad() instead of inference_mode(), or x.clone()",
        "inference_mode 中创建的张量不能为反向传播保存（{op}）。请改用 no_grad()，或先对它调用 x.clone()",
    ),
    "inference.inplace": (
        "Inplace update to inference tensor outside InferenceMode is not allowed; use x.clone()",
        "inference_mode 中创建的张量在该模式之外不能被原地修改；请用 x.clone()",
    ),
    "inplace.leaf": (
        "a leaf Variable that requires grad is being used in an in-place operation (shape {shape}). To update a "
        "parameter, do it inside `with torch.no_grad():`",
        "需要梯度的叶子张量（形状 {shape}）不能被原地修改。若要更新参数，请放在 `with torch.no_grad():` 之内",
    ),
    "inplace.view_of_leaf": (
        "a view of a leaf Variable that requires grad is being used in an in-place operation (shape {shape}). To "
        "update a parameter, do it inside `with torch.no_grad():`",
        "需要梯度的叶子张量的视图（形状 {shape}）不能被原地修改。若要更新参数，请放在 `with torch.no_grad():` 之内",
    ),
    "inplace.overlap": (
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
        "location. Please clone() the tensor before performing the operation.",
        "原地操作的输入与被写入的张量共用部分内存。请先对输入调用 clone()。",
    ),
    "inplace.view_without_recording": (
        "A view was created in no_grad mode and is being modified inplace with grad mode enabled (shape {shape}). "
        "Make the view outside of no_grad(), or write inside of it.",
        "这个视图（形状 {shape}）是在 no_grad 中创建的，却在记录计算图时被原地修改。请在 no_grad 之外创建视图，或在 no_grad 之内修改。",
    ),
    "inplace.one_of_several": (
        "This view is the output of a function that returns multiple views (shape {shape}). Such functions do not allow "
        "the output views to be modified inplace. Replace the inplace operation by an out-of-place one, or index: x[a:b]",
        "这个视图（形状 {shape}）来自一次返回多个视图的函数（如 split），不能原地修改。请改用非原地写法，或用切片 x[a:b] 取得视图。",
    ),
    "inplace.expanded": (
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location "
        "(shape {shape}, made by expand). Please clone() the tensor before performing the operation.",
        "expand 得到的张量（形状 {shape}）中多个元素共用同一处内存，不能原地修改。请先 clone()。",
    ),
    "fill.ndim": (
        "fill_ only supports 0-dimension value tensor but got tensor with {ndim} dimensions; use copy_",
        "fill_ 只接受数字或 0 维张量，却得到 {ndim} 维张量；请用 copy_",
    ),
    "inplace.shape": (
        "output with shape {shape} doesn't match the broadcast shape {result}",
        "原地操作的结果形状 {result} 与张量的形状 {shape} 不一致",
    ),
    "inplace.dtype": (
        "result type {result} can't be cast to the desired output type {dtype}",
        "结果类型 {result} 无法写入类型为 {dtype} 的张量",
    ),
    "detach.view": (
        "Can't detach views in-place. Use detach() instead",
        "视图不能原地 detach_()；请用 detach()",
    ),
    "retain_grad.no_graph": (
        "can't retain_grad on Tensor that has requires_grad=False",
        "requires_grad=False 的张量不能 retain_grad()",
    ),
    "hook.returned": (
        "expected a hook to return a Tensor or None, but it returned {got}",
        "钩子应返回 Tensor 或 None，却返回了 {got}",
    ),
    "hook.replaced": (
        "a hook has changed the gradient from shape {expected}, {dtype} to shape {got}, {got_dtype}; "
        "it must keep shape and dtype",
        "钩子把形状为 {expected}、类型为 {dtype} 的梯度换成了形状 {got}、类型 {got_dtype}；形状和类型都必须不变",
    ),
    "hook.no_grad": (
        "cannot register a hook on a tensor that doesn't require gradient",
        "不需要梯度的张量不能注册钩子",
    ),
    "numpy.requires_grad": (
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        "需要梯度的张量不能直接转为 NumPy 数组，请用 tensor.detach().numpy()。",
    ),
    "numpy.cuda": (
        "can't convert {device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
        "{device} 上的张量不能直接转为 NumPy 数组，请先用 Tensor.cpu() 复制到内存。",
    ),
    "print.profile": (
        "unknown profile {profile!r}; known: {known}",
        "未知的 profile {profile!r}；可选：{known}",
    ),
}
