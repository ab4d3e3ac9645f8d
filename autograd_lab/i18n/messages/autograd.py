"""Graphs, gradients, in-place changes."""

MESSAGES: dict[str, tuple[str, str]] = {
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
    "modes.flag": (
        "{function}(): argument 'enabled' must be bool, not {got}",
        "{function}()：参数 enabled 必须是 True 或 False，而不是 {got}",
    ),
    "grad.flag_type": (
        "requires_grad must be a bool, not {got}",
        "requires_grad 必须是 True 或 False，而不是 {got}",
    ),
    "grad.assign_self": ("can't assign Variable as its own grad", "不能把张量自身赋给它的 grad"),
    "grad.accumulate_shape": (
        "a gradient of shape {got} cannot be added to a .grad of shape {expected}; set .grad = None after the tensor has "
        "got another shape",
        "形状为 {got} 的梯度无法累加到形状为 {expected} 的 .grad 上；张量改变形状之后请先设 .grad = None",
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
    "data.assign_dtype": (
        "data set to a tensor that requires gradients must be floating point or complex dtype, not {got}",
        "需要梯度的张量的 data 必须是浮点或复数类型，而不是 {got}",
    ),
    "data.assign_type": ("data must be a Tensor, not {got}", "data 必须是 Tensor，而不是 {got}"),
    "backward.non_scalar": (
        "grad can be implicitly created only for scalar outputs, but this tensor has shape {shape}. Reduce it to one "
        "number with .sum() or .mean() first, or pass a starting gradient: backward(gradient=...)",
        "backward() 需要一个起始梯度，因为该张量的形状是 {shape}，不是一个数。请先用 .sum() 或 .mean() 得到一个数，"
        "或传入起始梯度：backward(gradient=...)",
    ),
    "backward.complex": (
        "grad can be implicitly created only for real scalar outputs but got {dtype}: a gradient says which way is up, and "
        "complex numbers have no up. Take .abs(), .real or .imag first, or pass a starting gradient: "
        "backward(gradient=...)",
        "只有实数标量才能自动创建起始梯度，却得到 {dtype}：梯度指出增大的方向，而复数没有大小之分。"
        "请先取 .abs()、.real 或 .imag，或传入起始梯度：backward(gradient=...)",
    ),
    "backward.no_graph": (
        "element 0 of tensors does not require grad and does not have a grad_fn: backward has no way from this tensor "
        "(shape {shape}) to any leaf. {why}",
        "该张量（形状 {shape}）不需要梯度，也没有 grad_fn：反向传播无法从它走到任何叶子。{why}",
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
    "backward.old_name": (
        "`grad_variables` is deprecated. Use `grad_tensors` instead.",
        "grad_variables 是旧名称，请改用 grad_tensors。",
    ),
    "backward.two_names": (
        "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to backward(). Please only use "
        "`grad_tensors`.",
        "backward() 同时得到了 grad_tensors 和它的旧名称 grad_variables。请只用 grad_tensors。",
    ),
    "backward.input_type": (
        "element {index} of inputs is no Tensor but {got}",
        "inputs 的第 {index} 个元素不是张量，而是 {got}",
    ),
    "backward.start_complex": (
        "for complex Tensors, both grad_output and output are required to have the same dtype: the start is {got}, the "
        "tensor {dtype}",
        "起始梯度与张量必须同为复数或同为实数：起始梯度的类型为 {got}，张量的类型为 {dtype}",
    ),
    "backward.start_shape": (
        "Mismatch in shape: grad_output[0] has a shape of {got} and output[0] has a shape of {expected}.",
        "起始梯度的形状 {got} 与张量的形状 {expected} 不一致。",
    ),
    "backward.start_type": (
        "gradients can be either Tensors or None, but got {got}",
        "起始梯度只能是 Tensor 或 None，却得到 {got}",
    ),
    "backward.leaf_moved": (
        "leaf variable has been moved into the graph interior: a tensor (shape {shape}) was a leaf when it was used, and "
        "has been written to since so that it has a history of its own. Make a new tensor instead",
        "叶子张量已成为计算图的内部节点：一个张量（形状 {shape}）在参与计算时是叶子，之后却被写入，有了自己的历史。请改为新建一个张量",
    ),
    "backward.unused_and_zeros": (
        "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.",
        "materialize_grads=True 会用零补上没有参与计算的张量，与 allow_unused=False 矛盾；请去掉 allow_unused",
    ),
    "backward.unused_input": (
        "One of the differentiated Tensors appears to not have been used in the graph: {what}, number {index} of the "
        "inputs, shape {shape}. Perhaps a copy of it was used (detach(), clone() made before), or the outputs do not "
        "depend on it. Set allow_unused=True if this is the desired behavior.",
        "有一个求导的张量没有参与计算：{what}（inputs 的第 {index} 个，形状 {shape}）。也许用的是它的副本（detach() 或更早的 clone()），"
        "或者输出与它无关。若本意如此，请设 allow_unused=True。",
    ),
    "backward.input_needs_no_grad": (
        "One of the differentiated Tensors does not require grad: {what}, number {index} of the inputs, shape {shape}. "
        "Call .requires_grad_() on it before the computation.",
        "有一个求导的张量不需要梯度（requires_grad=False）：{what}（inputs 的第 {index} 个，形状 {shape}）。"
        "请在计算之前对它调用 .requires_grad_()。",
    ),
    "graph.freed": (
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
        "been freed): the values that {op}{made} saved were freed by the first backward. Compute the loss again before each backward, or keep them: backward(retain_graph=True) the first "
        "time. If each step of a loop uses the last one's result, detach() it between the steps.",
        "试图第二次反向传播同一个计算图：{op}{made} 保存的值在第一次 backward() 之后已被释放。请在每次 backward() 之前重新计算损失，"
        "或在第一次调用时用 backward(retain_graph=True) 保留它们。若循环的每一步都用到上一步的结果，请在两步之间调用 detach()。",
    ),
    "graph.modified": (
        "one of the variables needed for gradient computation has been modified by an inplace operation: {what}, "
        "which {op}{made} saved (output shape {shape}), is at version {now}; expected version {expected} "
        "instead. {written} Use the out-of-place form (x = x + 1 instead of x += 1), or clone() before changing it.",
        "计算梯度所需的一个张量被原地操作修改了：{what} 由 {op}{made} 保存（输出形状 {shape}），现在是第 {now} 版，"
        "而保存时是第 {expected} 版。{written}请改用非原地写法（用 x = x + 1 代替 x += 1），或在修改前先 clone()。",
    ),
    "inference.requires_grad": (
        "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed; use x.clone()",
        "inference_mode 中创建的张量在该模式之外不能设为需要梯度；请用 x.clone()",
    ),
    "inference.saved": (
        "Inference tensors cannot be saved for backward: {op} would need {what}, shape {shape}, which was made in "
        "inference_mode(). Make it under no_grad() instead, or pass a copy made outside: x.clone()",
        "inference_mode 中创建的张量不能为反向传播保存：{op} 需要 {what}（形状 {shape}），而它是在 inference_mode() 中创建的。"
        "请改用 no_grad()，或在该模式之外先复制：x.clone()",
    ),
    "inference.version": (
        "Inference tensors do not track version counter: nothing made in inference_mode() is ever part of a graph",
        "inference_mode 中创建的张量没有版本号：它们不会成为计算图的一部分",
    ),
    "inference.inplace": (
        "Inplace update to inference tensor outside InferenceMode is not allowed; use x.clone()",
        "inference_mode 中创建的张量在该模式之外不能被原地修改；请用 x.clone()",
    ),
    "inplace.leaf": (
        "a leaf Variable that requires grad is being used in an in-place operation: {what} (shape {shape}) would no "
        "longer be the tensor whose gradient you asked for. To update a parameter, do it inside "
        "`with torch.no_grad():`; to compute with it, use x = x + 1 instead of x += 1",
        "需要梯度的叶子张量 {what}（形状 {shape}）不能被原地修改：它将不再是要求梯度的那个张量。"
        "若要更新参数，请放在 `with torch.no_grad():` 之内；若要用它计算，请用 x = x + 1 代替 x += 1",
    ),
    "inplace.view_of_leaf": (
        "a view of a leaf Variable that requires grad is being used in an in-place operation (shape {shape}): that would "
        "write into the leaf, {what}. To update a parameter, do it inside `with torch.no_grad():`; to compute with it, "
        "clone() the leaf first",
        "需要梯度的叶子张量的视图（形状 {shape}）不能被原地修改：这会写入叶子 {what}。"
        "若要更新参数，请放在 `with torch.no_grad():` 之内；若要用它计算，请先对叶子 clone()",
    ),
    "inplace.overlap": (
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
        "location. Please clone() the tensor before performing the operation.",
        "原地操作的输入与被写入的张量共用部分内存。请先对输入调用 clone()。",
    ),
    "view.no_grad_written": (
        "A view was created in no_grad mode and is being modified inplace with grad mode enabled (shape {shape}). "
        "Make the view outside of no_grad(), or write inside of it.",
        "这个视图（形状 {shape}）是在 no_grad 中创建的，却在记录计算图时被原地修改。请在 no_grad 之外创建视图，或在 no_grad 之内修改。",
    ),
    "view.inference_written": (
        "A view was created in inference mode and is being modified inplace in normal mode (shape {shape}). "
        "Make the view outside of inference_mode(), or write inside of it.",
        "这个视图（形状 {shape}）是在 inference_mode 中创建的，却在该模式之外被原地修改。请在该模式之外创建视图，或在其中修改。",
    ),
    "view.several_written": (
        "This view is the output of a function that returns multiple views (shape {shape}). Such functions do not allow "
        "the output views to be modified inplace. Replace the inplace operation by an out-of-place one, or index: x[a:b]",
        "这个视图（形状 {shape}）来自一次返回多个视图的函数（如 split），不能原地修改。请改用非原地写法，或用切片 x[a:b] 取得视图。",
    ),
    "view.no_grad_follows": (
        "A view was created in no_grad mode and its base or another view of its base has been modified inplace (shape "
        "{shape}): how the view depends on its new value was not recorded. Make the view outside of no_grad(), or anew.",
        "这个视图（形状 {shape}）是在 no_grad 中创建的，之后它的基张量或另一个视图被原地修改，"
        "而它与新值的关系没有记录。请在 no_grad 之外创建视图，或在修改之后重新创建。",
    ),
    "view.inference_follows": (
        "A view was created in inference mode and its base or another view of its base has been modified inplace "
        "(shape {shape}): how the view depends on its new value was not recorded. Make the view anew.",
        "这个视图（形状 {shape}）是在 inference_mode 中创建的，之后它的基张量或另一个视图被原地修改，"
        "而它与新值的关系没有记录。请重新创建视图。",
    ),
    "view.several_follows": (
        "This view (shape {shape}) is one output of a function that returns multiple views, such as split, and its base "
        "or another view of its base has been modified inplace. Make the view after the write, or index: x[a:b]",
        "这个视图（形状 {shape}）来自一次返回多个视图的函数（如 split），之后它的基张量或另一个视图被原地修改。"
        "请在修改之后再取视图，或用切片 x[a:b]。",
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
    "numpy.requires_grad": (
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
        "需要梯度的张量不能直接转为 NumPy 数组，请用 tensor.detach().numpy()。",
    ),
    "numpy.cuda": (
        "can't convert {device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
        "{device} 上的张量不能直接转为 NumPy 数组，请先用 Tensor.cpu() 复制到内存。",
    ),
    "origin.lost": (
        "Either nothing that it was computed from has requires_grad=True; or a part was computed under no_grad(), or "
        "went through detach(), .data, item(), numpy() or torch.tensor(), or a function without derivative such as "
        "argmax. (Run the program inside `with torch.autograd.detect_anomaly():` to see the line.)",
        "要么参与计算的张量都没有 requires_grad=True；要么有一部分是在 no_grad() 中计算的，或经过了 detach()、.data、item()、numpy() 或 "
        "torch.tensor()，或经过了 argmax 这类没有导数的函数。"
        "（把程序放在 `with torch.autograd.detect_anomaly():` 中运行，即可看到是哪一行。）",
    ),
    "origin.cut": (
        "Its graph ends at {place}, because of {what}. Take that away, or begin with requires_grad=True after it.",
        "它的计算图在 {place} 处因 {what} 而中断。请去掉它，或在其后重新设 requires_grad=True。",
    ),
    "origin.no_derivative": (
        "Its graph ends at {place}: no gradient flows through {what}. Use a loss that changes smoothly.",
        "它的计算图在 {place} 处中断：{what} 不传递梯度。请用变化平滑的损失函数。",
    ),
    "origin.cell": ("cell", "单元格"),
    "origin.tensor": ("a tensor", "一个张量"),
    "origin.leaf": ("leaf {shape}", "叶子 {shape}"),
    "origin.written": ("It was written to at {place}.", "它在 {place} 处被写入。"),
    "origin.ask": (
        "(Run the program inside `with torch.autograd.detect_anomaly():` to see the line.)",
        "（把程序放在 `with torch.autograd.detect_anomaly():` 中运行，即可看到是哪一行。）",
    ),
    "print.profile": (
        "unknown profile {profile!r}; known: {known}",
        "未知的 profile {profile!r}；可选：{known}",
    ),
    "variable.volatile": (
        "volatile was removed and now has no effect; write with torch.no_grad(): around the computation instead",
        "volatile 已被移除，不再起作用；请改用 with torch.no_grad():",
    ),
}
