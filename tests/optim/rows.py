"""The settings that are compared with PyTorch, and the problem on which they run in either library."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

Row = tuple[str, dict[str, Any]]

ROWS: list[Row] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "maximize": True, "weight_decay": 0.05}),
    ("Adam", {}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-4}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05, "amsgrad": True, "maximize": True}),
    ("Adam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.2, "amsgrad": True}),
    ("Adamax", {"lr": 0.05, "weight_decay": 0.1}),
    ("Adamax", {"lr": 0.05, "betas": (0.8, 0.9), "maximize": True}),
    ("NAdam", {"lr": 0.05}),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.1, "momentum_decay": 0.05, "maximize": True}),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"lr": 0.05}),
    ("RAdam", {"lr": 0.05, "weight_decay": 0.1, "betas": (0.8, 0.9), "maximize": True}),
    ("RAdam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RMSprop", {"lr": 0.01, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9, "momentum": 0.5, "centered": True, "maximize": True}),
    ("Rprop", {"lr": 0.01}),
    ("Rprop", {"lr": 0.1, "etas": (0.3, 1.5), "step_sizes": (1e-3, 0.2), "maximize": True}),
    ("ASGD", {"lr": 0.05, "t0": 4, "weight_decay": 0.1}),
    ("ASGD", {"lr": 0.05, "lambd": 0.1, "alpha": 0.5, "maximize": True}),
    ("Adagrad", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.2, "initial_accumulator_value": 0.3, "maximize": True}),
    ("Adadelta", {"weight_decay": 0.1}),
    ("Adadelta", {"lr": 0.5, "rho": 0.7, "eps": 1e-3, "maximize": True}),
    ("Adafactor", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adafactor", {"lr": 0.1, "beta2_decay": -0.5, "eps": (1e-4, 1e-2), "d": 1.5, "maximize": True}),
    ("Muon", {"lr": 0.05}),
    ("Muon", {"lr": 0.05, "nesterov": False, "momentum": 0.8, "ns_steps": 3, "adjust_lr_fn": "match_rms_adamw"}),
    ("LBFGS", {"lr": 0.2, "max_iter": 3}),
    ("LBFGS", {"max_iter": 4, "history_size": 2, "line_search_fn": "strong_wolfe"}),
]
START = [np.linspace(-1, 1, 6).reshape(2, 3), np.array(0.7), np.array([0.3, -2.0])]


def name_of(row: Row) -> str:
    return " ".join([row[0], *(f"{k}={v}" for k, v in row[1].items())])


def train(torch: Any, name: str, options: dict[str, Any], steps: int = 20, device: str = "cpu") -> tuple[Any, Any]:
    """A problem with curvature, mixed terms, a 0-d parameter, and one that has no gradient at times."""
    a, b, c = (torch.tensor(v, dtype=torch.float64, device=device).requires_grad_() for v in START)
    groups: list[Any] = [{"params": [a]}, {"params": [b, c], "lr": 0.02}]
    if name in ("Muon", "LBFGS"):  # that take matrices only, or no groups
        groups = [a] if name == "Muon" else [a, b, c]
    optimizer = getattr(torch.optim, name)(groups, **options)

    def closure(step: int) -> Any:
        for p in (a, b, c):
            p.grad = None
        loss = ((a * b).sin() ** 2).sum() + (a.sum() - 1) ** 2 + b * b
        if step % 3 == 0:
            loss = loss + (c * c).sum() * b.detach()
        loss = -loss if options.get("maximize") else loss
        loss.backward()
        return loss

    for step in range(steps):
        optimizer.step(partial(closure, step))
    return optimizer, [t.detach().cpu().numpy() for t in (a, b, c)]
