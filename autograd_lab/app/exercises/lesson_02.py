"""Lesson 2, tensors: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Sequence

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.kinds import TensorExercise
from autograd_lab.app.words import Words

TITLE = Words("Tensors", "张量")


def _drawn(*shape: int, seed: int = 2) -> Tensor:
    """Numbers from 0 to 9 without any regularity that would let a wrong axis pass."""
    return torch.randint(0, 10, shape, generator=torch.Generator().manual_seed(seed)).float()


# --- 02.ink: reduce along the right axes -----------------------------------------------------------


def row_ink(images: Tensor) -> Tensor:
    return images.mean(dim=(0, 2))


INK = FunctionExercise(
    name="02.ink",
    task=Words("the average of each row over all pictures", "所有图像上每一行的平均值"),
    reference=row_ink,
    cases=lambda: [(_drawn(3, 8, 8),), (_drawn(1, 8, 8),)],
    hints=(
        Words(
            "Axis 0 is the picture, axis 1 the row, axis 2 the column. Which one must be left at the end?",
            "轴 0 是图像，轴 1 是行，轴 2 是列。最后应当留下哪一个？",
        ),
        Words(
            "The rows stay, so average over the other two axes. `dim` takes a tuple, too.",
            "行要留下，所以对另外两个轴求平均。`dim` 也可以写成元组。",
        ),
        Words(
            "`images.mean(dim=(0, 2))`: over the pictures and over the columns.",
            "`images.mean(dim=(0, 2))`：对图像和列求平均。",
        ),
    ),
    solution="""\
def row_ink(images):
    #| en: pictures (axis 0) and columns (axis 2) go, rows stay
    #| zh: 图像（轴 0）和列（轴 2）消失，行留下
    return images.mean(dim=(0, 2))
""",
    remark=Words(
        "Name the axes that shall go, and what stays is the answer's shape.",
        "写出要消失的轴，留下的就是结果的形状。",
    ),
    mistakes=(
        Mistake(
            lambda images: images.mean(dim=(0, 1)),
            Words(
                "These are the averages of the columns: axis 1, the rows, has been averaged away. The rows must stay.",
                "这是每一列的平均值：轴 1（行）被平均掉了。要留下的是行。",
            ),
        ),
        Mistake(
            lambda images: images.mean(dim=0),
            Words(
                "This is the average picture, 8 × 8. Each of its rows still has to be averaged over its columns.",
                "这是平均图像，8 × 8。它的每一行还要再对各列求平均。",
            ),
        ),
        Mistake(
            lambda images: images.mean(dim=2),
            Words(
                "These are the rows of each picture by itself, (N, 8). Average over the pictures, too: axis 0.",
                "这是每张图像各自的行平均值，形状是 (N, 8)。还要对各张图像求平均，也就是轴 0。",
            ),
        ),
        Mistake(
            lambda images: images.mean(dim=1),
            Words(
                "`dim=1` is the axis that disappears: the rows have been averaged away. Let them stay.",
                "`dim=1` 指的是要消失的轴：行被平均掉了。行应当留下。",
            ),
        ),
        Mistake(
            lambda images: images.mean(dim=(1, 2)),
            Words(
                "This is one number for each picture. Wanted is one for each row: axis 1 stays.",
                "这是每张图像一个数。要的是每一行一个数：留下轴 1。",
            ),
        ),
        Mistake(
            lambda images: images.mean(),
            Words(
                "Without `dim` everything becomes one number. Name the axes that shall go.",
                "不写 `dim` 时，所有的数合成一个。请写出要消失的轴。",
            ),
        ),
        Mistake(
            lambda images: images.sum(dim=(0, 2)),
            Words(
                "The axes are right. Wanted is the average, not the sum.",
                "轴选对了。不过要的是平均值，不是总和。",
            ),
        ),
        Mistake(
            lambda images: images.mean(dim=(0, 2), keepdim=True),
            Words(
                "The numbers are right; `keepdim=True` has left the averaged axes with size 1. Leave it out.",
                "数都对，但 `keepdim=True` 把求过平均的轴以长度 1 留了下来。请去掉它。",
            ),
        ),
    ),
)


# --- 02.brighten: the limits of a dtype ------------------------------------------------------------


def brighten(pixels: Tensor, amount: int) -> Tensor:
    return (pixels.int() + amount).clamp(0, 255).to(torch.uint8)


def _pixels() -> list[tuple[Tensor, int]]:
    pixels = torch.tensor([[0, 30, 100], [200, 240, 255]], dtype=torch.uint8)
    return [(pixels, 60), (pixels, -50), (pixels, 0), (pixels, 300)]


BRIGHTEN = TensorExercise(
    name="02.brighten",
    task=Words("add to uint8 pixels without overflow", "给 uint8 像素加上一个数而不溢出"),
    reference=brighten,
    cases=_pixels,
    hints=(
        Words(
            "In `uint8` the sum has wrapped round before anything can be cut off. So where must the sum be computed?",
            "在 `uint8` 里相加，还没来得及截断就已经绕回去了。那么加法应当用什么类型来算？",
        ),
        Words(
            "Three steps: convert to a type with room, `.int()`; add and `clamp(0, 255)`; convert back.",
            "分三步：转换成容得下的类型 `.int()`；相加并 `clamp(0, 255)`；再转换回来。",
        ),
        Words(
            "`(pixels.int() + amount).clamp(0, 255).to(torch.uint8)`",
            "照这样写：`(pixels.int() + amount).clamp(0, 255).to(torch.uint8)`",
        ),
    ),
    solution="""\
def brighten(pixels, amount):
    #| en: an integer type with room for 555 and for -255
    #| zh: 换成装得下 555 和 -255 的整数类型
    wide = pixels.int() + amount
    return wide.clamp(0, 255).to(torch.uint8)
""",
    remark=Words(
        "The order matters: first room, then arithmetic, then the limits, and only at the end the small type.",
        "顺序很重要：先换成宽的类型，再运算，再截断，最后才换回窄的类型。",
    ),
    mistakes=(
        Mistake(
            lambda pixels, amount: pixels + amount,
            Words(
                "Large sums have wrapped round, when they were computed in `uint8` or when they were converted "
                "back: 255 + 60 does not fit. Convert to a wider type before you add, and `clamp` before you "
                "convert back.",
                "较大的和绕回去了，不是在用 `uint8` 相加时，就是在转换回来时：255 + 60 装不下。"
                "相加之前先换成更宽的类型，转换回来之前先 `clamp`。",
            ),
        ),
        Mistake(
            lambda pixels, amount: (pixels.int() + amount).clamp(max=255).to(torch.uint8),
            Words(
                "At the bright end it is right. `amount` may be negative: cut off below 0, too.",
                "亮的一端对了。`amount` 可能是负数：0 以下也要截断。",
            ),
        ),
        Mistake(
            lambda pixels, amount: (pixels / 255 + amount).clamp(0, 1),
            Words(
                "Here the pixels run from 0 to 1, but `amount` counts from 0 to 255. Stay on that scale.",
                "这里像素变成了 0 到 1，而 `amount` 是按 0 到 255 计的。请保持同一个尺度。",
            ),
        ),
    ),
    dtype_hint=Words(
        "The numbers are right. The result shall be `uint8` again, as pixels in files are: convert at the end.",
        "数都对了。结果应当和文件里的像素一样是 `uint8`：最后转换一下。",
    ),
    wrong_dtype=(lambda pixels, amount: (pixels.float() + amount).clamp(0, 255),),
)


# --- 02.place: strides -----------------------------------------------------------------------------


def place(index: Sequence[int], strides: Sequence[int], offset: int) -> int:
    return offset + sum(i * s for i, s in zip(index, strides, strict=True))


PLACE = FunctionExercise(
    name="02.place",
    task=Words("the place of an element in memory", "一个元素在内存中的位置"),
    reference=place,
    cases=lambda: [((1, 2), (4, 1), 0), ((1, 2), (1, 4), 0), ((2,), (4,), 6), ((1, 2, 3), (64, 8, 1), 5), ((), (), 7)],
    hints=(
        Words(
            "Start at the offset. On each axis go `index` steps, each as long as that axis's stride.",
            "从偏移处出发，在每个轴上走 `index` 步，每一步的长度就是那个轴的步长。",
        ),
        Words(
            "`zip(index, strides)` gives the pairs that belong together; multiply each pair and add up.",
            "`zip(index, strides)` 给出配好对的下标和步长；每一对相乘，再加起来。",
        ),
        Words(
            "`offset + sum(i * s for i, s in zip(index, strides))`",
            "照这样写：`offset + sum(i * s for i, s in zip(index, strides))`",
        ),
    ),
    solution="""\
def place(index, strides, offset):
    for i, stride in zip(index, strides):
        offset += i * stride  #| en: i steps along this axis | zh: 沿这个轴走 i 步
    return offset
""",
    remark=Words(
        "A scalar has no axes: its place is the offset. Your function knows that without a special case.",
        "标量没有轴，它的位置就是偏移。你的函数不用特殊处理也能算对。",
    ),
    mistakes=(
        Mistake(
            lambda index, strides, offset: sum(i * s for i, s in zip(index, strides, strict=True)),
            Words(
                "The offset is missing: a view may begin in the middle of the memory.",
                "漏了偏移：视图可以从内存的中间开始。",
            ),
        ),
        Mistake(
            lambda index, strides, offset: offset + sum(i * s for i, s in zip(index, reversed(strides), strict=True)),
            Words(
                "The strides are paired with the wrong axes: stride 0 belongs to index 0.",
                "步长和轴配错了：第 0 个步长对应第 0 个下标。",
            ),
        ),
        Mistake(
            lambda index, strides, offset: offset + sum(index) * sum(strides),
            Words(
                "Each index has a stride of its own: multiply pair by pair, then add up.",
                "每个下标有自己的步长：一对一对地相乘，然后相加。",
            ),
        ),
        Mistake(
            lambda index, strides, offset: offset + sum(index),
            Words(
                "A step along an axis is as long as its stride: multiply each index by it.",
                "沿一个轴走一步，长度等于它的步长：每个下标都要乘上步长。",
            ),
        ),
        Mistake(
            lambda index, strides, offset: offset + index[0] * strides[0] + index[1] * strides[1],
            Words(
                "That is right for two axes. Let the function work for any number of them, with a loop.",
                "两个轴时是对的。请用循环，让函数适用于任意个轴。",
            ),
        ),
    ),
)


# --- 02.quarters: split, order, join ---------------------------------------------------------------


def quarters(images: Tensor) -> Tensor:
    return images.reshape(-1, 2, 4, 2, 4).permute(0, 1, 3, 2, 4).reshape(-1, 4, 4, 4)


QUARTERS = FunctionExercise(
    name="02.quarters",
    task=Words("each picture in four quarters", "把每张图像切成四块"),
    reference=quarters,
    cases=lambda: [(torch.arange(64.0).reshape(1, 8, 8),), (_drawn(2, 8, 8),)],
    hints=(
        Words(
            "Split both axes of 8 first: row = (upper or lower, 4 rows), column = (left or right, 4 columns): "
            "`reshape(-1, 2, 4, 2, 4)`.",
            "先把两个长度为 8 的轴拆开：行 =（上或下，4 行），列 =（左或右，4 列）：`reshape(-1, 2, 4, 2, 4)`。",
        ),
        Words(
            "The axes are now: picture, upper/lower, row, left/right, column. In which order must they be read, "
            "so that "
            "one quarter after the other comes out?",
            "现在的轴是：图像、上下、行、左右、列。要让四块一块接一块地出来，应当按什么顺序读？",
        ),
        Words(
            "Picture, upper/lower, left/right, row, column: `permute(0, 1, 3, 2, 4)`, then `reshape(-1, 4, 4, 4)`.",
            "图像、上下、左右、行、列：`permute(0, 1, 3, 2, 4)`，再 `reshape(-1, 4, 4, 4)`。",
        ),
    ),
    solution="""\
def quarters(images):
    #| en: (picture, upper/lower, row, left/right, column)
    #| zh: （图像，上下，行，左右，列）
    split = images.reshape(-1, 2, 4, 2, 4)
    #| en: (picture, upper/lower, left/right, row, column), then join the two halves to one axis
    #| zh: （图像，上下，左右，行，列），再把上下和左右合成一个轴
    return split.permute(0, 1, 3, 2, 4).reshape(-1, 4, 4, 4)
""",
    remark=Words(
        "Vision transformers cut photographs into patches in just this way, and attention splits its heads so.",
        "视觉 Transformer 正是这样把照片切成小块的，注意力机制也是这样分成多个头的。",
    ),
    mistakes=(
        Mistake(
            lambda images: images.reshape(-1, 4, 4, 4),
            Words(
                "The shape is right and the contents are mixed up: `reshape` alone, once or twice, does not "
                "change the order in "
                "which numbers are read. Each block here is two whole rows.",
                "形状对了，内容却乱了：单用 `reshape`，用一次还是两次，都不会改变读数的顺序。"
                "这里的每一块其实是两个整行。",
            ),
        ),
        Mistake(
            lambda images: images.reshape(-1, 2, 4, 2, 4).permute(0, 3, 1, 2, 4).reshape(-1, 4, 4, 4),
            Words(
                "The quarters are whole, but upper right and lower left have changed places: upper/lower has to "
                "come before left/right.",
                "四块都完整，但右上和左下对调了：上下应当排在左右的前面。",
            ),
        ),
        Mistake(
            lambda images: images.reshape(-1, 2, 4, 2, 4).permute(0, 1, 3, 4, 2).reshape(-1, 4, 4, 4),
            Words(
                "Each quarter is transposed: row has to come before column.",
                "每一块都转置了：行应当排在列的前面。",
            ),
        ),
        Mistake(
            lambda images: images.reshape(-1, 2, 4, 2, 4).permute(0, 1, 3, 2, 4),
            Words(
                "Order and numbers are right. Join the axes upper/lower and left/right to one of size 4: `reshape`.",
                "顺序和数都对了。再用 `reshape` 把上下和左右这两个轴合成一个长度为 4 的轴。",
            ),
        ),
        Mistake(
            lambda images: images.reshape(-1, 4, 2, 4, 2).permute(0, 2, 4, 1, 3).reshape(-1, 4, 4, 4),
            Words(
                "This takes every second row and column. Split an axis of 8 into (2, 4): the outer part says which "
                "half, the inner which row in it.",
                "这样取到的是隔行隔列的像素。长度为 8 的轴要拆成 (2, 4)：外层说明是哪一半，内层是这一半里的第几行。",
            ),
        ),
    ),
)


# --- 02.standardise: reduce and broadcast back -----------------------------------------------------


def standardise(x: Tensor) -> Tensor:
    return (x - x.mean(dim=0)) / x.std(dim=0)


STANDARDISE = FunctionExercise(
    name="02.standardise",
    task=Words("every column with mean 0 and standard deviation 1", "每一列的平均值为 0、标准差为 1"),
    reference=standardise,
    cases=lambda: [
        (torch.tensor([[1.0, 100.0], [2.0, 300.0], [6.0, 800.0]]),),
        (_drawn(4, 4),),  # square: a wrong axis runs
    ],
    hints=(
        Words(
            "A column is one measurement of all wines. So which axis has to go when its mean is taken?",
            "一列是所有酒的同一项测量值。求它的平均值时，要消失的是哪个轴？",
        ),
        Words(
            "`x.mean(dim=0)` has shape (D,). From the right it fits under (N, D), so it is subtracted from every row.",
            "`x.mean(dim=0)` 的形状是 (D,)。右端对齐，正好配 (N, D)，于是每一行都减去它。",
        ),
        Words(
            "`(x - x.mean(dim=0)) / x.std(dim=0)`: mind the brackets.",
            "`(x - x.mean(dim=0)) / x.std(dim=0)`：注意括号。",
        ),
    ),
    solution="""\
def standardise(x):
    #| en: (N, D) - (D,): the mean is broadcast over the rows
    #| zh: (N, D) - (D,)：平均值广播到每一行
    return (x - x.mean(dim=0)) / x.std(dim=0)
""",
    remark=Words(
        "For rows instead of columns you would need `keepdim=True`, for (N,) does not fit under (N, D) from the right.",
        "如果是按行来做，就需要 `keepdim=True`，因为 (N,) 右端对齐后配不上 (N, D)。",
    ),
    mistakes=(
        Mistake(
            lambda x: (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True),
            Words(
                "This standardises each row, one wine at a time. A column is what remains when axis 0 goes: `dim=0`.",
                "这是对每一行（每种酒）做标准化。按列做，要消失的是轴 0：`dim=0`。",
            ),
        ),
        Mistake(
            lambda x: (x - x.mean(dim=1)) / x.std(dim=1),
            Words(
                "`dim=1` averages each wine over its measurements. You want the average of a measurement over all "
                "wines: `dim=0`.",
                "`dim=1` 是把一种酒的各项测量值求平均。我们要的是同一项测量值在所有酒上的平均：`dim=0`。",
            ),
        ),
        Mistake(
            lambda x: (x - x.mean()) / x.std(),
            Words(
                "One mean for the whole table leaves the columns as different as they were. Give `dim=0`.",
                "整张表只用一个平均值，各列之间还是相差那么多。请写 `dim=0`。",
            ),
        ),
        Mistake(
            lambda x: x - x.mean(dim=0),
            Words(
                "The means are 0 now. Divide by the standard deviation of each column as well.",
                "平均值已经是 0 了。还要除以每一列的标准差。",
            ),
        ),
        Mistake(
            lambda x: x - x.mean(dim=0) / x.std(dim=0),
            Words(
                "Division binds more tightly than subtraction: put `x - mean` in brackets.",
                "除法先于减法：请给 `x - mean` 加上括号。",
            ),
        ),
        Mistake(
            lambda x: (x - x.mean(dim=0)) / x.var(dim=0),
            Words(
                "`var` is the square of the standard deviation. Divide by `std`.",
                "`var` 是方差，即标准差的平方。要除以的是 `std`。",
            ),
        ),
        Mistake(
            lambda x: x / x.std(dim=0),
            Words("Subtract the mean of each column first.", "先减去每一列的平均值。"),
        ),
        Mistake(
            lambda x: (x - x.mean(dim=0)) / x.std(dim=0, correction=0),
            Words(
                "Almost: this divides by N inside the standard deviation, as NumPy does. Use `x.std(dim=0)` as "
                "it is, "
                "which divides by N - 1. Lesson 3 says more.",
                "只差一点：这里标准差内部除以的是 N，这是 NumPy 的做法。请直接用 `x.std(dim=0)`，它除以 N - 1。"
                "第 3 课会细说。",
            ),
        ),
    ),
)


# --- 02.distances: all pairs -----------------------------------------------------------------------


def distances(a: Tensor, b: Tensor) -> Tensor:
    return ((a[:, None] - b[None]) ** 2).sum(dim=-1)


DISTANCES = FunctionExercise(
    name="02.distances",
    task=Words("squared distances of all pairs", "所有配对的平方距离"),
    reference=distances,
    cases=lambda: [(_drawn(3, 5), _drawn(2, 5, seed=3)), (_drawn(3, 3), _drawn(3, 3, seed=4))],
    hints=(
        Words(
            "Think in three axes: which a, which b, which pixel. Where does `a` need an axis of size 1, and where `b`?",
            "想成三个轴：哪个 a、哪个 b、哪个像素。`a` 的哪里需要一个长度为 1 的轴？`b` 呢？",
        ),
        Words(
            "`a[:, None]` has shape (N, 1, D), `b[None]` has shape (1, M, D): their difference is (N, M, D).",
            "`a[:, None]` 的形状是 (N, 1, D)，`b[None]` 的形状是 (1, M, D)，相减得到 (N, M, D)。",
        ),
        Words(
            "Square the difference, then sum over the pixels, the last axis: `.sum(dim=-1)`.",
            "把差平方，再对像素（最后一个轴）求和：`.sum(dim=-1)`。",
        ),
    ),
    solution="""\
def distances(a, b):
    #| en: (N, 1, D) - (1, M, D) gives (N, M, D)
    #| zh: (N, 1, D) 减 (1, M, D) 得到 (N, M, D)
    difference = a[:, None] - b[None]
    return (difference ** 2).sum(dim=-1)
""",
    remark=Words(
        "All pairs by two axes of size 1: you will meet this pattern again in attention.",
        "用两个长度为 1 的轴得到所有配对：在注意力机制里你还会见到它。",
    ),
    mistakes=(
        Mistake(
            lambda a, b: ((a - b) ** 2).sum(dim=-1),
            Words(
                "This pairs row i of `a` with row i of `b` only, and needs as many of both. For all pairs, give "
                "each an "
                "axis of size 1: `a[:, None]`, `b[None]`.",
                "这样只把 `a` 的第 i 行和 `b` 的第 i 行配对，而且两者的行数必须相同。要得到所有配对，"
                "给它们各加一个长度为 1 的轴："
                "`a[:, None]`、`b[None]`。",
            ),
        ),
        Mistake(
            lambda a, b: ((b[:, None] - a[None]) ** 2).sum(dim=-1),
            Words(
                "Transposed: rows shall belong to `a` and columns to `b`.",
                "结果转置了：行应当对应 `a`，列对应 `b`。",
            ),
        ),
        Mistake(
            lambda a, b: ((a[:, None] - b[None]) ** 2).sum(dim=-1).sqrt(),
            Words(
                "The formula has no root: give the sum of the squares itself.",
                "公式里没有开方：请直接返回平方和。",
            ),
        ),
        Mistake(
            lambda a, b: ((a[:, None] - b[None]) ** 2).mean(dim=-1),
            Words("Add up over the pixels, do not average.", "对像素求和，不是求平均。"),
        ),
        Mistake(
            lambda a, b: (a[:, None] - b[None]).abs().sum(dim=-1),
            Words("Square the differences; here their absolute values are added.", "差要平方；这里加的是绝对值。"),
        ),
        Mistake(
            lambda a, b: (a[:, None] - b[None]).sum(dim=-1) ** 2,
            Words(
                "First square, then add up. Here differences of opposite sign have cancelled before the square.",
                "应当先平方再求和。这里先求和，正负的差在平方之前就抵消了。",
            ),
        ),
        Mistake(
            lambda a, b: ((a[:, None] - b[None]) ** 2).sum(dim=1),
            Words(
                "The sum went over axis 1, the rows of `b`. The pixels are the last axis: `dim=-1`.",
                "求和沿的是轴 1，也就是 `b` 的各行。像素是最后一个轴：`dim=-1`。",
            ),
        ),
        Mistake(
            lambda a, b: (a[:, None] - b[None]) ** 2,
            Words(
                "Right so far: (N, M, D). Now add up over the last axis.",
                "到这里都对：形状是 (N, M, D)。再沿最后一个轴求和。",
            ),
        ),
        Mistake(
            lambda a, b: a @ b.t(),
            Words(
                "The matrix product adds up products. Wanted is the sum of squared differences.",
                "矩阵乘法是把乘积加起来。这里要的是差的平方和。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (INK, BRIGHTEN, PLACE, QUARTERS, STANDARDISE, DISTANCES)
