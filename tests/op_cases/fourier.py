"""Rows for ops.fourier."""

from autograd_lab.ops.fourier import FftC2C, FftC2R, FftR2C
from tests.op_cases.case import OpCase

WHOLE = {"axes": (0,), "onesided": False, "factor": 2}

CASES = [
    OpCase(FftC2C, ((4,),), "torch.fft.fft(x)", {"axes": (0,)}, complex=True),
    OpCase(FftC2C, ((2, 3),), "torch.fft.ifft(x)", {"axes": (1,), "inverse": True, "factor": 1 / 3}, complex=True),
    OpCase(FftC2C, ((2, 3),), "torch.fft.fftn(x) * 0.5", {"axes": (0, 1), "factor": 0.5}, complex=True),
    OpCase(FftC2C, ((3, 2),), "torch.fft.ifft(x, dim=0) * 3", {"axes": (0,), "inverse": True}, complex=True),
    OpCase(FftR2C, ((4,),), "torch.fft.rfft(x)", {"axes": (0,)}, analytic=False),
    OpCase(FftR2C, ((5,),), "torch.fft.rfft(x) * 0.5", {"axes": (0,), "factor": 0.5}, analytic=False),
    OpCase(FftR2C, ((5,),), "torch.fft.fft(x)", {"axes": (0,), "onesided": False}, analytic=False),
    OpCase(FftR2C, ((4, 2),), "torch.fft.fft(x, dim=0) * 2", WHOLE, analytic=False),
    OpCase(FftR2C, ((3, 4),), "torch.fft.rfftn(x)", {"axes": (0, 1)}, analytic=False),
    OpCase(FftR2C, ((4, 3),), "torch.fft.rfftn(x, dim=(1, 0))", {"axes": (1, 0)}, analytic=False),
    OpCase(FftR2C, ((1,),), "torch.fft.rfft(x)", {"axes": (0,)}, analytic=False),
    OpCase(FftC2R, ((3,),), "torch.fft.irfft(x, norm='forward')", {"axes": (0,), "n": 4}, complex=True),
    OpCase(FftC2R, ((3,),), "torch.fft.irfft(x, n=5) * 2.5", {"axes": (0,), "n": 5, "factor": 0.5}, complex=True),
    OpCase(FftC2R, ((3, 2),), "torch.fft.irfft(x, dim=0, norm='forward')", {"axes": (0,), "n": 4}, complex=True),
    OpCase(FftC2R, ((2, 3),), "torch.fft.irfftn(x, s=(2, 5), norm='forward')", {"axes": (0, 1), "n": 5}, complex=True),
    OpCase(FftC2R, ((1,),), "torch.fft.irfft(x, n=1)", {"axes": (0,), "n": 1}, complex=True),
    OpCase(FftC2R, ((2,),), "torch.fft.irfft(x, n=2, norm='forward')", {"axes": (0,), "n": 2}, complex=True),
]  # fmt: skip
