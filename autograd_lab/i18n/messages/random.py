"""New tensors and random numbers."""

MESSAGES: dict[str, tuple[str, str]] = {
    "tensor.no_dtype": (
        "Could not infer dtype of {got}: elements must be numbers or bools, in lists or tuples",
        "无法推断 {got} 的类型：元素必须是数字或布尔值，放在列表或元组中",
    ),
    "tensor.overflow": (
        "a number cannot be converted to {dtype} without overflow",
        "有数字超出了 {dtype} 的范围",
    ),
    "tensor.complex": (
        "a complex number cannot be converted to {dtype}, which has no imaginary part",
        "复数不能转换为 {dtype}：它没有虚部",
    ),
    "tensor.uneven": (
        "numbers and sequences stand side by side: every element at one level must be a number, or every one a sequence",
        "同一层里既有数字又有序列：同一层的元素必须全是数字，或全是序列",
    ),
    "tensor.of_tensors": (
        "only one element tensors can be converted to Python scalars, but one has shape {shape}; use torch.stack",
        "列表中的张量只能有一个元素，其中一个的形状却是 {shape}；请用 torch.stack",
    ),
    "asarray.copy": (
        "asarray(copy=False) cannot share the memory of this {got}; leave copy out",
        "asarray(copy=False) 无法共享该 {got} 的内存；请不要指定 copy",
    ),
    "frombuffer.type": (
        "object does not implement Python buffer protocol: {got}",
        "{got} 不支持 Python 的缓冲区协议",
    ),
    "frombuffer.empty": (
        "both buffer length ({held}) and count ({count}) must not be 0",
        "缓冲区长度 ({held}) 与 count ({count}) 都不能为 0",
    ),
    "frombuffer.offset": (
        "offset ({offset} bytes) must be non-negative and smaller than the buffer ({held} bytes)",
        "offset（{offset} 字节）不能为负，且必须小于缓冲区长度（{held} 字节）",
    ),
    "frombuffer.odd": (
        "the buffer after offset ({left} bytes) must be a multiple of the element size ({unit})",
        "offset 之后的 {left} 字节不是元素大小 {unit} 的整数倍",
    ),
    "frombuffer.short": (
        "{count} elements of {unit} bytes after offset {offset} do not fit a buffer of {held} bytes",
        "从 offset {offset} 开始放不下 {count} 个 {unit} 字节的元素：缓冲区只有 {held} 字节",
    ),
    "arange.arguments": (
        "arange() takes one, two or three numbers: arange(end), arange(start, end), arange(start, end, step)",
        "arange() 需要一到三个数：arange(end)、arange(start, end)、arange(start, end, step)",
    ),
    "arange.infinite": ("unsupported range: {start} -> {end}", "不支持的范围：{start} -> {end}"),
    "range.dtype": ("{function} is not implemented for {dtype}", "{function} 不支持 {dtype}"),
    "linspace.ndim": (
        "{function} only supports 0-dimensional start and end tensors, but {name} has shape {shape}",
        "{function} 的 start 与 end 只能是数字或 0 维张量，{name} 的形状却是 {shape}",
    ),
    "linspace.steps": (
        "number of steps must be non-negative, but got {steps}",
        "步数不能为负，却得到 {steps}",
    ),
    "generator.type": (
        "argument 'generator' must be torch.Generator, not {got}",
        "参数 'generator' 必须是 torch.Generator，而不是 {got}",
    ),
    "generator.device": (
        "Expected a '{kind}' device type for generator but found '{other}': the tensor is on {expected}, and each device "
        "has generators of its own",
        "需要设备类型为 '{kind}' 的随机数生成器，却得到 '{other}'：张量位于 {expected}，每个设备有自己的生成器",
    ),
    "generator.index": (
        "Expected a '{expected}' generator device but found '{got}': each device has generators of its own",
        "需要设备 '{expected}' 的随机数生成器，却得到 '{got}'：每个设备有自己的生成器",
    ),
    "seed.type": ("manual_seed expected a whole number, but got {got}", "manual_seed 需要整数，却得到 {got}"),
    "seed.range": (
        "seed {seed} is out of range: it must be at least -2**63 and less than 2**64",
        "种子 {seed} 超出范围：应不小于 -2**63 且小于 2**64",
    ),
    "rng_state.type": (
        "RNG state must be a torch.ByteTensor (dtype uint8), but got {got}",
        "随机数状态必须是 uint8 张量，却得到 {got}",
    ),
    "rng_state.size": (
        "an RNG state has {expected} bytes, but this one has {got}; pass what get_state() returned",
        "随机数状态应有 {expected} 字节，这里是 {got} 字节；请传入 get_state() 的结果",
    ),
    "rng_state.content": (
        "these bytes are not the state of a random number generator; pass what get_state() returned",
        "这些字节不是随机数生成器的状态；请传入 get_state() 的结果",
    ),
    "randint.fit": (
        "whole numbers from {low} to {high} - 1 are out of bounds for {dtype}",
        "从 {low} 到 {high} - 1 的整数超出了 {dtype} 能精确表示的范围",
    ),
    "random.whole": (
        "whole random numbers are not implemented for {dtype}",
        "{dtype} 不能存放随机整数",
    ),
    "random.probability": (
        "{function} expects probabilities in [0, 1], but some are outside or nan",
        "{function} 需要 [0, 1] 之内的概率，但有的在范围之外或为 nan",
    ),
    "random.positive": (
        "{function} expects {name} > 0.0, but found {name}={value}",
        "{function} 要求 {name} > 0，却得到 {name}={value}",
    ),
    "geometric.p": (
        "geometric_ expects p to be in (0, 1), but got p={p}",
        "geometric_ 要求 p 在 (0, 1) 之内，却得到 p={p}",
    ),
    "uniform.range": (
        "uniform_: from {low} to {high} is out of bounds for {dtype}",
        "uniform_：区间 {low} 到 {high} 超出了 {dtype} 的范围",
    ),
    "normal.complex_std": (
        "normal expects standard deviations that are not complex, but got {dtype}",
        "标准差不能是复数，却得到 {dtype}",
    ),
    "normal.size": (
        "normal() of two numbers needs a size as a tuple of ints, as in normal(0.0, 1.0, (2, 3)), but got {got}",
        "由两个数调用 normal() 时需要用整数元组给出形状，如 normal(0.0, 1.0, (2, 3))，却得到 {got}",
    ),
    "poisson.rate": (
        "invalid Poisson rate, expected rate to be non-negative",
        "泊松分布的平均次数不能为负，也不能为 nan",
    ),
    "binomial.dtype": (
        "binomial only supports floating-point dtypes for count, got: {dtype}",
        "binomial 的 count 必须是浮点类型，却得到 {dtype}",
    ),
    "binomial.dtypes": (
        "binomial: count and prob must have the same dtype, but got {count} and {prob}",
        "binomial：count 与 prob 的类型必须相同，却得到 {count} 与 {prob}",
    ),
    "multinomial.dtype": (
        "multinomial only supports floating-point dtypes for input, got: {dtype}",
        "multinomial 的输入必须是浮点类型，却得到 {dtype}",
    ),
    "multinomial.ndim": (
        "multinomial: the weights must have 1 or 2 dimensions, but have {ndim}",
        "multinomial：权重必须是 1 维或 2 维，这里是 {ndim} 维",
    ),
    "multinomial.count": (
        "multinomial: cannot draw {count} samples; at least 1 is needed",
        "multinomial：不能抽取 {count} 个样本，至少要有 1 个",
    ),
    "multinomial.too_many": (
        "multinomial: cannot draw {count} samples from {n} without replacement; pass replacement=True",
        "multinomial：不放回时不能从 {n} 个中抽取 {count} 个；请传入 replacement=True",
    ),
    "multinomial.weights": (
        "multinomial: the weights contain inf, nan or a number < 0",
        "multinomial：权重中含有 inf、nan 或负数",
    ),
    "multinomial.zero": (
        "multinomial: all weights of one distribution are 0",
        "multinomial：某个分布的权重全为 0",
    ),
}
