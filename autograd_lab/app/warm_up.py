"""Compiles the engine's loops before somebody waits for them: ``python -m autograd_lab.app.warm_up``.

numba needs some seconds for them, once on a machine; later processes load what it kept. The command ``autograd-lab``
starts this beside JupyterLab, so that the first large network of a lesson need not wait.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.backend import loops

F = nn.functional


def in_background() -> None:
    """Start it as a process that gives way to all others, and go on."""
    if loops.usable():
        subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in the terminal is meant for JupyterLab
        )


def main() -> None:
    if hasattr(os, "nice"):
        os.nice(10)
    for threads in dict.fromkeys((1, lab.get_num_threads())):
        lab.set_num_threads(threads)
        for step in steps():
            step()


def steps() -> Iterator[Callable[[], None]]:
    """A training step of each kind of network, large enough for its loops to be used."""
    functions = [nn.ReLU(), nn.LeakyReLU(), nn.Sigmoid(), nn.SiLU(), nn.Tanh()]
    dense = nn.Sequential(*(layer for function in functions for layer in (nn.Linear(256, 256), function)))
    yield trained(dense, lab.randn(512, 256), lab.optim.Adam)
    layers = [nn.Conv2d(8, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 32, 3)]
    layers += [nn.Conv2d(32, 16, 3, stride=2), nn.ConvTranspose2d(16, 16, 2, stride=2), nn.AvgPool2d(2)]
    images = nn.Sequential(*layers, nn.Flatten(), nn.LazyLinear(300))
    yield trained(images, lab.randn(16, 8, 32, 32), lambda p: lab.optim.SGD(p, lr=0.1, momentum=0.9))
    block = nn.TransformerEncoderLayer(128, 4, 256, dropout=0.1, activation="gelu", batch_first=True)
    letters = nn.Sequential(nn.Embedding(50, 128), block, nn.Linear(128, 50), nn.Softmax(-1))
    yield trained(letters, lab.randint(0, 50, (16, 64)), lab.optim.AdamW)
    for layer in (nn.LSTM, nn.GRU):
        yield trained(nn.Sequential(layer(64, 128, batch_first=True)), lab.randn(32, 8, 64), lab.optim.Adam)


def trained(model: nn.Module, x: lab.Tensor, optimizer: Callable[..., lab.optim.Optimizer]) -> Callable[[], None]:
    def step() -> None:
        updates = None
        for _ in range(2):  # the first one makes an optimizer's state, the second one changes it
            y = model(x)
            y = y[0] if isinstance(y, tuple) else y
            loss = F.cross_entropy(y.flatten(0, -2), lab.zeros(y.shape[:-1].numel(), dtype=lab.long))
            loss.backward()
            updates = updates or optimizer(model.parameters())
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            updates.step()

    return step


if __name__ == "__main__":
    main()
