"""Averages of a model's parameters along the way: SWA, the mean of many epochs, and EMA, a moving average.

Source: Izmailov et al. 2018, Averaging weights leads to wider optima and better generalization, arXiv:1803.05407.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from itertools import chain
from math import cos, pi
from typing import Any

from autograd_lab.errors import ArgumentError, UseError
from autograd_lab.functional import PUBLIC
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import Module
from autograd_lab.nn.modules.batchnorm import _BatchNorm
from autograd_lab.optim.lr_scheduler.scheduler import (
    LRScheduler,
    check_choice,
    check_optimizer,
    check_range,
    per_group,
    warn_outside_step,
)
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.commit import commit, into

Average = Callable[[Tensor, Tensor, Any], Tensor]  # (average so far, newest, how many are in the average)


def get_ema_avg_fn(decay: float = 0.999) -> Average:
    """For ``AveragedModel(avg_fn=...)``: average <- decay * average + (1 - decay) * newest. decay in [0, 1]."""
    if not 0.0 <= decay <= 1.0:
        raise ArgumentError("schedule.range", name="decay", wanted="0 <= decay <= 1", value=decay)

    @no_grad()
    def ema_update(ema_param: Tensor, current_param: Tensor, num_averaged: Any) -> Tensor:
        return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_avg_fn() -> Average:
    """For ``AveragedModel(avg_fn=...)``: the mean of all, average <- average + (newest - average) / (n + 1)."""

    @no_grad()
    def swa_update(averaged_param: Tensor, current_param: Tensor, num_averaged: Any) -> Tensor:
        return averaged_param + (current_param - averaged_param) / (num_averaged + 1)

    return swa_update


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[..., None]:
    """As ``get_ema_avg_fn``, for ``multi_avg_fn``, which gets lists of tensors and changes the first."""
    return _on_lists(get_ema_avg_fn(decay))


def get_swa_multi_avg_fn() -> Callable[..., None]:
    """As ``get_swa_avg_fn``, for ``multi_avg_fn``, which gets lists of tensors and changes the first."""
    return _on_lists(get_swa_avg_fn())


def _on_lists(average: Average) -> Callable[..., None]:
    @no_grad()
    def update(averaged_param_list: Any, current_param_list: Any, num_averaged: Any) -> None:
        for averaged, current in zip(averaged_param_list, current_param_list, strict=True):
            averaged.copy_(average(averaged, current, num_averaged))

    return update


class AveragedModel(Module):
    """A copy of ``model`` whose parameters are averages. Call ``update_parameters(model)`` whenever one is to be added.

    avg_fn : the average of one parameter, called with (average, newest, n_averaged); by default the mean of all.
    multi_avg_fn : the same on lists of parameters, in place; not both.
    use_buffers : average the buffers too, instead of copying the newest.

    Running means of batch norm do not belong to averaged weights: see ``update_bn``.
    """

    n_averaged: Tensor

    def __init__(
        self,
        model: Module,
        device: Any = None,
        avg_fn: Average | None = None,
        multi_avg_fn: Callable[..., None] | None = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise UseError("swa.both")
        self.module = deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", PUBLIC["tensor"](0, device=device))
        self.avg_fn = avg_fn
        self.multi_avg_fn = multi_avg_fn
        self.use_buffers = use_buffers

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """The averaged model's output."""
        return self.module(*args, **kwargs)

    @no_grad()
    def update_parameters(self, model: Module) -> None:
        """Take the present parameters of ``model`` into the average; all of them or, if interrupted, none."""
        averaged, current = _tensors(self.module, self.use_buffers), _tensors(model, self.use_buffers)
        newest = [c.detach().to(a.device) for a, c in zip(averaged, current, strict=True)]
        new = newest if self.n_averaged == 0 else self._averages([a.detach() for a in averaged], newest)
        pairs = list(zip(averaged, new, strict=True))
        if not self.use_buffers:
            pairs += zip(self.module.buffers(), (b.to(self.n_averaged.device) for b in model.buffers()), strict=True)
        pairs.append((self.n_averaged, self.n_averaged + 1))
        commit([write for tensor, value in pairs for write in into(tensor, value.array)])

    def _averages(self, averaged: list[Tensor], newest: list[Tensor]) -> list[Tensor]:
        if self.multi_avg_fn is None:
            average = self.avg_fn or get_swa_avg_fn()
            return [average(a, c, self.n_averaged.to(a.device)) for a, c in zip(averaged, newest, strict=True)]
        new = [a.clone() for a in averaged]  # what is changed in place is not yet the model's
        kinds = {(a.device, a.dtype): None for a in averaged}
        for device, dtype in kinds:
            chosen = [i for i, a in enumerate(averaged) if (a.device, a.dtype) == (device, dtype)]
            self.multi_avg_fn([new[i] for i in chosen], [newest[i] for i in chosen], self.n_averaged.to(device))
        return new


def _tensors(model: Module, buffers: bool) -> list[Tensor]:
    return list(chain(model.parameters(), model.buffers()) if buffers else model.parameters())


@no_grad()
def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Compute the running means and variances of all batch norms anew: plain averages over the batches of ``loader``.

    A batch is the model's input, or a list or tuple whose first element is. Does nothing without a batch norm.
    """
    norms = {module: module.momentum for module in model.modules() if isinstance(module, _BatchNorm)}
    if not norms:
        return
    was_training = model.training
    model.train()
    try:
        for norm in norms:
            norm.reset_running_stats()
            norm.momentum = None  # a plain average
        for batch in loader:
            x = batch[0] if isinstance(batch, (list, tuple)) else batch
            model(x if device is None else x.to(device))
    finally:
        for norm, momentum in norms.items():
            norm.momentum = momentum
        model.train(was_training)


class SWALR(LRScheduler):
    """From the present rate to the constant ``swa_lr`` within ``anneal_epochs``, then no change.

    swa_lr : one number, or one per group.
    anneal_strategy : "cos" or "linear".
    """

    def __init__(
        self,
        optimizer: Optimizer,
        swa_lr: Any,
        anneal_epochs: int = 10,
        anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        swa_lrs = per_group("swa_lr", optimizer, swa_lr)
        check_choice("anneal_strategy", anneal_strategy, ("cos", "linear"))
        fits = isinstance(anneal_epochs, int) and anneal_epochs >= 0
        check_range("anneal_epochs", anneal_epochs, fits, "an integer >= 0")
        commit([(group, "swa_lr", lr) for group, lr in zip(optimizer.param_groups, swa_lrs, strict=True)])
        self._anneal_strategy = anneal_strategy
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        """How much of swa_lr is in the rate."""
        t = max(0, min(1, step / max(1, self.anneal_epochs)))
        return (1 - cos(pi * t)) / 2 if self._anneal_strategy == "cos" else t

    def get_lr(self) -> list[Any]:
        warn_outside_step(self)
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            lr, swa_lr = group["lr"], group["swa_lr"]
            start = swa_lr if before == 1 else (lr - before * swa_lr) / (1 - before)  # the rate without swa_lr's share
            rates.append(swa_lr * now + start * (1 - now))
        return rates
