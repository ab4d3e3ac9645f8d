"""A small ResNet trained with OneCycleLR, frozen, fine-tuned on another task, saved and loaded."""

import copy
import os
import tempfile

from sklearn.datasets import load_digits

import autograd_lab as torch
import autograd_lab.nn as nn
from autograd_lab.optim import lr_scheduler


class BasicBlock(nn.Module):
    expansion: int = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None, norm_layer=None):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = norm_layer(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = norm_layer(planes)
        self.downsample = downsample
        self.stride = stride

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)


class ResNet(nn.Module):
    def __init__(self, block, layers, num_classes=10, zero_init_residual=False):
        super().__init__()
        self.inplanes = 8
        self.conv1 = nn.Conv2d(1, 8, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.relu = nn.ReLU(inplace=True)
        self.layer1 = self._make_layer(block, 8, layers[0])
        self.layer2 = self._make_layer(block, 16, layers[1], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(16 * block.expansion, num_classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)
        if zero_init_residual:
            for m in self.modules():
                if isinstance(m, BasicBlock) and m.bn2.weight is not None:
                    nn.init.constant_(m.bn2.weight, 0)

    def _make_layer(self, block, planes, blocks, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            downsample = nn.Sequential(nn.Conv2d(self.inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))
        layers = [block(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes
        layers += [block(self.inplanes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer2(self.layer1(x))
        return self.fc(torch.flatten(self.avgpool(x), 1))


torch.manual_seed(0)
d = load_digits()
X, Y = torch.FloatTensor(d.images[:, None]) / 16, torch.LongTensor(d.target)
X = (X - X.mean()) / X.std()
model = ResNet(BasicBlock, [1, 1], zero_init_residual=True)
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
scheduler = lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=20, pct_start=0.3)
best_acc, best_model_wts = 0.0, copy.deepcopy(model.state_dict())
for epoch in range(2):
    for phase in ["train", "val"]:
        model.train(phase == "train")
        running_loss = 0.0
        running_corrects = 0
        xs, ys = (X[:320], Y[:320]) if phase == "train" else (X[320:420], Y[320:420])
        for inputs, labels in zip(torch.split(xs, 32), torch.split(ys, 32)):
            optimizer.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                outputs = model(inputs)
                _, preds = torch.max(outputs, 1)
                loss = criterion(outputs, labels)
                if phase == "train":
                    loss.backward()
                    optimizer.step()
                    scheduler.step()
            running_loss += loss.item() * inputs.size(0)
            running_corrects += torch.sum(preds == labels.data)
        epoch_acc = running_corrects.double() / len(xs)
        print(f"{phase} Loss: {running_loss / len(xs):.3f} Acc: {epoch_acc:.2f}")
        if phase == "val" and epoch_acc > best_acc:
            best_acc = epoch_acc
            best_model_wts = copy.deepcopy(model.state_dict())
print(f"Best val Acc: {best_acc:2f}")
model.load_state_dict(best_model_wts)
# fine tuning
for param in model.parameters():
    param.requires_grad = False
num_ftrs = model.fc.in_features
model.fc = nn.Linear(num_ftrs, 2)
optimizer_ft = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=0.01)
exp_lr = lr_scheduler.ExponentialLR(optimizer_ft, gamma=0.9)
y2 = Y[:128] % 2
model.eval()
for i in range(5):
    loss = nn.functional.cross_entropy(model(X[:128]), y2)
    optimizer_ft.zero_grad()
    loss.backward()
    optimizer_ft.step()
    exp_lr.step()
    print(i, loss.item(), exp_lr.get_last_lr())
print(
    [n for n, p in model.named_parameters() if p.requires_grad],
    model.conv1.weight.grad is not None and model.conv1.weight.grad.abs().sum() > 0,
)
with tempfile.TemporaryDirectory() as tmp:
    path = os.path.join(tmp, "best.pt")
    torch.save(
        {
            "epoch": 5,
            "model_state_dict": model.state_dict(),
            "optimizer_state_dict": optimizer_ft.state_dict(),
            "loss": loss,
        },
        path,
    )
    ckpt = torch.load(path, map_location="cpu", weights_only=True)
    model2 = ResNet(BasicBlock, [1, 1], num_classes=2)
    print(model2.load_state_dict(ckpt["model_state_dict"]))
    opt2 = torch.optim.Adam(model2.fc.parameters(), lr=0.5)
    opt2.load_state_dict(ckpt["optimizer_state_dict"])
    print(
        ckpt["epoch"], ckpt["loss"].item(), opt2.param_groups[0]["lr"], torch.equal(model(X[:4]), model2.eval()(X[:4]))
    )
try:
    ResNet(BasicBlock, [1, 1], num_classes=3).load_state_dict(ckpt["model_state_dict"])
except RuntimeError as e:
    print(str(e).splitlines()[0])
