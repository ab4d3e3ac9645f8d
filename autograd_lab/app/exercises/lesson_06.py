"""Lesson 6, leaves and graphs: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, Finding, Mistake
from autograd_lab.app.outcome import show
from autograd_lab.app.probed import ProbedExercise
from autograd_lab.app.words import Words

TITLE = Words("Leaves, graphs and errors", "叶子张量、计算图与报错")


# --- 06.leaves: who gets a gradient ----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NamesExercise(Exercise):
    """Choose the right ones of some names. Each has its words, for when it is taken or left out wrongly."""

    right: frozenset[str]
    about: dict[str, Words]

    def judge(self, answer: Any) -> Finding | None:
        names = [answer] if isinstance(answer, str) else answer
        if not isinstance(names, list | tuple | set) or not set(names) <= set(self.about):
            return Finding(came=show(answer), hint=str(NOT_NAMES))
        wrong = sorted(set(names) ^ self.right)
        return Finding(came=show(answer), hint=str(self.about[wrong[0]])) if wrong else None

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        yield from (([*self.right ^ {name}], words) for name, words in self.about.items())
        yield 2, NOT_NAMES


NOT_NAMES = Words(
    'Answer with a list of names out of `w`, `b`, `x`, `u`, `v`, such as `["w", "x"]`.',
    '请用 `w`、`b`、`x`、`u`、`v` 中的名称组成列表来回答，例如 `["w", "x"]`。',
)

LEAVES = NamesExercise(
    name="06.leaves",
    task=Words("which tensors have a gradient", "哪些张量有梯度"),
    right=frozenset("b"),
    hints=(
        Words(
            "Go through rule 3 first: which of the five are leaf tensors with `requires_grad=True`?",
            "先看第 3 条规则：五个里哪些是 `requires_grad=True` 的叶子张量？",
        ),
        Words(
            "Now walk back from the end: v · v, then v, then its two inputs. Where does the way go on, and where "
            "does "
            "it end?",
            "再从终点往回走：先是 v · v，再是 v，再到它的两个输入。哪里还能继续走，哪里到头了？",
        ),
        Words(
            "`u.detach()` is a constant. So nothing arrives at `w`, and one name remains.",
            "`u.detach()` 是常数，所以 `w` 那里什么也没有到达，只剩下一个名称。",
        ),
    ),
    solution="""\
#| en: w is cut off by detach(), x has no flag, u and v are results
#| zh: w 被 detach() 切断，x 没有设标志，u 和 v 是运算结果
with_gradient = ["b"]
""",
    remark=Words(
        "`w` is a parameter whose `.grad` stays `None`, and there is no error: the optimizer skips it, and it never "
        "learns. Look for such parameters first when a network learns badly.",
        "`w` 是参数，它的 `.grad` 却一直是 `None`，而且没有报错：优化器跳过它，它永远学不到东西。网络学得不好时，"
        "先找找有没有这样的参数。",
    ),
    about={
        "w": Words(
            "`w` is a leaf tensor with the flag, but nothing arrives there: `detach()` cuts the way to it.",
            "`w` 是设了标志的叶子张量，但什么也到不了那里：`detach()` 切断了通向它的路。",
        ),
        "b": Words(
            "`b` is a leaf tensor with the flag, and it is added after `detach()`: the gradient arrives.",
            "`b` 是设了标志的叶子张量，而且是在 `detach()` 之后加上的：梯度走得到。",
        ),
        "x": Words(
            "`x` has no `requires_grad=True`: no derivative with respect to it is computed.",
            "`x` 没有设 `requires_grad=True`：不会去算对它的导数。",
        ),
        "u": Words(
            "`u` is a result, and it lies behind `detach()`.",
            "`u` 是运算结果，而且在 `detach()` 的另一侧。",
        ),
        "v": Words(
            "`v` is a result. Its gradient passes through and is not stored, unless `retain_grad()` asks for it.",
            "`v` 是运算结果。它的梯度只是路过，不会存下来，除非用 `retain_grad()` 要求。",
        ),
    },
)


# --- 06.freeze: the flags of a model ---------------------------------------------------------------


def train_only_last(model: nn.Sequential) -> None:
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for parameter in model[-1].parameters():
        parameter.requires_grad_(True)


def _flags(answer: Callable[[nn.Sequential], Any], widths: Sequence[int], frozen: bool) -> list[bool]:
    """The flags that the answer leaves, on a network with layers of these widths."""
    layers: list[nn.Module] = []
    for i in range(len(widths) - 1):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    for parameter in model.parameters():
        parameter.requires_grad_(not frozen)
    answer(model)
    return [parameter.requires_grad for parameter in model.parameters()]


def _freeze_all(model: nn.Sequential) -> None:
    for parameter in model.parameters():
        parameter.requires_grad_(False)


def _freeze_first(model: nn.Sequential) -> None:
    for parameter in model[0].parameters():
        parameter.requires_grad_(False)
    for parameter in model[-1].parameters():
        parameter.requires_grad_(True)


def _last_on_only(model: nn.Sequential) -> None:
    for parameter in model[-1].parameters():
        parameter.requires_grad_(True)


def _others_off_only(model: nn.Sequential) -> None:
    for parameter in list(model.parameters())[:-2]:
        parameter.requires_grad_(False)


def _freeze_last(model: nn.Sequential) -> None:
    for parameter in model.parameters():
        parameter.requires_grad_(True)
    for parameter in model[-1].parameters():
        parameter.requires_grad_(False)


def _weight_only(model: nn.Sequential) -> None:
    _freeze_all(model)
    model[-1].weight.requires_grad_(True)


FREEZE = ProbedExercise(
    name="06.freeze",
    task=Words("train the last layer only", "只训练最后一层"),
    reference=train_only_last,
    probe=_flags,
    cases=lambda: [((4, 3, 2), False), ((4, 3, 3, 2), True), ((4, 3, 3, 2), False)],
    hints=(
        Words(
            "Two loops over parameters: first all of the model, then those of the last layer.",
            "两个循环：先是整个模型的参数，再是最后一层的参数。",
        ),
        Words(
            "`model.parameters()` gives all parameters, `model[-1].parameters()` those of the last layer; "
            "`requires_grad_` sets the flag.",
            "`model.parameters()` 给出所有参数，`model[-1].parameters()` 给出最后一层的参数；"
            "`requires_grad_` 设置标志。",
        ),
        Words(
            "First `requires_grad_(False)` for all, then `requires_grad_(True)` for the last layer.",
            "先对所有参数 `requires_grad_(False)`，再对最后一层 `requires_grad_(True)`。",
        ),
    ),
    solution="""\
def train_only_last(model):
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for parameter in model[-1].parameters():
        parameter.requires_grad_(True)
""",
    remark=Words(
        "For short there is `model.requires_grad_(False)`. Give the optimizer the trained parameters only.",
        "也可以简写成 `model.requires_grad_(False)`。交给优化器的，只要放会被训练的参数。",
    ),
    mistakes=(
        Mistake(
            _freeze_all,
            Words(
                "Everything is frozen now, the last layer as well. Switch its flags on again.",
                "现在全都冻结了，连最后一层也是。要把它的标志重新打开。",
            ),
        ),
        Mistake(
            _freeze_first,
            Words(
                "Only the first layer is frozen. With more than two layers those in between must be frozen, too.",
                "只冻结了第一层。层数多于两层时，中间的也要冻结。",
            ),
        ),
        Mistake(
            _last_on_only,
            Words(
                "The last layer is on. Switch the others off: they are on from the start.",
                "最后一层打开了。其余的要关掉：它们一开始就是打开的。",
            ),
        ),
        Mistake(
            _others_off_only,
            Words(
                "The others are off. Switch the last layer on as well: it may have been frozen before.",
                "其余的关掉了。还要把最后一层打开：它以前可能被冻结过。",
            ),
        ),
        Mistake(
            _freeze_last,
            Words("Just the other way round: the last layer is to be trained.", "正好反了：要训练的是最后一层。"),
        ),
        Mistake(
            _weight_only,
            Words(
                "A linear layer has a weight and a bias: switch both on.",
                "线性层有权重和偏置，两个都要打开。",
            ),
        ),
    ),
)


# --- 06.step: gradient descent on a leaf -----------------------------------------------------------


def _slope(w: Tensor) -> Tensor:
    assert w.grad is not None
    return w.grad


def descend(w: Tensor, lr: float) -> None:
    with torch.no_grad():
        w -= lr * _slope(w)
    w.grad = None


def _after_step(
    answer: Callable[[Tensor, float], Any], w: list[float], gradient: list[float], lr: float
) -> tuple[Any, ...]:
    leaf = torch.tensor(w, requires_grad=True)
    leaf.grad = torch.tensor(gradient)
    answer(leaf, lr)
    rest = torch.zeros_like(leaf) if leaf.grad is None else leaf.grad
    return leaf.detach(), rest, "leaf" if leaf.is_leaf and leaf.requires_grad else "not a leaf"


def _new_name_unrecorded(w: Tensor, lr: float) -> None:
    with torch.no_grad():
        w = w - lr * _slope(w)


def _rebound_and_cleared(w: Tensor, lr: float) -> None:
    gradient = _slope(w)
    w.grad = None
    with torch.no_grad():
        w = w - lr * gradient


def _recorded(w: Tensor, lr: float) -> None:
    w -= lr * _slope(w)


def _not_cleared(w: Tensor, lr: float) -> None:
    with torch.no_grad():
        w -= lr * _slope(w)


def _uphill(w: Tensor, lr: float) -> None:
    with torch.no_grad():
        w += lr * _slope(w)
    w.grad = None


def _without_rate(w: Tensor, lr: float) -> None:
    with torch.no_grad():
        w -= _slope(w)
    w.grad = None


NEW_TENSOR = Words(
    "`w = w - ...` makes a new tensor and gives it the name `w` inside your function. The caller's `w` is as it was. "
    "Change it in place: `w -= ...` under `no_grad()`.",
    "`w = w - ...` 得到的是新张量，只是在你的函数里起名叫 `w`；调用者的 `w` 还是老样子。要原地修改："
    "在 `no_grad()` 下面写 `w -= ...`。",
)

STEP = ProbedExercise(
    name="06.step",
    task=Words("one step of gradient descent, in place", "原地走一步梯度下降"),
    reference=descend,
    probe=_after_step,
    cases=lambda: [([1.0, 2.0], [0.5, -4.0], 0.1), ([0.0], [3.0], 0.5)],
    hints=(
        Words(
            "Two things: the step, in place and without recording, and then forgetting the gradient.",
            "两件事：原地走一步，而且不记录；然后忘掉梯度。",
        ),
        Words(
            "`with torch.no_grad():`, and below it `w -= lr * w.grad`.",
            "先写 `with torch.no_grad():`，在它下面写 `w -= lr * w.grad`。",
        ),
        Words("At the end, `w.grad = None`.", "最后写 `w.grad = None`。"),
    ),
    solution="""\
def descend(w, lr):
    with torch.no_grad():  #| en: the step is no part of the model | zh: 走的这一步不属于模型
        w -= lr * w.grad
    w.grad = None  #| en: else the next backward() adds to it | zh: 否则下一次 backward() 会往上加
""",
    remark=Words(
        "This is `torch.optim.SGD`, for one parameter: `step()` and `zero_grad()` in one.",
        "这就是单个参数的 `torch.optim.SGD`：`step()` 和 `zero_grad()` 合在一起。",
    ),
    mistakes=(
        Mistake(_new_name_unrecorded, NEW_TENSOR),
        Mistake(
            _rebound_and_cleared,
            Words(
                "The gradient is forgotten, but the caller's `w` has not moved. Either it was cleared before the "
                "step, or `w = w - ...` only made a new tensor: write `w -= ...` under `no_grad()`.",
                "梯度忘掉了，但调用者的 `w` 没有动。不是还没走就清零了，就是 `w = w - ...` 只得到一个新张量："
                "请在 `no_grad()` 下面写 `w -= ...`。",
            ),
        ),
        Mistake(
            _recorded,
            Words(
                "A parameter may be changed in place only where nothing is recorded: put the line under "
                "`with torch.no_grad():`.",
                "只有在不记录的地方，才可以原地修改参数：把这一行写在 `with torch.no_grad():` 下面。",
            ),
        ),
        Mistake(
            _not_cleared,
            Words(
                "The step is right. The old gradient is still there, and the next `backward()` would add to it: "
                "`w.grad = None`.",
                "这一步走对了。但旧的梯度还在，下一次 `backward()` 会往上加：写 `w.grad = None`。",
            ),
        ),
        Mistake(
            _uphill,
            Words(
                "This goes uphill. The gradient points to where the loss grows: subtract it.",
                "这是在往上坡走。梯度指向损失增大的方向：应当减去它。",
            ),
        ),
        Mistake(
            _without_rate,
            Words("The learning rate is missing: `lr * w.grad`.", "漏了学习率：`lr * w.grad`。"),
        ),
    ),
)


# --- 06.through: a constant on purpose -------------------------------------------------------------


def round_through(x: Tensor) -> Tensor:
    return x + (x.round() - x).detach()


def _value_and_gradient(answer: Callable[[Tensor], Any], x: list[float], weights: list[float]) -> tuple[Any, Any]:
    """The result, and the gradient of its weighted sum."""
    leaf = torch.tensor(x, requires_grad=True)
    result = answer(leaf)
    (result * torch.tensor(weights)).sum().backward()
    return result, leaf.grad


THROUGH = ProbedExercise(
    name="06.through",
    task=Words("round forward, pass the gradient backward", "前向取整，反向让梯度直通"),
    reference=round_through,
    probe=_value_and_gradient,
    cases=lambda: [([0.4, 1.7, -2.2], [1.0, 2.0, 3.0]), ([5.0, -0.6], [-1.0, 0.5])],
    hints=(
        Words(
            "The value must be round(x), the gradient that of x. So x has to stand in the formula once with its "
            "history.",
            "值要等于 round(x)，梯度要等于 x 的。所以式子里必须有一个带着历史的 x。",
        ),
        Words(
            "The correction round(x) − x must not send any gradient back: make it a constant with `detach()`.",
            "修正 round(x) − x 不能往回送梯度：用 `detach()` 把它变成常数。",
        ),
        Words("`x + (x.round() - x).detach()`", "照这样写：`x + (x.round() - x).detach()`"),
    ),
    solution="""\
def round_through(x):
    #| en: forward x cancels; backward only the first x is seen
    #| zh: 前向时 x 抵消；反向时只看得见第一个 x
    return x + (x.round() - x).detach()
""",
    remark=Words(
        "Networks with weights of 8 or even 1 bit are trained with just this line.",
        "权重只有 8 位甚至 1 位的网络，就是用这一行来训练的。",
    ),
    mistakes=(
        Mistake(
            lambda x: x.round(),
            Words(
                "The value is right, but the slope of `round` is zero: no gradient comes through.",
                "值对了，但 `round` 的斜率为零：梯度过不去。",
            ),
        ),
        Mistake(
            lambda x: x.detach().round(),
            Words(
                "The whole way back is cut, so `backward()` finds no graph. Let x stand in the formula once without "
                "`detach()`.",
                "往回的路全都切断了，`backward()` 找不到计算图。式子里要有一个没有 `detach()` 的 x。",
            ),
        ),
        Mistake(
            lambda x: x * 1,
            Words("The gradient is right, but nothing is rounded.", "梯度对了，但没有取整。"),
        ),
        Mistake(
            lambda x: x.detach() + (x.round() - x),
            Words(
                "The wrong part is detached: here the correction sends a gradient, with slope −1.",
                "切断的地方不对：这里送回梯度的是修正，斜率是 −1。",
            ),
        ),
        Mistake(
            lambda x: 2 * x - x.round().detach(),
            Words(
                "Check the value: x plus the correction (round(x) − x).",
                "检查一下值：应当是 x 加上修正 (round(x) − x)。",
            ),
        ),
    ),
)


# --- 06.repair: two mistakes -----------------------------------------------------------------------


def standardised_loss(w: Tensor, x: Tensor) -> Tensor:
    x = (x - x.mean()) / x.std()
    y = w * x
    return (y * y).mean()


def _loss_and_gradient(answer: Callable[[Tensor, Tensor], Any], w: list[float], x: list[float]) -> tuple[Any, Any, Any]:
    weight, data = torch.tensor(w, requires_grad=True), torch.tensor(x)
    loss = answer(weight, data)
    loss.backward()
    return loss, weight.grad, data


def _changes_x(w: Tensor, x: Tensor) -> Tensor:
    x -= x.mean()
    x /= x.std()
    y = w * x
    return (y * y).mean()


def _overwrites(w: Tensor, x: Tensor) -> Tensor:
    x = (x - x.mean()) / x.std()
    y = w * x
    squares = y * y
    y *= 0
    return squares.mean()


def _as_number(w: Tensor, x: Tensor) -> float:
    x = (x - x.mean()) / x.std()
    return ((w * x) ** 2).mean().item()


def _unrecorded(w: Tensor, x: Tensor) -> Tensor:
    with torch.no_grad():
        x = (x - x.mean()) / x.std()
        return ((w * x) ** 2).mean()


def _summed(w: Tensor, x: Tensor) -> Tensor:
    x = (x - x.mean()) / x.std()
    return ((w * x) ** 2).sum()


def _vector(w: Tensor, x: Tensor) -> Tensor:
    x = (x - x.mean()) / x.std()
    return (w * x) ** 2


REPAIR = ProbedExercise(
    name="06.repair",
    task=Words("repair a loss", "修好一个损失函数"),
    reference=standardised_loss,
    probe=_loss_and_gradient,
    cases=lambda: [([1.0, -2.0, 0.5], [1.0, 2.0, 6.0]), ([3.0, 1.0], [-1.0, 4.0])],
    hints=(
        Words(
            "What is the result of `.item()`, and what can be done with it? And who needs `y` after it was squared?",
            "`.item()` 的结果是什么，还能拿它做什么？`y` 平方之后，还有谁需要它？",
        ),
        Words(
            "Leave out `.item()` and `y *= 0`: the square keeps `y` for backward. And `x -= ...` writes into the "
            "caller's tensor: `x = x - ...`.",
            "去掉 `.item()` 和 `y *= 0`：平方要为反向传播保存 `y`。另外，`x -= ...` 写进了调用者的张量："
            "改成 `x = x - ...`。",
        ),
        Words(
            "`x = (x - x.mean()) / x.std()`, `y = w * x`, `return (y * y).mean()`.",
            "依次是 `x = (x - x.mean()) / x.std()`、`y = w * x`、`return (y * y).mean()`。",
        ),
    ),
    solution="""\
def standardised_loss(w, x):
    x = (x - x.mean()) / x.std()  #| en: a new tensor: the caller's x stays | zh: 新的张量，调用者的 x 不变
    y = w * x
    return (y * y).mean()  #| en: a tensor with its graph, not a number | zh: 带着计算图的张量，而不是一个数
""",
    remark=Words(
        "In-place operations save memory and cost attention. In a model write `x = x - ...` unless memory is short.",
        "原地操作省了内存，费的是心思。在模型里，除非内存不够，否则请写 `x = x - ...`。",
    ),
    mistakes=(
        Mistake(
            _changes_x,
            Words(
                "Loss and gradient are right, but the caller's `x` was changed: `x -= ...` writes in place. Write "
                "`x = x - ...`.",
                "损失和梯度都对，但调用者的 `x` 被改了：`x -= ...` 是原地写入。请写 `x = x - ...`。",
            ),
        ),
        Mistake(
            _overwrites,
            Words(
                "`y *= 0` overwrites what the square has kept for backward. Leave the line out.",
                "`y *= 0` 改写了平方为反向传播保存的值。请去掉这一行。",
            ),
        ),
        Mistake(
            _as_number,
            Words(
                "`.item()` gives a Python number without a graph; it has no `backward()`. Return the tensor.",
                "`.item()` 得到的是没有计算图的 Python 数，它没有 `backward()`。请返回张量。",
            ),
        ),
        Mistake(
            _unrecorded,
            Words(
                "Under `no_grad()` the loss is not recorded. Only the statistics of `x` may stand there.",
                "在 `no_grad()` 下面，损失没有被记录。那里只可以放 `x` 的平均值和标准差。",
            ),
        ),
        Mistake(
            _summed,
            Words("The mean of the squares is wanted, not their sum.", "要的是平方的平均值，不是总和。"),
        ),
        Mistake(
            _vector,
            Words(
                "`backward()` starts from one number: take the mean.",
                "`backward()` 要从一个数出发：请求平均值。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (LEAVES, FREEZE, STEP, THROUGH, REPAIR)
