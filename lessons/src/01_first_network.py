# Lesson 1. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 01
# minutes: 60
# needs:

# %% [markdown] key="title" lang="en"
# # Your first network
#
# Show a computer a picture of a handwritten digit and let it say which digit it is. Nobody can write that program
# directly: try to put into rules what makes a 3 a 3. So in this lesson you build a program that finds its own rules
# in examples. It has 4,810 adjustable numbers and learns within seconds; of pictures it has never seen, it then
# reads about 97 in 100 correctly.
#
# On the way you meet everything that larger networks are made of: tensors, neurons, gradients, a loss, an
# optimizer, and the habit of testing honestly. The code is ordinary PyTorch code; only the first import differs.
#
# You need some Python and no knowledge of deep learning. Plan 30 to 60 minutes. Run the cells in order, each with
# Shift+Enter. Three dots `...` in a cell mean that it is your turn to write.

# %% [markdown] key="title" lang="zh"
# # 第一个神经网络
#
# 给计算机看一张手写数字的图像，让它说出是几。这样的程序没有人能直接写出来：不妨试试，能不能用几条规则说清楚，
# 什么样的笔画才算是 3。所以这一课要做的，是一个自己从例子中找规则的程序。它有 4810 个可以调节的数，几秒钟就能学会；
# 面对从没见过的图像，100 张里大约能认对 97 张。
#
# 一路上，你会遇到构成大型网络的全部要素：张量、神经元、梯度、损失、优化器，还有诚实地做测试的习惯。
# 代码就是普通的 PyTorch 代码，只有第一行导入不同。
#
# 会一点 Python 就够了，不需要深度学习的基础。预计用时 30 到 60 分钟。请用 Shift+Enter 按顺序运行每个单元格。
# 单元格里出现三个点 `...`，就是轮到你动手写了。

# %% key="setup" setup="true"
import autograd_lab as torch  #| en: PyTorch's names, on an open engine | zh: 名称与 PyTorch 相同，内部看得见
import autograd_lab as lab  #| en: this lesson's pictures and checks | zh: 本课的图示和检查
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset, random_split

lab.start("01", lang="{{lang}}")

# %% [markdown] key="data" lang="en"
# ## 1. First look at the data
#
# A program that learns from examples can be no better than its examples, so look at them before anything else.
# scikit-learn brings [1,797 digits](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits)
# that 13 people wrote by hand. Each became a picture of 8 × 8 **pixels**, and each pixel a number from 0 (paper) to
# 16 (full ink).
#
# We keep the numbers in **tensors**. A tensor is an array of numbers of one type, and its **shape** says how many
# there are in each direction. `images` has one row per picture and one column per pixel. `labels` holds the
# **label** of each picture: the right answer. Dividing by 16 brings the pixels into the range from 0 to 1, because
# networks learn best from numbers that are neither tiny nor huge.

# %% [markdown] key="data" lang="zh"
# ## 1. 先看数据
#
# 从例子中学习的程序，不可能比例子本身更好，所以动手之前先看数据。scikit-learn 自带
# [1797 个数字](https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits)，由 13 个人手写而成。
# 每个数字做成一张 8 × 8 **像素**的图像，每个像素是 0（白纸）到 16（全是墨迹）之间的一个数。
#
# 我们用**张量**来存放这些数。张量是同一类型的数排成的数组，它的**形状**说明每个方向上各有多少个数。
# `images` 的每一行是一张图像，每一列是一个像素。`labels` 存放每张图像的**标签**，也就是正确答案。
# 把像素除以 16，数值就落在 0 到 1 之间：数太小或太大，网络都不容易学好。

# %% key="load"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data / 16, dtype=torch.float32)
labels = torch.tensor(digits.target)

print(images.shape, images.dtype)
print(labels.shape, labels.dtype)

# %% [markdown] key="one-digit" lang="en"
# `float32` means numbers with a fractional part, each stored in 32 bits; `int64` means whole numbers.
#
# To see a picture as a picture, give its row of 64 numbers the shape 8 × 8 again. Here is the first one, in ink
# units. Can you read it?

# %% [markdown] key="one-digit" lang="zh"
# `float32` 表示带小数的数，每个占 32 位；`int64` 表示整数。
#
# 要把图像当图像看，就把一行 64 个数变回 8 × 8 的形状。下面是第一张图像，数值是墨迹的浓淡。你能认出是几吗？

# %% key="as-numbers"
print((images[0].reshape(8, 8) * 16).int())

# %% key="as-pictures"
lab.viz.images(images[:20].reshape(-1, 8, 8), labels[:20])

# %% [markdown] key="split" lang="en"
# ## 2. Three parts for three questions
#
# A pupil who has seen the exam beforehand proves nothing by passing it. It is the same with a program that learns.
# So the data is divided once, before any learning:
#
# - the **training set** is what the network learns from;
# - the **validation set** tells us, while we work, whether it learns the right thing;
# - the **test set** stays closed until the very end and is asked once: how good is it, really?
#
# The parts are drawn at random, but from a fixed **seed**, so that every run draws the same. A result that nobody
# can repeat, nobody can check.

# %% [markdown] key="split" lang="zh"
# ## 2. 分成三份，回答三个问题
#
# 考前看过试题的学生，考得再好也说明不了什么。会学习的程序也一样。所以在学习开始之前，先把数据一次分好：
#
# - **训练集**：网络从中学习；
# - **验证集**：在调整的过程中告诉我们，学得对不对路；
# - **测试集**：到最后才打开，只问一次：它究竟有多好？
#
# 划分是随机抽取的，但**随机种子**固定，所以每次运行抽到的都一样。别人无法重复的结果，也就无法检验。

# %% key="split-code"
dataset = TensorDataset(images, labels)  #| en: picture and label stay together | zh: 图像和标签始终成对
generator = torch.Generator().manual_seed(3)
train_set, val_set, test_set = random_split(dataset, [1197, 300, 300], generator=generator)

train_images, train_labels = images[train_set.indices], labels[train_set.indices]
print(len(train_set), len(val_set), len(test_set))

# %% [markdown] key="neuron" lang="en"
# ## 3. A neuron is a weighted sum
#
# What speaks for a 0? Ink in a ring; ink in the middle speaks against it. A **neuron** turns this thought into
# arithmetic. Each input $x_i$, here a pixel, is multiplied by a **weight** $w_i$: positive if ink there speaks for
# the digit, negative if it speaks against it. The products are added up, and a last number $b$, the **bias**,
# shifts the result:
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + w_n x_n + b = \sum_{i=1}^{n} w_i x_i + b$$
#
# Here $n = 64$. The sum $z$ is a score: the higher it is, the more the neuron is in favour.
#
# Let us build a neuron for the digit 0 without any learning. As weights we take the average 0 minus the average of
# all other digits, and set the bias so that the scores of the two groups lie on either side of zero. In the code,
# `mean(dim=0)` averages along direction 0, over the pictures (direction 1 runs over the pixels), and `@` multiplies
# and adds up: the weighted sum.

# %% [markdown] key="neuron" lang="zh"
# ## 3. 神经元就是加权求和
#
# 什么样的图像像 0？墨迹围成一圈；要是中间有墨迹，就不像了。**神经元**把这个想法变成算术：每个输入 $x_i$（这里是像素）
# 乘上一个**权重** $w_i$。某处有墨迹说明像，权重就为正；说明不像，权重就为负。把乘积加起来，再加上一个数 $b$，
# 叫作**偏置**，它把结果整体平移：
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + w_n x_n + b = \sum_{i=1}^{n} w_i x_i + b$$
#
# 这里 $n = 64$。和 $z$ 是一个得分：越高，表示神经元越认为“是”。
#
# 不用学习，我们先手工做一个认 0 的神经元：权重取“所有 0 的平均图像”减去“其他数字的平均图像”，
# 再选偏置，让两组图像的得分分别落在零的两侧。代码中，`mean(dim=0)` 沿第 0 个方向求平均，也就是对各张图像求平均
# （第 1 个方向是像素）；`@` 先乘再加，就是加权求和。

# %% key="by-hand"
is_zero = train_labels == 0  #| en: True or False per picture; ~ turns it round | zh: 每张图像 True 或 False；~ 表示取反
weight = train_images[is_zero].mean(dim=0) - train_images[~is_zero].mean(dim=0)  # (64,)

scores = train_images @ weight  #| en: 1,197 weighted sums at once | zh: 一次算出 1197 个加权和
bias = -(scores[is_zero].mean() + scores[~is_zero].mean()) / 2

right = ((scores + bias > 0) == is_zero).float().mean()
print(f"{right.item():.0%}")
lab.viz.images(weight.reshape(8, 8))

# %% [markdown] key="layer" lang="en"
# The picture shows the weights: dark ones speak for a 0, orange ones against it. You can see a dark ring around
# an orange middle. This one neuron already tells 0 from the rest in 98 of 100 training pictures. (Always saying
# "not a 0" would be right in 90 of 100, so mind what you compare with.)
#
# Ten digits need ten neurons. Put the ten rows of weights under each other and they form a table $W$; with all
# pictures in a table $X$, all scores are one product of matrices:
#
# $$Z = X W^{\top} + b$$
#
# | symbol | shape | what it is |
# |---|---|---|
# | $X$ | $(N, n)$ | $N$ pictures, one per row, with $n$ pixels each |
# | $W$ | $(m, n)$ | $m$ neurons, one per row; $W^{\top}$ is $W$ with rows and columns exchanged |
# | $b$ | $(m,)$ | one bias per neuron |
# | $Z$ | $(N, m)$ | each picture's score from each neuron |
#
# In code `@` multiplies matrices too, and `.t()` exchanges rows and columns. Adding $b$ to a table adds it to every
# row. That a smaller tensor is repeated to fit a larger one is called
# **broadcasting**. Together the $m$ neurons are called a **linear layer**.

# %% [markdown] key="layer" lang="zh"
# 图中画的是权重：深色表示“像 0”，橙色表示“不像 0”。可以看到一个深色的圆环，中间是橙色。仅凭这一个神经元，
# 100 张训练图像里就有 98 张能分清是不是 0。（不过，一律回答“不是 0”，也能对 90 张。比较的时候，要留意跟谁比。）
#
# 十个数字需要十个神经元。把十行权重上下排好，就成了一张表 $W$；所有图像也排成一张表 $X$，
# 那么全部得分就是一次矩阵乘法：
#
# $$Z = X W^{\top} + b$$
#
# | 符号 | 形状 | 含义 |
# |---|---|---|
# | $X$ | $(N, n)$ | $N$ 张图像，每行一张，各有 $n$ 个像素 |
# | $W$ | $(m, n)$ | $m$ 个神经元，每行一个；$W^{\top}$ 是 $W$ 的转置，即行列互换 |
# | $b$ | $(m,)$ | 每个神经元一个偏置 |
# | $Z$ | $(N, m)$ | 每张图像在每个神经元上的得分 |
#
# 在代码中，矩阵相乘也写作 `@`，`.t()` 把行列互换。给一张表加上 $b$，就是给它的每一行都加上。
# 较小的张量自动重复、去配合较大的张量，这叫作**广播**。这 $m$ 个神经元合起来，叫作一个**线性层**。

# %% [markdown] key="linear-task" lang="en"
# ### Exercise 1: the linear layer
#
# Write the linear layer: replace the three dots by one line, run the cell, then run the check below
# it. The check looks at your function itself and tells what is wrong. `lab.hint("01.linear")` gives a hint, and a
# little more at each call; after three tries `lab.show_solution("01.linear")` opens.

# %% [markdown] key="linear-task" lang="zh"
# ### 练习 1：线性层
#
# 写出线性层：把三个点换成一行代码，运行这个单元格，再运行下面的检查。检查的就是你写的这个函数，
# 有错会告诉你错在哪里。`lab.hint("01.linear")` 给出提示，每调用一次多说一点；试过三次之后，可以用
# `lab.show_solution("01.linear")` 看答案。

# %% key="linear" exercise="01.linear"
def linear(x, weight, bias):
    #| en: x: (N, n), weight: (m, n), bias: (m,); the result is (N, m)
    #| zh: x：(N, n)，weight：(m, n)，bias：(m,)；结果是 (N, m)
    ...

# %% key="linear-check" check="01.linear"
lab.check("01.linear", linear)

# %% [markdown] key="slope" lang="en"
# ## 4. Which way to turn a weight?
#
# The neuron above got its weights from an idea of ours. Now they shall be learned: begin with any weights, see how
# wrong the result is, and turn every weight a little so that it gets less wrong. But which way?
#
# Take the smallest case, a neuron with one input: $z = w x + b$. It should give the value $t$, the **target**. How
# wrong it is we measure by the **loss**
#
# $$L = (z - t)^2$$
#
# which is zero when $z$ hits the target and grows with the distance. If we knew how fast $L$ changes when $w$
# changes a little, we would know which way to turn $w$. That number is the **derivative**
# $\frac{\partial L}{\partial w}$. With several weights there is one derivative for each of them, and all of them
# together are called the **gradient**.
#
# Nobody has to work them out by hand. `requires_grad=True` says: remember everything that is computed from this
# tensor, because we will ask for the derivative.

# %% [markdown] key="slope" lang="zh"
# ## 4. 权重该往哪边调？
#
# 上面那个神经元的权重，是我们凭想法定下来的。现在要让它自己学出来：从随便一组权重开始，看结果错了多少，
# 再把每个权重调一点点，让错误变小。可是往哪边调呢？
#
# 看最小的例子，只有一个输入的神经元：$z = w x + b$。它应当给出的值 $t$ 叫作**目标值**。错了多少，用**损失**来衡量：
#
# $$L = (z - t)^2$$
#
# $z$ 正好等于目标值时，损失为零；离得越远，损失越大。如果知道 $w$ 变化一点点时 $L$ 变化得有多快，就知道该往哪边调 $w$。
# 这个数就是**导数** $\frac{\partial L}{\partial w}$。有多个权重时，每个权重都有一个导数，合在一起叫作**梯度**。
#
# 这些导数不必用手去算。`requires_grad=True` 的意思是：凡是由这个张量算出来的，都请记下来，因为之后要求导。

# %% key="record"
w = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(1.0, requires_grad=True)
x, t = 3.0, 4.0

z = w * x + b
loss = (z - t) ** 2
print(loss)

# %% [markdown] key="graph" lang="en"
# `grad_fn` is the beginning of that memory: the last operation was a power. Follow it back and you get the
# **computation graph**. Click on a box to see its formula and its numbers. The thicker and redder an arrow, the larger
# the derivative of the loss at that place.

# %% [markdown] key="graph" lang="zh"
# `grad_fn` 就是这份记录的开头：最后一步运算是乘方。顺着它往回走，就得到**计算图**。点击方框可以看到它的公式和数值。
# 连线越粗、越红，表示损失对那个位置的导数越大。

# %% key="graph-view" tags=["translated-output"]
lab.viz.graph(loss, gradients=True)

# %% [markdown] key="backward" lang="en"
# `loss.backward()` walks this graph from the loss back to the inputs. At each box it multiplies by that box's own
# slope. This is the **chain rule**, and the walk is called **backpropagation**. Check the result in your head:
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial w} = 2 (z - t) \cdot x$$
#
# With $z = 7$, $t = 4$ and $x = 3$ this is $2 \cdot 3 \cdot 3 = 18$.

# %% [markdown] key="backward" lang="zh"
# `loss.backward()` 沿着这张图，从损失一直走回到输入，每经过一个方框，就乘上这个方框自己的斜率。这就是**链式法则**，
# 这样往回走的过程叫作**反向传播**。结果可以心算验证：
#
# $$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial w} = 2 (z - t) \cdot x$$
#
# 代入 $z = 7$、$t = 4$、$x = 3$，就是 $2 \cdot 3 \cdot 3 = 18$。

# %% key="backward-code"
loss.backward()
print(w.grad, b.grad)

# %% [markdown] key="descent" lang="en"
# Both derivatives are positive: turning $w$ or $b$ up would make the loss larger. So turn them down, by a small
# share $\eta$ of the derivative. $\eta$ is called the **learning rate**, and the step is called **gradient descent**:
#
# $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
#
# The step itself is not part of what we want to differentiate, so it stands under `torch.no_grad()`.

# %% [markdown] key="descent" lang="zh"
# 两个导数都是正的：把 $w$ 或 $b$ 调大，损失就会变大。所以要往小调，步子取导数乘以一个很小的比例 $\eta$。
# $\eta$ 叫作**学习率**，这样走一步叫作**梯度下降**：
#
# $$w \leftarrow w - \eta \, \frac{\partial L}{\partial w}$$
#
# 这一步本身不需要求导，所以写在 `torch.no_grad()` 下面。

# %% key="descent-code"
learning_rate = 0.01
with torch.no_grad():
    w -= learning_rate * w.grad
    b -= learning_rate * b.grad

new_loss = (w * x + b - t) ** 2
print(f"{loss.item():.2f} -> {new_loss.item():.2f}")

# %% [markdown] key="slope-task" lang="en"
# One step, and the loss fell from 9 to under 6. That is all there is to learning. What follows does the same 4,500
# times, with 4,810 numbers at once.
#
# ### Exercise 2: a gradient by hand
#
# Be the machine once. Write a function that returns $\frac{\partial L}{\partial w}$ for any numbers
# $w$, $b$, $x$ and $t$, without `backward()`. For the numbers above it must give 18.

# %% [markdown] key="slope-task" lang="zh"
# 只走了一步，损失就从 9 降到了 6 以下。学习，说到底就是这么回事。后面所做的，不过是同样的事重复 4500 次，
# 每次同时调 4810 个数。
#
# ### 练习 2：手算梯度
#
# 当一回机器。写一个函数，对任意的数 $w$、$b$、$x$、$t$ 返回 $\frac{\partial L}{\partial w}$，不要用
# `backward()`。用上面的数代入，应当得到 18。

# %% key="slope-stub" exercise="01.slope"
def slope(w, b, x, t):
    ...

# %% key="slope-check" check="01.slope"
lab.check("01.slope", slope)

# %% [markdown] key="network" lang="en"
# ## 5. From neurons to a network
#
# One layer of neurons can only weigh pixels. To build one idea on another (strokes from pixels, digits from
# strokes), layers have to follow each other. But two linear layers in a row are no gain, since
# $W_2 (W_1 x) = (W_2 W_1) x$ is again a single linear layer. Between them there has to be something that is not
# linear, a bend. The simplest one is
#
# $$\mathrm{ReLU}(z) = \max(0, z)$$
#
# which lets positive scores pass and turns negative ones into zero. Such a function between layers is called an
# **activation function**. The layer before it, whose outputs we never see directly, is a **hidden layer**.

# %% [markdown] key="network" lang="zh"
# ## 5. 从神经元到网络
#
# 一层神经元只能给像素加权。想让一个概念建立在另一个概念之上（由像素到笔画，由笔画到数字），就要把层一层层接起来。
# 但是两个线性层直接相连没有用，因为 $W_2 (W_1 x) = (W_2 W_1) x$，还是一个线性层。两层之间必须有非线性的东西，就像
# 把直线折一下。最简单的是
#
# $$\mathrm{ReLU}(z) = \max(0, z)$$
#
# 正的得分原样通过，负的得分变成零。放在层与层之间的这种函数叫作**激活函数**。它前面的那一层，输出我们并不直接看到，
# 所以叫作**隐藏层**。

# %% key="model"
torch.manual_seed(0)
model = nn.Sequential(
    nn.Linear(64, 64),  #| en: 64 pixels to 64 neurons: the hidden layer | zh: 64 个像素到 64 个神经元：隐藏层
    nn.ReLU(),
    nn.Linear(64, 10),  #| en: to ten scores, one per digit | zh: 再到十个得分，每个数字一个
)
print(model)
print(sum(parameter.numel() for parameter in model.parameters()))

# %% [markdown] key="untrained" lang="en"
# All weights and biases together are the **parameters** of the network: the 4,810 numbers that learning will turn.
# They begin at random, so for now the network can only guess blindly. Its guess is the digit with the highest score;
# `argmax` finds its place. Compare the guesses with the labels:

# %% [markdown] key="untrained" lang="zh"
# 所有的权重和偏置合起来，就是网络的**参数**，也就是学习时要调的那 4810 个数。一开始它们是随机的，所以网络只会瞎猜。
# 网络的猜测就是得分最高的那个数字，`argmax` 找出它的位置。把猜测和标签对比一下：

# %% key="untrained-code"
scores = model(train_images)
print(scores.shape)
print("guess", scores.argmax(dim=1)[:12].tolist())
print("label", train_labels[:12].tolist())

# %% [markdown] key="loss" lang="en"
# ## 6. One number for how wrong
#
# To learn, we need a loss again, now for ten scores, one for each **class**, as the possible answers are called.
# First the scores are turned into probabilities, by the function **softmax**:
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# where $z_k$ is the score of digit $k$, $p_k$ its probability, and $e \approx 2.718$. All $p_k$ are positive and sum
# to one. If $y$ is the label, the **cross-entropy** loss is
#
# $$L = -\log p_y$$
#
# where $\log$ is the natural logarithm; for many pictures it is averaged. It is near zero when the network is sure of
# the right answer, and grows without limit the surer it is of a wrong one. A network that knows nothing gives each
# digit the probability 1/10, and its loss is $-\log \frac{1}{10} \approx 2.3$. Remember this number: it is where
# every training on ten classes should begin.

# %% [markdown] key="loss" lang="zh"
# ## 6. 用一个数衡量错误
#
# 要学习，就还需要一个损失，这回面对的是十个得分，每个**类别**一个（可能的答案叫作类别）。
# 先用 **softmax** 函数把得分变成概率：
#
# $$p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$$
#
# 其中 $z_k$ 是数字 $k$ 的得分，$p_k$ 是它的概率，$e \approx 2.718$。所有的 $p_k$ 都是正数，加起来等于一。
# 设标签为 $y$，则**交叉熵**损失为
#
# $$L = -\log p_y$$
#
# 其中 $\log$ 是自然对数；有多张图像时取平均值。网络对正确答案越有把握，它就越接近零；网络对错误答案越有把握，
# 它就越大，没有上限。一无所知的网络给每个数字的概率都是 1/10，损失是 $-\log \frac{1}{10} \approx 2.3$。请记住这个数：
# 凡是十个类别的训练，都应当从它附近开始。

# %% key="loss-code" tags=["translated-output"]
loss_fn = nn.CrossEntropyLoss()
loss = loss_fn(scores, train_labels)
print(f"{loss.item():.1f}")
lab.viz.graph(loss, model=model)

# %% [markdown] key="accuracy-task" lang="en"
# The graph of the whole network is no different in kind from that of section 4. It only has more boxes, and larger
# tensors run along its arrows.
#
# The loss is good for learning, but people want to know another number, the **accuracy**: the share of pictures
# that are guessed right.
#
# ### Exercise 3: the accuracy
#
# Write a function for it. `scores` has one row per picture and one column per class; `labels` holds the right
# class of each picture. Return a number from 0 to 1.

# %% [markdown] key="accuracy-task" lang="zh"
# 整个网络的计算图，和第 4 节的那张没有本质区别，只是方框更多，箭头上流动的张量更大。
#
# 损失适合用来学习，但人们更想知道的是另一个数，**准确率**：猜对的图像所占的比例。
#
# ### 练习 3：准确率
#
# 写一个函数来计算它。`scores` 的每一行是一张图像，每一列是一个类别；`labels` 是每张图像的正确类别。
# 返回 0 到 1 之间的一个数。

# %% key="accuracy" exercise="01.accuracy"
def accuracy(scores, labels):
    ...

# %% key="accuracy-check" check="01.accuracy"
lab.check("01.accuracy", accuracy)

# %% [markdown] key="training" lang="en"
# ## 7. Train, and watch
#
# Now everything comes together. Three things are new.
#
# - Each step looks at a **batch** of 16 pictures only, not at all 1,197. Its gradient is a little rougher, but steps
#   are so much cheaper that many rough ones get further than a few exact ones. The `DataLoader` shuffles the
#   training set and hands out the batches. One pass through the whole training set is called an **epoch**.
# - The **optimizer** makes the step. Adam is gradient descent which keeps a suitable step size for each parameter.
# - After each epoch we ask the validation set. The network never learns from it.
#
# The order inside the loop is always the same: forget the old gradient (because `backward()` adds to what is
# there), compute the loss, go backward, step.

# %% [markdown] key="training" lang="zh"
# ## 7. 训练，并且看着它训练
#
# 现在把所有东西合在一起。新的只有三样。
#
# - 每一步只看 16 张图像，叫作一个**批次**，而不是全部 1197 张。这样得到的梯度粗糙一些，但每一步便宜得多，
#   许多步粗糙的，比少数几步精确的走得更远。`DataLoader` 负责打乱训练集、分发批次。把整个训练集过一遍，叫作一**轮**。
# - 走这一步的是**优化器**。Adam 也是梯度下降，只是每个参数一步走多远，各按自己的情况来定。
# - 每一轮结束后，用验证集检验一次。网络从不在验证集上学习。
#
# 循环里的顺序总是一样的：忘掉旧的梯度（因为 `backward()` 会往已有的梯度上累加），计算损失，反向传播，走一步。

# %% key="evaluate"
def evaluate(model, part):
    x, y = images[part.indices], labels[part.indices]
    with torch.no_grad():  #| en: only looking: nothing has to be remembered | zh: 只是检验，不需要记录
        scores = model(x)
        share_right = (scores.argmax(dim=1) == y).float().mean()
        return loss_fn(scores, y).item(), share_right.item()

# %% key="train" tags=["nbval-ignore-output", "translated-output"]
train_loader = DataLoader(train_set, batch_size=16, shuffle=True)
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
panel = lab.viz.live(model, optimizer)

for epoch in range(60):
    for x, y in panel(train_loader):
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    val_loss, val_acc = evaluate(model, val_set)
    panel.log(val_loss=val_loss, val_acc=val_acc)

print(f"loss {val_loss:.2f}, accuracy {val_acc:.1%}")

# %% [markdown] key="watching" lang="en"
# What the panel shows:
#
# - **The curves.** The training loss starts near 2.3, and both losses fall. As long as they fall together, what the
#   network learns about the training set is true of other pictures too. If the training loss goes on falling while
#   the validation loss rises, the network has begun to learn its examples by heart. That is called **overfitting**.
# - **The layers.** How large the gradient is in each layer. If it died out on the way back, the first layer would
#   learn nothing.
# - **The graph** of one step. Thick, reddish arrows carry large gradients.
#
# That was over in seconds. To have time to play, write 3000 in place of 60 in the training cell. Run the cell with
# `model = ...` again (otherwise training continues with what has been learned) and then the training cell. Press
# pause and go on step by step; the loss of a single batch jumps, only its trend falls. Turn the learning rate up a
# hundredfold, to 0.1, and watch what becomes of the curves. Stop ends the training.
#
# Before you read on, put the 60 back and run both cells once more, so that a well-trained network goes into the test.

# %% [markdown] key="watching" lang="zh"
# 面板上能看到：
#
# - **曲线**。训练损失从 2.3 附近开始，两条损失曲线都在下降。只要它们一起下降，
#   就说明网络在训练集上学到的东西对别的图像也成立。如果训练损失继续下降，验证损失却开始上升，就是网络开始死记硬背了，
#   这叫作**过拟合**。
# - **各层**。每一层的梯度有多大。如果梯度在往回走的途中消失了，第一层就什么也学不到。
# - 某一步的**计算图**。又粗又偏红的连线上，梯度大。
#
# 训练几秒钟就结束了。想有时间玩一玩，就把训练单元格里的 60 改成 3000。先重新运行 `model = ...`
# 那个单元格（否则会在已经学到的基础上继续训练），再运行训练的单元格。
# 按下暂停，一步一步往前走：单个批次的损失跳来跳去，只有总的趋势在下降。把学习率调大一百倍，也就是 0.1，
# 看看曲线会怎样。按停止就结束训练。
#
# 往下读之前，请把 3000 改回 60，再依次运行这两个单元格，好让训练好的网络去参加测试。

# %% [markdown] key="test" lang="en"
# ## 8. Test, once
#
# All choices are made, so now the test set may be opened.

# %% [markdown] key="test" lang="zh"
# ## 8. 测试，只测一次
#
# 该做的选择都做完了，现在可以打开测试集了。

# %% key="test-code" tags=["nbval-ignore-output"]
test_loss, test_acc = evaluate(model, test_set)
print(f"loss {test_loss:.2f}, accuracy {test_acc:.1%}")

# %% key="goal"
print(test_acc >= 0.97)

# %% [markdown] key="mistakes" lang="en"
# A single number hides a lot, so look at the mistakes themselves. Under each picture stand its label and the
# network's guess. Would you have read them all correctly?

# %% [markdown] key="mistakes" lang="zh"
# 单独一个数会掩盖很多东西，所以要看看错在哪里。每张图像下面，先是标签，后是网络的猜测。换作你，都能认对吗？

# %% key="mistakes-code" tags=["nbval-ignore-output"]
test_images, test_labels = images[test_set.indices], labels[test_set.indices]
guesses = model(test_images).argmax(dim=1)
wrong = guesses != test_labels

pairs = zip(test_labels[wrong].tolist(), guesses[wrong].tolist(), strict=True)
lab.viz.images(test_images[wrong].reshape(-1, 8, 8), [f"{label} → {guess}" for label, guess in pairs])

# %% [markdown] key="recipe" lang="en"
# Be careful with what has been shown. The test pictures are new, but their 13 writers are not: the same hands also
# wrote training pictures. How well the network reads a stranger's hand, this test cannot tell. And it is one way of
# drawing the parts, which we picked because it comes out well: with twelve seeds in section 2 the accuracy lay between
# 96% and 99%, on average a little above 97%.
#
# ## 9. The recipe
#
# What you have just done is how every network is trained, up to the largest:
#
# 1. **Prepare** the data: look at it, bring it into tensors, scale it.
# 2. **Split** it into training, validation and test set, before anything is learned.
# 3. **Train**: model, loss, optimizer, and the loop of `zero_grad()`, loss, `backward()`, `step()`.
# 4. **Validate** after each epoch, and choose by that.
# 5. **Test** once, look at the mistakes, and say what the test does not show.

# %% [markdown] key="recipe" lang="zh"
# 下结论时要小心。测试图像是新的，写字的 13 个人却不是新的：训练图像也出自他们之手。
# 换一个陌生人来写，网络认得怎么样，这个测试回答不了。而且，这只是划分数据的一种抽法，是我们挑出来的，因为结果不错：
# 在第 2 节里试过十二个随机种子，准确率在 96% 到 99% 之间，平均比 97% 高一点。
#
# ## 9. 完整的步骤
#
# 你刚才走过的，就是训练任何网络的步骤，再大的网络也是如此：
#
# 1. **准备**数据：先看，再放进张量，再缩放。
# 2. **划分**成训练集、验证集和测试集，在学习开始之前就分好。
# 3. **训练**：模型、损失、优化器，还有循环里的 `zero_grad()`、损失、`backward()`、`step()`。
# 4. 每一轮之后**验证**，并据此做选择。
# 5. 只**测试**一次，看看错在哪里，并说清楚测试没有说明什么。

# %% [markdown] key="small-task" lang="en"
# ### Exercise 4: a smaller network
#
# Can half the network do the job? Build and train a network of your own with at most 2,500
# parameters that reads at least 95% of the validation pictures. Call it `small`. The check asks the validation set,
# not the test set, so you may try as often as you like.

# %% [markdown] key="small-task" lang="zh"
# ### 练习 4：更小的网络
#
# 网络小一半，还能胜任吗？自己搭建并训练一个网络，参数不超过 2500 个，验证图像至少认对 95%。把它命名为
# `small`。检查用的是验证集而不是测试集，所以想试多少次都可以。

# %% key="small" exercise="01.small"
small = ...

# %% key="small-check" check="01.small"
lab.check("01.small", small)

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out, each by changing a line and running the cells again:
#
# - Remove the ReLU. How much worse does the network get? What does that say about these digits?
# - Use another seed in `random_split`. By how much does the accuracy change? So how many of its decimals mean
#   anything?
# - Train on the first 100 training pictures only. Which of the two loss curves shows that something is wrong?

# %% [markdown] key="further" lang="zh"
# 还可以试试下面这些，每次改一行，再重新运行：
#
# - 去掉 ReLU。网络会差多少？这说明了这些数字的什么特点？
# - 在 `random_split` 里换一个随机种子。准确率变化多大？那么，它的小数点后有几位是有意义的？
# - 只用前 100 张训练图像来训练。两条损失曲线中，哪一条会告诉你出了问题？
