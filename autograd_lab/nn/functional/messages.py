"""What the functions of ``nn.functional``, the initialisers and the layers say about wrong sizes and values."""

from __future__ import annotations

from autograd_lab.i18n import add_messages

add_messages(
    {
        "nn.softmax.dim": (
            "Implicit dimension choice for {function} has been deprecated. Change the call to include dim=X as an argument.",
            "{function} 没有指明维度，这种写法已被弃用。请写明 dim=...。",
        ),
        "nn.linear.shapes": (
            "mat1 and mat2 shapes cannot be multiplied: a Linear layer with weight {w} expects the last dimension of its "
            "input to be {features[0]}, but the input has shape {x}",
            "形状不匹配，无法相乘：权重为 {w} 的线性层要求输入的最后一维是 {features[0]}，但输入的形状是 {x}",
        ),
        "nn.linear.zero_dim": (
            "both arguments to linear need to be at least 1D, but they are {x}D and {w}D",
            "linear 的两个参数都至少要有 1 维，但它们的维数是 {x} 和 {w}",
        ),
        "nn.linear.bias": (
            "linear: a weight of shape {w} needs a bias with one number per output, but got shape {b}",
            "linear：形状为 {w} 的权重要求每个输出对应一个偏置，但偏置的形状是 {b}",
        ),
        "nn.linear.dtypes": (
            "mat1 and mat2 must have the same dtype, but got {x} and {w}. Convert the input, e.g. with x.float(), or the "
            "model, e.g. with model.double()",
            "输入与权重的类型必须相同，却得到 {x} 和 {w}。请转换输入（如 x.float()）或模型（如 model.double()）",
        ),
        "nn.bilinear.weight": (
            "bilinear(): expected a weight (out, in1, in2), but got shape {shape}",
            "bilinear()：weight 应为 (out, in1, in2)，却得到形状 {shape}",
        ),
        "nn.bilinear.batch": (
            "bilinear(): input dimensions do not match: but for the last they must be equal, got {a} and {b}",
            "bilinear()：两个输入除最后一维外形状应相同，却得到 {a} 与 {b}",
        ),
        "nn.bilinear.size": (
            "bilinear(): {name} size does not match weight size: expected a last dimension of {expected}, got shape {shape}",
            "bilinear()：{name} 与 weight 不匹配：最后一维应为 {expected}，却得到形状 {shape}",
        ),
        "nn.bilinear.bias": (
            "bilinear(): bias size does not match weight size: got shape {got} but expected {expected} elements",
            "bilinear()：bias 应有 {expected} 个元素，它的形状却是 {got}",
        ),
        "nn.bilinear.dtypes": (
            "All tensors must have the same dtype, got {found}. Convert with .to(dtype)",
            "所有张量的类型必须相同，却得到 {found}。请用 .to(dtype) 转换",
        ),
        "nn.one_hot.dtype": (
            "one_hot is only applicable to index tensor of type int64 (LongTensor), but got {dtype}",
            "one_hot 的输入必须是 int64 的类别编号，却得到 {dtype}",
        ),
        "nn.one_hot.empty": (
            "Can not infer total number of classes from empty tensor.",
            "空张量无法推断类别数，请指定 num_classes。",
        ),
        "nn.one_hot.negative": ("Class values must be non-negative.", "类别编号不能为负。"),
        "nn.one_hot.count": (
            "num_classes should be positive, but got {count}",
            "num_classes 必须为正，却得到 {count}",
        ),
        "nn.one_hot.too_large": (
            "Class values must be smaller than num_classes, but {largest} is not smaller than {count}.",
            "类别编号必须小于 num_classes，但 {largest} 不小于 {count}。",
        ),
        "nn.dropout.p": (
            "dropout probability has to be between 0 and 1, but got {p}",
            "dropout 的概率必须在 0 与 1 之间，却得到 {p}",
        ),
        "nn.dropout.ndim": (
            "{function}: Received a {ndim}-D input, which is deprecated and will result in an error in a future release. "
            "To retain the behavior and silence this warning, please use dropout instead.",
            "{function}：输入为 {ndim} 维，这种用法已被弃用。请改用 dropout。",
        ),
        "nn.dropout2d.three": (
            "{function}: Received a {ndim}D input, which is interpreted as shape (N, C, L). To maintain the channel-wise 1D "
            "dropout behavior, please switch to using dropout1d instead.",
            "{function}：输入为 {ndim} 维，被理解为 (N, C, L)。若要按通道丢弃一维数据，请改用 dropout1d。",
        ),
        "nn.gumbel.eps": ("`eps` parameter is deprecated and has no effect.", "eps 参数已被弃用，不起作用。"),
        "nn.size.count": (
            "{function}: {name} must be one integer or a tuple of {axes}, but got {got}",
            "{function}：{name} 应为一个整数或含 {axes} 个整数的元组，却得到 {got}",
        ),
        "nn.size.type": (
            "{function}: {name} must consist of integers, not {got}",
            "{function}：{name} 必须是整数，而不是 {got}",
        ),
        "nn.size.least": (
            "{function}: {name} must be at least {least}, but got {got}",
            "{function}：{name} 不能小于 {least}，却得到 {got}",
        ),
        "nn.pad.mode": (
            "padding mode {mode!r} is not supported yet; use 'constant' (for a layer: 'zeros')",
            "尚不支持填充方式 {mode!r}；请使用 'constant'（在层中为 'zeros'）",
        ),
        "nn.pad.count": (
            "Padding length must be even and at most twice the number of dimensions: got {count} numbers for {ndim} "
            "dimension(s)",
            "pad 的长度必须是偶数，且不超过维数的两倍：{ndim} 维张量得到了 {count} 个数",
        ),
        "nn.pad.negative": (
            "pad {pad} cuts away more of a tensor of shape {shape} than there is",
            "pad {pad} 从形状为 {shape} 的张量中切掉的部分超过了它的大小",
        ),
        "nn.conv.weight_ndim": (
            "{function} expects a weight with {ndim} dimensions, but got {got}",
            "{function} 的权重应为 {ndim} 维，却得到 {got}",
        ),
        "nn.conv.input_ndim": (
            "Expected {one}D (unbatched) or {many}D (batched) input to {function}, but got input of size: {got}",
            "{function} 的输入应为 {one} 维（单个样本）或 {many} 维（一批样本），却得到 {got}",
        ),
        "nn.conv.groups": (
            "groups must be a positive integer, but got {groups}",
            "groups 必须是正整数，却得到 {groups}",
        ),
        "nn.conv.divisible": (
            "{what} must be divisible by groups, but {channels} is not divisible by {groups}",
            "{what} 必须能被 groups 整除，但 {channels} 不能被 {groups} 整除",
        ),
        "nn.conv.out_groups": (
            "Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size "
            "{weight} instead",
            "groups={groups} 要求权重的第 0 维能被 {groups} 整除，但权重的形状是 {weight}",
        ),
        "nn.conv.channels": (
            "Given groups={groups}, weight of size {weight}, expected input{input} to have {expected} channels, but got "
            "{got} channels instead",
            "groups={groups}、权重形状 {weight} 要求输入有 {expected} 个通道，但形状为 {input} 的输入有 {got} 个通道",
        ),
        "nn.conv.bias": (
            "Given weight of size {weight}, expected bias to be 1-dimensional with {expected} elements, but got bias of "
            "size {got} instead",
            "权重形状 {weight} 要求偏置是含 {expected} 个元素的一维张量，但偏置的形状是 {got}",
        ),
        "nn.conv.dtypes": (
            "Input type ({x}) and weight type ({w}) should be the same. Convert the input, e.g. with x.float(), or the "
            "model, e.g. with model.double()",
            "输入的类型（{x}）与权重的类型（{w}）应相同。请转换输入（如 x.float()）或模型（如 model.double()）",
        ),
        "nn.conv.kernel_too_large": (
            "Calculated padded input size per channel: ({size}). Kernel size: ({kernel}). Kernel size can't be greater "
            "than actual input size",
            "填充后每个通道的大小为 ({size})，卷积核的大小为 ({kernel})：卷积核不能大于输入",
        ),
        "nn.conv.padding_name": (
            "Invalid padding string {padding!r}, should be one of 'valid', 'same'",
            "padding 的名称 {padding!r} 无效，应为 'valid' 或 'same'",
        ),
        "nn.conv.same_stride": (
            "padding='same' is not supported for strided convolutions, but got stride={stride}",
            "padding='same' 只适用于步长为 1 的卷积，却得到 stride={stride}",
        ),
        "nn.conv.padding_mode": (
            "padding_mode must be one of {known}, but got padding_mode={got!r}",
            "padding_mode 应为 {known} 之一，却得到 {got!r}",
        ),
        "nn.pool.ndim": (
            "{function}: non-empty {one}D or {many}D (batch mode) tensor expected for input, but got size {got}",
            "{function} 的输入应为 {one} 维（单个样本）或 {many} 维（一批样本），却得到 {got}",
        ),
        "nn.pool.padding": (
            "pad should be at most half of kernel size, but got pad={padding} and kernel_size={kernel}",
            "填充不能超过窗口大小的一半，却得到 padding={padding}、kernel_size={kernel}",
        ),
        "nn.pool.too_small": (
            "Given input size: ({size}). Calculated output size: ({out}). Output size is too small",
            "输入大小为 ({size})，算出的输出大小为 ({out})：输出太小，窗口比输入还大",
        ),
        "nn.pool.divisor": ("divisor must be not zero", "divisor_override 不能为 0"),
        "nn.mse.broadcast": (
            "Using a target size {target} that is different to the input size {input}. This will likely lead to incorrect "
            "results due to broadcasting. Please ensure they have the same size.",
            "目标的形状 {target} 与输入的形状 {input} 不同，广播后的结果多半不是你想要的。请让两者形状相同。",
        ),
        "nn.kl_div.mean": (
            "reduction: 'mean' divides the total loss by both the batch size and the support size. 'batchmean' divides "
            "only by the batch size, and aligns with the KL div math definition.",
            "reduction='mean' 除以元素总数；'batchmean' 只除以批大小，与 KL 散度的数学定义一致。",
        ),
        "nn.loss.reduction": (
            "{got} is not a valid value for reduction; choose 'none', 'mean' or 'sum'",
            "reduction 不能是 {got}，应为 'none'、'mean' 或 'sum'",
        ),
        "nn.loss.smoothing": (
            "label_smoothing must be between 0.0 and 1.0. Got: {got}",
            "label_smoothing 必须在 0 与 1 之间，却得到 {got}",
        ),
        "nn.loss.zero_dim": (
            "the loss needs a score for each class, but the input has no dimensions",
            "损失函数需要每个类别的得分，但输入是 0 维张量",
        ),
        "nn.loss.probabilities": (
            "Expected floating point type for target with class probabilities, got {dtype}. For class numbers the target "
            "has one dimension less than the input",
            "target 与 input 形状相同时表示各类别的概率，应为浮点类型，却得到 {dtype}。若是类别编号，target 应比 input 少一维",
        ),
        "nn.loss.weight_shape": (
            "weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
            "shape: {got}",
            "weight 应为 {classes} 个类别各给一个权重，但它的形状是 {got}",
        ),
        "nn.loss.weight_dtype": (
            "expected weight of type {expected} like the input but found {got}",
            "weight 的类型应与输入相同，为 {expected}，却得到 {got}",
        ),
        "nn.loss.multi_target": (
            "0D or 1D target tensor expected, multi-target not supported: input {input} needs one class number per sample, "
            "but the target has shape {target}. Drop the extra dimension, e.g. with target.squeeze(1)",
            "形状为 {input} 的输入要求每个样本对应一个类别编号（0 维或 1 维），但 target 的形状是 {target}。"
            "请去掉多余的维度，例如 target.squeeze(1)",
        ),
        "nn.loss.batch": (
            "Expected input batch_size ({x}) to match target batch_size ({t}).",
            "输入的批大小（{x}）与目标的批大小（{t}）不一致。",
        ),
        "nn.loss.sizes": (
            "size mismatch (got input: {input}, target: {target})",
            "除类别维外形状应一致，却得到 input {input}、target {target}",
        ),
        "nn.loss.target_dtype": (
            "expected target dtype to be Long or Byte (class numbers), but got {dtype}. Convert with target.long()",
            "target 应为 int64 类型的类别编号，却得到 {dtype}。请用 target.long() 转换",
        ),
        "nn.loss.class_range": (
            "Target {label} is out of bounds: with {classes} classes the class numbers are 0 to {last}.",
            "类别编号 {label} 超出范围：共有 {classes} 个类别，编号应为 0 到 {last}。",
        ),
        "nn.init.nonlinearity": ("Unsupported nonlinearity {got}", "不支持的激活函数名 {got}"),
        "nn.init.fan_ndim": (
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions, got shape {shape}",
            "少于 2 维的张量无法计算 fan_in 和 fan_out，它的形状是 {shape}",
        ),
        "nn.init.mode": (
            "Mode {got} not supported, please use one of ['fan_in', 'fan_out']",
            "mode 应为 'fan_in' 或 'fan_out'，却得到 {got}",
        ),
        "nn.container.index": (
            "index {index} is out of range: the container has {length} modules",
            "下标 {index} 超出范围：容器中有 {length} 个模块",
        ),
        "nn.container.update": (
            "ModuleDict.update should be called with a dict or with (name, module) pairs, but got {got}",
            "ModuleDict.update 需要字典或 (名字, 模块) 对，却得到 {got}",
        ),
    }
)
