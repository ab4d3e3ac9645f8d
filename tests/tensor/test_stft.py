"""What stft takes apart istft puts together; and what both warn of."""

from __future__ import annotations

import pytest

import autograd_lab as lab

WAYS = [
    {"n_fft": 8},
    {"n_fft": 8, "hop_length": 3},
    {"n_fft": 8, "normalized": True, "onesided": False},
    {"n_fft": 9, "hop_length": 2, "win_length": 6},
    {"n_fft": 16, "hop_length": 4, "window": "hann"},
]


@pytest.mark.parametrize("way", WAYS, ids=repr)
@pytest.mark.parametrize("batch", [(), (2,)])
def test_there_and_back(way: dict, batch: tuple[int, ...]) -> None:
    lab.manual_seed(0)
    x = lab.randn(*batch, 50, dtype=lab.float64)
    if "window" in way:
        way = {**way, "window": lab.hann_window(way["n_fft"], dtype=lab.float64)}
    back = lab.istft(lab.stft(x, return_complex=True, **way), length=50, **way)
    assert lab.allclose(back, x)


@pytest.mark.parametrize(("language", "words"), [("en", ("deprecated", "zeros")), ("zh", ("不推荐", "补齐"))])
def test_what_they_warn_of(language: str, words: tuple[str, str]) -> None:
    lab.set_language(language)
    with pytest.warns(UserWarning, match=words[0]):
        lab.stft(lab.ones(8), 4, return_complex=False)
    spectrum = lab.stft(lab.ones(8), 4, return_complex=True)
    with pytest.warns(UserWarning, match=words[1]):
        assert lab.istft(spectrum, 4, length=20).shape == (20,)


def test_a_write_to_the_signal_is_noticed() -> None:
    x, window = lab.arange(8.0), lab.ones(4, requires_grad=True)
    y = lab.stft(x, 4, window=window, center=False, return_complex=True).abs().sum()
    x.zero_()
    with pytest.raises(RuntimeError, match="modified"):
        y.backward()
