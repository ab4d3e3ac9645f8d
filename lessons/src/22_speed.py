# Lesson 22. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 22
# minutes: 60
# needs: 07, 12, 15

# %% [markdown] key="title" lang="en"
# # Speed and memory: where does the time go?
#
# A training step takes some milliseconds, and a training run a million steps. Whoever makes the step twice as fast
# tries twice as many ideas. Yet most attempts at making programs faster fail, for one reason: they change a place
# where the time is not spent. So this lesson is first of all about measuring. You time a step honestly, see into
# it, count what it would have to cost, and compare. Then the same with memory, which decides how large a model can
# be at all, and with two ways to need less of it that lose nothing: accumulation and checkpointing.
#
# All figures come from the machine on which you run the notebook, and yours will differ from those printed here. No
# graphics card is needed; cells for one say so. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 速度与内存：时间花在哪里？
#
# 一个训练步要几毫秒，一次训练要上百万步。谁能让一步快一倍，谁就能多试一倍的想法。可是，给程序提速的尝试多半白费力气，
# 原因只有一个：改的地方，时间并不花在那里。所以这一课首先讲怎样测量。你会公平地给一个训练步计时，看清它的内部，
# 算出它至少要花多少时间，再和实测对照。然后对内存做同样的事，因为模型究竟能做多大，取决于内存；
# 还要学两种省内存而不损失任何东西的办法：梯度累积和检查点。
#
# 所有数字都是在运行这个笔记本的机器上量出来的，你那里会和这里印的不同。不需要显卡；有显卡才运行的代码，都有说明。
# 预计用时 60 分钟。

# %% key="setup" setup="true"
import time
import tracemalloc

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.profiler import profile, record_function
from autograd_lab.utils.checkpoint import checkpoint_sequential
from autograd_lab.utils.data import DataLoader, Dataset

lab.start("22", lang="{{lang}}")

# %% [markdown] key="clock" lang="en"
# ## 1. A clock that does not lie
#
# The patient is a small convolutional network for the digits (lesson 15), with Adam. Ten steps on one batch, each
# timed:

# %% [markdown] key="clock" lang="zh"
# ## 1. 不骗人的钟
#
# “病人”是一个识别数字的小卷积网络（第 15 课），优化器是 Adam。在同一个批次上走十步，每步都计时：

# %% key="clock-code" tags=["nbval-ignore-output"]
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16
labels = torch.tensor(digits.target)
loss_fn = nn.CrossEntropyLoss()

torch.manual_seed(0)
cnn = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(),
    nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
    nn.MaxPool2d(2), nn.Flatten(), nn.Linear(512, 10),
)
optimizer = torch.optim.Adam(cnn.parameters())
x, y = images[:64], labels[:64]

def step():
    optimizer.zero_grad()
    loss_fn(cnn(x), y).backward()
    optimizer.step()

for _ in range(10):
    start = time.perf_counter()
    step()
    print(f"{(time.perf_counter() - start) * 1000:.1f}", end="  ")

# %% [markdown] key="clock-read" lang="en"
# Which of these is "the" time of a step, in milliseconds? Two things disturb. The **first calls** are different:
# modules are loaded, memory is asked from the system, plans are made that later calls reuse. So call a few times
# before you measure; this is the **warm-up**. And now and then **something else** runs on the machine, so single
# calls take much longer, but never shorter. One such call spoils a mean. The **median**, the value in the middle,
# does not mind; the smallest time is a good choice as well.
#
# A third thing is not to be seen here. A GPU works off a queue (lesson 3): a call puts work into it and returns at
# once. Whoever looks at the clock then has measured the putting in. Before each look at the clock one has to wait
# until the queue is empty. In PyTorch `torch.cuda.synchronize()` waits.
#
# ### Exercise 1: a fair timer
#
# Return the median time of `repeats` calls of `function()`, after `warmup` calls that do not count. `wait()` waits
# for the device, `clock()` is the time in seconds. `statistics.median` of the standard library may help.

# %% [markdown] key="clock-read" lang="zh"
# 以毫秒计，哪一个才是一步“真正的”用时？有两样东西在干扰。**头几次调用**不一样：要加载模块，要向系统申请内存，还要制定以后能重复使用的计划。
# 所以测量之前，先调用几次，这叫作**预热**。另外，机器上时不时有**别的程序**在运行，于是个别调用会慢很多，但绝不会更快。
# 只要有一次这样的调用，平均值就不准了。**中位数**，也就是排在中间的那个值，不受影响；取最短时间也不错。
#
# 第三样东西在这里看不到。GPU 是按队列干活的（第 3 课）：一次调用只是把活放进队列，马上就返回。这时去看时钟，量到的只是放进去的时间。
# 每次看时钟之前，都要等队列清空。在 PyTorch 里，`torch.cuda.synchronize()` 就是等。
#
# ### 练习 1：公平的计时器
#
# 返回 `function()` 的 `repeats` 次调用用时的中位数，此前先做 `warmup` 次不计时的调用。`wait()` 等待设备，`clock()` 是以秒计的时间。
# 可以用标准库里的 `statistics.median`。

# %% key="timer-stub" exercise="22.timer"
def fair_time(function, wait, clock, warmup=3, repeats=9):
    ...

# %% key="timer-check" check="22.timer"
lab.check("22.timer", fair_time)

# %% [markdown] key="seconds" lang="en"
# From now on this one measures, also on a GPU. It takes the smallest time, since a notebook like this is often run
# on a busy machine. `perf_counter` is the right clock: it is fine-grained and never set back, as `time.time` may
# be. Beside it a measure for memory: `tracemalloc` adds up what Python and NumPy ask for, and keeps the peak.
# (PyTorch's own memory it does not see; on a GPU, `torch.cuda.max_memory_allocated()` tells.)

# %% [markdown] key="seconds" lang="zh"
# 从现在起就用下面这个来计时，在 GPU 上也能用。它取最短的时间，因为这样的笔记本常常在繁忙的机器上运行。`perf_counter` 是合适的时钟：它精细，而且不会被调回去，`time.time` 就可能。
# 旁边再加一个量内存的：`tracemalloc` 累计 Python 和 NumPy 申请的内存，并记下峰值。（PyTorch 自己的内存它看不见；
# 在 GPU 上，可以问 `torch.cuda.max_memory_allocated()`。）

# %% key="seconds-code" tags=["nbval-ignore-output"]
has_gpu = torch.cuda.is_available()

def wait():
    if has_gpu:
        torch.cuda.synchronize()

def seconds(function, *inputs, repeats=9, warmup=2):
    for _ in range(warmup):
        function(*inputs)
    wait()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function(*inputs)
        wait()
        times.append(time.perf_counter() - start)
    return min(times)

def peak(function, *inputs):
    tracemalloc.start()
    function(*inputs)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6  #| en: megabytes | zh: 兆字节

print(f"{seconds(step) * 1000:.1f} ms, {peak(step):.1f} MB")

# %% [markdown] key="profiler" lang="en"
# ## 2. Seeing into a step
#
# A stopwatch around the whole says *how long*, not *where*. The **profiler** notes every operation and its time,
# with `profile_memory=True` its memory too. `record_function` gives names to parts of your own.

# %% [markdown] key="profiler" lang="zh"
# ## 2. 看清一步的内部
#
# 在外面掐表，只知道*多久*，不知道*花在哪里*。**性能分析器**（profiler）记下每个运算和它的用时，加上 `profile_memory=True` 还记下它占用的内存。
# `record_function` 可以给自己的一段代码起名字。

# %% key="profiler-code" tags=["nbval-ignore-output"]
with profile() as prof:
    for _ in range(5):
        with record_function("MY FORWARD"):
            loss = loss_fn(cnn(x), y)
        with record_function("MY BACKWARD"):
            optimizer.zero_grad()
            loss.backward()
        with record_function("MY OPTIMIZER"):
            optimizer.step()

print(prof.key_averages().table(sort_by="self_cpu_time_total", row_limit=9))

# %% [markdown] key="profiler-read" lang="en"
# "Self CPU" is the time in the operation itself, "CPU total" includes what it called. Names that end with
# `Backward0` are gradient rules. Read it from the top, and stop soon: the first few lines make up nearly
# everything.
#
# Here the convolutions do, forward and above all backward, and rightly so. Suppose a part takes the share $p$ of
# the time, and you make it $k$ times faster. The whole then takes
#
# $$T_{\text{new}} = T \left( 1 - p + \frac{p}{k} \right)$$
#
# ($T$ is the old time; Amdahl, 1967). If the loss takes 1% of the time, then the best idea for the loss is worth at
# most 1%. Measure first; then improve the first line; then measure again.

# %% [markdown] key="profiler-read" lang="zh"
# “Self CPU”是运算本身的时间，“CPU total”还包括它所调用的部分。名字以 `Backward0` 结尾的，是求梯度的运算。从上往下读，
# 读几行就够了：最前面几行差不多就是全部。
#
# 这里占大头的是卷积，前向有，反向更多，这也合理。设某一部分占总时间的比例是 $p$，你让它快了 $k$ 倍，那么总时间变成
#
# $$T_{\text{new}} = T \left( 1 - p + \frac{p}{k} \right)$$
#
# （$T$ 是原来的时间；Amdahl，1967。）如果损失只占 1% 的时间，那么关于损失的主意再妙，至多也只值 1%。先测量，再改第一行，然后再测量。

# %% [markdown] key="vector" lang="en"
# ## 3. No loops, and still no waste
#
# Lesson 3 showed that one call for many numbers beats a loop in Python. But is *one* call always best? Lesson 2
# read digits by looking for the nearest known digit. All distances between 300 new digits and 1,000 known ones,
# each an image of 64 numbers, in three ways: a loop over pairs, a loop over rows, and no loop at all.

# %% [markdown] key="vector" lang="zh"
# ## 3. 不用循环，也不浪费
#
# 第 3 课说过，一次调用处理许多数，比 Python 循环快得多。那么，*只*调用一次就一定最好吗？第 2 课通过寻找最近的已知数字来认数字。
# 现在求 300 个新数字和 1000 个已知数字之间的所有距离，每张图像 64 个数，用三种写法：对每一对循环，对每一行循环，完全不循环。

# %% key="vector-code" tags=["nbval-ignore-output"]
flat = images.reshape(-1, 64)
known, new = flat[:1000], flat[1000:1300]

def by_pairs(a, b):
    result = torch.empty(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            result[i, j] = ((a[i] - b[j]) ** 2).sum()
    return result

def by_rows(a, b):
    return torch.stack([((row - b) ** 2).sum(dim=1) for row in a])

def at_once(a, b):
    return ((a[:, None] - b[None]) ** 2).sum(dim=2)

def report(name, function, a, b):
    time_per_pair = seconds(function, a, b, repeats=3, warmup=1) / (len(a) * len(b))
    print(f"{name:10} {time_per_pair * 1e9:10.1f} ns/pair {peak(function, a, b):8.1f} MB")

report("by pairs", by_pairs, new[:5], known[:50])
report("by rows", by_rows, new, known)
report("at once", at_once, new, known)

# %% [markdown] key="vector-read" lang="en"
# From pairs to rows: hundreds of times faster. From rows to nothing: *slower*, and it takes a hundred megabytes.
# `at_once` first writes all 300 × 1,000 × 64 differences to memory, then reads them to square them, writes again,
# and reads again to add up. A row's 64,000 differences, on the other hand, stay in the processor's **cache**, the
# small fast memory beside its cores. So: no loops over numbers, but no giant intermediate results either.
#
# Best is to need no differences at all. Multiply the square out:
#
# $$|a - b|^2 = |a|^2 + |b|^2 - 2\, a \cdot b$$
#
# All products $a \cdot b$ of all pairs are a single matrix product, the operation that computers do best.
#
# ### Exercise 2: distances by a matrix product
#
# `a` has the shape (N, D), `b` the shape (M, D). Return all squared distances, (N, M), without making anything of
# shape (N, M, D). Rounding may leave tiny negative numbers where points nearly agree; a squared distance is never
# negative.

# %% [markdown] key="vector-read" lang="zh"
# 从逐对到逐行，快了几百倍。从逐行到完全不循环，却*变慢了*，而且要一百多兆字节。`at_once` 先把 300 × 1000 × 64 个差全都写进内存，
# 再读出来平方，写回去，然后再读一遍来求和。而一行的 64000 个差，可以留在处理器的**高速缓存**里，也就是紧挨着核心的那块又小又快的内存。
# 所以：不要用循环逐个处理数，但也不要造出巨大的中间结果。
#
# 最好是根本不需要那些差。把平方展开：
#
# $$|a - b|^2 = |a|^2 + |b|^2 - 2\, a \cdot b$$
#
# 所有点对的乘积 $a \cdot b$，合起来就是一次矩阵乘法，这正是计算机最拿手的运算。
#
# ### 练习 2：用矩阵乘法求距离
#
# `a` 的形状是 (N, D)，`b` 的形状是 (M, D)。返回所有距离的平方，形状 (N, M)，中间不要造出形状为 (N, M, D) 的东西。
# 两点几乎重合时，舍入可能留下很小的负数；而距离的平方绝不会是负的。

# %% key="distances-stub" exercise="22.distances"
def squared_distances(a, b):
    ...

# %% key="distances-check" check="22.distances"
lab.check("22.distances", squared_distances)

# %% [markdown] key="knn" lang="en"
# What has become of time and memory? (The function is written out here, so that the cell runs in any case.)

# %% [markdown] key="knn" lang="zh"
# 时间和内存变成了多少？（这里把函数又写了一遍，所以练习没做完也能运行。）

# %% key="knn-code" tags=["nbval-ignore-output"]
def by_product(a, b):
    return ((a * a).sum(dim=1)[:, None] + (b * b).sum(dim=1) - 2 * a @ b.T).clamp(min=0)

report("product", by_product, new, known)

# %% [markdown] key="knn-why" lang="en"
# Faster by a factor of fifty to a hundred than either, in a few megabytes. PyTorch's `torch.cdist` goes this way
# too. With these distances let the three nearest known digits vote on each new one: the **k-nearest-neighbour**
# method, with k = 3.

# %% [markdown] key="knn-why" lang="zh"
# 比前两种快几十倍到上百倍，而且只用几兆字节。PyTorch 的 `torch.cdist` 走的也是这条路。有了这些距离，就让最近的三个已知数字为每个新数字投票：
# 这就是 **k 近邻**法，这里 k = 3。

# %% key="knn-vote" tags=["nbval-ignore-output"]
nearest = by_product(flat[1000:], known).topk(3, largest=False).indices
votes = labels[:1000][nearest].mode(dim=1).values
wrong = (votes != labels[1000:]).nonzero()[:, 0]
print(f"{(votes == labels[1000:]).float().mean().item():.1%}")

# %% [markdown] key="knn-see" lang="en"
# 797 digits read without training, in milliseconds. Some that failed, and below each its nearest neighbour:

# %% [markdown] key="knn-see" lang="zh"
# 没有训练，几毫秒就读出了 797 个数字。下面是读错的几个，每个下面是离它最近的那个：

# %% key="knn-images" tags=["translated-output"]
some = wrong[:8]
lab.viz.images(torch.cat([images[1000:][some], images[nearest[some, 0]]]), columns=8)

# %% [markdown] key="roofline" lang="en"
# ## 4. How fast could it be?
#
# A measured time says little until one knows what to expect. Two things take time: computing, and fetching numbers
# from memory. Let a machine do $F$ operations on floats (**FLOP**) per second, and move $B$ bytes per second. An
# operation that computes $f$ FLOP and moves $b$ bytes has the **arithmetic intensity** $I = f / b$, and no program
# does more than
#
# $$P = \min(F, \; I \cdot B)$$
#
# operations per second. This is the **roofline** model
# ([Williams et al., 2009](https://doi.org/10.1145/1498765.1498785)): up to the intensity $F / B$ memory sets the
# pace, above it the arithmetic does. An addition of float32 reads 8 bytes, writes 4 and computes one FLOP:
# $I = \frac{1}{12}$. The product of two $n \times n$ matrices computes $2 n^3$ FLOP on $12 n^2$ bytes:
# $I = \frac{n}{6}$. (In the table G stands for giga, $10^9$.)

# %% [markdown] key="roofline" lang="zh"
# ## 4. 最快能有多快？
#
# 量出来的时间，要知道该是多少，才有意义。花时间的有两件事：计算，以及从内存里取数。设一台机器每秒做 $F$ 次浮点运算（**FLOP**），
# 每秒搬 $B$ 字节。一个运算要做 $f$ 次浮点运算、搬 $b$ 字节，它的**算术强度**就是 $I = f / b$，而任何程序每秒至多做
#
# $$P = \min(F, \; I \cdot B)$$
#
# 次运算。这就是**屋顶线**（roofline）模型（[Williams 等，2009](https://doi.org/10.1145/1498765.1498785)）：强度低于 $F / B$ 时，
# 快慢由内存决定；高于它，由算术决定。float32 的加法读 8 字节，写 4 字节，做一次运算，所以 $I = \frac{1}{12}$。
# 两个 $n \times n$ 矩阵的乘积，在 $12 n^2$ 字节上做 $2 n^3$ 次运算，所以 $I = \frac{n}{6}$。（表里的 G 表示 $10^9$。）

# %% key="roofline-code" tags=["nbval-ignore-output"]
p, q = torch.rand(4_000_000), torch.rand(4_000_000)
square = torch.rand(512, 512)
F = 2 * 512**3 / seconds(torch.matmul, square, square)
B = 2 * 4 * len(p) / seconds(p.clone)
print(f"F = {F / 1e9:.0f} GFLOP/s, B = {B / 1e9:.0f} GB/s, F / B = {F / B:.1f} FLOP/byte\n")

def roof(name, function, a, b, flop, bytes_moved):
    intensity = flop / bytes_moved
    measured = flop / seconds(function, a, b)
    print(f"{name:22} {intensity:8.2f} {min(F, intensity * B) / 1e9:12.2f} {measured / 1e9:12.2f}")

print(f"{'':22} {'FLOP/byte':>8} {'roof':>11} {'measured GFLOP/s':>16}")
roof("add, 4,000,000", torch.add, p, q, 4e6, 12 * 4e6)
roof("add, 1,000", torch.add, p[:1000], q[:1000], 1e3, 12 * 1e3)
matrix, vector = p.reshape(2000, 2000), q[:2000]
roof("matrix @ vector, 2000", torch.matmul, matrix, vector, 2 * 4e6, 4 * 4e6)
for n in (16, 64, 256):
    small = torch.rand(n, n)
    roof(f"matrix @ matrix, {n}", torch.matmul, small, small, 2 * n**3, 12 * n**2)

# %% [markdown] key="roofline-read" lang="en"
# Compare the columns "roof" and "measured". The large addition stays below a roof that is a hundredth of what the
# processor can compute: it waits for memory. That is why `at_once` lost, and why one *fuses* operations (lesson 7):
# an intermediate result that is never written need not be moved. Large matrix products, on the other hand, fill the
# arithmetic units. And small operations stay far below every roof: there a third thing takes the time, the call
# itself, some microseconds in Python.
#
# ### Exercise 3: count a network
#
# How much arithmetic does a network need for one forward pass? Count multiplications and additions of the linear
# and convolutional layers (each product is added to a sum, so two FLOP per product), and nothing for the others.
# `model` is an `nn.Sequential`. One number of a linear layer's output is a sum over all inputs; one number of a
# convolution's output a sum over the input channels and the kernel.

# %% [markdown] key="roofline-read" lang="zh"
# 比较“roof”（屋顶）和“measured”（实测）两列。大的加法，它的屋顶只有处理器计算能力的百分之一左右，而它还在屋顶之下：它在等内存。
# `at_once` 输就输在这里，这也是要把运算*融合*起来（第 7 课）的原因：中间结果不写出去，就不必搬。大的矩阵乘积则能让算术单元满负荷工作。
# 而小的运算离哪个屋顶都很远：那里花时间的是第三样东西，调用本身，在 Python 里要几微秒。
#
# ### 练习 3：数一数网络
#
# 一个网络做一次前向，要多少次运算？数线性层和卷积层的乘法和加法（每个乘积都要加到和里去，所以一个乘积算两次 FLOP），其他层不算。
# `model` 是 `nn.Sequential`。线性层的每个输出，是对所有输入求和；卷积的每个输出，是对输入通道和卷积核求和。

# %% key="flops-stub" exercise="22.flops"
def flops(model, x):
    ...

# %% key="flops-check" check="22.flops"
lab.check("22.flops", flops)

# %% [markdown] key="expected" lang="en"
# Our network on 64 images: 2 · 64 · 64 · 16 · 9 for the first convolution, 32 channels from 16 for the second, and
# the linear layer. Backward costs about twice the forward pass, for it multiplies once for the gradient of the
# input and once for that of the weight. So a step could take

# %% [markdown] key="expected" lang="zh"
# 我们的网络处理 64 张图像：第一个卷积是 2 · 64 · 64 · 16 · 9，第二个从 16 个通道到 32 个，再加上线性层。反向大约是前向的两倍，
# 因为要乘两次：一次求输入的梯度，一次求权重的梯度。所以，一步本来可以只要

# %% key="expected-code" tags=["nbval-ignore-output"]
forward_flop = 2 * 64 * (64 * 16 * 9 + 64 * 32 * 16 * 9 + 512 * 10)
print(f"{forward_flop / 1e6:.0f} MFLOP forward")
print(f"{3 * forward_flop / F * 1000:.1f} ms possible, {seconds(step) * 1000:.1f} ms measured")

# %% [markdown] key="expected-read" lang="en"
# The rest is what lies between: windows of pixels that are copied so that a convolution becomes a matrix product
# (lesson 15), activations that go to memory and back, small calls. Now you know what there is to gain, and what
# not.
#
# ## 5. The order in memory
#
# Memory is slow, so the processor keeps what it used last in its cache, and it never fetches one number: it fetches
# a **cache line** of 64 bytes, sixteen float32. Who goes on to the neighbour finds it there already. So the same
# work takes a different time in a different order. Here each number of a tensor is fetched once, by its index;
# first in order, then shuffled:

# %% [markdown] key="expected-read" lang="zh"
# 其余的时间花在中间环节：把像素窗口复制出来，好让卷积变成矩阵乘法（第 15 课）；激活值写进内存再读出来；还有零碎的调用。
# 现在你知道哪里有潜力，哪里没有了。
#
# ## 5. 内存里的顺序
#
# 内存很慢，所以处理器把刚用过的东西留在高速缓存里；而且它从不单取一个数，一取就是一个**缓存行**，64 字节，也就是 16 个 float32。
# 接着读旁边的数，就会发现它已经在那里了。所以同样的工作，顺序不同，用时也不同。下面把张量里的每个数按下标各取一次；先按顺序取，再打乱了取：

# %% key="lines-code" tags=["nbval-ignore-output"]
def fetch(numbers, places):
    return numbers[places]

for n in (10_000, 200_000, 4_000_000):
    first = seconds(fetch, p[:n], torch.arange(n), repeats=5) / n * 1e9
    second = seconds(fetch, p[:n], torch.randperm(n), repeats=5) / n * 1e9
    print(f"{n:9,} numbers: in order {first:5.1f} ns, shuffled {second:5.1f} ns per number")

# %% [markdown] key="lines-read" lang="en"
# As long as everything fits into the cache, the order is all the same. Beyond that a number that is not at hand
# costs twice as much or more: the rest is waiting.
#
# This is the price of strides (lesson 2). A transposed tensor is a view, for nothing; but who reads it row by row
# jumps through memory. Look at the memory below, and then at what it costs to put the numbers in order with
# `contiguous()`, compared with a plain copy:

# %% [markdown] key="lines-read" lang="zh"
# 只要全部放得进高速缓存，什么顺序都一样。放不下的时候，不在手边的数要贵一倍以上：多出来的时间都在等待。
#
# 这就是步长（第 2 课）的代价。把张量转置，得到的是视图，不花时间；但按行去读它，就要在内存里跳来跳去。请看下面的内存，
# 再看用 `contiguous()` 把数按顺序排好要花多少时间，和普通的复制比一比：

# %% key="lines-view" tags=["translated-output"]
grid = torch.arange(24.0).reshape(4, 6)
lab.viz.tensor(grid.t())

# %% key="contiguous-code" tags=["nbval-ignore-output"]
table = p.reshape(2000, 2000)
print(f"clone      {seconds(table.clone) * 1000:6.1f} ms")
print(f"t() alone  {seconds(table.t) * 1000:6.3f} ms")
print(f"contiguous {seconds(table.t().contiguous) * 1000:6.1f} ms")

# %% [markdown] key="small-calls" lang="en"
# And at the other end, when everything is small? A little network on eight images. There is hardly any arithmetic,
# all time goes into the calls. `lab.compile` (lesson 7) saves part of them; more images per step cost almost
# nothing:

# %% [markdown] key="small-calls" lang="zh"
# 另一个极端，一切都很小的时候呢？一个小网络，八张图像。几乎没有算术，时间全花在调用上。`lab.compile`（第 7 课）能省掉一部分；
# 而每一步多放几张图像，几乎不多花时间：

# %% key="small-code" tags=["nbval-ignore-output"]
small = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
small_optimizer = torch.optim.Adam(small.parameters())

def small_step(x, y):
    small_optimizer.zero_grad()
    loss_fn(small(x), y).backward()
    small_optimizer.step()

planned = lab.compile(small_step)
for n in (8, 64, 256):
    plain_time, planned_time = (seconds(f, flat[:n], labels[:n], repeats=30) for f in (small_step, planned))
    print(f"{n:3} images: {plain_time * 1e6:4.0f} µs, compiled {planned_time * 1e6:4.0f} µs")

# %% [markdown] key="memory" lang="en"
# ## 6. Where the memory goes
#
# Time one can wait for; memory that is not there ends the program. A training step keeps four things. With $P$
# parameters of 4 bytes:
#
# | | bytes |
# |---|---|
# | parameters | $4 P$ |
# | gradients | $4 P$ |
# | Adam's running means $m$ and $v$ (lesson 10) | $8 P$ |
# | activations that backward will need | depends on the batch, not on $P$ |
#
# So Adam needs 16 bytes per parameter before a single image has come in. The last line is what `nn.Module` cannot
# tell. But the engine can: inside `with torch.autograd.graph.saved_tensors_hooks(pack, unpack)` it calls
# `pack(tensor)` for every tensor that it keeps for backward, and keeps what `pack` returns; `unpack` gets that
# later and returns the tensor.
#
# ### Exercise 4: count what is kept
#
# How many bytes does `model(x)` keep for backward? Count each piece of memory once, even if two layers keep it, and
# leave out the parameters. `tensor.untyped_storage()` is the memory of a tensor, with `.data_ptr()`, where it lies,
# and `.nbytes()`.

# %% [markdown] key="memory" lang="zh"
# ## 6. 内存用在哪里
#
# 时间不够可以等；内存不够，程序就结束了。一个训练步要保留四样东西。设有 $P$ 个参数，每个 4 字节：
#
# | | 字节 |
# |---|---|
# | 参数 | $4 P$ |
# | 梯度 | $4 P$ |
# | Adam 的滑动平均 $m$ 和 $v$（第 10 课） | $8 P$ |
# | 反向传播要用的激活值 | 取决于批次，与 $P$ 无关 |
#
# 所以用 Adam，一张图像还没进来，每个参数就已经要 16 字节。最后一行，`nn.Module` 说不出来，引擎却知道：
# 在 `with torch.autograd.graph.saved_tensors_hooks(pack, unpack)` 里，凡是要为反向传播保留的张量，它都会拿去调用 `pack(tensor)`，
# 保留的是 `pack` 返回的东西；以后再交给 `unpack`，取回张量。
#
# ### 练习 4：数一数保留了多少
#
# `model(x)` 为反向传播保留多少字节？每块内存只算一次，即使两层都保留了它；参数不算。`tensor.untyped_storage()` 是张量的内存，
# `.data_ptr()` 是它的位置，`.nbytes()` 是它的字节数。

# %% key="saved-stub" exercise="22.saved"
def saved_bytes(model, x):
    ...

# %% key="saved-check" check="22.saved"
lab.check("22.saved", saved_bytes)

# %% [markdown] key="count" lang="en"
# Counted for two networks: our CNN, and one of three linear layers. (The function is written out here, in a shorter
# form.)

# %% [markdown] key="count" lang="zh"
# 对两个网络数一数：我们的 CNN，和一个由三个线性层组成的网络。（函数在这里又写了一遍，写法更短。）

# %% key="count-code"
def kept(model, x):
    memory = {}
    def pack(tensor):
        memory[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        model(x)
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    return sum(size for place, size in memory.items() if place not in weights)

torch.manual_seed(0)
mlp = nn.Sequential(nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
print("      parameters  gradients  Adam    kept for 16, 64, 256 images   (MB)")
for name, model, inputs in (("CNN", cnn, images), ("MLP", mlp, flat)):
    P = 4 * sum(p.numel() for p in model.parameters()) / 1e6
    activations = "  ".join(f"{kept(model, inputs[:n].clone()) / 1e6:5.2f}" for n in (16, 64, 256))
    print(f"{name}  {P:8.2f}  {P:9.2f}  {2 * P:6.2f}        {activations}")

# %% key="module-view" tags=["translated-output"]
lab.viz.module(cnn, images[:64])

# %% [markdown] key="count-read" lang="en"
# (Why `clone`? `inputs[:n]` is a view, and whoever keeps a view keeps the whole memory behind it, here all 1,797
# images. That is a common leak.)
#
# Two different worlds. The CNN has few parameters, used at every pixel: its memory is activations, and grows with
# the batch. In the MLP the parameters and their companions weigh more. Which of them fills the memory decides which
# remedy helps. The view shows where the many numbers of the CNN arise: the output of the second convolution is the
# largest.
#
# Does the count agree with a measurement? The peak of a step, by `tracemalloc`:

# %% [markdown] key="count-read" lang="zh"
# （为什么要 `clone`？`inputs[:n]` 是视图，谁保留了视图，就保留了它背后的整块内存，在这里是全部 1797 张图像。这是常见的内存泄漏。）
#
# 两个不同的世界。CNN 的参数很少，每个像素处都用同样的参数：它的内存主要是激活值，随批次增大。而 MLP 里，参数以及与它配套的东西更重。
# 究竟是哪一样占满了内存，决定了用哪种办法。从视图里可以看到，CNN 那么多数是在哪里产生的：第二个卷积的输出最大。
#
# 数出来的和量出来的一致吗？用 `tracemalloc` 量一步的峰值：

# %% key="peak-code" tags=["nbval-ignore-output"]
def gradients(model, x, y):
    model.zero_grad()
    loss_fn(model(x), y).backward()

for n in (16, 64, 256):
    measured = peak(gradients, cnn, images[:n], labels[:n])
    print(f"{n:3} images: kept {kept(cnn, images[:n].clone()) / 1e6:5.2f} MB, peak {measured:5.2f} MB")

# %% [markdown] key="accumulate" lang="en"
# The peak lies above: on the way the backward pass needs gradients of activations and copied windows. But both grow
# with the batch in the same way, and that is what matters.
#
# Writing `relu_` for `relu` helps less than one hopes. ReLU keeps its output, in place or not, and its input would have
# been freed anyway if nobody else needs it. Where somebody does, the engine refuses (lesson 6). Under
# `torch.no_grad()`, when only predicting, nothing is kept at all.
#
# ## 7. A large batch in small pieces
#
# A batch of 256 does not fit? The gradient of a mean is the mean of the gradients, and `backward` *adds* to `.grad`
# (lesson 5). So go through the batch piece by piece, and step once at the end. This is **gradient accumulation**:
#
# $$\nabla \frac{1}{N} \sum_{i=1}^{N} L_i \; = \; \sum_{k} \frac{n_k}{N} \; \nabla \Big( \frac{1}{n_k} \sum_{i \in S_k} L_i \Big)$$
#
# where $L_i$ is the loss of sample $i$, $N$ the number of all samples, $S_k$ the piece number $k$ and $n_k$ how
# many it holds. Mind the factor.
#
# ### Exercise 5: accumulate
#
# Leave in `.grad` the gradient of the mean loss over all samples, with at most `size` samples in memory at a time.
# The gradients are cleared already; `loss_fn` returns means.

# %% [markdown] key="accumulate" lang="zh"
# 峰值更高：反向传播的途中，还需要激活值的梯度和复制出来的窗口。不过两者都随批次同样地增长，这才是要紧的。
#
# 把 `relu` 写成 `relu_`，好处没有想象的那么大。不管是不是原地运算，ReLU 保留的都是输出；而它的输入，只要没有别人要用，本来就会释放。
# 如果有人要用，引擎会拒绝（第 6 课）。只做预测时，在 `torch.no_grad()` 里，什么也不保留。
#
# ## 7. 把大批次分成小份
#
# 256 个样本的批次放不下？平均的梯度就是梯度的平均，而 `backward` 是把梯度*累加*到 `.grad` 上的（第 5 课）。那就一份一份地过，
# 最后只走一步。这叫作**梯度累积**：
#
# $$\nabla \frac{1}{N} \sum_{i=1}^{N} L_i \; = \; \sum_{k} \frac{n_k}{N} \; \nabla \Big( \frac{1}{n_k} \sum_{i \in S_k} L_i \Big)$$
#
# 其中 $L_i$ 是样本 $i$ 的损失，$N$ 是样本总数，$S_k$ 是第 $k$ 份，$n_k$ 是它的样本数。注意那个因子。
#
# ### 练习 5：累积
#
# 让 `.grad` 里留下所有样本的平均损失的梯度，而内存里每次至多放 `size` 个样本。梯度已经清零；`loss_fn` 返回的是平均值。

# %% key="accumulate-stub" exercise="22.accumulate"
def accumulate(model, loss_fn, x, y, size):
    ...

# %% key="accumulate-check" check="22.accumulate"
lab.check("22.accumulate", accumulate)

# %% key="accumulate-code" tags=["nbval-ignore-output"]
def in_pieces(size):
    for start in range(0, 256, size):
        part = slice(start, start + size)
        (loss_fn(cnn(images[:256][part]), labels[:256][part]) * size / 256).backward()

for size in (256, 64, 16):
    cnn.zero_grad()
    print(f"pieces of {size:3}: {peak(in_pieces, size):5.2f} MB, {seconds(in_pieces, size, repeats=3) * 1000:6.1f} ms")

# %% [markdown] key="checkpoint" lang="en"
# A quarter of the memory, or a twelfth, for the same gradient. As long as the pieces are not too small, it costs
# hardly any time.
#
# ## 8. Compute again instead of keeping
#
# If even one sample is too large, because the network is deep, accumulation does not help. Then trade: keep only a
# few activations, the **checkpoints**, and let backward compute the rest again when it needs them
# ([Chen et al., 2016](https://arxiv.org/abs/1604.06174)). Divide $n$ layers into $s$ segments. Kept are the $s$
# inputs of the segments, and, while one segment is being gone through backward, the $n / s$ activations of that
# one:
#
# $$M(s) = s + \frac{n}{s}$$
#
# (in units of one activation). It is smallest at $s = \sqrt{n}$, with $M = 2 \sqrt{n}$. For 64 layers: 16 instead
# of 64. The price is one more forward pass; as backward costs two of them, a step takes 4/3 of the time.
#
# ### Exercise 6: a checkpointed backward pass
#
# `segments` is a list of modules, applied one after the other. Put the gradients of `loss_fn(output)` into the
# parameters' `.grad`, and return the gradient of `x`, with only one segment recorded at a time. First go forward
# without recording and keep each segment's input. Then from the back: record one segment anew, and send it the
# gradient that arrives, with `output.backward(gradient)`.

# %% [markdown] key="checkpoint" lang="zh"
# 内存只要四分之一，甚至十二分之一，梯度却相同。只要每份不太小，几乎不多花时间。
#
# ## 8. 重算，而不是保留
#
# 如果网络很深，连一个样本都放不下，累积也没有用。那就做个交换：只保留少数几个激活值，叫作**检查点**，其余的等反向传播要用时再算一遍
# （[Chen 等，2016](https://arxiv.org/abs/1604.06174)）。把 $n$ 层分成 $s$ 段。要保留的是 $s$ 段的输入，以及正在反向经过的那一段里的
# $n / s$ 个激活值：
#
# $$M(s) = s + \frac{n}{s}$$
#
# （以一个激活值为单位）。$s = \sqrt{n}$ 时它最小，$M = 2 \sqrt{n}$。64 层的话，只要 16，而不是 64。代价是多做一次前向；
# 反向相当于两次前向，所以一步的时间是原来的 4/3。
#
# ### 练习 6：带检查点的反向传播
#
# `segments` 是模块的列表，依次作用。把 `loss_fn(output)` 的梯度放进参数的 `.grad`，并返回 `x` 的梯度，而且同一时间只记录一段。
# 先不记录地做前向，存下每一段的输入。再从后往前：重新记录一段，用 `output.backward(gradient)` 把传来的梯度交给它。

# %% key="checkpoint-stub" exercise="22.checkpoint"
def checkpointed(segments, x, loss_fn):
    ...

# %% key="checkpoint-check" check="22.checkpoint"
lab.check("22.checkpoint", checkpointed)

# %% [markdown] key="checkpoint-see" lang="en"
# The library has `torch.utils.checkpoint.checkpoint(function, *inputs, use_reentrant=False)` for one segment, and
# `checkpoint_sequential` for a whole `nn.Sequential`. 64 layers, divided into 2, 4, 8 segments and so on:

# %% [markdown] key="checkpoint-see" lang="zh"
# 库里有 `torch.utils.checkpoint.checkpoint(function, *inputs, use_reentrant=False)`，管一段；`checkpoint_sequential`
# 管整个 `nn.Sequential`。64 层，按各种段数来分：

# %% key="checkpoint-code" tags=["nbval-ignore-output"]
torch.manual_seed(0)
deep = nn.Sequential(*(nn.Sequential(nn.Linear(64, 64), nn.Tanh()) for _ in range(64)))
many = torch.randn(1500, 64)

def plain():
    deep(many).sum().backward()

def divided(segments):
    checkpoint_sequential(deep, segments, many, use_reentrant=False).sum().backward()

print(f"plain:       {peak(plain):5.1f} MB, {seconds(plain, repeats=2, warmup=1) * 1000:4.0f} ms")
for s in (2, 4, 8, 16, 32):
    print(f"{s:2} segments: {peak(divided, s):5.1f} MB, {seconds(divided, s, repeats=2, warmup=1) * 1000:4.0f} ms")

# %% [markdown] key="half" lang="en"
# The memory follows the curve of the formula: down to eight segments, which is $\sqrt{64}$, and up again. (The
# layers here are small, so calls weigh as well as arithmetic, and the price in time is higher than 4/3.)
#
# ## 9. Numbers of half the size
#
# What if every number had 2 bytes instead of 4? Half the memory, half the way for the data, and the matrix units of
# modern GPUs compute with them many times faster. There are two formats, and they divide their 16 bits differently:

# %% [markdown] key="half" lang="zh"
# 内存正是按公式里的曲线变化：到八段，也就是 $\sqrt{64}$，降到最低，然后又升上去。（这里的层很小，除了算术，调用本身也占不少时间，所以代价比 4/3 大。）
#
# ## 9. 一半大小的数
#
# 如果每个数占 2 字节而不是 4 字节，会怎样？内存省一半，数据要搬的也少一半，而且现代 GPU 的矩阵单元用它们计算要快许多倍。有两种格式，
# 16 位的分法不同：

# %% key="half-code"
for dtype in (torch.float32, torch.float16, torch.bfloat16):
    info = torch.finfo(dtype)
    print(f"{dtype!s:15} largest {info.max:.1e}, smallest {info.tiny:.1e}, next after 1: 1 + {info.eps:.1e}")

g = torch.tensor([1e-3, 1e-6, 1e-9])
print(g.half())
print(g.bfloat16())
print((g * 2**16).half().float() / 2**16)

# %% [markdown] key="half-read" lang="en"
# `float16` has about three decimal digits, but a small range: gradients of $10^{-9}$ become zero. `bfloat16` keeps
# the range of `float32` and has only two to three digits. The last line shows the remedy for `float16`, **loss
# scaling** ([Micikevicius et al., 2018](https://arxiv.org/abs/1710.03740)): multiply the loss by a large number,
# here $2^{16}$; all gradients grow with it, and do not vanish; before the step divide in `float32`. `GradScaler`
# does this. If a gradient overflows it leaves out the step and halves the factor.
#
# **Mixed precision** means: matrix products and convolutions in 16 bits, everything that adds up many small shares
# (the loss, normalization, the weights themselves and the optimizer) in 32. `torch.autocast` decides it per
# operation:

# %% [markdown] key="half-read" lang="zh"
# `float16` 约有三位十进制数字，但范围小：$10^{-9}$ 这样的梯度变成了零。`bfloat16` 保持 `float32` 的范围，却只有两三位数字。
# 最后一行是对付 `float16` 的办法，叫作**损失缩放**（[Micikevicius 等，2018](https://arxiv.org/abs/1710.03740)）：把损失乘上一个大数，
# 这里是 $2^{16}$，所有梯度随之变大，就不会消失；走步之前，在 `float32` 里除回来。`GradScaler` 做的就是这件事。要是有梯度溢出，
# 它就跳过这一步，并把因子减半。
#
# **混合精度**的意思是：矩阵乘法和卷积用 16 位；凡是把许多小份额加起来的（损失、归一化、权重本身和优化器），用 32 位。
# `torch.autocast` 替每个运算作出选择：

# %% key="autocast-code" tags=["nbval-ignore-output"]
def gradient(dtype):
    cnn.zero_grad()
    with torch.autocast("cpu", dtype=dtype, enabled=dtype != torch.float32):
        scores = cnn(x)
        loss = loss_fn(scores, y)
    loss.backward()
    return scores.dtype, torch.cat([p.grad.reshape(-1) for p in cnn.parameters()])

_, exact = gradient(torch.float32)
for dtype in (torch.float16, torch.bfloat16):
    got, rough = gradient(dtype)
    print(f"scores {got}, gradient {rough.dtype}, off by {((rough - exact).norm() / exact.norm()).item():.1%}")

scaler = torch.amp.GradScaler("cpu", init_scale=2.0**20)
for _ in range(8):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = loss_fn(cnn(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)  #| en: left out if a gradient is not finite | zh: 梯度里有无穷大时，就跳过
    scaler.update()
    print(f"2^{torch.tensor(scaler.get_scale()).log2().item():.0f}", end=" ")

# %% [markdown] key="workers" lang="en"
# The gradient arrives in `float32`, for the weights are kept in it; the rounding inside costs about one percent,
# far less than the chance in choosing a batch. The scaler, which was given far too large a factor on purpose, has
# halved it at every step that overflowed, until it fitted.
#
# What you do not see here is a gain: ordinary processors have no arithmetic units for 16 bits, so this library
# computes and keeps such numbers in 32 and rounds the results. On a GPU with matrix units, in PyTorch, activations
# take half the memory and products a fraction of the time. There one takes `bfloat16` where the hardware knows it,
# and needs no `GradScaler`.
#
# ## 10. Waiting for data
#
# The profiler of a step does not see what happens *between* the steps: the loop waits for the loader. Suppose that
# reading a sample takes 2 ms, as from a disk (we let it sleep), and a step for a batch of 32 takes 30 ms. With
# `num_workers=2` two processes read ahead while the network computes:

# %% [markdown] key="workers" lang="zh"
# 传回来的梯度是 `float32` 的，因为权重就是用它保存的；中间的舍入只造成百分之一左右的误差，比随机抽批次带来的波动小得多。
# 我们故意给了缩放器一个大得多的因子，凡是溢出的那一步，它就把因子减半，直到合适为止。
#
# 这里看不到的是好处：普通的处理器没有 16 位的算术单元，所以这个库用 32 位来计算和保存这样的数，只把结果舍入。在有矩阵单元的 GPU 上用 PyTorch，
# 激活值占的内存减半，矩阵乘积的时间只有几分之一。硬件支持 `bfloat16` 的话，就用它，那样就不需要 `GradScaler` 了。
#
# ## 10. 等数据
#
# 在一步之内使用性能分析器，看不到两步*之间*的事：循环在等加载器。假设读一个样本要 2 毫秒，就像从磁盘读那样（这里让它睡一会儿），
# 而一步处理 32 个样本要 30 毫秒。用 `num_workers=2`，网络计算的同时，有两个进程提前去读：

# %% key="workers-code" tags=["nbval-ignore-output"]
class SlowDigits(Dataset):
    def __len__(self):
        return 128

    def __getitem__(self, i):
        time.sleep(0.002)
        return images[i], labels[i]

for workers in (0, 2):
    loader = DataLoader(SlowDigits(), batch_size=32, num_workers=workers, persistent_workers=workers > 0)
    for epoch in range(2):
        start, waiting, ready = time.perf_counter(), 0.0, time.perf_counter()
        for batch in loader:
            waiting += time.perf_counter() - ready
            time.sleep(0.03)  #| en: the step | zh: 走一步
            ready = time.perf_counter()
        print(f"{workers} workers: {time.perf_counter() - start:.2f} s, {waiting:.2f} s of it waiting")

# %% [markdown] key="gpu" lang="en"
# In the first epoch the workers have to start; that takes a moment. Measure the waiting in your own loop in this
# way before you add workers: where nothing is waited for they only cost.
#
# ## 11. What a GPU changes
#
# Three things. First, its roofs are higher, and farther apart. The H100 of lesson 3 does up to 67 · 10¹² FLOP per
# second in `float32`, hundreds of times our $F$, and moves 3.35 · 10¹² bytes per second from its own memory:
# $F / B$ is 20 FLOP per byte. With the matrix units for 16 bits it is nearly 1000 · 10¹² FLOP and 300 per byte. So
# on a GPU almost everything but large matrix products waits for memory, and fusing and 16 bits matter more than on
# the CPU.
#
# Second, the way to it is narrow: 64 · 10⁹ bytes per second over the bus. In PyTorch, memory that is **pinned**
# (`DataLoader(..., pin_memory=True)`) can be fetched by the GPU itself, and `x.to("cuda", non_blocking=True)` then
# does not wait for it; here the argument is accepted and changes nothing.
#
# Third, calls return before the work is done. You can see the principle without a GPU: a second thread works off a
# queue, just so.

# %% [markdown] key="gpu" lang="zh"
# 第一轮里要先启动工作进程，花一点时间。加工作进程之前，先像这样在自己的循环里量一量等待的时间：没有等待，它们只会添负担。
#
# ## 11. GPU 改变了什么
#
# 改变了三件事。第一，它的屋顶更高，而且相距更远。第 3 课里的 H100，`float32` 每秒最多做 67 · 10¹² 次浮点运算，是我们这里 $F$ 的几百倍；
# 从自己的显存每秒搬 3.35 · 10¹² 字节，所以 $F / B$ 是每字节 20 次运算。用 16 位的矩阵单元，是将近 1000 · 10¹² 次，每字节 300 次。
# 所以在 GPU 上，除了大的矩阵乘积，几乎都在等显存；融合运算和使用 16 位，比在 CPU 上更要紧。
#
# 第二，通往它的路很窄：总线每秒 64 · 10⁹ 字节。在 PyTorch 里，**锁页**内存（`DataLoader(..., pin_memory=True)`）GPU 可以自己来取，
# 这时 `x.to("cuda", non_blocking=True)` 就不用等它；在这个库里，这个参数可以写，但不起作用。
#
# 第三，活还没做完，调用就返回了。没有 GPU 也能看到这个原理：另一个线程正是这样按队列干活的。

# %% key="queue-code" tags=["nbval-ignore-output"]
from concurrent.futures import ThreadPoolExecutor

queue = ThreadPoolExecutor(1)
start = time.perf_counter()
jobs = [queue.submit(torch.matmul, square, square) for _ in range(20)]
print(f"launched after {(time.perf_counter() - start) * 1000:6.2f} ms")
product = jobs[-1].result()  #| en: this waits, as synchronize() does | zh: 这里要等，和 synchronize() 一样
print(f"done after     {(time.perf_counter() - start) * 1000:6.2f} ms")

# %% [markdown] key="gpu-here" lang="en"
# Only the last line waits. On a GPU each `.item()`, each `print(loss)` and each `if loss > ...` is such a line: the
# queue runs empty, and the GPU stands still until Python has launched the next operation. So log every hundredth
# step. And of the profiler take care: on a GPU the table of section 2 shows the time to launch; let `wait()` stand
# between the parts to see the work.
#
# The next cell measures on your GPU, if there is one. If not, it prints `False`.

# %% [markdown] key="gpu-here" lang="zh"
# 只有最后一行在等。在 GPU 上，每个 `.item()`、每个 `print(loss)`、每个 `if loss > ...` 都是这样的一行：队列跑空了，GPU 就闲着，
# 直到 Python 放进下一个运算。所以日志每一百步记一次就够了。用性能分析器也要当心：在 GPU 上，第 2 节那样的表显示的是放进队列的时间；
# 要看到真正的用时，就在各部分之间写上 `wait()`。
#
# 下一段代码在你的 GPU 上测量，如果有的话。没有的话，就打印 `False`。

# %% key="gpu-code" tags=["nbval-ignore-output"]
print(has_gpu)
if has_gpu:
    a = torch.rand(4096, 4096, device="cuda")
    a @ a
    wait()
    start = time.perf_counter()
    b = a @ a
    launched = time.perf_counter() - start
    wait()
    print(f"launched {launched * 1e6:.0f} µs, done {(time.perf_counter() - start) * 1e6:.0f} µs")
    for dtype in (torch.float32, torch.float16):
        half = a.to(dtype)
        print(dtype, f"{2 * 4096**3 / seconds(torch.matmul, half, half) / 1e12:.1f} TFLOP/s")
    print(f"memory of the GPU: {2 * 4 * a.numel() / seconds(a.clone) / 1e9:.0f} GB/s")
    host = torch.rand(4096, 4096)
    print(f"to the GPU: {4 * a.numel() / seconds(host.cuda) / 1e9:.1f} GB/s")
    print(torch.cuda.memory_summary())

# %% [markdown] key="keep" lang="en"
# ## What to keep
#
# - Warm up, wait, take the median. Then profile, improve the first line, and measure again.
# - No Python loop over numbers, and no giant intermediate result; best is a matrix product.
# - Count FLOP and bytes: the roofline says what is possible, and what sets the pace.
# - Memory is parameters × 4 with Adam, and activations, which grow with the batch and the depth.
# - Accumulation makes large batches from small pieces; checkpointing makes deep networks fit, for a third more
#   time.
# - 16 bits for products, 32 for sums; a `GradScaler` with `float16`.
# - On a GPU: large calls, few transfers, and no `.item()` in the loop.

# %% [markdown] key="keep" lang="zh"
# ## 要记住的
#
# - 先预热，要等待，取中位数。然后做性能分析，改第一行，再测量。
# - 不要用 Python 循环逐个处理数，也不要造巨大的中间结果；最好是矩阵乘法。
# - 数一数浮点运算和字节：屋顶线告诉你能有多快，快慢由什么决定。
# - 内存：用 Adam 时是参数的 4 倍，再加上激活值，后者随批次和深度增长。
# - 梯度累积用小份凑成大批次；检查点让深的网络放得下，代价是多三分之一的时间。
# - 乘积用 16 位，求和用 32 位；用 `float16` 时要有 `GradScaler`。
# - 在 GPU 上：调用要大，传输要少，循环里不要写 `.item()`。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Profile `at_once` of section 3 with `profile_memory=True`. Which operation takes the memory?
# - Write a `pack` that stores float32 activations as float16, and an `unpack` that makes float32 of them. How much
#   does `cnn` keep then, and how far off are its gradients?
# - Combine sections 7 and 8: accumulation *and* checkpointing. By which factor does the peak fall?
#
# Sources: Amdahl (1967) on what a faster part is worth; Williams, Waterman and Patterson (2009) on the roofline;
# Chen, Xu, Zhang and Guestrin (2016) on checkpointing; Micikevicius et al. (2018) on mixed precision; NVIDIA's data
# sheet of the H100 for the figures of section 11.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 用 `profile_memory=True` 分析第 3 节的 `at_once`。内存是哪个运算占的？
# - 写一个 `pack`，把 float32 的激活值存成 float16，再写一个 `unpack` 变回 float32。`cnn` 这时保留多少？梯度差了多少？
# - 把第 7、8 两节结合起来：既累积，*又*用检查点。峰值降到几分之一？
#
# 文献：Amdahl（1967），局部加速的价值；Williams、Waterman 和 Patterson（2009），屋顶线模型；Chen、Xu、Zhang 和 Guestrin（2016），检查点；
# Micikevicius 等（2018），混合精度；第 11 节的数字出自 NVIDIA 的 H100 规格。
