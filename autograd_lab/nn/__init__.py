"""``torch.nn``: networks made of modules."""

import autograd_lab.nn.messages
from autograd_lab.nn import attention, functional, init
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules import *  # noqa: F403  (every layer is public)
from autograd_lab.nn.parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter

from autograd_lab.nn import parallel, utils  # isort: skip  (they are built on the modules)
from autograd_lab.nn.parallel import DataParallel  # isort: skip
