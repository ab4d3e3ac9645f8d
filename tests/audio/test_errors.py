"""Wrong use and broken files: PyTorch's exception class, and words that help in both languages."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import audio
from autograd_lab.audio import datasets, functional as F, transforms as T, wav as wav_file
from autograd_lab.audio.messages import MESSAGES
from tests.support.refusal import assert_refused


def wav(kind: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16, block: int = 2, size: int = 4) -> bytes:
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * block, block, bits)
    return (
        b"RIFF" + bytes(4) + b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", size) + bytes(4)
    )


def save(waveform: Any = None, rate: Any = 8000, target: Any = None, **options: Any) -> None:
    waveform = lab.zeros(1, 4) if waveform is None else waveform
    audio.save(io.BytesIO() if target is None else target, waveform, rate, **options)


x = lab.ones(1, 400)
Row = tuple[str, Callable[[], Any], type[Exception], str]  # key, call, class, what both languages say

# fmt: off

ROWS: list[Row] = [
    ("audio.source", lambda: audio.load(3), TypeError, "int"),  # type: ignore[arg-type]
    ("audio.source", lambda: audio.load(io.StringIO("x")), TypeError, "StringIO"),  # type: ignore[arg-type]
    ("audio.target", lambda: save(target=3), TypeError, "int"),
    ("audio.not_wav", lambda: audio.load(b"ID3\x04 and so on"), RuntimeError, "MP3"),
    ("audio.not_wav", lambda: audio.info(b""), RuntimeError, "ffmpeg"),
    ("audio.truncated", lambda: audio.load(wav(size=100)), RuntimeError, "100"),
    ("audio.no_chunk", lambda: audio.load(wav()[:12]), RuntimeError, "'fmt'"),
    ("audio.no_chunk", lambda: audio.load(wav()[:40]), RuntimeError, "'data'"),
    ("audio.encoding", lambda: audio.load(wav(kind=7, bits=8, block=1)), RuntimeError, "mu-law"),
    ("audio.encoding", lambda: audio.load(wav(bits=12)), RuntimeError, "12"),
    ("audio.header", lambda: audio.load(wav(rate=0)), RuntimeError, "0 Hz"),
    ("audio.header", lambda: audio.load(wav(block=3)), RuntimeError, "3"),
    ("audio.header", lambda: audio.load(wav(channels=0)), RuntimeError, "0"),
    ("audio.other_rate", lambda: audio.load(wav(), sample_rate=16000), ValueError, "resample(waveform, 8000, 16000)"),
    ("audio.frames", lambda: audio.load(wav(), frame_offset=-1), ValueError, "-1"),
    ("audio.frames", lambda: audio.load(wav(), num_frames=-2), ValueError, "-2"),
    ("audio.waveform", lambda: save(lab.zeros(1, 2, 3)), RuntimeError, "(1, 2, 3)"),
    ("audio.waveform", lambda: save([1.0]), RuntimeError, "list"),
    ("audio.channels", lambda: save(lab.zeros(80_000, 1)), ValueError, "channels_first=False"),
    ("audio.channels", lambda: save(lab.zeros(0, 5)), ValueError, "0"),
    ("audio.dtype", lambda: save(lab.zeros(1, 2, dtype=lab.int64)), ValueError, "int64"),
    ("audio.stored_as", lambda: save(bits_per_sample=12), ValueError, "12"),
    ("audio.stored_as", lambda: save(encoding="ULAW"), ValueError, "ULAW"),
    ("audio.stored_as", lambda: save(encoding="PCM_F", bits_per_sample=16), ValueError, "PCM_F"),
    ("audio.not_finite", lambda: save(lab.full((1, 2), lab.nan), bits_per_sample=16), ValueError, "nan"),
    ("audio.rate", lambda: save(rate=0), ValueError, "0"),
    ("audio.rate", lambda: save(rate=44100.5), ValueError, "44100.5"),
    ("audio.rate", lambda: F.resample(x, 8000, -1), ValueError, "-1"),
    ("audio.rate", lambda: T.Resample(True, 8000), ValueError, "True"),
    ("audio.rate", lambda: T.MelSpectrogram(0), ValueError, "16000"),
    ("audio.rate", lambda: datasets.Tones(sample_rate=0), ValueError, "0"),
    ("audio.need_float", lambda: F.resample(x.int(), 2, 1), RuntimeError, "int32"),
    ("audio.method", lambda: F.resample(x, 2, 1, resampling_method="linear"), ValueError, "sinc_interp_kaiser"),
    ("audio.filter", lambda: F.resample(x, 2, 1, 0), ValueError, "0"),
    ("audio.filter", lambda: F.resample(x, 2, 1, rolloff=1.5), ValueError, "1.5"),
    ("audio.normalized", lambda: T.Spectrogram(normalized="loud")(x), ValueError, "'loud'"),
    ("audio.decibels", lambda: F.amplitude_to_DB(x, 10.0, 0.0, 0.0), ValueError, "0.0"),
    ("audio.decibels", lambda: T.AmplitudeToDB(top_db=-1.0)(x), ValueError, "-1.0"),
    ("audio.stype", lambda: T.AmplitudeToDB("energy"), ValueError, "'energy'"),
    ("audio.mel_scale", lambda: F.hz_to_mel(1.0, "bark"), ValueError, "slaney"),
    ("audio.mel_scale", lambda: F.mel_to_hz(1.0, "bark"), ValueError, "'bark'"),
    ("audio.norm", lambda: F.melscale_fbanks(9, 0, 9, 2, 20, norm="l2"), ValueError, "'l2'"),
    ("audio.filters", lambda: F.melscale_fbanks(9, 9, 9, 2, 20), ValueError, "f_min=9"),
    ("audio.filters", lambda: T.MelScale(0), ValueError, "n_mels=0"),
    ("audio.mel_shape", lambda: T.MelScale(8, n_stft=65)(lab.ones(1, 64, 3)), RuntimeError, "(1, 64, 3)"),
    ("audio.dct_type", lambda: T.MFCC(dct_type=3), ValueError, "3"),
    ("audio.dct_norm", lambda: F.create_dct(2, 4, "l2"), ValueError, "'l2'"),
    ("audio.n_mfcc", lambda: T.MFCC(8000, 30, melkwargs={"n_mels": 20}), ValueError, "n_mfcc=30"),
    ("audio.noise", lambda: F.add_noise(x, lab.ones(1, 3), 3.0), RuntimeError, "(1, 3)"),
    ("audio.mask_axis", lambda: F.mask_along_axis(lab.ones(2, 3, 4), 2, 0.0, 0), IndexError, "0"),
    ("audio.mask", lambda: T.TimeMasking(3, p=2.0), ValueError, "2.0"),
    ("audio.mask", lambda: T.FrequencyMasking(-1), ValueError, "-1"),
    ("audio.limit", lambda: T.TimeShift(-1), ValueError, "-1"),
    ("audio.range", lambda: T.AddNoise((3.0, 1.0)), ValueError, "snr"),
    ("audio.range", lambda: T.RandomGain((3.0, 1.0)), ValueError, "db"),
    ("audio.count", lambda: datasets.Tones(0), ValueError, "0"),
    ("audio.tones", lambda: datasets.Tones(sample_rate=2000), ValueError, "2000"),
    ("audio.tones", lambda: datasets.Tones(seconds=0.0), ValueError, "0.0"),
    ("audio.digits", lambda: datasets.SpokenDigits(sample_rate=4000), ValueError, "4000"),
]
# fmt: on


@pytest.mark.parametrize(("key", "call", "error", "word"), ROWS, ids=[f"{row[0]}-{i}" for i, row in enumerate(ROWS)])
def test_it_is_refused_in_both_languages(key: str, call: Callable[[], Any], error: type[Exception], word: str) -> None:
    assert_refused(call, error, key, word)


def test_filters_that_hear_nothing_warn() -> None:
    for language, words in (("en", "fewer n_mels"), ("zh", "减小 n_mels")):
        lab.set_language(language)
        with pytest.warns(UserWarning, match=words):
            T.MelSpectrogram(16000)


def test_what_no_wav_file_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav_file, "UNKNOWN_LENGTH", 50)  # for 4 GiB are too much for a test
    for language, words in (("en", "in pieces"), ("zh", "分段")):
        lab.set_language(language)
        with pytest.raises(ValueError, match=words):
            save()


def test_every_message_has_a_row() -> None:
    said = {row[0] for row in ROWS} | {"audio.deaf", "audio.too_long"}
    assert said == MESSAGES.keys()
