# Lesson 2. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 02
# minutes: 60
# needs: 01

# %% [markdown] key="title" lang="en"
# # Tensors
#
# Everything that a network touches is a tensor: pictures, words and sound on the way in, parameters, gradients,
# scores on the way out. Most errors that stop a beginner are about tensors too, and the worst of them raise no error
# at all: the numbers run through, and are wrong.
#
# This lesson looks closely at what a tensor is: numbers of one **type**, lying in a row in **memory**, and a
# **shape** that says how to read the row. From these three follows everything else: why some operations cost nothing,
# why a change here can show up there, and how tensors of different shapes are combined. At the end you recognise
# handwritten digits with nothing but subtraction.
#
# You need lesson 1. Plan 45 to 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 张量
#
# 网络接触到的一切都是张量：输入的图像、文字、声音是，参数和梯度是，输出的得分也是。初学者碰到的错误，
# 多半也和张量有关；最糟糕的那些连报错都没有，数照样往下算，只是算错了。
#
# 这一课把张量看个仔细：它是一些**类型**相同的数，在**内存**里排成一列，再由**形状**说明这一列数该怎么读。弄清这三样，
# 其余的就都顺理成章：为什么有些运算不花代价，为什么改了这里、那里也会变，形状不同的张量又是怎样一起运算的。最后，
# 你将只用减法来识别手写数字。
#
# 学这一课之前，请先完成第 1 课。预计用时 45 到 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab

lab.start("02", lang="{{lang}}")

# %% [markdown] key="shape" lang="en"
# ## 1. Shape: how many in each direction
#
# Take the digits of lesson 1 again, but leave every picture in its own shape, 8 rows of 8 pixels. Then all pictures
# together have three directions: which picture, which row, which column. Each direction is called a **dimension** or
# **axis**, and they are counted from 0.

# %% [markdown] key="shape" lang="zh"
# ## 1. 形状：每个方向上有多少个
#
# 还是用第 1 课的手写数字，不过这次让每张图像保持自己的形状：8 行，每行 8 个像素。这样，全部图像放在一起就有三个方向：
# 第几张、第几行、第几列。每个方向叫作一个**维度**，也叫一个**轴**，编号从 0 开始。

# %% key="shape-code"
from sklearn.datasets import load_digits

digits = load_digits()
images = torch.tensor(digits.images / 16, dtype=torch.float32)  #| en: ink from 0 to 1 | zh: 墨迹浓淡，0 到 1
labels = torch.tensor(digits.target)

print(images.shape)
print(images.dim(), "axes,", images.numel(), "numbers")

# %% [markdown] key="index" lang="en"
# A tensor without axes is a single number, a **scalar**; with one axis it is a **vector**, with two a **matrix**.
# Above two there are no special names.
#
# An index picks one place on an axis, and the axis is gone. A colon keeps the axis. Guess each shape before you run
# the cell:

# %% [markdown] key="index" lang="zh"
# 没有轴的张量就是一个数，叫作**标量**；一个轴的是**向量**，两个轴的是**矩阵**。再多就没有专门的名字了。
#
# 下标在一个轴上选定一个位置，这个轴随之消失；冒号则保留整个轴。运行之前，先猜一猜每一行的形状：

# %% key="index-code"
print(images[0].shape)  #| en: one picture | zh: 一张图像
print(images[0, 3].shape)  #| en: its row 3 | zh: 它的第 3 行
print(images[0, 3, 4].shape)  #| en: one pixel: a scalar | zh: 一个像素：标量
print(images[:, 3, 4].shape)  #| en: the same pixel of all pictures | zh: 所有图像的同一个像素
print(images[:10, ::2].shape)  #| en: ten pictures, every second row | zh: 十张图像，隔一行取一行

# %% [markdown] key="reduce" lang="en"
# Operations such as `sum`, `mean` and `max` **reduce**: they make one number out of many. `dim` says along which
# axis, and that axis disappears. It is worth saying the sentence each time: `mean(dim=0)` averages *over the
# pictures*, so what remains is rows and columns: an average picture.

# %% [markdown] key="reduce" lang="zh"
# `sum`、`mean`、`max` 这样的运算叫作**归约**：把许多数合成一个数。`dim` 说明沿哪个轴归约，归约之后那个轴就消失。
# 每次用的时候，最好把话说完整：`mean(dim=0)` 是*对各张图像*求平均，剩下的是行和列，也就是一张平均图像。

# %% key="reduce-code"
averages = torch.stack([images[labels == digit].mean(dim=0) for digit in range(10)])
print(averages.shape)
lab.viz.images(averages, list(range(10)))

# %% [markdown] key="ink-task" lang="en"
# `torch.stack` put ten pictures of shape (8, 8) along a new axis 0. Several axes can be reduced at once:
# `mean(dim=(1, 2))` averages over rows and columns and leaves one number per picture.
#
# ### Exercise 1: where is the ink?
#
# In which rows of a picture is there how much ink, on average over all pictures? Write a function that takes pictures
# of shape (N, 8, 8) and returns 8 numbers: the average of each row.

# %% [markdown] key="ink-task" lang="zh"
# `torch.stack` 把十张形状为 (8, 8) 的图像沿一个新的轴 0 叠在一起。也可以一次归约几个轴：
# `mean(dim=(1, 2))` 对行和列求平均，每张图像只剩一个数。
#
# ### 练习 1：墨迹在哪里？
#
# 在所有图像上平均来看，图像的每一行各有多少墨迹？写一个函数，输入形状为 (N, 8, 8) 的图像，返回 8 个数，
# 也就是每一行的平均值。

# %% key="ink" exercise="02.ink"
def row_ink(images):
    ...

# %% key="ink-check" check="02.ink"
lab.check("02.ink", row_ink)

# %% [markdown] key="dtype" lang="en"
# ## 2. Type: what a number costs and what it can hold
#
# All numbers of a tensor have the same type, its **dtype**, so that each takes the same number of bytes. These five
# cover nearly everything:
#
# | dtype | bytes | holds | typical use |
# |---|---|---|---|
# | `float32` | 4 | about 7 significant digits, up to $3.4 \cdot 10^{38}$ | parameters, data: the default |
# | `float64` | 8 | about 16 digits | checking results; the default of NumPy |
# | `int64` | 8 | whole numbers up to $9.2 \cdot 10^{18}$ | labels, positions |
# | `uint8` | 1 | whole numbers from 0 to 255 | pixels in files |
# | `bool` | 1 | True or False | results of comparisons |
#
# A type is a promise and a limit. Look at what happens at the limits:

# %% [markdown] key="dtype" lang="zh"
# ## 2. 类型：一个数占多少地方，能装下什么
#
# 一个张量里的数类型都相同，这个类型就是它的**数据类型**（dtype），因此每个数占的字节数也相同。常用的不外乎下面五种：
#
# | 数据类型 | 字节 | 能表示 | 常见用途 |
# |---|---|---|---|
# | `float32` | 4 | 约 7 位有效数字，最大 $3.4 \cdot 10^{38}$ | 参数、数据，默认类型 |
# | `float64` | 8 | 约 16 位有效数字 | 核对结果；NumPy 的默认类型 |
# | `int64` | 8 | 整数，最大 $9.2 \cdot 10^{18}$ | 标签、位置 |
# | `uint8` | 1 | 0 到 255 的整数 | 图像文件里的像素 |
# | `bool` | 1 | True 或 False | 比较的结果 |
#
# 类型既是承诺，也是限制。看看到了边界上会发生什么：

# %% key="dtype-code"
pixel = torch.tensor([200, 250], dtype=torch.uint8)
print(pixel + 10)  #| en: 260 does not fit: it wraps round to 4 | zh: 260 装不下，绕回来变成 4

big = torch.tensor(16_777_216.0)  # 2 ** 24
print((big + 1 == big).item())  #| en: the 8th digit is beyond float32 | zh: 第 8 位数字超出了 float32 的精度

print(torch.tensor(7) / 2, torch.tensor(7) // 2)  #| en: / makes floats of integers | zh: / 会把整数变成浮点数

# %% [markdown] key="dtype-rules" lang="en"
# The first line is called **overflow**. No error, no warning: a bright pixel has become nearly black. The second is
# **rounding**: a float has room for so many digits and drops the rest. It is why averages over millions of numbers,
# and small steps on large parameters, need care.
#
# When two types meet, the result has the one that can hold more: whole numbers and floats give floats.
# `.to(torch.float32)`, or short `.float()`, `.int()`, `.bool()`, convert; each makes a new tensor.

# %% [markdown] key="dtype-rules" lang="zh"
# 第一行的现象叫作**溢出**。没有报错，也没有警告：一个很亮的像素变得几乎全黑。第二行是**舍入**：
# 浮点数只容得下这么多位，多出的就丢掉。所以，对几百万个数求平均，或者在很大的参数上走很小的步子，都要当心。
#
# 两种类型相遇时，结果取能装下更多的那一种：整数和浮点数一起运算，得到浮点数。`.to(torch.float32)` 用来转换类型，
# 也可以简写成 `.float()`、`.int()`、`.bool()`；每次转换都得到一个新的张量。

# %% key="dtype-memory"
for tensor in (images, images.double(), (images * 255).to(torch.uint8)):
    print(f"{tensor.dtype!s:14} {tensor.element_size()} bytes each, {tensor.numel() * tensor.element_size():7,} in all")

# %% [markdown] key="bright-task" lang="en"
# ### Exercise 2: brighter, without the trap
#
# Photographs are stored as `uint8`. Write a function that adds `amount` to every pixel, stops at 0 and at 255 instead
# of wrapping round, and returns `uint8` again. `amount` is a whole number and may be negative; `clamp(0, 255)` cuts
# off numbers outside a range. Below is what goes wrong if you simply add.

# %% [markdown] key="bright-task" lang="zh"
# ### 练习 2：调亮，但不掉进陷阱
#
# 照片的像素存成 `uint8`。写一个函数，给每个像素加上 `amount`，到 0 和 255 为止，不要绕回去，返回的仍是 `uint8`。
# `amount` 是整数，可以是负数；`clamp(0, 255)` 把范围之外的数截断。直接相加会出什么问题，看下面的图就知道。

# %% key="bright-view"
pixels = (images[:5] * 240).to(torch.uint8)
lab.viz.images(torch.cat([pixels, pixels + 60]))

# %% key="bright" exercise="02.brighten"
def brighten(pixels, amount):
    ...

# %% key="bright-check" check="02.brighten"
lab.check("02.brighten", brighten)

# %% [markdown] key="memory" lang="en"
# ## 3. Memory: one row, read in steps
#
# Memory has no rows and columns. It is one long line of places, and the numbers of a tensor lie in it one after the
# other. To find element $(i, j)$ the tensor keeps two more things: where it begins, the **offset** $o$, and for each
# axis how many places to go on for the next element, the **stride**. Then
#
# $$\text{place}(i, j) = o + i \cdot s_0 + j \cdot s_1$$
#
# where $s_0$ and $s_1$ are the strides of axis 0 and axis 1. In a fresh matrix with 4 columns the next column is 1
# place away, and the next row 4:

# %% [markdown] key="memory" lang="zh"
# ## 3. 内存：排成一列，按步长去读
#
# 内存里没有行和列，只有一长串位置，张量的数就一个挨一个地放在里面。为了找到元素 $(i, j)$，张量还记着两样东西：
# 从哪里开始，叫作**偏移** $o$；以及每个轴上到下一个元素要走几个位置，叫作**步长**。于是
#
# $$\text{place}(i, j) = o + i \cdot s_0 + j \cdot s_1$$
#
# 其中 $s_0$、$s_1$ 分别是轴 0 和轴 1 的步长，等号左边就是这个元素的位置。新建一个 4 列的矩阵，
# 下一列就在 1 个位置之外，下一行在 4 个位置之外：

# %% key="stride-code"
table = torch.arange(12.0).reshape(3, 4)
print(table)
print(table.stride(), table.storage_offset())

# %% [markdown] key="transpose" lang="en"
# Now the surprise. To exchange rows and columns no number has to move: exchanging the two strides is enough. To take
# a column, or every second row, other offsets and strides do. So these operations take the same tiny time for twelve
# numbers and for a billion. Look at the memory of the transposed table; touch a cell to see its place.

# %% [markdown] key="transpose" lang="zh"
# 妙处就在这里：要交换行和列，一个数都不必搬动，把两个步长对调就够了。要取出一列，或者隔一行取一行，
# 换一个偏移和步长就行。所以这些运算，无论面对十二个数还是十亿个数，用的时间都一样少。
# 看看转置之后的表在内存里是什么样子；把鼠标移到格子上，可以看到它的位置。

# %% key="transpose-code"
turned = table.t()
print(turned.shape, turned.stride(), turned.storage_offset())
column = table[1:, 2]
print(column, column.stride(), column.storage_offset())

# %% key="transpose-view" tags=["translated-output"]
lab.viz.tensor(turned)

# %% [markdown] key="place-task" lang="en"
# ### Exercise 3: find the place
#
# Write the formula for any number of axes: `index`, `strides` are tuples of the same length, `offset` is a number;
# return the place.

# %% [markdown] key="place-task" lang="zh"
# ### 练习 3：算出位置
#
# 把上面的公式写成适用于任意个轴的函数：`index` 和 `strides` 是长度相同的元组，`offset` 是一个数，返回元素的位置。

# %% key="place" exercise="02.place"
def place(index, strides, offset):
    ...

# %% key="place-check" check="02.place"
lab.check("02.place", place)

# %% [markdown] key="reshape" lang="en"
# ### Reshape keeps the order
#
# `reshape` lets the same row of numbers be read with another shape. The order never changes: read row by row, the
# numbers come out as before. If the tensor is **contiguous**, its numbers lie in memory in just that order, so
# nothing has to be copied. `table.t()` is not contiguous: to read it row by row one has to jump. `view` refuses it,
# `reshape` quietly makes a copy:

# %% [markdown] key="reshape" lang="zh"
# ### reshape 不改变顺序
#
# `reshape` 让同一列数按另一种形状来读，顺序从不改变：一行一行读下来，得到的数和原来一样。如果一个张量是**连续**的，
# 也就是它的数在内存里正好按这个顺序排列，那就什么都不用复制。`table.t()` 就不连续：要一行一行读它，
# 得在内存里跳来跳去。遇到它，`view` 拒绝执行，`reshape` 则悄悄复制一份：

# %% key="contiguous-code" tags=["translated-output"]
print(table.is_contiguous(), turned.is_contiguous())
print(turned.reshape(2, 6))
try:
    turned.view(2, 6)
except RuntimeError as error:
    print(error)

# %% [markdown] key="reshape-trap" lang="en"
# Here is the most common mistake with shapes. `reshape` to the shape you want always runs, if only the number of
# elements fits. But if you meant to exchange axes, you get garbage of the right shape. See for yourself: five
# pictures (5, 8, 8) shall become one strip, 8 × 40. First by `reshape` alone, then with the axes brought into the
# right order before.

# %% [markdown] key="reshape-trap" lang="zh"
# 与形状有关的错误里，最常见的就在这里：只要元素个数对得上，`reshape` 成什么形状都不会报错；可如果你本意是交换轴，
# 得到的就是形状正确的一团乱码。看一个例子：把五张图像 (5, 8, 8) 拼成 8 × 40 的长条。第一条直接用 `reshape`；
# 第二条先把轴调成正确的顺序，再变形。

# %% key="strip-code"
five = images[:5]
garbage = five.reshape(8, 40)
strip = five.permute(1, 0, 2).reshape(8, 40)  #| en: (row, picture, column) first | zh: 先排成（行，图像，列）
lab.viz.images(torch.stack([garbage, strip]), columns=1)

# %% [markdown] key="tiles-task" lang="en"
# `permute(1, 0, 2)` orders the axes anew: row, picture, column. Read in that order, the first 40 numbers are the
# first row of all five pictures, which is just the first row of the strip. Always ask: in which order must the
# numbers be read?
#
# ### Exercise 4: quarters
#
# Cut each picture into its four quarters: from (N, 8, 8) to (N, 4, 4, 4), where the quarters come in the order upper
# left, upper right, lower left, lower right. Use `reshape` to split axes, `permute` to order them, `reshape` to join
# them.

# %% [markdown] key="tiles-task" lang="zh"
# `permute(1, 0, 2)` 重新排列各个轴：行、图像、列。按这个顺序读，前 40 个数是五张图像各自的第一行，
# 正好就是长条的第一行。每次都要问自己：这些数应当按什么顺序来读？
#
# ### 练习 4：切成四块
#
# 把每张图像切成四块：从 (N, 8, 8) 变成 (N, 4, 4, 4)，四块的顺序是左上、右上、左下、右下。先用 `reshape` 把轴拆开，
# 再用 `permute` 调整顺序，最后用 `reshape` 合并。

# %% key="tiles" exercise="02.quarters"
def quarters(images):
    ...

# %% key="tiles-check" check="02.quarters"
lab.check("02.quarters", quarters)

# %% [markdown] key="views" lang="en"
# ## 4. Views: two names, one memory
#
# A tensor that reads the memory of another is called a **view** of it. Slices, `t()`, `permute`, `unsqueeze` and
# mostly `reshape` give views. That saves time and memory, and has a price: who writes into a view writes into the
# original.

# %% [markdown] key="views" lang="zh"
# ## 4. 视图：两个名字，一块内存
#
# 如果一个张量读的是另一个张量的内存，就说它是后者的**视图**。切片、`t()`、`permute`、`unsqueeze`，
# 还有多数时候的 `reshape`，得到的都是视图。这样省时间、省内存，但也有代价：往视图里写，就是往原来的张量里写。

# %% key="views-code"
picture = images[0].clone()  #| en: a copy with memory of its own | zh: 复制一份，有自己的内存
middle = picture[2:6, 2:6]  #| en: a view of it | zh: 它的一个视图
middle.fill_(1.0)  #| en: names ending in _ change a tensor in place | zh: 以 _ 结尾的方法在原地修改张量

lab.viz.images([images[0], picture])

# %% [markdown] key="views-rule" lang="en"
# A method whose name ends in `_` works **in place**, as do `x[...] = ...` and `x += ...`. The others, like `x + 1`,
# give new memory. So there is a simple habit: whoever wants to change a tensor that others still need calls `clone()`
# first. Had we left it out above, the first picture of our data would now be spoilt, and with it every later result.
#
# `unsqueeze(dim)`, or `None` as an index, is a view with one more axis, of size 1. It looks like a triviality. For
# what comes next it is the most important tool.

# %% [markdown] key="views-rule" lang="zh"
# 名字以 `_` 结尾的方法是**原地**操作，`x[...] = ...` 和 `x += ...` 也是。其他运算，例如 `x + 1`，得到的是新的内存。
# 因此有一个简单的习惯：要修改一个别处还要用的张量，先 `clone()` 一份。上面如果少了这一步，数据里的第一张图像就毁了，
# 后面的结果也都跟着出错。
#
# `unsqueeze(dim)`，或者在下标里写 `None`，得到的视图多出一个长度为 1 的轴。看起来无关紧要，但在接下来要讲的内容里，
# 它是最重要的工具。

# %% key="unsqueeze-code"
v = torch.arange(3)
print(v.shape, v.unsqueeze(0).shape, v.unsqueeze(1).shape, v[:, None].shape)

# %% [markdown] key="broadcast" lang="en"
# ## 5. Broadcasting: shapes that are not equal
#
# In lesson 1 a bias of shape (10,) was added to scores of shape (N, 10). Writing a loop for that would be slow,
# copying the bias N times would waste memory. Broadcasting does it without either. The rule has two steps:
#
# 1. Write the shapes under each other, aligned **from the right**. Where one is shorter, fill up with 1 on the left.
# 2. On every axis the sizes must be equal, or one of them must be 1. An axis of size 1 is repeated as often as
#    needed.
#
# Nothing is copied for the repetition: an axis that is repeated has stride 0.

# %% [markdown] key="broadcast" lang="zh"
# ## 5. 广播：形状不相等的时候
#
# 第 1 课里，形状为 (10,) 的偏置加到了形状为 (N, 10) 的得分上。用循环来写会很慢，把偏置复制 N 份又浪费内存；
# 广播两样都不需要。规则只有两步：
#
# 1. 把两个形状上下写在一起，**右端对齐**。短的那个，左边用 1 补齐。
# 2. 在每个轴上，两个长度要么相等，要么其中一个是 1。长度为 1 的轴按需要重复。
#
# 重复并不需要复制：被重复的轴，步长为 0。

# %% key="broadcast-view" tags=["translated-output"]
average = images.mean(dim=0)
lab.viz.broadcast(images, average)

# %% [markdown] key="outer" lang="en"
# The average picture is subtracted from each of the 1,797 pictures. And with axes of size 1 on both sides you get all
# pairs: a column of 3 and a row of 4 give a 3 × 4 table.

# %% [markdown] key="outer" lang="zh"
# 平均图像会从 1797 张图像里逐一减去。如果两边都有长度为 1 的轴，得到的就是所有的配对：3 个数的一列，
# 加上 4 个数的一行，得到一张 3 × 4 的表。

# %% key="outer-code"
tens = torch.tensor([10, 20, 30])
ones = torch.tensor([1, 2, 3, 4])
print(tens[:, None] + ones[None, :])

# %% [markdown] key="trap" lang="en"
# The same generosity makes for the most expensive bug of all. A model gives predictions of shape (N, 1), the targets
# have shape (N,). Their difference ought to be N numbers. What is it?

# %% [markdown] key="trap" lang="zh"
# 同样因为这份宽容，才有了代价最大的一种错误。模型给出的预测形状是 (N, 1)，目标值的形状是 (N,)。
# 两者相减本该得到 N 个数，实际上呢？

# %% key="trap-code"
target = torch.tensor([1.0, 2.0, 3.0, 4.0])
prediction = target[:, None] + 0.1  #| en: nearly perfect | zh: 几乎完美

difference = prediction - target
print(difference.shape)
print(f"{(difference ** 2).mean().item():.2f} instead of {((prediction[:, 0] - target) ** 2).mean().item():.2f}")

# %% key="trap-view" tags=["translated-output"]
lab.viz.broadcast(prediction, target)

# %% [markdown] key="standard-task" lang="en"
# Every prediction was compared with every target. The loss is a number, training runs, and the model learns to answer
# everything with the average. Print the shapes of both sides before you trust a loss.
#
# ### Exercise 5: columns on one scale
#
# The [wine data](https://archive.ics.uci.edu/dataset/109/wine) hold 13 measurements of 178 Italian wines of three
# growers: alcohol in per cent, magnesium in milligrams, and so on. The columns differ a thousandfold, so any sum over
# them hears only the loudest. Therefore one **standardises**: subtract from each column its mean and divide by its
# **standard deviation**, the typical distance from the mean. Then every column has mean 0 and standard deviation 1.
# Write it for a tensor of shape (N, D); use `x.std(dim=...)`.

# %% [markdown] key="standard-task" lang="zh"
# 每个预测都和每个目标值比了一遍。损失照样是一个数，训练照样进行，模型学到的却是：不管问什么，都回答平均值。
# 在相信一个损失之前，先把两边的形状打印出来看看。
#
# ### 练习 5：让各列的尺度一致
#
# [葡萄酒数据](https://archive.ics.uci.edu/dataset/109/wine)记录了三家酒庄的 178 种意大利葡萄酒，每种有 13 项测量值：
# 酒精含量是百分数，镁的含量以毫克计，等等。各列的大小相差上千倍，对它们求和，就只听得见嗓门最大的那一列。
# 因此要做**标准化**：每一列减去自己的平均值，再除以自己的**标准差**，也就是偏离平均值的典型距离。
# 这样每一列的平均值都是 0，标准差都是 1。请对形状为 (N, D) 的张量写出这个函数，可以使用 `x.std(dim=...)`。

# %% key="wine"
from sklearn.datasets import load_wine

data = load_wine()
wines = torch.tensor(data.data, dtype=torch.float32)
growers = torch.tensor(data.target)
print(wines.shape)
print([f"{mean:.1f}" for mean in wines.mean(dim=0).tolist()])

# %% key="standard" exercise="02.standardise"
def standardise(x):
    ...

# %% key="standard-check" check="02.standardise"
lab.check("02.standardise", standardise)

# %% [markdown] key="distance-task" lang="en"
# ### Exercise 6: all distances at once
#
# How far apart are two pictures? Subtract them pixel by pixel, square, and add up:
#
# $$d(a, b) = \sum_{k=1}^{D} (a_k - b_k)^2$$
#
# where $a_k$ is pixel $k$ of picture $a$, and $D$ the number of pixels. Write a function for *all pairs* at once:
# from `a` of shape (N, D) and `b` of shape (M, D) to a table of shape (N, M), without a loop.

# %% [markdown] key="distance-task" lang="zh"
# ### 练习 6：一次算出所有距离
#
# 两张图像相差多远？逐个像素相减，平方，再加起来：
#
# $$d(a, b) = \sum_{k=1}^{D} (a_k - b_k)^2$$
#
# 其中 $a_k$ 是图像 $a$ 的第 $k$ 个像素，$D$ 是像素的个数。写一个函数，一次算出*所有配对*的距离：
# 输入形状为 (N, D) 的 `a` 和形状为 (M, D) 的 `b`，返回形状为 (N, M) 的表，不用循环。

# %% key="distance" exercise="02.distances"
def distances(a, b):
    ...

# %% key="distance-check" check="02.distances"
lab.check("02.distances", distances)

# %% [markdown] key="nearest" lang="en"
# ## 6. Reading digits by subtraction
#
# With all distances in one table a classifier takes one line more: give each new picture the label of the **nearest**
# known one. Nothing is learned; the examples themselves are the program. The method is called nearest neighbour and
# was [analysed in 1967](https://doi.org/10.1109/TIT.1967.1053964).
#
# A word on memory. The subtraction makes a tensor of shape (N, M, D): for 597 × 1,200 pairs of 64 pixels these are 46
# million numbers, 183 megabytes, all gone a moment later. Multiplying out the square avoids it:
#
# $$\sum_k (a_k - b_k)^2 = \sum_k a_k^2 - 2 \sum_k a_k b_k + \sum_k b_k^2$$
#
# The middle term for all pairs is a matrix product, and each of the outer terms is a vector that broadcasts.

# %% [markdown] key="nearest" lang="zh"
# ## 6. 用减法认数字
#
# 所有距离都在一张表里，再加一行就是一个分类器：每张新图像，都取离它**最近**的那张已知图像的标签。什么都没有学习，
# 例子本身就是程序。这个方法叫作最近邻，[1967 年就有了理论分析](https://doi.org/10.1109/TIT.1967.1053964)。
#
# 说一下内存。相减会产生一个形状为 (N, M, D) 的张量：597 × 1200 对、每对 64 个像素，就是 4600 万个数，183 兆字节，
# 片刻之后全都扔掉。把平方展开就能避免：
#
# $$\sum_k (a_k - b_k)^2 = \sum_k a_k^2 - 2 \sum_k a_k b_k + \sum_k b_k^2$$
#
# 中间一项对所有配对来说就是一次矩阵乘法，两边的两项各是一个向量，靠广播加进去。

# %% key="nearest-code"
order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))  #| en: 0 to 1796, shuffled | zh: 0 到 1796，打乱顺序
flat = images.reshape(len(images), -1)  #| en: -1: whatever is left, 64 | zh: -1 表示剩下的全归它，即 64
known, new = order[:1200], order[1200:]


def squared_distances(a, b):
    return (a ** 2).sum(dim=1)[:, None] - 2 * a @ b.t() + (b ** 2).sum(dim=1)


table = squared_distances(flat[new], flat[known])
nearest = known[table.argmin(dim=1)]
print(table.shape)
print(f"{(labels[nearest] == labels[new]).float().mean().item():.0%} of {len(new)} new digits")

# %% key="nearest-view"
lab.viz.images(torch.cat([images[new[:10]], images[nearest[:10]]]))

# %% [markdown] key="wine-nearest" lang="en"
# Above ten new digits, below each its nearest neighbour. On these small, centred pictures subtraction reads about as
# well as the network of lesson 1; but it has to carry all examples along and compare with each of them, and on
# photographs, where a cat may sit left or right, it fails.
#
# And does standardising matter? Let each wine be judged by its nearest neighbour among the other wines, once with the
# numbers as they are, once with columns on one scale:

# %% [markdown] key="wine-nearest" lang="zh"
# 上面一行是十个新的数字，下面一行是它们各自的最近邻。在这种小而居中的图像上，减法认得和第 1 课的网络差不多好；
# 不过它得把所有例子都带在身边，每次逐一比较。换成照片就不行了：猫可能在左边，也可能在右边。
#
# 标准化有没有用？让每种酒由其余的酒里离它最近的一种来判断，一次用原来的数，一次用尺度一致的列：

# %% key="wine-nearest-code"
scaled = (wines - wines.mean(dim=0)) / wines.std(dim=0)
for name, x in (("as they are", wines), ("standardised", scaled)):
    table = squared_distances(x.double(), x.double())
    table.fill_diagonal_(torch.inf)  #| en: nobody is their own neighbour | zh: 自己不算自己的邻居
    right = growers[table.argmin(dim=1)] == growers
    print(f"{name:13} {right.double().mean().item():.0%}")

# %% [markdown] key="end" lang="en"
# One step of data preparation, and three quarters became 19 in 20. This is why lesson 1 divided the pixels by 16.
#
# ## What to keep
#
# - Say the shape of every tensor in words: *which* is axis 0? `dim=` names the axis that disappears.
# - A dtype is a limit. Integers wrap round, floats round off, and neither says so.
# - Shape, strides and offset say how memory is read. `reshape` never changes the order; exchanging axes is `permute`.
# - Views share memory. `clone()` before you change what others need.
# - Broadcasting aligns from the right and repeats axes of size 1. (N, 1) with (N,) is a trap.

# %% [markdown] key="end" lang="zh"
# 只多了一步数据准备，准确率就从四分之三升到了二十分之十九。第 1 课把像素除以 16，道理就在这里。
#
# ## 要记住的
#
# - 每个张量的形状都要能用话说出来：轴 0 是*什么*？`dim=` 写的是要消失的那个轴。
# - 数据类型就是限制。整数会绕回去，浮点数会舍入，都不会告诉你。
# - 形状、步长和偏移说明怎样读内存。`reshape` 从不改变顺序；要交换轴，用 `permute`。
# - 视图共用内存。修改别处还要用的张量之前，先 `clone()`。
# - 广播从右端对齐，重复长度为 1 的轴。(N, 1) 遇上 (N,) 是个陷阱。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - `lab.viz.tensor(images)` shows one picture at a time and lets you walk through them. What does
#   `lab.viz.tensor(images[:, ::2])` say about strides?
# - `lab.viz.broadcast((8, 1, 6), (7, 1), (5, 1, 1, 6))`: predict the shape first.
# - `expand` repeats an axis without copying. What happens if you write into the result?
# - How many known digits does the nearest neighbour need for 90%?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - `lab.viz.tensor(images)` 一次显示一张图像，可以逐张翻看。`lab.viz.tensor(images[:, ::2])` 的步长说明了什么？
# - `lab.viz.broadcast((8, 1, 6), (7, 1), (5, 1, 1, 6))`：先猜形状，再运行。
# - `expand` 重复一个轴而不复制。往结果里写，会怎样？
# - 最近邻方法要达到 90%，需要多少个已知的数字？
