"""Lesson 17, attention and the Transformer: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Attention and the Transformer: a tiny GPT", "注意力与 Transformer：一个小小的 GPT")


def _numbers(*shape: int, shift: float = 0.0) -> Tensor:
    """Different numbers of both signs."""
    count = math.prod(shape)
    return 2 * torch.sin(torch.arange(count, dtype=torch.float32) * 2 + shift).reshape(shape)


# --- 17.attention: a soft look-up ------------------------------------------------------------------


def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    return scores.softmax(dim=-1) @ v


def _attention(
    scale: Callable[[Any], float] = lambda q: math.sqrt(q.shape[-1]), dim: int = -1, soft: bool = True
) -> Callable[..., Any]:
    """Attention with another divisor, or softmax along another axis, or none."""

    def look_up(q: Any, k: Any, v: Any) -> Any:
        scores = q @ k.transpose(-2, -1) / scale(q)
        return (scores.softmax(dim=dim) if soft else scores) @ v

    return look_up


ATTENTION = FunctionExercise(
    name="17.attention",
    task=Words("scaled dot-product attention", "缩放点积注意力"),
    reference=attention,
    cases=lambda: [
        (_numbers(2, 4), _numbers(3, 4, shift=1), _numbers(3, 2, shift=2)),
        (_numbers(4, 3), _numbers(4, 3, shift=1), _numbers(4, 3, shift=2)),
        (_numbers(2, 3, 4), _numbers(2, 5, 4, shift=1), _numbers(2, 5, 4, shift=2)),
    ],
    hints=(
        Words(
            "Scores: every query with every key, `q @ k.transpose(-2, -1)`, of shape (queries, keys).",
            "得分：每个查询和每个键，`q @ k.transpose(-2, -1)`，形状是（查询，键）。",
        ),
        Words(
            "Divide by `math.sqrt(q.shape[-1])`, then softmax along the keys, the last axis.",
            "除以 `math.sqrt(q.shape[-1])`，再沿键的方向（最后一个轴）做 softmax。",
        ),
        Words("The weights times the values: `weights @ v`.", "权重乘上值：`weights @ v`。"),
    ),
    solution="""\
def attention(q, k, v):
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    return scores.softmax(dim=-1) @ v
""",
    remark=Words(
        "This is `nn.functional.scaled_dot_product_attention`, in two lines.",
        "这就是 `nn.functional.scaled_dot_product_attention`，只要两行。",
    ),
    mistakes=(
        Mistake(
            _attention(lambda q: 1.0),
            Words("The scores are not divided by √d.", "得分没有除以 √d。"),
        ),
        Mistake(
            _attention(lambda q: float(q.shape[-1])),
            Words(
                "Divided by d. It is the standard deviation that grows, √d.",
                "这里除以了 d。变大的是标准差，应除以 √d。",
            ),
        ),
        Mistake(
            _attention(dim=-2),
            Words(
                "Softmax runs along the queries. Each query shares out its own attention, over the keys: `dim=-1`.",
                "softmax 沿查询的方向做了。每个查询分配自己的注意力，要沿键的方向：`dim=-1`。",
            ),
        ),
        Mistake(
            _attention(soft=False),
            Words("The softmax is missing: scores are no weights yet.", "漏了 softmax：得分还不是权重。"),
        ),
        Mistake(
            _attention(lambda q: math.sqrt(q.shape[-2])),
            Words(
                "Divided by the root of the number of queries. It is the length of a vector that counts: `q.shape[-1]`.",
                "这里除以了查询个数的平方根。要紧的是向量的长度：`q.shape[-1]`。",
            ),
        ),
        Mistake(
            lambda q, k, v: (q @ k.transpose(-2, -1)).softmax(dim=-1) / math.sqrt(q.shape[-1]) @ v,
            Words(
                "Divided after the softmax, so the weights do not sum to 1. Divide the scores.",
                "在 softmax 之后才除，权重的和就不是 1 了。要除的是得分。",
            ),
        ),
        Mistake(
            lambda q, k, v: (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).softmax(dim=-1),
            Words("These are the weights. Mix the values with them: `@ v`.", "这是权重。还要用它混合各个值：`@ v`。"),
        ),
        Mistake(
            lambda q, k, v: (q @ k.t() / math.sqrt(q.shape[-1])).softmax(dim=-1) @ v,
            Words(
                "`.t()` is for matrices only. With a batch, exchange the last two axes: `k.transpose(-2, -1)`.",
                "`.t()` 只能用于矩阵。有批次的时候，交换最后两个轴：`k.transpose(-2, -1)`。",
            ),
        ),
    ),
)


# --- 17.mask: not into the future ------------------------------------------------------------------


def causal(scores: Tensor) -> Tensor:
    T = scores.shape[-1]
    future = torch.ones(T, T, dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -math.inf).softmax(dim=-1)


def _masked(shift: int = 1, upper: bool = True, value: float = -math.inf) -> Callable[[Any], Any]:
    """Another part of the scores is covered, or with another value."""

    def weights(scores: Any) -> Any:
        every = torch.ones(scores.shape[-2:], dtype=torch.bool)
        return scores.masked_fill(every.triu(shift) if upper else every.tril(-shift), value).softmax(dim=-1)

    return weights


MASK = FunctionExercise(
    name="17.mask",
    task=Words("the causal mask", "因果掩码"),
    reference=causal,
    cases=lambda: [(_numbers(3, 3),), (_numbers(4, 4, shift=1),), (_numbers(2, 3, 3, shift=2),)],
    hints=(
        Words(
            "Row t is the query at place t; keys in the columns after t are the future.",
            "第 t 行是位置 t 的查询；t 之后各列的键就是未来。",
        ),
        Words(
            "`torch.ones(T, T, dtype=torch.bool).triu(1)` is True above the diagonal.",
            "`torch.ones(T, T, dtype=torch.bool).triu(1)` 在对角线上方是 True。",
        ),
        Words(
            "`scores.masked_fill(future, -math.inf)`, and then softmax along the last axis.",
            "先 `scores.masked_fill(future, -math.inf)`，再沿最后一个轴做 softmax。",
        ),
    ),
    solution="""\
def causal(scores):
    T = scores.shape[-1]
    future = torch.ones(T, T, dtype=torch.bool).triu(1)
    return scores.masked_fill(future, float("-inf")).softmax(dim=-1)
""",
    remark=Words(
        "exp(−∞) is exactly 0, so what is masked passes neither numbers nor gradients.",
        "exp(−∞) 正好是 0，所以被遮住的地方既不传数，也不传梯度。",
    ),
    mistakes=(
        Mistake(
            _masked(value=0.0),
            Words(
                "A score of 0, as from `tril`, is still a score: exp(0) = 1. What is forbidden gets −∞.",
                "得分 0（比如用 `tril` 得到的）也还是得分：exp(0) = 1。禁止的地方要用 −∞。",
            ),
        ),
        Mistake(
            _masked(upper=False),
            Words(
                "Now each place sees only itself and the future. Cover what lies above the diagonal.",
                "这样每个位置只看得到自己和未来。要遮住的是对角线上方。",
            ),
        ),
        Mistake(
            _masked(shift=0),
            Words(
                "The diagonal is covered, too. A place may see itself; the first one would see nothing (0/0).",
                "对角线也遮住了。每个位置可以看自己；否则第一个位置什么也看不到（0/0）。",
            ),
        ),
        Mistake(
            lambda scores: scores.softmax(dim=-1).tril(),
            Words(
                "Set to zero after the softmax, the rows no longer sum to 1. Cover the scores first.",
                "在 softmax 之后才设成零，每行的和就不是 1 了。要先遮住得分。",
            ),
        ),
        Mistake(
            lambda scores: _masked()(scores.transpose(-2, -1)).transpose(-2, -1),
            Words("Rows and columns are exchanged: rows are queries.", "行和列弄反了：行是查询。"),
        ),
        Mistake(
            lambda scores: scores.softmax(dim=-1),
            Words("Nothing is masked.", "什么都没有遮住。"),
        ),
    ),
)


# --- 17.heads: split and put together --------------------------------------------------------------


def by_heads(x: Tensor, heads: int, f: Callable[[Tensor], Tensor]) -> Tensor:
    B, T, C = x.shape
    y = f(x.reshape(B, T, heads, C // heads).transpose(1, 2))
    return y.transpose(1, 2).reshape(B, T, C)


def _use_heads(answer: Any, x: Tensor, heads: int) -> tuple[Any, ...]:
    """What `f` is given, and what becomes of a change that differs by head and place."""
    given: list[Any] = []

    def f(y: Any) -> Any:
        given.append(y)
        return y.cumsum(dim=2) if y.ndim == 4 else y

    result = answer(x, heads, f)
    if len(given) != 1:
        return (facts(Words(f"f was called {len(given)} times", f"f 被调用了 {len(given)} 次")), result)
    return facts(f"f: {tuple(given[0].shape)}"), given[0], result


def _viewed_only(x: Any, heads: int, f: Any) -> Any:
    B, T, C = x.shape
    return f(x.reshape(B, heads, T, C // heads)).reshape(B, T, C)


def _not_turned_back(x: Any, heads: int, f: Any) -> Any:
    B, T, C = x.shape
    return f(x.reshape(B, T, heads, C // heads).transpose(1, 2)).reshape(B, T, C)


def _not_turned(x: Any, heads: int, f: Any) -> Any:
    B, T, C = x.shape
    return f(x.reshape(B, T, heads, C // heads)).reshape(B, T, C)


def _numbers_exchanged(x: Any, heads: int, f: Any) -> Any:
    B, T, C = x.shape
    y = f(x.reshape(B, T, C // heads, heads).permute(0, 3, 1, 2))
    return y.permute(0, 2, 3, 1).reshape(B, T, C)


def _not_merged(x: Any, heads: int, f: Any) -> Any:
    B, T, C = x.shape
    return f(x.reshape(B, T, heads, C // heads).transpose(1, 2)).transpose(1, 2)


def _one_by_one(x: Any, heads: int, f: Any) -> Any:
    return torch.cat([f(part[:, None])[:, 0] for part in x.chunk(heads, dim=2)], dim=2)


HEADS = ProbedExercise(
    name="17.heads",
    task=Words("split into heads and put together again", "分成多个头，再合起来"),
    reference=by_heads,
    probe=_use_heads,
    cases=lambda: [(_numbers(1, 3, 4), 2), (_numbers(2, 3, 6, shift=1), 3)],
    hints=(
        Words(
            "In two steps: cut the last axis, `x.reshape(B, T, heads, C // heads)`, then exchange axes 1 and 2.",
            "分两步：先把最后一个轴切开，`x.reshape(B, T, heads, C // heads)`，再交换轴 1 和轴 2。",
        ),
        Words(
            "Back in the opposite order: first `transpose(1, 2)`, then `reshape(B, T, C)`.",
            "回来的顺序相反：先 `transpose(1, 2)`，再 `reshape(B, T, C)`。",
        ),
    ),
    solution="""\
def by_heads(x, heads, f):
    B, T, C = x.shape
    y = f(x.reshape(B, T, heads, C // heads).transpose(1, 2))
    return y.transpose(1, 2).reshape(B, T, C)
""",
    remark=Words(
        "Heads and batch are both axes in front: one matrix product does all heads of all samples.",
        "头和批次一样，都是前面的轴：一次矩阵乘法就算完所有样本的所有头。",
    ),
    mistakes=(
        Mistake(
            _viewed_only,
            Words(
                "The shapes are right, but `reshape` alone mixes places and heads. Cut the last axis first, then "
                "`transpose(1, 2)`.",
                "形状是对的，但只用 `reshape` 会把位置和头混在一起。先切开最后一个轴，再 `transpose(1, 2)`。",
            ),
        ),
        Mistake(
            _not_turned_back,
            Words(
                "On the way back the `transpose(1, 2)` is missing before the `reshape`: heads and places are mixed.",
                "回来时在 `reshape` 之前漏了 `transpose(1, 2)`：头和位置混在一起了。",
            ),
        ),
        Mistake(
            _not_turned,
            Words(
                "`f` gets (B, T, heads, C/heads). It expects the heads in front of the places: `transpose(1, 2)`.",
                "`f` 得到的是 (B, T, heads, C/heads)。头应当在位置前面：`transpose(1, 2)`。",
            ),
        ),
        Mistake(
            _numbers_exchanged,
            Words(
                "Here each head gets every heads-th number. The convention: a head is a block of neighbouring numbers, "
                "`reshape(B, T, heads, C // heads)`.",
                "这里每个头得到的是隔几个取一个的数。约定是一个头取相邻的一段：`reshape(B, T, heads, C // heads)`。",
            ),
        ),
        Mistake(
            _not_merged,
            Words("The result still has four axes: `reshape(B, T, C)`.", "结果还是四个轴：还要 `reshape(B, T, C)`。"),
        ),
        Mistake(
            _one_by_one,
            Words(
                "Right numbers, but one head at a time. Give `f` all heads at once, as one axis.",
                "数是对的，却是一个头一个头地算。把所有的头作为一个轴，一次交给 `f`。",
            ),
        ),
    ),
)


# --- 17.positions: waves of different lengths ------------------------------------------------------


def positions(T: int, C: int) -> Tensor:
    t = torch.arange(T, dtype=torch.float32).reshape(T, 1)
    angle = t / 10000 ** (torch.arange(0, C, 2) / C)
    return torch.stack([angle.sin(), angle.cos()], dim=2).reshape(T, C)


def _waves(
    exponent: Callable[[int], Any] = lambda C: torch.arange(0, C, 2) / C,
    first: int = 0,
    blocks: bool = False,
    turned: bool = False,
    sign: int = 1,
) -> Callable[..., Any]:
    """Positions with one thing wrong."""

    def table(T: int, C: int) -> Any:
        t = torch.arange(first, first + T, dtype=torch.float32).reshape(T, 1)
        angle = t / 10000.0 ** (sign * exponent(C))
        parts = [angle.cos(), angle.sin()] if turned else [angle.sin(), angle.cos()]
        return torch.cat(parts, dim=1) if blocks else torch.stack(parts, dim=2).reshape(T, C)

    return table


POSITIONS = FunctionExercise(
    name="17.positions",
    task=Words("positions as waves", "用波表示位置"),
    reference=positions,
    cases=lambda: [(3, 2), (4, 6), (50, 8)],
    hints=(
        Words(
            "First the angles, shape (T, C/2): `t / 10000 ** (j / C)` with the places t in a column and j = 0, 2, 4, ... in a "
            "row (broadcasting).",
            "先算角度，形状 (T, C/2)：`t / 10000 ** (j / C)`，位置 t 排成一列，j = 0、2、4……排成一行（广播）。",
        ),
        Words(
            "`t = torch.arange(T).reshape(T, 1)` and `j = torch.arange(0, C, 2)`.",
            "写 `t = torch.arange(T).reshape(T, 1)` 和 `j = torch.arange(0, C, 2)`。",
        ),
        Words(
            "Make `result = torch.zeros(T, C)`, then `result[:, 0::2] = angle.sin()` and `result[:, 1::2] = angle.cos()`.",
            "先造 `result = torch.zeros(T, C)`，再写 `result[:, 0::2] = angle.sin()` 和 `result[:, 1::2] = angle.cos()`。",
        ),
    ),
    solution="""\
def positions(T, C):
    t = torch.arange(T).reshape(T, 1)
    angle = t / 10000 ** (torch.arange(0, C, 2) / C)
    result = torch.zeros(T, C)
    result[:, 0::2] = angle.sin()
    result[:, 1::2] = angle.cos()
    return result
""",
    remark=Words(
        "Like the hands of a clock: a fast one for near places, slow ones for the rough time of day.",
        "就像钟表的指针：走得快的分得清近处，走得慢的说出大致的时间。",
    ),
    mistakes=(
        Mistake(
            _waves(blocks=True),
            Words(
                "All sines stand before all cosines. Here they alternate: even columns sine, odd columns cosine.",
                "这里所有正弦排在所有余弦前面。应当交替：偶数列是正弦，奇数列是余弦。",
            ),
        ),
        Mistake(
            _waves(lambda C: torch.arange(C // 2) / C),
            Words(
                "The exponent is j / C with the even column j = 0, 2, 4, ..., not with its number 0, 1, 2, ...",
                "指数是 j / C，其中 j 是偶数列号 0、2、4……，而不是第几对 0、1、2……",
            ),
        ),
        Mistake(
            _waves(first=1),
            Words("Places are counted from 0.", "位置从 0 数起。"),
        ),
        Mistake(
            _waves(turned=True),
            Words("Sine and cosine are exchanged: column 0 is a sine.", "正弦和余弦对调了：第 0 列是正弦。"),
        ),
        Mistake(
            _waves(sign=-1),
            Words(
                "The angles grow with the column: divide by the power of 10000, so that waves become longer.",
                "这样列号越大角度越大。应当除以 10000 的幂，让波越来越长。",
            ),
        ),
        Mistake(
            lambda T, C: _waves()(T, C).t(),
            Words("Rows are places, columns are numbers of the vector: (T, C).", "行是位置，列是向量中的数：(T, C)。"),
        ),
    ),
)


# --- 17.top_k: only among the best -----------------------------------------------------------------


def top_k(scores: Tensor, k: int) -> Tensor:
    best, index = scores.topk(k, dim=1)
    choice = torch.multinomial(best.softmax(dim=1), 1)
    return index.gather(1, choice)


DRAWN = 10_000


def _draw_often(answer: Any, shares: list[float], k: int) -> tuple[Any, ...]:
    """How often each was drawn, to a twentieth: the standard deviation of a share is at most 0.005."""
    torch.manual_seed(0)
    scores = torch.tensor(shares).log()
    drawn = torch.as_tensor(answer(torch.stack([scores] * DRAWN), k))
    if drawn.shape != (DRAWN, 1):
        return drawn.ndim, facts(f"{tuple(drawn.shape)}")
    counts = torch.bincount(drawn[:, 0].long(), minlength=len(shares))
    return tuple(round(20 * count / DRAWN) / 20 for count in counts.tolist())


def _places_not_tokens(scores: Any, k: int) -> Any:
    best, _ = scores.topk(k, dim=1)
    return torch.multinomial(best.softmax(dim=1), 1)


def _greedy(scores: Any, k: int) -> Any:
    return scores.argmax(dim=1, keepdim=True)


def _all(scores: Any, k: int) -> Any:
    return torch.multinomial(scores.softmax(dim=1), 1)


def _evenly(scores: Any, k: int) -> Any:
    best, index = scores.topk(k, dim=1)
    return index.gather(1, torch.multinomial(torch.ones_like(best), 1))


def _flat(scores: Any, k: int) -> Any:
    return top_k(scores, k)[:, 0]


def _zeroed(scores: Any, k: int) -> Any:
    best, _ = scores.topk(k, dim=1)
    return torch.multinomial(scores.masked_fill(scores < best[:, -1:], 0.0).softmax(dim=1), 1)


TOP_K = ProbedExercise(
    name="17.top_k",
    task=Words("draw among the k likeliest", "在最可能的 k 个里抽取"),
    reference=top_k,
    probe=_draw_often,
    cases=lambda: [([0.2, 0.06, 0.6, 0.14], 2), ([0.1, 0.4, 0.1, 0.2, 0.2], 1), ([0.3, 0.05, 0.2, 0.05, 0.4], 3)],
    hints=(
        Words(
            "`best, index = scores.topk(k, dim=1)` gives the k largest scores of each row and where they stand.",
            "`best, index = scores.topk(k, dim=1)` 给出每一行最大的 k 个得分，以及它们在哪一列。",
        ),
        Words(
            "Draw among them: `choice = torch.multinomial(best.softmax(dim=1), 1)` is a place in `index`, 0 to k − 1.",
            "在其中抽取：`choice = torch.multinomial(best.softmax(dim=1), 1)` 是在 `index` 里的位置，从 0 到 k − 1。",
        ),
        Words("`index.gather(1, choice)` picks the column.", "`index.gather(1, choice)` 取出列号。"),
    ),
    solution="""\
def top_k(scores, k):
    best, index = scores.topk(k, dim=1)
    choice = torch.multinomial(best.softmax(dim=1), 1)
    return index.gather(1, choice)
""",
    remark=Words(
        "With k = 1 this is greedy: always the likeliest. With k = size it is ordinary drawing.",
        "k = 1 就是贪心：总取最可能的那个。k = size 就是普通的抽取。",
    ),
    mistakes=(
        Mistake(
            _places_not_tokens,
            Words(
                "These are places among the best k, from 0 to k − 1. Translate them into columns: `index.gather(1, choice)`.",
                "这是在最好的 k 个之中的位置，从 0 到 k − 1。要换算成列号：`index.gather(1, choice)`。",
            ),
        ),
        Mistake(
            _greedy,
            Words("Always the likeliest. Draw among the k best.", "总取了最可能的那个。要在最好的 k 个里抽取。"),
        ),
        Mistake(_all, Words("Here all can be drawn; `k` is not used.", "这里谁都可能抽到，没有用到 `k`。")),
        Mistake(
            _evenly,
            Words(
                "Among the k best all are drawn equally often. Their scores still count: softmax of `best`.",
                "最好的 k 个抽到的机会都一样了。它们的得分仍然有用：对 `best` 做 softmax。",
            ),
        ),
        Mistake(
            _zeroed,
            Words(
                "A score of 0 is no ban: exp(0) = 1. Use −∞, or draw among `best` only.",
                "得分设成 0 并不等于禁止：exp(0) = 1。应当用 −∞，或者只在 `best` 里抽取。",
            ),
        ),
        Mistake(
            _flat,
            Words(
                "Keep the axis: shape (B, 1), so that it can be joined to the text.",
                "保留这个轴：形状是 (B, 1)，才好接到文字后面。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (ATTENTION, MASK, HEADS, POSITIONS, TOP_K)
