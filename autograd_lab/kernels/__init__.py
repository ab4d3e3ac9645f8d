"""A second way to compute some ops, faster. The rules in ops/ are what is meant; a kernel gives their numbers, to
rounding, or leaves the work to them. A gradient that will be differentiated again always comes
from the rules.

Each file can be deleted together with its import below: nothing else knows of it. ``with reference_ops():`` goes
without all of them; tests/kernels compares each with its reference. What gains less than a tenth is not worth a kernel.
Times named in the files are of float32 on one thread, as ratios to the reference.

These files are NumPy, which runs everywhere. Where there is numba, those in loops/ are asked first: a formula of many
steps costs them one pass over the data instead of many, and several threads share it. Those in cuda/ are for a GPU,
and are imported when one is first used.
"""

from autograd_lab.kernels import attention, convolution, embedding, gelu, loss, lstm, normalization, pooling, scatter  # isort: skip
from autograd_lab.kernels import loops  # isort: skip (what comes last is asked first)
from autograd_lab.backend.cuda import when_used
from autograd_lab.kernels.registry import KERNELS, reference_ops

when_used("autograd_lab.kernels.cuda")
