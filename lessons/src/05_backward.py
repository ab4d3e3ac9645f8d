# Lesson 5. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 05
# minutes: 60
# needs: 04

# %% [markdown] key="title" lang="en"
# # Backward, by hand and by machine
#
# Lesson 4 ended with a question. Forward mode walks from an input to the loss and needs one pass for each of the
# parameters. What if one starts at the loss? Then **one** pass gives all derivatives at once, whether there are two
# or two billion. This is backpropagation, the [algorithm of 1986](https://doi.org/10.1038/323533a0) behind every
# trained network.
#
# First you do it by hand, with paper and then with tensors, until you have trained a network that tells malignant
# tumours from benign ones without any help from the library. Then you write the machine that does it for any graph:
# it takes a dozen lines.
#
# You need lesson 4. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 反向传播：先用手算，再用机器
#
# 第 4 课留下了一个问题。前向模式从一个输入走到损失，每个参数都要走一遍。要是从损失这一头出发呢？那样只走**一遍**，
# 所有的导数就都有了，不管是两个还是二十亿个。这就是反向传播，每一个训练出来的网络背后都是这个
# [1986 年的算法](https://doi.org/10.1038/323533a0)。
#
# 先用手算：从纸上的几个数，到整个张量，直到不靠库的任何帮助，训练出一个能区分恶性与良性肿瘤的网络。
# 然后写出对任何图都适用的机器，其实只要十来行。
#
# 需要先完成第 4 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import time

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("05", lang="{{lang}}")

# %% [markdown] key="bar" lang="en"
# ## 1. The other direction
#
# For each value $v$ in the graph write $\bar v$ for the derivative of the loss with respect to it:
#
# $$\bar v = \frac{\partial L}{\partial v}$$
#
# This is called the gradient of $v$. At the end of the graph it is known without any work: $\bar L = 1$. And whoever
# knows it *behind* a box can compute it *in front of* the box. If $u$ was computed from $v$, then
#
# $$\bar v = \bar u \cdot \frac{\partial u}{\partial v}$$
#
# In words: downstream = upstream × local. This is the chain rule, read from the end. Take the person of lesson 4
# again, $w = 20$, $x = 1.5$, $b = 150$,
# $y = 200$, and go up the table from below:
#
# | step | value | gradient |
# |---|---|---|
# | $p = w \cdot x$ | $30$ | $\bar p = \bar q \cdot 1 = -40$, so $\bar w = \bar p \cdot x = -60$ |
# | $q = p + b$ | $180$ | $\bar q = \bar r \cdot 1 = -40$, so $\bar b = \bar q \cdot 1 = -40$ |
# | $r = q - y$ | $-20$ | $\bar r = \bar L \cdot 2 r = -40$ |
# | $L = r^2$ | $400$ | $\bar L = 1$ |
#
# Both derivatives came out of one walk, and they share most of it. Here is the same walk, step by step: use the
# arrows, forward and back.

# %% [markdown] key="bar" lang="zh"
# ## 1. 换一个方向
#
# 对图中的每个值 $v$，把损失对它的导数记作 $\bar v$：
#
# $$\bar v = \frac{\partial L}{\partial v}$$
#
# 它叫作 $v$ 的梯度。在图的终点，不用算就知道 $\bar L = 1$。而只要知道一个方框*后面*的梯度，就能算出它*前面*的梯度。
# 设 $u$ 由 $v$ 算出，则
#
# $$\bar v = \bar u \cdot \frac{\partial u}{\partial v}$$
#
# 也就是：下游的梯度 = 上游的梯度 × 局部导数。这就是从终点读起的链式法则。还是第 4 课的那个人，$w = 20$，$x = 1.5$，
# $b = 150$，$y = 200$，从表的最下面一行往上走：
#
# | 步骤 | 值 | 梯度 |
# |---|---|---|
# | $p = w \cdot x$ | $30$ | $\bar p = \bar q \cdot 1 = -40$，于是 $\bar w = \bar p \cdot x = -60$ |
# | $q = p + b$ | $180$ | $\bar q = \bar r \cdot 1 = -40$，于是 $\bar b = \bar q \cdot 1 = -40$ |
# | $r = q - y$ | $-20$ | $\bar r = \bar L \cdot 2 r = -40$ |
# | $L = r^2$ | $400$ | $\bar L = 1$ |
#
# 走一趟，两个导数都有了，而且大部分路程是共用的。下面把同样的一趟一步一步演示出来：用箭头前进、后退。

# %% key="bar-step" tags=["translated-output"]
w = torch.tensor(20.0, requires_grad=True)
b = torch.tensor(150.0, requires_grad=True)
lab.viz.step((w * 1.5 + b - 200) ** 2)

# %% [markdown] key="tumour" lang="en"
# ## 2. A neuron that says yes or no
#
# Now something that matters. For 569 patients
# [the data](https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic) hold 30 measurements of cells
# from a lump in the breast (radius, texture, how uneven the outline is) and whether the tumour was malignant.
# Malignant shall be $t = 1$, benign $t = 0$.

# %% [markdown] key="tumour" lang="zh"
# ## 2. 回答“是”或“否”的神经元
#
# 现在来做一件有分量的事。[这份数据](https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic)来自
# 569 位患者，记录了乳房肿块中细胞的 30 项测量值（半径、纹理、轮廓有多不规则等），以及肿瘤是否恶性。恶性记作 $t = 1$，
# 良性记作 $t = 0$。

# %% key="tumour-code"
from sklearn.datasets import load_breast_cancer

data = load_breast_cancer()
x = torch.tensor(data.data, dtype=torch.float32)
t = torch.tensor(data.target == 0).float()

order = torch.randperm(len(x), generator=torch.Generator().manual_seed(0))
train, test = order[:400], order[400:]
x = (x - x[train].mean(dim=0)) / x[train].std(dim=0)  #| en: measured on the training set only | zh: 只用训练集来算
print(x[train].shape, f"{t.mean().item():.0%} malignant")

# %% [markdown] key="logistic-task" lang="en"
# A neuron gives a score $z$, and the sigmoid of lesson 4 makes of it the probability $p = \sigma(z)$ that the tumour
# is malignant. The loss is the cross-entropy of lesson 1 for two classes: $-\ln p$ if it was malignant,
# $-\ln (1 - p)$ if not. Both cases in one formula, in terms of the score:
#
# $$L = \ln(1 + e^z) - t z$$
#
# (Check it: for $t = 1$ it is $\ln \frac{1 + e^z}{e^z} = -\ln p$.) Its derivative is remarkably simple. By the chain
# rule the first term gives $\frac{e^z}{1 + e^z}$, and that is $\sigma(z)$ again:
#
# $$\bar z = \sigma(z) - t$$
#
# Probability minus truth: the surer the neuron is of the wrong answer, the harder it is pushed, never more than by 1.
#
# ### Exercise 1: where the gradient begins
#
# For a whole batch of $N$ scores the loss is the **mean** over them. Write the gradient of this mean with respect to
# each score: tensors `z` and `t` of shape (N,) come in, one of shape (N,) goes out.

# %% [markdown] key="logistic-task" lang="zh"
# 神经元给出一个得分 $z$，第 4 课的 sigmoid 把它变成肿瘤为恶性的概率 $p = \sigma(z)$。损失是第 1 课的交叉熵，
# 这里只有两个类别：恶性时是 $-\ln p$，良性时是 $-\ln (1 - p)$。两种情形可以用得分写成一个式子：
#
# $$L = \ln(1 + e^z) - t z$$
#
# （验算一下：$t = 1$ 时它等于 $\ln \frac{1 + e^z}{e^z} = -\ln p$。）它的导数出奇地简单。由链式法则，
# 第一项的导数是 $\frac{e^z}{1 + e^z}$，这又是 $\sigma(z)$：
#
# $$\bar z = \sigma(z) - t$$
#
# 概率减去真实值：神经元对错误答案越有把握，受到的推力就越大，但绝不超过 1。
#
# ### 练习 1：梯度从这里开始
#
# 一个批次有 $N$ 个得分，损失是它们的**平均值**。请写出这个平均值对每个得分的梯度：输入是形状为 (N,) 的张量 `z` 和
# `t`，输出的形状也是 (N,)。

# %% key="logistic" exercise="05.logistic"
def score_gradient(z, t):
    ...

# %% key="logistic-check" check="05.logistic"
lab.check("05.logistic", score_gradient)

# %% [markdown] key="accumulate" lang="en"
# ## 3. Used twice: accumulation
#
# If a value $v$ goes into several boxes $u_1, u_2, \dots$, then each sends back its share, and the shares add up:
#
# $$\bar v = \sum_{k} \bar u_k \cdot \frac{\partial u_k}{\partial v}$$
#
# It is the sum over paths of lesson 4, but taken node by node: each arrow is walked once. Follow $a$ in
# $L = a \cdot b + a$; the stepper shows how its two shares meet.

# %% [markdown] key="accumulate" lang="zh"
# ## 3. 用了两次：累加
#
# 如果一个值 $v$ 进入几个方框 $u_1, u_2, \dots$，那么每个方框都送回一份，各份相加：
#
# $$\bar v = \sum_{k} \bar u_k \cdot \frac{\partial u_k}{\partial v}$$
#
# 这就是第 4 课对路径求和的那句话，只是改成了逐个节点来做，每条箭头只走一次。看看 $L = a \cdot b + a$ 中的 $a$：
# 单步视图里可以看到它的两份梯度怎样会合。

# %% key="accumulate-step" tags=["translated-output"]
a = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(4.0, requires_grad=True)
lab.viz.step(a * b + a)

# %% [markdown] key="grad-adds" lang="en"
# The library goes one step further: `.grad` of a parameter keeps what is in it and **adds**, also over several calls
# of `backward()`. That is useful where a batch is too large for the memory: do it in two halves and let the gradients
# add up. And it is why every training loop begins with `zero_grad()`. Forget it, and each step walks along the sum of
# all gradients so far:

# %% [markdown] key="grad-adds" lang="zh"
# 库在这一点上更进一步：参数的 `.grad` 保留已有的内容，再**加上**新的，几次调用 `backward()` 也是如此。批次太大、
# 内存放不下时，这很有用：分成两半来算，让梯度加起来就行。每个训练循环都从 `zero_grad()` 开始，也正是这个缘故。
# 忘了它，每一步走的就是到目前为止所有梯度之和：

# %% key="grad-adds-code"
for _ in range(3):
    (a * b + a).backward()
    print(a.grad, b.grad)

# %% [markdown] key="order" lang="en"
# ## 4. In which order?
#
# A node may send its gradient on only when **all** its shares have arrived. Send too early, and a part is lost or, if
# it is sent again, much is done twice. So the walk needs an order in which every node comes after all nodes that use
# it. Such an order is called **topological**. Here is the graph of $L = (a + b) \cdot b + a$, with the nodes that
# each node is computed from:
#
# ```python
# {"L": ["m", "a"], "m": ["s", "b"], "s": ["a", "b"], "a": [], "b": []}
# ```
#
# From `L` one sees `m` and `a`. But `a` must wait, since `s`, too, has something for it.
#
# ### Exercise 2: the order of the walk
#
# Write a function that returns the nodes in topological order, beginning with `end`: each node once, and only after
# all nodes that use it. Nodes that `end` does not depend on are left out. One way: a function that first visits
# everything its node is computed from and then writes down the node itself gives the reverse of it.

# %% [markdown] key="order" lang="zh"
# ## 4. 按什么顺序走？
#
# 一个节点要等**所有**的份都到齐了，才能把梯度往下传。传早了，就会漏掉一部分；如果补传，许多事又要做两遍。
# 所以需要一个顺序，让每个节点都排在所有用到它的节点之后。这样的顺序叫作**拓扑顺序**。
# 下面是 $L = (a + b) \cdot b + a$ 的图，写的是每个节点由哪些节点算出：
#
# ```python
# {"L": ["m", "a"], "m": ["s", "b"], "s": ["a", "b"], "a": [], "b": []}
# ```
#
# 从 `L` 出发看到 `m` 和 `a`。但是 `a` 必须等一等，因为 `s` 也有一份要给它。
#
# ### 练习 2：走的顺序
#
# 写一个函数，按拓扑顺序返回各个节点，从 `end` 开始：每个节点一次，而且排在所有用到它的节点之后。
# 与 `end` 无关的节点不要列出来。一种做法是：写一个函数，先访问算出这个节点所用的一切，再记下这个节点本身，
# 得到的正好是反过来的顺序。

# %% key="order-stub" exercise="05.order"
def walk_order(inputs, end):
    ...

# %% key="order-check" check="05.order"
lab.check("05.order", walk_order)

# %% [markdown] key="machine-task" lang="en"
# ## 5. The machine
#
# All is ready. Let each node list the nodes it is computed from, each with the local derivative, and let the order be
# given. Then backpropagation is: put 1 at the end; for every node in order, send gradient times local derivative to
# each of its inputs, **adding** to what is there.
#
# ### Exercise 3: backpropagation
#
# Write it. `graph` is a dictionary such as `{"L": [("m", 1.0), ("a", 1.0)], ...}`, `order` a list from the end to the
# beginning. Return a dictionary with the gradient of every node in `order`. The same node may stand twice among the
# inputs, as in $a \cdot a$.

# %% [markdown] key="machine-task" lang="zh"
# ## 5. 机器
#
# 一切就绪。让每个节点列出算出它所用的节点，并附上局部导数；顺序也已给定。于是反向传播就是：在终点放上 1；
# 按顺序对每个节点，把“梯度乘以局部导数”送给它的每个输入，**加**到那里已有的数上。
#
# ### 练习 3：反向传播
#
# 把它写出来。`graph` 是形如 `{"L": [("m", 1.0), ("a", 1.0)], ...}` 的字典，`order` 是从终点到起点的列表。
# 返回一个字典，给出 `order` 中每个节点的梯度。同一个节点可能在输入里出现两次，比如 $a \cdot a$。

# %% key="machine" exercise="05.machine"
def gradients(graph, order):
    ...

# %% key="machine-check" check="05.machine"
lab.check("05.machine", gradients)

# %% [markdown] key="tensors" lang="en"
# That is the whole algorithm. What the library adds is that it notes graph and local derivatives by itself while your
# program computes.
#
# ## 6. The same with tensors
#
# In real graphs the nodes are tensors. The gradient of a tensor has the shape of that tensor, one number for each of
# its elements, and this alone nearly determines the rules. Take the linear layer of lesson 1, $Y = X W^{\top} + b$
# with $X$ of shape $(N, n)$, $W$ of shape $(m, n)$ and $b$ of shape $(m,)$. One element of it is
#
# $$y_{ij} = \sum_{k} x_{ik} w_{jk} + b_j$$
#
# The weight $w_{jk}$ occurs in output $j$ of every row $i$, each time multiplied by $x_{ik}$. So its shares come from
# all rows, and are added:
#
# $$\bar w_{jk} = \sum_{i} \bar y_{ij} \, x_{ik} \quad\Longrightarrow\quad \bar W = \bar Y^{\top} X$$
#
# The bias $b_j$ has been broadcast over the $N$ rows: it was used $N$ times. So $\bar b_j = \sum_i \bar y_{ij}$.
# *Broadcasting forward means summing backward.*
#
# ### Exercise 4: the linear layer, backward
#
# Write the rule for all three inputs: return $\bar X, \bar W, \bar b$. Find $\bar X$ in the same way, or by asking
# which product of $\bar Y$ and $W$ has the shape of $X$.

# %% [markdown] key="tensors" lang="zh"
# 算法的全部就是这些。库所多做的，是在你的程序计算的同时，自动记下图和局部导数。
#
# ## 6. 换成张量
#
# 真实的图里，节点是张量。一个张量的梯度和它形状相同，每个元素对应一个数，光凭这一点，规则就几乎定下来了。
# 看第 1 课的线性层 $Y = X W^{\top} + b$，其中 $X$ 的形状是 $(N, n)$，$W$ 的形状是 $(m, n)$，$b$ 的形状是 $(m,)$。
# 它的一个元素是
#
# $$y_{ij} = \sum_{k} x_{ik} w_{jk} + b_j$$
#
# 权重 $w_{jk}$ 在每一行 $i$ 的第 $j$ 个输出里都出现，每次都乘着 $x_{ik}$。所以它的各份来自所有的行，要相加：
#
# $$\bar w_{jk} = \sum_{i} \bar y_{ij} \, x_{ik} \quad\Longrightarrow\quad \bar W = \bar Y^{\top} X$$
#
# 偏置 $b_j$ 广播到了 $N$ 行，也就是用了 $N$ 次，所以 $\bar b_j = \sum_i \bar y_{ij}$。*前向是广播，反向就是求和。*
#
# ### 练习 4：线性层的反向
#
# 写出三个输入的规则：返回 $\bar X, \bar W, \bar b$。$\bar X$ 可以用同样的办法推出来，也可以想一想，
# $\bar Y$ 和 $W$ 怎样相乘，形状才和 $X$ 一样。

# %% key="linear" exercise="05.linear"
def linear_backward(gy, x, weight):
    #| en: gy: (N, m), the gradient of the output; x: (N, n); weight: (m, n)
    #| zh: gy：(N, m)，输出的梯度；x：(N, n)；weight：(m, n)
    ...

# %% key="linear-check" check="05.linear"
lab.check("05.linear", linear_backward)

# %% [markdown] key="sum-task" lang="en"
# ### Exercise 5: undo any broadcasting
#
# What the bias needs, every operation with broadcasting needs. An input of shape `shape` has been broadcast, and the
# gradient `g` of the larger shape comes back. Sum it so that it has the shape of the input again: over the axes that
# were added on the left, and over those where the input had size 1.

# %% [markdown] key="sum-task" lang="zh"
# ### 练习 5：撤销任意的广播
#
# 偏置所需要的，凡是带广播的运算都需要。一个形状为 `shape` 的输入被广播了，回来的梯度 `g` 形状更大。请对它求和，
# 让它恢复成输入的形状：左边补出来的轴要求和，输入长度为 1 的轴也要求和。

# %% key="sum" exercise="05.sum_to"
def sum_to(g, shape):
    ...

# %% key="sum-check" check="05.sum_to"
lab.check("05.sum_to", sum_to)

# %% [markdown] key="train" lang="en"
# ## 7. A network, trained by hand
#
# Now everything together: a hidden layer of 16 neurons with ReLU, one output, 400 patients. Forward goes line by
# line;
# backward is the same lines in reverse, each replaced by its rule. The ReLU passes the gradient on where it let the
# value pass: its local derivative is 1 or 0.

# %% [markdown] key="train" lang="zh"
# ## 7. 手工训练一个网络
#
# 现在把所有的东西合在一起：一个隐藏层，16 个神经元，用 ReLU；一个输出；400 位患者。前向一行一行地算；
# 反向就是把这些行倒过来，每一行换成它的规则。
# ReLU 让哪里的值通过，就让哪里的梯度通过：它的局部导数是 1 或 0。

# %% key="train-code"
torch.manual_seed(0)
w1, b1 = torch.randn(16, 30) * 0.2, torch.zeros(16)
w2, b2 = torch.randn(1, 16) * 0.2, torch.zeros(1)
parameters = (w1, b1, w2, b2)


def forward(x, w1, b1, w2, b2):
    h = x @ w1.t() + b1
    a = h.clamp(min=0)  # ReLU
    z = a @ w2.t() + b2
    return h, a, z[:, 0]


def backward(x, t, h, a, z):
    gz = ((torch.sigmoid(z) - t) / len(t))[:, None]  #| en: exercise 1 | zh: 练习 1
    gw2, gb2, ga = gz.t() @ a, gz.sum(dim=0), gz @ w2  #| en: exercise 4 | zh: 练习 4
    gh = ga * (h > 0)  # ReLU
    gw1, gb1 = gh.t() @ x, gh.sum(dim=0)
    return gw1, gb1, gw2, gb2


for step in range(201):
    h, a, z = forward(x[train], *parameters)
    if step % 50 == 0:
        loss = (nn.functional.softplus(z) - t[train] * z).mean()  # softplus(z) = ln(1 + e^z)
        print(f"step {step:3}: loss {loss.item():.3f}")
    for parameter, gradient in zip(parameters, backward(x[train], t[train], h, a, z), strict=True):
        parameter -= 0.5 * gradient

# %% key="test-code" tags=["nbval-ignore-output"]
*_, z = forward(x[test], *parameters)
print(f"{((z > 0) == (t[test] > 0.5)).float().mean().item():.1%} of {len(test)} patients not seen in training")

# %% [markdown] key="compare" lang="en"
# No `requires_grad`, no `backward()`, no optimizer: everything was written out. Does the library get the same
# gradients?

# %% [markdown] key="compare" lang="zh"
# 没有 `requires_grad`，没有 `backward()`，没有优化器，一切都是自己写的。库算出的梯度一样吗？

# %% key="compare-code"
leaves = [parameter.clone().requires_grad_() for parameter in parameters]
h, a, z = forward(x[train], *leaves)
(nn.functional.softplus(z) - t[train] * z).mean().backward()

mine = backward(x[train], t[train], *forward(x[train], *parameters))
print([torch.allclose(gradient, leaf.grad, atol=1e-6) for gradient, leaf in zip(mine, leaves, strict=True)])

# %% [markdown] key="cost" lang="en"
# ## 8. What it costs
#
# Backward does about two products of matrices for each one of the forward pass ($\bar X$ and $\bar W$). So it costs
# about twice as much as forward, however many parameters there are. Forward mode needs one pass per parameter.
# Compare them for the 513 parameters here:

# %% [markdown] key="cost" lang="zh"
# ## 8. 代价有多大
#
# 前向的每一次矩阵乘法，反向要做大约两次（$\bar X$ 和 $\bar W$）。所以不管有多少参数，反向的代价大约是前向的两倍。
# 前向模式则是每个参数走一遍。就拿这里的 513 个参数来比一比：

# %% key="cost-code" tags=["nbval-ignore-output"]
def milliseconds(function, repeats=30):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return sorted(times)[repeats // 2] * 1000


def loss_of(*parameters):
    *_, z = forward(x[train], *parameters)
    return (nn.functional.softplus(z) - t[train] * z).mean()


count = sum(parameter.numel() for parameter in parameters)
directions = tuple(torch.ones_like(parameter) for parameter in parameters)
forward_ms = milliseconds(lambda: loss_of(*parameters))
both_ms = milliseconds(lambda: loss_of(*leaves).backward())
pass_ms = milliseconds(lambda: torch.func.jvp(loss_of, parameters, directions))
print(f"forward             {forward_ms:7.2f} ms")
print(f"forward, backward   {both_ms:7.2f} ms  all {count} derivatives")
print(f"forward mode        {pass_ms:7.2f} ms  one derivative, so {pass_ms * count:.0f} ms for all")

# %% [markdown] key="price" lang="en"
# Nothing is free. To go back, the machine needs the values of the way forward: `h`, `a`, the inputs of every product.
# They must be kept until the gradient has passed. **Backward mode pays in memory what it saves in time**, and that is
# why the size of a batch is limited by memory, and why a training step needs several times the memory of a
# prediction.
#
# ## What to keep
#
# - $\bar v$ is the derivative of the loss with respect to $v$; it has the shape of $v$.
# - Downstream = upstream × local; what arrives at the same node is added.
# - A node sends on when all its shares have arrived: topological order.
# - Broadcast forward, sum backward. A product of matrices sends back two products.
# - One backward pass gives all derivatives, for about twice the cost of forward, and for the memory of all values
#   kept.

# %% [markdown] key="price" lang="zh"
# 天下没有免费的午餐。要往回走，机器就需要前向途中的值：`h`、`a`、每次乘法的输入。在梯度经过之前，
# 它们都得留着。**反向模式省下了时间，付出的是内存**。批次的大小受内存限制，训练一步所需的内存是做一次预测的好几倍，
# 原因都在这里。
#
# ## 要记住的
#
# - $\bar v$ 是损失对 $v$ 的导数，形状和 $v$ 一样。
# - 下游 = 上游 × 局部导数；到达同一个节点的各份相加。
# - 一个节点要等各份到齐了再往下传：拓扑顺序。
# - 前向广播，反向求和。一次矩阵乘法，反向时变成两次。
# - 走一遍反向，所有导数都有了，代价约为前向的两倍，另外要用内存保存所有的值。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - `lab.viz.step` also takes a whole network: `lab.viz.step(loss_of(*leaves))`. Which values does each box keep for
#   the way back?
# - Train without dividing by `len(t)` in `backward`. Which other number has to change so that all goes as before?
# - Which gradient is zero when all scores of a hidden neuron are negative for all patients? Can that neuron ever
#   recover?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - `lab.viz.step` 也接受整个网络：`lab.viz.step(loss_of(*leaves))`。每个方框为往回走保留了哪些值？
# - 在 `backward` 里不除以 `len(t)` 来训练。要让一切照旧，还有哪个数得跟着改？
# - 如果某个隐藏神经元对所有患者的得分都是负的，哪些梯度为零？这个神经元还能恢复吗？
