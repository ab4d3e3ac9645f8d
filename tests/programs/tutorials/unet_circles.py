"""Circles in noise, masked by a U-Net with both ways of growing; Dice loss and ReduceLROnPlateau."""

import numpy as np

import autograd_lab as torch
import autograd_lab.nn.functional as F
from autograd_lab import nn
from autograd_lab.utils.data import DataLoader, Dataset


class CirclesDataset(Dataset):
    def __init__(self, n, size=32, transform=None):
        rng = np.random.RandomState(0)
        self.images, self.masks = [], []
        yy, xx = np.mgrid[:size, :size]
        for _ in range(n):
            cy, cx, r = rng.randint(8, size - 8), rng.randint(8, size - 8), rng.randint(3, 8)
            m = ((yy - cy) ** 2 + (xx - cx) ** 2 < r * r).astype(np.float32)
            self.images.append((m + 0.3 * rng.randn(size, size)).astype("float32"))
            self.masks.append(m)
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        img, mask = torch.from_numpy(self.images[i])[None], torch.as_tensor(self.masks[i]).unsqueeze(0)
        if self.transform:
            img = self.transform(img)
        return {"image": img, "mask": mask}


class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels, mid_channels=None):
        super().__init__()
        if not mid_channels:
            mid_channels = out_channels
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, mid_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(mid_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(mid_channels, out_channels, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(i, o))

    def forward(self, x):
        return self.maxpool_conv(x)


class Up(nn.Module):
    def __init__(self, i, o, bilinear=True):
        super().__init__()
        if bilinear:
            self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.conv = DoubleConv(i, o, i // 2)
        else:
            self.up = nn.ConvTranspose2d(i, i // 2, kernel_size=2, stride=2)
            self.conv = DoubleConv(i, o)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        diffY = x2.size()[2] - x1.size()[2]
        diffX = x2.size()[3] - x1.size()[3]
        x1 = F.pad(x1, [diffX // 2, diffX - diffX // 2, diffY // 2, diffY - diffY // 2])
        return self.conv(torch.cat([x2, x1], dim=1))


class UNet(nn.Module):
    def __init__(self, n_channels, n_classes, bilinear=False):
        super().__init__()
        f = 2 if bilinear else 1
        self.inc = DoubleConv(n_channels, 4)
        self.down1 = Down(4, 8)
        self.down2 = Down(8, 16 // f)
        self.up1 = Up(16, 8 // f, bilinear)
        self.up2 = Up(8, 4, bilinear)
        self.outc = nn.Conv2d(4, n_classes, kernel_size=1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        return self.outc(self.up2(self.up1(x3, x2), x1))


def dice_coeff(input, target, reduce_batch_first=False, epsilon=1e-6):
    assert input.size() == target.size()
    sum_dim = (-1, -2) if input.dim() == 2 or not reduce_batch_first else (-1, -2, -3)
    inter = 2 * (input * target).sum(dim=sum_dim)
    sets_sum = input.sum(dim=sum_dim) + target.sum(dim=sum_dim)
    sets_sum = torch.where(sets_sum == 0, inter, sets_sum)
    return ((inter + epsilon) / (sets_sum + epsilon)).mean()


for bilinear in (True, False):
    torch.manual_seed(0)
    model = UNet(1, 1, bilinear)
    model = model.to(memory_format=torch.channels_last)
    loader = DataLoader(CirclesDataset(24, transform=lambda t: (t - t.mean()) / t.std()), batch_size=8, shuffle=True)
    opt = torch.optim.RMSprop(model.parameters(), lr=1e-3, weight_decay=1e-8, momentum=0.9, foreach=True)
    sched = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, "max", patience=0)
    crit = nn.BCEWithLogitsLoss()
    for epoch in range(2):
        for batch in loader:
            images, true_masks = batch["image"], batch["mask"]
            with torch.autocast("cpu", enabled=False):
                pred = model(images)
                loss = crit(pred.squeeze(1), true_masks.squeeze(1).float())
                loss = (
                    loss
                    + 1
                    - dice_coeff(torch.sigmoid(pred.squeeze(1)), true_masks.squeeze(1), reduce_batch_first=True)
                )
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
        model.eval()
        with torch.inference_mode():
            score = dice_coeff((torch.sigmoid(model(images)) > 0.5).float(), true_masks)
        model.train()
        sched.step(score)
        print(bilinear, epoch, loss.item(), score.item(), opt.param_groups[0]["lr"])
print(sum(b.numel() for b in model.buffers()), [tuple(b.shape) for n, b in model.named_buffers()][:4])
