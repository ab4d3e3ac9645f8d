"""Lesson 14, overfitting and tuning: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Overfitting: learned, or learned by heart?", "过拟合：是学会了，还是背下来了？")


# --- 14.penalty: a price for large weights ---------------------------------------------------------


def penalized(loss: Tensor, model: nn.Module, decay: float) -> Tensor:
    for p in model.parameters():
        if p.ndim > 1:
            loss = loss + decay / 2 * (p**2).sum()
    return loss


def _use_penalty(penalized: Any, decay: float, seed: int) -> tuple[Any, ...]:
    """The loss, and the gradients of all parameters."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    x = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
    loss = penalized(model(x).square().mean(), model, decay)
    loss.backward()
    return loss, *(p.grad for p in model.parameters())


def _priced(price: Callable[[Any], Any], least: int = 2) -> Callable[..., Any]:
    """A penalty made of another price for each parameter of at least `least` dimensions."""

    def penalized(loss: Any, model: Any, decay: float) -> Any:
        return loss + decay / 2 * torch.stack([price(p) for p in model.parameters() if p.ndim >= least]).sum()

    return penalized


PENALTY = ProbedExercise(
    name="14.penalty",
    task=Words("a price for large weights", "给大权重定一个代价"),
    reference=penalized,
    probe=_use_penalty,
    cases=lambda: [(0.1, 0), (2.0, 1)],
    hints=(
        Words(
            "Go through `model.parameters()`. A weight of a linear layer has `p.ndim == 2`, a bias `p.ndim == 1`.",
            "遍历 `model.parameters()`。线性层的权重 `p.ndim == 2`，偏置 `p.ndim == 1`。",
        ),
        Words(
            "The price of one parameter tensor is `(p**2).sum()`. Add them up, times `decay / 2`.",
            "一个参数张量的代价是 `(p**2).sum()`。加起来，再乘 `decay / 2`。",
        ),
        Words(
            "`loss = loss + decay / 2 * (p**2).sum()` for each p with `p.ndim > 1`; then return the loss.",
            "对每个 `p.ndim > 1` 的 p：`loss = loss + decay / 2 * (p**2).sum()`；最后返回 loss。",
        ),
    ),
    solution="""\
def penalized(loss, model, decay):
    for p in model.parameters():
        if p.ndim > 1:
            loss = loss + decay / 2 * (p**2).sum()
    return loss
""",
    remark=Words(
        "Because of the half, the gradient is just decay × w, and decay means the same as in `torch.optim.SGD`.",
        "有了这个二分之一，梯度正好是 decay × w，decay 的含义就和 `torch.optim.SGD` 里的一样。",
    ),
    mistakes=(
        Mistake(
            _priced(lambda p: 2 * (p**2).sum()),
            Words("The half is missing: λ/2 times the sum of the squares.", "漏了二分之一：应当是 λ/2 乘以平方和。"),
        ),
        Mistake(
            _priced(lambda p: (p**2).sum(), least=1),
            Words(
                "The biases pay, too. Only parameters with two or more dimensions are meant.",
                "偏置也算进去了。只计至少有两个维度的参数。",
            ),
        ),
        Mistake(
            _priced(lambda p: (p**2).mean()),
            Words(
                "This is the mean of the squares. The formula sums them up.",
                "这是平方的平均值。公式里是求和。",
            ),
        ),
        Mistake(
            _priced(lambda p: (p**2).sum().sqrt()),
            Words("This is the norm. Its square is meant: no root.", "这是范数。要的是它的平方：不要开方。"),
        ),
        Mistake(
            _priced(lambda p: p.abs().sum()),
            Words(
                "This sums the absolute values (an L1 penalty). Here the squares are meant.",
                "这是绝对值之和（L1 惩罚）。这里要的是平方。",
            ),
        ),
        Mistake(
            _priced(lambda p: (p.detach() ** 2).sum()),
            Words(
                "The loss is right, but the weights have no gradient from the penalty: it must be recorded. No `detach`, "
                "`item` or `no_grad` here.",
                "损失是对的，但惩罚项没有给权重带来梯度：它必须被记录下来。这里不能用 `detach`、`item` 或 `no_grad`。",
            ),
        ),
        Mistake(
            lambda loss, model, decay: penalized(loss, model, -decay),
            Words(
                "The penalty is subtracted, which rewards large weights.", "惩罚项被减掉了，这样反而是奖励大的权重。"
            ),
        ),
        Mistake(
            lambda loss, model, decay: penalized(loss, model, decay) - loss,
            Words("This is the penalty alone. Add it to the loss.", "这只是惩罚项。要把它加到损失上。"),
        ),
    ),
)


# --- 14.decoupled: the step of AdamW, without momentum ---------------------------------------------


def decoupled_step(w: Tensor, g: Tensor, v: Tensor, lr: float, decay: float, eps: float = 1e-8) -> Tensor:
    return (1 - lr * decay) * w - lr * g / (v.sqrt() + eps)


DECOUPLED = FunctionExercise(
    name="14.decoupled",
    task=Words("a step with decoupled weight decay", "权重衰减解耦的一步"),
    reference=decoupled_step,
    cases=lambda: [
        (torch.tensor([2.0, 2.0]), torch.tensor([0.5, -50.0]), torch.tensor([0.25, 2500.0]), 0.1, 1.0, 1e-8),
        (torch.tensor([1.0, -3.0]), torch.tensor([0.0, 2.0]), torch.tensor([4.0, 1.0]), 0.2, 0.5, 0.1),
    ],
    hints=(
        Words(
            "Two things happen to w: it shrinks by a factor, and it takes the step of the gradient.",
            "w 身上发生两件事：乘一个因子而缩小，再按梯度走一步。",
        ),
        Words("The factor is `1 - lr * decay`; it multiplies w alone.", "因子是 `1 - lr * decay`，只乘在 w 上。"),
        Words(
            "`(1 - lr * decay) * w - lr * g / (v.sqrt() + eps)`",
            "结果是 `(1 - lr * decay) * w - lr * g / (v.sqrt() + eps)`。",
        ),
    ),
    solution="""\
def decoupled_step(w, g, v, lr, decay, eps=1e-8):
    return (1 - lr * decay) * w - lr * g / (v.sqrt() + eps)
""",
    remark=Words(
        "In the first case the gradients differ by a factor of 100, and both weights shrink by the same tenth.",
        "第一个例子里，两个梯度相差 100 倍，两个权重却同样缩小了十分之一。",
    ),
    mistakes=(
        Mistake(
            lambda w, g, v, lr, decay, eps: w - lr * (g + decay * w) / (v.sqrt() + eps),
            Words(
                "The decay went into the gradient and is divided by √v as well: that is Adam with an L2 penalty. Keep it outside.",
                "衰减进了梯度，于是也除以了 √v：这是带 L2 惩罚的 Adam。要把它留在外面。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, decay, eps: (1 - decay) * w - lr * g / (v.sqrt() + eps),
            Words(
                "The learning rate is missing in the decay: the factor is 1 − ηλ, so that a schedule lowers both.",
                "衰减里漏了学习率：因子是 1 − ηλ，这样学习率调度会让两者一起降低。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, decay, eps: (1 + lr * decay) * w - lr * g / (v.sqrt() + eps),
            Words("The weight grows. Decay makes it smaller: 1 − ηλ.", "权重变大了。衰减是缩小：1 − ηλ。"),
        ),
        Mistake(
            lambda w, g, v, lr, decay, eps: (1 - lr * decay) * (w - lr * g / (v.sqrt() + eps)),
            Words(
                "The factor also shrinks the step. It belongs to the old w alone.",
                "因子把步子也缩小了。它只乘在旧的 w 上。",
            ),
        ),
        Mistake(
            lambda w, g, v, lr, decay, eps: (1 - lr * decay) * w + lr * g / (v.sqrt() + eps),
            Words("The step goes uphill: against the gradient, with a minus.", "这一步走上坡了：要逆着梯度，用减号。"),
        ),
        Mistake(
            lambda w, g, v, lr, decay, eps: w - lr * g / (v.sqrt() + eps),
            Words("There is no decay in it yet.", "还没有衰减。"),
        ),
        Mistake(
            lambda w, g, v, lr, decay, eps: (1 - lr * decay) * w - lr * g / (v + eps),
            Words("v is a mean of squares: divide by its root.", "v 是平方的平均：要除以它的平方根。"),
        ),
    ),
)


# --- 14.dropout: inverted dropout ------------------------------------------------------------------


def dropout(x: Tensor, p: float, training: bool) -> Tensor:
    if not training:
        return x
    keep = (torch.rand(x.shape) >= p).float()
    return x * keep / (1 - p)


def _use_dropout(dropout: Any, p: float, training: bool) -> tuple[Any, ...]:
    """What becomes of 40,000 twos: the share of zeros and the mean, which stray by less than 0.01, and the rest."""
    torch.manual_seed(0)
    x = torch.full((400, 100), 2.0)
    y = dropout(x, p, training)
    zeros, mean, kept = (y == 0).float().mean().item(), y.mean().item(), y.max().item()
    alone = bool((y == y[:1]).all()) and bool((y == y[:, :1]).all())  # nothing drawn at all
    together = bool((y == y[:1]).all() or (y == y[:, :1]).all()) and not alone
    said = Words(
        f"twos in, zeros {abs(zeros):.1f}, kept {kept:.2f}, mean {mean:.1f}, whole rows or columns {together}",
        f"输入全是 2：零占 {abs(zeros):.1f}，保留的是 {kept:.2f}，平均 {mean:.1f}，整行或整列一起 {together}",
    )
    return facts(said), bool((x == 2).all())


def _dropping(
    keep: Callable[[Any, float], Any] = lambda x, p: (torch.rand(x.shape) >= p).float(),
    scale: Callable[[float], float] = lambda p: 1 / (1 - p),
    evaluated: Callable[[float], float] = lambda p: 1.0,
) -> Callable[..., Any]:
    """Dropout with another mask, or other factors in training and evaluation."""

    def dropout(x: Any, p: float, training: bool) -> Any:
        return x * keep(x, p) * scale(p) if training else x * evaluated(p)

    return dropout


def _in_place(x: Any, p: float, training: bool) -> Any:
    if training:
        x *= (torch.rand(x.shape) >= p).float() / (1 - p)
    return x


DROPOUT = ProbedExercise(
    name="14.dropout",
    task=Words("inverted dropout", "反转 Dropout"),
    reference=dropout,
    probe=_use_dropout,
    cases=lambda: [(0.2, True), (0.6, True), (0.6, False)],
    hints=(
        Words(
            "`torch.rand(x.shape)` draws for each element a number between 0 and 1; it is below p with the probability p.",
            "`torch.rand(x.shape)` 给每个元素抽一个 0 到 1 之间的数，它小于 p 的概率就是 p。",
        ),
        Words(
            "`keep = (torch.rand(x.shape) >= p).float()` is 1 for what stays and 0 for what goes.",
            "`keep = (torch.rand(x.shape) >= p).float()`，留下的是 1，丢弃的是 0。",
        ),
        Words(
            "In training return `x * keep / (1 - p)`, in evaluation x as it is.",
            "训练时返回 `x * keep / (1 - p)`，评估时原样返回 x。",
        ),
    ),
    solution="""\
def dropout(x, p, training):
    if not training:
        return x
    keep = (torch.rand(x.shape) >= p).float()
    return x * keep / (1 - p)
""",
    remark=Words(
        "The mean stays what it was, so the next layer notices no difference between training and evaluation.",
        "平均值没有变，所以后面的层在训练和评估时得到的一样多。",
    ),
    mistakes=(
        Mistake(
            _dropping(scale=lambda p: 1.0),
            Words(
                "What stays is not enlarged, so the mean falls to 1 − p of it. Divide by 1 − p.",
                "留下的没有放大，平均值就降到了原来的 1 − p。要除以 1 − p。",
            ),
        ),
        Mistake(
            _dropping(scale=lambda p: 1.0, evaluated=lambda p: 1 - p),
            Words(
                "This is dropout as it was first published, scaled in evaluation. The inverted form scales in training.",
                "这是最早发表的写法，缩放放在评估时做。反转 Dropout 在训练时缩放。",
            ),
        ),
        Mistake(
            _dropping(keep=lambda x, p: (torch.rand(x.shape) < p).float()),
            Words(
                "Here p is the share that stays. It should be the share that goes: keep where `rand >= p`.",
                "这里 p 成了保留的比例。它应当是丢弃的比例：`rand >= p` 的才保留。",
            ),
        ),
        Mistake(
            _dropping(scale=lambda p: 1 / p),
            Words(
                "Divided by p. The share that stays is 1 − p, so divide by that.",
                "除以了 p。保留的比例是 1 − p，应当除以它。",
            ),
        ),
        Mistake(
            _dropping(keep=lambda x, p: (torch.rand(x.shape[1]) >= p).float()),
            Words(
                "One draw for all rows: every sample loses the same neurons. Draw for each element, with `x.shape`.",
                "所有的行共用一次抽签：每个样本丢的是同样的神经元。要按 `x.shape` 给每个元素抽签。",
            ),
        ),
        Mistake(
            lambda x, p, training: dropout(x, p, True),
            Words(
                "In evaluation values are dropped too. With `training` False, return x.",
                "评估时也丢弃了。`training` 是 False 时，直接返回 x。",
            ),
        ),
        Mistake(
            lambda x, p, training: dropout(x, p, not training),
            Words("Training and evaluation are exchanged.", "训练和评估弄反了。"),
        ),
        Mistake(
            _in_place,
            Words(
                "x itself was changed. Make a new tensor: `x * ...`, not `x *= ...`.",
                "x 本身被改了。请造一个新张量：写 `x * ...`，不要写 `x *= ...`。",
            ),
        ),
    ),
)


# --- 14.early: stop in time ------------------------------------------------------------------------


def early_stop(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return epoch + 1, best
    return len(losses), best


def _rises_only(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best = waited = 0
    for epoch in range(1, len(losses)):
        best = epoch if losses[epoch] < losses[best] else best
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if waited == patience:
            return epoch + 1, best
    return len(losses), best


def _never_reset(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best = waited = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        else:
            waited += 1
        if waited == patience:
            return epoch + 1, best
    return len(losses), best


def _ties_count(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best = 0
    for epoch, loss in enumerate(losses):
        if loss <= losses[best]:
            best = epoch
        if epoch - best == patience:
            return epoch + 1, best
    return len(losses), best


def _foresight(losses: Sequence[float], patience: int) -> tuple[int, int]:
    best = min(range(len(losses)), key=losses.__getitem__)
    return min(best + patience + 1, len(losses)), best


EARLY = FunctionExercise(
    name="14.early",
    task=Words("when to stop", "何时停止"),
    reference=early_stop,
    cases=lambda: [
        ([1.0, 0.8, 0.9, 0.85, 0.95, 0.7], 3),
        ([1.0, 0.8, 0.9, 0.85, 0.95, 0.86, 0.97], 3),
        ([0.9, 0.5, 0.5, 0.6], 2),
        ([1.0, 0.7, 0.75, 0.72, 0.6, 0.65, 0.6, 0.62, 0.5], 3),
        ([1.0, 0.9, 0.95, 0.8], 2),
        ([0.5, 0.6, 0.7], 2),
    ],
    hints=(
        Words(
            "Remember the index of the best epoch so far. Each new loss is compared with the best, not with the one before.",
            "记住到目前为止最好的一轮的序号。每个新的损失都与最好的比，而不是与前一个比。",
        ),
        Words(
            "In epoch e, `e - best` epochs in a row have brought nothing new. Stop when this is `patience`.",
            "到第 e 轮，已经连续 `e - best` 轮没有新的最低值。等于 `patience` 时停下。",
        ),
        Words(
            "Epochs count from 0: who stops in epoch e has trained `e + 1`. Return `(epoch + 1, best)`, at the end "
            "`(len(losses), best)`.",
            "轮的序号从 0 数起，在第 e 轮停下，就训练了 `e + 1` 轮。返回 `(epoch + 1, best)`，没有停就返回 `(len(losses), best)`。",
        ),
    ),
    solution="""\
def early_stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            return epoch + 1, best
    return len(losses), best
""",
    remark=Words(
        "In the first case patience ran out one epoch before a better value came. That is the price of not knowing.",
        "第一个例子里，刚停下，下一轮就会有更好的值。不能预知未来，就要付这个代价。",
    ),
    mistakes=(
        Mistake(
            _rises_only,
            Words(
                "Each loss is compared with the one before. Compare with the lowest so far: a small dip is no progress.",
                "每个损失是在和前一个比。要和到目前为止的最低值比：小小的回落不算进步。",
            ),
        ),
        Mistake(
            _never_reset,
            Words(
                "Patience starts anew with each new lowest value; here the epochs without one are added up.",
                "每出现新的最低值，耐心都要重新算起；这里把没有进步的轮数一直累加了。",
            ),
        ),
        Mistake(
            _ties_count,
            Words("An equal value is no new lowest: `<`, not `<=`.", "相等不算新的最低值：用 `<`，不用 `<=`。"),
        ),
        Mistake(
            _foresight,
            Words(
                "This looks at the whole list, into the future. The losses come in one after another.",
                "这看了整个列表，等于预知了未来。损失是一个一个到来的。",
            ),
        ),
        Mistake(
            lambda losses, patience: early_stop(losses, patience + 1),
            Words(
                "One epoch too patient: stop as soon as `patience` epochs in a row brought nothing.",
                "多等了一轮：连续 `patience` 轮没有进步，就该停下。",
            ),
        ),
        Mistake(
            lambda losses, patience: (
                min(early_stop(losses, patience)[0], len(losses)) - 1,
                early_stop(losses, patience)[1],
            ),
            Words(
                "The first number is how many epochs were trained; counted from 0, epoch e is the (e + 1)-th.",
                "第一个数是训练了多少轮；序号从 0 数起，第 e 轮其实是第 e + 1 个。",
            ),
        ),
        Mistake(
            lambda losses, patience: early_stop(losses, patience)[::-1],
            Words("The two numbers are exchanged.", "两个数的顺序反了。"),
        ),
    ),
)


# --- 14.schedule: warm-up and cosine ---------------------------------------------------------------


def factor(step: int, warmup: int, total: int) -> float:
    if step < warmup:
        return (step + 1) / warmup
    return (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2


def _use_factor(factor: Any, warmup: int, total: int) -> tuple[Any, ...]:
    """The factors of some steps from the first to the last."""
    return tuple(factor(step, warmup, total) for step in (0, 1, warmup - 1, warmup, (warmup + total) // 2, total - 1))


def _then(fall: Callable[[int, int, int], float]) -> Callable[..., float]:
    """The right warm-up, and then something else."""
    return lambda step, warmup, total: factor(step, warmup, total) if step < warmup else fall(step, warmup, total)


SCHEDULE = ProbedExercise(
    name="14.schedule",
    task=Words("warm-up, then a cosine", "先预热，再余弦"),
    reference=factor,
    probe=_use_factor,
    cases=lambda: [(4, 20), (10, 100)],
    hints=(
        Words(
            "Two cases: `if step < warmup`, and the rest. Step 0 is the first of the warm-up and gets 1 / W.",
            "分两种情况：`if step < warmup`，以及其余。第 0 步是预热的第一步，得到 1 / W。",
        ),
        Words(
            "`import math` has `math.cos` and `math.pi`. The cosine runs over the steps after the warm-up, `total - warmup` of them.",
            "`import math` 之后，用 `math.cos` 和 `math.pi`。余弦走的是预热之后的那些步，共 `total - warmup` 步。",
        ),
        Words(
            "`(step + 1) / warmup`, then `(1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2`.",
            "先 `(step + 1) / warmup`，后 `(1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2`。",
        ),
    ),
    solution="""\
import math


def factor(step, warmup, total):
    if step < warmup:
        return (step + 1) / warmup
    return (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2
""",
    remark=Words(
        "Use it: `lr_scheduler.LambdaLR(optimizer, lambda step: factor(step, 15, 150))`.",
        "用起来：`lr_scheduler.LambdaLR(optimizer, lambda step: factor(step, 15, 150))`。",
    ),
    mistakes=(
        Mistake(
            lambda step, warmup, total: step / warmup if step < warmup else factor(step, warmup, total),
            Words(
                "The first step has the factor 0 and is lost. The warm-up begins with 1 / W: `(step + 1) / warmup`.",
                "第一步的因子是 0，白走了。预热从 1 / W 开始：`(step + 1) / warmup`。",
            ),
        ),
        Mistake(
            _then(lambda step, warmup, total: (1 + math.cos(math.pi * step / total)) / 2),
            Words(
                "The cosine has been running since step 0, so it is below 1 already when the warm-up ends. Count from "
                "`step - warmup`.",
                "余弦从第 0 步就开始走了，所以预热结束时已经小于 1。要从 `step - warmup` 数起。",
            ),
        ),
        Mistake(
            _then(lambda step, warmup, total: (1 + math.cos(math.pi * (step - warmup) / total)) / 2),
            Words(
                "It does not get down to 0: after the warm-up only `total - warmup` steps are left.",
                "到最后降不到 0：预热之后只剩 `total - warmup` 步。",
            ),
        ),
        Mistake(
            _then(lambda step, warmup, total: math.cos(math.pi * (step - warmup) / (total - warmup))),
            Words(
                "The cosine goes from 1 to −1. Move it up and halve it: (1 + cos) / 2.",
                "余弦从 1 到 −1。要向上移再减半：(1 + cos) / 2。",
            ),
        ),
        Mistake(
            _then(lambda step, warmup, total: (total - step) / (total - warmup)),
            Words("This falls in a straight line. A cosine is asked for.", "这是沿直线下降。要的是余弦。"),
        ),
        Mistake(
            lambda step, warmup, total: (1 + math.cos(math.pi * max(step - warmup, 0) / (total - warmup))) / 2,
            Words("There is no warm-up: it begins with 1 at once.", "没有预热：一开始就是 1。"),
        ),
        Mistake(
            _then(lambda step, warmup, total: (1 + math.cos(2 * math.pi * (step - warmup) / (total - warmup))) / 2),
            Words(
                "A whole period: it comes back up to 1 at the end. Half a cosine is π, not 2π.",
                "走了一个整周期，最后又升回 1。半个余弦是 π，不是 2π。",
            ),
        ),
    ),
)


# --- 14.search: a search, judged right -------------------------------------------------------------


def judge(val: Tensor, test: Tensor) -> tuple[int, Tensor, Tensor]:
    best = int(val.mean(dim=1).argmax())
    return best, test[best].mean(), test[best].std() / math.sqrt(test.shape[1])


def _judged(
    choose: Callable[[Any, Any], Any],
    spread: Callable[[Any], Any] = lambda shares: shares.std() / math.sqrt(len(shares)),
    told: Callable[[Any, Any], Any] = lambda val, test: test,
) -> Callable[..., Any]:
    """A verdict that chooses, or tells, something else."""

    def verdict(val: Any, test: Any) -> tuple[int, Any, Any]:
        best = int(choose(val, test))
        shares = told(val, test)[best]
        return best, shares.mean(), spread(shares)

    return verdict


def _by_mean(val: Any, test: Any) -> Any:
    return val.mean(dim=1).argmax()


SEARCH = FunctionExercise(
    name="14.search",
    task=Words("a search, judged right", "公正地评判一次搜索"),
    reference=judge,
    cases=lambda: [
        (
            torch.tensor([[0.80, 0.70, 0.81], [0.97, 0.60, 0.65], [0.83, 0.84, 0.85], [0.80, 0.82, 0.84]]),
            torch.tensor([[0.79, 0.78, 0.80], [0.75, 0.70, 0.74], [0.80, 0.81, 0.85], [0.83, 0.86, 0.88]]),
        ),
        (
            torch.tensor([[0.6, 0.5, 0.55, 0.6], [0.9, 0.1, 0.2, 0.3], [0.5, 0.4, 0.6, 0.5], [0.2, 0.3, 0.1, 0.2]]),
            torch.tensor([[0.50, 0.54, 0.46, 0.58], [0.4, 0.3, 0.2, 0.1], [0.7, 0.6, 0.5, 0.7], [0.2, 0.2, 0.3, 0.1]]),
        ),
    ],
    hints=(
        Words(
            "`val.mean(dim=1)` has one number for each setting; `.argmax()` says where the largest stands.",
            "`val.mean(dim=1)` 给每个设置一个数，`.argmax()` 说出最大的在哪里。",
        ),
        Words(
            "The verdict comes from `test[best]`, one row: its mean, and its `.std()` divided by the root of the number "
            "of seeds.",
            "结论来自 `test[best]` 这一行：它的平均值，以及它的 `.std()` 除以种子个数的平方根。",
        ),
        Words(
            "`return best, test[best].mean(), test[best].std() / test.shape[1] ** 0.5`",
            "最后一行：`return best, test[best].mean(), test[best].std() / test.shape[1] ** 0.5`。",
        ),
    ),
    solution="""\
def judge(val, test):
    best = val.mean(dim=1).argmax()
    return best, test[best].mean(), test[best].std() / test.shape[1] ** 0.5
""",
    remark=Words(
        "In both cases another setting is better in the test. Whoever takes that one has turned the test set into a "
        "second validation set.",
        "两个例子里，测试集上都另有更好的设置。谁要是改选它，测试集就变成了第二个验证集。",
    ),
    mistakes=(
        Mistake(
            _judged(lambda val, test: test.mean(dim=1).argmax()),
            Words(
                "Chosen by the test set, which is for the verdict only. Choose by validation.",
                "这是按测试集选的，而测试集只能用来下结论。要按验证集选。",
            ),
        ),
        Mistake(
            _judged(lambda val, test: val.max(dim=1).values.argmax()),
            Words(
                "Chosen by the best single run, that is, by luck. Take the mean over the seeds.",
                "这是按最好的一次选的，也就是按运气选。要看对种子的平均值。",
            ),
        ),
        Mistake(
            _judged(_by_mean, told=lambda val, test: val),
            Words(
                "These are the validation numbers of the winner, by which it was chosen: too good. Tell those of the test.",
                "这是冠军在验证集上的数，它就是凭这个当选的，所以偏高。要报告测试集上的。",
            ),
        ),
        Mistake(
            _judged(_by_mean, spread=lambda shares: shares.std()),
            Words(
                "This is the spread of the single runs. The mean strays less: divide by the root of their number.",
                "这是单次结果的分散程度。平均值的波动要小一些：再除以个数的平方根。",
            ),
        ),
        Mistake(
            _judged(_by_mean, spread=lambda shares: shares.std() / len(shares)),
            Words("Divide by the *root* of the number of seeds.", "要除以种子个数的*平方根*。"),
        ),
        Mistake(
            _judged(_by_mean, spread=lambda shares: shares.std(correction=0) / math.sqrt(len(shares))),
            Words(
                "The standard deviation as `.std()` gives it divides by n − 1: the mean comes from the same few numbers.",
                "`.std()` 给出的标准差除的是 n − 1，因为平均值也是由这几个数算出来的。",
            ),
        ),
        Mistake(
            _judged(lambda val, test: val.mean(dim=0).argmax()),
            Words(
                "This is the best seed. Settings are rows: take the mean along `dim=1`.",
                "这选的是最好的种子。设置是行：要沿 `dim=1` 求平均。",
            ),
        ),
        Mistake(
            _judged(lambda val, test: val.mean(dim=1).argmin()),
            Words("This is the worst setting: accuracies are to be large.", "这是最差的设置：准确率越高越好。"),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (PENALTY, DECOUPLED, DROPOUT, EARLY, SCHEDULE, SEARCH)
