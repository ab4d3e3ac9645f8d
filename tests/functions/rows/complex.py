"""Calls of functional.complex."""

from tests.functions.case import call

CASES = [
    call("torch.conj(z)", z=(2, 3), complex=True),
    call("z.conj()", z=(3,)),
    call("torch.real(z)", z=(2, 3), complex=True),
    call("z.real.exp()", z=(3,), complex=True),
    call("torch.imag(z) * z", z=(2, 3), complex=True),
    call("z.imag.zero_() + z.sum()", z=(2, 3), complex=True),
    call("torch.complex(a, b)", a=(2, 1), b=(3,)),
]
