"""PyTorch's module of this name: the recording switches, and one for threads."""

from __future__ import annotations

from autograd_lab.graph.modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "enable_grad",
    "inference_mode",
    "is_multithreading_enabled",
    "no_grad",
    "set_grad_enabled",
    "set_multithreading_enabled",
]


def is_multithreading_enabled() -> bool:
    """Whether PyTorch would let one backward use several threads. Here a backward runs in the thread that calls it,
    whatever is set; several threads may each run one of their own."""
    return set_multithreading_enabled.now


class set_multithreading_enabled:
    """Accepted and remembered, without an effect: see ``is_multithreading_enabled``. Also a context manager."""

    now = True

    def __init__(self, mode: bool) -> None:
        self._before = set_multithreading_enabled.now
        set_multithreading_enabled.now = bool(mode)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc_info: object) -> None:
        set_multithreading_enabled.now = self._before
