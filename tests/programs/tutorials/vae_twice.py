"""A variational autoencoder, its loss first by formula and then with torch.distributions."""

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.utils.data
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F

torch.manual_seed(1)
data = torch.from_numpy(load_digits().data).float() / 16
train_loader = torch.utils.data.DataLoader(data[:512], batch_size=64, shuffle=True)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 40)
        self.fc21 = nn.Linear(40, 4)
        self.fc22 = nn.Linear(40, 4)
        self.fc3 = nn.Linear(4, 40)
        self.fc4 = nn.Linear(40, 64)

    def encode(self, x):
        h1 = F.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std

    def decode(self, z):
        h3 = F.relu(self.fc3(z))
        return torch.sigmoid(self.fc4(h3))

    def forward(self, x):
        mu, logvar = self.encode(x.view(-1, 64))
        z = self.reparameterize(mu, logvar)
        return self.decode(z), mu, logvar


model = VAE()
optimizer = optim.Adam(model.parameters(), lr=1e-3)


def loss_function(recon_x, x, mu, logvar):
    BCE = F.binary_cross_entropy(recon_x, x.view(-1, 64), reduction="sum")
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return BCE + KLD


for epoch in range(1, 6):
    model.train()
    train_loss = 0
    for batch_idx, x in enumerate(train_loader):
        optimizer.zero_grad()
        recon_batch, mu, logvar = model(x)
        loss = loss_function(recon_batch, x, mu, logvar)
        loss.backward()
        train_loss += loss.item()
        optimizer.step()
    print(f"====> Epoch: {epoch} Average loss: {train_loss / len(train_loader.dataset):.4f}")
with torch.no_grad():
    sample = torch.randn(8, 4)
    sample = model.decode(sample).cpu()
    print(sample.view(8, 1, 8, 8).shape, sample.mean().item())
from autograd_lab.distributions import Bernoulli, Normal, kl_divergence

mu, logvar = model.encode(data[:16])
q = Normal(mu, (0.5 * logvar).exp())
p = Normal(torch.zeros_like(mu), torch.ones_like(mu))
kl = kl_divergence(q, p).sum(-1)
z = q.rsample()
ll = Bernoulli(probs=model.decode(z)).log_prob((data[:16] > 0.5).float()).sum(-1)
elbo = (ll - kl).mean()
(-elbo).backward()
print(kl.mean().item(), ll.mean().item(), elbo.item(), model.fc21.weight.grad.norm().item())
print(q, q.entropy().sum().item(), q.mean.shape, q.stddev.mean().item(), q.batch_shape, q.event_shape)
