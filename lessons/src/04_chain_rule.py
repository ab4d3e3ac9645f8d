# Lesson 4. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 04
# minutes: 60
# needs: 01, 02

# %% [markdown] key="title" lang="en"
# # Derivatives and the chain rule
#
# Training means turning many numbers a little, each in the direction in which the loss falls. Lesson 1 left the
# question of direction to `backward()`. Now we answer it ourselves. We measure a slope by trial, find out why trial
# is not enough, derive slopes by rule, and put the rules together along a graph. In the end you know what a machine
# has to do to differentiate *any* program, and why the obvious way of doing it is too slow.
#
# You need lessons 1 and 2, and from school the notion of a slope. Everything else is built here. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 导数与链式法则
#
# 训练，就是把许多数各调一点点，每个都往损失下降的方向调。第 1 课里，方向的问题交给了 `backward()`；
# 这一课由我们自己来回答。先用试的办法量出斜率，弄清为什么光靠试不够；再用法则求导；最后沿着一张图把这些法则拼起来。
# 学完之后你会知道，机器要对*任何*程序求导，得做些什么；也会知道，最容易想到的做法为什么太慢。
#
# 需要先完成第 1、2 课，并且还记得中学里斜率的概念，其余的都从头讲起。预计用时 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab

lab.start("04", lang="{{lang}}")

# %% [markdown] key="data" lang="en"
# ## 1. A slope by trial
#
# For 442 people with diabetes, [the data](https://doi.org/10.1214/009053604000000067) say how heavy they were for
# their height (the body mass index) and how far the disease had advanced a year later. Does one tell something about
# the other? The simplest model is a straight line
#
# $$\hat y = w x + b$$
#
# where $x$ is the standardised body mass index (lesson 2), $\hat y$ the progression that the line predicts, $w$ its
# slope and $b$ its height in the middle. The loss is the mean of the squared errors over the $N$ people, $y_i$ being
# the true progression of person $i$:
#
# $$L(w, b) = \frac{1}{N} \sum_{i=1}^{N} (w x_i + b - y_i)^2$$
#
# Hold $b$ fast at the average progression for the moment, and look at the loss as a function of $w$ alone.

# %% [markdown] key="data" lang="zh"
# ## 1. 用试的办法求斜率
#
# [这份数据](https://doi.org/10.1214/009053604000000067)记录了 442 位糖尿病人：他们相对于身高有多重（体重指数），
# 以及一年之后病情发展到什么程度。前者能说明后者吗？最简单的模型是一条直线
#
# $$\hat y = w x + b$$
#
# 其中 $x$ 是标准化之后的体重指数（见第 2 课），$\hat y$ 是直线预测的病情，$w$ 是直线的斜率，$b$ 是它在正中处的高度。
# 损失取 $N$ 个人的误差平方的平均值，$y_i$ 是第 $i$ 个人的真实病情：
#
# $$L(w, b) = \frac{1}{N} \sum_{i=1}^{N} (w x_i + b - y_i)^2$$
#
# 先把 $b$ 固定为病情的平均值，只把损失看作 $w$ 的函数。

# %% key="data-code"
from sklearn.datasets import load_diabetes

data = load_diabetes(scaled=False)
bmi = torch.tensor(data.data[:, 2])  #| en: float64: here we look at small differences | zh: float64：这一课要看很小的差别
y = torch.tensor(data.target)
x = (bmi - bmi.mean()) / bmi.std()
middle = y.mean()


def loss_of(w):
    return ((w * x + middle - y) ** 2).mean()


for w in (0, 20, 40, 60, 80):
    print(w, f"{loss_of(w).item():.0f}")

# %% [markdown] key="quotient" lang="en"
# The loss falls, then rises; the best $w$ lies somewhere between 40 and 60. Suppose we stand at $w = 20$. Which way,
# and how steeply? Go a small step $h$ and see how much the loss changes per step length:
#
# $$\frac{L(w + h) - L(w)}{h}$$
#
# The **derivative** $L'(w)$, also written $\frac{dL}{dw}$, is the number that this **difference quotient** approaches
# as $h$ becomes smaller and smaller:

# %% [markdown] key="quotient" lang="zh"
# 损失先降后升，最好的 $w$ 在 40 到 60 之间的某处。假设我们站在 $w = 20$。该往哪边走，坡有多陡？走一小步 $h$，
# 看看平均每走一个单位，损失变化多少：
#
# $$\frac{L(w + h) - L(w)}{h}$$
#
# 这个比值叫作**差商**。当 $h$ 越来越小时，它越来越接近的那个数就是**导数** $L'(w)$，也写作 $\frac{dL}{dw}$：

# %% key="quotient-code"
for h in (10, 1, 0.1, 0.01, 0.001):
    print(f"{h:6}  {(loss_of(20 + h) - loss_of(20)).item() / h:9.4f}")

# %% [markdown] key="numerical-task" lang="en"
# It approaches −50.31. Negative: the loss falls when $w$ grows, so turn $w$ up. And by 50 per unit: it is steep here.
#
# Each line is wrong by an amount proportional to $h$, because the curve bends away from the tangent. A step to both
# sides makes the bend cancel:
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2 h}$$
#
# ### Exercise 1: the numerical derivative
#
# Write this **central** difference quotient for any function `f` of one number.

# %% [markdown] key="numerical-task" lang="zh"
# 它越来越接近 −50.31。负号说明 $w$ 增大时损失下降，所以该把 $w$ 调大；每单位下降 50，说明这里很陡。
#
# 每一行都有误差，大小和 $h$ 成正比，因为曲线会弯离切线。向两边各走一步，弯曲的影响就抵消了：
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2 h}$$
#
# ### 练习 1：数值导数
#
# 请对任意的一元函数 `f` 写出这个**中心**差商。

# %% key="numerical" exercise="04.numerical"
def numerical(f, x, h):
    ...

# %% key="numerical-check" check="04.numerical"
lab.check("04.numerical", numerical)

# %% [markdown] key="too-small" lang="en"
# So simply take $h$ tiny? Try it in `float32`, the type in which networks compute:

# %% [markdown] key="too-small" lang="zh"
# 那么，把 $h$ 取得极小不就行了？用网络计算时的类型 `float32` 试试看：

# %% key="too-small-code" tags=["nbval-ignore-output"]
x32, y32, middle32 = x.float(), y.float(), middle.float()


def loss32(w):
    return ((w * x32 + middle32 - y32) ** 2).mean()


w = torch.tensor(20.0)
for h in (1, 1e-2, 1e-4, 1e-6, 1e-7):
    central = (loss32(w + h) - loss32(w - h)).item() / (2 * h)
    print(f"{h:8.0e}  {central:9.4f}")

# %% [markdown] key="too-small-why" lang="en"
# The smaller the step, the worse the result, and in the end it is zero. `float32` keeps about 7 digits. The loss is
# about 4,525, so differences below 0.0005 drown in rounding, and dividing by a tiny $h$ blows the rest up. At
# $h = 10^{-7}$ not even $w + h$ differs from $w$.
#
# And there is a second objection: a network with 4,810 parameters would need two forward passes for *each* of them,
# at every step. Trial is good for checking, as this course will do again and again. For training we need the
# derivative itself.

# %% [markdown] key="too-small-why" lang="zh"
# 步子越小，结果反而越差，最后变成了零。`float32` 只有大约 7 位有效数字，损失约为 4525，
# 于是小于 0.0005 的差别就淹没在舍入里，再除以极小的 $h$，剩下的误差就被放大。到了 $h = 10^{-7}$，
# 连 $w + h$ 和 $w$ 都没有区别了。
#
# 还有第二个理由：一个网络有 4810 个参数，*每个*参数都要做两次前向计算，而且每一步都要重来。试的办法适合用来核对，
# 这门课会一再用到它；但训练需要的是导数本身。

# %% [markdown] key="rules" lang="en"
# ## 2. Slopes by rule
#
# Every program is put together from a few operations, and the derivative of each is known once and for all:
#
# | function | derivative | in words |
# |---|---|---|
# | $c$ | $0$ | a constant does not change |
# | $x^n$ | $n x^{n-1}$ | the exponent comes down |
# | $e^x$ | $e^x$ | it grows as fast as it is large |
# | $\ln x$ | $1 / x$ | the logarithm: the larger $x$, the slower |
# | $f + g$ | $f' + g'$ | changes add up |
# | $f \cdot g$ | $f' g + f g'$ | first one changes, then the other |
# | $f(g(x))$ | $f'(g(x)) \cdot g'(x)$ | the **chain rule**: the factors multiply |
#
# The last line is the one that carries everything else. If $g$ changes 3 times as fast as $x$, and $f$ changes 2
# times as fast as $g$, then $f$ changes 6 times as fast as $x$. Rates of change along a chain multiply, like gears.
#
# An example that you will meet everywhere is the **sigmoid**, which squeezes any number into the range from 0 to 1,
# so that it can be read as a probability:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$

# %% [markdown] key="rules" lang="zh"
# ## 2. 用法则求导
#
# 任何程序都由为数不多的几种运算组成，而每一种运算的导数，都是一劳永逸地求好了的：
#
# | 函数 | 导数 | 用话来说 |
# |---|---|---|
# | $c$ | $0$ | 常数不变 |
# | $x^n$ | $n x^{n-1}$ | 指数拿到前面来 |
# | $e^x$ | $e^x$ | 自己有多大，就增长得多快 |
# | $\ln x$ | $1 / x$ | 对数：$x$ 越大，增长越慢 |
# | $f + g$ | $f' + g'$ | 变化相加 |
# | $f \cdot g$ | $f' g + f g'$ | 先变一个，再变另一个 |
# | $f(g(x))$ | $f'(g(x)) \cdot g'(x)$ | **链式法则**：变化率相乘 |
#
# 最后一行支撑着其余的一切。如果 $g$ 变化的速度是 $x$ 的 3 倍，$f$ 变化的速度是 $g$ 的 2 倍，
# 那么 $f$ 变化的速度就是 $x$ 的 6 倍。沿着一条链，变化率相乘，就像齿轮传动一样。
#
# 有一个函数处处会遇到，就是 **sigmoid**。它把任何数压到 0 和 1 之间，于是可以当作概率来读：
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}}$$

# %% key="sigmoid-code"
z = torch.tensor([-4.0, -2.0, 0.0, 2.0, 4.0])
print(torch.sigmoid(z))

# %% [markdown] key="sigmoid-task" lang="en"
# Differentiate it as a chain. Let $u = 1 + e^{-z}$, so $\sigma = u^{-1}$. The table gives
# $\frac{d\sigma}{du} = -u^{-2}$ and $\frac{du}{dz} = -e^{-z}$. The two minus signs cancel:
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}$$
#
# This can be written much more simply. Since $\frac{e^{-z}}{1 + e^{-z}} = 1 - \sigma(z)$, it is a product of two
# things you already have once $\sigma(z)$ is computed.
#
# ### Exercise 2: the slope of the sigmoid
#
# Write the derivative for a tensor of numbers $z$, element by element. Use `torch.sigmoid`.

# %% [markdown] key="sigmoid-task" lang="zh"
# 把它当作一条链来求导。设 $u = 1 + e^{-z}$，则 $\sigma = u^{-1}$。由上表得 $\frac{d\sigma}{du} = -u^{-2}$，
# $\frac{du}{dz} = -e^{-z}$。两个负号抵消：
#
# $$\sigma'(z) = \frac{e^{-z}}{(1 + e^{-z})^2}$$
#
# 还可以写得简单得多。因为 $\frac{e^{-z}}{1 + e^{-z}} = 1 - \sigma(z)$，所以只要算出了 $\sigma(z)$，
# 导数就是两个现成的数的乘积。
#
# ### 练习 2：sigmoid 的导数
#
# 对一个装着许多 $z$ 的张量，逐个元素地写出导数。可以使用 `torch.sigmoid`。

# %% key="sigmoid" exercise="04.sigmoid"
def sigmoid_slope(z):
    ...

# %% key="sigmoid-check" check="04.sigmoid"
lab.check("04.sigmoid", sigmoid_slope)

# %% [markdown] key="partial" lang="en"
# ## 3. Many inputs: the gradient
#
# Now let $b$ go, too. The loss is a landscape over the plane of $w$ and $b$. Here it is as a map: each row is a $w$,
# each column a $b$, and the darker the higher. It has one valley.

# %% [markdown] key="partial" lang="zh"
# ## 3. 多个输入：梯度
#
# 现在让 $b$ 也动起来。损失成了 $w$ 和 $b$ 的平面上的一片地形。下面是它的地图：每一行是一个 $w$，每一列是一个 $b$，
# 颜色越深，地势越高。中间有一处谷底。

# %% key="landscape" tags=["translated-output"]
ws, bs = torch.arange(0, 101, 10), torch.arange(100, 201, 10)
residual = ws[:, None, None] * x + bs[None, :, None] - y  #| en: (w, b, person) | zh: （w，b，人）
lab.viz.heat((residual ** 2).mean(dim=2), rows=ws.tolist(), columns=bs.tolist())

# %% [markdown] key="partial-rule" lang="en"
# Standing on a slope there is no *one* steepness: it depends on the direction. The **partial derivative**
# $\frac{\partial L}{\partial w}$ is the slope when only $w$ moves and everything else stays fast;
# $\frac{\partial L}{\partial b}$ when only $b$ moves. Both together are the **gradient**
# $\nabla L = \left( \frac{\partial L}{\partial w}, \frac{\partial L}{\partial b} \right)$. It points in the direction
# of the steepest rise, so the way down is the opposite one.
#
# By the rules: the derivative of a mean is the mean of the derivatives; the square brings down a 2; and then the
# chain rule asks how $w x_i + b - y_i$ changes with $w$: by $x_i$. So
#
# $$\frac{\partial L}{\partial w} = \frac{1}{N} \sum_{i=1}^{N} 2 (w x_i + b - y_i) \, x_i$$
#
# ### Exercise 3: the gradient of the line
#
# Write a function that returns the pair $\frac{\partial L}{\partial w}, \frac{\partial L}{\partial b}$ for tensors
# `x` and `y` of $N$ numbers each. The formula of the second one is for you to find.

# %% [markdown] key="partial-rule" lang="zh"
# 站在山坡上，说不出*一个*坡度：坡度取决于往哪个方向走。只让 $w$ 动、其余都不动时的斜率，
# 叫作**偏导数** $\frac{\partial L}{\partial w}$；只让 $b$ 动时的，是 $\frac{\partial L}{\partial b}$。
# 两个合在一起就是**梯度** $\nabla L = \left( \frac{\partial L}{\partial w}, \frac{\partial L}{\partial b} \right)$。
# 它指向上升最陡的方向，所以下山要朝相反的方向走。
#
# 按法则来：平均值的导数等于导数的平均值；平方的指数 2 拿到前面；然后由链式法则问，$w$ 变化时 $w x_i + b - y_i$ 变化多
# 快？是 $x_i$。于是
#
# $$\frac{\partial L}{\partial w} = \frac{1}{N} \sum_{i=1}^{N} 2 (w x_i + b - y_i) \, x_i$$
#
# ### 练习 3：直线的梯度
#
# 写一个函数，对各有 $N$ 个数的张量 `x` 和 `y`，返回一对数
# $\frac{\partial L}{\partial w}, \frac{\partial L}{\partial b}$。后一个由你自己推出来。

# %% key="gradient" exercise="04.gradient"
def line_gradient(w, b, x, y):
    ...

# %% key="gradient-check" check="04.gradient"
lab.check("04.gradient", line_gradient)

# %% [markdown] key="descent" lang="en"
# With these two numbers one walks downhill. The walk below starts at $w = 0$, $b = 100$ and takes 30 steps. It uses
# `torch.autograd.grad`, which gives the same numbers as your function:

# %% [markdown] key="descent" lang="zh"
# 有了这两个数，就可以往山下走。下面从 $w = 0$、$b = 100$ 出发，走 30 步。这里用的是 `torch.autograd.grad`，
# 它给出的数和你的函数一样：

# %% key="descent-code"
w = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
b = torch.tensor(100.0, dtype=torch.float64, requires_grad=True)
for step in range(31):
    loss = ((w * x + b - y) ** 2).mean()
    slope_w, slope_b = torch.autograd.grad(loss, (w, b))
    if step % 10 == 0:
        print(f"step {step:2}: w {w.item():5.1f}  b {b.item():5.1f}  loss {loss.item():5.0f}")
    with torch.no_grad():
        w -= 0.1 * slope_w
        b -= 0.1 * slope_b

# %% [markdown] key="graph" lang="en"
# The heavier, the further advanced: one standard deviation of body mass index goes with 45 points of progression. But
# the loss stays near 3,890: this one measurement explains only part of what happens.
#
# ## 4. A program is a graph
#
# A formula as we write it hides its steps. To differentiate by machine, take it apart until each step is one
# operation of the table, and give each result a name. This is the **forward** pass, with one person ($x = 1.5$,
# $y = 200$) and $w = 20$, $b = 150$:
#
# | step | value | local derivatives |
# |---|---|---|
# | $p = w \cdot x$ | $30$ | $\partial p / \partial w = x = 1.5$ |
# | $q = p + b$ | $180$ | $\partial q / \partial p = 1$, $\partial q / \partial b = 1$ |
# | $r = q - y$ | $-20$ | $\partial r / \partial q = 1$ |
# | $L = r^2$ | $400$ | $\partial L / \partial r = 2 r = -40$ |
#
# Each step is a box, each value that goes from one step to another is an arrow: the **computation graph**. To each
# arrow belongs a **local derivative**, which needs nothing but the numbers at this one box. Nobody has to understand
# the whole.

# %% [markdown] key="graph" lang="zh"
# 越重，病情发展得越远：体重指数高一个标准差，病情高 45 分左右。不过损失停在 3890 附近：单凭这一项测量值，
# 只能解释一部分。
#
# ## 4. 程序就是一张图
#
# 写成公式，步骤就藏起来了。要让机器求导，就得把它拆开，拆到每一步都是表里的一种运算，并给每个中间结果起个名字。
# 这就是**前向**计算。取一个人（$x = 1.5$，$y = 200$），并设 $w = 20$，$b = 150$：
#
# | 步骤 | 值 | 局部导数 |
# |---|---|---|
# | $p = w \cdot x$ | $30$ | $\partial p / \partial w = x = 1.5$ |
# | $q = p + b$ | $180$ | $\partial q / \partial p = 1$，$\partial q / \partial b = 1$ |
# | $r = q - y$ | $-20$ | $\partial r / \partial q = 1$ |
# | $L = r^2$ | $400$ | $\partial L / \partial r = 2 r = -40$ |
#
# 每一步是一个方框，从一步传到另一步的值是一条箭头，合起来就是**计算图**。每条箭头上有一个**局部导数**，要求它，
# 只需要这一个方框处的数。谁也不必看懂整张图。

# %% key="graph-code" tags=["translated-output"]
w = torch.tensor(20.0, requires_grad=True)
b = torch.tensor(150.0, requires_grad=True)
loss = (w * 1.5 + b - 200) ** 2
lab.viz.graph(loss, gradients=True)

# %% [markdown] key="path" lang="en"
# Click on the boxes: each shows its formula and its numbers. The number on an arrow says how large the derivative of
# the loss is at that place: the product of all local derivatives from there on, without its sign. From $w$ to $L$
# there is one path, and along a path the
# local derivatives multiply:
#
# $$\frac{\partial L}{\partial w} = 1.5 \cdot 1 \cdot 1 \cdot (-40) = -60$$
#
# ## 5. Two paths
#
# What if a value is used twice? Take the function $f(x) = x \cdot \sigma(x)$, called SiLU or swish, an activation
# function of many [newer networks](https://arxiv.org/abs/1710.05941). Here $x$ reaches the product directly, and once
# more by way of the sigmoid.

# %% [markdown] key="path" lang="zh"
# 点一点各个方框，可以看到它的公式和数值。箭头上的数说明损失对那个位置的导数有多大，也就是从那里往后所有局部导数的乘
# 积，不带正负号。从 $w$ 到 $L$ 只有一条路，沿着一条路，局部导数相乘：
#
# $$\frac{\partial L}{\partial w} = 1.5 \cdot 1 \cdot 1 \cdot (-40) = -60$$
#
# ## 5. 两条路
#
# 如果一个值用了两次呢？看函数 $f(x) = x \cdot \sigma(x)$，它叫作 SiLU 或 swish，是许
# 多[较新的网络](https://arxiv.org/abs/1710.05941)使用的激活函数。这里的 $x$ 一路直接到达乘法，另一路先经过 sigmoid。

# %% key="swish-graph" tags=["translated-output"]
x_in = torch.tensor(1.5, requires_grad=True)
lab.viz.graph(x_in * torch.sigmoid(x_in), gradients=True)

# %% [markdown] key="swish-task" lang="en"
# If $x$ moves a little, both inputs of the product move, and both effects arrive: 0.224 and 0.818 in the picture.
# They **add up**. That is the
# product rule of the table, and in general:
#
# > The derivative of $f$ with respect to $x$ is the sum over all paths from $x$ to $f$; along each path the local
# derivatives are multiplied.
#
# ### Exercise 4: the slope of swish
#
# Write $f'(x)$ for a tensor `x`, element by element: one term per path.

# %% [markdown] key="swish-task" lang="zh"
# $x$ 动一点点，乘法的两个输入都会动，两份影响都会到达，在图上是 0.224 和 0.818，**加在一起**。这正是表里的乘法法则。
# 一般地：
#
# > $f$ 对 $x$ 的导数，等于对从 $x$ 到 $f$ 的所有路径求和；沿每一条路径，把局部导数相乘。
#
# ### 练习 4：swish 的导数
#
# 对张量 `x` 逐个元素地写出 $f'(x)$：每条路径一项。

# %% key="swish" exercise="04.swish"
def swish_slope(x):
    ...

# %% key="swish-check" check="04.swish"
lab.check("04.swish", swish_slope)

# %% [markdown] key="paths-task" lang="en"
# ### Exercise 5: any graph
#
# Turn the sentence above into a program. A graph is given as a dictionary: for each node a list of the nodes that its
# value goes to, each with the local derivative on that arrow. Swish at 1.5 is
#
# ```python
# {"x": [("s", 0.1491), ("f", 0.8176)], "s": [("f", 1.5)]}
# ```
#
# Return the derivative of `end` with respect to `start`: 1 if they are the same node; otherwise the sum over all
# arrows leaving `start` of local derivative times the derivative from there on. A function may call itself. A node
# from which no arrow leaves need not stand in the dictionary: `graph.get(start, [])`.

# %% [markdown] key="paths-task" lang="zh"
# ### 练习 5：任意的图
#
# 把上面那句话变成程序。图用字典给出：对每个节点，列出它的值流向哪些节点，并附上那条箭头上的局部导数。
# swish 在 1.5 处就是
#
# ```python
# {"x": [("s", 0.1491), ("f", 0.8176)], "s": [("f", 1.5)]}
# ```
#
# 返回 `end` 对 `start` 的导数：两者是同一个节点时为 1；否则，对从 `start` 出发的所有箭头求和，
# 每一项是局部导数乘以从那里往后的导数。函数可以调用自己。没有箭头出发的节点可以不在字典里：`graph.get(start, [])`。

# %% key="paths" exercise="04.paths"
def path_sum(graph, start, end):
    ...

# %% key="paths-check" check="04.paths"
lab.check("04.paths", path_sum)

# %% [markdown] key="explode" lang="en"
# This is correct, and useless. Look at $n$ steps, each of which uses the value before it twice, such as
# $a_{k+1} = a_k \cdot a_k$. At every step the number of paths doubles:

# %% [markdown] key="explode" lang="zh"
# 这样做是对的，却派不上用场。设想有 $n$ 步，每一步都把前一步的值用两次，例如 $a_{k+1} = a_k \cdot a_k$。每走一步，
# 路径的条数就翻一番：

# %% key="explode-code"
for n in (1, 10, 30, 60):
    print(f"{n:2} steps: {2 ** n:,} paths, {2 * n} arrows")

# %% [markdown] key="forward" lang="en"
# Sixty steps have more paths than anybody could walk, and yet only 120 arrows. Nobody says that each path must be
# walked by itself. When two paths meet in a node, add up what has come so far, **once**, and go on with the sum.
#
# ## 6. Forward mode: carry the slope along
#
# One way to do so is to let each value carry its derivative with respect to $x$ along, as a pair (value, slope). The
# input itself starts as $(x, 1)$, a constant as $(c, 0)$. Each operation computes both for its result, from the pairs
# of its inputs. For a sum:
#
# $$(a, a') + (b, b') = (a + b, \; a' + b')$$
#
# ### Exercise 6: the product of pairs
#
# Write the rule for the product. Arguments and result are pairs (value, slope).

# %% [markdown] key="forward" lang="zh"
# 六十步的路径，多得谁也走不完，箭头却只有 120 条。没有人规定每条路径都得单独走一遍：两条路在一个节点会合时，
# 把各路带来的**先加起来**，只加一次，再带着这个和往前走。
#
# ## 6. 前向模式：带着导数一起走
#
# 一种办法是，让每个值都带上它对 $x$ 的导数，写成一对（值，导数）。输入自己从 $(x, 1)$ 出发，常数从 $(c, 0)$ 出发。
# 每一种运算都由输入的那几对数，算出结果的一对数。加法是
#
# $$(a, a') + (b, b') = (a + b, \; a' + b')$$
#
# ### 练习 6：乘法
#
# 写出乘法的规则。参数和结果都是一对（值，导数）。

# %% key="pair" exercise="04.pair"
def multiply(a, b):
    ...

# %% key="pair-check" check="04.pair"
lab.check("04.pair", multiply)

# %% [markdown] key="jvp" lang="en"
# This is **forward mode**: one pass, every box visited once. The library has it as `torch.func.jvp`, which takes a
# function, the inputs and the slopes that they start with. Sixty squarings of a number, with $2^{60}$ paths, are no
# effort:

# %% [markdown] key="jvp" lang="zh"
# 这就是**前向模式**：只走一遍，每个方框只经过一次。库里的 `torch.func.jvp` 就是它，参数是一个函数、各个输入，
# 以及各个输入开始时的导数。把一个数连续平方六十次，路径有 $2^{60}$ 条，也毫不费力：

# %% key="jvp-code"
def squared_often(a):
    for _ in range(60):
        a = a * a * 0.999 + 0.001  #| en: the constants keep the value at 1 | zh: 两个常数让值保持为 1
    return a


value, slope = torch.func.jvp(squared_often, (torch.tensor(1.0),), (torch.tensor(1.0),))
print(f"{value.item():.3f}, slope {slope.item():.3e}")

# %% [markdown] key="limit" lang="en"
# One thing it cannot do. A pair carries *one* slope, with respect to *one* input. For the gradient of the loss with
# respect to 4,810 parameters the pass must be repeated 4,810 times, once with each parameter in the role of $x$.
# Count the passes for our line, which has two:

# %% [markdown] key="limit" lang="zh"
# 有一件事它做不到。一对数里只带*一个*导数，是对*一个*输入的。要求损失对 4810 个参数的梯度，就得走 4810 遍，
# 让每个参数轮流充当 $x$。数一数我们那条直线需要几遍，它有两个参数：

# %% key="limit-code"
def line_loss(w, b):
    return ((w * x + b - y) ** 2).mean()


w, b = torch.tensor(20.0, dtype=torch.float64), torch.tensor(150.0, dtype=torch.float64)
one, zero = torch.ones_like(w), torch.zeros_like(w)
_, slope_w = torch.func.jvp(line_loss, (w, b), (one, zero))  #| en: first pass: w is the x | zh: 第一遍：w 充当 x
_, slope_b = torch.func.jvp(line_loss, (w, b), (zero, one))  #| en: second pass: b is the x | zh: 第二遍：b 充当 x
print(f"{slope_w.item():.2f} {slope_b.item():.2f}")

# %% [markdown] key="end" lang="en"
# Many inputs and one output: that is every training. Forward mode starts from each input and arrives at the one loss;
# so it does everything once per input. What if one started at the *loss*? The next lesson does, and it is the reason
# why networks can be trained at all.
#
# ## What to keep
#
# - A derivative says how fast the result changes per change of the input. The central difference quotient measures
#   it, up to rounding.
# - Along a path local derivatives multiply; where paths meet they add up.
# - A local derivative needs only the numbers at its own box.
# - Forward mode carries the slope along with the value: one pass per *input*.

# %% [markdown] key="end" lang="zh"
# 输入很多，输出只有一个：训练都是这样。前向模式从每个输入出发，到达同一个损失，所以每个输入都要从头做一遍。
# 要是从*损失*这一头出发呢？下一课就这么做，网络之所以能够训练，原因正在于此。
#
# ## 要记住的
#
# - 导数说的是：输入变化一点，结果变化得有多快。中心差商能把它量出来，只是有舍入误差。
# - 沿着一条路，局部导数相乘；几条路会合，就相加。
# - 局部导数只需要它那个方框处的数。
# - 前向模式让导数跟着值一起走：每个*输入*走一遍。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - For which $h$ is the central difference quotient of `loss_of` best in `float64`? Print the error against the true
#   slope for $h = 10^{-1}, 10^{-2}, \dots, 10^{-13}$.
# - Where is the slope of swish zero, and what does the function look like there?
# - Write the pair rule for $\sigma$, and differentiate swish with your own pairs.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 用 `float64` 时，`loss_of` 的中心差商在 $h$ 取多大时最准？对 $h = 10^{-1}, 10^{-2}, \dots, 10^{-13}$ 打印它与真实
#   导数的误差。
# - swish 的导数在哪里为零？函数在那里是什么样子？
# - 写出 $\sigma$ 的规则，用你自己的数对来求 swish 的导数。
