"""Lesson 12, data sets and loaders: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words
from autograd_lab.utils.data import Dataset

TITLE = Words("Dataset and DataLoader: how data reach a network", "Dataset 与 DataLoader：数据怎样送到网络")


# --- 12.dataset: a data set from lines of text -----------------------------------------------------


class Rows(Dataset):
    def __init__(self, lines: Sequence[str], transform: Callable[[Tensor], Tensor] | None = None) -> None:
        self.lines, self.transform = lines, transform

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        numbers = self.lines[index].split(",")
        return self._changed(torch.tensor([float(number) for number in numbers[:-1]])), int(numbers[-1])

    def _changed(self, x: Tensor) -> Tensor:
        return x if self.transform is None else self.transform(x)


def _use_rows(dataset_class: Any, lines: list[str], doubled: bool) -> tuple[Any, ...]:
    dataset = dataset_class(lines, (lambda x: 2 * x) if doubled else None)
    samples = [dataset[i] for i in range(len(lines))]
    whole = all(_whole(label) for _, label in samples)
    tensors = all(isinstance(x, Tensor) for x, _ in samples)
    found = facts(
        Words("features are tensors", "特征是张量") if tensors else Words("features are no tensors", "特征不是张量"),
        Words("labels are whole numbers", "标签是整数")
        if whole
        else Words("labels are no whole numbers", "标签不是整数"),
    )
    return len(dataset), [x for x, _ in samples], [label for _, label in samples], found


def _whole(label: Any) -> bool:
    return not label.is_floating_point() if isinstance(label, Tensor) else isinstance(label, int)


class _Untransformed(Rows):
    def _changed(self, x: Tensor) -> Tensor:
        return x


class _AlwaysTransformed(Rows):
    def _changed(self, x: Tensor) -> Tensor:
        return self.transform(x)  # type: ignore[misc]


class _LabelInside(Rows):
    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        numbers = [float(number) for number in self.lines[index].split(",")]
        return self._changed(torch.tensor(numbers)), int(numbers[-1])


class _FloatLabels(Rows):
    def __getitem__(self, index: int) -> Any:
        x, label = super().__getitem__(index)
        return x, float(label)


class _Lists(Rows):
    def __getitem__(self, index: int) -> Any:
        numbers = [float(number) for number in self.lines[index].split(",")]
        return numbers[:-1] if self.transform is None else [2 * n for n in numbers[:-1]], int(numbers[-1])


class _HeaderSkipped(Rows):
    def __len__(self) -> int:
        return len(self.lines) - 1


class _FirstAsLabel(Rows):
    def __getitem__(self, index: int) -> Any:
        numbers = [float(number) for number in self.lines[index].split(",")]
        return self._changed(torch.tensor(numbers[1:])), int(numbers[0])


DATASET = ProbedExercise(
    name="12.dataset",
    task=Words("a data set from lines of text", "由文本行构成的数据集"),
    reference=Rows,
    probe=_use_rows,
    cases=lambda: [
        (["5.1,3.5,1.4,0.2,0", "4.9,3,1.4,0.2,2", "6,2.5,4,1,1"], False),
        (["1,2,0", "3,-4,1"], True),
    ],
    hints=(
        Words(
            "Keep the lines in `__init__`; `__len__` says how many there are. The work is in `__getitem__`, for one line.",
            "`__init__` 里把各行存下来，`__len__` 说出有几行。真正的工作在 `__getitem__` 里，每次只处理一行。",
        ),
        Words(
            '`line.split(",")` cuts a line into pieces of text. All but the last are features, `float`; the last is the '
            "label, `int`.",
            '`line.split(",")` 把一行切成几段文本。除最后一段外都是特征，用 `float`；最后一段是标签，用 `int`。',
        ),
        Words(
            "Make a tensor of the features; if `self.transform is not None`, replace it by `self.transform(x)`; return "
            "both, `(x, label)`.",
            "把特征做成张量；如果 `self.transform is not None`，就换成 `self.transform(x)`；最后把两者一起返回：`(x, label)`。",
        ),
    ),
    solution="""\
from autograd_lab.utils.data import Dataset

class Rows(Dataset):
    def __init__(self, lines, transform=None):
        self.lines, self.transform = lines, transform

    def __len__(self):
        return len(self.lines)

    def __getitem__(self, index):
        numbers = self.lines[index].split(",")
        x = torch.tensor([float(number) for number in numbers[:-1]])
        if self.transform is not None:
            x = self.transform(x)
        return x, int(numbers[-1])
""",
    remark=Words(
        "Whatever has a length and an i-th sample is a data set: files, a data base, a microphone.",
        "只要有长度、能取出第 i 个样本，就是数据集：文件、数据库、麦克风都可以。",
    ),
    mistakes=(
        Mistake(
            _Untransformed,
            Words("The transform is not applied.", "没有应用 transform。"),
        ),
        Mistake(
            _AlwaysTransformed,
            Words(
                "Without a transform (`None`) the features come as they are.",
                "没有 transform（为 `None`）时，特征应当原样返回。",
            ),
        ),
        Mistake(
            _LabelInside,
            Words(
                "The label stands among the features: the network would only have to read it off.",
                "标签混在特征里了：网络照着念就行了。",
            ),
        ),
        Mistake(
            _FloatLabels,
            Words("The label is a class, so it has to be a whole number: `int`.", "标签是类别，应当是整数：`int`。"),
        ),
        Mistake(
            _Lists,
            Words("The features are a list. Make a tensor of them.", "特征是列表，请做成张量。"),
        ),
        Mistake(
            _HeaderSkipped,
            Words(
                "One sample is missing: `len` must count all lines given.", "少了一个样本：`len` 应当数出给定的所有行。"
            ),
        ),
        Mistake(
            _FirstAsLabel,
            Words("The label is the last number of a line, not the first.", "标签是一行中的最后一个数，不是第一个。"),
        ),
    ),
)


# --- 12.batches: a loader by hand ------------------------------------------------------------------


def batches(dataset: Sequence[tuple[Tensor, int]], batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
    return _batches()(dataset, batch_size)


def _batches(
    *,
    shuffle: bool = True,
    keep_last: bool = True,
    stack: bool = True,
    paired: bool = True,
    first_only: bool = False,
    drawn: bool = False,
) -> Callable[..., Any]:
    """A loader, right or with one thing wrong."""

    def loader(dataset: Any, batch_size: int) -> Any:
        n = len(dataset)
        order = torch.randperm(n).tolist() if shuffle else list(range(n))
        if drawn:
            order = torch.randint(0, n, (n,)).tolist()
        labels = order if paired else list(reversed(order))
        for start in range(0, n if keep_last else n - n % batch_size, batch_size):
            chosen = slice(start, start + batch_size)
            xs = [dataset[i][0] for i in order[chosen]]
            ys = [dataset[i][1] for i in labels[chosen]]
            yield (torch.stack(xs), torch.tensor(ys)) if stack else (xs, ys)
            if first_only:
                return

    return loader


def _use_batches(function: Any, n: int, batch_size: int) -> tuple[Any, ...]:
    """Sample i is the features (i, i²) with the label i, so that everything can be told from what comes."""
    dataset = [(torch.tensor([float(i), float(i * i)]), i) for i in range(n)]
    torch.manual_seed(1)
    first, second = list(function(dataset, batch_size)), list(function(dataset, batch_size))
    if not all(isinstance(part, Tensor) for batch in first for part in batch):
        return (facts(Words("not all parts are tensors", "不都是张量")),)
    sizes = [tuple(x.shape) for x, _ in first]
    seen = [int(i) for _, y in first for i in y]
    pairs = all((x[:, 0] == y).all() for x, y in first)
    again = [int(i) for _, y in second for i in y]
    shapes = " ".join(map(str, sizes))
    return (
        facts(
            Words(f"shapes of x: {shapes}", f"x 的形状：{shapes}"),
            EACH_ONCE if sorted(seen) == list(range(n)) else Words("not each sample once", "不是每个样本恰好一次"),
            TOGETHER if pairs else Words("x and y do not belong together", "x 和 y 对不上"),
            OTHER_ORDER if seen != again else Words("the same order each time", "每次顺序相同"),
        ),
    )


EACH_ONCE = Words("each sample once", "每个样本恰好一次")
TOGETHER = Words("x and y belong together", "x 和 y 对得上")
OTHER_ORDER = Words("another order each time", "每次顺序不同")

BATCHES = ProbedExercise(
    name="12.batches",
    task=Words("a loader of your own", "自己的加载器"),
    reference=batches,
    probe=_use_batches,
    cases=lambda: [(10, 4), (6, 3)],
    hints=(
        Words(
            "Shuffle the indices once: `order = torch.randperm(len(dataset)).tolist()`. Then cut them into pieces.",
            "先把序号打乱一次：`order = torch.randperm(len(dataset)).tolist()`，再切成一段一段。",
        ),
        Words(
            "`for start in range(0, len(order), batch_size):` gives the beginnings; `order[start : start + batch_size]` "
            "is a piece, the last one shorter by itself.",
            "`for start in range(0, len(order), batch_size):` 给出每段的开头；`order[start : start + batch_size]` 就是一段，"
            "最后一段自然会短一些。",
        ),
        Words(
            "For each piece: `samples = [dataset[i] for i in piece]`, then `yield torch.stack([x for x, y in samples]), "
            "torch.tensor([y for x, y in samples])`.",
            "对每一段：`samples = [dataset[i] for i in piece]`，再 `yield torch.stack([x for x, y in samples]), "
            "torch.tensor([y for x, y in samples])`。",
        ),
    ),
    solution="""\
def batches(dataset, batch_size):
    order = torch.randperm(len(dataset)).tolist()
    for start in range(0, len(order), batch_size):
        samples = [dataset[i] for i in order[start : start + batch_size]]
        yield torch.stack([x for x, y in samples]), torch.tensor([y for x, y in samples])
""",
    remark=Words(
        "These few lines are the heart of `DataLoader`. The rest of it is options, and processes that load ahead.",
        "这几行就是 `DataLoader` 的核心。其余的是各种选项，以及提前加载数据的进程。",
    ),
    mistakes=(
        Mistake(
            _batches(shuffle=False),
            Words(
                "The order is the same each time. Shuffle the indices anew at each call: `torch.randperm`.",
                "每次的顺序都一样。每次调用都要重新打乱序号：`torch.randperm`。",
            ),
        ),
        Mistake(
            _batches(keep_last=False),
            Words(
                "The samples that do not fill a whole batch are dropped. Give them out as a smaller batch.",
                "凑不满一个批次的样本被丢掉了。请把它们作为一个较小的批次给出。",
            ),
        ),
        Mistake(
            _batches(stack=False),
            Words(
                "These are lists. Make one tensor of the features, `torch.stack(...)`, and one of the labels, "
                "`torch.tensor(...)`.",
                "这些还是列表。特征用 `torch.stack(...)`，标签用 `torch.tensor(...)`，各做成一个张量。",
            ),
        ),
        Mistake(
            _batches(paired=False),
            Words(
                "Features and labels were put in different orders. Use the same indices for both.",
                "特征和标签的顺序不一致。两者要用同样的序号。",
            ),
        ),
        Mistake(
            _batches(drawn=True),
            Words(
                "Drawn with replacement: some samples come twice, others not at all. `torch.randperm` shuffles.",
                "这是有放回地抽取：有的样本出现两次，有的一次也没有。打乱要用 `torch.randperm`。",
            ),
        ),
        Mistake(
            _batches(first_only=True),
            Words(
                "Only the first batch comes. `return` ends the function; `yield` gives a batch and goes on.",
                "只给出了第一个批次。`return` 会结束函数；`yield` 给出一个批次后还会继续。",
            ),
        ),
    ),
)


# --- 12.pad: samples of different lengths ----------------------------------------------------------


def pad(samples: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    lengths = torch.tensor([len(sample) for sample in samples])
    padded = torch.zeros(len(samples), int(lengths.max()), dtype=torch.int64)
    for row, sample in zip(padded, samples, strict=True):
        row[: len(sample)] = sample
    return padded, lengths


def _pad_to(samples: Any, length: int, *, front: bool = False, fill: int = 0, last: bool = False) -> Tensor:
    rows = []
    for sample in samples:
        missing = [int(sample[-1]) if last else fill] * (length - len(sample))
        own = sample.tolist()[:length]
        rows.append(missing + own if front else own + missing)
    return torch.tensor(rows)


def _lengths(samples: Any) -> Tensor:
    return torch.tensor([len(sample) for sample in samples])


PAD = FunctionExercise(
    name="12.pad",
    task=Words("pad samples of different lengths", "填充长短不一的样本"),
    reference=pad,
    cases=lambda: [
        ([torch.tensor([3, 1]), torch.tensor([5, 2, 4, 1]), torch.tensor([7])],),
        ([torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6])],),
    ],
    hints=(
        Words(
            "How long is the longest? `max(len(sample) for sample in samples)`. Begin with a table of zeros of that width.",
            "最长的有多长？`max(len(sample) for sample in samples)`。先造一张这么宽的全零的表。",
        ),
        Words(
            "`torch.zeros(N, L, dtype=torch.int64)`; then write each sample into the beginning of its row: "
            "`table[i, : len(sample)] = sample`.",
            "`torch.zeros(N, L, dtype=torch.int64)`；再把每个样本写进自己那一行的开头：`table[i, : len(sample)] = sample`。",
        ),
        Words(
            "Return the table and `torch.tensor([len(sample) for sample in samples])`.",
            "返回这张表，以及 `torch.tensor([len(sample) for sample in samples])`。",
        ),
    ),
    solution="""\
def pad(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    table = torch.zeros(len(samples), int(lengths.max()), dtype=torch.int64)
    for i, sample in enumerate(samples):
        table[i, : len(sample)] = sample
    return table, lengths
""",
    remark=Words(
        "The lengths tell later layers which numbers are real and which are only filling.",
        "长度告诉后面的层，哪些数是真的，哪些只是填充。",
    ),
    mistakes=(
        Mistake(
            lambda samples: (_pad_to(samples, int(_lengths(samples).min())), _lengths(samples)),
            Words(
                "Cut to the shortest: the ends of the others are lost. Pad to the longest.",
                "按最短的截断了，别的样本的末尾就丢了。应当填充到最长的长度。",
            ),
        ),
        Mistake(
            lambda samples: (_pad_to(samples, int(_lengths(samples).max()), front=True), _lengths(samples)),
            Words("The zeros stand in front. Put them after the sample.", "零填在了前面，应当填在样本后面。"),
        ),
        Mistake(
            lambda samples: (_pad_to(samples, int(_lengths(samples).max()), fill=-1), _lengths(samples)),
            Words("Pad with 0.", "请用 0 填充。"),
        ),
        Mistake(
            lambda samples: (_pad_to(samples, int(_lengths(samples).max()), last=True), _lengths(samples)),
            Words("The last number is repeated. Pad with 0.", "重复了最后一个数。请用 0 填充。"),
        ),
        Mistake(
            lambda samples: _pad_to(samples, int(_lengths(samples).max())),
            Words(
                "The table is right. Return the true lengths too, as a second tensor.",
                "表是对的。还要返回真实的长度，作为第二个张量。",
            ),
        ),
        Mistake(
            lambda samples: torch.stack(list(samples)),
            Words(
                "`torch.stack` needs samples of the same shape. Bring them to one length first.",
                "`torch.stack` 要求样本形状相同。先把它们变得一样长。",
            ),
        ),
    ),
)


# --- 12.shift: a transform -------------------------------------------------------------------------


def shift(image: Tensor, right: int, down: int) -> Tensor:
    h, w = image.shape
    moved = torch.zeros_like(image)
    for y in range(max(0, down), min(h, h + down)):
        for x in range(max(0, right), min(w, w + right)):
            moved[y, x] = image[y - down, x - right]
    return moved


def _in_place(image: Tensor, right: int, down: int) -> Tensor:
    return image.copy_(shift(image, right, down))


def _smaller(image: Tensor, right: int, down: int) -> Tensor:
    h, w = image.shape
    return image[max(0, -down) : h - max(0, down), max(0, -right) : w - max(0, right)]


def _repeated(image: Tensor, right: int, down: int) -> Tensor:
    h, w = image.shape
    rows = (torch.arange(h) - down).clamp(0, h - 1)
    columns = (torch.arange(w) - right).clamp(0, w - 1)
    return image[rows][:, columns]


SHIFT = FunctionExercise(
    name="12.shift",
    task=Words("shift an image", "平移图像"),
    reference=shift,
    cases=lambda: [
        (torch.arange(1.0, 13.0).reshape(3, 4), 1, 0),
        (torch.arange(1.0, 13.0).reshape(3, 4), -1, 2),
        (torch.arange(1.0, 10.0).reshape(3, 3), 0, 0),
    ],
    hints=(
        Words(
            "Begin with `moved = torch.zeros_like(image)` and copy a rectangle of the image into a rectangle of it.",
            "从 `moved = torch.zeros_like(image)` 开始，把图像的一个矩形复制到它的一个矩形里。",
        ),
        Words(
            "Easier: pad first, cut then. With p = the larger of |right| and |down|, `nn.functional.pad(image, (p, p, p, "
            "p))` adds p zeros on each side.",
            "更简单的办法是先填充，再裁剪。设 p 为 |right| 与 |down| 中较大的，`nn.functional.pad(image, (p, p, p, p))` "
            "在每一边加上 p 个零。",
        ),
        Words(
            "In the padded image the wanted part begins at row p − down and column p − right.",
            "在填充后的图像里，要的那一块从第 p − down 行、第 p − right 列开始。",
        ),
    ),
    solution="""\
def shift(image, right, down):
    h, w = image.shape
    p = max(abs(right), abs(down))
    padded = nn.functional.pad(image, (p, p, p, p))
    return padded[p - down : p - down + h, p - right : p - right + w]
""",
    remark=Words(
        "Pad, then cut out a piece: `RandomCrop(size, padding=p)` does this at a random place.",
        "先填充，再裁下一块：`RandomCrop(size, padding=p)` 做的就是这件事，只是位置随机。",
    ),
    mistakes=(
        Mistake(
            lambda image, right, down: torch.roll(image, (down, right), (0, 1)),
            Words(
                "`roll` lets what leaves on one side come in on the other. The place that becomes free should be 0.",
                "`roll` 会让从一边出去的又从另一边进来。空出来的地方应当是 0。",
            ),
        ),
        Mistake(
            lambda image, right, down: shift(image, -right, -down),
            Words(
                "The image went the other way: a positive `right` moves it to the right, a positive `down` down.",
                "方向反了：`right` 为正应当向右移，`down` 为正应当向下移。",
            ),
        ),
        Mistake(
            lambda image, right, down: shift(image, down, right),
            Words(
                "Rows and columns are exchanged: `down` moves along direction 0, `right` along direction 1.",
                "行和列弄反了：`down` 沿第 0 个方向移动，`right` 沿第 1 个方向移动。",
            ),
        ),
        Mistake(
            _in_place,
            Words(
                "The image itself was changed, so the data set is shifted for good. Return a new tensor.",
                "改动了图像本身，数据集就永远移过去了。请返回一个新的张量。",
            ),
        ),
        Mistake(
            _smaller,
            Words(
                "The image became smaller. It should keep its shape, with zeros where nothing comes in.",
                "图像变小了。形状应当不变，没有东西移进来的地方填零。",
            ),
        ),
        Mistake(
            _repeated,
            Words(
                "The edge was repeated into the free place. It should be 0.", "空出来的地方重复了边缘的像素。应当填 0。"
            ),
        ),
    ),
)


# --- 12.weights: classes of different size ---------------------------------------------------------


def weights(labels: Tensor) -> Tensor:
    return (1 / torch.bincount(labels).float())[labels]


WEIGHTS = FunctionExercise(
    name="12.weights",
    task=Words("weights that balance the classes", "让类别平衡的权重"),
    reference=weights,
    cases=lambda: [(torch.tensor([0, 0, 0, 0, 1]),), (torch.tensor([2, 1, 1, 0, 2, 2, 2]),)],
    hints=(
        Words(
            "`torch.bincount(labels)` counts how often each class occurs.",
            "`torch.bincount(labels)` 数出每个类别出现了几次。",
        ),
        Words(
            "If a class has k samples, each of them gets the weight 1 / k: together they weigh 1.",
            "一个类别有 k 个样本，每个样本的权重就是 1 / k：加起来是 1。",
        ),
        Words(
            "One weight per class, indexed by the labels, gives one per sample: `per_class[labels]`.",
            "先有每个类别的权重，再用标签作下标，就得到每个样本的权重：`per_class[labels]`。",
        ),
    ),
    solution="""\
def weights(labels):
    per_class = 1 / torch.bincount(labels).float()
    return per_class[labels]
""",
    remark=Words(
        "A sampler that draws with these weights draws each class equally often.",
        "按这些权重抽取，每个类别被抽到的机会就一样多。",
    ),
    mistakes=(
        Mistake(
            lambda labels: 1 / torch.bincount(labels).float(),
            Words(
                "This is one weight per class. The sampler wants one per sample: index it with the labels.",
                "这是每个类别一个权重。采样器要的是每个样本一个：用标签作下标。",
            ),
        ),
        Mistake(
            lambda labels: torch.bincount(labels).float()[labels],
            Words(
                "Frequent classes get the large weights here. It must be the other way round: 1 / count.",
                "这样出现得多的类别权重反而大。应当反过来：1 / 个数。",
            ),
        ),
        Mistake(
            lambda labels: (torch.bincount(labels).float() / len(labels))[labels],
            Words(
                "This is how frequent the class is. Rare ones need large weights.",
                "这是类别的频率。少见的类别才要大的权重。",
            ),
        ),
        Mistake(
            lambda labels: (1 - torch.bincount(labels).float() / len(labels))[labels],
            Words(
                "Larger for rare classes, but not balanced: the weights of each class have to sum up to 1.",
                "少见的类别权重是大了，但并不平衡：每个类别的权重加起来应当等于 1。",
            ),
        ),
        Mistake(
            lambda labels: torch.ones(len(labels)) / len(labels),
            Words("All alike: this draws as if there were no weights.", "全都一样，和没有权重没有区别。"),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (DATASET, BATCHES, PAD, SHIFT, WEIGHTS)
