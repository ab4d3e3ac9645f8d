"""Lesson 11, the training loop: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, FunctionExercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("The training loop, from data to verdict", "训练循环：从数据到结论")

Batch = tuple[Tensor, Tensor]


# --- 11.split: three parts -------------------------------------------------------------------------


def split(n: int, n_val: int, n_test: int, generator: Any) -> tuple[Tensor, Tensor, Tensor]:
    order = torch.randperm(n, generator=generator)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


def _use_split(function: Any, n: int, n_val: int, n_test: int) -> str:
    """What is true of any right split, however it shuffles."""
    parts = [list(map(int, part)) for part in function(n, n_val, n_test, torch.Generator().manual_seed(3))]
    again = [list(map(int, part)) for part in function(n, n_val, n_test, torch.Generator().manual_seed(3))]
    sets = [set(part) for part in parts]
    twice = any(len(part) > len(indices) for part, indices in zip(parts, sets, strict=True))
    shared = any(sets[a] & sets[b] for a, b in ((0, 1), (0, 2), (1, 2)))
    whole = set().union(*sets) == set(range(n))
    shuffled = any(part != sorted(part) for part in parts)
    sizes = " ".join(str(len(part)) for part in parts)
    return facts(
        Words(f"sizes {sizes}", f"大小 {sizes}"),
        Words("an index twice in one part", "一份里有重复的序号") if twice else NO_INDEX_TWICE,
        Words("parts share indices", "不同的份有相同的序号") if shared else NOTHING_SHARED,
        Words("all indices", "序号齐全") if whole else Words("not all indices", "序号不全"),
        Words("shuffled", "已打乱") if shuffled else Words("not shuffled", "没有打乱"),
        SAME_PARTS if parts == again else Words("same seed, other parts", "种子相同，划分却不同"),
    )


NO_INDEX_TWICE = Words("no index twice in one part", "一份里没有重复的序号")
NOTHING_SHARED = Words("parts share nothing", "各份互不相交")
SAME_PARTS = Words("same seed, same parts", "种子相同，划分也相同")


def _overlapping(n: int, n_val: int, n_test: int, generator: Any) -> Any:
    order = torch.randperm(n, generator=generator)
    return order[n_val + n_test :], order[:n_val], order[:n_test]


def _whole_training(n: int, n_val: int, n_test: int, generator: Any) -> Any:
    order = torch.randperm(n, generator=generator)
    return order, order[:n_val], order[n_val : n_val + n_test]


def _drawn(n: int, n_val: int, n_test: int, generator: Any) -> Any:
    sizes = (n - n_val - n_test, n_val, n_test)
    return [torch.randint(0, n, (size,), generator=generator) for size in sizes]


def _own_seed(n: int, n_val: int, n_test: int, generator: Any) -> Any:
    order = torch.randperm(n)
    return order[n_val + n_test :], order[:n_val], order[n_val : n_val + n_test]


SPLIT = ProbedExercise(
    name="11.split",
    task=Words("three parts that share nothing", "互不相交的三份"),
    reference=split,
    probe=_use_split,
    cases=lambda: [(40, 8, 12), (25, 5, 5)],
    hints=(
        Words(
            "`torch.randperm(n, generator=generator)` gives the numbers from 0 to n − 1 in random order.",
            "`torch.randperm(n, generator=generator)` 把 0 到 n − 1 打乱顺序给出来。",
        ),
        Words(
            "Cut that order into three pieces: the first `n_val`, the next `n_test`, and all the rest.",
            "把这个顺序切成三段：前 `n_val` 个，接下来 `n_test` 个，以及剩下的全部。",
        ),
        Words(
            "`order[:n_val]`, `order[n_val : n_val + n_test]` and `order[n_val + n_test :]`; return the rest first.",
            "`order[:n_val]`、`order[n_val : n_val + n_test]` 和 `order[n_val + n_test :]`；返回时，剩下的那段放在最前面。",
        ),
    ),
    solution="""\
def split(n, n_val, n_test, generator):
    order = torch.randperm(n, generator=generator)
    val = order[:n_val]
    test = order[n_val : n_val + n_test]
    train = order[n_val + n_test :]
    return train, val, test
""",
    remark=Words(
        "Every index stands in exactly one part: that is the whole point of splitting.",
        "每个序号恰好出现在一份里：划分的意义就在于此。",
    ),
    mistakes=(
        Mistake(
            lambda n, n_val, n_test, generator: (
                torch.arange(n_val + n_test, n),
                torch.arange(n_val),
                torch.arange(n_val, n_val + n_test),
            ),
            Words(
                "Not shuffled. Data are often stored in order, by class or by date; then the parts differ from each other.",
                "没有打乱。数据常按类别或日期存放，不打乱，三份就各不相同。",
            ),
        ),
        Mistake(
            _overlapping,
            Words(
                "Validation and test set begin at the same place, so they share patients.",
                "验证集和测试集从同一处开始切，里面有相同的病人。",
            ),
        ),
        Mistake(
            _whole_training,
            Words(
                "The training set still contains the other two parts: the exam has been seen beforehand.",
                "训练集里还包含另外两份：等于考前看过了试题。",
            ),
        ),
        Mistake(
            _drawn,
            Words(
                "`randint` draws with replacement: some indices come twice, others never. `randperm` shuffles.",
                "`randint` 是有放回地抽取：有的序号出现两次，有的一次也不出现。打乱要用 `randperm`。",
            ),
        ),
        Mistake(
            _own_seed,
            Words(
                "The generator is not used, so every run draws other parts. Pass it on: `generator=generator`.",
                "没有用上 generator，每次运行抽到的都不一样。请传给 `randperm`：`generator=generator`。",
            ),
        ),
        Mistake(
            lambda n, n_val, n_test, generator: split(n, n_test, n_val, generator),
            Words("The sizes of validation and test set are exchanged.", "验证集和测试集的大小弄反了。"),
        ),
        Mistake(
            lambda n, n_val, n_test, generator: tuple(split(n, n_val, n_test, generator)[i] for i in (1, 2, 0)),
            Words("Mind the order: training, validation, test.", "注意返回的顺序：训练、验证、测试。"),
        ),
    ),
)


# --- 11.epoch: one pass of training ----------------------------------------------------------------


def train_epoch(model: nn.Module, loader: Iterable[Batch], loss_fn: Any, optimizer: Any) -> float:
    return _epoch()(model, loader, loss_fn, optimizer)


def _epoch(
    *,
    train: bool = True,
    zero: bool = True,
    zero_at: str = "start",
    step: bool = True,
    weigh: bool = True,
    divide: bool = True,
    item: bool = True,
) -> Callable[..., Any]:
    """One epoch, right or with one thing wrong."""

    def epoch(model: nn.Module, loader: Iterable[Batch], loss_fn: Any, optimizer: Any) -> Any:
        if train:
            model.train()
        total, count = 0.0, 0
        for x, y in loader:
            if zero and zero_at == "start":
                optimizer.zero_grad()
            loss = loss_fn(model(x), y)
            loss.backward()
            if zero and zero_at == "before step":
                optimizer.zero_grad()
            if step:
                optimizer.step()
            size = len(y) if weigh else 1
            total = total + (loss.item() if item else loss) * size
            count += size
        return total / count if divide else total

    return epoch


def _last_loss(model: nn.Module, loader: Iterable[Batch], loss_fn: Any, optimizer: Any) -> Any:
    model.train()
    loss = torch.zeros(())
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


class _Spy(nn.Module):
    """A linear model that notes how it is used; while it trains, its scores are three times as large."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 2)
        self.seen: set[tuple[bool, bool]] = set()
        with torch.no_grad():
            for p, value in zip(self.layer.parameters(), ([[0.5, -0.2], [0.1, 0.3]], [0.1, -0.1]), strict=True):
                p.copy_(torch.tensor(value))

    def forward(self, x: Tensor) -> Tensor:
        self.seen.add((self.training, torch.is_grad_enabled()))
        return self.layer(x) * (3 if self.training else 1)

    def told(self) -> str:
        said = []
        for training, recording in sorted(self.seen):
            said.append(Words("training mode", "训练模式") if training else Words("evaluation mode", "评估模式"))
            said.append(Words("recording", "记录") if recording else Words("not recording", "不记录"))
        return facts(*said)


def _unequal() -> list[Batch]:
    """The last batch is smaller, as it usually is."""
    x = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.3, -2.0], [2.0, 1.0], [5.0, -4.0]])
    y = torch.tensor([0, 1, 1, 1, 0])
    return [(x[:2], y[:2]), (x[2:4], y[2:4]), (x[4:], y[4:])]


def _use_epoch(function: Any, batches: list[Batch], lr: float) -> tuple[Any, ...]:
    model = _Spy().eval()  # as an evaluation before may have left it
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    steps: list[Any] = []
    optimizer.register_step_post_hook(lambda *_: steps.append(1))
    loss = function(model, batches, nn.CrossEntropyLoss(), optimizer)
    heavy = isinstance(loss, Tensor) and loss.requires_grad
    kind = Words("a tensor with its graph", "带着计算图的张量") if heavy else Words("a number", "普通的数")
    counted = Words(f"{len(steps)} steps", f"走了 {len(steps)} 步")
    return loss, facts(kind, model.told(), counted), model.layer.weight


EPOCH = ProbedExercise(
    name="11.epoch",
    task=Words("one epoch of training", "训练一轮"),
    reference=train_epoch,
    probe=_use_epoch,
    cases=lambda: [(_unequal(), 0.1), (_unequal()[1:], 0.01)],
    hints=(
        Words(
            "`model.train()` first. Then, for each batch: zero_grad, loss, backward, step.",
            "先 `model.train()`。然后对每个批次：zero_grad、算损失、backward、step。",
        ),
        Words(
            "The loss of a batch is a mean over its samples. Multiply by `len(y)`, add up, and divide by the number of "
            "samples at the end.",
            "一个批次的损失是其中各样本的平均值。乘上 `len(y)` 累加起来，最后除以样本总数。",
        ),
        Words(
            "Add up `loss.item() * len(y)`: a number. A sum of tensors would keep every batch's graph alive.",
            "累加的是 `loss.item() * len(y)`，一个普通的数。要是累加张量，每个批次的计算图都会留在内存里。",
        ),
    ),
    solution="""\
def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
        count += len(y)
    return total / count
""",
    remark=Words(
        "It trains lesson 1's network and, word for word, much larger ones.",
        "它能训练第 1 课的网络；大得多的网络，也是一字不改。",
    ),
    mistakes=(
        Mistake(
            _epoch(zero=False),
            Words(
                "The old gradient is never forgotten: `backward()` adds to it. Call `optimizer.zero_grad()` for each batch.",
                "旧的梯度没有清掉，`backward()` 会往上累加。每个批次都要 `optimizer.zero_grad()`。",
            ),
        ),
        Mistake(
            _epoch(zero_at="before step"),
            Words(
                "`zero_grad()` stands between `backward()` and `step()`: the gradient is thrown away before it is used.",
                "`zero_grad()` 放在了 `backward()` 和 `step()` 之间：梯度还没用就扔掉了。",
            ),
        ),
        Mistake(
            _epoch(step=False),
            Words("`optimizer.step()` is missing: nothing is learned.", "漏了 `optimizer.step()`：什么也没学到。"),
        ),
        Mistake(
            _epoch(train=False),
            Words(
                "The model came in evaluation mode and stayed there. Begin with `model.train()`.",
                "模型进来时处于评估模式，一直没有改。先写 `model.train()`。",
            ),
        ),
        Mistake(
            _epoch(weigh=False),
            Words(
                "A mean of batch means. The last batch is smaller, so its samples count too much: weigh each batch by "
                "`len(y)`.",
                "这是“批次平均值的平均值”。最后一个批次比较小，其中的样本就算重了：每个批次要按 `len(y)` 加权。",
            ),
        ),
        Mistake(
            _epoch(divide=False),
            Words("This is the sum over all samples. Divide by their number.", "这是所有样本之和，还要除以样本数。"),
        ),
        Mistake(
            _epoch(item=False),
            Words(
                "The value is right, but it is a tensor that holds the graphs of all batches. Add up `loss.item()`.",
                "数值是对的，但它是一个张量，拖着所有批次的计算图。请累加 `loss.item()`。",
            ),
        ),
        Mistake(
            _last_loss,
            Words(
                "This is the loss of the last batch only. Wanted is the mean over all samples of the epoch.",
                "这只是最后一个批次的损失。要的是这一轮所有样本的平均值。",
            ),
        ),
    ),
)


# --- 11.evaluate: looking without learning ---------------------------------------------------------


def evaluate(model: nn.Module, loader: Iterable[Batch], loss_fn: Any) -> tuple[float, float]:
    return _evaluation()(model, loader, loss_fn)


def _evaluation(
    *, mode: bool = True, quiet: bool = True, weigh: bool = True, share: bool = True, dim: int = 1, swap: bool = False
) -> Callable[..., Any]:
    """An evaluation, right or with one thing wrong."""

    def evaluation(model: nn.Module, loader: Iterable[Batch], loss_fn: Any) -> Any:
        if mode:
            model.eval()
        total, right, count, batches = 0.0, 0, 0, 0
        with torch.set_grad_enabled(not quiet):
            for x, y in loader:
                scores = model(x)
                total += loss_fn(scores, y).item() * (len(y) if weigh else 1)
                guesses = scores.argmax(dim=dim)[: len(y)]
                right += int((guesses == y[: len(guesses)]).sum())
                count += len(y)
                batches += 1
        result = total / (count if weigh else batches), right / count if share else right
        return result[::-1] if swap else result

    return evaluation


def _use_evaluate(function: Any, batches: list[Batch]) -> tuple[Any, ...]:
    model = _Spy().train()
    result = function(model, batches, nn.CrossEntropyLoss())
    return result, model.told()


EVALUATE = ProbedExercise(
    name="11.evaluate",
    task=Words("evaluate without learning", "只评估，不学习"),
    reference=evaluate,
    probe=_use_evaluate,
    cases=lambda: [(_unequal(),), (_unequal()[1:],)],
    hints=(
        Words(
            "`model.eval()` before, and the loop under `with torch.no_grad():`.",
            "先 `model.eval()`，再把循环放在 `with torch.no_grad():` 下面。",
        ),
        Words(
            "Add up three numbers: the loss times `len(y)`, the number of right guesses, the number of samples.",
            "累加三个数：损失乘以 `len(y)`，猜对的个数，样本的个数。",
        ),
        Words(
            "Right guesses of a batch: `(scores.argmax(dim=1) == y).sum().item()`.",
            "一个批次中猜对的个数：`(scores.argmax(dim=1) == y).sum().item()`。",
        ),
    ),
    solution="""\
def evaluate(model, loader, loss_fn):
    model.eval()
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for x, y in loader:
            scores = model(x)
            total += loss_fn(scores, y).item() * len(y)
            right += (scores.argmax(dim=1) == y).sum().item()
            count += len(y)
    return total / count, right / count
""",
    remark=Words(
        "The same function serves validation and test. Only how often you may call it differs.",
        "验证和测试用的是同一个函数，不同的只是可以调用几次。",
    ),
    mistakes=(
        Mistake(
            _evaluation(mode=False),
            Words(
                "The model is still in training mode, where some modules behave differently. Call `model.eval()` first.",
                "模型还处于训练模式，有些模块在训练时表现不同。先调用 `model.eval()`。",
            ),
        ),
        Mistake(
            _evaluation(quiet=False),
            Words(
                "The numbers are right, but a graph is recorded for nothing. Put the loop under `with torch.no_grad():`.",
                "数值是对的，但白白记录了计算图。请把循环放在 `with torch.no_grad():` 下面。",
            ),
        ),
        Mistake(
            _evaluation(mode=False, quiet=False),
            Words(
                "Two things are missing: `model.eval()` and `with torch.no_grad():`.",
                "少了两样：`model.eval()` 和 `with torch.no_grad():`。",
            ),
        ),
        Mistake(
            _evaluation(weigh=False),
            Words(
                "The loss is a mean of batch means. The last batch is smaller: weigh each by `len(y)`.",
                "损失成了“批次平均值的平均值”。最后一个批次比较小，要按 `len(y)` 加权。",
            ),
        ),
        Mistake(
            _evaluation(share=False),
            Words(
                "The second number is how many are right. Divide by the number of samples.",
                "第二个数是答对的个数，还要除以样本数。",
            ),
        ),
        Mistake(
            _evaluation(swap=True), Words("The loss comes first, then the accuracy.", "先返回损失，再返回准确率。")
        ),
        Mistake(
            _evaluation(dim=0),
            Words(
                "`argmax(dim=0)` looks down the columns. The classes of one sample stand in a row: `dim=1`.",
                "`argmax(dim=0)` 是沿着列找。一个样本的各个类别排在一行里：`dim=1`。",
            ),
        ),
    ),
)


# --- 11.keep: the best state, not the last ---------------------------------------------------------


def keep_best(model: nn.Module, train_once: Callable[[], None], validate: Callable[[], float], epochs: int) -> float:
    best, state = float("inf"), {}
    for _ in range(epochs):
        train_once()
        loss = validate()
        if loss < best:
            best, state = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(state)
    return best


class _Loading(nn.Linear):
    """It notes whether a state was loaded."""

    loaded = Words("no state loaded", "没有载入状态")

    def load_state_dict(self, *args: Any, **options: Any) -> Any:
        self.loaded = Words("a state loaded", "载入了状态")
        return super().load_state_dict(*args, **options)


def _use_keep(function: Any, losses: list[float]) -> tuple[Any, ...]:
    """A model whose weight is the number of the epoch, and whose losses are given."""
    model = _Loading(1, 1, bias=False)
    epoch = 0

    def train_once() -> None:
        nonlocal epoch
        epoch += 1
        with torch.no_grad():
            model.weight.fill_(float(epoch))

    best = function(model, train_once, lambda: losses[epoch - 1], len(losses))
    at = f"{model.weight.item():g}"
    return best, facts(Words(f"the state after epoch {at}", f"第 {at} 轮之后的状态"), model.loaded)


def _keep(how: Callable[[nn.Module], Any], *, better: Any = None, load: bool = True) -> Any:
    better = better or (lambda loss, best: loss < best)

    def keep(model: nn.Module, train_once: Callable[[], None], validate: Callable[[], float], epochs: int) -> Any:
        best, state = None, {}
        for _ in range(epochs):
            train_once()
            loss = validate()
            if best is None or better(loss, best):
                best, state = loss, how(model)
        if load:
            model.load_state_dict(state)
        return best

    return keep


def _copied(model: nn.Module) -> Any:
    return copy.deepcopy(model.state_dict())


def _stops(model: nn.Module, train_once: Callable[[], None], validate: Callable[[], float], epochs: int) -> Any:
    best, state = float("inf"), {}
    for _ in range(epochs):
        train_once()
        loss = validate()
        if loss >= best:
            break
        best, state = loss, _copied(model)
    model.load_state_dict(state)
    return best


KEEP = ProbedExercise(
    name="11.keep",
    task=Words("keep the best state, not the last", "留下最好的状态，而不是最后的"),
    reference=keep_best,
    probe=_use_keep,
    cases=lambda: [([0.9, 0.4, 0.5, 0.6],), ([0.9, 0.7, 0.8, 0.3, 0.5],), ([0.2, 0.3, 0.4],)],
    hints=(
        Words(
            "Remember two things as you go: the smallest validation loss so far, and the state the model had then.",
            "一路上记住两样：目前最小的验证损失，和当时模型的状态。",
        ),
        Words(
            "`model.state_dict()` holds the parameters themselves, not their values of now. `copy.deepcopy` makes a copy "
            "that stays.",
            "`model.state_dict()` 里放的是参数本身，不是它们此刻的值。`copy.deepcopy` 才能得到一份不再变化的副本。",
        ),
        Words(
            "At the end `model.load_state_dict(state)`, and return the smallest loss.",
            "最后 `model.load_state_dict(state)`，并返回最小的损失。",
        ),
    ),
    solution="""\
import copy

def keep_best(model, train_once, validate, epochs):
    best, state = float("inf"), None
    for epoch in range(epochs):
        train_once()
        loss = validate()
        if loss < best:
            best, state = loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(state)
    return best
""",
    remark=Words(
        "This is called early stopping when one also ends after some epochs without a new best.",
        "如果连续若干轮没有新的最好成绩就提前结束，就叫作早停。",
    ),
    mistakes=(
        Mistake(
            _keep(lambda model: model.state_dict()),
            Words(
                "The kept state went on changing: `state_dict()` holds the parameters themselves. Copy it: "
                "`copy.deepcopy(model.state_dict())`.",
                "存下的状态一直在跟着变：`state_dict()` 里放的是参数本身。要复制：`copy.deepcopy(model.state_dict())`。",
            ),
        ),
        Mistake(
            _keep(_copied, load=False),
            Words(
                "The best state was kept, but the model still has the last one: `model.load_state_dict(state)`.",
                "最好的状态存下了，但模型里仍是最后的状态：`model.load_state_dict(state)`。",
            ),
        ),
        Mistake(
            _keep(_copied, better=lambda loss, best: loss > best),
            Words("A loss is better when it is smaller.", "损失越小才越好。"),
        ),
        Mistake(
            _keep(_copied, better=lambda loss, best: True),
            Words(
                "This keeps the last epoch. Keep a state only if its loss is smaller than the best so far.",
                "这样留下的是最后一轮。只有损失比目前最小的还小时，才保存状态。",
            ),
        ),
        Mistake(
            _stops,
            Words(
                "It gives up at the first worse epoch. Validation losses jump; a later epoch may be better.",
                "第一次变差就放弃了。验证损失会有起伏，后面也许更好。",
            ),
        ),
    ),
)


# --- 11.recall: how many of the ill are found ------------------------------------------------------


def precision_recall(guesses: Tensor, labels: Tensor) -> tuple[float, float]:
    hits = ((guesses == 1) & (labels == 1)).sum().item()
    return hits / (guesses == 1).sum().item(), hits / (labels == 1).sum().item()


def _diagnoses() -> list[tuple[Tensor, Tensor]]:
    return [
        (torch.tensor([1, 1, 0, 0, 0, 1, 0, 0]), torch.tensor([1, 1, 1, 0, 0, 0, 1, 0])),
        (torch.tensor([1, 1, 1, 0, 0]), torch.tensor([1, 1, 1, 1, 0])),
        (torch.tensor([1, 1, 1, 1, 1, 0]), torch.tensor([1, 0, 0, 0, 1, 0])),
    ]


RECALL = FunctionExercise(
    name="11.recall",
    task=Words("precision and recall", "精确率和召回率"),
    reference=precision_recall,
    cases=_diagnoses,
    hints=(
        Words(
            "Both have the same number above the line: how many are guessed 1 and are 1.",
            "两个分子是同一个数：猜的是 1、实际也是 1 的个数。",
        ),
        Words(
            "`hits = ((guesses == 1) & (labels == 1)).sum()`. `&` means and, place by place; mind the brackets.",
            "`hits = ((guesses == 1) & (labels == 1)).sum()`。`&` 是逐个元素的“与”，注意括号。",
        ),
        Words(
            "Precision divides by the number of guesses that are 1, recall by the number of labels that are 1.",
            "精确率除以猜成 1 的个数，召回率除以标签为 1 的个数。",
        ),
    ),
    solution="""\
def precision_recall(guesses, labels):
    hits = ((guesses == 1) & (labels == 1)).sum().item()
    precision = hits / (guesses == 1).sum().item()
    recall = hits / (labels == 1).sum().item()
    return precision, recall
""",
    remark=Words(
        "`lab.metrics` has both, with torchmetrics' names.",
        "`lab.metrics` 里两个都有，名字与 torchmetrics 相同。",
    ),
    mistakes=(
        Mistake(
            lambda guesses, labels: precision_recall(guesses, labels)[::-1],
            Words("Precision comes first, then recall.", "先返回精确率，再返回召回率。"),
        ),
        Mistake(
            lambda guesses, labels: (guesses == labels).float().mean(),
            Words(
                "This is the accuracy. Wanted are two numbers about the 1s alone.",
                "这是准确率。要的是只看 1 的两个数。",
            ),
        ),
        Mistake(
            lambda guesses, labels: tuple(
                (guesses == labels).sum() / ones.sum() for ones in (guesses == 1, labels == 1)
            ),
            Words(
                "Above the line stand all right answers, also those where both are 0. Only hits count: both are 1.",
                "分子把所有答对的都算进去了，包括两者都是 0 的。只算都是 1 的。",
            ),
        ),
        Mistake(
            lambda guesses, labels: (((guesses == 1) & (labels == 1)).sum() / len(labels),) * 2,
            Words(
                "Divided by the number of all patients. Precision divides by those guessed 1, recall by those that are 1.",
                "除的是全部病人数。精确率要除以猜成 1 的个数，召回率要除以实际为 1 的个数。",
            ),
        ),
        Mistake(
            lambda guesses, labels: precision_recall(1 - guesses, 1 - labels),
            Words(
                "These are precision and recall of the 0s. The ill are the 1s.",
                "这是 0 的精确率和召回率。病人是 1。",
            ),
        ),
        Mistake(
            lambda guesses, labels: (((guesses == 1) & (labels == 1)).sum(),) * 2,
            Words("These are counts, not shares yet.", "这是个数，还不是比例。"),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (SPLIT, EPOCH, EVALUATE, KEEP, RECALL)
