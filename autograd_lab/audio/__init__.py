"""Sound for networks: WAV files, resampling, spectrograms, the mel scale, MFCC, augmentations, and synthetic data.

Names and conventions are torchaudio's: a waveform is (.., channels, time), float32, between -1 and 1, and its sample
rate (samples per second, Hz) travels beside it. What is computed from waveforms can be differentiated.
"""

from autograd_lab.audio import datasets, functional, messages, transforms
from autograd_lab.audio.wav import AudioInfo, info, load, save

__all__ = ["AudioInfo", "datasets", "functional", "info", "load", "save", "transforms"]
