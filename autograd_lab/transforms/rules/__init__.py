"""How each kind of op computes for all samples at once: importing this package fills ``batched.RULES``."""

from autograd_lab.transforms.rules import along, elementwise, gather, images, layers, losses, products, shapes
