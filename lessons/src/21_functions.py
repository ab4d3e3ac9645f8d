# Lesson 21. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 21
# minutes: 60
# needs: 07, 10, 13

# %% [markdown] key="title" lang="en"
# # Your own Function, and derivatives of derivatives
#
# A pendulum is let go, far out. How does it swing? Its law fits in one line, $\ddot\theta = -\sin\theta$, and still no
# formula made of sines and powers gives its motion. At the end of this lesson a network finds the motion. Nobody shows
# it one example; it is told nothing but the law. For that, the network's output is differentiated by its input, twice,
# and the result once more by the weights.
#
# Until then you go to the places where backward no longer comes by itself: operations whose rule you write, checks that
# find the mistakes in it, gradients that are no derivatives on purpose, and second derivatives, which know how large a
# learning rate may be.
#
# You need lessons 7, 10 and 13. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 自己的 Function，以及导数的导数
#
# 把一个单摆拉到很高处放手，它怎样摆动？它的规律一行就写完，$\ddot\theta = -\sin\theta$，可是没有哪个由正弦和幂组成的公式
# 能写出它的运动。到这一课结束时，有一个网络会找出这个运动。没有人给它看过一个例子，只告诉它这条规律。
# 为此，要让网络的输出对输入求导，求两次，结果再对权重求一次导。
#
# 在这之前，先去那些反向传播不会自动完成的地方：求导规则由你来写的运算；能查出其中错误的检验；
# 故意不是导数的梯度；还有二阶导数，它知道学习率最大能取多少。
#
# 需要先学第 7、10、13 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("21", lang="{{lang}}")

# %% [markdown] key="why" lang="en"
# ## 1. A rule of your own
#
# The function $\log(1 + e^x)$ is called softplus: a ReLU with a round corner. Written down as it stands, it breaks.

# %% [markdown] key="why" lang="zh"
# ## 1. 自己的规则
#
# 函数 $\log(1 + e^x)$ 叫作 softplus，是拐角磨圆了的 ReLU。照式子直接写，会出问题：

# %% key="why-code" tags=["nbval-ignore-output"]
x = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)
y = torch.log(1 + torch.exp(x))
y.sum().backward()
print(y.tolist(), x.grad.tolist())

# %% [markdown] key="rule" lang="en"
# $e^{100}$ is too large for `float32`. The value becomes infinite, and backward computes infinite times zero, which is
# no number. For the value there is another form, $\max(x, 0) + \log(1 + e^{-|x|})$, whose exponential never grows. The
# derivative we know ourselves: it is the sigmoid, between 0 and 1 everywhere. So we tell the machine:

# %% [markdown] key="rule" lang="zh"
# $e^{100}$ 超出了 `float32` 的范围。值变成无穷大，反向传播算的是无穷大乘以零，得到 nan，不是数。值可以换一种写法：
# $\max(x, 0) + \log(1 + e^{-|x|})$，其中的指数不会变大。导数我们自己知道：就是 sigmoid，处处在 0 和 1 之间。
# 那就告诉机器：

# %% key="rule-code" tags=["nbval-ignore-output"]
class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)  #| en: backward will need it | zh: 反向传播要用到它
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))

    @staticmethod
    def backward(ctx, gy):
        (x,) = ctx.saved_tensors
        return gy * torch.sigmoid(x)  #| en: upstream times local (lesson 5) | zh: 上游乘以局部（第 5 课）

x.grad = None
y = Softplus.apply(x)
y.sum().backward()
print([round(value, 2) for value in y.tolist()], [round(value, 2) for value in x.grad.tolist()])

# %% key="rule-graph" tags=["translated-output"]
lab.viz.graph(Softplus.apply(x).sum(), gradients=True)

# %% [markdown] key="parts" lang="en"
# The graph has one node for it, as if it had been built in. The parts:
#
# - `forward` computes; what happens in it is not recorded. It is called through `apply`, never directly.
# - `ctx` carries things from forward to backward. Inputs and outputs go into `save_for_backward`: they are freed after
#   the pass, and if somebody overwrites them in between, you are told (lesson 6). Plain numbers may be attributes:
#   `ctx.n = n`.
# - `backward` gets the gradient of the output and returns one gradient for each input of `forward`, or `None`.
# - `ctx.needs_input_grad` says which of them anybody wants. What costs much is computed only if so.
#
# ## 2. Trust is good
#
# Backward is your word. Nobody proves that it is the derivative. A wrong one raises no error: training gets a bit
# worse, and one looks for the reason for weeks. Here is the rule with a mistake that many make once:

# %% [markdown] key="parts" lang="zh"
# 图里它是一个节点，就像库里本来就有的一样。各个部分是：
#
# - `forward` 负责计算，其中的运算不会被记录。要通过 `apply` 调用，不要直接调用。
# - `ctx` 把东西从 forward 带到 backward。输入和输出放进 `save_for_backward`：反向传播之后它们会被释放；
#   如果中途被改写，你会得到提醒（第 6 课）。普通的数可以作为属性：`ctx.n = n`。
# - `backward` 得到输出的梯度，对 `forward` 的每个输入返回一个梯度，或者 `None`。
# - `ctx.needs_input_grad` 说明哪些梯度有人要。算起来很费的，有人要才算。
#
# ## 2. 信任固然好
#
# backward 写什么就是什么，没有人证明它真是导数。写错了不会报错：训练只是差一点，原因却要找上几个星期。
# 下面的规则里，有一个许多人都犯过的错：

# %% key="wrong-code" tags=["translated-output"]
class Careless(Softplus):
    @staticmethod
    def backward(ctx, gy):
        (x,) = ctx.saved_tensors
        return torch.sigmoid(x)

point = torch.tensor([-1.0, 0.5], dtype=torch.float64, requires_grad=True)
print(torch.autograd.gradcheck(Softplus.apply, point))
try:
    torch.autograd.gradcheck(lambda x: 2 * Careless.apply(x), point)
except RuntimeError as error:
    print(error)

# %% [markdown] key="gradcheck" lang="en"
# `gradcheck` knows no rules. It moves each input a little up and down and looks how far each output moves, the
# difference quotient of lesson 4. Beside it stands what backward says. Read the report from the end: where do the two
# differ most? At an output that does not depend on that input at all. `gy` was forgotten, and so the gradients of all
# outputs run together.
#
# With `gy` equal to one everywhere the mistake would have stayed hidden. That is why `gradcheck` asks for each output
# on its own, and why it wants `float64`: a step of $10^{-6}$ vanishes in the seven digits of `float32`.
#
# ### Exercise 1: a limit that learns
#
# Scores that grow without bounds make training unstable; some large language models therefore squash them softly, to
# within $\pm a$: $y_{ij} = a_j \tanh(x_{ij} / a_j)$. Here each column $j$ has its own limit $a_j$, and it is to be
# learned. Write the backward. $x$ has the shape (N, D), $a$ the shape (D,). Remember: $a_j$ occurs twice in the
# formula, and acts on all N rows. The derivative of $\tanh(u)$ is $1 - \tanh^2(u)$.
#
# If a number is wrong, the check shows it in the graph: yours, the one found by trying, and the engine's.

# %% [markdown] key="gradcheck" lang="zh"
# `gradcheck` 不懂任何规则。它把每个输入上下挪一点点，看每个输出变动多少，也就是第 4 课的差商；
# 旁边列出 backward 的说法。报告要从最后读起：两者在哪里差得最多？在一个根本不依赖那个输入的输出上。
# 原来是忘了 `gy`，于是所有输出的梯度都混到了一起。
#
# 要是 `gy` 处处等于 1，这个错就藏住了。所以 `gradcheck` 对每个输出分别提问；它还要求 `float64`：
# $10^{-6}$ 的一步，在 `float32` 的七位数字里就看不见了。
#
# ### 练习 1：会学习的界限
#
# 得分无限制地变大，训练就不稳定；所以有些大语言模型把得分柔和地压到 $\pm a$ 之内：
# $y_{ij} = a_j \tanh(x_{ij} / a_j)$。这里每列 $j$ 有自己的界限 $a_j$，而且是要学习的。请写出 backward。
# $x$ 的形状是（N，D），$a$ 的形状是（D，）。注意：$a_j$ 在公式里出现两次，又作用在全部 N 行上。
# $\tanh(u)$ 的导数是 $1 - \tanh^2(u)$。
#
# 如果有哪个数不对，检查会在图上指出来：你的值、试出来的值、引擎算的值。

# %% key="limit-stub" exercise="21.limit"
class SoftLimit(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, a):
        ctx.save_for_backward(x, a)
        return a * torch.tanh(x / a)

    @staticmethod
    def backward(ctx, gy):
        ...

# %% key="limit-check" check="21.limit"
lab.check("21.limit", SoftLimit)

# %% [markdown] key="straight" lang="en"
# ## 3. A gradient that is no derivative
#
# Sometimes the derivative is right and useless. A neuron that outputs only $+1$ or $-1$ can be stored in one bit, and
# multiplication becomes a question of equal or different. But the step has the slope 0 everywhere: no gradient reaches
# the layers below. In lesson 6 you passed rounding by with `detach`. As a Function one can say more: let the gradient
# through as if forward had been the identity, but only where the input is still near, $|x| \le 1$. Beyond, pushing
# further changes nothing any more ([Hubara et al., 2016](https://arxiv.org/abs/1602.02830)).
#
# ### Exercise 2: straight through, with a limit
#
# Forward gives $+1$ where $x \ge 0$ and $-1$ elsewhere.

# %% [markdown] key="straight" lang="zh"
# ## 3. 不是导数的梯度
#
# 有时导数没有错，却没有用。只输出 $+1$ 或 $-1$ 的神经元，一个比特就存得下，乘法也变成了比较“相同还是不同”。
# 可是阶跃处处斜率为 0，梯度到不了前面的层。第 6 课里，你用 `detach` 绕过了取整。写成 Function 可以说得更细：
# 让梯度直接通过，好像前向什么也没做；但只在输入离得不远、$|x| \le 1$ 的地方。
# 再远的地方，继续推也不会改变什么了（[Hubara 等，2016](https://arxiv.org/abs/1602.02830)）。
#
# ### 练习 2：有界限的直通
#
# forward 在 $x \ge 0$ 处给出 $+1$，其他地方给出 $-1$。

# %% key="straight-stub" exercise="21.straight"
class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ...

    @staticmethod
    def backward(ctx, gy):
        ...

# %% key="straight-check" check="21.straight"
lab.check("21.straight", Sign)

# %% [markdown] key="straight-see" lang="en"
# The digits of lesson 1, 64 such neurons in the hidden layer. Once with the true slope, 0: then only the last layer
# learns, on top of random features. Once straight through, with a class that stands here complete. What `gradcheck`
# says about it, you can foresee.

# %% [markdown] key="straight-see" lang="zh"
# 用第 1 课的数字图像，隐藏层里是 64 个这样的神经元。一次用真正的斜率 0：这时只有最后一层在学，前面是随机的特征；
# 一次用直通，这里把完整的类写出来。`gradcheck` 会怎么评价它，你应该料得到。

# %% key="straight-code" tags=["nbval-ignore-output"]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)
loss_fn = nn.CrossEntropyLoss()

class Through(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x >= 0, 1.0, -1.0)

    @staticmethod
    def backward(ctx, gy):
        (x,) = ctx.saved_tensors
        return gy * (x.abs() <= 1)

def train(first, last, activation):
    optimizer = torch.optim.AdamW([*first.parameters(), *last.parameters()], lr=0.01)
    for epoch in range(10):
        for i in torch.randperm(1000).split(50):
            optimizer.zero_grad()
            loss_fn(last(activation(first(images[i]))), labels[i]).backward()
            optimizer.step()
    with torch.no_grad():
        guess = last(activation(first(images[1000:]))).argmax(dim=1)
    return (guess == labels[1000:]).float().mean().item()

for name, activation in {"slope 0": lambda x: Through.apply(x.detach()), "through": Through.apply}.items():
    torch.manual_seed(0)
    print(f"{name}: {train(nn.Linear(64, 64), nn.Linear(64, 10), activation):.0%}")

# %% [markdown] key="second" lang="en"
# A gradient need not be a derivative. It has to point somewhere that helps.
#
# ## 4. Backward, recorded
#
# Backward is a computation too, made of products and sums. If it is recorded, it has a graph of its own, and one can
# differentiate through it. `torch.autograd.grad` returns gradients rather than storing them in `.grad`;
# `create_graph=True` makes it record. For $y = x^3$:

# %% [markdown] key="second" lang="zh"
# 梯度不一定是导数，它只要指向有帮助的方向就行。
#
# ## 4. 被记录的反向传播
#
# 反向传播也是计算，由乘法和加法组成。把它记录下来，它就有了自己的图，可以再穿过它求导。`torch.autograd.grad`
# 把梯度作为结果返回，而不存进 `.grad`；`create_graph=True` 让它被记录。以 $y = x^3$ 为例：

# %% key="second-code"
x = torch.tensor(2.0, requires_grad=True)
y = x**3
(slope,) = torch.autograd.grad(y, x, create_graph=True)
(curvature,) = torch.autograd.grad(slope, x, retain_graph=True)  #| en: kept for the picture below | zh: 留给下面的图用
print(y.item(), slope.item(), curvature.item())

# %% key="second-graph" tags=["translated-output"]
lab.viz.graph(slope, gradients=True)

# %% [markdown] key="once" lang="en"
# $x^3$, $3x^2$, $6x$ at 2: 8, 12 and 12. The picture is the graph of the *slope*: backward's own product has become a
# node, and $x$ is used in it.
#
# For a Function of yours this works if backward is made of recorded operations on *saved* tensors. It does not where
# backward leaves the graph: through NumPy, `.item()`, or `ctx.x = x.detach()`. The worst of it: nothing is said. The
# second derivative is simply wrong. Of $x^6$, at 2, the two derivatives are $6x^5 = 192$ and $30x^4 = 480$. Two
# remedies. `gradgradcheck` finds it:

# %% [markdown] key="once" lang="zh"
# 在 2 处，$x^3$、$3x^2$、$6x$ 分别是 8、12、12。图里画的是*斜率*的计算图：反向传播里的乘法成了节点，用到了 $x$。
#
# 对你自己的 Function，只要 backward 是由会被记录的运算组成的，用的又是*保存下来*的张量，就没有问题。
# 如果 backward 离开了图，经过 NumPy、`.item()`，或者 `ctx.x = x.detach()`，就不行了。最糟的是它一声不吭，
# 二阶导数就这样错了。$x^6$ 在 2 处的两个导数，应当是 $6x^5 = 192$ 和 $30x^4 = 480$。有两个办法。`gradgradcheck` 查得出来：

# %% key="once-code" tags=["translated-output"]
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x.detach()
        return x**3

    @staticmethod
    def backward(ctx, gy):
        return gy * 3 * ctx.x**2

(slope,) = torch.autograd.grad(Cube.apply(x) ** 2, x, create_graph=True)  #| en: of x⁶ | zh: x⁶ 的导数
print(slope.item(), torch.autograd.grad(slope, x)[0].item())
print(torch.autograd.gradcheck(Cube.apply, point))
try:
    torch.autograd.gradgradcheck(Cube.apply, point)
except RuntimeError as error:
    print(str(error).splitlines()[-1])

# %% [markdown] key="once-more" lang="en"
# 288 in place of 480: what flows through `gy` was counted, the rest is missing. And whoever cannot or will not record a
# backward says so, with `once_differentiable`. Then asking for the second derivative is an error in place of a wrong
# number:

# %% [markdown] key="once-more" lang="zh"
# 不是 480，而是 288：经过 `gy` 的那一份算进去了，其余的丢了。如果 backward 没法记录，或者不想记录，
# 就用 `once_differentiable` 说明。这样，求二阶导数会报错，而不是给出一个错的数：

# %% key="once-more-code" tags=["translated-output"]
from autograd_lab.autograd.function import once_differentiable

class HonestCube(Cube):
    backward = staticmethod(once_differentiable(Cube.backward))

(slope,) = torch.autograd.grad(HonestCube.apply(x) ** 2, x, create_graph=True)
try:
    slope.backward()
except RuntimeError as error:
    print(error)

# %% [markdown] key="penalty" lang="en"
# ## 5. A loss that contains a gradient
#
# The first use: ask of a network that its output shall not change too fast, or change at a certain rate. In a GAN
# (lesson 19) the critic $f$ gets the **gradient penalty** of
# [Gulrajani et al. (2017)](https://arxiv.org/abs/1704.00028):
#
# $$P = \frac{1}{N} \sum_{i=1}^{N} \left( \lVert \nabla_{x_i} f(x_i) \rVert - 1 \right)^2$$
#
# $x_i$ is one sample, and $\lVert \cdot \rVert$ the norm (lesson 13). $P$ is added to the loss; so it will be
# differentiated by the *weights*, and the gradient inside must be recorded.
#
# ### Exercise 3: the penalty
#
# `f` takes a batch of shape (N, D) and gives (N, 1). One call of `torch.autograd.grad` is enough for all samples:
# differentiate the sum; each output depends on its own sample only. The caller's `x` shall stay as it is, and no
# `.grad` is to change.

# %% [markdown] key="penalty" lang="zh"
# ## 5. 含有梯度的损失
#
# 第一个用处：要求网络的输出不要变化太快，或者以一定的速率变化。在 GAN（第 19 课）里，
# 评判网络 $f$ 会加上 [Gulrajani 等（2017）](https://arxiv.org/abs/1704.00028)的**梯度惩罚**：
#
# $$P = \frac{1}{N} \sum_{i=1}^{N} \left( \lVert \nabla_{x_i} f(x_i) \rVert - 1 \right)^2$$
#
# $x_i$ 是一个样本，$\lVert \cdot \rVert$ 是范数（第 13 课）。$P$ 要加到损失里，所以还要对*权重*求导，
# 里面的梯度就必须被记录。
#
# ### 练习 3：惩罚项
#
# `f` 的输入是形状为（N，D）的批次，输出是（N，1）。对全部样本只要调用一次 `torch.autograd.grad`：对输出之和求导，
# 因为每个输出只依赖自己的样本。调用者的 `x` 要保持原样，也不要改动任何 `.grad`。

# %% key="penalty-stub" exercise="21.penalty"
def penalty(f, x):
    ...

# %% key="penalty-check" check="21.penalty"
lab.check("21.penalty", penalty)

# %% [markdown] key="newton" lang="en"
# ## 6. All second derivatives: the Hessian
#
# A function of $n$ parameters $w$ has $n^2$ second derivatives, the **Hessian** matrix
# $H_{ij} = \partial^2 L / \partial w_i \partial w_j$. It describes the curvature in every direction, and near a point
# the loss is
#
# $$L(w + d) \approx L(w) + g^\top d + \frac{1}{2} d^\top H d$$
#
# with the gradient $g$ and a step $d$. Where is the bottom of this bowl? Set its gradient to zero: $g + H d = 0$. This
# is **Newton's method**: the step $d = -H^{-1} g$, with no learning rate to be chosen.
#
# ### Exercise 4: Newton's step
#
# `f` maps a tensor `w` of shape (n,) to a number. Return the next `w`. `torch.func.grad(f)` and `torch.func.hessian(f)`
# are functions of `w`; `torch.linalg.solve(A, b)` solves $A d = b$.

# %% [markdown] key="newton" lang="zh"
# ## 6. 全部二阶导数：黑塞矩阵
#
# 有 $n$ 个参数 $w$ 的函数，二阶导数有 $n^2$ 个，组成**黑塞矩阵** $H_{ij} = \partial^2 L / \partial w_i \partial w_j$。
# 它描述每个方向上的曲率。在一点附近，损失是
#
# $$L(w + d) \approx L(w) + g^\top d + \frac{1}{2} d^\top H d$$
#
# 其中 $g$ 是梯度，$d$ 是一步。这只碗的底在哪里？令它的梯度为零：$g + H d = 0$。这就是**牛顿法**：
# 步子是 $d = -H^{-1} g$，不用选学习率。
#
# ### 练习 4：牛顿法的一步
#
# `f` 把形状为（n，）的张量 `w` 变成一个数。返回下一个 `w`。`torch.func.grad(f)` 和 `torch.func.hessian(f)`
# 都是 `w` 的函数；`torch.linalg.solve(A, b)` 求解 $A d = b$。

# %% key="newton-stub" exercise="21.newton"
def newton(f, w):
    ...

# %% key="newton-check" check="21.newton"
lab.check("21.newton", newton)

# %% [markdown] key="newton-see" lang="en"
# Rosenbrock's valley from lesson 10, in which gradient descent takes thousands of steps to the minimum at (1, 1):

# %% [markdown] key="newton-see" lang="zh"
# 第 10 课的 Rosenbrock 山谷，梯度下降要走几千步，才能到达 (1, 1) 处的最小值：

# %% key="newton-code"
def rosenbrock(w):
    return (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2

w = torch.tensor([-1.5, 2.0], dtype=torch.float64)
for step in range(7):
    print(step, [round(value, 4) for value in w.tolist()], f"{rosenbrock(w).item():.1e}")
    g, H = torch.func.grad(rosenbrock)(w), torch.func.hessian(rosenbrock)(w)
    w = w - torch.linalg.solve(H, g)

# %% [markdown] key="newton-read" lang="en"
# Six steps, though twice they led uphill first. Near the goal the number of correct digits doubles with each step. Why
# then are networks not trained so? A million parameters have a Hessian of $10^{12}$ numbers. And Newton goes wherever
# the gradient is zero, to saddles as gladly as to minima.
#
# ## 7. Curvature without the matrix
#
# Often one does not want $H$ itself but what it does to a vector: $Hv$, how the gradient changes as one goes along $v$.
# For that no matrix is needed, since $v$ is a constant:
#
# $$H v = \nabla_w \left( g(w)^\top v \right)$$
#
# The gradient of a number. It costs a second backward pass, and the memory of a few vectors
# ([Pearlmutter, 1994](https://doi.org/10.1162/neco.1994.6.1.147)).
#
# ### Exercise 5: Hessian times vector
#
# `f` maps `w` to a number, `w` and `v` have the shape (n,). The check looks at the memory you use.

# %% [markdown] key="newton-read" lang="zh"
# 六步就到了，尽管其中有两步先往上走。快到的时候，每走一步，正确的位数就加倍。那为什么不这样训练网络？
# 一百万个参数，黑塞矩阵就有 $10^{12}$ 个数。而且牛顿法只找梯度为零的地方，鞍点也好，最小值也好，它都去。
#
# ## 7. 不要矩阵的曲率
#
# 往往要的不是 $H$ 本身，而是它对一个向量的作用：$Hv$，也就是沿 $v$ 走的时候，梯度怎样变化。这不需要矩阵，
# 因为 $v$ 是常数：
#
# $$H v = \nabla_w \left( g(w)^\top v \right)$$
#
# 这是一个数的梯度。代价是再做一次反向传播，内存只要几个向量那么多
# （[Pearlmutter，1994](https://doi.org/10.1162/neco.1994.6.1.147)）。
#
# ### 练习 5：黑塞矩阵乘以向量
#
# `f` 把 `w` 变成一个数，`w` 和 `v` 的形状都是（n，）。检查会看你用了多少内存。

# %% key="hvp-stub" exercise="21.hvp"
def hvp(f, w, v):
    ...

# %% key="hvp-check" check="21.hvp"
lab.check("21.hvp", hvp)

# %% [markdown] key="edge" lang="en"
# What is it good for? Multiply a vector by $H$ again and again, and it turns into the direction of the largest
# curvature $\lambda$; the factor by which it grows is $\lambda$. This is power iteration. And lesson 10 said of a
# parabola: gradient descent converges as long as the learning rate is $\eta < 2 / \lambda$. Is that true of a network
# with 2,410 parameters?
#
# In the code the vector is a dictionary of tensors, like the parameters, and $Hv$ is computed in another way: `jvp`,
# the forward mode of lesson 4, carries the slope along $v$ through the computation of the gradient.

# %% [markdown] key="edge" lang="zh"
# 这有什么用？让一个向量反复乘以 $H$，它就会转到曲率最大的方向；最大的曲率记作 $\lambda$，每次放大的倍数就是 $\lambda$。
# 这叫作幂迭代。第 10 课说过，在抛物线上，只要学习率 $\eta < 2 / \lambda$，梯度下降就收敛。
# 对有 2410 个参数的网络，这也成立吗？
#
# 代码里的向量和参数一样，是张量的字典。$Hv$ 换了一种算法：`jvp` 就是第 4 课的前向模式，
# 它带着沿 $v$ 方向的斜率，穿过梯度的计算。

# %% key="edge-code" tags=["nbval-ignore-output"]
x200, y200 = images[:200], nn.functional.one_hot(labels[:200], 10).float()
model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))

def squared_error(parameters):
    scores = torch.func.functional_call(model, parameters, (x200,))
    return ((scores - y200) ** 2).sum(dim=1).mean()

gradient = torch.func.grad(squared_error)

def largest_curvature(parameters, v, repeats=15):
    for _ in range(repeats):
        length = sum((part**2).sum() for part in v.values()).sqrt()
        v = {name: part / length for name, part in v.items()}
        _, hv = torch.func.jvp(gradient, (parameters,), (v,))
        curvature = sum((v[name] * hv[name]).sum() for name in v).item()
        v = hv
    return curvature, v

def descend(lr):
    torch.manual_seed(0)
    parameters = {name: p.detach().clone() for name, p in model.named_parameters()}
    v = {name: torch.randn(p.shape) for name, p in parameters.items()}
    for step in range(401):
        if step % 100 == 0:
            curvature, v = largest_curvature(parameters, v)
            print(f"{curvature:6.1f} ({squared_error(parameters).item():.2f})", end="  ")
        g = gradient(parameters)
        parameters = {name: p - lr * g[name] for name, p in parameters.items()}
    print()

torch.manual_seed(30)
model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
for lr in (0.05, 0.1, 0.4):
    print(f"lr {lr:<4}  2/lr {2 / lr:2.0f}", end="  ")
    descend(lr)

# %% [markdown] key="edge-read" lang="en"
# Curvature (and loss in brackets) every hundred steps. At the start $\lambda \approx 24$, so the limit is
# $\eta = 2/24 \approx 0.08$. At 0.4 all is lost, as the parabola foretold. At 0.05 there is room up to 40, and the
# curvature climbs slowly. And at 0.1, a little over the limit, something happens that no parabola does: the network
# does not fly apart, it moves to places where the curvature is just about 20 = 2 / 0.1, and learns on there. This is
# called the **edge of stability** ([Cohen et al., 2021](https://arxiv.org/abs/2103.00065)), and it was found by
# measuring exactly this.
#
# ## 8. Jacobians, and the gradient of each sample
#
# With several outputs there is a slope for each pair of output and input: the **Jacobian**. Backward gives rows of it,
# $v^\top J$ (`vjp`), forward mode gives columns, $J v$ (`jvp`). So `jacrev` takes one pass per output, `jacfwd` one per
# input. Take the fewer. Both run their passes at once, with `vmap`, which turns a function of one sample into a
# function of a batch.

# %% [markdown] key="edge-read" lang="zh"
# 每走一百步，列出曲率，括号里是损失。开始时 $\lambda \approx 24$，所以界限是 $\eta = 2/24 \approx 0.08$。
# 用 0.4，就全完了，和抛物线预言的一样。用 0.05，上限是 40，曲率慢慢往上爬。用 0.1，稍稍超过界限，
# 发生的事是抛物线没有的：网络没有飞散，而是挪到曲率恰好在 20 = 2 / 0.1 左右的地方，在那里继续学习。
# 这叫作**稳定性边缘**（[Cohen 等，2021](https://arxiv.org/abs/2103.00065)），当初正是这样测量出来的。
#
# ## 8. 雅可比矩阵，以及每个样本的梯度
#
# 输出有好几个时，每一对输出和输入都有一个斜率，合起来叫作**雅可比矩阵**。反向传播给出它的行 $v^\top J$（`vjp`），
# 前向模式给出它的列 $J v$（`jvp`）。所以 `jacrev` 每个输出走一遍，`jacfwd` 每个输入走一遍，哪个少就用哪个。
# 它们都把这些遍合在一起走，用的是 `vmap`：它把处理一个样本的函数，变成处理一个批次的函数。

# %% key="jacobian-code"
parameters = {name: p.detach() for name, p in model.named_parameters()}

def scores_of(image):
    return torch.func.functional_call(model, parameters, (image,))

rows, columns = torch.func.jacrev(scores_of)(images[0]), torch.func.jacfwd(scores_of)(images[0])
print(rows.shape, torch.allclose(rows, columns, atol=1e-5))

# %% [markdown] key="samples" lang="en"
# `vmap` of `grad` answers another question. The gradient of a batch is a mean. What does *each* image want of the
# weights? Train a network, and look which images still pull hardest:

# %% [markdown] key="samples" lang="zh"
# 对 `grad` 用 `vmap`，可以回答另一个问题。一个批次的梯度是平均值。那么*每张*图像各自想让权重怎样变？
# 训练一个网络，看看哪些图像还拉得最用力：

# %% key="samples-code" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(0)
first, last = nn.Linear(64, 32), nn.Linear(32, 10)
train(first, last, torch.relu)
reader = nn.Sequential(first, nn.ReLU(), last)
parameters = {name: p.detach() for name, p in reader.named_parameters()}

def loss_of_one(parameters, image, label):
    scores = torch.func.functional_call(reader, parameters, (image,))
    return nn.functional.cross_entropy(scores, label)

each = torch.func.vmap(torch.func.grad(loss_of_one), in_dims=(None, 0, 0))(parameters, images[:1000], labels[:1000])
sizes = sum((g**2).reshape(1000, -1).sum(dim=1) for g in each.values()).sqrt()
print({name: tuple(g.shape) for name, g in each.items()})

largest = sizes.topk(10)
print(f"median {sizes.median().item():.2f}, largest {largest.values[0].item():.1f}")
lab.viz.images(images[largest.indices].reshape(-1, 8, 8), labels[largest.indices].tolist())

# %% [markdown] key="samples-read" lang="en"
# Ten images of a thousand, with their labels, and they pull up to a hundred times harder than the one in the middle.
# Some are hard to read for us as well. Such a list is where one begins to look for wrong labels.
#
# If you only want to watch a gradient as it passes, you need none of this: `tensor.register_hook(f)` calls `f` with the
# gradient of that tensor during backward, and what `f` returns replaces it.

# %% [markdown] key="samples-read" lang="zh"
# 一千张里的十张图像和它们的标签，最用力的，比中等的用力上百倍。有几张连我们也难认。要找标错的标签，就从这样的名单开始。
#
# 如果只想在梯度经过时看一眼，用不着这些：`tensor.register_hook(f)` 会在反向传播时，用这个张量的梯度调用 `f`；
# `f` 返回什么，梯度就换成什么。

# %% key="hook-code"
x = torch.tensor(2.0, requires_grad=True)
h = x**2
h.register_hook(lambda gradient: print("passing:", gradient.item()))
(3 * h).backward()

# %% [markdown] key="pendulum" lang="en"
# ## 9. A network that obeys a law
#
# Back to the pendulum. $\theta(t)$ is its angle at time $t$, and with length and gravity put into the unit of time
#
# $$\ddot\theta(t) + \sin\theta(t) = 0 \qquad \theta(0) = 2 \qquad \dot\theta(0) = 0$$
#
# Dots are derivatives by time. The angle is in radians; 2 means: let go from above the horizontal. For small angles
# $\sin\theta \approx \theta$, and $\theta(0) \cos t$ solves it. For this one it does not.
#
# Let a network be $\theta(t)$. By how much it breaks the law at a time $t$, is called the **residual**:
# $\ddot\theta + \sin\theta$. The loss is the mean square of the residual at some times. No value of $\theta$ is ever
# given. This is a **physics-informed network** ([Raissi et al., 2019](https://doi.org/10.1016/j.jcp.2018.10.045)).
#
# ### Exercise 6: the residual
#
# `theta` is a function (or a module) from (N, 1) to (N, 1), `t` a tensor of shape (N, 1). Return the residual, so that
# a loss made of it can be differentiated by the parameters of `theta`.

# %% [markdown] key="pendulum" lang="zh"
# ## 9. 守规律的网络
#
# 回到单摆。$\theta(t)$ 是时刻 $t$ 的角度。把摆长和重力都归到时间单位里，就有
#
# $$\ddot\theta(t) + \sin\theta(t) = 0 \qquad \theta(0) = 2 \qquad \dot\theta(0) = 0$$
#
# 上面的点表示对时间求导。角度以弧度计；2 表示从高于水平的位置放手。角度小的时候 $\sin\theta \approx \theta$，
# 解是 $\theta(0) \cos t$。现在就不是了。
#
# 让一个网络来当 $\theta(t)$。它在时刻 $t$ 违反规律的程度，叫作**残差**：$\ddot\theta + \sin\theta$。
# 损失就是若干时刻上残差的均方。从头到尾，没有给过一个 $\theta$ 的值。
# 这叫作**物理信息神经网络**（[Raissi 等，2019](https://doi.org/10.1016/j.jcp.2018.10.045)）。
#
# ### 练习 6：残差
#
# `theta` 是函数（或模块），输入和输出的形状都是（N，1）；`t` 是形状为（N，1）的张量。返回残差，
# 要使由它组成的损失可以对 `theta` 的参数求导。

# %% key="residual-stub" exercise="21.residual"
def residual(theta, t):
    ...

# %% key="residual-check" check="21.residual"
lab.check("21.residual", residual)

# %% [markdown] key="pendulum-train" lang="en"
# How does the network start at 2 with speed 0? Build it in: $\theta(t) = 2 + t^2 \, N(t)$. Whatever the network $N$
# says, at $t = 0$ the angle is 2 and the speed 0. And the activation function must be bent: with ReLU the second
# derivative would be zero wherever it exists. So $\tanh$.

# %% [markdown] key="pendulum-train" lang="zh"
# 怎样让网络从 2 出发、速度为 0？把它造进去：$\theta(t) = 2 + t^2 \, N(t)$。不管网络 $N$ 说什么，在 $t = 0$ 处，
# 角度总是 2，速度总是 0。另外，激活函数必须是弯的：用 ReLU 的话，凡是二阶导数存在的地方都是零。所以用 $\tanh$。

# %% key="pendulum-code" tags=["nbval-ignore-output", "translated-output"]
END = 5.0

class Pendulum(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 1))

    def forward(self, t):
        return 2 + t**2 * self.inner(2 * t / END - 1)

def broken_law(theta, t):
    angle = theta(t)
    (speed,) = torch.autograd.grad(angle.sum(), t, create_graph=True)
    (acceleration,) = torch.autograd.grad(speed.sum(), t, create_graph=True)
    return acceleration + torch.sin(angle)

torch.manual_seed(4)
theta = Pendulum()
t = torch.linspace(0, END, 60)[:, None].requires_grad_()
optimizer = torch.optim.AdamW(theta.parameters(), lr=0.01, weight_decay=0.0)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 600)

panel = lab.viz.live(theta, optimizer, title="pendulum")
for step in panel(range(600)):
    optimizer.zero_grad()
    loss = (broken_law(theta, t) ** 2).mean()
    loss.backward()
    optimizer.step()
    scheduler.step()

# %% [markdown] key="pendulum-compare" lang="en"
# Is it the motion? Compute it in the classical way, in 5,000 small steps of time, and compare:

# %% [markdown] key="pendulum-compare" lang="zh"
# 这真是它的运动吗？用经典的办法，把时间分成 5000 小步来算，再作比较：

# %% key="pendulum-check" tags=["nbval-ignore-output"]
import math

h, angle, speed, angles = END / 5000, 2.0, 0.0, [2.0]
for _ in range(5000):  #| en: velocity Verlet | zh: 速度 Verlet 法
    speed -= h / 2 * math.sin(angle)
    angle += h * speed
    speed -= h / 2 * math.sin(angle)
    angles.append(angle)

times = torch.linspace(0, END, 5001)[:, None]
swing = torch.tensor(angles)
with torch.no_grad():
    found = theta(times)[:, 0]
small_angle = 2 * torch.cos(times[:, 0])
for name, curve in {"network": found, "2 cos t": small_angle}.items():
    print(f"{name}: largest error {(curve - swing).abs().max().item():.3f}")

# %% key="pendulum-draw" tags=["nbval-ignore-output", "translated-output"]
lab.viz.curve({"Verlet": swing, "network": found, "2 cos t": small_angle}, times[:, 0], x_axis="t")

# %% [markdown] key="pendulum-read" lang="en"
# The network's swing agrees with the computed one to within a percent or so, and it had nothing but the law. The
# formula for small angles has long turned round when the true pendulum arrives at the other side. (Classical steps are
# faster and more exact here. The network has its day where data and a law come together: when some of the law is
# unknown, and measurements say the rest.)
#
# ## What to keep
#
# - `Function`: forward and backward of your own, one node in the graph. What backward needs goes into
#   `save_for_backward`.
# - `gradcheck` for the first derivative and `gradgradcheck` for the second, in `float64`. `once_differentiable` where
#   there is no second.
# - A gradient may be something else than the derivative, if you know why.
# - `create_graph=True` records backward: gradients in losses, Hessians, laws of nature.
# - $Hv$ costs about as much as a gradient, $H$ costs $n$ times that. Curvature decides the learning rate.
# - `vmap(grad(...))`: the gradient of each sample; `jacrev` for few outputs, `jacfwd` for few inputs.
#
# Sources: Bengio, Léonard and Courville, 2013, on the straight-through estimator; Hubara et al., 2016, *Binarized
# neural networks*. Pearlmutter, 1994, *Fast exact multiplication by the Hessian*. Gulrajani et al., 2017, *Improved
# training of Wasserstein GANs*. Raissi, Perdikaris and Karniadakis, 2019, *Physics-informed neural networks*. Cohen et
# al., 2021, *Gradient descent on neural networks typically occurs at the edge of stability*. The soft limit of exercise
# 1: Gemma Team, 2024, *Gemma 2*.

# %% [markdown] key="pendulum-read" lang="zh"
# 网络给出的摆动和算出来的相差不过百分之一左右，而它知道的只有那条规律。小角度的公式则早已往回摆了，
# 真正的单摆这时才到达另一边。（在这里，经典的办法更快，也更准。网络的用武之地，是数据和规律要结合起来的时候：
# 规律有一部分还不知道，由测量来补上。）
#
# ## 要记住的
#
# - `Function`：自己写前向和反向，在图里是一个节点。反向要用的东西放进 `save_for_backward`。
# - 一阶导数用 `gradcheck` 查，二阶用 `gradgradcheck`，都用 `float64`。没有二阶的地方写上 `once_differentiable`。
# - 梯度可以不是导数，只要你知道为什么。
# - `create_graph=True` 记录反向传播：损失里的梯度、黑塞矩阵、自然规律，都靠它。
# - 算 $Hv$ 和算梯度差不多费，算 $H$ 要费 $n$ 倍。曲率决定学习率。
# - `vmap(grad(...))` 给出每个样本的梯度；输出少用 `jacrev`，输入少用 `jacfwd`。
#
# 来源：Bengio、Léonard 和 Courville，2013，直通估计；Hubara 等，2016，*Binarized neural networks*。Pearlmutter，1994，
# *Fast exact multiplication by the Hessian*。Gulrajani 等，2017，*Improved training of Wasserstein GANs*。
# Raissi、Perdikaris 和 Karniadakis，2019，*Physics-informed neural networks*。Cohen 等，2021，
# *Gradient descent on neural networks typically occurs at the edge of stability*，梯度下降与稳定性边缘。
# 练习 1 的柔和界限：Gemma Team，2024，*Gemma 2*。

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Let the pendulum swing for 8 instead of 5 (`END = 8.0`). The loss still falls to a few hundredths, and the motion is
#   wrong all the same. Draw the curve: at which place has the network found it cheaper to stop obeying?
# - Give it friction: $\ddot\theta + 0.3\,\dot\theta + \sin\theta = 0$. Only one line of `broken_law` changes.
# - Use `Softplus` as an activation function in `Pendulum`. Its backward is made of recorded operations; is that enough
#   for the third derivative that training takes?
# - In `descend`, take the learning rate 0.08, then 0.2, with several seeds in the place of 30. Where does the curvature
#   settle? And what happens to those that survive 0.2?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 让单摆摆到 8，而不是 5（`END = 8.0`）。损失还是降到百分之几，运动却是错的。画出曲线看看：网络在哪里觉得不守规律更划算？
# - 加上摩擦：$\ddot\theta + 0.3\,\dot\theta + \sin\theta = 0$。`broken_law` 里只要改一行。
# - 在 `Pendulum` 里用 `Softplus` 作激活函数。它的 backward 是由会被记录的运算组成的；训练要用到三阶导数，这样够吗？
# - 在 `descend` 里把学习率取为 0.08，再取 0.2，并把种子 30 换成别的数，多试几个。曲率停在哪里？
#   有些在 0.2 下活了下来，它们怎么样了？
