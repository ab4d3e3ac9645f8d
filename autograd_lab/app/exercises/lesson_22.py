"""Lesson 22, speed and memory: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import statistics
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Speed and memory: where does the time go?", "速度与内存：时间花在哪里？")


# --- 22.timer: a measurement one can believe -------------------------------------------------------


def fair_time(
    function: Callable[[], Any], wait: Callable[[], Any], clock: Callable[[], float], warmup: int = 3, repeats: int = 9
) -> float:
    for _ in range(warmup):
        function()
    wait()
    times = []
    for _ in range(repeats):
        start = clock()
        function()
        wait()
        times.append(clock() - start)
    return statistics.median(times)


class _Device:
    """A device that works off a queue, with a clock of its own: launching takes 1, `wait` lasts until all is done."""

    def __init__(self, slow: int, lengths: Sequence[float]) -> None:
        self.now, self.free_at, self.calls = 0.0, 0.0, 0
        self.slow, self.lengths = slow, lengths

    def launch(self) -> None:
        length = 500.0 if self.calls < self.slow else self.lengths[(self.calls - self.slow) % len(self.lengths)]
        self.calls += 1
        self.now += 1.0
        self.free_at = max(self.free_at, self.now) + length

    def wait(self) -> None:
        self.now = max(self.now, self.free_at)

    def clock(self) -> float:
        return self.now


def _use_timer(timer: Any, warmup: int, lengths: Any) -> Any:
    """Time a function whose first calls last 500, and the further ones as `lengths` says."""
    device = _Device(warmup, lengths.tolist())
    return timer(device.launch, device.wait, device.clock, warmup=warmup, repeats=len(lengths))


def _timer(
    warm: bool = True, settle: bool = True, inside: bool = True,
    middle: Callable[[list[float]], float] = statistics.median,
) -> Callable[..., float]:  # fmt: skip
    """A timer with a fault: what is not warmed up, not waited for, or added up wrongly."""

    def measure(function: Any, wait: Any, clock: Any, warmup: int = 3, repeats: int = 9) -> float:
        for _ in range(warmup if warm else 0):
            function()
        if settle:
            wait()
        times = []
        for _ in range(repeats):
            start = clock()
            function()
            if inside:
                wait()
            times.append(clock() - start)
            wait()
        return middle(times)

    return measure


TIMER = ProbedExercise(
    name="22.timer",
    task=Words("a fair timer", "公平的计时器"),
    reference=fair_time,
    probe=_use_timer,
    cases=lambda: [
        (3, torch.tensor([10.0, 12.0, 11.0, 90.0, 13.0, 14.0, 15.0])),
        (1, torch.tensor([20.0, 70.0, 22.0, 21.0, 23.0])),
    ],
    hints=(
        Words(
            "First call the function `warmup` times without looking at the clock, then `wait()`: nothing may be left in the queue.",
            "先调用函数 `warmup` 次，不看时钟，再 `wait()`：队列里不能有剩下的活。",
        ),
        Words(
            "Each measurement is: `start = clock()`, call, `wait()`, `clock() - start`. Only after waiting is the work done.",
            "每一次测量是：`start = clock()`，调用，`wait()`，`clock() - start`。等完了，活才算做完。",
        ),
        Words("At the end `statistics.median(times)`.", "最后用 `statistics.median(times)`。"),
    ),
    solution="""\
import statistics

def fair_time(function, wait, clock, warmup=3, repeats=9):
    for _ in range(warmup):
        function()
    wait()
    times = []
    for _ in range(repeats):
        start = clock()
        function()
        wait()
        times.append(clock() - start)
    return statistics.median(times)
""",
    remark=Words(
        "The device of this exercise is a made-up one with a clock of its own: so a timer can be judged exactly.",
        "这道题里的设备是虚拟的，带着自己的时钟：这样才能准确地评判一个计时器。",
    ),
    mistakes=(
        Mistake(
            _timer(warm=False),
            Words(
                "The slow first calls are among your measurements. Let `warmup` calls pass first.",
                "开头那几次慢的调用也被算进来了。先让 `warmup` 次调用过去。",
            ),
        ),
        Mistake(
            _timer(inside=False),
            Words(
                "This is the time to put the work into the queue. It is done only after `wait()`: look at the clock then.",
                "这只是把活放进队列的时间。`wait()` 之后活才算做完：那时再看时钟。",
            ),
        ),
        Mistake(
            _timer(settle=False),
            Words(
                "The work of the warm-up is still in the queue when the first measurement begins. `wait()` once before it.",
                "第一次测量开始时，预热的活还在队列里。测量之前先 `wait()` 一次。",
            ),
        ),
        Mistake(
            _timer(middle=statistics.fmean),
            Words(
                "One disturbed call spoils the mean. Take the median.",
                "只要有一次调用受了干扰，平均值就不准了。请取中位数。",
            ),
        ),
        Mistake(
            _timer(middle=min),
            Words(
                "The smallest time is a sensible figure too (nothing disturbs by making faster), but the median was asked for.",
                "最短时间也是有道理的指标（干扰不会使它变快），不过这里要的是中位数。",
            ),
        ),
        Mistake(
            _timer(middle=sum),
            Words(
                "This is the time of all calls together. Take the median.",
                "这是所有调用加起来的时间。请取中位数。",
            ),
        ),
    ),
)


# --- 22.distances: vectorised, and small -----------------------------------------------------------


def squared_distances(a: Tensor, b: Tensor) -> Tensor:
    aa, bb = (a * a).sum(dim=1)[:, None], (b * b).sum(dim=1)
    return (aa + bb - 2 * a @ b.T).clamp(min=0)


_ROOM = 3_000_000  # bytes: of 150 x 200 results several copies fit, but not the 64 differences for each


def _use_distances(distances: Any, a: Tensor, b: Tensor) -> tuple[Any, ...]:
    """The distances; whether one is negative where all cancels; and whether it needs the memory of all differences."""
    found = distances(a, b)
    torch.manual_seed(0)
    far = 100 + torch.rand(40, 8)
    negative = bool((distances(far, far) < 0).any())
    many, others = torch.rand(150, 64), torch.rand(200, 64)
    tracemalloc.start()
    try:
        distances(many, others)
        large = tracemalloc.get_traced_memory()[1] > _ROOM
    finally:
        tracemalloc.stop()
    return found, facts(
        Words("some negative", "有负数") if negative else Words("none negative", "没有负数"),
        Words("(N, M, D) in memory", "内存里有 (N, M, D)") if large else Words("(N, M) in memory", "内存里只有 (N, M)"),
    )


def _expanded(
    factor: float = 2, dim: int = 1, across: bool = True, root: bool = False, floor: bool = True
) -> Callable[..., Tensor]:
    """The binomial formula with a fault."""

    def distances(a: Tensor, b: Tensor) -> Tensor:
        aa = (a * a).sum(dim=dim)
        found = (aa[:, None] if across else aa) + (b * b).sum(dim=1) - factor * a @ b.T
        found = found.clamp(min=0) if floor else found
        return found.sqrt() if root else found

    return distances


DISTANCES = ProbedExercise(
    name="22.distances",
    task=Words("all distances by one matrix product", "用一次矩阵乘法求出所有距离"),
    reference=squared_distances,
    probe=_use_distances,
    cases=lambda: [
        (torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[0.0, 1.0], [1.0, 1.0], [6.0, 8.0]])),
        (torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 0.0], [2.0, 2.0, 2.0]]), torch.tensor([[1.0, 0.0, -1.0]] * 3)),
    ],
    hints=(
        Words(
            "Multiply out: |a − b|² = |a|² + |b|² − 2 a·b. All products a·b together are `a @ b.T`, of shape (N, M).",
            "展开：|a − b|² = |a|² + |b|² − 2 a·b。所有的 a·b 放在一起就是 `a @ b.T`，形状是 (N, M)。",
        ),
        Words(
            "The |a|² belong to the rows: `(a * a).sum(dim=1)[:, None]`. The |b|² belong to the columns.",
            "|a|² 属于各行：`(a * a).sum(dim=1)[:, None]`。|b|² 属于各列。",
        ),
        Words(
            "Rounding can leave something a little below zero. `.clamp(min=0)` cuts that off.",
            "舍入可能使结果比零小一点点。`.clamp(min=0)` 把它截掉。",
        ),
    ),
    solution="""\
def squared_distances(a, b):
    aa = (a * a).sum(dim=1)[:, None]
    bb = (b * b).sum(dim=1)
    return (aa + bb - 2 * a @ b.T).clamp(min=0)
""",
    remark=Words(
        "PyTorch's `torch.cdist` does it this way too where there are more than 25 points, and takes the root.",
        "PyTorch 的 `torch.cdist` 在点数超过 25 时也是这样算的，再开平方。",
    ),
    mistakes=(
        Mistake(
            lambda a, b: ((a[:, None] - b[None]) ** 2).sum(dim=2),
            Words(
                "Right, but it holds all N · M · D differences in memory, and that makes it slow. Multiply the square out.",
                "结果是对的，但 N · M · D 个差全都放在内存里，所以慢。请把平方展开。",
            ),
        ),
        Mistake(
            _expanded(floor=False),
            Words(
                "For points that nearly agree, rounding makes it negative, and the root of that is nan. `.clamp(min=0)`.",
                "两点几乎重合时，舍入会使结果变成负数，再开平方就是 nan。请加上 `.clamp(min=0)`。",
            ),
        ),
        Mistake(
            _expanded(factor=1),
            Words("The product appears twice: − 2 a·b.", "乘积出现两次：− 2 a·b。"),
        ),
        Mistake(
            _expanded(factor=-2),
            Words("The sign of the product is wrong: − 2 a·b.", "乘积的符号错了：应是 − 2 a·b。"),
        ),
        Mistake(
            _expanded(across=False),
            Words(
                "|a|² has to stand in a column, one for each row of the result: `[:, None]`.",
                "|a|² 要竖着放，结果的每一行对应一个：`[:, None]`。",
            ),
        ),
        Mistake(
            _expanded(root=True),
            Words("The squared distances are asked for: no root.", "要的是距离的平方：不要开方。"),
        ),
        Mistake(
            lambda a, b: (-2 * a @ b.T).clamp(min=0),
            Words("|a|² and |b|² are missing.", "漏了 |a|² 和 |b|²。"),
        ),
    ),
)


# --- 22.flops: count the arithmetic ----------------------------------------------------------------


def flops(model: Any, x: Tensor) -> int:
    total = 0
    for layer in model:
        x = layer(x)
        if isinstance(layer, nn.Linear):
            total += 2 * x.numel() * layer.in_features
        elif isinstance(layer, nn.Conv2d):
            total += 2 * x.numel() * layer.in_channels * layer.kernel_size[0] * layer.kernel_size[1]
    return total


def _counted(
    factor: int = 2, batch: bool = True, kernel: bool = True, channels: bool = True, before: bool = False,
    linear: bool = True, conv: bool = True,
) -> Callable[..., int]:  # fmt: skip
    """Counting with a fault."""

    def count(model: Any, x: Tensor) -> int:
        total, samples = 0, 1 if batch else len(x)
        for layer in model:
            y = layer(x)
            if isinstance(layer, nn.Linear) and linear:
                total += factor * y.numel() * layer.in_features
            elif isinstance(layer, nn.Conv2d) and conv:
                height, width = layer.kernel_size
                # `before`: as if there were as many results as pixels in the input
                results = y.numel() // y[0, 0].numel() * x[0, 0].numel() if before else y.numel()
                each = (layer.in_channels if channels else 1) * (height * width if kernel else 1)
                total += factor * results * each
            x = y
        return total // samples

    return count


FLOPS = FunctionExercise(
    name="22.flops",
    task=Words("count the arithmetic of a network", "数一数网络的运算次数"),
    reference=flops,
    cases=lambda: [
        (nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)), torch.zeros(5, 64)),
        (nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU()), torch.zeros(2, 1, 8, 8)),
        (
            nn.Sequential(
                *(nn.Conv2d(3, 6, 3, stride=2), nn.ReLU(), nn.Conv2d(6, 4, (1, 3)), nn.Flatten(), nn.Linear(24, 10))
            ),
            torch.zeros(4, 3, 8, 9),
        ),
    ],
    hints=(
        Words(
            "Send x through layer by layer: `x = layer(x)`. Then `x.numel()` is the number of results.",
            "让 x 一层一层地通过：`x = layer(x)`。之后 `x.numel()` 就是结果的个数。",
        ),
        Words(
            "Each result of a linear layer is a sum of `layer.in_features` products: as many multiplications and additions.",
            "线性层的每个结果，是 `layer.in_features` 个乘积的和：乘法和加法各这么多次。",
        ),
        Words(
            "Each result of a convolution is a sum over the input channels and the kernel: `layer.in_channels * height * width` products, with `height, width = layer.kernel_size`.",
            "卷积的每个结果，是对输入通道和卷积核求和：`layer.in_channels * height * width` 个乘积，其中 `height, width = layer.kernel_size`。",
        ),
    ),
    solution="""\
def flops(model, x):
    total = 0
    for layer in model:
        x = layer(x)
        if isinstance(layer, nn.Linear):
            total += 2 * x.numel() * layer.in_features
        elif isinstance(layer, nn.Conv2d):
            height, width = layer.kernel_size
            total += 2 * x.numel() * layer.in_channels * height * width
    return total
""",
    remark=Words(
        "Papers often count multiply-adds (MACs) instead: half as many. Always ask which is meant.",
        "论文里常数的是乘加（MAC），次数只有一半。看到数字，要先问数的是哪一种。",
    ),
    mistakes=(
        Mistake(
            _counted(factor=1),
            Words(
                "Half: each product is a multiplication and an addition, two operations.",
                "只有一半：每个乘积是一次乘法加一次加法，共两次运算。",
            ),
        ),
        Mistake(
            _counted(batch=False),
            Words(
                "This is one sample. The whole batch is computed: count the results with `x.numel()`.",
                "这只是一个样本。整个批次都要算：用 `x.numel()` 数结果的个数。",
            ),
        ),
        Mistake(
            _counted(kernel=False),
            Words(
                "The kernel is missing: each result of a convolution sums over height times width positions.",
                "漏了卷积核的大小：卷积的每个结果要对高乘宽个位置求和。",
            ),
        ),
        Mistake(
            _counted(channels=False),
            Words(
                "The input channels are missing: a kernel reads all of them.",
                "漏了输入通道：卷积核要读所有的输入通道。",
            ),
        ),
        Mistake(
            _counted(before=True),
            Words(
                "There are as many results as pixels in the output, not in the input: stride and borders make fewer.",
                "结果的个数看输出有多少像素，不看输入：步幅和边缘会使它变少。",
            ),
        ),
        Mistake(_counted(conv=False), Words("The convolutions are missing.", "漏了卷积层。")),
        Mistake(_counted(linear=False), Words("The linear layers are missing.", "漏了线性层。")),
        Mistake(
            lambda model, x: sum(p.numel() for p in model.parameters()),
            Words(
                "These are the parameters. A convolution uses each of them many times, and a batch does too.",
                "这是参数的个数。卷积会把每个参数用很多次，一个批次也是。",
            ),
        ),
    ),
)


# --- 22.saved: what backward keeps -----------------------------------------------------------------


def saved_bytes(model: Any, x: Tensor) -> int:
    sizes = {}

    def pack(tensor: Tensor) -> Tensor:
        memory = tensor.untyped_storage()
        sizes[memory.data_ptr()] = memory.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        model(x)
    for p in model.parameters():
        sizes.pop(p.untyped_storage().data_ptr(), None)
    return sum(sizes.values())


def _saving(once: bool = True, weights: bool = False, count: Any = None) -> Callable[..., int]:
    """Counting what is saved, with a fault."""

    def measure(model: Any, x: Tensor) -> int:
        kept: list[Tensor] = []

        def pack(tensor: Tensor) -> Tensor:
            kept.append(tensor)
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            model(x)
        known = set() if weights else {p.untyped_storage().data_ptr() for p in model.parameters()}
        total = 0
        for tensor in kept:
            memory = tensor.untyped_storage()
            if memory.data_ptr() in known:
                continue
            if once:
                known.add(memory.data_ptr())
            total += count(tensor) if count else memory.nbytes()
        return total

    return measure


def _outputs(model: Any, x: Tensor) -> int:
    total = 0
    for layer in model:
        x = layer(x)
        total += x.numel() * x.element_size()
    return total


SAVED = FunctionExercise(
    name="22.saved",
    task=Words("the bytes that backward keeps", "反向传播要保留多少字节"),
    reference=saved_bytes,
    cases=lambda: [
        (nn.Sequential(nn.Linear(8, 16)), torch.ones(10, 8)),
        (nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4), nn.Tanh()), torch.ones(10, 8)),
        (nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2)), torch.ones(5, 1, 8, 8)),
    ],
    hints=(
        Words(
            "Inside `torch.autograd.graph.saved_tensors_hooks(pack, unpack)` the engine calls `pack(tensor)` for each tensor that backward will need. Note it there, and return it.",
            "在 `torch.autograd.graph.saved_tensors_hooks(pack, unpack)` 里，反向传播要用的每一个张量，引擎都会拿去调用 `pack(tensor)`。在那里记下来，再把它返回。",
        ),
        Words(
            "Two layers may keep the same memory. A dict from `tensor.untyped_storage().data_ptr()` to `.nbytes()` counts each once.",
            "两层可能保留同一块内存。用一个字典，从 `tensor.untyped_storage().data_ptr()` 到 `.nbytes()`，每块就只算一次。",
        ),
        Words(
            "At the end take out the memory of `model.parameters()`: it is there anyway.",
            "最后去掉 `model.parameters()` 的内存：它们本来就在。",
        ),
    ),
    solution="""\
def saved_bytes(model, x):
    sizes = {}

    def pack(tensor):
        memory = tensor.untyped_storage()
        sizes[memory.data_ptr()] = memory.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        model(x)
    for p in model.parameters():
        sizes.pop(p.untyped_storage().data_ptr(), None)
    return sum(sizes.values())
""",
    remark=Words(
        "With the same hooks one can move what is saved to the disk and fetch it back: pack writes, unpack reads.",
        "用同样的钩子，还可以把保留的东西写到磁盘上，要用时再取回：pack 写，unpack 读。",
    ),
    mistakes=(
        Mistake(
            _saving(once=False),
            Words(
                "Some memory is counted twice: the output of one layer is the input of the next. Count by `data_ptr()`.",
                "有的内存算了两遍：这一层的输出就是下一层的输入。请按 `data_ptr()` 去重。",
            ),
        ),
        Mistake(
            _saving(weights=True),
            Words(
                "The parameters are among them. They are in memory anyway: take them out.",
                "这里面有参数。参数本来就在内存里：请去掉。",
            ),
        ),
        Mistake(
            _saving(once=False, weights=True),
            Words(
                "This is all that `pack` has seen. Count each memory once, and leave out the parameters.",
                "这是 `pack` 看到的全部。每块内存只算一次，参数不算。",
            ),
        ),
        Mistake(
            _saving(count=lambda tensor: tensor.numel()),
            Words(
                "These are numbers, not bytes: a float32 has four.", "这是数的个数，不是字节：一个 float32 占四个字节。"
            ),
        ),
        Mistake(
            _outputs,
            Words(
                "These are the outputs of all layers. Not every one is kept, and the input is: ask the engine, with `pack`.",
                "这是各层的输出。它们并不都保留，而输入是要保留的：用 `pack` 去问引擎。",
            ),
        ),
    ),
)


# --- what both of the following are judged by ------------------------------------------------------


class _Book:
    """Counts how many bytes recorded graphs hold at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def __enter__(self) -> _Book:
        self._hooks = torch.autograd.graph.saved_tensors_hooks(lambda t: _Page(t, self), lambda page: page.tensor)
        self._hooks.__enter__()
        return self

    def __exit__(self, *exc_info: Any) -> None:
        self._hooks.__exit__(*exc_info)


class _Page:
    """A tensor that a graph keeps, for as long as it keeps it."""

    def __init__(self, tensor: Tensor, book: _Book) -> None:
        self.tensor, self.book, self.size = tensor, book, tensor.numel()
        book.now += self.size
        book.most = max(book.most, book.now)

    def __del__(self) -> None:
        self.book.now -= self.size


# --- 22.accumulate: a large batch in small pieces --------------------------------------------------


def accumulate(model: Any, loss_fn: Any, x: Tensor, y: Tensor, size: int) -> None:
    for start in range(0, len(x), size):
        part = y[start : start + size]
        loss = loss_fn(model(x[start : start + size]), part) * len(part) / len(x)
        loss.backward()


def _small_net() -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 2))


def _use_accumulate(function: Any, count: int, size: int) -> tuple[Any, ...]:
    """The gradients that are left behind, the largest piece, and whether the graphs of all pieces lived at once."""
    model, pieces = _small_net(), []
    model.register_forward_pre_hook(lambda module, args: pieces.append(len(args[0])))
    x = torch.linspace(-1, 1, 3 * count).reshape(count, 3)
    y = torch.arange(count) % 2
    with _Book() as whole:
        nn.CrossEntropyLoss()(model(x), y).backward()
    model.zero_grad()
    pieces.clear()
    with _Book() as book:
        function(model, nn.CrossEntropyLoss(), x, y, size)
    gradients = tuple(p.grad for p in model.parameters())
    together = book.most > 0.8 * whole.most
    largest = max(pieces, default=0)
    return *gradients, facts(
        Words(f"pieces of at most {largest}", f"每份至多 {largest} 个"),
        Words("all graphs at once", "所有的图同时存在") if together else Words("one graph at a time", "每次只有一个图"),
    )


def _accumulating(scale: Any, clear: bool = False, whole: bool = False, last: bool = False) -> Callable[..., None]:
    """Accumulation with a fault; `scale(part, count, pieces)` is what a piece's mean loss is multiplied by."""

    def run(model: Any, loss_fn: Any, x: Tensor, y: Tensor, size: int) -> None:
        count = len(x)
        stop = count - count % size if whole else count
        for start in range(0, stop, size):
            part = y[start : start + size]
            if clear or (last and start > 0):
                model.zero_grad()
            (loss_fn(model(x[start : start + size]), part) * scale(len(part), count, -(-count // size))).backward()

    return run


def _one_backward(model: Any, loss_fn: Any, x: Tensor, y: Tensor, size: int) -> None:
    starts = range(0, len(x), size)
    parts = [(x[start : start + size], y[start : start + size]) for start in starts]
    torch.stack([loss_fn(model(a), b) * len(b) / len(x) for a, b in parts]).sum().backward()


ACCUMULATE = ProbedExercise(
    name="22.accumulate",
    task=Words("a large batch in small pieces", "把大批次分成小份"),
    reference=accumulate,
    probe=_use_accumulate,
    cases=lambda: [(8, 4), (10, 4), (7, 3)],
    hints=(
        Words(
            "`backward` adds to `.grad`. So run forward and backward for each piece, and do not clear in between.",
            "`backward` 会累加到 `.grad` 上。所以每一份都做一次前向和反向，中间不要清零。",
        ),
        Words(
            "The loss of a piece is the mean over the piece. To the mean over all it contributes `len(piece) / len(x)` of that.",
            "每一份的损失是这一份的平均。它在总平均里占的比例是 `len(piece) / len(x)`。",
        ),
        Words(
            "`for start in range(0, len(x), size)`: the slice `x[start : start + size]` may be shorter at the end.",
            "`for start in range(0, len(x), size)`：切片 `x[start : start + size]` 到最后可能短一些。",
        ),
    ),
    solution="""\
def accumulate(model, loss_fn, x, y, size):
    for start in range(0, len(x), size):
        part = y[start : start + size]
        loss = loss_fn(model(x[start : start + size]), part)
        (loss * len(part) / len(x)).backward()
""",
    remark=Words(
        "Equal up to rounding, with one exception: BatchNorm sees the small pieces, not the large batch.",
        "除舍入以外完全相同，只有一个例外：BatchNorm 看到的是小份，不是整个大批次。",
    ),
    mistakes=(
        Mistake(
            _accumulating(lambda part, count, pieces: 1),
            Words(
                "The means of the pieces are added up: too large by the number of pieces. Weight each by its share.",
                "这里把各份的平均加了起来，份数有多少，就大了多少倍。每一份要乘上它所占的比例。",
            ),
        ),
        Mistake(
            _accumulating(lambda part, count, pieces: 1 / pieces),
            Words(
                "Divided by the number of pieces: right only if all are equally large. The last may be smaller and must count less.",
                "除以了份数：只有每份一样大时才对。最后一份可能小一些，分量也应当轻一些。",
            ),
        ),
        Mistake(
            _accumulating(lambda part, count, pieces: part / count, clear=True),
            Words(
                "The gradients are cleared in every round, so only the last piece is left.",
                "每一轮都把梯度清零了，最后只剩下最后一份的。",
            ),
        ),
        Mistake(
            _accumulating(lambda part, count, pieces: part / count, whole=True),
            Words("The last, smaller piece is missing.", "漏了最后那份不满的。"),
        ),
        Mistake(
            _accumulating(lambda part, count, pieces: 1 / count),
            Words(
                "The loss of a piece is a mean already. Multiply by the number of its samples before you divide by all.",
                "每一份的损失已经是平均了。除以总数之前，要先乘上这一份的样本数。",
            ),
        ),
        Mistake(
            _one_backward,
            Words(
                "The gradient is right, but the graphs of all pieces are alive until the one backward: no memory is saved. Call backward for each piece.",
                "梯度是对的，但所有各份的图都一直留到最后那次反向传播：内存一点也没省。每一份都要调用 backward。",
            ),
        ),
        Mistake(
            lambda model, loss_fn, x, y, size: loss_fn(model(x), y).backward(),
            Words(
                "The whole batch goes through at once. At most `size` samples at a time.",
                "整个批次一次就过去了。每次至多 `size` 个样本。",
            ),
        ),
    ),
)


# --- 22.checkpoint: compute again instead of keeping -----------------------------------------------


def checkpointed(segments: Any, x: Tensor, loss_fn: Any) -> Tensor:
    inputs = []
    with torch.no_grad():
        for segment in segments:
            inputs.append(x)
            x = segment(x)
    y = x.detach().requires_grad_()
    loss_fn(y).backward()
    gradient = y.grad
    for segment, h in zip(reversed(segments), reversed(inputs), strict=True):
        h = h.detach().requires_grad_()
        segment(h).backward(gradient)
        gradient = h.grad
    return gradient


def _use_checkpoint(function: Any, count: int) -> tuple[Any, ...]:
    """The gradient of x, those of the parameters, and how much was kept at once."""
    torch.manual_seed(0)
    segments = [nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4), nn.Tanh()) for _ in range(count)]
    x = torch.linspace(-1, 1, 24).reshape(6, 4)

    def loss_fn(y: Tensor) -> Tensor:
        return (y**3).sum()

    with _Book() as whole:
        h = x
        for segment in segments:
            h = segment(h)
        loss_fn(h).backward()
    for p in (p for segment in segments for p in segment.parameters()):
        p.grad = None
    with _Book() as book:
        gradient = function(segments, x, loss_fn)
    parameters = tuple(p.grad for segment in segments for p in segment.parameters())
    return (
        gradient,
        *parameters,
        facts(
            Words("everything kept", "全部保留")
            if book.most > 0.8 * whole.most
            else Words("little kept", "只保留一小部分")
        ),
    )


def _plain(segments: Any, x: Tensor, loss_fn: Any) -> Any:
    x = h = x.detach().requires_grad_()
    for segment in segments:
        h = segment(h)
    loss_fn(h).backward()
    return x.grad


def _segmented(forwards: bool = False, arriving: bool = True, ends: bool = False) -> Callable[..., Any]:
    """By segments, with a fault."""

    def run(segments: Any, x: Tensor, loss_fn: Any) -> Any:
        inputs, outputs = [], []
        with torch.no_grad():
            for segment in segments:
                inputs.append(x)
                x = segment(x)
                outputs.append(x)
        y = x.detach().requires_grad_()
        loss_fn(y).backward()
        gradient = y.grad
        pairs = list(zip(segments, outputs if ends else inputs, strict=True))
        for segment, h in pairs if forwards else reversed(pairs):
            h = h.detach().requires_grad_()
            out = segment(h)
            out.backward(gradient if arriving else torch.ones_like(out))
            gradient = h.grad
        return gradient

    return run


def _last_only(segments: Any, x: Tensor, loss_fn: Any) -> Any:
    with torch.no_grad():
        for segment in segments[:-1]:
            x = segment(x)
    x = x.detach().requires_grad_()
    loss_fn(segments[-1](x)).backward()
    return x.grad


CHECKPOINT = ProbedExercise(
    name="22.checkpoint",
    task=Words("backward through segments that are computed again", "分段重算的反向传播"),
    reference=checkpointed,
    probe=_use_checkpoint,
    cases=lambda: [(3,), (5,)],
    hints=(
        Words(
            "Forward under `torch.no_grad()`, and keep the input of each segment in a list.",
            "前向放在 `torch.no_grad()` 里，把每一段的输入存进列表。",
        ),
        Words(
            "The gradient at the end: `y = x.detach().requires_grad_()`, then `loss_fn(y).backward()`, and it is `y.grad`.",
            "末端的梯度：`y = x.detach().requires_grad_()`，再 `loss_fn(y).backward()`，它就是 `y.grad`。",
        ),
        Words(
            "From the last segment to the first: take its input as a leaf `h`, compute the segment again, `.backward(gradient)`; the new `gradient` is `h.grad`.",
            "从最后一段到第一段：把它的输入作为叶子 `h`，重算这一段，`.backward(gradient)`；新的 `gradient` 就是 `h.grad`。",
        ),
    ),
    solution="""\
def checkpointed(segments, x, loss_fn):
    inputs = []
    with torch.no_grad():
        for segment in segments:
            inputs.append(x)
            x = segment(x)
    y = x.detach().requires_grad_()
    loss_fn(y).backward()
    gradient = y.grad
    for segment, h in zip(reversed(segments), reversed(inputs)):
        h = h.detach().requires_grad_()
        segment(h).backward(gradient)
        gradient = h.grad
    return gradient
""",
    remark=Words(
        "`torch.utils.checkpoint` also gives a segment the same random numbers the second time, or dropout would drop others.",
        "`torch.utils.checkpoint` 还会让这一段第二次用到同样的随机数，否则 dropout 丢掉的就不是原来那些了。",
    ),
    mistakes=(
        Mistake(
            _plain,
            Words(
                "The gradients are right, but all segments are recorded at once: nothing is saved. Run forward under `no_grad`.",
                "梯度是对的，但所有的段同时被记录：内存一点没省。前向要放在 `no_grad` 里。",
            ),
        ),
        Mistake(
            _segmented(forwards=True),
            Words(
                "Backward starts at the last segment: go through the list from its end.",
                "反向传播从最后一段开始：要从列表的末尾往前走。",
            ),
        ),
        Mistake(
            _segmented(arriving=False),
            Words(
                "Each segment has to go on with the gradient that arrives from behind: `.backward(gradient)`, not ones.",
                "每一段都要接着后面传来的梯度往回走：`.backward(gradient)`，而不是从 1 开始。",
            ),
        ),
        Mistake(
            _segmented(ends=True),
            Words(
                "Computed again from the outputs. Note x before the segment has run.",
                "这里是从输出开始重算的。要在这一段运行之前记下 x。",
            ),
        ),
        Mistake(
            _last_only,
            Words(
                "Only the last segment gets gradients. The others have to be computed again too, one by one.",
                "只有最后一段得到了梯度。其余各段也要一段一段地重算。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (TIMER, DISTANCES, FLOPS, SAVED, ACCUMULATE, CHECKPOINT)
