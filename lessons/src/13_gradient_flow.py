# Lesson 13. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 13
# minutes: 60
# needs: 11

# %% [markdown] key="title" lang="en"
# # Gradient flow: how deep can a network be?
#
# More layers can say more. So why not twenty? For a long time the answer was: because it does not learn. The gradient
# starts at the loss and has to get through all layers, and on the way it dies out, or it grows without bounds. In
# this lesson you see it happen, find the reason in the chain rule, and build the four remedies that made deep
# networks possible: a good beginning, another activation function, normalization, and a way around.
#
# You need lessons 1 to 6 and 8 to 11. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 梯度流：网络能有多深？
#
# 层数越多，能表达的就越多。那么，为什么不用二十层？在很长一段时间里，回答都是：因为它学不动。梯度从损失出发，
# 要穿过所有的层，在路上要么越来越小，直至消失，要么越来越大，没有止境。这一课里，你会亲眼看到这件事，
# 从链式法则中找出原因，再动手造出四样补救的办法。深度网络正是靠它们才成为可能：好的起点、换一种激活函数、归一化，
# 还有一条近路。
#
# 需要先学第 1 到第 6 课，以及第 8 到第 11 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset

lab.start("13", lang="{{lang}}")

# %% [markdown] key="deep" lang="en"
# ## 1. Twenty layers, and nothing
#
# The digits of lesson 1, 1,000 to train on and 797 to validate, standardized. First a network with one hidden layer
# of 64 neurons and the sigmoid of lesson 4, trained for three epochs.

# %% [markdown] key="deep" lang="zh"
# ## 1. 二十层，却什么也没学到
#
# 还是第 1 课的数字图像，1000 张用来训练，797 张用来验证，已经标准化。先用一个隐藏层的网络，64 个神经元，
# 激活函数是第 4 课的 sigmoid，训练三轮。

# %% key="data"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32)
images = (images - images[:1000].mean()) / images[:1000].std()
labels = torch.tensor(digits.target)
loss_fn = nn.CrossEntropyLoss()

def sgd(model, lr):
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)

def train(model, optimizer, panel=None, max_norm=None):
    generator = torch.Generator().manual_seed(4)
    loader = DataLoader(TensorDataset(images[:1000], labels[:1000]), batch_size=50, shuffle=True, generator=generator)
    for epoch in range(3):
        for x, y in panel(loader) if panel else loader:
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            if max_norm is not None:  #| en: section 7 | zh: 见第 7 节
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            optimizer.step()

def look(model):
    model.eval()
    with torch.no_grad():
        loss = loss_fn(model(images[:1000]), labels[:1000]).item()
        right = (model(images[1000:]).argmax(dim=1) == labels[1000:]).float().mean().item()
    model.train()
    print(f"loss {loss:.2f}, accuracy {right:.0%}")

# %% key="shallow" tags=["nbval-ignore-output"]
def plain_net(activation, layers):
    torch.manual_seed(0)
    hidden = [part for _ in range(layers - 1) for part in (nn.Linear(64, 64), activation())]
    return nn.Sequential(*hidden, nn.Linear(64, 10))

model = plain_net(nn.Sigmoid, 2)
train(model, sgd(model, lr=0.1))
look(model)

# %% [markdown] key="deep-train" lang="en"
# Good for three epochs. Now the same with twenty linear layers, 19 of them followed by a sigmoid. All else is as
# before. While it trains, look in the live panel at **Gradient flow**, with one bar for each layer, and at **What
# stands out**.

# %% [markdown] key="deep-train" lang="zh"
# 才训练三轮，已经不错。现在换成二十个线性层，前 19 个后面都跟着 sigmoid，其余不变。训练的时候，
# 请看实时面板里的**梯度流**，每层有一根条；再看**值得注意**这一栏。

# %% key="deep-code" tags=["nbval-ignore-output", "translated-output"]
deep = plain_net(nn.Sigmoid, 20)
before = deep[0].weight.detach().clone()

optimizer = sgd(deep, lr=0.1)
panel = lab.viz.live(deep, optimizer, every=3, title="sigmoid")  #| en: look at every third step | zh: 每三步看一次
train(deep, optimizer, panel)
look(deep)

# %% [markdown] key="deep-read" lang="en"
# The loss is that of guessing, $\log 10 \approx 2.30$. From the output to the input the gradient gets about seven
# times smaller at every layer, and the panel calls that **vanishing gradients**. How small are they at the first
# layer? And what did sixty steps change there?

# %% [markdown] key="deep-read" lang="zh"
# 损失就是瞎猜的损失，$\log 10 \approx 2.30$。从输出到输入，每过一层，梯度就缩小到七分之一左右，
# 面板说这是**梯度消失**。到了第一层，梯度有多小？走了六十步，第一层又改变了什么？

# %% key="sizes" tags=["nbval-ignore-output"]
def gradient_sizes(model):
    """The norm of the weight's gradient in layers 1, 5, 10, 15 and 20."""
    model.zero_grad()
    loss_fn(model(images[:100]), labels[:100]).backward()
    linear = [module for module in model.modules() if isinstance(module, nn.Linear)]
    print("  ".join(f"{linear[n - 1].weight.grad.norm().item():.0e}" for n in (1, 5, 10, 15, 20)))

gradient_sizes(plain_net(nn.Sigmoid, 20))

# %% key="unchanged"
print(torch.equal(before, deep[0].weight))

with torch.no_grad():
    h = deep[:-1](images)  #| en: what the last layer gets to see | zh: 最后一层所看到的
print((h.max(dim=0).values - h.min(dim=0).values).max().item() < 1e-6)

# %% [markdown] key="chain" lang="en"
# (The **norm** of a tensor is the root of the sum of its squared elements, its length if you like.)
#
# The first `True`: after sixty steps not one of the 4,096 weights of the first layer is another number. The steps are
# so small that they are lost in rounding, as `float32` keeps about seven digits. The second: what reaches the last layer
# differs by less than a millionth among all 1,797 images. The front of the network never learned to let the image
# through, so the last layer, which has a gradient, has nothing to learn from.
#
# ## 2. A product with many factors
#
# Take the layers down to one neuron each, without bias: $z_l = w_l h_{l-1}$ and $h_l = \sigma(z_l)$, for layers
# $l = 1$ to $n$. Here $h_0$ is the input, $w_l$ the weight, $z_l$ the sum before the activation function and $h_l$
# the output of layer $l$; $\sigma$ is the sigmoid. By the chain rule
#
# $$\frac{\partial h_n}{\partial h_0} = \prod_{l=1}^{n} w_l \, \sigma'(z_l) \qquad \sigma'(z) = \sigma(z) \, (1 - \sigma(z)) \le \frac{1}{4}$$
#
# Each layer contributes a factor. A product of many factors has no middle way. If most are below 1 it vanishes,
# if most are above 1 it explodes, and both exponentially with the depth. The slope of the sigmoid is *at
# most* one quarter, at $z = 0$.
#
# ### Exercise 1: the product
#
# `w` and `z` are tensors with the $n$ weights and sums. Return the derivative of $h_n$ with respect to $h_0$.

# %% [markdown] key="chain" lang="zh"
# （张量的**范数**是各元素的平方和再开平方，可以看作它的长度。）
#
# 第一个 `True`：走了六十步，第一层的 4096 个权重，没有一个变成别的数。步子太小，在舍入时就丢掉了，
# 因为 `float32` 只保留大约七位。第二个说的是：到达最后一层的值，1797 张图像之间相差不到百万分之一。
# 网络的前部始终没有学会让图像的信息通过，所以最后一层虽然有梯度，却没有什么可学的。
#
# ## 2. 许多因子的乘积
#
# 把每层缩减到一个神经元，不要偏置：$z_l = w_l h_{l-1}$，$h_l = \sigma(z_l)$，层号从 $l = 1$ 到 $n$。
# 其中 $h_0$ 是输入，$w_l$ 是权重，$z_l$ 是激活函数之前的和，$h_l$ 是第 $l$ 层的输出，$\sigma$ 是 sigmoid。
# 由链式法则，
#
# $$\frac{\partial h_n}{\partial h_0} = \prod_{l=1}^{n} w_l \, \sigma'(z_l) \qquad \sigma'(z) = \sigma(z) \, (1 - \sigma(z)) \le \frac{1}{4}$$
#
# 每一层贡献一个因子。许多因子的乘积没有中间道路：多数小于 1，它就消失；多数大于 1，它就爆炸，
# 而且都随深度按指数变化。sigmoid 的斜率*至多*是四分之一，在 $z = 0$ 处取到。
#
# ### 练习 1：乘积
#
# `w` 和 `z` 是张量，分别是 $n$ 个权重和同样多的和。返回 $h_n$ 对 $h_0$ 的导数。

# %% key="product-stub" exercise="13.product"
def chain_factor(w, z):
    ...

# %% key="product-check" check="13.product"
lab.check("13.product", chain_factor)

# %% [markdown] key="layer-factor" lang="en"
# And with 64 neurons in a layer? The gradient of $h_j$ is a sum over all neurons $i$ of the next layer:
#
# $$\bar h_j = \sum_{i=1}^{64} w_{ij} \, \sigma'(z_i) \, \bar h_i$$
#
# (a bar is the gradient, as in lesson 5; on the right $\bar h_i$ belongs to the next layer). The weights begin as
# random numbers of both signs, so the 64 shares partly cancel: their sum is not 64 times as large as one of them, but
# about $\sqrt{64}$ times. `nn.Linear` draws weights evenly between $-\frac{1}{\sqrt{64}}$ and $\frac{1}{\sqrt{64}}$,
# and such numbers have the standard deviation $\frac{1}{\sqrt{3 \cdot 64}}$. Together the factor of a layer is about
#
# $$\sqrt{64} \cdot \frac{1}{\sqrt{3 \cdot 64}} \cdot \frac{1}{4} \approx 0.144$$
#
# and nineteen of them are:

# %% [markdown] key="layer-factor" lang="zh"
# 一层有 64 个神经元又如何？$h_j$ 的梯度要对下一层的所有神经元 $i$ 求和：
#
# $$\bar h_j = \sum_{i=1}^{64} w_{ij} \, \sigma'(z_i) \, \bar h_i$$
#
# （上面加一横表示梯度，和第 5 课一样；右边的 $\bar h_i$ 属于下一层。）权重一开始是有正有负的随机数，
# 所以这 64 份会互相抵消一部分：它们的和不是一份的 64 倍，而是 $\sqrt{64}$ 倍左右。
# `nn.Linear` 在 $-\frac{1}{\sqrt{64}}$ 和 $\frac{1}{\sqrt{64}}$ 之间均匀地抽取权重，
# 这样的数标准差是 $\frac{1}{\sqrt{3 \cdot 64}}$。合起来，一层的因子大约是
#
# $$\sqrt{64} \cdot \frac{1}{\sqrt{3 \cdot 64}} \cdot \frac{1}{4} \approx 0.144$$
#
# 十九个这样的因子相乘，就是：

# %% key="layer-factor-code"
print(f"{0.144**19:.0e}")

# %% [markdown] key="graph" lang="en"
# Compare it with the ratio of the first and the last number above. A rough estimate, and it fits over sixteen powers
# of ten.
#
# You can follow the gradient arrow by arrow. Six layers are enough. Each arrow bears the size of the gradient that
# flows back along it; open the model's box with a click, and go from the loss towards the image.

# %% [markdown] key="graph" lang="zh"
# 和上面第一个数与最后一个数之比对照一下。这只是粗略的估计，却在十六个数量级上都对得上。
#
# 还可以沿着箭头一步一步地追踪梯度，六层就够了。每条箭头上都标着沿它往回流的梯度有多大。点击打开模型的方框，
# 从损失往图像的方向走。

# %% key="graph-code" tags=["translated-output"]
six = plain_net(nn.Sigmoid, 6)

def step():
    six.zero_grad()
    loss_fn(six(images[:50]), labels[:50]).backward()

lab.viz.graph(step, model=six)

# %% [markdown] key="variance" lang="en"
# ## 3. A good beginning
#
# Two things make the factor: the slope and the weights. First the slope. $\tanh$ has the slope 1 at zero, and
# **ReLU** has the slope 1 for everything positive. That is why sigmoids have left the hidden layers.
#
# Then the weights. We want signals to be as large after a layer as before it. How large must the weights be? A sum
# $z_i = \sum_{j=1}^{n} w_{ij} h_j$ of $n$ inputs, with random weights of mean 0 and **variance** $v$ (the square of
# the standard deviation), has the variance
#
# $$\operatorname{Var}(z_i) = n \, v \, \overline{h^2}$$
#
# for variances of independent numbers add up; $\overline{h^2}$ is the mean square of the inputs. Near zero $\tanh$
# changes little, so $\overline{h^2}$ is the variance of the layer before. The variance is kept if $n v = 1$. The way
# back is the same sum, only over the outputs; it asks for $v$ times the number of *outputs* to be 1. [Glorot and
# Bengio (2010)](https://proceedings.mlr.press/v9/glorot10a.html) therefore take the middle:
#
# $$v = \frac{2}{n_\text{in} + n_\text{out}}$$
#
# with $n_\text{in}$ inputs and $n_\text{out}$ outputs. A sum $z$ is as often negative as positive, and ReLU sets the
# negative half to zero, so $\overline{h^2}$ is only *half* of its variance. This must be made up for ([He et al.,
# 2015](https://arxiv.org/abs/1502.01852)):
#
# $$v = \frac{2}{n_\text{in}}$$
#
# How the first numbers are chosen is called **initialization**. See what it does to digits on their way through
# twenty ReLU layers of 256 neurons:

# %% [markdown] key="variance" lang="zh"
# ## 3. 好的起点
#
# 因子由两样东西决定：斜率和权重。先看斜率。$\tanh$ 在零处的斜率是 1，而 **ReLU** 在整个正的一边斜率都是 1。
# 所以现在隐藏层里已经不用 sigmoid 了。
#
# 再看权重。我们希望信号过了一层之后，和之前一样大。那么权重应当多大？
# 看 $n$ 个输入的和 $z_i = \sum_{j=1}^{n} w_{ij} h_j$。如果权重是平均值为 0、**方差**为 $v$ 的随机数
# （方差是标准差的平方），那么这个和的方差是
#
# $$\operatorname{Var}(z_i) = n \, v \, \overline{h^2}$$
#
# 因为相互独立的数，方差可以相加；$\overline{h^2}$ 是输入平方的平均值。在零附近，$\tanh$ 几乎不改变数值，
# 所以 $\overline{h^2}$ 就是前一层的方差。要让方差保持不变，就要 $n v = 1$。往回走也是同样的求和，
# 只不过是对输出求和，它要求 $v$ 乘以*输出*的个数等于 1。
# 所以 [Glorot 和 Bengio（2010）](https://proceedings.mlr.press/v9/glorot10a.html)取了折中：
#
# $$v = \frac{2}{n_\text{in} + n_\text{out}}$$
#
# 其中 $n_\text{in}$ 是输入的个数，$n_\text{out}$ 是输出的个数。和 $z$ 正负各占一半，ReLU 把负的一半变成零，
# 所以 $\overline{h^2}$ 只有它的方差的*一半*，这要补回来（[何恺明等，2015](https://arxiv.org/abs/1502.01852)）：
#
# $$v = \frac{2}{n_\text{in}}$$
#
# 最初的数怎样取，叫作**初始化**。数字图像穿过二十个各有 256 个神经元的 ReLU 层，不同的初始化有什么不同，请看：

# %% key="variance-code" tags=["nbval-ignore-output"]
def spread(variance):
    """The root mean square of the outputs of layers 1, 5, 10 and 20."""
    torch.manual_seed(0)
    h, sizes = images[:200], []
    for _ in range(20):
        n = h.shape[1]
        h = torch.relu(h @ (torch.randn(n, 256) * variance(n) ** 0.5))
        sizes.append((h**2).mean().sqrt().item())
    return "  ".join(f"{sizes[layer - 1]:8.1e}" for layer in (1, 5, 10, 20))

print("nn.Linear   ", spread(lambda n: 1 / (3 * n)))
print("v = 1/n     ", spread(lambda n: 1 / n))
print("He, v = 2/n ", spread(lambda n: 2 / n))
print("v = 10/n    ", spread(lambda n: 10 / n))

# %% [markdown] key="he-task" lang="en"
# ### Exercise 2: He initialization
#
# Write a function that makes the weight of a linear layer: random numbers of mean 0 and the variance of He et al., in
# the shape that `nn.Linear` has (lesson 8). `torch.randn` draws from the normal distribution with variance 1.

# %% [markdown] key="he-task" lang="zh"
# ### 练习 2：He 初始化
#
# 写一个函数，造出线性层的权重：平均值为 0、方差按何恺明等人公式的随机数，形状和 `nn.Linear` 的权重一样（第 8 课）。
# `torch.randn` 抽取的是方差为 1 的正态分布。

# %% key="he-stub" exercise="13.he"
def he(n_in, n_out):
    ...

# %% key="he-check" check="13.he"
lab.check("13.he", he)

# %% [markdown] key="glorot" lang="en"
# The library has both, in place: `nn.init.xavier_normal_` (Xavier is Glorot's first name) and
# `nn.init.kaiming_normal_`. Twenty layers once more, with $\tanh$ and Glorot's numbers. First the sizes of the
# gradients before any step:

# %% [markdown] key="glorot" lang="zh"
# 库里两种都有，都是原地修改：`nn.init.xavier_normal_`（Xavier 是 Glorot 的名）和 `nn.init.kaiming_normal_`。
# 再来二十层，用 $\tanh$ 和 Glorot 的公式。先看还没走步子时梯度的大小：

# %% key="glorot-code" tags=["nbval-ignore-output"]
def initialized(model, fill):
    for module in model.modules():
        if isinstance(module, nn.Linear):
            fill(module.weight)
            nn.init.zeros_(module.bias)
    return model

gradient_sizes(plain_net(nn.Tanh, 20))
model = initialized(plain_net(nn.Tanh, 20), nn.init.xavier_normal_)
gradient_sizes(model)

train(model, sgd(model, lr=0.01))
look(model)

# %% [markdown] key="dead" lang="en"
# From the first to the last layer the gradients are of one size, and the twenty layers learn. Nothing but the first
# random numbers has changed. ($\tanh$ has its own way to fail: where $|z|$ is large it is flat, and its slope almost
# zero. Such a neuron is called **saturated**; weights that are too large make many of them.)
#
# ## 4. ReLU and the dead
#
# ReLU's slope is 1 or 0. For one sample a neuron with output 0 passes no gradient on; that is how it should be, for
# another sample it passes. But if $z$ is negative for *every* sample, its weights get no gradient from any of them.
# They do not change, so $z$ stays negative. Such a **dead neuron** does not come back. What kills is usually one step
# that was too large.
#
# ### Exercise 3: count the dead
#
# `h` is the output of a ReLU, of shape (samples, neurons). How many neurons are zero for every sample?

# %% [markdown] key="dead" lang="zh"
# 从第一层到最后一层，梯度一样大小，二十层也学得动了。变的只有最初的那些随机数。（$\tanh$ 也有自己的毛病：
# $|z|$ 大的地方它是平的，斜率差不多为零。这样的神经元叫作**饱和**的。权重太大，就会有许多神经元饱和。）
#
# ## 4. ReLU 与死亡的神经元
#
# ReLU 的斜率不是 1 就是 0。对某个样本，输出为 0 的神经元不让梯度通过；这没有问题，换一个样本它又会通过。可是，
# 如果对*每个*样本 $z$ 都是负的，它的权重就从哪个样本也得不到梯度。权重不变，$z$ 就一直是负的。
# 这样**死亡的神经元**再也活不过来。它多半死于某一步走得太大。
#
# ### 练习 3：数一数死亡的神经元
#
# `h` 是 ReLU 的输出，形状是（样本，神经元）。有多少个神经元对每个样本都是零？

# %% key="dead-stub" exercise="13.dead"
def dead_neurons(h):
    ...

# %% key="dead-check" check="13.dead"
lab.check("13.dead", dead_neurons)

# %% [markdown] key="dead-see" lang="en"
# One hidden layer with 64 ReLU neurons, thirty steps, two learning rates. The last line goes on with the
# second network, at a small one. At the end of each line stands the number of dead neurons.

# %% [markdown] key="dead-see" lang="zh"
# 一个隐藏层，64 个 ReLU 神经元，走三十步，用两个学习率。最后一行接着训练第二个网络，
# 改用很小的学习率。每行末尾是死亡的神经元的个数。

# %% key="dead-code" tags=["nbval-ignore-output"]
def thirty_steps(model, lr):
    optimizer = sgd(model, lr)
    for step_number in range(30):
        optimizer.zero_grad()
        loss = loss_fn(model(images[:200]), labels[:200])
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        h = model[1](model[0](images))
    print(f"lr {lr:<4}: loss {loss.item():.2f}, {(h.max(dim=0).values == 0).sum().item():2} / 64")

thirty_steps(plain_net(nn.ReLU, 2), 0.1)

model = plain_net(nn.ReLU, 2)
thirty_steps(model, 2.0)
thirty_steps(model, 0.01)

# %% [markdown] key="norm" lang="en"
# A learning rate that is too large costs almost the whole network, and lowering it afterwards brings no one back. In
# the live panel you find the share of dead neurons in the gradient flow, under "inactive units". If that worries you,
# take an activation function that has a slope on the left too: `nn.LeakyReLU` or `nn.GELU`.
#
# ## 5. Normalization: do not hope, measure
#
# Initialization gets the sizes right at the first step. After that the weights change, and nobody watches the sizes
# any more. **Batch normalization** ([Ioffe and Szegedy, 2015](https://arxiv.org/abs/1502.03167)) watches: a module
# between the layers that standardizes every neuron anew in each step, over the $N$ samples of the batch:
#
# $$\mu_j = \frac{1}{N} \sum_{i=1}^{N} x_{ij} \qquad \sigma_j^2 = \frac{1}{N} \sum_{i=1}^{N} (x_{ij} - \mu_j)^2 \qquad y_{ij} = \gamma_j \, \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \varepsilon}} + \beta_j$$
#
# $x_{ij}$ is the value of neuron $j$ for sample $i$, $\mu_j$ and $\sigma_j^2$ are its mean and variance in the batch,
# and $\varepsilon$ is a tiny number against division by zero. $\gamma_j$ and $\beta_j$ are parameters, at first 1 and
# 0: should another scale be better, the network can learn it.
#
# ### Exercise 4: BatchNorm
#
# Write it for `x` of shape (N, neurons).

# %% [markdown] key="norm" lang="zh"
# 学习率太大，整个网络就所剩无几，之后再调小，也救不回来。在实时面板的梯度流里，
# 选“失活单元”就能看到死亡的神经元所占的比例。怕它们的话，可以换一个左边也有斜率的激活函数：
# `nn.LeakyReLU` 或 `nn.GELU`。
#
# ## 5. 归一化：与其指望，不如去量
#
# 初始化只保证第一步时大小合适。之后权重变了，大小就没人管了。
# **批归一化**（[Ioffe 和 Szegedy，2015](https://arxiv.org/abs/1502.03167)）来管：它是放在层与层之间的模块，
# 每一步都在批次的 $N$ 个样本上，把每个神经元重新标准化：
#
# $$\mu_j = \frac{1}{N} \sum_{i=1}^{N} x_{ij} \qquad \sigma_j^2 = \frac{1}{N} \sum_{i=1}^{N} (x_{ij} - \mu_j)^2 \qquad y_{ij} = \gamma_j \, \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \varepsilon}} + \beta_j$$
#
# $x_{ij}$ 是神经元 $j$ 对样本 $i$ 的值，$\mu_j$ 和 $\sigma_j^2$ 是它在这个批次里的平均值和方差，
# $\varepsilon$ 是一个很小的数，避免除以零。$\gamma_j$ 和 $\beta_j$ 是参数，一开始是 1 和 0：要是别的尺度更好，
# 网络可以自己学到。
#
# ### 练习 4：BatchNorm
#
# 把它写出来，`x` 的形状是（N，神经元）。

# %% key="norm-stub" exercise="13.batch_norm"
def batch_norm(x, gamma, beta, eps=1e-5):
    ...

# %% key="norm-check" check="13.batch_norm"
lab.check("13.batch_norm", batch_norm)

# %% [markdown] key="norm-see" lang="en"
# Back to the hopeless case: twenty layers, *sigmoid*, default initialization. Only `nn.BatchNorm1d` comes in, before
# each sigmoid.

# %% [markdown] key="norm-see" lang="zh"
# 回到那个毫无希望的网络：二十层，*sigmoid*，默认的初始化。只是在每个 sigmoid 之前，加进 `nn.BatchNorm1d`。

# %% key="norm-code" tags=["nbval-ignore-output"]
torch.manual_seed(0)
hidden = [part for _ in range(19) for part in (nn.Linear(64, 64), nn.BatchNorm1d(64), nn.Sigmoid())]
model = nn.Sequential(*hidden, nn.Linear(64, 10))
gradient_sizes(model)

train(model, sgd(model, lr=0.01))
look(model)

# %% [markdown] key="modes" lang="en"
# It learns. The price: what comes out for one image now depends on which others are in its batch. That will not do
# for a verdict. So during training the module keeps running means of $\mu_j$ and $\sigma_j^2$ in two buffers (lesson
# 8), and in evaluation mode it uses these. Here is one image in two different batches:

# %% [markdown] key="modes" lang="zh"
# 它学会了。代价是：一张图像的结果，现在取决于批次里还有哪些别的图像。下结论时可不能这样。所以训练的时候，
# 这个模块把 $\mu_j$ 和 $\sigma_j^2$ 的滑动平均存在两个缓冲区里（第 8 课），到了评估模式，就用存下的值。
# 看同一张图像放在两个不同的批次里：

# %% key="modes-code" tags=["translated-output"]
norm = nn.BatchNorm1d(64)
image, some, others = images[:1], images[1:20], images[20:40]

for mode in (True, False):
    norm.train(mode)
    first, second = norm(torch.cat([image, some]))[0], norm(torch.cat([image, others]))[0]
    print(mode, torch.allclose(first, second))

norm.train()
try:
    norm(image)
except ValueError as error:
    print(error)

# %% [markdown] key="layer-norm" lang="en"
# In training mode the results differ, in evaluation mode they agree; and from a single sample no variance can be had,
# so training mode refuses it. Whoever forgets `model.eval()` gets results that change with the company.
#
# **Layer normalization** ([Ba et al., 2016](https://arxiv.org/abs/1607.06450)), `nn.LayerNorm`, uses the same formula
# along the other axis: mean and variance over the neurons of *one* sample. So it needs no batch, no buffers, and is
# the same in both modes. Transformers (lesson 17) are built with it.

# %% [markdown] key="layer-norm" lang="zh"
# 训练模式下结果不同，评估模式下结果一致；而单独一个样本算不出方差，所以训练模式拒绝了它。忘了 `model.eval()` 的人，
# 得到的结果就会随批次里的其他图像而变。
#
# **层归一化**（[Ba 等，2016](https://arxiv.org/abs/1607.06450)），即 `nn.LayerNorm`，用的是同一个公式，
# 只是沿另一个轴：对*一个*样本的所有神经元求平均值和方差。所以它不需要批次，也不需要缓冲区，两种模式下都一样。
# Transformer（第 17 课）用的就是它。

# %% key="layer-norm-code"
layer_norm = nn.LayerNorm(64)
first, second = layer_norm(torch.cat([image, some]))[0], layer_norm(torch.cat([image, others]))[0]
print(torch.allclose(first, second), torch.allclose(first, layer_norm(image)[0]))

# %% [markdown] key="residual" lang="en"
# ## 6. Residual connections: a way around
#
# All remedies so far tune the factors. The last one changes the product. Let a block $f$ of layers not replace its
# input, but add something to it ([He et al., 2016](https://arxiv.org/abs/1512.03385)):
#
# $$y = x + f(x) \qquad \Longrightarrow \qquad \frac{\partial y}{\partial x} = 1 + f'(x)$$
#
# where $x$ is the input and $y$ the output of the block. However small $f'(x)$ may be, the 1 remains: the gradient
# gets from the loss to every layer on a way without weights and slopes. This is called a **residual connection**, and
# the block a **residual block**, since $f$ has to learn only the residue, what is missing from $x$.
#
# ### Exercise 5: the residual block
#
# Write it as a module around any module `inner` whose output has the shape of its input.

# %% [markdown] key="residual" lang="zh"
# ## 6. 残差连接：一条近路
#
# 到现在为止，各种办法都是在调整因子。最后一个办法改变的是乘积本身。让一个由若干层组成的块 $f$ 不去取代输入，
# 而是在输入上加一点东西（[何恺明等，2016](https://arxiv.org/abs/1512.03385)）：
#
# $$y = x + f(x) \qquad \Longrightarrow \qquad \frac{\partial y}{\partial x} = 1 + f'(x)$$
#
# 其中 $x$ 是块的输入，$y$ 是输出。不管 $f'(x)$ 多么小，那个 1 总在：梯度可以沿一条没有权重、没有斜率的路，
# 从损失直达每一层。这叫作**残差连接**，这样的块叫作**残差块**，因为 $f$ 只需要学“残差”，也就是 $x$ 还差的那一点。
#
# ### 练习 5：残差块
#
# 把它写成模块，里面可以放任意一个输出与输入形状相同的模块 `inner`。

# %% key="residual-stub" exercise="13.residual"
class Residual(nn.Module):
    def __init__(self, inner):
        ...

    def forward(self, x):
        ...

# %% key="residual-check" check="13.residual"
lab.check("13.residual", Residual)

# %% [markdown] key="residual-see" lang="en"
# Again twenty layers, sigmoid, default initialization. The only difference is the `x +`. (The class is written out
# here, so that it runs in any case.)

# %% [markdown] key="residual-see" lang="zh"
# 还是二十层，sigmoid，默认的初始化，唯一的不同是那个 `x +`。（这里把类又写了一遍，所以练习没做完也能运行。）

# %% key="residual-code" tags=["nbval-ignore-output", "translated-output"]
class Block(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.inner = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.inner(x)

def residual_net(*parts):
    torch.manual_seed(0)
    return nn.Sequential(*(Block(*(part() for part in parts)) for _ in range(19)), nn.Linear(64, 10))

def linear():
    return nn.Linear(64, 64)

model = residual_net(linear, nn.Sigmoid)
gradient_sizes(model)

optimizer = sgd(model, lr=0.01)
panel = lab.viz.live(model, optimizer, every=3, title="sigmoid, x + f(x)")
train(model, optimizer, panel)
look(model)

# %% [markdown] key="exploding" lang="en"
# Compare the gradient flow with that of section 1. The first blocks hear of the loss as well as
# the last. Still, the loss leaps up at the start: each sigmoid adds something positive, and $x$ has become large before
# the weights can set it right.
#
# ## 7. The other end: explosion
#
# Now the same with ReLU, in which sums can grow. Each block adds something to $x$, nineteen times, and nothing holds
# it back. The learning rate is 0.03:

# %% [markdown] key="exploding" lang="zh"
# 和第 1 节的梯度流比一比：前面的块和后面的块，一样能听到损失的消息。
# 不过，损失一开始猛地跳高了：每个 sigmoid 加上的都是正数，权重还来不及调整，$x$ 就已经变大了。
#
# ## 7. 另一个极端：爆炸
#
# 现在换成 ReLU，它的和可以一直增大。每个块都往 $x$ 上加一点，加了十九次，没有什么拦着。学习率取 0.03：

# %% key="exploding-code" tags=["nbval-ignore-output"]
model = residual_net(linear, nn.ReLU)
gradient_sizes(model)

train(model, sgd(model, lr=0.03))
look(model)

# %% [markdown] key="clip-task" lang="en"
# **Exploding gradients**: the first steps were so large that the weights left the range of numbers, and with NaN in
# them nothing can be saved. A remedy for the emergency is **gradient clipping** ([Pascanu et al.,
# 2013](https://arxiv.org/abs/1211.5063)). Let $\lVert g \rVert$ be the norm of *all* gradients together, as if they
# were one long vector $g$. If it is larger than a limit $c$, shorten them all by the same factor:
#
# $$g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g \rVert}\right)$$
#
# The direction of the step stays, only its length is limited.
#
# ### Exercise 6: clipping
#
# `gradients` is a list of tensors. Return the list of clipped gradients, as new tensors.

# %% [markdown] key="clip-task" lang="zh"
# 这就是**梯度爆炸**：最初几步太大，权重超出了数的范围；一旦出现 NaN，就没救了。
# 应急的办法是**梯度裁剪**（[Pascanu 等，2013](https://arxiv.org/abs/1211.5063)）。
# 把*所有*的梯度看作一个长长的向量 $g$，它的范数记作 $\lVert g \rVert$。如果超过上限 $c$，
# 就让它们一起按同一个因子缩短：
#
# $$g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g \rVert}\right)$$
#
# 步子的方向不变，只是限制了长度。
#
# ### 练习 6：裁剪
#
# `gradients` 是张量的列表。返回裁剪之后的梯度的列表，都是新的张量。

# %% key="clip-stub" exercise="13.clip"
def clip(gradients, max_norm):
    ...

# %% key="clip-check" check="13.clip"
lab.check("13.clip", clip)

# %% key="clip-code" tags=["nbval-ignore-output"]
model = residual_net(linear, nn.ReLU)
train(model, sgd(model, lr=0.03), max_norm=1.0)
look(model)

# %% [markdown] key="together" lang="en"
# Same network, same learning rate, and it learns. Still, clipping treats the symptom. The cause was that $x$ grows
# from block to block. Normalize what each block gets to see, and all works together: residual connection, LayerNorm,
# ReLU. This is how deep networks are built today, the large language models included.

# %% [markdown] key="together" lang="zh"
# 同样的网络，同样的学习率，它学会了。不过，裁剪治标不治本。根源在于 $x$ 一块一块地变大。
# 让每个块看到的输入都先归一化，几样办法就配合起来了：残差连接、LayerNorm、ReLU。今天的深度网络就是这样造的，
# 大语言模型也不例外。

# %% key="together-code" tags=["nbval-ignore-output"]
model = residual_net(lambda: nn.LayerNorm(64), linear, nn.ReLU)
gradient_sizes(model)

train(model, sgd(model, lr=0.03))
look(model)

# %% [markdown] key="summary" lang="en"
# ## 8. What to do when a deep network does not learn
#
# | what you see | what it is | what to try |
# |---|---|---|
# | gradients shrink towards the input | vanishing: factors below 1 | ReLU instead of sigmoid; He or Glorot initialization; residual connections |
# | gradients grow, the loss jumps or is NaN | exploding: factors above 1 | clipping; a smaller learning rate; normalization |
# | neurons with output 0 for every sample | dead ReLU | a smaller learning rate; `LeakyReLU`, `GELU` |
# | neurons at the flat ends | saturated tanh or sigmoid | smaller first weights; normalization before the activation function |
# | good in training, strange in evaluation | BatchNorm in the wrong mode, or tiny batches | `model.eval()`; LayerNorm |

# %% [markdown] key="summary" lang="zh"
# ## 8. 深度网络学不动，怎么办
#
# | 现象 | 是什么 | 可以尝试 |
# |---|---|---|
# | 越靠近输入，梯度越小 | 消失：因子小于 1 | 用 ReLU 代替 sigmoid；He 或 Glorot 初始化；残差连接 |
# | 梯度越来越大，损失乱跳或变成 NaN | 爆炸：因子大于 1 | 裁剪；减小学习率；归一化 |
# | 神经元对每个样本都输出 0 | ReLU 死亡 | 减小学习率；`LeakyReLU`、`GELU` |
# | 神经元处在两端平坦的地方 | tanh 或 sigmoid 饱和 | 减小最初的权重；在激活函数之前归一化 |
# | 训练时很好，评估时很怪 | BatchNorm 的模式不对，或批次太小 | `model.eval()`；LayerNorm |

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Train the twenty sigmoid layers with AdamW, which gives each parameter its own step size (lesson 10). Does the
#   first layer move now? Does the loss?
# - Put `nn.LayerNorm(64)` in the place of BatchNorm in section 5. It does not help there. Look at the outputs of the
#   last sigmoid for different images, and find out why: which differences does each of the two enlarge?
# - Give the last network 100 layers. Does it still learn? If not: which of the remedies helps?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 用 AdamW 训练那二十层 sigmoid，它让每个参数有自己的步长（第 10 课）。第一层现在动了吗？损失呢？
# - 在第 5 节里，用 `nn.LayerNorm(64)` 代替 BatchNorm。它在那里帮不上忙。看看不同的图像在最后一个 sigmoid 的输出，
#   想一想为什么：这两种归一化，各自放大的是哪些差别？
# - 把最后那个网络加到 100 层。它还学得动吗？要是学不动，哪个办法能救它？
