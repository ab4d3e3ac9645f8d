"""The networks have torchvision's parameters, by name and shape, and compute what it computes."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.vision import models
from tests.vision.record import FORWARD, MODELS, RECORDED, STEP, filled, picture

EXPECTED = json.loads(RECORDED.read_text(encoding="utf-8"))


def shapes(model: Any) -> dict[str, list[int]]:
    return {name: list(value.shape) for name, value in model.state_dict().items()}


def features(name: str) -> Any:
    """The convolutions of a VGG: its linear layers are half a gigabyte."""
    return models.vgg._features(getattr(models.vgg, name.removesuffix("_bn").upper()), name.endswith("_bn"))


@pytest.mark.parametrize("name", MODELS)
def test_names_and_shapes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Half a gigabyte of a VGG's memory is asked for, but without numbers in it never used.
    monkeypatch.setattr(torch.nn.init, "kaiming_uniform_", lambda weight, *args, **options: weight)
    options = {"init_weights": False} if name.startswith("vgg") else {}
    found, expected = shapes(getattr(models, name)(weights=None, **options)), EXPECTED["states"][name]
    assert found == expected and list(found) == list(expected)


@pytest.mark.parametrize("name", FORWARD)
def test_computes_what_torchvision_computes(name: str) -> None:
    model = (features(name) if name.startswith("vgg") else getattr(models, name)(num_classes=64)).eval()
    state = filled({key: tuple(value.shape) for key, value in model.state_dict().items()})
    model.load_state_dict({key: torch.tensor(value) for key, value in state.items()})
    with torch.no_grad():
        found = model(torch.tensor(picture())).flatten()[::STEP]
    expected = np.array(EXPECTED["outputs"][name])
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-3, atol=1e-4)


def test_lenet() -> None:
    model = models.LeNet()
    assert shapes(model) == {
        "conv1.weight": [6, 1, 5, 5], "conv1.bias": [6], "conv2.weight": [16, 6, 5, 5], "conv2.bias": [16],
        "fc1.weight": [120, 400], "fc1.bias": [120], "fc2.weight": [84, 120], "fc2.bias": [84],
        "fc3.weight": [10, 84], "fc3.bias": [10],
    }  # fmt: skip
    assert sum(p.numel() for p in model.parameters()) == 61_706  # as in LeCun et al. 1998, without its sparse table
    assert model(torch.zeros(2, 1, 32, 32)).shape == (2, 10)


# milesial/Pytorch-UNet at PyTorch Hub, unet_carvana: UNet(n_channels=3, n_classes=2, bilinear=False).
UNET = {
    "inc.double_conv.0.weight": [64, 3, 3, 3],
    "inc.double_conv.1.running_var": [64],
    "inc.double_conv.4.weight": [64],
    "down1.maxpool_conv.1.double_conv.0.weight": [128, 64, 3, 3],
    "down4.maxpool_conv.1.double_conv.3.weight": [1024, 1024, 3, 3],
    "up1.up.weight": [1024, 512, 2, 2],
    "up1.conv.double_conv.0.weight": [512, 1024, 3, 3],
    "up4.up.bias": [64],
    "up4.conv.double_conv.3.weight": [64, 64, 3, 3],
    "outc.conv.weight": [2, 64, 1, 1],
    "outc.conv.bias": [2],
}


def test_unet() -> None:
    found = shapes(models.UNet(3, 2))
    assert UNET.items() <= found.items()
    assert len(found) == 9 * 12 + 4 * 2 + 2  # nine pairs of convolution and normalisation, four ways up, the output
    trained = models.UNet(3, 2).parameters()
    assert sum(p.numel() for p in trained) == 31_037_698
    small = models.UNet(1, 2, bilinear=True, width=4)
    assert small.up1.conv.double_conv[0].weight.shape == (32, 64, 3, 3)
    for model in (small, models.UNet(1, 2, width=4)):
        for height, width in ((16, 16), (37, 50)):  # also sizes that cannot be halved four times
            scores = model(torch.randn(2, 1, height, width))
            assert scores.shape == (2, 2, height, width)
        scores.sum().backward()
        assert all(p.grad is not None for p in model.parameters())


def test_resnet_starts_as_he_proposed() -> None:
    torch.manual_seed(0)
    model = models.resnet18(num_classes=7, zero_init_residual=True)
    assert model.fc.weight.shape == (7, 512)
    weight = model.layer3[1].conv1.weight
    assert weight.std().item() == pytest.approx((2 / (256 * 9)) ** 0.5, rel=0.02)
    assert all(bool((block.bn2.weight == 0).all()) for block in model.layer2)
    model(torch.randn(2, 3, 32, 32)).sum().backward()
    assert all(p.grad is not None for p in model.parameters())
