"""Lesson 3, NumPy and devices: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.kinds import TensorExercise
from autograd_lab.app.words import Words

TITLE = Words("Tensors, NumPy and devices", "张量、NumPy 与设备")


# --- 03.load: from an array, safely ----------------------------------------------------------------


def load(array: np.ndarray) -> Tensor:
    return torch.tensor(array, dtype=torch.float32)


LOAD = TensorExercise(
    name="03.load",
    task=Words("a float32 tensor with memory of its own", "内存独立的 float32 张量"),
    reference=load,
    cases=lambda: [
        (np.array([0.25, 1.5, -2.0], dtype=np.float32),),
        (np.array([[0.25, 1.5], [3.0, 4.0]]),),
        (np.array([0, 7, 255], dtype=np.uint8),),
    ],
    hints=(
        Words(
            "Two wishes: the dtype is always `float32`, and the memory is always new. Which line of the table copies "
            "in every case?",
            "有两个要求：数据类型总是 `float32`，内存总是新的。表里哪一行在任何情况下都复制？",
        ),
        Words(
            "`torch.tensor(array)` copies always, but keeps the array's dtype. It takes `dtype=`, too.",
            "`torch.tensor(array)` 总是复制，但沿用数组的数据类型。它也可以带参数 `dtype=`。",
        ),
        Words(
            "`torch.tensor(array, dtype=torch.float32)`",
            "照这样写：`torch.tensor(array, dtype=torch.float32)`",
        ),
    ),
    solution="""\
def load(array):
    #| en: torch.tensor always copies; the dtype is ours, not the array's
    #| zh: torch.tensor 总是复制；数据类型由我们定，不随数组
    return torch.tensor(array, dtype=torch.float32)
""",
    remark=Words(
        "Copy at the border and you never have to ask again who else holds the memory.",
        "在边界上复制一次，以后就不必再问还有谁拿着这块内存。",
    ),
    mistakes=(
        Mistake(
            lambda array: torch.tensor(array).int(),
            Words(
                "Integers have no fractions: 0.25 has become 0. Make it `float32`.",
                "整数没有小数部分：0.25 变成了 0。请转换成 `float32`。",
            ),
        ),
        Mistake(
            lambda array: torch.tensor(array / 255, dtype=torch.float32),
            Words(
                "No scaling is asked for here: the numbers stay as they are.",
                "这里不要求缩放：数值保持不变。",
            ),
        ),
    ),
    dtype_hint=Words(
        "The numbers are right, but the dtype followed the array. Ask for `torch.float32`, and return a tensor.",
        "数都对了，但数据类型跟着数组走了。请指明 `torch.float32`，并且返回张量。",
    ),
    wrong_dtype=(torch.tensor, torch.from_numpy, lambda array: array.astype(np.float32).copy()),
    memory_hint=Words(
        "An array that is `float32` already is shared here, not copied: change it, and the tensor changes. "
        "`torch.tensor` copies in every case.",
        "如果数组本来就是 `float32`，这样写并没有复制，而是共用内存：改了数组，张量也跟着变。"
        "`torch.tensor` 在任何情况下都复制。",
    ),
    shared_memory=(
        lambda array: torch.from_numpy(array).float(),
        lambda array: torch.as_tensor(array, dtype=torch.float32),
        lambda array: torch.from_numpy(array).to(torch.float32),
    ),
)


# --- 03.port: the same words, other habits ---------------------------------------------------------


def unusual(x: Tensor) -> Tensor:
    z = (x - x.mean(dim=0)) / x.std(dim=0, correction=0)
    return z.abs().max(dim=1).values


def _tables() -> list[tuple[Tensor]]:
    random = torch.Generator().manual_seed(3)
    return [
        (torch.tensor([[1.0, 200.0, 0.5], [2.0, 100.0, 0.1], [4.0, 400.0, 0.2]]),),
        (torch.randn(5, 4, generator=random) * 3 + 1,),
    ]


PORT = FunctionExercise(
    name="03.port",
    task=Words("a NumPy program for tensors", "把 NumPy 程序改成张量程序"),
    reference=unusual,
    cases=_tables,
    hints=(
        Words(
            "Go through the table line by line: `axis`, `std`, `abs`, `max`. Which of them behaves differently?",
            "对照那张表逐个看：`axis`、`std`、`abs`、`max`。哪些表现得不一样？",
        ),
        Words(
            "NumPy's `std` divides by N: `x.std(dim=0, correction=0)`. And `max(dim=1)` returns a pair.",
            "NumPy 的 `std` 除以 N：`x.std(dim=0, correction=0)`。另外，`max(dim=1)` 返回的是一对结果。",
        ),
        Words(
            "At the end: `z.abs().max(dim=1).values`.",
            "最后一步：`z.abs().max(dim=1).values`。",
        ),
    ),
    solution="""\
def unusual(x):
    #| en: NumPy divides by N: correction=0
    #| zh: NumPy 除以 N：correction=0
    z = (x - x.mean(dim=0)) / x.std(dim=0, correction=0)
    #| en: max along an axis gives values and indices
    #| zh: 沿一个轴求 max，同时给出数值和位置
    return z.abs().max(dim=1).values
""",
    remark=Words(
        "A test with numbers finds such differences at once; reading the code hardly ever does.",
        "拿数测一测，这种差别立刻就能发现；光看代码几乎看不出来。",
    ),
    mistakes=(
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0)).abs().max(dim=1).values,
            Words(
                "Everything is a little too small: here `std` divides by N - 1, NumPy's by N. Give `correction=0`.",
                "所有的数都偏小一点：这里的 `std` 除以 N - 1，NumPy 的除以 N。请写 `correction=0`。",
            ),
        ),
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0, correction=0)).abs().max(dim=1),
            Words(
                "`max(dim=1)` gives a pair, the values and their indices. Take `.values`.",
                "`max(dim=1)` 给出一对结果：数值和位置。请取 `.values`。",
            ),
        ),
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0)).abs().max(dim=1),
            Words(
                "Two habits differ: `max(dim=1)` gives a pair, take `.values`; and `std` needs `correction=0` to "
                "divide "
                "by N.",
                "有两处习惯不同：`max(dim=1)` 给出一对结果，要取 `.values`；`std` 要写 `correction=0` 才除以 N。",
            ),
        ),
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0, correction=0)).abs().argmax(dim=1),
            Words(
                "This says which measurement is the most unusual. Wanted is how unusual it is: the value.",
                "这说的是哪一项测量值最不寻常。要的是它有多不寻常，也就是数值。",
            ),
        ),
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0, correction=0)).max(dim=1).values,
            Words(
                "A measurement far below the mean is unusual, too: take `abs()` first.",
                "比平均值低很多也同样不寻常：先取 `abs()`。",
            ),
        ),
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0, correction=0)).abs().max(),
            Words(
                "One number for all wines. Ask for the largest in each row: `dim=1`.",
                "所有酒只得到一个数。要的是每一行的最大值：`dim=1`。",
            ),
        ),
        Mistake(
            lambda x: ((x - x.mean(dim=0)) / x.std(dim=0, correction=0)).abs().max(dim=0).values,
            Words(
                "This is one number per measurement. For one per wine, the measurements have to go: `dim=1`.",
                "这是每项测量值一个数。要每种酒一个数，应当消失的是测量值那个轴：`dim=1`。",
            ),
        ),
        Mistake(
            lambda x: (
                ((x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, correction=0, keepdim=True)).abs().max(dim=1).values
            ),
            Words(
                "Mean and standard deviation are taken over each wine here. Take them over the wines: `dim=0`.",
                "这里是在每种酒内部求平均值和标准差。应当对所有酒来求：`dim=0`。",
            ),
        ),
    ),
)


# --- 03.edges: slices instead of loops -------------------------------------------------------------


def edges_at_once(images: Tensor) -> Tensor:
    return images[:, :, 1:] - images[:, :, :-1]


def _pictures() -> list[tuple[Tensor]]:
    random = torch.Generator().manual_seed(4)
    return [(torch.randint(0, 17, shape, generator=random).float(),) for shape in ((2, 3, 4), (1, 8, 8))]


EDGES = FunctionExercise(
    name="03.edges",
    task=Words("differences of neighbours, without a loop", "不用循环求相邻像素之差"),
    reference=edges_at_once,
    cases=_pictures,
    hints=(
        Words(
            "All right-hand neighbours are the pictures without their first column. And all left-hand ones?",
            "所有“右边的邻居”，就是去掉第一列的图像。那么所有“左边的”呢？",
        ),
        Words(
            "`images[:, :, 1:]` leaves out the first column, `images[:, :, :-1]` the last one.",
            "`images[:, :, 1:]` 去掉第一列，`images[:, :, :-1]` 去掉最后一列。",
        ),
        Words(
            "Right minus left: `images[:, :, 1:] - images[:, :, :-1]`.",
            "右边减左边：`images[:, :, 1:] - images[:, :, :-1]`。",
        ),
    ),
    solution="""\
def edges_at_once(images):
    #| en: two views of one memory, shifted by a column: right minus left
    #| zh: 同一块内存的两个视图，错开一列：右边减左边
    return images[:, :, 1:] - images[:, :, :-1]
""",
    remark=Words(
        "Sums of shifted views are what a convolution computes. Lesson 15 learns the weights of such sums.",
        "错开的视图加加减减，就是卷积所做的计算。到第 15 课，这些加减的权重是学出来的。",
    ),
    mistakes=(
        Mistake(
            lambda images: images[:, :, :-1] - images[:, :, 1:],
            Words(
                "The sign is reversed: it is the right-hand neighbour minus the pixel.",
                "符号反了：应当是右边的邻居减去这个像素。",
            ),
        ),
        Mistake(
            lambda images: images[:, 1:] - images[:, :-1],
            Words(
                "These are differences from row to row. Left and right are columns: the last axis.",
                "这是上下两行之差。左右说的是列，也就是最后一个轴。",
            ),
        ),
        Mistake(
            lambda images: images[1:] - images[:-1],
            Words(
                "This subtracts each picture from the next one. The columns are the last axis.",
                "这是相邻两张图像之差。列是最后一个轴。",
            ),
        ),
        Mistake(
            lambda images: images.roll(-1, 2) - images,
            Words(
                "`roll` goes round: the last column got the first one as its neighbour. Leave that column out.",
                "`roll` 是绕圈的：最后一列把第一列当成了邻居。应当去掉这一列。",
            ),
        ),
        Mistake(
            lambda images: (images[:, :, 1:] - images[:, :, :-1]).abs(),
            Words(
                "Keep the sign: it tells whether ink begins or ends.",
                "符号要保留：它说明墨迹是开始还是结束。",
            ),
        ),
        Mistake(
            lambda images: images[:, :, 2:] - images[:, :, :-2],
            Words(
                "These pixels are two columns apart. Shift by one.",
                "这里相减的像素隔了两列。只要错开一列。",
            ),
        ),
    ),
)


# --- 03.worth: arithmetic against transfer ---------------------------------------------------------


def gpu_seconds(n: float, operations: float, bandwidth: float) -> float:
    return 3 * 4 * n**2 / bandwidth + 2 * n**3 / operations


def _machines() -> list[tuple[Any, ...]]:
    # Sizes at which both parts weigh, in whole seconds, so that a forgotten factor shows.
    return [(10, 100.0, 50.0), (4, 8.0, 16.0), (100, 1e5, 1e4)]


WORTH = FunctionExercise(
    name="03.worth",
    task=Words("seconds of a matrix product on a GPU", "GPU 上一次矩阵乘法的秒数"),
    reference=gpu_seconds,
    cases=_machines,
    hints=(
        Words(
            "Two times are added. Each is an amount divided by a speed: bytes by bytes per second, operations by "
            "operations per second.",
            "两段时间相加。每一段都是“量除以速度”：字节数除以每秒字节数，运算次数除以每秒运算次数。",
        ),
        Words(
            "Transfer: three matrices, n² numbers each, 4 bytes each. Arithmetic: 2n³ operations.",
            "传输：三个矩阵，各 n² 个数，每个 4 字节。计算：2n³ 次运算。",
        ),
        Words(
            "`3 * 4 * n ** 2 / bandwidth + 2 * n ** 3 / operations`",
            "照这样写：`3 * 4 * n ** 2 / bandwidth + 2 * n ** 3 / operations`",
        ),
    ),
    solution="""\
def gpu_seconds(n, operations, bandwidth):
    transfer = 3 * 4 * n ** 2 / bandwidth  #| en: two in, one out | zh: 两个送去，一个送回
    compute = 2 * n ** 3 / operations
    return transfer + compute
""",
    remark=Words(
        "Bytes over bandwidth, operations over speed: with these two fractions one can estimate any program.",
        "字节数除以带宽，运算次数除以速度：用这两个分数，任何程序的用时都能估算。",
    ),
    mistakes=(
        Mistake(
            lambda n, operations, bandwidth: 2 * n**3 / operations,
            Words("The transfer is missing.", "漏了传输的时间。"),
        ),
        Mistake(
            lambda n, operations, bandwidth: 3 * n**2 / bandwidth + 2 * n**3 / operations,
            Words(
                "The bandwidth counts bytes, and each number has 4 of them.",
                "带宽是按字节计的，而每个数有 4 个字节。",
            ),
        ),
        Mistake(
            lambda n, operations, bandwidth: 2 * 4 * n**2 / bandwidth + 2 * n**3 / operations,
            Words(
                "The result has to come back as well: three matrices travel.",
                "结果也要送回来：一共传三个矩阵。",
            ),
        ),
        Mistake(
            lambda n, operations, bandwidth: 3 * 4 * n**2 / bandwidth + n**3 / operations,
            Words(
                "A factor of 2 is missing: each product is also added to the sum.",
                "差了一个因子 2：每个乘积还要再加到和里去。",
            ),
        ),
        Mistake(
            lambda n, operations, bandwidth: 3 * 4 * n**2 / operations + 2 * n**3 / bandwidth,
            Words(
                "The speeds are exchanged: bytes are divided by the bandwidth, operations by the operations per "
                "second.",
                "两个速度用反了：字节数除以带宽，运算次数除以每秒运算次数。",
            ),
        ),
        Mistake(
            lambda n, operations, bandwidth: 3 * 4 * n * 2 / bandwidth + 2 * n * 3 / operations,
            Words(
                "Powers are written `n ** 2` and `n ** 3`; `n * 2` is only twice n.",
                "乘方写作 `n ** 2`、`n ** 3`；`n * 2` 只是 n 的两倍。",
            ),
        ),
        Mistake(
            lambda n, operations, bandwidth: max(3 * 4 * n**2 / bandwidth, 2 * n**3 / operations),
            Words(
                "That would be right if both could go on at the same time. Here one follows the other: add them.",
                "如果两者能同时进行，这样是对的。这里是先后进行，应当相加。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (LOAD, PORT, EDGES, WORTH)
