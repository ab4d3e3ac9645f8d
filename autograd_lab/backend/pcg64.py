"""NumPy's generator as numbers: where in its stream it is, and how it comes further without drawing.

PCG64 is a 128-bit number s that steps to a s + c, and gives 64 bits at each step; a float32 takes 32 of them, first the
lower half. Many steps at once are one such step with other a and c. Source: O'Neill 2014, PCG: A Family of Simple Fast
Space-Efficient Statistically Good Algorithms for Random Number Generation; Brown 1994, Random Number Generation with
Arbitrary Strides.
"""

from __future__ import annotations

from typing import Any

FACTOR, ALL = 0x2360ED051FC65DA44385DF649FCCF645, 2**128 - 1
WORDS = 5  # of ``place``


def is_pcg64(bits: Any) -> bool:
    """Whether a bit generator is of this kind."""
    return type(bits).__name__ == "PCG64"


def place(bits: Any) -> tuple[int, ...]:
    """The half that was left over, or -1; then s and c, each its upper and its lower 64 bits, with a sign."""
    state = bits.state
    left = state["uinteger"] if state["has_uint32"] else -1
    halves = [half for name in ("state", "inc") for half in divmod(state["state"][name], 2**64)]
    return left, *(half - 2**64 if half >= 2**63 else half for half in halves)


def skip(bits: Any, count: int) -> None:
    """Go on as if so many float32 had been drawn."""
    state = bits.state
    left = state["has_uint32"]
    outputs = (count - left + 1) // 2
    a, c, s, times = FACTOR, state["state"]["inc"], state["state"]["state"], outputs
    while times:
        if times % 2:
            s = (a * s + c) & ALL
        a, c, times = a * a & ALL, (a * c + c) & ALL, times // 2
    uinteger = state["uinteger"]
    if outputs:
        mixed, turn = (s >> 64) ^ (s & (2**64 - 1)), s >> 122
        uinteger = ((mixed >> turn | mixed << (64 - turn)) >> 32) & (2**32 - 1)
    unused = int(2 * outputs > count - left)  # half of the last one
    inner = {**state["state"], "state": s}
    bits.state = {**state, "state": inner, "has_uint32": unused, "uinteger": uinteger}
