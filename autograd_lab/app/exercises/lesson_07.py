"""Lesson 7, dynamic and static graphs: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, Mistake, ValueExercise
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words
from autograd_lab.compat import GradientTape

TITLE = Words("Dynamic and static graphs", "动态图与静态图")

NO_GRADIENT = Words("no gradient arrives", "没有梯度到达")


def _double(a: float) -> Tensor:
    return torch.tensor(a, dtype=torch.float64, requires_grad=True)


def _slope(y: Any, x: Tensor) -> Any:
    """dy/dx as a number or numbers, or words where nothing leads from y to x."""
    if not isinstance(y, Tensor) or not y.requires_grad:
        return facts(NO_GRADIENT)
    (gradient,) = torch.autograd.grad(y.sum(), x, allow_unused=True)
    return facts(NO_GRADIENT) if gradient is None else gradient


# --- 07.root: a loop whose length depends on the value ---------------------------------------------


def cube_root(a: Tensor) -> Tensor:
    x = a
    while True:
        x = (2 * x + a / (x * x)) / 3
        if (x * x * x - a).abs() <= 1e-10 * a:
            return x


def _value_and_slope(answer: Callable[..., Any], a: float) -> tuple[Any, Any]:
    leaf = _double(a)
    y = answer(leaf)
    return y, _slope(y, leaf)


def _asks_first(a: Tensor) -> Tensor:
    x = a
    while (x * x * x - a).abs() > 1e-10 * a:
        x = (2 * x + a / (x * x)) / 3
    return x


def _five_steps(a: Tensor) -> Tensor:
    x = a
    for _ in range(5):
        x = (2 * x + a / (x * x)) / 3
    return x


def _with_numbers(a: Tensor) -> Tensor:
    return torch.tensor(cube_root(a).item(), dtype=a.dtype)


ROOT = ProbedExercise(
    name="07.root",
    task=Words("a cube root, differentiated through its loop", "立方根：穿过循环求导"),
    reference=cube_root,
    probe=_value_and_slope,
    cases=lambda: [(8.0,), (1.0,), (0.2,), (1000.0,)],
    hints=(
        Words(
            "Begin with `x = a` and step until `abs(x * x * x - a) <= 1e-10 * a`. Use tensors all the way.",
            "从 `x = a` 开始，一步步走，直到 `abs(x * x * x - a) <= 1e-10 * a`。从头到尾都用张量。",
        ),
        Words(
            "For a = 1 the start is the root. At least one step must be taken, so ask only after the step.",
            "a = 1 时，起点就是根。至少要走一步，所以先走，再问要不要停。",
        ),
        Words(
            "`while True:`, below it the step, and below that `if ...: return x`.",
            "写 `while True:`，里面先是走一步，再写 `if ...: return x`。",
        ),
    ),
    solution="""\
def cube_root(a):
    x = a
    while True:
        x = (2 * x + a / (x * x)) / 3
        if abs(x * x * x - a) <= 1e-10 * a:  #| en: asked after the step | zh: 走完一步再问
            return x
""",
    remark=Words(
        "Nobody told the library about cube roots. It has differentiated the arithmetic that your loop happened to do.",
        "没有谁教过库什么是立方根。它只是对你的循环实际做过的加减乘除求了导。",
    ),
    mistakes=(
        Mistake(
            _asks_first,
            Words(
                "Right, but not at a = 1: there the loop ends before its first step and returns `a` itself, whose "
                "derivative is 1. Take at least one step.",
                "其余都对，a = 1 时不对：那里循环一步没走就结束了，返回的是 `a` 本身，导数成了 1。至少要走一步。",
            ),
        ),
        Mistake(
            _with_numbers,
            Words(
                "The way back to `a` is cut. `.item()` gives a number without history, `detach()` a constant, and under "
                "`no_grad()` nothing is recorded. None of them is needed: the comparison takes tensors.",
                "回到 `a` 的路断了。`.item()` 给出没有历史的数，`detach()` 给出常数，`no_grad()` 下面什么也不记录。"
                "这些都用不着：张量可以直接比较大小。",
            ),
        ),
        Mistake(
            _five_steps,
            Words(
                "Five steps are enough for some numbers, not for all. Let the value decide.",
                "五步对有些数够了，对有些数不够。让数值自己来决定走几步。",
            ),
        ),
        Mistake(
            lambda a: cube_root(a) * cube_root(a),
            Words(
                "This is the square of the root. Return `x` itself.",
                "这是根的平方。返回 `x` 本身就行。",
            ),
        ),
    ),
)


# --- 07.last_step: the last step is enough -----------------------------------------------------------

FEW = 6  # nodes; one step has four with the leaf
SMALL = Words("a small graph", "计算图很小")
LARGE = Words("a graph that grows with the number of steps", "计算图随步数变大")


def light_root(a: Tensor) -> Tensor:
    with torch.no_grad():
        x = a
        while (x * x - a).abs() > 1e-10 * a:
            x = (x + a / x) / 2
    return (x + a / x) / 2


def _nodes(y: Tensor) -> int:
    seen: set[Any] = set()
    waiting: list[Any] = [y.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]
    return len(seen)


def _value_slope_size(answer: Callable[..., Any], a: float) -> tuple[Any, ...]:
    leaf = _double(a)
    y = answer(leaf)
    size = facts(SMALL if not isinstance(y, Tensor) or _nodes(y) <= FEW else LARGE)
    return y, _slope(y, leaf), size


def _all_recorded(a: Tensor) -> Tensor:
    x = a
    while (x * x - a).abs() > 1e-10 * a:
        x = (x + a / x) / 2
    return (x + a / x) / 2


def _nothing_recorded(a: Tensor) -> Tensor:
    with torch.no_grad():
        return light_root(a)


def _without_mean(a: Tensor) -> Tensor:
    return a / light_root(a.detach())


LAST_STEP = ProbedExercise(
    name="07.last_step",
    task=Words("record only the last step", "只记录最后一步"),
    reference=light_root,
    probe=_value_slope_size,
    cases=lambda: [(50.0,), (2.0,), (1e6,)],
    hints=(
        Words(
            "Two parts: the loop, without recording, and then one more step as usual.",
            "分两部分：先是不记录的循环，然后照常再走一步。",
        ),
        Words(
            "`with torch.no_grad():` around the loop. After it `x` is a constant that happens to be right.",
            "用 `with torch.no_grad():` 包住循环。循环之后，`x` 是一个常数，只不过数值恰好是对的。",
        ),
        Words(
            "The last line, not indented: `return (x + a / x) / 2`.",
            "最后一行，不缩进：`return (x + a / x) / 2`。",
        ),
    ),
    solution="""\
def light_root(a):
    with torch.no_grad():
        x = a
        while abs(x * x - a) > 1e-10 * a:
            x = (x + a / x) / 2
    return (x + a / x) / 2  #| en: the only step with a history | zh: 只有这一步有历史
""",
    remark=Words(
        "A search of a thousand steps, and the memory of one. Networks whose output is the end of an iteration are "
        "trained like this (deep equilibrium models).",
        "搜索走了上千步，内存只用一步的。以迭代的终点作为输出的网络，就是用这类办法训练的（深度平衡模型）。",
    ),
    mistakes=(
        Mistake(
            _all_recorded,
            Words(
                "Value and derivative are right, but every step was recorded. Put the loop under `torch.no_grad()`.",
                "值和导数都对，但是每一步都记录了。把循环放到 `torch.no_grad()` 下面。",
            ),
        ),
        Mistake(
            _nothing_recorded,
            Words(
                "Nothing at all was recorded, so no gradient arrives. The last step belongs outside of `no_grad()`.",
                "什么都没有记录，所以没有梯度到达。最后一步要写在 `no_grad()` 外面。",
            ),
        ),
        Mistake(
            _without_mean,
            Words(
                "`a / x` has the right value, since x² = a, but twice the derivative. Take a whole step of Newton's "
                "method: only there the share of `x` vanishes.",
                "因为 x² = a，`a / x` 的值没有错，导数却大了一倍。要走完整的一步牛顿法：只有这样，`x` 那一份才正好为零。",
            ),
        ),
        Mistake(
            lambda a: light_root(a) * light_root(a),
            Words("This is a again. Return the root itself.", "这又变回 a 了。返回根本身就行。"),
        ),
    ),
)


# --- 07.tree: recursion ------------------------------------------------------------------------------

Tree = Any  # a number, "x", or a tuple of an operation and trees


def value(tree: Tree, x: Tensor) -> Any:
    return _evaluated(tree, x)


def _evaluated(
    tree: Tree, x: Any, sine: Callable[[Any], Any] = torch.sin, minus: Callable[..., Any] = lambda a, b: a - b
) -> Any:
    if tree == "x":
        return x
    if not isinstance(tree, tuple):
        return tree
    operation, *parts = tree
    values = [_evaluated(part, x, sine, minus) for part in parts]
    if operation == "sin":
        return sine(values[0])
    left, right = values
    return {"+": lambda: left + right, "-": lambda: minus(left, right), "*": lambda: left * right}[operation]()


def _tree_and_slope(answer: Callable[..., Any], tree: Tree, x: float) -> tuple[Any, Any]:
    leaf = _double(x)
    y = answer(tree, leaf)
    return y, _slope(y, leaf)


def _trees() -> list[tuple[Tree, float]]:
    power: Tree = "x"
    for _ in range(6):
        power = ("*", power, "x")
    return [
        (("*", ("+", "x", 3.0), "x"), 2.0),
        (("-", ("*", 2.0, "x"), ("sin", ("*", "x", "x"))), 0.5),
        ("x", 1.5),
        (("-", 1.0, ("sin", power)), 1.1),
    ]


TREE = ProbedExercise(
    name="07.tree",
    task=Words("the value of an expression, by recursion", "用递归求表达式的值"),
    reference=value,
    probe=_tree_and_slope,
    cases=_trees,
    hints=(
        Words(
            'Two cases end the recursion: `tree == "x"` gives `x`, and a number gives itself.',
            '有两种情形是递归的终点：`tree == "x"` 时给出 `x`，是数时给出它自己。',
        ),
        Words(
            "Else take the tuple apart, `operation, *parts = tree`, and call `value` for each of the parts.",
            "否则把元组拆开：`operation, *parts = tree`，对其中每一部分调用 `value`。",
        ),
        Words(
            'For `"sin"` there is one part: `torch.sin(values[0])`; the others have two, left and right.',
            '`"sin"` 只有一个部分：`torch.sin(values[0])`；其余的有左右两个。',
        ),
    ),
    solution="""\
def value(tree, x):
    if tree == "x":
        return x
    if not isinstance(tree, tuple):
        return tree  #| en: a number | zh: 一个数
    operation, *parts = tree
    values = [value(part, x) for part in parts]
    if operation == "sin":
        return torch.sin(values[0])
    left, right = values
    if operation == "+":
        return left + right
    return left - right if operation == "-" else left * right
""",
    remark=Words(
        "Seven lines, and any expression has a derivative. The graph has the shape of the tree, whatever it is.",
        "短短几行，任何表达式就都有了导数。树是什么样，计算图就是什么样。",
    ),
    mistakes=(
        Mistake(
            lambda tree, x: _evaluated(tree, x, lambda v: math.sin(float(v))),
            Words(
                "`math.sin` gives a Python number: the part of the tree below it is cut off. Use `torch.sin`.",
                "`math.sin` 给出的是 Python 的数：它下面的那部分树就被切断了。要用 `torch.sin`。",
            ),
        ),
        Mistake(
            lambda tree, x: _evaluated(tree, x.item()),
            Words(
                "The value is right, but `.item()` or `detach()` cuts it off from `x`. Put `x` itself into the tree.",
                "值没有错，但是 `.item()` 或 `detach()` 切断了它和 `x` 的联系。要把 `x` 本身放进树里。",
            ),
        ),
        Mistake(
            lambda tree, x: _evaluated(tree, x, minus=lambda a, b: b - a),
            Words(
                'In `("-", a, b)` it is `a - b`: the first minus the second.',
                '`("-", a, b)` 是 `a - b`：第一个减第二个。',
            ),
        ),
        Mistake(
            lambda tree, x: _evaluated(tree, x, minus=lambda a, b: a + b),
            Words('`"-"` was computed as a sum.', '`"-"` 被算成了加法。'),
        ),
    ),
)


# --- 07.recordings: guards ---------------------------------------------------------------------------

RECORDINGS = ValueExercise(
    name="07.recordings",
    task=Words("how often it is recorded", "记录了几次"),
    expected=4,
    hints=(
        Words(
            "Go through the calls and write down for each: shape, dtype, the number `factor`, the global `bonus`. "
            "For which has there been no plan yet?",
            "逐次写下：形状、数据类型、数 `factor`、全局变量 `bonus`。哪几次还没有现成的计划？",
        ),
        Words(
            "A plan is not thrown away when another shape comes: call 4 finds that of call 1. The numbers inside of a "
            "tensor do not matter.",
            "来了别的形状，原来的计划并不扔掉：第 4 次用的是第 1 次的计划。张量里面的数是多少没有关系。",
        ),
        Words(
            "New are call 1, call 3 (shape), call 5 (`factor`), call 7 (`bonus`).",
            "新的是第 1 次、第 3 次（形状）、第 5 次（`factor`）、第 7 次（`bonus`）。",
        ),
    ),
    solution="""\
#| en: call 1; another shape in call 3; factor in call 5; bonus in call 7
#| zh: 第 1 次；第 3 次形状不同；第 5 次 factor 不同；第 7 次 bonus 不同
recordings = 4
""",
    remark=Words(
        "`lab.compile(scaled, verbose=True)` tells you each of them, with the reason.",
        "`lab.compile(scaled, verbose=True)` 会把每一次都说出来，并给出原因。",
    ),
    mistakes=(
        Mistake(
            1,
            Words(
                "A plan fits one shape and one set of Python values. Whatever else comes is recorded anew.",
                "一个计划只适合一种形状和一组 Python 的值。来了别的，就要重新记录。",
            ),
        ),
        Mistake(
            2,
            Words(
                "Those are the two shapes. Python values are built into the plan, too: `factor` and `bonus`.",
                "这是两种形状。Python 的值也写死在计划里：`factor` 和 `bonus`。",
            ),
        ),
        Mistake(
            3,
            Words(
                "One is missing. The plan also depends on what the function reads from outside.",
                "少了一次。函数从外面读到的东西，计划也依赖。",
            ),
        ),
        Mistake(
            5,
            Words(
                "One too many. Plans are kept, so call 4 finds one; and call 6 differs from call 1 in the tensor's "
                "numbers only.",
                "多了一次。计划会保留，所以第 4 次有现成的；第 6 次和第 1 次相比，只是张量里的数不同。",
            ),
        ),
        Mistake(
            7,
            Words(
                "Then nothing would be gained. A call like an earlier one uses its plan.",
                "那就什么好处也没有了。和以前某次一样的调用，会用那一次的计划。",
            ),
        ),
    ),
)


# --- 07.where: a branch without if ---------------------------------------------------------------------

ONE_PLAN = Words("can be compiled", "可以编译")
PYTHON_DECIDES = Words("cannot be compiled", "无法编译")


def safe_sqrt(x: Tensor) -> Tensor:
    positive = x > 0
    inside = torch.where(positive, x, torch.ones_like(x))
    return torch.where(positive, inside.sqrt(), torch.zeros_like(x))


def _branching(answer: Callable[..., Any], x: list[float]) -> tuple[Any, ...]:
    leaf = torch.tensor(x, requires_grad=True)
    y = answer(leaf)
    slope = _slope(y, leaf)
    try:
        torch.compile(answer, fullgraph=True)(torch.tensor(x))
    except RuntimeError:
        return y, slope, facts(PYTHON_DECIDES)
    return y, slope, facts(ONE_PLAN)


def _one_by_one(x: Tensor) -> Tensor:
    return torch.stack([v.sqrt() if v > 0 else v * 0 for v in x])


def _no_second_where(x: Tensor) -> Tensor:
    return torch.where(x > 0, x, torch.ones_like(x)).sqrt()


NOT_A_NUMBER = Words(
    "The values are right, the gradient is not: `sqrt` was computed at 0 and below, where its slope is infinite or "
    "nan, and 0 times that is nan. Replace such inputs *before* the root, by 1 for example.",
    "值没有错，梯度错了：在 0 和负数处也算了 `sqrt`，那里的斜率是无穷大或 nan，乘以 0 还是 nan。"
    "要在开方*之前*把这些输入换掉，比如换成 1。",
)

WHERE = ProbedExercise(
    name="07.where",
    task=Words("a branch without `if`", "不用 `if` 的分支"),
    reference=safe_sqrt,
    probe=_branching,
    cases=lambda: [([4.0, 0.25, -1.0, 0.0],), ([9.0],)],
    hints=(
        Words(
            "`torch.where` computes both sides for all elements. What is the slope of the root at 0?",
            "`torch.where` 对所有元素把两边都算了。根号在 0 处的斜率是多少？",
        ),
        Words(
            "So it takes two: one before the root, that puts 1 where x is not positive, one after, that puts 0 there.",
            "所以要用两次：开方之前一次，把不是正数的地方换成 1；开方之后一次，把那些地方换成 0。",
        ),
        Words(
            "`inside = torch.where(x > 0, x, torch.ones_like(x))`, then the same with `inside.sqrt()` and zeros.",
            "先写 `inside = torch.where(x > 0, x, torch.ones_like(x))`，再对 `inside.sqrt()` 和零照样做一次。",
        ),
    ),
    solution="""\
def safe_sqrt(x):
    inside = torch.where(x > 0, x, torch.ones_like(x))  #| en: harmless for the root | zh: 开方不会出事
    return torch.where(x > 0, inside.sqrt(), torch.zeros_like(x))
""",
    remark=Words(
        "The same trick guards logarithms, divisions and norms in every library with static graphs.",
        "对数、除法、范数也用同样的办法来保护；凡是静态图的库都少不了它。",
    ),
    mistakes=(
        Mistake(lambda x: torch.where(x > 0, x.sqrt(), torch.zeros_like(x)), NOT_A_NUMBER),
        Mistake(
            lambda x: x.clamp(min=0).sqrt(),
            Words(
                "At 0 the slope of the root is infinite, and `clamp` only multiplies it by 0 or 1: inf or nan.",
                "根号在 0 处的斜率是无穷大，`clamp` 只是再乘上 0 或 1：结果是 inf 或 nan。",
            ),
        ),
        Mistake(
            lambda x: x.abs().sqrt() * (x > 0),
            Words(
                "Nearly. At x = 0 the slope of the root is infinite, and times 0 it is nan.",
                "差一点。x = 0 处根号的斜率是无穷大，乘以 0 得到 nan。",
            ),
        ),
        Mistake(
            _one_by_one,
            Words(
                "Values and gradient are right. But `if` asks a tensor for its number, and so there is no plan. Say it "
                "with `torch.where`.",
                "值和梯度都对。但是 `if` 要张量交出数来，所以没有计划可用。请改用 `torch.where`。",
            ),
        ),
        Mistake(
            _no_second_where,
            Words(
                "Where x is not positive this gives 1. A second `torch.where`, after the root, puts 0 there.",
                "x 不是正数的地方得到了 1。开方之后再用一次 `torch.where`，把那里换成 0。",
            ),
        ),
    ),
)


# --- 07.tapes: a tape on a tape ------------------------------------------------------------------------

FUNCTIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "x ** 3": lambda x: x * x * x,
    "sin(2 x)": lambda x: torch.sin(2 * x),
    "exp(2 x)": lambda x: (2 * x).exp(),
}


def second_derivative(f: Callable[[Tensor], Tensor], x: Tensor) -> Any:
    with GradientTape() as outer:
        outer.watch(x)
        with GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x)


def _of_function(answer: Callable[..., Any], f: str, x: float) -> Any:
    return answer(FUNCTIONS[f], torch.tensor(x))


def _first(f: Callable[[Tensor], Tensor], x: Tensor) -> Any:
    with GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x)


def _outside(f: Callable[[Tensor], Tensor], x: Tensor) -> Any:
    with GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(tape.gradient(y, x), x)


def _applied_twice(f: Callable[[Tensor], Tensor], x: Tensor) -> Any:
    return _first(lambda v: f(f(v)), x)


TAPES = ProbedExercise(
    name="07.tapes",
    task=Words("the second derivative with two tapes", "用两条梯度带求二阶导数"),
    reference=second_derivative,
    probe=_of_function,
    cases=lambda: [("x ** 3", 2.0), ("sin(2 x)", 0.5), ("exp(2 x)", -0.5)],
    hints=(
        Words(
            "Two `with GradientTape() as ...` , one inside the other. Both must watch `x`.",
            "两个 `with GradientTape() as ...`，一个套在另一个里面。两条都要 `watch(x)`。",
        ),
        Words(
            "The inner one gives f'(x). This must happen while the outer one is still on: only then is it recorded.",
            "里面那条给出 f'(x)。这一步必须在外面那条还开着的时候做，才会被它记录下来。",
        ),
        Words(
            "`slope = inner.gradient(f(x), x)` inside `outer`, and behind it `outer.gradient(slope, x)`.",
            "在 `outer` 里面取 `inner` 的梯度，记作 `slope`；在 `outer` 之后写 `outer.gradient(slope, x)`。",
        ),
    ),
    solution="""\
from autograd_lab.compat import GradientTape


def second_derivative(f, x):
    with GradientTape() as outer:
        outer.watch(x)
        with GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        slope = inner.gradient(y, x)  #| en: the outer tape still runs | zh: 外面那条还在记录
    return outer.gradient(slope, x)
""",
    remark=Words(
        "In PyTorch's words it is `create_graph=True`: the way back is recorded like any other computation.",
        "用 PyTorch 的说法就是 `create_graph=True`：往回走的那一趟，也像别的计算一样记录下来。",
    ),
    mistakes=(
        Mistake(_first, Words("This is the first derivative.", "这是一阶导数。")),
        Mistake(
            _outside,
            Words(
                "None: the first derivative was taken after the tape had stopped, so it was not recorded. Take it "
                "inside of an outer tape.",
                "得到 None：一阶导数是在梯度带停止之后才求的，没有被记录。要在外面那条梯度带里面求。",
            ),
        ),
        Mistake(
            lambda f, x: _first(f, x) ** 2,
            Words(
                "The square of the first derivative is not the second one.",
                "一阶导数的平方不是二阶导数。",
            ),
        ),
        Mistake(
            _applied_twice,
            Words(
                "This is the derivative of f(f(x)). Differentiate twice; do not apply f twice.",
                "这是 f(f(x)) 的导数。要求两次导，而不是把 f 用两次。",
            ),
        ),
    ),
)


EXERCISES: tuple[Exercise, ...] = (ROOT, LAST_STEP, TREE, RECORDINGS, WHERE, TAPES)
