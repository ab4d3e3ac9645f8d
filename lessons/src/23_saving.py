# Lesson 23. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 23
# minutes: 60
# needs: 08, 11

# %% [markdown] key="title" lang="en"
# # Saving, exporting, deploying
#
# A trained network lives in the memory of one Python process. Close the notebook, and hours of training are gone.
# How does a model get from here to tomorrow, to another program, to another framework, or behind a web address
# where somebody sends it a picture? Each of these ways has its trap: a file that runs foreign code when it is
# opened, a run that goes on almost as before, a service that answers wrongly and never complains. In this lesson
# you take each way once, and build the parts that matter yourself.
#
# Nothing beyond the course is needed. Where the packages `onnx`, `onnxruntime` or PyTorch itself are installed, a
# few cells use them; otherwise these cells say what is missing. Plan 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 保存、导出与部署
#
# 训练好的网络，只存在于一个 Python 进程的内存里。关掉笔记本，几个小时的训练就没了。怎样把模型带到明天，带到别的程序、别的框架里，
# 或者放到一个网址后面，让别人发一张图来问？每条路上都有陷阱：一打开就运行别人代码的文件，和原来只差一点的“继续训练”，
# 答错了却从不报错的服务。这一课里，你把每条路都走一遍，并亲手写出其中要紧的部分。
#
# 不需要另外安装什么。如果装有 `onnx`、`onnxruntime` 或 PyTorch 本身，有几段代码会用到；没有的话，那几段会说明缺什么。预计用时 60 分钟。

# %% key="setup" setup="true"
import importlib.util
import json
import tempfile
from pathlib import Path

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset

lab.start("23", lang="{{lang}}")

# %% [markdown] key="train" lang="en"
# ## 1. What is a model, on disk?
#
# First we need one: the digits once more, standardized with the mean and standard deviation of the training images,
# and a network with `BatchNorm1d` and `Dropout`. It is built in a function, for we shall need the same network
# again.

# %% [markdown] key="train" lang="zh"
# ## 1. 写到磁盘上的模型是什么？
#
# 先得有一个模型：还是那些数字图像，用训练图像的平均值和标准差来标准化；网络里有 `BatchNorm1d` 和 `Dropout`。它写在一个函数里，
# 因为同样的网络以后还要再造。

# %% key="train-code" tags=["nbval-ignore-output", "translated-output"]
from sklearn.datasets import load_digits

digits = load_digits()
pixels = torch.tensor(digits.data, dtype=torch.float32)
labels = torch.tensor(digits.target)
mean, std = pixels[:1000].mean().item(), pixels[:1000].std().item()
images = (pixels - mean) / std
loss_fn = nn.CrossEntropyLoss()

def build(nn):
    return nn.Sequential(
        nn.Linear(64, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10),
    )

def train(model, x, y, epochs, watch=None):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loader = DataLoader(TensorDataset(x, y), batch_size=min(50, len(x)), shuffle=True)
    panel = lab.viz.live(model, optimizer, title=watch) if watch else None
    model.train()
    for epoch in range(epochs):
        for a, b in panel(loader) if panel else loader:
            optimizer.zero_grad()
            loss_fn(model(a), b).backward()
            optimizer.step()

def accuracy(model, x=images[1000:], y=labels[1000:]):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(dim=1) == y).float().mean().item()

torch.manual_seed(0)
model = build(nn)
train(model, images[:1000], labels[:1000], epochs=8, watch="digits")
print(f"{accuracy(model):.1%}")

# %% [markdown] key="state" lang="en"
# A model is two things: a **program**, the classes and the `forward`, and **numbers**. The program stands in your
# source code, under version control. What the training has made are the numbers, and `state_dict()` hands them
# over, as a dictionary from names to tensors: all parameters, and the buffers too (lesson 8), here the running
# means of `BatchNorm1d`.

# %% [markdown] key="state" lang="zh"
# 模型由两样东西组成：**程序**，也就是那些类和 `forward`；还有**数**。程序在你的源代码里，有版本管理。训练得到的是数，
# 用 `state_dict()` 就能取出来，它是从名字到张量的字典：所有的参数，还有缓冲区（第 8 课），在这里是 `BatchNorm1d` 的滑动平均。

# %% key="state-code"
for name, value in model.state_dict().items():
    print(f"{name:22} {tuple(value.shape)!s:12} {value.dtype}")

# %% [markdown] key="save" lang="en"
# So save the dictionary, and later build the network again from its program and fill it. Into the same file belongs
# everything that one needs to *use* the model: the mean and standard deviation of the training images, and a
# version number of your own.

# %% [markdown] key="save" lang="zh"
# 所以，要保存的是这个字典；以后用程序把网络重新造出来，再把数填进去。*使用*这个模型所需要的一切，也都要放进同一个文件：
# 训练图像的平均值和标准差，还有你自己定的版本号。

# %% key="save-code"
workplace = tempfile.TemporaryDirectory()  #| en: goes with the kernel | zh: 随内核一起消失
folder = Path(workplace.name)
path = folder / "digits.model"
torch.save({"version": 1, "state": model.state_dict(), "mean": mean, "std": std}, path)

file = torch.load(path)
again = build(nn)
again.load_state_dict(file["state"])
again.eval(), model.eval()
print(torch.equal(again(images), model(images)))

# %% [markdown] key="format" lang="en"
# Bit for bit the same answers. Do not forget `eval()`: the mode is not part of the state.
#
# What stands in the file? Here it is in the format **safetensors**: eight bytes that say how long the header is, a
# header that is plain text (JSON), then the bare numbers one after the other. You can read it with your own hands:

# %% [markdown] key="format" lang="zh"
# 回答一模一样，每一位都相同。别忘了 `eval()`：模式不属于状态。
#
# 文件里有什么？这里用的格式叫 **safetensors**：先是八个字节，说明文件头有多长；然后是文件头，是普通的文本（JSON）；再往后就是一个接一个的数。
# 自己动手就能读：

# %% key="format-code"
data = path.read_bytes()
length = int.from_bytes(data[:8], "little")
header = json.loads(data[8 : 8 + length])
entry = header["state.6.bias"]
first, last = entry["data_offsets"]
print(entry)
bias = torch.frombuffer(bytearray(data[8 + length + first : 8 + length + last]), dtype=torch.float32)
print(torch.equal(bias, model[6].bias))

numbers = sum(value.numel() * value.element_size() for value in file["state"].values())
print(f"{len(data):,} bytes, of which {numbers:,} numbers")

# %% [markdown] key="pickle" lang="en"
# ## 2. A pickle is a program
#
# PyTorch's own `torch.save` writes something else: a **pickle**, Python's format for objects of any kind. It is
# convenient, and dangerous. A pickle is not a description of data but a list of instructions, and one of them is
# "call this function with these arguments". Whoever makes the file chooses the function:

# %% [markdown] key="pickle" lang="zh"
# ## 2. pickle 是程序
#
# PyTorch 自己的 `torch.save` 写的是另一种东西：**pickle**，Python 用来存任意对象的格式。它很方便，也很危险。pickle 不是数据的描述，
# 而是一串指令，其中有一条就是“用这些参数调用这个函数”。调用哪个函数，由造文件的人说了算：

# %% key="pickle-code"
import pickle
import pickletools

class Surprise:
    def __reduce__(self):
        return print, ("I was run by pickle.loads",)

harmless = pickle.dumps(Surprise(), protocol=4)
nothing = pickle.loads(harmless)
pickletools.dis(harmless)

# %% [markdown] key="pickle-read" lang="en"
# We have only *read* bytes, and a function ran. It could as well have been one that deletes files or sends away
# your passwords. The listing shows how: `STACK_GLOBAL` fetches the function `print` out of the module `builtins`,
# `REDUCE` calls it.
#
# So: never open a pickle from somebody you would not give your computer to. In PyTorch `torch.load` has used
# `weights_only=True` by default since version 2.6; then only a short list of harmless functions is allowed. For
# exchange take safetensors, in which there are no instructions at all. The library here writes nothing else, and
# refuses pickles:

# %% [markdown] key="pickle-read" lang="zh"
# 我们只是*读*了一些字节，却有一个函数运行了。它也可以是删除文件、把你的密码发走的函数。上面列出的指令说明了经过：`STACK_GLOBAL` 从模块
# `builtins` 里取出函数 `print`，`REDUCE` 调用它。
#
# 所以：不愿意把电脑交给谁，就不要打开谁的 pickle。PyTorch 从 2.6 版起，`torch.load` 默认 `weights_only=True`，这时只允许调用一小批无害的函数。
# 交换模型请用 safetensors，里面根本没有指令。这里的库只写这一种格式，遇到 pickle 就拒绝：

# %% key="refuse-code" tags=["translated-output"]
(folder / "stranger.pt").write_bytes(harmless)
try:
    torch.load(folder / "stranger.pt")
except RuntimeError as error:
    print(error)

# %% [markdown] key="strict" lang="en"
# ## 3. When names or shapes do not fit
#
# The names in the file come from the names in your program. Rename an attribute, insert a layer, and they no longer
# agree. `load_state_dict` is strict then, and that is a blessing: a weight that is silently missing would stay a
# random number.

# %% [markdown] key="strict" lang="zh"
# ## 3. 名字或形状对不上的时候
#
# 文件里的名字，来自程序里的名字。改一个属性名，插一层，就对不上了。这时 `load_state_dict` 很严格，这是好事：要是悄悄地少了一个权重，
# 它就一直是随机数。

# %% key="strict-code" tags=["translated-output"]
five_classes = build(nn)
five_classes[6] = nn.Linear(128, 5)
state = dict(file["state"])
state["norm.weight"] = state.pop("1.weight")
try:
    five_classes.load_state_dict(state)
except RuntimeError as error:
    print(error)

# %% [markdown] key="strict-read" lang="en"
# Read it as a list of three kinds: what the model wants and the file lacks (missing), what the file has and nobody
# wants (unexpected), and what has another shape. `strict=False` lets the first two pass, and returns them; the
# third stays an error.
#
# Sometimes one *wants* only a part: the body of a trained network, with a new last layer for other classes.
#
# ### Exercise 1: load what fits
#
# Load into `model` those entries of `state` whose name and shape fit, and return the list of the names in the model
# that got nothing.

# %% [markdown] key="strict-read" lang="zh"
# 这份名单分三类：模型要而文件里没有的（missing），文件里有而没人要的（unexpected），还有形状不同的。`strict=False` 放过前两类，
# 并把它们返回；第三类仍然是错误。
#
# 有时候我们*就是*只要一部分：训练好的网络的主体，再加一个新的最后一层，用来分别的类别。
#
# ### 练习 1：加载能用的部分
#
# 把 `state` 里名字和形状都对得上的项加载到 `model` 里，并返回模型中没有得到数的那些名字的列表。

# %% key="partial-stub" exercise="23.partial"
def load_matching(model, state):
    ...

# %% key="partial-check" check="23.partial"
lab.check("23.partial", load_matching)

# %% [markdown] key="tune" lang="en"
# What is it good for? Suppose the office gets a new scanner. Its pictures are pale, on a grey background, and there
# are only twenty labelled ones so far:

# %% [markdown] key="tune" lang="zh"
# 这有什么用？假设办公室换了一台扫描仪。它扫出来的图像很淡，底色发灰，而且目前只有二十张带标签的：

# %% key="scanner" tags=["translated-output"]
pale = pixels * 0.25 + 4
both = torch.cat([pixels[:8], pale[:8]]).reshape(16, 8, 8)
lab.viz.images(both, columns=8)

# %% key="tune-code" tags=["nbval-ignore-output"]
pale_images = (pale - mean) / std
new, held_out = pale_images[1000:1020], pale_images[1020:]
new_labels, held_labels = labels[1000:1020], labels[1020:]
print(f"as it is:          {accuracy(model, held_out, held_labels):.0%}")

torch.manual_seed(1)
scratch = build(nn)
train(scratch, new, new_labels, epochs=40)
print(f"from scratch:      {accuracy(scratch, held_out, held_labels):.0%}")

tuned = build(nn)
tuned.load_state_dict(file["state"])
train(tuned, new, new_labels, epochs=40)
print(f"from saved weights: {accuracy(tuned, held_out, held_labels):.0%}")

# %% [markdown] key="tune-read" lang="en"
# **Fine-tuning**: begin with weights that know something, and train on with the little that is new. The old model
# already knows what digits look like; it only has to get used to the paper. That is why people publish weights.
#
# If the file was saved on a GPU and is to be loaded where there is none, say where the tensors go:
# `torch.load(path, map_location="cpu")`.
#
# ## 4. To go on as if nothing had happened
#
# A training run of three days is interrupted: the power fails, or the machine is needed by others. To *use* a model
# its weights are enough. To *train on* it takes more. What else does the next step follow from?
#
# - the optimizer's memory: Adam's running means (lesson 10) and its step counter;
# - the random numbers: which neurons does dropout drop, in which order do samples come;
# - where we are: epoch, step, the learning-rate schedule.
#
# Leave one out, and the run goes on, but it is another run. The test is simple and strict: interrupted or not, the
# weights must be equal **bit for bit**.
#
# ### Exercise 2: resume
#
# Write a class for it. `save(file, step)` writes everything to `file`, `load(file)` puts it back into the model and
# the optimizer given to it and returns the step. The random numbers' state is `torch.get_rng_state()`;
# `torch.set_rng_state(...)` sets it.

# %% [markdown] key="tune-read" lang="zh"
# 这就是**微调**：从已经懂得一些东西的权重出发，用仅有的一点新数据接着训练。旧模型已经知道数字长什么样，只需要适应新的“纸”。人们公开权重，
# 就是为了这个。
#
# 如果文件是在 GPU 上保存的，要在没有 GPU 的地方加载，就说明张量放到哪里：`torch.load(path, map_location="cpu")`。
#
# ## 4. 像没有中断过一样
#
# 一次要跑三天的训练中断了：停电了，或者机器要让给别人。要*使用*模型，有权重就够了；要*接着训练*，就不够。下一步还取决于什么？
#
# - 优化器记住的东西：Adam 的滑动平均（第 10 课）和步数；
# - 随机数：dropout 丢掉哪些神经元，样本按什么顺序来；
# - 走到哪里了：第几轮、第几步、学习率调度到了哪里。
#
# 少了一样，训练也能接着走，但已经是另一次训练了。检验的办法简单而严格：中断与否，权重必须**每一位都相同**。
#
# ### 练习 2：接着训练
#
# 为此写一个类。`save(file, step)` 把一切写进 `file`；`load(file)` 把它们放回交给它的模型和优化器，并返回步数。
# 随机数的状态是 `torch.get_rng_state()`，用 `torch.set_rng_state(...)` 设置。

# %% key="resume-stub" exercise="23.resume"
class Run:
    def __init__(self, model, optimizer):
        ...

    def save(self, file, step):
        ...

    def load(self, file):
        ...

# %% key="resume-check" check="23.resume"
lab.check("23.resume", Run)

# %% [markdown] key="resume-see" lang="en"
# The library has it ready as `lab.save_checkpoint` and `lab.load_checkpoint`, which also keep a loader's position
# in its epoch, and the random numbers of NumPy and Python. Here is what happens with the weights alone, and with
# everything. Twenty steps, then twenty more, with and without a break:

# %% [markdown] key="resume-see" lang="zh"
# 库里有现成的 `lab.save_checkpoint` 和 `lab.load_checkpoint`，它们还会记下加载器在一轮中的位置，以及 NumPy 和 Python 的随机数。
# 下面看看只恢复权重会怎样，全部恢复又会怎样。先走二十步，再走二十步，中间断开或不断开：

# %% key="resume-code" tags=["nbval-ignore-output"]
def twenty(model, optimizer):
    for _ in range(20):
        rows = torch.randint(0, 1000, (50,))
        optimizer.zero_grad()
        loss_fn(model(images[rows]), labels[rows]).backward()
        optimizer.step()

def beginning(seed):
    torch.manual_seed(seed)
    model = build(nn)
    return model, torch.optim.Adam(model.parameters())

weights = nn.utils.parameters_to_vector  #| en: all in one row | zh: 全部排成一列
straight, optimizer = beginning(0)
twenty(straight, optimizer)
lab.save_checkpoint(folder / "run", model=straight, optimizer=optimizer)
twenty(straight, optimizer)

for parts in ("model", "model and optimizer", "all"):
    resumed, its_optimizer = beginning(1)
    given = {"model": resumed} if parts == "model" else {"model": resumed, "optimizer": its_optimizer}
    lab.load_checkpoint(folder / "run", restore_rng=parts == "all", **given)
    twenty(resumed, its_optimizer)
    off = weights(straight.parameters()) - weights(resumed.parameters())
    print(f"{parts:20} largest difference of a weight: {off.abs().max().item():.4f}")

# %% [markdown] key="safely" lang="en"
# ## 5. The file that was half written
#
# A checkpoint is written every hour over the last one. At the moment of writing the disk is full, or the power
# fails. The old file has already been emptied, the new one is not complete: both are lost, just when they were
# needed.
#
# The remedy is older than deep learning. Write the new file beside the old one under another name, and when it is
# complete let it take the name. A file system renames in one step: whoever opens it finds the old file or the new
# one, never a half. That is called **atomic**.
#
# ### Exercise 3: whole or not at all
#
# `content(file)` writes into an open file, and may fail on the way. Afterwards `path` must hold the old content or
# the new one, no other file may be left, and an error has to reach the caller. `os.replace(a, b)` renames.

# %% [markdown] key="safely" lang="zh"
# ## 5. 只写了一半的文件
#
# 检查点每小时写一次，覆盖上一次的。正在写的时候，磁盘满了，或者停电了。旧文件已经清空，新文件还不完整：偏偏在需要的时候，两个都没了。
#
# 解决的办法比深度学习还要古老。先把新文件写在旁边，用另一个名字，写完整了，再让它取代原来的名字。文件系统改名是一步完成的：
# 不管谁来打开，看到的不是旧文件就是新文件，绝不会是半个。这叫作**原子**操作。
#
# ### 练习 3：要么写完整，要么不写
#
# `content(file)` 往打开的文件里写，中途可能出错。之后，`path` 里必须是旧内容或者新内容，不能留下别的文件，
# 而且错误要传给调用的人。`os.replace(a, b)` 用来改名。

# %% key="safely-stub" exercise="23.safely"
def write_safely(path, content):
    ...

# %% key="safely-check" check="23.safely"
lab.check("23.safely", write_safely)

# %% [markdown] key="damage" lang="en"
# And if a disk flips a bit later? The files of this library carry a checksum of every tensor (SHA-256), and loading
# compares. One bit of the last tensor, changed on purpose:

# %% [markdown] key="damage" lang="zh"
# 要是后来磁盘上有一位翻转了呢？这个库写的文件，带着每个张量的校验和（SHA-256），加载时会核对。我们故意改动最后一个张量的一位：

# %% key="damage-code" tags=["translated-output"]
damaged = bytearray(path.read_bytes())
damaged[-1] ^= 1
(folder / "damaged.model").write_bytes(damaged)
try:
    torch.load(folder / "damaged.model")
except RuntimeError as error:
    print(error)

# %% [markdown] key="quantize" lang="en"
# ## 6. Smaller: weights in one byte
#
# A phone has little memory. Does a weight need four bytes? **Quantization** replaces floats by small whole numbers.
# With a **scale** $s$ for each row of a weight matrix:
#
# $$q_{ij} = \operatorname{round}\!\left( \frac{w_{ij}}{s_i} \right), \qquad s_i = \frac{\max_j |w_{ij}|}{127}, \qquad w_{ij} \approx s_i \, q_{ij}$$
#
# where $w_{ij}$ is the weight from input $j$ to neuron $i$, and $q_{ij}$ its whole number from $-127$ to $127$,
# which fits into an `int8`. The error of a weight is at most $s_i / 2$.
#
# ### Exercise 4: quantize
#
# Return `q`, as `int8`, and the scales, of shape (rows, 1). A row of zeros must not make trouble.

# %% [markdown] key="quantize" lang="zh"
# ## 6. 更小：一个权重一个字节
#
# 手机的内存很少。一个权重真的需要四个字节吗？**量化**用小的整数代替浮点数。权重矩阵的每一行有一个**尺度** $s$：
#
# $$q_{ij} = \operatorname{round}\!\left( \frac{w_{ij}}{s_i} \right), \qquad s_i = \frac{\max_j |w_{ij}|}{127}, \qquad w_{ij} \approx s_i \, q_{ij}$$
#
# 其中 $w_{ij}$ 是从输入 $j$ 到神经元 $i$ 的权重，$q_{ij}$ 是对应的整数，在 $-127$ 到 $127$ 之间，`int8` 正好放得下。一个权重的误差至多是 $s_i / 2$。
#
# ### 练习 4：量化
#
# 返回 `int8` 类型的 `q`，和形状为（行数，1）的尺度。全是零的行不能惹出麻烦。

# %% key="quantize-stub" exercise="23.quantize"
def quantize(w):
    ...

# %% key="quantize-check" check="23.quantize"
lab.check("23.quantize", quantize)

# %% [markdown] key="bits" lang="en"
# How many bits does a digit need? With $b$ bits, 127 becomes $2^{b-1} - 1$. Three linear layers, quantized with one
# scale per matrix or one per row, and the accuracy on the 797 images:

# %% [markdown] key="bits" lang="zh"
# 认数字到底要多少位？用 $b$ 位时，127 换成 $2^{b-1} - 1$。把三个线性层量化，每个矩阵一个尺度，或者每行一个尺度，再看 797 张图像上的准确率：

# %% key="bits-code" tags=["nbval-ignore-output"]
def whole(w, bits, by_row=True):
    top = 2 ** (bits - 1) - 1
    size = w.abs().amax(dim=1, keepdim=True) if by_row else w.abs().max()
    scale = size.clamp(min=1e-12) / top
    return (w / scale).round().to(torch.int8), scale

def quantized(bits, by_row):
    small = build(nn)
    small.load_state_dict(file["state"])
    with torch.no_grad():
        for layer in small:
            if isinstance(layer, nn.Linear):
                q, scale = whole(layer.weight, bits, by_row)
                layer.weight.copy_(q * scale)
    return small

print(f"32 bits: {accuracy(model):.1%}")
for bits in (8, 4, 3, 2):
    by_matrix, by_row = (accuracy(quantized(bits, by_row)) for by_row in (False, True))
    print(f"{bits:2} bits: {by_matrix:.1%} per matrix, {by_row:.1%} per row")

packed = {}
for name, value in file["state"].items():
    packed[name] = whole(value, 8) if value.ndim == 2 else value
torch.save(packed, folder / "small.model")
print(f"{path.stat().st_size:,} bytes, then {(folder / 'small.model').stat().st_size:,}")

# %% key="bits-view" tags=["nbval-ignore-output", "translated-output"]
part = model[6].weight.detach()[:, :40]
lab.viz.heat(torch.stack([part, quantized(3, True)[6].weight.detach()[:, :40]]))

# %% [markdown] key="bits-read" lang="en"
# Less than a third of the size (biases and headers stay as they are), and the accuracy is the same. Even three
# bits, seven different values per row, cost hardly anything; the view shows the last layer's weights before and
# after. At two bits, only −1, 0 and 1, it begins to show, and more so where one scale has to do for a whole matrix.
# Why does it go so well? A neuron sums up 64 products or more, and the rounding errors, up and down, largely
# cancel. With large language models this is everyday practice, with four bits
# ([Jacob et al., 2018](https://arxiv.org/abs/1712.05877), describe how to compute with whole numbers as well).
#
# ## 7. Out of Python: ONNX
#
# A phone, a browser or a C++ program has no Python. For them one exports the model, *program and numbers*, in a
# format that other runtimes execute: **ONNX** (Open Neural Network Exchange), a list of operations and the tensors
# between them. To export means to run the model once with an example and to write down which operations occurred
# (like the plan of lesson 7). So the example's shape gets into the file, unless one says which axes may change; and
# an `if` on numbers in `forward` does not survive.

# %% [markdown] key="bits-read" lang="zh"
# 大小不到三分之一（偏置和文件头没有变小），准确率却没有变。只用三位，每行只有七种不同的值，也几乎没有损失；视图里是最后一层的权重，
# 量化之前和之后。到了两位，只有 −1、0 和 1，才开始看出差别，而整个矩阵共用一个尺度时差得更多。为什么效果这么好？一个神经元要把 64 个以上的乘积加起来，
# 舍入误差有正有负，大部分互相抵消了。对大语言模型来说，这已经是日常做法，用的是四位
# （怎样连计算也只用整数，见 [Jacob 等，2018](https://arxiv.org/abs/1712.05877)）。
#
# ## 7. 走出 Python：ONNX
#
# 手机、浏览器和 C++ 程序里没有 Python。给它们用，就要把模型的*程序和数*一起导出，写成别的运行时能执行的格式：**ONNX**（Open Neural Network Exchange），
# 它就是一串运算，以及运算之间传递的张量。导出的办法，是用一个例子把模型跑一遍，记下出现了哪些运算（和第 7 课的计划一样）。所以例子的形状也会写进文件，
# 除非说明哪些轴可以变；而 `forward` 里根据数值来判断的 `if`，是带不过去的。

# %% key="onnx-code" tags=["nbval-ignore-output"]
def installed(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        print("pip install", *missing)
    return not missing

if installed("onnx"):
    graph = torch.onnx.export(
        model, images[:2], folder / "digits.onnx",
        input_names=["image"], output_names=["scores"], dynamic_axes={"image": {0: "batch"}, "scores": {0: "batch"}},
    ).graph
    for node in graph.node:
        print(f"{node.op_type:18} {', '.join(node.input)}  ->  {', '.join(node.output)}")
    for value in (*graph.input, *graph.output):
        print(value.name, [size.dim_param or size.dim_value for size in value.type.tensor_type.shape.dim])

# %% [markdown] key="onnx-read" lang="en"
# (Where the packages are not installed, the cell says how to get them, and you can go on reading.) You know all of
# it: `Gemm` is a matrix product with bias. Dropout is gone, since the model is exported in evaluation mode. The
# weights bear the names of the `state_dict`. Compare the list with the graph that our engine records:

# %% [markdown] key="onnx-read" lang="zh"
# （没有安装这些包的话，这段代码会说明怎样安装，你可以接着往下读。）里面的东西你都认识：`Gemm` 就是带偏置的矩阵乘法。Dropout 不见了，
# 因为模型是在评估模式下导出的。权重的名字就是 `state_dict` 里的名字。再和我们的引擎记录的计算图比一比：

# %% key="onnx-view" tags=["nbval-ignore-output", "translated-output"]
lab.viz.graph(model, images[:2])

# %% key="runtime-code" tags=["nbval-ignore-output"]
if installed("onnx", "onnxruntime"):
    import onnxruntime

    session = onnxruntime.InferenceSession(folder / "digits.onnx", providers=["CPUExecutionProvider"])
    (scores,) = session.run(None, {"image": images[1000:].numpy()})
    with torch.no_grad():
        ours = model(images[1000:]).numpy()
    right = (scores.argmax(axis=1) == labels[1000:].numpy()).mean()
    print(f"{right:.1%}, largest difference {abs(scores - ours).max():.0e}")

# %% [markdown] key="serve" lang="en"
# A program that knows nothing of our library gives the same answers, for 797 images, though the example had two.
# Always make this comparison after an export. (`lab.onnx.load` reads such files back into a model that can be
# trained.)
#
# ## 8. Behind a door
#
# Somebody sends 64 numbers and wants to know which digit it is. That is an agreement, and a model in service breaks
# most often on the side that is not the model:
#
# - The input must be prepared **exactly** as in training: same order, same units, same mean and standard deviation.
#   If not, it does not fail, it answers wrongly.
# - The model must be in evaluation mode, without gradients, and gets a batch, even if it is of one.
# - Whoever asks will send nonsense one day: too few numbers, text, `nan`. That has to be refused in clear words.
#
# ### Exercise 5: answer a request
#
# `text` is JSON such as `{"pixels": [0, 5, 13, ...]}` with 64 numbers from 0 to 16. Return the digit and its
# probability; raise a `ValueError` if the pixels are not that. `mean` and `std` are those of the training set.

# %% [markdown] key="serve" lang="zh"
# 一个对我们的库一无所知的程序，给出了同样的回答；例子里只有两张图像，它却算了 797 张。每次导出之后都要做这样的对照。
# （`lab.onnx.load` 可以把这样的文件读回来，变成可以训练的模型。）
#
# ## 8. 门后的服务
#
# 有人发来 64 个数，想知道是哪个数字。这是一个约定，而上线的模型出问题，多半不在模型这一边：
#
# - 输入的处理必须和训练时**完全**一样：同样的顺序，同样的单位，同样的平均值和标准差。不一样的话，它不会报错，只会答错。
# - 模型要处于评估模式，不要梯度，而且要给它一个批次，哪怕里面只有一个样本。
# - 总有一天，有人会发来不像话的东西：个数不够、文字、`nan`。这要用清楚的话拒绝。
#
# ### 练习 5：回答一个请求
#
# `text` 是 JSON，例如 `{"pixels": [0, 5, 13, ...]}`，里面是 64 个 0 到 16 的数。返回数字和它的概率；如果这些像素不合要求，
# 就抛出 `ValueError`。`mean` 和 `std` 是训练集的平均值和标准差。

# %% key="predict-stub" exercise="23.predict"
def predict(model, mean, std, text):
    ...

# %% key="predict-check" check="23.predict"
lab.check("23.predict", predict)

# %% [markdown] key="http" lang="en"
# A web service around it takes twenty lines of Python's standard library. It runs in a second thread of this
# notebook, answers at an address of this computer only, and uses nothing but the file. (The checks are written out
# here, more briefly.)

# %% [markdown] key="http" lang="zh"
# 用 Python 标准库，二十行就能把它变成网络服务。它在这个笔记本的另一个线程里运行，只在这台计算机的地址上应答，而且只用到那个文件。
# （检查的部分在这里又写了一遍，写法更短。）

# %% key="http-code"
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

served = torch.load(path)
service = build(nn)
service.load_state_dict(served["state"])
service.eval()

def answer(text):
    given = json.loads(text)["pixels"]
    if len(given) != 64 or not all(isinstance(p, (int, float)) and 0 <= p <= 16 for p in given):
        raise ValueError("64 numbers from 0 to 16, please")
    with torch.no_grad():
        scores = service((torch.tensor([given], dtype=torch.float32) - served["mean"]) / served["std"])
    probability, digit = torch.softmax(scores, dim=1)[0].max(dim=0)
    return {"digit": digit.item(), "probability": round(probability.item(), 2)}

class Door(BaseHTTPRequestHandler):
    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            status, said = 200, answer(text)
        except (ValueError, KeyError, TypeError) as error:
            status, said = 400, {"error": str(error)}
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *words):
        pass  #| en: no line for every request | zh: 不为每个请求打印一行

server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
threading.Thread(target=server.serve_forever, daemon=True).start()

def ask(values):
    request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}", json.dumps({"pixels": values}).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()

# %% key="http-ask" tags=["nbval-ignore-output"]
print(ask(pixels[1000].tolist()), labels[1000].item())
print(ask(pixels[1000].tolist()[:63]))
print(ask((pixels[1000] / 16).tolist()))
server.shutdown()
server.server_close()

# %% [markdown] key="http-read" lang="en"
# The third line is the treacherous one. Somebody sends the pixels divided by 16, from 0 to 1. Every check passes,
# and the service gives an answer that means nothing. Against that helps only a look at what comes in: is its mean,
# over a day, still that of the training set? That question is called **monitoring**, and it begins where this
# course ends.
#
# ## 9. From autograd_lab to PyTorch
#
# What you have written in this course is PyTorch, but for the import line:

# %% [markdown] key="http-read" lang="zh"
# 第三行最险。有人把像素除以 16 发来，变成了 0 到 1。所有检查都通过，服务也给出了回答，可是这个回答毫无意义。对付它只有一个办法，就是看看进来的是什么：
# 一天下来，输入的平均值还和训练集的一样吗？这叫作**监控**，它从这门课结束的地方开始。
#
# ## 9. 从 autograd_lab 到 PyTorch
#
# 你在这门课里写的就是 PyTorch，只有导入的那几行不同：

# %% [markdown] key="imports" lang="en"
# ```python
# import torch                                             # import autograd_lab as torch
# from torch import nn                                     # from autograd_lab import nn
# from torch.utils.data import DataLoader, TensorDataset   # from autograd_lab.utils.data import ...
# ```
#
# | | same | different |
# |---|---|---|
# | tensors, `nn`, `optim`, autograd | names, arguments, dtypes, results up to rounding | a few functions are not here, and say so |
# | weights | names and shapes in `state_dict()` | `torch.save` writes pickles there, safetensors here |
# | random numbers | the same seed gives the same numbers on the CPU, up to rounding | on a GPU the numbers are others |
# | speed | large matrix products | small operations and convolutions are faster in PyTorch |
# | devices | `"cpu"`, `"cuda"` | here by way of NumPy and CuPy; PyTorch knows other makes as well |
# | compiling | `torch.compile(model)`, here `lab.compile(model)` | PyTorch generates code for the processor |
# | `lab.*` | | views, exercises and checkpoints of this course: not in PyTorch |
#
# Weights travel both ways as safetensors; in PyTorch the package `safetensors` reads and writes them. Where both
# are installed, this cell proves it: `build` gets PyTorch's `nn` this time.

# %% [markdown] key="imports" lang="zh"
# ```python
# import torch                                             # import autograd_lab as torch
# from torch import nn                                     # from autograd_lab import nn
# from torch.utils.data import DataLoader, TensorDataset   # from autograd_lab.utils.data import ...
# ```
#
# | | 相同 | 不同 |
# |---|---|---|
# | 张量、`nn`、`optim`、自动求导 | 名字、参数、数据类型，结果只差舍入 | 有少数函数这里没有，用到时会说明 |
# | 权重 | `state_dict()` 里的名字和形状 | 那边 `torch.save` 写的是 pickle，这里是 safetensors |
# | 随机数 | 在 CPU 上，种子相同，随机数就相同，只差舍入 | 在 GPU 上，两边的随机数不一样 |
# | 速度 | 大的矩阵乘积 | 小的运算和卷积，PyTorch 更快 |
# | 设备 | `"cpu"`、`"cuda"` | 这里靠 NumPy 和 CuPy；PyTorch 还支持其他厂家的设备 |
# | 编译 | `torch.compile(model)`，这里是 `lab.compile(model)` | PyTorch 会为处理器生成代码 |
# | `lab.*` | | 这门课的视图、练习和检查点，PyTorch 里没有 |
#
# 权重以 safetensors 的形式在两边来往；PyTorch 那边由 `safetensors` 这个包读写。如果两者都装了，下面这段代码就来证明：这一次，`build` 用的是
# PyTorch 的 `nn`。

# %% key="both-code" tags=["nbval-ignore-output"]
torch.save(model.state_dict(), folder / "weights.safetensors")

if installed("torch", "safetensors"):
    import torch as real
    from safetensors.torch import load_file, save_file

    twin = build(real.nn)
    print(twin.load_state_dict(load_file(folder / "weights.safetensors")))
    twin.eval()
    with real.no_grad():
        theirs = twin(real.tensor(images[1000:].numpy()))
    with torch.no_grad():
        print(f"largest difference {abs(theirs.numpy() - model(images[1000:]).numpy()).max():.0e}")

    save_file(twin.state_dict(), folder / "back.safetensors")
    home = build(nn)
    home.load_state_dict(torch.load(folder / "back.safetensors"))
    print(all(map(torch.equal, home.parameters(), model.parameters())))

# %% [markdown] key="keep" lang="en"
# ## What to keep
#
# - Save the `state_dict`, and with it what is needed to prepare the input; the program stands in your source code.
# - A pickle is a program. Exchange safetensors.
# - Strict loading protects you; what you leave out, leave out on purpose, and read the list.
# - To resume takes weights, optimizer, random numbers and position. The test is bit for bit.
# - Write beside, then rename.
# - Eight bits are enough for most weights.
# - After every export, and in every service: compare with the original, on real data, prepared the same way.

# %% [markdown] key="keep" lang="zh"
# ## 要记住的
#
# - 保存 `state_dict`，连同处理输入所需要的东西；程序在源代码里。
# - pickle 是程序。交换模型用 safetensors。
# - 严格加载是在保护你；要略去什么，就明明白白地略去，并看清名单。
# - 接着训练，需要权重、优化器、随机数和位置。检验的标准是每一位都相同。
# - 先写在旁边，再改名。
# - 大多数权重，八位就够了。
# - 每次导出之后，每个服务里，都要用真实的数据、按同样的处理方式，与原来的模型对照。

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Quantize `images` as well, and compute a layer with whole numbers only: `q_x @ q_w.T` in `int32`, multiplied by
#   both scales at the end.
# - Take `dynamic_axes` out of the export. What does onnxruntime say to three images?
# - Let `answer` refuse images whose mean is far off that of the training set. How far is far? Look at the 1,797.
#
# Sources: the documentation of Python's `pickle`, which begins with a warning; the safetensors format, Hugging
# Face, 2022; Jacob et al. (2018) on quantization; the ONNX specification; Sculley et al., *Hidden technical debt in
# machine learning systems*, 2015, on what surrounds a model.

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 把 `images` 也量化，只用整数来算一层：用 `int32` 计算 `q_x @ q_w.T`，最后再乘上两个尺度。
# - 去掉导出时的 `dynamic_axes`。给 onnxruntime 三张图像，它怎么说？
# - 让 `answer` 拒绝平均值与训练集相差太远的图像。多远算太远？看看那 1797 张。
#
# 文献：Python 的 `pickle` 文档，开头就是一条警告；safetensors 格式，Hugging Face，2022；Jacob 等（2018），量化；ONNX 规范；
# Sculley 等，机器学习系统中隐藏的技术债，2015，讲的是模型周围的一切。
