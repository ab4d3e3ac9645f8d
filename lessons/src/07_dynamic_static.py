# Lesson 7. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 07
# minutes: 60
# needs: 06

# %% [markdown] key="title" lang="en"
# # Dynamic and static graphs
#
# So far the computation graph simply appeared: you computed, the library wrote down. It writes down *this* run, and
# the next run may be another. So a loop may be as long as its numbers want it to be, a function may call itself, a
# network may throw dice for its depth, and everything can still be differentiated. That is a **dynamic graph**, and
# it is why PyTorch feels like Python.
#
# It has a price: the same graph is built a million times. The other way is the **static graph**: recorded once,
# improved, then run again and again, without Python. You will see both, measure what a static graph gains, and find
# the places where it cannot follow.
#
# You need lesson 6. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 动态图与静态图
#
# 到现在为止，计算图都是自己冒出来的：你算，库就记。它记的只是*这一次*运行，下一次可以完全不同。所以循环要走多少步，
# 可以由数值说了算；函数可以调用自己；网络可以掷骰子决定有多深。不管怎样，照样能求导。这就是**动态图**，
# PyTorch 用起来就像普通的 Python，原因就在这里。
#
# 代价是：同样的图，要建上百万次。另一种办法是**静态图**：只记录一次，加以改进，然后一遍遍地运行，不再经过 Python。
# 这一课把两种都看一看，量一量静态图赚到了什么，再找出它跟不上的地方。
#
# 需要先完成第 6 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import time

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("07", lang="{{lang}}")

# %% [markdown] key="loop" lang="en"
# ## 1. A loop that decides for itself
#
# How does a computer find a square root? If $x$ is too large for $\sqrt a$, then $a / x$ is too small, so take the
# middle of both:
#
# $$x_{\text{new}} = \frac{1}{2} \left( x + \frac{a}{x} \right)$$
#
# This rule is at least 2000 years old, and it is Newton's method for $x^2 = a$. How many steps it takes depends on $a$. We
# write it as anybody would, and ask for the derivative of the result. It should be $\frac{1}{2 \sqrt a}$, of which
# nobody has told the library anything.

# %% [markdown] key="loop" lang="zh"
# ## 1. 自己决定走多少步的循环
#
# 计算机怎样求平方根？如果 $x$ 比 $\sqrt a$ 大，那么 $a / x$ 就比它小，于是取两者的中点：
#
# $$x_{\text{new}} = \frac{1}{2} \left( x + \frac{a}{x} \right)$$
#
# 这个办法至少有两千年历史了，它就是用牛顿法解 $x^2 = a$。要走多少步，取决于 $a$。我们就按最平常的写法来写，
# 再问一问结果的导数。它应当是 $\frac{1}{2 \sqrt a}$，可是没有谁告诉过库这件事。

# %% key="loop-code"
def root(a):
    x, steps = a, 0
    while abs(x * x - a) > 1e-5 * a:
        x = (x + a / x) / 2
        steps += 1
    return x, steps


print("       a  steps      root     slope  1/(2 root)")
for number in (0.01, 0.25, 2.0, 50.0, 10000.0):
    a = torch.tensor(number, requires_grad=True)
    x, steps = root(a)
    x.backward()
    print(f"{number:8} {steps:6} {x.item():9.4f} {a.grad.item():9.4f} {1 / (2 * number**0.5):11.4f}")

# %% [markdown] key="diary" lang="en"
# The graph has no loop in it. It is the diary of one run: three steps leave three times the same three operations,
# one behind the other. Here it is for $a = 2$, then for $a = 50$ with `before=`, which marks what is new.

# %% [markdown] key="diary" lang="zh"
# 图里并没有循环。图是一次运行的日记：走了三步，就留下三遍同样的三个运算，一遍接着一遍。下面是 $a = 2$ 时的图，
# 再下面是 $a = 50$ 时的，用 `before=` 标出新增的部分。

# %% key="diary-two" tags=["translated-output"]
a = torch.tensor(2.0, requires_grad=True)
short = lab.viz.graph(root(a)[0])
short

# %% key="diary-fifty" tags=["translated-output"]
a = torch.tensor(50.0, requires_grad=True)
lab.viz.graph(root(a)[0], before=short)

# %% [markdown] key="trap" lang="en"
# Where is the comparison of `while`? It gave a truth value to Python and left nothing behind. **The graph knows only
# the path that was taken, not why.** Mostly that is right. But look at $a = 1$:

# %% [markdown] key="trap" lang="zh"
# `while` 的那个比较到哪里去了？它把真假交给了 Python，什么也没留下。**图只知道走过的路，不知道为什么走这条路。**
# 多数时候这没有问题。可是看看 $a = 1$：

# %% key="trap-code"
a = torch.tensor(1.0, requires_grad=True)
x, steps = root(a)
x.backward()
print(steps, x.item(), a.grad.item())

# %% [markdown] key="root-task" lang="en"
# The value is right, the derivative should be 0.5. The start was already the root, so no step was taken, and the
# function returned `a` itself. Its derivative is 1.
#
# ### Exercise 1: a cube root
#
# Write `cube_root(a)` for a positive tensor with one number. Begin with $x = a$ and take steps of Newton's method for
# $x^3 = a$,
#
# $$x_{\text{new}} = \frac{1}{3} \left( 2 x + \frac{a}{x^2} \right)$$
#
# until $|x^3 - a| \le 10^{-10} a$ (the tensors of the check are float64). The derivative must be right for $a = 1$
# too.

# %% [markdown] key="root-task" lang="zh"
# 值没有错，导数却应当是 0.5。起点恰好就是根，于是一步也没走，函数返回的是 `a` 本身，它的导数是 1。
#
# ### 练习 1：立方根
#
# 写出 `cube_root(a)`，输入是只有一个数的正张量。从 $x = a$ 开始，用牛顿法解 $x^3 = a$，每一步是
#
# $$x_{\text{new}} = \frac{1}{3} \left( 2 x + \frac{a}{x^2} \right)$$
#
# 直到 $|x^3 - a| \le 10^{-10} a$（检查时用的张量是 float64）。$a = 1$ 时导数也要对。

# %% key="root" exercise="07.root"
def cube_root(a):
    ...

# %% key="root-check" check="07.root"
lab.check("07.root", cube_root)

# %% [markdown] key="last" lang="en"
# ## 2. Which step carries the derivative?
#
# Every step keeps its values for the way back. Is this memory well spent? Differentiate one step with the chain rule:
#
# $$\frac{d x_{\text{new}}}{d a} = \frac{1}{2} \left( 1 - \frac{a}{x^2} \right) \frac{d x}{d a} + \frac{1}{2 x}$$
#
# The first summand is the share of the steps before, the second that of the step itself. At the end $x^2 = a$, and
# the bracket is zero: whatever derivative the steps before had, it is forgotten.
# Watch it vanish:

# %% [markdown] key="last" lang="zh"
# ## 2. 导数由哪一步带来？
#
# 每一步都为往回走保留了值。这些内存花得值吗？用链式法则对其中一步求导：
#
# $$\frac{d x_{\text{new}}}{d a} = \frac{1}{2} \left( 1 - \frac{a}{x^2} \right) \frac{d x}{d a} + \frac{1}{2 x}$$
#
# 第一项是前面各步的那一份，第二项是这一步自己的。到最后 $x^2 = a$，括号为零：前面各步的导数不管是多少，全都忘掉了。看它怎样消失：

# %% key="last-code"
a = torch.tensor(50.0, requires_grad=True)
x = a
print("step      root    slope  share of the steps before")
for step in range(1, 9):
    share = (1 - a / (x * x)) / 2
    x = (x + a / x) / 2
    (slope,) = torch.autograd.grad(x, a, retain_graph=True)  #| en: the next step still needs it | zh: 下一步还要用这张图
    print(f"{step:4} {x.item():9.4f} {slope.item():8.5f} {share.item():8.4f}")

# %% [markdown] key="last-task" lang="en"
# ### Exercise 2: record only the last step
#
# Write `light_root(a)`: the same square root with the same derivative, but a graph of one step, however long the loop
# is. First find the root under `torch.no_grad()`, until $|x^2 - a| \le 10^{-10} a$; then take one more step that is
# recorded.

# %% [markdown] key="last-task" lang="zh"
# ### 练习 2：只记录最后一步
#
# 写出 `light_root(a)`：平方根和导数都同上，但不管循环多长，图里只有一步。先在 `torch.no_grad()` 下面找到根，
# 直到 $|x^2 - a| \le 10^{-10} a$；然后再走一步，这一步要记录。

# %% key="last-step" exercise="07.last_step"
def light_root(a):
    ...

# %% key="last-step-check" check="07.last_step"
lab.check("07.last_step", light_root)

# %% [markdown] key="recursion" lang="en"
# ## 3. Functions that call themselves
#
# Data are often trees: sentences, molecules, programs, circuits. The natural function for a tree calls itself for the
# branches: **recursion**. Take a circuit of resistors. In series resistances add up; in parallel their reciprocals do.
# The graph looks like the circuit.

# %% [markdown] key="recursion" lang="zh"
# ## 3. 调用自己的函数
#
# 数据常常是树：句子、分子、程序、电路。处理树最自然的办法，是让函数对每个分支调用自己，这叫作**递归**。
# 就拿电阻组成的电路来说：串联时电阻相加，并联时电阻的倒数相加。图的样子，就是电路的样子。

# %% key="circuit"
def resistance(circuit):
    if isinstance(circuit, torch.Tensor):
        return circuit
    how, *parts = circuit
    values = torch.stack([resistance(part) for part in parts])
    return values.sum() if how == "series" else 1 / (1 / values).sum()


r1, r2, r3, r4 = (torch.tensor(ohm, requires_grad=True) for ohm in (10.0, 30.0, 4.0, 6.0))
fork = ("parallel", r2, ("series", r3, r4))
circuit = ("series", r1, fork)

total = resistance(circuit)
total.backward()
print(f"{total.item():.2f} ohm")
print("slopes:", [round(r.grad.item(), 4) for r in (r1, r2, r3, r4)])

# %% [markdown] key="current" lang="en"
# These slopes mean something. Send 1 ampere in: all of it goes through $r_1$. At the fork the branch of
# $r_3 + r_4 = 10$ ohm takes three quarters, $r_2 = 30$ ohm one quarter. Now compare: $1$, $0.25^2 = 0.0625$,
# $0.75^2 = 0.5625$. The derivative of the total resistance with respect to one resistor is the **square of its share
# of the current**, a theorem of circuit theory that backpropagation has just found, without knowing of currents.
#
# Here is the graph of the fork alone, then that of the whole circuit.

# %% [markdown] key="current" lang="zh"
# 这几个导数是有含义的。通入 1 安培电流：全部流过 $r_1$。到了岔口，$r_3 + r_4 = 10$ 欧的支路分到四分之三，
# $r_2 = 30$ 欧的分到四分之一。再比一比：$1$，$0.25^2 = 0.0625$，$0.75^2 = 0.5625$。总电阻对某个电阻的导数，
# 等于**它所分电流比例的平方**。这是电路理论的一条定理，反向传播根本不知道什么是电流，却把它算出来了。
#
# 下面先是岔口那一部分的图，再是整个电路的图。

# %% key="fork-graph" tags=["translated-output"]
one = lab.viz.graph(resistance(fork))
one

# %% key="circuit-graph" tags=["translated-output"]
lab.viz.graph(resistance(circuit), before=one)

# %% [markdown] key="tree-task" lang="en"
# ### Exercise 3: any expression
#
# Formulas are trees, too: `("*", ("+", "x", 3.0), "x")` is $(x + 3) \cdot x$. Write `value(tree, x)`. A tree is the
# text `"x"`, a number, or a tuple: `("+", left, right)`, `("-", left, right)`, `("*", left, right)`, `("sin", part)`.
# `x` is a tensor, and the result must be differentiable with respect to it.

# %% [markdown] key="tree-task" lang="zh"
# ### 练习 3：任意的表达式
#
# 式子也是树：`("*", ("+", "x", 3.0), "x")` 就是 $(x + 3) \cdot x$。写出 `value(tree, x)`。一棵树可以是文字 `"x"`，
# 可以是一个数，也可以是元组：`("+", left, right)`、`("-", left, right)`、`("*", left, right)`、`("sin", part)`。
# `x` 是张量，结果要能对它求导。

# %% key="tree" exercise="07.tree"
def value(tree, x):
    ...

# %% key="tree-check" check="07.tree"
lab.check("07.tree", value)

# %% [markdown] key="depth" lang="en"
# ## 4. A network that throws dice
#
# A deep network can be trained with layers left out at random, other ones in each step
# ([stochastic depth](https://arxiv.org/abs/1603.09382), 2016). It trains faster, and no layer can rely on one
# particular neighbour. Each block adds something to what goes through, so leaving it out does no harm. With a dynamic
# graph this is one `if`:

# %% [markdown] key="depth" lang="zh"
# ## 4. 掷骰子的网络
#
# 训练很深的网络时，可以随机地去掉一些层，每一步去掉的都不一样（[随机深度](https://arxiv.org/abs/1603.09382)，
# 2016 年）。训练变快了，而且没有哪一层能死死依赖某个邻居。每一块只是在流过的数上加一点东西，所以去掉它也无妨。
# 有了动态图，这不过是一个 `if`：

# %% key="depth-code"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)

torch.manual_seed(0)
blocks = [nn.Linear(64, 64) for _ in range(5)]
head = nn.Linear(64, 10)
parameters = [parameter for layer in (*blocks, head) for parameter in layer.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.1)  #| en: plain gradient descent | zh: 普通的梯度下降


def deep_loss(x, y, kept):
    for layer, stays in zip(blocks, kept, strict=True):
        if stays:
            x = x + torch.relu(layer(x))
    return nn.functional.cross_entropy(head(x), y)


for step in range(4):
    kept = (torch.rand(5) < 0.6).tolist()
    optimizer.zero_grad()
    deep_loss(images[:64], labels[:64], kept).backward()
    optimizer.step()
    print("kept", *map(int, kept), "  has a gradient", *(int(layer.weight.grad is not None) for layer in blocks))

# %% [markdown] key="depth-graph" lang="en"
# A layer that was left out is not in the graph, gets no gradient, and the optimizer skips it. Two steps, two graphs:

# %% [markdown] key="depth-graph" lang="zh"
# 被去掉的层不在图里，得不到梯度，优化器也就跳过它。两步，两张图：

# %% key="depth-first" tags=["translated-output"]
first = lab.viz.graph(deep_loss(images[:64], labels[:64], [True, False, False, False, True]))
first

# %% key="depth-second" tags=["translated-output"]
lab.viz.graph(deep_loss(images[:64], labels[:64], [True, False, True, True, False]), before=first)

# %% [markdown] key="static" lang="en"
# ## 5. Record once, run often
#
# Freedom costs time. In every step the engine asks of every operation: which shapes, which dtypes, who needs a
# gradient? It makes a node, finds memory, and forgets all of it afterwards, only to do the same in the next step. And
# since it sees one operation at a time, it cannot know what comes next.
#
# For the *static* graph there are two ways. One describes it first and runs it later, as TensorFlow did at its
# beginning. The other watches an ordinary function and writes down what it does. That is `torch.compile` in PyTorch
# (2023), and `lab.compile` is the same idea in small. It records the function in its first two calls. If both did the
# same, it makes a **plan**, and from the third call on the plan runs instead of your code.
#
# Our function is an activation function of large language models, GELU, written out by hand.

# %% [markdown] key="static" lang="zh"
# ## 5. 记录一次，运行多次
#
# 自由是要花时间的。每一步、每一个运算，引擎都要问一遍：形状是什么？数据类型是什么？谁需要梯度？然后建节点、找内存，
# 过后全都忘掉，下一步再从头来过。而且它一次只看得到一个运算，不知道后面是什么。
#
# *静态*图有两条路。一条是先描述、后运行，TensorFlow 早期就是这样。另一条是看着一个普通的函数运行，把它做的事记下来。
# PyTorch 的 `torch.compile`（2023 年）走的是后一条，`lab.compile` 是它的缩小版。它在前两次调用时记录，
# 如果两次做的事一样，就定下一个**计划**；从第三次起，运行的是计划，不再是你的代码。
#
# 我们用的函数，是大语言模型里的一个激活函数 GELU，用手写的方式写出来。

# %% key="compile-code" tags=["translated-output"]
def gelu(x):
    cubic = x + 0.044715 * x * x * x
    return 0.5 * x * (1 + torch.tanh(0.79788 * cubic))


x = torch.randn(1_000_000, requires_grad=True)
fast = lab.compile(gelu, verbose=True)
for call in range(4):
    y = fast(x)
print(torch.equal(y, gelu(x)))

# %% [markdown] key="fuse" lang="en"
# The results are the same, bit for bit. What has become of the operations? `lab.compile.explain` shows both graphs.
# The first is what you know: operations of forward, then the rules of backward. The second is the plan, a small
# program of NumPy calls:

# %% [markdown] key="fuse" lang="zh"
# 结果一模一样，每一位都相同。那些运算变成了什么？`lab.compile.explain` 把两张图都列出来。前一张你已经熟悉：
# 前向的运算，然后是反向的规则。后一张就是计划，由 NumPy 调用组成的一小段程序：

# %% key="explain" tags=["translated-output"]
lab.compile.explain(gelu, x)

# %% [markdown] key="fuse-why" lang="en"
# Look at the loops `for ... in zip(blocks, ...)`. The element-wise operations have been **fused**: instead of running
# the first over a million numbers, writing a million results to memory, and reading them for the second, the plan
# takes 8192 numbers at a time through the whole chain, while they are still close to the processor, for the way to main
# memory and back takes longer than the arithmetic. In backward, too. What only the loop itself needs never takes up a million places. And since it
# is known in advance when each value is read for the last time, the places are shared: compare the two numbers in the
# line on memory.

# %% [markdown] key="fuse-why" lang="zh"
# 看看其中的循环 `for ... in zip(blocks, ...)`。逐元素的运算被**融合**了：原来是第一个运算走完一百万个数，
# 把一百万个结果写进内存，第二个运算再读出来；现在每次只取 8192 个数，趁它们还在处理器手边，一口气走完整条链，
# 因为到内存里走一个来回，比计算本身还费时间。反向也是这样。只有循环内部才用到的值，根本不会占一百万个位置。
# 而且每个值最后一次被读是在什么时候，事先就知道，所以位置可以共用：请比较讲内存的那一行里的两个数。

# %% key="speed" tags=["nbval-ignore-output"]
def milliseconds(function, *arguments, repeats=15):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return sorted(times)[repeats // 2] * 1000


def there_and_back(function):
    x.grad = None
    function(x).sum().backward()


print(f"dynamic {milliseconds(there_and_back, gelu):6.1f} ms")
print(f"plan    {milliseconds(there_and_back, fast):6.1f} ms")

# %% [markdown] key="whole" lang="en"
# A whole training step can be compiled, with `zero_grad`, `backward` and the optimizer. With a small network hardly
# any time goes into the mathematics; what is saved here is the bookkeeping.

# %% [markdown] key="whole" lang="zh"
# 整个训练步也可以编译，包括 `zero_grad`、`backward` 和优化器。网络很小的时候，花在数学上的时间没有多少，
# 这里省下的是记账的功夫。

# %% key="whole-code" tags=["nbval-ignore-output"]
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
sgd = torch.optim.SGD(model.parameters(), lr=0.1)


def train_step(x, y):
    sgd.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    sgd.step()
    return loss


planned_step = lab.compile(train_step)
print(f"dynamic {milliseconds(train_step, images[:32], labels[:32], repeats=200):6.3f} ms")
print(f"plan    {milliseconds(planned_step, images[:32], labels[:32], repeats=200):6.3f} ms")

# %% [markdown] key="drawn" lang="en"
# Drawn, the plan is three folded boxes and the optimizer: `zero_grad` empties every `.grad`, the last step of `backward`
# fills it, `SGD.step` reads it. A click on a box unfolds it; a click on a step shows its lines of the plan, and where its
# result lies in memory.

# %% [markdown] key="drawn" lang="zh"
# 画出来，计划就是三个折叠的方框加上优化器：`zero_grad` 清空每个 `.grad`，`backward` 的最后一步把它填上，`SGD.step`
# 来读取它。点一下方框就会展开；再点其中一步，会显示计划里对应的那几行，以及结果放在内存的什么位置。

# %% key="drawn-code" tags=["translated-output"]
lab.viz.graph(lab.compile.explain(train_step, images[:32], labels[:32]))

# %% [markdown] key="guards" lang="en"
# ## 6. Guards: when a plan no longer fits
#
# A plan is a list of array operations. Python is not in it. See what becomes of `print`, and of a number from
# outside, here called `bonus`:

# %% [markdown] key="guards" lang="zh"
# ## 6. 守卫：计划什么时候不再适用
#
# 计划只是一串数组运算，里面没有 Python。看看 `print` 会怎样，从外面来的数（这里叫 `bonus`）又会怎样：

# %% key="guards-code" tags=["translated-output"]
bonus = 5.0


def scaled(x, factor):
    print("Python runs")
    return (x * factor + bonus).sum()


planned = lab.compile(scaled, verbose=True)
for call in range(4):
    print(planned(torch.ones(3), 2.0))
bonus = 6.0
print(planned(torch.ones(3), 2.0))

# %% [markdown] key="guards-why" lang="en"
# Python ran in the two calls that were recorded, and then no more. The value of `bonus` had become a constant of the
# plan. So that the plan does not go on with a wrong constant, it has **guards**: before each call it is checked
# whether shapes and dtypes of the arguments, the numbers among them and everything that the function reads from
# outside are as they were. If not, the function is recorded anew. There may be several plans, one for each form of
# the arguments.
#
# The numbers *inside* a tensor are not guarded. They flow through the plan, that is its purpose.
#
# ### Exercise 4: how often?
#
# Suppose `scaled` had just been compiled, with `bonus = 5.0`, `a` of shape (8, 64) and `b` of shape (4, 64). How
# often does a new recording begin in these seven calls? (The two calls that make one plan count as one.)
#
# ```python
# planned(a, 2.0)      # 1
# planned(a, 2.0)      # 2
# planned(b, 2.0)      # 3
# planned(a, 2.0)      # 4
# planned(a, 3.0)      # 5
# planned(a + 1, 2.0)  # 6
# bonus = 6.0
# planned(a, 2.0)      # 7
# ```

# %% [markdown] key="guards-why" lang="zh"
# 被记录的那两次调用里，Python 运行了，以后就不再运行。`bonus` 的值成了计划里的一个常数。为了不让计划拿着过时的常数
# 继续算，它设有**守卫**：每次调用之前都查一遍，参数的形状和数据类型、参数里的数、函数从外面读到的一切，
# 是不是都和当初一样。不一样，就重新记录。计划可以有好几个，参数的每一种形式各有一个。
#
# 张量*里面*的数没有守卫。它们从计划里流过，计划本来就是干这个的。
#
# ### 练习 4：多少次？
#
# 假设 `scaled` 刚刚编译好，`bonus = 5.0`，`a` 的形状是 (8, 64)，`b` 的形状是 (4, 64)。下面七次调用中，
# 有几次会开始新的记录？（定下一个计划要两次调用，合起来只算一次。）
#
# ```python
# planned(a, 2.0)      # 1
# planned(a, 2.0)      # 2
# planned(b, 2.0)      # 3
# planned(a, 2.0)      # 4
# planned(a, 3.0)      # 5
# planned(a + 1, 2.0)  # 6
# bonus = 6.0
# planned(a, 2.0)      # 7
# ```

# %% key="recordings" exercise="07.recordings"
recordings = ...

# %% key="recordings-check" check="07.recordings"
lab.check("07.recordings", recordings)

# %% [markdown] key="break" lang="en"
# ## 7. Where a plan ends
#
# And the loop of section 1? Its length depends on a number in a tensor, and that is just what a plan does not look
# at:

# %% [markdown] key="break" lang="zh"
# ## 7. 计划到哪里为止
#
# 那么第 1 节的循环呢？它的长度取决于张量里的一个数，而那正是计划不看的东西：

# %% key="break-code" tags=["translated-output"]
planned_root = lab.compile(root, verbose=True)
print(planned_root(torch.tensor(50.0)))

try:
    lab.compile(root, fullgraph=True)(torch.tensor(50.0))
except RuntimeError as error:
    print(error)

# %% [markdown] key="break-why" lang="en"
# This is a **graph break**: `while`, `if`, `.item()`, `float(...)`, `print(tensor)` hand a number of a tensor to
# Python. PyTorch cuts the function into pieces there and compiles those before and behind. `lab.compile` is more
# modest and runs the whole function as it is. With `fullgraph=True` both make it an error, so that you notice.
#
# There are ways out:
#
# - Let Python decide *outside*, and compile what is between two decisions.
# - Take a fixed number of steps. Newton's method does no harm to a root that has been found already, and the loop
#   over a Python number is simply written out in the plan. In exchange it works on many numbers at once:

# %% [markdown] key="break-why" lang="zh"
# 这就是**图中断**：`while`、`if`、`.item()`、`float(...)`、`print(tensor)`，都把张量里的数交给了 Python。
# PyTorch 在这里把函数切开，前后两段分别编译。`lab.compile` 没有那么大的本事，整个函数就照原样运行。加上
# `fullgraph=True`，两者都会报错，免得你没有察觉。
#
# 出路是有的：
#
# - 让 Python 在*外面*做决定，只编译两次决定之间的部分。
# - 走固定的步数。根已经找到了，再走几步牛顿法也没有坏处；而按 Python 的数来循环，在计划里不过是一步步写开。
#   换来的好处是，许多个数可以一起算：

# %% key="fixed-code"
def roots(a, steps):
    x = a
    for _ in range(steps):
        x = (x + a / x) / 2
    return x


many = torch.linspace(0.5, 100, 200_000)
planned_roots = lab.compile(roots, fullgraph=True)
for call in range(3):
    result = planned_roots(many, 9)
print(f"largest relative error {((result - many.sqrt()) / many.sqrt()).abs().max().item():.0e}")

# %% [markdown] key="where-task" lang="en"
# - Compute both branches and choose element by element: `torch.where(condition, a, b)`. The choice is then an
#   operation of the graph like any other.
#
# ### Exercise 5: a branch without `if`
#
# Write `safe_sqrt(x)`: the square root where $x > 0$, otherwise 0, for a tensor of shape (N,). It must be possible to
# compile it with `fullgraph=True`. And the gradient must be right: $\frac{1}{2 \sqrt x}$ where $x > 0$, otherwise 0.
# Beware: `where` computes the branch that is not chosen as well.

# %% [markdown] key="where-task" lang="zh"
# - 两个分支都算，再逐个元素选择：`torch.where(condition, a, b)`。这样，选择也就成了图里的一个普通运算。
#
# ### 练习 5：不用 `if` 的分支
#
# 写出 `safe_sqrt(x)`：$x > 0$ 的地方是平方根，其余地方是 0，输入是形状为 (N,) 的张量。它要能用 `fullgraph=True` 编译。
# 梯度也要对：$x > 0$ 的地方是 $\frac{1}{2 \sqrt x}$，其余地方是 0。注意：没有选中的分支，`where` 也照样算了。

# %% key="where" exercise="07.where"
def safe_sqrt(x):
    ...

# %% key="where-check" check="07.where"
lab.check("07.where", safe_sqrt)

# %% [markdown] key="tensorflow" lang="en"
# ## 8. TensorFlow came from the other side
#
# [TensorFlow](https://arxiv.org/abs/1605.08695) began in 2015 with static graphs only. One described a graph with
# placeholders, and then had a *session* run it: fast, easy to send to a phone, and hard to debug, since an error
# appeared far from the line that caused it. A loop had to be a `tf.while_loop`.
# [Chainer](https://arxiv.org/abs/1908.00213) in the same year and [PyTorch](https://arxiv.org/abs/1912.01703) in 2017
# recorded while running instead, and researchers changed over. In 2019 TensorFlow 2 made the dynamic way its own default; PyTorch got its compiler in
# 2023. Today both have both:
#
# | | PyTorch | TensorFlow 2 |
# |---|---|---|
# | dynamic, the default | always records what needs a gradient | records inside `GradientTape` |
# | static | `torch.compile`: reads the bytecode, guards, graph breaks | `tf.function`: traces once per form of the arguments |
# | `if` on a tensor, when static | graph break | AutoGraph rewrites it as `tf.cond` |
# | gradient | `loss.backward()`, ends in `.grad` | `tape.gradient(loss, sources)`, returned |
#
# The tape is here to try: `lab.compat` has it with TensorFlow's names. One says what is to be *watched*, and gets the
# gradients back as values.

# %% [markdown] key="tensorflow" lang="zh"
# ## 8. TensorFlow 从另一头走来
#
# [TensorFlow](https://arxiv.org/abs/1605.08695) 2015 年问世时只有静态图：先用占位符描述一张图，再交给*会话*去运行。
# 它快，也容易放到手机上，但很难调试，因为报错的地方离出错的那一行很远；连一个循环都要写成 `tf.while_loop`。同一年的
# [Chainer](https://arxiv.org/abs/1908.00213) 和 2017 年的 [PyTorch](https://arxiv.org/abs/1912.01703) 则是边运行边记录，
# 研究者纷纷转了过去。2019 年，TensorFlow 2 也改为默认动态；2023 年，PyTorch 有了自己的编译器。如今两家都是两样俱全：
#
# | | PyTorch | TensorFlow 2 |
# |---|---|---|
# | 动态（默认） | 凡是需要梯度的，一律记录 | 在 `GradientTape` 里面才记录 |
# | 静态 | `torch.compile`：分析字节码，有守卫，有图中断 | `tf.function`：参数的每种形式追踪一次 |
# | 静态时遇到对张量的 `if` | 图中断 | AutoGraph 把它改写成 `tf.cond` |
# | 梯度 | `loss.backward()`，存进 `.grad` | `tape.gradient(loss, sources)`，直接返回 |
#
# 梯度带（gradient tape）在这里就可以试：`lab.compat` 提供了它，名称和 TensorFlow 的一样。先说明要*关注*（watch）谁，
# 再把梯度作为返回值拿到手。

# %% key="tape-code" tags=["translated-output"]
from autograd_lab.compat import GradientTape, constant

a = constant(50.0)
with GradientTape() as tape:
    tape.watch(a)
    x, steps = root(a)
print(steps, f"{tape.gradient(x, a).item():.4f}")

try:
    tape.gradient(x, a)
except RuntimeError as error:
    print(error)

# %% [markdown] key="tapes-task" lang="en"
# The loop is no problem here either: the tape is dynamic. It is used up after one gradient, as our graph is after
# `backward()`.
#
# ### Exercise 6: a tape on a tape
#
# Write `second_derivative(f, x)`: $f''(x)$ by two tapes, one inside the other. `x` is a tensor with one number.

# %% [markdown] key="tapes-task" lang="zh"
# 循环在这里也不成问题：梯度带是动态的。求过一次梯度，它就用完了，正如我们的图在 `backward()` 之后那样。
#
# ### 练习 6：套在一起的两条梯度带
#
# 写出 `second_derivative(f, x)`：用两条梯度带，一条套在另一条里面，求 $f''(x)$。`x` 是只有一个数的张量。

# %% key="tapes" exercise="07.tapes"
def second_derivative(f, x):
    ...

# %% key="tapes-check" check="07.tapes"
lab.check("07.tapes", second_derivative)

# %% [markdown] key="end" lang="en"
# ## What to keep
#
# - A dynamic graph is the diary of one run. Loops, recursion and dice are free; decisions leave no trace.
# - The derivative is that of the path taken. If the path has too few steps, it is wrong without any error.
# - A static graph is recorded once: it saves bookkeeping, fuses element-wise operations, and plans memory.
# - Guards watch what the plan was made for: shapes, dtypes, Python values. Something new is recorded anew.
# - A number handed to Python is a graph break. `torch.where`, a fixed number of steps, or deciding outside help.
# - Write it dynamically until it is right; compile it when it is slow.

# %% [markdown] key="end" lang="zh"
# ## 要记住的
#
# - 动态图是一次运行的日记。循环、递归、掷骰子都随意；做过的决定不留痕迹。
# - 求出的是所走那条路的导数。路走得太短，导数就错了，而且不报错。
# - 静态图只记录一次：省去记账，融合逐元素的运算，统筹安排内存。
# - 守卫看住计划所依据的一切：形状、数据类型、Python 的值。来了新的，就重新记录。
# - 把数交给 Python，就是图中断。可以用 `torch.where`，走固定的步数，或者到外面去做决定。
# - 先用动态的写法写对；嫌慢了，再编译。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Train the network of section 4 for 500 steps and test it with all blocks, each multiplied by 0.6. How good is it if
#   you leave out one block for good?
# - `lab.compile.explain(train_step, images[:32], labels[:32])` is a training step without Python. Find the ReLU's
#   gradient in it.
# - Write `print(x.sum())` into `gelu` and compile it. Which line is named?
# - How deep may the tree of exercise 3 be before *Python* refuses? The library's walk back has no such limit; why?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 把第 4 节的网络训练 500 步，测试时用上所有的块，每块乘以 0.6。如果永远去掉其中一块，效果如何？
# - `lab.compile.explain(train_step, images[:32], labels[:32])` 是一个没有 Python 的训练步。在里面找出 ReLU 的梯度。
# - 在 `gelu` 里写上 `print(x.sum())` 再编译。它指出的是哪一行？
# - 练习 3 的树要有多深，*Python* 才会拒绝？库往回走时没有这种限制，为什么？
