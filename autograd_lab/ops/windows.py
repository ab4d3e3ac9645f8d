"""The windows that a kernel looks at, as a view: what convolution and pooling have in common."""

from __future__ import annotations


def slide(xp, x, kernel, stride, dilation, out):
    """Every window of x (N, C, *S): (N, C, *O, *K), nothing copied."""
    steps = x.strides[2:]
    return xp.lib.stride_tricks.as_strided(
        x,
        (*x.shape[:2], *out, *kernel),
        (
            *x.strides[:2],
            *(s * t for s, t in zip(steps, stride, strict=True)),
            *(s * d for s, d in zip(steps, dilation, strict=True)),
        ),
    )
