# Lesson 8. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 08
# minutes: 60
# needs: 06

# %% [markdown] key="title" lang="en"
# # Modules: networks built from parts
#
# In lesson 1 you stacked ready-made layers with `nn.Sequential`. That is enough for a chain, but networks soon become
# more than chains: parts are used twice, parts contain parts, some numbers belong to the network without being
# learned. PyTorch has one idea for all of this, the **module**. In this lesson you write modules of your own, put them
# together, and find out how a module knows its parameters.
#
# Our example is wine: 13 chemical measurements of a bottle, and the question which of three growers it came from. The
# measurements have a trap in them, and at the end you will see, by looking inside the running network, what the trap
# does.
#
# You need lessons 1 to 6. Plan 45 to 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 模块：用零件搭建网络
#
# 第 1 课里，你用 `nn.Sequential` 把现成的层叠在一起。如果网络只是一条链，这就够了。但网络很快就不止是一条链：
# 有的部件要用两次，有的部件里还有部件，有些数属于网络却不需要学习。对这一切，PyTorch 只用一个概念：**模块**。
# 这一课里，你要写自己的模块，把它们组装起来，并弄清楚模块是怎么知道自己有哪些参数的。
#
# 这次的例子是葡萄酒：一瓶酒有 13 项化学指标，问它出自三个种植者中的哪一个。这些指标里藏着一个陷阱。到最后，
# 你会往运行中的网络里面看，亲眼看到这个陷阱造成了什么。
#
# 需要先学第 1 到第 6 课。预计用时 45 到 60 分钟。

# %% key="setup" setup="true"
import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn

lab.start("08", lang="{{lang}}")

# %% [markdown] key="data" lang="en"
# ## 1. Thirteen numbers about a wine
#
# [The data](https://archive.ics.uci.edu/dataset/109/wine) are 178 wines from the same region of Italy, made from the
# grapes of three growers. We keep 50 wines for validation and train on 128.

# %% [markdown] key="data" lang="zh"
# ## 1. 一瓶酒的 13 个数
#
# [数据](https://archive.ics.uci.edu/dataset/109/wine)是意大利同一地区的 178 种葡萄酒，由三个种植者的葡萄酿成。
# 留出 50 种作验证，用其余 128 种训练。

# %% key="load"
from sklearn.datasets import load_wine

wine = load_wine()
x = torch.tensor(wine.data, dtype=torch.float32)  # (178, 13)
y = torch.tensor(wine.target)  # (178,)

order = torch.randperm(178, generator=torch.Generator().manual_seed(0))
train_x, train_y = x[order[:128]], y[order[:128]]
val_x, val_y = x[order[128:]], y[order[128:]]

for name, mean, std in zip(wine.feature_names, train_x.mean(dim=0), train_x.std(dim=0), strict=True):
    print(f"{name:30} {mean.item():8.2f} ± {std.item():.2f}")

# %% [markdown] key="scales" lang="en"
# After the sign ± stands the **standard deviation**, the usual distance of a value from the mean $\mu$:
# $\sigma = \sqrt{\frac{1}{N-1} \sum_i (x_i - \mu)^2}$, where $x_1, \dots, x_N$ are the $N$ values of a column.
#
# Look at the first column of numbers. Proline is counted in hundreds, hue in tenths. To us these are units; to a
# weighted sum they are shouting and whispering. Keep this in mind. First we build a network.
#
# ## 2. A network of loose tensors
#
# Nothing more than lessons 1 to 6 is needed: four tensors and a function.

# %% [markdown] key="scales" lang="zh"
# ± 号后面是**标准差**，也就是各个值离平均值 $\mu$ 通常有多远：
# $\sigma = \sqrt{\frac{1}{N-1} \sum_i (x_i - \mu)^2}$，其中 $x_1, \dots, x_N$ 是一列中的 $N$ 个值。
#
# 看一看平均值这一列。脯氨酸（proline）以百计，色调（hue）只有零点几。在我们眼里，这只是单位不同；
# 在加权求和眼里，一个在大喊，一个在低语。先记住这一点。下面先搭一个网络。
#
# ## 2. 用零散的张量搭网络
#
# 前六课学过的就够用了：四个张量，加一个函数。

# %% key="loose"
def start_weight(m, n):
    return ((torch.rand(m, n) * 2 - 1) / n**0.5).requires_grad_()

torch.manual_seed(0)
w1, b1 = start_weight(16, 13), torch.zeros(16, requires_grad=True)
w2, b2 = start_weight(3, 16), torch.zeros(3, requires_grad=True)

def network(x):
    hidden = (x @ w1.t() + b1).relu()
    return hidden @ w2.t() + b2

optimizer = torch.optim.Adam([w1, b1, w2, b2], lr=0.01)
print(network(train_x).shape)

# %% [markdown] key="why" lang="en"
# Why are the weights random? If all neurons of a layer began with the same weights, they would compute the same,
# receive the same gradient, and stay the same forever: 16 neurons that are worth one. And why divide by $\sqrt{n}$? A
# sum of $n$ random terms grows with $\sqrt{n}$; the division makes up for it. Lesson 13 looks at this closely.
#
# The network works. Now add a second hidden layer. You have to make two more tensors, change the function, and change
# the list given to the optimizer. Forget the last, and nothing complains: the new layer just never learns. What
# belongs together, the numbers and what is done with them, stands in three places.
#
# ## 3. A module keeps its own parameters
#
# A **module** is an object that holds numbers and a function, `forward`, that uses them. You write a class that
# inherits from `nn.Module`; its numbers to be learned are wrapped in `nn.Parameter`. Here is one that multiplies each
# column by a factor:

# %% [markdown] key="why" lang="zh"
# 权重为什么要随机？如果一层的神经元权重都从同样的数开始，它们算出的结果就一样，得到的梯度也一样，永远一样下去：
# 16 个神经元只顶一个用。为什么还要除以 $\sqrt{n}$？$n$ 个随机项之和，大小随 $\sqrt{n}$ 增长，除一下正好抵消。
# 第 13 课会细说。
#
# 这个网络能用。现在想再加一个隐藏层：要多建两个张量，要改函数，还要改交给优化器的列表。忘了最后一样，也不会有任何报错，
# 只是新加的那一层永远学不到东西。数和对数的运算本该在一起，却散在三个地方。
#
# ## 3. 模块自己保管参数
#
# **模块**是一个对象，它里面有数，还有一个使用这些数的函数 `forward`。写法是定义一个类，继承 `nn.Module`；
# 需要学习的数用 `nn.Parameter` 包起来。下面这个模块给每一列乘上一个系数：

# %% key="scale"
class Scale(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.factor = nn.Parameter(torch.ones(n))
        self.note = torch.zeros(n)  #| en: a plain tensor, for comparison | zh: 一个普通张量，用来对比

    def forward(self, x):
        return x * self.factor

scale = Scale(13)
print([name for name, parameter in scale.named_parameters()])
print(scale(train_x).shape)

# %% [markdown] key="how" lang="en"
# `factor` was found, `note` was not. There is no magic in it. In Python, `self.factor = ...` calls a method named
# `__setattr__`, and `nn.Module` has one of its own: whenever the value is an `nn.Parameter`, it writes the name down
# in a list of parameters. `super().__init__()` makes that list, which is why it must be the first line.
#
# An `nn.Parameter` is a tensor with `requires_grad=True` and a sign on it that says: this is to be learned.
#
# Use a module by calling it, `scale(x)`, not `scale.forward(x)`. The call runs `forward`, and a little more; section 7
# shows what.
#
# ### Exercise 1: a linear layer as a module
#
# Write lesson 1's linear layer as a module. `Linear(n, m)` has a parameter `weight` of shape $(m, n)$, random at
# first, and a parameter `bias` of shape $(m,)$.

# %% [markdown] key="how" lang="zh"
# 它找到了 `factor`，没有找到 `note`。这里没有什么魔法。在 Python 里，`self.factor = ...` 会调用名为 `__setattr__` 的方法，
# 而 `nn.Module` 有自己的一份：只要赋的值是 `nn.Parameter`，就把名字记进参数表里。
# 这张表是 `super().__init__()` 建的，所以它必须写在第一行。
#
# `nn.Parameter` 就是一个 `requires_grad=True` 的张量，只是多了个记号，表示“这是要学习的”。
#
# 使用模块就是调用它：写 `scale(x)`，不写 `scale.forward(x)`。调用会运行 `forward`，还多做一点事，第 7 节会讲到。
#
# ### 练习 1：把线性层写成模块
#
# 把第 1 课的线性层写成模块。`Linear(n, m)` 有一个形状为 $(m, n)$ 的参数 `weight`，初始值是随机的，
# 还有一个形状为 $(m,)$ 的参数 `bias`。

# %% key="linear" exercise="08.linear"
class Linear(nn.Module):
    def __init__(self, n, m):
        ...

    def forward(self, x):
        ...

# %% key="linear-check" check="08.linear"
lab.check("08.linear", Linear)

# %% [markdown] key="composition" lang="en"
# ## 4. Modules in modules
#
# `__setattr__` also notices when the value is a module. So modules can be put into modules, and the outer one finds
# all parameters inside, to any depth. Each gets a name that says where it lives:

# %% [markdown] key="composition" lang="zh"
# ## 4. 模块里的模块
#
# 如果赋的值是一个模块，`__setattr__` 也会记下来。所以模块可以放进模块里，外层的模块能找到里面所有的参数，不管嵌套多深。
# 每个参数都有一个名字，说明它在哪里：

# %% key="wine-net"
class WineNet(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(13, hidden), nn.ReLU())
        self.head = nn.Linear(hidden, 3)

    def forward(self, x):
        return self.head(self.body(x))

torch.manual_seed(0)
model = WineNet()
for name, parameter in model.named_parameters():
    print(f"{name:15} {tuple(parameter.shape)}")

# %% [markdown] key="tree" lang="en"
# The optimizer now gets `model.parameters()` and cannot miss any. Given some data, the view also shows which shape
# leaves each module; click on one to see its numbers.

# %% [markdown] key="tree" lang="zh"
# 现在交给优化器的是 `model.parameters()`，一个也不会漏。再给它一批数据，就能看到每个模块输出的形状；
# 点击某个模块可以看它的数。

# %% key="tree-view" tags=["translated-output"]
lab.viz.module(model, train_x)

# %% [markdown] key="frozen" lang="en"
# Not every parameter has to learn. `module.requires_grad_(False)` switches the gradient off for all parameters in a
# module; they are then called **frozen**. This is how a part that was trained elsewhere is used without being changed.
# Because modules are parts, one line freezes one part:

# %% [markdown] key="frozen" lang="zh"
# 参数不一定都要学习。`module.requires_grad_(False)` 关掉一个模块里所有参数的梯度，这叫作**冻结**。
# 想用一个在别处训练好的部件而不改动它，就这样做。正因为模块是一个个部件，冻结哪个部件，一行就够了：

# %% key="frozen-code"
model.body.requires_grad_(False)
learning = [name for name, parameter in model.named_parameters() if parameter.requires_grad]
model.body.requires_grad_(True)  #| en: and back | zh: 再解冻
print(learning)

# %% [markdown] key="count-task" lang="en"
# ### Exercise 2: how many numbers learn?
#
# Write a function that returns how many numbers of a model are to be learned, frozen ones not counted.

# %% [markdown] key="count-task" lang="zh"
# ### 练习 2：有多少个数在学习？
#
# 写一个函数，返回一个模型中要学习的数一共有多少个，冻结的不算。

# %% key="count" exercise="08.count"
def count(model):
    ...

# %% key="count-check" check="08.count"
lab.check("08.count", count)

# %% [markdown] key="lists" lang="en"
# ## 5. A list of layers, and a trap
#
# Suppose the number of layers should be a setting. Then the layers belong into a list. But watch:

# %% [markdown] key="lists" lang="zh"
# ## 5. 一串层，和一个陷阱
#
# 假如想让层数也可以设定，层就该放进一个列表里。可是请看：

# %% key="list-trap"
class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(13, 16), nn.Linear(16, 3)]

print(list(Stack().parameters()))

# %% [markdown] key="module-list" lang="en"
# No parameters at all. `__setattr__` saw a Python list, and it does not look into lists. An optimizer would refuse the
# empty list; but had there been one other layer, training would run, and these two would silently stay as they were.
# For lists of modules there is `nn.ModuleList` (and `nn.ModuleDict` for dictionaries): lists that the module knows.
#
# `nn.Sequential` is a `ModuleList` with a `forward` that goes through it in order.
#
# ### Exercise 3: a network of any depth
#
# Write a module `MLP(sizes)`. `sizes` is a list of widths, input first: `MLP([13, 16, 8, 3])` has three linear layers,
# with a ReLU after each but the last.

# %% [markdown] key="module-list" lang="zh"
# 一个参数都没有。`__setattr__` 看到的是 Python 列表，它不会到列表里面去找。参数表是空的，优化器会拒绝；
# 可是只要还有一个别的层，训练就照常进行，这两层却悄悄地一直不变。存放模块的列表要用 `nn.ModuleList`
# （字典用 `nn.ModuleDict`），这样的列表模块认得。
#
# `nn.Sequential` 就是一个 `ModuleList`，再加上一个依次走过各个模块的 `forward`。
#
# ### 练习 3：任意深度的网络
#
# 写一个模块 `MLP(sizes)`。`sizes` 是各层的宽度，输入在最前面：`MLP([13, 16, 8, 3])` 有三个线性层，
# 除最后一层外，每层后面跟一个 ReLU。

# %% key="mlp" exercise="08.mlp"
class MLP(nn.Module):
    def __init__(self, sizes):
        ...

    def forward(self, x):
        ...

# %% key="mlp-check" check="08.mlp"
lab.check("08.mlp", MLP)

# %% [markdown] key="raw" lang="en"
# ## 6. Numbers that belong, but do not learn
#
# Train the network on the measurements as they are. A model that knows nothing about three classes should begin at
# $-\log \frac{1}{3} \approx 1.1$ (lesson 1, section 6).

# %% [markdown] key="raw" lang="zh"
# ## 6. 属于模块、但不学习的数
#
# 先用原始的指标来训练网络。有三个类别时，一无所知的模型，损失应当从 $-\log \frac{1}{3} \approx 1.1$
# 开始（见第 1 课第 6 节）。

# %% key="raw-code"
loss_fn = nn.CrossEntropyLoss()

def train(model, steps=200):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for step in range(steps):
        optimizer.zero_grad()
        loss = loss_fn(model(train_x), train_y)
        if step in (0, 10, 50, steps - 1):
            print(f"{step:4} {loss.item():6.2f}")
        loss.backward()
        optimizer.step()

torch.manual_seed(40)
raw_model = WineNet()
train(raw_model)

# %% [markdown] key="standardize" lang="en"
# It begins near 60 instead of 1.1. The network does not know nothing; it is wildly sure of nonsense, because the
# random weight of proline decides everything. It recovers, but spends its steps on repairing the start.
#
# The cure is to bring all columns to one scale: subtract each column's mean $\mu$ and divide by its standard deviation
# $\sigma$. This is called **standardization**:
#
# $$x' = \frac{x - \mu}{\sigma}$$
#
# Where do $\mu$ and $\sigma$ live? They come from the training set and are needed wherever the model is used, so they
# belong to the model. But they are not to be learned. For this a module has **buffers**:
# `self.register_buffer("mean", tensor)` keeps a tensor that is saved with the module and moved with it from one device
# to another, and that no optimizer gets to see.
#
# ### Exercise 4: standardization as a module
#
# `Standardize(x)` is made from the training data `x`, a table of shape $(N, n)$. It keeps mean and standard deviation of
# each column in buffers named `mean` and `std`, and its `forward` standardizes any table with the same columns.

# %% [markdown] key="standardize" lang="zh"
# 它从 60 左右开始，而不是 1.1。网络不是一无所知，而是对胡话深信不疑：脯氨酸的那个随机权重决定了一切。它后来缓了过来，
# 可许多步都花在收拾开头的烂摊子上。
#
# 办法是让各列的尺度一致：减去这一列的平均值 $\mu$，再除以标准差 $\sigma$。这叫作**标准化**：
#
# $$x' = \frac{x - \mu}{\sigma}$$
#
# $\mu$ 和 $\sigma$ 放在哪里？它们由训练集算出，模型用到哪里就要跟到哪里，所以属于模型；但它们不需要学习。
# 为此，模块有**缓冲区**：`self.register_buffer("mean", tensor)` 存下一个张量，它随模块一起保存，
# 随模块一起从一个设备移到另一个设备，而优化器看不到它。
#
# ### 练习 4：把标准化写成模块
#
# `Standardize(x)` 由训练数据建立，`x` 是形状为 $(N, n)$ 的表。它把每一列的平均值和标准差存进名为 `mean` 和 `std`
# 的缓冲区，它的 `forward` 能标准化任何列数相同的表。

# %% key="standardize-stub" exercise="08.standardize"
class Standardize(nn.Module):
    def __init__(self, x):
        ...

    def forward(self, x):
        ...

# %% key="standardize-check" check="08.standardize"
lab.check("08.standardize", Standardize)

# %% [markdown] key="batch-norm" lang="en"
# From here on we use a ready-made module that does the same (with `affine=False` it has no parameters, and
# `momentum=None` lets it take its two buffers from the data it has seen), so that you can go on before you have solved
# the exercise. Seeing the training data once fills the buffers; then `eval()` tells it to keep them.

# %% [markdown] key="batch-norm" lang="zh"
# 下面改用一个作用相同的现成模块，这样练习没做完也能往下走。（`affine=False` 表示它没有参数，
# `momentum=None` 让它的两个缓冲区取自见过的数据。）让它看一遍训练数据，缓冲区就填好了；再用 `eval()` 告诉它保持不变。

# %% key="standard-net"
standardize = nn.BatchNorm1d(13, affine=False, momentum=None)
standardize(train_x)
standardize.eval()
print([name for name, buffer in standardize.named_buffers()])

torch.manual_seed(40)
model = nn.Sequential(standardize, WineNet())
train(model)

# %% [markdown] key="standard-result" lang="en"
# Now it begins near 1.1, and after 50 steps it is where the other never came.
#
# Two more things every module has:
#
# - **A mode.** Some modules behave differently while they train. `model.train()` and `model.eval()` set the flag
#   `training` in the module and in all modules inside it; a module's `forward` may look at `self.training`. You have
#   just used it.
# - **A state.** `model.state_dict()` is a dictionary of all parameters and buffers by name, and
#   `model.load_state_dict(state)` puts them into a model built alike. Saving a model is saving this dictionary.

# %% [markdown] key="standard-result" lang="zh"
# 现在它从 1.1 附近开始，50 步之后，就到了前一个网络始终没有到过的地方。
#
# 每个模块还有两样东西：
#
# - **模式**。有些模块在训练时表现不同。`model.train()` 和 `model.eval()` 设置标志 `training`，对模块自己和其中所有模块都有效；
#   模块的 `forward` 可以查看 `self.training`。刚才已经用过了。
# - **状态**。`model.state_dict()` 是一个字典，按名字列出所有参数和缓冲区；`model.load_state_dict(state)`
#   把它们装进一个结构相同的模型。保存模型，就是保存这个字典。

# %% key="state"
state = model.state_dict()
for name in state:
    print(f"{name:25} {tuple(state[name].shape)}")

# %% [markdown] key="hooks" lang="en"
# ## 7. Looking inside: hooks
#
# The raw network recovered from its bad start. Is it as good as the other, then? The loss cannot tell what happens
# inside, and we do not want to rewrite `forward` just to look.
#
# For that, every module takes **hooks**: functions of yours that it calls by itself each time it has run. This is the
# "little more" that a call does. `handle = module.register_forward_hook(hook)` registers
# `hook(module, args, output)`, and `handle.remove()` takes it away again. If the hook returns a value, that value
# takes the place of the output; if it only looks, it returns nothing.
#
# What we want to know: for how many of the 128 training wines does each neuron of the hidden layer fire, that is, how
# often is its output after the ReLU above zero?

# %% [markdown] key="hooks" lang="zh"
# ## 7. 往里看：钩子
#
# 用原始数据的网络从糟糕的开头恢复过来了。那么它和另一个一样好吗？里面发生了什么，损失是看不出来的；
# 而我们又不想为了看一眼就改写 `forward`。
#
# 为此，每个模块都可以挂**钩子**：你写的函数，模块每运行一次就自动调用它。前面说调用时“还多做一点事”，指的就是这个。
# `handle = module.register_forward_hook(hook)` 注册一个 `hook(module, args, output)`，`handle.remove()` 再把它取下。
# 如果钩子返回一个值，这个值就取代模块的输出；只是看看的话，什么都不要返回。
#
# 我们想知道的是：隐藏层的每个神经元，在 128 种训练用酒中有多少种会激活？也就是说，经过 ReLU 之后，它的输出有多少次大于零？

# %% key="firing"
def firing(model, layer):
    seen = []

    def look(module, args, output):
        seen.append((output > 0).float().mean(dim=0))

    handle = layer.register_forward_hook(look)
    with torch.no_grad():
        model(train_x)
    handle.remove()
    return seen[0]

shares = torch.stack([
    firing(raw_model, raw_model.body),
    firing(model, model[1].body),
])
print((shares * 100).round().int())

# %% key="firing-view" tags=["translated-output"]
lab.viz.heat(shares, rows=["raw_model", "model"])

# %% [markdown] key="firing-meaning" lang="en"
# One row per network, one column per neuron. In the lower row neurons fire for some wines and not for others: they
# make distinctions. In the upper row every neuron fires for all 128 wines or for none. Remember what the ReLU is for:
# the bend between two layers. A neuron that always fires never bends, and one that never fires might as well not be
# there. So on these wines the raw network, with all its 16 neurons, is no more than a single linear layer. Its loss
# looked acceptable; only the hook shows what it has lost. (These three growers can be told apart without a bend, and
# so it gets away with it. Lesson 1's digits would not be so kind.)
#
# There are hooks for gradients too: `register_full_backward_hook`. The live panel of lesson 1 gets its numbers per
# layer in a similar way.
#
# ### Exercise 5: the shapes inside
#
# Write `output_shapes(model, x)`: run the model once and return a list of the shapes that leave its modules, in the
# order in which they run. Leave out modules that only contain others (those with `children()`). Leave no hook behind.

# %% [markdown] key="firing-meaning" lang="zh"
# 每个网络一行，每个神经元一列。下面一行的神经元，对有些酒激活，对有些酒不激活：它们在作区分。
# 上面一行的神经元，要么对 128 种酒全都激活，要么一次也不激活。想想 ReLU 是做什么的：它是两层之间的那一折。
# 总是激活的神经元从来不折，从不激活的神经元等于不存在。所以对这些酒来说，用原始数据的那个网络虽有 16 个神经元，
# 其实不过是一个线性层。它的损失看上去还过得去，丢了什么，只有钩子看得出来。（这三个种植者的酒，
# 不用折也分得开，所以它侥幸过关。换作第 1 课的数字，就没有这么客气了。）
#
# 梯度也有钩子：`register_full_backward_hook`。第 1 课的实时面板里每一层的数，就是用类似的办法得到的。
#
# ### 练习 5：内部的形状
#
# 写 `output_shapes(model, x)`：把模型运行一次，返回一个列表，按运行的先后列出各个模块输出的形状。
# 只起包装作用的模块（有 `children()` 的）不算。用完不要留下钩子。

# %% key="shapes" exercise="08.shapes"
def output_shapes(model, x):
    ...

# %% key="shapes-check" check="08.shapes"
lab.check("08.shapes", output_shapes)

# %% [markdown] key="train-live" lang="en"
# ## 8. Parts that fit everywhere
#
# The loop, the optimizer and the live panel know nothing about your class. They only ask a module for its parameters,
# call it, and hang hooks on it. That is why anything you build from modules works with all of them. Watch the standardized
# network once more, from the start, now with the panel: under the layers you find the names you gave. The two loss
# curves part early, as 128 wines are few; lesson 14 deals with that.

# %% [markdown] key="train-live" lang="zh"
# ## 8. 处处合用的零件
#
# 训练循环、优化器和实时面板，对你写的类一无所知。它们只是向模块要参数，调用它，给它挂钩子。所以凡是用模块搭成的东西，
# 都能和它们配合。再从头看一遍标准化的网络是怎么训练的，这次打开面板：各层的名字，就是你起的那些。
# 两条损失曲线很早就分开了，因为 128 种酒实在不多；第 14 课会讲怎么办。

# %% key="live" tags=["nbval-ignore-output", "translated-output"]
torch.manual_seed(1)
model = nn.Sequential(standardize, WineNet())
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
panel = lab.viz.live(model, optimizer)

for step in panel(range(300)):
    optimizer.zero_grad()
    loss = loss_fn(model(train_x), train_y)
    loss.backward()
    optimizer.step()
    if step % 10 == 0:
        with torch.no_grad():
            panel.log(val_loss=loss_fn(model(val_x), val_y).item())

# %% key="live-result"
with torch.no_grad():
    right = (model(val_x).argmax(dim=1) == val_y).float().mean()
print(right.item() >= 0.9)

# %% [markdown] key="summary" lang="en"
# ## 9. What a module is
#
# | you write | it means |
# |---|---|
# | `self.w = nn.Parameter(t)` | learned: found by `parameters()`, changed by the optimizer, saved |
# | `self.register_buffer("m", t)` | kept: not learned, but saved and moved with the module |
# | `self.part = SomeModule()` | a part: its parameters and buffers are found through this module |
# | `self.parts = nn.ModuleList([...])` | several parts; a Python list would hide them |
# | `self.x = anything` | an ordinary attribute, of no concern to the module |
# | `forward(self, x)` | what is computed; run it by calling the module |

# %% [markdown] key="summary" lang="zh"
# ## 9. 模块是什么
#
# | 写法 | 含义 |
# |---|---|
# | `self.w = nn.Parameter(t)` | 要学习：`parameters()` 找得到，优化器会改，会保存 |
# | `self.register_buffer("m", t)` | 要保留：不学习，但随模块保存和移动 |
# | `self.part = SomeModule()` | 部件：通过这个模块能找到它的参数和缓冲区 |
# | `self.parts = nn.ModuleList([...])` | 几个部件；用 Python 列表会把它们藏起来 |
# | `self.x = anything` | 普通的属性，模块不管 |
# | `forward(self, x)` | 计算什么；通过调用模块来运行 |

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Put your own `Standardize` in place of the ready-made module. Does the first loss come out the same?
# - Train `MLP([13, 16, 16, 16, 3])` on the raw measurements. Where do the neurons die?
# - Use the same `nn.Linear(16, 16)` twice in one `forward`. How many parameters has the model, and what does
#   `lab.viz.graph(model, train_x)` show?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 用你自己的 `Standardize` 代替现成的模块。最初的损失一样吗？
# - 用原始指标训练 `MLP([13, 16, 16, 16, 3])`。神经元在哪一层不再激活？
# - 在一个 `forward` 里把同一个 `nn.Linear(16, 16)` 用两次。模型有多少个参数？`lab.viz.graph(model, train_x)`
#   又显示什么？
