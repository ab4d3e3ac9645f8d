"""Tones: simple waves of random pitch, to be told apart by their colour or their course."""

from __future__ import annotations

from math import log2, pi

from autograd_lab import Generator, Tensor, arange
from autograd_lab.audio.datasets.made import MadeSounds, between
from autograd_lab.errors import ArgumentError

LOWEST, HIGHEST = 110.0, 880.0  # Hz: from A2 to A5


class Tones(MadeSounds):
    """``count`` tones of six classes: sine, triangle, square and sawtooth waves, and sines that rise or fall an octave.

    Pitch (110 to 880 Hz) and phase are drawn; ``snr`` decibels lie between the tone and white noise under it, None
    leaves the noise away. Items are (waveform (1, seconds * sample_rate), label). The waves are sums of their
    overtones up to half the sample rate, so nothing is folded back.
    """

    classes = ("sine", "triangle", "square", "sawtooth", "rising", "falling")

    def __init__(
        self,
        count: int = 600,
        seed: int = 0,
        sample_rate: int = 8000,
        seconds: float = 0.25,
        snr: float | None = 20.0,
    ) -> None:
        super().__init__(count, seed, sample_rate, snr)
        if sample_rate < 4 * HIGHEST or round(seconds * sample_rate) < 1:
            raise ArgumentError("audio.tones", rate=sample_rate, least=int(4 * HIGHEST), seconds=seconds)
        self.seconds = seconds

    def sound(self, label: int, generator: Generator) -> Tensor:
        pitch = LOWEST * 2 ** between(0, log2(HIGHEST / LOWEST), generator)
        phase = between(0, 2 * pi, generator)
        time = arange(float(round(self.seconds * self.sample_rate))) / self.sample_rate
        name = self.classes[label]
        if name in ("rising", "falling"):
            # The phase is the integral of the pitch p * 2 ** (t / T), from half an octave below to half above.
            course = 2.0 ** ((time / self.seconds if name == "rising" else 1 - time / self.seconds) - 0.5)
            turns = course.cumsum(0) * (pitch / self.sample_rate)
            return (2 * pi * turns + phase).sin()
        return wave(name, pitch, phase, time, self.sample_rate)


def wave(name: str, pitch: float, phase: float, time: Tensor, sample_rate: int) -> Tensor:
    """The Fourier series of a wave: overtones k with amplitudes 1/k (sawtooth; square: odd k only), 1/k² (triangle)."""
    k = arange(1.0, max(2, int(sample_rate / 2 / pitch) + 1))
    if name == "sine":
        k = k[:1]
    elif name != "sawtooth":
        k = k[::2]
    angle = k.unsqueeze(1) * (2 * pi * pitch * time + phase)
    if name == "triangle":
        return (angle.cos() / (k * k).unsqueeze(1)).sum(0)
    return (angle.sin() / k.unsqueeze(1)).sum(0)
