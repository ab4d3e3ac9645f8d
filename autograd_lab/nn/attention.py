"""``torch.nn.attention``: by which way ``scaled_dot_product_attention`` may be computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum, IntEnum

from autograd_lab.backends import cuda as flags
from autograd_lab.errors import ArgTypeError, ShapeError

__all__ = ["SDPBackend", "sdpa_kernel"]


class SDPBackend(IntEnum):
    """PyTorch's ways. Here there is one, MATH: the weights of all pairs of query and key are computed and kept."""

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    __str__ = Enum.__str__


@contextmanager
def sdpa_kernel(backends: Iterable[SDPBackend] | SDPBackend, set_priority: bool = False) -> Iterator[None]:
    """``with sdpa_kernel([SDPBackend.FLASH_ATTENTION, SDPBackend.MATH]):`` allows these ways inside, and no others.

    RuntimeError if MATH is not among them: nothing else could compute attention here, and that it takes memory for
    all pairs is not to be hidden.
    """
    allowed = list(backends) if isinstance(backends, Iterable) else [backends]
    for way in allowed:
        if not isinstance(way, SDPBackend):
            raise ArgTypeError("attention.backend", got=type(way).__name__)
    if SDPBackend.MATH not in allowed:
        raise ShapeError("attention.no_backend", allowed=", ".join(map(str, allowed)))
    ways = {"flash": SDPBackend.FLASH_ATTENTION, "mem_efficient": SDPBackend.EFFICIENT_ATTENTION}
    before = {name: getattr(flags, f"{name}_sdp_enabled")() for name in (*ways, "math")}
    try:
        for name, way in ways.items():
            getattr(flags, f"enable_{name}_sdp")(way in allowed)
        flags.enable_math_sdp(True)
        yield
    finally:
        for name, enabled in before.items():
            getattr(flags, f"enable_{name}_sdp")(enabled)
