# Lesson 15. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 15
# minutes: 60
# needs: 12, 13

# %% [markdown] key="title" lang="en"
# # Convolution: a network that knows what a picture is
#
# A network of linear layers reads digits very well, until somebody moves them by a pixel. What does it not know about
# pictures? In this lesson you find out with two experiments, build the layer that knows it, the convolution, out of
# nothing but a small window, and learn what goes with it: padding, stride, channels, pooling, the receptive field. Then
# a network with exactly as many parameters as the old one reads moved digits that it has never seen.
#
# You need lessons 1 to 6 and 8 to 13. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 卷积：懂得什么是图像的网络
#
# 由线性层组成的网络认数字很准，可是只要有人把数字移动一个像素，它就不行了。关于图像，它不懂的究竟是什么？
# 这一课里，你先用两个实验找出答案，再从一个小窗口出发，造出懂得这件事的层，也就是卷积；还会学到与它有关的一切：
# 填充、步长、通道、池化、感受野。最后，一个参数个数与原来分毫不差的网络，能认出它从未见过的、移动了的数字。
#
# 需要先学第 1 到第 6 课，以及第 8 到第 13 课。预计用时 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.nn import functional as F

lab.start("15", lang="{{lang}}")

# %% [markdown] key="question" lang="en"
# ## 1. What does a dense network not know?
#
# A network of linear layers is called **dense** here, since in a linear layer everything is connected with everything.
# The digits, with a margin of two pixels on each side, so that they have room to move. 1,000 are for training, 797 for
# validation, and the dense network is the one of lesson 12, only for 12 × 12 pixels.

# %% [markdown] key="question" lang="zh"
# ## 1. 全连接网络不懂什么？
#
# 由线性层组成的网络叫作**全连接**网络，因为在线性层里，每个输入和每个输出都相连。数字图像四周各留两个像素的边，
# 好让数字有地方移动。1000 张用来训练，797 张用来验证。全连接网络就是第 12 课的那个，只是换成 12 × 12 个像素。

# %% key="data"
from sklearn.datasets import load_digits

digits = load_digits()
order = torch.randperm(1797, generator=torch.Generator().manual_seed(0))
images = torch.tensor(digits.images / 16, dtype=torch.float32)[order]
images = F.pad(images.unsqueeze(1), (2, 2, 2, 2))  # (1797, 1, 12, 12)
labels = torch.tensor(digits.target)[order]
val_x, val_y = images[1000:], labels[1000:]

loss_fn = nn.CrossEntropyLoss()

def train(model, x, epochs, live=False):
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
    panel = lab.viz.live(model, optimizer) if live else None
    if panel:
        panel.show("feature maps", lambda: lab.viz.feature_maps(model[0](val_x[:1])))
    for epoch in range(epochs):
        parts = torch.randperm(1000).split(25)
        for part in panel(parts) if panel else parts:
            optimizer.zero_grad()
            loss_fn(model(x[part]), labels[part]).backward()
            optimizer.step()
        if panel:
            panel.log(val_acc=accuracy(model, val_x))

def accuracy(model, x):
    model.eval()
    with torch.no_grad():
        right = (model(x).argmax(dim=1) == val_y).float().mean().item()
    model.train()
    return right

def dense():
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(144, 64), nn.ReLU(), nn.Linear(64, 10))

# %% [markdown] key="shuffled" lang="en"
# The first experiment: shuffle the *pixels*. All images in the same way, so that pixel 17 always lands in place 80, say.
# You could not read these images any more.

# %% [markdown] key="shuffled" lang="zh"
# 第一个实验：把*像素*打乱。所有图像用同样的方式，比如第 17 个像素总是放到第 80 个位置。这样的图像，你是认不出来了。

# %% key="shuffled-code" tags=["nbval-ignore-output", "translated-output"]
places = torch.randperm(144, generator=torch.Generator().manual_seed(1))
shuffled = images.reshape(-1, 144)[:, places].reshape(-1, 1, 12, 12)

plain_net, shuffled_net = dense(), dense()
train(plain_net, images, epochs=10)
train(shuffled_net, shuffled, epochs=10)
print(f"{accuracy(plain_net, val_x):.0%}  {accuracy(shuffled_net, shuffled[1000:]):.0%}")

lab.viz.images(torch.cat([images[:6], shuffled[:6]]), labels[:6].tolist() * 2, columns=6)

# %% [markdown] key="moved" lang="en"
# It makes no difference to the dense network. It does not know which pixels are neighbours; for it an image is a list.
# In the original images, too, it has to find out from examples that neighbouring pixels belong together.
#
# The second experiment is that of lesson 12: move the validation images, here by up to two pixels, down from
# row to row and to the right from column to column. The middle of the map is the images as they were.

# %% [markdown] key="moved" lang="zh"
# 对全连接网络来说，毫无分别。它不知道哪些像素是相邻的；在它看来，图像只是一个列表。面对原来的图像，它也得从例子里自己去发现：
# 相邻的像素是有关系的。
#
# 第二个实验就是第 12 课的：把验证图像移动一下，这里最多移动两个像素：各行是向下的移动，各列是向右的移动。
# 图的正中，是没有移动的图像。

# %% key="moved-code" tags=["nbval-ignore-output", "translated-output"]
def moved(x, right, down):
    return torch.roll(x, (down, right), dims=(2, 3))  #| en: the margin is empty, so nothing is lost | zh: 边上是空的，所以什么也没丢

def robustness(model):
    shifts = range(-2, 3)
    return torch.tensor([[accuracy(model, moved(val_x, right, down)) for right in shifts] for down in shifts])

dense_map = robustness(plain_net)
print(f"{dense_map[2, 2].item():.0%}  {dense_map[2, 3].item():.0%}  {dense_map[2, 4].item():.0%}")
lab.viz.heat(dense_map, rows=range(-2, 3), columns=range(-2, 3))

# %% [markdown] key="window" lang="en"
# One pixel to the right costs half, two pixels almost everything. So two things are missing:
#
# - **Nearness.** What an edge or a corner is can be seen in a small neighbourhood.
# - **Sameness.** An edge is an edge, wherever it is. What has been learned in one place should hold everywhere.
#
# ## 2. A small window
#
# Build both in. Look at the image through a small window, say 3 × 3 pixels, and compute one number from what is seen: a
# weighted sum, as a neuron does. Then move the window and do it again, *with the same weights*. The weights are called
# the **kernel**. With an image $x$ and a kernel $w$ of $k \times k$ numbers, the output is
#
# $$y_{ij} = \sum_{a=0}^{k-1} \sum_{b=0}^{k-1} w_{ab} \; x_{i+a,\, j+b}$$
#
# Play with it. Choose kernels, change their numbers, and point at a pixel of the result to see its sum written out.

# %% [markdown] key="window" lang="zh"
# 向右移一个像素，就丢了一半；移两个，几乎全丢。可见它缺的是两样：
#
# - **远近**：什么是边，什么是角，在一小块邻域里就看得出来。
# - **处处相同**：边就是边，不管在哪里。在一处学到的，应当处处适用。
#
# ## 2. 一个小窗口
#
# 那就把这两样造进去。透过一个小窗口看图像，比如 3 × 3 个像素，由看到的东西算出一个数：加权求和，和神经元一样。
# 然后移动窗口，再算一次，*用同样的权重*。这些权重叫作**卷积核**。图像记作 $x$，卷积核 $w$ 有 $k \times k$ 个数，输出就是
#
# $$y_{ij} = \sum_{a=0}^{k-1} \sum_{b=0}^{k-1} w_{ab} \; x_{i+a,\, j+b}$$
#
# 动手试一试：换几个卷积核，改改里面的数，指一指结果中的某个像素，看它的和是怎样算出来的。

# %% key="window-code" tags=["translated-output"]
lab.viz.kernels(images[0, 0])

# %% [markdown] key="conv-task" lang="en"
# Mathematicians call this operation a **cross-correlation**; in a true **convolution** the kernel is turned around first. A network
# learns its kernels, turned or not, so in deep learning everybody says convolution.
#
# ### Exercise 1: the convolution
#
# `x` has the shape (H, W), `w` the shape (a, b). Return $y$. The window must stay inside the image: how many places are
# there for it? Loops will do.

# %% [markdown] key="conv-task" lang="zh"
# 数学上，这个运算叫作**互相关**；真正的**卷积**要先把核翻转过来。而网络的卷积核是学出来的，翻不翻都一样，
# 所以在深度学习里，大家都叫它卷积。
#
# ### 练习 1：卷积
#
# `x` 的形状是 (H, W)，`w` 的形状是 (a, b)。返回 $y$。窗口不能伸到图像外面：它有多少个位置？用循环写就可以。

# %% key="conv-stub" exercise="15.conv"
def correlate(x, w):
    ...

# %% key="conv-check" check="15.conv"
lab.check("15.conv", correlate)

# %% [markdown] key="views" lang="en"
# Loops in Python are slow. But you know from lesson 2 that a view needs no memory of its own. All windows of an image are a
# view: `unfold(dim, size, step)` slides along one axis. Then the sum over the window is one product.

# %% [markdown] key="views" lang="zh"
# Python 的循环很慢。不过第 2 课讲过，视图不需要自己的内存。一张图像的所有窗口就是一个视图：
# `unfold(dim, size, step)` 沿一个轴滑动。于是，对窗口求和就成了一次乘积。

# %% key="views-code"
x, w = images[0, 0], torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
windows = x.unfold(0, 3, 1).unfold(1, 3, 1)
print(tuple(windows.shape), windows.stride(), windows.data_ptr() == x.data_ptr())

y = (windows * w).sum(dim=(2, 3))
print(torch.allclose(y, F.conv2d(x.reshape(1, 1, 12, 12), w.reshape(1, 1, 3, 3))[0, 0], atol=1e-5))

# %% [markdown] key="equivariant" lang="en"
# This kernel answers to vertical edges: right minus left. Three others, and what they make of a digit; white is zero,
# blue positive, orange negative:

# %% [markdown] key="equivariant" lang="zh"
# 这个卷积核对竖直的边有反应：右边减左边。再加上另外三个，看看它们把一个数字变成什么。
# 白色是零，蓝色为正，橙色为负：

# %% key="edges-code" tags=["translated-output"]
kernels = torch.stack([w, w.t(), torch.full((3, 3), 1 / 9), torch.tensor([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]])])
edges = F.conv2d(images[:1], kernels.unsqueeze(1))
lab.viz.feature_maps(edges)

# %% [markdown] key="equivariant-why" lang="en"
# And if the digit moves? Then all windows see the same as before, only elsewhere, so the output moves along. This is called
# **equivariance**, and it is exact:

# %% [markdown] key="equivariant-why" lang="zh"
# 如果数字移动了呢？那么每个窗口看到的还是原来的东西，只是换了地方，所以输出也跟着移动。这叫作**等变性**，而且分毫不差：

# %% key="equivariant-code"
first = F.conv2d(moved(images[:1], 1, 0), kernels.unsqueeze(1))
print(torch.allclose(first[:, :, :, 1:], edges[:, :, :, :-1], atol=1e-6))

# %% [markdown] key="size" lang="en"
# ## 3. Padding, stride, dilation
#
# A 3 × 3 window has only 10 × 10 places in an image of 12 × 12, so the image shrinks. **Padding** puts $p$ zeros around it
# on each side; with $p = 1$ the output is as large as the input. **Stride** $s$ moves the window by $s$ pixels at a time, and the
# output becomes smaller by the factor $s$. **Dilation** $d$ spreads the window: its pixels are $d$ apart, so it sees
# farther with the same number of weights.
#
# How large is the output? The window spans $d (k - 1) + 1$ pixels of the $n + 2p$. It starts at the left end and moves by $s$, as often
# as it fits:
#
# $$n' = \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1$$
#
# ($\lfloor\;\rfloor$ means rounding down.) You can watch all three in the playground above.
#
# ### Exercise 2: the size
#
# Return $n'$ as a whole number.

# %% [markdown] key="size" lang="zh"
# ## 3. 填充、步长、膨胀
#
# 在 12 × 12 的图像里，3 × 3 的窗口只有 10 × 10 个位置，所以图像变小了。**填充**在四周各补 $p$ 圈零；$p = 1$ 时，
# 输出和输入一样大。**步长** $s$ 让窗口每次移动 $s$ 个像素，输出就缩小到 $s$ 分之一。**膨胀** $d$ 把窗口拉开：它的像素彼此相隔 $d$，
# 权重个数不变，看得却更远。
#
# 输出有多大？窗口要占 $n + 2p$ 个像素中的 $d (k - 1) + 1$ 个。它从左端开始，每次移动 $s$，放得下几次就是几次：
#
# $$n' = \left\lfloor \frac{n + 2p - d\,(k - 1) - 1}{s} \right\rfloor + 1$$
#
# （$\lfloor\;\rfloor$ 表示向下取整。）这三样在上面的演示里都可以调。
#
# ### 练习 2：大小
#
# 返回 $n'$，是整数。

# %% key="size-stub" exercise="15.size"
def out_size(n, k, stride=1, padding=0, dilation=1):
    ...

# %% key="size-check" check="15.size"
lab.check("15.size", out_size)

# %% [markdown] key="channels" lang="en"
# ## 4. Channels
#
# One kernel finds one thing. So take many; each gives an image of its own, called a **channel** or a **feature map**. The
# next layer looks at all channels at once: for every output channel $o$ it has a kernel for each input channel $c$ and adds up what they
# find, plus a bias:
#
# $$y_{oij} = b_o + \sum_{c} \sum_{a,\, b} w_{ocab} \; x_{c,\, i+a,\, j+b}$$
#
# A colour photo begins with three channels, red, green and blue; ours begins with one. `nn.Conv2d(in_channels, out_channels, kernel_size)`
# works on batches of shape $(N, C, H, W)$: samples, channels, height, width.

# %% [markdown] key="channels" lang="zh"
# ## 4. 通道
#
# 一个卷积核只能找一样东西。那就多用几个，每个给出一张自己的图，叫作一个**通道**，也叫**特征图**。
# 下一层同时看所有的通道：每个输出通道 $o$，对每个输入通道 $c$ 各有一个核，把它们找到的加起来，再加上偏置：
#
# $$y_{oij} = b_o + \sum_{c} \sum_{a,\, b} w_{ocab} \; x_{c,\, i+a,\, j+b}$$
#
# 彩色照片一开始有红、绿、蓝三个通道；我们的图像只有一个。`nn.Conv2d(in_channels, out_channels, kernel_size)`
# 处理的批次形状是 $(N, C, H, W)$：样本、通道、高、宽。

# %% key="channels-code"
conv = nn.Conv2d(3, 8, kernel_size=5, padding=2)
photos = torch.randn(4, 3, 32, 32)
print(tuple(conv(photos).shape), tuple(conv.weight.shape), tuple(conv.bias.shape))

one_by_one = nn.Conv2d(3, 8, kernel_size=1)
linear = nn.Linear(3, 8)
linear.weight.data = one_by_one.weight.data.reshape(8, 3)
linear.bias.data = one_by_one.bias.data
pixels = linear(photos.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
print(torch.allclose(one_by_one(photos), pixels, atol=1e-5))

# %% [markdown] key="count-task" lang="en"
# A **1 × 1 convolution** is no joke: it sees one pixel, but all its channels. As the last line shows, it is a linear layer,
# applied at every pixel with the same weights. It mixes channels and changes their number, at little cost
# ([Lin et al., 2014](https://arxiv.org/abs/1312.4400)).
#
# Now to the price. Sharing weights saves a lot of them. How many?
#
# ### Exercise 3: count
#
# From `c_in` channels to `c_out` channels, images of `n` × `n` pixels, kernel `k` × `k`, padding so that the size stays. Return
# two numbers: the parameters of the convolution, and those of a linear layer from all inputs to all outputs. Both with biases.

# %% [markdown] key="count-task" lang="zh"
# **1 × 1 卷积**不是开玩笑：它只看一个像素，但看这个像素的所有通道。最后一行说明，它就是一个线性层，用同样的权重作用在每个像素上。
# 它混合各个通道，改变通道的个数，而且花费很小（[Lin 等，2014](https://arxiv.org/abs/1312.4400)）。
#
# 再来算算账。共用权重，省下了很多参数。有多少呢？
#
# ### 练习 3：数参数
#
# 从 `c_in` 个通道到 `c_out` 个通道，图像是 `n` × `n` 个像素，卷积核是 `k` × `k`，用填充保持大小不变。返回两个数：
# 卷积的参数个数，以及从所有输入到所有输出的线性层的参数个数。两者都有偏置。

# %% key="count-stub" exercise="15.count"
def parameters(c_in, c_out, k, n):
    ...

# %% key="count-check" check="15.count"
lab.check("15.count", parameters)

# %% [markdown] key="pool" lang="en"
# ## 5. Pooling
#
# To say "this is a seven", one need not know to the pixel where its corner lies. **Max pooling** cuts each channel into windows of
# $k \times k$ pixels and keeps only the largest value of each: whether the thing was found there, not where exactly. The image becomes
# smaller, the rest of the network cheaper, and the next window sees a larger part of the picture.
#
# ### Exercise 4: max pooling
#
# `x` has the shape $(N, C, H, W)$; $H$ and $W$ are multiples of `k`. The windows lie side by side.

# %% [markdown] key="pool" lang="zh"
# ## 5. 池化
#
# 要说“这是 7”，用不着精确到像素地知道它的角在哪里。**最大池化**把每个通道切成 $k \times k$ 个像素的窗口，每个窗口只留最大值：
# 只记那里有没有找到，不记准确的位置。图像变小了，网络的后面部分更省，下一个窗口看到的范围也更大。
#
# ### 练习 4：最大池化
#
# `x` 的形状是 $(N, C, H, W)$，$H$ 和 $W$ 都是 `k` 的倍数。窗口一个挨一个，互不重叠。

# %% key="pool-stub" exercise="15.pool"
def max_pool(x, k):
    ...

# %% key="pool-check" check="15.pool"
lab.check("15.pool", max_pool)

# %% [markdown] key="pool-moves" lang="en"
# How much do the numbers change if the image moves by a pixel? Here for edges, before and after pooling, and for the largest value
# of each whole channel (**global** pooling); the change is relative to the size of the numbers.

# %% [markdown] key="pool-moves" lang="zh"
# 图像移动一个像素，这些数会改变多少？下面看边缘的响应：池化之前、池化之后，以及每个通道只留一个最大值（**全局**池化）时。
# 改变量是相对于这些数本身的大小来说的。

# %% key="pool-moves-code" tags=["nbval-ignore-output"]
def edge(x):
    return torch.relu(F.conv2d(x, kernels.unsqueeze(1), padding=1))

for k in (1, 2, 4, 12):  #| en: windows of one pixel: no pooling | zh: 窗口只有一个像素，就是没有池化
    still, shifted = F.max_pool2d(edge(val_x), k), F.max_pool2d(edge(moved(val_x, 1, 0)), k)
    print(f"{k:2}  {((still - shifted).norm() / still.norm()).item():.0%}")

# %% [markdown] key="field" lang="en"
# With global pooling nothing is left of the shift: what does not depend on the place at all is called **invariant**. But then all knowledge of places
# is gone as well, and a six and a nine may look alike. So one pools in small steps, with convolutions in between, and globally
# only at the end.
#
# ## 6. The receptive field
#
# How large is the part of the image that one number can see? It is called the **receptive field**, and grows from layer to layer. Two rules:
#
# - A window of $k$ adds $k - 1$ pixels *of its input*. In the image these are $k - 1$ times the distance $j$ of neighbouring pixels of that input.
# - A stride of $s$ makes this distance $s$ times larger, for the layers after it.
#
# At the start the field is 1, and $j = 1$.
#
# ### Exercise 5: the receptive field
#
# `layers` is a list of pairs $(k, s)$, from the first layer to the last; pooling counts as a window too. Return the width of the field.

# %% [markdown] key="field" lang="zh"
# 用全局池化，移动的影响一点也不剩：这种与位置完全无关的性质叫作**不变性**。可是，关于位置的信息也全丢了，6 和 9 就可能分不清。
# 所以要一小步一小步地池化，中间隔着卷积，到最后才做全局池化。
#
# ## 6. 感受野
#
# 某一个数，能看到图像的多大一部分？这叫作它的**感受野**，一层比一层大。规则有两条：
#
# - 宽为 $k$ 的窗口，使感受野增加*它的输入*的 $k - 1$ 个像素。换算到图像上，是 $k - 1$ 乘以那个输入中相邻像素的间距 $j$。
# - 步长 $s$ 使这个间距变成 $s$ 倍，对它后面的层起作用。
#
# 一开始，感受野是 1，$j = 1$。
#
# ### 练习 5：感受野
#
# `layers` 是由 $(k, s)$ 组成的列表，从第一层到最后一层；池化也算窗口。返回感受野的宽度。

# %% key="field-stub" exercise="15.field"
def receptive_field(layers):
    ...

# %% key="field-check" check="15.field"
lab.check("15.field", receptive_field)

# %% [markdown] key="field-see" lang="en"
# Whoever has gradients can simply ask: on which pixels does the number in the middle depend? Those have a gradient. Here after
# two convolutions, after pooling, and after another convolution; all weights are equal, so that the colour says in how many ways a
# pixel gets there.

# %% [markdown] key="field-see" lang="zh"
# 有了梯度，直接问就行：中间的那个数取决于哪些像素？有梯度的就是。下面依次是两层卷积之后、池化之后、再加一层卷积之后；
# 权重全都相等，所以颜色表示一个像素有多少条路能到那里。

# %% key="field-code" tags=["translated-output"]
def window(*layers):
    net = nn.Sequential(*layers)
    for p in net.parameters():
        nn.init.constant_(p, 0.1)
    x = torch.zeros(1, 1, 16, 16, requires_grad=True)
    y = net(x)
    y[0, 0, y.shape[2] // 2, y.shape[3] // 2].backward()
    seen = (x.grad[0, 0] != 0).any(dim=0).sum().item()
    return x.grad[0, 0] / x.grad.max(), seen

def conv3():
    return nn.Conv2d(1, 1, 3, padding=1)

stacks = [(conv3(), conv3()), (conv3(), conv3(), nn.AvgPool2d(2)), (conv3(), conv3(), nn.AvgPool2d(2), conv3())]
fields = [window(*stack) for stack in stacks]
print([seen for field, seen in fields])
lab.viz.heat(torch.stack([field for field, seen in fields]))

# %% [markdown] key="cnn" lang="en"
# Two things to see here. Two 3 × 3 convolutions see as much as one of 5 × 5, with 18 weights instead of 25 and an activation function in
# between; that is why nearly all kernels today are 3 × 3. And the middle counts most: it has the most ways.
#
# ## 7. A CNN
#
# A network of convolutions is called a **CNN** (convolutional neural network). Ours has all that you know: batch normalization, which in images
# takes mean and variance for each *channel*, over the batch and all pixels; the residual block of lesson 13, with convolutions inside; max
# pooling; at the end one number for each channel, and a linear layer.

# %% [markdown] key="cnn" lang="zh"
# 这里可以看到两点。两层 3 × 3 卷积看到的和一层 5 × 5 一样大，权重却只有 18 个而不是 25 个，中间还多了一个激活函数；
# 所以现在的卷积核几乎都是 3 × 3。另外，中间的像素作用最大，因为从那里过来的路最多。
#
# ## 7. 一个 CNN
#
# 由卷积组成的网络叫作**卷积神经网络**，简称 CNN。我们这个把你学过的都用上了：批归一化，对图像来说是每个*通道*求一个平均值和方差，
# 在整个批次和所有像素上求；第 13 课的残差块，里面换成卷积；最大池化；最后每个通道留一个数，接一个线性层。

# %% key="cnn-code" tags=["translated-output"]
class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.inner = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return torch.relu(x + self.inner(x))

def cnn():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.MaxPool2d(2),
        Residual(16),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(),
        nn.AdaptiveMaxPool2d(1), nn.Flatten(),
        nn.Linear(32, 10),
    )  # fmt: skip

print(*(sum(p.numel() for p in model.parameters()) for model in (dense(), cnn())))
lab.viz.module(cnn(), images[:25])

# %% [markdown] key="cnn-train" lang="en"
# By a happy chance both networks have exactly the same number of parameters, so it will not be their number that makes the
# difference. The CNN is trained on unmoved digits only, for half as many epochs. In the panel, open **feature maps**: what the
# sixteen kernels of the first layer make of one image.

# %% [markdown] key="cnn-train" lang="zh"
# 碰巧，两个网络的参数个数一模一样，所以差别不会出在这上面。CNN 只用没有移动过的数字训练，轮数也只有一半。
# 在面板里打开 **feature maps**（特征图）：第一层的十六个卷积核，把一张图像变成了什么。

# %% key="cnn-train-code" tags=["nbval-ignore-output", "translated-output"]
model = cnn()
train(model, images, epochs=5, live=True)

# %% key="cnn-moved" tags=["nbval-ignore-output", "translated-output"]
cnn_map = robustness(model)
for name, values in (("dense", dense_map), ("CNN", cnn_map)):
    print(f"{name:6} {values[2, 2].item():.0%}  {values[2, 3].item():.0%}  {values[2, 4].item():.0%}  mean {values.mean().item():.0%}")
lab.viz.heat(torch.stack([dense_map, cnn_map]))

# %% [markdown] key="odd" lang="en"
# On the left the dense network, on the right the CNN. It reads the digits better, and it reads moved ones it was never shown. Nobody taught it that; it is how it is built.
#
# The map of the CNN shows a strange pattern, though: two pixels to the side cost less than one! Think of the pooling. Its windows of
# 2 × 2 lie fixed. If the image moves by two pixels, every window sees what its neighbour saw, and all moves along exactly. If it moves by
# one, the windows cut it differently. So it is the pooling that breaks the equivariance ([Zhang, 2019](https://arxiv.org/abs/1904.11486)). What helps in
# practice is to show moved images in training as well (lesson 14).
#
# And if one takes away what the CNN knows, by shuffling the pixels?

# %% [markdown] key="odd" lang="zh"
# 左边是全连接网络，右边是 CNN。CNN 认数字更准，而且认得出从没见过的、移动了的数字。没有人教过它，是它的构造使它如此。
#
# 不过，CNN 的图上有个奇怪的花样：移动两个像素，反而比移动一个损失小！想一想池化。2 × 2 的窗口，位置是固定的。图像移动两个像素，
# 每个窗口看到的正是它的邻居原来看到的，一切都分毫不差地跟着移动。移动一个像素，窗口的切法就不同了。
# 所以，破坏等变性的是池化（[Zhang，2019](https://arxiv.org/abs/1904.11486)）。实践中的办法，是训练时也给它看移动过的图像（第 14 课）。
#
# 如果打乱像素，把 CNN 懂得的东西拿走呢？

# %% key="cnn-shuffled" tags=["nbval-ignore-output"]
lost = cnn()
train(lost, shuffled, epochs=5)
print(f"{accuracy(model, val_x):.1%}  {accuracy(lost, shuffled[1000:]):.1%}")

# %% [markdown] key="seen" lang="en"
# Neighbourhoods that mean nothing are no help: it makes about three times as many mistakes, no fewer than the dense network. What is built into a network about its data
# is called an **inductive bias**; it helps exactly as far as it is true.
#
# ## 8. What it has seen, and where it errs
#
# The sixteen kernels of the first layer, as they were learned. Some are edges in one direction or another; nobody
# chose them.

# %% [markdown] key="seen" lang="zh"
# 邻域没有意义，就帮不上忙：它的错误多到三倍左右，不比全连接网络强。网络的构造里关于数据的预设，叫作**归纳偏置**；
# 它在多大程度上符合事实，就在多大程度上有用。
#
# ## 8. 它看到了什么，错在哪里
#
# 第一层的十六个卷积核，都是学出来的。其中有些对应某个方向的边；它们并不是谁挑选的。

# %% key="kernels-code" tags=["nbval-ignore-output", "translated-output"]
lab.viz.heat(model[0].weight.reshape(16, 3, 3))

# %% key="confusion-code" tags=["nbval-ignore-output", "translated-output"]
model.eval()
with torch.no_grad():
    guesses = model(val_x).argmax(dim=1)
wrong = guesses != val_y
print(wrong.sum().item())
lab.viz.confusion(guesses, val_y)

# %% key="errors-code" tags=["nbval-ignore-output", "translated-output"]
titles = [f"{truth} → {guess}" for truth, guess in zip(val_y[wrong].tolist(), guesses[wrong].tolist(), strict=True)]
lab.viz.images(val_x[wrong], titles)

# %% [markdown] key="back" lang="en"
# Always look at the errors. Some of these you might have got wrong, too.
#
# ## 9. The way back
#
# How does a convolution pass the gradient on? One dimension shows all of it. For a signal $x$ and a kernel $w$ of length $k$,
#
# $$y_i = \sum_{a=0}^{k-1} w_a \, x_{i+a}$$
#
# The weight $w_a$ is used at every place $i$, so it collects from all of them (lesson 5: a value used several times adds up its
# gradients). And $x_m$ was seen by every window that covers it: at place $i$ it stood under $w_{m-i}$. With a bar for the gradient,
#
# $$\bar w_a = \sum_i \bar y_i \, x_{i+a} \qquad \bar x_m = \sum_{a} w_a \, \bar y_{m-a}$$
#
# where $\bar y$ counts as zero outside its range. The first is again a cross-correlation, of $x$ with $\bar y$. The second runs backwards,
# $m - a$ in place of $i + a$: it is the true convolution, with the kernel turned around. That is where the name comes
# from after all.
#
# ### Exercise 6: backward
#
# `gy` is the gradient of $y$. Return the gradients of `x` and of `w`, without calling `backward()`.

# %% [markdown] key="back" lang="zh"
# 错误总要看一看。其中有些，换了你也可能认错。
#
# ## 9. 往回走
#
# 卷积怎样把梯度传回去？一维就足以说明。信号 $x$，长度为 $k$ 的卷积核 $w$，
#
# $$y_i = \sum_{a=0}^{k-1} w_a \, x_{i+a}$$
#
# 权重 $w_a$ 在每个位置 $i$ 都用到，所以要把各处的梯度收集起来（第 5 课：一个值用了几次，梯度就加几次）。而 $x_m$ 被每个盖住它的窗口看到：
# 窗口在位置 $i$ 时，它对着的是 $w_{m-i}$。上面加一横表示梯度，
#
# $$\bar w_a = \sum_i \bar y_i \, x_{i+a} \qquad \bar x_m = \sum_{a} w_a \, \bar y_{m-a}$$
#
# 其中 $\bar y$ 超出范围时算作零。前一个又是互相关，是 $x$ 与 $\bar y$ 的。后一个是倒着走的，$m - a$ 代替了 $i + a$：
# 它正是真正的卷积，核要翻转过来。卷积这个名字，到底还是有来历的。
#
# ### 练习 6：反向
#
# `gy` 是 $y$ 的梯度。返回 `x` 的梯度和 `w` 的梯度，不要调用 `backward()`。

# %% key="back-stub" exercise="15.backward"
def conv1d_backward(gy, x, w):
    ...

# %% key="back-check" check="15.backward"
lab.check("15.backward", conv1d_backward)

# %% [markdown] key="transposed" lang="en"
# The way back has a layer of its own. Where a convolution with stride makes images smaller, its backward makes them larger,
# and `nn.ConvTranspose2d` uses that as a forward pass: to paint images out of few numbers (lesson 19). It really is the same:

# %% [markdown] key="transposed" lang="zh"
# 往回走的路，自己也成了一种层。带步长的卷积把图像变小，它的反向就把图像变大，`nn.ConvTranspose2d` 把这当作前向来用：
# 由少量的数画出图像（第 19 课）。两者的确是一回事：

# %% key="transposed-code"
x = torch.randn(1, 2, 8, 8, requires_grad=True)
w = torch.randn(5, 2, 2, 2)
y = F.conv2d(x, w, stride=2)
gy = torch.randn(*y.shape)
y.backward(gy)
print(tuple(x.shape), tuple(y.shape), torch.allclose(x.grad, F.conv_transpose2d(gy, w, stride=2), atol=1e-5))

# %% [markdown] key="summary" lang="en"
# ## 10. In short
#
# | part | what it knows or does | its price |
# |---|---|---|
# | convolution | nearness; the same everywhere | sees only its window |
# | padding | keeps the size | zeros at the border that are no image |
# | stride, pooling | smaller, sees farther, less exact about places | breaks the equivariance |
# | dilation | sees farther, no more weights | gaps |
# | channels | many features at once | time and weights grow with their square |
# | 1 × 1 | mixes channels | sees no neighbours |
# | global pooling | any size of image; forgets where | forgets where |

# %% [markdown] key="summary" lang="zh"
# ## 10. 小结
#
# | 部件 | 懂得什么，做什么 | 代价 |
# |---|---|---|
# | 卷积 | 远近有别；处处相同 | 只看得到自己的窗口 |
# | 填充 | 保持大小 | 边上的零不是图像 |
# | 步长、池化 | 变小，看得更远，位置不必太准 | 破坏等变性 |
# | 膨胀 | 看得更远，权重不增加 | 中间有空隙 |
# | 通道 | 同时找许多特征 | 时间和权重随通道数的平方增长 |
# | 1 × 1 | 混合通道 | 看不到相邻像素 |
# | 全局池化 | 图像可以是任意大小；忘掉位置 | 忘掉位置 |

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Show the CNN moved images in training, `moved(x[part], ...)` with random shifts. Is its map even now?
# - Replace `nn.MaxPool2d(2)` by `nn.Identity()`. What happens to the pattern in the map, and to the time of an epoch?
# - The CNN ends with a global pooling, so it accepts other sizes. Feed it images with a margin of five pixels.
# - Feed your own kernel into the playground: can you find one that answers only to the ends of lines?
#
# Sources: K. Fukushima, *Neocognitron*, 1980. Y. LeCun et al., *Backpropagation applied to handwritten zip code recognition*, 1989, and
# *Gradient-based learning applied to document recognition*, 1998. V. Dumoulin and F. Visin, [A guide to convolution arithmetic for deep
# learning](https://arxiv.org/abs/1603.07285), 2016. K. He et al., [Deep residual learning](https://arxiv.org/abs/1512.03385), 2016. W. Luo et
# al., [Understanding the effective receptive field](https://arxiv.org/abs/1701.04128), 2016. Lin et al. 2014 and Zhang 2019 are linked above.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 训练 CNN 时也给它看移动过的图像，用随机的位移 `moved(x[part], ...)`。现在它的图均匀了吗？
# - 把 `nn.MaxPool2d(2)` 换成 `nn.Identity()`。图上的花样会怎样？一轮要用的时间呢？
# - 这个 CNN 以全局池化结尾，所以能接受别的尺寸。喂给它四周留五个像素的图像试试。
# - 在演示里填入你自己的卷积核：能不能找到一个，只对线条的端点有反应？
#
# 参考文献：K. Fukushima，*Neocognitron*，1980；Y. LeCun 等用反向传播训练卷积网络，*Backpropagation applied to handwritten zip code recognition*，1989，
# 以及基于梯度的学习，*Gradient-based learning applied to document recognition*，1998；V. Dumoulin 和 F. Visin，
# [A guide to convolution arithmetic for deep learning](https://arxiv.org/abs/1603.07285)，2016；何恺明等提出残差网络，
# [Deep residual learning](https://arxiv.org/abs/1512.03385)，2016；关于感受野，W. Luo 等，
# [Understanding the effective receptive field](https://arxiv.org/abs/1701.04128)，2016；Lin 等 2014 和 Zhang 2019，链接见上文。
