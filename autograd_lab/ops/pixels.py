"""Pixels moved between the channels and the image; nothing is computed."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run


class PixelShuffle(Op):
    """Of each r^2 channels one that is r times as high and wide.

    Source: Shi et al. 2016, Real-time single image and video super-resolution, arXiv:1609.05158.
    """

    doc = OpDoc(
        "pixel shuffle",
        r"y_{c,\, r h + i,\, r w + j} = x_{c r^2 + i r + j,\, h,\, w}",
        "x[.., C·r², H, W] -> y[.., C, H·r, W·r]",
        "Lay r² channels side by side as the pixels of a larger image.",
        "把 r² 个通道交错排成一幅更大的图像。",
        "Shi et al. 2016, arXiv:1609.05158",
    )
    widens = False

    @staticmethod
    def forward(xp, x, *, r):
        *lead, c, h, w = x.shape
        n = len(lead)
        x = x.reshape(*lead, c // (r * r), r, r, h, w)
        x = xp.transpose(x, (*range(n), n, n + 3, n + 1, n + 4, n + 2))
        return x.copy().reshape(*lead, c // (r * r), h * r, w * r), ()  # a copy, even where r = 1

    @staticmethod
    @gradient(r"\bar x_{c r^2 + i r + j,\, h,\, w} = \bar y_{c,\, r h + i,\, r w + j}")
    def backward_x(xp, gy, *, r):
        return run(xp, PixelUnshuffle, gy, r=r)


class PixelUnshuffle(Op):
    """Each r x r pixels as one pixel of r^2 channels."""

    doc = OpDoc(
        "pixel unshuffle",
        r"y_{c r^2 + i r + j,\, h,\, w} = x_{c,\, r h + i,\, r w + j}",
        "x[.., C, H·r, W·r] -> y[.., C·r², H, W]",
        "Turn blocks of r × r pixels into r² channels.",
        "把每个 r × r 的像素块变成 r² 个通道。",
        "Shi et al. 2016, arXiv:1609.05158",
    )
    widens = False

    @staticmethod
    def forward(xp, x, *, r):
        *lead, c, h, w = x.shape
        n = len(lead)
        x = x.reshape(*lead, c, h // r, r, w // r, r)
        x = xp.transpose(x, (*range(n), n, n + 2, n + 4, n + 1, n + 3))
        return x.copy().reshape(*lead, c * r * r, h // r, w // r), ()

    @staticmethod
    @gradient(r"\bar x_{c,\, r h + i,\, r w + j} = \bar y_{c r^2 + i r + j,\, h,\, w}")
    def backward_x(xp, gy, *, r):
        return run(xp, PixelShuffle, gy, r=r)


class ChannelShuffle(Op):
    """The channels as a table of ``groups`` rows, read column by column.

    Source: Zhang et al. 2018, ShuffleNet, arXiv:1707.01083.
    """

    doc = OpDoc(
        "channel shuffle",
        r"y_{n, k g + i} = x_{n, i (C / g) + k}",
        "x[N, C, ..] -> y[N, C, ..]",
        "Deal the channels of each group out over all groups.",
        "把每一组的通道轮流分到各组中。",
        "Zhang et al. 2018, arXiv:1707.01083",
    )
    widens = False

    @staticmethod
    def forward(xp, x, *, groups):
        n, c, *size = x.shape
        table = x.reshape(n, groups, c // groups, *size)
        return xp.swapaxes(table, 1, 2).copy().reshape(x.shape), (c,)

    @staticmethod
    @gradient(r"\bar x_{n, i (C / g) + k} = \bar y_{n, k g + i}")
    def backward_x(xp, gy, c, *, groups):
        return run(xp, ChannelShuffle, gy, groups=c // groups)
