# Lesson 17. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 17
# minutes: 60
# needs: 16

# %% [markdown] key="title" lang="en"
# # Attention and the Transformer: a tiny GPT
#
# A recurrent network squeezes all it has read into one vector. Give it a number at the beginning of a page and ask for
# it at the end: somewhere on the way it has made room for something else. You would not keep the page in mind either. You would
# look back.
#
# **Attention** is this looking back, as a formula that can be differentiated. In this lesson you build it, find out why
# there is a square root in it, forbid it to look into the future, and assemble a Transformer around it: a GPT, small enough to learn
# to write like this course within seconds, and otherwise made as the large ones are.
#
# You need lessons 1 to 6, 8 to 11, 13 and 16. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 注意力与 Transformer：一个小小的 GPT
#
# 循环网络把读过的一切压进一个向量。在一页的开头告诉它一个数，到末尾再问，它多半在半路上已经给别的内容腾了地方。
# 换作你，也不会把整页记在脑子里：你会回头去看。
#
# **注意力**就是这个“回头看”，写成了可以求导的公式。这一课里，你会把它做出来，弄清里面为什么有个平方根，禁止它偷看未来，
# 再围绕它组装一个 Transformer：一个 GPT。它小得几秒钟就能学着像这门课那样写，除此之外，和大的那些造法一样。
#
# 需要先学第 1 到第 6 课、第 8 到第 11 课、第 13 课和第 16 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import math
import time

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("17", lang="{{lang}}")

# %% [markdown] key="lookup" lang="en"
# ## 1. Looking up, softly
#
# In a Python dictionary a question finds the entry with exactly the same key:

# %% [markdown] key="lookup" lang="zh"
# ## 1. 柔和的查找
#
# 在 Python 的字典里，一个问题找到的是键与它完全相同的那一项：

# %% key="lookup-code"
print({"b": 7, "d": 2, "a": 5, "c": 9}["d"])

# %% [markdown] key="soft" lang="en"
# Equal or not equal: nothing to differentiate, nothing to learn. So make it soft. Let questions and keys be vectors.
# How well a **query** $q$ fits a **key** $k_j$, say by their product $q \cdot k_j$, which is large where both point the same way.
# From these scores softmax makes weights, and the answer is the mixture of all **values** $v_j$:
#
# $$w_j = \frac{e^{q \cdot k_j}}{\sum_i e^{q \cdot k_i}} \qquad \text{answer} = \sum_j w_j \, v_j$$
#
# A dictionary in which every entry answers, each as loudly as its key fits. Here are the four entries, keys as one-hot
# vectors (lesson 9), and the question for "d", asked more and more firmly:

# %% [markdown] key="soft" lang="zh"
# 相同或不同，没有什么可以求导，也就没有什么可以学。那就让它柔和一点。问题和键都用向量表示。**查询** $q$ 和**键** $k_j$ 有多相配，
# 用它们的乘积 $q \cdot k_j$ 来衡量：两者方向一致，乘积就大。由这些得分经 softmax 得到权重，回答就是所有**值** $v_j$ 的混合：
#
# $$w_j = \frac{e^{q \cdot k_j}}{\sum_i e^{q \cdot k_i}} \qquad \text{answer} = \sum_j w_j \, v_j$$
#
# 这是一本每一项都会回答的字典，键越相配，声音越大。还是上面那四项，键是独热向量（第 9 课），查询“d”，一次比一次坚定：

# %% key="soft-code"
keys = torch.eye(4)  # b, d, a, c
values = torch.tensor([7.0, 2.0, 5.0, 9.0])
for firmness in (0, 2, 5, 20):
    q = firmness * keys[1]
    weights = (keys @ q).softmax(dim=0)
    print(f"{firmness:2}", [f"{w:.2f}" for w in weights.tolist()], f"{(weights @ values).item():.2f}")

# %% [markdown] key="attention-task" lang="en"
# Without firmness the answer is the mean of all, with much of it the entry itself. And all of it has derivatives. The
# network learns what to ask, under which key to file, and what to answer: three linear layers, applied to
# the vector of every place, give its query, its key and its value. ([Bahdanau et al., 2015](https://arxiv.org/abs/1409.0473), were
# the first, in translation; the form used here is by [Vaswani et al., 2017](https://arxiv.org/abs/1706.03762).)
#
# Many queries at once are the rows of a matrix $Q$, keys and values those of $K$ and $V$:
#
# $$\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) V$$
#
# The softmax runs over the keys, along each row; $d$ is the length of a query. Why divide by its root? Section 2 measures it.
#
# ### Exercise 1: attention
#
# `q` has the shape (queries, d), `k` (keys, d), `v` (keys, n); in front of these there may be more axes, a batch. Return shape (queries, n).

# %% [markdown] key="attention-task" lang="zh"
# 一点也不坚定，回答就是全体的平均；很坚定，就是那一项本身。而且处处有导数。要问什么，存在什么键下，回答什么，都由网络自己学：
# 三个线性层，分别作用于每个位置的向量，得到它的查询、键和值。（最早用在翻译里，见 [Bahdanau 等，2015](https://arxiv.org/abs/1409.0473)；
# 这里的形式出自 [Vaswani 等，2017](https://arxiv.org/abs/1706.03762)。）
#
# 许多查询一起算，它们就是矩阵 $Q$ 的各行，键和值是 $K$ 和 $V$ 的各行：
#
# $$\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d}}\right) V$$
#
# softmax 对各个键做，也就是沿每一行；$d$ 是查询的长度。为什么要除以它的平方根？第 2 节量给你看。
#
# ### 练习 1：注意力
#
# `q` 的形状是（查询数，d），`k` 是（键数，d），`v` 是（键数，n）；前面还可以有别的轴，也就是批次。返回的形状是（查询数，n）。

# %% key="attention-stub" exercise="17.attention"
def attention(q, k, v):
    ...

# %% key="attention-check" check="17.attention"
lab.check("17.attention", attention)

# %% [markdown] key="root" lang="en"
# ## 2. Why the root of d
#
# Take queries and keys of random numbers with variance 1. Their product is a sum of $d$ terms, each of variance 1, so it has variance
# $d$ and the standard deviation $\sqrt{d}$ (lesson 13). With $d = 64$ scores of 8 and $-8$ are usual, and softmax of
# such numbers is nearly one-hot. Nearly one-hot means saturated: the slope of softmax is $w (1 - w)$, nearly zero, and nothing is learned.
#
# For 32 random keys: the largest weight and, summed over all keys, the slope, first without the division, then with it.

# %% [markdown] key="root" lang="zh"
# ## 2. 为什么要除以 d 的平方根
#
# 假设查询和键都是方差为 1 的随机数。它们的乘积是 $d$ 项之和，每一项的方差是 1，所以总的方差是 $d$，标准差是 $\sqrt{d}$（第 13 课）。
# $d = 64$ 时，得分常常有 8 和 $-8$ 那么大，这样的数经 softmax 就几乎是独热的。几乎独热就是饱和：softmax 的斜率 $w (1 - w)$ 差不多是零，
# 什么也学不到。
#
# 看 32 个随机的键：最大的权重，以及对所有键求和的斜率。先不除，再除。

# %% key="root-code"
torch.manual_seed(0)
for d in (4, 64, 1024):
    q, k = torch.randn(500, 1, d), torch.randn(500, 32, d)
    scores = (q @ k.transpose(1, 2)).squeeze(1)
    for divisor in (1, math.sqrt(d)):
        w = (scores / divisor).softmax(dim=1)
        largest, slope = w.max(dim=1).values.mean().item(), (w * (1 - w)).sum(dim=1).mean().item()
        print(f"{d:5} {divisor:5.1f}   {largest:.2f} {slope:.2f}")

# %% [markdown] key="mask-task" lang="en"
# Undivided, it gets worse with every larger $d$; divided, it is the same for all.
#
# ## 3. Not into the future
#
# In a text of $T$ characters every place asks, and every place answers: queries, keys and values all come from the same text
# (**self-attention**). The score table is $T \times T$, row $t$ for the query at place $t$.
#
# For guessing the next character there is a catch. Place $t$ must not look at place $t + 1$: there stands the solution. So the scores of the
# future are set to $-\infty$ before the softmax: the **causal mask**. Then *all* places can be trained in one pass, each with
# its own past, and none has to wait for the one before, as in a recurrent network.
#
# ### Exercise 2: the causal mask
#
# `scores` has the shape (T, T), or (B, T, T). Return the weights: the future masked, softmax over the keys.

# %% [markdown] key="mask-task" lang="zh"
# 不除的话，$d$ 越大越糟；除了之后，都一样。
#
# ## 3. 不许看未来
#
# 一段 $T$ 个字符的文字里，每个位置都提问，每个位置都回答：查询、键、值全都来自同一段文字（**自注意力**）。
# 得分表是 $T \times T$ 的，第 $t$ 行属于位置 $t$ 的查询。
#
# 用来猜下一个字符，就有个问题：位置 $t$ 不能看位置 $t + 1$，那里写着答案。所以在 softmax 之前，把未来的得分设成 $-\infty$，这叫作**因果掩码**。
# 这样*所有*位置一遍就能训练完，每个位置只用自己的过去，谁也不必等前一个，而循环网络是要等的。
#
# ### 练习 2：因果掩码
#
# `scores` 的形状是 (T, T) 或 (B, T, T)。返回权重：遮住未来，再对各个键做 softmax。

# %% key="mask-stub" exercise="17.mask"
def causal(scores):
    ...

# %% key="mask-check" check="17.mask"
lab.check("17.mask", causal)

# %% [markdown] key="heads-task" lang="en"
# ## 4. Several heads
#
# One softmax has one centre of gravity. A place may want to look at the letter before, at the beginning of the word, and at the
# last `$`, all at the same time. So cut the $C$ numbers of each place into several **heads** of $d = C / \text{heads}$ numbers. Each head does
# attention of its own, and the answers are put side by side again. It costs no more than one large head.
#
# ### Exercise 3: split and put together
#
# `x` has the shape (B, T, C). Bring it into the shape (B, heads, T, C / heads), call `f` once on it, which keeps the shape, and return
# the result as (B, T, C). A head is a block of neighbouring numbers.

# %% [markdown] key="heads-task" lang="zh"
# ## 4. 多个头
#
# 一个 softmax 只有一个重心。一个位置可能想同时看前一个字符、这个词的开头，还有最近的那个 `$`。所以把每个位置的 $C$ 个数切成几个**头**，
# 每个头有 $d = C / \text{heads}$ 个数，各自做注意力，再把回答并排放回去。代价并不比一个大的头多。
#
# ### 练习 3：分开，再合起来
#
# `x` 的形状是（B，T，C）。把它变成（B，heads，T，C / heads），调用一次 `f`（它不改变形状），再把结果变回（B，T，C）返回。
# 一个头是相邻的一段数。

# %% key="heads-stub" exercise="17.heads"
def by_heads(x, heads, f):
    ...

# %% key="heads-check" check="17.heads"
lab.check("17.heads", by_heads)

# %% [markdown] key="order" lang="en"
# ## 5. Where is before?
#
# A recurrent network knows the order because it reads in order. Attention does not. Exchange two places of the past, and see what the last place
# gets to hear:

# %% [markdown] key="order" lang="zh"
# ## 5. 谁在前面？
#
# 循环网络按顺序读，也就知道顺序。注意力却不知道。把过去的两个位置对调一下，看看最后一个位置听到的是什么：

# %% key="order-code"
torch.manual_seed(0)
x = torch.randn(1, 6, 16)
exchanged = x[:, [1, 0, 2, 4, 3, 5]]
look = nn.functional.scaled_dot_product_attention
print(torch.allclose(look(x, x, x)[:, -1], look(exchanged, exchanged, exchanged)[:, -1], atol=1e-6))

# %% [markdown] key="positions-task" lang="en"
# The same. A sum does not know the order of its terms: to bare attention "dog bites man" is "man bites dog". The place has to be said.
#
# One way is to *add* to each character's vector another one that stands for its place. It may be learned, one row per place, as in GPT-2. Or one takes waves
# (Vaswani et al.). For place $t$ and the even columns $j = 0, 2, 4, \dots$ of $C$:
#
# $$P_{t,\,j} = \sin\left(\frac{t}{10000^{j/C}}\right) \qquad P_{t,\,j+1} = \cos\left(\frac{t}{10000^{j/C}}\right)$$
#
# ### Exercise 4: positions
#
# Return the table $P$ of shape (T, C), C even.

# %% [markdown] key="positions-task" lang="zh"
# 一样。求和不管各项的顺序：对光秃秃的注意力来说，“狗咬人”就是“人咬狗”。所以要把位置说出来。
#
# 一种办法是在每个字符的向量上*加上*另一个代表位置的向量。它可以是学来的，每个位置一行，GPT-2 就是这样；也可以用波（Vaswani 等）。对位置 $t$，
# 以及 $C$ 列中的偶数列 $j = 0, 2, 4, \dots$：
#
# $$P_{t,\,j} = \sin\left(\frac{t}{10000^{j/C}}\right) \qquad P_{t,\,j+1} = \cos\left(\frac{t}{10000^{j/C}}\right)$$
#
# ### 练习 4：位置
#
# 返回形状为 (T, C) 的表 $P$，C 是偶数。

# %% key="positions-stub" exercise="17.positions"
def positions(T, C):
    ...

# %% key="positions-check" check="17.positions"
lab.check("17.positions", positions)

# %% key="positions-heat" tags=["translated-output"]
angle = torch.arange(48).reshape(48, 1) / 10000 ** (torch.arange(0, 32, 2) / 32)
lab.viz.heat(torch.stack([angle.sin(), angle.cos()], dim=2).reshape(48, 32))

# %% [markdown] key="distance" lang="en"
# Rows are places, columns the numbers of the vector: fast waves on the left, slow ones on the right. No two rows are alike.
#
# Another way says not where a place is, but how far away: from each score take something off that grows with the distance ([Press et al.,
# 2022](https://arxiv.org/abs/2108.12409), who call it ALiBi):
#
# $$\text{score}_{ts} = \frac{q_t \cdot k_s}{\sqrt{d}} - m \, (t - s)$$
#
# $t$ is the place that asks, $s \le t$ the one that answers, and the slope $m$ is a fixed number of each head: with a large one it is near-sighted, with a small one it
# sees far. This tells the network from the start that near things matter most. A small network that has only seconds to learn is glad of
# the hint, so we take this.
#
# ## 6. The Transformer
#
# Attention, as a module. One linear layer makes query, key and value of all heads; another mixes the answers of the heads. It keeps
# the weights, so that we can look at them.

# %% [markdown] key="distance" lang="zh"
# 行是位置，列是向量里的数：左边的波快，右边的波慢。没有两行是一样的。
#
# 另一种办法不说位置在哪里，只说隔了多远：从每个得分里减去一点，隔得越远，减得越多（[Press 等，2022](https://arxiv.org/abs/2108.12409)，叫作 ALiBi）：
#
# $$\text{score}_{ts} = \frac{q_t \cdot k_s}{\sqrt{d}} - m \, (t - s)$$
#
# $t$ 是提问的位置，$s \le t$ 是回答的位置，斜率 $m$ 是每个头固定的一个数：大的近视，小的看得远。这等于从一开始就告诉网络，近处最要紧。
# 只有几秒钟可学的小网络，很用得着这个提示，所以我们用它。
#
# ## 6. Transformer
#
# 把注意力写成模块。一个线性层造出所有头的查询、键和值，另一个把各个头的回答混合起来。它把权重存下来，好让我们看。

# %% key="module"
class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.output = nn.Linear(width, width)
        #| en: 2, 1, 1/2, 1/4, ...: one slope per head | zh: 2、1、1/2、1/4……每个头一个斜率
        self.register_buffer("slopes", 2.0 ** (1 - torch.arange(heads)).reshape(heads, 1, 1))

    def forward(self, x):
        B, T, C = x.shape
        parts = self.qkv(x).chunk(3, dim=2)
        q, k, v = (part.reshape(B, T, self.heads, -1).transpose(1, 2) for part in parts)
        place = torch.arange(T)
        distance = place.reshape(T, 1) - place
        scores = q @ k.transpose(2, 3) / math.sqrt(C // self.heads) - self.slopes * distance
        weights = scores.masked_fill(distance < 0, -math.inf).softmax(dim=3)
        self.weights = weights.detach()
        return self.output((weights @ v).transpose(1, 2).reshape(B, T, C))

# %% [markdown] key="block" lang="en"
# Attention moves numbers between places. A small network (**MLP**) then works on each place by itself. Both are residual blocks with
# a LayerNorm at their entrance, as lesson 13 ended:
#
# $$x \leftarrow x + \operatorname{Attention}(\operatorname{Norm}(x)) \qquad x \leftarrow x + \operatorname{MLP}(\operatorname{Norm}(x))$$
#
# This pair is the block of a Transformer. A **GPT** is: an embedding, several blocks, one more LayerNorm, and a linear layer that turns every place into scores of the
# next character.

# %% [markdown] key="block" lang="zh"
# 注意力在位置之间搬运数。接着，一个小网络（**MLP**，多层感知机）在每个位置上单独计算。两者都是残差块，入口处有 LayerNorm，正是第 13 课末尾的样子：
#
# $$x \leftarrow x + \operatorname{Attention}(\operatorname{Norm}(x)) \qquad x \leftarrow x + \operatorname{MLP}(\operatorname{Norm}(x))$$
#
# 这一对就是 Transformer 的一块。**GPT** 就是：一张嵌入表，几个这样的块，再一个 LayerNorm，最后一个线性层，把每个位置变成下一个字符的得分。

# %% key="gpt" tags=["translated-output", "nbval-ignore-output"]
class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.attention = nn.LayerNorm(width), Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))

class GPT(nn.Module):
    def __init__(self, size, width=64, heads=4, layers=2):
        super().__init__()
        self.embedding = nn.Embedding(size, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm = nn.LayerNorm(width)
        self.output = nn.Linear(width, size)

    def forward(self, x):
        return self.output(self.norm(self.blocks(self.embedding(x))))

#| en: the text, vocabulary and split of lesson 16 | zh: 文字、词表和划分与第 16 课相同
text = lab.text.corpus()[:60000]
vocab = lab.text.build_vocab_from_iterator([text[:54000]], specials=["□"], max_tokens=500)
vocab.set_default_index(0)
train_tokens = torch.tensor(vocab(list(text[:54000])))
val_tokens = torch.tensor(vocab(list(text[54000:])))

torch.manual_seed(0)
model = GPT(len(vocab))
lab.viz.module(model, val_tokens[None, :64])

# %% [markdown] key="count" lang="en"
# Open the blocks in the view and count: with $C = 64$ a block has $4 C^2$ weights in its attention (3 for query, key and value, 1 for the output) and
# $8 C^2$ in its MLP, so $12 C^2$, plus biases and what LayerNorm has. This rule of thumb holds for the large ones, too: GPT-2 has 12
# blocks and $C = 768$.

# %% [markdown] key="count" lang="zh"
# 在视图里打开各块，数一数：$C = 64$，一块的注意力有 $4 C^2$ 个权重（查询、键、值占 3 份，输出占 1 份），MLP 有 $8 C^2$ 个，合起来是 $12 C^2$，
# 再加上偏置和 LayerNorm 的参数。这条经验公式对大的也适用：GPT-2 有 12 块，$C = 768$。

# %% key="count-code"
print(12 * 64**2, sum(p.numel() for p in model.blocks[0].parameters()))
print(f"{12 * 12 * 768**2:,}")

# %% [markdown] key="causal-check" lang="en"
# And 85 million indeed, without the embedding. Before training, the test that matters: does nothing leak from the future? Change the last character, and no
# score before it may change.

# %% [markdown] key="causal-check" lang="zh"
# 不算嵌入表，正是八千五百万。训练之前，先做最要紧的检查：未来有没有泄漏过来？改掉最后一个字符，它前面的得分都不许变。

# %% key="causal-check-code"
x = val_tokens[None, :64].clone()
before = model(x)
x[0, -1] = 0
print(torch.equal(before[:, :-1], model(x)[:, :-1]))

# %% [markdown] key="train" lang="en"
# ## 7. It learns
#
# In each step eight pieces of 64 characters, from random places of the text; at every place the next character is to be
# guessed. The learning rate rises, and falls to zero at the end (lesson 14).
#
# Choose `A` in the panel while it trains: the weights of the four heads of the second block, on the first 24 characters of the validation
# set. Rows ask, columns answer; the upper right is masked. At first there is only the slope: the first heads near-sighted, the last
# one broad. Then patterns come.

# %% [markdown] key="train" lang="zh"
# ## 7. 学习
#
# 每一步从文字的随机位置取八段，每段 64 个字符；每个位置上都要猜下一个字符。学习率先升后降，最后降到零（第 14 课）。
#
# 训练的时候，在面板里选 `A`：那是第二块的四个头的权重，文字是验证集的前 24 个字符。行在提问，列在回答，右上方是遮住的。
# 一开始只看得出斜率：前面的头近视，最后一个看得宽。后来就出现了花样。

# %% key="train-code" tags=["nbval-ignore-output", "translated-output"]
steps = 400
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=steps)
loss_fn = nn.CrossEntropyLoss()

def random_pieces(B=8, T=64):
    places = torch.randint(len(train_tokens) - T, (B, 1)) + torch.arange(T)
    return train_tokens[places], train_tokens[places + 1]

@torch.no_grad()
def val_loss(model, T=64):
    n = (len(val_tokens) - 1) // T * T
    x, y = val_tokens[:n].reshape(-1, T), val_tokens[1 : n + 1].reshape(-1, T)
    return loss_fn(model(x).flatten(0, 1), y.flatten()).item()

watched = val_tokens[:24]
names = [{" ": "␣", "\n": "⏎"}.get(c, c) for c in vocab.lookup_tokens(watched)]

def attention_card():
    model(watched[None])
    return lab.viz.attention(model.blocks[1].attention.weights[0], names)

panel = lab.viz.live(model, optimizer, every=20, title="GPT")
panel.show("A", attention_card)

for step in panel(range(steps)):
    x, y = random_pieces()
    optimizer.zero_grad()
    loss_fn(model(x).flatten(0, 1), y.flatten()).backward()
    nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    optimizer.step()
    schedule.step()
    if step % 100 == 99:
        panel.log(val_loss=val_loss(model))

print(f"{math.exp(val_loss(model)):.1f}")

# %% [markdown] key="train-read" lang="en"
# In lesson 16, on the same text, the table of pairs had a perplexity of about 14, the recurrent network of a little over 7 and the LSTM of about 6.5. The tiny GPT
# plays in the same league as the LSTM, and after seconds neither of the two is at its end. The difference shows at another size. A recurrent network has to
# go through the text place by place; a Transformer does all places with a few large matrix products, which is just what a GPU is good at (lesson
# 22). This, more than anything else, made large language models possible.
#
# Where does it look now? The panel shows the heads of the second block. Here are those of the first, after training:

# %% [markdown] key="train-read" lang="zh"
# 在第 16 课里，同样的文字，相邻字符的表困惑度是 38 左右，循环网络是 27 左右，LSTM 是 23 左右。这个小小的 GPT 和 LSTM 不相上下，而且才学了几秒钟，两者都还没有到头。
# 差别要在另一种规模上才显出来：循环网络得一个位置一个位置地走；Transformer 用几次大的矩阵乘法就算完所有位置，这正是 GPU 所擅长的（第 22 课）。
# 大语言模型能够出现，首先就靠这一点。
#
# 它现在看哪里？面板里是第二块的各个头，下面是第一块的，都已训练完：

# %% key="heads-see" tags=["translated-output", "nbval-ignore-output"]
model(watched[None])
lab.viz.attention(model.blocks[0].attention.weights[0], names)

# %% [markdown] key="top-k-task" lang="en"
# Look for heads that always take the character before, for heads that go to blanks,
# punctuation or the beginning of a word, and for one that spreads over everything. Nobody told them to.
#
# ## 8. It writes
#
# As in lesson 16: draw a character, append it, ask again. This time it is not the temperature that keeps wild choices away, but a limit: only
# the $k$ likeliest are in the draw (**top-k**). With $k = 1$ it is **greedy**.
#
# ### Exercise 5: top-k
#
# `scores` has the shape (B, size). Draw one of the $k$ best in each row, by the softmax of their scores; return shape (B, 1).

# %% [markdown] key="top-k-task" lang="zh"
# 找一找：有没有总看前一个字符的头，有没有专看空格、标点或词的开头的头，
# 有没有什么都看一点的头。没有人教过它们。
#
# ## 8. 让它写
#
# 和第 16 课一样：抽一个字符，接上去，再问。这次不用温度来避免离谱的选择，而是设一道限制：只有最可能的 $k$ 个参加抽取（**top-k**）。
# $k = 1$ 就是**贪心**。
#
# ### 练习 5：top-k
#
# `scores` 的形状是（B，size）。每一行按得分的 softmax，在最好的 $k$ 个里抽一个；返回的形状是（B，1）。

# %% key="top-k-stub" exercise="17.top_k"
def top_k(scores, k):
    ...

# %% key="top-k-check" check="17.top_k"
lab.check("17.top_k", top_k)

# %% key="write" tags=["nbval-ignore-output"]
@torch.no_grad()
def write(start, k, length=200):
    x = torch.tensor([vocab(list(start))])
    for _ in range(length):
        scores = model(x[:, -64:])[:, -1]  #| en: look at 64 at most | zh: 最多看 64 个
        scores[:, 0] = -math.inf  #| en: never the stand-in for rare characters | zh: 不要代表少见字符的那个方框
        best, index = scores.topk(k, dim=1)
        x = torch.cat([x, index.gather(1, torch.multinomial(best.softmax(dim=1), 1))], dim=1)
    return "".join(vocab.lookup_tokens(x[0].tolist()))

torch.manual_seed(0)
for k in (1, 5, len(vocab)):
    print(f"--- {k}")
    print(write("## ", k))

# %% [markdown] key="cost" lang="en"
# Greedy goes in circles; with all in the draw it stammers; in between it is at its best. Whole words are there, and the manners of this course.
#
# ## 9. What it costs
#
# Every place looks at every place: $T^2$ weights in each head. Double the text, four times the work and memory. For the LSTM twice the text is
# twice the work. Let us measure one pass without gradients, $T$ from 256 to 2048, in milliseconds, and the memory of the weights of one
# head:

# %% [markdown] key="cost" lang="zh"
# 贪心的会兜圈子，谁都能抽到的语无伦次，中间的最好：有了完整的词，也有了这门课的腔调。
#
# ## 9. 代价
#
# 每个位置都要看每个位置：每个头有 $T^2$ 个权重。文字加倍，计算和内存就变成四倍；对 LSTM 来说，文字加倍，计算只加倍。
# 来量一量不求梯度的一遍，$T$ 从 256 到 2048，单位是毫秒，还有一个头的权重占多少内存：

# %% key="cost-code" tags=["nbval-ignore-output"]
@torch.no_grad()
def milliseconds(module, x):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        module(x)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)

attention_layer, lstm = Attention(64, heads=1), nn.LSTM(64, 64, batch_first=True)
for T in (256, 512, 1024, 2048):
    x = torch.randn(1, T, 64)
    ms = [milliseconds(layer, x) for layer in (attention_layer, lstm)]
    print(f"{T:5}  attention {ms[0]:6.1f}  LSTM {ms[1]:6.1f}   {T * T * 4 / 2**20:5.2f} MiB")

# %% [markdown] key="cost-read" lang="en"
# With each doubling attention takes about four times as long, and more where the table no longer fits into the processor's
# cache; the LSTM takes about twice as long. That is why context
# lengths are a selling point, and why so much work goes into attention that never keeps the whole table (`nn.functional.scaled_dot_product_attention`
# goes through it in pieces; [Dao et al., 2022](https://arxiv.org/abs/2205.14135)).

# %% [markdown] key="cost-read" lang="zh"
# 长度每加倍一次，注意力大约要花四倍的时间，表大到处理器的缓存放不下时还要更多；LSTM 大约两倍。所以上下文的长度成了卖点，也所以有那么多工作在研究怎样不保留整张表
# （`nn.functional.scaled_dot_product_attention` 就是一段一段地算的；[Dao 等，2022](https://arxiv.org/abs/2205.14135)）。

# %% [markdown] key="summary" lang="en"
# ## Summary
#
# - Attention is a soft look-up: queries meet keys, softmax makes weights, values are mixed. All of it can be learned.
# - Products of long vectors are large; $\sqrt{d}$ keeps the softmax from saturating.
# - The causal mask hides the future, so that all places are trained in one pass.
# - Attention does not know the order: places, or distances, have to be told.
# - A Transformer alternates attention and MLP, each as a residual block with LayerNorm; about $12 C^2$ parameters a block.
# - The price is quadratic in the length.
#
# What you have done so far:

# %% [markdown] key="summary" lang="zh"
# ## 小结
#
# - 注意力是柔和的查找：查询与键相配，softmax 给出权重，再混合各个值。样样都可以学。
# - 长向量的乘积会很大；除以 $\sqrt{d}$，softmax 就不会饱和。
# - 因果掩码遮住未来，于是所有位置一遍就能训练完。
# - 注意力不知道顺序：位置或者距离，得告诉它。
# - Transformer 把注意力和 MLP 交替叠起来，每个都是带 LayerNorm 的残差块；一块大约有 $12 C^2$ 个参数。
# - 代价随长度的平方增长。
#
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Leave the distance out of the scores (slopes 0), and train. Then add learned positions, `nn.Embedding(64, 64)`, to the embedding. How much did the
#   hint bring?
# - One block, or four? One head, or eight? Find the best model for the same number of seconds.
# - Train on both languages at once, `lab.text.corpus("en")` and `lab.text.corpus("zh")`, half each. Which heads change when the language does?
# - Replace the written-out attention by `nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=...)`. Is the output the same? How much faster is it?
#
# ## Sources
#
# - D. Bahdanau, K. Cho, Y. Bengio, 2015: attention. A. Vaswani et al., 2017: the Transformer.
# - A. Radford et al., Language models are unsupervised multitask learners, 2019: GPT-2.
# - O. Press, N. Smith, M. Lewis, 2022: distances instead of positions.
# - T. Dao et al., 2022: attention in pieces.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 不把距离放进得分（斜率为 0），训练一次；再给嵌入加上学来的位置 `nn.Embedding(64, 64)`。那个提示带来了多少好处？
# - 一块，还是四块？一个头，还是八个？用同样的秒数，找出最好的模型。
# - 同时用两种语言训练，`lab.text.corpus("en")` 和 `lab.text.corpus("zh")` 各一半。换语言的时候，哪些头跟着变？
# - 把写开的注意力换成 `nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=...)`。输出一样吗？快多少？
#
# ## 参考文献
#
# - D. Bahdanau、K. Cho、Y. Bengio，2015：注意力。A. Vaswani 等，2017：Transformer。
# - A. Radford 等，Language models are unsupervised multitask learners，2019：语言模型 GPT-2。
# - O. Press、N. Smith、M. Lewis，2022：用距离代替位置。
# - T. Dao 等，2022：分段计算注意力。
