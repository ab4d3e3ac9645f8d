"""What transforms do, against the numbers of torchvision, and for PIL images."""

from __future__ import annotations

import json

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.vision.transforms import functional as F
from tests.vision.record import RECORDED, calls, images

EXPECTED = list(zip(calls(), json.loads(RECORDED.read_text(encoding="utf-8"))["functional"], strict=True))


@pytest.mark.parametrize("function", dict.fromkeys(row[0] for row in calls()))
def test_as_torchvision(function: str) -> None:
    for (name, image, args, options), (shape, values) in EXPECTED:
        if name != function:
            continue
        given = torch.tensor(images()[image])
        made = getattr(F, name)(given, *args, **options)
        assert made.dtype is given.dtype and list(made.shape) == shape, (image, args, options)
        close = {"atol": 0} if given.dtype is torch.uint8 else {"atol": 3e-6}
        np.testing.assert_allclose(
            made.numpy().ravel(), values, rtol=1e-5, err_msg=f"{image} {args} {options}", **close
        )
        assert np.array_equal(given.numpy(), images()[image])  # the image given is as it was
