"""The same digits, learned by a small convolutional network."""

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, TensorDataset, random_split


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(0.1)
        self.fc = nn.Linear(16 * 2 * 2, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))  # (N, 8, 4, 4)
        x = self.pool(F.relu(self.conv2(x)))  # (N, 16, 2, 2)
        return self.fc(self.dropout(torch.flatten(x, 1)))


def main(seed: int = 0, epochs: int = 12) -> float:
    """Train, print, and return the accuracy on images the network has not seen."""
    torch.manual_seed(seed)
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    labels = torch.from_numpy(digits.target).long()
    train, test = random_split(TensorDataset(images, labels), [0.8, 0.2])

    model = ConvNet()
    print(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for epoch in range(epochs):
        model.train()
        for x, y in DataLoader(train, batch_size=64, shuffle=True):
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"Epoch {epoch + 1:2d}, loss {loss.item():.4f}")

    model.eval()
    with torch.no_grad():
        x, y = next(iter(DataLoader(test, batch_size=len(test))))
        accuracy = (model(x).argmax(1) == y).float().mean().item()
    print(f"Test accuracy: {accuracy:.4f} on {len(test)} images")
    return accuracy


if __name__ == "__main__":
    main()
