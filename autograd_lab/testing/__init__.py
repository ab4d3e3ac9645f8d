"""``torch.testing``: compare what came with what was expected, and make tensors to try things on."""

from autograd_lab.testing.comparing import assert_close
from autograd_lab.testing.creation import make_tensor

__all__ = ["assert_close", "make_tensor"]
