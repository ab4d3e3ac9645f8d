"""Digits by a convolutional network: transforms, data set, loader, metrics, each where it belongs."""

import autograd_lab as torch
from autograd_lab import metrics, nn, optim
from autograd_lab.utils.data import DataLoader
from autograd_lab.vision import datasets, transforms


def make_model() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 2 * 2, 10),
    )  # fmt: skip


def main(seed: int = 0, epochs: int = 12) -> float:
    """Train, print, and return the accuracy on images the network has not seen."""
    torch.manual_seed(seed)
    plain = transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.3, 0.38)])
    varied = transforms.Compose([transforms.RandomCrop(8, padding=1), plain])
    train = DataLoader(datasets.Digits(train=True, transform=varied), batch_size=64, shuffle=True)
    test = DataLoader(datasets.Digits(train=False, transform=plain), batch_size=128)

    model = make_model()
    optimizer = optim.AdamW(model.parameters(), lr=3e-3)
    schedule = optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, epochs=epochs, steps_per_epoch=len(train))
    loss_function = nn.CrossEntropyLoss()
    average_loss = metrics.MeanMetric()
    for epoch in range(epochs):
        model.train()
        for x, y in train:
            loss = loss_function(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            average_loss.update(loss, weight=len(x))
        print(f"Epoch {epoch + 1:2d}, loss {average_loss.compute():.4f}")
        average_loss.reset()

    task = {"task": "multiclass", "num_classes": 10}
    scores = metrics.MetricCollection(
        {"accuracy": metrics.Accuracy(**task), "f1": metrics.F1Score(average="macro", **task),
         "top2": metrics.Accuracy(top_k=2, **task), "confusion": metrics.ConfusionMatrix(**task)}
    )  # fmt: skip
    model.eval()
    with torch.no_grad():
        for x, y in test:
            scores.update(model(x), y)
    result = scores.compute()
    print(result["confusion"])
    print(f"Macro F1: {result['f1']:.4f}, among the two best: {result['top2']:.4f}")
    print(f"Test accuracy: {result['accuracy']:.4f} on {result['confusion'].sum()} images")
    return result["accuracy"].item()


if __name__ == "__main__":
    main()
