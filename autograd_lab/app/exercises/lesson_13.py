"""Lesson 13, gradient flow: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Gradient flow: how deep can a network be?", "梯度流：网络能有多深？")


# --- 13.product: a chain of neurons ----------------------------------------------------------------


def chain_factor(w: Tensor, z: Tensor) -> Tensor:
    s = torch.sigmoid(z)
    return (w * s * (1 - s)).prod()


PRODUCT = FunctionExercise(
    name="13.product",
    task=Words("the gradient's way through a chain", "梯度穿过一条链"),
    reference=chain_factor,
    cases=lambda: [
        (torch.tensor([4.0]), torch.tensor([0.0])),
        (torch.tensor([2.0, -3.0]), torch.tensor([0.0, 1.0])),
        (torch.tensor([8.0, 1.0, -6.0, 5.0]), torch.tensor([-0.5, 0.3, 1.5, 0.0])),
    ],
    hints=(
        Words(
            "Each layer contributes two factors: the weight, and the slope of the sigmoid at its z.",
            "每一层贡献两个因子：权重，以及 sigmoid 在这一层的 z 处的斜率。",
        ),
        Words(
            "The slope is `s * (1 - s)` with `s = torch.sigmoid(z)`.",
            "斜率是 `s * (1 - s)`，其中 `s = torch.sigmoid(z)`。",
        ),
        Words("A tensor's method `prod()` multiplies its elements.", "张量的方法 `prod()` 把所有元素乘起来。"),
    ),
    solution="""\
def chain_factor(w, z):
    s = torch.sigmoid(z)
    return (w * s * (1 - s)).prod()
""",
    remark=Words(
        "In the first case w is 4 and z is 0, and the factor is exactly 1: sigmoid needs a weight that large to lose nothing.",
        "第一个例子里 w 是 4，z 是 0，因子恰好是 1：用 sigmoid，权重要大到这个地步，梯度才不变小。",
    ),
    mistakes=(
        Mistake(
            lambda w, z: (torch.sigmoid(z) * (1 - torch.sigmoid(z))).prod(),
            Words(
                "The weights are missing: on its way back the gradient is multiplied by each of them.",
                "漏了权重：梯度往回走，要乘上每一个权重。",
            ),
        ),
        Mistake(
            lambda w, z: (w * torch.sigmoid(z)).prod(),
            Words(
                "This takes the sigmoid itself. The chain rule needs its derivative, s (1 − s).",
                "这里用的是 sigmoid 本身。链式法则要的是它的导数 s (1 − s)。",
            ),
        ),
        Mistake(
            lambda w, z: (w * torch.sigmoid(z) * (1 - torch.sigmoid(z))).sum(),
            Words(
                "Along a chain the local derivatives are multiplied, not added.",
                "沿着一条链，局部导数是相乘，不是相加。",
            ),
        ),
        Mistake(
            lambda w, z: w.prod(),
            Words("The slopes of the sigmoid are missing.", "漏了 sigmoid 的斜率。"),
        ),
        Mistake(
            lambda w, z: (w * z * (1 - z)).prod(),
            Words(
                "z (1 − z) is not the slope: in s (1 − s), s is the sigmoid of z.",
                "z (1 − z) 不是斜率：s (1 − s) 里的 s 是 z 的 sigmoid。",
            ),
        ),
        Mistake(
            lambda w, z: w * torch.sigmoid(z) * (1 - torch.sigmoid(z)),
            Words(
                "These are the factors of the single layers. Multiply them: `.prod()`.",
                "这是各层自己的因子。要把它们乘起来：`.prod()`。",
            ),
        ),
    ),
)


# --- 13.he: a good beginning for ReLU --------------------------------------------------------------


def he(n_in: int, n_out: int) -> Tensor:
    return torch.randn(n_out, n_in) * math.sqrt(2 / n_in)


def _use_he(make: Any, n_in: int, n_out: int) -> tuple[Any, ...]:
    """Shape, mean and spread, in parts of 1 / sqrt(n_in) and to one digit: a sample of 40,000 strays by 0.01."""
    torch.manual_seed(0)
    weight = make(n_in, n_out)
    scale = math.sqrt(n_in)
    mean, spread = round(weight.mean().item() * scale, 1), round(weight.std().item() * scale, 1)
    said = Words(
        f"shape {tuple(weight.shape)}, mean {abs(mean)}, std {spread} / √n_in",
        f"形状 {tuple(weight.shape)}，平均值 {abs(mean)}，标准差 {spread} / √n_in",
    )
    return (facts(said),)


HE = ProbedExercise(
    name="13.he",
    task=Words("He initialization", "He 初始化"),
    reference=he,
    probe=_use_he,
    cases=lambda: [(512, 128), (100, 400)],
    hints=(
        Words(
            "`torch.randn(...)` draws numbers with variance 1. Multiplied by s they have the variance s².",
            "`torch.randn(...)` 抽出的数方差为 1。乘以 s 之后，方差是 s²。",
        ),
        Words(
            "So the factor is the square root of the variance that you want: √(2 / n_in).",
            "所以要乘的是目标方差的平方根：√(2 / n_in)。",
        ),
        Words("A linear layer's weight has the shape (n_out, n_in).", "线性层权重的形状是 (n_out, n_in)。"),
    ),
    solution="""\
def he(n_in, n_out):
    return torch.randn(n_out, n_in) * (2 / n_in) ** 0.5
""",
    remark=Words(
        "`nn.init.kaiming_normal_` does the same in place; Kaiming is He's first name.",
        "`nn.init.kaiming_normal_` 原地做同样的事；Kaiming（恺明）是何恺明的名。",
    ),
    mistakes=(
        Mistake(
            lambda n_in, n_out: torch.randn(n_out, n_in) * (2 / n_in),
            Words(
                "2 / n_in is the variance. The factor is its square root, the standard deviation.",
                "2 / n_in 是方差。要乘的是它的平方根，即标准差。",
            ),
        ),
        Mistake(
            lambda n_in, n_out: torch.randn(n_out, n_in) * (1 / n_in) ** 0.5,
            Words(
                "Without the 2: ReLU sets half of the values to zero, and the 2 makes up for it.",
                "少了 2：ReLU 把一半的值变成零，这个 2 就是用来弥补的。",
            ),
        ),
        Mistake(
            lambda n_in, n_out: torch.randn(n_in, n_out) * (2 / n_in) ** 0.5,
            Words(
                "The shape is transposed: (n_out, n_in), one row for each output.",
                "形状转置了：应当是 (n_out, n_in)，每个输出一行。",
            ),
        ),
        Mistake(
            lambda n_in, n_out: torch.randn(n_out, n_in) * (2 / n_out) ** 0.5,
            Words(
                "An output is a sum over the inputs, so n_in counts, not n_out.",
                "一个输出是对各个输入求和，所以要看 n_in，而不是 n_out。",
            ),
        ),
        Mistake(
            lambda n_in, n_out: torch.randn(n_out, n_in) * (2 / (n_in + n_out)) ** 0.5,
            Words(
                "This is Glorot's rule, a compromise for tanh. He's has n_in alone.",
                "这是 Glorot 的公式，是为 tanh 取的折中。He 的公式里只有 n_in。",
            ),
        ),
        Mistake(
            lambda n_in, n_out: torch.rand(n_out, n_in) * (2 / n_in) ** 0.5,
            Words(
                "`rand` draws between 0 and 1. `randn`, with n, is the normal distribution around 0.",
                "`rand` 在 0 和 1 之间抽取。带 n 的 `randn` 才是以 0 为中心的正态分布。",
            ),
        ),
        Mistake(
            lambda n_in, n_out: torch.randn(n_out, n_in),
            Words(
                "The variance is still 1. Scale the numbers by √(2 / n_in).", "方差还是 1。要把这些数乘以 √(2 / n_in)。"
            ),
        ),
    ),
)


# --- 13.dead: neurons that never fire ----------------------------------------------------------------


def dead_neurons(h: Tensor) -> Tensor:
    return (h == 0).all(dim=0).sum()


DEAD = FunctionExercise(
    name="13.dead",
    task=Words("count the dead neurons", "数一数死亡的神经元"),
    reference=dead_neurons,
    cases=lambda: [
        (torch.tensor([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]]),),
        (torch.tensor([[0.0, 0.0, 2.0], [1.0, 0.0, 0.5], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]),),
        (torch.tensor([[0.5, 0.0], [0.0, 1.0]]),),
    ],
    hints=(
        Words(
            "Rows are samples, columns are neurons. `h == 0` says for each number whether it is zero.",
            "行是样本，列是神经元。`h == 0` 说出每个数是否为零。",
        ),
        Words(
            "Dead means: zero for *all* samples, that is, along axis 0. There is a method `all(dim=...)`.",
            "死亡的意思是：对*所有*样本，也就是沿轴 0，全都是零。有一个方法 `all(dim=...)`。",
        ),
        Words("True counts as 1 in `.sum()`.", "在 `.sum()` 里，True 算作 1。"),
    ),
    solution="""\
def dead_neurons(h):
    return (h == 0).all(dim=0).sum()
""",
    remark=Words(
        "The live panel counts in the same way, over the samples of the last steps.",
        "实时面板用的是同样的数法，只不过看的是最近几步的样本。",
    ),
    mistakes=(
        Mistake(
            lambda h: (h == 0).sum(),
            Words(
                "These are all zeros. A living neuron is zero now and then, too; dead is who is zero for every sample.",
                "这是零的总数。活着的神经元有时也是零；对每个样本都为零的，才是死亡的。",
            ),
        ),
        Mistake(
            lambda h: (h == 0).any(dim=0).sum(),
            Words(
                "`any` asks whether a neuron is zero at least once. Dead means always: `all`.",
                "`any` 问的是神经元是否至少有一次为零。死亡是总为零：用 `all`。",
            ),
        ),
        Mistake(
            lambda h: (h == 0).all(dim=1).sum(),
            Words(
                "This counts samples for which no neuron fires. Neurons are columns: `dim=0`.",
                "这数的是没有任何神经元被激活的样本。神经元是列：`dim=0`。",
            ),
        ),
        Mistake(
            lambda h: (h == 0).all(dim=0).float().mean(),
            Words(
                "This is their share. Asked is how many: `sum`, not `mean`.",
                "这是比例。问的是个数：用 `sum`，不用 `mean`。",
            ),
        ),
        Mistake(
            lambda h: (h == 0).all(dim=0),
            Words(
                "This says for each neuron whether it is dead. Count them: `.sum()`.",
                "这说出了每个神经元是否死亡。还要数一数：`.sum()`。",
            ),
        ),
        Mistake(
            lambda h: (h != 0).any(dim=0).sum(),
            Words("These are the living ones.", "这些是活着的。"),
        ),
    ),
)


# --- 13.batch_norm: what the module computes -------------------------------------------------------


def batch_norm(x: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    mean = x.mean(dim=0)
    var = ((x - mean) ** 2).mean(dim=0)
    return gamma * (x - mean) / (var + eps).sqrt() + beta


def _normed(
    *,
    dim: int | None = 0,
    unbiased: bool = False,
    below: Callable[[Any, float], Any] | None = None,
    center: bool = True,
) -> Callable[..., Any]:
    """Batch norm with one thing wrong."""

    def norm(x: Any, gamma: Any, beta: Any, eps: float = 1e-5) -> Any:
        mean = x.mean() if dim is None else x.mean(dim=dim, keepdim=True)
        square = (x - mean) ** 2
        var = square.mean() if dim is None else square.mean(dim=dim, keepdim=True)
        if unbiased:
            var = var * len(x) / (len(x) - 1)
        divisor = (var + eps).sqrt() if below is None else below(var, eps)
        return gamma * ((x - mean) if center else x) / divisor + beta

    return norm


BATCH_NORM = FunctionExercise(
    name="13.batch_norm",
    task=Words("batch normalization", "批归一化"),
    reference=batch_norm,
    cases=lambda: [
        (torch.tensor([[1.0, 10.0], [3.0, 30.0]]), torch.tensor([1.0, 1.0]), torch.tensor([0.0, 0.0]), 1e-5),
        (
            *(torch.tensor([[1.0, 2.0, 4.0], [2.0, -1.0, 0.0], [6.0, 0.5, 1.0], [-1.0, 0.0, 2.0]]),),
            *(torch.tensor([2.0, 1.0, -1.0]), torch.tensor([0.5, -1.0, 3.0]), 0.1),
        ),
    ],
    hints=(
        Words(
            "One mean and one variance for each neuron, over the samples of the batch: `x.mean(dim=0)`.",
            "每个神经元有一个平均值和一个方差，都是对批次里的样本求的：`x.mean(dim=0)`。",
        ),
        Words(
            "The variance is the mean of `(x - mean) ** 2`, also along axis 0.",
            "方差是 `(x - mean) ** 2` 的平均值，同样沿轴 0。",
        ),
        Words(
            "`gamma * (x - mean) / (var + eps).sqrt() + beta`",
            "结果是 `gamma * (x - mean) / (var + eps).sqrt() + beta`。",
        ),
    ),
    solution="""\
def batch_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(dim=0)
    var = ((x - mean) ** 2).mean(dim=0)
    return gamma * (x - mean) / (var + eps).sqrt() + beta
""",
    remark=Words(
        "With `dim=1` and `keepdim=True` instead of `dim=0`, the same three lines are LayerNorm.",
        "把 `dim=0` 换成 `dim=1` 并加上 `keepdim=True`，同样的三行就是层归一化。",
    ),
    mistakes=(
        Mistake(
            _normed(dim=1),
            Words(
                "This is LayerNorm: mean and variance of each sample. BatchNorm takes them of each neuron, over the batch: `dim=0`.",
                "这是层归一化，求的是每个样本的平均值和方差。批归一化求的是每个神经元在整个批次上的：`dim=0`。",
            ),
        ),
        Mistake(
            _normed(dim=None),
            Words(
                "One mean for everything. Each neuron has its own: `dim=0`.",
                "所有的数共用了一个平均值。每个神经元要有自己的：`dim=0`。",
            ),
        ),
        Mistake(
            _normed(unbiased=True),
            Words(
                "`x.var()` and `x.std()` divide by N − 1. Here the mean of the squares is meant, divided by N (`correction=0`).",
                "`x.var()` 和 `x.std()` 除的是 N − 1。这里要的是平方的平均值，除以 N（`correction=0`）。",
            ),
        ),
        Mistake(
            _normed(below=lambda var, eps: var.sqrt() + eps),
            Words("ε stands under the root, beside the variance.", "ε 在根号里面，和方差加在一起。"),
        ),
        Mistake(
            _normed(below=lambda var, eps: var + eps),
            Words(
                "Divide by the standard deviation: the root of the variance is missing.",
                "要除以标准差：方差没有开平方。",
            ),
        ),
        Mistake(
            _normed(center=False),
            Words("The mean is not subtracted.", "没有减去平均值。"),
        ),
        Mistake(
            lambda x, gamma, beta, eps: batch_norm(x, torch.ones_like(gamma), torch.zeros_like(beta), eps),
            Words("γ and β are missing: at the end multiply by γ and add β.", "漏了 γ 和 β：最后要乘以 γ，再加上 β。"),
        ),
        Mistake(
            lambda x, gamma, beta, eps: batch_norm(x, gamma, gamma * beta, eps),
            Words("First times γ, then plus β: β itself is not multiplied.", "先乘 γ，再加 β：β 本身不乘。"),
        ),
    ),
)


# --- 13.residual: a way around ---------------------------------------------------------------------


class Residual(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(x)


def _use_residual(residual: Any, seed: int) -> tuple[Any, ...]:
    """Output, gradient of the input, and whether the inner module's parameters are found."""
    torch.manual_seed(seed)
    inner = nn.Sequential(nn.Linear(3, 3), nn.Tanh())
    block = residual(inner)
    x = torch.tensor([[1.0, -2.0, 0.5], [0.3, 0.0, 4.0]], requires_grad=True)
    y = block(x * 1)  # not a leaf: also a change in place gets as far as it can
    y.sum().backward()
    found = len(list(block.parameters()))
    return y, x.grad, facts(Words(f"{found} parameters found", f"找到 {found} 个参数"))


class _InnerOnly(Residual):
    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x)


class _InPlace(Residual):
    def forward(self, x: Tensor) -> Tensor:
        x += self.inner(x)
        return x


class _Times(Residual):
    def forward(self, x: Tensor) -> Tensor:
        return x * self.inner(x)


class _Detached(Residual):
    def forward(self, x: Tensor) -> Tensor:
        return x.detach() + self.inner(x)


class _Twice(Residual):
    def forward(self, x: Tensor) -> Tensor:
        h = self.inner(x)
        return h + self.inner(h)


class _Hidden(Residual):
    def __init__(self, inner: nn.Module) -> None:
        nn.Module.__init__(self)
        self.kept = [inner]

    def forward(self, x: Tensor) -> Tensor:
        return x + self.kept[0](x)


RESIDUAL = ProbedExercise(
    name="13.residual",
    task=Words("a residual block", "残差块"),
    reference=Residual,
    probe=_use_residual,
    cases=lambda: [(0,), (1,)],
    hints=(
        Words(
            "Keep the inner module in `__init__`, as an attribute: `self.inner = inner`.",
            "在 `__init__` 里把里面的模块存成属性：`self.inner = inner`。",
        ),
        Words("`super().__init__()` comes first.", "先写 `super().__init__()`。"),
        Words("`forward` returns `x + self.inner(x)`.", "`forward` 返回 `x + self.inner(x)`。"),
    ),
    solution="""\
class Residual(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)
""",
    remark=Words(
        "Any module fits in, as long as its output has the shape of its input.",
        "什么模块都可以放进去，只要输出和输入形状相同。",
    ),
    mistakes=(
        Mistake(
            _InnerOnly,
            Words(
                "This is the inner module alone. Add the input to its output.",
                "这只是里面的模块。要把输入加到它的输出上。",
            ),
        ),
        Mistake(
            _InPlace,
            Words(
                "`x += ...` changes the input in place, and the inner module needs it as it was for the backward pass. Write `x + ...`.",
                "`x += ...` 原地改了输入，而里面的模块做反向传播时还需要原来的输入。请写 `x + ...`。",
            ),
        ),
        Mistake(
            _Times,
            Words(
                "The two ways are added, not multiplied: a product has no factor 1 in its derivative.",
                "两条路是相加，不是相乘：乘积的导数里没有那个 1。",
            ),
        ),
        Mistake(
            _Detached,
            Words(
                "The output is right, but `detach` blocks the very way on which the gradient should come back.",
                "输出是对的，但 `detach` 正好堵住了梯度本该走的那条近路。",
            ),
        ),
        Mistake(
            _Twice,
            Words(
                "Add the inner output to x itself, not to what the inner module has made of it.",
                "要加上的是 x 本身，而不是里面的模块算出来的东西。",
            ),
        ),
        Mistake(
            _Hidden,
            Words(
                "It computes rightly, but in a Python list the inner module's parameters are not found, and no optimizer will train them (lesson 8).",
                "算得对，但放在 Python 列表里，里面模块的参数就找不到了，优化器也不会训练它们（第 8 课）。",
            ),
        ),
    ),
)


# --- 13.clip: not too far at once ------------------------------------------------------------------


def clip(gradients: Sequence[Tensor], max_norm: float) -> list[Tensor]:
    norm = torch.stack([(g**2).sum() for g in gradients]).sum().sqrt()
    factor = (max_norm / norm).clamp(max=1)
    return [g * factor for g in gradients]


def _scaled(norm: Callable[[Sequence[Any]], Any], always: bool = False) -> Callable[..., Any]:
    """Clipping by another norm."""

    def cut(gradients: Sequence[Any], max_norm: float) -> list[Any]:
        factor = max_norm / norm(gradients)
        return [g * (factor if always else factor.clamp(max=1)) for g in gradients]

    return cut


def _squares(gradients: Sequence[Any]) -> Any:
    return torch.stack([(g**2).sum() for g in gradients])


CLIP = FunctionExercise(
    name="13.clip",
    task=Words("gradient clipping", "梯度裁剪"),
    reference=clip,
    cases=lambda: [
        ([torch.tensor([3.0, 0.0]), torch.tensor([[0.0], [-4.0]])], 1.0),
        ([torch.tensor([0.3, 0.0]), torch.tensor([-0.4])], 1.0),
        ([torch.tensor([2.0, 10.0]), torch.tensor([0.1])], 2.0),
    ],
    hints=(
        Words(
            "One norm over all tensors: the root of the sum of the squares of all their elements.",
            "所有张量合起来只有一个范数：全部元素的平方和，再开平方。",
        ),
        Words(
            "If it is larger than max_norm, multiply every tensor by the same factor, `max_norm / norm`.",
            "如果它大于 max_norm，就让每个张量都乘上同一个因子 `max_norm / norm`。",
        ),
        Words("If it is smaller, return the gradients as they are.", "如果不大于，就原样返回。"),
    ),
    solution="""\
def clip(gradients, max_norm):
    norm = sum((g**2).sum() for g in gradients) ** 0.5
    if norm <= max_norm:
        return list(gradients)
    return [g * (max_norm / norm) for g in gradients]
""",
    remark=Words(
        "`nn.utils.clip_grad_norm_(model.parameters(), max_norm)` does this in place and returns the norm from before.",
        "`nn.utils.clip_grad_norm_(model.parameters(), max_norm)` 原地做这件事，并返回裁剪之前的范数。",
    ),
    mistakes=(
        Mistake(
            lambda gradients, max_norm: [g * (max_norm / (g**2).sum().sqrt()).clamp(max=1) for g in gradients],
            Words(
                "Each tensor is clipped by its own norm, which turns the direction of the step. One norm for all.",
                "这里每个张量按自己的范数裁剪，会改变这一步的方向。所有张量要用同一个范数。",
            ),
        ),
        Mistake(
            _scaled(lambda gradients: _squares(gradients).sum().sqrt(), always=True),
            Words(
                "Small gradients are blown up to max_norm. Clipping only makes smaller.",
                "小的梯度被放大到 max_norm 了。裁剪只会缩小。",
            ),
        ),
        Mistake(
            lambda gradients, max_norm: [g.clamp(-max_norm, max_norm) for g in gradients],
            Words(
                "This cuts each element by itself, which turns the direction. Scale all by one factor.",
                "这是逐个元素截断，会改变方向。应当整体乘一个因子。",
            ),
        ),
        Mistake(
            _scaled(lambda gradients: _squares(gradients).sqrt().sum()),
            Words(
                "The norms of the tensors are added up. Add the squares first, take the root last.",
                "这里把各个张量的范数加了起来。要先把平方加起来，最后再开平方。",
            ),
        ),
        Mistake(
            _scaled(lambda gradients: _squares(gradients).sum()),
            Words("The square root is missing in the norm.", "范数漏了开平方。"),
        ),
        Mistake(
            lambda gradients, max_norm: list(gradients),
            Words("Nothing was clipped.", "什么都没有裁剪。"),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (PRODUCT, HE, DEAD, BATCH_NORM, RESIDUAL, CLIP)
