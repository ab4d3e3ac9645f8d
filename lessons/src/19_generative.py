# Lesson 19. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 19
# minutes: 60
# needs: 09, 11, 13

# %% [markdown] key="title" lang="en"
# # Generative models: a digit nobody wrote
#
# So far our networks judged: this is a 3, that wine is of the second kind. Can a network also *make* something? Draw
# a digit that no one ever wrote, and that still looks like one? In this lesson you build three answers, each out of
# the failure of the one before: an autoencoder, which learns to compress; a variational autoencoder, from which one
# can draw; and two networks that play against each other.
#
# You need lessons 1 to 6, 8 to 11 and 13. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 生成模型：没有人写过的数字
#
# 到现在为止，我们的网络都在做判断：这是 3，那瓶酒属于第二类。网络能不能也*造*出点东西来？画一个从来没有人写过、
# 看上去却像模像样的数字？这一课里，你会造出三种回答，每一种都是从前一种的失败里来的：自编码器，它学会压缩；
# 变分自编码器，可以从中抽样；还有互相较量的两个网络。
#
# 需要先学第 1 到第 6 课、第 8 到第 11 课和第 13 课。预计用时 60 分钟。

# %% key="setup" setup="true"
from itertools import pairwise

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("19", lang="{{lang}}")

# %% [markdown] key="pixels" lang="en"
# ## 1. What does it mean to draw?
#
# The digits of lesson 1, in black and white: a pixel is 1 where there is more than half of the ink, otherwise 0.
# There are $2^{64}$ such pictures, and almost all of them are noise. A **generative model** is a rule for drawing
# pictures at random so that the ones that look like digits come often, and the others hardly ever.
#
# The simplest rule: each pixel is black as often as it is black in the data, without regard to the others.

# %% [markdown] key="pixels" lang="zh"
# ## 1. “画”是什么意思？
#
# 还是第 1 课的数字，改成黑白两色：墨迹超过一半的像素是 1，否则是 0。这样的图像有 $2^{64}$ 种，几乎全是噪声。
# **生成模型**是随机地画图的一套规则，要让像数字的图常常出现，别的图几乎不出现。
#
# 最简单的规则：每个像素变黑的频率和数据里的一样，不管别的像素。

# %% key="pixels-code" tags=["translated-output"]
from sklearn.datasets import load_digits

digits = load_digits()
ink = (torch.tensor(digits.data) > 8).float()
labels = torch.tensor(digits.target)
train, test = ink[:1400], ink[1400:]

torch.manual_seed(0)
frequency = train.mean(dim=0)
drawn = torch.bernoulli(frequency.expand(10, 64))
lab.viz.images(torch.cat([train[:10], drawn]).reshape(-1, 8, 8))

# %% [markdown] key="hidden" lang="en"
# Above ten real ones, below ten drawn ones. Every pixel is right on average, and no picture is right, because pixels
# hang together: where a stroke has begun, it goes on. Whoever draws a digit does not decide 64 times. He decides a
# few things (which digit, how slanted, how wide) and the pixels follow. Such quantities, which nobody measured and
# from which all the rest follows, are called **latent**, hidden. We have to find them.
#
# ## 2. The autoencoder: through the eye of a needle
#
# Here is a way to make a network look for them. It gets a picture $x$ and has to give back the same picture. In
# between it must squeeze it through a layer of very few numbers, the **bottleneck**:
#
# $$x \;\longrightarrow\; z = \text{encoder}(x) \;\longrightarrow\; \hat x = \text{decoder}(z)$$
#
# 64 pixels do not pass through 2 numbers unless the network finds out what digits have in common. No labels are
# needed. The pair is called an **autoencoder**, $z$ the **code** of the picture.
#
# The decoder's output are scores, and the sigmoid makes of each the probability that the pixel is black. So the loss
# is the negative log-likelihood of yes and no from lesson 9, now 64 times: **summed** over the pixels of a picture,
# for their probabilities are multiplied, and averaged over the pictures.
#
# ### Exercise 1: how well is it rebuilt?
#
# `scores` and `x` have the shape (N, 64). Return this loss. It should stand large scores.

# %% [markdown] key="hidden" lang="zh"
# 上面十个是真的，下面十个是画的。平均起来每个像素都对，可是没有一张图是对的，因为像素之间有联系：一笔开了头，
# 就会接下去。写数字的人并不是做了 64 次决定。他只决定几件事（写几、斜不斜、宽不宽），像素就跟着定了。
# 这样的量没有人测量过，其余的一切却都由它们而来，叫作**隐**变量。我们要把它们找出来。
#
# ## 2. 自编码器：穿过针眼
#
# 有一个办法让网络去找。给它一张图 $x$，要它交出同一张图。不过中间必须挤过只有很少几个数的一层，叫作**瓶颈**：
#
# $$x \;\longrightarrow\; z = \text{encoder}(x) \;\longrightarrow\; \hat x = \text{decoder}(z)$$
#
# 64 个像素要通过 2 个数，除非网络弄明白了数字有什么共同之处。这里不需要标签。编码器和解码器（encoder 和 decoder）
# 合起来叫作**自编码器**，$z$ 叫作图像的**编码**。
#
# 解码器的输出是得分，sigmoid 把每个得分变成像素为黑的概率。所以损失就是第 9 课里“是与否”的负对数似然，
# 只是现在有 64 个：对一张图的像素**求和**，因为它们的概率是相乘的；再对图像取平均。
#
# ### 练习 1：还原得好不好？
#
# `scores` 和 `x` 的形状是（N，64）。返回这个损失。得分很大的时候也要经得住。

# %% key="rebuilt-stub" exercise="19.rebuilt"
def rebuilt_loss(scores, x):
    ...

# %% key="rebuilt-check" check="19.rebuilt"
lab.check("19.rebuilt", rebuilt_loss)

# %% [markdown] key="ae-train" lang="en"
# Two numbers for a picture, so that we can look at them: the card **plane** shows where the training pictures lie,
# each colour a digit. The labels are for our eyes only, the network never sees them. On the card **rebuilt** are real
# pictures, and below them what came out of the two numbers.

# %% [markdown] key="ae-train" lang="zh"
# 每张图只用两个数，这样就能看见它们：卡片 **plane** 显示训练图像落在平面的什么位置，每种颜色是一个数字。
# 标签只是给我们看的，网络从来没有见过。卡片 **rebuilt** 里，上面是真的图像，下面是由那两个数还原出来的。

# %% key="ae-model"
def network(*sizes):
    layers = []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])  #| en: no ReLU at the end | zh: 最后不要 ReLU

def log_loss(scores, x):
    return nn.functional.binary_cross_entropy_with_logits(scores, x, reduction="sum") / len(x)

def pictures(*rows):
    return lab.viz.images(torch.cat(rows).detach().reshape(-1, 8, 8))

class Autoencoder(nn.Module):
    def __init__(self, size=2):
        super().__init__()
        self.encoder = network(64, 128, size)
        self.decoder = network(size, 128, 64)

    def forward(self, x):
        return self.decoder(self.encoder(x))

# %% key="ae-code" tags=["nbval-ignore-output", "translated-output"]
def fit(model, optimizer, loss_of, epochs, around=iter):
    for epoch in range(epochs):
        for batch in around(torch.randperm(1400).split(50)):
            optimizer.zero_grad()
            loss = loss_of(model, train[batch])
            loss.backward()
            optimizer.step()

def auto_loss(model, x):
    return log_loss(model(x), x)

torch.manual_seed(0)
auto = Autoencoder()
optimizer = torch.optim.Adam(auto.parameters(), lr=2e-3)
panel = lab.viz.live(auto, optimizer, title="autoencoder")
panel.show("plane", lambda: lab.viz.points(auto.encoder(train[:500]), classes=labels[:500]))
panel.show("rebuilt", lambda: pictures(test[:10], auto(test[:10]).sigmoid()))
fit(auto, optimizer, auto_loss, 20, panel)

# %% [markdown] key="ae-read" lang="en"
# The digits have spread in the plane, each kind to a region of its own, more or less. What is rebuilt is soft: two
# numbers are few. With eight it gets much sharper. And now use the decoder alone: choose a code at random, where
# codes lie, and decode it.

# %% [markdown] key="ae-read" lang="zh"
# 数字在平面上散开了，每一种大致占了自己的一块地方。还原出来的图有些发虚：两个数毕竟太少。用八个数就清晰多了。
# 现在只用解码器：在编码所在的范围里随机选一个编码，把它解码。

# %% key="ae-draw" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(0)
auto8 = Autoencoder(8)
fit(auto8, torch.optim.Adam(auto8.parameters(), lr=2e-3), auto_loss, 20)

with torch.no_grad():
    codes = auto8.encoder(train)
    low, high = codes.min(dim=0).values, codes.max(dim=0).values
    drawn = auto8.decoder(low + (high - low) * torch.rand(500, 8)).sigmoid()
pictures(test[:10], auto8(test[:10]).sigmoid(), drawn[:20])

# %% [markdown] key="astray" lang="en"
# Above real ones, then the same rebuilt, then twenty drawn ones. Rebuilding works, drawing does not: strokes that end
# nowhere, digits nobody knows. A number for it: in how many pixels does a picture, made black and white, differ from
# the most similar training picture? First for unseen real digits, then for the drawn ones:

# %% [markdown] key="astray" lang="zh"
# 最上面是真的，接着是还原的，下面二十个是画的。还原得不错，画得却不行：有断头的笔画，有谁也不认识的“数字”。
# 用一个数来说明：把图变成黑白，它和最相似的训练图像有多少个像素不同？先看没见过的真数字，再看画出来的：

# %% key="astray-code" tags=["nbval-ignore-output"]
def astray(pictures):
    pixels = torch.cdist((pictures > 0.5).float(), train) ** 2
    return round(pixels.min(dim=1).values.mean().item(), 1)

print(astray(test), astray(drawn))

# %% [markdown] key="holes" lang="en"
# Nothing in the loss says where the codes should lie. Look at the plane again: they form long arms with gaps in
# between, in a range that nobody prescribed, and in eight dimensions almost everything is gap. The decoder has only
# ever learned what to do *at* the codes; what it makes of the gaps is left to chance. And we do not know with which
# probability to choose where.
#
# To draw from it we need two things that the autoencoder does not have: a known distribution for $z$, and a decoder
# that was trained for all $z$ this distribution gives.
#
# ## 3. The variational autoencoder
#
# Turn the thought round. First the drawing: let $z$ be **normally distributed** with mean 0 and variance 1 in each
# component, and let the decoder say with which probability each pixel is then black. That is a model for pictures:
#
# $$p(x) = \int p(x \mid z) \, p(z) \, dz$$
#
# $p(z)$ is the density of the normal distribution, called the **prior**, and $p(x \mid z)$ the product of the 64
# probabilities. Training would mean: make $\log p(x)$ as large as possible for the real pictures (maximum likelihood,
# lesson 9). But the integral goes over all codes, and for nearly all of them this picture is impossible. We would
# have to know which codes are worth looking at. An encoder could tell, not with a point, but with a distribution:
# $q(z \mid x)$, normal with a mean and a variance for each component that it computes from $x$.
#
# Now a calculation in three steps. $\log p(x)$ does not depend on $z$, so we may take its mean over $q$. For every
# $z$, $p(x) = \frac{p(x, z)}{p(z \mid x)}$. Multiply above and below by $q(z \mid x)$:
#
# $$\log p(x) = \mathbb{E}_q \Big[ \log \frac{p(x, z)}{p(z \mid x)} \Big] = \mathbb{E}_q \Big[ \log \frac{p(x, z)}{q(z \mid x)} \Big] + \mathbb{E}_q \Big[ \log \frac{q(z \mid x)}{p(z \mid x)} \Big]$$
#
# ($\mathbb{E}_q$ is the mean over $z$ drawn from $q$.) The last term is the **Kullback-Leibler divergence** of $q$
# from $p(z \mid x)$, a measure of how much two distributions differ. It is never negative (that follows from
# $\log t \le t - 1$), and zero only if they are equal. We cannot compute it, but we may leave it out, and have a
# lower bound. In what remains, $p(x, z) = p(x \mid z) \, p(z)$:
#
# $$\log p(x) \;\ge\; \mathbb{E}_q \big[ \log p(x \mid z) \big] - \mathrm{KL}\big( q(z \mid x) \,\|\, p(z) \big)$$
#
# This is the **evidence lower bound**, ELBO ([Kingma and Welling, 2014](https://arxiv.org/abs/1312.6114)), and both
# terms speak plainly. The first: draw a code, decode it, and the picture should come back; this is the autoencoder's
# loss. The second: the distribution of the codes must not stray from the prior. No arms, no gaps.
#
# ### Exercise 2: the divergence
#
# For normal distributions the second term needs no drawing. For one component with mean $m$ and variance $\sigma^2$,
#
# $$\mathrm{KL} = \tfrac{1}{2} \big( m^2 + \sigma^2 - 1 - \log \sigma^2 \big)$$
#
# and over independent components it adds up. The encoder gives the logarithm of the variance, so that any number is
# allowed. `mean` and `log_var` have the shape (N, D). Return the divergence of each picture, (N,).

# %% [markdown] key="holes" lang="zh"
# 损失里没有一个字说编码应当在哪里。再看看那个平面：它们伸出几条长长的臂，中间是空隙，
# 范围也没有人规定过；而在八维空间里，几乎处处都是空隙。解码器只学过在这些编码*处*该怎么做；落到空隙里会画出什么，全凭运气。而且我们也不知道，
# 该以多大的概率选哪里。
#
# 要从中抽样，需要自编码器没有的两样东西：$z$ 的已知的分布；以及对这个分布给出的所有 $z$ 都训练过的解码器。
#
# ## 3. 变分自编码器
#
# 把思路倒过来。先规定怎么画：让 $z$ 的每个分量服从平均值为 0、方差为 1 的**正态分布**，再由解码器说出，
# 这时每个像素为黑的概率是多少。这就是图像的一个模型：
#
# $$p(x) = \int p(x \mid z) \, p(z) \, dz$$
#
# $p(z)$ 是正态分布的密度，叫作**先验**，$p(x \mid z)$ 是 64 个概率的乘积。训练的意思就是：让真实图像的 $\log p(x)$ 尽可能大
# （最大似然，第 9 课）。可是这个积分要遍历所有的编码，而对其中几乎所有的编码，这张图都是不可能的。
# 我们得知道哪些编码值得看。编码器可以告诉我们，只是不用一个点，而用一个分布：$q(z \mid x)$，它是正态分布，
# 每个分量的平均值和方差由编码器从 $x$ 算出。
#
# 下面分三步来推。$\log p(x)$ 与 $z$ 无关，所以可以对 $q$ 取平均；对每个 $z$，都有 $p(x) = \frac{p(x, z)}{p(z \mid x)}$；
# 分子分母再同乘 $q(z \mid x)$：
#
# $$\log p(x) = \mathbb{E}_q \Big[ \log \frac{p(x, z)}{p(z \mid x)} \Big] = \mathbb{E}_q \Big[ \log \frac{p(x, z)}{q(z \mid x)} \Big] + \mathbb{E}_q \Big[ \log \frac{q(z \mid x)}{p(z \mid x)} \Big]$$
#
# （$\mathbb{E}_q$ 是对从 $q$ 抽出的 $z$ 取平均。）最后一项是 $q$ 相对于 $p(z \mid x)$ 的 **KL 散度**，衡量两个分布相差多少。
# 它从不为负（由 $\log t \le t - 1$ 可以推出），只有两者相等时才为零。我们算不出它，但可以把它去掉，得到一个下界。剩下的部分里，$p(x, z) = p(x \mid z) \, p(z)$：
#
# $$\log p(x) \;\ge\; \mathbb{E}_q \big[ \log p(x \mid z) \big] - \mathrm{KL}\big( q(z \mid x) \,\|\, p(z) \big)$$
#
# 这就是**证据下界**，ELBO（[Kingma 和 Welling，2014](https://arxiv.org/abs/1312.6114)），两项的意思都很明白。第一项：
# 抽一个编码，解码，应当得到原来的图像；这就是自编码器的损失。第二项：编码的分布不许偏离先验。没有长臂，也没有空隙。
#
# ### 练习 2：散度
#
# 对于正态分布，第二项不用抽样。一个分量，平均值为 $m$，方差为 $\sigma^2$，则
#
# $$\mathrm{KL} = \tfrac{1}{2} \big( m^2 + \sigma^2 - 1 - \log \sigma^2 \big)$$
#
# 各分量独立，就相加。编码器给出的是方差的对数，这样任何数都可以。`mean` 和 `log_var` 的形状是（N，D）。
# 返回每张图像的散度，形状是（N，）。

# %% key="kl-stub" exercise="19.kl"
def kl(mean, log_var):
    ...

# %% key="kl-check" check="19.kl"
lab.check("19.kl", kl)

# %% [markdown] key="kl-see" lang="en"
# `lab.distributions` knows this formula, and many others, under the names of `torch.distributions`. And the
# definition is a mean, so it can be had by drawing, too:

# %% [markdown] key="kl-see" lang="zh"
# `lab.distributions` 知道这个公式，还知道许多别的，名字和 `torch.distributions` 里的一样。而定义本身是一个平均值，所以也可以抽样来求：

# %% key="kl-see-code"
from autograd_lab.distributions import Normal, kl_divergence

q, p = Normal(torch.tensor(1.0), torch.tensor(0.5)), Normal(torch.tensor(0.0), torch.tensor(1.0))
torch.manual_seed(0)
z = q.sample((100_000,))
print(f"{kl_divergence(q, p).item():.3f}")
print(f"{(q.log_prob(z) - p.log_prob(z)).mean().item():.2f}")

# %% [markdown] key="reparameterise" lang="en"
# ### A gradient through chance
#
# One difficulty is left. Between encoder and decoder a number is *drawn*. How can a gradient pass through a throw of
# dice?
#
# By drawing beforehand. Take $\varepsilon$ from the normal distribution with mean 0 and variance 1, and compute
#
# $$z = m + \sigma \, \varepsilon$$
#
# Then $z$ is distributed as it should be, and chance enters from the side, as an input that needs no gradient. To the
# encoder's results leads an ordinary computation: $\frac{\partial z}{\partial m} = 1$,
# $\frac{\partial z}{\partial \sigma} = \varepsilon$. This is the **reparameterization trick**.
#
# ### Exercise 3: draw so that it can be differentiated
#
# `mean` and `log_var` have the shape (N, D). Return one $z$ for each, as above, with a new $\varepsilon$ for every
# component. ($\sigma$ is the standard deviation.)

# %% [markdown] key="reparameterise" lang="zh"
# ### 穿过随机数的梯度
#
# 还剩一个难题。在编码器和解码器之间，有一个数是*抽*出来的。梯度怎么能穿过骰子？
#
# 办法是事先抽好。从平均值为 0、方差为 1 的正态分布抽出 $\varepsilon$，再计算
#
# $$z = m + \sigma \, \varepsilon$$
#
# 这样 $z$ 的分布正是所要的，而随机性从旁边进来，只是一个不需要梯度的输入。通往编码器结果的是一段普通的计算：
# $\frac{\partial z}{\partial m} = 1$，$\frac{\partial z}{\partial \sigma} = \varepsilon$。这叫作**重参数化**技巧。
#
# ### 练习 3：抽样，还要能求导
#
# `mean` 和 `log_var` 的形状是（N，D）。按上面的办法，为每一个返回一个 $z$，每个分量都用新的 $\varepsilon$。（$\sigma$ 是标准差。）

# %% key="reparameterise-stub" exercise="19.reparameterise"
def reparameterise(mean, log_var):
    ...

# %% key="reparameterise-check" check="19.reparameterise"
lab.check("19.reparameterise", reparameterise)

# %% [markdown] key="reparameterise-see" lang="en"
# In the graph: two ways lead to parameters, and the noise is a constant beside them. Click on a node to see its
# numbers.

# %% [markdown] key="reparameterise-see" lang="zh"
# 在计算图里可以看到：有两条路通往参数，而噪声只是旁边的一个常数。点击节点可以看它的数值。

# %% key="reparameterise-graph" tags=["translated-output"]
mean = torch.tensor([0.5, -1.0], requires_grad=True)
log_var = torch.tensor([0.0, -2.0], requires_grad=True)
noise = torch.randn(2)

z = mean + (log_var / 2).exp() * noise
lab.viz.graph((z**2).sum(), gradients=True)

# %% [markdown] key="elbo" lang="en"
# ### Exercise 4: the loss of the VAE
#
# Everything is there. `scores` are what the decoder gave for the drawn codes, (N, 64). Return the negative ELBO,
# averaged over the pictures. For the first term one drawn code per picture is enough: the next batches draw others.

# %% [markdown] key="elbo" lang="zh"
# ### 练习 4：VAE 的损失
#
# 现在什么都有了。`scores` 是解码器对抽出的编码给出的得分，形状是（N，64）。返回 ELBO 的相反数，对图像取平均。
# 第一项里，每张图像抽一个编码就够了：以后的批次还会抽别的。

# %% key="elbo-stub" exercise="19.elbo"
def negative_elbo(scores, x, mean, log_var):
    ...

# %% key="elbo-check" check="19.elbo"
lab.check("19.elbo", negative_elbo)

# %% [markdown] key="vae-train" lang="en"
# The network differs from the autoencoder in a few lines only. On the card **drawn** there are digits from codes that
# come from the prior, the same ones all the time: pictures of nothing, to begin with.

# %% [markdown] key="vae-train" lang="zh"
# 和自编码器相比，网络只改了几行。卡片 **drawn** 里的数字，是由先验里抽出的编码画成的，用的一直是同一批编码：刚开始，它们什么都不像。

# %% key="vae-code" tags=["nbval-ignore-output", "translated-output"]
class VAE(Autoencoder):
    def __init__(self, size=2):
        super().__init__(size)
        self.encoder = network(64, 128, 2 * size)  #| en: mean and log-variance of each component | zh: 每个分量的平均值和对数方差

    def forward(self, x):
        mean, log_var = self.encoder(x).chunk(2, dim=1)
        z = mean + (log_var / 2).exp() * torch.randn_like(mean)
        return self.decoder(z), mean, log_var

def vae_loss(model, x):
    scores, mean, log_var = model(x)
    divergence = (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1) / 2
    return log_loss(scores, x) + divergence.mean()

torch.manual_seed(0)
vae = VAE()
optimizer = torch.optim.Adam(vae.parameters(), lr=2e-3)
codes = torch.randn(30, 2)
panel = lab.viz.live(vae, optimizer, title="VAE")
panel.show("plane", lambda: lab.viz.points(vae.encoder(train[:500])[:, :2], classes=labels[:500]))
panel.show("drawn", lambda: pictures(vae.decoder(codes).sigmoid()))
fit(vae, optimizer, vae_loss, 30, panel)

# %% [markdown] key="vae-read" lang="en"
# Look at the axes of the plane: the codes now lie around zero, within two or three units, close together and without
# arms. Here is the plane between $-2$ and $2$, decoded. Where one digit passes into another there are pictures in
# between, but nowhere a jump:

# %% [markdown] key="vae-read" lang="zh"
# 看看平面的坐标：编码现在都在零的周围，不出两三个单位，紧挨在一起，也没有长臂了。下面把平面上从 $-2$ 到 $2$ 的部分解码出来。
# 一个数字过渡到另一个的地方，有介于两者之间的图像，但没有一处是突然跳变的：

# %% key="vae-grid" tags=["nbval-ignore-output", "translated-output"]
across, up = torch.linspace(-2, 2, 10), torch.linspace(2, -2, 6)
grid = torch.stack([across.repeat(6), up.repeat_interleave(10)], dim=1)
pictures(vae.decoder(grid).sigmoid())

# %% [markdown] key="vae8" lang="en"
# And with eight numbers, drawn from the prior?

# %% [markdown] key="vae8" lang="zh"
# 用八个数，从先验里抽，结果又如何？

# %% key="vae8-code" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(0)
vae8 = VAE(8)
fit(vae8, torch.optim.Adam(vae8.parameters(), lr=2e-3), vae_loss, 25)
drawn = vae8.decoder(torch.randn(500, 8)).sigmoid()
print(astray(test), astray(drawn))
pictures(drawn[:20])

# %% [markdown] key="vae8-read" lang="en"
# They lie hardly further from the training pictures than real digits do: digits nobody wrote.

# %% [markdown] key="vae8-read" lang="zh"
# 它们与训练图像的距离，比真数字的大不了多少：这就是没有人写过的数字。

# %% [markdown] key="walk" lang="en"
# ### A walk
#
# Wherever you go, the picture changes gradually. So one can walk from one digit to another. Not in the space of
# pictures, where halfway there would be two digits on top of each other, both pale. In the space of codes.
#
# ### Exercise 5: from code to code
#
# `a` and `b` are two codes of shape (D,). Return `steps` codes at equal distances from `a` to `b`, both included, of
# shape (steps, D).

# %% [markdown] key="walk" lang="zh"
# ### 散步
#
# 无论往哪里走，图像都是渐渐变化的。所以可以从一个数字走到另一个。不是在图像的空间里走，那样半路上会是两个叠在一起的、
# 都很淡的数字；而是在编码的空间里走。
#
# ### 练习 5：从编码到编码
#
# `a` 和 `b` 是两个编码，形状是（D，）。返回从 `a` 到 `b` 等距离的 `steps` 个编码，包括两端，形状是（steps，D）。

# %% key="walk-stub" exercise="19.walk"
def walk(a, b, steps):
    ...

# %% key="walk-check" check="19.walk"
lab.check("19.walk", walk)

# %% key="walk-code" tags=["nbval-ignore-output", "translated-output"]
zero, six = test[145], test[82]
with torch.no_grad():
    start, end = vae8.encoder(torch.stack([zero, six]))[:, :8]
share = torch.linspace(0, 1, 10).reshape(-1, 1)
in_pixels = (1 - share) * zero + share * six
in_codes = vae8.decoder((1 - share) * start + share * end).sigmoid()
pictures(in_pixels, in_codes)

# %% [markdown] key="bound" lang="en"
# Above through the pixels, below through the codes. In the middle of the upper row both digits show at once; in the
# lower row a stroke bends.
#
# How good is the model? The bound is a measure, on pictures it has not seen, in nats (logarithms to base $e$) per
# picture. The independent pixels of section 1 also give every picture a probability, so they can be compared:

# %% [markdown] key="bound" lang="zh"
# 上面是穿过像素走的，下面是穿过编码走的。上面一行中间的图，是两个数字叠在一起；下面一行，是笔画渐渐弯过去。
#
# 这个模型有多好？下界就是一个量度，用没有见过的图像来算，单位是每张图多少奈特（以 $e$ 为底的对数）。
# 第 1 节的独立像素也给每张图一个概率，所以可以比较：

# %% key="bound-code" tags=["nbval-ignore-output"]
with torch.no_grad():
    for model in (vae, vae8):
        bound = -torch.stack([vae_loss(model, test) for _ in range(20)]).mean()
        print(f"{bound.item():.1f}")
p = frequency.clamp(0.01, 0.99)  #| en: a pixel that was never black could be, once | zh: 从未变黑的像素，也许会黑一次
print(f"{(test * p.log() + (1 - test) * (1 - p).log()).sum(dim=1).mean().item():.1f}")

# %% [markdown] key="gan" lang="en"
# Higher is better. Two numbers gain three or four nats over independent pixels, which makes a real digit some thirty
# times as probable; eight numbers gain one or two more. The weakness of the VAE you have seen: its pictures are soft.
# Where it is not sure of a stroke it makes it grey, since that costs the least log-likelihood on average.
#
# ## 4. Two players
#
# A quite different idea ([Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)): no likelihood at all. When is a
# drawn digit good? When nobody can tell it from a real one. So train somebody to tell them apart, and train the
# painter to fool him.
#
# - The **generator** $G$ makes a picture $G(z)$ from random numbers $z$.
# - The **discriminator** $D$ gives each picture a score, and $\sigma(D(x))$ is the probability that it is real.
#
# Together they are a **generative adversarial network**, GAN. The discriminator is an ordinary classifier of yes and
# no:
#
# $$L_D = -\log \sigma(D(x)) - \log\big(1 - \sigma(D(G(z)))\big)$$
#
# $x$ is real, $G(z)$ drawn. And the generator? It could minimize $\log(1 - \sigma(D(G(z))))$, the opposite of the
# second term. But at first its pictures are noise, and the discriminator is sure of it: its score $s = D(G(z))$ is
# far below zero. What is the gradient then?

# %% [markdown] key="gan" lang="zh"
# 越高越好。两个数的 VAE 比独立像素高出三四个奈特，也就是说，真数字的概率大了三十倍左右；八个数还能再高一两个奈特。
# VAE 的弱点你也看到了：图像发虚。哪一笔没有把握，它就涂成灰色，因为平均下来，这样的对数似然损失最小。
#
# ## 4. 两个玩家
#
# 一个完全不同的想法（[Goodfellow 等，2014](https://arxiv.org/abs/1406.2661)）：不要似然了。画出来的数字什么时候算好？
# 没有人能把它和真的区分开的时候。那就训练一个人来区分，再训练画画的人去骗他。
#
# - **生成器** $G$ 用随机数 $z$ 画出图像 $G(z)$。
# - **判别器** $D$ 给每张图像打分，$\sigma(D(x))$ 是它为真的概率。
#
# 两者合起来叫作**生成对抗网络**（GAN）。判别器就是普通的二分类器：
#
# $$L_D = -\log \sigma(D(x)) - \log\big(1 - \sigma(D(G(z)))\big)$$
#
# $x$ 是真的，$G(z)$ 是画的。生成器呢？它可以让 $\log(1 - \sigma(D(G(z))))$ 最小，也就是与第二项对着干。可是一开始，它画的全是噪声，
# 判别器看得一清二楚：得分 $s = D(G(z))$ 远远小于零。这时梯度是多少？

# %% key="saturating"
s = torch.tensor([-8.0, -4.0, 0.0, 4.0], requires_grad=True)
(1 - torch.sigmoid(s)).log().sum().backward()
print([round(g, 4) for g in s.grad.tolist()])

s.grad = None
(-torch.sigmoid(s).log()).sum().backward()
print([round(g, 4) for g in s.grad.tolist()])

# %% [markdown] key="players" lang="en"
# The first line: where the generator is bad, at $s = -8$, there is next to no gradient. The curve is flat there, it
# is **saturated** (lesson 13). So in practice the generator minimizes
#
# $$L_G = -\log \sigma(D(G(z)))$$
#
# which wants the same, a high score, but has its largest slope where there is most to learn: the second line. This is
# the **non-saturating** loss.
#
# ### Exercise 6: the discriminator's move
#
# `optimizer` holds the parameters of `d` only. Do one step of it with the real pictures `real` and as many drawn from
# `z`, with $L_D$ averaged over the batch. `d` gives scores of shape (N, 1). The generator is not to learn from this:
# nothing may flow back to it.
#
# ### Exercise 7: the generator's move
#
# Now `optimizer` holds the parameters of `g` only. One step with $L_G$. The gradient goes through `d` and back into
# `g`; `d` itself must not change.

# %% [markdown] key="players" lang="zh"
# 第一行：在生成器还很差的地方，也就是 $s = -8$ 处，几乎没有梯度。那里的曲线是平的，它**饱和**了（第 13 课）。
# 所以实际上，生成器让下面这个量最小：
#
# $$L_G = -\log \sigma(D(G(z)))$$
#
# 它想要的一样，也是高分，但在最需要学的地方斜率最大：就是第二行。这叫**非饱和**损失。
#
# ### 练习 6：判别器走一步
#
# `optimizer` 里只有 `d` 的参数。用真的图像 `real`，以及由 `z` 画出的同样多的图像，让它走一步，$L_D$ 对批次取平均。
# `d` 给出的得分形状是（N，1）。生成器不应当从中学到东西：不许有梯度流回它那里。
#
# ### 练习 7：生成器走一步
#
# 现在 `optimizer` 里只有 `g` 的参数。用 $L_G$ 走一步。梯度要穿过 `d`，回到 `g`；`d` 自己不能变。

# %% key="d-stub" exercise="19.discriminator"
def discriminator_step(g, d, optimizer, real, z):
    ...

# %% key="d-check" check="19.discriminator"
lab.check("19.discriminator", discriminator_step)

# %% key="g-stub" exercise="19.generator"
def generator_step(g, d, optimizer, z):
    ...

# %% key="g-check" check="19.generator"
lab.check("19.generator", generator_step)

# %% [markdown] key="gan-train" lang="en"
# Let them play, with the grey digits this time, from $-1$ (paper) to 1 (ink). The panel belongs to the generator.
# Watch the card **drawn**, and do not expect the losses to fall: if both get better, neither of them does. What one
# hopes for is a balance, in which the discriminator is never quite sure. (Elsewhere the panel warns of a loss that
# rises. Here it sees that another loss is learned through the same network, in turns with this one, and says nothing.)

# %% [markdown] key="gan-train" lang="zh"
# 让它们较量吧，这次用灰度的数字，从 $-1$（白纸）到 1（墨迹）。面板是生成器的。请看卡片 **drawn**，不要指望损失下降：
# 两边都在进步，两边的损失就都不降。人们盼望的是一种平衡，判别器始终不太有把握。（换了别处，损失上升时面板会提醒；
# 在这里它看得出，另一个损失也在轮流通过同一个网络学习，所以什么也不说。）

# %% key="gan-model"
grey = torch.tensor(digits.data, dtype=torch.float32) / 8 - 1
real, unseen = grey[:1400], grey[1400:]
bce = nn.functional.binary_cross_entropy_with_logits

def generator():
    return nn.Sequential(
        nn.Linear(16, 128), nn.BatchNorm1d(128), nn.ReLU(),
        nn.Linear(128, 128), nn.BatchNorm1d(128), nn.ReLU(),
        nn.Linear(128, 64), nn.Tanh(),
    )

def discriminator(dropout=0.3):
    return nn.Sequential(
        nn.Linear(64, 128), nn.LeakyReLU(0.2), nn.Dropout(dropout),
        nn.Linear(128, 128), nn.LeakyReLU(0.2), nn.Dropout(dropout),
        nn.Linear(128, 1),
    )

def play(g, d, steps, lr, d_lr, title):
    g_optimizer = torch.optim.Adam(g.parameters(), lr=lr, betas=(0.5, 0.999))
    d_optimizer = torch.optim.Adam(d.parameters(), lr=d_lr, betas=(0.5, 0.999))
    fixed = torch.randn(30, 16)

    def drawn():
        g.eval()
        made = g(fixed)
        g.train()
        return pictures((made + 1) / 2)

    panel = lab.viz.live(g, g_optimizer, title=title)
    panel.show("drawn", drawn)
    for step in panel(range(steps)):
        x = real[torch.randint(1400, (64,))]
        fake = g(torch.randn(64, 16))

        d_optimizer.zero_grad()
        scores, fake_scores = d(x), d(fake.detach())
        d_loss = bce(scores, torch.ones_like(scores)) + bce(fake_scores, torch.zeros_like(fake_scores))
        d_loss.backward()
        d_optimizer.step()

        g_optimizer.zero_grad()
        scores = d(fake)
        g_loss = bce(scores, torch.ones_like(scores))
        g_loss.backward()
        g_optimizer.step()
        if step % 20 == 0:
            panel.log(discriminator_loss=d_loss.item())

# %% key="gan-code" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(0)
g, d = generator(), discriminator()
play(g, d, 600, 2e-3, 2e-3, "GAN")

# %% [markdown] key="judge" lang="en"
# Crisper than the VAE's, and more daring. Now for the verdict, and that is harder than with a classifier, since there
# is no right answer. Ask three questions. To answer them we look up the most similar training picture for each of
# 1,000 drawn ones:
#
# - **Are they good?** How far is it to that neighbour, compared with real digits that were not in the training?
# - **Are they diverse?** How often does each of the ten digits appear (as the neighbour's label)?
# - **Are they new?** Or has the network learned the training pictures by heart? Then the distances would be near zero.

# %% [markdown] key="judge" lang="zh"
# 比 VAE 画的清晰，也更大胆。现在来下结论，这比分类器难，因为没有标准答案。问三个问题。为了回答它们，
# 给 1000 张画出来的图像各找一张最相似的训练图像：
#
# - **画得好吗**？到那个邻居有多远？和没有参加训练的真数字相比呢？
# - **有变化吗**？十个数字各出现了多少次（按邻居的标签算）？
# - **是新的吗**？还是把训练图像背了下来？那样距离会接近零。

# %% key="judge-code" tags=["nbval-ignore-output", "translated-output"]
def judge(g):
    g.eval()
    with torch.no_grad():
        made = g(torch.randn(1000, 16))
        distance, neighbour = torch.cdist(made, real).min(dim=1)
        usual = torch.cdist(unseen, real).min(dim=1).values
    print(f"{distance.mean().item():.1f} {usual.mean().item():.1f} {distance.min().item():.1f}")
    print(torch.bincount(labels[neighbour], minlength=10).tolist())
    return pictures((made[:20] + 1) / 2)

judge(g)

# %% [markdown] key="collapse" lang="en"
# The distances: of the drawn ones, of unseen real ones, and the smallest of the drawn ones. All ten digits occur. A
# drawn digit lies further from its neighbour than a real one does, so it is not perfect, but no copy either.
#
# ### When it fails
#
# It does not always go well. Here is the same game, with two changes: the discriminator learns ten times more slowly
# than the generator, and the generator has no `nn.BatchNorm1d`. What would you do as a generator, if the other side
# learns slowly?

# %% [markdown] key="collapse" lang="zh"
# 三个距离依次是：画出来的、没见过的真数字，以及画出来的里面最小的。十个数字都有。画的数字离邻居比真的远一些，
# 所以还不完美，但也不是抄的。
#
# ### 失败的时候
#
# 事情并不总是这么顺利。同样的较量，只改两处：判别器学得比生成器慢十倍，生成器没有 `nn.BatchNorm1d`。
# 假如你是生成器，对方又学得慢，你会怎么做？

# %% key="collapse-code" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(1)
plain = network(16, 128, 128, 64).append(nn.Tanh())
play(plain, discriminator(dropout=0), 400, 2e-3, 2e-4, "collapse")

# %% key="collapse-judge" tags=["nbval-ignore-output", "translated-output"]
judge(plain)

# %% [markdown] key="diffusion" lang="en"
# It found a picture that the discriminator takes for real, and draws hardly anything else, whatever the random
# numbers say. The loss looks at one picture at a time, so it does not notice; only the diversity is gone. This is
# **mode collapse** (a mode is a peak of the distribution). By the time the discriminator learns that this digit is
# suspicious, the generator has moved on to the next one, and they chase each other in circles.
#
# ## 5. And today?
#
# | | autoencoder | VAE | GAN |
# |---|---|---|---|
# | draws new ones | badly | yes | yes |
# | pictures | soft | soft | crisp |
# | training | steady | steady | touchy |
# | likelihood of a picture | no | a lower bound | no |
# | code of a picture | yes | yes | no |
#
# The pictures that you see on the web today come mostly from another kind, **diffusion models** ([Ho et al.,
# 2020](https://arxiv.org/abs/2006.11239)). They are the old idea with many small steps. Add a little noise to a
# picture, again and again, until only noise is left:

# %% [markdown] key="diffusion" lang="zh"
# 它找到了一张判别器信以为真的图，不管随机数是什么，几乎只画这一张。损失每次只看一张图，所以看不出问题；只是变化没有了。
# 这叫**模式坍塌**（模式指分布的峰）。等到判别器学会怀疑这个数字，生成器又换了下一个，两边就这样转着圈追下去。
#
# ## 5. 今天呢？
#
# | | 自编码器 | VAE | GAN |
# |---|---|---|---|
# | 画新的图 | 很差 | 能 | 能 |
# | 图像 | 发虚 | 发虚 | 清晰 |
# | 训练 | 平稳 | 平稳 | 娇气 |
# | 图像的似然 | 没有 | 有下界 | 没有 |
# | 图像的编码 | 有 | 有 | 没有 |
#
# 今天在网上看到的图像，多半出自另一类模型，**扩散模型**（[Ho 等，2020](https://arxiv.org/abs/2006.11239)）。
# 想法并不新，只是分成了许多小步。给图像加一点噪声，一次又一次，直到只剩噪声：

# %% key="diffusion-code" tags=["translated-output"]
torch.manual_seed(0)
kept = torch.linspace(1, 0, 10).reshape(-1, 1)  #| en: the share of the picture's variance that is left | zh: 图像剩下的方差比例
noisy = [kept.sqrt() * grey[i] + (1 - kept).sqrt() * torch.randn(10, 64) for i in (0, 2)]
pictures(*[((rows + 1) / 2).clamp(0, 1) for rows in noisy])

# %% [markdown] key="summary" lang="en"
# A network gets one of these pictures and has to predict the noise that was added: a plain regression with the mean
# squared error, as steady as training can be. To draw, begin on the right with pure noise, subtract a little of the
# predicted noise, and go on like this to the left, in hundreds of small steps. It is a VAE too, seen in the right
# light: the codes are the noisy pictures, and the loss is an ELBO.
#
# ## Where you are now
#
# - An autoencoder finds hidden quantities by a bottleneck, but leaves holes between its codes.
# - A VAE prescribes how the codes are distributed. Its loss is a lower bound of the log-likelihood, and the reparameterization lets the gradient
#   through the drawing.
# - A GAN replaces the likelihood by a judge that learns along. Who moves, and where `detach` stands, is all of its training loop.
# - Generated things are judged by quality, diversity and novelty. No single number has all three.

# %% [markdown] key="summary" lang="zh"
# 网络得到其中一张图，要预测加进去的噪声：这只是用均方误差的普通回归，训练起来再平稳不过。要画的时候，从最右边的纯噪声开始，
# 减去一点预测出的噪声，就这样一路往左，走上几百小步。换个角度看，它也是一种 VAE：编码就是带噪声的图，损失也是 ELBO。
#
# ## 学到这里
#
# - 自编码器靠瓶颈找到隐藏的量，但编码之间留有空白。
# - VAE 规定了编码怎样分布。它的损失是对数似然的下界，重参数化让梯度穿过抽样。
# - GAN 用一个一起学习的裁判代替似然。该谁动，`detach` 写在哪里，就是它的训练循环的全部。
# - 生成的东西要从质量、变化和新意三方面来看。没有哪一个数能同时说明这三样。

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Multiply the divergence by 4 in `vae_loss`. What happens to the two terms?
# - Give the VAE the label as well, one-hot, beside $x$ and beside $z$. Then you can order a 7.
# - Can the collapse be healed? Change one thing at a time: the discriminator's learning rate, dropout, `nn.BatchNorm1d`.
#
# ## Sources
#
# - D. P. Kingma, M. Welling: [Auto-Encoding Variational Bayes](https://arxiv.org/abs/1312.6114). 2014.
# - I. Goodfellow et al.: [Generative Adversarial Nets](https://arxiv.org/abs/1406.2661). 2014.
# - J. Ho, A. Jain, P. Abbeel: [Denoising Diffusion Probabilistic Models](https://arxiv.org/abs/2006.11239). 2020.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 在 `vae_loss` 里把散度乘以 4，损失的两项会怎样？
# - 把标签也交给 VAE，用独热向量，分别放在 $x$ 和 $z$ 旁边。这样就可以点名要一个 7。
# - 坍塌能治好吗？一次只改一处：判别器的学习率、dropout、`nn.BatchNorm1d`。
#
# ## 参考文献
#
# - D. P. Kingma，M. Welling：[Auto-Encoding Variational Bayes](https://arxiv.org/abs/1312.6114)，2014。
# - I. Goodfellow 等：[Generative Adversarial Nets](https://arxiv.org/abs/1406.2661)，2014。
# - J. Ho，A. Jain，P. Abbeel：[Denoising Diffusion Probabilistic Models](https://arxiv.org/abs/2006.11239)，2020。
