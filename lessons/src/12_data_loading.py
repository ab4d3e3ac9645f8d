# Lesson 12. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 12
# minutes: 60
# needs: 11

# %% [markdown] key="title" lang="en"
# # Dataset and DataLoader: how data reach a network
#
# So far all data fitted into one tensor. Real data lie in files, come in different lengths, are sorted in the wrong way, or
# are too many to be in memory at once. PyTorch cuts the way from there to the network into three pieces: a **Dataset** knows how to get *one*
# sample, a **transform** changes it, a **DataLoader** makes batches.
#
# You write each of the three yourself once. On the way you meet a network that reads 95 of 100 digits, and fewer than
# half of them once they are moved by a single pixel; and you mend it, without touching the network.
#
# You need lessons 1 to 6 and 8 to 11. Plan 45 to 60 minutes.

# %% [markdown] key="title" lang="zh"
# # Dataset 与 DataLoader：数据怎样送到网络
#
# 到目前为止，所有数据都放得进一个张量。真实的数据却放在文件里，长短不一，顺序不合适，或者多得内存装不下。PyTorch 把从数据到网络的路分成三段：
# **Dataset**（数据集）知道怎样取出*一个*样本，**transform**（变换）改动这个样本，**DataLoader**（加载器）把样本凑成批次。
#
# 这三样，你都要亲手写一遍。途中会遇到一个网络，100 个数字能认对 95 个；可是把数字移动一个像素，就连一半也认不出了。
# 你会把它治好，而且完全不动这个网络。
#
# 需要先学第 1 到第 6 课，以及第 8 到第 11 课。预计用时 45 到 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, Dataset, Subset, TensorDataset, WeightedRandomSampler
from autograd_lab.vision import datasets, transforms

lab.start("12", lang="{{lang}}")

# %% [markdown] key="file" lang="en"
# ## 1. One sample: the Dataset
#
# Here is a real file, as it lies on your disk: Fisher's measurements of 150 irises, which come with scikit-learn. Below a line of names each
# line is a flower: the lengths and widths of two kinds of leaves, in centimetres, and the species, 0, 1 or 2.

# %% [markdown] key="file" lang="zh"
# ## 1. 一个样本：Dataset
#
# 下面是一个真实的文件，就在你的磁盘上：Fisher 测量的 150 朵鸢尾花，随 scikit-learn 一起安装。第一行是名称，
# 后面每行是一朵花：花萼和花瓣的长与宽（厘米），以及它的品种，0、1 或 2。

# %% key="file-code"
from pathlib import Path

import sklearn.datasets

path = Path(sklearn.datasets.__file__).parent / "data" / "iris.csv"
lines = path.read_text().splitlines()[1:]
print(len(lines))
print("\n".join(lines[:3]))

# %% [markdown] key="dataset-task" lang="en"
# A **Dataset** is an object with two methods: `len(dataset)` gives the number of samples, and `dataset[i]` the $i$-th sample,
# usually a pair of features and label. That is all that a loader wants to know. Whether the sample is read from a file,
# computed or fetched from somewhere is the Dataset's own business, and it happens only when the sample is asked for.
#
# ### Exercise 1: a Dataset from lines of text
#
# `Rows(lines, transform)` gets lines such as those above. `dataset[i]` is the pair of a tensor with all numbers but the last,
# and the last one, the label, as a whole number. If there is a `transform`, a function, the features pass through it.

# %% [markdown] key="dataset-task" lang="zh"
# **Dataset** 是有两个方法的对象：`len(dataset)` 给出样本的个数，`dataset[i]` 给出第 $i$ 个样本，通常是特征和标签组成的一对。
# 加载器要知道的就只有这些。样本是从文件里读的、算出来的，还是从哪里取来的，那是 Dataset 自己的事，
# 而且到真正要这个样本的时候才做。
#
# ### 练习 1：由文本行构成的 Dataset
#
# `Rows(lines, transform)` 接受上面那样的文本行。`dataset[i]` 是一对：一个张量，包含除最后一个以外的所有数；
# 以及最后那个数，也就是标签，是整数。如果给了 `transform`（一个函数），特征要先经过它。

# %% key="dataset" exercise="12.dataset"
class Rows(Dataset):
    def __init__(self, lines, transform=None):
        ...

    def __len__(self):
        ...

    def __getitem__(self, index):
        ...

# %% key="dataset-check" check="12.dataset"
lab.check("12.dataset", Rows)

# %% [markdown] key="order" lang="en"
# ## 2. Batches: the DataLoader
#
# The **DataLoader** asks the Dataset for samples and makes batches of them. Three things are its work: the order,
# cutting it into pieces, and putting the samples of a piece together, which is called **collating**.
#
# How much does the order matter? The iris file is sorted by species: 50 of the first, 50 of the second, 50 of the third. Train a linear layer
# once in this order and once shuffled; everything else is equal.

# %% [markdown] key="order" lang="zh"
# ## 2. 批次：DataLoader
#
# **DataLoader** 向 Dataset 要样本，再凑成批次。它要做三件事：定顺序，切成一段一段，把一段中的样本拼在一起，最后这件事叫作**整理**（collate）。
#
# 顺序有多要紧？鸢尾花的文件是按品种排好的：50 朵第一种，50 朵第二种，50 朵第三种。用一个线性层，
# 一次照这个顺序训练，一次打乱了训练，其余都一样。

# %% key="order-code"
numbers = torch.tensor([[float(number) for number in line.split(",")] for line in lines])
flowers = TensorDataset(numbers[:, :4], numbers[:, 4].long())
features, species = flowers.tensors

for shuffle in (False, True):
    torch.manual_seed(1)
    model = nn.Linear(4, 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for epoch in range(20):
        for x, y in DataLoader(flowers, batch_size=10, shuffle=shuffle):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(x), y).backward()
            optimizer.step()
    guesses = model(features).argmax(dim=1)
    print(shuffle, [int((guesses == kind).sum()) for kind in range(3)])

# %% [markdown] key="batches-task" lang="en"
# The numbers say how many flowers were taken for each species; 50, 50, 50 would be right. In the sorted order the last five
# batches of an epoch are all of the third species, so each epoch ends with the lesson "it is always the third". The
# second one has been forgotten entirely. Shuffled, the layer finds all three, if not perfectly yet. A gradient is only as good as its batch: it has to be a fair sample of the whole.
#
# ### Exercise 2: a loader
#
# Write `batches(dataset, batch_size)`, a generator (a function with `yield`): in a new random order at each call, every sample once,
# each batch a pair of tensors, `x` and `y`. The last batch may be smaller.

# %% [markdown] key="batches-task" lang="zh"
# 这些数表示各有多少朵花被认作每个品种，50、50、50 才对。照排好的顺序，每一轮的最后五个批次全是第三种，
# 所以每一轮结束时学到的都是“总是第三种”，第二种被忘得一干二净。打乱之后，这个线性层三种都认得出来，虽然还不完美。梯度的好坏取决于批次：批次应当是全体的公平抽样。
#
# ### 练习 2：加载器
#
# 写 `batches(dataset, batch_size)`，它是一个生成器（带 `yield` 的函数）：每次调用用新的随机顺序，每个样本恰好一次，
# 每个批次是一对张量，`x` 和 `y`。最后一个批次可以小一些。

# %% key="batches-stub" exercise="12.batches"
def batches(dataset, batch_size):
    ...

# %% key="batches-check" check="12.batches"
lab.check("12.batches", batches)

# %% [markdown] key="pad" lang="en"
# ## 3. When samples do not fit together
#
# A batch is one tensor, so its samples must have the same shape. Words do not: written as numbers, one per letter,
# they have different lengths. The loader gives up:

# %% [markdown] key="pad" lang="zh"
# ## 3. 样本拼不到一起时
#
# 一个批次是一个张量，所以其中的样本形状必须相同。单词就不是这样：每个字母写成一个数，长短就不一。加载器拼不起来：

# %% key="words" tags=["translated-output"]
def as_numbers(word):
    return torch.tensor([ord(letter) - ord("a") + 1 for letter in word])

words = [as_numbers(word) for word in ("iris", "setosa", "versicolor", "virginica")]
try:
    next(iter(DataLoader(words, batch_size=4)))
except RuntimeError as error:
    print(error)

# %% [markdown] key="pad-task" lang="en"
# What to do is not the loader's decision but ours. So it takes a function, `collate_fn`, which gets the list of samples and
# returns the batch. The usual way is **padding**: fill all up to the length of the longest, and remember how long each really is.
#
# ### Exercise 3: padding
#
# `samples` is a list of one-dimensional tensors of whole numbers. Return a table with one sample per row, filled up at the end
# with 0, and a tensor of the true lengths.

# %% [markdown] key="pad-task" lang="zh"
# 怎么办不该由加载器决定，而该由我们决定。所以它接受一个函数 `collate_fn`：得到样本的列表，返回批次。通常的办法是**填充**：
# 把所有样本补到和最长的一样长，并记住每个样本真正的长度。
#
# ### 练习 3：填充
#
# `samples` 是一维整数张量的列表。返回一张表，每行一个样本，末尾用 0 补齐；再返回由真实长度组成的张量。

# %% key="pad-stub" exercise="12.pad"
def pad(samples):
    ...

# %% key="pad-check" check="12.pad"
lab.check("12.pad", pad)

# %% [markdown] key="padded" lang="en"
# With it the words become a batch: `DataLoader(words, batch_size=4, collate_fn=pad)`. Here with the ready-made function, which
# returns the table only:

# %% [markdown] key="padded" lang="zh"
# 有了它，单词就能凑成批次：`DataLoader(words, batch_size=4, collate_fn=pad)`。这里用现成的函数，它只返回那张表：

# %% key="padded-code"
def collate(samples):
    return nn.utils.rnn.pad_sequence(samples, batch_first=True)

print(next(iter(DataLoader(words, batch_size=4, collate_fn=collate))))

# %% [markdown] key="transforms" lang="en"
# ## 4. Transforms
#
# Image files hold whole numbers from 0 to 255. The library `vision` (PyTorch's `torchvision`) has lesson 1's digits in this form, and a collection of
# **transforms** for images. `Compose` puts several in a row. Ours turns an image into a `float32` tensor between 0 and 1 and puts a border of one
# pixel around it, so that there is room to move.

# %% [markdown] key="transforms" lang="zh"
# ## 4. 变换
#
# 图像文件里存的是 0 到 255 的整数。`vision` 库（即 PyTorch 的 `torchvision`）里有这种形式的第 1 课的数字，还有一批用于图像的
# **变换**（transform）。`Compose` 把几个变换串起来。我们这个先把图像变成 0 到 1 之间的 `float32` 张量，
# 再在四周加一个像素的边，留出移动的余地。

# %% key="transform-code"
plain = transforms.Compose([transforms.ToTensor(), transforms.Pad(1)])

raw_set = datasets.Digits(train=True)
train_set = datasets.Digits(train=True, transform=plain)
test_set = datasets.Digits(train=False, transform=plain)

image, label = raw_set[0]
print(tuple(image.shape), image.dtype, image.max().item())
image, label = train_set[0]
print(tuple(image.shape), image.dtype, round(image.max().item(), 2))
print(len(train_set), len(test_set))

# %% [markdown] key="fragile" lang="en"
# The transform belongs to the Dataset: it runs for each sample, at the moment the sample is asked for. Now train on the first 1,000 digits, and then
# ask about the test digits twice: as they are, and all moved one pixel to the right. (Lesson 11 asks the test set only once. Here we want to
# see an effect; nothing is chosen by these numbers.)

# %% [markdown] key="fragile" lang="zh"
# 变换属于 Dataset：每取一个样本，当场运行一次。现在用前 1000 个数字训练，再用测试数字问两次：一次原样，一次全部向右移一个像素。
# （第 11 课说测试集只问一次。这里只是为了看清一个现象，并不根据这些数来选择什么。）

# %% key="train-code"
test_x, test_y = next(iter(DataLoader(test_set, batch_size=len(test_set))))
moved_x = nn.functional.pad(test_x, (1, 0, 0, 0))[:, :, :, :10]  #| en: one column more on the left, one less on the right | zh: 左边多一列，右边少一列

def new_model():
    torch.manual_seed(2)
    return nn.Sequential(nn.Flatten(), nn.Linear(100, 64), nn.ReLU(), nn.Linear(64, 10))

def accuracy(model, x):
    with torch.no_grad():
        return (model(x).argmax(dim=1) == test_y).float().mean().item()

def train(dataset, epochs=6):
    part = Subset(dataset, range(1000))  #| en: the first 1,000 samples | zh: 前 1000 个样本
    model = new_model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.005)
    for epoch in range(epochs):
        for x, y in DataLoader(part, batch_size=16, shuffle=True):
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(x), y).backward()
            optimizer.step()
    return model

# %% key="fragile-code" tags=["nbval-ignore-output"]
model = train(train_set)
print(f"{accuracy(model, test_x):.0%}  moved: {accuracy(model, moved_x):.0%}")

# %% key="fragile-view" tags=["translated-output"]
lab.viz.images(torch.cat([test_x[:10], moved_x[:10]]))

# %% [markdown] key="shift-task" lang="en"
# Above as they are, below moved. To us there is no difference; to the network there is. It has learned that certain *places* carry ink,
# and has never seen a digit anywhere else. (In lesson 15 networks get an architecture to which place matters less.)
#
# ### Exercise 4: move an image
#
# Write `shift(image, right, down)` for an image of shape $(h, w)$: the same shape again, moved, with 0 where nothing comes in. Negative numbers mean left
# and up. The image given must stay as it is.

# %% [markdown] key="shift-task" lang="zh"
# 上面一行是原样，下面一行移动过。在我们眼里没有区别，在网络眼里却有。它学到的是某些*位置*上有墨迹，从没见过数字出现在别处。
# （到第 15 课，网络会有一种不那么在乎位置的结构。）
#
# ### 练习 4：移动图像
#
# 写 `shift(image, right, down)`，图像的形状是 $(h, w)$：结果形状相同，内容移动了，没有东西移进来的地方是 0。负数表示向左、向上。
# 给进来的图像不能被改动。

# %% key="shift-stub" exercise="12.shift"
def shift(image, right, down):
    ...

# %% key="shift-check" check="12.shift"
lab.check("12.shift", shift)

# %% [markdown] key="augment" lang="en"
# ## 5. Augmentation: new data from old
#
# If the network has never seen moved digits, show it some. We know that moving does not change the label, so one image
# gives many. This is called **data augmentation**. `RandomCrop(10, padding=1)` adds a border and cuts out a piece at a random place. It draws anew each
# time the sample is asked for, so the network hardly ever sees the same image twice. Here eight times sample 0:

# %% [markdown] key="augment" lang="zh"
# ## 5. 数据增强：旧数据变出新数据
#
# 网络没见过移动的数字，那就让它见一见。我们知道移动不改变标签，所以一张图像可以变出许多张。这叫作**数据增强**。
# `RandomCrop(10, padding=1)` 先加一圈边，再在随机的位置裁下一块。每次取样本时它都重新抽取，所以网络几乎不会两次看到同样的图像。
# 下面是把第 0 个样本取八次：

# %% key="augment-view" tags=["translated-output"]
moving = transforms.Compose([plain, transforms.RandomCrop(10, padding=1)])
moving_set = datasets.Digits(train=True, transform=moving)

torch.manual_seed(0)
lab.viz.images(torch.stack([moving_set[0][0] for time in range(8)]))

# %% key="augment-train" tags=["nbval-ignore-output", "translated-output"]
model = new_model()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.005)
panel = lab.viz.live(model, optimizer)

for epoch in range(8):
    for x, y in panel(DataLoader(Subset(moving_set, range(1000)), batch_size=16, shuffle=True)):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), y)
        loss.backward()
        optimizer.step()
    panel.log(as_is=accuracy(model, test_x), moved=accuracy(model, moved_x))

print(f"{accuracy(model, test_x):.0%}  moved: {accuracy(model, moved_x):.0%}")

# %% key="mended"
print(accuracy(model, moved_x) > 0.75)

# %% [markdown] key="augment-read" lang="en"
# The network is the same, only its data have changed, and the moved digits are read about as well as the others. It was not free: the
# digits as they are come out a little worse, for the same 64 neurons now have nine places to know instead of one, and more epochs would help.
#
# Two rules for augmentation. Only change what does not change the label: a 6 turned upside down is a 9. And only the *training* set is augmented
# at random; validation and test must give the same answer each time.
#
# ## 6. Rare classes: the sampler
#
# Let the question be "is it an 8?". Nine of ten samples say no, and so does nearly every place in a batch. Which sample comes when is decided by a
# **sampler**. `WeightedRandomSampler(weights, n)` draws $n$ samples, each with a probability in proportion to its weight.
#
# ### Exercise 5: balancing weights
#
# Return one weight for each sample, such that the weights of each class sum up to 1. Every class from 0 to the largest label occurs.

# %% [markdown] key="augment-read" lang="zh"
# 网络还是那个网络，变的只是数据，移动过的数字就认得和别的差不多了。这不是没有代价：原样的数字认得稍差了一点，
# 因为同样的 64 个神经元，现在要认识九个位置，而不是一个；多训练几轮会好一些。
#
# 数据增强有两条规则。只做不改变标签的改动：6 倒过来就成了 9。只对*训练集*做随机的增强；验证和测试，每次都应当给出同样的答案。
#
# ## 6. 少见的类别：采样器
#
# 假如问题是“它是不是 8？”，十个样本里有九个答“不是”，批次里也几乎全是“不是”。哪个样本什么时候出现，由**采样器**决定。
# `WeightedRandomSampler(weights, n)` 抽取 $n$ 个样本，每个样本被抽到的概率与它的权重成正比。
#
# ### 练习 5：让类别平衡的权重
#
# 给每个样本一个权重，使得每个类别的权重加起来都是 1。从 0 到最大标签的每个类别都会出现。

# %% key="weights-stub" exercise="12.weights"
def weights(labels):
    ...

# %% key="weights-check" check="12.weights"
lab.check("12.weights", weights)

# %% key="sampler"
eights = (train_set.targets == 8).long()
dataset = TensorDataset(train_set.data, eights)
rare = eights.float().mean().item()
balanced = torch.where(eights == 1, 1 / rare, 1 / (1 - rare))

for sampler in (None, WeightedRandomSampler(balanced, len(dataset), generator=torch.Generator().manual_seed(0))):
    shares = [y.float().mean().item() for x, y in DataLoader(dataset, batch_size=64, sampler=sampler)]
    print(f"{sum(shares) / len(shares):.0%}")

# %% [markdown] key="sampler-read" lang="en"
# From a tenth to a half. Mind what this does to the probabilities: a network trained on such batches believes that half of the world are eights.
# If its probabilities are to be taken at their word (lesson 11, section 6), the loss has to hear about it.
#
# ## 7. Who does what
#
# | piece | question it answers | you write |
# |---|---|---|
# | Dataset | what is sample $i$? | `__len__`, `__getitem__` |
# | transform | how is one sample changed? | a function, or `Compose([...])` |
# | sampler | which sample comes next? | usually nothing: `shuffle=True` |
# | `collate_fn` | how do samples become a batch? | a function, if the shapes differ |
# | DataLoader | all of it together | `DataLoader(dataset, batch_size=...)` |
#
# If reading a sample takes long, `DataLoader(..., num_workers=2)` lets two processes read ahead while the network computes. It pays when reading is what one waits for,
# which lesson 22 measures.

# %% [markdown] key="sampler-read" lang="zh"
# 从十分之一变成了一半。要留意它对概率的影响：在这样的批次上训练出来的网络，会以为世上一半的数字是 8。
# 如果要把它的概率当真（第 11 课第 6 节），就得让损失知道这件事。
#
# ## 7. 各管什么
#
# | 部分 | 回答什么问题 | 你要写 |
# |---|---|---|
# | Dataset | 第 $i$ 个样本是什么？ | `__len__`、`__getitem__` |
# | 变换 | 怎样改动一个样本？ | 一个函数，或 `Compose([...])` |
# | 采样器 | 下一个是哪个样本？ | 通常不用写：`shuffle=True` |
# | `collate_fn` | 样本怎样凑成批次？ | 形状不同时，写一个函数 |
# | DataLoader | 把这些合在一起 | `DataLoader(dataset, batch_size=...)` |
#
# 如果读一个样本很慢，`DataLoader(..., num_workers=2)` 让两个进程在网络计算的同时提前去读。等的时间真是花在读数据上时，
# 它才划算，第 22 课会测量。

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Move the test digits by two pixels. Does the augmented network still read them? Why not, and what would help?
# - Add `transforms.RandomHorizontalFlip()` to the training transform. Which digits suffer most? Look at `lab.viz.confusion`.
# - Train on the irises with your own `Rows` and `batches`.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 把测试数字移动两个像素。用数据增强训练的网络还认得出吗？为什么？怎样才行？
# - 在训练用的变换里加上 `transforms.RandomHorizontalFlip()`（左右翻转）。哪些数字受害最深？用 `lab.viz.confusion` 看看。
# - 用你自己的 `Rows` 和 `batches`，在鸢尾花上训练。
