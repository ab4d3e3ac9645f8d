"""TensorFlow's way to gradients, on this engine: a tape that is switched on, where PyTorch always records.

For comparison, in the words of ``tf.GradientTape``::

    from autograd_lab.compat import GradientTape, Variable, constant

    x = constant(3.0)
    with GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.gradient(y, x)  # 6

All other functions are this library's own: a ``constant`` is a Tensor, a ``Variable`` a Parameter that can be assigned.
"""

from autograd_lab.compat import messages
from autograd_lab.compat.tape import GradientTape, UnconnectedGradients
from autograd_lab.compat.variable import Variable, constant

__all__ = ["GradientTape", "UnconnectedGradients", "Variable", "constant"]
