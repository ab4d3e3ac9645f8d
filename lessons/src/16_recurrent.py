# Lesson 16. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 16
# minutes: 60
# needs: 13

# %% [markdown] key="title" lang="en"
# # Recurrent networks: what comes next?
#
# You read "gradient desc" and know how it goes on. A keyboard that suggests words knows it too, and so does every
# language model: they all do one thing, they guess what comes next. How does one guess it? With one look at the last
# letter, or with a memory of all that was said before?
#
# In this lesson a network reads the texts of this course, character by character. You first build what it has to
# beat, a table of pairs; then a network with a memory; you see why its memory fades, and mend that with gates. At the
# end it writes by itself.
#
# You need lessons 1 to 6, 8 to 11 and 13. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 循环神经网络：下一个字符是什么？
#
# 读到“梯度下”，你就知道后面是什么。会联想的输入法也知道，每个语言模型也都知道：它们做的是同一件事，猜下一个是什么。
# 怎么猜？只看最后一个字符，还是要记住前面说过的一切？
#
# 这一课里，有一个网络会逐个字符地读这门课的课文。你先做出它要胜过的对手：一张相邻字符的表；再做一个有记忆的网络，
# 看看它的记忆为什么会消退，并用“门”把它治好。最后，让它自己写。
#
# 需要先学第 1 到第 6 课、第 8 到第 11 课，以及第 13 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import math

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("16", lang="{{lang}}")

# %% [markdown] key="text" lang="en"
# ## 1. A text as numbers
#
# The data: the first 60,000 characters of this course, the lessons you have read. The last tenth is the validation
# set. Each character gets a number, its place in the **vocabulary**, the list of all characters, the most frequent
# first. It is limited to 500; the character `□`, number 0, stands for all that are rarer.

# %% [markdown] key="text" lang="zh"
# ## 1. 把文字变成数
#
# 数据就是这门课的前 60000 个字符，也就是你读过的课文。最后十分之一作为验证集。每个字符有一个编号，
# 即它在**词表**里的位置；词表是所有字符的列表，出现最多的排在最前面。词表限制在 500 个以内，更少见的字符都用 `□` 代表，编号是 0。

# %% key="text-code" tags=["nbval-ignore-output"]
text = lab.text.corpus()[:60000]
train_text, val_text = text[:54000], text[54000:]

vocab = lab.text.build_vocab_from_iterator([train_text], specials=["□"], max_tokens=500)
vocab.set_default_index(0)

train_tokens = torch.tensor(vocab(list(train_text)))
val_tokens = torch.tensor(vocab(list(val_text)))

print(len(vocab), vocab.lookup_tokens(range(1, 13)))
print(val_tokens[:12].tolist())
print("".join(vocab.lookup_tokens(val_tokens[:300].tolist())))

# %% [markdown] key="perplexity" lang="en"
# A **language model** gives a probability to every character that could come next. How good is it? Look at the
# probability $p_t$ that it gave to the character that really came at place $t$. The loss is the one of lesson 9, the
# mean of the negative logarithms over all $T$ places, which is the cross-entropy. Its exponential is easier to imagine:
#
# $$\text{PPL} = \exp\left(-\frac{1}{T} \sum_{t=1}^{T} \log p_t\right)$$
#
# This is the **perplexity**. Whoever guesses evenly among $n$ characters gives each the probability $\frac{1}{n}$ and has
# the perplexity $n$. So a perplexity of 8 says: the model hesitates as if among 8 equally likely characters.
#
# ### Exercise 1: perplexity
#
# `p` is a tensor with the probabilities $p_1$ to $p_T$. Return the perplexity.

# %% [markdown] key="perplexity" lang="zh"
# **语言模型**给每个可能的下一个字符一个概率。它好不好？看它给第 $t$ 个位置上真正出现的那个字符的概率 $p_t$。
# 损失就是第 9 课的损失：对所有 $T$ 个位置的负对数求平均，也就是交叉熵。再取指数，就更容易想象：
#
# $$\text{PPL} = \exp\left(-\frac{1}{T} \sum_{t=1}^{T} \log p_t\right)$$
#
# 这叫作**困惑度**。在 $n$ 个字符里平均地瞎猜，每个字符的概率是 $\frac{1}{n}$，困惑度就是 $n$。所以困惑度为 8 的意思是：
# 模型拿不定主意的程度，就像在 8 个同样可能的字符之间选择。
#
# ### 练习 1：困惑度
#
# `p` 是张量，里面是概率 $p_1$ 到 $p_T$。返回困惑度。

# %% key="perplexity-stub" exercise="16.perplexity"
def perplexity(p):
    ...

# %% key="perplexity-check" check="16.perplexity"
lab.check("16.perplexity", perplexity)

# %% [markdown] key="bigram" lang="en"
# ## 2. What one has to beat
#
# The simplest model that looks back: count which character follows which. A pair of neighbours is called a
# **bigram**. Row $a$ of the table belongs to the character before, column $b$ to the one that follows:
#
# $$p(b \mid a) = \frac{n_{ab} + \alpha}{\sum_{k} (n_{ak} + \alpha)}$$
#
# $p(b \mid a)$ is the probability of $b$ after $a$, $n_{ab}$ counts how often $b$ followed $a$, and $k$ runs through the
# whole vocabulary. The small number $\alpha$ is there because a pair that was never seen is not therefore impossible. A
# single probability of 0 would make the loss infinite. This is called **smoothing**.
#
# ### Exercise 2: a table of pairs
#
# `tokens` is a tensor of numbers below `size`. Return the table of shape (`size`, `size`).

# %% [markdown] key="bigram" lang="zh"
# ## 2. 要胜过的对手
#
# 最简单的、会往回看的模型：数一数哪个字符后面跟着哪个字符。相邻的一对叫作**二元组**（bigram）。
# 表的第 $a$ 行属于前一个字符，第 $b$ 列属于后一个字符：
#
# $$p(b \mid a) = \frac{n_{ab} + \alpha}{\sum_{k} (n_{ak} + \alpha)}$$
#
# $p(b \mid a)$ 是 $a$ 之后出现 $b$ 的概率，$n_{ab}$ 是 $b$ 跟在 $a$ 后面的次数，$k$ 取遍整个词表。
# 加上一个小小的数 $\alpha$，是因为没见过的一对并非就不可能；只要有一个概率是 0，损失就是无穷大。这叫作**平滑**。
#
# ### 练习 2：相邻字符的表
#
# `tokens` 是张量，里面的数都小于 `size`。返回形状为（`size`，`size`）的表。

# %% key="bigram-stub" exercise="16.bigram"
def bigram(tokens, size, alpha):
    ...

# %% key="bigram-check" check="16.bigram"
lab.check("16.bigram", bigram)

# %% [markdown] key="baselines" lang="en"
# Three baselines on the validation set: all characters alike; each as often as it occurs; the table of pairs. (The
# table is written out once more, so that this runs in any case.)

# %% [markdown] key="baselines" lang="zh"
# 验证集上的三个基线：所有字符一样可能；按每个字符出现的频率；相邻字符的表。（这里把表又写了一遍，所以练习没做完也能运行。）

# %% key="baselines-code" tags=["nbval-ignore-output"]
size = len(vocab)
pairs = torch.zeros(size, size) + 0.1
for a, b in zip(train_tokens[:-1].tolist(), train_tokens[1:].tolist(), strict=True):
    pairs[a, b] += 1
pairs = pairs / pairs.sum(dim=1, keepdim=True)

single = torch.bincount(train_tokens, minlength=size) + 0.1
single = single / single.sum()

before, after = val_tokens[:-1], val_tokens[1:]
results = {
    "1 / n": float(size),
    "p(b)": (-single[after].log().mean()).exp().item(),
    "p(b|a)": (-pairs[before, after].log().mean()).exp().item(),
}
for name, ppl in results.items():
    print(f"{name:8} {ppl:6.1f}")

# %% [markdown] key="more-context" lang="en"
# A single look back nearly halves the perplexity. So let us look back further: two characters, three, five? The
# table then needs a row for every *sequence* of characters, and most sequences have never been seen. Which share of the
# sequences of length $k$ in the validation set does not occur in the 54,000 characters of training?

# %% [markdown] key="more-context" lang="zh"
# 只往回看一个字符，困惑度就降到了五分之一。那么再往回多看几个：两个、三个、五个？这样一来，表里每个字符*序列*都要占一行，
# 而大多数序列从来没有出现过。验证集里长度为 $k$ 的序列，有多大一部分在训练用的 54000 个字符里找不到？

# %% key="more-context-code" tags=["nbval-ignore-output"]
for k in (1, 2, 3, 5, 8):
    known = {train_text[i : i + k] for i in range(len(train_text) - k + 1)}
    places = range(len(val_text) - k + 1)
    unseen = sum(val_text[i : i + k] not in known for i in places)
    print(f"{k} {unseen / len(places):4.0%}")

# %% [markdown] key="state" lang="en"
# Of eight characters in a row, two thirds or more are new. Whoever counts knows nothing about them, although they are
# much like others that were seen. A table cannot say "like". A network can.
#
# ## 3. A network with a memory
#
# But how many inputs shall it have? A text has no fixed length. The way out: read one character at a time, and keep a
# vector $h$ of fixed size, in which the network writes what it wants to remember. It is called the **hidden state**. At each
# place $t$ the new state comes from the new character and the old state:
#
# $$h_t = \tanh(W_x\, x_t + W_h\, h_{t-1} + b)$$
#
# $x_t$ is a vector that stands for the character at place $t$; $W_x$ and $W_h$ are weights, $b$ is a bias. The weights
# are *the same at every place*. A network that is fed with its own state is called a **recurrent network** (Elman, 1990).
#
# ### Exercise 3: one step
#
# A whole batch takes the step at once: `x` has the shape $(B, n_\text{in})$, `h` the shape $(B, n)$. As in `nn.Linear`
# every row of a weight is a neuron: `W_x` is $(n, n_\text{in})$, `W_h` is $(n, n)$.

# %% [markdown] key="state" lang="zh"
# 连续八个字符，有三分之二甚至更多是没见过的。靠数数的模型对它们一无所知，尽管它们和见过的很相像。表格说不出“相像”，网络可以。
#
# ## 3. 有记忆的网络
#
# 可是，网络该有多少个输入？文字没有固定的长度。办法是：一次读一个字符，同时保留一个大小固定的向量 $h$，
# 网络把想记住的东西写在里面。它叫作**隐藏状态**。在每个位置 $t$，新的状态由新的字符和旧的状态算出：
#
# $$h_t = \tanh(W_x\, x_t + W_h\, h_{t-1} + b)$$
#
# $x_t$ 是代表第 $t$ 个字符的向量，$W_x$、$W_h$ 是权重，$b$ 是偏置。*每个位置上用的是同样的权重*。
# 这样把自己的状态再送回给自己的网络，叫作**循环神经网络**（Elman，1990）。
#
# ### 练习 3：走一步
#
# 整个批次一起走：`x` 的形状是 $(B, n_\text{in})$，`h` 的形状是 $(B, n)$。和 `nn.Linear` 一样，权重的每一行是一个神经元：
# `W_x` 是 $(n, n_\text{in})$，`W_h` 是 $(n, n)$。

# %% key="step-stub" exercise="16.step"
def rnn_step(x, h, W_x, W_h, b):
    ...

# %% key="step-check" check="16.step"
lab.check("16.step", rnn_step)

# %% [markdown] key="unroll" lang="en"
# Where does $x_t$ come from? From a table with one row for each character: `nn.Embedding(size, 8)` holds `size` rows of 8
# numbers, all of them parameters, and picks the row by its number. Which vector suits which character, the network
# learns (lesson 18 is about that).
#
# Written as a loop, for one text and without a batch, three characters long. Look at the graph it leaves:

# %% [markdown] key="unroll" lang="zh"
# $x_t$ 从哪里来？来自一张表，每个字符一行：`nn.Embedding(size, 8)` 有 `size` 行，每行 8 个数，都是参数，按编号取出一行。
# 哪个字符用什么向量合适，由网络自己学（第 18 课专门讲这个）。
#
# 写成循环，只读一段文字，不用批次，先读三个字符。看看它留下的计算图：

# %% key="unroll-code" tags=["translated-output", "nbval-ignore-output"]
torch.manual_seed(0)
embedding = nn.Embedding(size, 8)
W_x = (torch.randn(16, 8) / 8**0.5).requires_grad_()
W_h = (torch.randn(16, 16) / 16**0.5).requires_grad_()
b = torch.zeros(16, requires_grad=True)

def read(tokens):
    h = torch.zeros(16)
    for token in tokens:
        h = torch.tanh(W_x @ embedding(token) + W_h @ h + b)
    return h

three = lab.viz.graph(read(val_tokens[:3]))
three

# %% [markdown] key="unroll-more" lang="en"
# The loop is gone: each turn is there by itself, **unrolled**, and all turns hang on the same four leaves. With six characters
# the graph is twice as long; the view compares it with the one before.

# %% [markdown] key="unroll-more" lang="zh"
# 循环不见了，每一圈都各自摆在那里，这叫作**展开**；所有的圈都连着同样的四个叶子张量。换成六个字符，计算图就长了一倍。
# 视图把它和前面那个作了比较。

# %% key="unroll-more-code" tags=["translated-output", "nbval-ignore-output"]
lab.viz.graph(read(val_tokens[:6]), before=three)

# %% [markdown] key="bptt" lang="en"
# ## 4. Back through time
#
# So nothing new is needed to train it. Backpropagation walks back through the unrolled graph, from the last character
# to the first: **backpropagation through time**. A weight that was used at $T$ places gets the sum of $T$ gradients
# (lesson 5).
#
# But the unrolled graph is a deep network, one layer per character, and you know from lesson 13 what comes then.
# From the state $h_T$ back to the state $h_s$ leads a product:
#
# $$\frac{\partial h_T}{\partial h_s} = \prod_{t=s+1}^{T} \operatorname{diag}(1 - h_t^2)\, W_h$$
#
# $1 - h_t^2$ is the slope of the tanh in each element, $\operatorname{diag}$ puts these numbers on the diagonal of a matrix. In
# lesson 13 each layer had a matrix of its own. Here it is $W_h$ *every time*, and there is no lucky mixture: what shrinks
# once shrinks always. (The factors belong in the order of time, the latest on the left.)
#
# Let us measure. Sixty characters are read; how large is the gradient of the last state at the states before?

# %% [markdown] key="bptt" lang="zh"
# ## 4. 沿时间往回走
#
# 所以训练它不需要什么新东西。反向传播沿展开的计算图往回走，从最后一个字符走到第一个，这叫作**沿时间反向传播**。
# 一个权重用在 $T$ 个位置上，得到的就是 $T$ 份梯度之和（第 5 课）。
#
# 可是，展开的计算图就是一个很深的网络，一个字符一层。接下来会怎样，第 13 课已经讲过。从状态 $h_T$ 往回到状态 $h_s$，
# 是一个乘积：
#
# $$\frac{\partial h_T}{\partial h_s} = \prod_{t=s+1}^{T} \operatorname{diag}(1 - h_t^2)\, W_h$$
#
# $1 - h_t^2$ 是 tanh 在每个元素处的斜率，$\operatorname{diag}$ 把这些数放到矩阵的对角线上。第 13 课里，每层有自己的矩阵；
# 这里*每一次*都是同一个 $W_h$，没有大小搭配的运气：缩小一次，就次次缩小。（各因子按时间排列，最晚的在最左边。）
#
# 来量一量。读六十个字符，最后一个状态对前面各个状态的梯度有多大？

# %% key="bptt-code" tags=["nbval-ignore-output"]
def back_in_time(cell, characters=60):
    """How large the gradient of the last state is at the states 1, 2, ... steps before it."""
    torch.manual_seed(1)
    embedding, state, states = nn.Embedding(size, 32), None, []
    for token in val_tokens[:characters]:
        state = cell(embedding(token[None]), state)
        states.append(state[1] if isinstance(state, tuple) else state)  #| en: of an LSTM: section 5 | zh: LSTM 见第 5 节
    last = state[0] if isinstance(state, tuple) else state
    gradients = torch.autograd.grad(last.sum(), states[:-1])
    return torch.stack([gradient.norm() for gradient in gradients]).flip(0)

def rnn_cell(scale=None):
    torch.manual_seed(0)
    cell = nn.RNNCell(32, 32)
    if scale is not None:
        nn.init.orthogonal_(cell.weight_hh, gain=scale)
    return cell

sizes = {
    "RNN": back_in_time(rnn_cell()),
    "RNN, 1.0": back_in_time(rnn_cell(1.0)),
    "RNN, 2.5": back_in_time(rnn_cell(2.5)),
}
for name, values in sizes.items():
    print(f"{name:9}", "  ".join(f"{values[n - 1].item():7.0e}" for n in (1, 5, 10, 20, 40, 59)))

# %% [markdown] key="bptt-read" lang="en"
# The columns are 1, 5, 10, 20, 40 and 59 characters back. With PyTorch's first numbers (first line) the gradient is
# more than a thousand times smaller ten characters back, some ten million times twenty back, and forty back nothing is left
# of it. Whatever stood there: the network cannot learn that it mattered.
#
# Could better first numbers help, as in lesson 13? For the second line $W_h$ is a rotation: alone it would keep every length. Much
# better, but the slopes of tanh, all below 1, still gnaw at it. With a factor of 2.5 on top (third line) the gradient grows
# instead. Between the two lies no safe value, for the slopes depend on the text. The remedy for explosion you know:
# clipping. Against vanishing it does nothing.

# %% [markdown] key="bptt-read" lang="zh"
# 各列依次是往回 1、5、10、20、40 和 59 个字符。用 PyTorch 默认的初始值（第一行），往回十个字符，梯度就小了一千倍以上，
# 二十个是一千万倍以上，到四十个就什么也不剩了。那里写的是什么，有没有用，网络没法学到。
#
# 像第 13 课那样换个好的初始值行不行？第二行里 $W_h$ 是一个旋转，单独用它，什么长度都保持不变。
# 好多了，但 tanh 的斜率都小于 1，还是一点一点地把梯度啃掉。再乘上 2.5（第三行），梯度反而变大。两者之间没有一个稳妥的值，
# 因为斜率随文字而变。对付爆炸的办法你已经知道：裁剪。对付消失，它没有用。

# %% [markdown] key="lstm" lang="en"
# ## 5. The LSTM: a memory with gates
#
# Lesson 13 had a remedy against vanishing that changed the product itself: a way around, $y = x + f(x)$. [Hochreiter and
# Schmidhuber (1997)](https://www.bioinf.jku.at/publications/older/2604.pdf) had the same idea for time, almost twenty years
# earlier. Beside $h$ there is a second state, the **cell** $c$, which is not computed anew at every step but *changed by addition*:
#
# $$c_t = f_t \odot c_{t-1} + i_t \odot g_t \qquad h_t = o_t \odot \tanh(c_t)$$
#
# $\odot$ multiplies element by element. What is to be written is $g_t$. The other three are **gates**, numbers between 0 (closed)
# and 1 (open), one for each element of the cell:
#
# - the **forget gate** $f_t$: how much of the old cell stays (Gers et al., 2000, added it);
# - the **input gate** $i_t$: how much of $g_t$ is written;
# - the **output gate** $o_t$: how much of the cell is shown outside, as $h_t$.
#
# All four are computed from the new character and the old $h$, each with weights of its own:
#
# $$i_t = \sigma(z^i_t) \quad f_t = \sigma(z^f_t) \quad g_t = \tanh(z^g_t) \quad o_t = \sigma(z^o_t) \qquad z_t = W x_t + U h_{t-1} + b$$
#
# where $\sigma$ is the sigmoid: here, as a gate, it has its place. The vector $z_t$ is four times as long as $h$, and
# $z^i_t$ to $z^o_t$ are its four quarters. This is a **long short-term memory**, an LSTM.
#
# ### Exercise 4: an LSTM cell
#
# `W` has the shape $(4n, n_\text{in})$, `U` $(4n, n)$ and `b` $(4n)$; the quarters are in the order i, f, g, o.
# Return the new `h` and the new `c`.

# %% [markdown] key="lstm" lang="zh"
# ## 5. LSTM：带门的记忆
#
# 第 13 课有一个对付消失的办法，改变了乘积本身：走一条近路，$y = x + f(x)$。[Hochreiter 和
# Schmidhuber（1997）](https://www.bioinf.jku.at/publications/older/2604.pdf)早了将近二十年，就把同样的想法用在时间上。
# 除了 $h$，再设一个状态，叫作**细胞状态** $c$，它不是每一步都重新算，而是*靠加法来改变*：
#
# $$c_t = f_t \odot c_{t-1} + i_t \odot g_t \qquad h_t = o_t \odot \tanh(c_t)$$
#
# $\odot$ 是逐元素相乘。要写入的内容是 $g_t$。其余三个是**门**，都是 0（关）到 1（开）之间的数，细胞状态的每个元素有自己的一个：
#
# - **遗忘门** $f_t$：旧的细胞状态留下多少（由 Gers 等人在 2000 年加上）；
# - **输入门** $i_t$：把 $g_t$ 写入多少；
# - **输出门** $o_t$：细胞状态有多少作为 $h_t$ 给外面看。
#
# 这四样都由新的字符和旧的 $h$ 算出，各有各的权重：
#
# $$i_t = \sigma(z^i_t) \quad f_t = \sigma(z^f_t) \quad g_t = \tanh(z^g_t) \quad o_t = \sigma(z^o_t) \qquad z_t = W x_t + U h_{t-1} + b$$
#
# 其中 $\sigma$ 是 sigmoid：用作门，正合适。向量 $z_t$ 的长度是 $h$ 的四倍，$z^i_t$ 到 $z^o_t$ 就是它的四段。
# 这叫作**长短期记忆**网络，简称 LSTM。
#
# ### 练习 4：LSTM 单元
#
# `W` 的形状是 $(4n, n_\text{in})$，`U` 是 $(4n, n)$，`b` 是 $(4n)$；四段的顺序是 i、f、g、o。返回新的 `h` 和新的 `c`。

# %% key="lstm-stub" exercise="16.lstm"
def lstm_step(x, h, c, W, U, b):
    ...

# %% key="lstm-check" check="16.lstm"
lab.check("16.lstm", lstm_step)

# %% [markdown] key="lstm-measure" lang="en"
# Along the cell the derivative of one step is simply the forget gate: $\frac{\partial c_t}{\partial c_{t-1}} = f_t$, plus what goes around
# through $h$. No weight matrix, no slope. Where the gate is open, the gradient passes whole.
#
# The same measurement with `nn.LSTMCell`, at its cells. At first the gates are half open, $\sigma(0) = 0.5$. So the second LSTM gets a
# bias of 4 at its forget gates: it begins by keeping everything, and has to learn to forget.

# %% [markdown] key="lstm-measure" lang="zh"
# 沿着细胞状态走一步，导数就是遗忘门：$\frac{\partial c_t}{\partial c_{t-1}} = f_t$，另外还有从 $h$ 绕过来的部分。没有权重矩阵，
# 也没有斜率。门开着，梯度就完整地通过。
#
# 用 `nn.LSTMCell` 做同样的测量，这次看细胞状态。一开始门是半开的，$\sigma(0) = 0.5$。
# 所以给第二个 LSTM 的遗忘门加上偏置 4：它一开始什么都留着，忘记是要学的。

# %% key="lstm-measure-code" tags=["nbval-ignore-output"]
def lstm_cell(forget_bias=0.0):
    torch.manual_seed(0)
    cell = nn.LSTMCell(32, 32)
    with torch.no_grad():
        cell.bias_hh[32:64] += forget_bias  #| en: the second quarter | zh: 第二段
    return cell

sizes["LSTM"] = back_in_time(lstm_cell())
sizes["LSTM, 4"] = back_in_time(lstm_cell(4.0))
for name, values in sizes.items():
    print(f"{name:9}", "  ".join(f"{values[n - 1].item():7.0e}" for n in (1, 5, 10, 20, 40, 59)))

# %% key="lstm-heat" tags=["translated-output", "nbval-ignore-output"]
lab.viz.curve(sizes, range(1, 60), log=True, x_axis="n")

# %% [markdown] key="lstm-read" lang="en"
# The curves show how large the gradient is $n$ steps back, on a logarithmic scale: a straight line is a factor that is the same at every step. Half open, an LSTM forgets too, only
# more slowly. With open gates nearly all of the gradient arrives, even from 59 characters back. The
# gates are computed, so the network itself decides, element by element and place by place, what to keep and what to drop.
#
# A younger and smaller sister is the **GRU** ([Cho et al., 2014](https://arxiv.org/abs/1406.1078)). It has no second
# state, and one gate $u_t$ for both keeping and writing: $h_t = u_t \odot h_{t-1} + (1 - u_t) \odot g_t$, where $g_t$ is
# computed from $x_t$ and a gated $h_{t-1}$. Three blocks of weights instead of four, and usually about as good:

# %% [markdown] key="lstm-read" lang="zh"
# 曲线画的是往回 $n$ 步时梯度的大小，用的是对数坐标：直线就表示每一步都乘上同一个倍数。门半开着，LSTM 也会忘，只是慢一些；
# 门开着，隔了 59 个字符，梯度也几乎全部到达。门是算出来的，所以保留什么、丢掉什么，由网络自己逐个元素、逐个位置地决定。
#
# 还有一个更年轻、更小的姐妹，叫作 **GRU**（[Cho 等，2014](https://arxiv.org/abs/1406.1078)）。它没有第二个状态，保留和写入共用一个门 $u_t$：
# $h_t = u_t \odot h_{t-1} + (1 - u_t) \odot g_t$，其中 $g_t$ 由 $x_t$ 和经过门的 $h_{t-1}$ 算出。权重是三块而不是四块，
# 效果通常差不多：

# %% key="parameters"
for layer in (nn.RNN(32, 128), nn.GRU(32, 128), nn.LSTM(32, 128)):
    print(type(layer).__name__, sum(p.numel() for p in layer.parameters()))

# %% [markdown] key="streams" lang="en"
# ## 6. A long text in batches
#
# The text has 54,000 characters. To read it in one piece and then walk back through all of it would take very long, for one single
# step of the optimizer. Two cuts make it practical.
#
# First, cut the text into $B = 16$ equal pieces and read them side by side: a batch. Then read $T = 32$ characters at a time.
# `x` and `y` have the shape (B, T), and `y` is `x` one character later: at every place the next one is to be guessed.

# %% [markdown] key="streams" lang="zh"
# ## 6. 把长文分成批次
#
# 文字有 54000 个字符。从头到尾读完，再一路往回走，要花很长时间，却只换来优化器的一步。要实用，得切两次。
#
# 先把文字切成 $B = 16$ 个等长的部分，并排着读，就是一个批次。再每次只读 $T = 32$ 个字符。`x` 和 `y` 的形状是（B，T），
# `y` 是往后移一个字符的 `x`：每个位置上要猜的都是下一个字符。

# %% key="streams-code"
def chunks(tokens, B=16, T=32):
    n = (len(tokens) - 1) // B
    x = tokens[: B * n].reshape(B, n)
    y = tokens[1 : B * n + 1].reshape(B, n)
    return [(x[:, i : i + T], y[:, i : i + T]) for i in range(0, n, T)]

for x, y in chunks(torch.arange(13), B=2, T=3):
    print(x.tolist(), y.tolist())

# %% [markdown] key="truncated" lang="en"
# See how each row goes on in the next chunk. So the state at the end of a chunk is the right beginning for the next one,
# and the memory reaches as far as the text. The *graph*, though, is to end with the chunk. Lesson 6 has the tool:
# `detach()` keeps the numbers and drops the history. This is **truncated** backpropagation through time: at most 32 steps
# back, whatever the length of the text.
#
# ### Exercise 5: keep the state, cut the graph
#
# `step(chunk, state)` reads a chunk, and returns the loss and the new state. Go through the `chunks` beginning with `state`;
# call `backward()` for each of them, so that the gradients add up, and return the last state.

# %% [markdown] key="truncated" lang="zh"
# 可以看到，每一行在下一段里接着往下读。所以一段末尾的状态，正是下一段应有的开头，记忆就能贯穿全文。*计算图*却要在这一段结束。
# 第 6 课有现成的工具：`detach()` 留下数，丢掉历史。这叫作**截断的**沿时间反向传播：不管文字多长，最多往回走 32 步。
#
# ### 练习 5：留下状态，剪断计算图
#
# `step(chunk, state)` 读一段，返回损失和新的状态。从 `state` 开始走遍 `chunks`，每一段都调用 `backward()`，让各段的梯度加在一起，
# 最后返回末尾的状态。

# %% key="truncated-stub" exercise="16.truncated"
def truncated(step, chunks, state):
    ...

# %% key="truncated-check" check="16.truncated"
lab.check("16.truncated", truncated)

# %% [markdown] key="train" lang="en"
# ## 7. It learns to read
#
# All parts together: embedding, a recurrent layer, and a linear layer that turns every state into scores of the next
# character. `nn.RNN` and `nn.LSTM` run the loop over the sequence themselves; with `batch_first=True` they take (B, T, n).
#
# First the plain recurrent network as a comparison, four epochs, without a panel.

# %% [markdown] key="train" lang="zh"
# ## 7. 学会读
#
# 把各部分装起来：嵌入表、一个循环层，再加一个线性层，把每个状态变成下一个字符的得分。`nn.RNN` 和 `nn.LSTM` 自己会沿序列循环；
# 写上 `batch_first=True`，它们接受的形状是 (B, T, n)。
#
# 先训练普通的循环网络作比较，四轮，不用面板。

# %% key="train-code" tags=["nbval-ignore-output"]
class CharModel(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.embedding = nn.Embedding(size, 32)
        self.recurrent = layer(32, 128, batch_first=True)
        self.output = nn.Linear(128, size)

    def forward(self, x, state=None):
        h, state = self.recurrent(self.embedding(x), state)
        return self.output(h), state

loss_fn = nn.CrossEntropyLoss()

def detached(state):
    return tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()

@torch.no_grad()
def val_loss(model):
    scores, _ = model(val_tokens[None, :-1])
    return loss_fn(scores[0], val_tokens[1:]).item()

def train(model, optimizer, panel=None):
    for epoch in range(4):
        state = None
        for x, y in panel(chunks(train_tokens)) if panel else chunks(train_tokens):
            optimizer.zero_grad()
            scores, state = model(x, state)
            loss_fn(scores.flatten(0, 1), y.flatten()).backward()
            state = detached(state)
            nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
        if panel:
            panel.log(val_loss=val_loss(model))

torch.manual_seed(0)
model = CharModel(nn.RNN)
train(model, torch.optim.AdamW(model.parameters(), lr=6e-3))
results["RNN"] = math.exp(val_loss(model))
print(f"{results['RNN']:.1f}")

# %% [markdown] key="train-lstm" lang="en"
# Now the LSTM, and we watch. Choose `p` in the panel: it shows what the network expects, on a line of the validation set. Each row is a character
# that it has just read, each column one of the twelve most frequent characters; dark means likely.
# (`␣` is a blank, `⏎` a new line.) At the beginning all rows are alike. Then they change: first by the character read, as the table of pairs
# does, later by what stood before it.

# %% [markdown] key="train-lstm" lang="zh"
# 现在轮到 LSTM，我们看着它学。在面板里选 `p`，看它读验证集中的一段时在等什么：每一行是它刚读到的一个字符；
# 每一列是最常见的十二个字符之一，颜色越深越可能。（`␣` 是空格，`⏎` 是换行。）刚开始各行都一样；
# 后来随读到的字符而变，像相邻字符的表那样；再后来，还随更早的内容而变。

# %% key="train-lstm-code" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(0)
model = CharModel(nn.LSTM)
optimizer = torch.optim.AdamW(model.parameters(), lr=6e-3)
panel = lab.viz.live(model, optimizer, every=10, title="LSTM")

def seen(tokens):
    return [{" ": "␣", "\n": "⏎"}.get(c, c) for c in vocab.lookup_tokens(tokens)]

def expected():
    scores, _ = model(val_tokens[None, :30])
    p = scores[0].softmax(dim=1)
    return lab.viz.heat(p[:, 1:13], rows=seen(val_tokens[:30]), columns=seen(range(1, 13)))

panel.show("p", expected)
train(model, optimizer, panel)

results["LSTM"] = math.exp(val_loss(model))
for name, ppl in results.items():
    print(f"{name:8} {ppl:6.1f}")

# %% [markdown] key="train-read" lang="en"
# On text it has never seen, the LSTM hesitates among six or seven characters, where the table of pairs hesitates among 14; the
# plain recurrent network is in between, nearer to the LSTM. Both have an advantage over any table: they get better
# with more text and more time. Four epochs took seconds.
#
# Compare perplexities only for the same text and the same vocabulary. In the Chinese version of this lesson all are
# larger, as a Chinese character says more than a letter.
#
# ## 8. It writes
#
# A model that guesses the next character can also write: draw one as its probabilities say, feed it back, draw the next. To
# always take the likeliest would be dull; it soon goes in circles. To draw just as the probabilities say makes every now and
# then a wild choice. The **temperature** $\tau$ lets you choose in between:
#
# $$p_k = \frac{e^{s_k / \tau}}{\sum_j e^{s_j / \tau}}$$
#
# with $s_k$ the score of character $k$. For $\tau = 1$ it is the softmax you know. A small $\tau$ enlarges the differences
# (cold: always the same), a large one evens them out (hot: anything goes).
#
# ### Exercise 6: draw with a temperature
#
# `scores` has the shape (B, size). Draw one character for each row and return their numbers, shape (B).

# %% [markdown] key="train-read" lang="zh"
# 在从没见过的文字上，LSTM 的犹豫相当于在二十几个字符里选，而相邻字符的表要在三四十个里选；普通的循环网络介于两者之间，离 LSTM 近一些。
# 它们还有表格没有的长处：文字越多、时间越长，就越好。这四轮不过花了几秒钟。
#
# 困惑度只能在同样的文字、同样的词表上比较。这一课的英文版里，数字都要小一些：一个汉字比一个字母说得多，也就更难猜。
#
# ## 8. 让它自己写
#
# 会猜下一个字符的模型，也就会写：按它给的概率抽一个，再喂给它，再抽下一个。要是总取最可能的那个，写出来很乏味，
# 不久就开始兜圈子；要是完全照概率抽，隔一会儿就会冒出一个离谱的字符。**温度** $\tau$ 让你在两者之间选择：
#
# $$p_k = \frac{e^{s_k / \tau}}{\sum_j e^{s_j / \tau}}$$
#
# 其中 $s_k$ 是字符 $k$ 的得分。$\tau = 1$ 就是熟悉的 softmax。$\tau$ 小，差别就放大（冷：总是那一个）；大了，差别就抹平（热：什么都可能）。
#
# ### 练习 6：按温度抽取
#
# `scores` 的形状是（B，size）。每一行抽一个字符，返回它们的编号，形状是（B）。

# %% key="sample-stub" exercise="16.sample"
def sample(scores, temperature):
    ...

# %% key="sample-check" check="16.sample"
lab.check("16.sample", sample)

# %% key="write" tags=["nbval-ignore-output"]
@torch.no_grad()
def write(model, start, temperature, length=200):
    text, state = start, None
    x = torch.tensor([vocab(list(start))])
    for _ in range(length):
        scores, state = model(x, state)
        scores[:, :, 0] = -math.inf  #| en: never the stand-in for rare characters | zh: 不要代表少见字符的那个方框
        p = torch.softmax(scores[:, -1] / temperature, dim=1)
        x = torch.multinomial(p, 1)
        text += vocab.lookup_token(x.item())
    return text

torch.manual_seed(0)
for temperature in (0.2, 0.7, 1.0, 2.0):
    print(f"--- {temperature}")
    print(write(model, "\n\n", temperature).strip())

# %% [markdown] key="write-read" lang="en"
# The cold one repeats itself, the hot one stammers. In between it has found words, blanks, paragraphs,
# pieces of formulas: no sense, but the look of this course. Nobody told it what a word is.
#
# What does it still lack? All that was read must fit into 128 numbers, and everything has to wait its turn: place 32
# cannot be computed before place 31. Lesson 17 takes another way: keep all characters, and look back at those that matter.

# %% [markdown] key="write-read" lang="zh"
# 温度低的翻来覆去，温度高的语无伦次。中间的那些已经有了词语、标点、段落、公式的片段：没有意思，却有这门课的样子。
# 没有人告诉过它什么是词。
#
# 它还缺什么？读过的一切都得塞进 128 个数；而且样样要排队：第 31 个位置没算完，第 32 个就不能算。第 17 课换一条路：
# 把所有字符都留着，回头看其中要紧的那些。

# %% [markdown] key="summary" lang="en"
# ## Summary
#
# - A language model gives probabilities for what comes next; perplexity says among how many it hesitates. Build the table
#   of counts first: what does not beat it is worth nothing.
# - A recurrent network reads one place after the other with the same weights and keeps a state. Unrolled, it is a deep network.
# - Back through time the same matrix is multiplied again and again: the gradient vanishes or explodes. Clipping helps against the
#   second, gates against the first.
# - In an LSTM the cell is changed by addition, and the forget gate is the derivative. Open gates remember.
# - For long texts: hand on the state, `detach()` it, go back a bounded number of steps.
#
# What you have done so far:

# %% [markdown] key="summary" lang="zh"
# ## 小结
#
# - 语言模型给出下一个字符的概率；困惑度说的是它在几个字符之间犹豫。先把计数的表做出来：连它都胜不过的模型，没有价值。
# - 循环网络用同样的权重一个位置接一个位置地读，并保留一个状态。展开之后，它是一个很深的网络。
# - 沿时间往回走，同一个矩阵一乘再乘，梯度不是消失就是爆炸。裁剪对付后者，门对付前者。
# - 在 LSTM 里，细胞状态靠加法来改变，导数就是遗忘门。门开着，就记得住。
# - 文字很长时：状态接着传，用 `detach()` 剪断，往回走的步数有限。
#
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Put `nn.GRU` in the place of the LSTM. Which is better here? Which is faster?
# - Train an LSTM whose state begins at zero in every chunk (`state = None`). How much does the memory across chunks
#   bring? And with T = 8?
# - Read `lab.text.corpus("zh")` and `lab.text.corpus("en")` mixed, half of each. Does one network learn both languages? In
#   which does it go on when you begin a sentence?
# - Lift the limit of `max_tokens`, or train for ten epochs. Does the validation loss keep falling? (Lesson 14 knows what to do.)
#
# ## Sources
#
# - J. Elman, Finding structure in time, 1990: the recurrent network of section 3.
# - R. Pascanu, T. Mikolov, Y. Bengio, [On the difficulty of training recurrent neural
#   networks](https://arxiv.org/abs/1211.5063), 2013: sections 4 and 7.
# - S. Hochreiter, J. Schmidhuber, Long short-term memory, 1997; F. Gers, J. Schmidhuber, F. Cummins, Learning to forget, 2000.
# - K. Cho et al., 2014: the GRU.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 把 LSTM 换成 `nn.GRU`。在这里哪个更好？哪个更快？
# - 训练一个 LSTM，每一段都从零状态开始（`state = None`）。跨段的记忆带来多少好处？T = 8 时呢？
# - 把 `lab.text.corpus("zh")` 和 `lab.text.corpus("en")` 各取一半混在一起。一个网络学得会两种语言吗？
#   你开个头，它会用哪种语言接下去？
# - 去掉 `max_tokens` 的限制，或者训练十轮。验证损失会一直下降吗？（该怎么办，第 14 课有讲。）
#
# ## 参考文献
#
# - J. Elman，Finding structure in time，1990：第 3 节的循环网络。
# - R. Pascanu、T. Mikolov、Y. Bengio，[On the difficulty of training recurrent neural
#   networks](https://arxiv.org/abs/1211.5063)，2013：第 4 节和第 7 节。
# - S. Hochreiter、J. Schmidhuber，Long short-term memory，1997；F. Gers、J. Schmidhuber、F. Cummins，Learning to forget，2000。
# - K. Cho 等，2014：GRU。
