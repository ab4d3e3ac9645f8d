"""The optimizer's values that a slider may change."""

from __future__ import annotations

import math
from typing import Any, get_args

from autograd_lab.errors import ArgumentError
from autograd_lab.record.snapshot import Real, real
from autograd_lab.ui import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.ui.protocol import Controls, Setting

NAMES: tuple[str, ...] = get_args(Setting)

# Beyond these no optimizer of ours trains anything; what is typed there is a slip of the finger.
MOST = {"lr": 100.0, "weight_decay": 10.0}


def read(optimizer: Any) -> Controls:
    """The values of the first parameter group."""
    group = optimizer.param_groups[0] if optimizer is not None else {}
    values: dict[str, Real | None] = {n: real(_get(group, n)) if _has(group, n) else None for n in NAMES}
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
    groups = [group for group in optimizer.param_groups if _has(group, name)]
    old, value = _get(groups[0], name), float(value)
    for group in groups:
        if _get(group, name) == old:
            _put(group, name, value)
        elif name == "lr" and old > 0:
            _put(group, name, _get(group, name) * (value / old))


def refusal(optimizer: Any, name: Any, value: Any) -> tuple[str, dict[str, str]] | None:
    """Why the optimizer could not work with a value, as a message and what to fill in; None if it can."""
    if optimizer is None:
        return "panel.optimizer_gone", {}
    group = optimizer.param_groups[0]
    known = [n for n in NAMES if _has(group, n)]
    if name not in known:
        return "panel.no_setting", {"name": str(name)[:40], "known": ", ".join(known)}
    said = {"name": name, "value": str(value)[:40], "now": f"{_get(group, name):g}"}
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if name in ("momentum", "beta1"):
        nesterov = name == "momentum" and any(group.get("nesterov") for group in optimizer.param_groups)
        fits = number and 0 <= value < 1 and (value > 0 or not nesterov)
        return None if fits else (f"panel.refused.{'positive' if nesterov else 'fraction'}", said)
    if not (number and value >= 0):
        return "panel.refused.not_negative", said
    if value > MOST[name]:
        return f"panel.refused.large.{name}", {**said, "most": f"{MOST[name]:g}"}
    return None


# Adam and its relatives keep what SGD calls momentum as the first of two numbers.


def _has(group: dict[str, Any], name: str) -> bool:
    if name == "beta1":
        return len(group.get("betas") or ()) == 2
    return name in group


def _get(group: dict[str, Any], name: str) -> float:
    return float(group["betas"][0] if name == "beta1" else group[name])


def _put(group: dict[str, Any], name: str, value: float) -> None:
    if name == "beta1":
        group["betas"] = (value, group["betas"][1])
    else:
        group[name] = value
