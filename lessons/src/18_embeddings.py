# Lesson 18. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 18
# minutes: 60
# needs: 09, 11, 12

# %% [markdown] key="title" lang="en"
# # Embeddings: how does a number stand for a word?
#
# Pixels are numbers already. Words are not. Before a network can read "gradient", somebody has to say which numbers
# it gets to see, and the whole of its success depends on the choice. In this lesson you find numbers that carry
# meaning, not by looking them up in a dictionary, but by learning them from nothing else than text: the text of this
# course. At the end the vectors will have translated from English to Chinese, although nobody told them a single pair
# of words.
#
# You need lessons 1 to 6, 9, 11 and 12. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 词嵌入：怎样用数来表示一个词？
#
# 像素本来就是数，词却不是。网络要读“梯度”这个词，得先有人决定给它看哪些数，而成败全在这个选择上。这一课里，
# 你会找到带有意义的数：不是从词典里查来的，而是只靠文本学出来的，用的就是这门课自己的文字。到最后，
# 这些向量竟能把英文译成中文，尽管从来没有人告诉过它们哪怕一对词。
#
# 需要先学第 1 到第 6 课、第 9 课、第 11 课和第 12 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import re

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("18", lang="{{lang}}")

# %% [markdown] key="number" lang="en"
# ## 1. A number, and why one is not enough
#
# The first step is easy. List all words, and let each have its place in the list as a number. Such a list is called a
# **vocabulary**.

# %% [markdown] key="number" lang="zh"
# ## 1. 编号，以及为什么一个数不够
#
# 第一步很容易：列出所有的词，每个词的编号就是它在列表里的位置。这样的列表叫作**词表**。

# %% key="number-code"
sentence = "the slope of the loss is the gradient of the loss".split()
vocab = lab.text.build_vocab_from_iterator([sentence])
ids = torch.tensor(vocab(sentence))

print(list(vocab))
print(ids.tolist())

# %% [markdown] key="one-hot" lang="en"
# These are numbers, but not quantities. `gradient` has the number 3 and `slope` the number 5; that does not make one
# of them larger, nor is the word in between, `is`, their mean. A linear layer would compute with them as if it were
# so.
#
# Lesson 9 met the same trouble with classes, and its answer helps here too: **one-hot** vectors. A word becomes a row
# of zeros, as long as the vocabulary, with a single 1 at its place. Now no word is larger than another. But look at
# the distances between them:

# %% [markdown] key="one-hot" lang="zh"
# 这些是数，却不是量。`gradient`的编号是 3，`slope`是 5，这并不说明谁比谁大，编号在中间的`is`也不是它们的平均值。
# 可是线性层就会当真这样去算。
#
# 第 9 课的类别遇到过同样的麻烦，那里的办法这里也能用：**独热**向量。一个词变成一行零，长度等于词表的大小，
# 只在它自己的位置上是 1。这样就没有哪个词更大了。不过，看看它们两两之间的距离：

# %% key="one-hot-code"
one_hot = nn.functional.one_hot(torch.arange(len(vocab)), len(vocab)).float()
print(one_hot[vocab["loss"]])
print(torch.cdist(one_hot, one_hot)[:3])

# %% [markdown] key="table" lang="en"
# Each word is equally far from each other, $\sqrt 2$. `gradient` is as different from `slope` as from `is`. Whatever
# a network learns about one word, it has learned nothing about any other. And for a real vocabulary the rows would be
# tens of thousands of numbers long.
#
# ## 2. A table of vectors
#
# So let each word have a few numbers that are not fixed beforehand, say 4, and learn them. All of them together are a
# matrix $E$ of shape (words, 4), one row for each word. What happens to a one-hot vector in a linear layer with such
# a matrix? In the product
#
# $$(x E)_d = \sum_{w} x_w E_{wd}$$
#
# $w$ runs over the words, $d$ over the 4 numbers, and $x_w$ is 0 for all words but one. One summand is left: the row
# of $E$ that belongs to the word. Multiplying by $E$ *is* looking up in a table.
#
# ### Exercise 1: looking up is multiplying
#
# `ids` are N numbers of words, `table` has the shape (words, D). Return two things: the one-hot matrix of shape (N,
# words), and its product with the table.

# %% [markdown] key="table" lang="zh"
# 任意两个词之间的距离都是 $\sqrt 2$。`gradient`与`slope`的差别，同它与`is`的差别一样大。
# 网络对一个词学到了什么，对别的词毫无帮助。而且真正的词表会让每一行长达几万个数。
#
# ## 2. 一张向量的表
#
# 那么就给每个词几个数，比如 4 个，事先不固定，让它们去学。所有这些数合起来是一个形状为（词数，4）的矩阵 $E$，
# 每个词一行。独热向量经过以它为权重的线性层，会怎么样？在乘积
#
# $$(x E)_d = \sum_{w} x_w E_{wd}$$
#
# 里，$w$ 遍历所有的词，$d$ 遍历那 4 个数，而 $x_w$ 除了一个词之外全是 0。最后只剩下一项：$E$ 中属于这个词的那一行。
# 乘以 $E$，*就是*查表。
#
# ### 练习 1：查表就是相乘
#
# `ids` 是 N 个词的编号，`table` 的形状是（词数，D）。返回两样东西：形状为（N，词数）的独热矩阵，以及它与这张表的乘积。

# %% key="lookup-stub" exercise="18.lookup"
def look_up(ids, table):
    ...

# %% key="lookup-check" check="18.lookup"
lab.check("18.lookup", look_up)

# %% [markdown] key="embedding" lang="en"
# Nobody really multiplies by zeros, of course. `nn.Embedding` holds the table as its parameter `weight` and takes the
# rows out directly. The rows are called **embeddings** (or **word vectors**): the words have been embedded in a space
# of D dimensions.

# %% [markdown] key="embedding" lang="zh"
# 当然，谁也不会真的去乘那些零。`nn.Embedding` 把这张表存为参数 `weight`，直接取出其中的行。这些行叫作**词嵌入**，
# 也叫**词向量**：词被“嵌入”到了一个 D 维的空间里。

# %% key="embedding-code"
torch.manual_seed(0)
embedding = nn.Embedding(len(vocab), 4)
print(embedding(ids).shape)
print(torch.equal(embedding(ids), embedding.weight[ids]))

# %% [markdown] key="table-gradient" lang="en"
# How does the table learn? Only the rows that were taken out had a part in the result, so only they get a gradient.
# And a word that stands in the text three times gets three gradients. What is to be done with them you know from
# lesson 5, where a value was used more than once.
#
# ### Exercise 2: the gradient of the table
#
# Forward is `table[ids]`, with `ids` of shape (N,). `gy`, of shape (N, D), is the gradient of the result. Return the
# gradient of the table.

# %% [markdown] key="table-gradient" lang="zh"
# 这张表怎样学习？只有被取出的行参与了结果，所以只有它们得到梯度。而一个词在文中出现三次，就会得到三份梯度。
# 该拿它们怎么办，你在第 5 课就知道了：那里有被用了不止一次的值。
#
# ### 练习 2：表的梯度
#
# 前向是 `table[ids]`，`ids` 的形状是（N，）。`gy` 的形状是（N，D），是结果的梯度。返回表的梯度。

# %% key="gradient-stub" exercise="18.gradient"
def table_gradient(gy, table, ids):
    ...

# %% key="gradient-check" check="18.gradient"
lab.check("18.gradient", table_gradient)

# %% [markdown] key="sparse" lang="en"
# Seen from outside: the words of `the loss of the slope`, with a gradient of 1 for each number of the result. One row
# for each word of the vocabulary.

# %% [markdown] key="sparse" lang="zh"
# 从外面看是这样：取出`the loss of the slope`里的词，结果中每个数的梯度都是 1。词表里每个词占一行。

# %% key="sparse-code" tags=["translated-output"]
embedding(torch.tensor(vocab("the loss of the slope".split()))).sum().backward()
lab.viz.heat(embedding.weight.grad, rows=list(vocab))

# %% [markdown] key="company" lang="en"
# `the` occurred twice and has 2 everywhere, and `gradient` and `is` did not occur: zeros. With a vocabulary of 50,000
# words, almost all rows of the gradient are zero in each step. (PyTorch has `nn.Embedding(..., sparse=True)` for this
# case, which keeps only the rows that are not.)
#
# ## 3. A word is known by the company it keeps
#
# Now the numbers may be learned. But from what? Someone who has never heard the word "tezgüino" and reads "a bottle
# of tezgüino stands on the table" and "too much tezgüino makes you drunk" knows quite well what it is. The words
# around it said so. "You shall know a word by the company it keeps", wrote the linguist Firth (1957). The task that
# follows: **from a word, predict the words around it.** Words that appear in the same company then need similar
# vectors.
#
# Our text is this course, lessons 1 to 13, in both languages. `lab.text.corpus` returns it, and each lesson begins
# with a line that starts with `# `. We take it paragraph by paragraph, without formulas and code. Paragraph number
# $i$ in English and number $i$ in Chinese say the same; for the time being that does not matter.

# %% [markdown] key="company" lang="zh"
# `the`出现了两次，所以全是 2；`gradient`和`is`没有出现，所以全是零。词表如果有 50000 个词，每一步里梯度的绝大多数行都是零。
# （为此 PyTorch 有 `nn.Embedding(..., sparse=True)`，只保存不为零的那些行。）
#
# ## 3. 看它和什么词在一起
#
# 现在，这些数可以学了。可是，从什么里面学？假如一个人从没听过“格瓦斯”这个词，却读到“桌上放着一瓶格瓦斯”和
# “夏天来一杯冰镇格瓦斯，真解渴”，他就大致知道那是什么了，是周围的词告诉他的。语言学家 Firth（1957）说：
# “要了解一个词，看它和什么词结伴。”由此得到一个任务：**由一个词，预测它周围的词**。
# 经常和同样的词结伴的词，就必须有相似的向量。
#
# 我们的文本就是这门课，第 1 到第 13 课，两种语言都用。`lab.text.corpus` 返回全文，每一课的开头是以 `# ` 起头的一行。
# 我们一段一段地取，去掉公式和代码。英文的第 $i$ 段与中文的第 $i$ 段说的是同一件事；这一点暂时还用不上。

# %% key="corpus-code" tags=["nbval-ignore-output", "both-languages"]
def paragraphs(language):
    lessons = re.split(r"(?m)^# ", lab.text.corpus(language))[1:14]
    code = r"(?s)\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)"
    return [
        (number, re.sub(code, " ", text).lower())
        for number, lesson in enumerate(lessons)
        for text in lesson.strip().split("\n\n")
    ]

english, chinese = paragraphs("en"), paragraphs("zh")
print(len(english), len(chinese))
print(english[10][1])
print(chinese[10][1])

# %% [markdown] key="words" lang="en" tags=["both-languages"]
# English words stand between blanks. Chinese has none: where does a word end? Whoever wants words needs a
# **tokenizer**. One could take single characters, but 梯 alone is a ladder and 度 a degree; only 梯度 is a gradient. So
# we let the text itself say what belongs together. **Byte-pair encoding** starts with single characters (in fact with
# their bytes) and joins the most frequent pair of neighbours to one piece, over and over. What is often written
# together becomes a piece. Most of the pieces are words, some are parts of words or two words grown together.
#
# Pieces of one character are mostly grammar, and we leave them out. Then come all words and pieces that occur at
# least five times, both languages in one vocabulary.

# %% [markdown] key="words" lang="zh"
# 英文的词之间有空格。中文没有：一个词到哪里为止？要得到词，就需要**分词器**。也可以直接用单个的字，
# 但“梯”是梯子，“度”是程度，合起来的“梯度”才是我们要的。所以让文本自己说哪些字该在一起。
# **字节对编码**（byte-pair encoding，BPE）从单个的字（确切地说，是字的字节）开始，
# 把最常相邻的一对合并成一个片段，反复进行。经常写在一起的，就成了一个片段。这些片段大多是词，也有些是词的一部分，
# 或者是两个词连在了一起。
#
# 只有一个字的片段多半是虚词，我们不要；“的”字出现得太多，就当作空格。然后取所有至少出现五次的词和片段，
# 两种语言放进同一张词表。

# %% key="words-code" tags=["nbval-ignore-output", "both-languages"]
han = [" ".join(re.findall("[一-龥]+", text.replace("的", " "))) for _, text in chinese]  #| en: Chinese characters only | zh: 只留汉字
tokenizer = lab.text.BPE.train(han, 1600)

def pieces(text):
    found = [tokenizer.decode([i]).strip() for i in tokenizer.encode(text)]
    return [piece for piece in found if re.fullmatch("[一-龥]{2,}", piece)]

words_en = [re.findall("[a-z]{2,}", text) for _, text in english]
words_zh = [pieces(text) for text in han]
vocab = lab.text.build_vocab_from_iterator(words_en + words_zh, min_freq=5)
texts = [vocab([word for word in words if word in vocab]) for words in words_en + words_zh]

print(words_zh[10])
print(len(vocab), sum(map(len, texts)))

# %% [markdown] key="cosine" lang="en"
# Not quite 1,000 words, and a text of some 24,000. That is tiny: word vectors are usually learned from billions of
# words. We shall see how far it goes.
#
# ## 4. How similar are two vectors?
#
# We shall want to ask for a word's neighbours. The distance is not a good measure: vectors of frequent words tend to
# become longer, and length should not count. What counts is the direction, so take the **cosine** of the angle
# between two vectors $a$ and $b$:
#
# $$\cos(a, b) = \frac{\sum_d a_d b_d}{\sqrt{\sum_d a_d^2} \, \sqrt{\sum_d b_d^2}}$$
#
# It is 1 if both point the same way, 0 if they are at right angles, and $-1$ if they are opposite.
#
# ### Exercise 3: the nearest
#
# `vectors` has the shape (words, D). Return the numbers of the `k` words whose vectors have the largest cosine with
# that of word number `index`, the best first, and without the word itself.

# %% [markdown] key="cosine" lang="zh"
# 不到 1000 个词，全文约 24000 个词。这非常小：词向量通常要从几十亿个词里学。看看能走多远吧。
#
# ## 4. 两个向量有多相似？
#
# 我们会想知道一个词的“邻居”是谁。距离不是好的量度：常用词的向量往往更长，而长度不应当算数。算数的是方向，
# 所以取两个向量 $a$、$b$ 夹角的**余弦**：
#
# $$\cos(a, b) = \frac{\sum_d a_d b_d}{\sqrt{\sum_d a_d^2} \, \sqrt{\sum_d b_d^2}}$$
#
# 方向相同时是 1，互相垂直时是 0，方向相反时是 $-1$。
#
# ### 练习 3：最近的邻居
#
# `vectors` 的形状是（词数，D）。找出与编号为 `index` 的词余弦最大的 `k` 个词，返回它们的编号，最大的在前，不包括这个词自己。

# %% key="nearest-stub" exercise="18.nearest"
def nearest(vectors, index, k):
    ...

# %% key="nearest-check" check="18.nearest"
lab.check("18.nearest", nearest)

# %% key="neighbours-code"
def cosines(vectors):
    vectors = nn.functional.normalize(vectors.detach(), dim=1)
    return vectors @ vectors.T

def neighbours(vectors, words, k=5):
    closest = cosines(vectors)
    for word in words.split():
        found = closest[vocab[word]].topk(k + 1).indices[1:]
        print(f"{word}: {', '.join(vocab.lookup_tokens(found.tolist()))}")

# %% [markdown] key="skip-gram" lang="en"
# ## 5. Skip-gram: predict the company
#
# Go through the text, word by word. The word where we stand is the **centre**, and those at most `window` places to
# its left and right are its **context**. Each pair of a centre and a word of its context is an example to learn from.
# This is the **skip-gram** model of [Mikolov et al. (2013)](https://arxiv.org/abs/1301.3781), known as word2vec.
#
# ### Exercise 4: pairs
#
# `ids` is a list of numbers of words. Return the list of all pairs (centre, context): centres from left to right, and
# for each its context from left to right.

# %% [markdown] key="skip-gram" lang="zh"
# ## 5. 跳字模型：预测周围的词
#
# 一个词一个词地走过文本。当前的词叫**中心词**，它左右各不超过 `window` 个位置之内的词叫**上下文**。
# 每一对“中心词与上下文中的一个词”，都是一个可以学习的例子。这就是
# [Mikolov 等（2013）](https://arxiv.org/abs/1301.3781)的**跳字模型**（skip-gram），也就是常说的 word2vec。
#
# ### 练习 4：词对
#
# `ids` 是词的编号的列表。返回所有的（中心词，上下文词）对组成的列表：中心词从左到右，每个中心词的上下文也从左到右。

# %% key="pairs-stub" exercise="18.pairs"
def pairs_of(ids, window):
    ...

# %% key="pairs-check" check="18.pairs"
lab.check("18.pairs", pairs_of)

# %% [markdown] key="softmax" lang="en"
# To predict a word means to choose among all of them: a classification with as many classes as there are words. A
# word gets two vectors, $u_w$ for when it is the centre and $v_w$ for when it is context; the score of context $o$
# with centre $c$ is the dot product $u_c \cdot v_o$, and softmax makes it a probability:
#
# $$p(o \mid c) = \frac{e^{u_c \cdot v_o}}{\sum_w e^{u_c \cdot v_w}}$$
#
# The sum in the denominator goes over the whole vocabulary, for each pair anew. With 100,000 words that is hopeless.
# [The way out](https://arxiv.org/abs/1310.4546) is to ask an easier question: not *which* word stood here, but *did
# this pair really occur, or was it made up?* Yes or no, as in lesson 9, needs a single score and the sigmoid
# $\sigma$. For each real pair we make up $k$ others, by drawing $k$ words $n_1, \dots, n_k$ at random in place of
# $o$. This is **negative sampling**, with the loss
#
# $$L = -\log \sigma(u_c \cdot v_o) - \sum_{i=1}^{k} \log \sigma(-u_c \cdot v_{n_i})$$
#
# ($\sigma(-z) = 1 - \sigma(z)$ is the probability of "no".) The first term pulls the vectors of the pair together;
# the others push the random words away. Without them there would be a simple answer to everything: make all vectors
# equal, and very long.
#
# ### Exercise 5: negative sampling
#
# `centre` and `context` have the shape (N, D), `noise` has the shape (N, k, D): all are vectors, already looked up.
# Return the mean of the loss over the N pairs. It should stand large scores, too (lesson 9).

# %% [markdown] key="softmax" lang="zh"
# 预测一个词，就是在所有的词里选一个：这是分类，类别和词一样多。每个词有两个向量，当中心词时用 $u_w$，
# 当上下文词时用 $v_w$；上下文词 $o$ 对中心词 $c$ 的得分是内积 $u_c \cdot v_o$，再由 softmax 变成概率：
#
# $$p(o \mid c) = \frac{e^{u_c \cdot v_o}}{\sum_w e^{u_c \cdot v_w}}$$
#
# 分母里的和要遍历整个词表，每一对词都要重算一遍。如果有 100000 个词，那就没有指望了。
# [出路](https://arxiv.org/abs/1310.4546)是换一个容易的问题：不问这里出现的是*哪个*词，而问
# *这一对词是真的出现过，还是编出来的？*回答是或否，和第 9 课一样，只需要一个得分和 sigmoid 函数 $\sigma$。
# 对每一对真的，我们再编出 $k$ 对假的，办法是随机抽取 $k$ 个词 $n_1, \dots, n_k$ 来代替 $o$。这就是**负采样**，它的损失是
#
# $$L = -\log \sigma(u_c \cdot v_o) - \sum_{i=1}^{k} \log \sigma(-u_c \cdot v_{n_i})$$
#
# （$\sigma(-z) = 1 - \sigma(z)$，是“否”的概率。）第一项把真的一对词的向量拉近，后面各项把随机的词推开。要是没有后面这些，
# 就有一个可以应付一切的答案：让所有向量都相等，而且非常长。
#
# ### 练习 5：负采样
#
# `centre` 和 `context` 的形状是（N，D），`noise` 的形状是（N，k，D）：它们都是已经查好的向量。返回损失对 N 对词的平均值。
# 得分很大的时候也要经得住（第 9 课）。

# %% key="negative-stub" exercise="18.negative"
def negative_sampling(centre, context, noise):
    ...

# %% key="negative-check" check="18.negative"
lab.check("18.negative", negative_sampling)

# %% [markdown] key="train" lang="en"
# Two more tricks from the same paper. The random words are drawn with a probability proportional to $f_w^{0.75}$,
# where $f_w$ is the frequency of word $w$ in the text; the exponent gives rare words a little more. And `the` stands
# beside everything and says nothing, so frequent words are skipped at random: a word is kept with the probability
# $\sqrt{t / f_w}$, here with $t = 0.001$.
#
# While the model trains, look at the card **cosine**: it has the cosines of 18 words, three groups of three in each
# language. At first all are random.

# %% [markdown] key="train" lang="zh"
# 同一篇论文里还有两个技巧。抽随机词时，概率与 $f_w^{0.75}$ 成正比，$f_w$ 是词 $w$ 在文中出现的频率；
# 这个指数让少见的词多得到一点机会。另外，`the`这样的词和什么都挨着，等于什么也没说，所以要随机跳过常见的词：
# 一个词以 $\sqrt{t / f_w}$ 的概率留下，这里 $t = 0.001$。
#
# 训练的时候，请看 **cosine** 这张卡片：那是 18 个词两两之间的余弦，每种语言三组，每组三个词。一开始全是随机的。

# %% key="model"
class SkipGram(nn.Module):
    def __init__(self, words, size):
        super().__init__()
        self.centre = nn.Embedding(words, size)
        self.context = nn.Embedding(words, size)
        nn.init.normal_(self.centre.weight, std=0.1)
        nn.init.zeros_(self.context.weight)

    def forward(self, centre, context, noise):
        u, v, n = self.centre(centre), self.context(context), self.context(noise)
        real = (u * v).sum(dim=1)
        made_up = (n @ u.unsqueeze(2)).squeeze(2)  #| en: (N, k): one score for each random word | zh: (N, k)：每个随机词一个得分
        return -(nn.functional.logsigmoid(real) + nn.functional.logsigmoid(-made_up).sum(dim=1)).mean()

def window_pairs(ids, window=5):
    places = [(i, j) for i in range(len(ids)) for j in range(max(0, i - window), min(len(ids), i + window + 1))]
    return [(ids[i], ids[j]) for i, j in places if i != j]

torch.manual_seed(0)
frequency = torch.bincount(torch.tensor([i for text in texts for i in text]), minlength=len(vocab)).float()
frequency = frequency / frequency.sum()
keep = (0.001 / frequency).sqrt().tolist()
kept = [[i for i, chance in zip(text, torch.rand(len(text)).tolist(), strict=True) if chance < keep[i]] for text in texts]
pairs = torch.tensor([pair for text in kept for pair in window_pairs(text)])

# %% key="train-code" tags=["nbval-ignore-output", "translated-output", "both-languages"]
groups = "tensor array dtype  derivative local path  training validation test".split()
groups += "张量 数组 内存  像素 图像 数字  概率 得分 类别".split()
rows = torch.tensor(vocab(groups))

model = SkipGram(len(vocab), 32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
panel = lab.viz.live(model, optimizer, title="skip-gram")
panel.show("cosine", lambda: lab.viz.heat(cosines(model.centre.weight[rows]), rows=groups, columns=groups))

for epoch in range(5):
    for batch in panel(torch.randperm(len(pairs)).split(512)):
        centre, context = pairs[batch].T
        noise = torch.multinomial(frequency**0.75, len(batch) * 5, replacement=True).reshape(-1, 5)
        optimizer.zero_grad()
        loss = model(centre, context, noise)
        loss.backward()
        optimizer.step()

# %% [markdown] key="blocks" lang="en"
# Along the diagonal blocks have appeared. Nobody told the model that the words for validation and for test have to do
# with each other, or what a word is at all; it has seen numbers in the neighbourhood of numbers. Between the two
# languages, in the corners, there is nothing of the kind: English and Chinese words never meet in a window.
#
# Ask for some neighbours:

# %% [markdown] key="blocks" lang="zh"
# 沿着对角线，出现了一块一块的区域。没有人告诉模型“像素”和“图像”有关系，它甚至不知道什么是词；
# 它只看到过一些编号挨着另一些编号。而在两种语言之间，也就是左下和右上，没有这样的区域：英文词和中文词从来不会出现在同一个窗口里。
#
# 问几个词的邻居：

# %% key="blocks-code" tags=["nbval-ignore-output", "both-languages"]
vectors = model.centre.weight.detach()
neighbours(vectors, "tensor derivative training layer 内存 图像 概率 神经元")

# %% [markdown] key="honest" lang="en"
# Some of it is striking, some is chance: 24,000 words are few. Note also what kind of nearness this is. `validation`
# is near to `training` because one speaks of both in one breath. The vectors know what belongs together, not what means the
# same.
#
# A measure that needs no goodwill: many words occur in the singular and the plural, `layer` and `layers`. They mean
# the same, yet the model knows nothing of letters. In how many such pairs is the plural among the ten nearest of the
# singular? By chance it would be one in a hundred.

# %% [markdown] key="honest" lang="zh"
# 有些结果令人惊讶，有些只是碰巧：24000 个词毕竟太少。还要注意这是哪一种“近”。`validation`（验证）离`training`（训练）近，
# 是因为说到一个，总要说到另一个。向量知道的是什么和什么在一起，而不是什么和什么同义。
#
# 换一个不靠印象的量度：许多英文词既有单数也有复数，比如`layer`和`layers`。它们意思一样，模型却完全不知道字母。
# 在多少对这样的词里，复数属于单数的十个最近的邻居？碰巧的话，只有百分之一。

# %% key="plural" tags=["nbval-ignore-output"]
def plurals(vectors):
    closest = cosines(vectors)
    both = [(vocab[word], vocab[word + "s"]) for word in vocab if len(word) > 2 and word + "s" in vocab]
    ranks = [(closest[one] > closest[one, many]).sum().item() for one, many in both]
    print(f"{sum(rank <= 10 for rank in ranks)} / {len(ranks)}")

plurals(vectors)

# %% [markdown] key="pca" lang="en"
# ### A map
#
# 32 dimensions cannot be drawn. We look for the plane on which the vectors are spread most, and look at their shadows
# on it. That is **principal component analysis**, PCA: subtract the mean vector, then take the singular value
# decomposition (SVD) $X = U S V^{\mathsf T}$ of the matrix with one vector a row. It sorts the directions of space by
# how far the data are spread along them, which the numbers in the diagonal matrix $S$ say. The first two columns of
# $U S$ are the coordinates in the two widest directions.
#
# Point at the dots. The words of a colour are those of one group above; the first colour has the neighbours that each
# of them has.

# %% [markdown] key="pca" lang="zh"
# ### 一张地图
#
# 32 维画不出来。我们找一个平面，让这些向量在上面散得最开，再看它们在这个平面上的影子。这就是**主成分分析**（PCA）：
# 减去平均向量，再对每行一个向量的矩阵做奇异值分解（SVD）：$X = U S V^{\mathsf T}$。它把空间的各个方向按数据散开的程度排好，
# 程度由对角矩阵 $S$ 里的数表示。$U S$ 的前两列，就是在最宽的两个方向上的坐标。
#
# 请用鼠标指向这些点。同一种颜色的词属于上面的同一组；第一种颜色是它们各自的邻居。

# %% key="pca-code" tags=["nbval-ignore-output", "translated-output"]
def plane(vectors):
    u, s, _ = torch.linalg.svd(vectors - vectors.mean(dim=0), full_matrices=False)
    return (u * s)[:, :2]

closest = cosines(vectors)
shown = {}
for place, word in enumerate(groups):
    for i in closest[vocab[word]].topk(6).indices.tolist():
        shown.setdefault(i, 0)
    shown[vocab[word]] = 1 + place // 3
lab.viz.points(plane(nn.functional.normalize(vectors[list(shown)], dim=1)), vocab.lookup_tokens(shown), list(shown.values()))

# %% [markdown] key="map-read" lang="en"
# The widest direction of all is the language: English on one side, Chinese on the other. Within each, what belongs
# together lies together. But a shadow deceives. Two words that look close may be far apart in the other 30
# dimensions, so trust the cosine, not the eye.

# %% [markdown] key="map-read" lang="zh"
# 最宽的方向是语言：英文在一边，中文在另一边。在每一边里，有关系的词离得近。不过影子会骗人：看上去挨着的两个词，
# 在另外 30 维里可能相距很远。要相信余弦，不要相信眼睛。

# %% [markdown] key="counting" lang="en"
# ## 6. Counting instead of training
#
# What does skip-gram find, in the end? Take one pair of words and ask for the best score $x = u_c \cdot v_o$. In the
# whole text the pair occurs $\#(c, o)$ times, and it is made up, on average, $k \, \#(c) \, p(o)$ times, where
# $\#(c)$ counts the pairs with centre $c$ and $p(o)$ is the probability with which $o$ is drawn. Its share of the
# loss is
#
# $$-\#(c, o) \log \sigma(x) - k \, \#(c) \, p(o) \log \sigma(-x)$$
#
# Set the derivative with respect to $x$ to zero (as $(\log \sigma)'(x) = \sigma(-x)$, this takes two lines), and you
# get
#
# $$x = \log \frac{\#(c, o)}{\#(c) \, p(o)} - \log k$$
#
# The fraction says how much more often the pair occurs than if words were put together by chance. Its logarithm is
# called **pointwise mutual information**, PMI. So negative sampling looks for vectors whose dot products are the PMI,
# up to a constant ([Levy and Goldberg,
# 2014](https://papers.nips.cc/paper/2014/hash/feab05aa91085b7a8012516bc3533958-Abstract.html)). But then one can
# count the PMI, write it into a matrix, and have its best approximation by few dimensions computed at once: by an
# SVD. No steps, no learning rate.
#
# When counting we are free to choose what the company of a word is. Take the *paragraph*: the matrix gets a row for
# each word and a column for each of the 770 or so paragraphs. (This older idea is called latent semantic analysis,
# [Deerwester et al.,
# 1990](https://doi.org/10.1002/%28SICI%291097-4571%28199009%2941%3A6%3C391%3A%3AAID-ASI1%3E3.0.CO%3B2-9).) And now it
# matters that paragraph $i$ exists twice. We count the words of both languages **in the same column**. Negative PMI,
# pairs that are rarer than by chance, are set to zero, because in a small text such counts are mostly accidents.

# %% [markdown] key="counting" lang="zh"
# ## 6. 不训练，只计数
#
# 跳字模型最后找到的是什么？取一对词，问最好的得分 $x = u_c \cdot v_o$ 是多少。在整个文本里，这对词出现 $\#(c, o)$ 次，
# 而被编出来的次数平均是 $k \, \#(c) \, p(o)$，其中 $\#(c)$ 是以 $c$ 为中心词的对数，$p(o)$ 是抽到 $o$ 的概率。它在损失里的份额是
#
# $$-\#(c, o) \log \sigma(x) - k \, \#(c) \, p(o) \log \sigma(-x)$$
#
# 令它对 $x$ 的导数为零（由于 $(\log \sigma)'(x) = \sigma(-x)$，两行就能算完），得到
#
# $$x = \log \frac{\#(c, o)}{\#(c) \, p(o)} - \log k$$
#
# 这个分数说的是：这对词出现的次数，是把词随意放在一起时的多少倍。它的对数叫作**点互信息**（PMI）。也就是说，负采样所找的向量，
# 内积等于点互信息，只差一个常数（[Levy 和 Goldberg，2014](https://papers.nips.cc/paper/2014/hash/feab05aa91085b7a8012516bc3533958-Abstract.html)）。
# 那么，完全可以把点互信息数出来，写成一个矩阵，再用奇异值分解一次算出它在低维下的最佳近似。没有步子，也没有学习率。
#
# 既然是计数，“和谁结伴”就可以自己定。取*同一段*：矩阵里每个词一行，770 个左右的段落每段一列。
# （这个更早的想法叫潜在语义分析，[Deerwester 等，1990](https://doi.org/10.1002/%28SICI%291097-4571%28199009%2941%3A6%3C391%3A%3AAID-ASI1%3E3.0.CO%3B2-9)。）
# 现在，第 $i$ 段有中英两份，这件事派上用场了：我们把两种语言的词数到**同一列**里。点互信息为负，也就是比碰巧还少的，一律记作零，
# 因为在小文本里，这样的计数多半只是偶然。

# %% key="counting-code"
counts = torch.zeros(len(vocab), len(english))
for place, text in enumerate(texts):
    for i in text:
        counts[i, place % len(english)] += 1  #| en: the Chinese paragraphs come after the English ones | zh: 中文段落排在英文段落后面

by_chance = counts.sum(dim=1, keepdim=True) * counts.sum(dim=0).clamp(min=1) / counts.sum()
pmi = (counts / by_chance).clamp(min=1).log()

u, s, _ = torch.linalg.svd(pmi, full_matrices=False)
counted = u[:, :60] * s[:60].sqrt()

# %% key="counted-near" tags=["nbval-ignore-output", "both-languages"]
plurals(counted)
neighbours(counted, "tensor memory gradient 概率 训练")

# %% [markdown] key="translate" lang="en"
# On a text this small counting even beats training. And there is something new among the neighbours. Let us ask only
# for those in the other language:

# %% [markdown] key="translate" lang="zh"
# 在这么小的文本上，计数竟然胜过了训练。而且邻居里有了新东西。我们只问另一种语言里的邻居：

# %% key="translate-code" tags=["nbval-ignore-output", "both-languages"]
other = torch.tensor([i for i, word in enumerate(vocab) if not word.isascii()])

def translate(words):
    closest = cosines(counted)[:, other]
    for word in words.split():
        print(f"{word}: {vocab.lookup_token(other[closest[vocab[word]].argmax()].item())}")

translate("gradient tensor loss memory derivative image probability network neuron shape error module")

# %% [markdown] key="bag" lang="en"
# A dictionary, from nothing but two texts side by side. Try words of your own. (It errs, too: where two words always
# appear together, nothing tells them apart.)
#
# ## 7. From words to texts: a bag
#
# Usually nobody makes word vectors for their own sake. They are the first layer of a network with a task, and learn
# together with it. A small one: given a paragraph, in either language, which of the 13 lessons does it come from?
#
# Paragraphs differ in length; a linear layer wants a fixed number of inputs. The simplest way out is to take the
# **mean of the word vectors**. The order is lost: "dog bites man" and "man bites dog" become one. Hence the name
# **bag of words**. In lesson 12 you padded samples of unequal length. The padding must not count in the mean.
#
# ### Exercise 6: the mean of a bag
#
# `table` has the shape (words, D); `ids` has the shape (N, L), and where a paragraph has ended it holds the number
# `padding`. Return the mean vectors, of shape (N, D). An empty bag has the mean zero.

# %% [markdown] key="bag" lang="zh"
# 仅凭两份并排的文本，就得到了一本词典。你也可以试试别的词。（它也会错：总是一起出现的两个词，它没有办法区分。）
#
# ## 7. 从词到文本：词袋
#
# 通常，人们并不是为了词向量而做词向量。它们是某个有任务的网络的第一层，和网络一起学习。这里有一个小任务：
# 给出一段话，中文英文都行，它出自 13 课里的哪一课？
#
# 各段长短不一，而线性层要求输入的个数固定。最简单的办法是取**词向量的平均值**。顺序丢掉了，“狗咬人”和“人咬狗”成了一回事，
# 所以叫作**词袋**。第 12 课里，你给长度不同的样本做过填充。填充的部分不能算进平均值。
#
# ### 练习 6：词袋的平均值
#
# `table` 的形状是（词数，D）；`ids` 的形状是（N，L），段落结束之后的位置上填的是编号 `padding`。返回平均向量，形状是（N，D）。
# 空的词袋平均值为零。

# %% key="bag-stub" exercise="18.bag"
def bag_mean(table, ids, padding):
    ...

# %% key="bag-check" check="18.bag"
lab.check("18.bag", bag_mean)

# %% [markdown] key="bag-train" lang="en"
# `nn.EmbeddingBag` does both steps, look up and average, without a table of all the vectors in between. It needs no
# padding either: it takes all words of all bags in one long row, and where each bag begins. A fifth of the paragraphs
# is kept for validation, the same ones in both languages. Look at the confusion matrix (lesson 11) while it trains.

# %% [markdown] key="bag-train" lang="zh"
# `nn.EmbeddingBag` 把查表和求平均合成一步，中间不产生所有向量组成的大表。它也不需要填充：它接受排成一长行的所有词，
# 再加上每个词袋从哪里开始。留出五分之一的段落做验证，两种语言留出的是同样的段落。训练的时候请看混淆矩阵（第 11 课）。

# %% key="bag-model"
class BagClassifier(nn.Module):
    def __init__(self, words, size, classes):
        super().__init__()
        self.embedding = nn.EmbeddingBag(words, size, mode="mean")
        self.out = nn.Linear(size, classes)

    def forward(self, words, starts):
        return self.out(self.embedding(words, starts))

def collate(samples):
    bags, lessons = zip(*samples, strict=True)
    starts = torch.tensor([0] + [len(bag) for bag in bags[:-1]]).cumsum(dim=0)
    return torch.tensor([i for bag in bags for i in bag]), starts, torch.tensor(lessons)

torch.manual_seed(0)
held_out = set(torch.randperm(len(english))[: len(english) // 5].tolist())
samples = [(place % len(english), text) for place, text in enumerate(texts) if len(text) >= 4]
training = [(text, english[i][0]) for i, text in samples if i not in held_out]
validation = [(text, english[i][0]) for i, text in samples if i in held_out]
print(len(training), len(validation))

# %% key="bag-code" tags=["nbval-ignore-output", "translated-output"]
from autograd_lab.utils.data import DataLoader

classifier = BagClassifier(len(vocab), 16, 13)
optimizer = torch.optim.Adam(classifier.parameters(), lr=0.02, weight_decay=1e-4)
loader = DataLoader(training, batch_size=64, shuffle=True, collate_fn=collate)
words, starts, lessons = collate(validation)
panel = lab.viz.live(classifier, optimizer, title="EmbeddingBag")
panel.show("validation", lambda: lab.viz.confusion(classifier(words, starts), lessons, range(1, 14)))

for epoch in range(20):
    for x, offsets, y in panel(loader):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(classifier(x, offsets), y)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        panel.log(val_acc=(classifier(words, starts).argmax(dim=1) == lessons).float().mean().item())

# %% key="bag-result" tags=["nbval-ignore-output"]
with torch.no_grad():
    right = (classifier(words, starts).argmax(dim=1) == lessons).float().mean().item()
print(f"{right:.0%}")

# %% [markdown] key="bag-read" lang="en"
# Guessing would be right in one case of 13, about 8 percent. For some 900 short paragraphs that is decent, and the
# mistakes are of a sensible kind: lessons that speak of similar things. And what have its embeddings learned? A
# single word is a bag, too. Which words speak most clearly for which lesson?

# %% [markdown] key="bag-read" lang="zh"
# 瞎猜的话，13 次里对 1 次，大约 8%。只用九百来段短文，这个结果不算差，而且错得有道理：错在内容相近的课之间。那么，它的词嵌入学到了什么？
# 单独一个词也是词袋。哪些词最能说明是哪一课？

# %% key="bag-words" tags=["nbval-ignore-output", "both-languages"]
with torch.no_grad():
    share = classifier.out(classifier.embedding.weight).log_softmax(dim=1)
for number in (2, 3, 8, 9, 10, 13):
    print(f"{number}: {', '.join(vocab.lookup_tokens(share[:, number - 1].topk(7).indices.tolist()))}")

# %% [markdown] key="bias" lang="en"
# Sensible words, from both languages. But compare: these vectors know only what helped with this task. They need not
# know that `layer` and `layers` are related, unless that helps to tell the lessons apart. What a vector means depends
# on the task that it was learned for.
#
# ## 8. What a vector believes
#
# What do the counted vectors think of wine, and of the heart?

# %% [markdown] key="bias" lang="zh"
# 都是说得通的词，两种语言都有。不过比较一下：这些向量只知道对这个任务有用的东西。`layer`和`layers`有关系这件事，
# 只要无助于分辨是哪一课，它们就不必知道。一个向量的含义，取决于它是为什么任务学出来的。
#
# ## 8. 向量相信什么
#
# 数出来的那些向量，怎样看待葡萄酒（wine）和心（heart）？

# %% key="bias-code" tags=["nbval-ignore-output", "both-languages"]
neighbours(counted, "wine heart")

# %% [markdown] key="bias-read" lang="en"
# To these vectors wine is nothing to drink: it is a table whose columns are standardized (lesson 2). And the heart is
# not an organ either, one only learns things by it, instead of understanding (lesson 11). They do not know the world.
# They know our text.
#
# Here that is funny. With vectors from newspapers and the web it is not: they hold what stands there between the
# lines, too. In word vectors from Google News "he" is to "computer programmer" as "she" is to "homemaker" ([Bolukbasi
# et al., 2016](https://arxiv.org/abs/1607.06520)), and prejudices known from psychology, about names, ages and skin
# colours, can be measured in them with nothing but cosines ([Caliskan et al.,
# 2017](https://doi.org/10.1126/science.aal4230)). A program that sorts applications by such vectors passes them on,
# and looks impartial while doing so.
#
# What to do about it is not settled. One can compute the direction from "he" to "she" and take it out of all vectors;
# but much of the prejudice is then only hidden, for the neighbours still give it away ([Gonen and Goldberg,
# 2019](https://arxiv.org/abs/1903.03862)). What remains is the rule of lesson 11: look at what your model does for
# different people, before you trust it.
#
# One more limit. A word has *one* vector, whatever it means: the leaf of a tree and the leaf of a computation graph
# are mixed into one. In a Transformer (lesson 17) these vectors are only the beginning; attention then makes of each
# of them one that fits its sentence.
#
# ## Where you are now
#
# - An embedding is a table; looking up is multiplying by one-hot vectors, and its gradient has rows only for the words that
#   occurred, added up where one occurred more than once.
# - Words that keep the same company get similar vectors: by skip-gram with negative sampling, or by counting, PMI and SVD.
# - The cosine says what belongs together; not why, and not whether it is true.
# - A mean of vectors stands for a text. Padding must not count.

# %% [markdown] key="bias-read" lang="zh"
# 在这些向量看来，wine 不是喝的，而是一张要把各列标准化的表（第 2 课）。heart 也不是器官，只用在“learn by heart”（死记硬背）里，
# 说的是没有理解（第 11 课）。它们不了解世界，它们只了解我们的文本。
#
# 放在这里，这只是有趣。换成从报纸和网络学来的向量，就不好笑了：字里行间的东西，它们也一并记了下来。在由谷歌新闻学到的词向量里，
# “他”之于“程序员”，就如“她”之于“家庭主妇”（[Bolukbasi 等，2016](https://arxiv.org/abs/1607.06520)）；心理学里早已知道的、
# 关于名字、年龄和肤色的偏见，只用余弦就能在其中量出来（[Caliskan 等，2017](https://doi.org/10.1126/science.aal4230)）。
# 用这样的向量筛选求职者的程序，会把偏见传下去，看上去却很公正。
#
# 该怎么办，至今没有定论。可以算出从“他”到“她”的方向，再把它从所有向量里去掉；但许多偏见只是被藏了起来，
# 看看邻居，仍然一清二楚（[Gonen 和 Goldberg，2019](https://arxiv.org/abs/1903.03862)）。剩下的还是第 11 课的规矩：
# 先看看模型对不同的人表现如何，再决定要不要信任它。
#
# 还有一个局限。一个词只有*一个*向量，不管它有几个意思：树的叶子和计算图的叶子，只能混在一起。在 Transformer（第 17 课）里，
# 这些向量只是起点；注意力会把每一个变成与所在句子相称的向量。
#
# ## 学到这里
#
# - 词嵌入是一张表；查表就是乘以独热向量，它的梯度只在出现过的词那几行不为零，出现多次就相加。
# - 经常和同样的词结伴的词，会得到相似的向量：可以用带负采样的跳字模型，也可以计数，再用点互信息和奇异值分解。
# - 余弦说的是什么和什么在一起，不说为什么，也不说是不是真的。
# - 向量的平均值可以代表一段文本。填充不能算进去。

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Take the code as well, `lab.text.corpus(code=True)`. Who are the neighbours of `loss` and `backward`?
# - Let the classifier begin with the skip-gram vectors: `classifier.embedding.weight.data.copy_(...)`. Does it need fewer epochs?
# - Which paragraphs does the classifier get wrong? Read three of them. Would you have known?
#
# ## Sources
#
# - J. R. Firth: *A Synopsis of Linguistic Theory 1930-1955*. 1957. The example of tezgüino is by E. Nida (1975).
# - T. Mikolov et al.: [Efficient Estimation of Word Representations in Vector Space](https://arxiv.org/abs/1301.3781), and [Distributed Representations of Words and Phrases and their Compositionality](https://arxiv.org/abs/1310.4546). 2013.
# - O. Levy, Y. Goldberg: *Neural Word Embedding as Implicit Matrix Factorization*. 2014.
# - S. Deerwester et al.: *Indexing by Latent Semantic Analysis*. 1990. With two languages: S. Dumais et al., *Automatic Cross-Language Retrieval Using Latent Semantic Indexing*. 1997.
# - P. Gage: *A New Algorithm for Data Compression*. 1994; for words: R. Sennrich et al., [Neural Machine Translation of Rare Words with Subword Units](https://arxiv.org/abs/1508.07909). 2016.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 把代码也加进来，`lab.text.corpus(code=True)`。`loss` 和 `backward` 的邻居是谁？
# - 让分类器从跳字模型的向量开始：`classifier.embedding.weight.data.copy_(...)`。需要的轮数会变少吗？
# - 分类器在哪些段落上出了错？读其中三段。换成你，能猜对吗？
#
# ## 参考文献
#
# - 词由它的同伴来认识：J. R. Firth：*A Synopsis of Linguistic Theory 1930-1955*，1957。
# - 跳字模型与负采样：T. Mikolov 等：[Efficient Estimation of Word Representations in Vector Space](https://arxiv.org/abs/1301.3781)，以及 [Distributed Representations of Words and Phrases and their Compositionality](https://arxiv.org/abs/1310.4546)，2013。
# - 把词嵌入看作矩阵分解：O. Levy，Y. Goldberg：*Neural Word Embedding as Implicit Matrix Factorization*，2014。
# - 潜在语义分析：S. Deerwester 等：*Indexing by Latent Semantic Analysis*，1990。两种语言一起用：S. Dumais 等，*Automatic Cross-Language Retrieval Using Latent Semantic Indexing*，1997。
# - 字节对编码：P. Gage：*A New Algorithm for Data Compression*，1994；用于词：R. Sennrich 等，[Neural Machine Translation of Rare Words with Subword Units](https://arxiv.org/abs/1508.07909)，2016。
