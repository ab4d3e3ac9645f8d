"""U-Net: down to where a pixel sees the whole image, and up again beside what was seen on the way.

Source: Ronneberger, Fischer and Brox 2015, U-Net: convolutional networks for biomedical image segmentation,
arXiv:1505.04597, figure 1; here padded, so that the output is as large as the input, and with batch normalisation. The
parameters have the names of the implementation on PyTorch Hub, milesial/Pytorch-UNet (``unet_carvana``).
"""

from __future__ import annotations

import autograd_lab as lab
import autograd_lab.nn.functional as F
from autograd_lab import Tensor, nn


class DoubleConv(nn.Module):
    """Twice: 3 x 3 convolution, batch normalisation, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, mid_channels: int | None = None) -> None:
        super().__init__()
        mid = mid_channels or out_channels
        layers: list[nn.Module] = []
        for a, b in ((in_channels, mid), (mid, out_channels)):
            layers += [nn.Conv2d(a, b, kernel_size=3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]
        self.double_conv = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        return self.double_conv(x)


class Down(nn.Module):
    """(N, C, H, W) to (N, C', H/2, W/2)."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(in_channels, out_channels))

    def forward(self, x: Tensor) -> Tensor:
        return self.maxpool_conv(x)


class Up(nn.Module):
    """``x`` at twice its size, joined with ``skip``, what the way down had seen at that size."""

    def __init__(self, in_channels: int, out_channels: int, bilinear: bool) -> None:
        super().__init__()
        if bilinear:
            self.up: nn.Module = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
            self.conv = DoubleConv(in_channels, out_channels, in_channels // 2)
        else:
            self.up = nn.ConvTranspose2d(in_channels, in_channels // 2, kernel_size=2, stride=2)
            self.conv = DoubleConv(in_channels, out_channels)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        x = self.up(x)
        # A size that is odd was rounded down on the way: what is missing is put around.
        dy, dx = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(lab.cat([skip, x], dim=1))


class OutConv(nn.Module):
    """Scores of each pixel."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x)


class UNet(nn.Module):
    """Images (N, n_channels, H, W) to scores (N, n_classes, H, W); H and W at least 16.

    ``bilinear`` enlarges by interpolation, with half the channels, instead of by learned transposed convolutions.
    ``width``: channels of the first stage; 64 has 31 million parameters, 8 half a million.
    """

    def __init__(self, n_channels: int, n_classes: int, bilinear: bool = False, width: int = 64) -> None:
        super().__init__()
        self.n_channels, self.n_classes, self.bilinear = n_channels, n_classes, bilinear
        c = [width * 2**i for i in range(5)]
        half = 2 if bilinear else 1
        self.inc = DoubleConv(n_channels, c[0])
        self.down1 = Down(c[0], c[1])
        self.down2 = Down(c[1], c[2])
        self.down3 = Down(c[2], c[3])
        self.down4 = Down(c[3], c[4] // half)
        self.up1 = Up(c[4], c[3] // half, bilinear)
        self.up2 = Up(c[3], c[2] // half, bilinear)
        self.up3 = Up(c[2], c[1] // half, bilinear)
        self.up4 = Up(c[1], c[0], bilinear)
        self.outc = OutConv(c[0], n_classes)

    def forward(self, x: Tensor) -> Tensor:
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        x4 = self.down3(x3)
        y = self.up1(self.down4(x4), x4)
        y = self.up2(y, x3)
        y = self.up3(y, x2)
        y = self.up4(y, x1)
        return self.outc(y)
