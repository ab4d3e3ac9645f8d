"""What transforms, augmentations and synthetic sounds are for, beyond what torchaudio's numbers show."""

from __future__ import annotations

import math

import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.audio import datasets, functional as F, transforms as T


def seeded(seed: int = 0) -> lab.Generator:
    return lab.Generator().manual_seed(seed)


def sine(hz: float, rate: int, seconds: float = 0.5) -> lab.Tensor:
    return (2 * math.pi * hz / rate * lab.arange(seconds * rate, dtype=lab.float64)).sin()


# -- rates and spectra ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [(8000, 11025), (44100, 16000), (16000, 8000)])
def test_a_resampled_tone_keeps_its_pitch(old: int, new: int) -> None:
    y = F.resample(sine(440, old), old, new, lowpass_filter_width=64)
    inner = slice(200, -200)  # the ends know nothing of what lies beyond them
    assert (y - sine(440, new)[: len(y)])[inner].abs().max() < 1e-3


def test_what_lies_too_high_is_taken_away() -> None:
    assert F.resample(sine(6000, 16000), 16000, 8000, lowpass_filter_width=64)[200:-200].abs().max() < 1e-3


def test_the_same_rate_changes_nothing() -> None:
    x = lab.randn(2, 3, 50)
    assert F.resample(x, 8000, 8000) is x
    assert F.resample(x, 2, 3).shape == (2, 3, 75)


def test_the_mel_scales_and_back() -> None:
    hz = lab.tensor([0.0, 60, 999, 1000, 1001, 8000], dtype=lab.float64)
    for scale in ("htk", "slaney"):
        assert F.mel_to_hz(F.hz_to_mel(hz, scale), scale).tolist() == pytest.approx(hz.tolist())
    assert F.hz_to_mel(1000.0).item() == pytest.approx(1000, abs=0.1)  # by which HTK's is defined
    assert F.hz_to_mel(1000.0, "slaney").item() == 15 and F.hz_to_mel(6400.0, "slaney").item() == pytest.approx(42)


def test_the_loudest_frequency_is_the_tone() -> None:
    power = T.Spectrogram(n_fft=800)(sine(440, 8000).float())
    assert (power.argmax(0)[2:-2] == 44).all()  # bins are 10 Hz apart


def test_the_cosines_are_orthonormal() -> None:
    dct = F.create_dct(20, 20)
    assert (dct.T @ dct - lab.eye(20)).abs().max() < 1e-5


def test_decibels_and_back() -> None:
    x = lab.tensor([1.0, 0.1, 1e-4])
    db = T.AmplitudeToDB()(x)
    assert db.tolist() == pytest.approx([0, -10, -40]) and F.DB_to_amplitude(db, 1.0, 1.0).tolist() == pytest.approx(
        x.tolist()
    )


def test_gradients_flow_from_the_coefficients_to_the_waveform() -> None:
    lab.manual_seed(0)
    x = lab.randn(1, 300, dtype=lab.float64, requires_grad=True)
    mfcc = T.MFCC(8000, 5, log_mels=True, melkwargs={"n_fft": 64, "n_mels": 8, "f_min": 100.0}).double()
    assert lab.autograd.gradcheck(lambda x: mfcc(F.resample(x, 4, 3)), x, fast_mode=True)
    noise = lab.randn(1, 300, dtype=lab.float64)
    assert lab.autograd.gradcheck(lambda x: F.add_noise(x, noise, 5.0), x, fast_mode=True)


def test_windows_and_filters_are_part_of_the_state() -> None:
    assert set(T.MFCC(8000, 5, melkwargs={"n_fft": 256, "n_mels": 8}).state_dict()) == {
        "dct_mat", "MelSpectrogram.spectrogram.window", "MelSpectrogram.mel_scale.fb",
    }  # fmt: skip


# -- augmentations --------------------------------------------------------------------------------------------------

AUGMENTATIONS = [
    lambda g: T.AddNoise((5.0, 20.0), generator=g),
    lambda g: T.RandomGain((-9.0, 9.0), generator=g),
    lambda g: T.TimeShift(30, generator=g),
    lambda g: T.TimeMasking(30, generator=g),
    lambda g: T.FrequencyMasking(9, iid_masks=True, generator=g),
]


@pytest.mark.parametrize("make", AUGMENTATIONS)
def test_a_generator_decides(make: object) -> None:
    x = sine(440, 8000, 0.1).float().expand(4, 800).reshape(4, 10, 80) + 1.5
    first, second = make(seeded(1)), make(seeded(1))
    a, b, c = first(x), second(x), first(x)
    assert a.shape == x.shape and a.dtype is x.dtype and (a == b).all() and not (a == c).all()
    lab.manual_seed(3)
    y = make(None)(x)
    lab.manual_seed(3)
    assert (make(None)(x) == y).all()


def test_noise_has_the_ratio_asked_for() -> None:
    x = sine(440, 8000, 2.0).float().unsqueeze(0)
    noise = T.AddNoise((12.0, 12.0), seeded())(x) - x
    assert 10 * ((x**2).sum() / (noise**2).sum()).log10().item() == pytest.approx(12, abs=1e-3)


def test_each_of_a_batch_is_drawn_anew_and_its_channels_stay_together() -> None:
    x = lab.ones(5, 2, 100)
    loud = T.RandomGain((-6.0, 6.0), seeded())(x)
    assert len(set(loud[:, 0, 0].tolist())) == 5 and (loud[:, 0] == loud[:, 1]).all()
    assert 10 ** (-0.3) <= loud.min() and loud.max() <= 10**0.3
    shifted = T.TimeShift(50, generator=seeded())(lab.arange(1.0, 101).expand(5, 2, 100))
    assert len({str(row.tolist()) for row in shifted[:, 0]}) > 2 and (shifted[:, 0] == shifted[:, 1]).all()


def test_shifting() -> None:
    x = lab.tensor([1.0, 2, 3, 4])
    assert F.shift(x, 1).tolist() == [0, 1, 2, 3] and F.shift(x, -1).tolist() == [2, 3, 4, 0]
    assert F.shift(x, 1, roll=True).tolist() == [4, 1, 2, 3] and F.shift(x, 9).tolist() == [0, 0, 0, 0]


def test_masks_are_bands_no_wider_than_asked() -> None:
    x, widths = lab.ones(3, 2, 20, 40), set()
    for seed in range(60):
        one = F.mask_along_axis(x, 8, 0.0, axis=-1, generator=seeded(seed))
        assert (one == one[0, 0, 0]).all()  # the same everywhere
        hidden = (one[0, 0, 0] == 0).nonzero().flatten().tolist()
        assert hidden == list(range(hidden[0], hidden[0] + len(hidden))) if hidden else True
        widths.add(len(hidden))
    assert widths == set(range(8))
    own = F.mask_along_axis_iid(x, 15, -1.0, axis=2, generator=seeded())
    assert (own == own[..., :1]).all() and len({str(row) for row in own[..., 0].flatten(0, 1).tolist()}) > 3
    assert (F.mask_along_axis(x, 40, 0.0, -1, p=0.1, generator=seeded()) == 0).sum() <= 4 * 20 * 6
    assert F.mask_along_axis(x, 0, 0.0, -1) is x


def test_they_stand_in_a_sequence() -> None:
    hear = nn.Sequential(T.AddNoise(), T.MelSpectrogram(8000, 256, n_mels=20), T.AmplitudeToDB(), T.TimeMasking(5))
    assert hear(lab.randn(3, 1, 2000)).shape == (3, 1, 20, 16)


# -- sounds made by formula -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [datasets.Tones, datasets.SpokenDigits])
def test_the_same_seed_makes_the_same_sounds(make: type[datasets.Tones] | type[datasets.SpokenDigits]) -> None:
    sounds, again, other = make(30, seed=4), make(30, seed=4), make(30, seed=5)
    length = round(sounds.seconds * 8000)
    assert [label for _, label in sounds] == [i % len(make.classes) for i in range(30)]
    for i in (0, 7, 29):
        x, label = sounds[i]
        assert x.shape == (1, length) and x.dtype is lab.float32 and x.abs().max() < 1
        assert (x == again[i][0]).all() and not (x == other[i][0]).all() and label == again[i][1]
    assert (sounds[-1][0] == sounds[29][0]).all()
    assert not (sounds[0][0] == sounds[len(make.classes)][0]).all()  # of one class, but another sound
    with pytest.raises(IndexError):
        sounds[30]


def test_sets_of_different_seeds_share_no_sound() -> None:
    """However many items each has: nothing to be learned by heart may come back in a test."""
    sounds = {
        tuple(datasets.Tones(count, seed, seconds=0.01, snr=None)[i][0].reshape(-1).tolist())
        for seed, count in ((0, 60), (1, 30), (2, 20))
        for i in range(count)
    }
    assert len(sounds) == 60 + 30 + 20


def test_waves_have_the_overtones_of_their_series() -> None:
    time = lab.arange(8000.0) / 8000
    for name, heights in (
        ("sine", [1, 0, 0, 0, 0]),
        ("triangle", [1, 0, 1 / 9, 0, 1 / 25]),
        ("square", [1, 0, 1 / 3, 0, 1 / 5]),
        ("sawtooth", [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]),
    ):
        spectrum = lab.fft.rfft(datasets.tones.wave(name, 200.0, 0.3, time, 8000)).abs() / 4000
        assert spectrum[200:1001:200].tolist() == pytest.approx(heights, abs=1e-3)
        assert spectrum.reshape(-1)[:4000].reshape(20, 200)[:, 1:].max() < 1e-3  # and nothing between them


def test_tones_rise_and_fall() -> None:
    sounds = datasets.Tones(60, snr=None)
    for x, label in sounds:
        peaks = T.Spectrogram(512, hop_length=128)(x[0]).argmax(0)[2:-2].float()
        if sounds.classes[label] == "rising":
            assert peaks[-1] > 1.3 * peaks[0]
        elif sounds.classes[label] == "falling":
            assert peaks[0] > 1.3 * peaks[-1]


def test_a_hissing_digit_hisses() -> None:
    six = datasets.SpokenDigits(20, snr=None)[6][0][0]
    heard = six.abs().nonzero().flatten()
    middle = slice(int(heard[0]), int(heard[-1]))
    power = T.Spectrogram(256, hop_length=128)(six[middle])
    high = power[64:].sum(0) / power.sum(0)  # the part above 2000 Hz
    assert high[1] > 0.8 and high[len(high) // 3] < 0.3  # the s first, then the vowel
