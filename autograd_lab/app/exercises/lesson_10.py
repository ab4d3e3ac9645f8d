"""Lesson 10, optimizers: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake, ValueExercise
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Optimizers: the way down", "优化器：下山的路")


# --- 10.limit: the largest learning rate -----------------------------------------------------------

LIMIT = ValueExercise(
    name="10.limit",
    task=Words("the learning rate at which SGD stops converging", "SGD 不再收敛的学习率"),
    expected=1.0,
    hints=(
        Words(
            "The curvature in a direction is the second derivative: of 0.05 x² it is 0.1, of y² it is ...",
            "一个方向上的曲率就是二阶导数：0.05 x² 的是 0.1，y² 的是……",
        ),
        Words(
            "Each direction has its own limit 2 / a. It takes only one direction that diverges.",
            "每个方向有自己的上限 2 / a。只要有一个方向发散，整个就发散了。",
        ),
        Words("So the steepest direction decides: a = 2.", "所以由最陡的方向决定：a = 2。"),
    ),
    solution="""\
#| en: the second derivatives are 0.1 along x and 2 along y; the larger decides: 2 / 2
#| zh: 沿 x 的二阶导数是 0.1，沿 y 是 2；由大的那个决定：2 / 2
limit = 2 / max(0.1, 2)
""",
    remark=Words(
        "Set SGD to 0.99 and then to 1.01 in the race, and see what one hundredth does.",
        "在比赛里把 SGD 的学习率设成 0.99，再设成 1.01，看看百分之一的差别会怎样。",
    ),
    mistakes=(
        Mistake(
            20.0,
            Words(
                "This is the limit of the flat direction. The steep one diverges long before.",
                "这是平缓方向的上限。陡的方向早就发散了。",
            ),
        ),
        Mistake(
            2.0,
            Words(
                "2 is the curvature along y (or 2 / a with a = 1). The derivative of y² is 2y; what is its slope, and "
                "what is 2 / a?",
                "2 是沿 y 的曲率（或者取了 a = 1 的 2 / a）。y² 的导数是 2y，它的斜率 a 是多少？2 / a 又是多少？",
            ),
        ),
        Mistake(
            0.5,
            Words(
                "With 1 / a the steep direction is at its goal in one step. It still converges up to twice that.",
                "学习率为 1 / a 时，陡的方向一步就到底了。一直到它的两倍，都还收敛。",
            ),
        ),
        Mistake(
            0.1,
            Words("0.1 is the curvature along x, not a learning rate.", "0.1 是沿 x 的曲率，不是学习率。"),
        ),
        Mistake(
            2 / 2.1,
            Words(
                "The curvatures of different directions are not added; the larger one decides.",
                "不同方向的曲率不能相加，由大的那个决定。",
            ),
        ),
    ),
)


# --- 10.sgd: a step in place -----------------------------------------------------------------------


def sgd(parameters: Sequence[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad


def _leaves(values: Sequence[Any], gradients: Sequence[Any]) -> list[Tensor]:
    made = []
    for value, gradient in zip(values, gradients, strict=True):
        p = torch.tensor(value, requires_grad=True)
        p.grad = None if gradient is None else torch.tensor(gradient)
        made.append(p)
    return made


def _use_sgd(step: Any, values: Any, gradients: Any, lr: float) -> tuple[Any, ...]:
    parameters = _leaves(values, gradients)
    step(parameters, lr)
    leaves = all(p.is_leaf for p in parameters)
    return *parameters, facts(Words("all leaves", "都是叶子") if leaves else Words("not all are leaves", "不都是叶子"))


def _sgd_recording(parameters: Sequence[Tensor], lr: float) -> None:
    for p in parameters:
        if p.grad is not None:
            p -= lr * p.grad


def _sgd_rebinding(parameters: Sequence[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p = p - lr * p.grad


def _sgd_uphill(parameters: Sequence[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p += lr * p.grad


def _sgd_no_none(parameters: Sequence[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad  # type: ignore[operator]


def _sgd_no_rate(parameters: Sequence[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= p.grad


def _sgd_replacing(parameters: Sequence[Tensor], lr: float) -> None:
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p.copy_(-lr * p.grad)


SGD = ProbedExercise(
    name="10.sgd",
    task=Words("a step of SGD", "SGD 的一步"),
    reference=sgd,
    probe=_use_sgd,
    cases=lambda: [
        ([1.0, [2.0, -1.0]], [0.5, [1.0, -2.0]], 0.1),
        ([[1.0, 1.0], 3.0], [[0.0, 4.0], None], 0.5),
    ],
    hints=(
        Words(
            "Go through the parameters and take `lr * p.grad` away from each, in place: `p -= ...`.",
            "依次走过各个参数，每个都原地减去 `lr * p.grad`：`p -= ...`。",
        ),
        Words(
            "The step is not to be differentiated: put it under `with torch.no_grad():`.",
            "这一步不需要求导：放在 `with torch.no_grad():` 下面。",
        ),
        Words(
            "A parameter that took no part in the loss has `p.grad is None`. Skip it.",
            "没有参与计算损失的参数，`p.grad` 是 `None`。跳过它。",
        ),
    ),
    solution="""\
def sgd(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad
""",
    remark=Words(
        "`torch.optim.SGD` without options does exactly this.",
        "不带任何选项的 `torch.optim.SGD`，做的正是这件事。",
    ),
    mistakes=(
        Mistake(
            _sgd_recording,
            Words(
                "A leaf that requires a gradient must not be changed in place while the graph is recorded. Write the "
                "step under `with torch.no_grad():`.",
                "记录计算图的时候，不能原地修改需要梯度的叶子。请把这一步写在 `with torch.no_grad():` 下面。",
            ),
        ),
        Mistake(
            _sgd_rebinding,
            Words(
                "Nothing has changed. `p = p - ...` makes a new tensor and gives it the name p; the parameter itself "
                "stays as it was. `p -= ...` changes it.",
                "什么都没有变。`p = p - ...` 造了一个新张量，把名字 p 给了它，参数本身没动。`p -= ...` 才会改它。",
            ),
        ),
        Mistake(
            _sgd_uphill,
            Words(
                "This goes uphill: the gradient points to where the loss grows.", "这是在上坡：梯度指向损失增大的方向。"
            ),
        ),
        Mistake(
            _sgd_no_none,
            Words(
                "One parameter has no gradient: its `grad` is None. Skip such parameters.",
                "有一个参数没有梯度，它的 `grad` 是 None。这样的参数要跳过。",
            ),
        ),
        Mistake(_sgd_no_rate, Words("The learning rate is left out.", "漏了学习率。")),
        Mistake(
            _sgd_replacing,
            Words(
                "The old value is lost: the step is added to it, it does not replace it.",
                "旧的值丢了：步子要加在旧的值上，而不是取代它。",
            ),
        ),
    ),
)


# --- 10.momentum: a step with a memory -------------------------------------------------------------


def momentum(w: Tensor, g: Tensor, v: Tensor, lr: float, mu: float) -> tuple[Tensor, Tensor]:
    v = mu * v + g
    return w - lr * v, v


MOMENTUM = FunctionExercise(
    name="10.momentum",
    task=Words("a step with momentum", "带动量的一步"),
    reference=momentum,
    cases=lambda: [
        (torch.tensor([1.0, 2.0]), torch.tensor([0.5, -1.0]), torch.tensor([0.0, 0.0]), 0.1, 0.9),
        (torch.tensor([1.0, 2.0]), torch.tensor([0.5, -1.0]), torch.tensor([2.0, 1.0]), 0.1, 0.9),
        (torch.tensor(3.0), torch.tensor(1.0), torch.tensor(-4.0), 0.5, 0.5),
    ],
    hints=(
        Words(
            "First the new velocity, from the old one and the gradient; then the step, with the new velocity.",
            "先由旧的速度和梯度算出新的速度，再用新的速度走一步。",
        ),
        Words("`v = mu * v + g`", "`v = mu * v + g`，这是新的速度。"),
        Words("`return w - lr * v, v`", "最后 `return w - lr * v, v`。"),
    ),
    solution="""\
def momentum(w, g, v, lr, mu):
    v = mu * v + g
    return w - lr * v, v
""",
    remark=Words(
        "A new tensor each time, no `-=`: so nothing of the caller's has changed.",
        "每次都造新的张量，不用 `-=`，所以调用者手里的东西都没有变。",
    ),
    mistakes=(
        Mistake(
            lambda w, g, v, lr, mu: (w - lr * v, mu * v + g),
            Words(
                "The step uses the old velocity. The new one already contains the gradient of now.",
                "这一步用的是旧的速度。新的速度里才有当前的梯度。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, mu: (w - lr * (mu * v + (1 - mu) * g), mu * v + (1 - mu) * g),
            Words(
                "This is a running mean. PyTorch's momentum adds the whole gradient: `mu * v + g`.",
                "这是滑动平均。PyTorch 的动量加的是整个梯度：`mu * v + g`。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, mu: (w - (mu * v + lr * g), mu * v + lr * g),
            Words(
                "The learning rate went into the velocity. Keep it out, so that changing it acts at once: "
                "`v = mu * v + g`, then `w - lr * v`.",
                "学习率进到了速度里。把它留在外面，改学习率才能立即生效：先 `v = mu * v + g`，再 `w - lr * v`。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, mu: (w + lr * (mu * v - g), mu * v - g),
            Words(
                "The sign: let the velocity sum up gradients, and take it away from w.",
                "注意符号：速度累加的是梯度，再从 w 中减去它。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, mu: w - lr * (mu * v + g),
            Words(
                "The step is right, but the new velocity must be returned too, or it is forgotten.",
                "步子是对的，但新的速度也要返回，否则就忘掉了。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, mu: (w - lr * (v + g), v + g),
            Words("The old velocity is not slowed down by μ.", "旧的速度没有乘 μ，不会慢下来。"),
        ),
        Mistake(
            lambda w, g, v, lr, mu: (w - lr * (v + mu * g), v + mu * g),
            Words("μ belongs to the old velocity, not to the gradient.", "μ 应当乘在旧的速度上，而不是梯度上。"),
        ),
    ),
)


# --- 10.adam: a step size for each parameter -------------------------------------------------------


def adam(
    w: Tensor, g: Tensor, m: Tensor, v: Tensor, t: int, lr: float, b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8
) -> tuple[Tensor, Tensor, Tensor]:
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
    return w - lr * m_hat / (v_hat.sqrt() + eps), m, v


def _adam(
    *,
    correct: bool = True,
    root: bool = True,
    square: bool = True,
    swapped: bool = False,
    one: bool = True,
    hats: bool = False,
    inside: bool = False,
) -> Any:
    """A step of Adam with one thing wrong."""

    def step(w: Any, g: Any, m: Any, v: Any, t: int, lr: float, b1: float, b2: float, eps: float) -> Any:
        if swapped:
            b1, b2 = b2, b1
        m = b1 * m + ((1 - b1) if one else 1) * g
        v = b2 * v + ((1 - b2) if one else 1) * (g**2 if square else g)
        m_hat = m / (1 - b1**t) if correct else m
        v_hat = v / (1 - b2**t) if correct else v
        below = (v_hat + eps).sqrt() if inside else (v_hat.sqrt() if root else v_hat) + eps
        w = w - lr * m_hat / below
        return (w, m_hat, v_hat) if hats else (w, m, v)

    return step


ADAM = FunctionExercise(
    name="10.adam",
    task=Words("a step of Adam", "Adam 的一步"),
    reference=adam,
    cases=lambda: [
        (
            *(torch.tensor([1.0, 2.0]), torch.tensor([0.5, -100.0]), torch.zeros(2), torch.zeros(2)),
            *(1, 0.1, 0.9, 0.99, 1e-8),
        ),
        (
            *(torch.tensor([1.0, 2.0]), torch.tensor([0.5, 3.0]), torch.tensor([0.2, -0.3])),
            *(torch.tensor([0.1, 4.0]), 5, 0.01, 0.8, 0.95, 0.1),
        ),
    ],
    hints=(
        Words(
            "Four lines, one for each formula: m, v, the two corrected by division, the step.",
            "四行代码，一个公式一行：m，v，两个经过除法修正的值，最后是走一步。",
        ),
        Words(
            "`m = b1 * m + (1 - b1) * g`, and v likewise with `g**2` and `b2`. Corrected: `m / (1 - b1**t)`.",
            "`m = b1 * m + (1 - b1) * g`；v 类似，用 `g**2` 和 `b2`。修正：`m / (1 - b1**t)`。",
        ),
        Words(
            "The step: `w - lr * m_hat / (v_hat.sqrt() + eps)`. Return w and the uncorrected m and v.",
            "走一步：`w - lr * m_hat / (v_hat.sqrt() + eps)`。返回 w，以及没有修正过的 m 和 v。",
        ),
    ),
    solution="""\
def adam(w, g, m, v, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g**2
    m_hat = m / (1 - b1**t)
    v_hat = v / (1 - b2**t)
    return w - lr * m_hat / (v_hat.sqrt() + eps), m, v
""",
    remark=Words(
        "In the first case the two gradients differ by a factor of 200, and both parameters moved by lr: that is Adam.",
        "第一个例子里，两个梯度相差 200 倍，两个参数却都移动了 lr 那么多：这就是 Adam。",
    ),
    mistakes=(
        Mistake(
            _adam(correct=False),
            Words(
                "The correction for the start is missing: m and v begin at zero, and must be divided by 1 − βᵗ.",
                "漏了对开头的修正：m 和 v 都从零开始，要除以 1 − βᵗ。",
            ),
        ),
        Mistake(
            _adam(root=False),
            Words(
                "The square root is missing: v is a mean of squares, the step needs its root.",
                "漏了平方根：v 是平方的平均，步子里要用它的平方根。",
            ),
        ),
        Mistake(
            _adam(square=False),
            Words("v is the running mean of the squared gradient: `g**2`.", "v 是梯度平方的滑动平均：`g**2`。"),
        ),
        Mistake(_adam(swapped=True), Words("b1 and b2 are exchanged.", "b1 和 b2 对调了。")),
        Mistake(
            _adam(one=False),
            Words(
                "The new gradient comes in with the share 1 − β, so that m and v are means, not sums.",
                "新梯度要乘上 1 − β 再加进来，这样 m 和 v 才是平均值，而不是总和。",
            ),
        ),
        Mistake(
            _adam(hats=True),
            Words(
                "Return m and v without the correction: the next step goes on from them.",
                "返回的应当是没有修正过的 m 和 v，下一步要从它们继续。",
            ),
        ),
        Mistake(
            _adam(inside=True),
            Words("eps stands outside the square root.", "eps 在平方根的外面。"),
        ),
    ),
)


# --- 10.optimizer: an optimizer of one's own -------------------------------------------------------


class Momentum(torch.optim.Optimizer):
    def __init__(self, params: Any, lr: float, mu: float = 0.9) -> None:
        super().__init__(params, {"lr": lr, "mu": mu})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._move(p, group)

    def _move(self, p: Tensor, group: dict[str, Any]) -> None:
        v = self.state[p].get("v", torch.zeros_like(p))
        self.state[p]["v"] = v = group["mu"] * v + p.grad
        p -= group["lr"] * v


def _use_optimizer(optimizer_class: Any, starts: Sequence[float], lr: float, mu: float) -> tuple[Any, ...]:
    """Three steps on the sum of squares; before the third the learning rate is halved, as a schedule does."""
    parameters = [torch.tensor(start, requires_grad=True) for start in starts]
    unused = torch.tensor(1.0, requires_grad=True)
    optimizer = optimizer_class([*parameters, unused], lr, mu)
    places: list[Any] = []
    for step in range(3):
        if step == 2:
            for group in optimizer.param_groups:
                group["lr"] *= 0.5
        optimizer.zero_grad()
        torch.stack([p**2 for p in parameters]).sum().backward()
        optimizer.step()
        places.append([round(p.item(), 4) for p in parameters])
    return tuple(places)


class _Forgetful(Momentum):
    def _move(self, p: Tensor, group: dict[str, Any]) -> None:
        p -= group["lr"] * p.grad  # type: ignore[operator]


class _Shared(Momentum):
    def _move(self, p: Tensor, group: dict[str, Any]) -> None:
        self.v = group["mu"] * getattr(self, "v", torch.zeros_like(p)) + p.grad
        p -= group["lr"] * self.v


class _FixedRate(Momentum):
    def __init__(self, params: Any, lr: float, mu: float = 0.9) -> None:
        super().__init__(params, lr, mu)
        self.lr = lr

    def _move(self, p: Tensor, group: dict[str, Any]) -> None:
        super()._move(p, {**group, "lr": self.lr})


class _Rebinding(Momentum):
    def _move(self, p: Tensor, group: dict[str, Any]) -> None:
        p = p - group["lr"] * p.grad


class _Recording(Momentum):
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._move(p, group)


class _NoneForgotten(Momentum):
    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        for group in self.param_groups:
            for p in group["params"]:
                self._move(p, group)


OPTIMIZER = ProbedExercise(
    name="10.optimizer",
    task=Words("an optimizer of your own", "自己的优化器"),
    reference=Momentum,
    probe=_use_optimizer,
    cases=lambda: [([1.0, -2.0], 0.1, 0.9), ([3.0], 0.2, 0.5)],
    hints=(
        Words(
            '`self.param_groups` is a list of dictionaries; each has `"params"`, `"lr"` and `"mu"`. Read the learning '
            "rate there, at every step.",
            '`self.param_groups` 是字典的列表，每个字典里有 `"params"`、`"lr"` 和 `"mu"`。学习率每一步都要从那里读。',
        ),
        Words(
            '`self.state[p]` is a dictionary that belongs to the parameter p. `self.state[p].get("v", '
            "torch.zeros_like(p))` is its velocity, or zeros at first.",
            '`self.state[p]` 是属于参数 p 的字典。`self.state[p].get("v", torch.zeros_like(p))` 是它的速度，'
            "第一次用时是零。",
        ),
        Words(
            'For each p with a gradient: `v = group["mu"] * v + p.grad`, keep it with `self.state[p]["v"] = v`, then '
            '`p -= group["lr"] * v`.',
            '对每个有梯度的 p：先 `v = group["mu"] * v + p.grad`，用 `self.state[p]["v"] = v` 存好，'
            '再 `p -= group["lr"] * v`。',
        ),
    ),
    solution="""\
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, mu=0.9):
        super().__init__(params, {"lr": lr, "mu": mu})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                v = self.state[p].get("v", torch.zeros_like(p))
                v = group["mu"] * v + p.grad
                self.state[p]["v"] = v
                p -= group["lr"] * v
""",
    remark=Words(
        "Because it is an `Optimizer`, schedules, the live panel's sliders and `state_dict()` work with it at once.",
        "因为它是 `Optimizer`，学习率调度、实时面板的滑块和 `state_dict()` 马上都能用。",
    ),
    mistakes=(
        Mistake(
            _Forgetful,
            Words(
                "This is plain SGD: the velocity of the last step is not used, or not kept.",
                "这是普通的 SGD：上一步的速度没有用上，或者没有存下来。",
            ),
        ),
        Mistake(
            _Shared,
            Words(
                "All parameters share one velocity. Each needs its own: keep it in `self.state[p]`.",
                "所有参数共用了一个速度。每个参数要有自己的，存在 `self.state[p]` 里。",
            ),
        ),
        Mistake(
            _FixedRate,
            Words(
                'The learning rate was changed before the third step, and this optimizer did not notice. Read `group["lr"]` '
                "at every step.",
                '第三步之前学习率变了，这个优化器却没有察觉。每一步都要读 `group["lr"]`。',
            ),
        ),
        Mistake(
            _Rebinding,
            Words(
                "Nothing has changed. `p = p - ...` makes a new tensor; `p -= ...` changes the parameter.",
                "什么都没有变。`p = p - ...` 造了一个新张量，`p -= ...` 才会改参数。",
            ),
        ),
        Mistake(
            _Recording,
            Words(
                "The step must not be recorded: put `@torch.no_grad()` above `step`.",
                "这一步不能被记录：在 `step` 上面加 `@torch.no_grad()`。",
            ),
        ),
        Mistake(
            _NoneForgotten,
            Words(
                "A parameter without a gradient came along (`p.grad is None`). Skip it.",
                "有一个参数没有梯度（`p.grad is None`）。跳过它。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (LIMIT, SGD, MOMENTUM, ADAM, OPTIMIZER)
