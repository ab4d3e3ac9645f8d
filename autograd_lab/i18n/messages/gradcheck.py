"""Gradients compared with finite differences."""

MESSAGES: dict[str, tuple[str, str]] = {
    "gradcheck.needs": (
        "{option} requires {needed}",
        "{option} 需要 {needed}",
    ),
    "gradcheck.no_input": (
        "gradcheck expects at least one input tensor to require gradient, but none of them does: make the inputs with "
        "requires_grad=True",
        "gradcheck 需要至少一个要求梯度的输入张量，而这里一个也没有：创建输入时请设 requires_grad=True",
    ),
    "gradcheck.overlap": (
        "input {input} (shape {shape}, stride {stride}) has a dimension with stride 0: elements share their memory and "
        "cannot be moved one by one, as finite differences need. Call .contiguous() or .clone() on it first",
        "输入 {input}（形状 {shape}，步长 {stride}）有步长为 0 的维度：若干元素共用内存，无法像有限差分所需的那样逐个移动。"
        "请先调用 .contiguous() 或 .clone()",
    ),
    "gradcheck.precision": (
        "input {input} requires gradient and is not double precision floating point or complex, but {dtype}: moved by "
        "eps={eps}, too few of its digits change, and the check will likely fail. Make it float64 or complex128",
        "输入 {input} 要求梯度，但不是双精度浮点数或复数，而是 {dtype}：移动 eps={eps} 时变化的有效数字太少，检查多半会失败。"
        "请改用 float64 或 complex128",
    ),
    "gradcheck.output_type": (
        "gradcheck expects Tensors from func, but its output {output} is {got}, which has no requires_grad",
        "gradcheck 要求 func 返回 Tensor，而它的第 {output} 个输出是 {got}，没有 requires_grad 属性",
    ),
    "gradcheck.moved_shape": (
        "Expected `func` to return outputs with the same shape when inputs are perturbed by {eps}, but got shapes "
        "{before} and {after}: the shape depends on the values, so there is no derivative here",
        "输入移动 {eps} 时，func 应返回形状不变的输出，却得到 {before} 与 {after}：形状取决于数值，这里没有导数",
    ),
    "gradcheck.moved_dtype": (
        "Expected `func` to return outputs with the same dtype when inputs are perturbed by {eps}, but got dtypes "
        "{before} and {after}: the dtype depends on the values, so there is no derivative here",
        "输入移动 {eps} 时，func 应返回类型不变的输出，却得到 {before} 与 {after}：类型取决于数值，这里没有导数",
    ),
    "gradcheck.not_constant": (
        "Numerical gradient for function expected to be zero: no output requires grad, yet output {output} moves when "
        "input {input} is moved. Somewhere func leaves the graph: detach(), .data, .item(), no_grad(), NumPy, or a new "
        "tensor made of values",
        "函数的数值梯度应为零：没有输出要求梯度，但移动输入 {input} 时输出 {output} 也随之变化。"
        "func 在某处离开了计算图：detach()、.data、.item()、no_grad()、NumPy，或由数值新建的张量",
    ),
    "gradcheck.mismatch": (
        "{part}Jacobian {mode}mismatch for output {output} with respect to input {input},\n"
        "numerical:{numerical}\nanalytical:{analytical}\n"
        "Row r belongs to element r of the input, column c to element c of the output. They differ most where "
        "output{to} depends on input{of}: finite differences say {n}, the rules say {a}.\n{hint}{note}",
        "{part}输出 {output} 对输入 {input} 的雅可比矩阵{mode}不一致，\n"
        "数值：{numerical}\n解析：{analytical}\n"
        "第 r 行对应输入的第 r 个元素，第 c 列对应输出的第 c 个元素。差别最大的是输出{to}对输入{of}的导数："
        "有限差分得到 {n}，按规则算得 {a}。\n{hint}{note}",
    ),
    "gradcheck.forward_mode": ("computed with forward mode", "（前向模式）"),
    "gradcheck.real_outputs": (
        "While considering the real part of complex outputs only,",
        "（只看复数输出的实部）",
    ),
    "gradcheck.imag_outputs": (
        "While considering the imaginary part of complex outputs only,",
        "（只看复数输出的虚部）",
    ),
    "gradcheck.real_inputs": (
        "While considering the real part of complex inputs only,",
        "（只看复数输入的实部）",
    ),
    "gradcheck.imag_inputs": (
        "While considering the imaginary part of complex inputs only,",
        "（只看复数输入的虚部）",
    ),
    "gradcheck.hint_domain": (
        "Finite differences are not finite here: a step of eps leaves the domain of func, as that of sqrt or log at 0. "
        "Check at another point",
        "这里的有限差分不是有限数：移动 eps 就离开了 func 的定义域，例如 0 处的 sqrt 或 log。请换一个点检查",
    ),
    "gradcheck.hint_nan": (
        "The rules give inf or nan although func is smooth here: look for a division by zero, or 0 * inf, in backward",
        "函数在这里是光滑的，按规则却算出 inf 或 nan：请在 backward 中查找除以零或 0 * inf",
    ),
    "gradcheck.hint_zero": (
        "By the rules nothing flows from this output to this input: was the graph left on the way, by detach(), .data, "
        ".item(), no_grad() or NumPy, or does backward return None or zeros?",
        "按规则，该输出到该输入没有梯度流过：途中是否用 detach()、.data、.item()、no_grad() 或 NumPy 离开了计算图，"
        "或者 backward 返回了 None 或零？",
    ),
    "gradcheck.hint_flat": (
        "func does not move at all here, as behind round(), floor() or a comparison, but backward passes a gradient: on "
        "purpose, as a straight-through estimator does, or by mistake",
        "函数在这里完全不变，就像经过 round()、floor() 或比较那样，但 backward 传回了梯度：要么是有意为之（直通估计），要么是错误",
    ),
    "gradcheck.hint_close": (
        "They are close: this may be precision rather than a wrong rule. Use float64, inputs of moderate size, or other "
        "eps, atol and rtol",
        "二者相近：这可能是精度问题，而不是规则错误。请用 float64、大小适中的输入，或调整 eps、atol 和 rtol",
    ),
    "gradcheck.hint_sign": (
        "The rules have the right size and the wrong sign everywhere: look for a missing minus in backward",
        "按规则算得的值处处大小正确而符号相反：请查看 backward 中是否漏了负号",
    ),
    "gradcheck.hint_factor": (
        "Everywhere the rules give {factor} times what they should: look for a factor that is missing or counted twice",
        "按规则算得的值处处是应有值的 {factor} 倍：请查看是否漏乘或多乘了一个因子",
    ),
    "gradcheck.hint_conj": (
        "The rules give the complex conjugate of what they should: PyTorch's gradient multiplies with the conjugate of "
        "the derivative",
        "按规则算得的是应有值的共轭：PyTorch 的梯度要乘以导数的共轭",
    ),
    "gradcheck.hint_transposed": (
        "The rules give the transpose of what they should: look for a matrix that has to be transposed in backward",
        "按规则算得的是应有矩阵的转置：请查看 backward 中是否有矩阵需要转置",
    ),
    "gradcheck.hint_rule": (
        "If func has a kink or a jump at this point, as abs or relu at 0, check at another one. Otherwise the rule in "
        "backward is not the derivative of forward",
        "若函数在该点有尖点或跳跃，例如 0 处的 abs 或 relu，请换一个点检查。否则 backward 中的规则不是 forward 的导数",
    ),
    "gradcheck.fast": (
        "The check was made in fast mode, with one random combination of all elements; these are the whole Jacobians",
        "检查是在快速模式下用全部元素的一个随机组合做的；以上是完整的雅可比矩阵",
    ),
    "gradcheck.fast_only": (
        "The check was made in fast mode, with one random combination of all elements. Element by element the Jacobians "
        "above agree: with fast_mode=False the check might pass",
        "检查是在快速模式下用全部元素的一个随机组合做的。逐个元素比较时，以上雅可比矩阵是一致的：用 fast_mode=False 可能会通过",
    ),
    "gradcheck.nondeterministic": (
        "Backward is not reentrant: two passes with the same input and grad_output gave gradients of input {input} that "
        "differ by {difference}, more than nondet_tol={tol}. Is there something random in backward, or does it change "
        "what it saved?",
        "两次反向传播不一致：同样的输入和 grad_output，输入 {input} 的梯度却相差 {difference}，超过 nondet_tol={tol}。"
        "backward 中是否有随机数，或修改了保存的内容？",
    ),
    "gradcheck.kind": (
        "a gradient is {got}, but its input is {expected}: both must have the same shape, device and dtype",
        "梯度是 {got}，而对应的输入是 {expected}：二者的形状、设备和类型必须相同",
    ),
    "gradcheck.forward_kind": (
        "Forward AD gradient has dtype mismatch: the tangent is {got}, but the output is {expected}; either both are "
        "complex or neither is",
        "前向模式的切向量是 {got}，而输出是 {expected}：二者必须同为复数或同为实数",
    ),
    "gradcheck.not_linear": (
        "backward not multiplied by grad_output: from zeros it made {got} for input {input}. Backward is linear in the "
        "gradient that arrives, so every term must have grad_output as a factor",
        "backward 没有乘以 grad_output：由零得到了输入 {input} 的梯度 {got}。反向传播对到来的梯度是线性的，每一项都要乘以 grad_output",
    ),
    "gradcheck.undefined_off": (
        "gradcheck also asks what backward does with outputs that get no gradient; check_undefined_grad=False leaves "
        "that out",
        "gradcheck 还会检查 backward 如何处理没有得到梯度的输出；用 check_undefined_grad=False 可以略过",
    ),
    "gradcheck.undefined_failed": (
        "Expected backward function to handle undefined output grads, but it failed: {error}. For an output that was "
        "not used backward gets None, or zeros where ctx.set_materialize_grads is left as it is",
        "backward 应能处理未定义的输出梯度，却失败了：{error}。对没有用到的输出，backward 得到 None；"
        "若没有改动 ctx.set_materialize_grads，则得到零",
    ),
    "gradcheck.undefined_value": (
        "Expected all input grads to be undefined or zero when all output grads are undefined or zero, but input "
        "{input} got {got}",
        "所有输出的梯度都未定义或为零时，输入的梯度也应未定义或为零，但输入 {input} 得到了 {got}",
    ),
    "gradcheck.batch_failed": (
        "While computing batched gradients, got: {error}. Leave out check_batched_grad and check_batched_forward_grad "
        "if func is not meant for batches",
        "批量计算梯度时出错：{error}。若 func 不用于批量计算，请去掉 check_batched_grad 和 check_batched_forward_grad",
    ),
    "gradcheck.batch_differs": (
        "For output {output} and input {input} a batch of two gives something else than one after the other.\nGot:\n{got}"
        "\nExpected:\n{expected}",
        "对输出 {output} 和输入 {input}，两个一批计算与逐个计算的结果不同。\n得到：\n{got}\n应为：\n{expected}",
    ),
    "gradcheck.no_tangent": (
        "Mismatch in tangent values for output {output} when input {input} has an undefined tangent, which counts as "
        "zero.\nGot:\n{got}\nExpected:\n{expected}",
        "输入 {input} 没有切向量时应视为零，但输出 {output} 的切向量不同。\n得到：\n{got}\n应为：\n{expected}",
    ),
}
