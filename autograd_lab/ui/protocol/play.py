"""The states of the playgrounds. Each question is answered with a new run, its numbers in binary buffers, float32."""

from __future__ import annotations

from dataclasses import dataclass

from autograd_lab.record.play.all_reduce import RingRun
from autograd_lab.record.play.classify import ClassifyRun
from autograd_lab.record.play.convolve import Convolution, ImageName, KernelPreset
from autograd_lab.record.play.race import RaceRun, SurfaceInfo


@dataclass(frozen=True)
class RaceState:
    """``heights`` and ``paths`` are the numbers of ``run`` in base64."""

    surfaces: list[SurfaceInfo]
    run: RaceRun
    heights: str
    paths: str


@dataclass(frozen=True)
class ClassifyState:
    """``values`` are the numbers of ``run`` in base64."""

    run: ClassifyRun
    values: str


@dataclass(frozen=True)
class KernelState:
    """``pixels`` and ``out`` are the numbers of ``run`` in base64."""

    images: list[ImageName]
    presets: list[KernelPreset]
    run: Convolution
    pixels: str
    out: str


@dataclass(frozen=True)
class RingState:
    """``values`` are the numbers of ``run`` in base64."""

    run: RingRun
    values: str
