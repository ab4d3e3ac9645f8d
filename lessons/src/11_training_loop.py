# Lesson 11. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 11
# minutes: 60
# needs: 10

# %% [markdown] key="title" lang="en"
# # The training loop, from data to verdict
#
# You know all the parts: tensors and gradients, modules, losses, optimizers. This lesson is about the way from a table of
# data to a sentence that one may say aloud: "it is right in so many cases of 100". Most mistakes in machine learning are not
# made in the network. They are made on this way, and they do not raise errors: the number at the end just looks
# better than it is.
#
# You write the loop once more, this time as functions that fit every model, and you see how a result can be
# produced out of nothing.
#
# You need lessons 1 to 6 and 8 to 10. Plan 45 to 60 minutes.

# %% [markdown] key="title" lang="zh"
# # 训练循环：从数据到结论
#
# 各个零件你都认识了：张量和梯度、模块、损失、优化器。这一课讲的是一条路：从一张数据表，走到一句敢大声说出来的话，
# “每 100 例里，它能判断对多少例”。机器学习中的错误，大多不出在网络里，而是出在这条路上。它们不会报错，
# 只会让最后的那个数看上去比实际的好。
#
# 你要把训练循环再写一遍，这次写成适用于一切模型的函数；还会看到，怎样可以凭空造出一个“成果”。
#
# 需要先学第 1 到第 6 课，以及第 8 到第 10 课。预计用时 45 到 60 分钟。

# %% key="setup" setup="true"
import copy

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset

lab.start("11", lang="{{lang}}")

# %% [markdown] key="question" lang="en"
# ## 1. The question, and what it is worth to be right
#
# The data are 569 tumours of the breast (lesson 9 counted them). Of each, a sample was looked at under the microscope, and 30
# numbers, its **features**, describe the nuclei of its cells: how large, how uneven, how dark. We call malignant 1 and benign 0, for it is the ill
# that we want to find.

# %% [markdown] key="question" lang="zh"
# ## 1. 要回答的问题，和答对的分量
#
# 数据是 569 例乳腺肿瘤（第 9 课数过）。每一例都取样在显微镜下看过，用 30 个数描述细胞核：多大，多不规则，颜色多深。
# 这些数叫作**特征**。我们把恶性记作 1，良性记作 0，因为要找的是病人。

# %% key="load"
from sklearn.datasets import load_breast_cancer

cancer = load_breast_cancer()
x = torch.tensor(cancer.data, dtype=torch.float32)  # (569, 30)
y = torch.tensor(1 - cancer.target)  # (569,)

print(x.shape, y.shape)
print(f"{y.float().mean().item():.1%}")
for name, mean in zip(cancer.feature_names[:5], x.mean(dim=0), strict=False):
    print(f"{name:16} {mean.item():8.2f}")

# %% [markdown] key="baseline" lang="en"
# 37% are malignant. So whoever says "benign" to everyone is right in 63 of 100 cases and has not found one ill person. This
# number is the **baseline**: what one gets for nothing. A result means only as much as it is better than that.
# Compute it before you train.
#
# ## 2. Split first
#
# Three parts for three questions, as in lesson 1: the training set to learn from, the validation set to choose by, the test set
# for the verdict. The split comes before everything else; section 3 shows why.
#
# ### Exercise 1: the split
#
# Return three tensors (or lists) of indices, training, validation and test, of the sizes `n - n_val - n_test`, `n_val` and `n_test`.
# Each index from 0 to $n - 1$ stands in exactly one of them. Shuffle with `generator`, so that the same seed gives the same parts.

# %% [markdown] key="baseline" lang="zh"
# 恶性占 37%。所以，对谁都说“良性”的人，100 例里能对 63 例，却一个病人也没找到。这个数叫作**基线**，是不费力气就能得到的。
# 一个结果有多大意义，就看它比基线好多少。训练之前，先把基线算出来。
#
# ## 2. 先划分
#
# 三份回答三个问题，和第 1 课一样：训练集用来学习，验证集用来选择，测试集用来下结论。划分要在一切之前，第 3 节会说明原因。
#
# ### 练习 1：划分
#
# 返回三个由序号组成的张量（或列表），依次是训练、验证、测试，大小分别是 `n - n_val - n_test`、`n_val` 和 `n_test`。
# 从 0 到 $n - 1$ 的每个序号，恰好出现在其中一份里。用 `generator` 打乱顺序，让同样的种子得到同样的划分。

# %% key="split-stub" exercise="11.split"
def split(n, n_val, n_test, generator):
    ...

# %% key="split-check" check="11.split"
lab.check("11.split", split)

# %% key="split-code"
order = torch.randperm(569, generator=torch.Generator().manual_seed(5))
train_part, val_part, test_part = order[:341], order[341:455], order[455:]
for part in (train_part, val_part, test_part):
    print(len(part), f"{y[part].float().mean().item():.1%}")

# %% [markdown] key="chance" lang="en"
# The shares of malignant cases differ between the parts, by chance alone. With small data one therefore often splits each class
# by itself, which is called **stratified** splitting.
#
# ## 3. Prepare, but only from the training set
#
# The features have different scales, so they are standardized (lesson 8). Mean and standard deviation are numbers
# that are *learned from data*. Therefore they come from the training set, and the same two numbers are applied to all
# parts:

# %% [markdown] key="chance" lang="zh"
# 单是由于偶然，三份里恶性的比例就不一样。所以数据少的时候，常常按类别分别划分，这叫作**分层**划分。
#
# ## 3. 处理数据，但只根据训练集
#
# 各项特征的尺度不同，所以要标准化（第 8 课）。平均值和标准差也是*从数据中学来的*数，所以只能由训练集算出，
# 再把同样的两个数用到所有部分上：

# %% key="prepare"
mean, std = x[train_part].mean(dim=0), x[train_part].std(dim=0)
scaled = (x - mean) / std

def loader(part, **options):
    return DataLoader(TensorDataset(scaled[part], y[part]), batch_size=32, **options)

train_loader = loader(train_part, shuffle=True, generator=torch.Generator().manual_seed(0))
val_loader, test_loader = loader(val_part), loader(test_part)
print(len(train_loader), len(val_loader), len(test_loader))

# %% [markdown] key="leak" lang="en"
# Does it matter so much? What gets from validation or test data into the training is called a **leak**. Here is how much one can do.
#
# Take pure noise: 80 "patients" with 2,000 random numbers each and the flip of a coin as label. There is nothing to learn; an
# honest test must give about 50%. Now do what seems harmless: *first* choose the ten features that go best with
# the labels, on all data, *then* split, train, and validate.

# %% [markdown] key="leak" lang="zh"
# 真有这么要紧吗？验证数据或测试数据里的东西跑进了训练，叫作**数据泄漏**。它能造成多大的假象，请看：
#
# 拿纯粹的噪声来：80 个“病人”，每人 2000 个随机数，标签由抛硬币决定。这里什么都学不到，诚实的测试只能得到 50% 左右。
# 现在做一件看似无害的事：*先*在全部数据上挑出与标签最吻合的十个特征，*再*划分、训练、验证。

# %% key="leak-code"
def noise_accuracy(choose_before_splitting, seed):
    torch.manual_seed(seed)
    features = torch.randn(80, 2000)
    coin = torch.randint(0, 2, (80,))
    train, val = torch.arange(40), torch.arange(40, 80)

    seen = torch.arange(80) if choose_before_splitting else train
    sign = coin[seen].float() * 2 - 1  #| en: −1 or 1 | zh: −1 或 1
    fit = (features[seen] * sign.reshape(-1, 1)).mean(dim=0).abs()
    chosen = features[:, fit.argsort(descending=True)[:10]]

    model = nn.Linear(10, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    for step in range(100):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(chosen[train]), coin[train]).backward()
        optimizer.step()
    return (model(chosen[val]).argmax(dim=1) == coin[val]).float().mean().item()

for choose_before_splitting in (True, False):
    shares = [noise_accuracy(choose_before_splitting, seed) for seed in range(10)]
    print(f"{sum(shares) / 10:.0%}")

# %% [markdown] key="leak-read" lang="en"
# The mean of ten tries: from coins and noise, a "result" far above chance. The ten features were chosen *because* they happened to fit the labels, also
# those of the validation set. Chosen from the training set alone, nothing of it remains. The network was
# the same both times. So: whatever looks at data, be it scaling, choosing features or filling gaps, comes after the split and sees the training set
# only.
#
# ## 4. The loop, as a function
#
# Model, loss, optimizer. The model has an `nn.Dropout(0.2)`: in training mode it sets a random fifth of its inputs to
# zero, in evaluation mode it passes everything (lesson 14 says what it is good for). So for the first time it matters in which mode the model is.

# %% [markdown] key="leak-read" lang="zh"
# 这是十次的平均：抛硬币加噪声，居然得到了远高于碰运气的“成果”。那十个特征之所以被选中，正是*因为*它们碰巧与标签吻合，其中也包括验证集的标签。
# 如果只根据训练集来选，这个成果就荡然无存。两次用的是同样的网络。所以，凡是要看数据的步骤，无论是缩放、选特征还是补缺失值，
# 都要放在划分之后，而且只看训练集。
#
# ## 4. 把循环写成函数
#
# 模型、损失、优化器都在下面。模型里有一个 `nn.Dropout(0.2)`：训练模式下，它随机把五分之一的输入置为零；评估模式下，原样通过
# （它有什么用，第 14 课会讲）。所以，模型处于哪种模式，这里第一次变得要紧。

# %% key="model"
def new_model():
    torch.manual_seed(4)
    return nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))

model = new_model()
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)

with torch.no_grad():
    print(f"{loss_fn(model(scaled[train_part]), y[train_part]).item():.1f}")

# %% [markdown] key="sanity" lang="en"
# Two checks before any long training. The first: where does the loss begin? With two classes, near
# $-\log \frac{1}{2} \approx 0.7$; that fits. The second: can the model learn a handful of examples *by heart*? If not even this works,
# something is broken: a wrong sign, a forgotten `zero_grad()`, labels in another order than the data.

# %% [markdown] key="sanity" lang="zh"
# 长时间训练之前，先做两个检查。第一，损失从哪里开始？两个类别，应当在 $-\log \frac{1}{2} \approx 0.7$ 附近，对得上。
# 第二，模型能不能把几个例子*背下来*？如果连这都做不到，就是哪里坏了：符号反了，忘了 `zero_grad()`，或者标签和数据的顺序对不上。

# %% key="by-heart"
trial = new_model()
trial_optimizer = torch.optim.AdamW(trial.parameters(), lr=0.01)
few_x, few_y = scaled[train_part[:8]], y[train_part[:8]]
for step in range(150):
    trial_optimizer.zero_grad()
    loss = loss_fn(trial(few_x), few_y)
    loss.backward()
    trial_optimizer.step()
trial.eval()
print((trial(few_x).argmax(dim=1) == few_y).all())

# %% [markdown] key="epoch-task" lang="en"
# ### Exercise 2: one epoch
#
# Write `train_epoch`: switch the model to training mode, go once through the loader, and return the mean loss *per sample* as
# a number. Mind that `CrossEntropyLoss` gives the mean of a batch, and that the last batch may be smaller than the others.

# %% [markdown] key="epoch-task" lang="zh"
# ### 练习 2：一轮
#
# 写 `train_epoch`：让模型进入训练模式，把 loader 过一遍，返回*每个样本*的平均损失，是一个普通的数。注意，
# `CrossEntropyLoss` 给出的是一个批次的平均值，而最后一个批次可能比别的小。

# %% key="epoch-stub" exercise="11.epoch"
def train_epoch(model, loader, loss_fn, optimizer):
    ...

# %% key="epoch-check" check="11.epoch"
lab.check("11.epoch", train_epoch)

# %% [markdown] key="evaluate-task" lang="en"
# ### Exercise 3: evaluation
#
# Write `evaluate`: evaluation mode, nothing recorded, nothing learned. Return the mean loss per sample and the accuracy.

# %% [markdown] key="evaluate-task" lang="zh"
# ### 练习 3：评估
#
# 写 `evaluate`：评估模式，不记录，不学习。返回每个样本的平均损失和准确率。

# %% key="evaluate-stub" exercise="11.evaluate"
def evaluate(model, loader, loss_fn):
    ...

# %% key="evaluate-check" check="11.evaluate"
lab.check("11.evaluate", evaluate)

# %% [markdown] key="validate" lang="en"
# ## 5. Train, validate, and keep the best
#
# The loop around them asks the validation set after each epoch. With so small a training set the validation loss falls at first, and
# later creeps up again: the network begins to learn its examples by heart. We do not want the last state, then, but the best.
#
# Here the whole loop is written out once, without the functions from the exercises, so that it runs in any case. The line
# with `deepcopy` deserves a second look.

# %% [markdown] key="validate" lang="zh"
# ## 5. 训练、验证，留下最好的
#
# 外面的循环每一轮之后都问一问验证集。训练集这么小，验证损失会先下降，后来又慢慢上升：网络开始死记硬背了。
# 所以我们要的不是最后的状态，而是最好的状态。
#
# 下面把整个循环完整地写一遍，不用练习里的函数，所以练习没做完也能运行。有 `deepcopy` 的那一行，值得多看一眼。

# %% key="look"
def look(model, part):
    model.eval()
    with torch.no_grad():
        scores = model(scaled[part])
        right = (scores.argmax(dim=1) == y[part]).float().mean().item()
        return loss_fn(scores, y[part]).item(), right

# %% key="train" tags=["nbval-ignore-output", "translated-output"]
panel = lab.viz.live(model, optimizer)
best, best_state = float("inf"), None

for epoch in range(60):
    model.train()
    for batch_x, batch_y in panel(train_loader):
        optimizer.zero_grad()
        loss = loss_fn(model(batch_x), batch_y)
        loss.backward()
        optimizer.step()
    val_loss, val_acc = look(model, val_part)
    panel.log(val_loss=val_loss, val_acc=val_acc)
    if val_loss < best:
        best, best_epoch, best_state = val_loss, epoch, copy.deepcopy(model.state_dict())

model.load_state_dict(best_state)
print(f"epoch {best_epoch}, loss {best:.3f}")

# %% [markdown] key="keep-task" lang="en"
# Why the copy? `model.state_dict()` does not hold numbers but the parameters themselves, the very tensors that
# the optimizer goes on changing in place. Keep it without copying, and at the end you have kept the last state.
# No error tells.
#
# ### Exercise 4: keep the best
#
# Write it as a function. `train_once()` trains for one epoch, `validate()` returns the validation loss. After `epochs`
# epochs the model shall be in the state in which that loss was smallest; return the smallest loss.

# %% [markdown] key="keep-task" lang="zh"
# 为什么要复制？`model.state_dict()` 里放的不是数值，而是参数本身，就是优化器不断原地修改的那些张量。存下它而不复制，
# 到头来存的还是最后的状态，而且没有任何报错。
#
# ### 练习 4：留下最好的
#
# 把它写成函数。`train_once()` 训练一轮，`validate()` 返回验证损失。经过 `epochs` 轮之后，模型应当处于这个损失最小时的状态；
# 返回最小的损失。

# %% key="keep-stub" exercise="11.keep"
def keep_best(model, train_once, validate, epochs):
    ...

# %% key="keep-check" check="11.keep"
lab.check("11.keep", keep_best)

# %% [markdown] key="test" lang="en"
# ## 6. Test once, and look closely
#
# All choices are made: the model, the learning rate, the epoch. By them the validation set has been used up a little, as we chose what it liked best.
# So the verdict comes from the test set, and only now.

# %% [markdown] key="test" lang="zh"
# ## 6. 只测试一次，并且看仔细
#
# 模型、学习率、训练几轮，该选的都选好了。选的时候总是挑验证集最满意的，所以验证集已经有点“用旧了”。
# 因此结论要由测试集来下，而且到现在才打开它。

# %% key="test-code"
test_loss, test_acc = look(model, test_part)
print(test_acc > 0.9)

# %% key="confusion" tags=["nbval-ignore-output", "translated-output"]
with torch.no_grad():
    scores = model(scaled[test_part])
guesses, truth = scores.argmax(dim=1), y[test_part]
print(f"accuracy {test_acc:.1%}")
lab.viz.confusion(guesses, truth)

# %% [markdown] key="recall-task" lang="en"
# The table is called a **confusion matrix**: each case in the row of what it is and the column of what it was taken for. Off
# the diagonal stand the mistakes, and there are two kinds of them. A healthy woman taken for ill gets a bad week and another examination. An ill one taken for healthy
# goes home. The accuracy adds them up as if they were the same. Two numbers keep them apart:
#
# $$\text{precision} = \frac{\text{hits}}{\text{all that were guessed ill}} \qquad \text{recall} = \frac{\text{hits}}{\text{all that are ill}}$$
#
# where a hit is a case that was guessed ill and is. "Benign" to everyone has an accuracy of 63% and a recall of zero.
#
# ### Exercise 5: precision and recall
#
# `guesses` and `labels` hold zeros and ones. Return precision and recall of the ones.

# %% [markdown] key="recall-task" lang="zh"
# 这张表叫作**混淆矩阵**：每一例，行是它实际的类别，列是它被认作的类别。对角线之外都是错误，而错误有两种。
# 健康的人被当成病人，要难受一个星期，再做一次检查；病人被当成健康的，就回家去了。准确率把两者加在一起，好像没有分别。
# 有两个数把它们分开：
#
# $$\text{precision} = \frac{\text{hits}}{\text{all that were guessed ill}} \qquad \text{recall} = \frac{\text{hits}}{\text{all that are ill}}$$
#
# 前一个是**精确率**：被判为病人的里面，真是病人的占多少；后一个是**召回率**：真正的病人里面，被找出来的占多少。
# 分子 hits（命中）是判为病人、实际也是病人的例数。对谁都说“良性”，准确率有 63%，召回率却是零。
#
# ### 练习 5：精确率和召回率
#
# `guesses` 和 `labels` 由 0 和 1 组成。返回 1 的精确率和召回率。

# %% key="recall-stub" exercise="11.recall"
def precision_recall(guesses, labels):
    ...

# %% key="recall-check" check="11.recall"
lab.check("11.recall", precision_recall)

# %% [markdown] key="threshold" lang="en"
# The network does not say yes or no but gives a probability. That we cut at one half is our decision, and it may be another one. On the
# *validation* set, since this is a choice again:

# %% [markdown] key="threshold" lang="zh"
# 网络说的并不是“是”或“否”，它给出的是概率。从一半处切开，是我们的决定，也可以切在别处。这又是一个选择，所以要在*验证集*上看：

# %% key="threshold-code" tags=["nbval-ignore-output"]
with torch.no_grad():
    ill = model(scaled[val_part]).softmax(dim=1)[:, 1]
truth = y[val_part] == 1

print("cut   found  false alarms")
for cut in (0.99, 0.9, 0.5, 0.1, 0.01):
    alarm = ill > cut
    print(f"{cut:4}  {(alarm & truth).sum().item():2} of {truth.sum().item()}  {(alarm & ~truth).sum().item():3}")

# %% [markdown] key="how-sure" lang="en"
# Who wants to overlook nobody pays with false alarms. Where to cut is no question to the network, but to those who know what each mistake costs.
#
# ## 7. How sure is the verdict?
#
# The test set has 114 patients. Had others been drawn, the accuracy would be another one. If the true share is $p$, the share
# among $n$ random cases strays from it by about
#
# $$\sqrt{\frac{p (1 - p)}{n}}$$
#
# which is called the **standard error**. With $p = 0.97$ and $n = 114$ it is 1.6 percentage points. So differences of one point between two
# models mean nothing here. One can also see it: same recipe, five other splits.

# %% [markdown] key="how-sure" lang="zh"
# 想一个也不漏，就要付出误报的代价。切在哪里，这不是该问网络的问题，要问的是清楚每种错误代价的人。
#
# ## 7. 结论有多可靠？
#
# 测试集有 114 个病人。换一批人，准确率就会不同。如果真实的比例是 $p$，那么在 $n$ 个随机抽取的例子中，比例与它大约相差
#
# $$\sqrt{\frac{p (1 - p)}{n}}$$
#
# 这叫作**标准误差**。取 $p = 0.97$、$n = 114$，就是 1.6 个百分点。所以在这里，两个模型相差一个百分点，什么也说明不了。
# 也可以实际看一看：同样的步骤，换五种划分。

# %% key="five" tags=["nbval-ignore-output"]
for seed in range(5):
    order = torch.randperm(569, generator=torch.Generator().manual_seed(seed))
    train, test = order[:455], order[455:]
    scaled = (x - x[train].mean(dim=0)) / x[train].std(dim=0)
    model = new_model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
    for epoch in range(20):
        model.train()
        for batch_x, batch_y in loader(train, shuffle=True):
            optimizer.zero_grad()
            loss_fn(model(batch_x), batch_y).backward()
            optimizer.step()
    print(f"{look(model, test)[1]:.1%}")

# %% [markdown] key="recipe" lang="en"
# (No validation set was needed, for nothing was chosen any more.)
#
# ## 8. The recipe, and what goes wrong
#
# | step | what to do | the usual mistake, and how one notices |
# |---|---|---|
# | 1 question | which mistake costs what; the baseline | 95% looks good, where 95% are of one class |
# | 2 split | at random, with a seed; by class, if data are few | the same patient in two parts: the test is too good |
# | 3 prepare | from the training set only | a leak: validation good, reality bad |
# | 4 sanity | first loss near $\log C$; a few examples by heart | first loss of 50: unscaled data; not by heart: a bug in the loop |
# | 5 train | `train()`, zero_grad, loss, backward, step | loss does not fall: learning rate, or `zero_grad()` forgotten |
# | 6 validate | `eval()`, `no_grad()`; keep a *copy* of the best | results differ from call to call: `eval()` forgotten |
# | 7 test | once; confusion matrix, standard error | tested until it fitted: the test set has become a validation set |
#
# $C$ is the number of classes.

# %% [markdown] key="recipe" lang="zh"
# （这里没有用验证集，因为已经没有什么要选的了。）
#
# ## 8. 完整的步骤，以及会出什么错
#
# | 步骤 | 要做什么 | 常见的错误，怎样察觉 |
# |---|---|---|
# | 1 问题 | 哪种错误代价多大；基线 | 95% 看上去不错，可是 95% 本来就属于同一个类别 |
# | 2 划分 | 随机，固定种子；数据少时按类别划分 | 同一个病人出现在两份里：测试结果好得过头 |
# | 3 处理 | 只根据训练集 | 数据泄漏：验证很好，实际很差 |
# | 4 检查 | 最初的损失接近 $\log C$；能背下几个例子 | 最初的损失是 50：数据没有缩放；背不下来：循环里有错 |
# | 5 训练 | `train()`，zero_grad，损失，backward，step | 损失不降：学习率不对，或者忘了 `zero_grad()` |
# | 6 验证 | `eval()`、`no_grad()`；留下最好状态的*副本* | 每次调用结果不同：忘了 `eval()` |
# | 7 测试 | 只一次；混淆矩阵，标准误差 | 测到满意为止：测试集变成了验证集 |
#
# $C$ 是类别的个数。

# %% [markdown] key="end" lang="en"
# What you have done so far:

# %% [markdown] key="end" lang="zh"
# 到目前为止，你完成了：

# %% key="progress" tags=["nbval-ignore-output", "translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To try out:
#
# - Train with your own functions: `keep_best(model, lambda: train_epoch(...), lambda: evaluate(...)[0], 60)`.
# - Leave `model.eval()` out of `look` and call it three times. What do you see?
# - Standardize with mean and standard deviation of all 569 patients. How much better does the test get? Why so little here, and so much
#   in section 3?

# %% [markdown] key="further" lang="zh"
# 还可以试试：
#
# - 用你自己写的函数来训练：`keep_best(model, lambda: train_epoch(...), lambda: evaluate(...)[0], 60)`。
# - 从 `look` 里去掉 `model.eval()`，连续调用三次。你看到了什么？
# - 用全部 569 个病人的平均值和标准差来标准化。测试结果好了多少？为什么这里差别这么小，第 3 节的差别却那么大？
