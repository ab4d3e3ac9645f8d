"""``from autograd_lab.vision.transforms import v2``, as torchvision's users write it: there is no other version."""

from autograd_lab.vision.transforms import *  # noqa: F403
