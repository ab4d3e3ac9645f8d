"""Lesson 18, embeddings: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.gradient import GradientExercise
from autograd_lab.app.words import Words

TITLE = Words("Embeddings: how does a number stand for a word?", "词嵌入：怎样用数来表示一个词？")


# --- 18.lookup: a table, read by multiplying ----------------------------------------------------------


def look_up(ids: Tensor, table: Tensor) -> tuple[Tensor, Tensor]:
    one_hot = F.one_hot(ids, len(table)).float()
    return one_hot, one_hot @ table


def _one_hot(ids: Any, classes: int) -> Any:
    return F.one_hot(ids, classes).float()


LOOKUP = FunctionExercise(
    name="18.lookup",
    task=Words("looking up is multiplying", "查表就是相乘"),
    reference=look_up,
    cases=lambda: [
        (torch.tensor([2, 0]), torch.tensor([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])),
        (
            torch.tensor([1, 1, 0, 2]),
            torch.tensor([[0.5, -1.0, 0.0], [4.0, 0.25, 1.0], [-2.0, 3.0, 8.0], [7.0, 7.0, 7.0]]),
        ),
        (torch.tensor([1]), torch.tensor([[5.0], [6.0]])),
    ],
    hints=(
        Words(
            "There are as many columns as words, and `len(table)` is how many there are.",
            "独热矩阵的列数等于词数，也就是 `len(table)`。",
        ),
        Words(
            "`nn.functional.one_hot(ids, len(table))` gives whole numbers; a matrix product needs the table's type: `.float()`.",
            "`nn.functional.one_hot(ids, len(table))` 得到的是整数；矩阵乘法要求和表的类型一致：`.float()`。",
        ),
        Words(
            "`return one_hot, one_hot @ table`",
            "最后 `return one_hot, one_hot @ table`。",
        ),
    ),
    solution="""\
def look_up(ids, table):
    one_hot = nn.functional.one_hot(ids, len(table)).float()
    return one_hot, one_hot @ table
""",
    remark=Words(
        "The product is `table[ids]`, and nobody had to multiply: that is what `nn.Embedding` does.",
        "这个乘积就是 `table[ids]`，其实不用相乘：`nn.Embedding` 正是这样做的。",
    ),
    mistakes=(
        Mistake(
            lambda ids, table: _one_hot(ids, len(table)) @ table,
            Words("Return both: the one-hot matrix and the product.", "两样都要返回：独热矩阵和乘积。"),
        ),
        Mistake(
            lambda ids, table: (_one_hot(ids, int(ids.max()) + 1), table[ids]),
            Words(
                "The largest number in `ids` need not be the last word. The vocabulary has `len(table)` words.",
                "`ids` 里最大的编号不一定是最后一个词。词表里共有 `len(table)` 个词。",
            ),
        ),
        Mistake(
            lambda ids, table: (_one_hot(ids, table.shape[1]), table[ids]),
            Words(
                "`table.shape[1]` is D, how many numbers a vector has. A one-hot row is as long as the vocabulary: "
                "`table.shape[0]`.",
                "`table.shape[1]` 是 D，也就是一个向量有多少个数。独热的一行和词表一样长：`table.shape[0]`。",
            ),
        ),
        Mistake(
            lambda ids, table: (_one_hot(ids, len(table)).T, _one_hot(ids, len(table)) @ table),
            Words(
                "The one-hot matrix is transposed: each word of `ids` is a row.",
                "独热矩阵转置了：`ids` 里的每个词应当是一行。",
            ),
        ),
        Mistake(
            lambda ids, table: F.one_hot(ids, len(table)) @ table,
            Words(
                "`nn.functional.one_hot` gives whole numbers, and they cannot be multiplied by a float table: add `.float()`.",
                "`nn.functional.one_hot` 得到的是整数，不能直接和浮点数的表相乘：加上 `.float()`。",
            ),
        ),
        Mistake(
            lambda ids, table: (_one_hot(ids, len(table)), table),
            Words("The second result is the product, not the whole table.", "第二样是乘积，不是整张表。"),
        ),
    ),
)


# --- 18.gradient: what comes back to the table ---------------------------------------------------------


def table_gradient(gy: Tensor, table: Tensor, ids: Tensor) -> Tensor:
    return _one_hot(ids, len(table)).to(gy.dtype).T @ gy


def _written(gy: Any, table: Any, ids: Any, write: Callable[[Any, int, Any], Any]) -> Any:
    """The gradient of the table, each row of ``gy`` written into it in one way or another."""
    result = torch.zeros_like(table)
    for place, word in enumerate(ids.tolist()):
        write(result, word, gy[place])
    return result


def _overwrite(result: Any, word: int, row: Any) -> None:
    result[word] = row


def _count(result: Any, word: int, row: Any) -> None:
    result[word] += 1


GRADIENT = GradientExercise(
    name="18.gradient",
    task=Words("the gradient of an embedding table", "词嵌入表的梯度"),
    forward=lambda table, ids: table[ids],
    reference=table_gradient,
    cases=lambda: [
        (
            torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
            torch.tensor([[0.5, 1.0], [1.5, 2.0], [2.5, 3.0]]),
            torch.tensor([2, 0]),
        ),
        (
            torch.tensor([[1.0, -1.0], [0.5, 2.0], [10.0, 20.0], [4.0, 0.0]]),
            torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]),
            torch.tensor([1, 3, 1, 1]),
        ),
    ],
    hints=(
        Words(
            "The gradient has the shape of the table; begin with `torch.zeros_like(table)`.",
            "梯度的形状和表一样；从 `torch.zeros_like(table)` 开始。",
        ),
        Words(
            "Row number `ids[n]` gets `gy[n]`. If a word comes again, its gradients are added.",
            "编号为 `ids[n]` 的那一行得到 `gy[n]`。同一个词再次出现，它的梯度要相加。",
        ),
        Words(
            "A loop with `gradient[i] += gy[n]`; or, looking up being a product, one-hot transposed times `gy`.",
            "写一个循环，里面是 `gradient[i] += gy[n]`；或者，既然查表就是相乘，用独热矩阵的转置乘以 `gy`。",
        ),
    ),
    solution="""\
def table_gradient(gy, table, ids):
    gradient = torch.zeros_like(table)
    for n, i in enumerate(ids.tolist()):
        gradient[i] += gy[n]
    return gradient
""",
    remark=Words(
        "`gradient.index_add_(0, ids, gy)` does it without a loop.",
        "`gradient.index_add_(0, ids, gy)` 不用循环就能做到。",
    ),
    mistakes=(
        Mistake(
            lambda gy, table, ids: _written(gy, table, ids, _overwrite),
            Words(
                "A word that occurs again overwrites its earlier gradient. Gradients of one value are added. (With an "
                "index of several numbers, `gradient[ids] += gy` does not add repeatedly either.)",
                "同一个词再次出现时，覆盖了先前的梯度。同一个值的梯度要相加。"
                "（一次用许多编号作索引时，`gradient[ids] += gy` 也不会重复相加。）",
            ),
        ),
        Mistake(
            lambda gy, table, ids: gy,
            Words(
                "This is the gradient of the rows that were taken out. It has to get back to their places in the table.",
                "这是取出来的那些行的梯度。还要把它放回表中原来的位置。",
            ),
        ),
        Mistake(
            lambda gy, table, ids: _written(gy, table, ids, _count),
            Words(
                "This counts how often each word occurs, the gradient if all of gy were 1. Add the rows of gy.",
                "这只数了每个词出现的次数，只有 gy 全是 1 时才对。要加的是 gy 的各行。",
            ),
        ),
        Mistake(
            lambda gy, table, ids: (
                table_gradient(gy, table, ids) / _one_hot(ids, len(table)).sum(dim=0).clamp(min=1).unsqueeze(1)
            ),
            Words(
                "The gradients of a repeated word are averaged here. They are added: each use has its own share in the loss.",
                "这里对重复的词的梯度取了平均。应当相加：每一次使用都对损失有一份影响。",
            ),
        ),
        Mistake(
            lambda gy, table, ids: table + table_gradient(gy, table, ids),
            Words(
                "The table itself is still in it. Begin with zeros.",
                "里面还有表本身的值。要从零开始。",
            ),
        ),
        Mistake(
            lambda gy, table, ids: table_gradient(gy, table, ids) * table,
            Words(
                "Taking out a row multiplies by 1, not by the row: the local derivative is one.",
                "取出一行相当于乘以 1，而不是乘以这一行：局部导数是 1。",
            ),
        ),
    ),
)


# --- 18.nearest: neighbours by direction ---------------------------------------------------------------


def nearest(vectors: Tensor, index: int, k: int) -> Tensor:
    unit = F.normalize(vectors, dim=1)
    cosine = unit @ unit[index]
    cosine[index] = -2.0
    return cosine.topk(k).indices


def _closest(similarity: Callable[[Any, int], Any], *, itself: bool = False) -> Callable[..., Any]:
    """The nearest by another measure."""

    def find(vectors: Any, index: int, k: int) -> Any:
        scores = similarity(vectors, index).clone()
        if not itself:
            scores[index] = -float("inf")
        return scores.topk(k).indices

    return find


def _cosine(vectors: Any, index: int) -> Any:
    unit = F.normalize(vectors, dim=1)
    return unit @ unit[index]


NEAREST = FunctionExercise(
    name="18.nearest",
    task=Words("the nearest by cosine", "余弦最大的邻居"),
    reference=nearest,
    cases=lambda: [
        (torch.tensor([[1.0, 0.0], [10.0, 9.0], [0.9, 0.8], [-2.0, 0.1], [0.3, 0.1]]), 0, 2),
        (
            torch.tensor([[0.2, 0.1, 0.0], [3.0, 2.0, 2.0], [-1.0, 0.5, 0.0], [0.0, 0.1, 0.3], [5.0, -4.0, 1.0]]),
            *(1, 3),
        ),
        (torch.tensor([[3.0, 1.0], [-3.0, -1.1], [0.1, 0.5], [1.0, -4.0]]), 2, 3),
    ],
    hints=(
        Words(
            "First make all vectors of length 1, by dividing each by its own norm: `nn.functional.normalize(vectors, dim=1)`.",
            "先让每个向量的长度都变成 1，也就是各自除以自己的范数：`nn.functional.normalize(vectors, dim=1)`。",
        ),
        Words(
            "Then the cosines are dot products: `unit @ unit[index]` has one number for each word.",
            "这样余弦就是内积：`unit @ unit[index]`，每个词一个数。",
        ),
        Words(
            "The word itself has the cosine 1. Give it a number below all others, then `.topk(k).indices`.",
            "这个词自己的余弦是 1。给它一个比谁都小的数，再用 `.topk(k).indices`。",
        ),
    ),
    solution="""\
def nearest(vectors, index, k):
    unit = nn.functional.normalize(vectors, dim=1)
    cosine = unit @ unit[index]
    cosine[index] = -2
    return cosine.topk(k).indices
""",
    remark=Words(
        "In the first case the word with the largest dot product is not the nearest: it is only long.",
        "第一个例子里，内积最大的词并不是最近的：它只是长。",
    ),
    mistakes=(
        Mistake(
            _closest(lambda vectors, index: vectors @ vectors[index]),
            Words(
                "This is the dot product, and it prefers long vectors. Divide by both norms.",
                "这是内积，它偏爱长的向量。要除以两个范数。",
            ),
        ),
        Mistake(
            _closest(_cosine, itself=True),
            Words(
                "The word is its own nearest neighbour, with the cosine 1. Leave it out.",
                "这个词成了自己的邻居，余弦为 1。要把它排除。",
            ),
        ),
        Mistake(
            _closest(lambda vectors, index: -((vectors - vectors[index]) ** 2).sum(dim=1)),
            Words(
                "This goes by distance. Asked is the direction: the cosine.",
                "这是按距离排的。要问的是方向，也就是余弦。",
            ),
        ),
        Mistake(
            _closest(lambda vectors, index: -_cosine(vectors, index)),
            Words("These are the least similar ones.", "这些是最不相似的。"),
        ),
        Mistake(
            _closest(lambda vectors, index: F.normalize(vectors, dim=0) @ F.normalize(vectors, dim=0)[index]),
            Words(
                "Normalized along the wrong axis: each vector is a row, so its norm runs along `dim=1`.",
                "归一化的轴错了：每个向量是一行，它的范数沿 `dim=1` 计算。",
            ),
        ),
        Mistake(
            _closest(lambda vectors, index: _cosine(vectors, index).abs()),
            Words(
                "A cosine of −1 means the opposite direction, which is as far as can be. Do not take the absolute value.",
                "余弦为 −1 表示方向相反，那是最远的。不要取绝对值。",
            ),
        ),
        Mistake(
            lambda vectors, index, k: nearest(vectors, index, k).sort().values,
            Words("These are the right words. The best comes first.", "词找对了，但要让余弦最大的排在前面。"),
        ),
    ),
)


# --- 18.pairs: a window that slides --------------------------------------------------------------------


def pairs_of(ids: list[int], window: int) -> list[tuple[int, int]]:
    pairs = []
    for i, centre in enumerate(ids):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if j != i:
                pairs.append((centre, ids[j]))
    return pairs


def _pairs(
    *, left: int = 1, right: int = 1, more: int = 0, itself: bool = False, by_word: bool = False, turned: bool = False
) -> Callable[..., Any]:
    """Pairs with one thing wrong."""

    def collect(ids: list[int], window: int) -> Any:
        found = []
        for i, centre in enumerate(ids):
            for j in range(max(0, i - left * window), min(len(ids), i + right * window + 1 + more)):
                same = ids[j] == centre if by_word else j == i
                if itself or not same:
                    found.append((ids[j], centre) if turned else (centre, ids[j]))
        return found

    return collect


PAIRS = FunctionExercise(
    name="18.pairs",
    task=Words("the pairs of a window", "窗口里的词对"),
    reference=pairs_of,
    cases=lambda: [([5, 8, 2, 9], 1), ([1, 2, 3, 4, 5, 6], 2), ([7, 7, 3, 7], 2), ([4], 3)],
    hints=(
        Words(
            "Two loops: over the places i of the centres, and over the places j around each.",
            "两层循环：外层是中心词的位置 i，内层是它周围的位置 j。",
        ),
        Words(
            "j runs from i − window to i + window, but not beyond the ends: `max(0, i - window)` and "
            "`min(len(ids), i + window + 1)`.",
            "j 从 i − window 到 i + window，但不能越过两端：`max(0, i - window)` 和 `min(len(ids), i + window + 1)`。",
        ),
        Words(
            "Leave out j == i, and append `(ids[i], ids[j])`.",
            "跳过 j == i，其余的追加 `(ids[i], ids[j])`。",
        ),
    ),
    solution="""\
def pairs_of(ids, window):
    pairs = []
    for i in range(len(ids)):
        for j in range(max(0, i - window), min(len(ids), i + window + 1)):
            if j != i:
                pairs.append((ids[i], ids[j]))
    return pairs
""",
    remark=Words(
        "A text of n words has about 2 · window · n pairs: from few words come many examples.",
        "n 个词的文本大约有 2 · window · n 对：不多的词，就有许多例子。",
    ),
    mistakes=(
        Mistake(
            _pairs(itself=True),
            Words("A word is not in its own context: leave out j == i.", "一个词不在它自己的上下文里：要跳过 j == i。"),
        ),
        Mistake(
            _pairs(left=0),
            Words(
                "Only what follows was taken. The window reaches to the left, too.",
                "只取了后面的词。窗口也要伸向左边。",
            ),
        ),
        Mistake(
            _pairs(right=0),
            Words(
                "Only what comes before was taken. The window reaches to the right, too.",
                "只取了前面的词。窗口也要伸向右边。",
            ),
        ),
        Mistake(
            _pairs(more=-1),
            Words(
                "On the right the window is one too short: the end of `range` is not included, so add 1.",
                "右边的窗口短了一个：`range` 不包括终点，所以要加 1。",
            ),
        ),
        Mistake(
            _pairs(by_word=True),
            Words(
                "Left out is the place i, not every word equal to the centre: a word can stand beside itself.",
                "要跳过的是位置 i，而不是所有与中心词相同的词：一个词可以挨着它自己。",
            ),
        ),
        Mistake(
            _pairs(turned=True),
            Words("The centre comes first in each pair.", "每一对里，中心词在前。"),
        ),
        Mistake(
            lambda ids, window: [
                (centre, ids[j])
                for i, centre in enumerate(ids)
                for j in range(i - window, min(len(ids), i + window + 1))
                if j != i and abs(j) < len(ids)
            ],
            Words(
                "A negative index counts from the end: the first word got the last as its company. Begin at `max(0, ...)`.",
                "负的下标是从末尾数的：第一个词竟和最后一个词结了伴。要从 `max(0, ...)` 开始。",
            ),
        ),
    ),
)


# --- 18.negative: real pairs and made-up ones -----------------------------------------------------------


def negative_sampling(centre: Tensor, context: Tensor, noise: Tensor) -> Tensor:
    real = (centre * context).sum(dim=1)
    made_up = (noise * centre.unsqueeze(1)).sum(dim=2)
    return -(F.logsigmoid(real) + F.logsigmoid(-made_up).sum(dim=1)).mean()


def _sampled(
    *,
    log: Callable[[Any], Any] = F.logsigmoid,
    sign: int = -1,
    noise_with: str = "centre",
    collect: Callable[[Any], Any] = lambda each: each.sum(dim=1),
    batch: Callable[[Any], Any] = lambda each: each.mean(),
    out: int = -1,
) -> Callable[..., Any]:
    """The loss with one thing wrong."""

    def loss(centre: Any, context: Any, noise: Any) -> Any:
        real = (centre * context).sum(dim=1)
        beside = {"centre": centre, "context": context}[noise_with]
        made_up = (noise * beside.unsqueeze(1)).sum(dim=2)
        return out * batch(log(real) + collect(log(sign * made_up)))

    return loss


NEGATIVE = FunctionExercise(
    name="18.negative",
    task=Words("the loss of negative sampling", "负采样的损失"),
    reference=negative_sampling,
    cases=lambda: [
        (
            torch.tensor([[1.0, 0.5]]),
            torch.tensor([[2.0, -1.0]]),
            torch.tensor([[[0.5, 0.5], [-1.0, 1.0]]]),
        ),
        (
            torch.tensor([[0.2, 1.0, -0.5], [1.0, 0.0, 2.0]]),
            torch.tensor([[1.0, 1.0, 0.0], [-0.5, 3.0, 0.5]]),
            torch.tensor(
                [
                    [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.5, 0.5, 0.5]],
                    [[0.3, 1.0, -1.0], [1.0, 1.0, 1.0], [0.0, 2.0, 0.25]],
                ]
            ),
        ),
        (torch.tensor([[20.0, 0.0]]), torch.tensor([[-6.0, 1.0]]), torch.tensor([[[7.0, 0.0]]])),
    ],
    hints=(
        Words(
            "The score of a real pair is a dot product: multiply element by element and sum over D, `(N,)`.",
            "真的一对词的得分是内积：逐元素相乘，再沿 D 求和，得到 `(N,)`。",
        ),
        Words(
            "For the noise the centre needs an axis in between, `centre.unsqueeze(1)`: then `(noise * ...).sum(dim=2)` has "
            "the shape (N, k).",
            "对随机词，要在中心词的向量中间插入一个轴，`centre.unsqueeze(1)`；这样 `(noise * ...).sum(dim=2)` 的形状是（N，k）。",
        ),
        Words(
            "`-(nn.functional.logsigmoid(real) + nn.functional.logsigmoid(-made_up).sum(dim=1)).mean()`",
            "结果是 `-(nn.functional.logsigmoid(real) + nn.functional.logsigmoid(-made_up).sum(dim=1)).mean()`。",
        ),
    ),
    solution="""\
def negative_sampling(centre, context, noise):
    real = (centre * context).sum(dim=1)
    made_up = (noise * centre.unsqueeze(1)).sum(dim=2)
    return -(nn.functional.logsigmoid(real) + nn.functional.logsigmoid(-made_up).sum(dim=1)).mean()
""",
    remark=Words(
        "The last case has the scores −120 and 140: `sigmoid` rounds to 0 there, and only `logsigmoid` gets through.",
        "最后一个例子的得分是 −120 和 140：那里 `sigmoid` 会舍入成 0，只有 `logsigmoid` 算得出来。",
    ),
    mistakes=(
        Mistake(
            _sampled(sign=1),
            Words(
                'The made-up pairs get a minus in the sigmoid: for them "no" is the right answer.',
                "编出来的词对，sigmoid 里要有负号：对它们来说，“否”才是正确答案。",
            ),
        ),
        Mistake(
            _sampled(log=lambda score: torch.sigmoid(score).log()),
            Words(
                "For large scores `sigmoid` rounds to 0, and its logarithm is −∞. `nn.functional.logsigmoid` computes both at once.",
                "得分的绝对值大时，`sigmoid` 会舍入成 0，取对数就是 −∞。`nn.functional.logsigmoid` 把两步合起来算。",
            ),
        ),
        Mistake(
            _sampled(out=1),
            Words("The minus in front of everything is missing.", "漏了最前面的负号。"),
        ),
        Mistake(
            _sampled(collect=lambda each: each.mean(dim=1)),
            Words(
                "Over the k random words the formula has a sum, not a mean.",
                "对 k 个随机词，公式里是求和，不是求平均。",
            ),
        ),
        Mistake(
            _sampled(batch=lambda each: each.sum()),
            Words("This is the sum over the N pairs. Take the mean.", "这是 N 对词之和，要取平均值。"),
        ),
        Mistake(
            _sampled(noise_with="context"),
            Words(
                "The random words stand in place of the context: their scores are with the centre.",
                "随机词代替的是上下文词：它们的得分要和中心词来算。",
            ),
        ),
        Mistake(
            _sampled(log=lambda score: torch.sigmoid(score)),
            Words("The logarithm is missing.", "漏了取对数。"),
        ),
        Mistake(
            lambda centre, context, noise: -F.logsigmoid((centre * context).sum(dim=1)).mean(),
            Words(
                "This is the first term alone. Without the made-up pairs all vectors would become one.",
                "这只是第一项。没有编出来的词对，所有的向量都会变成一个样。",
            ),
        ),
    ),
)


# --- 18.bag: a mean that does not count padding ---------------------------------------------------------


def bag_mean(table: Tensor, ids: Tensor, padding: int) -> Tensor:
    real = (ids != padding).float().unsqueeze(2)
    return (table[ids] * real).sum(dim=1) / real.sum(dim=1).clamp(min=1)


def _bag(divide: Callable[[Any, Any], Any], *, masked: bool = True) -> Callable[..., Any]:
    """The mean with another divisor, or with the padding in the sum."""

    def mean(table: Any, ids: Any, padding: int) -> Any:
        real = (ids != padding).float().unsqueeze(2)
        summed = (table[ids] * real if masked else table[ids]).sum(dim=1)
        return summed / divide(real, ids)

    return mean


BAG = FunctionExercise(
    name="18.bag",
    task=Words("the mean of a padded bag", "填充过的词袋的平均值"),
    reference=bag_mean,
    cases=lambda: [
        (torch.tensor([[9.0, 9.0], [1.0, 2.0], [3.0, 6.0]]), torch.tensor([[1, 2, 0], [2, 2, 2]]), 0),
        (
            torch.tensor([[1.0, -1.0, 0.5], [4.0, 2.0, 0.0], [-2.0, 8.0, 1.0], [6.0, 6.0, 6.0]]),
            torch.tensor([[2, 3, 3, 3], [0, 1, 2, 3], [3, 3, 3, 3]]),
            3,
        ),
    ],
    hints=(
        Words(
            "`table[ids]` has the shape (N, L, D). `ids != padding` says which places count, with the shape (N, L).",
            "`table[ids]` 的形状是（N，L，D）。`ids != padding` 说明哪些位置算数，形状是（N，L）。",
        ),
        Words(
            "Give it a third axis, `.unsqueeze(2)`, and multiply: the padding's vectors become zero. Then sum over L.",
            "给它加上第三个轴，`.unsqueeze(2)`，再相乘：填充的向量就变成零。然后沿 L 求和。",
        ),
        Words(
            "Divide by the number of places that count, but at least 1: `.clamp(min=1)`.",
            "除以算数的位置的个数，但至少是 1：`.clamp(min=1)`。",
        ),
    ),
    solution="""\
def bag_mean(table, ids, padding):
    real = (ids != padding).float().unsqueeze(2)
    summed = (table[ids] * real).sum(dim=1)
    return summed / real.sum(dim=1).clamp(min=1)
""",
    remark=Words(
        '`nn.EmbeddingBag(words, D, mode="mean", padding_idx=padding)` computes exactly this.',
        '`nn.EmbeddingBag(words, D, mode="mean", padding_idx=padding)` 算的正是这个。',
    ),
    mistakes=(
        Mistake(
            lambda table, ids, padding: table[ids].mean(dim=1),
            Words("The padding counts as a word here.", "这里把填充也算成了词。"),
        ),
        Mistake(
            _bag(lambda real, ids: ids.shape[1]),
            Words(
                "The sum is right, but it is divided by L, padding included. Divide by the number of real words.",
                "和是对的，但除的是 L，把填充也数进去了。要除以真正的词数。",
            ),
        ),
        Mistake(
            _bag(lambda real, ids: real.sum(dim=1)),
            Words(
                "In an empty bag this is 0 / 0, which is nan. Divide by at least 1: `.clamp(min=1)`.",
                "空的词袋会算成 0 / 0，得到 nan。至少要除以 1：`.clamp(min=1)`。",
            ),
        ),
        Mistake(
            _bag(lambda real, ids: real.sum(dim=1).clamp(min=1), masked=False),
            Words(
                "The padding's vectors are still in the sum.",
                "求和时，填充的向量还在里面。",
            ),
        ),
        Mistake(
            _bag(lambda real, ids: 1),
            Words("This is the sum. Divide by the number of real words.", "这是和。还要除以真正的词数。"),
        ),
        Mistake(
            lambda table, ids, padding: (table[ids] * (ids != padding).float().unsqueeze(2)).sum(dim=0),
            Words(
                "Summed over the wrong axis: the words of a bag lie along `dim=1`.",
                "求和的轴错了：一个词袋里的词沿 `dim=1` 排列。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (LOOKUP, GRADIENT, NEAREST, PAIRS, NEGATIVE, BAG)
