"""WAV files: exact both ways, read by SciPy and the standard library, and refused when damaged."""

from __future__ import annotations

import io
import random
import struct
import wave
from pathlib import Path

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import audio

KINDS = [("PCM_U", 8), ("PCM_S", 16), ("PCM_S", 24), ("PCM_S", 32), ("PCM_F", 32), ("PCM_F", 64)]
each_kind = pytest.mark.parametrize(("encoding", "bits"), KINDS)


def sound(channels: int, frames: int = 101) -> lab.Tensor:
    """Values that every kind of at least 8 bits can say, the extremes among them."""
    lab.manual_seed(0)
    x = lab.randint(-128, 128, (channels, frames)) / 128
    x[:, :2] = lab.tensor([-1.0, 127 / 128])
    return x


def written(waveform: lab.Tensor, rate: int = 8000, **options: object) -> bytes:
    file = io.BytesIO()
    audio.save(file, waveform, rate, **options)
    return file.getvalue()


@each_kind
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_what_is_saved_is_loaded(tmp_path: Path, encoding: str, bits: int, channels: int) -> None:
    x = sound(channels)
    audio.save(tmp_path / "x.wav", x, 11025, encoding=encoding, bits_per_sample=bits)
    y, rate = audio.load(tmp_path / "x.wav")
    assert rate == 11025 and y.dtype == lab.float32 and (y == x).all()
    assert audio.info(tmp_path / "x.wav") == audio.AudioInfo(11025, 101, channels, bits, encoding)
    assert audio.info(tmp_path / "x.wav").seconds == pytest.approx(101 / 11025)


@each_kind
def test_scipy_reads_it(encoding: str, bits: int) -> None:
    wavfile = pytest.importorskip("scipy.io.wavfile")
    x = sound(2)
    rate, samples = wavfile.read(io.BytesIO(written(x, encoding=encoding, bits_per_sample=bits)))
    values = samples.astype(np.float64)
    if encoding != "PCM_F":
        values = (values - 128) / 128 if bits == 8 else values / 2.0 ** (8 * samples.itemsize - 1)
    assert rate == 8000 and (values.T == x.numpy()).all()


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_the_standard_library_reads_it(bits: int) -> None:
    with wave.open(io.BytesIO(written(sound(2), bits_per_sample=bits))) as file:
        assert file.getparams()[:4] == (2, bits // 8, 8000, 101)


def test_what_scipy_writes_is_read() -> None:
    wavfile = pytest.importorskip("scipy.io.wavfile")
    for dtype in (np.uint8, np.int16, np.int32, np.float32, np.float64):
        samples = (np.arange(24).reshape(12, 2) * 5).astype(dtype)
        file = io.BytesIO()
        wavfile.write(file, 44100, samples)
        stored, rate = audio.load(file.getvalue(), normalize=False, channels_first=False)
        assert rate == 44100 and stored.numpy().dtype == dtype and (stored.numpy() == samples).all()


def test_the_dtype_decides_how_it_is_stored() -> None:
    for dtype, kind in ((lab.float32, ("PCM_F", 32)), (lab.int16, ("PCM_S", 16)), (lab.uint8, ("PCM_U", 8))):
        x = lab.tensor([[0, 1, 100]]).to(dtype)
        found = audio.info(written(x))
        assert (found.encoding, found.bits_per_sample) == kind
        assert (audio.load(written(x), normalize=False)[0] == x).all()


def test_loud_sounds_are_clipped_in_integers_only() -> None:
    x = lab.tensor([2.0, -2.0, 0.25])
    assert audio.load(written(x, bits_per_sample=16))[0].tolist() == [[32767 / 32768, -1.0, 0.25]]
    assert audio.load(written(x))[0].tolist() == [[2.0, -2.0, 0.25]]


def test_a_part_of_it() -> None:
    content = written(sound(2))
    x = sound(2)
    assert (audio.load(content, 10, 20)[0] == x[:, 10:30]).all()
    assert (audio.load(content, 90, 20)[0] == x[:, 90:]).all()
    assert audio.load(content, 200)[0].shape == (2, 0) == audio.load(content, 0, 0)[0].shape
    assert audio.load(io.BytesIO(content), channels_first=False)[0].shape == (101, 2)


def test_extensible_headers_extra_chunks_and_streams() -> None:
    guid = struct.pack("<H", 1) + bytes(14)
    form = struct.pack("<HHIIHHHHI", 0xFFFE, 1, 8000, 16000, 2, 16, 22, 16, 4) + guid
    chunks = b"WAVE" + b"LIST" + struct.pack("<I", 3) + b"abc\0" + b"fmt " + struct.pack("<I", len(form)) + form
    content = b"RIFF" + bytes(4) + chunks + b"data" + struct.pack("<Ihh", 0xFFFFFFFF, 16384, -16384)
    assert audio.load(content)[0].tolist() == [[0.5, -0.5]]


def test_every_truncation_is_noticed() -> None:
    content = written(sound(1), bits_per_sample=16)
    for end in range(len(content)):
        with pytest.raises(RuntimeError):
            audio.load(content[:end])


def test_damage_gives_a_sound_or_one_clear_error() -> None:
    draw = random.Random(0)
    for encoding, bits in KINDS:
        content = written(sound(2), encoding=encoding, bits_per_sample=bits)
        for _ in range(150):
            broken = bytearray(content)
            for _ in range(draw.randint(1, 3)):
                broken[draw.randrange(60)] = draw.randrange(256)
            try:
                x, rate = audio.load(bytes(broken))
            except RuntimeError as error:
                assert type(error).__name__ == "CheckpointError"
            else:
                assert rate > 0 and x.numel() <= len(content)
