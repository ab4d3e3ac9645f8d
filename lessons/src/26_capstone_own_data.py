# Capstone B. How this file is read: autograd_lab/app/build/source.py.
# Build with: autograd-lab lessons build 26
# minutes: 120
# needs: 08, 11, 12

# %% [markdown] key="title" lang="en"
# # Capstone B: bring your own data
#
# The lessons had questions ready, and data that fit them. Now it is your turn: is there a table, a folder of pictures or a
# pile of texts that you want to know something about? In this project you take your own data all the way, from the
# file to a report that you can defend, and to a saved model that somebody else can use.
#
# If you have no data at hand, take one of the three examples first, and come back with your own later: nothing
# below depends on which it is. The checks judge *your* objects. They do not know the right answer
# beforehand; they recompute it.
#
# You need lessons 1 to 6 and 8 to 12. Plan two hours.

# %% [markdown] key="title" lang="zh"
# # 综合项目 B：用你自己的数据
#
# 前面的课都备好了问题，也备好了合适的数据。现在轮到你了：有没有一张表、一个图像文件夹，或者一堆文字，
# 是你想从中弄明白点什么的？这个项目里，你要带着自己的数据走完全程：从文件，到一份经得起追问的报告，
# 再到一个别人也能用的、保存好的模型。
#
# 手头没有数据，可以先用三个示例之一，以后再换成自己的：下面的一切都与具体是哪份数据无关。检查所判断的是*你的*对象。
# 它们事先并不知道正确答案，而是重新算一遍。
#
# 需要先学第 1 到第 6 课，以及第 8 到第 12 课。预计两个小时。

# %% key="setup" setup="true"
import copy
import tempfile
from pathlib import Path

import autograd_lab as torch
import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset

lab.start("26", lang="{{lang}}")

# %% [markdown] key="bring" lang="en"
# ## 1. Bring the data
#
# The question has to be one with a few possible answers: which grower, which animal, spam or not. Three forms are read:
#
# | form | how it must look |
# |---|---|
# | table | a `.csv` file; the first row names the columns, one column holds the answers |
# | pictures | a folder, in it a folder for each class, in these the pictures (this needs Pillow: `pip install pillow`) |
# | texts | a `.txt` file; in each line the class, a tab, and the text |
#
# Start with the example as it stands. For your own data, give its path instead of `path`, and for a table also
# `label="..."`, the name of the column with the answers (otherwise it is the last). Write `"images"` or `"texts"` in
# place of `"table"` for another example.

# %% [markdown] key="bring" lang="zh"
# ## 1. 带来数据
#
# 问题要有几个可能的答案：哪个酒农，哪种动物，是不是垃圾邮件。可以读三种形式的数据：
#
# | 形式 | 应当是什么样子 |
# |---|---|
# | 表格 | 一个 `.csv` 文件；第一行是列名，其中一列是答案 |
# | 图像 | 一个文件夹，里面每个类别一个文件夹，图像放在这些文件夹里（需要 Pillow：`pip install pillow`） |
# | 文字 | 一个 `.txt` 文件；每行依次是类别、一个制表符、文字 |
#
# 先按原样用示例。用自己的数据时，把 `path` 换成它的路径；如果是表格，再用 `label="..."` 指明答案是哪一列
# （不写就是最后一列）。想看别的示例，就把 `"table"` 换成 `"images"` 或 `"texts"`。

# %% key="bring-code" tags=["translated-output"]
path = lab.example_data("table")  #| en: or your own, such as "my_data.csv" | zh: 或者你自己的，比如 "my_data.csv"
data = lab.own_data(path)
data

# %% [markdown] key="bring-read" lang="en"
# Whatever the form, you now have `data.x`, numbers of shape (N, ...), and `data.y`, the answers as whole numbers that
# count in `data.classes`. Measurements that are missing are `nan`, "not a number". A picture is grey, 16 × 16 pixels; a
# text has become counts of 512 groups of triples of characters.
#
# **Read the summary before you go on.** Are the classes about equally frequent? Does a smallest or largest value look like a slip
# of the keyboard? How much is missing? Would the columns really be known at the moment when you want to predict? A
# column such as "date of discharge" contains the answer already; no split protects from that.
#
# Then look at single examples. (With the example: 178 wines from one valley in Italy, by three growers.)

# %% [markdown] key="bring-read" lang="zh"
# 不管什么形式，现在你有了 `data.x`，形状为 (N, ...) 的数；还有 `data.y`，答案的序号，对应 `data.classes` 里的类别。
# 缺失的测量值是 `nan`，意思是“不是数”。图像是灰度的，16 × 16 像素；文字变成了计数：字符每三个一组，归到 512 个格子里去数。
#
# **先把这份概况读一遍，再往下走**。各个类别的数量相当吗？有没有哪个最小值或最大值看起来是输错了？缺了多少？
# 到了真要预测的时候，这些列的值真的已经知道了吗？像“出院日期”这样的列，本身就含有答案；这种情况，怎么划分也防不住。
#
# 然后再看几个具体的例子。（示例数据是 178 种葡萄酒，来自意大利的同一个山谷、三个酒农。）

# %% key="look" tags=["translated-output"]
some = torch.randperm(len(data), generator=torch.Generator().manual_seed(0))[:4]
data.show(some, [data.classes[i] for i in data.y[some].tolist()])

# %% [markdown] key="split-task" lang="en"
# ## 2. Split
#
# Three parts, as always, and this time by class, so that a rare one is not missing somewhere by chance.
#
# ### Exercise 1: a stratified split
#
# Return three tensors of indices: training, validation, test. From **each class** `round(0.2 * count)` examples go to validation, as
# many to the test, and the rest to training. Shuffle with `generator`.

# %% [markdown] key="split-task" lang="zh"
# ## 2. 划分
#
# 照例分三份。这一次按类别来分，免得稀少的类别碰巧在哪一份里没有了。
#
# ### 练习 1：分层划分
#
# 返回三个由序号组成的张量：训练、验证、测试。**每个类别**取 `round(0.2 * count)` 个例子用于验证，同样多的用于测试，
# 其余用于训练。用 `generator` 打乱顺序。

# %% key="split" exercise="26.split"
def stratified_split(y, generator):
    ...

# %% key="split-check" check="26.split"
lab.check("26.split", stratified_split)

# %% [markdown] key="part" lang="en"
# The project goes on in any case: `lab.part` hands back your function if it is right, and a working one if it is not
# right yet.

# %% [markdown] key="part" lang="zh"
# 不管怎样，项目都能继续：`lab.part` 在你的函数做对时原样交还，还没做对时，换上一个能工作的。

# %% key="split-part" tags=["translated-output"]
stratified_split = lab.part("26.split", stratified_split)

y = data.y
train, val, test = stratified_split(y, torch.Generator().manual_seed(0))
n_classes = len(data.classes)
for part in (train, val, test):
    print(len(part), y[part].bincount(minlength=n_classes).tolist())

# %% [markdown] key="measure-task" lang="en"
# The seed is chosen now, and stays. Whoever tries seeds until the result pleases has tested a hundred times.
#
# ## 3. Prepare
#
# Two things have to be done to the numbers. They get a common scale, and the missing ones get a value. Both need the mean,
# and the mean has to come from the training rows, or the test leaks into the training (lesson 11).
#
# ### Exercise 2: measure
#
# Return mean and standard deviation of the rows `x[train]`, along dimension 0, leaving missing values aside: `nanmean(dim=0)` is
# a mean that does so. Use the plain root of the mean square distance. A column that never changes gets the standard deviation 1.

# %% [markdown] key="measure-task" lang="zh"
# 种子现在选定，以后不再换。一个一个种子试到满意为止，等于测试了一百遍。
#
# ## 3. 处理
#
# 这些数要做两件事：统一尺度；给缺失的补上一个值。两件事都要用到平均值，而平均值只能由训练集的行算出，
# 否则测试集就泄漏进了训练（第 11 课）。
#
# ### 练习 2：测量
#
# 返回 `x[train]` 这些行沿第 0 维的平均值和标准差，跳过缺失的值：`nanmean(dim=0)` 就是这样的平均。标准差就用
# “到平均值的距离”的平方的平均，再开方。从不变化的列，标准差取 1。

# %% key="measure" exercise="26.measure"
def measure(x, train):
    ...

# %% key="measure-check" check="26.measure"
lab.check("26.measure", measure)

# %% key="measure-part" tags=["translated-output"]
measure = lab.part("26.measure", measure)

mean, std = measure(data.x, train)
x = torch.nan_to_num((data.x - mean) / std)
print(x.shape, x.isnan().any().item())

# %% [markdown] key="nan-read" lang="en"
# `nan_to_num` puts 0 where something is missing. After standardization 0 *is* the mean, so the gap is filled with the
# most ordinary value. That a value is missing may itself say something; then give it a column of its own.
#
# ## 4. What one gets for nothing
#
# ### Exercise 3: the baseline
#
# How often is right who says, for every example of `part`, the class that is most frequent in the training set?

# %% [markdown] key="nan-read" lang="zh"
# `nan_to_num` 在缺失处填上 0。标准化之后，0 *就是*平均值，所以空缺填的是最普通的值。“缺失”本身也可能说明问题，
# 那就给它单独加一列。
#
# ## 4. 不费力气能得到多少
#
# ### 练习 3：基线
#
# 对 `part` 里的每个例子，都说训练集中最常见的类别，这样能对多少？

# %% key="baseline" exercise="26.baseline"
def baseline(y, train, part):
    ...

# %% key="baseline-check" check="26.baseline"
lab.check("26.baseline", baseline)

# %% key="baseline-part" tags=["translated-output"]
baseline = lab.part("26.baseline", baseline)
print(f"{baseline(y, train, val):.0%}")

# %% [markdown] key="first" lang="en"
# ## 5. The simplest model first
#
# A single linear layer. It is often hard to beat, and if it comes out no better than the baseline, then something
# is wrong: with the columns, with the labels, or with the question. `fit` is lesson 11's loop, which keeps the best state by
# the validation loss. `nn.Flatten()` makes one row of each example, whatever its shape.

# %% [markdown] key="first" lang="zh"
# ## 5. 先用最简单的模型
#
# 只有一个线性层。它常常不容易被超过；要是连基线都不如，那就是哪里有问题：列，标签，或者问题本身。
# `fit` 就是第 11 课的循环，按验证损失留下最好的状态。`nn.Flatten()` 把每个例子摊成一行，不管它原来是什么形状。

# %% key="fit"
n_inputs = x[0].numel()
loss_fn = nn.CrossEntropyLoss()

def guess(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).argmax(dim=1)

def fit(model, epochs=40, lr=0.01, seed=0, watched=False):
    order = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(x[train], y[train]), batch_size=32, shuffle=True, generator=order)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    panel = lab.viz.live(model, optimizer) if watched else None
    best, state = float("inf"), None
    for epoch in range(epochs):
        model.train()
        for batch_x, batch_y in panel(loader) if watched else loader:
            optimizer.zero_grad()
            loss_fn(model(batch_x), batch_y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = loss_fn(model(x[val]), y[val]).item()
        if watched:
            panel.log(val_loss=val_loss, val_acc=(guess(model, x[val]) == y[val]).float().mean().item())
        if val_loss < best:
            best, state = val_loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(state)
    return model

# %% key="first-fit" tags=["nbval-ignore-output", "translated-output"]
def make_first():
    return nn.Sequential(nn.Flatten(), nn.Linear(n_inputs, n_classes))

torch.manual_seed(0)
first = fit(make_first(), watched=True)
print(f"{(guess(first, x[val]) == y[val]).float().mean().item():.1%}")

# %% [markdown] key="model-task" lang="en"
# Watch the two losses. If they fall together, there is something to learn. If the training loss falls alone, the
# model learns by heart: with few data and many columns (texts, pictures) that happens even to a single layer.
#
# ### Exercise 4: a network of your own
#
# Write `make_model`, which returns a new network, and train one as `own`. For a table a hidden layer is a good
# beginning; for pictures `x` has the shape (N, 1, 16, 16), and convolutions are allowed. The check asks *your* validation set: your
# network must clearly beat the baseline.

# %% [markdown] key="model-task" lang="zh"
# 看那两条损失曲线。如果一起下降，就是有东西可学。如果只有训练损失下降，模型就是在死记硬背：数据少而列多的时候
# （文字、图像），连单独一层也会这样。
#
# ### 练习 4：你自己的网络
#
# 写出 `make_model`，它返回一个新的网络；再训练一个，叫作 `own`。对表格来说，加一个隐藏层是不错的开始；对图像来说，
# `x` 的形状是 (N, 1, 16, 16)，也可以用卷积。检查用的是*你的*验证集：你的网络必须明显好过基线。

# %% key="own" exercise="26.model"
def make_model():
    ...

own = ...

# %% key="own-check" check="26.model"
lab.check("26.model", (x, y, train, val, own))

# %% [markdown] key="mistakes" lang="en"
# ## 6. Look at the mistakes
#
# From here on the project goes on with your network, or with the linear one if there is no other yet. Before any number, the
# mistakes themselves. Under each: what it is → what it was taken for. Look whether the network is wrong or the *label* is. Mislabelled examples
# are in almost every collection.

# %% [markdown] key="mistakes" lang="zh"
# ## 6. 看看错在哪里
#
# 从这里起，项目用你的网络继续；还没有的话，就用线性的那个。先不看数字，先看错的例子本身。
# 每个例子标着：实际类别 → 被认作的类别。看看究竟是网络错了，还是*标签*错了。几乎每份数据里都有标错的例子。

# %% key="mistakes-code" tags=["nbval-ignore-output", "translated-output"]
chosen, recipe = (own, make_model) if isinstance(own, nn.Module) else (first, make_first)

guesses = guess(chosen, x[val])
wrong = guesses != y[val]
pairs = zip(y[val][wrong].tolist(), guesses[wrong].tolist(), strict=True)
data.show(val[wrong], [f"{data.classes[label]} → {data.classes[said]}" for label, said in pairs])

# %% key="confusion" tags=["nbval-ignore-output", "translated-output"]
lab.viz.confusion(guesses, y[val], list(data.classes))

# %% [markdown] key="interval-task" lang="en"
# These were examples from the *validation* set. Whatever you change because of them, the test set must not have
# been looked at.
#
# ## 7. How sure?
#
# The test set will have some dozens of examples, so the accuracy is a blurred number, and a report has to say how blurred. A
# **confidence interval** of 95% is made by a recipe that catches the true share in 95 of 100 projects. Lesson 11's
# standard error would give $p \pm 1.96 \sqrt{p (1 - p) / n}$; but with all of 36 right it has the width zero, as if one
# could be sure. Wilson's recipe
# ([1927](https://doi.org/10.1080/01621459.1927.10502953)) does better. With $z = 1.96$ and $p$ the share that is right:
#
# $$\text{middle} = \frac{p + \frac{z^2}{2 n}}{1 + \frac{z^2}{n}}, \qquad \text{half} = \frac{z \sqrt{\frac{p (1 - p)}{n} + \frac{z^2}{4 n^2}}}{1 + \frac{z^2}{n}}$$
#
# ### Exercise 5: the interval
#
# `right` of `n` are right. Return the two ends, middle minus half and middle plus half.

# %% [markdown] key="interval-task" lang="zh"
# 这些是*验证集*里的例子。不管你根据它们改了什么，测试集都还没有看过。
#
# ## 7. 有多大把握？
#
# 测试集只有几十个例子，所以准确率是一个模糊的数，报告里要说清楚它有多模糊。95% 的**置信区间**，是按一种方法算出来的：
# 用这种方法，100 个项目里有 95 个能把真实的比例框进去。用第 11 课的标准误差，会得到
# $p \pm 1.96 \sqrt{p (1 - p) / n}$；可是 36 个全对时，它的宽度是零，好像十拿九稳似的。Wilson 的方法
# （[1927](https://doi.org/10.1080/01621459.1927.10502953)）更好。取 $z = 1.96$，$p$ 是答对的比例：
#
# $$\text{middle} = \frac{p + \frac{z^2}{2 n}}{1 + \frac{z^2}{n}}, \qquad \text{half} = \frac{z \sqrt{\frac{p (1 - p)}{n} + \frac{z^2}{4 n^2}}}{1 + \frac{z^2}{n}}$$
#
# 其中 middle 是中点，half 是半宽。
#
# ### 练习 5：区间
#
# `n` 个里对了 `right` 个。返回区间的两端：中点减半宽，中点加半宽。

# %% key="interval" exercise="26.interval"
def interval(right, n):
    ...

# %% key="interval-check" check="26.interval"
lab.check("26.interval", interval)

# %% key="interval-part" tags=["translated-output"]
interval = lab.part("26.interval", interval)
for right, n in ((36, 36), (34, 36), (340, 360)):
    low, high = interval(right, n)
    print(f"{right} of {n}: {low:.1%} to {high:.1%}")

# %% [markdown] key="seeds" lang="en"
# A second blur comes from chance in the training: other weights at the start, another order of the batches. So train the same
# recipe with several seeds, and look at the spread, on the validation set.

# %% [markdown] key="seeds" lang="zh"
# 第二重模糊来自训练中的偶然：起始的权重不同，批次的顺序不同。所以同样的做法，用几个种子各训练一次，
# 在验证集上看看结果有多分散。

# %% key="seeds-code" tags=["nbval-ignore-output"]
seeds = []
for seed in range(5):
    torch.manual_seed(seed)
    model = fit(recipe(), seed=seed)
    seeds.append((guess(model, x[val]) == y[val]).float().mean().item())
print([f"{share:.1%}" for share in seeds])

# %% [markdown] key="report-task" lang="en"
# ## 8. Test, once, and report
#
# All is decided: the columns, the network `chosen`, the number of epochs. Now the test set.
#
# ### Exercise 6: the report
#
# Make a dictionary with these entries, each taken from the results by code: `n`, the size of the test set; `accuracy` on
# it; `low` and `high`, the ends of the interval; `baseline` on the test set; `seed_mean` and `seed_std` of the list `seeds`. The check goes through
# everything once more: whether the parts are a fair split, whether `x` was prepared without a leak, and each number.

# %% [markdown] key="report-task" lang="zh"
# ## 8. 只测试一次，写报告
#
# 一切都定下来了：用哪些列，用哪个网络（`chosen`），训练几轮。现在打开测试集。
#
# ### 练习 6：报告
#
# 造一个字典，含有下面各项，每一项都用代码从结果里取：`n`，测试集的大小；`accuracy`，在测试集上的准确率；
# `low` 和 `high`，区间的两端；`baseline`，在测试集上的基线；`seed_mean` 和 `seed_std`，列表 `seeds` 的平均值和标准差。
# 检查会把一切重新走一遍：三份是不是合格的划分，`x` 的处理有没有泄漏，还有每一个数。

# %% key="report" exercise="26.report"
report = ...

# %% key="report-check" check="26.report"
lab.check("26.report", (data.x, x, y, (train, val, test), chosen, seeds, report))

# %% [markdown] key="sentence" lang="en"
# Then say it in a sentence, with everything somebody needs in order to believe it or not:
#
# > "Of 36 wines that were not used before, the model tells the grower correctly in … (95% interval … to …). Always
# > saying the most frequent grower gives …. Other seeds change the result by about …. All wines come from one valley and one study; about
# > other years this says nothing."
#
# The last sentence is the most important one. No formula writes it for you.
#
# ## 9. Save, and use
#
# A model that only its maker can use is none. To the weights belong the preparation and the names of the classes:

# %% [markdown] key="sentence" lang="zh"
# 然后用一句话说出来，把别人判断信不信所需要的都说上：
#
# > “36 种此前没有用过的葡萄酒，模型说对酒农的占……（95% 置信区间为……到……）。一律回答最常见的酒农，能对……。换用别的种子，结果变化约……。所有的酒都来自同一个山谷、同一项研究；换了年份会怎样，这里说明不了。”
#
# 最后一句最重要。没有哪个公式能替你写出来。
#
# ## 9. 保存和使用
#
# 只有自己会用的模型，算不上模型。除了权重，数据的处理方法和类别的名称也要一起保存：

# %% key="save"
place = Path(tempfile.mkdtemp()) / "my_model.pt"  #| en: give it a place that lasts | zh: 请换成一个长久的位置
torch.save({"state": chosen.state_dict(), "mean": mean, "std": std, "classes": list(data.classes)}, place)

saved = torch.load(place)
fresh = recipe()
fresh.load_state_dict(saved["state"])
print(torch.equal(fresh.eval()(x[test]), chosen.eval()(x[test])))

# %% [markdown] key="predict-task" lang="en"
# ### Exercise 7: from raw data to an answer
#
# Write what somebody calls who has nothing but the file: raw rows in, names of classes out. Prepare the rows with the numbers that were saved.

# %% [markdown] key="predict-task" lang="zh"
# ### 练习 7：从原始数据到答案
#
# 写出手里只有这个文件的人要调用的函数：输入原始的行，输出类别的名称。处理这些行，要用保存下来的数。

# %% key="predict" exercise="26.predict"
def predict(saved, model, raw):
    ...

# %% key="predict-check" check="26.predict"
lab.check("26.predict", predict)

# %% key="predict-part" tags=["translated-output"]
predict = lab.part("26.predict", predict)

# %% key="predict-use" tags=["nbval-ignore-output"]
some = test[torch.linspace(0, len(test) - 1, 8).long()]
print(predict(saved, fresh, data.x[some]))
print([data.classes[i] for i in y[some].tolist()])

# %% [markdown] key="trouble" lang="en"
# ## 10. When your data will not do as you want
#
# | what happens | what it means |
# |---|---|
# | `own_data` refuses: one class, too few of a class | there is nothing to tell apart, or too little to test; collect more |
# | it refuses: too many different answers | the column is a quantity; make groups of it, or ask another question |
# | the linear model is at the baseline | wrong column of answers? Columns mixed up? Or nothing in the data: report that |
# | it is at 100% | suspect a leak: is one of the columns the answer in disguise? Leave columns out, one after the other |
# | training 100%, validation far below | too few data for so many columns: fewer columns, `nn.Dropout`, weight decay |
# | seeds differ widely | the test set is too small for the difference that you want to show |
# | examples repeat, or come from the same person | split by person, or remove the twins, before anything else |

# %% [markdown] key="trouble" lang="zh"
# ## 10. 数据不听话的时候
#
# | 现象 | 意味着什么 |
# |---|---|
# | `own_data` 拒绝读入：只有一个类别，或某个类别太少 | 没有什么可区分，或者少得没法测试；请再多收集一些 |
# | 拒绝读入：不同的答案太多 | 这一列是数量；把它分成几组，或者换一个问题 |
# | 线性模型和基线差不多 | 答案的列选错了？列弄混了？或者数据里本来就没有答案：那就如实报告 |
# | 一下就是 100% | 怀疑泄漏：是不是有一列其实就是答案？一列一列地去掉试试 |
# | 训练 100%，验证差得远 | 列太多而数据太少：减少列，用 `nn.Dropout`、权重衰减 |
# | 各个种子相差很大 | 想要证明的差别，这么小的测试集证明不了 |
# | 有重复的例子，或来自同一个人 | 先按人划分，或去掉重复的，再做别的 |

# %% key="progress" tags=["translated-output"]
lab.progress()

# %% [markdown] key="further" lang="en"
# To go on:
#
# - Do the whole project again with another example, then with data of your own. Which cells had to change?
# - Give your network and your report to somebody, and let them try to refute it.
# - Remove half of the training set. What does the accuracy lose? Would twice as many data help?
#
# Sources: Wilson, [Probable inference](https://doi.org/10.1080/01621459.1927.10502953) (1927); Kapoor and Narayanan,
# [Leakage and the reproducibility crisis in machine-learning-based science](https://doi.org/10.1016/j.patter.2023.100804)
# (2023); the wines: Forina and others, [Wine](https://archive.ics.uci.edu/dataset/109/wine) (1991).

# %% [markdown] key="further" lang="zh"
# 还可以接着做：
#
# - 换一个示例，再换成自己的数据，把整个项目重做一遍。哪些单元格需要改？
# - 把你的网络和报告交给别人，让他试着推翻。
# - 去掉一半训练集。准确率会降多少？数据多一倍，会有帮助吗？
#
# 文献：Wilson，[Probable inference](https://doi.org/10.1080/01621459.1927.10502953)（1927）；Kapoor 和 Narayanan，
# [Leakage and the reproducibility crisis in machine-learning-based science](https://doi.org/10.1016/j.patter.2023.100804)
# （2023）；葡萄酒数据：Forina 等，[Wine](https://archive.ics.uci.edu/dataset/109/wine)（1991）。
