"""A large network teaches a small one with its softened answers."""

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import nn

torch.manual_seed(7)
d = load_digits()
X, Y = torch.from_numpy(d.data.astype("float32")).div_(16), torch.from_numpy(d.target).long()

teacher = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
student = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 10))
opt = torch.optim.Adam(teacher.parameters(), lr=1e-2)
for e in range(20):
    l = F.cross_entropy(teacher(X[:300]), Y[:300])
    opt.zero_grad()
    l.backward()
    opt.step()
teacher.eval()
T = 4.0
opt = torch.optim.RAdam(student.parameters(), lr=1e-2)
for e in range(20):
    with torch.no_grad():
        tl = teacher(X[:300])
    sl = student(X[:300])
    soft = nn.KLDivLoss(reduction="batchmean")(F.log_softmax(sl / T, -1), F.softmax(tl / T, -1)) * T * T
    loss = 0.7 * soft + 0.3 * F.cross_entropy(sl, Y[:300])
    opt.zero_grad()
    loss.backward()
    opt.step()
    if e % 5 == 4:
        print(e, loss.item())
print("distill", l.item(), soft.item(), loss.item())
