"""Sounds like the ten digits, spoken by a very simple machine: a buzzing source, and the resonances of a mouth.

No speech, and nobody would take it for such; but, like speech, a course of vowels and noises that a network must follow
through time, at another pitch and pace each time.

Source: the source-filter model, Fant 1960; resonances of vowels, Peterson & Barney 1952, table II (men).
"""

from __future__ import annotations

from math import pi
from typing import NamedTuple

from autograd_lab import Generator, Tensor, arange, cat, fft, randn
from autograd_lab.audio.datasets.made import MadeSounds, between
from autograd_lab.errors import ArgumentError
from autograd_lab.functional.creation import tensor
from autograd_lab.nn.functional import interpolate


class Phone(NamedTuple):
    """A piece of speech: three resonances (Hz), how loud the buzz is, how loud the noise, and where it lies (Hz)."""

    resonances: tuple[float, float, float]
    voice: float = 1.0
    noise: float = 0.0
    noise_at: float = 3000.0


PHONES = {
    "iy": Phone((270, 2290, 3010)),
    "ih": Phone((390, 1990, 2550)),
    "eh": Phone((530, 1840, 2480)),
    "ah": Phone((640, 1190, 2390)),
    "aa": Phone((730, 1090, 2440)),
    "ao": Phone((570, 840, 2410)),
    "uh": Phone((440, 1020, 2240)),
    "uw": Phone((300, 870, 2240)),
    "r": Phone((310, 1060, 1380), 0.7),
    "w": Phone((290, 610, 2150), 0.6),
    "n": Phone((250, 1700, 2600), 0.35),
    "v": Phone((220, 1100, 2080), 0.3, 0.1, 1500),
    "z": Phone((240, 1390, 2530), 0.3, 0.3, 3400),
    "f": Phone((340, 1100, 2080), 0.0, 0.2, 1500),
    "th": Phone((320, 1290, 2540), 0.0, 0.15, 2200),
    "s": Phone((320, 1390, 2530), 0.0, 0.5, 3400),
    "t": Phone((400, 1600, 2600), 0.0, 0.4, 2900),
    "k": Phone((300, 1990, 2850), 0.0, 0.3, 1900),
    "-": Phone((400, 1500, 2500), 0.0),  # the silence before a stop
}
WORDS = {
    "zero": "z ih r ao uh uw",
    "one": "w uh ah ah n",
    "two": "t uw uw uw",
    "three": "th r iy iy",
    "four": "f ao ao r",
    "five": "f aa ah ih v",
    "six": "s ih - k s",
    "seven": "s eh v ah n",
    "eight": "eh ih - t",
    "nine": "n aa ah ih n",
}
BANDWIDTHS = (60.0, 90.0, 150.0)  # Hz
LOUDNESS = (1.0, 0.6, 0.3)  # of the three resonances
NOISE_WIDTH = 500.0  # Hz


class SpokenDigits(MadeSounds):
    """``count`` sounds like the digits 0 to 9; items are (waveform (1, 0.6 * sample_rate), digit).

    Pitch (90 to 220 Hz), size of the mouth, pace and beginning are drawn; ``snr`` decibels lie between the sound and
    white noise under it, None leaves the noise away.
    """

    classes = tuple(WORDS)
    seconds = 0.6

    def __init__(self, count: int = 500, seed: int = 0, sample_rate: int = 8000, snr: float | None = 30.0) -> None:
        super().__init__(count, seed, sample_rate, snr)
        if sample_rate < 8000:
            raise ArgumentError("audio.digits", rate=sample_rate)

    def sound(self, label: int, generator: Generator) -> Tensor:
        phones = [PHONES[name] for name in WORDS[self.classes[label]].split()]
        whole = round(self.seconds * self.sample_rate)
        length = int(whole * between(0.65, 0.9, generator))
        begin = int(between(0, whole - length, generator))
        time = arange(float(length)) / self.sample_rate

        mouth = between(0.9, 1.15, generator)  # a smaller one has higher resonances
        courses = [[f * mouth for f in phone.resonances] + [phone.voice, phone.noise] for phone in phones]
        *resonances, voice, noise = interpolate(
            tensor(courses).T.unsqueeze(0), size=length, mode="linear", align_corners=True
        )[0]
        sound = voice * self._buzz(resonances, time, generator) + noise * self._hiss(phones, length, generator)
        fade = (arange(float(length)) / (0.02 * self.sample_rate)).clamp(max=1)
        sound = sound * fade * fade.flip(0)
        silence = sound.new_zeros(whole)
        return cat([silence[:begin], sound, silence[begin + length :]])

    def _buzz(self, resonances: list[Tensor], time: Tensor, generator: Generator) -> Tensor:
        """Overtones of a falling pitch, each as loud as the resonances near it make it."""
        pitch = between(90, 220, generator) * (1.1 - 0.2 * time / time[-1])
        k = arange(1.0, int(self.sample_rate / 2 / pitch.amax().item())).unsqueeze(1)
        frequency = k * pitch  # (overtones, time)
        loud = 0.0
        for f, width, weight in zip(resonances, BANDWIDTHS, LOUDNESS, strict=True):
            loud = loud + weight / (1 + ((frequency - f) / width) ** 2).sqrt()
        turns = pitch.cumsum(0) / self.sample_rate
        return (loud / k.sqrt() * (2 * pi * k * turns).sin()).sum(0)

    def _hiss(self, phones: list[Phone], length: int, generator: Generator) -> Tensor:
        """Noise around the frequency that each phone gives it, one phone after the other."""
        spectrum = fft.rfft(randn(length, generator=generator))
        frequency = fft.rfftfreq(length, 1 / self.sample_rate)
        place = arange(float(length)) * ((len(phones) - 1) / (length - 1))
        sound = place.new_zeros(length)
        for i, phone in enumerate(phones):
            if phone.noise:
                band = (-0.5 * ((frequency - phone.noise_at) / NOISE_WIDTH) ** 2).exp()
                sound = sound + fft.irfft(spectrum * band, length) * (1 - (place - i).abs()).clamp(min=0)
        return 4 * sound
