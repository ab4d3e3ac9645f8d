"""Sounds told apart by their mel spectrograms, which a small convolutional network looks at like pictures."""

import autograd_lab as torch
from autograd_lab import audio, nn
from autograd_lab.audio import transforms as T
from autograd_lab.utils.data import DataLoader, TensorDataset


def pictures(sounds: audio.datasets.Tones, transform: nn.Module) -> TensorDataset:
    """The sounds' spectrograms in decibels, each with mean 0, and their labels."""
    waveforms, labels = zip(*sounds, strict=True)
    images = transform(torch.stack(waveforms))
    return TensorDataset((images - images.mean((-2, -1), keepdim=True)) / 20, torch.tensor(labels))


def main(sounds: str = "Tones", seed: int = 0, epochs: int = 6) -> float:
    """Train, print, and return the accuracy on sounds the network has not heard."""
    torch.manual_seed(seed)
    make = getattr(audio.datasets, sounds)
    listen = nn.Sequential(
        T.MelSpectrogram(8000, n_fft=256, hop_length=128, n_mels=32, f_min=60.0), T.AmplitudeToDB(top_db=60.0)
    )
    train, test = pictures(make(600, seed=0), listen), pictures(make(300, seed=1), listen)
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.LazyLinear(64), nn.ReLU(), nn.Linear(64, len(make.classes)),
    )  # fmt: skip
    model(train[:2][0])  # lazy layers see a first batch before the optimizer asks for their parameters
    hide = nn.Sequential(T.TimeMasking(4, iid_masks=True), T.FrequencyMasking(4, iid_masks=True))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(epochs):
        for x, y in DataLoader(train, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(hide(x)), y)
            loss.backward()
            optimizer.step()
        print(f"Epoch {epoch + 1}, loss {loss.item():.4f}")

    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in DataLoader(test, batch_size=300):
            correct += (model(x).argmax(1) == y).sum().item()
    print(f"Test accuracy: {correct / len(test):.4f} on {len(test)} sounds")
    return correct / len(test)


if __name__ == "__main__":
    main()
    main("SpokenDigits")
