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
    call("torch.conj_physical(z), z.conj_physical(), z.conj_physical_()", z=(3,), complex=True),
    call("torch.resolve_conj(z).resolve_neg() + torch.resolve_neg(z).resolve_conj()", z=(3,), complex=True),
    call("torch.is_complex(z), z.is_complex(), torch.is_conj(z), z.is_neg()", z=(3,)),
    call("torch.angle(z)", z=(2, 3), complex=True),
    call("z.angle()", z=[-1.0, 0.0, 2.0], smooth=False),
    call("torch.polar(r, t)", r=(2, 1), t=(3,), low=0.3),
    call("torch.view_as_real(z)", z=(2, 3), complex=True),
    call("torch.view_as_real(z).mul_(2).sum() + z.real.sum()", z=(3,), complex=True),
    call("torch.view_as_complex(a)", a=(3, 2)),
    call("torch.view_as_complex(a)[0].mul_(2).real + a.sum()", a=(3, 2)),
    call("torch.abs(z), torch.square(z), 1 / z, z ** 2, z ** z, 2 ** z", z=(3,), complex=True),
]
