"""The moments of a run. Modules and callbacks have the same hooks; a callback gets ``(trainer, module)`` before.

What else a hook gets:

    setup, teardown                                 stage: "fit", "validate", "test" or "predict"
    on_*_batch_start                                batch, batch_idx
    on_*_batch_end                                  outputs, batch, batch_idx
    on_before_backward                              loss
    on_before_zero_grad, on_before_optimizer_step   optimizer
    on_exception                                    the exception
    on_save_checkpoint, on_load_checkpoint          the plain values of the checkpoint, a dict
"""

from __future__ import annotations

from typing import Any

HOOKS = (
    "setup",
    "teardown",
    "on_fit_start",
    "on_fit_end",
    *(f"on_{stage}_{moment}" for stage in ("train", "validation", "test", "predict") for moment in ("start", "end")),
    *(
        f"on_{stage}_{thing}_{moment}"
        for stage in ("train", "validation", "test", "predict")
        for thing in ("epoch", "batch")
        for moment in ("start", "end")
    ),
    "on_before_zero_grad",
    "on_before_backward",
    "on_after_backward",
    "on_before_optimizer_step",
    "on_exception",
    "on_save_checkpoint",
    "on_load_checkpoint",
)


class Hooks:
    """Has every hook, and does nothing in any."""


def _nothing(self: Any, *args: Any) -> None:
    """A moment at which there is nothing to do."""


for _name in HOOKS:
    setattr(Hooks, _name, _nothing)
