"""Optimizers: from gradients to better parameters.

Each is one formula, ``update``, in a file of its own. PyTorch's SparseAdam is not among them: it takes sparse gradients
only, and there are no sparse tensors here.
"""

from autograd_lab.backend.cuda import when_used
from autograd_lab.optim import fast, in_place, lr_scheduler, swa_utils
from autograd_lab.optim.adadelta import Adadelta
from autograd_lab.optim.adafactor import Adafactor
from autograd_lab.optim.adagrad import Adagrad
from autograd_lab.optim.adam import Adam, AdamW
from autograd_lab.optim.adamax import Adamax
from autograd_lab.optim.asgd import ASGD
from autograd_lab.optim.lbfgs import LBFGS
from autograd_lab.optim.muon import Muon
from autograd_lab.optim.nadam import NAdam
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.optim.radam import RAdam
from autograd_lab.optim.rmsprop import RMSprop
from autograd_lab.optim.rprop import Rprop
from autograd_lab.optim.sgd import SGD

when_used("autograd_lab.optim.fused")
