"""Both libraries draw the same random numbers: NumPy's, so that a program can be compared from its first weight on.

PyTorch's own stream cannot be had without PyTorch; what a program does with its numbers can be compared all the same.
"""

from __future__ import annotations

import contextlib
import io
import random
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TUTORIALS = Path(__file__).parent / "tutorials"
NAMES = sorted(path.stem for path in TUTORIALS.glob("[a-z]*.py"))


def program(name: str, torch: str) -> str:
    """The source of a tutorial, with its imports from ``torch``."""
    source = (TUTORIALS / f"{name}.py").read_text(encoding="utf-8")
    if torch == "autograd_lab":
        return source
    return source.replace("import autograd_lab as torch", "import torch").replace("autograd_lab", torch)


def run(name: str, torch: Any, patch: pytest.MonkeyPatch) -> str:
    """What a tutorial prints when all its random numbers are NumPy's."""
    draw_from_numpy(torch, patch)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (what a tutorial uses)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(program(name, torch.__name__), f"{name}.py", "exec"), {"__name__": "__main__"})
    return output.getvalue()


NUMBER = re.compile(r"[-+]?(?:\d+\.\d*(?:e[-+]?\d+)?|\d+e[-+]?\d+|\d+)")


def parts(line: str) -> tuple[str, list[float]]:
    """The words of a line, and its numbers."""
    return NUMBER.sub("#", line), [float(n) for n in NUMBER.findall(line)]


def draw_from_numpy(torch: Any, patch: pytest.MonkeyPatch) -> None:
    """Replace what draws in ``torch`` until ``patch`` is undone."""
    rng = [np.random.default_rng(0)]
    Tensor, data, F = torch.Tensor, torch.utils.data, torch.nn.functional

    def made(numbers: Any, dtype: Any = None) -> Any:
        return torch.from_numpy(np.ascontiguousarray(numbers)).to(dtype or torch.float32)

    def shape(sizes: Any) -> tuple[int, ...]:
        return tuple(sizes[0] if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes)

    def manual_seed(seed: int) -> None:
        rng[0] = np.random.default_rng(seed)

    def randn(*sizes: Any, requires_grad: bool = False, **options: Any) -> Any:
        return made(rng[0].standard_normal(shape(sizes)), options.get("dtype")).requires_grad_(requires_grad)

    def randint(*bounds: Any, **options: Any) -> Any:
        *limits, size = bounds
        return made(rng[0].integers(*limits, size=tuple(size)), torch.int64)

    def normal(mean: Any, std: Any) -> Any:
        return mean + std * made(rng[0].standard_normal(np.broadcast_shapes(tuple(mean.shape), tuple(std.shape))))

    def bernoulli(p: Any) -> Any:
        return made(rng[0].random(tuple(p.shape)), p.dtype).lt(p).to(p.dtype)

    def multinomial(input: Any, num_samples: int, replacement: bool = False) -> Any:
        rows = input.detach().double().numpy().reshape(-1, input.shape[-1])
        drawn = [np.searchsorted(np.cumsum(row / row.sum()), rng[0].random(num_samples)) for row in rows]
        return made(np.minimum(np.reshape(drawn, (*input.shape[:-1], num_samples)), input.shape[-1] - 1), torch.int64)

    def write(name: str, draw: Any) -> None:
        def fill(self: Any, *args: Any, **options: Any) -> Any:
            return self.copy_(made(draw(tuple(self.shape), *args), self.dtype))

        patch.setattr(Tensor, name, fill)

    def dropped(self: Any, x: Any) -> Any:
        size = tuple(x.shape) if type(self) is torch.nn.Dropout else (*x.shape[:2], 1, 1)
        kept = made((rng[0].random(size) >= self.p) / (1 - self.p), x.dtype) if self.training and self.p else None
        return x if kept is None else x * kept

    def split(dataset: Any, lengths: list[int]) -> list[Any]:
        order, ends = rng[0].permutation(len(dataset)).tolist(), np.cumsum(lengths)
        return [data.Subset(dataset, order[e - n : e]) for n, e in zip(lengths, ends, strict=True)]

    def weighted(self: Any) -> Any:
        p = np.asarray([float(w) for w in self.weights])
        return iter(rng[0].choice(len(p), self.num_samples, replace=self.replacement, p=p / p.sum()).tolist())

    patch.setattr(torch, "manual_seed", manual_seed)
    patch.setattr(torch, "rand", lambda *sizes, **options: made(rng[0].random(shape(sizes))))
    patch.setattr(torch, "randn", randn)
    patch.setattr(torch, "randn_like", lambda x: made(rng[0].standard_normal(tuple(x.shape)), x.dtype))
    patch.setattr(torch, "randint", randint)
    patch.setattr(torch, "randperm", lambda n: made(rng[0].permutation(n), torch.int64))
    patch.setattr(torch, "normal", normal)
    patch.setattr(torch, "bernoulli", bernoulli)
    patch.setattr(torch, "multinomial", multinomial)
    write("uniform_", lambda size, low=0.0, high=1.0: low + (high - low) * rng[0].random(size))
    write("normal_", lambda size, mean=0.0, std=1.0: mean + std * rng[0].standard_normal(size))
    patch.setattr(torch.nn.Dropout, "forward", dropped)
    patch.setattr(torch.nn.Dropout2d, "forward", dropped)
    patch.setattr(F, "dropout", lambda x, p=0.5, training=True, inplace=False: x)
    patch.setattr(data.RandomSampler, "__iter__", lambda self: iter(rng[0].permutation(len(self.data_source)).tolist()))
    patch.setattr(data.WeightedRandomSampler, "__iter__", weighted)
    patch.setattr(data, "random_split", split)


if __name__ == "__main__":  # python -m tests.programs.draws [name ...]: write down what the installed PyTorch prints
    import sys

    import torch as pytorch

    for each in sys.argv[1:] or NAMES:
        with pytest.MonkeyPatch.context() as context:
            text = run(each, pytorch, context)
        (TUTORIALS / "printed" / f"{each}.txt").write_text(text, encoding="utf-8")
        print(each, len(text.splitlines()))
