"""The layers, grouped by subject."""

import importlib as _importlib

from autograd_lab.nn.modules.activation import LogSoftmax, ReLU, Sigmoid, Softmax, Tanh
from autograd_lab.nn.modules.container import ModuleDict, ModuleList, Sequential
from autograd_lab.nn.modules.conv import Conv1d, Conv2d, Conv3d
from autograd_lab.nn.modules.dropout import Dropout
from autograd_lab.nn.modules.linear import Flatten, Identity, Linear, Unflatten
from autograd_lab.nn.modules.loss import CrossEntropyLoss, MSELoss, NLLLoss
from autograd_lab.nn.modules.pooling import AvgPool1d, AvgPool2d, AvgPool3d, MaxPool1d, MaxPool2d, MaxPool3d


def __getattr__(name: str) -> object:
    """``module``, loaded on first use; ``nn.module`` is another, and would be hidden by it."""
    if name == "module":
        return _importlib.import_module("autograd_lab.nn.modules.module")
    raise AttributeError(f"module 'autograd_lab.nn.modules' has no attribute {name!r}")
