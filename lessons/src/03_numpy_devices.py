# Lesson 3. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 03
# minutes: 45
# needs: 01, 02

# %% [markdown] key="title" lang="en"
# # Tensors, NumPy and devices
#
# Data rarely arrives as tensors. It comes from files and libraries as **NumPy** arrays, the common language of
# numbers in Python, and results go back there to be plotted and stored. So the first half of this lesson is about a
# border crossing: what is copied, what is shared, which habits differ. Most of the bugs there are silent.
#
# The second half asks where a tensor lives. The same program can run on the processor or on a graphics card, and be a
# hundred times faster there, or slower. You will be able to say beforehand which.
#
# You need lessons 1 and 2, and no graphics card: where there is one, the lesson uses it. Plan 45 minutes.

# %% [markdown] key="title" lang="zh"
# # 张量、NumPy 与设备
#
# 数据很少一开始就是张量。从文件和各种库里读出来的，大多是 **NumPy** 数组，它是 Python 里数值计算的通用语言；
# 结果要画图、要保存，也往往得回到 NumPy。所以这一课的前半讲的是“过境”：什么会复制，什么会共用，两边的习惯有哪些不同。
# 这里的错误大多是不声不响的。
#
# 后半讲张量住在哪里。同一个程序，可以在处理器上运行，也可以在显卡上运行；到了显卡上，可能快一百倍，也可能更慢。
# 学完之后，你能事先判断是哪一种。
#
# 需要先完成第 1、2 课；不需要显卡，有的话这一课会用上。预计用时 45 分钟。

# %% key="setup" setup="true"
import time

import numpy as np

import autograd_lab as torch
import autograd_lab as lab

lab.start("03", lang="{{lang}}")

# %% [markdown] key="bridges" lang="en"
# ## 1. Three bridges
#
# A NumPy array is what a tensor is: numbers of one dtype, a row in memory, shape and strides. Lesson 2 applies to it
# word for word. What it lacks is the memory of how it was computed, so it has no gradients, and it lives on the
# processor only.
#
# Because both describe memory in the same way, a tensor can be made from an array without touching a single number.
# Whether that happens depends on the bridge you take:

# %% [markdown] key="bridges" lang="zh"
# ## 1. 三座桥
#
# NumPy 数组和张量是一回事：数据类型相同的一些数，在内存里排成一列，再加上形状和步长。第 2 课讲的，
# 对它一字不差地成立。它缺少的，是对计算过程的记录，所以没有梯度；而且它只能住在处理器的内存里。
#
# 既然两者用同样的方式描述内存，从数组得到张量时就可以一个数都不动。究竟动不动，要看走哪座桥：

# %% key="bridges-code"
array = np.arange(4.0)
copied = torch.tensor(array)  #| en: always a copy | zh: 总是复制
shared = torch.from_numpy(array)  #| en: the same memory | zh: 同一块内存

array[0] = 100
print(copied)
print(shared)
print(np.shares_memory(shared.numpy(), array))

# %% [markdown] key="bridges-table" lang="en"
# | from | to | call | memory |
# |---|---|---|---|
# | array, list, number | tensor | `torch.tensor(x)` | copied, always |
# | array | tensor | `torch.from_numpy(x)` | shared |
# | array or tensor | tensor | `torch.as_tensor(x, dtype=...)` | shared if the dtype already fits, else copied |
# | tensor | array | `t.numpy()` | shared |
# | tensor | number, list | `t.item()`, `t.tolist()` | copied |
#
# Sharing is quick and frugal: a gigabyte crosses in a microsecond. But remember the rule of lesson 2: who writes into
# one writes into the other. When in doubt, copy.
#
# The line with "if" is the dangerous one. A program that relies on the copy works as long as the file holds
# `float64`, and corrupts its data on the day it holds `float32`.

# %% [markdown] key="bridges-table" lang="zh"
# | 从 | 到 | 写法 | 内存 |
# |---|---|---|---|
# | 数组、列表、数 | 张量 | `torch.tensor(x)` | 总是复制 |
# | 数组 | 张量 | `torch.from_numpy(x)` | 共用 |
# | 数组或张量 | 张量 | `torch.as_tensor(x, dtype=...)` | 数据类型已经相符就共用，否则复制 |
# | 张量 | 数组 | `t.numpy()` | 共用 |
# | 张量 | 数、列表 | `t.item()`、`t.tolist()` | 复制 |
#
# 共用又快又省：十亿字节的数据，过境只要一微秒。但别忘了第 2 课的规则：往一个里写，就是往另一个里写。拿不准的时候，
# 就复制。
#
# 写着“就……否则”的那一行最危险。一个指望它复制的程序，文件里是 `float64` 时一切正常；哪天文件里换成了 `float32`，
# 数据就被改坏了。

# %% [markdown] key="float64" lang="en"
# One more thing crosses the border unseen: the dtype. NumPy computes in `float64` unless told otherwise, networks in
# `float32`. The two do not mix in a matrix product:

# %% [markdown] key="float64" lang="zh"
# 还有一样东西会悄悄过境：数据类型。NumPy 默认用 `float64` 计算，网络用的却是 `float32`。做矩阵乘法时，两者不能混用：

# %% key="float64-code" tags=["translated-output"]
weight = torch.tensor([[0.5, -0.5, 0.5, -0.5]])
x = torch.from_numpy(np.arange(4.0))
print(weight.dtype, x.dtype)
try:
    weight @ x
except RuntimeError as error:
    print(error)
print(weight @ x.float())

# %% [markdown] key="grad-numpy" lang="en"
# And on the way back, a tensor that records gradients refuses: the array could not record on, and nobody would notice
# that the chain is broken. `detach()` says that you know:

# %% [markdown] key="grad-numpy" lang="zh"
# 反过来，正在记录梯度的张量不肯变成数组：数组没法接着记录，链条断了也没有人会发觉。写上 `detach()`，
# 表示你清楚这一点：

# %% key="grad-numpy-code" tags=["translated-output"]
w = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    w.numpy()
except RuntimeError as error:
    print(error)
print(w.detach().numpy())

# %% [markdown] key="load-task" lang="en"
# ### Exercise 1: a safe crossing
#
# Write a function that makes a `float32` tensor of any array, whatever its dtype, so that the tensor stays as it is
# when someone changes the array later.

# %% [markdown] key="load-task" lang="zh"
# ### 练习 1：安全过境
#
# 写一个函数，把任意数据类型的数组变成 `float32` 张量，而且以后有人修改那个数组，张量也不受影响。

# %% key="load" exercise="03.load"
def load(array):
    ...

# %% key="load-check" check="03.load"
lab.check("03.load", load)

# %% [markdown] key="habits" lang="en"
# ## 2. The same words, other habits
#
# PyTorch took most of its names from NumPy, so a program can nearly be copied over. "Nearly" is where the time goes.
# These are the differences that cost most:
#
# | | NumPy | tensors |
# |---|---|---|
# | name of an axis | `axis=0`, `keepdims=True` | `dim=0`, `keepdim=True` |
# | default of floats | `float64` | `float32` |
# | `x.std()` divides by | $N$ | $N - 1$; `correction=0` for $N$ |
# | `x.max(1)` gives | the largest numbers | a pair: `.values` and `.indices` |
# | copy | `x.copy()` | `x.clone()` |
# | repeat a row | `np.tile(x, n)` | `x.repeat(n)`; in NumPy `repeat` means another thing |
# | `x.T` of more than 2 axes | reverses all | use `permute` |
#
# The third line deserves a formula. The standard deviation of numbers $x_1, \dots, x_N$ with mean $\bar x$ is
#
# $$\sigma = \sqrt{\frac{1}{N - c} \sum_{i=1}^{N} (x_i - \bar x)^2}$$
#
# NumPy takes $c = 0$: the spread of *these* numbers. PyTorch takes $c = 1$: an estimate for all the numbers of which
# these are a sample, corrected because the mean, too, was taken from the sample. For 178 wines the two differ by
# 0.3%; for a batch of 2, by 41%.

# %% [markdown] key="habits" lang="zh"
# ## 2. 同样的名字，不同的习惯
#
# PyTorch 的名称大多取自 NumPy，所以程序几乎可以照抄。时间就耗在“几乎”这两个字上。下面是代价最大的几处不同：
#
# | | NumPy | 张量 |
# |---|---|---|
# | 轴的写法 | `axis=0`，`keepdims=True` | `dim=0`，`keepdim=True` |
# | 浮点数的默认类型 | `float64` | `float32` |
# | `x.std()` 除以 | $N$ | $N - 1$；要除以 $N$，写 `correction=0` |
# | `x.max(1)` 给出 | 最大的那些数 | 一对结果：`.values` 和 `.indices` |
# | 复制 | `x.copy()` | `x.clone()` |
# | 把一行重复几遍 | `np.tile(x, n)` | `x.repeat(n)`；NumPy 里的 `repeat` 是另一个意思 |
# | 两个轴以上的 `x.T` | 所有的轴反过来 | 请用 `permute` |
#
# 第三行值得写成公式。一组数 $x_1, \dots, x_N$，平均值为 $\bar x$，它们的标准差是
#
# $$\sigma = \sqrt{\frac{1}{N - c} \sum_{i=1}^{N} (x_i - \bar x)^2}$$
#
# NumPy 取 $c = 0$：说的是*这些*数本身的离散程度。PyTorch 取 $c = 1$：把这些数看作样本，估计总体的离散程度；
# 因为平均值也取自样本，所以要修正。178 种酒时，两者相差 0.3%；一个批次只有 2 个数时，相差 41%。

# %% key="std-code"
for n in (178, 2):
    x = torch.arange(float(n))
    print(n, f"{(x.std() / x.std(correction=0)).item():.3f}")

# %% [markdown] key="port-task" lang="en"
# ### Exercise 2: bring a program over
#
# Here is a NumPy program for the wine data of lesson 2. It asks how unusual each wine is: by how many standard
# deviations does its most unusual measurement lie off the mean? Write the same for a tensor, with the same results,
# without going through NumPy. The absolute value is called `abs` there, too.

# %% [markdown] key="port-task" lang="zh"
# ### 练习 2：把程序搬过来
#
# 下面是一个 NumPy 程序，用的是第 2 课的葡萄酒数据。它问的是：每种酒有多不寻常？也就是它最不寻常的那一项测量值，
# 偏离平均值几个标准差？请对张量写出同样的函数，结果要相同，中间不要借道 NumPy。绝对值在那边也叫 `abs`。

# %% key="port-numpy"
from sklearn.datasets import load_wine

wines = load_wine().data


def unusual_numpy(x):
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.abs(z).max(axis=1)


most = unusual_numpy(wines)
print(most.shape, f"wine {most.argmax()}: {most.max():.1f} standard deviations")

# %% key="port" exercise="03.port"
def unusual(x):
    ...

# %% key="port-check" check="03.port"
lab.check("03.port", unusual)

# %% [markdown] key="loops" lang="en"
# ## 3. One call instead of a million
#
# Why tensors at all, why not lists and loops? In a loop Python decides anew for each number what `-` means for it,
# and that takes longer than the subtraction. A tensor operation decides once and then runs through memory at the
# processor's pace. Measure it. The loop below computes how the ink changes from each pixel to its right-hand
# neighbour, for a hundred pictures only:

# %% [markdown] key="loops" lang="zh"
# ## 3. 一次调用代替一百万次
#
# 为什么要用张量，列表加循环不行吗？在循环里，Python 对每一个数都要重新判断 `-` 是什么意思，这比减法本身还费时间。
# 张量运算只判断一次，然后就以处理器的速度在内存里一路算过去。量一量就知道。下面的循环计算从每个像素到它右边的邻居，
# 墨迹变化了多少，而且只算一百张图像：

# %% key="loops-code"
from sklearn.datasets import load_digits

images = torch.tensor(load_digits().images / 16, dtype=torch.float32)


def edges_by_loop(images):
    n, rows, columns = images.shape
    result = torch.zeros(n, rows, columns - 1)
    for i in range(n):
        for row in range(rows):
            for column in range(columns - 1):
                result[i, row, column] = images[i, row, column + 1] - images[i, row, column]
    return result


start = time.perf_counter()
edges = edges_by_loop(images[:100])
loop_seconds = time.perf_counter() - start
lab.viz.images(edges[:10])

# %% [markdown] key="edges-task" lang="en"
# Dark is where ink begins, going from left to right, orange where it ends: the edges of the strokes.
#
# ### Exercise 3: without a loop
#
# Write the same function without any loop. Think of two views of the pictures, one shifted against the other.

# %% [markdown] key="edges-task" lang="zh"
# 从左到右看，深色是墨迹开始的地方，橙色是墨迹结束的地方：这正是笔画的边缘。
#
# ### 练习 3：不用循环
#
# 写出同样的函数，但不用任何循环。想一想图像的两个视图，一个相对于另一个错开一列。

# %% key="edges" exercise="03.edges"
def edges_at_once(images):
    ...

# %% key="edges-check" check="03.edges"
lab.check("03.edges", edges_at_once)

# %% [markdown] key="timing" lang="en"
# How much was there to gain? `torch.diff` does the same as your function; it gets all 1,797 pictures:

# %% [markdown] key="timing" lang="zh"
# 能快多少？`torch.diff` 做的和你的函数一样；让它算全部 1797 张图像：

# %% key="timing-code" tags=["nbval-ignore-output"]
def seconds(function, *arguments, repeats=20):
    function(*arguments)  #| en: the first call may prepare something | zh: 第一次调用可能要做些准备
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*arguments)
        times.append(time.perf_counter() - start)
    return sorted(times)[repeats // 2]  #| en: the median: one hiccup must not count | zh: 取中位数，偶尔卡一下不算数


call_seconds = seconds(torch.diff, images)
print(f"loop: {loop_seconds / 100 * 1e6:8.1f} microseconds per picture")
print(f"call: {call_seconds / len(images) * 1e6:8.3f} microseconds per picture")

# %% [markdown] key="small" lang="en"
# Tens of thousands of times faster. The reverse holds as well: a call costs a few microseconds however few numbers it
# gets,
# so many calls on tiny tensors are slow. Let calls be few and tensors large. It is the first rule of fast programs
# here, and on a graphics card it is the only one.

# %% [markdown] key="small" lang="zh"
# 快了几万倍。反过来也成立：一次调用，哪怕只算几个数，也要花几微秒，所以在很小的张量上反复调用会很慢。调用要少，
# 张量要大。在这里，这是写出快程序的第一条规则；到了显卡上，它几乎就是唯一的规则。

# %% [markdown] key="device" lang="en"
# ## 4. Devices
#
# The processor of a computer, the **CPU**, has a few cores that can do anything quickly. A graphics card, the
# **GPU**, has thousands of simple ones that all do the same thing at once to different numbers. That is just what a
# tensor operation asks for. Both have a memory of their own, and numbers must lie in the memory of the one that
# computes. Each tensor knows its **device**:

# %% [markdown] key="device" lang="zh"
# ## 4. 设备
#
# 计算机的处理器（**CPU**）有几个核心，什么都能干，而且干得快。显卡（**GPU**）有几千个简单的核心，
# 同一时刻对不同的数做同一件事，这正是张量运算所需要的。两者各有自己的内存，谁来计算，数就得放在谁的内存里。
# 每个张量都知道自己在哪个**设备**上：

# %% key="device-code" tags=["nbval-ignore-output"]
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = images[:3].to(device)
print(x.device)

# %% [markdown] key="device-rules" lang="en"
# `"cuda"` is the name for GPUs made by NVIDIA. The first line stands at the beginning of nearly every PyTorch
# program: use the GPU if there is one. From then on five rules:
#
# 1. **All tensors of an operation lie on one device.** Otherwise it is an error, never a silent copy, for copies are
#    what is slow.
# 2. **`x.to(device)` gives a new tensor**, it does not move `x`. Write `x = x.to(device)`. With a network it is the
#    other way: `model.to(device)` moves its parameters.
# 3. **A tensor made inside a function belongs where its partner is**: `torch.zeros(n, device=x.device)`, or
#    `torch.zeros_like(x)`. This is forgotten most often, since on the CPU nobody notices.
# 4. **NumPy lives on the CPU**: `x.cpu().numpy()`.
# 5. **The GPU answers later.** A call only puts the work into a queue and comes back. Whoever takes the time must
#    wait for the end with `torch.cuda.synchronize()`; and `.item()` or `print` wait by themselves, so do not call
#    them in every step.

# %% [markdown] key="device-rules" lang="zh"
# `"cuda"` 指的是 NVIDIA 的 GPU。几乎每个 PyTorch 程序的开头都有上面第一行：有 GPU 就用 GPU。之后要遵守五条规则：
#
# 1. **参与同一个运算的张量，必须在同一个设备上。** 否则就报错，绝不会悄悄复制，因为慢就慢在复制上。
# 2. **`x.to(device)` 得到的是新的张量**，`x` 本身并没有搬走。要写成 `x = x.to(device)`。网络则不同：
#    `model.to(device)` 会把它的参数搬过去。
# 3. **函数内部新建的张量，要放在和它一起运算的张量那里**：`torch.zeros(n, device=x.device)`，
#    或者 `torch.zeros_like(x)`。这一条最容易忘，因为在 CPU 上谁也发现不了。
# 4. **NumPy 住在 CPU 这边**：`x.cpu().numpy()`。
# 5. **GPU 要过一会儿才给出结果。** 一次调用只是把任务排进队列就返回。要计时，先用 `torch.cuda.synchronize()` 等它做
#    完；`.item()` 和 `print` 自己会等，所以不要每一步都用。

# %% [markdown] key="worth" lang="en"
# ## 5. When is a GPU worth it?
#
# Take the operation that networks spend most time in, the product of two matrices $n \times n$. Each of the $n^2$
# results is a sum of $n$ products: $n$ multiplications and $n$ additions. So the product needs about $2 n^3$
# operations. At $F$ operations per second this takes
#
# $$t_{\text{compute}} = \frac{2 n^3}{F}$$
#
# But first two matrices must get onto the GPU, and the result back: three matrices of $n^2$ numbers of 4 bytes each.
# At $B$ bytes per second that takes
#
# $$t_{\text{transfer}} = \frac{3 \cdot 4 \, n^2}{B}$$
#
# Here $t_{\text{compute}}$ is the time for the arithmetic, $t_{\text{transfer}}$ that for the way there and back. The
# work grows with the cube of $n$, the transfer with the square. So there is always a size from which the GPU
# wins, and below it always one where it loses.

# %% [markdown] key="worth" lang="zh"
# ## 5. 什么时候值得用 GPU？
#
# 看网络花时间最多的运算：两个 $n \times n$ 的矩阵相乘。$n^2$ 个结果，每个都是 $n$ 个乘积之和，
# 要 $n$ 次乘法和 $n$ 次加法，所以总共约 $2 n^3$ 次运算。每秒能做 $F$ 次运算，则需要
#
# $$t_{\text{compute}} = \frac{2 n^3}{F}$$
#
# 不过，两个矩阵先得送到 GPU 上，结果还要送回来：一共三个矩阵，各有 $n^2$ 个数，每个数 4 字节。每秒能传 $B$ 字节，
# 则需要
#
# $$t_{\text{transfer}} = \frac{3 \cdot 4 \, n^2}{B}$$
#
# 这里 $t_{\text{compute}}$ 是计算的时间，$t_{\text{transfer}}$ 是传输的时间。计算量按 $n$ 的立方增长，
# 传输量按平方增长。所以总有一个尺寸，超过它 GPU 就赢；也总有更小的尺寸，GPU 会输。

# %% [markdown] key="worth-task" lang="en"
# ### Exercise 4: the whole time
#
# Write a function that returns the seconds a GPU needs for one product, transfer included
# ($t_{\text{transfer}} + t_{\text{compute}}$). Arguments are `n`, the speed `operations` $F$ and the `bandwidth` $B$.

# %% [markdown] key="worth-task" lang="zh"
# ### 练习 4：总共要多久
#
# 写一个函数，返回 GPU 做一次矩阵乘法需要多少秒，包括传输的时间，即 $t_{\text{transfer}} + t_{\text{compute}}$。
# 参数是 `n`、运算速度 `operations`（即 $F$）和带宽 `bandwidth`（即 $B$）。

# %% key="worth-stub" exercise="03.worth"
def gpu_seconds(n, operations, bandwidth):
    ...

# %% key="worth-check" check="03.worth"
lab.check("03.worth", gpu_seconds)

# %% [markdown] key="numbers" lang="en"
# Now with real numbers. For your CPU we measure. For the GPU we take the
# [data sheet of NVIDIA's H100](https://www.nvidia.com/en-us/data-center/h100/): 67 trillion `float32` operations per
# second, and 64 gigabytes per second each way over the PCIe bus that connects it. Until a GPU begins with a call at
# all some 5 microseconds pass, so we add those. Data sheets name what is possible
# at best, so read the last column as an upper limit. Where you have a GPU, its own time is measured as well.

# %% [markdown] key="numbers" lang="zh"
# 现在用真实的数来算。CPU 的时间，就在你的机器上量。GPU 用
# [NVIDIA H100 的规格](https://www.nvidia.com/en-us/data-center/h100/)：每秒 67 万亿次 `float32` 运算，
# 通过 PCIe 总线与它相连，每个方向每秒 64 吉字节。另外，GPU 从接到调用到开始计算，大约要 5 微秒，也加进去。
# 规格写的是最好的情况，所以最后一列只能当作上限来看。如果你有 GPU，
# 也会量出它自己的时间。

# %% key="numbers-code" tags=["nbval-ignore-output"]
print("     n   CPU (measured)   GPU (data sheet)   CPU / GPU")
for n in (16, 64, 256, 1024):
    a, b = torch.rand(n, n), torch.rand(n, n)
    cpu = seconds(torch.matmul, a, b, repeats=5)
    gpu = 5e-6 + 3 * 4 * n ** 2 / 64e9 + 2 * n ** 3 / 67e12  #| en: 5 µs for the call | zh: 调用本身 5 µs
    print(f"{n:6} {cpu * 1e6:13.1f} µs {gpu * 1e6:15.1f} µs {cpu / gpu:11.1f}")

if torch.cuda.is_available():
    a, b = torch.rand(1024, 1024, device="cuda"), torch.rand(1024, 1024, device="cuda")
    own = seconds(lambda: (a @ b, torch.cuda.synchronize()))
    print(f"your GPU, n = 1024: {own * 1e6:.1f} µs without transfer")

# %% [markdown] key="numbers-read" lang="en"
# On small matrices the GPU gains nothing: by the time it begins, the CPU is done. And compare the two parts of the
# sum for the largest $n$:
# most of the time goes into the transfer, not into the arithmetic. That is why a training program moves the model to
# the GPU **once**, moves each batch once, and brings back a single number per step.

# %% [markdown] key="numbers-read" lang="zh"
# 矩阵小的时候，用 GPU 没有好处：它刚要开始，CPU 已经算完了。再看看 $n$ 最大时总和里的两部分：时间多半花在传输上，
# 而不是算术上。
# 所以训练程序只把模型搬到 GPU 上**一次**，每个批次搬一次，每一步只取回一个数。

# %% key="parts-code"
n = 1024
print(f"transfer {3 * 4 * n ** 2 / 64e9 * 1e6:.0f} µs, arithmetic {2 * n ** 3 / 67e12 * 1e6:.0f} µs")

# %% [markdown] key="end" lang="en"
# ## What to keep
#
# - `torch.tensor` copies, `from_numpy` and `.numpy()` share. `as_tensor` does one or the other.
# - Check the dtype at the border: `float64` comes over from NumPy.
# - `std`, `max` and `repeat` mean something else here.
# - Few calls, large tensors; no Python loop over numbers.
# - One device per operation; make new tensors where their partners are; move rarely.

# %% [markdown] key="end" lang="zh"
# ## 要记住的
#
# - `torch.tensor` 会复制，`from_numpy` 和 `.numpy()` 是共用。`as_tensor` 两种都有可能。
# - 过境时查一查数据类型：从 NumPy 过来的是 `float64`。
# - `std`、`max` 和 `repeat` 在这里的意思不一样。
# - 调用要少，张量要大；不要用 Python 循环逐个处理数。
# - 一次运算只在一个设备上；新的张量建在和它一起运算的张量那里；少搬动。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - For which $n$ does your CPU, as measured, take as long as the GPU of the data sheet? Solve it with the formula,
#   then by trying.
# - `torch.tensor(3) + np.float64(2)`: which type has the result, and which has `np.float64(2) + torch.tensor(3)`?
# - Time `torch.rand(1000, 1000).sum(dim=0)` and `.sum(dim=1)`. Which one walks through memory in order?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - $n$ 为多大时，你的 CPU（按实测速度）和规格上的 GPU 用时相同？先用公式解，再试着算。
# - `torch.tensor(3) + np.float64(2)` 的结果是什么类型？`np.float64(2) + torch.tensor(3)` 呢？
# - 给 `torch.rand(1000, 1000).sum(dim=0)` 和 `.sum(dim=1)` 计时。哪一个是按顺序走过内存的？
