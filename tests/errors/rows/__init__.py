"""The rows of bad input, by subject."""

from tests.errors.rows import autograd, creation, devices, indexing, shapes

BAD = [*creation.BAD, *shapes.BAD, *indexing.BAD, *autograd.BAD, *devices.BAD]
