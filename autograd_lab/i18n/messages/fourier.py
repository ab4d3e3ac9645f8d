"""Fourier transforms and windows."""

MESSAGES: dict[str, tuple[str, str]] = {
    "fft.norm": (
        'Invalid normalization mode: "{norm}". Choose "backward", "forward" or "ortho"',
        '未知的归一化方式 "{norm}"。可用的有 "backward"、"forward"、"ortho"',
    ),
    "fft.points": (
        "{function}(): Invalid number of data points ({n}) specified; there must be at least one",
        "{function}()：变换的点数为 {n}，至少要有 1 个点",
    ),
    "fft.zero_dim": (
        "Dimension specified as {dim} but tensor has no dimensions",
        "指定了第 {dim} 维，但张量是 0 维的",
    ),
    "fft.lengths": (
        "{function}(): When given, dim and shape arguments must have the same length, but s={s} and dim={dim}",
        "{function}() 的 s 与 dim 长度必须相同，却得到 s={s}，dim={dim}",
    ),
    "fft.too_many_sizes": (
        "{function}(): Got shape s={s} but input tensor only has {ndim} dimensions",
        "{function}() 的 s={s} 比张量的维数（{ndim}）还多",
    ),
    "fft.dims_twice": ("FFT dims must be unique, but got {dims}", "变换的维不能重复，却得到 {dims}"),
    "fft.no_dim": ("{function} must transform at least one axis", "{function} 至少要变换一个维"),
    "fft.half": (
        "{function}(): Unsupported dtype {dtype}; convert with x.float()",
        "{function}() 不支持 {dtype}；请用 x.float() 转换",
    ),
    "fft.needs_real": (
        "{function} expects a real input tensor, but got {dtype}; use fft or ifft for complex numbers",
        "{function} 需要实数张量，却得到 {dtype}；复数请用 fft 或 ifft",
    ),
    "window.dtype": (
        "{function} expects a floating point dtype, but got {dtype}",
        "{function} 需要浮点类型，却得到 {dtype}",
    ),
    "window.complex": ("{function} is not implemented for {dtype}", "{function} 不支持 {dtype}"),
    "window.length": (
        "{function} requires non-negative window_length, got window_length={n}",
        "{function} 的长度不能为负，却得到 window_length={n}",
    ),
    "windows.length": (
        "{function} requires non-negative window length, got M={M}",
        "{function} 的长度不能为负，却得到 M={M}",
    ),
    "windows.layout": (
        "{function} is implemented for strided tensors only, got: {layout}",
        "{function} 只支持 torch.strided 布局，却得到 {layout}",
    ),
    "windows.dtype": (
        "{function} expects float32 or float64 dtypes, got: {dtype}",
        "{function} 只支持 float32 与 float64，却得到 {dtype}",
    ),
    "windows.positive": (
        "{function}: {parameter} must be positive, got: {value} instead",
        "{function} 的 {parameter} 必须为正，却得到 {value}",
    ),
    "windows.beta": (
        "kaiser: beta must be non-negative, got: {beta} instead",
        "kaiser 的 beta 不能为负，却得到 {beta}",
    ),
    "windows.center": (
        "exponential: center must be None for symmetric windows, got {center}; pass sym=False",
        "对称窗口的 center 必须为 None，却得到 {center}；请传入 sym=False",
    ),
    "windows.coefficients": (
        "general_cosine: coefficients a must be a list or tuple of numbers, not {got}",
        "general_cosine 的系数 a 必须是数字的列表或元组，而不是 {got}",
    ),
    "windows.no_coefficients": (
        "general_cosine: coefficients a cannot be empty",
        "general_cosine 的系数 a 不能为空",
    ),
    "stft.dtype": (
        "stft expected a tensor of floating point or complex values, but got {dtype}; convert with x.float()",
        "stft 需要浮点或复数张量，却得到 {dtype}；请用 x.float() 转换",
    ),
    "stft.ndim": (
        "stft expected a 1D or 2D tensor, but got {ndim} dimensions",
        "stft 需要 1 维或 2 维张量，却得到 {ndim} 维",
    ),
    "stft.align": (
        "stft align_to_window should only be set when center = False",
        "只有 center=False 时才能设置 align_to_window",
    ),
    "stft.n_fft": (
        "stft expected 0 < n_fft <= {length}, the length of the (padded) signal, but got n_fft={n_fft}",
        "stft 的 n_fft={n_fft} 应大于 0，且不超过（填充后的）信号长度 {length}",
    ),
    "stft.hop": (
        "{function} expected 0 < hop_length, not above win_length for istft, but got hop_length={hop} (by default a "
        "quarter of n_fft)",
        "{function} 的 hop_length={hop} 不合适：它必须大于 0（默认为 n_fft 的四分之一），在 istft 中不能超过 win_length",
    ),
    "stft.width": (
        "{function} expected 0 < win_length <= n_fft, but got win_length={width} and n_fft={n_fft}",
        "{function} 的 win_length={width} 应大于 0，且不超过 n_fft={n_fft}",
    ),
    "stft.window": (
        "{function} expected a 1D window of size win_length={width}, but got shape {shape}",
        "{function} 的窗口应为长度 win_length={width} 的 1 维张量，却得到形状 {shape}",
    ),
    "stft.return_complex": (
        "stft requires the return_complex parameter be given for real inputs; pass return_complex=True",
        "输入为实数时，stft 必须指定 return_complex；请传入 return_complex=True",
    ),
    "stft.onesided": (
        "Cannot have onesided output if window or input is complex, nor a complex signal from half of its frequencies",
        "输入或窗口为复数时不能只取一半频率（onesided），也不能由一半频率得到复数信号",
    ),
    "stft.pad_mode": (
        "stft: unrecognised padding mode {mode}; use 'reflect', 'replicate', 'circular' or 'constant'",
        "stft 不认识填充方式 {mode}；可用 'reflect'、'replicate'、'circular' 或 'constant'",
    ),
    "stft.padding": (
        "stft cannot pad a signal of length {length} with {n} samples on either side by '{mode}'; use a smaller n_fft "
        "or center=False",
        "长度为 {length} 的信号不能用 '{mode}' 方式在两侧各填充 {n} 个样本；请减小 n_fft 或用 center=False",
    ),
    "stft.deprecated": (
        "stft with return_complex=False is deprecated; pass return_complex=True and take .real and .imag",
        "return_complex=False 已不推荐使用；请传入 return_complex=True，再取 .real 与 .imag",
    ),
    "istft.needs_complex": (
        "istft requires a complex-valued input tensor, the output of stft with return_complex=True, but got {dtype}",
        "istft 需要复数输入，即 return_complex=True 时 stft 的结果，却得到 {dtype}",
    ),
    "istft.ndim": (
        "istft expected a tensor with 2 or 3 dimensions, but got {ndim}",
        "istft 需要 2 维或 3 维张量，却得到 {ndim} 维",
    ),
    "istft.empty": ("istft: input tensor cannot be empty", "istft 的输入不能为空张量"),
    "istft.frequencies": (
        "istft expected {wanted} frequencies for n_fft={n_fft} and onesided={onesided}, but the input has {there}",
        "n_fft={n_fft}、onesided={onesided} 时，istft 需要 {wanted} 个频率，而输入有 {there} 个",
    ),
    "istft.complex_window": (
        "Complex windows are incompatible with return_complex=False",
        "窗口为复数时必须传入 return_complex=True",
    ),
    "istft.window": (
        "istft: window overlap add min: 0: somewhere in the signal no window is above 0, or nothing is left of it; use "
        "center=True, or a smaller hop_length",
        "信号中有的位置没有任何窗口覆盖（窗口平方之和为 0），或者结果为空；请用 center=True，或减小 hop_length",
    ),
    "istft.short": (
        "The length of signal is shorter than the length parameter ({length}). Result is being padded with zeros in "
        "the tail",
        "信号比要求的长度（{length}）短，末尾以零补齐",
    ),
    "fftshift.no_dim": (
        "{function}: `shifts` required: there is no dim to shift",
        "{function} 没有可以移动的维",
    ),
}
