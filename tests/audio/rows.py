"""Calls that torchaudio answers too; what it answered stands in torchaudio.json (see record.py)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

RECORD = Path(__file__).with_name("torchaudio.json")
KEPT = 40  # numbers of each answer, spread over it


def signal(t: Any, length: int = 1200) -> Any:
    """Two channels: a rising and a beating sound, (2, length)."""
    n = t.arange(float(length), dtype=t.float64)
    left = 0.5 * t.sin(n * n * 2e-4) + 0.1 * t.cos(2.5 * n)
    right = 0.4 * t.sin(0.3 * n) * t.cos(0.01 * n)
    return t.stack([left, right]).float()


def tone(t: Any) -> Any:
    return signal(t).double()


Call = Callable[[Any, Any, Any], Any]  # (torch, functional, transforms) -> tensor
SMALL = {"n_fft": 128, "n_mels": 20}

# fmt: off
ROWS: dict[str, Call] = {
    "resample up": lambda t, F, T: F.resample(tone(t), 8000, 11025),
    "resample down": lambda t, F, T: F.resample(tone(t), 44100, 16000),
    "resample half": lambda t, F, T: F.resample(tone(t), 16000, 8000, lowpass_filter_width=16, rolloff=0.9),
    "resample kaiser": lambda t, F, T: F.resample(tone(t), 3, 4, 64, 0.9475, "sinc_interp_kaiser"),
    "resample beta": lambda t, F, T: F.resample(tone(t), 3, 2, resampling_method="sinc_interp_kaiser", beta=5.0),
    "resample one": lambda t, F, T: F.resample(tone(t)[0, :1], 3, 2),
    "spectrogram": lambda t, F, T: T.Spectrogram()(signal(t)),
    "spectrogram magnitude": lambda t, F, T: T.Spectrogram(128, 100, 30, pad=7, power=1.0)(signal(t)),
    "spectrogram window": lambda t, F, T: T.Spectrogram(128, normalized=True, window_fn=t.hamming_window)(signal(t)),
    "spectrogram frame": lambda t, F, T: T.Spectrogram(128, normalized="frame_length", center=False)(signal(t)),
    "spectrogram complex": lambda t, F, T: t.view_as_real(T.Spectrogram(64, power=None)(signal(t)[0])),
    "mel htk": lambda t, F, T: F.melscale_fbanks(65, 0.0, 4000.0, 20, 8000),
    "mel slaney": lambda t, F, T: F.melscale_fbanks(201, 50.0, 7000.0, 40, 16000, "slaney", "slaney"),
    "mel odd rate": lambda t, F, T: F.melscale_fbanks(65, 0.0, 5512.0, 16, 11025, None, "slaney"),
    "mel spectrogram": lambda t, F, T: T.MelSpectrogram(8000, **SMALL)(signal(t)),
    "mel spectrogram slaney": lambda t, F, T: T.MelSpectrogram(
        8000, 256, hop_length=64, f_min=80.0, n_mels=24, norm="slaney", mel_scale="slaney")(signal(t)),
    "dct": lambda t, F, T: F.create_dct(13, 20, "ortho"),
    "dct htk": lambda t, F, T: F.create_dct(13, 20, None),
    "decibels": lambda t, F, T: T.AmplitudeToDB()(
        T.Spectrogram(128, window_fn=t.hann_window, wkwargs={"dtype": t.float64})(tone(t))),
    "decibels top": lambda t, F, T: T.AmplitudeToDB("magnitude", 30.0)(
        t.stack([T.Spectrogram(128, power=1.0)(signal(t)), T.Spectrogram(128, power=1.0)(0.1 * signal(t))])),
    "decibels back": lambda t, F, T: F.DB_to_amplitude(t.arange(-9.0, 9.0), 2.0, 0.5),
    "mfcc": lambda t, F, T: T.MFCC(8000, 13, melkwargs=SMALL).double()(tone(t)),
    "mfcc log": lambda t, F, T: T.MFCC(8000, 13, norm=None, log_mels=True, melkwargs=SMALL).double()(tone(t)),
    "noise": lambda t, F, T: F.add_noise(signal(t), signal(t).flip(-1), t.tensor([3.0, 20.0])),
}
# fmt: on


def answer(t: Any, F: Any, T: Any, name: str) -> dict[str, Any]:
    """Shape, dtype and some of the numbers."""
    y = ROWS[name](t, F, T)
    numbers = y.double().flatten()
    return {
        "shape": list(y.shape),
        "dtype": str(y.dtype).removeprefix("torch."),
        "numbers": [round(x, 9) for x in numbers[:: len(numbers) // KEPT | 1].tolist()],
    }
