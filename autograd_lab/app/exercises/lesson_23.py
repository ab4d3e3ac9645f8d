"""Lesson 23, saving, exporting, deploying: what its exercises ask, accept, recognise and answer."""

from __future__ import annotations

import io
import json
import math
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import autograd_lab as torch
from autograd_lab import Tensor, nn
from autograd_lab.app.exercise import Exercise, Mistake
from autograd_lab.app.probed import ProbedExercise, facts
from autograd_lab.app.words import Words

TITLE = Words("Saving, exporting, deploying", "保存、导出与部署")


# --- 23.partial: take what fits --------------------------------------------------------------------


def load_matching(model: Any, state: Any) -> list[str]:
    own = model.state_dict()
    fitting = {name: value for name, value in state.items() if name in own and own[name].shape == value.shape}
    model.load_state_dict(fitting, strict=False)
    return [name for name in own if name not in fitting]


def _net(classes: int, seed: int) -> Any:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, classes))


def _use_partial(load: Any, kind: int) -> tuple[Any, ...]:
    """What is left behind in the model, and the names that are said to be new."""
    model, old = _net(2, seed=0), _net(5 if kind == 0 else 2, seed=1)
    state = dict(old.state_dict())
    if kind == 1:  # a key that the model lacks, and one that is missing
        state["extra"] = torch.ones(1)
        del state["0.bias"]
    if kind == 2:  # other names in the same order, and the same number of elements in another shape
        state = {"head": torch.ones(2, 4), **state, "0.weight": torch.ones(4, 3).T, "2.bias": torch.zeros(2)}
    new = load(model, state)
    said = ", ".join(map(str, new)) if isinstance(new, list | tuple | set) else str(new)
    return *(p.detach() for p in model.parameters()), said


def _taking(fits: Callable[[Any, Any, str], bool], say: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """Take the entries that `fits(own, state, name)` lets through; return what `say(own, taken)` makes of them."""

    def load(model: Any, state: Any) -> Any:
        own = model.state_dict()
        taken = {name: value for name, value in state.items() if fits(own, state, name)}
        model.load_state_dict(taken, strict=False)
        return say(own, taken)

    return load


def _fits(own: Any, state: Any, name: str) -> bool:
    return name in own and own[name].shape == state[name].shape


def _missing(own: Any, taken: Any) -> list[str]:
    return [name for name in own if name not in taken]


def _by_place(model: Any, state: Any) -> list[str]:
    own = model.state_dict()
    taken = {name: v for (name, w), v in zip(own.items(), state.values(), strict=False) if w.shape == v.shape}
    model.load_state_dict(taken, strict=False)
    return _missing(own, taken)


def _not_strict(model: Any, state: Any) -> list[str]:
    return list(model.load_state_dict(state, strict=False).missing_keys)


PARTIAL = ProbedExercise(
    name="23.partial",
    task=Words("load what fits", "加载能用的部分"),
    reference=load_matching,
    probe=_use_partial,
    cases=lambda: [(0,), (1,), (2,)],
    hints=(
        Words(
            "`own = model.state_dict()` says which names the model has, and `own[name].shape` what fits.",
            "`own = model.state_dict()` 说明模型有哪些名字，`own[name].shape` 说明怎样才对得上。",
        ),
        Words(
            "Build a dict of the entries of `state` whose name is in `own` with the same shape.",
            "从 `state` 里挑出名字在 `own` 里、形状也相同的项，放进一个字典。",
        ),
        Words(
            "`model.load_state_dict(fitting, strict=False)`; then return the names in `own` that are not in `fitting`.",
            "`model.load_state_dict(fitting, strict=False)`；然后返回 `own` 里有、`fitting` 里没有的名字。",
        ),
    ),
    solution="""\
def load_matching(model, state):
    own = model.state_dict()
    fitting = {name: value for name, value in state.items() if name in own and own[name].shape == value.shape}
    model.load_state_dict(fitting, strict=False)
    return [name for name in own if name not in fitting]
""",
    remark=Words(
        "Always look at the list that comes back: if it names more than the new head, most of the model is still random.",
        "返回的名单一定要看：如果上面不只是新的输出层，那么模型的大部分还是随机数。",
    ),
    mistakes=(
        Mistake(
            _not_strict,
            Words(
                "`strict=False` forgives missing and unexpected names, but not another shape. Sort those out first.",
                "`strict=False` 容许缺少或多出名字，但不容许形状不同。请先把形状不同的挑出去。",
            ),
        ),
        Mistake(
            _by_place,
            Words(
                "This goes by the order of the entries. Go by their names: the order may differ.",
                "这是按顺序对应的。请按名字对应：顺序可能不同。",
            ),
        ),
        Mistake(
            _taking(_fits, lambda own, taken: list(taken)),
            Words(
                "These are the names that were loaded. Wanted are those that were *not*.",
                "返回的是已经加载的名字。要的是*没有*加载的。",
            ),
        ),
        Mistake(
            _taking(lambda own, state, name: name in own and own[name].numel() == state[name].numel(), _missing),
            Words(
                "The same number of elements is not the same shape.",
                "元素个数相同，不等于形状相同。",
            ),
        ),
        Mistake(
            lambda model, state: _missing(
                model.state_dict(), {k: 1 for k in state if _fits(model.state_dict(), state, k)}
            ),
            Words(
                "Nothing has been loaded: call `model.load_state_dict(..., strict=False)`.",
                "什么也没有加载：要调用 `model.load_state_dict(..., strict=False)`。",
            ),
        ),
        Mistake(
            lambda model, state: model.load_state_dict(state),
            Words(
                "By default everything has to agree. Pick out what fits, and pass `strict=False`.",
                "默认要求全部一致。请挑出能用的部分，并传入 `strict=False`。",
            ),
        ),
    ),
)


# --- 23.resume: as if nothing had happened ---------------------------------------------------------


class Run:
    def __init__(self, model: Any, optimizer: Any) -> None:
        self.model, self.optimizer = model, optimizer

    def save(self, file: Any, step: int) -> None:
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict()}
        torch.save({**state, "random": torch.get_rng_state(), "step": step}, file)

    def load(self, file: Any) -> int:
        state = torch.load(file)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        return state["step"]


def _fresh(seed: int) -> tuple[Any, Any]:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 1))
    return model, torch.optim.Adam(model.parameters(), lr=0.1)


def _steps(model: Any, optimizer: Any, first: int, last: int) -> None:
    x = torch.linspace(-1, 1, 24).reshape(6, 4)
    for _ in range(first, last):
        optimizer.zero_grad()
        (model(x) ** 2).mean().backward()
        optimizer.step()


def _use_run(run: Any, stop: int) -> tuple[Any, ...]:
    """Six steps, interrupted at `stop` and gone on with in a new model; beside them those that were not."""
    model, optimizer = _fresh(0)
    _steps(model, optimizer, 0, stop)
    file = io.BytesIO()
    run(model, optimizer).save(file, stop)
    _steps(model, optimizer, stop, 6)
    file.seek(0)
    again, other = _fresh(1)
    step = run(again, other).load(file)
    _steps(again, other, step if step == stop else stop, 6)
    equal = all(map(torch.equal, model.parameters(), again.parameters()))
    return (
        *(p.detach() for p in again.parameters()),
        facts(
            Words(f"goes on at step {step}", f"从第 {step} 步接着走"),
            Words("bit for bit the same", "每一位都相同") if equal else Words("another run", "不再是同一次训练"),
        ),
    )


class _NoOptimizer(Run):
    def load(self, file: Any) -> int:
        state = torch.load(file)
        self.model.load_state_dict(state["model"])
        torch.set_rng_state(state["random"])
        return state["step"]


class _NoRandom(Run):
    def load(self, file: Any) -> int:
        state = torch.load(file)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        return state["step"]


class _WeightsOnly(Run):
    def load(self, file: Any) -> int:
        state = torch.load(file)
        self.model.load_state_dict(state["model"])
        return state["step"]


class _Rebound(Run):
    def load(self, file: Any) -> int:
        state = torch.load(file)
        self.model, self.optimizer = state["model"], state["optimizer"]
        torch.set_rng_state(state["random"])
        return state["step"]


class _Whole(Run):
    def save(self, file: Any, step: int) -> None:
        torch.save({"model": self.model, "optimizer": self.optimizer, "step": step}, file)


class _NoStep(Run):
    def load(self, file: Any) -> Any:
        super().load(file)


RESUME = ProbedExercise(
    name="23.resume",
    task=Words("go on as if nothing had happened", "像没有中断过一样接着训练"),
    reference=Run,
    probe=_use_run,
    cases=lambda: [(3,), (1,)],
    hints=(
        Words(
            'Save a dict: `{"model": self.model.state_dict(), "optimizer": ..., "random": torch.get_rng_state(), "step": step}`.',
            '保存一个字典：`{"model": self.model.state_dict(), "optimizer": ..., "random": torch.get_rng_state(), "step": step}`。',
        ),
        Words(
            '`load` gives each its part: `self.model.load_state_dict(state["model"])`, the optimizer likewise, `torch.set_rng_state(state["random"])`.',
            '`load` 把各部分还给各自的主人：`self.model.load_state_dict(state["model"])`，优化器也一样，再 `torch.set_rng_state(state["random"])`。',
        ),
        Words("At the end of `load`, return the step.", "`load` 最后返回步数。"),
    ),
    solution="""\
class Run:
    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer

    def save(self, file, step):
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "random": torch.get_rng_state(),
            "step": step,
        }
        torch.save(state, file)

    def load(self, file):
        state = torch.load(file)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        torch.set_rng_state(state["random"])
        return state["step"]
""",
    remark=Words(
        "A learning-rate schedule, a GradScaler and the loader's position belong into it too, if there are any.",
        "如果还有学习率调度、GradScaler 和加载器的位置，也要一起存进去。",
    ),
    mistakes=(
        Mistake(
            _NoOptimizer,
            Words(
                "The optimizer starts anew: Adam's running means are lost. Save and load its `state_dict()` too.",
                "优化器从头开始了：Adam 的滑动平均丢了。它的 `state_dict()` 也要保存和加载。",
            ),
        ),
        Mistake(
            _NoRandom,
            Words(
                "Dropout drops other neurons than it would have. Save `torch.get_rng_state()`, and set it again.",
                "Dropout 丢掉的神经元和本来要丢的不一样。要保存 `torch.get_rng_state()`，再设置回去。",
            ),
        ),
        Mistake(
            _WeightsOnly,
            Words(
                "Only the weights come back. The optimizer has a state too, and so have the random numbers.",
                "回来的只有权重。优化器也有状态，随机数也有。",
            ),
        ),
        Mistake(
            _Rebound,
            Words(
                "Only names have been bound anew: the model outside has not changed. Use `load_state_dict`.",
                "这只是给名字换了个对象：外面的模型没有变。请用 `load_state_dict`。",
            ),
        ),
        Mistake(
            _Whole,
            Words(
                "Objects with code do not go into a file. Save their `state_dict()`.",
                "带代码的对象不能写进文件。请保存它们的 `state_dict()`。",
            ),
        ),
        Mistake(_NoStep, Words("`load` has to return the step.", "`load` 要返回步数。")),
    ),
)


# --- 23.safely: the old file or the new, nothing between -------------------------------------------


def write_safely(path: Any, content: Any) -> None:
    temporary = f"{path}.tmp"
    try:
        with open(temporary, "wb") as file:
            content(file)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _use_safely(write: Any, exists: bool, fails: bool) -> str:
    """What stands in the folder after writing, where the writer may break down in the middle."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        if exists:
            Path(path).write_bytes(b"old")
        early = []

        def content(file: Any) -> None:
            file.write(b"new, ")
            file.flush()
            early.append(Path(path).read_bytes() if os.path.exists(path) else b"")
            if fails:
                raise OSError("disk full")
            file.write(b"whole")

        try:
            write(path, content)
            raised = Words("no error", "没有错误")
        except OSError:
            raised = Words("the error is passed on", "错误传了出来")
        there = Path(path).read_bytes().decode() if os.path.exists(path) else "-"
        others = len([name for name in os.listdir(folder) if name != "model"])
        kept = early == [b"old" if exists else b""]
    return facts(
        f"model: {there}",
        raised,
        Words(f"{others} other files", f"另有 {others} 个文件"),
        Words("untouched while writing", "写的时候原文件没有动")
        if kept
        else Words("changed while writing", "写的时候原文件变了"),
    )


def _straight(path: Any, content: Any) -> None:
    with open(path, "wb") as file:
        content(file)


def _through(clean: bool = True, onward: bool = True, late: bool = False) -> Callable[..., None]:
    """By way of a temporary file, with a fault."""

    def write(path: Any, content: Any) -> None:
        temporary = Path(f"{path}.tmp")
        try:
            with open(temporary, "wb") as file:
                content(file)
        except OSError:
            if clean:
                temporary.unlink()
            if late:
                Path(path).unlink(missing_ok=True)
            if onward:
                raise
            return
        os.replace(temporary, path)

    return write


def _removed_first(path: Any, content: Any) -> None:
    Path(path).unlink(missing_ok=True)
    write_safely(path, content)


def _in_memory(path: Any, content: Any) -> None:
    with open(path, "wb") as file:
        buffer = io.BytesIO()
        content(buffer)
        file.write(buffer.getvalue())


def _never_moved(path: Any, content: Any) -> None:
    try:
        _straight(f"{path}.tmp", content)
    except OSError:
        Path(f"{path}.tmp").unlink()
        raise


SAFELY = ProbedExercise(
    name="23.safely",
    task=Words("write a file whole or not at all", "文件要么写完整，要么不写"),
    reference=write_safely,
    probe=_use_safely,
    cases=lambda: [(True, False), (True, True), (False, True)],
    hints=(
        Words(
            'Write to another name in the same folder: `open(path + ".tmp", "wb")`, and call `content(file)`.',
            '先写到同一个文件夹里的另一个名字：`open(path + ".tmp", "wb")`，再调用 `content(file)`。',
        ),
        Words(
            "When it is closed, `os.replace(temporary, path)` gives it the name, in one step.",
            "关闭之后，`os.replace(temporary, path)` 一步就把名字换过来。",
        ),
        Words(
            "`try ... except BaseException:` removes the temporary file with `os.remove`, and then `raise` passes the error on.",
            "`try ... except BaseException:` 里用 `os.remove` 删掉临时文件，再用 `raise` 把错误传出去。",
        ),
    ),
    solution="""\
import os

def write_safely(path, content):
    temporary = path + ".tmp"
    try:
        with open(temporary, "wb") as file:
            content(file)
        os.replace(temporary, path)
    except BaseException:
        os.remove(temporary)
        raise
""",
    remark=Words(
        "`lab.save` does this by itself, and forces the bytes to the disk (`os.fsync`) before it renames. PyTorch's `torch.save` does not.",
        "`lab.save` 自己就是这样做的，改名之前还会强制把数据写到磁盘上（`os.fsync`）。PyTorch 的 `torch.save` 不会。",
    ),
    mistakes=(
        Mistake(
            _straight,
            Words(
                '`open(path, "wb")` empties the old file before the new one is written. Write elsewhere first.',
                '`open(path, "wb")` 一打开就清空了旧文件，而新的还没写好。请先写到别处。',
            ),
        ),
        Mistake(
            _in_memory,
            Words(
                "The old file is emptied when it is opened, before the content is there. Open it only afterwards, and under another name.",
                "一打开，旧文件就清空了，而内容还没准备好。要先写好，而且用另一个名字。",
            ),
        ),
        Mistake(
            _through(clean=False),
            Words(
                "The old file is safe, but half a temporary file is left behind. Remove it.",
                "旧文件保住了，但留下了半个临时文件。请把它删掉。",
            ),
        ),
        Mistake(
            _through(onward=False),
            Words(
                "The error is swallowed: the caller believes that the file was saved. `raise` it again.",
                "错误被吞掉了：调用的人会以为已经保存好了。请再 `raise` 出去。",
            ),
        ),
        Mistake(
            _removed_first,
            Words(
                "The old file is removed before the new one is there. `os.replace` replaces it by itself.",
                "新文件还没写好，旧文件就删了。`os.replace` 自己会替换它。",
            ),
        ),
        Mistake(
            _never_moved,
            Words(
                "The new content stays under the temporary name: `os.replace(temporary, path)` is missing.",
                "新内容还留在临时的名字下：漏了 `os.replace(temporary, path)`。",
            ),
        ),
        Mistake(
            _through(late=True),
            Words(
                "On an error the old file is deleted. It should stay as it was.",
                "出错时把旧文件删了。它应当保持原样。",
            ),
        ),
    ),
)


# --- 23.quantize: a weight in one byte -------------------------------------------------------------


def quantize(w: Tensor) -> tuple[Tensor, Tensor]:
    scale = w.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
    return (w / scale).round().to(torch.int8), scale


def _use_quantize(function: Any, w: Tensor) -> tuple[Any, ...]:
    """The whole numbers and their type, what they stand for, and whether every row can be divided by its scale."""
    q, scale = function(w)
    positive = bool((scale > 0).all())
    return (
        q.to(torch.float32),
        q.to(torch.float32) * scale,
        facts(
            str(q.dtype), Words("scales above 0", "尺度都大于 0") if positive else Words("a scale of 0", "有的尺度为 0")
        ),
    )


def _quantizing(
    rows: bool = True, top: int = 127, rounding: str = "round", dtype: Any = None, guard: bool = True,
    magnitude: bool = True,
) -> Callable[..., Any]:  # fmt: skip
    """Quantization with a fault."""

    def run(w: Tensor) -> Any:
        size = w.abs() if magnitude else w
        largest = size.amax(dim=1, keepdim=True) if rows else size.max()
        scale = (largest.clamp(min=1e-12) if guard else largest) / top
        q = w / scale
        q = {"round": q.round, "trunc": q.trunc, "none": lambda: q}[rounding]()
        return q.to(torch.int8 if dtype is None else dtype), scale

    return run


QUANTIZE = ProbedExercise(
    name="23.quantize",
    task=Words("weights as whole numbers in one byte", "把权重变成一字节的整数"),
    reference=quantize,
    probe=_use_quantize,
    cases=lambda: [
        (torch.tensor([[0.5, -1.27, 0.333], [0.02, 0.0127, -0.0049]]),),
        (torch.tensor([[-3.0, 1.0, 0.26], [0.0, 0.0, 0.0]]),),
    ],
    hints=(
        Words(
            "The scale of a row is its largest absolute value divided by 127: `w.abs().amax(dim=1, keepdim=True) / 127`.",
            "一行的尺度是这一行绝对值的最大值除以 127：`w.abs().amax(dim=1, keepdim=True) / 127`。",
        ),
        Words(
            "The whole numbers are `(w / scale).round()`, as `torch.int8`.",
            "整数是 `(w / scale).round()`，类型为 `torch.int8`。",
        ),
        Words(
            "A row of zeros has the scale 0, and 0 / 0 is nan: `.clamp(min=1e-12)` before dividing by 127.",
            "全是零的行尺度为 0，而 0 / 0 是 nan：除以 127 之前先 `.clamp(min=1e-12)`。",
        ),
    ),
    solution="""\
def quantize(w):
    scale = w.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
    q = (w / scale).round().to(torch.int8)
    return q, scale
""",
    remark=Words(
        "Back again it is `q.float() * scale`, and no weight is off by more than half a scale.",
        "变回去就是 `q.float() * scale`，每个权重的误差都不超过半个尺度。",
    ),
    mistakes=(
        Mistake(
            _quantizing(rows=False),
            Words(
                "One scale for the whole matrix: a row of small weights then has few steps. Each row has its own: `amax(dim=1, keepdim=True)`.",
                "整个矩阵只用了一个尺度：权重小的行就没剩几档了。每一行用自己的：`amax(dim=1, keepdim=True)`。",
            ),
        ),
        Mistake(
            _quantizing(top=128),
            Words(
                "int8 reaches from −128 to 127: the largest weight becomes 128, which does not fit. Divide by 127.",
                "int8 的范围是 −128 到 127：最大的权重变成 128，放不下。请除以 127。",
            ),
        ),
        Mistake(
            _quantizing(rounding="none"),
            Words(
                "Converting to int8 cuts off, which makes every weight smaller. Round first.",
                "直接转成 int8 是截断，所有权重都会变小。请先四舍五入。",
            ),
        ),
        Mistake(
            _quantizing(rounding="none", dtype=torch.float32),
            Words(
                "These are not whole numbers yet: round, and convert to `torch.int8`.",
                "这还不是整数：先舍入，再转成 `torch.int8`。",
            ),
        ),
        Mistake(
            _quantizing(dtype=torch.float32),
            Words(
                "Whole numbers, but still stored as floats of four bytes: `.to(torch.int8)`.",
                "数是整数了，但还是按四字节的浮点数存的：`.to(torch.int8)`。",
            ),
        ),
        Mistake(
            _quantizing(guard=False),
            Words(
                "A row of zeros has the scale 0, and dividing gives nan. `.clamp(min=1e-12)`.",
                "全是零的行尺度为 0，一除就是 nan。请用 `.clamp(min=1e-12)`。",
            ),
        ),
        Mistake(
            _quantizing(magnitude=False),
            Words(
                "The largest weight by absolute value counts: a negative one may be larger. `w.abs()`.",
                "要按绝对值取最大：负的权重绝对值可能更大。请用 `w.abs()`。",
            ),
        ),
    ),
)


# --- 23.predict: a door with a guard ---------------------------------------------------------------


def predict(model: Any, mean: float, std: float, text: str) -> tuple[int, float]:
    pixels = json.loads(text)["pixels"]
    if not isinstance(pixels, list) or len(pixels) != 64:
        raise ValueError("64 pixels are needed")
    if not all(isinstance(p, (int, float)) and 0 <= p <= 16 for p in pixels):
        raise ValueError("a pixel is a number from 0 to 16")
    x = (torch.tensor([pixels], dtype=torch.float32) - mean) / std
    model.eval()
    with torch.no_grad():
        probabilities = torch.softmax(model(x), dim=1)[0]
    digit = probabilities.argmax().item()
    return digit, probabilities[digit].item()


_BAD = (
    [0.5] * 63, [0.5] * 65, [[0.5] * 8] * 8, [0.5] * 63 + ["x"], [0.5] * 63 + [17], [0.5] * 63 + [-1],
    [0.5] * 63 + [math.nan], [0.5] * 63 + [None], "0" * 64,
)  # fmt: skip


def _digit_net() -> Any:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(64, 16), nn.BatchNorm1d(16), nn.Tanh(), nn.Dropout(0.5), nn.Linear(16, 10))


def _use_predict(function: Any, kind: int) -> tuple[Any, ...]:
    """Answers to right questions, and how many wrong ones are refused with a ValueError."""
    model = _digit_net()
    right = [[(kind * i * 7 + i) % 17 for i in range(64)], [16 if i % (kind + 2) == 0 else 0 for i in range(64)]]
    answers = []
    for pixels in right:
        digit, probability = function(model, 4.9, 6.0, json.dumps({"pixels": pixels}))
        answers += [digit, probability]
    refused = 0
    for bad in _BAD if kind else ():
        try:
            function(model, 4.9, 6.0, json.dumps({"pixels": bad}))
        except ValueError:
            refused += 1
        except Exception as error:  # the caller would see a stack trace, not an answer
            return *answers, type(error).__name__
    return *answers, facts(Words(f"{refused} bad questions refused", f"拒绝了 {refused} 个不合格的请求"))


def _predicting(
    prepare: Callable[..., Tensor] | None = None, count: bool = True, span: bool = True, kinds: bool = True,
    mode: bool = True, soft: bool = True,
) -> Callable[..., Any]:  # fmt: skip
    """A prediction with a fault."""

    def run(model: Any, mean: float, std: float, text: str) -> Any:
        pixels = json.loads(text)["pixels"]
        if count and (not isinstance(pixels, list) or len(pixels) != 64):
            raise ValueError
        if kinds and not all(isinstance(p, (int, float)) for p in pixels):
            raise ValueError
        if span and not all(0 <= p <= 16 for p in pixels if isinstance(p, (int, float))):
            raise ValueError
        x = torch.tensor([pixels], dtype=torch.float32)
        x = (x - mean) / std if prepare is None else prepare(x)
        if mode:
            model.eval()
        with torch.no_grad():
            scores = model(x)
        found = torch.softmax(scores, dim=1)[0] if soft else scores[0]
        return found.argmax().item(), found.max().item()

    return run


PREDICT = ProbedExercise(
    name="23.predict",
    task=Words("answer a request", "回答一个请求"),
    reference=predict,
    probe=_use_predict,
    cases=lambda: [(0,), (1,), (2,)],
    hints=(
        Words(
            '`json.loads(text)["pixels"]` is a list. Check that it has 64 elements, all numbers from 0 to 16; if not, `raise ValueError(...)`.',
            '`json.loads(text)["pixels"]` 是列表。检查它有 64 个元素，都是 0 到 16 的数；不然就 `raise ValueError(...)`。',
        ),
        Words(
            "Then as in training: float32, a batch of one (`torch.tensor([pixels])`), minus `mean`, divided by `std`.",
            "然后和训练时一样：float32，只有一个样本的批次（`torch.tensor([pixels])`），减 `mean`，除以 `std`。",
        ),
        Words(
            "`model.eval()`, `torch.no_grad()`, `torch.softmax(model(x), dim=1)[0]`; `0 <= p <= 16` also refuses nan.",
            "`model.eval()`，`torch.no_grad()`，`torch.softmax(model(x), dim=1)[0]`；`0 <= p <= 16` 也能挡住 nan。",
        ),
    ),
    solution="""\
import json

def predict(model, mean, std, text):
    pixels = json.loads(text)["pixels"]
    if not isinstance(pixels, list) or len(pixels) != 64:
        raise ValueError("64 pixels are needed")
    if not all(isinstance(p, (int, float)) and 0 <= p <= 16 for p in pixels):
        raise ValueError("a pixel is a number from 0 to 16")
    x = (torch.tensor([pixels], dtype=torch.float32) - mean) / std
    model.eval()
    with torch.no_grad():
        probabilities = torch.softmax(model(x), dim=1)[0]
    digit = probabilities.argmax().item()
    return digit, probabilities[digit].item()
""",
    remark=Words(
        "The checks are as much a part of a deployed model as its weights: nobody outside knows what it was trained on.",
        "这些检查和权重一样，是上线模型的一部分：外面的人并不知道它是用什么训练的。",
    ),
    mistakes=(
        Mistake(
            _predicting(prepare=lambda x: x),
            Words(
                "The pixels go in as they are. The model was trained on standardized ones: `(x - mean) / std`.",
                "像素原样就送进去了。模型是用标准化的像素训练的：`(x - mean) / std`。",
            ),
        ),
        Mistake(
            _predicting(prepare=lambda x: (x - x.mean()) / x.std()),
            Words(
                "Standardized by the mean of this one image. Use those of the training set: `mean` and `std`.",
                "这是用这一张图像自己的平均值来标准化的。要用训练集的：`mean` 和 `std`。",
            ),
        ),
        Mistake(
            _predicting(prepare=lambda x: x / 16),
            Words(
                "Divided by 16, but in training it was `(x - mean) / std`. It must be exactly the same.",
                "这里除以了 16，而训练时是 `(x - mean) / std`。必须完全一样。",
            ),
        ),
        Mistake(
            _predicting(mode=False),
            Words(
                "The model is still in training mode: batch normalization needs several samples then, and dropout is at work. `model.eval()` first.",
                "模型还在训练模式：这时批归一化需要多个样本，dropout 也在起作用。先 `model.eval()`。",
            ),
        ),
        Mistake(
            _predicting(soft=False),
            Words(
                "This is a score, not a probability: softmax over the ten.",
                "这是得分，不是概率：要对十个得分做 softmax。",
            ),
        ),
        Mistake(
            _predicting(span=False),
            Words(
                "Pixels of 17, −1 or nan get an answer. Check `0 <= p <= 16` for each.",
                "17、−1 或 nan 这样的像素也得到了回答。每个都要检查 `0 <= p <= 16`。",
            ),
        ),
        Mistake(
            _predicting(count=False, kinds=False, span=False),
            Words(
                "A wrong question ends in an error from deep inside. Check the number of pixels and each pixel first, and raise a ValueError.",
                "不合格的请求在内部深处才出错。请先检查像素的个数和每个像素，并抛出 ValueError。",
            ),
        ),
    ),
)

EXERCISES: tuple[Exercise, ...] = (PARTIAL, RESUME, SAFELY, QUANTIZE, PREDICT)
