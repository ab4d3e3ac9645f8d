"""What VGG and ResNet share: how they start, and what ``weights=`` may be."""

from __future__ import annotations

from typing import Any

import autograd_lab.vision.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab import nn
from autograd_lab.errors import ArgumentError


def refuse_weights(name: str, weights: Any) -> None:
    """Trained weights do not come with the library."""
    if weights is not None:
        raise ArgumentError("vision.weights", name=name, got=weights)


def start(model: nn.Module, linear: bool) -> None:
    """He's normal distribution for convolutions that ReLU follows; with ``linear`` a narrow one for linear layers.

    Source: He et al. 2015, Delving deep into rectifiers, arXiv:1502.01852, section 2.2.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif linear and isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, 0, 0.01)
            nn.init.zeros_(module.get_parameter("bias"))
