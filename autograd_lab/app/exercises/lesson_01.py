"""Lesson 1, the first network: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterator
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, Finding, FunctionExercise, Mistake
from autograd_lab.app.outcome import show
from autograd_lab.app.words import Words
from autograd_lab.utils.data import Subset, TensorDataset, random_split

TITLE = Words("Your first network", "第一个神经网络")


# --- 01.linear: one layer of neurons ---------------------------------------------------------------


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.t() + bias


def _linear_cases() -> list[tuple[Tensor, Tensor, Tensor]]:
    x = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]])  # (2, 3)
    wide = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [-1.0, 0.0, 0.5]])  # (4, 3)
    square = torch.tensor([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [4.0, 0.0, 1.0]])  # (3, 3): a forgotten t() runs
    return [
        (x, wide, torch.tensor([0.1, 0.2, 0.3, 0.4])),
        (x, square, torch.tensor([1.0, 10.0, 100.0])),
    ]


LINEAR = FunctionExercise(
    name="01.linear",
    task=Words("the forward pass of a layer", "线性层的前向计算"),
    reference=linear,
    cases=_linear_cases,
    hints=(
        Words(
            "Write down the shapes first. `x` is (N, 3), `weight` is (4, 3), and the result must be (N, 4).",
            "先把形状写下来：`x` 是 (N, 3)，`weight` 是 (4, 3)，结果应当是 (N, 4)。",
        ),
        Words(
            "A matrix product needs the inner sizes to agree: (N, 3) times (3, 4). `weight.t()` is `weight` "
            "with rows and columns exchanged.",
            "矩阵相乘要求中间的两个尺寸相同：(N, 3) 乘 (3, 4)。`weight.t()` 就是把 `weight` 的行和列互换。",
        ),
        Words(
            "The product is `x @ weight.t()`. Adding `bias`, of shape (4,), repeats it for each row by itself.",
            "乘积是 `x @ weight.t()`。再加上形状为 (4,) 的 `bias`，它会自动用到每一行上。",
        ),
    ),
    solution="""\
def linear(x, weight, bias):
    #| en: (N, in) @ (in, out) + (out,) -> (N, out); the bias is broadcast over the N rows
    #| zh: (N, in) @ (in, out) + (out,) -> (N, out)；偏置沿 N 行广播
    return x @ weight.t() + bias
""",
    remark=Words(
        "These are the very numbers `nn.Linear` computes; all it adds is keeping the weight and the bias for you.",
        "`nn.Linear` 算的正是这些数，它只是多替你保管了权重和偏置。",
    ),
    mistakes=(
        Mistake(
            lambda x, weight, bias: x @ weight.t(),
            Words(
                "The bias is missing: every output is off by the same amount in each row.",
                "漏了偏置：每一行的输出都差了同样的量。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: x @ weight + bias,
            Words(
                "Each row of `weight` belongs to one neuron, so `weight` has to be turned over first: "
                "`weight.t()`. With a square weight the mistake does not even raise an error.",
                "`weight` 的每一行对应一个神经元，所以要先转置：`weight.t()`。权重是方阵时，漏掉转置连报错都没有。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: x @ weight,
            Words(
                "Two things are missing. Each row of `weight` belongs to one neuron, so it has to be turned over "
                "first, `weight.t()`; and the bias has to be added.",
                "少了两样：`weight` 的每一行对应一个神经元，所以要先转置，写成 `weight.t()`；还要加上偏置。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: weight @ x + bias,
            Words(
                "The product is the wrong way round. Begin with `x @`, and look at the shapes: "
                "(N, n) times (n, m) gives (N, m).",
                "乘法的顺序反了。从 `x @` 写起，并对照形状：(N, n) 乘 (n, m) 得 (N, m)。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: weight @ x.t() + bias,
            Words(
                "The product is the wrong way round: here each row would be a neuron, but each row should be "
                "an image. Begin with `x @`.",
                "乘法的顺序反了：这样每一行是一个神经元，而我们要的是每一行对应一张图像。从 `x @` 写起。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: x * weight + bias,
            Words(
                "`*` multiplies number by number. A weighted sum multiplies and then adds up: that is `@`.",
                "`*` 是逐个元素相乘。加权和要先乘再加起来，用的是 `@`。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: x @ weight.t() + bias.sum(),
            Words(
                "Each neuron has a bias of its own; do not add them up.",
                "每个神经元有自己的偏置，不要把它们加在一起。",
            ),
        ),
        Mistake(
            lambda x, weight, bias: x @ weight.t() - bias,
            Words("The bias is added, not subtracted.", "偏置是加上去的，不是减。"),
        ),
        Mistake(
            lambda x, weight, bias: (x @ weight.t() + bias).relu(),
            Words(
                "Leave the ReLU out: a linear layer also gives negative numbers.",
                "不要加 ReLU：线性层的输出可以是负数。",
            ),
        ),
    ),
)


# --- 01.slope: a gradient by hand ------------------------------------------------------------------


def slope(w: float, b: float, x: float, t: float) -> float:
    return 2 * (w * x + b - t) * x


SLOPE = FunctionExercise(
    name="01.slope",
    task=Words("a gradient by hand", "手算一个梯度"),
    reference=slope,
    cases=lambda: [(2.0, 1.0, 3.0, 4.0), (0.5, -1.0, -2.0, 0.0), (1.0, 0.0, 0.5, 2.0)],
    hints=(
        Words(
            "Two steps lead from w to the loss: w gives z = w·x + b, and z gives (z − t)². Find the slope of "
            "each step.",
            "从 w 到损失有两步：由 w 得到 z = w·x + b，再由 z 得到 (z − t)²。先分别求每一步的斜率。",
        ),
        Words(
            "The slope of (z − t)² with respect to z is 2(z − t). The slope of w·x + b with respect to w is x.",
            "(z − t)² 对 z 的导数是 2(z − t)；w·x + b 对 w 的导数是 x。",
        ),
        Words(
            "Chain rule: multiply the two slopes, and write w·x + b for z.",
            "链式法则：把两步的导数相乘，并把 z 换回 w·x + b。",
        ),
    ),
    solution="""\
def slope(w, b, x, t):
    z = w * x + b
    #| en: slope of the square, times slope of z with respect to w
    #| zh: 平方那一步的导数，乘以 z 对 w 的导数
    return 2 * (z - t) * x
""",
    remark=Words(
        "You have done by hand what `loss.backward()` does for every parameter of a network.",
        "`loss.backward()` 对网络中每个参数所做的事，你刚才亲手做了一遍。",
    ),
    mistakes=(
        Mistake(
            lambda w, b, x, t: (w * x + b - t) * x,
            Words(
                "Off by a factor of 2: the square brings its exponent down.",
                "差了一个因子 2：对平方求导时，指数 2 要提到前面来。",
            ),
        ),
        Mistake(
            lambda w, b, x, t: 2 * (w * x + b - t),
            Words(
                "This is the slope with respect to b. For w one more step of the chain is needed: how fast "
                "does w·x + b grow with w?",
                "这是对 b 的导数。对 w 还差链上的一步：w 变化时，w·x + b 变化得多快？",
            ),
        ),
        Mistake(
            lambda w, b, x, t: 2 * (t - w * x - b) * x,
            Words(
                "The sign is reversed. The loss squares prediction minus target, in that order.",
                "符号反了。损失里是预测减去目标，顺序不能颠倒。",
            ),
        ),
        Mistake(
            lambda w, b, x, t: (w * x + b - t) ** 2,
            Words("This is the loss itself, not its slope.", "这是损失本身，不是它的导数。"),
        ),
        Mistake(
            lambda w, b, x, t: 2 * (w * x + b - t) * w,
            Words(
                "This is the slope with respect to x. The parameter we may turn is w.",
                "这是对 x 的导数。我们能调的参数是 w。",
            ),
        ),
        Mistake(
            lambda w, b, x, t: 2 * (w * x - t) * x,
            Words("The bias b got lost inside the bracket.", "括号里漏掉了偏置 b。"),
        ),
    ),
)


# --- 01.accuracy: the share of right answers -------------------------------------------------------


def accuracy(scores: Tensor, labels: Tensor) -> Tensor:
    return (scores.argmax(dim=1) == labels).float().mean()


def _accuracy_cases() -> list[tuple[Tensor, Tensor]]:
    scores = torch.tensor([[0.1, 2.0, -1.0], [3.0, 0.2, 0.1], [0.0, 0.5, 0.9], [-0.3, -0.2, -0.1]])
    return [
        (scores, torch.tensor([1, 0, 2, 0])),
        (scores[:3], torch.tensor([1, 0, 2])),
        (scores[:2], torch.tensor([2, 1])),
    ]


ACCURACY = FunctionExercise(
    name="01.accuracy",
    task=Words("the share of right answers", "答对的比例"),
    reference=accuracy,
    cases=_accuracy_cases,
    hints=(
        Words(
            "Each row of `scores` belongs to one image. Which column holds the largest score? "
            "`scores.argmax(dim=1)` tells it for all rows.",
            "`scores` 的每一行属于一张图像。得分最大的是哪一列？`scores.argmax(dim=1)` 一次给出所有行的答案。",
        ),
        Words(
            "`==` compares two Tensors place by place and gives True or False for each image.",
            "`==` 逐个比较两个张量，给出每张图像是 True 还是 False。",
        ),
        Words(
            "`.float()` turns True into 1 and False into 0; the mean of these is the share.",
            "`.float()` 把 True 变成 1、False 变成 0；它们的平均值就是比例。",
        ),
    ),
    solution="""\
def accuracy(scores, labels):
    #| en: the class with the largest score, one per row
    #| zh: 每一行得分最大的类别
    guesses = scores.argmax(dim=1)
    return (guesses == labels).float().mean()
""",
    remark=Words(
        "Accuracy is what people ask for, but it moves in jumps and has no useful gradient. That is why training "
        "needs a loss.",
        "人们关心的是准确率，可它只会跳变，没有可用的梯度。所以训练时要用损失。",
    ),
    mistakes=(
        Mistake(
            lambda scores, labels: (scores.argmax(dim=1) == labels).float().sum(),
            Words(
                "This is the number of right answers. Divide by how many there are.",
                "这是答对的个数，还要除以总数。",
            ),
        ),
        Mistake(
            lambda scores, labels: 100 * (scores.argmax(dim=1) == labels).float().mean(),
            Words(
                "This is in percent. Give the share, a number from 0 to 1.",
                "这是百分数。请返回 0 到 1 之间的比例。",
            ),
        ),
        Mistake(
            lambda scores, labels: (scores.argmax(dim=1) != labels).float().mean(),
            Words("This is the share of wrong answers.", "这是答错的比例。"),
        ),
        Mistake(
            lambda scores, labels: (scores.argmax(dim=0) == labels).float().mean(),
            Words(
                "`dim=0` looks down the columns and finds the best image for each class. You want the best "
                "class for each image: `dim=1`.",
                "`dim=0` 是沿着列往下找，得到的是每个类别得分最高的图像。我们要的是每张图像得分最高的类别：`dim=1`。",
            ),
        ),
        Mistake(
            lambda scores, labels: (scores.argmax() == labels).float().mean(),
            Words(
                "Without `dim` there is one largest place in the whole table. Ask for one per row: `dim=1`.",
                "不写 `dim` 时，整张表只给出一个最大值的位置。要每一行给一个：`dim=1`。",
            ),
        ),
        Mistake(
            lambda scores, labels: scores.argmax(dim=1) == labels,
            Words(
                "Right so far: one True or False per image. One number is wanted, so take the mean.",
                "到这里都对：每张图像得到一个 True 或 False。要的是一个数，再求平均值。",
            ),
        ),
        Mistake(
            lambda scores, labels: (scores == labels).float().mean(),
            Words(
                "Scores are compared with labels here, but a score is no digit. First find each row's guess, the "
                "place of its largest score: `argmax`.",
                "这里拿得分和标签比较，可是得分不是数字的类别。要先找出每一行的猜测，也就是得分最大的位置：`argmax`。",
            ),
        ),
        Mistake(
            lambda scores, labels: (scores.max(dim=1).values == labels).float().mean(),
            Words(
                "`max` gives the largest score itself. You need its place, the class: `argmax`.",
                "`max` 给出的是最大的得分本身。我们要的是它的位置，也就是类别：`argmax`。",
            ),
        ),
    ),
)


# --- 01.small: a network of the learner's own ------------------------------------------------------

PARAMETERS = 2500
TARGET = 0.95


@functools.cache
def digits() -> tuple[Subset, Subset, Subset]:
    """The lesson's own split: training, validation and test set."""
    from sklearn.datasets import load_digits

    data: Any = load_digits()
    images = torch.tensor(data.data / 16, dtype=torch.float32)
    parts = random_split(
        TensorDataset(images, torch.tensor(data.target)),
        [1197, 300, 300],
        generator=torch.Generator().manual_seed(3),
    )
    return parts[0], parts[1], parts[2]


def tensors(part: Subset) -> tuple[Tensor, Tensor]:
    images, labels = part.dataset.tensors
    return images[part.indices], labels[part.indices]


class SmallNetwork(Exercise):
    """Judges a trained network on the validation set, which may be asked as often as the learner likes."""

    def judge(self, answer: Any) -> Finding | None:
        if not isinstance(answer, nn.Module):
            return Finding(came=show(answer), hint=str(NOT_A_NETWORK))
        size = sum(parameter.numel() for parameter in answer.parameters())
        if size > PARAMETERS:
            return Finding(str(SIZE), f"<= {PARAMETERS}", str(size), str(TOO_LARGE))
        images, labels = tensors(digits()[1])
        network = _copied(answer).eval()
        with torch.no_grad():
            scores = network(images)
        if not isinstance(scores, Tensor) or tuple(scores.shape) != (len(labels), 10):
            came = tuple(scores.shape) if isinstance(scores, Tensor) else show(scores)
            return Finding(f"x: {tuple(images.shape)}", f"({len(labels)}, 10)", str(came), str(NOT_TEN_SCORES))
        share = float(accuracy(scores, labels))
        if share >= TARGET:
            return None
        return Finding(str(ON_VALIDATION), f">= {TARGET:.0%}", f"{share:.1%}", str(_why(scores, share)))

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        yield nn.Sequential, NOT_A_NETWORK
        yield nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)), TOO_LARGE
        yield nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1)), NOT_TEN_SCORES
        yield _trained(nn.Linear(64, 10), steps=0), UNTRAINED
        yield _trained(nn.Sequential(nn.Linear(64, 10), nn.Softmax(dim=1)), steps=30), SOFTMAX_INSIDE
        yield _trained(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)), steps=30), TOO_LITTLE


def _why(scores: Tensor, share: float) -> Words:
    if bool((scores >= 0).all()) and bool(((scores.sum(dim=1) - 1).abs() < 1e-3).all()):
        return SOFTMAX_INSIDE
    return UNTRAINED if share < 0.3 else TOO_LITTLE


def _copied(network: nn.Module) -> nn.Module:
    """A copy without hooks: those may hold a live panel, which must not be copied along."""
    hooks = (value for module in network.modules() for key, value in vars(module).items() if "hooks" in key)
    return copy.deepcopy(network, {id(each): type(each)() for each in hooks})


def _trained(network: nn.Module, steps: int) -> nn.Module:
    images, labels = tensors(digits()[0])
    optimizer = torch.optim.Adam(network.parameters(), lr=0.005)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(network(images), labels).backward()
        optimizer.step()
    return network


SIZE = Words("number of parameters", "参数的个数")
ON_VALIDATION = Words("accuracy on the 300 validation images", "300 张验证图像上的准确率")
NOT_A_NETWORK = Words(
    "Give the network itself, an object such as `nn.Sequential(nn.Linear(64, ...), ...)`.",
    "请把网络本身交给检查，也就是 `nn.Sequential(nn.Linear(64, ...), ...)` 这样的对象。",
)
TOO_LARGE = Words(
    "Too many parameters. A layer from m to n numbers has m·n + n of them: how wide may the hidden layer be?",
    "参数太多了。从 m 个数到 n 个数的一层有 m·n + n 个参数：隐藏层最宽能有多少？",
)
NOT_TEN_SCORES = Words(
    "The last layer must give ten scores for each image, one per digit.",
    "最后一层要为每张图像给出十个得分，每个数字一个。",
)
UNTRAINED = Words(
    "This is guessing. Has the network been trained? The optimizer must hold the parameters of this network, "
    "not of `model`.",
    "这和瞎猜差不多。网络训练过吗？优化器里放的应当是这个网络的参数，而不是 `model` 的参数。",
)
SOFTMAX_INSIDE = Words(
    "Leave the softmax out of the network. `nn.CrossEntropyLoss` does it itself, and doing it twice makes learning "
    "slow.",
    "网络里不要放 softmax。`nn.CrossEntropyLoss` 自己会做，做两遍会让学习变得很慢。",
)
TOO_LITTLE = Words(
    "It has learned something. Train for more epochs, or try another learning rate.",
    "已经学到一些了。多训练几轮，或者换一个学习率试试。",
)

SMALL = SmallNetwork(
    name="01.small",
    task=Words("half the parameters, still 95%", "参数减半，仍达到 95%"),
    hints=(
        Words(
            "Count first: 64·h + h for the hidden layer and h·10 + 10 for the last one. Which h keeps the sum "
            "at or below 2,500?",
            "先数参数：隐藏层有 64·h + h 个，最后一层有 h·10 + 10 个。h 取多少，总数不超过 2500？",
        ),
        Words(
            "h = 33 is the largest that fits. Build the network, give its parameters to a new optimizer, and "
            "use the loop from above.",
            "h 最大可以取 33。搭好网络，把它的参数交给一个新的优化器，再用上面的训练循环。",
        ),
        Words(
            "Adam with a learning rate of 0.005 reaches the goal in about 20 epochs.",
            "用 Adam、学习率 0.005，大约 20 轮就能达到要求。",
        ),
    ),
    solution="""\
small = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
#| en: a new network needs a new optimizer: the old one holds the old parameters
#| zh: 新的网络要配新的优化器，旧的优化器里是旧网络的参数
small_optimizer = torch.optim.Adam(small.parameters(), lr=0.005)
for epoch in range(20):
    for x, y in train_loader:
        small_optimizer.zero_grad()
        loss_fn(small(x), y).backward()
        small_optimizer.step()
""",
    remark=Words(
        "A smaller network that does the same job is cheaper to store and to run, and often easier to trust.",
        "同样的任务，较小的网络存起来、跑起来都更省，也往往更让人放心。",
    ),
)

EXERCISES: tuple[Exercise, ...] = (LINEAR, SLOPE, ACCURACY, SMALL)
