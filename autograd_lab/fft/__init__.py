"""Fourier transforms: ``torch.fft``."""

from autograd_lab.fft.frequencies import fftfreq, fftshift, ifftshift, rfftfreq
from autograd_lab.fft.one import fft, hfft, ifft, ihfft, irfft, rfft
from autograd_lab.fft.several import (
    fft2,
    fftn,
    hfft2,
    hfftn,
    ifft2,
    ifftn,
    ihfft2,
    ihfftn,
    irfft2,
    irfftn,
    rfft2,
    rfftn,
)
