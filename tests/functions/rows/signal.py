"""Calls of the package signal, of the window functions at the top level, and of stft and istft."""

import numpy as np

from tests.functions.case import call

TOP = ("hann", "hamming", "bartlett", "blackman", "kaiser")
NAMES = ("hann", "hamming", "bartlett", "blackman", "nuttall", "cosine", "exponential", "gaussian", "kaiser",
         "general_hamming")  # fmt: skip
SIGNAL, WINDOW = np.sin(np.arange(12.0) ** 2), np.array([0.2, 0.5, 1.0, 0.7])
SPECTRUM = "torch.stft(x, 4, window=w, return_complex=True)"

CASES = [
    *[
        call(f"torch.{name}_window({n})", device=False, tolerance=1e-5)
        for name in TOP
        for n in ("0", "1", "2", "7", "6, False", "window_length=5, dtype=torch.float64")
    ],
    *[
        call(f"torch.{name}_window(4, dtype=torch.float16)", device=False, tolerance=2e-3)
        for name in TOP  # PyTorch rounds after each step, we once
    ],
    call("torch.hamming_window(5, True, 0.6, 0.3), torch.kaiser_window(5, False, 4.0)", device=False, tolerance=1e-5),
    call("torch.hann_window(4, requires_grad=True).requires_grad", device=False),
    *[
        call(f"torch.signal.windows.{name}({n})", device=False, tolerance=1e-5)
        for name in NAMES
        for n in ("0", "1", "2", "7", "6, sym=False", "5, dtype=torch.float64, device='cpu'")
    ],
    call("torch.signal.windows.general_cosine(6, a=[0.5, 0.3, 0.2])", device=False, tolerance=1e-5),
    call("torch.signal.windows.general_cosine(4, a=(1.0,), sym=False)", device=False, tolerance=1e-5),
    call("torch.signal.windows.general_hamming(5, alpha=0.7)", device=False, tolerance=1e-5),
    call("torch.signal.windows.exponential(5, center=1.0, tau=2.0, sym=False)", device=False, tolerance=1e-5),
    call("torch.signal.windows.gaussian(5, std=0.7)", device=False, tolerance=1e-5),
    call("torch.signal.windows.kaiser(5, beta=3.0, sym=False)", device=False, tolerance=1e-5),
    call("torch.signal.windows.kaiser(5, beta=0)", device=False, tolerance=1e-5),
    call("torch.signal.windows.hann(5, requires_grad=True).requires_grad", device=False),
    call("torch.stft(x, 4, return_complex=True)", x=(9,)),
    call("x.stft(4, 2, 3, window=w, return_complex=True)", x=(8,), w=(3,)),
    call("torch.stft(x, 4, 3, center=False, normalized=True, return_complex=True)", x=(2, 9)),
    call("torch.stft(x, 4, onesided=False, window=w, return_complex=True)", x=(6,), w=(4,)),
    call("torch.stft(z, 4, window=w)", z=(6,), w=(4,), complex=True),
    call("torch.stft(x, 4, return_complex=False)", x=(6,)),
    *[
        call(f"torch.stft(x, 4, pad_mode='{mode}', return_complex=True)", x=(2, 5))
        for mode in ("reflect", "replicate", "circular", "constant")
    ],
    call("torch.stft(x, 6, 2, 3, center=False, align_to_window=True, return_complex=True)", x=SIGNAL),
    call("torch.stft(x, 6, 2, 3, center=False, align_to_window=False, return_complex=True)", x=SIGNAL),
    call("torch.stft(x, 5, win_length=2, return_complex=True)", x=SIGNAL),
    call("torch.istft(z, 4)", z=(3, 4), complex=True),
    call("z.istft(4, 1, 4, w.abs(), True, True)", z=(2, 3, 5), w=(4,), complex=True),
    call(f"torch.istft({SPECTRUM}, 4, window=w)", x=SIGNAL, w=WINDOW),
    call(f"torch.istft({SPECTRUM}, 4, window=w, length=9)", x=(12,), w=WINDOW),
    call(f"torch.istft({SPECTRUM}, 4, window=w, length=15)", x=(12,), w=WINDOW),
    call("torch.istft(z, 4, 2, center=False, onesided=False)", z=(4, 3), complex=True),
    call("torch.istft(z, 4, window=w, return_complex=True)", z=(4, 3), w=(4,), complex=True),
    call("torch.istft(z, 5, win_length=3, hop_length=1)", z=(3, 4), complex=True),
]
