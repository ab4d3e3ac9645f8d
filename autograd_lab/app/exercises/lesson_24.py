"""Lesson 24, many devices: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.words import Words

TITLE = Words("Many devices: one training, divided", "多个设备：一次训练，分头进行")


# --- 24.mean: the gradient of a batch from those of its parts --------------------------------------


def together(gradients: list[Tensor], sizes: list[int]) -> Tensor:
    return torch.stack([g * n for g, n in zip(gradients, sizes, strict=True)]).sum(dim=0) / sum(sizes)


MEAN = FunctionExercise(
    name="24.mean",
    task=Words("the gradient of a batch from those of its parts", "由各部分的梯度求整个批次的梯度"),
    reference=together,
    cases=lambda: [
        ([torch.tensor([1.0, 2.0]), torch.tensor([3.0, 6.0])], [5, 5]),
        ([torch.tensor([1.0, 2.0]), torch.tensor([5.0, 10.0])], [3, 1]),
        ([torch.ones(2, 2), torch.zeros(2, 2), torch.full((2, 2), 4.0)], [6, 3, 1]),
    ],
    hints=(
        Words(
            "Each gradient is a mean over its part. Turn it back into a sum over the part first.",
            "每个梯度都是在自己那一部分上的平均。先把它变回那一部分的和。",
        ),
        Words(
            "The sums of all parts together are the sum over the batch. Divide it by the size of the batch.",
            "各部分的和加起来，就是整个批次的和，再除以批次的大小。",
        ),
        Words("The size of the batch is `sum(sizes)`.", "批次的大小是 `sum(sizes)`。"),
    ),
    solution="""\
def together(gradients, sizes):
    return sum(g * n for g, n in zip(gradients, sizes)) / sum(sizes)
""",
    remark=Words(
        "With parts of the same size it is the plain mean. That is why the shares of all workers are made equal.",
        "各部分一样大时，它就是普通的平均。所以要让每个工作者分到的份额一样大。",
    ),
    mistakes=(
        Mistake(
            lambda gradients, sizes: sum(gradients[1:], gradients[0]) / len(gradients),
            Words(
                "The plain mean counts a sample of a small part more than one of a large part. Weigh each gradient with the size of its part.",
                "直接取平均，小的部分里一个样本的分量就比大的部分里重。每个梯度要按那一部分的大小加权。",
            ),
        ),
        Mistake(
            lambda gradients, sizes: sum(gradients[1:], gradients[0]),
            Words(
                "A sum: with four workers the step would be four times as long.",
                "这是和：四个工作者，步子就会长四倍。",
            ),
        ),
        Mistake(
            lambda gradients, sizes: sum((g * n for g, n in zip(gradients, sizes, strict=True)), torch.zeros(())),
            Words("This is the sum over the batch; its mean was asked for.", "这是整个批次的和，要的是平均。"),
        ),
        Mistake(
            lambda gradients, sizes: (
                sum((g * n for g, n in zip(gradients, sizes, strict=True)), torch.zeros(())) / len(sizes)
            ),
            Words(
                "Divided by the number of parts; it is the number of samples that belongs there.",
                "除以了部分的个数；这里应当除以样本的个数。",
            ),
        ),
        Mistake(
            lambda gradients, sizes: (
                sum((g / n for g, n in zip(gradients, sizes, strict=True)), torch.zeros(())) * sum(sizes)
            ),
            Words(
                "The other way round: a large part has to count more, so multiply by its size.",
                "反了：大的部分分量应当更重，所以要乘以它的大小。",
            ),
        ),
    ),
)


# --- 24.turn: one turn of the ring -----------------------------------------------------------------


def turn(chunks: Tensor, t: int) -> Tensor:
    n, new = len(chunks), chunks.clone()
    for r in range(n):
        c = (r - t - 1) % n
        new[(r + 1) % n, c] += chunks[r, c]
    return new


def _replaced(chunks: Tensor, t: int) -> Tensor:
    n, new = len(chunks), chunks.clone()
    for r in range(n):
        c = (r - t - 1) % n
        new[(r + 1) % n, c] = chunks[r, c]
    return new


def _backwards(chunks: Tensor, t: int) -> Tensor:
    n, new = len(chunks), chunks.clone()
    for r in range(n):
        c = (r - t - 1) % n
        new[(r - 1) % n, c] += chunks[r, c]
    return new


def _one_late(chunks: Tensor, t: int) -> Tensor:
    return turn(chunks, t - 1)


def _same_chunk(chunks: Tensor, t: int) -> Tensor:
    n, new = len(chunks), chunks.clone()
    for r in range(n):
        new[(r + 1) % n, t % n] += chunks[r, t % n]
    return new


def _everything(chunks: Tensor, t: int) -> Tensor:
    return chunks + chunks.roll(1, 0)


TURN = FunctionExercise(
    name="24.turn",
    task=Words("one turn of the ring", "环上的一轮"),
    reference=turn,
    cases=lambda: [
        (torch.tensor([[[1.0], [2.0]], [[10.0], [20.0]]]), 0),
        (torch.arange(9.0).reshape(3, 3, 1) + 1, 0),
        (torch.arange(9.0).reshape(3, 3, 1) + 1, 1),
        (torch.arange(32.0).reshape(4, 4, 2), 2),
    ],
    hints=(
        Words(
            "Begin with a copy, `new = chunks.clone()`. All send at the same time, so read from `chunks` and write to `new`.",
            "先复制一份：`new = chunks.clone()`。大家是同时发送的，所以从 `chunks` 读，往 `new` 写。",
        ),
        Words(
            "For each worker `r`: the chunk is `c = (r - t - 1) % n`, the receiver `(r + 1) % n`.",
            "对每个工作者 `r`：块的编号是 `c = (r - t - 1) % n`，接收者是 `(r + 1) % n`。",
        ),
        Words(
            "The receiver adds: `new[(r + 1) % n, c] += chunks[r, c]`.",
            "接收者把它加上：`new[(r + 1) % n, c] += chunks[r, c]`。",
        ),
    ),
    solution="""\
def turn(chunks, t):
    n, new = len(chunks), chunks.clone()
    for r in range(n):
        c = (r - t - 1) % n
        new[(r + 1) % n, c] += chunks[r, c]
    return new
""",
    remark=Words(
        "In every turn each worker sends one chunk and receives one, so all links of the ring are busy all the time.",
        "每一轮，每个工作者都发出一块、收到一块，所以环上所有的线路始终都在用。",
    ),
    mistakes=(
        Mistake(
            _replaced,
            Words(
                "The receiver's own part got lost: it has to add what comes. (Replacing is the second half, when sums go round.)",
                "接收者自己的那一份丢了：收到的要加上去。（用来替换是后半程的事，那时转的是和。）",
            ),
        ),
        Mistake(
            _backwards,
            Words(
                "This sends to the neighbour before. The receiver is worker r + 1.", "这是发给前一个。接收者是 r + 1。"
            ),
        ),
        Mistake(
            _one_late,
            Words(
                "Off by one: in turn 0 worker r sends chunk r − 1, and not its own number.",
                "差了一个：第 0 轮里，工作者 r 发的是第 r − 1 块，而不是和自己编号相同的那块。",
            ),
        ),
        Mistake(
            _same_chunk,
            Words(
                "Here all send the same chunk. Then the numbers of the others stay where they are; each has to send another one.",
                "这里大家发的是同一块，别的块就一直留在原处。每个工作者发的应当是不同的块。",
            ),
        ),
        Mistake(
            _everything,
            Words(
                "Here everybody sends everything. In one turn each sends one chunk only.",
                "这里每个工作者把所有块都发了。一轮里每个只发一块。",
            ),
        ),
    ),
)


# --- 24.bytes: what a worker sends -----------------------------------------------------------------


def sent(n: int, parameters: int) -> tuple[float, float]:
    size = 4 * parameters
    return (n - 1) * size, 2 * (n - 1) / n * size


BYTES = FunctionExercise(
    name="24.bytes",
    task=Words("bytes that one worker sends", "一个工作者发出的字节数"),
    reference=sent,
    cases=lambda: [(2, 1000), (4, 1000), (64, 1_000_000)],
    hints=(
        Words("A float32 has 4 bytes. How many bytes are all gradients?", "float32 占 4 字节。全部梯度是多少字节？"),
        Words(
            "Collecting: the first worker sends the result to each of the n − 1 others, whole.",
            "集中：第一个工作者要把结果完整地发给其余 n − 1 个。",
        ),
        Words(
            "Ring: in each half there are n − 1 turns, and a turn sends one n-th of the bytes.",
            "环：两个半程各有 n − 1 轮，每轮发出全部字节的 n 分之一。",
        ),
    ),
    solution="""\
def sent(n, parameters):
    size = 4 * parameters
    return (n - 1) * size, 2 * (n - 1) / n * size
""",
    remark=Words(
        "With 64 workers the first one sends 63 times the gradients, a worker in the ring less than twice. The second hardly grows with n.",
        "有 64 个工作者时，集中的那一个要发出 63 份梯度，而环上的每个不到两份，而且几乎不随 n 增长。",
    ),
    mistakes=(
        Mistake(
            lambda n, parameters: ((n - 1) * parameters, 2 * (n - 1) / n * parameters),
            Words(
                "These are numbers, not bytes: a float32 has 4.", "这是数的个数，不是字节数：一个 float32 占 4 字节。"
            ),
        ),
        Mistake(
            lambda n, parameters: (4 * (n - 1) * parameters, 4 * (n - 1) / n * parameters),
            Words(
                "The ring goes round twice: once to add, once to hand the sums out.",
                "环要转两趟：一趟相加，一趟把和传给大家。",
            ),
        ),
        Mistake(
            lambda n, parameters: (4 * n * parameters, 8 * parameters),
            Words("Nobody sends to himself: there are n − 1 others.", "没有谁发给自己：其余只有 n − 1 个。"),
        ),
        Mistake(
            lambda n, parameters: (4 * (n - 1) * parameters, 8 * (n - 1) * parameters),
            Words(
                "In the ring a turn sends one chunk only, the n-th part of all gradients.",
                "环上一轮只发一块，是全部梯度的 n 分之一。",
            ),
        ),
        Mistake(
            lambda n, parameters: (8 * (n - 1) * parameters, 8 * (n - 1) / n * parameters),
            Words(
                "What the first worker receives was counted too; the question is what it sends.",
                "把第一个工作者收到的也算进去了；问的只是它发出的。",
            ),
        ),
    ),
)


# --- 24.share: whose sample is it ------------------------------------------------------------------


def share(count: int, world: int, rank: int) -> list[int]:
    per_worker = -(-count // world)
    indices = list(range(count))
    indices += indices[: per_worker * world - count]
    return indices[rank::world]


def _blocks(count: int, world: int, rank: int) -> list[int]:
    per_worker = -(-count // world)
    indices = [i % count for i in range(per_worker * world)]
    return indices[rank * per_worker : (rank + 1) * per_worker]


SHARE = FunctionExercise(
    name="24.share",
    task=Words("the share of one worker", "一个工作者的份额"),
    reference=share,
    cases=lambda: [(6, 2, 0), (6, 2, 1), (7, 3, 0), (7, 3, 1), (7, 3, 2), (10, 4, 3)],
    hints=(
        Words(
            "Without padding the share is every `world`-th index, beginning with `rank`: a slice with a step.",
            "不补的时候，份额就是从 `rank` 开始，每隔 `world` 个取一个：带步长的切片。",
        ),
        Words(
            "Each worker gets ⌈count / world⌉ indices; in Python `-(-count // world)`.",
            "每个工作者得到 ⌈count / world⌉ 个下标，Python 里写作 `-(-count // world)`。",
        ),
        Words(
            "Append the first indices once more until the list can be divided: `indices += indices[:missing]`.",
            "把开头的几个下标再接一遍，直到列表能够平分：`indices += indices[:missing]`。",
        ),
    ),
    solution="""\
def share(count, world, rank):
    per_worker = -(-count // world)
    indices = list(range(count))
    indices += indices[: per_worker * world - count]
    return indices[rank::world]
""",
    remark=Words(
        "So every worker makes the same number of steps. One step more, and it would wait for the others for ever.",
        "这样，每个工作者走的步数一样多。谁多走一步，就会永远等着别人。",
    ),
    mistakes=(
        Mistake(
            lambda count, world, rank: list(range(count))[rank::world],
            Words(
                "The shares differ in length when the number cannot be divided. Fill up from the beginning.",
                "除不尽的时候，各份的长度不一样。请从开头补齐。",
            ),
        ),
        Mistake(
            _blocks,
            Words(
                "These are blocks. They work as well, but here each worker takes every `world`-th index: then a step of all workers together is one batch in the order of the data.",
                "这是按连续的段来分。这样也行，不过这里是每隔 `world` 个取一个：那样，所有工作者合起来的一步，正好是数据次序里的一个批次。",
            ),
        ),
        Mistake(
            lambda count, world, rank: list(range(count - count % world))[rank::world],
            Words(
                "This leaves samples out; they are to be filled up instead. (The sampler does it with `drop_last=True`.)",
                "这会漏掉样本，要求的是补齐。（采样器在 `drop_last=True` 时是这么做的。）",
            ),
        ),
        Mistake(
            lambda count, world, rank: (list(range(count)) + [0] * (-count % world))[rank::world],
            Words(
                "Filled up with index 0 only. Take the first indices in their order: 0, 1, ...",
                "补的全是下标 0。请按次序取开头的下标：0、1、……",
            ),
        ),
        Mistake(
            lambda count, world, rank: (list(range(count)) + [count - 1] * (-count % world))[rank::world],
            Words(
                "Filled up with the last index. PyTorch's sampler begins again with the first.",
                "补的是末尾的下标。PyTorch 的采样器是从开头的下标接着取。",
            ),
        ),
    ),
)


# --- 24.rate: the learning rate of a large batch ---------------------------------------------------


def rate(base: float, world: int, step: int, warmup: int) -> float:
    return base * (1 + (world - 1) * min(step / warmup, 1))


RATE = FunctionExercise(
    name="24.rate",
    task=Words("the learning rate of many workers", "许多工作者的学习率"),
    reference=rate,
    cases=lambda: [(0.1, 8, 0, 10), (0.1, 8, 5, 10), (0.1, 8, 10, 10), (0.1, 8, 500, 10), (0.05, 1, 3, 5)],
    hints=(
        Words(
            "At step 0 the result is `base`, from step `warmup` on `base * world`.",
            "第 0 步得到 `base`，从第 `warmup` 步起得到 `base * world`。",
        ),
        Words(
            "Between them a straight line. `step / warmup` says which part of the way is behind you.",
            "两者之间是一条直线。`step / warmup` 说明已经走了多大一段。",
        ),
        Words("`min(step / warmup, 1)` stays 1 after the warm-up.", "预热之后，`min(step / warmup, 1)` 保持为 1。"),
    ),
    solution="""\
def rate(base, world, step, warmup):
    return base * (1 + (world - 1) * min(step / warmup, 1))
""",
    remark=Words(
        "Goyal et al. trained ResNet-50 with 256 GPUs and batches of 8,192 images in this way, in one hour.",
        "Goyal 等人就是这样，用 256 块 GPU、每批 8192 张图像，在一小时内训练出 ResNet-50 的。",
    ),
    mistakes=(
        Mistake(
            lambda base, world, step, warmup: base * world,
            Words(
                "The warm-up is missing: at step 0 the learning rate is still `base`.",
                "缺了预热：第 0 步的学习率还是 `base`。",
            ),
        ),
        Mistake(
            lambda base, world, step, warmup: base * world * min(step / warmup, 1),
            Words(
                "This begins with 0. The line begins with `base`, the learning rate of one worker.",
                "这是从 0 开始的。直线应当从 `base`，也就是一个工作者的学习率开始。",
            ),
        ),
        Mistake(
            lambda base, world, step, warmup: base * (1 + (world - 1) * step / warmup),
            Words(
                "After the warm-up it goes on growing. It should stay at `base * world`.",
                "预热之后它还在增长，应当停在 `base * world`。",
            ),
        ),
        Mistake(
            lambda base, world, step, warmup: base / world * (1 + (world - 1) * min(step / warmup, 1)),
            Words(
                "The other way round: a large batch allows longer steps, so the rate is multiplied.",
                "反了：大批次可以走更长的步子，所以学习率是乘上去的。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (MEAN, TURN, BYTES, SHARE, RATE)
