"""Reductions, running functions, statistics: what cannot be summed up."""

MESSAGES: dict[str, tuple[str, str]] = {
    "reduce.empty": (
        "{function}(): Expected reduction dim to be specified for input.numel() == 0",
        "{function}()：空张量没有可以比较的元素",
    ),
    "reduce.empty_dim": (
        "{function}(): Expected reduction dim {dim} to have non-zero size",
        "{function}()：第 {dim} 维的长度为 0，没有可以比较的元素",
    ),
    "reduce.dtype": (
        "{function}() is not implemented for {dtype}",
        "{function}() 不支持 {dtype}",
    ),
    "reduce.keepdim_alone": (
        "{function}() of all elements has no dim to keep: name the dim, or leave keepdim out",
        "{function}() 归约全部元素，没有可以保留的维：请指明 dim，或不写 keepdim",
    ),
    "scan.inplace_dtype": (
        "{function}() writes into a tensor of {dtype} and cannot give {asked}; use the form without underscore",
        "{function}() 要写入 {dtype} 张量，不能得到 {asked}；请用不带下划线的形式",
    ),
    "trace.ndim": (
        "trace: expected a matrix, but got a tensor with {ndim} dimensions",
        "trace：需要矩阵，却得到 {ndim} 维张量",
    ),
    "var.both": (
        "{function}() takes either 'unbiased' or 'correction', not both: unbiased=True is correction=1",
        "{function}() 的 'unbiased' 与 'correction' 只能给一个：unbiased=True 就是 correction=1",
    ),
    "var.too_few": (
        "{function}(): degrees of freedom is <= 0: {n} elements minus correction={correction} leave nothing to divide by",
        "{function}()：自由度不大于 0：{n} 个元素减去 correction={correction} 之后没有可以除的数",
    ),
    "cov.ndim": (
        "{function}(): expected input to have two or fewer dimensions but got an input with {ndim} dimensions",
        "{function}()：输入最多 2 维，却得到 {ndim} 维",
    ),
    "cov.weights_ndim": (
        "cov(): expected {name} to have one or fewer dimensions but got {ndim}",
        "cov()：{name} 最多 1 维，却得到 {ndim} 维",
    ),
    "cov.weights_dtype": (
        "cov(): {name} cannot be {dtype}: fweights are integers, aweights floating-point numbers",
        "cov()：{name} 不能是 {dtype}：fweights 应为整数，aweights 应为浮点数",
    ),
    "cov.weights_size": (
        "cov(): expected {name} to have one element per observation (column), {observations}, but got {size}",
        "cov()：{name} 应与观测（列）一一对应，共 {observations} 个，却得到 {size} 个",
    ),
    "cov.weights_negative": (
        "cov(): {name} cannot be negative",
        "cov()：{name} 不能有负数",
    ),
    "cov.weights_zero": (
        "cov(): weights sum to zero, can't be normalized",
        "cov()：权重之和为 0，无法归一化",
    ),
    "quantile.empty": (
        "{function}() input tensor must be non-empty",
        "{function}()：输入不能是空张量",
    ),
    "quantile.dtype": (
        "{function}() input tensor must be float32 or float64, but got {dtype}; call x.float() first",
        "{function}()：输入必须是 float32 或 float64，却得到 {dtype}；请先调用 x.float()",
    ),
    "quantile.interpolation": (
        "{function}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {got}",
        "{function}() 的 interpolation 只能是 linear、lower、higher、midpoint 或 nearest，却得到 {got}",
    ),
    "quantile.q_ndim": (
        "{function}() q must be a number or a 1-D tensor, but got {ndim} dimensions",
        "{function}() 的 q 应为一个数或 1 维张量，却得到 {ndim} 维",
    ),
    "quantile.q_dtype": (
        "{function}() q tensor must have the dtype of the input, {dtype}, but got {q}",
        "{function}() 的 q 应与输入同为 {dtype}，却得到 {q}",
    ),
    "quantile.range": (
        "{function}() q values must be in the range [0, 1]",
        "{function}() 的 q 必须在 [0, 1] 之内",
    ),
    "diff.zero_dim": (
        "diff expects input to be at least one-dimensional",
        "diff 的输入至少要有 1 维",
    ),
    "diff.order": (
        "diff: order must be non-negative but got {n}",
        "diff 的阶数不能为负，却得到 {n}",
    ),
    "diff.ends": (
        "diff expects prepend or append to have as many dimensions as the input, but got {end} and {input}",
        "diff 的 prepend 与 append 应与输入维数相同，却得到 {end} 与 {input}",
    ),
    "trapezoid.both": (
        "{function}() takes either 'x' or 'dx', not both",
        "{function}() 的 'x' 与 'dx' 只能给一个",
    ),
    "trapezoid.bool": (
        "{function}: bool is not supported for y or x; call .float() first",
        "{function} 的 y 与 x 不能是布尔张量；请先调用 .float()",
    ),
    "trapezoid.complex": (
        "{function}: dx must be a real number, but got {dx}",
        "{function} 的 dx 必须是实数，却得到 {dx}",
    ),
    "trapezoid.points": (
        "{function}: there must be one x value for each sample point, but there are {x} and {y}",
        "{function}：每个采样点都要有一个 x 值，却有 {x} 个 x 与 {y} 个采样点",
    ),
    "gradient.edge_order": (
        "gradient: edge_order must be 1 or 2, but got {got}",
        "gradient 的 edge_order 只能是 1 或 2，却得到 {got}",
    ),
    "gradient.size": (
        "gradient: dimension {dim} has {size} samples; edge_order + 1 = {wanted} are needed",
        "gradient：第 {dim} 维只有 {size} 个采样点，至少需要 edge_order + 1 = {wanted} 个",
    ),
    "gradient.spacing": (
        "gradient: a list of spacings has one for each dim: {dims}, but got {count}",
        "gradient：spacing 列表应与各维一一对应，共 {dims} 个，却得到 {count} 个",
    ),
    "gradient.coordinates": (
        "gradient: coordinates in spacing must be 1-D, but got {ndim} dimensions",
        "gradient：spacing 中的坐标应为 1 维，却得到 {ndim} 维",
    ),
    "bincount.input": (
        "bincount only supports 1-d non-negative integral inputs, here of shape {shape}",
        "bincount 只接受 1 维的非负整数，这里的形状是 {shape}",
    ),
    "bincount.minlength": (
        "bincount: minlength should be >= 0, but got {minlength}",
        "bincount 的 minlength 不能为负，却得到 {minlength}",
    ),
    "bincount.weights": (
        "bincount: weights should have the shape of the input, {input}, but got {shape}",
        "bincount 的 weights 应与输入形状相同，为 {input}，却得到 {shape}",
    ),
    "histogram.bins": (
        "{function}(): bins must be > 0, but got {bins} for dimension {dim}",
        "{function}()：bins 必须大于 0，第 {dim} 维却得到 {bins}",
    ),
    "histogram.bins_count": (
        "histogramdd: the number of bins, {count}, must be the size of the input's last dim, {wanted}",
        "histogramdd：bins 的个数 {count} 应等于输入最后一维的长度 {wanted}",
    ),
    "histogram.not_finite": (
        "{function}: dimension {dim}'s range [{low}, {high}] is not finite",
        "{function}：第 {dim} 维的范围 [{low}, {high}] 不是有限的",
    ),
    "histogram.range": (
        "{function}: max must be larger than min, but got min {low} and max {high} for dimension {dim}",
        "{function}：max 必须大于 min，第 {dim} 维却得到 min {low} 与 max {high}",
    ),
    "histogram.range_count": (
        "{function}: range should have {wanted} elements, two for each dimension, but got {count}",
        "{function}：range 应有 {wanted} 个数，每维两个，却得到 {count} 个",
    ),
    "histogram.ndim": (
        "histogramdd: input should have at least 2 dimensions, but got {ndim}",
        "histogramdd：输入至少要有 2 维，却得到 {ndim} 维",
    ),
    "histogram.edges": (
        "{function}: edges of bins are a 1-D tensor with elements, but for dimension {dim} the shape is {shape}",
        "{function}：区间的边界应为非空的 1 维张量，第 {dim} 维的形状却是 {shape}",
    ),
    "histogram.edges_dtype": (
        "{function}: input and bins should have the same dtype, but got {dtype} and {edges}",
        "{function}：输入与 bins 的类型应当相同，却得到 {dtype} 与 {edges}",
    ),
    "histogram.weight_dtype": (
        "{function}: input and weight should have the same dtype, but got {dtype} and {weight}",
        "{function}：输入与 weight 的类型应当相同，却得到 {dtype} 与 {weight}",
    ),
    "histogram.weight_shape": (
        "{function}: weight should have the shape {wanted}, but got {shape}",
        "{function}：weight 的形状应为 {wanted}，却得到 {shape}",
    ),
}
