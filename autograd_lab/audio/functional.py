"""The functions of ``audio``, as in ``torchaudio.functional``."""

from autograd_lab.audio.decibels import DB_to_amplitude, amplitude_to_DB
from autograd_lab.audio.disturb import add_noise, mask_along_axis, mask_along_axis_iid, shift
from autograd_lab.audio.mel import create_dct, hz_to_mel, mel_to_hz, melscale_fbanks
from autograd_lab.audio.resampling import resample
from autograd_lab.audio.spectra import spectrogram

__all__ = [
    "DB_to_amplitude", "add_noise", "amplitude_to_DB", "create_dct", "hz_to_mel", "mask_along_axis",
    "mask_along_axis_iid", "mel_to_hz", "melscale_fbanks", "resample", "shift", "spectrogram",
]  # fmt: skip
