"""Elements in another arrangement: shapes, parts, memory."""

MESSAGES: dict[str, tuple[str, str]] = {
    "arg.no_dims": (
        "Dimension specified as {dim} but tensor has no dimensions",
        "指定了第 {dim} 维，但 0 维张量没有任何维度",
    ),
    "arg.size_huge": (
        "{function}(): {got} does not fit into 64 bits",
        "{function}()：{got} 超出了 64 位整数的范围",
    ),
    "arg.size_total": (
        "a tensor of shape {shape} has more elements than any memory; is one of the sizes meant otherwise?",
        "形状 {shape} 的张量所含元素多得任何内存都放不下；是不是有一个长度写错了？",
    ),
    "arg.need_sizes": (
        "{function}(): expected a tuple of ints, but got {got}; write (n,) for one dimension",
        "{function}()：需要由整数组成的元组，却得到 {got}；只有一维时请写 (n,)",
    ),
    "arg.unexpected": (
        "{function}() got an unexpected keyword argument '{name}'",
        "{function}() 没有名为 '{name}' 的参数",
    ),
    "view.bits_0d": (
        "a 0-d tensor of {dtype} cannot be viewed as {wanted}: their elements differ in size, and it has no last dim "
        "that could grow or shrink",
        "0 维的 {dtype} 张量不能看作 {wanted}：两者元素大小不同，而它没有可以伸缩的最后一维",
    ),
    "view.bits_stride": (
        "self.stride(-1) must be 1 to view {dtype} as {wanted}; call .contiguous() first",
        "要把 {dtype} 看作 {wanted}，最后一维的元素必须在内存中相邻；请先调用 .contiguous()",
    ),
    "view.bits_size": (
        "self.size(-1) must be divisible by {factor} to view {dtype} as {wanted}, and so must all other strides and the "
        "offset; the last size is {size}",
        "要把 {dtype} 看作 {wanted}，最后一维的长度（现为 {size}）、其余各维的步长与偏移都必须能被 {factor} 整除",
    ),
    "unflatten.empty": (
        "unflatten: sizes must be non-empty, and the tensor needs a dimension to take apart (it has {ndim})",
        "unflatten：sizes 不能为空，张量也要有可以拆开的维度（现有 {ndim} 维）",
    ),
    "sum_to_size.size": (
        "sum_to_size: {wanted} cannot be broadcast to {shape}, so {shape} cannot be summed to it",
        "sum_to_size：{wanted} 无法广播为 {shape}，因此 {shape} 也无法求和成它",
    ),
    "movedim.count": (
        "movedim: source {source} and destination {destination} must have the same number of dims",
        "movedim：source {source} 与 destination {destination} 的个数必须相同",
    ),
    "transpose.matrix": (
        "tensor.{name} is only supported on matrices, but this tensor has {ndim} dimensions; for stacks of matrices use "
        "tensor.mH",
        "tensor.{name} 只用于矩阵，这里却是 {ndim} 维；成批的矩阵请用 tensor.mH",
    ),
    "transpose.matrices": (
        "tensor.{name} is only supported on matrices or batches of matrices, but this tensor has {ndim} dimension",
        "tensor.{name} 只用于矩阵或成批的矩阵，这里却是 {ndim} 维",
    ),
    "flip.ndim": (
        "{function}: input must have at least {least} dimensions, but has {ndim}",
        "{function}：输入至少要有 {least} 维，这里是 {ndim} 维",
    ),
    "roll.count": (
        "roll: shifts {shifts} and dims {dims} must align, one shift per dim",
        "roll：shifts {shifts} 与 dims {dims} 必须一一对应",
    ),
    "rot90.dims": (
        "rot90: expected two dims that span the plane of rotation, but got {dims}",
        "rot90：需要两个维度来确定旋转平面，却得到 {dims}",
    ),
    "rot90.ndim": (
        "rot90: expected at least 2 dimensions, but the tensor has {ndim}",
        "rot90：张量至少要有 2 维，这里是 {ndim} 维",
    ),
    "rot90.same": (
        "rot90: expected two different dims, but {dims} are the same",
        "rot90：两个维度必须不同，{dims} 却是同一维",
    ),
    "block_diag.ndim": (
        "block_diag: tensors must have 2 or fewer dimensions, but one has shape {shape}",
        "block_diag：各张量至多 2 维，其中一个的形状却是 {shape}",
    ),
    "split.zero_dim": (
        "{function} expects at least a 1-dimensional tensor, but this one has no dimension to cut",
        "{function} 需要至少 1 维的张量，0 维张量没有可以切分的维度",
    ),
    "select.zero_dim": (
        "select() cannot be applied to a 0-dim tensor; its only element is x.item()",
        "select() 不能用于 0 维张量；它唯一的元素是 x.item()",
    ),
    "slice.step": ("slice step must be positive, but got {step}", "切片的步长必须为正，却得到 {step}"),
    "narrow.start": (
        "narrow: start must be a 0-dim integral Tensor or an int, but is a Tensor of shape {shape} and {dtype}",
        "narrow：start 必须是整数或 0 维整数张量，却是形状 {shape}、类型 {dtype} 的张量",
    ),
    "narrow.length": (
        "narrow(): length must be non-negative, but got {length}",
        "narrow()：length 不能为负，却得到 {length}",
    ),
    "narrow.range": (
        "narrow: start out of range (expected to be in range of [-{size}, {size}] in dimension {dim}, but got {start})",
        "narrow：start 超出范围（第 {dim} 维应在 [-{size}, {size}] 之内，却得到 {start}）",
    ),
    "narrow.end": (
        "narrow: start ({start}) + length ({length}) exceeds the size {size} of dimension {dim}",
        "narrow：start ({start}) + length ({length}) 超出了第 {dim} 维的长度 {size}",
    ),
    "tensor_split.tensor": (
        "tensor_split: a tensor of sections or indices must be int64, on the host, with 0 or 1 dimensions, but this one "
        "has shape {shape} and {dtype}",
        "tensor_split：用张量给出份数或位置时，它必须是主机上 0 维或 1 维的 int64 张量，这里的形状是 {shape}，类型是 {dtype}",
    ),
    "tensor_split.count": (
        "tensor_split: number of sections must be larger than 0, got {sections}",
        "tensor_split：份数必须大于 0，却得到 {sections}",
    ),
    "hsplit.ndim": (
        "torch.{function} requires a tensor with at least {least} dimensions, but got {ndim}",
        "torch.{function} 需要至少 {least} 维的张量，却得到 {ndim} 维",
    ),
    "hsplit.count": (
        "torch.{function}: the size {size} of dimension {dim} is not divisible by {sections}; torch.tensor_split allows "
        "unequal parts",
        "torch.{function}：第 {dim} 维的长度 {size} 不能被 {sections} 整除；torch.tensor_split 允许各份长度不等",
    ),
    "repeat.count": (
        "repeat: {repeats} has fewer numbers than the tensor has dimensions ({ndim})",
        "repeat：{repeats} 的个数少于张量的维数 ({ndim})",
    ),
    "repeat.negative": (
        "repeats cannot be negative, but got {repeats}",
        "重复次数不能为负，却得到 {repeats}",
    ),
    "repeat_interleave.count": (
        "repeat_interleave: {count} repeats do not fit the size {size} of dimension {dim}; give one per element, or one "
        "for all",
        "repeat_interleave：{count} 个重复次数与第 {dim} 维的长度 {size} 不符；请为每个元素各给一个，或只给一个",
    ),
    "repeat_interleave.dtype": (
        "repeat_interleave is not implemented for repeats of {dtype}; use int32 or int64",
        "repeat_interleave 的重复次数不能是 {dtype}；请用 int32 或 int64",
    ),
    "repeat_interleave.output_size": (
        "repeat_interleave: invalid output_size {said}, the result has {size} elements along the dimension",
        "repeat_interleave：output_size {said} 不对，结果在该维上有 {size} 个元素",
    ),
    "vector.needed": (
        "{function}: expected a 1D vector, but got shape {shape}",
        "{function}：需要 1 维向量，却得到形状 {shape}",
    ),
    "broadcast_shapes.type": (
        "broadcast_shapes: each shape must be an int or a tuple of ints, but one is {got}",
        "broadcast_shapes：每个形状应为整数或整数元组，其中却有 {got}",
    ),
    "broadcast_shapes.mismatch": (
        "broadcast_shapes: {shapes} do not broadcast. Sizes are compared from the right; each must be equal or 1.",
        "broadcast_shapes：{shapes} 无法广播。从最右一维开始逐个比较，长度要么相等，要么为 1。",
    ),
    "meshgrid.indexing": (
        'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}',
        'torch.meshgrid：indexing 只能是 "xy" 或 "ij"，却得到 {indexing}',
    ),
    "meshgrid.ndim": (
        "torch.meshgrid: expected 0D or 1D tensors, but one has shape {shape}",
        "torch.meshgrid：各张量应为 0 维或 1 维，其中一个的形状却是 {shape}",
    ),
    "meshgrid.dtypes": (
        "meshgrid expects all tensors to have the same dtype, but got {a} and {b}",
        "meshgrid 要求各张量类型相同，却得到 {a} 与 {b}",
    ),
    "combinations.negative": (
        "combinations: expected a non-negative number, but got {r}",
        "combinations：个数不能为负，却得到 {r}",
    ),
    "unravel_index.dtype": (
        "unravel_index: expected 'indices' to be integer dtype, but got {dtype}",
        "unravel_index：下标必须是整数类型，却得到 {dtype}",
    ),
    "fill_diagonal.ndim": (
        "fill_diagonal_(): a diagonal needs at least 2 dims, but the tensor has {ndim}",
        "fill_diagonal_()：对角线至少需要 2 维，但该张量是 {ndim} 维",
    ),
    "fill_diagonal.lengths": (
        "fill_diagonal_(): with more than 2 dims all must have one length, but the shape is {shape}",
        "fill_diagonal_()：多于 2 维时各维长度必须相同，但形状是 {shape}",
    ),
    "diagonal.same": (
        "diagonal dimensions cannot be identical: {dim1}, {dim2}",
        "对角线所在的两个维度不能相同：{dim1}, {dim2}",
    ),
    "diag.ndim": (
        "diag(): supports 1D or 2D tensors, but got shape {shape}; use diagonal or diag_embed",
        "diag() 只支持 1 维或 2 维张量，却得到形状 {shape}；请用 diagonal 或 diag_embed",
    ),
    "triangle.size": (
        "{function}: row and col must be non-negative, got {row} and {col}",
        "{function}：行数与列数不能为负，却得到 {row} 与 {col}",
    ),
    "triangle.dtype": (
        "{function} is not implemented for {dtype}: indices are whole numbers",
        "{function} 不支持 {dtype}：下标是整数",
    ),
    "scatter.shape": (
        "expected src to have the size of the part that it replaces: src has shape {got}, the part {part}",
        "src 的形状必须与被替换的部分相同：src 为 {got}，该部分为 {part}",
    ),
    "format.ndim": (
        "required another number of dimensions to use {format}: channels_last needs 4, channels_last_3d 5, but the "
        "tensor has {ndim}",
        "{format} 要求特定的维数：channels_last 需要 4 维，channels_last_3d 需要 5 维，这里是 {ndim} 维",
    ),
    "format.type": (
        "{function}(): argument 'memory_format' must be torch.memory_format, not {got}",
        "{function}()：参数 'memory_format' 必须是 torch.memory_format，而不是 {got}",
    ),
    "format.unexpected": (
        "{function}() got an unexpected keyword argument 'memory_format'",
        "{function}() 没有 memory_format 这个参数",
    ),
    "layout.type": (
        "{function}(): argument 'layout' must be torch.layout, not {got}",
        "{function}()：参数 'layout' 必须是 torch.layout，而不是 {got}",
    ),
    "as_strided.count": (
        "as_strided: mismatch in length of size {size} and stride {stride}",
        "as_strided：size {size} 与 stride {stride} 的长度不同",
    ),
    "as_strided.negative": (
        "as_strided: negative numbers are not supported, got size {size}, stride {stride}, storage offset {offset}",
        "as_strided 不支持负数，却得到 size {size}、stride {stride}、偏移 {offset}",
    ),
    "set.source": (
        "set_(): the source must be a Tensor or a storage, not {got}",
        "set_()：source 必须是张量或存储（storage），而不是 {got}",
    ),
    "set.dtype": (
        "Could not set tensor of type {got} to a tensor of type {dtype}; convert the source first",
        "set_()：不能让类型为 {dtype} 的张量使用类型为 {got} 的张量的内存；请先转换 source 的类型",
    ),
    "set.recorded": (
        "derivative for set_ is not implemented: memory is exchanged, not computed. Do it inside `with torch.no_grad():`",
        "set_ 没有导数：它更换的是内存，而不是计算出新值。请放在 `with torch.no_grad():` 之内",
    ),
    "as_strided.outside": (
        "as_strided: size {size}, stride {stride} and storage offset {offset} reach to element {needed} of memory, but "
        "there are only {held}",
        "as_strided：size {size}、stride {stride}、偏移 {offset} 会读到内存中的第 {needed} 个元素，而那里只有 {held} 个",
    ),
    "unfold.negative": (
        "unfold: size ({size}) must be >= 0 and step ({step}) must be > 0",
        "unfold：size ({size}) 必须 >= 0，step ({step}) 必须 > 0",
    ),
    "unfold.size": (
        "unfold: maximum size for tensor at dimension {dim} is {length} but size is {size}",
        "unfold：第 {dim} 维的长度是 {length}，窗口长度 {size} 太大",
    ),
    "resize.requires_grad": (
        "cannot resize variables that require grad; call .detach() first, or use view or reshape",
        "不能改变需要梯度的张量的大小；请先调用 .detach()，或改用 view、reshape",
    ),
    "empty_strided.stride": (
        "empty_strided: one stride, not negative, is needed for each dimension: size {size}, stride {stride}",
        "empty_strided：每一维都需要一个非负的步长：size {size}，stride {stride}",
    ),
    "empty_permuted.layout": (
        "empty_permuted: the physical layout {layout} must name each dimension of {size} once",
        "empty_permuted：physical_layout {layout} 必须把 {size} 的每一维恰好列出一次",
    ),
}
