"""What the engine says, in English and Chinese: what happened, with the values, and the way out. One file per subject."""

from importlib import import_module
from pkgutil import iter_modules

MESSAGES: dict[str, tuple[str, str]] = {}
for _subject in iter_modules(__path__):
    MESSAGES.update(import_module(f"{__name__}.{_subject.name}").MESSAGES)
