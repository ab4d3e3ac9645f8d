"""What the data sets have in common: each item has random numbers of its own, and its classes are equally many."""

from __future__ import annotations

from autograd_lab import Generator, Tensor, no_grad, rand, randn
from autograd_lab.audio.disturb import add_noise
from autograd_lab.audio.resampling import check_rates
from autograd_lab.errors import ArgumentError
from autograd_lab.utils.data import Dataset

FAR = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: the upper halves of its multiples lie far apart
ROOM = 2**32  # items of one seed


class MadeSounds(Dataset):
    """Items are (waveform (1, time) float32, label); item i is of class i modulo their number."""

    classes: tuple[str, ...]

    def __init__(self, count: int, seed: int, sample_rate: int, snr: float | None) -> None:
        check_rates(sample_rate)
        if count < 1:
            raise ArgumentError("audio.count", count=count)
        self.count, self.seed, self.sample_rate, self.snr = count, seed, sample_rate, snr

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        if not -self.count <= index < self.count:
            raise IndexError(index)  # Python's own protocol: this ends a for loop
        index %= self.count
        # The upper half, since a generator takes 32 bits of a seed: sets of different seeds must not be the same.
        generator = Generator().manual_seed((self.seed * ROOM + index) * FAR % 2**64 >> 32)
        label = index % len(self.classes)
        with no_grad():
            sound = self.sound(label, generator)
            sound = 0.5 * sound / sound.abs().amax().clamp(min=1e-6)
            if self.snr is not None:
                sound = add_noise(sound, randn(sound.shape, generator=generator), self.snr)
        return sound.unsqueeze(0), label

    def sound(self, label: int, generator: Generator) -> Tensor:
        """One sound (time) of a class, of any loudness."""
        raise NotImplementedError


def between(low: float, high: float, generator: Generator) -> float:
    """A random number of that range."""
    return low + (high - low) * rand((), generator=generator).item()
