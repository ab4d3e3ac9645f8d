# Lesson 20. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 20
# minutes: 60
# needs: 12, 13, 15

# %% [markdown] key="title" lang="en"
# # Sound: teach a network to listen
#
# A network gets 300 short sounds, ten different words, and learns them until it has every one right. Then it hears new
# ones, and of these it knows one in six. A second network, with a twentieth of the parameters, knows nearly all of
# them. The difference is not in the network. It is in what it is given: not the sound as the microphone writes it down,
# but a picture of the sound, much like the one our ears make. In this lesson you build that picture, step by step from
# the numbers up, and find out what it does to the things a network can learn.
#
# You need lessons 12, 13 and 15. Plan 60 minutes, and take headphones: there is something to hear.

# %% [markdown] key="title" lang="zh"
# # 声音：教网络学会听
#
# 给一个网络 300 段短短的声音，一共十个词，它一直学到每一段都答对。然后让它听新的声音，六段里只认得出一段。
# 另一个网络，参数只有前者的二十分之一，却几乎全都认得出。差别不在网络，而在交给网络的是什么：
# 不是麦克风记下来的声音本身，而是声音的一幅图，和我们的耳朵所做的差不多。这一课里，你从一串数开始，
# 一步一步造出这幅图，再看看有了它，网络能学到什么。
#
# 需要先学第 12、13、15 课。预计用时 60 分钟。请戴上耳机，有些东西要听。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.audio import functional, transforms
from IPython.display import Audio, display

lab.start("20", lang="{{lang}}")

# %% [markdown] key="numbers" lang="en"
# ## 1. A sound is a row of numbers
#
# Sound is pressure that goes up and down. A microphone measures it many times a second; each measurement is a
# **sample**, and how many there are per second is the **sample rate**, in hertz (Hz). Ours is 8,000 Hz, that of a
# telephone. A piece of music on a CD has 44,100.
#
# `lab.audio.datasets.SpokenDigits` makes sounds like the ten English digits, each at another pitch and pace. They are
# computed by a very simple talking machine, a buzz and a hiss that pass through the resonances of a mouth. Nobody would
# take them for a human; but they have what makes speech hard: the same word never sounds twice alike.

# %% [markdown] key="numbers" lang="zh"
# ## 1. 声音是一串数
#
# 声音是忽高忽低的气压。麦克风每秒测量许多次，每测一次得到一个**采样值**，每秒测多少次叫作**采样率**，单位是赫兹（Hz）。
# 我们用 8000 Hz，和电话一样。CD 唱片用的是 44100 Hz。
#
# `lab.audio.datasets.SpokenDigits` 会造出像十个英语数字那样的声音，每一段的音高和快慢都不同。
# 它们出自一台极简单的说话机器：一个嗡嗡声和一个嘶嘶声，穿过口腔的共振。没有人会把它当成真人；
# 可是语音难认的地方它都有：同一个词，从来不会两次听起来一模一样。

# %% key="data"
rate = 8000
words = lab.audio.datasets.SpokenDigits.classes

def load(count, seed):
    waves, labels = zip(*lab.audio.datasets.SpokenDigits(count, seed=seed), strict=True)
    return torch.stack(waves), torch.tensor(labels)

train_x, train_y = load(300, seed=2)
test_x, test_y = load(200, seed=3)
print(train_x.shape, words[train_y[6]])
print([round(value, 2) for value in train_x[6, 0, 1400:1408].tolist()])

# %% [markdown] key="play" lang="en"
# Samples, channels (one; stereo has two), time. Listen to a *six* and a *nine*, and look at them. The second function
# paints everything between zero and the curve, by one comparison of a column of heights with a row of samples.

# %% [markdown] key="play" lang="zh"
# 三个维度是样本、声道（这里是一个，立体声有两个）、时间。听一听 *six* 和 *nine*，再看一看。
# 第二个函数拿一列高度和一行采样值作比较，把零线和曲线之间的地方全部涂黑。

# %% key="play-code" tags=["nbval-ignore-output"]
def play(wave):
    return Audio(wave.reshape(-1).numpy(), rate=rate)

def draw(curve, low=-1, high=1, height=48):
    level = torch.linspace(high, low, height)[:, None]
    return (level * (curve - level) > 0).float()

display(play(train_x[6]), play(train_x[9]))

# %% key="draw-code" tags=["translated-output"]
lab.viz.images(torch.stack([draw(2 * train_x[i, 0, ::19]) for i in (6, 9)]), [words[6], words[9]], columns=1)

# %% [markdown] key="raw" lang="en"
# Give these numbers to a network as they are: 4,800 inputs, one hidden layer, ten classes.

# %% [markdown] key="raw" lang="zh"
# 把这些数原样交给网络：4800 个输入，一个隐藏层，十个类别。

# %% key="raw-code" tags=["nbval-ignore-output"]
loss_fn = nn.CrossEntropyLoss()

def accuracy(model, x, y):
    with torch.no_grad():
        return (model(x).argmax(dim=1) == y).float().mean().item()

def train(model, x, y, epochs, augment=None, panel=None):
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.002)
    panel = lab.viz.live(model, optimizer, title=panel) if panel else None
    for epoch in range(epochs):
        batches = torch.randperm(len(x), generator=generator).split(25)
        for i in panel(batches) if panel else batches:
            batch = x[i] if augment is None else augment(x[i])
            optimizer.zero_grad()
            loss_fn(model(batch), y[i]).backward()
            optimizer.step()
    return panel

torch.manual_seed(0)
raw_model = nn.Sequential(nn.Flatten(), nn.Linear(4800, 64), nn.ReLU(), nn.Linear(64, 10))
train(raw_model, 5 * train_x, train_y, epochs=10)
print(f"train {accuracy(raw_model, 5 * train_x, train_y):.0%}, test {accuracy(raw_model, 5 * test_x, test_y):.0%}")
print(sum(p.numel() for p in raw_model.parameters()), "parameters")

# %% [markdown] key="raw-read" lang="en"
# Guessing would give 10%. It has learned the training sounds by heart and understood nothing. A thing as small as a
# later beginning shows why: it moves every number to another input, and to the network that is a different sound. For
# us it is the same one. What do *we* hear that stays the same?
#
# ## 2. How often must one measure?
#
# First a trap. Between two samples the pressure may do as it likes, nobody looks. Can two different tones have the same
# samples? A tone of frequency $f$ (in Hz) is $\sin(2 \pi f t)$; with the sample rate $r$, sample $n$ is taken at the
# time $t = n / r$.

# %% [markdown] key="raw-read" lang="zh"
# 瞎猜也有 10%。训练用的声音它全背下来了，却什么也没有听懂。只要晚一点开始，就能看出原因：
# 每个数都挪到了别的输入上，在网络看来这就是另一个声音。在我们听来却还是同一个。那么，*我们*听到的、不变的是什么？
#
# ## 2. 要测得多勤？
#
# 先看一个陷阱。两次采样之间，气压可以任意变化，没有人看着。两个不同的音，采样值会不会一样？
# 频率为 $f$（单位 Hz）的音是 $\sin(2 \pi f t)$；采样率为 $r$ 时，第 $n$ 个采样值是在时刻 $t = n / r$ 测的。

# %% key="alias-code"
def tone(frequency, seconds=0.5, rate=rate):
    time = torch.arange(int(seconds * rate), dtype=torch.float64) / rate
    return torch.sin(2 * torch.pi * frequency * time)

print(torch.allclose(tone(7000), -tone(1000)))

# %% key="alias-draw" tags=["translated-output"]
true = tone(7000, 0.004, rate=20 * rate)  #| en: measured 20 times as often | zh: 测得勤 20 倍
samples = tone(7000, 0.004).repeat_interleave(20)
lab.viz.curve({"160000 Hz": true, "8000 Hz": samples})

# %% [markdown] key="alias" lang="en"
# At 8,000 samples a second a tone of 7,000 Hz *is* one of 1,000 Hz, upside down. In each step of $1 / r$ it makes 7/8
# of a turn, and 7/8 forward cannot be told from 1/8 backward. Cinema has the same: wheels that turn backwards. It is
# called **aliasing**, as the tone appears under a wrong name.
#
# So only tones up to half the sample rate, the **Nyquist frequency**, are what they seem. One that is higher is
# mirrored there: $r/2 + d$ is heard as $r/2 - d$. And one turn more per sample changes nothing at all: $f + r$ sounds
# as $f$.
#
# A tone that climbs from 0 to 8,000 Hz within a second, sampled at 8,000 Hz. What will you hear? Decide before you
# listen.

# %% [markdown] key="alias" lang="zh"
# 每秒采样 8000 次时，7000 Hz 的音*就是* 1000 Hz 的音，只是上下颠倒。每隔 $1 / r$ 它转过 7/8 圈，
# 而向前转 7/8 圈和向后转 1/8 圈，是分不出来的。电影里车轮看上去倒着转，也是这个道理。
# 这叫作**混叠**：一个音冒充了另一个音。
#
# 所以，只有频率不超过采样率一半的音，才是它看起来的样子。这个界限叫作**奈奎斯特频率**。更高的音会在这里被反射回来：
# $r/2 + d$ 听起来是 $r/2 - d$。而每次采样多转一整圈，什么也不会改变：$f + r$ 听起来就是 $f$。
#
# 有一个音，在一秒之内从 0 升到 8000 Hz，以 8000 Hz 采样。你会听到什么？先想好，再听。

# %% key="sweep" tags=["nbval-ignore-output"]
time = torch.arange(rate, dtype=torch.float64) / rate
sweep = torch.sin(2 * torch.pi * 4000 * time**2)  #| en: at time t the frequency is 8000 t | zh: 时刻 t 的频率是 8000 t
play(sweep)

# %% [markdown] key="alias-task" lang="en"
# It climbs for half a second, and falls. Therefore a recorder removes what lies above the Nyquist frequency *before* it
# takes samples; afterwards it is too late. `functional.resample` does so too, `wave[::2]` does not.
#
# ### Exercise 1: which tone is heard?
#
# Return the frequency, between 0 and `rate / 2`, as which a tone of any `frequency` is heard at this sample rate.

# %% [markdown] key="alias-task" lang="zh"
# 前半秒上升，然后下降。所以录音设备要在采样*之前*，去掉奈奎斯特频率以上的成分；采样之后就来不及了。
# `functional.resample` 也会这样做，`wave[::2]` 则不会。
#
# ### 练习 1：听到的是哪个音？
#
# 任意频率 `frequency` 的音，在这个采样率下听起来是什么频率？返回 0 到 `rate / 2` 之间的数。

# %% key="alias-stub" exercise="20.alias"
def heard(frequency, rate):
    ...

# %% key="alias-check" check="20.alias"
lab.check("20.alias", heard)

# %% [markdown] key="fourier" lang="en"
# ## 3. Which tones are in a sound?
#
# Two instruments play the same note. What differs is the mixture of tones: the note itself and its **overtones**, at
# twice, three times, four times the frequency. How can one find out how much of a certain frequency $f$ is in a sound
# $x_0, \dots, x_{N-1}$?
#
# As a convolution finds a pattern (lesson 15): multiply and add up. Where the sound swings along with
# $\sin(2 \pi f n / r)$, all products are positive and the sum grows; where it does not, they cancel. But the sound may
# swing along with a shift, and then sine misses it. A cosine beside it catches what the sine misses:
#
# $$c = \sum_{n=0}^{N-1} x_n \cos \frac{2 \pi f n}{r} \qquad s = \sum_{n=0}^{N-1} x_n \sin \frac{2 \pi f n}{r} \qquad A = \frac{2}{N} \sqrt{c^2 + s^2}$$
#
# $A$ is the amplitude of the tone $f$ in the sound, whatever its shift. The factor: $\sin^2$ is one half on average, so
# that a sine of amplitude 1 gives the sum $N / 2$.
#
# ### Exercise 2: how much of a tone
#
# Write it with tensors, for a signal `x` of one dimension.

# %% [markdown] key="fourier" lang="zh"
# ## 3. 声音里有哪些音？
#
# 两件乐器奏同一个音，不同的是其中各个音的配比：这个音本身，还有频率为它的两倍、三倍、四倍……的**泛音**。
# 怎样才能知道，一段声音 $x_0, \dots, x_{N-1}$ 里，某个频率 $f$ 占了多少？
#
# 就像卷积寻找图案那样（第 15 课）：相乘，再相加。声音如果跟着 $\sin(2 \pi f n / r)$ 一起摆动，乘积都是正的，和就越来越大；
# 如果不是，乘积就互相抵消。不过，声音也可能错开一点摆动，那样正弦就会漏掉它。再用一个余弦，就能接住正弦漏掉的：
#
# $$c = \sum_{n=0}^{N-1} x_n \cos \frac{2 \pi f n}{r} \qquad s = \sum_{n=0}^{N-1} x_n \sin \frac{2 \pi f n}{r} \qquad A = \frac{2}{N} \sqrt{c^2 + s^2}$$
#
# $A$ 就是频率为 $f$ 的音在声音里的振幅，不管它错开多少。前面的因子是这样来的：$\sin^2$ 的平均值是二分之一，
# 所以振幅为 1 的正弦，和是 $N / 2$。
#
# ### 练习 2：一个音占多少
#
# 用张量写出来，信号 `x` 是一维的。

# %% key="amplitude-stub" exercise="20.amplitude"
def amplitude(x, frequency, rate):
    ...

# %% key="amplitude-check" check="20.amplitude"
lab.check("20.amplitude", amplitude)

# %% [markdown] key="fft" lang="en"
# The **Fourier transform** asks this for many frequencies at once. It writes both sums as one complex number, as
# $e^{-i \varphi} = \cos \varphi - i \sin \varphi$:
#
# $$X_k = \sum_{n=0}^{N-1} x_n \, e^{-2 \pi i k n / N} \qquad k = 0, 1, \dots, N/2$$
#
# Compare the exponents: **bin** $k$ is the frequency $f_k = k \, r / N$. These are the tones that fit a whole number of
# times into the piece, up to Nyquist, and together they tell everything: $x$ can be computed back from them.
# `torch.fft.rfft` does it in a time proportional to $N \log N$, by the **fast Fourier transform** (FFT) of Cooley and
# Tukey.
#
# Four waves of the same height, and which tones are in them. `lab.audio.datasets.Tones` makes them, at random pitches:

# %% [markdown] key="fft" lang="zh"
# **傅里叶变换**一次问遍许多频率。因为 $e^{-i \varphi} = \cos \varphi - i \sin \varphi$，两个和可以写成一个复数：
#
# $$X_k = \sum_{n=0}^{N-1} x_n \, e^{-2 \pi i k n / N} \qquad k = 0, 1, \dots, N/2$$
#
# 比较一下指数：第 $k$ 个**频点**对应的频率是 $f_k = k \, r / N$。这些音在这一段里恰好有整数个周期，最高到奈奎斯特频率；
# 它们合在一起就包含了全部信息，由它们可以把 $x$ 算回来。`torch.fft.rfft` 用的是 Cooley 和 Tukey 的
# **快速傅里叶变换**（FFT），所需的时间与 $N \log N$ 成正比。
#
# 看四种一样高的波，里面各有哪些音。它们由 `lab.audio.datasets.Tones` 造出，音高是随机的：

# %% key="fft-code" tags=["translated-output"]
tones = lab.audio.datasets.Tones(6, seed=53, snr=None)
pictures, names = [], []
for i in range(4):
    x = tones[i][0][0]  #| en: the only channel | zh: 唯一的声道
    spectrum = torch.fft.rfft(x).abs() * 2 / len(x)
    k = spectrum.argmax().item()
    print(f"{tones.classes[i]:9} loudest: bin {k:3}, {k * rate / len(x):.0f} Hz, amplitude {spectrum[k].item():.1f}")
    pictures += [draw(2 * x[:200]), draw(spectrum[:200] / spectrum.max(), low=0)]
    names += [tones.classes[i], "0 - 800 Hz"]

lab.viz.images(torch.stack(pictures), names, columns=2)

# %% [markdown] key="pieces" lang="en"
# Left the wave, right its tones. The sine is one tone; the sawtooth has all overtones, the square wave the odd ones
# only. Phase, the shift, has disappeared from the right side: a **spectrum** stays the same if the sound begins a
# little later. That is the property we were looking for.
#
# ## 4. A picture that goes through time
#
# But one spectrum for a whole word would forget the order: *six* backwards has the same. So one cuts the sound into
# short pieces that overlap, and takes the spectrum of each.
#
# ### Exercise 3: pieces
#
# From `x` of shape (time,) make a tensor of shape (pieces, size): each piece has `size` samples and begins `hop`
# samples after the one before; what is left at the end is dropped. Do not copy anything: an overlapping sample may lie
# in memory once and be seen in several rows, as strides (lesson 2) allow.

# %% [markdown] key="pieces" lang="zh"
# 左边是波形，右边是其中的各个音。正弦只有一个音；锯齿波有全部泛音，方波只有奇数倍的。
# 错开多少，即相位，在右边已经看不到了：声音晚一点开始，**频谱**还是一样。这正是我们要找的性质。
#
# ## 4. 随时间展开的图
#
# 可是，整个词只有一个频谱，就会丢掉先后顺序：*six* 倒着放，频谱是一样的。所以要把声音切成互相重叠的小段，
# 对每一段求频谱。
#
# ### 练习 3：切成小段
#
# 由形状为（时间，）的 `x`，得到形状为（段数，size）的张量：每段有 `size` 个采样值，比前一段晚 `hop` 个开始；
# 末尾不够一段的丢掉。什么都不要复制：重叠的采样值在内存里只有一份，却可以出现在好几行里，步长（第 2 课）允许这样做。

# %% key="frames-stub" exercise="20.frames"
def frames(x, size, hop):
    ...

# %% key="frames-check" check="20.frames"
lab.check("20.frames", frames)

# %% [markdown] key="window" lang="en"
# One thing is missing. The transform sees only the piece, and takes it as one period of something that repeats for
# ever. If a tone does not fit in a whole number of times, there is a jump at every seam, and a jump contains all
# frequencies: the tone **leaks** into all bins. A remedy is to let each piece fade in and out, by multiplying it with a
# **window** such as that of Hann, $w_n = \sin^2(\pi n / N)$. Here is a tone of 453 Hz, between two bins, in
# **decibels**: 10 dB less is a tenth of the power, 20 dB less a hundredth.

# %% [markdown] key="window" lang="zh"
# 还差一样。变换只看得到这一小段，把它当作一个无限重复的东西的一个周期。一个音如果不是恰好有整数个周期，接缝处就有跳变，
# 而跳变里什么频率都有：这个音就**泄漏**到所有的频点里。补救的办法是让每段渐强渐弱，也就是乘上一个**窗**，
# 例如汉宁窗 $w_n = \sin^2(\pi n / N)$。下面是一个 453 Hz 的音，落在两个频点之间，用**分贝**表示：
# 少 10 dB，功率就是十分之一；少 20 dB，就是百分之一。

# %% key="window-code" tags=["translated-output"]
piece = tone(453)[:256]

def decibels(power):
    return 10 * (power / power.max()).clamp(min=1e-8).log10()

power = {name: torch.fft.rfft(piece * w).abs() ** 2 for name, w in {"-": 1, "Hann": torch.hann_window(256)}.items()}
lab.viz.curve({name: decibels(p) for name, p in power.items()}, torch.fft.rfftfreq(256, 1 / rate), x_axis="Hz", y_axis="dB")

# %% [markdown] key="spectrogram-task" lang="en"
# Without a window the tone covers everything that is 30 dB weaker, across the whole range; with the window a quiet tone
# can be seen beside it. Pieces, window, transform, square: this is the **spectrogram**.
#
# ### Exercise 4: the spectrogram
#
# `pieces` has the shape (pieces, size), `window` the shape (size,). Return the power, the squared absolute value of the
# transform, in the shape (frequencies, pieces), so that time runs to the right.

# %% [markdown] key="spectrogram-task" lang="zh"
# 不加窗，这个音会把全部频率上比它弱 30 dB 的东西都盖住；加了窗，旁边很轻的音也看得见。
# 切段、加窗、变换、平方，得到的就是**语谱图**。
#
# ### 练习 4：语谱图
#
# `pieces` 的形状是（段数，size），`window` 的形状是（size，）。返回功率，即变换的绝对值的平方，
# 形状是（频率，段数），让时间从左到右。

# %% key="spectrogram-stub" exercise="20.spectrogram"
def spectrogram(pieces, window):
    ...

# %% key="spectrogram-check" check="20.spectrogram"
lab.check("20.spectrogram", spectrogram)

# %% [markdown] key="spectrogram-see" lang="en"
# The library's does the same (and puts half a piece before the beginning and after the end, so that the first one is
# centred on sample 0); in PyTorch it is found under the same name in `torchaudio.transforms`. Low frequencies at the
# bottom, dark is loud, white is 50 dB below the loudest: the sweep of section 2, and a *six*.

# %% [markdown] key="spectrogram-see" lang="zh"
# 库里的做法相同（另外在头尾各补上半段，使第一段的中心落在第 0 个采样值上）；在 PyTorch 里，它在
# `torchaudio.transforms` 中，名字一样。低频在下，越黑越响，白色表示比最响处低 50 dB：
# 先是第 2 节那个一路上升的音，然后是 *six*。

# %% key="spectrogram-code" tags=["translated-output"]
def picture(power):
    return (decibels(power) + 50).clamp(min=0).flip(-2)  #| en: low frequencies to the bottom | zh: 低频放到下面

spectrum_of = transforms.Spectrogram(n_fft=256, hop_length=64)
display(lab.viz.images(picture(spectrum_of(sweep.float()))))
lab.viz.images(picture(spectrum_of(train_x[6, 0])), [words[6]])

# %% [markdown] key="uncertain" lang="en"
# First the mirror of Nyquist, seen. Then a word: the hiss of *s* high up at the beginning, stripes for the buzzing
# vowel with its overtones, the silence of the stop in the middle, *k* and *s* again.
#
# ## 5. Sharp in time, or sharp in pitch
#
# How long should a piece be? A piece of $N$ samples lasts $\Delta t = N / r$, and its bins are $\Delta f = r / N$
# apart. So
#
# $$\Delta t \cdot \Delta f = 1$$
#
# Twice as sharp in frequency means twice as blurred in time; no cleverness gets around it
# ([Gabor, 1946](https://doi.org/10.1049/ji-3-2.1946.0074)). It is the same mathematics as in Heisenberg's uncertainty.
# Here are two tones 60 Hz apart, and two clicks 20 milliseconds apart, through short pieces and through long ones:

# %% [markdown] key="uncertain" lang="zh"
# 第一幅看得到在奈奎斯特频率处的反射。第二幅是一个词：开头高处是 *s* 的嘶嘶声，一道道条纹是元音的嗡嗡声和它的泛音，
# 中间有爆破音之前的停顿，然后又是 *k* 和 *s*。
#
# ## 5. 时间上清晰，还是音高上清晰
#
# 一段该取多长？一段 $N$ 个采样值，持续 $\Delta t = N / r$，频点之间相隔 $\Delta f = r / N$。所以
#
# $$\Delta t \cdot \Delta f = 1$$
#
# 频率上清晰一倍，时间上就模糊一倍，再怎么巧妙也绕不过去（[Gabor，1946](https://doi.org/10.1049/ji-3-2.1946.0074)）。
# 这和海森堡的不确定性是同一个数学道理。下面有两个相差 60 Hz 的音，还有两个相隔 20 毫秒的“嗒”声，
# 分别用短段和长段来看：

# %% key="uncertain-code" tags=["translated-output"]
test = 0.1 * (tone(1000) + tone(1060)).float()
test[1920] = test[2080] = 5.0

short = picture(transforms.Spectrogram(n_fft=64, hop_length=32)(test))
long = picture(transforms.Spectrogram(n_fft=1024, hop_length=32)(test))
short = short.repeat_interleave(16, dim=0)  #| en: as high as the other | zh: 和另一幅一样高
zoomed = torch.stack([short[-192:-64], long[-192:-64]])  #| en: 500 to 1500 Hz | zh: 500 到 1500 Hz
lab.viz.images(zoomed, ["N = 64: 8 ms, 125 Hz", "N = 1024: 128 ms, 7.8 Hz"], columns=2)

# %% [markdown] key="uncertain-read" lang="en"
# Short pieces show two clicks and one tone, long pieces two tones and one click. (Between the clicks the short pieces
# show a beat: two tones so near to each other grow louder and quieter 60 times a second.) For speech one takes 20 to 40
# milliseconds.
#
# ## 6. As the ear hears
#
# Two things of the ear are worth copying. First, **loudness**. Of the powers in a sound the largest are a million times
# the smallest, and we hear both. The ear hears ratios: ten times the power is one step louder, wherever one starts.
# That is what the logarithm does, and what decibels are.

# %% [markdown] key="uncertain-read" lang="zh"
# 短段看出两个“嗒”声，却只有一个音；长段看出两个音，却只有一个“嗒”声。（短段里还看得到拍：两个靠得很近的音，
# 合起来每秒 60 次忽强忽弱。）语音一般取 20 到 40 毫秒。
#
# ## 6. 像耳朵那样听
#
# 耳朵有两点值得学。第一是**响度**。一段声音里，最大的功率是最小的一百万倍，而我们两头都听得到。耳朵听的是比例：
# 不管从哪里起，功率增大到十倍，就响一级。对数做的正是这件事，分贝就是这样来的。

# %% key="loudness-code" tags=["translated-output"]
six = spectrum_of(train_x[6, 0])
lab.viz.images(torch.stack([six.flip(-2) / six.max(), picture(six) / 50]), ["power", "dB"], columns=2)

# %% [markdown] key="mel" lang="en"
# Left the power itself: a few loud overtones, and of *s* and *k* hardly a trace. To a network the left picture would be
# as poor as it is to you.
#
# Second, **pitch**. An octave is a doubling of the frequency: from 100 to 200 Hz it is as far as from 2,000 to 4,000.
# (Below 500 Hz or so our sense of equal steps is closer to the Hz themselves.) The **mel scale** measures how far apart
# tones sound:
#
# $$m(f) = 2595 \, \log_{10} \left( 1 + \frac{f}{700} \right)$$
#
# with $f$ in Hz and $m$ in mel; 1,000 Hz are 1,000 mel.

# %% [markdown] key="mel" lang="zh"
# 左边是功率本身：只有几个响的泛音，*s* 和 *k* 几乎看不出来。左边这幅图，你看不出什么，网络也一样。
#
# 第二是**音高**。高一个八度，频率就加倍：从 100 到 200 Hz，和从 2000 到 4000 Hz，听起来一样远。
# （大约 500 Hz 以下，我们感觉到的等距更接近 Hz 本身。）**梅尔刻度**衡量两个音听起来相距多远：
#
# $$m(f) = 2595 \, \log_{10} \left( 1 + \frac{f}{700} \right)$$
#
# 其中 $f$ 的单位是 Hz，$m$ 的单位是梅尔；1000 Hz 就是 1000 梅尔。

# %% key="mel-code"
m = functional.hz_to_mel(torch.tensor([100.0, 1100.0, 2900.0, 3900.0]))
print(f"100 to 1100 Hz: {(m[1] - m[0]).item():.0f} mel,  2900 to 3900 Hz: {(m[3] - m[2]).item():.0f} mel")

# %% [markdown] key="mel-task" lang="en"
# The same 1,000 Hz are more than three times as far at the bottom as at the top. So one does not keep all 129
# frequencies, but collects them in, say, 32 bands that are equally wide in mel: narrow at the bottom, wide at the top.
# A band is a triangle. It rises from the centre of the band below, has its top, 1, at its own centre, and falls to 0 at
# the centre of the band above.
#
# ### Exercise 5: one filter
#
# `f` is a tensor of frequencies; `low`, `centre` and `high` are the corners of the triangle, in Hz. Return the weight
# of each frequency: 0 outside.

# %% [markdown] key="mel-task" lang="zh"
# 同样是 1000 Hz，在低处听起来的距离是高处的三倍多。所以不必保留全部 129 个频率，而是归并成例如 32 个频带，
# 按梅尔刻度等宽：低处窄，高处宽。每个频带是一个三角形：从低一档频带的中心升起，在自己的中心到达顶点 1，
# 再一直降到高一档频带的中心，变为 0。
#
# ### 练习 5：一个滤波器
#
# `f` 是频率的张量；`low`、`centre`、`high` 是三角形的三个角，单位是 Hz。返回每个频率的权重，三角形之外是 0。

# %% key="mel-stub" exercise="20.mel"
def mel_filter(f, low, centre, high):
    ...

# %% key="mel-check" check="20.mel"
lab.check("20.mel", mel_filter)

# %% [markdown] key="mel-see" lang="en"
# Six of the 32 filters, and what becomes of ten words: each a picture of 32 × 38 numbers in place of 4,800.

# %% [markdown] key="mel-see" lang="zh"
# 32 个滤波器中的六个，以及十个词变成了什么：每个都由 4800 个数，变成 32 × 38 的一幅图。

# %% key="mel-draw" tags=["translated-output"]
filters = functional.melscale_fbanks(129, 0.0, 4000.0, 32, rate)
lab.viz.curve(filters.T[::6], torch.linspace(0.0, 4000.0, 129), x_axis="Hz")

# %% key="mel-picture" tags=["translated-output"]
mel = transforms.MelSpectrogram(rate, n_fft=256, hop_length=128, n_mels=32)
lab.viz.images(torch.stack([picture(mel(train_x[i, 0])) for i in range(10)]), words, columns=5)

# %% [markdown] key="cnn" lang="en"
# ## 7. A network that listens
#
# Now the sounds are pictures, and for pictures there are convolutions (lesson 15). They fit: a sound that begins later
# is a picture moved to the right. A voice that is higher is one moved up, more or less. First the whole way from the
# wave to the picture, standardized over the training sounds:

# %% [markdown] key="cnn" lang="zh"
# ## 7. 会听的网络
#
# 现在声音成了图像，而图像可以用卷积（第 15 课）。卷积正合适：晚一点开始的声音，就是右移的图；
# 高一点的嗓音，大致就是上移的图。先把从波形到图的整条路写出来，并用训练集的声音做标准化：

# %% key="listen-code"
log_mel = nn.Sequential(mel, transforms.AmplitudeToDB(top_db=60))
with torch.no_grad():
    seen = log_mel(train_x)
mean, std = seen.mean(), seen.std()

def listen(wave):
    with torch.no_grad():
        return (log_mel(wave) - mean) / std

train_s, test_s = listen(train_x), listen(test_x)
print(train_s.shape)

# %% key="cnn-code" tags=["nbval-ignore-output", "translated-output"]
def network():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 8 * 9, 10),
    )

model = network()
panel = train(model, train_s, train_y, epochs=10, panel="log-mel")
with torch.no_grad():
    panel.show("confusion", lab.viz.confusion(model(test_s), test_y, words))
    panel.show("feature maps", lab.viz.feature_maps(model[:2](train_s[6:7]).flip(-2)))
print(f"train {accuracy(model, train_s, train_y):.0%}, test {accuracy(model, test_s, test_y):.0%}")
print(sum(p.numel() for p in model.parameters()), "parameters")

# %% [markdown] key="cnn-read" lang="en"
# From one in six to nearly all, with a twentieth of the parameters. Open the tabs of the panel: which words does it
# take for which others? And which channels of the first layer answer, in a *six*, to the sound, and which to the
# silence around it?
#
# ## 8. What it has never heard
#
# All these sounds were recorded in a quiet room, so to speak. Outside it is not quiet. Three tests: the sounds as they
# are; with noise that has a third of the power of the sound (5 dB below it); through a device that swallows a quarter
# of the bands. Standardized, 0 is the average, so a band of zeros says nothing.

# %% [markdown] key="cnn-read" lang="zh"
# 从六段认得一段，到几乎全部认得，参数只有二十分之一。打开面板上的标签页看看：它把哪些词当成了哪些词？
# 在 *six* 里，第一层的哪些通道对声音有反应，哪些对周围的寂静有反应？
#
# ## 8. 它从没听过的
#
# 这些声音好比都是在安静的房间里录的。外面可不安静。做三个测试：原来的声音；加上噪声，功率是声音的三分之一
# （比声音低 5 dB）；经过一个吞掉四分之一频带的设备。标准化之后，0 就是平均值，所以全是零的频带等于什么也没说。

# %% key="outside-code" tags=["nbval-ignore-output"]
noise = torch.randn(test_x.shape, generator=torch.Generator().manual_seed(7))
noisy = functional.add_noise(test_x, noise, torch.full((200, 1), 5.0))
tests = {"quiet": test_s, "noise": listen(noisy), "gap": test_s.clone()}
tests["gap"][:, :, 8:16] = 0

def report(name, model):
    print(f"{name:8}", "  ".join(f"{test} {accuracy(model, x, test_y):4.0%}" for test, x in tests.items()))

report("plain", model)

# %% key="noisy-play" tags=["nbval-ignore-output"]
play(noisy[6])

# %% [markdown] key="mask-task" lang="en"
# You can still make out the *six*; the network is lost. What it has learned holds in the world it has seen. So show it
# more of the world: **data augmentation** (lesson 12). Noise is put under the waves, each time another. And for gaps,
# [Park et al. (2019)](https://arxiv.org/abs/1904.08779) found that one can paint over the *spectrogram*:
# **SpecAugment** hides a random band of frequencies and a random stretch of time, anew in every batch, so that the
# network cannot rely on any one place.
#
# ### Exercise 6: hide a band
#
# `x` has the shape (frequencies, time). Draw a width from 0 to `widest`, both included, then a place where a band of
# that width fits, any place equally likely. Return a copy of `x` with zeros in these *rows*. `torch.randint(a, b, ())`
# draws a whole number from `a` to `b - 1`.

# %% [markdown] key="mask-task" lang="zh"
# 你还听得出这是 *six*，网络却不知所措。它学到的东西，只在它见过的世界里管用。那就让它多见见世面：
# **数据增强**（第 12 课）。给波形加上噪声，每次都不一样。至于缺失，
# [Park 等（2019）](https://arxiv.org/abs/1904.08779)发现可以直接在*语谱图*上涂抹：**SpecAugment** 每个批次都重新遮住
# 随机的一条频带和随机的一段时间，让网络不能只依赖某一处。
#
# ### 练习 6：遮住一条频带
#
# `x` 的形状是（频率，时间）。先抽一个宽度，从 0 到 `widest`，两头都包括；再抽一个放得下这个宽度的位置，各处机会均等。
# 返回 `x` 的副本，这些*行*都是零。`torch.randint(a, b, ())` 抽取从 `a` 到 `b - 1` 的一个整数。

# %% key="mask-stub" exercise="20.mask"
def hide_band(x, widest):
    ...

# %% key="mask-check" check="20.mask"
lab.check("20.mask", hide_band)

# %% key="augment-code" tags=["nbval-ignore-output"]
def drawn_by(seed):
    return torch.Generator().manual_seed(seed)

add_noise = transforms.AddNoise((0.0, 30.0), generator=drawn_by(1))
hide = nn.Sequential(
    transforms.FrequencyMasking(14, iid_masks=True, generator=drawn_by(2)),
    transforms.TimeMasking(14, iid_masks=True, generator=drawn_by(3)),
)

report("plain", model)
for name, x, augment in (("noise", train_x, lambda wave: listen(add_noise(wave))), ("hide", train_s, hide)):
    model_of = network()
    train(model_of, x, train_y, epochs=10, augment=augment)
    report(name, model_of)

# %% [markdown] key="augment-read" lang="en"
# Read the table by columns. Each augmentation helps against what it shows, and against nothing else: who trained with
# noise stands noise and fails at the gap; who trained with gaps, the other way around. Augmentation is no magic that
# makes models "robust"; it is a statement about what may change without the meaning changing. To write it down you have
# to know the world in which the model will live.
#
# ## 9. What does it hear?
#
# Hiding is also a way to ask. Hide four bands, one after the other, from the plain network: which words does it no
# longer know? One row per word, one column per band; the cells are shares of right answers.

# %% [markdown] key="augment-read" lang="zh"
# 这张表要竖着读。每一种增强，只对它展示过的情况有帮助，对别的没有：用噪声训练的经得起噪声，却过不了缺失这一关；
# 用遮挡训练的则相反。数据增强不是让模型变得“稳健”的魔法，而是一句声明：什么可以变，而意思不变。
# 要写得出这句话，就得了解模型将来所处的世界。
#
# ## 9. 它听的是什么？
#
# 遮挡也可以用来提问。对没有做过增强的那个网络，依次遮住四条频带：哪些词它就认不出了？
# 每行一个词，每列一条频带，格子里是答对的比例。

# %% key="hears-code" tags=["nbval-ignore-output", "translated-output"]
corners = functional.mel_to_hz(torch.linspace(0, functional.hz_to_mel(4000.0).item(), 34)).tolist()
bands = [f"{corners[first]:.0f}-{corners[first + 9]:.0f} Hz" for first in (0, 8, 16, 24)]

shares = torch.zeros(10, 4)
for band in range(4):
    hidden = test_s.clone()
    hidden[:, :, 8 * band : 8 * band + 8] = 0
    with torch.no_grad():
        right = (model(hidden).argmax(dim=1) == test_y).float()
    shares[:, band] = torch.stack([right[test_y == word].mean() for word in range(10)])

lab.viz.heat(shares, rows=words, columns=bands)

# %% [markdown] key="hears-read" lang="en"
# The words that suffer say what it listens to. Compare with the pictures of section 6: where does a word have what sets
# it apart from the others? And what does it say in place of the right word?
# `lab.viz.confusion(model(hidden), test_y, words)` tells.
#
# ## What to keep
#
# - Samples tell tones apart up to half the sample rate; higher ones come back under a wrong name.
# - A spectrum says how much of each tone is in a piece, and forgets the phase. Bin $k$ is the frequency $k \, r / N$.
# - Windows against leaking; long pieces for pitch, short ones for time, and never both.
# - Log and mel make a picture in which what sounds alike looks alike. That is half of the learning, done before the
#   network begins.
# - Augmentation says what may change. A test says whether the model believes it.
#
# Sources: Cooley and Tukey, 1965, *An algorithm for the machine calculation of complex Fourier series*. Gabor, 1946,
# *Theory of communication*. Stevens, Volkmann and Newman, 1937, *A scale for the measurement of the psychological
# magnitude pitch*, with the formula of O'Shaughnessy, 1987. Davis and Mermelstein, 1980, on mel spectra for speech.
# Park et al., 2019, *SpecAugment*.

# %% [markdown] key="hears-read" lang="zh"
# 哪些词受了影响，就说明它听的是什么。和第 6 节的图对照一下：每个词与众不同的地方在哪里？
# 它又把这些词说成了什么？用 `lab.viz.confusion(model(hidden), test_y, words)` 可以看到。
#
# ## 要记住的
#
# - 采样只能分清频率不超过采样率一半的音，更高的音会冒充别的音。
# - 频谱说出一段声音里每个音各占多少，而不管相位。第 $k$ 个频点的频率是 $k \, r / N$。
# - 加窗防止泄漏；段长则音高清晰，段短则时间清晰，两者不可兼得。
# - 对数和梅尔刻度造出一幅图，听起来像的，看起来也像。网络还没开始学，功课已经做好了一半。
# - 数据增强说出什么可以变。模型信不信，要靠测试。
#
# 来源：Cooley 和 Tukey，1965，*An algorithm for the machine calculation of complex Fourier series*。Gabor，1946，
# *Theory of communication*。Stevens、Volkmann 和 Newman，1937，*A scale for the measurement of the psychological
# magnitude pitch*；公式出自 O'Shaughnessy，1987。Davis 和 Mermelstein，1980，用于语音的梅尔谱。Park 等，2019，*SpecAugment*。

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Train with both augmentations, one after the other in `augment`. Does it stand both tests? What does that cost in
#   the quiet one?
# - Replace `n_fft=256` by 64, and by 1024 (with `hop_length=128` the pictures keep their width). Which length do these
#   words want? You will get a warning for one of them; read it.
# - Leave the logarithm away: `log_mel = mel`. How much of the success was the logarithm?
# - Record your own voice, save it as a WAV file with 8,000 Hz, and read it with
#   `wave, rate = lab.audio.load("mine.wav")`. The network has never heard a human. How do you fare?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 在 `augment` 里先后用上两种增强来训练。两个测试都经得起吗？在安静的测试里付出了什么代价？
# - 把 `n_fft=256` 换成 64，再换成 1024（`hop_length=128` 不变，图的宽度就不变）。这些词适合哪种长度？
#   其中一种会出现警告，读一读。
# - 去掉对数：`log_mel = mel`。成功里有多少是对数的功劳？
# - 录下你自己的声音，存成 8000 Hz 的 WAV 文件，用 `wave, rate = lab.audio.load("mine.wav")` 读进来。
#   这个网络从来没听过真人的声音，你的运气如何？
