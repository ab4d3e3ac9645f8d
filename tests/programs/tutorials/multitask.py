"""Three tasks with one trunk, weighed by learned uncertainties, in three parameter groups."""

import autograd_lab as torch
import autograd_lab.nn as nn

torch.manual_seed(11)


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(8, 32), nn.LeakyReLU(0.1), nn.LayerNorm(32), nn.Dropout(0.1))
        self.heads = nn.ModuleDict({"reg": nn.Linear(32, 1), "cls": nn.Linear(32, 3), "multi": nn.Linear(32, 4)})
        self.log_vars = nn.ParameterDict({k: nn.Parameter(torch.zeros(1)) for k in ("reg", "cls", "multi")})

    def forward(self, x):
        h = self.shared(x)
        return {k: head(h) for k, head in self.heads.items()}


mt = MultiTask()
X = torch.randn(64, 8)
t = {"reg": X.sum(1, keepdim=True), "cls": X[:, :3].argmax(1), "multi": (X[:, :4] > 0).float()}
crit = {
    "reg": nn.HuberLoss(),
    "cls": nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 1.0])),
    "multi": nn.MultiLabelSoftMarginLoss(),
}
opt = torch.optim.AdamW(
    [
        {"params": mt.shared.parameters()},
        {"params": mt.heads.parameters(), "lr": 5e-3},
        {"params": mt.log_vars.parameters(), "weight_decay": 0.0},
    ],
    lr=1e-2,
)
for e in range(15):
    o = mt(X)
    losses = {k: crit[k](o[k], t[k]) for k in o}
    total = sum(torch.exp(-mt.log_vars[k]) * losses[k] + mt.log_vars[k] for k in losses).squeeze()
    opt.zero_grad()
    total.backward()
    opt.step()
    if e % 5 == 4:
        print(e, total.item())
print("multitask", total.item(), {k: round(v.item(), 4) for k, v in losses.items()})
