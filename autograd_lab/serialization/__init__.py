"""Saving and loading: PyTorch's ``save`` and ``load``, without pickle.

A file by ``save`` is a safetensors file that other tools read too; nothing in it is ever executed. What safetensors
lacks stands in its metadata, which other tools skip:

    autograd_lab.version    the version of this format, "1"; every later release reads it
    autograd_lab.structure  the object as JSON, in which tensors are named (``structure.py``)
    autograd_lab.sha256     the SHA-256 of each tensor's bytes, as JSON
    autograd_lab.header     the SHA-256 of the header, computed with zeros in this place

    safetensors.py  the bytes of a file: header, offsets, what is checked before memory is asked for
    structure.py    objects as JSON and back
    memory.py       which tensors look at the same memory, and how that is written down
    atomic.py       a file is written whole, or not at all
    files.py        ``save`` and ``load``
    run.py          ``save_checkpoint`` and ``load_checkpoint``: a training run, to go on with bit for bit
    rng.py          the state of every source of random numbers
"""

from autograd_lab.serialization.files import load, save
from autograd_lab.serialization.run import load_checkpoint, save_checkpoint
