"""Capstone A, an engine of one's own: what its exercises ask, accept, recognise and answer.

The reference parts below are at the same time a whole engine: each stands on the ones before it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from autograd_lab import Tensor as LabTensor, nn
from autograd_lab.app.exercise import Exercise, Mistake
from autograd_lab.app.gradient import GradientExercise
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Capstone A: build the engine yourself", "综合项目 A：亲手造一个引擎")

Array = np.ndarray
counter = itertools.count()


# --- what the notebook's own cells give ------------------------------------------------------------


def sum_to(g: Array, shape: Sequence[int]) -> Array:
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g


def add_rule(gy: Array, a: Array, b: Array) -> tuple[Array, ...]:
    return sum_to(gy, a.shape), sum_to(gy, b.shape)


def mul_rule(gy: Array, a: Array, b: Array) -> tuple[Array, ...]:
    return sum_to(gy * b, a.shape), sum_to(gy * a, b.shape)


def add(a: Any, b: Any) -> Tensor:
    return apply(np.add, add_rule, a, b)


def mul(a: Any, b: Any) -> Tensor:
    return apply(np.multiply, mul_rule, a, b)


def matmul(a: Any, b: Any) -> Tensor:
    return apply(np.matmul, matmul_rule, a, b)


def log_softmax(scores: Array) -> Array:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


# --- 25.tensor: numbers that remember --------------------------------------------------------------


class Tensor:
    def __init__(self, data: Any, inputs: Sequence[Any] = (), rule: Any = None) -> None:
        self.data: Any = np.asarray(data, dtype=np.float64)
        self.grad: Any = None
        self.inputs = inputs
        self.rule = rule
        self.number = next(counter)

    def __add__(self, other: Any) -> Tensor:
        return add(self, other)

    def __mul__(self, other: Any) -> Tensor:
        return mul(self, other)

    def __matmul__(self, other: Any) -> Tensor:
        return matmul(self, other)


def _use_tensor(tensor_class: Any, data: Any) -> tuple[Any, ...]:
    first, second = tensor_class(data), tensor_class(data)
    rule = abs  # any function
    made = tensor_class(data, (first, second), rule)
    array = isinstance(first.data, np.ndarray) and str(first.data.dtype)
    return (
        facts(
            Words(f"data: array of {array}", f"data：{array} 数组")
            if array
            else Words("data: no array", "data 不是数组"),
            Words(f"grad: {first.grad!r}", f"grad：{first.grad!r}"),
        ),
        facts(
            Words(
                f"inputs kept: {_same(made.inputs, (first, second))}",
                f"inputs 保存：{_same(made.inputs, (first, second))}",
            ),
            Words(f"rule kept: {made.rule is rule}", f"rule 保存：{made.rule is rule}"),
            Words(f"of a leaf: {first.inputs!r}, {first.rule!r}", f"叶子的：{first.inputs!r}，{first.rule!r}"),
        ),
        facts(
            Words("numbers grow", "编号递增")
            if first.number < second.number < made.number
            else Words("numbers do not grow", "编号没有递增")
        ),
        first.data,
    )


def _same(found: Any, wanted: Sequence[Any]) -> bool:
    return len(found) == len(wanted) and all(a is b for a, b in zip(found, wanted, strict=True))


def _tensor(**changed: Callable[..., Any]) -> type:
    """The reference with some of its fields set otherwise: each gets (data, inputs, rule)."""

    class Other(Tensor):
        def __init__(self, data: Any, inputs: Sequence[Any] = (), rule: Any = None) -> None:
            super().__init__(data, inputs, rule)
            for name, value in changed.items():
                setattr(self, name, value(data, inputs, rule))

    return Other


TENSOR = ProbedExercise(
    name="25.tensor",
    task=Words("a Tensor that remembers where it comes from", "会记住来历的 Tensor"),
    reference=Tensor,
    probe=_use_tensor,
    cases=lambda: [([1, 2, 3],), (2.5,), ([[1.0, -2.0], [0.5, 4.0]],)],
    hints=(
        Words(
            "Five lines, `self.data = ...` and so on. `np.asarray(data, dtype=np.float64)` makes an array of whatever "
            "comes.",
            "一共五行，`self.data = ...` 等等。`np.asarray(data, dtype=np.float64)` 把传进来的东西变成数组。",
        ),
        Words(
            "`grad` is None: nobody has asked for a gradient yet. `inputs` and `rule` are kept as they come.",
            "`grad` 是 None：还没有人求过梯度。`inputs` 和 `rule` 原样存下来。",
        ),
        Words("`self.number = next(counter)`", "编号这样取：`self.number = next(counter)`。"),
    ),
    solution="""\
class Tensor:
    def __init__(self, data, inputs=(), rule=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = None
        self.inputs = inputs
        self.rule = rule
        self.number = next(counter)

    def __add__(self, other):
        return add(self, other)

    def __mul__(self, other):
        return mul(self, other)

    def __matmul__(self, other):
        return matmul(self, other)
""",
    remark=Words(
        "That is the whole graph: each Tensor points at those it was computed from. No list of nodes is kept anywhere.",
        "整张图就是这样：每个 Tensor 指向算出它的那些 Tensor。任何地方都不需要另外保存节点的列表。",
    ),
    mistakes=(
        Mistake(
            _tensor(data=lambda data, inputs, rule: data),
            Words(
                "`data` is kept as it came. Make an array of it: `np.asarray(data, dtype=np.float64)`.",
                "`data` 原样存下来了。要把它变成数组：`np.asarray(data, dtype=np.float64)`。",
            ),
        ),
        Mistake(
            _tensor(data=lambda data, inputs, rule: np.asarray(data)),
            Words(
                "Whole numbers stay whole numbers here, and no small step can be added to them: `dtype=np.float64`.",
                "整数在这里仍是整数，没法给它加上一小步：要写 `dtype=np.float64`。",
            ),
        ),
        Mistake(
            _tensor(data=lambda data, inputs, rule: np.asarray(data, dtype=np.float32)),
            Words(
                "We compute in float64 here, NumPy's usual type, so that the comparison at the end is sharp.",
                "这里用 NumPy 通常的 float64 来算，这样最后的比较才精确。",
            ),
        ),
        Mistake(
            _tensor(grad=lambda data, inputs, rule: 0.0),
            Words(
                "`grad` begins as None: a gradient of zero is something else than no gradient.",
                "`grad` 一开始是 None：梯度为零和没有梯度是两回事。",
            ),
        ),
        Mistake(
            _tensor(inputs=lambda data, inputs, rule: ()),
            Words("The inputs are forgotten, so nobody finds the way back.", "inputs 没有存下来，就找不到往回的路了。"),
        ),
        Mistake(
            _tensor(rule=lambda data, inputs, rule: None),
            Words("The rule is not kept.", "rule 没有存下来。"),
        ),
        Mistake(
            _tensor(number=lambda data, inputs, rule: 0),
            Words(
                "Every tensor needs a larger number than all before it: `next(counter)` gives the next one.",
                "每个张量的编号都要比之前的大：`next(counter)` 给出下一个数。",
            ),
        ),
    ),
)


# --- 25.apply: compute, and leave a trace ----------------------------------------------------------


def apply(forward: Callable[..., Any], rule: Callable[..., Any], *inputs: Any) -> Tensor:
    tensors = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)
    arrays = [x.data for x in tensors]
    return Tensor(forward(*arrays), tensors, lambda gy: rule(gy, *arrays))


def _use_apply(function: Any, a: Any, b: Any) -> tuple[Any, ...]:
    """A product of two, of which those in brackets are Tensors; afterwards the inputs get other data."""
    tensor_class = function.__globals__["Tensor"]
    inputs = [tensor_class(value) if isinstance(value, list) else value for value in (a, b)]
    seen: list[Words] = []

    def forward(a: Any, b: Any) -> Any:
        seen.append(
            Words("arrays", "数组") if isinstance(a, Array) and isinstance(b, Array) else Words("no arrays", "不是数组")
        )
        return a * b

    def rule(gy: Any, a: Any, b: Any) -> Any:
        seen.append(Words("rule called", "调用规则"))
        return gy * b, gy * a

    y = function(forward, rule, *inputs)
    if not isinstance(y, tensor_class):
        return (facts(Words("no Tensor came back", "返回的不是 Tensor")),)
    before = len(seen)
    kept = all(isinstance(x, tensor_class) for x in y.inputs)
    for x in y.inputs:
        if isinstance(x, tensor_class):
            x.data = x.data * 10  # as an optimizer does between forward and backward
    return (
        y.data,
        facts(
            Words(f"forward got: {seen[0]}", f"forward 得到：{seen[0]}"),
            Words(f"inputs: {len(y.inputs)}", f"inputs：{len(y.inputs)} 个"),
            Words("all of them Tensors", "都是 Tensor") if kept else Words("not all of them Tensors", "不都是 Tensor"),
            Words(f"rule called in between: {before - 1}", f"中途调用规则：{before - 1} 次"),
        ),
        tuple(y.rule(np.array([1.0, 2.0]))),
    )


def _apply_with_tensors(forward: Any, rule: Any, *inputs: Any) -> Any:
    tensors = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)
    return Tensor(getattr(forward(*tensors), "data", 0.0), tensors, lambda gy: rule(gy, *[x.data for x in tensors]))


def _apply_unwrapped(forward: Any, rule: Any, *inputs: Any) -> Any:
    arrays = [x.data if isinstance(x, Tensor) else np.asarray(x, dtype=np.float64) for x in inputs]
    return Tensor(forward(*arrays), inputs, lambda gy: rule(gy, *arrays))


def _apply_late(forward: Any, rule: Any, *inputs: Any) -> Any:
    tensors = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)
    return Tensor(forward(*[x.data for x in tensors]), tensors, lambda gy: rule(gy, *[x.data for x in tensors]))


def _apply_early(forward: Any, rule: Any, *inputs: Any) -> Any:
    tensors = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)
    arrays = [x.data for x in tensors]
    y = forward(*arrays)
    found = rule(np.ones_like(y), *arrays)
    return Tensor(y, tensors, lambda gy: found)


def _apply_silent(forward: Any, rule: Any, *inputs: Any) -> Any:
    return Tensor(apply(forward, rule, *inputs).data, (), lambda gy: ())


def _apply_array(forward: Any, rule: Any, *inputs: Any) -> Any:
    return apply(forward, rule, *inputs).data


APPLY = ProbedExercise(
    name="25.apply",
    task=Words("compute, and leave a trace", "计算，并留下记录"),
    reference=apply,
    probe=_use_apply,
    cases=lambda: [([3.0, -1.0], [2.0, 5.0]), ([3.0, -1.0], 4.0), (0.5, [2.0, 5.0])],
    hints=(
        Words(
            "First make tensors of all inputs: `tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)`.",
            "先把所有输入变成张量：`tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)`。",
        ),
        Words(
            "Then take out their arrays, once: `arrays = [x.data for x in inputs]`. Forward gets these, and so does the "
            "rule later.",
            "再把数组取出来，只取一次：`arrays = [x.data for x in inputs]`。forward 用它们，以后规则也用它们。",
        ),
        Words(
            "`return Tensor(forward(*arrays), inputs, lambda gy: rule(gy, *arrays))`",
            "最后 `return Tensor(forward(*arrays), inputs, lambda gy: rule(gy, *arrays))`。",
        ),
    ),
    solution="""\
def apply(forward, rule, *inputs):
    inputs = tuple(x if isinstance(x, Tensor) else Tensor(x) for x in inputs)
    arrays = [x.data for x in inputs]  #| en: the values of now, for the way back | zh: 此刻的值，留给反向时用
    return Tensor(forward(*arrays), inputs, lambda gy: rule(gy, *arrays))
""",
    remark=Words(
        "In autograd_lab the function with this name does the same, and keeps only those arrays that the rule will need.",
        "autograd_lab 里同名的函数做的是同样的事，只是它仅保存规则用得上的数组。",
    ),
    mistakes=(
        Mistake(
            _apply_with_tensors,
            Words(
                "`forward` is a function of NumPy: give it the arrays, `x.data`, not the Tensors.",
                "`forward` 是 NumPy 的函数：要把数组 `x.data` 交给它，而不是 Tensor。",
            ),
        ),
        Mistake(
            _apply_unwrapped,
            Words(
                "A plain number among the inputs has stayed a plain number. Make a Tensor of it, so that the walk back "
                "meets only Tensors.",
                "输入里的普通数还是普通数。要把它变成 Tensor，这样往回走时遇到的都是 Tensor。",
            ),
        ),
        Mistake(
            _apply_late,
            Words(
                "The rule looks up `x.data` when it is called. By then an optimizer may have changed it. Take the arrays "
                "out once, at forward time.",
                "规则在被调用时才去取 `x.data`，那时优化器可能已经改过它了。前向计算时就把数组取出来，只取一次。",
            ),
        ),
        Mistake(
            _apply_early,
            Words(
                "The rule is called too early: the gradient of y is known only on the way back. Keep "
                "`lambda gy: rule(gy, *arrays)`.",
                "规则调用得太早了：y 的梯度要到往回走时才知道。要存的是 `lambda gy: rule(gy, *arrays)`。",
            ),
        ),
        Mistake(
            _apply_silent,
            Words(
                "The result does not know its inputs and its rule: give both to `Tensor(...)`.",
                "结果不知道自己的 inputs 和 rule：要把两者都交给 `Tensor(...)`。",
            ),
        ),
        Mistake(
            _apply_array,
            Words("Return a Tensor, not its array.", "要返回 Tensor，而不是它的数组。"),
        ),
    ),
)


# --- 25.matmul: the rule of a product of matrices --------------------------------------------------


def matmul_rule(gy: Array, a: Array, b: Array) -> tuple[Array, ...]:
    return gy @ b.T, a.T @ gy


def _array(*shape: int, seed: int) -> Array:
    return np.random.default_rng(seed).normal(size=shape).round(2)


def _lab_matmul(a: LabTensor, b: LabTensor) -> LabTensor:
    return a @ b


MATMUL = GradientExercise(
    name="25.matmul",
    task=Words("the rule of a product of matrices", "矩阵乘法的规则"),
    forward=_lab_matmul,
    reference=matmul_rule,
    cases=lambda: [
        (_array(3, 2, seed=1), _array(3, 4, seed=2), _array(4, 2, seed=3)),
        (_array(3, 3, seed=4), _array(3, 3, seed=5), _array(3, 3, seed=6)),  # square: a forgotten T runs
    ],
    hints=(
        Words(
            "Shapes: gy (N, m), a (N, n), b (n, m). The gradients have the shapes of a and of b.",
            "形状：gy 是 (N, m)，a 是 (N, n)，b 是 (n, m)。两个梯度的形状分别和 a、b 一样。",
        ),
        Words(
            "(N, m) times (m, n) gives (N, n), and (n, N) times (N, m) gives (n, m).",
            "(N, m) 乘 (m, n) 得 (N, n)；(n, N) 乘 (N, m) 得 (n, m)。",
        ),
        Words("`return gy @ b.T, a.T @ gy`", "写 `return gy @ b.T, a.T @ gy`。"),
    ),
    solution="""\
def matmul_rule(gy, a, b):
    return gy @ b.T, a.T @ gy
""",
    remark=Words(
        "Two products backward for one forward: this is where a training step spends its time.",
        "前向做一次乘法，反向做两次：训练一步的时间就花在这里。",
    ),
    mistakes=(
        Mistake(
            lambda gy, a, b: (gy @ b, a @ gy),
            Words(
                "The other factor has to be transposed: `b.T` and `a.T`. With square matrices the mistake does not even "
                "raise an error.",
                "另一个因子要转置：`b.T` 和 `a.T`。矩阵是方阵时，漏掉转置连报错都没有。",
            ),
        ),
        Mistake(
            lambda gy, a, b: (a.T @ gy, gy @ b.T),
            Words(
                "The order is exchanged: first the gradient of a, then that of b.",
                "顺序反了：先是 a 的梯度，再是 b 的。",
            ),
        ),
        Mistake(
            lambda gy, a, b: (gy @ b.T, gy.T @ a),
            Words(
                "The gradient of b must have the shape of b. This is the rule of lesson 5's layer, which multiplies by "
                "Wᵀ; here b itself is multiplied: `a.T @ gy`.",
                "b 的梯度，形状要和 b 一样。这是第 5 课里乘以 Wᵀ 的那一层的规则；这里乘的是 b 本身：`a.T @ gy`。",
            ),
        ),
        Mistake(
            lambda gy, a, b: (b.T, a.T),
            Words(
                "These are the local parts only: multiply by the gradient `gy`.",
                "这只是局部的部分，还要乘以传来的梯度 `gy`。",
            ),
        ),
        Mistake(
            lambda gy, a, b: (gy @ b.T, a.T @ gy / len(a)),
            Words("Do not divide: shares are added.", "不要除以行数：各份是相加。"),
        ),
    ),
)


# --- 25.backward: the walk -------------------------------------------------------------------------


def backward(loss: Any) -> None:
    found, waiting = {loss}, [loss]
    while waiting:
        for x in waiting.pop().inputs:
            if x not in found:
                found.add(x)
                waiting.append(x)
    _send(loss, sorted(found, key=lambda tensor: tensor.number, reverse=True))


def _send(loss: Any, order: Iterable[Any]) -> None:
    """Pass the gradients on, in an order in which every tensor comes after those that use it."""
    gradients = {loss: np.ones_like(loss.data)}
    for y in order:
        gy = gradients.pop(y)
        if y.rule is None:
            y.grad = gy if y.grad is None else y.grad + gy
            continue
        for x, gx in zip(y.inputs, y.rule(gy), strict=True):
            gradients[x] = gradients[x] + gx if x in gradients else gx


class _Node:
    """A tensor of the checks: it counts how often its rule is called."""

    def __init__(self, data: float, inputs: tuple[_Node, ...] = (), slopes: tuple[float, ...] = ()) -> None:
        self.data: Any = np.asarray(data, dtype=np.float64)
        self.grad: Any = None
        self.inputs = inputs
        self.number = next(counter)
        self.calls = 0
        self.slopes = slopes
        self.rule = self._rule if inputs else None

    def _rule(self, gy: Any) -> tuple[Any, ...]:
        self.calls += 1
        return tuple(gy * slope for slope in self.slopes)


def _sum(a: _Node, b: _Node) -> _Node:
    return _Node(a.data + b.data, (a, b), (1.0, 1.0))


def _product(a: _Node, b: _Node) -> _Node:
    return _Node(a.data * b.data, (a, b), (b.data, a.data))


DEEP, TWICE, LADDER = "deep", "twice", "ladder"
_LONG = 5000  # operations in a row, beyond Python's usual 1,000 calls within calls


def _use_backward(function: Any, a: float, b: float, how: str) -> tuple[Any, ...]:
    """Gradients of the leaves of small graphs, and how often the rules were called."""
    first, second = _Node(a), _Node(b)
    if how == DEEP:
        loss = first
        for _ in range(_LONG):
            loss = _sum(loss, second)
        try:
            function(loss)
        except RecursionError:
            return (
                facts(
                    Words(f"a chain of {_LONG:,} operations: RecursionError", f"{_LONG} 步运算的长链：RecursionError")
                ),
            )
        return first.grad, second.grad
    if how == LADDER:
        loss = first
        nodes = []
        for _ in range(10):
            loss = _sum(loss, loss)
            nodes.append(loss)
        function(loss)
        calls = sum(node.calls for node in nodes)
        return first.grad, facts(Words(f"rules called: {calls}", f"规则调用了 {calls} 次"))
    shared = _sum(first, second)
    loss = _sum(_product(shared, second), first)  # (a + b) * b + a
    for _ in range(2 if how == TWICE else 1):
        function(loss)
    return first.grad, second.grad


def _walk(
    *, order: str = "number", add: bool = True, keep: bool = True, start: float = 1.0, leaves: bool = True
) -> Callable[[Any], None]:
    """A walk with one thing wrong."""

    def walk(loss: Any) -> None:
        found, waiting = [loss], [loss]
        while waiting:
            for x in waiting.pop(0).inputs:
                if x not in found:
                    found.append(x)
                    waiting.append(x)
        if order == "number":
            found.sort(key=lambda tensor: tensor.number, reverse=True)
        gradients: dict[Any, Any] = {loss: start * np.ones_like(loss.data)}
        for y in found:
            gy = gradients.get(y, 0.0)
            if y.rule is None:
                if leaves:
                    y.grad = gy if y.grad is None or not keep else y.grad + gy
                continue
            for x, gx in zip(y.inputs, y.rule(gy), strict=True):
                gradients[x] = gradients[x] + gx if x in gradients and add else gx

    return walk


def _every_path(loss: Any) -> None:
    waiting = [(loss, np.ones_like(loss.data))]
    while waiting:
        y, gy = waiting.pop()
        if y.rule is None:
            y.grad = gy if y.grad is None else y.grad + gy
            continue
        waiting.extend(zip(y.inputs, y.rule(gy), strict=True))


def _recursive(loss: Any) -> None:
    order: list[Any] = []
    seen: set[Any] = set()

    def visit(y: Any) -> None:
        if y not in seen:
            seen.add(y)
            for x in y.inputs:
                visit(x)
            order.append(y)

    visit(loss)
    _send(loss, reversed(order))


BACKWARD = ProbedExercise(
    name="25.backward",
    task=Words("the walk back through any graph", "在任意图上往回走"),
    reference=backward,
    probe=_use_backward,
    cases=lambda: [(3.0, 2.0, "once"), (3.0, 2.0, TWICE), (1.0, 0.5, LADDER), (1.0, 0.5, DEEP)],
    hints=(
        Words(
            "Three parts: find all tensors that `loss` was computed from (a list of those that wait, a set of those "
            "found); sort them by `number`, the newest first; walk.",
            "分三部分：找出算出 `loss` 所用的全部张量（用一个列表放等着处理的，一个集合放已经找到的）；按 `number` 排序，"
            "最新的在前；然后往回走。",
        ),
        Words(
            "Keep the gradients in a dictionary, which begins with `{loss: np.ones_like(loss.data)}`. For each tensor y "
            "with a rule, `y.rule(gy)` gives one gradient per input: add it to what the dictionary holds.",
            "用一个字典存放梯度，开始时是 `{loss: np.ones_like(loss.data)}`。对每个有规则的张量 y，"
            "`y.rule(gy)` 给每个输入一个梯度：加到字典里已有的值上。",
        ),
        Words(
            "A tensor without a rule is a leaf: `y.grad = gy if y.grad is None else y.grad + gy`. To find the tensors: "
            "`while waiting: for x in waiting.pop().inputs: ...`.",
            "没有规则的张量是叶子：`y.grad = gy if y.grad is None else y.grad + gy`。"
            "找张量用 `while waiting: for x in waiting.pop().inputs: ...`。",
        ),
    ),
    solution="""\
def backward(loss):
    found, waiting = {loss}, [loss]
    while waiting:
        for x in waiting.pop().inputs:
            if x not in found:
                found.add(x)
                waiting.append(x)
    gradients = {loss: np.ones_like(loss.data)}
    #| en: a tensor is always newer than its inputs: the newest first is a topological order
    #| zh: 张量总比它的输入新，所以从最新的开始，就是拓扑顺序
    for y in sorted(found, key=lambda tensor: tensor.number, reverse=True):
        gy = gradients.pop(y)
        if y.rule is None:
            y.grad = gy if y.grad is None else y.grad + gy
            continue
        for x, gx in zip(y.inputs, y.rule(gy)):
            gradients[x] = gradients[x] + gx if x in gradients else gx
""",
    remark=Words(
        "This one function differentiates every program that is written with the operations: that is all of autograd.",
        "凡是用这些运算写成的程序，这一个函数都能求导：自动微分就是这么回事。",
    ),
    mistakes=(
        Mistake(
            _walk(add=False),
            Words(
                "A tensor that is used twice keeps only its last share: add to what is in the dictionary already.",
                "用了两次的张量只留下最后一份：要加到字典里已有的值上。",
            ),
        ),
        Mistake(
            _walk(order="found"),
            Words(
                "A tensor is passed before all its shares have arrived. Sort by `number`, the newest first.",
                "有的张量还没等各份到齐就走过了。要按 `number` 排序，最新的在前。",
            ),
        ),
        Mistake(
            _walk(keep=False),
            Words(
                "A second backward has to add to `.grad`, as in PyTorch; here it replaces what is there.",
                "第二次 backward 应当加到 `.grad` 上，和 PyTorch 一样；这里却把原来的替换掉了。",
            ),
        ),
        Mistake(
            _walk(start=0.0),
            Words(
                "All gradients are zero. Put 1 at the loss, and begin the walk there: sorted with `reverse=True`.",
                "所有梯度都是零。要在损失处放上 1，并且从那里开始走：排序时写 `reverse=True`。",
            ),
        ),
        Mistake(
            _walk(leaves=False),
            Words("No leaf has got its gradient: put it into `.grad`.", "没有一个叶子拿到梯度：要放进 `.grad`。"),
        ),
        Mistake(
            _every_path,
            Words(
                "Right, but every path is walked by itself: ten additions took a thousand calls, thirty would take a "
                "billion. Collect all shares of a tensor before its rule is called, once.",
                "结果对，但每条路径都单独走了一遍：十次加法就调用了上千次规则，三十次会是十亿次。"
                "要等一个张量的各份到齐了，再调用它的规则，只调用一次。",
            ),
        ),
        Mistake(
            _recursive,
            Words(
                "Right on small graphs, but a function that calls itself for each step gives up after some 1,000 of them. "
                "Use a loop with a list of those that wait, and sort by `number`.",
                "小的图没问题，但每一步都调用自己的函数，大约一千层就不行了。请改用循环，"
                "用列表放等着处理的张量，再按 `number` 排序。",
            ),
        ),
    ),
)


# --- 25.cross_entropy: the rule of the loss --------------------------------------------------------


def cross_entropy_rule(gy: Array, scores: Array, labels: Array) -> tuple[Array, ...]:
    p = np.exp(log_softmax(scores))
    p[np.arange(len(labels)), labels] -= 1
    return (gy * p / len(labels),)


def _lab_cross_entropy(scores: LabTensor, labels: LabTensor) -> LabTensor:
    return nn.functional.cross_entropy(scores, labels)


def _loss_cases() -> list[tuple[Any, ...]]:
    scores = _array(4, 3, seed=7)
    return [(np.array(1.0), scores, np.array([0, 2, 1, 2])), (np.array(-0.5), scores[:2] * 4, np.array([1, 1]))]


def _rule(
    *, truth: bool = True, mean: bool = True, upstream: bool = True, sign: float = 1.0, listed: bool = True
) -> Any:
    """The rule with one thing wrong."""

    def rule(gy: Array, scores: Array, labels: Array) -> Any:
        p = np.exp(log_softmax(scores))
        if truth:
            p[np.arange(len(labels)), labels] -= 1
        found = sign * p * (gy if upstream else 1.0) / (len(labels) if mean else 1)
        return (found,) if listed else found

    return rule


def _column_rule(gy: Array, scores: Array, labels: Array) -> Any:
    p = np.exp(log_softmax(scores))
    p[:, labels] -= 1
    return (gy * p / len(labels),)


CROSS_ENTROPY = GradientExercise(
    name="25.cross_entropy",
    task=Words("the rule of the cross-entropy", "交叉熵的规则"),
    forward=_lab_cross_entropy,
    reference=cross_entropy_rule,
    cases=_loss_cases,
    hints=(
        Words(
            "Lesson 9: probability minus truth, divided by the number of samples, times what comes from above, `gy`.",
            "第 9 课：概率减去真实值，除以样本数，再乘以上游传来的 `gy`。",
        ),
        Words(
            "`p = np.exp(log_softmax(scores))` are the probabilities. `p[np.arange(len(labels)), labels]` is, in each "
            "row, the place of the label.",
            "`p = np.exp(log_softmax(scores))` 是概率。`p[np.arange(len(labels)), labels]` 是每一行里标签所在的位置。",
        ),
        Words(
            "Take 1 away there, and `return (gy * p / len(labels),)`: with the comma, for a rule gives a tuple.",
            "在那里减去 1，再 `return (gy * p / len(labels),)`：注意逗号，规则返回的是元组。",
        ),
    ),
    solution="""\
def cross_entropy_rule(gy, scores, labels):
    p = np.exp(log_softmax(scores))
    p[np.arange(len(labels)), labels] -= 1  #| en: probability minus truth | zh: 概率减去真实值
    return (gy * p / len(labels),)
""",
    remark=Words(
        "Softmax, logarithm and mean in one rule: shorter than four rules, faster, and nothing overflows.",
        "softmax、对数、平均值合成一条规则：比四条规则短，也更快，而且不会溢出。",
    ),
    mistakes=(
        Mistake(
            _rule(truth=False),
            Words(
                "The truth is not taken away: 1 at the label of each row.", "没有减去真实值：每一行在标签的位置上减 1。"
            ),
        ),
        Mistake(
            _rule(mean=False),
            Words(
                "The loss is the mean over the samples, so divide by their number.",
                "损失是各样本的平均值，所以要除以样本数。",
            ),
        ),
        Mistake(
            _rule(upstream=False),
            Words("Multiply by `gy`, the gradient that comes from above.", "要乘以上游传来的梯度 `gy`。"),
        ),
        Mistake(_rule(sign=-1.0), Words("The sign: probability minus truth.", "符号反了：是概率减去真实值。")),
        Mistake(
            _rule(listed=False),
            Words(
                "Almost: a rule gives a tuple with one gradient per input. Write `(... ,)` with a comma.",
                "差一点：规则返回元组，每个输入一个梯度。写成 `(... ,)`，带上逗号。",
            ),
        ),
        Mistake(
            _column_rule,
            Words(
                "`p[:, labels]` takes whole columns. One place per row is wanted: `p[np.arange(len(labels)), labels]`.",
                "`p[:, labels]` 取的是整列。要的是每行一个位置：`p[np.arange(len(labels)), labels]`。",
            ),
        ),
    ),
)


# --- 25.linear: a layer ----------------------------------------------------------------------------


class Linear:
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        bound = 1 / np.sqrt(n_in)
        self.weight = Tensor(rng.uniform(-bound, bound, (n_in, n_out)))
        self.bias = Tensor(rng.uniform(-bound, bound, n_out))

    def __call__(self, x: Any) -> Any:
        return x @ self.weight + self.bias

    def parameters(self) -> list[Any]:
        return [self.weight, self.bias]


def _use_linear(layer_class: Any, n_in: int, n_out: int) -> tuple[Any, ...]:
    """Shapes, how far the random numbers reach in parts of 1 / sqrt(n_in), and what a call does."""
    layer = layer_class(n_in, n_out, np.random.default_rng(0))
    weight, bias = layer.weight, layer.bias
    reach = [round(float(np.abs(t.data).max() * np.sqrt(n_in)), 1) for t in (weight, bias)]
    parameters = list(layer.parameters())
    x = type(weight)(np.random.default_rng(1).normal(size=(3, n_in)))
    y = layer(x)
    met, waiting = set(), [y]
    while waiting:
        current = waiting.pop()
        met.add(id(current))
        waiting.extend(getattr(current, "inputs", ()))
    right = y.data.shape == (3, n_out) and np.allclose(y.data, x.data @ weight.data + bias.data)
    recorded = {id(weight), id(bias), id(x)} <= met
    return (
        facts(
            Words(
                f"weight {weight.data.shape}, bias {bias.data.shape}",
                f"weight {weight.data.shape}，bias {bias.data.shape}",
            ),
            Words(
                f"within {reach[0]} / √n_in and {reach[1]} / √n_in", f"范围 {reach[0]} / √n_in 和 {reach[1]} / √n_in"
            ),
        ),
        facts(
            Words("x @ weight + bias", "等于 x @ weight + bias")
            if right
            else Words("not x @ weight + bias", "不等于 x @ weight + bias"),
            Words("recorded", "有记录") if recorded else Words("not recorded", "没有记录"),
        ),
        facts(
            Words(f"parameters: {len(parameters)}", f"参数：{len(parameters)} 个"),
            str(_same(parameters, [weight, bias])),
        ),
    )


class _Normal(Linear):
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        super().__init__(n_in, n_out, rng)
        self.weight = Tensor(rng.normal(size=(n_in, n_out)))
        self.bias = Tensor(rng.normal(size=n_out))


class _Zero(Linear):
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        super().__init__(n_in, n_out, rng)
        self.weight, self.bias = Tensor(np.zeros((n_in, n_out))), Tensor(np.zeros(n_out))


class _Positive(Linear):
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        bound = 1 / n_in
        self.weight = Tensor(rng.uniform(-bound, bound, (n_in, n_out)))
        self.bias = Tensor(rng.uniform(-bound, bound, n_out))


class _Turned(Linear):
    def __init__(self, n_in: int, n_out: int, rng: np.random.Generator) -> None:
        super().__init__(n_in, n_out, rng)
        self.weight = Tensor(self.weight.data.T)

    def __call__(self, x: Any) -> Any:
        return Tensor(x.data @ self.weight.data.T + self.bias.data)


class _NoBias(Linear):
    def __call__(self, x: Any) -> Any:
        return x @ self.weight


class _Unrecorded(Linear):
    def __call__(self, x: Any) -> Any:
        return Tensor(x.data @ self.weight.data + self.bias.data)


class _WeightOnly(Linear):
    def parameters(self) -> list[Any]:
        return [self.weight]


class _Arrays(Linear):
    def parameters(self) -> list[Any]:
        return [self.weight.data, self.bias.data]


LINEAR = ProbedExercise(
    name="25.linear",
    task=Words("a linear layer", "线性层"),
    reference=Linear,
    probe=_use_linear,
    cases=lambda: [(100, 60), (64, 300)],  # both reach 1.0 / √n_in to the digit that is compared
    hints=(
        Words(
            "Two Tensors: `self.weight` of shape (n_in, n_out) and `self.bias` of shape (n_out,), drawn with "
            "`rng.uniform(-bound, bound, shape)`.",
            "两个 Tensor：形状为 (n_in, n_out) 的 `self.weight` 和形状为 (n_out,) 的 `self.bias`，"
            "用 `rng.uniform(-bound, bound, shape)` 抽取。",
        ),
        Words("`bound` is `1 / np.sqrt(n_in)`, as in PyTorch.", "`bound` 是 `1 / np.sqrt(n_in)`，和 PyTorch 一样。"),
        Words(
            "A call is `x @ self.weight + self.bias`, with Tensors all the way, so that it is recorded. `parameters` gives "
            "the list of the two.",
            "调用就是 `x @ self.weight + self.bias`，自始至终都用 Tensor，这样才有记录。`parameters` 返回这两个组成的列表。",
        ),
    ),
    solution="""\
class Linear:
    def __init__(self, n_in, n_out, rng):
        bound = 1 / np.sqrt(n_in)
        self.weight = Tensor(rng.uniform(-bound, bound, (n_in, n_out)))
        self.bias = Tensor(rng.uniform(-bound, bound, n_out))

    def __call__(self, x):
        return x @ self.weight + self.bias

    def parameters(self):
        return [self.weight, self.bias]
""",
    remark=Words(
        "We keep the weight as (n_in, n_out), which saves a transposition; PyTorch keeps it the other way round.",
        "这里的权重存成 (n_in, n_out)，省去了转置；PyTorch 存的是反过来的。",
    ),
    mistakes=(
        Mistake(
            _Normal,
            Words(
                "The random numbers reach too far: `rng.uniform(-bound, bound, shape)` with `bound = 1 / np.sqrt(n_in)`.",
                "随机数的范围太大：用 `rng.uniform(-bound, bound, shape)`，其中 `bound = 1 / np.sqrt(n_in)`。",
            ),
        ),
        Mistake(
            _Zero,
            Words(
                "All zeros: then all neurons compute the same and learn the same. Draw them at random.",
                "全是零：所有神经元算的都一样，学的也一样。要随机抽取。",
            ),
        ),
        Mistake(
            _Positive,
            Words("The bound is 1 over the *square root* of n_in.", "范围是 1 除以 n_in 的*平方根*。"),
        ),
        Mistake(
            _Turned,
            Words(
                "The weight has the shape (n_in, n_out) here: then `x @ weight` needs no transposition.",
                "这里权重的形状是 (n_in, n_out)：这样 `x @ weight` 不需要转置。",
            ),
        ),
        Mistake(_NoBias, Words("The bias is not added.", "没有加上偏置。")),
        Mistake(
            _Unrecorded,
            Words(
                "The numbers are right, but computed with `.data`, so nothing is recorded. Use the Tensors: "
                "`x @ self.weight + self.bias`.",
                "数是对的，但用 `.data` 来算，就没有记录。请用 Tensor 来算：`x @ self.weight + self.bias`。",
            ),
        ),
        Mistake(_WeightOnly, Words("The bias is a parameter too.", "偏置也是参数。")),
        Mistake(
            _Arrays,
            Words(
                "The optimizer needs the Tensors, which hold the gradients, not their arrays.",
                "优化器要的是 Tensor，梯度在它们那里，而不是数组。",
            ),
        ),
    ),
)


# --- 25.adam: an optimizer -------------------------------------------------------------------------


class Adam:
    def __init__(self, parameters: Iterable[Any], lr: float = 0.001, b1: float = 0.9, b2: float = 0.999) -> None:
        self.parameters = list(parameters)
        self.lr, self.b1, self.b2 = lr, b1, b2
        self.t = 0
        self.m: list[Any] = [np.zeros_like(p.data) for p in self.parameters]
        self.v: list[Any] = [np.zeros_like(p.data) for p in self.parameters]

    def zero_grad(self) -> None:
        for p in self.parameters:
            p.grad = None

    def step(self) -> None:
        self.t += 1
        for i, p in enumerate(self.parameters):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad**2
            m_hat = self.m[i] / (1 - self.b1**self.t)
            v_hat = self.v[i] / (1 - self.b2**self.t)
            p.data = p.data - self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)


def _use_adam(optimizer_class: Any, starts: Sequence[float], lr: float) -> tuple[Any, ...]:
    """Three steps on the sum of squares, with one gradient a hundred times larger."""
    parameters = [_Node(start) for start in starts]
    optimizer = optimizer_class(parameters, lr)
    places: list[Any] = []
    left = []
    for _ in range(3):
        optimizer.zero_grad()
        left.append(all(p.grad is None or not np.any(p.grad) for p in parameters))
        for scale, p in zip((100.0, 1.0, 0.01), parameters, strict=False):
            p.grad = 2 * scale * p.data + (0.0 if p.grad is None else p.grad)
        optimizer.step()
        places.append([p.data for p in parameters])
    cleared = Words("gradients cleared", "梯度已清空") if all(left) else Words("gradients not cleared", "梯度没有清空")
    return (*places, facts(cleared))


class _Plain(Adam):
    def step(self) -> None:
        for p in self.parameters:
            p.data = p.data - self.lr * p.grad


class _StandingStill(Adam):
    def step(self) -> None:
        self.t = 0
        super().step()


class _CountingAll(Adam):
    """t grows with every parameter."""

    def step(self) -> None:
        for i, p in enumerate(self.parameters):
            self.t += 1
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad**2
            corrected = self.m[i] / (1 - self.b1**self.t) / (np.sqrt(self.v[i] / (1 - self.b2**self.t)) + 1e-8)
            p.data = p.data - self.lr * corrected


class _Uncorrected(Adam):
    def step(self) -> None:
        for i, p in enumerate(self.parameters):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad**2
            p.data = p.data - self.lr * self.m[i] / (np.sqrt(self.v[i]) + 1e-8)


class _OneForAll(Adam):
    def step(self) -> None:
        for place in range(len(self.parameters)):
            self.m[place], self.v[place] = self.m[place - 1], self.v[place - 1]
            self.t += place == 0
            p = self.parameters[place]
            self.m[place] = self.b1 * self.m[place] + (1 - self.b1) * p.grad
            self.v[place] = self.b2 * self.v[place] + (1 - self.b2) * p.grad**2
            corrected = self.m[place] / (1 - self.b1**self.t) / (np.sqrt(self.v[place] / (1 - self.b2**self.t)) + 1e-8)
            p.data = p.data - self.lr * corrected


class _Keeping(Adam):
    def zero_grad(self) -> None:
        return


class _Lost(Adam):
    def step(self) -> None:
        kept = [p.data for p in self.parameters]
        super().step()
        for p, data in zip(self.parameters, kept, strict=True):
            p.data = data


class _Uphill(Adam):
    def step(self) -> None:
        self.lr = -abs(self.lr)
        super().step()


ADAM = ProbedExercise(
    name="25.adam",
    task=Words("Adam for any parameters", "适用于任意参数的 Adam"),
    reference=Adam,
    probe=_use_adam,
    cases=lambda: [([1.0, -2.0], 0.1), ([3.0, 0.5, 1.5], 0.01)],
    hints=(
        Words(
            "`__init__` keeps the parameters as a list and, for each, one array of zeros for m and one for v. It also "
            "begins to count: `self.t = 0`.",
            "`__init__` 把参数存成列表，并给每个参数各准备一个全零的 m 和 v，再开始计数：`self.t = 0`。",
        ),
        Words(
            "`step` counts once, `self.t += 1`, and then does lesson 10's four lines for each `i, p in "
            "enumerate(self.parameters)`.",
            "`step` 先计一次数，`self.t += 1`，再对每个 `i, p in enumerate(self.parameters)` 做第 10 课的那四行。",
        ),
        Words(
            "With `self.m[i]` and `self.v[i]`; the step is "
            "`p.data = p.data - self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)`.",
            "用 `self.m[i]` 和 `self.v[i]`；走一步是 `p.data = p.data - self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)`。",
        ),
    ),
    solution="""\
class Adam:
    def __init__(self, parameters, lr=0.001, b1=0.9, b2=0.999):
        self.parameters = list(parameters)
        self.lr, self.b1, self.b2 = lr, b1, b2
        self.t = 0
        self.m = [np.zeros_like(p.data) for p in self.parameters]
        self.v = [np.zeros_like(p.data) for p in self.parameters]

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        self.t += 1
        for i, p in enumerate(self.parameters):
            self.m[i] = self.b1 * self.m[i] + (1 - self.b1) * p.grad
            self.v[i] = self.b2 * self.v[i] + (1 - self.b2) * p.grad**2
            m_hat = self.m[i] / (1 - self.b1**self.t)
            v_hat = self.v[i] / (1 - self.b2**self.t)
            p.data = p.data - self.lr * m_hat / (np.sqrt(v_hat) + 1e-8)
""",
    remark=Words(
        "The optimizer knows nothing of networks and graphs: numbers, gradients, a step. Any engine could use it.",
        "优化器对网络和计算图一无所知，只有数、梯度和一步。换一个引擎也照样能用。",
    ),
    mistakes=(
        Mistake(
            _Plain,
            Words(
                "This is plain gradient descent. Adam divides by the usual size of the gradient.",
                "这是普通的梯度下降。Adam 还要除以梯度通常的大小。",
            ),
        ),
        Mistake(
            _StandingStill,
            Words(
                "`t` does not grow from step to step, so the correction is always that of the first.",
                "`t` 没有一步步增大，所以每一步用的都是第一步的修正。",
            ),
        ),
        Mistake(
            _CountingAll,
            Words(
                "`t` counts steps, not parameters: add 1 before the loop, once.",
                "`t` 数的是步数，不是参数：在循环之前加 1，只加一次。",
            ),
        ),
        Mistake(
            _Uncorrected,
            Words("The correction for the start is missing: divide by 1 − βᵗ.", "漏了对开头的修正：要除以 1 − βᵗ。"),
        ),
        Mistake(
            _OneForAll,
            Words(
                "All parameters share one m and one v. Each needs its own.",
                "所有参数共用了一个 m 和一个 v。每个参数要有自己的。",
            ),
        ),
        Mistake(
            _Keeping,
            Words(
                "`zero_grad` leaves the old gradients there: set `p.grad = None`.",
                "`zero_grad` 没有清掉旧的梯度：要写 `p.grad = None`。",
            ),
        ),
        Mistake(_Lost, Words("Nothing has moved. Write the result to `p.data`.", "参数没有动。结果要写回 `p.data`。")),
        Mistake(_Uphill, Words("This goes uphill: subtract the step.", "这是在上坡：走的一步要减去。")),
    ),
)

EXERCISES: tuple[Exercise, ...] = (TENSOR, APPLY, MATMUL, BACKWARD, CROSS_ENTROPY, LINEAR, ADAM)
SCOPE = {
    name: globals()[name]
    for name in ("np", "counter", "Tensor", "apply", "add", "mul", "matmul", "log_softmax", "sum_to")
}
