"""Lesson 5, backpropagation: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, Finding, FunctionExercise, Mistake
from autograd_lab.app.outcome import observe, show
from autograd_lab.app.probed import ProbedExercise
from autograd_lab.app.words import Words

TITLE = Words("Backward, by hand and by machine", "反向传播：先用手算，再用机器")

Inputs = dict[str, list[str]]
Graph = dict[str, list[tuple[str, float]]]


def _drawn(*shape: int, seed: int) -> Tensor:
    return torch.randint(-4, 5, shape, generator=torch.Generator().manual_seed(seed)).float()


# --- 05.logistic: probability minus truth ----------------------------------------------------------


def score_gradient(z: Tensor, t: Tensor) -> Tensor:
    return (torch.sigmoid(z) - t) / len(t)


LOGISTIC = FunctionExercise(
    name="05.logistic",
    task=Words("the gradient of the mean loss at the scores", "平均损失对得分的梯度"),
    reference=score_gradient,
    cases=lambda: [
        (torch.tensor([-2.0, 0.0, 1.0, 3.0]), torch.tensor([0.0, 1.0, 1.0, 0.0])),
        (torch.tensor([0.5, -1.0]), torch.tensor([1.0, 0.0])),
    ],
    hints=(
        Words(
            "For one score it is σ(z) − t. What becomes of a derivative when the loss is divided by N?",
            "对一个得分是 σ(z) − t。如果损失要除以 N，导数会怎样？",
        ),
        Words(
            "Each score occurs in one of the N summands only, so nothing is added up: each element is divided by N.",
            "每个得分只出现在 N 项中的一项里，所以不用求和，每个元素除以 N。",
        ),
        Words("`(torch.sigmoid(z) - t) / len(t)`", "照这样写：`(torch.sigmoid(z) - t) / len(t)`"),
    ),
    solution="""\
def score_gradient(z, t):
    #| en: probability minus truth; the mean contributes 1/N
    #| zh: 概率减去真实值；平均值带来 1/N
    return (torch.sigmoid(z) - t) / len(t)
""",
    remark=Words(
        "Softmax with cross-entropy has the same gradient: probabilities minus truth. Loss and last function are "
        "made "
        "for each other.",
        "softmax 加交叉熵的梯度也是这样：概率减去真实值。损失和最后一个函数本来就是配套的。",
    ),
    mistakes=(
        Mistake(
            lambda z, t: torch.sigmoid(z) - t,
            Words(
                "Off by the factor N: the loss is the mean over the batch, so each score has only 1/N of the say.",
                "差了 N 倍：损失是整个批次的平均值，每个得分只占 1/N。",
            ),
        ),
        Mistake(
            lambda z, t: (t - torch.sigmoid(z)) / len(t),
            Words("The sign is reversed: probability minus truth.", "符号反了：应当是概率减去真实值。"),
        ),
        Mistake(
            lambda z, t: (torch.sigmoid(z) - t).mean(),
            Words(
                "The loss is averaged, but its gradient has one number for each score: divide by N, do not sum.",
                "求平均的是损失；梯度对每个得分各有一个数：除以 N，不要求和。",
            ),
        ),
        Mistake(
            lambda z, t: (torch.sigmoid(z) - t) * torch.sigmoid(z) * (1 - torch.sigmoid(z)) / len(t),
            Words(
                "The slope of the sigmoid is already in σ(z) − t; it has cancelled against the slope of the logarithm.",
                "sigmoid 的导数已经包含在 σ(z) − t 里了，它和对数的导数约掉了。",
            ),
        ),
        Mistake(
            lambda z, t: (z - t) / len(t),
            Words(
                "Probability minus truth: the score has to go through the sigmoid first.",
                "是概率减去真实值：得分要先经过 sigmoid。",
            ),
        ),
        Mistake(
            lambda z, t: torch.sigmoid(z) / len(t),
            Words("The second term of the loss is missing: −t z gives −t.", "漏了损失的第二项：−t z 的导数是 −t。"),
        ),
    ),
)


# --- 05.order: topological order -------------------------------------------------------------------


def walk_order(inputs: Inputs, end: str) -> list[str]:
    seen: set[str] = set()
    reverse: list[str] = []

    def visit(node: str) -> None:
        if node not in seen:
            seen.add(node)
            for before in inputs[node]:
                visit(before)
            reverse.append(node)

    visit(end)
    return reverse[::-1]


GRAPHS: tuple[tuple[Inputs, str], ...] = (
    ({"L": ["m", "a"], "m": ["s", "b"], "s": ["a", "b"], "a": [], "b": []}, "L"),
    ({"y": ["a", "a"], "a": ["x", "c"], "x": [], "c": [], "z": ["x"]}, "y"),
    ({"f": ["d", "b"], "d": ["b", "c"], "c": ["a"], "b": ["a"], "a": []}, "f"),
)


@dataclass(frozen=True, kw_only=True)
class OrderExercise(FunctionExercise):
    """Many orders are right, so each is judged by what makes it one."""

    def judge(self, answer: Any) -> Finding | None:
        if not callable(answer):
            return super().judge(answer)
        for arguments in self.cases():
            outcome = observe(answer, arguments)
            if outcome.error is not None:
                return Finding(self._case(arguments), "", str(outcome))
            if problem := _order_problem(outcome.value, *arguments):
                return Finding(self._case(arguments), str(NAMES), show(outcome.value), str(problem))
        return None


def _order_problem(order: Any, inputs: Inputs, end: str) -> Words | None:
    if not isinstance(order, tuple) or not all(isinstance(node, str) for node in order):
        return NO_LIST
    needed = set(walk_order(inputs, end))
    if len(set(order)) < len(order):
        return TWICE
    if set(order) - needed:
        return UNRELATED
    if needed - set(order):
        return MISSING
    if order[-1] == end and len(order) > 1:
        return REVERSED
    late = [node for i, node in enumerate(order) for before in inputs[node] if before in order[:i]]
    return TOO_EARLY if late else None


NAMES = Words("each node once, after all nodes that use it", "每个节点一次，排在所有用到它的节点之后")
NO_LIST = Words("Return a list of the nodes' names, beginning with `end`.", "请返回节点名称的列表，从 `end` 开始。")
TWICE = Words(
    "A node stands there twice. Keep a set of the nodes visited, and visit none of them again.",
    "有的节点出现了两次。用一个集合记住访问过的节点，不要重复访问。",
)
UNRELATED = Words(
    "There are nodes in it that `end` does not depend on. Begin at `end` and follow the inputs only.",
    "里面有与 `end` 无关的节点。请从 `end` 出发，只沿着输入走。",
)
MISSING = Words(
    "Nodes are missing. Follow the inputs of every node, not only those of `end`.",
    "缺了一些节点。每个节点的输入都要跟下去，不只是 `end` 的。",
)
REVERSED = Words(
    "This is the order of the forward pass. The way back begins with `end`: turn it round.",
    "这是前向的顺序。往回走要从 `end` 开始：把它反过来。",
)
TOO_EARLY = Words(
    "A node comes before another that uses it, so its gradient would not be complete. Write a node down only after "
    "everything it is computed from has been written down, and reverse the list at the end.",
    "有的节点排在了用到它的节点前面，这时它的梯度还不完整。先记下算出一个节点所用的一切，再记下它自己，"
    "最后把列表反过来。",
)


def _breadth_first(inputs: Inputs, end: str) -> list[str]:
    order = [end]
    for node in order:
        order += [before for before in dict.fromkeys(inputs[node]) if before not in order]
    return order


def _every_path(inputs: Inputs, end: str) -> list[str]:
    return [end, *(node for before in inputs[end] for node in _every_path(inputs, before))]


ORDER = OrderExercise(
    name="05.order",
    task=Words("a topological order", "拓扑顺序"),
    reference=walk_order,
    cases=lambda: [(dict(inputs), end) for inputs, end in GRAPHS],
    hints=(
        Words(
            "Write an inner function `visit(node)`. What has to be written down before the node itself, so that the "
            "list read backwards is right?",
            "写一个内部函数 `visit(node)`。要让列表倒过来读时正确，在记下这个节点之前，必须先记下什么？",
        ),
        Words(
            "`visit` returns at once for a node already seen; else it visits all its inputs and then appends the node.",
            "`visit` 遇到访问过的节点就直接返回；否则先访问它的所有输入，再把它自己加到列表末尾。",
        ),
        Words(
            "At the end call `visit(end)` and return the list reversed: `nodes[::-1]`.",
            "最后调用 `visit(end)`，返回反过来的列表：`nodes[::-1]`。",
        ),
    ),
    solution="""\
def walk_order(inputs, end):
    seen, nodes = set(), []

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for before in inputs[node]:
            visit(before)
        nodes.append(node)  #| en: after everything it is computed from | zh: 排在算出它所用的一切之后

    visit(end)
    return nodes[::-1]
""",
    remark=Words(
        "The library has it easier: it numbers the nodes as they are made, and a node is always newer than its inputs.",
        "库做起来更省事：节点一建立就编上号，而一个节点总比它的输入新。",
    ),
    mistakes=(
        Mistake(_breadth_first, TOO_EARLY),
        Mistake(lambda inputs, end: walk_order(inputs, end)[::-1], REVERSED),
        Mistake(_every_path, TWICE),
        Mistake(lambda inputs, end: list(inputs), UNRELATED),
        Mistake(lambda inputs, end: [end, *dict.fromkeys(inputs[end])], MISSING),
        Mistake(lambda inputs, end: set(walk_order(inputs, end)), NO_LIST),
    ),
)


# --- 05.machine: backpropagation -------------------------------------------------------------------


def gradients(graph: Graph, order: Sequence[str]) -> dict[str, float]:
    found = dict.fromkeys(order, 0.0)
    found[order[0]] = 1.0
    for node in order:
        for before, local in graph[node]:
            found[before] += found[node] * local
    return found


def _entries(answer: Callable[..., Any], graph: Graph, order: list[str]) -> Any:
    found = answer(graph, order)
    return sorted(found.items()) if isinstance(found, dict) else found


def _local_graphs() -> list[tuple[Graph, list[str]]]:
    # L = (a + b) * b + a at a = 3, b = 2; y = a * a with a = 2 * x at x = 1.5; a chain.
    shared: Graph = {
        "L": [("m", 1.0), ("a", 1.0)],
        "m": [("s", 2.0), ("b", 5.0)],
        "s": [("a", 1.0), ("b", 1.0)],
        "a": [],
        "b": [],
    }
    square: Graph = {"y": [("a", 3.0), ("a", 3.0)], "a": [("x", 2.0)], "x": []}
    chain: Graph = {"r": [("q", -4.0)], "q": [("p", 0.5)], "p": []}
    return [(shared, ["L", "m", "s", "b", "a"]), (square, ["y", "a", "x"]), (chain, ["r", "q", "p"])]


def _overwriting(graph: Graph, order: Sequence[str]) -> dict[str, float]:
    found = dict.fromkeys(order, 0.0)
    found[order[0]] = 1.0
    for node in order:
        for before, local in graph[node]:
            found[before] = found[node] * local
    return found


def _locals_only(graph: Graph, order: Sequence[str]) -> dict[str, float]:
    found = dict.fromkeys(order, 0.0)
    found[order[0]] = 1.0
    for node in order:
        for before, local in graph[node]:
            found[before] += local
    return found


def _from_nothing(graph: Graph, order: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys(order, 0.0)


def _upstream_added(graph: Graph, order: Sequence[str]) -> dict[str, float]:
    found = dict.fromkeys(order, 0.0)
    found[order[0]] = 1.0
    for node in order:
        for before, local in graph[node]:
            found[before] += found[node] + local
    return found


def _wrong_way(graph: Graph, order: Sequence[str]) -> dict[str, float]:
    found = dict.fromkeys(order, 0.0)
    found[order[0]] = 1.0
    for node in reversed(order):
        for before, local in graph[node]:
            found[before] += found[node] * local
    return found


MACHINE = ProbedExercise(
    name="05.machine",
    task=Words("backpropagation through any graph", "任意图上的反向传播"),
    reference=gradients,
    probe=_entries,
    cases=_local_graphs,
    hints=(
        Words(
            "Begin with a gradient of 0 for every node and 1 for the first of `order`.",
            "开始时，每个节点的梯度是 0，`order` 的第一个节点是 1。",
        ),
        Words(
            "Two loops: over the nodes in order, and for each over its `(before, local)`.",
            "两层循环：按顺序走过各节点，对每个节点再走过它的各个 `(before, local)`。",
        ),
        Words(
            "Inside: `found[before] += found[node] * local`.",
            "循环里面：`found[before] += found[node] * local`。",
        ),
    ),
    solution="""\
def gradients(graph, order):
    found = {node: 0.0 for node in order}
    found[order[0]] = 1.0  #| en: the loss changes as much as itself | zh: 损失对自己的导数是 1
    for node in order:
        for before, local in graph[node]:
            found[before] += found[node] * local  #| en: upstream times local, added | zh: 上游乘局部导数，累加
    return found
""",
    remark=Words(
        "You have written backpropagation. The engine you are using does the same, with tensors in place of numbers.",
        "你写出了反向传播。你正在用的引擎做的是同样的事，只是数换成了张量。",
    ),
    mistakes=(
        Mistake(
            _overwriting,
            Words(
                "A node that is used twice keeps only its last share here: `=` overwrites, `+=` adds.",
                "用了两次的节点，这里只留下最后一份：`=` 是覆盖，`+=` 才是累加。",
            ),
        ),
        Mistake(
            _locals_only,
            Words(
                "The upstream gradient is missing: multiply the local derivative by `found[node]`.",
                "漏了上游的梯度：局部导数还要乘以 `found[node]`。",
            ),
        ),
        Mistake(
            _from_nothing,
            Words(
                "All gradients are 0. Put 1 at the end of the graph before the walk begins.",
                "所有梯度都是 0。开始走之前，要在图的终点放上 1。",
            ),
        ),
        Mistake(
            _upstream_added,
            Words(
                "Upstream and local are multiplied; only the shares of different arrows are added.",
                "上游与局部导数是相乘；相加的只是不同箭头送来的各份。",
            ),
        ),
        Mistake(
            _wrong_way,
            Words(
                "`order` already begins at the end of the graph: walk it as it is, not reversed.",
                "`order` 已经是从终点开始的：照原样走，不要反过来。",
            ),
        ),
    ),
)


# --- 05.linear: the linear layer -------------------------------------------------------------------


def linear_backward(gy: Tensor, x: Tensor, weight: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return gy @ weight, gy.t() @ x, gy.sum(dim=0)


LINEAR = FunctionExercise(
    name="05.linear",
    task=Words("the linear layer, backward", "线性层的反向"),
    reference=linear_backward,
    cases=lambda: [
        (_drawn(4, 2, seed=1), _drawn(4, 3, seed=2), _drawn(2, 3, seed=3)),
        (_drawn(3, 3, seed=4), _drawn(3, 3, seed=5), _drawn(3, 3, seed=6)),  # square: a forgotten t() runs
    ],
    hints=(
        Words(
            "Write the shapes down: gy (N, m), x (N, n), weight (m, n). Results: (N, n), (m, n), (m,).",
            "先写下形状：gy (N, m)，x (N, n)，weight (m, n)。结果：(N, n)、(m, n)、(m,)。",
        ),
        Words(
            "(N, m) times (m, n) gives (N, n): that is the gradient of x. (m, N) times (N, n) gives (m, n).",
            "(N, m) 乘 (m, n) 得 (N, n)，这是 x 的梯度。(m, N) 乘 (N, n) 得 (m, n)。",
        ),
        Words(
            "`gy @ weight, gy.t() @ x, gy.sum(dim=0)`",
            "照这样写：`gy @ weight, gy.t() @ x, gy.sum(dim=0)`",
        ),
    ),
    solution="""\
def linear_backward(gy, x, weight):
    gx = gy @ weight  # (N, m) @ (m, n)
    gw = gy.t() @ x  #| en: (m, N) @ (N, n): summed over the batch | zh: (m, N) @ (N, n)：对批次求和
    gb = gy.sum(dim=0)  #| en: the bias was used N times | zh: 偏置用了 N 次
    return gx, gw, gb
""",
    remark=Words(
        "Most of the time of every training goes into these two products.",
        "任何训练，大部分时间都花在这两次乘法上。",
    ),
    mistakes=(
        Mistake(
            lambda gy, x, weight: (gy @ weight, gy.t() @ x, gy),
            Words(
                "The bias was broadcast over the batch, so its shares have to be added up: `gy.sum(dim=0)`.",
                "偏置广播到了整个批次，所以各份要加起来：`gy.sum(dim=0)`。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight, gy.t() @ x, gy.mean(dim=0)),
            Words(
                "Shares are added, not averaged. If the loss is a mean, its 1/N is in gy already.",
                "各份是相加，不是平均。如果损失是平均值，1/N 已经在 gy 里了。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight, gy.t() @ x, gy.sum(dim=1)),
            Words(
                "The bias has one number per neuron: sum over the batch, axis 0.",
                "偏置是每个神经元一个数：要对批次（轴 0）求和。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight, gy.t() @ x, gy.sum()),
            Words(
                "Each bias has its own gradient: sum over axis 0 only.",
                "每个偏置有自己的梯度：只对轴 0 求和。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight, gy.t() @ x, gy.sum(dim=0, keepdim=True)),
            Words(
                "The gradient of the bias must have the shape of the bias, (m,): leave out `keepdim=True`.",
                "偏置的梯度形状应当和偏置一样，是 (m,)：去掉 `keepdim=True`。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight, x.t() @ gy, gy.sum(dim=0)),
            Words(
                "The gradient of the weight is transposed: it must have the weight's shape, (m, n).",
                "权重的梯度转置了：它的形状应当和权重一样，是 (m, n)。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight.t(), gy.t() @ x, gy.sum(dim=0)),
            Words(
                "Forward multiplies by Wᵀ, so backward multiplies by W itself: `gy @ weight`.",
                "前向乘的是 Wᵀ，所以反向乘的是 W 本身：`gy @ weight`。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy @ weight, gy.t() @ x / len(x), gy.sum(dim=0)),
            Words(
                "Do not divide by N: whatever the loss does with the batch is in gy already.",
                "不要除以 N：损失对批次做了什么，都已经在 gy 里了。",
            ),
        ),
        Mistake(
            lambda gy, x, weight: (gy.t() @ x, gy @ weight, gy.sum(dim=0)),
            Words(
                "The order of the results is exchanged: first x, then the weight, then the bias.",
                "结果的顺序反了：先是 x，再是权重，最后是偏置。",
            ),
        ),
    ),
)


# --- 05.sum_to: undo broadcasting ------------------------------------------------------------------


def sum_to(g: Tensor, shape: Sequence[int]) -> Tensor:
    added = g.dim() - len(shape)
    ones = [added + axis for axis, size in enumerate(shape) if size == 1]
    axes = (*range(added), *ones)
    return (g.sum(dim=axes, keepdim=True) if axes else g).reshape(shape)


def _left_only(g: Tensor, shape: Sequence[int]) -> Tensor:
    while g.dim() > len(shape):
        g = g.sum(dim=0)
    return g


def _ones_only(g: Tensor, shape: Sequence[int]) -> Tensor:
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(dim=axis, keepdim=True)
    return g


def _averaged(g: Tensor, shape: Sequence[int]) -> Tensor:
    while g.dim() > len(shape):
        g = g.mean(dim=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.mean(dim=axis, keepdim=True)
    return g


def _without_keeping(g: Tensor, shape: Sequence[int]) -> Tensor:
    g = _left_only(g, shape)
    for axis in reversed([axis for axis, size in enumerate(shape) if size == 1]):
        g = g.sum(dim=axis)
    return g


def _first_of_each(g: Tensor, shape: Sequence[int]) -> Tensor:
    while g.dim() > len(shape):
        g = g[0]
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.narrow(axis, 0, 1)
    return g


SUM_TO = FunctionExercise(
    name="05.sum_to",
    task=Words("sum a gradient back to the shape before broadcasting", "把梯度求和回广播之前的形状"),
    reference=sum_to,
    cases=lambda: [
        (_drawn(4, 3, seed=7), (3,)),
        (_drawn(4, 3, seed=7), (4, 1)),
        (_drawn(2, 4, 3, seed=8), (1, 3)),
        (_drawn(2, 3, seed=9), (2, 3)),
        (_drawn(2, 3, seed=9), ()),
    ],
    hints=(
        Words(
            "Two kinds of axes. First those on the left: as long as `g` has more axes than `shape`, sum over axis 0.",
            "轴有两类。先处理左边的：只要 `g` 的轴比 `shape` 多，就对轴 0 求和。",
        ),
        Words(
            "Then, for each axis where `shape` has a 1, sum over it, but keep it: `keepdim=True`.",
            "然后，`shape` 里长度为 1 的每个轴，对它求和，但要保留这个轴：`keepdim=True`。",
        ),
        Words(
            "`while g.dim() > len(shape): g = g.sum(dim=0)`, then "
            "`for axis, size in enumerate(shape): if size == 1: g = g.sum(dim=axis, keepdim=True)`.",
            "先写 `while g.dim() > len(shape): g = g.sum(dim=0)`，再写 "
            "`for axis, size in enumerate(shape): if size == 1: g = g.sum(dim=axis, keepdim=True)`。",
        ),
    ),
    solution="""\
def sum_to(g, shape):
    while g.dim() > len(shape):
        g = g.sum(dim=0)  #| en: axes that broadcasting added on the left | zh: 广播在左边补出来的轴
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(dim=axis, keepdim=True)  #| en: axes that it repeated | zh: 广播重复了的轴
    return g
""",
    remark=Words(
        "The rules of `+` and `*` in this engine end with a call of a function of just this name.",
        "在这个引擎里，`+` 和 `*` 的规则，最后调用的正是一个同名的函数。",
    ),
    mistakes=(
        Mistake(
            _left_only,
            Words(
                "The axes added on the left are summed. Those where `shape` has a 1 were repeated as well: sum over "
                "them, with `keepdim=True`.",
                "左边补出来的轴求和了。`shape` 里长度为 1 的轴也被重复过：同样要求和，并写 `keepdim=True`。",
            ),
        ),
        Mistake(
            _ones_only,
            Words(
                "Axes that broadcasting has added on the left are still there. Sum over axis 0 until as many are "
                "left "
                "as `shape` has.",
                "广播在左边补出来的轴还在。对轴 0 求和，直到轴数和 `shape` 一样多。",
            ),
        ),
        Mistake(
            _averaged,
            Words("Shares are added, not averaged.", "各份是相加，不是求平均。"),
        ),
        Mistake(
            _without_keeping,
            Words(
                "Where `shape` has a 1 the axis has to stay with size 1: `keepdim=True`.",
                "`shape` 里长度为 1 的轴，求和之后要以长度 1 留下来：`keepdim=True`。",
            ),
        ),
        Mistake(
            _first_of_each,
            Words(
                "This takes one share and drops the others. Each use of the value sends back a share: sum.",
                "这只取了一份，其余的都丢了。值每用一次就送回一份，要求和。",
            ),
        ),
        Mistake(
            lambda g, shape: g.sum(),
            Words(
                "Only the axes that broadcasting has made shall go; the others stay.",
                "只有广播造出来的轴才该消失，其余的要留下。",
            ),
        ),
        Mistake(
            lambda g, shape: g,
            Words(
                "The gradient still has the larger shape. Sum over the axes that broadcasting has made.",
                "梯度还是较大的形状。请对广播造出来的轴求和。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (LOGISTIC, ORDER, MACHINE, LINEAR, SUM_TO)
