"""Lesson 16, recurrent networks: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Recurrent networks: what comes next?", "循环神经网络：下一个字符是什么？")


# --- 16.perplexity: among how many it hesitates ----------------------------------------------------


def perplexity(p: Tensor) -> Tensor:
    return (-p.log().mean()).exp()


PERPLEXITY = FunctionExercise(
    name="16.perplexity",
    task=Words("perplexity", "困惑度"),
    reference=perplexity,
    cases=lambda: [
        (torch.tensor([0.25, 0.25, 0.25]),),
        (torch.tensor([0.5, 0.125]),),
        (torch.tensor([0.9, 0.01, 0.3, 0.05]),),
    ],
    hints=(
        Words(
            "From the inside out: the logarithm of each probability, their mean, the sign, and `exp` at the end.",
            "从里往外：每个概率取对数，求平均，变号，最后取 `exp`。",
        ),
        Words(
            "`p.log().mean()` is the mean; `.exp()` is a method, too.", "`p.log().mean()` 是平均值；`.exp()` 也是方法。"
        ),
    ),
    solution="""\
def perplexity(p):
    return (-p.log().mean()).exp()
""",
    remark=Words(
        "0.5 and 0.125 give 4, as two times 0.25 do: what counts is the product, the probability of the whole text.",
        "0.5 和 0.125 的结果是 4，与两个 0.25 一样：起作用的是乘积，也就是整段文字的概率。",
    ),
    mistakes=(
        Mistake(
            lambda p: 1 / p.mean(),
            Words(
                "Here the probabilities themselves are averaged. Average their logarithms.",
                "这里平均的是概率本身。应当平均它们的对数。",
            ),
        ),
        Mistake(
            lambda p: (1 / p).mean(),
            Words(
                "This averages 1/p, and one small probability outweighs all. Average the logarithms.",
                "这里平均的是 1/p，一个很小的概率就会压倒其余。应当平均对数。",
            ),
        ),
        Mistake(
            lambda p: p.log().mean().exp(),
            Words(
                "The sign is missing: logarithms of probabilities are negative. The perplexity is at least 1.",
                "漏了负号：概率的对数是负的。困惑度至少是 1。",
            ),
        ),
        Mistake(
            lambda p: -p.log().mean(),
            Words("This is the loss, the cross-entropy. Its `exp` is asked.", "这是损失，也就是交叉熵。还要取 `exp`。"),
        ),
        Mistake(
            lambda p: (-p.log().sum()).exp(),
            Words(
                "Summed up, it would grow with the length of the text. Take the mean.",
                "用总和的话，文字越长它就越大。应当取平均。",
            ),
        ),
        Mistake(
            lambda p: 2 ** (-p.log().mean()),
            Words(
                "`log` is the natural logarithm, so undo it with `exp`, not with powers of 2.",
                "`log` 是自然对数，所以要用 `exp` 还原，而不是 2 的幂。",
            ),
        ),
    ),
)


# --- 16.bigram: a table of what followed -----------------------------------------------------------


def bigram(tokens: Tensor, size: int, alpha: float) -> Tensor:
    pairs = tokens[:-1] * size + tokens[1:]
    counts = torch.bincount(pairs, minlength=size * size).reshape(size, size) + alpha
    return counts / counts.sum(dim=1, keepdim=True)


def _counted(tokens: Any, size: int) -> Any:
    return torch.bincount(tokens[:-1] * size + tokens[1:], minlength=size * size).reshape(size, size).float()


def _each_pair_once(tokens: Any, size: int, alpha: float) -> Any:
    counts = torch.zeros(size, size) + alpha
    counts[tokens[:-1], tokens[1:]] += 1
    return counts / counts.sum(dim=1, keepdim=True)


def _smoothed_too_late(tokens: Any, size: int, alpha: float) -> Any:
    counts = _counted(tokens, size)
    return counts / counts.sum(dim=1, keepdim=True) + alpha


def _not_smoothed(tokens: Any, size: int, alpha: float) -> Any:
    counts = _counted(tokens, size)
    return counts / counts.sum(dim=1, keepdim=True)


def _shares(along: Callable[[Any], Any], turned: bool = False) -> Callable[..., Any]:
    """Smoothed counts, divided by another sum or turned over."""

    def table(tokens: Any, size: int, alpha: float) -> Any:
        counts = _counted(tokens, size) + alpha
        counts = counts.t() if turned else counts
        return counts / along(counts)

    return table


BIGRAM = FunctionExercise(
    name="16.bigram",
    task=Words("a table of pairs", "相邻字符的表"),
    reference=bigram,
    cases=lambda: [
        (torch.tensor([0, 1, 0, 1, 0, 0, 1]), 2, 1.0),
        (torch.tensor([2, 0, 2, 0, 2, 1, 2, 0, 3]), 4, 0.5),
    ],
    hints=(
        Words(
            "Begin with a table full of `alpha`, and go through the pairs `tokens[i]`, `tokens[i + 1]`: one more at that "
            "row and column.",
            "从一张全是 `alpha` 的表开始，走遍每一对 `tokens[i]`、`tokens[i + 1]`：在那一行那一列加一。",
        ),
        Words(
            "Then divide each row by its sum: `counts.sum(dim=1, keepdim=True)`.",
            "然后每一行除以这一行的和：`counts.sum(dim=1, keepdim=True)`。",
        ),
        Words(
            "Without a loop: give each pair one number, `tokens[:-1] * size + tokens[1:]`, and let `torch.bincount(..., "
            "minlength=size * size)` count them.",
            "不用循环也行：让每一对对应一个数 `tokens[:-1] * size + tokens[1:]`，再用 "
            "`torch.bincount(..., minlength=size * size)` 来数。",
        ),
    ),
    solution="""\
def bigram(tokens, size, alpha):
    pairs = tokens[:-1] * size + tokens[1:]
    counts = torch.bincount(pairs, minlength=size * size).reshape(size, size) + alpha
    return counts / counts.sum(dim=1, keepdim=True)
""",
    remark=Words(
        "The last row of the second case was never seen, and smoothing makes it even: nothing known, nothing preferred.",
        "第二个例子的最后一行从没出现过，平滑之后处处相等：一无所知，就不偏向任何一个。",
    ),
    mistakes=(
        Mistake(
            _each_pair_once,
            Words(
                "`counts[a, b] += 1` with tensors of indices adds 1 only once per place, however often a pair occurs.",
                "用索引张量写 `counts[a, b] += 1`，一对字符不管出现多少次，只会加一次 1。",
            ),
        ),
        Mistake(
            _shares(lambda counts: counts.sum(dim=1, keepdim=True), turned=True),
            Words(
                "Rows and columns are exchanged: the row is the character before, the column the one that follows.",
                "行和列对调了：行是前一个字符，列是后一个字符。",
            ),
        ),
        Mistake(
            _shares(lambda counts: counts.sum(dim=0, keepdim=True)),
            Words(
                "The columns sum to 1. Each row should: for a given character, what follows is one out of all.",
                "这样每一列的和是 1。应当是每一行：给定一个字符，后面总有一个字符。",
            ),
        ),
        Mistake(
            _shares(lambda counts: counts.sum()),
            Words(
                "The whole table sums to 1. That is how frequent pairs are; asked is what follows a given character, so "
                "divide each row by its own sum.",
                "整张表的和是 1，这是每一对出现的频率。要的是某个字符后面跟着什么，所以每一行要除以自己的和。",
            ),
        ),
        Mistake(
            _not_smoothed,
            Words(
                "`alpha` is left out: unseen pairs have probability 0, and an unseen row is 0/0.",
                "漏了 `alpha`：没见过的字符对概率是 0，没见过的行是 0/0。",
            ),
        ),
        Mistake(
            _smoothed_too_late,
            Words(
                "`alpha` is added to the probabilities, so the rows sum to more than 1. Add it to the counts.",
                "`alpha` 加到概率上了，每行的和就超过 1。应当加到计数上。",
            ),
        ),
        Mistake(
            lambda tokens, size, alpha: _counted(tokens, size) + alpha,
            Words("These are counts. Divide each row by its sum.", "这是计数。还要把每一行除以它的和。"),
        ),
    ),
)


# --- 16.step: one step of memory -------------------------------------------------------------------


def rnn_step(x: Tensor, h: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor) -> Tensor:
    return torch.tanh(x @ W_x.t() + h @ W_h.t() + b)


def _step_case(batch: int, n_in: int, n: int) -> tuple[Tensor, ...]:
    """Different numbers of both signs, small enough that tanh is not flat."""

    def numbers(*shape: int) -> Tensor:
        count = torch.Size(shape).numel()
        return torch.sin(torch.arange(count, dtype=torch.float32) * 2 + len(shape) + shape[0]).reshape(shape) * 0.7

    return numbers(batch, n_in), numbers(batch, n), numbers(n, n_in), numbers(n, n) + 0.1, numbers(n)


STEP = FunctionExercise(
    name="16.step",
    task=Words("one step of a recurrent network", "循环网络的一步"),
    reference=rnn_step,
    cases=lambda: [_step_case(1, 3, 2), _step_case(4, 2, 3)],
    hints=(
        Words(
            "Two linear layers side by side (lesson 8): one for `x`, one for `h`; their sum goes through tanh.",
            "两个并排的线性层（第 8 课）：一个作用于 `x`，一个作用于 `h`，它们的和再经过 tanh。",
        ),
        Words(
            "Each row of a weight is a neuron, so `x @ W_x.t()`, and the same for `h`.",
            "权重的每一行是一个神经元，所以写 `x @ W_x.t()`，`h` 也一样。",
        ),
        Words("`torch.tanh(x @ W_x.t() + h @ W_h.t() + b)`", "结果是 `torch.tanh(x @ W_x.t() + h @ W_h.t() + b)`。"),
    ),
    solution="""\
def rnn_step(x, h, W_x, W_h, b):
    return torch.tanh(x @ W_x.t() + h @ W_h.t() + b)
""",
    remark=Words(
        "This is `nn.RNNCell`, which has two biases; their sum is our `b`.",
        "这就是 `nn.RNNCell`，只不过它有两个偏置，两者之和就是这里的 `b`。",
    ),
    mistakes=(
        Mistake(
            lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x.t() + h @ W_h + b),
            Words(
                "`W_h` is square, so nothing warns you, but it has to be turned over like `W_x`: `h @ W_h.t()`.",
                "`W_h` 是方的，所以没有报错，但它也要像 `W_x` 那样转置：`h @ W_h.t()`。",
            ),
        ),
        Mistake(
            lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x + h @ W_h + b),
            Words(
                "The weights have one row per neuron, so turn them over: `W_x.t()`, `W_h.t()`.",
                "权重每行是一个神经元，所以要转置：`W_x.t()`、`W_h.t()`。",
            ),
        ),
        Mistake(
            lambda x, h, W_x, W_h, b: x @ W_x.t() + h @ W_h.t() + b,
            Words(
                "The tanh is missing. Without it the memory could grow without bounds.",
                "漏了 tanh。没有它，记忆会无限制地增大。",
            ),
        ),
        Mistake(
            lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x.t() + b),
            Words("`h` is not used: this step remembers nothing.", "没有用到 `h`：这一步什么也记不住。"),
        ),
        Mistake(
            lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x.t() + b) + h @ W_h.t(),
            Words(
                "The share of the old state belongs into the tanh as well.",
                "旧状态的那一份也要放进 tanh 里。",
            ),
        ),
        Mistake(
            lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x.t() + h @ W_h.t()),
            Words("The bias is missing.", "漏了偏置。"),
        ),
        Mistake(
            lambda x, h, W_x, W_h, b: torch.tanh(x @ W_x.t() + h + b),
            Words(
                "The old state is added as it is. It has weights of its own: `h @ W_h.t()`.",
                "旧状态原样加了进去。它有自己的权重：`h @ W_h.t()`。",
            ),
        ),
    ),
)


# --- 16.lstm: a cell with gates --------------------------------------------------------------------


def lstm_step(x: Tensor, h: Tensor, c: Tensor, W: Tensor, U: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    i, f, g, o = (x @ W.t() + h @ U.t() + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def _lstm(order: str = "ifgo", new: Any = torch.tanh, **change: Callable[..., Any]) -> Callable[..., Any]:
    """An LSTM cell with one thing wrong."""

    def step(x: Any, h: Any, c: Any, W: Any, U: Any, b: Any) -> Any:
        parts = dict(zip(order, (x @ W.t() + h @ U.t() + b).chunk(4, dim=1), strict=True))
        i, f, o = (torch.sigmoid(parts[name]) for name in "ifo")
        g = new(parts["g"])
        cell = change.get("cell", lambda i, f, g, c: f * c + i * g)(i, f, g, c)
        out = change.get("out", lambda o, cell, c: o * torch.tanh(cell))(o, cell, c)
        return change.get("give", lambda out, cell: (out, cell))(out, cell)

    return step


def _lstm_case(batch: int, n_in: int, n: int) -> tuple[Tensor, ...]:
    x, h, _, _, _ = _step_case(batch, n_in, n)
    c = _step_case(batch, n, n)[0] * 2
    W, U, b = _step_case(1, n_in, 4 * n)[2], _step_case(1, n, 4 * n)[2], _step_case(1, 1, 4 * n)[4]
    return x, h, c, W, U, b


LSTM = FunctionExercise(
    name="16.lstm",
    task=Words("one step of an LSTM", "LSTM 的一步"),
    reference=lstm_step,
    cases=lambda: [_lstm_case(1, 3, 2), _lstm_case(3, 2, 4)],
    hints=(
        Words(
            "All four at once: `x @ W.t() + h @ U.t() + b` has four times as many columns as `h`; "
            "`.chunk(4, dim=1)` cuts it into four.",
            "四份一起算：`x @ W.t() + h @ U.t() + b` 的列数是 `h` 的四倍，用 `.chunk(4, dim=1)` 切成四份。",
        ),
        Words(
            "Sigmoid for i, f and o; tanh for g. New cell: `f * c + i * g`.",
            "i、f、o 用 sigmoid，g 用 tanh。新的细胞状态：`f * c + i * g`。",
        ),
        Words(
            "With the new `c`: `h = o * torch.tanh(c)`. Return `h, c`.",
            "用新的 `c`：`h = o * torch.tanh(c)`。返回 `h, c`。",
        ),
    ),
    solution="""\
def lstm_step(x, h, c, W, U, b):
    i, f, g, o = (x @ W.t() + h @ U.t() + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
""",
    remark=Words(
        "This is `nn.LSTMCell`. `nn.LSTM` does it for a whole sequence in one call.",
        "这就是 `nn.LSTMCell`。`nn.LSTM` 一次调用就能走完整个序列。",
    ),
    mistakes=(
        Mistake(
            _lstm(order="ifog"),
            Words(
                "The order of the four is i, f, g, o, as in PyTorch.",
                "四份的顺序是 i、f、g、o，和 PyTorch 一样。",
            ),
        ),
        Mistake(
            _lstm(order="figo"),
            Words("i comes first, then f: here the two are exchanged.", "先是 i，再是 f：这里对调了。"),
        ),
        Mistake(
            _lstm(new=torch.sigmoid),
            Words(
                "g is no gate but what is to be written, and may be negative: tanh, not sigmoid.",
                "g 不是门，而是要写入的内容，可以是负的：用 tanh，不用 sigmoid。",
            ),
        ),
        Mistake(
            _lstm(out=lambda o, cell, c: o * torch.tanh(c)),
            Words("`h` is read from the old cell. Read from the new one.", "`h` 是从旧的细胞状态读出的。应当读新的。"),
        ),
        Mistake(
            _lstm(out=lambda o, cell, c: o * cell),
            Words("The tanh is missing on the way out: `o * tanh(c)`.", "读出时漏了 tanh：`o * tanh(c)`。"),
        ),
        Mistake(
            _lstm(out=lambda o, cell, c: torch.tanh(cell)),
            Words("The output gate is not used.", "没有用输出门。"),
        ),
        Mistake(
            _lstm(cell=lambda i, f, g, c: f * c + g),
            Words("The input gate is not used: everything is written.", "没有用输入门：什么都写进去了。"),
        ),
        Mistake(
            _lstm(cell=lambda i, f, g, c: f * c + (1 - f) * g),
            Words(
                "Here what is forgotten decides what is written. That is the idea of the GRU; the LSTM has i for it.",
                "这里由忘掉多少来决定写入多少，那是 GRU 的想法；LSTM 用 i 来决定。",
            ),
        ),
        Mistake(
            _lstm(give=lambda out, cell: (cell, out)),
            Words("Return `h` first, then `c`.", "先返回 `h`，再返回 `c`。"),
        ),
        Mistake(
            _lstm(give=lambda out, cell: out),
            Words("The new `c` must be returned, too, or it is forgotten.", "新的 `c` 也要返回，否则就忘掉了。"),
        ),
    ),
)


# --- 16.truncated: keep the state, cut the graph ---------------------------------------------------

Step = Callable[[Any, Any], tuple[Any, Any]]


def truncated(step: Step, chunks: Iterable[Any], state: Tensor) -> Tensor:
    for chunk in chunks:
        loss, state = step(chunk, state)
        loss.backward()
        state = state.detach()
    return state


def _read_in_chunks(answer: Any, w: float, chunks: list[list[float]]) -> tuple[Any, ...]:
    """The gradient of the weight, the last state, and how far back the last gradient reached."""
    weight = torch.tensor(w, requires_grad=True)

    def step(chunk: list[float], state: Tensor) -> tuple[Tensor, Tensor]:
        loss = torch.tensor(0.0)
        for x in chunk:
            state = torch.tanh(weight * state + x)
            loss = loss + (state - 0.5) ** 2
        return loss, state

    last = answer(step, [list(chunk) for chunk in chunks], torch.tensor(0.0))
    if weight.grad is None:
        return last, facts(Words("no gradient", "没有梯度"))
    return last, weight.grad


def _not_cut(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    for chunk in chunks:
        loss, state = step(chunk, state)
        loss.backward()
    return state


def _graph_kept(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    for chunk in chunks:
        loss, state = step(chunk, state)
        loss.backward(retain_graph=True)
    return state.detach()


def _begun_anew(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    last = state
    for chunk in chunks:
        loss, last = step(chunk, state)
        loss.backward()
    return last.detach()


def _only_the_last(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    loss = torch.tensor(0.0)
    for chunk in chunks:
        loss, state = step(chunk, state.detach())
    loss.backward()
    return state.detach()


def _no_backward(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    for chunk in chunks:
        _, state = step(chunk, state.detach())
    return state


def _nothing_recorded(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    for chunk in chunks:
        with torch.no_grad():
            loss, state = step(chunk, state)
        loss.backward()
    return state


def _state_lost(step: Step, chunks: Iterable[Any], state: Any) -> Any:
    for chunk in chunks:
        loss, new = step(chunk, state)
        loss.backward()
        state = torch.zeros_like(new)
    return state


TRUNCATED = ProbedExercise(
    name="16.truncated",
    task=Words("keep the state, cut the graph", "留下状态，剪断计算图"),
    reference=truncated,
    probe=_read_in_chunks,
    cases=lambda: [(0.8, [[1.0, -0.5], [0.3, 0.2], [-1.0, 0.4]]), (-1.5, [[0.5], [0.7], [0.1], [0.9]])],
    hints=(
        Words(
            "A loop over the chunks; in it `loss, state = step(chunk, state)` and `loss.backward()`.",
            "对每一段循环；里面写 `loss, state = step(chunk, state)` 和 `loss.backward()`。",
        ),
        Words(
            "After `backward()` the graph of this chunk is gone. Whoever goes on from `state` needs it without its "
            "history (lesson 6).",
            "`backward()` 之后，这一段的计算图就没有了。要从 `state` 接着走，就得要没有历史的它（第 6 课）。",
        ),
        Words("`state = state.detach()` at the end of the loop's body.", "循环体末尾写 `state = state.detach()`。"),
    ),
    solution="""\
def truncated(step, chunks, state):
    for chunk in chunks:
        loss, state = step(chunk, state)
        loss.backward()
        state = state.detach()
    return state
""",
    remark=Words(
        "What the network remembers goes on to the end of the text; what it is blamed for ends with the chunk.",
        "网络记住的东西一直传到文章的末尾；它要负责的东西，只到这一段为止。",
    ),
    mistakes=(
        Mistake(
            _not_cut,
            Words(
                "In the second chunk `backward` wants to go on into the first, whose graph is gone. Cut it: "
                "`state.detach()`.",
                "到了第二段，`backward` 还想往第一段里走，可那里的计算图已经没有了。剪断它：`state.detach()`。",
            ),
        ),
        Mistake(
            _graph_kept,
            Words(
                "`retain_graph=True` silences the error, but each backward pass now goes back to the very beginning, "
                "and memory grows with the text. Cut the graph instead: `state.detach()`.",
                "`retain_graph=True` 只是让错误不出声：现在每次反向传播都要一直走回开头，内存也随文字变长而增大。"
                "应当剪断计算图：`state.detach()`。",
            ),
        ),
        Mistake(
            _begun_anew,
            Words(
                "Every chunk begins with the first state. Hand on the state of the chunk before.",
                "每一段都从最初的状态开始了。应当接着用前一段的状态。",
            ),
        ),
        Mistake(
            _state_lost,
            Words(
                "The state becomes zero after each chunk: the memory is lost. `detach()` keeps its numbers.",
                "每一段之后状态都变成了零，记忆丢了。`detach()` 会留下其中的数。",
            ),
        ),
        Mistake(
            _only_the_last,
            Words(
                "Only the last chunk's loss goes backward. Call `backward()` in the loop, for each chunk.",
                "只有最后一段的损失做了反向传播。`backward()` 要写在循环里，每一段都做。",
            ),
        ),
        Mistake(_no_backward, Words("`backward()` is not called.", "没有调用 `backward()`。")),
        Mistake(
            _nothing_recorded,
            Words(
                "Under `no_grad` nothing is recorded, also within the chunk. Only the state must be cut.",
                "在 `no_grad` 下什么都不记录，连一段之内也没有。要剪断的只是状态。",
            ),
        ),
    ),
)


# --- 16.sample: drawing with a temperature ---------------------------------------------------------


def sample(scores: Tensor, temperature: float) -> Tensor:
    p = torch.softmax(scores / temperature, dim=1)
    return torch.multinomial(p, 1)[:, 0]


DRAWN = 10_000


def _draw_often(answer: Any, shares: list[float], temperature: float) -> tuple[Any, ...]:
    """How often each was drawn, to a twentieth: the standard deviation of a share is at most 0.005."""
    torch.manual_seed(0)
    # Scores that have exactly these shares at this temperature; below them as many rows of other ones, higher.
    scores = torch.tensor(shares).log() * temperature
    drawn = torch.as_tensor(answer(torch.stack([scores] * DRAWN + [scores.flip(0) + 5] * DRAWN), temperature))
    if drawn.shape != (2 * DRAWN,):
        return drawn.ndim, facts(f"{tuple(drawn.shape)}")
    counts = torch.bincount(drawn[:DRAWN].long(), minlength=len(shares))
    return tuple(round(20 * count / DRAWN) / 20 for count in counts.tolist())


def _drawn(p: Callable[[Any, float], Any]) -> Callable[..., Any]:
    """Drawing from other probabilities."""
    return lambda scores, temperature: torch.multinomial(p(scores, temperature), 1)[:, 0]


SAMPLE = ProbedExercise(
    name="16.sample",
    task=Words("draw with a temperature", "按温度抽取"),
    reference=sample,
    probe=_draw_often,
    cases=lambda: [([0.1, 0.2, 0.7], 0.5), ([0.6, 0.1, 0.3], 2.0)],
    hints=(
        Words(
            "First divide the scores by the temperature, then softmax along `dim=1`.",
            "先把得分除以温度，再沿 `dim=1` 做 softmax。",
        ),
        Words(
            "`torch.multinomial(p, 1)` draws one column in each row, as its probabilities say; the result has the shape "
            "(B, 1).",
            "`torch.multinomial(p, 1)` 按每一行的概率抽出一列，结果的形状是 (B, 1)。",
        ),
        Words("`[:, 0]` makes (B,) of it.", "再用 `[:, 0]` 变成 (B,)。"),
    ),
    solution="""\
def sample(scores, temperature):
    p = torch.softmax(scores / temperature, dim=1)
    return torch.multinomial(p, 1)[:, 0]
""",
    remark=Words(
        "The check drew ten thousand times and counted. Towards temperature 0 this becomes argmax.",
        "检查的时候抽了一万次，数了次数。温度趋于 0 时，它就变成 argmax。",
    ),
    mistakes=(
        Mistake(
            lambda scores, temperature: scores.argmax(dim=1),
            Words(
                "argmax always takes the likeliest. Draw: the others shall have their chance, too.",
                "argmax 总是取最可能的那个。这里要抽取，让别的也有机会。",
            ),
        ),
        Mistake(
            _drawn(lambda scores, temperature: torch.softmax(scores, dim=1)),
            Words(
                "The temperature has no effect. Divide the scores by it, before softmax: of probabilities `multinomial` only "
                "looks at the ratios.",
                "温度没有起作用。要在 softmax 之前用它除得分：对于概率，`multinomial` 只看它们之间的比例。",
            ),
        ),
        Mistake(
            _drawn(lambda scores, temperature: torch.softmax(scores * temperature, dim=1)),
            Words("Divide by the temperature: high must mean even.", "应当除以温度：温度高，概率要变得平均。"),
        ),
        Mistake(
            _drawn(lambda scores, temperature: torch.ones_like(scores)),
            Words("All are drawn equally often: the scores are not used.", "每个抽到的机会都一样：没有用到得分。"),
        ),
        Mistake(
            lambda scores, temperature: torch.multinomial(torch.softmax(scores / temperature, dim=1), 1),
            Words(
                "The shape is (B, 1). One number per row is asked: `[:, 0]`.",
                "形状是 (B, 1)。要的是每行一个数：`[:, 0]`。",
            ),
        ),
        Mistake(
            _drawn(lambda scores, temperature: torch.softmax(scores / temperature, dim=0)),
            Words(
                "Softmax runs along the batch here. Each row is a choice of its own: `dim=1`.",
                "这里 softmax 沿批次方向做了。每一行是一次单独的选择：`dim=1`。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (PERPLEXITY, BIGRAM, STEP, LSTM, TRUNCATED, SAMPLE)
