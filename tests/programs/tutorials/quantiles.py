"""Quantile regression with a learning-rate finder, early stopping, and a run that is saved and resumed."""

import os
import tempfile

import numpy as np

import autograd_lab as torch
import autograd_lab.nn as nn

torch.manual_seed(11)
np.random.seed(11)
x = torch.linspace(0, 10, 200)[:, None]
y = torch.sin(x) + 0.3 * torch.randn(200, 1) * (x / 10)


class EarlyStopping:
    def __init__(self, patience=3, delta=0.0):
        self.patience, self.delta, self.counter, self.best, self.stop = patience, delta, 0, None, False

    def __call__(self, val, model):
        if self.best is None or val < self.best - self.delta:
            self.best, self.counter = val, 0
            self.state = {k: v.clone() for k, v in model.state_dict().items()}
        else:
            self.counter += 1
            self.stop = self.counter >= self.patience


class Quantile(nn.Module):
    def __init__(self, qs):
        super().__init__()
        self.register_buffer("qs", torch.tensor(qs))
        self.net = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, len(qs)))

    def forward(self, x):
        return self.net(x)

    def loss(self, p, t):
        e = t - p
        return torch.max((self.qs - 1) * e, self.qs * e).mean()


m = Quantile([0.1, 0.5, 0.9])
es = EarlyStopping(patience=2)
lrs, ls = [], []
opt = torch.optim.SGD(m.parameters(), lr=1e-5)
lam = (1 / 1e-5) ** (1 / 29)
init = {k: v.clone() for k, v in m.state_dict().items()}
for i in range(30):
    opt.zero_grad()
    l = m.loss(m(x), y)
    l.backward()
    opt.step()
    lrs.append(opt.param_groups[0]["lr"])
    ls.append(l.item())
    for g in opt.param_groups:
        g["lr"] *= lam
print("finder", lrs[int(np.argmin(np.gradient(ls)))], ls[-1])
m.load_state_dict(init)
opt = torch.optim.Adam(m.parameters(), lr=0.02)
sched = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(opt, T_0=10, T_mult=2)
for e in range(60):
    opt.zero_grad()
    l = m.loss(m(x[::2]), y[::2])
    l.backward()
    opt.step()
    sched.step()
    with torch.no_grad():
        es(m.loss(m(x[1::2]), y[1::2]).item(), m)
    if es.stop:
        break
print("quantile", e, es.best, l.item(), opt.param_groups[0]["lr"], ((y < m(x)).float().mean(0)))

with tempfile.TemporaryDirectory() as tmp:
    p = os.path.join(tmp, "c.pth")
    torch.save(
        {
            "m": m.state_dict(),
            "o": opt.state_dict(),
            "s": sched.state_dict(),
            "e": e,
            "hist": [1.0, 2.0],
            "rng": torch.get_rng_state(),
        },
        p,
    )
    c = torch.load(p)
    m2 = Quantile([0.1, 0.5, 0.9])
    m2.load_state_dict(c["m"])
    o2 = torch.optim.Adam(m2.parameters(), lr=1.0)
    o2.load_state_dict(c["o"])
    s2 = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o2, T_0=10, T_mult=2)
    s2.load_state_dict(c["s"])
    outs = []
    for mm, oo, ss in ((m, opt, sched), (m2, o2, s2)):
        for _ in range(3):
            oo.zero_grad()
            l = mm.loss(mm(x), y)
            l.backward()
            oo.step()
            ss.step()
        outs.append(l.item())
    print("resume", outs[0] == outs[1], c["e"], c["hist"])
