"""Lesson 8, modules: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Modules: networks built from parts", "模块：用零件搭建网络")


def _names_and_shapes(named: Any) -> str:
    """ "bias (4,), weight (4, 3)": what is compared must not depend on the order in which it was made."""
    return ", ".join(sorted(f"{name} {tuple(value.shape)}" for name, value in named)) or "-"


# --- 08.linear: a layer as a module ----------------------------------------------------------------


class Linear(nn.Module):
    def __init__(self, n: int, m: int) -> None:
        super().__init__()
        self.weight = nn.Parameter((torch.rand(m, n) * 2 - 1) / n**0.5)
        self.bias = nn.Parameter(torch.zeros(m))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight.t() + self.bias


def _use_linear(layer_class: Any, n: int, m: int, x: Tensor) -> tuple[Any, ...]:
    layer = layer_class(n, m)
    found = _names_and_shapes(layer.named_parameters())
    if found != f"bias ({m},), weight ({m}, {n})":
        return (found,)
    alike = bool((layer.weight == layer.weight[:1]).all())
    with torch.no_grad():
        layer.weight.copy_(torch.arange(m * n, dtype=torch.float32).reshape(m, n) / 10)
        layer.bias.copy_(torch.arange(m, dtype=torch.float32) + 1)
        return facts(found, ROWS_ALIKE if alike else ROWS_DIFFER), layer(x)


ROWS_ALIKE = Words("all rows of weight alike", "weight 的各行都一样")
ROWS_DIFFER = Words("rows of weight differ", "weight 的各行不同")


class _PlainTensors(Linear):
    def __init__(self, n: int, m: int) -> None:
        nn.Module.__init__(self)
        self.weight = torch.rand(m, n)  # type: ignore[assignment]
        self.bias = torch.zeros(m)  # type: ignore[assignment]


class _BiasLeftOut(Linear):
    def __init__(self, n: int, m: int) -> None:
        nn.Module.__init__(self)
        self.weight = nn.Parameter(torch.rand(m, n))
        self.bias = torch.zeros(m)  # type: ignore[assignment]


class _Transposed(nn.Module):
    def __init__(self, n: int, m: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.rand(n, m))
        self.bias = nn.Parameter(torch.zeros(m))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


class _Zeros(Linear):
    def __init__(self, n: int, m: int) -> None:
        super().__init__(n, m)
        self.weight = nn.Parameter(torch.zeros(m, n))


class _NoInit(Linear):
    def __init__(self, n: int, m: int) -> None:  # super().__init__() is what is missing
        self.weight = nn.Parameter(torch.rand(m, n))


class _NoReturn(Linear):
    def forward(self, x: Tensor) -> Any:
        _ = x @ self.weight.t() + self.bias


class _NoBias(Linear):
    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight.t()


class _NotTransposed(Linear):
    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


LINEAR = ProbedExercise(
    name="08.linear",
    task=Words("a linear layer as a module", "把线性层写成模块"),
    reference=Linear,
    probe=_use_linear,
    cases=lambda: [
        (3, 4, torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]])),
        (2, 2, torch.tensor([[1.0, -1.0]])),
    ],
    hints=(
        Words(
            "Two things belong into `__init__`, after `super().__init__()`: a weight of shape (m, n) and a bias of "
            "shape (m,).",
            "`__init__` 里，在 `super().__init__()` 之后要做两件事：准备形状为 (m, n) 的权重，和形状为 (m,) 的偏置。",
        ),
        Words(
            "Wrap both in `nn.Parameter(...)`, or the module does not know that they are to be learned. Begin with "
            "random weights: `torch.rand(m, n)` gives numbers between 0 and 1.",
            "两个都要用 `nn.Parameter(...)` 包起来，否则模块不知道它们是要学习的。权重从随机数开始："
            "`torch.rand(m, n)` 给出 0 到 1 之间的随机数。",
        ),
        Words(
            "`forward` is exercise 1 of lesson 1: `x @ self.weight.t() + self.bias`, with a `return` before it.",
            "`forward` 就是第 1 课的练习 1：`x @ self.weight.t() + self.bias`，前面写上 `return`。",
        ),
    ),
    solution="""\
class Linear(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        #| en: random between -1/sqrt(n) and 1/sqrt(n)
        #| zh: -1/sqrt(n) 到 1/sqrt(n) 之间的随机数
        self.weight = nn.Parameter((torch.rand(m, n) * 2 - 1) / n**0.5)
        self.bias = nn.Parameter(torch.zeros(m))

    def forward(self, x):
        return x @ self.weight.t() + self.bias
""",
    remark=Words(
        "This is `nn.Linear`, but for the extra options. From here on you may use either.",
        "除了一些附加选项，这就是 `nn.Linear`。从现在起，两个都可以用。",
    ),
    mistakes=(
        Mistake(
            _PlainTensors,
            Words(
                "The module has no parameters: a plain tensor is only an attribute. Wrap weight and bias in "
                "`nn.Parameter(...)`.",
                "这个模块没有参数：普通的张量只是一个属性。请用 `nn.Parameter(...)` 把权重和偏置包起来。",
            ),
        ),
        Mistake(
            _BiasLeftOut,
            Words(
                "The weight is a parameter, the bias is not: it would stay as it is while the weight learns.",
                "权重是参数，偏置却不是：权重在学习，偏置会一直不变。",
            ),
        ),
        Mistake(
            _Transposed,
            Words(
                "The numbers would be right, but keep the weight as PyTorch does: one row per neuron, shape (m, n).",
                "这样算出来的数是对的，但请像 PyTorch 那样存放权重：每行一个神经元，形状为 (m, n)。",
            ),
        ),
        Mistake(
            _Zeros,
            Words(
                "All neurons begin alike, so all get the same gradient and stay alike forever. Begin with random "
                "weights.",
                "所有神经元一开始都一样，得到的梯度也就一样，永远分不出彼此。权重要从随机数开始。",
            ),
        ),
        Mistake(
            _NoInit,
            Words(
                "Begin `__init__` with `super().__init__()`: it makes the places where parameters are kept.",
                "`__init__` 的第一行要写 `super().__init__()`：存放参数的地方是它准备的。",
            ),
        ),
        Mistake(
            _NoReturn,
            Words(
                "`forward` computes the result but does not return it.",
                "`forward` 算出了结果，却没有返回。",
            ),
        ),
        Mistake(_NoBias, Words("`forward` leaves the bias out.", "`forward` 里漏了偏置。")),
        Mistake(
            _NotTransposed,
            Words(
                "Each row of the weight is a neuron, so `forward` needs it turned over: `self.weight.t()`.",
                "权重的每一行是一个神经元，所以 `forward` 里要先转置：`self.weight.t()`。",
            ),
        ),
    ),
)


# --- 08.count: how many numbers learn --------------------------------------------------------------


def count(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


class _WithBuffer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(5))
        self.scale = nn.Parameter(torch.ones(5))
        self.body = nn.Sequential(nn.Linear(5, 3), nn.ReLU(), nn.Linear(3, 1))


def _models() -> list[tuple[nn.Module]]:
    frozen = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    frozen[0].requires_grad_(False)
    return [(nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)),), (frozen,), (_WithBuffer(),)]


COUNT = FunctionExercise(
    name="08.count",
    task=Words("count the numbers that learn", "数一数有多少个可学习的数"),
    reference=count,
    cases=_models,
    hints=(
        Words(
            "`model.parameters()` walks through all parameters of the model and of the modules in it.",
            "`model.parameters()` 会走遍这个模型以及其中所有模块的参数。",
        ),
        Words(
            "Each parameter is a tensor; `numel()` says how many numbers it holds.",
            "每个参数是一个张量，`numel()` 说出其中有多少个数。",
        ),
        Words(
            "Add up `p.numel()` over those parameters whose `p.requires_grad` is True.",
            "只把 `p.requires_grad` 为 True 的那些参数的 `p.numel()` 加起来。",
        ),
    ),
    solution="""\
def count(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)
""",
    remark=Words(
        "Count before you train: a surprising number is the cheapest way to notice that a model is not what you meant.",
        "训练之前先数一数：数目出乎意料，往往就是模型没搭对，这是最省事的检查。",
    ),
    mistakes=(
        Mistake(
            lambda model: sum(p.numel() for p in model.parameters()),
            Words(
                "Frozen parameters are counted too. Those with `requires_grad=False` do not learn.",
                "冻结的参数也被数进去了。`requires_grad=False` 的参数是不学习的。",
            ),
        ),
        Mistake(
            lambda model: len(list(model.parameters())),
            Words(
                "This is the number of tensors. Each of them holds many numbers: `numel()`.",
                "这是张量的个数。每个张量里有许多数：`numel()`。",
            ),
        ),
        Mistake(
            lambda model: sum(p.requires_grad for p in model.parameters()),
            Words(
                "This is the number of tensors that learn. Each of them holds many numbers: `numel()`.",
                "这是要学习的张量的个数。每个张量里有许多数：`numel()`。",
            ),
        ),
        Mistake(
            lambda model: sum(value.numel() for value in model.state_dict().values()),
            Words(
                "`state_dict()` holds everything that is stored, also what does not learn. Use `parameters()`.",
                "`state_dict()` 里是所有要保存的数，不学习的也在其中。请用 `parameters()`。",
            ),
        ),
        Mistake(
            lambda model: sum(p.numel() for p in model.parameters(recurse=False)),
            Words(
                "Only the module's own parameters are counted, not those of the modules in it.",
                "只数了模块自己的参数，没有数其中各个模块的参数。",
            ),
        ),
        Mistake(
            lambda model: sum(len(p) for p in model.parameters() if p.requires_grad),
            Words(
                "`len` of a tensor is the size of its first direction only; `numel()` counts all its numbers.",
                "张量的 `len` 只是第 0 个方向的长度；`numel()` 才是所有数的个数。",
            ),
        ),
    ),
)


# --- 08.mlp: as many layers as wanted --------------------------------------------------------------


class MLP(nn.Module):
    keep: Callable[..., Any] = nn.ModuleList  # what holds the layers

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.layers = type(self).keep([nn.Linear(n, m) for n, m in pairwise(sizes)])

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)


def _use_mlp(network_class: Any, sizes: list[int], x: Tensor) -> tuple[Any, ...]:
    network = network_class(list(sizes))
    shapes = [tuple(p.shape) for p in network.parameters()]
    wanted = [shape for n, m in pairwise(sizes) for shape in ((m, n), (m,))]
    found = " ".join(map(str, shapes)) or "-"
    if sorted(shapes) != sorted(wanted):
        return (found,)
    with torch.no_grad():
        for p in network.parameters():  # numbers of both signs, so that a ReLU shows
            p.copy_(torch.sin(torch.arange(p.numel(), dtype=torch.float32) * 2 + 1).reshape(p.shape))
        return found, network(x)


class _PythonList(MLP):
    keep = list


class _ReluAtTheEnd(MLP):
    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x).relu()
        return x


class _NoRelu(MLP):
    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


class _Reversed(MLP):
    def __init__(self, sizes: list[int]) -> None:
        nn.Module.__init__(self)
        self.layers = nn.ModuleList([nn.Linear(m, n) for n, m in pairwise(sizes)])


class _LastMissing(MLP):
    def __init__(self, sizes: list[int]) -> None:
        super().__init__(sizes[:-1])


class _ReluFirst(MLP):
    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x.relu())
        return x


class _InputForgotten(MLP):
    def forward(self, x: Tensor) -> Tensor:
        y = x
        for layer in self.layers:
            y = layer(x)
        return y


MLP_EXERCISE = ProbedExercise(
    name="08.mlp",
    task=Words("a network of any depth", "任意深度的网络"),
    reference=MLP,
    probe=_use_mlp,
    cases=lambda: [
        ([3, 4, 2], torch.tensor([[1.0, -2.0, 0.5], [0.3, 0.1, -1.0]])),
        ([2, 5, 4, 3], torch.tensor([[1.0, -1.0], [-0.5, 2.0]])),
        ([4, 4, 4, 4], torch.tensor([[1.0, 2.0, -3.0, 0.0]])),
    ],
    hints=(
        Words(
            "`sizes` with k numbers means k − 1 layers, from `sizes[i]` to `sizes[i + 1]`.",
            "`sizes` 里有 k 个数，就有 k − 1 层，第 i 层从 `sizes[i]` 到 `sizes[i + 1]`。",
        ),
        Words(
            "Put the layers into `nn.ModuleList([...])`, one `nn.Linear(n, m)` for each pair of neighbours: "
            "`zip(sizes, sizes[1:])`.",
            "把各层放进 `nn.ModuleList([...])`，每一对相邻的数对应一个 `nn.Linear(n, m)`：`zip(sizes, sizes[1:])`。",
        ),
        Words(
            "In `forward` go through `self.layers[:-1]`, each time `x = layer(x).relu()`, and return "
            "`self.layers[-1](x)`.",
            "`forward` 里依次走过 `self.layers[:-1]`，每次 `x = layer(x).relu()`，最后返回 `self.layers[-1](x)`。",
        ),
    ),
    solution="""\
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = zip(sizes, sizes[1:])
        self.layers = nn.ModuleList([nn.Linear(n, m) for n, m in pairs])

    def forward(self, x):
        #| en: a bend after every layer but the last, whose scores may be negative
        #| zh: 除最后一层外，每层之后都折一下；最后一层的得分可以是负数
        for layer in self.layers[:-1]:
            x = layer(x).relu()
        return self.layers[-1](x)
""",
    remark=Words(
        "Depth is now a list of numbers. Such a network is called a multilayer perceptron, MLP for short.",
        "现在，深度只是一串数字。这样的网络叫作多层感知机，简称 MLP。",
    ),
    mistakes=(
        Mistake(
            _PythonList,
            Words(
                "The module has no parameters: it does not look into a Python list. Use `nn.ModuleList`.",
                "这个模块没有参数：它不会到 Python 列表里去找。请用 `nn.ModuleList`。",
            ),
        ),
        Mistake(
            _ReluAtTheEnd,
            Words(
                "There is a ReLU after the last layer too. Scores must be allowed to be negative.",
                "最后一层之后也加了 ReLU。得分应当可以是负数。",
            ),
        ),
        Mistake(
            _NoRelu,
            Words(
                "Without a ReLU between them, all layers together are one linear layer.",
                "层与层之间没有 ReLU，所有层合起来就只是一个线性层。",
            ),
        ),
        Mistake(
            _Reversed,
            Words(
                "`nn.Linear(n, m)` takes the number of inputs first, then that of outputs.",
                "`nn.Linear(n, m)` 先写输入的个数，再写输出的个数。",
            ),
        ),
        Mistake(
            _LastMissing,
            Words("The last layer is missing.", "少了最后一层。"),
        ),
        Mistake(
            _ReluFirst,
            Words(
                "The ReLU stands before each layer, so the input loses its negative numbers. It belongs after the "
                "layer, except after the last.",
                "ReLU 放在了每一层之前，输入里的负数就丢了。它应当放在层之后，最后一层除外。",
            ),
        ),
        Mistake(
            _InputForgotten,
            Words(
                "Each layer gets the input x again. It must get what the layer before it gave.",
                "每一层拿到的都是最初的输入 x。它应当接过前一层的输出。",
            ),
        ),
    ),
)


# --- 08.standardize: numbers that belong to the module but do not learn -----------------------------


class Standardize(nn.Module):
    mean: Tensor
    std: Tensor

    def __init__(self, x: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", x.mean(dim=0))
        self.register_buffer("std", x.std(dim=0))

    def forward(self, x: Tensor) -> Tensor:
        return (x - self.mean) / self.std


def _use_standardize(module_class: Any, train: Tensor, x: Tensor) -> tuple[Any, ...]:
    module = module_class(train)
    learned = _names_and_shapes(module.named_parameters())
    kept = _names_and_shapes(module.named_buffers())
    return facts(
        Words(f"parameters: {learned}", f"参数：{learned}"), Words(f"buffers: {kept}", f"缓冲区：{kept}")
    ), module(x)


class _Attributes(Standardize):
    def __init__(self, x: Tensor) -> None:
        nn.Module.__init__(self)
        self.mean, self.std = x.mean(dim=0), x.std(dim=0)


class _Learned(Standardize):
    def __init__(self, x: Tensor) -> None:
        nn.Module.__init__(self)
        self.mean = nn.Parameter(x.mean(dim=0))
        self.std = nn.Parameter(x.std(dim=0))


class _AllColumns(Standardize):
    def __init__(self, x: Tensor) -> None:
        nn.Module.__init__(self)
        self.register_buffer("mean", x.mean())
        self.register_buffer("std", x.std())


class _PerRow(Standardize):
    def __init__(self, x: Tensor) -> None:
        nn.Module.__init__(self)
        self.register_buffer("mean", x.mean(dim=1))
        self.register_buffer("std", x.std(dim=1))


class _OfTheBatch(Standardize):
    def forward(self, x: Tensor) -> Tensor:
        return (x - x.mean(dim=0)) / x.std(dim=0)


class _NotDivided(Standardize):
    def forward(self, x: Tensor) -> Tensor:
        return x - self.mean


class _Precedence(Standardize):
    def forward(self, x: Tensor) -> Tensor:
        return x - self.mean / self.std


class _Variance(Standardize):
    def __init__(self, x: Tensor) -> None:
        super().__init__(x)
        self.std = x.var(dim=0)


STANDARDIZE = ProbedExercise(
    name="08.standardize",
    task=Words("standardization as a module", "把标准化写成模块"),
    reference=Standardize,
    probe=_use_standardize,
    cases=lambda: [
        (
            torch.tensor([[1.0, 200.0], [2.0, 400.0], [6.0, 300.0]]),
            torch.tensor([[1.0, 500.0], [3.0, 300.0], [8.0, 350.0]]),
        ),
        (torch.tensor([[0.0, 1.0], [2.0, 5.0]]), torch.tensor([[1.0, 3.0], [4.0, 4.0]])),
    ],
    hints=(
        Words(
            "Mean and standard deviation of each column are worked out once, in `__init__`: `x.mean(dim=0)`, "
            "`x.std(dim=0)`.",
            "每一列的平均值和标准差只在 `__init__` 里算一次：`x.mean(dim=0)`、`x.std(dim=0)`。",
        ),
        Words(
            'Keep both with `self.register_buffer("mean", ...)`: then they belong to the module but do not learn.',
            '两个都用 `self.register_buffer("mean", ...)` 存起来：它们属于这个模块，但不学习。',
        ),
        Words(
            "`forward` returns `(x - self.mean) / self.std`; mind the brackets.",
            "`forward` 返回 `(x - self.mean) / self.std`，注意括号。",
        ),
    ),
    solution="""\
class Standardize(nn.Module):
    def __init__(self, x):
        super().__init__()
        self.register_buffer("mean", x.mean(dim=0))
        self.register_buffer("std", x.std(dim=0))

    def forward(self, x):
        return (x - self.mean) / self.std
""",
    remark=Words(
        "Now the preparation of the data is part of the model: it is saved with it, and nobody can forget it.",
        "现在，数据的准备成了模型的一部分：它随模型一起保存，谁也忘不了。",
    ),
    mistakes=(
        Mistake(
            _Attributes,
            Words(
                "Plain attributes are neither saved nor moved with the model: `self.register_buffer(name, tensor)`.",
                "普通属性既不随模型保存，也不随模型移动。请用 `self.register_buffer(名字, 张量)`。",
            ),
        ),
        Mistake(
            _Learned,
            Words(
                "As parameters they would be changed by the optimizer. They are measured, not learned: "
                "`register_buffer`.",
                "做成参数，优化器就会去改它们。它们是测量出来的，不是学习的：`register_buffer`。",
            ),
        ),
        Mistake(
            _AllColumns,
            Words(
                "One mean for the whole table. Each column has a scale of its own: `dim=0`.",
                "整张表只用了一个平均值。每一列有自己的尺度：`dim=0`。",
            ),
        ),
        Mistake(
            _PerRow,
            Words(
                "`dim=1` averages over the columns of each row. Each column needs its own mean: `dim=0`.",
                "`dim=1` 是对每一行的各列求平均。要的是每一列的平均值：`dim=0`。",
            ),
        ),
        Mistake(
            _OfTheBatch,
            Words(
                "`forward` takes mean and deviation from the batch it is given. It must use those kept in `__init__`: "
                "a single sample has no deviation.",
                "`forward` 用了当前这批数据的平均值和标准差。应当用 `__init__` 里存好的：只有一个样本时，没有标准差。",
            ),
        ),
        Mistake(
            _NotDivided,
            Words("The division by the standard deviation is missing.", "还要除以标准差。"),
        ),
        Mistake(
            _Precedence,
            Words(
                "Division comes before subtraction: put the difference in brackets.",
                "除法先于减法：请给差加上括号。",
            ),
        ),
        Mistake(
            _Variance,
            Words(
                "This is the variance; the standard deviation is its square root, `std`.",
                "这是方差；标准差是它的平方根，`std`。",
            ),
        ),
    ),
)


# --- 08.shapes: looking inside with hooks ----------------------------------------------------------


def output_shapes(model: nn.Module, x: Tensor) -> list[Any]:
    return _shapes(model, x, _leaves(model))


def _shapes(
    model: nn.Module,
    x: Tensor,
    modules: list[nn.Module],
    of: Callable[[Any, Tensor], Any] = lambda args, output: output.shape,
    keep: bool = False,
) -> list[Any]:
    shapes: list[Any] = []

    def look(module: nn.Module, args: Any, output: Tensor) -> None:
        shapes.append(of(args, output))

    handles = [module.register_forward_hook(look) for module in modules]
    model(x)
    for handle in [] if keep else handles:
        handle.remove()
    return shapes


def _leaves(model: nn.Module) -> list[nn.Module]:
    return [module for module in model.modules() if not list(module.children())]


def _use_shapes(function: Any, model: nn.Module, x: Tensor) -> tuple[Any, ...]:
    result = function(model, x)
    left = any(module._hooks is not None and module._hooks.any() for module in model.modules())
    return result, facts(Words("hooks are left", "留下了钩子") if left else Words("no hooks are left", "没有留下钩子"))


def _replacing(model: nn.Module, x: Tensor) -> list[Any]:
    shapes: list[Any] = []

    def look(module: nn.Module, args: Any, output: Tensor) -> Any:
        shapes.append(output.shape)
        return shapes

    for module in _leaves(model):
        module.register_forward_hook(look)
    model(x)
    return shapes


def _nested() -> nn.Module:
    return nn.Sequential(nn.Sequential(nn.Linear(3, 5), nn.ReLU()), nn.Sequential(nn.Linear(5, 2), nn.Flatten(0)))


SHAPES = ProbedExercise(
    name="08.shapes",
    task=Words("the shapes inside, seen by hooks", "用钩子看内部的形状"),
    reference=output_shapes,
    probe=_use_shapes,
    cases=lambda: [
        (nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), torch.ones(2, 3)),
        (_nested(), torch.ones(4, 3)),
    ],
    hints=(
        Words(
            "Write a hook that appends `output.shape` to a list, and register it on every module that has no modules "
            "in it: `not list(module.children())`.",
            "写一个钩子，把 `output.shape` 加到一个列表里，并注册到每个不再包含别的模块的模块上："
            "`not list(module.children())`。",
        ),
        Words(
            "Keep what `register_forward_hook` returns. Run `model(x)` once; the hooks fill the list.",
            "把 `register_forward_hook` 的返回值存起来。运行一次 `model(x)`，钩子就把列表填好了。",
        ),
        Words(
            "At the end call `remove()` on every kept handle, then return the list.",
            "最后对每个存下的句柄调用 `remove()`，再返回列表。",
        ),
    ),
    solution="""\
def output_shapes(model, x):
    shapes, handles = [], []

    def look(module, args, output):
        shapes.append(output.shape)

    for module in model.modules():
        if not list(module.children()):
            handles.append(module.register_forward_hook(look))
    model(x)
    for handle in handles:
        handle.remove()
    return shapes
""",
    remark=Words(
        "`lab.viz.module(model, x)` gets its shapes in this very way.",
        "`lab.viz.module(model, x)` 里的形状，就是这样得来的。",
    ),
    mistakes=(
        Mistake(
            lambda model, x: _shapes(model, x, _leaves(model), keep=True),
            Words(
                "The shapes are right, but the hooks are still there: they would run at every later call. Keep the "
                "handles and `remove()` them.",
                "形状是对的，但钩子还留在上面，以后每次调用都会运行。请存下句柄，用完 `remove()`。",
            ),
        ),
        Mistake(
            lambda model, x: _shapes(model, x, list(model.modules())),
            Words(
                "Modules that only contain others report too. Leave out those with `children()`.",
                "只起包装作用的模块也报告了。有 `children()` 的模块请排除。",
            ),
        ),
        Mistake(
            lambda model, x: _shapes(model, x, list(model.children())),
            Words(
                "`children()` gives only the first level. `modules()` goes all the way down.",
                "`children()` 只给出第一层。`modules()` 会一直走到最里面。",
            ),
        ),
        Mistake(
            lambda model, x: _shapes(model, x, _leaves(model), lambda args, output: args[0].shape),
            Words(
                "These are the shapes of the inputs. The output is the third argument of the hook.",
                "这些是输入的形状。输出是钩子的第三个参数。",
            ),
        ),
        Mistake(
            lambda model, x: [tuple(p.shape) for p in model.parameters()],
            Words(
                "These are the shapes of the parameters, which are known without any input. Wanted are the outputs.",
                "这是参数的形状，没有输入也知道。要的是各个模块输出的形状。",
            ),
        ),
        Mistake(
            _replacing,
            Words(
                "The hook returns something, and what a hook returns takes the place of the output. Let it return "
                "nothing.",
                "钩子返回了东西，而钩子的返回值会取代模块的输出。不要让它返回任何值。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (LINEAR, COUNT, MLP_EXERCISE, STANDARDIZE, SHAPES)
