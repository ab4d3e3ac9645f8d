"""Capstone B, the learner's own data: what its exercises ask, accept, recognise and answer.

Two of them judge the learner's own objects, whatever the data: what can be recomputed is recomputed.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, Finding, FunctionExercise, Mistake
from autograd_lab.app.outcome import show
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Capstone B: bring your own data", "综合项目 B：用你自己的数据")

Parts = tuple[Tensor, Tensor, Tensor]
Z = 1.96  # 95 of 100 draws of a normal distribution lie within so many standard deviations


# --- 26.split: three parts with the same shares ----------------------------------------------------


def stratified_split(y: Tensor, generator: Any) -> Parts:
    return _by_class(y, lambda places: places[torch.randperm(len(places), generator=generator)])


def _by_class(y: Tensor, ordered: Callable[[Tensor], Tensor]) -> Parts:
    train, val, test = [], [], []
    for label in y.unique():
        places = ordered((y == label).nonzero()[:, 0])
        n = round(0.2 * len(places))
        val.append(places[:n])
        test.append(places[n : 2 * n])
        train.append(places[2 * n :])
    return torch.cat(train), torch.cat(val), torch.cat(test)


def _use_split(function: Any, counts: Sequence[int]) -> tuple[Any, ...]:
    """Whether the parts are a split, have the same shares of each class up to one example, and hang on the seed."""
    y = torch.cat([torch.full((count,), label) for label, count in enumerate(counts)])
    y = y[torch.randperm(len(y), generator=torch.Generator().manual_seed(9))]
    first, again, other = ([_listed(part) for part in function(y, torch.Generator().manual_seed(s))] for s in (0, 0, 1))
    together = [i for part in first for i in part]
    fair = all(
        abs(sum(int(y[i]) == label for i in part) - share * count) <= 1
        for part, share in zip(first, (0.6, 0.2, 0.2), strict=True)
        for label, count in enumerate(counts)
    )
    return (
        facts(
            Words("every example once", "每个例子恰好一次")
            if sorted(together) == list(range(len(y)))
            else Words("not every example exactly once", "不是每个例子恰好一次")
        ),
        facts(
            Words("60, 20 and 20 of 100 in each class", "每个类别都是 60、20、20")
            if fair
            else Words("not 60, 20 and 20 of 100 in each class", "不是每个类别都是 60、20、20")
        ),
        facts(
            Words("the same seed: the same split", "种子相同：划分相同")
            if first == again
            else Words("the same seed: another split", "种子相同：划分不同"),
            Words("another seed: another split", "种子不同：划分不同")
            if first != other
            else Words("another seed: the same split", "种子不同：划分相同"),
        ),
    )


def _listed(part: Any) -> list[int]:
    return [int(i) for i in part]


def _split_at_random(y: Tensor, generator: Any) -> Parts:
    order = torch.randperm(len(y), generator=generator)
    n = round(0.2 * len(y))
    return order[2 * n :], order[:n], order[n : 2 * n]


def _split_unshuffled(y: Tensor, generator: Any) -> Parts:
    return _by_class(y, lambda places: places)


def _split_overlapping(y: Tensor, generator: Any) -> Parts:
    train, val, _ = stratified_split(y, generator)
    return train, val, val


def _split_unseeded(y: Tensor, generator: Any) -> Parts:
    return stratified_split(y, torch.Generator().manual_seed(int(torch.randint(0, 2**31, (1,)))))


def _split_turned(y: Tensor, generator: Any) -> Parts:
    train, val, test = stratified_split(y, generator)
    return test, val, train


SPLIT = ProbedExercise(
    name="26.split",
    task=Words("a stratified split", "分层划分"),
    reference=stratified_split,
    probe=_use_split,
    # Of a single class every split at random has the right shares, but not one with its parts exchanged.
    cases=lambda: [([50, 50],), ([100, 20, 10],), ([33, 47, 61],), ([60],)],
    hints=(
        Words(
            "Take the classes one by one: `for label in y.unique():`. The places of its examples are "
            "`(y == label).nonzero()[:, 0]`.",
            "一个类别一个类别来：`for label in y.unique():`。它的例子所在的位置是 `(y == label).nonzero()[:, 0]`。",
        ),
        Words(
            "Shuffle them, `places[torch.randperm(len(places), generator=generator)]`, and cut them: the first "
            "`n = round(0.2 * len(places))` for validation, the next `n` for the test, the rest for training.",
            "打乱：`places[torch.randperm(len(places), generator=generator)]`，再切开：前 "
            "`n = round(0.2 * len(places))` 个用于验证，接着 `n` 个用于测试，其余用于训练。",
        ),
        Words(
            "Collect the pieces of each part in a list, and join them at the end: `torch.cat(train)`.",
            "每一份的各段放进一个列表，最后用 `torch.cat(train)` 这样连起来。",
        ),
    ),
    solution="""\
def stratified_split(y, generator):
    train, val, test = [], [], []
    for label in y.unique():
        places = (y == label).nonzero()[:, 0]
        places = places[torch.randperm(len(places), generator=generator)]
        n = round(0.2 * len(places))
        val.append(places[:n])
        test.append(places[n : 2 * n])
        train.append(places[2 * n :])
    return torch.cat(train), torch.cat(val), torch.cat(test)
""",
    remark=Words(
        "Rare classes are now in all three parts. Where several examples come from one person, one would split persons.",
        "稀少的类别现在三份里都有了。如果几个例子来自同一个人，就应当按人来划分。",
    ),
    mistakes=(
        Mistake(
            _split_at_random,
            Words(
                "Shuffled, but not by class: rare classes get more or less than their share by chance. Split each class "
                "by itself.",
                "打乱了，但没有按类别：稀少的类别会因为偶然而分多或分少。请把每个类别分别划分。",
            ),
        ),
        Mistake(
            _split_unshuffled,
            Words(
                "The examples are not shuffled: files are often sorted. Use `torch.randperm(..., generator=generator)`.",
                "没有打乱：文件里的数据常常是排好序的。请用 `torch.randperm(..., generator=generator)`。",
            ),
        ),
        Mistake(
            _split_overlapping,
            Words(
                "Two parts share examples, and others are in none.", "有两份含有相同的例子，另一些例子哪一份里都没有。"
            ),
        ),
        Mistake(
            _split_unseeded,
            Words(
                "The same seed gives another split each time. Give `generator` to `torch.randperm`.",
                "同样的种子，每次划分却不同。请把 `generator` 交给 `torch.randperm`。",
            ),
        ),
        Mistake(
            _split_turned,
            Words(
                "The order is training, validation, test, and the first is the largest.",
                "顺序是训练、验证、测试，第一份最大。",
            ),
        ),
    ),
)


# --- 26.measure: mean and spread, from the training set --------------------------------------------


def measure(x: Tensor, train: Tensor) -> tuple[Tensor, Tensor]:
    seen = x[train]
    mean = seen.nanmean(dim=0)
    std = ((seen - mean) ** 2).nanmean(dim=0).sqrt()
    return mean, torch.where(std > 0, std, torch.ones_like(std))


def _measure_cases() -> list[tuple[Tensor, Tensor]]:
    nan = float("nan")
    x = torch.tensor([[1.0, 5.0, 2.0], [3.0, 5.0, nan], [5.0, 5.0, 4.0], [100.0, 7.0, 90.0], [nan, 5.0, 6.0]])
    return [(x, torch.tensor([0, 1, 2])), (x, torch.tensor([0, 2, 4])), (x.reshape(5, 3, 1), torch.tensor([0, 1, 2]))]


def _measured(*, all_rows: bool = False, nan: bool = True, guard: bool = True, spread: str = "std") -> Any:
    """A measurement with one thing wrong."""

    def wrong(x: Tensor, train: Tensor) -> tuple[Tensor, Tensor]:
        seen = x if all_rows else x[train]
        mean = seen.nanmean(dim=0) if nan else seen.mean(dim=0)
        square = (seen - mean) ** 2
        std = square.nanmean(dim=0) if nan else square.mean(dim=0)
        std = std.sqrt() if spread == "std" else std
        return mean, torch.where(std == 0, torch.ones_like(std), std) if guard else std

    return wrong


def _measured_together(x: Tensor, train: Tensor) -> tuple[Tensor, Tensor]:
    seen = x[train]
    mean = seen.nanmean()
    return mean, ((seen - mean) ** 2).nanmean().sqrt()


MEASURE = FunctionExercise(
    name="26.measure",
    task=Words("mean and standard deviation, without a leak", "平均值和标准差，不泄漏"),
    reference=measure,
    cases=_measure_cases,
    hints=(
        Words("Look at the training rows only: `seen = x[train]`.", "只看训练集的行：`seen = x[train]`。"),
        Words(
            "`seen.nanmean(dim=0)` is the mean of the values that are there. The standard deviation is the root of the "
            "mean square distance, again with `nanmean`.",
            "`seen.nanmean(dim=0)` 是现有数值的平均。标准差是“到平均值的距离”的平方的平均再开方，同样用 `nanmean`。",
        ),
        Words(
            "A column that never changes has the standard deviation 0; put 1 there: "
            "`torch.where(std > 0, std, torch.ones_like(std))`.",
            "从不变化的列，标准差是 0，把它换成 1：`torch.where(std > 0, std, torch.ones_like(std))`。",
        ),
    ),
    solution="""\
def measure(x, train):
    seen = x[train]
    mean = seen.nanmean(dim=0)
    std = ((seen - mean) ** 2).nanmean(dim=0).sqrt()
    #| en: a column that never changes: nothing to divide by
    #| zh: 从不变化的列：没有什么可除的
    return mean, torch.where(std > 0, std, torch.ones_like(std))
""",
    remark=Words(
        "These two belong to the model: whoever uses it later needs them, so they will be saved with it.",
        "这两样属于模型：以后用它的人也需要，所以要和模型一起保存。",
    ),
    mistakes=(
        Mistake(
            _measured(all_rows=True),
            Words(
                "A leak: all rows were looked at, those of the test as well. Take `x[train]`.",
                "泄漏了：所有的行都看了，包括测试集的。要用 `x[train]`。",
            ),
        ),
        Mistake(
            _measured(nan=False),
            Words(
                "One missing value makes a whole column nan. `nanmean` leaves missing values aside.",
                "只要缺一个值，整列就成了 nan。`nanmean` 会跳过缺失的值。",
            ),
        ),
        Mistake(
            _measured(guard=False),
            Words(
                "A column that is the same everywhere has the standard deviation 0, and dividing by it gives nan. Put 1 "
                "there.",
                "处处相同的列，标准差是 0，除以它就得到 nan。要换成 1。",
            ),
        ),
        Mistake(
            _measured(spread="variance"),
            Words("This is the variance; the standard deviation is its root.", "这是方差；标准差是它的平方根。"),
        ),
        Mistake(
            _measured_together,
            Words(
                "One number for all columns. Each column has its own: `dim=0`.",
                "所有列共用了一个数。每一列要有自己的：`dim=0`。",
            ),
        ),
        Mistake(
            lambda x, train: measure(x, train)[::-1],
            Words("The mean comes first, then the standard deviation.", "先返回平均值，再返回标准差。"),
        ),
    ),
)


# --- 26.baseline: what one gets for nothing --------------------------------------------------------


def baseline(y: Tensor, train: Tensor, part: Tensor) -> float:
    usual = y[train].bincount().argmax()
    return (y[part] == usual).float().mean().item()


BASELINE = FunctionExercise(
    name="26.baseline",
    task=Words("the baseline", "基线"),
    reference=baseline,
    cases=lambda: [
        # Most frequent: 0 in the training set, 1 in the part, 2 in all.
        (torch.tensor([0, 0, 0, 2, 2, 1, 1, 0, 1, 2, 2, 2]), torch.arange(5), torch.arange(5, 9)),
        (torch.tensor([2, 2, 1, 0, 2, 2]), torch.tensor([0, 1, 2]), torch.tensor([3, 4, 5])),
        (torch.tensor([0, 0, 1, 1, 1]), torch.tensor([0, 1]), torch.tensor([2, 3, 4])),
    ],
    hints=(
        Words(
            "Whoever knows nothing says the class that is most frequent in the training set, every time.",
            "一无所知的人，每次都说训练集里最常见的类别。",
        ),
        Words(
            "`y[train].bincount()` counts the labels, and `argmax()` finds the most frequent.",
            "`y[train].bincount()` 数出各个标签的个数，`argmax()` 找出最多的。",
        ),
        Words(
            "How often is that right in the part? `(y[part] == usual).float().mean().item()`.",
            "在这一份里有多少是对的？`(y[part] == usual).float().mean().item()`。",
        ),
    ),
    solution="""\
def baseline(y, train, part):
    usual = y[train].bincount().argmax()
    return (y[part] == usual).float().mean().item()
""",
    remark=Words(
        "Every accuracy in a report should stand beside this number.", "报告里的每个准确率，旁边都应当写上这个数。"
    ),
    mistakes=(
        Mistake(
            lambda y, train, part: baseline(y, part, part),
            Words(
                "The most frequent class was looked up in the part itself. It has to come from the training set.",
                "最常见的类别是在这一份自己里面找的，应当在训练集里找。",
            ),
        ),
        Mistake(
            lambda y, train, part: baseline(y, torch.arange(len(y)), part),
            Words(
                "The most frequent class comes from all data. Look at `y[train]` only.",
                "最常见的类别是在全部数据里找的。只能看 `y[train]`。",
            ),
        ),
        Mistake(
            lambda y, train, part: baseline(y, train, train),
            Words(
                "This is its share in the training set. How often is it right in `part`?",
                "这是它在训练集里的比例。在 `part` 里有多少是对的？",
            ),
        ),
        Mistake(
            lambda y, train, part: 1 / len(y.unique()),
            Words(
                "Guessing at random is not the best one can do without looking: say the most frequent class.",
                "随机猜不是“不看数据”时的最好做法：应当说最常见的类别。",
            ),
        ),
    ),
)


# --- 26.model: a network of the learner's own, better than the baseline ----------------------------


@dataclass(frozen=True, kw_only=True)
class Example:
    """A small project that is done, for the wrong answers below."""

    raw: Tensor
    x: Tensor
    y: Tensor
    parts: Parts
    model: nn.Module


@functools.cache
def _example() -> Example:
    """Two heaps of points that overlap a little."""
    generator = torch.Generator().manual_seed(0)
    y = torch.arange(200) % 2
    raw = torch.randn(200, 3, generator=generator) + 2.0 * y.float()[:, None] + 5
    parts = stratified_split(y, generator)
    mean, std = measure(raw, parts[0])
    x = (raw - mean) / std
    model = nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(100):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(x[parts[0]]), y[parts[0]]).backward()
        optimizer.step()
    return Example(raw=raw, x=x, y=y, parts=parts, model=model)


def _is_open(answer: Any) -> bool:
    return (
        answer is None or answer is Ellipsis or (isinstance(answer, tuple) and any(_is_open(part) for part in answer))
    )


def _right(model: nn.Module, x: Tensor, y: Tensor, part: Tensor) -> tuple[Finding | None, int]:
    """How many of a part are right, or what is wrong with the scores."""
    training = model.training
    model.eval()
    try:
        with torch.no_grad():
            scores = model(x[part])
    finally:
        model.train(training)
    classes = int(y.max()) + 1
    if not isinstance(scores, Tensor) or tuple(scores.shape) != (len(part), classes):
        came = str(tuple(scores.shape)) if isinstance(scores, Tensor) else show(scores)
        return Finding(expected=f"({len(part)}, {classes})", came=came, hint=str(SCORES)), 0
    if not bool(torch.isfinite(scores).all()):
        return Finding(hint=str(NOT_FINITE)), 0
    return None, int((scores.argmax(dim=1) == y[part]).sum())


def _shared(first: Tensor, second: Tensor) -> bool:
    return bool(set(_listed(first)) & set(_listed(second)))


class OwnModel(Exercise):
    """`(x, y, train, val, model)`: better than the baseline on the learner's own validation set."""

    def untouched(self, answer: Any) -> bool:
        return _is_open(answer)

    def judge(self, answer: Any) -> Finding | None:
        if not isinstance(answer, tuple) or len(answer) != 5 or not isinstance(answer[-1], nn.Module):
            return Finding(
                came=show(answer[-1] if isinstance(answer, tuple) and answer else answer), hint=str(NO_MODEL)
            )
        x, y, train, val, model = answer
        if _shared(train, val):
            return Finding(hint=str(SHARED))
        wrong, right = _right(model, x, y, val)
        if wrong:
            return wrong
        share, nothing = right / len(val), baseline(y, train, val)
        needed = nothing + math.sqrt(nothing * (1 - nothing) / len(val))
        if share > needed:
            return None
        return Finding(str(ON_VALIDATION), f"> {needed:.1%}", f"{share:.1%}", str(NOT_BETTER))

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        done = _example()
        train, val, _ = done.parts
        yield (done.x, done.y, train, val, nn.Linear), NO_MODEL
        yield (done.x, done.y, train, torch.cat([val, train[:5]]), done.model), SHARED
        yield (done.x, done.y, train, val, nn.Linear(3, 1)), SCORES
        yield (done.x * float("nan"), done.y, train, val, done.model), NOT_FINITE
        yield (done.x, done.y, train, val, _saying(0)), NOT_BETTER


def _saying(label: int) -> nn.Module:
    """A network that gives everything the same answer."""
    model = nn.Linear(3, 2)
    model.load_state_dict({"weight": torch.zeros(2, 3), "bias": torch.eye(2)[label]})
    return model


ON_VALIDATION = Words(
    "accuracy on your validation set; baseline plus its standard error", "在你的验证集上的准确率；基线加上它的标准误差"
)
NO_MODEL = Words(
    "Give the trained network itself as the last of the five: an object such as `nn.Sequential(...)`.",
    "五样中的最后一样应当是训练好的网络本身，也就是 `nn.Sequential(...)` 这样的对象。",
)
SHARED = Words(
    "Training and validation set share examples: then validation proves nothing.",
    "训练集和验证集含有相同的例子：这样验证什么也说明不了。",
)
SCORES = Words(
    "The network must give one score for each class: the last layer has as many outputs as there are classes.",
    "网络要给每个类别一个得分：最后一层的输出个数等于类别数。",
)
NOT_FINITE = Words(
    "Some scores are nan or infinite. Are there missing values left in `x`, or was the learning rate too large?",
    "有的得分是 nan 或无穷大。是不是 `x` 里还有缺失的值，或者学习率太大？",
)
NOT_BETTER = Words(
    "Not clearly better than saying the same class each time. Has it been trained, and with the optimizer holding its own "
    "parameters? If yes, try more epochs and another learning rate. If nothing helps, the columns may not hold the answer: "
    "that, too, is a result, and worth reporting.",
    "并没有明显好过每次都说同一个类别。网络训练过吗？优化器里放的是它自己的参数吗？如果都对，试试多训练几轮、换个学习率。"
    "要是怎么都不行，也许这些数据里本来就没有答案：这同样是一个结果，值得如实报告。",
)

MODEL = OwnModel(
    name="26.model",
    task=Words("a network for your data", "为你的数据造一个网络"),
    hints=(
        Words(
            "`nn.Flatten()` first, whatever the data; then `nn.Linear(n_inputs, 32)`, `nn.ReLU()`, and a last "
            "`nn.Linear(32, n_classes)`.",
            "不管什么数据，先用 `nn.Flatten()`；然后 `nn.Linear(n_inputs, 32)`、`nn.ReLU()`，最后 "
            "`nn.Linear(32, n_classes)`。",
        ),
        Words(
            "Train it with the function that trained the first model: `own = fit(make_model())`.",
            "用训练第一个模型的那个函数来训练它：`own = fit(make_model())`。",
        ),
    ),
    solution="""\
def make_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(n_inputs, 32), nn.ReLU(), nn.Linear(32, n_classes))

own = fit(make_model())
""",
    remark=Words(
        "Is it also better than the linear one? If not by more than the standard error, keep the simpler.",
        "它也比线性模型好吗？如果差别没有超过标准误差，就留用简单的那个。",
    ),
)


# --- 26.interval: how sure -------------------------------------------------------------------------


def interval(right: int, n: int) -> tuple[float, float]:
    p = right / n
    middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return middle - half, middle + half


def _plain_interval(right: int, n: int) -> tuple[float, float]:
    p = right / n
    half = Z * math.sqrt(p * (1 - p) / n)
    return p - half, p + half


def _once(right: int, n: int) -> tuple[float, float]:
    low, high = interval(right, n)
    middle = (low + high) / 2
    return middle - (middle - low) / Z, middle + (high - middle) / Z


def _undivided(right: int, n: int) -> tuple[float, float]:
    low, high = interval(right, n)
    return low * (1 + Z**2 / n), high * (1 + Z**2 / n)


def _uncentred(right: int, n: int) -> tuple[float, float]:
    low, high = interval(right, n)
    return right / n - (high - low) / 2, right / n + (high - low) / 2


INTERVAL = FunctionExercise(
    name="26.interval",
    task=Words("a confidence interval", "置信区间"),
    reference=interval,
    cases=lambda: [(35, 36), (18, 36), (300, 360), (0, 12), (40, 40)],
    hints=(
        Words(
            "Three lines: p, the middle, the half width; then middle minus and plus half.",
            "先算 p、中点、半宽，再返回中点减半宽和中点加半宽。",
        ),
        Words(
            "`middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)`, with `z = 1.96`.",
            "`middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)`，其中 `z = 1.96`。",
        ),
        Words(
            "`half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)`",
            "半宽是 `half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)`。",
        ),
    ),
    solution="""\
def interval(right, n):
    z, p = 1.96, right / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5 / (1 + z**2 / n)
    return middle - half, middle + half
""",
    remark=Words(
        "40 of 40 right does not mean 100%: the interval reaches down to 91%.",
        "40 个全对，并不等于 100%：区间一直延伸到 91%。",
    ),
    mistakes=(
        Mistake(
            _plain_interval,
            Words(
                "This is p plus and minus 1.96 standard errors. With 40 of 40 right it has no width at all: use Wilson's "
                "formula.",
                "这是 p 加减 1.96 倍标准误差。40 个全对时，它的宽度成了零：请用 Wilson 的公式。",
            ),
        ),
        Mistake(_once, Words("The half width is multiplied by z = 1.96.", "半宽要乘以 z = 1.96。")),
        Mistake(
            _undivided, Words("Middle and half width are both divided by 1 + z²/n.", "中点和半宽都要除以 1 + z²/n。")
        ),
        Mistake(
            _uncentred,
            Words(
                "The middle is not p: it is drawn a little towards one half.", "中点不是 p，它要向二分之一靠拢一点。"
            ),
        ),
        Mistake(
            lambda right, n: tuple(100 * end for end in interval(right, n)),
            Words("In percent. Give shares from 0 to 1.", "这是百分数。请返回 0 到 1 之间的比例。"),
        ),
    ),
)


# --- 26.report: numbers that can be recomputed -----------------------------------------------------

ROUNDING = 0.0051  # a report may round to whole percents
SEEDS = 3


def _report(
    raw: Tensor, x: Tensor, y: Tensor, parts: Parts, model: nn.Module, seeds: Sequence[float]
) -> dict[str, Any]:
    _, right = _right(model, x, y, parts[2])
    n = len(parts[2])
    low, high = interval(right, n)
    mean = sum(seeds) / len(seeds)
    spread = math.sqrt(sum((share - mean) ** 2 for share in seeds) / (len(seeds) - 1))
    return {
        "n": n,
        "accuracy": right / n,
        "low": low,
        "high": high,
        "baseline": baseline(y, parts[0], parts[2]),
        "seed_mean": mean,
        "seed_std": spread,
    }


class OwnReport(Exercise):
    """`(raw, x, y, (train, val, test), model, seeds, report)`: the parts, the preparation and every number of the
    report are gone through once more."""

    def untouched(self, answer: Any) -> bool:
        return _is_open(answer)

    def judge(self, answer: Any) -> Finding | None:
        if not isinstance(answer, tuple) or len(answer) != 7 or not isinstance(answer[-1], dict):
            return Finding(
                came=show(answer[-1] if isinstance(answer, tuple) and answer else answer), hint=str(NO_REPORT)
            )
        raw, x, y, parts, model, seeds, report = answer
        found = _parts_wrong(y, parts) or _leak(raw, x, parts[0]) or _right(model, x, y, parts[2])[0]
        if found:
            return found
        if len(seeds) < SEEDS:
            return Finding(came=show(seeds), hint=str(FEW_SEEDS))
        for name, wanted in _report(raw, x, y, parts, model, seeds).items():
            if name not in report:
                return Finding(came=show(sorted(map(str, report))), hint=str(_lacking(name)))
            came = _number(report[name])
            if came is None or not abs(came - wanted) <= ROUNDING:
                return Finding(str(_entry(name)), f"{wanted:.3f}", show(report[name]), str(WRONG_NUMBER))
        return None

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        done = _example()
        train, val, test = done.parts
        seeds = [0.9, 0.92, 0.88]
        good = _report(done.raw, done.x, done.y, done.parts, done.model, seeds)
        rest = done.model, seeds, good
        mean, std = measure(done.raw, torch.arange(len(done.y)))
        yield (*_head(done), (train, val, val), *rest), NOT_A_SPLIT
        # One class is missing in the test.
        ones = test[done.y[test] == 1]
        yield (*_head(done), (torch.cat([train, test[done.y[test] == 0]]), val, ones), *rest), NOT_STRATIFIED
        yield (done.raw, (done.raw - mean) / std, done.y, done.parts, *rest), LEAKED
        yield (*_head(done), done.parts, done.model, seeds[:1], good), FEW_SEEDS
        yield (*_head(done), done.parts, done.model, seeds, {}), _lacking("n")
        yield (*_head(done), done.parts, done.model, seeds, {**good, "accuracy": 1.0}), WRONG_NUMBER
        yield (*_head(done), done.parts, done.model, seeds, {**good, "low": good["accuracy"]}), WRONG_NUMBER
        yield (*_head(done), done.parts, done.model, seeds, {**good, "seed_std": "small"}), WRONG_NUMBER
        yield (*_head(done), done.parts, done.model, seeds, 0.97), NO_REPORT


def _head(done: Example) -> tuple[Tensor, Tensor, Tensor]:
    return done.raw, done.x, done.y


def _parts_wrong(y: Tensor, parts: Any) -> Finding | None:
    together = [i for part in parts for i in _listed(part)]
    if sorted(together) != list(range(len(y))):
        return Finding(hint=str(NOT_A_SPLIT))
    for part in parts:
        shares = y[part].bincount(minlength=int(y.max()) + 1).float() / len(part)
        wanted = y.bincount().float() / len(y)
        # Rounding each class to whole examples moves a share by less than one example of the part, two to be kind.
        if float((shares - wanted).abs().max()) > 2 / len(part):
            return Finding(hint=str(NOT_STRATIFIED))
    return None


def _leak(raw: Tensor, x: Tensor, train: Tensor) -> Finding | None:
    everything = torch.arange(len(raw))
    leaked, clean = (
        torch.nan_to_num((raw - mean) / std) for mean, std in (measure(raw, everything), measure(raw, train))
    )
    # A preparation of one's own is welcome; the one that has looked at all rows is known by its numbers.
    if torch.allclose(x, leaked, rtol=1e-4, atol=1e-5) and not torch.allclose(x, clean, rtol=1e-4, atol=1e-5):
        return Finding(hint=str(LEAKED))
    return None


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _entry(name: str) -> Words:
    return Words(f"the entry {name!r} of the report", f"报告里的 {name!r} 一项")


def _lacking(name: str) -> Words:
    return Words(f"The report has no entry {name!r}.", f"报告里没有 {name!r} 这一项。")


NO_REPORT = Words("The last of the seven is the report, a dictionary.", "七样中的最后一样是报告，一个字典。")
NOT_A_SPLIT = Words(
    "The three parts are no split: each example has to stand in exactly one of them.",
    "这三份不成其为划分：每个例子都应当恰好在其中一份里。",
)
NOT_STRATIFIED = Words(
    "The classes do not have the same shares in the three parts: split each class by itself.",
    "各个类别在三份里的比例不一样：请把每个类别分别划分。",
)
LEAKED = Words(
    "A leak: `x` was standardized with numbers of all rows. Measure the training rows, and train again.",
    "泄漏了：`x` 是用所有行的数标准化的。请只在训练集的行上测量，再重新训练。",
)
FEW_SEEDS = Words(
    "Train with at least three seeds: two numbers do not show a spread.", "至少用三个种子来训练：两个数看不出离散程度。"
)
WRONG_NUMBER = Words(
    "This number is not what your own test set and your own network give. Take it from the results, by code.",
    "这个数与你自己的测试集和网络得出的不符。请用代码从结果里取，不要手写。",
)

REPORT = OwnReport(
    name="26.report",
    task=Words("a report that can be recomputed", "经得起重算的报告"),
    hints=(
        Words(
            "`n` is `len(test)`; how many of the test are right you get from `guess(chosen, x[test])`, compared with "
            "`y[test]`.",
            "`n` 是 `len(test)`；测试集里对了多少，用 `guess(chosen, x[test])` 和 `y[test]` 比较就知道。",
        ),
        Words(
            "`low, high = interval(right, n)`, and `baseline(y, train, test)`. Mean and standard deviation of the seeds: "
            "`torch.tensor(seeds).mean().item()` and `.std().item()`.",
            "`low, high = interval(right, n)`，还有 `baseline(y, train, test)`。各个种子的平均值和标准差："
            "`torch.tensor(seeds).mean().item()` 和 `.std().item()`。",
        ),
    ),
    solution="""\
right = (guess(chosen, x[test]) == y[test]).sum().item()
low, high = interval(right, len(test))
report = {
    "n": len(test),
    "accuracy": right / len(test),
    "low": low,
    "high": high,
    "baseline": baseline(y, train, test),
    "seed_mean": torch.tensor(seeds).mean().item(),
    "seed_std": torch.tensor(seeds).std().item(),
}
""",
    remark=Words(
        "Somebody who has your data and your seed can now check every number that you tell.",
        "别人拿到你的数据和种子，就能检验你说的每一个数。",
    ),
)


# --- 26.predict: from raw data to words ------------------------------------------------------------


def predict(saved: dict[str, Any], model: nn.Module, raw: Tensor) -> list[str]:
    model.eval()
    x = torch.nan_to_num((raw - saved["mean"]) / saved["std"])
    with torch.no_grad():
        guesses = model(x).argmax(dim=1)
    return [saved["classes"][i] for i in guesses.tolist()]


def _use_predict(function: Any, mean: Sequence[float], raw: Sequence[Sequence[float]]) -> Any:
    """A network that says which of two columns is larger once they are prepared, and adds noise while it trains."""
    model = nn.Sequential(nn.Dropout(0.9), nn.Linear(2, 2, bias=False))
    with torch.no_grad():
        model[1].weight.copy_(torch.eye(2))
    saved = {"mean": torch.tensor(mean), "std": torch.tensor([1.0, 10.0]), "classes": ["left", "right"]}
    torch.manual_seed(0)
    said = function(saved, model, torch.tensor(raw))
    return tuple(said) if isinstance(said, (list, tuple)) else said


def _predicted(*, prepare: str = "right", mode: bool = True, words: bool = True) -> Any:
    """A prediction with one thing wrong."""

    def wrong(saved: dict[str, Any], model: nn.Module, raw: Tensor) -> list[Any]:
        mean, std = saved["mean"], saved["std"]
        if prepare == "own":
            mean, std = measure(raw, torch.arange(len(raw)))
        if mode:
            model.eval()
        x = raw if prepare == "none" else (raw - mean) / std
        with torch.no_grad():
            guesses = model(x if prepare == "holes" else torch.nan_to_num(x)).argmax(dim=1).tolist()
        return [saved["classes"][i] for i in guesses] if words else guesses

    return wrong


_NAN = float("nan")

PREDICT = ProbedExercise(
    name="26.predict",
    task=Words("from raw data to an answer in words", "从原始数据到用文字说出的答案"),
    reference=predict,
    probe=_use_predict,
    cases=lambda: [
        ([0.0, 0.0], [[1.0, 5.0], [1.0, 15.0], [0.2, 3.0], [_NAN, 4.0], [0.3, 2.0], [2.0, 25.0]]),
        ([5.0, 50.0], [[5.5, 60.0], [6.0, 51.0], [4.0, 60.0], [6.0, _NAN], [7.0, 61.0], [4.5, 44.0]]),
    ],
    hints=(
        Words(
            'Prepare the raw rows with the numbers that were saved: `(raw - saved["mean"]) / saved["std"]`, and '
            "`torch.nan_to_num` for what is missing.",
            '用保存下来的数处理原始数据：`(raw - saved["mean"]) / saved["std"]`，缺失的用 `torch.nan_to_num`。',
        ),
        Words(
            "`model.eval()`, then the scores under `with torch.no_grad():`.",
            "先 `model.eval()`，再在 `with torch.no_grad():` 下面算得分。",
        ),
        Words(
            '`[saved["classes"][i] for i in scores.argmax(dim=1).tolist()]`',
            '最后 `[saved["classes"][i] for i in scores.argmax(dim=1).tolist()]`。',
        ),
    ),
    solution="""\
def predict(saved, model, raw):
    model.eval()
    x = torch.nan_to_num((raw - saved["mean"]) / saved["std"])
    with torch.no_grad():
        guesses = model(x).argmax(dim=1)
    return [saved["classes"][i] for i in guesses.tolist()]
""",
    remark=Words(
        "A model is more than its weights: the preparation and the names of the classes belong to it.",
        "模型不只是权重：数据怎么处理、类别叫什么名字，都是它的一部分。",
    ),
    mistakes=(
        Mistake(
            _predicted(prepare="none"),
            Words(
                "The network was trained on prepared numbers and gets raw ones here.",
                "网络是用处理过的数训练的，这里却得到了原始的数。",
            ),
        ),
        Mistake(
            _predicted(prepare="own"),
            Words(
                "Mean and standard deviation were measured anew on these rows. Use those of the training: "
                '`saved["mean"]`, `saved["std"]`.',
                '平均值和标准差是在这些行上重新算的。要用训练时的：`saved["mean"]`、`saved["std"]`。',
            ),
        ),
        Mistake(
            _predicted(mode=False),
            Words(
                "The network is still in training mode, and its dropout guesses: `model.eval()`.",
                "网络还处于训练模式，dropout 在随机捣乱：要写 `model.eval()`。",
            ),
        ),
        Mistake(
            _predicted(words=False),
            Words(
                'Numbers of classes: give their names, `saved["classes"][i]`.',
                '这是类别的序号：请给出名称，`saved["classes"][i]`。',
            ),
        ),
        Mistake(
            _predicted(prepare="holes"),
            Words(
                "A missing value makes all scores nan. `torch.nan_to_num` puts 0 there, which is the mean.",
                "缺一个值，所有得分就都成了 nan。`torch.nan_to_num` 把它换成 0，也就是平均值。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (SPLIT, MEASURE, BASELINE, MODEL, INTERVAL, REPORT, PREDICT)
