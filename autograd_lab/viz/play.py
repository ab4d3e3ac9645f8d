"""Playgrounds: experiments to play with, each run by the real engine, with the code to take along."""

from __future__ import annotations

from typing import Any

from autograd_lab.record.play.classify import Classifier, ClassifySettings
from autograd_lab.record.play.convolve import Convolver
from autograd_lab.record.play.race import Race
from autograd_lab.ui.play.all_reduce import RingView
from autograd_lab.ui.play.classify import ClassifyView
from autograd_lab.ui.play.kernels import KernelView
from autograd_lab.ui.play.race import RaceView


def race(function: Any = None, optimizers: Any = None, start: Any = None, *, extent: Any = None) -> RaceView:
    """Optimizers race down a surface; drag the start, change learning rates, play it step by step.

    ``function`` is a function of two tensors x and y that returns one number, or the name of a classic surface:
    "bowl", "ravine", "saddle", "rosenbrock", "beale", "himmelblau". ``optimizers`` are names such as "SGD",
    "momentum", "Adam", or ``{"mine": lambda p: MyOptimizer(p, lr=0.1)}``. ``start`` is (x, y), and ``extent`` the part
    of the plane that is seen: (left, right, bottom, top). The axes are called as the function calls its arguments.
    ArgumentError (a ValueError) for unknown names.
    """
    return RaceView(Race(function, optimizers, start, extent))


def classify(
    data: Any = "circles",
    *,
    hidden: Any = (4, 3),
    activation: str = "Tanh",
    optimizer: str = "Adam",
    lr: float = 0.03,
    batch: int = 16,
    noise: float = 0.1,
    seed: int = 0,
) -> ClassifyView:
    """A small network learns to tell two classes of points apart; draw the points, watch every unit.

    ``data`` is "circles", "moons", "xor", "spirals", "groups", or your own (x, y): x of shape (samples, 2), y of zeros
    and ones. ``hidden`` lists the units of each hidden layer, at most four layers of eight; ``activation`` is "Tanh",
    "ReLU", "Sigmoid" or "Identity", ``optimizer`` "SGD", "momentum", "RMSprop" or "Adam"; ``batch`` 0 means all points.
    ``view.net`` is the network. ArgumentError (a ValueError) for unknown names. Your random numbers are not touched.
    """
    own = None if isinstance(data, str) else data
    settings = ClassifySettings(
        data="own" if own is not None else data,
        noise=noise,
        hidden=list(hidden) if isinstance(hidden, (list, tuple)) else hidden,
        activation=activation,
        optimizer=optimizer,
        lr=lr,
        batch=batch,
        seed=seed,
    )
    return ClassifyView(Classifier(settings, own))


def kernels(image: Any = None) -> KernelView:
    """A convolution to play with: change the kernel, stride, padding and dilation, and see each sum written out.

    ``image`` is a grey image of shape (H, W), at most 64 pixels a side; without one there are some to choose from.
    ShapeError for other shapes.
    """
    return KernelView(Convolver(image))


def all_reduce(world: int = 4, *, seed: int = 0) -> RingView:
    """How ``world`` workers (2 to 8) come to the same gradient: the ring all-reduce, step by step, in real numbers.

    Each computes the gradient of its share of a small batch; what the ring ends with is the gradient of the whole.
    ``seed`` chooses the batch. ArgumentError (a ValueError) for another number of workers.
    """
    return RingView(world, seed)
