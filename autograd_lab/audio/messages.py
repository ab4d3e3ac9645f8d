"""What `audio` says to a learner, in both languages."""

from autograd_lab.i18n import add_messages

MESSAGES = {
    # -- files --
    "audio.source": (
        "a sound is read from a path, bytes, or a file open for reading bytes, not from {got}",
        "声音可以从路径、字节串或以二进制读方式打开的文件读取，而不是 {got}",
    ),
    "audio.target": (
        "a sound is written into a path or a file open for writing bytes, not into {got}",
        "声音可以写入路径或以二进制写方式打开的文件，而不是 {got}",
    ),
    "audio.not_wav": (
        "this is no WAV file: it begins with {start} (format: {format}). Convert it first, for example with "
        "ffmpeg -i in.mp3 out.wav",
        "这不是 WAV 文件：开头是 {start}（格式：{format}）。请先转换，例如 ffmpeg -i in.mp3 out.wav",
    ),
    "audio.truncated": (
        "the file is incomplete: its header promises {wanted} bytes of sound, but there are {got}. Copy or download it again",
        "文件不完整：文件头说有 {wanted} 字节的声音，实际只有 {got} 字节。请重新复制或下载",
    ),
    "audio.no_chunk": (
        "the file ends after {size} bytes without its {missing!r} part: it is incomplete or damaged. Copy or download it again",
        "文件到第 {size} 字节结束，缺少 {missing!r} 部分：文件不完整或已损坏。请重新复制或下载",
    ),
    "audio.encoding": (
        "the samples are stored as {codec} with {bits} bits; PCM of 8, 16, 24 or 32 bits and float of 32 or 64 are read. "
        "Convert the file, for example with ffmpeg -i in.wav -c:a pcm_s16le out.wav",
        "采样以 {codec}、{bits} 位存储；这里可读 8、16、24、32 位 PCM 和 32、64 位浮点。"
        "请先转换，例如 ffmpeg -i in.wav -c:a pcm_s16le out.wav",
    ),
    "audio.header": (
        "the header is damaged: {channels} channels of {bits} bits in {block} bytes at {rate} Hz cannot be. "
        "Copy or download the file again",
        "文件头已损坏：{rate} Hz、{channels} 个声道、每个 {bits} 位、共 {block} 字节，这不可能成立。请重新复制或下载",
    ),
    "audio.other_rate": (
        "the sound has {got} samples per second, not {wanted}: load it without sample_rate=, then "
        "audio.functional.resample(waveform, {got}, {wanted})",
        "声音的采样率是 {got}，而不是 {wanted}：请不带 sample_rate= 加载，"
        "再用 audio.functional.resample(waveform, {got}, {wanted})",
    ),
    "audio.frames": (
        "frame_offset must be at least 0, and num_frames too or -1 for all; but they are {frame_offset} and {num_frames}",
        "frame_offset 不能为负，num_frames 不能为负（-1 表示全部）；却得到 {frame_offset} 和 {num_frames}",
    ),
    "audio.waveform": (
        "a waveform to be saved is a tensor (channels, time) or (time), but got {shape}",
        "要保存的波形应是形状为（声道，时间）或（时间）的张量，却得到 {shape}",
    ),
    "audio.channels": (
        "a WAV file cannot have {channels} channels; is the waveform (time, channels)? Then add channels_first=False",
        "WAV 文件不能有 {channels} 个声道；波形是不是（时间，声道）？如果是，请加 channels_first=False",
    ),
    "audio.dtype": (
        "a waveform of dtype {dtype} cannot be saved; use float32 between -1 and 1, or int16, int32 or uint8",
        "dtype 为 {dtype} 的波形不能保存；请用 -1 到 1 之间的 float32，或 int16、int32、uint8",
    ),
    "audio.stored_as": (
        "WAV files are written as PCM_S with 16, 24 or 32 bits, PCM_U with 8, or PCM_F with 32 or 64; not {encoding} with {bits}",
        "WAV 文件可写成 16、24、32 位的 PCM_S，8 位的 PCM_U，或 32、64 位的 PCM_F；不能是 {bits} 位的 {encoding}",
    ),
    "audio.not_finite": (
        "the waveform contains nan or inf, which integers cannot say; look for a division by 0 where it was made",
        "波形中有 nan 或 inf，整数无法表示；请检查生成波形时是否除以了 0",
    ),
    "audio.too_long": (
        "a WAV file holds at most 4 GiB, and this would be {size} bytes of sound; save it in pieces",
        "WAV 文件最多 4 GiB，而这段声音有 {size} 字节；请分段保存",
    ),
    # -- rates and spectra --
    "audio.rate": (
        "a sample rate is a positive whole number of samples per second, such as 16000, but got {rate!r}",
        "采样率是每秒的采样数，应为正整数，例如 16000，却得到 {rate!r}",
    ),
    "audio.need_float": (
        "resampling needs floating-point numbers, but the waveform is {dtype}; load it with normalize=True, or x.float()",
        "重采样需要浮点数，而波形的 dtype 是 {dtype}；请用 normalize=True 加载，或先 x.float()",
    ),
    "audio.method": (
        "resampling_method is {method!r}; choose one of {known}",
        "resampling_method 是 {method!r}；请从 {known} 中选择",
    ),
    "audio.filter": (
        "lowpass_filter_width must be at least 1 and rolloff between 0 and 1, but they are {width} and {rolloff}",
        "lowpass_filter_width 至少为 1，rolloff 应在 0 到 1 之间，却得到 {width} 和 {rolloff}",
    ),
    "audio.normalized": (
        "normalized is True, False, 'window' or 'frame_length', but got {got!r}",
        "normalized 应为 True、False、'window' 或 'frame_length'，却得到 {got!r}",
    ),
    "audio.decibels": (
        "amin must be positive and top_db not negative, but they are {amin} and {top_db}",
        "amin 必须为正，top_db 不能为负，却得到 {amin} 和 {top_db}",
    ),
    "audio.stype": (
        "stype is 'power' (squared magnitudes) or 'magnitude', but got {stype!r}",
        "stype 应为 'power'（幅度的平方）或 'magnitude'（幅度），却得到 {stype!r}",
    ),
    "audio.mel_scale": (
        "there is no mel scale {got!r}; choose one of {known}",
        "没有名为 {got!r} 的梅尔刻度；请从 {known} 中选择",
    ),
    "audio.norm": (
        "norm is 'slaney' (filters of equal area) or None (of equal height), but got {norm!r}",
        "norm 应为 'slaney'（滤波器面积相等）或 None（高度相等），却得到 {norm!r}",
    ),
    "audio.filters": (
        "mel filters need n_mels >= 1, n_freqs >= 2 and 0 <= f_min < f_max, but got n_mels={n_mels}, n_freqs={n_freqs}, "
        "f_min={f_min}, f_max={f_max}",
        "梅尔滤波器要求 n_mels >= 1、n_freqs >= 2、0 <= f_min < f_max，却得到 n_mels={n_mels}、n_freqs={n_freqs}、"
        "f_min={f_min}、f_max={f_max}",
    ),
    "audio.deaf": (
        "{deaf} of {n_mels} mel filters are all zero: the lowest are narrower than the distance of the {n_freqs} "
        "frequencies. Take fewer n_mels, or a larger n_fft",
        "{n_mels} 个梅尔滤波器中有 {deaf} 个全为零：最低的几个比 {n_freqs} 个频率的间隔还窄。请减小 n_mels 或增大 n_fft",
    ),
    "audio.mel_shape": (
        "expected a spectrogram of {n_stft} frequencies (.., {n_stft}, time), but got {shape}; n_stft is n_fft // 2 + 1",
        "需要有 {n_stft} 个频率的声谱图（.., {n_stft}, 时间），却得到 {shape}；n_stft 等于 n_fft // 2 + 1",
    ),
    "audio.dct_type": (
        "MFCCs are made with the cosine transform of type 2, not {dct_type}",
        "MFCC 使用第 2 类余弦变换，而不是第 {dct_type} 类",
    ),
    "audio.dct_norm": (
        "norm of the cosine transform is 'ortho' or None, but got {norm!r}",
        "余弦变换的 norm 应为 'ortho' 或 None，却得到 {norm!r}",
    ),
    "audio.n_mfcc": (
        "n_mfcc={n_mfcc} coefficients cannot be made of n_mels={n_mels} mel bands: choose n_mfcc <= n_mels",
        "n_mels={n_mels} 个梅尔频带算不出 n_mfcc={n_mfcc} 个系数：请让 n_mfcc <= n_mels",
    ),
    # -- augmentations and data --
    "audio.noise": (
        "waveform and noise must be equally long, but have the shapes {waveform} and {noise}",
        "波形和噪声必须一样长，形状却是 {waveform} 和 {noise}",
    ),
    "audio.mask_axis": (
        "a spectrogram is masked along one of its last two dims (frequencies, time), not along {axis} of {ndim}",
        "声谱图只能沿最后两维（频率、时间）之一遮盖，而不是 {ndim} 维中的第 {axis} 维",
    ),
    "audio.mask": (
        "mask_param must not be negative and p must lie between 0 and 1, but they are {mask_param} and {p}",
        "mask_param 不能为负，p 应在 0 到 1 之间，却得到 {mask_param} 和 {p}",
    ),
    "audio.limit": (
        "limit is a number of samples and must not be negative, but is {limit}",
        "limit 是采样数，不能为负，却得到 {limit}",
    ),
    "audio.range": (
        "{name} is a range (low, high), but {low} is more than {high}",
        "{name} 是一个范围（低，高），但 {low} 大于 {high}",
    ),
    "audio.count": (
        "count must be at least 1, but is {count}",
        "count 至少为 1，却得到 {count}",
    ),
    "audio.tones": (
        "tones need a sample rate of at least {least} Hz and at least one sample, but got {rate} Hz for {seconds} seconds",
        "音调要求采样率至少 {least} Hz 且至少有一个采样，却得到 {rate} Hz、{seconds} 秒",
    ),
    "audio.digits": (
        "the digits need a sample rate of at least 8000 Hz, for an s lies high; but got {rate}",
        "数字读音要求采样率至少 8000 Hz（s 音的频率很高），却得到 {rate}",
    ),
}

add_messages(MESSAGES)
