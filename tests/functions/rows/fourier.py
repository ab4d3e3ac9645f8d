"""Calls of the package fft."""

import numpy as np

from tests.functions.case import call

INTS = np.array([[3, 1, -2], [0, 5, 4]])

CASES = [
    *[call(f"torch.fft.{name}(x)", x=(2, 4)) for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")],
    *[call(f"torch.fft.{name}(z)", z=(5,), complex=True) for name in ("fft", "ifft", "irfft", "hfft")],
    *[
        call(f"torch.fft.{name}(x, n={n}, dim=0, norm='{norm}')", x=(3, 2))
        for name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
        for n, norm in ((2, "ortho"), (5, "forward"), (3, "backward"))
    ],
    *[call(f"torch.fft.{name}(x)", x=(2, 3, 2)) for name in ("fft2", "ifft2", "rfft2", "irfft2", "hfft2", "ihfft2")],
    *[
        call(f"torch.fft.{name}(x, s=(3, -1), dim=(1, 0), norm='ortho')", x=(3, 2))
        for name in ("fft2", "ifft2", "rfft2", "irfft2", "hfft2", "ihfft2")
    ],
    *[call(f"torch.fft.{name}(x)", x=(2, 3, 2)) for name in ("fftn", "ifftn", "rfftn", "irfftn", "hfftn", "ihfftn")],
    *[
        call(f"torch.fft.{name}(x, s=(2, 4), norm='forward')", x=(2, 2, 3))
        for name in ("fftn", "ifftn", "rfftn", "irfftn", "hfftn", "ihfftn")
    ],
    *[call(f"torch.fft.{name}(z, dim=(0, 2))", z=(2, 1, 3), complex=True) for name in ("fftn", "irfftn", "hfftn")],
    call("torch.fft.fft(x)", x=INTS),
    call("torch.fft.irfft(x)", x=INTS),
    call("torch.fft.ihfftn(x)", x=INTS > 0),
    call("torch.fft.fftn(x, dim=()), torch.fft.fftn(x, s=()), torch.fft.fftn(x, s=2)", x=np.ones((2, 3))),
    call("torch.fft.fft(x, 2, 0, 'ortho')", x=np.ones((2, 3), np.float32), tolerance=1e-5),
    call("torch.fft.irfft(torch.fft.rfft(x), n=5)", x=(5,)),
    call("torch.fft.hfft(torch.fft.ihfft(x), n=5)", x=(5,)),
    call("torch.fft.fft(x, n=2)", x=np.ones((3, 0))),
    *[
        call(f"torch.fft.{name}({arguments})", device=False)
        for name in ("fftfreq", "rfftfreq")
        for arguments in ("4", "5, 0.5", "6, d=0.1, dtype=torch.float64", "3, dtype=torch.float16", "0", "1")
    ],
    call("torch.fft.fftfreq(3, requires_grad=True).requires_grad", device=False),
    *[call(f"torch.fft.{name}(x)", x=shape) for name in ("fftshift", "ifftshift") for shape in ((5,), (2, 3))],
    *[call(f"torch.fft.{name}(x, dim={d})", x=(4, 3)) for name in ("fftshift", "ifftshift") for d in (0, -1, (0, 1))],
    call("torch.fft.fftshift(x), torch.fft.ifftshift(x)", x=INTS),
    call("torch.fft.fftshift(x)", x=np.ones((0, 3))),
]
