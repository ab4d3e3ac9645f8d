"""What a tensor cannot do in its place in the graph; hooks; optimizers; devices."""

from autograd_lab.autograd.mistakes.mistake import Mistake

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        "integer_leaf",
        RuntimeError,
        "grad.needs_float",
        "An integer cannot change by a little, so it has no gradient. Write 1.0, or give dtype=torch.float32.",
        "整数不能作微小的变化，因此没有梯度。请写成 1.0，或指定 dtype=torch.float32。",
        """\
x = torch.tensor([1, 2], requires_grad=True)
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
""",
    ),
    Mistake(
        "flag_of_a_result",
        RuntimeError,
        "grad.not_leaf_flag",
        "requires_grad belongs to tensors that you made; of a result it follows from its inputs. detach() gives the "
        "same numbers without gradient.",
        "requires_grad 属于你自己创建的张量；计算结果的该属性由输入决定。detach() 给出数值相同但没有梯度的张量。",
        """\
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
y.requires_grad = False
""",
        """\
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
y = y.detach()
""",
    ),
    Mistake(
        "hook_returns_no_tensor",
        TypeError,
        "hook.returned",
        "What a hook returns takes the place of the gradient; so it is a tensor, or nothing.",
        "钩子的返回值会代替梯度，所以只能返回张量，或什么也不返回。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_hook(lambda grad: grad.norm().item())
(x * x).sum().backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_hook(lambda grad: print(grad.norm().item()))
(x * x).sum().backward()
""",
    ),
    Mistake(
        "hook_changes_shape",
        RuntimeError,
        "hook.replaced",
        "A hook may change the numbers of a gradient, not its shape: it belongs to that tensor.",
        "钩子可以改变梯度的数值，但不能改变形状：它属于那个张量。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_hook(lambda grad: grad.sum())
(x * x).sum().backward()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_hook(lambda grad: grad.clamp(-1, 1))
(x * x).sum().backward()
""",
    ),
    Mistake(
        "hook_without_gradient",
        RuntimeError,
        "hook.no_grad",
        "No gradient will arrive at this tensor, so a hook would never be called.",
        "这个张量不会收到梯度，钩子永远不会被调用。",
        """\
x = torch.tensor([1.0, 2.0])
x.register_hook(print)
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.register_hook(print)
""",
    ),
    Mistake(
        "assigned_gradient_of_another_shape",
        RuntimeError,
        "grad.assign_shape",
        ".grad has the shape of its tensor.",
        ".grad 的形状必须与张量相同。",
        """\
w = torch.zeros(2, 3, requires_grad=True)
w.grad = torch.ones(3, 2)
""",
        """\
w = torch.zeros(2, 3, requires_grad=True)
w.grad = torch.ones(2, 3)
""",
    ),
    Mistake(
        "numpy_of_a_tensor_with_gradient",
        RuntimeError,
        "numpy.requires_grad",
        "NumPy records nothing, so the graph would end without a word. Say so: detach() first.",
        "NumPy 不作记录，计算图会悄悄中断。请明确写出：先 detach()。",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.numpy()
""",
        """\
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.detach().numpy()
""",
    ),
    Mistake(
        "deepcopy_of_a_result",
        RuntimeError,
        "tensor.deepcopy_non_leaf",
        "A computed tensor is a part of its graph and cannot be copied alone. Copy its numbers: detach().clone().",
        "计算得到的张量是计算图的一部分，不能单独复制。请复制其数值：detach().clone()。",
        """\
import copy
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
copy.deepcopy(y)
""",
        """\
import copy
y = torch.tensor([1.0, 2.0], requires_grad=True) * 2
copy.deepcopy(y.detach())
""",
    ),
    Mistake(
        "inference_tensor_saved",
        RuntimeError,
        "inference.saved",
        "A tensor made in inference_mode() has no version counter, so autograd cannot keep it. Use no_grad() for data "
        "that will be used in training.",
        "inference_mode() 中创建的张量没有版本号，autograd 不能保存它。训练中要用的数据请在 no_grad() 中创建。",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.inference_mode():
    features = torch.ones(2) * 3
(w * features).sum().backward()
""",
        """\
w = torch.tensor([1.0, 2.0], requires_grad=True)
with torch.no_grad():
    features = torch.ones(2) * 3
(w * features).sum().backward()
""",
    ),
    Mistake(
        "optimizer_of_a_result",
        ValueError,
        "optim.not_leaf",
        "An optimizer changes leaves. Make the tensor first as it shall be, and ask for its gradient last.",
        "优化器只更新叶子。请先把张量做成所需的样子，最后再要求梯度。",
        """\
w = torch.ones(2, requires_grad=True) * 0.1
torch.optim.SGD([w], lr=0.1)
""",
        """\
w = (torch.ones(2) * 0.1).requires_grad_()
torch.optim.SGD([w], lr=0.1)
""",
    ),
    Mistake(
        "retain_grad_without_gradient",
        RuntimeError,
        "retain_grad.no_graph",
        "There will be no gradient to keep: nothing that the tensor comes from requires one.",
        "没有可保留的梯度：这个张量的来源都不需要梯度。",
        """\
y = torch.ones(2) * 2
y.retain_grad()
""",
        """\
y = torch.ones(2, requires_grad=True) * 2
y.retain_grad()
""",
    ),
    Mistake(
        "two_devices",
        RuntimeError,
        "device.mixed",
        "The data is on one device and the model on another. Move both to the same one, once, before the loop.",
        "数据在一个设备上，模型在另一个设备上。请在循环之前把两者移到同一设备。",
        """\
w = torch.ones(2, requires_grad=True, device="cuda")
(w * torch.ones(2)).sum().backward()
""",
        """\
w = torch.ones(2, requires_grad=True, device="cuda")
(w * torch.ones(2).to(w.device)).sum().backward()
""",
        needs="cuda",
    ),
)
