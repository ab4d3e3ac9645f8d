"""Lesson 9, losses: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import math

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.words import Words

TITLE = Words("Losses, and where they come from", "损失函数从哪里来")


# --- 09.yes_no: the negative log-likelihood of yes and no ------------------------------------------


def yes_no(p: Tensor, y: Tensor) -> Tensor:
    return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


YES_NO = FunctionExercise(
    name="09.yes_no",
    task=Words("the negative log-likelihood of yes and no", "“是”与“否”的负对数似然"),
    reference=yes_no,
    cases=lambda: [
        (torch.tensor(0.6), torch.tensor([1.0, 1.0, 0.0, 1.0])),
        (torch.tensor(0.25), torch.tensor([0.0, 0.0, 0.0, 1.0, 0.0])),
        (torch.tensor([0.9, 0.2, 0.5]), torch.tensor([1.0, 1.0, 0.0])),
    ],
    hints=(
        Words(
            "Where y is 1 the data say p, where y is 0 they say 1 − p. What is the logarithm of each?",
            "y 为 1 时，概率是 p；y 为 0 时，概率是 1 − p。它们的对数各是什么？",
        ),
        Words(
            "Both cases in one line: `y * p.log() + (1 - y) * (1 - p).log()`. One of the two terms is always zero.",
            "两种情况可以写成一行：`y * p.log() + (1 - y) * (1 - p).log()`，其中总有一项为零。",
        ),
        Words("Take the mean, and turn the sign.", "再求平均值，并变号。"),
    ),
    solution="""\
def yes_no(p, y):
    log_likelihood = y * p.log() + (1 - y) * (1 - p).log()
    return -log_likelihood.mean()
""",
    remark=Words(
        "PyTorch calls it binary cross-entropy, `nn.BCELoss`.",
        "PyTorch 把它叫作二元交叉熵：`nn.BCELoss`。",
    ),
    mistakes=(
        Mistake(
            lambda p, y: -(y * p.log() + (1 - y) * (1 - p).log()).sum(),
            Words(
                "This is the sum over all samples. Take the mean, or the loss grows with the number of samples.",
                "这是所有样本之和。要取平均值，否则样本越多损失越大。",
            ),
        ),
        Mistake(
            lambda p, y: (y * p.log() + (1 - y) * (1 - p).log()).mean(),
            Words(
                "The sign is missing: a loss is to be made small, a likelihood to be made large.",
                "忘了变号：损失要越小越好，似然要越大越好。",
            ),
        ),
        Mistake(
            lambda p, y: -(y * p.log()).mean(),
            Words(
                "Only the samples with y = 1 count here. Those with y = 0 contribute log(1 − p).",
                "这里只算了 y = 1 的样本。y = 0 的样本贡献的是 log(1 − p)。",
            ),
        ),
        Mistake(
            lambda p, y: -(y * (1 - p).log() + (1 - y) * p.log()).mean(),
            Words(
                "p and 1 − p are exchanged: p is the probability of y = 1.", "p 和 1 − p 对调了：p 是 y = 1 的概率。"
            ),
        ),
        Mistake(
            lambda p, y: -(y * p + (1 - y) * (1 - p)).mean(),
            Words(
                "The logarithm is missing: without it probabilities would have to be multiplied, not added.",
                "漏了对数：不取对数的话，概率应当相乘，而不是相加。",
            ),
        ),
        Mistake(
            lambda p, y: -(y * p + (1 - y) * (1 - p)).mean().log(),
            Words(
                "The mean is taken first, then the logarithm. The logarithm belongs to each sample: the log of a "
                "product is the sum of the logs.",
                "先求了平均值再取对数。对数应当对每个样本分别取：乘积的对数等于对数之和。",
            ),
        ),
        Mistake(
            lambda p, y: -(y * p.log10() + (1 - y) * (1 - p).log10()).mean(),
            Words("Use the natural logarithm, `log`.", "请用自然对数 `log`。"),
        ),
    ),
)


# --- 09.normal: the negative log-likelihood of a number --------------------------------------------


def normal_nll(prediction: Tensor, target: Tensor, sigma: float) -> Tensor:
    squares = (target - prediction) ** 2 / (2 * sigma**2)
    return squares.mean() + math.log(sigma) + math.log(2 * math.pi) / 2


NORMAL = FunctionExercise(
    name="09.normal",
    task=Words("the negative log-likelihood of a number", "一个数的负对数似然"),
    reference=normal_nll,
    cases=lambda: [
        (torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.5, 2.0, 1.0]), 2.0),
        (torch.tensor([0.0, -1.0]), torch.tensor([0.5, 1.0]), 0.5),
    ],
    hints=(
        Words(
            "Write down the logarithm of the density first. The logarithm of a product is a sum: one term from the "
            "factor before the e, one from its exponent.",
            "先写出密度的对数。乘积的对数是和：一项来自 e 前面的系数，一项来自它的指数。",
        ),
        Words(
            "−log of the factor 1 / (σ√(2π)) is log σ + ½ log 2π. −log of the exponential is its exponent without "
            "the sign: (t − z)² / (2σ²).",
            "系数 1 / (σ√(2π)) 的负对数是 log σ + ½ log 2π。指数部分的负对数，就是指数去掉负号：(t − z)² / (2σ²)。",
        ),
        Words(
            "`((target - prediction) ** 2 / (2 * sigma**2)).mean() + math.log(sigma) + math.log(2 * math.pi) / 2`",
            "也就是 `((target - prediction) ** 2 / (2 * sigma**2)).mean() + math.log(sigma) + math.log(2 * math.pi) / 2`",
        ),
    ),
    solution="""\
import math

def normal_nll(prediction, target, sigma):
    squares = (target - prediction) ** 2 / (2 * sigma**2)
    return squares.mean() + math.log(sigma) + math.log(2 * math.pi) / 2
""",
    remark=Words(
        "With σ = 1 this is half the mean squared error plus a constant. `nn.GaussianNLLLoss` lets the network say σ "
        "as well.",
        "σ = 1 时，它就是均方误差的一半再加一个常数。`nn.GaussianNLLLoss` 还让网络自己给出 σ。",
    ),
    mistakes=(
        Mistake(
            lambda prediction, target, sigma: (
                ((target - prediction) ** 2 / sigma**2).mean() + math.log(sigma) + math.log(2 * math.pi) / 2
            ),
            Words(
                "Off by a factor of 2 in the first term: the exponent is divided by 2σ².",
                "第一项差了一个因子 2：指数里除的是 2σ²。",
            ),
        ),
        Mistake(
            lambda prediction, target, sigma: (
                ((target - prediction) ** 2 / (2 * sigma**2)).mean() + math.log(2 * math.pi) / 2
            ),
            Words(
                "log σ is missing. Without it the loss would be smallest for an endlessly large σ.",
                "漏了 log σ。没有它，σ 越大损失就越小，没有止境。",
            ),
        ),
        Mistake(
            lambda prediction, target, sigma: (
                ((target - prediction) ** 2 / (2 * sigma)).mean() + math.log(sigma) + math.log(2 * math.pi) / 2
            ),
            Words("σ stands squared in the exponent.", "指数里的 σ 要平方。"),
        ),
        Mistake(
            lambda prediction, target, sigma: ((target - prediction) ** 2 / (2 * sigma**2)).mean() + math.log(sigma),
            Words(
                "The constant ½ log 2π is missing. It changes no gradient, but the likelihood.",
                "漏了常数 ½ log 2π。它不影响梯度，但影响似然的值。",
            ),
        ),
        Mistake(
            lambda prediction, target, sigma: (
                ((target - prediction) ** 2 / (2 * sigma**2)).sum() + math.log(sigma) + math.log(2 * math.pi) / 2
            ),
            Words(
                "The squares are added up here, not averaged over the samples.",
                "这里对各样本的平方求了和，没有取平均值。",
            ),
        ),
        Mistake(
            lambda prediction, target, sigma: ((target - prediction) ** 2).mean(),
            Words(
                "This is the mean squared error. The likelihood also knows how wide the bell is: σ.",
                "这是均方误差。似然还要知道钟形有多宽，也就是 σ。",
            ),
        ),
        Mistake(
            lambda prediction, target, sigma: -normal_nll(prediction, target, sigma),
            Words("The sign is reversed.", "符号反了。"),
        ),
    ),
)


# --- 09.log_softmax: without overflow --------------------------------------------------------------


def log_softmax(z: Tensor) -> Tensor:
    z = z - z.max(dim=1, keepdim=True).values
    return z - z.exp().sum(dim=1, keepdim=True).log()


def _score_cases() -> list[tuple[Tensor]]:
    return [
        (torch.tensor([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 2.0, 2.0]]),),
        (torch.tensor([[1000.0, 0.0, 998.0], [-1000.0, -1002.0, -1001.0]]),),
    ]


LOG_SOFTMAX = FunctionExercise(
    name="09.log_softmax",
    task=Words("log-softmax that does not overflow", "不会溢出的 log-softmax"),
    reference=log_softmax,
    cases=_score_cases,
    hints=(
        Words(
            "First take the largest score of each row away from the row: `z.max(dim=1, keepdim=True).values`. "
            "Softmax does not notice.",
            "先让每一行都减去这一行最大的得分：`z.max(dim=1, keepdim=True).values`。softmax 的结果不会变。",
        ),
        Words(
            "Do not compute the softmax and then its logarithm: the logarithm of the fraction is a difference.",
            "不要先算 softmax 再取对数：分式的对数是一个差。",
        ),
        Words(
            "With the new z: `z - z.exp().sum(dim=1, keepdim=True).log()`.",
            "对新的 z：`z - z.exp().sum(dim=1, keepdim=True).log()`。",
        ),
    ),
    solution="""\
def log_softmax(z):
    #| en: nothing is larger than e**0 = 1 now, and one term of each sum is 1
    #| zh: 现在最大的数是 e**0 = 1，而且每个和里都有一项等于 1
    z = z - z.max(dim=1, keepdim=True).values
    return z - z.exp().sum(dim=1, keepdim=True).log()
""",
    remark=Words(
        "So every library computes it; `torch.logsumexp` does the second part.",
        "所有的库都是这样算的；第二部分也可以用 `torch.logsumexp`。",
    ),
    mistakes=(
        Mistake(
            lambda z: (z.exp() / z.exp().sum(dim=1, keepdim=True)).log(),
            Words(
                "Right for small scores, but e¹⁰⁰⁰ is larger than any float32, and e⁻¹⁰⁰⁰ is rounded to 0. Take each "
                "row's largest score away first.",
                "得分小的时候是对的，但 e¹⁰⁰⁰ 超出了 float32 的范围，e⁻¹⁰⁰⁰ 又会舍成 0。先让每一行减去这一行最大的得分。",
            ),
        ),
        Mistake(
            lambda z: z - z.exp().sum(dim=1, keepdim=True).log(),
            Words(
                "The formula is right, but e¹⁰⁰⁰ overflows. Take each row's largest score away first.",
                "公式是对的，但 e¹⁰⁰⁰ 会溢出。先让每一行减去这一行最大的得分。",
            ),
        ),
        Mistake(
            lambda z: z.softmax(dim=1).log(),
            Words(
                "`softmax` rounds small probabilities to 0, and the logarithm of 0 is −∞. Take the logarithm by "
                "formula, before anything is rounded away.",
                "`softmax` 把很小的概率舍成了 0，而 0 的对数是 −∞。要在舍入之前，按公式取对数。",
            ),
        ),
        Mistake(
            lambda z: (z - z.max()) - (z - z.max()).exp().sum(dim=1, keepdim=True).log(),
            Words(
                "The largest score of the whole table is taken away. A row that lies far below it becomes all zeros: "
                "each row needs its own largest score.",
                "这里减去的是整张表最大的得分。远低于它的那一行，取指数后就全成了 0：每一行要减去自己最大的得分。",
            ),
        ),
        Mistake(
            lambda z: z.log_softmax(dim=0),
            Words(
                "This goes down the columns. The classes of one sample stand in a row: `dim=1`.",
                "这是沿着列算的。一个样本的各个类别排在一行里：`dim=1`。",
            ),
        ),
        Mistake(
            lambda z: z.softmax(dim=1),
            Words("This is the softmax. Its logarithm is wanted.", "这是 softmax，要的是它的对数。"),
        ),
        Mistake(
            lambda z: z - z.max(dim=1, keepdim=True).values,
            Words(
                "Only the largest score is taken away so far. The logarithm of the sum is still missing.",
                "目前只减去了最大的得分，还差“和的对数”那一项。",
            ),
        ),
        Mistake(
            lambda z: z - z.max(dim=1).values,
            Words(
                "`max(dim=1)` gives the shape (N,), which is matched with the columns, or not at all. `keepdim=True` "
                "leaves it (N, 1), one number per row.",
                "`max(dim=1)` 的形状是 (N,)，广播时会和列对齐，或者根本对不上。"
                "加上 `keepdim=True` 形状就是 (N, 1)，每行一个数。",
            ),
        ),
    ),
)


# --- 09.cross_entropy: from scores to the loss -----------------------------------------------------


def cross_entropy(z: Tensor, y: Tensor) -> Tensor:
    return -log_softmax(z)[torch.arange(len(y)), y].mean()


def _labelled() -> list[tuple[Tensor, Tensor]]:
    z = torch.tensor([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0], [2.0, 1.0, -2.0], [0.3, 0.2, 0.1]])
    return [(z, torch.tensor([1, 2, 1, 0])), (z[:2], torch.tensor([2, 0]))]


def _one_hot(z: Tensor, y: Tensor) -> Tensor:
    return (y.reshape(-1, 1) == torch.arange(z.shape[1])).float()


CROSS_ENTROPY = FunctionExercise(
    name="09.cross_entropy",
    task=Words("cross-entropy from scores and labels", "由得分和标签算交叉熵"),
    reference=cross_entropy,
    cases=_labelled,
    hints=(
        Words(
            "`z.log_softmax(dim=1)` gives the log-probability of every class. Of each row only one is needed: that of "
            "the label.",
            "`z.log_softmax(dim=1)` 给出每个类别的对数概率。每一行只需要一个：标签对应的那一个。",
        ),
        Words(
            "`log_p[torch.arange(len(y)), y]` takes from row i the column y[i].",
            "`log_p[torch.arange(len(y)), y]` 从第 i 行取出第 y[i] 列。",
        ),
        Words("Take the mean of these, and turn the sign.", "对取出来的数求平均值，再变号。"),
    ),
    solution="""\
def cross_entropy(z, y):
    log_p = z.log_softmax(dim=1)
    #| en: from row i the column of its label
    #| zh: 从第 i 行取出标签所在的那一列
    return -log_p[torch.arange(len(y)), y].mean()
""",
    remark=Words(
        "`nn.CrossEntropyLoss` is no more than this: log-softmax, then `nn.NLLLoss`.",
        "`nn.CrossEntropyLoss` 不过如此：先 log-softmax，再 `nn.NLLLoss`。",
    ),
    mistakes=(
        Mistake(
            lambda z, y: -z.log_softmax(dim=1)[torch.arange(len(y)), y].sum(),
            Words("This is the sum over the batch. Take the mean.", "这是整个批次之和，要取平均值。"),
        ),
        Mistake(
            lambda z, y: z.log_softmax(dim=1)[torch.arange(len(y)), y].mean(),
            Words(
                "The sign is missing: logarithms of probabilities are negative, the loss is positive.",
                "忘了变号：概率的对数是负的，损失应当是正的。",
            ),
        ),
        Mistake(
            lambda z, y: -z[torch.arange(len(y)), y].mean(),
            Words(
                "These are scores, not log-probabilities. Apply log-softmax first.",
                "这些是得分，不是对数概率。先做 log-softmax。",
            ),
        ),
        Mistake(
            lambda z, y: -z.softmax(dim=1)[torch.arange(len(y)), y].mean(),
            Words("The logarithm of the probability is missing.", "漏了对概率取对数。"),
        ),
        Mistake(
            lambda z, y: -z.log_softmax(dim=1)[:, y].mean(),
            Words(
                "`[:, y]` takes the columns y from every row: a table of N × N numbers. One per row is wanted: "
                "`[torch.arange(len(y)), y]`.",
                "`[:, y]` 从每一行都取出 y 那些列，得到 N × N 的表。要的是每行一个：`[torch.arange(len(y)), y]`。",
            ),
        ),
        Mistake(
            lambda z, y: -(_one_hot(z, y) * z.log_softmax(dim=1)).mean(),
            Words(
                "Averaged over all N · C places, most of which are zero. Sum over the classes, and average over the "
                "batch only.",
                "对全部 N · C 个位置求了平均，而其中大多数是 0。应当对类别求和，只对批次取平均。",
            ),
        ),
        Mistake(
            lambda z, y: -z.softmax(dim=1).log_softmax(dim=1)[torch.arange(len(y)), y].mean(),
            Words("The softmax is applied twice.", "softmax 做了两遍。"),
        ),
        Mistake(
            lambda z, y: -z.log_softmax(dim=0)[torch.arange(len(y)), y].mean(),
            Words(
                "The softmax runs down the columns here. The classes of one sample stand in a row: `dim=1`.",
                "这里的 softmax 是沿着列算的。一个样本的各个类别排在一行里：`dim=1`。",
            ),
        ),
    ),
)


# --- 09.gradient: what flows back into the scores --------------------------------------------------


def score_gradient(z: Tensor, y: Tensor) -> Tensor:
    return (z.softmax(dim=1) - _one_hot(z, y)) / len(y)


GRADIENT = FunctionExercise(
    name="09.gradient",
    task=Words("the gradient at the scores, by hand", "手算损失对得分的梯度"),
    reference=score_gradient,
    cases=_labelled,
    hints=(
        Words(
            "For one sample the gradient is p − t: the probabilities, minus 1 at the place of the label.",
            "对一个样本，梯度是 p − t：也就是概率，在标签的位置上减去 1。",
        ),
        Words(
            "The loss is a mean over N samples, so each sample's gradient is divided by N.",
            "损失是 N 个样本的平均值，所以每个样本的梯度都要除以 N。",
        ),
        Words(
            "`p = z.softmax(dim=1)`; then `p[torch.arange(len(y)), y] -= 1` changes p, which is yours to change; "
            "return `p / len(y)`.",
            "`p = z.softmax(dim=1)`；`p[torch.arange(len(y)), y] -= 1` 修改 p（p 是你自己算出来的，可以改）；"
            "最后返回 `p / len(y)`。",
        ),
    ),
    solution="""\
def score_gradient(z, y):
    p = z.softmax(dim=1)
    p[torch.arange(len(y)), y] -= 1
    return p / len(y)
""",
    remark=Words(
        "Probability minus truth: the same form as prediction minus target for the squared error.",
        "概率减去事实：与平方误差的“预测减目标”形式相同。",
    ),
    mistakes=(
        Mistake(
            lambda z, y: z.softmax(dim=1) - _one_hot(z, y),
            Words(
                "Forgot to average over the batch: the loss is a mean, so divide by N.",
                "忘了对批次取平均：损失是平均值，所以要除以 N。",
            ),
        ),
        Mistake(
            lambda z, y: (_one_hot(z, y) - z.softmax(dim=1)) / len(y),
            Words("The sign is reversed: it is p − t.", "符号反了：应当是 p − t。"),
        ),
        Mistake(
            lambda z, y: z.softmax(dim=1) / len(y),
            Words("The 1 at the label's place is not taken away.", "标签位置上的 1 没有减去。"),
        ),
        Mistake(
            lambda z, y: -_one_hot(z, y) / len(y),
            Words(
                "This is what log p would give without the sum in the softmax. That sum contributes + p everywhere.",
                "这样等于没有 softmax 分母里的那个和。那个和在每个位置都贡献 + p。",
            ),
        ),
        Mistake(
            lambda z, y: (z - _one_hot(z, y)) / len(y),
            Words("These are scores. Turn them into probabilities first.", "这里用的是得分，要先变成概率。"),
        ),
        Mistake(
            lambda z, y: (z.softmax(dim=0) - _one_hot(z, y)) / len(y),
            Words(
                "The softmax runs down the columns here. The classes of one sample stand in a row: `dim=1`.",
                "这里的 softmax 是沿着列算的。一个样本的各个类别排在一行里：`dim=1`。",
            ),
        ),
        Mistake(
            lambda z, y: (z.softmax(dim=1) - _one_hot(z, y)) / z.numel(),
            Words(
                "Divided by all N · C places. The mean runs over the N samples only.",
                "除的是全部 N · C 个位置。平均只对 N 个样本取。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (YES_NO, NORMAL, LOG_SOFTMAX, CROSS_ENTROPY, GRADIENT)
