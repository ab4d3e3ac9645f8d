"""A whole training run in one file, to go on with as if it had never stopped."""

from __future__ import annotations

import copy
from typing import Any

from autograd_lab.errors import ArgumentError, CheckpointError
from autograd_lab.serialization import rng
from autograd_lab.serialization.files import load, save

_MARK = "autograd_lab.run"


def save_checkpoint(f: Any, /, **parts: Any) -> None:
    """Write the state of a run to ``f``: of each part its ``state_dict()`` if it has one, else the value itself, and
    the state of every source of random numbers.

        lab.save_checkpoint("run.ckpt", model=model, optimizer=optimizer, scheduler=scheduler,
                            loader=loader, epoch=epoch)

    Called inside the loop over a DataLoader, its position is that after the batch in hand.
    """
    states = {name: part.state_dict() for name, part in parts.items() if hasattr(part, "state_dict")}
    values = {name: part for name, part in parts.items() if name not in states}
    save({_MARK: 1, "states": states, "values": values, "rng": rng.get_states()}, f)


def load_checkpoint(f: Any, /, map_location: Any = None, restore_rng: bool = True, **parts: Any) -> dict[str, Any]:
    """Give each part the state that ``save_checkpoint`` wrote, by name; returns the plain values.

        epoch = lab.load_checkpoint("run.ckpt", model=model, optimizer=optimizer, scheduler=scheduler,
                                    loader=loader)["epoch"]

    States for which no part was given are among the values. All parts take theirs, or none does: where one refuses,
    the others get back what they had. ValueError for a name that the file does not have; CheckpointError if it is not
    a run. Random numbers go on where they were, unless ``restore_rng`` is False.
    """
    run = load(f, map_location)
    if not isinstance(run, dict) or _MARK not in run:
        raise CheckpointError("file.no_run")
    states = run["states"]
    if unknown := [name for name in parts if name not in states]:
        raise ArgumentError("file.no_part", name=unknown[0], known=", ".join(states))
    before = {name: copy.deepcopy(part.state_dict()) for name, part in parts.items()}
    random = rng.get_states()
    try:
        for name, part in parts.items():
            part.load_state_dict(states[name])
        if restore_rng:
            rng.set_states(run["rng"])
    except BaseException:
        for name, part in parts.items():
            part.load_state_dict(before[name])
        rng.set_states(random)
        raise
    return {**run["values"], **{name: state for name, state in states.items() if name not in parts}}
