"""Recurrent layers and packed sequences."""

MESSAGES: dict[str, tuple[str, str]] = {
    "rnn.dropout": (
        "dropout should be a number in range [0, 1], the probability that an element becomes 0, but got {got!r}",
        "dropout 是元素变为 0 的概率，应为 [0, 1] 之间的数，却得到 {got!r}",
    ),
    "rnn.dropout_unused": (
        "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
        "greater than 1, but got dropout={p} and num_layers=1",
        "dropout 只加在两层之间，num_layers=1 时 dropout={p} 不起作用；请增加层数，或在外面使用 nn.Dropout",
    ),
    "rnn.type": (
        "{name} should be of type {wanted}, got: {got}",
        "{name} 的类型应为 {wanted}，却得到 {got}",
    ),
    "rnn.positive": ("{name} must be greater than zero, but got {got}", "{name} 必须大于 0，却得到 {got}"),
    "rnn.proj_size": (
        "proj_size has to be 0 (no projection) or a positive number smaller than hidden_size={hidden}, but got {got}",
        "proj_size 应为 0（不投影），或小于 hidden_size={hidden} 的正数，却得到 {got}",
    ),
    "rnn.no_projection": (
        "proj_size argument is only supported for LSTM, not RNN or GRU",
        "只有 LSTM 支持 proj_size，RNN 与 GRU 不支持",
    ),
    "rnn.unknown": ("unexpected keyword argument: {names}", "没有这样的参数：{names}"),
    "rnn.mode": ("Unrecognized RNN mode: {got}; known are {known}", "没有 {got} 这种循环网络；可用的有 {known}"),
    "rnn.nonlinearity": (
        "Unknown nonlinearity {got!r}. Select from 'tanh' or 'relu'.",
        "没有 {got!r} 这种激活函数，请用 'tanh' 或 'relu'。",
    ),
    "rnn.input_type": (
        "{cls} takes a Tensor or a PackedSequence, but 'input' is a {got}",
        "{cls} 的输入应为 Tensor 或 PackedSequence，却得到 {got}",
    ),
    "rnn.input_ndim": (
        "{cls}: Expected input to be 2D (time, features) or 3D (with a batch), got shape {shape} instead",
        "{cls} 的输入应为 2 维（时间、特征）或 3 维（另有批），却得到形状 {shape}",
    ),
    "rnn.no_times": (
        "Expected sequence length to be larger than 0 in RNN, but the input has shape {shape}",
        "序列的长度必须大于 0，但输入的形状是 {shape}",
    ),
    "rnn.dtype": (
        "RNN input dtype ({input}) does not match weight dtype ({weight}). Convert input: input.to({weight}), or "
        "convert model: model.to({input})",
        "输入的类型 {input} 与权重的类型 {weight} 不同。请用 input.to({weight})，或 model.to({input})",
    ),
    "rnn.features": (
        "input.size(-1) must be equal to input_size. Expected {expected}, got {got}",
        "输入的最后一维应等于 input_size={expected}，却是 {got}",
    ),
    "rnn.states": (
        "{cls} takes {count} state(s) as hx, of an LSTM the tuple (h_0, c_0), but got {got}",
        "{cls} 的 hx 应含 {count} 个状态（LSTM 的是元组 (h_0, c_0)），却得到 {got}",
    ),
    "rnn.state_ndim": (
        "For a {input}-D input the states in hx should also be {input}-D, but they have {got} dimensions",
        "输入是 {input} 维时，hx 中的状态也应是 {input} 维，但它们的维数是 {got}",
    ),
    "rnn.state_shape": (
        "Expected hidden size {expected} of {name}_0 (layers and directions, batch, features), got {got}",
        "{name}_0 的形状应为 {expected}（层与方向、批、特征），却是 {got}",
    ),
    "rnn.state_dtype": (
        "Input and hidden tensors must have the same dtype, but the input is {input} and {name}_0 is {state}",
        "输入与隐藏状态的类型必须相同，但输入是 {input}，{name}_0 是 {state}",
    ),
    "cell.ndim": (
        "{cls}: Expected {what} to be 1D or 2D, got shape {shape} instead",
        "{cls} 的 {what} 应为 1 维或 2 维，却得到形状 {shape}",
    ),
    "cell.states": (
        "{cls} takes {count} state(s) as hx, of an LSTMCell the tuple (h, c), but got {got}",
        "{cls} 的 hx 应含 {count} 个状态（LSTMCell 为元组 (h, c)），却得到 {got}",
    ),
    "cell.features": (
        "input has inconsistent input_size: got {got} expected {expected}",
        "输入的特征数与 input_size 不符：得到 {got}，应为 {expected}",
    ),
    "cell.state_shape": (
        "the state has shape {got}, but the input and hidden_size ask for {expected}",
        "隐藏状态的形状是 {got}，而按输入和 hidden_size 应为 {expected}",
    ),
    "cell.dtype": (
        "input, state and weights must have the same dtype, but got {input} and {other}",
        "输入、状态与权重的类型必须相同，却得到 {input} 与 {other}",
    ),
    "cell.nonlinearity": (
        "Unknown nonlinearity: {got}. Select from 'tanh' or 'relu'.",
        "没有 {got} 这种激活函数，请用 'tanh' 或 'relu'。",
    ),
    "packed.pair": (
        "PackedSequence needs data and batch_sizes, or one tuple of both, but got only a {got}; "
        "pack_sequence and pack_padded_sequence make one",
        "PackedSequence 需要 data 与 batch_sizes（或二者组成的元组），却只得到 {got}；"
        "请用 pack_sequence 或 pack_padded_sequence 创建",
    ),
    "packed.sizes_device": (
        "batch_sizes should always be on CPU, but it is on {device}; use batch_sizes.cpu()",
        "batch_sizes 应始终放在 CPU 上，但它在 {device} 上；请用 batch_sizes.cpu()",
    ),
    "packed.lengths": (
        "'lengths' should be a 1D tensor of ints on the CPU, but got shape {shape} on {device}",
        "lengths 应为 CPU 上的 1 维整数张量，却得到 {device} 上的形状 {shape}",
    ),
    "packed.empty": ("Cannot pack empty tensors: shape {shape}", "不能打包空张量：形状 {shape}"),
    "packed.count": (
        "Expected one length for each sequence of the batch, but got {lengths} lengths for {batch} sequences",
        "批中的每个序列应有一个长度，却有 {lengths} 个长度和 {batch} 个序列",
    ),
    "packed.short": (
        "Length of all samples has to be greater than 0, but lengths[{index}] is {length}",
        "所有序列的长度必须大于 0，但 lengths[{index}] 是 {length}",
    ),
    "packed.long": (
        "the longest length is {length}, but the padded sequences have only {times} elements; "
        "batch_first says which dim is the time",
        "最大的长度是 {length}，但填充后的序列只有 {times} 个元素；请检查 batch_first",
    ),
    "packed.unsorted": (
        "`lengths` must be sorted in decreasing order, but they are {lengths}; pass enforce_sorted=False and they are "
        "sorted for you",
        "lengths 必须从大到小排列，却是 {lengths}；请传入 enforce_sorted=False，由函数代为排序",
    ),
    "packed.total": (
        "Expected total_length to be at least the length of the longest sequence, {longest}, but got {total}",
        "total_length 不能小于最长序列的长度 {longest}，却得到 {total}",
    ),
    "packed.not_iterable": (
        "pad_sequence: Expected iterable for input sequences, but got {got}; pass a list of tensors",
        "pad_sequence 需要由张量组成的列表，却得到 {got}",
    ),
    "packed.no_sequences": ("received an empty list of sequences", "序列的列表是空的"),
    "packed.element": (
        "pad_sequence: expected Tensor as element {index}, but got {got}",
        "pad_sequence 的第 {index} 个元素应为 Tensor，却得到 {got}",
    ),
    "packed.tails": (
        "the sequences may differ in dim 0 only, but element {index} has shape {shape} and the first one {first}",
        "各序列只有第 0 维可以不同，但第 {index} 个的形状是 {shape}，第一个是 {first}",
    ),
    "packed.side": (
        "Expected padding_side to be one of left or right, but got {got}",
        "padding_side 应为 'left' 或 'right'，却得到 {got}",
    ),
}
