"""``compile``: a function, a model or a whole training step, recorded once and replayed as a static plan.

The way of a call, one file each: ``forms`` tells one kind of arguments from another, ``guards`` finds what the
function can see, ``trace`` (with ``known`` and ``backward``) records what it does, ``expand`` looks into the ops; of a
``recording`` the ``plan`` leaves out what nobody needs, ``fuse`` joins element-wise steps, ``memory`` gives the values
their places, and ``source`` writes the text that ``replay`` runs. ``compiled`` decides at each call which of all this
is done.
"""

import autograd_lab.compiler.texts
from autograd_lab.compiler.api import compile, disable, in_place, is_compiling, list_backends, reset
from autograd_lab.compiler.explanation import Explanation, explain
from autograd_lab.compiler.module import OptimizedModule

is_dynamo_compiling = is_compiling  # the same question under PyTorch's other name
