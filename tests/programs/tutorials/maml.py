"""MAML on sine waves: the gradient of a loss after gradient steps."""

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import nn

torch.manual_seed(7)


# MAML on sine waves, higher order
def mlp(x, ps):
    w1, b1, w2, b2 = ps
    return F.linear(torch.tanh(F.linear(x, w1, b1)), w2, b2)


params = [
    nn.Parameter(torch.randn(20, 1)),
    nn.Parameter(torch.zeros(20)),
    nn.Parameter(torch.randn(1, 20) * 0.1),
    nn.Parameter(torch.zeros(1)),
]
meta = torch.optim.Adam(params, lr=1e-2)
for it in range(10):
    meta.zero_grad()
    outer = 0.0
    for task in range(3):
        A, ph = torch.rand(2) * torch.tensor([4.9, 3.14]) + torch.tensor([0.1, 0.0])
        x = torch.rand(10, 1) * 10 - 5
        y = A * torch.sin(x + ph)
        fast = params
        for k in range(2):
            inner = F.mse_loss(mlp(x, fast), y)
            grads = torch.autograd.grad(inner, fast, create_graph=True)
            fast = [p - 0.01 * g for p, g in zip(fast, grads)]
        xq = torch.rand(10, 1) * 10 - 5
        outer = outer + F.mse_loss(mlp(xq, fast), A * torch.sin(xq + ph))
    outer.backward()
    meta.step()
    if it % 3 == 0:
        print("maml", it, outer.item())
