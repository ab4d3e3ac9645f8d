"""A generative adversarial network that draws digits, and a judge who has seen only real ones."""

from sklearn.datasets import load_digits

import autograd_lab as torch
from autograd_lab import nn, vision

NOISE = 16


def generator() -> nn.Module:
    return nn.Sequential(
        nn.Linear(NOISE, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Linear(128, 128), nn.BatchNorm1d(128), nn.ReLU(),
        nn.Linear(128, 64), nn.Tanh(),
    )  # fmt: skip


def discriminator() -> nn.Module:
    return nn.Sequential(
        nn.Linear(64, 128), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(128, 128), nn.LeakyReLU(0.2),
        nn.Dropout(0.3), nn.Linear(128, 1),
    )  # fmt: skip


def nearest_digits(
    images: torch.Tensor, known: torch.Tensor, labels: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Of each image the label of the most similar known digit, and how far away that is."""
    distance, index = torch.cdist(images, known).min(dim=1)
    return labels[index], distance


def train(real: torch.Tensor, steps: int, batch: int = 64) -> nn.Module:
    """Discriminator and generator by turns (Goodfellow et al. 2014, arXiv:1406.2661)."""
    g, d = generator(), discriminator()
    optimizer_g = torch.optim.Adam(g.parameters(), lr=1e-3, betas=(0.5, 0.999))
    optimizer_d = torch.optim.Adam(d.parameters(), lr=1e-3, betas=(0.5, 0.999))
    criterion = nn.BCEWithLogitsLoss()
    yes, no = torch.full((batch, 1), 0.9), torch.zeros(batch, 1)
    for step in range(steps):
        x = real[torch.randint(len(real), (batch,))]
        fake = g(torch.randn(batch, NOISE))
        optimizer_d.zero_grad()
        loss_d = criterion(d(x), yes) + criterion(d(fake.detach()), no)
        loss_d.backward()
        optimizer_d.step()

        optimizer_g.zero_grad()
        loss_g = criterion(d(fake), torch.ones_like(yes))
        loss_g.backward()
        optimizer_g.step()
        if (step + 1) % 500 == 0:
            print(f"Step {step + 1}, loss: discriminator {loss_d.item():.3f}, generator {loss_g.item():.3f}")
    return g.eval()


def main(seed: int = 0, steps: int = 2000) -> tuple[float, float, int]:
    """Train, print, and return how far drawn digits are from real ones compared with real ones among themselves, the
    same of noise with the digits' mean and spread, and how often the rarest of the ten appears among 1000 drawn."""
    torch.manual_seed(seed)
    digits = load_digits()
    x, labels = torch.tensor(digits.data, dtype=torch.float32) / 8 - 1, torch.tensor(digits.target)
    real, unseen = x[:1400], x[1400:]
    g = train(real, steps)
    with torch.no_grad():
        drawn = g(torch.randn(1000, NOISE))
        noise = (x.mean(0) + x.std(0) * torch.randn(1000, 64)).clamp(-1, 1)
        found, distance = nearest_digits(drawn, unseen, labels[1400:])
        usual = nearest_digits(real, unseen, labels[1400:])[1].mean()
        far = nearest_digits(noise, unseen, labels[1400:])[1].mean()
    counts = torch.bincount(found, minlength=10)
    grid = vision.utils.make_grid(drawn[:32].reshape(-1, 1, 8, 8), nrow=8, normalize=True)
    print(f"{tuple(grid.shape)} picture; digits drawn: {counts.tolist()}")
    print(f"Distance to the nearest unseen digit, that of real ones being 1: {distance.mean() / usual:.2f}")
    return (distance.mean() / usual).item(), (far / usual).item(), int(counts.min())


if __name__ == "__main__":
    main()
