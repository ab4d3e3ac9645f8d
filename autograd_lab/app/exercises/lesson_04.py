"""Lesson 4, the chain rule: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.words import Words

TITLE = Words("Derivatives and the chain rule", "导数与链式法则")

Graph = dict[str, list[tuple[str, float]]]
Pair = tuple[float, float]


@dataclass(frozen=True)
class Shown:
    """A function that a case can show: its text is its formula."""

    formula: str
    function: Callable[[Any], Any]

    def __call__(self, x: Any) -> Any:
        return self.function(x)

    def __repr__(self) -> str:
        return self.formula


# --- 04.numerical: the central difference quotient -------------------------------------------------


def numerical(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x - h)) / (2 * h)


NUMERICAL = FunctionExercise(
    name="04.numerical",
    task=Words("the central difference quotient", "中心差商"),
    reference=numerical,
    # Large steps: the quotients must differ by more than rounding.
    cases=lambda: [
        (Shown("x ** 3", lambda x: x**3), 2.0, 0.5),
        (Shown("1 / x", lambda x: 1 / x), 1.0, 0.25),
        (Shown("5 * x", lambda x: 5 * x), -1.0, 0.1),
    ],
    hints=(
        Words(
            "Two points, one step to the right and one to the left of x. How far are they apart?",
            "两个点，一个在 x 右边一步，一个在左边一步。它们相距多远？",
        ),
        Words(
            "The difference of the values, divided by the distance 2h. Mind the brackets around `2 * h`.",
            "函数值之差，除以距离 2h。注意 `2 * h` 要加括号。",
        ),
        Words(
            "`(f(x + h) - f(x - h)) / (2 * h)`",
            "照这样写：`(f(x + h) - f(x - h)) / (2 * h)`",
        ),
    ),
    solution="""\
def numerical(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    remark=Words(
        "With this line every gradient in this course can be checked, and the library's own tests do so.",
        "这门课里的每一个梯度，都可以用这一行来核对；库自己的测试也是这么做的。",
    ),
    mistakes=(
        Mistake(
            lambda f, x, h: (f(x + h) - f(x)) / h,
            Words(
                "This is the one-sided quotient. The central one steps to both sides, f(x + h) and f(x - h), and "
                "divides by 2h.",
                "这是单边的差商。中心差商向两边各走一步，用 f(x + h) 和 f(x - h)，再除以 2h。",
            ),
        ),
        Mistake(
            lambda f, x, h: (f(x + h) - f(x - h)) / h,
            Words(
                "Twice too large: the two points are 2h apart, not h.",
                "大了一倍：两个点相距 2h，而不是 h。",
            ),
        ),
        Mistake(
            lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h,
            Words(
                "`/ 2 * h` divides by 2 and then multiplies by h. Write `/ (2 * h)`.",
                "`/ 2 * h` 是先除以 2，再乘以 h。请写成 `/ (2 * h)`。",
            ),
        ),
        Mistake(
            lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h),
            Words("The sign is reversed: right minus left.", "符号反了：应当用右边减左边。"),
        ),
        Mistake(
            lambda f, x, h: (f(x + h / 2) - f(x - h / 2)) / h,
            Words(
                "A good quotient, but with steps of h/2. Step by h to each side, as in the formula.",
                "差商本身没问题，但步子是 h/2。请像公式里那样，向两边各走 h。",
            ),
        ),
        Mistake(
            lambda f, x, h: f(x + h) - f(x - h),
            Words(
                "This is how much the value changes. The slope is the change per distance: divide by 2h.",
                "这是函数值的变化量。斜率是单位距离上的变化，要除以 2h。",
            ),
        ),
        Mistake(
            lambda f, x, h: (f(x) - f(x - h)) / h,
            Words(
                "This looks to the left side only. Take f(x + h) and f(x - h), and divide by 2h.",
                "这只看了左边。请用 f(x + h) 和 f(x - h)，再除以 2h。",
            ),
        ),
    ),
)


# --- 04.sigmoid: a chain by rule -------------------------------------------------------------------


def sigmoid_slope(z: Tensor) -> Tensor:
    s = torch.sigmoid(z)
    return s * (1 - s)


SIGMOID = FunctionExercise(
    name="04.sigmoid",
    task=Words("the derivative of the sigmoid", "sigmoid 的导数"),
    reference=sigmoid_slope,
    cases=lambda: [(torch.tensor([-2.0, 0.0, 0.5, 3.0]),), (torch.tensor([[1.0], [-1.5]]),)],
    hints=(
        Words(
            "Split the fraction: e⁻ᶻ/(1+e⁻ᶻ)² is 1/(1+e⁻ᶻ) times e⁻ᶻ/(1+e⁻ᶻ). What is each factor called?",
            "把分式拆开：e⁻ᶻ/(1+e⁻ᶻ)² 等于 1/(1+e⁻ᶻ) 乘以 e⁻ᶻ/(1+e⁻ᶻ)。这两个因子各是什么？",
        ),
        Words(
            "The first factor is σ, the second is 1 − σ.",
            "第一个因子是 σ，第二个是 1 − σ。",
        ),
        Words(
            "Compute `s = torch.sigmoid(z)` once and return `s * (1 - s)`.",
            "先算一次 `s = torch.sigmoid(z)`，再返回 `s * (1 - s)`。",
        ),
    ),
    solution="""\
def sigmoid_slope(z):
    s = torch.sigmoid(z)
    return s * (1 - s)
""",
    remark=Words(
        "It is never larger than 1/4. Keep that in mind: in a chain of many sigmoids the gradient shrinks "
        "fourfold or "
        "more at each.",
        "它最大不超过 1/4。请记住这一点：许多 sigmoid 连成一条链时，每过一个，梯度至少缩小到四分之一。",
    ),
    mistakes=(
        Mistake(
            torch.sigmoid,
            Words("This is the sigmoid itself, not its slope.", "这是 sigmoid 本身，不是它的导数。"),
        ),
        Mistake(
            lambda z: 1 - torch.sigmoid(z),
            Words("One factor is missing: multiply by σ(z).", "少了一个因子：还要乘以 σ(z)。"),
        ),
        Mistake(
            lambda z: z * (1 - z),
            Words(
                "σ(1 − σ) is meant with σ = σ(z), not with z: apply the sigmoid first.",
                "σ(1 − σ) 里的 σ 指的是 σ(z)，而不是 z：要先取 sigmoid。",
            ),
        ),
        Mistake(
            lambda z: -torch.sigmoid(z) * (1 - torch.sigmoid(z)),
            Words(
                "The sign is reversed: the sigmoid rises everywhere. Two minus signs cancel.",
                "符号反了：sigmoid 处处上升。两个负号应当抵消。",
            ),
        ),
        Mistake(
            lambda z: torch.sigmoid(z) * (1 - z),
            Words("In the second factor, too, it is σ(z), not z.", "第二个因子里也应当是 σ(z)，不是 z。"),
        ),
        Mistake(
            lambda z: (torch.sigmoid(z) * (1 - torch.sigmoid(z))).sum(),
            Words(
                "One slope for each element is asked for: leave out the sum.",
                "要的是每个元素一个导数：不要求和。",
            ),
        ),
    ),
)


# --- 04.gradient: two partial derivatives ----------------------------------------------------------


def line_gradient(w: float, b: float, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    error = w * x + b - y
    return (2 * error * x).mean(), (2 * error).mean()


def _people() -> list[tuple[float, float, Tensor, Tensor]]:
    x, y = torch.tensor([1.0, -2.0, 0.5, 3.0]), torch.tensor([2.0, 1.0, -1.0, 4.0])
    return [(2.0, 0.5, x, y), (-1.0, 3.0, x[:3], y[:3])]


GRADIENT = FunctionExercise(
    name="04.gradient",
    task=Words("the gradient of the mean squared error", "均方误差的梯度"),
    reference=line_gradient,
    cases=_people,
    hints=(
        Words(
            "Compute the errors `w * x + b - y` once. The first partial derivative is the formula above, as code.",
            "误差 `w * x + b - y` 先算一次。第一个偏导数，把上面的公式写成代码就是。",
        ),
        Words(
            "For b the last step of the chain is different: how much does w·x + b − y change when b changes by 1?",
            "对 b 来说，链上的最后一步不同：b 增加 1，w·x + b − y 变化多少？",
        ),
        Words(
            "`(2 * error * x).mean(), (2 * error).mean()`",
            "照这样写：`(2 * error * x).mean(), (2 * error).mean()`",
        ),
    ),
    solution="""\
def line_gradient(w, b, x, y):
    error = w * x + b - y
    #| en: the error changes by x with w, and by 1 with b
    #| zh: w 变化时误差按 x 变化，b 变化时按 1 变化
    return (2 * error * x).mean(), (2 * error).mean()
""",
    remark=Words(
        "At the bottom of the valley both are zero: the errors average out, and have nothing left in common with x.",
        "到了谷底两者都为零：误差的平均值为零，而且不再和 x 有任何关联。",
    ),
    mistakes=(
        Mistake(
            lambda w, b, x, y: ((2 * (w * x + b - y) * x).sum(), (2 * (w * x + b - y)).sum()),
            Words(
                "Off by the factor N: the loss is a mean, so its derivative is a mean as well.",
                "差了 N 倍：损失是平均值，它的导数也是平均值。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: (((w * x + b - y) * x).mean(), (w * x + b - y).mean()),
            Words(
                "Off by a factor of 2: the square brings its exponent down.",
                "差了一个因子 2：对平方求导时，指数 2 要拿到前面来。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: ((2 * (y - w * x - b) * x).mean(), (2 * (y - w * x - b)).mean()),
            Words(
                "The sign is reversed: the error is prediction minus truth.",
                "符号反了：误差是预测减去真实值。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: ((2 * (w * x + b - y)).mean(), (2 * (w * x + b - y) * x).mean()),
            Words(
                "The two are exchanged: first the derivative with respect to w, then to b.",
                "两个写反了：先是对 w 的导数，再是对 b 的。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: ((2 * (w * x + b - y)).mean() * x.mean(), (2 * (w * x + b - y)).mean()),
            Words(
                "The mean of a product is not the product of the means: multiply person by person, then average.",
                "乘积的平均不等于平均的乘积：先逐个人相乘，再求平均。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: torch.stack(line_gradient(w, b, x, y)),
            Words(
                "The numbers are right. Return two of them, `return a, b`, not one tensor.",
                "数都对了。请返回两个数，写成 `return a, b`，不要合成一个张量。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: (2 * (w * x + b - y) * x, 2 * (w * x + b - y)),
            Words(
                "These are the contributions of each person. The gradient is one number per parameter: average them.",
                "这是每个人各自的贡献。梯度对每个参数只有一个数：要求平均。",
            ),
        ),
        Mistake(
            lambda w, b, x, y: ((2 * (w * x + b - y) * x).mean(), (2 * (w * x + b - y) * b).mean()),
            Words(
                "When b changes by 1 the prediction changes by 1, whatever b is: no factor b.",
                "b 增加 1，预测就增加 1，和 b 本身多大无关：不要乘以 b。",
            ),
        ),
    ),
)


# --- 04.swish: two paths ---------------------------------------------------------------------------


def swish_slope(x: Tensor) -> Tensor:
    s = torch.sigmoid(x)
    return s + x * s * (1 - s)


SWISH = FunctionExercise(
    name="04.swish",
    task=Words("a value that is used twice", "用了两次的值"),
    reference=swish_slope,
    cases=lambda: [(torch.tensor([-1.5, 0.0, 0.5, 2.0]),), (torch.tensor(1.5),)],
    hints=(
        Words(
            "First path: x goes into the product directly. What is the local derivative of a product with respect to "
            "its first factor?",
            "第一条路：x 直接进入乘法。乘积对第一个因子的局部导数是什么？",
        ),
        Words(
            "Second path: through σ, with the slope σ(1 − σ), and then through the product, with the slope x.",
            "第二条路：先经过 σ，局部导数是 σ(1 − σ)；再经过乘法，局部导数是 x。",
        ),
        Words(
            "With `s = torch.sigmoid(x)`: `s + x * s * (1 - s)`.",
            "设 `s = torch.sigmoid(x)`，则为 `s + x * s * (1 - s)`。",
        ),
    ),
    solution="""\
def swish_slope(x):
    s = torch.sigmoid(x)
    direct = s  #| en: x straight into the product | zh: x 直接进入乘法
    through = x * s * (1 - s)  #| en: x through the sigmoid | zh: x 经过 sigmoid
    return direct + through
""",
    remark=Words(
        "Whenever a value is used twice, gradients are added. Lesson 5 calls it accumulation.",
        "一个值只要用了两次，梯度就要相加。第 5 课把这叫作累加。",
    ),
    mistakes=(
        Mistake(
            lambda x: x * torch.sigmoid(x) * (1 - torch.sigmoid(x)),
            Words(
                "This is only the path through the sigmoid. x also goes into the product directly: add that path.",
                "这只是经过 sigmoid 的那条路。x 还直接进入了乘法：把那条路也加上。",
            ),
        ),
        Mistake(
            torch.sigmoid,
            Words(
                "This is only the direct path, as if σ(x) were a constant. Add the path through the sigmoid.",
                "这只是直接的那条路，好像 σ(x) 是常数一样。还要加上经过 sigmoid 的那条。",
            ),
        ),
        Mistake(
            lambda x: torch.sigmoid(x) * (1 - torch.sigmoid(x)),
            Words(
                "This is the slope of σ alone. Follow both paths from x to the product.",
                "这只是 σ 的导数。请沿着从 x 到乘法的两条路走。",
            ),
        ),
        Mistake(
            lambda x: torch.sigmoid(x) + torch.sigmoid(x) * (1 - torch.sigmoid(x)),
            Words(
                "On the second path a factor is missing: the product's slope with respect to σ is x.",
                "第二条路上少了一个因子：乘积对 σ 的局部导数是 x。",
            ),
        ),
        Mistake(
            lambda x: torch.sigmoid(x) * x * torch.sigmoid(x) * (1 - torch.sigmoid(x)),
            Words(
                "Along a path one multiplies, but two paths are added.",
                "沿一条路是相乘，而两条路之间是相加。",
            ),
        ),
        Mistake(
            lambda x: x * torch.sigmoid(x),
            Words("This is the function itself, not its slope.", "这是函数本身，不是它的导数。"),
        ),
    ),
)


# --- 04.paths: the sum over all paths --------------------------------------------------------------


def path_sum(graph: Graph, start: str, end: str) -> float:
    if start == end:
        return 1.0
    return sum(local * path_sum(graph, node, end) for node, local in graph.get(start, []))


def _graphs() -> list[tuple[Graph, str, str]]:
    swish: Graph = {"x": [("s", 0.1491), ("f", 0.8176)], "s": [("f", 1.5)]}
    diamonds: Graph = {
        "a": [("b", 2.0), ("c", 3.0)],
        "b": [("d", 5.0)],
        "c": [("d", 7.0), ("e", -1.0)],
        "d": [("e", 0.5)],
    }
    return [(swish, "x", "f"), (diamonds, "a", "e"), (diamonds, "a", "d"), (diamonds, "b", "c"), (swish, "x", "x")]


def _longest_only(graph: Graph, start: str, end: str) -> float:
    if start == end:
        return 1.0
    return max((local * _longest_only(graph, node, end) for node, local in graph.get(start, [])), default=0.0)


def _first_only(graph: Graph, start: str, end: str) -> float:
    if start == end:
        return 1.0
    for node, local in graph.get(start, []):
        return local * _first_only(graph, node, end)
    return 0.0


def _added(graph: Graph, start: str, end: str) -> float:
    if start == end:
        return 1.0
    return sum(local + _added(graph, node, end) for node, local in graph.get(start, []))


def _multiplied(graph: Graph, start: str, end: str) -> float:
    if start == end:
        return 1.0
    product = 1.0
    for node, local in graph.get(start, []):
        product *= local * _multiplied(graph, node, end)
    return product


def _from_zero(graph: Graph, start: str, end: str) -> float:
    if start == end:
        return 0.0
    return sum(local * _from_zero(graph, node, end) for node, local in graph.get(start, []))


PATHS = FunctionExercise(
    name="04.paths",
    task=Words("the sum over all paths of a graph", "对图中所有路径求和"),
    reference=path_sum,
    cases=_graphs,
    hints=(
        Words(
            "The simplest case first: from `end` to itself the derivative is 1.",
            "先写最简单的情形：从 `end` 到它自己，导数是 1。",
        ),
        Words(
            "Otherwise go through the arrows `for node, local in graph.get(start, [])` and add up "
            "`local * path_sum(graph, node, end)`.",
            "否则，用 `for node, local in graph.get(start, [])` 走过各条箭头，把 `local * path_sum(graph, node, "
            "end)` 加起来。",
        ),
        Words(
            "Start the total at 0: a node from which no path leads to `end` has derivative 0.",
            "总和从 0 开始：如果从某个节点没有路通到 `end`，导数就是 0。",
        ),
    ),
    solution="""\
def path_sum(graph, start, end):
    if start == end:
        return 1.0
    total = 0.0  #| en: no way there: no influence | zh: 没有路，就没有影响
    for node, local in graph.get(start, []):
        total += local * path_sum(graph, node, end)
    return total
""",
    remark=Words(
        "Right, for any graph. But it visits a node again for every path that leads there: next comes why that "
        "is fatal.",
        "对任何图都是正确的。不过，每有一条路通到某个节点，它就把那个节点再算一遍：接下来就看到，这是致命的。",
    ),
    mistakes=(
        Mistake(
            _first_only,
            Words(
                "Only the first arrow of each node is followed. Add up over all of them, and return after the loop.",
                "每个节点只走了第一条箭头。要对所有箭头求和，循环结束之后再返回。",
            ),
        ),
        Mistake(
            _longest_only,
            Words(
                "This takes only the largest contribution. All paths count: add them up.",
                "这只取了最大的一份。每条路都算数：请加起来。",
            ),
        ),
        Mistake(
            _added,
            Words(
                "Along a path local derivatives are multiplied, not added.",
                "沿一条路，局部导数是相乘，不是相加。",
            ),
        ),
        Mistake(
            _multiplied,
            Words(
                "Different paths are added. The product belongs along one path only.",
                "不同的路之间是相加。相乘只用在同一条路上。",
            ),
        ),
        Mistake(
            _from_zero,
            Words(
                "The derivative of a node with respect to itself is 1. With 0 every product becomes 0.",
                "一个节点对自己的导数是 1。如果写成 0，所有的乘积都会变成 0。",
            ),
        ),
    ),
)


# --- 04.pair: forward mode -------------------------------------------------------------------------


def multiply(a: Pair, b: Pair) -> Pair:
    return a[0] * b[0], a[1] * b[0] + a[0] * b[1]


PAIR = FunctionExercise(
    name="04.pair",
    task=Words("a product that carries its slope", "带着导数的乘法"),
    reference=multiply,
    cases=lambda: [((3.0, 1.0), (5.0, 0.0)), ((3.0, 1.0), (3.0, 1.0)), ((2.0, 0.5), (-4.0, 7.0))],
    hints=(
        Words(
            "The value is the product of the values. For the slope look at the line f · g of the table.",
            "值就是两个值的乘积。导数请看表里 f · g 那一行。",
        ),
        Words(
            "f' g + f g': the slope of the first times the value of the second, plus the other way round.",
            "f' g + f g'：前一个的导数乘后一个的值，再加上反过来的一份。",
        ),
        Words(
            "`a[0] * b[0], a[1] * b[0] + a[0] * b[1]`",
            "照这样写：`a[0] * b[0], a[1] * b[0] + a[0] * b[1]`",
        ),
    ),
    solution="""\
def multiply(a, b):
    value_a, slope_a = a
    value_b, slope_b = b
    return value_a * value_b, slope_a * value_b + value_a * slope_b
""",
    remark=Words(
        "Try (3, 1) times (3, 1): the slope of x² at 3 is 6, and both paths are in it by themselves.",
        "试试 (3, 1) 乘 (3, 1)：x² 在 3 处的导数是 6，两条路都自动算进去了。",
    ),
    mistakes=(
        Mistake(
            lambda a, b: (a[0] * b[0], a[1] * b[1]),
            Words(
                "The slope of a product is not the product of the slopes: f' g + f g'.",
                "乘积的导数不等于导数的乘积：应当是 f' g + f g'。",
            ),
        ),
        Mistake(
            lambda a, b: (a[0] * b[0], a[1] + b[1]),
            Words(
                "That is the rule for sums. In a product each slope is multiplied by the other value.",
                "这是加法的规则。在乘法里，每个导数都要乘上另一个值。",
            ),
        ),
        Mistake(
            lambda a, b: (a[0] * b[0], a[1] * b[0]),
            Words(
                "Only the first factor moves here. If the second moves, too, add a[0] * b[1].",
                "这里只有第一个因子在动。第二个也会动，还要加上 a[0] * b[1]。",
            ),
        ),
        Mistake(
            lambda a, b: (a[0] * b[0], a[0] * a[1] + b[0] * b[1]),
            Words(
                "Each slope belongs with the value of the *other* factor.",
                "每个导数要乘的是*另一个*因子的值。",
            ),
        ),
        Mistake(
            lambda a, b: a[1] * b[0] + a[0] * b[1],
            Words(
                "The slope is right. Return the pair: value first, then slope.",
                "导数对了。请返回一对数：先是值，再是导数。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (NUMERICAL, SIGMOID, GRADIENT, SWISH, PATHS, PAIR)
