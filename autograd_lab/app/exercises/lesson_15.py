"""Lesson 15, convolution: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.gradient import GradientExercise
from autograd_lab.app.words import Words

TITLE = Words("Convolution: a network that knows what a picture is", "卷积：懂得什么是图像的网络")


# --- 15.conv: a window that moves ------------------------------------------------------------------


def correlate(x: Tensor, w: Tensor) -> Tensor:
    windows = x.unfold(0, w.shape[0], 1).unfold(1, w.shape[1], 1)
    return (windows * w).sum(dim=(2, 3))


def _padded(x: Any, w: Any) -> Any:
    """An output as large as the input, where the window sticks out into zeros on the right and below."""
    return correlate(torch.nn.functional.pad(x, (0, w.shape[1] - 1, 0, w.shape[0] - 1)), w)


CONV = FunctionExercise(
    name="15.conv",
    task=Words("a convolution, by hand", "亲手做卷积"),
    reference=correlate,
    cases=lambda: [
        (
            torch.tensor([[1.0, 2.0, 0.0], [0.0, 3.0, 1.0], [2.0, 1.0, 4.0], [5.0, 0.0, 1.0]]),
            torch.tensor([[1.0, 10.0], [100.0, 1000.0]]),
        ),
        (
            torch.tensor([[1.0, -1.0, 2.0, 0.5], [0.0, 4.0, 1.0, -2.0], [3.0, 1.0, 0.0, 1.0]]),
            torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 1.0]]),
        ),
    ],
    hints=(
        Words(
            "A window of `a` rows has `H - a + 1` places, from 0 to `H - a`.",
            "`a` 行的窗口，有 `H - a + 1` 个位置，从 0 到 `H - a`。",
        ),
        Words(
            "Make `y = torch.zeros(H - a + 1, W - b + 1)` and fill it in two loops.",
            "先造 `y = torch.zeros(H - a + 1, W - b + 1)`，再用两层循环填满。",
        ),
        Words(
            "`y[i, j] = (x[i : i + a, j : j + b] * w).sum()`",
            "填的是 `y[i, j] = (x[i : i + a, j : j + b] * w).sum()`。",
        ),
    ),
    solution="""\
def correlate(x, w):
    a, b = w.shape
    y = torch.zeros(x.shape[0] - a + 1, x.shape[1] - b + 1)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i : i + a, j : j + b] * w).sum()
    return y
""",
    remark=Words(
        "With these kernels of 1, 10, 100, 1000 you can read off the sums which pixel met which weight.",
        "第一个卷积核是 1、10、100、1000，从结果的各位数字就能看出哪个像素对着哪个权重。",
    ),
    mistakes=(
        Mistake(
            lambda x, w: correlate(x, w.flip(0, 1)),
            Words(
                "The kernel is turned around: this is a true convolution. Here w[a, b] meets x[i + a, j + b].",
                "卷积核翻转了：这是真正的卷积。这里 w[a, b] 对着 x[i + a, j + b]。",
            ),
        ),
        Mistake(
            lambda x, w: correlate(x, w)[:-1, :-1],
            Words(
                "A row and a column are missing: the window has H − a + 1 places, not H − a.",
                "少了一行一列：窗口有 H − a + 1 个位置，不是 H − a 个。",
            ),
        ),
        Mistake(
            _padded,
            Words(
                "The output is as large as the input: the window sticks out. It must stay inside the image.",
                "输出和输入一样大：窗口伸到外面去了。它必须留在图像里。",
            ),
        ),
        Mistake(
            lambda x, w: correlate(x, w) / w.numel(),
            Words("This is the mean over the window. The sum is meant.", "这是窗口里的平均值。要的是和。"),
        ),
        Mistake(
            lambda x, w: correlate(x, torch.ones_like(w)),
            Words("The pixels are summed without weights.", "像素直接相加了，没有乘权重。"),
        ),
        Mistake(
            lambda x, w: correlate(x, w)[:: w.shape[0], :: w.shape[1]],
            Words(
                "The window jumps by its own size. It moves by one pixel at a time.",
                "窗口一次跳了自己那么宽。它每次只移动一个像素。",
            ),
        ),
        Mistake(
            lambda x, w: x.unfold(0, w.shape[0], 1).unfold(1, w.shape[1], 1) * w,
            Words("These are the products. Sum them over each window.", "这是各个乘积。还要在每个窗口里求和。"),
        ),
    ),
)


# --- 15.size: how large is the output --------------------------------------------------------------


def out_size(n: int, k: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1


SIZE = FunctionExercise(
    name="15.size",
    task=Words("the size of the output", "输出的大小"),
    reference=out_size,
    cases=lambda: [
        (12, 3, 1, 0, 1),
        (12, 3, 1, 1, 1),
        (10, 3, 2, 0, 1),
        (28, 5, 3, 2, 1),
        (16, 3, 1, 2, 4),
        (7, 2, 2, 0, 1),
    ],
    hints=(
        Words(
            "The window spans `dilation * (k - 1) + 1` pixels; the image with its padding has `n + 2 * padding`.",
            "窗口占 `dilation * (k - 1) + 1` 个像素；图像连同填充有 `n + 2 * padding` 个。",
        ),
        Words(
            "What is left, divided by the stride, rounded down, says how often the window can move on; the first place "
            "comes on top.",
            "剩下的除以步长，向下取整，就是窗口还能移动几次；再加上最初的位置。",
        ),
        Words("Whole-number division, rounded down, is `//`.", "向下取整的整数除法是 `//`。"),
    ),
    solution="""\
def out_size(n, k, stride=1, padding=0, dilation=1):
    return (n + 2 * padding - dilation * (k - 1) - 1) // stride + 1
""",
    remark=Words(
        "With an odd k, stride 1 and `padding = (k - 1) // 2` the size stays: PyTorch calls that `padding='same'`.",
        "k 是奇数、步长为 1、`padding = (k - 1) // 2` 时，大小不变：PyTorch 里叫 `padding='same'`。",
    ),
    mistakes=(
        Mistake(
            lambda n, k, stride, padding, dilation: (n + 2 * padding - dilation * (k - 1) - 1) / stride + 1,
            Words(
                "Not a whole number: a place that does not fit entirely does not count. Round down with `//`.",
                "不是整数：放不下的位置不算。用 `//` 向下取整。",
            ),
        ),
        Mistake(
            lambda n, k, stride, padding, dilation: (n + padding - dilation * (k - 1) - 1) // stride + 1,
            Words("Padding is on both sides: 2p.", "填充在两边都有：2p。"),
        ),
        Mistake(
            lambda n, k, stride, padding, dilation: -(-(n + 2 * padding - dilation * (k - 1) - 1) // stride) + 1,
            Words(
                "Rounded up. The last place must fit entirely: round down.",
                "向上取整了。最后一个位置要完全放得下：向下取整。",
            ),
        ),
        Mistake(
            lambda n, k, stride, padding, dilation: (n + 2 * padding - k) // stride + 1,
            Words(
                "Dilation is forgotten: the window spans d (k − 1) + 1 pixels.",
                "忘了膨胀：窗口占 d (k − 1) + 1 个像素。",
            ),
        ),
        Mistake(
            lambda n, k, stride, padding, dilation: (n + 2 * padding - dilation * k) // stride + 1,
            Words(
                "k pixels have k − 1 gaps between them: the span is d (k − 1) + 1, not d k.",
                "k 个像素之间只有 k − 1 个间隔：跨度是 d (k − 1) + 1，不是 d k。",
            ),
        ),
        Mistake(
            lambda n, k, stride, padding, dilation: (n + 2 * padding - dilation * (k - 1) - 1) // stride,
            Words("The first place is not counted: + 1 at the end.", "最初的位置没有数进去：最后要加 1。"),
        ),
        Mistake(
            lambda n, k, stride, padding, dilation: n + 2 * padding - dilation * (k - 1),
            Words("The stride is not used yet.", "还没有用到步长。"),
        ),
    ),
)


# --- 15.count: parameters --------------------------------------------------------------------------


def parameters(c_in: int, c_out: int, k: int, n: int) -> tuple[int, int]:
    inputs, outputs = c_in * n * n, c_out * n * n
    return c_out * c_in * k * k + c_out, outputs * inputs + outputs


COUNT = FunctionExercise(
    name="15.count",
    task=Words("parameters, shared and not", "共用与不共用的参数"),
    reference=parameters,
    cases=lambda: [(1, 16, 3, 12), (16, 32, 3, 6), (3, 8, 5, 10)],
    hints=(
        Words(
            "The weight of the convolution has the shape (c_out, c_in, k, k); the bias has one number for each output "
            "channel.",
            "卷积的权重形状是 (c_out, c_in, k, k)；偏置每个输出通道一个数。",
        ),
        Words(
            "The linear layer has `c_in * n * n` inputs and `c_out * n * n` outputs.",
            "线性层有 `c_in * n * n` 个输入，`c_out * n * n` 个输出。",
        ),
        Words("A linear layer: outputs × inputs + outputs.", "线性层：输出数 × 输入数 + 输出数。"),
    ),
    solution="""\
def parameters(c_in, c_out, k, n):
    inputs, outputs = c_in * n * n, c_out * n * n
    return c_out * c_in * k * k + c_out, outputs * inputs + outputs
""",
    remark=Words(
        "The size of the image does not occur in the convolution at all: one kernel for all places, in any image.",
        "卷积的参数个数里根本没有图像的大小：同一个核用在所有位置，也能用于任何大小的图像。",
    ),
    mistakes=(
        Mistake(
            lambda c_in, c_out, k, n: (c_out * c_in * k * k, (c_out * n * n) * (c_in * n * n)),
            Words("The biases are missing.", "漏了偏置。"),
        ),
        Mistake(
            lambda c_in, c_out, k, n: (c_out * k * k + c_out, parameters(c_in, c_out, k, n)[1]),
            Words(
                "Each output channel has a kernel of its own for every input channel: times c_in.",
                "每个输出通道，对每个输入通道都有自己的核：还要乘 c_in。",
            ),
        ),
        Mistake(
            lambda c_in, c_out, k, n: (c_out * c_in * k + c_out, parameters(c_in, c_out, k, n)[1]),
            Words("The kernel has k × k numbers.", "卷积核有 k × k 个数。"),
        ),
        Mistake(
            lambda c_in, c_out, k, n: (
                c_out * (c_in * k * k) * n * n + c_out * n * n,
                parameters(c_in, c_out, k, n)[1],
            ),
            Words(
                "This gives every place its own kernel. All places share one.",
                "这是每个位置都有自己的核。其实所有位置共用一个。",
            ),
        ),
        Mistake(
            lambda c_in, c_out, k, n: (c_out * c_in * k * k + c_out * n * n, parameters(c_in, c_out, k, n)[1]),
            Words(
                "One bias for each output channel, not for each pixel.",
                "偏置是每个输出通道一个，不是每个像素一个。",
            ),
        ),
        Mistake(
            lambda c_in, c_out, k, n: (parameters(c_in, c_out, k, n)[0], c_in * c_out * n * n + c_out * n * n),
            Words(
                "In the linear layer every output is connected with every input: n² pixels on both sides.",
                "线性层里，每个输出都与每个输入相连：两边各有 n² 个像素。",
            ),
        ),
        Mistake(
            lambda c_in, c_out, k, n: parameters(c_in, c_out, k, n)[::-1],
            Words("The two numbers are exchanged.", "两个数的顺序反了。"),
        ),
    ),
)


# --- 15.pool: the largest of each window -----------------------------------------------------------


def max_pool(x: Tensor, k: int) -> Tensor:
    return x.unfold(2, k, k).unfold(3, k, k).amax(dim=(4, 5))


def _pooled(of: Callable[[Any], Any]) -> Callable[..., Any]:
    """Another number for each window."""
    return lambda x, k: of(x.unfold(2, k, k).unfold(3, k, k))


def _cut_wrongly(x: Any, k: int) -> Any:
    n, c, h, w = x.shape
    return x.reshape(n, c, h // k, w // k, k, k).amax(dim=(4, 5))


POOL = FunctionExercise(
    name="15.pool",
    task=Words("max pooling", "最大池化"),
    reference=max_pool,
    cases=lambda: [
        (torch.tensor([[[[1.0, 2.0, 9.0, 0.0], [3.0, 4.0, 1.0, 1.0], [8.0, 0.0, 5.0, 6.0], [0.0, 1.0, 7.0, 2.0]]]]), 2),
        (torch.tensor([((7 * i) % 37) - 40.0 for i in range(2 * 2 * 3 * 6)]).reshape(2, 2, 3, 6), 3),
    ],
    hints=(
        Words(
            "Give every window an axis of its own: first `x.reshape(N, C, H // k, k, W // k, k)`.",
            "让每个窗口有自己的轴：先 `x.reshape(N, C, H // k, k, W // k, k)`。",
        ),
        Words(
            "Rows are cut into (H // k, k), columns into (W // k, k), so the places inside a window are axes 3 and 5.",
            "行切成 (H // k, k)，列切成 (W // k, k)，所以窗口内部的位置是第 3 轴和第 5 轴。",
        ),
        Words("`.amax(dim=(3, 5))` takes the largest over both.", "`.amax(dim=(3, 5))` 沿这两个轴取最大值。"),
    ),
    solution="""\
def max_pool(x, k):
    n, c, h, w = x.shape
    return x.reshape(n, c, h // k, k, w // k, k).amax(dim=(3, 5))
""",
    remark=Words(
        "Its backward gives the whole gradient to the largest pixel of each window, and nothing to the others.",
        "反向传播时，每个窗口里最大的像素得到全部梯度，其余的得不到。",
    ),
    mistakes=(
        Mistake(
            _cut_wrongly,
            Words(
                "`reshape` keeps the order in memory, so these are not squares of the image. Cut each axis by itself: "
                "(H // k, k) and (W // k, k).",
                "`reshape` 保持内存中的顺序，所以切出来的不是图像上的方块。每个轴要各自切开：(H // k, k) 和 (W // k, k)。",
            ),
        ),
        Mistake(
            _pooled(lambda windows: windows.mean(dim=(4, 5))),
            Words("This is the mean (average pooling).", "这是平均值（平均池化）。"),
        ),
        Mistake(
            lambda x, k: x.unfold(2, k, 1).unfold(3, k, 1).amax(dim=(4, 5)),
            Words(
                "The windows overlap: they move by one pixel. They should lie side by side.",
                "窗口重叠了：每次只移动一个像素。它们应当一个挨一个。",
            ),
        ),
        Mistake(
            lambda x, k: x.amax(dim=(2, 3)),
            Words(
                "This is one number for the whole channel (global pooling).",
                "这是整个通道只留一个数（全局池化）。",
            ),
        ),
        Mistake(
            lambda x, k: x[:, :, ::k, ::k],
            Words(
                "This takes the corner of each window, not its largest value.",
                "这取的是每个窗口的角，不是最大值。",
            ),
        ),
        Mistake(
            lambda x, k: max_pool(x, k).amax(dim=1, keepdim=True),
            Words(
                "The channels were merged. Each is pooled by itself.",
                "把各个通道合在一起了。每个通道要各自池化。",
            ),
        ),
        Mistake(
            lambda x, k: max_pool(x.abs(), k),
            Words(
                "The largest value is meant, not the one that is farthest from zero.",
                "要的是最大的值，不是离零最远的值。",
            ),
        ),
        Mistake(
            lambda x, k: max_pool(x, k).clamp(min=0),
            Words(
                "Where all values of a window are negative, the largest is negative too. Do not begin with 0.",
                "窗口里全是负数时，最大值也是负数。不要从 0 开始比。",
            ),
        ),
    ),
)


# --- 15.field: how much of the image a number sees -------------------------------------------------


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    field, distance = 1, 1
    for k, stride in layers:
        field += (k - 1) * distance
        distance *= stride
    return field


def _too_early(layers: Sequence[tuple[int, int]]) -> int:
    field, distance = 1, 1
    for k, stride in layers:
        distance *= stride
        field += (k - 1) * distance
    return field


def _forgetful(layers: Sequence[tuple[int, int]]) -> int:
    field, distance = 1, 1
    for k, stride in layers:
        field += (k - 1) * distance
        distance = stride
    return field


def _product(layers: Sequence[tuple[int, int]]) -> int:
    field = 1
    for k, _ in layers:
        field *= k
    return field


FIELD = FunctionExercise(
    name="15.field",
    task=Words("the receptive field", "感受野"),
    reference=receptive_field,
    cases=lambda: [
        ([(3, 1), (3, 1)],),
        ([(3, 1), (2, 2), (3, 1)],),
        ([(5, 2), (3, 2), (3, 1), (2, 2), (3, 1)],),
    ],
    hints=(
        Words(
            "Keep two numbers while you go through the layers: the field, and the distance between neighbours. Both begin "
            "with 1.",
            "一层一层地走，记住两个数：感受野，和相邻像素的间距。都从 1 开始。",
        ),
        Words(
            "A layer adds `(k - 1) * distance` to the field. Only then does its stride change the distance.",
            "每一层给感受野加上 `(k - 1) * distance`。然后，它的步长才去改变间距。",
        ),
        Words("`distance *= stride`: strides multiply.", "`distance *= stride`：步长是相乘的。"),
    ),
    solution="""\
def receptive_field(layers):
    field, distance = 1, 1
    for k, stride in layers:
        field += (k - 1) * distance
        distance *= stride
    return field
""",
    remark=Words(
        "A few strides make the field grow exponentially: that is how a deep network gets to see a whole photo.",
        "有了几次步长，感受野就按指数增长：深度网络就是这样看到整张照片的。",
    ),
    mistakes=(
        Mistake(
            lambda layers: 1 + sum(k - 1 for k, _ in layers),
            Words(
                "The strides are ignored. After a stride of 2, each pixel stands for two of the image.",
                "没有考虑步长。步长为 2 之后，一个像素就相当于图像上的两个。",
            ),
        ),
        Mistake(
            _too_early,
            Words(
                "A layer's stride acts on the layers after it, not on its own window. First add, then multiply the distance.",
                "一层的步长影响的是它后面的层，不是它自己的窗口。先加，再把间距乘上去。",
            ),
        ),
        Mistake(
            _forgetful,
            Words("Strides multiply: 2 and 2 make 4. `*=`, not `=`.", "步长是相乘的：2 和 2 得 4。用 `*=`，不用 `=`。"),
        ),
        Mistake(
            _product,
            Words(
                "Windows do not multiply: two of 3 see 5 pixels, for they overlap.",
                "窗口不是相乘：两个 3 看到的是 5 个像素，因为它们重叠。",
            ),
        ),
        Mistake(
            lambda layers: sum(k for k, _ in layers),
            Words(
                "Each window adds k − 1, for one pixel was there already; and the distance counts.",
                "每个窗口增加的是 k − 1，因为本来就有一个像素；还要考虑间距。",
            ),
        ),
        Mistake(
            lambda layers: receptive_field(layers) - 1,
            Words(
                "The field begins with 1: a number sees at least its own pixel.",
                "感受野从 1 开始：至少看得到自己那个像素。",
            ),
        ),
    ),
)


# --- 15.backward: the gradients of a convolution ---------------------------------------------------


def _forward(x: Tensor, w: Tensor) -> Tensor:
    return x.unfold(0, len(w), 1) @ w


def conv1d_backward(gy: Tensor, x: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
    gx, gw = torch.zeros_like(x), torch.zeros_like(w)
    for i in range(len(gy)):
        gx[i : i + len(w)] += gy[i] * w
        gw += gy[i] * x[i : i + len(w)]
    return gx, gw


def _overwriting(gy: Any, x: Any, w: Any) -> tuple[Any, Any]:
    gx = torch.zeros_like(x)
    for i in range(len(gy)):
        gx[i : i + len(w)] = gy[i] * w
    return gx, conv1d_backward(gy, x, w)[1]


def _last_only(gy: Any, x: Any, w: Any) -> tuple[Any, Any]:
    return conv1d_backward(gy, x, w)[0], gy[-1] * x[len(gy) - 1 :]


BACKWARD = GradientExercise(
    name="15.backward",
    task=Words("the gradients of a convolution", "卷积的梯度"),
    forward=_forward,
    reference=conv1d_backward,
    cases=lambda: [
        (
            torch.tensor([1.0, -2.0, 0.5]),
            torch.tensor([1.0, 2.0, -1.0, 3.0, 0.5]),
            torch.tensor([1.0, 10.0, -3.0]),
        ),
        (
            torch.tensor([2.0, 1.0, -1.0, 3.0]),
            torch.tensor([0.5, -1.0, 2.0, 1.0, 4.0]),
            torch.tensor([3.0, -2.0]),
        ),
    ],
    hints=(
        Words(
            "Think of one output: y[i] is the sum of `w * x[i : i + k]`. Which share do x and w get from `gy[i]`?",
            "先想一个输出：y[i] 是 `w * x[i : i + k]` 的和。x 和 w 从 `gy[i]` 各得到什么？",
        ),
        Words(
            "`gx[i : i + k]` gets `gy[i] * w`, and `gw` gets `gy[i] * x[i : i + k]`. Add up over all i.",
            "`gx[i : i + k]` 得到 `gy[i] * w`，`gw` 得到 `gy[i] * x[i : i + k]`。对所有的 i 累加。",
        ),
        Words(
            "Begin with `torch.zeros_like(x)` and `torch.zeros_like(w)`, and use `+=` in the loop.",
            "从 `torch.zeros_like(x)` 和 `torch.zeros_like(w)` 开始，在循环里用 `+=`。",
        ),
    ),
    solution="""\
def conv1d_backward(gy, x, w):
    gx, gw = torch.zeros_like(x), torch.zeros_like(w)
    for i in range(len(gy)):
        gx[i : i + len(w)] += gy[i] * w
        gw += gy[i] * x[i : i + len(w)]
    return gx, gw
""",
    remark=Words(
        "Spreading each gy[i] over the window with `+=` is the turned-around convolution, without turning anything around.",
        "把每个 gy[i] 用 `+=` 撒到它的窗口上，就是核翻转的卷积，其实什么也不用翻。",
    ),
    mistakes=(
        Mistake(
            lambda gy, x, w: (conv1d_backward(gy, x, w.flip(0))[0], conv1d_backward(gy, x, w)[1]),
            Words(
                "In the gradient of x the kernel lies the wrong way round: x[m] stood under w[m − i].",
                "x 的梯度里，核的方向反了：x[m] 对着的是 w[m − i]。",
            ),
        ),
        Mistake(
            _overwriting,
            Words(
                "Windows overlap, and here each overwrites what the one before has left. Add up: `+=`.",
                "窗口是重叠的，这里后一个把前一个留下的覆盖了。要累加：`+=`。",
            ),
        ),
        Mistake(
            _last_only,
            Words(
                "The weight was used at every place. Its gradient adds up over all of them, not only the last.",
                "权重在每个位置都用到。它的梯度要把各处的加起来，不只是最后一处。",
            ),
        ),
        Mistake(
            lambda gy, x, w: conv1d_backward(gy, x, w)[::-1],
            Words("First the gradient of x, then that of w.", "先返回 x 的梯度，再返回 w 的。"),
        ),
        Mistake(
            lambda gy, x, w: (conv1d_backward(gy, x, w)[0], conv1d_backward(gy, x, w)[1].flip(0)),
            Words(
                "The gradient of w came out backwards: w[a] met x[i + a].",
                "w 的梯度次序反了：w[a] 对着的是 x[i + a]。",
            ),
        ),
        Mistake(
            lambda gy, x, w: conv1d_backward(torch.ones_like(gy), x, w),
            Words(
                "The upstream gradient gy is not used: every share is multiplied by its gy[i].",
                "没有用到上游的梯度 gy：每一份都要乘上它的 gy[i]。",
            ),
        ),
        Mistake(
            lambda gy, x, w: (conv1d_backward(gy, x, w)[0], conv1d_backward(gy, x, w)[1] / len(gy)),
            Words(
                "The gradient of w is averaged over the places. They are summed.",
                "w 的梯度对各个位置取了平均。应当求和。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (CONV, SIZE, COUNT, POOL, FIELD, BACKWARD)
