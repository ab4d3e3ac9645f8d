# Lesson 24. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 24
# minutes: 60
# needs: 12, 14

# %% [markdown] key="title" lang="en"
# # Many devices: one training, divided
#
# Large networks are trained on hundreds of GPUs at once, and yet what comes out is one network, as if one machine had
# done it all. How do machines that each see a part of the data come to the same step? In this lesson you divide a
# training among workers, first in your head, then among two real processes of your computer. No GPU is needed: the
# code is the one that runs on large machines.
#
# You need lessons 12 and 14. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 多个设备：一次训练，分头进行
#
# 大的网络要用几百块 GPU 同时训练，最后得到的却是一个网络，好像全是一台机器做出来的。每台机器只看到一部分数据，
# 它们怎样走出同样的一步？这一课里，你要把一次训练分给几个工作者：先在纸面上分，再真正分给电脑里的两个进程。
# 不需要 GPU，代码和大型机器上运行的一样。
#
# 需要先学第 12 课和第 14 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("24", lang="{{lang}}")

# %% [markdown] key="divide" lang="en"
# ## 1. What can be divided
#
# A step takes a batch through a network. So there are two things to cut: the batch and the network. Cutting the network
# means that each device holds some of the layers (pipeline parallelism) or a part of each matrix (tensor parallelism).
# That is needed when a network does not fit into one device. Cutting the batch is simpler and by far the most common:
# every device has the *whole* network, and gets a part of the *data*. It is called **data parallelism**, and a device
# with its part a **worker**.
#
# Why may one cut a batch? The loss is a mean over its samples, and a derivative of a mean is the mean of the
# derivatives. Four workers with 25 of 100 images each:

# %% [markdown] key="divide" lang="zh"
# ## 1. 能分的是什么
#
# 训练的一步，是让一个批次通过网络。所以能切的有两样：批次和网络。切网络，就是让每个设备只存一部分层（流水线并行），
# 或者只存每个矩阵的一部分（张量并行），网络大到一个设备放不下时才要这样。切批次更简单，也最常见：
# 每个设备都有*完整*的网络，但只得到一部分*数据*。这叫作**数据并行**，带着自己那份数据的设备叫作**工作者**。
#
# 批次为什么可以切开？损失是各样本的平均，而平均的导数就是导数的平均。四个工作者，每个分到 100 张图像中的 25 张：

# %% key="parts"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.data, dtype=torch.float32) / 16
labels = torch.tensor(digits.target)
loss_fn = nn.CrossEntropyLoss()

def make_net():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))

def gradient(model, x, y):
    """The gradient of the first layer's weight."""
    model.zero_grad()
    loss_fn(model(x), y).backward()
    return model[0].weight.grad.clone()

model = make_net()
whole = gradient(model, images[:100], labels[:100])
parts = [gradient(model, images[i : i + 25], labels[i : i + 25]) for i in range(0, 100, 25)]

print([round(part.norm().item(), 2) for part in parts])  #| en: each worker sees something else | zh: 每个工作者看到的都不同
print((sum(parts) / 4 - whole).abs().max().item() < 1e-7)  #| en: their mean is the gradient of the batch | zh: 平均起来就是整个批次的梯度

# %% [markdown] key="mean-task" lang="en"
# The four gradients are different, and their mean is the gradient of the batch, up to rounding. That holds because all
# parts have the same size.
#
# ### Exercise 1: parts of different size
#
# `gradients` is a list of gradients, each of the mean loss of a part, and `sizes` says how many samples each part has.
# Return the gradient of the mean loss of the whole batch.

# %% [markdown] key="mean-task" lang="zh"
# 四个梯度各不相同，它们的平均却是整个批次的梯度，只差舍入误差。这是因为各部分一样大。
#
# ### 练习 1：大小不同的部分
#
# `gradients` 是梯度的列表，每个都是某一部分的平均损失的梯度；`sizes` 说明每一部分有多少样本。返回整个批次的平均损失的梯度。

# %% key="mean-stub" exercise="24.mean"
def together(gradients, sizes):
    ...

# %% key="mean-check" check="24.mean"
lab.check("24.mean", together)

# %% [markdown] key="norm" lang="en"
# There is one kind of layer for which it does not hold. Batch normalization (lesson 13) standardizes each sample with
# the mean and the spread of *its batch*. A worker who sees 25 images computes with those of his 25:

# %% [markdown] key="norm" lang="zh"
# 有一种层例外。批归一化（第 13 课）用*所在批次*的平均值和标准差来标准化每个样本。工作者只看到 25 张图像，
# 就只能用这 25 张的来算：

# %% key="norm-code"
torch.manual_seed(0)
normed = nn.Sequential(nn.Linear(64, 32), nn.BatchNorm1d(32), nn.Tanh(), nn.Linear(32, 10))
whole = gradient(normed, images[:100], labels[:100])
parts = [gradient(normed, images[i : i + 25], labels[i : i + 25]) for i in range(0, 100, 25)]
print((sum(parts) / 4 - whole).abs().max().item() < 1e-7)

# %% [markdown] key="threads" lang="en"
# It is still a good gradient, only of a slightly different network. In practice one lives with it, as long as the part
# of a worker is not too small.
#
# ## 2. Several devices, one process
#
# The simplest way: one program sends the parts of a batch to its devices, lets them compute at the same time, and puts
# the results together. This is `nn.DataParallel`. Its devices are usually GPUs. Twice `"cpu"` makes two threads of it,
# so you can look at it here. In the graph below both halves use the same parameters; open the boxes.

# %% [markdown] key="threads" lang="zh"
# 它仍然是个不错的梯度，只不过属于一个稍有不同的网络。只要每个工作者分到的不太少，实际中就这样用。
#
# ## 2. 一个进程，几个设备
#
# 最简单的办法：一个程序把批次的各部分发给各个设备，让它们同时计算，再把结果拼起来。这就是 `nn.DataParallel`。
# 设备通常是 GPU；写两个 `"cpu"`，就变成两个线程，在这里也能看到。在下面的图里，两半用的是同样的参数；点开方框看看。

# %% key="threads-code" tags=["translated-output"]
parallel = nn.DataParallel(model, ["cpu", "cpu"])
loss = loss_fn(parallel(images[:100]), labels[:100])
print(torch.allclose(parallel(images[:100]), model(images[:100]), atol=1e-6))
lab.viz.graph(loss, model=parallel)

# %% [markdown] key="collect" lang="en"
# The gradients of both halves meet in the original parameters, for backward adds up what comes from several uses
# (lesson 5). But one process has to hand out everything and collect everything, and Python runs only one thread
# at a time. So for more than a few devices one takes a process for each. Then nobody hands out anything: each process
# reads its own data, computes its own gradient, and all of them take the same step, *if* they come to the same mean.
#
# ## 3. How do they come to the same mean?
#
# The obvious way: all send their gradients to the first worker, it computes the mean and sends it to everybody. With
# $n$ workers it receives $n - 1$ times all gradients, and sends as many, one after the other. The more workers help, the
# longer it takes.
#
# Better is a **ring**. Each worker sends to the next one only, and the last one to the first. Each cuts its gradient into
# $n$ **chunks**. In the first half the sums grow while they go round; then each worker has one finished chunk. In the
# second half the finished chunks go round once more. Watch it: press play, or go turn by turn. The numbers are
# gradients of a real small model, and the colour says how many workers' parts are in a chunk.

# %% [markdown] key="collect" lang="zh"
# 两半的梯度会在原来的参数上会合，因为反向传播会把多处使用得到的梯度加起来（第 5 课）。但是，一个进程要负责分发一切、
# 收集一切，而 Python 同一时刻只运行一个线程。所以设备一多，就给每个设备一个进程。这样谁也不用分发：
# 每个进程读自己的数据，算自己的梯度，然后大家走出同样的一步——*前提是*大家得到同样的平均。
#
# ## 3. 怎样得到同样的平均？
#
# 最容易想到的办法：大家都把梯度发给第一个工作者，由它算出平均，再发给每一个。有 $n$ 个工作者时，它要收 $n - 1$ 份完整的梯度，
# 再发出同样多，一份接一份。帮手越多，花的时间越长。
#
# 更好的办法是围成一个**环**。每个工作者只发给下一个，末尾的发给第一个。每个都把自己的梯度切成 $n$ **块**。
# 前半程，和一边转一边增长，转完之后，每个工作者手里都有一块是完整的和；后半程，这些完整的块再转一圈。
# 请看演示：点播放，或者一轮一轮地走。这些数是一个真实小模型的梯度，颜色表示一块里已经含有多少个工作者的份额（演示里的“进程”就是工作者）。

# %% key="ring-view" tags=["translated-output"]
lab.viz.all_reduce(world=4)

# %% [markdown] key="turn-task" lang="en"
# ### Exercise 2: one turn
#
# `chunks` has the shape (n, n, k): `chunks[r, c]` are the k numbers of chunk c at worker r. In turn `t` of the first half,
# every worker $r$ sends its chunk $(r - t - 1) \bmod n$ to worker $r + 1$ (the last to worker 0), who adds it to its own.
# Return the chunks after this turn, and leave the argument as it is.

# %% [markdown] key="turn-task" lang="zh"
# ### 练习 2：一轮
#
# `chunks` 的形状是 (n, n, k)：`chunks[r, c]` 是工作者 r 的第 c 块，有 k 个数。在前半程的第 `t` 轮，每个工作者 $r$ 都把自己的第
# $(r - t - 1) \bmod n$ 块发给工作者 $r + 1$（末尾的发给 0 号），对方把它加到自己的那一块上。返回这一轮之后的块，不要改动参数。

# %% key="turn-stub" exercise="24.turn"
def turn(chunks, t):
    ...

# %% key="turn-check" check="24.turn"
lab.check("24.turn", turn)

# %% [markdown] key="turns" lang="en"
# The whole first half, with the gradients of four workers from above. After $n - 1 = 3$ turns chunk $r$ of worker $r$ is
# the sum of all:

# %% [markdown] key="turns" lang="zh"
# 整个前半程，用的是前面四个工作者的梯度。走完 $n - 1 = 3$ 轮，工作者 $r$ 的第 $r$ 块就是大家的和：

# %% key="turns-code"
def one_turn(chunks, t):
    new = chunks.clone()
    for r in range(len(chunks)):
        c = (r - t - 1) % len(chunks)
        new[(r + 1) % len(chunks), c] += chunks[r, c]
    return new

chunks = torch.stack([part.reshape(4, -1) for part in parts])
total = chunks.sum(dim=0)
for t in range(3):
    chunks = one_turn(chunks, t)
print([torch.allclose(chunks[r, r], total[r], atol=1e-6) for r in range(4)])

# %% [markdown] key="bytes-task" lang="en"
# ### Exercise 3: what does a worker send?
#
# Gradients are `float32`, `parameters` of them. Return two numbers for `n` workers: the bytes that the first worker *sends*
# when everything is collected there, and the bytes that each worker sends in the ring, both halves together.

# %% [markdown] key="bytes-task" lang="zh"
# ### 练习 3：一个工作者要发多少？
#
# 梯度是 `float32`，共有 `parameters` 个数。对 `n` 个工作者，返回两个数：集中到第一个工作者时，它*发出*的字节数；
# 以及围成环时，每个工作者发出的字节数，两个半程加在一起。

# %% key="bytes-stub" exercise="24.bytes"
def sent(n, parameters):
    ...

# %% key="bytes-check" check="24.bytes"
lab.check("24.bytes", sent)

# %% [markdown] key="processes" lang="en"
# The operation that the ring carries out, all get the sum of all, is called **all-reduce**. In this library it stands in
# `autograd_lab/distributed/ring.py`, in twenty lines; on GPUs NVIDIA's NCCL does the same.
#
# ## 4. Two processes
#
# Now for real. `torch.multiprocessing.spawn` starts a function in several processes; each gets its number, the **rank**.
# `init_process_group` lets them find each other at an address, and `DistributedDataParallel` (**DDP**) puts a network
# into the group: it begins with the parameters of process 0, and after each `backward()` the gradients are the mean of
# all processes. The rest is the loop you know.
#
# One more thing is new. Each process has to take other samples than its neighbour: that is the work of
# `DistributedSampler`.

# %% [markdown] key="processes" lang="zh"
# 环完成的这件事，让大家都得到大家的和，叫作**全归约**（all-reduce）。在这个库里，它写在 `autograd_lab/distributed/ring.py`，
# 只有二十行；在 GPU 上，NVIDIA 的 NCCL 做的是同样的事。
#
# ## 4. 两个进程
#
# 现在来真的。`torch.multiprocessing.spawn` 在几个进程里启动同一个函数，每个进程得到自己的编号，叫作 **rank**。
# `init_process_group` 让它们在一个地址上找到彼此；`DistributedDataParallel`（**DDP**）把网络放进组里：
# 开始时用进程 0 的参数，每次 `backward()` 之后，梯度就是所有进程的平均。其余就是你熟悉的循环。
#
# 还有一样是新的：每个进程取的样本要和别的进程不同，这由 `DistributedSampler` 负责。

# %% key="work"
import socket
from autograd_lab import distributed as dist
from autograd_lab import multiprocessing as mp
from autograd_lab.nn.parallel import DistributedDataParallel
from autograd_lab.utils.data import DataLoader, DistributedSampler, TensorDataset

def train(model, sampler, batch_size):
    loader = DataLoader(TensorDataset(images[:1000], labels[:1000]), batch_size=batch_size, sampler=sampler)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for epoch in range(3):
        sampler.set_epoch(epoch)  #| en: another order in each epoch | zh: 每一轮换一个次序
        for x, y in loader:
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()

def work(rank, world, address, results):
    dist.init_process_group("gloo", init_method=address, rank=rank, world_size=world)
    model = DistributedDataParallel(make_net())
    sampler = DistributedSampler(range(1000), shuffle=True)
    train(model, sampler, batch_size=50 // world)
    results.put((rank, len(sampler), [p.tolist() for p in model.parameters()]))
    dist.destroy_process_group()

def free_address():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{s.getsockname()[1]}"

# %% [markdown] key="go" lang="en"
# Each of two processes trains with batches of 25. Beside them, this process trains alone with batches of 50. What comes
# from the processes travels through a queue.

# %% [markdown] key="go" lang="zh"
# 两个进程各自用 25 个样本的批次训练；这个进程则独自用 50 个样本的批次训练，作为对照。两个进程的结果通过队列送回来。

# %% key="go-code"
results = mp.get_context("spawn").SimpleQueue()
mp.spawn(work, args=(2, free_address(), results), nprocs=2)
(_, count, first), (_, _, second) = sorted(results.get() for _ in range(2))

alone = make_net()
train(alone, DistributedSampler(range(1000), shuffle=True), batch_size=50)

def difference(a, b):
    return max((torch.tensor(p) - torch.tensor(q)).abs().max().item() for p, q in zip(a, b, strict=True))

print(count)
print(first == second)
print(difference(first, [p.tolist() for p in alone.parameters()]) < 1e-5)

with torch.no_grad():
    right = (alone(images[1000:]).argmax(dim=1) == labels[1000:]).float().mean().item()
print(f"{right:.0%}")

# %% [markdown] key="same" lang="en"
# Each process had 500 of the 1,000 samples. The two networks are equal in every bit, without ever having been
# compared: they began the same and took the same steps. And they are what one process would have computed, up to rounding:
# its sums are taken in another order.
#
# ### Exercise 4: the share of a worker
#
# What does the sampler do? Write the part without shuffling. There are `count` samples and `world` workers. Worker `rank`
# takes every `world`-th index, beginning with `rank`. All shares must have the same length: if the number cannot be divided,
# fill up the list of indices before, with those from its beginning. Return the list of indices.

# %% [markdown] key="same" lang="zh"
# 每个进程分到 1000 个样本中的 500 个。两个网络每一位都相同，尽管从来没有互相核对过：它们的起点相同，走的每一步也相同。
# 而且它们就是一个进程会算出的结果，只差舍入：求和的次序不同。
#
# ### 练习 4：一个工作者的份额
#
# 采样器做了什么？请写出不打乱的那部分。共有 `count` 个样本，`world` 个工作者。工作者 `rank` 从下标 `rank` 开始，
# 每隔 `world` 个取一个。每一份的长度必须相同：如果除不尽，就先用开头的下标把下标列表补齐。返回下标的列表。

# %% key="share-stub" exercise="24.share"
def share(count, world, rank):
    ...

# %% key="share-check" check="24.share"
lab.check("24.share", share)

# %% [markdown] key="overlap" lang="en"
# ## 5. Sending while computing
#
# DDP does not wait for the end of `backward()`. Backward begins at the last layer, so the gradients of the last layer are
# there first, and may travel while those of the first layers are still being computed. See in which order they arrive:

# %% [markdown] key="overlap" lang="zh"
# ## 5. 边算边发
#
# DDP 不会等到 `backward()` 结束。反向传播从末尾的层开始，所以末尾那层的梯度最先算好，前面的层还在计算时，
# 它就可以上路了。看看梯度到达的次序：

# %% key="overlap-code"
model = make_net()
for name, parameter in model.named_parameters():
    parameter.register_post_accumulate_grad_hook(lambda p, name=name: print(name))
loss_fn(model(images[:10]), labels[:10]).backward()

# %% [markdown] key="buckets" lang="en"
# Many small messages cost more than one large, so DDP fills **buckets** of 25 MB from the last parameter to the first,
# and sends a bucket as soon as it is full. With a little luck the network is as busy as the processors, and
# communication costs nearly no time.
#
# This works only if all processes send the same things in the same order. The classic mistake is a call that only one
# of them makes. Here process 0 does one all-reduce, and process 1 a broadcast; what does process 0 hear?

# %% [markdown] key="buckets" lang="zh"
# 许多小消息比一个大消息费时，所以 DDP 从末尾的参数到开头的参数，依次装进 25 MB 的**桶**，装满一桶就发一桶。
# 运气好的话，网络和处理器一样忙，通信几乎不另外花时间。
#
# 这要求所有进程按同样的次序发送同样的东西。最典型的错误，是某个调用只有一个进程做了。下面，进程 0 做一次全归约，
# 进程 1 却做一次广播（broadcast）；进程 0 会听到什么？

# %% key="mistake-code" tags=["translated-output"]
def mistaken(rank, address, language, results):
    lab.set_language(language)
    dist.init_process_group("gloo", init_method=address, rank=rank, world_size=2)
    x = torch.ones(3)
    if rank == 0:
        try:
            dist.all_reduce(x)
        except dist.DistError as error:
            results.put(str(error))
    else:
        dist.broadcast(x, src=1)

mp.spawn(mistaken, args=(free_address(), lab.get_language(), results), nprocs=2)
print(results.get())

# %% [markdown] key="large" lang="en"
# With PyTorch's own gloo such a program just hangs, or computes nonsense. Keep it in mind: what is inside
# `if rank == 0:` may print and save, but must not talk to the others.
#
# ## 6. A larger batch is another training
#
# If each of eight workers keeps its batch of 50, a step sees 400 samples. The gradient is less noisy, but an epoch
# has only an eighth of the steps. So the steps should be longer. The **linear scaling rule**: with $k$ times the batch,
# take $k$ times the learning rate. At the very beginning, where the gradient changes quickly, that is too much; so
# one begins with the small rate and raises it step by step, the **warm-up** of lesson 14 ([Goyal et al.,
# 2017](https://arxiv.org/abs/1706.02677)).
#
# ### Exercise 5: the learning rate of many workers
#
# `base` is the learning rate of one worker. With `world` workers it rises in a straight line from `base` at step 0 to
# `base * world` at step `warmup`, and stays there. Return the rate at `step`.

# %% [markdown] key="large" lang="zh"
# 用 PyTorch 自带的 gloo，这样的程序会一直卡住，或者算出毫无意义的数。请记住：`if rank == 0:` 里面可以打印和保存，
# 但不能和别的进程通信。
#
# ## 6. 批次大了，训练就不同了
#
# 如果八个工作者各自保持 50 的批次，一步就看到 400 个样本。梯度的噪声小了，但一轮的步数只有八分之一，所以步子应当更长。
# **线性缩放规则**：批次大到 $k$ 倍，学习率也取 $k$ 倍。不过在最开始，梯度变化很快，这样的步子太大；
# 所以先用小的学习率，再一步步提高，也就是第 14 课的**预热**（[Goyal 等，2017](https://arxiv.org/abs/1706.02677)）。
#
# ### 练习 5：许多工作者的学习率
#
# `base` 是一个工作者的学习率。有 `world` 个工作者时，学习率从第 0 步的 `base` 沿直线升到第 `warmup` 步的 `base * world`，
# 之后保持不变。返回第 `step` 步的学习率。

# %% key="rate-stub" exercise="24.rate"
def rate(base, world, step, warmup):
    ...

# %% key="rate-check" check="24.rate"
lab.check("24.rate", rate)

# %% [markdown] key="scale" lang="en"
# Does the rule help? Ten epochs with batches of 50; then eight times as large, with the old rate and with the rule. The
# curves of the three runs stand together in the last view, with the number of steps below:

# %% [markdown] key="scale" lang="zh"
# 这条规则有用吗？先用 50 的批次训练十轮；再把批次放大到八倍，学习率分别不变和按规则放大。三次训练的曲线画在最后的视图里，
# 横轴是步数：

# %% key="scale-code" tags=["nbval-ignore-output", "translated-output"]
def run(title, batch_size, rate_at):
    model = make_net()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate_at(0))
    panel = lab.viz.live(model, optimizer, title=title)
    generator = torch.Generator().manual_seed(0)
    loader = DataLoader(TensorDataset(images[:1000], labels[:1000]), batch_size, shuffle=True, generator=generator)
    step = 0
    for epoch in range(10):
        for x, y in panel(loader):
            optimizer.param_groups[0]["lr"] = rate_at(step)
            optimizer.zero_grad()
            loss_fn(model(x), y).backward()
            optimizer.step()
            step += 1
    with torch.no_grad():
        loss = loss_fn(model(images[:1000]), labels[:1000]).item()
    print(f"{title:>12}: {step:3} steps, loss {loss:.2f}")

run("50", 50, lambda step: 0.1)
run("400", 400, lambda step: 0.1)
run("400, scaled", 400, lambda step: 0.1 * (1 + 7 * min(step / 5, 1)))
lab.viz.runs()

# %% [markdown] key="keep" lang="en"
# ## What to keep
#
# - The gradient of a batch is the mean of the gradients of its equal parts; only layers that look at the whole batch differ.
# - All-reduce on a ring: each worker sends less than twice its gradients, however many workers there are.
# - DDP: the same network in every process, other data in each, equal gradients after `backward()`.
# - All processes make the same calls in the same order.
# - A larger batch wants a larger learning rate, and a warm-up.
#
# What you have done so far:

# %% [markdown] key="keep" lang="zh"
# ## 要记住的
#
# - 各部分一样大时，批次的梯度就是各部分梯度的平均；只有要看整个批次的层是例外。
# - 环上的全归约：不管有多少工作者，每个发出的都不到自己梯度的两倍。
# - DDP：每个进程的网络相同，数据不同，`backward()` 之后梯度相同。
# - 所有进程按同样的次序做同样的调用。
# - 批次大了，学习率也要大，还要预热。
#
# 到目前为止，你完成的练习：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="next" lang="en"
# As a script, the function `work` becomes a file that ends with a call of it, and
# `python -m autograd_lab.distributed.run -n 2 script.py` starts it twice; with PyTorch it is
# `torchrun --nproc-per-node 2 script.py`. Both set the address and the rank, so `init_process_group()` needs no arguments.
#
# To try out:
#
# - Leave out `set_epoch`. What do the samplers of two epochs have in common?
# - Give the two processes different seeds in `make_net`. Do they still agree? Who wins?
# - Put `nn.BatchNorm1d`, which looks at the whole batch, into the network. Which of the comparisons above is no longer true?
#
# Sources: P. Patarasuk and X. Yuan, *Bandwidth optimal all-reduce algorithms for clusters of workstations*, 2009. A. Sergeev
# and M. Del Balso, [Horovod](https://arxiv.org/abs/1802.05799), 2018. S. Li et al., [PyTorch Distributed](https://arxiv.org/abs/2006.15704),
# 2020. P. Goyal et al., linked above.

# %% [markdown] key="next" lang="zh"
# 写成脚本的话，把函数 `work` 放进一个文件，末尾调用它，再用 `python -m autograd_lab.distributed.run -n 2 script.py`
# 启动两份；在 PyTorch 里是 `torchrun --nproc-per-node 2 script.py`。两者都会设好地址和 rank，所以 `init_process_group()`
# 不用写参数。
#
# 还可以试试：
#
# - 去掉 `set_epoch`。两轮之间，采样器的次序有什么关系？
# - 让两个进程的 `make_net` 用不同的种子。它们还一致吗？听谁的？
# - 在网络里放一层要看整个批次的 `nn.BatchNorm1d`。上面的哪个对照不再成立？
#
# 参考文献：怎样充分利用带宽做全归约，P. Patarasuk 和 X. Yuan，*Bandwidth optimal all-reduce algorithms for clusters of workstations*，2009；A. Sergeev 和
# M. Del Balso，[Horovod](https://arxiv.org/abs/1802.05799)，2018；S. Li 等，[PyTorch Distributed](https://arxiv.org/abs/2006.15704)，
# 2020；P. Goyal 等的论文链接见上文。
