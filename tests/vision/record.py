"""What torchvision 0.28.0 answers, written to ``torchvision.json`` by ``python -m tests.vision.record``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

RECORDED = Path(__file__).parent / "torchvision.json"
MODELS = ("vgg11", "vgg11_bn", "vgg16", "vgg16_bn", "resnet18", "resnet34")
FORWARD = ("resnet18", "vgg11_bn")
STEP = 31  # every so many of their outputs are recorded


def images() -> dict[str, np.ndarray]:
    rng = np.random.RandomState(0)
    return {
        "bytes": rng.randint(0, 256, (3, 6, 7)).astype(np.uint8),
        "floats": np.round(rng.rand(3, 6, 7), 3).astype(np.float32),
        "grey": rng.randint(0, 256, (1, 5, 5)).astype(np.uint8),
        "batch": np.round(rng.rand(2, 3, 4, 5), 3).astype(np.float32),
    }


def calls() -> list[tuple[str, str, list[Any], dict[str, Any]]]:
    """(function of ``functional``, image, arguments, options)"""
    found: list[tuple[str, str, list[Any], dict[str, Any]]] = []

    def row(function: str, *args: Any, on: str = "bytes floats grey batch", **options: Any) -> None:
        found.extend((function, name, list(args), options) for name in on.split())

    for size in ([4, 5], [14, 20], [5], [12]):
        row("resize", size)
    row("resize", [4, 5], antialias=False)
    row("resize", [12], max_size=14, on="bytes floats")
    for mode in ("nearest", "nearest-exact"):
        row("resize", [5, 11], interpolation=mode)
    row("resize", [5, 11], interpolation="bicubic", on="floats batch")
    row("center_crop", [3, 4])
    row("center_crop", [4, 3])
    row("center_crop", [10, 12])
    row("crop", 1, 2, 3, 2)
    row("crop", -2, -1, 6, 5)
    row("crop", 4, 3, 8, 9)
    row("pad", [2])
    row("pad", [1, 2, 3, 0], fill=7.0)
    row("pad", [1, 2], fill=[1.0, 2.0, 3.0], on="bytes floats batch")
    for mode in ("edge", "reflect", "symmetric"):
        row("pad", [1, 2], padding_mode=mode)
    row("horizontal_flip")
    row("vertical_flip")
    for angle in (0, 30, -17.5, 90, 180, 270, 200):
        row("rotate", angle)
        row("rotate", angle, expand=True, on="bytes floats")
    row("rotate", 25, interpolation="bilinear")
    row("rotate", 25, interpolation="bilinear", fill=[0.5], on="floats batch")
    row("rotate", 25, center=[1, 2], fill=[9.0, 8.0, 7.0], on="bytes floats")
    row("rotate", 25, center=[1, 2], expand=True, on="bytes floats")
    row("resized_crop", 1, 2, 3, 4, [5, 6])
    row("resized_crop", -1, 0, 9, 3, [4, 4], on="bytes floats")
    row("affine", 30, [0, 0], 1.0, [0.0, 0.0])
    row("affine", -20.0, [1, -1], 1.3, [10.0, 0.0], on="bytes floats batch")
    row("affine", 15.0, [0.5, 1], 0.7, [-12.0, 25.0], interpolation="bilinear", fill=[0.5], on="floats batch")
    row("affine", 0, [0, 0], 1.0, [20.0, 5.0], center=[1.0, 4.0], interpolation="bilinear")
    for factor in (0.0, 0.4, 1.0, 1.7):
        for name in ("brightness", "contrast", "saturation"):
            row(f"adjust_{name}", factor)
    for factor in (-0.5, -0.2, 0.0, 0.1, 0.4):
        row("adjust_hue", factor)
    row("rgb_to_grayscale")
    row("rgb_to_grayscale", 3, on="bytes floats batch")
    row("normalize", [0.4, 0.5, 0.6], [0.1, 0.2, 0.3], on="floats batch")
    row("erase", 1, 2, 3, 2, 5)
    return found


def filled(names_and_shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """A state by formula, so that both libraries can have the same without a file."""
    state = {}
    for k, (name, shape) in enumerate(names_and_shapes.items()):
        size = int(np.prod(shape))
        wave = np.sin(np.arange(size, dtype=np.float64) * (0.7 + 0.01 * k)).reshape(shape)
        fan_in = size / shape[0] if len(shape) > 1 else 1
        if name.endswith("num_batches_tracked"):
            state[name] = np.zeros(shape, np.int64)
        elif name.endswith("running_var") or (len(shape) == 1 and name.endswith("weight")):
            state[name] = (1 + 0.2 * wave).astype(np.float32)
        else:
            state[name] = (wave * (2 / fan_in) ** 0.5 if len(shape) > 1 else 0.1 * wave).astype(np.float32)
    return state


def picture() -> np.ndarray:
    return np.cos(np.arange(2 * 3 * 64 * 64) * 0.37).reshape(2, 3, 64, 64).astype(np.float32)


def main() -> None:
    import torch
    import torchvision
    from torchvision.transforms.v2 import functional

    answers = []
    for function, name, args, options in calls():
        if "interpolation" in options:
            options = {**options, "interpolation": torchvision.transforms.InterpolationMode(options["interpolation"])}
        if function == "erase":
            args = [*args[:-1], torch.tensor(args[-1])]
        made = getattr(functional, function)(torch.from_numpy(images()[name].copy()), *args, **options)
        answers.append([list(made.shape), [round(v, 6) for v in made.flatten().tolist()]])
    states, outputs = {}, {}
    for name in MODELS:
        with torch.device("meta"):
            state = getattr(torchvision.models, name)().state_dict()
        states[name] = {key: list(value.shape) for key, value in state.items()}
    for name in FORWARD:
        model = getattr(torchvision.models, name)(num_classes=64).eval()
        model = model.features if name.startswith("vgg") else model
        state = filled({key: tuple(value.shape) for key, value in model.state_dict().items()})
        model.load_state_dict({key: torch.from_numpy(value) for key, value in state.items()})
        with torch.no_grad():
            outputs[name] = model(torch.from_numpy(picture())).flatten()[::STEP].tolist()
    parts = {"functional": answers, "states": states, "outputs": outputs}
    with RECORDED.open("w", encoding="utf-8") as file:
        json.dump(parts, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
