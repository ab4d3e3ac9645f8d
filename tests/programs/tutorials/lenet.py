"""LeNet on digits: random_split, a DataLoader, a scheduler, dropout, a confusion matrix, a forward hook."""

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn as nn
import autograd_lab.nn.functional as F
import autograd_lab.optim as optim
from autograd_lab.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(42)
digits = load_digits()
X = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16.0
y = torch.tensor(digits.target, dtype=torch.long)
X = F.interpolate(X, size=(28, 28), mode="bilinear", align_corners=False)
ds = TensorDataset(X[:400], y[:400])
train_ds, val_ds = random_split(ds, [320, 80])
train_loader = DataLoader(train_ds, batch_size=32, shuffle=True, num_workers=0, pin_memory=False, drop_last=True)
val_loader = DataLoader(val_ds, batch_size=80)


class LeNet(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, stride=1, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, num_classes)
        self.dropout = nn.Dropout(0.25)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, self.num_flat_features(x))
        x = F.relu(self.fc1(x))
        x = self.dropout(F.relu(self.fc2(x)))
        return F.log_softmax(self.fc3(x), dim=1)

    def num_flat_features(self, x):
        n = 1
        for s in x.size()[1:]:
            n *= s
        return n


net = LeNet()
print(net)
total = sum(p.numel() for p in net.parameters() if p.requires_grad)
print(f"{total:,} parameters")
for name, param in net.named_parameters():
    print(name, tuple(param.size()), param.dtype, param.is_leaf)
optimizer = optim.SGD(net.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4, nesterov=True)
scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)
for epoch in range(2):
    net.train()
    running_loss = 0.0
    for batch_idx, (data, target) in enumerate(train_loader):
        optimizer.zero_grad(set_to_none=True)
        output = net(data)
        loss = F.nll_loss(output, target)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * data.size(0)
        if batch_idx % 5 == 0:
            print(
                f"Train Epoch: {epoch} [{batch_idx * len(data)}/{len(train_loader.dataset)} ({100.0 * batch_idx / len(train_loader):.0f}%)]\tLoss: {loss.item():.5f}"
            )
    scheduler.step()
    net.eval()
    test_loss, correct = 0, 0
    with torch.no_grad():
        for data, target in val_loader:
            output = net(data)
            test_loss += F.nll_loss(output, target, reduction="sum").item()
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    print(f"epoch {epoch} lr {scheduler.get_last_lr()[0]:.4f} val {test_loss / len(val_ds):.4f} correct {correct}")
cm = torch.zeros(10, 10, dtype=torch.int64)
for t, p in zip(target.view(-1), pred.view(-1)):
    cm[t.long(), p.long()] += 1
print(cm.diag().sum(), cm.sum(1))
acts = {}


def hook(name):
    def fn(module, input, output):
        acts[name] = output.detach()

    return fn


h = net.conv1.register_forward_hook(hook("conv1"))
_ = net(X[:2])
h.remove()
print(acts["conv1"].shape, acts["conv1"].mean(), acts["conv1"].std())
print(net.conv1.weight.data.abs().max(), net.conv1.weight.grad.norm())
print(list(net.children())[0], len(list(net.modules())))
