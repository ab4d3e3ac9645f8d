"""Products of matrices, norms, decompositions."""

MESSAGES: dict[str, tuple[str, str]] = {
    "matmul.bool": (
        '"{function}" not implemented for Bool: convert to numbers first, for example with x.float()',
        "{function} 不支持布尔类型：请先转换为数，例如 x.float()",
    ),
    "matmul.lengths": (
        "{function}: both vectors must have the same number of elements, but they have {a} and {b}",
        "{function}：两个向量的元素个数必须相同，却是 {a} 和 {b}",
    ),
    "inner.shapes": (
        "inner() the last dimension must match on both input tensors but got shapes {a} and {b}",
        "inner()：两个张量的最后一维必须等长，形状却是 {a} 和 {b}",
    ),
    "matmul.scale_complex": (
        "beta and alpha must be real for tensors of dtype {dtype}, but got {got}",
        "{dtype} 类型的张量要求 beta 与 alpha 是实数，却得到 {got}",
    ),
    "addr.float_scale": (
        "addr: for tensors of dtype {dtype}, beta and alpha must not be floating point numbers",
        "addr：{dtype} 类型的张量要求 beta 与 alpha 不是浮点数",
    ),
    "addr.bool_scale": (
        "addr: Boolean beta and alpha are only supported for Boolean results, here the result is {dtype}",
        "addr：只有结果为布尔类型时 beta 与 alpha 才能是布尔值，这里的结果是 {dtype}",
    ),
    "cross.no_dim": (
        "cross: no dimension of size 3 in shape {shape}",
        "cross：形状 {shape} 中没有长度为 3 的维",
    ),
    "cross.ndim": (
        "cross: inputs must have the same number of dimensions, but have shapes {a} and {b}",
        "cross：两个输入的维数必须相同，形状却是 {a} 和 {b}",
    ),
    "cross.size": (
        "cross: inputs dimension {dim} must have length 3, but the shapes are {a} and {b}",
        "cross：第 {dim} 维的长度必须为 3，形状却是 {a} 和 {b}",
    ),
    "tensordot.form": (
        "tensordot expects dims to be an int or two lists of dims, one for each tensor, but got {got}",
        "tensordot：dims 应为一个整数，或两个列表，分别列出两个张量的维度，却得到 {got}",
    ),
    "tensordot.dims": (
        "tensordot expects 0 <= dims <= the number of dimensions of both tensors ({a} and {b}), but got dims={dims}",
        "tensordot：dims 应在 0 与两个张量的维数（{a} 和 {b}）之间，却得到 dims={dims}",
    ),
    "tensordot.lists": (
        "tensordot: both dimension lists should have same length, but they name {a} and {b} dimensions",
        "tensordot：两个维度列表必须等长，却分别有 {a} 个和 {b} 个",
    ),
    "tensordot.sizes": (
        "tensordot: contracted dimensions need to match, but first has size {m} in dim {i} and second has size {n} in dim {j}",
        "tensordot：相乘求和的维必须等长，但前者第 {i} 维长 {m}，后者第 {j} 维长 {n}",
    ),
    "chain.empty": (
        "{function}(): expected one or more matrices",
        "{function}()：至少需要一个矩阵",
    ),
    "einsum.nothing": (
        "einsum(): must specify the equation string and at least one operand, such as einsum('ij,jk->ik', a, b)",
        "einsum()：需要等式和至少一个张量，例如 einsum('ij,jk->ik', a, b)",
    ),
    "einsum.count": (
        "einsum(): the equation speaks of {terms} operands, but {operands} were given",
        "einsum()：等式中有 {terms} 项，却给出 {operands} 个张量",
    ),
    "einsum.sublist": (
        "einsum(): labels in a list must be Ellipsis or integers from 0 to 51, but got {label}",
        "einsum()：列表中的标号必须是 0 到 51 的整数或省略号 ...，却得到 {label}",
    ),
    "einsum.need_list": (
        "einsum(): after each operand a list of labels is expected, but got {got}",
        "einsum()：每个张量之后应是标号的列表，却得到 {got}",
    ),
    "einsum.dots": (
        "einsum(): found '.' for {where} ('{term}') that is not part of one ellipsis '...'",
        "einsum()：{where} 的 '{term}' 中有多余的 '.'，省略号 '...' 只能出现一次",
    ),
    "einsum.letter": (
        "einsum(): '{letter}' for {where} is not a subscript; subscripts are the letters a-z and A-Z",
        "einsum()：{where} 中的 '{letter}' 不是标号，标号只能是字母 a-z 与 A-Z",
    ),
    "einsum.ndim": (
        "einsum(): operand {k} has {ndim} dimensions but {labels} subscripts; '...' stands for further dimensions",
        "einsum()：第 {k} 个张量有 {ndim} 维，却给出 {labels} 个标号；其余的维可用 '...' 表示",
    ),
    "einsum.output_twice": (
        "einsum(): output subscript {label} appears more than once in the output",
        "einsum()：标号 {label} 在输出中重复出现",
    ),
    "einsum.output_unknown": (
        "einsum(): output subscript {label} does not appear in the equation for any input operand",
        "einsum()：输出的标号 {label} 没有出现在任何输入中",
    ),
    "einsum.sizes": (
        "einsum(): subscript {label} has size {size} for operand {k} which does not broadcast with previously seen size {seen}",
        "einsum()：标号 {label} 在第 {k} 个张量中长 {size}，与先前的长度 {seen} 无法广播",
    ),
    "einsum.diagonal": (
        "einsum(): subscript {label} is repeated for operand {k}, but the sizes in shape {shape} don't match",
        "einsum()：标号 {label} 在第 {k} 个张量中重复，但形状 {shape} 中相应的长度不同",
    ),
    "chain.too_few": (
        "{function}(): expected at least 2 tensors but got {count}",
        "{function}()：至少需要 2 个张量，却得到 {count} 个",
    ),
    "chain.ndim": (
        "multi_dot(): tensor {k} must be 2D (the first and the last may be 1D) but got {ndim}D",
        "multi_dot()：第 {k} 个张量必须是 2 维（只有首尾可以是 1 维），却是 {ndim} 维",
    ),
    "norm.needs_float": (
        "{function}: Expected a floating point or complex tensor as input. Got {dtype}; convert it with x.float()",
        "{function}：需要浮点或复数张量，却得到 {dtype}；请用 x.float() 转换",
    ),
    "norm.order": (
        "{function}: Order {order!r} not supported; a matrix has the norms 'fro', 'nuc', 1, -1, 2, -2, inf, -inf",
        "{function}：不支持 {order!r}；矩阵的范数有 'fro'、'nuc'、1、-1、2、-2、inf、-inf",
    ),
    "norm.order_type": (
        "{function}: the order of the norm must be a number, not {got}",
        "{function}：范数的阶必须是一个数，而不是 {got}",
    ),
    "norm.order_complex": (
        "{function}: Expected a non-complex scalar as the order of norm, but got {p}",
        "{function}：范数的阶不能是复数，却得到 {p}",
    ),
    "norm.dtype": (
        "{function}: the input ({given}) must be convertible without narrowing to the specified dtype ({dtype}), "
        "real to real or complex to complex",
        "{function}：输入（{given}）必须能无损地转换为指定的类型（{dtype}），且实数只能到实数、复数只能到复数",
    ),
    "norm.empty": (
        "{function} cannot compute the {p} norm of an empty dimension (shape {shape}): it has no identity",
        "{function}：不能对长度为 0 的维（形状 {shape}）求 {p} 范数，因为没有可取的值",
    ),
    "norm.two_dims": (
        "{function}: dim must be a 2-tuple. Got {dims}",
        "{function}：dim 必须恰好是两个维度，却得到 {dims}",
    ),
    "norm.dims_type": (
        "{function}: dim must be a tuple of two ints, not {got}",
        "{function}：dim 必须是两个整数的元组，而不是 {got}",
    ),
    "norm.one_or_two_dims": (
        "linalg.norm: If dim is specified, it must be of length 1 or 2. Got {dims}; vector_norm takes any number",
        "linalg.norm：dim 只能是 1 或 2 个维度，却得到 {dims}；vector_norm 可以接受任意多个",
    ),
    "norm.ndim": (
        "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {ndim}D.",
        "linalg.norm：给出 ord 而不给 dim 时，输入必须是 1 维或 2 维，这里是 {ndim} 维。",
    ),
    "distance.ndim": (
        "{function} expects tensors with {wanted} dimensions, but got {ndim}D",
        "{function}：需要的维数是 {wanted}，却得到 {ndim} 维",
    ),
    "distance.columns": (
        "cdist: x1 and x2 must have the same number of columns, but their shapes are {a} and {b}",
        "cdist：x1 与 x2 的列数必须相同，形状却是 {a} 和 {b}",
    ),
    "distance.p": (
        "{function} only supports non-negative p values, but got {p}",
        "{function} 的 p 不能为负，却得到 {p}",
    ),
    "distance.half": (
        '"{function}" not implemented for {dtype}: convert with x.float()',
        "{function} 不支持 {dtype}：请用 x.float() 转换",
    ),
    "distance.mode": (
        "{got} is not a valid value for compute_mode; it is one of {modes}",
        "compute_mode 不能是 {got}；可选 {modes}",
    ),
    "renorm.complex": (
        "renorm: {name} must be real-valued, but got {got}",
        "renorm：{name} 必须是实数，却得到 {got}",
    ),
    "renorm.p": (
        "renorm: non-positive-norm not supported, but got p={p}",
        "renorm：p 必须为正，却得到 p={p}",
    ),
    "renorm.maxnorm": (
        "renorm: expected maxnorm to be >= 0 but got {maxnorm}",
        "renorm：maxnorm 不能为负，却得到 {maxnorm}",
    ),
    "renorm.ndim": (
        "renorm: input needs at least 2 dimensions, got {ndim} dimensions",
        "renorm：输入至少要有 2 维，这里是 {ndim} 维",
    ),
    "linalg.matrix": (
        "{function}: The input tensor {name} must have at least 2 dimensions, but has {ndim}",
        "{function}：输入张量 {name} 至少要有 2 维，这里是 {ndim} 维",
    ),
    "linalg.square": (
        "{function}: {name} must be batches of square matrices, but they are {n} by {m} matrices",
        "{function}：{name} 必须是方阵，却是 {n} 行 {m} 列",
    ),
    "linalg.half": (
        "{function}: Low precision dtypes not supported. Got {dtype}; convert with x.float()",
        "{function}：不支持低精度类型 {dtype}；请用 x.float() 转换",
    ),
    "linalg.dtypes": (
        "{function}: Expected both tensors to have the same dtype, but found {a} and {b}; convert one with .to(dtype)",
        "{function}：两个张量的类型必须相同，却得到 {a} 与 {b}；请用 .to(dtype) 转换其中之一",
    ),
    "linalg.equation": (
        "{function}: Incompatible shapes of A and B for the equation {equation}: {a} and {b}",
        "{function}：A 与 B 的形状 {a} 与 {b} 不适合方程 {equation}",
    ),
    "linalg.singular": (
        "{function}: {name} is singular: elimination finds only zeros at step {k}, so there is no inverse. "
        "torch.linalg.pinv and torch.linalg.lstsq treat such matrices.",
        "{function}：{name} 是奇异矩阵，消元在第 {k} 步只遇到 0，因此没有逆矩阵。可以改用 torch.linalg.pinv 或 torch.linalg.lstsq。",
    ),
    "linalg.not_definite": (
        "{function}: {name} is not positive-definite: its leading minor of order {k} is not positive",
        "{function}：{name} 不是正定矩阵，其 {k} 阶顺序主子式不为正",
    ),
    "linalg.lu_zero": (
        "{function}: of {name} the triangular factor has a zero at [{k},{k}], and solving with it would divide by zero; "
        "the function with _ex returns the factors all the same",
        "{function}：{name} 的三角因子在 [{k},{k}] 处为 0，用它求解会除以零；带 _ex 的函数仍会返回这个分解",
    ),
    "linalg.not_converged": (
        "{function}: The algorithm failed to converge, probably because the input contains inf or nan",
        "{function}：算法没有收敛，很可能是因为输入中有 inf 或 nan",
    ),
    "linalg.phase": (
        "{function}: singular vectors and eigenvectors of complex matrices are fixed only up to a factor e^(i phi). The "
        "loss depends on it, so it has no gradient; use something that does not change with it, such as abs()",
        "{function}：复矩阵的奇异向量与特征向量只确定到一个因子 e^(i phi)。损失依赖于这个因子，因此没有梯度；请改用不随它变化的量，例如 abs()",
    ),
    "linalg.qr_complete": (
        "linalg.qr: with mode='complete' a tall matrix ({n} by {m}) has no gradient, since Q's last columns are free; use "
        "mode='reduced'",
        "linalg.qr：mode='complete' 时行多列少的矩阵（{n}×{m}）没有梯度，因为 Q 的最后几列不唯一；请用 mode='reduced'",
    ),
    "linalg.underived": (
        "the derivative of this function is not implemented (nor is it in PyTorch); cut it off with .detach()",
        "这个函数没有实现求导（PyTorch 也没有）；可以用 .detach() 断开",
    ),
    "linalg.qr_mode": (
        "qr received unrecognized mode {mode!r} but expected one of 'reduced' (default), 'r', or 'complete'",
        "qr 的 mode 应为 'reduced'（默认）、'r' 或 'complete'，却得到 {mode!r}",
    ),
    "linalg.triangle": (
        "Expected UPLO argument to be 'L' or 'U', but got {got!r}",
        "UPLO 应为 'L' 或 'U'，却得到 {got!r}",
    ),
    "linalg.driver": (
        "linalg.svd: keyword argument driver={driver!r} is only for cuSOLVER; leave it out",
        "linalg.svd：参数 driver={driver!r} 只用于 cuSOLVER，请去掉",
    ),
    "linalg.no_pivot": (
        "{function}: LU without pivoting is not implemented",
        "{function}：没有实现不换行的 LU 分解",
    ),
    "linalg.pivots": (
        "{function}: pivots are expected to be of dtype int32, as linalg.lu_factor returns them, but got {dtype}",
        "{function}：pivots 应为 linalg.lu_factor 返回的 int32 张量，却得到 {dtype}",
    ),
    "linalg.pivots_range": (
        "pivots must be between 1 and {n}, as the factorization returns them",
        "pivots 应在 1 与 {n} 之间，由分解函数返回",
    ),
    "linalg.pivots_shape": (
        "{function}: the pivots (shape {b}) do not belong to the factors (shape {a})",
        "{function}：pivots（形状 {b}）与分解（形状 {a}）不相配",
    ),
    "linalg.lstsq_driver": (
        "linalg.lstsq: driver should be one of {drivers}, but got {driver!r}",
        "linalg.lstsq：driver 应为 {drivers} 之一，却得到 {driver!r}",
    ),
    "linalg.lstsq_rank": (
        "linalg.lstsq: driver 'gels' asks for a matrix of full rank, and this one has not; use 'gelsd'",
        "linalg.lstsq：driver 'gels' 要求满秩矩阵，而这个矩阵不满秩；请用 'gelsd'",
    ),
    "linalg.tolerance_type": (
        "linalg.pinv: {name} must be a number or a Tensor, not {got}",
        "linalg.pinv：{name} 必须是数或张量，而不是 {got}",
    ),
    "linalg.tolerance_complex": (
        "linalg.pinv: {name} must not be complex",
        "linalg.pinv：{name} 不能是复数",
    ),
    "linalg.tensorinv_ind": (
        "Expected a strictly positive integer for 'ind', but got {ind}",
        "ind 必须是正整数，却得到 {ind}",
    ),
    "linalg.lstsq_dims": (
        "linalg.lstsq: B must have as many dimensions as A, or one less for vectors, but the shapes are {a} and {b}; "
        "give B the batch dimensions of A",
        "linalg.lstsq：B 的维数应与 A 相同，若为向量则少一维，但形状分别是 {a} 和 {b}；请为 B 补上与 A 相同的批量维",
    ),
    "linalg.tensorinv_dims": (
        "linalg.tensorinv: the first ind={ind} dimensions count as rows, but the tensor has only {ndim}",
        "linalg.tensorinv：前 ind={ind} 个维度作为行，但张量只有 {ndim} 个维度",
    ),
    "linalg.tensor_square": (
        "{function}: the tensor of shape {shape} is no square matrix: its rows number {rows}, its columns {columns}",
        "{function}：形状为 {shape} 的张量不构成方阵：有 {rows} 行 {columns} 列",
    ),
    "linalg.vander_bool": (
        "linalg.vander supports floating point, complex, and integer tensors, but got bool",
        "linalg.vander 支持浮点、复数与整数张量，不支持布尔张量",
    ),
    "linalg.vander_size": (
        "linalg.vander: N must be greater than 1, but got {n}",
        "linalg.vander：N 必须大于 1，却得到 {n}",
    ),
    "linalg.mirrors_wide": (
        "linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1], but got {m} and {n}",
        "linalg.householder_product：行数不能少于列数，却是 {m} 行 {n} 列",
    ),
    "linalg.mirrors_batch": (
        "{function}: the shapes {a} and {tau} do not belong together",
        "{function}：形状 {a} 与 {tau} 不相配",
    ),
    "linalg.mirrors_count": (
        "{function}: tau of shape {tau} has more elements than the matrix of shape {a} has mirrors",
        "{function}：tau（形状 {tau}）的元素多于矩阵（形状 {a}）中的反射",
    ),
    "linalg.mirrors_fit": (
        "ormqr: other.shape[{dim}] must be equal to input.shape[-2], but the shapes are {b} and {a}",
        "ormqr：other.shape[{dim}] 必须等于 input.shape[-2]，形状却是 {b} 与 {a}",
    ),
    "linalg.pca_q": (
        "q(={q}) must be non-negative integer and not greater than min(m, n)={most}",
        "q 应在 0 与 min(m, n)={most} 之间，却得到 {q}",
    ),
    "linalg.pca_niter": (
        "niter(={niter}) must be non-negative integer",
        "niter 不能为负，却得到 {niter}",
    ),
}
