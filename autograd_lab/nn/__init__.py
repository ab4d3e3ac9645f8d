"""``torch.nn``: networks made of modules."""

import autograd_lab.nn.messages
from autograd_lab.nn import functional, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules import *  # noqa: F403  (every layer is public)
from autograd_lab.nn.parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

import autograd_lab.nn.attention  # isort: skip  (one of the modules' files is called attention, too)
from autograd_lab.nn import parallel, utils  # isort: skip  (they are built on the modules)
from autograd_lab.nn.parallel import DataParallel  # isort: skip
