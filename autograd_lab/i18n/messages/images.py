"""Convolution, pooling, padding, resampling and sampling: what does not fit."""

MESSAGES: dict[str, tuple[str, str]] = {
    "images.dtype": (
        '"{function}" is not implemented for {dtype}; convert the tensor, for example with x.float()',
        "{function} 不支持 {dtype}；请先转换类型，例如 x.float()",
    ),
    "conv.output_padding": (
        "output padding must be smaller than either stride or dilation, but got output_padding={extra}, stride={stride}, "
        "dilation={dilation}",
        "output_padding 必须小于 stride 或 dilation，却得到 output_padding={extra}、stride={stride}、dilation={dilation}",
    ),
    "conv.output_size": (
        "Given input size per channel: ({input}). Calculated output size per channel: ({size}). Output size is too small",
        "每个通道的输入大小为 ({input})，算出的输出大小为 ({size})：输出太小",
    ),
    "pad.dims": (
        "Padding size {count} is not supported for a {ndim}-D tensor. All modes but 'constant' pad the last 1, 2 or 3 "
        "dims of a sample (C, *S) or a batch (N, C, *S)",
        "{ndim} 维张量不支持长度为 {count} 的 pad。除 'constant' 外，各模式只填充样本 (C, *S) 或一批样本 (N, C, *S) 的"
        "最后 1、2 或 3 维",
    ),
    "pad.mode": (
        "Unrecognised padding mode {mode!r}; choose one of {known}",
        "未知的填充方式 {mode!r}，应为 {known} 之一",
    ),
    "pad.value": (
        "Padding mode {mode!r} doesn't take in value argument: it takes its values from the tensor",
        "填充方式 {mode!r} 不接受 value：填充的值取自张量本身",
    ),
    "pad.reflect": (
        "Padding size should be less than the corresponding input dimension, but got {pad} for a dimension of size {size}",
        "镜像填充的长度必须小于该维的大小：大小为 {size} 的维得到了 {pad}",
    ),
    "pad.circular": (
        "Padding value causes wrapping around more than once: {pad} for a dimension of size {size}",
        "循环填充不能绕过一圈以上：大小为 {size} 的维得到了 {pad}",
    ),
    "pad.type": ("pad must be a tuple of ints, but got {got!r}", "pad 必须是整数元组，却得到 {got!r}"),
    "pad.value_type": ("value must be a real number, not {got}", "value 必须是实数，而不是 {got}"),
    "pad.overflow": (
        "value cannot be converted to type {dtype} without overflow: {value}",
        "value 超出 {dtype} 的范围：{value}",
    ),
    "resample.align_corners": (
        "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear, not "
        "with {mode!r}",
        "align_corners 只用于插值模式 linear、bilinear、bicubic、trilinear，不能用于 {mode!r}",
    ),
    "resample.one_of": (
        "exactly one of size and scale_factor should be defined",
        "size 与 scale_factor 必须且只能给出一个",
    ),
    "resample.count": (
        "Input and output must have the same number of spatial dimensions, but got {got} for spatial dimensions {size}",
        "空间维 {size} 的输入应为每个空间维各给一个数，却得到 {got}",
    ),
    "resample.recompute": (
        "recompute_scale_factor is not meaningful with an explicit size.",
        "给出 size 时 recompute_scale_factor 没有意义。",
    ),
    "resample.antialias": (
        "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input, but "
        "got {mode!r} and {ndim} dimensions",
        "antialias 只用于 4 维张量的 bilinear、bicubic、lanczos 模式，却得到 {mode!r} 和 {ndim} 维",
    ),
    "resample.mode": (
        "mode {mode!r} does not fit a {ndim}-D input. 3-D, 4-D and 5-D inputs are (N, C, *S) with 1, 2, 3 axes; the modes "
        "are {known}",
        "模式 {mode!r} 不适用于 {ndim} 维输入。3、4、5 维输入 (N, C, *S) 有 1、2、3 个空间维；可用的模式有 {known}",
    ),
    "resample.lanczos": (
        "Lanczos mode requires antialias=True and does not support align_corners=True",
        "lanczos 模式要求 antialias=True，且不支持 align_corners=True",
    ),
    "resample.empty": (
        "Input and output sizes should be greater than 0, but got input {size} and output size {out}",
        "输入与输出的大小必须为正，却得到输入 {size} 和输出大小 {out}",
    ),
    "resample.size_type": ("size must consist of ints, but got {got!r}", "size 必须由整数组成，却得到 {got!r}"),
    "resample.scale_type": (
        "scale_factor must consist of numbers, but got {got!r}",
        "scale_factor 必须由数组成，却得到 {got!r}",
    ),
    "fold.no_window": (
        "the kernel ({kernel}) finds no place in an input of size ({size}): it must fit into the padded input",
        "大小为 ({size}) 的输入放不下卷积核 ({kernel})：核不能大于填充后的输入",
    ),
    "fold.channels": (
        "Expected size of input's second to last dimension to be divisible by the product of kernel_size, but got {rows} "
        "and {kernel}",
        "输入的倒数第二维必须能被 kernel_size 的乘积整除，却得到 {rows} 和 {kernel}",
    ),
    "fold.columns": (
        "an output of size ({size}) has ({out}) windows, but the input has {columns} columns",
        "大小为 ({size}) 的输出有 ({out}) 个窗口，但输入有 {columns} 列",
    ),
    "unpool.index_dtype": (
        "{function}: elements in indices should be type int64 but got: {got}",
        "{function}：indices 应为 int64，却得到 {got}",
    ),
    "unpool.index_shape": (
        "Expected shape of indices to be same as that of the input tensor ({x}) but got indices tensor with shape: {got}",
        "indices 的形状应与输入 {x} 相同，却得到 {got}",
    ),
    "unpool.index_range": (
        "Found an invalid max index: {index} (output volumes are of size {size})",
        "下标 {index} 无效：输出的大小为 {size}",
    ),
    "unpool.count": (
        "output_size should be a sequence containing {axes} or {many} elements, but it has a length of {got}",
        "output_size 应有 {axes} 或 {many} 个数，却有 {got} 个",
    ),
    "unpool.size": (
        "invalid output_size {got} (dim {dim} must be between {low} and {high})",
        "output_size {got} 无效：第 {dim} 维必须在 {low} 与 {high} 之间",
    ),
    "unpool.negative": (
        "output_size must contain non-negative dimensions, but got {got}",
        "output_size 不能含有负数，却得到 {got}",
    ),
    "fractional.one_of": (
        "{function} requires specifying either an output_size or an output_ratio",
        "{function} 需要给出 output_size 或 output_ratio",
    ),
    "fractional.ratio": (
        "{function}: output_ratio must be a tuple of {axes} numbers, but got {got!r}",
        "{function}：output_ratio 应为 {axes} 个数的元组，却得到 {got!r}",
    ),
    "fractional.too_large": (
        "{function}: pool size {kernel} too large relative to input size {size} for {out} windows",
        "{function}：窗口大小 {kernel} 对于大小为 {size} 的输入和 {out} 个窗口来说太大",
    ),
    "fractional.samples": (
        "Expect _random_samples of shape {expected}, one number per sample, channel and axis; got {got}",
        "_random_samples 的形状应为 {expected}（样本、通道、轴），却得到 {got}",
    ),
    "fractional.samples_dtype": (
        "Expect _random_samples to have the same dtype as input, {x}, but got {got}",
        "_random_samples 的类型应与输入相同，为 {x}，却得到 {got}",
    ),
    "grid.choice": (
        "nn.functional.grid_sample(): expected {name} to be one of {known}, but got: {got!r}",
        "grid_sample() 的 {name} 应为 {known} 之一，却得到 {got!r}",
    ),
    "grid.number": (
        "{function}() expects modes from 0 to 2, but got interpolation_mode={mode} and padding_mode={padding}",
        "{function}() 的模式应为 0 到 2，却得到 interpolation_mode={mode}、padding_mode={padding}",
    ),
    "grid.ndim": (
        "{function}(): expected input (N, C, *S) and grid (N, *O, d) with the same number of dimensions, 4 or 5, but got "
        "sizes {x} and {grid}",
        "{function}() 的 input (N, C, *S) 与 grid (N, *O, d) 维数应相同，为 4 或 5，却得到 {x} 与 {grid}",
    ),
    "grid.batch": (
        "expected the same batch size on both sides, but got {x} and {grid}",
        "两边的批大小应相同，却得到 {x} 与 {grid}",
    ),
    "grid.last": (
        "expected grid to have size {axes} in last dimension, one number per axis, but got {got}",
        "grid 的最后一维应为 {axes}（每个空间维一个数），却得到 {got}",
    ),
    "grid.empty": (
        "expected input to have non-empty spatial dimensions, but input has sizes {size}",
        "输入的空间维不能为空，但输入的形状是 {size}",
    ),
    "grid.bicubic": ("bicubic interpolation only supports 4D input", "bicubic 插值只支持 4 维输入"),
    "grid.dtypes": (
        "expected input and grid to have the same dtype, but got {x} and {grid}. Convert one, e.g. with grid.to(x.dtype)",
        "input 与 grid 的类型应相同，却得到 {x} 与 {grid}。请转换其一，例如 grid.to(x.dtype)",
    ),
    "grid.theta_dtype": (
        "Expected theta to have floating point type, but got {dtype}",
        "theta 必须是浮点类型，却得到 {dtype}",
    ),
    "grid.theta_shape": (
        "Expected a batch of affine matrices of shape (N, {axes}, {many}) for size {size}. Got {got}.",
        "size 为 {size} 时 theta 的形状应为 (N, {axes}, {many})，却得到 {got}。",
    ),
    "grid.size": (
        "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms. Got size {size}.",
        "affine_grid 只支持 4 维和 5 维的 size（2 维和 3 维仿射变换），却得到 {size}。",
    ),
    "grid.positive": (
        "Expected non-zero, positive output size. Got {size}",
        "输出的大小必须为正，却得到 {size}",
    ),
    "pixels.ndim": (
        "{function} expects input to have at least {least} dimensions, but got input with {got} dimension(s)",
        "{function} 的输入至少应有 {least} 维，却得到 {got} 维",
    ),
    "pixels.positive": (
        "{function} expects a positive {name}, but got {got}",
        "{function} 的 {name} 必须为正，却得到 {got}",
    ),
    "pixels.channels": (
        "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
        "{channels} is not divisible by {r}^2",
        "pixel_shuffle 要求通道数能被 upscale_factor 的平方整除，但 {channels} 不能被 {r}^2 整除",
    ),
    "pixels.size": (
        "pixel_unshuffle expects height and width to be divisible by downscale_factor, but {height} x {width} is not "
        "divisible by {r}",
        "pixel_unshuffle 要求高和宽能被 downscale_factor 整除，但 {height} x {width} 不能被 {r} 整除",
    ),
    "pixels.groups": (
        "Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.",
        "通道数必须能被组数整除，却得到 {channels} 个通道和 {groups} 组。",
    ),
}
