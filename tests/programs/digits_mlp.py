"""Real handwritten digits (scikit-learn's 1797 images), learned by a network of two layers."""

from sklearn.datasets import load_digits

import autograd_lab as torch
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset, random_split


def main(seed: int = 3, epochs: int = 40) -> float:
    """Train, print, and return the accuracy on images the network has not seen."""
    torch.manual_seed(seed)
    digits = load_digits()
    images = torch.tensor(digits.data, dtype=torch.float32) / 16
    labels = torch.tensor(digits.target, dtype=torch.int64)
    train, test = random_split(TensorDataset(images, labels), [0.8, 0.2])

    model = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 10))
    print(model)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in DataLoader(train, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        if (epoch + 1) % 10 == 0:
            print(f"Epoch {epoch + 1}, loss {loss.item():.4f}")

    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in DataLoader(test, batch_size=256):
            correct += (model(x).argmax(dim=1) == y).sum().item()
    print(f"Test accuracy: {correct / len(test):.4f} on {len(test)} images")
    return correct / len(test)


if __name__ == "__main__":
    main()
