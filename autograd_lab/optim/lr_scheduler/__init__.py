"""Schedulers: the learning rate as a function of time."""

from autograd_lab.optim.lr_scheduler.cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from autograd_lab.optim.lr_scheduler.cyclic import CyclicLR, OneCycleLR
from autograd_lab.optim.lr_scheduler.plateau import ReduceLROnPlateau
from autograd_lab.optim.lr_scheduler.scheduler import LRScheduler, _LRScheduler
from autograd_lab.optim.lr_scheduler.several import ChainedScheduler, SequentialLR
from autograd_lab.optim.lr_scheduler.steps import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
