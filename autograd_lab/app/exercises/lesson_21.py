"""Lesson 21, your own Function and higher derivatives: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, Mistake
from autograd_lab.app.gradient import GradientExercise
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Your own Function, and derivatives of derivatives", "自己的 Function，以及导数的导数")


# --- 21.limit: a backward with two inputs -------------------------------------------------------------


def soft_limit(x: Tensor, a: Tensor) -> Tensor:
    return a * torch.tanh(x / a)


class SoftLimit(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, a: Tensor) -> Tensor:
        ctx.save_for_backward(x, a)
        return soft_limit(x, a)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        (gy,) = grad_outputs
        x, a = ctx.saved_tensors
        u = x / a
        slope = 1 - torch.tanh(u) ** 2
        return gy * slope, (gy * (torch.tanh(u) - u * slope)).sum(dim=0)


def _limit(rule: Callable[..., Any]) -> type[SoftLimit]:
    """The Function with another backward, ``rule(gy, u, t, a)``: u = x / a and t = tanh(u)."""

    class Other(SoftLimit):
        @staticmethod
        def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
            (gy,) = grad_outputs
            x, a = ctx.saved_tensors
            return rule(gy, x / a, torch.tanh(x / a), a)

    return Other


LIMIT = GradientExercise(
    name="21.limit",
    task=Words("the backward of a limit that learns", "会学习的界限，它的反向传播"),
    forward=soft_limit,
    reference=SoftLimit,
    cases=lambda: [
        (
            torch.tensor([[1.0, -2.0], [0.5, 3.0], [-1.0, 1.5]]),
            *(torch.tensor([[0.5, 1.0], [-1.0, 2.0], [1.5, 0.3]]), torch.tensor([1.0, 2.0])),
        ),
        (torch.tensor([[2.0, 0.5, -1.0]]), torch.tensor([[3.0, -0.2, 1.0]]), torch.tensor([0.5, 1.5, 3.0])),
    ],
    hints=(
        Words(
            "For x: the 1 / a of the inner derivative cancels with the a in front. gx = gy · (1 − tanh²(x / a)).",
            "先看 x：里面求导得到的 1 / a，和前面的 a 约掉了。gx = gy · (1 − tanh²(x / a))。",
        ),
        Words(
            "For a, by the product rule: tanh(u) from the a in front, and a · (1 − tanh²(u)) · (−x / a²) from the one inside, u = x / a.",
            "再看 a，用乘法的求导规则：前面的 a 给出 tanh(u)，里面的 a 给出 a · (1 − tanh²(u)) · (−x / a²)，其中 u = x / a。",
        ),
        Words(
            "Together tanh(u) − u (1 − tanh²(u)), times gy, and summed over the rows, for a acts on each of them.",
            "合起来是 tanh(u) − u (1 − tanh²(u))，乘以 gy，再对各行求和，因为 a 作用在每一行上。",
        ),
    ),
    solution="""\
class SoftLimit(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, a):
        ctx.save_for_backward(x, a)
        return a * torch.tanh(x / a)

    @staticmethod
    def backward(ctx, gy):
        x, a = ctx.saved_tensors
        u = x / a
        slope = 1 - torch.tanh(u) ** 2
        gx = gy * slope
        ga = gy * (torch.tanh(u) - u * slope)
        return gx, ga.sum(dim=0)
""",
    remark=Words(
        "Where |x| is far beyond a, the gradient of x is nearly 0 and that of a nearly ±gy: then it is the limit that moves.",
        "|x| 远远超过 a 的地方，x 的梯度几乎是 0，a 的梯度几乎是 ±gy：这时动的是界限。",
    ),
    mistakes=(
        Mistake(
            _limit(lambda gy, u, t, a: (1 - t**2, (t - u * (1 - t**2)).sum(dim=0))),
            Words(
                "gy is missing: each gradient is upstream times local.",
                "漏了 gy：每个梯度都是上游乘以局部。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * (1 - t**2), (gy * t).sum(dim=0))),
            Words(
                "a stands inside the tanh as well: the product rule gives a second term, −u (1 − tanh²(u)).",
                "a 也在 tanh 里面：按乘法的求导规则，还有第二项 −u (1 − tanh²(u))。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * (1 - t**2), (gy * (t + u * (1 - t**2))).sum(dim=0))),
            Words(
                "The sign of the second term: the derivative of x / a by a is −x / a².",
                "第二项的符号：x / a 对 a 的导数是 −x / a²。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * (1 - t**2), (gy * (t - a * u * (1 - t**2))).sum(dim=0))),
            Words(
                "In the second term a · x / a² is x / a, that is u; one factor a is left over here.",
                "第二项里 a · x / a² 就是 x / a，即 u；这里多了一个因子 a。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * (1 - t**2) / a, (gy * (t - u * (1 - t**2))).sum(dim=0))),
            Words(
                "The gradient of x: the inner derivative 1 / a cancels with the a in front.",
                "x 的梯度：里面求导得到的 1 / a，和前面的 a 约掉了。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * a * (1 - t**2), (gy * (t - u * (1 - t**2))).sum(dim=0))),
            Words(
                "The gradient of x: the inner derivative, 1 / a, is missing; with the a in front it gives 1.",
                "x 的梯度：漏了里面的导数 1 / a；它和前面的 a 相乘是 1。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * (1 - t**2), (gy * (t - u * (1 - t**2))).mean(dim=0))),
            Words(
                "The shares of the rows add up (lesson 5). A mean would be right only if the loss were one.",
                "各行的贡献要相加（第 5 课）。取平均，只有当损失是平均值时才出现。",
            ),
        ),
        Mistake(
            _limit(lambda gy, u, t, a: (gy * (1 - t), (gy * (t - u * (1 - t))).sum(dim=0))),
            Words("The derivative of tanh is 1 − tanh²: the square is missing.", "tanh 的导数是 1 − tanh²：漏了平方。"),
        ),
    ),
)


# --- 21.straight: a step that lets gradients through --------------------------------------------------


class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return torch.where(x >= 0, 1.0, -1.0)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
        (gy,) = grad_outputs
        (x,) = ctx.saved_tensors
        return gy * (x.abs() <= 1)


def _use_sign(sign: Any, values: Tensor, gy: Tensor) -> tuple[Any, ...]:
    """Output, and the gradient that arrives at the input."""
    x = values.clone().requires_grad_()
    y = sign.apply(x)
    y.backward(gy)
    return y, x.grad


def _sign(rule: Callable[[Any, Any], Any] | None = None, step: Callable[[Any], Any] | None = None) -> type[Sign]:
    """The Function with another backward, ``rule(gy, x)``, or another forward."""

    class Other(Sign):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            y = Sign.forward(ctx, x)
            return y if step is None else step(x)

        @staticmethod
        def backward(ctx: Any, *grad_outputs: Tensor) -> Any:
            return Sign.backward(ctx, *grad_outputs) if rule is None else rule(grad_outputs[0], ctx.saved_tensors[0])

    return Other


STRAIGHT = ProbedExercise(
    name="21.straight",
    task=Words("straight through, with a limit", "有界限的直通"),
    reference=Sign,
    probe=_use_sign,
    cases=lambda: [
        (torch.tensor([-3.0, -0.5, 0.0, 0.8, 1.0, 1.2]), torch.tensor([1.0, 2.0, -1.0, 0.5, 3.0, 4.0])),
        (torch.tensor([[0.1, -0.1], [-2.0, -1.0]]), torch.tensor([[1.0, -1.0], [1.0, 2.0]])),
    ],
    hints=(
        Words(
            "Forward: `torch.where(x >= 0, 1.0, -1.0)`, and `ctx.save_for_backward(x)`.",
            "forward：`torch.where(x >= 0, 1.0, -1.0)`，并且 `ctx.save_for_backward(x)`。",
        ),
        Words(
            "Backward: gy itself where |x| ≤ 1, and 0 elsewhere. A comparison counts as 0 or 1 in a product.",
            "backward：|x| ≤ 1 的地方就是 gy，其他地方是 0。比较的结果在乘法里算作 0 或 1。",
        ),
        Words("`return gy * (x.abs() <= 1)`", "写成 `return gy * (x.abs() <= 1)`。"),
    ),
    solution="""\
class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x >= 0, 1.0, -1.0)

    @staticmethod
    def backward(ctx, gy):
        (x,) = ctx.saved_tensors
        return gy * (x.abs() <= 1)
""",
    remark=Words(
        "It is the gradient of `x.clamp(-1, 1)`, a ramp, used in place of the step's.",
        "这其实是斜坡 `x.clamp(-1, 1)` 的梯度，用来代替阶跃的梯度。",
    ),
    mistakes=(
        Mistake(
            _sign(lambda gy, x: gy),
            Words("Straight through everywhere. Where |x| > 1 it shall be 0.", "处处直通了。|x| > 1 的地方应当是 0。"),
        ),
        Mistake(
            _sign(lambda gy, x: gy * 0),
            Words(
                "This is the true derivative of the step, 0, and nothing learns from it.",
                "这是阶跃真正的导数，是 0，什么也学不到。",
            ),
        ),
        Mistake(
            _sign(lambda gy, x: (x.abs() <= 1) * 1.0),
            Words(
                "gy is missing: what comes from above is let through.", "漏了 gy：要让它通过的，正是从上面来的梯度。"
            ),
        ),
        Mistake(
            _sign(lambda gy, x: gy * (x.abs() < 1)),
            Words("At |x| = 1 itself it still passes: ≤.", "恰好 |x| = 1 时仍然通过：用 ≤。"),
        ),
        Mistake(
            _sign(lambda gy, x: gy * (x <= 1)),
            Words("The limit holds on both sides: |x| ≤ 1.", "两边都有界限：|x| ≤ 1。"),
        ),
        Mistake(
            _sign(lambda gy, x: gy * (gy.abs() <= 1)),
            Words("It is x that decides, not the gradient.", "由 x 决定，而不是由梯度决定。"),
        ),
        Mistake(
            _sign(step=torch.sign),
            Words("`torch.sign` gives 0 at 0. Asked is +1 there.", "`torch.sign` 在 0 处给出 0。这里要 +1。"),
        ),
    ),
)


# --- 21.penalty: a gradient in the loss ---------------------------------------------------------------


def penalty(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    x = x.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return ((g.norm(dim=1) - 1) ** 2).mean()


def _use_penalty(answer: Any, seed: int, rows: int) -> tuple[Any, ...]:
    """The penalty, whether weights' .grad and the caller's x were left alone, and its gradient by the weights."""
    torch.manual_seed(seed)
    f = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    x = torch.randn(rows, 3)
    value = answer(f, x)
    stored = any(p.grad is not None for p in f.parameters())
    changed = x.requires_grad or x.grad is not None
    said = facts(
        Words(f"the weights' .grad filled: {stored}", f"权重的 .grad 被写入：{stored}"),
        Words(f"the caller's x changed: {changed}", f"调用者的 x 被改动：{changed}"),
    )
    slopes = torch.autograd.grad(value, [f[0].weight, f[2].weight], allow_unused=True)
    return value, said, *slopes


def _penalized(rate: Callable[[Any], Any]) -> Callable[..., Any]:
    """The penalty with another formula of the gradient."""

    def wrong(f: Any, x: Any) -> Any:
        x = x.detach().requires_grad_()
        (g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
        return rate(g)

    return wrong


def _without_graph(f: Any, x: Any) -> Any:
    x = x.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(x).sum(), x)
    return ((g.norm(dim=1) - 1) ** 2).mean()


def _by_backward(f: Any, x: Any) -> Any:
    x = x.detach().requires_grad_()
    f(x).sum().backward(create_graph=True)
    return ((x.grad.norm(dim=1) - 1) ** 2).mean()


def _callers_x(f: Any, x: Any) -> Any:
    x.requires_grad_()
    (g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return ((g.norm(dim=1) - 1) ** 2).mean()


def _mean_output(f: Any, x: Any) -> Any:
    x = x.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(x).mean(), x, create_graph=True)
    return ((g.norm(dim=1) - 1) ** 2).mean()


PENALTY = ProbedExercise(
    name="21.penalty",
    task=Words("the gradient penalty", "梯度惩罚"),
    reference=penalty,
    probe=_use_penalty,
    cases=lambda: [(0, 4), (1, 5)],
    hints=(
        Words(
            "A leaf of your own: `x = x.detach().requires_grad_()`. Then the caller's stays as it is.",
            "先造一个自己的叶子：`x = x.detach().requires_grad_()`，这样调用者的 x 保持原样。",
        ),
        Words(
            "`(g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)` has one row per sample.",
            "`(g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)`，每个样本一行。",
        ),
        Words(
            "The norm of each row is `g.norm(dim=1)`.",
            "每行的范数是 `g.norm(dim=1)`。",
        ),
    ),
    solution="""\
def penalty(f, x):
    x = x.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return ((g.norm(dim=1) - 1) ** 2).mean()
""",
    remark=Words(
        "A training step with this penalty goes through the network about three times rather than twice.",
        "带这个惩罚项的训练步，大约要穿过网络三遍，而不是两遍。",
    ),
    mistakes=(
        Mistake(
            _without_graph,
            Words(
                "The value is right, but nothing leads from it to the weights: `create_graph=True` is missing.",
                "值是对的，但从它到权重没有路：漏了 `create_graph=True`。",
            ),
        ),
        Mistake(
            _by_backward,
            Words(
                "`backward()` also adds to the weights' `.grad`. `torch.autograd.grad` returns what you ask for, and nothing else.",
                "`backward()` 还会累加到权重的 `.grad` 里。`torch.autograd.grad` 只返回你要的，别的不动。",
            ),
        ),
        Mistake(
            _callers_x,
            Words(
                "The caller's x was changed: it now requires a gradient. Take `x.detach()` first.",
                "调用者的 x 被改动了：它现在需要梯度。先取 `x.detach()`。",
            ),
        ),
        Mistake(
            _mean_output,
            Words(
                "The mean of the outputs makes every gradient N times too small. Take their sum.",
                "对输出取平均，每个梯度都小到 N 分之一。要求和。",
            ),
        ),
        Mistake(
            _penalized(lambda g: (g.norm() - 1) ** 2),
            Words(
                "One norm for the whole batch. Each sample has its own: `g.norm(dim=1)`.",
                "整个批次只有一个范数。每个样本要有自己的：`g.norm(dim=1)`。",
            ),
        ),
        Mistake(
            _penalized(lambda g: (g.norm(dim=0) - 1).square().mean()),
            Words(
                "The norm was taken down the columns. One sample is one row: `dim=1`.",
                "范数沿列求了。一个样本是一行：`dim=1`。",
            ),
        ),
        Mistake(
            _penalized(lambda g: g.norm(dim=1).square().mean()),
            Words(
                "Asked is a norm of 1, not of 0: subtract 1 before you square.",
                "要求的范数是 1，不是 0：平方之前要减 1。",
            ),
        ),
        Mistake(
            _penalized(lambda g: ((g.norm(dim=1) - 1) ** 2).sum()),
            Words("The mean over the samples, not the sum.", "要对样本取平均，不是求和。"),
        ),
    ),
)


# --- 21.newton: to the bottom of the bowl -------------------------------------------------------------

LOSSES: dict[str, Callable[[Tensor], Tensor]] = {
    "2 w₀² + w₀ w₁ + w₁² - w₁": lambda w: 2 * w[0] ** 2 + w[0] * w[1] + w[1] ** 2 - w[1],
    "w₀⁴ + (w₀ - w₁)² + exp(w₁)": lambda w: w[0] ** 4 + (w[0] - w[1]) ** 2 + w[1].exp(),
    "(w₀ - 1)² + (w₁ - w₀²)² + (w₂ - w₁²)²": lambda w: (w[0] - 1) ** 2 + (w[1:] - w[:-1] ** 2).square().sum(),
}


def newton(f: Callable[[Tensor], Tensor], w: Tensor) -> Tensor:
    g, H = torch.func.grad(f)(w), torch.func.hessian(f)(w)
    return w - torch.linalg.solve(H, g)


def _use_newton(answer: Any, f: str, w: Tensor) -> tuple[Any, ...]:
    return (answer(LOSSES[f], w),)


def _stepped(step: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """A step made otherwise of the gradient and the Hessian."""
    return lambda f, w: step(torch.func.grad(f)(w), torch.func.hessian(f)(w)) + w


NEWTON = ProbedExercise(
    name="21.newton",
    task=Words("Newton's step", "牛顿法的一步"),
    reference=newton,
    probe=_use_newton,
    cases=lambda: [
        ("2 w₀² + w₀ w₁ + w₁² - w₁", torch.tensor([3.0, -1.0])),
        ("w₀⁴ + (w₀ - w₁)² + exp(w₁)", torch.tensor([1.0, 0.5])),
        ("(w₀ - 1)² + (w₁ - w₀²)² + (w₂ - w₁²)²", torch.tensor([0.5, 0.2, -0.3])),
    ],
    hints=(
        Words(
            "`g = torch.func.grad(f)(w)` and `H = torch.func.hessian(f)(w)`.",
            "先算 `g = torch.func.grad(f)(w)` 和 `H = torch.func.hessian(f)(w)`。",
        ),
        Words(
            "The step solves H d = −g. Solve with `torch.linalg.solve(H, g)`, then mind the sign.",
            "步子满足 H d = −g。用 `torch.linalg.solve(H, g)` 求解，再注意符号。",
        ),
        Words("`return w - torch.linalg.solve(H, g)`", "写成 `return w - torch.linalg.solve(H, g)`。"),
    ),
    solution="""\
def newton(f, w):
    g, H = torch.func.grad(f)(w), torch.func.hessian(f)(w)
    return w - torch.linalg.solve(H, g)
""",
    remark=Words(
        "The first loss is a true bowl, of second degree: there one step leads from anywhere to the bottom.",
        "第一个损失是真正的碗，二次的：在那里，从哪儿出发都是一步到底。",
    ),
    mistakes=(
        Mistake(
            _stepped(lambda g, H: torch.linalg.solve(H, g)),
            Words("The sign: the step goes against the gradient, w − d.", "符号：要逆着梯度走，w − d。"),
        ),
        Mistake(
            _stepped(lambda g, H: -g),
            Words(
                "This is a step of gradient descent with the learning rate 1. The curvature does not come in.",
                "这是学习率为 1 的梯度下降，没有用到曲率。",
            ),
        ),
        Mistake(
            _stepped(lambda g, H: -(H @ g)),
            Words("Multiplied by H. Asked is its inverse: solve H d = g.", "乘的是 H。要的是它的逆：求解 H d = g。"),
        ),
        Mistake(
            _stepped(lambda g, H: -g / H.diagonal()),
            Words(
                "Divided by the diagonal only: the curvature along each axis, without the slanted ones.",
                "只除以了对角线：那是沿各个轴的曲率，没有管斜的方向。",
            ),
        ),
        Mistake(
            lambda f, w: -torch.linalg.solve(torch.func.hessian(f)(w), torch.func.grad(f)(w)),
            Words(
                "This is the step. Return the next place: w plus the step.", "这是步子。要返回下一个位置：w 加上步子。"
            ),
        ),
        Mistake(
            _stepped(lambda g, H: -(g / H).sum(dim=1)),
            Words(
                "Dividing by each element of H is not the inverse of a matrix. `torch.linalg.solve(H, g)`.",
                "逐个元素地除以 H，不是矩阵的逆。用 `torch.linalg.solve(H, g)`。",
            ),
        ),
    ),
)


# --- 21.hvp: curvature without the matrix -------------------------------------------------------------

LARGE = 600  # parameters: their Hessian in float32 takes 1.4 MB, a vector 2.4 KB
MATRIX = 4 * LARGE**2  # bytes

CURVED: dict[str, Callable[[Tensor], Tensor]] = {
    "(w³).sum()": lambda w: (w**3).sum(),
    "(w[:-1] * w[1:]).sum() + w[0]⁴": lambda w: (w[:-1] * w[1:]).sum() + w[0] ** 4,
    "w.square().sum().sqrt()": lambda w: w.square().sum().sqrt(),
}


def hvp(f: Callable[[Tensor], Tensor], w: Tensor, v: Tensor) -> Tensor:
    w = w.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(w), w, create_graph=True)
    (product,) = torch.autograd.grad((g * v).sum(), w)
    return product


def _use_hvp(answer: Any, f: str, w: Tensor, v: Tensor) -> tuple[Any, ...]:
    """The product, and whether a matrix of n × n numbers was in memory on the way."""
    product = answer(CURVED[f], w, v)
    many = torch.linspace(0.5, 1.5, LARGE)
    tracemalloc.start()
    try:
        answer(CURVED[f], many, many)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    matrix = peak > MATRIX
    return product, facts(Words(f"a matrix of n × n numbers: {matrix}", f"用了 n × n 的矩阵：{matrix}"))


def _finite(f: Any, w: Any, v: Any) -> Any:
    (g,) = torch.autograd.grad(f(leaf := w.detach().requires_grad_()), leaf)
    return g * v


def _all_ones(f: Any, w: Any, v: Any) -> Any:
    leaf = w.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf, create_graph=True)
    (rows,) = torch.autograd.grad(g.sum(), leaf)
    return rows


def _quadratic(f: Any, w: Any, v: Any) -> Any:
    return (hvp(f, w, v) * v).sum()


HVP = ProbedExercise(
    name="21.hvp",
    task=Words("Hessian times vector, without the Hessian", "不用黑塞矩阵，算它乘以向量"),
    reference=hvp,
    probe=_use_hvp,
    cases=lambda: [
        ("(w³).sum()", torch.tensor([1.0, -2.0, 0.5]), torch.tensor([1.0, 2.0, 3.0])),
        ("(w[:-1] * w[1:]).sum() + w[0]⁴", torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([0.5, -1.0, 2.0, 1.0])),
        ("w.square().sum().sqrt()", torch.tensor([3.0, 4.0]), torch.tensor([1.0, -1.0])),
    ],
    hints=(
        Words(
            "First the gradient g, recorded: `torch.autograd.grad(f(w), w, create_graph=True)`, with a leaf `w` of your own.",
            "先求被记录的梯度 g：`torch.autograd.grad(f(w), w, create_graph=True)`，`w` 要是自己的叶子。",
        ),
        Words(
            "`(g * v).sum()` is a number. Its gradient with respect to w is Hv.",
            "`(g * v).sum()` 是一个数。它对 w 的梯度就是 Hv。",
        ),
        Words(
            "Or in one line, by forward mode: `torch.func.jvp(torch.func.grad(f), (w,), (v,))[1]`.",
            "或者用前向模式，一行就够：`torch.func.jvp(torch.func.grad(f), (w,), (v,))[1]`。",
        ),
    ),
    solution="""\
def hvp(f, w, v):
    w = w.detach().requires_grad_()
    (g,) = torch.autograd.grad(f(w), w, create_graph=True)
    (product,) = torch.autograd.grad((g * v).sum(), w)
    return product
""",
    remark=Words(
        "The third loss is the length of w. Along w itself it has no curvature: try v = w.",
        "第三个损失是 w 的长度。沿着 w 自己的方向，它没有曲率：试试 v = w。",
    ),
    mistakes=(
        Mistake(
            lambda f, w, v: torch.func.hessian(f)(w) @ v,
            Words(
                "The product is right, but the whole matrix was computed for it. Differentiate the number g · v instead.",
                "乘积是对的，可是为此算出了整个矩阵。应当对 g · v 这个数求导。",
            ),
        ),
        Mistake(
            _finite,
            Words(
                "This is gradient times vector. The second derivative is missing.",
                "这是梯度乘以向量。还没有求二阶导数。",
            ),
        ),
        Mistake(
            _all_ones,
            Words(
                "The gradient of g.sum() is H times a vector of ones. Weigh g with v before you sum.",
                "g.sum() 的梯度是 H 乘以全是 1 的向量。求和之前，要用 v 给 g 加权。",
            ),
        ),
        Mistake(
            _quadratic,
            Words("This is vᵀ H v, one number. Asked is the vector H v.", "这是 vᵀ H v，是一个数。要的是向量 H v。"),
        ),
        Mistake(
            lambda f, w, v: hvp(f, w, torch.ones_like(v)) * v,
            Words(
                "v has to stand inside, before the second differentiation: (g · v).sum().",
                "v 要放在里面，在第二次求导之前：(g · v).sum()。",
            ),
        ),
        Mistake(
            lambda f, w, v: torch.func.grad(f)(w + v) - torch.func.grad(f)(w),
            Words(
                "The difference of two gradients, a whole v apart: that is Hv only for tiny v. Differentiate.",
                "相隔整整一个 v 的两个梯度之差：只有 v 很小时才接近 Hv。要求导。",
            ),
        ),
    ),
)


# --- 21.residual: by how much a law is broken ---------------------------------------------------------


class Wave(nn.Module):
    """a · sin(b t) + c: an angle with parameters, whose derivatives are known."""

    def __init__(self, a: float, b: float, c: float) -> None:
        super().__init__()
        self.a, self.b, self.c = (nn.Parameter(torch.tensor(value)) for value in (a, b, c))

    def forward(self, t: Tensor) -> Tensor:
        return self.a * torch.sin(self.b * t) + self.c


def residual(theta: Callable[[Tensor], Tensor], t: Tensor) -> Tensor:
    t = t.detach().requires_grad_()
    angle = theta(t)
    (speed,) = torch.autograd.grad(angle.sum(), t, create_graph=True)
    (acceleration,) = torch.autograd.grad(speed.sum(), t, create_graph=True)
    return acceleration + torch.sin(angle)


def _use_residual(answer: Any, a: float, b: float, c: float) -> tuple[Any, ...]:
    """The residual of a · sin(b t) + c at some times, and what a loss made of it says to a, b and c."""
    theta = Wave(a, b, c)
    r = answer(theta, torch.tensor([[0.0], [0.5], [1.0], [2.0]]).requires_grad_())
    return r, *torch.autograd.grad((r**2).mean(), [theta.a, theta.b, theta.c], allow_unused=True)


def _broken(law: Callable[..., Any], keep: bool = True) -> Callable[..., Any]:
    """The residual with another law of (angle, speed, acceleration, t); or its second derivative not recorded."""

    def wrong(theta: Any, t: Any) -> Any:
        t = t.detach().requires_grad_()
        angle = theta(t)
        (speed,) = torch.autograd.grad(angle.sum(), t, create_graph=True)
        (acceleration,) = torch.autograd.grad(speed.sum(), t, create_graph=keep, retain_graph=True)
        return law(angle, speed, acceleration, t)

    return wrong


RESIDUAL = ProbedExercise(
    name="21.residual",
    task=Words("the residual of the pendulum's law", "单摆规律的残差"),
    reference=residual,
    probe=_use_residual,
    cases=lambda: [(1.0, 1.0, 0.0), (0.5, 2.0, 1.0), (2.0, 0.7, -0.3)],
    hints=(
        Words(
            "Differentiate `angle.sum()` with respect to t: each angle depends on its own time only.",
            "让 `angle.sum()` 对 t 求导：每个角度只依赖自己的时刻。",
        ),
        Words(
            "The speed once more: `torch.autograd.grad(speed.sum(), t, create_graph=True)`.",
            "速度再求一次：`torch.autograd.grad(speed.sum(), t, create_graph=True)`。",
        ),
        Words(
            "Both with `create_graph=True`: the loss will be differentiated a third time, by the parameters. `t` must require a gradient.",
            "两次都要 `create_graph=True`：损失还要对参数求第三次导。`t` 必须需要梯度。",
        ),
    ),
    solution="""\
def residual(theta, t):
    t = t.detach().requires_grad_()
    angle = theta(t)
    (speed,) = torch.autograd.grad(angle.sum(), t, create_graph=True)
    (acceleration,) = torch.autograd.grad(speed.sum(), t, create_graph=True)
    return acceleration + torch.sin(angle)
""",
    remark=Words(
        "A solution has the residual 0 everywhere; one that is 0 at sixty points only may still cheat between them.",
        "真正的解，残差处处为 0；只在六十个点上为 0 的，仍然可能在点与点之间作弊。",
    ),
    mistakes=(
        Mistake(
            _broken(lambda angle, speed, acceleration, t: speed + torch.sin(angle)),
            Words("This is the first derivative. The law speaks of the second.", "这是一阶导数。规律里是二阶导数。"),
        ),
        Mistake(
            _broken(lambda angle, speed, acceleration, t: acceleration - torch.sin(angle)),
            Words(
                "The sign: θ̈ = −sin θ, so θ̈ + sin θ is zero.",
                "符号：θ̈ = −sin θ，所以 θ̈ + sin θ 等于零。",
            ),
        ),
        Mistake(
            _broken(lambda angle, speed, acceleration, t: acceleration + angle),
            Words("This is the law for small angles. Take sin θ.", "这是小角度的规律。要用 sin θ。"),
        ),
        Mistake(
            _broken(lambda angle, speed, acceleration, t: acceleration + torch.sin(t)),
            Words("The sine of the angle, not of the time.", "是角度的正弦，不是时间的正弦。"),
        ),
        Mistake(
            _broken(lambda angle, speed, acceleration, t: speed**2 + torch.sin(angle)),
            Words(
                "The square of the speed is not the second derivative. Differentiate the speed.",
                "速度的平方不是二阶导数。要对速度求导。",
            ),
        ),
        Mistake(
            _broken(lambda angle, speed, acceleration, t: acceleration + torch.sin(angle), keep=False),
            Words(
                "The values are right, but the acceleration leads no more to the parameters: `create_graph=True` for the second derivative, too.",
                "值是对的，但加速度到参数的路断了：求二阶导数时也要 `create_graph=True`。",
            ),
        ),
        Mistake(
            _broken(lambda angle, speed, acceleration, t: (acceleration + torch.sin(angle)) ** 2),
            Words("This is squared already. Return the residual itself.", "这里已经平方了。请返回残差本身。"),
        ),
    ),
)


EXERCISES: tuple[Exercise, ...] = (LIMIT, STRAIGHT, PENALTY, NEWTON, HVP, RESIDUAL)
