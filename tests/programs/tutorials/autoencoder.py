"""A convolutional autoencoder that takes noise away."""

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import nn

torch.manual_seed(7)
d = load_digits()
X, Y = torch.from_numpy(d.data.astype("float32")).div_(16), torch.from_numpy(d.target).long()


class ConvAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1),
            nn.ELU(),
            nn.Conv2d(8, 4, 3, stride=2, padding=1),
            nn.Flatten(1),
            nn.Linear(16, 6),
        )
        self.decoder = nn.Sequential(
            nn.Linear(6, 16),
            nn.Unflatten(-1, torch.Size([4, 2, 2])),
            nn.Upsample(scale_factor=2),
            nn.Conv2d(4, 8, 3, padding=1),
            nn.ELU(),
            nn.ConvTranspose2d(8, 1, 3, 2, 1, output_padding=1),
            nn.Hardsigmoid(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


ae = ConvAE()
opt = torch.optim.Adamax(ae.parameters(), lr=0.01)
for e in range(8):
    noisy = X[:200].view(-1, 1, 8, 8) + 0.1 * torch.randn(200, 1, 8, 8)
    loss = F.l1_loss(ae(noisy), X[:200].view(-1, 1, 8, 8)) + 1e-3 * sum(p.abs().sum() for p in ae.encoder.parameters())
    opt.zero_grad()
    loss.backward()
    opt.step()
    if e % 2 == 1:
        print(e, loss.item())
print("ae", loss.item())
