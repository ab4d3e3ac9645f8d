"""The optimizer's values that a slider may change."""

from __future__ import annotations

import math
from typing import Any, get_args

from autograd_lab.errors import ArgumentError
from autograd_lab.record.snapshot import Real, real
from autograd_lab.ui import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.ui.protocol import Controls, Setting

NAMES: tuple[str, ...] = get_args(Setting)


def read(optimizer: Any) -> Controls:
    """The values of the first parameter group."""
    group = optimizer.param_groups[0] if optimizer is not None else {}
    values: dict[str, Real | None] = {n: real(group[n]) if n in group else None for n in NAMES}
    return Controls(**values)


def change(optimizer: Any, name: str, value: Any) -> None:
    """Set one value; ValueError, with nothing changed, where ``refusal`` gives a reason.

    Groups with other values than the first keep their own: their learning rate stays in proportion, the rest
    is left alone, for a group without weight decay is usually meant to have none.
    """
    refused = refusal(optimizer, name, value)
    if refused is not None:
        key, values = refused
        raise ArgumentError(key, **values)
    groups = optimizer.param_groups
    old, value = float(groups[0][name]), float(value)
    for group in groups:
        if group.get(name) == old:
            group[name] = value
        elif name == "lr" and old > 0:
            group[name] *= value / old


def refusal(optimizer: Any, name: Any, value: Any) -> tuple[str, dict[str, str]] | None:
    """Why the optimizer could not work with a value, as a message and what to fill in; None if it can."""
    groups = optimizer.param_groups
    known = [n for n in NAMES if n in groups[0]]
    if name not in known:
        return "panel.no_setting", {"name": str(name)[:40], "known": ", ".join(known)}
    nesterov = any(group.get("nesterov") for group in groups)
    limits = "not_negative"
    if name == "momentum":
        limits = "positive" if nesterov else "fraction"
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    if name == "momentum":
        fits = fits and value < 1 and (value > 0 or not nesterov)
    if fits:
        return None
    return f"panel.refused.{limits}", {"name": name, "value": str(value)[:40], "now": f"{float(groups[0][name]):g}"}
