# Lesson 14. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 14
# minutes: 60
# needs: 11, 13

# %% [markdown] key="title" lang="en"
# # Overfitting: learned, or learned by heart?
#
# A network can be right about every example it has seen and know nothing. In this lesson you build one that does: it
# believes every lie among its labels. Then you look for what keeps a network from learning by heart, and measure each
# remedy: less room, more data, weight decay, dropout, changed pictures, stopping in time. The second half is about the
# numbers that nobody learns from data, the learning rate above all: how it should change during training, how one
# searches for good values, and how one is deceived in the search.
#
# You need lessons 1 to 6 and 8 to 13. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 过拟合：是学会了，还是背下来了？
#
# 一个网络可以把见过的例子全部答对，却什么也没有学会。这一课里，你会造出这样一个网络：标签里有谎话，它也照信不误。
# 然后我们来找办法，让网络不去死记硬背，每种办法都实际量一量：缩小网络、增加数据、权重衰减、Dropout、改动图像、及时停止。
# 后半课讲的是那些不能从数据中学来的数，首先是学习率：训练过程中它应当怎样变化，好的取值怎样去找，
# 找的时候又会怎样骗了自己。
#
# 需要先学第 1 到第 6 课，以及第 8 到第 13 课。预计用时 60 分钟。

# %% key="setup" setup="true"

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.optim import lr_scheduler

lab.start("14", lang="{{lang}}")

# %% [markdown] key="islands" lang="en"
# ## 1. Islands
#
# Two species of iris, versicolor and virginica, and of each flower only two numbers: length and width of the sepal. By
# these two the species cannot be told apart with certainty; the best one can do is a rough line, right in about 70 of
# 100 cases. Fifty flowers to learn from, fifty to validate, and a network that is far too large for them.
#
# In the live panel open **flowers**, at the bottom: a map. The points are the fifty training flowers, the colour is what the
# network would say at each place. And watch the two losses.

# %% [markdown] key="islands" lang="zh"
# ## 1. 孤岛
#
# 两种鸢尾花，变色鸢尾和维吉尼亚鸢尾，每朵花只看两个数：花萼的长和宽。单凭这两个数，是分不清品种的；
# 最好也不过是画一条大致的界线，100 朵里对 70 朵左右。我们用五十朵来学习，五十朵来验证，再配一个对它们来说大得过分的网络。
#
# 在实时面板下方打开 **flowers**，是一张地图：点是五十朵训练用的花，颜色是网络在各处的回答。同时留意两条损失曲线。

# %% key="islands-data"
from sklearn.datasets import load_iris

iris = load_iris()
order = torch.randperm(100, generator=torch.Generator().manual_seed(8))
flowers = torch.tensor(iris.data[50:, :2], dtype=torch.float32)[order]
species = torch.tensor(iris.target[50:] - 1)[order]
flowers = (flowers - flowers[:50].mean(dim=0)) / flowers[:50].std(dim=0)

loss_fn = nn.CrossEntropyLoss()

def look(model, x, y):
    """Loss and accuracy in evaluation mode."""
    model.eval()
    with torch.no_grad():
        scores = model(x)
    model.train()
    return loss_fn(scores, y).item(), (scores.argmax(dim=1) == y).float().mean().item()

# %% key="islands-train" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0)
panel = lab.viz.live(model, optimizer)
panel.show("flowers", lab.viz.boundary(model, flowers[:50], species[:50]))

for epoch in range(80):
    for part in panel(torch.randperm(50).split(10)):  #| en: five batches of ten indices | zh: 五个批次，每个是十个序号
        optimizer.zero_grad()
        loss_fn(model(flowers[part]), species[part]).backward()
        optimizer.step()
    val_loss, val_acc = look(model, flowers[50:], species[50:])
    panel.log(val_loss=val_loss, val_acc=val_acc)

# %% key="islands-result" tags=["nbval-ignore-output", "translated-output"]
print(f"{look(model, flowers[:50], species[:50])[1]:.0%}  {look(model, flowers[50:], species[50:])[1]:.0%}")
lab.viz.boundary(model, flowers[:50], species[:50])

# %% [markdown] key="liars" lang="en"
# In the first epochs a simple border appears, and it is about as good as can be. Then the network goes for the single
# flowers on the wrong side: bays and islands grow around them. In the end it is right about almost all it has seen, and
# on the other fifty hardly better than a coin. It is even sure of its nonsense: the validation loss, which punishes
# what is wrong *and sure*, has risen far above the $\log 2 \approx 0.69$ of guessing.
#
# This is **overfitting** (lesson 1): the model follows the accidents of its examples. What we want is called
# **generalization**, being right about what was not seen.
#
# ## 2. Labels that lie
#
# How much does a network learn by heart? To measure it, plant lies. Of our digits, now shuffled, the first 200 are for
# learning; every fifth gets a wrong label. Whoever understands digits must be "wrong" there. Who repeats a wrong label
# has learned it by heart. Below are the first ten; the first and the sixth are lies.

# %% [markdown] key="liars" lang="zh"
# 头几轮出现了一条简单的界线，差不多已经是最好的结果。接着，网络开始去迁就站错边的那几朵花，在它们周围长出海湾和孤岛。
# 最后，见过的它几乎都答对了，另外五十朵却比抛硬币强不了多少。而且它对自己的胡说还很有把握：验证损失专罚*又错又自信*的回答，
# 它已经远远高出瞎猜的 $\log 2 \approx 0.69$。
#
# 这就是**过拟合**（第 1 课）：模型迁就了例子里的偶然。我们想要的是**泛化**，也就是对没见过的东西也能答对。
#
# ## 2. 说谎的标签
#
# 一个网络究竟背下了多少？想量出来，就埋一些谎话进去。把数字图像打乱，前 200 张用来学习，每五张里有一张贴上错误的标签。
# 真正懂数字的，在这些地方应当“答错”；照着错误标签回答的，就是背下来的。
# 下面是前十张，其中第一张和第六张的标签是谎话。

# %% key="liars-data"
from sklearn.datasets import load_digits

digits = load_digits()
order = torch.randperm(1797, generator=torch.Generator().manual_seed(3))
images = torch.tensor(digits.data / 16, dtype=torch.float32)[order]
labels = torch.tensor(digits.target)[order]

given = labels[:1000].clone()  #| en: what the network is told | zh: 告诉网络的标签
given[::5] = (given[::5] + torch.randint(1, 10, (200,), generator=torch.Generator().manual_seed(1))) % 10
val_x, val_y = images[1000:1400], labels[1000:1400]  #| en: no lies here | zh: 这里没有谎话
test_x, test_y = images[1400:], labels[1400:]

lab.viz.images(images[:10].reshape(10, 8, 8), given[:10])

# %% key="train-function"
def network(width=128, dropout=0.0):
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(width, 10))

def train(model, x, y, epochs=50, weight_decay=0.0, change=None, live=False):
    """Returns the validation loss after each epoch."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.005, weight_decay=weight_decay)
    panel = lab.viz.live(model, optimizer) if live else None
    curve = []
    for epoch in range(epochs):
        parts = torch.randperm(len(x)).split(20)
        for part in panel(parts) if panel else parts:
            batch = x[part] if change is None else change(x[part])
            optimizer.zero_grad()
            loss_fn(model(batch), y[part]).backward()
            optimizer.step()
        val_loss, val_acc = look(model, val_x, val_y)
        curve.append(val_loss)
        if panel:
            panel.log(val_loss=val_loss, val_acc=val_acc)
    return curve

def report(name, model, x, y):
    val_loss, val_acc = look(model, val_x, val_y)
    lies = look(model, x[::5], y[::5])[1]
    print(f"{name:12} train {look(model, x, y)[1]:4.0%}  val {val_acc:3.0%}  val loss {val_loss:.2f}  lies {lies:4.0%}")

# %% key="liars-train" tags=["nbval-ignore-output", "translated-output"]
x, y = images[:200], given[:200]
model = network()
curve = train(model, x, y, live=True)
report("200 digits", model, x, y)

# %% [markdown] key="random" lang="en"
# The report says: right about all training labels (`train`), the share of right answers and the loss in the validation
# set (`val`), and of the lies it repeats almost all (`lies`). The validation loss was lowest early on, at about 0.62.
# The network first learns what many examples have in common, since all their gradients pull that way. The lies come
# later, one by one.
#
# Is there anything a network cannot learn by heart? Zhang and others gave theirs labels drawn by lot. Nothing can be
# understood here:

# %% [markdown] key="random" lang="zh"
# 这行报告说的是：训练标签全部“答对”（`train`）；验证集上的准确率和损失（`val`）；谎话几乎全都背了下来（`lies`）。
# 验证损失很早就到了最低点，大约 0.62。网络先学会的是许多例子共有的东西，因为它们的梯度都往那边拉；谎话是后来一条一条背下来的。
#
# 有什么是网络背不下来的吗？Zhang 等人做过一个实验：标签全部抽签决定。这里没有任何可以理解的东西：

# %% key="random-code" tags=["nbval-ignore-output"]
lottery = torch.randint(0, 10, (200,), generator=torch.Generator().manual_seed(2))
model = network()
train(model, x, lottery, epochs=100)
print(f"{look(model, x, lottery)[1]:.0%}  {look(model, val_x, val_y)[1]:.0%}")

# %% [markdown] key="room" lang="en"
# Everything by heart, and nothing learned: 10% is guessing. So a small training loss proves nothing. And still the same
# network generalizes where the labels are mostly true. That it *could* learn by heart is not enough to say that it will;
# data and training decide.
#
# ## 3. Room and data
#
# The first remedy that comes to mind: a network that has no room for lies. How much a model can represent is called its
# **capacity**. Here the hidden layer has 4 to 256 neurons:

# %% [markdown] key="room" lang="zh"
# 全背下来了，却什么也没学到：10% 就是瞎猜。所以，训练损失小，什么也证明不了。可是标签大多为真的时候，同样的网络又能泛化。
# 它*能够*死记硬背，不等于它就会死记硬背；起决定作用的是数据和训练。
#
# ## 3. 空间与数据
#
# 最先想到的办法：用一个装不下谎话的网络。一个模型能表示多少东西，叫作它的**容量**。下面让隐藏层有 4 到 256 个神经元：

# %% key="room-code" tags=["nbval-ignore-output"]
for width in (4, 16, 64, 256):
    model = network(width)
    train(model, x, y)
    report(f"{width} neurons", model, x, y)

# %% [markdown] key="more-data" lang="en"
# With 4 neurons there is room for little: neither the lies nor all of the truth. That is called **underfitting**. With
# 16 the validation is at its best. Beyond, the network fills its room with lies. Still, in practice one rarely makes
# networks small: large ones are easier to train, and the next remedies restrain them.
#
# Now the other way: 128 neurons, but more data. The share of lies stays at a fifth, and each network takes the same
# number of steps.

# %% [markdown] key="more-data" lang="zh"
# 4 个神经元，装得下的太少：不但谎话装不下，真话也装不全。这叫作**欠拟合**。16 个时，验证结果最好。再大，多出来的空间就被谎话填满。
# 不过，实践中很少靠缩小网络来解决问题：大网络更容易训练，再用后面的办法来约束它就是了。
#
# 反过来呢？还是 128 个神经元，但数据多一些。谎话始终占五分之一，各个网络走的步数相同。

# %% key="more-data-code" tags=["nbval-ignore-output"]
for n in (50, 200, 500, 1000):
    model = network()
    train(model, images[:n], given[:n], epochs=10_000 // n)
    report(f"{n} digits", model, images[:n], given[:n])

# %% [markdown] key="decay" lang="en"
# A fifth of the labels are still lies, yet with 1,000 digits the network hardly repeats any and reads 9 out of 10. Lies
# contradict each other, truths agree; with more data it costs more to learn the lies than the truth. **More data is the
# best remedy.** The others are for those who have none.
#
# ## 4. Weight decay: a price for large weights
#
# An island needs a steep shore, and steep functions need large weights. So let weights have a price: a **penalty** in
# the loss,
#
# $$L' = L + \frac{\lambda}{2} \sum_i w_i^2 \qquad \frac{\partial L'}{\partial w_i} = \frac{\partial L}{\partial w_i} + \lambda \, w_i$$
#
# where $L$ is the loss without it, $w_i$ are the weights and $\lambda$, the weight decay of lesson 10, says how high
# the price is. A weight now has to be worth it: what only a single example asks for is too dear. What restrains a model
# in this way is called **regularization**, this kind *L2 regularization* after the norm of the weights.
#
# Biases are usually left out: they move a function, but do not make it steep.
#
# ### Exercise 1: the penalty
#
# `loss` is a tensor. Return the loss with the penalty over all parameters of `model` that have two or more dimensions;
# these are the weights, without the biases.

# %% [markdown] key="decay" lang="zh"
# 标签里还是有五分之一是谎话，可是有了 1000 张图像，网络几乎不再学舌，十张能认对九张。谎话互相矛盾，真话彼此一致；
# 数据一多，背谎话就比学真话费劲。**更多的数据是最好的药**；别的办法，是给拿不到更多数据的人准备的。
#
# ## 4. 权重衰减：权重大，要付代价
#
# 孤岛要有陡峭的岸，而陡峭的函数要有大的权重。那就让权重付出代价，在损失里加一项**惩罚**：
#
# $$L' = L + \frac{\lambda}{2} \sum_i w_i^2 \qquad \frac{\partial L'}{\partial w_i} = \frac{\partial L}{\partial w_i} + \lambda \, w_i$$
#
# 其中 $L$ 是原来的损失，$w_i$ 是各个权重，$\lambda$ 就是第 10 课的权重衰减，表示代价有多高。现在，每个权重都要物有所值：
# 只有个别例子需要的，就太贵了。像这样约束模型的办法叫作**正则化**，这一种按权重的范数叫作 *L2 正则化*。
#
# 偏置一般不算在内：它只让函数平移，不会让它变陡。
#
# ### 练习 1：惩罚项
#
# `loss` 是一个张量。返回加上惩罚之后的损失，惩罚只计 `model` 中至少有两个维度的参数，也就是权重，不包括偏置。

# %% key="penalty-stub" exercise="14.penalty"
def penalized(loss, model, decay):
    ...

# %% key="penalty-check" check="14.penalty"
lab.check("14.penalty", penalized)

# %% [markdown] key="decoupled" lang="en"
# With plain SGD the penalty pulls each weight towards zero by the share $\eta \lambda$ at each step. In Adam it does
# not, as lesson 10 has shown: the pull goes through the division by $\sqrt{\hat v}$, so weights with large gradients
# are pulled least. AdamW therefore **decouples** the two: the penalty stays out of
# loss and gradient, and the weight shrinks directly,
#
# $$w \leftarrow (1 - \eta \lambda) \, w - \eta \, \frac{g}{\sqrt{v} + \varepsilon}$$
#
# where $g$ is the gradient without penalty, $v$ the running mean of its squares, $\eta$ the learning rate and
# $\varepsilon$ a tiny number. (Written here without Adam's momentum and corrections.)
#
# ### Exercise 2: the decoupled step
#
# Return the new `w`, as a new tensor. `v` is up to date already.

# %% [markdown] key="decoupled" lang="zh"
# 用普通的 SGD，惩罚项使每个权重每一步都按 $\eta \lambda$ 的比例向零收缩。用 Adam 就不是这样，第 10 课已经看到：
# 这个拉力也要除以 $\sqrt{\hat v}$，于是梯度大的权重，反而收得最少。
# 所以 AdamW 把两件事**解耦**：惩罚既不进损失，也不进梯度，而是直接缩小权重，
#
# $$w \leftarrow (1 - \eta \lambda) \, w - \eta \, \frac{g}{\sqrt{v} + \varepsilon}$$
#
# 其中 $g$ 是不含惩罚的梯度，$v$ 是梯度平方的滑动平均，$\eta$ 是学习率，$\varepsilon$ 是一个很小的数。
# （这里省去了 Adam 的动量和修正。）
#
# ### 练习 2：解耦的一步
#
# 返回新的 `w`，是新的张量。`v` 已经更新好了。

# %% key="decoupled-stub" exercise="14.decoupled"
def decoupled_step(w, g, v, lr, decay, eps=1e-8):
    ...

# %% key="decoupled-check" check="14.decoupled"
lab.check("14.decoupled", decoupled_step)

# %% key="decay-code" tags=["nbval-ignore-output"]
for decay in (0.0, 0.3, 1.0, 3.0, 10.0):
    model = network()
    train(model, x, y, weight_decay=decay)
    report(f"decay {decay}", model, x, y)

# %% [markdown] key="dropout" lang="en"
# At 1 the network believes only a fifth of the lies, and validates more than ten points better. At 10 it can no longer learn
# the truth either. As with the width there is a best value in the middle, and it has to be searched for (section 9).
#
# ## 5. Dropout: do not rely on anyone
#
# Learning by heart is a conspiracy: a few neurons work together to recognize one image. **Dropout** ([Srivastava et
# al., 2014](https://jmlr.org/papers/v15/srivastava14a.html)) breaks it up. During training each value is set to zero
# with the probability $p$, drawn anew at each step, so no neuron can count on another. What is left must be enlarged, so
# that the next layer gets as much as before on average:
#
# $$y_i = \frac{m_i}{1 - p} \, x_i \qquad m_i = \begin{cases} 0 & \text{with probability } p \\ 1 & \text{otherwise} \end{cases}$$
#
# where $m_i$ is drawn anew for each value, 0 with the probability $p$. In evaluation nothing is dropped and nothing
# scaled: $y = x$. That the scaling is done in training, so that evaluation
# needs none, is why this form is called *inverted* dropout.
#
# ### Exercise 3: dropout
#
# Write it as a function. `training` is True or False. Leave `x` unchanged.

# %% [markdown] key="dropout" lang="zh"
# 取 1 时，谎话只信了五分之一左右，验证准确率高了十几个百分点。取 10 时，连真话也学不了了。和宽度一样，最好的值在中间，要去找（第 9 节）。
#
# ## 5. Dropout：谁也别指望
#
# 死记硬背要靠串通：几个神经元合起来认某一张图像。**Dropout**（随机失活，
# [Srivastava 等，2014](https://jmlr.org/papers/v15/srivastava14a.html)）专门拆散它们。训练时，每个值以概率 $p$ 被置为零，
# 每一步都重新抽取，所以哪个神经元都不能指望别的神经元在场。留下的值要放大，让下一层得到的平均起来和原来一样多：
#
# $$y_i = \frac{m_i}{1 - p} \, x_i \qquad m_i = \begin{cases} 0 & \text{with probability } p \\ 1 & \text{otherwise} \end{cases}$$
#
# （即 $m_i$ 以概率 $p$ 取 0，否则取 1。）评估时不丢弃，也不缩放：$y = x$。缩放放在训练时做，评估时就不用做了，
# 所以这种写法叫作*反转*（inverted）Dropout。
#
# ### 练习 3：Dropout
#
# 把它写成函数。`training` 是 True 或 False。不要改动 `x`。

# %% key="dropout-stub" exercise="14.dropout"
def dropout(x, p, training):
    ...

# %% key="dropout-check" check="14.dropout"
lab.check("14.dropout", dropout)

# %% key="dropout-code" tags=["nbval-ignore-output"]
for p in (0.2, 0.5, 0.8):
    model = network(dropout=p)
    train(model, x, y)
    report(f"dropout {p}", model, x, y)

# %% [markdown] key="dropout-modes" lang="en"
# In evaluation all neurons are there: the average, so to speak, of all the thinned-out networks that were trained. Here
# is one image, three times in each mode. Whoever forgets `model.eval()` gets the upper lines:

# %% [markdown] key="dropout-modes" lang="zh"
# 评估时所有神经元都在场，可以说是训练过的那些残缺网络的平均。下面是同一张图像，每种模式各问三次。
# 忘了 `model.eval()` 的人，得到的是上面三行：

# %% key="dropout-modes-code" tags=["nbval-ignore-output"]
torch.manual_seed(0)
for mode in (True, False):
    model.train(mode)
    for time in range(3):
        print([round(score, 1) for score in model(val_x[:1])[0, :6].tolist()])

# %% [markdown] key="augment" lang="en"
# ## 6. New images out of old ones
#
# More data is the best remedy, and sometimes one can make them. A seven that is moved by a pixel is a seven. We know
# that; the network does not. **Data augmentation** (lesson 12) tells it: each time an image is seen, it is a little
# different, and whoever wants to learn it by heart has to learn all its variants.

# %% [markdown] key="augment" lang="zh"
# ## 6. 旧图变新图
#
# 更多的数据是最好的药，而数据有时可以自己造。7 移动一个像素还是 7。这一点我们知道，网络却不知道。**数据增强**（第 12 课）
# 就是告诉它：一张图像每次出现都略有不同，谁想死记硬背，就得把它的各种变化都背下来。

# %% key="augment-code" tags=["nbval-ignore-output"]
def moved(batch):
    """The whole batch moved by up to one pixel; what leaves on one side is lost."""
    wide = nn.functional.pad(batch.reshape(-1, 8, 8), (1, 1, 1, 1))
    right, down = torch.randint(0, 3, (2,)).tolist()
    return wide[:, down : down + 8, right : right + 8].reshape(-1, 64)

model = network()
train(model, x, y, change=moved)
report("moved", model, x, y)

model = network(dropout=0.5)
train(model, x, y, change=moved)
report("and dropout", model, x, y)

# %% [markdown] key="early" lang="en"
# The lies are hardly believed now. (An augmentation must not change the meaning: a six turned upside down is a nine. And
# 50 epochs are few for a network that never sees the same image twice; it would profit from more.)
#
# ## 7. Stop in time
#
# The cheapest remedy costs less than nothing: stop where the validation loss is lowest. Lesson 11 kept the best state of
# a fixed number of epochs. **Early stopping** also saves the epochs after it. Only one does not know at the time that
# this was the minimum; the curve trembles. So one has **patience**: stop when that many epochs in a row have brought no
# new lowest value.
#
# ### Exercise 4: early stopping
#
# `losses` holds the validation losses, epoch by epoch. Go through them as if they came in one after another. Return the
# number of epochs that were trained before it stopped, and the index of the best epoch among them (the first is 0). If
# patience never runs out, all are trained. An equal value is no new lowest.

# %% [markdown] key="early" lang="zh"
# 现在谎话几乎不信了。（增强不可以改变含义：6 倒过来就成了 9。另外，对一个从来见不到两张相同图像的网络，50 轮是不够的，
# 再多训练一些还会更好。）
#
# ## 7. 及时停止
#
# 最便宜的办法不但不花钱，还省钱：停在验证损失最低的地方。第 11 课是训练固定的轮数，留下最好的状态。**早停**连后面的轮数也省了。
# 只是在当时，并不知道这就是最低点，因为曲线会抖动。所以要有**耐心**（patience）：连续这么多轮都没有出现新的最低值，才停下来。
#
# ### 练习 4：早停
#
# `losses` 是各轮的验证损失。请像它们一个一个到来那样逐个处理。返回停下之前训练了多少轮，以及其中最好的一轮的序号
# （第一轮是 0）。如果耐心一直没有用完，就训练全部轮数。与最低值相等，不算新的最低值。

# %% key="early-stub" exercise="14.early"
def early_stop(losses, patience):
    ...

# %% key="early-check" check="14.early"
lab.check("14.early", early_stop)

# %% key="early-code" tags=["nbval-ignore-output"]
best = min(range(50), key=lambda epoch: curve[epoch])
model = network()
train(model, x, y, epochs=best + 1)
report(f"{best + 1} epochs", model, x, y)

# %% [markdown] key="schedules" lang="en"
# In a quarter of the time it is better than what came after 50 epochs (the curve is that of section 2). In practice one
# combines: more data if there are any, augmentation, a little weight decay and dropout, and early stopping always.
#
# ## 8. The learning rate over time
#
# So far the learning rate was one number for the whole training. But its beginning and its end ask for different
# things. Look at the end first. The S in SGD stands for random: each batch pulls a little differently, and near the
# minimum only these differences remain. The weights do not settle but dance around it, the wider the larger the
# learning rate. For a linear model we can know the minimum exactly: diabetes, as in lesson 9. What is printed is how far the
# loss ends *above* it, for three seeds.

# %% [markdown] key="schedules" lang="zh"
# 只用了四分之一左右的时间，比训练 50 轮的结果还好（曲线是第 2 节的）。实践中往往几样一起用：有更多数据就用更多数据，
# 加上数据增强、一点权重衰减和 Dropout，早停则总是用上。
#
# ## 8. 学习率随时间变化
#
# 到目前为止，整个训练只用一个学习率。可是训练的开头和结尾要求不同。先看结尾。SGD 里的 S 表示随机：
# 每个批次拉的方向都略有不同，到了最低点附近，剩下的就只有这些差别。权重停不下来，在最低点周围乱舞，学习率越大，舞得越开。
# 线性模型的最低点可以精确算出：就用第 9 课的糖尿病数据。打印出来的是最后的损失比最低点*高出*多少，用了三个种子。

# %% key="schedules-code"
from sklearn.datasets import load_diabetes

diabetes = load_diabetes()
patients = torch.tensor(diabetes.data / diabetes.data.std(axis=0), dtype=torch.float32)
target = torch.tensor(diabetes.target / 100, dtype=torch.float32)

ones = torch.cat([patients, torch.ones(442, 1)], dim=1)  #| en: the last column is for the bias | zh: 最后一列是给偏置的
best = torch.linalg.lstsq(ones, target.reshape(-1, 1)).solution  #| en: the weights at the minimum | zh: 最低点处的权重
lowest = ((ones @ best).reshape(-1) - target).square().mean().item()

def above(schedule, lr, seed, epochs=12):
    torch.manual_seed(seed)
    model = nn.Linear(10, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    scheduler = schedule(optimizer, 45 * epochs)
    for epoch in range(epochs):
        for part in torch.randperm(442).split(10):
            optimizer.zero_grad()
            nn.functional.mse_loss(model(patients[part]).reshape(-1), target[part]).backward()
            optimizer.step()
            scheduler.step()
    with torch.no_grad():
        return nn.functional.mse_loss(model(patients).reshape(-1), target).item() - lowest

# %% key="schedules-run" tags=["nbval-ignore-output"]
def constant(optimizer, total):
    return lr_scheduler.LambdaLR(optimizer, lambda step: 1.0)

def steps(optimizer, total):
    return lr_scheduler.StepLR(optimizer, total // 3, gamma=0.1)

def cosine(optimizer, total):
    return lr_scheduler.CosineAnnealingLR(optimizer, total)

for schedule, lr in ((constant, 0.1), (constant, 0.01), (constant, 0.001), (steps, 0.1), (cosine, 0.1)):
    print(f"{schedule.__name__:8} {lr:<5}", *(f"{above(schedule, lr, seed):7.4f}" for seed in range(3)))

# %% [markdown] key="curves" lang="en"
# Constant and large: it dances. Constant and small: it is not there yet. The last two begin large and end small, and come
# closest to the minimum. A rule by which the learning rate changes is called a **schedule**; in PyTorch it is an object that one tells after
# each step, `scheduler.step()`, and that changes `lr` in the optimizer.
#
# `StepLR` divides by ten every now and then. `CosineAnnealingLR` follows half a cosine, from the top to zero, without
# choices to make ([Loshchilov and Hutter, 2017](https://arxiv.org/abs/1608.03983)). `OneCycleLR` also has a beginning:
# it goes up first, then down to almost nothing ([Smith and Topin, 2019](https://arxiv.org/abs/1708.07120)). Here they
# are over 18 steps; nothing is trained.

# %% [markdown] key="curves" lang="zh"
# 一直很大：停不下来。一直很小：还没走到。最后两种先大后小，离最低点最近。学习率变化的规则叫作**学习率调度**；
# 在 PyTorch 里它是一个对象，每走一步告诉它一声，`scheduler.step()`，它就去改优化器里的 `lr`。
#
# `StepLR` 每隔一段除以十。`CosineAnnealingLR` 沿半个余弦从最高点降到零，不用再选什么
# （[Loshchilov 和 Hutter，2017](https://arxiv.org/abs/1608.03983)）。`OneCycleLR` 连开头也管：先升上去，再降到几乎为零
# （[Smith 和 Topin，2019](https://arxiv.org/abs/1708.07120)）。下面是它们在 18 步里的样子，
# 这里并不训练什么。

# %% key="curves-code" tags=["translated-output"]
def one_cycle(optimizer, total):
    return lr_scheduler.OneCycleLR(optimizer, max_lr=optimizer.param_groups[0]["lr"], total_steps=total)

def rates(schedule, total=18):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = schedule(optimizer, total)
    for step in range(total):
        yield scheduler.get_last_lr()[0]
        optimizer.step()
        scheduler.step()

schedules = (constant, steps, cosine, one_cycle)
lab.viz.curve({schedule.__name__: list(rates(schedule)) for schedule in schedules}, x_axis="step", y_axis="lr")

# %% [markdown] key="warm" lang="en"
# Why go up first? Remember lesson 13: 19 residual blocks with ReLU and a learning rate of 0.03 ended in NaN. The fault
# was in the first steps. There the weights are still random, the gradients huge, and they point where nothing is to be found.
# So begin small and grow during the first steps: **warm-up**. Clipping helped against the same evil; warm-up prevents it.

# %% [markdown] key="warm" lang="zh"
# 为什么要先升上去？回想第 13 课：19 个带 ReLU 的残差块，学习率 0.03，结果是 NaN。错就错在最初几步。那时权重还是随机的，
# 梯度非常大，指的也不是什么好方向。所以一开始取小的学习率，在最初的若干步里慢慢增大，这叫作**预热**（warm-up）。
# 裁剪治的是同一种病，预热则让它不发作。

# %% key="warm-code" tags=["nbval-ignore-output"]
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(64, 64), nn.ReLU())

    def forward(self, x):
        return x + self.inner(x)

def warm_cosine(optimizer, total):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=0.05, total_iters=total // 10)
    fall = lr_scheduler.CosineAnnealingLR(optimizer, total - total // 10)
    return lr_scheduler.SequentialLR(optimizer, [rise, fall], milestones=[total // 10])  #| en: one after the other | zh: 先一个，再一个

standard = (images - images[:1000].mean()) / images[:1000].std()

def deep(schedule, live=False):
    torch.manual_seed(2)
    model = nn.Sequential(*(Block() for _ in range(19)), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    scheduler = schedule(optimizer, 3 * 50)
    panel = lab.viz.live(model, optimizer, every=5) if live else None
    for epoch in range(3):
        for step, part in enumerate(torch.randperm(1000).split(20)):
            optimizer.zero_grad()
            loss_fn(model(standard[part]), labels[part]).backward()
            optimizer.step()
            if panel and step % 5 == 0:
                panel.log(lr=scheduler.get_last_lr()[0])
            scheduler.step()
    print(f"{schedule.__name__:12} {look(model, standard[1000:1400], val_y)[1]:.0%}")

for schedule in (constant, cosine, warm_cosine):
    deep(schedule)

# %% [markdown] key="warm-live" lang="en"
# Without warm-up: NaN, and 12% is guessing. With it the very same network learns. Now `OneCycleLR`, with the panel: below
# **Metrics** you see the learning rate rise and fall, beside it the loss.

# %% [markdown] key="warm-live" lang="zh"
# 没有预热：NaN，12% 就是瞎猜。有了预热，同一个网络就学得动了。再来看 `OneCycleLR`，这次带上面板：
# **指标**一栏里是学习率的升与降，旁边是损失。

# %% key="warm-live-code" tags=["nbval-ignore-output", "translated-output"]
deep(one_cycle, live=True)

# %% [markdown] key="schedule-task" lang="en"
# The best of the four. The panel also remarks that most of the ReLU neurons have died (lesson 13): even with its warm-up,
# a top of 0.03 is at the limit here.
#
# Warm-up and then a cosine: this is how many large models are trained today.
#
# ### Exercise 5: the schedule
#
# Write it as a function that `LambdaLR` can use: the factor by which the learning rate is multiplied at `step`, counted
# from 0. During the first $W$ steps (`warmup`) it rises evenly, $\frac{1}{W}, \frac{2}{W}, \dots, 1$. From step $W$ on it follows
# half a cosine, which is 1 at step $W$ and 0 at step $T$ (`total`):
#
# $$f(s) = \frac{1}{2} \left(1 + \cos\left(\pi \, \frac{s - W}{T - W}\right)\right)$$

# %% [markdown] key="schedule-task" lang="zh"
# 这是四种里最好的结果。面板还提醒说，大多数 ReLU 神经元已经死亡（第 13 课）：即使有预热，最高点取 0.03 在这里也已经到了极限。
#
# 先预热，再余弦：今天许多大模型就是这样训练的。
#
# ### 练习 5：学习率调度
#
# 把它写成 `LambdaLR` 能用的函数：返回第 `step` 步（从 0 数起）学习率要乘的因子。前 $W$ 步（`warmup`）均匀上升，
# 依次是 $\frac{1}{W}, \frac{2}{W}, \dots, 1$。从第 $W$ 步起沿半个余弦下降，在第 $W$ 步是 1，在第 $T$ 步（`total`）是 0：
#
# $$f(s) = \frac{1}{2} \left(1 + \cos\left(\pi \, \frac{s - W}{T - W}\right)\right)$$

# %% key="schedule-stub" exercise="14.schedule"
def factor(step, warmup, total):
    ...

# %% key="schedule-check" check="14.schedule"
lab.check("14.schedule", factor)

# %% [markdown] key="range" lang="en"
# ## 9. Which numbers?
#
# Width, weight decay, dropout, learning rate: numbers that are set before training and not learned are called
# **hyperparameters**. The most important is the learning rate, and there is a quick way to see its range ([Smith,
# 2017](https://arxiv.org/abs/1506.01186)): let it grow at each step, from far too small to far too large, and write down
# the loss. One run of 100 steps is enough.

# %% [markdown] key="range" lang="zh"
# ## 9. 取什么数？
#
# 宽度、权重衰减、Dropout、学习率：这些在训练之前定下、不是学来的数，叫作**超参数**。其中最要紧的是学习率，
# 有一个很快的办法能看出它的范围（[Smith，2017](https://arxiv.org/abs/1506.01186)）：让它每一步都增大一点，
# 从过分小一直到过分大，同时记下损失。跑一次，100 步就够了。

# %% key="range-code" tags=["nbval-ignore-output"]
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)
scheduler = lr_scheduler.ExponentialLR(optimizer, gamma=10 ** (5 / 100))  #| en: a factor of 10^5 in 100 steps | zh: 100 步里增大到 10^5 倍

smooth = None
for step in range(100):
    part = torch.randint(0, 1000, (50,))
    optimizer.zero_grad()
    loss = loss_fn(model(images[part]), labels[part])
    loss.backward()
    optimizer.step()
    smooth = loss.item() if smooth is None else 0.8 * smooth + 0.2 * loss.item()
    if step % 9 == 8:
        print(f"lr {scheduler.get_last_lr()[0]:8.4f}  loss {smooth:.2f}")
    scheduler.step()

# %% [markdown] key="grid" lang="en"
# At first nothing happens, then the loss falls, then it rises again. A good constant rate lies on the slope, clearly
# before the lowest point; the top of a schedule may be nearer to it. (`lab.train.Tuner` has this as `lr_find`.)
#
# For several hyperparameters one tries combinations. Here are all of twelve learning rates and four weight decays, 48
# short trainings of a smaller network on 200 true labels; the colour is the validation accuracy. Note that both axes
# multiply: whoever wants to know whether 0.001 or 0.1 is better should not search in steps of 0.01.

# %% [markdown] key="grid" lang="zh"
# 起初什么也没有发生，然后损失下降，再往后又上升。合适的固定学习率在下坡的那一段，离最低点还有一段距离；
# 学习率调度的最高点，可以离最低点更近一些。
# （`lab.train.Tuner` 里有现成的，叫 `lr_find`。）
#
# 超参数不止一个，就要试各种组合。下面把十二个学习率和四个权重衰减的组合全部试一遍，即 48 次短训练，网络小一些，
# 用 200 个真实的标签；颜色是验证准确率。注意两个轴都是成倍变化的：想知道 0.001 和 0.1 哪个好，就不该按 0.01 的步子去找。

# %% key="grid-code" tags=["nbval-ignore-output", "translated-output"]
def short(lr, weight_decay=0.0, seed=0, epochs=5):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=weight_decay)
    for epoch in range(epochs):
        for part in torch.randperm(200).split(20):
            optimizer.zero_grad()
            loss_fn(model(images[part]), labels[part]).backward()
            optimizer.step()
    return model

lrs = [0.003 * 1.7**k for k in range(12)]
decays = [0.0, 1e-4, 1e-3, 1e-2]
table = torch.tensor([[look(short(lr, decay), val_x, val_y)[1] for decay in decays] for lr in lrs])
lab.viz.heat(table, rows=[f"{lr:.3f}" for lr in lrs], columns=[str(decay) for decay in decays])

# %% [markdown] key="search" lang="en"
# From row to row there are worlds, from column to column almost nothing: the learning rate matters here, the weight
# decay (in this range) does not. So it often is: a few hyperparameters matter, and one does not know beforehand which.
#
# Now suppose we can afford nine trainings. A **grid** takes 3 learning rates times 3 decays: only three different
# learning rates, and nothing learned from the six others. **Random search** draws each of the nine combinations by lot:
# nearly nine different learning rates. That is the argument of [Bergstra and Bengio
# (2012)](https://jmlr.org/papers/v13/bergstra12a.html). We need not believe it, the table is there. Below is the best accuracy
# that nine trainings find: the mean over all evenly spaced grids, and over 2,000 random searches.

# %% [markdown] key="search" lang="zh"
# 上下各行天差地别，左右各列几乎一样：这里要紧的是学习率，权重衰减（在这个范围里）不要紧。情况常常如此：
# 要紧的超参数只有少数几个，而且事先不知道是哪几个。
#
# 假设我们只负担得起九次训练。**网格搜索**取 3 个学习率乘 3 个衰减：学习率只有三个不同的值，另外六次什么也没有告诉我们。
# **随机搜索**让九个组合都抽签决定：学习率差不多有九个不同的值。这就是
# [Bergstra 和 Bengio（2012）](https://jmlr.org/papers/v13/bergstra12a.html)的道理。信不信不要紧，表就在手里。
# 下面是九次训练所能找到的最好准确率：先是所有均匀网格的平均，再是 2000 次随机搜索的平均。

# %% key="search-code" tags=["nbval-ignore-output"]
grids = [table[start::4][:, :3].max().item() for start in range(4)]
generator = torch.Generator().manual_seed(0)
searches = [table.reshape(-1)[torch.randperm(48, generator=generator)[:9]].max().item() for _ in range(2000)]
print(f"{sum(grids) / 4:.1%}  {sum(searches) / 2000:.1%}")

# %% [markdown] key="seeds" lang="en"
# ## 10. How much of it is luck?
#
# Take one combination, and change only the seed: other first weights, another order of the batches. Twenty trainings; of
# each the accuracy on a small validation set of 100 images, and on the 397 of the test set.

# %% [markdown] key="seeds" lang="zh"
# ## 10. 其中有多少是运气？
#
# 取一个组合，只换种子：最初的权重不同，批次的顺序不同。训练二十次，每次记下两个准确率：
# 在只有 100 张图像的小验证集上的，和在测试集的 397 张上的。

# %% key="seeds-code" tags=["nbval-ignore-output"]
models = [short(0.1, seed=seed, epochs=10) for seed in range(20)]
val = torch.tensor([look(model, val_x[:100], val_y[:100])[1] for model in models])
test = torch.tensor([look(model, test_x, test_y)[1] for model in models])

print([f"{value:.0%}" for value in sorted(val.tolist())])
print(f"val  {val.mean().item():.1%} ± {val.std().item():.1%}")
print(f"test {test.mean().item():.1%} ± {test.std().item():.1%}")

winner = val.argmax()
print(f"winner: val {val[winner].item():.1%}, test {test[winner].item():.1%}")

# %% [markdown] key="worn" lang="en"
# The same recipe, and yet several points between the best and the worst. Who compares two recipes by one run each
# compares dice. So: several seeds, mean and spread (after ± stands the standard deviation).
#
# And look at the winner. On the validation set it stands out, far above the mean. In the test it is like the others: it was chosen *because* it
# had been lucky with these 100 images, and its luck stays behind with them. The more one tries, the luckier the luckiest. That is how a
# validation set **wears out**: after hundreds of trials the best value says more about the search than about
# the model. Against it help a large validation set, few and sensible trials, several seeds per setting; and a test set
# that is opened once.
#
# ### Exercise 6: a search, judged right
#
# `val` and `test` have the shape (settings, seeds) and hold accuracies. Choose the setting whose mean over the seeds is
# highest in validation. Return its index, its mean test accuracy, and the standard error of this mean: the standard deviation over the seeds
# (`.std()`), divided by the square root of their number.

# %% [markdown] key="worn" lang="zh"
# 完全一样的做法，最好和最差竟相差好几个百分点。两种做法各跑一次就来比较，等于掷骰子。所以要用几个种子，
# 看平均值和分散程度（± 后面是标准差）。
#
# 再看看那个冠军。在验证集上它很突出，比平均高出一大截；到了测试集，却和别的没什么两样：它之所以被选中，正是*因为*它在这 100 张图像上走运，
# 而运气留在了那里，没有跟过来。试得越多，最走运的那个就越走运。验证集就是这样**用旧**的：试了几百次之后，最好的那个值，
# 与其说反映了模型，不如说反映了你找了多少次。应对的办法是：验证集要大，尝试要少而有道理，每种设置用几个种子；还要有一个只打开一次的测试集。
#
# ### 练习 6：公正地评判一次搜索
#
# `val` 和 `test` 的形状是（设置，种子），都是准确率。选出在验证集上对种子的平均值最高的设置。返回它的序号、它在测试集上的平均准确率，
# 以及这个平均值的标准误差：对种子的标准差（`.std()`）除以种子个数的平方根。

# %% key="judge-stub" exercise="14.search"
def judge(val, test):
    ...

# %% key="judge-check" check="14.search"
lab.check("14.search", judge)

# %% [markdown] key="summary" lang="en"
# ## 11. What to do, and in which order
#
# | what you see | what it is | what to try |
# |---|---|---|
# | training loss high, validation loss as high | underfitting | a larger network, a better learning rate, longer training, less regularization |
# | training loss low, validation loss rising | overfitting | more data, augmentation, weight decay, dropout, early stopping |
# | the loss trembles at the end | the learning rate is too large there | a schedule that falls: cosine, steps |
# | the loss leaps up or is NaN at the start | the learning rate is too large there | warm-up, clipping |
# | two runs differ, and you do not know why | seeds | several runs, mean and standard error |
# | validation better than the test | the validation set has worn out, or a leak (lesson 11) | a larger or new validation set |

# %% [markdown] key="summary" lang="zh"
# ## 11. 该怎么办，先做什么
#
# | 现象 | 是什么 | 可以尝试 |
# |---|---|---|
# | 训练损失高，验证损失一样高 | 欠拟合 | 更大的网络，更合适的学习率，训练久一点，减少正则化 |
# | 训练损失低，验证损失上升 | 过拟合 | 更多数据，数据增强，权重衰减，Dropout，早停 |
# | 快结束时损失抖动 | 这时学习率太大 | 逐渐降低的学习率调度：余弦、阶梯 |
# | 一开始损失猛升，或变成 NaN | 这时学习率太大 | 预热，裁剪 |
# | 两次结果不同，又不知为何 | 种子 | 多跑几次，看平均值和标准误差 |
# | 验证比测试好 | 验证集用旧了，或者有数据泄漏（第 11 课） | 更大的或新的验证集 |

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - In section 1, set `weight_decay=1` and look at the map again. How large must the decay be, until no island is left?
# - `nn.CrossEntropyLoss(label_smoothing=0.2)` does not quite believe any label. Does it help against the lies?
# - Train with all remedies at once, as strong as each was best alone. Is that better, or too much of a good thing?
# - Plot the validation accuracy against the number of trials: for 1, 2, 5, 10, 20 seeds, the best in validation, and
#   how it does in the test.
#
# Sources: C. Zhang et al., [Understanding deep learning requires rethinking generalization](https://arxiv.org/abs/1611.03530), 2017.
# Srivastava et al. 2014, Loshchilov and Hutter 2017 and [2019](https://arxiv.org/abs/1711.05101), Smith 2017, Smith and
# Topin 2019, Bergstra and Bengio 2012, all linked above. L. Prechelt, *Early Stopping, But When?*, 1998.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 在第 1 节里设 `weight_decay=1`，再看看地图。衰减要大到多少，孤岛才全部消失？
# - `nn.CrossEntropyLoss(label_smoothing=0.2)` 对任何标签都不全信。它对付谎话管用吗？
# - 把各种办法都用上，强度取各自单独使用时最好的值。这样更好，还是过犹不及？
# - 画出验证准确率随尝试次数的变化：取 1、2、5、10、20 个种子，选出验证中最好的，再看它的测试结果。
#
# 参考文献：关于泛化，C. Zhang 等，[Understanding deep learning requires rethinking generalization](https://arxiv.org/abs/1611.03530)，2017；
# Srivastava 等 2014，Loshchilov 和 Hutter 2017 及 [2019](https://arxiv.org/abs/1711.05101)，Smith 2017，Smith 和 Topin 2019，
# Bergstra 和 Bengio 2012，链接见上文；关于早停，L. Prechelt，*Early Stopping, But When?*，1998。
