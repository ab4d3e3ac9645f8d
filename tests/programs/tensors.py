"""A first look at tensors: making them, computing with them, moving them."""

import numpy as np

import autograd_lab as torch

print("-- making tensors --")
random = torch.rand(5, 3)
print(random)
print(random.shape, random.dtype, random.device)
print(torch.zeros(2, 3))
print(torch.ones(2, 3, dtype=torch.int64))
print(torch.randn(2, 2).shape)
print(torch.tensor([[1, 2], [3, 4]]))
print(torch.tensor([1.5, 2.0, -3.25]))
print(torch.arange(0, 10, 2), torch.linspace(0, 1, 5))
print(torch.eye(3))
print(torch.full((2, 2), 7.0))
print(torch.tensor(3.14159), torch.tensor([]), torch.tensor([True, False]))

print("-- with NumPy --")
array = np.array([[1.0, 2.0], [3.0, 4.0]])
shared = torch.from_numpy(array)
array[0, 0] = 100.0  # the same memory
print(shared)
print(torch.ones(3).numpy())

print("-- on a device --")
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
x = torch.ones(2, 2, device=device)
print(x.device.type == device.type)
print(x.to("cpu", torch.float64))

print("-- computing --")
a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
b = torch.tensor([[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]])
print(a + b)
print(a * b)
print(b - a, b / a, a**2)
print(a @ b.t())
print(a.t(), a.t().shape)
print(a + torch.tensor([100.0, 200.0, 300.0]))  # broadcasting
print(a.sum(), a.mean(dim=0), a.max(), a.argmax(dim=1))
print(a > 3)
print(torch.cat([a, b]).shape, torch.stack([a, b]).shape)

print("-- looking at parts --")
print(a[0], a[:, 1], a[1, 2].item())
print(a.view(3, 2), a.reshape(-1), a.unsqueeze(0).shape)

print("-- copies --")
copy = a.clone()
copy[0, 0] = -1.0
print(a[0, 0], copy[0, 0])
cut = a.detach()
print(cut.requires_grad, cut.shape)
