"""Rows for ops.pixels."""

from autograd_lab.ops.pixels import ChannelShuffle, PixelShuffle, PixelUnshuffle
from tests.op_cases.case import OpCase

CASES = [
    OpCase(PixelShuffle, ((1, 8, 2, 3),), "F.pixel_shuffle(x, r)", {"r": 2}),
    OpCase(PixelShuffle, ((9, 1, 2),), "F.pixel_shuffle(x, r)", {"r": 3}),
    OpCase(PixelShuffle, ((2, 2, 2),), "F.pixel_shuffle(x, r)", {"r": 1}),
    OpCase(PixelUnshuffle, ((2, 1, 4, 2),), "F.pixel_unshuffle(x, r)", {"r": 2}),
    OpCase(PixelUnshuffle, ((2, 3, 6),), "F.pixel_unshuffle(x, r)", {"r": 3}),
    OpCase(ChannelShuffle, ((2, 6, 2),), "F.channel_shuffle(x, groups)", {"groups": 2}),
    OpCase(ChannelShuffle, ((1, 6, 1, 2),), "F.channel_shuffle(x, groups)", {"groups": 3}),
    OpCase(ChannelShuffle, ((1, 4, 2),), "F.channel_shuffle(x, groups)", {"groups": 2}, complex=True),
]
