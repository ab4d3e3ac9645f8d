# Lesson 10. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 10
# minutes: 60
# needs: 08, 09

# %% [markdown] key="title" lang="en"
# # Optimizers: the way down
#
# The gradient says which way is up; one step against it makes the loss smaller, if the step is small enough. How
# small? In the same step size for all directions? And should the steps before have a say? Optimizers are the answers to
# these questions. In this lesson you see why plain gradient descent is slow, build the remedies one after the
# other, momentum, Adam, AdamW, and race them, first down surfaces that one can look at, then in a network.
#
# You need lessons 1 to 6, 8 and 9. Plan 45 to 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 优化器：下山的路
#
# 梯度告诉我们哪边是上坡；逆着它走一步，损失就变小，只要步子够小。多小才够？各个方向的步子应当一样大吗？
# 走过的步子，要不要也参考一下？优化器就是对这些问题的回答。这一课里，你会看到普通的梯度下降为什么慢，
# 再一样一样地把补救的办法造出来：动量、Adam、AdamW，并让它们比赛：先在看得见的曲面上，再在网络里。
#
# 需要先学第 1 到第 6 课、第 8 课和第 9 课。预计用时 45 到 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset

lab.start("10", lang="{{lang}}")

# %% [markdown] key="surface" lang="en"
# ## 1. A loss is a landscape
#
# Take a model with only two parameters, so that its loss can be seen: lesson 9's line $z = w x + b$, from the body mass
# index to the progression of diabetes. Each pair $(w, b)$ has a loss, its mean squared error over the 442 patients. That is a height
# above the plane of $w$ and $b$: a landscape.
#
# Written out, with $\overline{x}$ for the mean of all $x_i$, $\overline{x^2}$ for that of their squares, and so on:
#
# $$L(w, b) = \overline{(w x + b - t)^2} = \overline{x^2}\, w^2 + 2\, \overline{x}\, w b + b^2 - 2\, \overline{x t}\, w - 2\, \overline{t}\, b + \overline{t^2}$$
#
# We take the index as it is, only counted in tens so that its slope fits on the map.

# %% [markdown] key="surface" lang="zh"
# ## 1. 损失是一片地形
#
# 取一个只有两个参数的模型，它的损失就看得见：第 9 课的直线 $z = w x + b$，由体重指数预测糖尿病的发展。
# 每一对 $(w, b)$ 都有一个损失，即 442 个病人的均方误差。把它看作 $w$、$b$ 平面上方的高度，就是一片地形。
#
# 用 $\overline{x}$ 表示所有 $x_i$ 的平均值，$\overline{x^2}$ 表示它们平方的平均值，依此类推，展开就是：
#
# $$L(w, b) = \overline{(w x + b - t)^2} = \overline{x^2}\, w^2 + 2\, \overline{x}\, w b + b^2 - 2\, \overline{x t}\, w - 2\, \overline{t}\, b + \overline{t^2}$$
#
# 体重指数原样使用，只是以十为单位，好让斜率落在图上。

# %% key="surface-code"
from sklearn.datasets import load_diabetes

diabetes = load_diabetes(scaled=False)
index = torch.tensor(diabetes.data[:, 2] / 10, dtype=torch.float32)
t = torch.tensor(diabetes.target / 100, dtype=torch.float32)

def surface(x):
    xx, xt, tt = (x * x).mean().item(), (x * t).mean().item(), (t * t).mean().item()
    x, t_mean = x.mean().item(), t.mean().item()

    def loss(w, b):
        return xx * w**2 + 2 * x * w * b + b**2 - 2 * xt * w - 2 * t_mean * b + tt
    return loss

raw = surface(index)
print(f"{raw(torch.tensor(0.0), torch.tensor(2.5)).item():.2f}")

# %% key="raw-race" tags=["translated-output"]
lab.viz.race(raw, {"SGD": lambda p: torch.optim.SGD(p, lr=0.12)}, (0.0, 2.5), extent=(-1, 2, -3, 3))

# %% [markdown] key="valley" lang="en"
# A long, narrow valley, in which $w$ runs to the right and $b$ upwards. Play the race step by step. SGD (plain gradient descent) jumps
# from one wall to the other and hardly gets on along the floor. Now turn its learning rate up a little, to 0.13.
# It is thrown out.
#
# Walls and floor explain both. Along a straight line through the minimum, such a loss is a parabola, $\frac{a}{2} u^2$, where $u$ is
# the distance from the minimum and $a$ the **curvature**, the second derivative. Its gradient is $a u$, and so a
# step with the learning rate $\eta$ gives
#
# $$u \leftarrow u - \eta \, a \, u = (1 - \eta a) \, u$$
#
# Each step multiplies the distance by $1 - \eta a$. It shrinks only if that number lies between $-1$ and $1$:
#
# $$\eta < \frac{2}{a}$$
#
# For $\eta$ above $\frac{1}{a}$ the factor is negative, and the steps leap over the minimum: that is the zigzag. The curvatures of
# our valley are 16.3 across and 0.048 along. Across, $\eta$ must stay below $2 / 16.3 \approx 0.123$. Along, a
# step with 0.12 then multiplies the distance by $1 - 0.12 \cdot 0.048 \approx 0.994$: 400 steps for one digit more.
#
# So it is not steepness that makes gradient descent slow, but *different* steepness. The ratio of the largest to
# the smallest curvature, here about 340, is called the **condition number**.
#
# ### Exercise 1: the limit
#
# Among the classic surfaces is a "ravine", $L = 0.05\, x^2 + y^2$. At which learning rate does SGD stop converging on it?
# Work it out, then try it in the race below.

# %% [markdown] key="valley" lang="zh"
# 一条又长又窄的山谷，向右是 $w$，向上是 $b$。把比赛一步一步放出来看。SGD（也就是普通的梯度下降）在两壁之间来回跳，
# 沿着谷底却几乎没有前进。再把它的学习率稍微调大，到 0.13，它就被甩出去了。
#
# 这两件事，都可以由谷壁和谷底来解释。沿着过最低点的一条直线看，这样的损失是抛物线 $\frac{a}{2} u^2$，
# 其中 $u$ 是到最低点的距离，$a$ 是**曲率**，也就是二阶导数。它的梯度是 $a u$，所以用学习率 $\eta$ 走一步，就是
#
# $$u \leftarrow u - \eta \, a \, u = (1 - \eta a) \, u$$
#
# 每一步都把距离乘上 $1 - \eta a$。只有这个数在 $-1$ 和 $1$ 之间，距离才会缩小：
#
# $$\eta < \frac{2}{a}$$
#
# $\eta$ 大于 $\frac{1}{a}$ 时，这个因子是负的，每一步都越过最低点：这就是来回跳的原因。我们这条山谷，横向的曲率是 16.3，
# 纵向是 0.048。横向要求 $\eta$ 小于 $2 / 16.3 \approx 0.123$；而学习率取 0.12 时，纵向每一步只把距离乘上
# $1 - 0.12 \cdot 0.048 \approx 0.994$：多精确一位，要走 400 步。
#
# 所以，让梯度下降变慢的不是陡，而是*陡得不一样*。最大曲率与最小曲率之比，这里大约是 340，叫作**条件数**。
#
# ### 练习 1：上限
#
# 经典曲面里有一个“峡谷”（ravine），$L = 0.05\, x^2 + y^2$。学习率到多大时，SGD 在它上面就不再收敛？
# 先算出来，再在下面的比赛里试一试。

# %% key="limit" exercise="10.limit"
limit = ...

# %% key="limit-check" check="10.limit"
lab.check("10.limit", limit)

# %% key="ravine-race" tags=["translated-output"]
lab.viz.race("ravine", ["SGD"])

# %% [markdown] key="prepare" lang="en"
# ## 2. The cheapest remedy: prepare the data
#
# Where does the valley come from? The curvature along $w$ is $2 \overline{x^2}$, along $b$ it is 2, and the term
# $2 \overline{x} w b$ tilts the valley. Standardize $x$ (lesson 8), and $\overline{x} = 0$, $\overline{x^2} = 1$:
# the tilt disappears, and both curvatures are 2. The valley becomes a round bowl, and in a round bowl the gradient points straight at the middle.

# %% [markdown] key="prepare" lang="zh"
# ## 2. 最省事的办法：先处理数据
#
# 山谷是从哪里来的？沿 $w$ 的曲率是 $2 \overline{x^2}$，沿 $b$ 是 2，而 $2 \overline{x} w b$ 这一项让山谷倾斜。
# 把 $x$ 标准化（第 8 课），就有 $\overline{x} = 0$、$\overline{x^2} = 1$：倾斜没有了，两个曲率都是 2。
# 山谷变成了圆圆的碗，而在圆碗里，梯度直指碗底。

# %% key="round-race" tags=["translated-output"]
round_bowl = surface((index - index.mean()) / index.std())
lab.viz.race(round_bowl, {"SGD": lambda p: torch.optim.SGD(p, lr=0.3)}, (-1.5, -0.5), extent=(-2, 3, -1, 4))

# %% [markdown] key="sgd" lang="en"
# With standardized data the two parameters are no trouble any more. A network, though, has valleys of its own making
# between its layers, which no preparation of the data removes. There the optimizer has to help itself.
#
# ## 3. SGD
#
# First the plain step, as lesson 1 wrote it, for any number of parameters:
#
# $$w \leftarrow w - \eta \, g$$
#
# where $g = \frac{\partial L}{\partial w}$ is the gradient. The S in **SGD** stands for *stochastic*, random: the gradient
# comes from a few data drawn at random, a batch, not from all of them.
#
# ### Exercise 2: SGD
#
# `parameters` is a list of leaf tensors with their gradients in `.grad`. Change each of them by one step. Some may
# have no gradient (`None`).

# %% [markdown] key="sgd" lang="zh"
# 数据标准化之后，这两个参数就不成问题了。可是网络在自己的各层之间也会造出山谷，那是处理数据消除不了的。
# 这时就得靠优化器自己了。
#
# ## 3. SGD
#
# 先写普通的一步，就是第 1 课的写法，只是参数可以有任意多个：
#
# $$w \leftarrow w - \eta \, g$$
#
# 其中 $g = \frac{\partial L}{\partial w}$ 是梯度。**SGD** 里的 S 代表*随机*（stochastic）：梯度是由随机抽取的一个批次算出来的，
# 而不是由全部数据。所以它的中文名是随机梯度下降。
#
# ### 练习 2：SGD
#
# `parameters` 是叶子张量的列表，梯度在它们的 `.grad` 里。让每个参数走一步。有的参数可能没有梯度（`None`）。

# %% key="sgd-stub" exercise="10.sgd"
def sgd(parameters, lr):
    ...

# %% key="sgd-check" check="10.sgd"
lab.check("10.sgd", sgd)

# %% [markdown] key="momentum" lang="en"
# ## 4. Momentum
#
# A ball in the valley would not zigzag. It is heavy: the pushes from left and right cancel, while the small push
# along the floor is always the same and adds up. So give the parameters a **velocity** $v$ that remembers past gradients
# (Polyak, 1964):
#
# $$v \leftarrow \mu \, v + g, \qquad w \leftarrow w - \eta \, v$$
#
# $\mu$, usually 0.9, is called the **momentum**: the share of the velocity that survives a step. What does it gain?
# If the gradient is the same $g$ at each step, the velocity grows to $g (1 + \mu + \mu^2 + \dots) = \frac{g}{1 - \mu}$, ten
# times the gradient for $\mu = 0.9$. Where the gradient changes its sign at each step, almost nothing adds up.
#
# ### Exercise 3: a step with momentum
#
# Return the new $w$ and the new $v$, as new tensors.

# %% [markdown] key="momentum" lang="zh"
# ## 4. 动量
#
# 山谷里的一个球是不会来回跳的。它很重：左右两边的推力互相抵消，而沿谷底的推力虽小，方向却始终一样，会积累起来。
# 那就让参数也有**速度** $v$，记住以前的梯度（Polyak，1964）：
#
# $$v \leftarrow \mu \, v + g, \qquad w \leftarrow w - \eta \, v$$
#
# $\mu$ 叫作**动量**，一般取 0.9，是走一步之后速度保留下来的比例。这样有什么好处？如果每一步的梯度都是同一个 $g$，
# 速度会增大到 $g (1 + \mu + \mu^2 + \dots) = \frac{g}{1 - \mu}$，取 $\mu = 0.9$ 就是梯度的十倍。
# 而在梯度每一步都变号的方向上，几乎什么也积累不起来。
#
# ### 练习 3：带动量的一步
#
# 返回新的 $w$ 和新的 $v$，都是新的张量。

# %% key="momentum-stub" exercise="10.momentum"
def momentum(w, g, v, lr, mu):
    ...

# %% key="momentum-check" check="10.momentum"
lab.check("10.momentum", momentum)

# %% key="momentum-race" tags=["translated-output"]
lab.viz.race(
    raw,
    {
        "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
        "momentum 0.98": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.98),
    },
    (0.0, 2.5),
    extent=(-1, 2, -3, 3),
)

# %% [markdown] key="adam" lang="en"
# With more momentum the ball also overshoots and rolls back. That is the price.
#
# ## 5. A step size for each parameter
#
# In a network, gradients of different parameters differ by factors of hundreds. One learning rate for all is then too
# large for some and too small for the others. The idea of **RMSprop**: measure how large the gradients of each parameter usually are, and
# divide by that. The measure is a **running mean** of the squared gradients, which forgets the past slowly:
#
# $$s \leftarrow \beta_2 \, s + (1 - \beta_2) \, g^2, \qquad w \leftarrow w - \eta \, \frac{g}{\sqrt{s} + \varepsilon}$$
#
# $\beta_2$, say 0.999, is the share of the old mean that is kept, and $\varepsilon$ a tiny number that keeps us from dividing by
# zero. The quotient is near 1 in size, whatever the gradient's scale: each parameter moves by about $\eta$.
#
# **Adam** ([Kingma and Ba, 2015](https://arxiv.org/abs/1412.6980)) combines this with momentum, which it also keeps as
# a running mean, $m$:
#
# $$m \leftarrow \beta_1 \, m + (1 - \beta_1) \, g, \qquad v \leftarrow \beta_2 \, v + (1 - \beta_2) \, g^2$$
#
# (the paper's $v$ is our $s$ from above). Both begin at zero, so at first they are too small: after one step $m$ is only
# $0.1\, g$. After $t$ steps the shares that have come in sum up to $1 - \beta^t$. Dividing by it makes up for the start:
#
# $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}, \qquad w \leftarrow w - \eta \, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# ### Exercise 4: Adam
#
# Write one step. `t` counts from 1. Return the new `w`, `m` and `v`.

# %% [markdown] key="adam" lang="zh"
# 动量越大，球也越容易冲过头，再滚回来。这是它的代价。
#
# ## 5. 每个参数有自己的步长
#
# 在网络里，不同参数的梯度可以相差几百倍。大家共用一个学习率，对有的参数太大，对有的又太小。**RMSprop** 的想法是：
# 量一量每个参数的梯度通常有多大，再除以它。这个“通常”用梯度平方的**滑动平均**来衡量，它慢慢忘掉过去：
#
# $$s \leftarrow \beta_2 \, s + (1 - \beta_2) \, g^2, \qquad w \leftarrow w - \eta \, \frac{g}{\sqrt{s} + \varepsilon}$$
#
# $\beta_2$（比如 0.999）是旧的平均值保留的比例，$\varepsilon$ 是一个很小的数，避免除以零。不管梯度的尺度如何，
# 这个商的大小都在 1 左右：每个参数移动约 $\eta$ 那么多。
#
# **Adam**（[Kingma 和 Ba，2015](https://arxiv.org/abs/1412.6980)）把它和动量结合起来，动量也取滑动平均，记作 $m$：
#
# $$m \leftarrow \beta_1 \, m + (1 - \beta_1) \, g, \qquad v \leftarrow \beta_2 \, v + (1 - \beta_2) \, g^2$$
#
# （论文里的 $v$ 就是上面的 $s$。）两者都从零开始，所以开头偏小：走了一步之后，$m$ 才有 $0.1\, g$。走了 $t$ 步之后，
# 进来的份额加起来是 $1 - \beta^t$，除以它，就把开头补上了：
#
# $$\hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}, \qquad w \leftarrow w - \eta \, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# ### 练习 4：Adam
#
# 写出一步。`t` 从 1 数起。返回新的 `w`、`m` 和 `v`。

# %% key="adam-stub" exercise="10.adam"
def adam(w, g, m, v, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    ...

# %% key="adam-check" check="10.adam"
lab.check("10.adam", adam)

# %% [markdown] key="race-all" lang="en"
# Now let them all start. Choose other surfaces from the list, drag the start, change learning rates. Things to look for:
#
# - On the **saddle** the start lies almost exactly on the ridge. The gradient there is almost zero in the direction
#   that matters. Who leaves first, and why?
# - In **Rosenbrock**'s banana the valley is curved. Does momentum still help?
# - Take one of the surfaces and make Adam's learning rate ten times larger. Does it diverge, like SGD? Or what does it do?

# %% [markdown] key="race-all" lang="zh"
# 现在让它们一起出发。在列表里换别的曲面，拖动起点，改学习率。可以留意：
#
# - **鞍点**这个曲面，起点几乎正好落在山脊上，要紧的那个方向上梯度差不多是零。谁先离开？为什么？
# - **Rosenbrock** 的“香蕉”谷是弯的。动量还有用吗？
# - 任选一个曲面，把 Adam 的学习率放大十倍。它会像 SGD 那样发散吗？还是会怎样？

# %% key="all-race" tags=["translated-output"]
lab.viz.race("saddle")

# %% [markdown] key="decay" lang="en"
# ## 6. Weight decay, and the W in AdamW
#
# Small weights make tame functions, so one often pulls all weights a little towards zero (lesson 14 says more). With
# SGD there are two ways that come to the same: add $\frac{\lambda}{2} w^2$ to the loss, so that $\lambda w$ comes into the
# gradient; or shrink $w$ by the factor $1 - \eta \lambda$ at each step. $\lambda$ is called the **weight decay**.
#
# With Adam they are *not* the same. What is put into the gradient is divided by $\sqrt{\hat v}$ too: a weight with large
# gradients is hardly pulled at all. **AdamW** ([Loshchilov and Hutter, 2019](https://arxiv.org/abs/1711.05101)) therefore
# keeps the decay out of the gradient, and shrinks the weight directly. Two weights, one with gradients a hundred times
# larger; the gradients alternate in sign, so that only the decay can move them:

# %% [markdown] key="decay" lang="zh"
# ## 6. 权重衰减，和 AdamW 里的 W
#
# 权重小，函数就平稳，所以常常让所有权重都向零收一点（第 14 课细说）。用 SGD 时有两种做法，结果一样：
# 在损失里加上 $\frac{\lambda}{2} w^2$，梯度里就多出 $\lambda w$；或者每一步让 $w$ 乘上 $1 - \eta \lambda$。
# $\lambda$ 叫作**权重衰减**。
#
# 用 Adam 时，两者就*不一样*了。放进梯度里的东西也会除以 $\sqrt{\hat v}$：梯度大的权重，几乎收不动。所以
# **AdamW**（[Loshchilov 和 Hutter，2019](https://arxiv.org/abs/1711.05101)）不把衰减放进梯度，而是直接缩小权重。
# 看两个权重，其中一个的梯度大一百倍；梯度的正负交替出现，所以能让它们移动的只有衰减：

# %% key="decay-code"
for make in (torch.optim.Adam, torch.optim.AdamW):
    w = torch.tensor([1.0, 1.0], requires_grad=True)
    optimizer = make([w], lr=0.01, weight_decay=0.1)
    for step in range(500):
        sign = 1 if step % 2 else -1
        w.grad = sign * torch.tensor([1.0, 100.0])
        optimizer.step()
    print(f"{make.__name__:6}", [round(value, 2) for value in w.tolist()])

# %% [markdown] key="own" lang="en"
# Adam has pulled the first weight down and left the second alone. AdamW treats both alike.
#
# ## 7. An optimizer of your own
#
# `torch.optim.Optimizer` keeps the parameters for you. Parameters come in **groups**, `self.param_groups`, a list of
# dictionaries: the parameters under `"params"`, beside them their learning rate and other numbers, which may differ from
# group to group and change during training. What an optimizer remembers of a parameter `p` goes into `self.state[p]`.
#
# ### Exercise 5: your own optimizer
#
# Write `Momentum` as an `Optimizer`. `__init__` is given; write `step`.

# %% [markdown] key="own" lang="zh"
# Adam 把第一个权重收小了，第二个却没怎么动。AdamW 则一视同仁。
#
# ## 7. 自己的优化器
#
# `torch.optim.Optimizer` 替你保管参数。参数分成**组**，即 `self.param_groups`，它是字典的列表：`"params"` 下是参数，
# 旁边是它们的学习率和别的数，各组可以不同，训练中也可以改变。优化器要为参数 `p` 记住的东西，放在 `self.state[p]` 里。
#
# ### 练习 5：自己的优化器
#
# 把 `Momentum` 写成一个 `Optimizer`。`__init__` 已经给出，请写 `step`。

# %% key="own-stub" exercise="10.optimizer"
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, mu=0.9):
        super().__init__(params, {"lr": lr, "mu": mu})

    @torch.no_grad()
    def step(self):
        ...

# %% key="own-check" check="10.optimizer"
lab.check("10.optimizer", Momentum)

# %% [markdown] key="network" lang="en"
# Once it is right, race it: `lab.viz.race("rosenbrock", {"mine": lambda p: Momentum(p, lr=0.0005)})`.
#
# ## 8. The race that counts
#
# A network has no surface to look at. So train lesson 1's network on 1,000 digits, for five epochs each, with three
# optimizers and three learning rates. Only the final loss on the training data is asked, as this is about getting down.

# %% [markdown] key="network" lang="zh"
# 写对之后，让它也参加比赛：`lab.viz.race("rosenbrock", {"mine": lambda p: Momentum(p, lr=0.0005)})`。
#
# ## 8. 真正要紧的比赛
#
# 网络没有可以看的曲面。那就用 1000 张数字图像来训练第 1 课的网络，三种优化器，各用三个学习率，每次训练五轮。
# 这里只看训练数据上最后的损失，因为比的是谁下得快。

# %% key="network-code"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data[:1000] / 16, dtype=torch.float32)
labels = torch.tensor(digits.target[:1000])
loss_fn = nn.CrossEntropyLoss()

def new_model():
    torch.manual_seed(7)
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))

def batches():
    generator = torch.Generator().manual_seed(0)  #| en: the same batches for all | zh: 大家用同样的批次
    return DataLoader(TensorDataset(images, labels), batch_size=32, shuffle=True, generator=generator)

def train(model, optimizer, loader, epochs=5):
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()

# %% key="table" tags=["nbval-ignore-output"]
racers = {
    "SGD": (torch.optim.SGD, {}, (0.01, 0.1, 1.0)),
    "momentum": (torch.optim.SGD, {"momentum": 0.9}, (0.001, 0.01, 0.1)),
    "AdamW": (torch.optim.AdamW, {}, (0.001, 0.01, 0.1)),
}
for name, (make, options, rates) in racers.items():
    for lr in rates:
        model = new_model()
        train(model, make(model.parameters(), lr=lr, **options), batches())
        with torch.no_grad():
            print(f"{name:9} lr {lr:<6} loss {loss_fn(model(images), labels).item():.2f}")

# %% [markdown] key="table-read" lang="en"
# Read it twice. Down the lines of one optimizer: the learning rate decides more than the name. A tenfold error costs
# more than the choice between optimizers. And across: momentum with the right learning rate is as good as AdamW. What
# AdamW spares you is mostly the search; 0.001 to 0.01 works nearly everywhere. That is why it is where
# one begins.
#
# The two best once more, side by side, in the live panel. While they run you can move the learning rate.

# %% [markdown] key="table-read" lang="zh"
# 这张表要读两遍。先看同一个优化器的几行：学习率比名字更要紧，差十倍的损失，比选错优化器还大。再横着比：
# 动量配上合适的学习率，和 AdamW 一样好。AdamW 省下的，主要是找学习率的工夫：0.001 到 0.01 几乎到处都能用。
# 所以人们总是从它开始。
#
# 把其中最好的两个放进实时面板，再看一遍。运行时可以调学习率。

# %% key="live" tags=["nbval-ignore-output", "translated-output"]
for name, make in {
    "momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.01),
}.items():
    model = new_model()
    optimizer = make(model.parameters())
    panel = lab.viz.live(model, optimizer, title=name)
    for epoch in range(5):
        for x, y in panel(batches()):
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()

# %% key="runs" tags=["nbval-ignore-output", "translated-output"]
lab.viz.runs()

# %% [markdown] key="summary" lang="en"
# ## 9. Four lines to remember
#
# | optimizer | step | remembers | a first choice of $\eta$ |
# |---|---|---|---|
# | SGD | $w - \eta g$ | nothing | 0.1, for standardized data |
# | momentum | $w - \eta v$, with $v = \mu v + g$ | one number per parameter | 0.01 to 0.1 |
# | Adam | $w - \eta \, \hat m / (\sqrt{\hat v} + \varepsilon)$ | two numbers per parameter | 0.001 |
# | AdamW | as Adam, and $w$ shrunk by $1 - \eta \lambda$ | two numbers per parameter | 0.001 |
#
# "Remembers" is not a small matter: with a network of a billion parameters in `float32`, Adam's memory alone takes 8 gigabytes.

# %% [markdown] key="summary" lang="zh"
# ## 9. 记住四行
#
# | 优化器 | 一步 | 要记住 | $\eta$ 的首选 |
# |---|---|---|---|
# | SGD | $w - \eta g$ | 什么都不记 | 0.1（数据已标准化） |
# | 动量 | $w - \eta v$，其中 $v = \mu v + g$ | 每个参数一个数 | 0.01 到 0.1 |
# | Adam | $w - \eta \, \hat m / (\sqrt{\hat v} + \varepsilon)$ | 每个参数两个数 | 0.001 |
# | AdamW | 同 Adam，并把 $w$ 乘上 $1 - \eta \lambda$ | 每个参数两个数 | 0.001 |
#
# “要记住”多少不是小事：网络有十亿个 `float32` 参数时，单是 Adam 记住的数就要占 8 GB。

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Race on a loss of your own: any function of two tensors. Try `lambda x, y: (x - y).abs() + y**2`, which has a kink. What do
#   the optimizers do at the bottom of the kink?
# - Multiply the first 32 pixels of the digits by 20, so that their weights get other gradients, and fill the table anew. Which optimizer
#   minds least?
# - In the table, train SGD with the learning rate 1.0 for one epoch only. Where does the loss stand, and why?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 用你自己的损失来比赛，任何两个张量的函数都可以。试试 `lambda x, y: (x - y).abs() + y**2`，它有一道折痕。
#   到了折痕的底部，各个优化器会怎样？
# - 把数字图像的前 32 个像素乘以 20，它们的权重就会得到不同大小的梯度，再把表重算一遍。哪个优化器最不在乎？
# - 用学习率 1.0 的 SGD 只训练一轮。损失是多少？为什么？
