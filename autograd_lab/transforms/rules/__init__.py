"""How each kind of op computes for all samples at once: importing this package fills ``batched.RULES``, and
``batched.FUNCTION_RULES`` for functions that look at the numbers of an argument."""

from autograd_lab.transforms.rules import (
    along,
    draws,
    elementwise,
    gather,
    images,
    layers,
    losses,
    memory,
    products,
    rows,
    shapes,
    subscript,
)
