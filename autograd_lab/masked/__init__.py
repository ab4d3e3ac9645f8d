"""Reductions and normalisations over the elements that a mask keeps: ``torch.masked``."""

from autograd_lab.masked.normalization import log_softmax, normalize, softmax, softmin
from autograd_lab.masked.reduction import (
    amax,
    amin,
    argmax,
    argmin,
    cumprod,
    cumsum,
    logaddexp,
    logsumexp,
    mean,
    median,
    norm,
    prod,
    std,
    sum,
    var,
)
