"""Lesson 19, generative models: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Generative models: a digit nobody wrote", "生成模型：没有人写过的数字")

BCE = nn.functional.binary_cross_entropy_with_logits


# --- 19.rebuilt: 64 times yes or no ---------------------------------------------------------------------


def rebuilt_loss(scores: Tensor, x: Tensor) -> Tensor:
    return BCE(scores, x, reduction="sum") / len(x)


def _by_hand(scores: Any, x: Any) -> Any:
    p = torch.sigmoid(scores)
    return -(x * p.log() + (1 - x) * (1 - p).log()).sum() / len(x)


REBUILT = FunctionExercise(
    name="19.rebuilt",
    task=Words("the loss of what was rebuilt", "还原的损失"),
    reference=rebuilt_loss,
    cases=lambda: [
        (torch.tensor([[2.0, -1.0, 0.0]]), torch.tensor([[1.0, 0.0, 1.0]])),
        (
            torch.tensor([[0.5, -2.0], [3.0, 1.0], [-0.5, 0.25], [1.5, -4.0]]),
            torch.tensor([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0], [1.0, 1.0]]),
        ),
        (torch.tensor([[200.0, -150.0], [0.0, 120.0]]), torch.tensor([[0.0, 0.0], [1.0, 1.0]])),
    ],
    hints=(
        Words(
            "Yes and no with scores: `nn.functional.binary_cross_entropy_with_logits` (lesson 9).",
            "由得分回答是与否：`nn.functional.binary_cross_entropy_with_logits`（第 9 课）。",
        ),
        Words(
            'By itself it averages over all N · 64 numbers. `reduction="sum"` adds them up.',
            '它默认对全部 N · 64 个数取平均。`reduction="sum"` 则把它们加起来。',
        ),
        Words("Then divide by the number of pictures, `len(x)`.", "再除以图像的张数 `len(x)`。"),
    ),
    solution="""\
def rebuilt_loss(scores, x):
    return nn.functional.binary_cross_entropy_with_logits(scores, x, reduction="sum") / len(x)
""",
    remark=Words(
        "Guessing every pixel with probability one half costs 64 · log 2, about 44.",
        "如果每个像素都按一半的概率猜，损失是 64 · log 2，约为 44。",
    ),
    mistakes=(
        Mistake(
            lambda scores, x: BCE(scores, x),
            Words(
                "This is the mean over all pixels. Sum over the pixels of a picture, and average over the pictures only.",
                "这是对所有像素取的平均。应当对一张图的像素求和，只对图像取平均。",
            ),
        ),
        Mistake(
            lambda scores, x: BCE(scores, x, reduction="sum"),
            Words(
                "This is the sum over the batch. Divide by the number of pictures.",
                "这是整个批次之和。要除以图像的张数。",
            ),
        ),
        Mistake(
            _by_hand,
            Words(
                "Right for moderate scores. For large ones the probability rounds to 0 or 1, and its logarithm to −∞: "
                "take `binary_cross_entropy_with_logits`.",
                "得分适中时是对的。得分很大时，概率会舍入成 0 或 1，取对数成了 −∞：请用 `binary_cross_entropy_with_logits`。",
            ),
        ),
        Mistake(
            lambda scores, x: BCE(torch.sigmoid(scores), x, reduction="sum") / len(x),
            Words(
                "`..._with_logits` takes the sigmoid itself: give it the scores.",
                "`..._with_logits` 自己会做 sigmoid：直接给它得分。",
            ),
        ),
        Mistake(
            lambda scores, x: -BCE(scores, x, reduction="sum") / len(x),
            Words("The sign: a loss is positive.", "符号反了：损失是正的。"),
        ),
        Mistake(
            lambda scores, x: ((torch.sigmoid(scores) - x) ** 2).sum() / len(x),
            Words(
                "This is the squared error. Asked is the negative log-likelihood of yes and no.",
                "这是平方误差。要的是“是与否”的负对数似然。",
            ),
        ),
        Mistake(
            lambda scores, x: BCE(scores, x, reduction="none").sum(dim=1),
            Words("This is one loss for each picture. Average them.", "这是每张图像各自的损失。还要取平均。"),
        ),
    ),
)


# --- 19.kl: how far from the prior ----------------------------------------------------------------------


def kl(mean: Tensor, log_var: Tensor) -> Tensor:
    return (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2


def _gaussians() -> list[tuple[Any, ...]]:
    return [
        (torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 0.0]])),
        (
            torch.tensor([[0.5, -1.0, 2.0], [0.0, 0.25, -0.5]]),
            torch.tensor([[-1.0, 0.5, 0.0], [1.0, -2.0, 0.75]]),
        ),
    ]


KL = FunctionExercise(
    name="19.kl",
    task=Words("the divergence from the prior", "与先验的散度"),
    reference=kl,
    cases=_gaussians,
    hints=(
        Words(
            "`log_var` is log σ². So σ² is `log_var.exp()`.",
            "`log_var` 就是 log σ²，所以 σ² 是 `log_var.exp()`。",
        ),
        Words(
            "The formula holds for each component; over the components, `dim=1`, it adds up.",
            "公式对每个分量成立；沿各分量，也就是 `dim=1`，要相加。",
        ),
        Words(
            "`(mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2`",
            "结果是 `(mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2`。",
        ),
    ),
    solution="""\
def kl(mean, log_var):
    return (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2
""",
    remark=Words(
        "It is zero only for mean 0 and variance 1: then the code tells nothing about the picture.",
        "只有平均值为 0、方差为 1 时它才是零：这时编码对图像什么也没说。",
    ),
    mistakes=(
        Mistake(
            lambda mean, log_var: (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1),
            Words("The factor one half is missing.", "漏了二分之一。"),
        ),
        Mistake(
            lambda mean, log_var: (mean**2 + log_var.exp() - 1 - log_var).sum() / 2,
            Words(
                "This adds up the pictures as well. One number for each picture: `sum(dim=1)`.",
                "这把各张图像也加在了一起。每张图像一个数：`sum(dim=1)`。",
            ),
        ),
        Mistake(
            lambda mean, log_var: (mean**2 + log_var.exp() - 1 - log_var).mean(dim=1) / 2,
            Words("Over the components it adds up; this is their mean.", "沿各分量是相加，这里却取了平均。"),
        ),
        Mistake(
            lambda mean, log_var: (mean**2 + (log_var / 2).exp() - 1 - log_var).sum(dim=1) / 2,
            Words(
                "`(log_var / 2).exp()` is σ, the standard deviation. The formula has σ².",
                "`(log_var / 2).exp()` 是标准差 σ，公式里是 σ²。",
            ),
        ),
        Mistake(
            lambda mean, log_var: (mean**2 + log_var - 1 - log_var.log()).sum(dim=1) / 2,
            Words(
                "Here `log_var` was taken for the variance. It is its logarithm already.",
                "这里把 `log_var` 当成了方差。它已经是方差的对数了。",
            ),
        ),
        Mistake(
            lambda mean, log_var: (mean + log_var.exp() - 1 - log_var).sum(dim=1) / 2,
            Words("The mean is squared in the formula.", "公式里平均值要平方。"),
        ),
        Mistake(
            lambda mean, log_var: -(mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2,
            Words("The sign: a divergence is never negative.", "符号反了：散度从不为负。"),
        ),
        Mistake(
            lambda mean, log_var: (mean**2 + log_var.exp() - log_var).sum(dim=1) / 2,
            Words(
                "The −1 is missing: for mean 0 and variance 1 the divergence has to be 0.",
                "漏了 −1：平均值为 0、方差为 1 时，散度应当是 0。",
            ),
        ),
    ),
)


# --- 19.reparameterise: chance from the side -----------------------------------------------------------


def reparameterise(mean: Tensor, log_var: Tensor) -> Tensor:
    return mean + (log_var / 2).exp() * torch.randn_like(mean)


def _use_draw(draw: Any, means: list[float], variances: list[float]) -> tuple[Any, ...]:
    """What 40,000 draws are like, to one digit (they stray by σ / 200), and what comes back to the inputs."""
    torch.manual_seed(0)
    mean = torch.tensor(means).repeat(40_000, 1).requires_grad_()
    log_var = torch.tensor([math.log(variance) for variance in variances]).repeat(40_000, 1).requires_grad_()
    z = draw(mean, log_var)
    seen = z.detach()
    middle, spread = (seen.mean(dim=0), seen.std(dim=0))
    together = ((seen - middle) / spread.clamp(min=1e-6)).prod(dim=1).mean().item()
    said = Words(
        f"shape {tuple(z.shape)}, means {_rounded(middle)}, standard deviations {_rounded(spread)}, "
        f"correlation {abs(round(together, 1))}",
        f"形状 {tuple(z.shape)}，平均值 {_rounded(middle)}，标准差 {_rounded(spread)}，"
        f"相关系数 {abs(round(together, 1))}",
    )
    if not z.requires_grad:
        return facts(said, Words("no gradient comes back", "没有梯度传回")), ()
    z.sum().backward()
    return facts(said), tuple(None if x.grad is None else _typical(x.grad, z, mean) for x in (mean, log_var))


def _rounded(values: Any) -> list[float]:
    return [round(value, 1) + 0.0 for value in values.tolist()]


def _typical(gradient: Any, z: Any, mean: Any) -> Any:
    """The gradient's mean, and its share of z - mean: 0 where it is constant, 1/2 for the log-variance."""
    away = (z - mean).detach()
    return torch.stack([gradient.mean(), (gradient * away).sum() / (away**2).sum().clamp(min=1e-6)]).round(decimals=1)


REPARAMETERISE = ProbedExercise(
    name="19.reparameterise",
    task=Words("draw so that it can be differentiated", "抽样，还要能求导"),
    reference=reparameterise,
    probe=_use_draw,
    cases=lambda: [([2.0, -1.0], [0.25, 9.0]), ([0.0, 3.0], [1.0, 4.0])],
    hints=(
        Words(
            "The noise is drawn without regard to the inputs: `torch.randn_like(mean)`.",
            "噪声与输入无关，直接抽：`torch.randn_like(mean)`。",
        ),
        Words(
            "The standard deviation is the root of the variance: `(log_var / 2).exp()`.",
            "标准差是方差的平方根：`(log_var / 2).exp()`。",
        ),
        Words("`mean + (log_var / 2).exp() * noise`", "结果是 `mean + (log_var / 2).exp() * noise`。"),
    ),
    solution="""\
def reparameterise(mean, log_var):
    noise = torch.randn_like(mean)
    return mean + (log_var / 2).exp() * noise
""",
    remark=Words(
        "`Normal(mean, std).rsample()` of `lab.distributions` does the same; the r is for reparameterized.",
        "`lab.distributions` 里的 `Normal(mean, std).rsample()` 做的是同一件事；r 就是重参数化（reparameterized）。",
    ),
    mistakes=(
        Mistake(
            lambda mean, log_var: torch.normal(mean.detach(), (log_var / 2).exp().detach()),
            Words(
                "The numbers are right, but drawn directly they have no way back to the mean and the variance. Draw the "
                "noise first, and compute z from it.",
                "数是对的，但这样直接抽出来，就没有路回到平均值和方差了。要先抽噪声，再由它算出 z。",
            ),
        ),
        Mistake(
            lambda mean, log_var: mean + log_var.exp() * torch.randn_like(mean),
            Words(
                "`log_var.exp()` is the variance. The noise is multiplied by its root, σ: `(log_var / 2).exp()`.",
                "`log_var.exp()` 是方差。噪声要乘的是它的平方根 σ：`(log_var / 2).exp()`。",
            ),
        ),
        Mistake(
            lambda mean, log_var: mean + log_var * torch.randn_like(mean),
            Words(
                "`log_var` is a logarithm; take `(log_var / 2).exp()`, the standard deviation.",
                "`log_var` 是对数；要用标准差 `(log_var / 2).exp()`。",
            ),
        ),
        Mistake(
            lambda mean, log_var: mean + (log_var / 2).exp() * torch.randn(mean.shape[1]),
            Words(
                "All pictures share one noise. Draw a number for every component of each: the shape of `mean`.",
                "所有图像共用了一份噪声。每张图像的每个分量都要各抽一个：形状和 `mean` 一样。",
            ),
        ),
        Mistake(
            lambda mean, log_var: mean + (log_var / 2).exp() * torch.randn(len(mean), 1),
            Words(
                "The components of a picture share one noise, so z can only move along a line. Draw one for each.",
                "同一张图像的各个分量共用了一个噪声，z 只能沿一条线移动。每个分量要各抽一个。",
            ),
        ),
        Mistake(
            lambda mean, log_var: mean + (log_var / 2).exp() * torch.rand_like(mean),
            Words(
                "`rand` is uniform between 0 and 1. The noise is normal: `randn`.",
                "`rand` 是 0 到 1 之间的均匀分布。噪声要服从正态分布：`randn`。",
            ),
        ),
        Mistake(
            lambda mean, log_var: mean + (log_var / 2).exp(),
            Words("Nothing is drawn here: multiply σ by a random ε.", "这里没有抽样：σ 要乘上随机的 ε。"),
        ),
    ),
)


# --- 19.elbo: the loss of the VAE -----------------------------------------------------------------------


def negative_elbo(scores: Tensor, x: Tensor, mean: Tensor, log_var: Tensor) -> Tensor:
    return rebuilt_loss(scores, x) + kl(mean, log_var).mean()


ELBO = FunctionExercise(
    name="19.elbo",
    task=Words("the loss of the VAE", "VAE 的损失"),
    reference=negative_elbo,
    cases=lambda: [
        (
            *(torch.tensor([[1.0, -2.0, 0.5]]), torch.tensor([[1.0, 0.0, 0.0]])),
            *(torch.tensor([[1.0, -0.5]]), torch.tensor([[0.5, -1.0]])),
        ),
        (
            torch.tensor([[0.5, 2.0, -1.0, 3.0], [1.0, -1.0, 0.0, -2.0], [0.1, 0.2, 0.3, 0.4]]),
            torch.tensor([[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]]),
            torch.tensor([[0.5], [-2.0], [1.0]]),
            torch.tensor([[-0.5], [0.25], [-3.0]]),
        ),
    ],
    hints=(
        Words(
            "Two terms: the loss of exercise 1, and the mean over the pictures of exercise 2.",
            "两项：练习 1 的损失，以及练习 2 的散度对图像取的平均。",
        ),
        Words(
            "The ELBO is log-likelihood minus divergence. With the sign turned: reconstruction loss *plus* divergence.",
            "ELBO 是对数似然减去散度。变号之后：还原的损失*加上*散度。",
        ),
        Words(
            "Both summed within a picture and averaged over the pictures.",
            "两项都是在一张图内求和，再对图像取平均。",
        ),
    ),
    solution="""\
def negative_elbo(scores, x, mean, log_var):
    rebuilt = nn.functional.binary_cross_entropy_with_logits(scores, x, reduction="sum") / len(x)
    divergence = (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2
    return rebuilt + divergence.mean()
""",
    remark=Words(
        "Were one term averaged over the pixels and the other not, their balance would be another, and so the model.",
        "要是一项对像素取了平均，另一项没有，两者的分量就变了，模型也就变了。",
    ),
    mistakes=(
        Mistake(
            lambda scores, x, mean, log_var: rebuilt_loss(scores, x) - kl(mean, log_var).mean(),
            Words(
                "The divergence has the wrong sign: with this loss the codes would flee from the prior.",
                "散度的符号反了：按这个损失，编码会逃离先验。",
            ),
        ),
        Mistake(
            lambda scores, x, mean, log_var: -rebuilt_loss(scores, x) - kl(mean, log_var).mean(),
            Words(
                "This is the ELBO itself. A loss is made smaller: turn the sign.",
                "这是 ELBO 本身。损失要越小越好：变个号。",
            ),
        ),
        Mistake(
            lambda scores, x, mean, log_var: rebuilt_loss(scores, x),
            Words("This is the autoencoder's loss. The divergence is missing.", "这是自编码器的损失，漏了散度。"),
        ),
        Mistake(
            lambda scores, x, mean, log_var: BCE(scores, x) + kl(mean, log_var).mean(),
            Words(
                "The first term is averaged over the pixels, and so weighs too little. Sum over the pixels of a picture.",
                "第一项对像素取了平均，分量太轻。要对一张图的像素求和。",
            ),
        ),
        Mistake(
            lambda scores, x, mean, log_var: rebuilt_loss(scores, x) + kl(mean, log_var).sum(),
            Words(
                "The divergence is summed over the batch, the first term is averaged. Average both.",
                "散度对批次求了和，第一项却取了平均。两项都要取平均。",
            ),
        ),
        Mistake(
            lambda scores, x, mean, log_var: rebuilt_loss(scores, x) + 2 * kl(mean, log_var).mean(),
            Words("The divergence has a factor one half.", "散度里有一个二分之一。"),
        ),
        Mistake(
            lambda scores, x, mean, log_var: BCE(scores, x, reduction="sum") + kl(mean, log_var).sum(),
            Words(
                "These are sums over the batch. Divide by the number of pictures.",
                "这是整个批次之和。要除以图像的张数。",
            ),
        ),
    ),
)


# --- 19.walk: from code to code -------------------------------------------------------------------------


def walk(a: Tensor, b: Tensor, steps: int) -> Tensor:
    share = torch.linspace(0, 1, steps).reshape(-1, 1)
    return (1 - share) * a + share * b


WALK = FunctionExercise(
    name="19.walk",
    task=Words("a walk from code to code", "从编码走到编码"),
    reference=walk,
    cases=lambda: [
        (torch.tensor([0.0, 10.0]), torch.tensor([4.0, -10.0]), 5),
        (torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, -1.0, 0.0]), 4),
    ],
    hints=(
        Words(
            "A share that goes from 0 to 1: `torch.linspace(0, 1, steps)`.",
            "一个从 0 变到 1 的比例：`torch.linspace(0, 1, steps)`。",
        ),
        Words(
            "As a column, `.reshape(-1, 1)`, it is broadcast against a code: one row for each share.",
            "变成一列，`.reshape(-1, 1)`，就能和编码广播：每个比例一行。",
        ),
        Words("`(1 - share) * a + share * b`", "结果是 `(1 - share) * a + share * b`。"),
    ),
    solution="""\
def walk(a, b, steps):
    share = torch.linspace(0, 1, steps).reshape(-1, 1)
    return (1 - share) * a + share * b
""",
    remark=Words(
        "The same two lines walk between pictures, too. It depends on the space whether that is a good idea.",
        "同样的两行也能在图像之间走。至于好不好，要看是在哪个空间里。",
    ),
    mistakes=(
        Mistake(
            lambda a, b, steps: torch.stack([a + (b - a) * i / steps for i in range(steps)]),
            Words(
                "It stops before b: from the first to the last there are steps − 1 intervals.",
                "还没到 b 就停了：从第一个到最后一个，共有 steps − 1 段。",
            ),
        ),
        Mistake(
            lambda a, b, steps: walk(b, a, steps),
            Words("This walks from b to a.", "这是从 b 走到 a。"),
        ),
        Mistake(
            lambda a, b, steps: walk(a, b, steps).T,
            Words("Each code is a row: the shape is (steps, D).", "每个编码是一行：形状是（steps，D）。"),
        ),
        Mistake(
            lambda a, b, steps: walk(a, b, steps + 2)[1:-1],
            Words("The two ends belong to it.", "两端也要包括在内。"),
        ),
        Mistake(
            lambda a, b, steps: a + torch.linspace(0, 1, steps).reshape(-1, 1) * b,
            Words(
                "Add the way from a to b, b − a, not b itself.",
                "加上的应当是从 a 到 b 的路程 b − a，而不是 b 本身。",
            ),
        ),
        Mistake(
            lambda a, b, steps: [a + (b - a) * i / (steps - 1) for i in range(steps)],
            Words(
                "A list of codes. Make one tensor of it: `torch.stack`.",
                "这是编码的列表。用 `torch.stack` 合成一个张量。",
            ),
        ),
    ),
)


# --- 19.discriminator, 19.generator: one move of each ----------------------------------------------------


def discriminator_step(g: Any, d: Any, optimizer: Any, real: Tensor, z: Tensor) -> None:
    optimizer.zero_grad()
    scores, fake_scores = d(real), d(g(z).detach())
    loss = BCE(scores, torch.ones_like(scores)) + BCE(fake_scores, torch.zeros_like(fake_scores))
    loss.backward()
    optimizer.step()


def generator_step(g: Any, d: Any, optimizer: Any, z: Tensor) -> None:
    optimizer.zero_grad()
    scores = d(g(z))
    BCE(scores, torch.ones_like(scores)).backward()
    optimizer.step()


def _players(seed: int) -> tuple[nn.Module, nn.Module, Tensor, Tensor]:
    """Generator, discriminator, real pictures and random numbers; the players bear gradients of an earlier move."""
    torch.manual_seed(seed)
    g, d = nn.Sequential(nn.Linear(2, 3), nn.Tanh()), nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    real, z = torch.randn(5, 3), torch.randn(5, 2)
    return g, d, real, z


def _numbers(player: nn.Module) -> Any:
    """All parameters of a player in one row."""
    return torch.cat([parameter.detach().reshape(-1) for parameter in player.parameters()])


def _stand(name: str, before: Any, after: Any) -> Words:
    if torch.equal(before, after):
        return Words(f"{name} has not moved", f"{name} 没有动")
    return Words(f"{name} has moved", f"{name} 动了")


def _back(g: nn.Module) -> Words:
    if any(parameter.grad is not None for parameter in g.parameters()):
        return Words("a gradient came back to g", "有梯度流回 g")
    return Words("no gradient in g", "g 没有梯度")


def _use_discriminator_step(step: Any, seed: int) -> tuple[Any, ...]:
    """Where the discriminator is after one move, whether the generator moved, and what came back to it."""
    g, d, real, z = _players(seed)
    d(real).sum().backward()
    before = _numbers(g), _numbers(d)
    step(g, d, torch.optim.SGD(d.parameters(), lr=0.5), real, z)
    return facts(_stand("g", before[0], _numbers(g)), _stand("d", before[1], _numbers(d)), _back(g)), _numbers(d)


def _use_generator_step(step: Any, seed: int) -> tuple[Any, ...]:
    """Where the generator is after one move, and whether the discriminator moved."""
    g, d, _, z = _players(seed)
    g(z).sum().backward()
    before = _numbers(g), _numbers(d)
    step(g, d, torch.optim.SGD(g.parameters(), lr=0.5), z)
    return facts(_stand("g", before[0], _numbers(g)), _stand("d", before[1], _numbers(d)), _back(g)), _numbers(g)


def _judged(
    *,
    clear: bool = True,
    detached: bool = True,
    real_as: float = 1.0,
    fake_as: float = 0.0,
    parts: tuple[bool, bool] = (True, True),
    move: bool = True,
) -> Callable[..., None]:
    """The discriminator's move with one thing wrong."""

    def step(g: Any, d: Any, optimizer: Any, real: Any, z: Any) -> None:
        if clear:
            optimizer.zero_grad()
        fake = g(z).detach() if detached else g(z)
        losses = [
            BCE(scores, torch.full_like(scores, wanted))
            for scores, wanted, used in zip((d(real), d(fake)), (real_as, fake_as), parts, strict=True)
            if used
        ]
        torch.stack(losses).sum().backward()
        if move:
            optimizer.step()

    return step


DISCRIMINATOR = ProbedExercise(
    name="19.discriminator",
    task=Words("the discriminator's move", "判别器走一步"),
    reference=discriminator_step,
    probe=_use_discriminator_step,
    cases=lambda: [(0,), (1,)],
    hints=(
        Words(
            "As in any training: `zero_grad`, loss, `backward`, `step`. Real pictures have the target 1, drawn ones 0.",
            "和任何训练一样：`zero_grad`、损失、`backward`、`step`。真的图像目标是 1，画的是 0。",
        ),
        Words(
            "`g(z).detach()` is the drawn picture without its history: the gradient stops there.",
            "`g(z).detach()` 是没有来历的图像：梯度到这里为止。",
        ),
        Words(
            "The loss is a sum of two `nn.functional.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))`, "
            "for the drawn ones with `torch.zeros_like`.",
            "损失是两个 `nn.functional.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))` 之和，"
            "画的那一个用 `torch.zeros_like`。",
        ),
    ),
    solution="""\
def discriminator_step(g, d, optimizer, real, z):
    bce = nn.functional.binary_cross_entropy_with_logits
    optimizer.zero_grad()
    scores, fake_scores = d(real), d(g(z).detach())
    loss = bce(scores, torch.ones_like(scores)) + bce(fake_scores, torch.zeros_like(fake_scores))
    loss.backward()
    optimizer.step()
""",
    remark=Words(
        "`with torch.no_grad(): fake = g(z)` is as good, and saves the memory of the generator's graph.",
        "写成 `with torch.no_grad(): fake = g(z)` 也可以，还省下生成器计算图的内存。",
    ),
    mistakes=(
        Mistake(
            _judged(detached=False),
            Words(
                "The discriminator moves rightly, but a gradient runs on into the generator, where the next step would "
                "find it. `g(z).detach()` stops it.",
                "判别器走得对，但梯度一直流进了生成器，它的下一步就会带上这些梯度。用 `g(z).detach()` 截断。",
            ),
        ),
        Mistake(
            _judged(clear=False),
            Words(
                "Gradients of the last move are still there: the generator's step went through `d`, too. `optimizer.zero_grad()` first.",
                "上一步的梯度还在：生成器走的那一步也穿过了 `d`。先 `optimizer.zero_grad()`。",
            ),
        ),
        Mistake(
            _judged(real_as=0.0, fake_as=1.0),
            Words("The targets are exchanged: real is 1, drawn is 0.", "目标对调了：真的是 1，画的是 0。"),
        ),
        Mistake(
            _judged(fake_as=1.0),
            Words(
                "Drawn pictures have the target 0, to be told from real ones.",
                "画的图像目标是 0，这样才能和真的区分开。",
            ),
        ),
        Mistake(
            _judged(parts=(False, True)),
            Words(
                "It sees drawn pictures only. The real ones belong to the loss, too.",
                "它只看到画的图像。真的图像也要进损失。",
            ),
        ),
        Mistake(
            _judged(parts=(True, False)),
            Words(
                "It sees real pictures only. The drawn ones belong to the loss, too.",
                "它只看到真的图像。画的图像也要进损失。",
            ),
        ),
        Mistake(_judged(move=False), Words("`optimizer.step()` is missing.", "漏了 `optimizer.step()`。")),
    ),
)


def _fooled(
    *, clear: bool = True, detached: bool = False, loss: Callable[[Any], Any] | None = None, move: bool = True
) -> Callable[..., None]:
    """The generator's move with one thing wrong."""

    def step(g: Any, d: Any, optimizer: Any, z: Any) -> None:
        if clear:
            optimizer.zero_grad()
        scores = d(g(z).detach() if detached else g(z))
        (BCE(scores, torch.ones_like(scores)) if loss is None else loss(scores)).backward()
        if move:
            optimizer.step()

    return step


GENERATOR = ProbedExercise(
    name="19.generator",
    task=Words("the generator's move", "生成器走一步"),
    reference=generator_step,
    probe=_use_generator_step,
    cases=lambda: [(0,), (1,)],
    hints=(
        Words(
            "The generator wants its pictures to be taken for real: the target is 1.",
            "生成器希望自己的图像被当成真的：目标是 1。",
        ),
        Words(
            "No `detach` here: the gradient has to get back through `d` into `g`. `d` does not move, as `optimizer` does "
            "not know its parameters.",
            "这里不能用 `detach`：梯度要穿过 `d` 回到 `g`。`d` 不会动，因为 `optimizer` 里没有它的参数。",
        ),
        Words(
            "`scores = d(g(z))`, then `nn.functional.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))`.",
            "`scores = d(g(z))`，再用 `nn.functional.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))`。",
        ),
    ),
    solution="""\
def generator_step(g, d, optimizer, z):
    optimizer.zero_grad()
    scores = d(g(z))
    loss = nn.functional.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))
    loss.backward()
    optimizer.step()
""",
    remark=Words(
        "The discriminator has gradients now, which it must not use: that is why its own move begins with `zero_grad`.",
        "判别器现在也有了梯度，但它不能用：所以它自己走的时候，要先 `zero_grad`。",
    ),
    mistakes=(
        Mistake(
            _fooled(detached=True),
            Words(
                "With `detach` no gradient reaches the generator: it does not move. Here the way has to be open.",
                "用了 `detach`，梯度到不了生成器，它就不动了。这里的路必须通。",
            ),
        ),
        Mistake(
            _fooled(clear=False),
            Words(
                "The gradients of an earlier step are still in it: `optimizer.zero_grad()` first.",
                "里面还有以前的梯度：先 `optimizer.zero_grad()`。",
            ),
        ),
        Mistake(
            _fooled(loss=lambda scores: BCE(scores, torch.zeros_like(scores))),
            Words(
                "With the target 0 the generator helps the discriminator. It wants the opposite: 1.",
                "目标是 0 的话，生成器就在帮判别器了。它要的相反：目标是 1。",
            ),
        ),
        Mistake(
            _fooled(loss=lambda scores: nn.functional.logsigmoid(-scores).mean()),
            Words(
                "This is the saturating loss, log(1 − σ). Asked is the non-saturating one, −log σ.",
                "这是会饱和的损失 log(1 − σ)。要的是非饱和的 −log σ。",
            ),
        ),
        Mistake(
            _fooled(loss=lambda scores: -scores.mean()),
            Words(
                "A high score is wanted, but L_G is −log σ of it, the cross-entropy with target 1.",
                "想要高分是对的，但 L_G 是它的 −log σ，也就是目标为 1 的交叉熵。",
            ),
        ),
        Mistake(_fooled(move=False), Words("`optimizer.step()` is missing.", "漏了 `optimizer.step()`。")),
    ),
)

EXERCISES: tuple[Exercise, ...] = (REBUILT, KL, REPARAMETERISE, ELBO, WALK, DISCRIMINATOR, GENERATOR)
