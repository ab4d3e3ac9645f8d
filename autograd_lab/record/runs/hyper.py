"""The hyperparameters of a run, as short texts: what a learner changes between two runs and wants to compare."""

from __future__ import annotations

from typing import Any

from autograd_lab.record.names import shorten

MOST = 14
MOST_PARTS = 4
ARROW = " → "
_NOT_SHOWN = ("params", "param_names", "initial_lr")


def hyperparameters(optimizer: Any, model: Any = None) -> dict[str, str]:
    """The optimizer's numbers by their own names, and the number of the model's ``parameters``.

    What is off, or zero, says nothing; only the learning rate is always told.
    """
    found: dict[str, str] = {}
    if optimizer is not None:
        found["optimizer"] = type(optimizer).__name__
        groups = optimizer.param_groups
        for name in groups[0]:
            if name not in _NOT_SHOWN and len(found) < MOST:
                # several groups with values of their own show them all: lr 0.1, 0.01
                texts = dict.fromkeys(filter(None, (_text(group.get(name)) for group in groups[:3])))
                if texts and (name == "lr" or list(texts) != ["0"]):
                    found[shorten(name)] = ", ".join(texts)
    if hasattr(model, "parameters"):
        found["parameters"] = str(sum(p.numel() for p in model.parameters()))
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """What holds for the whole run, and for what was changed on the way its first and its last value."""
    both = {**before, **after}
    return {
        name: before[name] + ARROW + text if name in before and before[name] != text else text
        for name, text in both.items()
    }


def run_title(settings: dict[str, str]) -> str:
    """``SGD lr=0.1 momentum=0.9``: what tells most runs apart."""
    parts = [settings.get("optimizer", "")]
    parts += [f"{name}={settings[name]}" for name in ("lr", "momentum") if settings.get(name, "0") != "0"]
    return shorten(" ".join(filter(None, parts)))


def _text(value: Any) -> str:
    """Numbers, names and switches that are on."""
    if isinstance(value, (tuple, list)):
        parts = [_text(part) for part in value[:MOST_PARTS]]
        return f"({', '.join(parts)})" if all(parts) else ""
    if isinstance(value, str):
        return shorten(value)
    if value is None or isinstance(value, (bool, bytes)):
        return "True" if value is True else ""
    try:
        number = float(value)  # a tensor as lr, too
    except (TypeError, ValueError, RuntimeError):
        return ""
    return f"{number:.4g}"
