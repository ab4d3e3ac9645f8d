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
}
