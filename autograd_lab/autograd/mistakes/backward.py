"""Going back: no graph, a graph that was freed, the wrong start."""

from autograd_lab.autograd.mistakes.mistake import Mistake

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "backward_twice",
        RuntimeError,
        "graph.freed",
        "backward() gave back the values that the graph kept, to save memory; a second one finds nothing to compute "
        "with. Compute the loss again for each backward, or keep them with retain_graph=True.",
        "backward() 为节省内存，已释放计算图保存的值；第二次反向传播无值可用。"
        "请为每次 backward() 重新计算损失，或用 retain_graph=True 保留。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x * x).sum()
loss.backward()
loss.backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x * x).sum()
loss.backward(retain_graph=True)
loss.backward()
""",
    ),
    Mistake(
        "shared_part",
        RuntimeError,
        "graph.freed",
        "Two losses share a part of the graph. The first backward freed that part. Add the losses and go back once.",
        "两个损失共用计算图的一部分，而第一次 backward() 已释放这一部分。请把损失相加，只反向传播一次。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
shared = x.exp()
first, second = shared.sum(), (shared * 2).sum()
first.backward()
second.backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
shared = x.exp()
first, second = shared.sum(), (shared * 2).sum()
(first + second).backward()
""",
    ),
    Mistake(
        "state_of_last_step",
        RuntimeError,
        "graph.freed",
        "The state that a loop carries on hangs in the graph of the step before, which is freed. detach() it between "
        "the steps: the gradient then stops there.",
        "循环中传递的状态仍挂在上一步的计算图上，而那张图已被释放。请在两步之间 detach()：梯度到此为止。",
        """\
w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)
for step in range(2):
    state = (w * state).tanh()
    state.backward()
""",
        """\
w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)
for step in range(2):
    state = (w * state.detach()).tanh()
    state.backward()
""",
    ),
    Mistake(
        "nothing_requires_grad",
        RuntimeError,
        "backward.no_graph",
        "No tensor in the computation has requires_grad=True, so nothing was recorded. Ask for it before computing.",
        "参与计算的张量都没有 requires_grad=True，所以什么也没有记录。请在计算之前设定。",
        """\
x = torch.tensor([1.0, 2.0])
(x * 2).sum().backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * 2).sum().backward()
""",
    ),
    Mistake(
        "detached",
        RuntimeError,
        "backward.no_graph",
        "detach() (or .data) cut the tensor off from the graph. Compute the loss from the tensor itself; detach only "
        "what you print or store.",
        "detach()（或 .data）把张量与计算图断开了。请直接用原张量计算损失；只对要打印或保存的值使用 detach()。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x * 2).detach()
y.sum().backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y.sum().backward()
print(y.detach())
""",
    ),
    Mistake(
        "ended_by_no_grad",
        RuntimeError,
        "backward.no_graph",
        "The loss was computed under no_grad(), where nothing is recorded. Only evaluation and updates belong there.",
        "损失是在 no_grad() 中计算的，那里什么也不记录。只有评估和更新参数才应放在其中。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    loss = (x * 2).sum()
loss.backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (x * 2).sum()
with torch.no_grad():
    print(loss)
loss.backward()
""",
    ),
    Mistake(
        "made_anew",
        RuntimeError,
        "backward.no_graph",
        "torch.tensor(value.item()) makes a new number without history. Join tensors with torch.stack or torch.cat.",
        "torch.tensor(value.item()) 创建的是没有历史的新数。请用 torch.stack 或 torch.cat 合并张量。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
losses = [x.sum(), (x * x).sum()]
torch.tensor([loss.item() for loss in losses]).sum().backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
losses = [x.sum(), (x * x).sum()]
torch.stack(losses).sum().backward()
""",
    ),
    Mistake(
        "no_derivative",
        RuntimeError,
        "backward.no_graph",
        "argmax, comparisons and rounding to integers jump: they pass no gradient. Train with a smooth loss and use "
        "accuracy only to look at.",
        "argmax、比较和取整的值是跳变的，不传递梯度。请用平滑的损失训练，准确率只用来观察。",
        """\
scores = torch.tensor([[2.0, 1.0], [0.0, 3.0]], requires_grad=True)
labels = torch.tensor([0, 1])
accuracy = (scores.argmax(1) == labels).float().mean()
(1 - accuracy).backward()
""",
        """\
scores = torch.tensor([[2.0, 1.0], [0.0, 3.0]], requires_grad=True)
labels = torch.tensor([0, 1])
torch.nn.functional.cross_entropy(scores, labels).backward()
""",
    ),
    Mistake(
        "not_one_number",
        RuntimeError,
        "backward.non_scalar",
        "A gradient is that of one number. Reduce the loss with .mean() or .sum(), or say with what each element "
        "counts: backward(gradient).",
        "梯度是对一个数求的。请用 .mean() 或 .sum() 归约损失，或给出各元素的权重：backward(gradient)。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).sum().backward()
(x * x).backward(torch.ones(2))
""",
    ),
    Mistake(
        "gradient_of_another_shape",
        RuntimeError,
        "backward.start_shape",
        "The gradient to start from has one element for each element of the tensor.",
        "起始梯度的每个元素对应张量的一个元素，形状必须相同。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).backward(torch.ones(3))
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).backward(torch.ones(2))
""",
    ),
    Mistake(
        "unused_input",
        RuntimeError,
        "backward.unused_input",
        "The outputs do not depend on one of the inputs. Ask for those that were used, or allow_unused=True (None).",
        "输出与其中一个输入无关。请只对参与计算的张量求导，或设 allow_unused=True（返回 None）。",
        """\
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
torch.autograd.grad(a * 3, [a, b])
""",
        """\
a = torch.tensor(1.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
torch.autograd.grad(a * 3, [a, b], allow_unused=True)
""",
    ),
    Mistake(
        "input_without_requires_grad",
        RuntimeError,
        "backward.input_needs_no_grad",
        "The gradient was asked for with respect to a tensor that does not require one.",
        "所求梯度的张量并没有设 requires_grad。",
        """\
x, w = torch.tensor(1.0), torch.tensor(2.0, requires_grad=True)
torch.autograd.grad(x * w, x)
""",
        """\
x, w = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
torch.autograd.grad(x * w, x)
""",
    ),
    Mistake(
        "nan",
        RuntimeError,
        "anomaly.nan",
        "The slope of a root is infinite at 0, and inf * 0 is nan. Anomaly mode finds the line; a small number inside "
        "the root avoids it.",
        "根函数在 0 处的斜率为无穷大，而 inf * 0 是 nan。异常检测模式能找到那一行；在根号内加一个很小的数即可避免。",
        """\
import warnings
warnings.simplefilter("ignore")
x = torch.zeros(2, requires_grad=True)
with torch.autograd.detect_anomaly():
    (x.sqrt() * x).sum().backward()
""",
        """\
x = torch.zeros(2, requires_grad=True)
((x + 1e-12).sqrt() * x).sum().backward()
assert not x.grad.isnan().any()
""",
    ),
)
