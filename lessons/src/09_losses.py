# Lesson 9. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 09
# minutes: 60
# needs: 06

# %% [markdown] key="title" lang="en"
# # Losses, and where they come from
#
# A network does what its loss asks for, and nothing else. In lesson 1 two losses fell from the sky: the squared error
# $(z - t)^2$ and the cross-entropy $-\log p_y$. Why squared, and not the third power? Why a logarithm?
#
# Both follow from one idea, about 100 years old ([Fisher, 1922](https://doi.org/10.1098/rsta.1922.0009)): *choose the parameters under which what you have observed is most
# probable*. In this lesson you derive the usual losses from it, compute them safely, and see what goes wrong when the
# loss does not fit the data.
#
# You need lessons 1 to 6 and 8. Plan 45 to 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 损失函数从哪里来
#
# 损失要求什么，网络就做什么，别的一概不管。第 1 课里有两个损失是从天而降的：平方误差 $(z - t)^2$ 和交叉熵 $-\log p_y$。
# 为什么是平方，而不是三次方？为什么要取对数？
#
# 它们都出自同一个想法，大约有一百年了（[Fisher，1922](https://doi.org/10.1098/rsta.1922.0009)）：*选择这样的参数，使得观测到的数据出现的概率最大*。这一课里，
# 你将由它推导出常用的损失，学会安全地计算它们，并看到损失与数据不相配时会出什么问题。
#
# 需要先学第 1 到第 6 课和第 8 课。预计用时 45 到 60 分钟。

# %% key="setup" setup="true"

import math

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("09", lang="{{lang}}")

# %% [markdown] key="yes-no" lang="en"
# ## 1. Yes or no
#
# Begin with the smallest question. Of [569 tumours](https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic)
# of the breast, some were benign ($y = 1$) and some malignant ($y = 0$). What is the probability $p$ that a tumour is
# benign, if nothing else is known about it?

# %% [markdown] key="yes-no" lang="zh"
# ## 1. 是与否
#
# 从最小的问题开始。[569 例](https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic)乳腺肿瘤中，
# 有的是良性（$y = 1$），有的是恶性（$y = 0$）。如果对一个肿瘤别的一无所知，它是良性的概率 $p$ 是多少？

# %% key="tumours"
from sklearn.datasets import load_breast_cancer

y = torch.tensor(load_breast_cancer().target, dtype=torch.float32)
print(len(y), int(y.sum()))

# %% [markdown] key="likelihood" lang="en"
# Suppose we guess some $p$. Then a benign tumour had the probability $p$ of turning up, and a malignant one $1 - p$. Both in
# one formula:
#
# $$P(y \mid p) = p^{y} (1 - p)^{1 - y}$$
#
# since one of the exponents is 1 and the other 0. If the patients have nothing to do with each other, the probabilities
# multiply. The probability of the whole data, seen as a function of $p$, is called the **likelihood**:
#
# $$\mathcal{L}(p) = \prod_{i=1}^{N} p^{y_i} (1 - p)^{1 - y_i}$$
#
# where $\prod$ means the product over all $N$ patients and $y_i$ is the outcome of patient $i$. The best $p$ is the
# one with the largest likelihood; choosing it is called **maximum likelihood**. Let us compute it for a few values.

# %% [markdown] key="likelihood" lang="zh"
# 假设我们猜一个 $p$。那么，每出现一例良性，概率是 $p$；每出现一例恶性，概率是 $1 - p$。两种情况写成一个公式：
#
# $$P(y \mid p) = p^{y} (1 - p)^{1 - y}$$
#
# 因为两个指数中，总是一个为 1，另一个为 0。如果病人之间互不相干，概率就相乘。全部数据的概率，看作 $p$ 的函数，叫作**似然**：
#
# $$\mathcal{L}(p) = \prod_{i=1}^{N} p^{y_i} (1 - p)^{1 - y_i}$$
#
# 其中 $\prod$ 表示对全部 $N$ 个病人求乘积，$y_i$ 是第 $i$ 个病人的结果。最好的 $p$，就是使似然最大的那一个；
# 这样选择叫作**最大似然**。取几个值算一算：

# %% key="likelihood-code"
for p in (0.3, 0.5, 0.6, 0.7):
    likelihood = (p**y * (1 - p) ** (1 - y)).prod()
    print(p, likelihood.item())

# %% [markdown] key="logarithm" lang="en"
# All zero. A product of 569 numbers below one is about $10^{-163}$ at best, and the smallest positive `float32` is near
# $10^{-45}$. What is smaller is rounded to zero. This is called **underflow**.
#
# The logarithm saves us. It turns the product into a sum, and it grows whenever its argument grows, so it is largest at the
# same $p$:
#
# $$\log \mathcal{L}(p) = \sum_{i=1}^{N} \left[ y_i \log p + (1 - y_i) \log (1 - p) \right]$$
#
# Two habits remain. We minimise rather than maximise, so the sign is turned; and we divide by $N$, so that the number
# does not depend on how many data there are. What comes out is the **negative log-likelihood**, NLL for short. It is a
# loss, and it was derived, not invented.
#
# ### Exercise 1: the NLL of yes and no
#
# `p` is one probability, or one for each sample; `y` holds zeros and ones. Return the mean negative log-likelihood.

# %% [markdown] key="logarithm" lang="zh"
# 全是零。569 个小于一的数相乘，最多也只有 $10^{-163}$ 左右，而 `float32` 最小的正数在 $10^{-45}$ 附近，再小就舍成零了。
# 这叫作**下溢**。
#
# 对数来解围。它把乘积变成和；而且自变量增大，对数也增大，所以取到最大值的 $p$ 不变：
#
# $$\log \mathcal{L}(p) = \sum_{i=1}^{N} \left[ y_i \log p + (1 - y_i) \log (1 - p) \right]$$
#
# 还有两个习惯：我们求最小而不求最大，所以变号；再除以 $N$，让它不随数据的多少而变。这样得到的就是**负对数似然**，
# 简称 NLL。它是一个损失，而且是推导出来的，不是凭空想出来的。
#
# ### 练习 1：“是”与“否”的负对数似然
#
# `p` 是一个概率，或者每个样本各有一个；`y` 由 0 和 1 组成。返回平均的负对数似然。

# %% key="yes-no-stub" exercise="09.yes_no"
def yes_no(p, y):
    ...

# %% key="yes-no-check" check="09.yes_no"
lab.check("09.yes_no", yes_no)

# %% [markdown] key="minimum" lang="en"
# Where is it smallest? For one number school mathematics is enough: if $k$ of $N$ are benign, the derivative of the sum
# is $\frac{k}{p} - \frac{N - k}{1 - p}$, and it is zero at
#
# $$p = \frac{k}{N} = \frac{357}{569} \approx 0.627$$
#
# The answer of common sense, now with a reason. Gradient descent finds it too, and it will also work where no formula
# does. PyTorch's name for this loss is `nn.BCELoss`, **binary cross-entropy**. From the loss we can read off how large
# the likelihood is, although it fits in no `float32`.

# %% [markdown] key="minimum" lang="zh"
# 它在哪里最小？只有一个数的时候，中学数学就够了：如果 $N$ 例中有 $k$ 例良性，那个和的导数是
# $\frac{k}{p} - \frac{N - k}{1 - p}$，在下面这一点为零：
#
# $$p = \frac{k}{N} = \frac{357}{569} \approx 0.627$$
#
# 这正是常识给出的答案，现在有了理由。用梯度下降也能找到它，而且在没有公式可用的地方同样有效。
# 这个损失在 PyTorch 里叫 `nn.BCELoss`，即**二元交叉熵**。似然有多大，`float32` 虽然装不下，却可以由损失反推出来。

# %% key="minimum-code"
p = torch.tensor(0.2, requires_grad=True)
for step in range(50):
    loss = nn.BCELoss()(p.expand(569), y)  #| en: the same p for all 569 | zh: 569 例共用一个 p
    loss.backward()
    with torch.no_grad():
        p -= 0.1 * p.grad
        p.grad = None
print(f"p {p.item():.3f}, loss {loss.item():.3f}")
print(f"likelihood 10**{-569 * loss.item() / math.log(10):.0f}")

# %% [markdown] key="numbers" lang="en"
# ## 2. Where the square comes from
#
# Now the answer is a number. The data: 442 people with diabetes; from the body mass index (kilograms by the square of the height),
# predict how far the disease has progressed a year later
# ([Efron and others, 2004](https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html)). We count progression in hundreds
# and standardize the index as in lesson 8. The model is a line, $z = w x + b$.
#
# A line cannot hit all points. So say honestly what it does claim: the target $t$ is $z$ plus **noise**, a random
# deviation. Which kind of noise? Fit a line and look at what is left over.

# %% [markdown] key="numbers" lang="zh"
# ## 2. 平方从哪里来
#
# 现在要预测的是一个数。数据来自 442 位糖尿病人：由体重指数（体重除以身高的平方）预测一年后病情发展到了什么程度
# （[Efron 等，2004](https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html)）。病情以百为单位，体重指数像第 8 课那样标准化。
# 模型是一条直线：$z = w x + b$。
#
# 直线不可能穿过所有的点。那就老实说清楚它到底主张什么：目标值 $t$ 等于 $z$ 加上**噪声**，也就是随机的偏离。
# 是什么样的噪声呢？先拟合一条直线，看看剩下了什么。

# %% key="line"
from sklearn.datasets import load_diabetes

diabetes = load_diabetes(scaled=False)
index = torch.tensor(diabetes.data[:, 2], dtype=torch.float32)
x = (index - index.mean()) / index.std()
t = torch.tensor(diabetes.target / 100, dtype=torch.float32)

def fit_line(loss_fn, t, steps=300):
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.Adam([w, b], lr=0.05)
    for step in range(steps):
        optimizer.zero_grad()
        loss_fn(w * x + b, t).backward()
        optimizer.step()
    return w.detach(), b.detach()

w, b = fit_line(nn.MSELoss(), t)
left_over = t - (w * x + b)
print(f"w {w.item():.2f}, b {b.item():.2f}")

# %% key="left-over" tags=["nbval-ignore-output", "translated-output"]
lab.viz.tensor(left_over)

# %% [markdown] key="normal" lang="en"
# Look at the histogram: a hump around zero, falling off on both sides. This is close to the **normal distribution**,
# the bell curve, which comes about wherever many small influences add up. The probability of a value near $t$, its
# **density**, is
#
# $$P(t \mid z) = \frac{1}{\sigma \sqrt{2 \pi}} \, e^{-\frac{(t - z)^2}{2 \sigma^2}}$$
#
# where $z$ is the middle of the bell and $\sigma$, the standard deviation, its width. There stands the square, in the
# exponent. Take the negative logarithm, and the $e$ disappears:
#
# $$-\log P(t \mid z) = \frac{(t - z)^2}{2 \sigma^2} + \log \sigma + \frac{1}{2} \log 2 \pi$$
#
# Only the first term depends on the prediction $z$. So whoever makes the **mean squared error** small makes the
# likelihood large, *if* the noise is normal and equally wide everywhere. That is where the square comes from.
#
# ### Exercise 2: the NLL of a number
#
# Write the whole formula, averaged over the samples. `sigma` is a number.

# %% [markdown] key="normal" lang="zh"
# 看直方图：零附近隆起，向两边下降。这接近**正态分布**，也就是钟形曲线；凡是许多微小的影响相加的地方，就会出现它。
# 取值在 $t$ 附近的概率，即**密度**，是
#
# $$P(t \mid z) = \frac{1}{\sigma \sqrt{2 \pi}} \, e^{-\frac{(t - z)^2}{2 \sigma^2}}$$
#
# 其中 $z$ 是钟形的中心，标准差 $\sigma$ 是它的宽度。平方就在那里，在指数上。取负对数，$e$ 就消失了：
#
# $$-\log P(t \mid z) = \frac{(t - z)^2}{2 \sigma^2} + \log \sigma + \frac{1}{2} \log 2 \pi$$
#
# 只有第一项与预测 $z$ 有关。所以，让**均方误差**变小，就是让似然变大，*前提*是噪声服从正态分布，而且处处一样宽。
# 平方就是这样来的。
#
# ### 练习 2：一个数的负对数似然
#
# 写出完整的公式，并对样本取平均。`sigma` 是一个数。

# %% key="normal-stub" exercise="09.normal"
def normal_nll(prediction, target, sigma):
    ...

# %% key="normal-check" check="09.normal"
lab.check("09.normal", normal_nll)

# %% [markdown] key="outlier" lang="en"
# ## 3. One wrong entry
#
# What if the assumption fails? Suppose someone forgot a decimal point, and the value of one patient, the one with the
# smallest index, is a hundred times too large. That is an **outlier**. One value of 442.

# %% [markdown] key="outlier" lang="zh"
# ## 3. 一个录错的数
#
# 如果前提不成立呢？假设有人漏了小数点，其中一个病人（体重指数最小的那个）的数值大了一百倍。这就是一个**离群值**，
# 442 个里只有一个。

# %% key="outlier-code"
typed_wrong = t.clone()
typed_wrong[x.argmin()] *= 100

for name, loss_fn in (("MSE", nn.MSELoss()), ("L1 ", nn.L1Loss())):
    before, after = fit_line(loss_fn, t)[0], fit_line(loss_fn, typed_wrong)[0]
    print(f"{name}  w {before.item():.2f} -> {after.item():.2f}")

# %% [markdown] key="laplace" lang="en"
# With the squared error one typing mistake almost wipes out the slope. To a bell curve, a value 90 units away is next
# to impossible, so the line does everything to come nearer to it. `nn.L1Loss`, the mean of the absolute values
# $|t - z|$, does not move.
#
# It comes from the same principle with other noise: the Laplace distribution $\frac{1}{2} e^{-|t - z|}$, which falls
# off more slowly and expects a stray value now and then. Its negative logarithm is $|t - z| + \log 2$. So a loss is a
# statement about the noise, whether one knows it or not.
#
# In the simplest case, one number for all data, the squared error leads to the mean, the absolute error to the
# **median**, the middle value. Everybody knows which of them one billionaire in the village changes.
#
# ## 4. One of many classes
#
# Now to networks that choose among $C$ classes. The principle is the same; we only need probabilities that the network
# can produce. Its scores $z_1, \dots, z_C$ can be any numbers, so softmax makes them positive and lets them sum to
# one. The data say that class $y$ came. Its probability is $p_y$, and the negative log-likelihood of one sample is
#
# $$-\log p_y = -\log \frac{e^{z_y}}{\sum_j e^{z_j}} = -z_y + \log \sum_j e^{z_j}$$
#
# This is lesson 1's cross-entropy. But compute it exactly as it stands, and large scores break it:

# %% [markdown] key="laplace" lang="zh"
# 用平方误差时，一处笔误几乎把斜率抹掉了。对钟形曲线来说，偏离 90 个单位的值几乎不可能出现，所以直线拼命向它靠拢。
# 而 `nn.L1Loss`，也就是绝对值 $|t - z|$ 的平均，纹丝不动。
#
# 它出自同一个原理，只是噪声不同：拉普拉斯分布 $\frac{1}{2} e^{-|t - z|}$ 下降得慢一些，料到偶尔会有离谱的值。
# 它的负对数是 $|t - z| + \log 2$。所以，损失就是关于噪声的一种主张，不管用的人知不知道。
#
# 最简单的情形，用一个数代表全部数据时，平方误差给出平均值，绝对误差给出**中位数**，也就是排在正中间的值。
# 村里来了一个亿万富翁，变的是哪一个，谁都知道。
#
# ## 4. 多个类别中的一个
#
# 现在来看在 $C$ 个类别中作选择的网络。原理不变，只是要让网络给出概率。它的得分 $z_1, \dots, z_C$ 可以是任意的数，
# softmax 把它们变成正数，并让总和等于一。数据说，出现的是类别 $y$，它的概率是 $p_y$，于是一个样本的负对数似然是
#
# $$-\log p_y = -\log \frac{e^{z_y}}{\sum_j e^{z_j}} = -z_y + \log \sum_j e^{z_j}$$
#
# 这就是第 1 课的交叉熵。可是如果照着公式直接算，得分一大就坏了：

# %% key="overflow"
z = torch.tensor([[1000.0, 0.0, 998.0]])
p = z.exp() / z.exp().sum(dim=1, keepdim=True)
print(z.exp())
print(p)

# %% [markdown] key="stable" lang="en"
# $e^{1000}$ is larger than any `float32`; it becomes infinite (`inf`). This is **overflow**. Infinity divided by infinity has no
# value: `nan`, "not a number". A single `nan` in a loss, and after the next step all weights are `nan`.
#
# The way out: softmax does not change if the same number $m$ is taken from all scores, since $e^{-m}$ stands above and
# below the fraction line and cancels. Take the largest score of the row for $m$. Then the largest exponential is
# $e^0 = 1$, nothing can overflow, and the sum below is at least 1. And never take the logarithm of a finished softmax; a
# probability of $10^{-50}$ has been rounded to zero by then. Compute the logarithm directly:
#
# $$\log p_k = (z_k - m) - \log \sum_j e^{z_j - m}$$
#
# ### Exercise 3: log-softmax
#
# `z` has one sample per row. Return $\log p_k$ for each place, right also for the scores above.

# %% [markdown] key="stable" lang="zh"
# $e^{1000}$ 比任何 `float32` 都大，成了无穷大（`inf`）。这叫作**溢出**。无穷大除以无穷大没有意义，得到 `nan`，意思是“不是一个数”。
# 损失里只要出现一个 `nan`，下一步之后，所有权重就都成了 `nan`。
#
# 出路在于：所有得分减去同一个数 $m$，softmax 不变，因为分子分母都有 $e^{-m}$，约掉了。取 $m$ 为这一行最大的得分，
# 那么最大的指数是 $e^0 = 1$，不会溢出，分母的和至少是 1。还有，千万不要先算好 softmax 再取对数：
# $10^{-50}$ 这样的概率，那时早已舍成零了。应当直接算对数：
#
# $$\log p_k = (z_k - m) - \log \sum_j e^{z_j - m}$$
#
# ### 练习 3：log-softmax
#
# `z` 的每一行是一个样本。返回每个位置的 $\log p_k$，对上面那样的得分也要算对。

# %% key="log-softmax-stub" exercise="09.log_softmax"
def log_softmax(z):
    ...

# %% key="log-softmax-check" check="09.log_softmax"
lab.check("09.log_softmax", log_softmax)

# %% [markdown] key="cross-entropy-task" lang="en"
# ### Exercise 4: cross-entropy
#
# From the table of log-probabilities the loss needs one number per row: the one at the label. Write the cross-entropy
# of a batch. `z` has the shape $(N, C)$, `y` holds $N$ labels; you may use `z.log_softmax(dim=1)`.

# %% [markdown] key="cross-entropy-task" lang="zh"
# ### 练习 4：交叉熵
#
# 在对数概率的表里，损失只需要每行一个数：标签所在的那个。写出一个批次的交叉熵。`z` 的形状是 $(N, C)$，
# `y` 是 $N$ 个标签；可以使用 `z.log_softmax(dim=1)`。

# %% key="cross-entropy-stub" exercise="09.cross_entropy"
def cross_entropy(z, y):
    ...

# %% key="cross-entropy-check" check="09.cross_entropy"
lab.check("09.cross_entropy", cross_entropy)

# %% [markdown] key="names" lang="en"
# PyTorch has the same loss under two names, cut at different places, and a third for two classes. `nn.NLLLoss` expects
# log-probabilities, `nn.CrossEntropyLoss` expects scores. With two classes one score is enough, because only the difference
# of the two matters: softmax of $(0, z)$ gives the second class the probability $\frac{1}{1 + e^{-z}}$, which is called
# the **sigmoid** of $z$. `nn.BCEWithLogitsLoss` takes such a single score. (*Logit* is another word for score.) Check
# that they agree:

# %% [markdown] key="names" lang="zh"
# PyTorch 里，同一个损失有两个名字，只是切分的地方不同；两个类别时还有第三个。`nn.NLLLoss` 要的是对数概率，
# `nn.CrossEntropyLoss` 要的是得分。只有两个类别时，一个得分就够了，因为要紧的只是两者之差：对 $(0, z)$ 做 softmax，
# 第二个类别的概率是 $\frac{1}{1 + e^{-z}}$，叫作 $z$ 的 **sigmoid**。`nn.BCEWithLogitsLoss` 接受的就是这样单独一个得分。
# （logit 是得分的另一个叫法。）验证它们是一致的：

# %% key="names-code"
z = torch.tensor([[1.0, 2.0, 0.5], [0.0, -1.0, 3.0]])
labels = torch.tensor([1, 0])
print(f"{nn.CrossEntropyLoss()(z, labels).item():.4f}  {nn.NLLLoss()(z.log_softmax(dim=1), labels).item():.4f}")

single = torch.tensor([0.7, -1.2])
pair = torch.stack([torch.zeros(2), single], dim=1)
print(f"{nn.BCEWithLogitsLoss()(single, labels.float()).item():.4f}  {nn.CrossEntropyLoss()(pair, labels).item():.4f}")

# %% [markdown] key="gradient" lang="en"
# ## 5. What flows back
#
# A network never sees the loss, only its gradient. Differentiate $-z_y + \log \sum_j e^{z_j}$ with respect to the
# score $z_k$: the sum gives $p_k$, and the first term gives $-1$ where $k$ is the label. With $t_k = 1$ for the label and
# 0 elsewhere (such a row is called **one-hot**):
#
# $$\frac{\partial L}{\partial z_k} = p_k - t_k$$
#
# Probability minus truth. Softmax and logarithm have cancelled each other. If the network is sure and right, nothing flows back.
# If it is sure and wrong, almost 1 flows back, and that is the most there can be: one wrong example cannot tear the network apart.

# %% [markdown] key="gradient" lang="zh"
# ## 5. 流回去的是什么
#
# 网络从来看不到损失，只看得到它的梯度。把 $-z_y + \log \sum_j e^{z_j}$ 对得分 $z_k$ 求导：后面的和给出 $p_k$，
# 前一项在 $k$ 是标签时给出 $-1$。令标签处 $t_k = 1$，其余为 0（这样的一行叫作 **one-hot**，独热），就有
#
# $$\frac{\partial L}{\partial z_k} = p_k - t_k$$
#
# 概率减去事实。softmax 和对数互相抵消了。网络有把握而且答对了，就没有东西流回去；有把握却答错了，流回去的接近 1，
# 而这也是最大值：一个答错的例子，不会把网络扯坏。

# %% key="digits"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data[:500] / 16, dtype=torch.float32)
labels = torch.tensor(digits.target[:500])

torch.manual_seed(0)
model = nn.Linear(64, 10)
scores = model(images[:10])
scores.retain_grad()  #| en: scores are no leaf: ask to keep their gradient | zh: 得分不是叶子，要声明保留它的梯度
nn.CrossEntropyLoss(reduction="sum")(scores, labels[:10]).backward()

# %% key="gradient-view" tags=["translated-output"]
lab.viz.heat(scores.grad, rows=labels[:10].tolist())

# %% [markdown] key="gradient-task" lang="en"
# One row for each of ten images, beginning with its label; one column per class. An untrained network gives every
# class about 0.1, so each row has one strongly negative place, the label, whose score is to rise, and nine slightly positive ones.
#
# ### Exercise 5: the gradient by hand
#
# Return the gradient of the *mean* cross-entropy with respect to `z`, a tensor of shape $(N, C)$, without `backward()`.

# %% [markdown] key="gradient-task" lang="zh"
# 每行是一张图像，行首是它的标签；每列是一个类别。没训练过的网络给每个类别的概率都在 0.1 左右，
# 所以每一行都有一处明显为负，那就是标签，它的得分应当提高；另外九处略微为正。
#
# ### 练习 5：手算梯度
#
# 返回*平均*交叉熵对 `z` 的梯度，它是形状为 $(N, C)$ 的张量。不要用 `backward()`。

# %% key="gradient-stub" exercise="09.gradient"
def score_gradient(z, y):
    ...

# %% key="gradient-check" check="09.gradient"
lab.check("09.gradient", score_gradient)

# %% [markdown] key="duel" lang="en"
# ## 6. The wrong loss, watched
#
# Why not simply take the squared error of the probabilities, $\sum_k (p_k - t_k)^2$? It is zero exactly when the answer is right
# and sure, and it looks harmless. Let both losses repair a network that is sure of nonsense: it begins by calling
# every picture a 0, because that score has a head start of 12. Everything else is equal.

# %% [markdown] key="duel" lang="zh"
# ## 6. 看一看用错损失会怎样
#
# 为什么不干脆用概率的平方误差 $\sum_k (p_k - t_k)^2$？答得对又有把握时，它恰好为零，看上去没什么害处。
# 让两个损失来挽救同一个胡说八道的网络：它一开始把每张图像都认作 0，因为这个类别的得分先占了 12 分的便宜。
# 其他条件完全相同。

# %% key="duel-code" tags=["nbval-ignore-output", "translated-output"]
targets = nn.functional.one_hot(labels, 10).float()

def squared(scores, labels):
    return ((scores.softmax(dim=1) - targets) ** 2).sum(dim=1).mean()

final = {}
for name, loss_fn in (("cross-entropy", nn.CrossEntropyLoss()), ("squared", squared)):
    model = nn.Linear(64, 10)
    with torch.no_grad():
        model.weight.zero_()
        model.bias.zero_()
        model.bias[0] = 12.0
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    panel = lab.viz.live(model, optimizer, title=name)
    for step in panel(range(150)):
        optimizer.zero_grad()
        scores = model(images)
        loss = loss_fn(scores, labels)
        loss.backward()
        optimizer.step()
        final[name] = (scores.argmax(dim=1) == labels).float().mean().item()
        panel.log(accuracy=final[name])

# %% key="duel-result"
print({name: f"{share:.0%}" for name, share in final.items()})

# %% [markdown] key="duel-why" lang="en"
# With the cross-entropy the network is repaired within a few steps. With the squared error nothing happens at all. See the
# gradient flow in the second panel: the gradient of the weights is 0.0004 from the first step to the last. With the
# cross-entropy it began near 3. The chain rule tells why. The squared error has the softmax still before it, and the derivative of a probability with respect to its score is
# $p_k (1 - p_k)$. Where the network is sure, $p_k$ is close to 0 or 1, and that factor is close to zero, no matter whether
# the network is right. The more wrong it is, the less it learns. The logarithm of the likelihood cancels exactly this factor.
#
# (Nearly all labels are something other than 0, so an accuracy of about one tenth means: still always the same answer.)
#
# ## 7. Which loss for which data
#
# | the answer is | the assumption | loss | the last layer gives |
# |---|---|---|---|
# | a number | normal noise | `nn.MSELoss` | the number |
# | a number, with strays | Laplace noise | `nn.L1Loss` | the number |
# | a number, noise of varying width | normal noise, $\sigma$ predicted too | `nn.GaussianNLLLoss` | number and variance $\sigma^2$ |
# | yes or no | a probability | `nn.BCEWithLogitsLoss` | one score |
# | one of $C$ classes | $C$ probabilities | `nn.CrossEntropyLoss` | $C$ scores, no softmax |
#
# More about maximum likelihood: [Goodfellow, Bengio and Courville, *Deep Learning*, section 5.5](https://www.deeplearningbook.org/contents/ml.html).

# %% [markdown] key="duel-why" lang="zh"
# 用交叉熵，网络几步就救回来了。用平方误差，却什么也没有发生。看第二个面板里的梯度流：从第一步到最后一步，权重的梯度都是 0.0004；
# 而用交叉熵时，它从 3 左右开始。原因在链式法则里。
# 平方误差的前面还隔着 softmax，而概率对自己的得分的导数是 $p_k (1 - p_k)$。网络有把握的地方，$p_k$ 接近 0 或 1，
# 这个因子就接近零，不管答得对不对。错得越厉害，学得越少。而似然的对数，抵消的恰恰就是这个因子。
#
# （标签绝大多数不是 0，所以准确率在十分之一左右，意思是：它仍然总给同一个答案。）
#
# ## 7. 什么数据用什么损失
#
# | 答案是 | 假设 | 损失 | 最后一层给出 |
# |---|---|---|---|
# | 一个数 | 正态噪声 | `nn.MSELoss` | 这个数 |
# | 一个数，偶有离谱的值 | 拉普拉斯噪声 | `nn.L1Loss` | 这个数 |
# | 一个数，噪声的宽度会变 | 正态噪声，$\sigma$ 也由网络预测 | `nn.GaussianNLLLoss` | 这个数和方差 $\sigma^2$ |
# | 是或否 | 一个概率 | `nn.BCEWithLogitsLoss` | 一个得分 |
# | $C$ 个类别之一 | $C$ 个概率 | `nn.CrossEntropyLoss` | $C$ 个得分，不加 softmax |
#
# 关于最大似然，可以进一步阅读
# [Goodfellow、Bengio 和 Courville，《深度学习》，5.5 节](https://www.deeplearningbook.org/contents/ml.html)。

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Give the network in section 6 a head start of 3 instead of 12. Does the squared error recover now? After how many steps?
# - Fit the line with `nn.SmoothL1Loss()`, which is square near zero and straight further out. How does it take the
#   typing mistake?
# - Which constant prediction minimises the mean of $|t - z|$ over the progression data? Find it by gradient descent and
#   compare with `t.median()`.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 在第 6 节里，让网络先占的便宜从 12 分改为 3 分。平方误差能恢复过来吗？要多少步？
# - 用 `nn.SmoothL1Loss()` 拟合直线：它在零附近是平方，远处是直线。面对那个录错的数，它表现如何？
# - 如果对所有病人只预测同一个数，哪个数使 $|t - z|$ 的平均最小？用梯度下降找到它，再和 `t.median()` 比较。
