"""A second way to compute some ops, on NumPy arrays and faster; ``cuda/`` has another for a GPU. The rules in ops/ are
what is meant; a kernel gives their numbers, to rounding, or leaves the work to them. A gradient that will be
differentiated again always comes from the rules.

Each file can be deleted together with its import below: nothing else knows of it. ``with reference_ops():`` goes
without all of them; tests/kernels compares each with its reference. What gains less than a tenth is not worth a kernel.
Times named in the files are of float32 on one thread, as ratios to the reference.

They are NumPy, not numba: numba's loops are up to seven times as fast where a formula has many steps (GELU), but
importing it costs 0.6 s of every session and fetching the first compiled function from its cache 0.5 s more, while a
training step of a lesson takes some milliseconds.
"""

from autograd_lab.backend.cuda import when_used
from autograd_lab.kernels import attention, convolution, embedding, gelu, lstm, normalization, pooling, scatter
from autograd_lab.kernels.registry import KERNELS, reference_ops

when_used("autograd_lab.kernels.cuda")  # the same for a GPU
