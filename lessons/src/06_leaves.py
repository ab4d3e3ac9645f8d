# Lesson 6. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 06
# minutes: 50
# needs: 05

# %% [markdown] key="title" lang="en"
# # Leaves, graphs and errors
#
# You know how gradients are computed. Now comes the daily business: which tensors get one, what is recorded and what
# is not, when the graph disappears, what you may overwrite. These few rules decide whether a training loop learns,
# quietly learns nothing, fills the memory, or stops with an error of four lines. We go through the rules one by one,
# break each of them on purpose, and read what the library says.
#
# You need lesson 5. Plan 50 minutes.

# %% [markdown] key="title" lang="zh"
# # 叶子张量、计算图与报错
#
# 梯度怎么算，你已经知道了。现在讲日常要打交道的事：哪些张量会得到梯度，什么会被记录、什么不会，计算图什么时候消失，
# 哪些东西可以改写。一个训练循环，是在学习，还是不声不响地什么也没学到，或者占满内存，或者抛出四行长的报错，
# 全由这几条规则决定。我们一条一条地讲，每一条都故意违反一次，看看库怎么说。
#
# 需要先完成第 5 课。预计用时 50 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("06", lang="{{lang}}")

# %% [markdown] key="leaves" lang="en"
# ## 1. Who gets a gradient
#
# Take one digit of lesson 1 and a neuron that gives it a score.

# %% [markdown] key="leaves" lang="zh"
# ## 1. 谁会得到梯度
#
# 取第 1 课的一张手写数字图像，再取一个神经元，让它给出得分。

# %% key="leaves-code"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)

torch.manual_seed(0)
weight = torch.randn(64, requires_grad=True)
bias = torch.zeros((), requires_grad=True)
picture = images[0]

product = picture * weight
score = product.sum() + bias

print("          is_leaf  requires_grad  grad_fn")
for name, v in {"picture": picture, "weight": weight, "product": product, "score": score}.items():
    print(f"{name:9} {v.is_leaf!s:8} {v.requires_grad!s:14} {type(v.grad_fn).__name__}")

# %% [markdown] key="leaves-rules" lang="en"
# Three rules explain this table:
#
# 1. **`requires_grad` is contagious.** The result of an operation requires a gradient if any of its inputs does.
#    `picture` does not, so no derivative with respect to it is computed at all.
# 2. **A tensor that was not computed from recorded ones is a leaf tensor**: you made it. Everything else is a result;
#    its `grad_fn` is the node that made it, the beginning of its graph.
# 3. **`backward()` stores gradients in leaves only**, those with `requires_grad=True`. The gradients of results pass
#    through and are forgotten: nobody steps along them, and keeping all of them would fill the memory.
#
# Whoever wants to look at the gradient of a result says so before: `retain_grad()`.

# %% [markdown] key="leaves-rules" lang="zh"
# 三条规则就能解释这张表：
#
# 1. **`requires_grad` 会传染。** 一个运算，只要有一个输入需要梯度，结果就需要梯度。`picture` 不需要，
#    所以根本不会去算对它的导数。
# 2. **不是由被记录的张量算出来的，就是叶子张量**，也就是你自己创建的。其余的都是运算结果；
#    它的 `grad_fn` 是算出它的那个节点，它的计算图从这里开始。
# 3. **`backward()` 只把梯度存进叶子张量**，而且是 `requires_grad=True` 的那些。运算结果的梯度只是路过，用完就忘：
#    没有人要沿着它们走，全都留着会占满内存。
#
# 想看某个运算结果的梯度，要事先说一声：`retain_grad()`。

# %% key="retain-code"
score.retain_grad()
score.backward()
print(weight.grad.shape, bias.grad, picture.grad)
print(score.grad)

# %% [markdown] key="leaves-task" lang="en"
# `detach()` gives a tensor that shares the memory but not the history: for the graph it is a constant.
#
# ### Exercise 1: predict
#
# Do not run this; think. Which of the tensors `w`, `b`, `x`, `u`, `v` have a `.grad` that is not `None` after the
# last line? Answer with a list of names.
#
# ```python
# w = torch.tensor([1.0, 2.0], requires_grad=True)
# b = torch.tensor([0.5, 0.5], requires_grad=True)
# x = torch.tensor([3.0, 4.0])
# u = w * x
# v = u.detach() + b
# (v * v).sum().backward()
# ```

# %% [markdown] key="leaves-task" lang="zh"
# `detach()` 给出的张量共用内存，但没有历史：对计算图来说，它是一个常数。
#
# ### 练习 1：预测
#
# 先不要运行，想一想：最后一行执行之后，`w`、`b`、`x`、`u`、`v` 这些张量里，哪些的 `.grad` 不是 `None`？
# 用名称的列表来回答。
#
# ```python
# w = torch.tensor([1.0, 2.0], requires_grad=True)
# b = torch.tensor([0.5, 0.5], requires_grad=True)
# x = torch.tensor([3.0, 4.0])
# u = w * x
# v = u.detach() + b
# (v * v).sum().backward()
# ```

# %% key="have-grad" exercise="06.leaves"
with_gradient = ...  #| en: e.g. ["w", "x"] | zh: 例如 ["w", "x"]

# %% key="have-grad-check" check="06.leaves"
lab.check("06.leaves", with_gradient)

# %% [markdown] key="frozen" lang="en"
# ## 2. Freezing
#
# The flag can be changed on leaves. Someone who has a network that reads digits well and wants to teach it something
# new often keeps the first layers as they are and trains only the last: the layers are **frozen**. With
# `requires_grad_(False)` no gradient is computed for them, which also saves time and memory. See how the graph
# shrinks: nothing flows beyond the last layer. (`nn.functional.cross_entropy` is lesson 1's loss, as a function.)

# %% [markdown] key="frozen" lang="zh"
# ## 2. 冻结
#
# 叶子张量的这个标志可以改。假如已经有一个认数字认得很好的网络，想教它新的东西，常常就让前面的层保持原样，
# 只训练最后一层：这叫作**冻结**。写上 `requires_grad_(False)`，就不再为它们计算梯度，时间和内存也省了。
# 看看计算图怎样缩小：最后一层之前，什么也不流动了。（`nn.functional.cross_entropy` 就是第 1 课的损失，写成了函数。）

# %% key="frozen-code" tags=["translated-output"]
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
for parameter in model[0].parameters():
    parameter.requires_grad_(False)

loss = nn.functional.cross_entropy(model(images[:16]), labels[:16])
lab.viz.graph(loss, model=model, gradients=True)

# %% key="frozen-grad"
loss.backward()
print([parameter.grad is not None for parameter in model.parameters()])

# %% [markdown] key="freeze-task" lang="en"
# ### Exercise 2: train the last layer only
#
# Write a function that takes any `nn.Sequential` whose last part is a linear layer, `model[-1]`, and sets the flags
# so that exactly the parameters of that layer are trained. It may have been frozen before. Nothing needs to be
# returned.

# %% [markdown] key="freeze-task" lang="zh"
# ### 练习 2：只训练最后一层
#
# 写一个函数，输入任意一个 `nn.Sequential`，它的最后一部分 `model[-1]` 是线性层。请设置各个标志，
# 使得恰好只有这一层的参数会被训练。这一层以前可能被冻结过。不需要返回什么。

# %% key="freeze" exercise="06.freeze"
def train_only_last(model):
    ...

# %% key="freeze-check" check="06.freeze"
lab.check("06.freeze", train_only_last)

# %% [markdown] key="no-grad" lang="en"
# ## 3. Not recording: `no_grad`
#
# Two things in a training loop are no part of the model and must not be recorded: looking (evaluation), and the step
# itself. Under `torch.no_grad()` results do not require a gradient, nothing is kept, and leaves may be changed in
# place.
#
# What goes wrong in the step without it? Everybody writes one of these two lines once:
#
# - `weight = weight - 0.1 * weight.grad` makes a *new* tensor, a result. It is not a leaf, so the next `backward()`
#   leaves its `.grad` at `None`; and it hangs in the graph of the step before.
# - `weight -= 0.1 * weight.grad` is refused. Let us see how:

# %% [markdown] key="no-grad" lang="zh"
# ## 3. 不记录：`no_grad`
#
# 训练循环里有两件事不属于模型，不能记录：检验（评估），还有走的那一步。在 `torch.no_grad()` 下面，结果不需要梯度，
# 什么都不保留，叶子张量也可以原地修改。
#
# 走那一步时不写它，会怎样？下面两行，每个人都写过其中一行：
#
# - `weight = weight - 0.1 * weight.grad` 得到的是一个*新*张量，是运算结果。它不是叶子张量，
#   所以下一次 `backward()` 之后它的 `.grad` 仍是 `None`；而且它还挂在上一步的计算图上。
# - `weight -= 0.1 * weight.grad` 会被拒绝。看看是怎样拒绝的：

# %% key="no-grad-code" tags=["translated-output"]
try:
    weight -= 0.1 * weight.grad
except RuntimeError as error:
    print(error)

# %% [markdown] key="step-task" lang="en"
# ### Exercise 3: the step
#
# Write one step of gradient descent for a single parameter: change `w` itself, in place, by the learning rate `lr`
# times its gradient, against it. Afterwards the gradient must be forgotten (`w.grad = None` or zero), and `w` must
# still be the same leaf with `requires_grad=True`. Nothing is returned.

# %% [markdown] key="step-task" lang="zh"
# ### 练习 3：走一步
#
# 为单个参数写出一步梯度下降：原地修改 `w` 本身，逆着梯度走，步子是学习率 `lr` 乘以梯度。
# 之后梯度要忘掉（`w.grad = None` 或者清零），`w` 仍然是原来那个叶子张量，`requires_grad=True` 不变。不返回任何东西。

# %% key="step" exercise="06.step"
def descend(w, lr):
    ...

# %% key="step-check" check="06.step"
lab.check("06.step", descend)

# %% [markdown] key="memory" lang="en"
# ## 4. How long a graph lives
#
# A graph lives as long as somebody holds its end. After `backward()` the values it kept are freed, and with the next
# `loss = ...` the nodes go, too. Unless you keep them alive without meaning to. The commonest way is to add up losses
# in order to print their average:

# %% [markdown] key="memory" lang="zh"
# ## 4. 计算图活多久
#
# 只要有人握着计算图的末端，它就活着。`backward()` 之后，它保存的值会被释放；到下一次 `loss = ...`，节点也就消失了。
# 除非你无意中让它们活了下来。最常见的情形，是把损失加起来，好打印平均值：

# %% key="memory-code"
def nodes(tensor):
    """How many nodes the graph of a tensor has."""
    seen, waiting = set(), [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]  #| en: what it was computed from | zh: 算出它所用的节点
    return len(seen)


total = 0
for start in range(0, 64, 16):
    loss = nn.functional.cross_entropy(model(images[start : start + 16]), labels[start : start + 16])
    total = total + loss  #| en: the mistake: loss.item() is meant | zh: 错在这里：应当写 loss.item()
    print(nodes(loss), nodes(total))

# %% [markdown] key="memory-why" lang="en"
# The loss has a graph of the same size at every step. The total grows: it holds the graphs of *all* steps, with every
# value kept for backward. After an epoch the memory is full, and nobody suspects the line that only prints. Take
# numbers out of the graph with `.item()`, and tensors with `.detach()`.
#
# ## 5. Cutting on purpose
#
# `detach()` is also a tool. Suppose weights shall be stored as whole numbers, to make a model small. Rounding is a
# staircase: its slope is zero everywhere, so no gradient comes through, and nothing is learned:

# %% [markdown] key="memory-why" lang="zh"
# 每一步的损失，计算图大小都一样；总和的却越来越大：它握着*所有*步骤的计算图，连同为反向传播保存的每一个值。一轮下来，
# 内存就满了，谁也不会怀疑到只用来打印的那一行。要从计算图里取出数，用 `.item()`；取出张量，用 `.detach()`。
#
# ## 5. 有意切断
#
# `detach()` 也是一件工具。假设为了让模型变小，要把权重存成整数。取整的图像是一级一级的台阶，斜率处处为零，
# 梯度过不去，也就什么都学不到：

# %% key="round-code"
r = torch.tensor([0.4, 1.7, -2.2], requires_grad=True)
r.round().sum().backward()
print(r.round().tolist(), r.grad)

# %% [markdown] key="round-task" lang="en"
# The way out is called the [straight-through estimator](https://arxiv.org/abs/1308.3432): forward the rounded value,
# backward as if nothing had been rounded, with slope 1. It takes one line, if you see the rounded value as $x$ plus a
# correction, $x + (\mathrm{round}(x) - x)$, and treat the correction as a constant.
#
# ### Exercise 4: straight through
#
# Write that line.

# %% [markdown] key="round-task" lang="zh"
# 出路叫作[直通估计](https://arxiv.org/abs/1308.3432)：前向时用取整后的值，反向时就当没有取整，斜率为 1。只要一行：
# 把取整后的值看成 $x$ 加上一个修正，即 $x + (\mathrm{round}(x) - x)$，再把修正当作常数。
#
# ### 练习 4：直通
#
# 把这一行写出来。

# %% key="round" exercise="06.through"
def round_through(x):
    ...

# %% key="round-check" check="06.through"
lab.check("06.through", round_through)

# %% [markdown] key="in-place" lang="en"
# ## 6. Overwriting what backward needs
#
# Lesson 5 said what backward costs: the values of the way forward have to be kept. $\bar x = \bar y \cdot e^x$ for
# $y = e^x$ needs $y$ itself. What if somebody writes over $y$ in the meantime? The gradient would be wrong, and
# nobody would know. So each tensor has a **version** that counts the writes in place; a node notes the version of
# what it keeps, and compares when the gradient comes back.

# %% [markdown] key="in-place" lang="zh"
# ## 6. 改写了反向传播要用的值
#
# 第 5 课讲过反向传播的代价：前向途中的值都得留着。设 $y = e^x$，则 $\bar x = \bar y \cdot e^x$，要用到 $y$ 本身。
# 要是有人在这期间改写了 $y$ 呢？梯度就错了，而且谁也不知道。所以每个张量都有一个**版本号**，记录被原地改写过几次；
# 节点记下所保存的值的版本号，等梯度回来时再核对。

# %% key="in-place-code" tags=["translated-output"]
e = torch.tensor([0.0, 1.0], requires_grad=True)
y = e.exp()
print(y._version)
y += 1
print(y._version)
try:
    y.sum().backward()
except RuntimeError as error:
    print(error)

# %% [markdown] key="explain" lang="en"
# Read such an error from the middle: *which* tensor (`y`), kept *by whom* (`ExpBackward0`, that is `exp`), *how
# often* it was written to. If the message is not enough, `lab.explain(error)` says more, with a program that makes
# the mistake and one that does not:

# %% [markdown] key="explain" lang="zh"
# 这样的报错要从中间读起：是*哪个*张量（`y`），*谁*保存了它（`ExpBackward0`，也就是 `exp`），被改写了*几次*。
# 如果还不明白，`lab.explain(error)` 会说得更多，并给出一个犯了这个错的程序和一个改好的程序：

# %% key="explain-code" tags=["translated-output"]
v = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    (v * 2).backward()
except RuntimeError as error:
    print(lab.explain(error))

# %% [markdown] key="errors" lang="en"
# These five make up nearly all errors with gradients:
#
# | what the message says | what happened | what to do |
# |---|---|---|
# | `does not require grad and does not have a grad_fn` | nothing was recorded: no leaf with the flag, `no_grad`, `detach`, `item` or `argmax` on the way | find the place where the history ends |
# | `only for scalar outputs` | `backward()` on more than one number | `.mean()` or `.sum()` |
# | `backward through the graph a second time` | the kept values were freed by the first pass | compute the loss anew; in loops `detach()` what is carried on |
# | `modified by an inplace operation` | a kept value was overwritten | `y = y + 1` instead of `y += 1` |
# | `a leaf Variable that requires grad` | a parameter was changed in place while recording | `with torch.no_grad():` |
#
# The library knows 34 typical mistakes. Look at any of them:

# %% [markdown] key="errors" lang="zh"
# 与梯度有关的报错，几乎都是下面这五种：
#
# | 报错里的话 | 发生了什么 | 怎么办 |
# |---|---|---|
# | `does not require grad and does not have a grad_fn` | 什么也没有记录：没有设了标志的叶子张量，或者途中有 `no_grad`、`detach`、`item` 或 `argmax` | 找到历史断掉的地方 |
# | `only for scalar outputs` | 对不止一个数调用了 `backward()` | `.mean()` 或 `.sum()` |
# | `backward through the graph a second time` | 保存的值在第一遍之后已经释放 | 重新计算损失；循环里传递的状态要 `detach()` |
# | `modified by an inplace operation` | 保存的值被改写了 | 用 `y = y + 1` 代替 `y += 1` |
# | `a leaf Variable that requires grad` | 在记录时原地修改了参数 | `with torch.no_grad():` |
#
# 库里收集了 34 种典型的错误，可以随便挑来看：

# %% key="mistakes-code" tags=["translated-output"]
from autograd_lab.autograd.mistakes import MISTAKES

print(len(MISTAKES))
mistake = next(mistake for mistake in MISTAKES if mistake.name == "state_of_last_step")
print(mistake.words, mistake.wrong, mistake.right, sep="\n\n")

# %% [markdown] key="repair-task" lang="en"
# ### Exercise 5: repair
#
# This function has several mistakes. It shall bring the numbers of `x` to mean 0 and standard deviation 1, weigh them
# with `w`, and return the mean of the squares, so that `backward()` on the result gives `w.grad`. The statistics of
# `x` count as constants. Call it, read the errors, and repair it. The caller's `x` must not be changed either.
#
# ```python
# def standardised_loss(w, x):
#     x -= x.mean()
#     x /= x.std()
#     y = w * x
#     squares = y * y
#     y *= 0
#     return squares.mean().item()
# ```

# %% [markdown] key="repair-task" lang="zh"
# ### 练习 5：修好它
#
# 下面的函数有好几处毛病。它应当把 `x` 里的数变成平均值 0、标准差 1，乘上权重 `w`，返回平方的平均值，
# 并且对结果调用 `backward()` 能得到 `w.grad`。`x` 的平均值和标准差当作常数。调用它，读一读报错，然后修好。另外，
# 调用者的 `x` 也不许被改动。
#
# ```python
# def standardised_loss(w, x):
#     x -= x.mean()
#     x /= x.std()
#     y = w * x
#     squares = y * y
#     y *= 0
#     return squares.mean().item()
# ```

# %% key="repair" exercise="06.repair"
def standardised_loss(w, x):
    ...

# %% key="repair-check" check="06.repair"
lab.check("06.repair", standardised_loss)

# %% [markdown] key="end" lang="en"
# ## What to keep
#
# - Gradients are stored in leaf tensors with `requires_grad=True`, and nowhere else unless you ask.
# - Evaluation and the step itself stand under `no_grad()`.
# - Whoever holds a loss holds its graph. `.item()` for numbers, `.detach()` for tensors.
# - `detach()` makes a constant of anything: by mistake, nothing is learned; on purpose, it is a tool.
# - Do not overwrite what backward needs. The version counter notices it, and the message says whose value it was.

# %% [markdown] key="end" lang="zh"
# ## 要记住的
#
# - 梯度存在 `requires_grad=True` 的叶子张量里；除非你要求，别处都没有。
# - 评估和走的那一步，写在 `no_grad()` 下面。
# - 握着损失，就是握着它的计算图。取数用 `.item()`，取张量用 `.detach()`。
# - `detach()` 把任何东西变成常数：用错了，什么都学不到；用对了，是件工具。
# - 不要改写反向传播要用的值。版本号会发现，报错会说出那是谁的值。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - `[mistake.name for mistake in MISTAKES]` lists them all. For which of the `wrong` programs would you have expected
#   no error?
# - Write `y = y + 1` in section 6. Then try `x.sigmoid()` and `x * 2` in place of `e.exp()`: after which of them may
#   `y` be changed in place? Why?
# - `with torch.autograd.detect_anomaly():` around a program that fails in `backward()` names the line of the
#   *forward* pass. Try it on the example of section 6.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - `[mistake.name for mistake in MISTAKES]` 列出全部名称。哪些 `wrong` 程序，你原以为不会报错？
# - 在第 6 节里改写成 `y = y + 1`。再把 `e.exp()` 换成 `x.sigmoid()` 和 `x * 2`：在哪一个之后，可以原地修改 `y`？
#   为什么？
# - 程序在 `backward()` 里出错时，用 `with torch.autograd.detect_anomaly():` 包住它，就会指出*前向*计算中的那一行。
#   用第 6 节的例子试试。
