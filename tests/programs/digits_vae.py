"""A variational autoencoder of digits: how well it explains those it has not seen, and new ones that it draws."""

from sklearn.datasets import load_digits

import autograd_lab as torch
from autograd_lab import nn, vision
from autograd_lab.distributions import Bernoulli, Independent, Normal, kl_divergence
from autograd_lab.utils.data import DataLoader, TensorDataset


class VAE(nn.Module):
    def __init__(self, latent: int = 8, width: int = 128) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 2 * latent))
        self.decoder = nn.Sequential(nn.Linear(latent, width), nn.ReLU(), nn.Linear(width, 64))
        self.register_buffer("zeros", torch.zeros(latent))

    @property
    def prior(self) -> Independent:
        return Independent(Normal(self.zeros, torch.ones_like(self.zeros)), 1)

    def encode(self, x: torch.Tensor) -> Independent:
        mean, log_scale = self.encoder(x).chunk(2, dim=-1)
        return Independent(Normal(mean, log_scale.exp()), 1)

    def decode(self, z: torch.Tensor) -> Independent:
        return Independent(Bernoulli(logits=self.decoder(z)), 1)

    def elbo(self, x: torch.Tensor) -> torch.Tensor:
        """A lower bound of log p(x) for each image, in nats (Kingma and Welling 2014, arXiv:1312.6114)."""
        posterior = self.encode(x)
        return self.decode(posterior.rsample()).log_prob(x) - kl_divergence(posterior, self.prior)


def ink() -> torch.Tensor:
    """The digits (1797, 64) in black and white: where there is more than half the ink."""
    return (torch.tensor(load_digits().data) > 8).float()


def main(seed: int = 0, epochs: int = 40) -> tuple[float, float]:
    """Train, print, and return the bound of the test digits and what independent pixels reach, in nats per image."""
    torch.manual_seed(seed)
    x = ink()
    order = torch.randperm(len(x))
    train, test = x[order[:1440]], x[order[1440:]]
    model = VAE()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        total = 0.0
        for (batch,) in DataLoader(TensorDataset(train), batch_size=64, shuffle=True):
            optimizer.zero_grad()
            loss = -model.elbo(batch).mean()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        if (epoch + 1) % 10 == 0:
            print(f"Epoch {epoch + 1}, bound while training {-total / len(train):.2f}")

    model.eval()
    with torch.no_grad():
        bound = torch.stack([model.elbo(test) for _ in range(10)]).mean().item()
        pixels = Independent(Bernoulli(train.mean(0).clamp(0.01, 0.99)), 1)
        alone = pixels.log_prob(test).mean().item()
        drawn = model.decode(model.prior.sample((32,))).mean
    grid = vision.utils.make_grid(drawn.reshape(-1, 1, 8, 8), nrow=8)
    print(f"{len(drawn)} new digits in a picture of {tuple(grid.shape)}")
    print(f"Bound of {len(test)} test digits: {bound:.2f} nats; independent pixels: {alone:.2f}")
    return bound, alone


if __name__ == "__main__":
    main()
