# Capstone A. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 25
# minutes: 120
# needs: 05, 08, 09, 10

# %% [markdown] key="title" lang="en"
# # Capstone A: build the engine yourself
#
# In lesson 1 you trained a network on handwritten digits, and nearly all of the work was done by a library. Can you do
# without it? In this project you write the library: a `Tensor` that remembers where it comes from, operations with
# their gradients, the walk back, a layer, a loss, an optimizer. NumPy does the arithmetic, everything else is yours.
# It takes little more than a hundred lines.
#
# At the end your engine trains the network of lesson 1 on the same digits, and runs against autograd_lab: same
# start, same batches. Will the losses agree? In how many digits? And who is faster?
#
# You need lessons 1 to 6 and 8 to 10. Plan two hours, or several evenings: the project is cut into seven parts, and
# each is checked by itself. Where a part will not come right, the notebook goes on with a working version of it, and
# tells you so. You can return to that part at any time.

# %% [markdown] key="title" lang="zh"
# # 综合项目 A：亲手造一个引擎
#
# 第 1 课里，你训练了一个认手写数字的网络，可是活儿几乎都是库干的。没有库，你做得到吗？这个项目里，库由你来写：
# 会记住来历的 `Tensor`，带梯度的运算，往回走的过程，层、损失、优化器。算术交给 NumPy，其余全是你的。
# 总共不过一百多行。
#
# 最后，你的引擎要在同样的数字上训练第 1 课的网络，并且和 autograd_lab 对跑：起点相同，批次相同。
# 损失会一致吗？一致到第几位？谁更快？
#
# 需要先学第 1 到第 6 课，以及第 8 到第 10 课。预计两个小时，也可以分几个晚上来做：项目分成七个部分，每一部分单独检查。
# 哪一部分一时做不出来，笔记本会先用一个能工作的版本接着往下走，并且会告诉你。你随时可以回来把它补上。

# %% key="setup" setup="true"
import itertools
import time

import numpy as np

import autograd_lab as torch  #| en: for comparison only | zh: 只用来比较
import autograd_lab as lab
from autograd_lab import nn

lab.start("25", lang="{{lang}}")

counter = itertools.count()  #| en: numbers for part 1 | zh: 第 1 部分要用的编号

# %% [markdown] key="plan" lang="en"
# ## 1. What an engine has to do
#
# Here is the task in small, done by the real engine. Walk through it with the arrows. Forward, it computes and keeps
# what it will need; backward, it visits the steps in reverse order, and each step turns the gradient of its result
# into gradients of its inputs. The gradients that arrive at `a` are added.

# %% [markdown] key="plan" lang="zh"
# ## 1. 引擎要做些什么
#
# 下面是任务的缩影，由真正的引擎来完成。用箭头走一遍。前向时，它一边计算，一边留下以后要用的东西；反向时，
# 它倒着走过每一步，每一步把自己结果的梯度变成各个输入的梯度。到达 `a` 的几份梯度相加。

# %% key="plan-step" tags=["translated-output"]
a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
lab.viz.step((a + b) * b + a)

# %% [markdown] key="tensor-task" lang="en"
# So three things are needed: values that know **where they come from**, for each operation a **rule** for the way
# back, and the **walk**. Begin with the values.
#
# A `Tensor` holds five things:
#
# | field | what it is |
# |---|---|
# | `data` | the numbers: a NumPy array of float64, whatever came in |
# | `grad` | the gradient of the loss; `None` until a walk has brought one |
# | `inputs` | the Tensors it was computed from; `()` for a leaf |
# | `rule` | a function: gradient of this Tensor in, a tuple with one gradient per input out; `None` for a leaf |
# | `number` | larger for every new Tensor: `next(counter)` |
#
# What the number is good for you will see in part 4.
#
# ### Part 1: the Tensor
#
# Write `__init__`. The three methods below it make `+`, `*` and `@` call functions that you write later.

# %% [markdown] key="tensor-task" lang="zh"
# 可见需要三样东西：知道**自己从哪里来**的值；每种运算往回走的**规则**；还有**往回走**这个过程。先从值开始。
#
# 一个 `Tensor` 里有五样东西：
#
# | 字段 | 含义 |
# |---|---|
# | `data` | 数值：不管传进来什么，都存成 float64 的 NumPy 数组 |
# | `grad` | 损失的梯度；反向传播走到之前是 `None` |
# | `inputs` | 算出它所用的张量；叶子是 `()` |
# | `rule` | 一个函数：输入这个张量的梯度，返回一个元组，每个输入一个梯度；叶子是 `None` |
# | `number` | 编号，每个新张量都比之前的大：`next(counter)` |
#
# 编号有什么用，第 4 部分就会看到。
#
# ### 第 1 部分：张量
#
# 写出 `__init__`。下面的三个方法让 `+`、`*`、`@` 去调用你稍后要写的函数。

# %% key="tensor" exercise="25.tensor"
class Tensor:
    def __init__(self, data, inputs=(), rule=None):
        ...

    def __add__(self, other):
        return add(self, other)

    def __mul__(self, other):
        return mul(self, other)

    def __matmul__(self, other):
        return matmul(self, other)

# %% key="tensor-check" check="25.tensor"
lab.check("25.tensor", Tensor)

# %% [markdown] key="part" lang="en"
# The next cell is the safety net. If your part is right, it hands back yours. If not, it takes that of the solution,
# without showing it, so that you can try the parts after it.

# %% [markdown] key="part" lang="zh"
# 下一个单元格是安全网。如果你的部分做对了，它原样交还；如果还没有，它就用参考答案的版本顶上，但不显示内容，
# 这样后面的部分你照样可以做。

# %% key="tensor-part" tags=["translated-output"]
Tensor = lab.part("25.tensor", Tensor)

# %% [markdown] key="apply-task" lang="en"
# ## 2. Compute, and leave a trace
#
# Every operation does the same two things: compute with arrays, and note down how to get back. So this is written
# once, for all of them. An operation is then only a pair of functions on plain arrays:
#
# - `forward(a, b)` gives the result,
# - `rule(gy, a, b)` gives, for the gradient `gy` of the result, a tuple with the gradients of `a` and `b`.
#
# ### Part 2: `apply`
#
# Write `apply(forward, rule, *inputs)`. The inputs are Tensors or plain numbers and arrays; of the latter make
# Tensors. It returns a new Tensor with the result, the inputs, and a rule that needs only the gradient: the arrays
# are already in it. Mind *which* arrays: those of now. An optimizer may give `x.data` another value before
# anyone walks back.

# %% [markdown] key="apply-task" lang="zh"
# ## 2. 计算，并留下记录
#
# 每种运算都做同样的两件事：用数组计算，并记下怎么往回走。所以这件事只写一遍，所有运算共用。
# 于是一种运算只不过是两个作用在普通数组上的函数：
#
# - `forward(a, b)` 给出结果；
# - `rule(gy, a, b)` 由结果的梯度 `gy`，给出一个元组，里面是 `a` 和 `b` 的梯度。
#
# ### 第 2 部分：`apply`
#
# 写出 `apply(forward, rule, *inputs)`。输入可以是张量，也可以是普通的数和数组，后者要先变成张量。
# 它返回一个新的张量，带着结果、输入，以及一个只需要传入梯度的规则：数组已经包含在里面了。
# 注意是*哪时候*的数组：是此刻的。在往回走之前，优化器也许已经给 `x.data` 换了值。

# %% key="apply" exercise="25.apply"
def apply(forward, rule, *inputs):
    ...

# %% key="apply-check" check="25.apply"
lab.check("25.apply", apply)

# %% key="apply-part" tags=["translated-output"]
apply = lab.part("25.apply", apply)

# %% [markdown] key="first-rules" lang="en"
# Now operations cost a few lines each. Here are three of them. `sum_to` undoes broadcasting, as in lesson 5, only
# that NumPy says `axis` and `keepdims` where PyTorch says `dim` and `keepdim`. The ReLU passes the gradient on where
# it let the value pass. A tuple of one ends with a comma.

# %% [markdown] key="first-rules" lang="zh"
# 有了它，一种运算只要几行。先给出三种。`sum_to` 撤销广播，和第 5 课一样，只是 PyTorch 里的 `dim` 和 `keepdim`，
# 在 NumPy 里叫 `axis` 和 `keepdims`。ReLU 让哪里的值通过，就让哪里的梯度通过。只有一个元素的元组，末尾要有逗号。

# %% key="first-rules-code"
def sum_to(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            g = g.sum(axis=axis, keepdims=True)
    return g

def add_rule(gy, a, b):
    return sum_to(gy, a.shape), sum_to(gy, b.shape)

def mul_rule(gy, a, b):
    return sum_to(gy * b, a.shape), sum_to(gy * a, b.shape)

def relu_rule(gy, x):
    return (gy * (x > 0),)

def add(a, b):
    return apply(np.add, add_rule, a, b)

def mul(a, b):
    return apply(np.multiply, mul_rule, a, b)

def relu(x):
    return apply(lambda x: np.maximum(x, 0), relu_rule, x)

# %% [markdown] key="record" lang="en"
# Does it leave a trace? Compute something and follow it back from the end. Each line is one Tensor: its number, its
# value, and the numbers of those it was computed from. It is the graph of section 1, and it was made by your code.

# %% [markdown] key="record" lang="zh"
# 有没有留下记录？算点什么，再从结果往回查。每一行是一个张量：编号，值，以及算出它所用的张量的编号。
# 这就是第 1 节的那张图，由你的代码造出来的。

# %% key="record-code"
a, b = Tensor(3.0), Tensor(2.0)
loss = (a + b) * b + a

first = a.number
waiting, seen = [loss], set()
while waiting:
    y = waiting.pop(0)
    if y not in seen:
        seen.add(y)
        waiting.extend(y.inputs)
        print(y.number - first, y.data, [x.number - first for x in y.inputs])

# %% [markdown] key="matmul-task" lang="en"
# ## 3. The product of matrices
#
# A layer needs one more operation, and a training step spends nearly all its time in it. Think of lesson 5: which
# product of `gy` and `b` has the shape of `a`, and which of `a` and `gy` that of `b`?
#
# ### Part 3: the rule of `@`
#
# `a` has the shape (N, n), `b` the shape (n, m). Your rule gets NumPy arrays and is judged by trying: each number is
# moved a little, as in lesson 4. If one of your numbers is wrong, the check shows which.

# %% [markdown] key="matmul-task" lang="zh"
# ## 3. 矩阵乘法
#
# 一层网络还需要一种运算，训练一步的时间几乎都花在它上面。回想第 5 课：`gy` 和 `b` 怎样相乘，形状才和 `a` 一样？
# `a` 和 `gy` 怎样相乘，形状才和 `b` 一样？
#
# ### 第 3 部分：`@` 的规则
#
# `a` 的形状是 (N, n)，`b` 的形状是 (n, m)。你的规则拿到的是 NumPy 数组，判断的办法是数值微分：像第 4 课那样，
# 把每个数动一点点来看。哪个数错了，检查会告诉你。

# %% key="matmul" exercise="25.matmul"
def matmul_rule(gy, a, b):
    ...

# %% key="matmul-check" check="25.matmul"
lab.check("25.matmul", matmul_rule)

# %% key="matmul-part" tags=["translated-output"]
matmul_rule = lab.part("25.matmul", matmul_rule)

def matmul(a, b):
    return apply(np.matmul, matmul_rule, a, b)

# %% [markdown] key="backward-task" lang="en"
# ## 4. The walk
#
# In lesson 5 you found a topological order with a function that calls itself. Python allows about 1,000 calls within
# calls, and a loop of 1,000 steps over a recurrent network is nothing unusual. Here the number helps: a Tensor is
# always newer than its inputs. So **the newest first** is a topological order, and nobody has to search for one.
#
# ### Part 4: `backward`
#
# Write `backward(loss)`:
#
# 1. Find all Tensors that `loss` was computed from, with a loop and without a function that calls itself.
# 2. Go through them, the newest first, and keep in a dictionary the gradient of each as far as it has arrived. It
#    begins with ones for `loss`.
# 3. A Tensor with a rule passes its gradient on: call the rule **once** and add what it gives to the gradients of the
#    inputs. A leaf keeps it: it is added to `grad`, or becomes `grad` where that is `None`.

# %% [markdown] key="backward-task" lang="zh"
# ## 4. 往回走
#
# 第 5 课里，你用一个调用自己的函数找到了拓扑顺序。Python 里这样一层套一层的调用，大约只允许 1000 层，
# 而循环网络走上 1000 步并不稀奇。这时编号就有用了：一个张量总比它的输入新。所以**从最新的开始**就是拓扑顺序，
# 不用再去找。
#
# ### 第 4 部分：`backward`
#
# 写出 `backward(loss)`：
#
# 1. 找出算出 `loss` 所用的全部张量，用循环来找，不要用调用自己的函数。
# 2. 从最新的开始依次处理，用一个字典存放各个张量目前收到的梯度。开始时，`loss` 的梯度全是 1。
# 3. 有规则的张量把梯度往下传：规则只调用**一次**，把它给出的加到各个输入的梯度上。叶子则把梯度留下：
#    如果 `grad` 还是 `None`，就直接放进去；否则加到 `grad` 上。

# %% key="backward" exercise="25.backward"
def backward(loss):
    ...

# %% key="backward-check" check="25.backward"
lab.check("25.backward", backward)

# %% key="backward-part" tags=["translated-output"]
backward = lab.part("25.backward", backward)

# %% [markdown] key="whole" lang="en"
# Now the parts must work together. An expression with everything in it: a product of matrices, broadcasting, a ReLU,
# and Tensors that are used twice. Once with your engine, once with autograd_lab:

# %% [markdown] key="whole" lang="zh"
# 现在各部分要合在一起工作。写一个什么都有的式子：矩阵乘法、广播、ReLU，还有用了两次的张量。
# 用你的引擎算一遍，再用 autograd_lab 算一遍：

# %% key="whole-code"
rng = np.random.default_rng(0)
values = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)

x, w, bias = mine = [Tensor(value) for value in values]
backward(relu(x @ w + bias) * (x @ w) + bias)

x, w, bias = theirs = [torch.tensor(value, requires_grad=True) for value in values]
(((x @ w + bias).relu() * (x @ w)) + bias).sum().backward()

for left, right in zip(mine, theirs, strict=True):
    print(left.grad.shape, np.allclose(left.grad, right.grad.numpy()))

# %% [markdown] key="loss-task" lang="en"
# (For a result of several numbers, your walk begins with ones: it differentiates their sum. PyTorch insists on a
# single number, and so its version says `.sum()`.)
#
# ## 5. The loss
#
# The cross-entropy could be put together from exp, sum, log, indexing and mean, each with its rule. It is better as one operation.
# Lesson 9 showed both reasons: its own forward can avoid the overflow, and the gradient of the whole is shorter than
# that of its pieces: probability minus truth.
#
# ### Part 5: the rule of the cross-entropy
#
# The labels are whole numbers and get no gradient: return a tuple with the gradient of `scores` alone. `scores` has the
# shape (N, C), and the loss is the mean over the N samples. `log_softmax` gives the logarithm of the probabilities.

# %% [markdown] key="loss-task" lang="zh"
# （结果有多个数时，你的引擎从全 1 开始，也就是对它们的和求导。PyTorch 坚持只从一个数出发，
# 所以它那边写了 `.sum()`。）
#
# ## 5. 损失
#
# 交叉熵可以由 exp、求和、log、取下标、求平均拼起来，各有各的规则。但作为一种运算更好，第 9 课已经讲过两个理由：
# 自己的前向可以避免溢出；而整体的梯度比各部分的都短，就是概率减去真实值。
#
# ### 第 5 部分：交叉熵的规则
#
# 标签是整数，没有梯度：返回的元组里只有 `scores` 的梯度。`scores` 的形状是 (N, C)，损失是 N 个样本的平均值。
# `log_softmax` 给出概率的对数。

# %% key="log-softmax"
def log_softmax(scores):
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))

# %% key="cross-entropy" exercise="25.cross_entropy"
def cross_entropy_rule(gy, scores, labels):
    ...

# %% key="cross-entropy-check" check="25.cross_entropy"
lab.check("25.cross_entropy", cross_entropy_rule)

# %% key="cross-entropy-part" tags=["translated-output"]
cross_entropy_rule = lab.part("25.cross_entropy", cross_entropy_rule)

def cross_entropy(scores, labels):
    def forward(scores):
        return -log_softmax(scores)[np.arange(len(labels)), labels].mean()

    def rule(gy, scores):
        return cross_entropy_rule(gy, scores, labels)

    return apply(forward, rule, scores)

# %% [markdown] key="linear-task" lang="en"
# ## 6. A layer
#
# ### Part 6: `Linear`
#
# A layer is an object with parameters. Keep the weight in the shape (n_in, n_out), so that `x @ weight` needs no
# transposition. Weight and bias are drawn as PyTorch does it: uniformly between $-1 / \sqrt{n_{in}}$ and
# $1 / \sqrt{n_{in}}$, by `rng.uniform(low, high, shape)`.

# %% [markdown] key="linear-task" lang="zh"
# ## 6. 层
#
# ### 第 6 部分：`Linear`
#
# 层是带参数的对象。权重按 (n_in, n_out) 的形状存放，这样 `x @ weight` 不需要转置。权重和偏置像 PyTorch 那样抽取：
# 在 $-1 / \sqrt{n_{in}}$ 与 $1 / \sqrt{n_{in}}$ 之间均匀分布，用 `rng.uniform(low, high, shape)`。

# %% key="linear" exercise="25.linear"
class Linear:
    def __init__(self, n_in, n_out, rng):
        ...

    def __call__(self, x):
        ...

    def parameters(self):
        ...

# %% key="linear-check" check="25.linear"
lab.check("25.linear", Linear)

# %% key="linear-part" tags=["translated-output"]
Linear = lab.part("25.linear", Linear)

# %% [markdown] key="adam-task" lang="en"
# ## 7. An optimizer
#
# As a model, here is the simplest one. An optimizer gets the parameters once, and then knows two commands:

# %% [markdown] key="adam-task" lang="zh"
# ## 7. 优化器
#
# 先看最简单的一个作为样板。优化器在开始时拿到参数，然后只听两个命令：

# %% key="sgd"
class SGD:
    def __init__(self, parameters, lr):
        self.parameters = list(parameters)
        self.lr = lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None

    def step(self):
        for p in self.parameters:
            p.data = p.data - self.lr * p.grad

# %% [markdown] key="adam-write" lang="en"
# Note that no `no_grad` is needed: `p.data` is an array, and arithmetic with arrays leaves no trace.
#
# ### Part 7: `Adam`
#
# Lesson 10's formulas, for a list of parameters: each has its own $m$ and $v$, and all share the count of steps $t$.
# Take $\varepsilon = 10^{-8}$.

# %% [markdown] key="adam-write" lang="zh"
# 注意这里不需要 `no_grad`：`p.data` 是数组，数组之间的运算不留记录。
#
# ### 第 7 部分：`Adam`
#
# 用第 10 课的公式，对一列参数来做：每个参数有自己的 $m$ 和 $v$，步数 $t$ 则是共用的。取 $\varepsilon = 10^{-8}$。

# %% key="adam" exercise="25.adam"
class Adam:
    def __init__(self, parameters, lr=0.001, b1=0.9, b2=0.999):
        ...

    def zero_grad(self):
        ...

    def step(self):
        ...

# %% key="adam-check" check="25.adam"
lab.check("25.adam", Adam)

# %% key="adam-part" tags=["translated-output"]
Adam = lab.part("25.adam", Adam)

# %% [markdown] key="train" lang="en"
# ## 8. Lesson 1, on your engine
#
# Everything is there. The data and the network are those of lesson 1: 1,797 digits, 64 pixels to 64 hidden neurons to
# 10 scores, Adam, batches of 16. The order of the batches is drawn beforehand and kept, because in a moment another
# engine shall see the same ones.

# %% [markdown] key="train" lang="zh"
# ## 8. 用你的引擎做第 1 课
#
# 该有的都有了。数据和网络就是第 1 课的：1797 个数字，64 个像素到 64 个隐藏神经元，再到 10 个得分；Adam，每批 16 个。
# 批次的顺序事先抽好并保存下来，因为等会儿另一个引擎要用同样的批次。

# %% key="data"
from sklearn.datasets import load_digits

digits = load_digits()
images, labels = digits.data / 16, digits.target
order = np.random.default_rng(1).permutation(len(images))
train, val, test = order[:1197], order[1197:1497], order[1497:]

rng = np.random.default_rng(0)
epochs = 40
batches = [batch for _ in range(epochs) for batch in np.split(rng.permutation(train)[:1184], 74)]
print(len(train), len(val), len(test), len(batches))

# %% key="my-network"
hidden, last = Linear(64, 64, rng), Linear(64, 10, rng)
start = [p.data for p in hidden.parameters() + last.parameters()]

def network(x):
    return last(relu(hidden(Tensor(x))))

def share_right(part):
    return (network(images[part]).data.argmax(axis=1) == labels[part]).mean()

print(f"{cross_entropy(network(images[train]), labels[train]).data:.1f}")

# %% [markdown] key="first-loss" lang="en"
# The loss begins near $-\log \frac{1}{10} \approx 2.3$, as it should. Now train:

# %% [markdown] key="first-loss" lang="zh"
# 损失从 $-\log \frac{1}{10} \approx 2.3$ 附近开始，正该如此。现在训练：

# %% key="my-training" tags=["nbval-ignore-output"]
optimizer = Adam(hidden.parameters() + last.parameters(), lr=0.001)
my_losses = []

began = time.perf_counter()
for step, batch in enumerate(batches, 1):
    optimizer.zero_grad()
    loss = cross_entropy(network(images[batch]), labels[batch])
    backward(loss)
    optimizer.step()
    my_losses.append(float(loss.data))
    if step % 740 == 0:
        print(f"step {step:4}  loss {np.mean(my_losses[-74:]):.3f}  validation {share_right(val):.1%}")
my_seconds = time.perf_counter() - began

# %% key="my-test"
print(share_right(test) > 0.95)

# %% [markdown] key="my-test-read" lang="en"
# It learns, and reads digits it has never seen. No library for deep learning was involved. Look at what it still gets
# wrong:

# %% [markdown] key="my-test-read" lang="zh"
# 它学会了，能认出从没见过的数字，没有用任何深度学习的库。看看它还错在哪里：

# %% key="mistakes" tags=["nbval-ignore-output"]
guesses = network(images[test]).data.argmax(axis=1)
wrong = test[guesses != labels[test]]
pairs = zip(labels[wrong], guesses[guesses != labels[test]], strict=True)
lab.viz.images(torch.tensor(images[wrong].reshape(-1, 8, 8)), [f"{label} → {guess}" for label, guess in pairs])

# %% [markdown] key="twin" lang="en"
# ## 9. Against autograd_lab
#
# Now the same with the library: a network of the same shape, in float64 too, that begins with *your* weights and gets
# *your* batches. (Its weight is kept the other way round, so yours is transposed on the way in.) Watch the panel: the
# curve `my_loss` was computed by your engine, the other one is being computed by autograd_lab.

# %% [markdown] key="twin" lang="zh"
# ## 9. 与 autograd_lab 对比
#
# 现在用库做同样的事：形状相同的网络，同样用 float64，从*你的*权重开始，用*你的*批次。（它的权重存放的方向相反，
# 所以把你的转置之后再放进去。）看面板：曲线 `my_loss` 是你的引擎算出来的，另一条是 autograd_lab 正在算的。

# %% key="twin-training" tags=["nbval-ignore-output", "translated-output"]
def make_twin():
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), start, strict=True):
            parameter.copy_(torch.tensor(value.T))
    return model, torch.optim.Adam(model.parameters(), lr=0.001)

twin, twin_optimizer = make_twin()
loss_fn = nn.CrossEntropyLoss()
x_all, y_all = torch.tensor(images), torch.tensor(labels)
panel = lab.viz.live(twin, twin_optimizer)
lab_losses = []

for step, batch in enumerate(panel(batches)):
    twin_optimizer.zero_grad()
    loss = loss_fn(twin(x_all[batch]), y_all[batch])
    loss.backward()
    twin_optimizer.step()
    lab_losses.append(loss.item())
    panel.log(my_loss=my_losses[step])

# %% key="twin-compare"
difference = np.abs(np.array(my_losses) - np.array(lab_losses))
print(difference[0] < 1e-12, difference.max() < 1e-6)

with torch.no_grad():
    twin_guesses = twin(x_all[test]).argmax(dim=1).numpy()
print((twin_guesses == guesses).mean() > 0.99)

# %% [markdown] key="agree" lang="en"
# The two curves lie on each other. The first losses agree in twelve digits at least, and after thousands of steps the largest difference is
# still far below anything one could see. It is not exactly zero: both engines add up the same numbers, but not always
# in the same order, and rounding differs in the last digit. You have written the same mathematics.
#
# ## 10. Who is faster?

# %% [markdown] key="agree" lang="zh"
# 两条曲线完全重合。第一个损失至少有十二位一致，走了几千步之后，最大的差别仍然小得看不出来。但它不恰好是零：
# 两个引擎加的是同样的数，顺序却不总是一样，最后一位的舍入就有差别。你写的是同样的数学。
#
# ## 10. 谁更快？

# %% key="time" tags=["nbval-ignore-output"]
model, lab_optimizer = make_twin()  #| en: nobody watches this one | zh: 这一个没有人在看

def lab_step(batch):
    lab_optimizer.zero_grad()
    loss_fn(model(x_all[batch]), y_all[batch]).backward()
    lab_optimizer.step()

def my_step(batch):
    optimizer.zero_grad()
    backward(cross_entropy(network(images[batch]), labels[batch]))
    optimizer.step()

def microseconds(step, batch, times=200):
    found = []
    for _ in range(times):
        began = time.perf_counter()
        step(batch)
        found.append(time.perf_counter() - began)
    return np.median(found) * 1e6

for size in (16, 1024):
    batch = np.resize(train, size)
    mine, theirs = microseconds(my_step, batch), microseconds(lab_step, batch)
    print(f"batch of {size:4}: mine {mine:5.0f}, lab {theirs:5.0f} microseconds")

# %% [markdown] key="time-read" lang="en"
# Yours can hold its own. With small batches most of the time goes into Python itself, calls and bookkeeping, and your
# engine does less of it: it has no devices, no hooks, no dtypes, no helpful errors. With large batches both spend
# their time in the same products of matrices. Where is the difference, then? In what happens when something goes
# wrong, and in everything your engine cannot do. Try some of it:
#
# | what it lacks | what happens | where the library does it |
# |---|---|---|
# | `requires_grad` | it also computes the gradient of the images, and throws it away | lesson 6, `autograd_lab/tensor/apply.py` |
# | checks | `Tensor([1, 2]) @ Tensor([1, 2])` runs; only `backward` fails, with words that do not help | `autograd_lab/functional/explain.py` |
# | in-place changes noticed | `p.data += 1` between forward and backward gives a wrong gradient silently | lesson 6, `autograd_lab/graph` |
# | memory given back early | `apply` keeps every array until the graph is gone, needed or not | `saved` in `autograd_lab/ops` |
# | second derivatives | the rules compute with arrays, so nothing of them is recorded | lesson 7, `create_graph=True` |
#
# The files named there are ordinary Python, and now you can read them. Begin with `autograd_lab/ops/README.md`.

# %% [markdown] key="time-read" lang="zh"
# 你的引擎毫不逊色。批次小的时候，时间大多花在 Python 本身的调用和记账上，而你的引擎做得更少：没有设备，没有钩子，
# 没有各种数据类型，也没有帮人找错的报错信息。批次大的时候，两边的时间都花在同样的矩阵乘法上。那么差别在哪里？
# 在出了错的时候，也在你的引擎还做不到的事情上。可以试试其中几样：
#
# | 缺什么 | 会怎样 | 库在哪里做这件事 |
# |---|---|---|
# | `requires_grad` | 连图像的梯度也算了，然后扔掉 | 第 6 课，`autograd_lab/tensor/apply.py` |
# | 检查 | `Tensor([1, 2]) @ Tensor([1, 2])` 能运行，到 `backward` 才出错，而且报错看不出原因 | `autograd_lab/functional/explain.py` |
# | 发现原地修改 | 在前向和反向之间 `p.data += 1`，梯度错了也不作声 | 第 6 课，`autograd_lab/graph` |
# | 及早归还内存 | `apply` 保存每个数组，不管用不用得上，直到整张图消失 | `autograd_lab/ops` 里的 `saved` |
# | 二阶导数 | 规则用数组计算，所以规则本身没有留下记录 | 第 7 课，`create_graph=True` |
#
# 表里的文件都是普通的 Python，现在你读得懂了。可以从 `autograd_lab/ops/README.md` 读起。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To go on building:
#
# - Give the Tensor `requires_grad`, and let `apply` leave no trace where none of the inputs needs one. How much time
#   does a step save?
# - Add `exp`, `log`, `mean` and `reshape`, each with its rule, and test each by trying.
# - Write `Dropout` and `BatchNorm`. What does your engine need so that they know whether it trains?
# - Let a rule return Tensors instead of arrays. Then the second derivative comes out by itself.
#
# Sources: Rumelhart, Hinton and Williams, [Learning representations by back-propagating errors](https://doi.org/10.1038/323533a0)
# (1986); Baydin and others, [Automatic differentiation in machine learning: a survey](https://arxiv.org/abs/1502.05767)
# (2018); Kingma and Ba, [Adam](https://arxiv.org/abs/1412.6980) (2015).

# %% [markdown] key="further" lang="zh"
# 还可以继续造下去：
#
# - 给张量加上 `requires_grad`，让 `apply` 在输入都不需要梯度时不留记录。一步能省多少时间？
# - 加上 `exp`、`log`、`mean` 和 `reshape`，各写各的规则，并用数值微分一一检验。
# - 写出 `Dropout` 和 `BatchNorm`。你的引擎要添什么，才能让它们知道是不是在训练？
# - 让规则返回张量而不是数组，二阶导数就自然有了。
#
# 文献：Rumelhart、Hinton 和 Williams，[Learning representations by back-propagating errors](https://doi.org/10.1038/323533a0)
# （1986）；Baydin 等，[Automatic differentiation in machine learning: a survey](https://arxiv.org/abs/1502.05767)
# （2018）；Kingma 和 Ba，[Adam](https://arxiv.org/abs/1412.6980)（2015）。
