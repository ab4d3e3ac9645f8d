"""WAV files, read and written: PCM of 8, 16, 24 and 32 bits, and floating point of 32 and 64.

Source: Microsoft & IBM 1991, "Multimedia Programming Interface and Data Specifications 1.0"; the extensible header,
Microsoft 2001. Integers become numbers between -1 and 1 by division by 2**(bits - 1), and back by multiplication, so
what is loaded and saved again is the same.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from autograd_lab import Tensor, from_numpy
from autograd_lab.errors import ArgTypeError, ArgumentError, CheckpointError, ShapeError

Source = str | PathLike[str] | bytes | BinaryIO

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
UNKNOWN_LENGTH = 0xFFFFFFFF  # written by programs that stream
READABLE = {(PCM, 8): "u1", (PCM, 16): "<i2", (PCM, 24): "", (PCM, 32): "<i4", (FLOAT, 32): "<f4", (FLOAT, 64): "<f8"}
WRITABLE = {"PCM_U": (8,), "PCM_S": (16, 24, 32), "PCM_F": (32, 64)}
OTHER_FORMATS = {b"ID3": "MP3", b"\xff\xfb": "MP3", b"OggS": "Ogg", b"fLaC": "FLAC", b"FORM": "AIFF", b"RIFX": "RIFX"}
CODECS = {2: "ADPCM", 6: "A-law", 7: "mu-law", 17: "ADPCM", 49: "GSM", 85: "MP3"}


@dataclass(frozen=True)
class AudioInfo:
    """What the header of a file says. ``encoding``: "PCM_U" (unsigned, 8 bits), "PCM_S" (signed) or "PCM_F" (float)."""

    sample_rate: int
    num_frames: int
    num_channels: int
    bits_per_sample: int
    encoding: str

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return self.num_frames / self.sample_rate


def info(source: Source) -> AudioInfo:
    """What is in a WAV file (a path, its bytes, or a file open for reading bytes); errors as in ``load``."""
    return _parsed(_content(source))[0]


def load(
    source: Source,
    frame_offset: int = 0,
    num_frames: int = -1,
    normalize: bool = True,
    channels_first: bool = True,
    sample_rate: int | None = None,
) -> tuple[Tensor, int]:
    """A WAV file (a path, its bytes, or a file open for reading bytes) as waveform and sample rate in Hz.

    The waveform is (channels, time), or (time, channels) with ``channels_first=False``; float32 between -1 and 1, or
    with ``normalize=False`` as it is stored: uint8, int16, int32 (24 bits too) or float. ``num_frames`` samples from
    ``frame_offset`` on; -1 means all. If your program relies on a ``sample_rate``, name it.

    RuntimeError for a file that is incomplete, damaged, no WAV, or compressed; ValueError if the rate is another.
    """
    head, data = _parsed(_content(source))
    if sample_rate is not None and sample_rate != head.sample_rate:
        raise ArgumentError("audio.other_rate", wanted=sample_rate, got=head.sample_rate)
    if frame_offset < 0 or num_frames < -1:
        raise ArgumentError("audio.frames", frame_offset=frame_offset, num_frames=num_frames)
    samples = _samples(head, data).reshape(-1, head.num_channels)
    samples = samples[frame_offset : None if num_frames < 0 else frame_offset + num_frames]
    if normalize:
        samples = _as_floats(samples, head.bits_per_sample).astype(np.float32)
    return from_numpy(np.ascontiguousarray(samples.T if channels_first else samples)), head.sample_rate


def _content(source: Any) -> bytes:
    if isinstance(source, (bytes, bytearray, memoryview)):
        return bytes(source)
    if hasattr(source, "read"):
        content = source.read()
        if isinstance(content, bytes):
            return content
    elif isinstance(source, (str, PathLike)):
        return Path(source).read_bytes()
    raise ArgTypeError("audio.source", got=type(source).__name__)


def _parsed(content: bytes) -> tuple[AudioInfo, bytes]:
    """The header, and the bytes of the samples."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        found = next((name for magic, name in OTHER_FORMATS.items() if content.startswith(magic)), "?")
        raise CheckpointError("audio.not_wav", start=content[:12], format=found)
    place, form = 12, None
    while place + 8 <= len(content):
        name, size = content[place : place + 4], int.from_bytes(content[place + 4 : place + 8], "little")
        body = content[place + 8 : place + 8 + size]
        if name == b"data" and form is not None:
            if len(body) < size != UNKNOWN_LENGTH:
                raise CheckpointError("audio.truncated", wanted=size, got=len(body))
            return _described(form, body)
        if name == b"fmt ":
            form = body
        place += 8 + size + size % 2  # chunks begin at even places
    raise CheckpointError("audio.no_chunk", missing="fmt" if form is None else "data", size=len(content))


def _described(form: bytes, data: bytes) -> tuple[AudioInfo, bytes]:
    """What the "fmt " chunk says of the samples; RuntimeError where that cannot be."""
    if len(form) < 16:
        raise CheckpointError("audio.no_chunk", missing="fmt", size=len(form))
    kind, channels, rate, _, block, bits = struct.unpack("<HHIIHH", form[:16])
    if kind == EXTENSIBLE and len(form) >= 26:
        kind = int.from_bytes(form[24:26], "little")
    if (kind, bits) not in READABLE:
        raise CheckpointError("audio.encoding", codec=CODECS.get(kind, f"code {kind}"), bits=bits)
    if not channels or not rate or block != channels * bits // 8:
        raise CheckpointError("audio.header", channels=channels, rate=rate, block=block, bits=bits)
    frames = len(data) // block
    encoding = "PCM_F" if kind == FLOAT else "PCM_U" if bits == 8 else "PCM_S"
    return AudioInfo(rate, frames, channels, bits, encoding), data[: frames * block]


def _samples(head: AudioInfo, data: bytes) -> Any:
    if head.bits_per_sample == 24:
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return wide.reshape(-1).view("<i4") >> 8  # the sign comes along from above
    kind = FLOAT if head.encoding == "PCM_F" else PCM
    stored = np.frombuffer(data, READABLE[kind, head.bits_per_sample])
    return stored.astype(stored.dtype.newbyteorder("="))


def _as_floats(samples: Any, bits: int) -> Any:
    """Between -1 and 1, exactly."""
    if samples.dtype.kind == "f":
        return samples
    middle = 128 if samples.dtype == np.uint8 else 0
    return (samples.astype(np.float64) - middle) / 2 ** (bits - 1)


def save(
    target: str | PathLike[str] | BinaryIO,
    waveform: Tensor,
    sample_rate: int,
    channels_first: bool = True,
    encoding: str | None = None,
    bits_per_sample: int | None = None,
) -> None:
    """Write a waveform (channels, time) or (time) as a WAV file, into a path or a file open for writing bytes.

    By default it is stored in the tensor's own dtype: float32, float64, int32, int16 or uint8. ``encoding`` is "PCM_S"
    (16, 24 or 32 bits), "PCM_U" (8) or "PCM_F" (32 or 64). In integers, floating-point numbers beyond -1 and 1 are
    clipped. ValueError for what WAV cannot say, and for a sample rate that is no positive whole number.
    """
    if isinstance(sample_rate, bool) or not isinstance(sample_rate, (int, np.integer)) or not 0 < sample_rate < 2**32:
        raise ArgumentError("audio.rate", rate=sample_rate)
    if not isinstance(waveform, Tensor) or waveform.ndim not in (1, 2):
        shape = tuple(waveform.shape) if isinstance(waveform, Tensor) else type(waveform).__name__
        raise ShapeError("audio.waveform", shape=shape)
    samples = waveform.detach().cpu().numpy()
    if samples.ndim == 2 and channels_first:
        samples = samples.T
    samples = samples.reshape(len(samples), -1)
    encoding, bits = _stored_as(samples.dtype, encoding, bits_per_sample)
    if not 0 < samples.shape[1] < 65536 // (bits // 8):
        raise ArgumentError("audio.channels", channels=samples.shape[1])
    content = _header(samples, int(sample_rate), encoding, bits) + _stored(samples, encoding, bits)
    if isinstance(target, (str, PathLike)):
        Path(target).write_bytes(content)
    elif hasattr(target, "write"):
        target.write(content)
    else:
        raise ArgTypeError("audio.target", got=type(target).__name__)


def _stored_as(dtype: Any, encoding: str | None, bits: int | None) -> tuple[str, int]:
    own = {"f4": ("PCM_F", 32), "f8": ("PCM_F", 64), "i4": ("PCM_S", 32), "i2": ("PCM_S", 16), "u1": ("PCM_U", 8)}
    if f"{dtype.kind}{dtype.itemsize}" not in own:
        raise ArgumentError("audio.dtype", dtype=dtype)
    if encoding is None:
        if bits is None:
            return own[f"{dtype.kind}{dtype.itemsize}"]
        encoding = "PCM_U" if bits == 8 else "PCM_F" if bits == 64 else "PCM_S"
    allowed = WRITABLE.get(encoding, ())
    if not allowed or bits not in (None, *allowed):
        raise ArgumentError("audio.stored_as", encoding=encoding, bits=bits)
    return encoding, allowed[0] if bits is None else bits


def _stored(samples: Any, encoding: str, bits: int) -> bytes:
    values = _as_floats(samples, 8 * samples.dtype.itemsize)
    if encoding == "PCM_F":
        return values.astype(f"<f{bits // 8}").tobytes()
    if not np.isfinite(values).all():
        raise ArgumentError("audio.not_finite")
    half = 2 ** (bits - 1)
    whole = np.clip(np.round(values.astype(np.float64) * half), -half, half - 1)
    if bits == 8:
        return (whole + half).astype(np.uint8).tobytes()
    if bits == 24:
        return whole.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes()
    return whole.astype(f"<i{bits // 8}").tobytes()


def _header(samples: Any, rate: int, encoding: str, bits: int) -> bytes:
    frames, channels = samples.shape
    block = channels * bits // 8
    size = frames * block
    if encoding == "PCM_F":  # other encodings than PCM say how many samples there are
        form = struct.pack("<HHIIHHH", FLOAT, channels, rate, rate * block % 2**32, block, bits, 0)
        fact = b"fact" + struct.pack("<II", 4, frames)
    else:
        form, fact = struct.pack("<HHIIHH", PCM, channels, rate, rate * block % 2**32, block, bits), b""
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form + fact + b"data" + struct.pack("<I", size)
    if len(chunks) + size >= UNKNOWN_LENGTH:
        raise ArgumentError("audio.too_long", size=size)
    return b"RIFF" + struct.pack("<I", len(chunks) + size) + chunks
