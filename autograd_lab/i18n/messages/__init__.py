"""What the engine says, in English and Chinese: what happened, with the values, and the way out. One file per subject."""

from autograd_lab.i18n.messages import (
    arguments,
    autograd,
    creation,
    devices,
    dtypes,
    indexing,
    movement,
    random,
    shapes,
)

_SUBJECTS = (arguments, autograd, creation, devices, dtypes, indexing, movement, random, shapes)

MESSAGES: dict[str, tuple[str, str]] = {key: text for subject in _SUBJECTS for key, text in subject.MESSAGES.items()}
