"""A differential equation learned through Euler's steps."""

import autograd_lab as torch
import autograd_lab.nn as nn

torch.manual_seed(11)


class ODEFunc(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))

    def forward(self, t, y):
        return self.net(y**3)


def odeint(f, y0, t):
    ys = [y0]
    for i in range(len(t) - 1):
        ys.append(ys[-1] + (t[i + 1] - t[i]) * f(t[i], ys[-1]))
    return torch.stack(ys)


t = torch.linspace(0.0, 1.5, 40)
A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
true = odeint(lambda t, y: torch.mm(y**3, A), torch.tensor([[2.0, 0.0]]) / 2, t)
f = ODEFunc()
opt = torch.optim.RMSprop(f.parameters(), lr=1e-3)
for it in range(15):
    idx = torch.randint(0, 30, (10,))
    y0 = true[idx]
    pred = odeint(f, y0, t[:10])
    target = torch.stack([true[idx + i] for i in range(10)], dim=0)
    loss = torch.mean(torch.abs(pred - target))
    opt.zero_grad()
    loss.backward()
    opt.step()
    if it % 5 == 4:
        print(it, loss.item())
print("ode", loss.item())
