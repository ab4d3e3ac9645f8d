"""Lesson 20, sound: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.kinds import shares
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Sound: teach a network to listen", "声音：教网络学会听")


# --- 20.alias: the tone that is heard -----------------------------------------------------------------


def heard(frequency: float, rate: float) -> float:
    f = frequency % rate
    return min(f, rate - f)


ALIAS = FunctionExercise(
    name="20.alias",
    task=Words("the tone that is heard", "听到的是哪个音"),
    reference=heard,
    cases=lambda: [(1000, 8000), (7000, 8000), (9000, 8000), (4000, 8000), (21000, 8000), (300, 500)],
    hints=(
        Words(
            "First, whole turns between two samples do not count: what remains of `frequency` after them?",
            "首先，两次采样之间转过的整圈不算数：去掉整圈，`frequency` 还剩多少？",
        ),
        Words(
            "`f = frequency % rate` lies between 0 and `rate`. If it is above half, it is mirrored there.",
            "`f = frequency % rate` 在 0 和 `rate` 之间。超过一半，就在那里反射回来。",
        ),
        Words("The mirror image of f is `rate - f`.", "f 反射之后是 `rate - f`。"),
    ),
    solution="""\
def heard(frequency, rate):
    f = frequency % rate
    return min(f, rate - f)
""",
    remark=Words(
        "Dogs hear up to 45,000 Hz. A CD with 44,100 samples a second cannot hold that, and need not: it is made for us.",
        "狗能听到 45000 Hz。每秒 44100 个采样值的 CD 存不下这样的音，也不必存：它是为人做的。",
    ),
    mistakes=(
        Mistake(
            lambda frequency, rate: min(frequency, rate / 2),
            Words(
                "This holds high tones at the Nyquist frequency. They do not stop there, they come back down.",
                "这是把高的音都停在奈奎斯特频率上。它们不会停在那里，而是反射回来。",
            ),
        ),
        Mistake(
            lambda frequency, rate: frequency % rate,
            Words(
                "Whole turns are taken away; but what lies above half the rate is still to be mirrored.",
                "整圈已经去掉了；但高于采样率一半的，还要反射回来。",
            ),
        ),
        Mistake(
            lambda frequency, rate: frequency % (rate / 2),
            Words(
                "At half the rate a tone does not start again from 0, it turns round and falls.",
                "到了采样率的一半，音不是从 0 重新开始，而是掉头下降。",
            ),
        ),
        Mistake(
            lambda frequency, rate: rate - frequency,
            Words(
                "Mirrored is only what lies above half the rate. A tone of 1000 Hz stays as it is.",
                "只有高于采样率一半的才反射。1000 Hz 的音保持不变。",
            ),
        ),
        Mistake(
            lambda frequency, rate: min(frequency, abs(rate - frequency)),
            Words(
                "Right up to one turn per sample. For higher tones take all whole turns away first.",
                "每次采样转不到一圈半的，这样是对的。更高的音，要先去掉所有的整圈。",
            ),
        ),
        Mistake(
            lambda frequency, rate: frequency,
            Words(
                "This is the tone that was played. What is heard lies between 0 and half the rate.",
                "这是原来的音。听到的音在 0 和采样率的一半之间。",
            ),
        ),
    ),
)


# --- 20.amplitude: how much of one tone ---------------------------------------------------------------


def amplitude(x: Tensor, frequency: float, rate: float) -> Tensor:
    angle = 2 * torch.pi * frequency * torch.arange(len(x)) / rate
    c, s = (x * angle.cos()).sum(), (x * angle.sin()).sum()
    return 2 / len(x) * (c**2 + s**2).sqrt()


def _mixture(*tones: tuple[float, float, float], count: int = 80, rate: int = 800) -> Tensor:
    """Tones of (amplitude, frequency, phase), each a whole number of times in the piece."""
    time = torch.arange(count) / rate
    return torch.stack([a * torch.sin(2 * torch.pi * f * time + phase) for a, f, phase in tones]).sum(dim=0)


def _swapped(join: Callable[[Any, Any, int], Any], turn: float = 2 * torch.pi) -> Callable[..., Any]:
    """The amplitude with one thing wrong: how the two sums are joined, or the angle."""

    def wrong(x: Any, frequency: Any, rate: Any) -> Any:
        angle = turn * frequency * torch.arange(len(x)) / rate
        return join((x * angle.cos()).sum(), (x * angle.sin()).sum(), len(x))

    return wrong


AMPLITUDE = FunctionExercise(
    name="20.amplitude",
    task=Words("how much of a tone is in a sound", "一个音在声音里占多少"),
    reference=amplitude,
    cases=lambda: [
        (_mixture((1.0, 50, 0.0)), 50, 800),
        (_mixture((0.5, 100, 1.0), (2.0, 40, -0.4)), 100, 800),
        (_mixture((0.5, 100, 1.0), (2.0, 40, -0.4)), 40, 800),
        (_mixture((1.0, 50, 0.3), count=40, rate=400), 150, 400),
    ],
    hints=(
        Words(
            "The sample numbers are `n = torch.arange(len(x))`, the angles `2 * torch.pi * frequency * n / rate`.",
            "采样的序号是 `n = torch.arange(len(x))`，角度是 `2 * torch.pi * frequency * n / rate`。",
        ),
        Words(
            "c is `(x * angle.cos()).sum()`, and s the same with `sin`.",
            "c 是 `(x * angle.cos()).sum()`，s 也一样，只是用 `sin`。",
        ),
        Words(
            "`2 / len(x) * (c**2 + s**2).sqrt()`",
            "结果是 `2 / len(x) * (c**2 + s**2).sqrt()`。",
        ),
    ),
    solution="""\
def amplitude(x, frequency, rate):
    angle = 2 * torch.pi * frequency * torch.arange(len(x)) / rate
    c, s = (x * angle.cos()).sum(), (x * angle.sin()).sum()
    return 2 / len(x) * (c**2 + s**2).sqrt()
""",
    remark=Words(
        "That takes N multiplications for each frequency. For all of them the FFT needs some N log N instead of N².",
        "每个频率要做 N 次乘法。全部频率一起算，FFT 只要大约 N log N 次，而不是 N² 次。",
    ),
    mistakes=(
        Mistake(
            _swapped(lambda c, s, n: 2 / n * s.abs()),
            Words(
                "The sine alone misses a tone that is shifted by a quarter of a turn. Add the cosine's share.",
                "只用正弦，会漏掉错开四分之一圈的音。要加上余弦的一份。",
            ),
        ),
        Mistake(
            _swapped(lambda c, s, n: 2 / n * c.abs()),
            Words(
                "The cosine alone gives nothing for a pure sine. Add the sine's share.",
                "只用余弦，对纯正弦得到的是零。要加上正弦的一份。",
            ),
        ),
        Mistake(
            _swapped(lambda c, s, n: 2 / n * (c + s).abs()),
            Words(
                "c and s are the two sides of a right angle: the length is √(c² + s²), not their sum.",
                "c 和 s 是直角的两条边：长度是 √(c² + s²)，不是它们的和。",
            ),
        ),
        Mistake(
            _swapped(lambda c, s, n: 2 / n * (c**2 + s**2)),
            Words("The root is missing: √(c² + s²).", "没有开平方：√(c² + s²)。"),
        ),
        Mistake(
            _swapped(lambda c, s, n: (c**2 + s**2).sqrt()),
            Words(
                "The sum grows with the length of the sound. The factor 2 / N is missing.",
                "声音越长，和越大。漏了因子 2 / N。",
            ),
        ),
        Mistake(
            _swapped(lambda c, s, n: (c**2 + s**2).sqrt() / n),
            Words(
                "Half of what it should be: sin² is one half on average, so the factor is 2 / N.",
                "只有应有的一半：sin² 的平均值是二分之一，所以因子是 2 / N。",
            ),
        ),
        Mistake(
            _swapped(lambda c, s, n: 2 / n * (c**2 + s**2).sqrt(), turn=1.0),
            Words(
                "One turn is the angle 2π: the angle is 2π · frequency · n / rate.",
                "转一圈的角度是 2π：角度应为 2π · 频率 · n / 采样率。",
            ),
        ),
        Mistake(
            lambda x, frequency, rate: amplitude(x, frequency, len(x)),
            Words(
                "Here `frequency` counts turns per piece. It is meant in Hz: divide n by `rate` to get seconds.",
                "这里把 `frequency` 当成了每段的圈数。它的单位是 Hz：n 除以 `rate` 才是秒。",
            ),
        ),
    ),
)


# --- 20.frames: overlapping pieces, nothing copied ----------------------------------------------------


def frames(x: Tensor, size: int, hop: int) -> Tensor:
    return x.unfold(0, size, hop)


def _use_frames(cut: Any, x: Tensor, size: int, hop: int) -> tuple[Any, ...]:
    """The pieces, and whether they lie in the memory of x."""
    pieces = cut(x, size, hop)
    shared = shares(pieces, x)
    return pieces, facts(Words(f"memory shared: {shared}", f"共用内存：{shared}"))


FRAMES = ProbedExercise(
    name="20.frames",
    task=Words("overlapping pieces, nothing copied", "互相重叠的小段，不复制"),
    reference=frames,
    probe=_use_frames,
    cases=lambda: [
        (torch.arange(8.0), 4, 2),
        (torch.arange(10.0), 4, 3),
        (torch.arange(9.0) ** 2, 3, 3),
        (torch.arange(7.0), 5, 1),
    ],
    hints=(
        Words(
            "A view of the same memory in which the next row starts `hop` numbers later, not `size`.",
            "用同一块内存的视图，下一行从 `hop` 个数之后开始，而不是 `size` 个之后。",
        ),
        Words(
            "There are `(len(x) - size) // hop + 1` pieces, and the strides are `(hop, 1)`.",
            "共有 `(len(x) - size) // hop + 1` 段，步长是 `(hop, 1)`。",
        ),
        Words(
            "`x.as_strided(shape, strides)` makes such a view; `x.unfold(0, size, hop)` computes both for you.",
            "`x.as_strided(形状, 步长)` 可以得到这样的视图；`x.unfold(0, size, hop)` 会替你算好两者。",
        ),
    ),
    solution="""\
def frames(x, size, hop):
    return x.unfold(0, size, hop)
""",
    remark=Words(
        "With half-overlapping pieces every sample is seen twice, and lies in memory once.",
        "相邻两段重叠一半时，每个采样值出现两次，在内存里却只有一份。",
    ),
    mistakes=(
        Mistake(
            lambda x, size, hop: torch.stack([x[i : i + size] for i in range(0, len(x) - size + 1, hop)]),
            Words(
                "The pieces are right, but copied. A view does: `unfold` or `as_strided`.",
                "小段是对的，但是复制了一份。用视图就够了：`unfold` 或 `as_strided`。",
            ),
        ),
        Mistake(
            lambda x, size, hop: x[: len(x) // size * size].reshape(-1, size),
            Words(
                "These pieces lie side by side. They shall overlap: the next begins `hop` samples later.",
                "这些小段一个挨着一个。应当重叠：下一段从 `hop` 个采样值之后开始。",
            ),
        ),
        Mistake(
            lambda x, size, hop: x.unfold(0, hop, size),
            Words(
                "`size` and `hop` are exchanged: `unfold(dimension, size, step)`.",
                "`size` 和 `hop` 写反了：`unfold(维度, 大小, 步子)`。",
            ),
        ),
        Mistake(
            lambda x, size, hop: x.unfold(0, size, hop).T,
            Words("Transposed: one piece is one row.", "转置了：一段占一行。"),
        ),
        Mistake(
            lambda x, size, hop: x.as_strided(((len(x) - size) // hop, size), (hop, 1)),
            Words(
                "The last piece is missing: there are `(len(x) - size) // hop + 1`.",
                "少了最后一段：共有 `(len(x) - size) // hop + 1` 段。",
            ),
        ),
        Mistake(
            lambda x, size, hop: x.unfold(0, size, 1),
            Words(
                "Here a piece begins at every sample. The next begins `hop` samples later.",
                "这里每个采样值都开始一段。下一段应从 `hop` 个采样值之后开始。",
            ),
        ),
    ),
)


# --- 20.spectrogram: power of each piece --------------------------------------------------------------


def spectrogram(pieces: Tensor, window: Tensor) -> Tensor:
    return (torch.fft.rfft(pieces * window).abs() ** 2).T


SPECTROGRAM = FunctionExercise(
    name="20.spectrogram",
    task=Words("the spectrogram", "语谱图"),
    reference=spectrogram,
    cases=lambda: [
        (torch.tensor([[1.0, 0.0, -1.0, 0.0], [1.0, 1.0, 1.0, 1.0], [0.0, 2.0, 0.0, -1.0]]), torch.ones(4)),
        (torch.arange(24.0).reshape(4, 6).sin(), torch.hann_window(6)),
        (torch.arange(32.0).reshape(4, 8).cos(), torch.hann_window(8)),
    ],
    hints=(
        Words(
            "`pieces * window` fades each row in and out: a row of `size` numbers is broadcast over the pieces.",
            "`pieces * window` 让每一行渐强渐弱：`size` 个数的一行，会广播到每一段上。",
        ),
        Words(
            "`torch.fft.rfft` transforms along the last dimension; `.abs()` is the absolute value of complex numbers.",
            "`torch.fft.rfft` 沿最后一维做变换；`.abs()` 给出复数的绝对值。",
        ),
        Words(
            "Square it, and transpose at the end: frequencies down, pieces to the right.",
            "再平方，最后转置：频率向下，小段向右。",
        ),
    ),
    solution="""\
def spectrogram(pieces, window):
    return (torch.fft.rfft(pieces * window).abs() ** 2).T
""",
    remark=Words(
        "It is made of products, sums and squares: gradients go through it, down to the wave.",
        "它由乘积、求和、平方组成：梯度可以穿过它，一直传到波形。",
    ),
    mistakes=(
        Mistake(
            lambda pieces, window: (torch.fft.rfft(pieces).abs() ** 2).T,
            Words(
                "The window is missing: multiply the pieces by it before the transform.",
                "没有加窗：变换之前要乘上窗。",
            ),
        ),
        Mistake(
            lambda pieces, window: torch.fft.rfft(pieces * window).abs().T,
            Words(
                "These are absolute values. The power is their square.",
                "这是绝对值。功率是它的平方。",
            ),
        ),
        Mistake(
            lambda pieces, window: torch.fft.rfft(pieces * window).abs() ** 2,
            Words(
                "Transposed: asked is (frequencies, pieces), so that time runs to the right.",
                "转置了：要的是（频率，段数），让时间从左到右。",
            ),
        ),
        Mistake(
            lambda pieces, window: (torch.fft.fft(pieces * window).abs() ** 2).T,
            Words(
                "`fft` also gives the frequencies above Nyquist, the mirror image of the others. `rfft` leaves them away.",
                "`fft` 连奈奎斯特频率以上的也给出来了，那只是其余部分的镜像。`rfft` 不要它们。",
            ),
        ),
        Mistake(
            lambda pieces, window: torch.fft.rfft(pieces * window, dim=0).abs() ** 2,
            Words(
                "Transformed along the pieces. Time within a piece runs along the last dimension, the default.",
                "变换沿着各段之间做了。一段之内的时间在最后一维，也就是默认的那一维。",
            ),
        ),
        Mistake(
            lambda pieces, window: (torch.fft.rfft(pieces * window).real ** 2).T,
            Words(
                "The real part is the cosine's share only. The power is the square of the absolute value: cosine and sine.",
                "实部只是余弦的一份。功率是绝对值的平方，余弦和正弦都要。",
            ),
        ),
        Mistake(
            lambda pieces, window: (torch.fft.rfft(pieces).abs() ** 2).T * spectrogram(window[None], torch.ones(1)),
            Words(
                "Multiply by the window before the transform, not its spectrum after it.",
                "窗要在变换之前乘上去，不是变换之后乘它的频谱。",
            ),
        ),
    ),
)


# --- 20.mel: one triangle -----------------------------------------------------------------------------


def mel_filter(f: Tensor, low: float, centre: float, high: float) -> Tensor:
    return torch.minimum((f - low) / (centre - low), (high - f) / (high - centre)).clamp(min=0)


MEL = FunctionExercise(
    name="20.mel",
    task=Words("one filter of the mel scale", "梅尔刻度的一个滤波器"),
    reference=mel_filter,
    cases=lambda: [
        (torch.tensor([0.0, 100.0, 150.0, 200.0, 300.0, 400.0, 500.0]), 100.0, 200.0, 400.0),
        (torch.linspace(0, 4000, 9), 900.0, 2100.0, 3900.0),
    ],
    hints=(
        Words(
            "The rising side is a line: 0 at `low` and 1 at `centre`. Write it, then the falling side.",
            "上升的一边是直线：在 `low` 处为 0，在 `centre` 处为 1。写出它，再写下降的一边。",
        ),
        Words(
            "Rising: `(f - low) / (centre - low)`. Falling: `(high - f) / (high - centre)`. Which counts at a place?",
            "上升：`(f - low) / (centre - low)`。下降：`(high - f) / (high - centre)`。在某一处，哪条算数？",
        ),
        Words(
            "The smaller one: `torch.minimum`. Below 0 it is cut off: `.clamp(min=0)`.",
            "较小的那条：`torch.minimum`。低于 0 的截掉：`.clamp(min=0)`。",
        ),
    ),
    solution="""\
def mel_filter(f, low, centre, high):
    rising = (f - low) / (centre - low)
    falling = (high - f) / (high - centre)
    return torch.minimum(rising, falling).clamp(min=0)
""",
    remark=Words(
        "The sides of neighbours add up to 1: no frequency is lost between two bands.",
        "相邻两个三角形的边加起来是 1：两个频带之间，没有哪个频率会丢掉。",
    ),
    mistakes=(
        Mistake(
            lambda f, low, centre, high: torch.minimum((f - low) / (centre - low), (high - f) / (high - centre)),
            Words("Outside the triangle the weight is 0, not negative.", "三角形之外权重是 0，不能是负的。"),
        ),
        Mistake(
            lambda f, low, centre, high: torch.maximum((f - low) / (centre - low), (high - f) / (high - centre)).clamp(
                min=0
            ),
            Words(
                "Of the two lines the lower one is the triangle's side: `minimum`.",
                "两条直线中，较低的那条才是三角形的边：用 `minimum`。",
            ),
        ),
        Mistake(
            lambda f, low, centre, high: (1 - (f - centre).abs() / (centre - low)).clamp(min=0),
            Words(
                "Both sides have the same width here. The right one goes from `centre` to `high`.",
                "这里两边一样宽了。右边应当从 `centre` 到 `high`。",
            ),
        ),
        Mistake(
            lambda f, low, centre, high: torch.minimum(f - low, high - f).clamp(min=0),
            Words(
                "The top is 1: divide each side by its own width.",
                "顶点是 1：每条边都要除以自己的宽度。",
            ),
        ),
        Mistake(
            lambda f, low, centre, high: ((f - low) / (centre - low)).clamp(0, 1),
            Words(
                "It rises and never falls again. The side down to `high` is missing.",
                "只升不降。缺了降到 `high` 的一边。",
            ),
        ),
        Mistake(
            lambda f, low, centre, high: ((f > low) & (f < high)).float(),
            Words(
                "This is a rectangle: every frequency inside counts fully. A triangle weighs them.",
                "这是矩形：里面的频率都全额计入。三角形要分轻重。",
            ),
        ),
        Mistake(
            lambda f, low, centre, high: torch.minimum((f - low) / (high - low), (high - f) / (high - low)).clamp(
                min=0
            ),
            Words(
                "Each side has its own width: `centre - low` on the left, `high - centre` on the right.",
                "两条边各有各的宽度：左边是 `centre - low`，右边是 `high - centre`。",
            ),
        ),
    ),
)


# --- 20.mask: hide a band -----------------------------------------------------------------------------

DRAWS = 300  # of 4 widths and 3 to 6 places: that one of them never comes up has a chance below 1e-5


def hide_band(x: Tensor, widest: int) -> Tensor:
    width = int(torch.randint(0, widest + 1, ()))
    start = int(torch.randint(0, len(x) - width + 1, ()))
    hidden = x.clone()
    hidden[start : start + width] = 0
    return hidden


def _use_hide(hide: Any, rows: int, columns: int, widest: int) -> tuple[Any, ...]:
    """What 300 draws have in common: which widths there are, which rows are hit, and whether bands are whole."""
    torch.manual_seed(0)
    x = torch.arange(1.0, rows * columns + 1).reshape(rows, columns)
    widths: set[int] = set()
    hit: set[int] = set()
    whole = True
    for _ in range(DRAWS):
        before = torch.arange(1.0, rows * columns + 1).reshape(rows, columns)
        zero = hide(before, widest) == 0
        if not torch.equal(before, x):
            return (facts(Words("the argument was changed", "参数被改动了")),)
        if zero.shape != x.shape:
            return (facts(Words(f"shape {tuple(zero.shape)}", f"形状 {tuple(zero.shape)}")),)
        band = [i for i, row in enumerate(zero.tolist()) if any(row)]
        whole = whole and bool((zero.all(dim=1) == zero.any(dim=1)).all())
        whole = whole and band == list(range(band[0], band[0] + len(band)) if band else [])
        widths.add(len(band))
        hit.update(band)
    return (
        facts(
            Words(f"widths {sorted(widths)}", f"宽度 {sorted(widths)}"),
            Words(f"rows that were hit {sorted(hit)}", f"被遮过的行 {sorted(hit)}"),
            Words(f"always one band of whole rows: {whole}", f"总是由整行组成的一条：{whole}"),
        ),
    )


def _hidden(
    widths: Callable[[int], tuple[int, int]] = lambda widest: (0, widest + 1),
    places: Callable[[int, int], int] = lambda rows, width: rows - width + 1,
    *,
    copy: bool = True,
    time: bool = False,
) -> Callable[..., Any]:
    """``hide_band`` with one thing wrong."""

    def hide(x: Any, widest: int) -> Any:
        width = int(torch.randint(*widths(widest), ()))
        start = int(torch.randint(0, places(x.shape[1] if time else len(x), width), ()))
        hidden = x.clone() if copy else x
        if time:
            hidden[:, start : start + width] = 0
        else:
            hidden[start : start + width] = 0
        return hidden

    return hide


def _scattered(x: Any, widest: int) -> Any:
    return x * (torch.rand(x.shape) > 0.2)


MASK = ProbedExercise(
    name="20.mask",
    task=Words("hide a band of the spectrogram", "遮住语谱图的一条频带"),
    reference=hide_band,
    probe=_use_hide,
    cases=lambda: [(6, 4, 3), (5, 8, 2)],
    hints=(
        Words(
            "The width first: `torch.randint(0, widest + 1, ())`, since the upper end of `randint` is not included.",
            "先抽宽度：`torch.randint(0, widest + 1, ())`，因为 `randint` 不包括上端。",
        ),
        Words(
            "A band of that width can begin at row 0 up to row `len(x) - width`, included.",
            "这么宽的频带，可以从第 0 行开始，直到第 `len(x) - width` 行，包括这一行。",
        ),
        Words(
            "`hidden = x.clone()`, then `hidden[start : start + width] = 0`.",
            "先 `hidden = x.clone()`，再 `hidden[start : start + width] = 0`。",
        ),
    ),
    solution="""\
def hide_band(x, widest):
    width = torch.randint(0, widest + 1, ()).item()
    start = torch.randint(0, len(x) - width + 1, ()).item()
    hidden = x.clone()
    hidden[start : start + width] = 0
    return hidden
""",
    remark=Words(
        "It costs nothing: no wave is computed anew, and still no two batches are alike.",
        "它几乎不花时间：不用重新计算波形，却没有两个批次是一样的。",
    ),
    mistakes=(
        Mistake(
            _hidden(copy=False),
            Words(
                "This writes into the learner's data: after a few epochs nothing would be left. `x.clone()` first.",
                "这样写进了训练数据本身：几轮之后就什么都不剩了。先 `x.clone()`。",
            ),
        ),
        Mistake(
            _hidden(time=True),
            Words(
                "These are columns, a stretch of time. A band of frequencies is rows.", "这是列，是一段时间。频带是行。"
            ),
        ),
        Mistake(
            _hidden(lambda widest: (0, widest)),
            Words(
                "The widest band never comes: the upper end of `randint` is not included.",
                "最宽的频带从来抽不到：`randint` 不包括上端。",
            ),
        ),
        Mistake(
            _hidden(lambda widest: (widest, widest + 1)),
            Words("The width is always the same. Draw it, too.", "宽度总是一样。宽度也要抽。"),
        ),
        Mistake(
            _hidden(lambda widest: (1, widest + 1)),
            Words(
                "The width may also be 0: now and then the network shall see everything.",
                "宽度也可以是 0：有时也要让网络看到全部。",
            ),
        ),
        Mistake(
            _hidden(places=lambda rows, width: rows - width),
            Words(
                "The last row is never hidden: `randint` leaves its upper end out, so add 1.",
                "最后一行从来遮不到：`randint` 不包括上端，所以要加 1。",
            ),
        ),
        Mistake(
            _hidden(places=lambda rows, width: 1),
            Words("The band always begins at row 0. Its place is to be drawn.", "频带总是从第 0 行开始。位置也要抽。"),
        ),
        Mistake(
            _scattered,
            Words(
                "These are single cells. Neighbours say nearly the same, so the network fills such holes easily. Hide whole rows.",
                "这是零散的格子。相邻的格子内容相近，网络很容易补上这样的小洞。要遮住整行。",
            ),
        ),
    ),
)


EXERCISES: tuple[Exercise, ...] = (ALIAS, AMPLITUDE, FRAMES, SPECTROGRAM, MEL, MASK)
