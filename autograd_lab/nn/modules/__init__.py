"""The layers, grouped by subject."""

from autograd_lab.nn.modules.activation import LogSoftmax, ReLU, Sigmoid, Softmax, Tanh
from autograd_lab.nn.modules.container import ModuleDict, ModuleList, Sequential
from autograd_lab.nn.modules.conv import Conv1d, Conv2d, Conv3d
from autograd_lab.nn.modules.dropout import Dropout
from autograd_lab.nn.modules.linear import Flatten, Identity, Linear, Unflatten
from autograd_lab.nn.modules.loss import CrossEntropyLoss, MSELoss, NLLLoss
from autograd_lab.nn.modules.pooling import AvgPool1d, AvgPool2d, AvgPool3d, MaxPool1d, MaxPool2d, MaxPool3d
