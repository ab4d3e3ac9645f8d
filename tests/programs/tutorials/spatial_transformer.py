"""Digits that are moved about, and a network that learns to move them back."""

import numpy as np
from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F

torch.manual_seed(0)
d = load_digits()
X = F.pad(torch.tensor(d.images / 16, dtype=torch.float32)[:, None], (4, 4, 4, 4))
Y = torch.tensor(d.target)
X = torch.stack([torch.roll(x, shifts=(i % 5 - 2, i % 3 - 1), dims=(-2, -1)) for i, x in enumerate(X[:300])])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(360, 10)
        self.localization = nn.Sequential(nn.Conv2d(1, 4, kernel_size=5), nn.MaxPool2d(2, stride=2), nn.ReLU(True))
        self.fc_loc = nn.Sequential(nn.Linear(4 * 6 * 6, 16), nn.ReLU(True), nn.Linear(16, 3 * 2))
        self.fc_loc[2].weight.data.zero_()
        self.fc_loc[2].bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))

    def stn(self, x):
        xs = self.localization(x)
        xs = xs.view(-1, 4 * 6 * 6)
        theta = self.fc_loc(xs)
        theta = theta.view(-1, 2, 3)
        grid = F.affine_grid(theta, x.size(), align_corners=False)
        return F.grid_sample(x, grid, align_corners=False)

    def forward(self, x):
        x = self.stn(x)
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv1(x)), 2))
        return F.log_softmax(self.fc1(x.view(x.size(0), -1)), dim=1)


model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for e in range(4):
    for i in range(0, 300, 50):
        optimizer.zero_grad()
        loss = F.nll_loss(model(X[i : i + 50]), Y[i : i + 50])
        loss.backward()
        optimizer.step()
    print(e, loss.item())
model.eval()
with torch.no_grad():
    rot = torch.tensor([[np.cos(0.5), -np.sin(0.5), 0.0], [np.sin(0.5), np.cos(0.5), 0.0]]).float().expand(4, 2, 3)
    for mode in ("bilinear", "nearest", "bicubic"):
        for pm in ("zeros", "border", "reflection"):
            print(
                mode,
                pm,
                round(
                    F.grid_sample(
                        X[:4],
                        F.affine_grid(rot, (4, 1, 16, 16), align_corners=True),
                        mode=mode,
                        padding_mode=pm,
                        align_corners=True,
                    )
                    .sum()
                    .item(),
                    3,
                ),
            )
