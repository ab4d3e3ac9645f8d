"""Switches that can be set for a while: ``cudnn.benchmark = True``, ``with cudnn.flags(benchmark=True):``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.errors import DtypeError


class Flags:
    """Named switches. RuntimeError for a value that is no bool where there should be one."""

    def __init__(self, **switches: bool) -> None:
        self.__dict__.update(switches)

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(self.__dict__.get(name), bool) and not isinstance(value, bool):
            raise DtypeError("backends.bool", name=name, got=type(value).__name__)
        super().__setattr__(name, value)

    @contextmanager
    def flags(self, **switches: Any) -> Iterator[None]:
        """Set some switches for the block."""
        before = {name: getattr(self, name) for name in switches}
        for name, value in switches.items():
            setattr(self, name, value)
        try:
            yield
        finally:
            for name, value in before.items():
                setattr(self, name, value)
