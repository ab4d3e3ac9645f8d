"""Writing in place where backward, or a leaf, does not allow it."""

from autograd_lab.autograd.mistakes.mistake import Mistake

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "saved_value_overwritten",
        RuntimeError,
        "graph.modified",
        "An operation kept its output (or an input) for backward, and the program then wrote over it in place. Write "
        "y = y + 1 instead of y += 1: the old numbers stay where they are.",
        "某个运算保存了输出（或输入）供反向传播使用，而程序随后原地改写了它。"
        "请用 y = y + 1 代替 y += 1：旧的数值保持不变。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.exp()
y += 1
y.sum().backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.exp()
y = y + 1
y.sum().backward()
""",
    ),
    Mistake(
        "weights_changed_before_backward",
        RuntimeError,
        "graph.modified",
        "A parameter was updated between forward and backward. Forward, backward, and then the update.",
        "在前向计算与反向传播之间更新了参数。顺序应为：前向、反向，然后更新。",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum()
with torch.no_grad():
    w -= 0.1
loss.backward()
""",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum()
loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
""",
    ),
    Mistake(
        "leaf_written_in_place",
        RuntimeError,
        "inplace.leaf",
        "A parameter was changed in place while recording. Updates are no part of the model: put them under no_grad().",
        "在记录计算图时原地修改了参数。更新不是模型的一部分：请放在 no_grad() 之内。",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
w -= 0.1 * w.grad
""",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
with torch.no_grad():
    w -= 0.1 * w.grad
""",
    ),
    Mistake(
        "view_of_leaf_written_in_place",
        RuntimeError,
        "inplace.view_of_leaf",
        "w[0] is a view: writing to it writes into the parameter. Set initial values under no_grad().",
        "w[0] 是视图：写入它就是写入参数。请在 no_grad() 中设置初始值。",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
w[0].mul_(0)
""",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    w[0].mul_(0)
""",
    ),
    Mistake(
        "one_of_several_views",
        RuntimeError,
        "view.several_written",
        "split, unbind and chunk return several views at once, which may not be written to in place. Use a slice, or "
        "the out-of-place form.",
        "split、unbind、chunk 一次返回多个视图，不能原地写入。请用切片，或用非原地写法。",
        """\
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
first, second = y.split(1)
first += 1
""",
        """\
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
first = y[:1]
first += 1
""",
    ),
    Mistake(
        "expanded_written_in_place",
        RuntimeError,
        "inplace.expanded",
        "expand() repeats an element without copying it: writing to one place would write to all. clone() it first.",
        "expand() 重复元素但不复制：写一处就等于写所有处。请先 clone()。",
        """\
row = torch.tensor([[1.0, 2.0]]).expand(3, 2)
row += 1
""",
        """\
row = torch.tensor([[1.0, 2.0]]).expand(3, 2).clone()
row += 1
""",
    ),
    Mistake(
        "view_made_without_recording",
        RuntimeError,
        "view.no_grad_written",
        "The view was made under no_grad() and is written to while recording. Do both inside, or both outside.",
        "视图在 no_grad() 中创建，却在记录时被写入。两者应同在其内，或同在其外。",
        """\
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
with torch.no_grad():
    part = y[:1]
part += 1
""",
        """\
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
part = y[:1]
part += 1
""",
    ),
    Mistake(
        "inference_tensor_written",
        RuntimeError,
        "inference.inplace",
        "A tensor made in inference_mode() may be written to only there. clone() gives an ordinary one.",
        "inference_mode() 中创建的张量只能在其中写入。clone() 给出普通张量。",
        """\
with torch.inference_mode():
    x = torch.ones(2)
x.add_(1)
""",
        """\
with torch.inference_mode():
    x = torch.ones(2)
x = x.clone()
x.add_(1)
""",
    ),
    Mistake(
        "written_through_numpy",
        RuntimeError,
        "raw_write.found",
        "A NumPy array shares the tensor's memory, and writes through it are not counted: the gradient is silently "
        "wrong. detect_raw_writes() finds them; copy() the array before changing it.",
        "NumPy 数组与张量共享内存，通过它写入不会被计数，梯度会悄悄出错。"
        "detect_raw_writes() 能发现；修改数组之前请先 copy()。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.autograd.detect_raw_writes():
    loss = (x * x).sum()
    x.detach().numpy()[0] = 5
    loss.backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.autograd.detect_raw_writes():
    loss = (x * x).sum()
    x.detach().numpy().copy()[0] = 5
    loss.backward()
""",
        needs="autograd_lab",
    ),
)
